"""Series as people keep them: each date by its moment, several days as one, and nothing about a date guessed."""

from __future__ import annotations

from datetime import date

import pytest

from buurtkalender.domain.recurrence import planned_days
from buurtkalender.domain.values import Dates
from buurtkalender.submissions.importing.extents import MOST_DAYS_LONG
from importing.taking import Took, calendar, event, took
from town import TODAY

HERE = "TZID=Europe/Amsterdam"


def at(name: str, *moments: str) -> str:
    """A line that tells moments here: ``20261201T1000``, or days without a time."""
    if "T" not in moments[0]:
        return f"{name};VALUE=DATE:{','.join(moments)}"
    return f"{name};{HERE}:{','.join(f'{one}00' for one in moments)}"


def series(*lines: str, first: str = "20261201T1000", last: str = "20261201T1200", **more: str) -> str:
    """A series that begins on Tuesday 1 December from ten to twelve, unless another first date is given."""
    return event(at("DTSTART", first), at("DTEND", last), *lines, **more)


def other(was: str, first: str, last: str, *lines: str, **more: str) -> str:
    """What became of the date that was on a moment."""
    return event(at("RECURRENCE-ID", was), at("DTSTART", first), at("DTEND", last), *lines, **more)


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
TUESDAYS = [f"2026-12-{day:02} 10:00-12:00" for day in (1, 8, 15, 22)]


# --- of a moment and not of a day ------------------------------------------------------------------------


def test_a_date_left_out_in_the_morning_leaves_the_one_of_that_afternoon() -> None:
    found = took(calendar(series(WEEKLY, at("EXDATE", "20261208T1000"), at("RDATE", "20261208T1500"))))
    assert found.dates() == [TUESDAYS[0], "2026-12-08 15:00-17:00", *TUESDAYS[2:]]


def test_a_day_that_is_left_out_without_a_time_takes_all_of_that_day() -> None:
    found = took(calendar(series(WEEKLY, "EXDATE;VALUE=DATE:20261208", at("RDATE", "20261208T1500"))))
    assert found.dates() == [TUESDAYS[0], *TUESDAYS[2:]]


def test_of_two_dates_of_one_day_the_one_that_is_named_is_moved() -> None:
    lines = at("RDATE", "20261201T1500", "20261202T1000", "20261202T1500")
    moved = other("20261202T1500", "20261204T0900", "20261204T1100")
    assert took(calendar(series(lines), moved)).dates() == [
        "2026-12-01 10:00-12:00",
        "2026-12-01 15:00-17:00",
        "2026-12-02 10:00-12:00",
        "2026-12-04 09:00-11:00",
    ]


def test_an_evening_beside_a_morning_is_changed_by_its_own_moment() -> None:
    lines = (WEEKLY, at("RDATE", "20261208T1900"))
    found = took(calendar(series(*lines), other("20261208T1900", "20261208T2000", "20261208T2100")))
    assert found.dates() == [*TUESDAYS[:2], "2026-12-08 20:00-21:00", *TUESDAYS[2:]]


def test_a_date_added_by_hand_and_then_moved_stands_once() -> None:
    moved = other("20261217T1000", "20261218T1900", "20261218T2100")
    found = took(calendar(series(WEEKLY, at("RDATE", "20261217T1000")), moved))
    assert found.dates() == [*TUESDAYS[:3], "2026-12-18 19:00-21:00", TUESDAYS[3]]


def test_a_date_added_by_hand_on_a_date_of_the_rule_is_one_date() -> None:
    assert took(calendar(series(WEEKLY, at("RDATE", "20261208T1000")))).dates() == TUESDAYS


def test_a_period_added_by_hand_on_a_date_of_the_rule_says_how_long_that_one_is() -> None:
    found = took(calendar(series(WEEKLY, "RDATE;VALUE=PERIOD:20261208T090000Z/PT3H")))
    assert found.dates() == [TUESDAYS[0], "2026-12-08 10:00-13:00", *TUESDAYS[2:]]


def test_the_moment_of_a_change_may_be_told_in_another_zone() -> None:
    change = event("RECURRENCE-ID:20261208T090000Z", at("DTSTART", "20261209T1000"), at("DTEND", "20261209T1200"))
    assert took(calendar(series(WEEKLY), change)).dates()[1] == "2026-12-09 10:00-12:00"


@pytest.mark.parametrize(
    ("yes", "held"), [((), [TUESDAYS[0], *TUESDAYS[2:]]), (("all",), TUESDAYS)], ids=["nobody answers", "it is on"]
)
def test_a_date_left_out_at_an_hour_that_it_has_not_is_asked_about(yes: tuple[str, ...], held: list[str]) -> None:
    found = took(calendar(series(WEEKLY, at("EXDATE", "20261208T1100"))), yes=frozenset(yes))
    assert found.dates() == held
    assert found.tells("asked: 2026-12-08 11:00 is left out, but it is not held at that hour") is not bool(yes)


@pytest.mark.parametrize(
    ("yes", "second"), [((), []), (("all",), ["2026-12-08 13:00-14:00"])], ids=["nobody answers", "it is that day"]
)
def test_a_change_at_an_hour_that_the_series_has_not_is_asked_about(yes: tuple[str, ...], second: list[str]) -> None:
    change = other("20261208T1100", "20261208T1300", "20261208T1400")
    found = took(calendar(series(WEEKLY), change), yes=frozenset(yes))
    assert found.dates() == [TUESDAYS[0], *second, *TUESDAYS[2:]]
    assert found.tells("asked: a change names 2026-12-08 11:00") is not bool(yes)


# --- several days ----------------------------------------------------------------------------------------

