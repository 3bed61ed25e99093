"""Ways to an editor: pull requests, files that stand ready, letters; and how often what fails is tried again."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from http import HTTPStatus
from math import inf
from secrets import SystemRandom
from typing import Any, Literal
from urllib.parse import quote, urlencode

import msgspec

from buurtkalender.form.questions import SUBJECTS, question_of
from buurtkalender.mail import message
from buurtkalender.submissions.form import Submitted
from buurtkalender.submissions.http import OPERATOR, Answer, FetchLimits, ask
from buurtkalender.submissions.merging import GONE
from buurtkalender.submissions.receiving.log import Submission
from buurtkalender.submissions.receiving.settings import Forge, Mail
from buurtkalender.words.catalogues import N_, Translator, without_secrets
from buurtkalender.words.values import CannotReadError

_GITHUB = "https://api.github.com"
MOST_BYTES = 4 * 1024 * 1024

LONGEST_WAIT = 86_400.0
"""For so many seconds a forge is left alone that says that it wants to be: a day, whatever it says."""

_TOO_MUCH = 60.0
"""Seconds for a forge that was asked too often, and does not say for how long; GitHub asks for as much."""

_LONGEST = 300
_THIS_ONE = {HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
"""What a forge says of what it was sent, and not of itself or of who asks."""


class ForgeError(Exception):
    """The forge did not do it; the text says what it answered, and never holds the token.

    ``wait`` is how many seconds it wants to be left alone. ``refused``: what it was sent is no good, others may be.
    """

    def __init__(self, text: str, wait: float = 0.0, *, refused: bool = False) -> None:
        super().__init__(text)
        self.wait = wait
        self.refused = refused


class Requests:
    """Opens pull requests in the repository of the settings; ``reach`` says how long an answer may take."""

    def __init__(self, settings: Forge, token: str, reach: FetchLimits = OPERATOR) -> None:
        self._token = token
        self._reach = reach
        self._github = settings.kind == "github"
        self._owner, self._name = settings.repository.split("/")
        self._api = (settings.api or _GITHUB).rstrip("/")
        self._headers = {
            "Authorization": f"{'Bearer' if self._github else 'token'} {token}",
            "Accept": "application/vnd.github+json" if self._github else "application/json",
            "Content-Type": "application/json",
            "User-Agent": "buurtkalender-receiver",
        }

    def open(self, branch: str, base: str, title: str, body: str) -> str:
        """Return the address of the pull request of a branch; one that was opened before, also if it is closed, stays.

        Raises ForgeError when the forge cannot be reached or refuses.
        """
        if found := self._address(branch, base):
            return found
        content = {"title": title, "head": branch, "base": base, "body": body}
        answer, made = self._ask(f"/repos/{self._owner}/{self._name}/pulls", content=content)
        if answer.status == HTTPStatus.CREATED and isinstance(made, dict):
            return str(made.get("html_url", ""))[:_LONGEST]
        if found := self._address(branch, base):  # another was quicker, or the answer of before was lost
            return found
        raise self._error(answer, made)

    def is_open(self, branch: str, base: str) -> bool:
        """Whether the pull request of a branch still waits for an editor. Raises ForgeError, as above."""
        return self._known(branch, base).get("state") == "open"

    def _address(self, branch: str, base: str) -> str:
        return str(self._known(branch, base).get("html_url", ""))[:_LONGEST]

    def _known(self, branch: str, base: str) -> dict[str, Any]:
        """Return what the forge says of the newest pull request of a branch; nothing where there is none."""
        pulls = f"/repos/{self._owner}/{self._name}/pulls"
        if self._github:
            query = {"head": f"{self._owner}:{branch}", "state": "all", "per_page": "1"}
            answer, found = self._ask(pulls, query)
            rows = found if isinstance(found, list) else []
        else:
            answer, found = self._ask(f"{pulls}/{base}/{branch}")
            if answer.status == HTTPStatus.NOT_FOUND:
                return {}
            rows = [found]
        if answer.status != HTTPStatus.OK:
            raise self._error(answer, found)
        mine = [row for row in rows if isinstance(row, dict) and _head(row) in {branch, None}]
        return mine[0] if mine else {}

    def _ask(
        self, path: str, query: dict[str, str] | None = None, content: dict[str, str] | None = None
    ) -> tuple[Answer, Any]:
        address = f"{self._api}{path}" + (f"?{urlencode(query)}" if query else "")
        body = msgspec.json.encode(content) if content else None
        try:
            answer = ask(address, self._reach, MOST_BYTES, self._headers, body)
        except CannotReadError as error:
            reason = f" ({type(error.__cause__).__name__}: {error.__cause__})" if error.__cause__ else ""
            raise ForgeError(without_secrets(f"{error}{reason}", self._token)[:_LONGEST]) from None
        try:
            return answer, msgspec.json.decode(answer.octets) if answer.octets else {}
        except (msgspec.DecodeError, RecursionError):
            raise self._error(answer, {"message": "no JSON"}) from None

    def _error(self, answer: Answer, said: Any) -> ForgeError:
        message = str(said.get("message", "")) if isinstance(said, dict) else ""
        text = without_secrets(f"{int(answer.status)}: {message}", self._token)[:_LONGEST]
        wait = _wait(answer.headers) or (_TOO_MUCH if answer.status == HTTPStatus.TOO_MANY_REQUESTS else 0.0)
        return ForgeError(text, wait, refused=answer.status in _THIS_ONE)


def _head(row: dict[str, Any]) -> Any:
    head = row.get("head")
    return head.get("ref") if isinstance(head, dict) else None


def _wait(headers: Mapping[str, str]) -> float:
    """Return how many seconds a forge wants to be left alone: RFC 9110, 10.2.3, and what GitHub says of its limits.

    Moments are held against the forge's own clock (``Date``): ours may be wrong.
    """
    later = headers.get("retry-after", "").strip()
    found = 0.0
    with suppress(ValueError, OverflowError):
        if later.isdecimal():
            found = float(later)
        else:
            now = parsedate_to_datetime(headers["date"]).timestamp() if "date" in headers else 0.0
            if later and now:
                found = parsedate_to_datetime(later).timestamp() - now
            elif headers.get("x-ratelimit-remaining") == "0" and now:
                found = float(headers.get("x-ratelimit-reset", "0")) - now
    return min(max(found, 0.0), LONGEST_WAIT)


# --- pauses ----------------------------------------------------------------------------------------------
# When what went wrong is tried again: at a forge, a remote, a mail server.

PAUSES = (5, 20, 60, 300, 900, 3600)
"""Seconds until what failed is tried again, and a little more; the last one for ever after."""

MOST_REST = 900
"""Seconds that a way rests at most, on which nothing gets through."""

_DICE = SystemRandom()


class Lane:
    """One way on, and when it is tried again. What hangs on it, or fails, holds up nothing that goes another way.

    What fails waits for a pause of its own. When nothing gets through, the way itself rests: one try in each pause,
    however much waits; whoever was tried least goes first. Moments are of a clock that nobody sets.
    """

    def __init__(
        self,
        track: Literal["git", "mail"],
        do: Callable[[Submission], None],
        seconds: Callable[[], float],
        most: float = PAUSES[-1],
    ) -> None:
        self.track = track
        self.do = do
        self.wake = threading.Event()
        self._seconds = seconds
        self._most = most
        self._until = -inf
        self._due: dict[str, float] = {}
        self._tries: dict[str, int] = {}
        self._row: set[str] = set()
        self._times = 0

    def rests(self, identifier: str = "") -> bool:
        """Whether nothing is tried now, or not this one."""
        return max(self._until, self._due.get(identifier, -inf)) > self._seconds()

    def ready(self, found: Iterable[Submission]) -> list[Submission]:
        """Return what may be tried now, in order."""
        return sorted((one for one in found if not self.rests(one.id)), key=lambda one: self._tries.get(one.id, 0))

    def failed(self, identifier: str, *, way: bool = False, wait: float = 0.0) -> bool:
        """Take in that something failed, and return whether the way rests now.

        ``way``: so may all fail. ``wait`` is how many seconds were asked for.
        """
        now = self._seconds()
        self._tries[identifier] = tries = self._tries.get(identifier, 0) + 1
        self._due[identifier] = now + min(_pause(tries), self._most)
        if way:
            self._row.add(identifier)
            self._times += 1
            if wait or len(self._row) > 1:
                self._until = now + max(min(_pause(self._times - 1), MOST_REST), wait)
        return self._until > now

    def went_well(self, identifier: str) -> bool:
        """Take in that something got through, and return whether it is the first that does."""
        again = self._times > 0
        for one in (identifier, *(self._row if self._row - {identifier} else ())):
            self._due.pop(one, None)
        self._tries.pop(identifier, None)
        self._row, self._times, self._until = set(), 0, -inf
        return again


def _pause(tries: int) -> float:
    return PAUSES[min(max(tries, 1), len(PAUSES)) - 1] * _DICE.uniform(1, 1.1)


# --- a new file --------------------------------------------------------------------------------------------
# How what came in goes on to an editor who hands it in: as a new file that stands ready at the forge.

LONGEST_LINK = 7500
"""The longest address in bytes; GitHub takes 8,191."""

_GITHUB_NEW_FILE = re.compile(r"https://github\.com/[^/\s]+/[^/\s]+")


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


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def letter(  # noqa: PLR0913, PLR0917 - all that a letter has
    settings: Mail, to: str, name: str, at: datetime, subject: str, text: str, reach: str
) -> EmailMessage:
    """Return the mail to the editors, with what may never come into git: sender and message.

    A mail of the same ``name`` is the same. ``reach`` is how the sender can be reached: whoever answers the mail
    answers the sender, if that is an address.
    """
    made = message(
        sender=settings.sender,
        to=settings.to or to,
        subject=" ".join(subject.split())[:200],
        at=at.astimezone(UTC),
        identifier=f"{name}@{parseaddr(settings.sender)[1].rpartition('@')[2] or 'localhost'}",
        text=text,
    )
    if _ADDRESS.fullmatch(reach):
        made["Reply-To"] = reach
    return made


# --- what is said of it in public --------------------------------------------------------------------------
# In the history and at the forge. An activity is named by its address, which holds letters, digits and hyphens only:
# words that somebody made up could tell a forge to skip its checks, or to close an issue.


def commit_message(made: Submitted, one: Submission, texts: Translator) -> str:
    """Return the message of the commit that is made of a submission."""
    subject = texts.gettext(SUBJECTS[made.action]).format(title=made.activity)
    names = [fault.name for fault in made.both_changed]
    parts = [subject, _handed_in(one, texts), _differing(names, one, texts)]
    return "\n\n".join(filter(None, parts))


def request_title(one: Submission, texts: Translator) -> str:
    """Return the title of its pull request."""
    return texts.gettext(SUBJECTS[one.action]).format(title=one.activity)


def request_body(one: Submission, texts: Translator) -> str:
    """Return what its pull request says."""
    _ = texts.gettext
    names = one.steps.get("remade", one.steps["committed"]).reason.split(", ")
    parts = [
        _handed_in(one, texts),
        _differing(names, one, texts),
        _(N_("With a link that only the organisation has."))
        if one.by == "link"
        else _(N_("Nobody proved to be of the organisation. Do you know the sender?")),
        _(N_("Who sent it, and what they told the editors, is not here: buurtkalender submissions show {id}")).format(
            id=one.id
        ),
    ]
    return "\n\n".join(filter(None, parts))


def _handed_in(one: Submission, texts: Translator) -> str:
    return texts.gettext(N_("Handed in with the form, number {id}.")).format(id=one.id)


def both_of(made: Submitted) -> dict[str, Any]:
    """Return what a line of the log says of what both changed: at which questions, and in sentences."""
    names = ", ".join(dict.fromkeys(fault.name for fault in made.both_changed))
    return {"reason": names, "both": tuple(fault.text for fault in made.both_changed)}


def _differing(names: Iterable[str], one: Submission, texts: Translator) -> str:
    """Return at which questions the calendar and the form say something else, and nothing of what; "" at none."""
    given = [name for name in dict.fromkeys(names) if name]
    labels = (question_of(name)[1] for name in given if name != GONE)
    asked = " ".join(dict.fromkeys(texts.gettext(label.label) for label in labels if label and label.label))
    both = N_(
        "The file was changed while somebody filled in the form. Both told something else here: "
        "{questions} What the form said: buurtkalender submissions show {id}"
    )
    gone = N_(
        "On the new days it is not there on some dates of which something was told, and that goes. "
        "Which ones: buurtkalender submissions show {id}"
    )
    said = [both] if set(given) - {GONE} else []
    said += [gone] if GONE in given else []
    return "\n\n".join(texts.gettext(text).format(questions=asked, id=one.id) for text in said)


def mail_text(found: Submitted) -> str:
    """Return the text of the mail about it; its subject is ``found.subject``."""
    both = "\n".join(f"- {fault.text}" for fault in found.both_changed)
    parts = [found.message, both, f"{found.path}\n\n{found.text}" if found.path else found.activity]
    return "\n\n".join(part for part in parts if part).strip() + "\n"
