"""Sheets as tables of text: CSV in whatever way a program writes it, and XLSX.

XLSX is read by openpyxl, row by row: it knows the values of formulas as they were last worked out, and which numbers
are dates. Before it sees a file, the zip is looked at: how large its parts become, and that none brings entities along.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

from buurtkalender.domain.values import hh_mm
from buurtkalender.submissions.http import Loaded
from buurtkalender.submissions.importing.content_lines import decoded
from buurtkalender.submissions.importing.xlsx import has_doctype
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError

MOST_SHEET_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 1_500
MOST_COLUMNS = 80
MOST_SHEETS = 12
LONGEST_CELL = 5_000
HEAD = 10
"""The names of the columns stand somewhere in the first rows."""

_DELIMITERS = ";,\t|"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class SheetTable(NamedTuple):
    """A sheet: its name, empty for CSV, and its rows that hold something, each with its number from 1."""

    name: str
    rows: list[tuple[int, list[str]]]
    cut: bool = False


def tables(loaded: Loaded) -> list[SheetTable]:
    """Return the tables of a file. Raises CannotReadError when it is no sheet, too large, or broken."""
    octets = loaded.octets
    if not octets.strip(b"\0 \r\n\t"):
        raise CannotReadError(N_("{file} is empty."), file=loaded.name)
    if octets.startswith(_OLD_EXCEL):
        text = N_("{file} is in the old form of Excel, or has a password. Save it as .xlsx, without a password.")
        raise CannotReadError(text, file=loaded.name)
    if octets.startswith(b"PK"):
        return _workbook(octets, loaded.name)
    text = _text(octets)
    start = text[:2000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<head")):
        raise CannotReadError(_PAGE, file=loaded.name)
    if start.startswith("begin:vcalendar"):
        raise CannotReadError(N_("{file} is a calendar, not a sheet. Try: buurtkalender import ics."), file=loaded.name)
    return [_csv(text, loaded.name)]


_PAGE = N_(
    "{file} is a web page, not a sheet. Perhaps you have to sign in there. Download the sheet as CSV or XLSX, and "
    "import that file."
)


def _text(octets: bytes) -> str:
    """Return the text of a CSV: UTF-16 without a mark shows by its zeros."""
    head = octets[:400]
    if head.count(0) > len(head) // 4 and octets[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return octets.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", "replace")
    return decoded(octets)


def _csv(text: str, name: str) -> SheetTable:
    text = text.replace("\0", "")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel counts that line too.
        return _parsed(rest, first.strip()[4], name, skipped=1)
    head = "\n".join(text.splitlines()[:40])
    return _parsed(text, max(_DELIMITERS, key=lambda one: _fits(head, one)), name)


def _fits(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter divides the beginning of a file: how many rows have as many columns as the widest of two."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    except csv.Error:
        return (0, 0)
    usual = max((width for width in set(widths) if width > 1), key=widths.count, default=1)
    return (widths.count(usual) if usual > 1 else 0, usual)


def _parsed(text: str, delimiter: str, name: str, *, skipped: int = 0) -> SheetTable:
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1 + skipped):
            if len(rows) >= MOST_ROWS:
                return SheetTable("", rows, cut=True)
            cells = [_cell(one) for one in row[:MOST_COLUMNS]]
            if any(cells):
                rows.append((number, cells))
    except csv.Error as error:
        raise CannotReadError(N_("{file} cannot be read as CSV: {reason}."), file=name, reason=error) from None
    return SheetTable("", rows)


def _cell(text: str) -> str:
    """Return a cell without what other programs put before it against formulas; a formula itself is no text of ours."""
    text = text.strip()[:LONGEST_CELL]
    if text.startswith("'") and text[1:2] in {"=", "+", "-", "@"}:
        text = text[1:]
    return text


# --- XLSX -------------------------------------------------------------------------------------------


def _workbook(octets: bytes, name: str) -> list[SheetTable]:
    _looked_at(octets, name)
    import openpyxl  # type: ignore[import-untyped]  # takes a third of a second: only who has such a file pays for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are lost, which nobody wants
            book = openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=True, keep_links=False)
            try:
                visible = [one for one in book.worksheets if one.sheet_state == "visible"]
                found = [_table(one) for one in visible[:MOST_SHEETS]]
            finally:
                book.close()
    except Exception:  # noqa: BLE001 - a broken file makes the library raise nearly anything
        raise CannotReadError(_BROKEN, file=name) from None
    if not found:
        raise CannotReadError(_BROKEN, file=name)
    return found


_BROKEN = N_("{file} is broken: open it in a spreadsheet program and save it again.")


def _looked_at(octets: bytes, name: str) -> None:
    """Refuse a zip that is no sheet or becomes too large, before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if not any(one.startswith("xl/") for one in names):
                raise CannotReadError(
                    N_("{file} is not an .xlsx file. Open it in a spreadsheet program and save it as .xlsx."), file=name
                )
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise CannotReadError(N_("{file} is too large."), file=name)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if has_doctype(file):
                            raise CannotReadError(N_("{file} holds what does not belong in a sheet."), file=name)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
        ExpatError,
    ):
        raise CannotReadError(_BROKEN, file=name) from None


def _table(sheet: Any) -> SheetTable:
    rows: list[tuple[int, list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True), 1):
        if number > MOST_ROWS:
            return SheetTable(sheet.title, rows, cut=True)
        cells = list(_values(row))
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append((number, cells))
    return SheetTable(sheet.title, rows)


def _values(row: tuple[Any, ...]) -> Iterator[str]:
    """Yield values as people would write them."""
    for value in row:
        if value is None:
            yield ""
        elif isinstance(value, bool):
            yield "ja" if value else "nee"
        elif isinstance(value, datetime):
            at_midnight = value.time() == time()
            yield f"{value:%Y-%m-%d}" if at_midnight else f"{value:%Y-%m-%d %H:%M}"
        elif isinstance(value, date):
            yield value.isoformat()
        elif isinstance(value, time):
            yield f"{value:%H:%M}"
        elif isinstance(value, timedelta):
            yield hh_mm(int(value.total_seconds()) // 60)
        elif isinstance(value, float):
            yield f"{value:.10g}"
        else:
            yield _cell(str(value))
