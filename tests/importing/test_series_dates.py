"""The dates of a series at random are those that the standard gives, or what differs is told."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from msgspec.structs import replace

from buurtkalender.domain.recurrence import Window as Days
from buurtkalender.domain.recurrence import days_off, occurrences_of
from examples import tried
from importing.expanding import LAST, Series, series
from importing.taking import Took, calendar, took
from importing.test_rules import rules
from town import TODAY, town

TELLS = ("asked: ", "with another end")
"""What is told when dates differ from what the standard says of a file that contradicts itself."""


def held(found: Took) -> set[tuple[datetime, datetime, bool]]:
    """When the activities that came of it are held, and whether that is off; no day of the calendar is closed."""
    here = replace(town(), closures=())
    window = Days(TODAY, LAST)
    off = days_off(here, window)
    every = [one for activity in found.activities for one in occurrences_of(here, activity, window, off)]
    assert len({(one.start, one.cancelled) for one in every}) == len(every), "a date is there twice"
    return {(one.start, one.end, one.cancelled) for one in every}


def compare(made: Series) -> None:
    """Hold what came of a series against what the standard says of it."""
    found = took(calendar(*made.lines()))
    assert held(found) == made.held() or any(found.tells(text) for text in TELLS), "\n".join(
        [*made.lines(), *found.told]
    )


@tried(80)
@given(series(rules()))
def test_the_dates_of_a_series_are_those_of_the_standard(made: Series) -> None:
    compare(made)


@pytest.mark.thorough
@tried(3_000)
@given(series(rules()))
def test_the_dates_of_very_many_series_are_those_of_the_standard(made: Series) -> None:
    compare(made)
