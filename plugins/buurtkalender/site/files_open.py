"""The calendar in vocabularies of others, as files made ahead: OpenActive and Open Referral UK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from urllib.parse import quote

from buurtkalender.feeds import openreferral_pages, rpde
from buurtkalender.site import addresses
from buurtkalender.site.linked_data import linked
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.tree import Output

SESSIONS = "/data/openactive/session-series"
SERVICES = "/data/openreferral/services"


def open_files(site: Site, keys: Mapping[str, bytes]) -> Iterator[Output]:
    """Yield these files; ``keys`` are digests of all that data show of each activity."""
    yield from _openactive(site, keys)
    yield from _openreferral(site, keys)


def _openactive(site: Site, keys: Mapping[str, bytes]) -> Iterator[Output]:
    """Yield the pages of the feed of sessions."""
    shared = linked(site)
    for page in rpde.pages(rpde.items(shared, site.today, _removed(site))):
        key = digest(digest_of(site.settings.url, page), *[keys[item.id] for item in page.items if item.live])
        yield Output(_page(page.after), key, partial(rpde.document, shared, page, partial(_address, site)))


def _removed(site: Site) -> dict[str, date]:
    """Return the activities that history knows to be gone, with the day: the calendars that they had tell which."""
    start, end = addresses.ACTIVITIES, addresses.calendar_of("/")
    gone = site.memory.gone
    return {path[len(start) : -len(end)]: day for path, day in gone.items() if path.startswith(start)}


def _openreferral(site: Site, keys: Mapping[str, bytes]) -> Iterator[Output]:
    """Yield the pages of the list of services."""
    shared = linked(site)
    for page in openreferral_pages.pages(list(keys)):
        path = f"{SERVICES}.json" if page.number == 1 else f"{SERVICES}/{page.number}.json"
        key = digest(digest_of(site.settings.url, page), *[keys[name] for name in page.activities])
        yield Output(path, key, partial(openreferral_pages.document, shared, page))


def _page(after: rpde.Item | None) -> str:
    """Return where the page stands that comes after an item (identifiers hold no dot, so each has its own)."""
    return f"{SESSIONS}/{after.modified}.{after.id.replace('/', '.')}.json" if after else f"{SESSIONS}.json"


def _address(site: Site, after: rpde.Item | None) -> str:
    """Return the whole address; what follows the question mark is for harvesters, and a file's address without it."""
    url = addresses.absolute(site.settings.url, _page(after))
    return f"{url}?afterTimestamp={after.modified}&afterId={quote(after.id, safe='')}" if after else url
