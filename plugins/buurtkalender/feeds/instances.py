"""Which events an activity needs, and when they are, as lines: of a series, and of dates that stand by themselves.

Of an hour that autumn repeats RFC 5545, 3.3.5 means the first; libical, ical.js and khal take the second. So times in
it are in UTC, and a series that starts in it is told date by date (:func:`buurtkalender.domain.when.apart`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.domain.model import Activity, Dates, Monthly, Occurrence, Pattern, Weekly, apart
from buurtkalender.domain.recurrence import Window, of_activity, planned_days
from buurtkalender.domain.when import hh_mm
from buurtkalender.feeds.context import ZONE, Context, in_view_since
from buurtkalender.feeds.lines import fold
from buurtkalender.feeds.series import Series, at_night, comes_twice, inexact_days, series


def special(context: Context, activity: Activity) -> tuple[dict[int, list[Occurrence]], dict[int, list[date]]]:
    """Per entry of ``when``: occurrences that need an event of their own, and planned days that the past took away.

    Those are loose dates, what was changed, and what runs over a clock change.
    """
    begin = context.window.first
    if not (activity.changes or any(isinstance(pattern, Dates) or at_night(pattern) for pattern in activity.when)):
        return {}, {}
    clock = {
        (index, day)
        for index, pattern in enumerate(activity.when)
        if isinstance(pattern, Weekly | Monthly) and not apart(pattern)
        for day in inexact_days(context, pattern)
    }
    days = {day for _, day in clock}
    days.update(day for pattern in activity.when if apart(pattern) for day in _single_days(context, pattern))
    days.update(day for change in activity.changes for day in (change.day, change.moved_to or change.day))
    odd: dict[int, list[Occurrence]] = {}
    gone: dict[int, list[date]] = {}
    for day in sorted(days):
        for one in of_activity(context.calendar, activity, Window(day, day), context.days_off):
            planned = one.planned.date()
            loose = apart(activity.when[one.pattern])
            if not loose and not context.places.changed(activity, one) and (one.pattern, planned) not in clock:
                continue
            if max(planned, one.day) >= begin:
                odd.setdefault(one.pattern, []).append(one)
            elif one.cancelled or one.moved_from is not None:
                gone.setdefault(one.pattern, []).append(planned)
    for told in odd.values():
        told.sort(key=lambda one: one.planned)
    return odd, gone


def _single_days(context: Context, pattern: Pattern) -> Iterator[date]:
    """The days from the window on that are events of their own; of a rule, year by year, because it has no end."""
    first, last = context.window.first, context.horizon
    if isinstance(pattern, Dates):
        yield from (day for day in pattern.dates if day >= first)
        return
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        yield from planned_days(pattern, context.calendar.anchor, begin, end)


class SeriesTimes(NamedTuple):
    """When a series begins, what its rule is and what it leaves out, as lines.

    ``live`` is whether an instance is left, ``stamp`` when it last changed.
    """

    lines: list[str]
    all_day: bool
    live: bool
    stamp: datetime


def series_times(context: Context, activity: Activity, index: int, gone: Collection[date]) -> SeriesTimes | None:
    """The times of the series that entry ``index`` of ``when`` makes, without the days that are ``gone``.

    None where that entry makes no series, or its rule gives no day.
    """
    pattern = activity.when[index]
    found = series(context, activity, index, pattern, gone) if isinstance(pattern, Weekly | Monthly) else None
    if found is None or not isinstance(pattern, Weekly | Monthly):
        return None
    span = pattern.time
    start, end = (span.start, span.end) if span else (0, 1440)
    midnight = datetime.combine(found.first, time())
    begins, ends = midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)
    at = partial(moment, all_day=span is None)
    lines = [f"DTSTART{at(begins)}", f"DTEND{at(ends)}", fold(f"RRULE:{found.rule}")]
    # A property a date: lists of dates are one more thing that programs read differently.
    before = "EXDATE;VALUE=DATE:" if span is None else f"EXDATE;TZID={ZONE}:"
    after = "" if span is None else f"T{hh_mm(start).replace(':', '')}00"
    lines += [f"{before}{_digits(day)}{after}" for day in found.skipped]
    return SeriesTimes(lines, span is None, found.live, _stamp(context, activity, found))


@lru_cache(maxsize=10_000)  # activities leave out the same holidays
def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _stamp(context: Context, activity: Activity, found: Series) -> datetime:
    stamp = context.stamp(activity).modified
    if found.skipped and found.skipped[-1].year == context.horizon.year:
        return max(stamp, in_view_since(context.horizon))
    return stamp


def times_of(one: Occurrence) -> list[str]:
    """When an occurrence begins and ends, as lines."""
    if not one.all_day and (comes_twice(one.start) or comes_twice(one.end)):
        return [f"DTSTART:{_utc(one.start)}", f"DTEND:{_utc(one.end)}"]
    at = partial(moment, all_day=one.all_day)
    return [f"DTSTART{at(one.start)}", f"DTEND{at(one.end)}"]


def moment(moment: datetime, *, all_day: bool) -> str:
    """The value of a property that holds a time, with the parameters before it and the colon."""
    digits = moment.isoformat().replace("-", "").replace(":", "")
    return f";VALUE=DATE:{digits[:8]}" if all_day else f";TZID={ZONE}:{digits[:15]}"


def _utc(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
