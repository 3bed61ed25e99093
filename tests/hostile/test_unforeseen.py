"""Whatever nobody foresaw in one file: that file is left out and named, and all others are built, told and compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from buurtkalender.domain import recurrence
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.remedies import advice
from buurtkalender.feeds import ical
from buurtkalender.reading import checks
from buurtkalender.site import cards
from buurtkalender.site.pages import activity
from buurtkalender.submissions import fixing, form
from buurtkalender.submissions.importing import spotting
from buurtkalender.words.catalogues import translator
from hamlet import hamlet_project
from importing.taking import calendar as ics
from importing.taking import event
from projects import Done, Project, run
from rebuilding import Built
from town import TODAY
from town import town as town_calendar

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
GYM, BINGO = "sv-zandmeer/gymmen", "bewonersgroep-molenwijk/bingo"


class StrangeError(Exception):
    """What no part of the program knows."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A hamlet that was built."""
    return Built(hamlet_project(tmp_path_factory.mktemp("strange") / "hamlet", **FEW_PAGES))


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


def breaking(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *strange: str) -> None:
    """Let a function of the program fail on what has to do with these activities, as an unknown mistake would."""
    real: Callable[..., Any] = getattr(module, name)

    def fails(*given: Any, **more: Any) -> Any:
        for one in (*given, *more.values()):
            if isinstance(one, Activity) and one.id in strange:
                raise StrangeError("2026-12-01 and somebody's name")
        return real(*given, **more)

    monkeypatch.setattr(module, name, fails)


def touch(made: Project) -> None:
    """Change something of every activity, so that nothing of them is taken over from the last build."""
    for file in (made.content / "activities").rglob("*.yaml"):
        file.write_text(f"{file.read_text('utf-8')}# looked at\n", "utf-8")


def left_out(done: Done, *names: str) -> None:
    """Check that exactly these were left out, each named with the kind of the error and without what it said."""
    for name in names:
        assert f"content/activities/{name}.yaml:1:1: error: Het programma kan niet overweg" in done.said
    assert done.said.count("[unforeseen]") == len(names), done.said
    assert "StrangeError" in done.said
    assert "somebody's name" not in done.said
    assert "Traceback" not in done.said


@pytest.mark.parametrize(
    ("module", "name"),
    [(recurrence, "occurrences_of"), (ical, "events"), (activity, "view_of"), (cards, "families")],
    ids=["its dates", "its feed", "its page", "its cards"],
)
def test_what_cannot_be_worked_out_of_one_activity_costs_the_others_nothing(
    module: Any, name: str, built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, module, name, GYM)
    touch(built)
    done = built.build()
    assert done.code == 0, done.said
    left_out(done, GYM)
    assert not (built.output / f"activiteiten/{GYM}/index.html").exists()
    assert (built.output / f"activiteiten/{BINGO}/index.html").exists()
    assert b"sv-zandmeer.gymmen@" not in (built.output / "kalender.ics").read_bytes()
    assert "content/activities/sv-zandmeer/gymmen.yaml" in (built.output / "hiaten/gegevens/index.html").read_text()
    left_out(built.build(), GYM)
    monkeypatch.undo()
    touch(built)
    assert "unforeseen" not in built.build().said, "mended, it is there again"
    assert (built.output / f"activiteiten/{GYM}/index.html").exists()


def test_two_of_them_are_both_named(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, ical, "events", GYM, BINGO)
    touch(built)
    left_out(built.build(), BINGO, GYM)


