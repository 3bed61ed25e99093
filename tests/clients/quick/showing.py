"""What the engines that are written in Python have in common: what they are called with, and what they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")


class Row(NamedTuple):
    """An instance: moments that carry their zone, or days when it lasts all day."""

    uid: str
    start: date
    end: date
    status: str


class Asked(NamedTuple):
    """A feed, and the days on which the instances start that are asked for."""

    feed: Path
    first: date
    last: date

    @property
    def text(self) -> str:
        """The feed as it was sent: an engine meets CRLF, and our folding."""
        return self.feed.read_bytes().decode("utf-8")

    def show(self, rows: Iterable[Row]) -> None:
        """Print on a line, of what the engine found, what was asked for."""
        found = [_written(row) for row in rows if self.first <= _day(row.start) <= self.last]
        sys.stdout.write(f"{json.dumps(found)}\n")


def asked() -> Iterator[Asked]:
    """What the command line asks for, a feed after the other."""
    *feeds, first, last = sys.argv[1:]
    for feed in feeds:
        yield Asked(Path(feed), date.fromisoformat(first), date.fromisoformat(last))


def _day(start: date) -> date:
    return start.astimezone(ZONE).date() if isinstance(start, datetime) else start


def _written(row: Row) -> dict[str, str]:
    return {"uid": row.uid, "start": _utc(row.start), "end": _utc(row.end), "status": row.status.lower()}


def _utc(moment: date) -> str:
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
