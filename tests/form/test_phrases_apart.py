"""Another hundred phrases for days and times, written apart from the grammar: what people write is what they mean."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.domain.values import ByAppointment, Pattern
from buurtkalender.form.answers import check_answers
from buurtkalender.form.when_text import NotUnderstoodError, when_of
from town import TODAY
from town import town as town_as_it_is

WINDOW = Window(date(2025, 11, 24), date(2027, 11, 20))
PHRASES = [
    tuple(line.split(" => "))
    for line in Path(__file__).with_name("phrases_apart.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def town() -> Calendar:
    """The town, without days on which all stands still."""
    return replace(town_as_it_is(), closures=())


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def held(patterns: tuple[Pattern, ...]) -> list[str]:
    """When something with these patterns is held, by appointment too; each date once."""
    if any(isinstance(one, ByAppointment) for one in patterns):
        return ["by appointment"]
    activity = Activity(id="welzijn-zandmeer/iets", title="Iets", themes=("ontmoeten",), when=patterns)
    found = occurrences_of(town(), activity, WINDOW, days_off(town(), WINDOW))
    assert all(not one.cancelled for one in found)
    return sorted({f"{one.start:%Y-%m-%d %H:%M} {one.end:%Y-%m-%d %H:%M} {one.all_day}" for one in found})


def told(meaning: str) -> list[str]:
    """When something is held that a file of the format tells so."""
    entries = meaning if meaning.startswith("[") else f"[{meaning}]"
    text = f"title: Iets\nvenue: dorpshuis\nthemes: [ontmoeten]\nwhen: {entries}\n"
    checked = check_answers(town(), "welzijn-zandmeer/iets", text, {})
    assert checked.activity, [problem.code for _, problem in checked.problems]
    return held(checked.activity.when)


def in_weeks(meaning: str) -> list[str]:
    """Every date of a weekday in even or odd weeks by ISO 8601, from this week to the end of next year."""
    _, parity, weekday, time = meaning.split()
    begin, end = time.split("-")
    found = []
    for n in range((WINDOW.last - TODAY).days + 1):
        day = TODAY + timedelta(days=n)
        if day.weekday() == WEEKDAYS.index(weekday) and (day.isocalendar().week % 2 == 1) == (parity == "odd"):
            found.append(f"{day} {begin} {day} {end} False")
    return found


@pytest.mark.parametrize(("phrase", "meaning"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_a_phrase_that_the_grammar_was_not_made_with_means_what_people_mean(phrase: str, meaning: str) -> None:
    try:
        found = when_of(phrase, TODAY, calendar=town())
    except NotUnderstoodError:
        found = None
    if meaning == "no":
        assert found is None or found.left, found
    elif meaning == "asked":
        assert found is not None
        assert found.asked
    else:
        assert found is not None
        assert (found.asked, found.left) == ((), "")
        if meaning.startswith("parity"):
            coming = [one for one in held(found.patterns) if one[:10] >= str(TODAY)]
            assert coming == in_weeks(meaning)
        else:
            assert held(found.patterns) == told(meaning)
