"""Days and times as people write them, in Dutch or English: "elke di 10-12u", "1e maandag v/d maand 14.00-16.00".

What is understood is taken out of the text; whatever is left then, and means something, is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.model import ByAppointment, Dates, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.reading.catalogues import N_
from buurtkalender.submissions.importing.told import Told

DAY = 24 * 60
ASSUMED = 60
LONGEST = 300

_DAYS = {
    "ma": 0, "maandag": 0, "mon": 0, "monday": 0, "di": 1, "dinsdag": 1, "tue": 1, "tuesday": 1,
    "wo": 2, "woensdag": 2, "wed": 2, "wednesday": 2, "do": 3, "donderdag": 3, "thu": 3,
    "thursday": 3, "vr": 4, "vrijdag": 4, "fri": 4, "friday": 4, "za": 5, "zaterdag": 5, "sat": 5,
    "saturday": 5, "zo": 6, "zondag": 6, "sun": 6, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    name: n
    for n, names in enumerate(
        ("jan januari january", "feb februari february", "mrt maart mar march", "apr april", "mei may", "jun juni june",
         "jul juli july", "aug augustus august", "sep sept september", "okt oktober oct october", "nov november",
         "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_NTHS = {
    "1e": 1, "1ste": 1, "eerste": 1, "first": 1, "1st": 1, "2e": 2, "2de": 2, "tweede": 2, "second": 2, "2nd": 2,
    "3e": 3, "3de": 3, "derde": 3, "third": 3, "3rd": 3, "4e": 4, "4de": 4, "vierde": 4, "fourth": 4, "4th": 4, "5e": 5,
    "5de": 5, "vijfde": 5, "laatste": -1, "last": -1,
}  # fmt: skip
_DAY = "(?:" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")(?:en|s|ochtend(?:en)?|middag(?:en)?|avond(?:en)?)?\.?"
_NTH = "(?:" + "|".join(sorted(_NTHS, key=len, reverse=True)) + ")"
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_AND = r"\s*(?:,|\+|&|/|en|and|\s)\s*"
_CLOCK = r"(\d{1,2})(?:[:.,u](\d{2}))?\s*(?:uur|u|h)?"
_TO = r"\s*(?:-|–|—|tot en met|tot|t/m|to|until)\s*"
_SPAN = re.compile(rf"(?:van\s+|from\s+)?(?<![\d/.:-]){_CLOCK}\.?{_TO}(?:ca\.?\s*)?{_CLOCK}(?![\d/-])\.?")
_FROM = re.compile(r"(?:vanaf|om|from|at|v\.a\.|va|aanvang)?\s*(?<![\d/.:-])(?:(\d{1,2})[:.](\d{2})\s*(?:uur|u|h)?|(\d{1,2})\s*(?:uur|u)\b)(?![\d/-])\.?")
_ALL_DAY = re.compile(r"\b(?:hele dag|de hele dag|all day|all-day)\b")
_WEEKDAYS = re.compile(rf"\b{_DAY}(?:{_AND}{_DAY})*(?![a-z])")
_ONE_DAY = re.compile(rf"\b{_DAY}(?![a-z])")
_DAY_RANGE = re.compile(rf"\b({_DAY})\s*(?:-|–|t/m|tot en met|tot|to)\s*({_DAY})(?![a-z])")
_MONTHLY = re.compile(rf"\b({_NTH}(?:{_AND}(?:de\s+)?{_NTH})*)\s+({_DAY})(?![a-z])(?:\s*(?:van|v/d|v\.d\.|vd|of)?\s*(?:de|elke|iedere|the|every)?\s*(?:maand|month))?")
_MONTH_DAY = re.compile(r"\b(?:elke|iedere|de|every)?\s*(\d{1,2})e\s*(?:dag\s*)?(?:van|v/d|vd|of)\s*(?:de|elke|iedere)?\s*(?:maand|month)\b")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})(?:-(?=\d+-)|/(?=\d+/)|\.(?=\d+\.\d{4}))(\d{1,2})[-/.](\d{4}|\d{2})\b(?![:.]\d)|\b(\d{1,2})/(\d{1,2})\b(?![-/.:]|\s*(?:uur|u\b))")
_WRITTEN = re.compile(rf"\b(\d{{1,2}}(?:\s*(?:,|en|&|\+)\s*\d{{1,2}})*)\s+({_MONTH})(?![a-z])(?:\s+(\d{{4}}))?")
_PERIOD = re.compile(rf"\b(\d{{1,2}})\s*(?:t/m|tot en met|-|–)\s*(\d{{1,2}})\s+({_MONTH})(?![a-z])(?:\s+(\d{{4}}))?")
_EVERY = (
    (re.compile(r"\b(?:om de (?:andere )?week|om de 14 dagen|tweewekelijks|2-wekelijks|(?:elke|iedere|eens per|1x per|1 x per|every) (?:2|twee|two) weken?(?: weeks)?|every (?:2|two|other) weeks?|veertiendaags)\b"), 2),
    (re.compile(r"\b(?:driewekelijks|(?:elke|iedere|eens per|1x per) (?:3|drie) weken|om de 3 weken)\b"), 3),
    (re.compile(r"\b(?:(?:elke|iedere|eens per|1x per) (?:4|vier) weken|vierwekelijks)\b"), 4),
)  # fmt: skip
_PARITY = re.compile(r"\b(?:in de |de )?(on)?even (?:weken|week(?:nummers)?)\b")
_DAILY = re.compile(r"\b(?:elke dag|iedere dag|dagelijks|every day|daily|alle dagen)\b")
_WORKING = re.compile(r"\b(?:werkdagen|doordeweeks|weekdagen|weekdays)\b")
_WEEKEND = re.compile(r"\b(?:weekend(?:en)?|weekends)\b")
_APPOINTMENT = re.compile(r"\b(?:op afspraak|in overleg|na afspraak|volgens afspraak|by appointment|in onderling overleg|n\.?o\.?t\.?k\.?)\b")
_NO_SCHOOL = re.compile(r"\b(?:behalve|niet|niet tijdens|m\.?u\.?v\.?|uitgezonderd|geen|except|buiten)\s*(?:in|tijdens|van)?\s*(?:de\s+)?(?:school)?vakanties?\b")
_NO_HOLIDAYS = re.compile(r"\b(?:behalve|niet|m\.?u\.?v\.?|uitgezonderd|except|geen|en|of)\s*(?:op|tijdens)?\s*(?:de\s+)?(?:feestdagen|public holidays)\b")
_EVENING = re.compile(r"'?s avonds|avond")
_AFTERNOON = re.compile(r"'?s middags|middag")
_LITTLE = re.compile(
    r"\b(?:elke|iedere|elk|ieder|wekelijks|weekly|maandelijks|monthly|van|de|het|op|om|uur|u|en|in|maand|week|per|'?s|"
    r"ochtends|morgens|middags|avonds|every|on|each|the|of|at|1x|1 x|eens|keer|vast|vaste|dag|tijd|vanaf|jaar|year|tot|ca|circa)\b"
)  # fmt: skip


class Said(NamedTuple):
    """What was understood: patterns, what was guessed in them, and what of the text was not understood."""

    patterns: tuple[Pattern, ...]
    guessed: tuple[Told, ...]
    left: str


class NotSaidError(Exception):
    """A text that says no day or no time; ``told`` says what lacks."""

    def __init__(self, text: str, /, **words: object) -> None:
        super().__init__(text)
        self.told = Told(text, words)


class _Text:
    """A text of which what is understood is taken out."""

    def __init__(self, text: str) -> None:
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode().replace("`", "'")
        self.rest = " ".join(plain[:LONGEST].split())

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out the first match, if there is one."""
        match = pattern.search(self.rest)
        if match is not None:
            self.rest = f"{self.rest[: match.start()]} ; {self.rest[match.end() :]}"
        return match

    def all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Take out every match."""
        found = []
        while len(found) < 100 and (match := self.take(pattern)):
            found.append(match)
        return found

    def left(self) -> str:
        """Return what means something and was not understood."""
        text = _LITTLE.sub(" ", self.rest)
        return " ".join(re.sub(r"[;,.:()/&+\-–]+", " ", text).split())


def said(text: str, today: date, *, first: date | None = None, last: date | None = None) -> Said:
    """Return the patterns that a text about days and times means; ``first`` and ``last`` may stand in other columns.

    Raises NotSaidError when there is no day or no time in it.
    """
    own = _Text(text.replace("’", "'").replace("‘", "'").replace("–", "-"))
    guessed: list[Told] = []
    if own.take(_APPOINTMENT):
        return Said((ByAppointment(" ".join(text.split())[:500]),), (), "")
    skip = Skip(
        school_holidays=own.take(_NO_SCHOOL) is not None, public_holidays=own.take(_NO_HOLIDAYS) is not None
    )
    every = _every(own)
    parity = own.take(_PARITY)
    if parity is not None:
        every, first = 2, first or _week_of(today, odd=bool(parity[1]))
        guessed.append(Told(N_("even or odd weeks were counted from {day}"), {"day": first}))
    found: list[Pattern] = []
    left = []
    for part in _segments(own.rest):
        segment = _Text(part)
        found += _of_segment(segment, today, guessed, Weekly((), None, every, first, last, skip))
        left.append(segment.left())
    return Said(tuple(found), tuple(guessed_once(guessed)), " ".join(filter(None, left)))


def guessed_once(guessed: list[Told]) -> list[Told]:
    """Return each guess once; their words are dictionaries, so they cannot be keys."""
    return [one for n, one in enumerate(guessed) if one not in guessed[:n]]


def _segments(text: str) -> list[str]:
    """Divide "ma 9-11 en wo 13-15" after each time, where each part has days of its own."""
    ends = [match.end() for match in _SPAN.finditer(text)]
    if len(ends) < 2:
        return [text]
    parts = [text[begin:end] for begin, end in zip([0, *ends[:-1]], [*ends[:-1], len(text)], strict=True)]
    own = all(any(one.search(part) for one in (_ONE_DAY, _WRITTEN, _ISO, _NUMERIC)) for part in parts)
    return parts if own else [text]


def _of_segment(own: _Text, today: date, guessed: list[Told], usual: Weekly) -> list[Pattern]:
    """Return the patterns of a text with days that share their times."""
    dates = _dates(own, today, guessed)
    nths = _nths(own)
    numbers = tuple(sorted({int(match[1]) for match in own.all(_MONTH_DAY) if 1 <= int(match[1]) <= 31}))
    spans = _times(own, later=_later(_EVENING.search(own.rest), _AFTERNOON.search(own.rest)), guessed=guessed)
    weekdays = _weekdays(own)
    if not spans:
        raise NotSaidError(N_("it does not say at what time"))
    if not (dates or nths or numbers or weekdays):
        raise NotSaidError(N_("it does not say on which day"))
    if usual.every > 1 and usual.first is None and weekdays and not dates:
        raise NotSaidError(N_("it is once in {n} weeks, but does not say from which date"), n=usual.every)
    found: list[Pattern] = []
    for span in spans:
        if nths or numbers:
            found += [Monthly(nths, (), span, 1, usual.first, usual.last, usual.skip)] if nths else []
            found += [Monthly((), numbers, span, 1, usual.first, usual.last, usual.skip)] if numbers else []
        elif dates:
            found.append(Dates(tuple(sorted(set(dates))), span))
        else:
            found.append(replace(usual, days=weekdays, time=span))
    return found


def _nths(own: _Text) -> tuple[tuple[int, int], ...]:
    found = set()
    for match in own.all(_MONTHLY):
        day = _weekday(match[2])
        found |= {(_NTHS[word], day) for word in re.findall(_NTH, match[1])}
    return tuple(sorted(found, key=lambda one: (one[0] % 7, one[1])))


def _weekday(text: str) -> int:
    plain = re.sub(r"(?:ochtend|middag|avond)(?:en)?$|(?:en|s)$", "", text.rstrip("."))
    return _DAYS.get(plain, _DAYS.get(text.rstrip("."), _DAYS.get(text[:2], 0)))


def _weekdays(own: _Text) -> tuple[int, ...]:
    found: set[int] = set()
    if own.take(_DAILY):
        found = set(range(7))
    if own.take(_WORKING):
        found |= set(range(5))
    if own.take(_WEEKEND):
        found |= {5, 6}
    for match in own.all(_DAY_RANGE):
        first, last = _weekday(match[1]), _weekday(match[2])
        found |= set(range(first, last + 1)) if first <= last else {*range(first, 7), *range(last + 1)}
    for match in own.all(_WEEKDAYS):
        found |= {_weekday(one[0]) for one in _ONE_DAY.finditer(match[0])}
    return tuple(sorted(found))


def _every(own: _Text) -> int:
    return next((n for pattern, n in _EVERY if own.take(pattern)), 1)


def _week_of(today: date, *, odd: bool) -> date:
    """Return the Monday of this week or the next, whichever has such a number."""
    monday = today - timedelta(days=today.weekday())
    return monday if (monday.isocalendar().week % 2 == 1) == odd else monday + timedelta(days=7)


# --- times ------------------------------------------------------------------------------------------


def _later(evening: re.Match[str] | None, afternoon: re.Match[str] | None) -> Callable[[int], int]:
    """Return what makes of "8 uur 's avonds" 20:00."""

    def later(minutes: int) -> int:
        if evening and minutes < 12 * 60:
            return minutes + 12 * 60
        return minutes + 12 * 60 if afternoon and minutes < 7 * 60 else minutes

    return later


def _times(own: _Text, *, later: Callable[[int], int], guessed: list[Told]) -> list[TimeSpan | None]:
    found: list[TimeSpan | None] = []
    for match in own.all(_SPAN):
        start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        if start is None or end is None:
            raise NotSaidError(N_("“{text}” is no time"), text=match[0].strip())
        start, end = later(start), later(end)
        if start == end:
            raise NotSaidError(N_("“{text}” is no time"), text=match[0].strip())
        found.append(TimeSpan(start % DAY, end if end > start else end + DAY))
    for match in own.all(_FROM):
        start = _minutes(match[1] or match[3], match[2])
        if start is None or start == DAY:
            raise NotSaidError(N_("“{text}” is no time"), text=match[0].strip())
        if not found:
            found.append(TimeSpan(later(start) % DAY, later(start) % DAY + ASSUMED))
            guessed.append(Told(N_("nobody says when it ends: one hour was assumed")))
    if own.take(_ALL_DAY) and not found:
        found.append(None)
    return list(dict.fromkeys(found))


def _minutes(hours: str, minutes: str | None) -> int | None:
    total = int(hours) * 60 + int(minutes or 0)
    return total if int(minutes or 0) < 60 and total <= DAY else None


# --- dates ------------------------------------------------------------------------------------------


def _dates(own: _Text, today: date, guessed: list[Told]) -> list[date]:
    """Take out dates. Of one without a year the next is meant, which is told."""
    found: list[date] = []
    for match in own.all(_ISO):
        found.append(_date(match[3], match[2], match[1], match[0]))
    for match in own.all(_PERIOD):
        first = _coming(match[1], _MONTHS[match[3].rstrip(".")], match[4], today, guessed, match[0])
        last = _coming(match[2], _MONTHS[match[3].rstrip(".")], match[4], today, guessed, match[0])
        if not timedelta() < last - first <= timedelta(days=31):
            raise NotSaidError(N_("“{text}” is no period of days"), text=match[0])
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for match in own.all(_WRITTEN):
        month = _MONTHS[match[2].rstrip(".")]
        found += [_coming(day, month, match[3], today, guessed, match[0]) for day in re.findall(r"\d+", match[1])]
    for match in own.all(_NUMERIC):
        if match[1]:
            year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
            found.append(_date(match[1], match[2], year, match[0]))
        elif 1 <= int(match[5]) <= 12:
            found.append(_coming(match[4], int(match[5]), None, today, guessed, match[0]))
        else:
            own.rest += f" {match[0]}"
    if found:  # "za 12 dec": the day's name says nothing more
        own.rest = _ONE_DAY.sub(" ", own.rest)
    return found


def _date(day: str, month: str | int, year: str, text: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotSaidError(N_("“{text}” is no date"), text=text) from None


def _coming(  # noqa: PLR0913, PLR0917 - a date in pieces
    day: str, month: int, year: str | None, today: date, guessed: list[Told], text: str
) -> date:
    if year:
        return _date(day, month, year, text)
    found = _date(day, month, str(today.year), text)
    if found < today:
        found = _date(day, month, str(today.year + 1), text)
    told = Told(N_("a date without a year was taken for the next one"))
    if told not in guessed:
        guessed.append(told)
    return found


def day_of(text: str, today: date) -> date | None:
    """Return the one date that a cell holds; None when it holds none."""
    if re.fullmatch(r"[34]\d{4}(?:\.0*)?", text.strip()):  # a date of Excel that lost its form
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    try:
        found = _dates(_Text(text), today, [])
    except NotSaidError:
        return None
    return found[0] if len(found) == 1 else None
