"""Edits that bring something to a neighbourhood: what exists elsewhere beside it, or something new, in a free room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from math import ceil
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.coverage.candidates import Candidate, Failure
from buurtkalender.domain.coverage.reach import ReachPlace, is_in_region
from buurtkalender.domain.coverage.sessions import daypart
from buurtkalender.domain.coverage.units import unit_of
from buurtkalender.domain.coverage.verdicts import Edit
from buurtkalender.domain.facts import facility
from buurtkalender.domain.model import Activity
from buurtkalender.domain.remedies.proposals import Case, is_certain, is_facility, usual_times
from buurtkalender.domain.remedies.rooms import SharedHours
from buurtkalender.domain.values import Skip, TimeSpan, Weekly

PLACES = 8
"""At how many places something is looked for that could be held here too, the nearest first."""

MINUTES = 120
"""How long something new takes at most, and where nobody does it yet."""

PECULIAR = frozenset({"sports", "outdoor"})
"""Kinds of venue that only suit what is already held in one of that kind."""

MOST_DAYS = 5
"""How many days a week something new is held at most."""

RoomKey = tuple[str, str | None]
"""A venue and a room of it."""

_HAIR = 1e-9  # an hour in minutes is a fraction


def at_another_venue(case: Case) -> Iterator[Edit]:
    """What would count here but for its place, in a free room nearby, at its own time: the nearest first."""
    rooms = _by_room(case)
    if not rooms:
        return
    for activity in (candidate.activity for candidate in _elsewhere(case) if _is_indoors(case, candidate)):
        for number, pattern in enumerate(activity.when):
            if isinstance(pattern, Weekly) and pattern.time is not None:
                found = _room_for(case, rooms, activity, pattern)
                if found:
                    skip = pattern.skip
                    for share in found:
                        skip = _both(skip, share.skip)
                    yield Edit(
                        "venue",
                        activity.id,
                        found[0].venue.id,
                        found[0].room_id,
                        pattern=number,
                        skip=skip,
                        last=min((share.last for share in found if share.last), default=pattern.last),
                        confirmed=case.survey.today,
                    )
                    break


def _elsewhere(case: Case) -> Iterator[Candidate]:
    """Yield what fails nothing but what is about its place: nearby in a venue without a ramp, or too far away."""
    near = (one for one in case.near(_fits_elsewhere) if one.failures)
    yield from sorted(near, key=lambda one: (-case.much(one), one.activity.id))
    places = sorted(
        (metres, there.place.neighbourhood or "", number)
        for number, (there, metres) in enumerate(case.there.too_far)
        if metres is not None and is_in_region(there.place, metres, case.home)
    )
    for *_, number in islice(places, PLACES):
        there, _ = case.there.too_far[number]
        yield from sorted(there.such(_fits_elsewhere), key=lambda one: (-case.much(one), one.activity.id))


def _is_indoors(case: Case, candidate: Candidate) -> bool:
    """Tell whether something is in a building, so that another building may do."""
    venue = case.survey.calendar.venues.get(candidate.activity.venue or "")
    return venue is not None and venue.kind not in PECULIAR


def _fits_elsewhere(candidate: Candidate) -> bool:
    return all(map(_of_the_place, candidate.failures))


def _of_the_place(failure: Failure) -> bool:
    return "fact" in failure.params and is_facility(failure.params["fact"])


def _by_room(case: Case) -> dict[RoomKey, list[SharedHours]]:
    """Return the rooms nearby that are shared and have what the norm asks of a building, the nearest first."""
    key = "rooms", case.area
    known: dict[RoomKey, list[SharedHours]] | None = case.counted.kept.get(key)
    if known is not None:
        return known
    found: dict[RoomKey, list[SharedHours]] = defaultdict(list)
    asked = [name for name in case.norm.must if is_facility(name)]
    calendar = case.survey.calendar
    for venue in case.survey.venues_near(case.counted, case.area):
        for share in case.rooms.shared.get(venue, ()):
            if all(facility(calendar, name, venue, share.room_id) for name in asked):
                found[venue, share.room_id].append(share)
    case.counted.kept[key] = found
    return found


def _suits(case: Case, share: SharedHours, activity: Activity | None) -> bool:
    """Tell whether a room may do for such an activity: large enough, and no gym for a coffee morning."""
    usual = case.survey.calendar.venues.get((activity.venue if activity else None) or "")
    kind = share.venue.kind
    fits = kind not in PECULIAR or (usual is not None and usual.kind == kind)
    return fits and share.holds(activity.capacity if activity else None)


def _room_for(
    case: Case, rooms: dict[RoomKey, list[SharedHours]], activity: Activity, pattern: Weekly
) -> list[SharedHours]:
    """Return what shares one room at the time of a pattern, on each of its days; empty when no room is free then."""
    span = pattern.time
    for (venue, room), shares in rooms.items():
        if span is None or venue == activity.venue:
            continue
        found = [
            share
            for day in pattern.days
            for share in shares
            if share.weekday == day and share.fits(span) and _suits(case, share, activity)
        ]
        if {share.weekday for share in found} == set(pattern.days) and all(
            case.suits(day, span) and case.rooms.free(venue, room, day, span) for day in pattern.days
        ):
            return found
    return []


def _both(skip: Skip, other: Skip) -> Skip:
    """A room is only there when it is shared and the venue is open."""
    return Skip(
        skip.school_holidays or other.school_holidays,
        skip.public_holidays or other.public_holidays,
        venue_closures=True,
        days=tuple(dict.fromkeys((*skip.days, *other.days))),
    )


def start(case: Case) -> Iterator[Edit]:
    """Something new, by who does it elsewhere, in a free room at a time that is missing: once or more."""
    example = _example(case)
    new = Edit(
        "start",
        example.id if example else None,
        norm=case.norm.id,
        organisation=example.organisation if example else None,
        confirmed=case.survey.today,
    )
    if not unit_of(case.norm).timed:
        yield replace(new, neighbourhood=case.area)
        return
    parts, length = case.missing or case.asked, _length(example)
    often = _needed(case, example, length)
    first = list(islice(_free_times(case, parts, length, example), 3))
    yield from (_in_room(new, [share], span) for share, span in first)
    if often > 1:
        yield from islice(_often(new, _free_times(case, parts, length, example), often), 2)
    if not first:
        yield from _somewhere(case, replace(new, neighbourhood=case.area), parts, length, often, example)


def _somewhere(  # noqa: PLR0913, PLR0917 - what is new, and all that is known of when
    case: Case, new: Edit, parts: int, length: int, often: int, example: Activity | None
) -> Iterator[Edit]:
    """Yield something new where no room is known: first once a week, then as often as needed."""
    for number in dict.fromkeys((1, often)):
        for spread in ((1, 4, 2, 0, 3), (5, 6)):
            days = tuple(sorted(spread[:number]))
            usual = [span.start for span in _spans(example) if all(daypart(day, span.start) & parts for day in days)]
            spans = (TimeSpan(begin, begin + length) for begin in (*usual, *usual_times(parts, days)))
            fit = next((span for span in spans if all(case.suits(day, span) for day in days)), None)
            if fit is not None:
                yield replace(new, days=days, time=fit)
                break


def _example(case: Case) -> Activity | None:
    """Return what is done elsewhere for these people, of the organisation that does most of it.

    Only of one that does it in the same municipality or not far from here, rather of the first; and of these, if there
    is one, of an organisation that does nothing here yet, so that not everything hangs on one.
    """
    too_far = ((there.place, metres) for there, metres in case.there.too_far)
    left_out = frozenset(place for place, metres in too_far if not is_in_region(place, metres, case.home))
    key = "who does it", case.home, case.ages, left_out
    known: dict[str, _Does] | None = case.counted.kept.get(key)
    if known is None:
        known = case.counted.kept[key] = _who_does_it(case, left_out)
    here = {one.activity.organisation for one in case.near(is_certain)}
    chosen = min(known, key=lambda one: (not known[one].local, one in here, -known[one].much, one), default=None)
    return None if chosen is None else known[chosen].most


class _Does(NamedTuple):
    """How much an organisation does, whether in the municipality, and what it does most of."""

    much: float
    local: bool
    most: Activity


def _who_does_it(case: Case, left_out: frozenset[ReachPlace]) -> dict[str, _Does]:
    """Return who does something for these people: of what is named for them, or else of all."""
    at = (there for place, there in case.counted.at.items() if place not in left_out)
    every = (one for there in at for one in there.such(_is_for_them))
    some = [one for one in every if one.ages & case.ages and one.activity.id not in case.survey.made]
    named = [one for one in some if case.norm.audience in one.activity.audiences]
    by_organisation: dict[str, list[Candidate]] = defaultdict(list)
    for one in named or some:
        by_organisation[one.activity.organisation].append(one)
    return {
        key: _Does(
            sum(map(case.much, found)),
            any(case.home in one.held.place.towns for one in found),
            min(found, key=lambda one: (-case.much(one), one.activity.id)).activity,
        )
        for key, found in by_organisation.items()
    }


def _is_for_them(candidate: Candidate) -> bool:
    return all(failure.test not in {"audience", "aimed"} for failure in candidate.failures)


def _spans(example: Activity | None) -> list[TimeSpan]:
    return [span for pattern in example.when if (span := getattr(pattern, "time", None))] if example else []


def _length(example: Activity | None) -> int:
    """Return how long something new takes: as long as the example, if that is no whole day."""
    return min([MINUTES, *(span.minutes for span in _spans(example))])


def _needed(case: Case, example: Activity | None, length: int) -> int:
    """Return how many times a week make up for what is not there."""
    at_least = case.norm.at_least
    short = max(0.0, at_least.amount - case.judgement.least.lower)
    each = unit_of(case.norm).plus(0.0, example, length / 60) * (4 if at_least.per == "month" else 1)
    return min(MOST_DAYS, max(1, ceil(short / each - _HAIR))) if each else 1


def _free_times(
    case: Case, parts: int, length: int, example: Activity | None
) -> Iterator[tuple[SharedHours, TimeSpan]]:
    """Yield the rooms nearby with a time at which they are free, the nearest first; once per room, day and daypart."""
    usual = sorted(span.start for span in _spans(example))
    for shares in _by_room(case).values():
        for share in shares:
            known = 0
            for begin in (*usual, *usual_times(parts, [share.weekday]), share.span.start):
                span, part = TimeSpan(begin, begin + length), daypart(share.weekday, begin)
                if part & known or not part & parts or not share.fits(span) or not _suits(case, share, example):
                    continue
                if not case.suits(share.weekday, span):
                    continue
                if case.rooms.free(share.venue.id, share.room_id, share.weekday, span):
                    known |= part
                    yield share, span


def _often(new: Edit, found: Iterable[tuple[SharedHours, TimeSpan]], often: int) -> Iterator[Edit]:
    """Yield the same time in one room on several days; ``found`` are by room."""
    for _, in_room in groupby(found, key=lambda one: (one[0].venue.id, one[0].room_id)):
        days: dict[TimeSpan, list[SharedHours]] = defaultdict(list)
        for share, span in in_room:
            if all(one.weekday != share.weekday for one in days[span]):
                days[span].append(share)
        for span, shares in days.items():
            if len(shares) >= often:
                yield _in_room(new, shares[:often], span)


def _in_room(new: Edit, shares: list[SharedHours], span: TimeSpan) -> Edit:
    skip = Skip()
    for share in shares:
        skip = _both(skip, share.skip)
    return replace(
        new,
        venue=shares[0].venue.id,
        room=shares[0].room_id,
        days=tuple(sorted(share.weekday for share in shares)),
        time=span,
        skip=skip,
        last=min((share.last for share in shares if share.last), default=None),
    )
