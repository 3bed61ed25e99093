"""Kinds of value about people and places: telephone, e-mail, links, postcode, point, pictures."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

from buurtkalender.domain.model import Contact, Image, Link, Point
from buurtkalender.reading.fields import (
    Decimal,
    Field,
    Kind,
    Line,
    Record,
    Schema,
    empty,
    wrong_shape,
)
from buurtkalender.reading.pictures import ENDINGS
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.yaml import Items, Mapping, Node, Scalar

_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]*")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HTTPS = re.compile(r"https://[^\s/?#@<>\"'\\]+\.[^\s/?#@<>\"'\\]+(?::\d+)?(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Za-z]{2})")
# The Netherlands in Europe, in degrees, generously.
LATITUDES, LONGITUDES = (50.7, 53.8), (3.2, 7.3)


class Phone(Kind):
    """A telephone number, as people write it."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if _PHONE.fullmatch(text) and 3 <= sum(map(str.isdigit, text)) <= 15:
            return text
        return notes(node, "bad-phone", value=text)

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{_PHONE.pattern}$", "examples": ["0123-456 789"]}


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
    """A Dutch postcode, ``1234 AB``."""

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if match := _POSTCODE.fullmatch(text):
            return f"{match[1]} {match[2].upper()}"
        return notes(node, "bad-postcode", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_POSTCODE.pattern}$", "examples": ["1234 AB"]}


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


PICTURE = BesideFile(ENDINGS)


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
