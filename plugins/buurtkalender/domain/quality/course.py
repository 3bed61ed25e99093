"""How an activity goes on: whether it has an end, whether that is near, and whether it was cancelled for good."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from buurtkalender.domain.holidays import DaysOff
from buurtkalender.domain.model import Activity, ActivityStatus, ByAppointment, Calendar, Dates, Occurrence
from buurtkalender.domain.recurrence import MOST_DAYS, Window, of_activity

SOON = timedelta(weeks=8)
"""How long before the last date its organisation is asked whether it goes on."""

LATELY = timedelta(weeks=4)
"""How long after the last date it is still asked."""

FAR = timedelta(weeks=26)
"""How far behind a cancelled date the next one may be: what is held twice a year goes on."""


class Course(NamedTuple):
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


def course(calendar: Calendar, activity: Activity, today: date, off: DaysOff) -> Course:
    """Return how an activity goes on. What is paused goes on; all dates count as they became, the cancelled do not."""
    end = _end(activity)
    if activity.status is ActivityStatus.ENDED or (end is not None and end < today - LATELY):
        return Course("over")
    if activity.status is ActivityStatus.PAUSED or end is None or (end - today).days >= MOST_DAYS:
        return Course("on")
    soon = today + SOON
    if any(not one.cancelled for one in _dates(calendar, activity, soon + timedelta(1), end, off)):
        return Course("on")
    near = _dates(calendar, activity, today - LATELY, soon, off)
    last = max((one.day for one in near if not one.cancelled), default=None)
    if last is not None:
        return Course("ended" if last < today else "ends", last)
    return Course("on" if any(one.day >= today for one in near) else "over")


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
    held = max((one.day for one in dates if not one.cancelled), default=date.min)
    return tuple(dict.fromkeys(one.day for one in dates if one.cancelled and one.day in days and one.day > held))


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
    return of_activity(calendar, activity, Window(first, last), off) if first <= last else []
