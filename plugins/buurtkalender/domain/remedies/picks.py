"""The edits that help most people in the whole municipality, chosen one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from buurtkalender.domain.coverage.people import newly
from buurtkalender.domain.coverage.survey import Survey
from buurtkalender.domain.coverage.verdicts import Edit, Effect, Pick
from buurtkalender.domain.remedies.edits import EDITS
from buurtkalender.domain.remedies.trying import Tried, Trying

MOST = 10
"""How many are chosen."""

Helpful = Callable[[Trying, str, str], Iterable[Tried]]
"""What finds the edits that help a norm in a neighbourhood (:func:`remedies.helpful`)."""

Rank = tuple[int, float, int, int, bytes]
"""How an edit compares with others; the lowest is the best."""


def picks(trying: Trying, helpful: Helpful, most: int = MOST) -> Iterator[Pick]:
    """Yield the edits that help most, each as if those before it were made; ``trying`` is used up by it.

    The first is that by which most people get something they did not have; of equals, that which takes away most
    severity; then the cheapest kind, with the fewest questions; then by the edit itself, so that the same content
    always gives the same list.
    After each one, what it touched is tried again before it can be next: two edits that fill the same hole do not
    both count, and an edit that only helps after another is then found.
    """
    pool = _Pool(trying)
    for _ in range(most):
        best = pool.take()
        if best is None:
            return
        cost = EDITS.index(best.edit.kind) + 1
        much, relieved = newly(trying.survey.calendar, best.effects), _relieved(best.effects)
        yield Pick(best.edit, best.lines, cost, much, relieved, best.effects)
        trying.accept(best.edit)
        pool.mark(best)
        for effect in best.effects:
            pool.add(helpful(trying, effect.norm, effect.neighbourhood))


class _Pool:
    """Edits to choose from, with how each ranks (the lowest first), and those to be tried again before they count."""

    def __init__(self, trying: Trying) -> None:
        self._trying = trying
        self._ranked: dict[Edit, tuple[Rank, Tried]] = {}
        self._old: set[Edit] = set()
        self._taken: list[Edit] = []
        self.add(tried for tried in trying.known.values() if tried)

    def add(self, some: Iterable[Tried]) -> None:
        """Add edits as they were tried just now."""
        for tried in some:
            if self._possible(tried.edit):
                self._ranked[tried.edit] = _rank(self._trying.survey, tried), tried
                self._old.discard(tried.edit)

    def take(self) -> Tried | None:
        """Return the best edit and put it away; None when nothing helps any more."""
        while self._ranked:
            _, best = min(self._ranked.values(), key=lambda one: one[0])
            del self._ranked[best.edit]
            if best.edit not in self._old:
                self._taken.append(best.edit)
                return best
            again = self._trying.tried(best.edit) if self._possible(best.edit) else None
            self.add([again] if again else ())
        return None

    def mark(self, taken: Tried) -> None:
        """Have everything tried again that touches what an edit touched."""
        self._trying.known.clear()
        for edit, (_, tried) in self._ranked.items():
            if edit in self._old or not tried.touches.isdisjoint(taken.touches) or not self._possible(edit):
                self._old.add(edit)
            else:
                self._trying.known[edit] = tried

    def _possible(self, edit: Edit) -> bool:
        """Tell whether an edit can still be made: of what exists, in a room that is not taken, and asked once."""
        if edit in self._taken or edit.activity in self._trying.survey.made:
            return False
        if edit.kind == "venue" and any(one.kind == "venue" and one.activity == edit.activity for one in self._taken):
            return False  # the people who do it can be in one other place at the time
        if edit.venue is None or edit.kind not in {"venue", "start"}:
            return True
        calendar, rooms = self._trying.survey.calendar, self._trying.rooms
        pattern = calendar.activities[edit.activity or ""].when[edit.pattern or 0] if edit.kind == "venue" else edit
        days, span = getattr(pattern, "days", ()), getattr(pattern, "time", None)
        return span is None or all(rooms.free(edit.venue, edit.room, day, span) for day in days)


def _relieved(effects: Iterable[Effect]) -> float:
    return round(sum(one.severity_before - one.severity for one in effects), 1)


def _rank(survey: Survey, tried: Tried) -> Rank:
    edit = tried.edit
    asked = EDITS.index(edit.kind), len(edit.facts)
    return -newly(survey.calendar, tried.effects), -_relieved(tried.effects), *asked, msgspec.json.encode(edit)
