"""The feeds, calendars and data files that stand beside the pages, as outputs of the build.

An activity's events are made once and joined into every file that shows them; the build remembers them, with a key of
what they were made from. They are made while the outputs are listed, before the build divides its work over
processes: none of these has to make them again, and the next build finds them all.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from urllib.parse import quote

import msgspec

from buurtkalender.domain.model import Activity, Calendar, Programme
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds import calendars, ical, open_data, openactive, openreferral
from buurtkalender.feeds.calendars import RoomPlace
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.ical import fits, parts_of
from buurtkalender.feeds.schemas import data_schemas
from buurtkalender.site import addresses, ledger, photos
from buurtkalender.site.cache import Pieces, SharedPieces
from buurtkalender.site.files_news import gap_files, news_files
from buurtkalender.site.gaps.analysis import quality, todos_digest
from buurtkalender.site.gaps.workbook import table_files
from buurtkalender.site.linked_data import linked, picture_of
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site, has_feed
from buurtkalender.site.publish import LEDGER, Output, digest_all, parts_digest, value_digest
from buurtkalender.site.search_index import index_file
from buurtkalender.site.search_words import search_words_file
from buurtkalender.site.subscriptions import date_files

# --- vocabularies of others -----------------------------------------------------------------------------
# The calendar in vocabularies of others, as files made ahead: OpenActive and Open Referral UK.

SESSIONS = "/data/openactive/session-series"
SERVICES = "/data/openreferral/services"


def open_files(site: Site, keys: Mapping[str, bytes], fragments: SharedPieces) -> Iterator[Output]:
    """Yield these files; ``keys`` are digests of all that data show of each activity."""
    found = [*_openactive(site, keys, fragments), *_openreferral(site, keys, fragments)]
    fragments.forget_rows(one.path for one in found)
    yield from found


def _openactive(site: Site, keys: Mapping[str, bytes], fragments: SharedPieces) -> Iterator[Output]:
    """Yield the pages of the feed of sessions."""
    shared = linked(site)
    for page in openactive.pages(openactive.items(shared, site.today, _removed(site))):
        key = parts_digest(value_digest(site.settings.url, page), *[keys[item.id] for item in page.items if item.live])
        path, items = _page(page.after), {item.id: item for item in page.items}
        rows = fragments.rows_of(path, lambda one, items=items: value_digest(items[one]) + keys.get(one, b""))  # type: ignore[misc]
        yield Output(path, key, partial(openactive.document, shared, page, partial(_address, site), rows))


def _removed(site: Site) -> dict[str, date]:
    """Return the activities that history knows to be gone, with the day: the calendars that they had tell which."""
    start, end = addresses.ACTIVITIES, addresses.calendar_of("/")
    gone = site.memory.gone
    return {path[len(start) : -len(end)]: day for path, day in gone.items() if path.startswith(start)}


def _openreferral(site: Site, keys: Mapping[str, bytes], fragments: SharedPieces) -> Iterator[Output]:
    """Yield the pages of the list of services."""
    shared = linked(site)
    for page in openreferral.pages(list(keys)):
        path = f"{SERVICES}.json" if page.number == 1 else f"{SERVICES}/{page.number}.json"
        key = parts_digest(value_digest(site.settings.url, page), *[keys[name] for name in page.activities])
        yield Output(path, key, partial(openreferral.document, shared, page, fragments.rows_of(path, keys.__getitem__)))


def _page(after: openactive.RpdeItem | None) -> str:
    """Return where the page stands that comes after an item (identifiers hold no dot, so each has its own)."""
    return f"{SESSIONS}/{after.modified}.{after.id.replace('/', '.')}.json" if after else f"{SESSIONS}.json"


def _address(site: Site, after: openactive.RpdeItem | None) -> str:
    """Return the whole address; what follows the question mark is for harvesters, and a file's address without it."""
    url = addresses.absolute(site.settings.url, _page(after))
    return f"{url}?afterTimestamp={after.modified}&afterId={quote(after.id, safe='')}" if after else url


# --- calendars ------------------------------------------------------------------------------------------
# The calendars that phones subscribe to: of lists, of activities, and of rooms in use.

COLOR = "teal"
"""What agenda programs colour the calendar with until the person chooses otherwise (a CSS3 name, RFC 7986 5.9)."""

BUSY_COLOR = "gray"


