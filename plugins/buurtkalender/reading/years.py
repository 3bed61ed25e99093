"""Loose dates of which the year was probably typed wrong: in January people write last year's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from buurtkalender.domain.model import Activity, Dates
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.yaml import Items, Mapping, Scalar

_LONG = timedelta(days=200)
_NEAR = timedelta(days=31)


def check_years(activity: Activity, root: Mapping, anchor: date, notes: Notes) -> None:
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


def _written(root: Mapping) -> Iterator[tuple[date, Scalar]]:
    """Yield the loose dates with the place where each stands."""
    when = root.entries["when"][1]
    for entry in when.items if isinstance(when, Items) else ():
        if not isinstance(entry, Mapping) or "dates" not in entry.entries:
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
    return min(others) - _NEAR <= next_year(day) <= max(others) + _NEAR


def over_when_confirmed(last: date, confirmed: date | None) -> bool:
    """Whether the last date was over for long when somebody said that all of it was right."""
    return confirmed is not None and last < confirmed - _NEAR


def next_year(day: date) -> date:
    """Return the same day a year later; 28 February for 29."""
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
