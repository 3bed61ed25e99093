"""What was read before, in one file below the cache folder; and work that is shared out over processes.

A file whose size, time of change and inode are as before is not opened; one whose bytes are as before is not
parsed. The cache only saves time: a cache that is missing, broken, foreign or of other code is as good as none.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
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


# --- processes -------------------------------------------------------------------------------------------
# Work shared out over processes, for builds of thousands of files.
#
# Processes are forked, so everything that was worked out before is there without being sent; what comes back is
# bytes.

ENOUGH = 1000
"""Below so many items, starting another process costs more than it saves."""


class WorkError(Exception):
    """A process failed; the text is what it said of it. ``errno`` is the system's number of what went wrong, else 0."""

    def __init__(self, errno: int, text: str) -> None:
        super().__init__(text)
        self.errno = errno


def share_out(
    work: Callable[[Iterable[T]], bytes], items: Sequence[T], jobs: int, costs: Sequence[float] = ()
) -> list[bytes]:
    """Call ``work`` with a part of the items in each of ``jobs`` processes and return what they returned.

    Who is done with its part takes another, and these get smaller and smaller, so all end at the same time whatever an
    item costs; what stands together is mostly worked on together. ``costs`` are those of the items, in those of one of
    which ENOUGH make a process worth while; 1 each if they are not known. With little to do, or where there is no
    fork, this process does all itself. Raises what ``work`` raises here, and WorkError for what failed in another
    process, after all of them have ended.
    """
    weights = costs or [1.0] * len(items)
    if jobs < 2 or len(items) < 2 or sum(weights) < ENOUGH or not hasattr(os, "fork"):
        return [work(items)]
    parts = _parts(weights, jobs)
    queue, filled = os.pipe()
    try:
        os.write(filled, b"".join(number.to_bytes(2, "big") for number in range(jobs, len(parts))))
        os.close(filled)
        some = [_taken(items, parts, number, queue) for number in range(min(jobs, len(parts)))]
        children = [_start(work, part) for part in some[1:]]
        try:
            own = work(some[0])
            ended = []
            while children:
                ended.append(_end(*children.pop(0)))
        except BaseException:  # what they make is for nothing now
            for process, reading in children:
                os.close(reading)
                _stop(process)
            raise
    finally:
        os.close(queue)
    for done, told in ended:
        if not done:
            raise _failure(told)
    return [own, *[told for _, told in ended]]


def _parts(weights: Sequence[float], jobs: int) -> list[range]:
    """Return the parts that are handed out one by one: of what is left, each takes half of what is one's share."""
    left, parts, start = sum(weights), list[range](), 0
    while start < len(weights):
        most = left / (2 * jobs) if len(parts) < MOST_PARTS else left
        end, taken = start + 1, weights[start]
        while end < len(weights) and (taken + weights[end] <= most or most >= left):
            taken += weights[end]
            end += 1
        parts.append(range(start, end))
        start, left = end, left - taken
    return parts


MOST_PARTS = 2000
"""How many parts there are at most: what stands in the queue has to fit into the smallest pipe."""


def _taken(items: Sequence[T], parts: Sequence[range], first: int, queue: int) -> Iterator[T]:
    """Yield the items of one's first part, and then those of every part that nobody took before."""
    yield from (items[number] for number in parts[first])
    while token := os.read(queue, 2):
        yield from (items[number] for number in parts[int.from_bytes(token, "big")])


def _start(work: Callable[[Iterable[T]], bytes], items: Iterable[T]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        signal.signal(signal.SIGTERM, _told_to_stop)
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            try:
                pipe.write(work(items))
                status = 0
            except BaseException as error:  # noqa: BLE001 - whatever it was, the parent has to hear it
                cause = error.__cause__ or error
                number = cause.errno if isinstance(cause, OSError) else 0
                notes = "; ".join(getattr(error, "__notes__", []))
                text = f"{type(error).__name__}: {error}" + (f" ({notes})" if notes else "")
                if os.environ.get("BUURTKALENDER_DEBUG"):
                    import traceback

                    text = traceback.format_exc()
                pipe.write(msgspec.msgpack.encode((number or 0, text)))
    finally:
        os._exit(status)


def _end(process: int, reading: int) -> tuple[bool, bytes]:
    try:
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
    except BaseException:
        _stop(process)
        raise
    _, status = os.waitpid(process, 0)
    return status == 0, told if status in {0, _FAILED} else f"a process stopped with status {status}".encode()


def _stop(process: int) -> None:
    """End a process, which then ends those that it started: none goes on with what nobody waits for."""
    os.kill(process, signal.SIGTERM)
    os.waitpid(process, 0)


def _told_to_stop(*_: object) -> None:
    raise SystemExit(1)


_FAILED = 1 << 8
"""How a process ended that tells what went wrong: with exit code 1."""


def _failure(told: bytes) -> WorkError:
    try:
        return WorkError(*msgspec.msgpack.decode(told, type=tuple[int, str]))
    except msgspec.MsgspecError:
        return WorkError(0, told.decode(errors="replace"))
