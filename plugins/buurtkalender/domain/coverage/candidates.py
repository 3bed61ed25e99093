"""Which activities could count for a norm, how much, and which tests of the norm they fail wherever you live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time
from heapq import nsmallest
from math import floor
from typing import NamedTuple

from buurtkalender.domain.coverage.people import admits, belongs, is_aimed, names_nobody, share, wanted
from buurtkalender.domain.coverage.reach import limit, minutes, serving
from buurtkalender.domain.coverage.sessions import (
    ANY_PART,
    Amounts,
    Periods,
    SessionPlace,
    amounts,
    bits_of,
    dayparts_at,
)
from buurtkalender.domain.coverage.units import dayparts_of, unit_of
from buurtkalender.domain.coverage.verdicts import NearMiss
from buurtkalender.domain.facts import OWN_FACTS, fact_at, has_fact, most_paid
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.values import Measure, Norm, Occurrence

UNKNOWN_TEST = "unknown"
DAYPART_TEST = "daypart"
TWICE = "twice"
"""The fact that nobody knows of two that are probably one: whether they are."""


class Failure(NamedTuple):
    """A test of the norm that an activity fails: ``test`` and ``params`` as in :class:`NearMiss`.

    ``cost`` is how hard it is to mend, roughly: asking costs 1.
    """

    cost: float
    test: str
    params: dict[str, str] = {}


IS_IT_ON = Failure(1.0, UNKNOWN_TEST, {"fact": "on"})
"""Of dates of which nobody knows whether they take place."""


class Candidate(NamedTuple):
    """An activity of the norm's themes and goal, at one place.

    ``ages`` are those of the norm that it admits, and ``share`` which part of them. ``much`` is what it offers in each
    period in the norm's unit, ``total`` in all; ``parts`` are its dayparts in each period as bits; ``times`` is how
    many sessions these are; ``believed`` is how far its confirmation is believed.
    """

    held: SessionPlace
    ages: int
    share: float
    much: list[float]
    parts: list[int]
    times: int
    failures: tuple[Failure, ...]
    believed: float
    total: float

    @property
    def activity(self) -> Activity:
        """The activity."""
        return self.held.activity

    @property
    def counts(self) -> bool:
        """Whether it counts in the upper bound: nothing is known that stands in the way."""
        return all(failure.test == UNKNOWN_TEST for failure in self.failures)

    @property
    def certain(self) -> bool:
        """Whether it counts in the lower bound too: nothing is unknown either."""
        return not self.failures

    @property
    def cost(self) -> float:
        """How far it is from counting."""
        return sum(failure.cost for failure in self.failures)


def about_norms(norms: Iterable[Norm], activity: Activity) -> list[str]:
    """Return the norms that are about what an activity is about; of all else it is no near miss either.

    A norm on what has no fixed time is about what goes by appointment; for prevention about all that is on offer. Such
    a norm is about a theme or a goal: without one nothing is what it asks for, for lending toys is no visit at home.
    """
    if activity.status is ActivityStatus.ENDED:
        return []
    found = []
    for norm in norms:
        undated = not unit_of(norm).timed and not norm.prevention
        if undated and not norm.themes and norm.goal is None:
            continue
        if (
            (not norm.themes or any(theme in norm.themes for theme in activity.themes))
            and (norm.goal is None or norm.goal in activity.goals)
            and (not undated or activity.by_appointment)
        ):
            found.append(norm.id)
    return found


CountingKey = tuple[str, str | None, int, int]
"""What norms have in common that count alike: their unit, what it is counted per, the weeks and the dayparts."""

KnownAmounts = dict[CountingKey, dict[int, Amounts]]
"""What was counted, by the identity of the list of sessions: whoever keeps this keeps these lists alive."""


class Candidates:
    """The candidates of one norm after another, on one day; norms that count alike share the counting.

    ``known`` is what was counted before.
    """

    def __init__(
        self,
        calendar: Calendar,
        where: dict[str, list[SessionPlace]],
        today: date,
        measure: Measure,
        known: KnownAmounts | None = None,
    ) -> None:
        self._calendar = calendar
        self._where = where
        self._today = today
        self._measure = measure
        self._known = known or {}
        self.amounts: KnownAmounts = defaultdict(dict)

    def of(self, norm: Norm, activities: Iterable[Activity], periods: Periods) -> Iterator[Candidate]:
        """Return what could count for a norm, by activity and place, in the order of the activities."""
        people = wanted(self._calendar, norm)
        for activity in activities:
            ages = admits(self._calendar, norm, activity, people)
            part = share(people, ages)
            believed = self._measure.believed(activity.confirmed, self._today)
            usual = _failures(self._calendar, norm, activity, people, part)
            for there, offered in self._places(norm, activity, periods):
                failures = [*usual, *_barriers(self._calendar, norm, there)]
                if not any(offered.much):
                    failures += _without_dates(norm, activity, offered)
                elif there.tentative:
                    failures.append(IS_IT_ON)
                much, parts, times, _ = offered
                yield Candidate(there, ages, part, much, parts, times, tuple(failures), believed, sum(much))

    def _places(self, norm: Norm, activity: Activity, periods: Periods) -> Iterator[tuple[SessionPlace, Amounts]]:
        """Return where an activity is held and how much; its usual place also when nothing is planned anywhere."""
        places, unit = self._where[activity.id], unit_of(norm)
        if not unit.timed:
            yield _offer(self._calendar, places, periods)
            return
        asked = bits_of(dayparts_of(norm)) or ANY_PART
        key = unit.key, norm.at_least.per, norm.weeks, asked
        before, new = self._known.get(key, {}), self.amounts[key]
        every = []
        for there in places:
            sessions = id(there.sessions)  # kept alive by self._where, and by whoever knew it before
            found = before.get(sessions) or new.get(sessions)
            if found is None:
                found = new[sessions] = amounts(there, periods, unit, asked)
            every.append(found)
        some = [(there, found) for there, found in zip(places, every, strict=True) if any(found.much)]
        if some:
            yield from some
        else:
            number = max(range(len(every)), key=lambda one: every[one].others)  # of equals the usual place
            yield places[number], every[number]


def _offer(calendar: Calendar, places: list[SessionPlace], periods: Periods) -> tuple[SessionPlace, Amounts]:
    """An activity is one offer, at its usual place: also when some of its dates are elsewhere.

    What goes by appointment is there always, and comes to the areas that it serves, wherever its office may be. What
    has dates is there when one of them is in the weeks looked at.
    """
    area = places[0]
    activity = area.activity
    if activity.by_appointment:
        there = area._replace(place=serving(calendar, activity.serves)) if activity.serves else area
        return there, Amounts([1.0], [0], 1)
    dated = [one for one in places if any(session.start.toordinal() in periods.number for session in one.sessions)]
    found = min(dated, key=lambda one: one.tentative, default=None)
    return (found, Amounts([1.0], [0], 1)) if found else (area, Amounts([0.0], [0], 0))


def _without_dates(norm: Norm, activity: Activity, offered: Amounts) -> tuple[Failure, ...]:
    if activity.status is ActivityStatus.PAUSED:
        return ()  # told already
    if offered.others:
        return (Failure(2.0, DAYPART_TEST, {"dayparts": ",".join(norm.dayparts)}),)
    return (Failure(3.0, "appointment" if activity.by_appointment else "no-dates"),)


def _failures(calendar: Calendar, norm: Norm, activity: Activity, people: int, part: float) -> tuple[Failure, ...]:
    """What fails whatever the place."""
    failures = []
    if activity.status is ActivityStatus.PAUSED:
        failures.append(Failure(2.5, "paused"))
    if not part:
        failures.append(Failure(4.0, "ages"))
    elif names_nobody(calendar, norm, activity, people):
        failures.append(Failure(1.0, UNKNOWN_TEST, {"fact": "ages"}))
    belonging = belongs(calendar, norm, activity)
    if norm.aimed and belonging is not False and not is_aimed(calendar, norm, activity, people):
        failures.append(Failure(3.5, "aimed"))
    if belonging is None:
        failures.append(Failure(1.0, UNKNOWN_TEST, {"fact": "audience"}))
    elif not belonging:
        failures.append(Failure(4.0, "audience", {"audience": norm.audience or ""}))
    return tuple(failures)


def _barriers(calendar: Calendar, norm: Norm, there: SessionPlace) -> list[Failure]:
    """What stands in the way, or may."""
    activity = there.activity
    found = []
    for name in norm.must:
        own = OWN_FACTS.get(name)
        holds = own.of(activity) if own else _building(calendar, there, name)
        if holds is None:
            found.append(Failure(1.0, UNKNOWN_TEST, {"fact": name}))
        elif not holds:
            cost = activity.cost if name == "free" else None
            params = {"fact": name, "cents": str(most_paid(cost))} if cost else {"fact": name}
            found.append(Failure(2.0, "barrier", params))
    return found


def _building(calendar: Calendar, there: SessionPlace, name: str) -> bool | None:
    """Where there is no building, none stands in the way: a home visit needs no ramp, unless somebody says so."""
    activity = there.activity
    if (there.place.serves or there.place.online) and name not in activity.access:
        return True
    if there.home:
        return has_fact(calendar, activity, name)
    return fact_at(calendar, activity, name, there.venue, there.room)


# --- twice -----------------------------------------------------------------------------------------------
# Two that are likely the same activity, told by two organisations, count once for certain (design: the gap model).

Twins = dict[str, frozenset[str]]
"""The activities that each is probably the same as, itself among them; those that are like no other are not there."""


def twins_of(pairs: Iterable[tuple[str, str]]) -> Twins:
    """Bring together what is like each other: two that are like a third are one with it."""
    found: Twins = {}
    for first, second in pairs:
        together = found.get(first, frozenset((first,))) | found.get(second, frozenset((second,)))
        found.update(dict.fromkeys(together, together))
    return found


def once(candidates: Iterable[Candidate], twins: Twins) -> Iterator[Candidate]:
    """Yield the candidates, of which those that are certain and likely the same count once; the others perhaps.

    The one that counts is that for most ages, of these the one that offers most.
    """
    every = list(candidates)
    much: dict[str, tuple[bool, int, float]] = {}
    for one in every:
        if one.certain and one.activity.id in twins:
            fetches, ages, some = much.get(one.activity.id, (False, 0, 0.0))
            much[one.activity.id] = (
                fetches or bool(one.held.place.fetches),
                max(ages, one.ages.bit_count()),
                some + sum(one.much),
            )
    for one in every:
        if one.certain and one.activity.id in much:
            alike = [key for key in twins[one.activity.id] if key in much]
            best = min(alike, key=lambda key: (*(-part for part in much[key]), key))
            if best != one.activity.id:
                failure = Failure(1.0, UNKNOWN_TEST, {"fact": TWICE, "other": best})
                yield one._replace(failures=(failure,))
                continue
        yield one


# --- near misses -----------------------------------------------------------------------------------------
# The activities that come nearest to counting, each with the test that it failed (design: the gap model).

MOST = 3
"""How many are shown."""

Almost = tuple[float, str, Candidate, tuple[Failure, ...]]
"""How far off, the activity's identifier, the candidate, and all tests it failed from this neighbourhood."""


