"""Whether changes are about dates that are planned, and whether entries of ``when`` get in each other's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Words
from datetime import date, timedelta
from hashlib import blake2b
from itertools import combinations

import msgspec

from buurtkalender.domain.model import Activity, ByAppointment, Calendar, Change, Pattern, Skip
from buurtkalender.domain.recurrence import DaysOff, planned_days, skipped_days
from buurtkalender.domain.when import hh_mm
from buurtkalender.reading.cache import DaysOff as Known
from buurtkalender.reading.cache import Entry, Store
from buurtkalender.reading.fields import places
from buurtkalender.reading.problems import Notes, Problem, Ref, problem
from buurtkalender.reading.yaml import Items, Mapping, Node

_NEAR = timedelta(days=366)
_TWO_YEARS = timedelta(days=730)


def check(activity: Activity, root: Mapping, anchor: date, notes: Notes) -> None:
    """Report what is wrong between ``when`` and ``changes`` of one file that has no other problem."""
    timed = [(n, pattern) for n, pattern in enumerate(activity.when) if not isinstance(pattern, ByAppointment)]
    _check_entries(timed, _nodes(root, "when"), anchor, notes)
    seen: dict[tuple[date, int | None], int] = {}
    for n, (change, node) in enumerate(zip(activity.changes, _nodes(root, "changes"), strict=True)):
        if not isinstance(node, Mapping):
            continue
        at = places(node)
        first = seen.setdefault((change.day, change.at), node.line)
        if first != node.line:
            notes(at["date"], "duplicate-change", day=change.day, line=first)
        notes.refer("change", str(n), at["date"])
        starts = {_start(pattern) for _, pattern in timed if planned_days(pattern, anchor, change.day, change.day)}
        if not starts:
            _unplanned(change, [pattern for _, pattern in timed], anchor, node, notes)
        elif change.at is not None and change.at not in starts:
            notes(at["at"], "at-fits-no-time", value=hh_mm(change.at), day=change.day, known=_clocks(starts))
        elif change.at is None and change.time is not None and len(starts) > 1:
            notes(at["date"], "at-missing", day=change.day, known=_clocks(starts))
        elif change.moved_to is not None:
            _check_move(change, [pattern for _, pattern in timed], node, notes)


def _nodes(root: Mapping, key: str) -> list[Node]:
    entry = root.entries.get(key)
    return entry[1].items if entry is not None and isinstance(entry[1], Items) else []


def _start(pattern: Pattern) -> int:
    """The start in minutes after midnight; all day starts at midnight."""
    return 0 if isinstance(pattern, ByAppointment) or pattern.time is None else pattern.time.start


def _clocks(starts: set[int]) -> str:
    return ", ".join(hh_mm(start) for start in sorted(starts))


def _unplanned(change: Change, patterns: list[Pattern], anchor: date, node: Mapping, notes: Notes) -> None:
    """Report a change to a date that no entry gives, with the planned dates before and after it."""
    day = change.day
    near: set[date] = set()
    for pattern in patterns:
        near.update(planned_days(pattern, anchor, day - _NEAR, day)[-1:])
        near.update(planned_days(pattern, anchor, day, day + _NEAR)[:1])
    before = max((found for found in near if found < day), default=None)
    after = min((found for found in near if found > day), default=None)
    suggestion = ", ".join(str(found) for found in (before, after) if found)
    notes(places(node)["date"], "date-not-planned", value=day, suggestion=suggestion)


def _check_move(change: Change, patterns: list[Pattern], node: Mapping, notes: Notes) -> None:
    """Report a move to before the series began: nearly always a year that was typed wrong."""
    begins = [getattr(pattern, "first", None) for pattern in patterns]
    moved = change.moved_to
    if moved is not None and begins and all(first is not None and moved < first for first in begins):
        notes(
            places(node)["moved_to"], "moved-before-start", value=moved, first=min(first for first in begins if first)
        )


def _check_entries(timed: Sequence[tuple[int, Pattern]], nodes: list[Node], anchor: date, notes: Notes) -> None:
    """Report two entries that give the same start on the same day.

    Entries that skip shared days off may divide the year between them: they are not compared.
    """
    for (_, one), (n, other) in combinations(timed, 2):
        if _start(one) != _start(other) or _shared(one) or _shared(other):
            continue
        both = sorted(_days(one, anchor, other) & _days(other, anchor, one))
        if both:
            place = nodes[n] if n < len(nodes) else nodes[0]
            notes(place, "same-start", day=both[0], time=hh_mm(_start(one)))


def _skip(pattern: Pattern) -> Skip:
    found: Skip = getattr(pattern, "skip", Skip())
    return found


def _shared(pattern: Pattern) -> bool:
    skip = _skip(pattern)
    return skip.school_holidays or skip.public_holidays or skip.venue_closures


def _days(pattern: Pattern, anchor: date, other: Pattern) -> set[date]:
    """Two years of planned days, counted from where both have begun, without the pattern's own skips."""
    begin = max(_first(pattern, anchor), _first(other, anchor))
    days = planned_days(pattern, anchor, begin, begin + _TWO_YEARS)
    away = _skip(pattern).days
    return {day for day in days if not any(day in off for off in away)}