def test_when_it_is_the_program_that_is_wrong_the_last_site_stays(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = built.tree()
    every = [file.relative_to(built.content / "activities") for file in built.content.rglob("activities/*/*.yaml")]
    breaking(monkeypatch, ical, "events", *(file.with_suffix("").as_posix() for file in every))
    touch(built)
    done = built.build()
    assert done.code == 2
    assert "StrangeError" in done.said
    assert built.tree() == site


def test_in_several_processes_it_is_found_too(town: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = town.copy(tmp_path / "town")
    breaking(monkeypatch, activity, "view_of", GYM)
    done = run("build", "--settings", str(made.settings), "--today", str(TODAY), "--jobs", "2")
    assert done.code == 0, done.said
    left_out(done, GYM)


def test_check_names_a_file_that_cannot_be_read_and_tells_what_is_wrong_in_the_others(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (built.content / f"activities/{BINGO}.yaml").write_text("title: Bingo\n")
    breaking(monkeypatch, checks, "check_planned", "welzijn-zandmeer/koffieochtend")
    touch(built)
    done = built.run("check", "--today", str(TODAY))
    assert done.code == 1
    left_out(done, "welzijn-zandmeer/koffieochtend")
    assert f"content/activities/{BINGO}.yaml:1:1: error: " in done.said


def test_check_names_a_file_of_which_the_dates_cannot_be_told(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = built.content / "venues/sporthal.yaml"
    hall.write_text(hall.read_text("utf-8") + "closed: [2026-11-25/2027-11-25]\n", "utf-8")
    breaking(monkeypatch, checks, "occurrences_of", GYM)
    done = built.run("check", "--today", str(TODAY))
    assert done.code == 1
    left_out(done, GYM)


def test_what_nobody_foresaw_in_the_form_is_told_and_what_was_sent_stands_in_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_given: object) -> None:
        raise StrangeError("somebody's name")

    monkeypatch.setattr(form, "check_answers", fails)
    sent = {"action": ["new"], "title": ["Soep"], "organisation": ["welzijn-zandmeer"], "consent": ["yes"]}
    found = form.draft(town_calendar(), sent, TODAY, translator("nl"))
    assert [fault.name for fault in found.faults] == [""]
    assert "Het programma kan niet overweg" in found.faults[0].text
    assert found.made is None
    assert "StrangeError" in caplog.text
    assert "somebody" not in caplog.text


def test_who_makes_the_program_sees_where_it_comes_from(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch, ical, "events", GYM)
    touch(built)
    monkeypatch.setenv("BUURTKALENDER_DEBUG", "1")
    with pytest.raises(StrangeError):
        built.build()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("gaps",), "Molenwijk"),
        (("gaps", "--format", "csv"), "molenwijk"),
        (("submissions", "tracking"), "iets te bevestigen"),
        (("submissions", "reminders", "--output", "mails"), ""),
    ],
    ids=["gaps", "gaps as data", "tracking", "reminders"],
)
def test_a_command_that_only_tells_names_the_file_and_tells_all_the_rest(
    command: tuple[str, ...], says: str, built: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    breaking(monkeypatch, recurrence, "occurrences_of", GYM)
    done = run(*command, "--settings", str(built.settings), "--today", str(TODAY))
    assert done.code in {0, 1}, done.said
    left_out(done, GYM)
    assert says in done.said
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert "unforeseen" not in run(*command, "--settings", str(built.settings), "--today", str(TODAY)).said


def test_an_import_leaves_out_an_activity_that_it_cannot_be_held_against(
    built: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "agenda.ics"
    file.write_bytes(ics(event("DTSTART:20261201T100000", title="Koffie")))
    gym = built.content / f"activities/{GYM}.yaml"
    gym.write_text(f"{gym.read_text('utf-8')}transport: Een vreemde bus.\n", "utf-8")
    real = spotting.spans_of

    def fails(text: str, *more: Any) -> Any:
        if "vreemde bus" in text:
            raise StrangeError("somebody's name")
        return real(text, *more)

    monkeypatch.setattr(spotting, "spans_of", fails)
    done = run(
        "import", "ics", str(file), "--organisation", "sv-zandmeer", "--venue", "dorpshuis", "--theme", "bewegen",
        "--settings", str(built.settings), "--today", str(TODAY),
    )  # fmt: skip
    assert done.code == 0, done.said
    left_out(done, GYM)
    assert (built.content / "activities/sv-zandmeer/koffie.yaml").exists()


def test_what_cannot_be_mended_in_one_file_is_told_and_the_others_are_mended(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (GYM, BINGO):
        file = built.content / f"activities/{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("time: ", "time:   "), "utf-8")
    bingo = built.content / f"activities/{BINGO}.yaml"
    bingo.write_text(f"{bingo.read_text('utf-8')}drop_in: ja graag\n", "utf-8")
    real = fixing.mend

    def fails(old: bytes, path: str, *more: Any) -> Any:
        if GYM in path:
            raise StrangeError("somebody's name")
        return real(old, path, *more)

    monkeypatch.setattr(fixing, "mend", fails)
    done = built.run("fix")
    assert done.code == 1
    left_out(done, GYM)
    assert BINGO in done.said


def test_a_file_of_neighbourhoods_is_named_and_not_left_out(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(calendar: Calendar, *_more: object) -> None:
        area = calendar.neighbourhoods["molenwijk"]
        raise StrangeError(area.id)

    monkeypatch.setattr(advice, "advise", fails)
    done = built.run("gaps", "--today", str(TODAY))
    assert done.code == 2
    assert "StrangeError" in done.said
    assert "(neighbourhoods/zandmeer.yaml)" in done.said
