"""Every rule of the recurrence grammar, on dates worked out by hand. The anchor is Monday 5 January 2026."""

from __future__ import annotations

from datetime import date

from buurtkalender.domain.recurrence import first_day, planned_days
from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Pattern, Weekly
from making import FR, MO, MORNING, SU, TH, TU, WE, day
from town import ANCHOR


def rule(pattern: Pattern, first: str, last: str) -> list[str]:
    return [str(each) for each in planned_days(pattern, ANCHOR, day(first), day(last))]


def weekly(*weekdays: int, **rest: object) -> Weekly:
    return Weekly(weekdays, MORNING, **rest)  # type: ignore[arg-type]


def monthly(*nths: tuple[int, int] | int, **rest: object) -> Monthly:
    weekdays = tuple(nth for nth in nths if isinstance(nth, tuple))
    return Monthly(weekdays, tuple(nth for nth in nths if isinstance(nth, int)), MORNING, **rest)  # type: ignore[arg-type]


def test_a_weekly_rule_gives_its_weekday_every_week() -> None:
    assert rule(weekly(TU), "2026-11-24", "2026-12-15") == ["2026-11-24", "2026-12-01", "2026-12-08", "2026-12-15"]


def test_a_weekly_rule_on_several_days_gives_them_in_order_of_time_whatever_order_they_were_written_in() -> None:
    expected = ["2026-11-24", "2026-11-26", "2026-12-01", "2026-12-03"]
    assert rule(weekly(TU, TH), "2026-11-24", "2026-12-06") == expected
    assert rule(weekly(TH, TU), "2026-11-24", "2026-12-06") == expected


def test_every_second_week_counts_from_the_week_of_from() -> None:
    pattern = weekly(TU, every=2, first=day("2026-09-01"))
    assert rule(pattern, "2026-11-01", "2026-12-31") == ["2026-11-10", "2026-11-24", "2026-12-08", "2026-12-22"]


def test_weeks_run_from_monday_so_days_of_one_week_stay_together() -> None:
    # From Wednesday 2 September: that week keeps its Friday, not its Monday; then the week of the 14th.
    pattern = weekly(MO, FR, every=2, first=day("2026-09-02"))
    assert rule(pattern, "2026-09-01", "2026-09-30") == ["2026-09-04", "2026-09-14", "2026-09-18", "2026-09-28"]


def test_the_week_of_from_counts_even_when_its_day_is_already_past() -> None:
    # From Wednesday 2 September every second Tuesday: the week of 31 August is the first, its Tuesday too early.
    pattern = weekly(TU, every=2, first=day("2026-09-02"))
    assert rule(pattern, "2026-09-01", "2026-09-30") == ["2026-09-15", "2026-09-29"]
    assert first_day(pattern, ANCHOR) == day("2026-09-15")


def test_without_from_weeks_count_from_the_anchor_and_nothing_comes_before_it() -> None:
    # Anchor week 5 January, so every third week: 5 and 26 January, 16 February.
    assert rule(weekly(SU, every=3), "2025-12-01", "2026-02-28") == ["2026-01-11", "2026-02-01", "2026-02-22"]
    assert rule(weekly(MO), "2025-12-01", "2026-01-12") == ["2026-01-05", "2026-01-12"]


def test_every_second_week_goes_on_across_a_year_of_53_weeks() -> None:
    # 2026 has ISO week 53 (28 December): counting ISO week numbers would be a week off afterwards.
    pattern = weekly(MO, every=2, first=day("2026-12-14"))
    assert rule(pattern, "2026-12-01", "2027-01-31") == ["2026-12-14", "2026-12-28", "2027-01-11", "2027-01-25"]


def test_from_and_until_are_inclusive() -> None:
    pattern = weekly(FR, first=day("2026-10-02"), last=day("2026-10-16"))
    assert rule(pattern, "2026-09-01", "2026-12-31") == ["2026-10-02", "2026-10-09", "2026-10-16"]


def test_a_rule_that_ends_before_it_starts_gives_nothing() -> None:
    pattern = weekly(FR, first=day("2026-10-02"), last=day("2026-10-01"))
    assert rule(pattern, "2026-01-05", "2026-12-31") == []
    assert first_day(pattern, ANCHOR) is None


def test_a_monthly_rule_gives_the_nth_weekday() -> None:
    assert rule(monthly((1, TU)), "2026-11-01", "2027-02-28") == [
        "2026-11-03",
        "2026-12-01",
        "2027-01-05",
        "2027-02-02",
    ]
    assert rule(monthly((4, TH)), "2026-11-01", "2026-12-31") == ["2026-11-26", "2026-12-24"]


