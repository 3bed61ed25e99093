"""What only shows when a file is read whole: changes about dates that are planned, years, and the day of today."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from collections.abc import Mapping as Words
from datetime import date, timedelta
from hashlib import blake2b
from itertools import combinations
from pathlib import Path

import msgspec

from buurtkalender.domain.holidays import PUBLIC_HOLIDAYS, DaysOff
from buurtkalender.domain.lifecycle import public_holidays_left_out
from buurtkalender.domain.model import Activity, Calendar, Organisation
from buurtkalender.domain.recurrence import (
    Window,
    occurrences_of,
    planned_days,
    skipped_days,
)
from buurtkalender.domain.values import ByAppointment, Change, Dates, Days, Holiday, Occurrence, Pattern, Skip, hh_mm
from buurtkalender.reading.cache import CachedDaysOff as Known
from buurtkalender.reading.cache import CachedFile, Store
from buurtkalender.reading.fields import places
from buurtkalender.reading.problems import FileNotes, Problem, Ref, problem
from buurtkalender.reading.references import position_of
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar

_NEAR = timedelta(days=366)
_TWO_YEARS = timedelta(days=730)


def check_planned(activity: Activity, root: MappingNode, anchor: date, notes: FileNotes) -> None:
    """Report what is wrong between ``when`` and ``changes`` of one file that has no other problem."""
    timed = [(n, pattern) for n, pattern in enumerate(activity.when) if not isinstance(pattern, ByAppointment)]
    _check_entries(timed, _nodes(root, "when"), anchor, notes)
    seen: dict[tuple[date, int | None], int] = {}
    for n, (change, node) in enumerate(zip(activity.changes, _nodes(root, "changes"), strict=True)):
        if not isinstance(node, MappingNode):
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


def _nodes(root: MappingNode, key: str) -> list[Node]:
    entry = root.entries.get(key)
    return entry[1].items if entry is not None and isinstance(entry[1], Items) else []


def _start(pattern: Pattern) -> int:
    """The start in minutes after midnight; all day starts at midnight."""
    return 0 if isinstance(pattern, ByAppointment) or pattern.time is None else pattern.time.start


def _clocks(starts: set[int]) -> str:
    return ", ".join(hh_mm(start) for start in sorted(starts))


def _unplanned(change: Change, patterns: list[Pattern], anchor: date, node: MappingNode, notes: FileNotes) -> None:
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


def _check_move(change: Change, patterns: list[Pattern], node: MappingNode, notes: FileNotes) -> None:
    """Report a move to before the series began: nearly always a year that was typed wrong."""
    begins = [getattr(pattern, "first", None) for pattern in patterns]
    moved = change.moved_to
    if moved is not None and begins and all(first is not None and moved < first for first in begins):
        notes(
            places(node)["moved_to"], "moved-before-start", value=moved, first=min(first for first in begins if first)
        )


def _check_entries(timed: Sequence[tuple[int, Pattern]], nodes: list[Node], anchor: date, notes: FileNotes) -> None:
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
    shared = blake2b(f"{shared} {calendar.public_holidays}".encode(), digest_size=16).hexdigest()
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
    calendar: Calendar, activity: Activity, off: DaysOff, entry: CachedFile[Activity], folder: str
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


# --- years -----------------------------------------------------------------------------------------------
# Loose dates of which the year was probably typed wrong: in January people write last year's.

_LONG = timedelta(days=200)
_NEAR_DAYS = timedelta(days=31)


def check_years(activity: Activity, root: MappingNode, anchor: date, notes: FileNotes) -> None:
    """Tell of dates that lie about a year before the others, before the calendar, or before it was confirmed.

    No day of today is needed for it: what is long over stays right.
    """
    written = list(_written(root))
    days = [day for day, _ in written]
    before = [(day, node) for day, node in written if day < anchor]
    for day, node in before:
        notes(node, "date-before-calendar", value=day, first=anchor)
    for day, node in written:
        if day >= anchor and _apart(day, days):
            notes(node, "dates-a-year-apart", value=day, suggestion=next_year(day))
    confirmed = activity.confirmed
    moved = any(change.moved_to for change in activity.changes)
    loose = all(type(pattern) is Dates for pattern in activity.when) and not moved
    last, node = max(written, key=lambda one: one[0])
    if confirmed and loose and not before and over_when_confirmed(last, confirmed) and activity.status == "active":
        notes(node, "dates-before-confirmed", value=last, confirmed=confirmed, suggestion=next_year(last))


def _written(root: MappingNode) -> Iterator[tuple[date, Scalar]]:
    """Yield the loose dates with the place where each stands."""
    when = root.entries["when"][1]
    for entry in when.items if isinstance(when, Items) else ():
        if not isinstance(entry, MappingNode) or "dates" not in entry.entries:
            continue
        dates = entry.entries["dates"][1]
        for node in dates.items if isinstance(dates, Items) else [dates]:
            if isinstance(node, Scalar):
                yield date.fromisoformat(node.value.strip()), node


def _apart(day: date, days: list[date]) -> bool:
    """Whether a date would be among the others a year later, and is far from them now."""
    others = [other for other in days if other != day]
    if not others or min(others) - day < _LONG:
        return False
    return min(others) - _NEAR_DAYS <= next_year(day) <= max(others) + _NEAR_DAYS


def over_when_confirmed(last: date, confirmed: date | None) -> bool:
    """Whether the last date was over for long when somebody said that all of it was right."""
    return confirmed is not None and last < confirmed - _NEAR_DAYS


def next_year(day: date) -> date:
    """Return the same day a year later; 28 February for 29."""
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


# --- today -----------------------------------------------------------------------------------------------
# What is wrong with content on the day that it is handed in: the reading itself knows no day.

_TOMORROW = timedelta(days=1)
"""Elsewhere it may be tomorrow already."""


def on_day(content: Path, calendar: Calendar, today: date, new: Container[str]) -> Iterator[Problem]:
    """Yield warnings of what was confirmed after ``today``, and of ``new`` activities of which all dates are over."""
    confirmable: list[Activity | Organisation] = [*calendar.activities.values(), *calendar.organisations.values()]
    for one in confirmable:
        path = content / one.source.path
        if one.confirmed is not None and one.confirmed > today + _TOMORROW:
            at = position_of(path, "confirmed")
            yield problem(
                f"{content.name}/{one.source.path}",
                *at,
                "confirmed-in-future",
                value=one.confirmed,
                suggestion=today,
            )
        if isinstance(one, Activity) and one.id in new and (last := _over(one, calendar.anchor, today)):
            at = position_of(path, "when", "dates")
            yield problem(
                f"{content.name}/{one.source.path}", *at, "dates-over", value=last, suggestion=next_year(last)
            )
    yield from _on_closed_days(content, calendar, today)


_MOST_NAMED = 5


def _on_closed_days(content: Path, calendar: Calendar, today: date) -> Iterator[Problem]:
    """Yield warnings of what is told as on, or as not sure, on coming days on which the building or all is closed.

    One for each entry of ``when`` or ``changes`` and what is closed, with its days: forty activities in one building
    have forty files to mend, and no file is told twice of the same.
    """
    off = DaysOff(calendar)
    closures = [closure for closure in calendar.closures if closure.days.last >= today]
    shut = {
        key: coming
        for key, venue in calendar.venues.items()
        if (coming := [days for days in venue.closed if days.last >= today])
    }
    for activity in calendar.activities.values():
        venues = {activity.venue, *(change.venue for change in activity.changes)}
        away = [days for venue in venues for days in shut.get(venue or "", ())]
        if activity.changes or any(type(pattern) is Dates for pattern in activity.when):
            away += [closure.days for closure in closures]
        if not away:
            continue
        dates: set[Occurrence] = set()
        for days in away:
            dates.update(occurrences_of(calendar, activity, Window(max(days.first, today), days.last), off))
        told: dict[tuple[tuple[str | int, ...], str, str], list[date]] = {}
        for one in sorted(dates, key=lambda one: (one.start, one.pattern)):
            if found := _while_closed(activity, one, closures, shut):
                told.setdefault(found, []).append(one.day)
        for (place, code, what), on in told.items():
            shown = ", ".join(map(str, on[:_MOST_NAMED])) + (" …" if len(on) > _MOST_NAMED else "")
            at = position_of(content / activity.source.path, *place)
            yield problem(f"{content.name}/{activity.source.path}", *at, code, days=shown, venue=what, name=what)


def _while_closed(
    activity: Activity, one: Occurrence, closures: Sequence[Holiday], shut: Words[str, Sequence[Days]]
) -> tuple[tuple[str | int, ...], str, str] | None:
    """Return where a date was written, what to tell of it, and what is closed; nothing where nobody has to act."""
    start = hh_mm(one.planned.hour * 60 + one.planned.minute)
    changes = [(n, change) for n, change in enumerate(activity.changes) if change.day == one.planned.date()]
    number, change = next(
        ((n, change) for n, change in changes if change.at is not None and hh_mm(change.at) == start),
        next(((n, change) for n, change in changes if change.at is None), (0, None)),
    )
    if one.cancelled or (change is not None and (change.on or change.tentative is not None)):
        return None
    closed = one.venue is not None and any(one.day in days for days in shut.get(one.venue, ()))
    place: tuple[str | int, ...] = ("when", one.pattern) if change is None else ("changes", number, "date")
    if closed:
        return place, "series-while-closed" if one.tentative else "on-while-closed", one.venue or ""
    name = next((closure.name for closure in closures if one.day in closure.days), None)
    return None if name is None else (place, "on-while-all-closed", name)


def on_public_holidays(
    content: Path, calendar: Calendar, today: date, before: Words[str, Activity]
) -> Iterator[Problem]:
    """Yield which days of the coming year `public-holidays` leaves out, for who wrote it just now: not ``before``.

    People think of Christmas, and Good Friday and 5 May are among them.
    """
    until = today + _NEAR
    for activity in calendar.activities.values():
        known = before.get(activity.id)
        if known and any(_skip(pattern).public_holidays for pattern in known.when):
            continue
        days = {
            day: name
            for pattern in activity.when
            for day, name in public_holidays_left_out(calendar, pattern, today, until).items()
        }
        if days:
            told = [f"{day} ({PUBLIC_HOLIDAYS[name]})" for day, name in sorted(days.items())]
            at = position_of(content / activity.source.path, "when", "skip")
            path = f"{content.name}/{activity.source.path}"
            yield problem(path, *at, "public-holidays-are", days=", ".join(told))


def _over(activity: Activity, anchor: date, today: date) -> date | None:
    """Return the last date, where it is over and reading did not doubt its year already."""
    last = _last(activity)
    doubted = last is not None and (last < anchor or over_when_confirmed(last, activity.confirmed))
    return None if last is None or doubted or last >= today else last


def _last(activity: Activity) -> date | None:
    """Return the last date of an activity that has only loose dates."""
    loose = [pattern.dates for pattern in activity.when if isinstance(pattern, Dates)]
    days = [day for dates in loose for day in dates] if len(loose) == len(activity.when) else []
    moved = [change.moved_to for change in activity.changes if change.moved_to]
    return max([*days, *moved], default=None) if days else None
