"""Sheets as people keep them: whatever the program, the column names and the way of writing."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from buurtkalender.submissions.http import Loaded
from buurtkalender.submissions.importing.drafting import Defaults, Drafter
from buurtkalender.submissions.importing.importer import window_of
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.row_facts import head_of
from buurtkalender.submissions.importing.rows import rows_of
from buurtkalender.submissions.importing.sheets import SheetTable, tables
from buurtkalender.words.catalogues import translator
from buurtkalender.words.values import CannotReadError
from importing.taking import Took
from projects import run, town_project
from town import TODAY, town

ENGLISH = translator("en")
HEAD = "Activiteit;Dag;Tijd;Locatie;Kosten;Voor wie;Aanmelden"
LIST = f"""{HEAD}
Koffie drinken;elke di;10-12u;Dorpshuis Zandmeer;gratis;iedereen;nee
Café 't Ruim;do;14.00-16.00;Het Brinkhuis, zaal;€ 2,50 per keer;ouderen;ja, 0343-555 030
"""


def took(octets: bytes, organisation: str = "welzijn-zandmeer") -> Took:
    """Take over a sheet for the town."""
    places = PlaceMatcher(town())
    made, items = rows_of(tables(Loaded(octets, "lijst")), town(), places, organisation, TODAY)
    desk = Drafter(town(), places, window_of(TODAY), ENGLISH)
    drafts = [desk.draft(one, Defaults(organisation, None, ("ontmoeten",))) for one in made]
    return Took(drafts, [*items, *(item for draft in drafts for item in draft.items)])


def row(**cells: str) -> Took:
    """Take over one row, with a title, a day and a place where nobody says otherwise."""
    told = {"Activiteit": "Koffie", "Dag": "di", "Tijd": "10-12u", "Locatie": "Dorpshuis Zandmeer", **cells}
    return took(";".join(told).encode() + b"\n" + ";".join(f'"{one}"' for one in told.values()).encode() + b"\n")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_csv_in_every_way_that_programs_write_it_is_the_same(delimiter: str, coding: str, end: str) -> None:
    text = (
        LIST
        if delimiter == ";"
        else LIST.replace("2,50", "2.50").replace("ja, 0343", "ja 0343").replace("huis, zaal", "huis (zaal)")
    )
    found = took(text.replace(";", delimiter).replace("\n", end).encode(coding))
    assert [one.title for one in found.activities] == ["Koffie drinken", "Café 't Ruim"]
    assert (found.activities[1].venue, found.activities[1].room) == ("brinkhuis", "zaal")
    cost = found.activities[1].cost
    assert cost is not None
    assert (cost.cents, cost.per) == (250, "keer")


def test_a_line_for_excel_that_names_the_delimiter_is_no_row() -> None:
    assert len(took(b"sep=;\r\n" + LIST.encode()).activities) == 2


def test_what_came_of_a_row_is_a_file_as_a_person_writes_it() -> None:
    assert took(LIST.encode()).drafts[1].text == (
        "title: Café 't Ruim\n"
        "venue: brinkhuis\n"
        "room: zaal\n"
        "themes: [ontmoeten]\n"
        "audiences: [ouderen]\n"
        "when:\n"
        "  - weekly: thursday\n"
        "    time: 14:00-16:00\n"
        "cost: {amount: 2.50, per: keer}\n"
        "signup: {required: yes, phone: 0343-555 030}\n"
    )


def test_a_book_of_excel_with_real_dates_times_and_formulas() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Aanbod"
    sheet.append(["Aanbod van alle organisaties, november 2026"])
    sheet.append([])
    sheet.append(["Wat", "Datum", "Begin", "Eind", "Waar", "Prijs", "Rolstoeltoegankelijk", "Website"])
    sheet.append(
        [
            "Lezing",
            date(2026, 12, 12),
            time(20, 0),
            time(22, 0),
            "Bibliotheek Zandmeer",
            7.5,
            True,
            "www.lezing.example",
        ]
    )
    sheet.append(["Bingo", datetime(2026, 12, 13, 14, 0), time(14, 0), time(16, 0), "Het Brinkhuis", 0, "nee", None])
    hidden = book.create_sheet("Oud")
    hidden.sheet_state = "hidden"
    hidden.append(["Wat", "Dag", "Tijd"])
    hidden.append(["Oud", "ma", "10-12"])
    octets = BytesIO()
    book.save(octets)
    found = took(octets.getvalue())
    lecture, bingo = found.activities
    assert "- dates: [2026-12-12]\n    time: 20:00-22:00" in found.drafts[0].text
    assert "- dates: [2026-12-13]\n    time: 14:00-16:00" in found.drafts[1].text
    assert (lecture.cost, bingo.cost) == (lecture.cost.__class__(750), lecture.cost.__class__(0))
    assert (lecture.access, bingo.access) == ({"wheelchair": True}, {"wheelchair": False})
    assert lecture.links[0].url == "https://www.lezing.example"


@pytest.mark.parametrize(
    "name",
    ["Wat", "ACTIVITEIT", "Naam activiteit", "Naam van de activiteit", "Activitiet", "activity", "Titel", "Wat?"],
)
def test_a_title_has_many_names(name: str) -> None:
    head = head_of(SheetTable("", [(1, [name, "Dag", "Tijd"])]))
    assert head is not None
    assert head.columns["title"] == 0


def test_the_names_of_columns_may_stand_below_a_heading() -> None:
    found = took(f"Activiteiten in Zandmeer\n;;;\n{LIST}".encode())
    assert len(found.activities) == 2


def test_columns_that_mean_nothing_here_are_told() -> None:
    found = took(f"{HEAD};Budgetcode\nKoffie;di;10-12;Dorpshuis Zandmeer;;;;K12\n".encode())
    assert found.tells("dropped: the column “Budgetcode” is not known")


def test_names_of_people_are_left_out_and_told() -> None:
    found = row(Contactpersoon="Iemand Anders", Telefoon="0343-555 040")
    assert "Iemand" not in found.drafts[0].text
    assert "contact: {phone: 0343-555 040}" in found.drafts[0].text
    assert found.tells("dropped: the names of people")
    assert found.tells("check: it tells how to reach somebody (0343-555 040): may everybody read that?")


def test_a_row_that_is_not_understood_keeps_its_text_and_its_reason() -> None:
    found = took(f"{HEAD}\nBridge;soms;ergens;Het Brinkhuis;;;\n{LIST.partition(chr(10))[2]}".encode())
    assert len(found.activities) == 2
    assert found.tells("dropped: “soms ergens” in its days and times was not understood")
    assert "Bridge | soms | ergens | Het Brinkhuis" in {item.source for item in found.items}
    assert {item.place.number for item in found.items if item.place.name == "Bridge"} == {2}


def test_a_list_of_a_whole_network_names_the_organisation_in_each_row() -> None:
    text = """Organisatie;Wat;Dag;Tijd;Waar
