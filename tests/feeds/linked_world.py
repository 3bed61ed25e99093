"""The small calendar of :mod:`feeds.world` as linked data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from buurtkalender.domain.model import Calendar
from buurtkalender.feeds.linked import Linked, Urls
from feeds.world import TODAY, context

SITE = "https://zandmeer.example/"


def linked(of: Calendar, stamps: Mapping[str, datetime] | None = None, today: date = TODAY) -> Linked:
    """A calendar as linked data."""
    page = f"{SITE}{{}}/".format
    urls = Urls(SITE, activity=page, venue=page, room=page, organisation=page, area=page, theme=page)
    return Linked(context(of, stamps=stamps, today=today), urls, "Zandmeer", "post@zandmeer.example")
