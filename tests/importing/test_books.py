"""Books of a spreadsheet are read as people see them: what is hidden stays out, and no cell says what it does not."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from buurtkalender.submissions.importing import sheets
from buurtkalender.submissions.importing.report import Yes
from examples import tried
from importing.taking import Took
from importing.test_sheets import took

NO: Yes = frozenset()
ALL: Yes = frozenset({"all"})
HEAD = ["Activiteit", "Dag", "Tijd", "Locatie"]
KOFFIE = ["Koffie", "dinsdag", "10:00-12:00", "Dorpshuis Zandmeer"]
BINGO = ["Bingo", "woensdag", "14:00-16:00", "Het Brinkhuis"]


def saved(book: Workbook) -> bytes:
    """The octets of a book."""
    octets = BytesIO()
    book.save(octets)
    return octets.getvalue()


def took_book(rows: list[list[Any]], change: Callable[[Any], object] = lambda _: None, yes: Yes = NO) -> Took:
    """Take over a sheet of these rows, in which something was changed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    change(sheet)
    return took(saved(book), yes=yes)


def took_changed(rows: list[list[Any]], *changes: tuple[str, str]) -> Took:
    """Take over a sheet in whose XML these patterns were replaced, as other programs write it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    octets = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(book))) as old, zipfile.ZipFile(octets, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode()
            for pattern, by in changes if "worksheets/" in part.filename else ():
                text, count = re.subn(pattern, by, text)
                assert count == 1, pattern
            new.writestr(part.filename, text)
    return took(octets.getvalue())


def value_of(cell: str, value: str, kind: str = "n") -> tuple[str, str]:
    """The change that gives the formula of a cell a value, as a spreadsheet program keeps it."""
    return rf'<c r="{cell}"[^>]*>(<f>.*?</f>)(?:<v\s*/>|<v></v>)', rf'<c r="{cell}" t="{kind}">\1<v>{value}</v>'


def titles(found: Took) -> list[str]:
    """The titles of what came of it."""
    return [one.title for one in found.activities]


def line(found: Took, key: str) -> str:
    """The line of its only file that begins so."""
    return next((one.strip() for one in found.drafts[0].text.splitlines() if one.strip().startswith(key)), "")


# --- what is hidden ------------------------------------------------------------------------------------------


def test_hidden_rows_stay_out_and_are_counted() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    found = took_book([HEAD, KOFFIE, BINGO], hide)
    assert titles(found) == ["Koffie"]
    assert found.tells("dropped: hidden rows, not read: 1")
    assert "Bingo" not in "".join(item.source for item in found.items)


def test_rows_that_a_filter_hides_are_what_nobody_saw_who_handed_the_list_in() -> None:
    def filtered(sheet: Any) -> None:
        sheet.auto_filter.ref = "A1:D3"
        sheet.auto_filter.add_filter_column(0, ["Bingo"])
        sheet.row_dimensions[2].hidden = True

    found = took_book([HEAD, KOFFIE, BINGO], filtered)
    assert titles(found) == ["Bingo"]
    assert found.tells("dropped: rows that a filter hides, not read: 1")


def test_a_row_without_height_and_a_column_without_width_are_hidden_too() -> None:
    found = took_changed(
        [[*HEAD, "Telefoon"], [*KOFFIE, "0343-555 031"], [*BINGO, ""]],
        ('<row r="3"', '<row r="3" ht="0" customHeight="1"'),
        ("<sheetData>", '<cols><col min="5" max="5" width="0" customWidth="1"/></cols><sheetData>'),
    )
    assert titles(found) == ["Koffie"]
    assert "555" not in found.drafts[0].text


def test_nothing_of_a_hidden_column_is_in_a_file_or_in_the_report() -> None:
    def hide(sheet: Any) -> None:
        for letter in "EF":
            sheet.column_dimensions[letter].hidden = True

    rows = [[*HEAD, "Omschrijving", "Telefoon"], [*KOFFIE, "De buurman drinkt te veel", "0343-555 032"]]
    found = took_book([*rows, ["Raadsel", "ooit", "ergens", "", "Niet verder vertellen", "0343-555 033"]], hide)
    everything = found.drafts[0].text + "".join(found.told) + "".join(item.source for item in found.items)
    assert "buurman" not in everything
    assert "verder" not in everything
    assert "555" not in everything
    assert found.tells("dropped: hidden columns, not read: E, F")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_stays_out_and_is_counted(state: str) -> None:
    def hide(sheet: Any) -> None:
        other = sheet.parent.create_sheet("Oud")
        for row in (HEAD, BINGO):
            other.append(row)
        other.sheet_state = state

    found = took_book([HEAD, KOFFIE], hide)
    assert titles(found) == ["Koffie"]
    assert found.tells("dropped: hidden sheets, not read: 1")


def test_a_cell_whose_format_shows_nothing_says_nothing() -> None:
    def unseen(sheet: Any) -> None:
        sheet["E2"].number_format = ";;;"

    found = took_book([[*HEAD, "Kosten"], [*KOFFIE, 2.5]], unseen)
    assert found.one.cost is None
    assert found.tells("cells whose format shows nothing, not read: 1")


def test_notes_at_cells_are_not_read_and_that_is_told() -> None:
    def note(sheet: Any) -> None:
        sheet["A2"].comment = Comment("bel eerst de beheerder", "wij")

    found = took_book([HEAD, KOFFIE], note)
    assert "beheerder" not in found.drafts[0].text
    assert found.tells("dropped: notes at cells: not read")


def test_a_visible_part_of_a_merged_cell_shows_what_stands_in_its_hidden_first_row() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("B2:B3")
        sheet.row_dimensions[2].hidden = True

    found = took_book([HEAD, KOFFIE, ["Bingo", None, "14:00-16:00", "Het Brinkhuis"]], merged)
    assert titles(found) == ["Bingo"]
    assert line(found, "- weekly") == "- weekly: tuesday"


# --- merged cells and tables ---------------------------------------------------------------------------------


def test_a_day_and_a_place_that_are_merged_over_rows_hold_for_each_of_them() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("D3:D4")

    rows = [HEAD, KOFFIE, ["Bingo", None, "14-16u", "Het Brinkhuis"], ["Koor", None, "19.30-21.30", None]]
    found = took_book(rows, merged)
    assert [(one.title, one.venue, one.when[0].days) for one in found.activities] == [  # type: ignore[union-attr]
        ("Koffie", "dorpshuis", (1,)),
        ("Bingo", "brinkhuis", (1,)),
        ("Koor", "brinkhuis", (1,)),
    ]


def test_an_empty_cell_that_is_not_merged_says_nothing() -> None:
    found = took_book([HEAD, KOFFIE, ["Bingo", None, "14-16u", "Het Brinkhuis"]])
    assert titles(found) == ["Koffie"]
    assert found.tells("dropped: it does not say on which day")


def test_a_title_that_is_merged_over_rows_is_one_activity_with_several_times() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    found = took_book([HEAD, KOFFIE, [None, "vrijdag", "19:00-21:00", "Dorpshuis Zandmeer"]], merged)
    assert found.drafts[0].text.count("weekly:") == 2
    assert titles(found) == ["Koffie"]


def test_a_title_that_is_merged_over_rows_of_two_places_is_two_activities() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")

    found = took_book([HEAD, KOFFIE, [None, "vrijdag", "19:00-21:00", "Het Brinkhuis"]], merged)
    assert [(one.title, one.venue) for one in found.activities] == [("Koffie", "dorpshuis"), ("Koffie", "brinkhuis")]


def test_two_rows_of_one_title_that_are_not_merged_stay_two() -> None:
    found = took_book([HEAD, KOFFIE, ["Koffie", "vrijdag", "19:00-21:00", "Dorpshuis Zandmeer"]])
    assert titles(found) == ["Koffie", "Koffie"]


def test_a_merged_name_over_columns_counts_for_each_of_the_names_below_it() -> None:
    def merged(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:H1"):
            sheet.merge_cells(cells)

    rows = [
        ["Activiteit", "Dag", "Tijd", None, "Locatie", "Contact", None, None],
        [None, None, "van", "tot", None, "naam", "telefoon", "e-mail"],
        ["Koffie", "di", "10.00", "12.00", "Dorpshuis Zandmeer", "Iemand Anders", "0343-555 034", "hoi@dorp.example"],
    ]
    found = took_book(rows, merged, ALL)
    assert titles(found) == ["Koffie"]
    assert line(found, "time:") == "time: 10:00-12:00"
    assert line(found, "contact:") == "contact: {phone: 0343-555 034, email: hoi@dorp.example}"
    assert "Anders" not in found.drafts[0].text


@pytest.mark.parametrize("merged", [True, False])
def test_a_name_over_two_columns_of_times_is_of_the_beginning_and_the_end(*, merged: bool) -> None:
    def merge(sheet: Any) -> None:
        if merged:
            sheet.merge_cells("C1:D1")

    rows = [["Wat", "Dag", "Tijd", None, "Waar"], ["Koor", "di", time(19, 30), time(21, 0), "Het Brinkhuis"]]
    assert line(took_book(rows, merge), "time") == "time: 19:30-21:00"


def test_a_date_in_a_column_without_a_name_is_not_left_aside() -> None:
    rows = [["Wat", "Datum", None, "Tijd", "Waar"],
            ["Kamp", date(2026, 12, 1), date(2026, 12, 4), "10-12", "Het Brinkhuis"]]  # fmt: skip
    found = took_book(rows)
    assert not found.activities
    assert found.tells("dropped: its cell C2 holds a day or a time, in a column without a name: 2026-12-04")


def test_a_merged_title_between_the_rows_is_a_heading_and_no_activity() -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("A2:D2")

    found = took_book([HEAD, ["Ontmoeten"], KOFFIE], merged)
    assert titles(found) == ["Koffie"]
    assert found.tells("dropped: a title between the rows")


def test_two_tables_below_each_other_have_names_of_their_own() -> None:
    rows = [
        ["Ontmoeten"], [], HEAD, KOFFIE, [], ["Spel"], ["Locatie", "Tijd", "Dag", "Activiteit", "Kosten"],
        ["Het Brinkhuis", "14-16u", "wo", "Bingo", 3],
    ]  # fmt: skip
    found = took_book(rows)
    assert [(one.title, one.venue) for one in found.activities] == [("Koffie", "dorpshuis"), ("Bingo", "brinkhuis")]
    assert found.drafts[1].text.endswith("cost: 3\n")


def test_two_tables_beside_each_other_are_two() -> None:
    found = took_book([[*HEAD, None, *HEAD], [*KOFFIE, None, *BINGO]])
    assert titles(found) == ["Koffie", "Bingo"]
    assert [one.venue for one in found.activities] == ["dorpshuis", "brinkhuis"]


def test_names_that_are_repeated_on_each_page_are_no_rows() -> None:
    found = took_book([HEAD, KOFFIE, HEAD, BINGO])
    assert titles(found) == ["Koffie", "Bingo"]
    assert not [one for one in found.told if one.startswith("dropped")]


def test_a_table_of_excel_with_a_row_of_totals_below_it() -> None:
    def table(sheet: Any) -> None:
        sheet.add_table(Table(displayName="Aanbod", ref="A1:E3"))

    found = took_book([[*HEAD, "Kosten"], [*KOFFIE, 1], [*BINGO, 2], ["Totaal", None, None, None, 3]], table)
    assert titles(found) == ["Koffie", "Bingo"]
    assert found.tells("dropped: a row with totals")


def test_a_schedule_with_a_column_for_each_day() -> None:
    rows = [["Activiteit", "ma", "di", "wo", "Waar"], ["Koffie", None, "10-12", "14.00-16.00", "Dorpshuis Zandmeer"]]
    assert took_book(rows).drafts[0].text.split("when:\n")[1] == (
        "  - weekly: tuesday\n    time: 10:00-12:00\n  - weekly: wednesday\n    time: 14:00-16:00\n"
    )
    rows = [["Activiteit", "ma", "di", "wo", "Tijd", "Waar"], ["Koffie", "x", None, "x", "10-12", "Het Brinkhuis"]]
    assert line(took_book(rows), "- weekly") == "- weekly: [monday, wednesday]"


# --- formulas and errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["A", "B", "C", "D"])
def test_a_row_of_which_a_cell_that_matters_holds_an_error_is_left_out_and_the_cell_is_named(column: str) -> None:
    def error(sheet: Any) -> None:
        sheet[f"{column}2"] = "#REF!"

    found = took_book([HEAD, [*KOFFIE], BINGO], error)
    assert titles(found) == ["Bingo"]
    assert found.tells(f"dropped: its cell {column}2 holds an error: #REF!")


def test_an_error_in_another_cell_is_no_fact_and_is_told() -> None:
    found = took_book([[*HEAD, "Kosten", "Omschrijving"], [*KOFFIE, "#N/A", "#VALUE!"]])
    assert "#" not in found.drafts[0].text
    assert found.tells("check: its cell E2 holds an error: #N/A")
    assert found.tells("check: its cell F2 holds an error: #VALUE!")


def test_a_formula_of_which_no_value_was_kept_is_no_empty_cell() -> None:
    found = took_book([HEAD, ["Koffie", '=IF(TRUE,"dinsdag")', "10-12", "Dorpshuis Zandmeer"], BINGO])
    assert titles(found) == ["Bingo"]
    assert found.tells("dropped: its cell B2 holds a formula of which no value was kept")


def test_the_value_of_a_formula_is_what_counts() -> None:
    rows = [
        [*HEAD, "Kosten", "Zaal"],
        ["Koffie", '="dins"&"dag"', "10-12", "Dorpshuis Zandmeer", "=1+1.5", '=IF(1,"")'],
    ]
    found = took_changed(rows, value_of("B2", "dinsdag", "str"), value_of("E2", "2.5"), value_of("F2", "", "str"))
    assert line(found, "- weekly") == "- weekly: tuesday"
    assert line(found, "cost") == "cost: 2.50"
    assert not [one for one in found.told if "formula" in one]


def test_a_formula_whose_value_is_an_error_is_named() -> None:
    found = took_changed([[*HEAD, "Kosten"], [*KOFFIE, "=1/0"]], value_of("E2", "#DIV/0!", "e"))
    assert found.one.cost is None
    assert found.tells("check: its cell E2 holds an error: #DIV/0!")


@pytest.mark.parametrize("error", ["#N/B", "#WAARDE!", "#VERW!", "#NAAM?", "#DEEL/0!", "Err:502", "########", "#REF!"])
def test_an_error_that_a_csv_brings_along_is_no_text(error: str) -> None:
    found = took(f"Activiteit;Dag;Tijd;Locatie;Omschrijving\n{';'.join(KOFFIE)};{error}\n".encode())
    assert error not in found.drafts[0].text
    assert found.tells(f"check: its cell E2 holds an error: {error}")


# --- values --------------------------------------------------------------------------------------------------

DATED = ["Wat", "Datum", "Tijd", "Waar"]


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (date(2026, 12, 1), "dd-mm-yyyy"),
        (date(2026, 12, 1), "[$-413]d mmmm yyyy;@"),
        (date(2026, 12, 1), "d-mmm"),
        (date(2026, 12, 1), "dddd d mmmm"),
        (datetime(2026, 12, 1, 10, 0), "dd-mm-yyyy hh:mm"),
        (datetime(2026, 12, 1, 9, 30), "dd-mm-yyyy"),
        (46357, "General"),
        (46357, "dd/mm/yy"),
        ("2026-12-01", "General"),
        ("1-12-2026", "@"),
        ("46357,0", "@"),
    ],
)
def test_a_date_is_the_same_in_all_forms_that_excel_shows(value: object, form: str) -> None:
    def formed(sheet: Any) -> None:
        sheet["B2"].number_format = form

    found = took_book([DATED, ["Lezing", value, "10:00-12:00", "Het Brinkhuis"]], formed)
    assert line(found, "- dates") == "- dates: [2026-12-01]"
    assert line(found, "time") == "time: 10:00-12:00"


def test_dates_of_a_book_that_counts_from_1904() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in (DATED, ["Lezing", date(2026, 12, 1), "10:00-12:00", "Het Brinkhuis"]):
        sheet.append(row)
    assert line(took(saved(book)), "- dates") == "- dates: [2026-12-01]"


def test_a_cell_that_shows_a_month_is_no_first_of_the_month() -> None:
    def month(sheet: Any) -> None:
        sheet["B2"].number_format = "mmm-yy"

    found = took_book([DATED, ["Lezing", date(2026, 12, 1), "10:00-12:00", "Het Brinkhuis"]], month)
    assert not found.activities


def test_a_cell_that_shows_a_day_of_the_week_is_that_day() -> None:
    def weekday(sheet: Any) -> None:
        sheet["B2"].number_format = "dddd"

    found = took_book([HEAD, ["Koffie", date(2026, 12, 1), "10:00-12:00", "Het Brinkhuis"]], weekday)
    assert line(found, "- weekly") == "- weekly: tuesday"


def test_another_time_in_the_date_than_in_the_column_for_times_is_not_chosen_from() -> None:
    def timed(sheet: Any) -> None:
        sheet["B2"].number_format = "dd-mm-yyyy hh:mm"

    found = took_book([DATED, ["Lezing", datetime(2026, 12, 1, 15, 0), "10:00-12:00", "Het Brinkhuis"]], timed)
    assert not [one for one in found.drafts if "time: 15" in one.text]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (time(19, 30), time(21, 0)),
        (0.8125, 0.875),
        ("19.30", "21.00"),
        ("19:30:00", "21:00:00"),
        ("0,8125", "0,875"),
        (1930, 2100),
        (datetime(2026, 12, 1, 19, 30), datetime(2026, 12, 1, 21, 0)),
    ],
)
def test_times_in_columns_of_their_own(start: object, end: object) -> None:
    def timed(sheet: Any) -> None:
        for cell in ("C2", "D2"):
            if isinstance(sheet[cell].value, datetime):
                sheet[cell].number_format = "h:mm"

    rows = [["Wat", "Dag", "Van", "Tot", "Waar"], ["Koor", "di", start, end, "Het Brinkhuis"]]
    assert line(took_book(rows, timed), "time") == "time: 19:30-21:00"


@pytest.mark.parametrize("lasts", [timedelta(hours=1, minutes=30), "1,5 uur", "90 min", "1:30", "1 uur 30 min"])
def test_how_long_it_lasts_tells_when_it_ends(lasts: object) -> None:
    rows = [["Wat", "Dag", "Aanvang", "Duur", "Waar"], ["Koor", "di", "19.30", lasts, "Het Brinkhuis"]]
    assert line(took_book(rows), "time") == "time: 19:30-21:00"


def test_a_duration_of_more_than_a_day_is_no_time_of_the_day() -> None:
    def long(sheet: Any) -> None:
        sheet["C2"].number_format = "[h]:mm"

    found = took_book(
        [["Wat", "Dag", "Van", "Tot", "Waar"], ["Koor", "di", timedelta(hours=26), "", "Brinkhuis"]], long
    )
    assert not found.activities


@pytest.mark.parametrize("lasts", [timedelta(hours=26), "2", "een middag", 0])
def test_how_long_it_lasts_is_not_guessed(lasts: object) -> None:
    def long(sheet: Any) -> None:
        sheet["D2"].number_format = "[h]:mm"

    rows = [["Wat", "Dag", "Aanvang", "Duur", "Waar"], ["Wake", "di", "19.30", lasts, "Het Brinkhuis"]]
    assert not took_book(rows, long).activities


@pytest.mark.parametrize(
    ("value", "form", "cost"),
    [
        (2.5, '"€" #,##0.00', "cost: 2.50"),
        (2.5, "General", "cost: 2.50"),
        (0, "General", "cost: free"),
        (3, "[$€-413] #,##0.00", "cost: 3"),
        (0.1, "0%", ""),
        ("€ 2,50 p.p.", "General", "cost: {amount: 2.50, per: persoon}"),
    ],
)
def test_money_in_the_forms_of_excel(value: object, form: str, cost: str) -> None:
    def formed(sheet: Any) -> None:
        sheet["E2"].number_format = form

    found = took_book([[*HEAD, "Kosten"], [*KOFFIE, value]], formed)
    assert line(found, "cost") == cost


def test_a_telephone_number_that_lost_its_0_is_told_and_not_mended() -> None:
    found = took_book([[*HEAD, "Telefoon"], [*KOFFIE, 343555035]])
    assert "555035" not in found.drafts[0].text
    assert found.tells("check: the telephone number “343555035” lost its first 0")


def test_a_telephone_number_whose_format_shows_the_0_has_it() -> None:
    def formed(sheet: Any) -> None:
        sheet["E2"].number_format = "0000000000"

    found = took_book([[*HEAD, "Telefoon"], [*KOFFIE, 343555035]], formed, ALL)
    assert line(found, "contact") == "contact: {phone: 0343555035}"


def test_yes_and_no_of_excel_and_ticks() -> None:
    rows = [[*HEAD, "Rolstoel", "Vol"], [*KOFFIE, True, "☑"], [*BINGO, "niet bekend", False]]
    first, second = took_book(rows).activities
    assert (first.access, first.full) == ({"wheelchair": True}, True)
    assert (second.access, second.full) == ({}, False)


def test_text_with_bold_parts_is_text() -> None:
    rich = CellRichText("Samen ", TextBlock(InlineFont(b=True), "koffie"), " drinken")
    assert titles(took_book([HEAD, [rich, *KOFFIE[1:]]])) == ["Samen koffie drinken"]


def test_where_a_cell_links_to_is_its_address() -> None:
    def linked(sheet: Any) -> None:
        sheet["E2"].hyperlink = "https://www.dorp.example/koffie"
        sheet["F2"].hyperlink = "mailto:hoi@dorp.example?subject=Koffie"

    found = took_book([[*HEAD, "Website", "E-mail"], [*KOFFIE, "klik hier", "mail ons"]], linked, ALL)
    assert found.one.links[0].url == "https://www.dorp.example/koffie"
    assert line(found, "contact") == "contact: {email: hoi@dorp.example}"


def test_the_address_of_a_formula_that_links_is_read_from_it() -> None:
    rows = [[*HEAD, "Website"], [*KOFFIE, '=HYPERLINK("https://www.dorp.example/koffie","Lees meer")']]
    found = took_changed(rows, value_of("E2", "Lees meer", "str"))
    assert found.one.links[0].url == "https://www.dorp.example/koffie"


# --- lines within a cell -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "hours"), [("ma 10-12\nwo 14-16", None), ("ma\nwo", "10-12\n14-16"), ("ma 10.00-12.00\n\nwo 14-16u", "")]
)
def test_each_line_of_a_cell_is_a_time(day: str, hours: str | None) -> None:
    found = took_book([HEAD, ["Koffie", day, hours, "Het Brinkhuis"]])
    assert found.drafts[0].text.split("when:\n")[1] == (
        "  - weekly: monday\n    time: 10:00-12:00\n  - weekly: wednesday\n    time: 14:00-16:00\n"
    )


def test_dates_on_lines_of_a_cell_and_in_several_columns_are_all_held() -> None:
    found = took_book([DATED, ["Lezing", "1-12-2026\n8-12-2026", "10-12", "Het Brinkhuis"]])
    assert line(found, "- dates") == "- dates: [2026-12-01, 2026-12-08]"
    rows = [["Wat", "Datum 1", "Datum 2", "Tijd", "Waar"],
            ["Lezing", date(2026, 12, 1), date(2026, 12, 8), "10-12", "Het Brinkhuis"]]  # fmt: skip
    assert line(took_book(rows), "- dates") == "- dates: [2026-12-01, 2026-12-08]"


def test_several_activities_in_one_row_are_not_mixed_up() -> None:
    found = took_book([HEAD, ["Koffie\nBingo", "di", "10-12\n14-16", "Het Brinkhuis"]])
    assert not found.activities
    assert found.tells("dropped: it holds several activities in one cell")


def test_the_name_of_a_column_may_stand_on_two_lines() -> None:
    assert titles(took_book([["Activiteit", "Dag(en)", "Tijd\n(van - tot)", "Locatie"], KOFFIE])) == ["Koffie"]


def test_more_sheets_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_SHEETS", 1)

    def more(sheet: Any) -> None:
        for row in (HEAD, BINGO):
            sheet.parent["Meer"].append(row) if "Meer" in sheet.parent else sheet.parent.create_sheet("Meer").append(
                row
            )

    found = took_book([HEAD, KOFFIE], more)
    assert titles(found) == ["Koffie"]
    assert found.tells("dropped: a sheet too many: divide the file")


def test_more_rows_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    found = took_book([HEAD, KOFFIE, BINGO])
    assert titles(found) == ["Koffie"]
    assert found.tells("dropped: all rows after number 2: divide the sheet")


def test_an_activity_whose_name_begins_as_a_total_is_one() -> None:
    found = took_book([DATED, ["Total body workout", date(2026, 12, 1), "10-12", "Het Brinkhuis"]])
    assert titles(found) == ["Total body workout"]


@tried(12)
@given(
    hidden_rows=st.sets(st.integers(2, 7)),
    hidden_columns=st.sets(st.integers(5, 9)),
    away=st.booleans(),
    intern=st.integers(5, 9),
)
def test_no_word_of_what_is_hidden_or_internal_leaves_the_book(
    hidden_rows: set[int], hidden_columns: set[int], intern: int, *, away: bool
) -> None:
    names = [*HEAD, "Omschrijving", "Bijzonderheden", "Voor wie", "Kosten", "Telefoon"]
    names[intern - 1] += " (intern)"
    secret = {
        (n, c) for n in range(2, 8) for c in range(5, 10) if n in hidden_rows or c in hidden_columns or c == intern
    }

    def hide(sheet: Any) -> None:
        for n in hidden_rows:
            sheet.row_dimensions[n].hidden = True
        for c in hidden_columns:
            sheet.column_dimensions["ABCDEFGHI"[c - 1]].hidden = True
        other = sheet.parent.create_sheet("Weg")
        other.append(names)
        other.append([*KOFFIE, *(f"Woord9x{c}." for c in range(5, 10))])
        other.sheet_state = "hidden" if away else "veryHidden"

    rows = [[f"Groep {n}", *KOFFIE[1:], *(f"Woord{n}x{c}." for c in range(5, 10))] for n in range(2, 8)]
    found = took_book([names, *rows], hide)
    everything = "".join([draft.text for draft in found.drafts] + found.told + [item.source for item in found.items])
    assert not [f"Woord{n}x{c}." for n, c in secret if f"Woord{n}x{c}." in everything]
    assert "Woord9" not in everything
    assert len(found.activities) == 6 - len(hidden_rows)


def test_a_row_that_somebody_struck_through_waits_until_somebody_says_that_it_is_on() -> None:
    def struck(sheet: Any) -> None:
        for cell in sheet[2]:
            cell.font = Font(strike=True)
        sheet["A3"].font = Font(strike=True)

    found = took_book([HEAD, KOFFIE, BINGO], struck)
    assert [one.title for one in found.activities] == ["Bingo"], "one cell of a row is a correction"
    assert found.told == ["asked: somebody struck it through: is it on?"]
    assert [one.title for one in took_book([HEAD, KOFFIE, BINGO], struck, ALL).activities] == ["Koffie", "Bingo"]
