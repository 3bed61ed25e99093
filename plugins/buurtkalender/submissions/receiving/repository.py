"""What the receiver works with: the git repository, the calendar in it, and the form pages of the site.

Every step may be done twice. What a commit is made of (parent, file, time) is given, so that the same submission gives
the same commit; a branch is only ever made where there is none.
"""

from __future__ import annotations

import base64
import gc
import os
import re
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from buurtkalender.clock import monotonic, timestamp
from buurtkalender.domain.model import Calendar
from buurtkalender.reading.content import read_content
from buurtkalender.reading.git import MOST_BLOB_BYTES, Git, GitError, without_password
from buurtkalender.reading.past import unpack
from buurtkalender.submissions.receiving.settings import RepositorySettings, origin

BASE = "refs/receiver/base"
"""Where the remote's branch is kept: no name that people or other programs look at."""

_NOBODY = "0" * 40
_BLOB = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST_VERSIONS = 50
_OPTIONS = (
    "core.hooksPath=/dev/null",
    "gc.auto=0",
    "safe.directory=*",  # the operator named it; an editor may well run this as root
    "http.lowSpeedLimit=1000",  # a remote that says next to nothing for so many seconds is given up
    "http.lowSpeedTime=30",
)
REMOTE_SECONDS = 120.0
"""Seconds that a remote may take for one thing."""

_LEFT_BEHIND = 60.0
"""Seconds after which a lock on a name is nobody's: git has it for milliseconds."""

_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=10 -o ServerAliveCountMax=3"
_SILENT = {"LC_ALL": "C.UTF-8", "GIT_TRACE2": "0", "GIT_TRACE2_EVENT": "0", "GIT_TRACE2_PERF": "0"}
"""Whatever a configuration says, git keeps no record of its own: what it is told may be secret."""

_PACKING = (
    "gc.auto=256",  # loose objects: a submission makes five
    "gc.autoDetach=false",
    "pack.threads=1",
    "pack.windowMemory=16m",
    "pack.deltaCacheSize=8m",
    "core.deltaBaseCacheLimit=8m",
)


class Author(NamedTuple):
    """Who stands in the history: the site, never the person who filled in the form."""

    name: str
    email: str


def _no_step(step: str) -> None:
    """Do nothing between two steps."""


