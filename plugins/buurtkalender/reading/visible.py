"""Which parts of a content file are seen in an agenda: the rest may change without any phone having to know.

Old versions of a file are read here, which need not be right by the rules of today, so this looks at what was written
and not at what it means. Of a file that many activities share, each part is told apart: a theme with another name
concerns the activities with that theme, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from buurtkalender.domain.holidays import REGIONS
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, Mapping, Node, Scalar

Parts = dict[str, str]
"""What the parts of a file say, as text to compare. A file that is one whole has one part without a name."""

UNSEEN = frozenset({"confirmed", "image", "volunteers", "capacity", "goals", "programme", "links", "formerly"})
"""Fields of an activity that its events never show."""

SEEN = {
    "venues": frozenset({"name", "address", "neighbourhood", "point", "access", "rooms", "closed"}),
    "organisations": frozenset({"name", "phone", "email"}),
}
"""Fields that the events of an activity show of the venue where it is held, and of who offers it."""

TERMS = ("themes", "audiences", "languages")
"""The words of the vocabulary that events show."""


def parts(path: str, octets: bytes | None) -> Parts | None:
    """What agendas show of a file, or None when that cannot be told: it is not there, or makes no sense.

    ``path`` is below the content folder.
    """
    root = None if octets is None else parse(octets, lambda *_place, **_params: None)
    if root is None:
        return None
    folder, _, name = path.partition("/")
    written = {key: _plain(node) for key, (_, node) in root.entries.items()}
    if folder == "activities":
        return {"": _text({key: value for key, value in written.items() if key not in UNSEEN})}
    if folder in SEEN:
        return {"": _text({key: value for key, value in written.items() if key in SEEN[folder]})}
    if folder == "calendar":
        return _shared(name, written)
    if folder == "neighbourhoods":
        return {"": _text([written.get("school_region"), _areas(written)])}
    return {}


def days_off(kind: str, first: str, last: str, where: Iterable[str]) -> str:
    """The name of a part of ``holidays.yaml``: days off of a kind, from first to last, in these regions or towns."""
    return " ".join((kind, first, last, *sorted(where)))


def _shared(name: str, written: dict[str, Any]) -> Parts:
    if name == "vocabulary.yaml":
        return {
            f"{kind}/{term.get('id')}": _text(term.get("label"))
            for kind in TERMS
            for term in _mappings(written.get(kind))
        }
    if name == "holidays.yaml":
        return {
            _days_off(kind, one): "" for kind in ("school_holidays", "closures") for one in _mappings(written.get(kind))
        }
    return {}


def _days_off(kind: str, one: dict[str, Any]) -> str:
    first, regions, towns = str(one.get("from", "")), one.get("regions"), one.get("municipalities")
    where = [*(regions if isinstance(regions, list) else ()), *(towns if isinstance(towns, list) else ())]
    everywhere = REGIONS.issubset(map(str, where)) and not towns
    return days_off(kind, first, str(one.get("until") or first), () if everywhere else map(str, where))


def _areas(written: dict[str, Any]) -> list[Any]:
    """The areas of a municipality: which neighbourhood lies where decides about school holidays."""
    return [
        [district.get("id"), [area.get("id") for area in _mappings(district.get("neighbourhoods"))]]
        for district in _mappings(written.get("districts"))
    ]


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _plain(node: Node) -> Any:
    """What was written, without where it stood."""
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None


def _text(value: Any) -> str:
    """Equal texts for equal values, in whatever order their keys stand."""
    return msgspec.json.encode(value, order="deterministic").decode()
