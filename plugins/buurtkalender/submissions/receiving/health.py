"""Whether all is well with a receiver: what its operator has to look at."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from buurtkalender.clock import monotonic
from buurtkalender.reading.storage import write
from buurtkalender.submissions.receiving.log import Log
from buurtkalender.submissions.receiving.repository import Calendars
from buurtkalender.words.catalogues import N_, Translator

HEALTH_SECONDS = 5.0
LEAST_FREE = 20_000_000
"""Bytes that have to be free for the log, or a fiftieth of a small disk."""
FAILING = timedelta(days=1)
STALE = 6 * 3600.0


@dataclass
class Health:
    """Tells what an operator has to look at, in sentences that say nothing of anybody who sent something."""

    log: Log
    calendars: Calendars
    died: Callable[[], bool]
    texts: Translator
    clock: Callable[[], datetime]
    _known: tuple[float, list[str]] = (-HEALTH_SECONDS, [])
    _one: threading.Lock = field(default_factory=threading.Lock)

    def troubles(self) -> list[str]:
        """Return a sentence for each trouble; what was found some seconds ago still holds."""
        with self._one:
            if monotonic() - self._known[0] >= HEALTH_SECONDS:
                self._known = monotonic(), [*self._found()]
            return self._known[1]

    def _found(self) -> Iterator[str]:
        _ = self.texts.gettext
        if not self._room():
            yield _(N_("The folder of the log is full or cannot be written: nothing is accepted."))
        if self.died():
            yield _(N_("What came in is not brought on any more: start the receiver anew."))
        before = self.clock() - FAILING
        if failing := sum(bool(one.failures) and one.at < before for one in self.log.unfinished):
            text = self.texts.ngettext(
                "{n} submission of more than a day ago could not be brought on.",
                "{n} submissions of more than a day ago could not be brought on.",
                failing,
            )
            yield text.format(n=failing)
        if unread := len(self.log.unread):
            text = self.texts.ngettext(
                "{n} line of the log cannot be read; `buurtkalender submissions list` tells which.",
                "{n} lines of the log cannot be read; `buurtkalender submissions list` tells which.",
                unread,
            )
            yield text.format(n=unread)
        if monotonic() - self.calendars.refreshed > STALE:
            yield _(N_("The newest calendar could not be had for hours."))

    def _room(self) -> bool:
        """Whether the log can be written to: a disk may have room and no more names, or be of somebody else."""
        try:
            disk = shutil.disk_usage(self.log.folder)
            write(self.log.folder / "health", b"Written to see whether anything can be.\n")
        except OSError:
            return False
        return disk.free >= min(LEAST_FREE, disk.total // 50)
