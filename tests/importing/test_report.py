"""What is guessed is marked in the file, what is asked waits for a yes, and the report counts them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from buurtkalender.form import when_text
from buurtkalender.submissions.importing import rows
from buurtkalender.submissions.importing.report import (
    NEW,
    Certainty,
    ImportedActivity,
    ReportItem,
    SourcePlace,
    lines_of,
    unpublished_masked,
)
from buurtkalender.words.catalogues import translator
from buurtkalender.words.values import Message
from importing.taking import calendar, event
from projects import Done, Project, run, town_project
from town import TODAY

ENGLISH = translator("en")
THEME = ("--theme", "ontmoeten")
HEAD = "Activiteit;Dag;Tijd;Locatie"
MARK = re.compile(r"# geraden: waar het over gaat: eten-en-drinken.*\. Klopt dat\? Haal deze regel dan weg\.\n")


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return town_project(tmp_path / "town")


def imported(made: Project, *lines: str, more: tuple[str, ...] = ()) -> Done:
    """Import a list of these rows."""
    file = made.folder / "lijst.csv"
    file.write_text("\n".join([HEAD, *lines, ""]))
    usual = ("--organisation", "welzijn-zandmeer", "--settings", str(made.settings), "--today", str(TODAY))
    return run("import", "sheet", str(file), *usual, *more)


def written(made: Project, name: str) -> Path:
    """Where the file of an activity lies."""
    return made.content / "activities/welzijn-zandmeer" / f"{name}.yaml"


# --- marks -----------------------------------------------------------------------------------------------------


def test_what_is_guessed_is_marked_above_its_field_in_dutch_whoever_runs_it(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    done = imported(made, "Samen koken;do;17-19u;Dorpshuis Zandmeer")
    assert done.code == 0, done.said
    text = written(made, "samen-koken").read_text()
    (mark,) = MARK.findall(text)
    assert f"\n{mark}themes: [eten-en-drinken]\n" in text
    assert text.count("# geraden: ") == 1


def test_several_guesses_about_one_field_are_one_line(made: Project) -> None:
    imported(made, "Samen koken;even weken op do;17 uur;Dorpshuis Zandmeer")
    text = written(made, "samen-koken").read_text()
    (mark,) = (
        before for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False) if line == "when:"
    )
    assert mark.startswith("# geraden: ")
    assert mark.count("; ") == 1


def test_what_is_guessed_of_an_event_is_marked_above_its_dates(made: Project) -> None:
    file = made.folder / "agenda.ics"
    file.write_bytes(calendar(event("DTSTART;TZID=Europe/Amsterdam:20261203T100000", where="Dorpshuis Zandmeer")))
    usual = ("--organisation", "welzijn-zandmeer", "--settings", str(made.settings), "--today", str(TODAY))
    assert run("import", "ics", str(file), *THEME, *usual).code == 0
    text = written(made, "koffie").read_text()
    assert "we gaan uit van één uur. Klopt dat? Haal deze regel dan weg.\nwhen:\n  - dates: [2026-12-03]\n" in text
    assert made.run("check").code == 0


def test_a_file_with_marks_passes_check_and_a_second_import_finds_it(made: Project) -> None:
    row = "Samen koken;do;17-19u;Dorpshuis Zandmeer"
    imported(made, row)
    assert made.run("check").code == 0
    assert "is er al, precies zo" in imported(made, row).out


def test_a_mark_that_somebody_took_out_after_looking_stays_out(made: Project) -> None:
    row = "Samen koken;do;17-19u;Dorpshuis Zandmeer"
    imported(made, row)
    path = written(made, "samen-koken")
    path.write_text(looked_at := MARK.sub("", path.read_text()))
    done = imported(made, row)
    assert (done.code, path.read_text()) == (0, looked_at)
    assert "is er al, precies zo" in done.out


# --- yes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is at two is doubted."""

    def doubting(text: str, *given: Any, **more: Any) -> when_text.Understood:
        found = when_text.when_of(text, *given, **more)
        asked = (Message("is “{text}” in the afternoon?", {"text": text}),) if "14-16" in text else ()
        return found._replace(asked=asked)

    monkeypatch.setattr(rows, "when_of", doubting)


