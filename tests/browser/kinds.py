"""Which few pages stand for all: together they hold all that pages are made of, or have every order in which it stands.

Nobody has to list a new kind of page, or a new part of one. Whatever stands on some page and on no other one yet is on
one of these: an element in an element, by their names, classes and attributes, and whether it says anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from buurtkalender.site import addresses
from town import TODAY

FIXED = [value for value in vars(addresses).values() if isinstance(value, str)]
WORDS = {
    *(word for address in FIXED for word in address.split("/")),
    *(address(TODAY).split("/")[1] for address in (addresses.day, addresses.week)),
}
"""The words in addresses that are the same on every site; the others are names that people gave."""

OUTLINE = {"h1", "h2", "h3", "h4", "h5", "h6", "main", "nav", "header", "footer", "aside", "form"}
"""What a page is divided by, for who does not see it."""

AGAIN = re.compile(r"\b((?:\w+ ){1,4})\1+")
"""The same few once more: of how many there are, nothing depends."""

PAGE = 200
"""So many elements take as long to look at as does opening a page."""

Part = tuple[str, str, str, bool]
"""What an element stands in, what it is, which attributes it has, and whether it says anything."""


class Kind(NamedTuple):
    """A page that stands for others: the site that it is of, and its address there."""

    site: str
    path: str


class _Built(NamedTuple):
    kind: Kind
    holds: frozenset[Part | str]
    """Its parts."""
    outline: str
    size: int


def kinds(outputs: Mapping[str, Path], *, patterns: bool = False) -> list[Kind]:
    """Return few pages of the sites in these folders that together hold all that any page holds, in order.

    Among them is the largest of all, and with ``patterns`` there is one of each outline and pattern of addresses.
    """
    built = [page for site, folder in outputs.items() for page in _pages(site, folder)]
    if patterns:
        built = [page._replace(holds=page.holds | {pattern(page.kind.path), page.outline}) for page in built]
    chosen = [max(built, key=lambda page: page.size)]
    missing = frozenset[Part | str]().union(*(page.holds for page in built)) - chosen[0].holds
    while missing:
        most = max(built, key=lambda page: len(page.holds & missing) / (page.size + PAGE))
        chosen.append(most)
        missing -= most.holds
    return sorted(page.kind for page in _needed(chosen))


def orders(outputs: Mapping[str, Path], besides: list[Kind]) -> list[Kind]:
    """Return a small page for each outline that none of these pages has."""
    built = [page for site, folder in outputs.items() for page in _pages(site, folder)]
    first = {page.outline: page.kind for page in sorted(built, key=lambda page: -page.size)}
    known = {page.outline for page in built if page.kind in besides}
    return sorted(kind for outline, kind in first.items() if outline not in known)


def _needed(chosen: list[_Built]) -> list[_Built]:
    """Return these pages without those, the largest first, of which the others hold everything; the first one stays."""
    first, *rest = chosen
    times = Counter(one for page in chosen for one in page.holds)
    for page in sorted(rest, key=lambda page: page.size, reverse=True):
        if all(times[one] > 1 for one in page.holds):
            times.subtract(page.holds)
            rest.remove(page)
    return [first, *rest]


def pattern(path: str) -> str:
    """Return an address with ``*`` for the names that people gave."""
    return "/".join(word if word in WORDS else "*" for word in path.split("/"))


@cache
def _pages(site: str, folder: Path) -> list[_Built]:
    found = []
    for file in sorted(folder.rglob("*.html")):
        octets = file.read_bytes()
        if b'http-equiv="refresh"' not in octets:  # nobody gets to see these
            path = f"/{file.relative_to(folder).as_posix()}".removesuffix("index.html")
            root = etree.fromstring(octets, etree.HTMLParser(encoding="utf-8"))
            every = [element for element in root.iter() if isinstance(element.tag, str)]
            found.append(_Built(Kind(site, path), frozenset(map(_part, every)), _outline(every), len(every)))
    return found


def _part(element: Any) -> Part:
    says = any(not text.isspace() for text in element.itertext())
    return _name(element.getparent()), _name(element), _in_order(tuple(element.attrib)), says


def _outline(every: list[Any]) -> str:
    outline = "".join(f"{name} " for name, _ in groupby(one.tag for one in every if one.tag in OUTLINE))
    while (shorter := AGAIN.sub(r"\1", outline)) != outline:
        outline = shorter
    return outline


def _name(element: Any) -> str:
    return "" if element is None else _named(element.tag, element.get("class") or "")


@cache
def _named(tag: str, classes: str) -> str:
    return ".".join([tag, *sorted(classes.split())])


@cache
def _in_order(names: tuple[str, ...]) -> str:
    return " ".join(sorted(names))