def _first(pattern: Pattern, anchor: date) -> date:
    dates: tuple[date, ...] = getattr(pattern, "dates", ())
    first: date | None = dates[0] if dates else getattr(pattern, "first", None)
    return first or anchor


def across(calendar: Calendar, store: Store, known: Words[str, Known], folder: str) -> dict[str, Known]:
    """Return, for each activity with changes, warnings of those to dates that are skipped anyway.

    They are no errors: a venue that closes for a week must not take the activities of others off the calendar.
    ``known`` is what came out the last time; it is taken over where neither the activity nor its venue, nor holidays
    and neighbourhoods changed.
    """
    shared = "".join(entry.digest for entries in (store.holidays, store.neighbourhoods) for entry in entries.values())
    shared = blake2b(shared.encode(), digest_size=16).hexdigest()
    found: dict[str, Known] = {}
    off = DaysOff(calendar)
    for activity in calendar.activities.values():
        if not activity.changes:
            continue
        venue = calendar.venues.get(activity.venue) if activity.venue else None
        digests = f"{activity.source.digest} {venue.source.digest if venue else ''} {shared}"
        before = known.get(activity.id)
        if before is not None and before.digests == digests:
            found[activity.id] = before
        else:
            problems = _without_effect(calendar, activity, off, store.activities[activity.source.path], folder)
            found[activity.id] = Known(digests, tuple(problems))
    return found


def _without_effect(
    calendar: Calendar, activity: Activity, off: DaysOff, entry: Entry[Activity], folder: str
) -> Iterator[Problem]:
    lost = [n for n, change in enumerate(activity.changes) if _lost(calendar, activity, change, off)]
    if lost:
        at = {ref.id: ref for ref in msgspec.msgpack.decode(entry.refs, type=list[Ref]) if ref.kind == "change"}
        for n in lost:
            ref, path = at[str(n)], f"{folder}/{activity.source.path}"
            yield problem(path, ref.line, ref.column, "change-on-day-off", day=activity.changes[n].day)


def _lost(calendar: Calendar, activity: Activity, change: Change, off: DaysOff) -> bool:
    """Whether nothing is left of the date that this changes."""
    day = change.day
    closed = any(day in closure.days for closure in calendar.closures)
    timed = [(n, pattern) for n, pattern in enumerate(activity.when) if not isinstance(pattern, ByAppointment)]
    if not closed and not any(_skip(pattern) != Skip() for _, pattern in timed):
        return False
    given = [n for n, pattern in timed if planned_days(pattern, calendar.anchor, day, day)]
    return bool(given) and all(skipped_days(calendar, activity, n, day, day, off) for n in given)
