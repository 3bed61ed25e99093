"""Kinds of value that are facts about an activity: ages, cost, sign-up, referral, access."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from buurtkalender.domain.model import Cost, Referral, Signup
from buurtkalender.domain.values import Ages
from buurtkalender.reading.fields import (
    Field,
    FieldKind,
    LineText,
    Record,
    Schema,
    WordChoice,
    YesNo,
    empty,
    wrong_shape,
)
from buurtkalender.reading.fields_contact import EMAIL, PHONE, URL, contact_mapping
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import closest, english, in_flow
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar

_AGES = re.compile(r"(\d{1,3})\s*(?:\+|[-–—]\s*(\d{1,3}))")
_AGES_NEARLY = re.compile(r"(?:van(?:af)? )?(\d{1,3})(?: jaar)?(?:\s*(?:t/m|tot en met|tot|to)\s*(\d{1,3}))?.*")
_MONEY = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?")
_AMOUNT_NEARLY = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)")
_DURATION = re.compile(r"(\d{1,3})\s+(hour|day|week)s?")
_DURATION_NEARLY = re.compile(r"(\d{1,3})\s*([a-z]+)", re.IGNORECASE)
_UNITS_NEARLY = {"u": "hour", "h": "hour", "d": "day", "w": "week"}
_FACILITY = re.compile(r"[a-z][a-z-]{1,40}")
OLDEST = 120


class AgeRange(FieldKind):
    """Ages, ``65+`` or ``13-27``."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if match := _AGES.fullmatch(text):
            lowest, highest = int(match[1]), int(match[2]) if match[2] else None
            if highest is not None and highest < lowest:
                return notes(node, "ages-reversed", value=text, suggestion=f"{highest}-{lowest}")
            if max(lowest, highest or 0) <= OLDEST:
                return Ages(lowest, highest)
            return notes(node, "bad-ages", value=text)
        guess = ""
        match = _AGES_NEARLY.fullmatch(text.lower())
        if match and int(match[1]) <= OLDEST:
            guess = f"{match[1]}-{match[2]}" if match[2] else f"{match[1]}+"
        return notes(node, "bad-ages", value=text, suggestion=guess)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_AGES.pattern}$", "examples": ["65+", "13-27"]}


class Money(FieldKind):
    """Euros, ``2.50``, in cents; ``free`` is 0."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if text.lower() == "free":
            return 0
        if _MONEY.fullmatch(text):
            euros, _, cents = text.replace(",", ".").partition(".")
            return int(euros) * 100 + int(cents.ljust(2, "0"))
        if text.startswith("-"):
            return notes(node, "negative-cost", value=text)
        found = _AMOUNT_NEARLY.search(text)
        guess = found[1].replace(",", ".") if found else closest(text, ["free"]) or ""
        return notes(node, "bad-cost", value=text, suggestion=guess)

    def schema(self) -> Schema:
        words = {"type": "string", "pattern": f"^(free|{_MONEY.pattern})$"}
        return {"anyOf": [{"type": "number", "minimum": 0}, words]}


class Ahead(FieldKind):
    """How long ahead: ``2 days``, ``24 hours``, ``1 week``."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if match := _DURATION.fullmatch(text.lower()):
            return timedelta(**{f"{match[2]}s": int(match[1])})
        guess = ""
        if (nearly := _DURATION_NEARLY.fullmatch(text)) and (unit := _UNITS_NEARLY.get(nearly[2][0].lower())):
            guess = f"{nearly[1]} {unit}{'' if nearly[1] == '1' else 's'}"
        return notes(node, "bad-duration", value=text, suggestion=guess)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_DURATION.pattern}$", "examples": ["2 days"]}


class OneOrRecord(FieldKind):
    """A word that says it all, or a mapping that says more."""

    def __init__(self, kind: FieldKind, record: Record, made: Any) -> None:
        self.kind, self.record, self.made = kind, record, made

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is not Scalar:
            return self.record.read(node, notes)
        if self.record.of_text is not None and not empty(node) and node.value.strip().lower() != "none":
            text = node.value.strip()
            return notes(node, "more-than-a-word", value=text, suggestion=self.record.written(text))
        value = self.kind.read(node, notes)
        return None if value is None else self.made(value)

    def schema(self) -> Schema:
        return {"anyOf": [self.kind.schema(), self.record.schema()]}


class Access(FieldKind):
    """What is known of each facility: yes, no or unknown."""

    shape = "mapping"
    _fact = WordChoice({"yes": True, "true": True, "no": False, "false": False, "unknown": None})

    def read(self, node: Node, notes: FileNotes) -> Any:
        if empty(node):
            return None
        if type(node) is not MappingNode:
            return wrong_shape(node, notes, "mapping", self._named(node))
        for name, (key, _) in node.entries.items():
            notes.refer("facility", name, key)
        return {name: self._fact.read(child, notes) for name, (_, child) in node.entries.items()}

    @staticmethod
    def _named(node: Node) -> str:
        """Return a mapping of the facilities that were only named."""
        named = [one.value for one in (node.items if type(node) is Items else [node]) if type(one) is Scalar]
        words = [english(word) or word.strip().casefold() for text in named for word in text.split(",")]
        return "{" + ", ".join(f"{word}: yes" for word in words) + "}" if all(map(_FACILITY.fullmatch, words)) else ""

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": YesNo().schema()}


def _cost(amount: int, **more: Any) -> Cost:
    return Cost(amount, **more)


COST = OneOrRecord(
    Money(),
    Record(
        _cost,
        Field("amount", Money(), "Euros, such as 2.50, or free.", required=True),
        Field("per", LineText(60), "For what: keer, maand, seizoen …"),
        Field("note", LineText(), "What it includes, or who pays less."),
        Field("pass", YesNo(), "Whether a city pass lowers it.", attribute="discount_pass"),
    ),
    Cost,
)


def _not_required(_: str) -> Signup:
    return Signup(required=False)


def _answer(text: str) -> str | None:
    """Return what a word says to whether something is needed: ``none``, the mapping that says yes, or None."""
    plain = text.casefold().rstrip(".")
    if plain in {"nee", "no", "false", "geen", "niet", "niet nodig", "niet verplicht", "hoeft niet"}:
        return "none"
    return "{required: yes}" if plain in {"ja", "yes", "true", "verplicht", "nodig"} else None


def _signup(text: str) -> str:
    found = _answer(text)
    if found is None and not contact_mapping(text).startswith("{name"):
        found = f"{{required: yes, {contact_mapping(text)[1:]}"
    return found or ""


def _referral(text: str) -> str:
    return _answer(text) or f"{{required: yes, by: {in_flow(text)}}}"


SIGNUP = OneOrRecord(
    WordChoice(("none",)),
    Record(
        Signup,
        Field("required", YesNo(), "Whether signing up is needed.", required=True),
        Field("phone", PHONE, "Telephone number to sign up."),
        Field("email", EMAIL, "E-mail address to sign up."),
        Field("url", URL, "Web page to sign up, https."),
        Field("before", Ahead(), "How long ahead at the latest: 2 days, 24 hours, 1 week."),
        of_text=_signup,
    ),
    _not_required,
)


def _no_referral(_: str) -> Referral:
    return Referral(required=False)


REFERRAL = OneOrRecord(
    WordChoice(("none",)),
    Record(
        Referral,
        Field("required", YesNo(), "Whether somebody has to refer you.", required=True),
        Field("by", LineText(), "Who may refer: huisarts, sociaal team …"),
        of_text=_referral,
    ),
    _no_referral,
)

ACCESS = Access()
