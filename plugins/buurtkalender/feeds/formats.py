"""Which feeds stand beside a list, one a row: where, as what they are served, and what writes them.

A format of the news is added by a row in :data:`NEWS`, with a module that writes an item and the feed around items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from buurtkalender.feeds import atom, json_feed, rss
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.news import Channel, Story
from buurtkalender.words.catalogues import N_

LIST = "{list}"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A file that programs follow, beside the page of a list.

    ``file`` is its name there, the same for every list, and ``media`` its type (RFC 6838) without a character set: it
    is UTF-8. ``name`` is what the format is called, ``title`` what browsers call the feed (a msgid, or the list's own
    heading), nothing where one of another format has said it already.
    """

    file: str
    media: str
    name: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class News(Feed):
    """A format of the news: ``item`` writes one, to be joined into any number of feeds; ``feed`` what is around them.

    One that is ``everywhere`` also stands beside the lists of which there are hundreds (a theme in one neighbourhood,
    the gaps of one). A reader that knows another format better can follow one of the two lists such a list is made of.
    """

    item: Callable[[Story], bytes]
    feed: Callable[[Context, Channel, Iterable[bytes]], bytes]
    everywhere: bool = False


CALENDAR = Feed(file="kalender.ics", media="text/calendar", name="iCalendar", title=LIST)
RSS = News(
    file="rss.xml",
    media="application/rss+xml",
    name="RSS",
    title=LIST,
    item=rss.item,
    feed=rss.feed,
    everywhere=True,
)
NEWS: tuple[News, ...] = (
    RSS,
    News(file="atom.xml", media="application/atom+xml", name="Atom", item=atom.entry, feed=atom.feed),
    News(file="feed.json", media="application/feed+json", name="JSON Feed", item=json_feed.item, feed=json_feed.feed),
)
WEEK_FEED = Feed(file="week.xml", media=RSS.media, name=RSS.name, title=N_("Day by day"))
FEEDS: tuple[Feed, ...] = (CALENDAR, *NEWS, WEEK_FEED)
"""Every feed of a list, in the order in which its page names them."""

SMALL: tuple[Feed, ...] = (CALENDAR, *(one for one in NEWS if one.everywhere))
"""Those of a list of which there are hundreds."""
