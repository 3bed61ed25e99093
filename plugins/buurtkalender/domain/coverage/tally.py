"""Adding up what could count for a norm, per place and then per neighbourhood; and what the sum comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, reduce
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
from buurtkalender.domain.coverage.reach import ReachPlace, Scope, beyond, fetched, limit, near, way
from buurtkalender.domain.coverage.sessions import DAYPARTS
from buurtkalender.domain.coverage.units import dayparts_of
from buurtkalender.domain.coverage.verdicts import Daypart, VerdictKind
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Measure, Norm

_NEAREST = itemgetter(0, 1)

FAR_AWAY = 15_000
"""From how many metres of the way on nobody would say of something that it nearly counted; it is in another town."""


class WayLengths:
    """The length of the way in metres from each scope to each place, worked out once for all norms."""

    def __init__(self, scopes: list[Scope], measure: Measure) -> None:
        self._homes = scopes
        self._measure = measure
        self._ways: dict[ReachPlace, dict[str, float | None]] = {}

    def to(self, place: ReachPlace) -> dict[str, float | None]:
        """Return the way to a place by neighbourhood; None where it cannot be measured."""
        if place not in self._ways:
            self._ways[place] = {scope.id: way(scope, place, self._measure) for scope in self._homes}
        return self._ways[place]


@dataclass(slots=True)
class Tally:
    """What there is in each period, without and with what is unknown; what counted for it, and what nearly did.

    ``believed`` is the lower bound of all periods together, each activity as far as its confirmation is believed.
    """

    lower: list[float]
    upper: list[float]
    lower_parts: list[int]
    upper_parts: list[int]
    believed: float = 0.0
    certain: list[Candidate] = field(default_factory=list)
    maybe: list[Candidate] = field(default_factory=list)
    misses: list[Almost] = field(default_factory=list)

    @classmethod
    def empty(cls, periods: int) -> Tally:
        """Return the tally of nothing in so many periods."""
        return cls([0.0] * periods, [0.0] * periods, [0] * periods, [0] * periods)


@dataclass
class AtPlace:
    """What could count at one place, added up; with the few that come nearest to counting, when somebody asks."""

    place: ReachPlace
    ways: dict[str, float | None]
    total: Tally
    found: list[Candidate]

    @cached_property
    def nearest(self) -> list[Almost]:
        """What comes nearest to counting, from whatever neighbourhood; what counts already too."""
        return nsmallest(MOST, map(almost, self.found), key=_NEAREST)

    @cached_property
    def failing(self) -> list[Almost]:
        """What comes nearest to counting and fails something."""
        return nsmallest(MOST, (almost(one) for one in self.found if one.failures), key=_NEAREST)


def by_place(found: Iterable[Candidate]) -> dict[ReachPlace, list[Candidate]]:
    """Bring together what could count at each place."""
    groups: dict[ReachPlace, list[Candidate]] = defaultdict(list)
    for candidate in found:
        groups[candidate.held.place].append(candidate)
    return groups


def at_place(place: ReachPlace, found: list[Candidate], ways: WayLengths) -> AtPlace:
    """Add up the candidates of one place, so that neighbourhoods need not look at each of them again."""
    certain = [one for one in found if one.certain]
    maybe = [one for one in found if one.counts and not one.certain]
    weighted = [_weighted(one) for one in (*certain, *maybe)]
    sure = weighted[: len(certain)]
    periods = len(found[0].much)
    total = Tally(
        _sums(sure, periods),
        _sums(weighted, periods),
        _unions([one.parts for one in certain], periods),
        _unions([one.parts for one in (*certain, *maybe)], periods),
        sum(sum(much) * one.believed for much, one in zip(sure, certain, strict=True)),
        certain,
        maybe,
    )
    return AtPlace(place, ways.to(place), total, found)


class Reached(NamedTuple):
    """The places of a norm as seen from one neighbourhood; those too far with the length of the way."""

    near: list[AtPlace]
    maybe: list[AtPlace]
    too_far: list[tuple[AtPlace, float | None]]


def is_near(  # noqa: PLR0913, PLR0917 - a norm, both ends of the way, and how it is measured
    calendar: Calendar, norm: Norm, scope: Scope, to: ReachPlace, metres: float | None, measure: Measure
) -> bool | None:
    """Tell whether a place is near enough to a neighbourhood for a norm; None when nobody can say."""
    if fetched(scope, to):
        return True
    most = limit(norm.within, measure)
    return near(calendar, norm.within, scope, to) if most is None or metres is None else not beyond(metres, most)


def added(norm: Norm, near: Iterable[AtPlace], maybe: Iterable[AtPlace], periods: int) -> Tally:
    """Add up what is near, without near misses. Of a place that may be near or not, nothing is certain.

    Dayparts are only added up for a norm that asks for some.
    """
    certain = [there.total for there in near if there.total.certain or there.total.maybe]
    possible = certain + [there.total for there in maybe if there.total.certain or there.total.maybe]
    if not possible:
        return Tally.empty(periods)
    unsure = possible[len(certain) :]
    asked = bool(norm.dayparts)
    return Tally(
        _sums([some.lower for some in certain], periods),
        _sums([some.upper for some in possible], periods),
        _unions([some.lower_parts for some in certain if asked], periods),
        _unions([some.upper_parts for some in possible if asked], periods),
        sum(some.believed for some in certain),
        list(chain.from_iterable(some.certain for some in certain)),
        list(chain.from_iterable([*(some.maybe for some in possible), *(some.certain for some in unsure)])),
    )


def tally(norm: Norm, found: Reached, periods: int, measure: Measure) -> Tally:
    """Add up what is near, with what nearly counted."""
    total = added(norm, found.near, found.maybe, periods)
    for there in found.near:
        total.misses += there.failing
    for there in found.maybe:
        unknown = WHERE_IS_IT if there.place.neighbourhood is None else HOW_FAR_IS_IT
        total.misses += [almost(candidate, unknown) for _, _, candidate, _ in there.nearest]
    # The nearest misses are at the places where somebody's nearest miss is: no need to look at all of them.
    most = limit(norm.within, measure)
    away = [one for one in found.too_far if one[1] is None or one[1] <= FAR_AWAY]
    costs = [(there.nearest[0][0] + cost_of_way(metres, most), there.nearest[0][1]) for there, metres in away]
    for n in nsmallest(MOST + 1, range(len(costs)), key=costs.__getitem__):
        there, metres = away[n]
        total.misses += (
            almost(candidate, too_far(norm, candidate, metres, measure)) for _, _, candidate, _ in there.nearest
        )
    return total


def _weighted(candidate: Candidate) -> list[float]:
    return [much * candidate.share for much in candidate.much]


def _sums(some: list[list[float]], periods: int) -> list[float]:
    return list(map(sum, zip(*some, strict=True))) if some else [0.0] * periods


def _unions(some: list[list[int]], periods: int) -> list[int]:
    return [reduce(or_, column) for column in zip(*some, strict=True)] if some else [0] * periods


# --- judgement -------------------------------------------------------------------------------------------
# From a sum to a verdict: what is there of what is asked, and which of the six verdicts that is (design: gaps).

_HAIR = 1e-9  # shares of ages are fractions: 21/31 + 10/31 is one

_BEST_LAST: tuple[VerdictKind, ...] = ("gap", "data-gap", "fragile", "seasonal", "covered")


class Judgement(NamedTuple):
    """What a sum comes to: the verdict, and the ``short`` share of what is asked that is not there (0 to 1).

    ``poor`` are the numbers of the periods that do not certainly hold the norm, ``met`` the share of the others.
    """

    kind: VerdictKind
    short: float
    lower: float
    upper: float
    confidence: float
    dayparts: tuple[Daypart, ...]
    poor: tuple[int, ...]
    met: float
    hangs_on: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The dayparts that are not certainly there in an ordinary week."""
        return tuple(part.id for part in self.dayparts if part.lower < 0.5)


