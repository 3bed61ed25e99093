"""What an import tells: what it understood, what it guessed, what it left out, each with its reason and its place."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import Message, on_one_line, words_of


class Certainty(StrEnum):
    """How sure the import is of what it tells. What is ``ASKED`` about is not written until a person says yes."""

    GUESSED = "guessed"
    ASKED = "asked"
    CHECK = "check"
    DROPPED = "dropped"


class SourcePlace(NamedTuple):
    """Where something stands in what was imported: a line of a calendar or a row of a sheet, counted from 1.

    ``name`` is how people know it; ``uid`` and ``sheet`` are empty where there is none.
    """

    number: int
    name: str = ""
    uid: str = ""
    sheet: str = ""
    row: bool = False

    def shown(self, texts: Translator) -> str:
        """``regel 12, “Koffie”, UID 3f2a@…``."""
        where = N_("row {number}") if self.row else N_("line {number}")
        parts = [texts.gettext(where).format(number=self.number)]
        if self.sheet:
            parts.insert(0, texts.gettext(N_("sheet {name}")).format(name=on_one_line(self.sheet)))
        if self.name:
            parts.append(f"“{_short(self.name, 80)}”")
        if self.uid:
            parts.append(f"UID {_short(self.uid, 60)}")
        return ", ".join(parts)


class ReportItem(NamedTuple):
    """One thing to tell of one place. ``source`` is the text of what was left out, so that nothing is lost.

    ``field`` is the top-level key of the file that it is about, empty where it is about all of it; what is guessed is
    marked there. ``key`` is what a person says yes with (:func:`question_key`), of what is asked.
    """

    kind: Certainty
    place: SourcePlace
    message: Message
    source: str = ""
    field: str = ""
    key: str = ""


Yes = frozenset[str]
"""The keys of what a person said yes to; ``all`` among them is yes to everything."""

ALL = "all"
_KEY_DIGITS = 4


def question_key(*parts: str) -> str:
    """Return by what a person says yes to a question about these texts: its activity, its kind, and its value.

    Four hexadecimal digits: enough to tell the questions of one import apart, and so few that nobody finds a telephone
    number by trying all there are, for every key has thousands of them.
    """
    return sha256("\0".join(parts).encode()).hexdigest()[:_KEY_DIGITS]


def says_yes(yes: Yes, key: str) -> bool:
    """Whether a person said yes to a question."""
    return ALL in yes or key in yes


def told_once(items: Iterable[ReportItem]) -> list[ReportItem]:
    """Tell what is told of many dates once."""
    once: dict[tuple[Certainty, str], ReportItem] = {}
    for item in items:
        once.setdefault((item.kind, f"{item.message.text}{sorted(item.message.words.items())}"), item)
    return list(once.values())


class ImportedActivity(NamedTuple):
    """An activity that came out of it: its file below the content folder, and in a few words what it is and when."""

    path: str
    title: str
    when: tuple[str, ...]
    state: str
    place: SourcePlace
    items: tuple[ReportItem, ...] = ()


NEW, SAME, DIFFERENT, CHANGED, CANCELLED, KEPT = "new", "same", "different", "changed", "cancelled", "kept"
_STATES = {
    NEW: N_("a new file"),
    SAME: N_("is there already, the same"),
    DIFFERENT: N_("NOT written: there is another file of this name"),
    CHANGED: N_("the file was changed"),
    CANCELLED: N_("cancelled: no longer in the calendar of the organisation"),
    KEPT: N_("left alone: somebody changed this file"),
}


def lines_of(taken: Iterable[ImportedActivity], loose: Iterable[ReportItem], texts: Translator) -> list[str]:
    """Return the report: per activity what is guessed and what to check, and then what was left out, and why."""
    made, others = list(taken), list(loose)
    lines: list[str] = []
    for one in made:
        state = texts.gettext(_STATES[one.state])
        lines.append(f"{one.path} ({state})")
        lines.append(f"  {_short(one.title, 120)}: {'; '.join(one.when)}")
        lines += [f"  {_marked(item, texts)}" for item in one.items]
    for kind, heading in _HEADINGS.items():
        told = [item for item in others if item.kind is kind]
        if told:
            lines += ["", texts.gettext(heading), *(f"  {line}" for line in _grouped(told, texts))]
    return [*lines, "", _sum(made, others, texts)]


_HEADINGS = {
    Certainty.GUESSED: N_("Guessed, for all of it:"),
    Certainty.ASKED: N_("This waits for your yes:"),
    Certainty.CHECK: N_("Look at this:"),
    Certainty.DROPPED: N_("Left out:"),
}
_MARKS = {
    Certainty.GUESSED: N_("guessed: {text}"),
    Certainty.ASKED: N_("waits for your yes: {text}"),
    Certainty.CHECK: N_("check: {text}"),
    Certainty.DROPPED: N_("left out: {text}"),
}
_MOST_ALIKE = 8


def _marked(item: ReportItem, texts: Translator) -> str:
    return texts.gettext(_MARKS[item.kind]).format(text=_told(item, texts))


def _told(item: ReportItem, texts: Translator) -> str:
    """Return what is told, with how to say yes to it."""
    text = item.message.shown(texts)
    return texts.gettext(N_("{text} (yes: --yes {key})")).format(text=text, key=item.key) if item.key else text


def _grouped(items: list[ReportItem], texts: Translator) -> list[str]:
    """Tell what is said of many places once, with the first places behind it."""
    places: dict[str, list[str]] = {}
    for item in items:
        at = item.place.shown(texts) if item.place.number else ""
        if item.source:
            at = texts.gettext(N_("{place} (its text was: {text})")).format(place=at, text=on_one_line(item.source))
        places.setdefault(_told(item, texts), []).append(at)
    lines = []
    for text, where in places.items():
        known = [one for one in where if one]
        if len(where) <= 1:
            lines.append(f"{known[0]}: {text}" if known else text)
            continue
        lines.append(f"{len(where)}× {text}")
        lines += [f"  {one}" for one in known[:_MOST_ALIKE]]
        if len(known) > _MOST_ALIKE:
            more = len(known) - _MOST_ALIKE
            lines.append(f"  {words_of(texts).and_more(more)}")
    return lines


def _sum(taken: list[ImportedActivity], loose: list[ReportItem], texts: Translator) -> str:
    made = sum(one.state in {NEW, CHANGED} for one in taken)
    dropped = sum(item.kind is Certainty.DROPPED for item in loose)
    told = [item.kind for one in taken for item in one.items] + [item.kind for item in loose]
    guesses, asked = told.count(Certainty.GUESSED), told.count(Certainty.ASKED)
    waiting = [texts.ngettext("{n} question", "{n} questions", asked).format(n=asked)] if asked else []
    parts = [
        words_of(texts).activities(made),
        texts.ngettext("{n} guess", "{n} guesses", guesses).format(n=guesses),
        *waiting,
        texts.ngettext("{n} left out", "{n} left out", dropped).format(n=dropped),
    ]
    return ", ".join(parts) + "."


def _short(text: str, most: int) -> str:
    text = on_one_line(text)
    return text if len(text) <= most else text[: most - 1] + "…"
