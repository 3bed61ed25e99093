"""The words of the calendar as values: activity, pattern, occurrence, venue, neighbourhood, norm.

Every value is immutable and compares by content. Three rules hold everywhere:

- *Unknown is not no.* A fact that nobody gave is ``None``; ``True`` and ``False`` were said by somebody.
- *Times are wall-clock times* in the calendar's one zone (:attr:`Calendar.zone`), kept as naive
  ``datetime``; :func:`Calendar.aware` gives them their offset.
- *Days are inclusive*, as people say them; ends of times are exclusive, as in RFC 5545.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.domain.values import (
    AgeBand,
    Ages,
    ByAppointment,
    Change,
    Contact,
    Days,
    Holiday,
    Image,
    Location,
    Measure,
    Norm,
    Occurrence,
    Pattern,
    PickedUp,
    Point,
    Source,
    Synonym,
    Term,
    TitledLink,
    Value,
    apart,
)


class Organisation(Value, frozen=True):
    """Who offers activities. Never also a venue: the house that it runs is a :class:`Venue`.

    ``volunteers`` are roles of no activity. What a ``trusted`` one says by its own signed link goes live at once.
    """

    id: str
    name: str
    kind: str
    source: Source = Source()
    summary: str | None = None
    description: str | None = None
    website: str | None = None
    phone: str | None = None
    email: str | None = None
    logo: str | None = None
    maintainers: tuple[str, ...] = ()
    feeds: tuple[FeedSource, ...] = ()
    confirmed: date | None = None
    volunteers: tuple[Role, ...] = ()
    trusted: bool = False


class FeedSource(Value, frozen=True):
    """A calendar that an organisation keeps elsewhere, with what its events lack."""

    url: str
    venue: str | None = None
    themes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


class Address(Value, frozen=True):
    """A Dutch postal address."""

    street: str | None = None
    postcode: str | None = None
    city: str | None = None


class Room(Value, frozen=True):
    """A room of a venue."""

    id: str
    name: str
    capacity: int | None = None
    facilities: tuple[str, ...] = ()
    access: dict[str, bool | None] = {}


class Sharing(Value, frozen=True):
    """When others may use a venue, or one room of it."""

    when: Pattern
    room: str | None = None


class Booking(Value, frozen=True):
    """How others book a room, and what it costs, in words."""

    phone: str | None = None
    email: str | None = None
    url: str | None = None
    cost: str | None = None


class Venue(Value, frozen=True):
    """A place where activities are held."""

    id: str
    name: str
    kind: str
    address: Address
    neighbourhood: str
    source: Source = Source()
    point: Point | None = None
    access: dict[str, bool | None] = {}
    transport: str | None = None
    rooms: tuple[Room, ...] = ()
    opening_hours: tuple[Pattern, ...] = ()
    available: tuple[Sharing, ...] = ()
    closed: tuple[Days, ...] = ()
    booking: Booking | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    description: str | None = None
    image: Image | None = None

    def closed_on(self, day: date) -> bool:
        """Whether it says that it is closed on a day."""
        return any(day in days for days in self.closed)


class Neighbourhood(Value, frozen=True):
    """A CBS buurt. ``residents`` counts people per age band ("0-14", "65+"); ``boundary`` is GeoJSON geometry.

    ``audiences`` does the same for audiences that ages do not describe, such as newcomers, where that is known.
    """

    id: str
    name: str
    district: str
    municipality: str
    code: str | None = None
    kind: str = "residential"
    centre: Point | None = None
    residents: dict[str, int] = {}
    need: float = 1.0
    boundary: dict[str, Any] | None = None
    audiences: dict[str, dict[str, int]] = {}


class District(Value, frozen=True):
    """A CBS wijk."""

    id: str
    name: str
    municipality: str
    code: str | None = None


class Municipality(Value, frozen=True):
    """A gemeente; ``school_region`` is noord, midden or zuid."""

    id: str
    name: str
    code: str | None = None
    school_region: str | None = None
    population_source: str | None = None
    source: Source = Source()


class Price(Value, frozen=True):
    """What some pay, in euro cents; ``who`` are such as "kinderen tot 12"."""

    who: str
    cents: int
    per: str | None = None
    note: str | None = None


class Cost(Value, frozen=True):
    """What taking part costs, in euro cents; 0 is free. ``discount_pass`` is whether a city pass lowers it.

    Where several ``prices`` are named, ``cents`` is the lowest of them.
    """

    cents: int
    per: str | None = None
    note: str | None = None
    discount_pass: bool | None = None
    prices: tuple[Price, ...] = ()

    @property
    def free(self) -> bool:
        """Whether nobody pays: one price of nothing among others is none (design: format)."""
        return self.cents == 0 and not any(price.cents for price in self.prices)


class Signup(Value, frozen=True):
    """Whether and how to sign up; ``before`` is how long ahead of a date at the latest.

    One can sign up at all from ``opens`` until ``until``: wall-clock moments, the second one excluded.
    """

    required: bool
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    before: timedelta | None = None
    opens: datetime | None = None
    until: datetime | None = None


class Referral(Value, frozen=True):
    """Whether somebody has to refer you, and who may."""

    required: bool
    by: str | None = None


class Role(Value, frozen=True):
    """Work that a volunteer can do, at an activity or for an organisation; looked for ``until`` a day, inclusive."""

    role: str
    hours: str | None = None
    contact: Contact | None = None
    skills: tuple[str, ...] = ()
    training: str | None = None
    until: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether somebody is still looked for on a day."""
        return self.until is None or day <= self.until


