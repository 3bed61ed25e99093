"""The whole count of one calendar on one day, kept so that one change can be counted without counting all again.

A change concerns a few activities, and so a few places of a few norms: only these are added up anew, and only the
neighbourhoods near to them are judged anew. All else is what it was, by the same functions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from buurtkalender.domain.conflicts import likely_duplicates
from buurtkalender.domain.coverage.candidates import Candidate, Candidates, about_norm, once, twins_of
from buurtkalender.domain.coverage.people import Headcount, group_without_ages, people_of, wanted
from buurtkalender.domain.coverage.reach import ReachPlace, Scope, WayLengths, is_in_region, is_near, of_neighbourhoods
from buurtkalender.domain.coverage.sessions import Periods, SessionPlace, held, periods, places_of_venues
from buurtkalender.domain.coverage.tally import (
    AtPlace,
    Judgement,
    Reached,
    Tallies,
    added,
    at_place,
    by_place,
    judge,
)
from buurtkalender.domain.coverage.verdicts import Changed
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.domain.values import Measure, Norm, Occurrence

Counted = dict[tuple[str, str | None], Headcount | None]
"""How many people live in each scope: all of them (None), or those of an audience without ages."""


class Shift(NamedTuple):
    """What a change does to the verdict on one norm in one neighbourhood."""

    norm: str
    neighbourhood: str
    before: Judgement
    after: Judgement


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
        self.places_of: dict[str, tuple[ReachPlace, ...]] = {}
        self.counted = {scope.id: counted[scope.id, group] for scope in scopes}
        self.living = self.counted if group is None else {scope.id: counted[scope.id, None] for scope in scopes}
        self.people = {
            area: None if (some := self.people_of(area, ages)) is None else round(some) for area in self.counted
        }
        """How many people the norm is about, by neighbourhood; None where nobody knows."""
        self.judgements: dict[str, Judgement] = {}
        self._reached: dict[str, Reached] = {}

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
        self._reached.clear()


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
        relevant = {norm.id: about_norm(norm, calendar.activities.values()) for norm in norms}
        about = {activity.id: activity for found in relevant.values() for activity in found}
        self._held = held(calendar, about.values(), occurrences, self.days, self.venue_places)
        alike = likely_duplicates(calendar, occurrences) if about else ()
        self.twins = twins_of((one.first, one.second) for one in alike)
        self._in_venue: dict[str | None, dict[str, Activity]] = defaultdict(dict)
        self._remember(self._held)
        candidates = Candidates(calendar, self._held, today, self.measure)
        for key, count in self.counts.items():
            found = candidates.of(count.norm, relevant[key], count.periods)
            self._fill(count, by_place(once(found, self.twins)))

    def judgement(self, norm: str, area: str) -> Judgement:
        """Return what there is of a norm in a neighbourhood."""
        count = self.counts[norm]
        known = count.judgements.get(area)
        if known is None:
            there = count.reached(area)
            known = count.judgements[area] = self.judge(count, area, there.near, there.maybe)
        return known

    def judge(self, count: Count, area: str, near: list[AtPlace], maybe: list[AtPlace]) -> Judgement:
        """Return what these places come to for a neighbourhood."""
        return count.judge(area, added(count.norm, count.ages, near, maybe, count.length), self.measure)

    def sessions(self, activity: Activity) -> list[Occurrence]:
        """Return the occurrences of an activity, such as it became, in the weeks that the norms look at."""
        return occurrences_of(self.calendar, activity, self._window, self.off)

    def recounts(self, changed: Changed, norms: Iterable[str] | None = None) -> Iterator[Recount]:
        """Count the norms that a change concerns (or only some of these norms) as if it were made."""
        calendar = Changed((), changed.venues).within(self.calendar) if changed.venues else self.calendar
        places = self._places(changed)
        inside = {key: one for venue in changed.venues for key, one in self._in_venue[venue.id].items()}
        some = inside | {activity.id: activity for activity in changed.activities}
        if self.twins:  # which of those that are alike counts, may change with one of them
            twins = {two for one in some for two in self.twins.get(one, ()) if two in self._held}
            some = {key: calendar.activities[key] for key in twins} | some
        held_where = {key: self._held[key] for key in some if key in self._held} | places
        candidates = Candidates(calendar, held_where, self.today, self.measure)
        for norm in self.counts if norms is None else norms:
            count = self.counts[norm]
            found = about_norm(count.norm, some.values())
            concerned = [key for key in some if key in count.places_of or any(one.id == key for one in found)]
            if concerned:
                anew = once(candidates.of(count.norm, found, count.periods), self.twins)
                yield Recount(self, count, concerned, by_place(anew))

    def accept(self, changed: Changed) -> None:
        """Count as if a change were made, from now on."""
        for recount in list(self.recounts(changed)):
            recount.accept()
        places = self._places(changed)
        self.made.update(one.id for one in changed.activities if one.id not in self.calendar.activities)
        self._held |= places
        self._remember(places)
        self.calendar = changed.within(self.calendar)

    def nearness(self, count: Count, place: ReachPlace) -> dict[str, bool | None]:
        """Tell of each neighbourhood whether a place is near to it; None when nobody can say."""
        ways = self.ways.to(place)
        return {
            scope.id: is_near(self.calendar, count.norm, scope, place, ways[scope.id], self.measure)
            for scope in count.scopes
        }

    def venues_near(self, count: Count, area: str) -> list[str]:
        """Return the venues that are near to a neighbourhood, the nearest first; none of another region."""
        found = []
        for key, place in self.venue_places.items():
            if place not in count.near:
                count.near[place] = self.nearness(count, place)
            metres = self.ways.to(place)[area]
            if count.near[place][area] and is_in_region(place, metres, self.scopes[area].municipality):
                found.append((metres or 0.0, key))
        return [key for _, key in sorted(found)]

    def _fill(self, count: Count, candidates: dict[ReachPlace, list[Candidate]]) -> None:
        places: dict[str, dict[ReachPlace, None]] = defaultdict(dict)
        for place, some in candidates.items():
            count.candidates[place] = some
            count.at[place] = at_place(place, some, self.ways)
            count.near[place] = self.nearness(count, place)
            for candidate in some:
                places[candidate.activity.id][place] = None
        count.places_of.update((key, tuple(found)) for key, found in places.items())

    def _places(self, changed: Changed) -> dict[str, list[SessionPlace]]:
        places: dict[str, list[SessionPlace]] = {}
        for activity in changed.activities:
            places |= held(self.calendar, [activity], self.sessions(activity), self.days, self.venue_places)
        return places

    def _remember(self, places: dict[str, list[SessionPlace]]) -> None:
        """Remember what could count in which venue, for when a fact about the venue changes."""
        for key, some in places.items():
            for there in some:
                self._in_venue[there.venue][key] = there.activity


class Recount:
    """One norm, counted with other candidates for some activities."""

    def __init__(
        self, survey: Survey, count: Count, concerned: list[str], new: dict[ReachPlace, list[Candidate]]
    ) -> None:
        self._survey = survey
        self._count = count
        self._concerned = frozenset(concerned)
        self._new = new
        old = [place for key in concerned for place in count.places_of.get(key, ())]
        self._lists = {
            place: [one for one in count.candidates.get(place, ()) if one.activity.id not in self._concerned]
            + new.get(place, [])
            for place in dict.fromkeys([*old, *new])
        }
        self._at = {place: at_place(place, some, survey.ways) for place, some in self._lists.items() if some}
        self._near = {place: count.near.get(place) or survey.nearness(count, place) for place in self._lists}

    @property
    def norm(self) -> str:
        """The norm, by identifier."""
        return self._count.norm.id

    def scopes(self) -> list[str]:
        """Return the neighbourhoods whose verdict may change: those near to a place where something changes."""
        return [
            scope.id for scope in self._count.scopes if any(near[scope.id] is not False for near in self._near.values())
        ]

    def judgement(self, area: str) -> Judgement:
        """Return what there would be in a neighbourhood."""
        before = self._count.reached(area)
        near = [there for there in before.near if there.place not in self._lists]
        maybe = [there for there in before.maybe if there.place not in self._lists]
        for place, there in self._at.items():
            if self._near[place][area]:
                near.append(there)
            elif self._near[place][area] is None:
                maybe.append(there)
        return self._survey.judge(self._count, area, near, maybe)

    def shifts(self) -> Iterator[Shift]:
        """Yield each verdict that may change, as it is and as it would be."""
        for area in self.scopes():
            yield Shift(self.norm, area, self._survey.judgement(self.norm, area), self.judgement(area))

    def accept(self) -> None:
        """Keep this count."""
        count = self._count
        for place, some in self._lists.items():
            count.near[place] = self._near[place]
            if some:
                count.candidates[place], count.at[place] = some, self._at[place]
            elif place in count.at:
                del count.candidates[place], count.at[place]
        for key in self._concerned:
            places = tuple(place for place, some in self._new.items() if any(one.activity.id == key for one in some))
            count.places_of[key] = places
        count.forget()
