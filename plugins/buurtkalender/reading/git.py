"""Runs git, and the only module that does; and what a repository knows of the content folder in it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

from buurtkalender.clock import monotonic
from buurtkalender.words.catalogues import without_secrets

PATIENCE = 120
"""Seconds that one command may take."""

_LOOK = 0.2
"""Seconds between two looks whether a command that runs has to be ended."""

_LAST = 1.0
"""Seconds in which all is read that a command wrote before it ended."""

_TIDYING = 2.0
"""Seconds that a command which is ended has to remove its locks."""

MOST_BLOB_BYTES = 1 << 20
"""The largest file that is taken for content."""

LATEST = (1 << 32) - 1
"""The last second that 32 bits can count, in 2106: a commit may claim any date, also one that Python cannot hold."""

_KEPT = frozenset({"GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS"})
_ASKING = "SSH_ASKPASS"
"""A window of somebody's desktop that asks for a password: nobody looks at it."""

_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_LONGEST = 500
_QUIET = "exit code 1"
"""What git says that was asked to be quiet, and found nothing."""


class GitError(Exception):
    """Git could not do it. ``reason`` is what git said, or why it did not run, without what is secret.

    ``code`` is with which git ended, None where it did not end by itself. ``refused``: what it was given is no good,
    while anything else may well go right.
    """

    def __init__(
        self, text: str, reason: str = "", *, ran: bool = True, code: int | None = None, refused: bool = False
    ) -> None:
        super().__init__(text)
        self.reason = reason
        self.ran = ran
        self.code = code
        self.refused = refused


def _never() -> bool:
    return False


class Git(NamedTuple):
    """Runs git in a folder, without a shell; what people wrote goes to its standard input, or after ``--``.

    ``settings`` are given with ``-c``, ``environment`` is added to that of this process, of which nothing is left that
    would point git elsewhere. ``secret`` is told to nobody. A command ends after ``patience`` seconds (None: PATIENCE)
    or when ``stopped`` says so, with all that it started.
    """

    folder: Path
    settings: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    secret: str = ""
    patience: float | None = None
    stopped: Callable[[], bool] = _never

    def run(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """Return what git writes, with ``given`` on its standard input and ``more`` in its environment.

        Raises GitError when it cannot be run, fails, or takes too long.
        """
        patience = PATIENCE if self.patience is None else self.patience
        code = None
        try:
            code, told, wrong = self._ended(self.command(*arguments), given, more or {}, patience)
        except subprocess.TimeoutExpired:
            reason, ran = "stopped" if self.stopped() else f"no answer in {patience} seconds", True
        except OSError as error:
            reason, ran = error.strerror or str(error), False
        else:
            if not code:
                return told
            reason, ran = self.plain(wrong) or self.plain(told) or f"exit code {code}", True
            refused = b"rejected]" in told  # of `push --porcelain`: the remote answered, about this branch
            raise GitError(f"git {arguments[0]}: {reason}", reason, code=code, refused=refused)
        raise GitError(f"git {arguments[0]}: {reason}", reason, ran=ran)

    def _ended(
        self, command: list[str], given: bytes, more: Mapping[str, str], patience: float
    ) -> tuple[int, bytes, bytes]:
        """Return how a command ended and what it wrote. Raises TimeoutExpired where it was ended, and OSError.

        It gets a session of its own: what speaks with a remote are other processes, which git does not take along.
        """
        end = monotonic() + patience
        # Not through a pipe: what `communicate` had not written when a look came, it would never write.
        with TemporaryFile() if given else Path(os.devnull).open("rb") as told_to_it:
            if given:
                told_to_it.write(given)
                told_to_it.seek(0)
            process = subprocess.Popen(  # noqa: S603 - no shell; see above
                command,
                stdin=told_to_it,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**self.whole_environment(), **more},
                start_new_session=True,
            )
        with process:
            try:
                while True:
                    try:
                        told, wrong = process.communicate(None, min(_LOOK, max(end - monotonic(), 0.001)))
                    except subprocess.TimeoutExpired:
                        if process.poll() is not None:
                            return process.returncode, *_last_words(process)
                        if self.stopped() or monotonic() >= end:
                            raise
                    else:
                        return process.returncode, told, wrong
            except BaseException:
                _end(process)
                raise

    def text(self, *arguments: str, given: bytes = b"", more: Mapping[str, str] | None = None) -> str:
        """Return what git writes as text, without white space around it. Raises GitError."""
        return self.run(*arguments, given=given, more=more).decode(errors="replace").strip()

    def maybe(self, *arguments: str) -> str:
        """Return that text; empty where git cannot tell."""
        try:
            return self.text(*arguments)
        except GitError:
            return ""

    def command(self, *arguments: str) -> list[str]:
        """Return the whole command."""
        return ["git", "-C", str(self.folder), *(word for one in self.settings for word in ("-c", one)), *arguments]

    def whole_environment(self) -> dict[str, str]:
        """Return the environment to run it in; git never asks a question on a terminal."""
        left = (one for one in os.environ.items() if not one[0].startswith("GIT_") or one[0] in _KEPT)
        kept = {name: value for name, value in left if name != _ASKING}
        return {**kept, "GIT_TERMINAL_PROMPT": "0", **self.environment}

    def plain(self, octets: bytes) -> str:
        """Return what git said without what is secret: passwords in addresses, and our own."""
        return without_secrets(without_password(octets.decode(errors="replace").strip()), self.secret)[:_LONGEST]


