"""What is kept between builds is checked before it is believed, and git that fails is never taken for no history."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.site.publish import LEDGER, MARK
from examples import tried
from hamlet import hamlet_project
from projects import Done, Project, Tree, different
from reading.test_history import commit, edit, git
from rebuilding import Built

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
COFFEE = "activities/welzijn-zandmeer/koffieochtend.yaml"
DAY = date(2027, 3, 5)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A hamlet in a repository of its own, built after its second commit."""
    made = hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_PAGES)
    (made.folder / ".gitignore").write_text("output*\n.cache\n")
    git(made.folder, "init", "-q")
    commit(made.folder, 1)
    edit(made.content / "activities/sv-zandmeer/gymmen.yaml", "title: ", "title: Nieuw ")
    (made.content / "activities/sv-zandmeer/wandelgroep.yaml").unlink()
    commit(made.folder, 2)
    return Built(made, DAY)


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


@pytest.fixture(scope="module")
def after(before: Built) -> Tree:
    """What the site is after the change that these tests make."""
    made = before.again()
    change(made)
    assert made.build(today=DAY).code == 0
    return made.tree()


def change(made: Project) -> None:
    edit(made.content / COFFEE, "10:00-12:00", "10:30-12:00")
    commit(made.folder, 4)


def built_well(made: Project) -> Done:
    """Build, and look that it went without a traceback."""
    done = made.build(today=DAY)
    assert done.code == 0, done.said
    assert "Traceback" not in done.said
    return done


# --- bits that fall over ----------------------------------------------------------------------------


def kept(made: Project) -> list[Path]:
    """Every file that a build believes something of; of the templates one, which stands for all."""
    found = [
        path for path in sorted((made.folder / ".cache").rglob("*")) if path.is_file() and "templates" not in path.parts
    ]
    return [*found, made.output / LEDGER, made.output / MARK]


@tried(4)
@given(st.data())
def test_whatever_is_damaged_in_what_is_kept_the_site_is_the_same(
    before: Built, after: Tree, data: st.DataObject
) -> None:
    made = before.again()
    change(made)
    file = data.draw(st.sampled_from(kept(made)).map(lambda path: path.relative_to(made.folder)))
    octets = bytearray((made.folder / file).read_bytes())
    at = data.draw(st.integers(0, len(octets) - 1))
    if data.draw(st.booleans()):
        del octets[at:]
    else:
        octets[at] ^= data.draw(st.integers(1, 255))
    (made.folder / file).write_bytes(octets)
    built_well(made)
    assert different(made.tree(), after) == []
    assert built_well(made).out.count(" 0 bestanden gemaakt") == 1


