"""Week by week: what there is, whether that is enough, and which holiday makes a hole."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from buurtkalender.domain.coverage.verdicts import VerdictWeek
from buurtkalender.domain.model import Activity, Cost
from buurtkalender.domain.values import Change, Dates, Holiday, Monthly, Norm, Skip, Weekly, Within
from making import FR, MO, MORNING, TU, day, days, span
from quarter import norm, offer, quarter, verdict, verdicts

CHRISTMAS = Holiday("Kerstvakantie", days("2026-12-19", "2027-01-03"), regions=("midden",))
CLOSED = Holiday("Oud en nieuw", days("2026-12-31", "2027-01-01"))
AT_SCHOOL = Skip(school_holidays=True)


def weeks(asked: Norm, *some: Activity, holidays: tuple[Holiday, ...] = (CHRISTMAS,)) -> tuple[VerdictWeek, ...]:
    """The weeks of home, with school holidays and a closure."""
    calendar = replace(quarter(some, asked), school_holidays=holidays, closures=(CLOSED,))
    (found,) = verdicts(calendar)
    return found.weeks


def poor(found: tuple[VerdictWeek, ...]) -> dict[str, tuple[str, ...]]:
    """Which weeks do not certainly hold the norm, and why."""
    return {f"{week.first:%m-%d}": week.why for week in found if not week.holds}


def test_every_week_that_the_norm_looks_at_has_its_sum() -> None:
    found = weeks(norm(1), offer("welzijn/koffie"))
    assert [week.first for week in found][::11] == [day("2026-11-30"), day("2027-02-15")]
    assert len(found) == 12
    assert found[0] == VerdictWeek(day("2026-11-30"), 1, 1, holds=True)


def test_a_month_is_a_calendar_month() -> None:
    found = weeks(norm(1, per="month"), offer("welzijn/koffie", Monthly(((1, TU),), (), MORNING)))
    assert [(week.first, week.lower) for week in found] == [
        (day("2026-12-01"), 1),
        (day("2027-01-01"), 1),
        (day("2027-02-01"), 1),
    ]


def test_offers_without_a_time_have_no_weeks() -> None:
    assert verdict([], norm(1, "offers", None, within=Within(area="neighbourhood"))).weeks == ()


def test_a_week_that_depends_on_what_nobody_told_is_neither_yes_nor_no() -> None:
    maybe = offer("kerk/soep", Dates((day("2026-12-01"), day("2026-12-15")), MORNING), cost=None)
    found = weeks(norm(1, must=("free",)), maybe)
    assert [week.holds for week in found[:3]] == [None, False, None]
    assert (found[0].lower, found[0].upper) == (0, 1)


def test_a_week_without_a_daypart_that_is_asked_does_not_hold_and_names_it() -> None:
    twice = offer("welzijn/koffie", Weekly((TU,), MORNING), Weekly((FR,), span("14:00-16:00"), skip=AT_SCHOOL))
    found = weeks(norm(1, dayparts=("weekday-morning", "weekday-afternoon")), twice)
    assert {week.missing for week in found if not week.holds} == {("weekday-afternoon",)}
    assert poor(found) == {"12-21": ("Kerstvakantie",), "12-28": ("Oud en nieuw",)}  # a Friday that is closed anyhow
    assert found[3].lower == 1


def test_weeks_and_the_share_that_is_met_agree() -> None:
    found = verdict([offer("welzijn/koffie", Dates((day("2026-12-01"), day("2026-12-15")), MORNING))], norm(1))
    assert tuple(week.first for week in found.weeks if not week.holds) == found.poor_weeks
    assert sum(bool(week.holds) for week in found.weeks) / 12 == pytest.approx(found.weeks_met, abs=1e-3)


def test_a_hole_names_the_holidays_that_make_it() -> None:
    assert poor(weeks(norm(1), offer("welzijn/koffie", Weekly((TU,), MORNING, skip=AT_SCHOOL)))) == {
        "12-21": ("Kerstvakantie",),
        "12-28": ("Kerstvakantie",),
    }
    twice = offer("welzijn/koffie", Weekly((MO, FR), MORNING, skip=AT_SCHOOL))
    assert poor(weeks(norm(2), twice)) == {"12-21": ("Kerstvakantie",), "12-28": ("Kerstvakantie", "Oud en nieuw")}


def test_a_pause_of_its_own_during_a_holiday_is_that_holiday() -> None:
    own = Skip(days=(days("2026-12-21", "2027-01-17"),))
    assert poor(weeks(norm(1), offer("welzijn/koffie", Weekly((TU,), MORNING, skip=own)))) == {
        "12-21": ("Kerstvakantie",),
        "12-28": ("Kerstvakantie",),
        "01-04": (),
        "01-11": (),
    }


def test_a_public_holiday_has_its_name_where_it_is_left_out() -> None:
    mondays = Weekly((MO,), MORNING, skip=Skip(public_holidays=True))
    calendar = quarter([offer("welzijn/koffie", mondays)], norm(1))
    (found,) = verdicts(calendar, day("2027-03-01"))
    assert poor(found.weeks) == {"03-29": ("Tweede paasdag",), "05-17": ("Tweede pinksterdag",)}


def test_a_holiday_is_not_blamed_for_what_it_does_not_make() -> None:
    skipping = offer("welzijn/koffie", Weekly((TU,), MORNING, skip=AT_SCHOOL))
    assert poor(weeks(norm(2), skipping))["12-21"] == ()  # one of two, as in every week
    ill = offer("welzijn/koffie", changes=(Change(day("2026-12-08"), cancelled="Ziek."),))
    assert poor(weeks(norm(1), ill)) == {"12-07": ()}
    paid = offer("welzijn/koffie", Weekly((TU,), MORNING, skip=AT_SCHOOL), cost=Cost(250))
    assert poor(weeks(norm(1, must=("free",)), paid))["12-21"] == ()


def test_hours_that_fall_out_count_as_hours() -> None:
    long = offer("welzijn/koffie", Weekly((TU,), MORNING, skip=AT_SCHOOL))
    assert poor(weeks(norm(2, "hours"), long)) == {"12-21": ("Kerstvakantie",), "12-28": ("Kerstvakantie",)}
    assert poor(weeks(norm(3, "hours"), long))["12-21"] == ()
