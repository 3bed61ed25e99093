"""Every kind of page can be used by everybody, light and dark, on a phone and a screen, and however they look at it.

There is no finding of axe-core, nothing is lost, and everything can be hit and found by its focus.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from browser.axe import AXE, CONTRAST, RULES, Judge
from browser.kinds import Kind
from browser.window import Window, opened


class Setting(NamedTuple):
    """How somebody looks at a page: through a window of this width, with these rules, from this side."""

    what: str
    width: int
    rules: str = ""
    direction: str = "ltr"


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
PARTED = "p { margin-block-end: 2em !important }"
PARTS = 4
"""Parts of the pages, so that several processes can share what takes long."""

PHONE, SCREEN = 320, 1280
PLAIN = {
    PHONE: Setting("on a phone, or four times as large on a screen", PHONE),
    SCREEN: Setting("on a screen", SCREEN),
}
SETTINGS = (
    Setting("in a language that is read from right to left", PHONE, direction="rtl"),
    Setting("with more space between letters, words and lines", PHONE, SPACED + PARTED),
    PLAIN[PHONE],
    Setting("from right to left on a screen", SCREEN, direction="rtl"),
    Setting("with more space on a screen", SCREEN, SPACED + PARTED),
    Setting("with only the text twice as large", SCREEN, ":root { font-size: 200% }"),
    PLAIN[SCREEN],
    Setting("twice as large on a screen", 640),
)
"""Those of one width together: making a window wider or narrower takes longest."""

LOOKS = (
    (320, "dark", [CONTRAST]),
    (320, "light", RULES),
    (1280, "light", [CONTRAST, "target-size", "scrollable-region-focusable"]),
    (1280, "dark", [CONTRAST]),
)
"""How wide, in which colours, and which rules can find there what they did not find before."""

PIXELS_A_MILLIMETRE = 96 / 25.4


class Seen(NamedTuple):
    """What was seen on all pages; each finding with the page and how it was looked at."""

    wrong: list[tuple[object, ...]]
    losses: list[tuple[str, ...]]
    small: list[tuple[str, ...]]
    unfocused: list[tuple[str, ...]]
    unprinted: list[tuple[str, ...]]
    troubles: list[str]


@pytest.fixture(scope="module", params=range(PARTS))
def seen(
    request: pytest.FixtureRequest, browser: Browser, hosts: dict[str, str], every_kind: list[Kind], judge: Judge
) -> Iterator[Seen]:
    """Every page of a part is opened once for all these tests: that is what takes long."""
    with opened(browser, hosts) as window:
        window.page.add_init_script(path=AXE)
        found = Seen([], [], [], [], [], window.troubles)
        for kind in every_kind[request.param :: PARTS]:
            window.open(kind)
            _judge(window, kind, judge, found)
            _look(window, kind, found)
        yield found


def _judge(window: Window, kind: Kind, judge: Judge, found: Seen) -> None:
    for width, scheme, rules in LOOKS:
        window.show(width=width, scheme=scheme)
        found.wrong.extend((*kind, width, scheme, finding) for finding in judge.findings(window.page, rules))


def _look(window: Window, kind: Kind, found: Seen) -> None:
    width = 0
    for setting in SETTINGS:
        if setting.width != width:
            width = setting.width
            window.show(width=width)
        asked = ["losses", *([] if setting.rules else ["small"]), *(["unfocused"] if setting in PLAIN.values() else [])]
        for question, answers in window.seen(asked, setting.rules, setting.direction).items():
            getattr(found, question).extend((*kind, setting.what, one) for one in answers)
    lying = window.page.locator(".wide").count() > 0  # a sheet of its own: gaps.css
    paper = 297 - 2 * 10 if lying else 210 - 2 * 14
    window.show(width=int(paper * PIXELS_A_MILLIMETRE), medium="print")
    found.unprinted.extend((*kind, one) for one in window.ask("losses"))
    window.show(width=PHONE)


def test_axe_finds_nothing(seen: Seen) -> None:
    assert seen.wrong == []


def test_nothing_is_cut_off_or_beyond_the_edge_or_over_other_text(seen: Seen) -> None:
    """WCAG 2.2: resize text (1.4.4), reflow (1.4.10), text spacing (1.4.12)."""
    assert seen.losses == []


def test_everything_to_choose_is_as_high_as_a_thumb_needs(seen: Seen) -> None:
    """48 pixels is a rule of our own; that of WCAG (2.5.8: 24, or enough space) is among those of axe."""
    assert seen.small == []


def test_what_has_the_focus_shows_it_and_is_never_hidden(seen: Seen) -> None:
    """WCAG 2.2: focus visible (2.4.7), focus not obscured (2.4.11)."""
    assert seen.unfocused == []


def test_nothing_is_lost_beyond_the_edge_of_the_paper(seen: Seen) -> None:
    assert seen.unprinted == []


def test_the_browser_asks_nobody_else_and_complains_about_nothing(seen: Seen) -> None:
    assert seen.troubles == []


def test_what_was_seen_is_of_every_kind(every_kind: list[Kind]) -> None:
    paths = {page.path for page in every_kind}
    assert {"/", "/vandaag/", "/buurten/", "/hiaten/", "/zoeken/", "/abonneren/", "/404.html"} <= paths
    assert 30 <= len(every_kind) <= 90
