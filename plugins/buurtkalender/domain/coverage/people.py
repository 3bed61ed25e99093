"""Ages and residents: whom a norm is for, whom an activity admits, and how many people that is.

Sets of ages are kept as bits of an integer, one per year of age from 0 to 95: "65+" means 65 to 95, so that an
open end has a length and shares can be worked out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from buurtkalender.domain.coverage.reach import LEFT_OUT, Scope
from buurtkalender.domain.coverage.verdicts import Effect
from buurtkalender.domain.model import Activity, Calendar, Neighbourhood
from buurtkalender.domain.values import Ages, Norm

OLDEST = 95
EVERYBODY = (1 << OLDEST + 1) - 1

ADULT = 18
"""From this age on people come by themselves."""

_BAND = re.compile(r"(\d+)(?:-(\d+)|\+)")


def years(ages: Ages | None) -> int:
    """Return a range of ages as a set of years; None is everybody."""
    if ages is None:
        return EVERYBODY
    lowest = min(ages.lowest, OLDEST)
    highest = OLDEST if ages.highest is None else min(ages.highest, OLDEST)
    return ((1 << highest + 1) - 1) & ~((1 << lowest) - 1)


def wanted(calendar: Calendar, norm: Norm) -> int:
    """Return the ages that a norm is for: its own, else those of its audience, else everybody's."""
    if norm.ages is None and norm.audience in calendar.audiences:
        return years(calendar.audiences[norm.audience].ages)
    return years(norm.ages)


def admitted(calendar: Calendar, activity: Activity, audience: str | None = None) -> int:
    """Return the ages that an activity admits: its own, else those of its audiences together, else everybody's.

    An audience without ages (informal carers, people who live alone) can be of any age. Named beside one with ages it
    adds none: "older people, people who live alone" does not invite teenagers who do. Only for a norm that is for that
    ``audience`` itself it means everybody of them.
    """
    ages = [term.ages for one in activity.audiences if (term := calendar.audiences.get(one)) and term.ages]
    if activity.ages is not None or not ages or (audience in activity.audiences and not _has_ages(calendar, audience)):
        return years(activity.ages)
    found = 0
    for one in ages:
        found |= years(one)
    return found


def admits(calendar: Calendar, norm: Norm, activity: Activity, people: int) -> int:
    """Return which of the ages ``people`` that a norm is for (:func:`wanted`) an activity admits.

    For prevention this is more precise. A programme that names an audience without ages (parents, say) is for all of
    it: the ages that it names may well be those of the children. And for children alone only ages that it names count:
    a repair café says "everybody", and does not mean toddlers. (What names none, :func:`names_nobody`.)
    """
    if norm.prevention and people == EVERYBODY and norm.audience in activity.audiences:
        return people
    if norm.prevention and _only_children(people):
        return people & (_named(calendar, activity) or EVERYBODY)
    return people & admitted(calendar, activity, norm.audience)


def names_nobody(calendar: Calendar, norm: Norm, activity: Activity, people: int) -> bool:
    """Tell whether nobody knows if an activity is meant for the children that a norm of prevention is for."""
    return norm.prevention and _only_children(people) and not _named(calendar, activity)


def _named(calendar: Calendar, activity: Activity) -> int:
    """Return the ages that an activity names: its own, else those of its audiences that have any; 0 when none."""
    if activity.ages is not None:
        return years(activity.ages)
    found = 0
    for audience in activity.audiences:
        term = calendar.audiences.get(audience)
        found |= years(term.ages) if term and term.ages else 0
    return found


def _only_children(ages: int) -> bool:
    return ages < 1 << ADULT


def _has_ages(calendar: Calendar, audience: str | None) -> bool:
    term = calendar.audiences.get(audience or "")
    return term is not None and term.ages is not None


def share(of: int, admits: int) -> float:
    """Return which part of the years ``of`` a norm is in what an activity ``admits``, from 0 to 1."""
    return (of & admits).bit_count() / of.bit_count() if of else 0.0


def belongs(calendar: Calendar, norm: Norm, activity: Activity) -> bool | None:
    """Tell whether an activity is for the audience of a norm.

    Where ages describe the audience (older people), ages decide and this is True; but of an activity that only names
    audiences without ages (newcomers, men) it is not known whether others may come. Of an audience without ages an
    activity that names it is certainly for it, one that names only others is not, and of one that names nobody it is
    not known.
    """
    if norm.audience is None or norm.audience in activity.audiences:
        return True
    if not _has_ages(calendar, norm.audience):
        return False if activity.audiences else None
    named = activity.audiences and activity.ages is None
    return None if named and not any(_has_ages(calendar, one) for one in activity.audiences) else True


def residents(neighbourhood: Neighbourhood, of: int) -> int | None:
    """Return how many people of these ages live somewhere; None when no band of ages that is given overlaps them.

    A band that is partly inside counts by years: of 62 people of 65+ (31 years), 75+ (21 years) are 42.
    """
    known = False
    total = 0.0
    for band, people in neighbourhood.residents.items():
        match = _BAND.fullmatch(band.strip())
        if match is None:
            continue
        lowest, highest = match.groups()
        part = share(years(Ages(int(lowest), int(highest) if highest else None)), of)
        known = known or part > 0
        total += people * part
    return round(total) if known else None


def newly(calendar: Calendar, effects: Iterable[Effect]) -> int:
    """Return for how many people a norm is then covered that was not: in a neighbourhood everybody once."""
    return concerned(calendar, ((effect.norm, effect.neighbourhood) for effect in effects if effect.after == "covered"))


def concerned(calendar: Calendar, keys: Iterable[tuple[str, str]]) -> int:
    """Return how many people these norms in these neighbourhoods are about: everybody once, also where two are.

    Nobody is counted of a neighbourhood of which the residents are not known.
    """
    ages: dict[str, int] = defaultdict(int)
    for norm, area in keys:
        ages[area] |= wanted(calendar, calendar.norms[norm])
    return sum(residents(calendar.neighbourhoods[area], some) or 0 for area, some in ages.items())


def people_of(scope: Scope, of: int) -> int | None:
    """Return how many people of these ages live somewhere; None when that is not known of each part where people live.

    (Half of a municipality would look like a small one.)
    """
    found = [(part, residents(part, of)) for part in scope.parts]
    if not found or any(people is None and part.kind != LEFT_OUT for part, people in found):
        return None
    return sum(people or 0 for _, people in found)
