"""Tables as a workbook that Excel, LibreOffice and others open: XLSX (ECMA-376, Office Open XML), by XlsxWriter.

The same tables are the same bytes on any day, in any time zone and folder: the archive dates its parts at the first
day that it knows, and so does the workbook itself. With another zlib they can become other bytes, as pictures can.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from buurtkalender.feeds.spreadsheet import Kind, Table, Value, rounded

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

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
_LOOKS: dict[Kind, dict[str, object]] = {
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
        book.set_properties({"title": _written(title), "author": _written(author), "created": _MADE})
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
        sheet.write_string(0, column, _written(text), style)


def _rows(sheet: Worksheet, table: Table, formats: dict[Kind, Format], quoted: Format) -> None:
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
                    sheet.write_string(number, column, _written(value), quoted)
                case str() if kind == "link" and number <= linked and _leads_somewhere(value):
                    sheet.write_url(number, column, _written(value), style, _written(value))
                case str():
                    sheet.write_string(number, column, _written(value), style)
                case date():
                    sheet.write_datetime(number, column, value, style)
                case _:
                    sheet.write_number(number, column, round(value, 4) if kind == "share" else rounded(value), style)


def _leads_somewhere(link: str) -> bool:
    """Whether a link is one of the web, and short enough; XlsxWriter also makes links to files on somebody's disk."""
    return link.startswith(("https://", "http://")) and len(link) <= LONGEST_LINK


def _height(row: Sequence[Value], widths: Sequence[int]) -> int:
    """Return how many points a row needs: not every program works that out by itself. A long list is cut off."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            lines = max(lines, sum(1 + len(line) // width for line in value.split("\n")))
    return _LINE * min(lines, MOST_LINES)


def _written(text: str) -> str:
    """Return a text as it fits into a cell, without what XML has no letters for."""
    whole = _NOT_IN_XML.sub("", text)
    units = whole.encode("utf-16-le")
    if len(units) <= 2 * MOST_LETTERS:
        return whole
    return units[: 2 * MOST_LETTERS - 2].decode("utf-16-le", "ignore") + "…"
