"""The arithmetic of gaps against a second one, written from the rules alone: each age, each week, each session apart.

Nothing here asks the package how to count. It walks over every day of twelve weeks for every year of age, which is slow
and plain, and compares verdict, value, ages and severity.
"""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.domain.model import Cost
from buurtkalender.domain.values import Ages, Change, Norm, TimeSpan, Weekly
from examples import tried
from quarter import house, norm, offer, verdict
from town import ANCHOR, TODAY

MONDAY = date(2026, 11, 30)
WEEKS = 12
PEOPLE = {"0-14": 200, "15-24": 150, "25-64": 800, "65+": 400}
EACH = dict.fromkeys(range(15), 200 / 15)
EACH |= dict.fromkeys(range(15, 25), 150 / 10)
EACH |= dict.fromkeys(range(25, 65), 800 / 40)
EACH |= dict.fromkeys(range(65, 96), 400 / 31)
ORDER = ("gap", "data-gap", "fragile", "seasonal", "covered")
PARTS = ("morning", "afternoon", "evening")
BELIEVED = {None: 0.4, date(2026, 11, 1): 1.0, date(2026, 7, 1): 0.7}


class Told(NamedTuple):
    """An activity of a random town, as plain facts. ``sure`` is whether nothing about it is unknown."""

    who: str
    days: tuple[int, ...]
    start: int
    minutes: int
    every: int
    ages: tuple[int, int]
    cost: int | None
    confirmed: date | None
    walk_in: bool
    far: bool
    off: frozenset[int]
    unsure: frozenset[int]


class Asked(NamedTuple):
    """A norm of a random town."""

    amount: int
    unit: str
    ages: tuple[int, int]
    dayparts: tuple[str, ...]
    free: bool
    every_week: float


def ranges(lowest: int, highest: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(lowest, highest), st.integers(lowest, highest)).map(lambda two: (min(two), max(two)))


ACTIVITY = st.builds(
    Told,
    who=st.sampled_from(["welzijn", "kerk", "koor"]),
    days=st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(lambda some: tuple(sorted(some))),
    start=st.sampled_from([540, 630, 690, 720, 840, 1000, 1019, 1020, 1170]),
    minutes=st.sampled_from([60, 120, 240, 420]),
    every=st.sampled_from([1, 1, 1, 2]),
    ages=ranges(10, 40),
    cost=st.sampled_from([0, 0, None, 250]),
    confirmed=st.sampled_from([*BELIEVED]),
    walk_in=st.booleans(),
    far=st.sampled_from([False, False, False, True]),
    off=st.frozensets(st.integers(0, 83), max_size=6),
    unsure=st.frozensets(st.integers(0, 83), max_size=25),
)
NORM = st.builds(
    Asked,
    amount=st.integers(1, 3),
    unit=st.sampled_from(["sessions", "hours"]),
    ages=ranges(10, 40),
    dayparts=st.sampled_from(
        [(), ("evening",), ("weekday-morning",), ("weekday-afternoon", "weekday-evening"), ("weekend",)]
    ),
    free=st.booleans(),
    every_week=st.sampled_from([0.5, 0.75, 0.9]),
)


def is_on(part: str, day: date, dayparts: tuple[str, ...]) -> set[str]:
    """Which of these dayparts a part of a day is in."""
    kind = "weekend" if day.weekday() > 4 else "weekday"
    return {name for name in dayparts if name in {part, kind, f"{kind}-{part}"}}


