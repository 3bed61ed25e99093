"""What the site remembers of what it told before: stamps that only move forward, and calendars that closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.stamps import Stamp
from buurtkalender.feeds import ical, ledger
from buurtkalender.feeds.ledger import Ledger, Shown
from buurtkalender.reading.history import history
from buurtkalender.reading.stamps import stamps
from buurtkalender.site import addresses
from buurtkalender.site.outputs import Output, digest, digest_of
from buurtkalender.site.settings import Settings
from buurtkalender.site.tree import LEDGER

if TYPE_CHECKING:
    from buurtkalender.site.model import Site


class Memory(NamedTuple):
    """What the last site told, what this one shows, and the calendars that history knows to be gone, with the day."""

    ledger: Ledger = Ledger()
    shown: Mapping[str, Shown] = {}
    gone: Mapping[str, date] = {}


def recall(settings: Settings, calendar: Calendar, today: date) -> tuple[Memory, dict[str, Stamp]]:
    """Return what the last site and the history of the content know, and the stamps that follow from both."""
    past = history(settings.content, settings.cache)
    told = ledger.read(_octets(settings.output / LEDGER), calendar)
    now = ledger.shown(calendar, (settings.url, settings.language))
    dated = stamps(calendar, past, ical.horizon(today))
    memory = Memory(told, now, dict(_gone(past.removed)))
    return memory, ledger.raised(told, calendar, dated, now, today)


def _octets(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _gone(removed: Mapping[str, int]) -> Iterator[tuple[str, date]]:
    """Yield the calendars of files that were removed."""
    pages = {
        "activities": addresses.activity,
        "organisations": addresses.organisation,
        "venues": addresses.venue,
    }
    for path, moment in removed.items():
        folder, _, name = path.removesuffix(".yaml").partition("/")
        if folder in pages and path.endswith(".yaml"):
            yield addresses.calendar_of(pages[folder](name)), datetime.fromtimestamp(moment, UTC).date()


def remembered(site: Site, context: ical.Context, made: Iterable[str]) -> Iterator[Output]:
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
