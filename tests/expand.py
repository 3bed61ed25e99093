"""What the published files say takes place: the rows of the data, and what an agenda program makes of a feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from buurtkalender.domain.recurrence import Window
from feeds.world import Client, Instance, shown
from town import TODAY

WINDOW = Window(TODAY - timedelta(days=28), TODAY + timedelta(days=371))
"""The days of the data, as the settings say."""

STATUS = {"postponed": "CANCELLED"}
"""What an agenda program knows that by."""

LONG_AGO = b"DTSTART;VALUE=DATE:20200101\r\n"
BEGIN, END = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"


@cache
def rows(output: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a data file."""
    found: list[dict[str, Any]] = json.loads((output / "data" / f"{name}.json").read_text())
    return found


def listed(output: Path) -> list[Instance]:
    """Every row of data/occurrences.json, as an agenda program would show it; in order."""
    found = [
        Instance(
            row["uid"], _moment(row["start"]), _moment(row["end"]), STATUS.get(row["status"], row["status"].upper())
        )
        for row in rows(output, "occurrences")
    ]
    return sorted(found, key=str)


def subscribed(output: Path, client: Client) -> list[Instance]:
    """What a program that subscribed to the whole calendar shows in the window of the data; in order."""
    return shown((output / "kalender.ics").read_bytes(), WINDOW, client)


def events(feed: Path) -> list[bytes]:
    """The events of a feed, each as it was written; not the one of long ago that stands where there is none."""
    every = [BEGIN + part.partition(END)[0] + END for part in feed.read_bytes().split(BEGIN)[1:]]
    return [event for event in every if LONG_AGO not in event]


def by_page(every: list[bytes]) -> dict[str, list[bytes]]:
    """Events by the address of the page that they lead to."""
    found: dict[str, list[bytes]] = {}
    for event in every:
        found.setdefault(said(event, "URL"), []).append(event)
    return found


def said(event: bytes, name: str) -> str:
    """The value of a property, unfolded."""
    lines = event.decode().replace("\r\n ", "").split("\r\n")
    return next(line.partition(":")[2] for line in lines if line.startswith((f"{name}:", f"{name};")))


def below(output: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Every file of that name, with the address of the folder it stands in."""
    for path in sorted(output.rglob(name)):
        folder = path.parent.relative_to(output).as_posix()
        yield ("/" if folder == "." else f"/{folder}/"), path


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
