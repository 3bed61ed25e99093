"""What happens to a submission after it was taken in: a branch, a push, a pull request, a mail.

Each step is written down after it is done, and can be done again: whoever is killed between the two does it once more,
and nothing is there twice. What fails is tried again after a pause that grows, and for ever; nothing is given up.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from math import inf
from typing import Any, Literal

from buurtkalender.mail import SendError, send
from buurtkalender.reading.git import GitError, without_password
from buurtkalender.submissions.form import Submitted
from buurtkalender.submissions.receiving.forge import (
    MOST_REST,
    ForgeError,
    Lane,
    both_of,
    commit_message,
    letter,
    mail_text,
    request_body,
    request_title,
)
from buurtkalender.submissions.receiving.intake import HERE, HandoverWays, Intake, OpenBranches
from buurtkalender.submissions.receiving.log import PROMISED_DAYS, Log, LogLine, LogStep, Submission
from buurtkalender.submissions.receiving.repository import Author, Calendars, Clone
from buurtkalender.submissions.receiving.settings import PublishedSite
from buurtkalender.words.catalogues import N_, Translator, without_secrets

LOOK, BREATH = 5.0, 0.1
"""Seconds between two looks at the log, where an editor may have released something; and at least, whatever happens."""

FRESH, AGE = 300.0, 5.0
"""Seconds that the calendar gets old while nothing comes in, and while one branch after the other is made."""

HASTE, MOMENT = 10.0, 0.8
"""Seconds that a branch waits for the newest calendar, and who sends a change; then the one that is known will do."""

TIDYING = 6 * 3600.0
"""Seconds between two looks at what is old."""

LEAVE = 3.0
"""Seconds to end what is being done; what hangs by then is left, as if the process was killed."""


class Worker:
    """Brings submissions on. ``between`` is called before what is done is written down: tests end the process there."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it works with
        self,
        site: PublishedSite,
        log: Log,
        desk: Intake,
        calendars: Calendars,
        ways: HandoverWays,
        texts: Translator,
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        between: Callable[[str], None] = lambda _step: None,
    ) -> None:
        self._site = site
        self._log = log
        self._desk = desk
        self._calendars = calendars
        self._ways = ways
        self._texts = texts
        self._clock = clock
        self._between = between
        self._seconds = seconds
        self._stopped = threading.Event()
        self._ending = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sent: set[str] = set()
        self._fetched = self._tidied = -inf
        self._asked = self._answered = 0
        self._prompt = True
        self._news = threading.Condition()
        self._base = Lane("git", self._commit, seconds, MOST_REST)  # on this one goes the calendar, and no submission
        self._mails = Lane("mail", self._mail, seconds)
        self._commits = Lane("git", self._commit, seconds)
        self._pushes = Lane("git", self._push, seconds)
        self._requests = Lane("git", self._ask, seconds)
        self._open = OpenBranches(ways.git, log, ways.requests, ways.branch) if ways.git else None
        self._again = Lane("git", self._remake, seconds)  # on this one goes what an editor has already
        self._lanes = (self._base, self._again, self._mails, self._commits, self._pushes, self._requests)

    def start(self) -> None:
        """Work in threads of its own, one for each way, until :meth:`stop`."""
        self._threads = [threading.Thread(target=self._run, args=(lane,), daemon=True) for lane in self._lanes]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop: what git does is ended, and what waits for others is left; all of it can be done again."""
        self._stopped.set()
        if self._ways.git:
            self._ways.git.end()
        self.wake()
        with self._news:
            self._news.notify_all()
        end = self._seconds() + LEAVE
        for thread in self._threads:
            thread.join(max(end - self._seconds(), 0))

    def wake(self) -> None:
        """Say that there is something to do."""
        for lane in self._lanes:
            lane.wake.set()

    @property
    def died(self) -> bool:
        """Whether one of its ways was started, and works no more though nobody stopped it."""
        return not self._stopped.is_set() and not all(thread.is_alive() for thread in self._threads)

    def _run(self, lane: Lane) -> None:
        while not self._stopped.is_set():
            lane.wake.clear()
            try:
                self._round(lane)
            except Exception as error:  # noqa: BLE001 - a file that somebody moved: the next look may well go right
                self._journal(error)
            lane.wake.wait(LOOK)
            self._stopped.wait(BREATH)

    def work(self) -> None:
        """Bring everything as far as it can go now."""
        for lane in self._lanes:
            self._round(lane)

    def _round(self, lane: Lane) -> None:
        self._log.refresh()
        if lane is self._base:
            self._look_up()
            self._tidy()
            return
        if lane is self._again:
            self._hold_against_newest()
            return
        todo = lane.ready(one for one in self._log.unfinished if self._wanted(one, lane))
        if lane is self._commits:
            for one in self._log.unfinished:
                self._finish(one)
            if todo:
                self._ask_for_newest()
        for one in todo:
            if self._stopped.is_set() or lane.rests():
                return
            self._bring_on(one, lane)

    def _wanted(self, one: Submission, lane: Lane) -> bool:
        """Whether this is what is to be done next on that way."""
        steps, ways = one.steps.keys(), self._ways
        if lane is self._mails:
            due = "mailed" not in steps or self._desk.keeping.to_warn(one)
            return due and bool(ways.mail) and "rejected" not in steps
        if lane is self._commits:
            return bool(ways.git) and not one.waits and not steps & {"committed", "same", "told", "rejected"}
        if lane is self._pushes:
            return ways.remote and "committed" in steps and not steps & {"pushed", "same", "told"}
        return bool(ways.requests) and "pushed" in steps and "asked" not in steps

    def _bring_on(self, one: Submission, lane: Lane) -> bool:
        try:
            lane.do(one)
            self._finish(one)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with this one, others go on
            if not self._stopped.is_set():
                self._fail(one, lane, error)
            return False
        if lane.went_well(one.id) and lane is self._pushes:
            self._base.went_well("")  # the remote answers again
        self.wake()
        return True

    def _fail(self, one: Submission, lane: Lane, error: Exception) -> None:
        wait, way, reason = 0.0, isinstance(error, OSError), type(error).__name__
        if isinstance(error, (GitError, ForgeError, SendError)):
            reason, way = str(error), not error.refused
            if isinstance(error, GitError) and lane is self._commits:
                way = error.code is None  # else git did answer, about this one
            wait = error.wait if isinstance(error, ForgeError) else 0.0
        else:
            self._journal(error)
        if lane.failed(one.id, way=way, wait=wait):
            logging.getLogger(__name__).warning("nothing gets through; trying again later: %s", self._plain(reason))
        try:
            self._write(one, "failed", lane.track, reason=self._plain(reason))
        except Exception as full:  # noqa: BLE001 - then the journal tells it
            self._journal(full)

    def _finish(self, one: Submission) -> None:
        """Write down that nothing is left to do, where that is so."""
        with self._ending:
            if (
                not one.waits
                and "finished" not in one.steps
                and not any(self._wanted(one, to) for to in self._lanes[2:])
            ):
                self._log.finish(one, self._clock())

    def _write(self, one: Submission, step: LogStep, track: Literal["git", "mail"], **more: Any) -> None:
        self._log.add(LogLine(id=one.id, at=self._clock(), step=step, track=track, **more))

    def _plain(self, text: str) -> str:
        return without_secrets(without_password(text), *self._ways.secrets)

    def _journal(self, error: BaseException) -> None:
        """Tell the operator of what nobody thought of: where it was, without what is secret."""
        where = [] if isinstance(error, OSError) else traceback.format_exception(error)  # such as a disk that is full
        told = self._plain("".join(where) or f"{type(error).__name__}: {error}")
        logging.getLogger(__name__).error("what came in could not be brought on; trying again\n%s", told)

    # --- the newest calendar --------------------------------------------------------------------------

    def _look_up(self) -> None:
        """Get the newest calendar when somebody waits for it, or when the one that is known is old."""
        age = self._seconds() - self._fetched
        wanted = any(self._wanted(one, self._commits) for one in self._log.unfinished)
        asked = self._asked
        if not self._base.rests() and (asked > self._answered or age > (AGE if wanted else FRESH)):
            self._newest()
        with self._news:
            self._answered = asked
            self._news.notify_all()

    def _ask_for_newest(self) -> None:
        """See that branches are made of the newest calendar, unless the remote does not answer soon."""
        if self._base.rests():
            return
        if not self._ways.remote or not self._threads:
            self._newest()
        else:
            self._wait_for_newest(HASTE)

    def freshen(self) -> None:
        """Wait a moment for the newest calendar: what somebody changes may have been changed there."""
        age = self._seconds() - self._fetched
        if self._ways.remote and self._threads and age > AGE and not self._base.rests():
            self._wait_for_newest(MOMENT)

    def _wait_for_newest(self, seconds: float) -> None:
        with self._news:
            self._asked = mine = self._asked + 1
            self._base.wake.set()
            if self._prompt:  # once in vain is enough, until it answers
                came = self._news.wait_for(lambda: self._answered >= mine or self._stopped.is_set(), seconds)
                self._prompt = self._prompt and came

    def _newest(self) -> None:
        began = self._seconds()  # what is merged while it is fetched may not be in it
        try:
            self._calendars.newest()
        except Exception as error:  # noqa: BLE001 - the calendar that is known will do
            if self._stopped.is_set():
                return
            self._base.failed("", way=True)
            self._prompt = False
            if not isinstance(error, GitError):
                self._journal(error)
        else:
            self._fetched, self._prompt = began, True
            if self._base.went_well(""):
                self._pushes.went_well("")

    def _tidy(self) -> None:
        """Let go of what is old, some times a day: it holds up nothing but a look at the remote."""
        if self._seconds() - self._tidied < TIDYING:
            return
        self._tidied = self._seconds()
        keeping = self._desk.keeping
        keeping.tidy(mails=self._ways.mail is not None)
        if self._ways.git:
            self._ways.git.tidy({one.branch for one in self._log.unfinished}, keeping.is_old)

    # --- branches that editors have -------------------------------------------------------------------

    def _hold_against_newest(self) -> None:
        """Make branches anew whose file is another in the calendar by now, as long as they wait for an editor."""
        if self._open is None or self._again.rests():
            return
        later = {one.branch for one in self._log.unfinished if self._wanted(one, self._pushes)}
        since = self._desk.today() - timedelta(days=PROMISED_DAYS)  # what is older nobody looks at any more
        try:
            found = self._open.outdated(self._calendars.known.commit, later, since, self._again.rests)
        except GitError:
            self._again.failed("", way=True)
            return
        for one in found:
            if self._stopped.is_set() or self._again.rests():
                return
            if self._bring_on(one, self._again):
                self._open.done(one)

    def _remake(self, one: Submission) -> None:
        git, waiting = self._ways.git, self._open
        if git is None or waiting is None or not (old := waiting.seen(one)):
            return
        commit, made = self._made_now(one)
        if old not in one.commits or made.faults or not made.path:  # somebody went on with it, or nothing comes of it
            if "left" not in one.steps:
                self._write(one, "left", "git", **both_of(made))
            return
        known = self._commit_of(git, commit, made, one)
        self._write(one, "remade", "git", commit=known, **both_of(made))  # first: whoever is killed now knows it later
        self._between("remade")
        git.replace(one.branch, known, old)

    # --- the steps ------------------------------------------------------------------------------------

    def _made(self, one: Submission) -> Submitted:
        """Return what a submission comes to in the calendar as it is now: it may have changed since it was taken in."""
        answers = self._log.answers(one.id)
        earlier = self._log.promised(one.at, one.id)
        return self._desk.made_of(answers, one.at.astimezone(HERE).date(), earlier, written=True)

    def _made_now(self, one: Submission) -> tuple[str, Submitted]:
        """Return that with the commit of the calendar that it was made of: a newer one may come in meanwhile."""
        while True:
            commit = self._calendars.known.commit
            made = self._made(one)
            if self._calendars.known.commit == commit:
                return commit, made

    def _commit(self, one: Submission) -> None:
        git = self._ways.git
        assert git is not None  # noqa: S101 - else this is no step
        known = git.branch(one.branch)
        if not known:
            commit, made = self._made_now(one)
            self._between("calendar")
            if made.faults or not made.path:
                reason = "; ".join(f"{fault.name}: {fault.text}" for fault in made.faults)
                self._write(one, "told", "git", reason=reason)
                return
            if git.text(commit, made.path) == made.text:
                self._write(one, "told" if made.both_changed else "same", "git", **both_of(made))
                return
            known = self._commit_of(git, commit, made, one)
            git.begin(one.branch, known)
        else:
            made = self._made(one)
        self._write(one, "committed", "git", commit=known, **both_of(made))
        self._between("committed")

    def _commit_of(self, git: Clone, commit: str, made: Submitted, one: Submission) -> str:
        message = commit_message(made, one, self._texts)
        author = Author(self._site.name, self._site.email or "receiver@localhost")
        return git.commit(commit, made.path, made.text, message, author, one.at)

    def _push(self, one: Submission) -> None:
        git = self._ways.git
        assert git is not None  # noqa: S101
        if not git.has(one.steps["committed"].commit):  # somebody made the clone anew: the log has all that it takes
            self._commit(one)
            if one.steps.keys() & {"same", "told"}:
                return
        git.push(one.branch, one.steps["committed"].commit)
        self._write(one, "pushed", "git")
        self._between("pushed")

    def _ask(self, one: Submission) -> None:
        assert self._ways.requests is not None  # noqa: S101
        body = request_body(one, self._texts)
        url = self._ways.requests.open(one.branch, self._ways.branch, request_title(one, self._texts), body)
        self._between("request")
        self._write(one, "asked", "git", url=url)
        self._between("asked")

    def _mail(self, one: Submission) -> None:
        if one.id not in self._sent:
            self._send(one)
            self._sent.add(one.id)  # so that a disk on which that cannot be written does not mean a mail every hour
        self._between("mail")
        self._write(one, "warned" if "mailed" in one.steps else "mailed", "mail")
        self._sent.discard(one.id)
        self._between("mailed")

    def _send(self, one: Submission) -> None:
        settings, server = self._ways.mail, self._ways.server
        assert settings is not None  # noqa: S101
        assert server is not None  # noqa: S101
        made, answers = self._made(one), self._log.answers(one.id)
        _ = self._texts.gettext
        told = [
            _(N_("Number: {id}")).format(id=one.id),
            _(N_("The branch in git: {branch}")).format(branch=one.branch) if made.path else "",
            *self._desk.keeping.why_it_waits(one, answers, self._texts),
        ]
        text = "\n".join(line for line in told if line) + "\n\n" + mail_text(made)
        reach = " ".join(answers.get("sender.reach", [])).strip()
        again = "mailed" in one.steps  # it goes away if nobody decides
        name, at = (f"{one.id}.warned", self._clock()) if again else (one.id, one.at)
        send(server, letter(settings, self._site.email, name, at, f"[{one.id}] {made.subject}", text, reach))
