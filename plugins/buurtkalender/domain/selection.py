"""One query for pages and feeds: which activities and occurrences share a place, theme, organisation or fact.

A facet is a kind and an identifier, such as ``("neighbourhood", "de-heul")``. Everything is indexed once, in time
linear in the number of occurrences; a page then takes its list without looking at the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from operator import attrgetter, gt
from typing import NamedTuple

from buurtkalender.domain.facts import FACTS, audiences_of
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.places import NOWHERE, DateFacts, Places, where
from buurtkalender.domain.values import Occurrence, Weekly

Facet = tuple[str, str]
Rule = Callable[[DateFacts], Iterable[str]]
"""By which identifiers of one kind a date of an activity is found, or the activity at its usual place."""

Rules = Sequence[tuple[str, Rule]]
"""Further kinds of facets, besides those that stand here."""

_BY_TIME = attrgetter("start", "activity", "pattern")
_START = attrgetter("start")


def facets_of(there: DateFacts, rules: Rules = ()) -> frozenset[Facet]:
    """Return everything that a date of an activity, or the activity at its usual place, can be found by.

    Partners count as organisations. Of facts only those that are known to be true are there. An activity without
    a place of its own is found in every area it serves, wherever one of its dates is; one that serves a municipality
    in all its neighbourhoods.
    """
    activity = there.activity
    facets = _place(there)
    if where(activity) == NOWHERE:
        facets |= _served(there.calendar, activity.serves)
    facets |= _own(there.calendar, activity)
    facets |= {(kind, one) for kind, rule in rules for one in rule(there)}
    facets.update(("fact", name) for name in FACTS if there.fact(name))
    return frozenset(facets)


MANY_DAYS = 4
"""On so many days of each week something is on nearly every day: its dates say less than its rule."""

LASTING = 14
"""It does so for this many days at least: a week of holiday camp is on five dates."""


class Daily(NamedTuple):
    """That an activity is on nearly every day: on these weekdays (0 is Monday), by these entries of its ``when``."""

    weekdays: tuple[int, ...]
    patterns: tuple[int, ...]


def daily(activity: Activity, first: date, last: date) -> Daily | None:
    """What is on nearly every day from first to last: on four or more weekdays of every week, in all its series.

    Lists tell that once and not on each of its dates, or a daily telephone line is most of what they tell. What comes
    once in two weeks, on loose dates or for less than two weeks does not count.
    """
    found: list[tuple[int, Weekly]] = []
    for index, pattern in enumerate(activity.when):
        if isinstance(pattern, Weekly) and pattern.every == 1:
            begins, ends = pattern.first or date.min, pattern.last or date.max
            if begins <= last and ends >= first and (ends - begins).days + 1 >= LASTING:
                found.append((index, pattern))
    weekdays = {day for _, pattern in found for day in pattern.days}
    if len(weekdays) < MANY_DAYS:
        return None
    return Daily(tuple(sorted(weekdays)), tuple(index for index, _ in found))


class Selection:
    """All lists of the calendar. ``occurrences`` are those that pages and feeds may show, in any order.

    ``rules`` are further kinds of facets.
    """

    def __init__(self, calendar: Calendar, occurrences: Iterable[Occurrence], rules: Rules = ()) -> None:
        self._all = list(occurrences)
        self._starts = [occurrence.start for occurrence in self._all]
        if any(map(gt, self._starts, islice(self._starts, 1, None))):  # recurrence gives them in order: seldom
            self._all.sort(key=_BY_TIME)
            self._starts = [occurrence.start for occurrence in self._all]
        living = [a for a in calendar.activities.values() if a.status is not ActivityStatus.ENDED]
        self._living = sorted(living, key=lambda activity: (activity.title.casefold(), activity.id))
        self.places = Places(calendar)
        self._facets = {a.id: facets_of(self.places.usual(a), rules) for a in calendar.activities.values()}
        self._activities: dict[Facet, list[Activity]] = defaultdict(list)
        for activity in self._living:
            for facet in self._facets[activity.id]:
                self._activities[facet].append(activity)
        self._chosen: dict[tuple[Facet, ...], list[Activity]] = {}
        self._moved = self._find_moved(rules)
        self._moved_to: dict[Facet, list[int]] = defaultdict(list)
        for position, facets in self._moved.items():
            for facet in facets:
                self._moved_to[facet].append(position)
        self._away = {id(self._all[position]): facets for position, facets in self._moved.items()}
        self._sures: dict[tuple[date, date], set[str]] = {}
        self._visiting = {self._all[position].activity for position in self._moved}
        self._lists: dict[tuple[tuple[Facet, ...], date, date], list[Activity]] = {}
        self._counts: dict[tuple[str, date, date], dict[str, int]] = {}
        self._left: dict[Facet, list[int]] = defaultdict(list)
        for position, facets in self._moved.items():
            for facet in self._facets[self._all[position].activity] - facets:
                self._left[facet].append(position)
        self._windows: dict[tuple[int, int], dict[str, list[int]]] = {}
        self._daily: dict[tuple[str, date, date], Daily | None] = {}
        self.often = {one.id for one in living if _weekly_days(one) >= MANY_DAYS}
        """The activities that may be on nearly every day."""
        self.undated = {one.id for one in living if one.by_appointment or one.status is ActivityStatus.PAUSED}
        """The activities that have no fixed time, or have stopped for a while."""

    def _find_moved(self, rules: Rules) -> dict[int, frozenset[Facet]]:
        """Find the occurrences held elsewhere, by position in the list of all, with their own facets."""
        moved: dict[int, frozenset[Facet]] = {}
        changing = self.places.changing
        for position in [n for n, one in enumerate(self._all) if one.activity in changing]:
            there = self.places.of(self._all[position])
            if not there.usual:
                moved[position] = facets_of(there, rules)
        return moved

    def facets_of(self, activity_id: str) -> frozenset[Facet]:
        """Return the facets of an activity, worked out once. Raises KeyError for an activity that is not there."""
        return self._facets[activity_id]

    def occurrences(self, *facets: Facet, first: date | None = None, last: date | None = None) -> list[Occurrence]:
        """Return the occurrences for which all facets hold, in order of time.

        ``first`` and ``last`` are the first and last day on which they may start. Cancelled ones are among them.
        """
        low = 0 if first is None else bisect_left(self._starts, _midnight(first))
        high = len(self._all) if last is None else bisect_left(self._starts, _midnight(last + timedelta(1)))
        if not facets:
            return self._all[low:high]
        at_home = self._at_home(low, high)
        positions: list[int] = []
        for activity in self.activities(*facets):
            positions += at_home.get(activity.id, ())
        away = min((self._moved_to.get(facet, []) for facet in facets), key=len)
        positions += [p for p in away if low <= p < high and self._moved[p].issuperset(facets)]
        positions.sort()
        return [self._all[position] for position in positions]

    def elsewhere(self, *facets: Facet, first: date, last: date) -> list[Occurrence]:
        """Return the dates in these days that a list would hold were they not held elsewhere, in order of time.

        Not those that were moved to another day: on that day nobody expects them there.
        """
        low = bisect_left(self._starts, _midnight(first))
        high = bisect_left(self._starts, _midnight(last + timedelta(1)))
        positions = {position for facet in facets for position in self._left.get(facet, ()) if low <= position < high}
        found = [self._all[position] for position in sorted(positions)]
        return [
            one
            for one in found
            if self._facets[one.activity].issuperset(facets) and (one.moved_from or one.start).date() == one.day
        ]

    def shown(self, *facets: Facet, first: date, last: date) -> list[Occurrence]:
        """Return the dates of a list, with those that are held elsewhere, in order of time."""
        gone = self.elsewhere(*facets, first=first, last=last)
        found = self.occurrences(*facets, first=first, last=last)
        return sorted([*found, *gone], key=_BY_TIME) if gone else found

    def visiting(self, *facets: Facet, first: date) -> list[Occurrence]:
        """Return the dates from a day on that only by their place are in a list that their activity is not in."""
        low = bisect_left(self._starts, _midnight(first))
        return [
            self._all[position]
            for position in min((self._moved_to.get(facet, []) for facet in facets), key=len, default=())
            if position >= low
            and self._moved[position].issuperset(facets)
            and not self._facets[self._all[position].activity].issuperset(facets)
        ]

    def concerned(self, *facets: Facet) -> list[str]:
        """Return the identifiers of all activities that a list may show: those in it, and those held there for once."""
        found = [activity.id for activity in self.activities(*facets)]
        away = min((self._moved_to.get(facet, []) for facet in facets), key=len, default=())
        found += [self._all[position].activity for position in away if self._moved[position].issuperset(facets)]
        return found

    def shown_of(self, activity_id: str, first: date, last: date, far: date) -> tuple[object, ...]:
        """Return what, as long as no date of an activity changes, tells what lists of these days show of it.

        Those are its dates in them, and after them the next one, and each at another place. From ``far`` on a date is
        told with its year.
        """
        dates = self.of_activity(activity_id)
        low = bisect_left(dates, _midnight(first), key=_START)
        high = bisect_left(dates, _midnight(last + timedelta(1)), low, key=_START)
        within = (dates[low].start, dates[high - 1].start, high - low) if high > low else ()
        later = []
        for one in islice(dates, high, None):
            if not one.cancelled and id(one) not in self._away:
                later.append((one.start, one.day >= far))
                break
        if activity_id in self._visiting:
            later += [(one.start, one.day >= far) for one in islice(dates, high, None) if id(one) in self._away]
        return within, later, (first, last) if activity_id in self.often else ()

    def daily(self, occurrence: Occurrence, first: date, last: date) -> Daily | None:
        """Tell whether a date goes without saying in a list of these days: it is of something on nearly every day.

        What is different on one date is told on its day.
        """
        if occurrence.activity not in self.often:
            return None
        key = occurrence.activity, first, last
        if key not in self._daily:
            self._daily[key] = daily(self.places.calendar.activities[occurrence.activity], first, last)
        found = self._daily[key]
        if found is None or occurrence.pattern not in found.patterns:
            return None
        return found if self.places.of(occurrence).as_always else None

    def left_out(self, activity_id: str, on: Daily, first: date, last: date) -> list[date]:
        """Return the days from first to last on which something that is on nearly every day was never planned."""
        activity = self.places.calendar.activities[activity_id]
        patterns = [pattern for n in on.patterns if isinstance(pattern := activity.when[n], Weekly)]
        planned = {one.planned.date() for one in self.of_activity(activity_id)}
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return [day for day in days if day not in planned and any(_gives(pattern, day) for pattern in patterns)]

    def of_activity(self, activity_id: str) -> list[Occurrence]:
        """Return the occurrences of one activity, in order of time."""
        return self._by_activity.get(activity_id, [])

    @cached_property
    def _by_activity(self) -> dict[str, list[Occurrence]]:
        found: dict[str, list[Occurrence]] = defaultdict(list)
        for occurrence in self._all:
            found[occurrence.activity].append(occurrence)
        return dict(found)

    def _at_home(self, low: int, high: int) -> dict[str, list[int]]:
        """Group the positions from low to high by activity, without what is held elsewhere.

        Pages share a few windows (a day, a week, the coming fortnight), so each is grouped once: a list then costs
        as much as it is long, and no index of every facet of every occurrence is made (measured: 0.4 s at 175,000).
        """
        found = self._windows.get((low, high))
        if found is None:
            found = defaultdict(list)
            for position in range(low, high):
                found[self._all[position].activity].append(position)
            for position in self._moved:
                if low <= position < high:
                    found[self._all[position].activity].remove(position)
            self._windows[low, high] = found
        return found

    def activities(self, *facets: Facet) -> list[Activity]:
        """Return the activities for which all facets hold, by title: also paused and by appointment, never ended.

        A page and its feeds ask for the same list, and get the same one: it is not theirs to change.
        """
        if len(facets) < 2:
            return self._activities.get(facets[0], []) if facets else self._living
        found = self._chosen.get(facets)
        if found is None:
            wanted = frozenset(facets)
            fewest = min((self._activities.get(facet, []) for facet in facets), key=len)
            found = self._chosen[facets] = [one for one in fewest if wanted <= self._facets[one.id]]
        return found

    def next_held(self, activity_id: str, first: date, *facets: Facet) -> Occurrence | None:
        """Return the first date from a day on that takes place and is in a list in which its activity is."""
        dates = self.of_activity(activity_id)
        for one in islice(dates, bisect_left(dates, _midnight(first), key=_START), None):
            if not one.cancelled and (id(one) not in self._away or self._away[id(one)].issuperset(facets)):
                return one
        return None

    def listed(self, *facets: Facet, first: date, last: date) -> list[Activity]:
        """Return the activities that a list has from a day on: what every number beside a link to that list counts.

        It has what takes place from then on, however far, what has no fixed time, what has stopped for a while, and
        what is held there for once. ``last`` is the last day of which it tells all: until then it has what is off too.
        """
        key = facets, first, last
        if key in self._lists:
            return self._lists[key]
        sure = self._sure(first, last)
        found = self._lists[key] = [
            one for one in self.activities(*facets) if one.id in sure or self._is_listed(one, facets, first, last)
        ]
        known = {one.id for one in found}
        for one in self.visiting(*facets, first=first):
            if one.activity not in known:
                known.add(one.activity)
                found.append(self.places.calendar.activities[one.activity])
        return found

    def _is_listed(self, activity: Activity, facets: Sequence[Facet], first: date, last: date) -> bool:
        if activity.id in self.undated or self.next_held(activity.id, first, *facets):
            return True
        return any(first <= one.day <= last for one in self.of_activity(activity.id))

    def _sure(self, first: date, last: date) -> set[str]:
        """Return the activities that are in all of their lists: nearly all are, so this is asked once."""
        if (first, last) not in self._sures:
            self._sures[first, last] = self.undated.union(
                name
                for name, dates in self._by_activity.items()
                for coming in (islice(dates, bisect_left(dates, _midnight(first), key=_START), None),)
                if any(not one.cancelled and id(one) not in self._away for one in coming)
            )
        return self._sures[first, last]

    def counts(self, kind: str, first: date, last: date) -> dict[str, int]:
        """Return how many activities each list of a kind has (:meth:`listed`), by identifier; none without any."""
        key = kind, first, last
        if key not in self._counts:
            names = {facet[1] for facet in (*self._activities, *self._moved_to) if facet[0] == kind}
            found = {name: len(self.listed((kind, name), first=first, last=last)) for name in sorted(names)}
            self._counts[key] = {name: number for name, number in found.items() if number}
        return self._counts[key]

    def nonempty(self, kind_a: str, kind_b: str) -> list[tuple[Facet, Facet]]:
        """Return the pairs of facets that some activity, or some occurrence held elsewhere, has together; sorted."""
        pairs: set[tuple[Facet, Facet]] = set()
        sets = {self._facets[activity.id] for activity in self._living}
        sets.update(self._moved.values())
        for facets in sets:
            ones = [facet for facet in facets if facet[0] == kind_a]
            pairs.update((one, other) for other in facets if other[0] == kind_b for one in ones)
        return sorted(pairs)


def _weekly_days(activity: Activity) -> int:
    """On how many weekdays it may be: what is daily has at least :data:`MANY_DAYS`."""
    return len({day for pattern in activity.when if isinstance(pattern, Weekly) for day in pattern.days})


def _gives(pattern: Weekly, day: date) -> bool:
    """Whether the bare rule of an entry that is on every week gives a day."""
    begins, ends = pattern.first or day, pattern.last or day
    return day.weekday() in pattern.days and begins <= day <= ends


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _own(calendar: Calendar, activity: Activity) -> set[Facet]:
    facets: set[Facet] = {("organisation", activity.organisation)}
    facets.update(("organisation", one) for one in activity.partners)
    facets.update(("theme", one) for one in activity.themes)
    facets.update(("goal", one) for one in activity.goals)
    facets.update(("audience", one) for one in audiences_of(calendar, activity))
    facets.update(("language", one) for one in activity.languages)
    return facets


def _place(there: DateFacts) -> set[Facet]:
    facets: set[Facet] = set()
    venue, room, _location = there.where
    if venue is not None:
        facets.add(("venue", venue))
        if room is not None:
            facets.add(("room", f"{venue}/{room}"))
    if there.neighbourhood is not None:
        facets |= _area(there.calendar, there.neighbourhood)
    return facets


def _area(calendar: Calendar, neighbourhood: str) -> set[Facet]:
    facets: set[Facet] = {("neighbourhood", neighbourhood)}
    known = calendar.neighbourhoods.get(neighbourhood)
    if known is not None:
        facets |= {("district", known.district), ("municipality", known.municipality)}
    return facets


def _served(calendar: Calendar, serves: tuple[str, ...]) -> set[Facet]:
    facets: set[Facet] = set()
    for area in serves:
        if area in calendar.neighbourhoods:
            facets |= _area(calendar, area)
            continue
        if area in calendar.municipalities:
            facets.add(("municipality", area))
        for one in calendar.neighbourhoods.values():
            if area in {one.municipality, one.district}:
                facets |= _area(calendar, one.id)
    return facets
