"""What helps: single edits that were really tried, by counting the norm again in the calendar in which they are made.

A remedy is offered only when the verdict then is better (covered over seasonal, fragile, data gap and gap; or the same
with less that falls short), and when no verdict of any norm, in any neighbourhood, becomes worse. What it promises is
what :func:`evaluation.evaluate` says of that calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice

import msgspec

from buurtkalender.domain.basics import Value
from buurtkalender.domain.coverage.catchment import Catchment, catchments
from buurtkalender.domain.coverage.evaluation import verdicts
from buurtkalender.domain.coverage.survey import Survey
from buurtkalender.domain.coverage.verdicts import (
    FALLS_SHORT,
    VERDICT_KINDS,
    Edit,
    EditKind,
    Priority,
    Remedy,
    Verdict,
)
from buurtkalender.domain.model import Calendar, Occurrence
from buurtkalender.domain.remedies.edits import EDITS
from buurtkalender.domain.remedies.priorities import priorities
from buurtkalender.domain.remedies.proposals import (
    Case,
    confirm,
    fill_in,
    resume,
    shift_daypart,
    through_holidays,
    transport,
    waive,
    widen,
)
from buurtkalender.domain.remedies.rooms import Rooms
from buurtkalender.domain.remedies.starting import at_another_venue, start
from buurtkalender.domain.remedies.trials import TrialResult, Trials

OFFERED = 2
"""How many remedies of a kind are offered for a verdict; of something new one, which has a room or time for example."""

PROPOSED: dict[EditKind, tuple[Callable[[Case], Iterator[Edit]], int]] = {
    "fill-in": (fill_in, 8),
    "confirm": (confirm, 4),
    "waive": (waive, 4),
    "daypart": (shift_daypart, 4),
    "holidays": (through_holidays, 6),
    "resume": (resume, 3),
    "transport": (transport, 4),
    "widen": (widen, 3),
    "venue": (at_another_venue, 4),
    "start": (start, 6),
}
"""By kind of edit, where these come from and how many are tried for one verdict."""


class Advice(Value, frozen=True):
    """The verdicts with their remedies, the edits that help most people, and the room that there is."""

    verdicts: tuple[Verdict, ...] = ()
    priorities: tuple[Priority, ...] = ()
    catchments: tuple[Catchment, ...] = ()


def advise(calendar: Calendar, occurrences: Sequence[Occurrence], today: date) -> Advice:
    """Return the verdicts of :func:`evaluation.evaluate`, on the same terms, with what helps."""
    survey = Survey(calendar, occurrences, today)
    trials = Trials(survey, Rooms(calendar, occurrences, survey.days))
    room = tuple(catchments(survey))  # before the priorities, which change what was counted
    found = [msgspec.structs.replace(one, remedies=remedies(trials, one)) for one in verdicts(survey)]
    return Advice(tuple(found), tuple(priorities(trials, helpful)), room)


def remedies(trials: Trials, verdict: Verdict) -> tuple[Remedy, ...]:
    """Return the remedies of a verdict: the cheapest kind first, of each kind what helps most."""
    found: list[Remedy] = []
    for kind in EDITS:
        some = [
            _remedy(result, verdict.norm, verdict.neighbourhood)
            for result in helpful(trials, verdict.norm, verdict.neighbourhood, kind)
        ]
        some.sort(key=_order)  # stable: else as proposed
        found += some[: 1 if kind == "start" else OFFERED]
    return tuple(found)


def helpful(trials: Trials, norm: str, area: str, *kinds: EditKind) -> Iterator[TrialResult]:
    """Yield the edits that make a verdict better, of these kinds or of all."""
    judgement = trials.survey.judgement(norm, area)
    if judgement.kind not in FALLS_SHORT:
        return
    count = trials.survey.counts[norm]
    case = Case(trials.survey, trials.rooms, count, area, judgement, count.reached(area))
    for kind in kinds or EDITS:
        propose, most = PROPOSED[kind]
        for edit in islice(_once(propose(case)), most):
            result = trials.helps(edit, norm, area)
            if result is not None:
                yield result


def _once(edits: Iterator[Edit]) -> Iterator[Edit]:
    known = set()
    for edit in edits:
        if edit not in known:
            known.add(edit)
            yield edit


def _remedy(result: TrialResult, norm: str, area: str) -> Remedy:
    (here,) = (one for one in result.effects if (one.norm, one.neighbourhood) == (norm, area))
    elsewhere = tuple(one for one in result.effects if one is not here)
    return Remedy(result.edit, result.lines, EDITS.index(result.edit.kind) + 1, here, elsewhere)


def _order(remedy: Remedy) -> tuple[int, int, float]:
    people = remedy.here.residents + sum(one.residents for one in remedy.elsewhere)
    return -VERDICT_KINDS.index(remedy.here.after), -people, remedy.here.severity
