"""The fields of a venue file and of a municipality's neighbourhoods file."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from typing import Any

import msgspec

from buurtkalender.domain.model import Address, Booking, District, Municipality, Neighbourhood, Room, Venue
from buurtkalender.reading.fields import (
    Decimal,
    Field,
    FieldKind,
    Identifier,
    LineText,
    ListOf,
    Prose,
    Record,
    Reference,
    Schema,
    Whole,
    WordChoice,
    empty,
    wrong_shape,
)
from buurtkalender.reading.fields_contact import EMAIL, IMAGE, PHONE, URL, BesideFile, PointField, Postcode
from buurtkalender.reading.fields_facts import ACCESS
from buurtkalender.reading.fields_times import DayRange
from buurtkalender.reading.fields_when import SharingWhen, WhenField
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import closest, in_flow
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar

VENUE_KINDS = ("community-centre", "school", "sports", "church", "library", "care", "shop", "outdoor", "other")
_BAND = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
_SHAPES = ("Polygon", "MultiPolygon")

ADDRESS = Record(
    Address,
    Field("street", LineText(), "Street and number."),
    Field("postcode", Postcode(), "Postcode, 1234 AB."),
    Field("city", LineText(80), "Town or village."),
    of_text=lambda text: f"{{street: {in_flow(text)}, postcode: …, city: …}}",
)
BOOKING = Record(
    Booking,
    Field("phone", PHONE, "Telephone number."),
    Field("email", EMAIL, "E-mail address."),
    Field("url", URL, "Web page, https."),
    Field("cost", LineText(), "What a room costs, in words."),
)
ROOM = Record(
    Room,
    Field("id", Identifier(), "The room's short name, for `room`.", required=True),
    Field("name", LineText(), "What people call the room.", required=True),
    Field("capacity", Whole(1, 100_000), "How many people fit in."),
    Field("facilities", ListOf(LineText(60)), "What is there: beamer, keuken …"),
    Field("access", ACCESS, "Facilities: yes, no or unknown. Comes before what the venue says."),
)


def _check_venue(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    rooms = declare(node.entries["rooms"][1], notes, "room") if "rooms" in node.entries else set()
    if "rooms" in values:  # a place with a mistake is still a place: of two rooms with one id the first is meant
        first: dict[str, Any] = {}
        for room in values["rooms"]:
            first.setdefault(room.id, room)
        values["rooms"] = tuple(first.values())
    sharing = node.entries.get("available")
    for item in sharing[1].items if sharing is not None and isinstance(sharing[1], Items) else ():
        entry = item.entries.get("room") if isinstance(item, MappingNode) else None
        if entry is None or not isinstance(entry[1], Scalar):
            continue
        room = entry[1].value.strip()
        if room and room not in rooms:
            known = ", ".join(sorted(rooms))
            notes(
                entry[1], "unknown-room", id=room, venue=notes.owner, suggestion=closest(room, rooms) or "", known=known
            )


def declare(node: Node, notes: FileNotes, kind: str) -> set[str]:
    """Note every ``id`` in a list of mappings, report one that an earlier entry has, and return them all."""
    seen: dict[str, int] = {}
    for item in node.items if isinstance(node, Items) else ():
        entry = item.entries.get("id") if isinstance(item, MappingNode) else None
        if entry is None or not isinstance(entry[1], Scalar) or not entry[1].value:
            continue
        name = entry[1].value
        if name in seen:
            notes(entry[1], "duplicate-id", value=name, line=seen[name])
        else:
            seen[name] = entry[1].line
            notes.declare(kind, f"{notes.owner}/{name}" if kind == "room" else name, entry[1])
    return set(seen)


VENUE = Record(
    Venue,
    Field("name", LineText(120), "What people call it.", required=True),
    Field("kind", WordChoice(VENUE_KINDS), "What kind of place it is.", required=True),
    Field("address", ADDRESS, "Where it stands.", required=True),
    Field("neighbourhood", Reference("neighbourhood"), "The neighbourhood it lies in.", required=True),
    Field("point", PointField(), "[latitude, longitude] in degrees."),
    Field("access", ACCESS, "Facilities: yes, no or unknown."),
    Field("transport", LineText(300), "How to get there."),
    Field("rooms", ListOf(ROOM, most=100, unique=False), "Its rooms."),
    Field("opening_hours", ListOf(WhenField(), most=50, unique=False), "When it is open, written as `when`."),
    Field("available", ListOf(SharingWhen(), most=100, unique=False), "When others may use it, written as `when`."),
    Field("closed", ListOf(DayRange()), "Dates and ranges on which it is closed."),
    Field("booking", BOOKING, "How others book a room."),
    Field("phone", PHONE, "Telephone number."),
    Field("email", EMAIL, "E-mail address."),
    Field("website", URL, "Web site, https."),
    Field("description", Prose(10_000), "What it is like, in Markdown."),
    Field("image", IMAGE, "A picture with its text."),
    check=_check_venue,
)


class Code(FieldKind):
    """A CBS code: GM, WK or BU and digits."""

    def __init__(self, letters: str, digits: int) -> None:
        self.pattern = re.compile(rf"{letters}\d{{{digits}}}")
        self.example = letters + "0352" + "0" * (digits - 4)

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if self.pattern.fullmatch(text.upper()):
            return text.upper()
        return notes(node, "bad-code", value=text, example=self.example)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern.pattern}$"}


def _ends(band: str) -> tuple[int, int]:
    """Return the first and the last year of a band of ages; the last before the first for what is no band."""
    match = _BAND.fullmatch(band)
    if match is None:
        return 0, -1
    lowest, highest = match.groups()
    return int(lowest), int(highest or 999)


class Residents(FieldKind):
    """How many people live there, per age band: ``{"0-14": 310, "65+": 420}``."""

    shape = "mapping"
    _number = Whole(0, 1_000_000)

    def read(self, node: Node, notes: FileNotes) -> Any:
        if empty(node):
            return None
        if type(node) is not MappingNode:
            return wrong_shape(node, notes, "mapping")
        counts = {}
        known: dict[str, tuple[int, int]] = {}
        for name, (key, child) in node.entries.items():
            lowest, highest = _ends(name)
            if highest < lowest:
                notes(key, "bad-age-band", value=name)
            for other, (low, high) in known.items():
                if low <= highest and lowest <= high:
                    notes(key, "age-bands-overlap", name=name, other=other)
            known[name] = lowest, highest
            count = self._number.read(child, notes)
            if count is not None:
                counts[name] = count
        return counts

    def schema(self) -> Schema:
        bands = {f"^{_BAND.pattern}$": self._number.schema()}
        return {"type": "object", "patternProperties": bands, "additionalProperties": False}


class Counted(FieldKind):
    """How many people of an audience live there: ``{nieuwkomers: 240}``, or per age band as :class:`Residents`."""

    shape = "mapping"
    _number = Whole(0, 1_000_000)
    _bands = Residents()

    def read(self, node: Node, notes: FileNotes) -> Any:
        if empty(node):
            return None
        if type(node) is not MappingNode:
            return wrong_shape(node, notes, "mapping")
        found = {}
        for name, (key, child) in node.entries.items():
            notes.refer("audience", name, key)
            if type(child) is MappingNode:
                found[name] = self._bands.read(child, notes) or {}
            else:
                number = self._number.read(child, notes)
                found[name] = {} if number is None else {"0+": number}
        return found

    def schema(self) -> Schema:
        return {
            "type": "object",
            "additionalProperties": {"anyOf": [self._number.schema(), self._bands.schema()]},
        }


class Boundary(FieldKind):
    """GeoJSON geometry, or the name of a file beside this one that holds it (kept as ``{"file": name}``)."""

    shape = "mapping"
    file = BesideFile((".geojson", ".json"))

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is Scalar:
            name = self.file.read(node, notes)
            return {"file": name} if name else None
        if type(node) is not MappingNode:
            return wrong_shape(node, notes, "mapping")
        plain = self._plain(node)
        if geometry(plain):
            return dict(plain)
        return notes(node, "bad-boundary")

    def _plain(self, node: Node) -> Any:
        if type(node) is MappingNode:
            return {name: self._plain(child) for name, (_, child) in node.entries.items()}
        if type(node) is Items:
            return [self._plain(item) for item in node.items]
        text = node.value if type(node) is Scalar else ""
        try:
            return float(text)
        except ValueError:
            return text

    def schema(self) -> Schema:
        shape = {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {"type": {"enum": list(_SHAPES)}, "coordinates": {"type": "array"}},
        }
        return {"anyOf": [self.file.schema(), shape]}


def geometry(found: Any) -> bool:
    """Whether this is a GeoJSON polygon or multipolygon of places on earth (RFC 7946, 3.1.6; rings may be open)."""
    if not isinstance(found, dict) or found.get("type") not in _SHAPES:
        return False
    levels = 1 if found["type"] == "Polygon" else 2
    points: Any = found.get("coordinates")
    for _ in range(levels):
        if not isinstance(points, list) or not points or not all(isinstance(part, list) for part in points):
            return False
        rings, points = points, [point for part in points for point in part]
    return all(len(ring) >= 3 for ring in rings) and all(map(_on_earth, points))


def _on_earth(found: Any) -> bool:
    """Whether this is a position of GeoJSON: longitude, latitude, and perhaps a height."""
    if not isinstance(found, list) or len(found) < 2 or not all(isinstance(n, (int, float)) for n in found):
        return False
    return bool(-180 <= found[0] <= 180 and -90 <= found[1] <= 90)


class ReadDistrict(msgspec.Struct, frozen=True):
    """A district with its neighbourhoods, as one file nests them."""

    id: str
    name: str
    neighbourhoods: tuple[ReadNeighbourhood, ...] = ()
    code: str | None = None


class ReadNeighbourhood(msgspec.Struct, frozen=True):
    """A neighbourhood before it knows the district and municipality it is in."""

    id: str
    name: str
    code: str | None = None
    kind: str = "residential"
    centre: Any = None
    residents: dict[str, int] = {}
    need: float = 1.0
    boundary: dict[str, Any] | None = None
    audiences: dict[str, dict[str, int]] = {}


class NeighbourhoodsFile(msgspec.Struct, frozen=True):
    """All that a neighbourhoods file gives."""

    municipality: Municipality
    districts: tuple[District, ...]
    neighbourhoods: tuple[Neighbourhood, ...]


NEIGHBOURHOOD = Record(
    ReadNeighbourhood,
    Field("id", Identifier(), "The neighbourhood's name in addresses.", required=True),
    Field("name", LineText(120), "What people call it.", required=True),
    Field("code", Code("BU", 8), "CBS code, BU and eight digits."),
    Field("kind", WordChoice(("residential", "industrial", "rural")), "residential, industrial or rural."),
    Field("centre", PointField(), "[latitude, longitude] in degrees."),
    Field("residents", Residents(), "How many people live there, per age band."),
    Field(
        "audiences",
        Counted(),
        "How many of them are people that ages do not describe, such as newcomers: a number, or one per age band.",
    ),
    Field("need", Decimal(0, 10), "Weight of need; 1 is average."),
    Field("boundary", Boundary(), "GeoJSON geometry, or a .geojson file beside this one."),
)
DISTRICT = Record(
    ReadDistrict,
    Field("id", Identifier(), "The district's name in addresses.", required=True),
    Field("name", LineText(120), "What people call it.", required=True),
    Field("code", Code("WK", 6), "CBS code, WK and six digits."),
    Field("neighbourhoods", ListOf(NEIGHBOURHOOD, unique=False), "Its neighbourhoods."),
)


def area(name: str, identifier: str = "", districts: tuple[ReadDistrict, ...] = (), **more: Any) -> NeighbourhoodsFile:
    """Take the nested file apart into flat values that name each other."""
    return NeighbourhoodsFile(
        Municipality(identifier, name, **more),
        tuple(District(d.id, d.name, identifier, d.code) for d in districts),
        tuple(
            Neighbourhood(
                *(n.id, n.name, d.id, identifier, n.code, n.kind, n.centre, n.residents, n.need, n.boundary),
                audiences=n.audiences,
            )
            for d in districts
            for n in d.neighbourhoods
        ),
    )


def _check_area(values: dict[str, Any], at: dict[str, Scalar], node: MappingNode, notes: FileNotes) -> None:  # noqa: ARG001
    if "districts" not in node.entries:
        return
    districts = node.entries["districts"][1]
    declare(districts, notes, "district")
    inner: list[Node] = []
    for item in districts.items if isinstance(districts, Items) else ():
        entry = item.entries.get("neighbourhoods") if isinstance(item, MappingNode) else None
        if entry is not None and isinstance(entry[1], Items):
            inner.extend(entry[1].items)
    declare(Items(inner, node.line, node.column), notes, "neighbourhood")


NEIGHBOURHOODS = Record(
    area,
    Field("name", LineText(120), "The municipality's name.", required=True),
    Field("code", Code("GM", 4), "CBS code, GM and four digits."),
    Field("school_region", WordChoice(("noord", "midden", "zuid")), "The region whose school holidays it has."),
    Field("districts", ListOf(DISTRICT, unique=False), "Its districts, with their neighbourhoods."),
    Field("population_source", LineText(500), "Where the numbers of residents, and of audiences, come from."),
    check=_check_area,
)
