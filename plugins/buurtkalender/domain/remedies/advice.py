"""What helps: single edits that were really tried, by counting the norm again in the calendar in which they are made.

A remedy is offered only when the verdict then is better (covered over seasonal, fragile, data gap and gap; or the same
with less that falls short), and when no verdict of any norm, in any neighbourhood, becomes worse. What it promises is
what :func:`evaluation.evaluate` says of that calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

import msgspec

from buurtkalender.domain.coverage.catchment import Catchment, catchments
from buurtkalender.domain.coverage.evaluation import severity, verdicts
from buurtkalender.domain.coverage.judgement import better, worse
from buurtkalender.domain.coverage.people import newly, ranges
from buurtkalender.domain.coverage.survey import Recount, Shift, Survey, Trial
from buurtkalender.domain.coverage.verdicts import (
    FALLS_SHORT,
    VERDICT_KINDS,
    Changed,
    Edit,
    EditKind,
    Effect,
    FieldEdit,
    Priority,
    Remedy,
    Verdict,
)
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.remedies.edits import EDITS, changed_values, written
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
from buurtkalender.domain.values import Occurrence, Value

# --- trials ----------------------------------------------------------------------------------------------
# Trying edits: what each does to every verdict that it touches, worked out once for whichever verdict it is tried.

VerdictKey = tuple[str, str]
"""A norm and a neighbourhood, by identifier."""


class TrialResult(NamedTuple):
    """An edit that makes some verdict better and none worse, with all the verdicts that it could touch."""

    edit: Edit
    lines: tuple[FieldEdit, ...]
    effects: tuple[Effect, ...]
    touches: frozenset[VerdictKey]


class Trials:
    """Tries edits on what was counted."""

    def __init__(self, survey: Survey, rooms: Rooms) -> None:
        self.survey = survey
        self.rooms = rooms
        self.known: dict[Edit, TrialResult | None] = {}

    def helps(self, edit: Edit, norm: str, area: str) -> TrialResult | None:
        """Return what an edit does when it makes this verdict better and none worse, else None."""
        if edit not in self.known:
            # Most edits help nobody, and that shows at the one verdict that they were thought of for.
            change = changed_values(self.survey.calendar, edit)
            before, trial = self.survey.judgement(norm, area).outlook, Trial(self.survey, change)
            recounts = [recount for recount in trial.recounts([norm]) if better(recount.outlook(area), before)]
            if not recounts:
                return None
            self.known[edit] = self._everywhere(edit, change, trial, recounts)
        found = self.known[edit]
        if found and any((one.norm, one.neighbourhood) == (norm, area) for one in found.effects):
            return found
        return None

    def result(self, edit: Edit) -> TrialResult | None:
        """Return what an edit does everywhere; None when it makes something worse, or nothing better."""
        change = changed_values(self.survey.calendar, edit)
        return self._everywhere(edit, change, Trial(self.survey, change), [])

    def _everywhere(self, edit: Edit, change: Changed, trial: Trial, known: list[Recount]) -> TrialResult | None:
        """Return what an edit does, where some norms were tried already."""
        tried = {recount.norm: recount for recount in known}
        shifts: list[Shift] = []
        for norm in self.survey.counts:
            for recount in [tried[norm]] if norm in tried else trial.recounts([norm]):
                for shift in recount.shifts():
                    if shift.judged and worse(shift.after, shift.before):
                        return None
                    shifts.append(shift)
        some = [shift for shift in shifts if shift.judged]
        effects = tuple(self._effect(shift) for shift in some if better(shift.after, shift.before))
        touches = frozenset((shift.norm, shift.neighbourhood) for shift in shifts)
        return TrialResult(edit, written(self.survey.calendar, edit, change), effects, touches) if effects else None

    def accept(self, edit: Edit) -> None:
        """Go on as if an edit were made: with its dates, and with the room that it takes."""
        change = changed_values(self.survey.calendar, edit)
        self.survey.accept(change)
        for activity in change.activities:
            self.rooms.book(self.survey.sessions(activity))

    def _effect(self, shift: Shift) -> Effect:
        scope = self.survey.scopes[shift.neighbourhood]
        ages = shift.before.ages_lacking
        people = self.survey.counts[shift.norm].people_of(shift.neighbourhood, ages) or 0
        return Effect(
            shift.norm,
            shift.neighbourhood,
            shift.before.kind,
            shift.after.kind,
            severity(scope, shift.before),
            severity(scope, shift.after),
            round(people) if shift.after.kind == "covered" else 0,
            ranges(ages),
        )


# --- priorities ------------------------------------------------------------------------------------------
# The edits that help most people in the whole municipality, chosen one after another.

MOST = 10
"""How many are chosen."""

Helpful = Callable[[Trials, str, str], Iterable[TrialResult]]
"""What finds the edits that help a norm in a neighbourhood (:func:`remedies.helpful`)."""

Rank = tuple[int, float, int, int, bytes]
"""How an edit compares with others; the lowest is the best."""


def priorities(trials: Trials, helpful: Helpful, most: int = MOST) -> Iterator[Priority]:
    """Yield the edits that help most, each as if those before it were made; ``trials`` is used up by it.

    The first is that by which most people get something they did not have; of equals, that which takes away most
    severity; then the cheapest kind, with the fewest questions; then by the edit itself, so that the same content
    always gives the same list.
    After each one, what it touched is tried again before it can be next: two edits that fill the same hole do not
    both count, and an edit that only helps after another is then found.
    """
    pool = _Pool(trials)
    for _ in range(most):
        best = pool.take()
        if best is None:
            return
        cost = EDITS.index(best.edit.kind) + 1
        much, relieved = newly(trials.survey.calendar, best.effects), _relieved(best.effects)
        yield Priority(best.edit, best.lines, cost, much, relieved, best.effects)
        trials.accept(best.edit)
        pool.mark(best)
        for effect in best.effects:
            pool.add(helpful(trials, effect.norm, effect.neighbourhood))


class _Pool:
    """Edits to choose from, with how each ranks (the lowest first), and those to be tried again before they count."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        self._ranked: dict[Edit, tuple[Rank, TrialResult]] = {}
        self._old: set[Edit] = set()
        self._taken: list[Edit] = []
        self.add(result for result in trials.known.values() if result)

    def add(self, some: Iterable[TrialResult]) -> None:
        """Add edits as they were tried just now."""
        for result in some:
            if self._possible(result.edit):
                self._ranked[result.edit] = _rank(self._trials.survey, result), result
                self._old.discard(result.edit)

    def take(self) -> TrialResult | None:
        """Return the best edit and put it away; None when nothing helps any more."""
        while self._ranked:
            _, best = min(self._ranked.values(), key=lambda one: one[0])
            del self._ranked[best.edit]
            if best.edit not in self._old:
                self._taken.append(best.edit)
                return best
            again = self._trials.result(best.edit) if self._possible(best.edit) else None
            self.add([again] if again else ())
        return None

    def mark(self, taken: TrialResult) -> None:
        """Have everything tried again that touches what an edit touched."""
        self._trials.known.clear()
        for edit, (_, result) in self._ranked.items():
            if edit in self._old or not result.touches.isdisjoint(taken.touches) or not self._possible(edit):
                self._old.add(edit)
            else:
                self._trials.known[edit] = result

    def _possible(self, edit: Edit) -> bool:
        """Tell whether an edit can still be made: of what exists, in a room that is not taken, and asked once."""
        if edit in self._taken or edit.activity in self._trials.survey.made:
            return False
        if edit.kind == "venue" and any(one.kind == "venue" and one.activity == edit.activity for one in self._taken):
            return False  # the people who do it can be in one other place at the time
        if edit.venue is None or edit.kind not in {"venue", "start"}:
            return True
        calendar, rooms = self._trials.survey.calendar, self._trials.rooms
        pattern = calendar.activities[edit.activity or ""].when[edit.pattern or 0] if edit.kind == "venue" else edit
        days, span = getattr(pattern, "days", ()), getattr(pattern, "time", None)
        return span is None or all(rooms.free(edit.venue, edit.room, day, span) for day in days)


