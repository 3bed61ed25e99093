"""How an activity goes on: when it changed, whether it ends, how long nobody confirmed it; never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import gcd
from operator import attrgetter
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from buurtkalender.domain.holidays import DaysOff, public_holiday_names
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.recurrence import MOST_DATES, MOST_DAYS, Window, days_of, occurrences_of, planned_days
from buurtkalender.domain.values import (
    ByAppointment,
    Dates,
    Days,
    Monthly,
    Occurrence,
    Pattern,
    TimeSpan,
    Value,
    Weekly,
)

Doubt = Literal["marked", "hidden"]


class Grace(Value, frozen=True):
    """After how many days without a confirmation it is asked for, the activity marked, and hidden; 0 is never."""

    remind: int = 150
    mark: int = 540
    hide: int = 730


def since(activity: Activity, added: Mapping[str, date]) -> date | None:
    """Return when somebody last said that this is right: confirmed it, or else handed it in.

    ``added`` is the day on which each file came, by its path; without it nobody knows since when.
    """
    return activity.confirmed or added.get(activity.source.path)


def doubts(calendar: Calendar, today: date, grace: Grace, added: Mapping[str, date]) -> dict[str, tuple[Doubt, date]]:
    """Return the activities that were not confirmed for long: what comes of it, and since when, in order of address.

    What has ended is not in doubt.
    """
    found: dict[str, tuple[Doubt, date]] = {}
    for identifier, activity in sorted(calendar.activities.items()):
        last = since(activity, added)
        if last is None or activity.status is ActivityStatus.ENDED:
            continue
        age = (today - last).days
        if grace.hide and age > grace.hide:
            found[identifier] = "hidden", last
        elif grace.mark and age > grace.mark:
            found[identifier] = "marked", last
    return found


def without(calendar: Calendar, found: Mapping[str, tuple[Doubt, date]]) -> Calendar:
    """Return the calendar as residents get it: what is hidden has no dates and is in no list, as if it had ended."""
    hidden = [identifier for identifier, (doubt, _) in found.items() if doubt == "hidden"]
    if not hidden:
        return calendar
    gone = {key: msgspec.structs.replace(calendar.activities[key], status=ActivityStatus.ENDED) for key in hidden}
    return msgspec.structs.replace(calendar, activities={**calendar.activities, **gone})


# --- stamps ----------------------------------------------------------------------------------------------
# When something about an activity changed: four moments, each for those who ask something else.

SECOND = timedelta(seconds=1)


class ActivityStamps(Value, frozen=True):
    """When an activity was first made known, and when it last changed; in UTC, each not before the one above it.

    ``announced``: it was first made known, under whatever address.
    ``changed``: something changed that it tells people about itself: when, where, what, by whom. This is news.
    ``modified``: its events in an agenda changed in any way, also by another name for a theme or other holidays.
    ``updated``: anything about it changed that data may hold, such as when it was confirmed.
    ``guessed``: no history knows it, so all of these are assumptions.
    """

    announced: datetime
    changed: datetime
    modified: datetime
    updated: datetime
    guessed: bool = False


def at(moment: datetime, *, guessed: bool = False) -> ActivityStamps:
    """A stamp of what happened all at one moment."""
    return ActivityStamps(moment, moment, moment, moment, guessed)


def later(one: ActivityStamps, other: ActivityStamps) -> ActivityStamps:
    """The latest change of the two, and the earliest announcement that is no assumption."""
    known = [stamp.announced for stamp in (one, other) if not stamp.guessed] or [one.announced, other.announced]
    return ActivityStamps(
        min(known),
        max(one.changed, other.changed),
        max(one.modified, other.modified),
        max(one.updated, other.updated),
        one.guessed and other.guessed,
    )


# --- how it goes on -------------------------------------------------------------------------------------
# How an activity goes on: whether it has an end, whether that is near, and whether it was cancelled for good.

SOON = timedelta(weeks=8)
"""How long before the last date its organisation is asked whether it goes on."""

LATELY = timedelta(weeks=4)
"""How long after the last date it is still asked."""

FAR = timedelta(weeks=26)
"""How far behind a cancelled date the next one is looked for first: what is held twice a year goes on."""


class Continuation(NamedTuple):
    """How an activity goes on.

    ``goes`` says whether it just goes on, ``ends`` within eight weeks (today is the first day of these), ``ended`` in
    the last four weeks, or is ``over``. ``last`` is the last day on which it takes place, where that is near.
    """

    goes: Literal["on", "ends", "ended", "over"]
    last: date | None = None

    @property
    def alive(self) -> bool:
        """Whether people can still go there."""
        return self.goes in {"on", "ends"}


def continuation(calendar: Calendar, activity: Activity, today: date, off: DaysOff) -> Continuation:
    """Return how an activity goes on. What is paused goes on; all dates count as they became, the cancelled do not."""
    end = _end(activity)
    if activity.status is ActivityStatus.ENDED or (end is not None and end < today - LATELY):
        return Continuation("over")
    if activity.status is ActivityStatus.PAUSED or end is None or (end - today).days >= MOST_DAYS:
        return Continuation("on")
    soon = today + SOON
    if any(not one.cancelled for one in _dates(calendar, activity, soon + timedelta(1), end, off)):
        return Continuation("on")
    near = _dates(calendar, activity, today - LATELY, soon, off)
    last = max((one.day for one in near if not one.cancelled), default=None)
    if last is not None:
        return Continuation("ended" if last < today else "ends", last)
    return Continuation("on" if any(one.day >= today for one in near) else "over")


def far_ahead(calendar: Calendar, held: Sequence[Occurrence], after: date, off: DaysOff) -> list[Occurrence]:
    """The next date of each activity that has none to come until ``after``, however far it is; in order of time.

    ``held`` are the occurrences from today until then: what takes place among these needs no other date.
    """
    known = set(map(attrgetter("activity"), held))
    changing = {key for key in known if calendar.activities[key].changes}  # nothing else calls all of them off
    if changing:
        known -= changing
        known.update(one.activity for one in held if one.activity in changing and not one.cancelled)
    others = (one for key, one in sorted(calendar.activities.items()) if key not in known)
    found = (next_held(calendar, activity, after, off) for activity in others)
    return sorted(filter(None, found), key=attrgetter("start"))


def next_held(calendar: Calendar, activity: Activity, after: date, off: DaysOff) -> Occurrence | None:
    """The first occurrence after a day that takes place, however far it is; None where nobody planned any."""
    starts = {change.moved_to for change in activity.changes if change.moved_to}
    for pattern in activity.when:
        if isinstance(pattern, Dates):
            starts.update(pattern.dates)
        elif not isinstance(pattern, ByAppointment) and (pattern.last is None or pattern.last > after):
            starts.add(max(pattern.first or after, after + timedelta(1)))
    for first in sorted(start for start in starts if start > after):
        last = date.fromordinal(min(first.toordinal() + MOST_DAYS - 1, date.max.toordinal()))
        for one in occurrences_of(calendar, activity, Window(first, last), off):
            if not one.cancelled:
                return one
    return None


def repeats(activity: Activity) -> bool:
    """Tell whether it is more than one date, so that people may count on a next one."""
    return sum(len(one.dates) if isinstance(one, Dates) else 2 for one in activity.when) > 1


def unfollowed(calendar: Calendar, activity: Activity, today: date, off: DaysOff) -> tuple[date, ...]:
    """Return the cancelled days after which nothing is planned, of the last four weeks and the coming eight.

    A note at the cancelled date says how it goes on, and so does an offer by appointment beside it.
    """
    first, last = today - LATELY, today + SOON
    days = {
        change.day
        for change in activity.changes
        if change.cancelled is not None and not change.note and first <= change.day <= last
    }
    if not days or activity.by_appointment:
        return ()
    dates = _dates(calendar, activity, first, last + FAR, off)
    if next_held(calendar, activity, last + FAR, off):
        return ()
    held = max((one.day for one in dates if not one.cancelled), default=date.min)
    return tuple(dict.fromkeys(one.day for one in dates if one.cancelled and one.day in days and one.day > held))


def put_off(calendar: Calendar, activity: Activity, today: date, off: DaysOff) -> tuple[date, ...]:
    """Return the postponed days of which nobody said the new date yet, of the last four weeks and the coming eight."""
    if all(change.postponed is None for change in activity.changes):
        return ()
    dates = _dates(calendar, activity, today - LATELY, today + SOON, off)
    return tuple(dict.fromkeys(one.day for one in dates if one.postponed))


def _end(activity: Activity) -> date | None:
    """The day after which the activity's own file says that there is nothing; None when it says no such thing."""
    ends = [change.moved_to for change in activity.changes if change.moved_to is not None]
    for pattern in activity.when:
        last = None if isinstance(pattern, ByAppointment) else _last(pattern)
        if last is None:
            return None
        ends.append(last)
    return max(ends, default=None)


