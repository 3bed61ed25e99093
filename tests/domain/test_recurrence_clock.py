"""Both clock changes: 25 October 2026 and 31 October 2027 at 03:00, and 28 March 2027 at 02:00."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from buurtkalender.domain.recurrence import days_off, occurrences_of
from buurtkalender.domain.values import Change, Dates, Occurrence, Weekly
from making import SA, SU, activity, calendar, day, span, window


def on(date: str, clock: str, **change: object) -> Occurrence:
    """The occurrence on this loose date at this time."""
    changes = [Change(day(date), **change)] if change else []  # type: ignore[arg-type]
    made = activity(Dates((day(date),), span(clock)), changes=changes)
    whole, within = calendar(made), window("2026-01-05", "2027-12-31")
    (found,) = occurrences_of(whole, made, within, days_off(whole, within))
    return found


def test_a_start_in_the_missing_hour_is_an_hour_later_and_planned_keeps_what_was_written() -> None:
    found = on("2027-03-28", "02:30-04:00")
    assert (found.planned, found.start) == (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 3, 30))
    assert found.end == datetime(2027, 3, 28, 4)
    assert found.moved_from is None


def test_an_end_in_the_missing_hour_is_an_hour_later() -> None:
    found = on("2027-03-28", "01:30-02:30")
    assert (found.start, found.end) == (datetime(2027, 3, 28, 1, 30), datetime(2027, 3, 28, 3, 30))


def test_the_missing_hour_is_also_found_when_the_occurrence_started_the_evening_before() -> None:
    found = on("2027-03-27", "22:00-02:30")
    assert (found.start, found.end) == (datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 3, 30))


def test_an_end_that_would_come_before_the_corrected_start_moves_along() -> None:
    found = on("2027-03-28", "02:30-03:15")
    assert (found.start, found.end) == (datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 4, 15))


def test_a_change_can_move_something_into_the_missing_hour() -> None:
    found = on("2027-03-30", "02:30-04:00", moved_to=day("2027-03-28"))
    assert found.start == datetime(2027, 3, 28, 3, 30)
    assert found.moved_from == datetime(2027, 3, 30, 2, 30)
    assert on("2027-03-28", "10:00-11:00", time=span("02:00-02:15")).start == datetime(2027, 3, 28, 3)


def test_a_cancelled_start_in_the_missing_hour_is_shown_at_the_same_time_as_when_it_went_on() -> None:
    assert on("2027-03-28", "02:30-04:00", cancelled="").start == datetime(2027, 3, 28, 3, 30)


@pytest.mark.parametrize("autumn", ["2026-10-25", "2027-10-31"])
def test_an_hour_that_comes_twice_is_its_first(autumn: str) -> None:
    found = on(autumn, "02:30-04:00")
    assert found.start == found.planned == datetime.fromisoformat(f"{autumn} 02:30")
    assert found.end == datetime.fromisoformat(f"{autumn} 04:00")
    whole = calendar()
    assert whole.aware(found.start).utcoffset() == timedelta(hours=2)
    lasts = whole.aware(found.end).timestamp() - whole.aware(found.start).timestamp()
    assert lasts == timedelta(hours=2, minutes=30).total_seconds()


def test_a_night_series_is_corrected_on_that_one_night_only() -> None:
    made = activity(Weekly((SU,), span("02:30-04:00")))
    whole, within = calendar(made), window("2027-03-21", "2027-04-04")
    found = occurrences_of(whole, made, within, days_off(whole, within))
    assert [f"{each.start:%d %H:%M}" for each in found] == ["21 02:30", "28 03:30", "04 02:30"]


def test_a_series_in_daytime_keeps_its_wall_clock_time_through_both_changes() -> None:
    made = activity(Weekly((SA, SU), span("10:00-12:00")))
    for first, last in (("2026-10-24", "2026-10-25"), ("2027-03-27", "2027-03-28"), ("2027-10-30", "2027-10-31")):
        whole, within = calendar(made), window(first, last)
        found = occurrences_of(whole, made, within, days_off(whole, within))
        assert [f"{each.start:%H:%M}-{each.end:%H:%M}" for each in found] == ["10:00-12:00"] * 2


def test_all_day_is_midnight_to_midnight_on_a_day_of_23_hours_too() -> None:
    made = activity(Dates((day("2027-03-28"),), None))
    whole, within = calendar(made), window("2027-03-28", "2027-03-28")
    (found,) = occurrences_of(whole, made, within, days_off(whole, within))
    assert (found.start, found.end) == (datetime(2027, 3, 28), datetime(2027, 3, 29))
