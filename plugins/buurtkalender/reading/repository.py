"""What git knows of the content folder. Without git, a repository or an answer there is simply nothing to know."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_PATIENCE = 120
_LARGEST = 1 << 20
LATEST = (1 << 32) - 1
"""The last second that 32 bits can count, in 2106: a commit may claim any date, also one that Python cannot hold."""


class Edit(NamedTuple):
    """A file that a commit added, changed or removed: its path below the content folder, and what it was and became.

    ``before`` and ``after`` name blobs; None where there was, or is, no such file.
    """

    path: str
    before: str | None
    after: str | None


class Commit(NamedTuple):
    """A commit on the main line: the second since 1970 at which it came there, and what it did to the content."""

    name: str
    moment: int
    edits: tuple[Edit, ...]


class Repository:
    """The repository that holds a content folder."""

    def __init__(self, content: Path) -> None:
        self._folder = content

    def head(self) -> str:
        """The name of the commit that is checked out; empty without git or without any commit."""
        return self._ask("rev-parse", "--verify", "--quiet", "HEAD").strip()

    def remote(self) -> str:
        """The address that this repository was cloned from; empty when there is none."""
        return self._ask("remote", "get-url", "origin").strip()

    def continues(self, known: str, head: str) -> bool:
        """Whether the main line that ends in ``head`` goes through ``known``."""
        parents = self._ask("rev-list", "--first-parent", "--parents", f"{known}..{head}").split("\n")
        oldest = [line for line in parents if line][-1:]
        return bool(oldest) and oldest[0].split(" ")[1:2] == [known]

    def commits(self, head: str, since: str | None) -> list[Commit]:
        """The commits of the main line that touched the content, oldest first, after ``since`` if that is given.

        The main line: what a merge brings in became public with the merge, whenever it was written. Where a shallow
        clone was cut, everything looks new: those commits say nothing, and are left out.
        """
        ends = self._cut()
        told = self._ask(
            *("log", "-z", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--relative"),
            *("--format=%x01%H %ct", f"{since}..{head}" if since else head, "--", "."),
        )
        found = [commit for commit in _parsed(told) if commit.name not in ends]
        found.reverse()
        return found

    def whole(self) -> bool:
        """Whether all of the history is here: there is a repository, and it is no shallow clone."""
        return self._ask("rev-parse", "--is-shallow-repository").strip() == "false"

    def line(self, head: str) -> list[tuple[str, int]]:
        """The commits of the main line, newest first, each with the second since 1970 that it claims."""
        told = self._ask("log", "--first-parent", "--format=%H %ct", head)
        return [(name, int(moment)) for name, _, moment in (one.partition(" ") for one in told.splitlines())]

    def trees(self, commits: Sequence[str]) -> dict[str, str]:
        """The name of the content folder's tree in each of these commits that has such a folder."""
        prefix = self._ask("rev-parse", "--show-prefix").strip().rstrip("/")
        asked = "".join(f"{commit}:{prefix}\n" for commit in commits)
        told = self._ask("cat-file", "--batch-check", told=asked).splitlines()
        answers = zip(commits, (line.split(" ") for line in told), strict=False)
        return {commit: answer[0] for commit, answer in answers if answer[1:2] == ["tree"]}

    def files(self, tree: str) -> dict[str, str]:
        """The regular files of a tree: path to blob. Links and other repositories are no content."""
        found = {}
        for one in self._ask("ls-tree", "-r", "-z", "--full-tree", tree).split("\0"):
            about, _, path = one.partition("\t")
            if about.startswith("100"):
                found[path] = about.split(" ")[2]
        return found

    @contextmanager
    def blobs(self) -> Iterator[Blobs]:
        """Something to read blobs with, as long as the context lasts."""
        try:
            process = subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
                ["git", "-C", str(self._folder), "cat-file", "--batch"],  # noqa: S607 - git is where the user has it
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError:
            yield Blobs(None)
            return
        with process:
            yield Blobs(process)

    def _cut(self) -> frozenset[str]:
        path = self._ask("rev-parse", "--git-path", "shallow").strip()
        try:
            return frozenset((self._folder / path).read_text(encoding="ascii").split()) if path else frozenset()
        except OSError:
            return frozenset()

    def _ask(self, *arguments: str, told: str = "") -> str:
        """Run git in the folder and tell it something; an empty text without git, a repository, or an answer."""
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
                ["git", "-C", str(self._folder), *arguments],  # noqa: S607 - git is where the user has it
                input=told.encode(),
                capture_output=True,
                env=_environment(),
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


class Blobs:
    """Reads blobs, one after the other, from one process of git."""

    def __init__(self, process: subprocess.Popen[bytes] | None) -> None:
        self._process = process

    def read(self, name: str | None) -> bytes | None:
        """The bytes of a blob; None when it is not there, or too large for a content file."""
        process = self._process
        if name is None or process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            kind, _, size = process.stdout.readline().decode("ascii", "replace").strip().rpartition(" ")
            if not size.isdigit():  # "… missing": a clone without blobs, for example
                return None
            octets = process.stdout.read(int(size) + 1)[:-1]
        except OSError:
            return None
        return octets if kind.endswith(" blob") and len(octets) <= _LARGEST else None


def _parsed(told: str) -> Iterator[Commit]:
    """Take apart what ``git log -z --raw`` told, newest first: a commit, then a line and a path for each edit."""
    name, moment = "", 0
    edits: list[Edit] = []
    blobs: list[str] | None = None
    for part in told.split("\0"):
        text = part.removeprefix("\n")
        if blobs is not None:  # whatever a path looks like, it is what follows such a line
            edits.append(Edit(part, _known(blobs[2]), _known(blobs[3])))
            blobs = None
        elif text.startswith(":"):
            blobs = text.split(" ")
        elif text.startswith("\x01"):
            if edits:
                yield Commit(name, moment, tuple(edits))
            name, _, seconds = text[1:].strip().partition(" ")
            moment, edits = min(int(seconds), LATEST), []
    if edits:
        yield Commit(name, moment, tuple(edits))


def _known(blob: str) -> str | None:
    return None if not blob.strip("0") else blob


def _environment() -> dict[str, str]:
    """The environment without what would point git elsewhere; a clone without blobs is not completed over the net."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_NO_LAZY_FETCH": "1"}
