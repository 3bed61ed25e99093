"""An activity as a service of Open Referral UK (HSDS 3.0, UK profile; https://docs.openreferraluk.org/).

Every part has a UUID made from the calendar's name and its own identifier (RFC 9562, version 5), so it is the same in
every build and on every machine. Times are those on the clock on the wall in the calendar's zone: HSDS has a fixed
distance to UTC or nothing, and a weekly morning has two of those a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from hashlib import sha1
from typing import Any, NamedTuple
from uuid import NAMESPACE_DNS, uuid5

import msgspec

from buurtkalender.domain.facts import audiences_of, facility
from buurtkalender.domain.model import Activity, Address
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import first_day
from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Pattern, Term, TimeSpan, Weekly, hh_mm
from buurtkalender.feeds.context import LinkedCalendar, RowMaker, Thing, thing
from buurtkalender.feeds.openactive import exceptions
from buurtkalender.feeds.schema_org import priced
from buurtkalender.feeds.schema_org_places import COUNTRY, codes
from buurtkalender.feeds.series import ICAL_WEEKDAYS
from buurtkalender.reading.markup import to_text
from buurtkalender.words.dates import remarks

# --- places ---------------------------------------------------------------------------------------------
# Where a service of Open Referral UK is given, and the UUIDs by which all of its parts are known.


def identifier(linked: LinkedCalendar, kind: str, name: str) -> str:
    """The UUID of something of the calendar: ``uuid5`` of a namespace of its own, at a fifth of the price."""
    own: bytes | None = linked.kept.get("uuid")
    if own is None:
        own = linked.kept["uuid"] = uuid5(NAMESPACE_DNS, linked.calendar.id).bytes
    text = sha1(own + f"{kind}/{name}".encode(), usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The first two bits of the fourth part say by which standard the others are to be read (RFC 9562, 4.1)."""


def service_areas(linked: LinkedCalendar, activity: Activity) -> list[Thing]:
    """The neighbourhoods and municipalities that it comes to."""
    return [
        {
            "id": identifier(linked, "service_area", f"{activity.id}/{one}"),
            "name": linked.area(one),
            "uri": linked.urls.area(one),
        }
        for one in activity.serves
    ]


def locations(linked: LinkedCalendar, activity: Activity) -> Iterator[Thing]:
    """The place where it is held, and where it is online."""
    there, online = linked.places.usual(activity), activity.online
    if there.placed:
        yield _location(linked, there)
    if online:
        where = identifier(linked, "location", f"{activity.id}/online")
        yield thing(id=where, location_type="virtual", name=linked.context.texts.gettext("Online"), url=online)


def _location(linked: LinkedCalendar, there: DateFacts) -> Thing:
    venue, room, location, point = there.venue, there.room, there.location, there.point
    if venue is not None:
        name = f"{venue.name} ({room.name})" if room else venue.name
        where = identifier(linked, "location", f"{venue.id}/{room.id}" if room else venue.id)
        address = venue.address
    else:
        assert location is not None  # noqa: S101 - it has a place
        name, where = location.name, identifier(linked, "location", there.activity.id)
        address = Address(location.street, location.postcode, location.city)
    return thing(
        id=where,
        location_type="physical",
        name=name,
        transportation=there.transport,
        latitude=point and point.lat,
        longitude=point and point.lon,
        addresses=_address(linked, where, address),
        accessibility=_accessibility(linked, there, where),
    )


def _address(linked: LinkedCalendar, where: str, address: Address) -> list[Thing]:
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


def _accessibility(linked: LinkedCalendar, there: DateFacts, where: str) -> list[Thing]:
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


STATUS = {"active": "active", "paused": "temporarily closed", "ended": "defunct"}


def service(linked: LinkedCalendar, activity: Activity) -> Thing:
    """All that is known of an activity."""
    texts, ages, programme = linked.context.texts, activity.ages, activity.programme
    contact = texts.contact(activity)
    owner = linked.organisation(activity.organisation)
    return thing(
        id=identifier(linked, "service", activity.id),
        name=activity.title,
        description=texts.plain(activity) or activity.summary,
        url=linked.urls.activity(activity.id),
        email=contact.email if contact else None,
        status=STATUS[activity.status.value],
        application_process=" ".join(filter(None, (texts.signup(activity.signup), texts.referral(activity)))),
        alert=texts.words.no_places if activity.full else None,
        accreditations=". ".join(filter(None, (programme.name, programme.evidence))) if programme else None,
        minimum_age=ages.lowest if ages else None,
        maximum_age=ages.highest if ages else None,
        assured_date=activity.confirmed and activity.confirmed.isoformat(),
        assurer_email=owner.email if activity.confirmed else None,
        last_modified=linked.context.stamp(activity).updated.astimezone(UTC).isoformat()[:19] + "Z",
        organization=_organization(linked, activity),
        phones=_phones(linked, activity),
        contacts=_contacts(linked, activity),
        cost_options=_costs(linked, activity),
        schedules=[_schedule(linked, activity, n, pattern) for n, pattern in enumerate(activity.when)],
        languages=_languages(linked, activity),
        service_areas=service_areas(linked, activity),
        service_at_locations=[
            {
                "id": identifier(linked, "service_at_location", f"{activity.id}/{place['location_type']}"),
                "location": place,
            }
            for place in locations(linked, activity)
        ],
        attributes=list(_attributes(linked, activity)),
    )


