"""Pieces that many files share, kept for the next build, each with the key of what it was made from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from buurtkalender.domain.model import Activity
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds import calendars, ical, open_data
from buurtkalender.feeds.calendars import RoomPlace
from buurtkalender.feeds.context import RowMaker
from buurtkalender.feeds.context import context as context_of
from buurtkalender.reading.processes import share_out
from buurtkalender.reading.storage import load_cache, save_cache
from buurtkalender.site import addresses, photos
from buurtkalender.site.gaps.analysis import Analysis
from buurtkalender.site.linked_data import picture_of
from buurtkalender.site.model import Site
from buurtkalender.site.publish import parts_digest, value_digest

T = TypeVar("T")


class SharedPieces(msgspec.Struct):
    """Pieces that many files share, each with the key of what it was made from.

    ``code`` is the package that made them; another version starts anew. ``news`` are the items by
    activity, for each format by the name of its feeds; ``weeks`` the items of the coming week by guid, ``found`` the
    rows of what can be found, by the file that they stand in, and ``found_abroad`` those in the other languages.
    Rows of files that are seldom made stand in a ``folder``, a file each (:meth:`rows_of`).
    """

    code: str = ""
    cards: dict[bytes, str] = {}
    events: dict[str, tuple[bytes, bytes]] = {}
    briefs: dict[str, tuple[bytes, bytes]] = {}
    taken: dict[str, tuple[bytes, dict[RoomPlace, bytes]]] = {}
    news: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    weeks: dict[str, tuple[bytes, bytes]] = {}
    rows: dict[str, tuple[bytes, bytes]] = {}
    found: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    found_abroad: dict[str, dict[str, tuple[bytes, bytes]]] = {}
    analysis: Analysis = Analysis()
    folder: str = ""

    def rows_of(self, path: str, key: Callable[[str], bytes]) -> RowMaker:
        """Return what gives the rows of a file; those that the last build made serve while each has the same ``key``.

        They are only read where one of them changed, and stand apart for each file: an edit is on one or two of many.
        """
        place = Path(self.folder, kept_at(path))

        def rows(make: Callable[[str], bytes], names: Iterable[str]) -> list[bytes]:
            kept = load_cache(place, dict[str, tuple[bytes, bytes]], self.code.encode()) if self.folder else None
            before = kept or {}
            wanted = {name: key(name) for name in names}
            now = {
                name: was if (was := before.get(name)) and was[0] == this else (this, make(name))
                for name, this in wanted.items()
            }
            if self.folder:
                save_cache(place, now, self.code.encode())
            return [row for _, row in now.values()]

        return rows

    def forget_rows(self, paths: Iterable[str]) -> None:
        """Forget the rows of all files but those at these paths."""
        wanted = set(map(kept_at, paths))
        with suppress(OSError):
            for entry in os.scandir(self.folder) if self.folder else ():
                if entry.name not in wanted:
                    os.unlink(entry)  # noqa: PTH108 - it is no path


def kept_at(path: str) -> str:
    """Return the name of what is kept of a file of the site."""
    return blake2b(path.encode(), digest_size=8).hexdigest()


def refreshed(
    kept: dict[str, tuple[bytes, T]], keys: Mapping[str, bytes], make: Callable[[str], T], jobs: int = 1
) -> dict[str, T]:
    """Return a piece for each name of ``keys``; one ``kept`` from the last build serves while its key is the same.

    ``kept`` is brought up to date. Many are made in ``jobs`` processes.
    """
    found = Kept(kept, keys, make)
    refresh(found, jobs=jobs)
    return found.made()


class Kept(NamedTuple, Generic[T]):
    """Pieces of one kind by name: those that are kept, the keys that they should have now, and what makes one."""

    pieces: dict[str, tuple[bytes, T]]
    keys: Mapping[str, bytes]
    make: Callable[[str], T]
    kind: Any = bytes

    def stale(self) -> list[str]:
        """Drop what has no key any more, and return the names of what has to be made."""
        for name in self.pieces.keys() - self.keys.keys():
            del self.pieces[name]
        return [name for name, key in self.keys.items() if name not in self.pieces or self.pieces[name][0] != key]

    def take(self, new: Mapping[str, T]) -> None:
        """Take what was made, in the order of the keys where all of it was: whoever made it."""
        for name in self.keys if len(new) == len(self.keys) else new:
            self.pieces[name] = self.keys[name], new[name]

    def made(self) -> dict[str, T]:
        """Return the pieces without their keys."""
        return {name: piece for name, (_, piece) in self.pieces.items()}


def refresh(*kinds: Kept[Any], jobs: int) -> None:
    """Bring the pieces of several kinds up to date; what has the same name is made in one process."""
    stale: dict[str, list[int]] = {}
    for number, one in enumerate(kinds):
        for name in one.stale():
            stale.setdefault(name, []).append(number)

    def work(names: Iterable[str]) -> bytes:
        some: list[dict[str, Any]] = [{} for _ in kinds]
        for name in names:
            for number in stale[name]:
                some[number][name] = kinds[number].make(name)
        return msgspec.msgpack.encode([msgspec.msgpack.encode(part) for part in some])

    made: list[dict[str, Any]] = [{} for _ in kinds]
    for share in share_out(work, list(stale), jobs):
        for number, part in enumerate(msgspec.msgpack.decode(share, type=list[bytes])):
            made[number].update(msgspec.msgpack.decode(part, type=dict[str, kinds[number].kind]))  # type: ignore[misc]
    for one, new in zip(kinds, made, strict=True):
        one.take(new)


class Pieces:
    """What files share, by the activity's identifier.

    ``keys`` are digests of all that feeds and data show of an activity, whatever the day is. ``rows`` are its rows of
    data, ``events`` its VEVENTs and ``taken`` the rooms that it uses, both with a key of their own: they also depend
    on how far back feeds go. Files that show events go by ``event_digests``, of what these say: on nearly every next
    day that is the same.
    """

    def __init__(self, site: Site, fragments: SharedPieces, jobs: int = 1) -> None:
        self.site = site
        self.jobs = jobs
        self._fragments = fragments
        settings, calendar = site.settings, site.calendar
        self.context = context_of(
            calendar,
            settings.language,
            lambda identifier: addresses.absolute(settings.url, addresses.activity(identifier)),
            site.stamps,
            today=site.today,
            past_days=settings.feed_past_days,
        )
        self._visits: dict[tuple[object, ...], bytes] = {}
        self.keys = self._digests()
        window = value_digest(self.context.window.first, site.today)
        self.event_keys = {name: key + window for name, key in self.keys.items()}
        refresh(
            Kept(fragments.events, self.event_keys, self._of(partial(ical.events, self.context))),
            Kept(
                fragments.taken,
                self.event_keys,
                self._of(partial(calendars.taken, self.context)),
                dict[RoomPlace, bytes],
            ),
            Kept(fragments.rows, self.keys, self._of(self._row)),
            jobs=jobs,
        )
        self.events = _pieces(fragments.events)
        self.taken = _pieces(fragments.taken)
        self.rows = _pieces(fragments.rows)
        self.event_sizes = {name: len(events) for name, events in self.events.items()}
        self.event_digests = _digests(self.events)

    @cached_property
    def nothing(self) -> bytes:
        """What stands in a list without events."""
        return ical.nothing(self.context)

    @cached_property
    def briefs(self) -> dict[str, bytes]:
        """The VEVENTs of each activity, told briefly: only asked for where some list is too large for one file."""
        make = self._of(partial(ical.events, self.context, brief=True))
        return refreshed(self._fragments.briefs, self.event_keys, make, self.jobs)

    @cached_property
    def brief_digests(self) -> dict[str, bytes]:
        """Digests of these."""
        return _digests(self.briefs)

    @cached_property
    def brief_sizes(self) -> dict[str, int]:
        """How many bytes each of these takes."""
        return {name: len(events) for name, events in self.briefs.items()}

    def _row(self, activity: Activity) -> bytes:
        return open_data.activity(self.context, activity, picture_of(self.site, photos.of_activity(activity)))

    def visits(self, name: str, dates: list[Occurrence], *, brief: bool) -> bytes:
        """Return dates of an activity as events by themselves; the same dates are in several lists."""
        key = name, brief, *[(one.pattern, one.planned) for one in dates]
        if key not in self._visits:
            self._visits[key] = ical.visits(self.context, self.site.calendar.activities[name], dates, brief=brief)
        return self._visits[key]

    def _digests(self) -> dict[str, bytes]:
        site, calendar = self.site, self.site.calendar
        shared = value_digest(
            (
                calendar.id,
                calendar.anchor,
                calendar.zone,
                calendar.school_holidays,
                calendar.closures,
                calendar.public_holidays,
            ),
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
            found[activity.id] = parts_digest(
                shared,
                site.cards.activity_digest(activity.id),
                *[site.cards.venue_digest(venue) for venue in venues if venue],
                *[site.organisation_digest(one) for one in people],
                photos.key_of(site, photos.of_activity(activity)),
                value_digest(self.context.stamp(activity)),
            )
        return found

    def _of(self, make: Callable[[Activity], T]) -> Callable[[str], T]:
        """Return what makes something of the activity of a name."""
        return lambda name: make(self.site.calendar.activities[name])


def _digests(pieces: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: parts_digest(piece) for name, piece in pieces.items()}


def _pieces(kept: dict[str, tuple[bytes, T]]) -> dict[str, T]:
    return {name: piece for name, (_, piece) in kept.items()}
