"""Whose offer is measured: the people of a neighbourhood, or those of a whole municipality together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from buurtkalender.domain.model import Calendar, Municipality, Neighbourhood, Point

LEFT_OUT = "industrial"
"""The kind of neighbourhood that nobody lives in."""


class Scope(NamedTuple):
    """Where the people live for whom a norm is held.

    ``parts`` are the neighbourhoods that it is made of: itself, or all of a municipality. What serves one of ``areas``
    reaches it. ``centre`` is None where ways cannot be measured from one point, so for a municipality.
    """

    id: str
    municipality: str
    parts: tuple[Neighbourhood, ...]
    areas: frozenset[str]
    centre: Point | None = None
    need: float = 1.0


def of_neighbourhoods(calendar: Calendar) -> Iterator[Scope]:
    """Yield each neighbourhood where people live, as a scope."""
    for one in calendar.neighbourhoods.values():
        if one.kind != LEFT_OUT:
            yield of_neighbourhood(one)


def of_neighbourhood(one: Neighbourhood) -> Scope:
    """Return a neighbourhood as a scope."""
    areas = frozenset((one.id, one.district, one.municipality))
    return Scope(one.id, one.municipality, (one,), areas, one.centre, one.need)


def of_municipality(calendar: Calendar, one: Municipality) -> Scope:
    """Return a municipality as one scope: what is somewhere in it, or serves a part of it, is there."""
    parts = tuple(area for area in calendar.neighbourhoods.values() if area.municipality == one.id)
    areas = {one.id, *(area.id for area in parts), *(area.district for area in parts)}
    return Scope(one.id, one.id, parts, frozenset(areas))
