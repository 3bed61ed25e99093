"""JSON Schemas (draft 2020-12) of the open data, published beside it as ``data/schemas/<name>.schema.json``."""

from __future__ import annotations

from buurtkalender.domain.facts import plain_facts
from buurtkalender.domain.values import Status
from buurtkalender.feeds.rows import DATA_WEEKDAYS
from buurtkalender.feeds.schemas_gaps import (
    ACCESS_SCHEMA,
    ACTIVITY_SCHEMA,
    ADDRESS_SCHEMA,
    AGES,
    CONTACT_SCHEMA,
    COUNT,
    DAY_SCHEMA,
    DAYS_SCHEMA,
    FACT,
    ID,
    MOMENT,
    NULL_SCHEMA,
    NUMBER,
    POINT,
    PROGRAMME_SCHEMA,
    SCHEMA_DRAFT,
    SPAN_SCHEMA,
    TEXT,
    URL_SCHEMA,
    DataSchema,
    catchment,
    change_schema,
    either,
    list_of,
    object_of,
    prevention_schema,
    task_schema,
    verdict,
)

IMAGE = object_of({"url": URL_SCHEMA, "alt": TEXT, "by": TEXT | {"description": "Who holds the rights."}})
AMOUNT: DataSchema = {**NUMBER, "minimum": 0}
ROLE = object_of(
    {"role": TEXT},
    {"hours": TEXT, "skills": list_of(TEXT), "training": TEXT, "until": DAY_SCHEMA, "contact": CONTACT_SCHEMA},
)


def data_schemas() -> dict[str, DataSchema]:
    """The schemas by name of the document. ``change`` is what the command prints, and no file of the site."""
    return {
        "activities": _document("Activities", _activity()),
        "occurrences": _document("Occurrences", _occurrence()),
        "venues": _document("Venues and their rooms", _venue()),
        "organisations": _document("Organisations", _organisation()),
        "coverage": _document("What holds for each norm in each neighbourhood", verdict()),
        "todo": _document("What somebody can do for the calendar, what helps residents most first", task_schema()),
        "prevention": _document("What is on offer towards each goal, by ages and municipality", prevention_schema()),
        "change": {"$schema": SCHEMA_DRAFT, "title": "What a change does to the gaps (gaps --base)", **change_schema()},
        "capacity": _document("Place-hours per resident, for each norm in each neighbourhood", catchment()),
    }


def _when() -> DataSchema:
    skip = object_of(
        {}, {"school_holidays": FACT, "public_holidays": FACT, "venue_closures": FACT, "days": list_of(DAYS_SCHEMA)}
    )
    series = {"uid": TEXT, "time": SPAN_SCHEMA, "first": DAY_SCHEMA, "last": DAY_SCHEMA, "skip": skip}
    weekdays: DataSchema = {"enum": list(DATA_WEEKDAYS)}
    nth = object_of({"nth": {"enum": [1, 2, 3, 4, 5, -1]}, "day": weekdays})
    every: DataSchema = {"type": "integer", "minimum": 1}
    return either(
        object_of({"kind": {"const": "weekly"}, "days": list_of(weekdays), "every": every}, series),
        object_of({"kind": {"const": "monthly"}, "weekdays": list_of(nth), "every": every}, series),
        object_of({"kind": {"const": "monthly"}, "days": list_of(COUNT), "every": every}, series),
        object_of({"kind": {"const": "dates"}, "dates": list_of(DAY_SCHEMA)}, {"time": SPAN_SCHEMA}),
        object_of({"kind": {"const": "by-appointment"}}, {"note": TEXT}),
    ) | {"description": "No time means all day. Weeks and months count from `first`, else from the calendar's start."}


# --- documents ------------------------------------------------------------------------------------


def _document(title: str, item: DataSchema) -> DataSchema:
    return {"$schema": SCHEMA_DRAFT, "title": title, **list_of(item)}


