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

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from buurtkalender.domain.coverage.judgement import Judgement, judge, severity
from buurtkalender.domain.coverage.near_misses import at_other_times, nearest
from buurtkalender.domain.coverage.scopes import Scope
from buurtkalender.domain.coverage.survey import Count, Survey
from buurtkalender.domain.coverage.tally import Tally, tally
from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS, Counted, Daypart, NearMiss, Verdict, VerdictKind
from buurtkalender.domain.coverage.weeks import Weeks
from buurtkalender.domain.model import Calendar, Occurrence

__all__ = [
    "VERDICT_KINDS",
    "Counted",
    "Daypart",
    "NearMiss",
    "Verdict",
    "evaluate",
    "kinds",
    "summary",
    "worst_first",
]


def evaluate(calendar: Calendar, occurrences: Sequence[Occurrence], today: date) -> tuple[Verdict, ...]:
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
    return tuple(verdicts(Survey(calendar, occurrences, today)))


def kinds(
    calendar: Calendar, occurrences: Sequence[Occurrence], today: date
) -> tuple[tuple[str, str, VerdictKind], ...]:
    """Return only the norm, the neighbourhood and which verdict of each that :func:`evaluate` gives: half the work."""
    survey = Survey(calendar, occurrences, today)
    return tuple(
        (norm, scope.id, survey.judgement(norm, scope.id).kind)
        for norm, count in survey.counts.items()
        for scope in count.scopes
    )


def verdicts(survey: Survey) -> Iterator[Verdict]:
    """Yield the verdicts of everything that was counted, in the order of the calendar."""
    weeks = Weeks(survey.calendar, survey.off)
    for count in survey.counts.values():
        for scope in count.scopes:
            there = count.reached(scope.id)
            total = count.total(tally(count.norm, there, count.length, survey.measure))
            people = count.people[scope.id]
            judgement = count.judgements[scope.id] = judge(count.norm, total, people, survey.measure)
            yield _verdict(count, scope, total, people, judgement, weeks)


def summary(verdicts: Iterable[Verdict]) -> dict[VerdictKind, int]:
    """Return how many there are of each verdict, the most pressing first; those that do not occur count 0."""
    counts = dict.fromkeys(VERDICT_KINDS, 0)
    for verdict in verdicts:
        counts[verdict.verdict] += 1
    return counts


def worst_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts in the order in which a coordinator wants them: most severe first, then most pressing."""
    return sorted(verdicts, key=lambda verdict: (-verdict.severity, VERDICT_KINDS.index(verdict.verdict)))


def _verdict(  # noqa: PLR0913, PLR0917 - all that a verdict tells
    count: Count, scope: Scope, total: Tally, people: int | None, judgement: Judgement, weeks: Weeks
) -> Verdict:
    norm, firsts = count.norm, count.periods.firsts
    return Verdict(
        norm.id,
        scope.id,
        judgement.kind,
        lower=round(judgement.lower, 4),
        upper=round(judgement.upper, 4),
        required=norm.at_least.amount,
        unit=norm.at_least.unit,
        per=(norm.at_least.per or "week") if firsts else None,
        confidence=round(judgement.confidence, 4),
        severity=severity(scope, people, judgement),
        residents=people,
        weeks_met=round(judgement.met, 4),
        poor_weeks=tuple(firsts[number] for number in judgement.poor) if firsts else (),
        counted=_counted(total),
        near_misses=nearest([*total.misses, *at_other_times(norm, total.certain, judgement.missing)]),
        dayparts=judgement.dayparts,
        hangs_on=judgement.hangs_on,
        weeks=weeks.of(count, total),
    )


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
            found[key] = Counted(key, much, sure, round(candidate.share, 4))
    rounded = (msgspec.structs.replace(one, amount=round(one.amount, 4)) for one in found.values())
    return tuple(sorted(rounded, key=lambda one: (not one.certain, -one.amount, one.activity)))
