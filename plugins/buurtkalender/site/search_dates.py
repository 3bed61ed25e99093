"""The coming dates of an activity, as the files of what can be found tell them: by place, and which are told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import ceil

from buurtkalender.domain.coverage.sessions import PARTS, parts_of_day
from buurtkalender.domain.model import Activity
from buurtkalender.domain.places import NOWHERE, DateFacts
from buurtkalender.domain.values import Occurrence
from buurtkalender.site.model import Site
from buurtkalender.site.subscriptions import first_to_come

NEXT = 3
"""How many coming dates of an activity are told, whatever they are; its page has them all."""

MOST_DATES = 8
"""How many there are at most, with the first one of each further day of the week and part of the day."""

LOOKED_AT = 26
"""How many coming dates tell on which days of the week it is: half a year of something weekly."""


def ahead_of(site: Site, activity: Activity) -> Iterator[Occurrence]:
    """Return the dates of an activity from today on, in order of time, whatever becomes of them."""
    dates = site.selection.of_activity(activity.id)
    return islice(dates, first_to_come(site, dates), None)


def rows_by_place(site: Site, activity: Activity) -> list[tuple[str, DateFacts, list[Occurrence]]]:
    """Return the coming dates of an activity by where they are, each with a name: the usual place first.

    What has no place of its own comes to people, so its own row has all of its dates.
    """
    return coming_by_place(site, activity, LOOKED_AT)


def coming_by_place(
    site: Site, activity: Activity, most: int | None = None
) -> list[tuple[str, DateFacts, list[Occurrence]]]:
    """Return the coming dates on which an activity takes place, or so many of them, by where they are."""
    usual = site.places.usual(activity)
    if activity.id not in site.places.changing:
        return [(activity.id, usual, list(islice(ahead_of(site, activity), most)))]
    coming = list(islice((one for one in ahead_of(site, activity) if site.places.of(one).held), most))
    found = {usual: coming if usual.where == NOWHERE else []}
    for one in coming:
        there = site.places.place_at(activity, one)
        if there is not usual or usual.where != NOWHERE:
            found.setdefault(there, []).append(one)
    return [(_name(there), there, dates) for there, dates in found.items()]


def _name(there: DateFacts) -> str:
    if there.usual:
        return there.activity.id
    venue, room, location = there.where
    return f"{there.activity.id}@{'/'.join(filter(None, (venue, room))) or (location.name if location else '')}"


def all_slots(site: Site, activity: Activity, dates: list[Occurrence]) -> list[frozenset[int]]:
    """Return these (:func:`_slots`) of each date: of an entry that nobody changed, once for each day of the week."""
    walk_in = bool(activity.drop_in)
    if activity.id in site.places.changing:
        return [_slots(site, one, walk_in=walk_in) for one in dates]
    known: dict[tuple[int, int], frozenset[int]] = {}
    found = []
    for one in dates:
        key = one.pattern, one.start.weekday()
        own = known.get(key)
        if own is None:
            own = known[key] = _slots(site, one, walk_in=walk_in)
        found.append(own)
    return found


def _slots(site: Site, occurrence: Occurrence, *, walk_in: bool) -> frozenset[int]:
    """Return the day of the week and the parts of the day that something is in: 21 for Tuesday morning."""
    start, end = occurrence.start, occurrence.end
    day = start.isoweekday() * 10
    same = ("slots", day, start.hour, start.minute, end - start if walk_in else None, occurrence.all_day)
    found: frozenset[int] | None = site.kept.get(same)
    if found is None:
        found = frozenset(day + PARTS.index(part) + 1 for part in parts_of_day(occurrence, walk_in=walk_in))
        site.kept[same] = found
    return found


def first_of(coming: list[Occurrence], slots: list[frozenset[int]]) -> list[Occurrence]:
    """Return the dates to tell: who looks for something on a Friday has to read on which one it is."""
    known: set[int] = set()
    found: list[Occurrence] = []
    for one, own in zip(coming, slots, strict=True):
        if len(found) < NEXT or (len(found) < MOST_DATES and not own <= known):
            found.append(one)
            known |= own
    return found


def lengths(dates: list[Occurrence]) -> tuple[int, ...]:
    """Return how long each lasts in minutes, without the end of the list as far as it only repeats itself."""
    found = [0 if one.all_day else ceil((one.end - one.start).total_seconds() / 60) for one in dates]
    while len(found) > 1 and found[-1] == found[-2]:
        found.pop()
    return tuple(found)
