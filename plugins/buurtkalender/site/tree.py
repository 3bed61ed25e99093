"""The output folder: written to a new folder beside it, and swapped in whole.

A file whose key did not change is linked from the last site instead of made again, so that a build after one changed
file costs what changed. Nothing is ever written into a published file: links would change the last site too.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

MARK = ".buurtkalender"


class Output(NamedTuple):
    """One file of the site.

    ``path`` is its address below the site's root ("/vandaag/" stands for vandaag/index.html). ``key`` is a digest of
    all that its bytes depend on: two outputs with the same path and key have the same bytes. ``make`` makes them.
    """

    path: str
    key: bytes
    make: Callable[[], bytes]


class OutputError(Exception):
    """The output cannot be written; the text says why and what to do."""


class Counts(NamedTuple):
    """How many files were made, kept from the last site, and dropped."""

    made: int
    kept: int
    dropped: int


class Manifest(msgspec.Struct):
    """What the last site held: file name to key. ``build`` is the mark that its folder carries."""

    build: str
    keys: dict[str, bytes]


def file_name(path: str) -> str:
    """Return the file below the output folder that a path of the site is kept in."""
    name = path.lstrip("/")
    return name + "index.html" if not name or name.endswith("/") else name


def published(output: Path, manifest_file: Path) -> Manifest | None:
    """Return what the folder holds according to the manifest, or None if they do not belong together."""
    try:
        manifest = msgspec.msgpack.decode(manifest_file.read_bytes(), type=Manifest)
        mark = (output / MARK).read_text()
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    return manifest if mark == manifest.build else None


def check_replaceable(output: Path) -> None:
    """Raise OutputError when ``output`` holds something that no build of ours made."""
    if not output.exists() or (output / MARK).is_file():
        return
    if not output.is_dir():
        raise OutputError(f"{output} is a file; the site needs a folder.")
    if any(output.iterdir()):
        raise OutputError(
            f"{output} holds files that buurtkalender did not make, and building would replace them. "
            "Name an empty or new folder with --output, or empty this one yourself."
        )


class Publication:
    """A new tree beside the output folder, until :meth:`swap` puts it in its place."""

    def __init__(self, output: Path, last: Manifest | None) -> None:
        self.output = output
        self.folder = output.with_name(f"{output.name}.new-{os.getpid()}")
        self._last = last.keys if last else {}
        self._folders: set[str] = set()

    def __enter__(self) -> Self:
        check_replaceable(self.output)
        self._clear_leftovers()
        self.folder.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clear_leftovers(self) -> None:
        """Remove what a build that was killed left beside the output folder."""
        for left in self.output.parent.glob(f"{self.output.name}.*-*"):
            kind, _, process = left.name.removeprefix(f"{self.output.name}.").partition("-")
            if kind not in {"new", "old"} or not process.isdigit() or _alive(int(process)):
                continue
            if kind == "old" and not self.output.exists():
                left.rename(self.output)  # killed between the two renames of a swap: the last site comes back
            else:
                shutil.rmtree(left, ignore_errors=True)

    def stale(self, outputs: Iterable[Output]) -> list[Output]:
        """Link every output that did not change, and return those that have to be made.

        Raises OutputError when two outputs want the same file.
        """
        todo: list[Output] = []
        seen: set[str] = set()
        source, target = f"{self.output}{os.sep}", f"{self.folder}{os.sep}"
        for output in outputs:
            name = file_name(output.path)
            if name in seen:
                raise OutputError(f"two pages want to be {name}")
            seen.add(name)
            if self._last.get(name) == output.key:
                self._folder_of(name)
                try:
                    os.link(source + name, target + name)
                except OSError:
                    if not _copied(source + name, target + name):
                        todo.append(output)
            else:
                todo.append(output)
        return todo

    def write(self, path: str, content: bytes) -> None:
        """Write one file of the new tree."""
        name = file_name(path)
        self._folder_of(name)
        descriptor = os.open(f"{self.folder}{os.sep}{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)

    def _folder_of(self, name: str) -> None:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            self._folders.add(folder)
            os.makedirs(f"{self.folder}{os.sep}{folder}", exist_ok=True)  # noqa: PTH103 - half the time of pathlib

    def swap(self, build: str) -> None:
        """Mark the new tree, and put it in the place of the last site."""
        (self.folder / MARK).write_text(build)
        old = self.output.with_name(f"{self.output.name}.old-{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            self.output.rename(old)
        try:
            self.folder.rename(self.output)
        except OSError:
            with contextlib.suppress(OSError):
                old.rename(self.output)
            raise
        shutil.rmtree(old, ignore_errors=True)


def make_all(publication: Publication, todo: list[Output], jobs: int, done: Callable[[int], None]) -> None:
    """Make and write every output, in ``jobs`` processes when there is enough to do.

    The processes are forked after everything shared was worked out, so nothing is sent to them.
    Raises OutputError with the first failure of any of them.
    """
    if jobs < 2 or len(todo) < 1000 or not hasattr(os, "fork"):
        for _ in _written(publication, todo, done):
            pass
        return
    children = [_fork(publication, todo[index::jobs]) for index in range(1, jobs)]
    try:
        for _ in _written(publication, todo[0::jobs], lambda made: done(made * jobs)):
            pass
    finally:
        failures = [failure for child in children if (failure := _wait(*child))]
    if failures:
        raise OutputError(failures[0])


def _written(publication: Publication, todo: list[Output], done: Callable[[int], None]) -> Iterator[None]:
    for number, output in enumerate(todo):
        try:
            publication.write(output.path, output.make())
        except Exception as error:
            error.add_note(f"while making {output.path}")
            raise
        if number % 100 == 0:
            done(number)
        yield


def _fork(publication: Publication, todo: list[Output]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 0
    try:
        for _ in _written(publication, todo, lambda _made: None):
            pass
    except BaseException:  # noqa: BLE001 - whatever it was, the parent has to hear it
        import traceback

        os.write(writing, traceback.format_exc().encode()[-60_000:])
        status = 1
    os._exit(status)


def _wait(process: int, reading: int) -> str:
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode(errors="replace")
    _, status = os.waitpid(process, 0)
    return told or (f"a process that made pages stopped with status {status}" if status else "")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _copied(source: str, target: str) -> bool:
    """Copy where the file system has no links; False when the last site lacks the file."""
    try:
        shutil.copyfile(source, target)
    except OSError:
        return False
    return True
