"""A venue's page says whether it is open today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from buurtkalender.domain.values import Change, Days, Skip, TimeSpan, Weekly
from buurtkalender.site.details import open_today
from buurtkalender.site.model import Site
from making import day
from quarter import house, offer, quarter
from town import TODAY

MORNINGS = Weekly((0, 1, 2, 3, 4), TimeSpan(9 * 60, 12 * 60), skip=Skip(public_holidays=True))
EVENING = Weekly((1,), TimeSpan(19 * 60, 22 * 60))


@pytest.fixture
def told(make_a_site: Callable[..., Site]) -> Callable[..., str]:
    def tell(today: date = TODAY, *activities: object, **facts: object) -> str:
        calendar = quarter(activities, houses=[house(**facts)])  # type: ignore[arg-type]
        return open_today(make_a_site(calendar, today), calendar.venues["huis"])

    return tell


def test_it_tells_the_hours_of_this_very_day(told: Callable[..., str]) -> None:
    assert (
        told(opening_hours=(MORNINGS, EVENING))
        == "Vandaag, dinsdag 24 november: 9.00 tot 12.00 uur en 19.00 tot 22.00 uur."
    )
    assert told(day("2026-11-28"), opening_hours=(MORNINGS,)) == "Vandaag, zaterdag 28 november: dicht."


def test_on_a_holiday_or_a_day_that_it_names_it_is_closed(told: Callable[..., str]) -> None:
    assert told(day("2026-12-25"), opening_hours=(MORNINGS,)).endswith(": dicht.")
    closed = (Days(day("2026-11-23"), day("2026-11-24")),)
    assert told(TODAY, offer("welzijn/koffie"), opening_hours=(MORNINGS,), closed=closed).endswith(": dicht.")


def test_without_hours_today_it_is_open_for_what_takes_place(told: Callable[..., str]) -> None:
    wednesdays = (Weekly((2,), TimeSpan(9 * 60, 12 * 60)),)
    assert told(TODAY, offer("welzijn/koffie"), opening_hours=wednesdays).endswith(
        "alleen open voor wat er te doen is."
    )
    off = offer("welzijn/koffie", changes=(Change(TODAY, cancelled="De zaal is nat."),))
    assert told(TODAY, off, opening_hours=wednesdays).endswith(": dicht.")


def test_where_nobody_told_the_hours_nothing_is_said(told: Callable[..., str]) -> None:
    assert not told()
