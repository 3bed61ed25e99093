"""The clocks of this computer: only here are they asked, everything else gets the day and the moment as arguments."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime


def today() -> date:
    """Return the day that it is here."""
    return date.today()


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def timestamp() -> float:
    """Return the seconds since 1970."""
    return time.time()


def monotonic() -> float:
    """Return seconds that never go back, to tell how long something takes; from when they count means nothing."""
    return time.monotonic()
