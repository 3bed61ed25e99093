"""Edits that may make a verdict better: from what nearly counts, and from what is there. Whether they do is tried.

Each kind of edit has a function here or in :mod:`buurtkalender.domain.remedies.starting`. It yields edits in the order
in which they are worth trying, and only a few are tried, so that the work does not grow with how much there is nearby.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from buurtkalender.domain.conflicts import is_taken_over
from buurtkalender.domain.coverage.candidates import DAYPART_TEST, TWICE, Candidate
from buurtkalender.domain.coverage.judgement import Judgement
from buurtkalender.domain.coverage.people import EVERYBODY, years
from buurtkalender.domain.coverage.reach import is_in_region, limit
from buurtkalender.domain.coverage.sessions import ANY_PART, bits_of, daypart
from buurtkalender.domain.coverage.survey import Count, Survey
from buurtkalender.domain.coverage.tally import Reached
from buurtkalender.domain.coverage.units import dayparts_of
from buurtkalender.domain.coverage.verdicts import Edit
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity
from buurtkalender.domain.recurrence import days_of
from buurtkalender.domain.remedies.rooms import Rooms
from buurtkalender.domain.values import Ages, Days, Monthly, Norm, Skip, TimeSpan, Weekly

CLOSE = 2.0
"""How many times the limit something may be away for people to be fetched."""

CLOSE_METRES = 2_000
"""The same for a norm on areas, which has no limit in metres."""

STARTS = {
    "morning": (600, 570, 540, 630),
    "afternoon": (840, 810, 780, 870, 900, 930, 960),
    "evening": (1170, 1140, 1200, 1080),
}
"""Usual times to start at, in minutes after midnight, the most usual first."""


class Free(NamedTuple):
    """When people of some ages can come somewhere: between which minutes of a weekday, and of a day at the weekend."""

    ages: int
    weekday: TimeSpan
    weekend: TimeSpan


FREE = (
    Free(years(Ages(0, 3)), TimeSpan(540, 1080), TimeSpan(540, 1080)),
    Free(years(Ages(4, 11)), TimeSpan(930, 1200), TimeSpan(540, 1200)),
    Free(years(Ages(12, 18)), TimeSpan(930, 1320), TimeSpan(600, 1320)),
    Free(years(Ages(19, 64)), TimeSpan(1080, 1320), TimeSpan(540, 1320)),
    Free(years(Ages(65)), TimeSpan(540, 1320), TimeSpan(540, 1320)),
)
"""When who can come; what is advised is at these hours.

School: who is 4 mostly goes, who is 5 to 16 has to (Leerplichtwet 1969, articles 3 and 4), and then to 18 who has no
diploma yet (article 4a); days last until 15:30 at most nearly everywhere. Sleep: small children are put to bed at seven
or eight (guideline "Gezonde slaap en slaapproblemen bij kinderen", NCJ, 2017). Work: of the people of 25 to 65 four in
five do (CBS, Arbeidsdeelname, 2024), most of them in office hours. After ten at night nothing new is advised.
"""

PART = 0.2
"""Which part of the ages that lack something have to be of a row before its hours matter."""


def can_come(ages: int, weekday: int, span: TimeSpan) -> bool:
    """Tell whether people of these ages can come at a time of a weekday (0 is Monday).

    What is for everybody is for those who can come then, whenever it is by day or in the evening.
    """
    of_all = ages.bit_count()
    for row in FREE if ages != EVERYBODY else FREE[-1:]:
        free = row.weekend if weekday > 4 else row.weekday
        if (row.ages & ages).bit_count() >= PART * of_all and not free.start <= span.start < span.end <= free.end:
            return False
    return True


@cache
def _can_choose(ages: int, asked: int) -> bool:
    """Tell whether there is an hour on the dayparts that a norm asks for at which people of these ages can come."""
    return any(
        daypart(weekday, start) & asked and can_come(ages, weekday, TimeSpan(start, start + 60))
        for weekday in (1, 5)
        for starts in STARTS.values()
        for start in starts
    )


class Case:
    """One verdict that could be better, with all that is known around it.

    ``missing`` are the dayparts that are missing, ``asked`` those at which something counts (all of them for a norm
    that names none), as bits. ``ages`` are those that have least, and ``home`` is the municipality.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that is known
        self, survey: Survey, rooms: Rooms, counted: Count, area: str, judgement: Judgement, there: Reached
    ) -> None:
        self.survey = survey
        self.rooms = rooms
        self.counted = counted
        self.area = area
        self.judgement = judgement
        self.there = there
        self.norm: Norm = counted.norm
        self.missing = bits_of(judgement.missing)
        self.asked = bits_of(dayparts_of(self.norm)) or ANY_PART
        self.ages = judgement.ages_least
        self.home = survey.scopes[area].municipality

    def suits(self, weekday: int, span: TimeSpan) -> bool:
        """Tell whether they can come at a time of a weekday, as far as the norm leaves a choice.

        Who asks for weekday mornings for people who work knows why.
        """
        return can_come(self.ages, weekday, span) or not _can_choose(self.ages, self.asked)

    def much(self, candidate: Candidate) -> float:
        """Return how much something offers in all to those who have least."""
        return candidate.total * (candidate.ages & self.ages).bit_count()

    def near(self, test: Callable[[Candidate], object]) -> Iterator[Candidate]:
        """Return what could count, is near and passes a test (:meth:`AtPlace.such`)."""
        for there in self.there.near:
            yield from there.such(test)


