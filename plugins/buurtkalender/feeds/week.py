"""The week: what is on in the coming seven days, to read. RSS 2.0, an item an occurrence, the soonest first.

The news says that something changed; this says what there is to do. So an activity that is held three times has three
items here, and what was cancelled stays in it: whoever reads the week on Monday has to find out on Tuesday.

A reader that has shown an item does not show it again, so an item has to name the occurrence and not the activity; and
it has to keep that name when the occurrence is moved, or people find it twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from buurtkalender.domain.model import Activity, Occurrence
from buurtkalender.feeds import news, rss
from buurtkalender.feeds.context import ZONE, Context, began

DAYS = 7
"""How many days it tells of, today among them."""

MOST_ITEMS = 150
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


def dated(context: Context, activity: Activity, occurrence: Occurrence) -> datetime:
    """When its item became what it is, in UTC: when the occurrence came into the week, or changed after that.

    It comes into the week at midnight of the sixth day before it, in the calendar's own zone: midnight in UTC would be
    in the future for an hour or two. It is never the date of the event, which readers rewrite or hide until then. Only
    the content and the occurrence count, so an item keeps its date all week.
    """
    return max(context.stamp(activity).changed, _came_in(occurrence.day))


@lru_cache(maxsize=100)
def _came_in(day: date) -> datetime:
    return datetime.combine(day - timedelta(days=DAYS - 1), time(), ZoneInfo(ZONE)).astimezone(UTC)


def item(context: Context, activity: Activity, occurrence: Occurrence) -> bytes:
    """One item, to be joined into the week of every list that it is in."""
    lead = [context.texts.change(activity, occurrence)]
    name, when = guid(context, occurrence), dated(context, activity, occurrence)
    return rss.item(news.told(context, activity, occurrence, lead, guid=name, changed=when))


def changed(context: Context, dates: Iterable[datetime]) -> datetime:
    """When a feed with items of these dates last changed: with the newest of them. Without any it has no day."""
    return max(dates, default=began(context.calendar))


def about(context: Context, text: str, number: int) -> str:
    """What the feed says of itself, ``text``; and that it does not hold all of ``number`` occurrences, if so."""
    if number <= MOST_ITEMS:
        return text
    more = context.texts.gettext("These are the first {shown} of {n}.").format(shown=MOST_ITEMS, n=number)
    return f"{text} {more}"
