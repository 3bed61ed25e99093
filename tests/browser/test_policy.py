"""Pages ask nobody but their own site, and a browser runs and shows nothing on them that somebody slipped in."""

from __future__ import annotations

from playwright.sync_api import Route

from browser.kinds import Kind
from browser.settling import until
from browser.window import Window

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


def test_nothing_that_is_slipped_into_a_page_runs_or_shows(every_kind: list[Kind], window: Window) -> None:
    """Also where the host sends no header: the pages carry their policy themselves."""
    window.page.add_init_script(NOTE)
    window.page.route("**/*", _slip_in)
    why: set[str | None] = set()
    window.page.on("requestfailed", lambda request: why.add(request.failure))
    window.page.on("requestfinished", lambda request: why.add(request.url if "spy.example" in request.url else "csp"))
    for kind in every_kind:
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