def _last(pattern: object) -> date | None:
    if isinstance(pattern, Dates):
        return max(pattern.dates, default=date.min)
    last: date | None = getattr(pattern, "last", None)
    return last


def _dates(calendar: Calendar, activity: Activity, first: date, last: date, off: DaysOff) -> list[Occurrence]:
    return occurrences_of(calendar, activity, Window(first, last), off) if first <= last else []


def public_holidays_left_out(calendar: Calendar, pattern: Pattern, first: date, last: date) -> dict[date, str]:
    """The public holidays from first to last on which a series is not held although its rule gives them.

    By their day, with their names in the settings (:data:`buurtkalender.domain.holidays.PUBLIC_HOLIDAYS`).
    """
    if not isinstance(pattern, Weekly | Monthly) or not pattern.skip.public_holidays:
        return {}
    days = set(planned_days(pattern, calendar.anchor, first, last))
    names = public_holiday_names(range(first.year, last.year + 1), calendar.public_holidays)
    away = pattern.skip.days
    return {day: name for day, name in names.items() if day in days and not any(day in off for off in away)}


# --- dates that repeat ---------------------------------------------------------------------------------------------

FEWEST_OF_A_SERIES = 3
MOST_EVERY = 52
"""How many weeks or months a pattern has from one date to the next at most."""


