"""Every kind of page can be used by everybody: no finding of axe-core, light and dark, on a phone and a screen."""

from __future__ import annotations

from browser.axe import AXE, CONTRAST, RULES, Judge
from browser.kinds import Kind
from browser.window import Window

LOOKS = (
    (320, "dark", [CONTRAST]),
    (320, "light", RULES),
    (1280, "light", [CONTRAST, "target-size", "scrollable-region-focusable"]),
    (1280, "dark", [CONTRAST]),
)
"""How wide, in which colours, and which rules can find there what they did not find before."""


def test_axe_finds_nothing(some_kinds: list[Kind], window: Window, judge: Judge) -> None:
    found = []
    window.page.add_init_script(path=AXE)
    for kind in some_kinds:
        window.open(kind)
        for width, scheme, rules in LOOKS:
            window.show(width=width, scheme=scheme)
            found += [(*kind, width, scheme, finding) for finding in judge.findings(window.page, rules)]
    assert found == []
