"""Every night: files follow the calendars of organisations, and nothing that a person wrote or needs is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from buurtkalender.cli.importing import ANYWHERE
from buurtkalender.submissions.importing import one_feed
from importing.serving import Answer, serving
from importing.taking import calendar, event
from projects import Done, Project, run, town_project, tree
from town import TODAY

ORGANISATION = "bibliotheek-zandmeer"
FOLDER = f"activities/{ORGANISATION}"


class Night:
    """A town with an organisation that keeps its calendar elsewhere, night after night."""

    def __init__(self, folder: Path, address: str, answers: dict[str, Answer]) -> None:
        self.project: Project = town_project(folder)
        self.answers = answers
        self.day = TODAY
        path = self.project.content / f"organisations/{ORGANISATION}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("https://bibliotheek-zandmeer.example/agenda.ics", "https://agenda.example/a.ics"))
        self._address = address

    def keeps(self, *events: str) -> None:
        """Let the calendar hold these events."""
        self.answers["/a.ics"] = Answer(body=calendar(*events))

    def run(self, *arguments: str) -> Done:
        """Let a night go by, and read what was written as `check` does."""
        done = run("import", "feeds", "--settings", str(self.project.settings), "--today", str(self.day), *arguments)
        checked = self.project.run("check")
        assert checked.code == 0, checked.said
        self.day += timedelta(days=1)
        return done

    def file(self, name: str) -> Path:
        """A file of the organisation."""
        return self.project.content / FOLDER / f"{name}.yaml"

    def text(self, name: str) -> str:
        """The text of a file of the organisation."""
        return self.file(name).read_text(encoding="utf-8")


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    """A town before the first night."""
    monkeypatch.setenv(ANYWHERE, "1")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    monkeypatch.setenv("BUURTKALENDER_DEBUG", "1")
    answers: dict[str, Answer] = {}
    with serving(answers) as address:
        from buurtkalender.submissions import http

        # The address in the file is a real one; here it leads to this computer.
        real = http._https
        monkeypatch.setattr(
            http, "_https", lambda one, reach: real(one.replace("https://agenda.example", address), reach)
        )
        yield Night(tmp_path / "town", address, answers)


def single(name: str, day: str, title: str = "", start: str = "140000") -> str:
    """An event of two hours on one day."""
    lines = (f"DTSTART;TZID=Europe/Amsterdam:{day}T{start}", "DURATION:PT2H")
    return event(*lines, uid=f"{name}@agenda.example", title=title or name.title())


SERIES = event(
    "DTSTART;TZID=Europe/Amsterdam:20260901T100000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY", uid="koffie@agenda.example"
)
LECTURE, FILM, QUIZ = single("lezing", "20261212"), single("film", "20261218"), single("quiz", "20270115")
ALL = (SERIES, LECTURE, FILM, QUIZ)


def test_the_first_night_makes_a_file_of_each_that_says_where_it_comes_from(night: Night) -> None:
    night.keeps(*ALL)
    done = night.run()
    assert done.code == 0, done.said
    assert night.text("koffie") == (
        "# Gemaakt uit de agenda van de organisatie (127.0.0.1) met `buurtkalender import feeds`.\n"
        "# Verander je dit bestand? Dan blijft het voortaan zoals jij het schrijft.\n"
        "title: Koffie\nvenue: bibliotheek\nthemes: [cultuur]\naudiences: [kinderen]\n"
        "when:\n  - weekly: tuesday\n    time: 10:00-12:00\n    from: 2026-09-01\n"
    )
    assert "- dates: [2026-12-12]" in night.text("lezing")


def test_a_night_on_which_nothing_changed_writes_nothing(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    before = touched(night.project.content)
    for _ in range(3):
        assert "Written" not in night.run().out
    assert touched(night.project.content) == before


def touched(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and when it was written."""
    return {path: (octets, (folder / path).stat().st_mtime_ns) for path, octets in tree(folder).items()}


def test_a_dry_run_tells_the_same_and_writes_nothing(night: Night) -> None:
    night.keeps(*ALL)
    before = tree(night.project.content)
    told = night.run("--dry-run").out
    assert tree(night.project.content) == before
    night.day -= timedelta(days=1)
    done = night.run().out
    assert told.count("would be written") == done.count("Written: ") == 4
    assert told.split("content/")[0].count("activities/") == done.split("Written")[0].count("activities/")


