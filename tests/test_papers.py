"""Sheets to print: the week of a neighbourhood or a venue, the month on a poster, an activity on a flyer."""

from __future__ import annotations

import re

import pytest

from buurtkalender.site.subscriptions import qr_code
from hamlet import hamlet_project
from pages import Page, pages_of
from pdfs import Pdf, pdf_of
from projects import Project
from town import town as town_calendar

COFFEE = "activiteiten/welzijn-zandmeer/koffieochtend"
OLD_VILLAGE = "buurten/oude-dorp"
HOUSE = "locaties/dorpshuis"
WEEKS = ("deze-week", "deze-week-groot", "volgende-week", "volgende-week-groot")


@pytest.fixture(scope="module")
def sheets(printed: Project) -> dict[str, Pdf]:
    """Every sheet, by its path."""
    return {
        path.relative_to(printed.output).as_posix(): pdf_of(path.read_bytes()) for path in printed.output.rglob("*.pdf")
    }


@pytest.fixture(scope="module")
def pages(printed: Project) -> dict[str, Page]:
    """Every page, by its address."""
    return pages_of(printed.output)


# --- which there are --------------------------------------------------------------------------------


def test_every_neighbourhood_and_venue_has_its_weeks_and_every_living_activity_a_flyer(sheets: dict[str, Pdf]) -> None:
    calendar = town_calendar()
    places = [f"buurten/{one}" for one in calendar.neighbourhoods] + [f"locaties/{one}" for one in calendar.venues]
    expected = {f"{place}/{week}.pdf" for place in places for week in WEEKS}
    expected |= {f"buurten/{one}/deze-maand.pdf" for one in calendar.neighbourhoods}
    expected |= {
        f"activiteiten/{one.id}/flyer.pdf" for one in calendar.activities.values() if one.status.value == "active"
    }
    assert set(sheets) == expected


def test_pages_lead_to_their_sheets_and_say_what_they_are(pages: dict[str, Page], sheets: dict[str, Pdf]) -> None:
    linked = {link.removeprefix("/") for page in pages.values() for link in page.links if link.endswith(".pdf")}
    assert linked <= set(sheets)
    assert {f"{OLD_VILLAGE}/{name}.pdf" for name in (*WEEKS, "deze-maand")} <= linked
    assert {f"{HOUSE}/{name}.pdf" for name in WEEKS} <= linked
    assert f"{COFFEE}/flyer.pdf" in linked
    assert "Poster van 23 november tot en met 27 december 2026 (pdf, 1 bladzijde A4)" in pages[f"/{OLD_VILLAGE}/"].text
    assert "Flyer (pdf, 1 bladzijde A5)" in pages[f"/{COFFEE}/"].text


def test_an_activity_that_is_going_on_has_a_qr_code_that_opens_its_page_on_another_phone(
    printed: Project, pages: dict[str, Page]
) -> None:
    living = {one.id for one in town_calendar().activities.values() if one.status.value == "active"}
    codes = {f"/activiteiten/{one}/": f"/activiteiten/{one}/qr.svg" for one in living}
    assert {path: load for path, page in pages.items() for load in page.loads if load in codes.values()} == codes
    drawn = (printed.output / COFFEE / "qr.svg").read_text()
    assert drawn == qr_code(f"https://zandmeer.example/{COFFEE}/")
    assert "QR-code: open deze pagina op een andere telefoon" in pages[f"/{COFFEE}/"].text


def test_a_stopped_activity_offers_nothing_to_print(pages: dict[str, Page]) -> None:
    ended = [one.id for one in town_calendar().activities.values() if one.status.value == "ended"]
    assert ended
    assert not [one for one in ended if "Op papier" in pages[f"/activiteiten/{one}/"].text]


def test_without_the_setting_there_is_no_sheet_and_no_link_to_one(town: Project) -> None:
    assert not list(town.output.rglob("*.pdf"))
    assert not list((town.output / "activiteiten").rglob("qr.svg"))
    assert not [path for path, page in pages_of(town.output).items() if "Op papier" in page.text]


# --- who can read them ------------------------------------------------------------------------------


