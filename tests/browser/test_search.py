"""Finding: words with mistakes in them, any choice together, near me, my own neighbourhood, a page of yesterday."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from math import ceil, cos, hypot, radians
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from browser.axe import AXE, CONTRAST, RULES, Judge
from browser.choosing import DAYS, FACTS, Offer
from browser.settling import until
from browser.window import Scheme, Window, opened
from projects import Project

HEUL = {"latitude": 51.9786, "longitude": 5.3375}
"""Where somebody is: in the middle of De Heul."""

COMBINATIONS = (
    {"buurt": "de-heul", "gratis": "1"},
    {"thema": "bewegen", "leeftijd": "75", "rolstoel": "1"},
    {"dag": "di vr", "deel": "ochtend", "zonder-aanmelden": "1"},
    {"doelgroep": "ouders", "dag": "wo"},
    {"leeftijd": "10", "deel": "middag"},
    {"binnenlopen": "1", "alleen-komen": "1", "gratis": "1", "buurt": "cothen"},
)

NUMBERS = """(all) => all.map((one) => {
    const { name, value } = one.previousElementSibling;
    return [`${name}=${value}`, one.textContent];
})"""
"""What stands beside each box."""


@pytest.fixture(scope="module")
def offer(demo: Project) -> Offer:
    """What the demo offers, by its open data."""
    return Offer(demo.output, demo.content)


@pytest.fixture
def page(window: Window) -> Iterator[Page]:
    """The window's page; afterwards nothing was asked of others, and nothing went wrong."""
    yield window.page
    assert window.troubles == []


@pytest.fixture
def host(hosts: dict[str, str]) -> str:
    """Where the demo is."""
    return hosts["demo"]


def query(wanted: dict[str, str]) -> str:
    """Return the address of a search, below the host."""
    return "/zoeken/?" + urlencode([(name, one) for name, value in wanted.items() for one in value.split(" ")])


def said(page: Page) -> int:
    """Return how many activities the page says that it found."""
    text = page.locator("#count").inner_text()
    return 0 if text == "Niets gevonden." else int(re.findall(r"^(\d+) activiteit(?:en)? gevonden$", text)[0])


def shown(page: Page) -> list[str]:
    """Return the titles of all that was found."""
    while page.locator("#more").is_visible():
        page.locator("#more").click()
    return page.locator("#results h3").all_inner_texts()


def type_in(page: Page, words: str) -> None:
    """Type words, a letter at a time."""
    page.locator("#q").press_sequentially(words)


# --- words ------------------------------------------------------------------------------------------


MISTAKES = {
    "wandelen": "Wandelgroep Langbroek",
    "wandeln": "Wandelgroep Langbroek",
    "wandelingen": "Wandelgroep Langbroek",
    "kofie": "Wijkkoffie in De Engk",
    "WIJKKOFIE": "Wijkkoffie in De Engk",
    "rouwcafe": "Rouwcafé",
    "kòffïé": "Koffie op dinsdag",
    "alzhiemer": "Alzheimercafé",
    "zwemmen": "Vrouwenzwemmen",
    "formuleren": "Hulp met formulieren in Cothen",
    "spelltjes": "Spelletjesochtend",
}
BELONGING = {
    "muziek en zingen": "Repetitie van het harmonieorkest",  # a theme
    "mantelzorgers": "Alzheimercafé",  # an audience
    "cothen": "Aanschuiftafel Cothen",  # a neighbourhood
    "speelotheek de tol": "Speelgoed lenen bij De Tol",  # an organisation
    "dorpshuis": "De huiskamer is open",  # a venue
    "arabisch": "Arabische les op zaterdag",  # a language
    "dinsdag koffie gratis": "Koffie op dinsdag",  # when, and what it costs
}


