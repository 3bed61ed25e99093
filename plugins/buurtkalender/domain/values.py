"""The values that a calendar is made of: small ones, when something takes place, and what holds for everybody."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Base of all values: immutable, compared by content, cheap to keep in the content cache."""


class Source(Value, frozen=True):
    """The file that a value was read from: its path below the content folder, and a digest of its bytes."""

    path: str = ""
    digest: str = ""


class Days(Value, frozen=True):
    """A range of days, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Ages(Value, frozen=True):
    """Ages in years, both inclusive; ``highest`` is None for "and older"."""

    lowest: int = 0
    highest: int | None = None

    def __contains__(self, age: int) -> bool:
        return age >= self.lowest and (self.highest is None or age <= self.highest)


class Point(Value, frozen=True):
    """A place on earth in WGS 84 degrees."""

    lat: float
    lon: float


class Contact(Value, frozen=True):
    """How to reach somebody, as far as it may be published."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None


class TitledLink(Value, frozen=True):
    """A titled link; ``url`` is https, mailto or tel."""

    title: str
    url: str


class Image(Value, frozen=True):
    """A picture beside the content file, with the text for those who do not see it.

    ``by`` holds the rights to it, and is published with it.
    """

    file: str
    alt: str
    by: str | None = None


class Term(Value, frozen=True):
    """A word of the vocabulary: a theme, goal, audience, facility or language.

    ``label`` maps a language code to the word; ``ages`` is what an audience means when an activity
    names the audience and no ages of its own.
    """

    id: str
    label: dict[str, str]
    icon: str | None = None
    ages: Ages | None = None
    description: dict[str, str] = {}


class Synonym(Value, frozen=True):
    """What people call something, by the code of their language, and what they then look for: words or ids of terms."""

    said: dict[str, tuple[str, ...]]
    means: tuple[str, ...] = ()


# --- when ------------------------------------------------------------------------------------------------
# When something takes place: patterns, changes to one date, and the occurrences that come of them.


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
    ``cancelled``, ``postponed`` (not on then, a new date follows) and ``tentative`` (not sure yet) are the reason,
    possibly empty, or None. ``full`` goes before what the activity says of all dates. ``on`` is said of a date that
    goes on although something is closed.
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
    postponed: str | None = None
    tentative: str | None = None
    full: bool | None = None
    on: bool = False


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
    """What becomes of one occurrence, as data have it. What is postponed is not on then, but on another day."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


OFF = frozenset({Status.CANCELLED, Status.POSTPONED})
"""What does not take place."""


class Occurrence(Value, frozen=True):
    """One dated instance of an activity.

    ``pattern`` is the index of the entry of ``when`` it comes from, and ``planned`` the wall-clock start that
    this entry gives: together they identify the occurrence for good (RECURRENCE-ID). ``start`` and ``end``
    are when it really is, after changes and corrected for the hour that does not exist in spring.
    All day: both are midnight, and ``end`` the midnight after the last day. One that is cancelled or postponed keeps
    its planned time. ``moved_from`` is the planned start when date or time was changed, else None.
    ``venue``, ``room``, ``location`` and ``neighbourhood`` are where it really is. ``full`` is whether all places are
    taken.
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
    full: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place then: called off, or put off to a date that nobody knows yet."""
        return self.status in OFF

    @property
    def postponed(self) -> bool:
        """Whether it does not take place then, and a new date follows."""
        return self.status is Status.POSTPONED

    @property
    def tentative(self) -> bool:
        """Whether nobody knows for sure that it takes place."""
        return self.status is Status.TENTATIVE

    @property
    def day(self) -> date:
        """The day on which it really starts."""
        return self.start.date()


# --- norms -----------------------------------------------------------------------------------------------
# What holds for everybody: holidays, closures, the norms a municipality sets, and who works on what is missing.


class Holiday(Value, frozen=True):
    """A school holiday or a closure of the whole calendar.

    ``regions`` are the school regions it holds for; empty means all. ``municipalities`` narrows it to the
    schools of these, for which it then replaces the regional holiday of that name in that school year.
    """

    name: str
    days: Days
    regions: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    source: str | None = None


class AtLeast(Value, frozen=True):
    """How much a norm asks, in a ``unit`` (:mod:`coverage.units`) and ``per`` a period; None for one without."""

    amount: float
    unit: str
    per: str | None = None


class Within(Value, frozen=True):
    """How near it has to be: exactly one is filled. ``area`` is "neighbourhood" or "municipality"."""

    walk_minutes: float | None = None
    metres: float | None = None
    area: str | None = None


class AgeBand(Value, frozen=True):
    """People whom prevention is for: those of some ages, or those of an audience. Exactly one is filled."""

    ages: Ages | None = None
    audience: str | None = None

    @property
    def id(self) -> str:
        """As it is written in the file: ``4-11``, ``65+``, ``ouders``."""
        if self.ages is None:
            return self.audience or ""
        return f"{self.ages.lowest}+" if self.ages.highest is None else f"{self.ages.lowest}-{self.ages.highest}"


class Measure(Value, frozen=True):
    """How coverage measures. All of it is told on the page of the method; ``measure`` in norms.yaml changes it.

    ``walking_kmh`` is somebody's speed on foot; ``detour`` how much longer the way is than the straight line.
    ``confidence`` maps how many days ago at most something was confirmed to how far it is believed, the shortest
    first; ``unconfirmed`` is for what was confirmed longer ago, or never. Under ``few_residents`` people of the
    norm's ages there is no verdict.
    """

    walking_kmh: float = 4.0
    detour: float = 1.3
    confidence: tuple[tuple[int, float], ...] = ((90, 1.0), (180, 0.7))
    unconfirmed: float = 0.4
    few_residents: int = 50

    def believed(self, confirmed: date | None, today: date) -> float:
        """How far something is believed that its organisation confirmed on this day; from 0 to 1."""
        if confirmed is not None:
            age = (today - confirmed).days
            for days, weight in self.confidence:
                if age <= days:
                    return weight
        return self.unconfirmed


class Norm(Value, frozen=True):
    """What a municipality wants in every neighbourhood; ``aimed`` is whether only what is meant for them counts."""

    prevention: ClassVar[bool] = False

    id: str
    title: str
    at_least: AtLeast
    within: Within
    audience: str | None = None
    ages: Ages | None = None
    themes: tuple[str, ...] = ()
    goal: str | None = None
    must: tuple[str, ...] = ()
    dayparts: tuple[str, ...] = ()
    weeks: int = 12
    every_week: float = 0.9
    municipalities: tuple[str, ...] = ()
    aimed: bool | None = None


class PickedUp(Value, frozen=True):
    """That somebody works on a norm in some neighbourhoods, ``since`` a day.

    ``expected`` is the day by which they think that it is there. It changes no verdict: what is there, counts.
    """

    norm: str
    neighbourhoods: tuple[str, ...]
    organisations: tuple[str, ...]
    since: date
    note: str | None = None
    expected: date | None = None
