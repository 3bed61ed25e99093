"""A spreadsheet from elsewhere: read as another program reads it, and unable to do harm whatever is in it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from buurtkalender.submissions.importing import xlsx
from buurtkalender.submissions.importing.kwb import read_kwb
from buurtkalender.submissions.importing.xlsx import sheets
from buurtkalender.words.values import CannotReadError
from examples import tried
from kwb import COLUMNS, area, kwb, parts, with_shared_strings

SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)


def rows(path: Path) -> list[tuple[int, dict[int, str]]]:
    """All rows of all sheets."""
    return [row for sheet in sheets(path) for row in sheet.rows()]


def sheet_of(tmp_path: Path, xml: str | bytes) -> Path:
    """Write a file whose sheet is this XML."""
    return parts(kwb(tmp_path / "kwb-2024.xlsx"), sheet=xml)


# --- as others read it -----------------------------------------------------------------------------------

cells = st.none() | st.integers(-(10**6), 10**6) | st.text(st.characters(min_codepoint=32, exclude_categories=["C"]))
tables = st.lists(st.lists(cells, min_size=1, max_size=12), min_size=1, max_size=6)


@pytest.mark.parametrize("shared", [True, False], ids=["shared strings", "strings in place"])
def test_rows_are_those_that_openpyxl_reads(shared: bool, tmp_path: Path) -> None:  # noqa: FBT001
    @tried(40)
    @given(tables)
    def check(table: list[list[str | int | None]]) -> None:
        path = tmp_path / "table.xlsx"
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in table:
            sheet.append([None if isinstance(value, str) and value.startswith("=") else value for value in row])
        book.save(path)
        made = with_shared_strings(path) if shared else path
        theirs = {}
        for number, values in enumerate(load_workbook(made).worksheets[0].iter_rows(values_only=True), 1):
            if found := {n: str(value) for n, value in enumerate(values) if value is not None and value != ""}:
                theirs[number] = found
        assert dict(rows(made)) == theirs

    check()


def test_other_ways_to_write_the_same_are_read_too(tmp_path: Path) -> None:
    xml = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is><x:r><x:t>Oude </x:t></x:r><x:r><x:t>Dorp</x:t></x:r>'
        '</x:is></x:c></x:row><x:row r="7"><x:c r="AA7" t="str"><x:f>A1&amp;""</x:f><x:v>x</x:v></x:c>'
        '<x:c r="AB7"/><x:c><x:v>2</x:v></x:c></x:row><x:row><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert rows(sheet_of(tmp_path, xml)) == [
        (1, {0: "1", 1: "Oude Dorp"}),
        (7, {26: '=A1&""x', 28: "2"}),
        (8, {0: "#N/A"}),
    ]


def test_of_shared_strings_the_pronunciation_is_left_out(tmp_path: Path) -> None:
    strings = (
        "<sst><si><r><t>Zand</t></r><r><t>meer</t></r><rPh><t>zant</t></rPh></si><si><t/></si><si><t>B</t></si></sst>"
    )
    xml = SHEET.format('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>')
    path = parts(kwb(tmp_path / "kwb-2024.xlsx"), sheet=xml, strings=strings)
    assert rows(path) == [(1, {0: "Zandmeer", 1: "", 2: "B"})]


def large(path: Path, many: int) -> Path:
    """Write a file with so many neighbourhoods, eighteen in each municipality."""
    names = [*COLUMNS, *(f"k_{n}" for n in range(8))]
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as new, new.open("xl/worksheets/sheet1.xml", "w") as file:
        file.write(SHEET.partition("{}")[0].encode() + b"<sheetData>")
        file.write(_line(1, dict(zip(names, names, strict=True)), names))
        for n in range(many):
            row = area(f"BU{n // 18:04}{n % 18:04}", f"Buurt {n}", 20, 25, 30, 35, 40)
            file.write(_line(n + 2, row, names))
        file.write(b"</sheetData></worksheet>")
    return path


def test_as_many_rows_as_cbs_has_are_read(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """How long it takes is written down (`--junit-xml`), not judged: machines differ."""
    path = large(tmp_path / "kwb-2024.xlsx", 18_000)
    begin = perf_counter()
    found = read_kwb(path, ["0352"])
    record_property("seconds", round(perf_counter() - begin, 2))
    assert found.municipalities == {"0352"}
    assert len(found.neighbourhoods) == 18


def test_more_rows_take_no_more_memory(tmp_path: Path) -> None:
    most = []
    for many in (300, 3_000):
        path = large(tmp_path / f"{many}.xlsx", many)
        tracemalloc.start()
        read_kwb(path, ["0001"])
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < most[0] + 200_000


def _line(number: int, row: dict[str, Any], names: list[str]) -> bytes:
    text = "".join(
        f'<c r="{_letters(n)}{number}" t="str"><v>{row.get(name, ".")}</v></c>' for n, name in enumerate(names)
    )
    return f'<row r="{number}">{text}</row>'.encode()


def _letters(column: int) -> str:
    return (chr(64 + column // 26) if column > 25 else "") + chr(65 + column % 26)


# --- what is no spreadsheet --------------------------------------------------------------------------------


def _not_xlsx(tmp_path: Path) -> dict[str, Path]:
    made = {
        name: tmp_path / f"{name.replace(' ', '-')}.xlsx" for name in ("text", "nothing", "old excel", "zip", "lzma")
    }
    made["text"].write_text("gwb_code;regio\nBU99990001;Oude Dorp\n")
    made["nothing"].write_bytes(b"")
    made["old excel"].write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with ZipFile(made["zip"], "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with ZipFile(made["lzma"], "w", ZIP_LZMA) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(""))
    made["folder"] = tmp_path / "folder.xlsx"
    made["folder"].mkdir()
    made["not there"] = tmp_path / "not-there.xlsx"
    return made


@pytest.mark.parametrize("kind", ["text", "nothing", "old excel", "zip", "lzma", "folder", "not there"])
def test_what_is_no_spreadsheet_is_told(kind: str, tmp_path: Path) -> None:
    with pytest.raises(CannotReadError, match=r"\.xlsx|\{file\}"):
        rows(_not_xlsx(tmp_path)[kind])


BROKEN = {
    "an entity": '<!DOCTYPE x [<!ENTITY a "1">]><worksheet><row><c t="str"><v>&a;</v></c></row></worksheet>',
    "a type of document": "<!DOCTYPE worksheet><worksheet><row><c><v>1</v></c></row></worksheet>",
    "half a tag": "<worksheet><row><c><v>1",
    "no XML": "gwb_code;regio",
    "a string that is not there": SHEET.format('<row><c t="s"><v>99999</v></c></row>'),
    "a cell that is too long": SHEET.format(f'<row><c t="str"><v>{"x" * (xlsx.LONGEST_CELL + 1)}</v></c></row>'),
    "an unknown encoding": '<?xml version="1.0" encoding="utf-99"?><worksheet/>',
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_or_means_harm_is_refused(kind: str, tmp_path: Path) -> None:
    path = sheet_of(tmp_path, BROKEN[kind])
    with pytest.raises(CannotReadError, match="broken"):
        rows(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_too_large_is_not_unpacked(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = SHEET.format("")
    path = tmp_path / "book.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name in {"xl/worksheets/sheet1.xml", part}:
            archive.writestr(name, body)
    limit = "MOST_SHEET" if "sheet1" in part else "MOST_STRINGS"
    monkeypatch.setattr(xlsx, limit, len(body))
    assert rows(path) == []
    monkeypatch.setattr(xlsx, limit, len(body) - 1)
    with pytest.raises(CannotReadError, match="too large"):
        rows(path)


def test_of_a_part_no_more_is_read_than_it_says_that_there_is(tmp_path: Path) -> None:
    """Its size was looked at before it is opened: what it says is then all that may come of it."""
    path = tmp_path / "book.xlsx"
    body = SHEET.format("<row><c><v>1</v></c></row>") + " " * 1_000
    with ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", body)
    size, one_less = (number.to_bytes(4, "little") for number in (len(body), len(body) - 1))
    octets = path.read_bytes()
    head, found, listed = octets.rpartition(b"PK\x01\x02")
    path.write_bytes(head + found + listed.replace(size, one_less))
    with pytest.raises(CannotReadError):
        rows(path)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_PACKED", 1_000)
    with pytest.raises(CannotReadError, match="too large"):
        rows(kwb(tmp_path / "kwb-2024.xlsx"))


def test_a_gap_takes_no_room(tmp_path: Path) -> None:
    xml = SHEET.format(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c><c r="B1"><v>3</v></c></row>'
        '<row r="10485770"><c r="XFE1"><v>4</v></c></row>'
    )
    path = sheet_of(tmp_path, xml)
    tracemalloc.start()
    found = rows(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [(1, {0: "1"}), (1048576, {1: "3"}), (1048577, {0: "4"})]
    assert most < 5_000_000