CAMP = {"first": "20261204T1800", "last": "20261206T1400"}
"""From Friday evening to Sunday afternoon, every other week."""
FORTNIGHTLY = "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"


def weekend(friday: int, month: int = 12, year: int = 2026, mark: str = "") -> list[str]:
    """The three days of a weekend."""
    hours = [" 18:00-00:00", "", " 00:00-14:00"]
    return [f"{year}-{month:02}-{friday + n:02}{hour}{mark}" for n, hour in enumerate(hours)]


def test_all_days_of_a_weekend_are_cancelled_with_it() -> None:
    off = other("20261218T1800", "20261218T1800", "20261220T1400", "STATUS:CANCELLED")
    found = took(calendar(series(FORTNIGHTLY, **CAMP), off))
    assert found.dates() == [*weekend(4), *weekend(18, mark="!"), *weekend(1, 1, 2027)]


def test_all_days_of_a_weekend_move_with_it() -> None:
    moved = other("20261218T1800", "20261211T1800", "20261213T1400")
    found = took(calendar(series(FORTNIGHTLY, **CAMP), moved))
    assert found.dates() == [*weekend(4), *weekend(11), *weekend(1, 1, 2027)]


def test_a_weekend_that_is_added_or_left_out_is_all_of_its_days() -> None:
    lines = (FORTNIGHTLY, at("RDATE", "20270115T1800"), at("EXDATE", "20261218T1800"))
    assert took(calendar(series(*lines, **CAMP))).dates() == [
        *weekend(4),
        *weekend(1, 1, 2027),
        *weekend(15, 1, 2027),
    ]


def test_a_market_of_two_whole_days_is_moved_and_cancelled_as_a_whole() -> None:
    market = {"first": "20270102", "last": "20270104"}
    rule = "RRULE:FREQ=MONTHLY;BYDAY=1SA;COUNT=3"
    moved = other("20270206", "20270213", "20270215")
    off = other("20270306", "20270306", "20270308", "STATUS:CANCELLED")
    found = took(calendar(series(rule, **market), moved, off))
    days = ["2027-01-02", "2027-01-03", "2027-02-13", "2027-02-14", "2027-03-06!", "2027-03-07!"]
    assert found.dates() == days


def test_a_date_that_became_longer_keeps_its_first_day_and_tells_its_own_title() -> None:
    longer = other("20270102", "20270102", "20270104", title="Bazaar van twee dagen")
    found = took(calendar(series("RRULE:FREQ=MONTHLY;BYDAY=1SA;COUNT=2", first="20261205", last="20261206"), longer))
    assert found.dates() == ["2026-12-05", "2027-01-02", "2027-01-03"]
    assert {one.note for one in found.one.changes} == {"Bazaar van twee dagen"}
    assert found.one.title == "Koffie"


def test_a_date_that_became_shorter_leaves_no_day_behind() -> None:
    shorter = other("20261218T1800", "20261218T1800", "20261218T2200")
    found = took(calendar(series(FORTNIGHTLY, **CAMP), shorter))
    assert found.dates() == [*weekend(4), "2026-12-18 18:00-22:00", *weekend(1, 1, 2027)]


def test_an_old_series_that_no_pattern_says_is_over_and_the_rest_comes_in() -> None:
    old = series("RRULE:FREQ=DAILY;INTERVAL=3;COUNT=4;BYDAY=TU,TH", first="20250902T1000", last="20250902T1100")
    found = took(calendar(old, series(uid="nieuw@agenda.example")))
    assert found.dates() == TUESDAYS[:1]
    assert found.tells("dropped: it is over: all of its dates are before Tuesday 24 November 2026")


def test_two_weekends_that_run_into_each_other_are_each_day_once() -> None:
    rule = "RRULE:FREQ=DAILY;COUNT=2"
    off = [
        other(f"202612{day}T1800", f"202612{day}T1800", f"202612{day + 2}T1400", "STATUS:CANCELLED")
        for day in (4 + 6, 11)
    ]
    found = took(calendar(series(rule, first="20261210T1800", last="20261212T1400"), *off))
    assert len(set(found.dates())) == len(found.dates())
    assert all(one.endswith("!") for one in found.dates())


@pytest.mark.parametrize("days", [MOST_DAYS_LONG + 1, 90])
def test_an_exhibition_is_every_day_from_its_first_to_its_last(days: int) -> None:
    found = took(calendar(event("DTSTART;VALUE=DATE:20270110", f"DURATION:P{days}D")))
    assert len(found.dates()) == days
    assert "from: 2027-01-10" in found.drafts[0].text


@pytest.mark.parametrize("yes", [frozenset[str](), frozenset({"all"})], ids=["nobody answers", "each day"])
def test_whether_an_exhibition_is_open_at_its_hours_each_day_is_asked(yes: frozenset[str]) -> None:
    found = took(calendar(series(first="20270115T1000", last="20270301T1700")), yes=yes)
    assert found.tells(
        "asked: it goes on from Friday 15 January 2027 until Monday 1 March 2027: is it 10:00-17:00 on each day?"
    ) is not bool(yes)
    if yes:
        assert (found.dates()[0], found.dates()[-1]) == ("2027-01-15 10:00-17:00", "2027-03-01 10:00-17:00")
        assert len(found.dates()) == 46
    else:
        assert not found.activities


def test_weeks_from_an_evening_until_a_morning_are_a_period_without_dates() -> None:
    found = took(calendar(series(first="20261201T1800", last="20270115T0900")))
    assert not found.activities
    assert found.tells("dropped: it goes on for 45 days: that is a period, not a date")


def test_an_exhibition_that_is_over_is_told_as_that() -> None:
    found = took(calendar(series(first="20260901", last="20261101")))
    assert found.told == ["dropped: it is over: all of its dates are before Tuesday 24 November 2026"]


