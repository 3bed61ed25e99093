"""Days and times in a list: understood whole, asked about, or left out with the reason; never another date."""

from __future__ import annotations

from pathlib import Path

import pytest

from buurtkalender.domain.values import TimeSpan, Weekly
from importing.test_sheets import row
from projects import run, town_project
from town import TODAY


def test_a_row_of_which_a_part_is_not_understood_is_left_out_with_that_part() -> None:
    found = row(Dag="dinsdag, bij mooi weer")
    assert found.activities == []
    assert found.tells("dropped: “bij mooi weer” in its days and times was not understood")


@pytest.mark.parametrize(
    ("cells", "question"),
    [
        ({"Dag": "dinsdag 5 december 2026"}, "another day of the week: is it Tuesday 8 December 2026?"),
        ({"Dag": "1 oktober"}, "“1 oktober” has no year: is it Friday 1 October 2027?"),
        ({"Tijd": "half 8 tot half 10"}, "“half 8 tot half 10” can be in the morning and later: is it 19:30-21:30?"),
        ({"Dag": "di, t/m eind maart"}, "“eind maart” is no exact day: is it Wednesday 31 March 2027?"),
        ({"Dag": "donderdag 10-12", "Tijd": ""}, "“10-12” can be hours and a date: is it 10:00-12:00?"),
    ],
)
def test_a_row_with_a_guess_about_its_days_waits_for_a_yes(cells: dict[str, str], question: str) -> None:
    found = row(**cells)
    assert found.activities == []
    assert found.tells("asked: ")
    assert any(question in line for line in found.told)


def test_an_hour_that_was_taken_for_the_end_is_marked_and_written() -> None:
    found = row(Dag="zondag", Tijd="10.00 uur")
    assert found.activities[0].when == (Weekly((6,), TimeSpan(600, 660)),)
    assert found.tells("guessed: nobody says when it ends: one hour was assumed")


def test_numbers_in_a_column_for_times_are_hours_whatever_date_they_might_be() -> None:
    assert row(Dag="donderdag", Tijd="10-12").one.when == (Weekly((3,), TimeSpan(600, 720)),)


def test_the_line_that_tells_a_row_says_when_it_is_not_held(tmp_path: Path) -> None:
    project = town_project(tmp_path / "town")
    file = tmp_path / "lijst.csv"
    file.write_text(
        "Activiteit;Wanneer;Locatie\nYoga;dinsdag 10-12 uur, in de schoolvakanties niet;Dorpshuis Zandmeer\n"
    )
    options = ("--organisation", "welzijn-zandmeer", "--theme", "bewegen", "--today", str(TODAY), "--dry-run")
    done = run("import", "sheet", str(file), "--settings", str(project.settings), *options)
    assert "Yoga: elke dinsdag 10:00-12:00, niet in de schoolvakanties" in done.out