DOUBTED, SURE = "Samen lezen;di;14-16u;Dorpshuis Zandmeer", "Samen koken;do;17-19u;Dorpshuis Zandmeer"
SOUP = "Soep eten;vr;14-16u;Dorpshuis Zandmeer"


def keys(done: Done) -> list[str]:
    """The keys that a report tells."""
    return [
        line.partition("(ja: --yes ")[2].partition(")")[0] for line in done.out.splitlines() if "(ja: --yes " in line
    ]


@pytest.mark.usefixtures("doubted")
def test_what_is_asked_waits_is_told_with_its_key_and_ends_with_1(made: Project) -> None:
    done = imported(made, DOUBTED, SURE, more=THEME)
    assert done.code == 1
    assert not written(made, "samen-lezen").exists()
    assert written(made, "samen-koken").exists()
    assert len(keys(done)) == 1
    assert "Zeg er dan ja op: doe dit nog eens met --yes en de sleutel ervan" in done.out
    assert "1 activiteit, 1 wacht, 0 weggelaten." in done.out


@pytest.mark.usefixtures("doubted")
def test_what_somebody_said_yes_to_is_written_and_told_as_said_by_them(made: Project) -> None:
    (key,) = keys(imported(made, DOUBTED, more=THEME))
    done = imported(made, DOUBTED, more=(*THEME, "--yes", key))
    assert done.code == 0, done.said
    assert "je zei ja: is “di 14-16u” in the afternoon?" in done.out
    text = written(made, "samen-lezen").read_text()
    assert "time: 14:00-16:00" in text
    assert "#" not in text


@pytest.mark.usefixtures("doubted")
def test_yes_to_one_question_is_no_yes_to_another(made: Project) -> None:
    first, _second = keys(imported(made, DOUBTED, SOUP, more=THEME))
    done = imported(made, DOUBTED, SOUP, more=(*THEME, "--yes", first))
    assert done.code == 1
    assert written(made, "samen-lezen").exists()
    assert not written(made, "soep-eten").exists()


@pytest.mark.usefixtures("doubted")
def test_yes_to_all_is_yes_to_each(made: Project) -> None:
    done = imported(made, DOUBTED, SOUP, more=(*THEME, "--yes", "all"))
    assert done.code == 0, done.said
    assert done.out.count("je zei ja: ") == 2


@pytest.mark.usefixtures("doubted")
def test_a_key_that_no_question_has_is_told_with_those_that_there_are(made: Project) -> None:
    (key,) = keys(imported(made, DOUBTED, more=THEME))
    done = imported(made, DOUBTED, more=(*THEME, "--yes", "zzzz"))
    assert (done.code, done.out) == (2, "")
    assert f"Er is geen vraag met de sleutel zzzz; wel met: {key}." in done.err
    assert not written(made, "samen-lezen").exists()
    assert "er zijn geen vragen" in imported(made, SURE, more=(*THEME, "--yes", "zzzz")).err


# --- what is quoted --------------------------------------------------------------------------------------------


def test_what_is_quoted_of_a_row_that_is_left_out_tells_no_way_to_reach_anybody() -> None:
    text = "Breien | soms | bel 0343-555 099 | ria@huis.example | https://overleg.example/j/8812"
    left = ReportItem(Certainty.DROPPED, SourcePlace(2, row=True), Message("it has no title"), text)
    told = "\n".join(lines_of([], [left], ENGLISH))
    assert "Breien | soms | bel [held back] | [held back] | [held back]" in told


