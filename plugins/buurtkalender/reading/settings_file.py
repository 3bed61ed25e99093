"""A settings file: what is wrong in it, told at its line; and other values in it with all else as it was written."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from buurtkalender.reading.problems import Problem, problem
from buurtkalender.reading.suggest import closest

EXAMPLE_NAME = "Buurtkalender"
"""What a calendar is called until somebody gives it a name."""

CONTENT, DEMO = "content", "demo"
"""The folders of what is somebody's own and of what the product brings, beside the settings."""

_RESERVED = (".example", "example.com", "example.net", "example.org")
"""Hosts that RFC 2606 keeps for examples: no site and no mailbox is ever there."""


def examples_left(file: Path, values: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning for each setting that is still the example's; ``values`` are the settings by their names."""
    places = _places(file)
    for name, code in (
        ("SITENAME", "example-name"),
        ("SITEURL", "example-address"),
        ("CONTACT_EMAIL", "example-email"),
        ("CALENDAR_ID", "example-calendar-id"),
    ):
        value = values.get(name, "")
        if _is_example(name, value):
            line, column = places.get(name, (1, 1))
            yield problem(file.name, line, column, code, value=value)


def own_not_shown(file: Path, shown: Path) -> Iterator[Problem]:
    """Yield a warning when what is ``shown`` is the demo, although somebody has put files into the content folder."""
    own = file.parent / CONTENT
    if shown == file.parent / DEMO and any(own.rglob("*.yaml")):
        line, column = _places(file).get("DEMO", (1, 1))
        yield problem(file.name, line, column, "demo-shown", folder=f"{CONTENT}/")


def host_left_out(file: Path, host: str, known: Collection[str]) -> Problem:
    """Return the problem that the organisation which stands in for residents is none of those that are known."""
    line, column = _places(file).get("RESIDENTS_HOST", (1, 1))
    words = {"suggestion": closest(host, known) or "", "known": ", ".join(sorted(known)) or "–"}
    return problem(file.name, line, column, "unknown-organisation", id=host, **words)


def _is_example(name: str, value: str) -> bool:
    if name == "SITENAME":
        return value.strip() == EXAMPLE_NAME
    host = (urlsplit(value).hostname or "") if name == "SITEURL" else value.rpartition("@")[2]
    return host.casefold().endswith(_RESERVED)


def _places(file: Path) -> dict[str, tuple[int, int]]:
    """Return where each setting is given its value, the last time; lines and columns count from 1."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    found = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                found[target.id] = (value.lineno, value.col_offset + 1)
    return found


# --- edits ----------------------------------------------------------------------------------------------
# Other values in a settings file, and nothing else: comments, order and all other lines stay as they were written.
#
# The file is Python that people edit by hand. Python's own parser says where a value stands; only that text is
# replaced.

SettingValue = str | bool | date | tuple[str, ...] | None


class TextChange(NamedTuple):
    """A piece of text, from ``start`` to ``end``, that makes way for another."""

    start: int
    end: int
    text: str


def with_settings(text: str, values: Mapping[str, SettingValue]) -> str:
    """Return the text of a settings file in which these settings have these values.

    A setting that is not there yet is added below the one before it in ``values``. What has this value already stays
    as it is written. Raises SyntaxError when the file is no Python, LookupError when it has none of the settings.
    """
    new_line = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += new_line
    places = {name: (start, end) for name, start, end in _values(text)}
    changes: list[TextChange] = []
    missing: list[str] = []
    at: int | None = None
    for name, value in values.items():
        if name not in places:
            missing.append(f"{name} = {written(value)}{new_line}")
            if at is not None:
                changes.append(TextChange(at, at, missing.pop()))
            continue
        start, end = places[name]
        at = _below(text, end)
        changes += [TextChange(at, at, line) for line in missing]
        missing.clear()
        if not _same(text[start:end], value):
            changes.append(TextChange(start, end, written(value)))
    if missing:
        raise LookupError(", ".join(values))
    parts: list[str] = []
    done = 0
    for one in sorted(changes, key=lambda change: change.start):
        parts += [text[done : one.start], one.text]
        done = one.end
    return "".join([*parts, text[done:]])


def written(value: SettingValue) -> str:
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


def _same(code: str, value: SettingValue) -> bool:
    if isinstance(value, date):
        return "".join(code.split()) == "".join(written(value).split())
    try:
        found = ast.literal_eval(code)
    except (ValueError, SyntaxError):
        return False
    return type(found) is type(value) and found == value
