"""On paper: A4, and no column or word is lost."""

from __future__ import annotations

import re

import pytest

from browser.kinds import Kind
from browser.window import Window

PORTRAIT, LANDSCAPE = (210, 297), (297, 210)
"""A4 in millimetres."""

PIXELS_A_MILLIMETRE = 96 / 25.4


@pytest.mark.parametrize(
    ("path", "sheets", "most"),
    [("/vandaag/", {PORTRAIT}, 3), ("/week/2026-w48/", {PORTRAIT}, 8), ("/hiaten/", {PORTRAIT, LANDSCAPE}, 8)],
)
def test_lists_and_the_gaps_print_on_few_sheets_of_a4(
    path: str, sheets: set[tuple[int, int]], most: int, window: Window
) -> None:
    window.page.goto(window.hosts["demo"] + path)
    document = window.page.pdf(prefer_css_page_size=True, format="A4")
    found = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", document)
    assert {(_millimetres(width), _millimetres(height)) for width, height in found} == sheets
    assert 1 <= len(found) <= most


def _millimetres(points: bytes) -> int:
    return round(float(points) / 72 * 25.4)


def test_nothing_is_lost_beyond_the_edge_of_the_paper(every_kind: list[Kind], window: Window) -> None:
    found = []
    for kind in every_kind:
        window.open(kind)
        window.page.emulate_media(media="print")
        landscape = window.page.locator(".wide").count() > 0  # a sheet of its own, lying: gaps.css
        paper = 297 - 2 * 10 if landscape else 210 - 2 * 14
        window.page.set_viewport_size({"width": int(paper * PIXELS_A_MILLIMETRE), "height": 1000})
        found += [(*kind, one) for one in window.ask("losses")]
        window.page.emulate_media(media="screen")
    assert found == []
