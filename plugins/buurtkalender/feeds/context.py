"""What every feed of one build shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import Places, Where
from buurtkalender.domain.recurrence import DaysOff, Window, days_off
from buurtkalender.domain.stamps import Stamp, at
from buurtkalender.feeds.texts import Texts
from buurtkalender.feeds.times import Times

ZONE = "Europe/Amsterdam"
"""The one time zone that feeds know: its VTIMEZONE is written by hand."""


@dataclass(frozen=True)
class Context:
    """One calendar, in one language, as the feeds of one build show it.

    ``url_of_activity`` gives the absolute address of an activity's page. Overrides and loose dates from before
    ``window.first`` are left out. ``horizon`` is the last day for which skipped days are written (EXDATE); it
    is 31 December, so that it moves, and feeds change with it, once a year. ``stamps`` holds when each activity
    changed. ``place_lines`` and ``categories`` keep the lines that many events share, once they are made.

    Raises ValueError for a calendar in another time zone than Europe/Amsterdam.
    """

    calendar: Calendar
    language: str
    url_of_activity: Callable[[str], str]
    window: Window
    days_off: DaysOff
    horizon: date
    stamps: Mapping[str, Stamp]
    place_lines: dict[tuple[Where, str | None], list[str]] = field(default_factory=dict)
    categories: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.calendar.zone != ZONE:
            raise ValueError(f"feeds are written in {ZONE}, not in {self.calendar.zone}")

    @cached_property
    def texts(self) -> Texts:
        """The words of its language."""
        return Texts(self.calendar, self.language, self.places)

    @cached_property
    def places(self) -> Places:
        """Where each date is, and what holds there."""
        return Places(self.calendar)

    @cached_property
    def times(self) -> Times:
        """Times with their offset."""
        return Times(self.calendar)

    def stamp(self, activity: Activity) -> Stamp:
        """When the activity changed; the calendar's own first day where nobody knows."""
        return self.stamps.get(activity.id) or at(began(self.calendar), guessed=True)


def began(calendar: Calendar) -> datetime:
    """The first moment of the calendar's anchor, in UTC: the stamp of what has no history."""
    return datetime(calendar.anchor.year, calendar.anchor.month, calendar.anchor.day, tzinfo=UTC)


def horizon(today: date) -> date:
    """The last day of the year in which the coming thirteen months end: a window of a year never runs out of it.

    It moves on 1 December, by a year. Every skipped day is a line in each feed, so it is no further away than needed.
    """
    return date(today.year + (1 if today.month < 12 else 2), 12, 31)


def in_view_since(horizon: date) -> datetime:
    """When this horizon came in view, in UTC."""
    return datetime(horizon.year - 2, 12, 1, tzinfo=UTC)


def context(  # noqa: PLR0913 - the facts of one build
    calendar: Calendar,
    language: str,
    url_of_activity: Callable[[str], str],
    stamps: Mapping[str, Stamp],
    *,
    today: date,
    past_days: int = 183,
) -> Context:
    """A context that keeps ``past_days`` of the past, counted from ``today``."""
    window = Window(today - timedelta(days=past_days), horizon(today))
    return Context(calendar, language, url_of_activity, window, days_off(calendar, window), window.last, stamps)
