"""Sheets as tables of text: CSV in whatever way a program writes it, and XLSX.

XLSX is read by openpyxl, row by row: it knows the values of formulas as they were last worked out, and which numbers
are dates. Before it sees a file, the zip is looked at: how large its parts become, and that none brings entities along.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from xml.parsers.expat import ExpatError

from buurtkalender.domain.values import hh_mm
from buurtkalender.form.parsers import day_of
from buurtkalender.submissions.http import Loaded
from buurtkalender.submissions.importing.content_lines import decoded
from buurtkalender.submissions.importing.xlsx import Cell, SheetShape, has_doctype, shape_of
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError, Message

MOST_SHEET_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 10_000
MOST_COLUMNS = 80
MOST_SHEETS = 12
LONGEST_CELL = 5_000
HEAD = 20
"""The names of the columns stand somewhere in the first rows."""

ERROR = re.compile(r"#(?:N/[ABv]|[A-Z\u00c0-\u00dd/0-9_]{2,20}[!?])|#{2,}|(?:Err|Fout):\d{3}")
"""What stands in a cell that could not be worked out, in English or Dutch, or whose column was too narrow for it."""

_DELIMITERS = ";,\t|"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class SheetTable(NamedTuple):
    """A sheet: its name, empty for CSV, and its rows that hold something, each with its number from 1.

    Of what was hidden nothing is here. ``cut``: there is more than was read. By row and column, from 1: ``broken`` are
    the cells that hold an error, or (empty) a formula whose value nobody kept, ``links`` where cells link to. ``wide``
    tells which columns, from and until, are one merged cell in a row, and ``filled`` which cells got their text from
    the merged cell above. ``told`` is what was not read. ``ragged`` is a table whose rows tell themselves how many
    cells they have, as in CSV; ``struck`` are rows that somebody crossed out.
    """

    name: str
    rows: list[tuple[int, list[str]]]
    cut: bool = False
    broken: Mapping[Cell, str] = MappingProxyType({})
    links: Mapping[Cell, str] = MappingProxyType({})
    wide: Mapping[int, list[tuple[int, int]]] = MappingProxyType({})
    filled: frozenset[Cell] = frozenset()
    told: tuple[Message, ...] = ()
    ragged: bool = False
    struck: frozenset[int] = frozenset()


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
    broken: dict[Cell, str] = {}
    cut = False
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1 + skipped):
            cells = [_cell(one) for one in row[:MOST_COLUMNS]]
            for column, one in enumerate(cells, 1):
                if one.startswith(("#", "E", "F")) and ERROR.fullmatch(one):
                    broken[number, column], cells[column - 1] = one, ""
            if not any(cells):
                continue
            if len(rows) >= MOST_ROWS:
                cut = True
                break
            rows.append((number, cells))
    except csv.Error as error:
        raise CannotReadError(N_("{file} cannot be read as CSV: {reason}."), file=name, reason=error) from None
    return SheetTable("", rows, cut, broken, ragged=True)


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
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(octets)) as archive:
            warnings.simplefilter("ignore")  # about looks that are lost, which nobody wants
            book = openpyxl.load_workbook(io.BytesIO(octets), read_only=True, data_only=True, keep_links=False)
            try:
                visible = [one for one in book.worksheets if one.sheet_state == "visible"]
                found = [_read(archive, one, one._worksheet_path) for one in visible[:MOST_SHEETS]]  # noqa: SLF001 - nothing public tells which part a sheet is
                beyond = [SheetTable(one.title, [], cut=True) for one in visible[MOST_SHEETS:]]
                hidden = len(book.worksheets) - len(visible)
            finally:
                book.close()
    except Exception:  # noqa: BLE001 - a broken file makes the library raise nearly anything
        raise CannotReadError(_BROKEN, file=name) from None
    if not found:
        raise CannotReadError(_BROKEN, file=name)
    if hidden:
        told = Message(N_("hidden sheets, not read: {n}"), {"n": hidden})
        found[0] = found[0]._replace(told=(told, *found[0].told))
    return [*found, *beyond]


def _read(archive: zipfile.ZipFile, sheet: Any, part: str) -> SheetTable:
    """Return the table of a sheet, which is this part of the file: its values, its shape, and what links to it."""
    from openpyxl.packaging.relationship import get_dependents, get_rels_path  # type: ignore[import-untyped]

    with archive.open(part) as file:
        shape = shape_of(file)
    beside = get_rels_path(part)
    related = list(get_dependents(archive, beside)) if beside in archive.namelist() else []
    targets = {one.Id: one.Target for one in related}
    links = {cell: targets.get(link, link) for cell, link in shape.links.items()}
    notes = any(one.Type.endswith(("/comments", "/threadedComment")) for one in related)
    return _table(sheet, shape._replace(links={cell: link for cell, link in links.items() if ":" in link}), notes=notes)


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


def _table(sheet: Any, shape: SheetShape, *, notes: bool) -> SheetTable:
    rows, broken, unseen, struck = _rows(sheet, shape)
    cut = max(rows, default=0) > MOST_ROWS
    rows.pop(MOST_ROWS + 1, None)
    wide, filled = _fill(rows, shape)
    hidden = shape.hidden_columns
    columns = sorted(n for n in hidden if any(n <= len(cells) and cells[n - 1] for cells in rows.values()))
    letters = ", ".join(map(column_letters, columns))
    unread = (
        (N_("rows that a filter hides, not read: {n}") if shape.filtered else N_("hidden rows, not read: {n}"),
         len(shape.hidden_rows & rows.keys())),
        (N_("hidden columns, not read: {letters}"), len(columns)),
        (N_("cells whose format shows nothing, not read: {n}"), unseen),
        (N_("notes at cells: not read"), int(notes)),
    )  # fmt: skip
    kept = []
    for number, cells in sorted(rows.items()):
        seen = [] if number in shape.hidden_rows else cells
        seen = ["" if column in hidden else text for column, text in enumerate(seen, 1)] if hidden else seen
        while seen and not seen[-1] and (number, len(seen)) not in broken:
            seen.pop()
        if seen:
            kept.append((number, seen))
    broken = {at: text for at, text in broken.items() if at[1] not in hidden}
    told = tuple(Message(text, {"n": n, "letters": letters}) for text, n in unread if n)
    return SheetTable(sheet.title, kept, cut, broken, shape.links, wide, filled, told, struck=struck)


def _rows(sheet: Any, shape: SheetShape) -> tuple[dict[int, list[str]], dict[Cell, str], int, frozenset[int]]:
    """Return the rows, the cells with an error, how many have a form that shows nothing, and which rows are struck."""
    struck: set[int] = set()
    rows: dict[int, list[str]] = {}
    broken: dict[Cell, str] = {}
    unseen = 0
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        cells = []
        for column, cell in enumerate(row, 1):
            text = ""
            if cell.value is not None:
                text = _shown(cell)
                if cell.number_format == _UNSEEN:
                    text, unseen = "", unseen + 1
                elif cell.data_type == "e" or ERROR.fullmatch(text):
                    broken[number, column], text = text, ""
            elif (number, column) in shape.unworked:
                broken[number, column] = ""
            cells.append(text)
        if any(cells) or any((number, column) in broken for column in range(1, len(cells) + 1)):
            rows[number] = cells
            if all(cell.font.strike for cell in row if cell.value is not None):
                struck.add(number)
    return rows, broken, unseen, frozenset(struck)


def _fill(rows: dict[int, list[str]], shape: SheetShape) -> tuple[dict[int, list[tuple[int, int]]], frozenset[Cell]]:
    """Write what stands in merged cells in the first that is seen of each of their rows.

    Returns which columns, from and until, are one in each row, and the cells that were filled.
    """
    wide: dict[int, list[tuple[int, int]]] = {}
    filled: set[Cell] = set()
    last = max(rows, default=0)
    room = MOST_ROWS * MOST_COLUMNS
    for top, left, bottom, right in shape.merged:
        room -= max(min(bottom, last) - top, 0) + MOST_COLUMNS // 4
        if room < 0:  # merged cells do not overlap
            break
        cells = rows.get(top, [])
        text = cells[left - 1] if left <= len(cells) else ""
        columns = [n for n in range(left, min(right, MOST_COLUMNS) + 1) if n not in shape.hidden_columns]
        for number in range(top, min(bottom, last) + 1) if columns and text else ():
            if right > left:
                wide.setdefault(number, []).append((columns[0], columns[-1]))
            if number != top or columns[0] != left:
                into = rows.setdefault(number, [])
                into.extend([""] * (columns[0] - len(into)))
                into[columns[0] - 1] = text
                filled.add((number, columns[0]))
    return wide, frozenset(filled)


def column_letters(number: int) -> str:
    """Return how sheets name a column, counted from 1: A, Z, AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _shown(cell: Any) -> str:  # noqa: PLR0911 - a kind of value each
    """Return a value as people would write it who see the cell: no more of a date than its form shows."""
    value, form = cell.value, cell.number_format or ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return _moment(value, _FORM_SIGNS.sub("", form).lower())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds()) // 3600:02}:{int(value.total_seconds()) // 60 % 60:02}"
    if isinstance(value, (int, float)):
        if form.endswith("%"):
            return f"{value * 100:.10g}%"
        if value == int(value):
            return str(int(value)).zfill(len(form)) if form and not form.strip("0") else str(int(value))
        return f"{value:.10g}"
    return _cell(str(value))