def better(one: Judgement, other: Judgement) -> bool:
    """Tell whether one verdict is better than another: covered, seasonal, fragile, data gap, gap; else less short."""
    return _rank(one) > _rank(other)


def severity(scope: Scope, people: int | None, judgement: Judgement) -> float:
    """Return residents x need x the share that falls short."""
    return round((people or 0) * scope.need * judgement.short, 1)


def judge(norm: Norm, total: Tally, people: int | None, measure: Measure) -> Judgement:
    """Return what a total comes to where so many ``people`` of the norm's ages live (None when not known)."""
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
    if people is not None and people < measure.few_residents:
        kind, short = "too-few-residents", 0.0
    elif not may_hold:
        kind, short = "gap", max(_short(lower, required), absent)
    elif not holds:
        kind, short = "data-gap", max(_short(lower, required), absent)
    elif lower * confidence < required - _HAIR or alone:
        kind, short = "fragile", _short(lower * confidence, required)
    elif met < norm.every_week - _HAIR:
        kind, short = "seasonal", 1 - met
    else:
        kind, short = "covered", 0.0
    return Judgement(kind, short, lower, upper, confidence, dayparts, tuple(poor), met, alone)


def _rank(judgement: Judgement) -> tuple[int, float]:
    return _BEST_LAST.index(judgement.kind), -round(judgement.short, 4)  # what is less is noise of the arithmetic


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