def sessions(one: Told, asked: Asked) -> list[tuple[int, bool, float, set[str]]]:
    """Every session that counts: its week, whether it is sure, its hours, and the dayparts asked that it is on."""
    found = []
    for number in range(7 * WEEKS):
        day = MONDAY + timedelta(number)
        week = (day - ANCHOR).days // 7
        if day.weekday() not in one.days or week % one.every or number in one.off:
            continue
        ends = one.start + one.minutes
        spans = {"morning": (0, 720), "afternoon": (720, 1020), "evening": (1020, 9999)}
        if one.walk_in:
            open_in = {part for part, (first, last) in spans.items() if one.start < last and ends > first}
        else:
            open_in = {next(part for part in PARTS if one.start < spans[part][1])}
        names: set[str] = set()
        minutes = 0
        for part in open_in:
            on = is_on(part, day, asked.dayparts)
            names |= on
            if on or not asked.dayparts:
                first, last = spans[part]
                minutes += min(ends, last) - max(one.start, first) if one.walk_in else one.minutes
        if asked.dayparts and not names:
            continue
        found.append((number // 7, number not in one.unsure, minutes / 60, names))
    return found


class Age(NamedTuple):
    """What there is for one year of age."""

    kind: str
    short: float
    lower: float
    upper: float
    nothing: bool


def judged(age: int, some: list[Told], asked: Asked) -> Age:
    """Judge one year of age."""
    low, high = [0.0] * WEEKS, [0.0] * WEEKS
    low_parts, high_parts = [set[str]() for _ in low], [set[str]() for _ in low]
    believed = times = 0.0
    who = set()
    for one in some:
        if not one.ages[0] <= age <= one.ages[1] or one.far or (asked.free and one.cost == 250):
            continue
        known = one.cost is not None or not asked.free
        for week, sure, hours, names in sessions(one, asked):
            much = 1.0 if asked.unit == "sessions" else hours
            high[week] += much
            high_parts[week] |= names
            if known and sure:
                low[week] += much
                low_parts[week] |= names
                believed += much * BELIEVED[one.confirmed]
                times += 1
                who.add(one.who)
    lower, upper = median(low), median(high)

    def held(parts: list[set[str]]) -> list[bool]:
        return [sum(name in there for there in parts) / WEEKS >= 0.5 for name in asked.dayparts]

    absent = held(low_parts).count(False) / len(asked.dayparts) if asked.dayparts else 0.0
    lacks = max(0.0, 1 - lower / asked.amount)
    good = [
        week
        for week in range(WEEKS)
        if low[week] >= asked.amount - 1e-9 and all(name in low_parts[week] for name in asked.dayparts)
    ]
    confidence = believed / sum(low) if sum(low) else 0.0
    alone = len(who) == 1 and asked.amount / (sum(low) / times) >= 2
    if upper < asked.amount - 1e-9 or not all(held(high_parts)):
        return Age("gap", max(lacks, absent), lower, upper, not any(high))
    if lower < asked.amount - 1e-9 or not all(held(low_parts)):
        return Age("data-gap", max(lacks, absent), lower, upper, not any(high))
    if lower * confidence < asked.amount - 1e-9 or alone:
        return Age("fragile", max(0.0, 1 - lower * confidence / asked.amount), lower, upper, not any(high))
    if len(good) / WEEKS < asked.every_week - 1e-9:
        return Age("seasonal", 1 - len(good) / WEEKS, lower, upper, not any(high))
    return Age("covered", 0.0, lower, upper, not any(high))


def made(number: int, one: Told) -> Any:
    """The same activity as the package has it."""
    dates = [number for number in range(84) if (MONDAY + timedelta(number)).weekday() in one.days]
    changes = [
        Change(MONDAY + timedelta(number), cancelled="Ziek")
        if number in one.off
        else Change(MONDAY + timedelta(number), tentative="")
        for number in dates
        if number in one.off | one.unsure
    ]
    return offer(
        f"{one.who}/nummer-{number}",
        Weekly(one.days, TimeSpan(one.start, one.start + one.minutes), every=one.every),
        title=f"{'abcdefgh'[number] * 9} {'klmnopqr'[number] * 9}",  # nothing looks like anything else
        ages=Ages(*one.ages),
        cost=None if one.cost is None else Cost(one.cost),
        confirmed=one.confirmed,
        drop_in=one.walk_in,
        venue="ver" if one.far else "huis",
        changes=tuple(changes),
    )


def asked_of(asked: Asked) -> Norm:
    return norm(
        asked.amount,
        asked.unit,
        audience=None,
        ages=Ages(*asked.ages),
        dayparts=asked.dayparts,
        must=("free",) if asked.free else (),
        every_week=asked.every_week,
    )


@tried(120)
@given(st.lists(ACTIVITY, max_size=5), NORM)
def test_verdict_value_ages_and_severity_are_those_of_counting_each_age_by_itself(
    some: list[Told], asked: Asked
) -> None:
    found = verdict(
        [made(number, one) for number, one in enumerate(some)],
        asked_of(asked),
        [house(), house("ver", 1500)],
        residents=PEOPLE,
        today=TODAY,
    )
    each = {age: judged(age, some, asked) for age in range(asked.ages[0], asked.ages[1] + 1)}
    people = sum(EACH[age] for age in each)
    if round(people) < 50:
        assert (found.verdict, found.severity) == ("too-few-residents", 0)
        return
    worst = min(each.values(), key=lambda one: (ORDER.index(one.kind), -round(one.short, 9), one.lower, one.upper))
    assert found.verdict == worst.kind
    assert (found.lower, found.upper) == (round(worst.lower, 4), round(worst.upper, 4))
    assert found.residents == round(people)
    lacking: dict[float, float] = {}
    for age, one in each.items():
        if one.kind == worst.kind:
            lacking[round(one.short, 6)] = lacking.get(round(one.short, 6), 0.0) + EACH[age]
    least = sum(round(number, 6) * short for short, number in lacking.items())
    assert abs(found.severity - least) <= 0.51 * max(1, len(lacking))  # people are whole in it
    alike = {(one.kind, round(one.lower, 4), round(one.upper, 4), one.nothing) for one in each.values()}
    said = {
        age: (row.verdict, row.lower, row.upper, row.nothing)
        for row in found.ages
        for ages in row.ages
        for age in range(ages.lowest, (ages.highest or 95) + 1)
    }
    expected = {age: (one.kind, round(one.lower, 4), round(one.upper, 4), one.nothing) for age, one in each.items()}
    assert said == (expected if len(alike) > 1 else {})
