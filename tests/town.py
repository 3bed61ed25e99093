"""Zandmeer: one small fictional town for every test.

Its geography, organisations and activities are written so that everything can be checked by hand: each
activity file says in its first lines what it is there for. ``TODAY`` is a Tuesday in ISO week 48.
"""

from datetime import date
from functools import cache
from pathlib import Path

from buurtkalender.domain.model import Calendar

TOWN = Path(__file__).parent / "fixtures" / "town"
"""The town's folder; its content folder is ``TOWN / "content"``."""

TODAY = date(2026, 11, 24)
ANCHOR = date(2026, 1, 5)
"""First day of series without ``from``; a Monday."""

CALENDAR_ID = "zandmeer.buurtkalender.example"


@cache
def town() -> Calendar:
    """The town as it is read; immutable, so read once for all tests of a process."""
    from buurtkalender.reading.content import read_content

    return read_content(TOWN / "content", calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
