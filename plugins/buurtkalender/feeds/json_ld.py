"""What pages tell programs, in the words of schema.org, as JSON-LD (https://www.w3.org/TR/json-ld11/).

One graph a page. It says nothing that the page does not show, and leaves out what nobody said. What it is about has the
address of its page as its name (``@id``), so that pages can refer to each other's things without repeating their facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from buurtkalender.feeds.linked import Linked, Thing, said

CONTEXT = "https://schema.org"

_ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_encode = msgspec.json.Encoder().encode


def script(graph: Sequence[Thing]) -> str:
    """The text of a ``<script type="application/ld+json">``, or nothing for an empty graph.

    Signs that mean something to HTML or JavaScript are escaped, so no text can end the element or open a comment
    (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
    """
    if not graph:
        return ""
    text = _encode({"@context": CONTEXT, "@graph": graph}).decode()
    for sign, escape in _ESCAPES.items():  # a twentieth of what str.translate takes
        text = text.replace(sign, escape)
    return text


def website(linked: Linked) -> Thing:
    """The site itself, for the home page."""
    return said(
        "WebSite",
        linked.urls.home,
        name=linked.name,
        url=linked.urls.home,
        inLanguage=linked.context.language,
        publisher=_publisher(linked),
    )


def collection(linked: Linked, url: str, name: str, activities: Iterable[str], about: str | None = None) -> Thing:
    """A page that lists activities: each once, in the order in which the page first shows it.

    ``about`` is the name (``@id``) of what the whole list is of. Items are named and no more: with a ListItem and a
    position around each, the page of a busy week was half a kilobyte heavier.
    """
    items = [{"@id": linked.urls.activity(one)} for one in dict.fromkeys(activities)]
    return said(
        "CollectionPage",
        url,
        name=name,
        url=url,
        about=about and {"@id": about},
        mainEntity={"@type": "ItemList", "itemListElement": items},
    )


def dataset(linked: Linked, url: str, description: str, licence: str, files: Sequence[Thing]) -> Thing:
    """The open data, for programs that look for data sets; ``files`` are downloads."""
    return said(
        "Dataset",
        url,
        name=linked.name,
        description=description,
        url=url,
        license=licence,
        inLanguage=linked.context.language,
        isAccessibleForFree=True,
        publisher=_publisher(linked),
        distribution=list(files),
    )


def download(url: str, name: str, media: str, kind: str) -> Thing:
    """A file of a data set; ``kind`` is the type of what is in it, where a vocabulary names one."""
    return said("DataDownload", name=name, contentUrl=url, encodingFormat=media, additionalType=kind)


def _publisher(linked: Linked) -> Thing:
    return said("Organization", name=linked.name, url=linked.urls.home, email=linked.email)


def crumbs(path: Iterable[tuple[str, str]]) -> Thing:
    """The way from the home page to this one: addresses and names."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (url, name) in enumerate(path, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
