"""Programs of others show what our data says: on every date, at the same time, with the same status."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import Window
from buurtkalender.domain.values import Change, Days, Skip, Weekly
from clients.agree import FIRST, LAST, Shown, differences, promised
from clients.quick.engines import ENGINES, shown
from feeds.test_clients import CHANGES, CLOSURE, SERIES
from feeds.world import MORNING, activity, calendar, day, feed, in_dorpshuis, meant
from projects import Project

SLOW = "khal"
"""What takes longer over the demo than all others together shows it at night; the town, which has all of it, always."""

COFFEE = calendar(
    activity(
        Weekly((1,), MORNING, skip=Skip(days=(Days(day("2026-12-29"), day("2026-12-29")),))),
        changes=(
            Change(day("2026-12-01"), cancelled="De gastvrouw is ziek."),
            Change(day("2026-12-08"), moved_to=day("2026-12-09")),
        ),
    )
)
"""Tuesdays: one is cancelled, one moved, one was never planned."""

KINDS = calendar(
    *(
        in_dorpshuis(*patterns, name=name.replace(" ", "-").replace(",", "") + changed, changes=changes)
        for changed, changes in (("", ()), ("-changed", CHANGES))
        for name, patterns in SERIES.items()
    ),
    closures=CLOSURE,
)
"""A series of each kind, as planned and, by day, with changes."""

MISTAKES = {
    "an EXDATE is missing": ("EXDATE;TZID=Europe/Amsterdam:20261229T100000\r\n", ""),
    "a cancellation is not told": ("STATUS:CANCELLED", "STATUS:CONFIRMED"),
    "a date is not moved": (":20261209T", ":20261208T"),
    "it ends a week early": ("FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=20271123T225959Z"),
}
"""What could be wrong with the coffee's feed: the text that it should have, and what it has."""

TOLD = [
    "not in the data: 2026-12-01T09:00:00Z 2026-12-01T11:00:00Z confirmed",
    "not in the data: 2026-12-08T09:00:00Z 2026-12-08T11:00:00Z confirmed",
    "not in the data: 2026-12-29T09:00:00Z 2026-12-29T11:00:00Z confirmed",
    "not shown: 2026-12-01T09:00:00Z 2026-12-01T11:00:00Z cancelled",
    "not shown: 2026-12-09T09:00:00Z 2026-12-09T11:00:00Z confirmed",
    "not shown: 2027-11-30T09:00:00Z 2027-11-30T11:00:00Z confirmed",
]
"""All that is then told."""


@pytest.fixture(scope="module")
def small(town: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The feeds that every engine shows, by name."""
    text = feed(COFFEE).decode()
    for right, wrong in MISTAKES.values():
        assert right in text
        text = text.replace(right, wrong)
    folder = tmp_path_factory.mktemp("feeds")
    (folder / "kinds.ics").write_bytes(feed(KINDS))
    (folder / "mistakes.ics").write_bytes(text.encode())
    return {"town": town.output / "kalender.ics", "kinds": folder / "kinds.ics", "mistakes": folder / "mistakes.ics"}


@pytest.fixture(scope="module", params=ENGINES)
def by_engine(request: pytest.FixtureRequest, small: dict[str, Path], demo: Project) -> dict[str, Counter[Shown]]:
    """What an engine shows of each, and of the demo unless it is slow: it is started once, which takes long too."""
    large = {} if request.param == SLOW else {"demo": demo.output / "kalender.ics"}
    feeds = small | large
    return dict(zip(feeds, shown(request.param, *feeds.values()), strict=True))


def test_the_feed_of_all_is_shown_as_the_data_says(by_engine: dict[str, Counter[Shown]], town: Project) -> None:
    assert differences(by_engine["town"], promised(town.output)) == []


@pytest.mark.parametrize("by_engine", [one for one in ENGINES if one != SLOW], indirect=True)
def test_a_large_feed_of_all_is_shown_as_the_data_says(by_engine: dict[str, Counter[Shown]], demo: Project) -> None:
    assert differences(by_engine["demo"], promised(demo.output)) == []


@pytest.mark.thorough
def test_the_slow_engine_shows_a_large_feed_as_the_data_says(demo: Project) -> None:
    [found] = shown(SLOW, demo.output / "kalender.ics")
    assert differences(found, promised(demo.output)) == []


@pytest.fixture(scope="module")
def due() -> Counter[Shown]:
    """What every kind of series comes to."""
    return _due(KINDS)


def test_every_kind_of_series_is_shown_as_it_is_meant(
    by_engine: dict[str, Counter[Shown]], due: Counter[Shown]
) -> None:
    assert differences(by_engine["kinds"], due) == []


def test_each_mistake_in_a_feed_is_found_and_nothing_else(by_engine: dict[str, Counter[Shown]]) -> None:
    """An engine that shows nothing, or a comparison that is always content, would prove nothing."""
    found = differences(by_engine["mistakes"], _due(COFFEE))
    assert [one.replace("welzijn.koffie@zandmeer.buurtkalender.example ", "") for one in found] == TOLD


def _due(of: Calendar) -> Counter[Shown]:
    rows = meant(of, Window(FIRST, LAST))
    return Counter(Shown(row.uid, _text(row.start), _text(row.end), row.status.lower()) for row in rows)


def _text(moment: date) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()
