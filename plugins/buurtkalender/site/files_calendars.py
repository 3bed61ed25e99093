"""The calendars that phones subscribe to: of lists, of activities, and of rooms in use."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import partial

from buurtkalender.domain.model import Activity, Calendar, Occurrence
from buurtkalender.feeds import busy, ical, ledger
from buurtkalender.feeds.busy import Spot
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.parts import fits, parts
from buurtkalender.site import addresses
from buurtkalender.site.fragments import Pieces
from buurtkalender.site.list_kinds import ListSpec
from buurtkalender.site.lists import lists
from buurtkalender.site.model import Site, has_feed
from buurtkalender.site.outputs import digest, digest_of
from buurtkalender.site.tree import LEDGER, Output

COLOR = "teal"
"""What agenda programs colour the calendar with until the person chooses otherwise (a CSS3 name, RFC 7986 5.9)."""

BUSY_COLOR = "gray"


def calendars(site: Site, pieces: Pieces) -> Iterator[Output]:
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
    sizes = {name: len(events) for name, events in visits.items()}
    if fits(activities, ChainMap(sizes, pieces.event_sizes)):
        yield _part(site, spec, activities, pieces, visits, (1, 1))
        return
    found = parts(activities, ChainMap(sizes, pieces.brief_sizes))
    for number, part in enumerate(found, 1):
        yield _part(site, spec, part, pieces, visits, (number, len(found)), brief=True)
    site.parts[spec.path] = len(found)


def _visits(site: Site, spec: ListSpec, pieces: Pieces) -> dict[str, bytes]:
    """Return, by activity, the events of dates that are in a list because of where they are held, and not otherwise."""
    dates: dict[str, list[Occurrence]] = {}
    for one in site.selection.visiting(*spec.facets, first=pieces.context.window.first):
        dates.setdefault(one.activity, []).append(one)
    return {name: pieces.visits(name, some) for name, some in dates.items()}


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
    events = ChainMap(visits, pieces.briefs if brief else pieces.events)
    keys = b"".join([visits.get(activity.id) or pieces.event_keys[activity.id] for activity in part])
    make = partial(
        ical.feed, name, about, feed_url, page_url, COLOR, [events[activity.id] for activity in part], pieces.nothing
    )
    return Output(path, digest(digest_of(name, about, feed_url, brief, most), pieces.nothing, keys), make)


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
    stopped = ical.nothing(pieces.context, site.calendar.uid(activity, 0), pieces.context.stamp(activity).modified)
    make = partial(ical.feed, activity.title, about, feed_url, page_url, COLOR, [events], stopped)
    path = addresses.calendar_of(addresses.activity(address))
    return Output(path, digest(pieces.event_keys[activity.id], digest_of(about, feed_url)), make)


# --- rooms ------------------------------------------------------------------------------------------


def _of_rooms(site: Site, pieces: Pieces) -> Iterator[Output]:
    """Yield when each venue, and each of its rooms, is in use."""
    users: dict[str, dict[Spot, list[Activity]]] = {}
    for activity in sorted(site.calendar.activities.values(), key=lambda one: one.id):
        for spot in pieces.taken[activity.id]:
            users.setdefault(spot.venue, {}).setdefault(spot, []).append(activity)
    for venue in site.calendar.venues.values():
        found = users.get(venue.id, {})
        closed = busy.closed(pieces.context, venue)
        everywhere = [(spot, activity) for spot, some in found.items() for activity in some]
        yield _in_use(site, addresses.venue(venue.id), venue.name, closed, everywhere, pieces)
        for room in venue.rooms:
            spot = Spot(venue.id, room.id)
            there = [(spot, activity) for activity in found.get(spot, ())]
            page, name = addresses.room(f"{venue.id}/{room.id}"), f"{room.name}, {venue.name}"
            yield _in_use(site, page, name, closed, there, pieces)


def _in_use(  # noqa: PLR0913, PLR0917
    site: Site, page: str, name: str, closed: bytes, users: Iterable[tuple[Spot, Activity]], pieces: Pieces
) -> Output:
    _ = site.words.gettext
    path = addresses.busy_of(page)
    title = _("In use: {place}").format(place=name)
    about = _("When something takes place here, and when it is closed.")
    page_url, feed_url = (addresses.absolute(site.settings.url, one) for one in (page, path))
    every = sorted(users, key=lambda one: (one[1].id, one[0].room or ""))
    blocks = [closed, *(pieces.taken[activity.id][spot] for spot, activity in every)]
    make = partial(ical.feed, title, about, feed_url, page_url, BUSY_COLOR, blocks, pieces.nothing)
    return Output(path, digest(digest_of(title, about, feed_url), pieces.nothing, *blocks), make)


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
            yield Output(path, digest(digest_of(name, about, url), instead), make)
    octets = ledger.write(site.memory.ledger, site.calendar, site.stamps, site.memory.shown, feeds)
    yield Output(f"/{LEDGER}", digest(octets), lambda: octets)


def _uid(calendar: Calendar, path: str) -> str:
    """The UID of the series that stood in the calendar of an activity; empty for that of a list."""
    identifier = path.removeprefix(addresses.ACTIVITIES).removesuffix("/kalender.ics")
    return f"{identifier.replace('/', '.')}@{calendar.id}" if path.startswith(addresses.ACTIVITIES) else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