class Host(Value, frozen=True):
    """Who does an activity where no organisation does; the one whose folder it is in vouches for them."""

    name: str


class Childcare(Value, frozen=True):
    """Whether somebody looks after children meanwhile, and what that costs in euro cents; 0 is free."""

    offered: bool
    cents: int | None = None
    note: str | None = None


class Families(Value, frozen=True):
    """How an activity is for parents: whether children, and brothers and sisters of who it is for, are welcome."""

    children_welcome: bool | None = None
    childcare: Childcare | None = None
    siblings: bool | None = None


class Programme(Value, frozen=True):
    """A recognised prevention programme."""

    name: str
    evidence: str | None = None
    source: str | None = None


class ActivityStatus(StrEnum):
    """Whether the activity runs; paused and ended ones have no occurrences to come."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Activity(Value, frozen=True):
    """Something people can take part in, usually a series.

    ``id`` is its permanent address ``<organisation>/<file name>``. ``description`` is Markdown as written.
    ``formerly`` lists earlier addresses, the oldest first. ``full`` is whether all places of all dates are taken.
    """

    id: str
    title: str
    when: tuple[Pattern, ...]
    themes: tuple[str, ...]
    source: Source = Source()
    summary: str | None = None
    description: str | None = None
    partners: tuple[str, ...] = ()
    venue: str | None = None
    room: str | None = None
    location: Location | None = None
    online: str | None = None
    serves: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    ages: Ages | None = None
    languages: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    drop_in: bool | None = None
    cost: Cost | None = None
    signup: Signup | None = None
    capacity: int | None = None
    come_alone: bool | None = None
    companion: bool | None = None
    referral: Referral | None = None
    transport: str | None = None
    access: dict[str, bool | None] = {}
    volunteers: tuple[Role, ...] = ()
    programme: Programme | None = None
    contact: Contact | None = None
    image: Image | None = None
    links: tuple[TitledLink, ...] = ()
    confirmed: date | None = None
    status: ActivityStatus = ActivityStatus.ACTIVE
    formerly: tuple[str, ...] = ()
    host: Host | None = None
    full: bool | None = None
    families: Families | None = None

    @property
    def organisation(self) -> str:
        """The identifier of the organisation whose folder it is in."""
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.id.partition("/")[2]

    @property
    def origin(self) -> str:
        """The first address it ever had, the base of its UIDs."""
        return self.formerly[0] if self.formerly else self.id

    @property
    def by_appointment(self) -> bool:
        """Whether part of it has no fixed time."""
        return any(isinstance(pattern, ByAppointment) for pattern in self.when)


class Calendar(msgspec.Struct, frozen=True):
    """Everything that was read, by identifier, and the fixed facts of the calendar itself.

    ``id`` stands behind the @ of every UID; ``anchor`` is the fixed first day of series without ``from``; ``zone`` the
    IANA name of the one time zone; ``public_holidays`` those that it knows (None: all, :mod:`.holidays`).
    """

    id: str
    anchor: date
    zone: str = "Europe/Amsterdam"
    activities: dict[str, Activity] = {}
    organisations: dict[str, Organisation] = {}
    venues: dict[str, Venue] = {}
    municipalities: dict[str, Municipality] = {}
    districts: dict[str, District] = {}
    neighbourhoods: dict[str, Neighbourhood] = {}
    themes: dict[str, Term] = {}
    goals: dict[str, Term] = {}
    audiences: dict[str, Term] = {}
    facilities: dict[str, Term] = {}
    languages: dict[str, Term] = {}
    norms: dict[str, Norm] = {}
    picked_up: tuple[PickedUp, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    age_bands: tuple[AgeBand, ...] = ()
    measure: Measure = Measure()
    school_holidays: tuple[Holiday, ...] = ()
    closures: tuple[Holiday, ...] = ()
    public_holidays: tuple[str, ...] | None = None

    def aware(self, moment: datetime) -> datetime:
        """Wall-clock time with its offset; a time that spring leaves out comes back as RFC 5545 3.3.5 reads it."""
        zone = ZoneInfo(self.zone)
        return moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)

    def picked_up_at(self, norm: str, neighbourhood: str) -> list[PickedUp]:
        """Who works on a norm in a neighbourhood, in the order of the file."""
        return [one for one in self.picked_up if one.norm == norm and neighbourhood in one.neighbourhoods]

    def uid(self, activity: Activity, pattern: int, day: date | None = None) -> str:
        """The UID of the series (or, with ``day``, of the single date) that entry ``pattern`` of ``when`` makes.

        ``organisation.name[.n][.YYYYMMDD]@calendar``: never ambiguous, as identifiers hold no dot, and the same when
        title or time change. The first entry has no number.
        """
        number = f".{pattern + 1}" if pattern else ""
        dated = f".{day:%Y%m%d}" if day else ""
        return f"{activity.origin.replace('/', '.')}{number}{dated}@{self.id}"

    def uid_of(self, occurrence: Occurrence) -> str:
        """The UID of the VEVENT that holds this occurrence."""
        activity, day = self.activities[occurrence.activity], occurrence.planned.date()
        return self.uid(activity, occurrence.pattern, day if apart(activity.when[occurrence.pattern]) else None)
