"""Buurtkalender as it was at the commit that our goals are measured from, with what its own lock file names."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from tarfile import open as open_tar

from generate import Town

from contestants import ours
from contestants.contestant import PROJECT, WORK, UnavailableError, install_locked, run

COMMIT = "fc25774"
TREE = WORK / COMMIT
VENV = WORK / f"{COMMIT}-venv"


def _install() -> None:
    """Check the commit out beside this one and install it; a clone without that history cannot."""
    known = ["git", "-C", str(PROJECT), "cat-file", "-e", f"{COMMIT}^{{commit}}"]
    if subprocess.run(known, capture_output=True, check=False).returncode:
        raise UnavailableError(f"this clone has no commit {COMMIT}; `git fetch --unshallow` brings it")
    if not TREE.is_dir():
        archive = subprocess.run(["git", "-C", str(PROJECT), "archive", COMMIT], capture_output=True, check=True)
        with open_tar(fileobj=BytesIO(archive.stdout)) as tar:
            tar.extractall(TREE, filter="data")
    install_locked(VENV, TREE / "requirements.lock")
    if not (VENV / "bin" / "buurtkalender").is_file():
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--no-build-isolation", "--no-deps", "-e", str(TREE)])


def _write(town: Town, folder: Path) -> None:
    """The same content and settings as ours; the theme is the one of then."""
    ours.write_town(town, folder, TREE / "theme")


def _write_demo(folder: Path) -> None:
    """The demo of now, which that commit reads, below the settings and the theme of then."""
    shutil.copytree(PROJECT / "demo", folder / "content")
    shutil.copytree(TREE / "theme", folder / "theme")
    shutil.copyfile(TREE / "pelican.conf.py", folder / "pelican.conf.py")
    ours.commit(folder)


def _command(today: date) -> list[str]:
    return [str(VENV / "bin" / "buurtkalender"), *ours.BUILD, str(today)]


CONTESTANT = ours.CONTESTANT._replace(
    name="start",
    title=f"Buurtkalender at {COMMIT}",
    install=_install,
    write=_write,
    write_demo=_write_demo,
    command=_command,
)
