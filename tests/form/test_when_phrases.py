"""The table of phrases: what people write about days and times, and what it means."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from buurtkalender.domain.values import ByAppointment, Dates, Monthly, Pattern, Weekly
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import when_of
from town import TODAY, town

TABLE = Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()
PHRASES = [tuple(line.split(" => ")) for line in TABLE if " => " in line and not line.startswith("#")]
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
WHY = {
    "year": "has no year",
    "weekday": "another day of the week",
    "half": "in the morning and later",
    "hours": "hours and a date",
    "season": "no exact days",
    "about": "no exact day:",
    "long": "every day from",
    "till": "the last day?",
    "second": "every other week",
    "part": "part of the day",
    "beside": "beside its times",
    "night": "it would last",
    "early": "early on the day itself",
    "all": "hold for all of its days and times?",
    "both": ": both?",
    "end": "one hour was assumed",
    "doors": "doors open",
    "weeks": "even or odd",
    "holidays": "public holidays were",
    "time": "at what time",
    "first": "from which date",
    "which": "which day of the month",
    "day": "on which day",
    "far": "calendar does not know",
}

ZANDMEER = replace(town(), municipalities={"zandmeer": town().municipalities["zandmeer"]})
"""The town without its neighbours, whose schools have other holidays."""


def why(text: str, usual: str) -> str:
    return next((word for word, part in WHY.items() if part in text), usual)


def days(found: list[tuple[object, object]]) -> str:
    return ",".join(str(first) if first == last else f"{first}/{last}" for first, last in found)


def dates(found: tuple) -> str:
    runs: list[list] = []
    for day in found:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(f"{run[0]}/{run[-1]}" if len(run) > 9 else ",".join(map(str, run)) for run in runs)


def written(pattern: Pattern) -> str:
    if isinstance(pattern, ByAppointment):
        return "appointment"
    time = pattern.time.written if pattern.time else "allday"
    if isinstance(pattern, Dates):
        return f"{dates(pattern.dates)} {time}"
    often = f"{pattern.every}{'w' if isinstance(pattern, Weekly) else 'm'} " if pattern.every > 1 else ""
    if isinstance(pattern, Monthly):
        on = [f"{nth}{DAYS[day]}" for nth, day in pattern.weekdays] + [f"d{day}" for day in pattern.days]
    else:
        on = [DAYS[day] for day in pattern.days]
    skip = pattern.skip
    parts = [f"{often}{','.join(on)} {time}"]
    parts += [f"from {pattern.first}"] if pattern.first else []
    parts += [f"until {pattern.last}"] if pattern.last else []
    parts += [f"not {days([(one.first, one.last) for one in skip.days])}"] if skip.days else []
    parts += ["not school"] if skip.school_holidays else []
    parts += ["not public"] if skip.public_holidays else []
    return ", ".join(parts)


def meaning(phrase: str) -> str:
    try:
        found = when_of(phrase, TODAY, calendar=ZANDMEER)
    except NotUnderstoodError as error:
        return f"! {why(error.message.text, 'wrong')}"
    if found.left:
        return "! left"
    text = " & ".join(map(written, found.patterns))
    for sign, told in (("?", found.asked), ("~", found.guessed)):
        reasons = list(dict.fromkeys(why(one.text, "?") for one in told))
        text += f" {sign} {', '.join(reasons)}" if reasons else ""
    return text


@pytest.mark.parametrize(("phrase", "meant"), PHRASES)
def test_what_people_write_means_what_they_mean(phrase: str, meant: str) -> None:
    assert meaning(phrase) == meant
