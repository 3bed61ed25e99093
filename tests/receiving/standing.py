"""A receiver that stands somewhere: the town's site, a bare repository in the place of a forge's, and the receiver."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from patience import PATIENCE, free_port, until
from projects import Project, run, town_project

SENDER = ("-c", "user.name=Redactie", "-c", "user.email=redactie@zandmeer.example")
# Without TLS there is nothing to verify, and preparing to takes long.
ASKING = httpx.Client(verify=False, timeout=PATIENCE)  # noqa: S501

NEW = {
    "action": ["new"],
    "organisation": ["welzijn-zandmeer"],
    "title": ["Soep"],
    "themes": ["ontmoeten"],
    "when.0.kind": ["weekly"],
    "when.0.weekly": ["tuesday"],
    "when.0.time": ["12:00", "13:00"],
    "venue": ["dorpshuis/grote-zaal"],
    "sender.name": ["iemand uit Zandmeer"],
    "sender.reach": ["0343-555 987"],
    "message": ["Zet het er snel op."],
    "consent": ["yes"],
}
"""The least of a new activity, and something for the editors alone."""


@dataclass(frozen=True)
class Stand:
    """All folders of one receiver. ``forge`` is a fake: a bare repository that stands for the one at a forge."""

    folder: Path
    project: Project
    forge: Path
    own: Path
    settings: Path
    port: int

    @property
    def url(self) -> str:
        """Where the receiver listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where it keeps what comes in."""
        return self.folder / "log"

    def written(self) -> bytes:
        """All lines of its log."""
        return b"".join(path.read_bytes() for path in sorted(self.log.glob("*.jsonl")))

    def branches(self) -> list[str]:
        """The branches that came of submissions, as editors see them."""
        return git(self.forge, "for-each-ref", "--format=%(refname:short)", "refs/heads/submit").split()

    def changed(self, branch: str) -> list[str]:
        """Which files the commits of a branch touch."""
        return git(self.forge, "diff", "--name-only", f"main...{branch}").split()

    def text(self, branch: str, path: str) -> str:
        """What a file holds on a branch."""
        return git(self.forge, "show", f"{branch}:content/{path}")

    def merge(self, branch: str) -> None:
        """Do what an editor does: look at nothing and press the button."""
        work = self.project.folder
        git(work, "fetch", "--quiet", str(self.forge), branch)
        git(work, *SENDER, "merge", "--quiet", "--no-ff", "-m", f"Merge {branch}", "FETCH_HEAD")
        git(work, "push", "--quiet", str(self.forge), "HEAD:main")

    def everything_in_git(self) -> bytes:
        """The bytes of every object of the repositories: to look for what must not be there."""
        asked = ["cat-file", "--batch-all-objects", "--batch"]
        both = (subprocess.run(["git", "-C", one, *asked], capture_output=True, check=True) for one in self.both)
        return b"".join(done.stdout for done in both)

    @property
    def both(self) -> tuple[Path, Path]:
        """The repositories."""
        return self.forge, self.own

    def command(self, what: str, *arguments: str) -> str:
        """What `buurtkalender submissions` says."""
        files = ("--settings", str(self.project.settings), "--receiver", str(self.settings))
        done = run("submissions", what, *files, *arguments)
        assert done.code == 0, done.said
        return done.out


def stand(
    folder: Path,
    site: str = "http://127.0.0.1:9",
    port: int = 0,
    more: str = "",
    make: Callable[..., Project] = town_project,
) -> Stand:
    """Put everything in its place. ``site`` is where the site is served; ``more`` comes into receiver.toml."""
    port = port or free_port()
    made = make(folder / "town", SITEURL=site, SUBMISSION_URL=f"http://127.0.0.1:{port}/ontvangst")
    git(made.folder, "init", "--quiet", "--initial-branch=main")
    git(made.folder, "add", "content")
    git(made.folder, *SENDER, "commit", "--quiet", "--message=De kalender zoals hij is")
    forge, own = folder / "forge.git", folder / "own.git"
    git(folder, "clone", "--quiet", "--bare", str(made.folder), str(forge))
    git(folder, "clone", "--quiet", "--bare", str(forge), str(own))
    file = folder / "receiver.toml"
    text = f'port = {port}\nlog = "log"\nproof_cost = 1\n{more}\n[repository]\npath = "own.git"\nremote = "origin"\n'
    file.write_text(text, encoding="utf-8")
    return Stand(folder, made, forge, own, file, port)


def git(folder: Path, *arguments: str) -> str:
    """Run git."""
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers(url: str) -> bool:
    """Whether a receiver is there."""
    try:
        return ASKING.get(f"{url}/health").status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def running(command: list[str | Path], folder: Path, url: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run a receiver in a process of its own, until the context ends."""
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, stderr=subprocess.PIPE) as process:
        try:
            until(lambda: process.poll() is not None or answers(url), "the receiver")
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)
