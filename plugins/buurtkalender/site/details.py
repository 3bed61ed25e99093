"""What an activity asks and offers, as pages show it: answers, where it is, how to reach somebody, opening hours."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from markupsafe import Markup

from buurtkalender.domain.facts import has_fact, plain_facts
from buurtkalender.domain.model import Activity, Room, Signup, Venue
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import Window, days_off, open_hours
from buurtkalender.domain.values import ByAppointment, Contact, Location, Status
from buurtkalender.reading.markup import description_html
from buurtkalender.site import addresses
from buurtkalender.site.editorial import nested
from buurtkalender.site.marking import filled, joined, tel
from buurtkalender.site.model import Site
from buurtkalender.site.render import PageLink
from buurtkalender.words.dates import ONE_DAY
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.values import Words, address_line


class Answered(NamedTuple):
    """A question with its answer. ``more`` are links that belong to the answer, ``state`` is yes, no or unknown."""

    question: str
    answer: str
    more: tuple[tuple[str, str], ...] = ()
    state: str = ""


def facts_of(site: Site, activity: Activity) -> tuple[list[Answered], str]:
    """Return what is known about taking part, and a sentence that names what is not."""
    words = site.words
    _ = words.gettext
    known = [Answered(_("Can I just walk in?"), walk_in(words, activity), state=_state(_walk_in(activity)))]
    unknown = []

    if activity.cost is not None:
        known.append(Answered(_("What does it cost?"), words.whole_price(activity.cost)))
    else:
        unknown.append(_("what it costs"))
    if activity.signup is not None and activity.signup.required:
        known.append(_signup(words, activity.signup))
    elif activity.signup is None and not activity.drop_in:
        unknown.append(_("whether you have to sign up"))
    for one in plain_facts():
        explained, holds = FACT_WORDS[one.key].explained, one.of(activity)
        if explained is not None and holds is not None:
            answer, state = _(explained.yes if holds else explained.no), _state(holds) if explained.unknown else ""
            known.append(Answered(_(explained.question), answer, state=state))
        elif explained is not None and explained.unknown:
            unknown.append(_(explained.unknown))
    known += _who(site, activity)
    if activity.referral is not None and activity.referral.required:
        by = activity.referral.by
        text = filled(_("Yes, from {by}."), by=words.own(by)) if by else _("Yes.")
        known.append(Answered(_("Do I need a referral?"), text))
    if activity.capacity is not None:
        text = words.ngettext("There is room for {n} person.", "There is room for {n} people.", activity.capacity)
        known.append(Answered(_("How many people can join?"), text.format(n=activity.capacity)))
    if transport := _transport(site, activity):
        known.append(Answered(_("How do I get there?"), words.own(transport)))
    sentence = _("We do not know {things}. Please ask.").format(things=words.all_of(unknown)) if unknown else ""
    return known, sentence


def _who(site: Site, activity: Activity) -> list[Answered]:
    """For whom it is, and which languages are spoken."""
    words, calendar = site.words, site.calendar
    _ = words.gettext
    found = []
    people = [words.within(calendar.audiences[one]) for one in activity.audiences if one in calendar.audiences]
    parts = [words.all_of(people)] if people else []
    if activity.ages is not None:
        parts.append(words.ages(activity.ages))
    told = joined((words.capital(joined(parts, words.comma)), "."), "") if parts else _("For everyone.")
    found.append(Answered(_("For whom is it?"), told))
    languages = [words.shown(calendar.languages[one]) for one in activity.languages if one in calendar.languages]
    if languages:
        found.append(
            Answered(_("Which language is spoken?"), joined((words.capital(words.all_of(languages)), "."), ""))
        )
    return found


def _transport(site: Site, activity: Activity) -> str:
    return site.places.usual(activity).transport or ""


def walk_in(words: Words, activity: Activity) -> str:
    """Answer "Kan ik zo binnenlopen?" from what is said about walking in, signing up and being referred."""
    _ = words.gettext
    signup, referral = activity.signup, activity.referral
    if referral is not None and referral.required:
        text = _("No. Somebody has to refer you first.")
    elif activity.full:
        text = _("No. All places are taken.")
    elif signup is not None and signup.required:
        text = _("No, sign up first.")
    elif activity.drop_in:
        text = _("Yes. You can come and go as you like.")
    elif activity.by_appointment and len(activity.when) == 1:
        text = _("No, make an appointment first.")
    elif signup is not None:
        text = _("Yes, without signing up. Be there when it starts.")
    elif activity.drop_in is False:
        text = _("No. Ask first.")
    else:
        text = _("We do not know. Ask first.")
    return text


def _walk_in(activity: Activity) -> bool | None:
    signup, referral = activity.signup, activity.referral
    if activity.full or (referral is not None and referral.required) or (signup is not None and signup.required):
        return False
    if activity.drop_in or (signup is not None and not activity.by_appointment):
        return True
    return None if activity.drop_in is None and not activity.by_appointment else False


def _signup(words: Words, signup: Signup) -> Answered:
    _ = words.gettext
    text = _("Yes.")
    if signup.before:
        text = _("Yes, at least {time} before.").format(time=words.lasting(signup.before))
    more = []
    if signup.phone:
        more.append((tel(signup.phone), _("Call {phone}").format(phone=signup.phone)))
    if signup.email:
        more.append((f"mailto:{signup.email}", signup.email))
    if signup.url:
        more.append((signup.url, _("Sign up online")))
    return Answered(_("Do I have to sign up?"), text, tuple(more))


def of_access(site: Site, activity: Activity) -> list[Answered]:
    """Return what is known about access: every facility with yes, no or not known."""
    words, calendar = site.words, site.calendar
    if activity.venue is None and not activity.access and activity.location is None:
        return []
    found = []
    for term in calendar.facilities.values():
        answer = has_fact(calendar, activity, term.id)
        found.append(Answered(words.capital(words.shown(term)), words.yes_no(answer), state=_state(answer)))
    return found


def of_place(site: Site, access: dict[str, bool | None]) -> list[Answered]:
    """Return what a venue or a room says about access."""
    words = site.words
    return [
        Answered(words.capital(words.shown(term)), words.yes_no(access.get(term.id)), state=_state(access.get(term.id)))
        for term in site.calendar.facilities.values()
    ]


def _state(answer: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
    return "unknown" if answer is None else "yes" if answer else "no"


# --- where ----------------------------------------------------------------------------------------------
# Where something is and how to reach somebody, as pages show it.


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is."""

    name: str
    url: str = ""
    room: str = ""
    address: str = ""
    area: PageLink | None = None
    map: str = ""


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """How to reach somebody; ``tel`` is the link of ``phone``."""

    name: str = ""
    phone: str = ""
    tel: str = ""
    email: str = ""
    url: str = ""


