"""What `buurtkalender gaps --base` prints: what a change opens and closes, for a terminal and for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buurtkalender.domain.coverage.difference import SHORT, WHATS, Difference, OneSided
from buurtkalender.domain.coverage.snapshot import Snapshot
from buurtkalender.domain.model import Calendar
from buurtkalender.feeds.texts import clean
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.changes import (
    CHANGE_HEADINGS,
    change_counts,
    change_sentence,
    change_title,
    verdict_counts,
)
from buurtkalender.words.values import words_of

MOST_BYTES = 60_000
"""How long a comment becomes at most: GitHub refuses more than 65,536 characters."""

MOST_FILES = 5
"""How many files that could not be read are named."""

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+!|~:$^=-]")
_WAKING = re.compile(r"(?<=@)|(?<=#)|(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_SLEEP = "\N{ZERO WIDTH SPACE}"


class Compared(NamedTuple):
    """A change, and what it was compared with. ``left_out`` are the files of each side that could not be read."""

    base: str
    calendar: Calendar
    before: Snapshot
    after: Snapshot
    found: Difference
    left_out: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


class _Section(NamedTuple):
    heading: str
    items: list[tuple[str, str]]
    """Each a line, and what follows below it."""


def as_text(compared: Compared, translator: Translator) -> str:
    """Return the change for a terminal."""
    lines = [_plain(line) for line in _opening(compared, translator)]
    for section in _sections(compared, translator):
        lines += ["", f"{section.heading} ({len(section.items)})"]
        for first, rest in section.items:
            lines += [f"- {_plain(first)}", *([f"  {_plain(rest)}"] if rest else [])]
    return "\n".join(lines) + "\n"


def as_markdown(compared: Compared, translator: Translator) -> str:
    """Return the change as a comment on a pull request, at most ``MOST_BYTES`` long.

    What people wrote is only ever text in it: it makes no link, image, mention, list, table or HTML.
    """
    _ = translator.gettext
    heading = escaped(_("What this change does to the gaps"))
    parts = [f"### {heading}\n", *(f"{escaped(line)}\n" for line in _opening(compared, translator))]
    cut = escaped(_("There is more. `buurtkalender gaps --base` shows all of it."))
    room = MOST_BYTES - len(cut.encode()) - 10
    for section in _sections(compared, translator):
        title = f"#### {escaped(section.heading)} ({len(section.items)})\n"
        for number, (first, rest) in enumerate(section.items):
            item = f"- **{escaped(first)}**" + (f" {escaped(rest)}" if rest else "")
            part = item if number else f"{title}\n{item}"
            room -= len(part.encode()) + 2
            if room < 0:
                return "\n".join([*parts, "", cut]) + "\n"
            parts.append(part)
        parts.append("")
    return "\n".join(parts).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Return text as GitHub's Markdown shows it, letter for letter: nothing in it is markup, and nothing wakes up.

    Backslashes undo markup. Mentions, numbers of issues, addresses and e-mail addresses are found by GitHub after
    that, in what is shown: a space of no width stands inside them.
    """
    safe = _plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _WAKING.sub(_SLEEP, safe)
    return _SPECIAL.sub(lambda match: "\\" + match[0], shown)


def _plain(text: str) -> str:
    """On one line, and nothing hidden in it."""
    return " ".join(clean(text).split())


def _opening(compared: Compared, translator: Translator) -> Iterator[str]:
    """Say in a sentence what changes; then with what it was compared, and what could not be read."""
    _ = translator.gettext
    found = compared.found
    opened, closed, fragile = (
        sum(move.what == what for move in found.moves) for what in ("opens", "closes", "fragile")
    )
    if not any(getattr(found, name) for name in found.__struct_fields__):
        yield _("This changes nothing: no gap opens and no gap closes.")
    elif opened or closed:
        yield _("This changes something: {counts}.").format(counts=change_counts(opened, closed, translator))
    else:
        yield _("No gap opens and no gap closes, but something does change.")
    if fragile:
        text = translator.ngettext("{n} becomes fragile.", "{n} become fragile.", fragile)
        yield text.format(n=fragile)
    day = words_of(translator).date(compared.after.day)
    short = sum(one.verdict in SHORT for one in compared.after.verdicts)
    yield _("Compared with {base}, counted on {day}. In all something is missing {short} of {all} times.").format(
        base=compared.base, day=day, short=short, all=len(compared.after.verdicts)
    )
    for text, files in zip(_left_out(translator), compared.left_out, strict=True):
        if files:
            named = ", ".join(files[:MOST_FILES]) + (" …" if len(files) > MOST_FILES else "")
            yield text.format(files=named)


def _left_out(translator: Translator) -> tuple[str, str]:
    _ = translator.gettext
    return (
        _("Before the change these files do not count, for there is a mistake in them: {files}."),
        _("After the change these files do not count, for there is a mistake in them: {files}."),
    )


def _sections(compared: Compared, translator: Translator) -> Iterator[_Section]:
    _ = translator.gettext
    found, calendar = compared.found, compared.calendar
    for what in WHATS:
        moves = [move for move in found.moves if move.what == what]
        if moves:
            told = [
                (f"{change_title(move, calendar, translator)}.", change_sentence(move, calendar, translator))
                for move in moves
            ]
            yield _Section(_(CHANGE_HEADINGS[what]), told)
    came: tuple[tuple[str, Iterable[OneSided]], ...] = (
        (_("New norms"), found.new_norms),
        (_("Norms that are gone"), found.gone_norms),
        (_("New neighbourhoods"), found.new_areas),
        (_("Neighbourhoods that are gone"), found.gone_areas),
    )
    for heading, spots in came:
        if told_spots := verdict_counts(spots, translator):
            yield _Section(heading, [(f"{one}.", "") for one in told_spots])
