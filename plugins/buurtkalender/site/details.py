"""What an activity asks and offers, as pages show it: answers, where it is, how to reach somebody, opening hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from buurtkalender.domain.facts import OWN_FACTS, contacts_of, has_fact, open_roles, signup_over
from buurtkalender.domain.model import Activity, Childcare, Organisation, Role, Room, Signup, Venue
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import Window, days_off, open_hours
from buurtkalender.domain.values import ByAppointment, Contact, Location
from buurtkalender.reading.markup import description_html
from buurtkalender.site import addresses
from buurtkalender.site.editorial import nested
from buurtkalender.site.marking import filled, joined, tel
from buurtkalender.site.model import Site
from buurtkalender.site.render import PageLink
from buurtkalender.words.dates import ONE_DAY
from buurtkalender.words.facts import FACT_WORDS, FactPageWords
from buurtkalender.words.values import Words, address_line


class Answered(NamedTuple):
    """A question with its answer. ``more`` are links that belong to the answer, ``state`` is yes, no or unknown.

    ``until`` is the moment from which on the answer is ``over`` instead: a page may be read later than it was made.
    """

    question: str
    answer: str
    more: tuple[tuple[str, str], ...] = ()
    state: str = ""
    until: str = ""
    over: str = ""


def facts_of(site: Site, activity: Activity) -> tuple[list[Answered], str]:
    """Return what is known about taking part, and a sentence that names what is not."""
    words = site.words
    _ = words.gettext
    over = signup_over(activity.signup, site.today)
    walks = Answered(_("Can I just walk in?"), walk_in(words, activity, over=over), state=_state(_walk_in(activity)))
    if activity.signup and activity.signup.until and activity.signup.required and not over:
        walks = walks._replace(until=_moment(activity.signup.until), over=walk_in(words, activity, over=True))
    known = [walks]
    unknown = []

    if activity.cost is not None:
        known.append(Answered(_("What does it cost?"), words.whole_price(activity.cost)))
    else:
        unknown.append(_("what it costs"))
    if activity.signup is not None and activity.signup.required:
        known.append(_signup(words, activity.signup, over=over))
    elif activity.signup is None and not activity.drop_in:
        unknown.append(_("whether you have to sign up"))
    care = activity.families.childcare if activity.families else None
    for one in OWN_FACTS.values():
        explained, holds = FACT_WORDS[one.key].explained, one.of(activity)
        if explained is not None and holds is not None:
            known.append(_explained(words, explained, holds=holds, more=care if one.key == "childcare" else None))
        elif explained is not None and explained.unknown:
            unknown.append(_(explained.unknown))
    known += [*_who(site, activity), *_joining(words, activity)]
    if transport := _transport(site, activity):
        known.append(Answered(_("How do I get there?"), words.own(transport)))
    sentence = _("We do not know {things}. Please ask.").format(things=words.all_of(unknown)) if unknown else ""
    return known, sentence


def _explained(words: Words, said: FactPageWords, *, holds: bool, more: Childcare | None) -> Answered:
    """Return the question of a fact with its answer; of childcare with ``more``: what it costs."""
    answer = words.gettext(said.yes if holds else said.no)
    if more and holds:
        answer = joined(filter(None, (answer, words.childcare(more))))
    return Answered(words.gettext(said.question), answer, state=_state(holds) if said.unknown else "")


def _joining(words: Words, activity: Activity) -> Iterator[Answered]:
    """Yield whether somebody has to refer, and for how many there is room."""
    _ = words.gettext
    if activity.referral is not None and activity.referral.required:
        by = activity.referral.by
        text = filled(_("Yes, from {by}."), by=words.own(by)) if by else _("Yes.")
        yield Answered(_("Do I need a referral?"), text)
    if activity.capacity is not None and not activity.full:
        text = words.ngettext("There is room for {n} person.", "There is room for {n} people.", activity.capacity)
        yield Answered(_("How many people can join?"), text.format(n=activity.capacity))


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


def walk_in(words: Words, activity: Activity, *, over: bool = False) -> str:
    """Answer "Kan ik zo binnenlopen?" from what is said about walking in, signing up and being referred.

    ``over`` is whether the time for signing up is over.
    """
    _ = words.gettext
    signup, referral = activity.signup, activity.referral
    if activity.full:
        text = _("No, it is full. Ask whether you can be put on the waiting list.")
    elif referral is not None and referral.required:
        text = _("No. Somebody has to refer you first.")
    elif signup is not None and signup.required:
        text = _("No. You can no longer sign up.") if over else _("No, sign up first.")
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


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _signup(words: Words, signup: Signup, *, over: bool) -> Answered:
    _ = words.gettext
    question = _("Do I have to sign up?")
    if over:
        return Answered(question, words.signup_over(signup))
    text = _("Yes.")
    if signup.before:
        text = _("Yes, at least {time} before.").format(time=words.lasting(signup.before))
    if times := words.signup_times(signup):
        text = f"{text} {times}"
    more = []
    if signup.phone:
        more.append((tel(signup.phone), _("Call {phone}").format(phone=signup.phone)))
    if signup.email:
        more.append((f"mailto:{signup.email}", signup.email))
    if signup.url:
        more.append((signup.url, _("Sign up online")))
    if signup.until is None:
        return Answered(question, text, tuple(more))
    return Answered(question, text, tuple(more), until=_moment(signup.until), over=words.signup_over(signup))


def of_access(site: Site, activity: Activity) -> list[Answered]:
    """Return what is known about access: every facility with yes, no or not known."""
    calendar = site.calendar
    if activity.venue is None and not activity.access and activity.location is None:
        return []
    return of_place(site, {name: has_fact(calendar, activity, name) for name in calendar.facilities})


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
    found = Markup(_html(text, first)) if text else Markup()  # noqa: S704 - cleaned
    return (
        Markup('<div lang="{}" dir="auto">{}</div>').format(words.foreign, found) if words.foreign and found else found
    )


@lru_cache(maxsize=1_000)  # it is the same in all languages
def _html(text: str, first: int) -> str:
    return nested(description_html(text), first)


class RoleView(msgspec.Struct, frozen=True, kw_only=True):
    """Work for a volunteer. ``ends`` is the moment from which on nobody is looked for any more, if there is one."""

    role: str
    hours: str
    skills: str
    training: str
    until: str
    ends: str
    reach: ContactView


def of_roles(site: Site, roles: Iterable[Role], contact: Contact) -> tuple[RoleView, ...]:
    """Return the work for which somebody is looked for today, with whom to ask: its own contact, else this one."""
    words = site.words
    _ = words.gettext
    found = []
    for role in roles:
        own = role.contact
        skills = words.all_of(words.own(skill) for skill in role.skills)
        found.append(
            RoleView(
                role=words.own(role.role),
                hours=words.time_asked(role),
                skills=filled(_("What we ask: {skills}."), skills=skills) if skills else "",
                training=words.own(role.training or ""),
                until=words.role_until(role),
                ends=f"{role.until + ONE_DAY}T00:00" if role.until else "",
                reach=reach_of(own if own and (own.phone or own.email or own.url) else contact),
            )
        )
    return tuple(found)


def reachable(activity: Activity, organisation: Organisation) -> Contact:
    """Return how to reach somebody about an activity, whoever that is."""
    phone, email = contacts_of(activity, organisation)
    url = (activity.contact.url if activity.contact else None) or organisation.website
    return Contact(phone=phone, email=email, url=url)


def lapsed(site: Site, of: Activity | Organisation) -> tuple[object, ...]:
    """Return what pages say otherwise of it as days go by, besides its dates: a part of their keys."""
    signup = of.signup if isinstance(of, Activity) else None
    return signup_over(signup, site.today), len(open_roles(of, site.today))


def lapses(site: Site, of: Activity | Organisation) -> bool:
    """Tell whether something that its page says holds only until a moment, which a script then sees to."""
    signup = of.signup if isinstance(of, Activity) else None
    return bool(signup and signup.until) or any(role.until for role in open_roles(of, site.today))


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
        if site.places.of(one).held and not site.places.of(one).tentative
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
