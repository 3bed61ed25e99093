"""What there is in each week that a norm looks at, and which holidays make the holes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from operator import or_

from buurtkalender.domain.coverage.judgement import failing
from buurtkalender.domain.coverage.sessions import DAYPARTS, WHOLE_DAY_HOURS
from buurtkalender.domain.coverage.survey import Count
from buurtkalender.domain.coverage.tally import Tally
from buurtkalender.domain.coverage.units import dayparts_of, unit_of
from buurtkalender.domain.coverage.verdicts import VerdictWeek
from buurtkalender.domain.holidays import DaysOff, municipality_of, name_of_day_off
from buurtkalender.domain.model import Activity, Calendar, Monthly, Norm, TimeSpan, Weekly
from buurtkalender.domain.recurrence import skipped_days

_DAY = timedelta(days=1)

Away = list[tuple[float, str]]
"""How many hours an activity would have taken each time that it is not held, with the name of the holiday."""


class Weeks:
    """The weeks of one verdict after another; what one activity leaves out is looked up once."""

    def __init__(self, calendar: Calendar, off: DaysOff) -> None:
        self._calendar = calendar
        self._off = off
        self._away: dict[tuple[str, date], Away] = {}

    def of(self, count: Count, total: Tally) -> tuple[VerdictWeek, ...]:
        """Return what there is in each period; nothing in a unit that has none."""
        norm, periods = count.norm, count.periods
        poor = set(failing(norm, total.lower, total.lower_parts))
        never = set(failing(norm, total.upper, total.upper_parts))
        ends = [*periods.firsts[1:], date.fromordinal(max(periods.number, default=0) + 1)] if periods.firsts else []
        found = []
        for number, (first, after) in enumerate(zip(periods.firsts, ends, strict=True)):
            missing = () if number not in poor else _missing(norm, total.lower_parts[number])
            found.append(
                VerdictWeek(
                    first,
                    round(total.lower[number], 4),
                    round(total.upper[number], 4),
                    holds=True if number not in poor else (False if number in never else None),
                    missing=missing,
                    why=self._why(count, total, number, first, after - _DAY) if number in poor else (),
                )
            )
        return tuple(found)

    def _why(self, count: Count, total: Tally, number: int, first: date, last: date) -> tuple[str, ...]:
        """Return the holidays of a poor period, if it would hold the norm with what falls out in them put back."""
        unit = unit_of(count.norm)
        certain, parts, names = [], total.lower_parts[number], set()
        for candidate in total.certain:
            much = candidate.much[number]
            for hours, name in self._left_out(candidate.activity, first, last):
                much = unit.plus(much, candidate.activity, hours)
                parts |= reduce(or_, candidate.parts)
                names.add(name)
            certain.append(candidate._replace(much=[much]))
        if not names:
            return ()
        lower = [sum(one.much[0] * one.share for one in certain)]
        there = count.total(Tally(lower, lower, [parts], [parts], 0.0, certain, []))
        return () if failing(count.norm, there.lower, [parts]) else tuple(sorted(names))

    def _left_out(self, activity: Activity, first: date, last: date) -> Away:
        key = activity.id, first
        if key not in self._away:
            self._away[key] = list(self._find_left_out(activity, first, last))
        return self._away[key]

    def _find_left_out(self, activity: Activity, first: date, last: date) -> Iterator[tuple[float, str]]:
        place = municipality_of(self._calendar, activity)
        for number, pattern in enumerate(activity.when):
            public = isinstance(pattern, Weekly | Monthly) and pattern.skip.public_holidays
            for day in skipped_days(self._calendar, activity, number, first, last, self._off):
                name = name_of_day_off(self._calendar, place, day, public=public)
                if name:
                    time: TimeSpan | None = getattr(pattern, "time", None)
                    yield time.minutes / 60 if time else WHOLE_DAY_HOURS, name


def _missing(norm: Norm, parts: int) -> tuple[str, ...]:
    return tuple(name for name in dayparts_of(norm) if not parts & DAYPARTS.get(name, 0))
