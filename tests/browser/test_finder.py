"""A professional beside somebody: what suits them, why, and a card to hand over. Nothing of it leaves the device."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, time
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from playwright.sync_api import Browser, Page

from browser.axe import AXE, CONTRAST, OF_COLOUR, RULES, Judge
from browser.kinds import Kind
from browser.settling import until
from browser.window import Scheme, Window, opened
from projects import ROOT, Project
from town import TODAY

FINDER = "/doorverwijzen/"
LONELY = "leeftijd=80&buurt=de-heul&ver=lopen-15&prijs=2&nodig=rolstoel&nodig=alleen&thema=ontmoeten"
NEWCOMER = "leeftijd=35&groep=nieuwkomers&groep=ouders&kinderen=2%2C+4&taal=uk&buurt=de-horden-rivieren"
EVENINGS = "leeftijd=68&buurt=frankenhof&ver=km-5&deel=3&nodig=rolstoel&thema=ontmoeten&thema=spel"
SCRIPT = 8_050
"""How many bytes the finder's scripts take at most, compressed."""

A5 = (148, 210)
HEIGHTS = """() => Object.fromEntries([...document.querySelectorAll('.handout')].map(
    (one) => [one.querySelector('path').getAttribute('d'), one.getBoundingClientRect().height]))"""
GO = """(hash) => new Promise((gone) => {
    addEventListener('hashchange', gone, { once: true });
    location.hash = hash;
})"""
"""Go to what is behind the #, and be there when the page has seen it."""

QR = "async ([script, texts]) => (({ runs }) => texts.map((one) => runs(one).d))(await import(script))"
FEW = """() => {
    const alike = '.found > li:nth-child(n + 3), .ahead > details:nth-of-type(n + 3)';
    document.querySelectorAll(alike).forEach((one) => one.remove());
    document.querySelectorAll('details').forEach((one) => { one.open = true });
}"""
"""Leave out what looks the same as what stays, and unfold what is folded."""


AXE_LOOKS: tuple[tuple[int, Scheme, list[str]], ...] = (
    (320, "dark", OF_COLOUR),
    (320, "light", RULES),
    (1280, "light", RULES),
    (1280, "dark", [CONTRAST]),
)


@pytest.fixture(scope="module")
def morning(browser: Browser, hosts: dict[str, str]) -> Iterator[Window]:
    """A window on the demo at nine in the morning of the day on which it was built."""
    with opened(browser, hosts, timezone_id="Europe/Amsterdam") as new:
        new.page.clock.set_fixed_time(datetime.combine(TODAY, time(8), UTC))
        yield new


@pytest.fixture
def at_nine(morning: Window) -> Iterator[Window]:
    """That window, in which nothing may go wrong."""
    yield morning
    troubles = [*morning.troubles]
    morning.leave()
    assert troubles == []


def find(window: Window, asked: str) -> Page:
    """Open the finder with this in its address."""
    window.page.goto(f"{window.hosts['demo']}/404.html")
    window.page.goto(f"{window.hosts['demo']}{FINDER}#{asked}")
    return window.page


def told(page: Page, group: str = "fits") -> list[str]:
    """What is said of each activity that fits, or nearly fits."""
    return page.locator(f".found > .{group}").all_inner_texts()


def counted(page: Page) -> list[int]:
    """How many fit, nearly fit, and do not."""
    return [int(number) for number in re.findall(r"\d+", page.locator("#status").inner_text())]


# --- what people come for ---------------------------------------------------------------------------


def test_somebody_of_80_who_is_lonely_and_has_little_money(at_nine: Window) -> None:
    page = find(at_nine, LONELY)
    first = told(page)[0]
    for reason in ("Voor 65 jaar en ouder", "1 minuut lopen", "Gratis", "rolstoel of rollator", "wordt ontvangen"):
        assert reason in first
    assert "Volgende keer: dinsdag 24 november, 10.00 tot 12.00 uur" in first
    assert "Bel 0343" in first
    minutes = [int(number) for text in told(page) for number in re.findall(r"(\d+) minu\w+ lopen", text)]
    assert max(minutes) <= 15


