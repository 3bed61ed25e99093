"""Rules for dates (RRULE; RFC 5545, 3.3.10) in date arithmetic of our own, day by day and never without an end.

A rule is expanded between two days, period by period, so what it costs is bounded by the days between them and not by
what the rule says. Rules by the hour, minute or second are refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from icalendar.prop import vRecur

from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import MessageError

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
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


class Rule(NamedTuple):
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


def read_rule(text: str, start: datetime) -> Rule:
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


def _rule(parts: dict[str, list[object]], start: datetime, text: str) -> Rule:
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
    return Rule(
        freq=freq,
        interval=_bounded(_int(parts.get("INTERVAL", [1])[0]), 1, MOST_INTERVAL),
        times=_bounded(_int(parts["COUNT"][0]), 1, MOST_TIMES) if "COUNT" in parts else None,
        until=until if isinstance(until, date) else None,
        days=tuple(_weekday(str(one)) for one in parts.get("BYDAY", [])),
        month_days=_numbers(parts, "BYMONTHDAY", 31),
        months=_numbers(parts, "BYMONTH", 12),
        positions=_numbers(parts, "BYSETPOS", 366),
        year_days=_numbers(parts, "BYYEARDAY", 366),
        week_start=WEEKDAYS.index(str(parts.get("WKST", ["MO"])[0]).upper()),
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
    return _bounded(int(nth or 0), -53, 53), WEEKDAYS.index(day)


# --- which days --------------------------------------------------------------------------------------


def days(rule: Rule, first: date, last: date) -> list[date]:
    """Return the days that the rule gives, counted from ``first``, up to ``last``; ``until`` is for who calls.

    ``first`` itself counts as the first one, whether or not the rule gives it (RFC 5545, 3.8.5.3).
    """
    found = [first] if first <= last else []
    if rule.times == 1:
        return found
    for period in _periods(rule, first, last):
        for day in _positioned(rule, period):
            if first < day <= last:
                found.append(day)
                if len(found) == rule.times:
                    return found
    return found


def gives(rule: Rule, first: date) -> bool:
    """Whether the rule itself gives its first day."""
    return any(first in _positioned(rule, period) for period in _periods(rule, first, first))


def _positioned(rule: Rule, period: list[date]) -> list[date]:
    if not rule.positions:
        return period
    chosen = {period[n - 1 if n > 0 else n] for n in rule.positions if -len(period) <= n <= len(period)}
    return sorted(chosen)


def _periods(rule: Rule, first: date, last: date) -> Iterator[list[date]]:
    """Yield the candidates of each day, week, month or year, in order."""
    if rule.freq == "DAILY":
        for day in range(first.toordinal(), last.toordinal() + 1, rule.interval):
            yield [one for one in [date.fromordinal(day)] if _passes(rule, one)]
    elif rule.freq == "WEEKLY":
        begin = first.toordinal() - (first.weekday() - rule.week_start) % 7
        wanted = {day for _, day in rule.days} or {first.weekday()}
        for week in range(begin, last.toordinal() + 1, 7 * rule.interval):
            inside = (date.fromordinal(day) for day in range(week, min(week + 7, date.max.toordinal())))
            yield [one for one in inside if one.weekday() in wanted and _passes(rule, one)]
    elif rule.freq == "MONTHLY":
        month, final = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
        for one in range(month, final + 1, rule.interval):
            year, number = divmod(one, 12)
            yield _of_month(rule, year, number + 1, first.day) if _in(rule.months, number + 1) else []
    else:
        for year in range(first.year, last.year + 1, rule.interval):
            yield _of_year(rule, year, first)


def _passes(rule: Rule, day: date) -> bool:
    length = monthrange(day.year, day.month)[1]
    in_month = not rule.month_days or day.day in rule.month_days or day.day - length - 1 in rule.month_days
    on_day = not rule.days or any(day.weekday() == weekday for _, weekday in rule.days)
    return _in(rule.months, day.month) and in_month and on_day


def _in(wanted: tuple[int, ...], number: int) -> bool:
    return not wanted or number in wanted


def _of_month(rule: Rule, year: int, month: int, usual: int) -> list[date]:
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


def _of_year(rule: Rule, year: int, first: date) -> list[date]:
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
