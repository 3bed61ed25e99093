"""Kinds of value about people and places: telephone, e-mail, links, postcode, point, ages, money, access."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from buurtkalender.domain.model import Ages, Contact, Cost, Image, Link, Point, Referral, Signup
from buurtkalender.reading.fields import (
    Choice,
    Decimal,
    Field,
    Kind,
    Line,
    Record,
    Schema,
    YesNo,
    empty,
    wrong_shape,
)
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.suggest import closest
from buurtkalender.reading.yaml import Items, Mapping, Node, Scalar

_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]*")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HTTPS = re.compile(r"https://[^\s/?#@<>\"'\\]+\.[^\s/?#@<>\"'\\]+(?::\d+)?(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Za-z]{2})")
_AGES = re.compile(r"(\d{1,3})\s*(?:\+|[-–—]\s*(\d{1,3}))")
_AGES_NEARLY = re.compile(r"(?:van )?(\d{1,3})(?: jaar)?(?:\s*(?:t/m|tot en met|tot|to)\s*(\d{1,3}))?.*")
_MONEY = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?")
_AMOUNT_NEARLY = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)")
_DURATION = re.compile(r"(\d{1,3})\s+(hour|day|week)s?")
_DURATION_NEARLY = re.compile(r"(\d{1,3})\s*([a-z]+)", re.IGNORECASE)
_UNITS_NEARLY = {"u": "hour", "h": "hour", "d": "day", "w": "week"}
OLDEST = 120
# The Netherlands in Europe, in degrees, generously.
LATITUDES, LONGITUDES = (50.7, 53.8), (3.2, 7.3)


class Phone(Kind):
    """A telephone number, as people write it."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if _PHONE.fullmatch(text) and 3 <= sum(map(str.isdigit, text)) <= 15:
            return text
        return notes(node, "bad-phone", value=text)

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{_PHONE.pattern}$", "examples": ["0343-555 010"]}


class Email(Kind):
    """An e-mail address."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if len(text) <= 254 and _EMAIL.fullmatch(text):
            return text
        return notes(node, "bad-email", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_EMAIL.pattern}$", "maxLength": 254}


class Url(Kind):
    """A web address that starts with ``https://``; ``mail`` also allows ``mailto:`` and ``tel:``."""

    def __init__(self, *, mail: bool = False) -> None:
        self.mail = mail

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if len(text) > 2000:
            return notes(node, "too-long", length=len(text), most=2000)
        if _HTTPS.fullmatch(text) or (self.mail and self._reaches(text)):
            return text
        scheme = _SCHEME.match(text)
        if text.lower().startswith("http://"):
            return notes(node, "http-link", value=text, suggestion=f"https://{text[7:]}")
        if scheme and scheme[1].lower() not in {"https", "mailto", "tel"} and "." not in scheme[1]:
            return notes(node, "unsafe-link", scheme=f"{scheme[1]}:")
        guess = "" if scheme else f"https://{text.lstrip('/')}"
        return notes(node, "bad-link", value=text, suggestion=guess if _HTTPS.fullmatch(guess) else "")

    @staticmethod
    def _reaches(text: str) -> bool:
        """Whether this is a mailto or tel link to somebody."""
        scheme, _, rest = text.partition(":")
        if scheme.lower() == "mailto":
            return _EMAIL.fullmatch(rest.partition("?")[0]) is not None
        return scheme.lower() == "tel" and _PHONE.fullmatch(rest) is not None

    def schema(self) -> Schema:
        start = "(https://|mailto:|tel:)" if self.mail else "https://"
        return {"type": "string", "format": "uri", "pattern": f"^{start}", "maxLength": 2000}


class Postcode(Kind):
    """A Dutch postcode, ``3961 AB``."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if match := _POSTCODE.fullmatch(text):
            return f"{match[1]} {match[2].upper()}"
        return notes(node, "bad-postcode", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_POSTCODE.pattern}$", "examples": ["3961 AB"]}


class Place(Kind):
    """A point in the Netherlands: ``[lat, lon]`` in degrees."""

    shape = "list"
    _degree = Decimal(-180, 180)

    def read(self, node: Node, notes: Notes) -> Any:
        if type(node) is not Items:
            return None if empty(node) else wrong_shape(node, notes, "list")
        if len(node.items) != 2:
            return notes(node, "bad-point")
        lat, lon = (self._degree.read(item, notes) for item in node.items)
        return None if lat is None or lon is None else self._checked(lat, lon, node, notes)

    @staticmethod
    def _checked(lat: float, lon: float, node: Node, notes: Notes) -> Any:
        if _within(lat, LATITUDES) and _within(lon, LONGITUDES):
            return Point(lat, lon)
        if _within(lon, LATITUDES) and _within(lat, LONGITUDES):
            return notes(node, "point-swapped", lat=f"{lon:g}", lon=f"{lat:g}")
        return notes(node, "point-outside", lat=f"{lat:g}", lon=f"{lon:g}")

    def schema(self) -> Schema:
        return {"type": "array", "items": self._degree.schema(), "minItems": 2, "maxItems": 2}


def _within(number: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= number <= bounds[1]


class AgeRange(Kind):
    """Ages, ``65+`` or ``13-27``."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if match := _AGES.fullmatch(text):
            lowest, highest = int(match[1]), int(match[2]) if match[2] else None
            if highest is not None and highest < lowest:
                return notes(node, "ages-reversed", value=text, suggestion=f"{highest}-{lowest}")
            if max(lowest, highest or 0) <= OLDEST:
                return Ages(lowest, highest)
            return notes(node, "bad-ages", value=text)
        guess = ""
        if match := _AGES_NEARLY.fullmatch(text.lower()):
            guess = f"{match[1]}-{match[2]}" if match[2] else f"{match[1]}+"
        return notes(node, "bad-ages", value=text, suggestion=guess)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_AGES.pattern}$", "examples": ["65+", "13-27"]}


