"""What the receiver works with: the git repository, the calendar in it, and the form pages of the site.

Every step may be done twice. What a commit is made of (parent, file, time) is given, so that the same submission gives
the same commit; a branch is only ever made where there is none.
"""

from __future__ import annotations

import base64
import gc
import re
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.content import read_content
from buurtkalender.reading.git import MOST_BLOB_BYTES, Git, GitError, without_password
from buurtkalender.reading.past import unpack
from buurtkalender.submissions.http import OPERATOR, get
from buurtkalender.submissions.receiving.settings import RepositorySettings, origin
from buurtkalender.words.values import CannotReadError

BASE = "refs/receiver/base"
"""Where the remote's branch is kept: no name that people or other programs look at."""

_NOBODY = "0" * 40
_BLOB = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST_VERSIONS = 50
_OPTIONS = (
    "core.hooksPath=/dev/null",
    "gc.auto=0",
    "safe.directory=*",  # the operator named it; an editor may well run this as root
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
        self, settings: RepositorySettings, token: str = "", between: Callable[[str], None] = _no_step
    ) -> None:
        self._settings = settings
        self._between = between
        self._git = Git(settings.path, _OPTIONS, {"LC_ALL": "C.UTF-8"}, token)
        if token and settings.push_with_token:
            self._git = self._git._replace(environment={**self._git.environment, **self._credentials(token)})

    def base(self) -> str:
        """Return the newest commit that branches start from."""
        settings = self._settings
        if not settings.remote:
            return self._git.text("rev-parse", "--verify", "--quiet", f"refs/heads/{settings.branch}^{{commit}}")
        wanted = f"+refs/heads/{settings.branch}:{BASE}"
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--end-of-options")
        self._git.run("fetch", *options, settings.remote, wanted)
        return self.last_base()

    def last_base(self) -> str:
        """Return the base as it was known last, without asking anybody; "" where it never was."""
        name = BASE if self._settings.remote else f"refs/heads/{self._settings.branch}"
        return self._git.maybe("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")

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
        self._git.run("update-ref", f"refs/heads/{branch}", made, _NOBODY)
        self._between("branch")
        return made

    def push(self, branch: str, commit: str) -> None:
        """Bring a branch to the remote, unless what is in it was merged there already."""
        if self._settings.remote and not self._merged(commit):
            refs = f"{commit}:refs/heads/{branch}"
            options = ("--quiet", "--no-verify", "--porcelain", "--end-of-options")
            self._git.run("push", *options, self._settings.remote, refs)
        self._between("push")

    def _merged(self, commit: str) -> bool:
        try:
            self._git.run("merge-base", "--is-ancestor", commit, self.last_base())
        except GitError:
            return False
        return True

    def _credentials(self, token: str) -> dict[str, str]:
        """Return the environment that sends the token to the remote's own host: never in arguments, which all see."""
        address = self._settings.remote
        if "://" not in address:
            address = self._git.text("remote", "get-url", "--push", address)
        if not address.startswith("https://"):
            return {}
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{origin(without_password(address))}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
        }


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
    """Keeps the newest calendar. Without a repository it is the one in ``content``."""

    def __init__(
        self, git: Clone | None, content: Path, calendar_id: str, anchor: date, days: tuple[str, ...] | None = None
    ) -> None:
        self.git = git
        self._content = content
        self._told = (calendar_id, anchor, days)
        self._tree = ""
        self._one = threading.Lock()
        self.known = self._first()

    def newest(self) -> ReceivedCalendar:
        """Return the newest calendar. Raises GitError when the repository cannot be asked for it."""
        with self._one:
            if self.git is None:
                self.known = ReceivedCalendar("", self._read(self._content))
            else:
                self.known = self._of(self.git, self.git.base())
            return self.known

    def versions(self, commit: str) -> CommittedVersions | None:
        """Return what the files of a calendar of ours held before; None without a repository."""
        return CommittedVersions(self.git, commit) if self.git else None

    def _first(self) -> ReceivedCalendar:
        """Return what is known without the remote: a forge that is down is no reason not to take anything."""
        if self.git is None:
            return ReceivedCalendar("", self._read(self._content))
        try:
            return self._of(self.git, self.git.base())
        except GitError:
            last = self.git.last_base()
            if not last:
                raise
            return self._of(self.git, last)

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


# --- forms -----------------------------------------------------------------------------------------------
# The form pages of the site as it is published, to fill in again; kept for a while.

MOST_OCTETS = 2_000_000
SECONDS = 600.0


class Forms:
    """Fetches pages of our own site. ``fetch`` returns one, or None where it cannot be had; ``clock`` gives seconds."""

    def __init__(self, fetch: Callable[[str], str | None], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: dict[str, tuple[float, str]] = {}
        self._one = threading.Lock()

    def page(self, url: str) -> str | None:
        """Return a page; an old one where the site does not answer, and None where it never did."""
        with self._one:
            known = self._kept.get(url)
            now = self._clock()
            if known and now - known[0] < SECONDS:
                return known[1]
            found = self._fetch(url)
            if found is not None:
                self._kept[url] = now, found
            elif known:
                self._kept[url] = now, known[1]
            return found or (known[1] if known else None)


def fetch(url: str) -> str | None:
    """Return a page over the network; None where that fails, or where it is no page."""
    try:
        answer = get(url, OPERATOR, MOST_OCTETS, "buurtkalender-receiver")
    except CannotReadError:
        return None
    return answer.octets.decode("utf-8", "replace") if answer.kind == "text/html" else None
