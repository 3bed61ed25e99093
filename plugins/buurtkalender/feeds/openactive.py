"""An activity as a SessionSeries of OpenActive (Modelling Opportunity Data 2.0; https://openactive.io/).

Whoever reads it works out the dates from ``eventSchedule``. ``subEvent`` holds only what differs from that, and loose
dates, as OpenActive asks; an exception has the name (``@id``) that ``idTemplate`` gives to the date that it replaces.
``activity`` takes its terms from OpenActive's own list, which knows sports and no soup: themes are a ``category``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from buurtkalender.domain.model import Activity, Dates, Monthly, Occurrence, TimeSpan, Weekly
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import Window, of_activity
from buurtkalender.domain.when import hh_mm
from buurtkalender.feeds.json_ld_activity import CURRENCY, status
from buurtkalender.feeds.json_ld_places import place
from buurtkalender.feeds.linked import Linked, Thing, said
from buurtkalender.feeds.schedules import DAYS, codes, lasting
from buurtkalender.feeds.series import series

CONTEXT = "https://openactive.io/"


def session_series(linked: Linked, activity: Activity) -> Thing:
    """What OpenActive says of an activity that has times and a place."""
    texts, cost = linked.context.texts, activity.cost
    url = linked.urls.activity(activity.id)
    return {"@context": CONTEXT} | said(
        "SessionSeries",
        url,
        identifier=activity.id,
        url=url,
        name=activity.title,
        description=texts.plain(activity) or activity.summary,
        category=texts.themes(activity),
        organizer=_organizer(linked, activity),
        location=_place(linked, linked.places.usual(activity)),
        ageRange=_ages(activity),
        accessibilityInformation=_access(linked, linked.places.usual(activity)),
        isAccessibleForFree=cost and cost.cents == 0,
        offers=[said("Offer", price=cost.cents / 100, priceCurrency=CURRENCY, name=cost.per, description=cost.note)]
        if cost
        else None,
        maximumAttendeeCapacity=activity.capacity,
        eventStatus="https://schema.org/EventPostponed" if activity.status.value == "paused" else None,
        eventAttendanceMode="https://schema.org/MixedEventAttendanceMode" if activity.online else None,
        eventSchedule=list(_schedules(linked, activity)),
        subEvent=list(_sessions(linked, activity)),
    )


def _organizer(linked: Linked, activity: Activity) -> Thing:
    one = linked.organisation(activity.organisation)
    found: Thing | None = linked.kept.get(("organizer", one.id))
    if found is None:
        url = linked.urls.organisation(one.id)
        reach = said(telephone=one.phone, email=one.email, sameAs=[one.website] if one.website else None)
        found = linked.kept["organizer", one.id] = said("Organization", url, name=one.name, url=url, **reach)
    return found


def _place(linked: Linked, there: DateFacts) -> Thing | None:
    found = place(linked, there)
    if found is None:
        return None
    name = found.get("url") or f"{linked.urls.activity(there.activity.id)}#plaats"
    return found | said("Place", name, telephone=there.venue.phone if there.venue else None)


def _ages(activity: Activity) -> Thing | None:
    """For whom it is; without ages and without an audience it is for everybody (where OpenActive assumes adults)."""
    ages = activity.ages
    if ages is None:
        return None if activity.audiences else {"@type": "QuantitativeValue", "minValue": 0}
    return said("QuantitativeValue", minValue=ages.lowest, maxValue=ages.highest)


def _access(linked: Linked, there: DateFacts) -> str:
    """What is known about access, in words; elsewhere also what is not, where the series says something of it."""
    context = linked.context
    _ = context.texts.gettext
    words = {None: _("{facility}: not known."), True: _("{facility}: yes."), False: _("{facility}: no.")}
    told = []
    for term in linked.calendar.facilities.values():
        answer = there.fact(term.id)
        if answer is None and there.as_usual(term.id):
            continue
        told.append(words[answer].format(facility=context.texts.words.label(term)))
    return " ".join(told)


# --- times ------------------------------------------------------------------------------------------


def _schedules(linked: Linked, activity: Activity) -> Iterator[Thing]:
    """A Schedule for each rule; what lasts all day has no times to work out, so its schedule is only to be shown."""
    for index, pattern in enumerate(activity.when):
        if not isinstance(pattern, Weekly | Monthly):
            continue
        found = series(linked.context, activity, index, pattern)
        if found is None:
            continue
        span = pattern.time
        rule = said(
            "Schedule" if span else "PartialSchedule",
            repeatFrequency=f"P{pattern.every}{'W' if isinstance(pattern, Weekly) else 'M'}",
            byDay=[DAYS[day] for day in pattern.days] if isinstance(pattern, Weekly) else codes(pattern),
            byMonthDay=list(pattern.days) if isinstance(pattern, Monthly) else None,
            startDate=found.first.isoformat(),
            endDate=pattern.last and pattern.last.isoformat(),
            scheduleTimezone=linked.calendar.zone,
        )
        if span:
            midnights = [datetime.combine(day, time(*divmod(span.start, 60))) for day in found.skipped]
            rule |= said(
                scheduledEventType="ScheduledSession",
                startTime=hh_mm(span.start),
                endTime=hh_mm(span.end),
                duration=lasting(span),
                exceptDate=[linked.utc[start] for start in midnights],
                idTemplate=f"{linked.urls.activity(activity.id)}#{{startDate}}",
            )
        yield rule


def _sessions(linked: Linked, activity: Activity) -> Iterator[Thing]:
    """Loose dates, and the dates that are not as their rule has them, however long ago: an item says all there is."""
    for one in exceptions(linked, activity):
        session = said(
            "ScheduledSession",
            f"{linked.urls.activity(activity.id)}#{linked.utc[one.planned]}",
            startDate=linked.utc[one.start],
            endDate=linked.utc[one.end],
            duration=_lasting(linked, one),
            url=linked.urls.activity(activity.id),
            isAccessibleForFree=activity.cost and activity.cost.cents == 0,
            eventStatus=status(one),
            description=one.note,
        )
        there = linked.places.at(activity, one)
        if not there.usual:
            session |= said(location=_place(linked, there), accessibilityInformation=_access(linked, there))
        yield session


def exceptions(linked: Linked, activity: Activity) -> list[Occurrence]:
    """The occurrences that no rule tells, in the order in which they were planned."""
    loose = {day for pattern in activity.when if isinstance(pattern, Dates) for day in pattern.dates}
    changed = {change.day for change in activity.changes}
    days = loose | changed | {change.moved_to for change in activity.changes if change.moved_to}
    found = {}
    for day in sorted(days):
        for one in of_activity(linked.calendar, activity, Window(day, day), linked.context.days_off):
            rule = not isinstance(activity.when[one.pattern], Dates)
            if not (rule and one.planned.date() not in changed):
                found[one.planned, one.pattern] = one
    return [found[key] for key in sorted(found)]


def _lasting(linked: Linked, one: Occurrence) -> str:
    """How long it lasts, by the clock that never changes."""
    minutes = (linked.calendar.aware(one.end) - linked.calendar.aware(one.start)) // timedelta(minutes=1)
    return lasting(TimeSpan(0, minutes))


def last_day(activity: Activity) -> date | None:
    """The last day on which it is held, or None when it goes on, or has no times at all."""
    days: list[date] = []
    for pattern in activity.when:
        if isinstance(pattern, Dates):
            days += pattern.dates
        elif not isinstance(pattern, Weekly | Monthly) or pattern.last is None:
            return None
        else:
            days.append(pattern.last)
    days += [change.moved_to for change in activity.changes if change.moved_to]
    return max(days, default=None)
