"""The page of one activity: everything that somebody who thinks of going wants to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from buurtkalender.domain.model import Activity, Contact, Location, Occurrence, Room, Venue
from buurtkalender.reading.markup import to_html
from buurtkalender.site import addresses, facts, words_when
from buurtkalender.site.cards import moved
from buurtkalender.site.facts import Fact
from buurtkalender.site.model import Site, has_feed
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.render import Frame, Link
from buurtkalender.site.words import Words, capital, tel

OPEN_DATES = 8


class Date(NamedTuple):
    """A date of an activity; ``off`` is whether it is struck through, ``note`` what is different or why not."""

    time: Markup
    off: bool
    note: str


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


class ActivityView(msgspec.Struct, kw_only=True):
    """What ``activity.html`` shows. ``later`` and ``past`` are dates by month."""

    summary: str
    notice: str
    off: tuple[Date, ...]
    when: list[str]
    place: Place | None
    online: str
    serves: tuple[Link, ...]
    organiser: Link
    partners: tuple[Link, ...]
    reach: Reach
    facts: list[Fact]
    access: list[Fact]
    unknown: str
    description: Markup
    next: list[Date]
    later: list[tuple[str, Markup]]
    past: list[tuple[str, Markup]]
    later_count: int
    feed: str
    volunteers: list[tuple[str, str, Reach]]
    programme: str
    programme_url: str
    links: list[Link]
    tags: list[Link]
    confirmed: str
    mistake: str
    share: str
    whatsapp: str


def activity_pages(site: Site) -> Iterator[Output]:
    """Yield the page of every activity, ended ones too: their addresses were given to people."""
    shell = site.shell_digest
    for activity in site.calendar.activities.values():
        dates = site.selection.of_activity(activity.id)
        coming = sum(occurrence.day >= site.today for occurrence in dates)
        venues = {activity.venue, *(occurrence.venue for occurrence in dates if occurrence.venue != activity.venue)}
        key = digest(
            shell,
            site.cards.activity_digest(activity.id),
            *(site.cards.venue_digest(venue) for venue in sorted(filter(None, venues))),
            *(site.organisation_digest(one) for one in (activity.organisation, *activity.partners)),
            digest_of(dates, coming),
        )
        yield Output(addresses.activity(activity.id), key, _Maker(site, activity))


class _Maker(NamedTuple):
    """Makes the page when it is asked for; a tuple costs less than a closure, and there are thousands."""

    site: Site
    activity: Activity

    def __call__(self) -> bytes:
        site, activity = self
        _ = site.words.gettext
        organisation = site.organisation(activity)
        path = addresses.activity(activity.id)
        frame = Frame(
            path=path,
            heading=activity.title,
            description=activity.summary or "",
            crumbs=(Link(addresses.organisation(organisation.id), organisation.name),),
            feed=addresses.calendar_of(path) if has_feed(activity) else "",
        )
        return site.renderer.render("activity.html", frame, view_of(site, activity))


def view_of(site: Site, activity: Activity) -> ActivityView:
    """Work out what the page of an activity says."""
    words = site.words
    _ = words.gettext
    dates = site.selection.of_activity(activity.id)
    past = [occurrence for occurrence in dates if occurrence.day < site.today]
    coming = dates[len(past) :]
    usual = words.time_of(coming[OPEN_DATES]) if len(coming) > OPEN_DATES else ""
    organisation = site.organisation(activity)
    url = addresses.absolute(site.settings.url, addresses.activity(activity.id))
    known, unknown = facts.of_activity(site, activity)
    return ActivityView(
        summary=activity.summary or "",
        notice=_notice(words, activity, coming),
        off=tuple(date for date in (_date(site, activity, one) for one in coming[:OPEN_DATES]) if date.off),
        when=[words_when.sentence(words, pattern) for pattern in activity.when],
        place=place(site, site.venue(activity.venue), activity.room, activity.location),
        online=activity.online or "",
        serves=tuple(filter(None, (site.area(area) for area in activity.serves))),
        organiser=Link(addresses.organisation(organisation.id), organisation.name),
        partners=tuple(_partner(site, partner) for partner in activity.partners),
        reach=_reach(site, activity),
        facts=known,
        access=facts.of_access(site, activity),
        unknown=unknown,
        description=Markup(to_html(activity.description)) if activity.description else Markup(),  # noqa: S704 - cleaned
        next=[_date(site, activity, occurrence) for occurrence in coming[:OPEN_DATES]],
        later=site.moments.by_month(coming[OPEN_DATES:], usual),
        past=site.moments.by_month(past, usual),
        later_count=max(0, len(coming) - OPEN_DATES),
        feed=addresses.calendar_of(addresses.activity(activity.id)) if has_feed(activity) else "",
        volunteers=[(role.role, role.hours or "", reach_of(role.contact)) for role in activity.volunteers],
        programme=_programme(activity),
        programme_url=(activity.programme.source or "") if activity.programme else "",
        links=[Link(link.url, link.title) for link in activity.links],
        tags=_tags(site, activity),
        confirmed=_confirmed(words, activity),
        mistake=_mail(site.settings.email or "", _("A mistake: {title}").format(title=activity.title), url),
        share=_mail("", activity.title, url),
        whatsapp=f"https://wa.me/?text={quote(f'{activity.title} {url}', safe='')}",
    )


def _date(site: Site, activity: Activity, occurrence: Occurrence) -> Date:
    words = site.words
    time = site.moments.time(occurrence, capital(words.when(occurrence)))
    if occurrence.cancelled:
        return Date(time, True, f"{words.gettext('Does not take place.')} {occurrence.note or ''}".rstrip())  # noqa: FBT003
    notes = []
    if occurrence.moved_from is not None:
        notes.append(moved(words, occurrence.moved_from, occurrence))
    if occurrence.venue != activity.venue or occurrence.location != activity.location:
        venue = site.venue(occurrence.venue)
        name = venue.name if venue else occurrence.location.name if occurrence.location else ""
        notes.append(words.gettext("At another place this time: {place}.").format(place=name))
    elif occurrence.room != activity.room and occurrence.room:
        room = room_of(site.venue(occurrence.venue), occurrence.room)
        notes.append(words.gettext("In another room this time: {room}.").format(room=room.name if room else ""))
    if occurrence.note:
        notes.append(occurrence.note)
    return Date(time, False, " ".join(notes))  # noqa: FBT003


def room_of(venue: Venue | None, identifier: str | None) -> Room | None:
    """Return the room of that name in a venue."""
    return next((room for room in venue.rooms if room.id == identifier), None) if venue else None


def place(site: Site, venue: Venue | None, room: str | None, location: Location | None) -> Place | None:
    """Where a venue or location is, for a page."""
    neighbourhoods = site.calendar.neighbourhoods
    if venue:
        name = room_of(venue, room)
        area, where = neighbourhoods.get(venue.neighbourhood), venue.address
        found = Place(
            name=venue.name,
            url=addresses.venue(venue.id),
            room=name.name if name else "",
            address=", ".join(filter(None, (where.street, " ".join(filter(None, (where.postcode, where.city)))))),
        )
        point = venue.point
    elif location:
        area = neighbourhoods.get(location.neighbourhood or "")
        city = " ".join(filter(None, (location.postcode, location.city)))
        found = Place(name=location.name, address=", ".join(filter(None, (location.street, city))))
        point = location.point
    else:
        return None
    return msgspec.structs.replace(
        found,
        area=Link(addresses.neighbourhood(area.id), area.name) if area else None,
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


def _reach(site: Site, activity: Activity) -> Reach:
    """Return how to reach somebody about it: its own contact, else where to sign up, else the organisation."""
    organisation = site.organisation(activity)
    contact, signup = activity.contact or Contact(), activity.signup
    phone = contact.phone or (signup.phone if signup else None)
    email = contact.email or (signup.email if signup else None)
    if not phone and not email:
        phone, email = organisation.phone, organisation.email
    url = contact.url or organisation.website
    return reach_of(Contact(name=contact.name, phone=phone, email=email, url=url))


def _partner(site: Site, identifier: str) -> Link:
    found = site.calendar.organisations.get(identifier)
    return Link(addresses.organisation(identifier), found.name) if found else Link("", identifier)


def _notice(words: Words, activity: Activity, coming: list[Occurrence]) -> str:
    """Return what has to be known before all else: that it stopped, or has no dates to come."""
    _ = words.gettext
    if activity.status.value == "ended":
        return _("This activity has stopped.")
    if activity.status.value == "paused":
        return _("This activity has stopped for a while.")
    if not activity.by_appointment and not any(not occurrence.cancelled for occurrence in coming):
        return _("There are no dates to come.")
    return ""


def _programme(activity: Activity) -> str:
    if activity.programme is None:
        return ""
    return ". ".join(part.rstrip(".") for part in (activity.programme.name, activity.programme.evidence) if part)


def _tags(site: Site, activity: Activity) -> list[Link]:
    """Return the lists that it is in, to look further."""
    calendar, words = site.calendar, site.words
    return [
        Link(at(identifier), words.label(terms[identifier]))
        for names, terms, at in (
            (activity.themes, calendar.themes, addresses.theme),
            (activity.audiences, calendar.audiences, addresses.audience),
            (activity.goals, calendar.goals, addresses.goal),
        )
        for identifier in names
        if identifier in terms
    ]


def _confirmed(words: Words, activity: Activity) -> str:
    _ = words.gettext
    if activity.confirmed is None:
        return _("The organisation has not yet confirmed that this is still right.")
    return _("The organisation confirmed this on {day}.").format(day=words.date(activity.confirmed))


def _mail(to: str, subject: str, body: str) -> str:
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
