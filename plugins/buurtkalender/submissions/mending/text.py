"""The text of a file with its lines, and edits at the places that the reader tells."""

from __future__ import annotations

import re
from typing import NamedTuple

from buurtkalender.reading.yaml import Items, Mapping, Node, Scalar

_LINE = re.compile(r"\r\n|\r|\n")


class Edit(NamedTuple):
    """A piece of text, from ``start`` up to ``end``, that becomes something else. Offsets count characters from 0."""

    start: int
    end: int
    text: str

    def of(self, whole: str) -> str:
        """Return the text with this edit in it."""
        return whole[: self.start] + self.text + whole[self.end :]


def offset(text: str, line: int, column: int) -> int:
    """Return where a line and a column (both from 1) are in the text; its end where they lie beyond that."""
    starts = [0, *(match.end() for match in _LINE.finditer(text))]
    return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)


def row(text: str, line: int) -> str:
    """Return a line (from 1) without its end."""
    lines = _LINE.split(text)
    return lines[line - 1] if line <= len(lines) else ""


def scalars(node: Node, key: str = "") -> list[tuple[str, Scalar]]:
    """Return every text in a node, keys too, with the key that it stands behind (a key stands behind itself)."""
    if isinstance(node, Scalar):
        return [(key, node)]
    if isinstance(node, Items):
        return [found for item in node.items for found in scalars(item, key)]
    found = []
    for name, (place, value) in node.entries.items() if isinstance(node, Mapping) else ():
        found += [(name, place), *scalars(value, name)]
    return found


def scalar_at(root: Mapping | None, line: int, column: int) -> Scalar | None:
    """Return the text that begins at a place."""
    found = scalars(root) if root is not None else []
    return next((node for _, node in found if (node.line, node.column) == (line, column)), None)


def instead(text: str, node: Scalar, value: str) -> Edit | None:
    """Return the edit that puts ``value`` in the place of a text, within the quotes that it has.

    None where it is not written as it is read: between quotes on several lines, or with escapes.
    """
    start = offset(text, node.line, node.column)
    if not node.plain and text[start : start + 1] in {"'", '"'}:
        start += 1
        quote = text[start - 1]
        if quote in value or "\\" in value or text[start + len(node.value) :][:1] != quote:
            return None
    elif not node.plain:
        return None
    end = start + len(node.value)
    if text[start:end] == node.value:
        return Edit(start, end, value)
    folded = re.compile(r"\s+".join(map(re.escape, node.value.split()))).match(text, start) if node.plain else None
    return Edit(start, folded.end(), value) if folded else None
