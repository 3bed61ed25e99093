"""What is skipped was never planned; what is changed is shown as it became."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from buurtkalender.domain.model import Activity, ActivityStatus, Address, Municipality, Neighbourhood, Venue
from buurtkalender.domain.recurrence import days_off, occurrences, occurrences_of, skipped_days
from buurtkalender.domain.values import (
    ByAppointment,
    Change,
    Dates,
    Holiday,
    Location,
    Monthly,
    Occurrence,
    Skip,
    Weekly,
)
from making import FR, MO, MORNING, TU, WE, activity, calendar, dates, day, days, span, starts, window

TUESDAYS = Weekly((TU,), MORNING)
CHRISTMAS = Holiday("Kerstvakantie", days("2026-12-19", "2027-01-03"))
HALL = Venue("zaal", "Zaal", "community-centre", Address(), "dorp", closed=(days("2026-12-08"), days("2026-12-22")))
LIBRARY = Venue("bieb", "Bieb", "library", Address(), "rand")
TOWN = {
    "venues": {"zaal": HALL, "bieb": LIBRARY},
    "neighbourhoods": {
        "dorp": Neighbourhood("dorp", "Dorp", "d", "zandmeer"),
        "rand": Neighbourhood("rand", "Rand", "d", "zandmeer"),
    },
    "municipalities": {"zandmeer": Municipality("zandmeer", "Zandmeer", school_region="midden")},
}


def tuesdays(skip: Skip) -> Weekly:
    return Weekly((TU,), MORNING, skip=skip)


def only(made: Activity, first: str, last: str, **facts: Any) -> Occurrence:
    """The one occurrence in the window."""
    whole, within = calendar(made, **{**TOWN, **facts}), window(first, last)
    (found,) = occurrences_of(whole, made, within, days_off(whole, within))
    return found


# --- skipped --------------------------------------------------------------------------------------------------


def test_without_skip_a_series_goes_on_in_holidays() -> None:
    assert dates(activity(TUESDAYS), "2026-12-15", "2027-01-05", school_holidays=(CHRISTMAS,)) == [
        "12-15",
        "12-22",
        "12-29",
        "01-05",
    ]


def test_school_holidays_are_skipped_first_and_last_day_included() -> None:
    every_day = Weekly(tuple(range(7)), MORNING, skip=Skip(school_holidays=True))
    found = dates(activity(every_day), "2026-12-18", "2027-01-04", school_holidays=(CHRISTMAS,))
    assert found == ["12-18", "01-04"]


def test_public_holidays_are_skipped() -> None:
    fridays = activity(Weekly((FR,), MORNING, skip=Skip(public_holidays=True)))
    assert dates(fridays, "2026-12-18", "2027-01-08") == ["12-18", "01-08"]  # Christmas Day and New Year's Day
    assert dates(fridays, "2027-03-19", "2027-04-02") == ["03-19", "04-02"]  # Good Friday


def test_closed_days_of_the_own_venue_are_skipped() -> None:
    made = activity(tuesdays(Skip(venue_closures=True)), venue="zaal")
    assert dates(made, "2026-12-01", "2026-12-31", **TOWN) == ["12-01", "12-15", "12-29"]


def test_closed_days_of_another_venue_are_not_skipped() -> None:
    made = activity(tuesdays(Skip(venue_closures=True)), venue="bieb")
    assert dates(made, "2026-12-01", "2026-12-15", **TOWN) == ["12-01", "12-08", "12-15"]


def test_own_dates_and_ranges_are_skipped() -> None:
    made = activity(tuesdays(Skip(days=(days("2026-12-01"), days("2026-12-15", "2026-12-22")))))
    assert dates(made, "2026-11-24", "2026-12-31") == ["11-24", "12-08", "12-29"]


def test_all_kinds_of_skip_work_together() -> None:
    skip = Skip(school_holidays=True, public_holidays=True, venue_closures=True, days=(days("2026-12-01"),))
    made = activity(tuesdays(skip), venue="zaal")
    assert dates(made, "2026-11-24", "2027-01-12", **TOWN, school_holidays=(CHRISTMAS,)) == [
        "11-24",
        "12-15",
        "01-05",
        "01-12",
    ]


def test_a_closure_of_the_whole_calendar_stops_every_series_and_no_date_that_was_written_out() -> None:
    closure = Holiday("Oud en nieuw", days("2026-12-29", "2026-12-31"))
    made = activity(TUESDAYS, Dates((day("2026-12-30"),), MORNING), Monthly((), (31,), MORNING))
    assert dates(made, "2026-12-22", "2027-01-05", closures=(closure,)) == ["12-22", "12-30", "01-05"]


def test_a_closure_without_end_costs_no_more_than_the_window() -> None:
    closure = Holiday("Nooit meer", days("2026-12-08", "9999-12-31"))
    assert dates(activity(TUESDAYS), "2026-11-24", "2027-11-24", closures=(closure,)) == ["11-24", "12-01"]


def test_skipped_days_are_those_that_the_rule_gives_and_that_were_never_planned() -> None:
    made = activity(tuesdays(Skip(school_holidays=True, days=(days("2026-12-02"), days("2026-12-08")))))
    closure = Holiday("Dorpsfeest", days("2026-12-15"))
    whole = calendar(made, school_holidays=(CHRISTMAS,), closures=(closure,))
    off = days_off(whole, window("2026-11-24", "2027-01-12"))
    found = skipped_days(whole, made, 0, day("2026-11-24"), day("2027-01-12"), off)
    assert [f"{each:%m-%d}" for each in found] == ["12-08", "12-15", "12-22", "12-29"]


def test_a_cancelled_or_moved_day_is_no_skipped_day() -> None:
    changes = (Change(day("2026-12-01"), cancelled=""), Change(day("2026-12-08"), moved_to=day("2026-12-09")))
    made = activity(TUESDAYS, changes=changes)
    whole = calendar(made)
    off = days_off(whole, window("2026-11-24", "2026-12-31"))
    assert skipped_days(whole, made, 0, day("2026-11-24"), day("2026-12-31"), off) == []


# --- nothing to come ------------------------------------------------------------------------------------------


def test_what_is_paused_or_ended_has_no_occurrences() -> None:
    for status in (ActivityStatus.PAUSED, ActivityStatus.ENDED):
        assert dates(activity(TUESDAYS, status=status), "2026-11-24", "2026-12-31") == []


def test_what_goes_by_appointment_has_no_occurrences_of_its_own() -> None:
    made = activity(ByAppointment("Bel ons."), TUESDAYS)
    assert dates(made, "2026-11-24", "2026-11-30") == ["11-24"]
    assert only(made, "2026-11-24", "2026-11-30").pattern == 1


# --- changed --------------------------------------------------------------------------------------------------


def test_a_plain_occurrence_says_where_and_when_it_is() -> None:
    made = activity(TUESDAYS, venue="zaal", room="boven")
    assert only(made, "2026-11-24", "2026-11-24") == Occurrence(
        activity="koor/zingen",
        pattern=0,
        planned=datetime(2026, 11, 24, 10),
        start=datetime(2026, 11, 24, 10),
        end=datetime(2026, 11, 24, 12),
        venue="zaal",
        room="boven",
        neighbourhood="dorp",
    )


def test_a_cancelled_occurrence_stays_in_its_place_with_its_reason() -> None:
    made = activity(TUESDAYS, changes=[Change(day("2026-11-24"), cancelled="Ziek.", note="Volgende week wel.")])
    found = only(made, "2026-11-24", "2026-11-24")
    assert found.cancelled
    assert (found.start, found.moved_from) == (datetime(2026, 11, 24, 10), None)
    assert found.note == "Ziek. Volgende week wel."


def test_cancelled_without_a_reason_is_cancelled_all_the_same() -> None:
    found = only(activity(TUESDAYS, changes=[Change(day("2026-11-24"), cancelled="")]), "2026-11-24", "2026-11-24")
    assert found.cancelled
    assert found.note is None


def test_cancelled_wins_over_every_other_change_of_that_date() -> None:
    change = Change(
        day("2026-11-24"), cancelled="Ziek.", moved_to=day("2026-11-26"), time=span("15:00-16:00"), venue="bieb"
    )
    found = only(activity(TUESDAYS, venue="zaal", changes=[change]), "2026-11-23", "2026-11-29")
    assert found.cancelled
    assert (found.start, found.end) == (datetime(2026, 11, 24, 10), datetime(2026, 11, 24, 12))
    assert (found.venue, found.neighbourhood, found.moved_from) == ("zaal", "dorp", None)


def test_a_moved_occurrence_knows_where_it_came_from() -> None:
    found = only(
        activity(TUESDAYS, changes=[Change(day("2026-11-24"), moved_to=day("2026-11-26"))]), "2026-11-24", "2026-11-30"
    )
    assert (found.start, found.end) == (datetime(2026, 11, 26, 10), datetime(2026, 11, 26, 12))
    assert found.planned == found.moved_from == datetime(2026, 11, 24, 10)


def test_another_time_on_the_same_day_counts_as_moved() -> None:
    found = only(
        activity(TUESDAYS, changes=[Change(day("2026-11-24"), time=span("23:00-01:00"))]), "2026-11-24", "2026-11-24"
    )
    assert (found.start, found.end) == (datetime(2026, 11, 24, 23), datetime(2026, 11, 25, 1))
    assert found.moved_from == datetime(2026, 11, 24, 10)


def test_a_note_or_another_place_moves_nothing() -> None:
    change = Change(day("2026-11-24"), note="Neem een kussen mee.", venue="bieb")
    found = only(activity(TUESDAYS, venue="zaal", changes=[change]), "2026-11-24", "2026-11-24")
    assert (found.note, found.venue, found.moved_from) == ("Neem een kussen mee.", "bieb", None)


def test_at_another_venue_the_own_room_does_not_come_along_and_the_neighbourhood_is_that_of_the_venue() -> None:
    made = activity(TUESDAYS, venue="zaal", room="boven", changes=[Change(day("2026-11-24"), venue="bieb")])
    found = only(made, "2026-11-24", "2026-11-24")
    assert (found.venue, found.room, found.neighbourhood) == ("bieb", None, "rand")


def test_another_room_is_in_the_same_venue() -> None:
    made = activity(TUESDAYS, venue="zaal", room="boven", changes=[Change(day("2026-11-24"), room="kelder")])
    found = only(made, "2026-11-24", "2026-11-24")
    assert (found.venue, found.room, found.neighbourhood) == ("zaal", "kelder", "dorp")


def test_naming_the_own_venue_again_keeps_its_room() -> None:
    made = activity(TUESDAYS, venue="zaal", room="boven", changes=[Change(day("2026-11-24"), venue="zaal")])
    assert only(made, "2026-11-24", "2026-11-24").room == "boven"


def test_a_location_takes_the_place_of_the_venue() -> None:
    beach = Location("Strandtent", neighbourhood="rand")
    made = activity(TUESDAYS, venue="zaal", room="boven", changes=[Change(day("2026-11-24"), location=beach)])
    found = only(made, "2026-11-24", "2026-11-24")
    assert (found.venue, found.room, found.location, found.neighbourhood) == (None, None, beach, "rand")


def test_an_activity_without_a_place_is_in_no_neighbourhood_and_its_location_can_be() -> None:
    assert only(activity(TUESDAYS, online="https://les.example"), "2026-11-24", "2026-11-24").neighbourhood is None
    beach = Location("Strandtent", neighbourhood="rand")
    assert only(activity(TUESDAYS, location=beach), "2026-11-24", "2026-11-24").neighbourhood == "rand"


def test_an_all_day_occurrence_lasts_until_the_next_midnight_and_can_get_a_time() -> None:
    all_day = Weekly((TU,), None)
    found = only(activity(all_day), "2026-11-24", "2026-11-24")
    assert (found.start, found.end, found.all_day) == (datetime(2026, 11, 24), datetime(2026, 11, 25), True)
    timed = only(activity(all_day, changes=[Change(day("2026-11-24"), time=MORNING)]), "2026-11-24", "2026-11-24")
    assert (timed.start, timed.all_day, timed.moved_from) == (datetime(2026, 11, 24, 10), False, datetime(2026, 11, 24))


def test_at_chooses_between_two_times_on_one_date() -> None:
    when = (Weekly((WE,), span("09:30-11:30")), Weekly((WE,), span("13:30-15:30")))
    made = activity(*when, changes=[Change(day("2026-11-25"), at=13 * 60 + 30, cancelled="")])
    assert starts(made, "2026-11-25", "2026-11-25") == ["2026-11-25 09:30", "x 2026-11-25 13:30"]


def test_without_at_a_change_is_about_the_whole_date() -> None:
    when = (Weekly((WE,), span("09:30-11:30")), Weekly((WE,), span("13:30-15:30")))
    made = activity(*when, changes=[Change(day("2026-11-25"), cancelled="")])
    assert starts(made, "2026-11-25", "2026-11-25") == ["x 2026-11-25 09:30", "x 2026-11-25 13:30"]


def test_a_change_that_names_the_time_goes_before_one_for_the_whole_date() -> None:
    when = (Weekly((WE,), span("09:30-11:30")), Weekly((WE,), span("13:30-15:30")))
    general, exact = (
        Change(day("2026-11-25"), cancelled=""),
        Change(day("2026-11-25"), at=570, time=span("10:00-11:00")),
    )
    expected = ["2026-11-25 10:00", "x 2026-11-25 13:30"]
    assert starts(activity(*when, changes=[general, exact]), "2026-11-25", "2026-11-25") == expected
    assert starts(activity(*when, changes=[exact, general]), "2026-11-25", "2026-11-25") == expected


def test_a_change_to_a_date_or_time_that_is_not_planned_changes_nothing() -> None:
    changes = [
        Change(day("2026-11-25"), cancelled=""),
        Change(day("2026-11-24"), at=11 * 60, cancelled=""),
        Change(day("2026-11-26"), moved_to=day("2026-11-27")),
    ]
    assert starts(activity(TUESDAYS, changes=changes), "2026-11-23", "2026-11-29") == ["2026-11-24 10:00"]


def test_a_change_to_a_skipped_date_changes_nothing() -> None:
    skip = Skip(days=(days("2026-12-01"),))
    made = activity(tuesdays(skip), changes=[Change(day("2026-12-01"), moved_to=day("2026-12-02"))])
    assert dates(made, "2026-11-24", "2026-12-08") == ["11-24", "12-08"]
    assert dates(made, "2026-12-02", "2026-12-07") == []


def test_two_entries_that_give_the_same_start_are_two_occurrences() -> None:
    made = activity(TUESDAYS, Monthly(((4, TU),), (), MORNING))
    assert starts(made, "2026-11-24", "2026-11-24") == ["2026-11-24 10:00"] * 2


# --- windows --------------------------------------------------------------------------------------------------


def test_an_occurrence_that_was_moved_into_the_window_is_in_it() -> None:
    made = activity(TUESDAYS, changes=[Change(day("2026-11-24"), moved_to=day("2026-12-03"))])
    assert dates(made, "2026-12-02", "2026-12-07") == ["12-03"]


def test_an_occurrence_that_was_moved_out_of_the_window_is_not_in_it() -> None:
    made = activity(TUESDAYS, changes=[Change(day("2026-11-24"), moved_to=day("2026-12-03"))])
    assert dates(made, "2026-11-23", "2026-11-30") == []


def test_an_occurrence_moved_before_the_first_day_of_its_series_is_kept() -> None:
    made = activity(
        Weekly((TU,), MORNING, first=day("2026-11-24")), changes=[Change(day("2026-11-24"), moved_to=day("2026-11-20"))]
    )
    assert dates(made, "2026-11-16", "2026-12-01") == ["11-20", "12-01"]


def test_an_occurrence_that_runs_past_midnight_belongs_to_the_day_it_starts() -> None:
    made = activity(Weekly((FR,), span("22:30-00:30")))
    assert starts(made, "2026-11-27", "2026-11-27") == ["2026-11-27 22:30"]
    assert starts(made, "2026-11-28", "2026-11-28") == []


def test_a_window_that_ends_before_it_starts_is_empty() -> None:
    assert dates(activity(TUESDAYS), "2026-12-01", "2026-11-01") == []


def test_no_more_than_400_dates_of_a_pattern_and_two_years_are_expanded() -> None:
    daily, monthly = Weekly(tuple(range(7)), MORNING), Monthly((), (1,), MORNING)
    assert len(starts(activity(daily), "2026-11-24", "2030-01-01")) == 400
    assert len(starts(activity(monthly), "2026-12-01", "2036-12-01")) == 24


def test_everything_comes_in_order_of_time_then_activity_then_pattern() -> None:
    one = activity(Weekly((TU,), MORNING), Weekly((MO, TU), MORNING), id="b/een")
    two = activity(Weekly((TU,), MORNING), id="a/twee")
    found = occurrences(calendar(one, two), window("2026-11-23", "2026-11-24"))
    assert [(each.start.day, each.activity, each.pattern) for each in found] == [
        (23, "b/een", 1),
        (24, "a/twee", 0),
        (24, "b/een", 0),
        (24, "b/een", 1),
    ]
