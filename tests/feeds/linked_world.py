"""The small calendar of :mod:`feeds.world` as linked data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from buurtkalender.domain.model import Calendar
from buurtkalender.feeds.context import LinkedCalendar, Urls
from feeds.world import TODAY, context

SITE = "https://zandmeer.example/"


def linked(of: Calendar, stamps: Mapping[str, datetime] | None = None, today: date = TODAY) -> LinkedCalendar:
    """A calendar as linked data."""
    page = f"{SITE}{{}}/".format
    urls = Urls(SITE, activity=page, venue=page, room=page, organisation=page, area=page, theme=page)
    return LinkedCalendar(context(of, stamps=stamps, today=today), urls, "Zandmeer", "post@zandmeer.example")
