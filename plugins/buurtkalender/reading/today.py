"""What is wrong with content on the day that it is handed in: the reading itself knows no day."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, timedelta
from pathlib import Path

from buurtkalender.domain.model import Activity, Calendar, Dates, Organisation
from buurtkalender.reading.problems import Problem, problem
from buurtkalender.reading.whereabouts import place_in
from buurtkalender.reading.years import next_year, over_when_confirmed

_TOMORROW = timedelta(days=1)
"""Elsewhere it may be tomorrow already."""


def on_day(content: Path, calendar: Calendar, today: date, new: Container[str]) -> Iterator[Problem]:
    """Yield warnings of what was confirmed after ``today``, and of ``new`` activities of which all dates are over."""
    confirmable: list[Activity | Organisation] = [*calendar.activities.values(), *calendar.organisations.values()]
    for one in confirmable:
        path = content / one.source.path
        if one.confirmed is not None and one.confirmed > today + _TOMORROW:
            at = place_in(path, "confirmed")
            yield problem(
                f"{content.name}/{one.source.path}",
                *at,
                "confirmed-in-future",
                value=one.confirmed,
                suggestion=today,
            )
        if isinstance(one, Activity) and one.id in new and (last := _over(one, calendar.anchor, today)):
            at = place_in(path, "when", "dates")
            yield problem(
                f"{content.name}/{one.source.path}", *at, "dates-over", value=last, suggestion=next_year(last)
            )


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
