"""JSON Schemas (draft 2020-12) of the open data, published beside it as ``data/schemas/<name>.schema.json``."""

from __future__ import annotations

from buurtkalender.domain.facts import plain_facts
from buurtkalender.feeds.rows import WEEKDAYS
from buurtkalender.feeds.schema_parts import (
    ACCESS,
    ACTIVITY,
    ADDRESS,
    AGES,
    CONTACT,
    COUNT,
    DAY,
    DAYS,
    DRAFT,
    FACT,
    ID,
    MOMENT,
    NOTHING,
    NUMBER,
    POINT,
    PROGRAMME,
    SPAN,
    TEXT,
    URL,
    Schema,
    either,
    list_of,
    object_of,
)
from buurtkalender.feeds.schemas_gaps import catchment, change, prevention, to_do, verdict


def schemas() -> dict[str, Schema]:
    """The schemas by name of the document. ``change`` is what the command prints, and no file of the site."""
    return {
        "activities": _document("Activities", _activity()),
        "occurrences": _document("Occurrences", _occurrence()),
        "venues": _document("Venues and their rooms", _venue()),
        "organisations": _document("Organisations", _organisation()),
        "coverage": _document("What holds for each norm in each neighbourhood", verdict()),
        "todo": _document("What somebody can do for the calendar, what helps residents most first", to_do()),
        "prevention": _document("What is on offer towards each goal, by ages and municipality", prevention()),
        "change": {"$schema": DRAFT, "title": "What a change does to the gaps (gaps --base)", **change()},
        "capacity": _document("Place-hours per resident, for each norm in each neighbourhood", catchment()),
    }


def _when() -> Schema:
    skip = object_of(
        {}, {"school_holidays": FACT, "public_holidays": FACT, "venue_closures": FACT, "days": list_of(DAYS)}
    )
    series = {"uid": TEXT, "time": SPAN, "first": DAY, "last": DAY, "skip": skip}
    weekdays: Schema = {"enum": list(WEEKDAYS)}
    nth = object_of({"nth": {"enum": [1, 2, 3, 4, 5, -1]}, "day": weekdays})
    every: Schema = {"type": "integer", "minimum": 1}
    return either(
        object_of({"kind": {"const": "weekly"}, "days": list_of(weekdays), "every": every}, series),
        object_of({"kind": {"const": "monthly"}, "weekdays": list_of(nth), "every": every}, series),
        object_of({"kind": {"const": "monthly"}, "days": list_of(COUNT), "every": every}, series),
        object_of({"kind": {"const": "dates"}, "dates": list_of(DAY)}, {"time": SPAN}),
        object_of({"kind": {"const": "by-appointment"}}, {"note": TEXT}),
    ) | {"description": "No time means all day. Weeks and months count from `first`, else from the calendar's start."}


# --- documents ------------------------------------------------------------------------------------


def _document(title: str, item: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **list_of(item)}


def _activity() -> Schema:
    location = object_of({"name": TEXT}, {**ADDRESS, "neighbourhood": ID, "point": POINT})
    required = {
        "id": ACTIVITY,
        "url": URL,
        "updated": {"type": "string", "format": "date-time"},
        "title": TEXT,
        "status": {"enum": ["active", "paused", "ended"]},
        "organisation": ID,
    }
    optional = {
        "partners": list_of(ID),
        "summary": TEXT,
        "description": TEXT,
        "venue": ID,
        "room": ID,
        "location": location,
        "online": URL,
        "serves": list_of(ID),
        "neighbourhood": ID,
        "themes": list_of(ID),
        "goals": list_of(ID),
        "audiences": list_of(ID),
        "ages": AGES,
        "languages": list_of(ID),
        "when": list_of(_when()),
        **{fact.field: FACT for fact in plain_facts("signup")},
        "cost": object_of({"amount": {**NUMBER, "minimum": 0}}, {"per": TEXT, "note": TEXT, "discount_pass": FACT}),
        "signup": object_of({"required": FACT}, {"phone": TEXT, "email": TEXT, "url": URL, "hours_before": NUMBER}),
        "capacity": COUNT,
        **{fact.field: FACT for fact in plain_facts("welcome")},
        "referral": object_of({"required": FACT}, {"by": TEXT}),
        "transport": TEXT,
        "access": ACCESS,
        "volunteers": list_of(object_of({"role": TEXT}, {"hours": TEXT, "contact": CONTACT})),
        "programme": PROGRAMME,
        "contact": CONTACT,
        "links": list_of(object_of({"title": TEXT, "url": URL})),
        "confirmed": DAY,
    }
    return object_of(required, optional)


def _occurrence() -> Schema:
    required = {
        "uid": {**TEXT, "description": "Of the event in the feeds that holds it: a series, or one loose date."},
        "activity": ACTIVITY,
        "start": MOMENT,
        "end": {**MOMENT, "description": "Exclusive: of all day it is the day after."},
        "status": {"enum": ["confirmed", "cancelled"]},
        "venue": either(ID, NOTHING),
        "neighbourhood": either(ID, NOTHING),
        "organisation": ID,
        "moved_from": {"description": "The planned start, when that was changed.", **either(MOMENT, NOTHING)},
    }
    return object_of(required, {"room": ID, "location": TEXT, "note": TEXT, "all_day": {"const": True}})


def _venue() -> Schema:
    room = object_of({"id": ID, "name": TEXT}, {"capacity": COUNT, "facilities": list_of(ID), "access": ACCESS})
    required = {"id": ID, "url": URL, "name": TEXT, "kind": TEXT, "neighbourhood": ID}
    optional = {
        "address": object_of({}, ADDRESS),
        "municipality": ID,
        "point": POINT,
        "description": TEXT,
        "access": ACCESS,
        "transport": TEXT,
        "rooms": list_of(room),
        "opening_hours": list_of(_when()),
        "available": list_of(object_of({"when": _when()}, {"room": ID})),
        "closed": list_of(DAYS),
        "booking": object_of({}, {"phone": TEXT, "email": TEXT, "url": URL, "cost": TEXT}),
        "phone": TEXT,
        "email": TEXT,
        "website": URL,
    }
    return object_of(required, optional)


def _organisation() -> Schema:
    optional = {
        "summary": TEXT,
        "description": TEXT,
        "website": URL,
        "phone": TEXT,
        "email": TEXT,
        "confirmed": DAY,
    }
    return object_of({"id": ID, "url": URL, "name": TEXT, "kind": TEXT}, optional)
