"""The kinds of value that name days: one, or from one to another."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from datetime import date
from typing import Any

from buurtkalender.domain.model import Days
from buurtkalender.reading.dutch import MONTHS, WEEK, weekday
from buurtkalender.reading.fields import Kind, Schema
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.typed import LONGEST
from buurtkalender.reading.yaml import Scalar

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_LOOSE_ISO = re.compile(r"(\d{4})(?:[-/. ](\d{1,2})[-/. ](\d{1,2})|(\d{2})(\d{2}))")
_IN_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\.?,?\s+(\d{4})")
_TODAY = frozenset({"vandaag", "nu", "today", "now", "morgen", "tomorrow", "gisteren", "yesterday"})


class Day(Kind):
    """A date, ``2026-11-24``."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if ISO_DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return notes(node, "no-such-date", value=text, suggestion=_swapped(text))
        day, parts = _written(text)
        if parts is None:
            return notes(node, "day-as-word" if text.lower() in _TODAY else "bad-date", value=text)
        try:
            meant = date(*parts)
        except ValueError:
            return notes(node, "no-such-date", value=text)
        fits = day in {None, WEEK[meant.weekday()]}
        return notes(node, "bad-date" if fits else "other-weekday", value=text, suggestion=meant)

    def several(self, text: str) -> list[str]:
        return super().several(text) or _both(text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-11-24"]}


def _swapped(text: str) -> str:
    """Return ``2026-05-13`` for ``2026-13-05``: there is no month above 12."""
    year, month, day = text.split("-")
    return f"{year}-{day}-{month}" if 12 < int(month) <= 31 and 1 <= int(day) <= 12 else ""


def _written(text: str) -> tuple[str | None, tuple[int, int, int] | None]:
    """Return the day of the week and the year, month and day of a date that was written in another way."""
    if len(text) > LONGEST:
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
    if len(text) > LONGEST:
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


DAY = Day()


class DayRange(Kind):
    """A date, or two with a slash between them, both inclusive."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
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
            "pattern": r"^\d{4}-\d{2}-\d{2}(\s*/\s*\d{4}-\d{2}-\d{2})?$",
            "examples": ["2026-12-24", "2026-12-20/2027-01-03"],
        }