def described(words: Words, text: str | None, first: int = 3) -> Markup:
    """Return a description as HTML, with its headings from level ``first``, and its language if that is another."""
    found = Markup(nested(description_html(text), first)) if text else Markup()  # noqa: S704 - cleaned
    return (
        Markup('<div lang="{}" dir="auto">{}</div>').format(words.foreign, found) if words.foreign and found else found
    )


def place_of(site: Site, there: DateFacts) -> PlaceView | None:
    """Where a date of an activity is, for a page."""
    return place_view(site, there.venue, there.room, there.location)


def place_view(
    site: Site, venue: Venue | None, room: Room | None, location: Location | None = None
) -> PlaceView | None:
    """Where a venue or location is, for a page."""
    neighbourhoods = site.calendar.neighbourhoods
    own = site.words.own
    if venue:
        area = neighbourhoods.get(venue.neighbourhood)
        found = PlaceView(
            name=own(venue.name),
            url=addresses.venue(venue.id),
            room=own(room.name) if room else "",
            address=own(address_line(venue.address)),
        )
        point = venue.point
    elif location:
        area = neighbourhoods.get(location.neighbourhood or "")
        found = PlaceView(name=own(location.name), address=own(address_line(location)))
        point = location.point
    else:
        return None
    return msgspec.structs.replace(
        found,
        area=PageLink(addresses.neighbourhood(area.id), own(area.name)) if area else None,
        map=f"https://www.openstreetmap.org/?mlat={point.lat}&mlon={point.lon}#map=18/{point.lat}/{point.lon}"
        if point
        else "",
    )


def reach_of(contact: Contact | None) -> ContactView:
    """How to reach a contact, for a page."""
    if contact is None:
        return ContactView()
    return ContactView(
        name=contact.name or "",
        phone=contact.phone or "",
        tel=tel(contact.phone) if contact.phone else "",
        email=contact.email or "",
        url=contact.url or "",
    )


# --- opening ---------------------------------------------------------------------------------------------
# When a venue is open in the days to come, as its page says it: of each day by its date, for a page that is kept.

OPEN_DAYS = 7
"""How many days a venue's page tells of."""


class OpenDay(NamedTuple):
    """A day, and when a place is open then: ``Dinsdag 24 november`` and ``8.30 tot 22.30 uur``."""

    iso: str
    day: str
    hours: str


def open_days(site: Site, venue: Venue) -> tuple[OpenDay, ...]:
    """Return the coming days of a venue, with its hours; nothing when they are not known.

    The hours follow the rules of activities: holidays that they leave out, and the days on which all stands still. A
    day on which the venue says that it is closed is closed, whatever its hours say; that somebody lets something go on
    then is told. Of a place that opens by appointment it is not said that it is closed.
    """
    if not venue.opening_hours:
        return ()
    words = site.words
    window = Window(site.today, site.today + (OPEN_DAYS - 1) * ONE_DAY)
    off = site.kept.setdefault("days off soon", days_off(site.calendar, window))
    hours = open_hours(site.calendar, venue, window, off)
    held = {
        one.day
        for one in site.selection.occurrences(("venue", venue.id), first=window.first, last=window.last)
        if one.status is Status.CONFIRMED
    }
    asked = any(isinstance(pattern, ByAppointment) for pattern in venue.opening_hours)
    found = []
    for day in (site.today + n * ONE_DAY for n in range(OPEN_DAYS)):
        if day in hours:
            told = words.all_of(words.time_of(one) for one in hours[day])
        elif day in held:
            told = words.gettext("open only for what there is to do")
        elif asked and not venue.closed_on(day):
            continue
        else:
            told = words.gettext("closed")
        found.append(OpenDay(day.isoformat(), words.capital(words.day(day)), told))
    return tuple(found)
