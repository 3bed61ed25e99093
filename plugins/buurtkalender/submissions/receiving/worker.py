"""What happens to a submission after it was taken in: a branch, a push, a pull request, a mail.

Each step is written down after it is done, and can be done again: whoever is killed between the two does it once more,
and nothing is there twice. What fails is tried again after a pause that grows, and for ever; nothing is given up.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from math import inf
from typing import Literal, NamedTuple

from buurtkalender.form.questions import SUBJECTS, question_of
from buurtkalender.mail import MailServer, SendError, send
from buurtkalender.reading.git import GitError, without_password
from buurtkalender.submissions.form import Submitted
from buurtkalender.submissions.receiving.forge import MOST_REST, ForgeError, Lane, Requests, letter, mail_text
from buurtkalender.submissions.receiving.intake import HERE, Intake
from buurtkalender.submissions.receiving.log import Log, LogLine, LogStep, Submission
from buurtkalender.submissions.receiving.repository import Author, Calendars, Clone
from buurtkalender.submissions.receiving.settings import Mail, PublishedSite
from buurtkalender.words.catalogues import N_, Translator, without_secrets

LOOK = 5.0
"""Seconds between two looks at the log, where an editor may have released something."""

BREATH = 0.1
"""Seconds between two such looks at least, whatever happens."""

FRESH = 300.0
"""Seconds that the calendar gets old while nothing comes in."""

AGE = 5.0
"""Seconds that it gets old while one branch after the other is made."""

HASTE = 10.0
"""Seconds that a branch waits for the newest calendar; then it is made of the one that is known."""

TIDYING = 6 * 3600.0
"""Seconds between two looks at what is old."""

LEAVE = 3.0
"""Seconds to end what is being done; what hangs by then is left, as if the process was killed."""


class HandoverWays(NamedTuple):
    """Where submissions go. None is a way that there is not. ``secrets`` stand in no line of a log."""

    git: Clone | None
    remote: bool
    branch: str
    requests: Requests | None
    mail: Mail | None
    server: MailServer | None
    secrets: tuple[str, ...] = ()


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
        self._lanes = (self._base, self._mails, self._commits, self._pushes, self._requests)

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
            return (
                bool(ways.mail)
                and "rejected" not in steps
                and ("mailed" not in steps or self._desk.keeping.to_warn(one))
            )
        if lane is self._commits:
            return bool(ways.git) and not one.waits and not steps & {"committed", "same", "told", "rejected"}
        if lane is self._pushes:
            return ways.remote and "committed" in steps and "pushed" not in steps
        return bool(ways.requests) and "pushed" in steps and "asked" not in steps

    def _bring_on(self, one: Submission, lane: Lane) -> None:
        try:
            lane.do(one)
            self._finish(one)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with this one, others go on
            if not self._stopped.is_set():
                self._fail(one, lane, error)
            return
        if lane.went_well(one.id) and lane is self._pushes:
            self._base.went_well("")  # the remote answers again
        self.wake()

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
                and not any(self._wanted(one, to) for to in self._lanes[1:])
            ):
                self._log.finish(one, self._clock())

    def _write(self, one: Submission, step: LogStep, track: Literal["git", "mail"], **more: str) -> None:
        self._log.add(LogLine(id=one.id, at=self._clock(), step=step, track=track, **more))  # type: ignore[arg-type]

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
            return
        with self._news:
            self._asked = mine = self._asked + 1
            self._base.wake.set()
            if self._prompt:  # once in vain is enough, until it answers
                came = self._news.wait_for(lambda: self._answered >= mine or self._stopped.is_set(), HASTE)
                self._prompt = self._prompt and came

    def _newest(self) -> None:
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
            self._fetched, self._prompt = self._seconds(), True
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
            told = ", ".join(dict.fromkeys(fault.name for fault in made.both_changed))
            if made.faults or not made.path:
                reason = "; ".join(f"{fault.name}: {fault.text}" for fault in made.faults)
                self._write(one, "told", "git", reason=reason)
                return
            if git.text(commit, made.path) == made.text:
                self._write(one, "told" if told else "same", "git", reason=told)
                return
            message = self.message(made, one)
            author = Author(self._site.name, self._site.email or "receiver@localhost")
            known = git.commit(one.branch, commit, made.path, made.text, message, author, one.at)
        else:
            told = ", ".join(dict.fromkeys(fault.name for fault in self._made(one).both_changed))
        self._write(one, "committed", "git", commit=known, reason=told)
        self._between("committed")

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
        url = self._ways.requests.open(one.branch, self._ways.branch, self._title(one), self._body(one))
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

    # --- what is said of it in public -----------------------------------------------------------------

    def message(self, made: Submitted, one: Submission) -> str:
        """Return the message of the commit.

        It names the activity by its address, which holds letters, digits and hyphens only: words that somebody made up
        could tell a forge to skip its checks, or to close an issue.
        """
        subject = self._texts.gettext(SUBJECTS[made.action]).format(title=made.activity)
        told = self._texts.gettext(N_("Handed in with the form, number {id}.")).format(id=one.id)
        return f"{subject}\n\n{told}"

    def _title(self, one: Submission) -> str:
        return self._texts.gettext(SUBJECTS[one.action]).format(title=one.activity)

    def _body(self, one: Submission) -> str:
        _ = self._texts.gettext
        parts = [
            _(N_("Handed in with the form, number {id}.")).format(id=one.id),
            _(N_("With a link that only the organisation has."))
            if one.by == "link"
            else _(N_("Nobody proved to be of the organisation. Do you know the sender?")),
            _(
                N_("Who sent it, and what they told the editors, is not here: buurtkalender submissions show {id}")
            ).format(id=one.id),
        ]
        if names := one.steps["committed"].reason:
            labels = (question_of(name)[1] for name in names.split(", "))
            asked = " ".join(dict.fromkeys(_(label.label) for label in labels if label and label.label))
            parts.insert(
                1,
                _(
                    N_(
                        "The file was changed while somebody filled in the form. Both told something else here: "
                        "{questions} What the form said: buurtkalender submissions show {id}"
                    )
                ).format(questions=asked or names, id=one.id),
            )
        return "\n\n".join(parts)
