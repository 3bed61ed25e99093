"""A pattern as the recurring event of RFC 5545: its first instance, its rule, the days it leaves out.

An instance that a client would end at another hour than the wall says is told apart (:func:`inexact_days`): a rule's
DTEND fixes an *exact* duration for all instances (RFC 5545, 3.8.5.3), while half of the clients keep the wall-clock
duration; of a start in the hour that spring leaves out RFC 5545, 3.3.10 says both that it does not count and that it
is an hour later; and of the hour that autumn repeats half of the clients take the second. Such instances get an
override with the times that are meant, and are never DTSTART.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, closed_days, first_day, occurrences_of, planned_days, skipped_days
from buurtkalender.domain.values import Dates, Monthly, Occurrence, Pattern, Skip, TimeSpan, Weekly, apart, hh_mm
from buurtkalender.feeds.context import ZONE, Context, in_view_since
from buurtkalender.feeds.texts import clean

ICAL_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
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


def series_of(
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


def inexact_days(context: Context, pattern: Rule, first: date | None = None) -> list[date]:
    """Days of which an instance runs over a clock change, or starts or ends in such an hour: from the window on.

    Or from another ``first`` day on.
    """
    first, last = first or context.window.first, context.horizon
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
    if moment.hour > 3:  # clocks change at night
        return False
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
        parts = ["FREQ=WEEKLY", "BYDAY=" + ",".join([ICAL_WEEKDAYS[day] for day in pattern.days])]
    elif pattern.weekdays:
        parts = ["FREQ=MONTHLY", "BYDAY=" + ",".join([f"{nth}{ICAL_WEEKDAYS[day]}" for nth, day in pattern.weekdays])]
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


# --- lines ----------------------------------------------------------------------------------------------
# Content lines of iCalendar: escaped, folded, ended by CRLF, in UTF-8 (RFC 5545, 3.1 and 3.3.11).
#
# Our own, because icalendar's functions are private or deprecated, take 20 times as long (they look at each
# character), and turn a written ``\N`` into a new line. The tests check them against icalendar's parser.

OCTETS = 75
"""How long a line may be, without its CRLF."""

CRLF = "\r\n"
FOLD = CRLF + " "
BACKSLASH = 0x5C


def escape(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and new line escaped, control characters left out."""
    text = clean(text).strip()
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def serialise(lines: Sequence[str]) -> bytes:
    """Lines as bytes, each ended by CRLF. Those that can be long are folded already (:func:`fold`)."""
    return "".join([CRLF.join(lines), CRLF]).encode() if lines else b""


def fold(line: str) -> str:
    """A line in pieces of at most 75 octets, without its last CRLF.

    Never folded inside a UTF-8 character, nor between a backslash and what it escapes: both are allowed, but
    there are programs that read the pieces one by one.
    """
    ascii_only = line.isascii()
    if ascii_only and len(line) <= OCTETS:
        return line
    if ascii_only and "\\" not in line:
        rest = range(OCTETS, len(line), OCTETS - 1)  # the space that starts a folded piece counts
        return FOLD.join([line[:OCTETS], *[line[at : at + OCTETS - 1] for at in rest]])
    octets = line.encode()
    pieces = []
    begin, room = 0, OCTETS
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        if octets[end - 1] == BACKSLASH:
            # An odd number of them: the last one escapes what comes next.
            end -= (end - begin - len(octets[begin:end].rstrip(b"\\"))) % 2
        pieces.append(octets[begin:end])
        begin, room = end, OCTETS - 1
    pieces.append(octets[begin:])
    return FOLD.encode().join(pieces).decode()


# --- events ---------------------------------------------------------------------------------------------
# Which events an activity needs, and when they are, as lines: of a series, and of dates that stand by themselves.
#
# Of an hour that autumn repeats RFC 5545, 3.3.5 means the first; libical, ical.js and khal take the second. So times
# in it are in UTC, and a series that starts in it is told date by date (:func:`buurtkalender.domain.values.apart`).


def special(context: Context, activity: Activity) -> tuple[dict[int, list[Occurrence]], dict[int, list[date]]]:
    """Per entry of ``when``: occurrences that need an event of their own, and planned days that the past took away.

    Those are loose dates, what was changed, what runs over a clock change, and what is not sure because the building is
    closed.
    """
    return context.once("special", activity, lambda: _special(context, activity))


