"""When and where activities are really held in the weeks ahead, counted once for all norms and neighbourhoods."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from buurtkalender.domain.coverage.reach import ReachPlace, reach_place
from buurtkalender.domain.coverage.units import Unit, unit_of
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import NOWHERE, Where, where
from buurtkalender.domain.values import Norm, Occurrence

NOON, FIVE = 12, 17
"""The hours at which mornings and afternoons end."""

_MORNING, _AFTERNOON, _EVENING = 1, 2, 4
_STARTING = (_MORNING,) * NOON + (_AFTERNOON,) * (FIVE - NOON) + (_EVENING,) * (24 - FIVE)
PARTS = ("morning", "afternoon", "evening")
_NAMED = tuple(tuple(name for n, name in enumerate(PARTS) if parts >> n & 1) for parts in range(8))
_WEEKEND = 3  # how many bits the parts of a Saturday or Sunday stand above those of a weekday

DAYPARTS = {
    "weekday-morning": _MORNING,
    "weekday-afternoon": _AFTERNOON,
    "weekday-evening": _EVENING,
    "weekend-morning": _MORNING << _WEEKEND,
    "weekend-afternoon": _AFTERNOON << _WEEKEND,
    "weekend-evening": _EVENING << _WEEKEND,
    "weekday": 0b000111,
    "weekend": 0b111000,
    "morning": _MORNING * 0b001001,
    "afternoon": _AFTERNOON // 2 * 0b010010,
    "evening": _EVENING // 4 * 0b100100,
}
"""The dayparts that a norm may ask for. Mornings end at 12:00, afternoons at 17:00; Saturday and Sunday are weekend.