def test_somebody_of_35_who_just_came_and_speaks_ukrainian_with_two_children(at_nine: Window) -> None:
    page = find(at_nine, NEWCOMER)
    near = told(page, "nearly")
    assert any("Oekraïne" in text and "Kinderen mee: niet bekend" in text for text in near)
    assert any("Samen met een kind: 2 tot en met 4 jaar" in text and "Taal: niet bekend" in text for text in near)
    assert all("bekend" in text or "alleen" in text or "Niet" in text for text in near)
    assert not any("Er wordt alleen Nederlands" in text for text in near[:5])


def test_somebody_of_68_in_a_wheelchair_who_wants_company_in_the_evening(at_nine: Window) -> None:
    page = find(at_nine, EVENINGS)
    assert len(told(page)) >= 5
    assert all("avond" in text and "km" in text and "rolstoel" in text for text in told(page))


def test_everything_can_be_filled_in_and_found_by_keyboard_alone(at_nine: Window) -> None:
    page = find(at_nine, "")
    page.locator("#leeftijd").focus()
    page.keyboard.type("80")
    for name, value in (("buurt", "de-heul"), ("ver", "lopen-15")):
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                break
        for _ in range(40):
            page.keyboard.press("ArrowDown")
            if page.evaluate("document.activeElement.value") == value:
                break
    assert told(page) != []
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('go')"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "found"
    at_nine.press_to("Bel 0343")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    at_nine.press_to("Waarom hier?")
    at_nine.press_to("Print de kaart")
    assert "kaart=" in page.url


# --- what stays on the device -----------------------------------------------------------------------


def test_nothing_of_the_person_is_sent_or_kept(at_nine: Window) -> None:
    page = find(at_nine, "")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.get_by_label("Leeftijd", exact=True).fill("87")
    page.get_by_label("Buurt").select_option("De Engk")
    page.get_by_label("Mantelzorgers").check()
    page.get_by_role("button", name="Toon wat past").click()
    assert told(page) != []
    page.keyboard.press("Enter")
    address = urlsplit(page.url)
    assert address.query == ""
    assert parse_qs(address.fragment) == {"leeftijd": ["87"], "buurt": ["de-engk"], "groep": ["mantelzorgers"]}
    page.locator(".do input").first.check()
    assert page.locator(".handout").is_visible()
    for_everybody = {"/zoeken/index.json", "/doorverwijzen/meer.json"}  # fetched whole, once somebody begins
    assert {urlsplit(one).path for one in asked} <= {"/theme/icon.svg", *for_everybody}
    assert {one.partition("?")[2].strip("0123456789abcdef") for one in asked} <= {""}
    assert page.context.cookies() == []
    kept = "() => [localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(kept) == [0, 0, ""]
    assert "Wat u invult, blijft op dit apparaat" in page.locator("main").inner_text()


def test_the_form_cannot_be_sent_even_where_its_script_fails(browser: Browser, hosts: dict[str, str]) -> None:
    with opened(browser, hosts) as window:
        window.page.route("**/finder.js*", lambda route: route.abort())
        window.page.goto(hosts["demo"] + FINDER)
        window.page.evaluate("document.documentElement.classList.add('with-form')")
        window.page.get_by_label("Leeftijd", exact=True).fill("87")
        window.page.keyboard.press("Enter")
        window.wait_for_trouble("form-action")
        assert window.page.url.removeprefix(hosts["demo"]) == FINDER, "and not the age: the port may hold its digits"


def test_the_address_brings_everything_back_and_one_button_clears_it(at_nine: Window) -> None:
    page = find(at_nine, LONELY + "&kaart=stichting-welzijn-wijk/wijkkoffie-de-engk")
    assert page.get_by_label("Leeftijd", exact=True).input_value() == "80"
    assert page.get_by_label("Rolstoel of rollator").is_checked()
    page.locator(".do input").first.check()
    page.get_by_role("button", name="Wis alles").click()
    assert urlsplit(page.url).fragment == ""
    assert page.locator(":checked:not(option)").count() == 0
    assert page.get_by_label("Leeftijd", exact=True).input_value() == ""
    assert page.get_by_label("Buurt").input_value() == ""
    assert page.locator(".found, .handout").count() == 0
    assert "Vul iets in" in page.locator("#status").inner_text()


