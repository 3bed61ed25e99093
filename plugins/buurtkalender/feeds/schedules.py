"""A pattern as a Schedule of schema.org, which OpenActive takes over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from buurtkalender.domain.model import Calendar, Monthly, TimeSpan, Weekly
from buurtkalender.domain.rules import first_day
from buurtkalender.domain.when import hh_mm
from buurtkalender.feeds.linked import Thing, one_or_all, said
from buurtkalender.feeds.series import WEEKDAYS as CODES

DAYS = tuple(
    f"https://schema.org/{day}"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
)


def schedule(calendar: Calendar, pattern: Weekly | Monthly, skipped: Iterable[date] = ()) -> Thing:
    """A rule as a Schedule; ``skipped`` are the days in view that it gives but that were never planned.

    (https://schema.org/Schedule.) A series that has always been there has no startDate, unless weeks or months have to
    be counted from it.
    """
    weekly = isinstance(pattern, Weekly)
    counted = pattern.first is not None or pattern.every > 1
    starts = (first_day(pattern, calendar.anchor) or pattern.first) if counted else None
    return said(
        "Schedule",
        repeatFrequency=f"P{pattern.every}{'W' if weekly else 'M'}",
        **(_weekly(pattern) if isinstance(pattern, Weekly) else _monthly(pattern)),
        startDate=starts and starts.isoformat(),
        endDate=pattern.last and pattern.last.isoformat(),
        **times(pattern.time),
        scheduleTimezone=calendar.zone,
        exceptDate=one_or_all(day.isoformat() for day in skipped),
    )


def times(span: TimeSpan | None) -> Thing:
    """The startTime and endTime; with a duration where the end is on another day. Nothing for all day."""
    if span is None:
        return {}
    over = span.end > 1440
    return said(
        startTime=f"{hh_mm(span.start)}:00", endTime=f"{hh_mm(span.end)}:00", duration=lasting(span) if over else None
    )


def lasting(span: TimeSpan) -> str:
    """``PT1H30M`` (ISO 8601)."""
    hours, minutes = divmod(span.minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes or not hours else ''}"


def _weekly(pattern: Weekly) -> Thing:
    return {"byDay": one_or_all(DAYS[day] for day in pattern.days)}


def _monthly(pattern: Monthly) -> dict[str, Any]:
    """Days of the month, or weekdays with the weeks that they are of.

    byMonthWeek has no "last", and combines every week with every day: where that does not fit, byDay holds the codes of
    iCalendar, as schema.org allows ("1TU", "-1FR").
    """
    if pattern.days:
        return {"byMonthDay": one_or_all(pattern.days)}
    weeks, days = ({pair[n]: None for pair in pattern.weekdays} for n in (0, 1))
    if min(weeks) > 0 and len(weeks) * len(days) == len(pattern.weekdays):
        return {"byDay": one_or_all(DAYS[day] for day in days), "byMonthWeek": one_or_all(weeks)}
    return {"byDay": one_or_all(codes(pattern))}


def codes(pattern: Monthly) -> list[str]:
    """Nth weekdays as in an RRULE: ``1TU``, ``-1FR`` (RFC 5545, 3.3.10)."""
    return [f"{nth}{CODES[day]}" for nth, day in pattern.weekdays]
