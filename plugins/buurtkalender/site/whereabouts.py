"""Where something is and how to reach somebody, as pages show it."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from buurtkalender.domain.model import Contact, Location, Room, Venue
from buurtkalender.domain.places import DateFacts
from buurtkalender.reading.markup import to_html
from buurtkalender.site import addresses
from buurtkalender.site.editorial import nested
from buurtkalender.site.marking import tel
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.words.places import address_line
from buurtkalender.words.values import Words


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is."""

    name: str
    url: str = ""
    room: str = ""
    address: str = ""
    area: Link | None = None
    map: str = ""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach somebody; ``tel`` is the link of ``phone``."""

    name: str = ""
    phone: str = ""
    tel: str = ""
    email: str = ""
    url: str = ""


def described(words: Words, text: str | None, first: int = 3) -> Markup:
    """Return a description as HTML, with its headings from level ``first``, and its language if that is another."""
    found = Markup(nested(to_html(text), first)) if text else Markup()  # noqa: S704 - cleaned
    return (
        Markup('<div lang="{}" dir="auto">{}</div>').format(words.foreign, found) if words.foreign and found else found
    )


def place_of(site: Site, there: DateFacts) -> Place | None:
    """Where a date of an activity is, for a page."""
    return place(site, there.venue, there.room, there.location)


def place(site: Site, venue: Venue | None, room: Room | None, location: Location | None = None) -> Place | None:
    """Where a venue or location is, for a page."""
    neighbourhoods = site.calendar.neighbourhoods
    own = site.words.own
    if venue:
        area = neighbourhoods.get(venue.neighbourhood)
        found = Place(
            name=own(venue.name),
            url=addresses.venue(venue.id),
            room=own(room.name) if room else "",
            address=own(address_line(venue.address)),
        )
        point = venue.point
    elif location:
        area = neighbourhoods.get(location.neighbourhood or "")
        found = Place(name=own(location.name), address=own(address_line(location)))
        point = location.point
    else:
        return None
    return msgspec.structs.replace(
        found,
        area=Link(addresses.neighbourhood(area.id), own(area.name)) if area else None,
        map=f"https://www.openstreetmap.org/?mlat={point.lat}&mlon={point.lon}#map=18/{point.lat}/{point.lon}"
        if point
        else "",
    )


def reach_of(contact: Contact | None) -> Reach:
    """How to reach a contact, for a page."""
    if contact is None:
        return Reach()
    return Reach(
        name=contact.name or "",
        phone=contact.phone or "",
        tel=tel(contact.phone) if contact.phone else "",
        email=contact.email or "",
        url=contact.url or "",
    )
