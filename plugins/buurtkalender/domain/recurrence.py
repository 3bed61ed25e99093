"""From patterns to dated occurrences: rules expanded, exceptions and changes applied.

What holds for every pattern:

- What is skipped (shared days off, days of its own, closures of the whole calendar) was never planned: it is no
  occurrence, and calling it off changes nothing. Nor does a change to a day that the rule does not give.
- An occurrence belongs to the day on which it really starts: one that runs past midnight to the day before,
  one that was moved to its new day.
- Cancelled wins over everything, and postponed over all but that: the occurrence stays at its planned time and place.
- A date that somebody wrote out is on, whatever is closed (design: format): loose dates, and those of which a change
  says anything but that they are off: on a shared day off it is planned all the same, and in a closed building it is
  no less sure than the change says. Only one that says ``on`` takes back a day that the activity itself skips.
- A series on a day on which its usual venue says that it is closed is tentative, unless it skips these days or the
  day was written out. What is off is off, closed or not, and has no places that could be taken.
- Two entries of ``when`` that give the same start are two occurrences.

At most two years and 400 dates a pattern are expanded, whatever the window (design: submission).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.holidays import DaysOff
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Venue
from buurtkalender.domain.places import Where, neighbourhood_at
from buurtkalender.domain.values import (
    OFF,
    ByAppointment,
    Change,
    Dates,
    Location,
    Monthly,
    Occurrence,
    Pattern,
    Status,
    TimeSpan,
    Value,
    Weekly,
)

# --- rules -----------------------------------------------------------------------------------------------
# The bare rules: which days a pattern gives, in own date arithmetic on ordinals (``date.toordinal``).
#
# A pattern gives nothing before its ``first`` (or, without one, the calendar's anchor) nor after its ``last``; both
# are inclusive. Intervals count from the Monday-week, or the month, of that first day.

MONTHS_OF_A_CYCLE = 4800
"""The Gregorian calendar repeats every 400 years, so a monthly rule without a date in that time has none."""


def days_of(pattern: Pattern, anchor: date, first: int, last: int) -> list[int]:
    """Ordinals from first to last that the bare rule gives, in order, each once."""
    if isinstance(pattern, ByAppointment):
        return []
    if isinstance(pattern, Dates):
        return sorted({ordinal for day in pattern.dates if first <= (ordinal := day.toordinal()) <= last})
    begin = (pattern.first or anchor).toordinal()
    first = max(first, begin)
    if pattern.last is not None:
        last = min(last, pattern.last.toordinal())
    if first > last:
        return []
    return (
        _weekly(pattern, begin, first, last) if isinstance(pattern, Weekly) else _monthly(pattern, begin, first, last)
    )


def first_day(pattern: Pattern, anchor: date) -> date | None:
    """The first day that the bare rule gives (DTSTART of its series), or None when it never gives one."""
    if isinstance(pattern, ByAppointment):
        return None
    if isinstance(pattern, Dates):
        return min(pattern.dates, default=None)
    begin = (pattern.first or anchor).toordinal()
    if isinstance(pattern, Weekly):
        days = days_of(pattern, anchor, begin, min(begin + 7 * pattern.every + 7, date.max.toordinal()))
        return date.fromordinal(days[0]) if days else None
    last = (pattern.last or date.max).toordinal()
    month = _month(begin)
    for step in range(MONTHS_OF_A_CYCLE):
        found = _days_of_month(pattern.weekdays, pattern.days, month + step * pattern.every)
        days = [day for day in found if day >= begin]
        if days:
            return date.fromordinal(days[0]) if days[0] <= last else None
    return None


def _weekly(pattern: Weekly, begin: int, first: int, last: int) -> list[int]:
    monday = begin - (begin - 1) % 7  # ordinal 1 was a Monday
    step = 7 * pattern.every
    # `first + (… - first) % step` is the first day from `first` on that is whole steps from the weekday's first.
    if len(pattern.days) == 1:
        return list(range(first + (monday + pattern.days[0] - first) % step, last + 1, step))
    days = {day for weekday in pattern.days for day in range(first + (monday + weekday - first) % step, last + 1, step)}
    return sorted(days)


def _monthly(pattern: Monthly, begin: int, first: int, last: int) -> list[int]:
    origin, month = _month(begin), _month(first)
    month += (origin - month) % pattern.every
    final = _month(last)
    days: list[int] = []
    while month <= final:
        days += [day for day in _days_of_month(pattern.weekdays, pattern.days, month) if first <= day <= last]
        month += pattern.every
    return days


def _month(ordinal: int) -> int:
    """Months since the year 0."""
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=10_000)  # hundreds of activities are on the first Tuesday of the month
def _days_of_month(nths: tuple[tuple[int, int], ...], numbers: tuple[int, ...], month: int) -> list[int]:
    """Ordinals of these days of this month (:func:`_month`), in order, each once; none after the year 9999."""
    year, month = divmod(month, 12)
    if year > date.max.year:
        return []
    weekday_of_first, length = monthrange(year, month + 1)
    days = {day for day in numbers if day <= length}
    for nth, weekday in nths:
        day = 1 + (weekday - weekday_of_first) % 7
        day += 7 * ((length - day) // 7 if nth == -1 else nth - 1)
        if day <= length:
            days.add(day)
    before = date(year, month + 1, 1).toordinal() - 1
    return [before + day for day in sorted(days)]


MOST_DATES = 400
"""How many dates of one pattern are expanded at most."""

MOST_DAYS = 731
"""How many days of a window are looked at, at most: two years, one of them a leap year."""

WHOLE_DAY = 0, 24 * 60

Timed = Weekly | Monthly | Dates
Place = tuple[str | None, str | None, Location | None, str | None]
"""Venue, room, location, neighbourhood: as in :class:`Occurrence`."""


class Window(Value, frozen=True):
    """The days to look at, both inclusive."""

    first: date
    last: date


def days_off(calendar: Calendar, window: Window) -> DaysOff:
    """The shared exception days, to be handed to every other function here; short nights of the window ready."""
    off = DaysOff(calendar)
    off.near_missing_hour(window.first.toordinal(), window.last.toordinal())
    return off


def occurrences(calendar: Calendar, window: Window) -> list[Occurrence]:
    """Every occurrence that starts in the window, cancelled ones too, by start, then activity, then pattern."""
    off = days_off(calendar, window)
    found: list[Occurrence] = []
    for _, activity in sorted(calendar.activities.items()):
        found += occurrences_of(calendar, activity, window, off)
    # Stable, so what starts together stays in the order of activity and pattern.
    found.sort(key=attrgetter("start"))
    return found


def occurrences_of(calendar: Calendar, activity: Activity, window: Window, days_off: DaysOff) -> list[Occurrence]:
    """The occurrences of one activity that start in the window, cancelled ones too, by start and then pattern.

    Empty for what is paused, ended or by appointment only.
    """
    first = window.first.toordinal()
    last = min(window.last.toordinal(), first + MOST_DAYS - 1)
    if activity.status is not ActivityStatus.ACTIVE or first > last:
        return []
    series = _Series(calendar, activity, days_off)
    found: list[Occurrence] = []
    for index, pattern in enumerate(activity.when):
        if not isinstance(pattern, ByAppointment):
            found += series.occurrences(index, pattern, first, last)
    if len(activity.when) > 1 or activity.changes:
        found.sort(key=attrgetter("start"))  # stable: together, they stay in the order of `when`
    return found


def open_hours(calendar: Calendar, venue: Venue, window: Window, days_off: DaysOff) -> dict[date, list[Occurrence]]:
    """When a venue is open, by day: as its hours say, but never on a day on which it says that it is closed."""
    door = Activity(id=f"/{venue.id}", title=venue.name, when=venue.opening_hours, themes=(), venue=venue.id)
    found: dict[date, list[Occurrence]] = {}
    for one in occurrences_of(calendar, door, window, days_off):
        if not venue.closed_on(one.day):
            found.setdefault(one.day, []).append(one)
    return found


def planned_days(pattern: Pattern, anchor: date, first: date, last: date) -> list[date]:
    """Days from first to last that the bare rule gives, without any exception; at most 400, in order.

    ``anchor`` is the calendar's, for a series without a first day of its own.
    """
    days = days_of(pattern, anchor, first.toordinal(), last.toordinal())
    return [date.fromordinal(day) for day in days[:MOST_DATES]]


def skipped_days(  # noqa: PLR0913, PLR0917 - an activity, one of its patterns and a window
    calendar: Calendar, activity: Activity, pattern_index: int, first: date, last: date, days_off: DaysOff
) -> list[date]:
    """Days from first to last that the rule gives but that were never planned (EXDATE), in order."""
    pattern = activity.when[pattern_index]
    window = first.toordinal(), last.toordinal()
    away = _Series(calendar, activity, days_off).away(pattern, *window)
    return [date.fromordinal(day) for day in days_of(pattern, calendar.anchor, *window) if day in away]


def closed_days(activity: Activity, window: Window, days_off: DaysOff) -> list[date]:
    """Days in the window on which an activity's venue is closed, so that a date may be tentative; in order."""
    first, last = window.first.toordinal(), window.last.toordinal()
    if activity.venue is None or first > last:
        return []
    closed = days_off.closed(activity.venue, first, last)
    return [date.fromordinal(day) for day in sorted(closed) if first <= day <= last]


