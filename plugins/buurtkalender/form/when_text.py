"""Days and times as people write them, in Dutch or English: "elke di 10-12u", "1e maandag v/d maand 14.00-16.00".

:mod:`.when_grammar` takes a text apart; here is worked out what its parts mean together. The rule: it is understood
rightly, or asked, or refused with the reason. What may be wrong about a date is never taken silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.holidays import named_school_holidays, public_holiday_names
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import ByAppointment, Dates, Days, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.form.when_grammar import (
    AFTERNOON,
    EVENING,
    MORNING,
    NIGHT,
    SURE_AHEAD,
    Clock,
    Item,
    Point,
    around,
    day_or_none,
    read,
)
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

LONGEST = 300
"""What is longer is no text about days and times."""

NOON, WHOLE_DAY, ASSUMED = 12 * 60, 24 * 60, 60
_EARLY, _LATE_MORNING = 6 * 60, 11 * 60 + 30
"""Nobody begins before six in the morning; what ends after half past eleven began in the morning."""
_NEAR = timedelta(days=92)
_WEEK, _ONE_DAY = timedelta(days=7), timedelta(days=1)
_MANY_DAYS = 14
"""So many days in a row, without a day of the week, are a fair or a camp; more are asked about."""

NO_TIME = N_("it does not say at what time")
NO_END = N_("nobody says when it ends: one hour was assumed")
NO_FIRST_WEEK = N_("it is once in {n} weeks, but does not say from which date")
NO_FIRST_MONTH = N_("it is once in {n} months, but does not say from which date")
EITHER_HALF = N_("“{text}” can be in the morning and later: is it {time}?")
HOURS_OR_DATE = N_("“{text}” can be hours and a date: is it {time}?")
OTHER_WEEKDAY = N_("“{text}” is {day}, which is another day of the week: is it {near}?")
EVERY_DAY = N_("it is every day from {first} to {last}: is that right?")


class Understood(NamedTuple):
    """What was understood: patterns, what was guessed in them, and what of the text was not understood.

    Where something is ``left`` there are no patterns: a text of which a part is not understood may mean anything.
    ``asked`` are guesses about a date or a time: nobody takes those over without a person's yes. ``guessed`` is what is
    no guess about these, such as an end that nobody tells.
    """

    patterns: tuple[Pattern, ...]
    guessed: tuple[Message, ...]
    left: str
    asked: tuple[Message, ...] = ()


class NotUnderstoodError(MessageError):
    """A text that says no day or no time."""


def when_of(
    text: str,
    today: date,
    *,
    first: date | None = None,
    last: date | None = None,
    calendar: Calendar | None = None,
    near: bool = False,
) -> Understood:
    """Return the patterns that a text about days and times means; ``first`` and ``last`` may stand in other columns.

    ``calendar`` knows public and school holidays; without it a text that names them as dates is not understood.
    With ``near`` "morgen" is the day after today: somebody writes it now. Raises NotUnderstoodError when there is no day
    or no time in it, or when these cannot be.
    """
    if len(text) > LONGEST:
        raise NotUnderstoodError(N_("it is too long to be days and times"))
    items, left = read(text, today)
    if any(item.kind == "appointment" for item in items):
        return Understood((ByAppointment(" ".join(text.split())[:500]),), (), "")
    left += [item.text for item in items if item.kind == "school" and not item.value[1]]
    if near:
        items = [_dated(item, today) for item in items]
    left += [item.text for item in items if item.kind == "near"]
    if left:
        return Understood((), (), " ".join(left))
    meaning = _Meaning(today, first, last, calendar)
    try:
        patterns = meaning.patterns(items)
    except OverflowError:
        raise NotUnderstoodError(N_("“{text}” is no date"), text=text) from None
    return Understood(tuple(dict.fromkeys(patterns)), _once(meaning.guessed), "", _once(meaning.asked))


def near_day(told: int | tuple[str, int], today: date) -> date:
    """Return the day of "morgen", "volgende week dinsdag" or "komende dinsdag"."""
    if isinstance(told, int):
        return today + told * _ONE_DAY
    which, weekday = told
    if which == "week":
        return _monday(today) + _WEEK + weekday * _ONE_DAY
    return today + (weekday - today.weekday()) % 7 * _ONE_DAY


def _dated(item: Item, today: date) -> Item:
    """Return a day that is told from today as its date."""
    if item.kind != "near":
        return item
    day = near_day(item.value, today)
    return item._replace(kind="dates", value=[Point(day.day, day.month, day.year, None, item.text)])


def day_of(text: str, today: date) -> date | None:
    """Return the one date that a cell holds, whatever time stands beside it; None when it holds none, or not surely."""
    if len(text) > LONGEST:
        return None
    items, left = read(text, today)
    dates = [item for item in items if item.kind == "dates"]
    if (
        left
        or len(dates) != 1
        or len(dates[0].value) != 1
        or any(item.kind not in {"dates", "start"} for item in items)
    ):
        return None
    meaning = _Meaning(today, None, None, None)
    try:
        return meaning.dates(dates[0].value)[0]
    except (NotUnderstoodError, OverflowError):
        return None


def _once(told: list[Message]) -> tuple[Message, ...]:
    """Return each message once; their words are dictionaries, so they cannot be keys."""
    return tuple(one for n, one in enumerate(told) if one not in told[:n])


# --- parts ----------------------------------------------------------------------------------------------

_DAYS = frozenset({"days", "nths", "month days", "dates", "range", "weeks", "public"})
_TIMES = frozenset({"span", "start", "end", "doors", "duration", "part", "allday"})
_CLOCKS = frozenset({"span", "start", "allday"})


class _Part(NamedTuple):
    """Days with times of their own, and what holds for these alone."""

    days: list[Item]
    times: list[Item]
    own: list[Item]


def _parts(items: Sequence[Item]) -> tuple[list[_Part], list[Item]]:
    """Divide "ma 9-11 en wo 13-15", and return what holds for all of it too: bounds, months, days off, how often."""
    kinds = [item.kind for item in items]
    first_day = next((n for n, kind in enumerate(kinds) if kind in _DAYS), len(kinds))
    first_time = next((n for n, kind in enumerate(kinds) if kind in _CLOCKS), len(kinds))
    parts = [_Part([], [], [])]
    for n, item in enumerate(items):
        timed = any(one.kind in _CLOCKS for one in parts[-1].times)
        if item.kind in _DAYS and not (item.kind == "range" and timed and not _time_follows(kinds, n)):
            if first_day < first_time and timed:
                parts.append(_Part([], [], []))
            parts[-1].days.append(item)
        elif item.kind in _TIMES:
            if item.kind in _CLOCKS and first_time < first_day and parts[-1].days:
                parts.append(_Part([], [], []))
            parts[-1].times.append(item)
        else:
            parts[-1].own.append(item)
    shared = list(parts[-1].own)
    parts[-1].own.clear()
    if parts[0].own and not (
        any(one.kind in _CLOCKS for one in parts[0].times) and len(parts) > 1 and _behind(items, parts[0])
    ):
        shared += parts[0].own
        parts[0].own.clear()
    return parts, shared


def _time_follows(kinds: list[str], at: int) -> bool:
    return next((kind in _CLOCKS for kind in kinds[at + 1 :] if kind in _CLOCKS or kind in _DAYS), False)


def _behind(items: Sequence[Item], part: _Part) -> bool:
    """Whether what holds stands behind the times of its part: then it holds for these."""
    clock = next(n for n, item in enumerate(items) if item.kind in _CLOCKS and item in part.times)
    return all(items.index(one) > clock for one in part.own)


# --- meaning --------------------------------------------------------------------------------------------


class _Meaning:
    """Works out the days and times that are meant, and collects what is asked and guessed."""

    def __init__(self, today: date, first: date | None, last: date | None, calendar: Calendar | None) -> None:
        self.today, self.first, self.last, self.calendar = today, first, last, calendar
        self.asked: list[Message] = []
        self.guessed: list[Message] = []

    def ask(self, text: str, /, **words: object) -> None:
        self.asked.append(Message(text, words))

    def patterns(self, items: Sequence[Item]) -> list[Pattern]:
        if not any(item.kind in _CLOCKS or item.kind == "doors" for item in items):
            raise NotUnderstoodError(NO_TIME)
        parts, shared = _parts(items)
        found: list[Pattern] = []
        for part in parts:
            times = self.times(part)
            series = _Series(self, [*part.days, *part.own, *shared])
            for time in times:
                found += series.patterns(time)
        return found

    # --- times ---

    def times(self, part: _Part) -> list[TimeSpan | None]:
        """Return the times of a part: spans, a begin with its end or how long it takes, or the whole day."""
        found: list[TimeSpan | None] = []
        starts: list[tuple[Item, str]] = []
        said = [
            (one.value[2] if one.kind == "days" else one.value)
            for one in part.days
            if one.kind in {"days", "nths"} and one.value[2]
        ]
        half = said[-1] if said else ""
        later = next((one.value for one in reversed(part.times) if one.kind == "part"), "")
        ends = [one for one in part.times if one.kind in {"end", "duration"}]
        for item in part.times:
            if item.kind == "part":
                half = item.value
            elif item.kind == "span":
                found.append(self.span(*item.value[:2], half or later, item))
                if item.value[2]:
                    self.ask(
                        HOURS_OR_DATE, text=item.text, time=_written(found[-1])
                    )
            elif item.kind == "start":
                starts.append((item, half or later))
            elif item.kind == "allday":
                found.append(None)
        doors = [one for one in part.times if one.kind == "doors"]
        if not found and not starts:
            starts, doors = [(one, half or later) for one in doors], []
        for one in doors:
            self.guessed.append(
                Message(N_("“{text}” is when the doors open: that is not in the times"), {"text": one.text})
            )
        found += self.begun(starts, ends, found)
        if not found:
            raise NotUnderstoodError(NO_TIME)
        return list(dict.fromkeys(found))

    def begun(
        self, starts: list[tuple[Item, str]], ends: list[Item], spans: list[TimeSpan | None]
    ) -> Iterable[TimeSpan | None]:
        """Yield the times of which only the begin is told, with the end behind it or an hour."""
        if ends and (len(starts) != 1 or len(ends) > 1 or spans):
            raise NotUnderstoodError(N_("“{text}” is no time"), text=ends[0].text)
        for n, (item, half) in enumerate(starts):
            if ends and ends[0].kind == "end":
                yield self.span(item.value, ends[0].value, half, item)
                continue
            start = self.clock(item.value, half, item)
            if any(one is not None and one.start == start for one in spans):
                continue
            if n and item.after != "and":
                raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
            if spans:
                text = N_("“{text}” stands beside its times: is it {time} alone?")
                self.ask(text, text=item.text, time=", ".join(map(_written, spans)))
                continue
            if not ends:
                self.guessed.append(Message(NO_END))
            yield TimeSpan(start, start + (ends[0].value if ends else ASSUMED))

    def clock(self, clock: Clock, half: str, item: Item) -> int:
        """Return when something begins, in minutes; in the half of the day that is said, or the likelier one."""
        if not 0 <= clock.minutes < WHOLE_DAY:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
        found = _said(clock, half)
        if found is None:
            found = clock.minutes + NOON
            if not clock.spoken or clock.minutes >= _EARLY:
                self.which_half(item, TimeSpan(found, found))
        self.fits(half, found, item)
        return found

    def which_half(self, item: Item, time: TimeSpan) -> None:
        text = _written(time) if time.minutes else _written(time)[:5]
        self.ask(EITHER_HALF, text=item.text, time=text)

    def fits(self, half: str, minutes: int, item: Item) -> None:
        """Ask about "dinsdagochtend 14.00 uur"."""
        hours = {MORNING: (0, 12), AFTERNOON: (11, 18), EVENING: (16, 24)}.get(half, (0, 24))
        if not hours[0] * 60 <= minutes < hours[1] * 60:
            text = N_("“{text}” is not in the part of the day that stands beside it: is it {time}?")
            self.ask(text, text=item.text, time=_written(TimeSpan(minutes, minutes))[:5])

    def span(self, begin: Clock, end: Clock, half: str, item: Item) -> TimeSpan:
        """Return a time from a begin to an end, each in the half of the day that can be meant."""
        if not 0 <= begin.minutes < WHOLE_DAY or not 0 <= end.minutes <= WHOLE_DAY:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
        start, stop = _said(begin, half), _said(end, half)
        first, last = begin.minutes if start is None else start, end.minutes if stop is None else stop
        rolled = stop is None and last <= first < last + NOON
        if rolled:  # 10 tot 2, 18.30 tot 8
            last += NOON
        if start is None and not rolled and last < _LATE_MORNING:  # 2 tot 4, 7 tot 9
            first, last = first + NOON, last + NOON
            if not begin.spoken or begin.minutes >= _EARLY:
                self.which_half(item, TimeSpan(first, last))
        elif start is None and last > first + NOON:  # 2 tot 16.00
            first += NOON
        elif start is None and first < _EARLY:
            self.which_half(item, TimeSpan(first, last))
        if first % WHOLE_DAY == last % WHOLE_DAY:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
        self.fits(half, first, item)
        found = TimeSpan(first, last if last > first else last + WHOLE_DAY)
        if last <= first and found.minutes > NOON:
            self.ask(N_("it would last from {time}: is that right?"), time=_written(found))
        return found

    # --- dates ---

    def dates(self, points: Sequence[Point], first: date | None = None, last: date | None = None) -> list[date]:
        """Return the dates of a list; one without a year is the next, or belongs to those beside it.

        ``first`` and ``last`` bound the series of which these are dates.
        """
        found: list[date | None] = [self.exactly(one) for one in points]
        for n, point in enumerate(points):
            if found[n] is None:
                found[n] = self.surely(point, first, last)
        for n, point in enumerate(points):
            if found[n] is None:
                beside = [one for one in (*found[n + 1 :], *reversed(found[:n])) if one is not None]
                near = [day for day in self.near(point) for one in beside[:1] if abs(day - one) <= _NEAR]
                found[n] = near[0] if near else self.near(point)[0]
                if not near:
                    self.ask(N_("“{text}” has no year: is it {day}?"), text=point.text, day=found[n])
        for point, day in zip(points, found, strict=True):
            self.agrees(point, day)
        return [day for day in found if day is not None]

    def exactly(self, point: Point) -> date | None:
        """Return the day of a point that has a year; None where it has none."""
        if not point.year:
            return None
        if point.name:
            found = self.named(point.name, range(point.year, point.year + 1))[0]
        else:
            found = day_or_none(point.year, point.month, point.day)
        if found is None:
            raise NotUnderstoodError(N_("“{text}” is no date"), text=point.text)
        return found

    def named(self, name: str, years: range) -> list[date]:
        return [day for day, one in public_holiday_names(years).items() if one == name]

    def near(self, point: Point) -> list[date]:
        """Return the next day of this name and the one before, without a year."""
        if point.name:
            days = self.named(point.name, range(max(self.today.year - 1, 1), self.today.year + 2))
            found = [one for one in days if one >= self.today][:1] + [one for one in days if one < self.today][-1:]
        else:
            found = around(point.day, point.month, self.today)
        if not found:
            raise NotUnderstoodError(N_("“{text}” is no date"), text=point.text)
        return found

    def surely(self, point: Point, first: date | None = None, last: date | None = None) -> date | None:
        """Return the day of a point without a year where it is plain which year is meant."""
        near = self.near(point)
        if point.weekday is not None:
            agree = [day for day in near if day.weekday() == point.weekday and day > self.today - 2 * _NEAR]
            if agree:
                return agree[0]
        inside = [day for day in near if (not first or day >= first) and (not last or day <= last)]
        if first and last and len(inside) == 1:
            return inside[0]
        if first and first > near[0]:
            return next((day for day in around(point.day, point.month, first) if day >= first), None)
        return near[0] if near[0] - self.today <= SURE_AHEAD else None

    def agrees(self, point: Point, day: date | None) -> None:
        """Ask about a day that is another day of the week than the one beside it, and about "half januari"."""
        if day is None:
            return
        if point.weekday is not None and day.weekday() != point.weekday:
            off = (point.weekday - day.weekday() + 3) % 7 - 3
            text = OTHER_WEEKDAY
            self.ask(text, text=point.text, day=day, near=day + off * _ONE_DAY)
        if point.about:
            self.ask(N_("“{text}” is no exact day: is it {day}?"), text=point.text, day=day)

    def range(self, begin: Point, end: Point, item: Item, after: date | None = None, *, sure: bool = False) -> Days:
        """Return the days from a point through a point: the next coming, or those that go on now."""
        first, last = self.exactly(begin), self.exactly(end)
        if begin.month == end.month and begin.day > end.day > 0 and not begin.year:
            raise NotUnderstoodError(N_("“{text}” is no period of days"), text=item.text)
        told = first or last
        if last is None:
            near = around(end.day, end.month, first or after or self.today)
            last = self.near(end)[0] if first is None and after is None or not near else near[0]
        if first is None:
            earlier = around(begin.day, begin.month, last)
            first = last if begin.month == last.month and begin.day == last.day else (earlier or self.near(begin))[-1]
        if last < first:
            raise NotUnderstoodError(N_("“{text}” is no period of days"), text=item.text)
        if not told and not sure and first - self.today > SURE_AHEAD:
            self.ask(N_("“{text}” has no year: is it {day}?"), text=item.text, day=first)
        self.agrees(begin, first)
        self.agrees(end, last)
        return Days(first, last)

    def begin(self, point: Point, item: Item) -> date:
        """Return from when a series is: one that began last September goes on, but that is asked."""
        found = self.exactly(point) or self.surely(point)
        if found is None:
            found = min(self.near(point), key=lambda day: abs(day - self.today))
            self.ask(N_("“{text}” has no year: is it {day}?"), text=item.text, day=found)
        self.agrees(point, found)
        return found

    def end(self, point: Point, item: Item, first: date | None) -> date:
        """Return until when a series is: the next such day, behind its first."""
        found = self.exactly(point)
        if found is None and first is not None:
            found = next((day for day in around(point.day, point.month, first) if day >= first), None)
        found = found or self.surely(point)
        if found is None:
            found = self.near(point)[0]
            self.ask(N_("“{text}” has no year: is it {day}?"), text=item.text, day=found)
        self.agrees(point, found)
        return found

    def season(self, item: Item) -> Days:
        """Return a season of three whole months, as meteorologists count; others begin it on other days, so it is asked."""
        month = item.value
        last = day_or_none(self.today.year, (month + 1) % 12 + 1, 0)
        if last is None or last < self.today:
            last = day_or_none(self.today.year + 1, (month + 1) % 12 + 1, 0) or self.today
        first = date(last.year - (month == 12), month, 1)
        self.ask(N_("“{text}” has no exact days: is it {first} to {last}?"), text=item.text, first=first, last=last)
        return Days(first, last)

    def week(self, number: int, item: Item, after: date | None = None) -> Days:
        """Return the next week with a number (ISO 8601)."""
        begin = _monday(after or self.today)
        found = next((one for n in range(60 * 6) if (one := begin + n * _WEEK).isocalendar().week == number), None)
        if found is None:
            raise NotUnderstoodError(N_("“{text}” is no date"), text=item.text)
        if found - self.today > SURE_AHEAD:
            self.ask(N_("“{text}” has no year: is it {day}?"), text=item.text, day=found)
        return Days(found, found + 6 * _ONE_DAY)

    def school(self, names: Sequence[str], item: Item, last: date) -> list[Days]:
        """Return the school holidays that still come, all or by name, where they are the same in the whole calendar."""
        known: set[tuple[Days, ...]] = set()
        for municipality in (self.calendar.municipalities or [None]) if self.calendar else ():
            named = [(one.name.casefold(), one.days) for one in named_school_holidays(self.calendar, municipality)]
            days = [
                one
                for name, one in named
                if self.today <= one.last and one.first <= last and (not names or name in names)
            ]
            known.add(tuple(Days(one.first, min(one.last, last)) for one in days))
        found = list(known.pop()) if len(known) == 1 else []
        if not found:
            raise NotUnderstoodError(N_("the calendar does not know when “{text}” is"), text=item.text)
        return found


def _said(clock: Clock, half: str) -> int | None:
    """Return the minutes of a time of which the half of the day is sure, or said beside it."""
    minutes = clock.minutes
    if half == EVENING:
        return minutes + NOON if 4 * 60 <= minutes < NOON else minutes
    if half == AFTERNOON:
        return minutes + NOON if 60 <= minutes < 7 * 60 else minutes
    return minutes if clock.sure or half in {MORNING, NIGHT} else None


def _written(time: TimeSpan | None) -> str:
    return time.written if time else ""


# --- days -----------------------------------------------------------------------------------------------


class _Series:
    """Days and what holds for them: the patterns that they are at a time."""

    def __init__(self, meaning: _Meaning, items: Sequence[Item]) -> None:
        self.of = meaning
        self.items = items
        self.loose: list[date] = []
        self.first, self.last = meaning.first, meaning.last
        self.windows: list[Days] = []
        self.every, self.unit = 1, ""
        self.days = {day for one in self.kind("days") for day in one.value[0]}
        self.each = any(one.value[1] for one in self.kind("days"))
        self.nths = tuple(dict.fromkeys(nth for one in self.kind("nths") for nth in one.value[0]))
        self.numbers = tuple(sorted({number for one in self.kind("month days") for number in one.value}))
        self.often()
        self.ranges()
        self.bounds()
        self.points()
        self.weeks()
        self.seasons()
        self.skip = self.skipped()
        self.checked()

    def kind(self, *kinds: str) -> list[Item]:
        return [item for item in self.items if item.kind in kinds]

    def often(self) -> None:
        found = {one.value for one in self.kind("every")}
        if len(found) > 1:
            raise NotUnderstoodError(N_("it says in two ways how often it is"))
        for unit, every in found:
            self.unit, self.every = unit, every
        for one in self.kind("nths"):
            if one.value[1] and not self.unit:
                self.of.ask(N_("“{text}” can be every other week too: is it once a month?"), text=one.text)

    def ranges(self) -> None:
        """Take "13 januari t/m 31 maart" as bounds beside a weekday, and as its days where there is none."""
        for item in self.kind("range"):
            begin, end = item.value
            days = self.of.range(begin, end, item)
            own = begin.weekday is not None and end.weekday in {None, begin.weekday}
            if own and days.last - days.first >= _WEEK and not self.days:
                self.days = {begin.weekday}
            elif not (self.days or self.nths or self.numbers or self.kind("weeks")):
                count = (days.last - days.first).days + 1
                if count > _MANY_DAYS:
                    if count > 366:
                        raise NotUnderstoodError(N_("“{text}” is no period of days"), text=item.text)
                    text = EVERY_DAY
                    self.of.ask(text, first=days.first, last=days.last)
                self.loose += [days.first + n * _ONE_DAY for n in range(count)]
                continue
            self.first, self.last = days.first, days.last

    def bounds(self) -> None:
        """Take from when and until when: both can be told by a day, a month or a week."""
        begins, ends = (
            self.kind("from", "from week"),
            self.kind("through", "till", "lastly", "till month", "through week"),
        )
        if len(begins) > 1 or len(ends) > 1:
            raise NotUnderstoodError(
                N_("“{text}” is a second first or last day"), text=(begins[1:] or ends[1:])[0].text
            )
        until = ends[0].value if ends else None
        for item in begins:
            if item.kind == "from week":
                self.first = self.of.week(item.value, item).first
                continue
            point: Point = item.value
            if (
                until is not None
                and not isinstance(until, int)
                and not point.year
                and (until.year or not point.weekday)
            ):
                days = self.of.range(point, until, item)
                self.first, self.last = days.first, days.last
                self.fits(point, days.first)
                continue
            self.first = self.of.begin(point, item)
            self.fits(point, self.first)
        for item in ends:
            if item.kind == "through week":
                self.last = self.of.week(item.value, item).last
                continue
            if not (begins and self.last):
                self.last = self.of.end(item.value, item, self.first if begins else None)
            ours = self.last is not None and self.last.weekday() in self.days
            if item.kind == "till month" or (item.kind == "till" and (ours or self.nths or self.numbers)):
                self.of.ask(N_("“{text}”: is {day} the last day?"), text=item.text, day=self.last)

    def fits(self, point: Point, first: date) -> None:
        """Take "vanaf dinsdag 5 januari" as each Tuesday; ask where that is no day of the series."""
        if point.weekday is None or self.nths or self.numbers:
            return
        if not self.days:
            self.days = {point.weekday}
        elif point.weekday not in self.days and first.weekday() == point.weekday:
            near = next(day for n in range(7) if (day := first + n * _ONE_DAY).weekday() in self.days)
            text = OTHER_WEEKDAY
            self.of.ask(text, text=point.text, day=first, near=near)

    def points(self) -> None:
        """Take loose dates; one beside "om de week" is the first of a series."""
        points = [point for one in self.kind("dates") for point in one.value]
        if not points:
            return
        found = self.of.dates(points)
        if self.unit == "weeks" and not self.loose:
            if len(found) > 1 or self.first:
                raise NotUnderstoodError(N_("“{text}” is no first day of a series"), text=points[-1].text)
            self.first = found[0]
            self.days = self.days or {found[0].weekday()}
        else:
            if self.days and not self.each or self.unit or any(one.after == "each" for one in self.kind("dates")):
                raise NotUnderstoodError(N_("“{text}” is a date beside days of the week"), text=points[0].text)
            self.loose += found

    def weeks(self) -> None:
        for item in self.kind("week range"):
            first, last = (self.of.week(number, item) for number in item.value)
            if last.first < first.first:
                last = self.of.week(item.value[1], item, first.first)
            self.first, self.last = first.first, last.last
        for item in self.kind("weeks"):
            if not self.days:
                raise NotUnderstoodError(N_("it does not say on which day"))
            monday = [self.of.week(number, item).first for number in item.value]
            self.loose += [one + day * _ONE_DAY for one in monday for day in self.days]
        if self.kind("weeks"):
            self.days = set()

    def seasons(self) -> None:
        """Take months and seasons as when it is held: their next coming run, or the one that goes on."""
        for item in self.kind("months"):
            for begin, end in item.value:
                self.windows.append(self.of.range(begin, end, item))
        for item in self.kind("season"):
            self.windows.append(self.of.season(item))
        self.windows = _joined(self.windows)

    def skipped(self) -> Skip:
        """Return when it is not held; weekdays that are taken out go from its days."""
        targets = [one for item in self.kind("except") for one in item.value]
        days: list[Days] = []
        for one in targets:
            if one.kind == "dates":
                days += [Days(day, day) for day in self.of.dates(one.value, self.first, self.last)]
            elif one.kind == "range":
                days.append(self.of.range(*one.value, one, self.first))
            elif one.kind == "months":
                days += [self.of.range(*pair, one, self.first, sure=True) for pair in one.value]
            elif one.kind == "season":
                days.append(self.of.season(one))
            elif one.kind == "weeks":
                days += [self.of.week(number, one, self.first) for number in one.value]
            elif one.kind == "week range":
                days.append(Days(self.of.week(one.value[0], one).first, self.of.week(one.value[1], one).last))
            elif one.kind == "days":
                self.days -= set(one.value[0])
            elif one.kind == "school" and one.value[0]:
                days += self.of.school(one.value[0], one, self.last or date.max)
        school = any(one.kind == "school" and not one.value[0] for one in targets)
        public = any(one.kind == "public" for one in targets)
        days = _joined(days)
        self.loose = [day for day in self.loose if not any(day in one for one in days)]
        return Skip(school_holidays=school, public_holidays=public, days=tuple(days))

    def checked(self) -> None:
        """Refuse what says too little, or two things at once."""
        regular = bool(self.days or self.nths or self.numbers)
        if not regular and not self.loose and not self.kind("public"):
            raise NotUnderstoodError(N_("it does not say on which day"))
        if self.unit == "months" and self.days and not self.nths:
            raise NotUnderstoodError(N_("it is once a month, but does not say on which day of the month"))
        if regular and self.every > 1 and self.first is None:
            if self.unit == "months":
                raise NotUnderstoodError(NO_FIRST_MONTH, n=self.every)
            raise NotUnderstoodError(NO_FIRST_WEEK, n=self.every)
        if self.unit == "weeks" and (self.nths or self.numbers):
            raise NotUnderstoodError(N_("it says in two ways how often it is"))
        if self.first and self.last and self.last < self.first:
            raise NotUnderstoodError(N_("its last day is before its first"))

    def patterns(self, time: TimeSpan | None) -> list[Pattern]:
        """Return the patterns of these days at one time."""
        found: list[Pattern] = []
        schools = [one for one in self.kind("school") if one.value[1]]
        if self.nths:
            found += self.within(Monthly(self.nths, (), time, self.every, self.first, self.last, self.skip))
        if self.numbers:
            found += self.within(Monthly((), self.numbers, time, self.every, self.first, self.last, self.skip))
        if self.days and schools:
            self.loose += self.in_holidays(schools)
        elif self.days:
            every = self.every if self.unit == "weeks" else 1
            found += self.within(Weekly(tuple(sorted(self.days)), time, every, self.first, self.last, self.skip))
        if self.kind("public"):
            self.loose += self.public_holidays()
        if self.loose:
            found.append(Dates(tuple(sorted(set(self.loose))), time))
        return found

    def within(self, pattern: Weekly | Monthly) -> list[Pattern]:
        """Return a series in the months and the weeks in which it is held."""
        found: list[Pattern] = []
        parities = {number for item in self.kind("parity") for number in item.value}
        for one in self.windows or [None]:
            first, last = pattern.first, pattern.last
            if one is not None:
                first, last = max(first or one.first, one.first), min(last or one.last, one.last)
            if first and pattern.first and first > pattern.first and pattern.every > 1 and isinstance(pattern, Weekly):
                first += (-(_monday(first) - _monday(pattern.first)).days // 7 % pattern.every) * _WEEK
            if first and last and last < first:
                continue
            bounded = replace(pattern, first=first, last=last)
            if len(parities) == 1 and isinstance(bounded, Weekly):
                found += self.in_weeks(bounded, parities.pop())
            else:
                found.append(bounded)
        if not found:
            raise NotUnderstoodError(N_("its last day is before its first"))
        return found

    def in_weeks(self, pattern: Weekly, parity: int) -> list[Pattern]:
        """Return a series in even or odd weeks (ISO 8601), which after a year of 53 weeks begin anew."""
        begin = max(pattern.first or self.of.today, self.of.today) if not pattern.first else pattern.first
        end = pattern.last or date(self.of.today.year + 1, 12, 31)
        if pattern.last is None:
            self.of.guessed.append(Message(N_("even or odd weeks were worked out up to {day}"), {"day": end}))
        mondays = [
            one
            for n in range(1000)
            if (one := _monday(begin) + n * _WEEK) <= end and one.isocalendar().week % 2 == parity
        ]
        starts = [one for n, one in enumerate(mondays) if not n or one - mondays[n - 1] != 2 * _WEEK]
        found: list[Pattern] = []
        for n, start in enumerate(starts):
            lasts = [one for one in mondays if one < starts[n + 1]] if n + 1 < len(starts) else []
            last = min(lasts[-1] + 2 * _WEEK, starts[n + 1]) - _ONE_DAY if lasts else end
            found.append(replace(pattern, every=2, first=max(start, begin), last=last))
        return found

    def in_holidays(self, items: list[Item]) -> list[date]:
        """Return the dates of these weekdays in school holidays that the calendar knows."""
        names = tuple(name for item in items for name in item.value[0])
        first, last = max(self.first or self.of.today, self.of.today), self.last or date.max
        free = self.of.school(names, items[0], last)
        if names:  # the next of each name
            free = free[: len(names)]
        days = {one.first + n * _ONE_DAY for one in free for n in range((one.last - one.first).days + 1)}
        found = sorted(day for day in days if first <= day <= last and day.weekday() in self.days)
        if not found:
            raise NotUnderstoodError(N_("the calendar does not know when “{text}” is"), text=items[0].text)
        return found

    def public_holidays(self) -> list[date]:
        """Return the public holidays up to the end of next year that are on no day of the series."""
        if self.of.calendar is None:
            raise NotUnderstoodError(
                N_("the calendar does not know when “{text}” is"), text=self.kind("public")[0].text
            )
        first = max(self.first or self.of.today, self.of.today)
        last = self.last or date(self.of.today.year + 1, 12, 31)
        self.of.guessed.append(Message(N_("public holidays were worked out up to {day}"), {"day": last}))
        known = public_holiday_names(range(first.year, last.year + 1), self.of.calendar.public_holidays)
        return [day for day in known if first <= day <= last and day.weekday() not in self.days]


def _monday(day: date) -> date:
    return day - day.weekday() * _ONE_DAY


def _joined(found: Iterable[Days]) -> list[Days]:
    """Return periods in order of time, those that follow on each other as one."""
    joined: list[Days] = []
    for one in sorted(found, key=lambda days: (days.first, days.last)):
        if joined and one.first <= joined[-1].last + _ONE_DAY:
            joined[-1] = Days(joined[-1].first, max(joined[-1].last, one.last))
        else:
            joined.append(one)
    return joined
