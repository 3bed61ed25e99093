"""Work shared out over processes, for builds of thousands of files.

Processes are forked, so everything that was worked out before is there without being sent; what comes back is bytes.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

T = TypeVar("T")

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
