"""Words as HTML: what people wrote says which language it is in, and dates are ``<time>`` elements.

What people wrote stays as it is on a page in another language. Programs that read pages aloud then pronounce it right
(WCAG 2.2, 3.1.2), and in a language that is written from right to left it does not take the words around it along
(``bdi``). On a page in the language of the content nothing is marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from markupsafe import Markup, escape

from buurtkalender.domain.places import DateFacts, Places
from buurtkalender.domain.values import Occurrence
from buurtkalender.feeds.context import Times
from buurtkalender.words.dates import in_short
from buurtkalender.words.values import Words

Clock = tuple[int, int, int, int, bool]
"""The hour and minute of beginning and end, and whether it lasts all day."""


class PageWords(Words):
    """The words of a page: what people wrote has its language with it where the page is in another."""

    def own(self, text: str, language: str = "") -> str:
        """Return what somebody wrote: in ``language``, or else in that of the content."""
        language = language or self.foreign
        return marked(text, language) if self.foreign and text and language != self.language else text

    def phone(self, number: str) -> str:
        """Return a number where it stands among words: its groups stay in their order (Unicode TR9)."""
        return Markup('<bdi dir="ltr">{}</bdi>').format(number) if self.right_to_left and number else number

    def filled(self, template: str, **values: object) -> str:
        """Fill in the blanks of a sentence; it becomes HTML when one of the values is."""
        return filled(template, **values)

    def joined(self, parts: Iterable[str], by: str = " ") -> str:
        """Join texts; the whole becomes HTML when one of them is."""
        return joined(parts, by)


# --- marks ------------------------------------------------------------------------------------------


def marked(text: str, language: str) -> Markup:
    """Return a text with the language that it is in."""
    return Markup(f'<bdi lang="{language}">{escape(text)}</bdi>')  # noqa: S704 - escaped; a fifth of Markup.format


def tongue(text: str) -> str:
    """Return the language of a text that is marked, for an element that can hold the mark itself; "" without one."""
    return text[11:].partition('"')[0] if isinstance(text, Markup) and text.startswith('<bdi lang="') else ""


def filled(template: str, **values: object) -> str:
    """Fill in the blanks of a sentence; it becomes HTML when one of the values is."""
    if any(isinstance(value, Markup) for value in values.values()):
        safe = {name: value if isinstance(value, int) else escape(value) for name, value in values.items()}
        return Markup(str(escape(template)).format(**safe))  # noqa: S704 - escaped; a fifth of Markup.format
    return template.format(**values)


def joined(parts: Iterable[str], by: str = " ") -> str:
    """Join texts; the whole becomes HTML when one of them is."""
    every = list(parts)
    for part in every:
        if isinstance(part, Markup):
            return Markup(by).join(every)  # noqa: S704 - ours
    return by.join(every)


def plain(text: str) -> str:
    """Return a text without its marks, for where there can be none."""
    return text.striptags() if isinstance(text, Markup) else text


def mail(address: str) -> Markup:
    """Return an e-mail address that a narrow screen breaks after its ``@`` and nowhere else, if it has to."""
    return Markup("@<wbr>").join(address.split("@"))


def tel(phone: str) -> str:
    """Return the ``tel:`` link of a Dutch phone number as people write it, in international form (RFC 3966)."""
    digits = "".join(character for character in phone if character.isdigit())
    if phone.lstrip().startswith("+"):
        return f"tel:+{digits}"
    if digits.startswith("00"):
        return f"tel:+{digits[2:]}"
    return f"tel:+31{digits[1:]}" if digits.startswith("0") and len(digits) == 10 else f"tel:{digits}"


# --- dates ------------------------------------------------------------------------------------------


NIGHT = range(1, 5)
"""The hours of which one does not exist on the night in which clocks are set forward, and those beside it."""

MOST_ROWS = 2_000
"""How many rows of dates are kept to be shown again."""


class DateMarkup:
    """Dates in one calendar's zone and one language as HTML, each made once: quick enough for every date there is."""

    def __init__(self, places: Places, words: PageWords, times: Times) -> None:
        self.words = words
        self._places = places
        self._times = times
        self._short: dict[int, str] = {}
        self._long: dict[tuple[datetime, datetime, bool], Markup] = {}
        self._months: dict[tuple[int, int], str] = {}
        self._rows: dict[tuple[tuple[int, ...], Clock | None], Markup] = {}

    def iso(self, occurrence: Occurrence) -> str:
        """When it starts, as in data/occurrences.json: with its offset, or only the day when it is all day."""
        return occurrence.start.date().isoformat() if occurrence.all_day else self._times[occurrence.start]

    def time(self, occurrence: Occurrence) -> Markup:
        """``<time datetime="2026-12-01T10:00:00+01:00">Dinsdag 1 december, 10.00 tot 12.00 uur</time>``."""
        key = (occurrence.start, occurrence.end, occurrence.all_day)
        found = self._long.get(key)
        if found is None:
            text = escape(self.words.capital(self.words.when(occurrence)))
            found = Markup(f'<time datetime="{self.iso(occurrence)}">{text}</time>')  # noqa: S704 - escaped
            self._long[key] = found
        return found

    def always(self, dates: Sequence[Occurrence]) -> Clock | None:
        """Return at what time of the day each of these dates of an activity is, where nothing is to be said of any.

        Nothing where they have to be looked at one by one: those of several patterns, of an activity with a date that
        is not as planned, and at night, when clocks are set forward.
        """
        if not dates:
            return None
        first = dates[0]
        there = self._places.of(first)
        if first.activity in self._places.changing or len(there.activity.when) > 1 or not as_ever(there):
            return None
        return None if first.start.hour in NIGHT or first.end.hour in NIGHT else clock(first)

    def by_month(self, dates: Sequence[Occurrence], usual: Clock | None) -> Markup:
        """Group dates of an activity by month: ``<dt>`` the month in words, ``<dd>`` its days, one for each time.

        They are words alone: as ``<time>`` elements a year of days was half of a page, and programs that want dates
        have the page's block of data, its calendar file and the open data. A month in which all is at the ``usual``
        time only tells days; in any other each of its times stands before its days. A day on which it is off is struck
        through (``<s>``); this, that it is not sure or full, and where it is if elsewhere, is said behind the day.
        """
        time = self.always(dates)
        if time is None:
            return self._by_month(dates, usual)
        key = tuple([one.start.toordinal() for one in dates]), None if time == usual else time
        found = self._rows.get(key)  # many are on the same days
        if found is None:
            if len(self._rows) >= MOST_ROWS:
                self._rows.clear()
            found = self._rows[key] = self._by_month(dates, usual)
        return found

    def _by_month(self, occurrences: Iterable[Occurrence], usual: Clock | None) -> Markup:
        months: dict[tuple[int, int], dict[Clock, tuple[Occurrence, list[str]]]] = {}
        facts, plain = None, False
        of, days = self._places.of, self._short
        for one in occurrences:  # a year of many activities is most of what their pages cost
            start = one.start
            clocks = months.setdefault((start.year, start.month), {})
            some = clocks.setdefault(clock(one), (one, []))[1]
            there = of(one)
            if there is not facts:
                facts, plain = there, as_ever(there)
            day = days.get(start.toordinal()) or self._day(start.date())
            some.append(day if plain else self._marked(day, there))
        rows: list[str] = []
        for month, clocks in months.items():
            rows.append(f"<dt>{self._month(month)}</dt>")
            named = clocks.keys() != {usual}
            rows += (
                f"<dd>{self._time(first) + ': ' if named else ''}{'; '.join(some)}</dd>"
                for first, some in clocks.values()
            )
        return Markup("".join(rows))  # noqa: S704 - escaped below

    def _time(self, occurrence: Occurrence) -> str:
        return escape(self.words.capital(self.words.time_of(occurrence)))

    def _marked(self, day: str, there: DateFacts) -> str:
        """Return a day with what becomes of it."""
        said = self.words.joined(filter(None, (in_short(self.words, there), self._elsewhere(there))), self.words.comma)
        if not said:
            return day
        return f"{day} ({escape(said)})" if there.held else f"<s>{day}</s> ({escape(said)})"

    def _elsewhere(self, there: DateFacts) -> str:
        """``Kerkzaal. Rolstoel: nee``, of a date that is not where it usually is; of what is off only that it is."""
        if there.usual or not there.held:
            return ""
        named = there.room if there.only_room else there.venue or there.location
        place = self.words.own(named.name) if named else self.words.gettext("At another place this time.").rstrip(".")
        return self.words.joined(filter(None, (place, self.words.other_access(there).rstrip("."))), ". ")

    def _day(self, day: date) -> str:
        said = str(escape(self.words.short_day(day).replace(" ", "\N{NO-BREAK SPACE}")))
        self._short[day.toordinal()] = said
        return said

    def _month(self, month: tuple[int, int]) -> str:
        found = self._months.get(month)
        if found is None:
            found = self._months[month] = escape(self.words.capital(self.words.month(date(*month, 1))))
        return found


def as_ever(there: DateFacts) -> bool:
    """Whether there is nothing to say of a date: it is as all dates of its activity, and has places left."""
    return there.as_always and not there.full


def clock(occurrence: Occurrence) -> Clock:
    """At what time of the day something begins and ends, and whether it lasts all day instead."""
    start, end = occurrence.start, occurrence.end
    return (start.hour, start.minute, end.hour, end.minute, occurrence.all_day)


def usual(occurrences: Iterable[Occurrence]) -> Clock | None:
    """Return the time of the day at which most occurrences are, of several the first; nothing when there are none."""
    clocks = list(map(clock, occurrences))
    if len(set(clocks)) < 2:  # most have only one
        return clocks[0] if clocks else None
    return Counter(clocks).most_common(1)[0][0]
