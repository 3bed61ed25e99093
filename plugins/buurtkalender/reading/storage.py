"""Files that are written whole or not at all, and what is kept in such files between builds."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, NamedTuple, TypeVar, cast

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


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write one file as :func:`write` does, piece by piece: it takes its place when the context ends without an error.

    It is compressed where its name says so. Nobody else may write it meanwhile. Raises OSError.
    """
    draft = path.with_name(f".{path.name}~")
    try:
        with draft.open("wb") as file:
            draft.chmod(path.stat().st_mode if path.exists() else 0o600)
            with (
                gzip.GzipFile("", "wb", fileobj=file, mtime=0) if path.suffix == ".gz" else nullcontext(file) as inside
            ):
                yield cast("IO[bytes]", inside)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink()


def sync_folder(folder: Path) -> None:
    """Return when the disk has the names in a folder. Raises OSError."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class WholeLine(NamedTuple):
    """A line of a file with its end, and where it starts and ends."""

    start: int
    end: int
    text: bytes


def whole_lines(file: IO[bytes], start: int, longest: int) -> Iterator[WholeLine]:
    """Yield the lines from there on; of one that is longer than the longest only that it is there.

    What ends without a line end is still being written, or never was: it is no line yet.
    """
    if start:
        file.seek(start)
    while text := file.readline(longest + 1):
        end = start + len(text)
        while not text.endswith(b"\n"):
            text = file.readline(longest + 1)
            if not text:
                return
            end += len(text)
        yield WholeLine(start, end, text if end - start <= longest + 1 else b"\n")
        start = end


def to_read(path: Path) -> IO[bytes]:
    """Open a file to read it, also where it is compressed. Raises OSError, and EOFError or zlib.error while reading."""
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


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
