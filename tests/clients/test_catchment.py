"""Place-hours per resident are what a program of others makes of the same town (aceso, floating catchment areas)."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pytest
from msgspec.structs import replace

from buurtkalender.domain.coverage.catchment import Catchment, catchments
from buurtkalender.domain.coverage.survey import Survey
from buurtkalender.domain.model import Activity, Calendar, Neighbourhood, Venue
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Change, Dates, Point, TimeSpan, Within
from clients.quick.engines import INSTALLED
from quarter import house, norm, offer, quarter
from town import TODAY

ENGINE = Path(__file__).parent / "quick" / "by_aceso.py"
TOWNS = 300
WEEKS = [date(2026, 11, 30) + timedelta(7 * week) for week in range(12)]
EARTH = 6_371_000
DETOUR = 1.3


def metres_by_haversine(one: Point, other: Point) -> float:
    """The way between two points on a sphere, by another formula than ours."""
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    half = sin(north / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(half)) * DETOUR


class Town:
    """A town at random, with what a program needs to know of it, counted without our own counting."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - towns, not secrets
        walk = self.random.choice([None, 10, 15, 25])
        self.within = Within(walk_minutes=walk) if walk else Within(metres=self.random.choice([800, 1500, 3000]))
        self.limit = walk * 4000 / 60 if walk else self.within.metres or 0
        self.homes = [self._home(n) for n in range(self.random.randint(1, 9))]
        self.houses = [self._house(n) for n in range(self.random.randint(1, 7))]
        self.supply = {week: dict.fromkeys((one.id for one in self.houses), 0.0) for week in WEEKS}
        self.unknown: set[str] = set()
        self.activities = [self._activity(n) for n in range(self.random.randint(0, 14))]

    def calendar(self) -> Calendar:
        """The same as our own values."""
        unit = self.random.choice(["sessions", "hours"])
        made = quarter(self.activities, norm(1, unit, within=self.within), houses=self.houses)
        return replace(made, neighbourhoods={one.id: one for one in self.homes})

    def metres(self, home: Neighbourhood) -> list[float]:
        """The way to each house."""
        return [metres_by_haversine(home.centre or Point(0, 0), house.point or Point(0, 0)) for house in self.houses]

    def cases(self) -> list[dict[str, Any]]:
        """What the program is asked: a case a week."""
        demand = [home.residents["65+"] for home in self.homes]
        metres = [self.metres(home) for home in self.homes]
        return [
            {"demand": demand, "supply": list(self.supply[week].values()), "metres": metres, "limit": self.limit}
            for week in WEEKS
        ]

    def _home(self, n: int) -> Neighbourhood:
        people = {"65+": self.random.choice([0, self.random.randint(1, 900)])}
        return Neighbourhood(f"buurt-{n}", f"Buurt {n}", "wijk", "stad", centre=self._point(), residents=people)

    def _house(self, n: int) -> Venue:
        while True:
            made = house(f"huis-{n}", point=self._point())
            ways = (metres_by_haversine(home.centre or Point(0, 0), made.point or Point(0, 0)) for home in self.homes)
            if all(abs(way - self.limit) > 5 for way in ways):  # formulas may differ by a metre
                return made

    def _point(self) -> Point:
        return Point(self.random.uniform(51.97, 52.03), self.random.uniform(4.95, 5.05))

    def _activity(self, n: int) -> Activity:
        random, venue = self.random, self.random.choice(self.houses).id
        capacity = random.choice([None, random.randint(1, 80), random.randint(1, 80)])
        start, length = random.randrange(0, 1430, 5), random.randrange(5, 300, 5)
        days = sorted(random.sample(range(84), random.randint(1, 40)))
        dates = tuple(WEEKS[0] + timedelta(day) for day in days)
        cancelled = frozenset(random.sample(dates, random.randint(0, len(dates))))
        for day in dates:
            if day not in cancelled and capacity is not None:
                self.supply[day - timedelta(day.weekday())][venue] += capacity * length / 60
        if capacity is None and len(cancelled) < len(dates):
            self.unknown.add(venue)
        return offer(
            f"welzijn/koffie-{n}",
            Dates(dates, TimeSpan(start, start + length)),
            capacity=capacity,
            venue=venue,
            changes=tuple(Change(day, cancelled="Dicht.") for day in sorted(cancelled)),
        )


def ours(town: Town) -> dict[str, Catchment]:
    """What we say."""
    calendar = town.calendar()
    coming = occurrences(calendar, Window(TODAY, TODAY + timedelta(371)))
    return {one.neighbourhood: one for one in catchments(Survey(calendar, coming, TODAY))}


def test_a_program_of_others_finds_the_same_place_hours() -> None:
    assert list(INSTALLED.glob("lib/python*/site-packages/aceso")), "`make test` installs the programs of others"
    towns = [Town(seed) for seed in range(TOWNS)]
    done = subprocess.run(
        [INSTALLED / "bin" / "python", ENGINE],
        input=json.dumps([case for town in towns for case in town.cases()]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = iter(json.loads(done.stdout))
    compared = zeros = unknown = 0
    for town in towns:
        by_week = [next(answers) for _ in WEEKS]
        found = ours(town)
        for n, home in enumerate(town.homes):
            theirs = median(answer[n] for answer in by_week)
            reached = {
                one.id for one, metres in zip(town.houses, town.metres(home), strict=True) if metres <= town.limit
            }
            if theirs == 0 and reached & town.unknown:
                assert found[home.id].place_hours is None
                unknown += 1
            else:
                assert found[home.id].place_hours == pytest.approx(theirs, rel=1e-9, abs=1e-9)
                zeros += theirs == 0
                compared += theirs > 0
    assert min(compared, zeros, unknown) > 50  # else the towns say nothing
