"""JSON Schemas (draft 2020-12) of the open data, published beside it as ``data/schemas/<name>.schema.json``."""

from __future__ import annotations

from typing import Any

from buurtkalender.domain.coverage.difference import GAINS, LOSSES, WHATS
from buurtkalender.domain.coverage.verdicts import KINDS
from buurtkalender.domain.quality import todo
from buurtkalender.domain.remedies.edits import EDITS
from buurtkalender.feeds.rows import WEEKDAYS

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, Schema]:
    """The schemas by name of the document. ``change`` is what the command prints, and no file of the site."""
    return {
        "activities": _document("Activities", _activity()),
        "occurrences": _document("Occurrences", _occurrence()),
        "venues": _document("Venues and their rooms", _venue()),
        "organisations": _document("Organisations", _organisation()),
        "coverage": _document("What holds for each norm in each neighbourhood", _verdict()),
        "todo": _document("What somebody can do for the calendar, what helps residents most first", _todo()),
        "prevention": _document("What is on offer towards each goal, by ages and municipality", _prevention()),
        "change": {"$schema": DRAFT, "title": "What a change does to the gaps (gaps --base)", **_change()},
        "capacity": _document("Place-hours per resident, for each norm in each neighbourhood", _catchment()),
    }


# --- pieces ---------------------------------------------------------------------------------------

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


def _either(*options: Schema) -> Schema:
    return {"anyOf": list(options)}


