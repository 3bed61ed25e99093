"""Norms x occurrences -> verdicts: where the offer falls short, with the whole sum (design: the gap model).

How it is measured, besides what :class:`Measure` and the modules for people, reach and sessions say:

- A norm is held against what an *ordinary* week (or month) offers: the median of those it looks at. One cancelled
  morning is no gap; a hole that lasts is found by ``every_week`` and called seasonal, and a hole of more than half
  of the weeks is a gap.
- Every year of age of a norm is counted apart, and the verdict is that of the ages that have least. Years that
  everything nearby admits alike are counted together: they have the same.
- Where a norm asks for dayparts only what is then counts. Each has to be there in an ordinary week too, so in at least
  half of the weeks; if it is not, the norm is not held, whatever the number.
- Unknown facts, places and audiences count as no in the lower bound and as yes in the upper; so do dates of which
  nobody knows whether they take place, and what is likely told twice, but for the first time.
- Everything is counted once per place for all neighbourhoods, so the work grows with the number of activities, and
  with places x neighbourhoods only for adding up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from buurtkalender.domain.coverage.candidates import Almost, Candidate, at_other_times, nearest
from buurtkalender.domain.coverage.judgement import AgesJudgement, Judgement, Outlook, failing
from buurtkalender.domain.coverage.people import ranges
from buurtkalender.domain.coverage.reach import Scope
from buurtkalender.domain.coverage.sessions import (
    ANY_PART,
    WHOLE_DAY_HOURS,
    bits_of,
    last_day_counted,
    parts_of_span,
)
from buurtkalender.domain.coverage.survey import Count, Survey
from buurtkalender.domain.coverage.tally import DAYPART_LANES, SPREAD, Tally, misses
from buurtkalender.domain.coverage.units import dayparts_of, unit_of
from buurtkalender.domain.coverage.verdicts import (
    VERDICT_KINDS,
    AgesVerdict,
    CountedActivity,
    Verdict,
    VerdictKind,
    VerdictWeek,
)
from buurtkalender.domain.facts import has_fact, most_paid
from buurtkalender.domain.holidays import DaysOff, municipality_of, name_of_day_off
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Neighbourhood
from buurtkalender.domain.recurrence import Window, occurrences, skipped_days
from buurtkalender.domain.values import Monthly, Norm, Occurrence, TimeSpan, Value, Weekly

# --- weeks -----------------------------------------------------------------------------------------------
# What there is in each week that a norm looks at, and which holidays make the holes.

_DAY = timedelta(days=1)

Away = list[tuple[float, int, str]]
"""How many hours an activity would have taken each time that it is not held, on which dayparts, and the holiday."""


class Weeks:
    """The weeks of one verdict after another; what one activity leaves out is looked up once."""

    def __init__(self, calendar: Calendar, off: DaysOff) -> None:
        self._calendar = calendar
        self._off = off
        self._away: dict[tuple[str, date], Away] = {}

    def of(self, count: Count, total: Tally) -> tuple[VerdictWeek, ...]:
        """Return what there is in each period for some ages; nothing in a unit that has none."""
        key = "weeks", id(total)  # neighbourhoods share a sum, which is kept as long as this
        if key not in count.kept:
            count.kept[key] = self._found(count, total)
        return tuple(count.kept[key])

    def _found(self, count: Count, total: Tally) -> tuple[VerdictWeek, ...]:
        norm, periods = count.norm, count.periods
        poor = set(failing(norm, total.lower, total.lower_parts))
        never = set(failing(norm, total.upper, total.upper_parts))
        ends = [*periods.firsts[1:], date.fromordinal(max(periods.number, default=0) + 1)] if periods.firsts else []
        found = []
        for number, (first, after) in enumerate(zip(periods.firsts, ends, strict=True)):
            missing = () if number not in poor else _missing(norm, total.lower_parts[number])
            found.append(
                VerdictWeek(
                    first,
                    round(total.lower[number], 4),
                    round(total.upper[number], 4),
                    holds=True if number not in poor else (False if number in never else None),
                    missing=missing,
                    why=self._why(count, total, number, first, after - _DAY) if number in poor else (),
                )
            )
        return tuple(found)

    def _why(self, count: Count, total: Tally, number: int, first: date, last: date) -> tuple[str, ...]:
        """Return the holidays of a poor period, if it would hold the norm with what falls out in them put back."""
        unit, asked = unit_of(count.norm), bits_of(dayparts_of(count.norm)) or ANY_PART
        parts, names = total.lower_parts[number : number + 1] or [0], set()
        more: dict[int, float] = {}
        for position, candidate in enumerate(total.certain):
            for hours, held, name in self._left_out(candidate.activity, first, last):
                if held & asked:
                    before = more.get(position, candidate.much[number])
                    more[position] = unit.plus(before, candidate.activity, hours)
                    parts[0] |= SPREAD[held]
                    names.add(name)
        if not names:
            return ()
        each = [more.get(position, one.much[number]) for position, one in enumerate(total.certain)]
        certain = (
            [] if unit.adds_up else [one._replace(much=[much]) for one, much in zip(total.certain, each, strict=True)]
        )
        there: Tally = unit.total(Tally([sum(each)], [sum(each)], parts, parts, 0.0, certain, []))
        return () if failing(count.norm, there.lower, parts) else tuple(sorted(names))

    def _left_out(self, activity: Activity, first: date, last: date) -> Away:
        key = activity.id, first
        if key not in self._away:
            self._away[key] = list(self._find_left_out(activity, first, last))
        return self._away[key]

    def _find_left_out(self, activity: Activity, first: date, last: date) -> Iterator[tuple[float, int, str]]:
        place = municipality_of(self._calendar, activity)
        for number, pattern in enumerate(activity.when):
            public = isinstance(pattern, Weekly | Monthly) and pattern.skip.public_holidays
            for day in skipped_days(self._calendar, activity, number, first, last, self._off):
                name = name_of_day_off(self._calendar, place, day, public=public)
                if name:
                    time: TimeSpan | None = getattr(pattern, "time", None)
                    hours = time.minutes / 60 if time else WHOLE_DAY_HOURS
                    yield hours, parts_of_span(day.weekday(), time, walk_in=bool(activity.drop_in)), name


def _missing(norm: Norm, parts: int) -> tuple[str, ...]:
    return tuple(name for name in dayparts_of(norm) if not parts & DAYPART_LANES.get(name, 0))


def evaluate(calendar: Calendar, occurrences: Sequence[Occurrence], today: date) -> tuple[Verdict, ...]:
    """Return a verdict for each norm and neighbourhood, in the order of the calendar; industrial areas are left out.

    ``occurrences`` are those from today for as many weeks as the norms look ahead, in order of time as
    ``recurrence`` gives them; what is missing from them counts as not there. A norm with municipalities of its own
    is for their neighbourhoods only.

    *Severity* is residents x the neighbourhood's need x the share that falls short: for a gap or data gap of the
    lower bound (or of the dayparts, whichever is worse), for fragile of the lower bound as far as it is believed,
    for seasonal of the weeks. The residents are those of the ages for which that verdict holds. It is 0 when covered,
    and where the residents are not known or too few.

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
            judgement = survey.judgement(count.norm.id, scope.id)
            there, ages = count.reached(scope.id), judgement.ages_least
            nearly = misses(count.norm, there, ages, scope.municipality, survey.measure)
            yield _verdict(count, scope, judgement, nearly, weeks)