class Clone:
    """The receiver's own clone. ``token`` is sent to the host of the remote alone, and told to nobody else.

    What asks git raises GitError when git cannot do it. ``between`` is called after each step with its name; tests end
    the process there.
    """

    def __init__(
        self,
        settings: RepositorySettings,
        token: str = "",
        between: Callable[[str], None] = _no_step,
    ) -> None:
        self._settings = settings
        self._between = between
        self._token = token if settings.push_with_token else ""
        self._ended = threading.Event()
        self._git = Git(settings.path, _OPTIONS, _SILENT, token, stopped=self._ended.is_set)

    def end(self) -> None:
        """End what git is doing, and let it do nothing more."""
        self._ended.set()

    def base(self) -> str:
        """Return the newest commit that branches start from."""
        settings = self._settings
        if not settings.remote:
            return self._git.text("rev-parse", "--verify", "--quiet", f"refs/heads/{settings.branch}^{{commit}}")
        git, remote = self._asking()
        wanted = f"+refs/heads/{settings.branch}:{BASE}"
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--end-of-options")
        self._unlocked(lambda: git.run("fetch", *options, remote, wanted))
        return self.last_base()

    def last_base(self) -> str:
        """Return the base as it was known last, without asking anybody; "" where it never was.

        A clone in which nothing was fetched yet has the branch that it was made with.
        """
        own = f"refs/heads/{self._settings.branch}"
        for name in (BASE, own) if self._settings.remote else (own,):
            if found := self._git.maybe("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
                return found
        return ""

    def content_of(self, commit: str) -> str:
        """Return the name of the content folder's tree in a commit; "" where there is none."""
        return self._git.maybe("rev-parse", "--verify", "--quiet", f"{commit}:{self._settings.content}")

    def archive(self, tree: str) -> bytes:
        """Return a tree as a tar file."""
        return self._git.run("archive", "--format=tar", tree)

    def text(self, commit: str, path: str) -> str | None:
        """Return what a file below the content folder holds in a commit; None where it is not there."""
        try:
            octets = self._git.run("cat-file", "blob", f"{commit}:{self._settings.content}/{path}")
        except GitError:
            return None
        return octets.decode(errors="replace")

    def named(self, digest: str) -> str | None:
        """Return a file of any commit by the name that git gives it; None where there is none, or it is too large."""
        if not _BLOB.fullmatch(digest):
            return None
        size = self._git.maybe("cat-file", "-s", digest)
        if not size.isdecimal() or int(size) > MOST_BLOB_BYTES:
            return None
        try:
            return self._git.run("cat-file", "blob", digest).decode(errors="replace")
        except GitError:
            return None

    def earlier(self, commit: str, path: str) -> list[str]:
        """Return what a file below the content folder held in commits up to this one, the newest first.

        Nothing where that is not sure to be all: in a clone that holds only the end of the history.
        """
        if self._git.maybe("rev-parse", "--is-shallow-repository") != "false":
            return []
        whole = f"{self._settings.content}/{path}"
        commits = self._git.maybe("rev-list", f"--max-count={_MOST_VERSIONS}", commit, "--", whole).split()
        texts = (self.text(one, path) for one in commits)
        return [text for text in texts if text is not None and len(text) <= MOST_BLOB_BYTES]

    def branch(self, name: str) -> str:
        """Return the commit of one of our branches, "" where there is no such branch."""
        return self._git.maybe("rev-parse", "--verify", "--quiet", f"refs/heads/{name}^{{commit}}")

    def has(self, commit: str) -> bool:
        """Whether a commit is in this clone."""
        return bool(self._git.maybe("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"))

    def commit(  # noqa: PLR0913, PLR0917 - all that a commit is made of
        self, branch: str, base: str, path: str, text: str, message: str, author: Author, at: datetime
    ) -> str:
        """Make a branch with one commit that writes one file, and return it. Fails where there is the branch."""
        when = f"@{max(int(at.timestamp()), 0)} +0000"  # a clock that lost its time says 1970: git takes that with @
        person = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", when))
        }
        blob = self._git.text("hash-object", "-w", "--stdin", given=text.encode())
        self._between("blob")
        with TemporaryDirectory(prefix="buurtkalender-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._git.run("read-tree", base, more=index)
            whole = f"{self._settings.content}/{path}"
            self._git.run("update-index", "--add", "--cacheinfo", f"100644,{blob},{whole}", more=index)
            tree = self._git.text("write-tree", more=index)
        self._between("tree")
        made = self._git.text("commit-tree", tree, "-p", base, given=f"{message}\n".encode(), more=person)
        self._between("commit")
        self._unlocked(lambda: self._git.run("update-ref", f"refs/heads/{branch}", made, _NOBODY))
        self._between("branch")
        return made

    def push(self, branch: str, commit: str) -> None:
        """Bring a branch to the remote, unless what is in it was merged there already."""
        if self._settings.remote and not self._merged(commit):
            git, remote = self._asking("--push")
            refs = f"{commit}:refs/heads/{branch}"
            options = ("--quiet", "--no-verify", "--porcelain", "--end-of-options")
            git.run("push", *options, remote, refs)
        self._between("push")

    def tidy(self, unfinished: Collection[str], is_old: Callable[[str], bool]) -> None:
        """Pack what is loose, and let go of our own branches that were merged or are old; the remote keeps its own.

        Those of ``unfinished`` stay. With little memory, and one thread.
        """
        if self._settings.remote and (base := self.last_base()):
            ours = ("for-each-ref", "--format=%(refname)", "refs/heads/submit/")
            merged = set(self._git.text(*ours, f"--merged={base}").split())
            gone = [
                name
                for name in self._git.text(*ours).split()
                if name.removeprefix("refs/heads/") not in unfinished and (name in merged or is_old(name))
            ]
            self._git.run("update-ref", "--stdin", given="".join(f"delete {name}\n" for name in gone).encode())
        self._git._replace(settings=(*_OPTIONS, *_PACKING)).run("gc", "--auto", "--quiet")

    def _merged(self, commit: str) -> bool:
        try:
            self._git.run("merge-base", "--is-ancestor", commit, self.last_base())
        except GitError:
            return False
        return True

    def _asking(self, *push: str) -> tuple[Git, str]:
        """Return the git that asks the remote, and by which name.

        What is secret goes into its environment, to the remote's own host alone and to no other that this one refers
        to: arguments, also those of the programs that git starts, are there for all on this computer to see.
        """
        remote = self._settings.remote
        address = self._git.maybe("remote", "get-url", *push, remote) or remote
        plain = without_password(address)
        more, secret, login = dict(self._patient), self._token, ""
        if address.startswith(("https://", "http://")) and (password := unquote(urlsplit(address).password or "")):
            remote, secret, login = plain, password, f"{unquote(urlsplit(address).username or '')}:{password}"
        elif address.startswith("https://") and self._token:
            login = f"x-access-token:{self._token}"
        told = {
            f"http.{origin(plain)}/.extraHeader": f"Authorization: Basic {base64.b64encode(login.encode()).decode()}",
            "http.followRedirects": "false",  # git would send the header on to wherever it is sent
        }
        for number, (key, value) in enumerate(told.items() if login else ()):
            more |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
            more["GIT_CONFIG_COUNT"] = str(number + 1)
        git = self._git._replace(environment={**self._git.environment, **more}, patience=REMOTE_SECONDS)
        return git._replace(secret=secret) if login else git, remote

    def _unlocked(self, do: Callable[[], object]) -> None:
        """Do something, and once more without the old locks on our own names: those of a git that was killed."""
        try:
            do()
        except GitError:
            folder = Path(self._git.maybe("rev-parse", "--path-format=absolute", "--git-common-dir") or os.devnull)
            locks = [*folder.glob("refs/receiver/*.lock"), *folder.glob("refs/heads/submit/*.lock")]
            if not [lock for lock in locks if self._was_left(lock)]:
                raise
            do()

    def _was_left(self, lock: Path) -> bool:
        """Whether a lock is old; then it is removed."""
        with suppress(OSError):
            if abs(timestamp() - lock.stat().st_mtime) > _LEFT_BEHIND:
                lock.unlink()
                return True
        return False

    @cached_property
    def _patient(self) -> dict[str, str]:
        """What lets ssh neither ask anything nor wait for ever, unless the operator said how it is to be called."""
        chosen = os.environ.keys() & {"GIT_SSH", "GIT_SSH_COMMAND"} or self._git.maybe("config", "core.sshCommand")
        return {} if chosen else {"GIT_SSH_COMMAND": _SSH}


# --- calendars -------------------------------------------------------------------------------------------
# The calendar as it is in the newest commit, to hold what comes in against.


class ReceivedCalendar(NamedTuple):
    """A calendar, with the commit that it is of; "" where it was read from a folder."""

    commit: str
    calendar: Calendar


class CommittedVersions(NamedTuple):
    """What the files of a calendar held before, as the repository has them."""

    git: Clone
    commit: str

    def named(self, digest: str) -> str | None:
        """Return the text that has this digest; None where it cannot be found."""
        return self.git.named(digest)

    def earlier(self, path: str) -> list[str]:
        """Return what a file held; nothing where its whole history is not known."""
        return self.git.earlier(self.commit, path)

    def newest(self, path: str) -> str | None:
        """Return what a file holds in this calendar."""
        return self.git.text(self.commit, path)


class Calendars:
    """Keeps the newest calendar. Without a repository it is the one in ``content``.

    ``refreshed`` is when that was last asked for and had, by the clock that never goes back.
    """

    def __init__(
        self, git: Clone | None, content: Path, calendar_id: str, anchor: date, days: tuple[str, ...] | None = None
    ) -> None:
        self.git = git
        self._content = content
        self._told = (calendar_id, anchor, days)
        self._tree = ""
        self._one = threading.Lock()
        self.known = self._first()
        self.refreshed = monotonic()

    def newest(self) -> ReceivedCalendar:
        """Return the newest calendar. Raises GitError when the repository cannot be asked for it.

        Until then the one of before is known: nobody waits for a remote but who asks it.
        """
        commit = self.git.base() if self.git else ""
        with self._one:
            self.known = self._of(self.git, commit) if self.git else ReceivedCalendar("", self._read(self._content))
            self.refreshed = monotonic()
            return self.known

    def versions(self, commit: str) -> CommittedVersions | None:
        """Return what the files of a calendar of ours held before; None without a repository."""
        return CommittedVersions(self.git, commit) if self.git else None

    def _first(self) -> ReceivedCalendar:
        """Return what is known without the remote: a forge that is down is no reason not to take anything."""
        if self.git is None:
            return ReceivedCalendar("", self._read(self._content))
        return self._of(self.git, self.git.last_base() or self.git.base())

    def _of(self, git: Clone, commit: str) -> ReceivedCalendar:
        tree = git.content_of(commit)
        if not tree:
            raise GitError(f"there is no content folder in {commit[:12]}; see content in [repository]")
        if tree == self._tree:
            return ReceivedCalendar(commit, self.known.calendar)
        with TemporaryDirectory(prefix="buurtkalender-") as folder:
            content = Path(folder) / "content"
            content.mkdir()
            unpack(git.archive(tree), content)
            found = self._read(content)
        self._tree = tree
        return ReceivedCalendar(commit, found)

    def _read(self, content: Path) -> Calendar:
        calendar_id, anchor, days = self._told
        found = read_content(content, calendar_id=calendar_id, anchor=anchor, public_holidays=days).calendar
        gc.collect()  # what reading left behind is as large as the calendar
        return found
