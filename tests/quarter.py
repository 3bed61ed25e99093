"""A quarter to measure coverage in by hand: one home neighbourhood, and a place at any length of the way from it.

People walk 1,000 metres in 15 minutes. Today is Tuesday 24 November 2026, so the first whole week starts on Monday
30 November, and twelve weeks end on Sunday 21 February 2027.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from buurtkalender.domain.coverage.evaluation import evaluate
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import (
    Activity,
    Address,
    Calendar,
    Cost,
    Municipality,
    Neighbourhood,
    Room,
    Signup,
    Venue,
)
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Ages, AtLeast, Norm, Pattern, Point, Term, Weekly, Within
from making import MORNING
from town import ANCHOR, TODAY

HOME = Point(52.0, 5.0)
DEGREE = 111_195  # metres
DETOUR = 1.3
AUDIENCES = {
    "ouderen": Term("ouderen", {"nl": "Ouderen"}, ages=Ages(65)),
    "mantelzorgers": Term("mantelzorgers", {"nl": "Mantelzorgers"}),
}
RECENTLY = date(2026, 11, 1)


def at(metres: float) -> Point:
    """Return the point to which the way from home is so many metres: due north, the detour taken off."""
    return Point(HOME.lat + metres / DETOUR / DEGREE, HOME.lon)


def house(key: str = "huis", metres: float = 500, **facts: Any) -> Venue:
    """Make a venue so many metres from home; accessible, with two rooms, unless said otherwise."""
    known = {"access": {"wheelchair": True}, "rooms": (Room("zaal", "Zaal"), Room("keuken", "Keuken")), **facts}
    return Venue(
        key,
        key.title(),
        known.pop("kind", "community-centre"),
        Address(),
        known.pop("neighbourhood", "thuis"),
        **{"point": at(metres), **known},
    )


def offer(key: str, *when: Pattern, **facts: Any) -> Activity:
    """Make an activity that everything is known and good of: free, no sign-up, confirmed, on Tuesday morning."""
    known = {
        "title": key.partition("/")[2].title(),
        "themes": ("ontmoeten",),
        "venue": None if {"location", "serves", "online"} & facts.keys() else "huis",
        "cost": Cost(0),
        "signup": Signup(required=False),
        "come_alone": True,
        "confirmed": RECENTLY,
        **facts,
    }
    return Activity(id=key, when=when or (Weekly((1,), MORNING),), **known)


def norm(amount: float = 1, unit: str = "sessions", per: str | None = "week", **facts: Any) -> Norm:
    """Make a norm: something to meet people, for 65+, within 15 minutes' walk, over twelve weeks."""
    known = {"themes": ("ontmoeten",), "audience": "ouderen", "within": Within(walk_minutes=15), **facts}
    return Norm("inloop", "Inloop op loopafstand", AtLeast(amount, unit, per), **known)


def quarter(activities: Iterable[Activity], *norms: Norm, houses: Iterable[Venue] = (), **home: Any) -> Calendar:
    """Make the calendar of the quarter: home, with 400 people of 65+, and the town beside it."""
    known = {"residents": {"0-14": 200, "15-64": 900, "65+": 400}, "centre": HOME, **home}
    homes = (
        Neighbourhood("thuis", "Thuis", "wijk", "stad", **known),
        Neighbourhood("verderop", "Verderop", "wijk", "stad", centre=at(2000), kind="industrial"),
    )
    return Calendar(
        "zandmeer.example",
        ANCHOR,
        activities={one.id: one for one in activities},
        venues={one.id: one for one in houses or (house(),)},
        neighbourhoods={one.id: one for one in homes},
        municipalities={"stad": Municipality("stad", "Stad", school_region="midden")},
        audiences=AUDIENCES,
        norms={one.id: one for one in norms},
    )


def verdicts(calendar: Calendar, today: date = TODAY) -> tuple[Verdict, ...]:
    """Evaluate the calendar with all its occurrences of the coming year."""
    return evaluate(calendar, occurrences(calendar, Window(today, today + timedelta(371))), today)


def verdict(
    activities: Iterable[Activity], norm: Norm, houses: Iterable[Venue] = (), today: date = TODAY, **home: Any
) -> Verdict:
    """Return the one verdict on home."""
    (found,) = verdicts(quarter(activities, norm, houses=houses, **home), today)
    return found
