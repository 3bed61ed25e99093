"""Answers to the form, each field of an activity file by its name: checked, and changed for what happens to it.

A name is the way to a field in the format, with dots: ``title``, ``cost.amount``, ``when.0.weekly``. Entries of a list
of mappings are numbered from 0. Where the form asks for one field in pieces, the pieces come under its name, in order,
and empty ones count (:data:`PIECES`):

========================  =============================================================================================
``when.0.time``           start and end (``10:00``, ``12:00``), or ``all-day``
``when.0.monthly``        ``first`` and ``tuesday``, in pairs, or a day of the month
``when.0.skip_days``      first and last day of a period, in pairs; they join the words of ``when.0.skip``
``ages``                  lowest and highest
``signup.before``         a number, and ``days`` or ``hours``
``signup.until``          a day and a time; so is ``signup.opens``
``venue``                 one text, ``venue`` or ``venue/room``
``cost``                  ``free``, or ``paid`` with ``cost.amount`` and the rest beside it, or ``prices`` with
                          ``cost.0.for`` and ``cost.0.amount``, and so for each
``signup``, ``referral``  ``none``, ``yes`` or ``no`` (it is possible, not needed), with the rest beside it
``when.0.kind``           which of the four patterns it is; without it, that follows from what is filled in
========================  =============================================================================================

Instead of pieces there may always be the one text that a file has: ``when.0.time=10:00-12:00``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from buurtkalender.domain.model import Activity, Calendar, Organisation, Venue
from buurtkalender.domain.recurrence import planned_days
from buurtkalender.domain.values import ByAppointment, hh_mm
from buurtkalender.reading.checks import check_planned as check_dates
from buurtkalender.reading.fields_when import PATTERNS
from buurtkalender.reading.problems import FileNotes, Problem
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_places import VENUE
from buurtkalender.reading.references import References
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, MappingNode, Node
from buurtkalender.words.values import seen

Answers = Mapping[str, tuple[str, ...]]
Flat = dict[str, tuple[str, ...]]

PIECES = frozenset({"time", "monthly", "skip_days", "ages", "before", "opens", "until"})
"""The last parts of names of which empty values count, because they say which piece is not there."""

_HARD_SPACES = re.compile("^[ \t\u00a0]+", re.MULTILINE)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def tidy(raw: Mapping[str, Iterable[str]]) -> Flat:
    """Return the answers without space around them, without characters that nobody sees, and without what is empty.

    Line ends become a line feed and text NFC, as the reader has it.
    """
    found: Flat = {}
    for name, given in raw.items():
        texts = [_clean(text) for text in given]
        if not any(texts):
            continue
        found[name] = tuple(texts) if name.rpartition(".")[2] in PIECES else tuple(text for text in texts if text)
    return found


def _clean(text: str) -> str:
    text = seen(_LINE_ENDS.sub("\n", text))
    text = _HARD_SPACES.sub(lambda match: match[0].replace("\u00a0", " "), text)
    return unicodedata.normalize("NFC", text).strip()


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


def chosen_pattern(answers: Answers, name: str) -> str:
    """Return which pattern an entry of ``when`` is: the one that was chosen, else the one that has an answer."""
    kind = the(answers, f"{name}.kind")
    if kind in PATTERNS:
        return kind
    return next((pattern for pattern in PATTERNS if answers.get(f"{name}.{pattern}")), "weekly")


def split_venue(answers: Answers) -> dict[str, str]:
    """Return ``venue`` and ``room`` of what was chosen in one list of both."""
    venue, _, room = the(answers, "venue").partition("/")
    return {"venue": venue, "room": room or the(answers, "room")}


# --- checks ---------------------------------------------------------------------------------------------
# One content file by itself, checked by the reader against a calendar that was read before.

_OTHERS: dict[str, tuple[Any, Any, str]] = {
    "organisation": (ORGANISATION, Organisation, "organisations"),
    "venue": (VENUE, Venue, "venues"),
}
OF_ENTRIES = frozenset({"no-pattern", "empty-change", "same-start"})
"""Problems of a whole entry of a list."""


class Checked(NamedTuple):
    """What the reader makes of a file: the activity, None when it cannot be used, and what is wrong.

    ``problems`` are with the name of the answer that each is about.
    """

    activity: Activity | None
    problems: tuple[tuple[str, Problem], ...]


def check_answers(
    calendar: Calendar, identifier: str, text: str, answers: Answers, known: References | None = None
) -> Checked:
    """Read the ``text`` that was written from ``answers``, as the file of the activity ``identifier``.

    ``known`` is what an activity of this calendar can refer to, from whoever reads many.
    """
    path = f"content/activities/{identifier}.yaml"
    notes = FileNotes(path, identifier)
    root = parse(text.encode(), notes)
    values = ACTIVITY.values(root, notes) if root is not None else None
    activity = None
    if root is not None and values is not None and not notes.failed:
        activity = Activity(id=identifier, **values)
        check_dates(activity, root, calendar.anchor, notes)
    # Pictures are not handed in with the form, and what lies beside a file is not known here.
    known = known or known_references(calendar)
    _, unknown = known.check(path, [ref for ref in notes.refs if ref.kind != "file"])
    places = _Places({}, {})
    if root is not None:
        places.take(root, "", answers)
    problems = tuple((places.name(problem), problem) for problem in (*notes.problems, *unknown))
    return Checked(None if any(problem.is_error for _, problem in problems) else activity, problems)


def activity_in(text: str, identifier: str) -> Activity | None:
    """Return the activity that a file says, whatever it refers to; None where the file is wrong."""
    notes = FileNotes("", identifier)
    root = parse(text.encode(), notes)
    values = ACTIVITY.values(root, notes) if root is not None else None
    return None if values is None or notes.failed else Activity(id=identifier, **values)


class CheckedFile(NamedTuple):
    """What the reader makes of a file of any kind: its value, None when it cannot be used, and what is wrong."""

    value: Activity | Organisation | Venue | None
    problems: tuple[tuple[str, Problem], ...]


def check_file(calendar: Calendar, kind: str, identifier: str, text: str, answers: Answers) -> CheckedFile:
    """Read the ``text`` that was written from ``answers``, as a file.

    ``kind`` is ``activity``, ``organisation`` or ``venue``.
    """
    if kind == "activity":
        return CheckedFile(*check_answers(calendar, identifier, text, answers))
    record, model, folder = _OTHERS[kind]
    path = f"content/{folder}/{identifier}.yaml"
    notes = FileNotes(path, identifier)
    root = parse(text.encode(), notes)
    values = record.values(root, notes) if root is not None else None
    _, unknown = known_references(calendar).check(path, [ref for ref in notes.refs if ref.kind != "file"])
    places = _Places({}, {})
    if root is not None:
        places.take(root, "", answers)
    problems = tuple((places.name(problem), problem) for problem in (*notes.problems, *unknown))
    wrong = values is None or any(problem.is_error for _, problem in problems)
    return CheckedFile(None if wrong else model(id=identifier, **(values or {})), problems)


def starts_on(activity: Activity, anchor: date, day: date) -> set[str]:
    """Return at what times (``10:00``) the bare rules of an activity let it start on a day."""
    timed = [pattern for pattern in activity.when if not isinstance(pattern, ByAppointment)]
    found = [pattern.time.start if pattern.time else 0 for pattern in timed if planned_days(pattern, anchor, day, day)]
    return set(map(hh_mm, found))


def known_references(calendar: Calendar) -> References:
    """Return all that an activity can refer to."""
    found = References("content")
    for kind in ("venue", "organisation", "municipality", "neighbourhood", "theme", "goal", "audience", "language"):
        plural = {"municipality": "municipalities"}.get(kind, f"{kind}s")
        found.add(kind, getattr(calendar, plural))
        found.named(kind, getattr(calendar, plural))
    found.add("facility", calendar.facilities)
    found.add("area", [*calendar.municipalities, *calendar.neighbourhoods])
    found.named("area", calendar.neighbourhoods)
    found.add("room", (f"{venue.id}/{room.id}" for venue in calendar.venues.values() for room in venue.rooms))
    return found


class _Places(NamedTuple):
    """Which answer stands where in the file, by line and column: the ``mappings`` by themselves, and all else.

    An entry of a list begins where its first field does, so the two cannot share one dictionary.
    """

    mappings: dict[tuple[int, int], str]
    others: dict[tuple[int, int], str]

    def take(self, node: Node, name: str, answers: Answers) -> None:
        """Take down a node and all that is in it."""
        if isinstance(node, MappingNode):
            self.mappings[node.line, node.column] = name
            for key, (place, value) in node.entries.items():
                inner = f"{name}.{key}" if name else key
                self.others[place.line, place.column] = inner
                self.take(value, inner, answers)
            return
        self.others[node.line, node.column] = name
        if isinstance(node, Items) and any(isinstance(item, MappingNode) for item in node.items):
            for row, item in zip(rows(answers, name), node.items, strict=False):
                self.take(item, f"{name}.{row}", answers)
        elif isinstance(node, Items):
            for item in node.items:
                self.take(item, name, answers)

    def name(self, problem: Problem) -> str:
        """Return the name of the answer that a problem is about; empty when it is about the whole."""
        at = problem.line, problem.column
        if problem.code == "missing-key":
            return f"{self.mappings.get(at, '')}.{problem.params['key']}".removeprefix(".")
        if problem.code == "missing-place":
            return "venue"
        if problem.code in OF_ENTRIES:
            return self.mappings.get(at, "")
        return self.others.get(at) or self.mappings.get(at, "")


# --- edits -----------------------------------------------------------------------------------------------
# What happens to an activity that is there: a date is off, it is still right, it stops.


_NOT_ON = frozenset({"cancelled", "postponed", "tentative", "on"})
"""What makes place where somebody says that a date goes on after all."""


def with_dates_told(answers: Answers, dates: Iterable[str], what: str, why: str) -> Flat:
    """Return the answers of an activity with this said of some dates.

    A date is ``2026-12-01``, or ``2026-12-01T10:00`` for one time. ``what`` is ``cancelled`` or ``postponed``, each
    with ``why``: what was different on such a date makes place, for it does not take place. Or it is ``full`` or
    ``on``, and ``why`` is something to know besides; what else was different stays.
    """
    told = [(day, at) for day, _, at in (text.partition("T") for text in dates)]
    before = {(the(row, "date"), the(row, "at")): row for row in _changes(answers)}
    kept = [row for row in _changes(answers) if (the(row, "date"), the(row, "at")) not in told]
    for day, at in told:
        start: Flat = {"date": (day,), **({"at": (at,)} if at else {})}
        if what not in {"full", "on"}:  # a reason that somebody gave before is still one
            said = what or "cancelled"
            kept.append({**start, said: (why or the(before.get((day, at), {}), said) or "true",)})
            continue
        row = before.get((day, at), start)
        if what == "on":
            row = {key: texts for key, texts in row.items() if key not in _NOT_ON}
        note = " ".join(filter(None, (the(row, "note"), why)))
        kept.append({**row, **({"note": (note,)} if note else {}), what: ("true" if what == "on" else "yes",)})
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

    With a last day that is still to come, its series end on that day, and what only begins later is gone. Where nothing
    would be left, it stops now.
    """
    ends = _until(answers, until) if until > str(today) else {}
    return ends if rows(ends, "when") else {**answers, "status": (status or "ended",)}


def _until(answers: Answers, until: str) -> Flat:
    """Return the answers with no planned day after ``until``; what is by appointment has no days."""
    found = dict(answers)
    for row in rows(answers, "when"):
        name = f"when.{row}"
        pattern = chosen_pattern(answers, name)
        dates = tuple(day for day in answers.get(f"{name}.dates", ()) if day <= until)
        late = not dates if pattern == "dates" else the(answers, f"{name}.from") > until
        if late:
            found = {key: values for key, values in found.items() if not key.startswith(f"{name}.")}
        elif pattern == "dates":
            found[f"{name}.dates"] = dates
        elif pattern != "by_appointment":
            last = the(answers, f"{name}.until")
            found[f"{name}.until"] = (min(last, until) if last else until,)
    return found
