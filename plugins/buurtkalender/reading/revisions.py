"""The content as it was in another git revision, to compare a change with what was there before."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory


class RevisionError(Exception):
    """There is no such revision here; the text is what git says."""


@contextmanager
def checked_out(content: Path, revision: str) -> Iterator[Path]:
    """Give a temporary copy of the content folder as it was in ``revision``, under the same name.

    A revision from before the folder existed gives an empty one. Raises RevisionError when git does not know the
    revision, or when the folder is in no repository.
    """
    tree = _git(content, "rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}", why=f"git knows no {revision}")
    with TemporaryDirectory(prefix="buurtkalender-") as folder:
        before = Path(folder) / content.name
        before.mkdir()
        prefix = _git(content, "rev-parse", "--show-prefix").decode().strip()
        if _git(content, "ls-tree", "--full-tree", tree.decode().strip(), prefix.rstrip("/") or "."):
            archive = _git(content, "archive", "--format=tar", revision, ".")
            _unpack(archive, before)
        yield before


def _unpack(archive: bytes, folder: Path) -> None:
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


def _git(folder: Path, *arguments: str, why: str = "") -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise RevisionError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        raise RevisionError(why or done.stderr.decode(errors="replace").strip())
    return done.stdout
