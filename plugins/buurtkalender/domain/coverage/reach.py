"""What is near enough, and for whom: from the centre of a neighbourhood to where an activity is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import cos, hypot, radians
from typing import NamedTuple

from buurtkalender.domain.model import Calendar, Municipality, Neighbourhood
from buurtkalender.domain.places import Where, measured_at, neighbourhood_at
from buurtkalender.domain.values import Measure, Norm, Point, Within

# --- scopes ----------------------------------------------------------------------------------------------
# Whose offer is measured: the people of a neighbourhood, or those of a whole municipality together.

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


METRES_PER_DEGREE = 111_195
"""Of latitude, on a sphere of 6,371 km. Within a region the error is far below that of the detour factor."""


class ReachPlace(NamedTuple):
    """Where something is held, as far as distance goes; or, without a place of its own, the areas it serves.

    ``online`` is for what is nowhere else: no norm on distance counts it. ``fetches`` are the areas from which
    people are brought to a place of its own. ``towns`` are the municipalities that it is in, or serves.
    """

    neighbourhood: str | None = None
    point: Point | None = None
    serves: tuple[str, ...] = ()
    online: bool = False
    fetches: tuple[str, ...] = ()
    towns: frozenset[str] = frozenset()


def reach_place(calendar: Calendar, there: Where) -> ReachPlace:
    """Return the place of a venue or a location; without a point of its own it is at its neighbourhood's centre."""
    area = neighbourhood_at(calendar, there)
    return ReachPlace(area, measured_at(calendar, there), towns=towns_of(calendar, (area or "",)))


def serving(calendar: Calendar, areas: tuple[str, ...]) -> ReachPlace:
    """Return where something is that comes to people in some areas."""
    return ReachPlace(serves=areas, towns=towns_of(calendar, areas))


def towns_of(calendar: Calendar, areas: Iterable[str]) -> frozenset[str]:
    """Return the municipalities of neighbourhoods, districts and municipalities."""
    known = (calendar.neighbourhoods.get(one) or calendar.districts.get(one) for one in areas)
    found = {one.municipality for one in known if one is not None}
    return frozenset(found | {one for one in areas if one in calendar.municipalities})


def metres_between(one: Point, other: Point) -> float:
    """Return the straight line between two points in metres (equirectangular: exact enough within a region)."""
    north = other.lat - one.lat
    east = (other.lon - one.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(north, east) * METRES_PER_DEGREE


def way(scope: Scope, to: ReachPlace, measure: Measure) -> float | None:
    """Return the length of the way in metres: the straight line from the centre of a scope, times the detour.

    None when one of both is not known.
    """
    if scope.centre is None or to.point is None:
        return None
    return metres_between(scope.centre, to.point) * measure.detour


def minutes(metres: float, measure: Measure) -> float:
    """Return how long somebody walks over so many metres, in minutes."""
    return metres * 60 / (measure.walking_kmh * 1000)


def limit(within: Within, measure: Measure) -> float | None:
    """Return how far away something may be at most, in metres of the way; None for a norm on areas."""
    if within.walk_minutes is not None:
        return within.walk_minutes * measure.walking_kmh * 1000 / 60
    return within.metres


def beyond(metres: float, most: float) -> bool:
    """Tell whether a way is longer than the limit, which itself is near enough (to a millimetre: arithmetic rounds)."""
    return metres > most + 0.001


def near(calendar: Calendar, within: Within, scope: Scope, to: ReachPlace) -> bool | None:
    """Tell whether a place is near enough for a norm when that cannot be measured; None when nobody can say.

    What serves areas is near in each of them, and for a norm on areas the area decides. Where there are no
    points to measure from or to, what is in the neighbourhood itself is near, and of all else nobody can say: it may be
    across the street.
    """
    if to.online:
        return False
    if to.serves:
        return _among(scope, to.serves)
    if within.area is not None:
        return _in_area(calendar, within.area, scope, to)
    return True if _inside(scope, to) else None


def fetched(scope: Scope, to: ReachPlace) -> bool:
    """Tell whether people of a scope are brought there, so that the length of the way no longer matters."""
    return bool(to.fetches) and _among(scope, to.fetches)


def _among(scope: Scope, areas: tuple[str, ...]) -> bool:
    return not scope.areas.isdisjoint(areas)


def _inside(scope: Scope, to: ReachPlace) -> bool:
    return any(to.neighbourhood == part.id for part in scope.parts)


def _in_area(calendar: Calendar, area: str, scope: Scope, to: ReachPlace) -> bool | None:
    if to.neighbourhood is None:
        return None
    if area == "neighbourhood":
        return _inside(scope, to)
    there = calendar.neighbourhoods.get(to.neighbourhood)
    return there is not None and there.municipality == scope.municipality


# --- from everywhere to everywhere -----------------------------------------------------------------------

FAR_AWAY = 15_000
"""From how many metres of the way on nobody would say of something that it nearly counted; it is in another town."""


class WayLengths:
    """The length of the way in metres from each scope to each place, worked out once for all norms."""

    def __init__(self, scopes: list[Scope], measure: Measure) -> None:
        self._homes = scopes
        self._measure = measure
        self._ways: dict[ReachPlace, dict[str, float | None]] = {}

    def to(self, place: ReachPlace) -> dict[str, float | None]:
        """Return the way to a place by neighbourhood; None where it cannot be measured."""
        if place not in self._ways:
            self._ways[place] = {scope.id: way(scope, place, self._measure) for scope in self._homes}
        return self._ways[place]


def is_near(  # noqa: PLR0913, PLR0917 - a norm, both ends of the way, and how it is measured
    calendar: Calendar, norm: Norm, scope: Scope, to: ReachPlace, metres: float | None, measure: Measure
) -> bool | None:
    """Tell whether a place is near enough to a neighbourhood for a norm; None when nobody can say."""
    if fetched(scope, to):
        return True
    most = limit(norm.within, measure)
    return near(calendar, norm.within, scope, to) if most is None or metres is None else not beyond(metres, most)


def is_in_region(place: ReachPlace, metres: float | None, home: str) -> bool:
    """Tell whether people of a municipality would say of a place that it is one of theirs, or not far away.

    ``metres`` is the way to it. Where that cannot be measured the municipality tells; of what is nowhere, and of what
    is in a place that nobody knows, it cannot be told.
    """
    if metres is not None and metres <= FAR_AWAY:
        return True
    return home in place.towns if place.towns else metres is None
