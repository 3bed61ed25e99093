"""Ages and residents: whom a norm is for, whom an activity admits, and how many people that is.

Sets of ages are kept as bits of an integer, one per year of age from 0 to 95: "65+" means 65 to 95, so that an
open end has a length. People are counted by bands of ages; of a part of a band they are estimated, by its years.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from buurtkalender.domain.coverage.reach import LEFT_OUT, Scope
from buurtkalender.domain.coverage.verdicts import Effect
from buurtkalender.domain.facts import LAST_AGE, says_for_whom
from buurtkalender.domain.model import Activity, Calendar, Neighbourhood
from buurtkalender.domain.values import Ages, Norm

EVERYBODY = (1 << LAST_AGE + 1) - 1

ADULT = 18
"""From this age on people come by themselves."""

_BAND = re.compile(r"(\d+)(?:-(\d+)|\+)")


def years(ages: Ages | None) -> int:
    """Return a range of ages as a set of years; None is everybody."""
    if ages is None:
        return EVERYBODY
    lowest = min(ages.lowest, LAST_AGE)
    highest = LAST_AGE if ages.highest is None else min(ages.highest, LAST_AGE)
    return ((1 << highest + 1) - 1) & ~((1 << lowest) - 1)


@cache
def ranges(ages: int) -> tuple[Ages, ...]:
    """Return a set of years as ranges: years that follow each other are one."""
    return tuple(_ranges(ages))


def _ranges(ages: int) -> Iterator[Ages]:
    first = None
    for year in range(LAST_AGE + 2):
        there = bool(ages >> year & 1)
        if there and first is None:
            first = year
        elif not there and first is not None:
            yield Ages(first, None if year > LAST_AGE else year - 1)
            first = None


def years_of(some: Iterable[Ages]) -> int:
    """Return ranges of ages as one set of years."""
    found = 0
    for one in some:
        found |= years(one)
    return found


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


def is_aimed(calendar: Calendar, norm: Norm, activity: Activity, people: int) -> bool:
    """Tell whether an activity is meant for the people of a norm, and not just open to them.

    It names their audience, or has ages of its own (or those of the audiences that it names) that some of them are in:
    ages that end somewhere, or begin at 50 or later, as for the audiences that something is part of (design: format).
    "16+" tells who may not come, and a choir for 16+ is no evening for the young. Of an audience without ages
    (newcomers) ages say nothing, so that has to be named.
    """
    if norm.audience is not None and norm.audience in activity.audiences:
        return True
    if norm.audience is not None and not _has_ages(calendar, norm.audience):
        return False
    if activity.ages is not None:
        return says_for_whom(activity.ages) and bool(people & years(activity.ages))
    terms = (calendar.audiences.get(one) for one in activity.audiences)
    return any(term and term.ages and says_for_whom(term.ages) and people & years(term.ages) for term in terms)


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


class Headcount(NamedTuple):
    """How many people of each year of age live somewhere, added up from 0 on; and of which years that is known.

    ``exact`` are the first years of the bands that were counted, as bits: what begins and ends there is no estimate.
    """

    until: tuple[float, ...]
    known: int
    exact: int

    def of(self, ages: int) -> float | None:
        """Return how many there are of these ages; None when it is known of none of them."""
        if not ages & self.known:
            return None
        total, year = 0.0, 0
        while ages:  # a run of years at a time
            skip = (ages & -ages).bit_length() - 1
            ages >>= skip
            run = (~ages & (ages + 1)).bit_length() - 1
            total += self.until[year + skip + run] - self.until[year + skip]
            ages >>= run
            year += skip + run
        return total

    def is_estimate(self, ages: int) -> bool:
        """Tell whether the number of people of these ages is an estimate: it takes a band apart."""
        edges = ages ^ ages << 1  # the first year of each run, and the first after it
        return bool(edges & self.known & ~self.exact)


def headcount(bands: Mapping[str, int]) -> Headcount | None:
    """Return how many people there are by year of age, from bands of ages; None where nobody was counted."""
    each, known, exact = [0.0] * (LAST_AGE + 1), 0, 0
    for band, people in bands.items():
        match = _BAND.fullmatch(band.strip())
        if match is None:
            continue
        lowest, highest = match.groups()
        some = years(Ages(int(lowest), int(highest) if highest else None))
        first, many = min(int(lowest), LAST_AGE), some.bit_count()
        for year in range(first, first + many):
            each[year] += people / many
        known |= some
        exact |= 1 << first | 1 << first + many
    until = [0.0]
    for much in each:
        until.append(until[-1] + much)
    return Headcount(tuple(until), known, exact) if known else None


def group_without_ages(calendar: Calendar, norm: Norm) -> str | None:
    """Return the audience of a norm that ages do not describe, such as newcomers; None for all others."""
    return norm.audience if norm.audience in calendar.audiences and not _has_ages(calendar, norm.audience) else None


def counted_bands(neighbourhood: Neighbourhood, group: str | None = None) -> Mapping[str, int]:
    """Return how many people live somewhere by band of ages: all of them, or those of an audience without ages."""
    return neighbourhood.residents if group is None else neighbourhood.audiences.get(group, {})


def residents(neighbourhood: Neighbourhood, of: int, group: str | None = None) -> int | None:
    """Return how many people of these ages live somewhere; None when no band of ages that is given overlaps them.

    A band that is partly inside counts by years: of 62 people of 65+ (31 years), 75+ (21 years) are 42.
    """
    known = headcount(counted_bands(neighbourhood, group))
    found = known.of(of) if known else None
    return None if found is None else round(found)


def newly(calendar: Calendar, effects: Iterable[Effect]) -> int:
    """Return for how many people a norm is then covered that was not: in a neighbourhood everybody once."""
    some = (one for one in effects if one.after == "covered")
    return _everybody_once(calendar, ((one.norm, one.neighbourhood, years_of(one.ages)) for one in some))


def concerned(calendar: Calendar, keys: Iterable[tuple[str, str]]) -> int:
    """Return how many people these norms in these neighbourhoods are about: everybody once, also where two are.

    Nobody is counted of a neighbourhood of which the residents are not known.
    """
    return _everybody_once(calendar, ((norm, area, wanted(calendar, calendar.norms[norm])) for norm, area in keys))


def _everybody_once(calendar: Calendar, some: Iterable[tuple[str, str, int]]) -> int:
    """Count people by neighbourhood; of an audience without ages nobody knows who else they are, so the largest."""
    found: dict[str, dict[str | None, int]] = defaultdict(lambda: defaultdict(int))
    for norm, area, ages in some:
        found[area][group_without_ages(calendar, calendar.norms[norm])] |= ages
    return sum(
        max(residents(calendar.neighbourhoods[area], ages, group) or 0 for group, ages in groups.items())
        for area, groups in found.items()
    )


def people_of(scope: Scope, group: str | None = None) -> Headcount | None:
    """Return how many people live in a scope; None when that is not known of each part where people live.

    (Half of a municipality would look like a small one.)
    """
    found = [(part, headcount(counted_bands(part, group))) for part in scope.parts]
    known = [one for _, one in found if one is not None]
    if not known or any(one is None and part.kind != LEFT_OUT for part, one in found):
        return None
    if len(known) == 1:
        return known[0]
    every = zip(*(one.until for one in known), strict=True)
    common, exact = EVERYBODY, EVERYBODY << 1 | 1
    for part, one in found:
        if one is not None and part.kind != LEFT_OUT:
            common &= one.known
        exact &= one.exact if one is not None else exact
    return Headcount(tuple(map(sum, every)), common, exact)
