"""One bad feed, organisation or file of content costs nobody else their night, and is told by its name."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from buurtkalender.cli.importing import ANYWHERE
from buurtkalender.submissions import http
from buurtkalender.submissions.http import Loaded
from buurtkalender.submissions.importing import feeds
from buurtkalender.submissions.importing.feeds import AT_ONCE
from buurtkalender.words.values import CannotReadError
from importing.nights import once
from importing.serving import Answer, serving
from importing.taking import calendar
from patience import PATIENCE
from projects import Done, Project, run, town_project, tree
from town import TODAY

FIRST, LAST = "aaa-eerst", "zzz-laatst"
"""Two organisations that keep a calendar elsewhere, in the order in which it is their turn."""

QUIZ = calendar(once("Quiz", "2026-12-01 20:00"))
ROW = "  - {{url: 'https://agenda.example/{name}.ics', venue: bibliotheek, theme: cultuur}}\n"


class TwoOrganisations:
    """A town with two organisations that keep a calendar elsewhere."""

    def __init__(self, folder: Path, answers: dict[str, Answer]) -> None:
        self.project: Project = town_project(folder)
        self.content = self.project.content
        self.answers = answers
        library = self.content / "organisations/bibliotheek-zandmeer.yaml"
        library.write_text(re.sub(r"(?m)^feeds:\n.*\n", "", library.read_text()))
        for one in (FIRST, LAST):
            self.follows(one, one)

    def follows(self, organisation: str, *names: str) -> None:
        """Let an organisation follow these calendars, each with a quiz in it."""
        rows = "".join(ROW.format(name=name) for name in names)
        path = self.content / f"organisations/{organisation}.yaml"
        path.write_text(f"name: {organisation.title()}\nkind: library\nphone: 0343-555 020\nfeeds:\n{rows}")
        self.answers |= {f"/{name}.ics": Answer(body=QUIZ) for name in names}

    def night(self) -> Done:
        """Let a night go by."""
        return run("import", "feeds", "--settings", str(self.project.settings), "--today", str(TODAY))

    def has(self, organisation: str) -> set[str]:
        """The files of an organisation, with its ledger."""
        found = {path.name for path in (self.content / f"activities/{organisation}").glob("*.yaml")}
        return found | {path.name for path in (self.content / "feeds").glob(f"{organisation}.json")}


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoOrganisations]:
    """Such a town. Its files name https://agenda.example, which leads to this computer."""
    monkeypatch.setenv(ANYWHERE, "1")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    monkeypatch.delenv("BUURTKALENDER_DEBUG", raising=False)
    answers: dict[str, Answer] = {}
    with serving(answers) as address:
        real = http._https
        monkeypatch.setattr(
            http, "_https", lambda one, reach: real(one.replace("https://agenda.example", address), reach)
        )
        yield TwoOrganisations(tmp_path / "town", answers)


BOTH = ({"quiz.yaml", f"{FIRST}.json"}, {"quiz.yaml", f"{LAST}.json"})
ONLY_THE_OTHER = (set(), BOTH[1])


def all_of(town: TwoOrganisations) -> tuple[set[str], set[str]]:
    """What both organisations have."""
    return town.has(FIRST), town.has(LAST)


def test_both_have_their_night(town: TwoOrganisations) -> None:
    assert town.night().code == 0
    assert all_of(town) == BOTH