def test_some_days_from_ten_to_five_may_be_that_each_day_and_that_is_told() -> None:
    found = took(calendar(series(first="20261201T1000", last="20261204T1700")))
    assert found.tells("check: it goes on day and night from 2026-12-01 10:00 until 2026-12-04 17:00")


def test_an_end_before_the_start_is_told_as_that() -> None:
    found = took(calendar(series(first="20261207T1900", last="20261207T1800")))
    assert found.tells("check: it ends (2026-12-07 18:00) before it begins (2026-12-07 19:00): one hour was assumed")


def test_a_day_without_a_time_ends_at_its_midnight() -> None:
    assert took(calendar(series(first="20261205T1900", last="20261206"))).dates() == ["2026-12-05 19:00-00:00"]


# --- what the title says ---------------------------------------------------------------------------------

OFF = [
    "Canceled: {}", "Cancelled: {}", "Geannuleerd: {}", "AFGELAST {}", "Afgelast - {}", "[VERVALT] {}", "{} (afgelast)",
    "{} gaat niet door", "Gaat niet door: {}", "{} gaat vandaag helaas niet door", "{} VERVALT!", "{} - geannuleerd",
    "Geen {}", "Afgelast",
]  # fmt: skip


@pytest.mark.parametrize("title", OFF)
def test_a_date_is_cancelled_by_its_title(title: str) -> None:
    off = other("20261208T1000", "20261208T1000", "20261208T1200", title=title.format("Koffie"))
    found = took(calendar(series(WEEKLY), off))
    assert found.dates() == [TUESDAYS[0], f"{TUESDAYS[1]}!", *TUESDAYS[2:]]
    assert found.one.title == "Koffie"


@pytest.mark.parametrize("title", [one for one in OFF if one.format("X") not in {"Afgelast", "Geen X"}])
def test_a_whole_series_is_cancelled_by_its_title(title: str) -> None:
    found = took(calendar(series(WEEKLY, title=title.format("Koffie"))))
    assert found.dates() == [f"{one}!" for one in TUESDAYS]
    assert found.one.title == "Koffie"


@pytest.mark.parametrize(
    "title",
    ["Afgelaste dromen", "Vol verwachting klopt ons hart", "VOL VERWACHTING", "Vol-au-vent bakken", "Een huis vol"],
)
def test_a_title_that_only_looks_like_it_is_a_title(title: str) -> None:
    found = took(calendar(series(WEEKLY, title=title)))
    assert found.dates() == TUESDAYS
    assert found.one.title == title


@pytest.mark.parametrize("lines", [(), (WEEKLY,)], ids=["one event", "a series"])
@pytest.mark.parametrize("title", ["Vervallen kastelen", "Vervallen: foto's van oude hoeven", "Geannuleerd leven"])
def test_a_title_that_may_say_that_it_is_off_waits_for_an_answer(title: str, lines: tuple[str, ...]) -> None:
    found = took(calendar(series(*lines, title=title)))
    assert not found.activities
    assert found.tells(f"asked: does “{title}” say that it is cancelled?")
    assert all(one.endswith("!") for one in took(calendar(series(*lines, title=title)), yes=frozenset({"all"})).dates())


@pytest.mark.parametrize(
    "title", ["UITGESTELD: Koffie", "Koffie (uitgesteld)", "postponed: Koffie", "Verplaatst naar 12 december: Koffie"]
)
def test_what_is_put_off_is_not_on_then(title: str) -> None:
    found = took(calendar(series(WEEKLY), other("20261208T1000", "20261208T1000", "20261208T1200", title=title)))
    (change,) = found.one.changes
    assert change.postponed is not None
    assert found.dates()[1].endswith("!")


def test_where_it_was_put_is_told_with_it() -> None:
    title = "Verplaatst naar 12 december: Koffie"
    found = took(calendar(series(WEEKLY), other("20261208T1000", "20261208T1000", "20261208T1200", title=title)))
    assert found.one.changes[0].postponed == "Verplaatst naar 12 december"


def test_what_was_put_off_to_a_day_that_is_known_is_held_then() -> None:
    moved = other("20261208T1000", "20261210T1000", "20261210T1200", title="Koffie (uitgesteld)")
    assert took(calendar(series(WEEKLY), moved)).dates() == [TUESDAYS[0], "2026-12-10 10:00-12:00", *TUESDAYS[2:]]


def test_held_elsewhere_by_its_title_alone_is_not_sure() -> None:
    title = "Verplaatst naar de bieb: Koffie"
    found = took(calendar(series(WEEKLY), other("20261208T1000", "20261208T1000", "20261208T1200", title=title)))
    assert found.one.changes[0].tentative == "Verplaatst naar de bieb"


@pytest.mark.parametrize("title", ["Koffie (vol)", "VOL: Koffie", "Koffie - volgeboekt", "[Uitverkocht] Koffie"])
def test_what_is_full_by_its_title_is_full(title: str) -> None:
    found = took(calendar(series(WEEKLY), other("20261208T1000", "20261208T1000", "20261208T1200", title=title)))
    assert [(one.full, one.note) for one in found.one.changes] == [(True, None)]
    assert took(calendar(series(WEEKLY, title=title))).one.full
    assert took(calendar(series(title=title))).one.changes[0].full


def test_a_full_series_does_not_make_another_of_its_name_full() -> None:
    full = series(WEEKLY, title="Koffie (vol)", uid="a@b.example")
    free = series(WEEKLY, first="20261202T1000", last="20261202T1200", uid="c@d.example")
    assert [one.full for one in took(calendar(full, free)).activities] == [True, None]


