"""The list of services as an API of Open Referral UK would answer it, a page a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from buurtkalender.feeds.linked import Linked
from buurtkalender.feeds.openreferral import service

MOST = 500
"""How many services a page holds at most."""

_encode = msgspec.json.Encoder().encode


class Page(NamedTuple):
    """A page: its number, and the activities on it; of how many ``pages`` and activities in all."""

    number: int
    pages: int
    total: int
    activities: tuple[str, ...]


def pages(activities: Sequence[str]) -> Iterator[Page]:
    """The pages of a list, at least one; in the order of identifiers, so that a change is on one page."""
    every = sorted(activities)
    number = max(1, -(-len(every) // MOST))
    for n in range(number):
        yield Page(n + 1, number, len(every), tuple(every[n * MOST : (n + 1) * MOST]))


def document(linked: Linked, page: Page) -> bytes:
    """A page in the envelope of the API."""
    envelope: dict[str, Any] = {
        "total_items": page.total,
        "total_pages": page.pages,
        "page_number": page.number,
        "size": len(page.activities),
        "first_page": page.number == 1,
        "last_page": page.number == page.pages,
        "empty": not page.activities,
    }
    found = [_encode(service(linked, linked.calendar.activities[one])) for one in page.activities]
    return b'%b,"contents":[%b]}\n' % (_encode(envelope)[:-1], b",\n".join(found))
