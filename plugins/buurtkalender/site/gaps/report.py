"""What `buurtkalender gaps` prints: every verdict that is not enough, with what helps."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from buurtkalender.domain.coverage.difference import SHORT, WHATS, Difference, Move, OneSided
from buurtkalender.domain.coverage.evaluation import Snapshot, summary, worst_first
from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.remedies.advice import Advice
from buurtkalender.feeds.open_data import ages_in_a_cell, cell
from buurtkalender.feeds.rows import verdict_row
from buurtkalender.feeds.texts import clean
from buurtkalender.site.gaps.prevention import band_name
from buurtkalender.words.catalogues import Translator, capital
from buurtkalender.words.changes import (
    CHANGE_HEADINGS,
    change_counts,
    change_sentence,
    change_title,
    verdict_counts,
)
from buurtkalender.words.norms import picked_up_sentences, severity_sentence, severity_sum, severity_word
from buurtkalender.words.remedies import priorities_heading, priority_sentence, remedy_sentence
from buurtkalender.words.values import words_of
from buurtkalender.words.verdicts import (
    near_miss_sentence,
    verdict_kind_name,
    verdict_name,
    verdict_sentence,
)


def report(advice: Advice, calendar: Calendar, translator: Translator, cells: Iterable[PreventionCell] = ()) -> str:
    """Return all verdicts as text for a terminal.

    How many there are of each; then what is not enough, the worst first, with the first thing that helps; then
    the edits that help most people; and last, of ``cells``, the prevention goals that fall short.
    """
    _ = translator.gettext
    if not advice.verdicts:
        return _("There are no norms yet: see content/calendar/norms.yaml.")
    counts = summary(advice.verdicts).items()
    lines = [" · ".join(f"{verdict_kind_name(kind, translator)}: {n}" for kind, n in counts if n)]
    for verdict in worst_first(advice.verdicts):
        if verdict.verdict not in {"covered", "too-few-residents"}:
            lines += ["", *_told(verdict, calendar, translator)]
    if advice.priorities:
        lines += ["", f"{priorities_heading(len(advice.priorities), translator)}:"]
        for number, priority in enumerate(advice.priorities, start=1):
            lines.append(f"{number:2}. {priority_sentence(priority, calendar, translator)}")
    prevention = [*_prevention(cells, calendar, translator)]
    if prevention:
        lines += ["", _("Prevention goals that fall short, per municipality:"), *prevention]
    return "\n".join(lines)


def _prevention(cells: Iterable[PreventionCell], calendar: Calendar, translator: Translator) -> Iterator[str]:
    said = words_of(translator)
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in cells:
        if one.verdict.verdict not in {"covered", "too-few-residents"}:
            kinds = found.setdefault((one.municipality, one.goal), {})
            word = verdict_name(one.verdict, translator)
            kinds.setdefault(word, []).append(band_name(one.band, calendar, translator))
    for (town, goal), kinds in found.items():
        told = "; ".join(f"{word}: {', '.join(bands)}" for word, bands in kinds.items())
        yield f"- {calendar.municipalities[town].name}, {said.label(calendar.goals[goal])}: {told}"


def _told(verdict: Verdict, calendar: Calendar, translator: Translator) -> Iterator[str]:
    _ = translator.gettext
    home, norm = calendar.neighbourhoods[verdict.neighbourhood], calendar.norms[verdict.norm]
    yield f"{home.name} · {norm.title}"
    yield f"  {capital(verdict_name(verdict, translator))}. {verdict_sentence(verdict, calendar, translator)}"
    if total := severity_sum(verdict, calendar, translator):
        yield f"  {_('Severity')}: {severity_word(verdict, translator)} ({total})"
    elif unknown := severity_sentence(verdict, calendar, translator):
        yield f"  {unknown}"
    for line in picked_up_sentences(verdict.norm, verdict.neighbourhood, calendar, translator):
        yield f"  {line}"
    if verdict.near_misses:
        yield f"  {_('Nearly counted')}:"
        for miss in verdict.near_misses:
            yield f"  - {near_miss_sentence(miss, calendar, translator)}"
    if verdict.remedies:
        yield f"  {_('What helps')}: {remedy_sentence(verdict.remedies[0], calendar, translator)}"


# --- changes --------------------------------------------------------------------------------------------
# What `buurtkalender gaps --base` prints: what a change opens and closes, for a terminal and for a pull request.

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


def gaps_text(compared: Compared, translator: Translator) -> str:
    """Return the change for a terminal."""
    lines = [_plain(line) for line in _opening(compared, translator)]
    for section in _sections(compared, translator):
        lines += ["", f"{section.heading} ({len(section.items)})"]
        for first, rest in section.items:
            lines += [f"- {_plain(first)}", *([f"  {_plain(rest)}"] if rest else [])]
    return "\n".join(lines) + "\n"


def gaps_markdown(compared: Compared, translator: Translator) -> str:
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


# --- for programs -------------------------------------------------------------------------------------------
# What a change does to the gaps, for programs: as JSON (schema "change"), and as CSV for a spreadsheet.

LISTS = ("new_norms", "gone_norms", "new_areas", "gone_areas")


def change_json(base: str, before: Snapshot, after: Snapshot, found: Difference) -> bytes:
    """One object: the revision and the day, every move with its causes, and the norms and areas that came or went."""
    document = {
        "base": base,
        "today": after.day,
        "moves": [_row(move) for move in found.moves],
        **{name: [_spot(spot) for spot in getattr(found, name)] for name in LISTS},
        "verdicts": {"before": len(before.verdicts), "after": len(after.verdicts)},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def change_csv(after: Snapshot, found: Difference) -> bytes:
    """A row a move (RFC 4180, UTF-8 with the mark by which Excel knows it); norms and areas that came or went too."""
    table = io.StringIO()
    writer = csv.writer(table)
    names = ("what", "norm", "norm_title", "neighbourhood", "neighbourhood_name", "before", "after")
    writer.writerow(
        [*names, "lower_before", "lower", "upper", "required", "unit", "per", "residents", "causes", "ages"]
    )
    for move in found.moves:
        one, other = move.before, move.after
        causes = "; ".join(f"{cause.how} {cause.activity}" for cause in move.causes)
        norm, area = after.norms[move.norm].title, after.areas[move.neighbourhood].name
        cells = [move.what, move.norm, norm, move.neighbourhood, area, one.verdict, other.verdict]
        sums = [one.lower, other.lower, other.upper, other.required, other.unit, other.per, other.residents, causes]
        sums.append(ages_in_a_cell(other))
        writer.writerow([cell(value) if isinstance(value, str) else value for value in [*cells, *sums]])
    for name in LISTS:
        what, _, of = name.partition("_")
        for spot in getattr(found, name):
            place = ["", "", spot.id, spot.name] if of == "areas" else [spot.id, spot.name, "", ""]
            writer.writerow([cell(value) for value in [what, *place]] + [""] * 11)
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _row(move: Move) -> dict[str, Any]:
    return {
        "what": move.what,
        "norm": move.norm,
        "neighbourhood": move.neighbourhood,
        "residents": move.after.residents,
        **{side: _side(getattr(move, side)) for side in ("before", "after")},
        "causes": [
            {
                "activity": one.activity,
                "title": one.title,
                "organisation": one.organisation,
                "how": one.how,
                "before": round(one.before, 4),
                "after": round(one.after, 4),
                "cancelled_dates": max(0, one.dates),
            }
            for one in move.causes
        ],
        "measured_otherwise": move.measured,
    }


def _side(verdict: Any) -> dict[str, Any]:
    names = ("verdict", "lower", "upper", "required", "unit", "per", "confidence", "severity", "weeks_met")
    some = {name: getattr(verdict, name) for name in names}
    return some | {"poor_weeks": verdict.poor_weeks, "ages": verdict_row(verdict)["ages"]}


def _spot(spot: Any) -> dict[str, Any]:
    return {"id": spot.id, "name": spot.name, "verdicts": spot.verdicts}