def _last_words(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Return all that a command wrote which ended a moment ago."""
    try:
        return process.communicate(None, _LAST)
    except subprocess.TimeoutExpired as still:  # what it left behind (a kept connection) holds its ends open
        return still.stdout or b"", still.stderr or b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started: first so that it removes its locks, then at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_TIDYING)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def without_password(text: str) -> str:
    """Return a text in which no address holds a name and a password."""
    return _CREDENTIALS.sub("", text)


class FileEdit(NamedTuple):
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
    edits: tuple[FileEdit, ...]


class Repository:
    """The repository that holds a content folder. Outside a repository there is simply nothing to know.

    Git that is there and fails is another matter: then all of this raises GitError, for "no history" would be believed,
    and remembered. Without git itself ``ran`` of that is False. A clone without blobs is not completed over the net.
    """

    def __init__(self, content: Path) -> None:
        self._folder = content
        self._git = Git(content, environment={"GIT_NO_LAZY_FETCH": "1"})

    @cached_property
    def _there(self) -> bool:
        """Whether the folder stands in a repository at all: to ask git takes longer, and every build wants to know."""
        folder = self._folder.absolute()
        return any((above / ".git").exists() for above in (folder, *folder.parents, *folder.resolve().parents))

    def head(self) -> str:
        """The name of the commit that is checked out; empty without any commit."""
        return self._named("HEAD")

    def remote(self) -> str:
        """The address that this repository was cloned from; empty when there is none, or git cannot tell."""
        return self._git.maybe("remote", "get-url", "origin") if self._there else ""

    def place(self) -> str:
        """Where in the repository the content folder is."""
        return self._ask("rev-parse", "--show-prefix").strip().rstrip("/")

    def cut(self) -> frozenset[str]:
        """The commits at which a clone that holds only the end of the history was cut."""
        path = self._ask("rev-parse", "--git-path", "shallow").strip()
        try:
            return frozenset((self._folder / path).read_text(encoding="ascii").split()) if path else frozenset()
        except FileNotFoundError:
            return frozenset()
        except (OSError, ValueError) as error:
            raise GitError(f"git: {path}: {error}", str(error)) from error

    def continues(self, known: str, head: str) -> bool:
        """Whether the main line that ends in ``head`` goes through ``known``."""
        if not self._named(f"{known}^{{commit}}"):
            return False  # history was rewritten, or the clone no longer goes back that far
        parents = self._ask("rev-list", "--first-parent", "--parents", f"{known}..{head}").split("\n")
        oldest = [line for line in parents if line][-1:]
        return bool(oldest) and oldest[0].split(" ")[1:2] == [known]

    def commits(self, head: str, since: str | None) -> list[Commit]:
        """The commits of the main line that touched the content, oldest first, after ``since`` if that is given.

        The main line: what a merge brings in became public with the merge, whenever it was written. Where a shallow
        clone was cut, everything looks new: those commits say nothing, and are left out.
        """
        ends = self.cut()
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
        place = self.place()
        asked = "".join(f"{commit}:{place}\n" for commit in commits)
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
                self._git.command("cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._git.whole_environment(),
            )
        except OSError as error:
            raise GitError(f"git cat-file: {error}", error.strerror or str(error), ran=False) from error
        with process:
            yield Blobs(process)

    def _named(self, revision: str) -> str:
        """The name of a revision; empty where there is none."""
        try:
            return self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", revision).strip()
        except GitError as error:
            if error.reason == _QUIET:
                return ""
            raise

    def _ask(self, *arguments: str, told: str = "") -> str:
        """Run git in the folder and tell it something; an empty text outside a repository. Raises GitError."""
        if not self._there:
            return ""
        return self._git.run(*arguments, given=told.encode()).decode("utf-8", "replace")


class Blobs:
    """Reads blobs, one after the other, from one process of git."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def read(self, name: str | None) -> bytes | None:
        """The bytes of a blob; None when it is not there, or too large for a content file.

        Raises GitError where git ended before it had said all of it.
        """
        process = self._process
        if name is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            told = process.stdout.readline()
            kind, _, size = told.decode("ascii", "replace").strip().rpartition(" ")
            if told.endswith(b"\n") and not size.isdigit():  # "… missing": a clone without blobs, for example
                return None
            wanted = int(size) if size.isdigit() else 0
            octets = process.stdout.read(wanted + 1) if wanted or told else b""
            if len(octets) <= wanted:
                raise GitError("git cat-file: it ended too early", "it ended too early")
        except OSError as error:
            raise GitError(f"git cat-file: {error}", error.strerror or str(error)) from error
        return octets[:-1] if kind.endswith(" blob") and wanted <= MOST_BLOB_BYTES else None


def _parsed(told: str) -> Iterator[Commit]:
    """Take apart what ``git log -z --raw`` told, newest first: a commit, then a line and a path for each edit."""
    name, moment = "", 0
    edits: list[FileEdit] = []
    blobs: list[str] | None = None
    for part in told.split("\0"):
        text = part.removeprefix("\n")
        if blobs is not None:  # whatever a path looks like, it is what follows such a line
            edits.append(FileEdit(part, _known(blobs[2]), _known(blobs[3])))
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
