"""Files that are written whole or not at all, and what is kept in such files between builds."""

from __future__ import annotations

import filecmp
import glob
import os
import shutil
import zlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeVar

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


def keep_date(old: str, new: str, content: bytes | Iterable[bytes]) -> None:
    """Give a new file the date of the old one if their bytes are the same. ``content`` is what was written.

    Hosts of plain files make both validators of it: Last-Modified is the date, ETag the date and the size. They have to
    change when the bytes do and should not otherwise (RFC 9110, 8.8), or every phone fetches every feed again after a
    build that had to make all files. A date out of the content (the newest stamp of a feed) would not do: the bytes
    also change by what falls out of the window, and a phone would then be told that nothing is new.
    """
    with suppress(OSError):  # there is no old file, or it became a folder: then the date is that of now
        if _holds(old, content) if isinstance(content, bytes) else filecmp.cmp(old, new, shallow=False):
            before = os.stat(old)  # noqa: PTH116 - for thousands
            os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))


def _holds(path: str, content: bytes) -> bool:
    """Whether a file holds these bytes; a third of the time of comparing two files."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - for thousands
        return file.read() == content


# --- what is kept between builds ------------------------------------------------------------------------
# Before it is believed, a digest says that it is what was written: half a file or a bit that fell over can be values
# that make sense and were never true.

DIGEST = 16
"""How many bytes a digest takes that stands before what is kept."""


def sealed(octets: bytes, key: bytes = b"") -> bytes:
    """Return bytes with a digest before them, of themselves and of the ``key`` without which they mean nothing."""
    return _digest(octets, key) + octets


def unsealed(octets: bytes, key: bytes = b"") -> memoryview | None:
    """Return what was sealed with this ``key``; None where a byte of it, or of its digest, is another one."""
    inside = memoryview(octets)[DIGEST:]
    return inside if octets[:DIGEST] == _digest(inside, key) else None


def _digest(octets: bytes | memoryview, key: bytes) -> bytes:
    # Not by hashing fifty megabytes in each build: nobody is to be kept out here, and this sees every slip of a disk.
    told = b"%d %d" % (len(octets), zlib.crc32(octets))
    return blake2b(told, digest_size=DIGEST, key=blake2b(key).digest()).digest()


def load_cache(path: Path, kind: type[T], key: bytes = b"") -> T | None:
    """Return a value that was kept with this ``key``.

    None where there is none, where it was damaged, and where this version does not understand it.
    """
    try:
        octets = unsealed(path.read_bytes(), key)
        return None if octets is None else msgspec.msgpack.decode(octets, type=kind)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def save_cache(path: Path, value: object, key: bytes = b"") -> None:
    """Keep a value for the next build. Where that is not possible, the next build works it out again."""
    with suppress(OSError):
        write(path, sealed(msgspec.msgpack.encode(value), key), durable=False)


# --- folders --------------------------------------------------------------------------------------------
# A folder that is replaced as a whole. A mark in it tells what it holds, and which of its files are ours: what somebody
# else put there stays.


class Mark(NamedTuple):
    """What the mark in a folder says: what it holds, and the names of our files; None where it does not tell."""

    build: str
    names: frozenset[str] | None = None


UNFINISHED = "unfinished"
"""The mark of a folder that holds neither what it did nor what it will; whoever finds it makes all anew."""


def marked(mark: Path) -> Mark:
    """Return what a mark says; nothing where there is none, or where it is damaged."""
    try:
        build, _, names = mark.read_bytes().partition(b"\n")
        return Mark(build.decode(), frozenset(zlib.decompress(names).decode().split("\n")) if names else None)
    except (OSError, ValueError, zlib.error):
        return Mark("")


def settle(folder: Path) -> None:
    """Wait until what was written is on the disk that holds ``folder``. Raises OSError where it does not get there.

    Renaming alone does not do that: after a power cut a new name may lead to an empty file. This is one call for the
    whole disk, a fiftieth of the time that it takes to ask it of ten thousand files.
    """
    try:
        import ctypes

        syncfs = ctypes.CDLL(None, use_errno=True).syncfs  # Python has none
    except (ImportError, AttributeError, OSError, TypeError):  # not Linux
        getattr(os, "sync", int)()
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(opened):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(opened)


class NewFolder:
    """A folder of new files, to take the place of ``target`` or of what changed in it.

    It stands beside it. It stands in it where nothing can be moved into it from beside: where it is a disk of its own
    (a mount point), or the folder above it is not ours to write in. ``mark`` is the name of the file that tells what is
    in it; ``turn`` is that of who works alone with ``target``, if anybody asked for one. All of this raises OSError.
    """

    def __init__(self, target: Path, mark: str, turn: Turn | None = None) -> None:
        self.target = target
        self.folder = target.with_name(f"{target.name}.new-{os.getpid()}")
        self._mark = mark
        self._turn = turn

    def make(self) -> None:
        """Make the folder, and remove what somebody left who was killed."""
        self._clear_leftovers()
        try:
            self.folder.mkdir(parents=True)
            if not self.target.is_dir() or self._can_move():
                return
            self.folder.rmdir()
        except OSError:
            if not self.target.is_dir():
                raise
        self.folder = self.target / f"{self._mark}-new-{os.getpid()}"
        self.folder.mkdir()

    def remove(self) -> None:
        """Remove what is left of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, build: str, names: AbstractSet[str], last: AbstractSet[str] | None) -> None:
        """Put the new files in their place, and drop what is not among ``names``.

        ``last`` are the names of what stands there and can be trusted; None: all of it is replaced.
        """
        if last is None and self.folder.parent != self.target:
            self._write(self.folder, build, names)
            settle(self.folder)
            self._swap()
            return
        there, before = marked(self.target / self._mark)
        if (there, before) == (build, names) and not any(files for _, _, files in os.walk(self.folder)):
            return  # nothing changed
        if before is None:  # of an older version, which kept no names: all of it is ours
            before = frozenset(_files_in(self.target, self.folder) if last is None else last)
        settle(self.folder)
        self._write(self.target, UNFINISHED, before | names)
        for folder, _folders, files in os.walk(self.folder):
            place = self.target / Path(folder).relative_to(self.folder)
            if files:
                place.mkdir(parents=True, exist_ok=True)
            for name in files:
                os.replace(f"{folder}{os.sep}{name}", place / name)  # noqa: PTH105 - for thousands
        for name in before - names - {self._mark}:
            self._drop(name)
        self._write(self.target, build, names)

    def _write(self, folder: Path, build: str, names: Iterable[str]) -> None:
        write(folder / self._mark, f"{build}\n".encode() + zlib.compress("\n".join(sorted(names)).encode(), 1))

    def _drop(self, name: str) -> None:
        """Remove a file, and the folders that only it was in."""
        path = self.target / name
        with suppress(OSError):
            path.unlink()
            for folder in path.parents:
                if folder == self.target:
                    break
                folder.rmdir()

    def _swap(self) -> None:
        old = self.target.with_name(f"{self.target.name}.old-{os.getpid()}")
        if self._turn:
            self._turn.take(self.folder)  # who waits for this folder, waits for the one that takes its place too
        with suppress(FileNotFoundError):
            self.target.rename(old)
        try:
            self.folder.rename(self.target)
        except OSError:
            with suppress(OSError):
                old.rename(self.target)
            raise
        self._clear_old(old)

    def _clear_old(self, old: Path) -> None:
        """Remove what stood there before, but for what others put there: that goes on standing there."""
        ours = marked(old / self._mark).names
        for name in _files_in(old) - ours - {self._mark} if ours is not None else ():
            there = self.target / name
            if not os.path.lexists(there):
                there.parent.mkdir(parents=True, exist_ok=True)
                (old / name).rename(there)
        shutil.rmtree(old, ignore_errors=True)

    def _can_move(self) -> bool:
        """Whether a file can be moved from beside: not into another disk, nor where we may not write."""
        probe, there = self.folder / "probe", self.target / f".{self._mark}.{os.getpid()}~"
        try:
            probe.touch()
            probe.rename(there)
        except OSError:
            probe.unlink(missing_ok=True)
            return False
        there.unlink()
        return True

    def _clear_leftovers(self) -> None:
        target = self.target
        for left in target.parent.glob(f"{glob.escape(target.name)}.*-*"):
            kind, _, process = left.name.removeprefix(f"{target.name}.").partition("-")
            if kind not in {"new", "old"} or not self._is_left(process):
                continue
            if kind == "old" and not target.exists():
                left.rename(target)  # killed between the two renames of a swap: what was there comes back
            elif kind == "old":
                self._clear_old(left)
            else:
                shutil.rmtree(left, ignore_errors=True)
        for left in target.glob(f"{self._mark}-new-*"):
            if self._is_left(left.name.rpartition("-")[2]):
                shutil.rmtree(left, ignore_errors=True)
        for left in target.glob(f".{self._mark}.*~"):
            left.unlink(missing_ok=True)

    def _is_left(self, process: str) -> bool:
        alone = self._turn is not None and self._turn.sure  # then whoever has that number now is somebody else
        return process.isdigit() and (alone or not _alive(int(process)))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _files_in(folder: Path, but: Path | None = None) -> set[str]:
    """Return the names of all files below a folder but those in one of its own; a link to a folder is one too."""
    found: set[str] = set()
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(f"{place}{os.sep}{name}")]  # noqa: PTH114
        folders[:] = [name for name in folders if Path(place, name) != but]
        found.update(Path(place, name).relative_to(folder).as_posix() for name in (*files, *links))
    return found


