"""What only shows when the activities of all organisations lie side by side: duplicates, double bookings, closed doors.

Nothing here changes anything: it finds what people should look at, for ``check`` and the coordinator's page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import combinations
from operator import attrgetter
from typing import Literal

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.values import ByAppointment, Dates, Location, Monthly, Occurrence, Pattern, Value, Weekly

ALIKE = 80.0
"""How alike two titles are, of 100, from where two organisations probably mean the same activity."""

SAME = 97.0
"""From where two titles are the same but for spelling."""

_CROWD = 24  # of more than so many at one time and place, each is compared only with those next to it by title
_START = attrgetter("start")


class Duplicate(Value, frozen=True):
    """Two activities of different organisations that are probably one, entered twice.

    ``score`` is how alike the titles are, from 80 to 100; ``day`` is the first day that they share.
    """

    first: str
    second: str
    reason: Literal["same-title", "alike-title"]
    score: float
    day: date


class DoubleBooking(Value, frozen=True):
    """Two activities in one room at the same time: the first two occurrences that collide, and all days it happens."""

    venue: str
    room: str
    first: Occurrence
    second: Occurrence
    days: tuple[date, ...]


class ClosedVenue(Value, frozen=True):
    """An activity that is planned on days on which its venue is closed, and nobody said that it is ``on``."""

    activity: str
    venue: str
    days: tuple[date, ...]


def organisations_of(activity: Activity) -> tuple[str, ...]:
    """Return everybody who offers an activity, the organisation whose folder it is in first."""
    return tuple(dict.fromkeys((activity.organisation, *activity.partners)))


def renamed(calendar: Calendar) -> dict[str, str]:
    """Return the present identifier for each earlier address, for redirects; sorted.

    An address that an activity has today is never redirected; of two that claim an earlier one, the first by
    identifier gets it.
    """
    found: dict[str, str] = {}
    for key, activity in sorted(calendar.activities.items()):
        for old in activity.formerly:
            if old not in calendar.activities:
                found.setdefault(old, key)
    return dict(sorted(found.items()))


def likely_duplicates(calendar: Calendar, occurrences: Iterable[Occurrence]) -> list[Duplicate]:
    """Return activities of different organisations that start at the same time and place under like titles.

    The most alike first. They have to share a day among ``occurrences`` (those of their usual time and place;
    cancelled ones do not count). Two rooms of one venue are two places. Only what starts at the same time at one
    place is compared, so the work grows with the number of activities.
    """
    titles = _Titles(calendar)
    alike: dict[tuple[str, str], float] = {}
    for some in _starting_together(calendar):
        for first, second in titles.pairs(some):
            one, other = calendar.activities[first], calendar.activities[second]
            if one.organisation != other.organisation and (not one.room or not other.room or one.room == other.room):
                score = titles.alike(first, second)
                if score >= ALIKE:
                    alike[min(first, second), max(first, second)] = score
    starts: dict[str, set[datetime]] = {key: set() for pair in alike for key in pair}
    for occurrence in occurrences:
        if occurrence.activity in starts and not occurrence.cancelled:
            starts[occurrence.activity].add(occurrence.start)
    found = []
    for (first, second), score in alike.items():
        together = starts[first] & starts[second]
        if together:
            reason: Literal["same-title", "alike-title"] = "same-title" if score >= SAME else "alike-title"
            found.append(Duplicate(first, second, reason, round(score, 1), min(together).date()))
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def double_bookings(calendar: Calendar, occurrences: Iterable[Occurrence]) -> list[DoubleBooking]:
    """Return each pair of activities that are in one room at the same time, with all the days; by day, then venue.

    Ending when the other begins is no collision, nor are activities whose organisations are each other's partners.
    A venue with one room has one place to be; in one with more, only who names a room can collide.
    """
    bookings = []
    for (venue, room), some in _by_room(calendar, occurrences).items():
        some.sort(key=_START)
        # Two that collide every week do so a hundred times, so all else is asked once a pair; both orders share a list.
        meetings: dict[tuple[str, str], list[tuple[Occurrence, Occurrence]]] = {}
        for first, second in _overlapping(some):
            pair = first.activity, second.activity
            known = meetings.get(pair)
            if known is None:
                known = meetings[pair] = meetings[pair[1], pair[0]] = []
            known.append((first, second))
        for (one, other), pairs in meetings.items():
            if one < other and not _together(calendar, one, other):
                days = dict.fromkeys([second.start.date() for _, second in pairs])
                bookings.append(DoubleBooking(venue, room, *pairs[0], tuple(days)))
    return sorted(bookings, key=lambda one: (one.first.start, one.venue, one.room, one.first.activity))


def closed_venue(calendar: Calendar, occurrences: Iterable[Occurrence]) -> list[ClosedVenue]:
    """Return what is planned at a venue on days on which it says that it is closed; by activity, then venue.

    Whatever is on then according to its file: a series is tentative, a date that was written out is not. A change that
    says ``on`` settles it, and so does leaving these days out.
    """
    closed = {key: house for key, house in calendar.venues.items() if house.closed}
    found: dict[tuple[str, str], set[date]] = defaultdict(set)
    for one in occurrences:
        house = closed.get(one.venue or "")
        if house is not None and not one.cancelled and house.closed_on(one.day) and not _said_on(calendar, one):
            found[one.activity, house.id].add(one.day)
    return [ClosedVenue(activity, venue, tuple(sorted(days))) for (activity, venue), days in sorted(found.items())]


def _said_on(calendar: Calendar, one: Occurrence) -> bool:
    changes = calendar.activities[one.activity].changes
    start = one.planned.hour * 60 + one.planned.minute
    return any(change.on and change.day == one.planned.date() and change.at in {None, start} for change in changes)


def _by_room(calendar: Calendar, occurrences: Iterable[Occurrence]) -> dict[tuple[str, str], list[Occurrence]]:
    """Return what takes place in each room; where an activity without changes is, is looked up once."""
    only = {key: house.rooms[0].id for key, house in calendar.venues.items() if len(house.rooms) == 1}
    rooms: dict[tuple[str, str], list[Occurrence]] = defaultdict(list)
    usual = {}
    for activity in calendar.activities.values():
        room = activity.room or only.get(activity.venue or "")
        if activity.venue is not None and room is not None and not activity.changes:
            usual[activity.id] = rooms[activity.venue, room].append
    changed = {activity.id for activity in calendar.activities.values() if activity.changes}
    for one in occurrences:
        add = usual.get(one.activity)
        if add is not None:
            add(one)
        elif one.activity in changed and one.venue is not None and not one.cancelled:
            room = one.room or only.get(one.venue)
            if room is not None:
                rooms[one.venue, room].append(one)
    return rooms


def _overlapping(occurrences: list[Occurrence]) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Return the pairs of different activities that overlap, of occurrences by start: one sweep through time."""
    going_on: list[Occurrence] = []
    until = datetime.min  # noqa: DTZ901 - wall-clock times
    for one in occurrences:
        if one.start >= until:
            going_on = [one]
            until = one.end
            continue
        begins = one.start
        going_on = [earlier for earlier in going_on if earlier.end > begins]
        for earlier in going_on:
            if earlier.activity != one.activity:
                yield earlier, one
        going_on.append(one)
        until = max(until, one.end)


