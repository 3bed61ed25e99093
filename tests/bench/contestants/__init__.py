"""Who is measured: each writes the same town in its own form, and says how it is built."""

from __future__ import annotations

from contestants import eleventy, floor, hugo, hugo_alike, ours, plain_pelican, start
from contestants.contestant import Contestant, UnavailableError

__all__ = ["CONTESTANTS", "Contestant", "UnavailableError"]

CONTESTANTS: tuple[Contestant, ...] = (
    ours.CONTESTANT,
    ours.THROUGH_PELICAN,
    start.CONTESTANT,
    hugo.CONTESTANT,
    hugo_alike.CONTESTANT,
    plain_pelican.CONTESTANT,
    eleventy.CONTESTANT,
    floor.CONTESTANT,
)
