"""Who is measured: each writes the same town in its own form, and says how it is built."""

from __future__ import annotations

from contestants import eleventy, hugo, ours, plain_pelican
from contestants.contestant import Contestant, UnavailableError

__all__ = ["CONTESTANTS", "Contestant", "UnavailableError"]

CONTESTANTS: tuple[Contestant, ...] = (
    ours.CONTESTANT,
    ours.THROUGH_PELICAN,
    hugo.CONTESTANT,
    plain_pelican.CONTESTANT,
    eleventy.CONTESTANT,
)
