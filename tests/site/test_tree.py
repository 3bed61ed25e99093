"""The output folder is written anew and swapped in whole; what did not change is kept."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from buurtkalender.reading.storage import save_cache
from buurtkalender.site.making import make_all
from buurtkalender.site.publish import (
    BuiltShare,
    FileGroup,
    Manifest,
    Output,
    OutputError,
    Publication,
    file_name,
    joined_manifest,
    published,
)


def outputs(**files: str) -> list[Output | FileGroup]:
    """Return one output a file, whose key is its text."""
    return [Output(f"/{name}.txt", text.encode(), text.encode) for name, text in files.items()]


def publish(folder: Path, wanted: list[Output | FileGroup], last: Manifest | None = None, jobs: int = 1) -> int:
    """Publish and return how many files were made."""
    with Publication(folder, last) as publication:
        todo, kept = publication.sorted_out(wanted)
        shares = make_all(publication, todo, jobs, lambda _made: None)
        publication.publish(joined_manifest([kept, *shares]))
    return sum(share.written for share in shares)


def manifest(wanted: list[Output | FileGroup]) -> Manifest:
    """Return what a site of these files holds."""
    share = BuiltShare()
    for one in wanted:
        found = list(one.outputs()) if isinstance(one, FileGroup) else [one]
        share.keys.update((file_name(output.path), output.key) for output in found)
        if isinstance(one, FileGroup):
            share.groups[one.path] = one.key, [file_name(output.path) for output in found]
    return joined_manifest([share])


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.suffix == ".txt"}


def test_only_what_changed_is_made_and_the_rest_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before = outputs(a="one", b="two", c="three")
    assert publish(folder, before) == 3
    assert publish(folder, outputs(a="one", b="new", d="four"), manifest(before)) == 2
    assert files(folder) == {"a.txt": "one", "b.txt": "new", "d.txt": "four"}


def test_a_cold_build_leaves_the_date_of_a_file_alone_when_its_bytes_are_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    publish(folder, outputs(a="one", b="two", c="three"))
    dated = _age(folder)
    assert publish(folder, outputs(a="one", b="new", c="longer", d="four")) == 4
    assert _same_date(folder, dated) == {"a.txt"}


def test_a_file_that_is_made_anew_with_other_keys_keeps_its_date_too(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before = outputs(a="one", b="two")
    publish(folder, before)
    dated = _age(folder)
    after: list[Output | FileGroup] = [Output("/a.txt", b"another key", b"one".__bytes__), *outputs(b="new")]
    assert publish(folder, after, manifest(before)) == 2
    assert _same_date(folder, dated) == {"a.txt"}


def test_a_file_that_is_made_in_pieces_keeps_its_date(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    long = [bytes([number % 251]) * 1000 for number in range(1000)]
    publish(folder, [Output("/a.txt", b"1", lambda: long), Output("/b.txt", b"1", lambda: [*long[:-1], b"x" * 1000])])
    dated = _age(folder)
    publish(folder, [Output("/a.txt", b"1", lambda: long), Output("/b.txt", b"1", lambda: long)])
    assert _same_date(folder, dated) == {"a.txt"}


def _age(folder: Path) -> dict[str, int]:
    """Date every file back to a time of its own, to the nanosecond, and return these."""
    dated = {}
    for number, path in enumerate(sorted(folder.glob("*.txt"))):
        dated[path.name] = 1_700_000_000_123_456_789 + number * 10**9
        os.utime(path, ns=(0, dated[path.name]))
    return dated


def _same_date(folder: Path, dated: dict[str, int]) -> set[str]:
    return {name for name, date in dated.items() if (folder / name).stat().st_mtime_ns == date}


def test_a_kept_file_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before = outputs(a="one", b="two")
    publish(folder, before)
    (folder / "a.txt").unlink()
    assert publish(folder, before, manifest(before)) == 1
    assert files(folder) == {"a.txt": "one", "b.txt": "two"}


def test_a_group_that_did_not_change_is_not_even_listed(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before: list[Output | FileGroup] = [FileGroup("/a/", b"1", lambda: outputs(a="one", b="two"))]  # type: ignore[arg-type,return-value]
    publish(folder, before)

    def never() -> list[Output]:
        raise AssertionError("nobody should ask")

    assert publish(folder, [FileGroup("/a/", b"1", never)], manifest(before)) == 0
    assert files(folder) == {"a.txt": "one", "b.txt": "two"}


def test_of_a_group_that_changed_only_the_files_that_changed_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before: list[Output | FileGroup] = [FileGroup("/a/", b"1", lambda: outputs(a="one", b="two", c="three"))]  # type: ignore[arg-type,return-value]
    publish(folder, before)
    after: list[Output | FileGroup] = [FileGroup("/a/", b"2", lambda: outputs(a="one", b="new"))]  # type: ignore[arg-type,return-value]
    assert publish(folder, after, manifest(before)) == 1
    assert files(folder) == {"a.txt": "one", "b.txt": "new"}


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


def test_a_failure_in_another_process_fails_the_build(tmp_path: Path) -> None:
    folder, us = tmp_path / "output", os.getpid()
    publish(folder, outputs(a="one"))

    def elsewhere() -> bytes:
        if os.getpid() != us:
            raise ValueError("the page is broken")
        return b"x"

    wanted: list[Output | FileGroup] = [Output(f"/{number}.txt", b"", elsewhere) for number in range(3001)]
    with pytest.raises(OutputError, match="the page is broken"):
        publish(folder, wanted, jobs=2)
    assert files(folder) == {"a.txt": "one"}


def test_several_processes_make_the_same_site_as_one(tmp_path: Path) -> None:
    wanted: list[Output | FileGroup] = [Output(f"/{number}.txt", b"", str(number).encode) for number in range(1500)]
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


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    before: list[Output | FileGroup] = [
        Output("/a/b/c.txt", b"1", b"1".__bytes__),
        Output("/d.txt", b"1", b"1".__bytes__),
    ]
    publish(folder, before)
    after: list[Output | FileGroup] = [Output("/a.txt", b"2", b"2".__bytes__), Output("/d.txt", b"1", b"1".__bytes__)]
    publish(folder, after, manifest(before))
    assert sorted(path.name for path in folder.rglob("*")) == [".buurtkalender", "a.txt", "d.txt"]


def test_a_build_that_is_killed_while_it_publishes_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    folder, file = tmp_path / "output", tmp_path / "manifest"
    before = outputs(a="one", b="two")
    publish(folder, before)
    file.write_bytes(msgspec.msgpack.encode(manifest(before)))
    (folder / ".buurtkalender").write_text("unfinished")
    assert published(folder, file) is None
    publish(folder, outputs(a="new", b="two"))
    assert files(folder) == {"a.txt": "new", "b.txt": "two"}


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
    folder, file = tmp_path / "output", tmp_path / "manifest"
    publish(folder, outputs(a="one"))
    save_cache(file, Manifest("another mark", {"a.txt": b"one"}))
    assert published(folder, file) is None
    file.write_bytes(b"not a manifest")
    assert published(folder, file) is None
    save_cache(file, manifest(outputs(a="one")))
    assert published(folder, file) is not None


def _dead_process() -> int:
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)
    return process
