"""The fields of the files in content/calendar: the vocabulary, the norms, who picked up what, and the holidays."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

import msgspec

from buurtkalender.domain.barriers import FACTS as BARRIERS
from buurtkalender.domain.coverage.sessions import DAYPARTS
from buurtkalender.domain.model import AgeBand, AtLeast, Days, Holiday, Norm, PickedUp, Term, Within
from buurtkalender.reading.fields import (
    DAY,
    Choice,
    Decimal,
    Field,
    Identifier,
    Kind,
    Line,
    ListOf,
    Record,
    Reference,
    Schema,
    Whole,
    empty,
    places,
    wrong_shape,
)
from buurtkalender.reading.fields_facts import AgeRange
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.records_places import declare
from buurtkalender.reading.yaml import Items, Mapping, Node, Scalar

REGIONS = ("noord", "midden", "zuid")
FACTS = tuple(fact for fact in BARRIERS if fact != "wheelchair")  # that one is a facility
DECLARED = {
    "themes": "theme",
    "goals": "goal",
    "audiences": "audience",
    "facilities": "facility",
    "languages": "language",
    "norms": "norm",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")
_WORD = re.compile(r"(?=[^a-z]*[a-z])[a-z0-9][a-z0-9-]{0,59}")  # an identifier, and no ages
_WALK = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:minutes?|min)?")
_DISTANCE = re.compile(r"(\d{1,5}(?:[.,]\d+)?)\s*(km|m|metres?|meters?)")


class Label(Kind):
    """A word per language, ``{nl: Ontmoeten, en: Meeting people}``; a bare text is Dutch."""

    shape = "mapping"
    _text = Line(300)

    def read(self, node: Node, notes: Notes) -> Any:
        if type(node) is Scalar:
            text = self._text.read(node, notes)
            return {"nl": text} if text else None
        if type(node) is not Mapping:
            return wrong_shape(node, notes, "mapping")
        found = {}
        for name, (key, child) in node.entries.items():
            if not _LANGUAGE.fullmatch(name):
                notes(key, "bad-language", value=name)
            text = self._text.read(child, notes)
            if text:
                found[name] = text
        return found or None

    def schema(self) -> Schema:
        words = {"type": "object", "additionalProperties": self._text.schema(), "minProperties": 1}
        return {"anyOf": [self._text.schema(), words]}


_LABEL = Field("label", Label(), "What it is called, per language.", required=True)
_MORE = (
    Field("icon", Identifier(), "The name of an icon of the theme."),
    Field("description", Label(), "What it means, per language."),
)
TERM = Record(Term, Field("id", Identifier(), "Its name in files and addresses.", required=True), _LABEL, *_MORE)
AUDIENCE = Record(Term, *TERM.fields.values(), Field("ages", AgeRange(), "The ages it stands for, such as 65+."))


class Vocabulary(msgspec.Struct, frozen=True):
    """The terms that files may use."""

    themes: tuple[Term, ...] = ()
    goals: tuple[Term, ...] = ()
    audiences: tuple[Term, ...] = ()
    facilities: tuple[Term, ...] = ()
    languages: tuple[Term, ...] = ()


def _check_ids(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:  # noqa: ARG001
    for name, (_, child) in node.entries.items():
        if name in DECLARED:
            declare(child, notes, DECLARED[name])


VOCABULARY = Record(
    Vocabulary,
    Field("themes", ListOf(TERM, unique=False), "What activities are about."),
    Field("goals", ListOf(TERM, unique=False), "Prevention goals."),
    Field("audiences", ListOf(AUDIENCE, unique=False), "For whom activities are."),
    Field("facilities", ListOf(TERM, unique=False), "What a place can offer to get in and take part."),
    Field("languages", ListOf(TERM, unique=False), "Languages, by their code."),
    check=_check_ids,
)


class AtLeastKind(Record):
    """How much: sessions or hours per week or month, or a number of offers."""

    units = ("sessions", "hours", "offers")

    def __init__(self) -> None:
        amount = Decimal(0, 1000)
        super().__init__(
            AtLeast,
            Field("sessions", amount, "How many times."),
            Field("hours", amount, "How many hours."),
            Field("offers", amount, "How many offers, with or without a fixed time."),
            Field("per", Choice(("week", "month")), "week or month; not with offers."),
        )

    def values(self, node: Mapping, notes: Notes) -> dict[str, Any] | None:
        found = super().values(node, notes)
        given = [unit for unit in self.units if unit in node.entries]
        if len(given) != 1:
            notes(node, "one-unit", known=", ".join(self.units))
            return None
        unit = given[0]
        if not found or unit not in found:
            return None
        if not found[unit]:
            notes(node.entries[unit][1], "norm-of-nothing")
        elif unit == "offers" and "per" in node.entries:
            notes(node.entries["per"][0], "offers-per")
        elif unit != "offers" and "per" not in node.entries:
            notes(node, "missing-per", unit=unit)
        return {"amount": found[unit], "unit": unit, "per": found.get("per")}


class Measure(Kind):
    """A number with a unit."""

    def __init__(self, pattern: re.Pattern[str], code: str) -> None:
        self.pattern, self.code = pattern, code

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        match = self.pattern.fullmatch(text.lower())
        number = float(match[1].replace(",", ".")) if match else 0
        if not match or not number:
            return notes(node, self.code, value=text)
        return number * 1000 if match.re.groups > 1 and match[2] == "km" else number

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "pattern": f"^{self.pattern.pattern}$"}


class WithinKind(Kind):
    """How near: ``{walk: 15 minutes}``, ``{distance: 1 km}``, ``neighbourhood`` or ``municipality``."""

    shape = "mapping"
    areas = Choice(("neighbourhood", "municipality"))
    record = Record(
        Within,
        Field("walk", Measure(_WALK, "bad-walk"), "Minutes on foot: 15 minutes.", attribute="walk_minutes"),
        Field("distance", Measure(_DISTANCE, "bad-distance"), "As the crow flies: 1 km or 800 m.", attribute="metres"),
    )

    def read(self, node: Node, notes: Notes) -> Any:
        if type(node) is Scalar:
            area = self.areas.read(node, notes)
            return Within(area=area) if area else None
        found = self.record.read(node, notes)
        if type(node) is Mapping and sum(key in node.entries for key in self.record.fields) != 1:
            return notes(node, "one-nearness")
        return found if isinstance(found, Within) else None

    def schema(self) -> Schema:
        return {"anyOf": [self.areas.schema(), self.record.schema()]}


def _check_norm(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:  # noqa: ARG001
    if "theme" in values:
        values["themes"] = (*values.get("themes", ()), values.pop("theme"))


NORM = Record(
    Norm,
    Field("id", Identifier(), "The norm's name in addresses.", required=True),
    Field("title", Line(200), "What every neighbourhood should have, in words.", required=True),
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
    Field("dayparts", ListOf(Choice(tuple(DAYPARTS))), "Each of these at least once: weekday-morning …"),
    Field("weeks", Whole(1, 53), "How many weeks ahead."),
    Field("every_week", Decimal(0, 1), "The share of those weeks that must hold the norm, 0 to 1."),
    Field("municipalities", ListOf(Reference("municipality")), "Only for these; leave it out for all."),
    check=_check_norm,
)


class AgeBandKind(Kind):
    """Ages, ``4-11``, or an audience of the vocabulary, ``ouders``."""

    ages = AgeRange()
    audience = Reference("audience")

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if _WORD.fullmatch(text) or not any(map(str.isdigit, text)):
            return AgeBand(audience=self.audience.parse(text, node, notes))
        ages = self.ages.parse(text, node, notes)
        return AgeBand(ages) if ages else None

    def schema(self) -> Schema:
        return {"anyOf": [self.ages.schema(), {"type": "string", "pattern": f"^{_WORD.pattern}$"}]}


class Norms(msgspec.Struct, frozen=True):
    """What the municipality asks for, and the age bands of the prevention matrix; none means the usual ones."""

    norms: tuple[Norm, ...] = ()
    age_bands: tuple[AgeBand, ...] = ()


NORMS = Record(
    Norms,
    Field("norms", ListOf(NORM, unique=False), "What every neighbourhood should have."),
    Field(
        "age_bands",
        ListOf(AgeBandKind(), most=12),
        "The columns of the prevention matrix: ages or an audience, [0-3, 4-11, ouders, 65+]. "
        "Leave it out for the usual ones.",
    ),
    check=_check_ids,
)


def _check_picked_up(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:  # noqa: ARG001
    since, expected = values.get("since"), values.get("expected")
    if since and expected and expected < since:
        notes(at["expected"], "expected-before-since", since=since, expected=expected)
        del values["expected"]


PICKED_UP = Record(
    PickedUp,
    Field("norm", Reference("norm"), "Which norm; from norms.yaml.", required=True),
    Field("neighbourhoods", ListOf(Reference("neighbourhood")), "In which neighbourhoods.", required=True),
    Field("organisations", ListOf(Reference("organisation")), "Who works on it.", required=True),
    Field("since", DAY, "Since when: 2026-11-03.", required=True),
    Field("expected", DAY, "By when they think that it is there."),
    Field("note", Line(500), "What they do, in a sentence."),
    check=_check_picked_up,
)


def _picked_up(picked_up: tuple[PickedUp, ...] = ()) -> tuple[PickedUp, ...]:
    return picked_up


ALL_PICKED_UP = Record(
    _picked_up, Field("picked_up", ListOf(PICKED_UP, unique=False), "What is missing somewhere and who works on it.")
)


class Holidays(msgspec.Struct, frozen=True):
    """Shared exceptions: school holidays, and days on which the whole calendar stands still."""

    school_holidays: tuple[Holiday, ...] = ()
    closures: tuple[Holiday, ...] = ()


def _holiday(name: str, first: Any, last: Any = None, **more: Any) -> Holiday:
    return Holiday(name, Days(first, last or first), **more)


def _check_holiday(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:  # noqa: ARG001
    first, last = values.get("first"), values.get("last")
    if first and last and last < first:
        notes(at["until"], "until-before-from", first=first, last=last)
        del values["last"]


_HOLIDAY = (
    Field("name", Line(120), "What it is called.", required=True),
    Field("from", DAY, "The first day.", required=True, attribute="first"),
    Field("until", DAY, "The last day, inclusive; leave it out for one day.", attribute="last"),
    Field("source", Line(500), "Where the dates come from."),
)
SCHOOL_HOLIDAY = Record(
    _holiday,
    *_HOLIDAY,
    Field("regions", ListOf(Choice(REGIONS)), "noord, midden, zuid; leave it out for all."),
    Field("municipalities", ListOf(Reference("municipality")), "Only for the schools of these municipalities."),
    check=_check_holiday,
)
CLOSURE = Record(_holiday, *_HOLIDAY, check=_check_holiday)


def _check_holidays(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:  # noqa: ARG001
    """Report school holidays of one region that overlap: one of the two has a wrong date."""
    entry = node.entries.get("school_holidays")
    nodes = [item for item in entry[1].items if not empty(item)] if entry and isinstance(entry[1], Items) else []
    holidays = values.get("school_holidays", ())
    if len(nodes) != len(holidays):
        return  # one of them is wrong, which has been told; the rest waits for its mend
    for n, (holiday, item) in enumerate(zip(holidays, nodes, strict=True)):
        for earlier in holidays[:n]:
            if _clash(holiday, earlier) and isinstance(item, Mapping):
                notes(places(item)["from"], "holidays-overlap", name=holiday.name, other=earlier.name)
                break


def _clash(one: Holiday, other: Holiday) -> bool:
    days = one.days.first <= other.days.last and other.days.first <= one.days.last
    regions = not one.regions or not other.regions or bool(set(one.regions) & set(other.regions))
    if one.municipalities or other.municipalities:  # a municipality's own holiday replaces the region's of that name
        return days and bool(set(one.municipalities) & set(other.municipalities))
    return days and regions


HOLIDAYS = Record(
    Holidays,
    Field("school_holidays", ListOf(SCHOOL_HOLIDAY, unique=False), "School holidays, per region."),
    Field("closures", ListOf(CLOSURE, unique=False), "Days on which the whole calendar stands still."),
    check=_check_holidays,
)
