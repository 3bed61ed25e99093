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

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.reading.suggest import DAYS, MONTHS, NTHS
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

# --- words ----------------------------------------------------------------------------------------------
# The words for days and times that people use, in Dutch and in English, as patterns in text without accents.

DAY_WORD = (
    "(?:" + "|".join(sorted(DAYS, key=len, reverse=True)) + r")(?:en|s|ochtend(?:en)?|middag(?:en)?|avond(?:en)?)?\.?"
)
NTH_WORD = "(?:" + "|".join(sorted(NTHS, key=len, reverse=True)) + ")"
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
AND = r"\s*(?:,|\+|&|/|en|and|\s)\s*"
CLOCK_WORDS = r"(\d{1,2})(?:[:.,u](\d{2}))?\s*(?:uur|u|h)?"
TO = r"\s*(?:-|–|—|tot en met|tot|t/m|to|until)\s*"
SPAN_WORDS = re.compile(rf"(?:van\s+|from\s+)?(?<![\d/.:-]){CLOCK_WORDS}\.?{TO}(?:ca\.?\s*)?{CLOCK_WORDS}(?![\d/-])\.?")
FROM = re.compile(
    r"(?:vanaf|om|from|at|v\.a\.|va|aanvang)?\s*(?<![\d/.:-])(?:(\d{1,2})[:.](\d{2})\s*(?:uur|u|h)?|(\d{1,2})\s*(?:uur|u)\b)(?![\d/-])\.?"
)
ALL_DAY_WORDS = re.compile(r"\b(?:hele dag|de hele dag|all day|all-day)\b")
WEEKDAY_WORDS = re.compile(rf"\b{DAY_WORD}(?:{AND}{DAY_WORD})*(?![a-z])")
ONE_DAY = re.compile(rf"\b{DAY_WORD}(?![a-z])")
DAY_RANGE = re.compile(rf"\b({DAY_WORD})\s*(?:-|–|t/m|tot en met|tot|to)\s*({DAY_WORD})(?![a-z])")
MONTHLY = re.compile(
    rf"\b({NTH_WORD}(?:{AND}(?:de\s+)?{NTH_WORD})*)\s+({DAY_WORD})(?![a-z])(?:\s*(?:van|v/d|v\.d\.|vd|of)?\s*(?:de|elke|iedere|the|every)?\s*(?:maand|month))?"
)
MONTH_DAY = re.compile(
    r"\b(?:elke|iedere|de|every)?\s*(\d{1,2})e\s*(?:dag\s*)?(?:van|v/d|vd|of)\s*(?:de|elke|iedere)?\s*(?:maand|month)\b"
)
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMERIC = re.compile(
    r"\b(\d{1,2})(?:-(?=\d+-)|/(?=\d+/)|\.(?=\d+\.\d{4}))(\d{1,2})[-/.](\d{4}|\d{2})\b(?![:.]\d)|\b(\d{1,2})/(\d{1,2})\b(?![-/.:]|\s*(?:uur|u\b))"
)
WRITTEN = re.compile(rf"\b(\d{{1,2}}(?:\s*(?:,|en|&|\+)\s*\d{{1,2}})*)\s+({MONTH})(?![a-z])(?:\s+(\d{{4}}))?")
PERIOD = re.compile(rf"\b(\d{{1,2}})\s*(?:t/m|tot en met|-|–)\s*(\d{{1,2}})\s+({MONTH})(?![a-z])(?:\s+(\d{{4}}))?")
_ONCE_IN = r"(?:elke|iedere|eens per|1 ?x per|every)"
EVERY = (
    (
        re.compile(
            rf"\b(?:om de (?:andere )?week|om de 14 dagen|tweewekelijks|2-wekelijks|veertiendaags|"
            rf"{_ONCE_IN} (?:2|twee) weken|"
            r"every (?:2|two|other) weeks?)\b"
        ),
        2,
    ),
    (re.compile(rf"\b(?:driewekelijks|{_ONCE_IN} (?:3|drie) weken|om de 3 weken)\b"), 3),
    (re.compile(rf"\b(?:vierwekelijks|{_ONCE_IN} (?:4|vier) weken|om de 4 weken)\b"), 4),
)
PARITY = re.compile(r"\b(?:in de |de )?(on)?even (?:weken|week(?:nummers)?)\b")
DAILY = re.compile(r"\b(?:elke dag|iedere dag|dagelijks|every day|daily|alle dagen)\b")
WORKING = re.compile(r"\b(?:werkdagen|doordeweeks|weekdagen|weekdays)\b")
WEEKEND = re.compile(r"\b(?:weekend(?:en)?|weekends)\b")
APPOINTMENT = re.compile(
    r"\b(?:op afspraak|in overleg|zonder vaste tijd|without a fixed time|"
    r"na afspraak|volgens afspraak|by appointment|in onderling overleg|n\.?o\.?t\.?k\.?)\b"
)
_NOT = r"(?:behalve|niet|m\.?u\.?v\.?|uitgezonderd|geen|except|buiten|not)"
NO_SCHOOL = re.compile(rf"\b{_NOT}\s*(?:in|tijdens|van)?\s*(?:de\s+)?(?:school)?vakanties?\b")
NO_HOLIDAYS = re.compile(rf"\b(?:{_NOT}|en|of)\s*(?:op|tijdens)?\s*(?:de\s+)?(?:feestdagen|public holidays)\b")
EVENING = re.compile(r"'?s avonds|avond")
AFTERNOON = re.compile(r"'?s middags|middag")
LITTLE = re.compile(
    r"\b(?:elke|iedere|elk|ieder|wekelijks|weekly|maandelijks|monthly|van|de|het|op|om|uur|u|en|in|maand|week|per|'?s|"
    r"ochtends|morgens|middags|avonds|every|on|each|the|of|at|1x|1 x|eens|keer|vast|vaste|dag|tijd|vanaf|jaar|year|"
    r"tot|ca|circa)\b"
)  # fmt: skip

