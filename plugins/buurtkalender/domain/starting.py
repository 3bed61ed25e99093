"""Edits that bring something to a neighbourhood: what exists elsewhere beside it, or something new, in a free room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from math import ceil

from buurtkalender.domain.barriers import facility
from buurtkalender.domain.candidates import Candidate
from buurtkalender.domain.edits import Edit
from buurtkalender.domain.model import Activity, Skip, TimeSpan, Weekly
from buurtkalender.domain.proposals import STARTS, Case, is_facility, much, times_of
from buurtkalender.domain.rooms import Share
from buurtkalender.domain.sessions import daypart

PLACES = 8
"""At how many places something is looked for that could be held here too, the nearest first."""

MINUTES = 120
"""How long something new takes, where nobody does it yet."""

MOST_DAYS = 5
"""How many days a week something new is held at most."""

ANY = 0b111111
"""Every daypart."""


def at_another_venue(case: Case) -> Iterator[Edit]:
    """What would count here but for its place, in a free room nearby, at its own time: the nearest first."""
    rooms = _by_room(case)
    if not rooms:
        return
    for candidate in _elsewhere(case):
        activity = candidate.activity
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
    """Yield what fails nothing but what is about its place: nearby in a house without a ramp, or too far away."""
    near = (one for one in case.near() if one.failures and all(map(_of_the_place, one.failures)))
    yield from sorted(near, key=lambda one: (-much(one), one.activity.id))
    places = sorted(
        (metres, there.place.neighbourhood or "", number)
        for number, (there, metres) in enumerate(case.there.too_far)
        if metres is not None and there.total.upper
    )
    for *_, number in islice(places, PLACES):
        there, _ = case.there.too_far[number]
        fit = (one for one in case.count.candidates[there.place] if all(map(_of_the_place, one.failures)))
        yield from sorted(fit, key=lambda one: (-much(one), one.activity.id))


def _of_the_place(failure: object) -> bool:
    params: dict[str, str] = getattr(failure, "params", {})
    return "fact" in params and is_facility(params["fact"])


def _by_room(case: Case) -> dict[tuple[str, str | None], list[Share]]:
    """Return the rooms nearby that are shared and have what the norm asks of a building, the nearest first."""
    found: dict[tuple[str, str | None], list[Share]] = defaultdict(list)
    asked = [name for name in case.norm.must if is_facility(name)]
    calendar = case.survey.calendar
    for venue in case.survey.venues_near(case.count, case.home):
        for share in case.rooms.shared.get(venue, ()):
            if all(facility(calendar, name, venue, share.room_id) for name in asked):
                found[venue, share.room_id].append(share)
    return found


def _room_for(
    case: Case, rooms: dict[tuple[str, str | None], list[Share]], activity: Activity, pattern: Weekly
) -> list[Share]:
    """Return what shares one room at the time of a pattern, on each of its days; empty when no room is free then."""
    span = pattern.time
    for (venue, room), shares in rooms.items():
        if span is None or venue == activity.venue:
            continue
        found = [
            share
            for day in pattern.days
            for share in shares
            if share.weekday == day and share.fits(span) and share.holds(activity.capacity)
        ]
        if {share.weekday for share in found} == set(pattern.days) and all(
            case.rooms.free(venue, room, day, span) for day in pattern.days
        ):
            return found
    return []


def _both(skip: Skip, other: Skip) -> Skip:
    """A room is only there when it is shared and the house is open."""
    return Skip(
        skip.school_holidays or other.school_holidays,
        skip.public_holidays or other.public_holidays,
        venue_closures=True,
        days=tuple(dict.fromkeys((*skip.days, *other.days))),
    )


def start(case: Case) -> Iterator[Edit]:
    """Something new, by who does it elsewhere: in a free room at a time that is missing, once and as often as needed."""
    example = _example(case)
    organisation = example.organisation if example else None
    known = {"activity": example.id if example else None, "organisation": organisation}
    known |= {"norm": case.norm.id, "confirmed": case.survey.today}
    if case.norm.at_least.unit == "offers":
        yield Edit("start", neighbourhood=case.home, **known)
        return
    parts, length = case.missing or ANY, _length(example)
    found = list(_free_times(case, parts, length, example))
    for share, span in found[:3]:
        yield _in_room(case, known, [share], span)
    often = _needed(case, length)
    if often > 1:
        yield from islice(_often(case, known, found, often), 2)
    if not found:
        days = (1, 4, 2, 0, 3) if any(daypart(1, starts[0]) & parts for starts in STARTS.values()) else (5, 6)
        for number in dict.fromkeys((1, min(often, len(days)))):
            some = tuple(sorted(days[:number]))
            for begin in islice(times_of(parts, some), 1):
                span = TimeSpan(begin, begin + length)
                yield Edit("start", neighbourhood=case.home, days=some, time=span, **known)


def _example(case: Case) -> Activity | None:
    """Return what is done elsewhere, of the organisation that does most; of one that does nothing here, if there is."""
    here = {one.activity.organisation for one in case.certain()}
    amounts: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    for some in case.count.candidates.values():
        for one in some:
            if one.share and one.certain:
                key = one.activity.organisation
                amounts[key] += much(one)
                best[key] = min(best.get(key, (0.0, one.activity.id)), (-much(one), one.activity.id))
    chosen = min(amounts, key=lambda key: (key in here, -amounts[key], key), default=None)
    return case.survey.calendar.activities[best[chosen][1]] if chosen else None


def _length(example: Activity | None) -> int:
    """Return how long something new takes: as long as the example."""
    spans = [time for pattern in example.when if (time := getattr(pattern, "time", None))] if example else []
    return min((span.minutes for span in spans), default=MINUTES)


def _needed(case: Case, length: int) -> int:
    """Return how many times a week make up for what is not there."""
    at_least = case.norm.at_least
    short = max(0.0, at_least.amount - case.judged.lower)
    if at_least.unit == "hours":
        short = short * 60 / length
    return min(MOST_DAYS, max(1, ceil(short / (4 if at_least.per == "month" else 1))))


def _free_times(
    case: Case, parts: int, length: int, example: Activity | None
) -> Iterator[tuple[Share, TimeSpan]]:
    """Yield the rooms nearby with a time at which they are free, the nearest first; once per room, day and daypart."""
    people = example.capacity if example else None
    for shares in _by_room(case).values():
        for share in shares:
            known = 0
            for begin in (*times_of(parts, [share.weekday]), share.span.start):
                span, part = TimeSpan(begin, begin + length), daypart(share.weekday, begin)
                if part & known or not part & parts or not share.fits(span) or not share.holds(people):
                    continue
                if case.rooms.free(share.venue.id, share.room_id, share.weekday, span):
                    known |= part
                    yield share, span


def _often(
    case: Case, known: dict[str, object], found: list[tuple[Share, TimeSpan]], often: int
) -> Iterator[Edit]:
    """Yield the same time in one room on several days."""
    days: dict[tuple[str, str | None, TimeSpan], list[Share]] = defaultdict(list)
    for share, span in found:
        some = days[share.venue.id, share.room_id, span]
        if all(one.weekday != share.weekday for one in some):
            some.append(share)
    for (_, _, span), shares in days.items():
        if len(shares) >= often:
            yield _in_room(case, known, shares[:often], span)


def _in_room(case: Case, known: dict[str, object], shares: list[Share], span: TimeSpan) -> Edit:
    skip = Skip()
    for share in shares:
        skip = _both(skip, share.skip)
    return Edit(
        "start",
        venue=shares[0].venue.id,
        room=shares[0].room_id,
        days=tuple(sorted(share.weekday for share in shares)),
        time=span,
        skip=skip,
        last=min((share.last for share in shares if share.last), default=None),
        **known,
    )
