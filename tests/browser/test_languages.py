"""Pages in Arabic, from right to left, and in Ukrainian can be used by everybody, as those in Dutch can."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Browser

from browser.axe import AXE, OF_COLOUR, RULES, Judge
from browser.conftest import LANGUAGES
from browser.kinds import Kind, kinds, orders
from browser.window import Window, opened
from buurtkalender.site.serve import server
from projects import Project

LOOKS = (
    (320, "dark", OF_COLOUR),
    (320, "light", RULES),
    (1280, "light", OF_COLOUR),
)

ORDER = """(text) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, at = node.data.indexOf(text);
        if (at < 0 || !node.parentElement.checkVisibility()) continue;
        const left = (index) => {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + 1);
            return range.getBoundingClientRect();
        };
        const first = left(at), last = left(at + text.length - 1);
        return first.top === last.top ? Math.sign(last.left - first.left) : 0;
    }
    return null;
}"""
"""Whether the last sign of a text is drawn to the right of its first (1), to its left (-1), or on another line (0)."""


@pytest.fixture(scope="module")
def tongues(polyglot: Project) -> Iterator[dict[str, str]]:
    """Where it is served; for each language where its pages begin."""
    with server(polyglot.output, "127.0.0.1", 0) as serving:
        threading.Thread(target=serving.serve_forever, args=(0.02,), daemon=True).start()
        host = f"http://127.0.0.1:{serving.server_port}"
        yield {"": host, **{language: f"{host}/{language}" for language in LANGUAGES}}
        serving.shutdown()


@pytest.fixture
def foreign(browser: Browser, tongues: dict[str, str]) -> Iterator[Window]:
    """A window on them."""
    with opened(browser, tongues) as new:
        yield new


def test_everybody_can_use_the_pages_in_any_language(polyglot: Project, foreign: Window, judge: Judge) -> None:
    wrong, lost = [], []
    outputs = {language: polyglot.output / language for language in LANGUAGES}
    shapes = kinds(outputs)
    foreign.page.add_init_script(path=AXE)
    for kind in (*shapes, *orders(outputs, shapes)):
        foreign.open(kind)
        for width, scheme, rules in LOOKS if kind in shapes else LOOKS[1:2]:
            foreign.show(width=width, scheme=scheme)
            wrong += [(*kind, width, scheme, finding) for finding in judge.findings(foreign.page, rules)]
            if scheme == "light":
                (seen,) = foreign.seen([(["losses", "small"], "", foreign.page.evaluate("document.dir"))])
                lost += [f"{kind.site}{kind.path} at {width}: {loss}" for loss in chain(*seen.values())]
    assert wrong == []
    assert not lost, "\n".join(lost)
    assert foreign.troubles == []


def test_arabic_runs_to_the_left_and_what_stands_in_it_to_the_right(foreign: Window) -> None:
    foreign.show(width=1280)
    foreign.open(Kind("ar", "/activiteiten/welzijn-zandmeer/koffieochtend/"))
    drawn = {text: foreign.page.evaluate(ORDER, text) for text in ("متى", "10:00", "Koffieochtend", "0343-555")}
    assert drawn == {"متى": -1, "10:00": 1, "Koffieochtend": 1, "0343-555": 1}


def test_the_menu_begins_at_the_right_in_arabic(foreign: Window) -> None:
    foreign.show(width=1280)
    foreign.open(Kind("ar", "/"))
    left = foreign.page.evaluate(
        "[...document.querySelectorAll('.top nav a')].map((link) => link.getBoundingClientRect().left)"
    )
    assert left == sorted(left, reverse=True)
    brand = foreign.page.evaluate("document.querySelector('.brand').getBoundingClientRect().right")
    assert brand > left[0]


def test_the_language_is_changed_and_changed_back_by_keyboard(foreign: Window) -> None:
    foreign.open(Kind("", "/buurten/molenwijk/"))
    heading = foreign.heading()
    foreign.press_to("Languages")
    foreign.page.keyboard.press("Enter")
    foreign.follow("العربية")
    assert foreign.page.url.endswith("/ar/buurten/molenwijk/")
    foreign.press_to("اللغات")
    foreign.page.keyboard.press("Enter")
    foreign.follow("Nederlands")
    assert foreign.heading() == heading


def test_what_is_found_in_a_language_leads_to_its_pages_there(foreign: Window) -> None:
    foreign.show(width=1280)
    foreign.page.goto(f"{foreign.hosts['uk']}/zoeken/?gratis=1")
    cards = foreign.page.locator("#results .card h3 a")
    cards.first.wait_for()
    assert {link.split("/")[3] for link in cards.evaluate_all("(links) => links.map((link) => link.href)")} == {"uk"}
    assert cards.locator("bdi[lang=nl]").count() == cards.count()
    assert "Безкоштовно" in foreign.page.locator("#results .facts").first.inner_text()
    assert foreign.page.locator("#count").inner_text().startswith("Знайдено")
    assert foreign.troubles == []