def almost(candidate: Candidate, *more: Failure) -> Almost:
    """Return how far a candidate is from counting, with what else it fails seen from one neighbourhood."""
    failures = candidate.failures + more
    return sum(failure.cost for failure in failures), candidate.activity.id, candidate, failures


def too_far(norm: Norm, candidate: Candidate, metres: float | None, measure: Measure) -> Failure:
    """Return what is wrong with the place of a candidate that is not near; ``metres`` is the way to it."""
    place = candidate.held.place
    if place.online:
        return Failure(3.0, "online")
    within = norm.within
    cost = cost_of_way(metres, limit(within, measure))
    if metres is not None and within.walk_minutes is not None:
        walked = _over(minutes(metres, measure), within.walk_minutes)
        return Failure(cost, "distance", {"minutes": walked, "limit": f"{within.walk_minutes:g}"})
    if metres is not None and within.metres is not None:
        return Failure(cost, "distance", {"metres": _over(metres, within.metres), "limit": f"{within.metres:g}"})
    return Failure(cost, "area", {"area": within.area or "neighbourhood", "neighbourhood": place.neighbourhood or ""})


def _over(much: float, limit: float) -> str:
    """Write what is over a limit as a whole number; 15.2 of 15 as 16, or nobody would see what is wrong."""
    return f"{max(round(much), floor(limit) + 1)}"


