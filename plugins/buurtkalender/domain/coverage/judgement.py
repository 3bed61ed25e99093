"""From a sum to a verdict: what is there of what is asked, and which of the six verdicts that is (design: gaps).

And what a change comes to: only what it takes away and adds is put to the sum that there was, so that trying an edit
costs the same however much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from buurtkalender.domain.coverage.candidates import Candidate
from buurtkalender.domain.coverage.tally import DAYPART_LANES, SPREAD, Tallies, Tally
from buurtkalender.domain.coverage.units import dayparts_of
from buurtkalender.domain.coverage.verdicts import Daypart, VerdictKind
from buurtkalender.domain.values import Norm

_HAIR = 1e-9  # hours are fractions

_BEST_LAST: dict[VerdictKind, int] = {"gap": 0, "data-gap": 1, "fragile": 2, "seasonal": 3, "covered": 4}

PeopleOf = Callable[[int], float | None]
"""How many people of some ages the norm is about somewhere; None when nobody knows."""


class Outcome(NamedTuple):
    """What a sum comes to for some ages: the verdict, and the ``short`` share of what is asked that is not there.

    ``people`` are those of these ages; None when not known.
    """

    ages: int
    kind: VerdictKind
    short: float
    people: float | None


class Outlook(NamedTuple):
    """What there is for all ages of a norm: what holds for those that have least is the verdict.

    ``each`` are all of them, the least first. ``short`` is which share of what is asked all together lack, as far as
    the same verdict holds for them; ``too_few`` is where too few people live to say anything.
    """

    each: tuple[Outcome, ...]
    short: float
    too_few: bool

    @property
    def kind(self) -> VerdictKind:
        """The verdict."""
        return "too-few-residents" if self.too_few else self.each[0].kind

    @property
    def lacking(self) -> list[Outcome]:
        """The ages for which the verdict holds."""
        return [one for one in self.each if one.kind == self.each[0].kind]

    @property
    def ages_lacking(self) -> int:
        """The ages for which something falls short, whatever it is."""
        return sum(one.ages for one in self.each if one.kind != "covered")


class AgesJudgement(NamedTuple):
    """What a sum comes to for some ages: the outcome, and how it comes to that.

    ``poor`` are the numbers of the periods that do not certainly hold the norm, ``met`` the share of the others.
    """

    outcome: Outcome
    lower: float
    upper: float
    confidence: float
    dayparts: tuple[Daypart, ...]
    poor: tuple[int, ...]
    met: float
    hangs_on: str | None
    total: Tally

    @property
    def ages(self) -> int:
        """The ages that it is about."""
        return self.outcome.ages


class Judgement(NamedTuple):
    """What there is for all ages of a norm: ``each`` with its sum, in the order of the ``outlook``."""

    each: tuple[AgesJudgement, ...]
    outlook: Outlook

    @property
    def least(self) -> AgesJudgement:
        """The ages that have least."""
        return self.each[0]

    @property
    def kind(self) -> VerdictKind:
        """The verdict."""
        return self.outlook.kind

    @property
    def too_few(self) -> bool:
        """Whether too few people live there to say anything."""
        return self.outlook.too_few

    @property
    def ages_least(self) -> int:
        """The ages for which the verdict holds, as years."""
        return sum(one.ages for one in self.outlook.lacking)

    @property
    def missing(self) -> tuple[str, ...]:
        """The dayparts that are not certainly there in an ordinary week, for the ages that have least."""
        return tuple(part.id for part in self.least.dayparts if part.lower < 0.5)


def better(one: Outlook, other: Outlook) -> bool:
    """Tell whether one verdict is better than another: covered, seasonal, fragile, data gap, gap; else less short."""
    return _rank(one) > _rank(other)


def worse(one: Outlook, other: Outlook) -> bool:
    """Tell whether one verdict is worse than another; or is as good, with ages that have less than they had."""
    first, second = _rank(one), _rank(other)
    return first < second or (first == second and _others(one) < _others(other))


def judge(norm: Norm, totals: Tallies, people_of: PeopleOf, *, too_few: bool = False) -> Judgement:
    """Return what the totals come to; ``too_few`` is whether fewer people of these ages live there than is judged."""
    each = [_judged(norm, ages, total, people_of(ages)) for ages, total in totals]
    each.sort(key=_least_first)
    return Judgement(tuple(each), _outlook([one.outcome for one in each], too_few=too_few))


def _outlook(each: list[Outcome], *, too_few: bool) -> Outlook:
    if too_few:
        return Outlook(tuple(each), 0.0, too_few)
    kind = each[0].kind
    counted = sum([one.people or 0.0 for one in each])
    if counted:
        short = sum([(one.people or 0.0) / counted * one.short for one in each if one.kind == kind])
        return Outlook(tuple(each), short / sum([(one.people or 0.0) / counted for one in each]), too_few)
    short = sum([one.ages.bit_count() * one.short for one in each if one.kind == kind])
    return Outlook(tuple(each), short / sum([one.ages.bit_count() for one in each]), too_few)


def _judged(norm: Norm, ages: int, total: Tally, people: float | None) -> AgesJudgement:
    lower, upper = _median(total.lower), _median(total.upper)
    confidence = _confidence(total)
    dayparts = tuple(
        Daypart(name, round(_there(total.lower_parts, name), 4), round(_there(total.upper_parts, name), 4))
        for name in dayparts_of(norm)
    )
    poor = failing(norm, total.lower, total.lower_parts)
    met = 1 - len(poor) / len(total.lower)
    kind, short = _outcome(norm, total, lower, upper, total.certain)
    alone = _hangs_on(norm, total.certain)
    outcome = Outcome(ages, kind, short, people)
    return AgesJudgement(outcome, lower, upper, confidence, dayparts, tuple(poor), met, alone, total)


def _outcome(
    norm: Norm, total: Tally, lower: float, upper: float, certain: Iterable[Candidate]
) -> tuple[VerdictKind, float]:
    """Return the verdict and what falls short: ``lower`` and ``upper`` are what there is in an ordinary period.

    ``certain`` is what counts for certain, looked at only if that tells.
    """
    required, names = norm.at_least.amount, dayparts_of(norm)
    enough, absent = required - _HAIR, 0.0
    may_hold = upper >= enough
    if names:
        absent = sum([_there(total.lower_parts, name) < 0.5 for name in names]) / len(names)
        may_hold = may_hold and all(_there(total.upper_parts, name) >= 0.5 for name in names)
    if not may_hold:
        return "gap", max(_short(lower, required), absent)
    if lower < enough or absent:
        return "data-gap", max(_short(lower, required), absent)
    believed = lower * _confidence(total)
    if believed < enough or _hangs_on(norm, certain):
        return "fragile", _short(believed, required)
    met = 1 - len(failing(norm, total.lower, total.lower_parts)) / len(total.lower)
    return ("seasonal", 1 - met) if met < norm.every_week - _HAIR else ("covered", 0.0)


def _confidence(total: Tally) -> float:
    certainly = sum(total.lower)
    return total.believed / certainly if certainly > _HAIR else 0.0


def _median(much: list[float]) -> float:
    some, half = sorted(much), len(much) // 2
    return some[half] if len(some) % 2 else (some[half - 1] + some[half]) / 2


def _there(parts: list[int], name: str) -> float:
    """Return in which share of the periods something is on a daypart."""
    lanes = DAYPART_LANES.get(name, 0)
    return sum([parts_there & lanes != 0 for parts_there in parts]) / len(parts)


def _least_first(one: AgesJudgement) -> tuple[float, ...]:
    """Of those that have as little in an ordinary week, first those that have least in all."""
    least = -round(one.outcome.short, 9), one.lower, one.upper, sum(one.total.upper)
    return _BEST_LAST[one.outcome.kind], *least, one.ages & -one.ages


def _rank(outlook: Outlook) -> tuple[int, float]:
    return _BEST_LAST[outlook.each[0].kind], -round(outlook.short, 4)  # what is less is noise of the arithmetic


def _others(outlook: Outlook) -> list[float]:
    """How good it is for the other ages, from the most pressing verdict on; the higher, the better."""
    lack = [0.0] * len(_BEST_LAST)
    for one in outlook.each:
        much = one.people if one.people is not None else one.ages.bit_count()
        lack[_BEST_LAST[one.kind]] -= much * one.short
    return [round(much, 4) for much in lack]


def _short(much: float, required: float) -> float:
    """Return the share of what is required that is not there, from 0 to 1."""
    return min(1.0, max(0.0, 1 - much / required)) if required > 0 else 0.0


def failing(norm: Norm, much: list[float], parts: list[int]) -> list[int]:
    """Return the numbers of the periods in which this much, on these dayparts, does not hold the norm."""
    enough = norm.at_least.amount - _HAIR
    names = dayparts_of(norm)
    if not names:
        return [number for number, some in enumerate(much) if some < enough]
    wanted = [DAYPART_LANES.get(name, 0) for name in names]
    return [
        number
        for number, (some, there) in enumerate(zip(much, parts, strict=True))
        if some < enough or not all(there & lanes for lanes in wanted)
    ]


def _hangs_on(norm: Norm, certain: Iterable[Candidate]) -> str | None:
    """Return the organisation without which nothing would be left, where the norm takes two sessions or more."""
    owner, much, times = None, 0.0, 0
    for candidate in certain:  # a second organisation is mostly found at once
        activity = candidate.activity
        mine = activity.organisation
        if owner not in {None, mine} or any(one != mine for one in activity.partners):
            return None
        owner = mine
        much += candidate.total
        times += candidate.times
    return owner if owner is not None and norm.at_least.amount / (much / times) >= 2 else None


# --- a change --------------------------------------------------------------------------------------------
# What there would be if a few candidates were others.


class Put(NamedTuple):
    """What one candidate does to a sum: how many times more (or fewer) it counts in the ``upper`` bound, the ``lower``.

    ``believed`` is what that adds to what is believed. What comes counts by its new facts, what goes by its old ones.
    """

    candidate: Candidate
    upper: int
    lower: int
    believed: float


def puts(old: list[Candidate], new: list[Candidate]) -> tuple[list[Put], list[Put]]:
    """Return what changes at one place with these candidates: where it is near, and where it may be near or not."""
    near: list[Put] = []
    maybe: list[Put] = []
    rest = list(new)
    for one in old:
        same = next((other for other in rest if _count_alike(one, other)), None)
        if same is None:
            near.append(Put(one, -int(one.counts), -int(one.certain), -_sure(one)))
            maybe.append(Put(one, -int(one.counts), 0, 0.0))
            continue
        rest.remove(same)
        upper, lower = same.counts - one.counts, same.certain - one.certain
        near.append(Put(one if lower < 0 else same, upper, lower, _sure(same) - _sure(one)))
        maybe.append(Put(same, upper, 0, 0.0))
    for one in rest:
        near.append(Put(one, int(one.counts), int(one.certain), _sure(one)))
        maybe.append(Put(one, int(one.counts), 0, 0.0))
    return list(filter(_does_something, near)), list(filter(_does_something, maybe))


def _count_alike(one: Candidate, other: Candidate) -> bool:
    return (one.activity.id, one.ages, one.much, one.parts) == (other.activity.id, other.ages, other.much, other.parts)


def _sure(one: Candidate) -> float:
    return one.total * one.believed if one.certain else 0.0


def _does_something(put: Put) -> bool:
    return bool(put.upper or put.lower or put.believed)


Rejudged = dict[tuple[int, ...], tuple[VerdictKind, float]]
"""The outcomes that are known, by the identity of the sum and of the changes to it: neighbourhoods share both."""


def rejudged(norm: Norm, before: Judgement, changes: list[Put], people_of: PeopleOf, known: Rejudged) -> Outlook:
    """Return what there would be with these changes; ``known`` is kept as long as both."""
    each: list[Outcome] = []
    news = {put.candidate.ages for put in changes}
    for one in before.each:
        ages, kind, short, people = one.outcome
        runs = [ages]
        if any(ages & new and ages & ~new for new in news):
            for new in news:
                runs = [part for run in runs for part in (run & new, run & ~new) if part]
        for run in runs:
            some = [put for put in changes if run & put.candidate.ages]
            if some:
                key = (id(one.total), *map(id, some))
                if key not in known:
                    known[key] = _with(norm, one, some)
                kind, short = known[key]
            else:
                kind, short = one.outcome.kind, one.outcome.short
            each.append(Outcome(run, kind, short, people if run == ages else people_of(run)))
    each.sort(key=_worst_first)
    return _outlook(each, too_few=before.too_few)


def _worst_first(one: Outcome) -> tuple[int, float]:
    return _BEST_LAST[one.kind], -round(one.short, 9)


def _with(norm: Norm, before: AgesJudgement, changes: list[Put]) -> tuple[VerdictKind, float]:
    total = before.total
    lower, upper, believed = total.lower, total.upper, total.believed
    lower_parts, upper_parts = total.lower_parts, total.upper_parts
    for candidate, more, surely, sure in changes:
        much = candidate.much
        upper = _plus(upper, much, more) if more else upper
        lower = _plus(lower, much, surely) if surely else lower
        believed += sure
        if norm.dayparts and (more or surely):
            parts = [SPREAD[some] for some in candidate.parts]
            upper_parts = [one + more * other for one, other in zip(upper_parts, parts, strict=True)]
            lower_parts = [one + surely * other for one, other in zip(lower_parts, parts, strict=True)]
    changed = Tally(lower, upper, lower_parts, upper_parts, believed)
    ordinary = before.lower if lower is total.lower else _median(lower)
    most = before.upper if upper is total.upper else _median(upper)
    return _outcome(norm, changed, ordinary, most, _remaining(total.certain, changes))


def _plus(some: list[float], much: list[float], times: int) -> list[float]:
    if times > 0:
        return [one + other for one, other in zip(some, much, strict=True)]
    return [one - other for one, other in zip(some, much, strict=True)]


def _remaining(certain: list[Candidate], changes: list[Put]) -> Iterator[Candidate]:
    """Yield what would count for certain; most who ask look at the first two."""
    yield from (put.candidate for put in changes if put.lower > 0)
    gone = {id(put.candidate) for put in changes if put.lower < 0}
    yield from (one for one in certain if id(one) not in gone)
