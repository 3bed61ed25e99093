"""What `start` takes in: downloads of CBS and PDOK, and what people type.

PDOK is where the Dutch government publishes maps. A person opens an address there and saves what it shows: GeoJSON
(RFC 7946) of the neighbourhoods of one municipality. The middle is the centre of gravity of the largest part. Where
that lies outside (a neighbourhood around a lake, or shaped as a horseshoe) it is moved along its parallel to the
middle of the widest stretch that is inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from buurtkalender.domain.model import Calendar
from buurtkalender.form.choices import ChoiceOption, RefusedError, comparable, one_of
from buurtkalender.reading.fields import FieldKind
from buurtkalender.reading.fields_contact import EMAIL
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.importing.kwb import read_kwb, year_of
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import CannotReadError

MOST = 64 * 1024 * 1024
"""The neighbourhoods of Amsterdam take some 20 MB; all of the Netherlands more than this."""

CENTRES_ADDRESS = (
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


# --- downloads -------------------------------------------------------------------------------------------
# Files that a person downloads for `start`: found where browsers put them, read once.

LIST_ADDRESS = "https://download.cbs.nl/regionale-kaarten/kwb-2024.xlsx"
"""Where CBS has the list. It adds a year now and then; an earlier list does not go away."""

YEAR = 2024

_LISTS = ("kwb*.xlsx", "KWB*.xlsx")
_MAPS = ("*.json", "*.geojson")
_MAP_NAME = re.compile(r"items|buurt|neighbourhood", re.IGNORECASE)
_DONE = frozenset({"klaar", "gedaan", "ja", "done", "ok"})
_LARGEST_LOOK = 64 * 1024 * 1024

kwb_at = lru_cache(maxsize=2)(read_kwb)
"""The list in a file; it has some 18,000 rows, and every question about it needs them."""

centres_at = lru_cache(maxsize=2)(read_centres)


class Downloads:
    """The folders in which to look: where the person is, and where the browser puts what it downloads."""

    def __init__(
        self, folders: Iterable[Path], texts: Translator, say: Callable[[str], None], named: Path | None = None
    ) -> None:
        self._folders = tuple(dict.fromkeys(folders))
        self._texts = texts
        self._say = say
        self._named = named

    def lists(self) -> Path | None:
        """Return the list of CBS that was named, else the newest that is there."""
        if self._named is not None:
            return self._named
        found = list(self._found(_LISTS))
        return max(found, key=lambda path: (year_of(path) or 0, path.stat().st_mtime), default=None)

    def maps(self, code: str) -> Path | None:
        """Return the newest file with the boundaries of this municipality (GM0352)."""
        wanted = f'"{code}"'.encode()
        found = [path for path in self._found(_MAPS) if _MAP_NAME.search(path.name) and _holds(path, wanted)]
        return max(found, key=lambda path: path.stat().st_mtime, default=None)

    def list_of(self, text: str) -> Path:
        """Take what somebody typed for the list of CBS: a file, or that it is there now."""
        path = self._path(text, self.lists(), N_("There is no kwb-….xlsx in {folders} yet."))
        self._say("  " + self._texts.gettext(N_("Reading {file} …")).format(file=path.name))
        try:
            kwb_at(path)
        except CannotReadError as error:
            raise RefusedError("{said}", said=error.message.shown(self._texts)) from error
        return path

    def map_of(self, text: str, code: str) -> Path:
        """Take what somebody typed for the map of a municipality: a file, or that it is there now."""
        path = self._path(text, self.maps(code), N_("There is no map of your municipality in {folders} yet."))
        try:
            found = centres_at(path)
        except CannotReadError as error:
            raise RefusedError("{said}", said=error.message.shown(self._texts)) from error
        if not any(key[2:6] == code[2:] for key in found):
            raise RefusedError(N_("{file} has no neighbourhood of {code}."), file=path.name, code=code)
        return path

    def _path(self, text: str, found: Path | None, nothing: str) -> Path:
        if comparable(text) in _DONE:
            if found is None:
                raise RefusedError(nothing, folders=", ".join(str(folder) for folder in self._folders))
            return found
        path = Path(text.strip().strip("\"'")).expanduser()
        if not path.is_file():
            raise RefusedError(N_("There is no file {file}. Write where it is, or: done."), file=text)
        return path

    def _found(self, patterns: Iterable[str]) -> Iterator[Path]:
        for folder in self._folders:
            for pattern in patterns:
                yield from (path for path in folder.glob(pattern) if path.is_file())


def _holds(path: Path, wanted: bytes) -> bool:
    if path.stat().st_size > _LARGEST_LOOK:
        return False
    return wanted in path.read_bytes()


# --- answers ---------------------------------------------------------------------------------------------
# What people type becomes what the settings want. Each function raises RefusedError with what to write instead.

LONGEST_NAME = 120
"""Of a place or an organisation, in characters, as the content files have it."""

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_REMOTE = re.compile(r"(?:ssh://)?(?:[\w.-]+@)?([\w.-]+\.[a-z]+)[:/](?!/)([\w./-]+?)(?:\.git)?/?", re.IGNORECASE)
_WEB = re.compile(r"https://(?:[^/@\s]+@)?([\w.-]+\.[a-z]+/[\w./-]+?)(?:\.git)?/?", re.IGNORECASE)
_CODE = re.compile(r"(?:gm)?\s*0*(\d{1,4})", re.IGNORECASE)

_OTHER_NAMES = {"GM0518": ("Den Haag",), "GM0796": ("Den Bosch",)}
"""What people call the two municipalities that CBS calls otherwise."""


def name(text: str) -> str:
    """Return the name of something, on one line."""
    text = " ".join(text.split())
    if not comparable(text):
        raise RefusedError(N_("“{text}” is no name: write at least one letter."), text=text)
    if len(text) > LONGEST_NAME:
        raise RefusedError(N_("This is too long: use at most {most} characters."), most=LONGEST_NAME)
    return text


def names(text: str) -> tuple[str, ...]:
    """Return the names of neighbourhoods, with commas or new lines between."""
    found = [name(one) for one in re.split(r"[,;\n]", text) if one.strip()]
    if not found:
        raise RefusedError(N_("Write the names with commas between."))
    return tuple({comparable(one): one for one in found}.values())


def site_address(text: str) -> str:
    """Return the address of a site: https, and without a path, for the site's addresses start at the root."""
    scheme, _, rest = text.strip().rpartition("://")
    host, _, path = rest.partition("/")
    host = host.lower()
    if scheme.lower() not in {"", "https", "http"} or not _HOST.fullmatch(host):
        raise RefusedError(N_("“{text}” is no web address. Write it as kalender.mijngemeente.nl"), text=text)
    if path.strip("/"):
        raise RefusedError(
            N_("The site needs an address of its own, without /{path} behind it. Write it as kalender.mijngemeente.nl"),
            path=path,
        )
    return f"{scheme.lower() or 'https'}://{host}"


