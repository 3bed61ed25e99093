"""A venue's page says of each of the coming days, by its date, when it is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from buurtkalender.domain.values import ByAppointment, Change, Dates, Days, Skip, TimeSpan, Weekly
from buurtkalender.site.details import OPEN_DAYS, open_days
from buurtkalender.site.model import Site
from making import day
from quarter import house, offer, quarter
from town import TODAY

MORNINGS = Weekly((0, 1, 2, 3, 4), TimeSpan(9 * 60, 12 * 60), skip=Skip(public_holidays=True))
EVENING = Weekly((1,), TimeSpan(19 * 60, 22 * 60))
WEDNESDAYS = Weekly((2,), TimeSpan(9 * 60, 12 * 60))
SHUT = (Days(day("2026-11-23"), day("2026-11-24")),)
ONLY_FOR = "alleen open voor wat er te doen is"


@pytest.fixture
def told(make_a_site: Callable[..., Site]) -> Callable[..., list[str]]:
    """What is told of each day from the first one on, which also leads the line."""

    def tell(today: date = TODAY, *activities: object, **facts: object) -> list[str]:
        calendar = quarter(activities, houses=[house(**facts)])  # type: ignore[arg-type]
        found = open_days(make_a_site(calendar, today), calendar.venues["huis"])
        assert [one.iso for one in found] == sorted({one.iso for one in found})
        return [f"{one.day}: {one.hours}" for one in found]

    return tell


def test_it_tells_the_hours_of_a_week_each_with_its_date(told: Callable[..., list[str]]) -> None:
    found = told(opening_hours=(MORNINGS, EVENING))
    assert len(found) == OPEN_DAYS
    assert found[0] == "Dinsdag 24 november: 9.00 tot 12.00 uur en 19.00 tot 22.00 uur"
    assert found[1] == "Woensdag 25 november: 9.00 tot 12.00 uur"
    assert found[4:6] == ["Zaterdag 28 november: dicht", "Zondag 29 november: dicht"]


def test_on_a_holiday_or_a_day_that_it_names_it_is_closed(told: Callable[..., list[str]]) -> None:
    assert told(day("2026-12-25"), opening_hours=(MORNINGS,))[0] == "Vrijdag 25 december: dicht"
    found = told(TODAY, offer("welzijn/koffie"), opening_hours=(MORNINGS,), closed=SHUT)
    assert found[0].endswith(": dicht")
    assert found[1].endswith(": 9.00 tot 12.00 uur")


def test_a_closed_day_wins_from_hours_that_were_written_for_it(told: Callable[..., list[str]]) -> None:
    loose = Dates((TODAY, TODAY + timedelta(days=4)), TimeSpan(9 * 60, 12 * 60))
    found = told(opening_hours=(loose,), closed=SHUT)
    assert found[0].endswith(": dicht")
    assert found[4].endswith(": 9.00 tot 12.00 uur")


def test_without_hours_it_is_open_for_what_takes_place(told: Callable[..., list[str]]) -> None:
    assert told(TODAY, offer("welzijn/koffie"), opening_hours=(WEDNESDAYS,))[0].endswith(f": {ONLY_FOR}")
    off = offer("welzijn/koffie", changes=(Change(TODAY, cancelled="De zaal is nat."),))
    assert told(TODAY, off, opening_hours=(WEDNESDAYS,))[0].endswith(": dicht")


def test_on_a_closed_day_it_is_open_for_what_somebody_wrote_out_and_for_no_series(
    told: Callable[..., list[str]],
) -> None:
    written = offer("welzijn/koffie", Dates((TODAY,), TimeSpan(14 * 60, 16 * 60)))
    assert told(TODAY, written, opening_hours=(MORNINGS,), closed=SHUT)[0].endswith(f": {ONLY_FOR}")
    series = offer("welzijn/koffie")
    assert told(TODAY, series, opening_hours=(MORNINGS,), closed=SHUT)[0].endswith(": dicht")


def test_of_a_place_that_opens_by_appointment_nobody_says_that_it_is_closed(told: Callable[..., list[str]]) -> None:
    hours = (WEDNESDAYS, ByAppointment(None))
    assert told(opening_hours=hours) == ["Woensdag 25 november: 9.00 tot 12.00 uur"]
    assert told(opening_hours=hours, closed=SHUT)[0] == "Dinsdag 24 november: dicht"


def test_where_nobody_told_the_hours_nothing_is_said(told: Callable[..., list[str]]) -> None:
    assert told() == []
