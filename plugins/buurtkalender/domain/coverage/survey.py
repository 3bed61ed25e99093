"""The whole count of one calendar on one day, kept so that one change can be counted without counting all again.

A change concerns a few activities, and so a few places of a few norms: only these are added up anew, and only the
neighbourhoods near to them are judged anew. All else is what it was, by the same functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from buurtkalender.domain.conflicts import likely_duplicates
from buurtkalender.domain.coverage.candidates import Candidate, Candidates, KnownAmounts, about_norms, once, twins_of
from buurtkalender.domain.coverage.judgement import Judgement, Outlook, Put, Rejudged, judge, puts, rejudged
from buurtkalender.domain.coverage.people import Headcount, group_without_ages, people_of, wanted
from buurtkalender.domain.coverage.reach import ReachPlace, Scope, WayLengths, is_in_region, is_near, of_neighbourhoods
from buurtkalender.domain.coverage.sessions import Periods, SessionPlace, held, periods, places_of_venues
from buurtkalender.domain.coverage.tally import (
    AtPlace,
    Reached,
    Tallies,
    added,
    at_place,
    by_place,
)
from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import Changed
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.domain.values import Measure, Norm, Occurrence

_DATED = ("when", "changes", "status", "venue", "room", "location", "online", "serves", "transport", "drop_in", "full")
"""The fields of an activity on which hang when and where it is held."""

Counted = dict[tuple[str, str | None], Headcount | None]
"""How many people live in each scope: all of them (None), or those of an audience without ages."""


class Shift(NamedTuple):
    """What a change does to the verdict on one norm in one neighbourhood."""

    norm: str
    neighbourhood: str
    before: Outlook
    after: Outlook

    @property
    def judged(self) -> bool:
        """Whether it can be better or worse: something changes where enough people live to say so."""
        return self.after is not self.before and not self.before.too_few


class Count:
    """What could count for one norm: by place, with who can get there; and what that comes to per neighbourhood."""

    def __init__(  # noqa: PLR0913, PLR0917 - a norm, and for whom it is
        self, norm: Norm, periods: Periods, ages: int, scopes: list[Scope], counted: Counted, group: str | None
    ) -> None:
        self.norm = norm
        self.periods = periods
        self.ages = ages
        self.scopes = scopes
        self.group = group
        self.length = max(1, len(periods.firsts))
        self.candidates: dict[ReachPlace, list[Candidate]] = {}
        self.at: dict[ReachPlace, AtPlace] = {}
        self.near: dict[ReachPlace, dict[str, bool | None]] = {}
        self.reach: dict[ReachPlace, dict[str, bool | None]] = {}
        """The neighbourhoods that a place is near to, or may be, in their order; a part of ``near``."""
        self.found: dict[str, list[Candidate]] = {}
        """The candidates by activity."""
        self.counted = {scope.id: counted[scope.id, group] for scope in scopes}
        self.living = self.counted if group is None else {scope.id: counted[scope.id, None] for scope in scopes}
        self.people = {
            area: None if (some := self.people_of(area, ages)) is None else round(some) for area in self.counted
        }
        """How many people the norm is about, by neighbourhood; None where nobody knows."""
        self.judgements: dict[str, Judgement] = {}
        self.kept: dict[tuple[object, ...], Any] = {}
        """What else is worked out from the places, until these change."""
        self._reached: dict[str, Reached] = {}
        self._added: dict[tuple[tuple[int, ...], tuple[int, ...]], Tallies] = {}

    def reached(self, area: str) -> Reached:
        """Sort the places by whether they are near to a neighbourhood."""
        if area in self._reached:
            return self._reached[area]
        found = self._reached[area] = Reached([], [], [])
        for place, there in self.at.items():
            close = self.near[place][area]
            if close:
                found.near.append(there)
            elif close is None:
                found.maybe.append(there)
            else:
                found.too_far.append((there, there.ways[area]))
        return found

    def people_of(self, area: str, ages: int) -> float | None:
        """Return how many people of these ages the norm is about in a neighbourhood; None when nobody knows."""
        known = self.counted[area]
        return known.of(ages) if known else None

    def judge(self, area: str, totals: Tallies, measure: Measure) -> Judgement:
        """Return what the totals come to for a neighbourhood.

        Whether too few people live there to say anything, those of the norm's ages tell: of an audience without ages,
        such as newcomers, there are few in most neighbourhoods, and it is them that the norm is about.
        """
        known = self.living[area]
        living = known.of(self.ages) if known else None
        too_few = living is not None and round(living) < measure.few_residents
        return judge(self.norm, totals, partial(self.people_of, area), too_few=too_few)

    def forget(self) -> None:
        """Forget what was worked out from the places, when these change."""
        self.judgements.clear()
        self.kept.clear()
        self._reached.clear()
        self._added.clear()

    def added(self, near: list[AtPlace], maybe: list[AtPlace]) -> Tallies:
        """Add up these places; neighbourhoods that have the same ones share the sum."""
        key = tuple(map(id, near)), tuple(map(id, maybe))  # both kept alive by this count
        if key not in self._added:
            self._added[key] = added(self.norm, self.ages, near, maybe, self.length)
        return self._added[key]


class Survey:
    """Everything counted. ``occurrences`` are as in :func:`evaluation.evaluate`.

    Norms are held against ``scopes``: by default each neighbourhood where people live.
    """

    def __init__(
        self,
        calendar: Calendar,
        occurrences: Sequence[Occurrence],
        today: date,
        scopes: Iterable[Scope] | None = None,
    ) -> None:
        self.calendar = calendar
        self.today = today
        self.measure = calendar.measure
        self.made: set[str] = set()
        """The activities that are only there because an edit was accepted; nobody knows them yet."""
        norms = calendar.norms.values()
        every = list(of_neighbourhoods(calendar) if scopes is None else scopes)
        self.scopes = {scope.id: scope for scope in every}
        self.ways = WayLengths(every, self.measure)
        self.counts: dict[str, Count] = {}
        groups = {norm.id: group_without_ages(calendar, norm) for norm in norms}
        counted = {(one.id, group): people_of(one, group) for one in every for group in {None, *groups.values()}}
        for norm in norms:
            some = [scope for scope in every if not norm.municipalities or scope.municipality in norm.municipalities]
            self.counts[norm.id] = Count(
                norm, periods(norm, today), wanted(calendar, norm), some, counted, groups[norm.id]
            )
        self.days = frozenset(day for count in self.counts.values() for day in count.periods.number)
        self._window = Window(today, date.fromordinal(max(self.days, default=today.toordinal())))
        self.off = days_off(calendar, self._window)
        self.venue_places = places_of_venues(calendar)
        self._about: dict[tuple[object, ...], list[str]] = {}
        relevant: dict[str, list[Activity]] = {norm.id: [] for norm in norms}
        about = {}
        for activity in calendar.activities.values():
            for norm_id in self._norms_about(activity):
                relevant[norm_id].append(activity)
                about[activity.id] = activity
        self._held = held(calendar, about.values(), occurrences, self.days, self.venue_places)
        alike = likely_duplicates(calendar, occurrences) if about else ()
        self.twins = twins_of((one.first, one.second) for one in alike)
        self._in_venue: dict[str | None, dict[str, Activity]] = defaultdict(dict)
        self._remember(self._held)
        self._is_near: dict[tuple[object, ...], dict[str, bool | None]] = {}
        candidates = Candidates(calendar, self._held, today, self.measure)
        for key, count in self.counts.items():
            found = candidates.of(count.norm, relevant[key], count.periods)
            self._fill(count, by_place(once(found, self.twins)))
        self.amounts: KnownAmounts = candidates.amounts
        self._known_lists = self._held.copy()  # keeps alive what the amounts are of

    def judgement(self, norm: str, area: str) -> Judgement:
        """Return what there is of a norm in a neighbourhood."""
        count = self.counts[norm]
        known = count.judgements.get(area)
        if known is None:
            there = count.reached(area)
            known = count.judgements[area] = count.judge(area, count.added(there.near, there.maybe), self.measure)
        return known

    def sessions(self, activity: Activity) -> list[Occurrence]:
        """Return the occurrences of an activity, such as it became, in the weeks that the norms look at."""
        return occurrences_of(self.calendar, activity, self._window, self.off)

    def accept(self, changed: Changed) -> None:
        """Count as if a change were made, from now on."""
        trial = Trial(self, changed)
        for recount in list(trial.recounts(self.counts)):
            recount.accept()
        self.made.update(one.id for one in changed.activities if one.id not in self.calendar.activities)
        self._held |= trial.places
        self._remember(trial.places)
        self.calendar = changed.within(self.calendar)
        for count in self.counts.values():
            count.kept.clear()

    def nearness(self, count: Count, place: ReachPlace) -> dict[str, bool | None]:
        """Tell of each neighbourhood whether a place is near to it; None when nobody can say."""
        key = count.norm.within, count.norm.municipalities, place
        known = self._is_near.get(key)
        if known is None:
            ways = self.ways.to(place)
            known = self._is_near[key] = {
                scope.id: is_near(self.calendar, count.norm, scope, place, ways[scope.id], self.measure)
                for scope in count.scopes
            }
        return known

    def reach(self, count: Count, place: ReachPlace) -> dict[str, bool | None]:
        """Return the neighbourhoods that a place is near to, or may be."""
        found = count.reach.get(place)
        if found is None:
            near = count.near[place] = self.nearness(count, place)
            found = count.reach[place] = {area: close for area, close in near.items() if close is not False}
        return found

    def venues_near(self, count: Count, area: str) -> list[str]:
        """Return the venues that are near to a neighbourhood, the nearest first; none of another region."""
        found = []
        for key, place in self.venue_places.items():
            if self.reach(count, place).get(area):
                metres = self.ways.to(place)[area]
                if is_in_region(place, metres, self.scopes[area].municipality):
                    found.append((metres or 0.0, key))
        return [key for _, key in sorted(found)]

    def held(self, activity: Activity) -> list[SessionPlace]:
        """Return where an activity, such as it became, is held; its dates are worked out only if these may change."""
        before, known = self.calendar.activities.get(activity.id), self._held.get(activity.id)
        if before is not None and known and all(getattr(before, name) is getattr(activity, name) for name in _DATED):
            return [there._replace(activity=activity) for there in known]
        return held(self.calendar, [activity], self.sessions(activity), self.days, self.venue_places)[activity.id]

    def concerned(self, changed: Changed, calendar: Calendar) -> dict[str, Activity]:
        """Return the activities whose candidates may change, as they become."""
        inside = {key: one for venue in changed.venues for key, one in self._in_venue[venue.id].items()}
        some = inside | {activity.id: activity for activity in changed.activities}
        if self.twins:  # which of those that are alike counts, may change with one of them
            twins = {two for one in some for two in self.twins.get(one, ()) if two in self._held}
            some = {key: calendar.activities[key] for key in twins} | some
        return some

    def held_before(self, some: Iterable[str]) -> dict[str, list[SessionPlace]]:
        """Return where activities are held, as far as they are counted."""
        return {key: self._held[key] for key in some if key in self._held}

    def _norms_about(self, activity: Activity) -> list[str]:
        """Return the norms that are about the same as an activity; most are like another one in that."""
        key = activity.themes, activity.goals, activity.by_appointment, activity.status
        known = self._about.get(key)
        if known is None:
            norms = (count.norm for count in self.counts.values())
            known = self._about[key] = about_norms(norms, activity)
        return known

    def by_norm(self, some: Iterable[Activity]) -> dict[str, list[Activity]]:
        """Return these activities by the norms that are about the same."""
        found: dict[str, list[Activity]] = defaultdict(list)
        for activity in some:
            for norm in self._norms_about(activity):
                found[norm].append(activity)
        return found

    def _fill(self, count: Count, candidates: dict[ReachPlace, list[Candidate]]) -> None:
        for place, some in candidates.items():
            count.candidates[place] = some
            count.at[place] = at_place(count.norm, place, some, self.ways)
            self.reach(count, place)
            for candidate in some:
                count.found.setdefault(candidate.activity.id, []).append(candidate)

    def _remember(self, places: dict[str, list[SessionPlace]]) -> None:
        """Remember what could count in which venue, for when a fact about the venue changes."""
        for key, some in places.items():
            for there in some:
                self._in_venue[there.venue][key] = there.activity


class Trial:
    """A change, counted for one norm after another as if it were made."""

    def __init__(self, survey: Survey, changed: Changed) -> None:
        self._survey = survey
        calendar = Changed((), changed.venues).within(survey.calendar) if changed.venues else survey.calendar
        self.places = {activity.id: survey.held(activity) for activity in changed.activities}
        """Where what changes is held."""
        self._some = survey.concerned(changed, calendar)
        self._by_norm = survey.by_norm(self._some.values())
        self._before = survey.by_norm(one for key in self._some if (one := survey.calendar.activities.get(key)))
        where = survey.held_before(self._some) | self.places
        self._candidates = Candidates(calendar, where, survey.today, survey.measure, survey.amounts)

    def recounts(self, norms: Iterable[str]) -> Iterator[Recount]:
        """Count those of these norms that the change concerns."""
        survey = self._survey
        for norm in norms:
            if norm in self._by_norm or norm in self._before:
                count, about = survey.counts[norm], self._by_norm.get(norm, ())
                before = [one for key in self._some for one in count.found.get(key, ())]
                anew = once(self._candidates.of(count.norm, about, count.periods), survey.twins)
                yield Recount(survey, count, before, list(anew))


class Recount:
    """One norm, counted with other candidates: those that go, and those that come."""

    def __init__(self, survey: Survey, count: Count, before: list[Candidate], after: list[Candidate]) -> None:
        self._survey = survey
        self._count = count
        self._before = before
        self._after = after
        old, new = by_place(before), by_place(after)
        self._places = {place: survey.reach(count, place) for place in (*old, *new)}
        self._known: Rejudged = {}
        self._puts = {place: puts(old.get(place, []), new.get(place, [])) for place in self._places}

    @property
    def norm(self) -> str:
        """The norm, by identifier."""
        return self._count.norm.id

    def scopes(self) -> list[str]:
        """Return the neighbourhoods whose verdict may change: those near to a place where something changes."""
        reaches = list(self._places.values())
        if len(reaches) == 1:
            return list(reaches[0])
        return [scope.id for scope in self._count.scopes if any(scope.id in reach for reach in reaches)]

    def outlook(self, area: str) -> Outlook:
        """Return what there would be in a neighbourhood."""
        count, before = self._count, self._survey.judgement(self.norm, area)
        if not unit_of(count.norm).adds_up:
            return self._added_anew(area).outlook
        changes: list[Put] = []
        for place, reach in self._places.items():
            if area in reach:
                changes += self._puts[place][0 if reach[area] else 1]
        if not changes:
            return before.outlook
        return rejudged(count.norm, before, changes, partial(count.people_of, area), self._known)

    def shifts(self) -> Iterator[Shift]:
        """Yield each verdict that may change, as it is and as it would be."""
        for area in self.scopes():
            yield Shift(self.norm, area, self._survey.judgement(self.norm, area).outlook, self.outlook(area))

    def accept(self) -> None:
        """Keep this count."""
        count = self._count
        for place, there in self._changed_places().items():
            if there is not None:
                count.candidates[place], count.at[place] = there.found, there
            elif place in count.at:
                del count.candidates[place], count.at[place]
        for candidate in self._before:
            count.found.pop(candidate.activity.id, None)
        for candidate in self._after:
            count.found.setdefault(candidate.activity.id, []).append(candidate)
        count.forget()

    def _changed_places(self) -> dict[ReachPlace, AtPlace | None]:
        """Return what there is at each place where something changes; None where nothing is left."""
        gone = set(map(id, self._before))
        new = by_place(self._after)
        lists = {
            place: [one for one in self._count.candidates.get(place, ()) if id(one) not in gone] + new.get(place, [])
            for place in self._places
        }
        norm, ways = self._count.norm, self._survey.ways
        return {place: at_place(norm, place, some, ways) if some else None for place, some in lists.items()}

    def _added_anew(self, area: str) -> Judgement:
        """Return what there would be in a unit in which nothing can be taken from a sum."""
        count, there = self._count, self._count.reached(area)
        changed = self._changed_places()
        near = [one for one in there.near if one.place not in changed]
        maybe = [one for one in there.maybe if one.place not in changed]
        for place, one in changed.items():
            close = self._places[place].get(area, False)
            if one is not None and close is not False:
                (near if close else maybe).append(one)
        return count.judge(area, added(count.norm, count.ages, near, maybe, count.length), self._survey.measure)