def severity(scope: Scope, outlook: Outlook) -> float:
    """Return residents x need x the share that falls short, of the ages for which the verdict holds; people are whole.

    It is 0 where there is enough, and where the residents are not known or too few.
    """
    if outlook.too_few:
        return 0.0
    alike: dict[float, float] = defaultdict(float)
    for one in outlook.lacking:
        alike[round(one.short, 9)] += one.people or 0.0
    return round(sum(round(people) * scope.need * short for short, people in alike.items()), 1)


def summary(verdicts: Iterable[Verdict]) -> dict[VerdictKind, int]:
    """Return how many there are of each verdict, the most pressing first; those that do not occur count 0."""
    counts = dict.fromkeys(VERDICT_KINDS, 0)
    for verdict in verdicts:
        counts[verdict.verdict] += 1
    return counts


def worst_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return verdicts in the order in which a coordinator wants them: most severe first, then most pressing."""
    return sorted(verdicts, key=lambda verdict: (-verdict.severity, VERDICT_KINDS.index(verdict.verdict)))


def _verdict(count: Count, scope: Scope, judgement: Judgement, nearly: list[Almost], weeks: Weeks) -> Verdict:
    norm, firsts, least = count.norm, count.periods.firsts, judgement.least
    return Verdict(
        norm.id,
        scope.id,
        judgement.kind,
        lower=round(least.lower, 4),
        upper=round(least.upper, 4),
        required=norm.at_least.amount,
        unit=norm.at_least.unit,
        per=(norm.at_least.per or "week") if firsts else None,
        confidence=round(least.confidence, 4),
        severity=severity(scope, judgement.outlook),
        residents=count.people[scope.id],
        weeks_met=round(least.met, 4),
        poor_weeks=tuple(firsts[number] for number in least.poor) if firsts else (),
        counted=_counted(count, judgement),
        near_misses=nearest(
            [*nearly, *at_other_times(least.total.certain, judgement.missing)], bits_of(dayparts_of(norm)) or ANY_PART
        ),
        dayparts=least.dayparts,
        hangs_on=least.hangs_on,
        weeks=weeks.of(count, least.total),
        ages=_by_ages(judgement),
    )


def _by_ages(judgement: Judgement) -> tuple[AgesVerdict, ...]:
    """Return what holds for which ages, the youngest first; nothing where all have the same."""
    alike: dict[tuple[VerdictKind, float, float, bool], list[AgesJudgement]] = defaultdict(list)
    for one in sorted(judgement.each, key=lambda one: one.ages & -one.ages):
        much = round(one.lower, 4), round(one.upper, 4)
        alike[one.outcome.kind, *much, not any(one.total.upper)].append(one)
    if len(alike) < 2 or judgement.too_few:
        return ()
    found = []
    for (kind, lower, upper, nothing), some in alike.items():
        ages = sum(one.ages for one in some)
        known = [one.outcome.people for one in some if one.outcome.people is not None]
        found.append(AgesVerdict(ranges(ages), kind, lower, upper, round(sum(known)) if known else None, nothing))
    return tuple(found)


@dataclass(slots=True)
class _Much:
    """How much of an activity counts for certain and perhaps, in one period on average; and what it is the same as."""

    candidate: Candidate
    sure: float = 0.0
    perhaps: float = 0.0
    same_as: str | None = None


def _counted(count: Count, judgement: Judgement) -> tuple[CountedActivity, ...]:
    """Return what counts for any of the ages, what is certain first and the most of it."""
    key = ("counted", *(id(one.total) for one in judgement.each))  # neighbourhoods share sums, kept as long as this
    if key not in count.kept:
        count.kept[key] = _counted_once(count.ages, judgement)
    return tuple(count.kept[key])


def _counted_once(ages: int, judgement: Judgement) -> tuple[CountedActivity, ...]:
    """Of what is held at two places, or on dates of which some are not sure, part may be certain and part not."""
    found: dict[str, _Much] = {}
    known: set[int] = set()
    for total in (one.total for one in judgement.each):
        for certain, some in ((True, total.certain), (False, total.maybe)):
            for candidate in some:
                if id(candidate) in known:
                    continue  # counted for other ages already
                known.add(id(candidate))
                much = candidate.total / len(candidate.much)
                known_of = found.get(candidate.activity.id)
                if known_of is None:
                    known_of = found[candidate.activity.id] = _Much(candidate)
                if certain:
                    known_of.sure += much
                else:
                    known_of.perhaps += much
                    others = (one.params["other"] for one in candidate.failures if "other" in one.params)
                    known_of.same_as = next(others, known_of.same_as)
    rows = (_counted_row(ages, one) for one in found.values())
    return tuple(sorted(rows, key=lambda one: (not one.certain, -one.amount, one.activity)))


def _counted_row(ages: int, one: _Much) -> CountedActivity:
    candidate, certain = one.candidate, one.sure > 0
    return CountedActivity(
        candidate.activity.id,
        round(one.sure if certain else one.perhaps, 4),
        certain,
        round(candidate.share, 4),
        () if candidate.ages == ages else ranges(candidate.ages),
        round(one.perhaps, 4) if certain else 0.0,
        one.same_as,
    )


# --- snapshot --------------------------------------------------------------------------------------------
# A calendar as coverage sees it on a day, with all that a comparison with another day or another version asks for.


class ActivityState(Value, frozen=True):
    """An activity on the day of a look.

    ``believed`` is how far it is believed, ``cancelled`` how many of its dates in the weeks looked at are cancelled.
    ``barred`` are the facts of which some norm says that they must hold and that do not; ``cents`` what it costs.
    """

    origin: str
    title: str
    organisation: str
    believed: float
    cancelled: int = 0
    paused: bool = False
    barred: tuple[str, ...] = ()
    cents: int = 0


class Snapshot(Value, frozen=True):
    """A calendar as coverage saw it on a day: the verdicts, what they were measured by, and the activities."""

    day: date
    verdicts: tuple[Verdict, ...]
    norms: dict[str, Norm]
    areas: dict[str, Neighbourhood]
    activities: dict[str, ActivityState]


def coming(calendar: Calendar, day: date) -> list[Occurrence]:
    """Return what the norms look at from a day on."""
    return occurrences(calendar, Window(day, last_day_counted(calendar.norms.values(), day)))


def take_snapshot(calendar: Calendar, day: date) -> Snapshot:
    """Evaluate a calendar on a day, without remedies."""
    found = coming(calendar, day)
    return snapshot(calendar, found, evaluate(calendar, found, day), day)


def measured_by(then: Calendar, now: Calendar) -> Calendar:
    """Return what was there then, to be measured as now: by the norms, areas and audiences of now.

    A theme or goal that nobody has a norm for any more simply does not count; a norm of now is asked of then too.
    """
    return msgspec.structs.replace(
        then,
        norms=now.norms,
        measure=now.measure,
        neighbourhoods=now.neighbourhoods,
        districts=now.districts,
        municipalities=now.municipalities,
        audiences=then.audiences | now.audiences,
    )


def snapshot(
    calendar: Calendar,
    found: Iterable[Occurrence],
    verdicts: Iterable[Verdict],
    day: date,
) -> Snapshot:
    """Return the verdicts of a calendar on a day (:func:`evaluate`) with all that a comparison asks for.

    ``found`` are the occurrences that the verdicts come from, or more; remedies are left out.
    """
    every = tuple(msgspec.structs.replace(one, remedies=()) for one in verdicts)
    last = last_day_counted(calendar.norms.values(), day)
    asked = tuple(dict.fromkeys(name for norm in calendar.norms.values() for name in norm.must))
    off = Counter(one.activity for one in found if one.cancelled and one.start.date() <= last)
    return Snapshot(
        day,
        every,
        dict(calendar.norms),
        {key: msgspec.structs.replace(area, boundary=None) for key, area in calendar.neighbourhoods.items()},
        {
            key: ActivityState(
                one.origin,
                one.title,
                one.organisation,
                calendar.measure.believed(one.confirmed, day),
                off[key],
                one.status is ActivityStatus.PAUSED,
                tuple(name for name in asked if has_fact(calendar, one, name) is False),
                most_paid(one.cost) if one.cost else 0,
            )
            for key, one in calendar.activities.items()
            if one.status is not ActivityStatus.ENDED
        },
    )