def test_every_sheet_can_be_read_aloud(sheets: dict[str, Pdf]) -> None:
    for path, sheet in sheets.items():
        assert sheet.accessible, path
        assert sheet.language == "nl", path
        assert sheet.title, path
        assert sheet.tags["H1"] == 1, path
        assert sheet.tags["Figure"] == 1, path
        assert "�" not in sheet.letters, path


def test_the_qr_code_says_where_it_leads(sheets: dict[str, Pdf]) -> None:
    for path, sheet in sheets.items():
        page = path.rpartition("/")[0]
        assert sheet.alternatives == (f"QR-code die naar zandmeer.example/{page}/ leidt",)


def test_a_programme_is_a_table_with_a_heading_for_each_day(sheets: dict[str, Pdf]) -> None:
    sheet = sheets[f"{OLD_VILLAGE}/deze-week.pdf"]
    assert sheet.tags["Table"] == 1
    assert sheet.tags["TH"] >= 5 + 2
    assert sheet.tags["H2"] >= 2


def test_posters_and_flyers_take_one_page(sheets: dict[str, Pdf]) -> None:
    assert {sheet.pages for path, sheet in sheets.items() if path.endswith(("deze-maand.pdf", "flyer.pdf"))} == {1}


# --- what they say ----------------------------------------------------------------------------------


def test_a_programme_tells_day_by_day_what_is_on_and_what_is_not(sheets: dict[str, Pdf]) -> None:
    sheet = sheets[f"{OLD_VILLAGE}/deze-week.pdf"]
    order = [
        "Activiteiten in Oude Dorp",
        "Week 48, 23 tot en met 29 november 2026",
        "Tijd Wat en waar Kosten Rolstoel Bellen",
        "Dinsdag 24 november",
        "10.00 tot 12.00 Koffieochtend in het dorpshuis Gaat niet door. De gastvrouw is ziek. Dorpshuis",
        "Donderdag 26 november",
    ]
    places = [sheet.where(text) for text in order]
    assert -1 not in places
    assert places == sorted(places)
    assert sheet.says("gratis ja 0343-555 010")


def test_what_was_moved_stands_on_the_day_it_was_on_and_on_the_day_it_is_on(sheets: dict[str, Pdf]) -> None:
    sheet = sheets[f"{OLD_VILLAGE}/volgende-week.pdf"]
    assert sheet.says("Koffieochtend in het dorpshuis Verplaatst naar woensdag 2 december, 10.00 uur.")
    assert sheet.says("Verplaatst van dinsdag 1 december.")


def test_large_print_says_the_same(sheets: dict[str, Pdf]) -> None:
    small, large = sheets[f"{HOUSE}/deze-week.pdf"], sheets[f"{HOUSE}/deze-week-groot.pdf"]
    assert large.says("10.00 tot 12.00. Koffieochtend in het dorpshuis Gaat niet door. De gastvrouw is ziek.")
    assert large.says("Kosten: gratis. Rolstoel: ja. Bellen: 0343-555 010")
    assert large.pages >= small.pages


def test_a_sheet_says_when_it_was_brought_up_to_date(sheets: dict[str, Pdf]) -> None:
    assert all(sheet.says("Bijgewerkt op") for sheet in sheets.values())
    assert sheets[f"{OLD_VILLAGE}/deze-week.pdf"].says("Bijgewerkt op maandag 23 november 2026")
    months = {
        match[1]
        for sheet in sheets.values()
        if (match := re.search(r"Bijgewerktop[a-z]+\d+([a-z]+\d+)", sheet.letters))
    }
    assert months == {"november2026"}, "nothing was brought up to date long ago"


def test_a_poster_tells_what_comes_back_every_week_and_when_it_does_not(sheets: dict[str, Pdf]) -> None:
    sheet = sheets[f"{OLD_VILLAGE}/deze-maand.pdf"]
    assert sheet.says("23 november tot en met 27 december 2026")
    weekly, single = sheet.where("Elke week"), sheet.where("Op één dag")
    coffee = sheet.where("10.00 Koffieochtend in het dorpshuis")
    assert 0 <= weekly < coffee < single
    assert sheet.says("Niet op 24 nov, 1 dec, 8 dec en 15 dec")
    assert single < sheet.where("Koffieochtend in het dorpshuis, Dorpshuis Zandmeer Verplaatst van dinsdag 1 december.")