@pytest.mark.parametrize("title", ["Onder voorbehoud: Koffie", "Koffie (onder voorbehoud)"])
def test_what_is_not_sure_by_its_title_is_not_sure(title: str) -> None:
    found = took(calendar(series(WEEKLY), other("20261208T1000", "20261208T1000", "20261208T1200", title=title)))
    assert [one.tentative for one in found.one.changes] == [""]
    assert len(took(calendar(series(WEEKLY, title=title))).one.changes) == 4


# --- where a rule ends, and where it begins --------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261231T235959Z", "2026-12-25"),
        ("20261231T225959Z", "2026-12-25"),
        ("20270101T000000Z", "2027-01-01"),
        ("20261231T230000Z", "2027-01-01"),
        ("20270101", "2027-01-01"),
    ],
)
def test_a_series_of_whole_days_ends_on_the_day_that_its_end_is_written_as(until: str, last: str) -> None:
    found = took(calendar(series(f"RRULE:FREQ=DAILY;INTERVAL=7;UNTIL={until}", first="20261204", last="20261205")))
    (pattern,) = found.one.when
    given = planned_days(pattern, TODAY, TODAY, date(2027, 3, 1))
    assert str(given[-1]) == last


@pytest.mark.parametrize("until", ["99991231T235959Z", "99991231", "21000101T000000Z"])
def test_the_end_of_time_is_no_end(until: str) -> None:
    assert took(calendar(series(f"RRULE:FREQ=WEEKLY;UNTIL={until}"))).dates()[:4] == TUESDAYS


def test_a_rule_that_ends_before_its_first_date_has_none() -> None:
    old = series(
        "RRULE:FREQ=WEEKLY;UNTIL=20261207T125959Z", first="20261207T1400", last="20261207T1600", uid="a@b.example"
    )
    new = series("RRULE:FREQ=WEEKLY;COUNT=3", first="20261207T1500", last="20261207T1700", uid="a_R2026@b.example")
    found = took(calendar(old, new))
    assert found.dates() == ["2026-12-07 15:00-17:00", "2026-12-14 15:00-17:00", "2026-12-21 15:00-17:00"]
    assert found.tells("dropped: its rule ends before its first date")


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=TU;COUNT=3", "FREQ=DAILY;INTERVAL=3;BYDAY=TU;COUNT=3"])
def test_a_first_date_outside_of_its_rule_is_told_whatever_becomes_of_the_rule(rule: str) -> None:
    found = took(calendar(series(f"RRULE:{rule}", first="20261203T1000", last="20261203T1200")))
    assert found.dates()[0] == "2026-12-03 10:00-12:00"
    assert found.tells("check: its first date does not fit its own rule")


def test_the_reason_is_the_true_one_when_each_date_is_left_out() -> None:
    lines = ("RRULE:FREQ=WEEKLY;COUNT=2", at("EXDATE", "20261201T1000"), at("EXDATE", "20261208T1000"))
    found = took(calendar(series(*lines)))
    assert found.told == ["dropped: each of its dates is left out one by one (EXDATE)"]


def test_a_date_of_before_today_that_was_moved_to_one_to_come_is_there() -> None:
    lines = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=5"
    moved = other("20261030T1400", "20261202T1400", "20261202T1600")
    found = took(calendar(series(lines, "SEQUENCE:1", first="20260930T1400", last="20260930T1600"), moved))
    assert found.dates() == [f"{day} 14:00-16:00" for day in ("2026-11-30", "2026-12-02", "2026-12-31", "2027-01-29")]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;COUNT=4", ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("FREQ=YEARLY;BYMONTH=1,5;COUNT=2", ["2027-01-31", "2027-05-31"]),
        ("FREQ=WEEKLY;BYMONTH=2,3;COUNT=3", ["2027-01-31", "2027-02-07", "2027-02-14"]),
    ],
)
def test_rules_that_few_people_write_give_the_days_that_they_say(rule: str, days: list[str]) -> None:
    assert took(calendar(series(f"RRULE:{rule}", first="20270131", last="20270201"))).dates() == days


def test_the_day_that_comes_once_in_four_years_is_on_that_day_alone() -> None:
    found = took(calendar(series("RRULE:FREQ=YEARLY", first="20240229", last="20240301")))
    assert found.dates() == []
    assert "every: 12" in found.drafts[0].text


# --- versions, and what holds from then on ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("main", "changed", "second"),
    [(2, 1, []), (1, 2, ["2026-12-08 15:00-16:00"]), (1, 1, [])],
    ids=["left out later", "changed later", "nobody knows"],
)
def test_the_newer_of_left_out_and_changed_counts(main: int, changed: int, second: list[str]) -> None:
    lines = (WEEKLY, at("EXDATE", "20261208T1000"), f"SEQUENCE:{main}")
    change = other("20261208T1000", "20261208T1500", "20261208T1600", f"SEQUENCE:{changed}")
    found = took(calendar(series(*lines), change))
    assert found.dates() == [TUESDAYS[0], *second, *TUESDAYS[2:]]
    assert found.tells("asked: 2026-12-08 10:00 is both left out and changed") is (main == changed)


def test_a_date_both_left_out_and_cancelled_stays_cancelled() -> None:
    off = other("20261208T1000", "20261208T1000", "20261208T1200", "STATUS:CANCELLED")
    assert took(calendar(series(WEEKLY, at("EXDATE", "20261208T1000")), off)).dates()[1] == f"{TUESDAYS[1]}!"


FROM_THEN = f"RECURRENCE-ID;RANGE=THISANDFUTURE;{HERE}:20261215T100000"


