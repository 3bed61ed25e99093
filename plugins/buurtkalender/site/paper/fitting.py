"""How to make a sheet fit on one page: guess the size of its letters, and look whether it came out.

typst can measure what it sets, but every measurement costs as much as half a sheet. A guess is right nine times out of
ten, and a PDF says in its first bytes how many pages it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import ceil

from buurtkalender.site.paper.press import Press
from buurtkalender.site.paper.sheet import Sheet

LETTER = 0.53
"""How wide a letter is on average, as a part of its size; measured on the demo's texts, a bit on the safe side."""

LINE = 1.32
"""How high a line is, as a part of the size of its letters."""

_PAGES = re.compile(rb"/Type/Pages/Count (\d+)")


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    found = _PAGES.search(pdf)
    return int(found[1]) if found else 1


def on_one_page(press: Press, template: str, sheets: Iterable[Sheet], day: date) -> bytes:
    """Return the first of these sheets that takes one page, else the last."""
    made = b""
    for sheet in sheets:
        made = press.pdf(template, sheet, day)
        if pages(made) == 1:
            break
    return made


def height(text: str, size: float, width: float) -> float:
    """Guess how high a paragraph is, in points, in letters of this size and a column of this width."""
    return ceil(len(text) * LETTER * size / width) * LINE * size if text else 0


def from_guess(sizes: Sequence[float], guess: Callable[[float], float], room: float) -> Sequence[float]:
    """Return the sizes, the largest first, from the one whose guessed height has room; at least the smallest."""
    first = next((number for number, size in enumerate(sizes) if guess(size) <= room), len(sizes) - 1)
    return sizes[first:]
