"""A map of the neighbourhoods as SVG, made at build time: every area a link, and no request to anybody.

Areas with a boundary are drawn as they are. Of areas that only have a centre the map shows which place is nearest to
which centre (a Voronoi diagram), so that no two overlap however near they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import cos, hypot, radians
from typing import NamedTuple

from markupsafe import Markup, escape

from buurtkalender.domain.model import Municipality, Neighbourhood

WIDTH = 600.0
MARGIN = 60.0
GAP = 3.0
LINE = 13.0
"""How high a line of a name is, and how wide its letters are: about as wide as those of the sheets' fonts."""
LETTER = 7.0
XY = tuple[float, float]


class MapArea(NamedTuple):
    """A neighbourhood on the map: where it leads, a number to show, and a class to colour it by."""

    neighbourhood: Neighbourhood
    url: str
    number: int
    kind: str
    word: str = ""


def draw(areas: Iterable[MapArea], title: str, municipalities: Mapping[str, Municipality]) -> Markup:
    """Return the map: with several municipalities one of each, for they may lie far apart.

    There is none of a municipality of which fewer than three areas have a place.
    """
    by_town: dict[str, list[MapArea]] = {}
    for area in areas:
        if area.neighbourhood.centre is not None:
            by_town.setdefault(area.neighbourhood.municipality, []).append(area)
    drawn = {town: _drawn(some, title) for town, some in by_town.items() if len(some) >= 3}
    if len(by_town) < 2:
        return Markup().join(drawn.values())
    names = {town: municipalities[town].name for town in drawn}
    return Markup().join(Markup("<p><b>{}</b></p>").format(names[town]) + one for town, one in drawn.items())


def _drawn(placed: Sequence[MapArea], title: str) -> Markup:
    project, height = _projection(placed)
    centres = [
        project(area.neighbourhood.centre.lat, area.neighbourhood.centre.lon)
        for area in placed
        if area.neighbourhood.centre
    ]
    parts = [f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="group" aria-label="{escape(title)}">']
    for index, area in enumerate(placed):
        rings = list(_rings(area.neighbourhood, project)) or [_cell(index, centres, height)]
        path = "".join(f"M{' '.join(f'{x:.0f},{y:.0f}' for x, y in ring)}z" for ring in rings if ring)
        x, y = _middle(rings[0]) if rings[0] else centres[index]
        name = escape(area.neighbourhood.name)
        said = f"{name}: {area.word or area.number}"
        parts.append(
            f'<a href="{escape(area.url)}" aria-label="{said}"><title>{said}</title>'
            f'<path class="{area.kind}" d="{path}"/>'
            f'<text x="{x:.0f}" y="{y:.0f}">{area.number}</text>'
            f"{_name_in(rings[0], (x, y), area.neighbourhood.name)}</a>"
        )
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - names are escaped above


def _name_in(ring: Sequence[XY], middle: XY, name: str) -> str:
    """Return an area's name, below its number, where the area has room for it; a narrow screen does not show it."""
    x, y = middle
    for lines in _lines(name):
        rows = [y + 19 + LINE * number for number in range(len(lines))]
        if all(_fits(ring, x, row, len(line)) for row, line in zip(rows, lines, strict=True)):
            spans = "".join(
                f'<tspan x="{x:.0f}" y="{row:.0f}">{escape(line)}</tspan>'
                for row, line in zip(rows, lines, strict=True)
            )
            return f'<text class="name">{spans}</text>'
    return ""


def _lines(name: str) -> Iterator[list[str]]:
    """Yield a name on one line, on two of about the same length, and with each word on a line of its own."""
    words = _WORD.findall(name)
    yield [name]
    halves = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    if halves:
        yield min(halves, key=lambda half: max(map(len, half)))
    if len(words) > 2:
        yield words


_WORD = re.compile(r"\S*\w\S*(?: \W+(?= |$))*")
"""A word, with signs behind it that stand alone."""


def _fits(ring: Sequence[XY], x: float, y: float, letters: int) -> bool:
    """Whether a line of so many letters around ``x`` stays inside, at its top and at its foot."""
    half = letters * LETTER / 2 + GAP
    for row in (y - LINE / 2, y + LINE / 2):
        crossed = [
            ax + (bx - ax) * (row - ay) / (by - ay)
            for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (ay <= row) != (by <= row)
        ]
        left, right = [at for at in crossed if at <= x], [at for at in crossed if at > x]
        if len(left) % 2 == 0 or x - max(left) < half or min(right) - x < half:
            return False
    return True


class _Projection(NamedTuple):
    """Degrees to the map's units, with a degree of longitude as wide as it is at this latitude."""

    west: float
    north: float
    squeeze: float
    scale: float

    def __call__(self, lat: float, lon: float) -> XY:
        return (
            (lon - self.west) * self.squeeze * self.scale + MARGIN,
            (self.north - lat) * self.scale + MARGIN,
        )


def _projection(areas: Sequence[MapArea]) -> tuple[_Projection, float]:
    points = [point for area in areas for point in _points(area.neighbourhood)]
    south, north = min(lat for lat, _lon in points), max(lat for lat, _lon in points)
    west, east = min(lon for _lat, lon in points), max(lon for _lat, lon in points)
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, (north - south) / 2, 1e-6)
    projection = _Projection(west, north, squeeze, scale)
    return projection, (north - south) * scale + 2 * MARGIN


