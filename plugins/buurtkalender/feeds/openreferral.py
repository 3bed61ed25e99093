"""An activity as a service of Open Referral UK (HSDS 3.0, UK profile; https://docs.openreferraluk.org/).

Every part has a UUID made from the calendar's name and its own identifier (RFC 9562, version 5), so it is the same in
every build and on every machine. Times are those on the clock on the wall in the calendar's zone: HSDS has a fixed
distance to UTC or nothing, and a weekly morning has two of those a year.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

from buurtkalender.domain.model import Activity, ByAppointment, Dates, Monthly, Pattern, Term, TimeSpan, Weekly
from buurtkalender.domain.rules import first_day
from buurtkalender.domain.when import hh_mm
from buurtkalender.feeds.linked import Linked, Thing, said
from buurtkalender.feeds.openactive import exceptions
from buurtkalender.feeds.openreferral_places import areas, identifier, locations
from buurtkalender.feeds.schedules import codes
from buurtkalender.feeds.series import WEEKDAYS
from buurtkalender.reading.markup import to_text

STATUS = {"active": "active", "paused": "temporarily closed", "ended": "defunct"}


def service(linked: Linked, activity: Activity) -> Thing:
    """All that is known of an activity."""
    texts, ages, programme = linked.context.texts, activity.ages, activity.programme
    contact = texts.contact(activity)
    owner = linked.organisation(activity.organisation)
    return said(
        id=identifier(linked, "service", activity.id),
        name=activity.title,
        description=texts.plain(activity) or activity.summary,
        url=linked.urls.activity(activity.id),
        email=contact.email if contact else None,
        status=STATUS[activity.status.value],
        application_process=" ".join(filter(None, (texts.signup(activity.signup), texts.referral(activity)))),
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
        service_areas=areas(linked, activity),
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


def _organization(linked: Linked, activity: Activity) -> Thing:
    """Who offers it. HSDS wants a description: an empty one says that nobody gave it."""
    one = linked.organisation(activity.organisation)
    kept: Thing | None = linked.kept.get(("organization", one.id))
    if kept is not None:
        return kept
    found = said(
        id=identifier(linked, "organization", one.id),
        name=one.name,
        email=one.email,
        website=one.website,
        uri=linked.urls.organisation(one.id),
    )
    about = one.summary or (to_text(one.description) if one.description else "")
    kept = linked.kept["organization", one.id] = {**found, "description": about}
    return kept


def _contacts(linked: Linked, activity: Activity) -> list[Thing]:
    """A person who is named to be asked."""
    contact = activity.contact
    if contact is None or not contact.name:
        return []
    return [{"id": identifier(linked, "contact", activity.id), "name": contact.name}]


def _phones(linked: Linked, activity: Activity) -> list[Thing]:
    contact = linked.context.texts.contact(activity)
    if contact is None or not contact.phone:
        return []
    return [{"id": identifier(linked, "phone", activity.id), "number": contact.phone, "type": "voice"}]


# --- for whom and how -------------------------------------------------------------------------------


def _costs(linked: Linked, activity: Activity) -> list[Thing]:
    cost = activity.cost
    if cost is None:
        return []
    return [
        said(
            id=identifier(linked, "cost_option", activity.id),
            amount=cost.cents / 100,
            currency="EUR",
            option=cost.per,
            amount_description=cost.note,
        )
    ]


def _languages(linked: Linked, activity: Activity) -> list[Thing]:
    terms, label = linked.calendar.languages, linked.context.texts.words.label
    return [
        {
            "id": identifier(linked, "language", f"{activity.id}/{one}"),
            "code": one,
            "name": label(terms[one]) if one in terms else one,
        }
        for one in activity.languages
    ]


def _attributes(linked: Linked, activity: Activity) -> Iterator[Thing]:
    """Themes, audiences and goals, as terms of the calendar's own vocabulary."""
    calendar = linked.calendar
    for kind, names, terms in (
        ("theme", activity.themes, calendar.themes),
        ("audience", activity.audiences, calendar.audiences),
        ("goal", activity.goals, calendar.goals),
    ):
        for name in names:
            if name in terms:
                yield {
                    "id": identifier(linked, "attribute", f"{activity.id}/{kind}/{name}"),
                    "link_type": kind,
                    "taxonomy_term": _term(linked, kind, terms[name]),
                }


def _term(linked: Linked, kind: str, term: Term) -> Thing:
    found: Thing | None = linked.kept.get((kind, term.id))
    if found is not None:
        return found
    label = linked.context.texts.words.label(term)
    found = linked.kept[kind, term.id] = said(
        id=identifier(linked, "taxonomy_term", f"{kind}/{term.id}"),
        name=label,
        description=term.description.get(linked.context.language) or label,
        taxonomy=kind,
        term_uri=linked.urls.theme(term.id) if kind == "theme" else None,
    )
    return found


# --- when -------------------------------------------------------------------------------------------


def _schedule(linked: Linked, activity: Activity, index: int, pattern: Pattern) -> Thing:
    texts = linked.context.texts
    found = said(id=identifier(linked, "schedule", f"{activity.id}/{index + 1}"))
    if isinstance(pattern, ByAppointment):
        return found | said(description=pattern.note or texts.gettext("By appointment."))
    found |= _hours(pattern.time)
    elsewhere = _elsewhere(linked, activity, index)
    if isinstance(pattern, Dates):
        days = ", ".join([day.isoformat() for day in pattern.dates])
        return found | said(
            dtstart=pattern.dates[0].isoformat(),
            valid_from=pattern.dates[0].isoformat(),
            valid_to=pattern.dates[-1].isoformat(),
            description=texts.gettext("Only on {days}.").format(days=days),
            notes=elsewhere,
        )
    starts = first_day(pattern, linked.calendar.anchor)
    return found | said(
        freq="WEEKLY" if isinstance(pattern, Weekly) else "MONTHLY",
        interval=pattern.every,
        wkst="MO" if isinstance(pattern, Weekly) else None,
        byday=_byday(pattern),
        bymonthday=",".join(map(str, pattern.days)) if isinstance(pattern, Monthly) else None,
        dtstart=_day(starts),
        valid_from=_day(pattern.first),
        valid_to=_day(pattern.last),
        notes=" ".join(filter(None, (_exceptions(linked, pattern), elsewhere))),
    )


def _byday(pattern: Weekly | Monthly) -> str:
    if isinstance(pattern, Weekly):
        return ",".join([WEEKDAYS[day] for day in pattern.days])
    return ",".join(codes(pattern))


def _hours(span: TimeSpan | None) -> Thing:
    return {} if span is None else {"opens_at": hh_mm(span.start), "closes_at": hh_mm(span.end)}


def _exceptions(linked: Linked, pattern: Weekly | Monthly) -> str:
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


def _elsewhere(linked: Linked, activity: Activity, index: int) -> str:
    """Where the dates are that are not at the usual place, in words: HSDS has no exceptions."""
    texts = linked.context.texts
    return " ".join(
        f"{one.day.isoformat()}: {texts.elsewhere(activity, one, access=True)}"
        for one in (exceptions(linked, activity) if activity.changes else ())
        if one.pattern == index and not linked.places.at(activity, one).usual
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
