"""The kinds of value that are times of a day, and days."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from buurtkalender.clock import YEARS
from buurtkalender.domain.values import Days, TimeSpan
from buurtkalender.reading.fields import FieldKind, Schema
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import LONGEST_VALUE, MONTHS, WEEK, closest, weekday
from buurtkalender.reading.yaml import Scalar

# ruff: noqa: D102 - Kind says what read, parse and schema do


ALL_DAY = "all-day"
_CLOCK = r"(\d{1,2})[:.](\d{2})"
_AT = re.compile(_CLOCK)
_SPAN = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}")
_CLOCK_NEARLY = r"(\d{1,2})(?:[:.;,uh](\d{2})?)?\s*(?:uur)?"
_SPAN_NEARLY = re.compile(rf"(?:van )?{_CLOCK_NEARLY}\s*(?:-|–|—|/|\s|tot|t/m|to)\s*{_CLOCK_NEARLY}")
_AT_NEARLY = re.compile(r"(?:vanaf|om|van)?\s*(\d{1,2})(?:[:.uh](\d{2})|\s*uur|\s*u)\s*(?:uur|u)?")
_TWO_SPANS = re.compile(r"\d\s*[-–—]\s*\d.*?(?:,|;|en|and|&|\+)\s*\d.*?\s*[-–—]\s*\d")
LONG_NIGHT = 16 * 60
"""What lasts longer than this and ends the next day was probably written the wrong way round."""
_DAY = 24 * 60


def _minutes(hours: str, minutes: str) -> int | None:
    """Return minutes after midnight, or None for a time that no clock shows; 24:00 is the midnight at the end."""
    total = int(hours) * 60 + int(minutes)
    return total if int(minutes) < 60 and total <= _DAY else None


class Time(FieldKind):
    """From when to when: ``10:00-12:00``, past midnight ``20:00-01:00``, or ``all-day`` (no change of one date)."""

    def __init__(self, *, all_day: bool = True) -> None:
        self.all_day = all_day

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if match := _SPAN.fullmatch(text):
            return self._span(match, node, notes)
        if text.lower() in {ALL_DAY, "all day"}:
            return ALL_DAY if self.all_day else notes(node, "change-all-day")
        if len(text) > LONGEST_VALUE:
            return notes(node, "bad-time", value=text)
        if _AT_NEARLY.fullmatch(text.lower()):
            return notes(node, "time-without-end", value=text)
        if _TWO_SPANS.search(text.lower()):
            return notes(node, "two-times", value=text)
        guess = ""
        match = _SPAN_NEARLY.fullmatch(text.lower())
        if match and int(match[1]) <= 24 and int(match[3]) <= 24:
            guess = f"{int(match[1]):02}:{match[2] or '00'}-{int(match[3]):02}:{match[4] or '00'}"
        elif closest(text, [ALL_DAY]):
            guess = ALL_DAY
        return notes(node, "bad-time", value=text, suggestion=guess)

    @staticmethod
    def _span(match: re.Match[str], node: Scalar, notes: FileNotes) -> Any:
        start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
        if start is None or end is None or start == _DAY:
            midnight = f"00:00-{match[3]}:{match[4]}" if start == _DAY else ""
            return notes(node, "no-such-time", value=match[0], suggestion=midnight)
        if end == start:
            return notes(node, "no-duration", value=match[0])
        if end < start and end + _DAY - start > LONG_NIGHT:
            hours = (end + _DAY - start) // 60
            swapped = f"{match[3]}:{match[4]}-{match[1]}:{match[2]}"
            notes(node, "end-before-start", value=match[0], hours=hours, suggestion=swapped)
        return TimeSpan(start, end if end > start else end + _DAY)

    def schema(self) -> Schema:
        examples = ["10:00-12:00", *([ALL_DAY] if self.all_day else [])]
        pattern = f"^(all-day|{_SPAN.pattern})$" if self.all_day else f"^{_SPAN.pattern}$"
        return {"type": "string", "pattern": pattern, "examples": examples}


class ClockTime(FieldKind):
    """A time of day, ``10:00``, in minutes after midnight."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if (match := _AT.fullmatch(text)) and (minutes := _minutes(match[1], match[2])) is not None and minutes < _DAY:
            return minutes
        return notes(node, "bad-clock", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_CLOCK}$", "examples": ["10:00"]}


# --- days -----------------------------------------------------------------------------------------------
# The kinds of value that name days: one, or from one to another.

# ruff: noqa: D102 - Kind says what read, parse and schema do


ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_LOOSE_ISO = re.compile(r"(\d{4})(?:[-/. ](\d{1,2})[-/. ](\d{1,2})|(\d{2})(\d{2}))")
_MOMENT = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?:\s+|T){_CLOCK}")
_MOMENT_NEARLY = re.compile(
    r"(?:,|\s)\s*(?:om\s+|vanaf\s+|tot\s+)?(\d{1,2})(?:[:.u](\d{2})|(?=\s*(?:uur|u)))\s*(?:uur|u)?$"
)
_IN_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\.?,?\s+(\d{4})")
_TODAY = frozenset({"vandaag", "nu", "today", "now", "morgen", "tomorrow", "gisteren", "yesterday"})


_WRITTEN_DAY = r"(19\d\d|20\d\d|2100)-\d{2}-\d{2}"  # a day in one of YEARS


