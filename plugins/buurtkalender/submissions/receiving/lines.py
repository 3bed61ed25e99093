"""Files of lines, as a log has them: read line by line, and made anew without losing one."""

from __future__ import annotations

import fcntl
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, NamedTuple, cast


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


@contextmanager
def adding_to(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to add to it while nobody else does: the one of this name, also when it was made anew meanwhile.

    Raises OSError.
    """
    while True:
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(opened, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if path.stat().st_ino == os.fstat(opened).st_ino:
                    yield file
                    return