NOTHING: Schema = {"type": "null"}
MOMENT: Schema = {
    "description": "With its offset; a date when it is all day.",
    "anyOf": [
        {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$"},
        DAY,
    ],
}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
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
POINT = _object({"lat": NUMBER, "lon": NUMBER})
ADDRESS = {"street": TEXT, "postcode": TEXT, "city": TEXT}
CONTACT = _object({}, {"name": TEXT, "phone": TEXT, "email": TEXT, "url": TEXT})
DAYS = _object({"first": DAY, "last": DAY})
SPAN = _object({"start": CLOCK, "end": CLOCK}) | {
    "description": "On the clock on the wall; an end that is not after the start is on the next day."
}
AGES = _object({"lowest": COUNT}, {"highest": COUNT})
PROGRAMME = _object({"name": TEXT}, {"evidence": TEXT, "source": TEXT})


def _when() -> Schema:
    skip = _object({}, {"school_holidays": FACT, "public_holidays": FACT, "venue_closures": FACT, "days": _list(DAYS)})
    series = {"uid": TEXT, "time": SPAN, "first": DAY, "last": DAY, "skip": skip}
    weekdays: Schema = {"enum": list(WEEKDAYS)}
    nth = _object({"nth": {"enum": [1, 2, 3, 4, 5, -1]}, "day": weekdays})
    every: Schema = {"type": "integer", "minimum": 1}
    return _either(
        _object({"kind": {"const": "weekly"}, "days": _list(weekdays), "every": every}, series),
        _object({"kind": {"const": "monthly"}, "weekdays": _list(nth), "every": every}, series),
        _object({"kind": {"const": "monthly"}, "days": _list(COUNT), "every": every}, series),
        _object({"kind": {"const": "dates"}, "dates": _list(DAY)}, {"time": SPAN}),
        _object({"kind": {"const": "by-appointment"}}, {"note": TEXT}),
    ) | {"description": "No time means all day. Weeks and months count from `first`, else from the calendar's start."}


# --- documents ------------------------------------------------------------------------------------


def _document(title: str, item: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **_list(item)}


def _activity() -> Schema:
    location = _object({"name": TEXT}, {**ADDRESS, "neighbourhood": ID, "point": POINT})
    required = {
        "id": ACTIVITY,
        "url": URL,
        "updated": {"type": "string", "format": "date-time"},
        "title": TEXT,
        "status": {"enum": ["active", "paused", "ended"]},
        "organisation": ID,
    }
    optional = {
        "partners": _list(ID),
        "summary": TEXT,
        "description": TEXT,
        "venue": ID,
        "room": ID,
        "location": location,
        "online": URL,
        "serves": _list(ID),
        "neighbourhood": ID,
        "themes": _list(ID),
        "goals": _list(ID),
        "audiences": _list(ID),
        "ages": AGES,
        "languages": _list(ID),
        "when": _list(_when()),
        "drop_in": FACT,
        "cost": _object({"amount": {**NUMBER, "minimum": 0}}, {"per": TEXT, "note": TEXT, "discount_pass": FACT}),
        "signup": _object({"required": FACT}, {"phone": TEXT, "email": TEXT, "url": URL, "hours_before": NUMBER}),
        "capacity": COUNT,
        "come_alone": FACT,
        "companion": FACT,
        "referral": _object({"required": FACT}, {"by": TEXT}),
        "transport": TEXT,
        "access": ACCESS,
        "volunteers": _list(_object({"role": TEXT}, {"hours": TEXT, "contact": CONTACT})),
        "programme": PROGRAMME,
        "contact": CONTACT,
        "links": _list(_object({"title": TEXT, "url": URL})),
        "confirmed": DAY,
    }
    return _object(required, optional)


def _occurrence() -> Schema:
    required = {
        "uid": {**TEXT, "description": "Of the event in the feeds that holds it: a series, or one loose date."},
        "activity": ACTIVITY,
        "start": MOMENT,
        "end": {**MOMENT, "description": "Exclusive: of all day it is the day after."},
        "status": {"enum": ["confirmed", "cancelled"]},
        "venue": _either(ID, NOTHING),
        "neighbourhood": _either(ID, NOTHING),
        "organisation": ID,
        "moved_from": {"description": "The planned start, when that was changed.", **_either(MOMENT, NOTHING)},
    }
    return _object(required, {"room": ID, "location": TEXT, "note": TEXT, "all_day": {"const": True}})


def _venue() -> Schema:
    room = _object({"id": ID, "name": TEXT}, {"capacity": COUNT, "facilities": _list(ID), "access": ACCESS})
    required = {"id": ID, "url": URL, "name": TEXT, "kind": TEXT, "neighbourhood": ID}
    optional = {
        "address": _object({}, ADDRESS),
        "municipality": ID,
        "point": POINT,
        "description": TEXT,
        "access": ACCESS,
        "transport": TEXT,
        "rooms": _list(room),
        "opening_hours": _list(_when()),
        "available": _list(_object({"when": _when()}, {"room": ID})),
        "closed": _list(DAYS),
        "booking": _object({}, {"phone": TEXT, "email": TEXT, "url": URL, "cost": TEXT}),
        "phone": TEXT,
        "email": TEXT,
        "website": URL,
    }
    return _object(required, optional)


def _organisation() -> Schema:
    optional = {
        "summary": TEXT,
        "description": TEXT,
        "website": URL,
        "phone": TEXT,
        "email": TEXT,
        "confirmed": DAY,
    }
    return _object({"id": ID, "url": URL, "name": TEXT, "kind": TEXT}, optional)


def _near_misses() -> Schema:
    params: Schema = {"type": "object", "additionalProperties": TEXT}
    return _list(_object({"activity": ACTIVITY, "failed": TEXT, "params": params, "also": _list(TEXT)}))


def _verdict() -> Schema:
    return _object(
        {
            "norm": ID,
            "neighbourhood": ID,
            "verdict": {"enum": list(KINDS)},
            "lower": {**NUMBER, "description": "What is there for certain: unknown facts count as no."},
            "upper": {**NUMBER, "description": "What may be there: unknown facts count as yes."},
            "required": NUMBER,
            "unit": {"enum": ["sessions", "hours", "offers"]},
            "per": _either({"enum": ["week", "month"]}, NOTHING),
            "confidence": SHARE,
            "severity": NUMBER,
            "residents": _either(COUNT, NOTHING),
            "weeks_met": SHARE,
            "poor_weeks": _list(DAY),
            "counted": _list(_object({"activity": ACTIVITY, "amount": NUMBER, "certain": FACT, "share": SHARE})),
            "near_misses": _near_misses(),
            "remedies": _list(_remedy()),
            "dayparts": _list(_object({"id": TEXT, "lower": SHARE, "upper": SHARE})),
            "hangs_on": _either(ID, NOTHING),
            "weeks": _list(_week()),
            "picked_up": _list(_object({"organisations": _list(ID), "since": DAY}, {"expected": DAY, "note": TEXT})),
        }
    )


def _week() -> Schema:
    holds = _either(FACT, NOTHING) | {
        "description": "Whether that is what the norm asks; null when it depends on what nobody told."
    }
    return _object(
        {"first": {**DAY, "description": "The first day of the week or month."}, "lower": NUMBER, "upper": NUMBER}
        | {"holds": holds},
        {
            "missing": {**_list(TEXT), "description": "The dayparts that are not certainly there."},
            "why": {**_list(TEXT), "description": "The holidays without which it would be enough."},
        },
    )


def _prevention() -> Schema:
    number = {"lower": NUMBER, "upper": NUMBER, "required": NUMBER}
    return _object(
        {
            "goal": ID,
            "band": {**TEXT, "description": "An age band: ages (4-11, 65+) or an audience."},
            "municipality": ID,
            "norm": {"description": "Of the municipality; null is at least one offer.", **_either(ID, NOTHING)},
            "verdict": {"enum": list(KINDS)},
            **number,
            "unit": {"enum": ["sessions", "hours", "offers"]},
            "per": _either({"enum": ["week", "month"]}, NOTHING),
            "confidence": SHARE,
            "residents": _either(COUNT, NOTHING),
            "counted": _list(
                _object({"activity": ACTIVITY, "certain": FACT, "share": SHARE}, {"programme": PROGRAMME})
            ),
            "without": {"description": "Ages for whom nothing is certain.", **_list(AGES)},
            "questions": _list(_object({"activity": ACTIVITY, "facts": _list(TEXT)})),
            "near_misses": _near_misses(),
            "elsewhere": {"description": "What counts in another municipality.", **_list(ACTIVITY)},
        },
        {"ages": AGES, "audience": ID},
    )


def _change() -> Schema:
    side = _object(
        {
            "verdict": {"enum": list(KINDS)},
            **dict.fromkeys(("lower", "upper", "required", "severity"), NUMBER),
            "unit": {"enum": ["sessions", "hours", "offers"]},
            "per": _either({"enum": ["week", "month"]}, NOTHING),
            **dict.fromkeys(("confidence", "weeks_met"), SHARE),
            "poor_weeks": _list(DAY),
        }
    )
    cause = {
        "activity": ACTIVITY,
        "title": TEXT,
        "organisation": ID,
        "how": {"enum": [*LOSSES, *GAINS]},
        "before": {**NUMBER, "description": "How much of it counted, in the norm's unit, before the change."},
        "after": {**NUMBER, "description": "And after it."},
        "cancelled_dates": {**COUNT, "description": "How many more of its dates are cancelled."},
    }
    move = {
        "what": {"enum": list(WHATS)},
        "norm": ID,
        "neighbourhood": ID,
        "residents": _either(COUNT, NOTHING),
        "before": side,
        "after": side,
        "causes": _list(_object(cause)),
        "measured_otherwise": {**FACT, "description": "The norm itself, or the neighbourhood, is different too."},
    }
    spot = _object({"id": ID, "name": TEXT, "verdicts": {"type": "object", "additionalProperties": COUNT}})
    sides = _object({"before": COUNT, "after": COUNT})
    return _object(
        {
            "base": {**TEXT, "description": "The git revision that was compared with."},
            "today": DAY,
            "moves": _list(_object(move)),
            **dict.fromkeys(("new_norms", "gone_norms", "new_areas", "gone_areas"), _list(spot)),
            "verdicts": {**sides, "description": "How many there are in all."},
        }
    )


def _catchment() -> Schema:
    said = "Room for one person during one hour, per resident of the norm's ages, in an ordinary week or month"
    without = "These do not count."
    shared = "Share a place with this one, and nobody knows how many people live there: the true number is lower."
    return _object(
        {
            "norm": ID,
            "neighbourhood": ID,
            "place_hours": _either({**NUMBER, "minimum": 0}, NOTHING)
            | {"description": f"{said} (two-step floating catchment area; Luo & Wang 2003). Null when not known."},
            "per": {"enum": ["week", "month"]},
            "residents": _either(COUNT, NOTHING),
            "counted": {**_list(ACTIVITY), "description": "Within reach, with a capacity."},
            "without_capacity": {**_list(ACTIVITY), "description": f"Within reach, without a capacity. {without}"},
            "without_residents": {**_list(ID), "description": shared},
        }
    )


def _remedy() -> Schema:
    verdict: Schema = {"enum": list(KINDS)}
    effect = {
        "before": verdict,
        "after": verdict,
        "severity_before": NUMBER,
        "severity": NUMBER,
        "residents": {**COUNT, "description": "For whom the norm is covered after the edit, and was not before."},
    }
    field = {
        "file": {**TEXT, "description": "Below the content folder; a file that is not there yet is new."},
        "field": {**TEXT, "description": "A path with dots; entries of a list count from 0."},
        "value": {**TEXT, "description": "As the content format writes it; … is for the organisation to write."},
    }
    return _object(
        {
            "kind": {"enum": list(EDITS)},
            "cost": {"type": "integer", "minimum": 1, "description": "The rank of its kind, 1 the cheapest."},
            "fields": _list(_object(field)),
            **effect,
            "elsewhere": _list(_object({"norm": ID, "neighbourhood": ID, **effect})),
        },
        {
            "activity": {**ACTIVITY, "description": "What it is about; of something new, what it is like."},
            "organisation": {**ID, "description": "Who already does elsewhere what would be new here."},
            "venue": ID,
            "room": ID,
        },
    ) | {"description": "One edit that was tried: it makes this verdict better and none worse."}


def _todo() -> Schema:
    return _object(
        {
            "kind": {"enum": list(todo.KINDS)},
            "why": {"enum": list(todo.WHYS)},
            "file": {**TEXT, "description": "Below the content folder."},
            "residents": {**COUNT, "description": "How many people have enough of something when the answer is yes."},
        },
        {
            "organisation": {**ID, "description": "Who can do it; about a venue, nobody says who."},
            "activity": {**ACTIVITY, "description": "Its file may have been left out of the calendar."},
            "venue": ID,
            "room": ID,
            "field": {
                **TEXT,
                "description": "Where the answer belongs: a path with dots; entries of a list count from 0.",
            },
            "since": {**DAY, "description": "When it was confirmed, ends or ended, or the first of the days."},
            "days": {**_list(DAY), "description": "The days that are wrong."},
            "other": {**ACTIVITY, "description": "What it collides with, or is the same as."},
        },
    )