def _moment(value: datetime, form: str) -> str:
    """Return as much of a moment as a form shows: ``dddd`` is the weekday, ``mmm-yy`` the month, ``hh:mm`` the time."""
    timed = "h" in form or "s" in form
    if "d" not in form and "y" not in form and timed:
        return f"{value:%H:%M}"
    if "d" not in form and form and not timed:
        return f"{_MONTH_NAMES[value.month - 1]} {value.year}" if "m" in form else str(value.year)
    if re.fullmatch(r"d{3,4}", form.strip(" ,;@")):
        return DAY_NAMES[value.weekday()]
    return f"{value:%Y-%m-%d %H:%M}" if (timed or not form) and value.time() != time() else f"{value:%Y-%m-%d}"


_UNSEEN = ";;;"
_FORM_SIGNS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_MONTH_NAMES = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
                "november", "december")  # fmt: skip
DAY_NAMES = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


# --- days and times in cells --------------------------------------------------------------------------------

_FRACTION = re.compile(r"0?[.,]\d+")
_CLOCK = re.compile(r"\d[:.]\d|\d\s*u|^\d{1,2}$")


def is_clock(text: str) -> bool:
    """Whether a cell holds a time and no date."""
    return bool(_CLOCK.search(as_clock(text))) and not is_date(text)


