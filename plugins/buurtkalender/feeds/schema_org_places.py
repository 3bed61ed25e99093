"""Places and organisations in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from buurtkalender.domain.facts import facility
from buurtkalender.domain.model import Address, Calendar, Organisation, Room, Venue
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import Window, first_day, open_hours, planned_days
from buurtkalender.domain.values import Dates, Days, Location, Monthly, Occurrence, Point, TimeSpan, Weekly, hh_mm
from buurtkalender.feeds.context import LinkedCalendar, Thing, one_or_all, thing
from buurtkalender.feeds.series import ICAL_WEEKDAYS as CODES
from buurtkalender.reading.markup import to_text

# --- schedules -------------------------------------------------------------------------------------------
# A pattern as a Schedule of schema.org, which OpenActive takes over.

SCHEMA_DAYS = tuple(
    f"https://schema.org/{day}"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)


def schedule(calendar: Calendar, pattern: Weekly | Monthly, skipped: Iterable[date] = ()) -> Thing:
    """A rule as a Schedule; ``skipped`` are the days in view that it gives but that were never planned.

    (https://schema.org/Schedule.) A series that has always been there has no startDate, unless weeks or months have to
    be counted from it.
    """
    weekly = isinstance(pattern, Weekly)
    counted = pattern.first is not None or pattern.every > 1
    starts = (first_day(pattern, calendar.anchor) or pattern.first) if counted else None
    return thing(
        "Schedule",
        repeatFrequency=f"P{pattern.every}{'W' if weekly else 'M'}",
        **(_weekly(pattern) if isinstance(pattern, Weekly) else _monthly(pattern)),
        startDate=starts and starts.isoformat(),
        endDate=pattern.last and pattern.last.isoformat(),
        **times(pattern.time),
        scheduleTimezone=calendar.zone,
        exceptDate=one_or_all(day.isoformat() for day in skipped),
    )


def times(span: TimeSpan | None) -> Thing:
    """The startTime and endTime; with a duration where the end is on another day. Nothing for all day."""
    if span is None:
        return {}
    over = span.end > 1440
    return thing(
        startTime=f"{hh_mm(span.start)}:00", endTime=f"{hh_mm(span.end)}:00", duration=lasting(span) if over else None
    )


def lasting(span: TimeSpan) -> str:
    """``PT1H30M`` (ISO 8601)."""
    hours, minutes = divmod(span.minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes or not hours else ''}"


def _weekly(pattern: Weekly) -> Thing:
    return {"byDay": one_or_all(SCHEMA_DAYS[day] for day in pattern.days)}


def _monthly(pattern: Monthly) -> dict[str, Any]:
    """Days of the month, or weekdays with the weeks that they are of.

    byMonthWeek has no "last", and combines every week with every day: where that does not fit, byDay holds the codes of
    iCalendar, as schema.org allows ("1TU", "-1FR").
    """
    if pattern.days:
        return {"byMonthDay": one_or_all(pattern.days)}
    weeks, days = ({pair[n]: None for pair in pattern.weekdays} for n in (0, 1))
    if min(weeks) > 0 and len(weeks) * len(days) == len(pattern.weekdays):
        return {"byDay": one_or_all(SCHEMA_DAYS[day] for day in days), "byMonthWeek": one_or_all(weeks)}
    return {"byDay": one_or_all(codes(pattern))}


def codes(pattern: Monthly) -> list[str]:
    """Nth weekdays as in an RRULE: ``1TU``, ``-1FR`` (RFC 5545, 3.3.10)."""
    return [f"{nth}{CODES[day]}" for nth, day in pattern.weekdays]


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

SHUT = {"opens": CLOSED, "closes": CLOSED}


def schema_place(linked: LinkedCalendar, there: DateFacts) -> Thing | None:
    """Where something is held, with what is known about access; None for what has no place. Not to be changed.

    A room stands behind the name of its house in brackets, as in the feeds, so that the address still fits.
    """
    access = known_fact(there.access())
    key = there.where, tuple(access.items())
    if key not in linked.kept:
        linked.kept[key] = _place(linked, there, access)
    found: Thing | None = linked.kept[key]
    return found


def _place(linked: LinkedCalendar, there: DateFacts, access: Mapping[str, bool]) -> Thing | None:
    venue, room = there.venue, there.room
    if venue is not None:
        return thing(
            PLACES.get(venue.kind, "Place"),
            name=f"{venue.name} ({room.name})" if room else venue.name,
            url=linked.urls.room(f"{venue.id}/{room.id}") if room else linked.urls.venue(venue.id),
            address=_address(venue.address),
            geo=_geo(venue.point),
            amenityFeature=_features(linked, access),
        )
    return _location(linked, there.location, access) if there.location else None


def venue(linked: LinkedCalendar, house: Venue, window: Window) -> Thing:
    """All about a venue, for its own page; ``window`` are the days in which it tells what is other than usual."""
    regular, special = opening_hours(linked, house, window)
    return thing(
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
        amenityFeature=_features(linked, known_fact(house.access)),
        containsPlace=[_room(linked, house, room) for room in house.rooms],
    )


def room_of(linked: LinkedCalendar, house: Venue, room: Room) -> Thing:
    """All about a room, for its own page."""
    found = _room(linked, house, room)
    inside = thing(
        PLACES.get(house.kind, "Place"),
        linked.urls.venue(house.id),
        name=house.name,
        geo=_geo(house.point),
    )
    return {**found, "address": _address(house.address), "containedInPlace": inside}


def schema_organisation(linked: LinkedCalendar, one: Organisation) -> Thing:
    """Who offers something: enough to know them by and to find their page. Not to be changed."""
    found: Thing | None = linked.kept.get(one)
    if found is None:
        found = linked.kept[one] = _organisation(linked, one)
    return found


def _organisation(linked: LinkedCalendar, one: Organisation) -> Thing:
    url = linked.urls.organisation(one.id)
    return thing(ORGANISATIONS.get(one.kind, "Organization"), url, name=one.name, url=url)


def whole_organisation(linked: LinkedCalendar, one: Organisation) -> Thing:
    """All about an organisation, for its own page."""
    return schema_organisation(linked, one) | thing(
        description=one.summary or _plain(one.description),
        telephone=one.phone,
        email=one.email,
        sameAs=one.website,
    )


def schema_areas(linked: LinkedCalendar, identifiers: Iterable[str]) -> list[Thing]:
    """The neighbourhoods and municipalities that something is for."""
    return [thing("AdministrativeArea", name=linked.area(one), url=linked.urls.area(one)) for one in identifiers]


def known_fact(access: Mapping[str, bool | None]) -> dict[str, bool]:
    """What somebody said, yes or no."""
    return {name: answer for name, answer in access.items() if answer is not None}


def opening_hours(linked: LinkedCalendar, house: Venue, window: Window) -> tuple[list[Thing], list[Thing]]:
    """Regular opening hours, and what is different on some days.

    An OpeningHoursSpecification knows days of the week only, and no holidays. So each day of the window on which a
    place is not open as always is told with all its hours of then, for special hours stand in place of the regular
    ones; and so are all days on which it says that it is closed. Hours that come every other week or once a month are
    told on the page alone.
    """
    regular = [
        thing(
            "OpeningHoursSpecification",
            dayOfWeek=one_or_all(SCHEMA_DAYS[day] for day in pattern.days),
            **_hours(pattern.time),
            validFrom=pattern.first and pattern.first.isoformat(),
            validThrough=pattern.last and pattern.last.isoformat(),
        )
        for pattern in _every_week(house)
    ]
    special = [_on(days, hours) for days, hours in _other_days(linked, house, window)]
    return regular, special + [_on(days, SHUT) for days in house.closed]


def _every_week(house: Venue) -> list[Weekly]:
    return [one for one in house.opening_hours if isinstance(one, Weekly) and one.every == 1]


def _other_days(linked: LinkedCalendar, house: Venue, window: Window) -> Iterator[tuple[Days, Thing]]:
    """Yield the days of the window, and loose dates after it, with other hours than every week's."""
    calendar = linked.calendar
    usual: dict[date, set[str]] = {}
    for pattern in _every_week(house):
        for day in planned_days(pattern, calendar.anchor, window.first, window.last):
            usual.setdefault(day, set()).add(str(_hours(pattern.time)))
    loose = {day: one.time for one in house.opening_hours if isinstance(one, Dates) for day in one.dates}
    real = open_hours(calendar, house, window, linked.context.days_off)
    shut: list[Days] = []
    for day in sorted({*usual, *loose}):
        hours = [_hours(_span(one)) for one in real.get(day, ())]
        if day > window.last:
            hours = [_hours(loose[day])]
        as_always = day not in loose and usual[day] <= set(map(str, hours))
        if as_always or day < window.first or house.closed_on(day):
            continue
        if hours:
            yield from ((Days(day, day), one) for one in hours)
        elif shut and shut[-1].last == day - timedelta(days=1):
            shut[-1] = Days(shut[-1].first, day)
        else:
            shut.append(Days(day, day))
    yield from ((days, SHUT) for days in shut)


def _span(one: Occurrence) -> TimeSpan | None:
    start = one.start.hour * 60 + one.start.minute
    return None if one.all_day else TimeSpan(start, one.end.hour * 60 + one.end.minute)


def _hours(span: TimeSpan | None) -> Thing:
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


def _room(linked: LinkedCalendar, house: Venue, room: Room) -> Thing:
    url = linked.urls.room(f"{house.id}/{room.id}")
    terms = {*room.facilities, *room.access}
    access = known_fact({name: facility(linked.calendar, name, house.id, room.id) for name in terms})
    return thing(
        "Place",
        url,
        name=room.name,
        url=url,
        maximumAttendeeCapacity=room.capacity,
        amenityFeature=_features(linked, access),
    )


def _location(linked: LinkedCalendar, location: Location, access: Mapping[str, bool]) -> Thing:
    return thing(
        "Place",
        name=location.name,
        address=_address(Address(location.street, location.postcode, location.city)),
        geo=_geo(location.point),
        amenityFeature=_features(linked, access),
    )


def _address(address: Address) -> Thing | None:
    if not (address.street or address.postcode or address.city):
        return None
    return thing(
        "PostalAddress",
        streetAddress=address.street,
        postalCode=address.postcode,
        addressLocality=address.city,
        addressCountry=COUNTRY,
    )


def _geo(point: Point | None) -> Thing | None:
    return None if point is None else {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon}


def _features(linked: LinkedCalendar, access: Mapping[str, bool]) -> list[Thing]:
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
