"""The rows of the open data: what is promised to others, apart from how the domain keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.verdicts import Effect, Remedy, Verdict
from buurtkalender.domain.facts import FactGroup, audiences_of, plain_facts
from buurtkalender.domain.model import Activity, Calendar, Families, Organisation, Role, Venue
from buurtkalender.domain.places import neighbourhood_at
from buurtkalender.domain.tasks import Todo
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Dates,
    Location,
    Pattern,
    PickedUp,
    Point,
    TimeSpan,
    Value,
    Weekly,
    apart,
    hh_mm,
)
from buurtkalender.feeds.context import Context
from buurtkalender.reading.markup import to_text

DATA_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Row = dict[str, Any]


class PictureRow(NamedTuple):
    """A picture that a page shows: its whole address, the text for who does not see it, and who holds the rights."""

    url: str
    alt: str
    by: str


_MANY = (tuple, list, dict)


def activity_row(context: Context, activity: Activity, picture: PictureRow | None = None) -> Row:
    """A row of ``activities.json``."""
    calendar = context.calendar
    return _said(
        id=activity.id,
        url=context.url_of_activity(activity.id),
        updated=context.stamp(activity).updated.isoformat(),
        title=activity.title,
        status=activity.status.value,
        organisation=activity.organisation,
        partners=activity.partners,
        host=_values(activity.host),
        summary=activity.summary,
        description=context.texts.plain(activity) or None,
        venue=activity.venue,
        room=activity.room,
        location=_location(activity.location),
        online=activity.online,
        serves=activity.serves,
        neighbourhood=neighbourhood_at(calendar, activity),
        themes=activity.themes,
        goals=activity.goals,
        audiences=activity.audiences,
        audiences_by_age=[one for one, part in audiences_of(calendar, activity).items() if part],
        ages=_ages(activity.ages),
        languages=activity.languages,
        when=[_when(pattern, _series_uid(calendar, activity, n)) for n, pattern in enumerate(activity.when)],
        **_facts("signup", activity),
        cost=_cost(activity),
        signup=_signup(context, activity),
        capacity=activity.capacity,
        full=activity.full,
        **_facts("welcome", activity),
        families=_families(activity.families),
        referral=_values(activity.referral),
        transport=activity.transport,
        access=access_row(activity.access),
        volunteers=list(map(_role, activity.volunteers)),
        programme=_values(activity.programme),
        contact=_values(activity.contact),
        image=picture and picture._asdict(),
        links=[_values(link) for link in activity.links],
        confirmed=activity.confirmed and activity.confirmed.isoformat(),
    )


def venue_row(calendar: Calendar, venue: Venue, url: str, picture: PictureRow | None = None) -> Row:
    """A row of ``venues.json``."""
    place = calendar.neighbourhoods.get(venue.neighbourhood)
    rooms = [
        _said(
            id=room.id,
            name=room.name,
            capacity=room.capacity,
            facilities=room.facilities,
            access=access_row(room.access),
        )
        for room in venue.rooms
    ]
    return _said(
        id=venue.id,
        url=url,
        name=venue.name,
        kind=venue.kind,
        address=_values(venue.address),
        neighbourhood=venue.neighbourhood,
        municipality=place.municipality if place else None,
        point=_point(venue.point),
        description=_plain(venue.description),
        access=access_row(venue.access),
        transport=venue.transport,
        rooms=rooms,
        opening_hours=[_when(pattern, None) for pattern in venue.opening_hours],
        available=[_said(when=_when(one.when, None), room=one.room) for one in venue.available],
        closed=[{"first": days.first.isoformat(), "last": days.last.isoformat()} for days in venue.closed],
        booking=_values(venue.booking),
        phone=venue.phone,
        email=venue.email,
        website=venue.website,
        image=picture and picture._asdict(),
    )


def organisation_row(organisation: Organisation, url: str) -> Row:
    """A row of ``organisations.json``: without who maintains its files."""
    return _said(
        id=organisation.id,
        url=url,
        name=organisation.name,
        kind=organisation.kind,
        summary=organisation.summary,
        description=_plain(organisation.description),
        website=organisation.website,
        phone=organisation.phone,
        email=organisation.email,
        volunteers=list(map(_role, organisation.volunteers)),
        confirmed=organisation.confirmed and organisation.confirmed.isoformat(),
    )


def verdict_row(verdict: Verdict, picked_up: Iterable[PickedUp] = ()) -> Row:
    """A row of ``coverage.json``; ``picked_up`` is what is worked on, of this norm in this neighbourhood too."""
    row: Row = msgspec.to_builtins(verdict)
    for key in ("lower", "upper", "required", "confidence", "severity", "weeks_met"):
        row[key] = _rounded(row[key])
    for one in row["counted"]:
        for key in ("amount", "share", "perhaps"):
            one[key] = _rounded(one[key])
        one["ages"] = [_plain_ages(ages) for ages in one["ages"]]
    for one in row["ages"]:
        one["lower"], one["upper"] = _rounded(one["lower"]), _rounded(one["upper"])
        one["ages"] = [_plain_ages(ages) for ages in one["ages"]]
    for one in row["dayparts"]:
        one["lower"], one["upper"] = _rounded(one["lower"]), _rounded(one["upper"])
    row["remedies"] = [_remedy(one) for one in verdict.remedies]
    row["picked_up"] = [_picked_up(one) for one in picked_up]
    return row


def capacity_row(catchment: Catchment) -> Row:
    """A row of ``capacity.json``."""
    row: Row = msgspec.to_builtins(catchment)
    if catchment.place_hours is not None:
        row["place_hours"] = round(catchment.place_hours, 6)  # a large number of people share it
    return row


def todo_row(todo: Todo) -> Row:
    """A row of ``todo.json``."""
    return {
        "kind": todo.kind,
        "why": todo.why,
        **_said(organisation=todo.organisation, activity=todo.activity, venue=todo.venue, room=todo.room),
        "file": todo.file,
        **_said(
            field=todo.field or None,
            since=todo.since and todo.since.isoformat(),
            days=[day.isoformat() for day in todo.days],
            other=todo.other,
        ),
        "residents": todo.residents,
    }


def _plain_ages(ages: dict[str, int | None]) -> dict[str, int | None]:
    """Ages as everywhere in the data: without a highest one there is no end."""
    return {"lowest": ages.get("lowest") or 0} | ({} if ages.get("highest") is None else {"highest": ages["highest"]})


def _picked_up(one: PickedUp) -> Row:
    """Who works on it; for which norm and where is told by the row."""
    return _said(
        organisations=one.organisations,
        since=one.since.isoformat(),
        expected=one.expected and one.expected.isoformat(),
        note=one.note,
    )


def prevention_row(calendar: Calendar, cell: PreventionCell) -> Row:
    """A row of ``prevention.json``."""
    verdict = cell.verdict
    named = {
        one.activity: _values(calendar.activities[one.activity].programme)
        for one in verdict.counted
        if calendar.activities[one.activity].programme
    }
    counted = [
        {"activity": one.activity, "certain": one.certain, "share": _rounded(one.share)}
        | ({"ages": [_ages(ages) for ages in one.ages]} if one.ages else {})
        | ({"programme": named[one.activity]} if one.activity in named else {})
        for one in verdict.counted
    ]
    return {
        "goal": cell.goal,
        "band": cell.band.id,
        **_said(ages=_ages(cell.band.ages), audience=cell.band.audience),
        "municipality": cell.municipality,
        "norm": cell.norm,
        "verdict": verdict.verdict,
        "lower": _rounded(verdict.lower),
        "upper": _rounded(verdict.upper),
        "required": verdict.required,
        "unit": verdict.unit,
        "per": verdict.per,
        "confidence": _rounded(verdict.confidence),
        "residents": verdict.residents,
        "counted": counted,
        "without": [_ages(ages) for ages in cell.without],
        "questions": [msgspec.to_builtins(one) for one in cell.questions],
        "by_ages": _by_ages(verdict),
        "near_misses": [msgspec.to_builtins(one) for one in verdict.near_misses],
        "elsewhere": list(cell.elsewhere),
    }


def _by_ages(verdict: Verdict) -> list[Row]:
    """What holds for which ages, where that is not the same for all."""
    rows: list[Row] = verdict_row(verdict)["ages"]
    return rows


def _remedy(remedy: Remedy) -> Row:
    """An edit with what it promises. What its sentence needs besides its fields goes by identifier."""
    edit = remedy.edit
    return {
        "kind": edit.kind,
        "cost": remedy.cost,
        "fields": [msgspec.to_builtins(line) for line in remedy.lines],
        **_said(activity=edit.activity, organisation=edit.organisation, venue=edit.venue, room=edit.room),
        **_effect(remedy.here),
        "elsewhere": [
            {"norm": one.norm, "neighbourhood": one.neighbourhood, **_effect(one)} for one in remedy.elsewhere
        ],
    }


def _effect(effect: Effect) -> Row:
    return {
        "before": effect.before,
        "after": effect.after,
        "severity_before": _rounded(effect.severity_before),
        "severity": _rounded(effect.severity),
        "residents": effect.residents,
    }


def _rounded(number: float) -> float:
    """Four decimals: what comes after is noise of the arithmetic."""
    return round(number, 4)


def _said(**facts: Any) -> Row:
    """Only what somebody said: without None and without what is empty."""
    return {key: fact for key, fact in facts.items() if fact or (fact is not None and not isinstance(fact, _MANY))}


def _facts(group: FactGroup, activity: Activity) -> Row:
    return {fact.field: fact.of(activity) for fact in plain_facts(group)}


def _values(value: Value | None) -> Row | None:
    return None if value is None else _said(**msgspec.to_builtins(value))


def _plain(markdown: str | None) -> str | None:
    return None if markdown is None else to_text(markdown)


def _point(point: Point | None) -> Row | None:
    return None if point is None else {"lat": point.lat, "lon": point.lon}


def _location(location: Location | None) -> Row | None:
    if location is None:
        return None
    return _said(
        name=location.name,
        street=location.street,
        postcode=location.postcode,
        city=location.city,
        neighbourhood=location.neighbourhood,
        point=_point(location.point),
    )


def access_row(access: dict[str, bool | None]) -> dict[str, bool]:
    """What is known of each facility."""
    return {facility: known for facility, known in sorted(access.items()) if known is not None}


def _ages(ages: Ages | None) -> Row | None:
    return None if ages is None else _said(lowest=ages.lowest, highest=ages.highest)


def _cost(activity: Activity) -> Row | None:
    cost = activity.cost
    if cost is None:
        return None
    named = [{"for": one.who, **_said(amount=one.cents / 100, per=one.per, note=one.note)} for one in cost.prices]
    told = _said(amount=cost.cents / 100, per=cost.per, note=cost.note, discount_pass=cost.discount_pass)
    return told | ({"free": cost.free, "prices": named} if named else {})


def _families(families: Families | None) -> Row | None:
    if families is None:
        return None
    care = families.childcare
    told = care and _said(offered=care.offered, amount=None if care.cents is None else care.cents / 100, note=care.note)
    return _said(children_welcome=families.children_welcome, childcare=told, siblings=families.siblings)


def _role(role: Role) -> Row:
    """Work for a volunteer, also when it was looked for until a day that is over: the day is there."""
    return _said(
        role=role.role,
        hours=role.hours,
        skills=role.skills,
        training=role.training,
        until=role.until and role.until.isoformat(),
        contact=_values(role.contact),
    )


def _signup(context: Context, activity: Activity) -> Row | None:
    signup = activity.signup
    if signup is None:
        return None
    hours = signup.before.total_seconds() / 3600 if signup.before else None
    return _said(
        required=signup.required,
        phone=signup.phone,
        email=signup.email,
        url=signup.url,
        hours_before=hours,
        opens=signup.opens and context.times[signup.opens],
        until=signup.until and context.times[signup.until],
    )


def _series_uid(calendar: Calendar, activity: Activity, index: int) -> str | None:
    pattern = activity.when[index]
    return None if apart(pattern) or isinstance(pattern, ByAppointment) else calendar.uid(activity, index)


def _when(pattern: Pattern, uid: str | None) -> Row:
    """A pattern in the words of the content format."""
    if isinstance(pattern, ByAppointment):
        return _said(kind="by-appointment", note=pattern.note)
    if isinstance(pattern, Dates):
        return _said(kind="dates", dates=[day.isoformat() for day in pattern.dates], time=_span(pattern.time))
    row = _said(
        uid=uid,
        time=_span(pattern.time),
        every=pattern.every,
        first=pattern.first and pattern.first.isoformat(),
        last=pattern.last and pattern.last.isoformat(),
        skip=_values(pattern.skip),
    )
    if isinstance(pattern, Weekly):
        return {"kind": "weekly", "days": [DATA_WEEKDAYS[day] for day in pattern.days], **row}
    if pattern.weekdays:
        nths = [{"nth": nth, "day": DATA_WEEKDAYS[day]} for nth, day in pattern.weekdays]
        return {"kind": "monthly", "weekdays": nths, **row}
    return {"kind": "monthly", "days": list(pattern.days), **row}


def _span(span: TimeSpan | None) -> Row | None:
    """Times on the clock; an end that is not after the start is on the next day. None is all day."""
    return None if span is None else {"start": hh_mm(span.start), "end": hh_mm(span.end)}
