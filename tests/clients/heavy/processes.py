"""Programs of others, started in a group of their own and gone with all that they started when the block ends."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

BUILT = Path(__file__).parent / "built"
"""Where install.sh puts what it compiles."""

STARTING = 60
"""Seconds after which a program that does not start has failed."""

PR_SET_CHILD_SUBREAPER = 36


class MissingError(Exception):
    """A program that is not on this machine."""


def program(name: str) -> str:
    """Path of a program, either one of ours in C or one that the system has."""
    found = shutil.which(name, path=f"{BUILT}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        raise MissingError(f"{name} is not here: run `make test-clients`, which installs it.")
    return found


@contextmanager
def home() -> Iterator[Path]:
    """Make a home folder that is dropped afterwards. Its path is short, as paths of sockets have to be."""
    with TemporaryDirectory(prefix="kalender-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Callable[[], None]]:
    """Run a program in the background; yields a check that raises, with what it said, when it is there no more."""
    # Services that a bus starts lose their parent. They become ours, so that they can be waited for.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )

    def check() -> None:
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{log.read_text(errors='replace')}")

    try:
        yield check
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-process.pid, 0)


def appears(path: Path, check: Callable[[], None]) -> None:
    """Wait for a program to make this file or socket, and to have written something if it is a file."""
    deadline = time.monotonic() + STARTING
    while not (path.is_socket() or (path.is_file() and path.stat().st_size)):
        check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path.name} did not appear in {STARTING} seconds")
        time.sleep(0.05)
