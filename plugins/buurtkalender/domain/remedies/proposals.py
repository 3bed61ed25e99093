"""Edits that may make a verdict better: from what nearly counts, and from what is there. Whether they do is tried.

Each kind of edit has a function here or in :mod:`buurtkalender.domain.remedies.starting`. It yields edits in the order
in which they are worth trying, and only a few are tried, so that the work does not grow with how much there is nearby.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buurtkalender.domain.coverage.candidates import Candidate
from buurtkalender.domain.coverage.reach import limit
from buurtkalender.domain.coverage.sessions import DAYPARTS, daypart
from buurtkalender.domain.coverage.survey import Count, Survey
from buurtkalender.domain.coverage.tally import Judgement, Reached
from buurtkalender.domain.coverage.verdicts import Edit
from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity
from buurtkalender.domain.recurrence import days_of
from buurtkalender.domain.remedies.rooms import Rooms
from buurtkalender.domain.values import Days, Monthly, Norm, Skip, TimeSpan, Weekly

CLOSE = 2.0
"""How many times the limit something may be away for people to be fetched."""

CLOSE_METRES = 2_000
"""The same for a norm on areas, which has no limit in metres."""

STARTS = {
    "morning": (600, 570, 540, 630),
    "afternoon": (840, 810, 780, 870, 900),
    "evening": (1170, 1140, 1200, 1080),
}
"""Usual times to start at, in minutes after midnight, the most usual first."""


class Case(NamedTuple):
    """One verdict that could be better, with all that is known around it."""

    survey: Survey
    rooms: Rooms
    counted: Count
    area: str
    judgement: Judgement
    there: Reached

    @property
    def norm(self) -> Norm:
        """The norm."""
        return self.counted.norm

    @property
    def missing(self) -> int:
        """The dayparts that are missing, as bits."""
        bits = 0
        for name in self.judgement.missing:
            bits |= DAYPARTS.get(name, 0)
        return bits

    def near(self) -> Iterator[Candidate]:
        """Return everything that could count and is near."""
        for there in self.there.near:
            yield from self.counted.candidates[there.place]

    def certain(self) -> Iterator[Candidate]:
        """Return what counts for certain."""
        for there in self.there.near:
            yield from there.total.certain


def much(candidate: Candidate) -> float:
    """Return how much something offers in all, weighted by the ages that it admits."""
    return sum(candidate.much) * candidate.share


def is_facility(fact: str) -> bool:
    """Tell whether a fact is one of a building."""
    return fact not in OWN_FACTS and fact not in {"audience", "place"}


def fill_in(case: Case) -> Iterator[Edit]:
    """What counts if an answer is yes: the fewest questions first, then what offers most."""
    found = [(_unknown(one), one) for one in case.near() if one.counts and not one.certain]
    for there in case.there.maybe:
        if there.place.neighbourhood is not None:  # how far that is, is not for its organisation to say
            continue
        found += [((*_unknown(one), "place"), one) for one in case.counted.candidates[there.place] if one.counts]
    found.sort(key=lambda one: (len(one[0]), -much(one[1]), one[1].activity.id))
    for facts, candidate in found:
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
    )


def confirm(case: Case) -> Iterator[Edit]:
    """What counts but is believed less: first what makes most difference."""
    found: dict[str, float] = {}
    for one in case.certain():
        if one.believed < 1:
            found[one.activity.id] = found.get(one.activity.id, 0.0) + much(one) * (1 - one.believed)
    for activity, _ in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        yield Edit("confirm", activity, confirmed=case.survey.today)


def waive(case: Case) -> Iterator[Edit]:
    """What has one barrier that its organisation can take away: first what costs least."""
    found = []
    for one in case.near():
        if len(one.failures) == 1 and one.failures[0].test == "barrier":
            params = one.failures[0].params
            name = params["fact"]
            if name in OWN_FACTS and OWN_FACTS[name].waivable:
                found.append((int(params.get("cents", 0)), -much(one), one.activity.id, name))
    for _, _, activity, fact in sorted(found):
        yield Edit("waive", activity, facts=(fact,))


def shift_daypart(case: Case) -> Iterator[Edit]:
    """What is at another time than the one that is missing: first what leaves no hole where it was."""
    missing = case.missing
    if not missing:
        return
    asked = _bits(case.norm.dayparts)
    found = []
    for one in case.certain():
        parts = _either(one.parts)
        if one.held.home and not parts & missing and not one.activity.changes:
            found.append((bool(parts & asked), -much(one), one.activity.id, one.activity))
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
                if all(case.rooms.free_for(activity, day, span) for day in days):
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
    short = {firsts[number] for number in case.judgement.poor} if firsts else set()
    days = {day for day, number in case.counted.periods.number.items() if firsts[number] in short}
    if case.judgement.kind != "seasonal" or not days:
        return
    calendar = case.survey.calendar
    found = []
    for activity in {one.activity.id: one.activity for one in case.certain()}.values():
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
    """What is paused and would count."""
    for one in sorted({one.activity.id for one in case.near() if [two.test for two in one.failures] == ["paused"]}):
        yield Edit("resume", one)


def transport(case: Case) -> Iterator[Edit]:
    """What would count if it were not just too far: the nearest first."""
    most = limit(case.norm.within, case.survey.measure)
    furthest = CLOSE * most if most is not None else CLOSE_METRES
    found = []
    for there, metres in case.there.too_far:
        if metres is not None and metres <= furthest:
            found += [(metres, -much(one), one.activity.id) for one in there.total.certain if one.held.home]
    for _, _, activity in sorted(found):
        yield Edit("transport", activity, neighbourhood=case.area)


def widen(case: Case) -> Iterator[Edit]:
    """What comes to people, and already comes to others in the same municipality."""
    calendar = case.survey.calendar
    municipality = calendar.neighbourhoods[case.area].municipality
    found = []
    for there, _ in case.there.too_far:
        areas = (calendar.neighbourhoods.get(one) or calendar.districts.get(one) for one in there.place.serves)
        if any(area is not None and area.municipality == municipality for area in areas):
            found += [(-one.believed, -much(one), one.activity.id) for one in there.total.certain]
    for _, _, activity in sorted(found):
        yield Edit("widen", activity, neighbourhood=case.area)


def _bits(names: Iterable[str]) -> int:
    bits = 0
    for name in names:
        bits |= DAYPARTS.get(name, 0)
    return bits


def _either(some: Iterable[int]) -> int:
    bits = 0
    for one in some:
        bits |= one
    return bits
