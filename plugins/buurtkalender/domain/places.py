"""Who offers activities, where they are held, and the CBS areas around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from buurtkalender.domain.basics import Days, Image, Point, Source, Value
from buurtkalender.domain.when import Pattern


class Organisation(Value, frozen=True):
    """Who offers activities. Never also a venue: the house that it runs is a :class:`Venue`."""

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


class Neighbourhood(Value, frozen=True):
    """A CBS buurt. ``residents`` counts people per age band ("0-14", "65+"); ``boundary`` is GeoJSON geometry."""

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
