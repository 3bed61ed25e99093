"""Where something is taken in: answers are checked, kept, and given a number; and from where they go away again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from buurtkalender.domain.model import Calendar
from buurtkalender.form.answers import the, tidy
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.questions import question_of
from buurtkalender.reading.storage import load_cache, save_cache, to_read, whole_lines
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.importing import spotting
from buurtkalender.submissions.importing.drafting import public_facts
from buurtkalender.submissions.importing.matching import PublicFacts
from buurtkalender.submissions.receiving.log import (
    LONGEST_LINE,
    PROMISED_DAYS,
    By,
    Log,
    LogLine,
    Submission,
    day_of,
    decoded,
)
from buurtkalender.submissions.receiving.repository import Calendars
from buurtkalender.words.catalogues import N_, Translator

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
        self._log = log
        self._keep_days = keep_days
        self._public: tuple[Calendar, PublicFacts] | None = None
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
                held=looks_private(found, answers, self.calendar(), self._published()),
            )
            self._log.add(line)
            return Accepted(found, self._log.find(line.id))

    def made_of(self, answers: Mapping[str, Iterable[str]], day: date, taken: Iterable[str]) -> Submitted:
        """Return what answers come to in the calendar as it is known now."""
        return draft(self.calendar(), answers, day, self._texts, taken)

    def _published(self) -> PublicFacts:
        calendar = self.calendar()
        if self._public is None or self._public[0] is not calendar:
            self._public = calendar, public_facts(calendar)
        return self._public[1]

    # --- what goes away -------------------------------------------------------------------------------

    def goes_on(self, one: Submission) -> date:
        """Return the day on which a submission goes away."""
        return goes_on(one, self._keep_days)

    def to_warn(self, one: Submission) -> bool:
        """Whether editors have to be told that it goes away unless they decide."""
        return one.waits and "warned" not in one.steps and self.today() >= self.goes_on(one) - WARNED

    def tidy(self, *, mails: bool) -> None:
        """Remove what is too old, and compress what is old. ``mails``: editors are told of what goes away.

        What editors did not decide about goes too, but only some time after they were told. Raises OSError.
        """
        now, today = self._clock(), self.today()
        if not self._sure(today):
            return
        for one in self._log.unfinished:
            told = one.steps["warned"].at <= now - TOLD_BEFORE if "warned" in one.steps else not mails
            if one.waits and told and self.goes_on(one) <= today:
                self._log.add(LogLine(id=one.id, at=now, step="rejected", reason="nobody decided"))
                self._log.finish(one, now)
        remove(self._log, today - timedelta(days=self._keep_days))
        compress(self._log, today)

    def _sure(self, today: date) -> bool:
        """Whether the clock told days near this one before: one that is wrong for a while removes nothing."""
        path = self._log.folder / "days"
        known = load_cache(path, list[date]) or []
        if today not in known:
            known = [*known, today][-2 * SURE_DAYS :]
            save_cache(path, known)
        return sum(today - timedelta(days=2 * SURE_DAYS) < day <= today for day in known) >= SURE_DAYS


WARNED = timedelta(days=30)
"""So long before it goes away editors are told of what waits for them."""

TOLD_BEFORE = timedelta(days=14)
"""So long after they were told it goes at the earliest."""

SURE_DAYS = 3
"""On so many days of the last ones the clock has to have told such a day before anything is removed."""

SENDER = ("sender.name", "sender.reach", "message")
"""What is for the editors alone: who sent it, and what they said to them."""


def goes_on(one: Submission, keep_days: int) -> date:
    """Return the day on which a submission goes away that came in so many days before."""
    return (day_of(one.id) or one.at.date()) + timedelta(days=keep_days)


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
    line = decoded(text)
    if line is None:
        return b"" if over else text
    if (day_of(line.id) or line.at.date()) > last:
        return text
    if line.id not in left:
        return b""
    kept = {name: values for name, values in line.answers.items() if name not in SENDER}
    return text if kept == line.answers else msgspec.json.encode(msgspec.structs.replace(line, answers=kept)) + b"\n"


def compress(log: Log, today: date) -> None:
    """Compress the months of a log that are over for long and of which nothing is left to do. Raises OSError."""
    left = [(day_of(one.id) or one.at.date()) - timedelta(days=1) for one in log.unfinished]
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
_ASKED = {"contact": {"phone", "email"}, "signup": {"phone", "email"}, "online": {"join"}}
"""What the form asks for to show it to all, and says so: who agreed to that (``consent``) meant it."""


def looks_private(
    found: Submitted, answers: Mapping[str, Sequence[str]], calendar: Calendar, public: PublicFacts
) -> tuple[str, ...]:
    """Return the kinds of what looks private in what would come into a file, and does not stand there yet."""
    if found.made is None:
        return ()
    agreed = _ASKED if "yes" in answers.get("consent", ()) else {}
    texts = answers_of_activity(found.made)
    known = calendar.activities.get(found.activity)
    before = {text for values in answers_of_activity(known).values() for text in values} if known else set()
    own = [" \n ".join(values) for name, values in texts.items() if name.partition(".")[0] in agreed]
    spans = [span for text in own for span in _spans(text, PublicFacts())]
    public = public._replace(
        phones=public.phones | {span.value for span in spans if span.kind == "phone"},
        mails=public.mails | {span.value for span in spans if span.kind == "email"},
    )
    kinds: dict[str, None] = {}
    for name, values in texts.items():
        for text in values:
            if text not in before:
                kinds |= dict.fromkeys(
                    kind for kind in _kinds(name, text, public) if kind not in agreed.get(name.partition(".")[0], ())
                )
    place = ", ".join(
        text for name, values in texts.items() if name.startswith("location.") for text in values if text not in before
    )
    if place and spotting.is_home(place, public):
        kinds["home"] = None
    spotting.spans_of.cache_clear()  # it would keep all that ever came in
    spotting.not_for_everybody.cache_clear()
    return tuple(kinds)


def _kinds(name: str, text: str, public: PublicFacts) -> Iterator[str]:
    field = name.partition(".")[0]
    if field not in _CHOSEN:
        yield from (span.kind for span in _spans(text, public))
        title, body = (text, "") if field == "title" else ("", text)
        if field in {"title", "summary", "description"} and spotting.not_for_everybody(title, (), body):
            yield "internal"


def _spans(text: str, public: PublicFacts) -> tuple[spotting.PrivateSpan, ...]:
    return spotting.spans_of(text[:LONGEST], public)


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
    return found


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


def answers_digest(answers: Mapping[str, Sequence[str]], day: str) -> str:
    """Return a digest by which the same answers, sent again on one day, are known."""
    content: Any = [day, *sorted((name, list(values)) for name, values in answers.items())]
    return sha256(msgspec.json.encode(content)).hexdigest()[:32]
