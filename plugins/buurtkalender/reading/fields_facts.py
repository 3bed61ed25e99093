"""Kinds of value that are facts about an activity: ages, cost, sign-up, referral, access."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from buurtkalender.domain.model import Childcare, Cost, Families, Price, Referral, Signup
from buurtkalender.domain.values import Ages
from buurtkalender.reading.fields import (
    Field,
    FieldKind,
    LineText,
    ListOf,
    Record,
    Schema,
    WordChoice,
    YesNo,
    empty,
    wrong_shape,
)
from buurtkalender.reading.fields_contact import EMAIL, PHONE, URL, contact_mapping
from buurtkalender.reading.fields_times import Moment
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


_NAMED_AMOUNT = re.compile(
    r"(?P<who>[^€]*?[^\W\d][^€]*?)\s*[:=]?\s*(?P<amount>gratis|free|€\s*\d[\d.,-]*|(?<!\d)\d[\d.,-]*)(?:\s*euro)?",
    re.IGNORECASE,
)
_HALF_AN_AGE = re.compile(r"(?:\b(?:tot|t/m|vanaf|van|onder|boven)|-)\s*$", re.IGNORECASE)


def _named_price(text: str) -> str:
    """Return "volwassenen 5" as a price: who pays, then how much."""
    match = _NAMED_AMOUNT.fullmatch(text) if len(text) < 100 else None
    if match is None or _HALF_AN_AGE.search(match["who"]):
        return f"{{for: {in_flow(text)}, amount: …}}"
    amount = match["amount"].lstrip("€ ").replace(",", ".").rstrip(".-")
    if not _MONEY.fullmatch(amount):
        amount = "free" if amount.casefold() in {"gratis", "free"} else "…"
    return f"{{for: {in_flow(match['who'].strip(' :='))}, amount: {amount}}}"


def _price(who: str, amount: int, **more: Any) -> Price:
    return Price(who, amount, **more)


PRICE = Record(
    _price,
    Field("for", LineText(60), "Who pays this: volwassenen, kinderen tot 12 …", required=True, attribute="who"),
    Field("amount", Money(), "Euros, such as 2.50, or free.", required=True),
    Field("per", LineText(60), "For what: keer, maand, seizoen …"),
    Field("note", LineText(), "What it includes."),
    of_text=_named_price,
)


class OneOrPrices(OneOrRecord):
    """What something costs: a word or an amount, a mapping that says more, or a list of prices that have a name."""

    price = PRICE
    prices = ListOf(PRICE, most=20)

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is MappingNode and "for" in node.entries:
            return self.prices.read(node, notes)  # which tells that a list is due
        if type(node) is not Items:
            return super().read(node, notes)
        found = self.prices.read(node, notes)
        self._check_names(node, notes)
        return None if found is None else Cost(min(price.cents for price in found), prices=found)

    @staticmethod
    def _check_names(node: Items, notes: FileNotes) -> None:
        """Report a second price for the same people and the same thing."""
        seen: set[tuple[str, str]] = set()
        for item in node.items:
            said = item.entries if type(item) is MappingNode else {}
            who, per = (said[key][1] if key in said else None for key in ("for", "per"))
            if type(who) is not Scalar or not who.value.strip():
                continue
            named = who.value.strip().casefold(), per.value.strip().casefold() if type(per) is Scalar else ""
            if named in seen:
                notes(who, "price-twice", value=who.value.strip())
            seen.add(named)

    def schema(self) -> Schema:
        known = super().schema()
        return {"anyOf": [*known["anyOf"], self.prices.schema()]}


def _cost(amount: int, **more: Any) -> Cost:
    return Cost(amount, **more)


COST = OneOrPrices(
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


def _check_signup(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    opens, until = values.get("opens"), values.get("until")
    if opens is not None and until is not None and until <= opens:
        notes(at["until"], "until-before-opens", until=at["until"].value, opens=at["opens"].value)


SIGNUP = OneOrRecord(
    WordChoice(("none",)),
    Record(
        Signup,
        Field("required", YesNo(), "Whether signing up is needed.", required=True),
        Field("phone", PHONE, "Telephone number to sign up."),
        Field("email", EMAIL, "E-mail address to sign up."),
        Field("url", URL, "Web page to sign up, https."),
        Field("before", Ahead(), "How long ahead at the latest: 2 days, 24 hours, 1 week."),
        Field("opens", Moment(), "From when people can sign up: a date, or a date and a time."),
        Field("until", Moment(end=True), "Until when they can: a date (all of that day), or a date and a time."),
        check=_check_signup,
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

# --- families ---------------------------------------------------------------------------------------------


def _childcare(amount: int | None = None, note: str | None = None) -> Childcare:
    return Childcare(offered=True, cents=amount, note=note)


class ChildcareField(FieldKind):
    """Whether somebody looks after children: yes or no, or a mapping with what it costs."""

    _fact = YesNo()
    record = Record(
        _childcare,
        Field("amount", Money(), "Euros, such as 2.50, or free."),
        Field("note", LineText(), "From which age, and what parents should know."),
    )

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is not Scalar:
            found = self.record.read(node, notes)
            return None if found == _childcare() else found
        if not empty(node) and node.value.strip().casefold() not in self._fact.words:
            return notes(node, "bad-childcare", value=node.value.strip(), suggestion=self._meant(node.value.strip()))
        offered = self._fact.read(node, notes)
        return None if offered is None else Childcare(offered=offered)

    @staticmethod
    def _meant(text: str) -> str:
        """Return what a text about childcare says: an answer, what it costs, or what parents should know."""
        word = english(text)
        if word in {"yes", "no", "unknown"}:
            return word
        plain = "free" if word == "free" else text.casefold().strip("€ ").replace(",", ".")
        if plain == "free" or _MONEY.fullmatch(plain):
            return f"{{amount: {plain}}}"
        return f"{{note: {in_flow(text)}}}"

    def schema(self) -> Schema:
        return {"anyOf": [self._fact.schema(), self.record.schema()]}


def _welcome(text: str) -> str:
    """Return how somebody should have written that children are welcome, or not."""
    return (
        f"{{children_welcome: {found}}}"
        if (found := {"ja": "yes", "yes": "yes", "nee": "no", "no": "no"}.get(text.casefold()))
        else ""
    )


def _families(**facts: Any) -> Families | None:
    """Return what is known; nothing where all of it is unknown."""
    found = Families(**facts)
    return None if found == Families() else found


FAMILIES = Record(
    _families,
    Field("children_welcome", YesNo(), "Whether children may come along."),
    Field("childcare", ChildcareField(), "Whether somebody looks after children meanwhile: yes, no, or what it costs."),
    Field("siblings", YesNo(), "Whether brothers and sisters may come along."),
    of_text=_welcome,
)
