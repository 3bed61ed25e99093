"""The feeds and data files that stand beside the pages, as outputs of the build.

An activity's events are made once and joined into every file that shows them; the build remembers them, with a key of
what they were made from. They are made while the outputs are listed, before the build divides its work over
processes: none of these has to make them again, and the next build finds them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import TypeVar

import msgspec

from buurtkalender.domain.model import Activity, Occurrence, Programme
from buurtkalender.feeds import busy, ical, open_data
from buurtkalender.feeds.schemas import schemas
from buurtkalender.site import addresses
from buurtkalender.site.files_calendars import calendars
from buurtkalender.site.files_dates import date_files
from buurtkalender.site.files_gaps import gap_files
from buurtkalender.site.files_news import news_files
from buurtkalender.site.files_open import open_files
from buurtkalender.site.fragments import Fragments, refreshed
from buurtkalender.site.gaps.quality import quality
from buurtkalender.site.memory import remembered
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import Output, digest, digest_all, digest_of
from buurtkalender.site.search_index import index_file
from buurtkalender.site.tables.files import table_files

T = TypeVar("T")


def all_files(site: Site, fragments: Fragments) -> Iterator[Output]:
    """Yield every feed and data file of the site.

    ``fragments`` holds what the last build made, and is brought up to date.
    """
    pieces = Pieces(site, fragments)
    made = list(calendars(site, pieces))
    yield from made
    yield from news_files(site, fragments, pieces)
    yield from gap_files(site, pieces.context)
    yield from date_files(site, pieces.context, pieces.keys)
    yield from _data(site, pieces)
    yield from table_files(site, digest_all(key for _, key in sorted(pieces.keys.items())))
    yield from remembered(site, pieces.context, [calendar.path for calendar in made])
    yield from open_files(site, pieces.keys)
    yield index_file(site, fragments)


class Pieces:
    """What files share, by the activity's identifier.

    ``keys`` are digests of all that feeds and data show of an activity, whatever the day is. ``rows`` are its rows of
    data, ``events`` its VEVENTs and ``taken`` the rooms that it uses, both with a key of their own: they also depend
    on how far back feeds go.
    """

    def __init__(self, site: Site, fragments: Fragments) -> None:
        self.site = site
        self._fragments = fragments
        settings, calendar = site.settings, site.calendar
        self.context = ical.context(
            calendar,
            settings.language,
            lambda identifier: addresses.absolute(settings.url, addresses.activity(identifier)),
            site.stamps,
            today=site.today,
            past_days=settings.feed_past_days,
        )
        self._visits: dict[tuple[object, ...], bytes] = {}
        self.keys = self._digests()
        window = digest_of(self.context.window.first)
        self.event_keys = {name: key + window for name, key in self.keys.items()}
        self.events = self._made(fragments.events, self.event_keys, partial(ical.events, self.context))
        self.event_sizes = {name: len(events) for name, events in self.events.items()}
        self.taken = self._made(fragments.taken, self.event_keys, partial(busy.taken, self.context))
        self.rows = self._made(fragments.rows, self.keys, partial(open_data.activity, self.context))

    @cached_property
    def nothing(self) -> bytes:
        """What stands in a list without events."""
        return ical.nothing(self.context)

    @cached_property
    def briefs(self) -> dict[str, bytes]:
        """The VEVENTs of each activity, told briefly: only asked for where some list is too large for one file."""
        return self._made(self._fragments.briefs, self.event_keys, partial(ical.events, self.context, brief=True))

    @cached_property
    def brief_sizes(self) -> dict[str, int]:
        """How many bytes each of these takes."""
        return {name: len(events) for name, events in self.briefs.items()}

    def visits(self, name: str, dates: list[Occurrence]) -> bytes:
        """Return dates of an activity as events by themselves; the same dates are in several lists."""
        key = name, *[(one.pattern, one.planned) for one in dates]
        if key not in self._visits:
            self._visits[key] = ical.visits(self.context, self.site.calendar.activities[name], dates)
        return self._visits[key]

    def _digests(self) -> dict[str, bytes]:
        site, calendar = self.site, self.site.calendar
        shared = digest_of(
            (calendar.id, calendar.anchor, calendar.zone, calendar.school_holidays, calendar.closures),
            (calendar.themes, calendar.audiences, calendar.facilities, calendar.languages, calendar.goals),
            [(area.id, area.name, area.municipality) for area in calendar.neighbourhoods.values()],
            [(district.id, district.municipality) for district in calendar.districts.values()],
            calendar.municipalities,
            (site.settings.url, site.settings.language, self.context.horizon),
        )
        found = {}
        for activity in calendar.activities.values():
            venues = [activity.venue, *[change.venue for change in activity.changes]]
            people = [activity.organisation, *activity.partners]
            found[activity.id] = digest(
                shared,
                site.cards.activity_digest(activity.id),
                *[site.cards.venue_digest(venue) for venue in venues if venue],
                *[site.organisation_digest(one) for one in people],
                digest_of(self.context.stamp(activity)),
            )
        return found

    def _made(
        self, kept: dict[str, tuple[bytes, T]], keys: dict[str, bytes], make: Callable[[Activity], T]
    ) -> dict[str, T]:
        return refreshed(kept, keys, lambda name: make(self.site.calendar.activities[name]))


def _data(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield the data files, and the schemas beside them."""
    calendar = site.calendar
    known = digest_all(key for _, key in sorted(pieces.keys.items()))
    window = digest_of(site.today, site.settings.past_days, site.settings.ahead_days)
    verdicts = digest_of(calendar.id, tuple(site.verdicts), calendar.norms)
    names = digest_of([(area.id, area.name) for area in calendar.neighbourhoods.values()])
    places = digest_of(calendar.id, calendar.venues, calendar.neighbourhoods, site.settings.url)
    people = digest_of(calendar.id, calendar.organisations, site.settings.url)

    def url_of_venue(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.venue(identifier))

    def url_of_organisation(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.organisation(identifier))

    rows = [pieces.rows[name] for name in sorted(pieces.rows)]
    yield Output("/data/activities.json", known, partial(open_data.activities, rows))
    yield Output(
        "/data/occurrences.json",
        digest(site.schedule, window),
        partial(open_data.occurrences, calendar, site.occurrences),
    )
    yield Output("/data/venues.json", places, partial(open_data.venues, calendar, url_of_venue))
    yield Output("/data/organisations.json", people, partial(open_data.organisations, calendar, url_of_organisation))
    yield Output(
        "/data/coverage.json",
        digest(verdicts, digest_of(calendar.picked_up)),
        partial(open_data.coverage, calendar, site.verdicts),
    )
    yield Output(
        "/data/coverage.csv",
        digest(verdicts, names, digest_of(calendar.picked_up)),
        partial(open_data.coverage_csv, calendar, site.verdicts),
    )
    todos = quality(site).todos
    known_todos = digest_of(todos)
    titles = digest_of([(one.id, one.title) for one in calendar.activities.values()])
    yield Output("/data/todo.json", known_todos, partial(open_data.todo, todos))
    yield Output(
        "/data/todo.csv", digest(known_todos, people, places, titles), partial(open_data.todo_csv, calendar, todos)
    )
    shown = digest_of(calendar.id, tuple(site.prevention), calendar.goals, calendar.municipalities, _programmes(site))
    yield Output("/data/prevention.json", shown, partial(open_data.prevention, calendar, site.prevention))
    yield Output(
        "/data/prevention.csv",
        digest(shown, digest_of(site.settings.language)),
        partial(open_data.prevention_csv, calendar, site.prevention, site.settings.language),
    )
    room = digest_of(calendar.id, tuple(site.catchments))
    yield Output("/data/capacity.json", room, partial(open_data.capacity, site.catchments))
    yield Output(
        "/data/capacity.csv",
        digest(room, names, digest_of(calendar.norms)),
        partial(open_data.capacity_csv, calendar, site.catchments),
    )
    for name, text in schemas().items():
        yield Output(f"/data/schemas/{name}.schema.json", digest_of(text), partial(_json, text))


def _programmes(site: Site) -> list[tuple[str, Programme | None]]:
    activities = site.calendar.activities
    return [(key, activities[key].programme) for key in sorted(activities) if activities[key].programme]


def _json(text: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(text), indent=2) + b"\n"