def _together(calendar: Calendar, first: str, second: str) -> bool:
    """Tell whether the organisation of one is a partner in the other: then they know of each other."""
    one, other = calendar.activities[first], calendar.activities[second]
    return one.organisation in other.partners or other.organisation in one.partners


def _starting_together(calendar: Calendar) -> Iterable[list[str]]:
    """Return the activities whose rules give the same weekday, time and place, in groups of two and more."""
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for activity in calendar.activities.values():
        place = _place(activity)
        if place is not None and activity.status is ActivityStatus.ACTIVE:
            for moment in set(_moments(activity.when)):
                groups[place, moment].append(activity.id)
    return [some for some in groups.values() if len(some) > 1]


def _moments(when: tuple[Pattern, ...]) -> Iterator[tuple[int, int]]:
    """Return the weekdays and minutes after midnight at which something may start."""
    for pattern in when:
        if isinstance(pattern, ByAppointment):
            continue
        start = pattern.time.start if pattern.time else 0
        match pattern:
            case Weekly(days=days):
                weekdays = list(days)
            case Dates(dates=dates):
                weekdays = [day.weekday() for day in dates]
            case Monthly(weekdays=nth) if nth:
                weekdays = [weekday for _, weekday in nth]
            case _:
                weekdays = list(range(7))  # the 15th of the month can be any day
        for weekday in weekdays:
            yield weekday, start


def _place(activity: Activity) -> tuple[str, ...] | None:
    """What makes two places the same: the venue, or the address or else the name of a location."""
    if activity.venue is not None:
        return ("venue", activity.venue)
    return _location(activity.location) if activity.location is not None else None


def _location(location: Location) -> tuple[str, ...]:
    if location.street:
        return ("street", _plain(location.street), _plain(location.city or ""))
    return ("name", _plain(location.name), location.neighbourhood or "")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


class _Titles:
    """The titles of a calendar, made comparable once each: lower case, without punctuation."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._plain: dict[str, str] = {}

    def plain(self, activity: str) -> str:
        if activity not in self._plain:
            title = self._calendar.activities[activity].title.casefold().replace("-", "")
            words = "".join(letter if letter.isalnum() else " " for letter in title)
            self._plain[activity] = " ".join(words.split())
        return self._plain[activity]

    def alike(self, first: str, second: str) -> float:
        """Return how alike two titles are, from 0 to 100; the order of words does not matter, nor do extra words."""
        from rapidfuzz import fuzz  # here: most calendars have nothing to compare

        one, other = self.plain(first), self.plain(second)
        return max(fuzz.token_sort_ratio(one, other), 0.95 * fuzz.token_set_ratio(one, other))

    def pairs(self, some: list[str]) -> Iterator[tuple[str, str]]:
        """Return the pairs to compare; in a crowd only with the next few by the words of the title."""
        if len(some) <= _CROWD:
            yield from combinations(some, 2)
            return
        crowd = sorted(some, key=lambda key: (" ".join(sorted(self.plain(key).split())), key))
        for n, one in enumerate(crowd):
            for other in crowd[n + 1 : n + _CROWD]:
                yield one, other
