"""Norms x occurrences -> verdicts: where the offer falls short, with the whole sum (design: the gap model).

How it is measured, besides what :class:`Measure` and the modules for people, reach and sessions say:

- A norm is held against what an *ordinary* week (or month) offers: the median of those it looks at. One cancelled
  morning is no gap; a hole that lasts is found by ``every_week`` and called seasonal, and a hole of more than half
  of the weeks is a gap.
- A daypart that a norm asks for has to be there in an ordinary week too, so in at least half of the weeks; if it is
  not, the norm is not held, whatever the number. Sessions at other times count for the number all the same.
- Unknown facts, places and audiences count as no in the lower bound and as yes in the upper.
- Everything is counted once per place for all neighbourhoods, so the work grows with the number of activities, and
  with places x neighbourhoods only for adding up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median

from buurtkalender.domain.candidates import Candidates, about
from buurtkalender.domain.model import Calendar, Neighbourhood, Norm, Occurrence
from buurtkalender.domain.near_misses import at_other_times, nearest
from buurtkalender.domain.people import residents, wanted
from buurtkalender.domain.sessions import DAYPARTS, Periods, held, hours, periods
from buurtkalender.domain.tally import Tally, Ways, by_place, reached, tally
from buurtkalender.domain.verdicts import KINDS, Counted, Daypart, Kind, Measure, NearMiss, Verdict

__all__ = ["KINDS", "Counted", "Daypart", "Measure", "NearMiss", "Verdict", "evaluate", "summary", "worst_first"]

LEFT_OUT = "industrial"
"""The kind of neighbourhood that nobody lives in."""

STANDARD = Measure()
"""How coverage measures unless a municipality says otherwise."""

_HAIR = 1e-9  # shares of ages are fractions: 21/31 + 10/31 is one


def evaluate(
    calendar: Calendar, occurrences: Sequence[Occurrence], today: date, measure: Measure = STANDARD
) -> tuple[Verdict, ...]:
    """Return a verdict for each norm and neighbourhood, in the order of the calendar; industrial areas are left out.

    ``occurrences`` are those from today for as many weeks as the norms look ahead, in order of time as
    ``recurrence`` gives them; what is missing from them counts as not there. A norm with municipalities of its own
    is for their neighbourhoods only.

    *Severity* is residents x the neighbourhood's need x the share that falls short: for a gap or data gap of the
    lower bound (or of the dayparts, whichever is worse), for fragile of the lower bound as far as it is believed,
    for seasonal of the weeks. It is 0 when covered, and where the residents are not known or too few.

    A norm *hangs on one organisation*, and is then fragile even when all is confirmed, when everything that
    certainly counts is that organisation's alone and the norm takes two sessions or more in a period. A norm of one
    session can only ever be carried by one, and calling that fragile would leave nothing covered.
    """
    norms = calendar.norms.values()
    looked = {norm.id: periods(norm, today) for norm in norms}
    relevant = {norm.id: about(norm, calendar.activities.values()) for norm in norms}
    where = held(
        calendar,
        {activity.id: activity for some in relevant.values() for activity in some}.values(),
        occurrences,
        {day for one in looked.values() for day in one.number},
    )
    found = Candidates(calendar, where, today, measure)
    homes = [home for home in calendar.neighbourhoods.values() if home.kind != LEFT_OUT]
    ways = Ways(homes, measure)
    verdicts = []
    for norm in norms:
        weeks = looked[norm.id]
        places = by_place(found.of(norm, relevant[norm.id], weeks), ways)
        for home in homes:
            if not norm.municipalities or home.municipality in norm.municipalities:
                near = reached(calendar, norm, home, places, measure)
                total = tally(norm, near, max(1, len(weeks.firsts)), measure)
                people = residents(home, wanted(calendar, norm))
                verdicts.append(_verdict(norm, home, total, weeks, people, measure))
    return tuple(verdicts)


def summary(verdicts: Iterable[Verdict]) -> dict[Kind, int]:
    """Return how many there are of each verdict, the most pressing first; those that do not occur count 0."""
    counts = dict.fromkeys(KINDS, 0)
    for verdict in verdicts:
        counts[verdict.verdict] += 1
    return counts


def worst_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts in the order in which a coordinator wants them: most severe first, then most pressing."""
    return sorted(verdicts, key=lambda verdict: (-verdict.severity, KINDS.index(verdict.verdict)))


