"""Adding up what could count for a norm, per place and then per neighbourhood; and what the sum comes to.

Every year of age is added up apart (design: the gap model). Years that all activities admit alike have the same sum, so
it is made once for each such run of ages, of which there are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from heapq import nsmallest
from itertools import chain
from operator import itemgetter, or_
from statistics import median
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
from buurtkalender.domain.coverage.units import dayparts_of, unit_of
from buurtkalender.domain.coverage.verdicts import Daypart, VerdictKind
from buurtkalender.domain.values import Measure, Norm

_NEAREST = itemgetter(0, 1)


@dataclass(slots=True)
class Tally:
    """What there is in each period for some ages, without and with what is unknown, and what counted for it.

    ``believed`` is the lower bound of all periods together, each activity as far as its confirmation is believed.
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


def at_place(place: ReachPlace, found: list[Candidate], ways: WayLengths) -> AtPlace:
    """Add up the candidates of one place, so that neighbourhoods need not look at each of them again."""
    by_ages: dict[int, tuple[list[Candidate], list[Candidate]]] = {}
    for one in found:
        if one.counts:
            by_ages.setdefault(one.ages, ([], []))[not one.certain].append(one)
    periods = len(found[0].much)
    totals = {
        ages: Tally(
            _sums([one.much for one in certain], periods),
            _sums([one.much for one in (*certain, *maybe)], periods),
            _unions([one.parts for one in certain], periods),
            _unions([one.parts for one in (*certain, *maybe)], periods),
            sum(sum(one.much) * one.believed for one in certain),
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
    """Add up what is near for all ``ages`` of a norm. Of a place that may be near or not, nothing is certain.

    Dayparts are only added up for a norm that asks for some.
    """
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
        _unions([some.lower_parts for some in certain if asked], periods),
        _unions([some.upper_parts for some in possible if asked], periods),
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
    return list(map(sum, zip(*some, strict=True))) if some else [0.0] * periods


def _unions(some: list[list[int]], periods: int) -> list[int]:
    return [reduce(or_, column) for column in zip(*some, strict=True)] if some else [0] * periods


# --- judgement -------------------------------------------------------------------------------------------
# From a sum to a verdict: what is there of what is asked, and which of the six verdicts that is (design: gaps).

_HAIR = 1e-9  # hours are fractions

_BEST_LAST: tuple[VerdictKind, ...] = ("gap", "data-gap", "fragile", "seasonal", "covered")

PeopleOf = Callable[[int], float | None]
"""How many people of some ages the norm is about somewhere; None when nobody knows."""


class AgesJudgement(NamedTuple):
    """What a sum comes to for some ages: the verdict, and the ``short`` share of what is asked that is not there.

    ``poor`` are the numbers of the periods that do not certainly hold the norm, ``met`` the share of the others.
    ``people`` are those of these ages; None when not known.
    """

    ages: int
    kind: VerdictKind
    short: float
    lower: float
    upper: float
    confidence: float
    dayparts: tuple[Daypart, ...]
    poor: tuple[int, ...]
    met: float
    hangs_on: str | None
    total: Tally
    people: float | None


class Judgement(NamedTuple):
    """What there is for all ages of a norm: what holds for those that have ``least`` is the verdict.

    ``each`` are all of them, the least first. ``short`` is which share of what is asked all together lack, as far as
    the same verdict holds for them; ``too_few`` is where too few people live to say anything.
    """

    each: tuple[AgesJudgement, ...]
    short: float
    too_few: bool

    @property
    def least(self) -> AgesJudgement:
        """The ages that have least."""
        return self.each[0]

    @property
    def kind(self) -> VerdictKind:
        """The verdict."""
        return "too-few-residents" if self.too_few else self.least.kind

    @property
    def lacking(self) -> list[AgesJudgement]:
        """The ages for which the verdict holds."""
        return [one for one in self.each if one.kind == self.least.kind]

    @property
    def ages_lacking(self) -> int:
        """The ages for which something falls short, whatever it is."""
        return sum(one.ages for one in self.each if one.kind != "covered")

    @property
    def ages_least(self) -> int:
        """The ages for which the verdict holds, as years."""
        return sum(one.ages for one in self.lacking)

    @property
    def missing(self) -> tuple[str, ...]:
        """The dayparts that are not certainly there in an ordinary week, for the ages that have least."""
        return tuple(part.id for part in self.least.dayparts if part.lower < 0.5)


def better(one: Judgement, other: Judgement) -> bool:
    """Tell whether one verdict is better than another: covered, seasonal, fragile, data gap, gap; else less short."""
    return _rank(one) > _rank(other)


def worse(one: Judgement, other: Judgement) -> bool:
    """Tell whether one verdict is worse than another; or is as good, with ages that have less than they had."""
    return better(other, one) or (_rank(one) == _rank(other) and _others(one) < _others(other))


def judge(norm: Norm, totals: Tallies, people_of: PeopleOf, *, too_few: bool = False) -> Judgement:
    """Return what the totals come to; ``too_few`` is whether fewer people of these ages live there than is judged."""
    each = [_judged(norm, ages, total, people_of(ages)) for ages, total in totals]
    each.sort(key=_least_first)
    counted = sum(one.people or 0.0 for one in each)
    weights = [(one.people or 0.0) / counted if counted else one.ages.bit_count() for one in each]
    alike = [(one, weight) for one, weight in zip(each, weights, strict=True) if one.kind == each[0].kind]
    short = sum(weight * one.short for one, weight in alike) / sum(weights)
    return Judgement(tuple(each), 0.0 if too_few else short, too_few)


def _judged(norm: Norm, ages: int, total: Tally, people: float | None) -> AgesJudgement:
    required = norm.at_least.amount
    lower, upper = median(total.lower), median(total.upper)
    certainly = sum(total.lower)
    confidence = total.believed / certainly if certainly else 0.0
    dayparts = _dayparts(norm, total)
    poor = failing(norm, total.lower, total.lower_parts)
    met = 1 - len(poor) / len(total.lower)
    alone = _hangs_on(norm, total)
    holds = lower >= required - _HAIR and all(part.lower >= 0.5 for part in dayparts)
    may_hold = upper >= required - _HAIR and all(part.upper >= 0.5 for part in dayparts)
    absent = sum(part.lower < 0.5 for part in dayparts) / len(dayparts) if dayparts else 0.0
    kind: VerdictKind
    if not may_hold:
        kind, short = "gap", max(_short(lower, required), absent)
    elif not holds:
        kind, short = "data-gap", max(_short(lower, required), absent)
    elif lower * confidence < required - _HAIR or alone:
        kind, short = "fragile", _short(lower * confidence, required)
    elif met < norm.every_week - _HAIR:
        kind, short = "seasonal", 1 - met
    else:
        kind, short = "covered", 0.0
    return AgesJudgement(ages, kind, short, lower, upper, confidence, dayparts, tuple(poor), met, alone, total, people)


def _least_first(one: AgesJudgement) -> tuple[float, ...]:
    """Of those that have as little in an ordinary week, first those that have least in all."""
    least = -round(one.short, 9), one.lower, one.upper, sum(one.total.upper)
    return _BEST_LAST.index(one.kind), *least, one.ages & -one.ages


def _rank(judgement: Judgement) -> tuple[int, float]:
    return _BEST_LAST.index(judgement.least.kind), -round(judgement.short, 4)  # what is less is noise of the arithmetic


def _others(judgement: Judgement) -> list[float]:
    """How good it is for the other ages, from the most pressing verdict on; the higher, the better."""
    lack = [0.0] * len(_BEST_LAST)
    for one in judgement.each:
        much = one.people if one.people is not None else one.ages.bit_count()
        lack[_BEST_LAST.index(one.kind)] -= much * one.short
    return [round(much, 4) for much in lack]


def _short(much: float, required: float) -> float:
    """Return the share of what is required that is not there, from 0 to 1."""
    return min(1.0, max(0.0, 1 - much / required)) if required > 0 else 0.0


def _dayparts(norm: Norm, total: Tally) -> tuple[Daypart, ...]:
    found = []
    for name in dayparts_of(norm):
        bits = DAYPARTS.get(name, 0)
        lower, upper = (
            sum(bool(parts & bits) for parts in some) / len(some) for some in (total.lower_parts, total.upper_parts)
        )
        found.append(Daypart(name, round(lower, 4), round(upper, 4)))
    return tuple(found)


def failing(norm: Norm, much: list[float], parts: list[int]) -> list[int]:
    """Return the numbers of the periods in which this much, on these dayparts, does not hold the norm."""
    wanted = [DAYPARTS.get(name, 0) for name in dayparts_of(norm)]
    enough = norm.at_least.amount - _HAIR
    return [
        number
        for number, (some, there) in enumerate(zip(much, parts, strict=True))
        if some < enough or not all(there & bits for bits in wanted)
    ]


def _hangs_on(norm: Norm, total: Tally) -> str | None:
    """Return the organisation without which nothing would be left, where the norm takes two sessions or more."""
    owner = None
    for candidate in total.certain:  # a second organisation is mostly found at once
        activity = candidate.activity
        if owner not in {None, activity.organisation} or any(one != activity.organisation for one in activity.partners):
            return None
        owner = activity.organisation
    if owner is None:
        return None
    session = sum(sum(one.much) for one in total.certain) / sum(one.times for one in total.certain)
    return owner if norm.at_least.amount / session >= 2 else None
