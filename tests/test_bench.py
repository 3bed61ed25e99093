"""What the bench says of its figures: its tables, the goals, and what it writes for the floor."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).with_name("bench")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The modules of the bench, which stand outside the tests' own path."""
    monkeypatch.syspath_prepend(BENCH)
    names = ("measure", "tables", "contestants.hugo_alike")
    return {name.rpartition(".")[2]: import_module(name) for name in names}


def figures(cold: float, edited: float, next_day: float, mib: int, together: int | None = None) -> dict[str, Any]:
    """What was found of one contestant."""
    steps = {"cold": cold, "unchanged": 0.1, "edited": edited, "next_day": next_day}
    found = {step: {"seconds": seconds, "processor_seconds": 2 * seconds} for step, seconds in steps.items()}
    return {
        **found,
        "peak_mib": mib,
        "all_processes_mib": together or mib,
        "files": 19000,
        "output_mb": 400.0,
        "rounds": 5,
    }


TOWN = {
    "buurtkalender": figures(2.5, 0.5, 1.0, 140, 170),
    "through-pelican": figures(3.0, 0.9, 1.4, 150),
    "start": figures(5.0, 1.9, 4.0, 280),
    "hugo": figures(4.0, 4.0, 4.0, 300),
    "hugo-alike": figures(10.0, 10.0, 10.0, 900),
}


