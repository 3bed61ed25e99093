"""The calendar as it is in the newest commit, to hold what comes in against."""

from __future__ import annotations

import gc
import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.content import read
from buurtkalender.reading.git import GitError
from buurtkalender.reading.revisions import unpack
from buurtkalender.submissions.receiving.repository import Clone


class Known(NamedTuple):
    """A calendar, with the commit that it is of; "" where it was read from a folder."""

    commit: str
    calendar: Calendar


class Calendars:
    """Keeps the newest calendar. Without a repository it is the one in ``content``."""

    def __init__(self, git: Clone | None, content: Path, calendar_id: str, anchor: date) -> None:
        self.git = git
        self._content = content
        self._told = (calendar_id, anchor)
        self._tree = ""
        self._one = threading.Lock()
        self.known = self._first()

    def newest(self) -> Known:
        """Return the newest calendar. Raises GitError when the repository cannot be asked for it."""
        with self._one:
            if self.git is None:
                self.known = Known("", self._read(self._content))
            else:
                self.known = self._of(self.git, self.git.base())
            return self.known

    def _first(self) -> Known:
        """Return what is known without the remote: a forge that is down is no reason not to take anything."""
        if self.git is None:
            return Known("", self._read(self._content))
        try:
            return self._of(self.git, self.git.base())
        except GitError:
            last = self.git.last_base()
            if not last:
                raise
            return self._of(self.git, last)

    def _of(self, git: Clone, commit: str) -> Known:
        tree = git.content_of(commit)
        if not tree:
            raise GitError(f"there is no content folder in {commit[:12]}; see content in [repository]")
        if tree == self._tree:
            return Known(commit, self.known.calendar)
        with TemporaryDirectory(prefix="buurtkalender-") as folder:
            content = Path(folder) / "content"
            content.mkdir()
            unpack(git.archive(tree), content)
            found = self._read(content)
        self._tree = tree
        return Known(commit, found)

    def _read(self, content: Path) -> Calendar:
        calendar_id, anchor = self._told
        found = read(content, calendar_id=calendar_id, anchor=anchor).calendar
        gc.collect()  # what reading left behind is as large as the calendar
        return found
