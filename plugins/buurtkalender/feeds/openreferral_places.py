"""Where a service of Open Referral UK is given, and the UUIDs by which all of its parts are known."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from uuid import NAMESPACE_DNS, uuid5

from buurtkalender.domain.barriers import facility
from buurtkalender.domain.model import Activity, Address
from buurtkalender.domain.places import DateFacts
from buurtkalender.feeds.json_ld_places import COUNTRY
from buurtkalender.feeds.linked import Linked, Thing, said


def identifier(linked: Linked, kind: str, name: str) -> str:
    """The UUID of something of the calendar: ``uuid5`` of a namespace of its own, at a fifth of the price."""
    own: bytes | None = linked.kept.get("uuid")
    if own is None:
        own = linked.kept["uuid"] = uuid5(NAMESPACE_DNS, linked.calendar.id).bytes
    text = sha1(own + f"{kind}/{name}".encode(), usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The first two bits of the fourth part say by which standard the others are to be read (RFC 9562, 4.1)."""


def areas(linked: Linked, activity: Activity) -> list[Thing]:
    """The neighbourhoods and municipalities that it comes to."""
    return [
        {
            "id": identifier(linked, "service_area", f"{activity.id}/{one}"),
            "name": linked.area(one),
            "uri": linked.urls.area(one),
        }
        for one in activity.serves
    ]


def locations(linked: Linked, activity: Activity) -> Iterator[Thing]:
    """The place where it is held, and where it is online."""
    there, online = linked.places.usual(activity), activity.online
    if there.placed:
        yield _location(linked, there)
    if online:
        where = identifier(linked, "location", f"{activity.id}/online")
        yield said(id=where, location_type="virtual", name=linked.context.texts.gettext("Online"), url=online)


def _location(linked: Linked, there: DateFacts) -> Thing:
    venue, room, location, point = there.venue, there.room, there.location, there.point
    if venue is not None:
        name = f"{venue.name} ({room.name})" if room else venue.name
        where = identifier(linked, "location", f"{venue.id}/{room.id}" if room else venue.id)
        address = venue.address
    else:
        assert location is not None  # noqa: S101 - it has a place
        name, where = location.name, identifier(linked, "location", there.activity.id)
        address = Address(location.street, location.postcode, location.city)
    return said(
        id=where,
        location_type="physical",
        name=name,
        transportation=there.transport,
        latitude=point and point.lat,
        longitude=point and point.lon,
        addresses=_address(linked, where, address),
        accessibility=_accessibility(linked, there, where),
    )


def _address(linked: Linked, where: str, address: Address) -> list[Thing]:
    """A postal address, when there is one.

    HSDS wants a province and a postal code: an empty one says that nobody gave it. (Dutch addresses have no province.)
    """
    if not address.street or not address.city:
        return []
    return [
        {
            "id": identifier(linked, "address", where),
            "address_1": address.street,
            "city": address.city,
            "state_province": "",
            "postal_code": address.postcode or "",
            "country": COUNTRY,
            "address_type": "physical",
        }
    ]


def _accessibility(linked: Linked, there: DateFacts, where: str) -> list[Thing]:
    """What is known about access, a line a facility."""
    texts = linked.context.texts
    _ = texts.gettext
    found = []
    for term in linked.calendar.facilities.values():
        answer = there.fact(term.id)
        if answer is None:
            continue
        text = (_("{facility}: yes.") if answer else _("{facility}: no.")).format(facility=texts.words.label(term))
        # said of the place, or of this activity alone
        own = facility(linked.calendar, term.id, there.where.venue, there.where.room) == answer
        key = f"{where}/{term.id}" if own else f"{where}/{term.id}/{there.activity.id}"
        found.append({"id": identifier(linked, "accessibility", key), "description": text})
    return found
