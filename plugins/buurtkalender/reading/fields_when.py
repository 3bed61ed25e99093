"""The kinds of value that say when: times, weekdays, days of the month, skips, patterns and changes."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

from buurtkalender.domain.model import ByAppointment, Dates, Days, Monthly, Sharing, Skip, TimeSpan, Weekly
from buurtkalender.reading.fields import (
    Choice,
    Field,
    Flag,
    Kind,
    Line,
    ListOf,
    Record,
    Schema,
    Whole,
    unknown_key,
    wrong_shape,
)
from buurtkalender.reading.fields_days import DAY, DayRange
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.suggest import DUTCH, closest
from buurtkalender.reading.yaml import Mapping, Node, Scalar

WEEKDAYS = {
    name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
NTH = {f"{nth} {day}": (n, weekday) for nth, n in ORDINALS.items() for day, weekday in WEEKDAYS.items()}
ALL_DAY = "all-day"
_CLOCK = r"(\d{1,2})[:.](\d{2})"
_AT = re.compile(_CLOCK)
_SPAN = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_SPAN_NEARLY = re.compile(
    r"(\d{1,2})(?:[:.uh](\d{2})?)?\s*(?:uur)?\s*(?:-|–|—|tot|t/m|to)\s*(\d{1,2})(?:[:.uh](\d{2})?)?\s*(?:uur)?"
)
_DAY = 24 * 60


def _minutes(hours: str, minutes: str) -> int | None:
    """Return minutes after midnight, or None for a time that no clock shows; 24:00 is the midnight at the end."""
    total = int(hours) * 60 + int(minutes)
    return total if int(minutes) < 60 and total <= _DAY else None


class Time(Kind):
    """From when to when: ``10:00-12:00``, past midnight ``20:00-01:00``, or ``all-day`` (no change of one date)."""

    def __init__(self, *, all_day: bool = True) -> None:
        self.all_day = all_day

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if match := _SPAN.fullmatch(text):
            start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
            if start is None or end is None or start == _DAY:
                return notes(node, "no-such-time", value=text)
            if end == start:
                return notes(node, "no-duration", value=text)
            return TimeSpan(start, end if end > start else end + _DAY)
        if text.lower() in {ALL_DAY, "all day"}:
            return ALL_DAY if self.all_day else notes(node, "change-all-day")
        if _AT.fullmatch(text):
            return notes(node, "time-without-end", value=text)
        guess = ""
        if match := _SPAN_NEARLY.fullmatch(text.lower()):
            guess = f"{int(match[1]):02}:{match[2] or '00'}-{int(match[3]):02}:{match[4] or '00'}"
        elif closest(text, [ALL_DAY]):
            guess = ALL_DAY
        return notes(node, "bad-time", value=text, suggestion=guess)

    def schema(self) -> Schema:
        examples = ["10:00-12:00", *([ALL_DAY] if self.all_day else [])]
        pattern = f"^(all-day|{_SPAN.pattern})$" if self.all_day else f"^{_SPAN.pattern}$"
        return {"type": "string", "pattern": pattern, "examples": examples}


class Clock(Kind):
    """A time of day, ``10:00``, in minutes after midnight."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if (match := _AT.fullmatch(text)) and (minutes := _minutes(match[1], match[2])) is not None and minutes < _DAY:
            return minutes
        return notes(node, "bad-clock", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_CLOCK}$", "examples": ["10:00"]}


