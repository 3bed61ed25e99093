"""An activity as a SessionSeries of OpenActive (Modelling Opportunity Data 2.0; https://openactive.io/).

Whoever reads it works out the dates from ``eventSchedule``. ``subEvent`` holds only what differs from that, and loose
dates, as OpenActive asks; an exception has the name (``@id``) that ``idTemplate`` gives to the date that it replaces.
``activity`` takes its terms from OpenActive's own list, which knows sports and no soup: themes are a ``category``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from buurtkalender.domain.model import Activity, ActivityStatus, Cost
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.recurrence import Window, closed_days, occurrences_of
from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Occurrence, TimeSpan, Weekly, hh_mm
from buurtkalender.feeds.context import LinkedCalendar, RowMaker, Thing, in_view_since, thing
from buurtkalender.feeds.schema_org import CURRENCY, priced, said_of, status
from buurtkalender.feeds.schema_org_places import SCHEMA_DAYS, codes, lasting, schema_place
from buurtkalender.feeds.series import NO_SKIP, inexact_days, series_of

CONTEXT = "https://openactive.io/"


def session_series(linked: LinkedCalendar, activity: Activity) -> Thing:
    """What OpenActive says of an activity that has times and a place."""
    texts, cost, there = linked.context.texts, activity.cost, linked.places.usual(activity)
    url = linked.urls.activity(activity.id)
    return {"@context": CONTEXT} | thing(
        "SessionSeries",
        url,
        identifier=activity.id,
        url=url,
        name=activity.title,
        description=texts.plain(activity) or activity.summary,
        category=texts.themes(activity),
        organizer=_organizer(linked, activity),
        location=_place(linked, there),
        ageRange=_ages(activity),
        accessibilityInformation=_access(linked, there),
        isAccessibleForFree=cost and cost.free,
        offers=list(_offers(cost)) if cost else None,
        leader=[thing("Person", name=activity.host.name)] if activity.host else None,
        attendeeInstructions=_instructions(linked, activity),
        maximumAttendeeCapacity=activity.capacity,
        eventStatus="https://schema.org/EventPostponed" if activity.status.value == "paused" else None,
        eventAttendanceMode="https://schema.org/MixedEventAttendanceMode" if activity.online else None,
        eventSchedule=list(_schedules(linked, activity)),
        subEvent=list(_sessions(linked, activity)),
    )


def _organizer(linked: LinkedCalendar, activity: Activity) -> Thing:
    one = linked.organisation(activity.organisation)
    found: Thing | None = linked.kept.get(("organizer", one.id))
    if found is None:
        url = linked.urls.organisation(one.id)
        reach = thing(telephone=one.phone, email=one.email, sameAs=[one.website] if one.website else None)
        found = linked.kept["organizer", one.id] = thing("Organization", url, name=one.name, url=url, **reach)
    return found


def _offers(cost: Cost) -> Iterator[Thing]:
    shared = cost.note if cost.prices else None
    for one in priced(cost):
        about = ", ".join(filter(None, (one.per if one.who else None, one.note, shared)))
        name = one.who or one.per
        yield thing("Offer", price=one.cents / 100, priceCurrency=CURRENCY, name=name, description=about)


def _instructions(linked: LinkedCalendar, activity: Activity) -> str:
    """What OpenActive has no field for, in words: when one can sign up, and what holds for families."""
    texts = linked.context.texts
    signup = activity.signup if activity.signup and activity.signup.required else None
    told = (texts.words.no_places if activity.full else "", texts.signup(signup), *texts.families(activity))
    return " ".join(filter(None, told))


def _place(linked: LinkedCalendar, there: DateFacts) -> Thing | None:
    found = schema_place(linked, there)
    if found is None:
        return None
    name = found.get("url") or f"{linked.urls.activity(there.activity.id)}#plaats"
    return found | thing("Place", name, telephone=there.venue.phone if there.venue else None)


def _ages(activity: Activity) -> Thing | None:
    """For whom it is; without ages and without an audience it is for everybody (where OpenActive assumes adults)."""
    ages = activity.ages
    if ages is None:
        return None if activity.audiences else {"@type": "QuantitativeValue", "minValue": 0}
    return thing("QuantitativeValue", minValue=ages.lowest, maxValue=ages.highest)


def _access(linked: LinkedCalendar, there: DateFacts) -> str:
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


def _schedules(linked: LinkedCalendar, activity: Activity) -> Iterator[Thing]:
    """A Schedule for each rule; what lasts all day has no times to work out, so its schedule is only to be shown."""
    for index, pattern in enumerate(activity.when):
        if not isinstance(pattern, Weekly | Monthly):
            continue
        found = series_of(linked.context, activity, index, pattern)
        if found is None:
            continue
        span = pattern.time
        rule = thing(
            "Schedule" if span else "PartialSchedule",
            repeatFrequency=f"P{pattern.every}{'W' if isinstance(pattern, Weekly) else 'M'}",
            byDay=[SCHEMA_DAYS[day] for day in pattern.days] if isinstance(pattern, Weekly) else codes(pattern),
            byMonthDay=list(pattern.days) if isinstance(pattern, Monthly) else None,
            startDate=found.first.isoformat(),
            endDate=pattern.last and pattern.last.isoformat(),
            scheduleTimezone=linked.calendar.zone,
        )
        if span:
            midnights = [datetime.combine(day, time(*divmod(span.start, 60))) for day in found.skipped]
            rule |= thing(
                scheduledEventType="ScheduledSession",
                startTime=hh_mm(span.start),
                endTime=hh_mm(span.end),
                duration=lasting(span),
                exceptDate=[linked.utc[start] for start in midnights],
                idTemplate=f"{linked.urls.activity(activity.id)}#{{startDate}}",
            )
        yield rule


def _sessions(linked: LinkedCalendar, activity: Activity) -> Iterator[Thing]:
    """Loose dates, and the dates that are not as their rule has them, however long ago: an item says all there is."""
    for one in exceptions(linked, activity):
        there = linked.places.at(activity, one)
        session = thing(
            "ScheduledSession",
            f"{linked.urls.activity(activity.id)}#{linked.utc[one.planned]}",
            startDate=linked.utc[one.start],
            endDate=linked.utc[one.end],
            duration=_lasting(linked, one),
            url=linked.urls.activity(activity.id),
            isAccessibleForFree=activity.cost and activity.cost.free,
            eventStatus=status(there),
            description=said_of(linked, there),
            remainingAttendeeCapacity=0 if there.full else None,
        )
        if not there.usual:
            session |= thing(location=_place(linked, there), accessibilityInformation=_access(linked, there))
        yield session


def exceptions(linked: LinkedCalendar, activity: Activity) -> list[Occurrence]:
    """The occurrences that no rule tells, in the order in which they were planned; not sure ones until the horizon.

    Over a clock change a date does not last as long as its rule says.
    """
    context, calendar = linked.context, linked.calendar
    closed = closed_days(activity, Window(calendar.anchor, context.horizon), context.days_off)
    loose = {day for pattern in activity.when if isinstance(pattern, Dates) for day in pattern.dates}
    changed = {change.day for change in activity.changes}
    for pattern in activity.when:
        if isinstance(pattern, Weekly | Monthly):
            changed.update(inexact_days(linked.context, pattern, pattern.first or linked.calendar.anchor))
    days = loose | changed | {change.moved_to for change in activity.changes if change.moved_to}
    found = {}
    for day in sorted(days.union(closed)):
        for one in occurrences_of(calendar, activity, Window(day, day), context.days_off):
            if (
                isinstance(activity.when[one.pattern], Dates)
                or one.planned.date() in changed
                or not linked.places.at(activity, one).as_always
            ):
                found[one.planned, one.pattern] = one
    return [found[key] for key in sorted(found)]


def _lasting(linked: LinkedCalendar, one: Occurrence) -> str:
    """How long it lasts, by the clock that never changes."""
    start, end = (linked.calendar.aware(moment).astimezone(UTC) for moment in (one.start, one.end))
    return lasting(TimeSpan(0, (end - start) // timedelta(minutes=1)))


def last_held(activity: Activity) -> date | None:
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


# --- rpde ------------------------------------------------------------------------------------------------
# A feed of pages made ahead, in the manner of RPDE 1.0 (https://openactive.io/realtime-paged-data-exchange/).
#
# RPDE is made for a server that is asked for what comes after an item. Here each page is a file, named after the item
# that it comes after. The feed is read from its first page along ``next`` until a page is empty and its own next.
# That last page keeps its address until something changes; then it is gone, and whoever kept the address begins anew.
#
# An item's place is that of its last change, and with pages of a fixed number every change would move an item from
# each page to the one before it. So pages end at items that their own name chooses (and after :data:`MOST`): a change
# then makes two or three pages anew.

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""Under which licence the data may be used: the one that OpenActive asks for."""