def https(text: str) -> str:
    """Return a web address that starts with https."""
    text = text.strip()
    address = text if "://" in text else f"https://{text}"
    host = address.partition("://")[2].partition("/")[0].partition(":")[0]
    if not address.startswith("https://") or not _HOST.fullmatch(host.lower()) or any(map(str.isspace, address)):
        raise RefusedError(N_("“{text}” is no web address. Write it as https://formulier.mijngemeente.nl"), text=text)
    return address


def repository(text: str) -> str:
    """Return the web address of a repository, also for what git calls its remote."""
    found = remote(text.strip())
    return found or https(text).rstrip("/").removesuffix(".git")


def remote(text: str) -> str | None:
    """Return the web address of what git calls a remote; None when it is not on the web."""
    if match := _WEB.fullmatch(text):
        return f"https://{match[1]}"
    match = _REMOTE.fullmatch(text)
    return f"https://{match[1]}/{match[2]}" if match else None


def uid_host(text: str) -> str:
    """Return what stands behind the @ of every UID: letters, digits, dots and hyphens."""
    text = text.strip().lower()
    if not _HOST.fullmatch(text):
        raise RefusedError(N_("“{text}” will not do. Write it as kalender.mijngemeente.nl"), text=text)
    return text


def code(text: str) -> str:
    """Return the code of a municipality, GM and four digits."""
    match = _CODE.fullmatch(text.strip())
    if not match or not int(match[1]):
        raise RefusedError(N_("“{text}” is no code of a municipality. Write GM and four digits: GM0352"), text=text)
    return f"GM{int(match[1]):04}"


def municipality(known: Mapping[str, str]) -> Callable[[str], str]:
    """Return a parser for the name or code of a municipality in the list of CBS; it gives the code."""
    return one_of(
        [
            ChoiceOption(key, label, (key[2:], key[2:].lstrip("0"), *_OTHER_NAMES.get(key, ())))
            for key, label in known.items()
        ]
    )


def host(calendar: Calendar) -> Callable[[str], str]:
    """Return a parser for an organisation: its identifier when there is one of that name, else the new name."""
    known = {comparable(word): one.id for one in calendar.organisations.values() for word in (one.id, one.name)}
    known.pop("", None)
    return lambda text: known.get(comparable(text)) or name(text)


def email(texts: Translator) -> Callable[[str], str]:
    """Return a parser for an e-mail address, as the content files have it."""
    return lambda text: str(_kept(EMAIL, text.strip(), texts))


def _kept(kind: FieldKind, text: str, texts: Translator) -> object:
    notes = FileNotes("")
    value = kind.parse(text, Scalar(text, 1, 1), notes)
    if notes.problems:
        raise RefusedError("{said}", said=notes.problems[0].text(texts))
    return value