WHOLE_DAY = 24 * 60
ASSUMED = 60
LONGEST = 300


class Understood(NamedTuple):
    """What was understood: patterns, what was guessed in them, and what of the text was not understood.

    ``asked`` are guesses about a date: nobody takes those over without a person's yes.
    """

    patterns: tuple[Pattern, ...]
    guessed: tuple[Message, ...]
    left: str
    asked: tuple[Message, ...] = ()


class NotUnderstoodError(MessageError):
    """A text that says no day or no time."""


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
        found: list[re.Match[str]] = []
        while len(found) < 100 and (match := self.take(pattern)):
            found.append(match)
        return found

    def left(self) -> str:
        """Return what means something and was not understood."""
        text = LITTLE.sub(" ", self.rest)
        return " ".join(re.sub(r"[;,.:()/&+\-–]+", " ", text).split())


def when_of(
    text: str,
    today: date,
    *,
    first: date | None = None,
    last: date | None = None,
    calendar: Calendar | None = None,  # noqa: ARG001 - for days on which schools or everybody is off
) -> Understood:
    """Return the patterns that a text about days and times means; ``first`` and ``last`` may stand in other columns.

    ``calendar`` knows public and school holidays; without it a text that names them as dates is not understood.
    Raises NotUnderstoodError when there is no day or no time in it.
    """
    own = _Text(text.replace("’", "'").replace("‘", "'").replace("–", "-"))
    guessed: list[Message] = []
    if own.take(APPOINTMENT):
        return Understood((ByAppointment(" ".join(text.split())[:500]),), (), "")
    skip = Skip(school_holidays=own.take(NO_SCHOOL) is not None, public_holidays=own.take(NO_HOLIDAYS) is not None)
    every = _every(own)
    parity = own.take(PARITY)
    if parity is not None:
        every, first = 2, first or _week_of(today, odd=bool(parity[1]))
        guessed.append(Message(N_("even or odd weeks were counted from {day}"), {"day": first}))
    found: list[Pattern] = []
    left = []
    for part in _segments(own.rest):
        segment = _Text(part)
        found += _of_segment(segment, today, guessed, Weekly((), None, every, first, last, skip))
        left.append(segment.left())
    return Understood(tuple(found), tuple(guessed_once(guessed)), " ".join(filter(None, left)))


def guessed_once(guessed: list[Message]) -> list[Message]:
    """Return each guess once; their words are dictionaries, so they cannot be keys."""
    return [one for n, one in enumerate(guessed) if one not in guessed[:n]]


def _segments(text: str) -> list[str]:
    """Divide "ma 9-11 en wo 13-15" after each time, where each part has days of its own."""
    ends = [match.end() for match in SPAN_WORDS.finditer(text)]
    if len(ends) < 2:
        return [text]
    parts = [text[begin:end] for begin, end in zip([0, *ends[:-1]], [*ends[:-1], len(text)], strict=True)]
    own = all(any(one.search(part) for one in (ONE_DAY, WRITTEN, ISO, NUMERIC)) for part in parts)
    return parts if own else [text]


def _of_segment(own: _Text, today: date, guessed: list[Message], usual: Weekly) -> list[Pattern]:
    """Return the patterns of a text with days that share their times."""
    dates = _dates(own, today, guessed)
    nths = _nths(own)
    numbers = tuple(sorted({int(match[1]) for match in own.all(MONTH_DAY) if 1 <= int(match[1]) <= 31}))
    spans = _times(own, later=_later(EVENING.search(own.rest), AFTERNOON.search(own.rest)), guessed=guessed)
    weekdays = _weekdays(own)
    if not spans:
        raise NotUnderstoodError(N_("it does not say at what time"))
    if not (dates or nths or numbers or weekdays):
        raise NotUnderstoodError(N_("it does not say on which day"))
    if usual.every > 1 and usual.first is None and weekdays and not dates:
        raise NotUnderstoodError(N_("it is once in {n} weeks, but does not say from which date"), n=usual.every)
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
    for match in own.all(MONTHLY):
        day = _weekday(match[2])
        found |= {(NTHS[word], day) for word in re.findall(NTH_WORD, match[1])}
    return tuple(sorted(found, key=lambda one: (one[0] % 7, one[1])))


