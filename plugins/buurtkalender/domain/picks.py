"""The edits that help most people in the whole municipality, chosen one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import msgspec

from buurtkalender.domain.edits import EDITS, Edit
from buurtkalender.domain.people import residents
from buurtkalender.domain.survey import Survey
from buurtkalender.domain.trying import Spot, Tried, Trying
from buurtkalender.domain.verdicts import Effect, Pick

MOST = 10
"""How many are chosen."""

Helpful = Callable[[Trying, str, str], Iterable[Tried]]
"""What finds the edits that help a norm in a neighbourhood (:func:`remedies.helpful`)."""


def picks(trying: Trying, helpful: Helpful, most: int = MOST) -> Iterator[Pick]:
    """Yield the edits that help most, each as if those before it were made; ``trying`` is used up by it.

    The first is that by which most people get something they did not have; of equals, that which takes away most
    severity; then the cheapest kind, with the fewest questions; then by the edit itself, so that the same content
    always gives the same list.
    After each one, what it touches is counted again: two edits that fill the same hole do not both count, and an
    edit that only helps after another is then found.
    """
    pool = {edit: tried for edit, tried in trying.known.items() if tried}
    for _ in range(most):
        if not pool:
            return
        best = min(pool.values(), key=lambda tried: _rank(trying.survey, tried))
        yield _pick(trying.survey, best)
        trying.accept(best.edit)
        del pool[best.edit]
        _again(trying, helpful, pool, best)


def people(survey: Survey, effects: Iterable[Effect]) -> int:
    """Return for how many people a norm is then covered that was not: in a neighbourhood everybody once."""
    ages: dict[str, int] = defaultdict(int)
    for effect in effects:
        if effect.after == "covered":
            ages[effect.neighbourhood] |= survey.counts[effect.norm].ages
    homes = survey.calendar.neighbourhoods
    return sum(residents(homes[key], years) or 0 for key, years in ages.items())


def _relieved(effects: Iterable[Effect]) -> float:
    return round(sum(one.severity_before - one.severity for one in effects), 1)


def _rank(survey: Survey, tried: Tried) -> tuple[int, float, int, int, bytes]:
    edit = tried.edit
    asked = EDITS.index(edit.kind), len(edit.facts)
    return -people(survey, tried.effects), -_relieved(tried.effects), *asked, msgspec.json.encode(edit)


def _pick(survey: Survey, tried: Tried) -> Pick:
    cost = EDITS.index(tried.edit.kind) + 1
    much, relieved = people(survey, tried.effects), _relieved(tried.effects)
    return Pick(tried.edit, tried.lines, cost, much, relieved, tried.effects)


def _again(trying: Trying, helpful: Helpful, pool: dict[Edit, Tried], picked: Tried) -> None:
    """Try again what touches what was changed, and look for what only helps now."""
    trying.known.clear()
    for edit, tried in list(pool.items()):
        if not _possible(trying, edit, picked.edit):
            del pool[edit]
        elif not tried.touches.isdisjoint(picked.touches):
            again = trying.tried(edit)
            if again is None:
                del pool[edit]
            else:
                pool[edit] = again
    changed: list[Spot] = [(one.norm, one.neighbourhood) for one in picked.effects]
    trying.known.update(pool)
    for norm, home in changed:
        pool.update((tried.edit, tried) for tried in helpful(trying, norm, home))


def _possible(trying: Trying, edit: Edit, picked: Edit) -> bool:
    """Tell whether an edit can still be made: its room is not taken, and nobody is asked for the same again."""
    if edit.kind == picked.kind == "venue" and edit.activity == picked.activity:
        return False  # the people who do it can be in one other place at the time
    if edit.venue is None or edit.kind not in {"venue", "start"}:
        return True
    calendar = trying.survey.calendar
    pattern = calendar.activities[edit.activity or ""].when[edit.pattern or 0] if edit.kind == "venue" else edit
    days, span = getattr(pattern, "days", ()), getattr(pattern, "time", None)
    return span is None or all(trying.rooms.free(edit.venue, edit.room, day, span) for day in days)
