"""Where the middle of each neighbourhood is: from the boundaries of Statistics Netherlands (CBS), as PDOK gives them.

PDOK is where the Dutch government publishes maps. A person opens an address there and saves what it shows: GeoJSON
(RFC 7946) of the neighbourhoods of one municipality. The middle is the centre of gravity of the largest part. Where
that lies outside (a neighbourhood around a lake, or shaped as a horseshoe) it is moved along its parallel to the
middle of the widest stretch that is inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import CannotReadError

MOST = 64 * 1024 * 1024
"""The neighbourhoods of Amsterdam take some 20 MB; all of the Netherlands more than this."""

ADDRESS = (
    "https://api.pdok.nl/cbs/wijken-en-buurten-{year}/ogc/v1/collections/buurten/items"
    "?f=json&limit=1000&gemeentecode={code}"
)
"""Where a person finds the boundaries of a municipality in a year; a thousand is the most that it gives."""

_CODES = ("buurtcode", "bu_code", "statcode")
_DECIMALS = 4
"""Some ten metres; a centre says no more than that."""

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""


def read_centres(path: Path) -> dict[str, Point]:
    """Return the middle of each neighbourhood in a file, by its code (BU…).

    Raises CannotReadError when it is no such file.
    """
    try:
        if path.stat().st_size > MOST:
            raise CannotReadError(
                N_("{file} is larger than {most} MB. Take the neighbourhoods of your municipality only."),
                file=path.name,
                most=MOST // 1024 // 1024,
            )
        root = json.loads(path.read_bytes())
    except OSError as error:
        raise CannotReadError("{file}: {error}", file=path.name, error=error.strerror) from error
    except (ValueError, RecursionError) as error:
        raise CannotReadError(_NO_MAP, file=path.name) from error
    features = root.get("features") if isinstance(root, dict) else None
    found = dict(_centres(features if isinstance(features, list) else []))
    if not found:
        raise CannotReadError(_NO_MAP, file=path.name)
    return found


_NO_MAP = N_(
    "{file} is no map of neighbourhoods with their codes (GeoJSON in degrees). Open the address again, and save what "
    "it shows as a file."
)


def _centres(features: list[Any]) -> Iterator[tuple[str, Point]]:
    for feature in features:
        if not isinstance(feature, dict) or not isinstance(facts := feature.get("properties"), dict):
            continue
        known = {name.lower(): value for name, value in facts.items()}
        code = next((known[name] for name in _CODES if isinstance(known.get(name), str)), "").upper()
        rings = list(_outlines(feature.get("geometry")))
        if code.startswith("BU") and rings:
            yield code, _middle(max(rings, key=lambda ring: abs(_surface(ring))))


def _outlines(geometry: Any) -> Iterator[list[Point]]:
    """Yield the outer ring of each polygon that is in the Netherlands, in degrees."""
    kind, parts = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else (None, None)
    polygons = [parts] if kind == "Polygon" else parts if kind == "MultiPolygon" else []
    for polygon in polygons if isinstance(polygons, list) else []:
        ring = polygon[0] if isinstance(polygon, list) and polygon else None
        points = [_point(pair) for pair in ring] if isinstance(ring, list) else []
        known = [point for point in points if point is not None]
        if len(known) > 3 and len(known) == len(points) and _surface(known):
            yield known


def _point(pair: Any) -> Point | None:
    """Take a pair of GeoJSON, longitude first; None when it is not in the European Netherlands."""
    if not isinstance(pair, list) or len(pair) < 2 or not all(type(one) in {int, float} for one in pair[:2]):
        return None
    lon, lat = pair[:2]
    return (lat, lon) if isfinite(lat) and isfinite(lon) and 50 < lat < 54 and 3 < lon < 8 else None


def _surface(ring: Sequence[Point]) -> float:
    return sum(one[1] * other[0] - other[1] * one[0] for one, other in pairwise([*ring, ring[0]])) / 2


def _middle(ring: list[Point]) -> Point:
    # Degrees of latitude and longitude have other lengths, which moves no centre of gravity: it is affine.
    base = ring[0]  # near numbers first, or the difference between large products would lose the metres
    near = [(lat - base[0], lon - base[1]) for lat, lon in ring]
    whole = _surface(near)
    lat = lon = 0.0
    for one, other in pairwise([*near, near[0]]):
        part = one[1] * other[0] - other[1] * one[0]
        lat += (one[0] + other[0]) * part
        lon += (one[1] + other[1]) * part
    lat, lon = base[0] + lat / (6 * whole), base[1] + lon / (6 * whole)
    crossings = sorted(
        one[1] + (lat - one[0]) * (other[1] - one[1]) / (other[0] - one[0])
        for one, other in pairwise([*ring, ring[0]])
        if (one[0] > lat) != (other[0] > lat)
    )
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if stretches and not any(west <= lon <= east for west, east in stretches):
        west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
        lon = (west + east) / 2
    return round(lat, _DECIMALS), round(lon, _DECIMALS)
