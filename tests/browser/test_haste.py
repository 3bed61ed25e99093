"""Whoever is faster than the network, the device or the processor gets what was asked last, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from browser.choosing import Offer
from browser.settling import until
from browser.window import Window, opened
from projects import Project

INDEX = "**/zoeken/index.json"
LATE = """navigator.geolocation.getCurrentPosition = (found, refused) => {
    globalThis.device = { found: (lat, lon) => found({ coords: { latitude: lat, longitude: lon } }), refused };
};"""
"""A device that tells where it is when the test says so."""

WATCH = """(id) => {
    const one = document.getElementById(id), watch = new MutationObserver(() => states.push(one.ariaBusy));
    globalThis.states = [];
    watch.observe(one, { attributeFilter: ["aria-busy"] });
}"""
"""Write down when something is busy, and when no more: the first may be over before a test can look."""

CARD = "kaart=stichting-welzijn-wijk/wijkkoffie-de-engk"


class Held:
    """What a page asks for and gets when it is let go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._routes: list[Route] | None = []
        page.route(pattern, self._asked)

    def let_go(self) -> None:
        """Let the page have it, now and later."""
        held, self._routes = self._routes, None
        for route in held or ():
            route.continue_()

    def _asked(self, route: Route) -> None:
        if self._routes is None:
            route.continue_()
        else:
            self._routes.append(route)


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    yield window.page
    assert window.troubles == []


@pytest.fixture
def host(hosts: dict[str, str]) -> str:
    return hosts["demo"]


def busy(page: Page) -> bool:
    """Whether anything on the page says that it is busy, at this moment."""
    return bool(page.main_frame.evaluate("document.querySelector('[aria-busy=true]') !== null"))


def at(page: Page) -> str:
    """Where somebody is, at this moment."""
    return str(page.main_frame.evaluate("document.activeElement.id || document.activeElement.name"))


# --- searching --------------------------------------------------------------------------------------


def test_a_search_is_busy_until_its_results_stand(page: Page, host: str) -> None:
    index = Held(page, INDEX)
    page.goto(f"{host}/zoeken/?q=koffie")
    assert busy(page)
    index.let_go()
    assert "Wijkkoffie in De Engk" in page.locator("#results h3").all_inner_texts()
    assert not busy(page)
    page.evaluate(WATCH, "found")
    page.locator("#q").press("End")
    page.keyboard.type("x")
    assert page.evaluate("[...new Set(states)]") == ["true", "false"]
    assert page.url.endswith("?q=koffiex")
    page.locator("#clear").click()
    assert page.locator("#browse").is_visible()
    assert not busy(page)


def test_a_search_that_fails_is_not_busy_for_ever(window: Window, host: str) -> None:
    window.page.route(INDEX, lambda route: route.abort())
    window.page.goto(f"{host}/zoeken/?q=koffie")
    assert "Zoeken lukt nu niet" in window.page.get_by_role("status").inner_text()


def test_who_types_on_is_not_taken_away_by_what_was_asked_before(page: Page, host: str) -> None:
    index = Held(page, INDEX)
    page.goto(f"{host}/zoeken/")
    page.locator("#q").press_sequentially("kof")
    page.keyboard.press("Enter")
    page.keyboard.type("fie")
    until(page, "location.search === '?q=koffie'")
    index.let_go()
    assert page.locator("#results h3").first.inner_text().lower().count("koffie")
    assert at(page) == "q"
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'count'")


def test_two_choices_in_a_row_are_both_counted(page: Page, host: str, demo: Project) -> None:
    offer = Offer(demo.output, demo.content)
    index = Held(page, INDEX)
    page.goto(f"{host}/zoeken/")
    page.locator("#refine summary").click()
    page.get_by_role("checkbox", name="Gratis").check()
    until(page, "location.search === '?gratis=1'")
    page.get_by_role("checkbox", name="Dinsdag").check()
    index.let_go()
    found = page.locator("#count").inner_text()
    assert int(found.split()[0]) == offer.number({"gratis": "1", "dag": "di"})
    assert page.url.endswith("?dag=di&gratis=1")


