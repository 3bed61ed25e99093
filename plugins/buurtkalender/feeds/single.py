"""One date of an activity, to put in an agenda: a file to import, apart from the feeds that people subscribe to.

A copy that was imported does not change by itself, so its description says that, and where to look before going.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buurtkalender.domain.model import Activity, Calendar, Occurrence
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.ical import PRODUCT, TIMEZONE, Shared, event
from buurtkalender.feeds.instances import times_of
from buurtkalender.feeds.lines import serialise

BEGIN = ("BEGIN:VCALENDAR", "VERSION:2.0", PRODUCT, "CALSCALE:GREGORIAN")
"""It has no name and no time to refresh: it is not a calendar of its own, but goes into one that is there."""


def single(context: Context, activity: Activity, occurrence: Occurrence) -> bytes:
    """The file of one occurrence that takes place: a VEVENT without a rule, with the times and the place of that day.

    Nothing refers to the series (no RECURRENCE-ID): programs would look for it, or change it.
    """
    _ = context.texts.gettext
    more = _("This is one date, put in your agenda by itself: changes do not come here. Before you go, look at {url}")
    uid = single_uid(context.calendar, activity, occurrence)
    shared = Shared(context, activity, more)
    lines = event(context, activity, shared, uid, context.stamp(activity).modified, times_of(occurrence), occurrence)
    zone = () if occurrence.all_day else TIMEZONE
    return serialise([*BEGIN, *zone, *lines, "END:VCALENDAR"])


def single_uid(calendar: Calendar, activity: Activity, occurrence: Occurrence) -> str:
    """The UID of one date: the series' own, with the day it was planned on and ``once``.

    It differs from every UID in the feeds, so that whoever also subscribes gets no clash; identifiers hold no dot.
    As it holds the planned day, adding the same date again after it was moved replaces it.
    """
    uid = calendar.uid(activity, occurrence.pattern, occurrence.planned.date())
    name, _at, home = uid.partition("@")
    return f"{name}.once@{home}"


def single_names(occurrences: Iterable[Occurrence]) -> Iterator[tuple[Occurrence, str]]:
    """Name the file of each occurrence of one activity, in the order of time: ``2026-12-01``.

    Where a day holds several they also say when they start: ``2026-12-01-1000``. Those that start at the same moment
    (two groups, two rooms) are numbered.
    """
    every = list(occurrences)
    days: dict[object, int] = {}
    for one in every:
        days[one.day] = days.get(one.day, 0) + 1
    given: dict[str, int] = {}
    for one in every:
        name = f"{one.day}" if days[one.day] == 1 or one.all_day else f"{one.day}-{one.start:%H%M}"
        given[name] = number = given.get(name, 0) + 1
        yield one, name if number == 1 else f"{name}-{number}"
