"""The clocks of this computer: only here are they asked, everything else gets the day and the moment as arguments.

And which days there are.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

YEARS = range(1900, 2101)
"""The years that a date of the format may have: nothing is planned outside of them, so such a year was mistyped.

Whatever reckons from a date (a year back or on, the midnight after it, its week) then stays within what dates can be.
"""


def today(zone: str) -> date:
    """Return the day that it is in a time zone, whatever that of this computer is: a calendar's day is that of its own.

    ``zone`` is a name of the IANA time zone database.
    """
    return datetime.now(ZoneInfo(zone)).date()


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def timestamp() -> float:
    """Return the seconds since 1970."""
    return time.time()


def monotonic() -> float:
    """Return seconds that never go back, to tell how long something takes; from when they count means nothing."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Do nothing for as long."""
    time.sleep(seconds)
