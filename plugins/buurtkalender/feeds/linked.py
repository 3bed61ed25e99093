"""What every vocabulary of linked data needs of one build: the calendar, its words, and where things have a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from buurtkalender.domain.model import Activity, Calendar, Location, Occurrence, Organisation
from buurtkalender.feeds.context import Context

Thing = dict[str, Any]
"""Something described in JSON; what nobody said is left out."""

_ABSENT: tuple[Any, ...] = (None, "", [], (), {})


class Urls(NamedTuple):
    """The whole addresses of pages, by identifier; ``room``'s is ``<venue>/<room>``. ``home`` is the site's own."""

    home: str
    activity: Callable[[str], str]
    venue: Callable[[str], str]
    room: Callable[[str], str]
    organisation: Callable[[str], str]
    area: Callable[[str], str]


class Spot(NamedTuple):
    """Where something is held: as an activity usually is, or an occurrence really is."""

    venue: str | None
    room: str | None
    location: Location | None


@dataclass(frozen=True)
class Linked:
    """One calendar in one language, to be told in a vocabulary of others. ``kept`` holds what many things share."""

    context: Context
    urls: Urls
    name: str
    email: str | None = None
    kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The calendar."""
        return self.context.calendar

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


def said(**facts: Any) -> Thing:
    """Only what somebody said: without None and without what is empty. ``at_type`` becomes ``@type``."""
    return {_key(key): fact for key, fact in facts.items() if fact not in _ABSENT}


def _key(name: str) -> str:
    return "@" + name.removeprefix("at_") if name.startswith("at_") else name


def spot_of(where: Activity | Occurrence) -> Spot:
    """Where it is held."""
    return Spot(where.venue, where.room, where.location)


def one_or_all(found: Iterable[Any]) -> Any:
    """A list, but of one thing that thing itself, as JSON-LD allows."""
    every = list(found)
    return every[0] if len(every) == 1 else every
