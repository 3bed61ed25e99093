"""The dates of a series at random are those that the standard gives, or what differs is told."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, occurrences_of
from examples import tried
from importing.expanding import LAST, Series, series
from importing.taking import Took, calendar, event, took
from importing.test_rules import rules
from town import TODAY, town

TELLS = ("asked: ", "with another end")
"""What is told when dates differ from what the standard says of a file that contradicts itself."""


def every(found: Took) -> Counter[tuple[datetime, datetime, bool]]:
    """When the activities that came of it are held, and whether that is off; no day of the calendar is closed."""
    here = replace(town(), closures=())
    window = Days(TODAY, LAST)
    off = days_off(here, window)
    coming = [one for activity in found.activities for one in occurrences_of(here, activity, window, off)]
    return Counter((one.start, one.end, one.cancelled) for one in coming)


def held(found: Took) -> set[tuple[datetime, datetime, bool]]:
    """The same, of one series: no date is there twice."""
    coming = every(found)
    assert len({(start, off) for start, _, off in coming}) == coming.total(), "a date is there twice"
    return set(coming)


def compare(made: Series) -> None:
    """Hold what came of a series against what the standard says of it."""
    found = took(calendar(*made.lines()))
    assert held(found) == made.held() or any(found.tells(text) for text in TELLS), "\n".join(
        [*made.lines(), *found.told]
    )


@tried(40)
@given(series(rules()))
def test_the_dates_of_a_series_are_those_of_the_standard(made: Series) -> None:
    compare(made)


@pytest.mark.thorough
@tried(1_500)
@given(series(rules()))
def test_the_dates_of_very_many_series_are_those_of_the_standard(made: Series) -> None:
    compare(made)


loose = st.lists(
    st.tuples(
        st.integers(-30, 200).map(lambda n: TODAY + timedelta(days=n))
        | st.integers(-5, 30).map(lambda n: TODAY + timedelta(weeks=n)),
        st.sampled_from([10, 10, 10, 14]),
        st.sampled_from([2, 2, 2, 3]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one[:3],
)
"""Dates of one name: the day, the hour, for how many hours, and whether it is off."""


@tried(60)
@given(loose)
def test_loose_dates_of_one_name_stay_those_dates_whatever_pattern_they_seem_to_be(
    dates: list[tuple[date, int, int, bool]],
) -> None:
    lines = []
    for n, (day, hour, long, off) in enumerate(dates):
        start = datetime.combine(day, time(hour))
        stamps = [f"DTSTART:{start:%Y%m%dT%H%M%S}", f"DURATION:PT{long}H", *(["STATUS:CANCELLED"] if off else [])]
        lines.append(event(*stamps, uid=f"{n}@agenda.example"))
    told = {
        (datetime.combine(day, time(hour)), datetime.combine(day, time(hour + long)), off)
        for day, hour, long, off in dates
        if day >= TODAY
    }
    coming = every(took(calendar(*lines)))
    assert coming == Counter(told)


@tried(30)
@given(st.lists(series(rules()), min_size=2, max_size=3))
def test_series_of_one_name_beside_each_other_lose_no_date(made: list[Series]) -> None:
    lines = [line.replace("UID:een@", f"UID:{n}@") for n, one in enumerate(made) for line in one.lines()]
    found = took(calendar(*lines))
    if not any(found.tells(text) for text in TELLS):
        assert set(every(found)) == {moment for one in made for moment in one.held()}
