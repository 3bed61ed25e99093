"""The rules of RSS 2.0, Atom and JSON Feed, as checks that know nothing of how our feeds are written.

Each returns what breaks a rule, in words, so that an empty list means that a feed is right.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
from jsonschema import Draft202012Validator
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
EV = "{http://purl.org/rss/1.0/modules/event/}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}

_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_RFC_822 = re.compile(rf"({_DAYS}), \d\d ({_MONTHS}) \d{{4}} \d\d:\d\d:\d\d [+-]\d{{4}}")
_RFC_3339 = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")

_CHANNEL = {
    *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate"),
    *("lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput"),
    *("skipHours", "skipDays", "item"),
}
_ITEM = {
    *("title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"),
}
_MANY = {"item", "category"}


def parsed(octets: bytes, kind: str) -> Any:
    """What feedparser makes of a feed; it has to find nothing wrong with it."""
    found = feedparser.parse(octets, response_headers={"content-type": f"{TYPES[kind]}; charset=utf-8"})
    assert not found.bozo, found.bozo_exception
    assert found.version == {"rss": "rss20", "atom": "atom10"}[kind]
    return found


# --- RSS 2.0 (https://www.rssboard.org/rss-specification) --------------------------------------------


def rss_faults(octets: bytes) -> list[str]:
    """What breaks a rule of RSS 2.0, or of the RSS Advisory Board's Best Practices Profile."""
    root = etree.fromstring(octets)
    faults = [] if (root.tag, root.get("version")) == ("rss", "2.0") else ["not RSS 2.0"]
    (channel,) = root.findall("channel")
    faults += _rss_elements(channel, _CHANNEL, needed={"title", "link", "description"})
    selves = [link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    faults += [] if len(selves) == 1 and _absolute(selves[0]) else [f"self links: {selves}"]
    items = channel.findall("item")
    for item in items:
        faults += _rss_elements(item, _ITEM, needed={"title", "link", "description", "guid", "pubDate"})
        faults += [] if _absolute(item.findtext("link")) else [f"no address: {item.findtext('link')}"]
        links = item.xpath("string(guid[not(@isPermaLink = 'false')])")
        faults += [f"a permalink that is no address: {links}"] if links and not _absolute(links) else []
    guids = Counter(item.findtext("guid") for item in items)
    faults += [f"guid twice: {guid}" for guid, number in guids.items() if number > 1]
    dates = [channel.findtext("lastBuildDate"), *(item.findtext("pubDate") for item in items)]
    faults += [f"no RFC 822 date: {text}" for text in dates if not _rfc_822(text)]
    return faults


def _rss_elements(parent: Any, known: set[str], needed: set[str]) -> Iterator[str]:
    found = Counter(element.tag for element in parent if not element.tag.startswith("{"))
    yield from (f"{parent.tag} may not hold {name}" for name in found.keys() - known)
    yield from (f"{parent.tag} holds {name} {n} times" for name, n in found.items() if n > 1 and name not in _MANY)
    yield from (f"{parent.tag} without {name}" for name in needed if not (parent.findtext(name) or "").strip())


def _rfc_822(text: str | None) -> bool:
    return bool(text and _RFC_822.fullmatch(text) and parsedate_to_datetime(text).strftime("%a") == text[:3])


# --- Atom (RFC 4287) ---------------------------------------------------------------------------------


def atom_faults(octets: bytes) -> list[str]:
    """What breaks a rule of RFC 4287; the numbers are its sections."""
    feed = etree.fromstring(octets)
    entries = feed.findall(f"{ATOM}entry")
    faults = [] if feed.tag == f"{ATOM}feed" else ["not Atom"]
    for parent in (feed, *entries):
        faults += _atom_elements(parent)
    if not (feed.findall(f"{ATOM}author") or all(entry.findall(f"{ATOM}author") for entry in entries)):
        faults.append("4.1.1: no author")
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        faults.append("4.1.1: no self link")
    identifiers = Counter(parent.findtext(f"{ATOM}id") for parent in (feed, *entries))
    faults += [f"4.2.6: id twice: {one}" for one, number in identifiers.items() if number > 1]
    faults += [f"RFC 4151: no tag: {one}" for one in identifiers if not _TAG.fullmatch(one or "")]
    for entry in entries:
        published, updated = (_moment(entry.findtext(f"{ATOM}{name}")) for name in ("published", "updated"))
        faults += ["updated before it was published"] if published and updated and updated < published else []
    return faults


_ONCE = ("published", "content", "summary", "subtitle", "generator", "rights", "source", "logo", "icon")


def _atom_elements(parent: Any) -> Iterator[str]:
    """What a feed and an entry have in common."""
    name = etree.QName(parent).localname
    found = Counter(etree.QName(element).localname for element in parent if element.tag.startswith(ATOM))
    yield from (f"4.1: {name} has {found[one]} x {one}" for one in ("id", "title", "updated") if found[one] != 1)
    yield from (f"4.1: {name} holds {one} {found[one]} times" for one in _ONCE if found[one] > 1)
    yield from (f"6.3: {element.tag} has no namespace" for element in parent if not element.tag.startswith("{"))
    names = [element.text or "" for element in parent.iterfind(f"{ATOM}author/{ATOM}name")]
    yield from ("3.2.1: an author without a name" for one in names if not one.strip())
    dates = [element.text for one in ("published", "updated") for element in parent.iterfind(f"{ATOM}{one}")]
    yield from (f"3.3: no date: {text}" for text in dates if not re.match(_RFC_3339, text or ""))
    yield from ("4.2.2: a category without a term" for e in parent.iterfind(f"{ATOM}category") if not e.get("term"))
    for element in parent.iterfind(f"{ATOM}content"):
        yield from ["4.1.3.3: HTML has to be text"] if element.get("type") != "html" or len(element) else []
    yield from _atom_links(parent)


def _atom_links(parent: Any) -> Iterator[str]:
    links = parent.findall(f"{ATOM}link")
    yield from (f"4.2.7: no address: {link.get('href')}" for link in links if not _absolute(link.get("href")))
    kinds = Counter((link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in links)
    yield from (f"4.1: two links: {kind}" for kind, n in kinds.items() if n > 1 and kind[0] == "alternate")
    if "alternate" not in {kind[0] for kind in kinds} and parent.find(f"{ATOM}content") is None:
        yield "4.1.2: neither content nor an alternate link"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text and re.match(_RFC_3339, text) else None


# --- JSON Feed 1.1 (https://jsonfeed.org/version/1.1) ------------------------------------------------

_URL = {"type": "string", "pattern": r"^https?://[^\s]+$"}
_TEXT = {"type": "string", "minLength": 1}
_DATE = {"type": "string", "pattern": _RFC_3339}
_OWN = {"^_[A-Za-z][^.]*$": {"type": "object", "properties": {"about": _URL}}}
_AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": _TEXT, "url": _URL, "avatar": _URL},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
JSON_FEED: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "JSON Feed 1.1",
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _URL,
        "feed_url": _URL,
        "description": {"type": "string"},
        "user_comment": {"type": "string"},
        "next_url": _URL,
        "icon": _URL,
        "favicon": _URL,
        "authors": _AUTHORS,
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "expired": {"type": "boolean"},
        "hubs": {"type": "array"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": _TEXT,
                    "url": _URL,
                    "external_url": _URL,
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string"},
                    "summary": {"type": "string"},
                    "image": _URL,
                    "banner_image": _URL,
                    "date_published": _DATE,
                    "date_modified": _DATE,
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                    "attachments": {"type": "array"},
                },
                "patternProperties": _OWN,
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": _OWN,
    "additionalProperties": False,
}
"""Written from the text of the specification, which has no schema of its own."""


def json_feed_faults(octets: bytes) -> list[str]:
    """What breaks a rule of JSON Feed 1.1."""
    feed = json.loads(octets)  # UTF-8, or it cannot be read
    faults = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(JSON_FEED).iter_errors(feed)]
    identifiers = Counter(item.get("id") for item in feed["items"])
    return faults + [f"id twice: {one}" for one, number in identifiers.items() if number > 1]


def _absolute(url: str | None) -> bool:
    parts = urlsplit(url or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
