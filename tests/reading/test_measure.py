"""How coverage is measured, as a municipality may write it in norms.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from buurtkalender.domain.values import Measure
from buurtkalender.reading.problems import Problem
from reading.folders import read_folder, town_copy
from town import TOWN

NORMS = "calendar/norms.yaml"
WRITTEN = (TOWN / "content" / NORMS).read_text()


def read_measure(folder: Path, *lines: str) -> tuple[Measure, list[Problem]]:
    added = "".join(f"{line}\n" for line in ("measure:", *lines))
    found = read_folder(town_copy(folder, **{NORMS: WRITTEN + added}))
    assert len(found.calendar.norms) == WRITTEN.count("\n  - id: ")
    return found.calendar.measure, list(found.problems)


def test_a_municipality_says_how_it_measures_and_leaves_out_what_is_as_usual(tmp_path: Path) -> None:
    found, problems = read_measure(
        tmp_path,
        "  walking_speed: 3,5",
        "  confidence: [{days: 30, counts: 1}, {days: 365, counts: 0.5}]",
        "  few_residents: 20",
    )
    assert problems == []
    assert found == Measure(walking_kmh=3.5, confidence=((30, 1.0), (365, 0.5)), few_residents=20)


def test_without_it_all_is_as_usual(tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path))
    assert (found.calendar.measure, list(found.problems)) == (Measure(), [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("  walking_speed: 0", "bad-number"),
        ("  detour: 0.9", "bad-number"),
        ("  few_residents: some", "bad-whole-number"),
        ("  walking: 4", "unknown-key"),
        ("  confidence: [{days: 90, counts: 1}, {days: 30, counts: 0.7}]", "confidence-order"),
        ("  confidence: [{days: 90, counts: 0.5}, {days: 180, counts: 0.7}]", "confidence-order"),
        ("  confidence: [{days: 90}]", "missing-key"),
    ],
)
def test_a_mistake_is_told_where_it_is(tmp_path: Path, line: str, code: str) -> None:
    found, (problem,) = read_measure(tmp_path, line)
    assert (problem.path, problem.line, problem.code) == (f"content/{NORMS}", WRITTEN.count("\n") + 2, code)
    assert found.walking_kmh > 0
