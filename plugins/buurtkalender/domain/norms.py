"""What holds for everybody: holidays, closures, the norms a municipality sets, and who works on what is missing."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from buurtkalender.domain.basics import Ages, Days, Value


class Holiday(Value, frozen=True):
    """A school holiday or a closure of the whole calendar.

    ``regions`` are the school regions it holds for; empty means all. ``municipalities`` narrows it to the
    schools of these, for which it then replaces the regional holiday of that name in that school year.
    """

    name: str
    days: Days
    regions: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    source: str | None = None


class AtLeast(Value, frozen=True):
    """How much a norm asks, in a ``unit`` (:mod:`coverage.units`) and ``per`` a period; None for one without."""

    amount: float
    unit: str
    per: str | None = None


class Within(Value, frozen=True):
    """How near it has to be: exactly one is filled. ``area`` is "neighbourhood" or "municipality"."""

    walk_minutes: float | None = None
    metres: float | None = None
    area: str | None = None


class AgeBand(Value, frozen=True):
    """People whom prevention is for: those of some ages, or those of an audience. Exactly one is filled."""

    ages: Ages | None = None
    audience: str | None = None

    @property
    def id(self) -> str:
        """As it is written in the file: ``4-11``, ``65+``, ``ouders``."""
        if self.ages is None:
            return self.audience or ""
        return f"{self.ages.lowest}+" if self.ages.highest is None else f"{self.ages.lowest}-{self.ages.highest}"


class Measure(Value, frozen=True):
    """How coverage measures. All of it is told on the page of the method; ``measure`` in norms.yaml changes it.

    ``walking_kmh`` is somebody's speed on foot; ``detour`` how much longer the way is than the straight line.
    ``confidence`` maps how many days ago at most something was confirmed to how far it is believed, the shortest
    first; ``unconfirmed`` is for what was confirmed longer ago, or never. Under ``few_residents`` people of the
    norm's ages there is no verdict.
    """

    walking_kmh: float = 4.0
    detour: float = 1.3
    confidence: tuple[tuple[int, float], ...] = ((90, 1.0), (180, 0.7))
    unconfirmed: float = 0.4
    few_residents: int = 50

    def believed(self, confirmed: date | None, today: date) -> float:
        """How far something is believed that its organisation confirmed on this day; from 0 to 1."""
        if confirmed is not None:
            age = (today - confirmed).days
            for days, weight in self.confidence:
                if age <= days:
                    return weight
        return self.unconfirmed


class Norm(Value, frozen=True):
    """What every neighbourhood should have, as set by the municipality (design: the gap model)."""

    prevention: ClassVar[bool] = False

    id: str
    title: str
    at_least: AtLeast
    within: Within
    audience: str | None = None
    ages: Ages | None = None
    themes: tuple[str, ...] = ()
    goal: str | None = None
    must: tuple[str, ...] = ()
    dayparts: tuple[str, ...] = ()
    weeks: int = 12
    every_week: float = 0.9
    municipalities: tuple[str, ...] = ()


class PickedUp(Value, frozen=True):
    """That somebody works on a norm in some neighbourhoods, ``since`` a day.

    ``expected`` is the day by which they think that it is there. It changes no verdict: what is there, counts.
    """

    norm: str
    neighbourhoods: tuple[str, ...]
    organisations: tuple[str, ...]
    since: date
    note: str | None = None
    expected: date | None = None


class PreventionNorm(Norm, frozen=True):
    """What the prevention matrix asks of a municipality; it stands in no file.

    Offers are all that is on offer, with dates too; each age is looked at by itself; and for children counts only
    what says that it is for them.
    """

    prevention: ClassVar[bool] = True
