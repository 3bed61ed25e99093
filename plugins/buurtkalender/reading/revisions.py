"""The content as it was in another git revision, to compare a change with what was there before."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from buurtkalender.words.catalogues import N_


class RevisionError(Exception):
    """There is no such revision here. ``text`` is a msgid that says why and what to do, with blanks for ``params``."""

    def __init__(self, text: str, **params: str) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params


@contextmanager
def checked_out(content: Path, revision: str) -> Iterator[Path]:
    """Give a temporary copy of the content folder as it was in ``revision``, under the same name.

    A revision from before the folder existed gives an empty one. Raises RevisionError when git does not know the
    revision, or when the folder is in no repository.
    """
    tree = _tree(content, revision)
    with TemporaryDirectory(prefix="buurtkalender-") as folder:
        before = Path(folder) / content.name
        before.mkdir()
        prefix = _git(content, "rev-parse", "--show-prefix").decode().strip()
        if _git(content, "ls-tree", "--full-tree", tree, prefix.rstrip("/") or "."):
            archive = _git(content, "archive", "--format=tar", revision, ".")
            unpack(archive, before)
        yield before


def _tree(content: Path, revision: str) -> str:
    """Return the name of the tree of a revision."""
    try:
        tree = _git(content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
    except RevisionError as error:
        if isinstance(error.__cause__, OSError):
            raise
        try:
            shallow = _git(content, "rev-parse", "--is-shallow-repository").strip() == b"true"
        except RevisionError:
            folder = content.name
            raise RevisionError(N_("{folder}: there is no git repository to compare with."), folder=folder) from error
        text = N_("git knows no {revision} here. Look at `git log` and `git branch --all` for what it knows.")
        if shallow:
            text = N_("git knows no {revision} here: this copy holds only part of it. Try `git fetch --unshallow`.")
        raise RevisionError(text, revision=revision) from error
    return tree.decode().strip()


def unpack(archive: bytes, folder: Path) -> None:
    """Write the regular files of an archive below a folder.

    Links are a problem of the content, told where they are; here they are passed over, and so nothing can lead out of
    the folder but a name that says so itself. (Python's own filter for this came with 3.11.4; Debian 12 has 3.11.2.)
    """
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for one in packed:
            name = PurePosixPath(one.name)
            source = packed.extractfile(one) if one.isfile() else None
            if source is not None and not name.is_absolute() and ".." not in name.parts:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(source.read())


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise RevisionError(N_("git cannot be run: {reason}."), reason=error.strerror or str(error)) from error
    if done.returncode:
        raise RevisionError(N_("git says: {reason}"), reason=done.stderr.decode(errors="replace").strip())
    return done.stdout


def known_tree(content: Path, revision: str) -> str:
    """Return the name of the tree of a revision; raises RevisionError when git does not know it."""
    return _tree(content, revision)


def git(folder: Path, *arguments: str) -> bytes:
    """Return what git prints in a folder. Raises RevisionError with git's own words when it cannot do it."""
    return _git(folder, *arguments)
