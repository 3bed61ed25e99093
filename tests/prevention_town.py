"""Two municipalities to measure prevention in by hand: Oost, with a village and a business park, and West.

Today is Tuesday 24 November 2026, so the first whole week starts on Monday 30 November, and 26 weeks end on Sunday
30 May 2027.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from buurtkalender.domain.coverage.prevention import PreventionCell, prevention_cells
from buurtkalender.domain.model import Activity, Address, Calendar, Municipality, Neighbourhood, Organisation, Venue
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import AgeBand, Ages, AtLeast, ByAppointment, Norm, Pattern, Term, Within
from town import ANCHOR, TODAY

CHILDREN = AgeBand(Ages(4, 11))
TEENAGERS = AgeBand(Ages(12, 17))
PARENTS = AgeBand(audience="ouders")
ADULTS = AgeBand(Ages(23, 64))
RECENTLY = date(2026, 11, 1)
PEOPLE = {"0-14": 600, "15-64": 1_300, "65+": 500}


def offer(key: str, *when: Pattern, **facts: Any) -> Activity:
    """Make an activity towards resilience, by appointment for all of Oost, for children of 4 to 11."""
    known = {
        "title": key.partition("/")[2].title(),
        "themes": ("ontmoeten",),
        "goals": ("veerkracht",),
        "ages": Ages(4, 11),
        "serves": () if {"venue", "location", "online"} & facts.keys() else ("oost",),
        "confirmed": RECENTLY,
        **facts,
    }
    return Activity(id=key, when=when or (ByAppointment(),), **known)


def norm(key: str, amount: float, **facts: Any) -> Norm:
    """Make a norm for resilience in a municipality, of so many offers."""
    known = {"goal": "veerkracht", "within": Within(area="municipality"), **facts}
    return Norm(key, f"Norm {key}", known.pop("at_least", AtLeast(amount, "offers")), **known)


def region(activities: Iterable[Activity] = (), *norms: Norm, **facts: Any) -> Calendar:
    """Make the calendar, with one goal and the age bands 4-11, 12-17, parents and 23-64."""
    homes = (
        Neighbourhood("dorp", "Dorp", "oost-wijk", "oost", residents=PEOPLE),
        Neighbourhood("haven", "Haven", "oost-wijk", "oost", kind="industrial"),
        Neighbourhood("stad", "Stad", "west-wijk", "west", residents=PEOPLE),
    )
    known = {
        "neighbourhoods": {one.id: one for one in homes},
        "age_bands": (CHILDREN, TEENAGERS, PARENTS, ADULTS),
        "goals": {"veerkracht": Term("veerkracht", {"nl": "Veerkracht", "en": "Resilience"})},
        **facts,
    }
    some = list(activities)
    towns = known.pop("towns", ("oost", "west"))
    return Calendar(
        "regio.example",
        ANCHOR,
        activities={one.id: one for one in some},
        organisations={one.organisation: Organisation(one.organisation, one.organisation, "welfare") for one in some},
        venues={
            "huis": Venue("huis", "Huis", "community-centre", Address(), "dorp"),
            "loods": Venue("loods", "Loods", "other", Address(), "haven"),
            "buurthuis": Venue("buurthuis", "Buurthuis", "community-centre", Address(), "stad"),
        },
        municipalities={key: Municipality(key, key.title(), school_region="midden") for key in towns},
        themes={"ontmoeten": Term("ontmoeten", {"nl": "Ontmoeten"})},
        audiences={
            "ouders": Term("ouders", {"nl": "Ouders"}),
            "kinderen": Term("kinderen", {"nl": "Kinderen"}, ages=Ages(4, 12)),
            "mantelzorgers": Term("mantelzorgers", {"nl": "Mantelzorgers"}),
        },
        norms={one.id: one for one in norms},
        **known,
    )


def cells(calendar: Calendar, today: date = TODAY) -> dict[tuple[str, str], PreventionCell]:
    """Return the cells of the first goal by age band and municipality."""
    found = prevention_cells(calendar, occurrences(calendar, Window(today, today + timedelta(371))), today)
    return {(one.band.id, one.municipality): one for one in found if one.goal == "veerkracht"}


def cell(
    *activities: Activity, band: AgeBand = CHILDREN, town: str = "oost", norms: Iterable[Norm] = ()
) -> PreventionCell:
    """Return one cell: of children in Oost, unless told otherwise."""
    return cells(region(activities, *norms))[band.id, town]
