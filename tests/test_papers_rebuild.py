"""Sheets and pictures are made again when something on them changed, then and only then; and always the same bytes."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from buurtkalender.site.paper import papers
from buurtkalender.site.paper.sheet import Press
from buurtkalender.site.publish import LEDGER
from hamlet import hamlet_project
from projects import Project, Tree, different, started
from rebuilding import Built
from test_rebuild import CHANGES, Edit, anew, says, theme
from town import TODAY

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 60}

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
def once() -> dict[object, bytes]:
    """What was printed and drawn, by all that it was made of."""
    return {}


def _print_once(once: dict[object, bytes], patch: pytest.MonkeyPatch) -> None:
    """Print and draw what is equal in all respects once: that it comes out the same, the other tests look at."""
    pdf, draw = Press.pdf, papers.draw

    def printing(self: Press, template: str, sheet: object, day: date) -> bytes:
        texts = tuple(file.read_bytes() for file in sorted(self.templates.iterdir()) if file.is_file())
        key = texts, template, msgspec.json.encode(sheet), day
        if key not in once:
            once[key] = pdf(self, template, sheet, day)
        return once[key]

    def drawing(shown: papers.PictureText) -> bytes:
        key = msgspec.json.encode(shown)
        if key not in once:
            once[key] = draw(shown)
        return once[key]

    patch.setattr(Press, "pdf", printing)
    patch.setattr(papers, "draw", drawing)


@pytest.fixture
def _press(once: dict[object, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """Print nothing that was printed before."""
    _print_once(once, monkeypatch)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, once: dict[object, bytes]) -> Built:
    """The hamlet with its sheets, as it was built before any change."""
    with pytest.MonkeyPatch.context() as patch:
        _print_once(once, patch)
        return Built(hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", PAPERS=True, **FEW_PAGES))


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


def printed(site: Tree) -> Tree:
    """The sheets and pictures of a site."""
    return {path: octets for path, octets in site.items() if path.endswith((".pdf", ".png"))}


@pytest.mark.usefixtures("_press")
@pytest.mark.parametrize("change", EDITS)
def test_after_a_change_sheets_are_what_they_would_be_had_it_always_been_so(
    change: str, built: Project, before: Built, tmp_path: Path
) -> None:
    EDITS[change](built)
    assert built.build().code == 0
    site = built.tree()
    assert different(site, anew(built, tmp_path, before.site[LEDGER])) == []
    assert different(printed(site), printed(before.site)), "the change shows on no sheet, so this tests nothing"


@pytest.mark.usefixtures("_press")
def test_a_week_later_sheets_are_what_they_would_be_had_they_not_been_made_before(
    built: Project, before: Built, tmp_path: Path
) -> None:
    later = TODAY + timedelta(days=7)
    assert built.build(today=later).code == 0
    assert different(built.tree(), anew(built, tmp_path, before.site[LEDGER], later)) == []


def test_a_day_on_which_nothing_changes_on_paper_makes_no_sheet_again(built: Project) -> None:
    sheets = {path: path.stat().st_ino for path in built.output.rglob("*/deze-week.pdf")}
    assert built.build(today=TODAY + timedelta(days=1)).code == 0
    assert {path: path.stat().st_ino for path in built.output.rglob("*/deze-week.pdf")} == sheets


def test_a_change_of_the_pages_look_prints_no_sheet_and_draws_no_picture_again(built: Project) -> None:
    before = {path: path.stat().st_ino for path in built.output.rglob("*") if path.suffix in {".pdf", ".png"}}
    theme("static/css/base.css", "}", "}\n.new { color: red }")(built)
    assert built.build().code == 0
    assert {path: path.stat().st_ino for path in before} == before


def test_an_activity_that_changes_makes_its_own_flyer_again_and_no_other(built: Project, before: Built) -> None:
    CHANGES["an activity that pauses"](built)
    assert built.build().code == 0
    gone = "activiteiten/welzijn-zandmeer/eettafel/flyer.pdf"
    changed = different(printed(before.site), printed(built.tree()))
    assert gone in changed
    assert [path for path in changed if path.endswith("flyer.pdf")] == [gone]


TWICE = """
import sys
from pathlib import Path
from buurtkalender.cli import main
from buurtkalender.reading import processes
from buurtkalender.site import making
processes.ENOUGH = making.ENOUGH = 10
build = ["build", "--settings", "pelican.conf.py", "--today", "2026-11-24", "--jobs", "2"]
assert main(build) == 0
with Path("theme/static/css/base.css").open("a") as file:
    file.write(".new { color: red }")  # every page is made again, in two processes
assert main(build) == 0
"""


def test_a_process_that_has_printed_can_build_again(tmp_path: Path) -> None:
    """As in `serve`: typst has threads of its own, which a process that is forked off would wait for without end."""
    made = hamlet_project(tmp_path / "hamlet", PAPERS=True, **FEW_PAGES)
    made.share_templates()
    done = started(sys.executable, "-c", TWICE, folder=made.folder)
    assert done.code == 0, done.said