def _weekday(text: str) -> int:
    plain = re.sub(r"(?:ochtend|middag|avond)(?:en)?$|(?:en|s)$", "", text.rstrip("."))
    return DAYS.get(plain, DAYS.get(text.rstrip("."), DAYS.get(text[:2], 0)))


def _weekdays(own: _Text) -> tuple[int, ...]:
    found: set[int] = set()
    if own.take(DAILY):
        found = set(range(7))
    if own.take(WORKING):
        found |= set(range(5))
    if own.take(WEEKEND):
        found |= {5, 6}
    for match in own.all(DAY_RANGE):
        first, last = _weekday(match[1]), _weekday(match[2])
        found |= set(range(first, last + 1)) if first <= last else {*range(first, 7), *range(last + 1)}
    for match in own.all(WEEKDAY_WORDS):
        found |= {_weekday(one[0]) for one in ONE_DAY.finditer(match[0])}
    return tuple(sorted(found))


def _every(own: _Text) -> int:
    return next((n for pattern, n in EVERY if own.take(pattern)), 1)


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


def _times(own: _Text, *, later: Callable[[int], int], guessed: list[Message]) -> list[TimeSpan | None]:
    found: list[TimeSpan | None] = []
    for match in own.all(SPAN_WORDS):
        start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        if start is None or end is None:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=match[0].strip())
        start, end = later(start), later(end)
        if start == end:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=match[0].strip())
        found.append(TimeSpan(start % WHOLE_DAY, end if end > start else end + WHOLE_DAY))
    for match in own.all(FROM):
        start = _minutes(match[1] or match[3], match[2])
        if start is None or start == WHOLE_DAY:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=match[0].strip())
        if not found:
            found.append(TimeSpan(later(start) % WHOLE_DAY, later(start) % WHOLE_DAY + ASSUMED))
            guessed.append(Message(N_("nobody says when it ends: one hour was assumed")))
    if own.take(ALL_DAY_WORDS) and not found:
        found.append(None)
    return list(dict.fromkeys(found))


def _minutes(hours: str, minutes: str | None) -> int | None:
    total = int(hours) * 60 + int(minutes or 0)
    return total if int(minutes or 0) < 60 and total <= WHOLE_DAY else None


# --- dates ------------------------------------------------------------------------------------------


def _dates(own: _Text, today: date, guessed: list[Message]) -> list[date]:
    """Take out dates. Of one without a year the next is meant, which is told."""
    found: list[date] = []
    found += [_date(match[3], match[2], match[1], match[0]) for match in own.all(ISO)]
    for match in own.all(PERIOD):
        first = _coming(match[1], MONTHS[match[3].rstrip(".")], match[4], today, guessed, match[0])
        last = _coming(match[2], MONTHS[match[3].rstrip(".")], match[4], today, guessed, match[0])
        if not timedelta() < last - first <= timedelta(days=31):
            raise NotUnderstoodError(N_("“{text}” is no period of days"), text=match[0])
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for match in own.all(WRITTEN):
        month = MONTHS[match[2].rstrip(".")]
        found += [_coming(day, month, match[3], today, guessed, match[0]) for day in re.findall(r"\d+", match[1])]
    for match in own.all(NUMERIC):
        if match[1]:
            year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
            found.append(_date(match[1], match[2], year, match[0]))
        elif 1 <= int(match[5]) <= 12:
            found.append(_coming(match[4], int(match[5]), None, today, guessed, match[0]))
        else:
            own.rest += f" {match[0]}"
    if found:  # "za 12 dec": the day's name says nothing more
        own.rest = ONE_DAY.sub(" ", own.rest)
    return found


def _date(day: str, month: str | int, year: str, text: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotUnderstoodError(N_("“{text}” is no date"), text=text) from None


def _coming(  # noqa: PLR0913, PLR0917 - a date in pieces
    day: str, month: int, year: str | None, today: date, guessed: list[Message], text: str
) -> date:
    if year:
        return _date(day, month, year, text)
    found = _date(day, month, str(today.year), text)
    if found < today:
        found = _date(day, month, str(today.year + 1), text)
    told = Message(N_("a date without a year was taken for the next one"))
    if told not in guessed:
        guessed.append(told)
    return found


def day_of(text: str, today: date) -> date | None:
    """Return the one date that a cell holds; None when it holds none."""
    if re.fullmatch(r"[34]\d{4}(?:\.0*)?", text.strip()):  # a date of Excel that lost its form
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    try:
        found = _dates(_Text(text), today, [])
    except NotUnderstoodError:
        return None
    return found[0] if len(found) == 1 else None
