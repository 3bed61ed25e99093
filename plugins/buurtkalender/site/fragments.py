"""What one build leaves for the next, besides the site itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from buurtkalender.feeds.busy import Spot
from buurtkalender.site.gaps.analysis import Analysis

T = TypeVar("T")


class Fragments(msgspec.Struct):
    """Pieces that many files share, each with the key of what it was made from.

    ``code`` is the package that made them; another version starts anew. ``news`` are the items by
    activity, for each format by the name of its feeds; ``weeks`` the items of the coming week by guid, ``found`` the
    rows of what can be found.
    """

    code: str = ""
    cards: dict[bytes, str] = {}
    events: dict[str, tuple[bytes, bytes]] = {}
    briefs: dict[str, tuple[bytes, bytes]] = {}
    taken: dict[str, tuple[bytes, dict[Spot, bytes]]] = {}
    news: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    weeks: dict[str, tuple[bytes, bytes]] = {}
    rows: dict[str, tuple[bytes, bytes]] = {}
    found: dict[str, tuple[bytes, bytes]] = {}
    analysis: Analysis = Analysis()


def refreshed(kept: dict[str, tuple[bytes, T]], keys: Mapping[str, bytes], make: Callable[[str], T]) -> dict[str, T]:
    """Return a piece for each name of ``keys``; one ``kept`` from the last build serves while its key is the same.

    ``kept`` is brought up to date.
    """
    for name in kept.keys() - keys.keys():
        del kept[name]
    for name, key in keys.items():
        before = kept.get(name)
        if before is None or before[0] != key:
            kept[name] = key, make(name)
    return {name: piece for name, (_, piece) in kept.items()}
