"""Trying edits: what each does to every verdict that it touches, worked out once for whichever verdict it is tried."""

from __future__ import annotations

from typing import NamedTuple

from buurtkalender.domain.coverage.judgement import better, severity
from buurtkalender.domain.coverage.survey import Recount, Shift, Survey
from buurtkalender.domain.coverage.verdicts import Changed, Edit, Effect, FieldEdit
from buurtkalender.domain.remedies.edits import changed
from buurtkalender.domain.remedies.rooms import Rooms
from buurtkalender.domain.remedies.written import written

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
            change = changed(self.survey.calendar, edit)
            before = self.survey.judgement(norm, area)
            recounts = [
                recount for recount in self.survey.recounts(change, [norm]) if better(recount.judgement(area), before)
            ]
            if not recounts:
                return None
            self.known[edit] = self._everywhere(edit, change, recounts)
        found = self.known[edit]
        if found and any((one.norm, one.neighbourhood) == (norm, area) for one in found.effects):
            return found
        return None

    def result(self, edit: Edit) -> TrialResult | None:
        """Return what an edit does everywhere; None when it makes something worse, or nothing better."""
        return self._everywhere(edit, changed(self.survey.calendar, edit), [])

    def _everywhere(self, edit: Edit, change: Changed, known: list[Recount]) -> TrialResult | None:
        """Return what an edit does, where some norms were tried already."""
        others = [norm for norm in self.survey.counts if norm not in {recount.norm for recount in known}]
        order = list(self.survey.counts)
        recounts = sorted(
            (*known, *self.survey.recounts(change, others)), key=lambda recount: order.index(recount.norm)
        )
        shifts = [shift for recount in recounts for shift in recount.shifts()]
        some = [shift for shift in shifts if shift.before.kind != "too-few-residents"]
        if any(better(shift.before, shift.after) for shift in some):
            return None
        effects = tuple(self._effect(shift) for shift in some if better(shift.after, shift.before))
        touches = frozenset((shift.norm, shift.neighbourhood) for shift in shifts)
        return TrialResult(edit, written(self.survey.calendar, edit, change), effects, touches) if effects else None

    def accept(self, edit: Edit) -> None:
        """Go on as if an edit were made: with its dates, and with the room that it takes."""
        change = changed(self.survey.calendar, edit)
        self.survey.accept(change)
        for activity in change.activities:
            self.rooms.book(self.survey.sessions(activity))

    def _effect(self, shift: Shift) -> Effect:
        scope = self.survey.scopes[shift.neighbourhood]
        people = self.survey.counts[shift.norm].people[shift.neighbourhood]
        return Effect(
            shift.norm,
            shift.neighbourhood,
            shift.before.kind,
            shift.after.kind,
            severity(scope, people, shift.before),
            severity(scope, people, shift.after),
            (people or 0) if shift.after.kind == "covered" else 0,
        )
