"""JSON Schemas of what is told about gaps: coverage, what would help, prevention, room, changes."""

from __future__ import annotations

from buurtkalender.domain.coverage.difference import GAINS, LOSSES, WHATS
from buurtkalender.domain.coverage.units import PERIODS, UNITS
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS
from buurtkalender.domain.quality import todo
from buurtkalender.domain.remedies.edits import EDITS
from buurtkalender.feeds.schema_parts import (
    ACTIVITY,
    AGES,
    COUNT,
    DAY,
    FACT,
    ID,
    NOTHING,
    NUMBER,
    PROGRAMME,
    SHARE,
    TEXT,
    Schema,
    either,
    list_of,
    object_of,
)


def _near_misses() -> Schema:
    params: Schema = {"type": "object", "additionalProperties": TEXT}
    return list_of(object_of({"activity": ACTIVITY, "failed": TEXT, "params": params, "also": list_of(TEXT)}))


def verdict() -> Schema:
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
            "per": either({"enum": list(PERIODS)}, NOTHING),
            "confidence": SHARE,
            "severity": NUMBER,
            "residents": either(COUNT, NOTHING),
            "weeks_met": SHARE,
            "poor_weeks": list_of(DAY),
            "counted": list_of(object_of({"activity": ACTIVITY, "amount": NUMBER, "certain": FACT, "share": SHARE})),
            "near_misses": _near_misses(),
            "remedies": list_of(_remedy()),
            "dayparts": list_of(object_of({"id": TEXT, "lower": SHARE, "upper": SHARE})),
            "hangs_on": either(ID, NOTHING),
            "weeks": list_of(_week()),
            "picked_up": list_of(
                object_of({"organisations": list_of(ID), "since": DAY}, {"expected": DAY, "note": TEXT})
            ),
        }
    )


def _week() -> Schema:
    holds = either(FACT, NOTHING) | {
        "description": "Whether that is what the norm asks; null when it depends on what nobody told."
    }
    return object_of(
        {"first": {**DAY, "description": "The first day of the week or month."}, "lower": NUMBER, "upper": NUMBER}
        | {"holds": holds},
        {
            "missing": {**list_of(TEXT), "description": "The dayparts that are not certainly there."},
            "why": {**list_of(TEXT), "description": "The holidays without which it would be enough."},
        },
    )


def prevention() -> Schema:
    """A row of ``prevention.json``."""
    number = {"lower": NUMBER, "upper": NUMBER, "required": NUMBER}
    return object_of(
        {
            "goal": ID,
            "band": {**TEXT, "description": "An age band: ages (4-11, 65+) or an audience."},
            "municipality": ID,
            "norm": {"description": "Of the municipality; null is at least one offer.", **either(ID, NOTHING)},
            "verdict": {"enum": list(VERDICT_KINDS)},
            **number,
            "unit": {"enum": list(UNITS)},
            "per": either({"enum": list(PERIODS)}, NOTHING),
            "confidence": SHARE,
            "residents": either(COUNT, NOTHING),
            "counted": list_of(
                object_of({"activity": ACTIVITY, "certain": FACT, "share": SHARE}, {"programme": PROGRAMME})
            ),
            "without": {"description": "Ages for whom nothing is certain.", **list_of(AGES)},
            "questions": list_of(object_of({"activity": ACTIVITY, "facts": list_of(TEXT)})),
            "near_misses": _near_misses(),
            "elsewhere": {"description": "What counts in another municipality.", **list_of(ACTIVITY)},
        },
        {"ages": AGES, "audience": ID},
    )


def change() -> Schema:
    """What ``gaps --base --format json`` prints."""
    side = object_of(
        {
            "verdict": {"enum": list(VERDICT_KINDS)},
            **dict.fromkeys(("lower", "upper", "required", "severity"), NUMBER),
            "unit": {"enum": list(UNITS)},
            "per": either({"enum": list(PERIODS)}, NOTHING),
            **dict.fromkeys(("confidence", "weeks_met"), SHARE),
            "poor_weeks": list_of(DAY),
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
        "residents": either(COUNT, NOTHING),
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
            "today": DAY,
            "moves": list_of(object_of(move)),
            **dict.fromkeys(("new_norms", "gone_norms", "new_areas", "gone_areas"), list_of(spot)),
            "verdicts": {**sides, "description": "How many there are in all."},
        }
    )


def catchment() -> Schema:
    """A row of ``capacity.json``."""
    said = "Room for one person during one hour, per resident of the norm's ages, in an ordinary week or month"
    without = "These do not count."
    shared = "Share a place with this one, and nobody knows how many people live there: the true number is lower."
    return object_of(
        {
            "norm": ID,
            "neighbourhood": ID,
            "place_hours": either({**NUMBER, "minimum": 0}, NOTHING)
            | {"description": f"{said} (two-step floating catchment area; Luo & Wang 2003). Null when not known."},
            "per": {"enum": list(PERIODS)},
            "residents": either(COUNT, NOTHING),
            "counted": {**list_of(ACTIVITY), "description": "Within reach, with a capacity."},
            "without_capacity": {**list_of(ACTIVITY), "description": f"Within reach, without a capacity. {without}"},
            "without_residents": {**list_of(ID), "description": shared},
        }
    )


def _remedy() -> Schema:
    verdict: Schema = {"enum": list(VERDICT_KINDS)}
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
            "activity": {**ACTIVITY, "description": "What it is about; of something new, what it is like."},
            "organisation": {**ID, "description": "Who already does elsewhere what would be new here."},
            "venue": ID,
            "room": ID,
        },
    ) | {"description": "One edit that was tried: it makes this verdict better and none worse."}


def to_do() -> Schema:
    """A row of ``todo.json``."""
    return object_of(
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
            "days": {**list_of(DAY), "description": "The days that are wrong."},
            "other": {**ACTIVITY, "description": "What it collides with, or is the same as."},
        },
    )
