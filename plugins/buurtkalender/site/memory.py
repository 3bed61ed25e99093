"""What the site remembers of what it told before: stamps that only move forward, and calendars that closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.stamps import Stamp
from buurtkalender.feeds import ledger
from buurtkalender.feeds.context import horizon
from buurtkalender.feeds.ledger import Ledger, Shown
from buurtkalender.reading.history import history
from buurtkalender.reading.stamps import stamps
from buurtkalender.site import addresses
from buurtkalender.site.settings import Settings
from buurtkalender.site.tree import LEDGER


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
    dated = stamps(calendar, past, horizon(today))
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
