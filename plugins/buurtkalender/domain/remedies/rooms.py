"""Which rooms are shared with others, and when they are free in the weeks ahead.

A room is free at a time when nothing at all is held in it then, on that weekday, in any of the weeks looked at: what
is only free now and then is no room to start something in. What is held in a venue of several rooms without saying
in which one may be in any of them. A venue that is closed is no booking: who uses a room skips these days.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from operator import attrgetter
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Calendar, Room, Venue
from buurtkalender.domain.values import Occurrence, Skip, TimeSpan, Weekly

DAY = 1440
"""Minutes in a day."""

SMALLEST = 10
"""How many people a room has to hold, where nobody said how many come."""


class SharedHours(NamedTuple):
    """When others may use a room every week: on a weekday, in a span of minutes, but not on what ``skip`` says."""

    venue: Venue
    room: Room | None
    weekday: int
    span: TimeSpan
    skip: Skip
    last: date | None

    @property
    def room_id(self) -> str | None:
        """The room's identifier; None for a venue that is one room."""
        return self.room.id if self.room else None

    def fits(self, span: TimeSpan) -> bool:
        """Tell whether something at this time is within the hours in which the room is shared."""
        return _inside(span, self.span)

    def holds(self, people: int | None) -> bool:
        """Tell whether so many people may fit; where nobody counted the seats, they may."""
        return self.room is None or self.room.capacity is None or self.room.capacity >= (people or SMALLEST)


class Rooms:
    """The rooms of a calendar in the weeks ahead. ``days`` are those that are looked at, as ordinals."""

    def __init__(self, calendar: Calendar, occurrences: Sequence[Occurrence], days: Collection[int]) -> None:
        self._calendar = calendar
        self._only = {key: venue.rooms[0].id for key, venue in calendar.venues.items() if len(venue.rooms) == 1}
        self._taken: dict[tuple[str, str | None], dict[int, dict[tuple[int, int], set[str]]]] = {}
        first, after = min(days, default=0), max(days, default=-1) + 1
        self._first = date.fromordinal(first) if first else date.min
        if days:
            self.book(_between(occurrences, first, after))
        self.shared = {key: list(self._shares(venue)) for key, venue in calendar.venues.items() if venue.available}

    def book(self, occurrences: Iterable[Occurrence]) -> None:
        """Count rooms as taken by these."""
        known: set[tuple[object, ...]] = set()
        for one in occurrences:
            if one.venue is None or one.cancelled:
                continue
            start, end = one.start, one.end
            key = (one.venue, one.room, one.activity, start.weekday(), start.time(), end - start)
            if key in known:  # a series takes the same hours every week
                continue
            known.add(key)
            begins = start.hour * 60 + start.minute
            self._take(one, start.weekday(), begins, begins + int((end - start).total_seconds()) // 60)

    def free(self, venue: str, room: str | None, weekday: int, span: TimeSpan, but: str | None = None) -> bool:
        """Tell whether nothing is held in a room then, apart from the activity ``but``."""
        for where in dict.fromkeys(((venue, room), (venue, None))):
            for (start, end), activities in self._taken.get(where, {}).get(weekday, {}).items():
                if start < span.end and span.start < end and activities != {but}:
                    return False
        if span.end > DAY:
            return self.free(venue, room, (weekday + 1) % 7, TimeSpan(0, span.end - DAY), but)
        return True

    def free_for(self, activity: Activity, weekday: int, span: TimeSpan) -> bool:
        """Tell whether an activity can be in its own room at another time; where the room is not known, it may be."""
        venue = self._calendar.venues.get(activity.venue or "")
        if venue is None:
            return True
        room = activity.room or self._only.get(venue.id)
        if not self.open(venue.id, weekday, span):
            return False
        return (room is None and bool(venue.rooms)) or self.free(venue.id, room, weekday, span, activity.id)

    def open(self, venue: str, weekday: int, span: TimeSpan) -> bool:
        """Tell whether a venue is open then; one that says nothing of it may be."""
        known = self._calendar.venues.get(venue)
        if known is None or not known.opening_hours:
            return True
        hours = [*known.opening_hours, *(sharing.when for sharing in known.available)]
        return any(
            isinstance(when, Weekly) and weekday in when.days and (when.time is None or _inside(span, when.time))
            for when in hours
        )

    def _take(self, one: Occurrence, weekday: int, start: int, end: int) -> None:
        taken = self._taken.setdefault((one.venue or "", one.room), defaultdict(dict))
        while end > 0:
            taken[weekday].setdefault((start, min(end, DAY)), set()).add(one.activity)
            weekday, start, end = (weekday + 1) % 7, 0, end - DAY

    def _shares(self, venue: Venue) -> Iterator[SharedHours]:
        for sharing in venue.available:
            when = sharing.when
            if not isinstance(when, Weekly) or when.time is None or when.every > 1:
                continue
            if when.first is not None and when.first > self._first:
                continue
            rooms = [one for one in venue.rooms if sharing.room in {None, one.id}] if venue.rooms else [None]
            for room in rooms:
                for weekday in when.days:
                    yield SharedHours(venue, room, weekday, when.time, when.skip, when.last)


def _inside(span: TimeSpan, hours: TimeSpan) -> bool:
    return hours.start <= span.start and span.end <= hours.end


def _between(occurrences: Sequence[Occurrence], first: int, after: int) -> Sequence[Occurrence]:
    begin, end = (datetime.combine(date.fromordinal(day), time()) for day in (first, after))
    start = attrgetter("start")
    return occurrences[bisect_left(occurrences, begin, key=start) : bisect_left(occurrences, end, key=start)]
