"""What is wrong with settings, told at their line: still those of the example, or of what is not in the content."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
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
