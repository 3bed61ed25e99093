"""What a list is about: an organisation, a place, an area or a theme, as its page tells it above the activities."""

from __future__ import annotations

import msgspec

from buurtkalender.domain.facts import open_roles
from buurtkalender.domain.model import Booking, Neighbourhood, Room, Venue
from buurtkalender.domain.values import Contact, Pattern
from buurtkalender.site import addresses, details, photos
from buurtkalender.site.details import ContactView, described, open_days, place_view, reach_of
from buurtkalender.site.gaps.todo import todo_link
from buurtkalender.site.list_kinds import ListDetails, ListSpec, Narrowing, RoomView
from buurtkalender.site.marking import joined
from buurtkalender.site.model import Site
from buurtkalender.site.render import PageLink
from buurtkalender.words.patterns import sentence
from buurtkalender.words.values import Words


def list_details(site: Site, spec: ListSpec, choices: tuple[Narrowing, ...]) -> ListDetails:
    """Work out what the page of a list tells besides its activities."""
    if spec.kind.subject:
        return spec.kind.subject.about(site, spec)
    mine = spec.id if spec.kind.mine else ""
    start = f"{addresses.SUBMIT_NEW}?buurt={spec.id}" if mine else addresses.SUBMIT
    return ListDetails(summary=spec.summary, choices=choices, gaps=_gaps(site, spec), start=start, mine=mine)


def of_organisation(site: Site, spec: ListSpec) -> ListDetails:
    """Work it out for an organisation."""
    _ = site.words.gettext
    one = site.calendar.organisations[spec.id]
    confirmed = ""
    if one.confirmed:
        confirmed = _("The organisation confirmed this on {day}.").format(day=site.words.date(one.confirmed))
    contact = Contact(phone=one.phone, email=one.email, url=one.website)
    return ListDetails(
        summary=site.words.own(one.summary or ""),
        description=described(site.words, one.description, 2),
        logo=photos.photo(site, photos.of_organisation(site, one)),
        reach=reach_of(contact),
        volunteers=details.of_roles(site, open_roles(one, site.today), contact),
        confirmed=confirmed,
        todo=_todo(site, spec),
    )


def of_venue(site: Site, spec: ListSpec) -> ListDetails:
    """Work it out for a venue."""
    words, venue = site.words, site.calendar.venues[spec.id]
    names = {room.id: room.name for room in venue.rooms}
    return ListDetails(
        description=described(words, venue.description, 2),
        photo=photos.photo(site, photos.of_venue(venue)),
        place=msgspec.structs.replace(where, url="") if (where := place_view(site, venue, None)) else None,
        reach=reach_of(Contact(phone=venue.phone, email=venue.email, url=venue.website)),
        access=tuple(details.of_place(site, venue.access)),
        transport=words.own(venue.transport or ""),
        rooms=tuple(_room_view(site, venue, room) for room in venue.rooms),
        open_days=open_days(site, venue),
        opening=_sentences(words, venue.opening_hours),
        available=tuple(_shared(words, names, sharing.room, sharing.when) for sharing in venue.available),
        closed=words.all_of(words.days(days) for days in venue.closed),
        booking=_booking(venue.booking),
        booking_cost=words.own((venue.booking.cost or "") if venue.booking else ""),
        in_use=_in_use(site, addresses.venue(venue.id)),
    )


def _in_use(site: Site, page: str) -> str:
    """Return where to subscribe to when a venue or a room is in use."""
    return addresses.webcal(site.settings.url, addresses.busy_of(page))


def of_room(site: Site, spec: ListSpec) -> ListDetails:
    """Work it out for a room of a venue."""
    words = site.words
    venue, room = site.room(spec.id)
    view = _room_view(site, venue, room)
    free = [sharing for sharing in venue.available if sharing.room in {None, room.id}]
    return ListDetails(
        summary=view.capacity,
        place=place_view(site, venue, room),
        access=tuple(details.of_place(site, {**venue.access, **dict.fromkeys(room.facilities, True), **room.access})),
        available=tuple(_shared(words, {}, None, sharing.when) for sharing in free),
        booking=_booking(venue.booking),
        booking_cost=words.own((venue.booking.cost or "") if venue.booking else ""),
        in_use=_in_use(site, addresses.room(f"{venue.id}/{room.id}")),
    )


