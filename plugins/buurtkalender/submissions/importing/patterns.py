"""Rules and loose dates as the patterns of the format: said exactly, or not as a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import gcd

from msgspec.structs import replace

from buurtkalender.domain.basics import Days
from buurtkalender.domain.model import Dates, Monthly, TimeSpan, Weekly
from buurtkalender.domain.recurrence import MOST_DATES
from buurtkalender.domain.rules import days_of
from buurtkalender.submissions.importing.rules import Rule, days, gives

MOST_EVERY = 52
PROBE = timedelta(days=6 * 366)
"""How far a rule and a pattern are held against each other."""

FEWEST_OF_A_SERIES = 3
_NTHS = {tuple(range(1 + 7 * n, 8 + 7 * n)): n + 1 for n in range(4)}
"""Days of the month that come to the nth of each weekday: 1 to 7 is the first."""

Series = Weekly | Monthly
Span = TimeSpan | None


def pattern_of(rule: Rule, first: date, last: date | None, span: Span) -> Series | None:
    """Return the pattern that gives exactly the days of the rule from ``first`` on, or None when none does.

    A first day that the rule does not give itself is left to who calls. What comes out has been held against the rule
    for six years, so a part of a rule that was not thought of here can never change its days.
    """
    found = _guess(rule, first, last, span)
    if found is None:
        return None
    probe = min(first + PROBE, last or date.max - timedelta(days=1), date.max - timedelta(days=1))
    theirs = days(rule._replace(times=None), first, probe)
    if not gives(rule, first):
        theirs = theirs[1:]
    ours = [date.fromordinal(day) for day in days_of(found, first, first.toordinal(), probe.toordinal())]
    return found if ours == theirs else None


def _guess(rule: Rule, first: date, last: date | None, span: Span) -> Series | None:
    """Return the pattern that a rule looks like."""
    if rule.positions and rule.freq != "MONTHLY":
        return None
    if rule.freq == "WEEKLY" or (rule.freq == "DAILY" and (rule.interval == 1 or not rule.interval % 7)):
        return _weekly(rule, first, last, span)
    if rule.freq == "MONTHLY":
        return _monthly(rule, rule.interval, first, last, span)
    if rule.freq == "YEARLY" and not rule.year_days and len(rule.months or (first.month,)) == 1:
        if rule.days and not rule.months:
            return None
        start = date(first.year, (rule.months or (first.month,))[0], 1)
        first = max(first, start) if start >= first.replace(day=1) else first
        return _monthly(rule._replace(months=()), 12 * rule.interval, first, last, span)
    return None


def _weekly(rule: Rule, first: date, last: date | None, span: Span) -> Weekly | None:
    if rule.freq == "DAILY" and rule.interval == 1:
        wanted, every = {day for _, day in rule.days} or set(range(7)), 1
    elif rule.freq == "DAILY":
        wanted, every = {first.weekday()}, rule.interval // 7
    else:
        wanted, every = {day for _, day in rule.days} or {first.weekday()}, rule.interval
    if every > MOST_EVERY or (rule.months and len(rule.months) < 12):
        return None
    return Weekly(tuple(sorted(wanted)), span, every, first, last)


def _monthly(  # noqa: PLR0911 - each way of saying it by itself
    rule: Rule, every: int, first: date, last: date | None, span: Span
) -> Series | None:
    if every > MOST_EVERY or (rule.months and len(rule.months) < 12):
        return None
    if rule.month_days in _NTHS and rule.days and not rule.positions:
        nths = {(_NTHS[rule.month_days], day) for _, day in rule.days}
    elif rule.month_days:
        numbers = rule.month_days
        fits = numbers[0] > 0 and not rule.days and not rule.positions
        return Monthly((), numbers, span, every, first, last) if fits else None
    elif not rule.days:
        return Monthly((), (first.day,), span, every, first, last) if not rule.positions else None
    elif rule.positions:
        if len(rule.days) != 1 or rule.days[0][0]:
            return None
        nths = {(n, rule.days[0][1]) for n in rule.positions}
    elif all(nth == 0 for nth, _ in rule.days):
        return Weekly(tuple(sorted({day for _, day in rule.days})), span, 1, first, last) if every == 1 else None
    else:
        nths = set(rule.days)
    if any(not 1 <= nth <= 5 and nth != -1 for nth, _ in nths):
        return None
    return Monthly(tuple(sorted(nths, key=lambda one: (one[0] % 7, one[1]))), (), span, every, first, last)


def dates_of(sessions: Iterable[tuple[date, Span]]) -> list[Dates]:
    """Return loose dates, those of one time together, in the order of time; no more than a file may hold."""
    by_span: dict[Span, set[date]] = {}
    for day, span in sessions:
        by_span.setdefault(span, set()).add(day)
    found = [Dates(tuple(sorted(given)[:MOST_DATES]), span) for span, given in by_span.items()]
    return sorted(found, key=lambda one: (one.dates[0], one.time.start if one.time else 0))


def regular(given: Sequence[date], span: Span) -> Series | None:
    """Return the pattern that loose dates seem to be: once in so many weeks, or an nth weekday; None when they are not.

    At most a quarter of the dates in between may lack; those are skipped.
    """
    known = sorted(set(given))
    if len(known) < FEWEST_OF_A_SERIES or len(known) > MOST_DATES:
        return None
    first, last = known[0], known[-1]
    if len({day.weekday() for day in known}) != 1:
        return None
    for found in _looks_like(known, span):
        planned = {date.fromordinal(day) for day in days_of(found, first, first.toordinal(), last.toordinal())}
        lacking = planned - set(known)
        if planned >= set(known) and len(lacking) * 4 <= len(planned):
            return skipping(found, lacking)
    return None


def _looks_like(known: Sequence[date], span: Span) -> Iterator[Series]:
    """Yield the patterns that dates on one weekday may be, the likeliest first."""
    first, last, weekday = known[0], known[-1], known[0].weekday()
    gaps = [(later - earlier).days // 7 for earlier, later in pairwise(known)]
    step = gcd(*gaps)
    if step <= 2:
        yield Weekly((weekday,), span, step, first, last)
    nths = {(day.day - 1) // 7 + 1 for day in known}
    if len(nths) == 1:
        yield Monthly(((nths.pop(), weekday),), (), span, 1, first, last)
    if _are_last(known):
        yield Monthly(((-1, weekday),), (), span, 1, first, last)
    if step <= MOST_EVERY and len(set(gaps)) == 1:
        yield Weekly((weekday,), span, step, first, last)


def _are_last(known: Sequence[date]) -> bool:
    return all((day + timedelta(days=7)).month != day.month for day in known)


def skipping(pattern: Series, lacking: Iterable[date]) -> Series:
    """Return a pattern that leaves these days out, besides what it left out already."""
    own = {day for one in pattern.skip.days for day in _each(one)}
    wanted = sorted(own | set(lacking))
    return replace(pattern, skip=replace(pattern.skip, days=tuple(Days(day, day) for day in wanted[-MOST_DATES:])))


def _each(days: Days) -> list[date]:
    return [date.fromordinal(day) for day in range(days.first.toordinal(), days.last.toordinal() + 1)]
