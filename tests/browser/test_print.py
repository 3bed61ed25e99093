"""On paper: few sheets of A4, upright, and lying where a table is wide."""

from __future__ import annotations

import re

import pytest

from browser.window import Window

PORTRAIT, LANDSCAPE = (210, 297), (297, 210)
"""A4 in millimetres."""


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
