"""Kinds of value about people and places: telephone, e-mail, links, postcode, point, pictures."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import ipaddress
import re
from typing import Any

from buurtkalender.domain.values import Contact, Image, Point, TitledLink
from buurtkalender.reading.fields import Decimal, Field, FieldKind, LineText, Record, Schema, empty, wrong_shape
from buurtkalender.reading.files import ENDINGS
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import DEVICES, LONGEST_VALUE, identifier_like, in_flow
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar

_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]*")
_USUAL_PHONE = re.compile(r"0(?:[ -]?\d){9}")
_PHONE_WITHIN = re.compile(r"(?<!\d)(?:\+\d{1,3}|0)[0-9 ()-]{7,14}\d(?!\d)")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
# Numbers of a length of their own: 112, 14 0343, 116 123, 0800-1234, 0900-123 4567, and those of machines.
_SHORT_PHONE = re.compile(r"1\d{2,5}|0[89]0\d(?:\d{4}|\d{7})|097\d{9}")
# What people write around an address or in it, and what it stands for.
_EMAIL_SIGNS = (
    (r"^<|>$|^mailto:", ""),
    (r"\s*[(\[]\s*(?:at|apenstaartje)\s*[)\]]\s*", "@"),
    (",", "."),
    (r"\s+|\.$", ""),
)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HTTPS = re.compile(r"https://[^\s/?#@<>\"'\\]+\.[^\s/?#@<>\"'\\]+(?::\d+)?(?:[/?#][^\s<>\"\\]*)?", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_POSTCODE = re.compile(r"([1-9]\d{3}) ?([A-Za-z]{2})")
# The Netherlands in Europe, in degrees, generously.
LATITUDES, LONGITUDES = (50.7, 53.8), (3.2, 7.3)


class Phone(FieldKind):
    """A telephone number, as people write it, that can be dialled in the Netherlands or from abroad."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if _USUAL_PHONE.fullmatch(text):
            return text
        if _DATE.fullmatch(text):
            return notes(node, "phone-is-date", value=text)
        if not _PHONE.fullmatch(text):
            found = _PHONE_WITHIN.findall(text[:LONGEST_VALUE])
            return notes(node, "bad-phone", value=text, suggestion=found[0].strip() if len(found) == 1 else "")
        if text.startswith("+"):
            plain = re.sub(r"^(\+\d{2,3}) ?\(0\) ?", r"\1 ", text)
            if plain != text:
                return notes(node, "phone-with-zero", value=text, suggestion=plain)
        return self._dialled(text, node, notes)

    @staticmethod
    def _dialled(text: str, node: Scalar, notes: FileNotes) -> Any:
        digits = re.sub(r"\D", "", text)
        count = len(digits)
        if text.startswith("+") or digits.startswith("00"):
            fits = 8 <= count <= 15
        else:
            fits = (count == 10 and digits.startswith("0")) or _SHORT_PHONE.fullmatch(digits) is not None
        if fits:
            return text
        lost = count == 9 and not digits.startswith("0")  # a spreadsheet takes the zero away
        return notes(node, "phone-length", value=text, count=count, suggestion=f"0{text}" if lost else "")

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{_PHONE.pattern}$", "examples": ["0123-456 789"]}


class Email(FieldKind):
    """An e-mail address."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if len(text) <= 254 and _EMAIL.fullmatch(text):
            return text
        return notes(node, "bad-email", value=text, suggestion=self._meant(text))

    @staticmethod
    def _meant(text: str) -> str:
        """Return the one address that is in a text."""
        if text.count("@") > 1 or len(text) > LONGEST_VALUE:
            return ""
        for pattern, sign in _EMAIL_SIGNS:
            text = re.sub(pattern, sign, text.strip(), flags=re.IGNORECASE)
        return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_EMAIL.pattern}$", "maxLength": 254}


class Url(FieldKind):
    """A web address that starts with ``https://``; ``mail`` also allows ``mailto:`` and ``tel:``."""

    def __init__(self, *, mail: bool = False) -> None:
        self.mail = mail

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
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


SECRET = re.compile(r"env:BUURTKALENDER_FEED_[A-Z0-9_]{1,60}")
"""An address that stands in an environment variable, because whoever has it can read all of the calendar."""