def _relieved(effects: Iterable[Effect]) -> float:
    return round(sum(one.severity_before - one.severity for one in effects), 1)


def _rank(survey: Survey, result: TrialResult) -> Rank:
    edit = result.edit
    asked = EDITS.index(edit.kind), len(edit.facts)
    return -newly(survey.calendar, result.effects), -_relieved(result.effects), *asked, msgspec.json.encode(edit)


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
    case = case_of(trials, verdict.norm, verdict.neighbourhood)
    if case is None:
        return ()
    for kind in EDITS:
        some = [_remedy(result, verdict.norm, verdict.neighbourhood) for result in _helpful(trials, case, kind)]
        some.sort(key=_order)  # stable: else as proposed
        found += some[: 1 if kind == "start" else OFFERED]
    return tuple(found)


def case_of(trials: Trials, norm: str, area: str) -> Case | None:
    """Return a verdict that could be better, with all that is known around it; None where there is enough."""
    judgement = trials.survey.judgement(norm, area)
    if judgement.kind not in FALLS_SHORT:
        return None
    count = trials.survey.counts[norm]
    return Case(trials.survey, trials.rooms, count, area, judgement, count.reached(area))


def helpful(trials: Trials, norm: str, area: str) -> Iterator[TrialResult]:
    """Yield the edits that make a verdict better."""
    case = case_of(trials, norm, area)
    if case is None:
        return
    for kind in EDITS:
        yield from _helpful(trials, case, kind)


def _helpful(trials: Trials, case: Case, kind: EditKind) -> Iterator[TrialResult]:
    propose, most = PROPOSED[kind]
    for edit in islice(_once(propose(case)), most):
        result = trials.helps(edit, case.norm.id, case.area)
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
