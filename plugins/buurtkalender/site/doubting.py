"""What was not confirmed for long, by the settings of a site and the history of its content."""

from __future__ import annotations

from datetime import UTC, date, datetime

from buurtkalender.domain.freshness import Doubt, Grace, doubts
from buurtkalender.domain.model import Calendar
from buurtkalender.reading.history import history
from buurtkalender.site.settings import Settings


def doubted(settings: Settings, calendar: Calendar, today: date) -> dict[str, tuple[Doubt, date]]:
    """Return what is marked or hidden, and since when; what never was confirmed counts from when its file came."""
    grace = Grace(settings.remind_after_days, settings.mark_after_days, settings.hide_after_days)
    if not (grace.mark or grace.hide):
        return {}
    added = history(settings.content, settings.cache).added
    days = {path: datetime.fromtimestamp(moment, UTC).date() for path, moment in added.items()}
    return doubts(calendar, today, grace, days)
