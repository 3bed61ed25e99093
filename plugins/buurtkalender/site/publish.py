"""What the site puts out: made only when something in it changed, written beside the old, then put in its place.

A first build, or one that cannot trust what stands there, swaps the whole folder. A build that knows the last site
only makes the files that changed, and then moves each of them over the old one: thousands of files that stay are not
touched, so a build after one changed file costs what changed. Either way a build that fails leaves the last site.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Self

import msgspec
from markupsafe import Markup

from buurtkalender.reading.cache import ENOUGH, WorkError, share_out
from buurtkalender.reading.storage import load_cache

MARK = ".buurtkalender"
LEDGER = "data/ledger.json"
"""What the site remembers of what it told before; put into an empty folder, it is where the next site goes on."""

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


class FileGroup(NamedTuple):
    """Files that are only listed when something about them changed, such as the pages of one list.

    ``path`` names the group, and is where it begins. ``key`` is a digest of all that any of its files depends on:
    working it out has to cost less than ``outputs``, which lists them.
    """

    path: str
    key: bytes
    outputs: Callable[[], Iterable[Output]]


class OutputError(Exception):
    """The output cannot be written; the text says why and what to do."""


class Counts(NamedTuple):
    """How many files were made, kept from the last site, and dropped."""

    made: int
    kept: int
    dropped: int


class Manifest(msgspec.Struct):
    """What the last site held. ``build`` is the mark that its folder carries.

    ``keys`` are those of the files by name; ``groups`` the key of each group by path, and the names of its files.
    """

    build: str
    keys: dict[str, bytes] = {}
    groups: dict[str, tuple[bytes, list[str]]] = {}


class BuiltShare(msgspec.Struct):
    """What one process made: keys and groups as in a manifest, how many files it wrote, and its ``harvest``."""

    keys: dict[str, bytes] = {}
    groups: dict[str, tuple[bytes, list[str]]] = {}
    written: int = 0
    harvest: bytes = b""


def file_name(path: str) -> str:
    """Return the file below the output folder that a path of the site is kept in."""
    name = path.lstrip("/")
    return name + "index.html" if not name or name.endswith("/") else name


def published(output: Path, manifest_file: Path) -> Manifest | None:
    """Return what the folder holds according to the manifest, or None if they do not belong together."""
    manifest = load_cache(manifest_file, Manifest)
    with contextlib.suppress(OSError, ValueError):
        if manifest and (output / MARK).read_text() == manifest.build:
            return manifest
    return None


def check_replaceable(output: Path) -> None:
    """Raise OutputError when ``output`` holds something that no build of ours made."""
    if not output.exists() or (output / MARK).is_file():
        return
    if not output.is_dir():
        raise OutputError(f"{output} is a file; the site needs a folder.")
    if any(path.is_file() and path != output / LEDGER for path in output.rglob("*")):
        raise OutputError(
            f"{output} holds files that buurtkalender did not make, and building would replace them. "
            "Name an empty or new folder with --output, or empty this one yourself."
        )


class Publication:
    """New files beside the output folder, until :meth:`publish` puts them in their place."""

    def __init__(self, output: Path, last: Manifest | None) -> None:
        self.output = output
        self.folder = output.with_name(f"{output.name}.new-{os.getpid()}")
        self._last = last
        self._folders = {""}

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

    def unchanged(self, name: str, key: bytes) -> bool:
        """Whether a file of the last site can stay: it has the same key, and is still there."""
        return (
            self._last is not None
            and self._last.keys.get(name) == key
            and os.path.exists(f"{self.output}{os.sep}{name}")  # noqa: PTH110 - for thousands
        )

    def sorted_out(self, wanted: Iterable[Output | FileGroup]) -> tuple[list[Output | FileGroup], BuiltShare]:
        """Part what has to be made, or at least looked at, from what stays as it is."""
        todo: list[Output | FileGroup] = []
        kept = BuiltShare()
        last = self._last or Manifest("")
        for one in wanted:
            if isinstance(one, FileGroup):
                key, names = last.groups.get(one.path, (b"", []))
                if key == one.key and all(self.unchanged(name, last.keys[name]) for name in names):
                    kept.groups[one.path] = key, names
                    kept.keys.update((name, last.keys[name]) for name in names)
                    continue
            elif self.unchanged(name := file_name(one.path), one.key):
                kept.keys[name] = one.key
                continue
            todo.append(one)
        return todo, kept

    def write(self, path: str, content: bytes | Iterable[bytes]) -> None:
        """Write one new file."""
        name = file_name(path)
        self._make_folder(name.rpartition("/")[0])
        whole = isinstance(content, bytes)
        with open(f"{self.folder}{os.sep}{name}", "wb", buffering=0 if whole else PIECE) as file:  # noqa: PTH123
            file.writelines([content] if isinstance(content, bytes) else content)
        _keep_date(f"{self.output}{os.sep}{name}", f"{self.folder}{os.sep}{name}", content)

    def _make_folder(self, folder: str) -> None:
        """Make a folder and those above it, each once; another process may have been first."""
        if folder not in self._folders:
            self._folders.add(folder)
            if above := folder.rpartition("/")[0]:
                self._make_folder(above)
            with contextlib.suppress(FileExistsError):
                os.mkdir(f"{self.folder}{os.sep}{folder}")  # noqa: PTH102 - half the time of pathlib

    def publish(self, manifest: Manifest) -> None:
        """Put the new files in their place, and drop those that the site no longer has."""
        if self._last is None:
            (self.folder / MARK).write_text(manifest.build)
            self._swap()
            return
        # From here on the folder is neither the last site nor the new one; a build that finds this mark makes all anew.
        (self.output / MARK).write_text("unfinished")
        for folder, _folders, files in os.walk(self.folder):
            place = self.output / Path(folder).relative_to(self.folder)
            if files:
                place.mkdir(parents=True, exist_ok=True)
            for name in files:
                os.replace(f"{folder}{os.sep}{name}", place / name)  # noqa: PTH105 - for thousands
        for name in self._last.keys.keys() - manifest.keys.keys():
            self._drop(name)
        (self.output / MARK).write_text(manifest.build)

    def _drop(self, name: str) -> None:
        """Remove a file, and the folders that only it was in."""
        path = self.output / name
        with contextlib.suppress(OSError):
            path.unlink()
            for folder in path.parents:
                if folder == self.output:
                    break
                folder.rmdir()

    def _swap(self) -> None:
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


def _keep_date(old: str, new: str, content: bytes | Iterable[bytes]) -> None:
    """Give a new file the date of the old one if their bytes are the same. ``content`` is what was written.

    Hosts of plain files make both validators of it: Last-Modified is the date, ETag the date and the size. They have to
    change when the bytes do and should not otherwise (RFC 9110, 8.8), or every phone fetches every feed again after a
    build that had to make all files. A date out of the content (the newest stamp of a feed) would not do: the bytes
    also change by what falls out of the window, and a phone would then be told that nothing is new.
    """
    with contextlib.suppress(OSError):  # there is no old file, or it became a folder: then the date is that of now
        if _holds(old, content) if isinstance(content, bytes) else filecmp.cmp(old, new, shallow=False):
            before = os.stat(old)  # noqa: PTH116 - for thousands
            os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))


def _holds(path: str, content: bytes) -> bool:
    """Whether a file holds these bytes; a third of the time of comparing two files."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - for thousands
        return file.read() == content


