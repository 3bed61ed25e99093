"""What is written is there whole, or as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from buurtkalender.reading.storage import create, load_cache, save_cache, write, write_all


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_file_is_written_in_folders_that_were_not_there(tmp_path: Path) -> None:
    write(tmp_path / "a/b/c.yaml", b"new")
    assert (tmp_path / "a/b/c.yaml").read_bytes() == b"new"
    assert names(tmp_path) == ["a", "b", "c.yaml"]


def test_of_several_files_none_is_replaced_where_one_cannot_be_written(tmp_path: Path) -> None:
    first, file = tmp_path / "first.yaml", tmp_path / "file"
    write_all({first: b"old", file: b"no folder"})
    with pytest.raises(OSError, match="file"):
        write_all({first: b"new", file / "second.yaml": b"new"})
    assert (first.read_bytes(), names(tmp_path)) == (b"old", ["file", "first.yaml"])


def test_where_a_file_cannot_take_its_place_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "second.yaml").mkdir()
    with pytest.raises(OSError, match=r"second\.yaml"):
        write_all({tmp_path / "first.yaml": b"new", tmp_path / "second.yaml": b"new"})
    assert names(tmp_path) == ["first.yaml", "second.yaml"]


def test_a_file_that_few_may_read_stays_so(tmp_path: Path) -> None:
    path = tmp_path / "settings"
    write(path, b"old")
    path.chmod(0o640)
    write(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_new_file_is_not_written_over_another(tmp_path: Path) -> None:
    create(tmp_path / "a/b.yaml", b"first")
    with pytest.raises(FileExistsError):
        create(tmp_path / "a/b.yaml", b"second")
    assert (tmp_path / "a/b.yaml").read_bytes() == b"first"


def test_what_cannot_be_kept_or_understood_is_worked_out_again(tmp_path: Path) -> None:
    path = tmp_path / "cache/words"
    save_cache(path, ("koffie", 3))
    assert load_cache(path, tuple[str, int]) == ("koffie", 3)
    assert load_cache(path, int) is None
    assert load_cache(tmp_path / "nothing", int) is None
    save_cache(path / "below", 3)
    assert names(tmp_path) == ["cache", "words"]