def cost_of_way(metres: float | None, most: float | None) -> float:
    """Return how hard a way that is too long is to mend: how many times the limit it is; for an area by distance."""
    if metres is None:
        return 3.0
    return metres / most if most else 2.0 + metres / 10_000


WHERE_IS_IT = Failure(1.5, UNKNOWN_TEST, {"fact": "place"})
"""Of an activity that nobody can say the place of."""

HOW_FAR_IS_IT = Failure(1.5, UNKNOWN_TEST, {"fact": "way"})
"""Of an activity in another neighbourhood, where the centre of one of both is not known."""


def at_other_times(counted: Iterable[Candidate], missing: tuple[str, ...]) -> list[Almost]:
    """Return what counts already but on another daypart of the norm than those that are missing."""
    if not missing:
        return []
    wanted = bits_of(missing)
    found = []
    for candidate in counted:
        held = 0
        for parts in candidate.parts:
            held |= parts
        if not held & wanted:
            found.append(almost(candidate, Failure(3.0, DAYPART_TEST, {"dayparts": ",".join(missing)})))
    return found


def nearest(misses: Iterable[Almost], asked: int = ANY_PART) -> tuple[NearMiss, ...]:
    """Return the nearest misses, the nearest first, an activity once: when it is on one of the dayparts ``asked``."""
    found: dict[str, NearMiss] = {}
    for _, key, candidate, failures in nsmallest(MOST * 2, misses, key=lambda miss: miss[:2]):
        if key not in found and len(found) < MOST:
            found[key] = _near_miss(candidate, failures, asked)
    return tuple(found.values())


