"""Tables as a workbook that Excel, LibreOffice and others open: XLSX (ECMA-376, Office Open XML).

The same tables are the same bytes on any day and machine: neither the file nor its archive holds a date, and nothing is
compressed, for how small that gets differs from one zlib to the next. openpyxl writes other bytes every second, and
takes a third of a second to start.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from buurtkalender.feeds.spreadsheet import Kind, Table, Value, rounded

MOST_LETTERS = 32_767
"""So many fit into a cell; with more Excel calls the file damaged."""

MOST_LINES = 8
"""So high a row is at most: who wants to see the rest makes it higher, or selects the cell."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
"""What Excel takes for a letter by its number (ECMA-376, part 1, 22.9.2.19)."""

_FIRST_DAY = date(1899, 12, 30)
"""Day 0, from 1 March 1900 on: before that Excel counts a day that never was."""

_ONE_LINE = 10_000  # letters: an address is never divided
_LINE = 15  # points, of what is written in 11
_HEADING, _QUOTED = 1, 6
_STYLE: dict[Kind, int] = {"text": 2, "number": 3, "share": 4, "date": 5, "link": 7}
_TOP = '<alignment vertical="top"/>'
_WRAPPED = '<alignment horizontal="left" vertical="top" wrapText="1" indent="1"/>'
_BODY = 'xfId="0" borderId="1" applyBorder="1" applyAlignment="1"'
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts>\
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font>\
<font><u/><sz val="11"/><color rgb="FF17564F"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE9E4DA"/></patternFill></fill></fills>\
<borders count="2"><border/><border><left/><right/><top/>\
<bottom style="thin"><color rgb="FFD8CBB5"/></bottom></border></borders>\
<cellStyleXfs count="1"><xf/></cellStyleXfs>\
<cellXfs count="8"><xf xfId="0"/>\
<xf {_BODY} fontId="1" fillId="2" applyFont="1" applyFill="1">{_WRAPPED}</xf>\
<xf {_BODY}>{_WRAPPED}</xf>\
<xf {_BODY}>{_TOP}</xf>\
<xf {_BODY} numFmtId="9" applyNumberFormat="1">{_TOP}</xf>\
<xf {_BODY} numFmtId="164" applyNumberFormat="1">{_TOP}</xf>\
<xf {_BODY} quotePrefix="1">{_WRAPPED}</xf>\
<xf {_BODY} fontId="2" applyFont="1">{_TOP}</xf></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def as_xlsx(tables: Sequence[Table], title: str, author: str) -> bytes:
    """Return tables as a workbook, a sheet each: headings stay in sight, columns can be filtered, numbers are numbers.

    A text that could be a formula is one that Excel shows as it stands, as if somebody had typed an apostrophe first.
    """
    texts: dict[str, int] = {}
    parts = {
        "[Content_Types].xml": _content_types(len(tables)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")], core=True),
        "docProps/core.xml": _properties(title, author),
        "xl/workbook.xml": _book(tables),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(tables) + 1)),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]
        ),
        "xl/styles.xml": _STYLES,
    }
    for number, table in enumerate(tables, start=1):
        links = dict(_links(table))
        parts[f"xl/worksheets/sheet{number}.xml"] = "".join(_sheet(table, texts, links))
        parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(("hyperlink", url) for url in links.values())
    parts["xl/sharedStrings.xml"] = _shared(texts)
    return _archive(parts)


def _archive(parts: dict[str, str]) -> bytes:
    octets = io.BytesIO()
    with ZipFile(octets, "w", ZIP_STORED) as archive:
        for name, text in parts.items():
            info = ZipInfo(name)  # of 1 January 1980, the first day that an archive knows
            info.create_system = 3  # else it names the system that this runs on
            archive.writestr(info, text.encode())
    return octets.getvalue()


# --- a sheet ------------------------------------------------------------------------------------------


def _sheet(table: Table, texts: dict[str, int], links: dict[str, str]) -> Iterator[str]:
    """Yield the XML of a sheet; its texts are put into ``texts``, ``links`` are the cells that lead somewhere."""
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_LINKED}">'
    yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    yield "<cols>"
    for number, column in enumerate(table.columns, start=1):
        yield f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    kinds, widths = zip(
        *((one.kind, _ONE_LINE if one.kind == "link" else one.width) for one in table.columns), strict=True
    )
    headings = [column.heading for column in table.columns]
    yield _row(1, _lines(headings, widths), (_text(heading, _HEADING, texts) for heading in headings))
    for number, row in enumerate(table.rows, start=2):
        cells = (_cell(kind, value, texts) for kind, value in zip(kinds, row, strict=True))
        yield _row(number, _lines(row, widths), cells)
    yield f'</sheetData><autoFilter ref="{_range(table)}"/>'
    if links:
        yield "<hyperlinks>"
        yield from (f'<hyperlink ref="{place}" r:id="rId{number}"/>' for number, place in enumerate(links, start=1))
        yield "</hyperlinks>"
    yield '<pageSetup paperSize="9" orientation="landscape" fitToWidth="2" fitToHeight="0"/></worksheet>'


