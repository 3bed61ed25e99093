"""Tables for people with a spreadsheet, and these as CSV: as Dutch Excel opens it with a double click.

Dutch settings have a comma in numbers, so a semicolon between cells. Without the mark of UTF-8 at the start Excel takes
letters for those of Windows. There is no ``sep=`` line: with it Excel no longer looks for that mark, and other programs
show it as a row. As a workbook: :mod:`buurtkalender.feeds.spreadsheet`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import Literal, NamedTuple
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from buurtkalender.feeds.open_data import cell as no_formula
from buurtkalender.words.dates import numeric

CellKind = Literal["text", "number", "share", "date", "link"]
CellValue = str | float | date | None

_TAKEN_FOR_A_NUMBER = re.compile(r"0\d+|\d{12,}|[\d.,]+ ?%?|\d+[eE]\d+|\d{1,4}[-/.:]\d{1,4}([-/.:]\d{1,4})?")
"""A text of which Excel would make a number, a date or a time: ``0612345678`` would lose its zero."""


_PLAIN = re.compile(r'[^;"\r\n]*')


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
    kinds = [column.kind for column in table.columns]
    known: dict[str | date, str] = {}
    lines = [";".join([_quoted(no_formula(column.heading)) for column in table.columns])]
    for row in table.rows:
        cells = []
        for kind, value in zip(kinds, row, strict=True):
            if value is None:
                cells.append("")
            elif isinstance(value, str | date):  # most of these stand in many rows
                found = known.get(value)
                if found is None:
                    found = known[value] = _quoted(_written(value))
                cells.append(found)
            else:
                cells.append(f"{value:.0%}" if kind == "share" else str(rounded(value)).replace(".", ","))
        lines.append(";".join(cells) or '""')
    return b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode()


def _written(value: str | date) -> str:
    if isinstance(value, date):
        return numeric(value)
    return f"'{value}" if _TAKEN_FOR_A_NUMBER.fullmatch(value) else no_formula(value)


def _quoted(cell: str) -> str:
    return cell if _PLAIN.fullmatch(cell) else '"' + cell.replace('"', '""') + '"'


def rounded(number: float) -> float:
    """Return a number with at most two decimals, and none where these are zero."""
    found = round(number, 2)
    return int(found) if found == int(found) else found


# --- workbook --------------------------------------------------------------------------------------------
# Tables as a workbook that Excel, LibreOffice and others open: XLSX (ECMA-376, Office Open XML).
#
# Written here and not by a library: these ask of each of 170,000 cells what it could be, and took half a second for
# what is known of a column beforehand. What all sheets have in common is a text with blanks.
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

_MADE = (1980, 1, 1, 0, 0, 0)
"""The day of the archive's parts too: a workbook has to say when it was made, and the real day would make it another
file every night."""

_DAY_ZERO = date(1899, 12, 30)
"""The day from which workbooks count days: Lotus 1-2-3 took 1900 for a leap year, and all others followed."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER_OF_A_LETTER = re.compile("(_x[0-9a-fA-F]{4}_)")
_IN_LINKS = "%/:?#&=@!$'()*+,;~-._"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ONE_LINE = 10_000  # letters: an address is never divided
_LINE = 15  # points, of what is written in 11

_STYLES: dict[CellKind, int] = {"text": 1, "number": 2, "share": 3, "date": 4, "link": 5}
_HEADING, _QUOTED = 6, 7

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BODY = 'borderId="1" applyFont="1" applyBorder="1" applyAlignment="1"'
_WRAPPED = '<alignment horizontal="left" vertical="top" wrapText="1" indent="1"/></xf>'
_ON_TOP = '<alignment vertical="top"/></xf>'
_LOOKS = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><u/><sz val="11"/><color rgb="FF17564F"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE9E4DA"/><bgColor indexed="64"/></patternFill>'
    "</fill></fills>"
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/>'
    '<bottom style="thin"><color rgb="FFD8CBB5"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="0" fontId="0" fillId="0" xfId="0" {_BODY}>{_WRAPPED}'
    f'<xf numFmtId="0" fontId="0" fillId="0" xfId="0" {_BODY}>{_ON_TOP}'
    f'<xf numFmtId="9" fontId="0" fillId="0" xfId="0" applyNumberFormat="1" {_BODY}>{_ON_TOP}'
    f'<xf numFmtId="164" fontId="0" fillId="0" xfId="0" applyNumberFormat="1" {_BODY}>{_ON_TOP}'
    f'<xf numFmtId="0" fontId="1" fillId="0" xfId="0" {_BODY}>{_ON_TOP}'
    f'<xf numFmtId="0" fontId="2" fillId="2" xfId="0" applyFill="1" {_BODY}>{_WRAPPED}'
    f'<xf numFmtId="0" fontId="0" fillId="0" xfId="0" quotePrefix="1" {_BODY}>{_WRAPPED}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""How cells look, in the order of ``_STYLES``: what is written, below it a line, and headings on another ground."""


