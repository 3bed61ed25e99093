"""A browser window on the sites, and what the tests do with it and ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from browser.kinds import Kind
from browser.settling import wait
from patience import PATIENCE
from town import TODAY

NARROW, HEIGHT = 320, 640
Scheme = Literal["light", "dark"]
Medium = Literal["screen", "print"]
BLOCKED = "Service Worker registration blocked by Playwright"
MOST_KEYS = 120
"""So often one may have to press Tab on a page before reaching what one came for."""

SIGHT = (Path(__file__).parent / "sight.js").read_text(encoding="utf-8")
LOOK = SIGHT + (Path(__file__).parent / "look.js").read_text(encoding="utf-8")

UNFOLD = """(scripted) => Promise.all([...document.querySelectorAll('details:not([open])')].map((one) => {
    const told = new Promise((go) => one.addEventListener('toggle', go, { once: true }));
    one.open = true;
    return scripted ? told : null;
}))"""

STYLE = """(rules) => {
    const own = new CSSStyleSheet();
    own.replaceSync(rules);
    document.adoptedStyleSheets = [own];
}"""
"""Put these rules on top of the site's own, as somebody does who sets their browser so."""

SEEN = f"""(every) => every.map(([asked, rules, side]) => {{
    ({STYLE})(rules);
    document.documentElement.dir = side;
    return Object.fromEntries(asked.map((question) => [question, look[question]()]));
}})"""


@contextmanager
def opened(browser: Browser, hosts: dict[str, str], **options: Any) -> Iterator[Window]:
    """Open a window of a phone that is as narrow as any (WCAG 2.2, 1.4.10), and close it in the end.

    For its pages it is noon of the day on which the sites were built.
    """
    usual = {"viewport": {"width": NARROW, "height": HEIGHT}, "service_workers": "block"}  # each page as it is served
    with browser.new_context(**(usual | options)) as context:
        context.set_default_timeout(PATIENCE * 1000)
        context.clock.set_fixed_time(datetime.combine(TODAY, time(12), UTC))
        yield Window(context.new_page(), hosts, scripted=options.get("java_script_enabled", True))


class Window:
    """One window. ``troubles`` is what the browser complained about, and whom else it asked, since it was opened."""

    def __init__(self, page: Page, hosts: dict[str, str], *, scripted: bool) -> None:
        self.page = page
        self.hosts = hosts
        self.scripted = scripted
        self.troubles: list[str] = []
        self.media: tuple[Scheme, Medium] | None = None
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))

    def leave(self) -> None:
        """Be as when it was opened, for whoever looks next, but for scripts that were added and the time."""
        if self.scripted and self.page.main_frame.url.startswith("http"):
            self.page.main_frame.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        self.page.emulate_media(color_scheme="null", media="null")
        self.page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        self.media = None
        self.troubles.clear()

    def open(self, kind: Kind) -> None:
        """Go to a page and unfold all that is folded: it has to be right too."""
        self.page.goto(self.hosts[kind.site] + kind.path)
        self.unfold()
        self.page.evaluate(LOOK)

    def unfold(self) -> None:
        """Open all that is folded, and let the page know it, which may have something to show in it."""
        self.page.evaluate(UNFOLD, self.scripted)

    def show(self, *, width: int, scheme: Scheme = "light", medium: Medium = "screen") -> None:
        """Make the window this wide, in CSS pixels, and ask for light or dark, for a screen or for paper."""
        if self.page.viewport_size != (wanted := {"width": width, "height": HEIGHT}):
            self.page.set_viewport_size(wanted)
        if self.media != (media := (scheme, medium)):  # each takes the browser as long as a narrower window
            self.page.emulate_media(color_scheme=scheme, media=medium)
            self.media = media

    def ask(self, question: str) -> Any:
        """Return what look.js answers."""
        return self.page.evaluate(f"look.{question}()")

    def press_to(self, text: str) -> None:
        """Press Tab until the focus is on what says this."""
        passed: list[str] = []
        while len(passed) < MOST_KEYS:
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate("document.activeElement.innerText.replace(/\\s+/g, ' ').trim()"))
            if passed[-1].startswith(text):
                return
        raise AssertionError(f"{MOST_KEYS} times Tab on {self.page.url} did not lead to {text!r} but to: {passed}")

    def follow(self, text: str) -> None:
        """Go by keyboard alone to the link that says this, and where it leads."""
        self.press_to(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def wait_for_trouble(self, word: str) -> None:
        """Wait until the browser complained about this."""
        wait(self.page, lambda: any(word in trouble for trouble in self.troubles), f"complained about {word}")

    def heading(self) -> str:
        """Return the heading of the page."""
        return self.page.locator("h1").inner_text()

    def seen(self, ways: list[tuple[list[str], str, str]]) -> list[dict[str, list[str]]]:
        """Look at the page in each of these ways, one after another, and return what look.js sees.

        A way is what to ask, rules on top of the site's own, as somebody has who sets their browser so, and from which
        side the page is read.
        """
        found: list[dict[str, list[str]]] = self.page.evaluate(SEEN, ways)
        return found

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((*(f"{host}/" for host in self.hosts.values()), "data:")):
            self.troubles.append(f"asks {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/404.html"):
            self.troubles.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and message.text != BLOCKED:
            self.troubles.append(f"{message.type}: {message.text}")
