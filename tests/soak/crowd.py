"""Who sends: many at once, or one person a second. Each in a process of its own, so that none waits for another.

crowd.py many PORT FILE COUNT AT-ONCE WORD  ·  crowd.py person PORT FILE SECONDS [FORWARDED] [ORIGIN]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from soak.judging import Asked
from soak.place import environment, send


def many(port: int, file: Path, count: int, at_once: int, word: str) -> None:
    """Send ``count`` different submissions, each until it is thanked for; write the number that each was given."""
    one = Lock()
    with file.open("w") as out, ThreadPoolExecutor(at_once) as pool:

        def sent(n: int) -> None:
            title = f"{word} nummer {n}"
            for attempt in range(1000):
                asked = send(port, title, f"127.0.{1 + n % 200}.{1 + n % 250}")
                with one:
                    out.write(json.dumps([title, asked.status, asked.seconds, asked.number]) + "\n")
                    out.flush()
                if asked.number:
                    return
                time.sleep(min(0.2 + attempt * 0.1, 2.0))

        list(pool.map(sent, range(count)))


def person(port: int, file: Path, seconds: float, forwarded: str = "", origin: str = "") -> None:
    """Send a right form with a right proof every second, each from another address."""
    end, number = time.monotonic() + seconds, 0
    with file.open("w") as out:
        while time.monotonic() < end:
            begun, number = time.monotonic(), number + 1
            headers = {"X-Forwarded-For": f"198.51.100.{number % 250 + 1}"} if forwarded else {}
            headers |= {"Origin": origin} if origin else {}
            source = "127.0.0.1" if forwarded else f"127.99.{number // 250}.{number % 250 + 1}"
            asked = send(port, f"Samen eten {os.getpid()}-{number}", source, headers, patience=10)
            out.write(json.dumps(["", asked.status, asked.seconds, asked.number]) + "\n")
            out.flush()
            time.sleep(max(0.0, begun + 1 - time.monotonic()))


@contextmanager
def crowd(kind: str, port: int, file: Path, *more: object, nice: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """Let them send as long as the context lasts, or until they are done."""
    command = ["nice", f"-n{nice}", sys.executable, __file__, kind, port, file, *more]
    with subprocess.Popen(list(map(str, command)), env=environment()) as process:
        try:
            yield process
        finally:
            process.terminate()


def told(file: Path) -> list[tuple[str, Asked]]:
    """Return what they wrote: what was sent, and how it was answered."""
    lines = file.read_text().splitlines() if file.exists() else []
    rows = [json.loads(line) for line in lines if line.endswith("]")]
    return [(title, Asked(status, seconds, number)) for title, status, seconds, number in rows]


if __name__ == "__main__":
    kind, port, file, *more = sys.argv[1:]
    if kind == "many":
        many(int(port), Path(file), int(more[0]), int(more[1]), more[2])
    else:
        person(int(port), Path(file), float(more[0]), *more[1:])
