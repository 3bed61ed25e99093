"""A git repository with the fictional town, for tests of changes to it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from projects import Done, Project, run, town_project


class Repository:
    """A town in a repository of its own, with a first commit called ``main``."""

    def __init__(self, folder: Path, make: Callable[[Path], Project] = town_project) -> None:
        self.project = make(folder)
        (folder / ".gitignore").write_text(".cache/\noutput/\n")
        self.git("init", "-q", "-b", "main")
        self.commit("Zandmeer")
        self.git("checkout", "-q", "-b", "change")

    @property
    def content(self) -> Path:
        """The content folder."""
        return self.project.content

    def git(self, *arguments: str) -> str:
        """Run git here, with no settings of whoever runs the tests."""
        known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        known |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        known |= {
            f"GIT_{who}_{what}": "x@zandmeer.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        known |= {f"GIT_{who}_DATE": "2026-11-20T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        done = subprocess.run(
            ["git", *arguments], cwd=self.project.folder, env=known, capture_output=True, text=True, check=True
        )
        return done.stdout

    def commit(self, message: str = "Wijziging") -> None:
        """Commit all that is different."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a file below the content folder."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def submissions(self, subcommand: str, *arguments: str) -> Done:
        """Run a subcommand of `buurtkalender submissions` here."""
        return run("submissions", subcommand, "--settings", str(self.project.settings), *arguments)
