"""The floor: the bytes that ours made, written to files of the same names by a loop that does nothing else.

``python write_bytes.py FROM TO`` copies a folder, a few megabytes at a time, and prints the
seconds on the wall and of the processor that making folders and files took. Reading is not counted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

AT_ONCE = 16_000_000


def copy(source: Path, target: Path) -> tuple[float, float]:
    """Write everything below one folder into another; return the seconds of that on the wall and of the processor."""
    found = sorted(source.rglob("*"))
    folders = [target, *(target / one.relative_to(source) for one in found if one.is_dir())]
    files = [(one, str(target / one.relative_to(source))) for one in found if one.is_file()]
    seconds, processor = _timed(lambda: [folder.mkdir() for folder in folders])
    waiting: list[tuple[str, bytes]] = []
    size = 0
    for file, path in files:
        waiting.append((path, file.read_bytes()))
        size += len(waiting[-1][1])
        if size > AT_ONCE or path is files[-1][1]:
            more = _timed(lambda: [_write(path, data) for path, data in waiting])
            seconds, processor, size = seconds + more[0], processor + more[1], 0
            waiting.clear()
    return seconds, processor


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def _write(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(handle, data)
    os.close(handle)


if __name__ == "__main__":
    print(*copy(*map(Path, sys.argv[1:3])))  # noqa: T201 - the runner reads it
