"""Every kind of page can be used by everybody, light and dark, on a phone and a screen, and however they look at it.

There is no finding of axe-core, nothing is lost, and everything can be hit and found by its focus.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from browser.axe import AXE, OF_COLOUR, RULES, Judge
from browser.kinds import Kind
from browser.window import Scheme, Window, opened


class Setting(NamedTuple):
    """How somebody looks at a page: with these rules, from this side; with the focus too where it is plain."""

    what: str
    rules: str = ""
    direction: str = "ltr"
    plain: bool = False


class Look(NamedTuple):
    """A window, in which colours, by which rules axe judges there, and in which settings one looks through it."""

    width: int
    scheme: Scheme
    rules: list[str]
    settings: tuple[Setting, ...] = ()


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
PARTED = "p { margin-block-end: 2em !important }"
PARTS = 2
"""Parts of the pages, so that several processes can share what takes long."""

ON_A_PHONE = (
    Setting("in a language that is read from right to left", direction="rtl"),
    Setting("with more space between letters, words and lines", SPACED + PARTED),
    Setting("on a phone, or four times as large on a screen", plain=True),
)
ON_A_SCREEN = (
    Setting("from right to left on a screen", direction="rtl"),
    Setting("with more space on a screen", SPACED + PARTED),
    Setting("with only the text twice as large", ":root { font-size: 200% }"),
    Setting("on a screen", plain=True),
)
"""The plain one last: the page is left in it."""

LOOKS = (
    Look(320, "dark", OF_COLOUR),
    Look(320, "light", RULES, ON_A_PHONE),
    Look(1280, "light", OF_COLOUR, ON_A_SCREEN),
    Look(1280, "dark", OF_COLOUR),
    Look(640, "dark", [], (Setting("twice as large on a screen"),)),
)
"""Each differs from the one before in little: making a window wider or narrower takes longest.

The last one comes after a window in which nothing has to be slid sideways, so nothing is left slid.
"""

IN_ANOTHER_ORDER = (Look(320, "light", RULES, (Setting("in another order", plain=True),)),)
"""How a page is looked at in which nothing but the order of headings and landmarks is new."""

PIXELS_A_MILLIMETRE = 96 / 25.4


class Seen(NamedTuple):
    """What was seen on all pages; each finding with the page and how it was looked at."""

    wrong: list[tuple[object, ...]]
    losses: list[tuple[str, ...]]
    small: list[tuple[str, ...]]
    unfocused: list[tuple[str, ...]]
    unprinted: list[tuple[str, ...]]
    troubles: list[str]


@pytest.fixture(scope="module")
def every_look(every_shape: list[Kind], every_order: list[Kind]) -> list[tuple[Kind, tuple[Look, ...]]]:
    """Every page that is looked at, and how."""
    return [(kind, LOOKS) for kind in every_shape] + [(kind, IN_ANOTHER_ORDER) for kind in every_order]


@pytest.fixture(scope="module", params=range(PARTS))
def seen(
    request: pytest.FixtureRequest,
    browser: Browser,
    hosts: dict[str, str],
    every_look: list[tuple[Kind, tuple[Look, ...]]],
    judge: Judge,
) -> Iterator[Seen]:
    """Every page of a part is opened once for all these tests: that is what takes long."""
    with opened(browser, hosts) as window:
        window.page.add_init_script(path=AXE)
        found = Seen([], [], [], [], [], window.troubles)
        for kind, looks in every_look[request.param :: PARTS]:
            window.open(kind)
            _see(window, kind, looks, judge, found)
            if looks is LOOKS:
                _print(window, kind, found)
        yield found


def _see(window: Window, kind: Kind, looks: tuple[Look, ...], judge: Judge, found: Seen) -> None:
    for width, scheme, rules, settings in looks:
        window.show(width=width, scheme=scheme)
        if rules:
            found.wrong.extend((*kind, width, scheme, finding) for finding in judge.findings(window.page, rules))
        if settings:
            _look(window, kind, settings, found)


def _print(window: Window, kind: Kind, found: Seen) -> None:
    lying = window.page.locator(".wide").count() > 0  # a sheet of its own: gaps.css
    paper = 297 - 2 * 10 if lying else 210 - 2 * 14
    window.show(width=int(paper * PIXELS_A_MILLIMETRE), medium="print")
    found.unprinted.extend((*kind, one) for one in window.ask("losses"))


def _look(window: Window, kind: Kind, settings: tuple[Setting, ...], found: Seen) -> None:
    every = window.seen([(_questions(setting), setting.rules, setting.direction) for setting in settings])
    for setting, seen in zip(settings, every, strict=True):
        for question, answers in seen.items():
            getattr(found, question).extend((*kind, setting.what, one) for one in answers)


def _questions(setting: Setting) -> list[str]:
    return ["losses", *([] if setting.rules else ["small"]), *(["unfocused"] if setting.plain else [])]


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


def test_what_was_seen_is_of_every_shape(every_shape: list[Kind]) -> None:
    paths = {page.path for page in every_shape}
    assert {"/", "/buurten/", "/hiaten/", "/zoeken/", "/abonneren/", "/aanmelden/nieuw/"} <= paths
    assert 30 <= len(every_shape) <= 90


def test_there_is_a_page_in_every_order_of_headings_and_landmarks(every_order: list[Kind]) -> None:
    assert 3 <= len(every_order) <= 30
