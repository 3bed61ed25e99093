"""Sheets and pictures are made again when something on them changed, then and only then; and always the same bytes."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from buurtkalender.site.tree import LEDGER
from projects import Project, Tree, different, started, town_project
from test_rebuild import CHANGES, FEW_DAYS, Edit, anew, says, theme
from town import TODAY

EDITS: dict[str, Edit] = {
    **{
        name: CHANGES[name]
        for name in (
            "a date moved into the week",
            "an organisation deleted",
            "a neighbourhood's name",
            "what the site says of itself",
        )
    },
    "the price of an activity": says("activities/welzijn-zandmeer/eettafel.yaml", "7.50", "8.50"),
    "the colour of the site": theme("static/css/tokens.css", "--band: #8f3218", "--band: #17564f"),
    "a template of sheets": theme("print/sheet.typ", "#4a413b", "#333333"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which all these builds are done."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def pristine(place: Path) -> Project:
    """The town with its sheets, built and put aside."""
    made = town_project(place / "town", PAPERS=True, **FEW_DAYS)
    assert made.build().code == 0
    made.folder.rename(place / "pristine")
    return Project(place / "pristine")


@pytest.fixture
def built(place: Path, pristine: Project) -> Project:
    """The town as it was built, for the test to change."""
    made = Project(place / "town")
    shutil.rmtree(made.folder, ignore_errors=True)
    shutil.copytree(pristine.folder, made.folder)
    return made


def printed(site: Tree) -> Tree:
    """The sheets and pictures of a site."""
    return {path: octets for path, octets in site.items() if path.endswith((".pdf", ".png"))}


@pytest.mark.parametrize("change", EDITS)
def test_after_a_change_sheets_are_what_they_would_be_had_it_always_been_so(
    change: str, built: Project, tmp_path: Path
) -> None:
    before = built.tree()
    EDITS[change](built)
    assert built.build().code == 0
    site = built.tree()
    assert different(site, anew(built, tmp_path, before[LEDGER])) == []
    assert different(printed(site), printed(before)), "the change shows on no sheet, so this tests nothing"


def test_a_week_later_sheets_are_what_they_would_be_had_they_not_been_made_before(
    built: Project, tmp_path: Path
) -> None:
    later = TODAY + timedelta(days=7)
    ledger = (built.output / LEDGER).read_bytes()
    assert built.build(today=later).code == 0
    assert different(built.tree(), anew(built, tmp_path, ledger, later)) == []


def test_a_day_on_which_nothing_changes_on_paper_makes_no_sheet_again(built: Project) -> None:
    before = {path: path.stat().st_ino for path in built.output.rglob("*/deze-week.pdf")}
    assert built.build(today=TODAY + timedelta(days=1)).code == 0
    assert {path: path.stat().st_ino for path in built.output.rglob("*/deze-week.pdf")} == before


def test_an_activity_that_changes_makes_its_own_flyer_again_and_no_other(built: Project) -> None:
    before = printed(built.tree())
    CHANGES["an activity that pauses"](built)
    assert built.build().code == 0
    gone = "activiteiten/welzijn-zandmeer/eettafel/flyer.pdf"
    changed = different(before, printed(built.tree()))
    assert gone in changed
    assert [path for path in changed if path.endswith("flyer.pdf")] == [gone]


TWICE = """
import sys
from pathlib import Path
from buurtkalender.cli import main
from buurtkalender.reading import processes
from buurtkalender.site import tree
processes.ENOUGH = tree.ENOUGH = 10
build = ["build", "--settings", "pelican.conf.py", "--today", "2026-11-24", "--jobs", "2"]
assert main(build) == 0
with Path("theme/static/css/base.css").open("a") as file:
    file.write(".new { color: red }")  # every page is made again, in two processes
assert main(build) == 0
"""


def test_a_process_that_has_printed_can_build_again(tmp_path: Path) -> None:
    """As in `serve`: typst has threads of its own, which a process that is forked off would wait for without end."""
    made = town_project(tmp_path / "town", PAPERS=True)
    done = started(sys.executable, "-c", TWICE, folder=made.folder)
    assert done.code == 0, done.said
