"""Answers to the form: each field of an activity file by its name, with the texts that were given.

A name is the way to a field in the format, with dots: ``title``, ``cost.amount``, ``when.0.weekly``, ``changes.2.note``;
entries of a list of mappings are numbered from 0. Where the form asks for one field in pieces, the pieces come under its
name, in order, and empty ones count (:data:`PIECES`):

========================  =============================================================================================
``when.0.time``           start and end (``10:00``, ``12:00``), or ``all-day``
``when.0.monthly``        ``first`` and ``tuesday``, in pairs, or a day of the month
``when.0.skip_days``      first and last day of a period, in pairs; they join the words of ``when.0.skip``
``ages``                  lowest and highest
``signup.before``         a number, and ``days`` or ``hours``
``venue``                 one text, ``venue`` or ``venue/room``
``cost``                  ``free``, or ``paid`` with ``cost.amount`` and the rest beside it
``signup``, ``referral``  ``none``, ``yes`` or ``no`` (it is possible, not needed), with the rest beside it
``when.0.kind``           which of the four patterns it is; without it, that follows from what is filled in
========================  =============================================================================================

Instead of pieces there may always be the one text that a file has: ``when.0.time=10:00-12:00``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from buurtkalender.domain.model import (
    Activity,
    ByAppointment,
    Change,
    Contact,
    Cost,
    Dates,
    Location,
    Pattern,
    Skip,
    TimeSpan,
    Weekly,
)
from buurtkalender.reading.fields_when import ALL_DAY, ORDINALS, PATTERNS, WEEKDAYS
from buurtkalender.reading.yaml import HIDDEN

Answers = Mapping[str, tuple[str, ...]]
Flat = dict[str, tuple[str, ...]]

PIECES = frozenset({"time", "monthly", "skip_days", "ages", "before"})
"""The last parts of names of which empty values count, because they say which piece is not there."""

_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_DAY_NAMES = tuple(WEEKDAYS)
_NTH = {number: word for word, number in ORDINALS.items()}


def tidy(raw: Mapping[str, Iterable[str]]) -> Flat:
    """Return the answers without space around them, without characters that nobody sees, and without what is empty.

    Line ends become ``\\n`` and text NFC, as the reader has it.
    """
    found: Flat = {}
    for name, given in raw.items():
        texts = [_clean(text) for text in given]
        if not any(texts):
            continue
        found[name] = tuple(texts) if name.rpartition(".")[2] in PIECES else tuple(text for text in texts if text)
    return found


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", HIDDEN.sub("", _LINE_ENDS.sub("\n", text))).strip()


def the(answers: Answers, name: str) -> str:
    """Return the one text that was answered, the first of several; empty when there is none."""
    return next(iter(answers.get(name, ())), "")


def rows(answers: Answers, name: str) -> list[int]:
    """Return the numbers of the entries below a name that hold anything, in order."""
    start = f"{name}."
    numbers = {found.removeprefix(start).partition(".")[0] for found in answers if found.startswith(start)}
    return sorted(int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 4)


def paired(values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the values two by two; the last one may be alone."""
    for n in range(0, len(values), 2):
        yield values[n], values[n + 1] if n + 1 < len(values) else ""


def pattern_of(answers: Answers, name: str) -> str:
    """Return which of the patterns an entry of ``when`` is: the one that was chosen, else the one that has an answer."""
    kind = the(answers, f"{name}.kind")
    if kind in PATTERNS:
        return kind
    return next((pattern for pattern in PATTERNS if answers.get(f"{name}.{pattern}")), "weekly")


# --- from an activity -----------------------------------------------------------------------------


