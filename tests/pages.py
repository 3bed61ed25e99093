"""HTML pages as a browser meets them: what they hold, where they lead, what they would load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

LOADS = {"img": "src", "script": "src", "iframe": "src", "source": "src", "embed": "src", "object": "data"}
"""Elements that make a browser fetch something, and by which attribute."""

LOADING = frozenset({"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "manifest"})
"""What ``rel`` says of a link that a browser follows by itself."""


class Page(NamedTuple):
    """One page. ``links`` are where a person can go, ``loads`` what a browser fetches; ``times`` as in ``<time>``.

    ``cards`` are the activities in its lists: the address, whether it is struck off, and the first word of its time.
    """

    language: str
    title: str
    headings: tuple[str, ...]
    ids: tuple[str, ...]
    links: tuple[str, ...]
    loads: tuple[str, ...]
    times: tuple[str, ...]
    cards: tuple[tuple[str, bool, str], ...]
    elements: int
    inline: tuple[str, ...]
    text: str


def pages_of(output: Path) -> dict[str, Page]:
    """Return every page below a folder, by its address."""
    found = {}
    for path in sorted(output.rglob("*.html")):
        name = f"/{path.relative_to(output).as_posix()}"
        found[name.removesuffix("index.html")] = page_of(path.read_bytes())
    return found


def page_of(octets: bytes) -> Page:
    """Take a page apart."""
    root = html.document_fromstring(octets, parser=html.HTMLParser(encoding="utf-8"))
    every = [element for element in root.iter() if isinstance(element.tag, str)]
    return Page(
        language=root.get("lang", ""),
        title=(root.findtext("head/title") or "").strip(),
        headings=tuple(element.text_content().strip() for element in every if element.tag == "h1"),
        ids=tuple(element.get("id") for element in every if element.get("id") is not None),
        links=tuple(_links(every)),
        loads=tuple(_loads(every)),
        times=tuple(element.get("datetime", "") for element in every if element.tag == "time"),
        cards=tuple(_card(element) for element in every if element.tag == "li" and element.find("h3/a") is not None),
        elements=len(every),
        inline=tuple(_inline(every)),
        text=root.find("body").text_content(),
    )


def target(page: str, link: str) -> tuple[str, str]:
    """Return the path and the fragment that a link on a page leads to, both unquoted."""
    parts = urlsplit(urljoin(page, link))
    return unquote(parts.path), unquote(parts.fragment)


def _classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def _card(element: Any) -> tuple[str, bool, str]:
    when = element.find("p[@class='time']").text_content().split()
    clock = when[0] if when and when[0][:1].isdigit() else ""
    return element.find("h3/a").get("href"), "off" in _classes(element), clock


def _links(every: list[Any]) -> Iterator[str]:
    for element in every:
        if element.tag in {"a", "area", "form", "link"} or element.tag.endswith("}a"):
            where = element.get("href") or element.get("action") or element.get("{http://www.w3.org/1999/xlink}href")
            if where is not None:
                yield where


def _loads(every: list[Any]) -> Iterator[str]:
    for element in every:
        if element.tag in LOADS and element.get(LOADS[element.tag]):
            yield element.get(LOADS[element.tag])
        elif element.tag == "link" and LOADING & set((element.get("rel") or "").split()):
            yield element.get("href")
        elif element.get("srcset"):
            yield from (part.split()[0] for part in element.get("srcset").split(","))


def _is_data(element: Any) -> bool:
    """Whether it is a block of data, which no browser runs and no policy is about (HTML, 4.12.1)."""
    return bool(element.get("type") == "application/ld+json")


def _inline(every: list[Any]) -> Iterator[str]:
    """Yield what a strict Content-Security-Policy forbids."""
    for element in every:
        if element.tag == "style" or (element.tag == "script" and not element.get("src") and not _is_data(element)):
            yield f"<{element.tag}>"
        yield from (f"<{element.tag} {name}>" for name in element.attrib if name == "style" or name.startswith("on"))
