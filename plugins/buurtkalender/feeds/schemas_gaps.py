"""JSON Schemas of what is told about gaps, and the parts that all schemas of the open data are made of."""

from __future__ import annotations

from typing import Any

from buurtkalender.domain import tasks
from buurtkalender.domain.coverage.difference import GAINS, LOSSES, WHATS
from buurtkalender.domain.coverage.units import PERIODS, UNITS
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS
from buurtkalender.domain.remedies.edits import EDITS

# --- parts of schemas -----------------------------------------------------------------------------------
# What the schemas of the open data are made of.

DataSchema = dict[str, Any]

SCHEMA_DRAFT = "https://json-schema.org/draft/2020-12/schema"

TEXT: DataSchema = {"type": "string"}
FACT: DataSchema = {"type": "boolean"}
NUMBER: DataSchema = {"type": "number"}
SHARE: DataSchema = {"type": "number", "minimum": 0, "maximum": 1}
COUNT: DataSchema = {"type": "integer", "minimum": 0}
DAY_SCHEMA: DataSchema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CLOCK_SCHEMA: DataSchema = {"type": "string", "pattern": r"^\d{2}:\d{2}$"}
ID: DataSchema = {"type": "string", "pattern": "^[a-z0-9-]+$"}
ACTIVITY_SCHEMA: DataSchema = {"type": "string", "pattern": "^[a-z0-9-]+/[a-z0-9-]+$"}
URL_SCHEMA: DataSchema = {"type": "string", "format": "uri"}


def either(*options: DataSchema) -> DataSchema:
    """One of these."""
    return {"anyOf": list(options)}