def _near_miss(candidate: Candidate, failures: tuple[Failure, ...], asked: int) -> NearMiss:
    """The test that is hardest to mend is the one it is said to fail; the others come along."""
    worst, *others = sorted(failures, key=lambda failure: -failure.cost)
    params = dict(worst.params)
    walk_in = bool(candidate.activity.drop_in)
    every = candidate.held.sessions
    usual = _usual([one for one in every if dayparts_at(one, walk_in=walk_in) & asked] or every)
    if usual is not None:
        params |= {"weekday": str(usual.start.weekday())} | ({} if usual.all_day else {"time": f"{usual.start:%H:%M}"})
    return NearMiss(candidate.activity.id, worst.test, params, tuple(dict.fromkeys(map(_also, others))))


def _usual(sessions: Iterable[Occurrence]) -> Occurrence | None:
    """Return the first session at the weekday and time at which most of them are: one that was moved is not usual."""
    alike: dict[tuple[int, time], list[Occurrence]] = defaultdict(list)
    for session in sessions:
        alike[session.start.weekday(), session.start.time()].append(session)
    most = max(alike.values(), key=len, default=None)  # of equals the one that comes first
    return most[0] if most else None


def _also(failure: Failure) -> str:
    fact = failure.params.get("fact", failure.test)
    return "audience-unknown" if failure.test == UNKNOWN_TEST and fact == "audience" else fact
