"""Draws the rooms of the code, from the code: ``python docs/draw.py`` writes ``docs/architecture.svg``.

A layer is a row, the command on top; a layer imports only those below it. A room is a box as wide as its lines, with
its modules in it, those that most others ask for first.
"""

from __future__ import annotations

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "buurtkalender"
CODE = ROOT / "plugins" / PACKAGE
PICTURE = Path(__file__).with_name("architecture.svg")

WIDTH, MARGIN, GAP, LINE, HEAD, LABEL = 1180, 16, 8, 15, 22, 100
TALLEST = 8  # modules below each other in a room
LETTER = 6.1  # what a letter of 11 pixels is wide, at most


def modules() -> dict[str, str]:
    """Return the text of every module by its name below the package, such as ``site.pages.days``."""
    return {
        ".".join(path.relative_to(CODE).with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in sorted(CODE.rglob("*.py"))
        if path.name not in {"__init__.py", "__main__.py"}
    }


def layers() -> list[list[str]]:
    """Return the rooms of each layer, the highest first, as the contract in ``pyproject.toml`` has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    names = next(contract["layers"] for contract in contracts if contract["name"].startswith("One street"))
    return [[room.strip().removeprefix(f"{PACKAGE}.") for room in layer.split("|")] for layer in names]


def imported(known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield which module imports which, once for each import."""
    for name, text in known.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
                module = (node.module or "").removeprefix(f"{PACKAGE}.")
                for alias in node.names:
                    target = f"{module}.{alias.name}" if f"{module}.{alias.name}" in known else module
                    if target in known:
                        yield name, target


def rooms(layer: list[str], known: dict[str, str]) -> dict[str, list[str]]:
    """Return the modules of each room of a layer: of the layer itself, and of each folder in it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in known:
        if name.partition(".")[0] in layer:
            found[name.rpartition(".")[0] or name].append(name)
    return dict(sorted(found.items()))


def draw() -> str:
    """Return the picture."""
    known = modules()
    asked: dict[str, set[str]] = defaultdict(set)
    for name, target in imported(known):
        asked[target].add(name)
    parts, top = [], MARGIN
    for layer in layers():
        boxes = list(_boxes(rooms(layer, known)))
        for row in _rows(boxes):
            height = HEAD + LINE * max(min(len(names), TALLEST) for _room, names, _width in row) + 6
            left = LABEL
            for room, names, width in row:
                lines = sum(known[name].count("\n") for name in names)
                parts.append(_box(left, top, width, height))
                parts.append(_text(left + 8, top + 15, f"{room} · {lines:,}", "b"))
                ordered = sorted(names, key=lambda name: (-len(asked[name]), name))
                for number, name in enumerate(ordered):
                    column, line = divmod(number, TALLEST)
                    at = left + 8 + column * (width // -(-len(names) // TALLEST))
                    parts.append(_text(at, top + HEAD + LINE * line + 10, name.rpartition(".")[2], "m"))
                left += width + GAP
            if row[0] is boxes[0]:
                parts.extend(_text(MARGIN, top + 15 + LINE * n, name, "l") for n, name in enumerate(layer))
            top += height + GAP
        top += GAP
    size = f'viewBox="0 0 {WIDTH} {top}" font-family="sans-serif" font-size="11"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n'
        "<title>The rooms of the code: each layer imports only those below it</title>\n"
        "<style>rect{fill:#fff;stroke:#555}.b{font-weight:bold}.l{font-size:12px}</style>\n"
        f'<rect width="{WIDTH}" height="{top}" style="stroke:none"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _boxes(found: dict[str, list[str]]) -> Iterator[tuple[str, list[str], int]]:
    for room, names in found.items():
        columns = -(-len(names) // TALLEST)
        widest = max(len(name.rpartition(".")[2]) for name in names)
        yield room, names, int(max(len(f"{room} · 00,000"), widest * columns) * LETTER) + 16 * columns


def _rows(boxes: list[tuple[str, list[str], int]]) -> Iterator[list[tuple[str, list[str], int]]]:
    row: list[tuple[str, list[str], int]] = []
    for box in boxes:
        if row and LABEL + sum(width + GAP for _room, _names, width in [*row, box]) > WIDTH:
            yield row
            row = []
        row.append(box)
    if row:
        yield row


def _box(left: int, top: int, width: int, height: int) -> str:
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4"/>'


def _text(left: int, top: int, text: str, kind: str) -> str:
    return f'<text x="{left}" y="{top}" class="{kind}">{escape(text)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
