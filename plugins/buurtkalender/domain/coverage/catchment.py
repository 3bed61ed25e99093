"""Place-hours per resident: how much room there is for how many people, where capacity is known.

The two-step floating catchment area method (W. Luo and F. Wang, 2003, Measures of spatial accessibility to health
care in a GIS environment, Environment and Planning B 30, 865-884, doi:10.1068/b29120). A *place-hour* is room for one
person during one hour.

1. For each place: its place-hours, shared by everybody of the norm's ages who lives within reach of it.
2. For each neighbourhood: the sum of these shares over all places within its reach.

Reach and sessions are those of the norm itself. Like the count, it is about an ordinary week or month: the median of
those that the norm looks at. It stands apart from the count and changes no verdict.

- What counts is what counts on the page of the norm: nothing is known to stand in the way.
- Only a capacity that the organisation gave is used. How many people fit into a room says little about how many can
  join: a dozen people sit in a church that holds 350, and such rooms would drown everything else.
- It looks at all ages of the norm together, and not at each apart as the count does. Twenty places for 75+ are twenty
  places: shared among all of 65+ they give the average over these people, which is what is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median
from typing import NamedTuple

from buurtkalender.domain.coverage.candidates import Candidate
from buurtkalender.domain.coverage.people import people_of
from buurtkalender.domain.coverage.reach import ReachPlace, Scope, is_near, of_neighbourhoods
from buurtkalender.domain.coverage.sessions import ANY_PART, Periods, amounts, bits_of
from buurtkalender.domain.coverage.survey import Count, Survey
from buurtkalender.domain.coverage.units import UNITS, dayparts_of, unit_of
from buurtkalender.domain.values import Norm, Value


class Catchment(Value, frozen=True, omit_defaults=False):
    """The room that there is for the residents of one neighbourhood, for one norm.

    ``place_hours`` are those per resident of the norm's ages in an ordinary week or month (``per``); None when nobody
    can say: nothing is known of the room in what is there, or of how many people live near it.
    ``residents`` are those of this neighbourhood, None when not known. ``counted`` are the activities within reach
    whose capacity is known; ``without_capacity`` the others, which do not count. ``without_residents`` are the
    neighbourhoods that share a place with this one and where nobody knows how many people live: the true number is
    lower then.
    """

    norm: str
    neighbourhood: str
    place_hours: float | None
    per: str
    residents: int | None
    counted: tuple[str, ...] = ()
    without_capacity: tuple[str, ...] = ()
    without_residents: tuple[str, ...] = ()


class _Shared(NamedTuple):
    """A place with what each resident within reach gets of it in each period; None when nobody can say."""

    near: frozenset[str]
    each: list[float] | None
    counted: frozenset[str]
    without_capacity: frozenset[str]
    without_residents: frozenset[str]


def measures(norm: Norm) -> bool:
    """Tell whether place-hours can be worked out for a norm: it counts dates, within a walk or distance."""
    return unit_of(norm).timed and norm.within.area is None


def catchments(survey: Survey) -> Iterator[Catchment]:
    """Yield the place-hours of each norm that has them in each neighbourhood, in the order of the calendar."""
    every = list(of_neighbourhoods(survey.calendar))
    for count in survey.counts.values():
        if measures(count.norm):
            known = {scope.id: people_of(scope, count.group) for scope in every}
            counted = {area: some.of(count.ages) if some else None for area, some in known.items()}
            people = {area: None if some is None else round(some) for area, some in counted.items()}
            asked = bits_of(dayparts_of(count.norm)) or ANY_PART
            shared = [
                _shared(found, count.periods, _near(survey, count, place, every), people, asked)
                for place, found in count.candidates.items()
            ]
            for scope in count.scopes:
                yield _catchment(count, scope.id, [one for one in shared if scope.id in one.near])


def _near(survey: Survey, count: Count, place: ReachPlace, every: list[Scope]) -> frozenset[str]:
    """Return the neighbourhoods within reach of a place: also those for which the norm is not meant share its room."""
    known, ways = count.near[place], survey.ways.to(place)
    return frozenset(
        scope.id
        for scope in every
        if (
            known[scope.id]
            if scope.id in known
            else is_near(survey.calendar, count.norm, scope, place, ways[scope.id], survey.measure)
        )
    )


def _shared(
    found: list[Candidate], periods: Periods, near: frozenset[str], people: dict[str, int | None], asked: int
) -> _Shared:
    """Step 1: share the place-hours of one place among everybody within its reach."""
    some = [one for one in found if one.counts]
    known = [one for one in some if one.activity.capacity is not None]
    without_residents = frozenset(area for area in near if people[area] is None)
    many = sum(people[area] or 0 for area in people if area in near)
    each: list[float] | None = [0.0] * len(periods.firsts)
    if known and many:
        each = [
            hours / many for hours in map(sum, zip(*(_place_hours(one, periods, asked) for one in known), strict=True))
        ]
    elif known and without_residents:
        each = None
    return _Shared(
        near,
        each,
        frozenset(one.activity.id for one in known),
        frozenset(one.activity.id for one in some if one.activity.capacity is None),
        without_residents if known else frozenset(),
    )


def _place_hours(candidate: Candidate, periods: Periods, asked: int) -> Iterable[float]:
    capacity = candidate.activity.capacity or 0
    return [capacity * hours for hours in amounts(candidate.held, periods, UNITS["hours"], asked).much]


def _catchment(count: Count, area: str, shared: list[_Shared]) -> Catchment:
    """Step 2: add up what a resident of one neighbourhood gets of the places within reach."""
    counted = frozenset().union(*(one.counted for one in shared))
    without_capacity = frozenset().union(*(one.without_capacity for one in shared))
    parts = [one.each for one in shared if one.each is not None]
    place_hours: float | None = median(map(sum, zip(*parts, strict=True))) if parts else 0.0
    if len(parts) < len(shared) or (without_capacity and not place_hours):
        place_hours = None
    return Catchment(
        count.norm.id,
        area,
        place_hours,
        count.norm.at_least.per or "week",
        count.people[area],
        tuple(sorted(counted)),
        tuple(sorted(without_capacity)),
        tuple(sorted(frozenset().union(*(one.without_residents for one in shared)))),
    )
