"""What somebody saw, and the coming week, can be read without a connection, and says of when it is."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser

from browser.axe import AXE, RULES, Judge
from browser.settling import wait
from browser.window import Window, opened
from buurtkalender.site.serve import server
from projects import Project

SEEN = "/activiteiten/welzijn-zandmeer/koffieochtend/"
LESSONS = "/activiteiten/sv-zandmeer/gymmen/"
KEPT = "caches.open('pages').then((kept) => kept.keys()).then((keys) => keys.map((one) => new URL(one.url).pathname))"
NOTE = "#kept"


class Line:
    """A connection with the town's site, that can be cut."""

    def __init__(self, town: Project) -> None:
        self._serving = server(town.output, "127.0.0.1", 0)
        threading.Thread(target=self._serving.serve_forever, args=(0.02,), daemon=True).start()
        self.host = f"http://127.0.0.1:{self._serving.server_port}"
        self.up = True

    def cut(self) -> None:
        """Let nobody answer any more."""
        if self.up:
            self._serving.shutdown()
            self._serving.server_close()
        self.up = False


def keep(window: Window, *paths: str) -> None:
    """Wait until the browser has kept all of these."""
    wait(window.page, lambda: set(paths) <= set(window.page.evaluate(KEPT)), f"kept {paths}")


def see(window: Window, address: str) -> None:
    """Open a page as it is now: on a computer that has something else to do, even this one may be too slow at first."""

    def is_new() -> bool:
        window.page.goto(address)
        return window.page.locator(NOTE).count() == 0

    wait(window.page, is_new, f"an {address} of now")


@pytest.fixture
def line(town: Project) -> Iterator[Line]:
    made = Line(town)
    yield made
    made.cut()


@pytest.fixture
def visitor(browser: Browser, line: Line) -> Iterator[Window]:
    """Somebody who came to the home page, and whose browser had the time to keep the week."""
    with opened(browser, {"town": line.host}, service_workers="allow") as window:
        window.page.goto(f"{line.host}/")
        keep(window, "/weekend/", "/theme/css/site.css", "/theme/lists.css", "/theme/icons.svg")
        yield window


def test_the_coming_days_are_there_without_having_been_looked_at(visitor: Window, line: Line) -> None:
    line.cut()
    visitor.page.goto(f"{line.host}/vandaag/")
    assert visitor.heading() == "Vandaag: dinsdag 24 november 2026"
    said = visitor.page.locator(NOTE).inner_text()
    assert re.match(
        r"De kalender is nu niet te bereiken\. Deze pagina is bijgewerkt op \w+ \d+ \w+ om \d{1,2}:\d\d\.", said
    )
    assert visitor.page.evaluate("getComputedStyle(document.body).marginTop") == "0px"  # it has its style


def test_a_page_that_was_seen_is_there_and_another_one_says_what_is(visitor: Window, line: Line) -> None:
    see(visitor, line.host + SEEN)
    keep(visitor, SEEN)
    line.cut()
    visitor.page.goto(f"{line.host}{SEEN}?from=elsewhere")
    assert visitor.heading() == "Koffieochtend in het dorpshuis"
    assert visitor.page.locator(NOTE).is_visible()
    visitor.page.goto(f"{line.host}/organisaties/")
    assert visitor.heading() == "Geen verbinding met internet"
    assert not visitor.page.locator(NOTE).is_visible()
    visitor.follow("Morgen")
    assert visitor.heading().startswith("Morgen")


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_is_out_of_order_does_not_hide_a_page_that_was_kept(
    visitor: Window, line: Line, status: int
) -> None:
    see(visitor, line.host + SEEN)
    keep(visitor, SEEN)
    visitor.page.context.route("**/*", lambda route: route.fulfill(status=status, body="Service Unavailable"))
    visitor.page.goto(line.host + SEEN)
    assert visitor.heading() == "Koffieochtend in het dorpshuis"
    assert visitor.page.locator(NOTE).is_visible()
    visitor.page.context.unroute_all()


def test_with_a_connection_a_page_is_always_of_now(visitor: Window, line: Line, town: Project) -> None:
    see(visitor, f"{line.host}/vandaag/")
    assert visitor.page.content().count("<main") == 1
    served = (town.output / "vandaag/index.html").read_text()
    assert visitor.page.evaluate("fetch('/vandaag/').then((answer) => answer.text())") == served


def test_what_is_kept_says_nothing_of_what_somebody_asked(visitor: Window, line: Line) -> None:
    visitor.page.goto(f"{line.host}/zoeken/?q=eenzaam")
    keep(visitor, "/zoeken/")
    addresses = visitor.page.evaluate(KEPT.replace(".pathname", ".href"))
    assert not [one for one in addresses if "eenzaam" in one]
    assert visitor.troubles == []


def test_a_page_that_was_kept_for_days_tells_which_day_it_is_and_what_is_over(visitor: Window, line: Line) -> None:
    see(visitor, line.host + LESSONS)
    keep(visitor, LESSONS)
    line.cut()
    visitor.page.context.clock.set_fixed_time(datetime(2026, 11, 29, 11, tzinfo=UTC))
    visitor.page.goto(f"{line.host}/vandaag/")
    assert visitor.heading() == "Dinsdag 24 november 2026"
    assert visitor.page.locator("#stale").inner_text().startswith("Let op: het is nu zondag 29 november.")
    visitor.page.goto(line.host + LESSONS)
    assert "vrijdag 4 december" in visitor.page.locator("#next").inner_text().lower()
    assert visitor.page.locator(".dates ol > li").filter(visible=True).count() == 3


def test_axe_finds_nothing_on_a_page_that_was_kept(visitor: Window, line: Line, judge: Judge) -> None:
    line.cut()
    visitor.page.goto(f"{line.host}/morgen/")
    assert visitor.page.locator(NOTE).is_visible()
    for scheme in ("light", "dark"):
        visitor.show(width=320, scheme=scheme)
        visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
        assert judge.findings(visitor.page, RULES) == []
