"""Nothing is lost when somebody sets pages to how they can read and hit them (WCAG 2.2, 1.4.4, 1.4.10, 1.4.12)."""

from __future__ import annotations

from typing import NamedTuple

from browser.kinds import Kind
from browser.window import Window


class Setting(NamedTuple):
    """How somebody looks at a page: through a window of this width, with these rules, from this side."""

    what: str
    width: int
    rules: str = ""
    direction: str = "ltr"


SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
PARTED = "p { margin-block-end: 2em !important }"
SETTINGS = (
    Setting("on a phone, or four times as large on a screen", 320),
    Setting("in a language that is read from right to left", 320, direction="rtl"),
    Setting("with more space between letters, words and lines", 320, SPACED + PARTED),
    Setting("twice as large on a screen", 640),
    Setting("from right to left on a screen", 1280, direction="rtl"),
    Setting("with more space on a screen", 1280, SPACED + PARTED),
    Setting("with only the text twice as large", 1280, ":root { font-size: 200% }"),
)


def test_nothing_is_cut_off_or_beyond_the_edge_or_over_each_other(some_kinds: list[Kind], window: Window) -> None:
    found = []
    for kind in some_kinds:
        window.open(kind)
        for setting in SETTINGS:
            window.show(width=setting.width)
            window.style(setting.rules)
            window.page.evaluate("(side) => { document.documentElement.dir = side }", setting.direction)
            found += [(*kind, setting.what, one) for one in window.ask("losses")]
    assert found == []


def test_everything_to_choose_is_as_high_as_a_thumb_needs(every_kind: list[Kind], window: Window) -> None:
    """48 pixels is a rule of our own; that of WCAG (2.5.8: 24, or enough space) is among those of axe."""
    found = []
    for kind in every_kind:
        window.open(kind)
        for width in (320, 1280):
            window.show(width=width)
            found += [(*kind, width, one) for one in window.ask("small")]
    assert found == []
