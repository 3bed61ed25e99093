"""What one build leaves for the next, besides the site itself."""

from __future__ import annotations

import msgspec

from buurtkalender.feeds.busy import Spot
from buurtkalender.site.analysis import Analysis


class Fragments(msgspec.Struct):
    """Pieces that many files share, each with the key of what it was made from.

    ``code`` is the package that made them; another version starts anew.
    """

    code: str = ""
    cards: dict[bytes, str] = {}
    events: dict[str, tuple[bytes, bytes]] = {}
    briefs: dict[str, tuple[bytes, bytes]] = {}
    taken: dict[str, tuple[bytes, dict[Spot, bytes]]] = {}
    items: dict[str, tuple[bytes, bytes]] = {}
    rows: dict[str, tuple[bytes, bytes]] = {}
    analysis: Analysis = Analysis()
