"""Which few pages stand for all: one of every pattern of addresses, and together all that pages are made of.

Nobody has to list a new kind of page, or a new part of one. Whatever stands on some page and on no other one yet is on
one of these: an element in an element, by their names, classes and attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lxml import html

from buurtkalender.site import addresses
from town import TODAY

FIXED = [value for value in vars(addresses).values() if isinstance(value, str)]
WORDS = {
    *(word for address in FIXED for word in address.split("/")),
    *(address(TODAY).split("/")[1] for address in (addresses.day, addresses.week)),
}
"""The words in addresses that are the same on every site; the others are names that people gave."""

Part = tuple[str, str, str]
"""What an element stands in, what it is, and which attributes it has."""


class Kind(NamedTuple):
    """A page that stands for others: the site that it is of, and its address there."""

    site: str
    path: str


class _Built(NamedTuple):
    kind: Kind
    parts: frozenset[Part]
    size: int


def kinds(outputs: Mapping[str, Path]) -> list[Kind]:
    """Return few pages of the sites in these folders that together hold all that any page holds, in order.

    Added are the largest of all, and the smallest of each pattern of addresses that is not yet among them.
    """
    built = [page for site, folder in outputs.items() for page in _pages(site, folder)]
    chosen: list[_Built] = []
    missing = frozenset[Part]().union(*(page.parts for page in built))
    while missing:
        most = max(built, key=lambda page: len(page.parts & missing) / (page.size + 50))  # a small page is fast to see
        chosen.append(most)
        missing -= most.parts
    built.sort(key=lambda page: page.size, reverse=True)
    chosen.append(built[0])
    there = {pattern(page.kind.path) for page in chosen}
    smallest = {pattern(page.kind.path): page for page in built}
    chosen += [page for known, page in smallest.items() if known not in there]
    return sorted({page.kind for page in chosen})


def pattern(path: str) -> str:
    """Return an address with ``*`` for the names that people gave."""
    return "/".join(word if word in WORDS else "*" for word in path.split("/"))


def _pages(site: str, folder: Path) -> list[_Built]:
    found = []
    for file in sorted(folder.rglob("*.html")):
        octets = file.read_bytes()
        if b'http-equiv="refresh"' not in octets:  # nobody gets to see these
            path = f"/{file.relative_to(folder).as_posix()}".removesuffix("index.html")
            root = html.document_fromstring(octets, parser=html.HTMLParser(encoding="utf-8"))
            every = [element for element in root.iter() if isinstance(element.tag, str)]
            found.append(_Built(Kind(site, path), frozenset(map(_part, every)), len(every)))
    return found


def _part(element: Any) -> Part:
    return _name(element.getparent()), _name(element), " ".join(sorted(element.attrib))


def _name(element: Any) -> str:
    return "" if element is None else ".".join([element.tag, *sorted((element.get("class") or "").split())])
