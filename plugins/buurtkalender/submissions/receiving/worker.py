"""What happens to a submission after it was taken in: a branch, a push, a pull request, a mail.

Each step is written down after it is done, and can be done again: whoever is killed between the two does it once more,
and nothing is there twice. What fails is tried again after a pause that grows, and for ever; nothing is given up.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Literal, NamedTuple
from urllib.parse import quote, urlencode

from buurtkalender.form.questions import SUBJECTS, question_of
from buurtkalender.mail import MailServer, SendError, message, send
from buurtkalender.reading.git import GitError
from buurtkalender.submissions.form import Submitted
from buurtkalender.submissions.receiving.forge import ForgeError, Requests
from buurtkalender.submissions.receiving.intake import HERE, Intake, promised
from buurtkalender.submissions.receiving.log import Log, LogLine, LogStep, Submission
from buurtkalender.submissions.receiving.repository import Author, Calendars, Clone
from buurtkalender.submissions.receiving.settings import Mail, PublishedSite
from buurtkalender.words.catalogues import N_, Translator

# --- ways to an editor ----------------------------------------------------------------------------------
# How what came in goes on to an editor: as a mail, or as a new file that stands ready at the forge.

LONGEST_LINK = 7500
"""The longest address in bytes; GitHub takes 8,191."""

_GITHUB_NEW_FILE = re.compile(r"https://github\.com/[^/\s]+/[^/\s]+")


def mail_text(found: Submitted) -> str:
    """Return the text of the mail about it; its subject is ``found.subject``."""
    both = "\n".join(f"- {fault.text}" for fault in found.both_changed)
    parts = [found.message, both, f"{found.path}\n\n{found.text}" if found.path else found.activity]
    return "\n\n".join(part for part in parts if part).strip() + "\n"


def new_file_link(repository: str | None, branch: str, folder: str, found: Submitted) -> str:
    """Return the address on GitHub where the file stands ready, to be handed in with one press of a button.

    ``folder`` is the content folder in the repository. Empty where that cannot be: another forge, a file that exists
    already, or an address that would be longer than GitHub takes; then there is the download.
    """
    if not repository or not _GITHUB_NEW_FILE.fullmatch(repository) or found.action != "new" or not found.path:
        return ""
    inside, _, name = found.path.rpartition("/")
    query = urlencode({"filename": name, "value": found.text}, quote_via=quote)
    link = f"{repository}/new/{quote(branch)}/{quote(folder)}/{inside}?{query}"
    return link if len(link) <= LONGEST_LINK else ""


PAUSES = (5, 20, 60, 300, 900, 3600)
"""Seconds until what failed is tried again; the last one for ever after."""

LOOK = 5.0
"""Seconds between two looks at the log, where an editor may have released something."""

FRESH = timedelta(minutes=5)
"""How old the calendar gets while nothing comes in."""

Track = Literal["git", "mail"]
TRACKS: tuple[Track, ...] = ("mail", "git")


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class HandoverWays(NamedTuple):
    """Where submissions go. None is a way that there is not."""

    git: Clone | None
    remote: bool
    branch: str
    requests: Requests | None
    mail: Mail | None
    server: MailServer | None


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
        self._due: dict[tuple[str, Track], datetime] = {}
        self._looked = clock()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Work in a thread of its own, until :meth:`stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the step that is being done."""
        self._stopped.set()
        self._wake.set()
        self._thread.join(timeout=30)

    def wake(self) -> None:
        """Say that there is something to do."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                self.work()
            except Exception:  # a full disk, a file that somebody moved: the next look may well go right
                logging.getLogger(__name__).exception("what came in could not be brought on; trying again")
            self._wake.wait(LOOK)

    def work(self) -> None:
        """Bring everything as far as it can go now."""
        self._log.refresh()
        now = self._clock()
        todo = self._log.unfinished
        if not todo and now - self._looked > FRESH:
            self._looked = now
            self._refreshed()
        for one in todo:
            for track in TRACKS:
                if self._stopped.is_set():
                    return
                self._bring_on(one, track, now)
            if not self._steps(one, "mail") and not self._steps(one, "git") and not one.waits:
                self._log.finish(one, self._clock())

    def _steps(self, one: Submission, track: Track) -> list[Callable[[Submission], None]]:
        """Return what is still to be done for a submission, in order."""
        if "rejected" in one.steps:
            return []
        if track == "mail":
            return [self._mail] if self._ways.mail and "mailed" not in one.steps else []
        if one.waits or self._ways.git is None or one.steps.keys() & {"same", "told"}:
            return []
        wanted = [("committed", self._commit)]
        if self._ways.remote:
            wanted.append(("pushed", self._push))
        if self._ways.requests:
            wanted.append(("asked", self._ask))
        return [do for step, do in wanted if step not in one.steps]

    def _bring_on(self, one: Submission, track: Track, now: datetime) -> None:
        if self._due.get((one.id, track), now) > now:
            return
        try:
            while steps := self._steps(one, track):
                steps[0](one)
        except (GitError, ForgeError, SendError) as error:
            self._write(one, "failed", track, reason=str(error))
            pause = PAUSES[min(one.failures.get(track, 1), len(PAUSES)) - 1]
            self._due[one.id, track] = now + timedelta(seconds=pause)

    def _write(self, one: Submission, step: LogStep, track: Track, **more: str) -> None:
        self._log.add(LogLine(id=one.id, at=self._clock(), step=step, track=track, **more))  # type: ignore[arg-type]

    def _refreshed(self) -> None:
        try:
            self._calendars.newest()
        except GitError:
            return  # told when something has to be done with it

    # --- the steps ------------------------------------------------------------------------------------

    def _made(self, one: Submission) -> Submitted:
        """Return what a submission comes to in the calendar as it is now: it may have changed since it was taken in."""
        answers = self._log.answers(one.id)
        earlier = promised(self._log.all, one.at, one.id)
        return self._desk.made_of(answers, one.at.astimezone(HERE).date(), earlier, written=True)

    def _commit(self, one: Submission) -> None:
        git = self._ways.git
        assert git is not None  # noqa: S101 - else this is no step
        known = git.branch(one.branch)
        if not known:
            commit = self._calendars.newest().commit
            self._between("calendar")
            made = self._made(one)
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
        settings, server = self._ways.mail, self._ways.server
        assert settings is not None  # noqa: S101
        assert server is not None  # noqa: S101
        made = self._made(one)
        _ = self._texts.gettext
        told = [
            _(N_("Number: {id}")).format(id=one.id),
            _(N_("The branch in git: {branch}")).format(branch=one.branch) if made.path else "",
            _(
                N_("It came without a proof of work. Is it real? Release it: buurtkalender submissions release {id}")
            ).format(id=one.id)
            if one.waits
            else "",
        ]
        text = "\n".join(line for line in told if line) + "\n\n" + mail_text(made)
        send(server, letter(settings, self._site.email, one, made.subject, text))
        self._between("mail")
        self._write(one, "mailed", "mail")
        self._between("mailed")

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


def letter(settings: Mail, to: str, submission: Submission, subject: str, text: str) -> EmailMessage:
    """Return the mail to the editors, with what may never come into git: sender and message."""
    made = message(
        sender=settings.sender,
        to=settings.to or to,
        subject=" ".join(f"[{submission.id}] {subject}".split())[:200],
        at=submission.at.astimezone(UTC),
        identifier=f"{submission.id}@{parseaddr(settings.sender)[1].rpartition('@')[2] or 'localhost'}",
        text=text,
    )
    reach = " ".join(submission.answers.get("sender.reach", [])).strip()
    if _ADDRESS.fullmatch(reach):
        made["Reply-To"] = reach
    return made
