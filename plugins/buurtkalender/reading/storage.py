"""Files that are written whole or not at all, and what is kept in such files between builds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def write(path: Path, octets: bytes, *, durable: bool = True) -> None:
    """Write one file as :func:`write_all` does."""
    write_all({path: octets}, durable=durable)


def write_all(files: Mapping[Path, bytes], *, durable: bool = True) -> None:
    """Write files, and the folders they stand in: each is there whole, or as it was, whatever happens meanwhile.

    All are complete before the first takes its place, in their order; a full disk so leaves everything as it was. A
    file that was there keeps its permissions. ``durable``: they are on the disk before a name leads to them, so that
    a machine that loses its power keeps one or the other; a cache can do without. Raises OSError.
    """
    drafts: list[tuple[Path, Path]] = []
    try:
        for path, octets in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}~")  # content with such a name is not read
            draft.unlink(missing_ok=True)
            drafts.append((draft, path))
            with draft.open("xb") as file:
                if path.exists():
                    shutil.copymode(path, draft)  # first of all: what few may read is never there for all
                file.write(octets)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
        while drafts:
            draft, path = drafts[0]
            draft.replace(path)
            del drafts[0]
    finally:
        for draft, _ in drafts:
            with suppress(OSError):
                draft.unlink()


def create(path: Path, octets: bytes) -> None:
    """Write a new file, and the folders it stands in. Raises FileExistsError where one came to be in the meantime."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        try:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink()
            raise


def load_cache(path: Path, kind: type[T]) -> T | None:
    """Return a value that was kept; None where there is none, or one that this version does not understand."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=kind)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def save_cache(path: Path, value: object) -> None:
    """Keep a value for the next build. Where that is not possible, the next build works it out again."""
    with suppress(OSError):
        write(path, msgspec.msgpack.encode(value), durable=False)