def answers_of(activity: Activity) -> Flat:
    """Return the answers of which this activity would be the outcome: :func:`writing.write` then gives it back."""
    put = _Collected()
    put.text("title", activity.title)
    put.text("summary", activity.summary)
    put.text("description", activity.description)
    put.texts("partners", activity.partners)
    if activity.venue:
        put.text("venue", f"{activity.venue}/{activity.room}" if activity.room else activity.venue)
    put.location("location", activity.location)
    put.text("online", activity.online)
    for name in ("serves", "themes", "goals", "audiences"):
        put.texts(name, getattr(activity, name))
    if activity.ages:
        highest = activity.ages.highest
        put.texts("ages", (str(activity.ages.lowest), "" if highest is None else str(highest)))
    put.texts("languages", activity.languages)
    for n, pattern in enumerate(activity.when):
        put.pattern(f"when.{n}", pattern)
    for n, change in enumerate(activity.changes):
        put.change(f"changes.{n}", change)
    put.fact("drop_in", activity.drop_in)
    put.cost(activity.cost)
    put.signup(activity)
    put.text("capacity", activity.capacity)
    put.fact("come_alone", activity.come_alone)
    put.fact("companion", activity.companion)
    if activity.referral:
        put.text("referral", "yes" if activity.referral.required else "no" if activity.referral.by else "none")
        put.text("referral.by", activity.referral.by)
    put.text("transport", activity.transport)
    for facility, fact in activity.access.items():
        put.text(f"access.{facility}", {True: "yes", False: "no", None: "unknown"}[fact])
    for n, role in enumerate(activity.volunteers):
        put.text(f"volunteers.{n}.role", role.role)
        put.text(f"volunteers.{n}.hours", role.hours)
        put.contact(f"volunteers.{n}.contact", role.contact)
    if activity.programme:
        put.each("programme", activity.programme, ("name", "evidence", "source"))
    put.contact("contact", activity.contact)
    if activity.image:
        put.each("image", activity.image, ("file", "alt"))
    for n, link in enumerate(activity.links):
        put.each(f"links.{n}", link, ("title", "url"))
    put.text("confirmed", activity.confirmed)
    if activity.status.value != "active":
        put.text("status", activity.status.value)
    put.texts("formerly", activity.formerly)
    return put.found


class _Collected:
    """The answers of one activity while they are collected."""

    def __init__(self) -> None:
        self.found: Flat = {}

    def texts(self, name: str, values: Iterable[object]) -> None:
        texts = tuple(map(str, values))
        if texts:
            self.found[name] = texts

    def text(self, name: str, value: object) -> None:
        if value is not None:
            self.found[name] = (str(value),)

    def each(self, name: str, value: object, keys: Iterable[str]) -> None:
        for key in keys:
            self.text(f"{name}.{key}", getattr(value, key))

    def fact(self, name: str, fact: bool | None) -> None:  # noqa: FBT001 - a fact is a bool or nothing
        if fact is not None:
            self.text(name, "yes" if fact else "no")

    def contact(self, name: str, contact: Contact | None) -> None:
        if contact:
            self.each(name, contact, ("name", "phone", "email", "url"))

    def location(self, name: str, location: Location | None) -> None:
        if location:
            self.each(name, location, ("name", "street", "postcode", "city", "neighbourhood"))
            if location.point:
                self.texts(f"{name}.point", (location.point.lat, location.point.lon))

    def time(self, name: str, span: TimeSpan | None) -> None:
        self.texts(name, (ALL_DAY,) if span is None else (_clock(span.start), _clock(span.end % (24 * 60))))

    def cost(self, cost: Cost | None) -> None:
        if cost is None:
            return
        euros, cents = divmod(cost.cents, 100)
        self.text("cost", "paid" if cost.cents else "free")
        if cost.cents:
            self.text("cost.amount", f"{euros}.{cents:02}" if cents else euros)
        self.each("cost", cost, ("per", "note"))
        self.fact("cost.pass", cost.discount_pass)

    def signup(self, activity: Activity) -> None:
        signup = activity.signup
        if signup is None:
            return
        how = signup.phone or signup.email or signup.url or signup.before
        self.text("signup", "yes" if signup.required else "no" if how else "none")
        self.each("signup", signup, ("phone", "email", "url"))
        if signup.before is not None:
            whole = not signup.before % timedelta(days=1)
            length = signup.before.days if whole else int(signup.before / timedelta(hours=1))
            self.texts("signup.before", (length, "days" if whole else "hours"))

    def pattern(self, name: str, pattern: Pattern) -> None:
        if isinstance(pattern, ByAppointment):
            self.text(f"{name}.kind", "by_appointment")
            self.text(f"{name}.note", pattern.note)
            return
        if isinstance(pattern, Dates):
            self.text(f"{name}.kind", "dates")
            self.texts(f"{name}.dates", pattern.dates)
            self.time(f"{name}.time", pattern.time)
            return
        if isinstance(pattern, Weekly):
            self.text(f"{name}.kind", "weekly")
            self.texts(f"{name}.weekly", (_DAY_NAMES[day] for day in pattern.days))
        else:
            self.text(f"{name}.kind", "monthly")
            pairs = (piece for nth, day in pattern.weekdays for piece in (_NTH[nth], _DAY_NAMES[day]))
            self.texts(f"{name}.monthly", (*pairs, *pattern.days))
        self.time(f"{name}.time", pattern.time)
        if pattern.every > 1:
            self.text(f"{name}.every", pattern.every)
        self.text(f"{name}.from", pattern.first)
        self.text(f"{name}.until", pattern.last)
        self.skip(name, pattern.skip)

    def skip(self, name: str, skip: Skip) -> None:
        kinds = {
            "school-holidays": skip.school_holidays,
            "public-holidays": skip.public_holidays,
            "venue-closures": skip.venue_closures,
        }
        self.texts(f"{name}.skip", (kind for kind, said in kinds.items() if said))
        days = ((one.first, "" if one.first == one.last else one.last) for one in skip.days)
        self.texts(f"{name}.skip_days", (piece for pair in days for piece in pair))

    def change(self, name: str, change: Change) -> None:
        self.text(f"{name}.date", change.day)
        if change.at is not None:
            self.text(f"{name}.at", _clock(change.at))
        self.text(f"{name}.cancelled", "true" if change.cancelled == "" else change.cancelled)
        if change.time:
            self.time(f"{name}.time", change.time)
        self.each(name, change, ("moved_to", "venue", "room"))
        self.location(f"{name}.location", change.location)
        self.text(f"{name}.note", change.note)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# --- what happens to an activity ------------------------------------------------------------------