def make_all(
    publication: Publication,
    todo: list[Output | FileGroup],
    jobs: int,
    done: Callable[[int], None],
    harvest: Callable[[], bytes] = bytes,
) -> list[BuiltShare]:
    """Make and write what changed, in ``jobs`` processes when there is enough to do.

    ``done`` is told now and then how many are made; ``harvest`` is asked at the end of each process for what it has to
    tell besides. Raises OutputError when another process failed.
    """
    own = os.getpid()
    shares = jobs if len(todo) >= ENOUGH else 1

    def work(some: Sequence[Output | FileGroup]) -> bytes:
        share = BuiltShare()
        for number, one in enumerate(some):
            try:
                _make(publication, one, share)
            except Exception as error:
                error.add_note(f"while making {one.path}")
                raise
            if number % 100 == 0 and os.getpid() == own:
                done(number * shares)
        share.harvest = harvest()
        return msgspec.msgpack.encode(share)

    try:
        return [msgspec.msgpack.decode(share, type=BuiltShare) for share in share_out(work, todo, jobs)]
    except WorkError as error:
        raise OutputError(str(error)) from error


def _make(publication: Publication, one: Output | FileGroup, share: BuiltShare) -> None:
    outputs = one.outputs() if isinstance(one, FileGroup) else (one,)
    names = []
    for output in outputs:
        name = file_name(output.path)
        names.append(name)
        _claim(share.keys, name, output.key)
        if isinstance(one, Output) or not publication.unchanged(name, output.key):
            publication.write(output.path, output.make())
            share.written += 1
    if isinstance(one, FileGroup):
        share.groups[one.path] = one.key, names


def joined_manifest(shares: Iterable[BuiltShare]) -> Manifest:
    """Return the manifest of all shares together. Raises OutputError when two outputs want the same file."""
    manifest = Manifest("")
    for share in shares:
        manifest.groups.update(share.groups)
        for name, key in share.keys.items():
            _claim(manifest.keys, name, key)
    marked = b"".join([name.encode() + key for name, key in sorted(manifest.keys.items())])
    manifest.build = blake2b(marked, digest_size=16).hexdigest()
    return manifest


def _claim(keys: dict[str, bytes], name: str, key: bytes) -> None:
    if name in keys:
        raise OutputError(f"two pages want to be {name}")
    keys[name] = key


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# --- outputs --------------------------------------------------------------------------------------------
# What the site puts out: files that are only made when something they show has changed.


def _finished(value: object) -> str:
    """Encode finished HTML as the text that it is; nothing else is foreign to msgspec."""
    if isinstance(value, Markup):
        return str.__str__(value)
    raise TypeError(f"a {type(value).__name__} has no digest")


_encode = msgspec.msgpack.Encoder(order="deterministic", enc_hook=_finished).encode


def parts_digest(*parts: bytes) -> bytes:
    """Return a digest of the parts; where one part ends and the next begins counts."""
    hasher = blake2b(digest_size=16)
    for part in parts:
        hasher.update(len(part).to_bytes(4, "big"))
        hasher.update(part)
    return hasher.digest()


def value_digest(*values: object) -> bytes:
    """Return a digest of domain values or plain ones: of what they say, not of which objects they are."""
    return blake2b(_encode(values), digest_size=16).digest()


def digest_all(parts: Iterable[bytes]) -> bytes:
    """Return a digest of parts that are all equally long."""
    return blake2b(b"".join(parts), digest_size=16).digest()