def test_links_to_a_place_on_the_page_leave_what_was_filled_in(at_nine: Window) -> None:
    page = find(at_nine, LONELY)
    page.locator(".do input").first.check()
    page.evaluate("went = 0; addEventListener('hashchange', () => (went += 1))")
    for number, link in enumerate(("#to-card", ".skip", "header a[href='#meer']"), 1):
        page.locator(link).focus()
        page.keyboard.press("Enter")
        until(page, f"went === {number}")
        assert parse_qs(urlsplit(page.url).fragment).items() >= parse_qs(LONELY).items()
        assert page.get_by_label("Leeftijd", exact=True).input_value() == "80"
        assert page.locator(".handout").count() == 1


# --- what is said of each ---------------------------------------------------------------------------


def test_what_is_not_known_is_named_and_who_to_ask_it(at_nine: Window) -> None:
    page = find(at_nine, "nodig=rolstoel")
    assert not any("niet bekend" in text for text in told(page))
    near = told(page, "nearly")
    assert near
    assert all(
        "Rolstoel of rollator: niet bekend" in text or "Niet toegankelijk" in text or "Klopt dat?" in text
        for text in near
    )
    assert any("Bel en vraag: 0343" in text for text in near)


def test_the_three_numbers_are_all_activities_and_more_of_them_can_be_shown(at_nine: Window) -> None:
    page = find(at_nine, "buurt=de-heul&ver=lopen-15")
    fits, nearly, rest = counted(page)
    everything = page.evaluate(
        "fetch('/zoeken/index.json').then((one) => one.json()).then((all) => all.activities.length)"
    )
    assert fits + nearly + rest == everything
    assert len(told(page)) == 10 < fits
    page.get_by_role("button", name="Toon er nog 10").first.click()
    assert len(told(page)) == 20
    assert page.evaluate("document.activeElement.closest('li') === document.querySelectorAll('.found > .fits')[10]")


def test_the_sum_that_ranks_is_open_and_right(at_nine: Window) -> None:
    page = find(at_nine, LONELY)
    page.evaluate("document.querySelectorAll('.found details').forEach((one) => { one.open = true })")
    totals = []
    for text in told(page):
        total = int(re.findall(r"Waarom hier\? (\d+) punten", text)[0])
        parts = re.findall(r": ([+−])(\d+)$", text, re.MULTILINE)
        assert sum(int(number) if sign == "+" else -int(number) for sign, number in parts) == total
        totals.append(total)
    assert totals == sorted(totals, reverse=True)
    assert "hoogstens 40" in page.locator("main").inner_text() or "hoogstens 40" in page.content()


# --- the card ---------------------------------------------------------------------------------------


def test_three_activities_at_most_come_on_sheets_of_a5_and_nothing_of_the_person_does(at_nine: Window) -> None:
    page = find(at_nine, LONELY)
    for number in range(3):
        page.locator(".do input").nth(number).check()
    assert page.locator(".do input").nth(3).is_disabled()
    assert "3 van 3" in page.locator("#picked").inner_text()
    first = page.locator(".handout").first.inner_text()
    for said in ("Dinsdag 24 november, 10.00 tot 12.00 uur", "Dinsdag 1 december", "Gratis", "0343-555", "Naam:"):
        assert said in first
    for told_of_them in ("80", "minu", "65"):
        assert told_of_them not in first.replace("2026", "")
    assert page.locator(".handout").get_by_role("img", name="QR-code van").count() == 3
    document = page.pdf(prefer_css_page_size=True, format="A4")
    found = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", document)
    assert [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in found] == [A5] * 3


def test_every_card_fits_on_one_sheet(at_nine: Window, demo: Project) -> None:
    page = find(at_nine, "leeftijd=80")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(128 / 25.4 * 96), "height": 900})
    every = page.evaluate("fetch('meer.json').then((one) => one.json()).then(Object.keys)")
    assert len(every) > 250
    heights: dict[str, float] = {}
    for start in range(0, len(every), 3):
        some = every[start : start + 3]
        page.evaluate(GO, "leeftijd=80&" + "&".join(f"kaart={one}" for one in some))
        heights.update(page.evaluate(HEIGHTS))
    assert len(heights) == len({name.partition("@")[0] for name in every})  # by QR code: that of its page
    assert {name: height for name, height in heights.items() if height / 96 * 25.4 > 192} == {}  # 210 less the margins