# --- who --------------------------------------------------------------------------------------------


def _organization(linked: LinkedCalendar, activity: Activity) -> Thing:
    """Who offers it. HSDS wants a description: an empty one says that nobody gave it."""
    one = linked.organisation(activity.organisation)
    kept: Thing | None = linked.kept.get(("organization", one.id))
    if kept is not None:
        return kept
    found = thing(
        id=identifier(linked, "organization", one.id),
        name=one.name,
        email=one.email,
        website=one.website,
        uri=linked.urls.organisation(one.id),
    )
    about = one.summary or (to_text(one.description) if one.description else "")
    kept = linked.kept["organization", one.id] = {**found, "description": about}
    return kept


def _contacts(linked: LinkedCalendar, activity: Activity) -> list[Thing]:
    """A person who is named to be asked, and who does it where no organisation does."""
    contact, host = activity.contact, activity.host
    found = []
    if contact and contact.name:
        found.append({"id": identifier(linked, "contact", activity.id), "name": contact.name})
    if host:
        does = linked.context.texts.gettext("Does the activity")
        found.append({"id": identifier(linked, "contact", f"{activity.id}/host"), "name": host.name, "title": does})
    return found


def _phones(linked: LinkedCalendar, activity: Activity) -> list[Thing]:
    contact = linked.context.texts.contact(activity)
    if contact is None or not contact.phone:
        return []
    return [{"id": identifier(linked, "phone", activity.id), "number": contact.phone, "type": "voice"}]


# --- for whom and how -------------------------------------------------------------------------------


def _costs(linked: LinkedCalendar, activity: Activity) -> list[Thing]:
    cost = activity.cost
    if cost is None:
        return []
    shared = cost.note if cost.prices else None
    return [
        thing(
            id=identifier(linked, "cost_option", f"{activity.id}/{number}" if number else activity.id),
            amount=one.cents / 100,
            currency="EUR",
            option=one.who or one.per,
            amount_description=", ".join(filter(None, (one.per if one.who else None, one.note, shared))),
        )
        for number, one in enumerate(priced(cost))
    ]


def _languages(linked: LinkedCalendar, activity: Activity) -> list[Thing]:
    terms, label = linked.calendar.languages, linked.context.texts.words.label
    return [
        {
            "id": identifier(linked, "language", f"{activity.id}/{one}"),
            "code": one,
            "name": label(terms[one]) if one in terms else one,
        }
        for one in activity.languages
    ]


def _attributes(linked: LinkedCalendar, activity: Activity) -> Iterator[Thing]:
    """Themes, audiences and goals, as terms of the calendar's own vocabulary; and how it is for families."""
    calendar = linked.calendar
    for number, text in enumerate(linked.context.texts.families(activity)):
        named = {"name": text, "description": text, "taxonomy": "families"}
        yield {
            "id": identifier(linked, "attribute", f"{activity.id}/families/{number}"),
            "link_type": "families",
            "taxonomy_term": {"id": identifier(linked, "taxonomy_term", f"families/{text}"), **named},
        }
    for kind, names, terms in (
        ("theme", activity.themes, calendar.themes),
        ("audience", audiences_of(calendar, activity), calendar.audiences),
        ("goal", activity.goals, calendar.goals),
    ):
        for name in names:
            if name in terms:
                yield {
                    "id": identifier(linked, "attribute", f"{activity.id}/{kind}/{name}"),
                    "link_type": kind,
                    "taxonomy_term": _term(linked, kind, terms[name]),
                }


def _term(linked: LinkedCalendar, kind: str, term: Term) -> Thing:
    found: Thing | None = linked.kept.get((kind, term.id))
    if found is not None:
        return found
    label = linked.context.texts.words.label(term)
    found = linked.kept[kind, term.id] = thing(
        id=identifier(linked, "taxonomy_term", f"{kind}/{term.id}"),
        name=label,
        description=term.description.get(linked.context.language) or label,
        taxonomy=kind,
        term_uri=linked.urls.theme(term.id) if kind == "theme" else None,
    )
    return found