def regular(given: Sequence[date], span: TimeSpan | None) -> Weekly | Monthly | None:
    """Return the pattern that loose dates seem to be: once in so many weeks, or an nth weekday; None when they are not.

    At most a quarter of the dates in between may lack; those are skipped.
    """
    known = sorted(set(given))
    if len(known) < FEWEST_OF_A_SERIES or len(known) > MOST_DATES:
        return None
    first, last = known[0], known[-1]
    if len({day.weekday() for day in known}) != 1:
        return None
    for found in _looks_like(known, span):
        planned = {date.fromordinal(day) for day in days_of(found, first, first.toordinal(), last.toordinal())}
        lacking = planned - set(known)
        if planned >= set(known) and len(lacking) * 4 <= len(planned):
            return skipping(found, lacking)
    return None


def _looks_like(known: Sequence[date], span: TimeSpan | None) -> Iterator[Weekly | Monthly]:
    """Yield the patterns that dates on one weekday may be, the likeliest first."""
    first, last, weekday = known[0], known[-1], known[0].weekday()
    gaps = [(later - earlier).days // 7 for earlier, later in pairwise(known)]
    step = gcd(*gaps)
    if step <= 2:
        yield Weekly((weekday,), span, step, first, last)
    nths = {(day.day - 1) // 7 + 1 for day in known}
    if len(nths) == 1:
        yield Monthly(((nths.pop(), weekday),), (), span, 1, first, last)
    if _are_last(known):
        yield Monthly(((-1, weekday),), (), span, 1, first, last)
    if step <= MOST_EVERY and len(set(gaps)) == 1:
        yield Weekly((weekday,), span, step, first, last)


def _are_last(known: Sequence[date]) -> bool:
    return all((day + timedelta(days=7)).month != day.month for day in known)


def skipping(pattern: Weekly | Monthly, lacking: Iterable[date]) -> Weekly | Monthly:
    """Return a pattern that leaves these days out, besides what it left out already; days in a row as a range."""
    wanted = sorted(skipped_by(pattern) | set(lacking))
    ranges: list[Days] = []
    for day in wanted:
        if ranges and ranges[-1].last == day - timedelta(days=1):
            ranges[-1] = Days(ranges[-1].first, day)
        else:
            ranges.append(Days(day, day))
    return replace(pattern, skip=replace(pattern.skip, days=tuple(ranges)))


def skipped_by(pattern: Pattern) -> set[date]:
    """Return the days of its own that a pattern leaves out."""
    if isinstance(pattern, Dates | ByAppointment):
        return set()
    ranges = (range(one.first.toordinal(), one.last.toordinal() + 1) for one in pattern.skip.days)
    return {date.fromordinal(day) for one in ranges for day in one}
