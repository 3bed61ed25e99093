"""Tables for people: CSV as Dutch Excel reads it, and a workbook as a program of others reads it."""

from __future__ import annotations

import csv
import io
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl  # type: ignore[import-untyped]
import pytest

from buurtkalender.feeds import spreadsheet
from buurtkalender.feeds.spreadsheet import (
    LONGEST_LINK,
    MOST_LETTERS,
    CellKind,
    CellValue,
    Column,
    Table,
    as_csv,
    as_xlsx,
)
from projects import started

NAMES: tuple[CellKind, ...] = ("text", "number", "share", "date", "link")
ROW = ("Oude Dorp", 1234.5, 0.6667, date(2026, 11, 24), "https://zandmeer.example/hiaten/?a=1&b=2#inloop")


def table(*rows: tuple[CellValue, ...], name: str = "Hiaten") -> Table:
    """A table with a column of each kind, named after it."""
    return Table(name, [Column(kind, f"Over {kind}", kind, 20) for kind in NAMES], rows)


def texts(*some: str) -> Table:
    """A table with a column of texts."""
    return Table("Teksten", [Column("Tekst", "Een tekst.")], [(one,) for one in some])


def read_csv(one: Table) -> list[list[str]]:
    """The cells of a table as CSV."""
    return list(csv.reader(io.StringIO(as_csv(one).decode("utf-8-sig"), newline=""), delimiter=";"))


def book(*tables: Table) -> Any:
    """A workbook, read by openpyxl."""
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(tables, "Hiaten & meer", "Buurtkalender <Zandmeer>")))


def test_dutch_excel_opens_the_csv_with_a_double_click() -> None:
    octets = as_csv(table(ROW))
    assert octets.startswith(b"\xef\xbb\xbf")  # else it takes é for two letters
    assert octets.removeprefix(b"\xef\xbb\xbf") == (
        b"text;number;share;date;link\r\n"
        b"Oude Dorp;1234,5;67%;24-11-2026;https://zandmeer.example/hiaten/?a=1&b=2#inloop\r\n"
    )


def test_what_is_not_known_is_an_empty_cell() -> None:
    nothing = (None,) * 5
    assert read_csv(table(nothing))[1] == [""] * 5
    assert [cell.value for cell in book(table(nothing)).worksheets[0][2]] == [None] * 5


