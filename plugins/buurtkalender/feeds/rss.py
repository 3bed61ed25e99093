"""RSS feeds: what is new or changed, for people who follow a neighbourhood, a theme or an organisation.

An item is an activity. Its date is when it changed, never when it is held (readers drop or rewrite dates to come); when
it is held leads the title, and so the title ages: it depends on the next occurrence that is passed in. The machine
readable dates are those of the RSS 1.0 event module.

feedgen is imported where it is used: it takes longer to import than a small site takes to build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from email.utils import format_datetime
from functools import cache
from heapq import nsmallest
from html import escape
from typing import Any

from buurtkalender.domain.model import Activity, Occurrence
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.texts import clean

MOST_ITEMS = 20
"""How many items a feed holds at most."""

EVENT = "http://purl.org/rss/1.0/modules/event/"
"""Namespace of the RSS 1.0 event module."""


def ranks(context: Context, activities: Iterable[Activity], upcoming: Mapping[str, Occurrence]) -> dict[str, int]:
    """The place of each activity among the news: the newest change first, of equals what is soonest.

    ``upcoming`` is the next occurrence by activity; what has none comes after what has. Worked out once for all feeds.
    """

    def order(activity: Activity) -> tuple[float, str, str]:
        soon = upcoming.get(activity.id)
        return -context.stamp(activity).changed.timestamp(), soon.start.isoformat() if soon else "~", activity.id

    return {activity.id: rank for rank, activity in enumerate(sorted(activities, key=order))}


def newest(activities: Iterable[Activity], ranks: Mapping[str, int]) -> list[Activity]:
    """The activities that a feed holds, in their order (:func:`ranks`): at most 20."""
    return nsmallest(MOST_ITEMS, activities, key=lambda activity: ranks[activity.id])


def item(context: Context, activity: Activity, upcoming: Occurrence | None) -> bytes:
    """One item, to be joined into any number of feeds; ``upcoming`` is the next occurrence, or None.

    Written as text, with every value escaped: there are thousands of items, and feedgen takes three times as long for
    one. The tests read them with lxml.
    """
    texts = context.texts
    url = escape(clean(context.url_of_activity(activity.id)))
    change = texts.change(activity, upcoming) if upcoming else ""
    more = texts.gettext("More: {url}").format(url=f'<a href="{url}">{url}</a>')
    parts = (change, texts.story(activity), texts.facts(activity, upcoming))
    story = "".join([_paragraphs(clean(part)) for part in parts if part]) + f"<p>{more}</p>"
    told = [
        ("title", title(context, activity, upcoming)),
        ("link", context.url_of_activity(activity.id)),
        ("description", story),
        ('guid isPermaLink="false"', context.calendar.uid(activity, 0)),
        *[("category", word) for word in texts.themes(activity)],
        ("pubDate", format_datetime(context.stamp(activity).changed)),
        *_facts(context, activity, upcoming),
    ]
    inside = [f"<{name}>{escape(clean(text), quote=False)}</{name.partition(' ')[0]}>" for name, text in told]
    return f"<item>{''.join(inside)}</item>\n".encode()


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
    shell.lastBuildDate(max((context.stamp(one).changed for one in activities), default=began(context.calendar)))
    shell.register_extension("ev", _event_of_feed(), atom=False)
    octets: bytes = shell.rss_str()
    begin, end, rest = octets.rpartition(b"</channel>")
    return b"".join([begin, b"\n", *items, end, rest, b"\n"])


def _facts(context: Context, activity: Activity, upcoming: Occurrence | None) -> list[tuple[str, str]]:
    """The elements of the event module: dates in W3CDTF, of all day only the date."""
    facts = []
    if upcoming is not None:
        if upcoming.all_day:
            facts = [("ev:startdate", upcoming.day.isoformat())]
        else:
            times = context.times
            facts = [("ev:startdate", times[upcoming.start]), ("ev:enddate", times[upcoming.end])]
    place = context.texts.place(activity, upcoming)
    if place is not None:
        facts.append(("ev:location", place.text))
    facts.append(("ev:organizer", context.texts.organisers(activity)))
    return facts


def _paragraphs(text: str) -> str:
    """Plain text as the HTML that readers expect in a description."""
    paragraphs = escape(text, quote=False).split("\n\n")
    return "".join(["<p>" + "<br>".join(one.strip().split("\n")) + "</p>" for one in paragraphs if one.strip()])


@cache
def _event_of_feed() -> Any:
    from feedgen.ext.base import BaseExtension

    class EventOfFeed(BaseExtension):  # type: ignore[misc] # feedgen has no types
        """Declares the namespace of the event module on the feed."""

        def extend_ns(self) -> dict[str, str]:
            return {"ev": EVENT}

    return EventOfFeed
