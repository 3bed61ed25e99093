"""The edits that help most people in the whole municipality, chosen one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from buurtkalender.domain.coverage.people import newly
from buurtkalender.domain.coverage.survey import Survey
from buurtkalender.domain.coverage.verdicts import Edit, Effect, Priority
from buurtkalender.domain.remedies.edits import EDITS
from buurtkalender.domain.remedies.trials import TrialResult, Trials

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
