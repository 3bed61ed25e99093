"""Which lists a site has and what is in them, worked out from the published data and the content alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from expand import rows
from projects import Project

Row = dict[str, Any]
Areas = dict[str, tuple[str, str]]
"""The district and the municipality of each neighbourhood."""

_TERMS = {"themes": "themas", "goals": "doelen", "audiences": "doelgroepen"}

PAIR = re.compile(r"/buurten/[^/]+/[^/]+/[^/]+/")
"""The address of a list of two facets: a theme or an audience in one neighbourhood."""


@cache
def activities_of(site: Project) -> dict[str, Row]:
    """Return the rows of the activities, by identifier."""
    return {row["id"]: row for row in rows(site.output, "activities")}


def lists_of(site: Project) -> dict[str, list[Row]]:
    """Return the activities of every list, by the list's address; each in the order of identifiers."""
    areas = areas_of(site.content)
    venues = {row["id"]: row for row in rows(site.output, "venues")}
    found: dict[str, list[Row]] = {path: [] for path in _lasting_lists(site, areas, venues)}
    for row in rows(site.output, "activities"):
        if row["status"] != "ended":
            for path in found_at(row, areas, venues):
                found.setdefault(path, []).append(row)
    for row in rows(site.output, "occurrences"):
        if row["neighbourhood"] and is_elsewhere(site, row):
            for path in _pairs(activities_of(site)[row["activity"]], {row["neighbourhood"]}):
                found.setdefault(path, [])
    return found


def is_elsewhere(site: Project, row: Row) -> bool:
    """Whether an occurrence is not where its activity usually is."""
    usual = activities_of(site)[row["activity"]]
    return (row["venue"], row.get("room"), row.get("location")) != (
        usual.get("venue"),
        usual.get("room"),
        usual.get("location", {}).get("name"),
    )


def held_at(site: Project, row: Row) -> Row:
    """Return the activity of an occurrence as it is this time: what it says of access is said of its own place."""
    activity = activities_of(site)[row["activity"]]
    if not is_elsewhere(site, row):
        return activity
    own = {"venue", "room", "location", "neighbourhood", "access"}
    others = {name: value for name, value in activity.items() if name not in own}
    return others | {name: row[name] for name in ("venue", "room", "location", "neighbourhood") if row.get(name)}


def visits_of(site: Project) -> dict[str, list[Row]]:
    """Return, by list, the occurrences that are in it because of where they are, while their activity is not."""
    areas, venues = areas_of(site.content), {row["id"]: row for row in rows(site.output, "venues")}
    found: dict[str, list[Row]] = {}
    for row in rows(site.output, "occurrences"):
        if is_elsewhere(site, row):
            usual = found_at(activities_of(site)[row["activity"]], areas, venues)
            for path in found_at(held_at(site, row), areas, venues) - usual:
                found.setdefault(path, []).append(row)
    return found


def told_at(site: Project, row: Row, areas: Areas, venues: dict[str, Row]) -> set[str]:
    """Return the lists that an occurrence is in, or that say where it is this time, on the day on which it is."""
    paths = found_at(held_at(site, row), areas, venues)
    usual = activities_of(site)[row["activity"]]
    stays = row["moved_from"] is None or row["moved_from"][:10] == row["start"][:10]
    comes = "venue" not in usual and "location" not in usual
    return paths | found_at(usual, areas, venues) if is_elsewhere(site, row) and (stays or comes) else paths


def _lasting_lists(site: Project, areas: Areas, venues: dict[str, Row]) -> Iterator[str]:
    """Yield the lists that are there with or without activities."""
    yield from ("/", *_FACTS)
    for area, (district, municipality) in areas.items():
        yield from (f"/buurten/{area}/", f"/wijken/{district}/", f"/gemeenten/{municipality}/")
    words = yaml.safe_load((site.content / "calendar" / "vocabulary.yaml").read_text())
    yield from (f"/{path}/{term['id']}/" for kind, path in _TERMS.items() for term in words[kind])
    yield from (f"/organisaties/{one['id']}/" for one in rows(site.output, "organisations"))
    for venue in venues.values():
        yield f"/locaties/{venue['id']}/"
        yield from (f"/locaties/{venue['id']}/ruimtes/{room['id']}/" for room in venue.get("rooms", ()))


def found_at(row: Row, areas: Areas, venues: dict[str, Row]) -> set[str]:
    """Return the addresses of the lists that an activity is in."""
    reached = _reached(row, areas)
    paths = {"/"} | {path for path, holds in _FACTS.items() if holds(row, venues)} | _pairs(row, reached)
    paths.update(f"/{path}/{term}/" for kind, path in _TERMS.items() for term in row.get(kind, ()))
    paths.update(f"/doelgroepen/{one}/" for one in row.get("audiences_by_age", ()))
    paths.update(f"/organisaties/{one}/" for one in (row["organisation"], *row.get("partners", ())))
    for area in reached:
        paths |= {f"/buurten/{area}/", f"/wijken/{areas[area][0]}/", f"/gemeenten/{areas[area][1]}/"}
    if "venue" in row:
        paths.add(f"/locaties/{row['venue']}/")
        if "room" in row:
            paths.add(f"/locaties/{row['venue']}/ruimtes/{row['room']}/")
    return paths


def _pairs(row: Row, places: set[str]) -> set[str]:
    kinds = (("themes", "themas"), ("audiences", "doelgroepen"), ("audiences_by_age", "doelgroepen"))
    return {f"/buurten/{at}/{path}/{term}/" for at in places for kind, path in kinds for term in row.get(kind, ())}


def areas_of(content: Path) -> Areas:
    """Return the district and the municipality of each neighbourhood."""
    return {
        area["id"]: (district["id"], file.stem)
        for file in (content / "neighbourhoods").glob("*.yaml")
        for district in yaml.safe_load(file.read_text())["districts"]
        for area in district["neighbourhoods"]
    }


def _reached(row: Row, areas: Areas) -> set[str]:
    """Return where an activity is, or whom it reaches when it has no place of its own."""
    if "venue" in row or "location" in row:
        return {row["neighbourhood"]} if "neighbourhood" in row else set()
    return {area for area, around in areas.items() if {area, *around} & set(row.get("serves", ()))}


def _wheelchair(row: Row, venues: dict[str, Row]) -> bool | None:
    venue = venues.get(row.get("venue", ""), {})
    room = next((one for one in venue.get("rooms", ()) if one["id"] == row.get("room")), {})
    for place in (row, room, venue):
        if "wheelchair" in place.get("access", {}):
            return bool(place["access"]["wheelchair"])
    return None


_FACTS: dict[str, Callable[[Row, dict[str, Row]], bool | None]] = {
    "/gratis/": lambda row, _venues: row.get("cost", {}).get("amount") == 0 and row["cost"].get("free", True),
    "/rolstoel/": _wheelchair,
    "/binnenlopen/": lambda row, _venues: row.get("drop_in"),
    "/alleen-komen/": lambda row, _venues: row.get("come_alone"),
    "/kinderen-welkom/": lambda row, _venues: row.get("families", {}).get("children_welcome"),
    "/kinderopvang/": lambda row, _venues: row.get("families", {}).get("childcare", {}).get("offered"),
    "/zonder-aanmelden/": lambda row, _venues: (
        not row["signup"]["required"] if "signup" in row else bool(row.get("drop_in"))
    ),
}
