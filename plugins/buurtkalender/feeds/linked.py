"""What every vocabulary of linked data needs of one build: the calendar, its words, and where things have a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from buurtkalender.domain.model import Activity, Calendar, Organisation
from buurtkalender.domain.places import Places
from buurtkalender.feeds.context import Context

Thing = dict[str, Any]
"""Something described in JSON; what nobody said is left out."""

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
class Linked:
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


def said(kind: str | None = None, name: str | None = None, /, **facts: Any) -> Thing:
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