class Money(Kind):
    """Euros, ``2.50``, in cents; ``free`` is 0."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
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


class Ahead(Kind):
    """How long ahead: ``2 days``, ``24 hours``, ``1 week``."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if match := _DURATION.fullmatch(text.lower()):
            return timedelta(**{f"{match[2]}s": int(match[1])})
        guess = ""
        if (nearly := _DURATION_NEARLY.fullmatch(text)) and (unit := _UNITS_NEARLY.get(nearly[2][0].lower())):
            guess = f"{nearly[1]} {unit}{'' if nearly[1] == '1' else 's'}"
        return notes(node, "bad-duration", value=text, suggestion=guess)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_DURATION.pattern}$", "examples": ["2 days"]}


class OneOrRecord(Kind):
    """A word that says it all, or a mapping that says more."""

    def __init__(self, kind: Kind, record: Record, made: Any) -> None:
        self.kind, self.record, self.made = kind, record, made

    def read(self, node: Node, notes: Notes) -> Any:
        if type(node) is not Scalar:
            return self.record.read(node, notes)
        value = self.kind.read(node, notes)
        return None if value is None else self.made(value)

    def schema(self) -> Schema:
        return {"anyOf": [self.kind.schema(), self.record.schema()]}


class Access(Kind):
    """What is known of each facility: yes, no or unknown."""

    shape = "mapping"
    _fact = Choice({"yes": True, "true": True, "no": False, "false": False, "unknown": None})

    def read(self, node: Node, notes: Notes) -> Any:
        if empty(node):
            return None
        if type(node) is not Mapping:
            return wrong_shape(node, notes, "mapping")
        for name, (key, _) in node.entries.items():
            notes.refer("facility", name, key)
        return {name: self._fact.read(child, notes) for name, (_, child) in node.entries.items()}

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": YesNo().schema()}


EMAIL, PHONE, URL = Email(), Phone(), Url()

CONTACT = Record(
    Contact,
    Field("name", Line(), "Who to ask for; only what may be published."),
    Field("phone", PHONE, "Telephone number."),
    Field("email", EMAIL, "E-mail address."),
    Field("url", URL, "Web page, https."),
)
LINK = Record(
    Link,
    Field("title", Line(), "What the link says.", required=True),
    Field("url", Url(mail=True), "https, mailto or tel.", required=True),
)


class BesideFile(Kind):
    """The name of a file that lies in the same folder; that it is there is looked up later."""

    def __init__(self, endings: tuple[str, ...]) -> None:
        self.endings = endings

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if "/" in text or "\\" in text or text.startswith("."):
            return notes(node, "not-a-file-name", value=text)
        if not text.lower().endswith(self.endings):
            return notes(node, "wrong-file-kind", value=text, known=", ".join(self.endings))
        folder = notes.path.rpartition("/")[0]
        notes.refer("file", f"{folder}/{text}", node)
        return text

    def schema(self) -> Schema:
        endings = "|".join(ending.lstrip(".") for ending in self.endings)
        return {"type": "string", "pattern": rf"^[^/\\.][^/\\]*\.({endings})$"}


PICTURE = BesideFile((".jpg", ".jpeg", ".png", ".webp", ".svg", ".avif"))


class Picture(Record):
    """A picture with the text for those who do not see it."""

    def values(self, node: Mapping, notes: Notes) -> dict[str, Any] | None:
        if "file" in node.entries and ("alt" not in node.entries or empty(node.entries["alt"][1])):
            notes(node.entries["file"][0], "missing-alt")
            PICTURE.read(node.entries["file"][1], notes)
            return None
        return super().values(node, notes)


IMAGE = Picture(
    Image,
    Field("file", PICTURE, "A picture in the same folder as this file.", required=True),
    Field("alt", Line(300), "What the picture shows, for those who do not see it.", required=True),
)


def _cost(amount: int, **more: Any) -> Cost:
    return Cost(amount, **more)


COST = OneOrRecord(
    Money(),
    Record(
        _cost,
        Field("amount", Money(), "Euros, such as 2.50, or free.", required=True),
        Field("per", Line(60), "For what: keer, maand, seizoen …"),
        Field("note", Line(), "What it includes, or who pays less."),
        Field("pass", YesNo(), "Whether a city pass lowers it.", attribute="discount_pass"),
    ),
    Cost,
)


def _not_required(_: str) -> Signup:
    return Signup(required=False)


SIGNUP = OneOrRecord(
    Choice(("none",)),
    Record(
        Signup,
        Field("required", YesNo(), "Whether signing up is needed.", required=True),
        Field("phone", PHONE, "Telephone number to sign up."),
        Field("email", EMAIL, "E-mail address to sign up."),
        Field("url", URL, "Web page to sign up, https."),
        Field("before", Ahead(), "How long ahead at the latest: 2 days, 24 hours, 1 week."),
    ),
    _not_required,
)


def _no_referral(_: str) -> Referral:
    return Referral(required=False)


REFERRAL = OneOrRecord(
    Choice(("none",)),
    Record(
        Referral,
        Field("required", YesNo(), "Whether somebody has to refer you.", required=True),
        Field("by", Line(), "Who may refer: huisarts, sociaal team …"),
    ),
    _no_referral,
)

ACCESS = Access()