# --- when -------------------------------------------------------------------------------------------


def _schedule(linked: LinkedCalendar, activity: Activity, index: int, pattern: Pattern) -> Thing:
    texts = linked.context.texts
    found = thing(id=identifier(linked, "schedule", f"{activity.id}/{index + 1}"))
    if isinstance(pattern, ByAppointment):
        return found | thing(description=pattern.note or texts.gettext("By appointment."))
    found |= _hours(pattern.time)
    different = _different(linked, activity, index)
    if isinstance(pattern, Dates):
        days = ", ".join([day.isoformat() for day in pattern.dates])
        return found | thing(
            dtstart=pattern.dates[0].isoformat(),
            valid_from=pattern.dates[0].isoformat(),
            valid_to=pattern.dates[-1].isoformat(),
            description=texts.gettext("Only on {days}.").format(days=days),
            notes=different,
        )
    starts = first_day(pattern, linked.calendar.anchor)
    return found | thing(
        freq="WEEKLY" if isinstance(pattern, Weekly) else "MONTHLY",
        interval=pattern.every,
        wkst="MO" if isinstance(pattern, Weekly) else None,
        byday=_byday(pattern),
        bymonthday=",".join(map(str, pattern.days)) if isinstance(pattern, Monthly) else None,
        dtstart=_day(starts),
        valid_from=_day(pattern.first),
        valid_to=_day(pattern.last),
        notes=" ".join(filter(None, (_exceptions(linked, pattern), different))),
    )


def _byday(pattern: Weekly | Monthly) -> str:
    if isinstance(pattern, Weekly):
        return ",".join([ICAL_WEEKDAYS[day] for day in pattern.days])
    return ",".join(codes(pattern))


def _hours(span: TimeSpan | None) -> Thing:
    return {} if span is None else {"opens_at": hh_mm(span.start), "closes_at": hh_mm(span.end)}


def _exceptions(linked: LinkedCalendar, pattern: Weekly | Monthly) -> str:
    """On which days it is not held, in words: HSDS has no exceptions."""
    _ = linked.context.texts.gettext
    skip = pattern.skip
    told = [
        _("Not in school holidays.") if skip.school_holidays else "",
        _("Not on public holidays.") if skip.public_holidays else "",
        _("Not when the venue is closed.") if skip.venue_closures else "",
    ]
    for days in skip.days:
        one = days.first.isoformat()
        last = days.last.isoformat()
        told.append(
            _("Not on {day}.").format(day=one)
            if one == last
            else _("Not from {first} until {last}.").format(first=one, last=last)
        )
    return " ".join(filter(None, told))


def _different(linked: LinkedCalendar, activity: Activity, index: int) -> str:
    """The dates that are not like the others, in words: HSDS has no exceptions. Each begins with when it is now."""
    texts = linked.context.texts
    full = remarks(texts.words, linked.places.usual(activity))
    told = []
    for one in exceptions(linked, activity):
        if one.pattern == index and (said := texts.change(activity, one, access=True)):
            when = one.day.isoformat()
            if one.moved_from and not one.all_day:
                when += f" {one.start:%H:%M}-{one.end:%H:%M}"
            told.append(f"{when}: {said}")
    return " ".join(filter(None, (full, *told)))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


# --- pages ----------------------------------------------------------------------------------------------
# The list of services as an API of Open Referral UK would answer it, a page a file.

MOST = 500
"""How many services a page holds at most."""

_encode = msgspec.json.Encoder().encode


class ServicePage(NamedTuple):
    """A page: its number, and the activities on it; of how many ``pages`` and activities in all."""

    number: int
    pages: int
    total: int
    activities: tuple[str, ...]


def pages(activities: Sequence[str]) -> Iterator[ServicePage]:
    """The pages of a list, at least one; in the order of identifiers, so that a change is on one page."""
    every = sorted(activities)
    number = max(1, -(-len(every) // MOST))
    for n in range(number):
        yield ServicePage(n + 1, number, len(every), tuple(every[n * MOST : (n + 1) * MOST]))


def document(linked: LinkedCalendar, page: ServicePage, rows: RowMaker = map) -> bytes:
    """A page in the envelope of the API; ``rows`` may know what it has of an activity."""
    envelope: dict[str, Any] = {
        "total_items": page.total,
        "total_pages": page.pages,
        "page_number": page.number,
        "size": len(page.activities),
        "first_page": page.number == 1,
        "last_page": page.number == page.pages,
        "empty": not page.activities,
    }
    found = rows(lambda one: _encode(service(linked, linked.calendar.activities[one])), page.activities)
    return b'%b,"contents":[%b]}\n' % (_encode(envelope)[:-1], b",\n".join(found))