def is_certain(candidate: Candidate) -> bool:
    """Tell whether something counts for certain."""
    return candidate.certain


def _may_count(candidate: Candidate) -> bool:
    return candidate.counts and not candidate.certain


def _is_doubted(candidate: Candidate) -> bool:
    return candidate.certain and candidate.believed < 1


def _is_barred(candidate: Candidate) -> bool:
    return len(candidate.failures) == 1 and candidate.failures[0].test == "barrier"


def _is_paused(candidate: Candidate) -> bool:
    return [failure.test for failure in candidate.failures] == ["paused"]


def _could_move(candidate: Candidate) -> bool:
    at_other_times = [failure.test for failure in candidate.failures] == [DAYPART_TEST]
    return (at_other_times or candidate.certain) and candidate.held.home and not candidate.activity.changes


def is_facility(fact: str) -> bool:
    """Tell whether a fact is one of a building."""
    return fact not in OWN_FACTS and fact not in {"audience", "ages", "place", "way", "on", TWICE}


def fill_in(case: Case) -> Iterator[Edit]:
    """What counts if an answer is yes: the fewest questions first, then what offers most."""
    found = [(_unknown(one), one) for one in case.near(_may_count)]
    for there in case.there.maybe:
        if there.place.neighbourhood is not None:  # how far that is, is not for its organisation to say
            continue
        found += [((*_unknown(one), "place"), one) for one in case.counted.candidates[there.place] if one.counts]
    found.sort(key=lambda one: (len(one[0]), -case.much(one[1]), one[1].activity.id))
    for facts, candidate in found:
        if {TWICE, "ages"} & set(facts):
            continue  # no answer to one question
        edit = _answered(case, candidate, facts)
        if edit is not None:
            yield edit


def _unknown(candidate: Candidate) -> tuple[str, ...]:
    return tuple(failure.params["fact"] for failure in candidate.failures)


def _answered(case: Case, candidate: Candidate, facts: tuple[str, ...]) -> Edit | None:
    """The answer is written where the question is: what nobody knows of a venue or room holds for all it houses."""
    there, activity = candidate.held, candidate.activity
    if all(map(is_facility, facts)) and there.venue and not (there.home and activity.access.keys() & facts):
        venue = case.survey.calendar.venues[there.venue]
        room = next((one.id for one in venue.rooms if one.id == there.room and one.access.keys() & facts), None)
        return Edit("fill-in", venue=venue.id, room=room, facts=facts)
    if not there.home or ("place" in facts and activity.location is None):
        return None
    return Edit(
        "fill-in",
        activity.id,
        facts=facts,
        norm=case.norm.id if "audience" in facts else None,
        neighbourhood=case.area if "place" in facts else None,
        dates=tuple(sorted({one.day for one in there.sessions})) if "on" in facts else (),
    )


def confirm(case: Case) -> Iterator[Edit]:
    """What counts but is believed less: first what makes most difference."""
    found: dict[str, float] = {}
    for one in case.near(_is_doubted):
        found[one.activity.id] = found.get(one.activity.id, 0.0) + case.much(one) * (1 - one.believed)
    for activity, _ in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        yield Edit("confirm", activity, confirmed=case.survey.today)


def waive(case: Case) -> Iterator[Edit]:
    """What has one barrier that its organisation can take away: first what costs least."""
    found = []
    for one in case.near(_is_barred):
        params = one.failures[0].params
        name = params["fact"]
        if name in OWN_FACTS and OWN_FACTS[name].waivable:
            found.append((int(params.get("cents", 0)), -case.much(one), one.activity.id, name))
    for _, _, activity, fact in sorted(found):
        yield Edit("waive", activity, facts=(fact,))


def shift_daypart(case: Case) -> Iterator[Edit]:
    """What is at another time than those that are asked, or missing: first what leaves no hole where it was."""
    missing = case.missing or (case.asked if case.judgement.kind in {"gap", "data-gap"} else 0)
    if not missing or missing == ANY_PART:
        return
    found = []
    for one in case.near(_could_move):
        outside = bool(one.failures)
        if (outside or not _either(one.parts) & missing) and one.activity.id not in case.survey.twins:
            found.append((not outside, -case.much(one), one.activity.id, one.activity))
    for *_, activity in sorted(found, key=lambda one: one[:3]):
        edit = _moved(case, activity, missing)
        if edit is not None:
            yield edit


