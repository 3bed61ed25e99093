"""One thing that an organisation can do for its part of the calendar, and which of these comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

from buurtkalender.domain.basics import Value
from buurtkalender.domain.coverage.people import newly
from buurtkalender.domain.coverage.verdicts import Edit, Effect, Verdict
from buurtkalender.domain.model import Calendar

Kind = Literal["mend", "renew", "confirm", "fill-in"]

KINDS: tuple[Kind, ...] = ("mend", "renew", "confirm", "fill-in")
"""All kinds, first what sends people to a closed door, last what they can ask."""

Why = Literal[
    "left-out",
    "problem",
    "double-booking",
    "closed",
    "duplicate",
    "cancelled",
    "ends",
    "ended",
    "never",
    "old",
    "soon",
    "counts-less",
    "unknown",
]

WHYS: tuple[Why, ...] = get_args(Why)
"""Why something is to be done: the first six are to mend, the next two to renew, four to confirm, one to fill in."""


class Helps(Value, frozen=True):
    """What comes of an answer or a confirmation: a remedy that was tried (design: gaps).

    When all ``facts`` of the ``edit`` turn out to be so, a norm is covered for ``residents`` people for whom it was
    not; of each neighbourhood everybody once. 0 when it is a step and not enough yet.
    """

    edit: Edit
    effects: tuple[Effect, ...]
    residents: int


class Todo(Value, frozen=True):
    """One thing to do.

    - It is about an ``activity``, or a ``venue`` (and ``room``), or else about the organisation itself. What a file
      that was left out would have been is there too, although it is not in the calendar.
    - ``fact`` is what is not known, ``field`` where in the ``file`` the answer belongs: a path with dots; entries of
      a list count from 0. ``file`` is below the content folder.
    - ``since`` is the day it was confirmed, the last date of what ends, or the first of the ``days`` that are wrong.
    - ``other`` is the activity that it collides with, or that is the same.
    """

    kind: Kind
    why: Why
    organisation: str | None = None
    activity: str | None = None
    venue: str | None = None
    room: str | None = None
    file: str = ""
    field: str = ""
    fact: str = ""
    since: date | None = None
    days: tuple[date, ...] = ()
    other: str | None = None
    helps: Helps | None = None

    @property
    def residents(self) -> int:
        """How many people have enough of something when this is done and the answer is yes."""
        return self.helps.residents if self.helps else 0


def ranked(some: Iterable[Todo]) -> tuple[Todo, ...]:
    """Return what to do in the order in which it does something for residents.

    First what a verdict hangs on: by how many people, then by how much severity it takes away. Then by kind, and of
    these what is oldest; what was never confirmed comes before what was confirmed long ago.
    """
    return tuple(sorted(some, key=_rank))


def _rank(one: Todo) -> tuple[object, ...]:
    subject = one.organisation or "", one.activity or "", one.venue or "", one.file, one.room or ""
    since = one.since or date.min
    relieved = sum(effect.severity_before - effect.severity for effect in one.helps.effects) if one.helps else -1.0
    return -one.residents, -relieved, KINDS.index(one.kind), since, *subject, WHYS.index(one.why), one.field


Subject = tuple[str | None, str | None, str | None]
"""An activity; or a venue, and maybe its room."""

Helping = dict[Subject, dict[str, Helps]]
"""What comes of each answer about a subject, by the fact; of a confirmation the fact is empty."""


def helping(calendar: Calendar, verdicts: Iterable[Verdict]) -> Helping:
    """Return what comes of each answer and confirmation that a verdict has for a remedy.

    Of several remedies in which the same is asked, that by which most people are helped, with the fewest questions.
    """
    found: Helping = {}
    known: set[Edit] = set()
    for verdict in verdicts:
        for remedy in verdict.remedies:
            edit = remedy.edit
            if edit.kind not in {"fill-in", "confirm"} or edit in known:
                continue
            known.add(edit)
            effects = (remedy.here, *remedy.elsewhere)
            helps = Helps(edit, effects, newly(calendar, effects))
            answers = found.setdefault((edit.activity, edit.venue, edit.room), {})
            for name in edit.facts or ("",):
                best = answers.get(name)
                if best is None or _better(helps, best):
                    answers[name] = helps
    return found


def _better(one: Helps, other: Helps) -> bool:
    return (one.residents, -len(one.edit.facts)) > (other.residents, -len(other.edit.facts))