MOST = 500
"""How many items a page holds at most."""

USUAL = 256
"""How many items a page holds about."""

KIND = "SessionSeries"
DAY = timedelta(days=1)

_encode = msgspec.json.Encoder().encode


class RpdeItem(NamedTuple):
    """A place in the feed: seconds since 1970, and an activity. One that is not ``live`` is told as deleted."""

    modified: int
    id: str
    live: bool


class RpdePage(NamedTuple):
    """A page: which item it comes ``after`` (none for the first), and what it holds (nothing for the last)."""

    after: RpdeItem | None
    items: tuple[RpdeItem, ...]


def items(linked: LinkedCalendar, today: date, removed: Mapping[str, date] | None = None) -> list[RpdeItem]:
    """Every activity, in the order of their last change; also those that were ``removed``, with the day.

    What has stopped, is over, or has no time or no place, is deleted: it may have had them before.
    """
    known = linked.calendar.activities
    found = [_item(linked, activity, today) for activity in known.values()]
    for name, day in (removed or {}).items():
        if name not in known:
            found.append(RpdeItem(int(datetime.combine(day, time(), UTC).timestamp()), name, live=False))
    return sorted(found)


def _item(linked: LinkedCalendar, activity: Activity, today: date) -> RpdeItem:
    context = linked.context
    changed = context.stamp(activity).updated
    if _skips(linked, activity):  # every year more days come in view
        changed = max(changed, in_view_since(context.horizon))
    live = activity.status is not ActivityStatus.ENDED and _is_session(linked, activity)
    last = last_held(activity)
    if live and last is not None and last < today:
        live = False
        changed = max(changed, datetime.combine(last + DAY, time(), UTC))
    return RpdeItem(int(changed.timestamp()), activity.id, live)


