"""A row of bars as SVG, made at build time: how a number went from month to month.

One number a picture, so that nothing hangs on colour; its title and the table beside it say the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

WIDTH, HIGHEST = 340, 104
"""How wide a picture is, and how high a bar of the most there can be."""

EDGE, ABOVE, BELOW = 4, 24, 22
"""What is left free at the sides, and above and below the bars for numbers and months."""

DIGIT = 10
"""How wide a digit is, at most."""

NEAR = 55
"""How far a year stands from the first and the last month, at least: they are written at the same height."""


class Bar(NamedTuple):
    """How much there was on a day."""

    day: date
    much: int


def draw(bars: Sequence[Bar], most: int, title: str, kind: str, names: tuple[str, str]) -> Markup:
    """Return the picture, with bars as high as their share of ``most``; a month without a bar stays empty.

    ``kind`` is a class to colour it by; ``names`` are what stands below the first and the last bar. The picture is no
    higher than its own bars are.
    """
    first = bars[0].day
    slots = [_months(first, bar.day) for bar in bars]
    slots[-1] = max([slots[-1], *(slot + 1 for slot in slots[:-1])])  # today comes after the first of this month
    step = (WIDTH - 2 * EDGE) / (slots[-1] + 1)
    heights = [HIGHEST * bar.much / most if most else 0.0 for bar in bars]
    floor = ABOVE + max(heights)
    below = floor + BELOW - 5
    box, said = f"0 0 {WIDTH} {floor + BELOW:.0f}", escape(title)
    parts = [
        f'<svg class="bars {escape(kind)}" viewBox="{box}" role="img" aria-label="{said}"><title>{said}</title>',
    ]
    for slot, height in zip(slots, heights, strict=True):
        if height:
            x, wide = EDGE + (slot + 0.1) * step, 0.8 * step
            parts.append(f'<rect x="{x:.1f}" y="{floor - height:.1f}" width="{wide:.1f}" height="{height:.1f}"/>')
    parts.append(f'<path d="M{EDGE} {floor:.1f}H{WIDTH - EDGE}"/>')
    for number, anchor, x, name in ((0, "start", EDGE, names[0]), (-1, "end", WIDTH - EDGE, names[1])):
        much = str(bars[number].much)
        covered = [
            height
            for slot, height in zip(slots, heights, strict=True)
            if abs(slot - slots[number]) * step < DIGIT * len(much)
        ]
        parts.append(
            f'<text class="much" x="{x}" y="{floor - max(covered) - 6:.1f}" text-anchor="{anchor}">{much}</text>'
        )
        parts.append(f'<text x="{x}" y="{below:.1f}" text-anchor="{anchor}">{escape(name)}</text>')
    for slot in range(slots[-1]):
        year, month = divmod(first.year * 12 + first.month - 1 + slot, 12)
        x = EDGE + (slot + 0.5) * step
        if month == 0 and x - NEAR / 2 > EDGE + NEAR and x + NEAR / 2 < WIDTH - NEAR:
            parts.append(f'<text x="{x:.1f}" y="{below:.1f}" text-anchor="middle">{year}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - names are escaped above


def _months(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month
