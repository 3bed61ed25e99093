"""Other values in a settings file, and nothing else: comments, order and all other lines stay as they were written.

The file is Python that people edit by hand. Python's own parser says where a value stands; only that text is replaced.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

Value = str | bool | date | tuple[str, ...] | None


class Change(NamedTuple):
    """A piece of text, from ``start`` to ``end``, that makes way for another."""

    start: int
    end: int
    text: str


def changed(text: str, values: Mapping[str, Value]) -> str:
    """Return the text of a settings file in which these settings have these values.

    A setting that is not there yet is added below the one before it in ``values``. What has this value already stays
    as it is written. Raises SyntaxError when the file is no Python, LookupError when it has none of the settings.
    """
    new_line = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += new_line
    places = {name: (start, end) for name, start, end in _values(text)}
    changes: list[Change] = []
    missing: list[str] = []
    at: int | None = None
    for name, value in values.items():
        if name not in places:
            missing.append(f"{name} = {written(value)}{new_line}")
            if at is not None:
                changes.append(Change(at, at, missing.pop()))
            continue
        start, end = places[name]
        at = _below(text, end)
        changes += [Change(at, at, line) for line in missing]
        missing.clear()
        if not _same(text[start:end], value):
            changes.append(Change(start, end, written(value)))
    if missing:
        raise LookupError(", ".join(values))
    parts: list[str] = []
    done = 0
    for one in sorted(changes, key=lambda change: change.start):
        parts += [text[done : one.start], one.text]
        done = one.end
    return "".join([*parts, text[done:]])


def written(value: Value) -> str:
    """Return a value as people write it in a settings file."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        inside = ", ".join(map(written, value))
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    return repr(value)


def _values(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each setting with where its value starts and ends; of one that is set twice the last one comes last."""
    lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def offset(line: int, column: int) -> int:  # the parser counts the octets of a line
        start = lines[line - 1]
        return start + len(text[start:].encode()[:column].decode())

    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        value = node.value
        if value is None or value.end_lineno is None or value.end_col_offset is None:
            continue
        for name in names:
            yield (
                name,
                offset(value.lineno, value.col_offset),
                offset(value.end_lineno, value.end_col_offset),
            )


def _below(text: str, at: int) -> int:
    """Return where the next line starts."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _same(code: str, value: Value) -> bool:
    if isinstance(value, date):
        return "".join(code.split()) == "".join(written(value).split())
    try:
        found = ast.literal_eval(code)
    except (ValueError, SyntaxError):
        return False
    return type(found) is type(value) and found == value
