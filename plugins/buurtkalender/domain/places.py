"""What holds on one date of an activity: where it is, whether it takes place, and how one gets in. The one judge.

Whether it takes place is decided where patterns become dates (:mod:`buurtkalender.domain.recurrence`); why, whom to
ask, and all that hangs on the place, is decided here. There is one rule for a date that is held elsewhere (design:
format): with its place come its neighbourhood, its distance and its access. What the activity itself says of access is
said of its usual place and of no other, so of another room, venue or location only that place's own word counts, and of
a place without facts nothing is known.

Whatever shows a date asks :class:`Places`. Nothing else compares venues.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from buurtkalender.domain.facts import contacts_of, fact_at, has_fact
from buurtkalender.domain.model import Activity, Calendar, Room, Venue
from buurtkalender.domain.values import OFF, Location, Occurrence, Point, Status


class Where(NamedTuple):
    """Which place: a venue and perhaps a room of it, by identifier, or a location; nothing for what has no place."""

    venue: str | None
    room: str | None
    location: Location | None


NOWHERE = Where(None, None, None)


def where(of: Activity | Occurrence) -> Where:
    """Return where an activity usually is, or where one date of it is."""
    return Where(of.venue, of.room, of.location)


def neighbourhood_at(calendar: Calendar, at: Activity | Occurrence | Where) -> str | None:
    """Return the neighbourhood of a place: its venue's, else its location's; None where nobody knows."""
    if at.venue is not None:
        known = calendar.venues.get(at.venue)
        return known.neighbourhood if known else None
    return at.location.neighbourhood if at.location else None


def point_at(calendar: Calendar, at: Where) -> Point | None:
    """Return the point of a place, where its own is known."""
    venue = calendar.venues.get(at.venue or "")
    if venue is not None:
        return venue.point
    return at.location.point if at.location else None


def measured_at(calendar: Calendar, at: Where) -> Point | None:
    """Return from where distances to a place are measured: its own point, else the centre of its neighbourhood."""
    point = point_at(calendar, at)
    if point is None:
        area = calendar.neighbourhoods.get(neighbourhood_at(calendar, at) or "")
        return area.centre if area else None
    return point


@dataclass(frozen=True, slots=True, eq=False)
class DateFacts:
    """What holds on a date of an activity; the dates that are as usual share one value.

    ``usual`` is whether it is held where the activity usually is. ``venue`` and ``room`` are None where their file was
    not read. ``point`` is the place's own. ``status`` and ``full`` are those of the date, ``note`` what somebody wrote
    to it (the reason first), ``moved_from`` the start that was planned where it is at another moment. ``closed`` is
    whether it is not sure because the building is closed then, and nobody said that it goes on.
    """

    calendar: Calendar
    activity: Activity
    where: Where
    usual: bool
    venue: Venue | None
    room: Room | None
    neighbourhood: str | None
    point: Point | None
    status: Status = Status.CONFIRMED
    full: bool = False
    note: str | None = None
    moved_from: datetime | None = None
    closed: bool = False

    @property
    def held(self) -> bool:
        """Whether it takes place, as far as anybody knows: neither cancelled nor postponed."""
        return self.status not in OFF

    @property
    def new_date_follows(self) -> bool:
        """Whether it does not take place then, and somebody will say when it does."""
        return self.status is Status.POSTPONED

    @property
    def tentative(self) -> bool:
        """Whether somebody has to be asked first whether it takes place."""
        return self.status is Status.TENTATIVE

    @property
    def as_always(self) -> bool:
        """Whether nothing about it is other than at the other dates of its activity."""
        return (
            self.usual
            and self.status is Status.CONFIRMED
            and self.full is bool(self.activity.full)
            and self.note is None
            and self.moved_from is None
        )

    @property
    def phone(self) -> str | None:
        """The telephone to ask whether it takes place: the activity's, its organisation's, else that of the venue."""
        known = contacts_of(self.activity, self.calendar.organisations.get(self.activity.organisation))[0]
        return known or (self.venue.phone if self.venue else None)

    @property
    def ask(self) -> str | None:
        """The telephone, or where there is none the e-mail address, to ask whether it takes place."""
        email = contacts_of(self.activity, self.calendar.organisations.get(self.activity.organisation))[1]
        return self.phone or email or (self.venue.email if self.venue else None)

    @property
    def location(self) -> Location | None:
        """The location, where it is at none of the calendar's venues."""
        return self.where.location

    @property
    def placed(self) -> bool:
        """Whether there is a place to come to."""
        return self.venue is not None or self.where.location is not None

    @property
    def only_room(self) -> bool:
        """Whether it is in another room of the building where it usually is."""
        where, activity = self.where, self.activity
        return not self.usual and (where.venue, where.location) == (activity.venue, activity.location)

    @property
    def near(self) -> Point | None:
        """Where to measure distances from: its own point, else the centre of its neighbourhood."""
        return measured_at(self.calendar, self.where)

    @property
    def transport(self) -> str | None:
        """How one gets there, in words: the activity's own are about the building where it usually is."""
        own = self.activity.transport if self.usual or self.only_room else None
        return own or (self.venue.transport if self.venue else None)

    def fact(self, name: str) -> bool | None:
        """Tell whether a fact or a facility is there; None where nobody said."""
        if self.usual:
            return has_fact(self.calendar, self.activity, name)
        return fact_at(self.calendar, self.activity, name, self.where.venue, self.where.room)

    def as_usual(self, name: str) -> bool:
        """Tell whether a fact is there what it is at the usual place."""
        return self.usual or self.fact(name) is has_fact(self.calendar, self.activity, name)

    def access(self) -> dict[str, bool | None]:
        """Return what is known of each facility of the vocabulary; at the usual place also what the activity adds."""
        own = self.activity.access if self.usual else {}
        return {**own, **{name: self.fact(name) for name in self.calendar.facilities}}


