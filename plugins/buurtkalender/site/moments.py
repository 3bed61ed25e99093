"""Dates in words and as ``<time>`` elements, quick enough for every date of every activity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from buurtkalender.domain.model import Calendar, Occurrence
from buurtkalender.site.words import Words

Clock = tuple[int, int, int, int, bool]
"""The hour and minute of beginning and end, and whether it lasts all day."""


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

    def by_month(self, occurrences: Iterable[Occurrence], usual: Clock | None) -> Markup:
        """Group occurrences by month: ``<dt>`` the month in words, ``<dd>`` its days, one for each time of day.

        They are words alone: as ``<time>`` elements a year of days was half of a page, and programs that want dates
        have the page's block of data, its calendar file and the open data. A month in which all is at the ``usual``
        time only tells days; in any other each of its times stands before its days. A cancelled day is struck through
        (``<s>``), and followed by words that say so.
        """
        months: dict[tuple[int, int], dict[Clock, list[Occurrence]]] = {}
        for one in occurrences:
            clocks = months.setdefault((one.start.year, one.start.month), {})
            clocks.setdefault(clock(one), []).append(one)
        rows: list[str] = []
        for month, clocks in months.items():
            rows.append(f"<dt>{self._month(month)}</dt>")
            told = clocks.keys() != {usual}
            rows += (
                f"<dd>{self._time(some[0]) + ': ' if told else ''}{self._days(some)}</dd>" for some in clocks.values()
            )
        return Markup("".join(rows))  # noqa: S704 - escaped below

    def _time(self, occurrence: Occurrence) -> str:
        return escape(self.words.capital(self.words.time_of(occurrence)))

    def _days(self, some: list[Occurrence]) -> str:
        return "; ".join(f"<s>{self._day(one)}</s> ({self._off})" if one.cancelled else self._day(one) for one in some)

    def _day(self, occurrence: Occurrence) -> str:
        day = occurrence.start.date()
        found = self._short.get(day)
        if found is None:
            found = self._short[day] = escape(self.words.short_day(day).replace(" ", "\N{NO-BREAK SPACE}"))
        return found

    def _month(self, month: tuple[int, int]) -> str:
        found = self._months.get(month)
        if found is None:
            found = self._months[month] = escape(self.words.capital(self.words.month(date(*month, 1))))
        return found


def clock(occurrence: Occurrence) -> Clock:
    """At what time of the day something begins and ends, and whether it lasts all day instead."""
    start, end = occurrence.start, occurrence.end
    return (start.hour, start.minute, end.hour, end.minute, occurrence.all_day)


def usual(occurrences: Iterable[Occurrence]) -> Clock | None:
    """Return the time of the day at which most occurrences are, of several the first; nothing when there are none."""
    most = Counter(map(clock, occurrences)).most_common(1)
    return most[0][0] if most else None