def test_a_device_that_is_late_does_not_undo_a_place_that_was_chosen(new_window: Window, host: str) -> None:
    page = new_window.page
    page.add_init_script(LATE)
    page.goto(f"{host}/zoeken/?vanaf=langbroek")
    page.get_by_role("button", name="Dicht bij mij").click()
    page.get_by_label("Dicht bij welke buurt?").select_option("cothen")
    assert "vanaf het midden van Cothen" in page.get_by_role("status").inner_text()
    page.evaluate("device.found(51.9786, 5.3375)")
    assert "vanaf het midden van Cothen" in page.get_by_role("status").inner_text()
    assert page.url.endswith("?vanaf=cothen")
    page.get_by_role("button", name="Dicht bij mij").click()
    page.evaluate("device.found(51.9786, 5.3375)")
    assert "Je toestel vertelt dat aan niemand" in page.get_by_role("status").inner_text()


def test_a_device_that_refuses_late_leaves_alone_who_is_typing(new_window: Window, host: str) -> None:
    page = new_window.page
    page.add_init_script(LATE)
    page.goto(f"{host}/zoeken/")
    page.get_by_role("button", name="Dicht bij mij").click()
    page.locator("#q").press_sequentially("koffie")
    page.evaluate("device.refused()")
    assert page.get_by_label("Dicht bij welke buurt?").is_visible()
    assert at(page) == "q"


# --- the finder -------------------------------------------------------------------------------------


def test_the_finder_is_busy_until_what_fits_stands(page: Page, host: str) -> None:
    index = Held(page, INDEX)
    page.goto(f"{host}/doorverwijzen/#leeftijd=80")
    assert busy(page)
    index.let_go()
    assert page.locator(".found > .fits").count() == 10
    assert not busy(page)
    page.evaluate(WATCH, "results")
    page.locator("#leeftijd").press("End")
    page.keyboard.press("Backspace")
    assert page.evaluate("[...new Set(states)]") == ["true", "false"]
    assert page.locator(".found > .fits").count() == 10


def test_a_card_alone_in_the_address_is_shown(page: Page, host: str) -> None:
    page.goto(f"{host}/doorverwijzen/#{CARD}")
    assert page.locator(".handout h3").inner_text() == "Wijkkoffie in De Engk"


def test_the_finder_goes_on_saying_that_it_fails(window: Window, host: str) -> None:
    page = window.page
    page.route(INDEX, lambda route: route.abort())
    page.goto(f"{host}/doorverwijzen/")
    page.locator("#leeftijd").focus()
    window.wait_for_trouble("ERR_FAILED")
    said = page.locator("#status")
    until(page, "!document.getElementById('status').textContent.includes('Vul iets in')")
    failed = said.inner_text()
    page.keyboard.type("8")
    assert (said.inner_text(), busy(page)) == (failed, False)


# --- the form ---------------------------------------------------------------------------------------


def test_the_activities_to_choose_are_those_of_the_organisation_that_was_chosen_last(
    browser: Browser, hosts: dict[str, str]
) -> None:
    with opened(browser, hosts) as window:
        page = window.page
        page.goto(f"{hosts['town']}/aanmelden/gaat-niet-door/")
        first = Held(page, "**/aanmelden/organisaties/welzijn-zandmeer.json")
        organisation = page.get_by_label("Welke organisatie doet het?")
        organisation.select_option("welzijn-zandmeer")
        assert busy(page)
        organisation.select_option("sv-zandmeer")
        options = page.locator("#activity option:not([value=''])")
        of = "(all) => [...new Set(all.map((one) => one.value.split('/')[0]))]"
        assert options.evaluate_all(of) == ["sv-zandmeer"]
        with page.expect_response(re.compile("welzijn-zandmeer.json")):
            first.let_go()
        page.evaluate("fetch('/robots.txt').then((answer) => answer.text())")  # it came, and was looked at
        assert options.evaluate_all(of) == ["sv-zandmeer"]
        page.locator("#activity").select_option(index=1)
        assert page.locator("#picked").is_visible()
        assert window.troubles == []


# --- these tests ------------------------------------------------------------------------------------


def test_who_reads_a_page_waits_until_it_stands(page: Page, host: str) -> None:
    page.goto(f"{host}/404.html")
    page.main_frame.evaluate("""() => {
        const one = document.querySelector('h1');
        one.ariaBusy = true;
        setTimeout(() => { one.textContent = 'Later'; one.ariaBusy = false }, 500);
    }""")
    assert page.locator("h1").inner_text() == "Later"
