"""Which files a change touches, as git tells it, and what they held before."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from buurtkalender.reading.revisions import RevisionError, git, known_tree

_LARGEST = 1 << 20

Action = Literal["added", "changed", "deleted"]


class Touched(NamedTuple):
    """A file that a change adds, changes or deletes.

    A file that moves is one that is deleted and one that is added: both owners have something to say about it.
    ``plain`` tells that it is an ordinary file on both sides: no link, no other repository, nothing that can be run.
    """

    path: str
    action: Action
    plain: bool


class Revisions(NamedTuple):
    """A repository and the two sides of a change. ``inside`` is the content folder's path in it, with a slash."""

    folder: Path
    inside: str
    base: str
    head: str

    def touched(self) -> tuple[Touched, ...]:
        """Return every file of the whole repository that differs, in order of path."""
        since = self._merge_base()
        told = git(
            self.folder,
            *("diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none"),
            *(since, self.head, "--", ":/"),
        )
        parts = told.decode("utf-8", "surrogateescape").split("\0")
        found = []
        for about, path in zip(parts[::2], parts[1::2], strict=False):
            old, new, *_ = about.removeprefix(":").split(" ")
            action: Action = "added" if not old.strip("0") else "deleted" if not new.strip("0") else "changed"
            plain = {mode for mode in (old, new) if mode.strip("0")} <= {"100644"}
            found.append(Touched(path, action, plain))
        return tuple(sorted(found))

    def before(self, path: str) -> bytes | None:
        """Return what a file held in the base; None where it was not there, or was no ordinary file."""
        return self._blob(self.base, path)

    def after(self, path: str) -> bytes | None:
        """Return what a file holds now."""
        return self._blob(self.head, path)

    def names_before(self, folder: str) -> tuple[str, ...]:
        """Return the names of the files that a folder of the repository held in the base."""
        told = git(self.folder, "ls-tree", "-z", "--full-tree", "--name-only", self.base, f"{folder}/")
        return tuple(path.rpartition("/")[2] for path in told.decode("utf-8", "surrogateescape").split("\0") if path)

    def _merge_base(self) -> str:
        try:
            return git(self.folder, "merge-base", self.base, self.head).decode().strip()
        except RevisionError:  # no history in common: then everything differs
            return self.base

    def _blob(self, revision: str, path: str) -> bytes | None:
        told = git(self.folder, "ls-tree", "-z", "--full-tree", "--long", revision, "--", path).decode(
            "utf-8", "surrogateescape"
        )
        about, _, name = told.rstrip("\0").partition("\t")
        mode, kind, blob, size = (*about.split(), "", "", "", "")[:4]
        if name != path or kind != "blob" or not mode.startswith("100") or int(size) > _LARGEST:
            return None
        return git(self.folder, "cat-file", "blob", blob)


def revisions(content: Path, base: str, head: str) -> Revisions:
    """Return the two sides of a change to the repository that holds the content folder; raises RevisionError."""
    for revision in (base, head):
        known_tree(content, revision)
    names = [git(content, "rev-parse", "--verify", "--end-of-options", f"{one}^{{commit}}") for one in (base, head)]
    inside = git(content, "rev-parse", "--show-prefix").decode().strip()
    return Revisions(content, inside, *(name.decode().strip() for name in names))
