"""An activity in the words of schema.org: a series with its coming dates, loose dates, or a service by appointment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from buurtkalender.domain.model import Activity, ActivityStatus, Cost, Monthly, Occurrence, Weekly
from buurtkalender.domain.recurrence import skipped_days
from buurtkalender.feeds.json_ld_places import areas, organisation, place
from buurtkalender.feeds.linked import Linked, Thing, one_or_all, said
from buurtkalender.feeds.schedules import schedule

PLACE = "#plaats"
"""The name by which dates refer to the activity's own place, on its own page."""

CURRENCY = "EUR"


def things(linked: Linked, activity: Activity, coming: Sequence[Occurrence]) -> list[Thing]:
    """What the page of an activity tells programs; ``coming`` are the dates that it shows in full.

    Nothing of an activity that has stopped: its page stays for those who were given the address.
    """
    if activity.status is ActivityStatus.ENDED:
        return []
    found = []
    shared, whole = _shared(linked, activity), _whole(linked, activity)
    events = list(_events(linked, activity, coming, shared))
    if any(isinstance(pattern, Weekly | Monthly) for pattern in activity.when):
        found.append(_series(linked, activity, coming) | shared | whole | said(subEvent=events))
    else:
        found += [{**event, **whole} for event in events]
    if activity.by_appointment:
        found.append(_service(linked, activity))
    return [*found, *_referred_to(linked, activity)] if found else []


def _series(linked: Linked, activity: Activity, coming: Sequence[Occurrence]) -> Thing:
    paused = activity.status is ActivityStatus.PAUSED
    return said(
        "EventSeries",
        linked.urls.activity(activity.id),
        name=activity.title,
        eventStatus="https://schema.org/EventPostponed" if paused else None,
        eventSchedule=one_or_all(_schedules(linked, activity, coming)),
    )


def _schedules(linked: Linked, activity: Activity, coming: Sequence[Occurrence]) -> Iterator[Thing]:
    """A Schedule for each rule, with the days that it skips between the dates that are shown."""
    calendar = linked.calendar
    for index, pattern in enumerate(activity.when):
        if isinstance(pattern, Weekly | Monthly):
            skipped: list[date] = []
            if coming:
                planned = [one.planned.date() for one in coming]
                view = min(planned), max(planned)
                skipped = skipped_days(calendar, activity, index, *view, linked.context.days_off)
            yield schedule(calendar, pattern, skipped)


def _events(linked: Linked, activity: Activity, coming: Sequence[Occurrence], shared: Thing) -> Iterator[Thing]:
    for one in coming:
        event = {"@type": "Event", "name": activity.title, **_when(linked, activity, one), **shared}
        there = linked.places.at(activity, one)
        if not there.usual:
            event["location"] = one_or_all(filter(None, (place(linked, there), _online(activity))))
        if one.note:
            event["description"] = one.note
        yield event


def _when(linked: Linked, activity: Activity, one: Occurrence) -> Thing:
    """Times with their offset; of all day the first and the last day (an endDate is inclusive)."""
    times = linked.context.times
    found = {
        "startDate": _day(one.start) if one.all_day else times[one.start],
        "endDate": _day(one.end - timedelta(days=1)) if one.all_day else times[one.end],
        "eventStatus": status(one),
    }
    if one.moved_from is not None:
        found["previousStartDate"] = _planned(linked, activity, one)
    return found


def status(one: Occurrence) -> str:
    """What becomes of an occurrence."""
    name = "EventCancelled" if one.cancelled else "EventRescheduled" if one.moved_from else "EventScheduled"
    return f"https://schema.org/{name}"


def _planned(linked: Linked, activity: Activity, one: Occurrence) -> str:
    all_day = getattr(activity.when[one.pattern], "time", None) is None
    return _day(one.planned) if all_day else linked.context.times[one.moved_from or one.planned]


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _shared(linked: Linked, activity: Activity) -> Thing:
    """What the series and each of its dates say alike."""
    return said(
        url=linked.urls.activity(activity.id),
        location=_location(linked, activity),
        organizer=one_or_all({"@id": linked.urls.organisation(one.id)} for one in linked.organisers(activity)),
        offers=offer(activity.cost),
        isAccessibleForFree=activity.cost and activity.cost.cents == 0,
        eventAttendanceMode=_mode(activity),
    )


def _whole(linked: Linked, activity: Activity) -> Thing:
    """What is said once of the activity as a whole."""
    return said(
        description=linked.context.texts.story(activity),
        audience=_audience(linked, activity),
        inLanguage=one_or_all(activity.languages),
        maximumAttendeeCapacity=activity.capacity,
    )


def _location(linked: Linked, activity: Activity) -> object:
    """Its own place, online, or both; else the areas that it is for, which is as near as anybody knows."""
    found = [{"@id": PLACE} if linked.places.usual(activity).placed else None, _online(activity)]
    return one_or_all(filter(None, found)) or one_or_all(areas(linked, activity.serves))


def _online(activity: Activity) -> Thing | None:
    return {"@type": "VirtualLocation", "url": activity.online} if activity.online else None


def _mode(activity: Activity) -> str | None:
    """Only told of what is online: being somewhere is what everybody expects."""
    if not activity.online:
        return None
    mixed = activity.venue is not None or activity.location is not None
    return f"https://schema.org/{'Mixed' if mixed else 'Online'}EventAttendanceMode"


def _referred_to(linked: Linked, activity: Activity) -> Iterator[Thing]:
    """The place and the organisations, to which all else refers: dates are many, and the place is one."""
    where = place(linked, linked.places.usual(activity))
    if where is not None:
        yield {"@id": PLACE, **where}
    yield from (organisation(linked, one) for one in linked.organisers(activity))


def offer(cost: Cost | None) -> Thing | None:
    """What taking part costs."""
    if cost is None:
        return None
    about = ", ".join(filter(None, (cost.per, cost.note)))
    return said("Offer", price=f"{cost.cents / 100:.2f}", priceCurrency=CURRENCY, description=about)


def _audience(linked: Linked, activity: Activity) -> Thing | None:
    terms, ages = linked.calendar.audiences, activity.ages
    names = [linked.context.texts.words.label(terms[one]) for one in activity.audiences if one in terms]
    if not names and ages is None:
        return None
    return said(
        "PeopleAudience",
        audienceType=", ".join(names),
        suggestedMinAge=(ages.lowest or None) if ages else None,
        suggestedMaxAge=ages.highest if ages else None,
    )


def _service(linked: Linked, activity: Activity) -> Thing:
    """What has no fixed time: who offers it, where it reaches, and how to get it."""
    url = linked.urls.activity(activity.id)
    dated = any(isinstance(pattern, Weekly | Monthly) for pattern in activity.when)
    signup = activity.signup
    channel = said(
        serviceLocation={"@id": PLACE} if linked.places.usual(activity).placed else None,
        serviceUrl=activity.online or (signup.url if signup else None),
        availableLanguage=one_or_all(activity.languages),
    )
    return said(
        "Service",
        f"{url}#op-afspraak" if dated else url,
        name=activity.title,
        description=linked.context.texts.story(activity),
        url=url,
        provider=one_or_all({"@id": linked.urls.organisation(one.id)} for one in linked.organisers(activity)),
        areaServed=one_or_all(areas(linked, activity.serves)),
        audience=_audience(linked, activity),
        offers=offer(activity.cost),
        availableChannel={"@type": "ServiceChannel", **channel} if channel else None,
    )
