"""Where a value stands in a content file that was read before: only the file that has a problem is read again."""

from __future__ import annotations

from pathlib import Path

from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MOST_BYTES, Items, Mapping, Node


def place_in(file: Path, *keys: str) -> tuple[int, int]:
    """Return line and column (from 1) of the value behind these keys, each within the one before.

    In a list the last part that has the next key counts. The beginning of the file, where it is not found.
    """
    try:
        with file.open("rb") as opened:
            node: Node | None = parse(opened.read(MOST_BYTES + 1), lambda *_place, **_params: None)
    except OSError:
        node = None
    for key in keys:
        if isinstance(node, Items):
            inside = [one for one in node.items if isinstance(one, Mapping) and key in one.entries]
            node = inside[-1] if inside else None
        if not isinstance(node, Mapping) or key not in node.entries:
            return 1, 1
        node = node.entries[key][1]
    if isinstance(node, Items) and node.items:
        node = node.items[-1]
    return (1, 1) if node is None else (node.line, node.column)
