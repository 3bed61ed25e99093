"""Calendar files beside the lists: when rooms are in use, and one date by itself.

An event takes time here (``TRANSP:OPAQUE``), unlike in the feeds for residents. It has a UID of its own, so nobody who
subscribes to both sees one of the two vanish. What is not as usual is simple here: a date that is cancelled, or held at
another time or place, is left out of the series, and where it is held for once it is an event by itself. So no program
has to know about overrides to tell whether a room is free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Venue
from buurtkalender.domain.values import Days, Occurrence, apart
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.ical import PRODUCT, TIMEZONE, EventLines, event, stamped
from buurtkalender.feeds.series import escape, fold, serialise, series_times, special, time_lines

DAY = timedelta(days=1)


class RoomPlace(NamedTuple):
    """Where something is: a venue, and the room in it if that is known."""

    venue: str
    room: str | None


def taken(context: Context, activity: Activity) -> dict[RoomPlace, bytes]:
    """When an activity uses each room that it uses, as finished events; nothing when it does not run."""
    found: dict[RoomPlace, list[str]] = defaultdict(list)
    if activity.status is not ActivityStatus.ACTIVE or not _uses(activity):
        return {}
    odd, gone = special(context, activity)
    usual = _spot(activity)
    for index, pattern in enumerate(activity.when):
        told = odd.get(index, [])
        if usual is not None and not apart(pattern):
            away = [*gone.get(index, ()), *(one.planned.date() for one in told)]
            series = series_times(context, activity, index, away)
            if series is not None and series.live:
                uid = context.calendar.uid(activity, index)
                found[usual] += _event(context, activity, usual, uid, series.stamp, series.lines)
        for one in told:
            spot = _spot(one)
            there = context.places.at(activity, one)
            if spot is not None and there.held:
                uid = context.calendar.uid(activity, index, one.planned.date())
                stamp = context.stamp(activity).modified
                found[spot] += _event(context, activity, spot, uid, stamp, time_lines(one), sure=not there.tentative)
    return {spot: serialise(lines) for spot, lines in found.items()}


def closed(context: Context, venue: Venue) -> bytes:
    """The days on which a venue, or the whole calendar, is closed, as finished events: from the window on."""
    calendar = context.calendar
    days = {*venue.closed, *(closure.days for closure in calendar.closures)}
    lines: list[str] = []
    for one in sorted(days, key=lambda days: (days.first, days.last)):
        if one.last >= context.window.first and one.first <= context.horizon:
            lines += _closed(context, calendar, venue, one)
    return serialise(lines)


def _closed(context: Context, calendar: Calendar, venue: Venue, days: Days) -> Iterator[str]:
    """Closed days. Their UID holds all that they show, so it is another event when they change."""
    _ = context.texts.gettext
    after = min(days.last, date.max - DAY) + DAY
    yield "BEGIN:VEVENT"
    yield fold(f"UID:{venue.id}.closed.{days.first:%Y%m%d}.{days.last:%Y%m%d}.busy@{calendar.id}")
    yield from stamped(began(calendar))
    yield f"DTSTART;VALUE=DATE:{days.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    yield fold("SUMMARY:" + escape(_("Closed")))
    yield from _closing(sure=True)


def _event(  # noqa: PLR0913, PLR0917 - one event
    context: Context,
    activity: Activity,
    spot: RoomPlace,
    uid: str,
    stamp: datetime,
    times: list[str],
    *,
    sure: bool = True,
) -> list[str]:
    name, _at, home = uid.partition("@")
    return [
        "BEGIN:VEVENT",
        fold(f"UID:{name}.busy@{home}"),
        *stamped(stamp),
        *times,
        fold(f"SUMMARY:{escape(_title(context, activity, spot))}"),
        fold(f"URL:{context.url_of_activity(activity.id)}"),
        *_closing(sure=sure),
    ]


def _closing(*, sure: bool) -> tuple[str, ...]:
    """The end of an event. Of a use that is not sure the room is taken as well, until somebody says otherwise."""
    status, busy = ("CONFIRMED", "BUSY") if sure else ("TENTATIVE", "TENTATIVE")
    return f"STATUS:{status}", "TRANSP:OPAQUE", f"X-MICROSOFT-CDO-BUSYSTATUS:{busy}", "END:VEVENT"


def _title(context: Context, activity: Activity, spot: RoomPlace) -> str:
    """``Grote zaal bezet: Koffieochtend``."""
    _ = context.texts.gettext
    venue = context.calendar.venues.get(spot.venue)
    rooms = {room.id: room.name for room in venue.rooms} if venue else {}
    if spot.room is None:
        return _("In use, room not known: {title}").format(title=activity.title)
    return _("{room} in use: {title}").format(room=rooms.get(spot.room, spot.room), title=activity.title)


def _uses(activity: Activity) -> bool:
    return activity.venue is not None or any(change.venue is not None for change in activity.changes)


def _spot(one: Activity | Occurrence) -> RoomPlace | None:
    return RoomPlace(one.venue, one.room) if one.venue is not None else None


# --- one date -------------------------------------------------------------------------------------------
# One date of an activity, to put in an agenda: a file to import, apart from the feeds that people subscribe to.
#
# A copy that was imported does not change by itself, so its description says that, and where to look before going.

BEGIN = ("BEGIN:VCALENDAR", "VERSION:2.0", PRODUCT, "CALSCALE:GREGORIAN")
"""It has no name and no time to refresh: it is not a calendar of its own, but goes into one that is there."""


def single(context: Context, activity: Activity, occurrence: Occurrence) -> bytes:
    """The file of one occurrence that takes place: a VEVENT without a rule, with the times and the place of that day.

    Nothing refers to the series (no RECURRENCE-ID): programs would look for it, or change it.
    """
    _ = context.texts.gettext
    more = _("This is one date, put in your agenda by itself: changes do not come here. Before you go, look at {url}")
    uid = single_uid(context.calendar, activity, occurrence)
    shared = context.once("single", activity, lambda: EventLines(context, activity, more))
    lines = event(context, activity, shared, uid, context.stamp(activity).modified, time_lines(occurrence), occurrence)
    zone = () if occurrence.all_day else TIMEZONE
    return serialise([*BEGIN, *zone, *lines, "END:VCALENDAR"])


def single_uid(calendar: Calendar, activity: Activity, occurrence: Occurrence) -> str:
    """The UID of one date: the series' own, with the day it was planned on and ``once``.

    It differs from every UID in the feeds, so that whoever also subscribes gets no clash; identifiers hold no dot.
    As it holds the planned day, adding the same date again after it was moved replaces it.
    """
    uid = calendar.uid(activity, occurrence.pattern, occurrence.planned.date())
    name, _at, home = uid.partition("@")
    return f"{name}.once@{home}"


def single_names(occurrences: Iterable[Occurrence]) -> Iterator[tuple[Occurrence, str]]:
    """Name the file of each occurrence of one activity, in the order of time: ``2026-12-01``.

    Where a day holds several they also say when they start: ``2026-12-01-1000``. Those that start at the same moment
    (two groups, two rooms) are numbered.
    """
    every = list(occurrences)
    days: dict[object, int] = {}
    for one in every:
        days[one.day] = days.get(one.day, 0) + 1
    given: dict[str, int] = {}
    for one in every:
        name = f"{one.day}" if days[one.day] == 1 or one.all_day else f"{one.day}-{one.start:%H%M}"
        given[name] = number = given.get(name, 0) + 1
        yield one, name if number == 1 else f"{name}-{number}"