class _Series(NamedTuple):
    """One activity with what is needed to know its dates. Days are ordinals (``date.toordinal``)."""

    calendar: Calendar
    activity: Activity
    days_off: DaysOff

    def planned(self, pattern: Pattern, first: int, last: int) -> list[int]:
        """Days from first to last on which the pattern is planned: the rule without what is skipped."""
        days = days_of(pattern, self.calendar.anchor, first, last)
        away = self.away(pattern, first, last) if days else None
        return [day for day in days if day not in away] if away else days

    def away(self, pattern: Pattern, first: int, last: int) -> frozenset[int]:
        """Days on which the pattern is never planned, whatever its rule says; at least those from first to last."""
        if isinstance(pattern, Dates | ByAppointment):
            return frozenset()
        shared = self.days_off.skipped(pattern.skip, self.activity, first, last)
        own = (
            range(max(days.first.toordinal(), first), min(days.last.toordinal(), last) + 1)  # some are for good
            for days in pattern.skip.days
        )
        written = self.written_out(pattern) if self.activity.changes else {}
        if written:
            shared = shared.difference(written)
        if pattern.skip.days:
            shared = shared.union(*own).difference(day for day, change in written.items() if change.on)
        return shared

    def written_out(self, pattern: Timed) -> dict[int, Change]:
        """The days of this pattern of which a change says how they go on: anything but that they are off."""
        return {day: change for day, change in self.changes(pattern).items() if _status(change) not in OFF}

    def closed(self, pattern: Timed, first: int, last: int) -> frozenset[int]:
        """Days on which the usual venue is closed, at least those from first to last; none for what was written out."""
        if isinstance(pattern, Dates) or self.activity.venue is None:
            return frozenset()
        return self.days_off.closed(self.activity.venue, first, last)

    def occurrences(self, index: int, pattern: Timed, first: int, last: int) -> list[Occurrence]:
        """What starts from first to last, changes applied."""
        days = self.planned(pattern, first, last)[:MOST_DATES]
        place = self.place(self.activity.venue, self.activity.room, self.activity.location)
        changed: list[Occurrence] = []
        if self.activity.changes:
            changes = self.changes(pattern)
            affected = changes.keys() & days
            affected.update(
                day
                for day, change in changes.items()
                if change.moved_to and not first <= day <= last and self.planned(pattern, day, day)
            )
            changed = [self.changed(index, pattern, changes[day], place) for day in sorted(affected)]
            changed = [occurrence for occurrence in changed if first <= occurrence.start.toordinal() <= last]
            days = [day for day in days if day not in changes]
        return self.unchanged(index, pattern, days, place) + changed

    def unchanged(self, index: int, pattern: Timed, days: list[int], place: Place) -> list[Occurrence]:
        """The occurrences on days without a change. This is the loop that a year of the calendar spends its time in."""
        if not days:
            return []
        activity, all_day = self.activity.id, pattern.time is None
        confirmed, tentative = Status.CONFIRMED, Status.TENTATIVE
        closed = self.closed(pattern, days[0], days[-1])
        venue, room, location, neighbourhood = place
        starts, ends = (self.days_off.moments(minutes) for minutes in _minutes(pattern.time))
        inexact = frozenset[int]() if all_day else self.days_off.near_missing_hour(days[0], days[-1])
        if closed.isdisjoint(days) and inexact.isdisjoint(days):
            found = [
                Occurrence(activity, index, start, start, end, all_day, confirmed, venue, room, location, neighbourhood)
                for start, end in zip(map(starts.__getitem__, days), map(ends.__getitem__, days), strict=True)
            ]
            return [replace(one, full=True) for one in found] if self.activity.full else found
        found = []
        for day in days:
            planned = start = starts[day]
            end = ends[day]
            if day in inexact:
                start, end = self.existing(planned, end)
            status = tentative if day in closed else confirmed
            found.append(
                Occurrence(activity, index, planned, start, end, all_day, status, venue, room, location, neighbourhood)
            )
        return [replace(one, full=True) for one in found] if self.activity.full else found

    def changes(self, pattern: Timed) -> dict[int, Change]:
        """The change that holds for each day of this pattern.

        One that names the planned start (``at``) goes before one for the whole date; of equals the first counts.
        """
        start = pattern.time.start if pattern.time else 0
        found: dict[int, Change] = {}
        for change in self.activity.changes:
            if change.at is not None and change.at != start:
                continue
            day = change.day.toordinal()
            if day not in found or (found[day].at is None and change.at is not None):
                found[day] = change
        return found

    def changed(self, index: int, pattern: Timed, change: Change, place: Place) -> Occurrence:
        """The occurrence on the change's day as it became; ``place`` is where the activity usually is."""
        status = _status(change)
        day, span = change.day, pattern.time
        if status not in OFF:
            day, span = change.moved_to or day, change.time or span
            place = self.changed_place(change, place)
        planned_minutes, _ = _minutes(pattern.time)
        planned = self.days_off.moments(planned_minutes)[change.day.toordinal()]
        start, end = (self.days_off.moments(minutes)[day.toordinal()] for minutes in _minutes(span))
        if span is not None and day.toordinal() in self.days_off.near_missing_hour(day.toordinal(), day.toordinal()):
            start, end = self.existing(start, end)
        return Occurrence(
            self.activity.id,
            index,
            planned,
            start,
            end,
            span is None,
            status,
            *place,
            note=" ".join(filter(None, (_reason(change), change.note))) or None,
            moved_from=planned if (day, span) != (change.day, pattern.time) else None,
            full=status not in OFF and bool(self.activity.full if change.full is None else change.full),
        )

    def changed_place(self, change: Change, place: Place) -> Place:
        """Another venue has other rooms, so the activity's own room does not come along; a location has none."""
        if change.venue is not None and change.venue != self.activity.venue:
            return self.place(change.venue, change.room, None)
        if change.location is not None:
            return self.place(None, None, change.location)
        if change.room is not None:
            return self.place(self.activity.venue, change.room, self.activity.location)
        return place

    def place(self, venue: str | None, room: str | None, location: Location | None) -> Place:
        """A place with its neighbourhood."""
        there = Where(venue, room, location)
        return (*there, neighbourhood_at(self.calendar, there))

    def existing(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Both as times that the clock on the wall shows: one in the hour that spring leaves out is an hour later.

        RFC 5545, 3.3.5. Were that to put the start after an end that does exist (02:30-03:15), the end moves along.
        """
        begins = self.calendar.aware(start).replace(tzinfo=None)
        ends = self.calendar.aware(end).replace(tzinfo=None)
        return begins, ends if ends > begins or end <= start else begins + (end - start)


def _status(change: Change) -> Status:
    if change.cancelled is not None:
        return Status.CANCELLED
    if change.postponed is not None:
        return Status.POSTPONED
    return Status.CONFIRMED if change.tentative is None else Status.TENTATIVE


def _reason(change: Change) -> str | None:
    """Why it does not take place then, or why that is not sure; of the status that wins."""
    return next((why for why in (change.cancelled, change.postponed, change.tentative) if why is not None), None)


def _minutes(span: TimeSpan | None) -> tuple[int, int]:
    """Start and end in minutes after the midnight of the day."""
    return (span.start, span.end) if span else WHOLE_DAY
