"""The git repository, worked on with plumbing only: no work tree, no index of its own, no hook is touched or run.

Every step may be done twice. What a commit is made of (parent, file, time) is given, so that the same submission gives
the same commit; a branch is only ever made where there is none.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from buurtkalender.submissions.receiving.settings import Repository, origin

BASE = "refs/receiver/base"
"""Where the remote's branch is kept: no name that people or other programs look at."""

_NOBODY = "0" * 40
_SECONDS = 120
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")


class RepositoryError(Exception):
    """Git could not do it; the text is what git said, without what is secret."""


class Author(NamedTuple):
    """Who stands in the history: the site, never the person who filled in the form."""

    name: str
    email: str


def _no_step(step: str) -> None:
    """Do nothing between two steps."""


class Git:
    """Runs git on the repository. ``token`` is sent to the host of the remote alone, and told to nobody else.

    ``between`` is called after each step with its name; tests end the process there.
    """

    def __init__(self, settings: Repository, token: str = "", between: Callable[[str], None] = _no_step) -> None:
        self._settings = settings
        self._token = token
        self._between = between
        self._extra = self._credentials() if token and settings.push_with_token else {}

    def base(self) -> str:
        """Return the newest commit that branches start from. Raises RepositoryError when the remote cannot be asked."""
        settings = self._settings
        if not settings.remote:
            return self.run("rev-parse", "--verify", "--quiet", f"refs/heads/{settings.branch}^{{commit}}")
        wanted = f"+refs/heads/{settings.branch}:{BASE}"
        self.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--end-of-options", settings.remote, wanted)
        return self.last_base()

    def last_base(self) -> str:
        """Return the base as it was known last, without asking anybody; "" where it never was."""
        name = BASE if self._settings.remote else f"refs/heads/{self._settings.branch}"
        return self._maybe("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")

    def content_of(self, commit: str) -> str:
        """Return the name of the content folder's tree in a commit; "" where there is none."""
        return self._maybe("rev-parse", "--verify", "--quiet", f"{commit}:{self._settings.content}")

    def archive(self, tree: str) -> bytes:
        """Return a tree as a tar file."""
        return self._done("archive", "--format=tar", tree)

    def text(self, commit: str, path: str) -> str | None:
        """Return what a file below the content folder holds in a commit; None where it is not there."""
        try:
            octets = self._done("cat-file", "blob", f"{commit}:{self._settings.content}/{path}")
        except RepositoryError:
            return None
        return octets.decode(errors="replace")

    def branch(self, name: str) -> str:
        """Return the commit of one of our branches, "" where there is no such branch."""
        return self._maybe("rev-parse", "--verify", "--quiet", f"refs/heads/{name}^{{commit}}")

    def commit(  # noqa: PLR0913, PLR0917 - all that a commit is made of
        self, branch: str, base: str, path: str, text: str, message: str, author: Author, at: datetime
    ) -> str:
        """Make a branch with one commit that writes one file, and return it. Fails where there is the branch."""
        when = f"{int(at.timestamp())} +0000"
        person = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", when))
        }
        blob = self.run("hash-object", "-w", "--stdin", given=text.encode())
        self._between("blob")
        with TemporaryDirectory(prefix="buurtkalender-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.run("read-tree", base, more=index)
            whole = f"{self._settings.content}/{path}"
            self.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{whole}", more=index)
            tree = self.run("write-tree", more=index)
        self._between("tree")
        made = self.run("commit-tree", tree, "-p", base, given=f"{message}\n".encode(), more=person)
        self._between("commit")
        self.run("update-ref", f"refs/heads/{branch}", made, _NOBODY)
        self._between("branch")
        return made

    def push(self, branch: str, commit: str) -> None:
        """Bring a branch to the remote, unless what is in it was merged there already."""
        if self._settings.remote and not self._merged(commit):
            refs = f"{commit}:refs/heads/{branch}"
            self.run("push", "--quiet", "--no-verify", "--porcelain", "--end-of-options", self._settings.remote, refs)
        self._between("push")

    def _merged(self, commit: str) -> bool:
        try:
            self._done("merge-base", "--is-ancestor", commit, self.last_base())
        except RepositoryError:
            return False
        return True

    def run(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> str:
        """Run git and return what it said, on one line. Raises RepositoryError when it could not."""
        return self._done(*arguments, given=given, more=more).decode(errors="replace").strip()

    def _maybe(self, *arguments: str) -> str:
        try:
            return self.run(*arguments)
        except RepositoryError:
            return ""

    def _done(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        command = ["git", "-C", str(self._settings.path), "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"]
        command += ["-c", "safe.directory=*"]  # the operator named it; an editor may well run this as root
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT},
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
            **self._extra,
            **(more or {}),
        }
        try:
            done = subprocess.run(  # noqa: S603 - arguments are ours; what people wrote is only ever on standard input
                [*command, *arguments],
                input=given,
                capture_output=True,
                check=False,
                env=environment,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise RepositoryError(f"git {arguments[0]}: no answer in {_SECONDS} seconds") from error
        except OSError as error:
            raise RepositoryError(f"git {arguments[0]}: {error.strerror}") from error
        if done.returncode:
            raise RepositoryError(f"git {arguments[0]}: {self._told(done)}")
        return done.stdout

    def _told(self, done: subprocess.CompletedProcess[bytes]) -> str:
        said = done.stderr.decode(errors="replace").strip() or done.stdout.decode(errors="replace").strip()
        said = _CREDENTIALS.sub("", said)
        return (said.replace(self._token, "…") if self._token else said)[:500] or f"exit code {done.returncode}"

    def _credentials(self) -> dict[str, str]:
        """Return the environment that sends the token to the remote's own host: never in arguments, which all see."""
        address = self._settings.remote
        if "://" not in address:
            address = self.run("remote", "get-url", "--push", address)
        if not address.startswith("https://"):
            return {}
        basic = base64.b64encode(f"x-access-token:{self._token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{origin(_CREDENTIALS.sub('', address))}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
        }


_KEPT = frozenset({"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS"})