Welzijn Zandmeer;Koffie;di;10-12u;Dorpshuis Zandmeer
Bibliotheek Zandmer;Voorlezen;wo;10-11u;Bibliotheek Zandmeer
Voetbalclub De Trap;Voetbal;za;10-11u;Dorpshuis Zandmeer
;Wandelen;do;10-11u;Dorpshuis Zandmeer
"""
    found = took(text.encode(), "")
    assert [one.organisation for one in found.activities] == ["welzijn-zandmeer", "bibliotheek-zandmeer"]
    assert found.tells("guessed: “Bibliotheek Zandmer” was taken for the organisation bibliotheek-zandmeer")
    assert found.tells("dropped: there is no organisation “Voetbalclub De Trap”")
    assert found.tells("dropped: it does not say of which organisation it is: give --organisation")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("gratis", "cost: free"),
        ("geen", "cost: free"),
        ("0", "cost: free"),
        ("€ 2,50", "cost: 2.50"),
        ("2.5", "cost: 2.50"),
        ("5 euro", "cost: 5"),
        ("€5,-", "cost: 5"),
        ("€ 2,50 per keer", "cost: {amount: 2.50, per: keer}"),
        ("3 euro, inclusief koffie", "cost: {amount: 3, note: inclusief koffie}"),
    ],
)
def test_prices(text: str, line: str) -> None:
    assert line + "\n" in row(Kosten=text).drafts[0].text


@pytest.mark.parametrize("text", ["€ 2,50 of 10 voor € 20", "naar draagkracht", "vraag het even"])
def test_a_price_that_says_more_than_one_thing_is_told_and_left_out(text: str) -> None:
    found = row(Kosten=text)
    assert "cost" not in found.drafts[0].text
    assert found.tells(f"check: the price “{text}” was not understood")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nee", "signup: none"),
        ("Niet nodig", "signup: none"),
        ("vrije inloop", "signup: none"),
        ("ja", "signup: {required: yes}"),
        ("via info@welzijn.example", "signup: {required: yes, email: info@welzijn.example}"),
        ("verplicht, tel. 0343-555 030", "signup: {required: yes, phone: 0343-555 030}"),
    ],
)
def test_signing_up(text: str, line: str) -> None:
    assert line in row(Aanmelden=text).drafts[0].text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("iedereen", ""),
        ("Ouderen", "audiences: [ouderen]"),
        ("ouders en kinderen", "audiences: [ouders, kinderen]"),
        ("65+", "ages: 65+"),
        ("kinderen van 4 t/m 12 jaar", "ages: 4-12"),
    ],
)
def test_for_whom(text: str, line: str) -> None:
    made = row(**{"Voor wie": text}).drafts[0].text
    assert line in made
    assert line or "audiences" not in made


def test_the_days_of_several_columns_are_one() -> None:
    found = took(b"Wat;Dag;Van;Tot;Startdatum;Einddatum;Waar\nYoga;di;19.30;20.30;1-12-2026;22-12-2026;Het Brinkhuis\n")
    assert (
        "weekly: tuesday\n    time: 19:30-20:30\n    from: 2026-12-01\n    until: 2026-12-22\n" in found.drafts[0].text
    )


def test_numbers_of_excel_that_lost_their_form_are_dates_and_times() -> None:
    found = took(b"Wat;Datum;Van;Tot;Waar\nLezing;46368;0.8333333;0.9166667;Het Brinkhuis\n")
    assert "- dates: [2026-12-12]\n    time: 20:00-22:00" in found.drafts[0].text


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old form of Excel"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"BEGIN:VCALENDAR\r\n", "is a calendar, not a sheet"),
        (b"PK\x03\x04kapot", "is broken"),
        (b"a;b;c\n1;2;3\n", "There is no row with the names of the columns"),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(octets: bytes, said: str) -> None:
    with pytest.raises(CannotReadError) as error:
        took(octets)
    assert said in error.value.message.shown(ENGLISH)


# --- the command ---------------------------------------------------------------------------------------------


def test_the_command_writes_valid_files_tells_them_and_a_second_time_finds_them(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = tmp_path / "lijst.csv"
    file.write_text(LIST)
    arguments = ("import", "sheet", str(file), "--organisation", "welzijn-zandmeer", "--theme", "ontmoeten")
    settings = ("--settings", str(made.settings), "--today", str(TODAY))
    done = run(*arguments, *settings)
    assert done.code == 0, done.said
    assert done.out.count("Geschreven: ") == 2
    assert made.run("check").code == 0
    again = run(*arguments, *settings)
    assert again.code == 0
    assert "Geschreven" not in again.out
    assert again.out.count("is er al, precies zo") == 2


def test_the_report_keeps_the_text_of_every_row_that_was_left_out(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = tmp_path / "lijst.csv"
    file.write_text(f"{HEAD}\nRaar;soms;ergens;;;;\nZomaar iets;di;10-12u;Dorpshuis Zandmeer;;;\n")
    done = run("import", "sheet", str(file), "--organisation", "welzijn-zandmeer", "--settings", str(made.settings))
    assert (
        "rij 2, “Raar” (de tekst was: Raar | soms | ergens): “soms ergens” bij de dagen en tijden is niet begrepen"
        in done.out
    )
    text = "(de tekst was: Zomaar iets | di | 10-12u | Dorpshuis Zandmeer): het is niet duidelijk waar het over gaat"
    assert text in done.out


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = tmp_path / "lijst.csv"
    file.write_text(LIST)
    mine = made.content / "activities/welzijn-zandmeer/koffie-drinken.yaml"
    mine.write_text("# van mij\n")
    done = run("import", "sheet", str(file), "--organisation", "welzijn-zandmeer", "--settings", str(made.settings))
    assert done.code == 1
    assert mine.read_text() == "# van mij\n"
    assert "NIET geschreven: er is al een ander bestand met deze naam" in done.out


@pytest.mark.parametrize(
    "more",
    [
        ("--organisation", "nergens"),
        ("--organisation", "welzijn-zandmeer", "--venue", "nergens"),
        ("--organisation", "welzijn-zandmeer", "--theme", "niets"),
        ("--organisation", "welzijn-zandmeer", "--audience", "niemand"),
    ],
)
def test_what_the_calendar_does_not_know_is_told_before_anything_is_read(tmp_path: Path, more: tuple[str, ...]) -> None:
    made = town_project(tmp_path / "town")
    done = run("import", "sheet", "lijst.csv", *more, "--settings", str(made.settings))
    assert done.code == 2
    assert "kies er een" in done.err


def test_the_report_is_in_english_for_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    made = town_project(tmp_path / "town")
    file = tmp_path / "lijst.csv"
    file.write_text(LIST)
    done = run(
        "import",
        "sheet",
        str(file),
        "--organisation",
        "welzijn-zandmeer",
        "--settings",
        str(made.settings),
        "--dry-run",
        "--today",
        str(TODAY),
    )
    assert "koffie-drinken.yaml (a new file)\n  Koffie drinken: each Tuesday 10:00-12:00" in done.out
    assert "would be written." in done.out
