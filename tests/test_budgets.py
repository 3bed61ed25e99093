"""What a phone has to fetch stays small: the budgets of the design, over the whole demo as it is published."""

from __future__ import annotations

import gzip
from pathlib import Path
from runpy import run_path

import pytest

from buurtkalender.site.paper import papers, pictures
from buurtkalender.site.paper.press import Press
from projects import SETTINGS, Project, demo_project
from weight import BUDGETS, ELEMENTS, STYLE, heaviest, weights


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo with every language and sheet that its settings name: what is added for these costs bytes too.

    Sheets and pictures are empty, as no page fetches them.
    """
    monkeypatch.setattr(Press, "pdf", lambda *_: b"")
    monkeypatch.setattr(papers, "on_one_page", lambda *_: b"")
    monkeypatch.setattr(pictures, "draw", lambda _: b"")
    published = run_path(str(SETTINGS))
    made = demo_project(tmp_path / "demo", LANGUAGES=published["LANGUAGES"], PAPERS=published["PAPERS"])
    done = made.build()
    assert done.code == 0, done.said
    return made.output


def test_every_page_and_all_that_it_fetches_are_within_budget(published: Path) -> None:
    found = list(weights(published))
    assert [one for budget in BUDGETS for one in found if budget.covers(one.path) and one.octets > budget.octets] == []
    assert [one for one in found if one.elements > ELEMENTS] == []
    assert len(found) > 9 * 300
    # else something that pages fetch is not counted
    assert [budget.name for budget in BUDGETS if heaviest(found, budget).octets < budget.octets / 4] == []


def test_the_style_sheet_is_within_budget(demo: Project) -> None:
    assert len(gzip.compress((demo.output / "theme/css/site.css").read_bytes(), 9)) <= STYLE
