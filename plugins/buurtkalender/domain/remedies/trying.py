"""Trying edits: what each does to every verdict that it touches, worked out once for whichever verdict it is tried."""

from __future__ import annotations

from typing import NamedTuple

from buurtkalender.domain.coverage.judging import better, severity
from buurtkalender.domain.coverage.survey import Shift, Survey, Trial
from buurtkalender.domain.coverage.verdicts import Effect
from buurtkalender.domain.remedies.edits import Changed, Edit, changed
from buurtkalender.domain.remedies.rooms import Rooms
from buurtkalender.domain.remedies.written import Line, written

Spot = tuple[str, str]
"""A norm and a neighbourhood, by identifier."""


class Tried(NamedTuple):
    """An edit that makes some verdict better and none worse, with all the spots whose verdict it could touch."""

    edit: Edit
    lines: tuple[Line, ...]
    effects: tuple[Effect, ...]
    touches: frozenset[Spot]


class Trying:
    """Tries edits on what was counted."""

    def __init__(self, survey: Survey, rooms: Rooms) -> None:
        self.survey = survey
        self.rooms = rooms
        self.known: dict[Edit, Tried | None] = {}

    def helps(self, edit: Edit, norm: str, home: str) -> Tried | None:
        """Return what an edit does when it makes this verdict better and none worse, else None."""
        if edit not in self.known:
            # Most edits help nobody, and that shows at the one verdict that they were thought of for.
            change = changed(self.survey.calendar, edit)
            before = self.survey.judged(norm, home)
            trials = [trial for trial in self.survey.trials(change, [norm]) if better(trial.judged(home), before)]
            if not trials:
                return None
            self.known[edit] = self._everywhere(edit, change, trials)
        found = self.known[edit]
        if found and any((one.norm, one.neighbourhood) == (norm, home) for one in found.effects):
            return found
        return None

    def tried(self, edit: Edit) -> Tried | None:
        """Return what an edit does everywhere; None when it makes something worse, or nothing better."""
        return self._everywhere(edit, changed(self.survey.calendar, edit), [])

    def _everywhere(self, edit: Edit, change: Changed, known: list[Trial]) -> Tried | None:
        """Return what an edit does, where some norms were tried already."""
        others = [norm for norm in self.survey.counts if norm not in {trial.norm for trial in known}]
        order = list(self.survey.counts)
        trials = sorted((*known, *self.survey.trials(change, others)), key=lambda trial: order.index(trial.norm))
        shifts = [shift for trial in trials for shift in trial.shifts()]
        judged = [shift for shift in shifts if shift.before.kind != "too-few-residents"]
        if any(better(shift.before, shift.after) for shift in judged):
            return None
        effects = tuple(self._effect(shift) for shift in judged if better(shift.after, shift.before))
        touches = frozenset((shift.norm, shift.neighbourhood) for shift in shifts)
        return Tried(edit, written(self.survey.calendar, edit, change), effects, touches) if effects else None

    def accept(self, edit: Edit) -> None:
        """Go on as if an edit were made: with its dates, and with the room that it takes."""
        change = changed(self.survey.calendar, edit)
        self.survey.accept(change)
        for activity in change.activities:
            self.rooms.book(self.survey.sessions(activity))

    def _effect(self, shift: Shift) -> Effect:
        home = self.survey.homes[shift.neighbourhood]
        people = self.survey.counts[shift.norm].people[shift.neighbourhood]
        return Effect(
            shift.norm,
            shift.neighbourhood,
            shift.before.kind,
            shift.after.kind,
            severity(home, people, shift.before),
            severity(home, people, shift.after),
            (people or 0) if shift.after.kind == "covered" else 0,
        )
