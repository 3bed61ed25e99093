"""Where something is taken in: answers are checked, kept in the log, and given a number; and which ways it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.domain.model import Calendar
from buurtkalender.form.answers import the, tidy
from buurtkalender.mail import MailServer
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.receiving.forge import Requests
from buurtkalender.submissions.receiving.guard import SignedLink
from buurtkalender.submissions.receiving.keeping import Keeping, PrivateScreen
from buurtkalender.submissions.receiving.log import By, Log, LogLine, Submission, day_in
from buurtkalender.submissions.receiving.repository import Calendars, Clone, OutdatedBranch
from buurtkalender.submissions.receiving.settings import Mail
from buurtkalender.words.catalogues import Translator

HERE = ZoneInfo("Europe/Amsterdam")
OWN_NAMES = frozenset({"altcha", "homepage", "link"})
"""What the receiver's own fields are called: none of them is an answer."""


class Accepted(NamedTuple):
    """What became of answers: what they come to, and the submission; None where there are faults."""

    draft: Submitted
    submission: Submission | None


class Intake:
    """Takes submissions in, one after the other. ``clock`` gives the time, with its zone.

    ``freshen`` is called before a change is held against the calendar, to have the newest.
    """

    def __init__(
        self, log: Log, calendars: Calendars, texts: Translator, clock: Callable[[], datetime], keep_days: int
    ) -> None:
        self.freshen: Callable[[], None] = lambda: None
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

    def again(self, raw: Mapping[str, Iterable[str]]) -> Accepted | None:
        """Return what the same answers made that came in today already; None where they did not."""
        known = self.known(raw)
        answers = answers_in(raw, self.calendar())
        if known is None:
            return None
        return Accepted(self.made_of(answers, self.today(), self._log.promised(self._clock(), known.id)), known)

    def take(self, raw: Mapping[str, Iterable[str]], by: By) -> Accepted:
        """Check answers and keep them. The same ones once more on one day are the same submission.

        Raises OSError when they cannot be kept: then nobody may be told that they are.
        """
        if by != "review" and list(raw.get("action", ())) != ["new"]:  # whoever proved nothing costs no remote anything
            self.freshen()
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


# --- ways on -----------------------------------------------------------------------------------------------
# Where it goes from here, and the branches that editors have of it already.
#
# Two changes of one file may wait for an editor at once. When one is merged, the other is made anew, so that nobody
# has to join them by hand.


class HandoverWays(NamedTuple):
    """Where submissions go. None is a way that there is not. ``secrets`` stand in no line of a log."""

    git: Clone | None
    remote: bool
    branch: str
    requests: Requests | None
    mail: Mail | None
    server: MailServer | None
    secrets: tuple[str, ...] = ()


class OpenBranches:
    """Which branches may have to be made anew, as their file is another in the calendar now. Only the new ask git."""

    def __init__(self, git: Clone, log: Log, requests: Requests | None, base: str) -> None:
        self._git = git
        self._log = log
        self._requests = requests
        self._base = base
        self._commit = ""
        self._left: dict[str, OutdatedBranch] = {}
        self._done: dict[str, str] = {}  # for which state of its file in the calendar
        self._there: dict[str, str] = {}

    def outdated(
        self, commit: str, later: Collection[str], since: date, rests: Callable[[str], bool]
    ) -> list[Submission]:
        """Return the submissions whose branches stand where editors see them. Raises GitError.

        Not yet those of ``later``, or that ``rests`` says it of by their number; and none of before ``since``.
        """
        if commit != self._commit:
            found = self._git.outdated(commit)
            self._done = {branch: now for branch, now in self._done.items() if branch in found}
            self._left = {branch: one for branch, one in found.items() if self._done.get(branch) != one.now}
            self._commit = commit
        numbers = {branch: branch.rpartition("/")[2] for branch in self._left if branch not in later}
        ready = [branch for branch, number in numbers.items() if not rests(number)]
        self._there = self._git.submitted() if ready else {}
        made = []
        for branch in ready:
            known = branch in self._there and (day_in(numbers[branch]) or since) > since
            one = self._log.find(numbers[branch]) if known else None
            if one and one.action != "new":  # whose name is kept: its file can only be what became of it
                made.append(one)
            else:
                self._forget(branch)
        return made

    def seen(self, one: Submission) -> str:
        """Return the commit that editors see on a branch; "" where they decided. Raises ForgeError, GitError."""
        if self._git.was_merged(self._left[one.branch], self._commit):
            return ""
        if self._requests and "asked" in one.steps and not self._requests.is_open(one.branch, self._base):
            return ""
        return self._there[one.branch]

    def done(self, one: Submission) -> None:
        """Leave a branch alone until its file is another once more."""
        self._forget(one.branch)

    def _forget(self, branch: str) -> None:
        self._done[branch] = self._left.pop(branch).now