def calendar_files(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield every calendar that people can subscribe to, also those at the addresses that activities had before."""
    for spec in lists(site):
        yield from _of_list(site, spec, pieces)
    activities = site.calendar.activities
    for activity in activities.values():
        if has_feed(activity):
            yield _of_activity(site, activity, activity.id, pieces)
    for old, identifier in sorted(site.renamed.items()):
        if old not in activities and has_feed(activities[identifier]):
            yield _of_activity(site, activities[identifier], old, pieces)
    yield from _of_rooms(site, pieces)
    pieces.context.kept.clear()  # it served to make the pieces


# --- lists ------------------------------------------------------------------------------------------


def _named(site: Site, spec: ListSpec, path: str) -> tuple[str, str, str, str]:
    """What a calendar of a list says of itself: its name, what it is, and where its page and the file itself stand."""
    settings = site.settings
    name = spec.title if spec.path == addresses.HOME else f"{spec.title} · {settings.name}"
    about = site.words.gettext("Activities from {site}").format(site=settings.name)
    page_url, feed_url = (addresses.absolute(settings.url, one) for one in (spec.path, path))
    return name, about, page_url, feed_url


def _of_list(site: Site, spec: ListSpec, pieces: Pieces) -> Iterator[Output]:
    """Yield the calendar of a list.

    One that is too large for one file is told briefly; if that is not enough it comes in parts, of which the first has
    the address of the whole.
    """
    visits = _visits(site, spec, pieces)
    visitors = [site.calendar.activities[name] for name in visits]
    activities = sorted([*site.selection.activities(*spec.facets), *visitors], key=lambda one: one.id)
    if fits(activities, _sizes(visits, pieces.event_sizes)):
        yield _part(site, spec, activities, pieces, visits, (1, 1))
        return
    visits = _visits(site, spec, pieces, brief=True)
    found = parts_of(activities, _sizes(visits, pieces.brief_sizes))
    for number, part in enumerate(found, 1):
        yield _part(site, spec, part, pieces, visits, (number, len(found)), brief=True)
    site.parts[spec.path] = len(found)


def _sizes(visits: Mapping[str, bytes], usual: dict[str, int]) -> Mapping[str, int]:
    """Return how many bytes each activity takes in a list."""
    return usual | {name: len(events) for name, events in visits.items()} if visits else usual


def _visits(site: Site, spec: ListSpec, pieces: Pieces, *, brief: bool = False) -> dict[str, bytes]:
    """Return, by activity, the events of dates that are in a list because of where they are held, and not otherwise."""
    dates: dict[str, list[Occurrence]] = {}
    for one in site.selection.visiting(*spec.facets, first=pieces.context.window.first):
        dates.setdefault(one.activity, []).append(one)
    return {name: pieces.visits(name, some, brief=brief) for name, some in dates.items()}


def _part(  # noqa: PLR0913, PLR0917
    site: Site,
    spec: ListSpec,
    part: Sequence[Activity],
    pieces: Pieces,
    visits: dict[str, bytes],
    place: tuple[int, int],
    *,
    brief: bool = False,
) -> Output:
    number, most = place
    path = addresses.calendar_of(spec.path, number)
    name, about, page_url, feed_url = _named(site, spec, path)
    if brief:
        name, about = _of_many(site, name, about, place)
    events: Mapping[str, bytes] = pieces.briefs if brief else pieces.events
    digests = pieces.brief_digests if brief else pieces.event_digests
    if visits:
        events = ChainMap(visits, events)  # type: ignore[arg-type] # nothing is put into it
    keys = b"".join([visits.get(activity.id) or digests[activity.id] for activity in part])
    make = partial(
        ical.feed, name, about, feed_url, page_url, COLOR, [events[activity.id] for activity in part], pieces.nothing
    )
    return Output(path, parts_digest(value_digest(name, about, feed_url, brief, most), pieces.nothing, keys), make)


def _of_many(site: Site, name: str, about: str, place: tuple[int, int]) -> tuple[str, str]:
    """The name and the description of a list with so much in it that it is told briefly, or in parts."""
    _ = site.words.gettext
    number, most = place
    short = _("This list is long, so each activity is told briefly. Read more on its page.")
    if most == 1:
        return name, f"{about}. {short}"
    whole = _("This list does not fit into one calendar: this is part {number} of {parts}.")
    part = _("{name} (part {number} of {parts})").format(name=name, number=number, parts=most)
    return part, f"{about}. {whole.format(number=number, parts=most)} {short}"


# --- activities -------------------------------------------------------------------------------------


def _of_activity(site: Site, activity: Activity, address: str, pieces: Pieces) -> Output:
    """The calendar of one activity, where it is now or was before: who subscribed there goes on seeing it."""
    settings = site.settings
    page = addresses.activity(activity.id)
    page_url, feed_url = (addresses.absolute(settings.url, one) for one in (page, addresses.calendar_of(page)))
    about = site.words.gettext("Activities from {site}").format(site=settings.name)
    long = pieces.event_sizes[activity.id] > ical.ROOM
    events = pieces.briefs[activity.id] if long else pieces.events[activity.id]
    context, stopped = pieces.context, b""
    if not events:
        stopped = ical.nothing(context, site.calendar.uid(activity, 0), context.stamp(activity).modified)
    make = partial(ical.feed, activity.title, about, feed_url, page_url, COLOR, [events], stopped)
    path = addresses.calendar_of(addresses.activity(address))
    said = value_digest(activity.title, about, feed_url, page_url)
    return Output(path, parts_digest(events, stopped, said), make)


# --- rooms ------------------------------------------------------------------------------------------


def _of_rooms(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield when each venue, and each of its rooms, is in use."""
    users: dict[str, dict[RoomPlace, list[Activity]]] = {}
    for activity in sorted(site.calendar.activities.values(), key=lambda one: one.id):
        for spot in pieces.taken[activity.id]:
            users.setdefault(spot.venue, {}).setdefault(spot, []).append(activity)
    for venue in site.calendar.venues.values():
        found = users.get(venue.id, {})
        closed = calendars.closed(pieces.context, venue)
        everywhere = [(spot, activity) for spot, some in found.items() for activity in some]
        yield _in_use(site, addresses.venue(venue.id), venue.name, closed, everywhere, pieces)
        for room in venue.rooms:
            spot = RoomPlace(venue.id, room.id)
            there = [(spot, activity) for activity in found.get(spot, ())]
            page, name = addresses.room(f"{venue.id}/{room.id}"), f"{room.name}, {venue.name}"
            yield _in_use(site, page, name, closed, there, pieces)


def _in_use(  # noqa: PLR0913, PLR0917
    site: Site, page: str, name: str, closed: bytes, users: Iterable[tuple[RoomPlace, Activity]], pieces: Pieces
) -> Output:
    _ = site.words.gettext
    path = addresses.busy_of(page)
    title = _("In use: {place}").format(place=name)
    about = _("When something takes place here, and when it is closed.")
    page_url, feed_url = (addresses.absolute(site.settings.url, one) for one in (page, path))
    every = sorted(users, key=lambda one: (one[1].id, one[0].room or ""))
    blocks = [closed, *(pieces.taken[activity.id][spot] for spot, activity in every)]
    make = partial(ical.feed, title, about, feed_url, page_url, BUSY_COLOR, blocks, pieces.nothing)
    return Output(path, parts_digest(value_digest(title, about, feed_url), pieces.nothing, *blocks), make)


# --- what closed ------------------------------------------------------------------------------------


def remembered(site: Site, context: Context, made: Iterable[str]) -> Iterator[Output]:
    """Yield an empty calendar for each that closed, and the ledger for the next build.

    ``made`` are the paths of all calendars that people can subscribe to now.
    """
    feeds = ledger.kept_open(site.memory.ledger, made, site.memory.gone, site.today)
    _ = site.words.gettext
    name = _("Stopped: {name}").format(name=site.settings.name)
    about = _("There is nothing in this calendar any more. You can end your subscription.")
    for path, closed in feeds.items():
        if closed is not None:
            url, page = (addresses.absolute(site.settings.url, one) for one in (path, addresses.SUBSCRIBE))
            instead = ical.nothing(context, _uid(site.calendar, path), _midnight(closed))
            make = partial(ical.feed, name, about, url, page, "gray", (), instead)
            yield Output(path, parts_digest(value_digest(name, about, url), instead), make)
    memory = site.memory
    octets = ledger.write(memory.ledger, site.calendar, site.stamps, memory.shown, feeds, unsure=bool(memory.trouble))
    yield Output(f"/{LEDGER}", parts_digest(octets), lambda: octets)


def _uid(calendar: Calendar, path: str) -> str:
    """The UID of the series that stood in the calendar of an activity; empty for that of a list."""
    identifier = path.removeprefix(addresses.ACTIVITIES).removesuffix("/kalender.ics")
    return f"{identifier.replace('/', '.')}@{calendar.id}" if path.startswith(addresses.ACTIVITIES) else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def all_files(site: Site, fragments: SharedPieces, jobs: int = 1) -> Iterator[Output]:
    """Yield every feed and data file of the site.

    ``fragments`` holds what the last build made, and is brought up to date, in ``jobs`` processes where that is much.
    """
    pieces = Pieces(site, fragments, jobs)
    made = list(calendar_files(site, pieces))
    yield from made
    yield from news_files(site, fragments, pieces)
    yield from gap_files(site, pieces.context)
    yield from date_files(site, pieces.context, pieces.keys)
    yield from _data(site, pieces)
    yield from table_files(site)
    yield from remembered(site, pieces.context, [calendar.path for calendar in made])
    yield from open_files(site, pieces.keys, fragments)
    yield index_file(site, jobs)
    yield search_words_file(site, jobs)


def _data(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield the data files, and the schemas beside them."""
    calendar = site.calendar
    known = digest_all(key for _, key in sorted(pieces.keys.items()))
    window = value_digest(site.today, site.settings.past_days, site.settings.ahead_days)
    verdicts = value_digest(calendar.id, tuple(site.verdicts), calendar.norms)
    names = value_digest([(area.id, area.name) for area in calendar.neighbourhoods.values()])
    pictures = {key: picture_of(site, photos.of_venue(venue)) for key, venue in calendar.venues.items()}
    places = value_digest(calendar.id, calendar.venues, calendar.neighbourhoods, site.settings.url, pictures)
    people = value_digest(calendar.id, calendar.organisations, site.settings.url)

    def url_of_venue(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.venue(identifier))

    def url_of_organisation(identifier: str) -> str:
        return addresses.absolute(site.settings.url, addresses.organisation(identifier))

    rows = [pieces.rows[name] for name in sorted(pieces.rows)]
    yield Output("/data/activities.json", known, partial(open_data.activities, rows))
    yield Output(
        "/data/occurrences.json",
        parts_digest(site.schedule, window),
        partial(open_data.occurrences, calendar, site.occurrences),
    )
    yield Output("/data/venues.json", places, partial(open_data.venues, calendar, url_of_venue, pictures))
    yield Output("/data/organisations.json", people, partial(open_data.organisations, calendar, url_of_organisation))
    yield Output(
        "/data/coverage.json",
        parts_digest(verdicts, value_digest(calendar.picked_up)),
        partial(open_data.coverage_json, calendar, site.verdicts),
    )
    yield Output(
        "/data/coverage.csv",
        parts_digest(verdicts, names, value_digest(calendar.picked_up)),
        partial(open_data.coverage_csv, calendar, site.verdicts),
    )
    todos = quality(site).todos
    known_todos = todos_digest(site)
    titles = value_digest([(one.id, one.title) for one in calendar.activities.values()])
    yield Output("/data/todo.json", known_todos, partial(open_data.todo, todos))
    yield Output(
        "/data/todo.csv",
        parts_digest(known_todos, people, places, titles),
        partial(open_data.todo_csv, calendar, todos),
    )
    shown = value_digest(
        calendar.id, tuple(site.prevention), calendar.goals, calendar.municipalities, _programmes(site)
    )
    yield Output("/data/prevention.json", shown, partial(open_data.prevention, calendar, site.prevention))
    yield Output(
        "/data/prevention.csv",
        parts_digest(shown, value_digest(site.settings.language)),
        partial(open_data.prevention_csv, calendar, site.prevention, site.settings.language),
    )
    room = value_digest(calendar.id, tuple(site.catchments))
    yield Output("/data/capacity.json", room, partial(open_data.capacity, site.catchments))
    yield Output(
        "/data/capacity.csv",
        parts_digest(room, names, value_digest(calendar.norms)),
        partial(open_data.capacity_csv, calendar, site.catchments),
    )
    for name, text in data_schemas().items():
        yield Output(f"/data/schemas/{name}.schema.json", value_digest(text), partial(_json, text))


def _programmes(site: Site) -> list[tuple[str, Programme | None]]:
    activities = site.calendar.activities
    return [(key, activities[key].programme) for key in sorted(activities) if activities[key].programme]


def _json(text: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(text), indent=2) + b"\n"
