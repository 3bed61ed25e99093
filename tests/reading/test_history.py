"""Stamps: when an activity, its venue or its organisation last changed, from git and from nothing else."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buurtkalender.reading import history
from reading.folders import read_folder, town_copy

KOFFIE = "welzijn-zandmeer/koffieochtend"
EETTAFEL = "welzijn-zandmeer/eettafel"
LEESKRING = "bibliotheek-zandmeer/leeskring"


def git(folder: Path, *arguments: str, day: int = 1) -> None:
    moment = f"2027-03-{day:02}T12:00:00+00:00"
    who = {f"GIT_{role}_{part}": "x@y.example" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, env={**os.environ, **who, **dates}
    )


def commit(folder: Path, day: int) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "x", day=day)


def march(day: int) -> datetime:
    return datetime(2027, 3, day, 12, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    found = town_copy(tmp_path)
    git(tmp_path, "init", "-q")
    commit(tmp_path, 1)
    return found


def touch(path: Path) -> None:
    path.write_text(path.read_text() + "# later\n")


def stamps(content: Path, cache: Path | None = None) -> dict[str, datetime]:
    return history.stamps(content, read_folder(content).calendar, cache)


def test_partners_and_where_it_is_held_for_once_count_too(content: Path) -> None:
    touch(content / "organisations/kerk-aan-de-duinen.yaml")
    commit(content.parent, 2)
    touch(content / "venues/bibliotheek.yaml")
    commit(content.parent, 3)
    found = stamps(content)
    assert (found[EETTAFEL], found[KOFFIE]) == (march(2), march(3))


def test_the_last_commit_of_activity_venue_or_organisation_counts(content: Path) -> None:
    assert set(stamps(content).values()) == {march(1)}
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    touch(content / "venues/bibliotheek.yaml")
    commit(content.parent, 3)
    found = stamps(content)
    assert (found[EETTAFEL], found[LEESKRING]) == (march(1), march(3))
    touch(content / "organisations/welzijn-zandmeer.yaml")
    commit(content.parent, 4)
    found = stamps(content)
    assert (found[KOFFIE], found[LEESKRING]) == (march(4), march(3))


def test_without_git_the_day_of_confirmation_counts_and_else_the_anchor(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    calendar = read_folder(content).calendar
    for identifier, stamp in stamps(content).items():
        day = calendar.activities[identifier].confirmed or calendar.anchor
        assert stamp == datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_without_the_program_git_it_is_the_same(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert march(1) not in stamps(content).values()


def test_with_the_cache_only_new_commits_are_read_and_the_stamps_are_the_same(content: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert stamps(content, cache) == stamps(content)
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    assert stamps(content, cache) == stamps(content)
    (cache / history.NAME).write_bytes(b"rubbish")
    assert stamps(content, cache) == stamps(content)


def test_history_that_was_rewritten_is_read_again(content: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 9)
    stamps(content, cache)
    git(content.parent, "reset", "-q", "--hard", "HEAD~1")
    assert stamps(content, cache)[KOFFIE] == march(1)


def test_the_edge_of_a_shallow_clone_says_nothing(content: Path, tmp_path: Path) -> None:
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    touch(content / "venues/bibliotheek.yaml")
    commit(content.parent, 3)
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{content.parent}", str(tmp_path / "shallow"))
    shallow = tmp_path / "shallow" / "content"
    found = stamps(shallow)
    assert found[LEESKRING] == march(3)
    assert march(2) not in found.values()
