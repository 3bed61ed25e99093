"""What the site puts out: made only when something in it changed, written beside the old, then put in its place.

A first build, or one that cannot trust what stands there, swaps the whole folder. A build that knows the last site
only makes the files that changed, and then moves each of them over the old one: thousands of files that stay are not
touched, so a build after one changed file costs what changed. Either way a build that fails leaves the last site.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Self

import msgspec
from markupsafe import Markup

from buurtkalender.reading.storage import NewFolder, Turn, keep_date, load_cache, marked
from buurtkalender.words.catalogues import N_

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
    """The output cannot be written. ``text`` is a msgid that says why and what to do, with blanks for ``params``."""

    def __init__(self, text: str, **params: object) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params


class Notice(NamedTuple):
    """What people are to be told of a build that went on all the same: a msgid with blanks for ``params``."""

    text: str
    params: Mapping[str, object]


class Counts(NamedTuple):
    """How many files were made, kept from the last site, and dropped."""

    made: int
    kept: int
    dropped: int


class Manifest(msgspec.Struct):
    """What the last site held. ``build`` is the mark that its folder carries.

    ``keys`` are those of the files by name, ``sizes`` their bytes; ``groups`` the key of each group by path, and the
    names of its files. ``costs`` are of what took long to make, by path: in plain pages.
    """

    build: str
    keys: dict[str, bytes] = {}
    sizes: dict[str, int] = {}
    groups: dict[str, tuple[bytes, list[str]]] = {}
    costs: dict[str, int] = {}


class BuiltShare(msgspec.Struct):
    """What one process made: the parts of a manifest, how many files it wrote, and its ``harvest``."""

    keys: dict[str, bytes] = {}
    sizes: dict[str, int] = {}
    groups: dict[str, tuple[bytes, list[str]]] = {}
    costs: dict[str, int] = {}
    written: int = 0
    harvest: bytes = b""


def file_name(path: str) -> str:
    """Return the file below the output folder that a path of the site is kept in."""
    name = path.lstrip("/")
    return name + "index.html" if not name or name.endswith("/") else name


def published(output: Path, manifest_file: Path) -> Manifest | None:
    """Return what the folder holds according to the manifest, or None if they do not belong together."""
    manifest = load_cache(manifest_file, Manifest)
    return manifest if manifest and marked(output / MARK).build == manifest.build else None


def check_replaceable(output: Path) -> None:
    """Raise OutputError when ``output`` holds something that no build of ours made."""
    if not output.exists() or (output / MARK).is_file():
        return
    if not output.is_dir():
        raise OutputError(N_("{output} is a file; the site needs a folder."), output=output)
    if any(path.is_file() and path != output / LEDGER for path in output.rglob("*")):
        raise OutputError(
            N_(
                "{output} holds files that buurtkalender did not make, and building would replace them. "
                "Name an empty or new folder with --output, or empty this one yourself."
            ),
            output=output,
        )


def unwritable(folder: Path, error: OSError) -> OutputError:
    """Return what to tell where the system did not let us write below a folder."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        text = N_("There is no room left on the disk for {folder}. Make room there, and build again.")
    elif error.errno == errno.EROFS:
        text = N_("{folder} is on a disk that can only be read. Name another folder, or make that disk writable.")
    elif error.errno in {errno.EACCES, errno.EPERM}:
        text = N_(
            "{folder} cannot be written by the user who builds. Give that user leave to write in it and in the folder "
            "above it (chown), or build as the user to whom it belongs."
        )
    else:
        text = N_("{folder} cannot be written ({why}).")
    return OutputError(text, folder=folder, why=error.strerror or error)