# --- one at a time --------------------------------------------------------------------------------------


class Turn:
    """The right to work alone with folders, among all who ask for that, in whatever process.

    It is the folder itself that is locked, or the nearest above it while it is not there. So nothing is left behind,
    nobody needs leave to write in it, and the system ends it with the process, however that ended. ``sure`` is False
    where the system knows no such thing (Windows, some network disks): then nobody is kept waiting. What several ask
    for, they have to take in the same order.
    """

    def __init__(self) -> None:
        self.sure = True
        self._held: list[int] = []

    def take(self, path: Path) -> bool:
        """Lock a folder; False where somebody else has it now."""
        try:
            import fcntl  # Windows has none

            opened = os.open(_nearest(path), os.O_RDONLY)
        except FileNotFoundError:
            return False  # it went away meanwhile
        except (ImportError, OSError):
            self.sure = False
            return True
        try:
            if not any(os.path.samestat(os.fstat(one), os.fstat(opened)) for one in self._held):
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)  # who holds it already would wait for himself
            if os.path.samestat(os.fstat(opened), _nearest(path).stat()):
                self._held.append(opened)
                return True
        except (BlockingIOError, FileNotFoundError):
            pass
        except OSError:
            self.sure = False
            os.close(opened)
            return True
        os.close(opened)  # somebody has it, or put another folder in its place just before it was locked
        return False

    def end(self) -> None:
        """Let others work with them."""
        for one in self._held:
            os.close(one)
        self._held.clear()


def _nearest(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
