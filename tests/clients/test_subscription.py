"""Who follows a feed with vdirsyncer has in the folder, and in khal, what the feed now says: no more and no less."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Change, Weekly
from clients.quick.vdir import Subscription, subscribed
from feeds.world import MORNING, activity, calendar, day, feed
from projects import Project, tree

CANCELLED = (Change(day("2026-12-01"), cancelled="De gastvrouw is ziek."),)

EVENT = re.compile(r"^BEGIN:VEVENT\r?\n.*?^END:VEVENT", re.MULTILINE | re.DOTALL)
TELLING = re.compile(r"^(?:RECURRENCE-ID|DTSTART|DTEND|SUMMARY|STATUS).*", re.MULTILINE)
UID = re.compile(r"^UID:(.*(?:\n .*)*)", re.MULTILINE)


@pytest.fixture
def subscription(tmp_path: Path) -> Iterator[Subscription]:
    with subscribed(tmp_path) as made:
        yield made


def test_the_folder_has_a_file_for_each_uid(subscription: Subscription, town: Project) -> None:
    """With a UID on the calendar or a random one on an event it would have one file, or new files every time."""
    octets = (town.output / "kalender.ics").read_bytes()
    subscription.fetch(octets)
    series: dict[str, list[str]] = {}
    for event in EVENT.findall(octets.decode().replace("\r\n", "\n")):
        series.setdefault(UID.findall(event)[0], []).append(event)
    assert len(series) > 30
    files = [file.read_text(encoding="utf-8") for file in subscription.events.iterdir()]
    assert Counter(map(_told, files)) == Counter(_told("\n".join(events)) for events in series.values())


def test_a_feed_that_did_not_change_leaves_the_folder_as_it_is(subscription: Subscription) -> None:
    octets = _feed(_coffee(), _tea())
    subscription.fetch(octets)
    before, times = tree(subscription.events), _times(subscription)
    subscription.fetch(octets)
    assert (len(before), tree(subscription.events), _times(subscription)) == (2, before, times)


def test_an_event_that_left_the_feed_leaves_the_folder_and_khal(subscription: Subscription) -> None:
    subscription.fetch(_feed(_coffee(), _tea()))
    assert _listed(subscription) == ["2026-12-01 Koffie", "2026-12-02 Thee"]
    subscription.fetch(_feed(_tea()))
    assert len(list(subscription.events.iterdir())) == 1
    assert _listed(subscription) == ["2026-12-02 Thee"]


def test_an_event_that_changed_is_changed_in_the_folder_and_in_khal(subscription: Subscription) -> None:
    subscription.fetch(_feed(_coffee(), _tea()))
    subscription.fetch(_feed(_coffee(changes=CANCELLED), _tea(title="Thee met taart")))
    assert len(list(subscription.events.iterdir())) == 2
    assert _listed(subscription) == ["2026-12-01 AFGELAST: Koffie", "2026-12-02 Thee met taart"]


def _coffee(*, changes: tuple[Change, ...] = ()) -> Activity:
    return activity(Weekly((1,), MORNING), title="Koffie", changes=changes)


def _tea(*, title: str = "Thee") -> Activity:
    return activity(Weekly((2,), MORNING), name="thee", title=title)


def _feed(*activities: Activity) -> bytes:
    return feed(calendar(*activities))


def _listed(subscription: Subscription) -> list[str]:
    """What khal lists of one week."""
    rows = subscription.listed(date(2026, 11, 30), date(2026, 12, 6))
    return [f"{row['start-long-full'][:10]} {row['title']}" for row in rows]


def _times(subscription: Subscription) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in subscription.events.iterdir()}


def _told(text: str) -> str:
    """What tells the events of a file from those of another; not the UID, of which vdirsyncer makes one of its own."""
    return "\n".join(sorted(line for event in EVENT.findall(text) for line in TELLING.findall(event)))