def with_cancelled(answers: Answers, dates: Iterable[str], reason: str) -> Flat:
    """Return the answers of an activity with these dates off: ``2026-12-01``, or ``2026-12-01T10:00`` for one time of it.

    What was different on such a date makes place: it does not take place, so nothing else is different.
    """
    off = [(day, at) for day, _, at in (text.partition("T") for text in dates)]
    kept = [row for row in _changes(answers) if (the(row, "date"), the(row, "at")) not in off]
    for day, at in off:
        kept.append({"date": (day,), **({"at": (at,)} if at else {}), "cancelled": (reason or "true",)})
    rest = {name: values for name, values in answers.items() if not name.startswith("changes.")}
    return rest | {f"changes.{n}.{key}": values for n, row in enumerate(kept) for key, values in row.items()}


def _changes(answers: Answers) -> list[Flat]:
    found = []
    for row in rows(answers, "changes"):
        start = f"changes.{row}."
        found.append({name.removeprefix(start): values for name, values in answers.items() if name.startswith(start)})
    return found


def with_confirmed(answers: Answers, today: date) -> Flat:
    """Return the answers of an activity that its organisation says is right today."""
    return {**answers, "confirmed": (str(today),)}


def with_stopped(answers: Answers, status: str, until: str, today: date) -> Flat:
    """Return the answers of an activity that stops: for good (``ended``) or for a while (``paused``).

    With a last day that is still to come, the series end on that day, and its page says so until then.
    """
    if until <= str(today):
        return {**answers, "status": (status or "ended",)}
    ends = dict(answers)
    for row in rows(answers, "when"):
        name = f"when.{row}"
        if pattern_of(answers, name) in {"weekly", "monthly"}:
            last = the(answers, f"{name}.until")
            ends[f"{name}.until"] = (min(last, until) if last else until,)
    return ends


def split_venue(answers: Answers) -> dict[str, Any]:
    """Return ``venue`` and ``room`` of what was chosen in one list of both."""
    venue, _, room = the(answers, "venue").partition("/")
    return {"venue": venue, "room": room or the(answers, "room")}
