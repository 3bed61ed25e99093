"""The news and the week of a small calendar, in every format."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from lxml import etree
from msgspec.structs import replace

from buurtkalender.domain.lifecycle import at
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import occurrences
from buurtkalender.feeds import atom, json_feed, news, rss
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.context import context as context_of
from buurtkalender.feeds.news import Channel, Upcoming
from feeds.world import TODAY, YEAR

HOST = "https://zandmeer.example/"
HOSTILE = ']]></title><script>alert(1)</script> & "co" \'n \u200f\u05d0\u200e é 😀'
"""What markup and XML could break on; right-to-left marks are part of what people write, and stay."""

CONTROLS = "\x00\x07\x0b\x1b\x7f\x85\ufffe\u202e"
"""What no XML may hold, and an override that would turn the rest of the page around."""

Dates = Mapping[str, datetime]


class News(NamedTuple):
    """The news of a calendar: the activities in order, and the three feeds of it."""

    order: list[str]
    rss: bytes
    atom: bytes
    json: bytes

    @property
    def channel(self) -> Any:
        """The channel of the RSS feed."""
        return etree.fromstring(self.rss).find("channel")

    @property
    def feed(self) -> Any:
        """The Atom feed."""
        return etree.fromstring(self.atom)

    @property
    def document(self) -> Any:
        """The JSON Feed."""
        return json.loads(self.json)


def shared(
    of: Calendar,
    *,
    today: date = TODAY,
    stamps: Dates | None = None,
    announced: Dates | None = None,
    language: str = "nl",
    host: str = HOST,
) -> Context:
    """What the feeds of one build share."""
    known = announced or {}
    dated = {key: replace(at(moment), announced=known.get(key, moment)) for key, moment in (stamps or {}).items()}
    return context_of(of, language, lambda key: f"{host}{key}/", dated, today=today)


def ahead(context: Context, today: date) -> dict[str, Upcoming]:
    """What is to come of each activity."""
    coming = [one for one in occurrences(context.calendar, YEAR) if one.day >= today]
    return {
        key: news.ahead(context, activity, [one for one in coming if one.activity == key])
        for key, activity in context.calendar.activities.items()
    }


def channel(context: Context, file: str, changed: datetime, host: str = HOST, name: str = "Alles") -> Channel:
    """The feed of the whole calendar, in one format."""
    return Channel(name, "Wat er te doen is", "Zandmeer", "/", f"{host}{file}", host, changed)


def told(of: Calendar, *, today: date = TODAY, host: str = HOST, name: str = "Alles", **more: Any) -> News:
    """Tell the news of a calendar in every format."""
    context = shared(of, today=today, host=host, **more)
    soon = ahead(context, today)
    every = of.activities.values()
    chosen: list[Activity] = news.newest(every, news.ranks(context, every, soon))
    stories = [news.story(context, one, soon[one.id]) for one in chosen]
    changed = news.changed(context, chosen)
    return News(
        [one.id for one in chosen],
        rss.feed(context, channel(context, "rss.xml", changed, host, name), map(rss.item, stories)),
        atom.feed(context, channel(context, "atom.xml", changed, host, name), map(atom.entry, stories)),
        json_feed.feed(context, channel(context, "feed.json", changed, host, name), map(json_feed.item, stories)),
    )


def week_of(of: Calendar, *, today: date = TODAY, **more: Any) -> bytes:
    """Tell the week of a calendar."""
    context = shared(of, today=today, **more)
    days = {today + timedelta(days=n) for n in range(7)}
    some = [one for one in occurrences(of, YEAR) if one.day in days]
    shown = some[: rss.MOST_WEEK_ITEMS]
    dates = [rss.dated(context, of.activities[one.activity], one.day) for one in shown]
    head = channel(context, "week.xml", rss.week_changed(context, dates))
    about = rss.about(context, head.about, len(some))
    items = [rss.week_item(context, of.activities[one.activity], one) for one in shown]
    return rss.feed(context, head._replace(about=about), items)
