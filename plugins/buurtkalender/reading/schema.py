"""JSON Schemas of the content files, for editors that complete and check while one types.

They come from the same tables as the reading. An editor's YAML parser turns ``yes``, ``12`` and ``2.50`` into values
of their own, so the schemas allow those beside the text. What a key means is told in the language of who reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from buurtkalender.reading.fields import Record
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_calendar import ALL_PICKED_UP, ALL_SYNONYMS, HOLIDAYS, VOCABULARY
from buurtkalender.reading.records_norms import NORMS
from buurtkalender.reading.records_places import NEIGHBOURHOODS, VENUE
from buurtkalender.words.catalogues import N_, Translator

DRAFT = "https://json-schema.org/draft/2020-12/schema"

FILES: dict[str, tuple[str, Record, str]] = {
    "activity": (N_("An activity"), ACTIVITY, "content/activities/<organisation>/<activity>.yaml"),
    "organisation": (N_("An organisation"), ORGANISATION, "content/organisations/<organisation>.yaml"),
    "venue": (N_("A venue"), VENUE, "content/venues/<venue>.yaml"),
    "neighbourhoods": (
        N_("The neighbourhoods of a municipality"),
        NEIGHBOURHOODS,
        "content/neighbourhoods/<municipality>.yaml",
    ),
    "vocabulary": (N_("The vocabulary"), VOCABULARY, "content/calendar/vocabulary.yaml"),
    "words": (N_("Words that people search with"), ALL_SYNONYMS, "content/calendar/words.yaml"),
    "norms": (N_("The norms"), NORMS, "content/calendar/norms.yaml"),
    "picked-up": (N_("Who works on what is missing"), ALL_PICKED_UP, "content/calendar/picked-up.yaml"),
    "holidays": (N_("School holidays and closures"), HOLIDAYS, "content/calendar/holidays.yaml"),
}


def content_schemas(texts: Translator | None = None) -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of content file, by name; ``texts`` say what keys mean, else plain English."""
    _ = texts.gettext if texts else _as_it_is
    made = {}
    for name, (title, record, place) in FILES.items():
        schema = record.schema()
        if name == "activity":
            schema["anyOf"] = [{"required": [place]} for place in ("venue", "location", "online", "serves")]
        about = _(N_("The file {place}.")).format(place=place)
        made[name] = {"$schema": DRAFT, "title": _(title), "description": about, **_described(schema, _)}
    return made


@cache
def format_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return all keys of the format, and all its fixed words."""
    keys: set[str] = set()
    fixed: set[str] = set()
    waiting: list[Any] = list(content_schemas().values())
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            keys.update(one.get("properties", ()))
            fixed.update(word for word in one.get("enum", ()) if isinstance(word, str))
            waiting += one.values()
    return frozenset(keys), frozenset(fixed)


def _as_it_is(text: str) -> str:
    return text


def _described(schema: Any, _: Callable[[str], str]) -> Any:
    """Return a schema with its descriptions in another language; a key that is called so is no description."""
    if isinstance(schema, list):
        return [_described(each, _) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _(value) if key == "description" and isinstance(value, str) else _described(value, _)
        for key, value in schema.items()
    }


# --- modelines -------------------------------------------------------------------------------------------
# The line at the top of a content file that tells an editor which schema it follows, so that it completes and checks.
#
# Editors with yaml-language-server (Visual Studio Code, Neovim, JetBrains with a plugin) read it. The schemas lie in
# the folder ``schemas`` beside the content folder.

START = "# yaml-language-server: "
_FOLDER = "schemas"
_OF_SECTION = {
    "activities": "activity",
    "organisations": "organisation",
    "venues": "venue",
    "neighbourhoods": "neighbourhoods",
}


def modeline(path: str) -> str:
    """Return the line, without an end of line, for the file at ``path`` below the content folder."""
    section, _, name = path.partition("/")
    schema = _OF_SECTION.get(section) or name.removesuffix(".yaml")
    up = "../" * (path.count("/") + 1)
    return f"{START}$schema={up}{_FOLDER}/{schema}.schema.json"


def has_modeline(text: str) -> bool:
    """Whether one of the comments at the top of this file is such a line, whatever schema it names."""
    for line in text.splitlines():
        if line.startswith(START.rstrip()):
            return True
        if line.strip() and not line.startswith("#"):
            return False
    return False
