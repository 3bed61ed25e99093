"""The instances that khal shows of a feed that vdirsyncer fetched.

khal works out all instances of an event as soon as its file is new or changed, and keeps them. They are read where
khal's own views read them: a ``khal list`` of a year would parse each event anew for every instance, for minutes.

vdirsyncer names an event that it fetched over HTTP after its content, as many web calendars make up UIDs anew at each
request; what name it gave to which event is asked from its own code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from khal.cli import build_collection
from khal.khalendar.event import Event
from khal.settings import get_config
from showing import Asked, Row, asked
from vdir import Subscription, subscribed
from vdirsyncer.vobject import Item, split_collection

AROUND = timedelta(days=2)
"""What starts on the first or last day in Amsterdam starts within so much of it anywhere."""


def rows(of: Asked, subscription: Subscription) -> Iterator[Row]:
    """All instances of a feed."""
    subscription.fetch(of.feed.read_bytes())
    uids = {f"{item.hash}.ics": item.uid for item in map(Item, split_collection(of.text))}
    config = get_config(str(subscription.khal))
    kept = build_collection(config, None)._backend

    @cache
    def status(item: str, variant: str) -> str:
        if item.count("STATUS:") == item.count("STATUS:CONFIRMED"):
            return "CONFIRMED"  # of all events in the file: no need to let khal parse it again, which takes long
        return Event.fromString(item, ref=variant, locale=config["locale"]).status

    begin, end = (datetime.combine(day, time()) for day in (of.first - AROUND, of.last + AROUND))
    floating = kept.get_floating(begin, end)
    localized = kept.get_localized(begin.replace(tzinfo=UTC), end.replace(tzinfo=UTC))
    for item, file, start, ends, variant, _, _ in (*floating, *localized):
        yield Row(uids[file], start, ends, status(item, variant))


def show(request: Asked) -> None:
    """Answer a request, with a subscription that is made for it."""
    with TemporaryDirectory() as folder, subscribed(Path(folder)) as subscription:
        request.show(rows(request, subscription))


if __name__ == "__main__":
    for each in asked():
        show(each)
