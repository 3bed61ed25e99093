"""One build at a time on an output or a cache; and one that is killed, wherever it was, leaves nothing that lasts."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from buurtkalender.reading import storage
from buurtkalender.reading.storage import NewFolder, Turn
from buurtkalender.site import build as building
from buurtkalender.site import build_cache, publish
from buurtkalender.site.settings import load_site_settings
from hamlet import hamlet_project
from patience import PATIENCE, until
from projects import Project, Tree, different
from reading.test_history import edit
from rebuilding import Built
from town import TODAY

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
GYM = "activities/sv-zandmeer/gymmen.yaml"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A hamlet that was built."""
    return Built(hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_PAGES))


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


@pytest.fixture(scope="module")
def after(before: Built) -> Tree:
    """What the site is after the change that these tests make."""
    made = before.again()
    change(made)
    assert made.build().code == 0
    return made.tree()


def change(made: Project) -> None:
    edit(made.content / GYM, "title: ", "title: Nieuw ")
    (made.content / "activities/sv-zandmeer/wandelgroep.yaml").unlink()


# --- one at a time ----------------------------------------------------------------------------------


@contextmanager
def taken(*folders: Path) -> Iterator[Turn]:
    """Somebody else works with these folders."""
    turn = Turn()
    assert all(turn.take(folder) for folder in folders)
    yield turn
    turn.end()


@pytest.mark.parametrize("shared", [".cache", "output"])
def test_a_build_waits_for_another_with_the_same_cache_or_output_and_is_not_lost(
    shared: str, built: Project, after: Tree
) -> None:
    told: list[str] = []
    change(built)
    settings = load_site_settings(built.settings)
    with ThreadPoolExecutor(1) as pool:
        with taken(built.folder / shared):
            done = pool.submit(building.build, settings, TODAY, progress=lambda what, *_: told.append(what))
            until(lambda: told, "the build to wait")
            assert told == ["Waiting until another build is done"]
            assert (built.output / "activiteiten/sv-zandmeer/wandelgroep/index.html").exists()
        assert done.result(PATIENCE).published
    assert different(built.tree(), after) == []


def test_a_build_that_waited_long_enough_says_so_and_leaves_the_site(
    built: Project, before: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_cache, "PATIENCE", 0.0)
    change(built)
    with taken(built.output):
        done = built.build()
    assert done.code == 2
    assert "Een andere bouw" in done.err
    assert "Traceback" not in done.err
    assert different(built.tree(), before.site) == []
    assert built.build().code == 0


def test_towns_that_share_a_folder_do_not_wait_for_each_other(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_cache, "PATIENCE", 0.0)
    change(built)
    with taken(built.folder, built.folder / "next/output"):
        assert built.build().code == 0


@pytest.mark.parametrize("there", [True, False])
def test_who_waits_for_a_folder_waits_for_the_one_that_takes_its_place(there: bool, tmp_path: Path) -> None:  # noqa: FBT001
    first, second = Turn(), Turn()
    output = tmp_path / "output"
    if there:
        output.mkdir()
    assert first.take(output)
    new = NewFolder(output, publish.MARK, first)
    new.make()
    (new.folder / "index.html").write_text("new")
    assert not second.take(output)
    new.put("build", {"index.html"}, None)
    assert (output / "index.html").read_text() == "new"
    assert not second.take(output)
    first.end()
    assert second.take(output)
    second.end()


def test_a_first_build_into_the_folder_of_the_cache_does_not_wait_for_itself(tmp_path: Path) -> None:
    with taken(tmp_path, tmp_path / "site") as turn:
        assert turn.sure


def test_a_folder_that_was_put_away_just_before_it_was_locked_is_not_the_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, turn, real = tmp_path / "output", Turn(), os.open
    output.mkdir()

    def late(path: Path, flags: int) -> int:
        opened = real(path, flags)
        output.rename(tmp_path / "old")
        output.mkdir()
        return opened

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", late)
        assert not turn.take(output)
    assert turn.take(output)
    turn.end()


