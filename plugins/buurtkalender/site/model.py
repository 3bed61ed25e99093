"""Everything that the pages are made of, in one place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import Any

from buurtkalender.domain.conflicts import ClosedVenue, DoubleBooking, Duplicate
from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.difference import Past
from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.verdicts import Priority, Verdict
from buurtkalender.domain.lifecycle import ActivityStamps, Doubt
from buurtkalender.domain.model import Activity, Calendar, Municipality, Neighbourhood, Organisation, Room, Venue
from buurtkalender.domain.places import Places
from buurtkalender.domain.selection import Facet, Selection
from buurtkalender.domain.values import ByAppointment, Occurrence
from buurtkalender.feeds.context import Thing, Times
from buurtkalender.reading.files import PictureFile
from buurtkalender.reading.problems import Problem
from buurtkalender.site import addresses
from buurtkalender.site.cards import Cards
from buurtkalender.site.editorial import EditorialPage
from buurtkalender.site.ledger import PublishedBefore
from buurtkalender.site.marking import DateMarkup, PageWords
from buurtkalender.site.publish import Output, parts_digest, value_digest
from buurtkalender.site.render import Frame, PageLink, Renderer, Versions
from buurtkalender.site.settings import Settings
from buurtkalender.site.theme import Theme
from buurtkalender.words.catalogues import Translator

_START = attrgetter("start")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A calendar on a day, with all that was worked out from it.

    ``occurrences`` are in the order of time; ``schedule`` is a digest of all that they and the gaps depend on.
    """

    settings: Settings
    today: date
    calendar: Calendar
    occurrences: Sequence[Occurrence]
    selection: Selection
    words: PageWords
    renderer: Renderer
    cards: Cards
    verdicts: Sequence[Verdict] = ()
    priorities: Sequence[Priority] = ()
    prevention: Sequence[PreventionCell] = ()
    past: Past = field(default_factory=Past)
    catchments: Sequence[Catchment] = ()
    duplicates: Sequence[Duplicate] = ()
    double_bookings: Sequence[DoubleBooking] = ()
    closed_venues: Sequence[ClosedVenue] = ()
    schedule: bytes = b""
    renamed: dict[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    left_out: Sequence[str] = ()
    stamps: dict[str, ActivityStamps] = field(default_factory=dict)
    memory: PublishedBefore = field(default_factory=PublishedBefore)
    pages: tuple[EditorialPage, ...] = ()
    whole: Calendar | None = None
    """The calendar with what residents do not get to see because nobody confirmed it for long, where that differs."""
    doubts: dict[str, tuple[Doubt, date]] = field(default_factory=dict)
    """What was not confirmed for long: whether it is marked or hidden, and since when."""
    pictures: Mapping[str, PictureFile] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict, repr=False)
    """In how many parts the calendar of a list comes, by its path, where that is not one."""
    found: dict[str, dict[str, tuple[bytes, bytes]]] = field(default_factory=dict, repr=False)
    """The rows of what can be found, by the file that they stand in, which the last build made; each with its key."""
    found_abroad: dict[str, dict[str, tuple[bytes, bytes]]] = field(default_factory=dict, repr=False)
    """The same in the other languages."""
    kept: dict[Any, Any] = field(default_factory=dict, repr=False)
    """What pages worked out for other pages to use."""
    shared: dict[Any, Any] = field(default_factory=dict, repr=False)
    """The same, of what is alike in all languages."""

    @property
    def translator(self) -> Translator:
        """The catalogue of the site's language."""
        return self.words.translator

    @property
    def places(self) -> Places:
        """Where each date is, and what holds there."""
        return self.selection.places

    @property
    def list_days(self) -> tuple[date, date]:
        """The first and the last day that lists show in full."""
        return self.today, self.today + timedelta(days=self.settings.list_days - 1)

    @property
    def page_days(self) -> tuple[date, date]:
        """The first and the last day that have a page."""
        return (
            self.today - timedelta(days=self.settings.past_days),
            self.today + timedelta(days=self.settings.pages_ahead_days),
        )

    @cached_property
    def dates(self) -> DateMarkup:
        """Dates as ``<time>`` elements."""
        times = self.shared.get("times") or self.shared.setdefault("times", Times(self.calendar))
        return DateMarkup(self.places, self.words, times)

    def listed(self, *facets: Facet) -> list[Activity]:
        """The activities that a list has: every number beside a link counts what is behind it with this."""
        first, last = self.list_days
        return self.selection.listed(*facets, first=first, last=last)

    def counts(self, kind: str) -> dict[str, int]:
        """How many activities each list of a kind has, by identifier; none without any."""
        return self.selection.counts(kind, *self.list_days)

    def held(self, first: date, last: date) -> int:
        """How many activities take place on these days: several times on them is one."""
        found = self.selection.occurrences(first=first, last=last)
        return len({one.activity for one in found if not one.cancelled})

    @cached_property
    def moved_away(self) -> dict[date, list[Occurrence]]:
        """The occurrences that were planned on a day and moved to another."""
        found: dict[date, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            if occurrence.moved_from is not None and occurrence.moved_from.date() != occurrence.day:
                found.setdefault(occurrence.moved_from.date(), []).append(occurrence)
        return found

    @cached_property
    def shell_digest(self) -> bytes:
        """A digest of what every page may show: the theme, and the names of themes, areas and organisations."""
        calendar = self.calendar
        return parts_digest(
            self.renderer.digest,
            self.cards.names,
            value_digest(
                calendar.goals,
                calendar.audiences,
                calendar.languages,
                calendar.districts,
                calendar.municipalities,
                self.settings.list_days,
            ),
        )

    @cached_property
    def per_day(self) -> dict[int, list[str]]:
        """The activity of everything that is on, or was planned, on each day (an ordinal), with a name each time."""
        found: dict[int, list[str]] = {}
        first, last = self.page_days
        low, high = (
            bisect_left(self.occurrences, datetime.combine(day, time()), key=_START)
            for day in (first - timedelta(days=6), last + timedelta(days=7))
        )
        for occurrence in islice(self.occurrences, low, high):
            found.setdefault(occurrence.start.toordinal(), []).append(occurrence.activity)
        for moved, gone in self.moved_away.items():
            found.setdefault(moved.toordinal(), []).extend(occurrence.activity for occurrence in gone)
        return found

    @cached_property
    def dates_digest(self) -> bytes:
        """A digest of what the dates of every activity depend on besides its own file and its venue's."""
        calendar = self.calendar
        areas = [(area.id, area.municipality) for area in calendar.neighbourhoods.values()]
        shared = (calendar.anchor, calendar.zone, calendar.school_holidays, calendar.closures, calendar.public_holidays)
        reach = (self.settings.past_days, self.settings.ahead_days)
        return value_digest(shared, areas, calendar.municipalities, reach)

    @cached_property
    def activity_keys(self) -> dict[str, bytes]:
        """A digest for each activity of all that pages show of it, but for which of its dates are past."""
        cards = self.cards
        found = {}
        for activity in self.calendar.activities.values():
            venues = [activity.venue, *[change.venue for change in activity.changes]]
            found[activity.id] = parts_digest(
                self.shell_digest,
                self.dates_digest,
                cards.activity_digest(activity.id),
                *[cards.venue_digest(venue) for venue in venues if venue],
                str(self.places.usual(activity).ask).encode(),
            )
        return found

    @cached_property
    def list_keys(self) -> dict[str, bytes]:
        """A digest for each activity of all that lists show of it on this day."""
        first, last = self.list_days
        moved: dict[str, list[date]] = {}
        for day, gone in self.moved_away.items():
            if first <= day <= last:
                for one in gone:
                    moved.setdefault(one.activity, []).append(day)
        shown, far = self.selection.shown_of, self.words.years_from
        return {
            name: key + value_digest(shown(name, first, last, far), moved.get(name), self.far_moves.get(name))
            for name, key in self.activity_keys.items()
        }

    @cached_property
    def far_moves(self) -> dict[str, int]:
        """How many dates each activity has that moved from one day to another of which one is told with its year."""
        found: dict[str, int] = {}
        for day, gone in self.moved_away.items():
            for one in gone:
                if max(day, one.day) >= self.words.years_from:
                    found[one.activity] = found.get(one.activity, 0) + 1
        return found

    @cached_property
    def _organisation_digests(self) -> dict[str, bytes]:
        return {name: value_digest(value) for name, value in self.calendar.organisations.items()}

    def organisation_digest(self, identifier: str) -> bytes:
        """A digest of all that is known of an organisation."""
        return self._organisation_digests.get(identifier, b"")

    def page(
        self,
        template: str,
        frame: Frame,
        view: object = None,
        *made_from: object,
        things: Callable[[Any], Iterable[Thing]] = lambda _view: (),
    ) -> Output:
        """Return the page that a template makes of a view, in the shell for a frame: made anew when either changed.

        A view that costs much is given as a function without arguments, and ``made_from`` are the values that it
        depends on: these are compared then, and it is only worked out when the page is made. ``things`` gives what the
        page tells programs, from its view and nothing but the same values.
        """

        def make() -> bytes:
            it = view() if callable(view) else view
            return self.renderer.render(template, frame, it, things(it))

        known = None if callable(view) else view
        return Output(
            frame.path, parts_digest(self.shell_digest, template.encode(), value_digest(frame, known, *made_from)), make
        )

    # --- who and where ------------------------------------------------------------------------------

    def organisation(self, activity: Activity) -> Organisation:
        """Who offers an activity; one whose file could not be read is known by its identifier alone."""
        identifier = activity.organisation
        found = self.calendar.organisations.get(identifier)
        return found or Organisation(id=identifier, name=identifier, kind="other")

    def venue(self, identifier: str | None) -> Venue | None:
        """The venue of that name, if it was read."""
        return self.calendar.venues.get(identifier) if identifier else None

    def room(self, identifier: str) -> tuple[Venue, Room]:
        """The room of that identifier, ``<venue>/<room>``, with its venue. Raises KeyError where there is none."""
        venue = self.calendar.venues[identifier.partition("/")[0]]
        return venue, {room.id: room for room in venue.rooms}[identifier.partition("/")[2]]

    def area(self, identifier: str) -> PageLink | None:
        """A link to the page of the neighbourhood or municipality of that name."""
        area: Neighbourhood | Municipality | None = self.calendar.neighbourhoods.get(identifier)
        if area:
            return PageLink(addresses.neighbourhood(identifier), self.words.own(area.name))
        area = self.calendar.municipalities.get(identifier)
        return PageLink(addresses.municipality(identifier), self.words.own(area.name)) if area else None


def has_feed(activity: Activity) -> bool:
    """Whether an activity has a calendar file of its own; what is by appointment only has no dates to put in one."""
    return not all(isinstance(pattern, ByAppointment) for pattern in activity.when)


def renderer_of(settings: Settings, words: PageWords, pages: Iterable[EditorialPage]) -> Renderer:
    """What renders the pages of a site in its own language; ``pages`` are those that the footer links."""
    links = [PageLink(addresses.page(page.slug), page.title) for page in pages]
    return Renderer(Theme(settings.theme, settings.tokens), words, settings, links, Versions(settings))
