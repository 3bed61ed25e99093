"""Places and organisations in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buurtkalender.domain.barriers import facility
from buurtkalender.domain.model import Address, Dates, Days, Location, Organisation, Pattern, Point, Room, Venue, Weekly
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.when import hh_mm
from buurtkalender.feeds.linked import Linked, Thing, one_or_all, said
from buurtkalender.feeds.schedules import DAYS
from buurtkalender.reading.markup import to_text

COUNTRY = "NL"
"""Addresses are Dutch ones (domain.places)."""

PLACES = {
    "community-centre": "CivicStructure",
    "school": "School",
    "sports": "SportsActivityLocation",
    "church": "PlaceOfWorship",
    "library": "Library",
    "shop": "Store",
}
"""The kinds of venue that schema.org has a type for; the others are a Place."""

ORGANISATIONS = {
    "sports": "SportsOrganization",
    "school": "EducationalOrganization",
    "municipality": "GovernmentOrganization",
}
"""The kinds of organisation that schema.org has a type for. (A Library and a PlaceOfWorship are places to it.)"""

CLOSED = "00:00"
"""Open from midnight until midnight is how search engines are told that a place is closed on a day."""


def place(linked: Linked, there: DateFacts) -> Thing | None:
    """Where something is held, with what is known about access; None for what has no place. Not to be changed.

    A room stands behind the name of its house in brackets, as in the feeds, so that the address still fits.
    """
    access = known(there.access())
    key = there.where, tuple(access.items())
    if key not in linked.kept:
        linked.kept[key] = _place(linked, there, access)
    found: Thing | None = linked.kept[key]
    return found


def _place(linked: Linked, there: DateFacts, access: Mapping[str, bool]) -> Thing | None:
    venue, room = there.venue, there.room
    if venue is not None:
        return said(
            PLACES.get(venue.kind, "Place"),
            name=f"{venue.name} ({room.name})" if room else venue.name,
            url=linked.urls.room(f"{venue.id}/{room.id}") if room else linked.urls.venue(venue.id),
            address=_address(venue.address),
            geo=_geo(venue.point),
            amenityFeature=_features(linked, access),
        )
    return _location(linked, there.location, access) if there.location else None


def venue(linked: Linked, house: Venue) -> Thing:
    """All about a venue, for its own page."""
    regular, special = opening_hours(house)
    return said(
        PLACES.get(house.kind, "Place"),
        linked.urls.venue(house.id),
        name=house.name,
        url=linked.urls.venue(house.id),
        description=_plain(house.description),
        address=_address(house.address),
        geo=_geo(house.point),
        telephone=house.phone,
        sameAs=house.website,
        openingHoursSpecification=regular,
        specialOpeningHoursSpecification=special,
        amenityFeature=_features(linked, known(house.access)),
        containsPlace=[_room(linked, house, room) for room in house.rooms],
    )


def room_of(linked: Linked, house: Venue, room: Room) -> Thing:
    """All about a room, for its own page."""
    found = _room(linked, house, room)
    inside = said(
        PLACES.get(house.kind, "Place"),
        linked.urls.venue(house.id),
        name=house.name,
        geo=_geo(house.point),
    )
    return {**found, "address": _address(house.address), "containedInPlace": inside}


def organisation(linked: Linked, one: Organisation) -> Thing:
    """Who offers something: enough to know them by and to find their page. Not to be changed."""
    found: Thing | None = linked.kept.get(one)
    if found is None:
        found = linked.kept[one] = _organisation(linked, one)
    return found


def _organisation(linked: Linked, one: Organisation) -> Thing:
    url = linked.urls.organisation(one.id)
    return said(ORGANISATIONS.get(one.kind, "Organization"), url, name=one.name, url=url)


def whole_organisation(linked: Linked, one: Organisation) -> Thing:
    """All about an organisation, for its own page."""
    return organisation(linked, one) | said(
        description=one.summary or _plain(one.description),
        telephone=one.phone,
        email=one.email,
        sameAs=one.website,
    )


def areas(linked: Linked, identifiers: Iterable[str]) -> list[Thing]:
    """The neighbourhoods and municipalities that something is for."""
    return [said("AdministrativeArea", name=linked.area(one), url=linked.urls.area(one)) for one in identifiers]


def known(access: Mapping[str, bool | None]) -> dict[str, bool]:
    """What somebody said, yes or no."""
    return {name: answer for name, answer in access.items() if answer is not None}


def opening_hours(house: Venue) -> tuple[list[Thing], list[Thing]]:
    """Regular opening hours, and what is different on some days.

    An OpeningHoursSpecification knows days of the week only: hours that come every other week or once a month are told
    on the page alone.
    """
    regular, special = [], []
    for pattern in house.opening_hours:
        if isinstance(pattern, Weekly) and pattern.every == 1:
            regular.append(
                said(
                    "OpeningHoursSpecification",
                    dayOfWeek=one_or_all(DAYS[day] for day in pattern.days),
                    **_open(pattern),
                    validFrom=pattern.first and pattern.first.isoformat(),
                    validThrough=pattern.last and pattern.last.isoformat(),
                )
            )
        elif isinstance(pattern, Dates):
            special += [_on(Days(day, day), _open(pattern)) for day in pattern.dates]
    special += [_on(days, {"opens": CLOSED, "closes": CLOSED}) for days in house.closed]
    return regular, special


def _open(pattern: Pattern) -> Thing:
    span = getattr(pattern, "time", None)
    return (
        {"opens": CLOSED, "closes": "23:59"}
        if span is None
        else {"opens": hh_mm(span.start), "closes": hh_mm(span.end)}
    )


def _on(days: Days, hours: Thing) -> Thing:
    return {
        "@type": "OpeningHoursSpecification",
        **hours,
        "validFrom": days.first.isoformat(),
        "validThrough": days.last.isoformat(),
    }


def _room(linked: Linked, house: Venue, room: Room) -> Thing:
    url = linked.urls.room(f"{house.id}/{room.id}")
    terms = {*room.facilities, *room.access}
    access = known({name: facility(linked.calendar, name, house.id, room.id) for name in terms})
    return said(
        "Place",
        url,
        name=room.name,
        url=url,
        maximumAttendeeCapacity=room.capacity,
        amenityFeature=_features(linked, access),
    )


def _location(linked: Linked, location: Location, access: Mapping[str, bool]) -> Thing:
    return said(
        "Place",
        name=location.name,
        address=_address(Address(location.street, location.postcode, location.city)),
        geo=_geo(location.point),
        amenityFeature=_features(linked, access),
    )


def _address(address: Address) -> Thing | None:
    if not (address.street or address.postcode or address.city):
        return None
    return said(
        "PostalAddress",
        streetAddress=address.street,
        postalCode=address.postcode,
        addressLocality=address.city,
        addressCountry=COUNTRY,
    )


def _geo(point: Point | None) -> Thing | None:
    return None if point is None else {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon}


def _features(linked: Linked, access: Mapping[str, bool]) -> list[Thing]:
    """What is known about access, in the order of the vocabulary."""
    terms = linked.calendar.facilities
    order = [name for name in terms if name in access] + sorted(name for name in access if name not in terms)
    label = linked.context.texts.words.label
    return [
        {
            "@type": "LocationFeatureSpecification",
            "name": label(terms[name]) if name in terms else name,
            "value": access[name],
        }
        for name in order
    ]


def _plain(markdown: str | None) -> str | None:
    return to_text(markdown) if markdown else None
