"""The clock of this computer: only here is it asked, all else is told the day and the moment."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime


def today_of(options: argparse.Namespace) -> date:
    """Return the day that the command line names, else today."""
    asked: date | None = options.today
    return asked or date.today()


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)
