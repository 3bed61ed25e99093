"""One content file by itself, checked by the reader against a calendar that was read before."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from buurtkalender.domain.model import Activity, ByAppointment, Calendar, Organisation, Venue
from buurtkalender.domain.recurrence import planned_days
from buurtkalender.domain.when import hh_mm
from buurtkalender.form.answers import Answers, rows
from buurtkalender.reading.planned import check as check_dates
from buurtkalender.reading.problems import Notes, Problem
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_places import VENUE
from buurtkalender.reading.references import References
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, Mapping, Node

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


def check(calendar: Calendar, identifier: str, text: str, answers: Answers) -> Checked:
    """Read the ``text`` that was written from ``answers``, as the file of the activity ``identifier``."""
    path = f"content/activities/{identifier}.yaml"
    notes = Notes(path, identifier)
    root = parse(text.encode(), notes)
    values = ACTIVITY.values(root, notes) if root is not None else None
    activity = None
    if root is not None and values is not None and not notes.failed:
        activity = Activity(id=identifier, **values)
        check_dates(activity, root, calendar.anchor, notes)
    # Pictures are not handed in with the form, and what lies beside a file is not known here.
    _, unknown = known(calendar).check(path, [ref for ref in notes.refs if ref.kind != "file"])
    places = _Places({}, {})
    if root is not None:
        places.take(root, "", answers)
    problems = tuple((places.name(problem), problem) for problem in (*notes.problems, *unknown))
    return Checked(None if any(problem.is_error for _, problem in problems) else activity, problems)


class CheckedFile(NamedTuple):
    """What the reader makes of a file of any kind: its value, None when it cannot be used, and what is wrong."""

    value: Activity | Organisation | Venue | None
    problems: tuple[tuple[str, Problem], ...]


def check_file(calendar: Calendar, kind: str, identifier: str, text: str, answers: Answers) -> CheckedFile:
    """Read the ``text`` that was written from ``answers``, as a file.

    ``kind`` is ``activity``, ``organisation`` or ``venue``.
    """
    if kind == "activity":
        return CheckedFile(*check(calendar, identifier, text, answers))
    record, model, folder = _OTHERS[kind]
    path = f"content/{folder}/{identifier}.yaml"
    notes = Notes(path, identifier)
    root = parse(text.encode(), notes)
    values = record.values(root, notes) if root is not None else None
    _, unknown = known(calendar).check(path, [ref for ref in notes.refs if ref.kind != "file"])
    places = _Places({}, {})
    if root is not None:
        places.take(root, "", answers)
    problems = tuple((places.name(problem), problem) for problem in (*notes.problems, *unknown))
    wrong = values is None or any(problem.is_error for _, problem in problems)
    return CheckedFile(None if wrong else model(id=identifier, **(values or {})), problems)


def starts_on(activity: Activity, anchor: date, day: str) -> set[str]:
    """Return at what times (``10:00``) the bare rules of an activity let it start on a day (``2026-12-01``)."""
    when = date.fromisoformat(day)
    timed = [pattern for pattern in activity.when if not isinstance(pattern, ByAppointment)]
    found = [
        pattern.time.start if pattern.time else 0 for pattern in timed if planned_days(pattern, anchor, when, when)
    ]
    return set(map(hh_mm, found))


def known(calendar: Calendar) -> References:
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
        if isinstance(node, Mapping):
            self.mappings[node.line, node.column] = name
            for key, (place, value) in node.entries.items():
                inner = f"{name}.{key}" if name else key
                self.others[place.line, place.column] = inner
                self.take(value, inner, answers)
            return
        self.others[node.line, node.column] = name
        if isinstance(node, Items) and any(isinstance(item, Mapping) for item in node.items):
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