# Addresses that programs call private or secret: Google, Outlook and Exchange, iCloud; and any that holds a long code.
_SECRET_WAYS = re.compile(r"/private-|/owa/calendar/[^/]*@|/published/2/", re.IGNORECASE)
_PUBLIC_WAYS = re.compile(r"/public(?:/|-|$)", re.IGNORECASE)
_CODE = re.compile(
    r"(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)


def looks_secret(url: str) -> bool:
    """Whether an address of a calendar looks as if only who was given it may read it."""
    if _SECRET_WAYS.search(url):
        return True
    path = url.partition("://")[2].partition("/")[2]
    return not _PUBLIC_WAYS.search(path) and _CODE.search(path) is not None


class FeedAddress(Url):
    """The address of a calendar, or the environment variable that holds one: ``env:BUURTKALENDER_FEED_KOFFIE``."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if text.lower().startswith("env:"):
            return text if SECRET.fullmatch(text) else notes(node, "bad-feed-variable", value=text)
        found = super().parse(text, node, notes)
        if found and looks_secret(found):
            owner = re.sub(r"[^A-Z0-9]+", "_", notes.owner.upper()) or "AGENDA"
            notes(node, "feed-secret", variable=f"env:BUURTKALENDER_FEED_{owner}")
        return found

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^(https://|{SECRET.pattern}$)", "maxLength": 2000}


_NOT_PUBLIC = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
_UNICAST = ipaddress.IPv6Network("2000::/3")
_NOT_UNICAST = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))


def is_public(address: str) -> bool:
    """Whether an address can be that of a server on the public internet.

    By IANA's registries of special-purpose addresses (IPv4 and IPv6, of 2025-10-09) and of the IPv6 address space, and
    stricter where these say that it depends. Of IPv6 only 2000::/3 is given out; in it, 2001::/23 is for protocols
    (Teredo, ORCHID, benchmarks), 2001:db8::/32 and 3fff::/20 are for examples and 2002::/16 is 6to4, which leads to an
    IPv4 address by way of whoever offers to. An IPv4 address in one of IPv6 (mapped, or NAT64's well-known prefix) is
    looked at itself. Python's own ``is_global`` is another one in each version of it.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if not any(found in one for one in _TRANSLATED):
            return found in _UNICAST and not any(found in one for one in _NOT_UNICAST)
        found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return not any(found in one for one in _NOT_PUBLIC)


class Postcode(FieldKind):
    """A Dutch postcode, ``1234 AB``."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if match := _POSTCODE.fullmatch(text):
            return f"{match[1]} {match[2].upper()}"
        return notes(node, "bad-postcode", value=text)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{_POSTCODE.pattern}$", "examples": ["1234 AB"]}


class PointField(FieldKind):
    """A point in the Netherlands: ``[lat, lon]`` in degrees."""

    shape = "list"
    _degree = Decimal(-180, 180)

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is not Items:
            return None if empty(node) else wrong_shape(node, notes, "list")
        if len(node.items) != 2:
            return notes(node, "bad-point")
        lat, lon = (self._degree.read(item, notes) for item in node.items)
        return None if lat is None or lon is None else self._checked(lat, lon, node, notes)

    @staticmethod
    def _checked(lat: float, lon: float, node: Node, notes: FileNotes) -> Any:
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


def contact_mapping(text: str) -> str:
    """Return one bare text about how to reach somebody as a mapping: a telephone number, an address or a name."""
    if _EMAIL.fullmatch(text):
        key = "email"
    elif _PHONE.fullmatch(text):
        key = "phone"
    else:
        key = "url" if text.startswith("https://") else "name"
    return f"{{{key}: {in_flow(text)}}}"


CONTACT = Record(
    Contact,
    Field("name", LineText(), "Who to ask for; only what may be published."),
    Field("phone", PHONE, "Telephone number."),
    Field("email", EMAIL, "E-mail address."),
    Field("url", URL, "Web page, https."),
    of_text=contact_mapping,
)
LINK = Record(
    TitledLink,
    Field("title", LineText(), "What the link says.", required=True),
    Field("url", Url(mail=True), "https, mailto or tel.", required=True),
    of_text=lambda text: f"{{title: …, url: {in_flow(text)}}}",
)


class BesideFile(FieldKind):
    """The name of a file that lies in the same folder; that it is there is looked up later."""

    def __init__(self, endings: tuple[str, ...]) -> None:
        self.endings = endings

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if "/" in text or "\\" in text or text.startswith("."):
            return notes(node, "not-a-file-name", value=text)
        if not text.lower().endswith(self.endings):
            return notes(node, "wrong-file-kind", value=text, known=", ".join(self.endings))
        if text.partition(".")[0].lower() in DEVICES:
            stem, dot, ending = text.partition(".")
            return notes(node, "device-name", value=text, suggestion=f"{identifier_like(stem)}{dot}{ending}")
        folder = notes.path.rpartition("/")[0]
        notes.refer("file", f"{folder}/{text}", node)
        return text

    def schema(self) -> Schema:
        endings = "|".join(ending.lstrip(".") for ending in self.endings)
        return {"type": "string", "pattern": rf"^[^/\\.][^/\\]*\.({endings})$"}


PICTURE = BesideFile(ENDINGS)


class PictureField(Record):
    """A picture with the text for those who do not see it."""

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is Scalar and not empty(node):
            PICTURE.read(node, notes)
            return notes(node, "missing-alt", suggestion=f"{{file: {in_flow(node.value.strip())}, alt: …, by: …}}")
        return super().read(node, notes)

    def values(self, node: MappingNode, notes: FileNotes) -> dict[str, Any] | None:
        if "file" in node.entries and ("alt" not in node.entries or empty(node.entries["alt"][1])):
            notes(node.entries["file"][0], "missing-alt")
            PICTURE.read(node.entries["file"][1], notes)
            return None
        found = super().values(node, notes)
        if found is not None and "by" not in found:
            notes(node.entries["file"][0], "missing-by")
        return found


IMAGE = PictureField(
    Image,
    Field("file", PICTURE, "A picture in the same folder as this file.", required=True),
    Field("alt", LineText(300), "What the picture shows, for those who do not see it.", required=True),
    Field("by", LineText(), "Who holds the rights: it is published with the picture, which is not shown without."),
)
