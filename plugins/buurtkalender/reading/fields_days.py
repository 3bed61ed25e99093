"""The kinds of value that name days: one, or from one to another."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from datetime import date
from typing import Any

from buurtkalender.domain.model import Days
from buurtkalender.reading.fields import Kind, Schema
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.yaml import Scalar

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_LOOSE_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")


class Day(Kind):
    """A date, ``2026-11-24``."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if ISO_DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return notes(node, "no-such-date", value=text)
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year = match.groups()
        elif match := _LOOSE_ISO.fullmatch(text):
            year, month, day = match.groups()
        else:
            return notes(node, "bad-date", value=text)
        suggestion = f"{year}-{int(month):02}-{int(day):02}"
        try:
            date.fromisoformat(suggestion)
        except ValueError:
            return notes(node, "no-such-date", value=text)
        return notes(node, "bad-date", value=text, suggestion=suggestion)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-11-24"]}


DAY = Day()


class DayRange(Kind):
    """A date, or two with a slash between them, both inclusive."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        first, slash, last = text.partition("/")
        if slash and not _DAY_FIRST.fullmatch(text):
            begin, end = DAY.parse(first.strip(), node, notes), DAY.parse(last.strip(), node, notes)
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
