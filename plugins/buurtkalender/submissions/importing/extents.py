"""When something is held, in days and times: how long an event is, and which dates ``when`` and ``changes`` promise."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.recurrence import MOST_DAYS, planned_days
from buurtkalender.domain.values import ByAppointment, Change, Dates, Days, Monthly, Pattern, TimeSpan, Weekly
from buurtkalender.submissions.importing.content_lines import at_home
from buurtkalender.submissions.importing.ical import VEvent
from buurtkalender.submissions.importing.patterns import CannotSayError, Span
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

WHOLE_DAY = 24 * 60
ASSUMED = 60
"""Minutes that something takes of which nobody says how long."""

MOST_DAYS_LONG = 31


class Session(NamedTuple):
    """One date of something that does not repeat by a rule."""

    day: date
    span: Span
    cancelled: bool


def sessions(event: VEvent) -> tuple[list[Session], list[ReportItem]]:
    """Return the dates of an event without a rule: one, or more when it goes on for days.

    Raises CannotSayError when it goes on for too long.
    """
    pieces, items = pieces_of(event)
    begin = home(event, event.start.at).date()
    return [Session(begin + timedelta(days=n), span, event.cancelled) for n, span in pieces], items


def pieces_of(event: VEvent) -> tuple[list[tuple[int, Span]], list[ReportItem]]:
    """Return the parts that an event has, each with how many days after the first it is held."""
    items: list[ReportItem] = []

    def tell(kind: Certainty, text: str, /, **words: object) -> None:
        items.append(ReportItem(kind, event.place, Message(text, words)))

    begin = home(event, event.start.at)
    end = _end(event)
    if event.start.all_day or (begin.time() == time() and end is not None and end > begin and end.time() == time()):
        if not event.start.all_day:
            tell(Certainty.GUESSED, N_("it goes from midnight to midnight, so it is all day"))
        number = max(1, (end - begin).days) if end else 1
        if number > MOST_DAYS_LONG:
            raise CannotSayError(N_("it goes on for {n} days: that is a period, not a date"), n=number)
        return [(n, None) for n in range(number)], items
    start = begin.hour * 60 + begin.minute
    if end is None or end <= begin:
        tell(Certainty.GUESSED, N_("nobody says when it ends: one hour was assumed"))
        end = begin + timedelta(minutes=ASSUMED)
    minutes = int((end - begin).total_seconds()) // 60
    if minutes < WHOLE_DAY:
        return [(0, TimeSpan(start, start + minutes))], items
    number = (end.date() - begin.date()).days
    if number > MOST_DAYS_LONG:
        raise CannotSayError(N_("it goes on for {n} days: that is a period, not a date"), n=number)
    tell(Certainty.GUESSED, N_("it goes on for more than a day: each day became a date of its own"))
    parts: list[tuple[int, Span]] = [
        (0, TimeSpan(start, WHOLE_DAY) if start else None),
        *((n, None) for n in range(1, number)),
    ]
    rest = end.hour * 60 + end.minute
    return [*parts, *([(number, TimeSpan(0, rest))] if rest else [])], items


def _end(event: VEvent) -> datetime | None:
    if event.end is not None:
        end = event.end
        if end.all_day and not event.start.all_day:
            return None
        return at_home(end.at, end.zone)
    if event.length is not None and event.length > timedelta():
        return home(event, event.start.at + event.length)
    return None


def home(event: VEvent, moment: datetime) -> datetime:
    """Return what the clock in Amsterdam shows at a moment in the zone of an event."""
    return at_home(moment, event.start.zone)


# --- dates that were promised ----------------------------------------------------------------------------
# What a file tells and what a feed tells now are compared by moment: the day and the minute on which it starts.

StartMoment = tuple[date, int]

FEWEST_OF_A_TAIL = 3
"""From so many dates on, the end of a pattern stays a pattern; fewer become loose dates."""


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
    for change in changes:
        own = {one for one in told if one[0] == change.day and change.at in {None, one[1]}}
        if change.cancelled is not None:
            off |= own
        elif change.moved_to or change.time:
            start = {change.time.start} if change.time else {start for _, start in own}
            told |= {(change.moved_to or change.day, one) for one in start if (change.moved_to or change.day) >= today}
    return told, off


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
