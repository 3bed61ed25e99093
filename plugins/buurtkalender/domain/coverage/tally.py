"""Adding up what could count for a norm, per place and then per neighbourhood.

Every year of age is added up apart (design: the gap model). Years that all activities admit alike have the same sum, so
it is made once for each such run of ages, of which there are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from buurtkalender.domain.coverage.candidates import (
    HOW_FAR_IS_IT,
    MOST,
    WHERE_IS_IT,
    Almost,
    Candidate,
    almost,
    cost_of_way,
    too_far,
)
from buurtkalender.domain.coverage.reach import FAR_AWAY, ReachPlace, WayLengths, is_in_region, limit
from buurtkalender.domain.coverage.sessions import DAYPARTS
from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.values import Measure, Norm

_NEAREST = itemgetter(0, 1)

_LANE = 32
"""How many bits the count of one daypart takes: so much can be added up, and taken away again, in one number."""

SPREAD = tuple(sum(1 << _LANE * bit for bit in range(6) if parts >> bit & 1) for parts in range(64))
"""Dayparts, given as bits, each counted once."""

DAYPART_LANES = {
    name: sum((1 << _LANE) - 1 << _LANE * bit for bit in range(6) if bits >> bit & 1) for name, bits in DAYPARTS.items()
}
"""Where the counts of a daypart stand: all of them are nothing when nothing is there then."""


@dataclass(slots=True)
class Tally:
    """What there is in each period for some ages, without and with what is unknown, and what counted for it.

    ``lower_parts`` and ``upper_parts`` count how many are on each daypart (:data:`SPREAD`). ``believed`` is the lower
    bound of all periods together, each activity as far as its confirmation is believed.
    """

    lower: list[float]
    upper: list[float]
    lower_parts: list[int]
    upper_parts: list[int]
    believed: float = 0.0
    certain: list[Candidate] = field(default_factory=list)
    maybe: list[Candidate] = field(default_factory=list)

    @classmethod
    def empty(cls, periods: int) -> Tally:
        """Return the tally of nothing in so many periods."""
        return cls([0.0] * periods, [0.0] * periods, [0] * periods, [0] * periods)


Tallies = list[tuple[int, Tally]]
"""Sets of ages that have nothing in common, all of the norm's together, each with what there is for it."""


@dataclass
class AtPlace:
    """What could count at one place, added up by the ages that it admits.

    With the few that come nearest to counting, when somebody asks.
    """

    place: ReachPlace
    ways: dict[str, float | None]
    totals: dict[int, Tally]
    found: list[Candidate]
    _nearest: dict[tuple[int, bool], list[Almost]] = field(default_factory=dict)
    _such: dict[Callable[[Candidate], object], list[Candidate]] = field(default_factory=dict)

    def such(self, test: Callable[[Candidate], object]) -> list[Candidate]:
        """Return those that pass a test, which is asked once; a test is a function that stays."""
        if test not in self._such:
            self._such[test] = [one for one in self.found if test(one)]
        return self._such[test]

    @property
    def certain(self) -> Iterator[Candidate]:
        """What counts for certain."""
        return (one for one in self.found if one.certain)

    @property
    def maybe(self) -> Iterator[Candidate]:
        """What counts only perhaps."""
        return (one for one in self.found if one.counts and not one.certain)

    def nearest(self, ages: int, *, failing: bool = False) -> list[Almost]:
        """Return what comes nearest to counting for some ages, or is for others; only what is ``failing`` something.

        Not what counts already and is for others: that was told.
        """
        key = ages, failing
        if key not in self._nearest:
            some = (one for one in self.found if one.failures or not failing)
            fit = (almost(one) for one in some if one.ages & ages or not one.ages)
            self._nearest[key] = nsmallest(MOST, fit, key=_NEAREST)
        return self._nearest[key]


def by_place(found: Iterable[Candidate]) -> dict[ReachPlace, list[Candidate]]:
    """Bring together what could count at each place."""
    groups: dict[ReachPlace, list[Candidate]] = defaultdict(list)
    for candidate in found:
        groups[candidate.held.place].append(candidate)
    return groups