NULL_SCHEMA: DataSchema = {"type": "null"}
MOMENT: DataSchema = {
    "description": "With its offset; a date when it is all day.",
    "anyOf": [
        {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$"},
        DAY_SCHEMA,
    ],
}


def list_of(items: DataSchema) -> DataSchema:
    """A list of such items."""
    return {"type": "array", "items": items}


def object_of(required: dict[str, DataSchema], optional: dict[str, DataSchema] | None = None) -> DataSchema:
    """A closed object; what is optional and absent is not known."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


ACCESS_SCHEMA: DataSchema = {
    "type": "object",
    "description": "By facility, whether it is there; a facility that is not named is not known.",
    "additionalProperties": FACT,
}
POINT = object_of({"lat": NUMBER, "lon": NUMBER})
ADDRESS_SCHEMA = {"street": TEXT, "postcode": TEXT, "city": TEXT}
CONTACT_SCHEMA = object_of({}, {"name": TEXT, "phone": TEXT, "email": TEXT, "url": TEXT})
DAYS_SCHEMA = object_of({"first": DAY_SCHEMA, "last": DAY_SCHEMA})
SPAN_SCHEMA = object_of({"start": CLOCK_SCHEMA, "end": CLOCK_SCHEMA}) | {
    "description": "On the clock on the wall; an end that is not after the start is on the next day."
}
AGES = object_of({"lowest": COUNT}, {"highest": COUNT})
PROGRAMME_SCHEMA = object_of({"name": TEXT}, {"evidence": TEXT, "source": TEXT})


def _near_misses() -> DataSchema:
    params: DataSchema = {"type": "object", "additionalProperties": TEXT}
    return list_of(object_of({"activity": ACTIVITY_SCHEMA, "failed": TEXT, "params": params, "also": list_of(TEXT)}))


def verdict() -> DataSchema:
    """A row of ``coverage.json``."""
    return object_of(
        {
            "norm": ID,
            "neighbourhood": ID,
            "verdict": {"enum": list(VERDICT_KINDS)},
            "lower": {**NUMBER, "description": "What is there for certain: unknown facts count as no."},
            "upper": {**NUMBER, "description": "What may be there: unknown facts count as yes."},
            "required": NUMBER,
            "unit": {"enum": list(UNITS)},
            "per": either({"enum": list(PERIODS)}, NULL_SCHEMA),
            "confidence": SHARE,
            "severity": {**NUMBER, "description": "Of the ages for which the verdict holds."},
            "residents": either(COUNT, NULL_SCHEMA),
            "weeks_met": SHARE,
            "poor_weeks": list_of(DAY_SCHEMA),
            "counted": list_of(
                object_of(
                    {"activity": ACTIVITY_SCHEMA, "amount": NUMBER, "certain": FACT, "share": SHARE}
                    | {
                        "ages": {**list_of(AGES), "description": "Whom it admits, if not all of the norm's ages."},
                        "perhaps": {**NUMBER, "description": "How much more there may be of it."},
                        "same_as": either(ACTIVITY_SCHEMA, NULL_SCHEMA)
                        | {"description": "What it probably is, told by another organisation: that counts instead."},
                    }
                )
            ),
            "ages": _by_ages(),
            "near_misses": _near_misses(),
            "remedies": list_of(_remedy()),
            "dayparts": list_of(object_of({"id": TEXT, "lower": SHARE, "upper": SHARE})),
            "hangs_on": either(ID, NULL_SCHEMA),
            "weeks": list_of(_week()),
            "picked_up": list_of(
                object_of({"organisations": list_of(ID), "since": DAY_SCHEMA}, {"expected": DAY_SCHEMA, "note": TEXT})
            ),
        }
    )


def _by_ages() -> DataSchema:
    """What holds for which ages. The verdict is that of the ages that have least."""
    row = {
        "ages": list_of(AGES),
        "verdict": {"enum": list(VERDICT_KINDS)},
        "lower": NUMBER,
        "upper": NUMBER,
        "residents": either(COUNT, NULL_SCHEMA),
        "nothing": {**FACT, "description": "Whether there is nothing at all for them, not even perhaps."},
    }
    return {**list_of(object_of(row)), "description": "What holds for which ages; empty where all have the same."}


def _week() -> DataSchema:
    holds = either(FACT, NULL_SCHEMA) | {
        "description": "Whether that is what the norm asks; null when it depends on what nobody told."
    }
    return object_of(
        {
            "first": {**DAY_SCHEMA, "description": "The first day of the week or month."},
            "lower": NUMBER,
            "upper": NUMBER,
        }
        | {"holds": holds},
        {
            "missing": {**list_of(TEXT), "description": "The dayparts that are not certainly there."},
            "why": {**list_of(TEXT), "description": "The holidays without which it would be enough."},
        },
    )


def prevention_schema() -> DataSchema:
    """A row of ``prevention.json``."""
    number = {"lower": NUMBER, "upper": NUMBER, "required": NUMBER}
    return object_of(
        {
            "goal": ID,
            "band": {**TEXT, "description": "An age band: ages (4-11, 65+) or an audience."},
            "municipality": ID,
            "norm": {"description": "Of the municipality; null is at least one offer.", **either(ID, NULL_SCHEMA)},
            "verdict": {"enum": list(VERDICT_KINDS)},
            **number,
            "unit": {"enum": list(UNITS)},
            "per": either({"enum": list(PERIODS)}, NULL_SCHEMA),
            "confidence": SHARE,
            "residents": either(COUNT, NULL_SCHEMA),
            "counted": list_of(
                object_of(
                    {"activity": ACTIVITY_SCHEMA, "certain": FACT, "share": SHARE},
                    {"programme": PROGRAMME_SCHEMA, "ages": list_of(AGES)},
                )
            ),
            "without": {"description": "Ages for whom nothing is certain.", **list_of(AGES)},
            "questions": list_of(object_of({"activity": ACTIVITY_SCHEMA, "facts": list_of(TEXT)})),
            "by_ages": _by_ages(),
            "near_misses": _near_misses(),
            "elsewhere": {"description": "What counts in another municipality.", **list_of(ACTIVITY_SCHEMA)},
        },
        {"ages": AGES, "audience": ID},
    )


def change_schema() -> DataSchema:
    """What ``gaps --base --format json`` prints."""
    side = object_of(
        {
            "verdict": {"enum": list(VERDICT_KINDS)},
            **dict.fromkeys(("lower", "upper", "required", "severity"), NUMBER),
            "unit": {"enum": list(UNITS)},
            "per": either({"enum": list(PERIODS)}, NULL_SCHEMA),
            **dict.fromkeys(("confidence", "weeks_met"), SHARE),
            "poor_weeks": list_of(DAY_SCHEMA),
            "ages": _by_ages(),
        }
    )
    cause = {
        "activity": ACTIVITY_SCHEMA,
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
        "residents": either(COUNT, NULL_SCHEMA),
        "before": side,
        "after": side,
        "causes": list_of(object_of(cause)),
        "measured_otherwise": {**FACT, "description": "The norm itself, or the neighbourhood, is different too."},
    }
    spot = object_of({"id": ID, "name": TEXT, "verdicts": {"type": "object", "additionalProperties": COUNT}})
    sides = object_of({"before": COUNT, "after": COUNT})
    return object_of(
        {
            "base": {**TEXT, "description": "The git revision that was compared with."},
            "today": DAY_SCHEMA,
            "moves": list_of(object_of(move)),
            **dict.fromkeys(("new_norms", "gone_norms", "new_areas", "gone_areas"), list_of(spot)),
            "verdicts": {**sides, "description": "How many there are in all."},
        }
    )


def catchment() -> DataSchema:
    """A row of ``capacity.json``."""
    said = "Room for one person during one hour, per resident of the norm's ages, in an ordinary week or month"
    without = "These do not count."
    shared = "Share a place with this one, and nobody knows how many people live there: the true number is lower."
    return object_of(
        {
            "norm": ID,
            "neighbourhood": ID,
            "place_hours": either({**NUMBER, "minimum": 0}, NULL_SCHEMA)
            | {"description": f"{said} (two-step floating catchment area; Luo & Wang 2003). Null when not known."},
            "per": {"enum": list(PERIODS)},
            "residents": either(COUNT, NULL_SCHEMA),
            "counted": {**list_of(ACTIVITY_SCHEMA), "description": "Within reach, with a capacity."},
            "without_capacity": {
                **list_of(ACTIVITY_SCHEMA),
                "description": f"Within reach, without a capacity. {without}",
            },
            "without_residents": {**list_of(ID), "description": shared},
        }
    )


def _remedy() -> DataSchema:
    verdict: DataSchema = {"enum": list(VERDICT_KINDS)}
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
    return object_of(
        {
            "kind": {"enum": list(EDITS)},
            "cost": {"type": "integer", "minimum": 1, "description": "The rank of its kind, 1 the cheapest."},
            "fields": list_of(object_of(field)),
            **effect,
            "elsewhere": list_of(object_of({"norm": ID, "neighbourhood": ID, **effect})),
        },
        {
            "activity": {**ACTIVITY_SCHEMA, "description": "What it is about; of something new, what it is like."},
            "organisation": {**ID, "description": "Who already does elsewhere what would be new here."},
            "venue": ID,
            "room": ID,
        },
    ) | {"description": "One edit that was tried: it makes this verdict better and none worse."}


def task_schema() -> DataSchema:
    """A row of ``todo.json``."""
    return object_of(
        {
            "kind": {"enum": list(tasks.TASK_KINDS)},
            "why": {"enum": list(tasks.WHYS)},
            "file": {**TEXT, "description": "Below the content folder."},
            "residents": {**COUNT, "description": "How many people have enough of something when the answer is yes."},
        },
        {
            "organisation": {**ID, "description": "Who can do it; about a venue, nobody says who."},
            "activity": {**ACTIVITY_SCHEMA, "description": "Its file may have been left out of the calendar."},
            "venue": ID,
            "room": ID,
            "field": {
                **TEXT,
                "description": "Where the answer belongs: a path with dots; entries of a list count from 0.",
            },
            "since": {**DAY_SCHEMA, "description": "When it was confirmed, ends or ended, or the first of the days."},
            "days": {**list_of(DAY_SCHEMA), "description": "The days that are wrong."},
            "other": {**ACTIVITY_SCHEMA, "description": "What it collides with, or is the same as."},
        },
    )