class DayField(FieldKind):
    """A date, ``2026-11-24``, in one of :data:`YEARS`."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if ISO_DATE.fullmatch(text):
            try:
                found = date.fromisoformat(text)
            except ValueError:
                return notes(node, "no-such-date", value=text, suggestion=_swapped(text))
            return found if found.year in YEARS else _other_year(text, found, node, notes)
        day, parts = _written(text)
        if parts is None:
            return notes(node, "day-as-word" if text.lower() in _TODAY else "bad-date", value=text)
        try:
            meant = date(*parts)
        except ValueError:
            return notes(node, "no-such-date", value=text)
        if meant.year not in YEARS:
            return _other_year(text, meant, node, notes)
        fits = day in {None, WEEK[meant.weekday()]}
        return notes(node, "bad-date" if fits else "other-weekday", value=text, suggestion=meant)

    def several(self, text: str) -> list[str]:
        return super().several(text) or _both(text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_WRITTEN_DAY}$", "examples": ["2026-11-24"]}


def _other_year(text: str, day: date, node: Scalar, notes: FileNotes) -> Any:
    """Report a date in a year that no calendar of this kind has; of ``0026`` it is plain which was meant."""
    meant = day.replace(year=day.year + 2000) if day.year < 100 else ""
    return notes(node, "year-out-of-range", value=text, first=YEARS[0], last=YEARS[-1], suggestion=meant)


def _swapped(text: str) -> str:
    """Return ``2026-05-13`` for ``2026-13-05``: there is no month above 12."""
    year, month, day = text.split("-")
    return f"{year}-{day}-{month}" if 12 < int(month) <= 31 and 1 <= int(day) <= 12 else ""


def _written(text: str) -> tuple[str | None, tuple[int, int, int] | None]:
    """Return the day of the week and the year, month and day of a date that was written in another way."""
    if len(text) > LONGEST_VALUE:
        return None, None
    first, _, rest = text.partition(" ")
    named = weekday(first) if rest else None
    plain = (rest if named else text).strip().lower()
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = match.groups()
    elif match := _LOOSE_ISO.fullmatch(plain):
        year, month, day = filter(None, match.groups())
    elif (match := _IN_WORDS.fullmatch(plain)) and match[2] in MONTHS:
        day, month, year = match[1], str(MONTHS[match[2]]), match[3]
    else:
        return named, None
    return named, (int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


def _range(text: str) -> str:
    """Return the range that was written in words: ``20-12-2026 t/m 3-1-2027``."""
    if len(text) > LONGEST_VALUE:
        return ""
    days = [_written(part)[1] for part in re.split(r"\s+(?:t/m|tot en met|-|–)\s+", text)]
    try:
        ends = [date(*parts) for parts in days if parts]
    except ValueError:
        return ""
    return f"{ends[0]}/{ends[1]}" if len(days) == len(ends) == 2 else ""


def _both(text: str) -> list[str]:
    """Return the parts of a text that stand around ``en``."""
    parts = re.split(r"\s+(?:en|and|&|\+)\s+", text.strip())
    return parts if len(parts) > 1 else []


DAY = DayField()


def written_day(text: str) -> date | None:
    """Return the date that a text is in the format; None where it is none, or in another year than a date may have."""
    found: date | None = DAY.parse(text, Scalar(text, 1, 1), FileNotes("")) if text else None
    return found


class Moment(FieldKind):
    """A day with a time, ``2026-12-01 09:00``, or a day: then its beginning, and where it is an ``end`` all of it.

    A day as an end is the midnight after it (:class:`buurtkalender.domain.model.Signup`).
    """

    def __init__(self, *, end: bool = False) -> None:
        self.end = end

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if match := _MOMENT.fullmatch(text):
            day, minutes = DAY.parse(match[1], node, notes), _minutes(match[2], match[3])
            if day is None:
                return None
            if minutes is None:
                return notes(node, "no-such-time", value=match[0])
            return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
        if ISO_DATE.fullmatch(text):
            day = DAY.parse(text, node, notes)
            whole = timedelta(days=1) if self.end else timedelta()
            return None if day is None else datetime(day.year, day.month, day.day) + whole
        return notes(node, "bad-moment", value=text, suggestion=self._meant(text))

    @staticmethod
    def _meant(text: str) -> str:
        """Return the moment that a text names: "1 december 2026 om 9 uur", "01-12-2026, 9.00"; or the day in it."""
        if len(text) > LONGEST_VALUE:
            return ""
        clock = _MOMENT_NEARLY.search(text.lower())
        rest = text[: clock.start()] if clock else text
        named, parts = _written(rest.strip(" ,"))
        try:
            day = date(*parts) if parts else None
        except ValueError:
            return ""
        if day is None or named not in {None, WEEK[day.weekday()]}:
            return ""
        minutes = _minutes(clock[1], clock[2] or "00") if clock else None
        if clock and minutes is None:
            return ""
        return f"{day}" if clock is None else f"{day} {int(clock[1]):02}:{clock[2] or '00'}"

    def schema(self) -> Schema:
        return {
            "type": "string",
            "pattern": f"^{_WRITTEN_DAY}([ T]+{_CLOCK})?$",
            "examples": ["2026-12-14", "2026-12-01 09:00"],
        }


class DayRange(FieldKind):
    """A date, or two with a slash between them, both inclusive."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        first, slash, last = text.partition("/")
        if slash and not _DAY_FIRST.fullmatch(text):
            begin, end = DAY.parse(first.strip(), node, notes), DAY.parse(last.strip(), node, notes)
        elif meant := _range(text):
            return notes(node, "bad-date", value=text, suggestion=meant)
        else:
            begin = end = DAY.parse(text, node, notes)
        if begin is None or end is None:
            return None
        if end < begin:
            return notes(node, "range-reversed", value=text, suggestion=f"{end}/{begin}")
        return Days(begin, end)

    def schema(self) -> Schema:
        return {
            "type": "string",
            "pattern": rf"^{_WRITTEN_DAY}(\s*/\s*{_WRITTEN_DAY})?$",
            "examples": ["2026-12-24", "2026-12-20/2027-01-03"],
        }