def from_then_on(first: str, last: str, *lines: str, **more: str) -> str:
    """What holds from 15 December on."""
    return event(FROM_THEN, at("DTSTART", first), at("DTEND", last), *lines, **more)


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;COUNT=4", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261222T090000Z", "FREQ=DAILY;INTERVAL=7;COUNT=4"]
)
def test_what_moves_from_a_date_on_moves_all_later_dates_as_far(rule: str) -> None:
    found = took(calendar(series(f"RRULE:{rule}"), from_then_on("20261216T1400", "20261216T1500")))
    assert found.dates() == [*TUESDAYS[:2], "2026-12-16 14:00-15:00", "2026-12-23 14:00-15:00"]
    assert found.tells("check: from Tuesday 15 December 2026 on it is different")


def test_what_is_left_out_or_changed_after_that_goes_along() -> None:
    lines = ("RRULE:FREQ=WEEKLY;COUNT=6", at("EXDATE", "20261222T1000"))
    later = other("20261229T1000", "20261230T1600", "20261230T1700")
    found = took(calendar(series(*lines), from_then_on("20261216T1400", "20261216T1500"), later))
    assert found.dates() == [
        *TUESDAYS[:2],
        "2026-12-16 14:00-15:00",
        "2026-12-30 16:00-17:00",
        "2027-01-06 14:00-15:00",
    ]


def test_a_rule_that_cannot_move_along_becomes_dates() -> None:
    rule = "RRULE:FREQ=MONTHLY;BYDAY=3TU;COUNT=3"
    found = took(
        calendar(
            series(rule, first="20261215T1000", last="20261215T1200"), from_then_on("20261216T1400", "20261216T1500")
        )
    )
    assert found.dates() == ["2026-12-16 14:00-15:00", "2027-01-20 14:00-15:00", "2027-02-17 14:00-15:00"]


def test_a_series_that_stops_from_a_date_on_stops_there() -> None:
    found = took(calendar(series(WEEKLY), from_then_on("20261215T1000", "20261215T1200", "STATUS:CANCELLED")))
    assert found.dates() == TUESDAYS[:2]
    assert found.tells("dropped: the whole series is cancelled")


# --- overrides that meet ---------------------------------------------------------------------------------


def test_two_dates_that_change_places_are_both_there() -> None:
    one = other("20261208T1000", "20261215T1000", "20261215T1200")
    two = other("20261215T1000", "20261208T1000", "20261208T1200")
    assert took(calendar(series(WEEKLY), one, two)).dates() == TUESDAYS


def test_a_date_that_is_moved_onto_another_is_held_once() -> None:
    moved = other("20261208T1000", "20261215T1000", "20261215T1200")
    assert took(calendar(series(WEEKLY), moved)).dates() == [TUESDAYS[0], *TUESDAYS[2:]]


def test_a_date_that_comes_in_the_place_of_a_cancelled_one_is_held() -> None:
    moved = other("20261208T1000", "20261215T1000", "20261215T1200")
    off = other("20261215T1000", "20261215T1000", "20261215T1200", "STATUS:CANCELLED")
    assert took(calendar(series(WEEKLY), moved, off)).dates() == [TUESDAYS[0], *TUESDAYS[2:]]


def test_one_date_of_whole_days_at_an_hour_and_the_other_way_round() -> None:
    timed = other("20261208", "20261208T1000", "20261208T1200")
    found = took(calendar(series(WEEKLY, first="20261201", last="20261202"), timed))
    assert found.dates()[:3] == ["2026-12-01", "2026-12-08 10:00-12:00", "2026-12-15"]


def test_a_change_of_an_event_without_a_rule_changes_that_event() -> None:
    off = other("20261201T1000", "20261201T1000", "20261201T1200", "STATUS:CANCELLED")
    assert took(calendar(series(), off)).dates() == [f"{TUESDAYS[0]}!"]
    moved = other("20261201T1000", "20261202T1000", "20261202T1200")
    assert took(calendar(series(), moved)).dates() == ["2026-12-02 10:00-12:00"]


def test_a_change_of_what_is_not_there_is_one_date_even_when_it_repeats_the_rule() -> None:
    found = took(calendar(other("20261208T1000", "20261208T1400", "20261208T1500", WEEKLY)))
    assert found.dates() == ["2026-12-08 14:00-15:00"]


def test_a_date_that_is_moved_without_an_end_is_as_long_as_the_others() -> None:
    moved = event(at("RECURRENCE-ID", "20261208T1000"), at("DTSTART", "20261208T1400"))
    assert took(calendar(series(WEEKLY), moved)).dates()[1] == "2026-12-08 14:00-16:00"


def test_another_text_of_one_date_becomes_its_note() -> None:
    told = other("20261208T1000", "20261208T1000", "20261208T1200", "DESCRIPTION:Vandaag een lezing.")
    found = took(calendar(series(WEEKLY, "DESCRIPTION:Koffie en een praatje."), told))
    assert [(str(one.day), one.note) for one in found.one.changes] == [("2026-12-08", "Vandaag een lezing.")]


def test_another_link_of_one_date_is_told() -> None:
    told = other("20261208T1000", "20261208T1000", "20261208T1200", "URL:https://lezing.example/")
    assert took(calendar(series(WEEKLY), told)).tells("check: on Tuesday 8 December 2026 it has a link of its own")


def test_a_text_that_is_too_long_for_a_note_is_cut_and_told() -> None:
    told = other("20261208T1000", "20261208T1000", "20261208T1200", f"DESCRIPTION:{'lang ' * 150}")
    found = took(calendar(series(WEEKLY), told))
    assert len(found.one.changes[0].note or "") <= 500
    assert found.tells("check: the text of Tuesday 8 December 2026 was too long for a note and was cut")


