"""The blocks of data on the pages of a site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

Thing = dict[str, Any]

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@cache
def graphs(output: Path) -> dict[str, list[Thing]]:
    """The things that each page tells programs, by the page's address; pages without are not there."""
    found = {}
    for file in sorted(output.rglob("*.html")):
        blocks = _BLOCK.findall(file.read_text("utf-8"))
        assert len(blocks) <= 1, file
        for block in blocks:
            document = json.loads(block)
            assert document.keys() == {"@context", "@graph"}, file
            found["/" + file.relative_to(output).as_posix().removesuffix("index.html")] = document["@graph"]
    return found


def inside(thing: Any) -> Iterator[Thing]:
    """Yield a thing and everything inside it."""
    if isinstance(thing, list):
        for one in thing:
            yield from inside(one)
    elif isinstance(thing, dict):
        yield thing
        for one in thing.values():
            yield from inside(one)


def resolved(graph: list[Thing], thing: Any) -> Any:
    """A thing, or what a page tells elsewhere of the thing that is only named here."""
    if isinstance(thing, dict) and thing.keys() == {"@id"}:
        return next((one for one in graph if one.get("@id") == thing["@id"]), thing)
    return thing


def of_type(graph: list[Thing], *kinds: str) -> list[Thing]:
    """The things of these types, wherever in the graph."""
    return [one for one in inside(graph) if one.get("@type") in kinds]