def is_date(text: str) -> bool:
    """Whether a cell holds a date, or words."""
    return re.search(r"\d[-/]\d{1,2}\b|\d{1,2}\.\d{1,2}\.\d|[a-z]{3}", text.lower().replace("uur", "")) is not None


def as_date(text: str) -> str:
    """Return a number of Excel as the date that it stands for; what comes after the point or comma is part of a day."""
    if re.fullmatch(r"[34]\d{4}(?:[.,]\d+)?", text):
        whole, part = text[:5], text[6:]
        time = as_clock(f"0.{part}") if part.strip("0") else ""
        return f"{day_of(whole, date.min)} {time}".strip()
    return re.sub(r"[T ]00:00(?::00)?$", "", text)


def undated(text: str, times: list[str]) -> str:
    """Return a date without the time that stands beside it too."""
    date_, _, time = text.rpartition(" ")
    return date_ if date_ and times and times[0].startswith(as_clock(time)) and re.search(r"\d:\d", time) else text


def as_clock(text: str) -> str:
    """Return a part of a day of Excel as a time, and 0930 or 9 as people write them in a column for times."""
    if _FRACTION.fullmatch(text):
        return hh_mm(round(float(text.replace(",", ".")) * 24 * 60))
    if re.fullmatch(r"\d{3,4}", text) and int(text[:-2]) < 24 and int(text[-2:]) < 60:
        return f"{int(text[:-2]):02}:{text[-2:]}"
    if re.fullmatch(r"\d{1,2}", text) and int(text) < 25:
        return f"{int(text):02}:00"
    if re.fullmatch(r"\d{1,2}[-–]\d{1,2}", text):  # in a column for times it is no date
        return f"{text} uur"
    if match := re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?(?:\s*([ap])\.?m\.?)?", text, re.IGNORECASE):
        hour = int(match[1]) % 12 + 12 * (match[3] in "pP") if match[3] else int(match[1])
        return f"{hour:02}:{match[2]}"
    return text
