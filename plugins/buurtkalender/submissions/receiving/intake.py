"""Where something is taken in: answers are checked, kept in the log, and given a number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.domain.model import Calendar
from buurtkalender.form.answers import the, tidy
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.receiving.guard import SignedLink
from buurtkalender.submissions.receiving.keeping import Keeping, PrivateScreen
from buurtkalender.submissions.receiving.log import By, Log, LogLine, Submission
from buurtkalender.submissions.receiving.repository import Calendars
from buurtkalender.words.catalogues import Translator

HERE = ZoneInfo("Europe/Amsterdam")
OWN_NAMES = frozenset({"altcha", "homepage", "link"})
"""What the receiver's own fields are called: none of them is an answer."""


class Accepted(NamedTuple):
    """What became of answers: what they come to, and the submission; None where there are faults."""

    draft: Submitted
    submission: Submission | None


class Intake:
    """Takes submissions in, one after the other. ``clock`` gives the time, with its zone."""

    def __init__(
        self, log: Log, calendars: Calendars, texts: Translator, clock: Callable[[], datetime], keep_days: int
    ) -> None:
        self.keeping = Keeping(log, clock, self.today, keep_days)
        self._screen = PrivateScreen()
        self._log = log
        self._calendars = calendars
        self._texts = texts
        self._clock = clock
        self._one = threading.Lock()

    def today(self) -> date:
        """Return the day it is in the Netherlands."""
        return self._clock().astimezone(HERE).date()

    def calendar(self) -> Calendar:
        """Return the calendar as it is known now."""
        return self._calendars.known.calendar

    def known(self, raw: Mapping[str, Iterable[str]]) -> Submission | None:
        """Return the submission that the same answers made today; None where there is none."""
        found = self._log.by_digest.get(answers_digest(answers_in(raw, self.calendar()), str(self.today())))
        known = self._log.find(found) if found else None
        return None if known is None or "rejected" in known.steps else known

    def take(self, raw: Mapping[str, Iterable[str]], by: By) -> Accepted:
        """Check answers and keep them. The same ones once more on one day are the same submission.

        Raises OSError when they cannot be kept: then nobody may be told that they are.
        """
        answers = answers_in(raw, self.calendar())
        now = self._clock()
        day = now.astimezone(HERE).date()
        with self._one:
            found = self.made_of(answers, day, self._log.promised(now))
            if found.faults:
                return Accepted(found, None)
            if known := self.known(raw):
                return Accepted(found, known)
            line = LogLine(
                id=self._log.new_id(f"{day:%y%m%d}"),
                at=now,
                step="accepted",
                answers=answers,
                by=by,
                action=found.action,
                activity=found.activity,
                subject=found.subject,
                digest=answers_digest(answers, str(day)),
                held=self._screen.kinds_in(found, answers, self.calendar()),
            )
            self._log.add(line)
            return Accepted(found, self._log.find(line.id))

    def made_of(
        self, answers: Mapping[str, Iterable[str]], day: date, promised: Callable[[str], bool], *, written: bool = False
    ) -> Submitted:
        """Return what answers come to in the calendar as it is known now.

        Only where it is to be ``written`` the file is looked up whose comments stay: that takes time.
        """
        now = self._calendars.known
        versions = self._calendars.versions(now.commit)
        newest = {"newest": versions.newest} if versions and written else {}
        return draft(now.calendar, answers, day, self._texts, promised, versions=versions, **newest)


def answers_in(raw: Mapping[str, Iterable[str]], calendar: Calendar) -> dict[str, list[str]]:
    """Return the answers in what was sent, tidied.

    Where no script ran, somebody typed the title of an activity: of the organisation that is chosen beside it, it is
    found by that.
    """
    found = {name: list(values) for name, values in tidy(raw).items() if name not in OWN_NAMES}
    typed, organisation = the(tidy(found), "activity"), the(tidy(found), "organisation")
    if typed and typed not in calendar.activities:
        wanted = " ".join(typed.split()).casefold()
        own = (one for one in calendar.activities.values() if one.organisation == organisation)
        same = [one.id for one in own if one.title.casefold() == wanted]
        if len(same) == 1:
            found["activity"] = same
    return found


def link_answers(
    found: SignedLink, fields: Mapping[str, Sequence[str]], *, whole: bool = False
) -> dict[str, list[str]]:
    """Return the answers that pressing the button gives: what the page asks, and nothing that it does not ask.

    ``whole``: it is the form to change an activity, which asks everything.
    """
    asked = {"confirm": (), "change": ("message",), "cancel": ("changes.date", "changes.what", "changes.cancelled")}[
        found.action
    ]
    given = {name: list(values) for name, values in fields.items() if whole or name in (*asked, "filled_from")}
    return {**given, "action": [found.action], "activity": [found.activity], "organisation": [found.organisation]}


def answers_digest(answers: Mapping[str, Sequence[str]], day: str) -> str:
    """Return a digest by which the same answers, sent again on one day, are known."""
    content: Any = [day, *sorted((name, list(values)) for name, values in answers.items())]
    return sha256(msgspec.json.encode(content)).hexdigest()[:32]