@pytest.mark.parametrize(("version", "held"), [(1, []), (2, ["2026-12-29 11:00-12:00"])], ids=["older", "as new"])
def test_a_change_of_a_date_that_the_series_no_longer_has_counts_unless_the_series_is_newer(
    version: int, held: list[str]
) -> None:
    stale = other("20261229T1000", "20261229T1100", "20261229T1200", f"SEQUENCE:{version}")
    found = took(calendar(series(WEEKLY, "SEQUENCE:2"), stale))
    assert found.dates() == [*TUESDAYS, *held]
    told = (
        "check: 2026-12-29 10:00 is changed, but the series has it not" if held else "dropped: a change of 2026-12-29"
    )
    assert found.tells(told)


def test_changes_of_other_days_of_an_event_without_a_rule_are_dates_and_told() -> None:
    found = took(calendar(series(), other("20261203T1000", "20261203T1000", "20261203T1200")))
    assert found.dates() == [TUESDAYS[0], "2026-12-03 10:00-12:00"]
    assert found.tells("check: 2026-12-03 10:00 is changed, but the series has it not")


# --- other zones -----------------------------------------------------------------------------------------


def test_a_series_of_another_zone_is_changed_by_its_own_moments() -> None:
    zone = "TZID=America/New_York"
    main = event(f"DTSTART;{zone}:20261201T200000", "DURATION:PT1H", WEEKLY, f"EXDATE;{zone}:20261208T200000")
    moved = event(f"RECURRENCE-ID;{zone}:20261215T200000", f"DTSTART;{zone}:20261216T200000", "DURATION:PT1H")
    held = ["2026-12-02 02:00-03:00", "2026-12-17 02:00-03:00", "2026-12-23 02:00-03:00"]
    assert took(calendar(main, moved)).dates() == held


def test_a_series_over_the_change_of_clocks_elsewhere_is_at_their_hour() -> None:
    main = event("DTSTART;TZID=America/New_York:20270309T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    days = ["2027-03-09 16:00-17:00", "2027-03-16 15:00-16:00", "2027-03-23 15:00-16:00", "2027-03-30 16:00-17:00"]
    assert took(calendar(main)).dates() == days


def test_days_of_a_series_in_another_zone_end_at_the_hour_that_they_end_there() -> None:
    main = event("DTSTART:20270305T180000Z", "DTEND:20270307T140000Z", "RRULE:FREQ=WEEKLY;INTERVAL=3;COUNT=3")
    assert took(calendar(main)).dates() == [
        *("2027-03-05 19:00-00:00", "2027-03-06", "2027-03-07 00:00-15:00"),
        *("2027-03-26 19:00-00:00", "2027-03-27", "2027-03-28 00:00-16:00"),
        *("2027-04-16 20:00-00:00", "2027-04-17", "2027-04-18 00:00-16:00"),
    ]


def test_an_hour_that_comes_twice_in_autumn_leaves_no_date_without_length() -> None:
    main = event("DTSTART:20261001T000000Z", "DTEND:20261001T010000Z", "RRULE:FREQ=DAILY;COUNT=40")
    found = took(calendar(main), today=date(2026, 10, 20))
    assert found.dates(date(2026, 10, 20), date(2026, 10, 26)) == [
        *(f"2026-10-{day} 02:00-03:00" for day in (20, 21, 22, 23, 24, 25)),
        "2026-10-26 01:00-02:00",
    ]


LAST_OF_OCTOBER, LAST_OF_MARCH = date(2026, 10, 25), date(2027, 3, 28)


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        (["DTSTART:20261025T000000Z", "DTEND:20261025T010000Z"], "2026-10-25 02:00-03:00"),
        (["DTSTART:20261025T003000Z", "DTEND:20261025T010000Z"], "2026-10-25 02:30-03:00"),
        (["DTSTART:20261025T003000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"], "2026-10-25 02:30-03:30"),
        (["DTSTART:20261018T003000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"], "2026-10-25 02:30-03:30"),
        (
            ["DTSTART:20261020T160000Z", "DURATION:PT3H", "RDATE;VALUE=PERIOD:20261025T000000Z/PT1H"],
            "2026-10-25 02:00-03:00",
        ),
        (["DTSTART;TZID=Europe/Amsterdam:20261025T020000", "DURATION:PT1H"], "2026-10-25 02:00-03:00"),
        (["DTSTART;TZID=Europe/Amsterdam:20270328T023000", "DURATION:PT1H"], "2027-03-28 03:30-04:30"),
        (
            ["DTSTART;TZID=Europe/Amsterdam:20270321T023000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"],
            "2027-03-28 03:30-04:30",
        ),
    ],
)
def test_an_hour_that_comes_twice_or_not_at_all_is_kept_as_the_clock_has_it_and_told(
    lines: list[str], held: str
) -> None:
    found = took(calendar(event(*lines, title="Nachtwake")), today=date(2026, 10, 10))
    (shown,) = {*found.dates(LAST_OF_OCTOBER, LAST_OF_OCTOBER), *found.dates(LAST_OF_MARCH, LAST_OF_MARCH)}
    assert shown == held
    day = f"{date.fromisoformat(held[:10]):%A %-d %B %Y}"
    assert found.tells(f"check: in the night of {day} the clock changes: by the clock it is at {held[11:]} then.")
    assert not found.tells("before it begins")
    assert not found.tells("nobody says when it ends")


def test_a_night_elsewhere_in_which_the_clock_is_put_forward_is_as_long_as_its_own_clock_shows() -> None:
    found = took(
        calendar(event("DTSTART;TZID=Europe/London:20270328T013000", "DTEND;TZID=Europe/London:20270328T020000"))
    )
    assert found.dates() == ["2027-03-28 03:30-04:00"]


