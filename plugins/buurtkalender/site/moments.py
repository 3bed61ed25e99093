"""Dates as ``<time>`` elements, quick enough for every date of every activity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from markupsafe import Markup, escape

from buurtkalender.domain.model import Calendar, Occurrence
from buurtkalender.site.words import Words, capital


class Moments:
    """Makes ``<time>`` elements in one calendar's zone and one language."""

    def __init__(self, calendar: Calendar, words: Words) -> None:
        self.calendar = calendar
        self.words = words
        self._offsets: dict[date, str] = {}
        self._short: dict[date, str] = {}

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
            from datetime import datetime

            midnight = datetime(day.year, day.month, day.day)
            first, last = (self.calendar.aware(midnight + timedelta(days=n)).isoformat()[19:] for n in (0, 1))
            found = self._offsets[day] = first if first == last else ""
        return found

    def time(self, occurrence: Occurrence, text: str) -> Markup:
        """``<time datetime="2026-12-01T10:00:00+01:00">text</time>``."""
        return Markup(f'<time datetime="{self.iso(occurrence)}">{escape(text)}</time>')  # noqa: S704 - escaped

    def by_month(self, occurrences: Iterable[Occurrence], usual: str) -> list[tuple[str, Markup]]:
        """Group occurrences by month: the month in words, and its days as ``<time>`` elements with commas between.

        A time of day is only told where it is not the ``usual`` one. A cancelled one is struck through (``<s>``), and
        its day is followed by a word that says so.
        """
        words = self.words
        months: dict[tuple[int, int], list[str]] = {}
        off = escape(words.gettext("does not take place"))
        for occurrence in occurrences:
            day = occurrence.start.date()
            text = self._short.get(day)
            if text is None:
                text = self._short[day] = escape(words.short_day(day))
            time = words.time_of(occurrence)
            if time != usual:
                text = f"{text}, {escape(time)}"
            item = f'<time datetime="{self.iso(occurrence)}">{text}</time>'
            if occurrence.cancelled:
                item = f"<s>{item}</s> ({off})"
            months.setdefault((day.year, day.month), []).append(item)
        return [
            (capital(words.month(date(year, month, 1))), Markup("; ".join(items)))  # noqa: S704 - escaped above
            for (year, month), items in months.items()
        ]