def test_the_first_day_of_a_month_can_be_its_first_weekday() -> None:
    # 1 June 2027 is a Tuesday, 1 February 2027 a Monday.
    assert rule(monthly((1, TU)), "2027-06-01", "2027-06-30") == ["2027-06-01"]
    assert rule(monthly((1, SU)), "2027-02-01", "2027-02-28") == ["2027-02-07"]


def test_a_monthly_rule_gives_the_last_weekday_whether_that_is_the_fourth_or_the_fifth() -> None:
    last_sundays = ["2026-11-29", "2026-12-27", "2027-01-31", "2027-02-28", "2027-03-28"]
    assert rule(monthly((-1, SU)), "2026-11-01", "2027-03-31") == last_sundays


def test_a_month_without_a_fifth_weekday_is_passed_over() -> None:
    fifth_sundays = ["2026-11-29", "2027-01-31", "2027-05-30", "2027-08-29", "2027-10-31"]
    assert rule(monthly((5, SU)), "2026-11-01", "2027-12-31") == fifth_sundays


def test_a_month_without_the_day_is_passed_over() -> None:
    assert rule(monthly(31), "2026-11-01", "2027-06-30") == ["2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31"]
    assert rule(monthly(30), "2027-01-01", "2027-03-31") == ["2027-01-30", "2027-03-30"]


def test_day_29_comes_in_february_only_in_a_leap_year() -> None:
    assert rule(monthly(29), "2027-02-01", "2027-03-31") == ["2027-03-29"]
    assert rule(monthly(29), "2028-02-01", "2028-03-31") == ["2028-02-29", "2028-03-29"]


def test_a_list_of_days_gives_each_once_and_in_order() -> None:
    assert rule(monthly(15, 1), "2026-12-01", "2027-01-31") == ["2026-12-01", "2026-12-15", "2027-01-01", "2027-01-15"]
    assert rule(monthly((1, MO), (3, MO)), "2026-12-01", "2026-12-31") == ["2026-12-07", "2026-12-21"]


def test_two_names_for_one_day_give_it_once() -> None:
    # The fourth Sunday of February 2027 is its last.
    assert rule(monthly((4, SU), (-1, SU)), "2027-02-01", "2027-02-28") == ["2027-02-28"]


def test_every_second_month_counts_from_the_month_of_from() -> None:
    pattern = monthly((3, 5), every=2, first=day("2026-10-01"))
    assert rule(pattern, "2026-10-01", "2027-04-30") == ["2026-10-17", "2026-12-19", "2027-02-20", "2027-04-17"]


def test_the_month_of_from_counts_even_when_its_day_is_already_past() -> None:
    pattern = monthly(15, every=2, first=day("2026-10-20"))
    assert rule(pattern, "2026-10-01", "2027-02-28") == ["2026-12-15", "2027-02-15"]
    assert first_day(pattern, ANCHOR) == day("2026-12-15")


def test_a_quarterly_rule_without_from_counts_from_the_month_of_the_anchor() -> None:
    assert rule(monthly(1, every=3), "2026-01-01", "2026-12-31") == ["2026-04-01", "2026-07-01", "2026-10-01"]


def test_loose_dates_come_in_order_and_know_no_anchor() -> None:
    pattern = Dates((day("2026-12-19"), day("2025-12-05"), day("2026-12-05")), MORNING)
    assert rule(pattern, "2025-01-01", "2026-12-31") == ["2025-12-05", "2026-12-05", "2026-12-19"]
    assert first_day(pattern, ANCHOR) == day("2025-12-05")


def test_what_goes_by_appointment_has_no_days() -> None:
    assert rule(ByAppointment(), "2026-01-01", "2027-12-31") == []
    assert first_day(ByAppointment(), ANCHOR) is None


def test_the_first_day_is_the_first_that_the_rule_really_gives() -> None:
    assert first_day(weekly(WE), ANCHOR) == day("2026-01-07")
    assert first_day(monthly((5, MO)), ANCHOR) == day("2026-03-30")
    assert first_day(monthly(31, first=day("2026-11-01")), ANCHOR) == day("2026-12-31")


def test_the_first_day_is_found_in_a_leap_year_and_a_rule_that_never_gives_one_ends_the_search() -> None:
    february = day("2027-02-01")
    assert first_day(monthly(29, every=12, first=february), ANCHOR) == date(2028, 2, 29)
    assert first_day(monthly(30, every=12, first=february), ANCHOR) is None
    assert first_day(monthly((5, MO), every=12, first=february), ANCHOR) == date(2044, 2, 29)


def test_a_rule_that_goes_on_for_ever_is_cut_at_400_dates() -> None:
    daily = weekly(*range(7))
    found = planned_days(daily, ANCHOR, date(2026, 1, 5), date(2999, 12, 31))
    assert len(found) == 400
    assert found[-1] == date(2027, 2, 8)  # 5 January 2026 and 399 days