def test_a_changed_event_changes_its_own_file_also_under_another_title(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    night.keeps(
        SERIES.replace("100000", "110000"), LECTURE.replace("SUMMARY:Lezing", "SUMMARY:Lezing over vogels"), FILM, QUIZ
    )
    night.run()
    assert "time: 11:00-13:00" in night.text("koffie")
    assert "title: Lezing over vogels" in night.text("lezing")
    assert not night.file("lezing-over-vogels").exists()


def test_what_a_person_changed_is_never_written_over(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    mine = night.text("koffie").replace("title: Koffie", "title: Koffie met taart")
    night.file("koffie").write_text(mine)
    night.keeps(SERIES.replace("100000", "110000"), LECTURE, FILM, QUIZ)
    for _ in range(3):
        done = night.run()
        assert "left alone: somebody changed this file" in done.out
        assert done.code == 0
        assert night.text("koffie") == mine


def test_a_file_that_a_person_took_away_is_not_made_again(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    night.file("film").unlink()
    night.keeps(SERIES, LECTURE, FILM.replace("140000", "150000"), QUIZ)
    assert "somebody took this file away" in night.run().out
    assert not night.file("film").exists()


def test_an_event_that_is_gone_is_cancelled_on_the_second_night_and_its_file_stays(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    before = night.text("lezing")
    night.keeps(SERIES, FILM, QUIZ)
    assert "missing for the first time" in night.run().out
    assert night.text("lezing") == before
    assert "cancelled: no longer in the calendar" in night.run().out
    assert night.text("lezing") == before + (
        "changes:\n  - date: 2026-12-12\n    cancelled: Dit staat niet meer in de agenda van de organisatie.\n"
    )
    assert "Written" not in night.run().out


def test_twice_on_one_day_is_one_look(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    night.keeps(SERIES, FILM, QUIZ)
    night.run()
    night.day -= timedelta(days=1)
    assert "missing for the first time" in night.run().out
    assert "cancelled" not in night.text("lezing")


def test_twice_on_one_day_is_one_look_for_one_date_of_many_as_well(night: Night) -> None:
    dates = [single(f"yoga{n}", f"{date(2026, 12, 2) + timedelta(weeks=n):%Y%m%d}", "Yoga") for n in range(6)]
    night.keeps(*dates)
    night.run()
    before = night.text("yoga")
    night.keeps(*dates[:2], *dates[3:])
    for _ in range(3):
        night.run()
        night.day -= timedelta(days=1)
    assert night.text("yoga") == before


def test_an_event_that_comes_back_in_time_was_never_cancelled(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    before = night.text("lezing")
    night.keeps(SERIES, FILM, QUIZ)
    night.run()
    night.keeps(*ALL)
    night.run()
    night.keeps(SERIES, FILM, QUIZ)
    night.run()
    assert night.text("lezing") == before


def test_an_event_that_comes_back_later_is_held_again(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    before = night.text("lezing")
    night.keeps(SERIES, FILM, QUIZ)
    night.run()
    night.run()
    night.keeps(*ALL)
    night.run()
    assert night.text("lezing") == before


def test_a_series_that_is_gone_shows_its_next_weeks_as_cancelled_and_stops(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    night.keeps(LECTURE, FILM, QUIZ)
    night.run()
    night.run()
    text = night.text("koffie")
    assert "until: 2026-12-22" in text
    assert text.count("cancelled: Dit staat niet meer") == 4
    assert "status" not in text


def test_one_date_of_many_that_is_gone_is_cancelled_on_the_second_night(night: Night) -> None:
    dates = [single(f"yoga{n}", f"{date(2026, 12, 2) + timedelta(weeks=n):%Y%m%d}", "Yoga") for n in range(6)]
    night.keeps(*dates)
    night.run()
    before = night.text("yoga")
    assert "- weekly: wednesday" in before
    night.keeps(*dates[:2], *dates[3:])
    assert "if they are tomorrow" in night.run().out
    assert night.text("yoga") == before
    night.run()
    assert "  - date: 2026-12-16\n    cancelled: Dit staat niet meer" in night.text("yoga")
    assert "skip" not in night.text("yoga")
    again = night.text("yoga")
    night.run()
    assert night.text("yoga") == again


def test_dates_that_are_over_leave_a_feed_without_a_trace(night: Night) -> None:
    dates = [single(f"yoga{n}", f"{date(2026, 11, 25) + timedelta(weeks=n):%Y%m%d}", "Yoga") for n in range(6)]
    night.keeps(*dates)
    night.run()
    before = night.text("yoga")
    night.day = date(2026, 12, 4)
    night.keeps(*dates[2:])
    assert "Written" not in night.run().out
    assert night.text("yoga") == before


@pytest.mark.parametrize("left", [(), (SERIES,)], ids=["none", "one of four"])
def test_a_feed_that_lost_most_of_its_events_is_not_believed(night: Night, left: tuple[str, ...]) -> None:
    night.keeps(*ALL)
    night.run()
    before = tree(night.project.content / "activities")
    night.keeps(*left)
    for _ in range(3):
        done = night.run()
        assert done.code == 1
        assert "all stays as it was" in done.out
    assert tree(night.project.content / "activities") == before


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404),
        Answer(503),
        Answer(),
        Answer(body=b"<!doctype html><title>Inloggen</title>"),
        Answer(body=calendar(*ALL)[:-60]),
        Answer(body=calendar(*ALL), promised=100_000),
    ],
    ids=["not there", "broken", "empty", "a page to sign in", "cut off", "broken off"],
)
def test_a_night_on_which_a_feed_fails_changes_nothing_and_counts_for_nothing(night: Night, answer: Answer) -> None:
    night.keeps(*ALL)
    night.run()
    before = tree(night.project.content)
    for _ in range(3):
        night.answers["/a.ics"] = answer
        done = night.run()
        assert done.code == 1
        assert ORGANISATION in done.out
    assert tree(night.project.content) == before


def test_a_calendar_that_gets_another_address_goes_on_with_its_files(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    before = tree(night.project.content / FOLDER)
    path = night.project.content / f"organisations/{ORGANISATION}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("/a.ics", "/b.ics"))
    night.answers["/b.ics"] = Answer(body=calendar(SERIES.replace("100000", "110000"), LECTURE, FILM, QUIZ))
    night.run()
    after = tree(night.project.content / FOLDER)
    assert after.keys() == before.keys()
    assert "time: 11:00-13:00" in night.text("koffie")


def test_something_unforeseen_in_one_calendar_is_told_and_stops_no_other(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oei")

    night.keeps(*ALL)
    monkeypatch.delenv("BUURTKALENDER_DEBUG")
    monkeypatch.setattr(one_feed, "proposals", broken)
    done = night.run()
    assert done.code == 1
    assert "did not foresee: ZeroDivisionError: oei" in done.out
    assert "Traceback" not in done.said


def test_a_broken_ledger_stops_its_organisation_and_says_what_to_do(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    path = night.project.content / f"feeds/{ORGANISATION}.json"
    path.write_text("{")
    night.keeps(*ALL[:2])
    done = night.run()
    assert done.code == 1
    assert "take it back from git" in done.out
    assert path.read_text() == "{"


def test_check_tells_a_wrong_answer_to_what_waits_at_its_line(night: Night) -> None:
    path = night.project.content / f"feeds/{ORGANISATION}.yaml"
    path.parent.mkdir()
    path.write_text("waiting:\n  - key: 3f2a\n    publish: misschien\n")
    done = night.project.run("check")
    assert done.code == 1
    assert f"feeds/{ORGANISATION}.yaml:3:14: error" in done.out
    path.write_text("waiting:\n  - key: 3f2a\n    publish: yes\n")
    assert night.project.run("check").code == 0


def test_files_of_people_are_in_nobodys_way(night: Night) -> None:
    night.file("koffie").write_text(
        "title: Koffie\nvenue: bibliotheek\nthemes: [ontmoeten]\nwhen: [{weekly: friday, time: 10:00-11:00}]\n"
    )
    mine = night.text("koffie")
    night.keeps(*ALL)
    night.run()
    assert night.text("koffie") == mine
    assert "- weekly: tuesday" in night.text("koffie-2")
    night.keeps(SERIES.replace("100000", "110000"), *ALL[1:])
    night.run()
    assert night.text("koffie") == mine
    assert "time: 11:00-13:00" in night.text("koffie-2")


def test_the_site_shows_what_came_in(night: Night) -> None:
    night.keeps(*ALL)
    night.run()
    assert night.project.build().code == 0
    page = night.project.output / f"activiteiten/{ORGANISATION}/lezing/index.html"
    assert "Lezing" in page.read_text(encoding="utf-8")


def test_without_any_feed_it_says_so(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    path = made.content / f"organisations/{ORGANISATION}.yaml"
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if "agenda.ics" not in line and line != "feeds:"
    ]
    path.write_text("\n".join(lines) + "\n")
    done = run("import", "feeds", "--settings", str(made.settings), "--today", str(TODAY))
    assert done.code == 0
    assert "geen enkele organisatie heeft `feeds`" in done.out


def test_a_guess_is_marked_and_whoever_takes_the_mark_out_does_not_take_the_file_over(night: Night) -> None:
    mark = re.compile(r"# geraden: het is gratis.*\. Klopt dat\? Haal deze regel dan weg\.\n(?=cost: free)")
    lines = ("DTSTART;TZID=Europe/Amsterdam:20261212T{}0000", "DURATION:PT2H", "DESCRIPTION:De toegang is gratis.")
    night.keeps(event(*(line.format(14) for line in lines), title="Lezing"))
    night.run()
    assert mark.search(night.text("lezing"))
    night.file("lezing").write_text(mark.sub("", night.text("lezing")))
    assert "left alone" not in night.run().out
    assert not mark.search(night.text("lezing"))
    night.keeps(event(*(line.format(16) for line in lines), title="Lezing"))
    night.run()
    assert "16:00-18:00" in night.text("lezing")


def test_a_dry_run_of_the_feeds_makes_a_page_of_all_of_them(night: Night) -> None:
    night.keeps(single("een", "20261212", "Lezing"))
    done = night.run("--dry-run")
    page = (night.project.folder / ".cache/import.html").read_text()
    assert (night.project.folder / ".cache/import.html").as_uri() in done.out
    assert "12-12-2026 14:00" in page
    assert "Saturday 12 December 2026, 14:00 to 16:00" in page
    assert "agenda.example/a.ics" not in page
