"""Which activities could count for a norm, how much, and which tests of the norm they fail wherever you live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from buurtkalender.domain.barriers import fact, fact_at
from buurtkalender.domain.coverage.people import admits, belongs, names_nobody, share, wanted
from buurtkalender.domain.coverage.reach import Place
from buurtkalender.domain.coverage.sessions import Amounts, Held, Periods, amounts
from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Norm
from buurtkalender.domain.norms import Measure

UNKNOWN = "unknown"


class Failure(NamedTuple):
    """A test of the norm that an activity fails: ``test`` and ``params`` as in :class:`NearMiss`.

    ``cost`` is how hard it is to mend, roughly: asking costs 1.
    """

    cost: float
    test: str
    params: dict[str, str] = {}


class Candidate(NamedTuple):
    """An activity of the norm's themes and goal, at one place.

    ``ages`` are those of the norm that it admits, and ``share`` which part of them. ``much`` is what it offers in each
    period in the norm's unit, not yet weighted by ``share``; ``parts`` are its dayparts in each period as bits;
    ``times`` is how many sessions these are; ``believed`` is how far its confirmation is believed.
    """

    held: Held
    ages: int
    share: float
    much: list[float]
    parts: list[int]
    times: int
    failures: tuple[Failure, ...]
    believed: float

    @property
    def activity(self) -> Activity:
        """The activity."""
        return self.held.activity

    @property
    def counts(self) -> bool:
        """Whether it counts in the upper bound: nothing is known that stands in the way."""
        return all(failure.test == UNKNOWN for failure in self.failures)

    @property
    def certain(self) -> bool:
        """Whether it counts in the lower bound too: nothing is unknown either."""
        return not self.failures

    @property
    def cost(self) -> float:
        """How far it is from counting."""
        return sum(failure.cost for failure in self.failures)


def about(norm: Norm, activities: Iterable[Activity]) -> list[Activity]:
    """Return the activities about what the norm is about; what is not is no near miss either.

    A norm on what has no fixed time is about what goes by appointment; for prevention about all that is on offer.
    """
    themes = frozenset(norm.themes)
    undated = not unit_of(norm).timed and not norm.prevention
    return [
        activity
        for activity in activities
        if (not themes or not themes.isdisjoint(activity.themes))
        and (norm.goal is None or norm.goal in activity.goals)
        and (not undated or activity.by_appointment)
        and activity.status is not ActivityStatus.ENDED
    ]


class Candidates:
    """The candidates of one norm after another, on one day; norms that count alike share the counting."""

    def __init__(self, calendar: Calendar, where: dict[str, list[Held]], today: date, measure: Measure) -> None:
        self._calendar = calendar
        self._where = where
        self._today = today
        self._measure = measure
        self._amounts: dict[tuple[str, str | None, int], dict[int, Amounts]] = defaultdict(dict)

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
                    failures += _without_dates(activity)
                yield Candidate(there, ages, part, *offered, tuple(failures), believed)

    def _places(self, norm: Norm, activity: Activity, periods: Periods) -> Iterator[tuple[Held, Amounts]]:
        """Return where an activity is held and how much; its usual place also when nothing is planned anywhere."""
        places, unit = self._where[activity.id], unit_of(norm)
        if not unit.timed:
            yield _offer(places, periods)
            return
        known = self._amounts[unit.key, norm.at_least.per, norm.weeks]
        nowhere = True
        for there in places:
            if id(there) not in known:  # kept alive by self._where
                known[id(there)] = amounts(there, periods, unit)
            if any(known[id(there)].much):
                nowhere = False
                yield there, known[id(there)]
        if nowhere:
            yield places[0], known[id(places[0])]


def _offer(places: list[Held], periods: Periods) -> tuple[Held, Amounts]:
    """An activity is one offer, at its usual place: also when some of its dates are elsewhere.

    What goes by appointment is there always, and comes to the areas that it serves, wherever its office may be. What
    has dates is there when one of them is in the weeks looked at.
    """
    area = places[0]
    activity = area.activity
    if activity.by_appointment:
        there = area._replace(place=Place(serves=activity.serves)) if activity.serves else area
        return there, Amounts([1.0], [0], 1)
    dated = (one for one in places if any(session.start.toordinal() in periods.number for session in one.sessions))
    found = next(dated, None)
    return (found, Amounts([1.0], [0], 1)) if found else (area, Amounts([0.0], [0], 0))


def _without_dates(activity: Activity) -> tuple[Failure, ...]:
    if activity.status is ActivityStatus.PAUSED:
        return ()  # told already
    return (Failure(3.0, "appointment" if activity.by_appointment else "no-dates"),)


def _failures(calendar: Calendar, norm: Norm, activity: Activity, people: int, part: float) -> tuple[Failure, ...]:
    """What fails whatever the place."""
    failures = []
    if activity.status is ActivityStatus.PAUSED:
        failures.append(Failure(2.5, "paused"))
    if not part:
        failures.append(Failure(4.0, "ages"))
    elif names_nobody(calendar, norm, activity, people):
        failures.append(Failure(1.0, UNKNOWN, {"fact": "ages"}))
    belonging = belongs(calendar, norm, activity)
    if belonging is None:
        failures.append(Failure(1.0, UNKNOWN, {"fact": "audience"}))
    elif not belonging:
        failures.append(Failure(4.0, "audience", {"audience": norm.audience or ""}))
    return tuple(failures)


def _barriers(calendar: Calendar, norm: Norm, there: Held) -> list[Failure]:
    """What stands in the way, or may."""
    activity = there.activity
    found = []
    for name in norm.must:
        own = OWN_FACTS.get(name)
        holds = own.of(activity) if own else _building(calendar, there, name)
        if holds is None:
            found.append(Failure(1.0, UNKNOWN, {"fact": name}))
        elif not holds:
            cost = activity.cost if name == "free" else None
            params = {"fact": name, "cents": str(cost.cents)} if cost else {"fact": name}
            found.append(Failure(2.0, "barrier", params))
    return found


def _building(calendar: Calendar, there: Held, name: str) -> bool | None:
    """Where there is no building, none stands in the way: a home visit needs no ramp, unless somebody says so."""
    activity = there.activity
    if (there.place.serves or there.place.online) and name not in activity.access:
        return True
    if there.home:
        return fact(calendar, activity, name)
    return fact_at(calendar, activity, name, there.venue, there.room)
