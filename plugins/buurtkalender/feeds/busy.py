"""When rooms are in use: calendars for whoever looks for a room, or hires them out.

An event takes time here (``TRANSP:OPAQUE``), unlike in the feeds for residents. It has a UID of its own, so nobody who
subscribes to both sees one of the two vanish. What is not as usual is simple here: a date that is cancelled, or held at
another time or place, is left out of the series, and where it is held for once it is an event by itself. So no program
has to know about overrides to tell whether a room is free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Days, Occurrence, Venue, apart
from buurtkalender.feeds.context import Context, began
from buurtkalender.feeds.ical import stamped
from buurtkalender.feeds.instances import series_times, special, times_of
from buurtkalender.feeds.lines import escape, fold, serialise

DAY = timedelta(days=1)


class Spot(NamedTuple):
    """Where something is: a venue, and the room in it if that is known."""

    venue: str
    room: str | None


def taken(context: Context, activity: Activity) -> dict[Spot, bytes]:
    """When an activity uses each room that it uses, as finished events; nothing when it does not run."""
    found: dict[Spot, list[str]] = defaultdict(list)
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
            if spot is not None and not one.cancelled:
                uid = context.calendar.uid(activity, index, one.planned.date())
                stamp = context.stamp(activity).modified
                found[spot] += _event(context, activity, spot, uid, stamp, times_of(one))
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
    yield from _CLOSING


def _event(  # noqa: PLR0913, PLR0917 - one event
    context: Context, activity: Activity, spot: Spot, uid: str, stamp: datetime, times: list[str]
) -> list[str]:
    name, _at, home = uid.partition("@")
    return [
        "BEGIN:VEVENT",
        fold(f"UID:{name}.busy@{home}"),
        *stamped(stamp),
        *times,
        fold(f"SUMMARY:{escape(_title(context, activity, spot))}"),
        fold(f"URL:{context.url_of_activity(activity.id)}"),
        *_CLOSING,
    ]


_CLOSING = ("STATUS:CONFIRMED", "TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "END:VEVENT")


def _title(context: Context, activity: Activity, spot: Spot) -> str:
    """``Grote zaal bezet: Koffieochtend``."""
    _ = context.texts.gettext
    venue = context.calendar.venues.get(spot.venue)
    rooms = {room.id: room.name for room in venue.rooms} if venue else {}
    if spot.room is None:
        return _("In use, room not known: {title}").format(title=activity.title)
    return _("{room} in use: {title}").format(room=rooms.get(spot.room, spot.room), title=activity.title)


def _uses(activity: Activity) -> bool:
    return activity.venue is not None or any(change.venue is not None for change in activity.changes)


def _spot(one: Activity | Occurrence) -> Spot | None:
    return Spot(one.venue, one.room) if one.venue is not None else None
