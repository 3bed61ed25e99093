"""The fields of the files in content/calendar: words of several kinds, who picked up what, and the holidays."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

import msgspec

from buurtkalender.domain.values import Days, Holiday, PickedUp, Synonym, Term
from buurtkalender.reading.fields import (
    Field,
    FieldKind,
    Identifier,
    LineText,
    ListOf,
    Record,
    Reference,
    Schema,
    WordChoice,
    YesNo,
    empty,
    places,
    wrong_shape,
)
from buurtkalender.reading.fields_facts import AgeRange
from buurtkalender.reading.fields_times import DAY
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.records_places import declare
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar

REGIONS = ("noord", "midden", "zuid")
DECLARED = {
    "themes": "theme",
    "goals": "goal",
    "audiences": "audience",
    "facilities": "facility",
    "languages": "language",
    "norms": "norm",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")


class PerLanguage(FieldKind):
    """Something for each language, by its code: ``{nl: […], en: […]}``; without a code it is Dutch."""

    shape = "mapping"

    def __init__(self, kind: FieldKind) -> None:
        self.kind = kind

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is not MappingNode:
            if type(node) is Scalar or self.kind.shape == "list":
                value = self.kind.read(node, notes)
                return {"nl": value} if value else None
            return wrong_shape(node, notes, "mapping")
        found = {}
        for name, (key, child) in node.entries.items():
            if not _LANGUAGE.fullmatch(name):
                notes(key, "bad-language", value=name)
            value = self.kind.read(child, notes)
            if value:
                found[name] = value
        return found or None

    def schema(self) -> Schema:
        one = self.kind.schema()
        return {"anyOf": [one, {"type": "object", "additionalProperties": one, "minProperties": 1}]}


class Label(PerLanguage):
    """A word per language, ``{nl: Ontmoeten, en: Meeting people}``; a bare text is Dutch."""

    def __init__(self) -> None:
        super().__init__(LineText(300))


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


def check_ids(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    """Note every identifier that a file declares, to find those that two declare."""
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
    check=check_ids,
)


SYNONYM = Record(
    Synonym,
    Field("said", PerLanguage(ListOf(LineText(60))), "What people say or type, per language.", required=True),
    Field(
        "means",
        ListOf(LineText(60)),
        "What they look for then: words of your calendar, or the `id` of a theme, audience, goal or facility.",
    ),
)


def _synonyms(words: tuple[Synonym, ...] = ()) -> tuple[Synonym, ...]:
    return words


ALL_SYNONYMS = Record(
    _synonyms,
    Field("words", ListOf(SYNONYM, most=1_000, unique=False), "What people say, and what that means here."),
)


def _check_picked_up(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
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
    Field("note", LineText(500), "What they do, in a sentence."),
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


def _check_holiday(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    first, last = values.get("first"), values.get("last")
    if first and last and last < first:
        notes(at["until"], "until-before-from", first=first, last=last)
        del values["last"]


_HOLIDAY = (
    Field("name", LineText(120), "What it is called.", required=True),
    Field("from", DAY, "The first day.", required=True, attribute="first"),
    Field("until", DAY, "The last day, inclusive; leave it out for one day.", attribute="last"),
    Field("source", LineText(500), "Where the dates come from."),
)
SCHOOL_HOLIDAY = Record(
    _holiday,
    *_HOLIDAY,
    Field("regions", ListOf(WordChoice(REGIONS)), "noord, midden, zuid; leave it out for all."),
    Field("municipalities", ListOf(Reference("municipality")), "Only for the schools of these municipalities."),
    check=_check_holiday,
)
CLOSURE = Record(_holiday, *_HOLIDAY, check=_check_holiday)


def _check_holidays(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    """Report school holidays of one region that overlap: one of the two has a wrong date."""
    entry = node.entries.get("school_holidays")
    nodes = [item for item in entry[1].items if not empty(item)] if entry and isinstance(entry[1], Items) else []
    holidays = values.get("school_holidays", ())
    if len(nodes) != len(holidays):
        return  # one of them is wrong, which has been told; the rest waits for its mend
    for n, (holiday, item) in enumerate(zip(holidays, nodes, strict=True)):
        for earlier in holidays[:n]:
            if _clash(holiday, earlier) and isinstance(item, MappingNode):
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


# --- questions about feeds -------------------------------------------------------------------------------
# ``content/feeds/<organisation>.yaml``: what of a calendar kept elsewhere is not written until a person says yes.


class Question(msgspec.Struct, frozen=True):
    """Something that waits for an answer; ``publish`` is None as long as nobody gave one."""

    key: str
    activity: str = ""
    about: str = ""
    publish: bool | None = None


QUESTION = Record(
    Question,
    Field("key", LineText(20), "By what it is known.", required=True),
    Field("activity", LineText(300), "Which activity it is about."),
    Field("about", LineText(1000), "What it is; only so much that you recognise it."),
    Field("publish", YesNo(), "Whether it may be published: yes · no · unknown."),
)


MOST_QUESTIONS = 1_000
"""So many questions about the feeds of one organisation wait at the same time."""


def _questions(waiting: tuple[Question, ...] = ()) -> tuple[Question, ...]:
    return waiting


ALL_QUESTIONS = Record(
    _questions, Field("waiting", ListOf(QUESTION, most=MOST_QUESTIONS, unique=False), "What waits for an answer.")
)
