"""The kinds of value that say when: weekdays, days of the month, skips and patterns."""

from __future__ import annotations

import re
from typing import Any

from buurtkalender.domain.model import Sharing
from buurtkalender.domain.values import ByAppointment, Change, Dates, Days, Monthly, Skip, Weekly
from buurtkalender.reading.fields import (
    Field,
    FieldKind,
    Flag,
    LineText,
    ListOf,
    Prose,
    Record,
    Reference,
    Schema,
    Whole,
    WordChoice,
    YesNo,
    empty,
    unknown_key,
    wrong_shape,
)
from buurtkalender.reading.fields_times import ALL_DAY, DAY, ClockTime, DayRange, Time
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import DUTCH, LONGEST_VALUE, bare, closest, weekday
from buurtkalender.reading.yaml import MappingNode, Node, Scalar

# ruff: noqa: D102 - Kind says what read, parse and schema do


WEEKDAYS = {
    name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
NTH_WEEKDAYS = {f"{nth} {day}": (n, weekday) for nth, n in ORDINALS.items() for day, weekday in WEEKDAYS.items()}


class MonthDay(FieldKind):
    """An nth weekday, ``first tuesday``, or a day of the month, 1 to 31."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        found = NTH_WEEKDAYS.get(text) or NTH_WEEKDAYS.get(" ".join(text.lower().split()))
        if found is not None:
            return found
        if re.fullmatch(r"[+-]?\d+", text):
            number = int(text[:6])
            return number if 1 <= number <= 31 else notes(node, "bad-month-day", value=text)
        return notes(node, "bad-nth-day", value=text, suggestion=self._meant(text))

    def _meant(self, text: str) -> str:
        if len(text) > LONGEST_VALUE:
            return ""
        words = [DUTCH.get(word, word) for word in self._plain(text).split()]
        if len(words) == 2:
            nth, day = closest(words[0], ORDINALS), closest(words[1], WEEKDAYS)
            if nth and day:
                return f"{nth} {day}"
        return closest(" ".join(words), NTH_WEEKDAYS) or ""

    @staticmethod
    def _plain(text: str) -> str:
        """Return the text without ``van de maand``."""
        return re.sub(r"\s+(?:van|v/d|vd)\s+(?:de|elke|iedere)\s+maand$", "", bare(text))

    def several(self, text: str) -> list[str]:
        parts = super().several(text) or _parts(self._plain(text))
        if len(parts) > 1 and not any(part.isdigit() for part in parts):  # `eerste en derde dinsdag`
            day = parts[-1].split()[-1]
            parts = [part if " " in part else f"{part} {day}" for part in parts]
        return [self._meant(part) or part for part in parts]

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"enum": list(NTH_WEEKDAYS)},
                {"type": "integer", "minimum": 1, "maximum": 31},
                {"type": "string", "pattern": r"^\d{1,2}$"},
            ]
        }


def _parts(text: str) -> list[str]:
    parts = [part for part in re.split(r"\s+(?:en|and|&|\+)\s+(?:de\s+)?|\s*/\s*", text.strip()) if part]
    return parts if len(parts) > 1 else []


class Weekday(WordChoice):
    """A day of the week."""

    def __init__(self) -> None:
        super().__init__(WEEKDAYS)

    def several(self, text: str) -> list[str]:
        """Return the days of ``dinsdag en donderdag`` and ``ma t/m vr``."""
        ends = [weekday(part) for part in re.split(r"\s*(?:-|–|t/m|tot en met)\s*", bare(text))]
        if len(ends) == 2 and ends[0] and ends[1] and WEEKDAYS[ends[0]] < WEEKDAYS[ends[1]]:
            return [day for day, n in WEEKDAYS.items() if WEEKDAYS[ends[0]] <= n <= WEEKDAYS[ends[1]]]
        return [weekday(part) or part for part in super().several(text) or _parts(text)]


class Every(Whole):
    """Every so many weeks or months."""

    #: a number with its unit, in Dutch or English
    counted = re.compile(r"(\d{1,2}) ?(?:(we)(?:ken|eks?)|(ma)and(?:en)?|(mo)nths?)")

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        """Return the number; one with its unit is told by who knows whether it counts weeks or months."""
        return None if self.counted.fullmatch(text.lower()) else super().parse(text, node, notes)


class SkipItem(FieldKind):
    """A kind of shared exception, a date, or a range."""

    words = ("school-holidays", "public-holidays", "venue-closures")
    _days = DayRange()

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
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
    Field("every", Every(1, 52), "Every so many weeks or months, counted from `from`."),
    Field("from", DAY, "The first day; leave it out for what has always been there.", attribute="first"),
    Field("until", DAY, "The last day, inclusive.", attribute="last"),
    Field("skip", ListOf(SkipItem()), "When it is never planned: kinds of holiday, dates, ranges.", attribute="skip"),
)


def _check_series(
    values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes, units: tuple[str, ...] = ("we",)
) -> None:
    if "every" in node.entries and (counted := Every.counted.fullmatch(at["every"].value.strip().lower())):
        fits = any(unit in counted.groups() for unit in units)
        notes(at["every"], "number-with-unit", value=counted[0], suggestion=counted[1] if fits else "")
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


def _check_monthly(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:
    _check_series(values, at, node, notes, ("ma", "mo"))
    items = values.pop("monthly", ())
    values["weekdays"] = tuple(item for item in items if isinstance(item, tuple))
    values["days"] = tuple(sorted(item for item in items if isinstance(item, int)))
    if values["weekdays"] and values["days"]:
        notes(at["monthly"], "mixed-monthly")


def _check_weekly(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:
    _check_series(values, at, node, notes)
    if "days" in values:
        values["days"] = tuple(sorted(values["days"]))


def _check_dates(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    if "dates" in values:
        values["dates"] = tuple(sorted(values["dates"]))
    _clock_or_none(values)


def _by_appointment(*, by_appointment: bool, note: str | None = None) -> ByAppointment:  # noqa: ARG001
    return ByAppointment(note)


PATTERNS = {
    "weekly": Record(
        Weekly,
        Field("weekly", ListOf(Weekday()), "A weekday or a list of them.", required=True, attribute="days"),
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
        Field("note", LineText(500), "How it goes: who calls whom, and when."),
    ),
}


class WhenField(FieldKind):
    """One entry of ``when``: which of the four it is follows from its keys."""

    shape = "mapping"
    sentence = "when-as-sentence"

    def __init__(self, *more: Field) -> None:
        self.more = more
        self.patterns = {
            name: Record(record.model, *record.fields.values(), *more, check=record.check)
            for name, record in PATTERNS.items()
        }

    def read(self, node: Node, notes: FileNotes) -> Any:
        record = self._record(node, notes)
        return None if record is None else record.read(node, notes)

    def _record(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is Scalar and " " in node.value.strip():
            return notes(node, "when-as-sentence", value=node.value)
        if type(node) is not MappingNode:
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
            record.values(MappingNode(kept, node.line, node.column), notes)
            return None
        return record

    def _nameless(self, node: MappingNode, notes: FileNotes) -> Any:
        """Tell that it is none of the four; a key that looks like one of them is told instead."""
        known = {key: 0 for record in self.patterns.values() for key in record.fields}
        told = False
        for name, (key, _) in node.entries.items():
            if name not in known:
                unknown_key(key, known, notes)
                told = told or bool(closest(name, self.patterns)) or key.value[:1] == "-" or "\u00a0" in key.value
        if not told:
            notes(node, "no-pattern", known=", ".join(self.patterns))

    def schema(self) -> Schema:
        return {"oneOf": [record.schema() for record in self.patterns.values()]}


class SharingWhen(WhenField):
    """An entry of ``when`` that may hold for one room of the venue."""

    def __init__(self, *more: Field) -> None:
        super().__init__(Field("room", LineText(60), "Only this room of the venue."), *more)

    def read(self, node: Node, notes: FileNotes) -> Any:
        record = self._record(node, notes)
        values = record.values(node, notes) if record is not None and type(node) is MappingNode else None
        if record is None or values is None:
            return None
        room = values.pop("room", None)
        return Sharing(record.model(**values), room)


# --- changes --------------------------------------------------------------------------------------------
# The kind of value that says what is different on one date.

# ruff: noqa: D102 - Kind says what read, parse and schema do


class Reason(FieldKind):
    """Why a date is cancelled, postponed or not sure; ``true`` and nothing at all say that nobody told."""

    def __init__(self, key: str) -> None:
        self.key = key

    def read(self, node: Node, notes: FileNotes) -> Any:
        return "" if empty(node) else super().read(node, notes)

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if node.plain and text.lower() in {"true", "yes", "ja"}:
            return ""
        if node.plain and text.lower() in {"false", "no", "nee"}:
            return notes(node, "not-a-reason", key=self.key, value=text)
        return LineText(300).parse(text, node, notes)

    def schema(self) -> Schema:
        return {"type": ["string", "boolean", "null"], "maxLength": 300}


_ONE_OF = (
    ("cancelled", ("postponed", "tentative", "full", "on", "time", "moved_to", "venue", "room", "location")),
    ("postponed", ("tentative", "full", "on", "time", "venue", "room", "location")),
    ("tentative", ("on",)),
)
"""What cannot be said of one date together: the first, and each of the others."""


def _contradiction(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:
    """Report the first two things that cannot both be so; two keys of an entry tell it once."""
    given = node.entries
    if "postponed" in given and "moved_to" in given and "cancelled" not in given:
        notes(at["postponed"], "postponed-and-moved", value=values.get("moved_to", at["moved_to"].value))
        return
    for first, others in _ONE_OF:
        other = next((key for key in given if key in others), None) if first in given else None
        if other is not None and first == "cancelled" and other not in {"postponed", "tentative", "full", "on"}:
            notes(at[other], "cancelled-and-changed", key=other)
            return
        if other is not None:
            notes(at[other], "change-contradicts", first=first, second=other)
            return


def _check_change(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:
    given = node.entries.keys() - {"date", "at"}
    if not given:
        notes(node, "empty-change")
    _contradiction(values, at, node, notes)
    if "venue" in given and "location" in given:
        notes(at["location"], "venue-and-location")
    if "moved_to" in values and values["moved_to"] == values.get("day"):
        notes(at["moved_to"], "moved-to-same-day", day=values["day"])
    elif "moved_to" in values and "day" in values and abs((values["moved_to"] - values["day"]).days) > 366:
        notes(at["moved_to"], "moved-too-far", value=values["moved_to"], day=values["day"])


def change_field(location: FieldKind) -> Record:
    """Return the fields of one entry of ``changes``."""
    return Record(
        Change,
        Field("date", DAY, "The planned date.", required=True, attribute="day"),
        Field("at", ClockTime(), "The planned start, where one date holds several times."),
        Field("cancelled", Reason("cancelled"), "Why it does not take place."),
        Field("postponed", Reason("postponed"), "Why it does not take place then; a new date follows."),
        Field("tentative", Reason("tentative"), "Why it is not sure that it takes place."),
        Field("on", Flag(), "It goes on, although the building or the calendar is closed."),
        Field("full", YesNo(), "Whether all places of that date are taken."),
        Field("time", Time(all_day=False), "Another time on that date."),
        Field("moved_to", DAY, "Another date."),
        Field("venue", Reference("venue"), "Another venue."),
        Field("room", LineText(60), "Another room."),
        Field("location", location, "Another place that is not a venue."),
        Field("note", Prose(500), "What people should know."),
        check=_check_change,
    )
