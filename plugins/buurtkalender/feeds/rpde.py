"""A feed of pages made ahead, in the manner of RPDE 1.0 (https://openactive.io/realtime-paged-data-exchange/).

RPDE is made for a server that is asked for what comes after an item. Here each page is a file, named after the item
that it comes after. The feed is read from its first page along ``next`` until a page is empty and its own next. That
last page keeps its address until something changes; then it is gone, and whoever kept the address begins anew.

An item's place is that of its last change, and with pages of a fixed number every change would move an item from each
page to the one before it. So pages end at items that their own name chooses (and after :data:`MOST`): a change then
makes two or three pages anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from buurtkalender.domain.model import Activity, ActivityStatus, ByAppointment, Monthly, Weekly
from buurtkalender.feeds.context import in_view_since
from buurtkalender.feeds.linked import Linked
from buurtkalender.feeds.openactive import last_day, session_series
from buurtkalender.feeds.series import NO_SKIP

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""Under which licence the data may be used: the one that OpenActive asks for."""

MOST = 500
"""How many items a page holds at most."""

USUAL = 256
"""How many items a page holds about."""

KIND = "SessionSeries"
DAY = timedelta(days=1)

_encode = msgspec.json.Encoder().encode


class Item(NamedTuple):
    """A place in the feed: seconds since 1970, and an activity. One that is not ``live`` is told as deleted."""

    modified: int
    id: str
    live: bool


class Page(NamedTuple):
    """A page: which item it comes ``after`` (none for the first), and what it holds (nothing for the last)."""

    after: Item | None
    items: tuple[Item, ...]


def items(linked: Linked, today: date, removed: Mapping[str, date] | None = None) -> list[Item]:
    """Every activity, in the order of their last change; also those that were ``removed``, with the day.

    What has stopped, is over, or has no time or no place, is deleted: it may have had them before.
    """
    known = linked.calendar.activities
    found = [_item(linked, activity, today) for activity in known.values()]
    for name, day in (removed or {}).items():
        if name not in known:
            found.append(Item(int(datetime.combine(day, time(), UTC).timestamp()), name, live=False))
    return sorted(found)


def _item(linked: Linked, activity: Activity, today: date) -> Item:
    context = linked.context
    changed = context.stamp(activity).updated
    if _skips(linked, activity):  # every year more days come in view
        changed = max(changed, in_view_since(context.horizon))
    live = activity.status is not ActivityStatus.ENDED and _is_session(linked, activity)
    last = last_day(activity)
    if live and last is not None and last < today:
        live = False
        changed = max(changed, datetime.combine(last + DAY, time(), UTC))
    return Item(int(changed.timestamp()), activity.id, live)


def _is_session(linked: Linked, activity: Activity) -> bool:
    return linked.places.usual(activity).placed and not all(
        isinstance(pattern, ByAppointment) for pattern in activity.when
    )


def _skips(linked: Linked, activity: Activity) -> bool:
    """Whether its data may name days of the year that last came in view."""
    closed = bool(linked.calendar.closures)
    return any(
        (closed or pattern.skip != NO_SKIP)
        and (pattern.last is None or pattern.last.year >= linked.context.horizon.year)
        for pattern in activity.when
        if isinstance(pattern, Weekly | Monthly)
    )


def pages(every: Sequence[Item]) -> Iterator[Page]:
    """The pages of a feed, the empty one last."""
    after: Item | None = None
    gathered: list[Item] = []
    for item in every:
        gathered.append(item)
        if len(gathered) == MOST or crc32(f"{item.modified} {item.id}".encode()) % USUAL == 0:
            yield Page(after, tuple(gathered))
            after, gathered = item, []
    if gathered:
        yield Page(after, tuple(gathered))
        after = gathered[-1]
    if after is not None:
        yield Page(after, ())


def document(linked: Linked, page: Page, address: Callable[[Item | None], str]) -> bytes:
    """A page; ``address`` gives the whole address of the page that comes after an item."""
    last = page.items[-1] if page.items else page.after
    rows = b",\n".join([_encode(_row(linked, item)) for item in page.items])
    return b'{"next":%b,"license":%b,"items":[%b]}\n' % (_encode(address(last)), _encode(LICENSE), rows)


def _row(linked: Linked, item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {
        "state": "updated" if item.live else "deleted",
        "kind": KIND,
        "id": item.id,
        "modified": item.modified,
    }
    if item.live:
        row["data"] = session_series(linked, linked.calendar.activities[item.id])
    return row