class MonthDay(Kind):
    """An nth weekday, ``first tuesday``, or a day of the month, 1 to 31."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        found = NTH.get(text) or NTH.get(" ".join(text.lower().split()))
        if found is not None:
            return found
        if re.fullmatch(r"[+-]?\d+", text):
            number = int(text[:6])
            return number if 1 <= number <= 31 else notes(node, "bad-month-day", value=text)
        return notes(node, "bad-nth-day", value=text, suggestion=self._meant(text))

    def _meant(self, text: str) -> str:
        words = [DUTCH.get(word, word) for word in text.lower().split()]
        if len(words) == 2:
            nth, day = closest(words[0], ORDINALS), closest(words[1], WEEKDAYS)
            if nth and day:
                return f"{nth} {day}"
        return closest(" ".join(words), NTH) or ""

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"enum": list(NTH)},
                {"type": "integer", "minimum": 1, "maximum": 31},
                {"type": "string", "pattern": r"^\d{1,2}$"},
            ]
        }


class SkipItem(Kind):
    """A kind of shared exception, a date, or a range."""

    words = ("school-holidays", "public-holidays", "venue-closures")
    _days = DayRange()

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        lower = text.lower()
        if lower in self.words:
            return lower
        if text[:1].isdigit():
            return self._days.parse(text, node, notes)
        return notes(
            node, "unknown-skip", value=text, suggestion=closest(text, self.words) or "", known=", ".join(self.words)
        )

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(self.words)}, self._days.schema()]}


_TIME = Field(
    "time", Time(), "From when to when: 10:00-12:00; 20:00-01:00 ends the next day; or all-day.", required=True
)
_SERIES = (
    _TIME,
    Field("every", Whole(1, 52), "Every so many weeks or months, counted from `from`."),
    Field("from", DAY, "The first day; leave it out for what has always been there.", attribute="first"),
    Field("until", DAY, "The last day, inclusive.", attribute="last"),
    Field("skip", ListOf(SkipItem()), "When it is never planned: kinds of holiday, dates, ranges.", attribute="skip"),
)


def _check_series(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:
    if values.get("every", 1) > 1 and "from" not in node.entries:
        notes(at["every"], "every-without-from")
    if "first" in values and "last" in values and values["last"] < values["first"]:
        notes(at["until"], "until-before-from", first=values["first"], last=values["last"])
    if "skip" in values:
        values["skip"] = _skip(values["skip"])
    _clock_or_none(values)


def _skip(items: tuple[str | Days, ...]) -> Skip:
    return Skip(
        school_holidays="school-holidays" in items,
        public_holidays="public-holidays" in items,
        venue_closures="venue-closures" in items,
        days=tuple(
            sorted((item for item in items if isinstance(item, Days)), key=lambda days: (days.first, days.last))
        ),
    )


def _clock_or_none(values: dict[str, Any]) -> None:
    if values.get("time") == ALL_DAY:
        values["time"] = None


def _check_monthly(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:
    _check_series(values, at, node, notes)
    items = values.pop("monthly", ())
    values["weekdays"] = tuple(item for item in items if isinstance(item, tuple))
    values["days"] = tuple(sorted(item for item in items if isinstance(item, int)))
    if values["weekdays"] and values["days"]:
        notes(at["monthly"], "mixed-monthly")


def _check_weekly(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:
    _check_series(values, at, node, notes)
    if "days" in values:
        values["days"] = tuple(sorted(values["days"]))


def _check_dates(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:  # noqa: ARG001
    if "dates" in values:
        values["dates"] = tuple(sorted(values["dates"]))
    _clock_or_none(values)


def _by_appointment(*, by_appointment: bool, note: str | None = None) -> ByAppointment:  # noqa: ARG001
    return ByAppointment(note)


PATTERNS = {
    "weekly": Record(
        Weekly,
        Field("weekly", ListOf(Choice(WEEKDAYS)), "A weekday or a list of them.", required=True, attribute="days"),
        *_SERIES,
        check=_check_weekly,
    ),
    "monthly": Record(
        Monthly,
        Field("monthly", ListOf(MonthDay()), "first tuesday, last friday, a day 1-31, or a list.", required=True),
        *_SERIES,
        check=_check_monthly,
    ),
    "dates": Record(
        Dates,
        Field("dates", ListOf(DAY), "Loose dates.", required=True),
        _TIME,
        check=_check_dates,
    ),
    "by_appointment": Record(
        _by_appointment,
        Field("by_appointment", Flag(), "Without a fixed time.", required=True),
        Field("note", Line(500), "How it goes: who calls whom, and when."),
    ),
}


class When(Kind):
    """One entry of ``when``: which of the four it is follows from its keys."""

    shape = "mapping"

    def __init__(self, *more: Field) -> None:
        self.more = more
        self.patterns = {
            name: Record(record.model, *record.fields.values(), *more, check=record.check)
            for name, record in PATTERNS.items()
        }

    def read(self, node: Node, notes: Notes) -> Any:
        record = self._record(node, notes)
        return None if record is None else record.read(node, notes)

    def _record(self, node: Node, notes: Notes) -> Any:
        if type(node) is not Mapping:
            return wrong_shape(node, notes, "mapping")
        entries = node.entries
        names = [name for name in self.patterns if name in entries]
        if not names:
            return self._nameless(node, notes)
        if len(names) > 1:
            return notes(entries[names[1]][0], "two-patterns", first=names[0], second=names[1])
        record = self.patterns[names[0]]
        strange = [key for name, (key, _) in entries.items() if name not in record.fields]
        foreign = {key: 0 for other in self.patterns.values() for key in other.fields}
        for key in strange:
            if key.value in foreign:
                notes(key, "key-not-here", key=key.value, pattern=names[0], known=", ".join(record.fields))
        if any(key.value in foreign for key in strange):
            kept = {name: entry for name, entry in entries.items() if name in record.fields or name not in foreign}
            record.read(Mapping(kept, node.line, node.column), notes)
            return None
        return record

    def _nameless(self, node: Mapping, notes: Notes) -> Any:
        """Tell that it is none of the four; a key that looks like one of them is told instead."""
        known = {key: 0 for record in self.patterns.values() for key in record.fields}
        told = False
        for name, (key, _) in node.entries.items():
            if name not in known:
                unknown_key(key, known, notes)
                told = told or closest(name, self.patterns) is not None
        if not told:
            notes(node, "no-pattern", known=", ".join(self.patterns))

    def schema(self) -> Schema:
        return {"oneOf": [record.schema() for record in self.patterns.values()]}


class SharingWhen(When):
    """An entry of ``when`` that may hold for one room of the venue."""

    def __init__(self, *more: Field) -> None:
        super().__init__(Field("room", Line(60), "Only this room of the venue."), *more)

    def read(self, node: Node, notes: Notes) -> Any:
        record = self._record(node, notes)
        values = record.values(node, notes) if record is not None and type(node) is Mapping else None
        if record is None or values is None:
            return None
        room = values.pop("room", None)
        return Sharing(record.model(**values), room)
