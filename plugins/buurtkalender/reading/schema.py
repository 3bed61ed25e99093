"""JSON Schemas of the content files, for editors that complete and check while one types.

They come from the same tables as the reading. An editor's YAML parser turns ``yes``, ``12`` and ``2.50`` into values
of their own, so the schemas allow those beside the text.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from buurtkalender.reading.fields import Record
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_calendar import ALL_PICKED_UP, HOLIDAYS, VOCABULARY
from buurtkalender.reading.records_norms import NORMS
from buurtkalender.reading.records_places import NEIGHBOURHOODS, VENUE

DRAFT = "https://json-schema.org/draft/2020-12/schema"

FILES: dict[str, tuple[str, Record, str]] = {
    "activity": ("An activity", ACTIVITY, "content/activities/<organisation>/<activity>.yaml"),
    "organisation": ("An organisation", ORGANISATION, "content/organisations/<organisation>.yaml"),
    "venue": ("A venue", VENUE, "content/venues/<venue>.yaml"),
    "neighbourhoods": (
        "The neighbourhoods of a municipality",
        NEIGHBOURHOODS,
        "content/neighbourhoods/<municipality>.yaml",
    ),
    "vocabulary": ("The vocabulary", VOCABULARY, "content/calendar/vocabulary.yaml"),
    "norms": ("The norms", NORMS, "content/calendar/norms.yaml"),
    "picked-up": ("Who works on what is missing", ALL_PICKED_UP, "content/calendar/picked-up.yaml"),
    "holidays": ("School holidays and closures", HOLIDAYS, "content/calendar/holidays.yaml"),
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of content file, by name."""
    made = {}
    for name, (title, record, place) in FILES.items():
        schema = record.schema()
        if name == "activity":
            schema["anyOf"] = [{"required": [place]} for place in ("venue", "location", "online", "serves")]
        made[name] = {"$schema": DRAFT, "title": title, "description": f"The file {place}.", **schema}
    return made


@cache
def words() -> tuple[frozenset[str], frozenset[str]]:
    """Return all keys of the format, and all its fixed words."""
    keys: set[str] = set()
    fixed: set[str] = set()
    waiting: list[Any] = list(schemas().values())
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            keys.update(one.get("properties", ()))
            fixed.update(word for word in one.get("enum", ()) if isinstance(word, str))
            waiting += one.values()
    return frozenset(keys), frozenset(fixed)
