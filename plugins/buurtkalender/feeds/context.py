"""What every feed of one build shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from buurtkalender.domain.holidays import DaysOff
from buurtkalender.domain.lifecycle import ActivityStamps, at
from buurtkalender.domain.model import Activity, Calendar, Organisation
from buurtkalender.domain.places import Places, Where
from buurtkalender.domain.recurrence import Window, days_off
from buurtkalender.feeds.texts import Texts

T = TypeVar("T")

# --- times -----------------------------------------------------------------------------------------------
# Times with their offset, as data and readers of feeds want them (RFC 3339).


class Times(dict[datetime, str]):
    """Wall-clock moments of a calendar with their offset, each written once.

    The zone is asked once a day, but on the days on which its offset changes: a year of 3,500 activities has 137,000
    occurrences, which start at a few thousand moments.
    """

    def __init__(self, calendar: Calendar) -> None:
        super().__init__()
        self._calendar = calendar
        self._offsets: dict[date, str] = {}

    def __missing__(self, moment: datetime) -> str:
        offset = self._offset(moment.date())
        text = self[moment] = moment.isoformat() + offset if offset else self._calendar.aware(moment).isoformat()
        return text

    def _offset(self, day: date) -> str:
        """The offset that holds all day, or nothing when the clock changes."""
        offset = self._offsets.get(day)
        if offset is None:
            midnight = datetime.combine(day, time())
            first, last = (self._calendar.aware(midnight + timedelta(days=n)).isoformat()[19:] for n in (0, 1))
            offset = self._offsets[day] = first if first == last else ""
        return offset


ZONE = "Europe/Amsterdam"
"""The one time zone that feeds know: its VTIMEZONE is written by hand."""


@dataclass(frozen=True)
class Context:
    """One calendar, in one language, as the feeds of one build show it.

    ``url_of_activity`` gives the absolute address of an activity's page. Overrides and loose dates from before
    ``window.first`` are left out. ``horizon`` is the last day for which skipped days are written (EXDATE); it
    is 31 December, so that it moves, and feeds change with it, once a year. ``stamps`` holds when each activity
    changed, ``today`` tells which dates are gone by. ``place_lines`` and ``categories`` keep the lines that many events
    share, once they are made; ``kept`` what several files tell of one activity.

    Raises ValueError for a calendar in another time zone than Europe/Amsterdam.
    """

    calendar: Calendar
    language: str
    url_of_activity: Callable[[str], str]
    window: Window
    days_off: DaysOff
    horizon: date
    stamps: Mapping[str, ActivityStamps]
    today: date
    place_lines: dict[tuple[Where, str | None], list[str]] = field(default_factory=dict)
    categories: dict[tuple[str, ...], str] = field(default_factory=dict)
    kept: dict[tuple[str, str], tuple[Activity, Any]] = field(default_factory=dict)

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

    def once(self, what: str, activity: Activity, make: Callable[[], T]) -> T:
        """Return what is made of an activity, once for all that tell it."""
        found = self.kept.get((what, activity.id))
        if found is None or found[0] is not activity:
            found = self.kept[what, activity.id] = activity, make()
        made: T = found[1]
        return made

    def stamp(self, activity: Activity) -> ActivityStamps:
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
    stamps: Mapping[str, ActivityStamps],
    *,
    today: date,
    past_days: int = 183,
) -> Context:
    """A context that keeps ``past_days`` of the past, counted from ``today``."""
    window = Window(today - timedelta(days=past_days), horizon(today))
    return Context(calendar, language, url_of_activity, window, days_off(calendar, window), window.last, stamps, today)


# --- linked data ----------------------------------------------------------------------------------------
# What every vocabulary of linked data needs of one build: the calendar, its words, and where things have a page.

Thing = dict[str, Any]
"""Something described in JSON; what nobody said is left out."""

RowMaker = Callable[[Callable[[str], bytes], Iterable[str]], Iterable[bytes]]
"""What gives a row for each of some names: made by what it is given, as ``map`` does, or known from before."""

_NUMBERS = frozenset((int, float))


class Urls(NamedTuple):
    """The whole addresses of pages, by identifier; ``room``'s is ``<venue>/<room>``. ``home`` is the site's own."""

    home: str
    activity: Callable[[str], str]
    venue: Callable[[str], str]
    room: Callable[[str], str]
    organisation: Callable[[str], str]
    area: Callable[[str], str]
    theme: Callable[[str], str]


class Utc(dict[datetime, str]):
    """Wall-clock moments of a calendar in UTC, each written once: ``2026-12-01T09:00:00Z``."""

    def __init__(self, calendar: Calendar) -> None:
        super().__init__()
        self._calendar = calendar

    def __missing__(self, moment: datetime) -> str:
        text = self[moment] = self._calendar.aware(moment).astimezone(UTC).isoformat()[:19] + "Z"
        return text


@dataclass(frozen=True)
class LinkedCalendar:
    """One calendar in one language, to be told in a vocabulary of others. ``kept`` holds what many things share."""

    context: Context
    urls: Urls
    name: str
    email: str | None = None
    kept: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar."""
        return self.context.calendar

    @property
    def places(self) -> Places:
        """Where each date is, and what holds there."""
        return self.context.places

    @cached_property
    def utc(self) -> Utc:
        """Moments in UTC."""
        return Utc(self.calendar)

    def organisation(self, identifier: str) -> Organisation:
        """Who offers something; one whose file could not be read is known by its identifier alone."""
        found = self.calendar.organisations.get(identifier)
        return found or Organisation(id=identifier, name=identifier, kind="other")

    def organisers(self, activity: Activity) -> list[Organisation]:
        """The organisation whose folder it is in, and the partners that the calendar knows."""
        partners = [self.calendar.organisations[one] for one in activity.partners if one in self.calendar.organisations]
        return [self.organisation(activity.organisation), *partners]

    def area(self, identifier: str) -> str:
        """The name of a neighbourhood or a municipality."""
        calendar = self.calendar
        area = calendar.neighbourhoods.get(identifier) or calendar.municipalities.get(identifier)
        return area.name if area else identifier


def thing(kind: str | None = None, name: str | None = None, /, **facts: Any) -> Thing:
    """A thing of a kind (``@type``), named by an address (``@id``), with only what somebody said of it.

    What is None or empty is left out; 0 and False were said.
    """
    found = {key: fact for key, fact in facts.items() if fact or fact is False or fact.__class__ in _NUMBERS}
    if name is not None:
        found = {"@id": name, **found}
    return found if kind is None else {"@type": kind, **found}


def one_or_all(found: Iterable[Any]) -> Any:
    """A list, but of one thing that thing itself, as JSON-LD allows."""
    every = list(found)
    return every[0] if len(every) == 1 else every
