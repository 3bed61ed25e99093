"""What the schemas of the open data are made of."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

TEXT: Schema = {"type": "string"}
FACT: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CLOCK: Schema = {"type": "string", "pattern": r"^\d{2}:\d{2}$"}
ID: Schema = {"type": "string", "pattern": "^[a-z0-9-]+$"}
ACTIVITY: Schema = {"type": "string", "pattern": "^[a-z0-9-]+/[a-z0-9-]+$"}
URL: Schema = {"type": "string", "format": "uri"}


def either(*options: Schema) -> Schema:
    """One of these."""
    return {"anyOf": list(options)}


NOTHING: Schema = {"type": "null"}
MOMENT: Schema = {
    "description": "With its offset; a date when it is all day.",
    "anyOf": [
        {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$"},
        DAY,
    ],
}


def list_of(items: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items}


def object_of(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """A closed object; what is optional and absent is not known."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


ACCESS: Schema = {
    "type": "object",
    "description": "By facility, whether it is there; a facility that is not named is not known.",
    "additionalProperties": FACT,
}
POINT = object_of({"lat": NUMBER, "lon": NUMBER})
ADDRESS = {"street": TEXT, "postcode": TEXT, "city": TEXT}
CONTACT = object_of({}, {"name": TEXT, "phone": TEXT, "email": TEXT, "url": TEXT})
DAYS = object_of({"first": DAY, "last": DAY})
SPAN = object_of({"start": CLOCK, "end": CLOCK}) | {
    "description": "On the clock on the wall; an end that is not after the start is on the next day."
}
AGES = object_of({"lowest": COUNT}, {"highest": COUNT})
PROGRAMME = object_of({"name": TEXT}, {"evidence": TEXT, "source": TEXT})
