"""Which organisation is asked what, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from buurtkalender.domain.coverage.sessions import last_day
from buurtkalender.domain.freshness import Doubt
from buurtkalender.domain.merging import closed_venue, double_bookings, likely_duplicates
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.quality.looking import Findings, look
from buurtkalender.domain.quality.todo import Todo
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import advise
from buurtkalender.reading.content import Read

FORTNIGHT = timedelta(days=14)
_AHEAD = timedelta(weeks=26)


class Due(NamedTuple):
    """What an organisation is asked: to ``confirm``, and what is wrong or ends; ``more`` is what would also help.

    All of it in the order in which it does something for residents.
    """

    organisation: str
    confirm: tuple[Todo, ...]
    mend: tuple[Todo, ...]
    more: tuple[Todo, ...]

    @property
    def urgent(self) -> bool:
        """Whether there is anything that does not wait: what is only not known yet is no reason to write."""
        return bool(self.confirm or self.mend)


def due(read: Read, today: date, remind_after: int) -> tuple[Due, ...]:
    """Return what every organisation can do, by identifier.

    ``remind_after`` is the number of days after which a confirmation is asked for again; 0 asks for none.
    """
    calendar = read.calendar
    last = max(last_day(calendar.norms.values(), today), today + _AHEAD)
    coming = occurrences(calendar, Window(today, last))
    findings = Findings(
        advise(calendar, coming, today).verdicts,
        double_bookings(calendar, coming),
        closed_venue(calendar, coming),
        likely_duplicates(calendar, coming),
        left_out=[_inside(path) for path in read.left_out],
        faulty=[path for problem in read.problems if (path := _inside(problem.path))],
    )
    by: dict[str, list[Todo]] = {}
    for todo in look(calendar, today, findings).todos:
        if todo.organisation is not None:
            by.setdefault(todo.organisation, []).append(todo)
    return tuple(_due(key, todos, today, remind_after) for key, todos in sorted(by.items()))


def _due(organisation: str, todos: list[Todo], today: date, remind_after: int) -> Due:
    def asked(todo: Todo) -> bool:
        old = todo.since is None or (today - todo.since).days > remind_after
        return todo.kind == "confirm" and bool(remind_after) and old

    return Due(
        organisation,
        tuple(todo for todo in todos if asked(todo)),
        tuple(todo for todo in todos if todo.kind in {"mend", "renew"}),
        tuple(todo for todo in todos if todo.kind == "fill-in"),
    )


def written_lately(mails: Mapping[str, date], today: date) -> frozenset[str]:
    """Return the organisations that got a mail within a fortnight; ``mails`` is the last one of each."""
    return frozenset(organisation for organisation, day in mails.items() if today - day < FORTNIGHT)


def of_kind(calendar: Calendar, found: Mapping[str, tuple[Doubt, date]], doubt: Doubt, organisation: str) -> list[str]:
    """Return the activities of an organisation that are marked, or hidden."""
    return [
        key
        for key, (kind, _) in found.items()
        if kind == doubt and calendar.activities[key].organisation == organisation
    ]


def _inside(path: str) -> str:
    return path.partition("/")[2]
