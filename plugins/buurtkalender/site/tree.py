"""The output folder: written to a new folder beside it, and swapped in whole.

A file whose key did not change is linked from the last site instead of made again, so that a build after one changed
file costs what changed. Nothing is ever written into a published file: links would change the last site too.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from buurtkalender.reading.processes import ENOUGH, WorkError, share_out

MARK = ".buurtkalender"
PIECE = 1 << 18
"""How many bytes are gathered before they are written: pieces are small, and writing has its price."""


class Output(NamedTuple):
    """One file of the site.

    ``path`` is its address below the site's root ("/vandaag/" stands for vandaag/index.html). ``key`` is a digest of
    all that its bytes depend on: two outputs with the same path and key have the same bytes. ``make`` makes them, in
    one piece, or in pieces where they are many (a feed of thousands of events) and never needed together.
    """

    path: str
    key: bytes
    make: Callable[[], bytes | Iterable[bytes]]


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

    def write(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """Write one file of the new tree."""
        name = file_name(path)
        self._folder_of(name)
        whole = isinstance(content, bytes)
        with open(f"{self.folder}{os.sep}{name}", "wb", buffering=0 if whole else PIECE) as file:  # noqa: PTH123
            file.writelines([content] if isinstance(content, bytes) else content)

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

    ``done`` is told now and then how many are made. Raises OutputError when another process failed.
    """
    own = os.getpid()
    shares = jobs if len(todo) >= ENOUGH else 1

    def work(share: Sequence[Output]) -> bytes:
        for number, output in enumerate(share):
            try:
                publication.write(output.path, output.make())
            except Exception as error:
                error.add_note(f"while making {output.path}")
                raise
            if number % 100 == 0 and os.getpid() == own:
                done(number * shares)
        return b""

    try:
        share_out(work, todo, jobs)
    except WorkError as error:
        raise OutputError(str(error)) from error


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
