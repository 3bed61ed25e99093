"""Tables for people with a spreadsheet, and these as CSV: as Dutch Excel opens it with a double click.

Dutch settings have a comma in numbers, so a semicolon between cells. Without the mark of UTF-8 at the start Excel takes
letters for those of Windows. There is no ``sep=`` line: with it Excel no longer looks for that mark, and other programs
show it as a row. As a workbook: :mod:`buurtkalender.feeds.workbook`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from buurtkalender.feeds.open_data import cell as no_formula
from buurtkalender.words.dates import numeric

Kind = Literal["text", "number", "share", "date", "link"]
Value = str | float | date | None

_TAKEN_FOR_A_NUMBER = re.compile(r"0\d+|\d{12,}|[\d.,]+ ?%?|\d+[eE]\d+|\d{1,4}[-/.:]\d{1,4}([-/.:]\d{1,4})?")
"""A text of which Excel would make a number, a date or a time: ``0612345678`` would lose its zero."""


class Column(NamedTuple):
    """A column: its heading, what it says, what its cells are, and how many letters wide it is."""

    heading: str
    about: str
    kind: Kind = "text"
    width: int = 20


class Table(NamedTuple):
    """A table; its name has at most 31 letters. A cell that is None is empty, a share is a number from 0 to 1."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def as_csv(table: Table) -> bytes:
    """Return a table with semicolons, decimal commas, and dates as 24-11-2026 (RFC 4180 in all else)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(no_formula(column.heading) for column in table.columns)
    for row in table.rows:
        writer.writerow(_written(column.kind, value) for column, value in zip(table.columns, row, strict=True))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _written(kind: Kind, value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if _TAKEN_FOR_A_NUMBER.fullmatch(value) else no_formula(value)
        case date():
            return numeric(value)
    return f"{value:.0%}" if kind == "share" else str(rounded(value)).replace(".", ",")


def rounded(number: float) -> float:
    """Return a number with at most two decimals, and none where these are zero."""
    found = round(number, 2)
    return int(found) if found == int(found) else found
