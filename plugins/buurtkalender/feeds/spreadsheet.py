"""Tables for people with a spreadsheet, and these as CSV: as Dutch Excel opens it with a double click.

Dutch settings have a comma in numbers, so a semicolon between cells. Without the mark of UTF-8 at the start Excel takes
letters for those of Windows. There is no ``sep=`` line: with it Excel no longer looks for that mark, and other programs
show it as a row. As a workbook: :mod:`buurtkalender.feeds.spreadsheet`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from buurtkalender.feeds.open_data import cell as no_formula
from buurtkalender.words.dates import numeric

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CellKind = Literal["text", "number", "share", "date", "link"]
CellValue = str | float | date | None

_TAKEN_FOR_A_NUMBER = re.compile(r"0\d+|\d{12,}|[\d.,]+ ?%?|\d+[eE]\d+|\d{1,4}[-/.:]\d{1,4}([-/.:]\d{1,4})?")
"""A text of which Excel would make a number, a date or a time: ``0612345678`` would lose its zero."""


class Column(NamedTuple):
    """A column: its heading, what it says, what its cells are, and how many letters wide it is."""

    heading: str
    about: str
    kind: CellKind = "text"
    width: int = 20


class Table(NamedTuple):
    """A table; its name has at most 31 letters. A cell that is None is empty, a share is a number from 0 to 1."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[CellValue]]


def as_csv(table: Table) -> bytes:
    """Return a table with semicolons, decimal commas, and dates as 24-11-2026 (RFC 4180 in all else)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(no_formula(column.heading) for column in table.columns)
    for row in table.rows:
        writer.writerow(_written(column.kind, value) for column, value in zip(table.columns, row, strict=True))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _written(kind: CellKind, value: CellValue) -> str:
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


# --- workbook --------------------------------------------------------------------------------------------
# Tables as a workbook that Excel, LibreOffice and others open: XLSX (ECMA-376, Office Open XML), by XlsxWriter.
#
# The same tables are the same bytes on any day, in any time zone and folder: the archive dates its parts at the first
# day that it knows, and so does the workbook itself. With another zlib they can become other bytes, as pictures can.

MOST_LETTERS = 32_767
"""So many fit into a cell, and one outside Unicode's first plane counts for two; with more Excel calls the file
damaged."""

MOST_LINES = 8
"""So high a row is at most: who wants to see the rest makes it higher, or selects the cell."""

MOST_LINKS, LONGEST_LINK = 65_530, 2_079
"""So many links can be on a sheet, and so many letters in one; with more Excel calls the file damaged."""

_MADE = datetime(1980, 1, 1)
"""The day of the archive's parts too: a workbook has to say when it was made, and the real day would make it another
file every night."""

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ONE_LINE = 10_000  # letters: an address is never divided
_LINE = 15  # points, of what is written in 11
_A4 = 9

_BODY = {"bottom": 1, "bottom_color": "#D8CBB5", "valign": "top"}
_WRAPPED = {**_BODY, "align": "left", "indent": 1, "text_wrap": True}
_HEADING = {**_WRAPPED, "bold": True, "bg_color": "#E9E4DA"}
_LOOKS: dict[CellKind, dict[str, object]] = {
    "text": _WRAPPED,
    "number": _BODY,
    "share": {**_BODY, "num_format": "0%"},
    "date": {**_BODY, "num_format": "dd\\-mm\\-yyyy"},
    "link": {**_BODY, "underline": 1, "font_color": "#17564F"},
}


def as_xlsx(tables: Sequence[Table], title: str, author: str) -> bytes:
    """Return tables as a workbook, a sheet each: headings stay in sight, columns can be filtered, numbers are numbers.

    A text that could be a formula is one that Excel shows as it stands, as if somebody had typed an apostrophe first.
    """
    from xlsxwriter import Workbook  # only who makes one waits for it

    octets = io.BytesIO()
    with Workbook(octets, {"in_memory": True}) as book:  # else it writes its parts into a folder first
        book.set_properties({"title": _cell_written(title), "author": _cell_written(author), "created": _MADE})
        formats = {kind: book.add_format(looks) for kind, looks in _LOOKS.items()}
        heading, quoted = book.add_format(_HEADING), book.add_format({**_WRAPPED, "quote_prefix": True})
        for table in tables:
            sheet = _sheet(book, table)
            _headings(sheet, table, heading)
            _rows(sheet, table, formats, quoted)
    return octets.getvalue()


def _sheet(book: Workbook, table: Table) -> Worksheet:
    """Return a new sheet: how it looks, filters and prints."""
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(0)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    return sheet


def _headings(sheet: Worksheet, table: Table, style: Format) -> None:
    headings = [column.heading for column in table.columns]
    sheet.set_row(0, _height(headings, [column.width for column in table.columns]))
    for column, text in enumerate(headings):
        sheet.write_string(0, column, _cell_written(text), style)


def _rows(sheet: Worksheet, table: Table, formats: dict[CellKind, Format], quoted: Format) -> None:
    kinds = [column.kind for column in table.columns]
    widths = [_ONE_LINE if column.kind == "link" else column.width for column in table.columns]
    linked = MOST_LINKS // max(1, kinds.count("link"))
    for number, row in enumerate(table.rows, start=1):
        sheet.set_row(number, _height(row, widths))
        for column, (kind, value) in enumerate(zip(kinds, row, strict=True)):
            style = formats[kind]
            match value:
                case None | "":
                    sheet.write_blank(number, column, None, style)  # so that the line below a row is whole
                case str() if value.startswith(_FORMULA):
                    sheet.write_string(number, column, _cell_written(value), quoted)
                case str() if kind == "link" and number <= linked and _leads_somewhere(value):
                    sheet.write_url(number, column, _cell_written(value), style, _cell_written(value))
                case str():
                    sheet.write_string(number, column, _cell_written(value), style)
                case date():
                    sheet.write_datetime(number, column, value, style)
                case _:
                    sheet.write_number(number, column, round(value, 4) if kind == "share" else rounded(value), style)


def _leads_somewhere(link: str) -> bool:
    """Whether a link is one of the web, and short enough; XlsxWriter also makes links to files on somebody's disk."""
    return link.startswith(("https://", "http://")) and len(link) <= LONGEST_LINK


def _height(row: Sequence[CellValue], widths: Sequence[int]) -> int:
    """Return how many points a row needs: not every program works that out by itself. A long list is cut off."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            lines = max(lines, sum(1 + len(line) // width for line in value.split("\n")))
    return _LINE * min(lines, MOST_LINES)


def _cell_written(text: str) -> str:
    """Return a text as it fits into a cell, without what XML has no letters for."""
    whole = _NOT_IN_XML.sub("", text)
    units = whole.encode("utf-16-le")
    if len(units) <= 2 * MOST_LETTERS:
        return whole
    return units[: 2 * MOST_LETTERS - 2].decode("utf-16-le", "ignore") + "…"
