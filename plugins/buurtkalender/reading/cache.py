"""What was read before, in one file below the cache folder.

A file whose size, time of change and inode are as before is not opened; one whose bytes are as before is not
parsed. The cache only saves time: a cache that is missing, broken, foreign or of other code is as good as none.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from buurtkalender.domain.model import Activity, Organisation, Venue
from buurtkalender.domain.values import PickedUp, Synonym
from buurtkalender.reading.files import PictureFile
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.records_calendar import Holidays, Vocabulary
from buurtkalender.reading.records_norms import Norms
from buurtkalender.reading.records_places import NeighbourhoodsFile
from buurtkalender.reading.storage import sealed, unsealed, write

NAME = "reading.msgpack"
# A file changed this shortly before the cache was written may have changed again within the clock's tick.
_TICK = 100_000_000
_PACKAGE = Path(__file__).parents[1]

T = TypeVar("T")


class CachedFile(msgspec.Struct, Generic[T], array_like=True, gc=False):
    """One file as it was read. ``needs`` and ``declares`` are ``kind identifier`` texts, each once.

    ``refs`` are the places where those stand, packed: they are only unpacked when something is missing.
    """

    size: int
    mtime: int
    inode: int
    digest: str
    record: T | None
    problems: tuple[Problem, ...]
    needs: tuple[str, ...]
    declares: tuple[str, ...]
    refs: bytes


class CachedDaysOff(msgspec.Struct, array_like=True, gc=False):
    """What was found of one activity's changes on days off, and the digests of all that it depends on."""

    digests: str
    problems: tuple[Problem, ...]


class Store(msgspec.Struct):
    """All entries and pictures, by path below the content folder; and what was found between files, by activity."""

    activities: dict[str, CachedFile[Activity]] = {}
    organisations: dict[str, CachedFile[Organisation]] = {}
    venues: dict[str, CachedFile[Venue]] = {}
    neighbourhoods: dict[str, CachedFile[NeighbourhoodsFile]] = {}
    vocabulary: dict[str, CachedFile[Vocabulary]] = {}
    words: dict[str, CachedFile[tuple[Synonym, ...]]] = {}
    norms: dict[str, CachedFile[Norms]] = {}
    picked_up: dict[str, CachedFile[tuple[PickedUp, ...]]] = {}
    holidays: dict[str, CachedFile[Holidays]] = {}
    days_off: dict[str, CachedDaysOff] = {}
    pictures: dict[str, PictureFile] = {}


SECTIONS = tuple(name for name in Store.__struct_fields__ if name not in {"days_off", "pictures"})
"""The kinds of file in the store."""


class Cache:
    """The store of the last run, and the time before which a file's own time of change can be trusted."""

    def __init__(self, folder: Path | None, key: str) -> None:
        self._file = folder / NAME if folder else None
        self._key = blake2b(f"{code_version()} {key}".encode(), digest_size=32).digest()
        self.store = Store()
        self.trusted = 0
        if self._file:
            self._load(self._file)

    def _load(self, file: Path) -> None:
        try:
            with file.open("rb") as handle:
                written = os.fstat(handle.fileno()).st_mtime_ns
                packed = handle.read()
        except OSError:
            return
        octets = unsealed(packed, self._key)
        if octets is None:
            return
        try:
            self.store = msgspec.msgpack.decode(octets, type=Store)
        except (msgspec.MsgspecError, ValueError):
            return
        self.trusted = written - _TICK

    def save(self, store: Store) -> None:
        """Write the store, whole or not at all; a cache that cannot be written is no reason to fail."""
        if self._file is None:
            return
        with suppress(OSError):
            write(self._file, sealed(msgspec.msgpack.encode(store), self._key), durable=False)


@cache
def code_version() -> str:
    """Return a digest of the code that reads and of the domain it reads into, so that no upgrade finds old records."""
    digest = blake2b(digest_size=16)
    for layer in ("domain", "reading"):
        for path in sorted((_PACKAGE / layer).rglob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
