"""No page is wider than a phone, however long the words, links and mail addresses that people write on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.kinds import Kind, kinds
from browser.window import NARROW, Window, opened
from buurtkalender.site.serve import server
from long_words import wordy_project
from projects import Project, built_once

LANGUAGES = ("nl", "en", "uk", "ar", "tr", "pl")


@pytest.fixture(scope="module")
def wordy_window(browser: Browser, wordy: Project) -> Iterator[Window]:
    """A phone on the hamlet of long words."""
    yield from _phone(browser, wordy)


@pytest.fixture(scope="module")
def polyglot_window(browser: Browser, shared_folder: Path) -> Iterator[Window]:
    """The same in every language."""
    make = partial(wordy_project, LANGUAGES=LANGUAGES, PAST_DAYS=1, PAGES_AHEAD_DAYS=8)
    yield from _phone(browser, built_once(shared_folder / "wordy-everywhere", make))


def _phone(browser: Browser, site: Project) -> Iterator[Window]:
    with server(site.output, "127.0.0.1", 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{serving.server_port}"
        with opened(browser, {str(site.output): host}) as window:
            yield window
        serving.shutdown()


def _losses(window: Window, every: list[Kind]) -> list[tuple[str, str]]:
    found = []
    for kind in every:
        window.open(kind)
        found += [(kind.path, one) for one in window.ask("losses")]
    return found


def test_no_kind_of_page_is_wider_than_a_phone_nor_cuts_a_word_nor_writes_over_another(
    wordy: Project, wordy_window: Window
) -> None:
    every = kinds({str(wordy.output): wordy.output})
    assert len(every) >= 20
    assert _losses(wordy_window, every) == []


@pytest.mark.thorough
def test_nor_is_one_in_any_language(shared_folder: Path, polyglot_window: Window) -> None:
    ((site, _),) = polyglot_window.hosts.items()
    for language in LANGUAGES[1:]:
        every = [Kind(site, f"/{language}{kind.path}") for kind in kinds({site: Path(site) / language}, patterns=True)]
        assert len(every) >= 10
        assert _losses(polyglot_window, every) == []
    assert _losses(polyglot_window, kinds({site: Path(site)}, patterns=True)) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/zoeken/?q=begeleiding", ".card"),
        ("/ar/zoeken/?q=begeleiding", ".card"),
        ("/doorverwijzen/#leeftijd=80&thema=ontmoeten&kaart=welzijn-zandmeer/lang-1", ".found > li"),
    ],
)
def test_nor_is_what_is_found_nor_the_card_that_is_handed_over(path: str, found: str, wordy_window: Window) -> None:
    ((site, _),) = wordy_window.hosts.items()
    wordy_window.page.goto("about:blank")
    wordy_window.open(Kind(site, path))
    assert wordy_window.page.locator(found).count() >= 3
    wordy_window.unfold()
    assert wordy_window.page.evaluate("document.documentElement.scrollWidth") == NARROW
    assert [one for one in wordy_window.ask("losses") if one.startswith(("beyond", "cut"))] == []
    if "kaart" in path:
        assert wordy_window.page.locator(".handout").count() == 1
