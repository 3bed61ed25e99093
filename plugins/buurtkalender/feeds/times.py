"""Times with their offset, as data and readers of feeds want them (RFC 3339)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from buurtkalender.domain.model import Calendar


class Times(dict[datetime, str]):
    """Wall-clock moments of a calendar with their offset, each written once.

    The zone is asked once a day, but on the days on which its offset changes: a year of 3,500 activities has 137,000
    occurrences, which start at a few thousand moments.
    """

    def __init__(self, calendar: Calendar) -> None:
        super().__init__()
        self._calendar = calendar
        self._offsets: dict[date, str] = {}

    def __missing__(self, moment: datetime) -> str:
        offset = self._offset(moment.date())
        text = self[moment] = moment.isoformat() + offset if offset else self._calendar.aware(moment).isoformat()
        return text

    def _offset(self, day: date) -> str:
        """The offset that holds all day, or nothing when the clock changes."""
        offset = self._offsets.get(day)
        if offset is None:
            midnight = datetime.combine(day, time())
            first, last = (self._calendar.aware(midnight + timedelta(days=n)).isoformat()[19:] for n in (0, 1))
            offset = self._offsets[day] = first if first == last else ""
        return offset
