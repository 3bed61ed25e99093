"""What is left out because of what, and that the cache changes nothing but the time it takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from buurtkalender.reading import content as reading
from buurtkalender.reading.cache import NAME
from reading.folders import read_folder, told, town_copy

ACTIVITY = "activities/welzijn-zandmeer/koffieochtend.yaml"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_venue_that_is_wrong_takes_its_activities_along_without_more_problems(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    edit(content / "venues/dorpshuis.yaml", "kind: community-centre", "kind: cafe")
    found = read_folder(content)
    assert [problem.code for problem in found.problems] == ["unknown-value"]
    assert "content/venues/dorpshuis.yaml" in found.left_out
    assert f"content/{ACTIVITY}" in found.left_out
    assert "dorpshuis" not in found.calendar.venues
    assert all(activity.venue != "dorpshuis" for activity in found.calendar.activities.values())


def test_a_venue_with_a_wrong_fact_keeps_the_rest(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    edit(content / "venues/dorpshuis.yaml", "phone: 0343-555 011\nemail", "phone: bel ons\nemail")
    edit(content / "venues/dorpshuis.yaml", "access: {wheelchair: yes", "access: {lift: yes, wheelchair: yes")
    found = read_folder(content)
    assert {problem.code for problem in found.problems} == {"bad-phone", "unknown-facility"}
    assert found.left_out == ()
    assert found.calendar.venues["dorpshuis"].phone is None
    assert "lift" not in found.calendar.venues["dorpshuis"].access


def test_an_organisation_that_is_wrong_takes_its_activities_along(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    edit(content / "organisations/welzijn-zandmeer.yaml", "name: Welzijn Zandmeer", "naam: Welzijn Zandmeer")
    found = read_folder(content)
    assert [problem.code for problem in found.problems] == ["unknown-key"]
    assert not any(activity.organisation == "welzijn-zandmeer" for activity in found.calendar.activities.values())


def test_a_vocabulary_that_cannot_be_read_is_one_problem_and_words_stand_in(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    whole = read_folder(content).calendar
    (content / "calendar/vocabulary.yaml").write_text("themes: [\n")
    found = read_folder(content)
    assert told(found) == {("content/calendar/vocabulary.yaml", 1, "open-bracket")}
    assert found.calendar.activities == whole.activities
    assert found.calendar.themes["ontmoeten"].label["nl"] == "ontmoeten"


def test_a_wrong_word_of_the_vocabulary_is_one_problem(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    edit(content / "calendar/vocabulary.yaml", "label: {nl: Ontmoeten, en: Meeting people}", "naam: Ontmoeten")
    found = read_folder(content)
    assert {problem.code for problem in found.problems} == {"unknown-key", "missing-key"}
    assert found.left_out == ()


def test_neighbourhoods_that_cannot_be_read_are_one_problem(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    (content / "neighbourhoods/zandmeer.yaml").write_text("name: [\n")
    assert told(read_folder(content)) == {("content/neighbourhoods/zandmeer.yaml", 1, "open-bracket")}


def test_a_neighbourhood_has_one_municipality(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    (content / "neighbourhoods/zeedorp.yaml").write_text(
        "name: Zeedorp\ndistricts:\n  - {id: zee, name: Zee, neighbourhoods: [{id: molenwijk, name: Molenwijk}]}\n"
    )
    assert told(read_folder(content)) == {("content/neighbourhoods/zeedorp.yaml", 3, "declared-elsewhere")}


def test_an_empty_and_an_absent_folder_are_told_and_never_raise(tmp_path: Path) -> None:
    assert {problem.code for problem in read_folder(tmp_path / "niets").problems} == {
        "no-content-folder",
        "no-vocabulary",
    }
    (tmp_path / "content").mkdir()
    assert [problem.code for problem in read_folder(tmp_path / "content").problems] == ["no-vocabulary"]


def test_a_change_to_a_day_that_is_skipped_anyway_is_a_warning(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    text = (content / ACTIVITY).read_text()
    edit(content / ACTIVITY, "time: 10:00-12:00\n", "time: 10:00-12:00\n    skip: [2026-12-08]\n")
    found = read_folder(content)
    line = text[: text.index("date: 2026-12-08")].count("\n") + 2
    assert told(found) == {(f"content/{ACTIVITY}", line, "change-on-day-off")}
    assert [problem.severity for problem in found.problems] == ["warning"]
    assert "welzijn-zandmeer/koffieochtend" in found.calendar.activities


def test_what_the_cache_gives_is_what_reading_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, cache = town_copy(tmp_path), tmp_path / "cache"
    edit(content / ACTIVITY, "status: active", "status: actief")
    edit(content / "activities/welzijn-zandmeer/buurtdiner.yaml", "venue: ", "venue: x")
    age(content)
    plain = read_folder(content)
    assert len(plain.problems) == 2
    assert read_folder(content, cache) == plain
    monkeypatch.setattr(reading.files, "load_file", _refuse)
    assert read_folder(content, cache) == plain


def test_only_what_changed_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, cache = town_copy(tmp_path), tmp_path / "cache"
    age(content)
    read_folder(content, cache)
    edit(content / ACTIVITY, "Koffieochtend in het dorpshuis", "Theemiddag in het dorpshuis")
    (content / "activities/welzijn-zandmeer/nieuwjaar.yaml").unlink()
    opened: list[str] = []
    load = reading.files.load_file
    monkeypatch.setattr(reading.files, "load_file", lambda *given: opened.append(given[1].path) or load(*given))
    found = read_folder(content, cache)
    assert opened == [ACTIVITY]
    assert found.calendar.activities["welzijn-zandmeer/koffieochtend"].title == "Theemiddag in het dorpshuis"
    assert "welzijn-zandmeer/nieuwjaar" not in found.calendar.activities
    assert found == read_folder(content)


def test_an_edit_within_a_tick_of_the_clock_is_seen(tmp_path: Path) -> None:
    """Same size, inode and time of change as what the cache knows: so young a time is not trusted."""
    content, cache = town_copy(tmp_path), tmp_path / "cache"
    read_folder(content, cache)
    before = (content / ACTIVITY).stat()
    with (content / ACTIVITY).open("r+") as file:
        text = file.read().replace("Koffieochtend in", "Koffiemiddag in ")
        file.seek(0)
        file.write(text)
    os.utime(content / ACTIVITY, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.utime(cache / NAME, ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert read_folder(content, cache).calendar.activities["welzijn-zandmeer/koffieochtend"].title.startswith("Koffiem")


@pytest.mark.parametrize("rubbish", [b"", b"x", b"\x00" * 512, None])
def test_a_cache_that_is_broken_or_foreign_is_as_good_as_none(tmp_path: Path, rubbish: bytes | None) -> None:
    content, cache = town_copy(tmp_path), tmp_path / "cache"
    age(content)
    whole = read_folder(content, cache)
    file = cache / NAME
    file.write_bytes(file.read_bytes()[:-100] if rubbish is None else file.read_bytes()[:32] + rubbish)
    assert read_folder(content, cache) == whole
    file.unlink()
    file.mkdir()
    assert read_folder(content, cache) == whole


def test_the_cache_of_other_code_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, cache = town_copy(tmp_path), tmp_path / "cache"
    age(content)
    read_folder(content, cache)
    opened: list[str] = []
    load = reading.files.load_file
    monkeypatch.setattr(reading.files, "load_file", lambda *given: opened.append(given[1].path) or load(*given))
    monkeypatch.setattr("buurtkalender.reading.cache.code_version", lambda: "later")
    read_folder(content, cache)
    assert ACTIVITY in opened


def age(content: Path) -> None:
    """Make the files look as if they were written long before the cache."""
    for path in content.rglob("*.yaml"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def _refuse(*_: object) -> bytes:
    raise AssertionError("a file was opened although nothing changed")