def test_what_somebody_means_is_found_in_spite_of_a_mistake(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/")
    for words, title in MISTAKES.items():
        page.locator("#q").clear()
        type_in(page, words)
        assert title in shown(page), words
        assert said(page) < 30, words


def test_words_of_the_calendar_find_what_belongs_to_them(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/")
    for words, title in BELONGING.items():
        page.locator("#q").fill(words)
        assert title in shown(page), words


def test_small_words_are_no_hindrance(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/?q=koffie+heul")
    plain = shown(page)
    page.goto(f"{host}/zoeken/?{urlencode({'q': 'ik wil graag een koffie in de heul'})}")
    assert shown(page) == plain != []


def test_the_title_says_more_than_the_rest(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/?q=koffie")
    titles = shown(page)
    inside = ["koffie" in title.lower() for title in titles]
    assert inside == sorted(inside, reverse=True)


def test_when_not_all_words_fit_together_some_do_and_that_is_told(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/?q=koffie+bunnik")
    assert "Niets heeft al deze woorden" in page.locator("#told").inner_text()
    assert "Wijkkoffie in De Engk" in shown(page)


def test_how_much_was_found_is_told_to_who_does_not_see_it(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/")
    status = page.get_by_role("status")
    assert status.inner_text() == ""
    type_in(page, "wandelen")
    assert status.inner_text().startswith(f"{len(shown(page))} activiteiten gevonden")


def test_a_title_that_is_markup_stays_text(page: Page, hosts: dict[str, str]) -> None:
    evil = "<img src=x onerror=alert(1)> koffie"

    def slip_in(route: Route) -> None:
        answer = route.fetch()
        index = answer.json()
        for one in index["activities"]:
            one.update(dict.fromkeys(("title", "summary", "venue", "by", "price_text", "note", "when"), evil))
        route.fulfill(response=answer, body=json.dumps(index))

    page.route("**/zoeken/index.json", slip_in)
    page.goto(f"{hosts['town']}/zoeken/?q=koffie")
    assert shown(page)[0] == evil
    assert page.locator("main img").count() == 0


# --- choices ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", COMBINATIONS, ids=query)
def test_any_choice_together_finds_what_the_open_data_say_and_every_choice_tells_how_much_it_would_leave(
    wanted: dict[str, str], page: Page, host: str, offer: Offer
) -> None:
    page.goto(host + query(wanted))
    assert said(page) == offer.number(wanted) > 0
    assert set(shown(page)) == offer.fitting(wanted)
    for name in ("buurt", "thema", "doelgroep"):
        options = page.locator(f"select[name={name}] option:not([value=''])")
        for value, text in options.evaluate_all("(all) => all.map((one) => [one.value, one.text])"):
            assert int(re.findall(r" \((\d+)\)$", text)[0]) == offer.number({**wanted, name: value}), (name, value)
    boxes = dict(page.locator("#refine input[value] + span").evaluate_all(NUMBERS))
    for name, values in {"dag": DAYS, "deel": ("ochtend", "middag", "avond"), **dict.fromkeys(FACTS, "1")}.items():
        for value in values:
            assert int(boxes[f"{name}={value}"]) == offer.number({**wanted, name: value}), (name, value)


def test_words_and_choices_hold_together(page: Page, host: str, offer: Offer) -> None:
    page.goto(f"{host}/zoeken/?q=koffie")
    both = set(shown(page)) & offer.fitting({"binnenlopen": "1", "dag": "di"})
    page.locator("#refine summary").click()
    page.get_by_role("checkbox", name="Zo binnenlopen").check()
    page.get_by_role("checkbox", name="Dinsdag").check()
    assert set(shown(page)) == both != set()


def test_the_date_that_is_shown_is_one_of_those_asked_for(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/?dag=vr&deel=avond")
    shown(page)
    days = page.locator("#results .leaf time").evaluate_all("(all) => all.map((one) => one.dateTime)")
    assert days == sorted(days)
    assert {date.fromisoformat(day).isoweekday() for day in days} == {5}
    times = page.locator("#results .day .time").all_inner_texts()
    assert all(int(time.partition(".")[0]) >= 17 or "tot" in time for time in times)


@pytest.mark.parametrize(
    ("now", "when", "where"),
    [
        ("2026-12-10", "Dinsdag 15 december, 10.00 tot 12.00 uur", "Bibliotheek Zandmeer, Oude Dorp"),
        ("2026-12-17", "Dinsdag 22 december, 10.00 tot 12.00 uur", "Dorpshuis Zandmeer, Oude Dorp"),
        ("2026-12-24", "Dinsdag 29 december, 10.00 tot 12.00 uur", "Strandtent De Vloed, Duinrand"),
        ("2026-12-30", "Dinsdag 5 januari, 10.00 tot 12.00 uur", "Dorpshuis Zandmeer, Oude Dorp"),
    ],
)
def test_words_find_the_coming_date_with_its_place_where_that_is_another_one_this_time(
    page: Page, hosts: dict[str, str], now: str, when: str, where: str
) -> None:
    page.clock.set_fixed_time(datetime.fromisoformat(f"{now}T09:00+01:00"))
    page.goto(f"{hosts['town']}/zoeken/?q=koffieochtend")
    card = page.locator("#results .card", has_text="Koffieochtend in het dorpshuis")
    assert card.locator(".time").inner_text() == when
    assert card.locator("p[class='']").inner_text() == where


def test_when_nothing_is_left_the_page_tells_what_to_let_go_of(page: Page, host: str, offer: Offer) -> None:
    wanted = {"buurt": "langbroek", "thema": "digitaal", "rolstoel": "1", "deel": "avond"}
    assert offer.number(wanted) == 0
    page.goto(host + query(wanted))
    assert page.locator("#count").inner_text() == "Niets gevonden."
    offered = page.locator("#relax button").all_inner_texts()
    best = {name: offer.number({k: v for k, v in wanted.items() if k != name}) for name in wanted}
    told = sorted((n for n in best.values() if n), reverse=True)
    pairs = [
        {k: v for k, v in wanted.items() if k not in {one, other}} for one in wanted for other in wanted if one < other
    ]
    expected = told or sorted((n for pair in pairs if (n := offer.number(pair))), reverse=True)[:6]
    assert [int(text.rpartition(": ")[2]) for text in offered] == expected != []
    page.locator("#relax button").first.click()
    assert said(page) == expected[0]
    assert page.evaluate("document.activeElement.id") == "count"


def test_what_was_chosen_stands_above_the_results_and_can_be_taken_away(page: Page, host: str, offer: Offer) -> None:
    page.goto(f"{host}/zoeken/?buurt=de-heul&gratis=1&dag=di&dag=wo")
    assert page.locator("#chosen button").all_inner_texts() == ["De Heul", "Dinsdag", "Woensdag", "Gratis"]
    page.get_by_role("button", name="Haal weg: Dinsdag").click()
    assert said(page) == offer.number({"buurt": "de-heul", "gratis": "1", "dag": "wo"})
    page.locator("#clear").click()
    assert page.locator("#browse").is_visible()
    assert urlsplit(page.url).query == ""


# --- the address ------------------------------------------------------------------------------------


def test_a_search_can_be_shared_by_its_address(page: Page, host: str, browser: Browser, hosts: dict[str, str]) -> None:
    page.goto(f"{host}/zoeken/")
    type_in(page, "koffie")
    page.locator("#refine summary").click()
    page.get_by_role("checkbox", name="Gratis").check()
    page.get_by_role("combobox", name="Buurt", exact=True).select_option("de-heul")
    assert dict(parse_qsl(urlsplit(page.url).query)) == {"q": "koffie", "buurt": "de-heul", "gratis": "1"}
    with opened(browser, hosts) as another:
        another.page.goto(page.url)
        assert shown(another.page) == shown(page)
        assert another.page.locator("[name=gratis]").is_checked()
        assert another.page.title().startswith("koffie – ")


def test_going_back_undoes_a_choice_and_not_a_letter(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/")
    type_in(page, "koffie")
    words = said(page)
    page.locator("#refine summary").click()
    page.get_by_role("checkbox", name="Gratis").check()
    assert 0 < said(page) < words
    page.go_back()
    assert (said(page), page.get_by_role("checkbox", name="Gratis").is_checked()) == (words, False)
    page.go_back()
    assert page.locator("#browse").is_visible()
    assert page.locator("#q").input_value() == ""
    page.go_forward()
    assert (said(page), urlsplit(page.url).query) == (words, "q=koffie")


def test_an_address_that_somebody_made_up_does_no_harm(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/?buurt=nergens&thema=%3Cb%3E&dag=xx&volgorde=toString&leeftijd=oud&gratis=1")
    assert said(page) > 0
    assert page.locator("#chosen button").all_inner_texts() == ["Gratis"]


# --- the keyboard -----------------------------------------------------------------------------------


def test_all_of_it_goes_by_keyboard_alone(window: Window, page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/")
    to_field(page, "q")
    page.keyboard.type("koffie", delay=5)
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'count'")
    words = said(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    to_field(page, "gratis")
    page.keyboard.press("Space")
    assert 0 < said(page) < words
    window.press_to("Bekijk")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'count'")
    title = page.locator("#results h3").first.inner_text()
    window.follow(title)
    assert window.heading() == title


def to_field(page: Page, name: str) -> None:
    """Press Tab until the focus is in the field of this name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(name)


def test_showing_more_leads_to_the_first_of_them(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/?gratis=1")
    before = page.locator("#results h3").count()
    page.locator("#more").click()
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == page.locator("#results h3").nth(before).inner_text()


# --- near me ----------------------------------------------------------------------------------------


def test_near_me_tells_how_far_and_sends_the_place_nowhere(
    browser: Browser, hosts: dict[str, str], demo: Project
) -> None:
    index = json.loads((demo.output / "zoeken" / "index.json").read_text())
    with opened(browser, hosts, geolocation=HEUL, permissions=["geolocation"]) as window:
        page, asked = window.page, []
        page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
        page.goto(f"{hosts['demo']}/zoeken/")
        page.get_by_role("button", name="Dicht bij mij").click()
        page.locator(".way").first.wait_for()
        assert "Je toestel vertelt dat aan niemand" in page.get_by_role("status").inner_text()
        shown(page)
        urls = page.locator("#results h3 a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
        way_of = "(all) => all.map((one) => one.querySelector('.way')?.innerText ?? '')"
        ways = page.locator("#results .card").evaluate_all(way_of)
        far: dict[str, float] = {}
        for one in index["activities"]:
            if one["lat"] is not None:  # one that is elsewhere for once is shown where that is nearest
                far[one["url"]] = min(metres(one), far.get(one["url"], 1e9))
        told = [(url, way) for url, way in zip(urls, ways, strict=True) if way]
        assert len(told) > 200
        assert [way for _, way in told[:1]] == ["Ongeveer 100 meter lopen, 1 minuut"]
        assert all(way.startswith(distance(far[url])) for url, way in told)
        sorted_by_way = [round(far[url]) for url, _ in told]
        assert sorted_by_way == sorted(sorted_by_way)
        assert ways[len(told) :] == [""] * (len(ways) - len(told)) != []  # what has no place comes last
        assert "51." not in page.url + "".join(asked)
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert window.troubles == []


def metres(one: dict[str, Any]) -> float:
    """Return how far somebody in De Heul walks to an activity: the straight line, and three tenths of it more."""
    north = one["lat"] - HEUL["latitude"]
    east = (one["lon"] - HEUL["longitude"]) * cos(radians((one["lat"] + HEUL["latitude"]) / 2))
    return hypot(north, east) * 111_195 * 1.3


def distance(far: float) -> str:
    """Say how far something is."""
    if far < 975:
        return f"Ongeveer {ceil(far / 50) * 50} meter lopen, {ceil(far / (4000 / 60))} minu"
    kilometres = f"{round(far / 100) / 10:g}".replace(".", ",")
    return f"Ongeveer {kilometres} kilometer lopen" if far < 5000 else f"Ongeveer {kilometres} kilometer ver"


def test_without_permission_one_chooses_a_neighbourhood(page: Page, host: str) -> None:
    page.goto(f"{host}/zoeken/")
    page.get_by_role("button", name="Dicht bij mij").click()
    until(page, "document.activeElement.name === 'vanaf'")
    assert "Je toestel vertelt niet waar je bent" in page.get_by_role("status").inner_text()
    page.get_by_label("Dicht bij welke buurt?").select_option("de-heul")
    page.locator(".way").first.wait_for()
    assert page.locator(".way").first.inner_text() == "Ongeveer 100 meter lopen, 1 minuut"
    assert "vanaf het midden van De Heul" in page.get_by_role("status").inner_text()
    assert urlsplit(page.url).query == "vanaf=de-heul"


# --- my neighbourhood -------------------------------------------------------------------------------


def test_my_neighbourhood_is_remembered_on_its_page_and_forgotten_there(page: Page, host: str) -> None:
    page.goto(f"{host}/buurten/de-heul/")
    page.get_by_role("button", name="Dit is mijn buurt").click()
    assert page.get_by_text("Dit is jouw buurt.").is_visible()
    page.goto(f"{host}/buurten/cothen/")
    assert page.get_by_role("button", name="Dit is mijn buurt").is_visible()
    page.goto(f"{host}/")
    strip = page.get_by_role("region", name="Jouw buurt")
    assert strip.get_by_role("link").inner_text() == "De Heul"
    strip.get_by_role("link").click()
    page.wait_for_url(f"{host}/buurten/de-heul/")
    page.get_by_role("button", name="Vergeet mijn buurt").click()
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{host}/")
    assert page.get_by_label("Wat is jouw buurt?").is_visible()


def test_on_the_home_page_one_says_which_neighbourhood_is_ones_own(page: Page, host: str) -> None:
    page.goto(f"{host}/")
    page.get_by_label("Wat is jouw buurt?").select_option(label="Cothen")
    page.get_by_role("button", name="Onthoud mijn buurt").click()
    assert page.evaluate("document.activeElement.innerText") == "Cothen"
    assert page.evaluate("({ ...localStorage })") == {"buurt": "cothen"}
    page.reload()
    strip = page.get_by_role("region", name="Jouw buurt")
    assert strip.get_by_role("link", name="Cothen").is_visible()
    strip.get_by_role("button", name="Vergeet mijn buurt").click()
    assert page.evaluate("({ ...localStorage })") == {}
    assert page.get_by_label("Wat is jouw buurt?").is_visible()


def test_searching_starts_in_my_own_neighbourhood_until_i_choose_otherwise(page: Page, host: str, offer: Offer) -> None:
    page.goto(f"{host}/buurten/de-heul/")
    page.get_by_role("button", name="Dit is mijn buurt").click()
    page.goto(f"{host}/zoeken/")
    assert said(page) == offer.number({"buurt": "de-heul"})
    assert "je eigen buurt" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Haal weg: De Heul").click()
    assert page.locator("#browse").is_visible()
    page.reload()
    assert page.locator("#browse").is_visible()
    assert page.locator("#q").input_value() == ""


# --- a page of yesterday ----------------------------------------------------------------------------


OTHER_DAYS = (
    ("/", "2026-11-24T23:30+01:00", None),
    ("/", "2026-11-25T00:10+01:00", "/dag/2026-11-25/"),
    ("/vandaag/", "2026-11-24T00:10+01:00", None),
    ("/vandaag/", "2026-11-27T09:00+01:00", "/dag/2026-11-27/"),
    ("/vandaag/", "2026-11-24T23:30+00:00", "/dag/2026-11-25/"),  # after midnight in Amsterdam
    ("/vandaag/", "2026-11-23T09:00+01:00", "/dag/2026-11-23/"),  # a device that is behind
    ("/morgen/", "2026-11-25T09:00+01:00", "/dag/2026-11-26/"),
    ("/weekend/", "2026-11-29T09:00+01:00", None),  # it is that weekend
    ("/weekend/", "2026-11-30T09:00+01:00", "/dag/2026-12-05/"),
    ("/vandaag/", "2027-11-24T09:00+01:00", ""),  # no page that far ahead
)
"""A page, when it is looked at, and where it leads then: nowhere when it is still right, or has nowhere to lead to."""


def test_a_page_that_is_of_another_day_says_so(new_window: Window, hosts: dict[str, str]) -> None:
    page, host = new_window.page, hosts["town"]
    note = page.locator("#stale")
    for path, now, to in OTHER_DAYS:
        page.clock.set_fixed_time(datetime.fromisoformat(now))
        page.goto(host + path)
        assert note.is_visible() == (to is not None), (path, now)
        if to is not None:
            assert "Deze pagina is gemaakt op dinsdag 24 november." in note.inner_text()
            assert note.get_by_role("link").count() == bool(to), (path, now)
        if to:
            note.get_by_role("link").click()
            page.wait_for_url(host + to)
    assert new_window.troubles == []


# --- everybody --------------------------------------------------------------------------------------


def test_without_a_script_everything_is_a_link(plain_window: Window, host: str, demo: Project) -> None:
    page = plain_window.page
    index = json.loads((demo.output / "zoeken" / "index.json").read_text())
    links: set[str] = set()
    for path in ("/zoeken/", "/zoeken/2/"):
        page.goto(host + path + "?q=koffie")
        assert page.get_by_role("searchbox").count() == page.get_by_role("button").count() == 0
        links.update(page.locator("main a").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))"))
    assert {one["url"] for one in index["activities"]} <= links
    assert {"/gratis/", "/themas/bewegen/", "/doelgroepen/ouderen/", "/buurten/de-heul/", "/vandaag/"} <= links
    for path in ("/", "/buurten/de-heul/"):
        page.goto(host + path)
        assert page.locator("#mine").is_hidden()


def test_the_search_is_not_fetched_before_somebody_searches(page: Page, host: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{host}/zoeken/")
    assert not {"/zoeken/index.json", "/theme/js/vendor/minisearch.js"} & set(asked)
    with page.expect_request("**/zoeken/index.json"), page.expect_request("**/theme/js/vendor/minisearch.js*"):
        page.locator("#q").focus()


def test_when_the_list_cannot_be_fetched_the_links_stay(window: Window, host: str) -> None:
    page = window.page
    page.route("**/zoeken/index.json", lambda route: route.abort())
    page.goto(f"{host}/zoeken/?q=koffie")
    assert "Zoeken lukt nu niet" in page.get_by_role("status").inner_text()
    assert page.locator("#browse").is_visible()
    assert all("ERR_FAILED" in trouble for trouble in window.troubles)


LOOKS = [
    ("/zoeken/?q=koffie&gratis=1&buurt=de-heul", 320),
    ("/zoeken/?vanaf=de-heul&dag=di", 1280),
    ("/zoeken/?q=koffie&dag=zo&buurt=langbroek&rolstoel=1", 320),
    ("/", 320),
    ("/buurten/de-heul/", 320),
    ("/vandaag/", 320),
]


@pytest.mark.parametrize(("path", "width"), LOOKS)
def test_axe_finds_nothing_in_what_scripts_add(
    path: str, width: int, new_window: Window, host: str, judge: Judge
) -> None:
    page, window = new_window.page, new_window
    page.add_init_script(path=AXE)
    page.add_init_script("try { localStorage.setItem('buurt', 'de-heul') } catch {}")
    page.clock.set_fixed_time(datetime.fromisoformat("2026-11-25T09:00+01:00"))
    page.goto(host + path)
    if "?" in path:
        window.unfold()
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        window.show(width=width, scheme=scheme)
        assert judge.findings(page, RULES if scheme == "light" else [CONTRAST]) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert window.troubles == []
