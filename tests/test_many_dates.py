"""An activity with thousands of dates costs the others nothing: few files, and calendars that phones still read."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from buurtkalender.feeds.ical import LIMIT
from expand import events, said
from hamlet import hamlet_project
from projects import Project
from town import TODAY

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 371}
DAYS = [TODAY - timedelta(20) + timedelta(number) for number in range(400)]
VEEL = "activiteiten/sv-zandmeer/veel"


def written(when: str) -> str:
    """An activity of which each date takes much room."""
    return (
        "title: Elke dag van alles\nsummary: Loop binnen.\ndescription: |\n  " + "Er is van alles te doen. " * 40 + "\n"
        "themes: [ontmoeten]\naudiences: [ouderen]\nvenue: dorpshuis\ncost: free\nsignup: none\n"
        f"confirmed: 2026-11-10\n{when}"
    )


def project_with(folder: Path, times: int) -> Project:
    """A hamlet in which something is done on each day of more than a year, so many times a day."""
    made = hamlet_project(folder, **FEW_PAGES)
    days = ", ".join(map(str, DAYS))
    when = "when:\n" + "".join(f"  - dates: [{days}]\n    time: {8 + n:02}:00-23:30\n" for n in range(times))
    (made.content / "activities/sv-zandmeer/veel.yaml").write_text(written(when))
    done = made.build()
    assert done.code == 0, done.said
    assert "veel.yaml" not in done.err
    return made


@pytest.fixture(scope="module")
def ten(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Ten times a day: four thousand dates."""
    return project_with(tmp_path_factory.mktemp("place") / "hamlet", 10)


def test_thousands_of_dates_make_no_thousands_of_files(ten: Project) -> None:
    files = ten.tree()
    assert len(files) < 1000
    assert sum(len(octets) for path, octets in files.items() if path.startswith(VEEL)) < 2 * LIMIT
    assert max(len(octets) for path, octets in files.items() if path.endswith(".ics")) < LIMIT


def test_others_on_the_same_list_stay_in_the_calendar(ten: Project) -> None:
    assert b"sv-zandmeer.gymmen@" in ten.tree()["kalender.ics"]


def test_phones_have_the_dates_that_come_next_and_the_page_all_of_them(ten: Project) -> None:
    told = sorted(said(event, "DTSTART")[:8] for event in events(ten.output / VEEL / "kalender.ics"))
    assert {f"{TODAY + timedelta(number):%Y%m%d}" for number in range(40)} <= set(told)
    occurrences = ten.tree()["data/occurrences.json"].decode()
    assert len(re.findall(r'"activity":"sv-zandmeer/veel"', occurrences)) > 3700


def test_what_is_further_away_comes_in_with_the_days(ten: Project) -> None:
    later = TODAY + timedelta(100)
    ten.build(today=later)
    told = {said(event, "DTSTART")[:8] for event in events(ten.output / VEEL / "kalender.ics")}
    assert f"{later + timedelta(30):%Y%m%d}" in told


def test_a_date_on_each_day_of_a_year_is_told_whole(tmp_path: Path) -> None:
    made = project_with(tmp_path / "hamlet", 1)
    assert len(events(made.output / VEEL / "kalender.ics")) == len(DAYS)
    assert date.fromisoformat(str(DAYS[-1])) > TODAY + timedelta(371)
