"""The content as it was committed on days gone by, read from git: every version of a file once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.reading.content import Read, read
from buurtkalender.reading.files import ENDING
from buurtkalender.reading.git import Blobs, Repository


class Then(NamedTuple):
    """The tree that the content folder was on a day: the same name means the same content."""

    day: date
    tree: str


def committed(content: Path, days: Iterable[date], zone: str) -> tuple[Then, ...] | None:
    """Return what the content was at the beginning of each of these days, oldest first.

    That is the last commit of the main line that claims to be from before that midnight, as ``git rev-list -1
    --first-parent --before`` tells; days before the first one are left out. None where history is not known: without
    git, outside a repository, and in a clone that holds only the end of it, which would look like a beginning.
    """
    repository = Repository(content)
    head = repository.head()
    if not head or not repository.whole():
        return None
    line = repository.line(head)
    commits: dict[date, str] = {}
    for day in sorted(days):
        midnight = datetime.combine(day, time(), ZoneInfo(zone)).timestamp()
        commit = next((name for name, moment in line if moment < midnight), None)
        if commit is not None:
            commits[day] = commit
    trees = repository.trees(sorted(set(commits.values())))
    return tuple(Then(day, trees[commit]) for day, commit in commits.items() if commit in trees)


class Reader:
    """Reads trees of the content folder, one after the other.

    They are laid out in one folder, in which only what is different is written anew, and the reading remembers what
    it read there: a file that stays the same from tree to tree is read once.
    """

    def __init__(self, content: Path, blobs: Blobs, folder: Path, calendar_id: str, anchor: date) -> None:
        self._repository = Repository(content)
        self._blobs = blobs
        self._folder = folder / content.name
        self._cache = folder / "cache"
        self._calendar_id = calendar_id
        self._anchor = anchor
        self._held: dict[str, str] = {}
        self._last: tuple[str, Read] | None = None

    def read(self, tree: str) -> Read:
        """Return what a tree of the content folder holds; what is broken in it is left out."""
        if self._last is None or self._last[0] != tree:
            self._lay_out(self._repository.files(tree))
            found = read(
                self._folder,
                calendar_id=self._calendar_id,
                anchor=self._anchor,
                cache=self._cache,
                pictures=False,  # they are only laid out by their names
            )
            self._last = tree, found
        return self._last[1]

    def _lay_out(self, files: dict[str, str]) -> None:
        """Make the folder hold these files. What is no YAML is only there: nothing here depends on what it holds."""
        self._folder.mkdir(exist_ok=True)
        for path in [path for path, blob in self._held.items() if files.get(path) != blob]:
            self._remove(self._folder / path)
            del self._held[path]
        for path, blob in files.items():
            if path not in self._held and _inside(path):
                octets = self._blobs.read(blob) if path.endswith(ENDING) else b""
                if octets is not None:
                    with suppress(OSError, ValueError):  # a name that this file system does not know
                        target = self._folder / path
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(octets)
                        self._held[path] = blob

    def _remove(self, file: Path) -> None:
        with suppress(OSError):
            file.unlink()
            for folder in file.parents:
                if folder == self._folder:
                    break
                folder.rmdir()  # ends at the first that is not empty


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return not path.startswith("/") and ".." not in parts


@contextmanager
def reader(content: Path, calendar_id: str, anchor: date) -> Iterator[Reader]:
    """Something to read trees of the content folder with, as long as the context lasts."""
    with TemporaryDirectory(prefix="buurtkalender-") as folder, Repository(content).blobs() as blobs:
        yield Reader(content, blobs, Path(folder), calendar_id, anchor)
