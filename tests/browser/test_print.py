"""On paper: few sheets of A4, upright, and lying where a table is wide."""

from __future__ import annotations

import re

import pytest

from browser.window import STYLE, Window

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
    found = _sheets(window)
    assert set(found) == sheets
    assert 1 <= len(found) <= most


@pytest.mark.parametrize(
    "letters",
    [
        "* { font-family: 'DejaVu Sans' !important }",
        "* { font-family: 'DejaVu Serif' !important }",
        "* { font-family: monospace !important }",
        "* { letter-spacing: .12em !important }",
        "main { zoom: 1.7 }",
        "* { font-size: 14pt !important; line-height: 2 !important }",
    ],
)
def test_the_sheet_for_the_meeting_is_two_pages_whatever_the_letters(letters: str, window: Window) -> None:
    window.page.goto(window.hosts["demo"] + "/hiaten/overleg/")
    window.page.evaluate(STYLE, letters)
    assert _sheets(window) == [PORTRAIT, PORTRAIT]


def test_the_sheet_for_the_meeting_is_two_pages_however_much_there_is(window: Window) -> None:
    window.page.goto(window.hosts["demo"] + "/hiaten/overleg/")
    window.page.evaluate("for (const row of document.querySelectorAll('main li')) row.after(row.cloneNode(true))")
    assert _sheets(window) == [PORTRAIT, PORTRAIT]


def _sheets(window: Window) -> list[tuple[int, int]]:
    """The sizes of the sheets on which the page is printed, in millimetres."""
    document = window.page.pdf(prefer_css_page_size=True, format="A4")
    found = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", document)
    return [(_millimetres(width), _millimetres(height)) for width, height in found]


def _millimetres(points: bytes) -> int:
    return round(float(points) / 72 * 25.4)