@pytest.mark.parametrize(
    "first", ["20261024T220000", "20261024T230000", "20261025T033000", "20261025T001500", "20261017T023000"]
)
def test_of_a_night_that_only_passes_the_change_of_the_clock_nothing_is_told(first: str) -> None:
    lines = (f"DTSTART;{HERE}:{first}", "DURATION:PT4H" if first[9] == "2" else "DURATION:PT1H")
    found = took(calendar(event(*lines, title="Nachtwake")), today=date(2026, 10, 10))
    assert found.dates(date(2026, 10, 10))
    assert not found.told


@pytest.mark.parametrize(
    "period", ["20261210/20261211", "20261210/P1D", "20261210/20261212", "20261210/20261210T180000"]
)
@pytest.mark.parametrize("rule", [[], ["RRULE:FREQ=WEEKLY;COUNT=2"]])
def test_a_period_of_days_beside_a_series_with_an_hour_is_asked_about(period: str, rule: list[str]) -> None:
    octets = calendar(series(*rule, f"RDATE;VALUE=PERIOD:{period}"))
    found = took(octets)
    usual = TUESDAYS[: 1 + len(rule)]
    assert found.dates() == usual
    asked = "a period of whole days is added (RDATE) to a series that has an hour: is it held on 2026-12-10 10:00?"
    assert found.tells(f"asked: {asked}")
    assert took(octets, yes=frozenset({"all"})).dates() == sorted([*usual, "2026-12-10 10:00-12:00"])


def test_days_that_are_added_without_a_period_are_at_the_hour_of_the_series() -> None:
    assert took(calendar(series("RDATE;VALUE=DATE:20261208"))).dates() == TUESDAYS[:2]
    whole = series("RDATE;VALUE=PERIOD:20261208/20261209", first="20261201", last="20261202")
    assert took(calendar(whole)).dates() == ["2026-12-01", "2026-12-08"]


@pytest.mark.parametrize(
    ("last", "rule", "held"),
    [
        ("20261205T0900", "FREQ=DAILY;COUNT=2", [4, 5]),
        ("20261204T2100", "FREQ=DAILY;COUNT=3", [4, 5]),
        ("20261206T0900", "FREQ=DAILY;INTERVAL=2;COUNT=2", [4, 5, 6, 7]),
        ("20261217T0900", "FREQ=WEEKLY;COUNT=2", [*range(4, 24)]),
    ],
)
def test_a_series_whose_days_overlap_waits_and_is_then_there_once(last: str, rule: str, held: list[int]) -> None:
    octets = calendar(series(f"RRULE:{rule}", first="20261203T0900", last=last, title="Zomerkamp"))
    found = took(octets)
    assert not found.activities
    text = (
        "asked: each of its dates lasts until after the next one begins: is it on all that time, from 2026-12-03 09:00"
    )
    assert found.tells(text)
    (key,) = {item.key for item in found.items if item.key}
    agreed = took(octets, yes=frozenset({key})).dates()
    assert agreed[:-1] == ["2026-12-03 09:00-00:00", *(f"2026-12-{day:02}" for day in held)]
    assert agreed[-1] == f"2026-12-{held[-1] + 1:02} 00:00-{last[9:11]}:00"


def test_days_of_a_series_that_only_touch_stay_as_they_are() -> None:
    found = took(calendar(series("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2", first="20261203T0900", last="20261205T0900")))
    assert found.dates()[2:4] == ["2026-12-05 00:00-09:00", "2026-12-05 09:00-00:00"]
    assert not found.tells("asked")


def test_a_day_that_is_named_as_midnight_somewhere_is_that_day() -> None:
    lines = (WEEKLY, "EXDATE;TZID=Asia/Tokyo:20261208T000000", "EXDATE:20261214T230000Z")
    assert took(calendar(series(*lines, first="20261201", last="20261202"))).dates() == ["2026-12-01", "2026-12-22"]


def test_a_date_with_an_hour_added_to_whole_days_keeps_its_hour() -> None:
    found = took(calendar(series(WEEKLY, at("RDATE", "20261220T1900"), first="20261201", last="20261202")))
    assert "2026-12-20 19:00-20:00" in found.dates()
    assert found.tells("guessed: nobody says when it ends")


def test_whole_days_with_an_hour_at_their_end_last_through_that_day() -> None:
    found = took(calendar(event("DTSTART;VALUE=DATE:20261205", f"DTEND;{HERE}:20261207T170000")))
    assert found.dates() == ["2026-12-05", "2026-12-06", "2026-12-07"]


# --- many, alike, and twice ------------------------------------------------------------------------------


def test_one_title_at_more_times_than_a_file_holds_becomes_several_files() -> None:
    many = [
        series(
            uid=f"{n}@a.example",
            first=f"202612{1 + n % 28:02}T{8 + n // 60:02}{n % 60:02}",
            last=f"202612{1 + n % 28:02}T{9 + n // 60:02}{n % 60:02}",
        )
        for n in range(100)
    ]
    found = took(calendar(*many))
    assert len(found.activities) == 3
    assert sum(len(one.dates) for each in found.activities for one in each.when) == 100  # type: ignore[union-attr]
    assert found.tells("check: it has more dates than a file holds: 3 files")


def test_more_dates_than_an_entry_holds_are_all_there() -> None:
    found = took(
        calendar(
            series("RRULE:FREQ=DAILY;COUNT=700", at("EXDATE", *(f"202612{day:02}T1000" for day in range(2, 30, 2))))
        )
    )
    assert len(took(calendar(series("RRULE:FREQ=DAILY;COUNT=700"))).one.when) == 1
    assert found.one.when[0].skip.days  # type: ignore[union-attr]


