"""Rules for dates: the days of an independent engine, patterns that say exactly that, and no rule without an end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from buurtkalender.domain.lifecycle import regular
from buurtkalender.domain.recurrence import days_of
from buurtkalender.domain.values import Monthly, TimeSpan, Weekly
from buurtkalender.submissions.importing.patterns import (
    CannotSayError,
    days,
    gives,
    pattern_of_rule,
    read_rule,
)
from examples import tried

START = datetime(2026, 9, 1, 10, 0)
SPAN = TimeSpan(600, 720)

weekdays = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
nths = st.sampled_from(["1", "2", "3", "4", "5", "-1", "-2"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule of the kinds that programs write, and of some that none does."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.sampled_from([1, 1, 1, 2, 3, 7, 14]))}"]
    if draw(st.booleans()):
        own = draw(st.lists(weekdays, min_size=1, max_size=3, unique=True))
        if freq in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
            own = [draw(nths) + one for one in own]
        parts.append("BYDAY=" + ",".join(own))
        if freq == "MONTHLY" and draw(st.booleans()):
            parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '2', '-1', '1,3']))}")
    if freq in {"MONTHLY", "YEARLY"} and draw(st.booleans()):
        parts.append("BYMONTHDAY=" + draw(st.sampled_from(["1", "15", "31", "-1", "1,15", "8,9,10,11,12,13,14"])))
    if draw(st.integers(0, 4)) == 0 or (freq == "YEARLY" and "BYDAY" in parts[-1]):
        parts.append("BYMONTH=" + draw(st.sampled_from(["9", "1,9", "9,10,11,12,1,2,3,4,5,6"])))
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU']))}")
    return ";".join(parts)


@tried(100)
@given(rules(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_rule_gives_the_days_that_another_engine_gives(text: str, first: date) -> None:
    start = datetime.combine(first, START.time())
    rule = read_rule(text, start)
    assume(gives(rule, first))  # what a first day means that its rule does not give, is not agreed upon
    last = first + timedelta(days=900)
    theirs = []
    for when in rrulestr(text, dtstart=start):
        if when.date() > last:
            break
        theirs.append(when.date())
        if len(theirs) > 1000:
            break
    assert days(rule, first, last) == theirs


@tried(100)
@given(rules(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_pattern_is_never_another_thing_than_its_rule(text: str, first: date) -> None:
    start = datetime.combine(first, START.time())
    rule = read_rule(text, start)._replace(times=None)
    found = pattern_of_rule(rule, first, None, SPAN)
    if found is not None:
        last = first + timedelta(days=3650)
        wanted = days(rule, first, last)
        wanted = wanted if gives(rule, first) else wanted[1:]
        assert [date.fromordinal(one) for one in days_of(found, first, first.toordinal(), last.toordinal())] == wanted


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("FREQ=WEEKLY", Weekly((1,), SPAN)),
        ("FREQ=WEEKLY;BYDAY=TU,TH", Weekly((1, 3), SPAN)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU", Weekly((1,), SPAN, 2)),
        ("FREQ=DAILY", Weekly((0, 1, 2, 3, 4, 5, 6), SPAN)),
        ("FREQ=DAILY;INTERVAL=7", Weekly((1,), SPAN)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", Weekly((0, 1, 2, 3, 4), SPAN)),
        ("FREQ=MONTHLY;BYDAY=1TU", Monthly(((1, 1),), (), SPAN)),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", Monthly(((1, 1),), (), SPAN)),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", Monthly(((-1, 1),), (), SPAN)),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", Monthly(((1, 1), (3, 1)), (), SPAN)),
        ("FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=1,2,3,4,5,6,7", Monthly(((1, 1),), (), SPAN)),
        ("FREQ=MONTHLY", Monthly((), (1,), SPAN)),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", Monthly((), (1, 15), SPAN)),
        ("FREQ=MONTHLY;BYDAY=TU", Weekly((1,), SPAN)),
        ("FREQ=YEARLY", Monthly((), (1,), SPAN, 12)),
        ("FREQ=YEARLY;BYMONTH=9;BYDAY=1TU", Monthly(((1, 1),), (), SPAN, 12)),
    ],
)
def test_what_can_be_said_is_said_as_a_pattern(text: str, pattern: Weekly | Monthly) -> None:
    found = pattern_of_rule(read_rule(text, START), START.date(), None, SPAN)
    assert found is not None
    assert (found.first, found.time) == (START.date(), SPAN)
    assert found == type(pattern)(
        **{**{key: getattr(pattern, key) for key in pattern.__struct_fields__}, "first": START.date()}
    )


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;INTERVAL=2",
        "FREQ=WEEKLY;BYMONTH=9,10",
        "FREQ=WEEKLY;INTERVAL=60",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=-2TU",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1",
        "FREQ=YEARLY;BYYEARDAY=244",
        "FREQ=YEARLY;INTERVAL=5",
    ],
)
def test_what_no_pattern_says_exactly_is_no_pattern(text: str) -> None:
    assert pattern_of_rule(read_rule(text, START), START.date(), None, SPAN) is None


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY;COUNT=1",
        "FREQ=MINUTELY;COUNT=1",
        "FREQ=HOURLY;COUNT=1",
        "FREQ=DAILY;BYHOUR=10,14",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=FORTNIGHTLY",
        "FREQ=WEEKLY;INTERVAL=0;COUNT=1",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=1,32;COUNT=1",
        "FREQ=MONTHLY;BYMONTHDAY=0,1;COUNT=1",
        "INTERVAL=2",
        "",
    ],
)
def test_what_cannot_be_taken_over_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(CannotSayError):
        read_rule(text, START)


@pytest.mark.parametrize(
    ("text", "gives_"),
    [("FREQ=YEARLY;BYDAY=-1WE;BYMONTHDAY=-1", ["2031-12-31"]), ("FREQ=YEARLY;BYDAY=1TU;BYMONTHDAY=5", ["2027-01-05"])],
)
def test_a_weekday_that_is_counted_in_a_rule_of_years_is_counted_in_the_year(text: str, gives_: list[str]) -> None:
    found = days(read_rule(text, START), date(2026, 9, 1), date(2032, 6, 1))
    assert [str(day) for day in found[1:]] == gives_


def test_an_hour_that_only_repeats_the_start_says_nothing_more() -> None:
    assert read_rule("FREQ=DAILY;BYHOUR=10;BYMINUTE=0;BYSECOND=0", START).freq == "DAILY"


# --- loose dates ------------------------------------------------------------------------------------------


def weeks(first: str, number: int, step: int = 1) -> list[date]:
    """So many dates, each so many weeks after the one before."""
    return [date.fromisoformat(first) + timedelta(weeks=step * n) for n in range(number)]


def test_dates_a_week_apart_are_a_series_with_the_gaps_left_out() -> None:
    dates = weeks("2026-12-01", 12)
    found = regular([*dates[:3], *dates[5:]], SPAN)
    assert isinstance(found, Weekly)
    assert (found.days, found.every, found.first, found.last) == ((1,), 1, dates[0], dates[-1])
    assert [one.first for one in found.skip.days] == dates[3:5]


def test_dates_two_weeks_apart_are_a_series_of_every_other_week() -> None:
    found = regular(weeks("2026-12-01", 6, 2), SPAN)
    assert isinstance(found, Weekly)
    assert found.every == 2


def test_the_first_tuesday_of_three_months_is_the_first_tuesday() -> None:
    found = regular([date(2026, 12, 1), date(2027, 1, 5), date(2027, 2, 2)], SPAN)
    assert found == Monthly(((1, 1),), (), SPAN, 1, date(2026, 12, 1), date(2027, 2, 2))


def test_the_last_friday_of_three_months_is_the_last_friday() -> None:
    found = regular([date(2026, 11, 27), date(2026, 12, 25), date(2027, 1, 29)], SPAN)
    assert found == Monthly(((-1, 4),), (), SPAN, 1, date(2026, 11, 27), date(2027, 1, 29))


@pytest.mark.parametrize(
    "dates",
    [
        weeks("2026-12-01", 2),
        [*weeks("2026-12-01", 3), *weeks("2027-06-01", 3)],
        [date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 9)],
    ],
    ids=["two", "half of them lack", "other weekdays"],
)
def test_dates_that_are_no_series_stay_dates(dates: list[date]) -> None:
    assert regular(dates, SPAN) is None