def as_xlsx(tables: Sequence[Table], title: str, author: str) -> bytes:
    """Return tables as a workbook, a sheet each: headings stay in sight, columns can be filtered, numbers are numbers.

    A text that could be a formula is one that Excel shows as it stands, as if somebody had typed an apostrophe first.
    """
    texts = _Texts()
    parts = dict(_frame([_attribute(one.name) for one in tables], tables, title, author))
    for number, one in enumerate(tables, start=1):
        links: list[tuple[str, str]] = []
        parts[f"xl/worksheets/sheet{number}.xml"] = "".join(_sheet(one, texts, links))
        if links:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = "".join(_targets(links))
    parts["xl/sharedStrings.xml"] = texts.written()
    octets = io.BytesIO()
    with ZipFile(octets, "w", ZIP_DEFLATED, compresslevel=_DEFLATE) as archive:
        for name, text in parts.items():
            part = ZipInfo(name, _MADE)
            part.compress_type, part.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(part, text.encode())
    return octets.getvalue()


_DEFLATE = 4
"""How hard the parts are compressed, of 9: harder takes twice as long for some hundredths less."""


class _Texts:
    """The texts of all sheets, each once; a cell says which it holds."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._every: list[str] = []
        self.said = 0

    def cell(self, text: str) -> str:
        """Return what a cell holds: which style it has if it could be a formula, and the number of the text."""
        self.said += 1
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = f't="s"><v>{len(self._every)}</v></c>'
            written = _cell_written(text)
            kept = ' xml:space="preserve"' if written != written.strip() or "\n" in written else ""
            letters = escape(_NUMBER_OF_A_LETTER.sub(r"_x005F\1", written), quote=False)
            self._every.append(f"<si><t{kept}>{letters}</t></si>")
        return found

    def written(self) -> str:
        """Return all of them."""
        counts = f'count="{self.said}" uniqueCount="{len(self._every)}"'
        return f'{_XML}<sst xmlns="{_MAIN}" {counts}>{"".join(self._every)}</sst>'


def _frame(names: Sequence[str], tables: Sequence[Table], title: str, author: str) -> Iterator[tuple[str, str]]:
    """Yield all parts but the sheets and texts, by name."""
    numbers = range(1, len(names) + 1)
    parts = [("workbook", "sheet.main"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
    parts += [(f"worksheets/sheet{number}", "worksheet") for number in numbers]
    types = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    yield (
        "[Content_Types].xml",
        (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/core.xml"'
            f' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{types}</Types>'
        ),
    )
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    yield "_rels/.rels", _relations([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (core, "docProps/core.xml")])
    yield (
        "docProps/core.xml",
        (
            f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{_text(title)}</dc:title><dc:creator>{_text(author)}</dc:creator>"
            '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
        ),
    )
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    named = "".join(_named(n, name, one) for n, (name, one) in enumerate(zip(names, tables, strict=True)))
    yield (
        "xl/workbook.xml",
        (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{sheets}</sheets><definedNames>{named}</definedNames></workbook>"
        ),
    )
    others = [("styles", "styles"), ("sharedStrings", "sharedStrings")]
    targets = [("worksheet", f"worksheets/sheet{number}") for number in numbers] + others
    yield "xl/_rels/workbook.xml.rels", _relations([(f"{_OFFICE}/{kind}", f"{name}.xml") for kind, name in targets])
    yield "xl/styles.xml", _LOOKS


def _relations(some: Sequence[tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(some, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _named(number: int, name: str, table: Table) -> str:
    """Name what is filtered, and the row that stands on every printed page."""
    sheet = "'" + name.replace("'", "''") + "'!"
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">{sheet}{_area(table, "$")}'
        f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{number}">{sheet}$1:$1</definedName>'
    )


def _area(table: Table, fixed: str = "") -> str:
    last = _letters(len(table.columns))
    return f"{fixed}A{fixed}1:{fixed}{last}{fixed}{len(table.rows) + 1}"


def _letters(column: int) -> str:
    """Return the name of a column, counted from 1: A, Z, AA."""
    found = ""
    while column:
        column, letter = divmod(column - 1, 26)
        found = chr(65 + letter) + found
    return found


def _sheet(table: Table, texts: _Texts, links: list[tuple[str, str]]) -> Iterator[str]:
    """Yield a sheet: how it looks, filters and prints, and its rows. ``links`` gets its links, by cell."""
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="{_area(table)}"/><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>'
    )
    for number, column in enumerate(table.columns, start=1):
        # in letters of the usual font, which is 7 dots wide, with 5 beside them
        yield f'<col min="{number}" max="{number}" width="{(column.width * 7 + 5) / 7:.8g}" customWidth="1"/>'
    yield "</cols><sheetData>"
    letters = [_letters(number) for number in range(1, len(table.columns) + 1)]
    headings = [column.heading for column in table.columns]
    yield f'<row r="1"{_height(headings, [column.width for column in table.columns])}>'
    yield from (
        f'<c r="{letter}1" s="{_HEADING}" {texts.cell(text)}' for letter, text in zip(letters, headings, strict=True)
    )
    yield "</row>"
    yield from _rows(table, letters, texts, links)
    yield f'</sheetData><autoFilter ref="{_area(table)}"/>'
    if links:
        yield "<hyperlinks>"
        for number, (cell, link) in enumerate(links, start=1):
            place = link.partition("#")[2]
            location = f' location="{_attribute(place)}"' if place else ""
            yield f'<hyperlink ref="{cell}" r:id="rId{number}"{location}/>'
        yield "</hyperlinks>"
    yield (
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="2" fitToHeight="0"/></worksheet>'
    )


def _targets(links: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    for number, (_, link) in enumerate(links, start=1):
        target = _attribute(quote(link.partition("#")[0], safe=_IN_LINKS))
        yield f'<Relationship Id="rId{number}" Type="{_OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
    yield "</Relationships>"


def _rows(table: Table, letters: Sequence[str], texts: _Texts, links: list[tuple[str, str]]) -> Iterator[str]:
    kinds = [column.kind for column in table.columns]
    widths = [_ONE_LINE if column.kind == "link" else column.width for column in table.columns]
    linked = MOST_LINKS // max(1, kinds.count("link"))
    columns = [(letter, kind, _STYLES[kind]) for letter, kind in zip(letters, kinds, strict=True)]
    for number, row in enumerate(table.rows, start=1):
        line = number + 1
        cells = [f'<row r="{line}"{_height(row, widths)}>']
        for (letter, kind, style), value in zip(columns, row, strict=True):
            if isinstance(value, str) and value:
                if kind == "link" and number <= linked and _leads_somewhere(value):
                    links.append((f"{letter}{line}", _cell_written(value)))
                cells.append(
                    f'<c r="{letter}{line}" s="{_QUOTED if value[0] in _FORMULA else style}" {texts.cell(value)}'
                )
            elif value is None or value == "":
                cells.append(f'<c r="{letter}{line}" s="{style}"/>')  # so that the line below a row is whole
            elif isinstance(value, date):
                cells.append(f'<c r="{letter}{line}" s="{style}"><v>{(value - _DAY_ZERO).days}</v></c>')
            elif not isinstance(value, str):
                found = round(value, 4) if kind == "share" else rounded(value)
                cells.append(f'<c r="{letter}{line}" s="{style}"><v>{found:.16g}</v></c>')
        cells.append("</row>")
        yield "".join(cells)


def _leads_somewhere(link: str) -> bool:
    """Whether a link is one of the web, and short enough; others could lead to files on somebody's disk."""
    return link.startswith(("https://", "http://")) and len(link) <= LONGEST_LINK


def _height(row: Sequence[CellValue], widths: Sequence[int]) -> str:
    """Say how many points a row needs: not every program works that out by itself. A long list is cut off."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            lines = max(lines, sum([1 + len(line) // width for line in value.split("\n")]))
    return "" if lines == 1 else f' ht="{_LINE * min(lines, MOST_LINES)}" customHeight="1"'


def _text(text: str) -> str:
    return escape(_cell_written(text), quote=False)


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")


def _cell_written(text: str) -> str:
    """Return a text as it fits into a cell, without what XML has no letters for."""
    whole = _NOT_IN_XML.sub("", text)
    if len(whole) * 2 <= MOST_LETTERS:
        return whole
    units = whole.encode("utf-16-le")
    if len(units) <= 2 * MOST_LETTERS:
        return whole
    return units[: 2 * MOST_LETTERS - 2].decode("utf-16-le", "ignore") + "…"