def rows(table: str) -> dict[str, list[str]]:
    """The cells of each line of a table, by its first."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {line[0]: line[1:] for line in lines}


def test_a_goal_is_reached_by_the_ratio_of_two_figures_of_one_run(bench: dict[str, ModuleType]) -> None:
    found = rows(bench["tables"].goals({"3500": TOWN}))
    assert found["cold, 3,500, against fc25774"] == ["0.5 ×", "0.50 ×", "reached"]
    assert found["cold, 3,500, against Hugo with the same files"] == ["0.7 ×", "0.25 ×", "reached"]
    assert found["one edit, 3,500, against fc25774"] == ["0.25 ×", "0.26 ×", "**not reached**"]
    assert found["largest process, 3,500, against Hugo"] == ["0.5 ×", "0.47 ×", "reached"]
    assert found["all processes together, 3,500, against Hugo"] == ["0.5 ×", "0.57 ×", "**not reached**"]
    assert found["cold through Pelican, 3,500, against our own command"] == ["1.25 ×", "1.20 ×", "reached"]


def test_a_goal_of_what_was_not_measured_is_not_called_reached(bench: dict[str, ModuleType]) -> None:
    found = rows(bench["tables"].goals({"3500": TOWN | {"start": {"not_measured": "no history"}}}))
    assert found["cold, 3,500, against fc25774"] == ["0.5 ×", "-", "not measured"]
    assert found["cold, 35,000 against 3,500"] == ["11 ×", "-", "not measured"]


def test_a_ratio_just_above_a_goal_is_not_rounded_to_it(bench: dict[str, ModuleType]) -> None:
    sets = {"3500": TOWN | {"buurtkalender": figures(2.51, 0.4, 1.0, 140)}}
    assert rows(bench["tables"].goals(sets))["cold, 3,500, against fc25774"] == ["0.5 ×", "0.50 ×", "**not reached**"]


def test_growth_and_the_next_day_are_told_against_our_own_builds(bench: dict[str, ModuleType]) -> None:
    sets = {"3500": TOWN, "35000": {"buurtkalender": figures(30, 1, 9, 900)}, "demo": TOWN}
    found = rows(bench["tables"].goals(sets))
    assert found["cold, 35,000 against 3,500"] == ["11 ×", "12.00 ×", "**not reached**"]
    assert found["next day, published demo, against its cold build"] == ["0.35 ×", "0.40 ×", "**not reached**"]


def test_each_contestant_stands_against_the_others_in_a_table(bench: dict[str, ModuleType]) -> None:
    found = rows(bench["tables"].table("3500", TOWN))
    heads = found["3,500 activities"]
    ours = dict(zip(heads, found["Buurtkalender"], strict=True))
    assert (ours["cold"], ours["processor"], ours["× Hugo"]) == ("2.50 s", "5.00 s", "0.62")
    assert (ours["largest process"], ours["all processes"], ours["files"]) == ("140 MiB", "170 MiB", "19,000")
    assert dict(zip(heads, found["Hugo, the same files"], strict=True))["× Hugo, same files"] == "1.00"


def test_who_could_not_be_measured_says_why_in_a_table(bench: dict[str, ModuleType]) -> None:
    found = rows(bench["tables"].table("350", {"start": {"not_measured": "no | history"}}))
    assert found["Buurtkalender at fc25774"][0] == "not measured: no / history"


def test_the_median_of_the_rounds_counts_and_the_largest_process_of_any_step(bench: dict[str, ModuleType]) -> None:
    sample = bench["measure"].Sample
    rounds = [
        {"cold": sample(cold, 2 * cold, 100.0), "edited": sample(1.0, 1.0, 120.0)} for cold in (9.0, 1.0, 2.0, 3.0, 4.0)
    ]
    found = bench["measure"].medians(rounds)
    assert (found["cold"]["seconds"], found["cold"]["processor_seconds"]) == (3.0, 6.0)
    assert (found["peak_mib"], found["rounds"], "next_day" in found) == (120, 5, False)


def test_the_floor_writes_the_same_bytes_under_the_same_names(tmp_path: Path) -> None:
    (tmp_path / "made" / "a" / "b").mkdir(parents=True)
    (tmp_path / "made" / "a" / "b" / "page.html").write_bytes(b"\x00page")
    (tmp_path / "made" / "feed.xml").write_bytes(b"feed")
    command = [sys.executable, str(BENCH / "write_bytes.py"), "made", "copy"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert all(float(seconds) >= 0 for seconds in told.split())
    assert len(told.split()) == 2
    copied = {file.relative_to(tmp_path / "copy"): file.read_bytes() for file in (tmp_path / "copy").rglob("*.*")}
    assert copied == {Path("a/b/page.html"): b"\x00page", Path("feed.xml"): b"feed"}


def test_hugo_is_given_what_stands_on_a_list_in_its_order(bench: dict[str, ModuleType]) -> None:
    main = (
        '<section class="day"><h2 class="leaf"><span>dinsdag</span> <b>24</b></h2><ol class="cards">'
        '<li class="card"><p class="time">9.00 uur</p><h3><a href="/activiteiten/school/les/">Les</a></h3></li>'
        '<li class="card"><p class="time">11.00 uur</p><h3><a href="/activiteiten/kerk/koor/">Koor</a></h3></li></ol>'
        '</section><h2>Daarna</h2><ol class="rows later"><li><time class="time" datetime="2027-01-18">18 januari</time>'
        ' <a href="/activiteiten/school/les/">Les</a></li></ol>'
    )
    days, later = bench["hugo_alike"]._groups(main)
    assert (days["head"], days["kind"]) == ("dinsdag 24", "cards")
    assert days["of"] == [["9.00 uur", "school/les"], ["11.00 uur", "kerk/koor"]]
    assert later == {"head": "Daarna", "kind": "rows later", "of": [["18 januari", "school/les"]]}


def test_hugo_is_given_the_activity_of_an_event_whose_line_is_folded(bench: dict[str, ModuleType]) -> None:
    alike = bench["hugo_alike"]
    events = "BEGIN:VEVENT\nUID:school.een-les-met-een-lan\n ge-naam-12.20261127.once@town.example\nEND:VEVENT\n"
    assert [alike._id(uid) for uid in alike.UID.findall(events)] == ["school/een-les-met-een-lange-naam-12"]


def test_what_several_processes_share_is_counted_once(bench: dict[str, ModuleType]) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        return  # only Linux tells it
    assert 1 < bench["measure"]._shared_out(os.getpid()) < 100_000
    assert os.getpid() in bench["measure"]._family(os.getpid())
