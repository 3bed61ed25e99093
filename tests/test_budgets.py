"""What a phone has to fetch stays small: the budgets of the design, over the whole demo as it is published."""

from __future__ import annotations

import gzip
from pathlib import Path
from runpy import run_path

import pytest

from buurtkalender.site.paper import papers
from buurtkalender.site.paper.sheet import Press
from projects import SETTINGS, Project, demo_project
from weight import BUDGETS, ELEMENTS, ELEMENTS_LANGUAGES, STYLE, Weight, heaviest, weights


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo with every language and sheet that its settings name: what is added for these costs bytes too.

    Sheets and pictures are empty, as no page fetches them.
    """
    monkeypatch.setattr(Press, "pdf", lambda *_: b"")
    monkeypatch.setattr(papers, "on_one_page", lambda *_: b"")
    monkeypatch.setattr(papers, "draw", lambda _: b"")
    published = run_path(str(SETTINGS))
    made = demo_project(tmp_path / "demo", LANGUAGES=published["LANGUAGES"], PAPERS=published["PAPERS"])
    done = made.build()
    assert done.code == 0, done.said
    return made.output


def test_every_page_and_all_that_it_fetches_are_within_budget(demo: Project) -> None:
    found = list(weights(demo.output))
    covered = [(one, budget) for budget in BUDGETS for one in found if budget.covers(one.path)]
    assert [one for one, budget in covered if budget.is_above(one, budget.languages)] == []
    assert [one for one, _ in covered if one.elements > ELEMENTS - ELEMENTS_LANGUAGES] == []
    assert [one for one in found if one.elements > ELEMENTS] == []
    assert len(found) > 3 * 300
    _assert_whole(found)


@pytest.mark.thorough
def test_they_are_so_in_every_language(published: Path) -> None:
    found = list(weights(published))
    assert [one for budget in BUDGETS for one in found if budget.covers(one.path) and budget.is_above(one)] == []
    assert [one for one in found if one.elements > ELEMENTS] == []
    assert len(found) > 9 * 300
    _assert_whole(found)


def _assert_whole(found: list[Weight]) -> None:
    """Else something that pages fetch is not counted."""
    assert [budget.name for budget in BUDGETS if budget.counted(heaviest(found, budget)) < budget.octets / 4] == []


def test_the_style_sheet_is_within_budget(demo: Project) -> None:
    assert len(gzip.compress((demo.output / "theme/css/site.css").read_bytes(), 9)) <= STYLE