@pytest.mark.parametrize(
    "number",
    [
        "0343-555 012",
        "0343 555012",
        "(0343) 55 50 12",
        "0343-55-50-12",
        "0343.555.012",
        "+31 343 555 012",
        "0031343555012",
        "03.12.34 55 50",
        "+31(0)343555012",
    ],
)
def test_a_telephone_number_is_masked_however_it_is_written(number: str) -> None:
    assert unpublished_masked(f"bel {number}, na zessen", "", "…") == "bel …, na zessen"
    assert unpublished_masked(f"bel {number}, na zessen", f"phone: {number}\n", "…") == f"bel {number}, na zessen"


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01 14:00",
        "01-12-2026 14.00 uur",
        "1-12 t/m 22-12-2026",
        "09.30-11.00",
        "09.00 - 12.00 uur",
        "08-12-2026",
        "03-12-26 10.00",
        "08.30 10.00 12.00 uur",
        "3511 AB Zandmeer",
        "€ 2,50",
        "46368.4166667",
        "week 01-05",
        "zaal 0.12",
    ],
)
def test_dates_times_and_prices_are_no_telephone_numbers(text: str) -> None:
    assert unpublished_masked(text, "", "…") == text


def test_what_is_published_is_shown_where_it_is_quoted() -> None:
    text = "www.schaken.example, info@schaken.example en 0343 555 012"
    file = (
        "signup: {email: info@schaken.example, phone: 0343-555 012}\nlinks:\n  - {url: https://www.schaken.example/}\n"
    )
    assert unpublished_masked(text, file, "…") == text
    assert unpublished_masked(text, file.replace("0343", "0344"), "…").endswith("en …")


# --- counts ----------------------------------------------------------------------------------------------------


def item(kind: Certainty, number: int, key: str = "") -> ReportItem:
    """Something told of a row."""
    return ReportItem(kind, SourcePlace(number, row=True), Message("it has no title"), "a row", key=key)


def over(number: int) -> ReportItem:
    """That a row is over."""
    told = Message("it is over: all of its dates are before {since}", {"since": TODAY})
    return ReportItem(Certainty.DROPPED, SourcePlace(number, row=True), told)


def test_the_report_counts_rows_and_not_what_is_told_of_them() -> None:
    guessed = (item(Certainty.GUESSED, 2), item(Certainty.GUESSED, 2), item(Certainty.DROPPED, 2))
    taken = [ImportedActivity("a/b.yaml", "B", (), NEW, SourcePlace(2, row=True), guessed)]
    loose = [
        *(item(Certainty.ASKED, 3, key=key) for key in ("1111", "2222")),
        *(item(Certainty.DROPPED, 4) for _ in range(2)),
        *(over(n) for n in range(5, 305)),
        ReportItem(
            Certainty.DROPPED, SourcePlace(1, row=True), Message("the column “{name}” is not known", {"name": "Code"})
        ),
    ]
    assert lines_of(taken, loose, ENGLISH)[-1] == "1 activity, 1 guessed, 1 waits, 2 left out, 300 are over."


def test_a_report_about_thousands_of_rows_can_be_read() -> None:
    loose = [over(n) for n in range(5_000)] + [item(Certainty.DROPPED, n) for n in range(1, 901)]
    lines = lines_of([], loose, ENGLISH)
    assert len(lines) < 40
    assert "and 892 more" in "\n".join(lines)


def test_of_thousands_of_activities_those_to_look_at_are_told_first() -> None:
    def made(n: int, *items: ReportItem) -> ImportedActivity:
        return ImportedActivity(f"a/{n}.yaml", f"Title {n}", (), NEW, SourcePlace(n, row=True), items)

    taken = [*(made(n) for n in range(1, 5_000)), made(5_000, item(Certainty.GUESSED, 5_000))]
    lines = lines_of(taken, [], ENGLISH)
    assert len(lines) < 500
    assert lines[0] == "a/5000.yaml (a new file)"
    assert "4800 more" in "\n".join(lines)
    assert lines[-1] == "5000 activities, 1 guessed, 0 left out."


def test_each_question_of_many_rows_is_told_with_its_own_key() -> None:
    lines = "\n".join(lines_of([], [item(Certainty.ASKED, n, key=f"00{n}") for n in range(11, 31)], ENGLISH))
    assert all(f"row {n} (its text was: a row) (yes: --yes 00{n})" in lines for n in range(11, 31))
