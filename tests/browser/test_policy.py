"""Pages ask nobody but their own site, and a browser runs and shows nothing on them that somebody slipped in."""

from __future__ import annotations

import re

from playwright.sync_api import Route

from browser.kinds import Kind
from browser.settling import until
from browser.window import Window
from projects import Project

SLIPPED_IN = """
<script>globalThis.ran = true</script>
<p id="slipped" style="color: red" onclick="globalThis.ran = true">x</p>
<img src="https://spy.example/pixel.png" alt=""><iframe src="https://spy.example/" title="x"></iframe>
<link rel="stylesheet" href="https://spy.example/x.css"><script src="https://spy.example/x.js"></script>
</main>"""
REFUSED = {
    "script-src-elem", "script-src-attr", "style-src-attr", "style-src-elem", "img-src", "frame-src",
}  # fmt: skip
NOTE = "refused = new Set(); addEventListener('securitypolicyviolation', (one) => refused.add(one.effectiveDirective))"


POLICY = re.compile(rb'.*?<meta http-equiv="Content-Security-Policy" content="[^"]*">', re.DOTALL)


def beginnings(sites: dict[str, Project]) -> dict[bytes, Kind]:
    """Return how pages begin, up to their policy, each with one that does: what follows cannot change what holds."""
    found = {}
    for name, site in sites.items():
        for file in sorted(site.output.rglob("*.html")):
            begin = POLICY.match(file.read_bytes())
            assert begin, f"{file} has no policy"
            path = file.relative_to(site.output).as_posix().removesuffix("index.html")
            if b'http-equiv="refresh"' not in file.read_bytes():  # nobody gets to see these
                found[begin[0]] = Kind(name, f"/{path}")
    return found


def test_nothing_that_is_slipped_into_a_page_runs_or_shows(demo: Project, town: Project, new_window: Window) -> None:
    """Also where the host sends no header: the pages carry their policy themselves."""
    window = new_window
    window.page.add_init_script(NOTE)
    window.page.route("**/*", _slip_in)
    why: set[str | None] = set()
    window.page.on("requestfailed", lambda request: why.add(request.failure))
    window.page.on("requestfinished", lambda request: why.add(request.url if "spy.example" in request.url else "csp"))
    pages = beginnings({"demo": demo, "town": town}).values()
    assert len(pages) >= 3, "with and without a script, and with a form"
    for kind in pages:
        window.page.goto(window.hosts[kind.site] + kind.path)
        # Some versions of the browser only look at what it would do when it is pressed.
        window.page.evaluate("document.getElementById('slipped').click()")
        until(window.page, f"refused.size >= {len(REFUSED)}")
        assert set(window.page.evaluate("[...refused]")) == REFUSED, kind
        assert not window.page.evaluate("'ran' in globalThis"), kind
        assert window.page.evaluate("getComputedStyle(document.getElementById('slipped')).color") != "rgb(255, 0, 0)"
    assert {"csp"} <= why <= {"csp", "net::ERR_ABORTED"}  # the latter of a frame, if it gets that far in time


def test_a_page_may_read_its_own_site_and_no_other(window: Window) -> None:
    window.open(Kind("town", "/"))
    fetch = "(url) => fetch(url).then((answer) => answer.status, () => 'refused')"
    assert window.page.evaluate(fetch, "/robots.txt") == 200
    assert window.page.evaluate(fetch, window.hosts["demo"] + "/robots.txt") == "refused"
    window.wait_for_trouble("connect-src")


def _slip_in(route: Route) -> None:
    if route.request.resource_type != "document":
        route.continue_()
        return
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers, body=answer.text().replace("</main>", SLIPPED_IN))