@pytest.mark.thorough
def test_every_kept_file_may_be_halved_or_of_another_file(before: Built, after: Tree) -> None:
    names = [path.relative_to(before.again().folder) for path in kept(before.again())]
    for name in names:
        for other in (None, *names):
            made = before.again()
            change(made)
            octets = (made.folder / name).read_bytes()
            (made.folder / name).write_bytes(
                (made.folder / other).read_bytes() if other else octets[: len(octets) // 2]
            )
            built_well(made)
            assert different(made.tree(), after) == [], (name, other)


def test_a_template_in_which_a_bit_fell_over_is_compiled_again(before: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compiled would be run as it is: nothing else looks at it."""
    monkeypatch.delenv("COMPILED_TEMPLATES", raising=False)
    made = before.again()
    (made.folder / ".cache/templates").unlink(missing_ok=True)
    shutil.rmtree(made.folder / ".cache/builds")
    built_well(made)
    for path in (made.folder / ".cache/templates").iterdir():
        path.write_bytes(path.read_bytes().replace(b"<p", b"<q"))
    shutil.rmtree(made.folder / ".cache/builds")
    built_well(made)
    assert different(made.tree(), before.site) == []


def test_a_page_that_is_not_as_long_as_it_was_is_made_again_with_the_next_change(built: Project, after: Tree) -> None:
    (built.output / "over/index.html").write_bytes(b"")
    change(built)
    built_well(built)
    assert different(built.tree(), after) == []


# --- the ledger -------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["gone", "half", "another time"])
def test_a_ledger_that_is_lost_comes_back_from_the_copy_and_is_told(damage: str, built: Project, after: Tree) -> None:
    ledger = built.output / LEDGER
    text = ledger.read_text()
    ledger.unlink()
    if damage == "half":
        ledger.write_text(text[: len(text) // 2])
    elif damage == "another time":
        ledger.write_text(text.replace("2027-03-0", "2029-03-0", 1))
    change(built)
    done = built_well(built)
    assert "data/ledger.json was weg of beschadigd" in done.err
    assert different(built.tree(), after) == []
    assert "ledger" not in built_well(built).err


def test_a_ledger_that_is_lost_with_its_copy_is_told_with_what_to_do(built: Project) -> None:
    (built.output / LEDGER).unlink()
    for copy in (built.folder / ".cache/builds").rglob("ledger.json"):
        copy.unlink()
    change(built)
    err = built_well(built).err
    assert "data/ledger.json is weg of beschadigd, en er is geen kopie" in err
    assert "reservekopie" in err


def test_a_ledger_of_another_calendar_is_told(built: Project) -> None:
    built.set(CALENDAR_ID="duinrand.example")
    err = built_well(built).err
    assert "zandmeer.buurtkalender.example, en CALENDAR_ID zegt duinrand.example" in err


def test_of_a_first_build_no_ledger_is_missed(built: Project) -> None:
    shutil.rmtree(built.output)
    shutil.rmtree(built.folder / ".cache")
    assert "ledger" not in built_well(built).err


def test_a_ledger_of_a_version_without_digests_counts(built: Project, after: Tree) -> None:
    ledger = built.output / LEDGER
    told = json.loads(ledger.read_text())
    del told["digest"]
    ledger.write_text(json.dumps(told))
    change(built)
    assert "ledger" not in built_well(built).err
    assert different(built.tree(), after) == []


# --- git that fails ---------------------------------------------------------------------------------

FAILS = """#!/bin/sh
echo >> "$CALLS"
if [ "$(wc -l < "$CALLS")" -eq "$FATAL" ]; then echo "fatal: {said}" >&2; exit 128; fi
PATH="$REST" exec git "$@"
"""


def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, said: str = "out of memory") -> Path:
    """Let the ``at``-th call of git fail; return the file that holds a line a call."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "git").write_text(FAILS.format(said=said))
    (folder / "git").chmod(0o755)
    calls = tmp_path / "calls"
    calls.unlink(missing_ok=True)
    monkeypatch.setenv("CALLS", str(calls))
    monkeypatch.setenv("FATAL", str(at))
    rest = os.environ["PATH"].removeprefix(f"{folder}{os.pathsep}")
    monkeypatch.setenv("REST", rest)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{rest}")
    return calls


def unanswered(
    before: Built, forgotten: tuple[str, ...], at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[bool, bool]:
    """Build without the ``at``-th answer of git, and again: whether so many were asked for, and whether it was told."""
    made = before.again()
    git(made.folder, "commit", "--allow-empty", "-m", "x", day=4)
    for name in forgotten:
        shutil.rmtree(made.folder / name)
    with monkeypatch.context() as patch:
        calls = failing(tmp_path, patch, at)
        done = built_well(made)
    if calls.read_text().count("\n") < at:
        return False, False
    assert built_well(made).err == ""
    assert different(made.tree(), before.site) == [], at
    return True, "git kon de geschiedenis" in done.err


@pytest.mark.parametrize(("forgotten", "at"), [((), 1), ((".cache",), 4)])
def test_a_question_that_git_does_not_answer_in_a_build_is_told_and_the_next_one_is_right(
    forgotten: tuple[str, ...], at: int, before: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unanswered(before, forgotten, at, tmp_path, monkeypatch) == (True, True)


@pytest.mark.thorough
@pytest.mark.parametrize("forgotten", [(), (".cache",), (".cache", "output")], ids=["a later", "a whole", "a first"])
def test_whichever_question_git_does_not_answer_in_a_build_it_is_told_and_the_next_one_is_right(
    forgotten: tuple[str, ...], before: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = told = 0
    while True:
        at += 1
        asked, said = unanswered(before, forgotten, at, tmp_path, monkeypatch)
        if not asked:
            break
        told += said
    assert told > 5


def test_while_git_fails_the_site_tells_of_the_past_what_it_told(
    built: Project, before: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"detected dubious ownership in repository at '{built.folder}'"
    (built.folder / "content/pages").joinpath("over.md").touch()
    edit(built.settings, "PAGES_AHEAD_DAYS = 1", "PAGES_AHEAD_DAYS = 1 ")
    (built.output / "over/index.html").unlink()
    with monkeypatch.context() as patch:
        failing(tmp_path, patch, 1, said)
        patch.setenv("FATAL", "1")
        (tmp_path / "bin/git").write_text(f'#!/bin/sh\necho "fatal: {said}" >&2\nexit 128\n')
        done = built_well(built)
    assert f"sudo git config --system --add safe.directory {built.folder}" in done.err
    assert different(built.tree(), before.site) == []


# --- a calendar without activities ------------------------------------------------------------------


def test_a_build_that_shows_no_card_leaves_the_next_one_as_quick_as_any(tmp_path: Path) -> None:
    """Whether the last build can be trusted was told by its cards; without any, all was made again each time."""
    made = hamlet_project(tmp_path / "hamlet")
    made.share_templates()
    shutil.rmtree(made.content / "activities")
    assert made.build().code == 0
    before = {path: path.stat().st_ino for path in made.output.rglob("*.html")}
    page = made.content / "pages/over.md"
    page.write_text(f"{page.read_text()}\nNog een zin.\n")
    assert made.build().code == 0
    again = [path for path in made.output.rglob("*.html") if before.get(path) != path.stat().st_ino]
    assert [path.relative_to(made.output).as_posix() for path in again] == ["over/index.html"]