@pytest.mark.parametrize("number", [(2.0, "2"), (0.333333, "0,33"), (-1.5, "-1,5"), (0, "0"), (2600, "2600")])
def test_a_number_has_a_comma_and_no_more_decimals_than_it_needs(number: tuple[float, str]) -> None:
    assert read_csv(table(("", number[0], None, None, None)))[1][1] == number[1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    assert read_csv(texts(text))[1] == [f"'{text}"]
    cell = book(texts(text)).worksheets[0]["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text.replace("\r", ""), True)


@pytest.mark.parametrize(
    "text", ["0612345678", "1-2", "4-11-2026", "10.00", "3,5", "12:30", "50%", "1e5", "123456789012"]
)
def test_a_text_that_looks_like_a_number_stays_as_it_was_written(text: str) -> None:
    assert read_csv(texts(text))[1] == [f"'{text}"]
    assert book(texts(text)).worksheets[0]["A2"].value == text


@pytest.mark.parametrize(
    "text", ["0343-555 001", "week 52", "3 keer per week", "4 tot en met 11 jaar", "Café’t Zand", "65+"]
)
def test_any_other_text_stands_as_it_is(text: str) -> None:
    assert read_csv(texts(text))[1] == [text]


def test_in_a_workbook_numbers_are_numbers_and_dates_are_dates() -> None:
    text, number, share, day, link = book(table(ROW)).worksheets[0][2]
    assert (text.value, number.value) == ("Oude Dorp", 1234.5)
    assert (share.value, share.number_format) == (0.6667, "0%")
    assert (day.value, day.is_date, day.number_format.replace("\\", "")) == (datetime(2026, 11, 24), True, "dd-mm-yyyy")
    assert (link.value, f"{link.hyperlink.target}#{link.hyperlink.location}") == (ROW[4], ROW[4])


def test_headings_stay_in_sight_and_every_column_can_be_filtered() -> None:
    sheet = book(table(ROW, ROW)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(NAMES)
    assert sheet["A1"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:E3", "$1:$1")
    assert 20 <= sheet.column_dimensions["A"].width < 21  # letters, and the room beside them


def test_a_row_is_high_enough_for_its_texts_and_not_higher_than_a_screen() -> None:
    sheet = book(texts("kort", "een zin die langer is dan twintig letters", "a\nb\nc", "\n" * 90)).worksheets[0]
    usual = sheet.sheet_format.defaultRowHeight
    short, two, three, many = (sheet.row_dimensions[row].height or usual for row in range(2, 6))
    assert short < two == three < many < 200


def test_a_workbook_has_a_sheet_for_each_table_and_says_whose_it_is() -> None:
    found = book(table(ROW, name="Te doen & laten"), table(name="Leeg"))
    assert found.sheetnames == ["Te doen & laten", "Leeg"]
    assert found.worksheets[1].max_row == 1
    assert (found.properties.title, found.properties.creator) == ("Hiaten & meer", "Buurtkalender <Zandmeer>")


def test_more_columns_than_letters() -> None:
    wide = Table("Breed", [Column(f"k{number}", "") for number in range(60)], [tuple(str(n) for n in range(60))])
    assert [cell.value for cell in book(wide).worksheets[0][1]][25:28] == ["k25", "k26", "k27"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("één\ntwee  drie ", "één\ntwee  drie "),
        ('<b> & "zo"', '<b> & "zo"'),
        ("soep 🍲", "soep 🍲"),
        ("\x00\x0b\ufffe\ud800weg", "weg"),
        ("a" * 40_000, "a" * (MOST_LETTERS - 1) + "…"),
        ("🍲" * 20_000, "🍲" * (MOST_LETTERS // 2) + "…"),  # each counts for two
    ],
)
def test_every_text_can_be_in_a_workbook(text: str, shown: str) -> None:
    assert book(texts(text)).worksheets[0]["A2"].value == shown


def test_what_excel_takes_for_the_number_of_a_letter_stays_text() -> None:
    with ZipFile(io.BytesIO(as_xlsx([texts("_x0041_ en _x_")], "", ""))) as archive:
        assert b"_x005F_x0041_ en _x_" in archive.read("xl/sharedStrings.xml")


@pytest.mark.parametrize(
    "value", ["https://zandmeer.example/" + "a" * LONGEST_LINK, "external:geheim.xlsx", "file://server/map", "hiaten/"]
)
def test_what_can_be_no_link_is_a_text(value: str) -> None:
    cell = book(table((None, None, None, None, value))).worksheets[0]["E2"]
    assert (cell.value, cell.hyperlink) == (value, None)


def test_with_more_links_than_a_sheet_can_hold_the_last_are_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_LINKS", 2)
    cells = [row[4] for row in book(table(ROW, ROW, ROW)).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.value, cell.hyperlink is not None) for cell in cells] == [
        (ROW[4], True),
        (ROW[4], True),
        (ROW[4], False),
    ]


def test_an_address_leads_where_it_says() -> None:
    address = "https://zandmeer.example/aanmelden/wijzigen/?wijzig=sv-zandmeer%2Fgym&b=2"
    cell = book(table((None, None, None, None, address))).worksheets[0]["E2"]
    assert (cell.value, cell.hyperlink.target, cell.hyperlink.location) == (address, address, None)


def test_the_same_table_is_the_same_bytes_on_any_day() -> None:
    first, second = (as_xlsx([table(ROW)], "Hiaten", "Zandmeer") for _ in range(2))
    assert first == second
    with ZipFile(io.BytesIO(first)) as archive:
        parts = archive.infolist()
        assert {(part.date_time, part.compress_type) for part in parts} == {((1980, 1, 1, 0, 0, 0), ZIP_DEFLATED)}
        made = set(re.findall(rb"\d{4}-\d\d-\d\dT[^<]*", archive.read("docProps/core.xml")))
        assert made == {b"1980-01-01T00:00:00Z"}


def test_only_who_makes_a_workbook_waits_for_the_library(tmp_path: Path) -> None:
    code = "import sys, buurtkalender.feeds.spreadsheet; sys.exit('xlsxwriter' in sys.modules)"
    assert started(sys.executable, "-c", code, folder=tmp_path).code == 0