A session is in the daypart in which it starts, but a walk-in in every daypart in which it is open.
"""

_START = attrgetter("start")

WHOLE_DAY_HOURS = 8.0
"""What something that lasts all day counts for, in hours."""


class SessionPlace(NamedTuple):
    """An activity at one place, with what takes place there. ``home`` is whether that is its usual place."""

    activity: Activity
    venue: str | None
    room: str | None
    place: ReachPlace
    home: bool
    sessions: list[Occurrence]


class Periods(NamedTuple):
    """The weeks or months that a norm looks at: their first days, and the number of the period for each day."""

    firsts: tuple[date, ...]
    number: dict[int, int]


def periods(norm: Norm, today: date) -> Periods:
    """Return the whole weeks, from Monday, or the whole calendar months after today that a norm looks at.

    Months are calendar months, as many as its weeks make (12 weeks are 3 months): the first Tuesday of the month
    falls 2 or 3 times in 12 weeks, so at 52/12 weeks a month a monthly morning would now and then fail a norm of
    one a month. What has no fixed time has no periods: it is always there, and of what has dates (for prevention) it
    counts whether there is one in any of the weeks.
    """
    if not unit_of(norm).timed:
        first, *_, after = _weeks(norm.weeks, today)
        dated = range(first.toordinal(), after.toordinal()) if norm.prevention else range(0)
        return Periods((), dict.fromkeys(dated, 0))
    firsts = _months(norm.weeks, today) if norm.at_least.per == "month" else _weeks(norm.weeks, today)
    number = {
        day: index
        for index, (first, after) in enumerate(pairwise(firsts))
        for day in range(first.toordinal(), after.toordinal())
    }
    return Periods(tuple(firsts[:-1]), number)


def last_day_counted(norms: Iterable[Norm], today: date) -> date:
    """Return the last day that any of these norms looks at; today where none looks at days."""
    ends = (max(periods(norm, today).number, default=0) for norm in norms)
    return date.fromordinal(max([today.toordinal(), *ends]))


def _weeks(count: int, today: date) -> list[date]:
    monday = today + timedelta(7 - today.weekday())
    return [monday + timedelta(weeks=week) for week in range(count + 1)]


def _months(weeks: int, today: date) -> list[date]:
    count = max(1, round(weeks * 12 / 52))
    months = range(today.year * 12 + today.month, today.year * 12 + today.month + count + 1)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def places_of_venues(calendar: Calendar) -> dict[str, ReachPlace]:
    """Return the place of each venue, for :func:`held`."""
    return {key: reach_place(calendar, Where(key, None, None)) for key in calendar.venues}


def held(
    calendar: Calendar,
    activities: Iterable[Activity],
    occurrences: Sequence[Occurrence],
    days: Collection[int],
    houses: dict[str, ReachPlace],
) -> dict[str, list[SessionPlace]]:
    """Return where each of these activities is held on these days (ordinals), its usual place first.

    ``occurrences`` are in order of time. Cancelled ones do not count. Activities without any are there with no
    sessions.
    """
    usual = {activity.id: [_at_home(calendar, activity, houses)] for activity in activities}
    if not days:
        return usual
    first = datetime.combine(date.fromordinal(min(days)), time())
    after = datetime.combine(date.fromordinal(max(days) + 1), time())
    never_elsewhere = {
        key: places[0].sessions.append for key, places in usual.items() if not places[0].activity.changes
    }
    low, high = bisect_left(occurrences, first, key=_START), bisect_left(occurrences, after, key=_START)
    for occurrence in occurrences[low:high]:
        if occurrence.cancelled:
            continue
        add = never_elsewhere.get(occurrence.activity)
        if add is not None:
            add(occurrence)
        elif occurrence.activity in usual:
            _where(calendar, usual[occurrence.activity], occurrence).sessions.append(occurrence)
    return usual


class Amounts(NamedTuple):
    """What an activity offers at one place in each period: how ``much``, and on which dayparts as bits.

    ``times`` is how many sessions these are, in all periods together.
    """

    much: list[float]
    parts: list[int]
    times: int


def amounts(there: SessionPlace, periods: Periods, unit: Unit) -> Amounts:
    """Return how much there is in each period, in a unit."""
    much = [0.0] * len(periods.firsts)
    parts = [0] * len(periods.firsts)
    number = periods.number
    times = 0
    activity = there.activity
    walk_in = activity.drop_in
    for session in there.sessions:
        day = session.start.toordinal()
        period = number.get(day)
        if period is not None:
            times += 1
            much[period] = unit.plus(much[period], activity, hours(session))
            part = _while_open(session) if walk_in or session.all_day else _STARTING[session.start.hour]
            parts[period] |= part << _WEEKEND if (day + 6) % 7 > 4 else part
    return Amounts(much, parts, times)


def daypart(weekday: int, start: int) -> int:
    """Return the daypart, as a bit, of what starts so many minutes after midnight (0 is Monday)."""
    part = _STARTING[start // 60 % 24]
    return part << _WEEKEND if weekday > 4 else part


def parts_of_day(session: Occurrence, *, walk_in: bool) -> tuple[str, ...]:
    """Return the parts of the day that something is in: "morning", "afternoon" and "evening", as for norms."""
    parts = _while_open(session) if walk_in or session.all_day else _STARTING[session.start.hour]
    return _NAMED[parts]


def hours(session: Occurrence) -> float:
    """Return how long something takes, in hours."""
    return WHOLE_DAY_HOURS if session.all_day else (session.end - session.start).total_seconds() / 3600


def _while_open(session: Occurrence) -> int:
    """Return the parts of the day in which somebody can walk in. All day is the morning and the afternoon."""
    if session.all_day:
        return _MORNING | _AFTERNOON
    begins = session.start.hour + session.start.minute / 60
    ends = begins + hours(session)
    return (
        (_MORNING if begins < NOON else 0)
        | (_AFTERNOON if begins < FIVE and ends > NOON else 0)
        | (_EVENING if ends > FIVE else 0)
    )


def _at_home(calendar: Calendar, activity: Activity, houses: dict[str, ReachPlace]) -> SessionPlace:
    there = where(activity)
    at = houses.get(there.venue or "") or reach_place(calendar, there)
    if there == NOWHERE:
        at = ReachPlace(serves=activity.serves, online=not activity.serves)
    if activity.serves and activity.transport is not None and not at.serves:
        # With a place and transport, the areas that it serves are those from which people are fetched.
        at = at._replace(fetches=activity.serves)
    return SessionPlace(activity, there.venue, there.room, at, True, [])  # noqa: FBT003


def _where(calendar: Calendar, places: list[SessionPlace], occurrence: Occurrence) -> SessionPlace:
    """Return the one of an activity's places where an occurrence is; a new one is added to them."""
    usual = places[0].activity
    there = where(occurrence)
    if there == where(usual):
        return places[0]
    at = reach_place(calendar, there)
    for one in places[1:]:
        if (one.venue, one.room, one.place) == (there.venue, there.room, at):
            return one
    new = SessionPlace(usual, there.venue, there.room, at, False, [])  # noqa: FBT003
    places.append(new)
    return new