def _moved(case: Case, activity: Activity, missing: int) -> Edit | None:
    for number, pattern in enumerate(activity.when):
        if not isinstance(pattern, Weekly | Monthly) or pattern.time is None:
            continue
        for days in _other_days(pattern):
            for start in usual_times(missing, days):
                span = TimeSpan(start, start + pattern.time.minutes)
                if all(case.suits(day, span) and case.rooms.free_for(activity, day, span) for day in days):
                    return Edit("daypart", activity.id, pattern=number, days=days, time=span)
    return None


def weekdays_of(pattern: Weekly | Monthly) -> tuple[int, ...]:
    """Return the weekdays (0 is Monday) that a pattern is on; all of them when it goes by days of the month."""
    if isinstance(pattern, Weekly):
        return pattern.days
    return tuple(dict.fromkeys(day for _, day in pattern.weekdays)) or tuple(range(7))


def _other_days(pattern: Weekly | Monthly) -> Iterator[tuple[int, ...]]:
    """Yield the weekdays that a pattern could be on: its own, and if it has one, each of the others."""
    own = weekdays_of(pattern)
    yield own
    if len(own) == 1:
        yield from ((day,) for day in range(7) if day not in own)


def usual_times(parts: int, days: Iterable[int]) -> Iterator[int]:
    """Yield usual times that are in one of these dayparts (bits) on each of these weekdays."""
    some = tuple(days)
    for starts in STARTS.values():
        yield from (start for start in starts if all(daypart(day, start) & parts for day in some))


def through_holidays(case: Case) -> Iterator[Edit]:
    """What pauses in the weeks that are short: first what has most dates there."""
    firsts = case.counted.periods.firsts
    short = {firsts[number] for number in case.judgement.least.poor} if firsts else set()
    days = {day for day, number in case.counted.periods.number.items() if firsts[number] in short}
    if case.judgement.kind != "seasonal" or not days:
        return
    calendar = case.survey.calendar
    found = []
    for activity in {one.activity.id: one.activity for one in case.near(is_certain)}.values():
        for number, pattern in enumerate(activity.when):
            if isinstance(pattern, Weekly | Monthly) and pattern.skip != Skip():
                planned = days_of(pattern, calendar.anchor, min(days), max(days))
                gains = len(days.intersection(planned))
                if gains:
                    found.append((-gains, activity.id, number, activity, pattern))
    for _, key, number, activity, pattern in sorted(found, key=lambda one: one[:3]):
        span = pattern.time
        if span is None or all(case.rooms.free_for(activity, day, span) for day in weekdays_of(pattern)):
            closed = activity.venue is not None and bool(calendar.venues[activity.venue].closed)
            for skip in _less_skipped(pattern.skip, days, closed=closed):
                yield Edit("holidays", key, pattern=number, skip=skip)


def _less_skipped(skip: Skip, days: set[int], *, closed: bool) -> Iterator[Skip]:
    """Yield what may be left of the exceptions: nobody can meet where the door is closed, so that stays skipped."""
    pauses = [one for one in skip.days if any(day in days for day in _ordinals(one))]
    shut = skip.venue_closures or closed
    if skip.school_holidays:
        yield Skip(public_holidays=skip.public_holidays, venue_closures=shut, days=skip.days)
    for pause in pauses:
        kept = tuple(one for one in skip.days if one != pause)
        yield Skip(skip.school_holidays, skip.public_holidays, shut, kept)
    if skip.school_holidays and pauses:
        kept = tuple(one for one in skip.days if one not in pauses)
        yield Skip(public_holidays=skip.public_holidays, venue_closures=shut, days=kept)


def _ordinals(days: Days) -> range:
    return range(days.first.toordinal(), days.last.toordinal() + 1)


def resume(case: Case) -> Iterator[Edit]:
    """What is paused and would count; not what somebody else does now, for that is likely the same."""
    paused = {one.activity.id for one in case.near(_is_paused)}
    for one in sorted(paused):
        if not is_taken_over(case.survey.calendar, one):
            yield Edit("resume", one)


def transport(case: Case) -> Iterator[Edit]:
    """What would count if it were not just too far: the nearest first."""
    most = limit(case.norm.within, case.survey.measure)
    furthest = CLOSE * most if most is not None else CLOSE_METRES
    found = []
    for there, metres in case.there.too_far:
        if metres is not None and metres <= furthest and is_in_region(there.place, metres, case.home):
            some = there.such(is_certain)
            found += [(metres, -case.much(one), one.activity.id) for one in some if one.held.home]
    for _, _, activity in sorted(found):
        yield Edit("transport", activity, neighbourhood=case.area)


def widen(case: Case) -> Iterator[Edit]:
    """What comes to people, and already comes to others in the same municipality."""
    found = []
    for there, _ in case.there.too_far:
        if there.place.serves and case.home in there.place.towns:
            found += [(-one.believed, -case.much(one), one.activity.id) for one in there.such(is_certain)]
    for _, _, activity in sorted(found):
        yield Edit("widen", activity, neighbourhood=case.area)


def _either(some: Iterable[int]) -> int:
    bits = 0
    for one in some:
        bits |= one
    return bits
