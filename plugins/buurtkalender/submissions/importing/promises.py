"""The dates that a file promises and those that a feed tells now, compared by moment.

A moment is the day and the minute on which something starts; all day is at midnight.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.lifecycle import next_held, skipped_by
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import MOST_DAYS, Window, days_off, occurrences_of, planned_days
from buurtkalender.domain.values import (
    ByAppointment,
    Change,
    Dates,
    Days,
    Monthly,
    Occurrence,
    Pattern,
    TimeSpan,
    Weekly,
)
from buurtkalender.submissions.importing.content_lines import HOME

StartMoment = tuple[date, int]


class ImportWindow(NamedTuple):
    """What is taken over: dates from ``since`` on; loose dates of a rule without an end up to ``last``."""

    since: date
    last: date


FEWEST_OF_A_TAIL = 3
"""From so many dates on, the end of a pattern stays a pattern; fewer become loose dates."""


def moments_by_day(moments: Iterable[datetime]) -> dict[date, list[datetime]]:
    """Return moments by the day that they are on."""
    found: dict[date, list[datetime]] = {}
    for one in moments:
        found.setdefault(one.date(), []).append(one)
    return found


def promised_by(pattern: Pattern, anchor: date, today: date) -> list[date]:
    """Return the days to come on which a pattern is held, two years at most, without those that it skips itself."""
    if isinstance(pattern, ByAppointment):
        return []
    found = planned_days(pattern, anchor, today, today + timedelta(days=MOST_DAYS))
    away = () if isinstance(pattern, Dates) else pattern.skip.days
    return [day for day in found if not any(day in days for days in away)]


def starts_at(pattern: Pattern) -> int:
    """Return the minute after midnight on which a pattern starts; all day is at midnight."""
    return 0 if isinstance(pattern, ByAppointment) or pattern.time is None else pattern.time.start


def told_moments(
    when: Sequence[Pattern], changes: Iterable[Change], anchor: date, today: date
) -> tuple[set[StartMoment], set[StartMoment]]:
    """Return the moments to come of which a file tells something, and those of them on which nothing is held.

    A date that was moved is told of at both its moments.
    """
    told = {(day, starts_at(one)) for one in when for day in promised_by(one, anchor, today)}
    off: set[StartMoment] = set()
    starts: dict[date, set[int]] = {}
    for day, start in told:
        starts.setdefault(day, set()).add(start)
    for change in changes:
        own = {(change.day, start) for start in starts.get(change.day, ()) if change.at in {None, start}}
        if change.cancelled is not None:
            off |= own
        elif change.moved_to or change.time:
            day = change.moved_to or change.day
            new = {change.time.start} if change.time else {start for _, start in own}
            if day >= today:
                told |= {(day, start) for start in new}
                starts.setdefault(day, set()).update(new)
    return told, off


def moved_to(change: Change) -> StartMoment | None:
    """Return the moment to which a date was moved; None for one that stays where it was."""
    if change.cancelled is not None or not (change.moved_to or change.time):
        return None
    return change.moved_to or change.day, change.time.start if change.time else change.at or 0


def called_off(change: Change, reason: str) -> Change:
    """Return that a date is not held, whatever was to become of it."""
    return Change(change.day, change.at, cancelled=reason)


def with_starts(changes: Iterable[Change], when: Sequence[Pattern], anchor: date) -> list[Change]:
    """Return changes that each name the start that they are about, as they have to be to stand among others."""
    found: list[Change] = []
    for change in changes:
        starts = {starts_at(one) for one in when if planned_days(one, anchor, change.day, change.day)}
        found += [change] if change.at is not None else [replace(change, at=start) for start in sorted(starts)]
    return found


def tidy_changes(when: Sequence[Pattern], changes: Iterable[Change], anchor: date) -> tuple[Change, ...]:
    """Return changes in order, ``at`` only where a date holds several times, and none to dates that are not planned."""
    found: dict[tuple[date, int | None], Change] = {}
    for change in changes:
        starts = {starts_at(one) for one in when if planned_days(one, anchor, change.day, change.day)}
        if change.at not in starts:
            continue
        kept = change if len(starts) > 1 else replace(change, at=None)
        found.setdefault((kept.day, kept.at), kept)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or 0)))


def bounded(
    when: Sequence[Pattern], anchor: date, since: date, last: date
) -> tuple[list[Pattern], list[tuple[date, int]]]:
    """Return patterns up to a day, and each date and start that they give from another on.

    A file can say of dates that they are not sure or off, and of no series, so only those of some time ahead are taken
    over: none is published as sure.
    """
    kept: list[Pattern] = []
    coming: list[tuple[date, int]] = []
    for one in when:
        if isinstance(one, ByAppointment):
            continue
        if isinstance(one, Dates):
            dates = tuple(day for day in one.dates if day <= last)
            kept += [replace(one, dates=dates)] if dates else []
        else:
            kept.append(replace(one, last=min(one.last or last, last)))
        away = skipped_by(one)
        planned = planned_days(one, anchor, since, last)
        coming += [(day, starts_at(one)) for day in planned if day not in away]
    return kept, coming


def last_of(pattern: Pattern, changes: Iterable[Change] = ()) -> date:
    """Return the last day of a pattern and of the dates that were moved; the end of time for one without an end."""
    moved = [one.moved_to for one in changes if one.moved_to]
    if isinstance(pattern, ByAppointment):
        return max(moved, default=date.min)
    return max([*moved, *pattern.dates] if isinstance(pattern, Dates) else [*moved, pattern.last or date.max])


def with_days(when: list[Pattern], days: Sequence[date], span: TimeSpan | None) -> None:
    """Add days, in the order of time, to patterns: a day that one skips is taken back, a rule that ends goes on."""
    for day in days:
        for n, one in enumerate(when):
            grown = _with_day(one, day, span)
            if grown is not None:
                when[n] = grown
                break
        else:
            when.append(Dates((day,), span))


def _with_day(pattern: Pattern, day: date, span: TimeSpan | None) -> Pattern | None:
    """Return a pattern that also gives a day, None where it cannot."""
    if isinstance(pattern, ByAppointment) or starts_at(pattern) != (span.start if span else 0):
        return None
    if isinstance(pattern, Dates):
        if day in pattern.dates:
            return pattern
        return replace(pattern, dates=tuple(sorted((*pattern.dates, day)))) if pattern.time == span else None
    if planned_days(pattern, pattern.first or day, day, day):
        kept = tuple(days for days in pattern.skip.days if day not in days)
        return replace(pattern, skip=replace(pattern.skip, days=kept))
    if pattern.last and pattern.last < day and pattern.time == span:
        longer = replace(pattern, last=day)
        if planned_days(longer, pattern.first or day, pattern.last + timedelta(days=1), day) == [day]:
            return longer
    return None


def with_promised(  # noqa: PLR0913, PLR0917 - what is told now, what was, and which of that is to stay
    when: Sequence[Pattern],
    changes: Iterable[Change],
    before: Sequence[Pattern],
    said: Iterable[Change],
    keep: Container[StartMoment],
    anchor: date,
    today: date,
) -> tuple[list[Pattern], list[Change]]:
    """Return ``when`` and ``changes`` with the moments of ``before`` that are to be kept, and what was said of them."""
    found, starts = list(when), dict[date, set[int]]()
    for pattern in before:
        days, start = promised_by(pattern, anchor, today), starts_at(pattern)
        mine = [day for day in days if (day, start) in keep]
        for day in mine:
            starts.setdefault(day, set()).add(start)
        tail = _tail(days, mine)
        if isinstance(pattern, Weekly | Monthly) and len(tail) >= FEWEST_OF_A_TAIL:
            mine = mine[: -len(tail)]
            with_days(found, mine, pattern.time)
            if pattern.last:
                rest = list(found)
                with_days(rest, tail, pattern.time)
                if len(rest) == len(found):  # a rule that ended goes on
                    found = rest
                    continue
            found.append(replace(pattern, first=tail[0]))
        elif not isinstance(pattern, ByAppointment):
            with_days(found, mine, pattern.time)
    stays = [one for one in said if one.day in starts and (one.at is None or one.at in starts[one.day])]
    return found, [*stays, *changes]


def _tail(days: Sequence[date], kept: Sequence[date]) -> list[date]:
    """Return the days at the end of ``days`` that are all kept."""
    n = 0
    while n < min(len(days), len(kept)) and days[-1 - n] == kept[-1 - n]:
        n += 1
    return list(days[len(days) - n :])


def only_on(pattern: Pattern, days: list[date], stay: list[date], today: date) -> list[Pattern]:
    """Return a pattern with only these of its days to come; nothing where it has no other."""
    gone = sorted(set(days) - set(stay))
    if not gone or isinstance(pattern, ByAppointment):
        return [pattern]
    if isinstance(pattern, Dates):
        left = tuple(day for day in pattern.dates if day not in gone)
        return [replace(pattern, dates=left)] if left else []
    last = max(stay, default=today - timedelta(days=1))
    if gone[0] > last:
        return [replace(pattern, last=max(last, pattern.first or last))]
    away = (*pattern.skip.days, *(Days(day, day) for day in gone if day < last))
    skip = replace(pattern.skip, days=tuple(sorted(set(away), key=lambda one: one.first)))
    return [replace(pattern, last=last, skip=skip)]


def mean_the_same(calendar: Calendar, one: Activity, other: Activity, today: date) -> bool:
    """Whether two activities differ in nothing but dates that are over: those need no new file."""
    bare = [replace(each, when=(), changes=(), source=one.source) for each in (one, other)]
    days = Window(today, today + timedelta(days=730))
    off = days_off(calendar, days)
    dates = [
        sorted(
            (replace(each, pattern=0) for each in occurrences_of(calendar, activity, days, off)),
            key=lambda each: (each.start, each.end),
        )
        for activity in (one, other)
    ]
    said = [
        {(each.day, each.cancelled, each.postponed, each.tentative) for each in activity.changes if each.day >= today}
        for activity in (one, other)
    ]
    later = [next_held(calendar, activity, days.last, off) for activity in (one, other)]
    far = [each and (each.start, each.end) for each in later]
    return bare[0] == bare[1] and dates[0] == dates[1] and said[0] == said[1] and far[0] == far[1]


def is_at_odd_hour(activity: Activity, one: Occurrence) -> bool:
    """Whether a date begins or ends in an hour that comes twice, or that is passed over, when the clock changes."""
    if one.all_day or one.cancelled or not {one.start.hour, one.end.hour} & {2, 3}:
        return False
    pattern = activity.when[one.pattern]
    span = None if isinstance(pattern, ByAppointment) or one.moved_from else pattern.time
    if span and (one.start, one.end - one.start) != (one.planned, timedelta(minutes=span.minutes)):
        return True
    return _comes_twice(one.start) or (_comes_twice(one.end) and _comes_twice(one.end - timedelta(minutes=1)))


def _comes_twice(moment: datetime) -> bool:
    there = moment.replace(tzinfo=HOME)
    return there.utcoffset() != there.replace(fold=1).utcoffset()


def besides(
    when: Iterable[Pattern], changes: Iterable[Change], others: Iterable[Pattern]
) -> tuple[tuple[Pattern, ...], int]:
    """Return what other patterns give besides these, and how many of their entries or dates these give already.

    A date of which ``changes`` say something else is no copy.
    """
    changed = {one.day for one in changes}
    timed = [one for one in when if not isinstance(one, ByAppointment)]
    left: list[Pattern] = []
    twice = 0
    for other in others:
        same = [one for one in timed if not isinstance(other, ByAppointment) and one.time == other.time]
        if other in same and not changed:
            twice += 1
        elif isinstance(other, Dates) and same:
            new = tuple(day for day in other.dates if day in changed or not any(_gives(one, day) for one in same))
            twice += len(other.dates) - len(new)
            left += [replace(other, dates=new)] if new else []
        else:
            left.append(other)
    return tuple(left), twice


def _gives(pattern: Pattern, day: date) -> bool:
    """Whether a pattern has a date on a day, and does not leave it out."""
    return bool(planned_days(pattern, day, day, day)) and day not in skipped_by(pattern)
