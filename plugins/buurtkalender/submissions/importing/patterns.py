"""Rules as the patterns of the format: said exactly, or not as a pattern."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from icalendar.prop import vRecur

from buurtkalender.domain.lifecycle import MOST_EVERY
from buurtkalender.domain.recurrence import MOST_DATES, days_of
from buurtkalender.domain.values import Dates, Monthly, TimeSpan, Weekly
from buurtkalender.submissions.importing.content_lines import HOME
from buurtkalender.submissions.importing.ical import LATEST, ICalMoment
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import MessageError

# --- rules -----------------------------------------------------------------------------------------------
# Rules for dates (RRULE; RFC 5545, 3.3.10) in date arithmetic of our own, day by day and never without an end.
#
# A rule is expanded between two days, period by period, so what it costs is bounded by the days between them and not
# by what the rule says. Rules by the hour, minute or second are refused.

RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
MOST_INTERVAL = 1_000
MOST_TIMES = 1_000_000
LONGEST_RULE = 2_000
_KNOWN = frozenset(
    {
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY",
        "BYHOUR", "BYMINUTE", "BYSECOND",
    }
)  # fmt: skip


class ImportRule(NamedTuple):
    """A rule. ``days`` holds (n, weekday), n 0 for each; ``until`` is as the file tells it, aware, naive or a date."""

    freq: str
    interval: int
    times: int | None
    until: date | datetime | None
    days: tuple[tuple[int, int], ...]
    month_days: tuple[int, ...]
    months: tuple[int, ...]
    positions: tuple[int, ...]
    year_days: tuple[int, ...]
    week_start: int


class CannotSayError(MessageError):
    """A rule that is not taken over."""


def read_rule(text: str, start: datetime) -> ImportRule:
    """Return the rule that a text tells, for an event that begins at ``start``; raises CannotSayError."""
    if len(text) > LONGEST_RULE:
        raise CannotSayError(_STRANGE, rule=text[:60])
    try:
        found = vRecur.from_ical(text.replace(" ", ""))
        parts = {key.upper(): value if isinstance(value, list) else [value] for key, value in found.items()}
        return _rule(parts, start, text)
    except CannotSayError:
        raise
    except Exception as error:  # what the library makes of a strange rule is no matter: it is refused
        raise CannotSayError(_STRANGE, rule=text[:60]) from error


_STRANGE = N_("the rule for its dates cannot be read: {rule}")


def _rule(parts: dict[str, list[object]], start: datetime, text: str) -> ImportRule:
    freq = str(parts.get("FREQ", [""])[0]).upper()
    if freq in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise CannotSayError(N_("it repeats more than once a day ({rule})"), rule=text[:60])
    if freq not in FREQUENCIES:
        raise CannotSayError(_STRANGE, rule=text[:60])
    odd = sorted(key for key in parts if key not in _KNOWN and not key.startswith("X-"))
    if odd:
        raise CannotSayError(N_("its rule has a part that is not known here: {part}"), part=", ".join(odd))
    for key, own in (("BYHOUR", start.hour), ("BYMINUTE", start.minute), ("BYSECOND", start.second)):
        if key in parts and [_int(one) for one in parts[key]] != [own]:
            raise CannotSayError(N_("it repeats more than once a day ({rule})"), rule=text[:60])
    until = parts.get("UNTIL", [None])[0]
    return ImportRule(
        freq=freq,
        interval=_bounded(_int(parts.get("INTERVAL", [1])[0]), 1, MOST_INTERVAL),
        times=_bounded(_int(parts["COUNT"][0]), 1, MOST_TIMES) if "COUNT" in parts else None,
        until=until if isinstance(until, date) else None,
        days=tuple(_weekday(str(one)) for one in parts.get("BYDAY", [])),
        month_days=_numbers(parts, "BYMONTHDAY", 31),
        months=_numbers(parts, "BYMONTH", 12),
        positions=_numbers(parts, "BYSETPOS", 366),
        year_days=_numbers(parts, "BYYEARDAY", 366),
        week_start=RULE_DAYS.index(str(parts.get("WKST", ["MO"])[0]).upper()),
    )


def _int(value: object) -> int:
    return int(str(value))


def _bounded(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValueError(number)
    return number


def _numbers(parts: dict[str, list[object]], key: str, most: int) -> tuple[int, ...]:
    found = sorted({_int(one) for one in parts.get(key, [])})
    if any(not number or abs(number) > most for number in found):
        raise ValueError(key)
    return tuple(found)


def _weekday(text: str) -> tuple[int, int]:
    nth, day = text[:-2], text[-2:].upper()
    return _bounded(int(nth or 0), -53, 53), RULE_DAYS.index(day)


# --- which days --------------------------------------------------------------------------------------


def days(rule: ImportRule, first: date, last: date, since: date = date.min) -> list[date]:
    """Return the days that the rule gives, counted from ``first``, from ``since`` to ``last``.

    ``first`` itself counts as the first one, whether or not the rule gives it (RFC 5545, 3.8.5.3); ``until`` is for who
    calls. What is before ``since`` costs nothing, unless it is to be counted.
    """
    found = [first] if since <= first <= last else []
    left = rule.times - 1 if rule.times else None
    if left is not None:
        every = (day for period in _periods(rule, first, first, last) for day in _positioned(rule, period))
        return found + [day for day in islice((day for day in every if first < day <= last), left) if day >= since]
    for period in _periods(rule, first, max(first, since), last):
        found += [day for day in _positioned(rule, period) if since <= day <= last and first < day]
    return found


def gives(rule: ImportRule, first: date) -> bool:
    """Whether the rule itself gives its first day."""
    return any(first in _positioned(rule, period) for period in _periods(rule, first, first, first))


def gives_when_asked(rule: ImportRule, first: date, last: date) -> Callable[[date], bool]:
    """Return what says of any day whether the rule gives it, up to ``last``. Counting is done once, for who asks."""
    if rule.times is None:
        return lambda day: first <= day <= last and bool(days(rule, first, day, day))
    counted = cache(lambda: frozenset(days(rule, first, last)))
    return lambda day: day in counted()


def _positioned(rule: ImportRule, period: list[date]) -> list[date]:
    if not rule.positions:
        return period
    chosen = {period[n - 1 if n > 0 else n] for n in rule.positions if -len(period) <= n <= len(period)}
    return sorted(chosen)


def _periods(rule: ImportRule, first: date, since: date, last: date) -> Iterator[list[date]]:
    """Yield the candidates of each day, week, month or year from that of ``since`` on, in order; several days as one.

    Intervals count from ``first``.
    """
    step = rule.interval
    if rule.freq == "DAILY":
        begin = first.toordinal() + -(-(since - first).days // step) * step
        wanted = {day for _, day in rule.days} or range(7)
        every, some = range(begin, last.toordinal() + 1, step), 1 if rule.positions else _AT_ONCE
        for n in range(0, len(every), some):
            yield _kept(rule, (day for day in every[n : n + some] if (day - 1) % 7 in wanted))
    elif rule.freq == "WEEKLY":
        begin = _in_step(first.toordinal() - (first.weekday() - rule.week_start) % 7, since.toordinal(), 7 * step)
        wanted = {day for _, day in rule.days} or {first.weekday()}
        for week in range(begin, last.toordinal() + 1, 7 * step):
            inside = range(week, min(week + 7, date.max.toordinal()))
            yield _kept(rule, (day for day in inside if (day - 1) % 7 in wanted))  # ordinal 1 was a Monday
    elif rule.freq == "MONTHLY":
        begin = _in_step(first.year * 12 + first.month - 1, since.year * 12 + since.month - 1, step)
        for one in range(begin, last.year * 12 + last.month, step):
            year, number = divmod(one, 12)
            yield _of_month(rule, year, number + 1, first.day) if _in(rule.months, number + 1) else []
    else:
        for year in range(_in_step(first.year, since.year, step), last.year + 1, step):
            yield _of_year(rule, year, first)


_AT_ONCE = 400


def _kept(rule: ImportRule, ordinals: Iterable[int]) -> list[date]:
    """Return the days that are in the months, and on the days of the month, that the rule names."""
    found = list(map(date.fromordinal, ordinals))
    if rule.months or rule.month_days:
        return [day for day in found if _in(rule.months, day.month) and _in_month(rule, day)]
    return found


def _in_step(first: int, since: int, step: int) -> int:
    """Return the last one up to ``since`` that is whole steps from the first."""
    return first + (since - first) // step * step


def _passes(rule: ImportRule, day: date) -> bool:
    on_day = not rule.days or any(day.weekday() == weekday for _, weekday in rule.days)
    return on_day and _in(rule.months, day.month) and _in_month(rule, day)


def _in_month(rule: ImportRule, day: date) -> bool:
    if not rule.month_days or day.day in rule.month_days:
        return True
    return rule.month_days[0] < 0 and day.day - _length(day.year, day.month) - 1 in rule.month_days


@lru_cache(maxsize=3_000)
def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _in(wanted: tuple[int, ...], number: int) -> bool:
    return not wanted or number in wanted


def _of_month(rule: ImportRule, year: int, month: int, usual: int) -> list[date]:
    length = monthrange(year, month)[1]
    if rule.month_days:
        numbers = {n if n > 0 else length + 1 + n for n in rule.month_days}
        found = {date(year, month, n) for n in numbers if 1 <= n <= length}
        if rule.days:
            found &= set(_nth_weekdays(rule.days, date(year, month, 1), date(year, month, length)))
    elif rule.days:
        found = set(_nth_weekdays(rule.days, date(year, month, 1), date(year, month, length)))
    else:
        found = {date(year, month, usual)} if usual <= length else set()
    return sorted(found)


def _of_year(rule: ImportRule, year: int, first: date) -> list[date]:
    if (rule.year_days or rule.month_days) and not rule.months and any(nth for nth, _ in rule.days):
        nths = set(_nth_weekdays(rule.days, date(year, 1, 1), date(year, 12, 31)))  # of the year (RFC 5545, 3.3.10)
        return [day for day in _of_year(rule._replace(days=()), year, first) if day in nths]
    if rule.year_days:
        length = 365 + (monthrange(year, 2)[1] == 29)
        numbers = {n if n > 0 else length + 1 + n for n in rule.year_days}
        found = [date(year, 1, 1) + timedelta(days=n - 1) for n in sorted(numbers) if 1 <= n <= length]
        return [day for day in found if _passes(rule, day)]
    if rule.months or rule.month_days:
        months = rule.months or range(1, 13)
        return [day for month in months for day in _of_month(rule, year, month, first.day)]
    if rule.days:
        return sorted(set(_nth_weekdays(rule.days, date(year, 1, 1), date(year, 12, 31))))
    return _of_month(rule, year, first.month, first.day)


def _nth_weekdays(wanted: tuple[tuple[int, int], ...], first: date, last: date) -> Iterator[date]:
    for nth, weekday in wanted:
        begin = first.toordinal() + (weekday - first.weekday()) % 7
        all_of_them = range(begin, last.toordinal() + 1, 7)
        if nth == 0:
            yield from map(date.fromordinal, all_of_them)
        elif -len(all_of_them) <= nth <= len(all_of_them):
            yield date.fromordinal(all_of_them[nth - 1 if nth > 0 else nth])


_FAR = timedelta(days=30 * 366)


def last_day(rule: ImportRule, start: ICalMoment) -> date | None:
    """Return the last day on which a rule may give a date, from UNTIL or COUNT; None when it goes on.

    That day is before ``start`` when UNTIL is: the rule then gives no date at all, and the first one is none either.
    That is how Google ends a series of which somebody changed "this and following" from its first date on.
    """
    first = start.at.date()
    if rule.times is not None:
        found = days(rule, first, min(first + _FAR, date.max - timedelta(days=1)))
        return found[-1] if len(found) == rule.times else None
    until = rule.until
    if until is None or until.year >= LATEST.year:  # the end of the year 9999 is no end
        return None
    if not isinstance(until, datetime):
        return until
    own = until.astimezone(start.zone or HOME).replace(tzinfo=None) if until.tzinfo else until
    if start.all_day:  # midnight here, written in UTC, is that day; else a moment is of the day that it is written as
        return own.date() if own.time() == time() else until.date()
    return own.date() if own.time() >= start.at.time() else own.date() - timedelta(days=1)


PROBE = timedelta(days=6 * 366)
"""How far a rule and a pattern are held against each other."""

_NTHS = {tuple(range(1 + 7 * n, 8 + 7 * n)): n + 1 for n in range(4)}
"""Days of the month that come to the nth of each weekday: 1 to 7 is the first."""

SeriesPattern = Weekly | Monthly
Span = TimeSpan | None


def pattern_of_rule(rule: ImportRule, first: date, last: date | None, span: Span) -> SeriesPattern | None:
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


def _guess(rule: ImportRule, first: date, last: date | None, span: Span) -> SeriesPattern | None:
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


def _weekly(rule: ImportRule, first: date, last: date | None, span: Span) -> Weekly | None:
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
    rule: ImportRule, every: int, first: date, last: date | None, span: Span
) -> SeriesPattern | None:
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
    """Return loose dates, those of one time together, in the order of time, as many in one entry as it may hold."""
    by_span: dict[Span, set[date]] = {}
    for day, span in sessions:
        by_span.setdefault(span, set()).add(day)
    found = [
        Dates(tuple(given[n : n + MOST_DATES]), span)
        for span, every in by_span.items()
        for given in [sorted(every)]
        for n in range(0, len(given), MOST_DATES)
    ]
    return sorted(found, key=lambda one: (one.dates[0], start_of(one.time)))


def planned_of(pattern: SeriesPattern, near: Iterable[date]) -> list[date]:
    """Return which of these days the bare pattern gives."""
    given = set(near)
    return [day for day in sorted(given) if days_of(pattern, day, day.toordinal(), day.toordinal())]


def start_of(span: Span) -> int:
    """Return the start in minutes after midnight; all day starts at midnight."""
    return span.start if span else 0
