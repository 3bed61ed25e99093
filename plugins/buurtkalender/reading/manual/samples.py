"""How each field is written somewhere in the examples."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from buurtkalender.reading.fields import Field, Kind
from buurtkalender.reading.manual.examples import examples
from buurtkalender.reading.manual.values import records_in
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.schema import FILES
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, Mapping, Node, Scalar

_LONGEST = 45
"""What still fits in a column of a table, in characters."""


def sample(file: str, field: Field) -> str | None:
    """Return the first short line that gives the field in an example of this kind of file; None where none is."""
    return next((line for line in _written(file).get(field, ()) if line and len(line) <= _LONGEST), None)


def used(file: str) -> frozenset[Field]:
    """Return the fields that examples of this kind of file give."""
    return frozenset(_written(file))


@cache
def _written(file: str) -> dict[Field, list[str]]:
    lines: dict[Field, list[str]] = {}
    for text in examples(file).values():
        root = parse(text.encode(), Notes(file))
        for field, line in _fields(FILES[file][1], root) if root else ():
            lines.setdefault(field, []).append(line)
    return lines


def _fields(kind: Kind, node: Node) -> Iterator[tuple[Field, str]]:
    """Yield each field below this node, with the line that gives it."""
    if isinstance(node, Items):
        for item in node.items:
            yield from _fields(kind, item)
    elif isinstance(node, Mapping):
        records = records_in(kind)
        record = next((records[name] for name in node.entries if name in records), records.get(""))
        fields = record.fields if record else {}
        for key, (_, child) in node.entries.items() if fields else ():
            field = fields[key]
            yield field, _line(key, child)
            yield from _fields(field.kind, child)


def _line(key: str, node: Node) -> str:
    """Return a key with its value on one line; empty where that is no way to write it."""
    value = _flow(node)
    return f"{key}: {value}" if value else ""


def _flow(node: Node) -> str:
    if isinstance(node, Scalar):
        return "" if "\n" in node.value else node.value if node.plain else f'"{node.value}"'
    if isinstance(node, Items) and (items := [_flow(item) for item in node.items]) and all(items):
        return "" if isinstance(node.items[0], Mapping) else f"[{', '.join(items)}]"
    if isinstance(node, Mapping) and (lines := [_line(key, child) for key, (_, child) in node.entries.items()]):
        return f"{{{', '.join(lines)}}}" if all(lines) else ""
    return ""
