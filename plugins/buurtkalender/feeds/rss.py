"""RSS feeds: what is new or changed, for people who follow a neighbourhood, a theme or an organisation.

An item is an activity. Its date is when it changed, never when it is held (readers drop or rewrite dates to come); when
it is held leads the title, and so the title ages: it depends on the next occurrence that is passed in. The machine
readable dates are those of the RSS 1.0 event module.

feedgen is imported where it is used: it takes longer to import than a small site takes to build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from buurtkalender.domain.model import Activity, Occurrence
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.texts import clean

MOST_ITEMS = 50
"""How many items a feed holds at most."""

EVENT = "http://purl.org/rss/1.0/modules/event/"
"""Namespace of the RSS 1.0 event module."""

NAMESPACE = f' xmlns:ev="{EVENT}"'.encode()


def newest(context: Context, activities: Iterable[Activity], upcoming: Mapping[str, Occurrence]) -> list[Activity]:
    """The activities that a feed holds: the newest change first, of equals what is soonest, at most 50.

    ``upcoming`` is the next occurrence by activity; what has none comes after what has.
    """

    def order(activity: Activity) -> tuple[float, str, str]:
        soon = upcoming.get(activity.id)
        return -context.stamp(activity).timestamp(), soon.start.isoformat() if soon else "~", activity.id

    return sorted(activities, key=order)[:MOST_ITEMS]


def item(context: Context, activity: Activity, upcoming: Occurrence | None) -> bytes:
    """One item, to be joined into any number of feeds; ``upcoming`` is the next occurrence, or None."""
    from feedgen.entry import FeedEntry
    from lxml.etree import tostring

    texts = context.texts
    entry = FeedEntry()
    entry.title(clean(title(context, activity, upcoming)))
    entry.link(href=context.url_of_activity(activity.id))
    entry.guid(context.calendar.uid(activity, 0), permalink=False)
    entry.pubDate(context.stamp(activity))
    change = texts.change(activity, upcoming) if upcoming else ""
    parts = (change, texts.story(activity), texts.facts(activity, upcoming))
    entry.description("".join([_paragraphs(clean(part)) for part in parts if part]))
    if activity.themes:
        entry.category([{"term": word} for word in texts.themes(activity)])
    entry.register_extension("ev", _event_of_entry(), atom=False)
    entry.ev.facts = _facts(context, activity, upcoming)
    # Each item says its namespace again when it is written alone; the feed around it says it once for all.
    octets: bytes = tostring(entry.rss_entry(), encoding="utf-8")
    return octets.replace(NAMESPACE, b"") + b"\n"


def title(context: Context, activity: Activity, upcoming: Occurrence | None) -> str:
    """``Di 1 dec 10.00: Koffieochtend``; with "AFGELAST" when that time is cancelled."""
    if upcoming is None:
        return activity.title
    _ = context.texts.gettext
    name = _("CANCELLED: {title}").format(title=activity.title) if upcoming.cancelled else activity.title
    return f"{context.texts.short_moment(upcoming)}: {name}"


def feed(  # noqa: PLR0913, PLR0917 - what a feed says of itself
    context: Context,
    name: str,
    description: str,
    feed_url: str,
    page_url: str,
    activities: Iterable[Activity],
    items: Iterable[bytes],
) -> bytes:
    """A whole feed around finished items, in the order given. Addresses are absolute.

    ``activities`` are those of the items (:func:`newest`): the newest change among them is the feed's own date, so that
    it stays the same until something changes.
    """
    from feedgen.feed import FeedGenerator

    shell = FeedGenerator()
    shell.title(clean(name))
    shell.description(clean(description) or clean(name))
    shell.link(href=feed_url, rel="self", type="application/rss+xml")
    shell.link(href=page_url, rel="alternate")  # last: RSS takes the last link for its own
    shell.language(context.language)
    shell.generator("Buurtkalender")
    shell.docs("https://www.rssboard.org/rss-specification")
    shell.lastBuildDate(max(map(context.stamp, activities), default=began(context.calendar)))
    shell.register_extension("ev", _event_of_feed(), atom=False)
    octets: bytes = shell.rss_str()
    begin, end, rest = octets.rpartition(b"</channel>")
    return b"".join([begin, b"\n", *items, end, rest, b"\n"])


def _facts(context: Context, activity: Activity, upcoming: Occurrence | None) -> list[tuple[str, str]]:
    """The elements of the event module: dates in W3CDTF, of all day only the date."""
    facts = []
    if upcoming is not None:
        begins, ends = (context.calendar.aware(moment) for moment in (upcoming.start, upcoming.end))
        if upcoming.all_day:
            facts = [("startdate", upcoming.day.isoformat())]
        else:
            facts = [("startdate", begins.isoformat()), ("enddate", ends.isoformat())]
    place = context.texts.place(activity, upcoming)
    if place is not None:
        facts.append(("location", clean(place.text)))
    facts.append(("organizer", clean(context.texts.organisers(activity))))
    return facts


def _paragraphs(text: str) -> str:
    """Plain text as the HTML that readers expect in a description."""
    paragraphs = escape(text, quote=False).split("\n\n")
    return "".join(["<p>" + "<br>".join(one.strip().split("\n")) + "</p>" for one in paragraphs if one.strip()])


@cache
def _event_of_entry() -> Any:
    from feedgen.ext.base import BaseEntryExtension
    from lxml.etree import SubElement

    class EventOfEntry(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
        """Writes the elements of the event module into an item."""

        facts: list[tuple[str, str]] = []

        def extend_rss(self, entry: Any) -> Any:
            for name, value in self.facts:
                SubElement(entry, f"{{{EVENT}}}{name}", nsmap={"ev": EVENT}).text = value
            return entry

    return EventOfEntry


@cache
def _event_of_feed() -> Any:
    from feedgen.ext.base import BaseExtension

    class EventOfFeed(BaseExtension):  # type: ignore[misc] # feedgen has no types
        """Declares the namespace of the event module on the feed."""

        def extend_ns(self) -> dict[str, str]:
            return {"ev": EVENT}

    return EventOfFeed
