"""What holds on one date of an activity: where it is, whether that is where it usually is, and how one gets in.

The one rule for a date that is held elsewhere (design: format): with its place come its neighbourhood, its distance and
its access. What the activity itself says of access is said of its usual place and of no other, so of another room,
venue or location only that place's own word counts, and of a place without facts nothing is known.

Whatever shows a date asks :class:`Places`. Nothing else compares venues.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from buurtkalender.domain.facts import fact_at, has_fact
from buurtkalender.domain.model import Activity, Calendar, Room, Venue
from buurtkalender.domain.values import Location, Occurrence, Point


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
    not read. ``point`` is the place's own.
    """

    calendar: Calendar
    activity: Activity
    where: Where
    usual: bool
    venue: Venue | None
    room: Room | None
    neighbourhood: str | None
    point: Point | None

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
        self.changing = frozenset(key for key, one in calendar.activities.items() if one.changes)
        """The activities of which a date may not be as usual."""
        self._usual: dict[str, DateFacts] = {}
        self._other: dict[tuple[str, Where], DateFacts] = {}

    def usual(self, activity: Activity) -> DateFacts:
        """Return what holds at the activity's own place."""
        found = self._usual.get(activity.id)
        if found is None or found.activity is not activity:
            found = self._usual[activity.id] = self._facts(activity, where(activity), usual=True)
        return found

    def of(self, occurrence: Occurrence) -> DateFacts:
        """Return what holds on a date of one of the calendar's activities."""
        return self.at(self.calendar.activities[occurrence.activity], occurrence)

    def at(self, activity: Activity, occurrence: Occurrence | None = None) -> DateFacts:
        """Return what holds on a date of an activity; without one, what usually does."""
        usual = self.usual(activity)
        if occurrence is None or not activity.changes:
            return usual
        there = where(occurrence)
        if there == usual.where:
            return usual
        found = self._other.get((activity.id, there))
        if found is None or found.activity is not activity:
            found = self._other[activity.id, there] = self._facts(activity, there, usual=False)
        return found

    def changed(self, activity: Activity, occurrence: Occurrence) -> bool:
        """Tell whether a date is not like the others of its activity."""
        if occurrence.cancelled or occurrence.moved_from is not None or occurrence.note is not None:
            return True
        return not self.at(activity, occurrence).usual

    def _facts(self, activity: Activity, there: Where, *, usual: bool) -> DateFacts:
        venue = self.calendar.venues.get(there.venue or "")
        room = next((room for room in venue.rooms if room.id == there.room), None) if venue else None
        area = neighbourhood_at(self.calendar, there)
        point = point_at(self.calendar, there)
        return DateFacts(self.calendar, activity, there, usual, venue, room, area, point)
