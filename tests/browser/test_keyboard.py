"""Everything can be reached and found by keyboard alone, without any script of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.kinds import Kind
from browser.settling import until
from browser.window import Window

IN_ORDER = """[...document.querySelectorAll('a[href], input, summary, [tabindex]')]
    .filter((one) => one.checkVisibility()).map((one) => one.outerHTML)"""
TOP = "document.querySelector(':target').getBoundingClientRect().top"
FOCUSED = "document.activeElement.outerHTML"


def test_the_first_key_offers_to_skip_what_is_on_every_page(plain_window: Window) -> None:
    page = plain_window.page
    page.goto(plain_window.hosts["town"] + "/vandaag/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    box = skip.bounding_box()
    assert (skip.inner_text(), box and (box["x"] >= 0, box["y"] >= 0)) == ("Naar de inhoud", (True, True))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


@pytest.mark.parametrize("path", ["/vandaag/", "/hiaten/"])
def test_tab_goes_past_everything_once_in_the_order_in_which_it_stands(path: str, plain_window: Window) -> None:
    plain_window.open(Kind("town", path))
    page = plain_window.page
    wanted = page.evaluate(IN_ORDER)
    passed = []
    for _ in wanted:
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
    assert passed == wanted
    assert len(wanted) > 20


# --- what people come for ---------------------------------------------------------------------------


def test_coffee_near_me_tomorrow(plain_window: Window) -> None:
    plain_window.page.goto(plain_window.hosts["demo"] + "/")
    plain_window.follow("De Engk")
    plain_window.follow("Wijkkoffie in De Engk")
    facts = plain_window.page.locator(".main-facts").inner_text()
    assert "Elke woensdag, 10.00 tot 12.00 uur" in facts
    assert "Bel 0343" in facts


def test_everything_of_tomorrow(plain_window: Window) -> None:
    plain_window.page.goto(plain_window.hosts["demo"] + "/")
    plain_window.follow("Morgen")
    assert "woensdag 25 november" in plain_window.heading()
    plain_window.follow("Wijkkoffie in De Engk")


def test_from_a_neighbourhood_to_one_of_its_themes(plain_window: Window) -> None:
    plain_window.page.goto(plain_window.hosts["demo"] + "/buurten/de-heul/")
    plain_window.press_to("Thema’s in deze buurt")
    plain_window.page.keyboard.press("Enter")
    plain_window.follow("Ontmoeten")
    assert plain_window.page.url.endswith("/buurten/de-heul/themas/ontmoeten/")
    assert "De Heul" in plain_window.heading()


def test_from_an_activity_to_its_date_in_the_agenda(plain_window: Window) -> None:
    plain_window.page.goto(plain_window.hosts["town"] + "/activiteiten/welzijn-zandmeer/koffieochtend/")
    plain_window.press_to("Zet deze datum in je agenda")
    with plain_window.page.expect_download() as saved:
        plain_window.page.keyboard.press("Enter")
    assert saved.value.suggested_filename.endswith(".ics")
    assert Path(saved.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_from_the_home_page_to_the_worst_gap_and_what_helps(plain_window: Window) -> None:
    page = plain_window.page
    page.goto(plain_window.hosts["demo"] + "/")
    plain_window.follow("Meer")
    plain_window.follow("Wat er mist")
    page.locator("tbody tr").first.locator("td.gap a").first.wait_for()
    plain_window.press_to(page.locator("tbody th a").first.inner_text())
    plain_window.follow("hiaat")
    gap = page.locator(":target")
    assert "hiaat" in gap.inner_text()
    assert "Wat helpt?" in gap.inner_text()
    until(page, f"{TOP} >= -1 && {TOP} < innerHeight")  # a pixel: rounding


def test_an_old_address_leads_on(plain_window: Window) -> None:
    plain_window.page.goto(plain_window.hosts["demo"] + "/dag/")
    plain_window.page.wait_for_url("**/vandaag/")
