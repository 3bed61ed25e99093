"""A JSON Schema for services of Open Referral UK, in our own words.

Made from the published profile (HSDS 3.0, UK; https://docs.openreferraluk.org/), since no package carries it: what it
requires, its value lists and formats. It is closed: a field that the profile or HSDS 3.0 does not have is an error.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
UUID: Schema = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
URI: Schema = {"type": "string", "pattern": r"^(https?|mailto|tel):\S+$"}
EMAIL: Schema = {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"}
TIME: Schema = {"type": "string", "pattern": r"^\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})?$"}
DAYS = "(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)"


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    properties = {"id": UUID, **required, **(optional or {})}
    return {
        "type": "object",
        "properties": properties,
        "required": ["id", *required],
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


TERM = _object(
    {"name": TEXT, "description": TEXT}, {"parent_id": UUID, "taxonomy": TEXT, "taxonomy_id": UUID, "term_uri": URI}
)
ATTRIBUTES = _list(
    _object(
        {}, {"link_id": UUID, "taxonomy_term_id": UUID, "link_type": TEXT, "link_entity": TEXT, "taxonomy_term": TERM}
    )
)
ADDRESS = _object(
    {
        "address_1": TEXT,
        "city": TEXT,
        "state_province": TEXT,
        "postal_code": TEXT,
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "address_type": {"enum": ["physical", "postal", "virtual"]},
    },
    {"location_id": UUID, "attention": TEXT, "address_2": TEXT, "region": TEXT},
)
ACCESSIBILITY = _object({}, {"location_id": UUID, "description": TEXT, "details": TEXT, "url": URI})
LOCATION = _object(
    {"location_type": {"enum": ["physical", "postal", "virtual"]}},
    {
        "name": TEXT,
        "description": TEXT,
        "transportation": TEXT,
        "url": URI,
        "latitude": {"type": "number", "minimum": -90, "maximum": 90},
        "longitude": {"type": "number", "minimum": -180, "maximum": 180},
        "addresses": _list(ADDRESS),
        "accessibility": _list(ACCESSIBILITY),
        "attributes": ATTRIBUTES,
    },
)
SCHEDULE = _object(
    {},
    {
        "valid_from": DATE,
        "valid_to": DATE,
        "dtstart": DATE,
        "until": DATE,
        "count": NUMBER,
        "wkst": {"enum": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]},
        "freq": {"enum": ["WEEKLY", "MONTHLY"]},
        "interval": {"type": "number", "minimum": 1},
        "byday": {"type": "string", "pattern": f"^{DAYS}(,{DAYS})*$"},
        "bymonthday": {"type": "string", "pattern": r"^-?\d{1,2}(,-?\d{1,2})*$"},
        "description": TEXT,
        "opens_at": TIME,
        "closes_at": TIME,
        "schedule_link": URI,
        "attending_type": TEXT,
        "notes": TEXT,
    },
)
ORGANIZATION = _object(
    {"name": TEXT, "description": TEXT},
    {"email": EMAIL, "website": URI, "uri": URI, "logo": TEXT, "attributes": ATTRIBUTES},
)
SERVICE = _object(
    {
        "name": TEXT,
        "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]},
        "organization": ORGANIZATION,
    },
    {
        "description": TEXT,
        "url": URI,
        "email": EMAIL,
        "application_process": TEXT,
        "accreditations": TEXT,
        "fees": TEXT,
        "minimum_age": NUMBER,
        "maximum_age": NUMBER,
        "assured_date": DATE,
        "assurer_email": EMAIL,
        "alert": TEXT,
        "last_modified": MOMENT,
        "phones": _list(_object({"number": TEXT}, {"type": TEXT, "description": TEXT})),
        "contacts": _list(_object({}, {"name": TEXT, "title": TEXT, "email": EMAIL})),
        "cost_options": _list(
            _object(
                {},
                {
                    "valid_from": DATE,
                    "valid_to": DATE,
                    "option": TEXT,
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                    "amount": {"type": "number", "minimum": 0},
                    "amount_description": TEXT,
                },
            )
        ),
        "schedules": _list(SCHEDULE),
        "languages": _list(_object({}, {"code": TEXT, "name": TEXT, "note": TEXT})),
        "service_areas": _list(_object({}, {"name": TEXT, "extent": TEXT, "extent_type": TEXT, "uri": URI})),
        "service_at_locations": _list(_object({}, {"location": LOCATION, "description": TEXT})),
        "attributes": ATTRIBUTES,
    },
)
COUNT: Schema = {"type": "integer", "minimum": 0}
PAGE: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "total_items": COUNT,
        "total_pages": COUNT,
        "page_number": {"type": "integer", "minimum": 1},
        "size": {"type": "integer", "minimum": 0, "maximum": 500},
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
        "contents": _list(SERVICE),
    },
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    "additionalProperties": False,
}
