"""For how long what came in is kept, and what of it waits because it looks private.

The privacy page promises that who sent something is forgotten within a year: the receiver does that by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import msgspec

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.questions import question_of
from buurtkalender.reading.storage import load_cache, save_cache
from buurtkalender.submissions.form import Submitted
from buurtkalender.submissions.importing import spotting
from buurtkalender.submissions.importing.drafting import public_facts
from buurtkalender.submissions.importing.matching import PublicFacts
from buurtkalender.submissions.receiving.lines import to_read, whole_lines
from buurtkalender.submissions.receiving.log import (
    LONGEST_LINE,
    PROMISED_DAYS,
    Log,
    LogLine,
    Submission,
    day_in,
    log_line,
)
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.dates import numeric

WARNED = timedelta(days=30)
"""So long before it goes away editors are told of what waits for them."""

TOLD_BEFORE = timedelta(days=14)
"""So long after they were told it goes at the earliest."""

SURE_DAYS = 3
"""On so many days of the last ones the clock has to have told such a day before anything is removed."""

SENDER = ("sender.name", "sender.reach", "message")
"""What is for the editors alone: who sent it, and what they said to them."""


class Keeping:
    """Lets go of what is too old in a log: ``keep_days`` after it came in.

    ``clock`` gives the time, with its zone, and ``today`` the day it is in the Netherlands.
    """

    def __init__(self, log: Log, clock: Callable[[], datetime], today: Callable[[], date], keep_days: int) -> None:
        self._log = log
        self._clock = clock
        self._today = today
        self._keep = timedelta(days=keep_days)

    def goes_on(self, one: Submission) -> date:
        """Return the day on which a submission goes away."""
        return came_on(one) + self._keep

    def to_warn(self, one: Submission) -> bool:
        """Whether editors have to be told that it goes away unless they decide."""
        return one.waits and "warned" not in one.steps and self._today() >= self.goes_on(one) - WARNED

    def is_old(self, branch: str) -> bool:
        """Whether the submission of a branch went away."""
        return (came := day_in(branch.rpartition("/")[2])) is not None and came + self._keep <= self._today()

    def why_it_waits(self, one: Submission, answers: Mapping[str, Sequence[str]], texts: Translator) -> list[str]:
        """Return what editors are told of what waits for them: why, and when it goes away; nothing of what does not."""
        if not one.waits:
            return []
        _ = texts.gettext
        private = "; ".join(told_of_private(one, answers, texts))
        told = _(N_("It came without a proof of work, so it may be of a robot.")) if one.by == "review" else ""
        found = _(N_("It looks private, and would be on the internet for ever: {found}.")).format(found=private)
        asked = _(N_("Nothing was published. Is it all right? Release it: buurtkalender submissions release {id}"))
        gone = _(N_("Without a decision it goes away on {day}.")).format(day=numeric(self.goes_on(one)))
        return [line for line in (told, found if private else "", asked.format(id=one.id), gone) if line]

    def tidy(self, *, mails: bool) -> None:
        """Remove what is too old, and compress what is old. ``mails``: editors are told of what goes away.

        What editors did not decide about goes too, but only some time after they were told. Raises OSError.
        """
        now, today = self._clock(), self._today()
        if not self._sure(today):
            return
        for one in self._log.unfinished:
            told = one.steps["warned"].at <= now - TOLD_BEFORE if "warned" in one.steps else not mails
            if one.waits and told and self.goes_on(one) <= today:
                self._log.add(LogLine(id=one.id, at=now, step="rejected", reason="nobody decided"))
                self._log.finish(one, now)
        remove(self._log, today - self._keep)
        compress(self._log, today)

    def _sure(self, today: date) -> bool:
        """Whether the clock told days near this one before: one that is wrong for a while removes nothing."""
        path = self._log.folder / "days"
        known = load_cache(path, list[date]) or []
        if today not in known:
            known = [*known, today][-2 * SURE_DAYS :]
            save_cache(path, known)
        return sum(today - timedelta(days=2 * SURE_DAYS) < day <= today for day in known) >= SURE_DAYS


def came_on(one: Submission) -> date:
    """Return the day on which a submission came in, in the Netherlands."""
    return day_in(one.id) or one.at.date()


def remove(log: Log, last: date) -> None:
    """Take out of a log what came in until this day. Of what still has something left to do only the sender goes.

    Whoever is killed at it has each file as it was, or without that. Raises OSError.
    """
    for half in log.folder.glob(".*~"):
        half.unlink()
    left = {one.id for one in log.unfinished}
    for path in log.files():
        if path.name[:7] <= f"{last:%Y-%m}":
            changed = partial(_without_old, last=last, left=left, over=path.name[:7] < f"{last:%Y-%m}")
            with to_read(path) as file:
                differs = any(changed(one.text) != one.text for one in whole_lines(file, 0, LONGEST_LINE))
            if differs:
                log.make_anew(path, path, changed)


def _without_old(text: bytes, last: date, left: set[str], *, over: bool) -> bytes:
    """Return a line as it stays: empty where nothing of it does. Of a month that is over no line stays unread."""
    line = log_line(text)
    if line is None:
        return b"" if over else text
    if (day_in(line.id) or line.at.date()) > last:
        return text
    if line.id not in left:
        return b""
    kept = {name: values for name, values in line.answers.items() if name not in SENDER}
    return text if kept == line.answers else msgspec.json.encode(msgspec.structs.replace(line, answers=kept)) + b"\n"


def compress(log: Log, today: date) -> None:
    """Compress the months of a log that are over for long and of which nothing is left to do. Raises OSError."""
    left = [came_on(one) - timedelta(days=1) for one in log.unfinished]
    before = f"{min([today - timedelta(days=PROMISED_DAYS), *left]):%Y-%m}"
    unread = {one.file for one in log.unread}  # somebody has to look at these
    for path in log.files():
        if path.name[:7] < before and path.suffix != ".gz" and path.name not in unread:
            log.make_anew(path, path.with_name(f"{path.name}.gz"), lambda text: text)


# --- what looks private ----------------------------------------------------------------------------------
# What comes into git stays there for ever. So what looks private waits until an editor says that it may.

KINDS = {
    "phone": N_("a telephone number"),
    "email": N_("an e-mail address"),
    "home": N_("where somebody lives"),
    "meeting": N_("the number of an online meeting"),
    "password": N_("a password or a code"),
    "join": N_("a link to join an online meeting"),
    "shared": N_("a link to something that was shared"),
    "person": N_("something about a person"),
    "group": N_("an invitation to a group"),
    "door": N_("how to open a door"),
    "iban": N_("a bank account"),
    "bsn": N_("a citizen service number (BSN)"),
    "birth": N_("a date of birth"),
    "plate": N_("a number plate"),
    "internal": N_("something that is not for everybody"),
}
"""What is said of each kind of what looks private, wherever editors read it."""

LONGEST = 10_000
"""Characters; no file holds a longer text."""

_CHOSEN = frozenset({"when", "venue", "themes", "goals", "audiences", "ages", "languages", "serves", "confirmed"})
ASKED = {"contact": {"phone", "email"}, "signup": {"phone", "email"}, "online": {"join"}}
"""What the form asks for to show it to all, and says so: who agreed to that (``consent``) meant it."""


class PrivateScreen:
    """Looks through what came in for what looks private. What a calendar publishes itself is worked out once for it."""

    def __init__(self) -> None:
        self._public: tuple[Calendar, PublicFacts] | None = None

    def kinds_in(self, found: Submitted, answers: Mapping[str, Sequence[str]], calendar: Calendar) -> tuple[str, ...]:
        """Return the kinds of what looks private in what would come into a file, and does not stand there yet."""
        if found.made is None:
            return ()
        agreed = ASKED if "yes" in answers.get("consent", ()) else {}
        known = calendar.activities.get(found.activity)
        before = {text for _, text in _texts(known)} if known else set()
        texts = _texts(found.made)
        public = self._published(calendar, [text for name, text in texts if _field(name) in agreed])
        kinds = {
            kind: None
            for name, text in texts
            for kind in (_kinds(name, text, public) if text not in before else ())
            if kind not in agreed.get(_field(name), ())
        }
        place = ", ".join(text for name, text in texts if _field(name) == "location" and text not in before)
        if place and spotting.is_home(place, public):
            kinds["home"] = None
        _forget()
        return tuple(kinds)

    def _published(self, calendar: Calendar, agreed: list[str]) -> PublicFacts:
        """Return what is public: what the calendar publishes, and how people agreed to be reached."""
        if self._public is None or self._public[0] is not calendar:
            self._public = calendar, public_facts(calendar)
        public = self._public[1]
        spans = [span for text in agreed for span in _spans(text, PublicFacts())]
        return public._replace(
            phones=public.phones | {span.value for span in spans if span.kind == "phone"},
            mails=public.mails | {span.value for span in spans if span.kind == "email"},
        )


def _texts(activity: Activity) -> list[tuple[str, str]]:
    return [(name, text) for name, values in answers_of_activity(activity).items() for text in values]


def _kinds(name: str, text: str, public: PublicFacts) -> Iterator[str]:
    field = _field(name)
    if field not in _CHOSEN:
        yield from (span.kind for span in _spans(text, public))
        title, body = (text, "") if field == "title" else ("", text)
        if field in {"title", "summary", "description"} and spotting.not_for_everybody(title, (), body):
            yield "internal"
        if name == "location.name" and spotting.is_home(text, public):
            yield "home"


def _spans(text: str, public: PublicFacts) -> tuple[spotting.PrivateSpan, ...]:
    return spotting.spans_of(text[:LONGEST], public)


def _forget() -> None:
    """Let go of what was looked through: imports keep it, and much comes in here."""
    spotting.spans_of.cache_clear()
    spotting.not_for_everybody.cache_clear()


def _field(name: str) -> str:
    return name.partition(".")[0]


def told_of_private(one: Submission, answers: Mapping[str, Sequence[str]], texts: Translator) -> list[str]:
    """Return a line for each kind of what looks private in a submission: what it is, and at which questions."""
    found = []
    for kind in one.held:
        names = [
            name
            for name, values in answers.items()
            if name not in SENDER
            for text in values
            if kind in _kinds(name, text, PublicFacts())
        ]
        asked = [question.label for _, question in map(question_of, names) if question and question.label]
        where = ", ".join(f"“{texts.gettext(label)}”" for label in dict.fromkeys(asked))
        what = texts.gettext(KINDS.get(kind, kind))
        found.append(f"{what} ({where})" if where else what)
    _forget()
    return found