def _special(context: Context, activity: Activity) -> tuple[dict[int, list[Occurrence]], dict[int, list[date]]]:
    begin = context.window.first
    closed = closed_days(activity, Window(begin, context.horizon), context.days_off)
    odds = any(isinstance(pattern, Dates) or at_night(pattern) for pattern in activity.when)
    if not (activity.changes or closed or odds):
        return {}, {}
    clock = {
        (index, day)
        for index, pattern in enumerate(activity.when)
        if isinstance(pattern, Weekly | Monthly) and not apart(pattern)
        for day in inexact_days(context, pattern)
    }
    days = {*closed, *(day for _, day in clock)}
    days.update(day for pattern in activity.when if apart(pattern) for day in _single_days(context, pattern))
    days.update(day for change in activity.changes for day in (change.day, change.moved_to or change.day))
    told: list[Occurrence] = []
    odd: dict[int, list[Occurrence]] = {}
    gone: dict[int, list[date]] = {}
    for day in sorted(days):
        for one in occurrences_of(context.calendar, activity, Window(day, day), context.days_off):
            planned = one.planned.date()
            loose = apart(activity.when[one.pattern])
            if not loose and not context.places.changed(activity, one) and (one.pattern, planned) not in clock:
                continue
            if max(planned, one.day) >= begin:
                told.append(one)
            elif one.cancelled or one.moved_from is not None:
                gone.setdefault(one.pattern, []).append(planned)
    told.sort(key=lambda one: one.planned)
    for one in dates_with_room(context, told):
        odd.setdefault(one.pattern, []).append(one)
    return odd, gone


MOST_DATES = 500
"""How many dates of one activity stand in a calendar as events of their own: every day of more than a year."""


def dates_with_room(context: Context, dates: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Return the dates that a calendar has room for, in order: those that come next, and some of those gone by.

    Which these are moves on with the days, so what is further away comes in by itself. Of an activity with thousands of
    dates all others on the same list would be pushed out of the calendar, which phones read a megabyte of.
    """
    if len(dates) <= MOST_DATES:
        return dates
    coming = bisect_left(dates, datetime.combine(context.today, time()), key=_PLANNED)
    first = min(max(coming - MOST_DATES // 10, 0), len(dates) - MOST_DATES)
    return dates[first : first + MOST_DATES]


_PLANNED = attrgetter("planned")


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
    """When a series begins, what its rule is and what it leaves out, as lines, joined already.

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
    make = partial(_series_times, context, activity, index, gone)
    return make() if gone else context.once(f"series {index}", activity, make)


def _series_times(context: Context, activity: Activity, index: int, gone: Collection[date]) -> SeriesTimes | None:
    pattern = activity.when[index]
    if not isinstance(pattern, Weekly | Monthly) or not (found := series_of(context, activity, index, pattern, gone)):
        return None
    span = pattern.time
    start, end = (span.start, span.end) if span else (0, 1440)
    midnight = datetime.combine(found.first, time())
    begins, ends = midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)
    at = partial(moment_line, all_day=span is None)
    lines = [f"DTSTART{at(begins)}", f"DTEND{at(ends)}", fold(f"RRULE:{found.rule}")]
    # A property a date: lists of dates are one more thing that programs read differently.
    before = "EXDATE;VALUE=DATE:" if span is None else f"EXDATE;TZID={ZONE}:"
    after = "" if span is None else f"T{hh_mm(start).replace(':', '')}00"
    lines += [before + day.isoformat().replace("-", "") + after for day in found.skipped]
    return SeriesTimes([CRLF.join(lines)], span is None, found.live, _stamp(context, activity, found))


def _stamp(context: Context, activity: Activity, found: Series) -> datetime:
    stamp = context.stamp(activity).modified
    if found.skipped and found.skipped[-1].year == context.horizon.year:
        return max(stamp, in_view_since(context.horizon))
    return stamp


def time_lines(one: Occurrence) -> list[str]:
    """When an occurrence begins and ends, as lines."""
    if not one.all_day and (comes_twice(one.start) or comes_twice(one.end)):
        return [f"DTSTART:{_utc(one.start)}", f"DTEND:{_utc(one.end)}"]
    at = partial(moment_line, all_day=one.all_day)
    return [f"DTSTART{at(one.start)}", f"DTEND{at(one.end)}"]


def moment_line(moment: datetime, *, all_day: bool) -> str:
    """The value of a property that holds a time, with the parameters before it and the colon."""
    digits = moment.isoformat().replace("-", "").replace(":", "")
    return f";VALUE=DATE:{digits[:8]}" if all_day else f";TZID={ZONE}:{digits[:15]}"


def _utc(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
