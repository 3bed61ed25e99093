"""What an import tells: what it understood, what it guessed, what it left out, each with its reason and its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from buurtkalender.domain.model import Activity
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import HIDDEN, Message, on_one_line, words_of


class Certainty(StrEnum):
    """How sure the import is of what it tells. What is ``ASKED`` about is not written until a person says yes.

    ``ANSWERED`` is a question to which a person said yes.
    """

    GUESSED = "guessed"
    ASKED = "asked"
    ANSWERED = "answered"
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

    @property
    def spot(self) -> tuple[str, int]:
        """The sheet and the row, or no sheet and the line."""
        return self.sheet, self.number

    def shown(self, texts: Translator) -> str:
        """``regel 12, “Koffie”``; what has no title is known by its UID, and a sheet as a whole by its name."""
        where = N_("row {number}") if self.row else N_("line {number}")
        parts = [texts.gettext(where).format(number=self.number)] if self.number else []
        if self.sheet:
            parts.insert(0, texts.gettext(N_("sheet {name}")).format(name=on_one_line(self.sheet)))
        if self.name:
            parts.append(f"“{_short(self.name, 80)}”")
        elif self.uid:
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

    @property
    def about(self) -> str:
        """The key of the file that it is told at. What is guessed of an event as a whole is guessed of its dates."""
        whole = self.kind is Certainty.GUESSED and not self.place.row and self.place.number
        return self.field or ("when" if whole else "")


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
    """An activity that came out of it: its file below the content folder, and in a few words what it is and when.

    ``activity`` and ``text`` are the activity and its file, and ``of`` the UIDs of the events that it came of.
    """

    path: str
    title: str
    when: tuple[str, ...]
    state: str
    place: SourcePlace
    items: tuple[ReportItem, ...] = ()
    activity: Activity | None = None
    text: str = ""
    of: frozenset[str] = frozenset()


class ImportPart(NamedTuple):
    """What one calendar or sheet came to, and its source: the octets of a calendar, the tables of a sheet.

    ``if_yes`` tells what it would come to if somebody said yes to these keys as well.
    """

    name: str
    taken: tuple[ImportedActivity, ...] = ()
    items: tuple[ReportItem, ...] = ()
    octets: bytes = b""
    tables: tuple[SheetTable, ...] = ()
    if_yes: Callable[[Yes], tuple[ImportedActivity, ...]] | None = None

    @property
    def told(self) -> list[ReportItem]:
        """All that is told of it."""
        return [*self.items, *(item for one in self.taken for item in one.items)]

    @property
    def asks(self) -> bool:
        """Whether something waits for a yes."""
        return any(item.kind is Certainty.ASKED for item in self.told)

    def answered(self, answers: Sequence[ReportItem]) -> ImportPart:
        """Return it with what a person said yes to, each beside what it is about."""
        of = {(one.place.sheet, one.place.number): one for one in self.taken}
        taken = [
            one._replace(items=(*one.items, *(told for told in answers if of.get(told.place.spot) is one)))
            for one in self.taken
        ]
        loose = [told for told in answers if told.place.spot not in of]
        return self._replace(taken=tuple(taken), items=(*self.items, *loose))


NEW, SAME, DIFFERENT, CHANGED, CANCELLED, KEPT = "new", "same", "different", "changed", "cancelled", "kept"
STATES = {
    NEW: N_("a new file"),
    SAME: N_("is there already, the same"),
    DIFFERENT: N_("NOT written: there is another file of this name"),
    CHANGED: N_("the file was changed"),
    CANCELLED: N_("cancelled: no longer in the calendar of the organisation"),
    KEPT: N_("left alone: somebody changed this file"),
}
"""What became of the file of an activity, in words."""


# --- what is quoted ----------------------------------------------------------------------------------------
# Reports are kept and mailed: what is quoted in them of a source is no more than what is published of it.

_REACH = re.compile(
    r"(?:https?|webcal|tel|mailto|sips?|zoommtg):\S+|\bwww\.\S+|"
    r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|"
    r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,12}/\S+|"
    r"(?<![\w.-])(?:\+|\(?0)[\d\s().\-/]{7,18}\d(?![\w-])|(?<![\w.])\d{9,}(?!\w)|"
    r"\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b",
    re.IGNORECASE,
)
"""Ways to reach somebody, and numbers by which people are known. Each is found in one go, whatever the text."""

_CODE = re.compile(
    r"\b(?P<word>(?:wachtwoord|password|passcode|toegangscode|pincode|pin|code|(?:meeting|vergader(?:ings)?|webinar)"
    r"[ -]?(?:id|nummer|number)|kluisje|sleutelkluis(?:je)?)\b(?:\W{0,4}(?=\w{0,30}\d)|[^:=\n]{0,30}[:=]\s*))"
    r"(?P<code>\d[\d \-]{0,30}\d|\w{0,30}\d\w{0,30}|(?<=[:=])\S{1,60}|(?<=[:=] )\S{1,60})",
    re.IGNORECASE,
)
_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d)"
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.]"
_WHEN = re.compile(
    rf"{_DAY}(?:19|20)\d\d\b|(?<!\d)(?:19|20)\d\d-\d\d-\d\d\b|{_DAY}\d\d(?:\s+{_CLOCK}.*)?$|(?:{_CLOCK}\W*)+$"
)
"""Dates and times, which have as many digits as telephone numbers."""

HELD_BACK = N_("[held back]")


_TELLING = re.compile(r"[\d@/:=]|www\.", re.IGNORECASE)
"""Something of what each of these has: most cells have none of it."""


def unpublished_masked(text: str, published: str, mask: str) -> str:
    """Return a text fit to be shown, without ways to reach somebody, links and codes that are in no file of ours."""
    text = HIDDEN.sub("\ufffd", text)
    if not _TELLING.search(text):
        return text

    def shown(match: re.Match[str]) -> str:
        public = _plainly(match[0].rstrip(".,;)\\")) in _reached(published)
        return match[0] if public or _WHEN.match(match[0].rstrip(".,;)\\")) else mask

    return _CODE.sub(lambda match: f"{match['word']}{mask}", _REACH.sub(shown, text))


@lru_cache(maxsize=8)
def _reached(published: str) -> frozenset[str]:
    return frozenset(_plainly(one[0].rstrip(".,;)\\}]")) for one in _REACH.finditer(published))


def _plainly(found: str) -> str:
    lower = found.casefold()
    return re.sub(r"^https?://", "", lower).rstrip("/") if re.search("[a-z@]", lower) else re.sub(r"\D", "", lower)


# --- report ----------------------------------------------------------------------------------------------


class ImportCounts(NamedTuple):
    """How much of each there is: what is written anew, with a guess, waiting for a yes, left out, and over.

    All but the first are numbers of rows or events of what was imported, and not of the things told of them. What waits
    is not counted as left out too.
    """

    made: int
    guessed: int
    waiting: int
    dropped: int
    over: int

    def line(self, texts: Translator) -> str:
        """``12 activiteiten, 3 gegokt, 2 wachten, 4 weggelaten, 9812 voorbij.``."""
        parts = [words_of(texts).activities(self.made)]
        for text, many, n in (
            (N_("{n} guessed"), N_("{n} guessed"), self.guessed),
            (N_("{n} waits"), N_("{n} wait"), self.waiting),
            (N_("{n} left out"), N_("{n} left out"), self.dropped),
            (N_("{n} is over"), N_("{n} are over"), self.over),
        ):
            if n or many == "{n} left out":
                parts.append(texts.ngettext(text, many, n).format(n=n))
        return ", ".join(parts) + "."


def over_in(item: ReportItem) -> int:
    """Return how many events an item tells of that are left out because they are over: what ended before a day."""
    if item.kind is not Certainty.DROPPED or "since" not in item.message.words:
        return 0
    return int(str(item.message.words.get("n", 1)))


def counts_of(taken: Iterable[ImportedActivity], loose: Iterable[ReportItem]) -> ImportCounts:
    """Count what an import came to."""
    made, others = list(taken), list(loose)
    told = [item for item in others if not over_in(item)]
    kinds = [{item.kind for item in one.items} for one in made]
    waiting = _places(told, Certainty.ASKED)
    return ImportCounts(
        sum(one.state in {NEW, CHANGED} for one in made),
        sum(Certainty.GUESSED in kind for kind in kinds) + sum(item.kind is Certainty.GUESSED for item in told),
        sum(Certainty.ASKED in kind for kind in kinds) + len(waiting),
        sum(Certainty.DROPPED in kind for kind in kinds) + len(_places(told, Certainty.DROPPED) - waiting),
        sum(map(over_in, others)),
    )


def _places(told: Iterable[ReportItem], kind: Certainty) -> set[SourcePlace | str]:
    """Return the rows and events of which something of a kind is told, or its key; columns and sheets are none."""
    found = (one for one in told if one.kind is kind and (one.key or one.source or not one.place.row))
    return {one.place if one.place.number else one.key for one in found} - {""}


def lines_of(taken: Iterable[ImportedActivity], loose: Iterable[ReportItem], texts: Translator) -> list[str]:
    """Return the report: per activity what is guessed and what to check, and then what was left out, and why."""
    made, others = list(taken), list(loose)
    lines: list[str] = []
    first = (
        sorted(made, key=lambda one: not one.items and one.state in {NEW, SAME, CHANGED})
        if len(made) > _MOST_MADE
        else made
    )
    for one in first[:_MOST_MADE]:
        state = texts.gettext(STATES[one.state])
        lines.append(f"{one.path} ({state})")
        lines.append(f"  {_short(one.title, 120)}: {'; '.join(one.when)}")
        lines += [f"  {_marked(item, texts)}" for item in one.items]
    if len(made) > _MOST_MADE:
        lines.append(texts.gettext(_MORE_MADE).format(n=len(made) - _MOST_MADE))
    for kind, heading in _HEADINGS.items():
        told = [item for item in others if item.kind is kind]
        if told:
            lines += ["", texts.gettext(heading), *(f"  {line}" for line in _grouped(told, texts))]
    counts = counts_of(made, others)
    if counts.waiting:
        keys = any(item.key for item in (*others, *(item for one in made for item in one.items)))
        lines += ["", texts.gettext(_HOW_TO_SAY_YES if keys else _YES_TO_FEEDS)]
    return [*lines, "", counts.line(texts)]


_HOW_TO_SAY_YES = N_(
    "Is what waits right, and may everybody read it? Then say yes to it: run this again with --yes and its key, or "
    "with --yes all. What is in a file already stays as it is: complete that yourself."
)
_YES_TO_FEEDS = N_("Is what waits right, and may everybody read it? Then say yes to it in content/feeds.")
_HEADINGS = {
    Certainty.GUESSED: N_("Guessed, for all of it:"),
    Certainty.ASKED: N_("This waits for your yes:"),
    Certainty.ANSWERED: N_("You said yes to this:"),
    Certainty.CHECK: N_("Look at this:"),
    Certainty.DROPPED: N_("Left out:"),
}
MARKS = {
    Certainty.GUESSED: N_("guessed: {text}"),
    Certainty.ASKED: N_("waits for your yes: {text}"),
    Certainty.ANSWERED: N_("you said yes: {text}"),
    Certainty.CHECK: N_("check: {text}"),
    Certainty.DROPPED: N_("left out: {text}"),
}
"""How each kind is told beside an activity."""
_MORE_MADE = N_("and {n} more activities: with --dry-run they all stand on a page")
_MOST_MADE = 200
_MOST_ALIKE = 8
_MOST_ASKED = 40


def _marked(item: ReportItem, texts: Translator) -> str:
    return texts.gettext(MARKS[item.kind]).format(text=_told(item, texts))


def _told(item: ReportItem, texts: Translator, text: str = "") -> str:
    """Return what is told, or another ``text`` about it, with how to say yes to it."""
    text = text or item.message.shown(texts)
    if item.kind is not Certainty.ASKED or not item.key:
        return text
    return texts.gettext(N_("{text} (yes: --yes {key})")).format(text=text, key=item.key)


def _grouped(items: list[ReportItem], texts: Translator) -> list[str]:
    """Tell what is said of many places once, with the first places behind it, and the key of each question."""
    alike: dict[str, list[ReportItem]] = {}
    for item in items:
        alike.setdefault(item.message.shown(texts), []).append(item)
    lines = []
    for text, told in alike.items():
        if len(told) == 1:
            at = _at(told[0], texts)
            lines.append(_told(told[0], texts, f"{at}: {text}" if at else text))
            continue
        if told[0].key and len({item.key for item in told}) == 1:
            lines.append(_told(told[0], texts, f"{len(told)}× {text}"))
            continue
        lines.append(f"{len(told)}× {text}")
        known = [_told(item, texts, at) for item in told if (at := _at(item, texts) or item.key)]
        most = _MOST_ASKED if told[0].kind is Certainty.ASKED else _MOST_ALIKE
        lines += [f"  {one}" for one in known[:most]]
        if len(known) > most:
            lines.append(f"  {words_of(texts).and_more(len(known) - most)}")
    return lines


def _at(item: ReportItem, texts: Translator) -> str:
    at = item.place.shown(texts) if item.place.number else ""
    if item.source:
        return texts.gettext(N_("{place} (its text was: {text})")).format(place=at, text=_quoted(item.source, texts))
    return at


def _quoted(text: str, texts: Translator) -> str:
    return on_one_line(unpublished_masked(text, "", texts.gettext(HELD_BACK)))


def _short(text: str, most: int) -> str:
    text = on_one_line(text)
    return text if len(text) <= most else text[: most - 1] + "…"
