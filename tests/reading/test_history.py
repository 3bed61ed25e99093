"""Stamps: when an activity, its venue or its organisation last changed, from git and from nothing else."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from buurtkalender.domain.lifecycle import ActivityStamps, at
from buurtkalender.reading.git import LATEST
from buurtkalender.reading.history import NAME, read_history
from buurtkalender.reading.history import stamps as dated
from buurtkalender.reading.yaml import MOST_FILE_BYTES, MOST_LEVELS
from reading.folders import read_folder, town_copy

KOFFIE = "welzijn-zandmeer/koffieochtend"
EETTAFEL = "welzijn-zandmeer/eettafel"
LEESKRING = "bibliotheek-zandmeer/leeskring"
UNTIL = date(2027, 12, 31)


def git(folder: Path, *arguments: str, day: int = 1, moment: str = "") -> None:
    moment = moment or f"2027-03-{day:02}T12:00:00+00:00"
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


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def touch(path: Path) -> None:
    """Change something that agendas show: the title of an activity, the name of a venue or an organisation."""
    mark = "title: " if path.parent.parent.name == "activities" else "name: "
    edit(path, mark, f"{mark}Nieuw ")


def stamps(content: Path, cache: Path | None = None) -> dict[str, ActivityStamps]:
    return dated(read_folder(content).calendar, read_history(content, cache), UNTIL)


def moved(content: Path, day: int) -> set[str]:
    """The activities whose events were last changed on that day of March."""
    return {identifier for identifier, stamp in stamps(content).items() if stamp.modified == march(day)}


# --- what counts ------------------------------------------------------------------------------------


def test_partners_and_where_it_is_held_for_once_count_too(content: Path) -> None:
    touch(content / "organisations/kerk-aan-de-duinen.yaml")
    commit(content.parent, 2)
    touch(content / "venues/bibliotheek.yaml")
    commit(content.parent, 3)
    assert EETTAFEL in moved(content, 2)
    assert KOFFIE in moved(content, 3)


def test_the_last_commit_of_activity_venue_or_organisation_counts(content: Path) -> None:
    assert moved(content, 1) == set(stamps(content))
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    assert moved(content, 2) == {KOFFIE}
    touch(content / "venues/bibliotheek.yaml")
    commit(content.parent, 3)
    assert LEESKRING in moved(content, 3)
    assert EETTAFEL in moved(content, 1)
    touch(content / "organisations/welzijn-zandmeer.yaml")
    commit(content.parent, 4)
    assert KOFFIE in moved(content, 4)
    assert LEESKRING in moved(content, 3)


def test_an_override_that_is_taken_away_is_a_change(content: Path) -> None:
    edit(content / f"activities/{KOFFIE}.yaml", "  - {date: 2026-12-08, time: 11:00-13:00}\n", "")
    commit(content.parent, 2)
    assert moved(content, 2) == {KOFFIE}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (f"activities/{KOFFIE}.yaml", "confirmed: 2026-11-10", "confirmed: 2026-11-23"),
        (f"activities/{KOFFIE}.yaml", "hours: 2 per week", "hours: 3 per week"),
        (f"activities/{KOFFIE}.yaml", "# Tuesdays.", "# On Tuesdays."),
        ("venues/bibliotheek.yaml", "10:00-20:30", "10:00-21:30"),
        ("organisations/welzijn-zandmeer.yaml", "confirmed: 2026-10-28", "confirmed: 2026-11-23"),
        ("calendar/vocabulary.yaml", "ages: 13-27", "ages: 12-27"),
    ],
)
def test_what_no_agenda_shows_changes_no_event(content: Path, path: str, old: str, new: str) -> None:
    """Organisations confirm what they offer every few months: no phone has to fetch all of it again for that."""
    edit(content / path, old, new)
    commit(content.parent, 2)
    assert moved(content, 2) == set()
    assert moved(content, 1) == set(stamps(content))


def test_but_data_show_it(content: Path) -> None:
    edit(content / f"activities/{KOFFIE}.yaml", "confirmed: 2026-11-10", "confirmed: 2026-11-23")
    commit(content.parent, 2)
    assert [identifier for identifier, stamp in stamps(content).items() if stamp.updated == march(2)] == [KOFFIE]


def test_a_visible_change_before_an_invisible_one_counts(content: Path, tmp_path: Path) -> None:
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    edit(content / f"activities/{KOFFIE}.yaml", "confirmed: 2026-11-10", "confirmed: 2026-11-23")
    commit(content.parent, 3)
    assert moved(content, 2) == {KOFFIE}
    assert stamps(content, tmp_path / "cache")[KOFFIE].modified == march(2)


# --- what activities share --------------------------------------------------------------------------


def test_another_word_for_a_theme_changes_the_events_with_that_theme_and_is_no_news(content: Path) -> None:
    edit(content / "calendar/vocabulary.yaml", "nl: Cultuur", "nl: Kunst en cultuur")
    commit(content.parent, 2)
    calendar = read_folder(content).calendar
    assert moved(content, 2) == {one.id for one in calendar.activities.values() if "cultuur" in one.themes}
    assert {stamp.changed for stamp in stamps(content).values()} == {march(1)}


def test_a_holiday_that_moves_changes_the_events_that_leave_it_out(content: Path) -> None:
    edit(content / "calendar/holidays.yaml", "until: 2027-02-28, regions: [noord, midden]", "until: 2027-03-07")
    commit(content.parent, 2)
    calendar = read_folder(content).calendar
    skipping = {
        one.id
        for one in calendar.activities.values()
        if any(getattr(getattr(pattern, "skip", None), "school_holidays", False) for pattern in one.when)
    }
    assert moved(content, 2) == skipping
    assert skipping


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "from: 2027-07-24, until: 2027-09-05, regions: [zuid]",
            "from: 2027-07-25, until: 2027-09-05, regions: [zuid]",
        ),
        ("from: 2028-07-08, until: 2028-08-20", "from: 2028-07-09, until: 2028-08-20"),
        ("name: Kerstvakantie", "name: Kerst"),
    ],
    ids=["of another region", "of long after", "that got another name"],
)
def test_a_holiday_that_concerns_nobody_here_changes_nothing(content: Path, old: str, new: str) -> None:
    edit(content / "calendar/holidays.yaml", old, new)
    commit(content.parent, 2)
    assert moved(content, 2) == set()


def test_a_closure_changes_what_is_planned_on_that_day(content: Path) -> None:
    edit(content / "calendar/holidays.yaml", "closures:", "closures:\n  - {name: Wij staken, from: 2027-04-06}\n#")
    commit(content.parent, 2)
    found = moved(content, 2)
    assert KOFFIE in found  # a Tuesday
    assert EETTAFEL not in found


def test_another_school_region_changes_what_leaves_school_holidays_out(content: Path) -> None:
    edit(content / "neighbourhoods/zandmeer.yaml", "school_region: midden", "school_region: zuid")
    commit(content.parent, 2)
    assert "bibliotheek-zandmeer/voorlezen" in moved(content, 2)
    assert KOFFIE not in moved(content, 2)


# --- the line of history ----------------------------------------------------------------------------


def test_what_a_merge_brings_in_changed_when_it_was_merged(content: Path) -> None:
    """A proposal that waited for a week is news on the day on which it is accepted, not before."""
    folder = content.parent
    git(folder, "checkout", "-q", "-b", "proposal")
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(folder, 2)
    git(folder, "checkout", "-q", "-")
    touch(content / f"activities/{LEESKRING}.yaml")
    commit(folder, 5)
    git(folder, "merge", "-q", "--no-ff", "-m", "x", "proposal", day=8)
    assert (moved(content, 8), moved(content, 2)) == ({KOFFIE}, set())


def test_a_clock_that_was_slow_turns_no_stamp_back(content: Path) -> None:
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 9)
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    assert stamps(content)[KOFFIE].modified > march(9)


def test_a_date_that_no_clock_ever_showed_is_no_error(content: Path) -> None:
    touch(content / f"activities/{KOFFIE}.yaml")
    git(content.parent, "add", "-A")
    git(content.parent, "commit", "-m", "x", moment=f"@{LATEST + 1} +0000")
    assert stamps(content)[KOFFIE].modified.timestamp() == LATEST


def test_it_was_made_known_when_its_first_file_came_whatever_it_is_called_now(content: Path) -> None:
    edit(
        content / f"activities/{KOFFIE}.yaml",
        "title: Koffieochtend",
        "formerly: [welzijn-zandmeer/koffieochtend]\ntitle: Koffie",
    )
    (content / f"activities/{KOFFIE}.yaml").rename(content / "activities/welzijn-zandmeer/koffie.yaml")
    commit(content.parent, 2)
    found = stamps(content)["welzijn-zandmeer/koffie"]
    assert (found.announced, found.changed) == (march(1), march(2))


def test_what_went_is_remembered_until_it_comes_back(content: Path) -> None:
    path = content / f"activities/{KOFFIE}.yaml"
    text = path.read_text()
    path.unlink()
    commit(content.parent, 2)
    assert read_history(content).removed == {f"activities/{KOFFIE}.yaml": int(march(2).timestamp())}
    path.write_text(text)
    commit(content.parent, 3)
    assert read_history(content).removed == {}


def test_outside_a_repository_nothing_is_known_and_git_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("git was started")

    content = town_copy(tmp_path)
    monkeypatch.setattr("buurtkalender.reading.git.subprocess.Popen", started)
    assert read_history(content, None).head == ""
    git_folder = tmp_path / ".git"
    git_folder.mkdir()
    with pytest.raises(AssertionError, match="git was started"):
        read_history(content, None)


def test_a_file_that_was_once_refused_is_no_error(content: Path) -> None:
    path = content / f"activities/{KOFFIE}.yaml"
    text = path.read_text()
    deep = b"a: " + b"[" * MOST_LEVELS + b"]" * MOST_LEVELS
    for day, octets in enumerate([b"\xff\xfe", b"a: &a [x]\nb: *a\n", deep, b"", b"x" * (MOST_FILE_BYTES + 1)], 2):
        path.write_bytes(octets)
        commit(content.parent, day)
    path.write_text(text)
    commit(content.parent, 9)
    assert moved(content, 9) == {KOFFIE}


def test_a_file_with_an_odd_name_is_no_error(content: Path) -> None:
    (content / "activities" / ":100644 100644 a b M\n\x01odd 5").write_text("x")
    commit(content.parent, 2)
    assert moved(content, 1) == set(stamps(content))


def test_without_git_the_day_of_confirmation_counts_and_else_the_anchor(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    calendar = read_folder(content).calendar
    for identifier, stamp in stamps(content).items():
        day = calendar.activities[identifier].confirmed or calendar.anchor
        assert stamp == at(datetime(day.year, day.month, day.day, tzinfo=UTC), guessed=True)


def test_without_the_program_git_it_is_the_same(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert moved(content, 1) == set()


def test_with_the_cache_only_new_commits_are_read_and_the_stamps_are_the_same(content: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert stamps(content, cache) == stamps(content)
    touch(content / f"activities/{KOFFIE}.yaml")
    edit(content / "calendar/vocabulary.yaml", "nl: Cultuur", "nl: Kunst en cultuur")
    commit(content.parent, 2)
    assert stamps(content, cache) == stamps(content)
    (cache / NAME).write_bytes(b"rubbish")
    assert stamps(content, cache) == stamps(content)


def test_history_that_was_rewritten_is_read_again(content: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 9)
    stamps(content, cache)
    git(content.parent, "reset", "-q", "--hard", "HEAD~1")
    assert stamps(content, cache)[KOFFIE].modified == march(1)


def test_a_main_line_that_no_longer_goes_through_what_is_known_is_read_again(content: Path, tmp_path: Path) -> None:
    """Somebody merged main into a branch and made that the main line: now everything came in by another way."""
    folder, cache = content.parent, tmp_path / "cache"
    git(folder, "checkout", "-q", "-b", "branch")
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(folder, 2)
    git(folder, "checkout", "-q", "-b", "other", "HEAD~1")
    touch(content / f"activities/{LEESKRING}.yaml")
    commit(folder, 3)
    stamps(content, cache)
    git(folder, "checkout", "-q", "branch")
    git(folder, "merge", "-q", "--no-ff", "-m", "x", "other", day=5)
    assert stamps(content, cache) == stamps(content)
    assert (moved(content, 2), moved(content, 5)) == ({KOFFIE}, {LEESKRING})


def test_the_edge_of_a_shallow_clone_says_nothing(content: Path, tmp_path: Path) -> None:
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    touch(content / "venues/bibliotheek.yaml")
    commit(content.parent, 3)
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{content.parent}", str(tmp_path / "shallow"))
    shallow = tmp_path / "shallow" / "content"
    found = stamps(shallow)
    assert found[LEESKRING].modified == march(3)
    assert march(2) not in {stamp.modified for stamp in found.values()}


# --- git that cannot tell ---------------------------------------------------------------------------


def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """Let git fail with a word of why."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_text(f"#!/bin/sh\necho 'fatal: {said}' >&2\nexit 128\n")
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)


