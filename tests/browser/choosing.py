"""What there is to choose, worked out from the open data alone: what the search page has to count too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from expand import rows
from town import TODAY

LOOKED_AT = 26
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
FACTS = ("gratis", "rolstoel", "binnenlopen", "alleen-komen", "zonder-aanmelden", "kinderen-welkom", "kinderopvang")
Row = dict[str, Any]
Wanted = Mapping[str, str]
"""What is asked for: a name as in the address, and a value; of days and parts of them several, with a space between."""


class Offer:
    """What a site offers, by the files in its output and the words in its content."""

    def __init__(self, output: Path, content: Path) -> None:
        vocabulary = yaml.safe_load((content / "calendar" / "vocabulary.yaml").read_text())
        self.audiences = {term["id"]: term.get("ages") for term in vocabulary["audiences"]}
        self.activities = [row for row in rows(output, "activities") if row["status"] != "ended"]
        self.venues = {row["id"]: row for row in rows(output, "venues")}
        self.areas = {}
        for file in (content / "neighbourhoods").glob("*.yaml"):
            for district in yaml.safe_load(file.read_text())["districts"]:
                for area in district["neighbourhoods"]:
                    self.areas[area["id"]] = {area["id"], district["id"], file.stem}
        coming: dict[str, list[Row]] = {}
        for row in rows(output, "occurrences"):
            if row["start"] >= TODAY.isoformat() and row["status"] == "confirmed":
                coming.setdefault(row["activity"], []).append(row)
        self.coming = {name: some[:LOOKED_AT] for name, some in coming.items()}
        self.activities += [visit for row in self.activities for visit in self._visits(row)]
        self.facts = {row["id"]: self._facts(row) for row in self.activities}
        self.slots = {row["id"]: self._slots(row) for row in self.activities}

    def fitting(self, wanted: Wanted) -> set[str]:
        """Return the titles of what fits all that is wanted."""
        return {row["title"] for row in self.activities if self._fits(row, wanted)}

    def number(self, wanted: Wanted) -> int:
        """Return how many fit."""
        return len({row["url"] for row in self.activities if self._fits(row, wanted)})

    def _visits(self, row: Row) -> list[Row]:
        """Return an activity at each other place where it is for once; what has no place of its own comes to people."""
        if not (row.get("venue") or row.get("location")):
            return []
        usual = row.get("venue"), row.get("room"), row.get("location", {}).get("name")
        found: dict[tuple[str | None, ...], Row] = {}
        for one in list(self.coming.get(row["id"], ())):
            place = one["venue"], one.get("room"), one.get("location")
            if place == usual:
                continue
            names = dict(
                zip(("venue", "room", "location", "neighbourhood"), (*place, one["neighbourhood"]), strict=True)
            )
            visit = found.setdefault(place, {**row, "id": f"{row['id']} at {place}", **names, "access": {}})
            self.coming.setdefault(visit["id"], []).append(one)
            self.coming[row["id"]].remove(one)
        return list(found.values())

    def _fits(self, row: Row, wanted: Wanted) -> bool:
        facts, slots = self.facts[row["id"]], self.slots[row["id"]]
        days, parts = (wanted.get(name, "").split() for name in ("dag", "deel"))
        checks = {
            "buurt": lambda area: self._is_in(row, area),
            "thema": lambda theme: theme in row["themes"],
            "doelgroep": lambda audience: audience in (*row.get("audiences", ()), *row.get("audiences_by_age", ())),
            "leeftijd": lambda age: self._admits(row, int(age)),
            "dag": lambda _: any(day in days and (not parts or part in parts) for day, part in slots),
            "deel": lambda _: any(part in parts and (not days or day in days) for day, part in slots),
            **{name: lambda _, name=name: facts[name] for name in FACTS},
        }
        return all(checks[name](value) for name, value in wanted.items())

    def _is_in(self, row: Row, area: str) -> bool:
        if row.get("venue") or row.get("location"):
            found: str | None = row.get("neighbourhood")
            return found == area
        return not self.areas[area].isdisjoint(row.get("serves", ()))

    def _facts(self, row: Row) -> dict[str, bool]:
        signup, venue = row.get("signup"), self.venues.get(row.get("venue", ""), {})
        room: Row = next((one for one in venue.get("rooms", ()) if one["id"] == row.get("room")), {})
        places = (row.get("access", {}), room.get("access", {}), venue.get("access", {}))
        wheelchair = next((place["wheelchair"] for place in places if "wheelchair" in place), None)
        return {
            "gratis": row.get("cost", {}).get("amount") == 0 and row["cost"].get("free", True),
            "rolstoel": wheelchair is True or "wheelchair" in room.get("facilities", ()),
            "binnenlopen": row.get("drop_in") is True,
            "alleen-komen": row.get("come_alone") is True,
            "kinderen-welkom": row.get("families", {}).get("children_welcome") is True,
            "kinderopvang": row.get("families", {}).get("childcare", {}).get("offered") is True,
            "zonder-aanmelden": not signup["required"] if signup else row.get("drop_in") is True,
        }

    def _admits(self, row: Row, age: int) -> bool:
        if "ages" in row:
            return bool(row["ages"]["lowest"] <= age <= (row["ages"].get("highest") or 120))
        named = [text for one in row.get("audiences", ()) if (text := self.audiences[one])]
        ends = [[int(end) for end in re.split(r"[-+]", text) if end] for text in named]
        return not ends or min(low for low, *_ in ends) <= age <= max(high[-1] if high else 120 for _, *high in ends)

    def _slots(self, row: Row) -> set[tuple[str, str]]:
        return {slot for one in self.coming.get(row["id"], ()) for slot in _slots(one, row)}


def _slots(occurrence: Row, row: Row) -> set[tuple[str, str]]:
    """Return the day of the week and the parts of the day in which something is open, or else begins."""
    start, end = (datetime.fromisoformat(occurrence[name]) for name in ("start", "end"))
    day = DAYS[start.weekday()]
    if occurrence.get("all_day"):
        return {(day, "ochtend"), (day, "middag")}
    hours = start.hour + start.minute / 60
    until = hours + (end - start).total_seconds() / 3600 if row.get("drop_in") else hours
    bounds = {"ochtend": (0.0, 12.0), "middag": (12.0, 17.0), "avond": (17.0, 48.0)}
    return {(day, part) for part, (low, high) in bounds.items() if hours < high and (hours >= low or until > low)}
