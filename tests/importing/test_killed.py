"""A night that is killed between two of its files: the next one finds what was written, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from buurtkalender.submissions.importing.marks import intended
from importing.nights import WHOSE, Nights, nights_of, once, weekly

LEDGER = f"feeds/{WHOSE}.json"
FIRST = [weekly("Koor", "2026-12-01 10:00"), once("Quiz", "2026-12-03 20:00"), once("Film", "2026-12-04 20:00")]
LATER = [
    weekly("Koor", "2026-12-01 11:00"),
    once("Quiz", "2026-12-03 21:00", "Quiz-2026-12-03-20:00@agenda.example"),
    once("Film", "2026-12-04 20:00"),
    once("Lezing", "2026-12-05 20:00"),
]
RENAMES = 12
"""More than one night puts files in place, with its ledgers."""


class KilledError(BaseException):
    """The end of a process: nothing after it is done."""


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """A library with a calendar elsewhere."""
    with nights_of(tmp_path, monkeypatch) as nights:
        yield nights


def killed(feed: Nights, monkeypatch: pytest.MonkeyPatch, after: int) -> bool:
    """Let a night go by that is killed when so many files are in place; return whether it was."""
    real, left = Path.replace, after

    def replaced(draft: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            raise KilledError
        left -= 1
        return real(draft, target)

    with monkeypatch.context() as context:
        context.setattr(Path, "replace", replaced)
        try:
            feed.night()
        except KilledError:
            feed.day += timedelta(days=1)
            return True
    return False


def written(feed: Nights) -> set[str]:
    """Everything that is there but the content of it."""
    return set(feed.files())


@pytest.mark.parametrize("after", range(RENAMES))
def test_a_first_night_that_is_killed_anywhere_is_done_again_and_nothing_is_there_twice(
    after: int, feed: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.tells(*FIRST)
    killed(feed, monkeypatch, after)
    feed.tells(*LATER)
    feed.night()
    names = {f"activities/{WHOSE}/{name}.yaml" for name in ("koor", "quiz", "film", "lezing")}
    assert written(feed) == {*names, LEDGER}
    assert {one[11:] for one in feed.sees()} == {"11:00 Koor", "21:00 Quiz", "20:00 Film", "20:00 Lezing"}
    before = feed.files()
    feed.night()
    assert written(feed) == set(before)


@pytest.mark.parametrize("after", range(RENAMES))
def test_files_that_a_killed_night_brought_up_to_date_go_on_being_brought_up_to_date(
    after: int, feed: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.tells(*FIRST)
    feed.night()
    feed.tells(*LATER)
    killed(feed, monkeypatch, after)
    last = [weekly("Koor", "2026-12-01 12:00"), *LATER[1:]]
    feed.tells(*last)
    feed.night()
    assert feed.sees("Koor")[0] == "2026-12-01 12:00 Koor"
    assert {one[11:] for one in feed.sees()} == {"12:00 Koor", "21:00 Quiz", "20:00 Film", "20:00 Lezing"}


def test_a_file_that_a_person_changed_meanwhile_stays_theirs(feed: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    feed.tells(*FIRST)
    feed.night()
    feed.tells(*LATER)
    assert killed(feed, monkeypatch, 2)
    assert intended(feed.content / LEDGER).exists()
    koor = feed.content / f"activities/{WHOSE}/koor.yaml"
    koor.write_text(koor.read_text("utf-8").replace("Koor", "Zangkoor"), "utf-8")
    feed.night()
    assert "Zangkoor" in koor.read_text("utf-8")
    assert not intended(feed.content / LEDGER).exists()
    assert not (koor.with_name("koor-2.yaml")).exists()
