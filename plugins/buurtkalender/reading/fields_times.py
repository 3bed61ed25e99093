"""The kinds of value that are times of a day."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

from buurtkalender.domain.model import TimeSpan
from buurtkalender.reading.fields import Kind, Schema
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.suggest import closest
from buurtkalender.reading.typed import LONGEST
from buurtkalender.reading.yaml import Scalar

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


class Time(Kind):
    """From when to when: ``10:00-12:00``, past midnight ``20:00-01:00``, or ``all-day`` (no change of one date)."""

    def __init__(self, *, all_day: bool = True) -> None:
        self.all_day = all_day

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if match := _SPAN.fullmatch(text):
            return self._span(match, node, notes)
        if text.lower() in {ALL_DAY, "all day"}:
            return ALL_DAY if self.all_day else notes(node, "change-all-day")
        if len(text) > LONGEST:
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
    def _span(match: re.Match[str], node: Scalar, notes: Notes) -> Any:
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


class Clock(Kind):
    """A time of day, ``10:00``, in minutes after midnight."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if (match := _AT.fullmatch(text)) and (minutes := _minutes(match[1], match[2])) is not None and minutes < _DAY:
            return minutes
        return notes(node, "bad-clock", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_CLOCK}$", "examples": ["10:00"]}
