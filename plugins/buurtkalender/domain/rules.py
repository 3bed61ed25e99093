"""The bare rules: which days a pattern gives, in own date arithmetic on ordinals (``date.toordinal``).

A pattern gives nothing before its ``first`` (or, without one, the calendar's anchor) nor after its ``last``; both
are inclusive. Intervals count from the Monday-week, or the month, of that first day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

from buurtkalender.domain.when import ByAppointment, Dates, Monthly, Pattern, Weekly

MONTHS_OF_A_CYCLE = 4800
"""The Gregorian calendar repeats every 400 years, so a monthly rule without a date in that time has none."""


def days_of(pattern: Pattern, anchor: date, first: int, last: int) -> list[int]:
    """Ordinals from first to last that the bare rule gives, in order, each once."""
    if isinstance(pattern, ByAppointment):
        return []
    if isinstance(pattern, Dates):
        return [day for day in sorted({day.toordinal() for day in pattern.dates}) if first <= day <= last]
    begin = (pattern.first or anchor).toordinal()
    first = max(first, begin)
    if pattern.last is not None:
        last = min(last, pattern.last.toordinal())
    if first > last:
        return []
    return (
        _weekly(pattern, begin, first, last) if isinstance(pattern, Weekly) else _monthly(pattern, begin, first, last)
    )


def first_day(pattern: Pattern, anchor: date) -> date | None:
    """The first day that the bare rule gives (DTSTART of its series), or None when it never gives one."""
    if isinstance(pattern, ByAppointment):
        return None
    if isinstance(pattern, Dates):
        return min(pattern.dates, default=None)
    begin = (pattern.first or anchor).toordinal()
    if isinstance(pattern, Weekly):
        days = days_of(pattern, anchor, begin, begin + 7 * pattern.every + 7)
        return date.fromordinal(days[0]) if days else None
    last = (pattern.last or date.max).toordinal()
    month = _month(begin)
    for step in range(MONTHS_OF_A_CYCLE):
        found = _days_of_month(pattern.weekdays, pattern.days, month + step * pattern.every)
        days = [day for day in found if day >= begin]
        if days:
            return date.fromordinal(days[0]) if days[0] <= last else None
    return None


def _weekly(pattern: Weekly, begin: int, first: int, last: int) -> list[int]:
    monday = begin - (begin - 1) % 7  # ordinal 1 was a Monday
    step = 7 * pattern.every
    # `first + (… - first) % step` is the first day from `first` on that is whole steps from the weekday's first.
    if len(pattern.days) == 1:
        return list(range(first + (monday + pattern.days[0] - first) % step, last + 1, step))
    days = {day for weekday in pattern.days for day in range(first + (monday + weekday - first) % step, last + 1, step)}
    return sorted(days)


def _monthly(pattern: Monthly, begin: int, first: int, last: int) -> list[int]:
    origin, month = _month(begin), _month(first)
    month += (origin - month) % pattern.every
    final = _month(last)
    days: list[int] = []
    while month <= final:
        days += [day for day in _days_of_month(pattern.weekdays, pattern.days, month) if first <= day <= last]
        month += pattern.every
    return days


def _month(ordinal: int) -> int:
    """Months since the year 0."""
    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


@lru_cache(maxsize=10_000)  # hundreds of activities are on the first Tuesday of the month
def _days_of_month(nths: tuple[tuple[int, int], ...], numbers: tuple[int, ...], month: int) -> list[int]:
    """Ordinals of these days of this month (:func:`_month`), in order, each once; none after the year 9999."""
    year, month = divmod(month, 12)
    if year > date.max.year:
        return []
    weekday_of_first, length = monthrange(year, month + 1)
    days = {day for day in numbers if day <= length}
    for nth, weekday in nths:
        day = 1 + (weekday - weekday_of_first) % 7
        day += 7 * ((length - day) // 7 if nth == -1 else nth - 1)
        if day <= length:
            days.add(day)
    before = date(year, month + 1, 1).toordinal() - 1
    return [before + day for day in sorted(days)]
