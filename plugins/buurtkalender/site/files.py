"""The feeds and data files that stand beside the pages, as outputs of the build.

An activity's events are made once and joined into every file that shows them; the build remembers them, with a key of
what they were made from. They are made while the outputs are listed, before the build divides its work over
processes: none of these has to make them again, and the next build finds them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from buurtkalender.domain.model import Programme
from buurtkalender.feeds import open_data
from buurtkalender.feeds.schemas import schemas
from buurtkalender.site import addresses
from buurtkalender.site.files_calendars import calendars, remembered
from buurtkalender.site.files_dates import date_files
from buurtkalender.site.files_gaps import gap_files
from buurtkalender.site.files_news import news_files
from buurtkalender.site.files_open import open_files
from buurtkalender.site.fragments import Fragments, Pieces
from buurtkalender.site.gaps.quality import quality
from buurtkalender.site.model import Site
from buurtkalender.site.outputs import digest, digest_all, digest_of
from buurtkalender.site.search_index import index_file
from buurtkalender.site.tables.files import table_files
from buurtkalender.site.tree import Output


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
