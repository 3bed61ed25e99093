"""A pattern as the recurring event of RFC 5545: its first instance, its rule, the days it leaves out.

An instance that a client would end at another hour than the wall says is told apart (:func:`inexact_days`): a rule's
DTEND fixes an *exact* duration for all instances (RFC 5545, 3.8.5.3), while half of the clients keep the wall-clock
duration; of a start in the hour that spring leaves out RFC 5545, 3.3.10 says both that it does not count and that it
is an hour later; and of the hour that autumn repeats half of the clients take the second. Such instances get an
override with the times that are meant, and are never DTSTART.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Calendar, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.domain.recurrence import planned_days, skipped_days
from buurtkalender.domain.rules import first_day
from buurtkalender.feeds.context import ZONE, Context

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)
SOON = timedelta(days=100)
NO_SKIP = Skip()

Rule = Weekly | Monthly


class Series(NamedTuple):
    """What a recurring event says of its dates.

    ``first`` is DTSTART, ``skipped`` the EXDATEs in order, ``live`` whether any instance is left from the window on.
    """

    first: date
    rule: str
    skipped: list[date]
    live: bool


def series(
    context: Context, activity: Activity, index: int, pattern: Rule, gone: Collection[date] = ()
) -> Series | None:
    """The series that entry ``index`` of ``when`` makes, or None when its rule gives no day.

    ``gone`` are planned days that it leaves out besides what is skipped.
    """
    calendar = context.calendar
    first = _first(pattern, calendar)
    if first is None:
        return None
    last = min(pattern.last or context.horizon, context.horizon)
    skipped: list[date] = []
    if pattern.skip != NO_SKIP or calendar.closures:
        skipped = skipped_days(calendar, activity, index, first, last, context.days_off)
    if gone:
        skipped = sorted([*skipped, *gone])
    live = _live(pattern, calendar, max(first, context.window.first), last, skipped)
    start = _sound_start(pattern, calendar, first)
    if start != first:
        earlier = planned_days(_open(pattern, start), calendar.anchor, start, first - DAY)
        skipped = [*earlier, *skipped]
    return Series(start, _rrule(pattern, calendar), skipped, live)


def inexact_days(context: Context, pattern: Rule) -> list[date]:
    """Days from the window on of which an instance runs over a clock change, or starts or ends in such an hour."""
    first, last = context.window.first, context.horizon
    if not at_night(pattern) or first > last:
        return []
    days = (day for year in range(first.year, last.year + 1) for day in _near_clock_changes(year))
    return [
        day
        for day in days
        if first <= day <= last
        and _inexact(pattern.time, context.calendar, day)
        and planned_days(pattern, context.calendar.anchor, day, day)
    ]


def comes_twice(moment: datetime) -> bool:
    """Whether a time on the clock on the wall lies in the hour that autumn repeats, and so says too little."""
    first, second = (moment.replace(tzinfo=ZoneInfo(ZONE), fold=fold).timestamp() for fold in (0, 1))
    return first < second


def _near_clock_changes(year: int) -> list[date]:
    """The last Sundays of March and October, on which the clock changes, and the Saturdays before them."""
    ends = date(year, 3, 31), date(year, 10, 31)
    sundays = [day - timedelta(days=day.isoweekday() % 7) for day in ends]
    return [day for sunday in sundays for day in (sunday - DAY, sunday)]


def at_night(pattern: Pattern) -> bool:
    """Whether it can touch the hours between 2 and 3 in which clocks change."""
    span = pattern.time if isinstance(pattern, Weekly | Monthly) else None
    return span is not None and (span.start <= 180 or span.end >= 1440 + 120)


def _inexact(span: TimeSpan | None, calendar: Calendar, day: date) -> bool:
    if span is None:
        return False
    midnight = datetime.combine(day, time())
    start, end = midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=span.end)
    starts, ends = calendar.aware(start), calendar.aware(end)
    exist = starts.replace(tzinfo=None) == start and ends.replace(tzinfo=None) == end
    return not exist or starts.utcoffset() != ends.utcoffset() or comes_twice(start) or comes_twice(end)


def _first(pattern: Rule, calendar: Calendar) -> date | None:
    """The first day that the rule gives, but none from long before the calendar began.

    A choir that sings since 1985 would otherwise carry forty years of school holidays as EXDATEs. The year before
    the anchor is more than the past that any feed keeps, and it moves as little as the anchor does.
    """
    earliest = date(calendar.anchor.year - 1, 1, 1)
    if pattern.first is None or pattern.first >= earliest:
        return first_day(pattern, calendar.anchor)
    # Weekly comes back within so many weeks, monthly within 8 years (29 February) times the interval.
    reach = 7 * pattern.every if isinstance(pattern, Weekly) else 8 * 366 * pattern.every
    return next(iter(planned_days(pattern, calendar.anchor, earliest, earliest + reach * DAY)), None)


def _live(pattern: Rule, calendar: Calendar, first: date, last: date, skipped: list[date]) -> bool:
    """Whether a day is left, from ``first`` on, that is not skipped. A rule without end has days after the horizon."""
    ends = pattern.last is not None and pattern.last <= last
    if first > last or not (ends or skipped):
        return not ends
    gone = set(skipped)
    soon = min(first + SOON, last)  # nearly always enough, and a tenth of the days
    if any(day not in gone for day in planned_days(pattern, calendar.anchor, first, soon)):
        return True
    days = planned_days(pattern, calendar.anchor, first, last)
    return any(day not in gone for day in days) or not (ends or days)


def _sound_start(pattern: Rule, calendar: Calendar, first: date) -> date:
    """A day of the rule, ``first`` or the nearest before it, from which the duration can be read.

    All instances get the duration of DTSTART's, so it may not be one over a clock change. Where each earlier one is
    (once a year, on the last Sunday of October), ``first`` it is.
    """
    if not at_night(pattern) or not _inexact(pattern.time, calendar, first):
        return first
    begin = pattern.first or calendar.anchor
    for cycles in range(1, 13):
        begins = _cycles_before(pattern, begin, cycles)
        for day in reversed(planned_days(_open(pattern, begins), calendar.anchor, begins, first - DAY)):
            if not _inexact(pattern.time, calendar, day):
                return day
    return first


def _cycles_before(pattern: Rule, day: date, cycles: int) -> date:
    """A day so many intervals earlier, from which the rule counts the same weeks or months."""
    if isinstance(pattern, Weekly):
        return day - timedelta(weeks=cycles * pattern.every)
    year, month = divmod(day.year * 12 + day.month - 1 - cycles * pattern.every, 12)
    return date(year, month + 1, 1)


def _open(pattern: Rule, first: date) -> Rule:
    return replace(pattern, first=first, last=None)


def _rrule(pattern: Rule, calendar: Calendar) -> str:
    """RRULE without BYSETPOS, with UNTIL in UTC (RFC 5545, 3.3.10); date-only for all day."""
    if isinstance(pattern, Weekly):
        parts = ["FREQ=WEEKLY", "BYDAY=" + ",".join([WEEKDAYS[day] for day in pattern.days])]
    elif pattern.weekdays:
        parts = ["FREQ=MONTHLY", "BYDAY=" + ",".join([f"{nth}{WEEKDAYS[day]}" for nth, day in pattern.weekdays])]
    else:
        parts = ["FREQ=MONTHLY", "BYMONTHDAY=" + ",".join(map(str, pattern.days))]
    if pattern.every > 1:
        parts.insert(1, f"INTERVAL={pattern.every}")
    if pattern.last is not None:
        parts.insert(1, "UNTIL=" + _until(pattern.last, calendar, all_day=pattern.time is None))
    if isinstance(pattern, Weekly):
        parts.append("WKST=MO")
    return ";".join(parts)


def _until(last: date, calendar: Calendar, *, all_day: bool) -> str:
    """The last second of the last day: it is on that date in UTC too, whatever the hour of the activity."""
    if all_day:
        return f"{last:%Y%m%d}"
    moment = calendar.aware(datetime.combine(last, time(23, 59, 59)))
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