def test_where_the_system_has_no_locks_a_build_goes_on(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, os.strerror(95))

    monkeypatch.setattr("fcntl.flock", unsupported)
    change(built)
    assert built.build().code == 0


# --- a power cut ------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False], ids=["a later build", "a whole build"])
def test_every_page_is_on_the_disk_before_the_first_takes_its_place(
    known: bool,  # noqa: FBT001
    built: Project,
    before: Built,
    after: Tree,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk writes when it likes: a name that leads to what it has not yet written is an empty page after a cut."""
    change(built)
    if not known:
        shutil.rmtree(built.folder / ".cache")
    seen = []

    def look(folder: Path) -> None:
        assert different(built.tree(), before.site) == []
        seen.append("Nieuw" in (folder / "activiteiten/sv-zandmeer/gymmen/index.html").read_text())

    monkeypatch.setattr(storage, "settle", look)
    assert built.build().code == 0
    assert seen == [True]
    assert different(built.tree(), after) == []


def test_a_disk_that_does_not_take_the_pages_leaves_the_site(
    built: Project, before: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Path) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr(storage, "settle", broken)
    change(built)
    done = built.build()
    assert (done.code, "Traceback" in done.err) == (2, False)
    assert os.strerror(5) in done.err
    assert different(built.tree(), before.site) == []


def test_whether_it_is_on_the_disk_can_be_asked_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage.settle(tmp_path)
    with pytest.raises(OSError, match="gone"):
        storage.settle(tmp_path / "gone")
    asked: list[str] = []
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: object())
    monkeypatch.setattr(os, "sync", lambda: asked.append("all"), raising=False)
    storage.settle(tmp_path)
    assert asked == ["all"]


# --- killed -----------------------------------------------------------------------------------------


def killed(made: Project, place: object, name: str, at: int) -> None:
    """Build in a process of its own that is killed when it calls a function for the ``at``-th time, before it does."""
    real: Callable[..., Any] = getattr(place, name)
    process = os.fork()
    if not process:
        calls = 0

        def fatal(*given: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        setattr(place, name, fatal)
        try:
            made.build()
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), f"{name} was not called {at} times"


STEPS = [
    (building, "_build", 1),  # it has the lock
    (NewFolder, "make", 1),
    (publish.Publication, "write", 1),
    (publish.Publication, "write", 60),
    (NewFolder, "put", 1),
    (os, "replace", 1),  # the first page of the new site is in its place
    (os, "replace", 40),
    (NewFolder, "_drop", 1),
    (build_cache.BuildCache, "save", 1),
    (build_cache, "sealed", 4),  # half of what is remembered is of this build
    (build_cache, "sealed", 11),
]


@pytest.mark.parametrize(("place", "name", "at"), STEPS, ids=[f"{name}-{at}" for _, name, at in STEPS])
def test_the_build_after_one_that_was_killed_is_right(
    place: object, name: str, at: int, built: Project, after: Tree
) -> None:
    change(built)
    killed(built, place, name, at)
    done = built.build()
    assert done.code == 0, done.said
    assert different(built.tree(), after) == []
    assert [path.name for path in built.folder.iterdir() if path.name.startswith("output")] == ["output"]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_swap_that_was_killed_loses_neither_the_site_nor_what_others_put_there(
    at: int, built: Project, after: Tree
) -> None:
    """The folder is away, the new one is in its place, what others put there is not yet."""
    (built.output / ".well-known").mkdir()
    (built.output / ".well-known/mine.txt").write_text("mine")
    for path in (built.folder / ".cache/builds").rglob("manifest"):
        path.unlink()
    change(built)
    killed(built, Path, "rename", at + 1)  # the first one looks whether files can be moved at all
    assert built.build().code == 0
    assert (built.output / ".well-known/mine.txt").read_text() == "mine"
    (built.output / ".well-known/mine.txt").unlink()
    assert different(built.tree(), after) == []
