"""The output folder is written anew and swapped in whole; what did not change is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from buurtkalender.site.outputs import Output
from buurtkalender.site.tree import Manifest, OutputError, Publication, make_all, published


def outputs(**files: str) -> list[Output]:
    """Return one output a file, whose key is its text."""
    return [Output(f"/{name}.txt", text.encode(), text.encode) for name, text in files.items()]


def publish(folder: Path, wanted: list[Output], last: Manifest | None = None, jobs: int = 1) -> int:
    """Publish and return how many files were made."""
    with Publication(folder, last) as publication:
        todo = publication.stale(wanted)
        make_all(publication, todo, jobs, lambda _made: None)
        publication.swap("mark")
    return len(todo)


def manifest(wanted: list[Output]) -> Manifest:
    return Manifest("mark", {output.path[1:]: output.key for output in wanted})


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.suffix == ".txt"}


def test_only_what_changed_is_made_and_the_rest_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before = outputs(a="one", b="two", c="three")
    assert publish(folder, before) == 3
    assert publish(folder, outputs(a="one", b="new", d="four"), manifest(before)) == 2
    assert files(folder) == {"a.txt": "one", "b.txt": "new", "d.txt": "four"}


def test_a_kept_file_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before = outputs(a="one", b="two")
    publish(folder, before)
    (folder / "a.txt").unlink()
    assert publish(folder, before, manifest(before)) == 1
    assert files(folder) == {"a.txt": "one", "b.txt": "two"}


def test_a_build_that_fails_leaves_the_last_site_and_nothing_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    publish(folder, outputs(a="one"))

    def broken() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no") as caught:
        publish(folder, [*outputs(a="new"), Output("/b.txt", b"b", broken)])
    assert caught.value.__notes__ == ["while making /b.txt"]
    assert files(folder) == {"a.txt": "one"}
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_failure_in_any_of_the_processes_fails_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    publish(folder, outputs(a="one"))

    def broken() -> bytes:
        raise ValueError("the 1501st page is broken")

    wanted = [Output(f"/{number}.txt", b"", b"x".__bytes__) for number in range(3001)]
    wanted[1501] = Output("/1501.txt", b"", broken)
    with pytest.raises(OutputError, match="the 1501st page is broken"):
        publish(folder, wanted, jobs=2)
    assert files(folder) == {"a.txt": "one"}


def test_several_processes_make_the_same_site_as_one(tmp_path: Path) -> None:
    wanted = [Output(f"/{number}.txt", b"", str(number).encode) for number in range(1500)]
    publish(tmp_path / "one", wanted)
    publish(tmp_path / "two", wanted, jobs=2)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_folder_with_somebodys_own_files_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "novel.txt").write_text("chapter 1")
    with pytest.raises(OutputError, match="did not make"):
        publish(folder, outputs(a="one"))
    assert files(folder) == {"novel.txt": "chapter 1"}


def test_two_pages_that_want_the_same_address_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"two pages want to be a\.txt"):
        publish(tmp_path / "output", [*outputs(a="one"), *outputs(a="two")])


def test_the_site_of_a_build_that_was_killed_between_two_renames_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    publish(folder, outputs(a="one"))
    dead = _dead_process()
    folder.rename(tmp_path / f"output.old-{dead}")
    (tmp_path / f"output.new-{dead}").mkdir()
    with Publication(folder, None):
        assert files(folder) == {"a.txt": "one"}
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_manifest_of_another_site_is_not_believed(tmp_path: Path) -> None:
    import msgspec

    folder, file = tmp_path / "output", tmp_path / "manifest"
    publish(folder, outputs(a="one"))
    file.write_bytes(msgspec.msgpack.encode(Manifest("another mark", {"a.txt": b"one"})))
    assert published(folder, file) is None
    file.write_bytes(b"not a manifest")
    assert published(folder, file) is None
    file.write_bytes(msgspec.msgpack.encode(Manifest("mark", {"a.txt": b"one"})))
    assert published(folder, file) is not None


def _dead_process() -> int:
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)
    return process
