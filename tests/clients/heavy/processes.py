"""Programs of others, started in a group of their own and gone with all that they started when the block ends."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from patience import until

BUILT = Path(__file__).parent / "built"
"""Where install.sh puts what it compiles."""

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


class Running:
    """A program in the background."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._name, self._log = command[0], log
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )

    def check(self) -> None:
        """Raise RuntimeError, with what it said, when it is there no more."""
        if self._process.poll() is not None:
            said = self._log.read_text(errors="replace")
            raise RuntimeError(f"{self._name} ended with {self._process.returncode}:\n{said}")

    def wait(self, seconds: int) -> None:
        """Wait until it has ended by itself."""
        self._process.wait(seconds)

    def kill(self) -> None:
        """End it with all that it started, and wait for these too."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-self._process.pid, 0)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Running]:
    """Run a program in the background for as long as the block runs."""
    # Services that a bus starts lose their parent. They become ours, so that they can be waited for.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    process = Running(command, environment, log)
    try:
        yield process
    finally:
        process.kill()


def appears(path: Path, process: Running) -> None:
    """Wait for a program to make this file or socket, and to have written something if it is a file."""

    def there() -> bool:
        process.check()
        return path.is_socket() or (path.is_file() and path.stat().st_size > 0)

    until(there, f"{path.name} to appear")
