"""The age bands of the prevention matrix, as a municipality writes them in norms.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from buurtkalender.domain.values import AgeBand, Ages
from buurtkalender.reading.problems import Problem
from reading.folders import read_folder, town_copy
from town import TOWN

NORMS = "calendar/norms.yaml"
WRITTEN = (TOWN / "content" / NORMS).read_text()


def read_bands(folder: Path, bands: str) -> tuple[tuple[AgeBand, ...], list[Problem]]:
    found = read_folder(town_copy(folder, **{NORMS: f"{WRITTEN}age_bands: {bands}\n"}))
    assert len(found.calendar.norms) == WRITTEN.count("\n  - id: ")
    return found.calendar.age_bands, list(found.problems)


def test_a_band_is_a_range_of_ages_or_an_audience(tmp_path: Path) -> None:
    found, problems = read_bands(tmp_path, "[0-3, 4-11, ouders, 65+]")
    assert problems == []
    assert found == (AgeBand(Ages(0, 3)), AgeBand(Ages(4, 11)), AgeBand(audience="ouders"), AgeBand(Ages(65)))


def test_leaving_them_out_is_no_mistake(tmp_path: Path) -> None:
    found = read_folder(town_copy(tmp_path))
    assert (found.calendar.age_bands, list(found.problems)) == ((), [])


@pytest.mark.parametrize(
    ("bands", "code", "suggestion"),
    [
        ("[11-4]", "ages-reversed", "4-11"),
        ("[4 tot 11]", "bad-ages", "4-11"),
        ("[4]", "bad-ages", "4+"),
        ("[ouderz]", "unknown-audience", "ouders"),
        ("[Ouders]", "unknown-audience", "ouders"),
        ("[4-11, 4-11]", "told-twice", ""),
        ("[{ages: 4-11}]", "text-expected", ""),
    ],
)
def test_a_mistake_is_told_where_it_is_and_the_other_bands_stay(
    tmp_path: Path, bands: str, code: str, suggestion: str
) -> None:
    found, (problem,) = read_bands(tmp_path, f"[65+, {bands[1:]}")
    assert (problem.path, problem.line, problem.code) == (f"content/{NORMS}", WRITTEN.count("\n") + 1, code)
    assert str(problem.params.get("suggestion", "")) == suggestion
    assert AgeBand(Ages(65)) in found
    assert all(band.audience is None for band in found)