def test_a_flyer_tells_what_somebody_who_thinks_of_going_asks(sheets: dict[str, Pdf]) -> None:
    sheet = sheets[f"{COFFEE}/flyer.pdf"]
    for text in (
        "Koffieochtend in het dorpshuis",
        "Elke dinsdag, 10.00 tot 12.00 uur.",
        "Dinsdag 24 november: Gaat niet door. De gastvrouw is ziek.",
        "Grote zaal",
        "Kan ik zo binnenlopen? Ja.",
        "Wat kost het? Gratis.",
        "Kan ik alleen komen? Ja.",
        "Kan ik met een rolstoel naar binnen? Ja.",
        "Bel Team ontmoeten: 0343-555 010",
        "Door Welzijn Zandmeer",
        "zandmeer.example/activiteiten/welzijn-zandmeer/koffieochtend",
    ):
        assert sheet.says(text), text


def test_a_demonstration_says_so_on_every_sheet(sheets: dict[str, Pdf]) -> None:
    assert all(sheet.says("Dit is een demonstratie.") for sheet in sheets.values())


# --- what cannot be printed -------------------------------------------------------------------------


CROWD = 40

TITLES = (
    ("Yoga 🧘 buiten ☀️", "Yoga buiten", True),
    ('#eval("1") $x$ *vet* @label', '#eval("1") $x$ *vet* @label', True),
    ("Вечір для українців", "Вечір для українців", True),
    ("أمسية للقاء", "Door SV Zandmeer", True),
    ("中文课 in de buurt", "in de buurt", False),
    ("Een titel die geen einde lijkt te hebben, en dus op geen flyer past, en nog verder gaat", "gaat", True),
)
"""Titles, what of each is printed, and whether all of it can be read aloud."""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A hamlet with an activity of each title, and more in one neighbourhood than a poster has room for."""
    made = hamlet_project(tmp_path_factory.mktemp("trial") / "hamlet", PAPERS=True, PAST_DAYS=1, PAGES_AHEAD_DAYS=1)
    for number, (title, _, _) in enumerate(TITLES):
        (made.content / f"activities/sv-zandmeer/proef-{number}.yaml").write_text(
            f"title: '{title}'\nvenue: sporthal\nthemes: [bewegen]\nwhen: [{{weekly: tuesday, time: '20:00-21:00'}}]\n"
        )
    for number in range(CROWD):
        (made.content / f"activities/sv-zandmeer/druk-{number}.yaml").write_text(
            f"title: Heel druk nummer {number}\nvenue: sporthal\nthemes: [bewegen]\n"
            f"when:\n  - {{weekly: tuesday, time: '20:00-21:00'}}\n"
            f"  - {{dates: [2026-12-0{number % 9 + 1}], time: '9:00-10:00'}}\n"
        )
    done = made.build()
    assert done.code == 0, done.said
    return made


@pytest.mark.parametrize(("number", "printed_as", "accessible"), [(n, *one[1:]) for n, one in enumerate(TITLES)])
def test_whatever_a_title_is_written_in_there_is_a_flyer(
    *,
    number: int,
    printed_as: str,
    accessible: bool,
    trial: Project,
) -> None:
    sheet = pdf_of((trial.output / f"activiteiten/sv-zandmeer/proef-{number}/flyer.pdf").read_bytes())
    assert sheet.pages == 1
    assert sheet.says(printed_as)
    assert sheet.accessible == accessible


def test_a_poster_of_a_crowded_neighbourhood_says_how_much_there_was_no_room_for(trial: Project) -> None:
    area = town_calendar().venues["sporthal"].neighbourhood
    sheet = pdf_of((trial.output / f"buurten/{area}/deze-maand.pdf").read_bytes())
    assert sheet.pages == 1
    left = [int(number) for number in re.findall(rf"Ennog(\d+)meeropzandmeer.example/buurten/{area}", sheet.letters)]
    shown = len(re.findall(r"Heeldruknummer", sheet.letters))
    assert len(left) == 2
    assert sum(left) + shown >= 2 * CROWD
