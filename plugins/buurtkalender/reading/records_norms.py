"""The fields of content/calendar/norms.yaml: what a municipality asks for, and how it is measured."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import msgspec

from buurtkalender.domain.coverage.sessions import DAYPARTS
from buurtkalender.domain.coverage.units import PERIODS, UNITS
from buurtkalender.domain.values import AgeBand, AtLeast, Measure, Norm, Within
from buurtkalender.reading.fields import (
    Decimal,
    Field,
    FieldKind,
    Identifier,
    LineText,
    ListOf,
    Record,
    Reference,
    Schema,
    Whole,
    WordChoice,
    YesNo,
)
from buurtkalender.reading.fields_facts import AgeRange
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.records_calendar import check_ids
from buurtkalender.reading.yaml import MappingNode, Node, Scalar
from buurtkalender.words.norms import UNIT_WORDS

_WORD = re.compile(r"(?=[^a-z]*[a-z])[a-z0-9][a-z0-9-]{0,59}")  # an identifier, and no ages
_WALK = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:minutes?|min)?")
_DISTANCE = re.compile(r"(\d{1,5}(?:[.,]\d+)?)\s*(km|m|metres?|meters?)")


def _believed(days: int, counts: float) -> tuple[int, float]:
    return days, counts


class AtLeastKind(Record):
    """How much, in one of the units: most of them per week or month."""

    def __init__(self) -> None:
        amount = Decimal(0, 1000)
        super().__init__(
            AtLeast,
            *(Field(unit, amount, UNIT_WORDS[unit].field) for unit in UNITS),
            Field("per", WordChoice(PERIODS), "week or month; not with offers."),
        )

    def values(self, node: MappingNode, notes: FileNotes) -> dict[str, Any] | None:
        found = super().values(node, notes)
        given = [unit for unit in UNITS if unit in node.entries]
        if len(given) != 1:
            notes(node, "one-unit", known=", ".join(UNITS))
            return None
        unit = given[0]
        if not found or unit not in found:
            return None
        if not found[unit]:
            notes(node.entries[unit][1], "norm-of-nothing")
        elif not UNITS[unit].timed and "per" in node.entries:
            notes(node.entries["per"][0], "offers-per", unit=unit)
        elif UNITS[unit].timed and "per" not in found:
            return None if "per" in node.entries else notes(node, "missing-per", unit=unit)
        return {"amount": found[unit], "unit": unit, "per": found.get("per")}


class Quantity(FieldKind):
    """A number with a unit."""

    def __init__(self, pattern: re.Pattern[str], code: str) -> None:
        self.pattern, self.code = pattern, code

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        match = self.pattern.fullmatch(text.lower())
        number = float(match[1].replace(",", ".")) if match else 0
        if not match or not number:
            return notes(node, self.code, value=text)
        return number * 1000 if match.re.groups > 1 and match[2] == "km" else number

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "pattern": f"^{self.pattern.pattern}$"}


class WithinKind(FieldKind):
    """How near: ``{walk: 15 minutes}``, ``{distance: 1 km}``, ``neighbourhood`` or ``municipality``."""

    shape = "mapping"
    areas = WordChoice(("neighbourhood", "municipality"))
    record = Record(
        Within,
        Field("walk", Quantity(_WALK, "bad-walk"), "Minutes on foot: 15 minutes.", attribute="walk_minutes"),
        Field(
            "distance",
            Quantity(_DISTANCE, "bad-distance"),
            "Along the way, which is the straight line times the detour: 1 km or 800 m.",
            attribute="metres",
        ),
    )

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is Scalar:
            area = self.areas.read(node, notes)
            return Within(area=area) if area else None
        found = self.record.read(node, notes)
        if type(node) is MappingNode and sum(key in node.entries for key in self.record.fields) != 1:
            return notes(node, "one-nearness")
        return found if isinstance(found, Within) else None

    def schema(self) -> Schema:
        return {"anyOf": [self.areas.schema(), self.record.schema()]}


def _check_norm(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:
    if "theme" in values:
        values["themes"] = (*values.get("themes", ()), values.pop("theme"))
    asked, dayparts = values.get("at_least"), values.get("dayparts")
    if asked is not None and not UNITS[asked.unit].timed and not values.get("themes") and not values.get("goal"):
        notes(node.entries["at_least"][0], "offers-of-anything", unit=asked.unit)
    if values.get("aimed") and not values.get("audience") and not values.get("ages"):
        notes(at["aimed"], "aimed-at-nobody")
    if asked is None or not dayparts:
        return
    least, unit = _fewest(dayparts), UNITS[asked.unit]
    if not unit.timed:
        notes(at["dayparts"], "dayparts-of-offers", unit=unit.key)
    elif unit.by_session and asked.amount < least:
        at_least = node.entries["at_least"][1]
        amount = at_least.entries[unit.key][1] if isinstance(at_least, MappingNode) else at["at_least"]
        notes(amount, "dayparts-above-number", amount=f"{asked.amount:g}", least=least)


def _fewest(dayparts: tuple[str, ...]) -> int:
    """Return how many sessions there must be for each daypart to have one: some lie in each other."""
    asked = [DAYPARTS[part] for part in dayparts]
    return min(found.bit_count() for found in range(64) if all(found & part for part in asked))


NORM = Record(
    Norm,
    Field("id", Identifier(), "The norm's name in addresses.", required=True),
    Field("title", LineText(200), "What every neighbourhood should have, in words.", required=True),
    Field("at_least", AtLeastKind(), "{sessions: 2, per: week}, {hours: 4, per: week} or {offers: 1}.", required=True),
    Field(
        "within", WithinKind(), "{walk: 15 minutes}, {distance: 1 km}, neighbourhood or municipality.", required=True
    ),
    Field("audience", Reference("audience"), "For whom; from the vocabulary."),
    Field("ages", AgeRange(), "Which ages."),
    Field("themes", ListOf(Reference("theme")), "Any of these themes."),
    Field("theme", Reference("theme"), "This theme."),
    Field("goal", Reference("goal"), "This prevention goal."),
    Field("must", ListOf(Reference("fact")), "Barriers that may not stand in the way: free, no-signup, wheelchair …"),
    Field(
        "dayparts",
        ListOf(WordChoice(tuple(DAYPARTS))),
        "Only what is then counts, and each of these at least once: weekday-morning …",
    ),
    Field(
        "aimed",
        YesNo(),
        "yes: only what is meant for them counts: what names the audience, or has ages of its own that they are in. "
        "16+ says who may not come, and is meant for nobody in particular; 12-18 and 65+ are.",
    ),
    Field("weeks", Whole(1, 53), "How many weeks ahead."),
    Field("every_week", Decimal(0, 1), "The share of those weeks that must hold the norm, 0 to 1."),
    Field("municipalities", ListOf(Reference("municipality")), "Only for these; leave it out for all."),
    check=_check_norm,
)


class AgeBandKind(FieldKind):
    """Ages, ``4-11``, or an audience of the vocabulary, ``ouders``."""

    ages = AgeRange()
    audience = Reference("audience")

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if _WORD.fullmatch(text) or not any(map(str.isdigit, text)):
            return AgeBand(audience=self.audience.parse(text, node, notes))
        ages = self.ages.parse(text, node, notes)
        return AgeBand(ages) if ages else None

    def schema(self) -> Schema:
        return {"anyOf": [self.ages.schema(), {"type": "string", "pattern": f"^{_WORD.pattern}$"}]}


class Norms(msgspec.Struct, frozen=True):
    """What the municipality asks for, how it is measured, and the age bands of the prevention matrix.

    No age bands means the usual ones.
    """

    norms: tuple[Norm, ...] = ()
    age_bands: tuple[AgeBand, ...] = ()
    measure: Measure | None = None


class ConfidenceKind(FieldKind):
    """How far something is believed, by how long ago it was confirmed: ``[{days: 90, counts: 1}, …]``."""

    shape = "list"
    steps = ListOf(
        Record(
            _believed,
            Field("days", Whole(1, 3650), "Confirmed at most so many days ago.", required=True),
            Field("counts", Decimal(0, 1), "How far it then counts, from 0 to 1.", required=True),
        ),
        unique=False,
        most=12,
    )

    def read(self, node: Node, notes: FileNotes) -> Any:
        found = self.steps.read(node, notes)
        for before, after in pairwise(found or ()):
            if after[0] <= before[0] or after[1] > before[1]:
                return notes(node, "confidence-order")
        return found

    def schema(self) -> Schema:
        return self.steps.schema()


MEASURE = Record(
    Measure,
    Field("walking_speed", Decimal(0.5, 30), "Kilometres an hour on foot; else 4.", attribute="walking_kmh"),
    Field("detour", Decimal(1, 5), "How much longer the way is than the straight line; else 1.3."),
    Field(
        "confidence",
        ConfidenceKind(),
        "How far something is believed that was confirmed so many days ago, the shortest first; "
        "else [{days: 90, counts: 1}, {days: 180, counts: 0.7}].",
    ),
    Field("unconfirmed", Decimal(0, 1), "How far something is believed that was not; else 0.4."),
    Field("few_residents", Whole(0, 100_000), "Under so many people of the ages there is no verdict; else 50."),
)


NORMS = Record(
    Norms,
    Field("norms", ListOf(NORM, unique=False), "What has to be in every neighbourhood."),
    Field(
        "age_bands",
        ListOf(AgeBandKind(), most=12),
        "The columns of the prevention matrix: ages or an audience, [0-3, 4-11, ouders, 65+]. "
        "Leave it out for the usual ones.",
    ),
    Field("measure", MEASURE, "How coverage is measured; leave it out for the usual way."),
    check=check_ids,
)