def test_what_was_known_stays_when_git_fails_and_nothing_is_remembered_of_that(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    known = read_history(content, cache)
    octets = (cache / NAME).read_bytes()
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    with monkeypatch.context() as patch:
        broken(tmp_path, patch, "out of memory")
        found = read_history(content, cache)
    assert (found.head, found.added, found.trouble) == (known.head, known.added, "fatal: out of memory")
    assert (cache / NAME).read_bytes() == octets
    assert read_history(content, cache).changed[f"activities/{KOFFIE}.yaml"] == int(march(2).timestamp())


def test_without_git_nothing_is_known_but_what_was(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = read_history(content, tmp_path / "cache")
    monkeypatch.setenv("PATH", "")
    assert read_history(content, tmp_path / "elsewhere").trouble == ""
    assert read_history(content, tmp_path / "cache").added == known.added


def test_two_content_folders_of_one_repository_have_each_their_own_history(content: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "activities").mkdir(parents=True)
    (other / "activities/one.yaml").write_text("title: x\n")
    commit(tmp_path, 2)
    cache = tmp_path.parent / f"{tmp_path.name}-cache"
    assert len(read_history(content, cache).added) > 1
    assert list(read_history(other, cache).added) == ["activities/one.yaml"]
    assert len(read_history(content, cache).added) > 1


def test_what_a_shallow_clone_did_not_hold_is_known_once_it_is_fetched(content: Path, tmp_path: Path) -> None:
    touch(content / f"activities/{KOFFIE}.yaml")
    commit(content.parent, 2)
    clone, cache = tmp_path / "clone", tmp_path / "cache"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}", str(clone))
    assert read_history(clone / "content", cache).added == {}
    git(clone, "fetch", "-q", "--unshallow")
    assert read_history(clone / "content", cache).added == read_history(content).added