def at_place(norm: Norm, place: ReachPlace, found: list[Candidate], ways: WayLengths) -> AtPlace:
    """Add up the candidates of one place, so that neighbourhoods need not look at each of them again.

    Dayparts are only added up for a norm that asks for some.
    """
    by_ages: dict[int, tuple[list[Candidate], list[Candidate]]] = {}
    for one in found:
        if one.counts:
            by_ages.setdefault(one.ages, ([], []))[not one.certain].append(one)
    periods = len(found[0].much)
    totals = {
        ages: Tally(
            _sums([one.much for one in certain], periods),
            _sums([one.much for one in (*certain, *maybe)], periods),
            _spread(certain if norm.dayparts else (), periods),
            _spread((*certain, *maybe) if norm.dayparts else (), periods),
            sum(one.total * one.believed for one in certain),
            certain,
            maybe,
        )
        for ages, (certain, maybe) in by_ages.items()
    }
    return AtPlace(place, ways.to(place), totals, found)


class Reached(NamedTuple):
    """The places of a norm as seen from one neighbourhood; those too far with the length of the way."""

    near: list[AtPlace]
    maybe: list[AtPlace]
    too_far: list[tuple[AtPlace, float | None]]


def added(norm: Norm, ages: int, near: Iterable[AtPlace], maybe: Iterable[AtPlace], periods: int) -> Tallies:
    """Add up what is near for all ``ages`` of a norm. Of a place that may be near or not, nothing is certain."""
    certain: dict[int, list[Tally]] = defaultdict(list)
    unsure: dict[int, list[Tally]] = defaultdict(list)
    for places, by_ages in ((near, certain), (maybe, unsure)):
        for there in places:
            for admitted, total in there.totals.items():
                by_ages[admitted].append(total)
    runs = [ages] if ages else []
    for admitted in dict.fromkeys((*certain, *unsure)):
        runs = [part for run in runs for part in (run & admitted, run & ~admitted) if part]
    asked, total_of = bool(norm.dayparts), unit_of(norm).total
    return [
        (
            run,
            total_of(
                _together(
                    [one for admitted, some in certain.items() if run & admitted for one in some],
                    [one for admitted, some in unsure.items() if run & admitted for one in some],
                    periods,
                    asked=asked,
                )
            ),
        )
        for run in runs
    ]


def _together(certain: list[Tally], unsure: list[Tally], periods: int, *, asked: bool) -> Tally:
    possible = certain + unsure
    if not possible:
        return Tally.empty(periods)
    return Tally(
        _sums([some.lower for some in certain], periods),
        _sums([some.upper for some in possible], periods),
        _counts([some.lower_parts for some in certain if asked], periods),
        _counts([some.upper_parts for some in possible if asked], periods),
        sum(some.believed for some in certain),
        list(chain.from_iterable(some.certain for some in certain)),
        list(chain.from_iterable([*(some.maybe for some in possible), *(some.certain for some in unsure)])),
    )


def misses(norm: Norm, found: Reached, ages: int, home: str, measure: Measure) -> list[Almost]:
    """Return what nearly counted for those who lack something (or for other ages).

    ``home`` is the municipality, for what is far away says nothing here.
    """
    some: list[Almost] = []
    for there in found.near:
        some += there.nearest(ages, failing=True)
    for there in found.maybe:
        unknown = WHERE_IS_IT if there.place.neighbourhood is None else HOW_FAR_IS_IT
        some += [almost(candidate, unknown) for _, _, candidate, _ in there.nearest(ages)]
    # The nearest misses are at the places where somebody's nearest miss is: no need to look at all of them.
    most = limit(norm.within, measure)
    away = [
        (there, metres)
        for there, metres in found.too_far
        if (is_in_region(there.place, None, home) if metres is None else metres <= FAR_AWAY) and there.nearest(ages)
    ]
    firsts = [there.nearest(ages)[0] for there, _ in away]
    costs = [(one[0] + cost_of_way(way[1], most), one[1]) for one, way in zip(firsts, away, strict=True)]
    for n in nsmallest(MOST + 1, range(len(costs)), key=costs.__getitem__):
        there, metres = away[n]
        some += (
            almost(candidate, too_far(norm, candidate, metres, measure)) for _, _, candidate, _ in there.nearest(ages)
        )
    return some


def _sums(some: list[list[float]], periods: int) -> list[float]:
    if len(some) == 1:
        return some[0]
    return list(map(sum, zip(*some, strict=True))) if some else [0.0] * periods


def _counts(some: list[list[int]], periods: int) -> list[int]:
    return list(map(sum, zip(*some, strict=True))) if some else [0] * periods


def _spread(some: Iterable[Candidate], periods: int) -> list[int]:
    return _counts([[SPREAD[parts] for parts in one.parts] for one in some], periods)
