"""Dates in words and as ``<time>`` elements, quick enough for every date of every activity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from buurtkalender.domain.model import Calendar, Occurrence
from buurtkalender.site.words import Words


class Moments:
    """Tells dates in one calendar's zone and one language, each made once."""

    def __init__(self, calendar: Calendar, words: Words) -> None:
        self.calendar = calendar
        self.words = words
        self._off = escape(words.gettext("does not take place"))
        self._offsets: dict[date, str] = {}
        self._short: dict[date, str] = {}
        self._long: dict[tuple[datetime, datetime, bool], Markup] = {}
        self._months: dict[tuple[int, int], str] = {}

    def iso(self, occurrence: Occurrence) -> str:
        """When it starts, as in data/occurrences.json: with its offset, or only the day when it is all day."""
        start = occurrence.start
        day = start.date()
        if occurrence.all_day:
            return day.isoformat()
        return start.isoformat() + (self._offset(day) or self.calendar.aware(start).isoformat()[19:])

    def _offset(self, day: date) -> str:
        """Return the offset of a whole day, worked out once; nothing on the two days on which the clocks change."""
        found = self._offsets.get(day)
        if found is None:
            midnight = datetime(day.year, day.month, day.day)
            first, last = (self.calendar.aware(midnight + timedelta(days=n)).isoformat()[19:] for n in (0, 1))
            found = self._offsets[day] = first if first == last else ""
        return found

    def time(self, occurrence: Occurrence) -> Markup:
        """``<time datetime="2026-12-01T10:00:00+01:00">Dinsdag 1 december, 10.00 tot 12.00 uur</time>``."""
        key = (occurrence.start, occurrence.end, occurrence.all_day)
        found = self._long.get(key)
        if found is None:
            text = escape(self.words.capital(self.words.when(occurrence)))
            found = Markup(f'<time datetime="{self.iso(occurrence)}">{text}</time>')  # noqa: S704 - escaped
            self._long[key] = found
        return found

    def by_month(self, occurrences: Iterable[Occurrence], usual: Occurrence | None) -> Markup:
        """Group occurrences by month: ``<dt>`` the month in words, ``<dd>`` its days.

        They are words alone: as ``<time>`` elements a year of days was half of a page, and programs that want dates
        have the page's block of data, its calendar file and the open data. A time of day is only told where it is not
        that of the ``usual`` occurrence. A cancelled one is struck through (``<s>``), and its day is followed by words
        that say so.
        """
        clock = _clock(usual) if usual else None
        months: dict[tuple[int, int], list[str]] = {}
        short = self._short
        for occurrence in occurrences:
            start = occurrence.start
            item = short.get(start.date())
            if item is None:
                item = short[start.date()] = escape(self.words.short_day(start.date()))
            if _clock(occurrence) != clock:
                item = f"{item}{self.words.comma}{escape(self.words.time_of(occurrence))}"
            if occurrence.cancelled:
                item = f"<s>{item}</s> ({self._off})"
            month = (start.year, start.month)
            if month in months:
                months[month].append(item)
            else:
                months[month] = [item]
        rows = [f"<dt>{self._month(month)}</dt><dd>{'; '.join(items)}</dd>" for month, items in months.items()]
        return Markup("".join(rows))  # noqa: S704 - escaped above

    def _month(self, month: tuple[int, int]) -> str:
        found = self._months.get(month)
        if found is None:
            found = self._months[month] = escape(self.words.capital(self.words.month(date(*month, 1))))
        return found


def _clock(occurrence: Occurrence) -> tuple[int, int, int, int, bool]:
    start, end = occurrence.start, occurrence.end
    return (start.hour, start.minute, end.hour, end.minute, occurrence.all_day)