def _activity() -> DataSchema:
    location = object_of({"name": TEXT}, {**ADDRESS_SCHEMA, "neighbourhood": ID, "point": POINT})
    all_free = FACT | {"description": "Of several prices: whether all of them are nothing."}
    price = object_of({"for": TEXT, "amount": AMOUNT}, {"per": TEXT, "note": TEXT})
    care = object_of({"offered": FACT}, {"amount": AMOUNT, "note": TEXT})
    required = {
        "id": ACTIVITY_SCHEMA,
        "url": URL_SCHEMA,
        "updated": {"type": "string", "format": "date-time"},
        "title": TEXT,
        "status": {"enum": ["active", "paused", "ended"]},
        "organisation": ID,
    }
    optional = {
        "partners": list_of(ID),
        "host": object_of({"name": TEXT}) | {"description": "Who does it, where no organisation does."},
        "summary": TEXT,
        "description": TEXT,
        "venue": ID,
        "room": ID,
        "location": location,
        "online": URL_SCHEMA,
        "serves": list_of(ID),
        "neighbourhood": ID,
        "themes": list_of(ID),
        "goals": list_of(ID),
        "audiences": list_of(ID),
        "audiences_by_age": {
            "description": "Others of which it is plainly part by its ages: it is in their lists too.",
            **list_of(ID),
        },
        "ages": AGES,
        "languages": list_of(ID),
        "when": list_of(_when()),
        **{fact.field: FACT for fact in plain_facts("signup")},
        "cost": object_of(
            {"amount": AMOUNT | {"description": "The lowest, where there are several prices."}},
            {"per": TEXT, "note": TEXT, "discount_pass": FACT, "free": all_free, "prices": list_of(price)},
        ),
        "signup": object_of(
            {"required": FACT},
            {"phone": TEXT, "email": TEXT, "url": URL_SCHEMA, "hours_before": NUMBER, "opens": MOMENT}
            | {"until": MOMENT | {"description": "Exclusive: of a whole day it is the midnight after it."}},
        ),
        "capacity": COUNT,
        "full": FACT,
        **{fact.field: FACT for fact in plain_facts("welcome")},
        "families": object_of({}, {"children_welcome": FACT, "childcare": care, "siblings": FACT}),
        "referral": object_of({"required": FACT}, {"by": TEXT}),
        "transport": TEXT,
        "access": ACCESS_SCHEMA,
        "volunteers": list_of(ROLE),
        "programme": PROGRAMME_SCHEMA,
        "contact": CONTACT_SCHEMA,
        "image": IMAGE,
        "links": list_of(object_of({"title": TEXT, "url": URL_SCHEMA})),
        "confirmed": DAY_SCHEMA,
    }
    return object_of(required, optional)


def _occurrence() -> DataSchema:
    required = {
        "uid": {**TEXT, "description": "Of the event in the feeds that holds it: a series, or one loose date."},
        "activity": ACTIVITY_SCHEMA,
        "start": MOMENT,
        "end": {**MOMENT, "description": "Exclusive: of all day it is the day after."},
        "status": {
            "enum": [status.value for status in Status],
            "description": "Tentative: ask first. Postponed: not on then, and a new date is not known yet.",
        },
        "venue": either(ID, NULL_SCHEMA),
        "neighbourhood": either(ID, NULL_SCHEMA),
        "organisation": ID,
        "moved_from": {"description": "The planned start, when that was changed.", **either(MOMENT, NULL_SCHEMA)},
    }
    closed = {"const": True, "description": "It is tentative because the building is closed that day."}
    optional = {
        "room": ID,
        "location": TEXT,
        "note": {**TEXT, "description": "What is different, first why it is not on or not sure."},
        "all_day": {"const": True},
        "full": {"const": True, "description": "All places are taken."},
        "closed": closed,
        "ask": {**TEXT, "description": "Of what is tentative: the telephone or address to ask whether it is on."},
        "access": ACCESS_SCHEMA,
    }
    return object_of(required, optional)


def _venue() -> DataSchema:
    room = object_of({"id": ID, "name": TEXT}, {"capacity": COUNT, "facilities": list_of(ID), "access": ACCESS_SCHEMA})
    required = {"id": ID, "url": URL_SCHEMA, "name": TEXT, "kind": TEXT, "neighbourhood": ID}
    optional = {
        "address": object_of({}, ADDRESS_SCHEMA),
        "municipality": ID,
        "point": POINT,
        "description": TEXT,
        "access": ACCESS_SCHEMA,
        "transport": TEXT,
        "rooms": list_of(room),
        "opening_hours": list_of(_when()),
        "available": list_of(object_of({"when": _when()}, {"room": ID})),
        "closed": list_of(DAYS_SCHEMA),
        "booking": object_of({}, {"phone": TEXT, "email": TEXT, "url": URL_SCHEMA, "cost": TEXT}),
        "phone": TEXT,
        "email": TEXT,
        "website": URL_SCHEMA,
        "image": IMAGE,
    }
    return object_of(required, optional)


def _organisation() -> DataSchema:
    optional = {
        "summary": TEXT,
        "description": TEXT,
        "website": URL_SCHEMA,
        "phone": TEXT,
        "email": TEXT,
        "volunteers": list_of(ROLE),
        "confirmed": DAY_SCHEMA,
    }
    return object_of({"id": ID, "url": URL_SCHEMA, "name": TEXT, "kind": TEXT}, optional)