class Places:
    """What holds on every date of a calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._shut = {key for key, venue in calendar.venues.items() if venue.closed}
        self.changing = frozenset(key for key, one in calendar.activities.items() if self.may_change(one))
        """The activities of which a date may not be as usual."""
        self._usual: dict[str, DateFacts] = {}
        self._always: dict[str, DateFacts] = {}
        self._other: dict[tuple[object, ...], DateFacts] = {}

    def usual(self, activity: Activity) -> DateFacts:
        """Return what holds at the activity's own place."""
        found = self._usual.get(activity.id)
        if found is None or found.activity is not activity:
            found = self._usual[activity.id] = self._facts(activity, where(activity), usual=True)
        return found

    def of(self, occurrence: Occurrence) -> DateFacts:
        """Return what holds on a date of one of the calendar's activities."""
        found = self._always.get(occurrence.activity)  # most are never other than usual, and all outputs ask
        if found is None:
            activity = self.calendar.activities[occurrence.activity]
            found = self.at(activity, occurrence)
            if activity.id not in self.changing:
                self._always[activity.id] = found
        return found

    def at(self, activity: Activity, occurrence: Occurrence | None = None) -> DateFacts:
        """Return what holds on a date of an activity; without one, what usually does."""
        usual = self.usual(activity)
        if occurrence is None or not self.may_change(activity):
            return usual
        if (  # most dates of what changes now and then, without making what follows
            occurrence.status is usual.status
            and occurrence.full is usual.full
            and occurrence.note is None
            and occurrence.moved_from is None
            and (occurrence.venue, occurrence.room) == (activity.venue, activity.room)
            and occurrence.location == activity.location
        ):
            return usual
        there = where(occurrence)
        own = occurrence.status, occurrence.full, occurrence.note, occurrence.moved_from
        if own == (usual.status, usual.full, None, None):
            return self.place_at(activity, occurrence)
        closed = occurrence.tentative and self._is_closed(occurrence)
        key = (activity.id, there, *own, closed)
        found = self._other.get(key)
        if found is None or found.activity is not activity:
            found = self._other[key] = replace(
                self.place_at(activity, occurrence),
                status=occurrence.status,
                full=occurrence.full,
                note=occurrence.note,
                moved_from=occurrence.moved_from,
                closed=closed,
            )
        return found

    def may_change(self, activity: Activity) -> bool:
        """Tell whether a date of an activity may not be as usual."""
        return bool(activity.changes) or activity.venue in self._shut

    def place_at(self, activity: Activity, occurrence: Occurrence) -> DateFacts:
        """Return what holds at the place of a date, whatever becomes of that date: all dates there share one value."""
        usual, there = self.usual(activity), where(occurrence)
        if there == usual.where:
            return usual
        found = self._other.get((activity.id, there))
        if found is None or found.activity is not activity:
            found = self._other[activity.id, there] = self._facts(activity, there, usual=False)
        return found

    def changed(self, activity: Activity, occurrence: Occurrence) -> bool:
        """Tell whether a date is not like the others of its activity."""
        return not self.at(activity, occurrence).as_always

    def _is_closed(self, occurrence: Occurrence) -> bool:
        venue = self.calendar.venues.get(occurrence.venue or "")
        return venue is not None and venue.closed_on(occurrence.day)

    def _facts(self, activity: Activity, there: Where, *, usual: bool) -> DateFacts:
        venue = self.calendar.venues.get(there.venue or "")
        room = next((room for room in venue.rooms if room.id == there.room), None) if venue else None
        area = neighbourhood_at(self.calendar, there)
        point = point_at(self.calendar, there)
        full = bool(activity.full)
        return DateFacts(self.calendar, activity, there, usual, venue, room, area, point, full=full)
