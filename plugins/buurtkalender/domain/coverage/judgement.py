"""From a sum to a verdict: what is there of what is asked, and which of the six verdicts that is (design: gaps)."""

from __future__ import annotations

from statistics import median
from typing import NamedTuple

from buurtkalender.domain.coverage.scopes import Scope
from buurtkalender.domain.coverage.sessions import DAYPARTS
from buurtkalender.domain.coverage.tally import Tally
from buurtkalender.domain.coverage.units import dayparts_of
from buurtkalender.domain.coverage.verdicts import Daypart, VerdictKind
from buurtkalender.domain.model import Norm
from buurtkalender.domain.norms import Measure

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