def _verdict(  # noqa: PLR0913, PLR0917 - all that a verdict is made of
    norm: Norm, home: Neighbourhood, total: Tally, looked: Periods, people: int | None, measure: Measure
) -> Verdict:
    required = norm.at_least.amount
    lower, upper = median(total.lower), median(total.upper)
    certainly = sum(total.lower)
    confidence = total.believed / certainly if certainly else 0.0
    dayparts = () if norm.at_least.unit == "offers" else _dayparts(norm, total)
    poor = _poor(norm, total)
    met = 1 - len(poor) / len(total.lower)
    alone = _hangs_on(norm, total)
    holds = lower >= required - _HAIR and all(part.lower >= 0.5 for part in dayparts)
    may_hold = upper >= required - _HAIR and all(part.upper >= 0.5 for part in dayparts)
    absent = sum(part.lower < 0.5 for part in dayparts) / len(dayparts) if dayparts else 0.0
    kind: Kind
    if people is not None and people < measure.few_residents:
        kind, short = "too-few-residents", 0.0
    elif not may_hold:
        kind, short = "gap", max(_short(lower, required), absent)
    elif not holds:
        kind, short = "data-gap", max(_short(lower, required), absent)
    elif lower * confidence < required - _HAIR or alone:
        kind, short = "fragile", _short(lower * confidence, required)
    elif met < norm.every_week - _HAIR:
        kind, short = "seasonal", 1 - met
    else:
        kind, short = "covered", 0.0
    missing = tuple(part.id for part in dayparts if part.lower < 0.5)
    return Verdict(
        norm.id,
        home.id,
        kind,
        lower=round(lower, 4),
        upper=round(upper, 4),
        required=required,
        unit=norm.at_least.unit,
        per=(norm.at_least.per or "week") if looked.firsts else None,
        confidence=round(confidence, 4),
        severity=round((people or 0) * home.need * short, 1),
        residents=people,
        weeks_met=round(met, 4),
        poor_weeks=tuple(looked.firsts[number] for number in poor) if looked.firsts else (),
        counted=_counted(total),
        near_misses=nearest([*total.misses, *at_other_times(norm, total.certain, missing)]),
        dayparts=dayparts,
        hangs_on=alone,
    )


def _short(much: float, required: float) -> float:
    """Return the share of what is required that is not there, from 0 to 1."""
    return min(1.0, max(0.0, 1 - much / required)) if required > 0 else 0.0


def _dayparts(norm: Norm, total: Tally) -> tuple[Daypart, ...]:
    found = []
    for name in norm.dayparts:
        bits = DAYPARTS.get(name, 0)
        lower, upper = (
            sum(bool(parts & bits) for parts in some) / len(some) for some in (total.lower_parts, total.upper_parts)
        )
        found.append(Daypart(name, round(lower, 4), round(upper, 4)))
    return tuple(found)


def _poor(norm: Norm, total: Tally) -> list[int]:
    """Return the numbers of the periods that do not certainly hold the norm."""
    wanted = [DAYPARTS.get(name, 0) for name in norm.dayparts] if norm.at_least.unit != "offers" else []
    enough = norm.at_least.amount - _HAIR
    return [
        number
        for number, (much, parts) in enumerate(zip(total.lower, total.lower_parts, strict=True))
        if much < enough or not all(parts & bits for bits in wanted)
    ]


def _hangs_on(norm: Norm, total: Tally) -> str | None:
    """Return the organisation without which nothing would be left, where the norm takes two sessions or more."""
    owners = {candidate.activity.organisation for candidate in total.certain}
    if len(owners) != 1 or any(candidate.activity.partners for candidate in total.certain):
        return None
    session = 1.0
    if norm.at_least.unit == "hours":
        lengths = [hours(one) for candidate in total.certain for one in candidate.held.sessions]
        session = sum(lengths) / len(lengths)
    return owners.pop() if norm.at_least.amount / session >= 2 else None


def _counted(total: Tally) -> tuple[Counted, ...]:
    """Return what counts, the most first; what is held at two places is one line, certain when both are."""
    found: dict[str, Counted] = {}
    for some, certain in ((total.maybe, False), (total.certain, True)):
        for candidate in some:
            amount = sum(candidate.much) * candidate.share / len(candidate.much)
            key = candidate.activity.id
            before = found.get(key)
            much = amount + (before.amount if before else 0.0)
            sure = certain and (before is None or before.certain)
            found[key] = Counted(key, round(much, 4), sure, round(candidate.share, 4))
    return tuple(sorted(found.values(), key=lambda one: (not one.certain, -one.amount, one.activity)))