def _points(area: Neighbourhood) -> Iterator[tuple[float, float]]:
    if area.centre:
        yield area.centre.lat, area.centre.lon
    for ring in _boundary(area):
        for lon, lat, *_height in ring:
            yield lat, lon


def _boundary(area: Neighbourhood) -> list[list[list[float]]]:
    """Return the outer rings of a GeoJSON Polygon or MultiPolygon."""
    shape = area.boundary or {}
    if shape.get("type") == "Polygon":
        return [shape["coordinates"][0]]
    if shape.get("type") == "MultiPolygon":
        return [polygon[0] for polygon in shape["coordinates"]]
    return []


def _rings(area: Neighbourhood, project: _Projection) -> Iterator[list[XY]]:
    for ring in _boundary(area):
        yield [project(lat, lon) for lon, lat, *_height in ring]


def _cell(index: int, centres: Sequence[XY], height: float) -> list[XY]:
    """Return the part of the map that is nearer to this centre than to any other, with a gap around it."""
    x, y = centres[index]
    reach = WIDTH / 4.5  # areas at the edge end somewhere too
    ring = [(x + reach * dx, y + reach * dy) for dx, dy in _OCTAGON]
    ring = [(min(max(px, 4.0), WIDTH - 4.0), min(max(py, 4.0), height - 4.0)) for px, py in ring]
    for other, (ox, oy) in enumerate(centres):
        length = hypot(ox - x, oy - y)
        if other != index and length > 0:
            nx, ny = (ox - x) / length, (oy - y) / length
            ring = _cut(ring, nx, ny, nx * x + ny * y + length / 2 - GAP)
    return ring


_OCTAGON = ((1, 0.41), (0.41, 1), (-0.41, 1), (-1, 0.41), (-1, -0.41), (-0.41, -1), (0.41, -1), (1, -0.41))


def _cut(ring: list[XY], nx: float, ny: float, limit: float) -> list[XY]:
    """Keep what lies on the near side of a line (Sutherland and Hodgman, for one edge)."""
    kept: list[XY] = []
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        a, b = ax * nx + ay * ny - limit, bx * nx + by * ny - limit
        if a <= 0:
            kept.append((ax, ay))
        if (a < 0 < b) or (b < 0 < a):
            part = a / (a - b)
            kept.append((ax + (bx - ax) * part, ay + (by - ay) * part))
    return kept


def _middle(ring: Sequence[XY]) -> XY:
    """Return the centre of gravity of a ring, where its number stands; of a ring without a surface its first point."""
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = ax * by - bx * ay
        twice, x, y = twice + part, x + (ax + bx) * part, y + (ay + by) * part
    return (x / (3 * twice), y / (3 * twice)) if abs(twice) > 1e-6 else ring[0]
