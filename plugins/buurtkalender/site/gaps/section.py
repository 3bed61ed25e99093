"""What the pages for coordinators share: frames, names, whom to call, starting something, and what weighs most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import msgspec

from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import FALLS_SHORT, Edit, Priority, Remedy, Verdict
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.remedies.edits import WEEKDAY_NAMES, ages_text, changed_values, span_text
from buurtkalender.domain.values import Contact, Weekly
from buurtkalender.site import addresses
from buurtkalender.site.marking import tel
from buurtkalender.site.model import Site
from buurtkalender.site.render import FeedLink, Frame, PageLink
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.norms import StartAnswers, severity_sentence, verdict_people
from buurtkalender.words.remedies import priority_sentence, remedy_sentence, start_answers, worked_on
from buurtkalender.words.verdicts import (
    near_miss_sentence,
    verdict_name,
    verdict_sentence,
)

# --- starting --------------------------------------------------------------------------------------------
# Starting something where it is missing: the form to hand it in, filled in ahead, and the same facts in words.


class Beginning(msgspec.Struct, frozen=True):
    """Where to start something, what the link says, and the facts that the form then holds."""

    url: str
    text: str
    facts: StartAnswers


def beginning(verdict: Verdict, calendar: Calendar, translator: Translator) -> Beginning:
    """Return how somebody starts what is missing: in the free room that was tried, if there is one, else in general.

    Where only facts are missing, nothing is started: the facts of the activity that would do most are asked for.
    """
    _ = translator.gettext
    asked = next((one.edit for one in verdict.remedies if one.edit.kind == "fill-in" and one.edit.activity), None)
    if verdict.verdict == "data-gap" and asked:
        title = calendar.activities[asked.activity or ""].title
        text = _("Tell what you know about {title}").format(title=title)
        return Beginning(addresses.changing(asked.activity or ""), text, ())
    edit = next((one.edit for one in verdict.remedies if one.edit.kind == "start"), None)
    edit = edit or Edit("start", norm=verdict.norm, neighbourhood=verdict.neighbourhood)
    text = _("Do you know more?") if verdict.verdict == "data-gap" else _("Start something here")
    url = form_address(edit, verdict.neighbourhood, calendar)
    return Beginning(url, text, start_answers(edit, verdict.neighbourhood, calendar, translator))


def form_address(edit: Edit, home: str, calendar: Calendar) -> str:
    """Return the address of the form with a new activity filled in, for the neighbourhood ``home``.

    The names are those of the content format, and a list is a name several times; only ``buurt`` and ``norm`` are not
    in the format. What the norm does not ask, and where and when nobody knows, is left out.
    """
    (activity,) = changed_values(calendar, edit).activities
    return f"{addresses.SUBMIT_NEW}?{urlencode([*_fields(activity, edit, home, calendar)])}"


def _fields(activity: Activity, edit: Edit, home: str, calendar: Calendar) -> Iterator[tuple[str, str]]:
    norm = calendar.norms[edit.norm or ""]
    yield "buurt", home
    yield "norm", norm.id
    yield from (("themes", theme) for theme in activity.themes)
    yield from (("goals", goal) for goal in activity.goals)
    yield from (("audiences", audience) for audience in activity.audiences)
    if activity.ages:
        yield "ages", ages_text(activity.ages)
    if activity.venue:
        yield "venue", activity.venue
    if activity.room:
        yield "room", activity.room
    if not unit_of(norm).timed:
        yield "by_appointment", "true"
    for pattern in activity.when:
        if isinstance(pattern, Weekly) and pattern.days:
            yield from (("weekly", WEEKDAY_NAMES[day]) for day in pattern.days)
            yield "time", span_text(pattern.time)
    for name in norm.must:
        if name in OWN_FACTS:
            yield OWN_FACTS[name].field, OWN_FACTS[name].written[0]


def framed(site: Site, path: str, heading: str, description: str = "", feeds: tuple[FeedLink, ...] = ()) -> Frame:
    """Return the frame of a page below the first page of the gaps."""
    _ = site.words.gettext
    in_general = _("Where the offer of activities falls short of what the municipality wants, and why.")
    return Frame(
        path=path,
        heading=heading,
        description=description or in_general,
        crumbs=(PageLink(addresses.GAPS, _("What is missing")),),
        section=addresses.GAPS,
        feeds=feeds,
    )


def link_to(site: Site, identifier: str) -> PageLink:
    """Return a link to an activity, with its organisation as the note."""
    activity = site.calendar.activities[identifier]
    return PageLink(addresses.activity(identifier), activity.title, site.organisation(activity).name)


def link_of_edit(site: Site, sentence: str, edit: Edit, home: str) -> PageLink:
    """Return a link to what an edit is about, with its sentence as the note; without an address, if to nothing.

    Something new has no page: it is handed in with the form, for the neighbourhood ``home``.
    """
    calendar, _ = site.calendar, site.words.gettext
    if edit.kind == "start":
        return PageLink(form_address(edit, home, calendar), _("Start this"), sentence)
    url, title = "", ""
    if edit.activity in calendar.activities:
        url, title = addresses.activity(edit.activity or ""), calendar.activities[edit.activity or ""].title
    elif edit.venue in calendar.venues:
        url, title = addresses.venue(edit.venue or ""), calendar.venues[edit.venue or ""].name
    return PageLink(url, _("See {title}").format(title=title), sentence)


def links_of_priorities(site: Site) -> tuple[PageLink, ...]:
    """Return the edits that help most people as sentences, each with a link to what it is about."""
    return tuple(_link_of_priority(site, one) for one in site.priorities)


def _link_of_priority(site: Site, priority: Priority) -> PageLink:
    said = (of(priority, site.calendar, site.translator) for of in (priority_sentence, worked_on))
    first = min(priority.effects, key=lambda effect: effect.norm != priority.edit.norm)
    return link_of_edit(site, " ".join(filter(None, said)), priority.edit, first.neighbourhood)


# --- contacts --------------------------------------------------------------------------------------------
# Whom to call about an edit: the organisation that can make it, and the venue that it needs.


class CallContact(msgspec.Struct, frozen=True):
    """Somebody to call or write to; what is not known is empty. ``tel`` is the address behind the number."""

    name: str
    phone: str
    tel: str
    email: str


def whom_to_call(edit: Edit, calendar: Calendar) -> tuple[CallContact, ...]:
    """Return who can make an edit: its organisation first, then the venue of which it needs a room or a fact.

    Also who cannot be reached, as far as the calendar knows: that is then to be found out.
    """
    return tuple(_asked(edit, calendar))


def _asked(edit: Edit, calendar: Calendar) -> Iterator[CallContact]:
    activity = calendar.activities.get(edit.activity or "")
    if activity is not None:
        yield _organisation(activity, calendar)
    venue = calendar.venues.get(edit.venue or "")
    if venue is not None:
        booking = venue.booking
        phone = (booking.phone if booking else None) or venue.phone
        yield _call(venue.name, phone, (booking.email if booking else None) or venue.email)


def _organisation(activity: Activity, calendar: Calendar) -> CallContact:
    """What may be published for the activity itself goes first; the organisation's own fills in what lacks."""
    organisation = calendar.organisations.get(activity.organisation)
    contact = activity.contact or Contact()
    phone, email = contact.phone, contact.email
    if organisation is not None:
        phone, email = phone or organisation.phone, email or organisation.email
    return _call(organisation.name if organisation else activity.organisation, phone, email)


