"""Work shared out over processes, for builds of thousands of files.

Processes are forked, so everything that was worked out before is there without being sent; what comes back is bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
ENOUGH = 1000
"""Below so many items, starting another process costs more than it saves."""


class WorkError(Exception):
    """A process failed; the text is what it said of it."""


def share_out(work: Callable[[Sequence[T]], bytes], items: Sequence[T], jobs: int) -> list[bytes]:
    """Call ``work`` with every ``jobs``-th item in each of ``jobs`` processes and return what they returned.

    This process takes the first share. With few items, or where there is no fork, it does all itself. Raises what
    ``work`` raises here, and WorkError for what failed in another process, after all of them have ended.
    """
    if jobs < 2 or len(items) < ENOUGH or not hasattr(os, "fork"):
        return [work(items)]
    children = [_start(work, items[number::jobs]) for number in range(1, jobs)]
    try:
        own = work(items[0::jobs])
    finally:
        ended = [_end(*child) for child in children]
    failures = [told.decode(errors="replace") for done, told in ended if not done]
    if failures:
        raise WorkError(failures[0].strip())
    return [own, *[told for _, told in ended]]


def _start(work: Callable[[Sequence[T]], bytes], items: Sequence[T]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            try:
                pipe.write(work(items))
                status = 0
            except BaseException:  # noqa: BLE001 - whatever it was, the parent has to hear it
                import traceback

                pipe.write(traceback.format_exc().encode())
    finally:
        os._exit(status)


def _end(process: int, reading: int) -> tuple[bool, bytes]:
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(process, 0)
    return status == 0, told or (b"a process stopped with status %d" % status if status else b"")
