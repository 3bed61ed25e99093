"""Where a service of Open Referral UK is given, and the UUIDs by which all of its parts are known."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from uuid import NAMESPACE_DNS, uuid5

from buurtkalender.domain.barriers import facility, fact
from buurtkalender.domain.model import Activity
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
    venue, spot, online = linked.calendar.venues.get(activity.venue or ""), activity.location, activity.online
    if venue is not None:
        rooms = {room.id: room.name for room in venue.rooms}
        name = f"{venue.name} ({rooms[activity.room]})" if activity.room in rooms else venue.name
        key = f"{venue.id}/{activity.room}" if activity.room in rooms else venue.id
        where = identifier(linked, "location", key)
        address = venue.address
        yield said(
            id=where,
            location_type="physical",
            name=name,
            transportation=activity.transport or venue.transport,
            latitude=venue.point and venue.point.lat,
            longitude=venue.point and venue.point.lon,
            addresses=_address(linked, where, address.street, address.postcode, address.city),
            accessibility=_accessibility(linked, activity, where),
        )
    elif spot is not None:
        where = identifier(linked, "location", activity.id)
        yield said(
            id=where,
            location_type="physical",
            name=spot.name,
            transportation=activity.transport,
            latitude=spot.point and spot.point.lat,
            longitude=spot.point and spot.point.lon,
            addresses=_address(linked, where, spot.street, spot.postcode, spot.city),
            accessibility=_accessibility(linked, activity, where),
        )
    if online:
        where = identifier(linked, "location", f"{activity.id}/online")
        yield said(id=where, location_type="virtual", name=linked.context.texts.gettext("Online"), url=online)


def _address(linked: Linked, where: str, street: str | None, postcode: str | None, city: str | None) -> list[Thing]:
    """A postal address, when there is one.

    HSDS wants a province and a postal code: an empty one says that nobody gave it. (Dutch addresses have no province.)
    """
    if not street or not city:
        return []
    return [
        {
            "id": identifier(linked, "address", where),
            "address_1": street,
            "city": city,
            "state_province": "",
            "postal_code": postcode or "",
            "country": COUNTRY,
            "address_type": "physical",
        }
    ]


def _accessibility(linked: Linked, activity: Activity, where: str) -> list[Thing]:
    """What is known about access, a line a facility."""
    texts = linked.context.texts
    _ = texts.gettext
    found = []
    for term in linked.calendar.facilities.values():
        answer = fact(linked.calendar, activity, term.id)
        if answer is None:
            continue
        text = (_("{facility}: yes.") if answer else _("{facility}: no.")).format(facility=texts.words.label(term))
        own = facility(linked.calendar, term.id, activity.venue, activity.room) == answer
        key = f"{where}/{term.id}" if own else f"{where}/{term.id}/{activity.id}"  # said of the place, or of this alone
        found.append({"id": identifier(linked, "accessibility", key), "description": text})
    return found