def _room_view(site: Site, venue: Venue, room: Room) -> RoomView:
    words, capacity = site.words, ""
    if room.capacity:
        capacity = words.ngettext("Room for {n} person.", "Room for {n} people.", room.capacity).format(n=room.capacity)
    wheelchair = room.access.get("wheelchair", venue.access.get("wheelchair"))
    access = words.wheelchair(wheelchair)
    return RoomView(PageLink(addresses.room(f"{venue.id}/{room.id}"), words.own(room.name)), capacity, access)


def _booking(booking: Booking | None) -> ContactView | None:
    return reach_of(Contact(phone=booking.phone, email=booking.email, url=booking.url)) if booking else None


def _shared(words: Words, names: dict[str, str], room: str | None, pattern: Pattern) -> str:
    text = sentence(words, pattern)
    return joined((words.own(names[room]), text), ": ") if room in names else text


def _sentences(words: Words, patterns: tuple[Pattern, ...]) -> tuple[str, ...]:
    """Return the patterns in words, a sentence each."""
    return tuple(words.capital(sentence(words, pattern)) for pattern in patterns)


def made_from(site: Site, spec: ListSpec) -> tuple[object, ...]:
    """Return what the page of a list tells that may change while its list does not: a part of the page's key."""
    return spec.kind.subject.made_from(site, spec) if spec.kind.subject else _gaps(site, spec), spec.summary


def organisation_of(site: Site, spec: ListSpec) -> object:
    """Return the organisation that a list's page describes, with its picture and what it can do itself."""
    one = site.calendar.organisations[spec.id]
    return one, photos.photo(site, photos.of_organisation(site, one)), _todo(site, spec), details.lapsed(site, one)


def venue_of(site: Site, spec: ListSpec) -> object:
    """Return the venue that a list's page describes, with its picture and days.

    What its page tells programs of its hours goes on for long, and stands in the site's own language.
    """
    venue = site.calendar.venues[spec.id]
    told = (site.today, site.dates_digest) if venue.opening_hours and not site.words.foreign else ()
    return venue, photos.photo(site, photos.of_venue(venue)), open_days(site, venue), told


def venue_with(site: Site, spec: ListSpec) -> object:
    """Return the venue of which a list's page describes a room."""
    return site.calendar.venues[spec.id.partition("/")[0]]


def _gaps(site: Site, spec: ListSpec) -> PageLink | None:
    """Return where to read what is missing in an area, with a sentence about how much that is.

    Nothing for lists of something else, and for an area that no norm is held against.
    """
    words, areas = site.words, site.calendar.neighbourhoods
    _ = words.gettext
    kind = spec.kind.key
    if spec.place or kind not in {"neighbourhood", "district", "municipality"}:
        return None
    found = [verdict for verdict in site.verdicts if spec.id == _areas_of(areas[verdict.neighbourhood], kind)]
    if not found:
        return None
    missing = sum(verdict.verdict == "gap" for verdict in found)
    if kind == "neighbourhood":
        url = addresses.gaps_of_neighbourhood(spec.id)
        said = words.ngettext(
            "{n} thing that every neighbourhood should have is still missing here.",
            "{n} things that every neighbourhood should have are still missing here.",
            missing,
        ).format(n=missing)
    else:
        url = addresses.GAPS
        places = len({verdict.neighbourhood for verdict in found if verdict.verdict == "gap"})
        said = words.ngettext(
            "In {n} neighbourhood something is still missing.",
            "In {n} neighbourhoods something is still missing.",
            places,
        ).format(n=places)
    return PageLink(url, _("What is missing here?"), said if missing else "")


def _todo(site: Site, spec: ListSpec) -> PageLink | None:
    """Return where an organisation reads what it can do itself, with how much that is: only in the site's language."""
    return None if site.words.foreign else todo_link(site, spec.id)


def _areas_of(area: Neighbourhood, kind: str) -> str | None:
    """Return the id of the area of this kind that a neighbourhood lies in."""
    return {"neighbourhood": area.id, "district": area.district, "municipality": area.municipality}[kind]