def test_more_dates_left_out_than_a_file_holds_become_the_dates_that_are_left() -> None:
    gone = at(
        "EXDATE", *(f"{2027 + n // 12}{n % 12 + 1:02}{day:02}T1000" for n in range(30) for day in range(1, 28, 2))
    )
    found = took(calendar(series("RRULE:FREQ=DAILY", gone, first="20270102T1000", last="20270102T1200")))
    assert "2027-03-03 10:00-12:00" not in found.dates()
    assert "2027-03-04 10:00-12:00" in found.dates()


def test_the_same_title_and_start_with_another_end_are_two() -> None:
    young = series("DESCRIPTION:Tot twaalf jaar.", last="20261201T1100", uid="a@b.example")
    old = series("DESCRIPTION:Voor volwassenen.", last="20261201T1230", uid="c@d.example")
    found = took(calendar(young, old))
    assert [str(one.when[0].time.end // 60) for one in found.activities] == ["11", "12"]  # type: ignore[union-attr]
    assert found.tells("it became 2 activities")


def test_a_copy_of_a_series_is_no_second_activity() -> None:
    found = took(calendar(series(WEEKLY, uid="a@b.example"), series(WEEKLY, uid="c@d.example")))
    assert found.dates() == TUESDAYS
    assert found.tells("check: 1 of its dates are in its calendar twice")


def test_a_copy_of_a_series_with_the_same_changes_is_no_second_activity() -> None:
    copies = [
        one
        for uid in ("a@b.example", "c@d.example")
        for one in (series(WEEKLY, uid=uid), other("20261208T1000", "20261209T1000", "20261209T1200", uid=uid))
    ]
    assert took(calendar(*copies)).dates() == [TUESDAYS[0], "2026-12-09 10:00-12:00", *TUESDAYS[2:]]


def test_a_loose_date_where_a_series_moved_one_away_is_a_date() -> None:
    moved = other("20261208T1000", "20261209T1000", "20261209T1200", uid="a@b.example")
    loose = series(first="20261208T1000", last="20261208T1200", uid="c@d.example")
    found = took(calendar(series(WEEKLY, uid="a@b.example"), moved, loose))
    assert [str(one.when[0].dates[0]) for one in found.activities if isinstance(one.when[0], Dates)] == ["2026-12-08"]
    assert len(found.activities) == 2


def test_a_loose_copy_of_a_date_of_a_series_is_no_second_date() -> None:
    found = took(
        calendar(
            series(WEEKLY, uid="a@b.example"), series(first="20261208T1000", last="20261208T1200", uid="c@d.example")
        )
    )
    assert found.dates() == TUESDAYS


def test_two_series_at_the_same_time_with_other_texts_stay_two_and_that_is_told() -> None:
    found = took(
        calendar(
            series(WEEKLY, "DESCRIPTION:Boven."), series(WEEKLY, "DESCRIPTION:Beneden.", uid="twee@agenda.example")
        )
    )
    assert [one.id for one in found.activities] == ["welzijn-zandmeer/koffie", "welzijn-zandmeer/koffie-2"]
    assert found.tells("check: another activity of this name is at the same time")


@pytest.mark.parametrize("yes", [frozenset[str](), frozenset({"all"})], ids=["nobody answers", "it is on"])
def test_one_event_that_says_it_is_on_beside_one_that_says_it_is_off_is_asked_about(yes: frozenset[str]) -> None:
    off = series(uid="c@d.example", title="AFGELAST: Koffie")
    found: Took = took(
        calendar(
            series(uid="a@b.example"), off, series(first="20261202T1000", last="20261202T1200", uid="e@f.example")
        ),
        yes=yes,
    )
    assert found.dates() == [*([TUESDAYS[0]] if yes else []), "2026-12-02 10:00-12:00"]
    assert found.tells("asked: on Tuesday 1 December 2026 at 10:00 one event says that it is on") is not bool(yes)


def test_titles_in_other_scripts_in_two_places_stay_two() -> None:
    first = series(title="Кава", where="Українське кафе", uid="a@b.example")
    second = series(title="Кава", where="Інше кафе", uid="c@d.example")
    third = series(title="Чай", where="Українське кафе", uid="e@f.example")
    assert len(took(calendar(first, second, third)).activities) == 3


# --- not sure --------------------------------------------------------------------------------------------


def test_a_series_that_is_not_sure_is_told_and_published_as_not_sure() -> None:
    found = took(
        calendar(
            series(WEEKLY, "STATUS:TENTATIVE"),
            other("20261208T1000", "20261208T1000", "20261208T1200", "STATUS:CONFIRMED"),
        )
    )
    assert [str(one.day) for one in found.one.changes] == ["2026-12-01", "2026-12-15", "2026-12-22"]
    assert found.tells("check: it is not sure yet")


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        (["DTSTART;TZID=Europe/Amsterdam:20261024T200000", "DURATION:PT12H"], "2026-10-24 20:00-07:00"),
        (["DTSTART;TZID=Europe/Amsterdam:20270327T200000", "DURATION:PT12H"], "2027-03-27 20:00-09:00"),
        (["DTSTART;TZID=Europe/Amsterdam:20270320T200000", "DURATION:PT12H"], "2027-03-20 20:00-08:00"),
        (["DTSTART;TZID=Europe/Amsterdam:20270327T200000", "DURATION:PT720M"], "2027-03-27 20:00-09:00"),
        (["DTSTART;TZID=Europe/Amsterdam:20270328T013000", "DURATION:PT1H"], "2027-03-28 01:30-03:30"),
    ],
)
def test_hours_that_something_lasts_are_what_passes_when_the_clock_changes(lines: list[str], held: str) -> None:
    found = took(calendar(event(*lines, title="Nacht van de muziek")), today=date(2026, 10, 10))
    assert found.dates(date(2026, 10, 10), date(2027, 4, 1)) == [held]