def _row(number: int, lines: int, cells: Iterable[str]) -> str:
    """Return a row, as high as so many lines; of each cell what stands behind its address."""
    placed = (f'<c r="{_letters(column)}{number}"{cell}' for column, cell in enumerate(cells))
    return f'<row r="{number}" ht="{_LINE * lines}" customHeight="1">{"".join(placed)}</row>'


def _lines(row: Sequence[Value], widths: Sequence[int]) -> int:
    """Return how many lines a row needs: no program works that out by itself. A row with a long list is cut off."""
    most = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            most = max(most, sum(1 + len(line) // width for line in value.split("\n")))
    return min(most, MOST_LINES)


def _cell(kind: Kind, value: Value, texts: dict[str, int]) -> str:
    style = _STYLE[kind]
    match value:
        case None | "":
            return f' s="{style}"/>'  # so that the line below a row is whole
        case str():
            dangerous = value.startswith(("=", "+", "-", "@", "\t", "\r"))
            return _text(value, _QUOTED if dangerous else style, texts)
        case date():
            return f' s="{style}"><v>{(value - _FIRST_DAY).days}</v></c>'
    return f' s="{style}"><v>{round(value, 4) if kind == "share" else rounded(value)}</v></c>'


def _text(text: str, style: int, texts: dict[str, int]) -> str:
    return f' s="{style}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>'


def _links(table: Table) -> Iterator[tuple[str, str]]:
    for column, (_heading, _about, kind, _width) in enumerate(table.columns):
        if kind == "link":
            for number, row in enumerate(table.rows, start=2):
                if url := row[column]:
                    yield f"{_letters(column)}{number}", str(url)


def _range(table: Table, *, fixed: str = "") -> str:
    """Return ``A1:V30``, or, ``fixed`` by dollars, ``$A$1:$V$30``."""
    last = _letters(len(table.columns) - 1)
    return f"{fixed}A{fixed}1:{fixed}{last}{fixed}{len(table.rows) + 1}"


def _letters(column: int) -> str:
    """Return the name of a column, the first of which is 0: A, Z, AA."""
    rest, last = divmod(column, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


# --- what is around the sheets ------------------------------------------------------------------------


def _book(tables: Sequence[Table]) -> str:
    names = [escape(table.name.replace("'", "''")) for table in tables]
    sheets = "".join(
        f'<sheet name={quoteattr(table.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, table in enumerate(tables, start=1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
        f"'{name}'!{_range(table, fixed='$')}</definedName>"
        for number, (name, table) in enumerate(zip(names, tables, strict=True))
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{number}">\'{name}\'!$1:$1</definedName>'
        for number, name in enumerate(names)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKED}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{filters}{titles}</definedNames></workbook>"
    )


def _shared(texts: dict[str, int]) -> str:
    every = "".join(f'<si><t xml:space="preserve">{_written(text)}</t></si>' for text in texts)
    return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{every}</sst>'


def _written(text: str) -> str:
    """Return a text as it stands in XML."""
    whole = _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", text).replace("\r", ""))
    return escape(whole if len(whole) <= MOST_LETTERS else f"{whole[: MOST_LETTERS - 1]}…")


def _properties(title: str, author: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_written(title)}</dc:title><dc:creator>{_written(author)}</dc:creator></cp:coreProperties>"
    )


def _relations(some: Iterable[tuple[str, str]], *, core: bool = False) -> str:
    """Return what a part leads to, by kind and place; ``core`` is for who made the workbook."""
    lines = []
    for number, (kind, place) in enumerate(some, start=1):
        outside = ' TargetMode="External"' if kind == "hyperlink" else ""
        lines.append(f'<Relationship Id="rId{number}" Type="{_LINKED}/{kind}" Target={quoteattr(place)}{outside}/>')
    if core:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        lines.append(f'<Relationship Id="core" Type="{kind}" Target="docProps/core.xml"/>')
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _content_types(sheets: int) -> str:
    parts = {
        "/xl/workbook.xml": f"{_KINDS}.sheet.main+xml",
        "/xl/styles.xml": f"{_KINDS}.styles+xml",
        "/xl/sharedStrings.xml": f"{_KINDS}.sharedStrings+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{number}.xml": f"{_KINDS}.worksheet+xml" for number in range(1, sheets + 1)},
    }
    overrides = "".join(f'<Override PartName="{place}" ContentType="{kind}"/>' for place, kind in parts.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