def _call(name: str, phone: str | None, email: str | None) -> CallContact:
    return CallContact(name, phone or "", tel(phone) if phone else "", email or "")


# --- urgent ----------------------------------------------------------------------------------------------
# The gaps that weigh most, in words: where, what is missing, for whom, why, and what to do with whom.

MOST = 3
"""How many there are to decide on."""

WAYS = 2
"""How many ways out are named for each: the cheapest, and the cheapest of another kind."""


class ToDo(msgspec.Struct, frozen=True):
    """Something to do, as a sentence (the note of the link), and whom to call about it."""

    link: PageLink
    calls: tuple[CallContact, ...]


class Urgent(msgspec.Struct, frozen=True, kw_only=True):
    """One of the gaps that weigh most."""

    norm: PageLink
    area: PageLink
    kind: str
    word: str
    people: str
    sentence: str
    severity: str
    near_miss: PageLink | None
    ways: tuple[ToDo, ...]
    beginning: Beginning


def most_urgent(verdicts: Iterable[Verdict], site: Site) -> list[Verdict]:
    """Return the worst that nobody works on yet: there somebody still has to decide."""
    return unclaimed(verdicts, site)[:MOST]


def unclaimed(verdicts: Iterable[Verdict], site: Site) -> list[Verdict]:
    """Return what falls short and nobody works on, the most severe first."""
    return [one for one in worst(verdicts) if not site.calendar.picked_up_at(one.norm, one.neighbourhood)]


