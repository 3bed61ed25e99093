"""The activities that come nearest to counting, each with the test that it failed (design: the gap model)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import time
from heapq import nsmallest
from math import floor

from buurtkalender.domain.coverage.candidates import UNKNOWN, Candidate, Failure
from buurtkalender.domain.coverage.reach import limit, minutes
from buurtkalender.domain.coverage.sessions import DAYPARTS
from buurtkalender.domain.coverage.verdicts import NearMiss
from buurtkalender.domain.model import Norm, Occurrence
from buurtkalender.domain.norms import Measure

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


WHERE_IS_IT = Failure(1.5, UNKNOWN, {"fact": "place"})
"""Of an activity that nobody can say the place of."""

HOW_FAR_IS_IT = Failure(1.5, UNKNOWN, {"fact": "way"})
"""Of an activity in another neighbourhood, where the centre of one of both is not known."""


def at_other_times(norm: Norm, counted: Iterable[Candidate], missing: tuple[str, ...]) -> list[Almost]:
    """Return what counts already but in another daypart than those that are missing.

    What is in none of the norm's dayparts can move without leaving a hole, so it comes first.
    """
    if not missing:
        return []
    asked = _bits(norm.dayparts)
    wanted = _bits(missing)
    found = []
    for candidate in counted:
        held = 0
        for parts in candidate.parts:
            held |= parts
        if not held & wanted:
            failure = Failure(3.0 if held & asked else 2.0, "daypart", {"dayparts": ",".join(missing)})
            found.append(almost(candidate, failure))
    return found


def nearest(misses: Iterable[Almost]) -> tuple[NearMiss, ...]:
    """Return the nearest misses, the nearest first, an activity once."""
    found: dict[str, NearMiss] = {}
    for _, key, candidate, failures in nsmallest(MOST * 2, misses, key=lambda miss: miss[:2]):
        if key not in found and len(found) < MOST:
            found[key] = _near_miss(candidate, failures)
    return tuple(found.values())


def _near_miss(candidate: Candidate, failures: tuple[Failure, ...]) -> NearMiss:
    """The test that is hardest to mend is the one it is said to fail; the others come along."""
    worst, *others = sorted(failures, key=lambda failure: -failure.cost)
    params = dict(worst.params)
    usual = _usual(candidate.held.sessions)
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
    return "audience-unknown" if failure.test == UNKNOWN and fact == "audience" else fact


def _bits(dayparts: Iterable[str]) -> int:
    bits = 0
    for daypart in dayparts:
        bits |= DAYPARTS.get(daypart, 0)
    return bits