class Publication:
    """New files beside the output folder, until :meth:`publish` puts them in their place.

    ``turn`` is that of who builds into it alone.
    """

    def __init__(self, output: Path, last: Manifest | None, turn: Turn | None = None) -> None:
        self.output = output
        self._last = last
        self._new = NewFolder(output, MARK, turn)
        self._folders = {""}
        self._stood = output.is_dir()

    def __enter__(self) -> Self:
        check_replaceable(self.output)
        self._folders = {""}
        try:
            self._new.make()
        except OSError as error:
            raise unwritable(self.output, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._new.remove()

    @property
    def before(self) -> Mapping[str, bytes]:
        """The files of the last site, by name, as far as they are known."""
        return self._last.keys if self._last else {}

    @property
    def costs(self) -> Mapping[str, int]:
        """What took long to make for the last site, by path, as far as that is known."""
        return self._last.costs if self._last else {}

    @property
    def folder(self) -> Path:
        """Where the new files stand."""
        return self._new.folder

    def unchanged(self, name: str, key: bytes) -> bool:
        """Whether a file of the last site can stay: it has the same key, is still there, and as long as it was."""
        if self._last is None or self._last.keys.get(name) != key:
            return False
        try:
            size = os.stat(f"{self.output}{os.sep}{name}").st_size  # noqa: PTH116 - for thousands
        except OSError:
            return False
        return self._last.sizes.get(name, size) == size

    def size(self, name: str) -> dict[str, int]:
        """Return how many bytes a file of the last site has, by its name; nothing where that is not known."""
        return {name: self._last.sizes[name]} if self._last and name in self._last.sizes else {}

    def as_before(self, one: Output | FileGroup) -> Output | FileGroup:
        """Return a file or a group with the key that it has in the last site, if any: so it stays as it is there."""
        last = self._last or Manifest("")
        if isinstance(one, FileGroup):
            return one._replace(key=last.groups.get(one.path, (one.key,))[0])
        return one._replace(key=last.keys.get(file_name(one.path), one.key))

    def sorted_out(self, wanted: Iterable[Output | FileGroup]) -> tuple[list[Output | FileGroup], BuiltShare]:
        """Part what has to be made, or at least looked at, from what stays as it is."""
        todo: list[Output | FileGroup] = []
        last = self._last or Manifest("")
        kept = BuiltShare(costs=dict(last.costs))
        for one in wanted:
            if isinstance(one, FileGroup):
                key, names = last.groups.get(one.path, (b"", []))
                if key == one.key and all(self.unchanged(name, last.keys[name]) for name in names):
                    kept.groups[one.path] = key, names
                    kept.keys.update((name, last.keys[name]) for name in names)
                    for name in names:
                        kept.sizes.update(self.size(name))
                    continue
            elif self.unchanged(name := file_name(one.path), one.key):
                kept.keys[name] = one.key
                kept.sizes.update(self.size(name))
                continue
            todo.append(one)
        return todo, kept

    def write(self, path: str, content: bytes | Iterable[bytes]) -> int:
        """Write one new file; return how many bytes it has. Raises OutputError where it cannot be written."""
        name = file_name(path)
        new = f"{self.folder}{os.sep}{name}"
        try:
            self._make_folder(name.rpartition("/")[0])
            if isinstance(content, bytes):
                size = _write(new, content)
            else:
                with open(new, "wb", buffering=PIECE) as file:  # noqa: PTH123
                    file.writelines(content)
                    size = file.tell()
        except OSError as error:
            raise unwritable(self.output, error) from error
        if self._stood:
            keep_date(f"{self.output}{os.sep}{name}", new, content)
        return size

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
        try:
            self._new.put(manifest.build, manifest.keys.keys(), self._last.keys.keys() if self._last else None)
        except OSError as error:
            raise unwritable(self.output, error) from error


def _write(path: str, content: bytes) -> int:
    """Write a file that was not there: for thousands, so without any of what Python makes of an open file."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        size = os.write(opened, content)
        while size < len(content):  # a disk that is nearly full takes a part
            size += os.write(opened, content[size:])
    finally:
        os.close(opened)
    return size


def joined_manifest(shares: Iterable[BuiltShare]) -> Manifest:
    """Return the manifest of all shares together. Raises OutputError when two outputs want the same file."""
    manifest = Manifest("")
    for share in shares:
        manifest.groups.update(share.groups)
        manifest.sizes.update(share.sizes)
        manifest.costs.update(share.costs)
        for name, key in share.keys.items():
            claim(manifest.keys, name, key)
    marked = b"".join([name.encode() + key for name, key in sorted(manifest.keys.items())])
    manifest.build = blake2b(marked, digest_size=16).hexdigest()
    return manifest


def claim(keys: dict[str, bytes], name: str, key: bytes) -> None:
    """Add a file to others. Raises OutputError when one has that name already."""
    if name in keys:
        raise OutputError("two pages want to be {name}", name=name)
    keys[name] = key


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
