"""Short ways to make values of the domain in tests, and to say what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.domain.values import Change, Days, Pattern, TimeSpan
from town import ANCHOR

MO, TU, WE, TH, FR, SA, SU = range(7)
MORNING = TimeSpan(10 * 60, 12 * 60)


def day(text: str) -> date:
    """Make a date of 2026-11-24."""
    return date.fromisoformat(text)


def days(first: str, last: str | None = None) -> Days:
    """Make a range of days, both inclusive; or one day."""
    return Days(day(first), day(last or first))


def span(text: str) -> TimeSpan:
    """Make a time span of 19:30-21:00; one that ends before it starts ends the next day."""
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in text.split("-"))
    return TimeSpan(start, end if end > start else end + 24 * 60)


def activity(*when: Pattern, changes: Iterable[Change] = (), **facts: Any) -> Activity:
    """Make an activity with these patterns."""
    known = {"id": "koor/zingen", "title": "Zingen", "themes": ("muziek-en-zingen",), **facts}
    return Activity(when=when, changes=tuple(changes), **known)


def calendar(*activities: Activity, **facts: Any) -> Calendar:
    """Make a calendar with these activities."""
    return Calendar("zandmeer.example", ANCHOR, activities={each.id: each for each in activities}, **facts)


def window(first: str, last: str) -> Window:
    """Make a window, both days inclusive."""
    return Window(day(first), day(last))


def starts(made: Activity, first: str, last: str, **facts: Any) -> list[str]:
    """Tell when the activity starts in the window, as 2026-11-24 10:00, with an x before what is cancelled."""
    whole = calendar(made, **facts)
    within = window(first, last)
    found = occurrences_of(whole, made, within, days_off(whole, within))
    return [f"{'x ' if each.cancelled else ''}{each.start:%Y-%m-%d %H:%M}" for each in found]


def dates(made: Activity, first: str, last: str, **facts: Any) -> list[str]:
    """Tell on which days the activity starts in the window, as 11-24, with an x before what is cancelled."""
    return [start.replace("2026-", "").replace("2027-", "")[:-6] for start in starts(made, first, last, **facts)]
