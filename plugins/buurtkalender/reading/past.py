"""The content as it was committed before: on days gone by, and in another git revision."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from buurtkalender.reading.content import Read, read_content
from buurtkalender.reading.files import ENDING
from buurtkalender.reading.git import MOST_BLOB_BYTES, Blobs, Git, GitError, Repository
from buurtkalender.words.catalogues import N_


class Then(NamedTuple):
    """The tree that the content folder was on a day: the same name means the same content."""

    day: date
    tree: str


def committed(content: Path, days: Iterable[date], zone: str) -> tuple[Then, ...] | None:
    """Return what the content was at the beginning of each of these days, oldest first.

    That is the last commit of the main line that claims to be from before that midnight, as ``git rev-list -1
    --first-parent --before`` tells; days before the first one are left out. None where history is not known: without
    git, outside a repository, and in a clone that holds only the end of it, which would look like a beginning.
    Raises GitError where git is there and fails.
    """
    repository = Repository(content)
    try:
        head = repository.head()
    except GitError as error:
        if error.ran:
            raise
        return None
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

    def __init__(  # noqa: PLR0913, PLR0917 - of which calendar, and where it is
        self, content: Path, blobs: Blobs, folder: Path, calendar_id: str, anchor: date, days: tuple[str, ...] | None
    ) -> None:
        self._repository = Repository(content)
        self._blobs = blobs
        self._folder = folder / content.name
        self._cache = folder / "cache"
        self._calendar_id = calendar_id
        self._anchor = anchor
        self._public_holidays = days
        self._held: dict[str, str] = {}
        self._last: tuple[str, Read] | None = None

    def read(self, tree: str) -> Read:
        """Return what a tree of the content folder holds; what is broken in it is left out."""
        if self._last is None or self._last[0] != tree:
            self._lay_out(self._repository.files(tree))
            found = read_content(
                self._folder,
                calendar_id=self._calendar_id,
                anchor=self._anchor,
                public_holidays=self._public_holidays,
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
def reader(
    content: Path, calendar_id: str, anchor: date, public_holidays: tuple[str, ...] | None = None
) -> Iterator[Reader]:
    """Something to read trees of the content folder with, as long as the context lasts."""
    with TemporaryDirectory(prefix="buurtkalender-") as folder, Repository(content).blobs() as blobs:
        yield Reader(content, blobs, Path(folder), calendar_id, anchor, public_holidays)


# --- revisions -------------------------------------------------------------------------------------------
# The content as it was in another git revision, and which files are different: to compare a change with the base.

Action = Literal["added", "changed", "deleted"]


class RevisionError(Exception):
    """There is no such revision here. ``text`` is a msgid that says why and what to do, with blanks for ``params``."""

    def __init__(self, text: str, **params: str) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params


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
        since = Git(self.folder).maybe("merge-base", self.base, self.head)
        parts = self._listed(
            *("diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none"),
            *(since or self.base, self.head, "--", ":/"),  # no history in common: then everything differs
        )
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
        paths = self._listed("ls-tree", "-z", "--full-tree", "--name-only", self.base, f"{folder}/")
        return tuple(path.rpartition("/")[2] for path in paths if path)

    def _blob(self, revision: str, path: str) -> bytes | None:
        about, _, name = self._listed("ls-tree", "-z", "--full-tree", "--long", revision, "--", path)[0].partition("\t")
        mode, kind, blob, size = (*about.split(), "", "", "", "")[:4]
        if name != path or kind != "blob" or not mode.startswith("100") or int(size) > MOST_BLOB_BYTES:
            return None
        return _git(self.folder, "cat-file", "blob", blob)

    def _listed(self, *arguments: str) -> list[str]:
        return _git(self.folder, *arguments).decode("utf-8", "surrogateescape").split("\0")


def revisions(content: Path, base: str, head: str) -> Revisions:
    """Return the two sides of a change to the repository that holds the content folder; raises RevisionError."""
    names = [_known(content, revision, "commit") for revision in (base, head)]
    return Revisions(content, _prefix(content), *names)


@contextmanager
def checked_out(content: Path, revision: str) -> Iterator[Path]:
    """Give a temporary copy of the content folder as it was in ``revision``, under the same name.

    A revision from before the folder existed gives an empty one. Raises RevisionError when git does not know the
    revision, or when the folder is in no repository.
    """
    tree = _known(content, revision, "tree")
    with TemporaryDirectory(prefix="buurtkalender-") as folder:
        before = Path(folder) / content.name
        before.mkdir()
        if _git(content, "ls-tree", "--full-tree", tree, _prefix(content).rstrip("/") or "."):
            unpack(_git(content, "archive", "--format=tar", revision, "."), before)
        yield before


def unpack(archive: bytes, folder: Path) -> None:
    """Write the regular files of an archive below a folder.

    Links are a problem of the content, told where they are; here they are passed over, and so nothing can lead out of
    the folder but a name that says so itself. (Python's own filter for this came with 3.11.4; Debian 12 has 3.11.2.)
    """
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for one in packed:
            name = PurePosixPath(one.name)
            source = packed.extractfile(one) if one.isfile() else None
            if source is not None and not name.is_absolute() and ".." not in name.parts:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read())


def _known(content: Path, revision: str, kind: Literal["commit", "tree"]) -> str:
    """Return the name of the commit or the tree of a revision; raises RevisionError when git does not know it."""
    git = Git(content)
    try:
        return git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
    except GitError as error:
        if not error.ran:
            raise _revision_error(error) from error
        shallow = git.maybe("rev-parse", "--is-shallow-repository")
        if not shallow:
            text = N_("{folder}: there is no git repository to compare with.")
            raise RevisionError(text, folder=content.name) from error
        text = N_("git knows no {revision} here. Look at `git log` and `git branch --all` for what it knows.")
        if shallow == "true":
            text = N_("git knows no {revision} here: this copy holds only part of it. Try `git fetch --unshallow`.")
        raise RevisionError(text, revision=revision) from error


def _prefix(content: Path) -> str:
    return _git(content, "rev-parse", "--show-prefix").decode().strip()


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git writes. Raises RevisionError with git's own words when it cannot do it."""
    try:
        return Git(folder).run(*arguments)
    except GitError as error:
        raise _revision_error(error) from error


def _revision_error(error: GitError) -> RevisionError:
    text = N_("git says: {reason}") if error.ran else N_("git cannot be run: {reason}.")
    return RevisionError(text, reason=error.reason)
