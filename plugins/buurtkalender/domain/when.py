"""When something takes place: patterns, changes to one date, and the occurrences that come of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from buurtkalender.domain.basics import Days, Point, Value


def hh_mm(minutes: int) -> str:
    """``09:30``, of minutes after midnight, on this day or the next: how the format and data have a time of day."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


class TimeSpan(Value, frozen=True):
    """A time of day in minutes after midnight; ``end`` is above 1440 when it ends the next day."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """How long it takes on the clock on the wall, in minutes."""
        return self.end - self.start

    @property
    def written(self) -> str:
        """``10:00-12:00``; an end on the next day as the clock shows it."""
        return f"{hh_mm(self.start)}-{hh_mm(self.end)}"


class Skip(Value, frozen=True):
    """When a pattern was never planned: kinds of shared exceptions, and days of its own."""

    school_holidays: bool = False
    public_holidays: bool = False
    venue_closures: bool = False
    days: tuple[Days, ...] = ()


class Weekly(Value, frozen=True, tag="weekly"):
    """On one or more weekdays (0 is Monday), every so many weeks.

    Weeks run from Monday and are counted from the week of ``first``, or of the calendar's anchor when the
    writer gave none. ``time`` is None for all day.
    """

    days: tuple[int, ...]
    time: TimeSpan | None
    every: int = 1
    first: date | None = None
    last: date | None = None
    skip: Skip = Skip()


class Monthly(Value, frozen=True, tag="monthly"):
    """On nth weekdays or on days of the month, every so many months.

    ``weekdays`` holds (n, weekday) with n from 1 to 5, or -1 for the last; ``days`` holds 1 to 31, where a
    month without that day is passed over (RFC 5545, 3.3.10). Exactly one of the two is filled.
    """

    weekdays: tuple[tuple[int, int], ...]
    days: tuple[int, ...]
    time: TimeSpan | None
    every: int = 1
    first: date | None = None
    last: date | None = None
    skip: Skip = Skip()


class Dates(Value, frozen=True, tag="dates"):
    """On loose dates, in the order of time."""

    dates: tuple[date, ...]
    time: TimeSpan | None


class ByAppointment(Value, frozen=True, tag="appointment"):
    """Without a fixed time: a buddy, a home visit, a programme."""

    note: str | None = None


Pattern = Weekly | Monthly | Dates | ByAppointment


class Location(Value, frozen=True):
    """A place that is not one of the calendar's venues."""

    name: str
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    neighbourhood: str | None = None
    point: Point | None = None


class Change(Value, frozen=True):
    """What is different on one planned date.

    ``at`` is the planned start in minutes after midnight, and chooses between several times on one date.
    ``cancelled`` is the reason (possibly empty) or None.
    """

    day: date
    at: int | None = None
    cancelled: str | None = None
    time: TimeSpan | None = None
    moved_to: date | None = None
    venue: str | None = None
    room: str | None = None
    location: Location | None = None
    note: str | None = None


CLOCKS_CHANGE = range(2 * 60, 3 * 60)
"""The minutes after midnight that summer time takes away once a year, and gives twice (Directive 2000/84/EC)."""


def apart(pattern: Pattern) -> bool:
    """Whether each of its dates is an event of its own, with the planned day in its UID.

    Loose dates are. So are the dates of a series that starts between two and three at night: for the night without that
    hour, and for the one that has it twice, no form of a recurring event is read alike by all programs.
    """
    if isinstance(pattern, Dates):
        return True
    return isinstance(pattern, Weekly | Monthly) and pattern.time is not None and pattern.time.start in CLOCKS_CHANGE


class Status(StrEnum):
    """What becomes of one occurrence; the values are those of data/occurrences.json."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Occurrence(Value, frozen=True):
    """One dated instance of an activity.

    ``pattern`` is the index of the entry of ``when`` it comes from, and ``planned`` the wall-clock start that
    this entry gives: together they identify the occurrence for good (RECURRENCE-ID). ``start`` and ``end``
    are when it really is, after changes and corrected for the hour that does not exist in spring.
    All day: both are midnight, and ``end`` the midnight after the last day. A cancelled occurrence keeps
    its planned time. ``moved_from`` is the planned start when date or time was changed, else None.
    ``venue``, ``room``, ``location`` and ``neighbourhood`` are where it really is.
    """

    activity: str
    pattern: int
    planned: datetime
    start: datetime
    end: datetime
    all_day: bool = False
    status: Status = Status.CONFIRMED
    venue: str | None = None
    room: str | None = None
    location: Location | None = None
    neighbourhood: str | None = None
    note: str | None = None
    moved_from: datetime | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.status is Status.CANCELLED

    @property
    def day(self) -> date:
        """The day on which it really starts."""
        return self.start.date()