def worst(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return what falls short, the most severe first."""
    some = [one for one in verdicts if one.verdict in FALLS_SHORT and one.severity > 0]
    return sorted(some, key=lambda one: (-one.severity, one.neighbourhood, one.norm))


def urgent(verdict: Verdict, site: Site) -> Urgent:
    """Put one of them into words."""
    calendar, translator = site.calendar, site.translator
    home = verdict.neighbourhood
    where = addresses.gaps_of_neighbourhood(home)
    return Urgent(
        norm=PageLink(f"{where}#{verdict.norm}", calendar.norms[verdict.norm].title),
        area=PageLink(where, calendar.neighbourhoods[home].name),
        kind=verdict.verdict,
        word=verdict_name(verdict, translator),
        people=verdict_people(verdict, calendar, translator),
        sentence=verdict_sentence(verdict, calendar, translator),
        severity=severity_sentence(verdict, calendar, translator),
        near_miss=_near_miss(verdict, site),
        ways=tuple(
            remedy_task(one.edit, remedy_sentence(one, calendar, translator), home, site)
            for one in cheapest_remedies(verdict)
        ),
        beginning=beginning(verdict, calendar, translator),
    )


def _near_miss(verdict: Verdict, site: Site) -> PageLink | None:
    """Return what comes nearest to counting, where more has to count."""
    near = next(iter(verdict.near_misses), None) if verdict.verdict in {"gap", "data-gap"} else None
    if near is None:
        return None
    return PageLink(addresses.activity(near.activity), near_miss_sentence(near, site.calendar, site.translator))


def cheapest_remedies(verdict: Verdict) -> list[Remedy]:
    """Return the cheapest remedy of each of the cheapest kinds."""
    kinds = {one.edit.kind: one for one in reversed(verdict.remedies)}
    return sorted(kinds.values(), key=lambda one: one.cost)[:WAYS]


def remedy_task(edit: Edit, sentence: str, home: str, site: Site) -> ToDo:
    """Return an edit as something to do in a neighbourhood."""
    return ToDo(link_of_edit(site, sentence, edit, home), whom_to_call(edit, site.calendar))


def phone_calls(verdicts: Iterable[Verdict], site: Site, but: frozenset[Edit]) -> Iterator[tuple[Remedy, Verdict]]:
    """Yield what only takes a call, each once: to ask what nobody told, or to have confirmed what is there.

    Without the edits that are told already, and without what somebody works on.
    """
    known = set(but)
    for verdict in unclaimed(verdicts, site):
        for one in verdict.remedies if verdict.verdict in {"data-gap", "fragile"} else ():
            if one.edit.kind in {"fill-in", "confirm"} and one.edit not in known:
                known.add(one.edit)
                yield one, verdict