def test_a_list_prints_on_a4_with_reasons_and_telephone_numbers_and_without_the_form(at_nine: Window) -> None:
    page = find(at_nine, LONELY)
    page.emulate_media(media="print")
    assert page.locator(".found .button").first.is_visible()
    assert page.locator(".why").first.is_visible()
    assert not page.locator("#finder").is_visible()
    assert re.findall(rb"/MediaBox\s*\[0 0 595\S* 84\S*\]", page.pdf(prefer_css_page_size=True, format="A4"))


def test_its_qr_code_is_that_of_the_page_module_for_module(at_nine: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """As segno makes it, but for a byte of padding that segno adds where there is nothing to pad."""
    monkeypatch.setattr("segno.encoder.write_padding_bits", lambda bits, _, length: bits.extend([0] * (-length % 8)))
    page = find(at_nine, "kaart=stichting-welzijn-wijk/wijkkoffie-de-engk&leeftijd=80")
    drawn = page.locator(".handout path").get_attribute("d")
    address = "https://buurtkalender.example/activiteiten/stichting-welzijn-wijk/wijkkoffie-de-engk/"
    assert drawn == "".join(_runs(address))
    module = b64encode((ROOT / "theme/static/js/qr.js").read_bytes()).decode()
    texts = [f"https://é.example/{'x' * number}/" for number in range(210)]
    page.goto("about:blank")
    found = page.evaluate(QR, [f"data:text/javascript;base64,{module}", texts])
    assert found == ["".join(_runs(text)) for text in texts]
    assert {len(_code(text).matrix) for text in texts} == {17 + 4 * version for version in range(2, 10)}


def _code(text: str) -> segno.QRCode:
    return segno.make(text.encode(), error="l", boost_error=False, micro=False, mask=4, mode="byte")


def _runs(text: str) -> Iterator[str]:
    for number, row in enumerate(_code(text).matrix):
        for run in re.finditer(b"\1+", bytes(row)):
            yield f"M{run.start()} {number}h{len(run[0])}"


def test_the_first_dates_on_the_card_are_on_the_days_that_were_asked_for(at_nine: Window) -> None:
    page = find(at_nine, "dag=4&kaart=ruilwinkel-de-schakel/open-winkel")
    first = page.locator(".handout").inner_text()
    assert "Donderdag 26 november" in first
    assert "Donderdag 3 december" in first
    assert "Dinsdag 24" not in first


# --- for everybody ----------------------------------------------------------------------------------


def test_axe_finds_nothing_in_what_is_found(at_nine: Window, judge: Judge) -> None:
    page = find(at_nine, NEWCOMER)
    page.evaluate(AXE.read_text())
    page.locator(".do input").first.check()
    page.evaluate(FEW)
    for width, scheme, rules in AXE_LOOKS:
        at_nine.show(width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert judge.findings(page, rules) == [], (width, scheme)


def test_without_a_script_there_are_lists_and_no_form(plain_window: Window) -> None:
    page = plain_window.page
    page.goto(plain_window.hosts["demo"] + FINDER)
    assert not page.locator("#finder").is_visible()
    assert "heeft JavaScript nodig" in page.locator("main").inner_text()
    plain_window.open(Kind("demo", FINDER))
    plain_window.press_to("Ouderen")
    links = page.locator(".ahead a").evaluate_all("(all) => all.map((one) => new URL(one.href).pathname)")
    for begins in ("/buurten/de-heul/doelgroepen/", "/doelen/", "/gratis/", "/rolstoel/", "/week/2026-w48/"):
        assert any(link.startswith(begins) for link in links)


def test_from_the_home_page_and_from_the_foot_of_every_page(plain_window: Window) -> None:
    page = plain_window.page
    page.goto(plain_window.hosts["demo"] + "/")
    assert page.locator(f"main a[href='{FINDER}']").count() == 1
    assert page.locator(f"footer a[href='{FINDER}']").count() == 1


def test_its_scripts_are_small(demo: Project) -> None:
    text = (demo.output / "theme/js/finder.js").read_bytes()
    assert SCRIPT / 2 < len(gzip.compress(text, 9)) <= SCRIPT