def _is_session(linked: LinkedCalendar, activity: Activity) -> bool:
    return linked.places.usual(activity).placed and not all(
        isinstance(pattern, ByAppointment) for pattern in activity.when
    )


def _skips(linked: LinkedCalendar, activity: Activity) -> bool:
    """Whether its data may name days of the year that last came in view."""
    closed = bool(linked.calendar.closures)
    return any(
        (closed or pattern.skip != NO_SKIP)
        and (pattern.last is None or pattern.last.year >= linked.context.horizon.year)
        for pattern in activity.when
        if isinstance(pattern, Weekly | Monthly)
    )


def pages(every: Sequence[RpdeItem]) -> Iterator[RpdePage]:
    """The pages of a feed, the empty one last."""
    after: RpdeItem | None = None
    gathered: list[RpdeItem] = []
    for item in every:
        gathered.append(item)
        if len(gathered) == MOST or crc32(f"{item.modified} {item.id}".encode()) % USUAL == 0:
            yield RpdePage(after, tuple(gathered))
            after, gathered = item, []
    if gathered:
        yield RpdePage(after, tuple(gathered))
        after = gathered[-1]
    if after is not None:
        yield RpdePage(after, ())


def document(
    linked: LinkedCalendar, page: RpdePage, address: Callable[[RpdeItem | None], str], rows: RowMaker = map
) -> bytes:
    """A page; ``address`` gives the whole address of the page that comes after an item.

    ``rows`` may know what it has of an activity.
    """
    last = page.items[-1] if page.items else page.after
    items = {item.id: item for item in page.items}
    found = b",\n".join(rows(lambda one: _encode(_row(linked, items[one])), items))
    return b'{"next":%b,"license":%b,"items":[%b]}\n' % (_encode(address(last)), _encode(LICENSE), found)


def _row(linked: LinkedCalendar, item: RpdeItem) -> dict[str, Any]:
    row: dict[str, Any] = {
        "state": "updated" if item.live else "deleted",
        "kind": KIND,
        "id": item.id,
        "modified": item.modified,
    }
    if item.live:
        row["data"] = session_series(linked, linked.calendar.activities[item.id])
    return row
