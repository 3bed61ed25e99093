"""RSS 2.0: items and the feed around them, for the news and for the week.

What the specification leaves open follows the RSS Advisory Board's Best Practices Profile. feedgen is imported where
it is used: it takes longer to import than a small site takes to build.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache, lru_cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds import news
from buurtkalender.feeds.context import ZONE, Context, began
from buurtkalender.feeds.news import EVENT, Channel, Story
from buurtkalender.feeds.texts import clean
from buurtkalender.words.catalogues import capital

TTL = 60
"""Minutes after which readers may ask again: people should know of a cancellation on the day itself."""

_CREATOR = "http://purl.org/dc/elements/1.1/"


def item(story: Story) -> bytes:
    """One item, to be joined into any number of feeds; it is dated by its last change.

    Written as text, with every value escaped: there are thousands of items, and feedgen takes three times as long for
    one. The tests read them with lxml. Names of organisations are ``dc:creator``: an RSS ``author`` is an e-mail
    address (Profile, 5.1.1). The guid is no address, so that it can stay when the site moves.
    """
    told = [
        ("title", _text(story.title)),
        ("link", _text(story.url)),
        ("description", escape(story.html, quote=False)),
        *[("dc:creator", _text(name)) for name in story.authors],
        *[("category", _text(word)) for word in story.themes.values()],
        ('guid isPermaLink="false"', _text(story.guid)),
        ("pubDate", _date(story.changed)),
        *[(name, _text(text)) for name, text in story.facts],
    ]
    inside = [f"<{name}>{text}</{name.partition(' ')[0]}>" for name, text in told]
    return f"<item>{''.join(inside)}</item>\n".encode()


def feed(context: Context, channel: Channel, items: Iterable[bytes]) -> bytes:
    """A whole feed around finished items, in the order given."""
    from feedgen.feed import FeedGenerator

    shell = FeedGenerator()
    shell.title(clean(channel.name))
    shell.description(clean(channel.about) or clean(channel.name))
    shell.link(href=channel.url, rel="self", type="application/rss+xml")
    shell.link(href=channel.page, rel="alternate")  # last: RSS takes the last link for its own
    shell.language(context.language)
    shell.generator("Buurtkalender")
    shell.docs("https://www.rssboard.org/rss-specification")
    shell.ttl(TTL)
    shell.lastBuildDate(channel.changed)
    shell.register_extension("ev", _namespaces(), atom=False)
    octets: bytes = shell.rss_str()
    begin, end, rest = octets.rpartition(b"</channel>")
    return b"".join([begin.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"), b"\n", *items, end, rest, b"\n"])


@lru_cache(maxsize=1024)  # what came in one commit has one date
def _date(moment: datetime) -> str:
    return format_datetime(moment)


@lru_cache(maxsize=4096)  # names, places and themes are those of many items
def _text(text: str) -> str:
    """Plain text, with the references that most readers take for text and not for HTML (Profile, Character Data)."""
    return clean(text).replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")


@cache
def _namespaces() -> Any:
    from feedgen.ext.base import BaseExtension

    class Namespaces(BaseExtension):  # type: ignore[misc] # feedgen has no types
        """Declares on the feed what its items use."""

        def extend_ns(self) -> dict[str, str]:
            return {"ev": EVENT, "dc": _CREATOR}

    return Namespaces


# --- week ------------------------------------------------------------------------------------------------
# The week: what is on in the coming seven days, to read. RSS 2.0, an item an occurrence, the soonest first.
#
# The news says that something changed; this says what there is to do. So an activity that is held three times has
# three items here, one that is on nearly every day has one for all its dates that are as usual, and what was cancelled
# stays in it: whoever reads the week on Monday has to find out on Tuesday.
#
# A reader that has shown an item does not show it again, so an item has to name the occurrence and not the activity;
# and it has to keep that name when the occurrence is moved, or people find it twice.

DAYS = 7
"""How many days it tells of, today among them."""

MOST_WEEK_ITEMS = 150
"""How many items a feed holds at most: about 200 kB. Of a whole region there are more; the feed then says so."""


def last_day(today: date) -> date:
    """The last day that it tells of."""
    return today + timedelta(days=DAYS - 1)


def guid(context: Context, occurrence: Occurrence) -> str:
    """The UID of its series with the day on which it was planned: that stays when it is moved or cancelled.

    A loose date is named as in iCalendar, where its UID carries the day already.
    """
    activity = context.calendar.activities[occurrence.activity]
    return context.calendar.uid(activity, occurrence.pattern, occurrence.planned.date())


def dated(context: Context, activity: Activity, *days: date) -> datetime:
    """When its item became what it is, in UTC: when the last of its days came into the week, or changed after that.

    It comes into the week at midnight of the sixth day before it, in the calendar's own zone: midnight in UTC would be
    in the future for an hour or two. It is never the date of the event, which readers rewrite or hide until then. Only
    the content and the occurrence count, so an item keeps its date all week.
    """
    return max([context.stamp(activity).changed, *map(_came_in, days)])


@lru_cache(maxsize=100)
def _came_in(day: date) -> datetime:
    return datetime.combine(day - timedelta(days=DAYS - 1), time(), ZoneInfo(ZONE)).astimezone(UTC)


def week_item(context: Context, activity: Activity, occurrence: Occurrence) -> bytes:
    """One item, to be joined into the week of every list that it is in."""
    lead = [context.texts.change(activity, occurrence)]
    name, when = guid(context, occurrence), dated(context, activity, occurrence.day)
    return item(news.story_of(context, activity, occurrence, lead, guid=name, changed=when))


def daily_item(context: Context, activity: Activity, name: str, said: tuple[str, str, str], when: datetime) -> bytes:
    """One item of the week for what is on nearly every day: when (``said``) leads its title, as a date does elsewhere.

    It is named by its series, so that whoever has read it once is not told again every day. ``when`` is its date.
    """
    days, time, more = said
    at = context.texts.words.comma.join(filter(None, (capital(days), time)))
    told = news.story_of(context, activity, None, [more], guid=name, changed=when)
    return item(told._replace(title=f"{at}: {activity.title}"))


def week_changed(context: Context, dates: Iterable[datetime]) -> datetime:
    """When a feed with items of these dates last changed: with the newest of them. Without any it has no day."""
    return max(dates, default=began(context.calendar))


def about(context: Context, text: str, number: int) -> str:
    """What the feed says of itself, ``text``; and that it does not hold all of ``number`` occurrences, if so."""
    if number <= MOST_WEEK_ITEMS:
        return text
    more = context.texts.gettext("These are the first {shown} of {n}.").format(shown=MOST_WEEK_ITEMS, n=number)
    return f"{text} {more}"
