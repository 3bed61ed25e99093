"""A calendar project in a folder of its own, run through its command line as people run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from fcntl import LOCK_EX, flock
from io import StringIO
from pathlib import Path
from runpy import run_path
from typing import NamedTuple

from buurtkalender.cli import main
from patience import PATIENCE
from town import TODAY, TOWN

ROOT = Path(__file__).parents[1]

DEMO = ROOT / "demo"
"""The content of the demo municipality."""

COMPILED = "COMPILED_TEMPLATES"
"""The variable of the environment that says where all builds of a run keep compiled templates (see conftest.py)."""

SETTINGS = ROOT / "tests" / "fixtures" / "pelican.conf.py"
"""What every project of the tests has in its settings: those of the fictional town."""

JOBS = os.environ.get("BUILD_JOBS", "1")
"""In how many processes projects are built: forking belongs to the tests that start a command, but for a run to see
that the site is the same in two (``BUILD_JOBS=2 pytest tests/test_rebuild.py``)."""

Tree = dict[str, bytes]
"""Every file below a folder: its path to its bytes."""


class Done(NamedTuple):
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All that it said."""
        return self.out + self.err


@dataclass(frozen=True)
class Project:
    """A folder with settings, content and a theme, outside any git repository."""

    folder: Path

    @property
    def content(self) -> Path:
        """The content folder."""
        return self.folder / "content"

    @property
    def output(self) -> Path:
        """Where the site is built."""
        return self.folder / "output"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "pelican.conf.py"

    def run(self, subcommand: str, *arguments: str) -> Done:
        """Run a subcommand on this project, in this process: starting Python takes longer than most of them."""
        return run(subcommand, "--settings", str(self.settings), *arguments)

    def build(self, *arguments: str, today: date = TODAY) -> Done:
        """Build the site, in one process unless a run asks for more."""
        self.share_templates()
        return self.run("build", "--today", today.isoformat(), "--jobs", JOBS, *arguments)

    def start(self, *arguments: str, **environment: str) -> Done:
        """Run the command in a process of its own, started in the project's folder."""
        if arguments[0] in {"build", "serve"}:
            self.share_templates()
        return started(sys.executable, "-m", "buurtkalender", *arguments, folder=self.folder, **environment)

    def share_templates(self) -> None:
        """Let the project find what other builds of this run compiled."""
        share_templates(self.folder / ".cache")

    def set(self, **settings: object) -> None:
        """Add settings at the end of the settings file."""
        with self.settings.open("a", encoding="utf-8") as file:
            for name, value in settings.items():
                file.write(f"{name} = {repr(value).removeprefix('datetime.')}\n")

    def tree(self) -> Tree:
        """Every file of the site that was built."""
        return tree(self.output)

    def copy(self, folder: Path) -> Project:
        """Return a copy of what people wrote: not of what was built or remembered."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("output*", ".cache", ".git"))
        return Project(folder)


def project(folder: Path, content: Path, **settings: object) -> Project:
    """Make a project: a copy of this content and of the theme, and the tests' own settings with others on top."""
    shutil.copytree(content, folder / "content", ignore=shutil.ignore_patterns("settings.py", "__pycache__"))
    shutil.copytree(ROOT / "theme", folder / "theme")
    made = Project(folder)
    shutil.copyfile(SETTINGS, made.settings)
    quick = {"LANGUAGES": (), "PAPERS": False}  # the tests about these say what they want; each takes much longer
    made.set(**({"PLUGIN_PATHS": [str(ROOT / "plugins")]} | quick | settings))
    return made


def town_project(folder: Path, **settings: object) -> Project:
    """Make a project of the fictional town."""
    return project(folder, TOWN / "content", **settings)


def demo_project(folder: Path, **settings: object) -> Project:
    """Make a project of the demo municipality, with the settings that it is shown with."""
    own = {
        name: value for name, value in run_path(str(DEMO / "settings.py")).items() if name.isupper() and name != "PATH"
    }
    return project(folder, DEMO, **(own | settings))


def share_templates(cache: Path) -> None:
    """Let a cache hold what all builds of this run compile: else that takes half of the time of a small site."""
    where, templates = os.environ.get(COMPILED), cache / "templates"
    if where and not os.path.lexists(templates):
        cache.mkdir(parents=True, exist_ok=True)
        templates.symlink_to(where)


def built_once(folder: Path, make: Callable[[Path], Project]) -> Project:
    """Make a project in a folder of its own and build it, or wait until another process of this run has done so."""
    done = folder.with_suffix(".done")
    with folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what came to nothing before
            built = make(folder).build()
            assert built.code == 0, built.said
            done.touch()
    return Project(folder)


def run(*arguments: str) -> Done:
    """Run the command in this process."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(arguments)
        except SystemExit as stop:  # argparse's way out
            code = stop.code if isinstance(stop.code, int) else 0
    return Done(code, out.getvalue(), err.getvalue())


def started(*command: str, folder: Path, **environment: str) -> Done:
    """Run a command in a process of its own, with this repository's package."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins"), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=5 * PATIENCE,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def tree(folder: Path) -> Tree:
    """Every file below a folder, in order."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with open(f"{place}{os.sep}{name}", "rb", buffering=0) as file:  # noqa: PTH123 - for thousands
                found[file.name.removeprefix(f"{folder}{os.sep}").replace(os.sep, "/")] = file.read()
    return dict(sorted(found.items()))


def different(one: Tree, other: Tree) -> list[str]:
    """The paths that only one of them has, or that have other bytes; in order."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
