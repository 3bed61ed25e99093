"""What a page costs a phone: the bytes of all that it fetches, compressed, and its elements (design: site, budgets)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import html

from buurtkalender.site.publish import file_name

FETCHED = (
    "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img[not(@loading='lazy')]/@src | //use/@href"
)

_LANGUAGE = re.compile(r"^/[a-z]{2}/")


class Weight(NamedTuple):
    """A page, how many bytes it and all that it fetches take with gzip, and how many elements it has.

    ``scripts`` are those of the bytes that are scripts.
    """

    path: str
    octets: int
    elements: int
    scripts: int


class Budget(NamedTuple):
    """What pages of a kind may cost at most: ``begins`` is how their addresses begin, in any language.

    Of that, ``languages`` is left for what the page in another language, or the ways to it, can add to one in Dutch.
    ``scripts`` may come on top of it: a page needs none to be whole, and a phone fetches them once for all of a kind.
    """

    name: str
    begins: tuple[str, ...]
    octets: int
    languages: int
    scripts: int = 0

    def is_above(self, one: Weight, left: int = 0) -> bool:
        """Whether a page costs more than it may, with so much left."""
        return self.counted(one) > self.octets - left

    def counted(self, one: Weight) -> int:
        """What a page costs, without what scripts may come on top."""
        return one.octets - min(one.scripts, self.scripts)

    def covers(self, path: str) -> bool:
        """Whether it is about the page at this address."""
        return _LANGUAGE.sub("/", path).startswith(self.begins)


BUDGETS = (
    Budget("an activity", ("/activiteiten/",), 8_000, 740, scripts=700),
    Budget("a day or week", ("/vandaag/", "/morgen/", "/weekend/", "/dag/", "/week/"), 14_000, 500),
    # Of a neighbourhood's, that can be somebody's own, more is told by a script: what is over, and which day is today.
    Budget(
        "another list",
        ("/buurten/", "/wijken/", "/gemeenten/", "/themas/", "/doelen/", "/doelgroepen/"),
        14_000,
        1_250,
        scripts=500,
    ),
    Budget("a venue or organisation", ("/locaties/", "/organisaties/"), 14_000, 800),
)
ELEMENTS, ELEMENTS_LANGUAGES = 1_400, 250
"""So many elements a page has at most, and so many of these are left likewise."""

STYLE = 6_000
"""The style sheet that every page fetches."""


def weights(output: Path) -> Iterator[Weight]:
    """Yield what each page of a site that stands in a folder costs, in the order of their addresses."""

    @cache
    def octets(path: str) -> int:
        return len(gzip.compress((output / file_name(path)).read_bytes(), 9))

    for file in sorted(output.rglob("*.html")):
        path = f"/{file.relative_to(output).as_posix()}".removesuffix("index.html")
        root = html.document_fromstring(file.read_bytes().decode())
        if root.xpath("//meta[@http-equiv='refresh']"):
            continue  # somebody is sent on from there
        fetched = {urlsplit(str(address)).path for address in root.xpath(FETCHED)} - {""}
        scripts = sum(octets(one) for one in sorted(fetched) if one.endswith(".js"))
        elements = int(root.xpath("count(//*)"))
        yield Weight(path, octets(path) + sum(map(octets, sorted(fetched))), elements, scripts)


def heaviest(found: list[Weight], budget: Budget) -> Weight:
    """Return the page of a kind that costs most bytes."""
    return max((one for one in found if budget.covers(one.path)), key=budget.counted)


def report(output: Path) -> str:
    """Return a table of what pages cost and may cost."""
    found = list(weights(output))
    style = len(gzip.compress((output / "theme/css/site.css").read_bytes(), 9))
    most = max(found, key=lambda one: one.elements)
    lines = ["| the heaviest page | costs | at most |", "| --- | --: | --: |"]
    for budget in BUDGETS:
        one = heaviest(found, budget)
        lines.append(f"| {budget.name}: {one.path} | {budget.counted(one):,} bytes | {budget.octets:,} |")
    lines.append(f"| the style sheet | {style:,} bytes | {STYLE:,} |")
    lines.append(f"| {most.path} | {most.elements:,} elements | {ELEMENTS:,} |")
    return "\n".join(lines)
