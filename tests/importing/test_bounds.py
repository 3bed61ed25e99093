"""What a calendar costs is bounded by what it holds: one that is too much is told, and the others have their night."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.submissions.importing import versions
from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.importer import proposals, window_of
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.patterns import days, read_rule
from buurtkalender.submissions.importing.versions import events
from buurtkalender.words.values import CannotReadError
from examples import tried
from importing.nights import WHOSE, Nights, nights_of, once, weekly
from importing.taking import calendar, took
from importing.test_rules import rules
from town import TODAY, town


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """A library with a calendar elsewhere."""
    with nights_of(tmp_path, monkeypatch) as nights:
        yield nights


SERIES = [weekly(f"Cursus {n}", f"2026-12-0{n} 10:00") for n in range(1, 5)]
EXCEPT = ["EXDATE;TZID=Europe/Amsterdam:20261208T100000,20261215T100000", "RDATE:20261217T100000"]
SERIES_WITH = weekly("Koor", "2026-12-01 10:00", "", *EXCEPT)


@pytest.mark.parametrize(
    ("limit", "told", "calendars"),
    [
        ("MOST_SERIES", "more than 3 series to come", (SERIES[:3], SERIES)),
        (
            "MOST_LISTED",
            "more than 3 dates one by one",
            ([SERIES_WITH], [SERIES_WITH, once("Quiz", "2026-12-01 20:00", "", EXCEPT[1])]),
        ),
    ],
)
def test_a_calendar_that_is_too_much_is_told_and_nothing_of_it_is_taken_over(
    limit: str, told: str, calendars: tuple[list[str], list[str]], feed: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = calendars
    monkeypatch.setattr(versions, limit, 3)
    feed.tells(*right)
    feed.night()
    before = feed.files()
    assert before
    assert not feed.tells_us(told)
    feed.tells(*wrong)
    feed.night()
    assert feed.files() == before
    assert feed.tells_us(told)
    assert feed.tells_us(WHOSE)
    with pytest.raises(CannotReadError, match="more than"):
        took(calendar(*wrong))


def test_what_is_over_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_SERIES", 3)
    over = [weekly(f"Oud {n}", "2024-01-01 10:00", rule="FREQ=WEEKLY;UNTIL=20240301T000000") for n in range(9)]
    assert len(events(components(calendar(*over, *SERIES[:3]), "agenda.ics"), TODAY).events) == 3


def test_a_series_that_changes_for_good_every_day_is_left_out_in_a_sentence() -> None:
    changes = [
        once("Koor", f"{TODAY + timedelta(days=n)} {10 + n % 2}:00", "koor", f"RECURRENCE-ID;RANGE=THISANDFUTURE;"
             f"TZID=Europe/Amsterdam:{TODAY + timedelta(days=n):%Y%m%d}T100000")
        for n in range(1, 43)
    ]  # fmt: skip
    series = weekly("Koor", f"{TODAY} 10:00", "koor", rule="FREQ=DAILY")
    assert took(calendar(series, *changes)).tells("it changes for good more than 40 times")
    assert not took(calendar(series, *changes[:3])).tells("it changes for good more than")


@given(rule=rules(), first=st.integers(0, 900), since=st.integers(-40, 1500), long=st.integers(0, 800))
@tried(60)
def test_dates_from_a_day_on_are_those_of_all_dates(rule: str, first: int, since: int, long: int) -> None:
    begin = date(2024, 1, 1) + timedelta(days=first)
    found = read_rule(rule, datetime.combine(begin, datetime.min.time()))
    day = begin + timedelta(days=since)
    last = day + timedelta(days=long)
    assert days(found, begin, last, day) == [one for one in days(found, begin, last) if one >= day]


def work(do: Callable[[], object]) -> int:
    """How many steps of Python something takes: the same on every machine."""
    steps = 0

    def step(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        steps += event == "opcode"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        do()
    finally:
        sys.settrace(before)
    return steps


def planned(*lines: str) -> Callable[[], object]:
    """What works out of a calendar when everything is held."""
    found = events(components(calendar(*lines), "agenda.ics"), TODAY).events
    places = PlaceMatcher(town())
    return lambda: proposals(found, window_of(TODAY), places)


def added(number: int) -> list[str]:
    """Dates that are added one by one, and left out again."""
    given = [f"{datetime(2026, 12, 1, 10) + timedelta(days=n):%Y%m%dT%H%M%S}" for n in range(number)]
    listed = [f"{name};TZID=Europe/Amsterdam:{','.join(given[1:])}" for name in ("RDATE", "EXDATE")]
    return [once("Koor", "2026-12-01 10:00", "koor", *listed)]


def overridden(number: int) -> list[str]:
    """A series of which each date moves to where the next one was."""
    moments = [datetime(2026, 12, 1, 10) + timedelta(days=n) for n in range(number)]
    moved = [
        once("Koor", f"{one + timedelta(days=1):%Y-%m-%d %H:%M}", "koor",
             f"RECURRENCE-ID;TZID=Europe/Amsterdam:{one:%Y%m%dT%H%M%S}")
        for one in moments
    ]  # fmt: skip
    return [weekly("Koor", "2026-12-01 10:00", "koor", rule="FREQ=DAILY"), *moved]


@pytest.mark.parametrize("lines", [added, overridden])
def test_twice_the_dates_are_not_four_times_the_work(lines: Callable[[int], list[str]]) -> None:
    few, many = (work(planned(*lines(number))) for number in (60, 240))
    assert many < few * 4 * 1.6


def test_a_series_that_began_long_ago_costs_no_more_than_a_new_one() -> None:
    new, old = (
        work(planned(weekly("Koor", f"{year}-12-01 10:00", rule="FREQ=DAILY;INTERVAL=2"))) for year in (2026, 1901)
    )
    assert old < new * 1.5


def test_a_second_night_holds_each_activity_against_those_that_it_can_be(feed: Nights) -> None:
    def second(number: int) -> int:
        feed.tells(*(weekly(f"Cursus {n}", f"2026-12-{1 + n % 28:02} 10:00") for n in range(number)))
        feed.night()
        return work(feed.night)

    few, many = second(8), second(32)
    assert many < few * 4 * 1.5