def test_slow_hosts_share_their_waits_and_the_others_come_after_them(
    town: TwoOrganisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as are asked at a time are waited for together; none is let go before all of them are there."""
    slow = [f"traag-{n}" for n in range(3 * AT_ONCE)]
    town.follows(FIRST, *slow)
    together = threading.Barrier(AT_ONCE, timeout=PATIENCE)
    real = feeds.load_source

    def load(address: str, *more: object) -> Loaded:
        if "traag" not in address:
            return real(address, *more)  # type: ignore[arg-type]
        together.wait()
        raise CannotReadError("{host} is too slow: we stopped waiting.", host="agenda.example")

    monkeypatch.setattr(feeds, "load_source", load)
    done = town.night()
    assert done.code == 1
    assert f"{FIRST}: agenda.example is too slow" in done.out
    assert done.out.count(f"{FIRST} (agenda.example): all stays as it was") == len(slow)
    assert all_of(town) == ONLY_THE_OTHER


def test_no_more_calendars_are_held_than_are_asked_for_at_a_time(
    town: TwoOrganisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may be large; a town has many."""
    town.follows(FIRST, *(f"agenda-{n}" for n in range(3 * AT_ONCE)))
    lock, held, most = threading.Lock(), [0], [0]
    load, components = feeds.load_source, feeds.components

    def loading(*given: object) -> Loaded:
        with lock:
            held[0] += 1
            most[0] = max(most[0], held[0])
        return load(*given)  # type: ignore[arg-type]

    def reading(*given: object) -> object:
        with lock:
            held[0] -= 1
        return components(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(feeds, "load_source", loading)
    monkeypatch.setattr(feeds, "components", reading)
    assert "did not foresee" not in town.night().said
    assert 1 < most[0] <= AT_ONCE


@pytest.mark.parametrize("where", ["read_ledger", "read_waiting", "ledger_octets", "taken_up", "OneFeed"])
def test_what_nobody_foresaw_leaves_one_organisation_as_it_was_and_the_other_goes_on(
    where: str, town: TwoOrganisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it comes before, between or after: no file without its line in the ledger."""
    real, calls = getattr(feeds, where), iter([True])

    def once_wrong(*given: object) -> object:
        if next(calls, False):
            raise ZeroDivisionError("oei")
        return real(*given)

    monkeypatch.setattr(feeds, where, once_wrong)
    done = town.night()
    assert done.code == 1
    assert f"{FIRST}: something went wrong that we did not foresee: ZeroDivisionError: oei" in done.out
    assert all_of(town) == ONLY_THE_OTHER
    assert town.night().code == 0
    assert all_of(town) == BOTH


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("kind: library", "kind: [library"),
        ("kind: library", "kind: librarry"),
        ("venue: bibliotheek", "venue: nergens"),
        ("https://agenda.example", "agenda"),
    ],
)
def test_a_calendar_that_a_mistake_keeps_from_being_followed_is_told_with_its_file(
    right: str, wrong: str, town: TwoOrganisations
) -> None:
    path = town.content / f"organisations/{FIRST}.yaml"
    path.write_text(path.read_text().replace(right, wrong))
    done = town.night()
    assert done.code == 1
    assert f"content/organisations/{FIRST}.yaml:" in done.out
    assert all_of(town) == ONLY_THE_OTHER


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("venues/bibliotheek.yaml", "address: ["),
        ("calendar/vocabulary.yaml", "themes: ["),
        ("activities/aaa-eerst/quiz.yaml", "title: ["),
        ("activities/aaa-eerst/quiz.yaml", "\0"),
    ],
)
def test_a_night_with_a_broken_file_of_content_takes_nothing_back(path: str, text: str, town: TwoOrganisations) -> None:
    town.night()
    before, file = tree(town.content / "activities"), town.content / path
    right = file.read_text()
    file.write_text(text)
    broken = tree(town.content / "activities")
    town.night()
    town.night()
    assert tree(town.content / "activities") == broken
    file.write_text(right)
    assert town.night().code == 0
    assert tree(town.content / "activities") == before


def test_what_cannot_be_written_is_told_in_a_sentence(town: TwoOrganisations) -> None:
    (town.content / f"activities/{LAST}").write_text("in the way")
    done = town.night()
    assert done.code == 2
    assert f"activities/{LAST}" in done.said
    assert "did not foresee" not in done.said
    assert town.has(FIRST) == set()
