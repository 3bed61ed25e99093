"""What programs of others have to agree about: the rows of ``data/occurrences.json``.

Every engine is a command, so that each can live in a language and an environment of its own. It is called with the
path of a feed and the first and last day of a window (both inclusive, days in Amsterdam on which an instance starts),
and prints a JSON array with an object for each instance that it shows; the quick ones take the paths of several feeds,
and print a line for each::

    {"uid": "…", "start": "2026-11-24T09:00:00Z", "end": "2026-11-24T11:00:00Z", "status": "confirmed"}

Times are in UTC; what lasts all day has dates, the end exclusive; the status is ``confirmed`` or ``cancelled``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from town import TODAY


class Shown(NamedTuple):
    """An instance that a program shows, in the form in which engines print it."""

    uid: str
    start: str
    end: str
    status: str


FIRST, LAST = TODAY - timedelta(days=28), TODAY + timedelta(days=371)
"""The days of the data: more than a year, with the clock changes of spring and of autumn in it."""


@cache
def promised(output: Path) -> Counter[Shown]:
    """The rows of ``data/occurrences.json`` of a site, which all programs are held to: look, do not touch."""
    rows = json.loads((output / "data" / "occurrences.json").read_text(encoding="utf-8"))
    known = {"postponed": "cancelled"}  # what programs have no word for
    return Counter(
        Shown(row["uid"], _utc(row["start"]), _utc(row["end"]), known.get(row["status"], row["status"])) for row in rows
    )


def printed(text: str) -> Counter[Shown]:
    """What an engine printed."""
    return Counter(Shown(one["uid"], one["start"], one["end"], one["status"]) for one in json.loads(text))


def differences(shown: Counter[Shown], due: Counter[Shown], most: int = 10) -> list[str]:
    """In words, what is shown and should not be, and what should be and is not; empty when they agree."""
    return [*_told("not in the data", shown - due, most), *_told("not shown", due - shown, most)]


def _told(what: str, rows: Counter[Shown], most: int) -> Iterable[str]:
    for row in sorted(rows.elements())[:most]:
        yield f"{what}: {' '.join(row)}"
    if rows.total() > most:
        yield f"{what}: … and {rows.total() - most} more"


def _utc(text: str) -> str:
    if "T" not in text:
        return date.fromisoformat(text).isoformat()
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
