"""Days and times as people write them, in Dutch or English: "elke di 10-12u", "1e maandag v/d maand 14.00-16.00".

:mod:`.when_grammar` takes a text apart; here is worked out what its parts mean together. The rule: it is understood
rightly, or asked, or refused with the reason. What may be wrong about a date is never taken silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.holidays import public_holiday_names
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import ByAppointment, Dates, Days, Monthly, Pattern, TimeSpan, Weekly
from buurtkalender.form.parsers import dated_item, runs_of_weeks, twice_a_day
from buurtkalender.form.when_grammar import read
from buurtkalender.form.when_series import UNKNOWN_DAYS, MeantDays, NotUnderstoodError, SeriesDays
from buurtkalender.form.when_tokens import LONGEST, MIDDAY, Clock, Item, monday_of
from buurtkalender.reading.suggest import AFTERNOON, EVENING, MORNING, NIGHT
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

WHOLE_DAY, ASSUMED = 24 * 60, 60
_EARLY, _LATE_MORNING = 6 * 60, 11 * 60 + 30
"""Nobody begins before six in the morning; what ends after half past eleven began in the morning."""
_WEEK, _ONE_DAY = timedelta(days=7), timedelta(days=1)
NO_TIME = N_("it does not say at what time")
SAME_TIME = N_("“{text}” begins and ends at the same time")
NO_END = N_("nobody says when it ends: one hour was assumed")
ALL_OF = N_("does “{text}” hold for all of its days and times?")
AT_NIGHT = N_("“{text}” is at night: is it {time}, early on the day itself?")
BESIDES = N_("on {day} it is at {time} and at {usual}: both?")
EITHER_HALF = N_("“{text}” can be in the morning and later: is it {time}?")
ALL_OR_SOME = N_("“{text}” can hold for all of its days and times, or for some")
HOURS_OR_DATE = N_("“{text}” can be hours and a date: is it {time}?")


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


def when_of(  # noqa: PLR0913 - what may stand in other columns, and what is known
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
    With ``near`` "morgen" is the day after today: somebody writes it now. Raises NotUnderstoodError when there is no
    day or no time in it, or when these cannot be.
    """
    if len(text) > LONGEST:
        raise NotUnderstoodError(N_("it is too long to be days and times"))
    items, left = read(text, today)
    if any(item.kind == "appointment" for item in items):
        return Understood((ByAppointment(" ".join(text.split())[:500]),), (), "")
    left += [item.text for item in items if item.kind == "school" and not item.value[1]]
    if near:
        items = [dated_item(item, today) for item in items]
    left += [item.text for item in items if item.kind == "near"]
    if left:
        return Understood((), (), " ".join(left))
    meaning = _Meaning(today, first, last, calendar)
    try:
        patterns = meaning.patterns(items)
    except (OverflowError, ValueError):  # before year 1, after 9999
        raise NotUnderstoodError(N_("“{text}” is no date"), text=text) from None
    return Understood(tuple(dict.fromkeys(patterns)), _once(meaning.guessed), "", _once(meaning.asked))


def _once(told: list[Message]) -> tuple[Message, ...]:
    """Return each message once; their words are dictionaries, so they cannot be keys."""
    return tuple(one for n, one in enumerate(told) if one not in told[:n])


_DAYS = frozenset({"days", "nths", "month days", "dates", "range", "public"})
_TIMES = frozenset({"span", "start", "end", "doors", "duration", "part", "allday"})
_CLOCKS = frozenset({"span", "start", "allday"})
_SERIES = frozenset({"days", "nths", "month days"})
_OFF = frozenset({"except", "behind", "also", "school"})


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
        follows = next((kind for kind in kinds[n + 1 :] if kind in _CLOCKS | _DAYS), "") in _CLOCKS
        if item.kind in _DAYS and not (item.kind == "range" and timed and not follows):
            if first_day < first_time and timed:
                parts.append(_Part([], [], []))
            if item.kind in _SERIES:
                _refuse_between(items, n, parts[-1])
            parts[-1].days.append(item)
        elif item.kind in _TIMES:
            if item.kind in _CLOCKS and first_time < first_day and parts[-1].days:
                parts.append(_Part([], [], []))
            elif item.kind in _CLOCKS and timed:
                _refuse_between(items, n, parts[-1])
            parts[-1].times.append(item)
        else:
            if timed and parts[-1].days and _leads(items, n):  # oneven weken: di 10-12, even weken: do 14-16
                parts.append(_Part([], [], []))
            parts[-1].own.append(item)
    return parts, _shared(items, parts)


def _shared(items: Sequence[Item], parts: list[_Part]) -> list[Item]:
    """Take from the parts what holds for all of them: what stands before the first, and behind the last."""
    for part in parts:
        for one, other in pairwise(sorted((own for own in part.own if own.kind not in _OFF), key=lambda own: own.kind)):
            between = {item.kind for item in items[items.index(one) : items.index(other)]}
            if one.kind == other.kind and between & (_SERIES | _CLOCKS):  # di even weken 10-12, 14-16 oneven weken
                raise NotUnderstoodError(ALL_OR_SOME, text=other.text)
    starts = [next((n for n, item in enumerate(items) if item in part.days + part.times), 0) for part in parts]
    lead = [[one for one in part.own if items.index(one) < at] for part, at in zip(parts, starts, strict=True)]
    trail = [[one for one in part.own if one not in led] for part, led in zip(parts, lead, strict=True)]
    shared = [*lead[0], *trail[-1]]
    for off in (False, True):
        led, told = ([{one.kind for one in own if (one.kind in _OFF) == off and not _dated(one)} for own in where]
                     for where in (lead, trail))  # fmt: skip
        for of, own in ((led, lead[0]), (told, trail[-1])):  # each its own
            if len(parts) > 1 and all(of) and len({*map(frozenset, of)}) == 1:
                shared = [one for one in shared if one not in own or one.kind not in of[0]]
                of[:] = [set()]
        several = (any(led) and told[-1]) or (led[0] and any(led[1:])) or (told[-1] and any(told[:-1]))
        if several and len(parts) > 1:
            raise NotUnderstoodError(ALL_OR_SOME, text=(trail[-1] or lead[-1] or shared)[0].text)
    parts[0].own[:] = [one for one in parts[0].own if one not in shared]
    parts[-1].own[:] = [one for one in parts[-1].own if one not in shared]
    return shared


def _dated(item: Item) -> bool:
    """Whether it takes only dates or weekdays out: of which part these are, is plain."""
    return item.kind in {"except", "behind"} and all(one.kind in {"dates", "days"} for one in item.value)


def _leads(items: Sequence[Item], at: int) -> bool:
    """Whether what holds belongs to what comes: "di 10-12, oneven weken do 14-16". Refuse what may be either."""
    item = items[at]
    after = next((one for one in items[at + 1 :] if one.kind in _DAYS | _CLOCKS), None)
    if after is None or _dated(item):
        return False
    if bool(item.apart) == bool(after.apart) and item.apart != "break":
        raise NotUnderstoodError(ALL_OR_SOME, text=item.text)
    return bool(item.apart and not after.apart)


def _refuse_between(items: Sequence[Item], at: int, part: _Part) -> None:
    """Refuse what can hold for what stands before it and for what comes: "di in januari en do 10-12"."""
    own = [one for one in part.own if items.index(one) < at]
    kinds = _CLOCKS if items[at].kind in _CLOCKS else _SERIES
    since = max((items.index(one) for one in [*part.days, *part.times] if one.kind in kinds), default=at)
    each = [one for one in own if one.kind in {"every", "parity"}] if items[at].after == "each" and part.days else []
    for one in [*each, *(one for one in own if items.index(one) > since)]:
        raise NotUnderstoodError(ALL_OR_SOME, text=one.text)


class _Meaning(MeantDays):
    """Works out the times too, and makes the patterns."""

    def patterns(self, items: Sequence[Item]) -> list[Pattern]:
        if not any(item.kind in _CLOCKS or item.kind == "doors" for item in items):
            raise NotUnderstoodError(NO_TIME)
        parts, shared = _parts(items)
        for one in shared if len(parts) > 1 else []:
            if one.kind == "count" or (one.apart == "break" and one in items[-1:] and not _dated(one)):
                self.ask(ALL_OF, text=one.text)
        self.weekdays = {day for one in items if one.kind == "days" for day in one.value[0]}
        self.weekdays |= {day for one in items if one.kind == "nths" for _, day in one.value[0]}
        found: list[Pattern] = []
        for part in parts:
            times = self.times(part)
            series = SeriesDays(self, [*part.days, *part.own, *shared])
            for time in times:
                found += self.built(series, time)
        for day, time, usual in twice_a_day(found):
            self.ask(BESIDES, day=day, time=time.written, usual=usual.written)
        return found

    def times(self, part: _Part) -> list[TimeSpan | None]:
        """Return the times of a part: spans, a begin with its end or how long it takes, or the whole day."""
        said = _with_half(part)
        found: list[TimeSpan | None] = [None for item, _ in said if item.kind == "allday"]
        for item, half in said:
            if item.kind == "span":
                begin, end, unsure = item.value
                span = self.span(begin, end, half, half, item)
                if item.text.startswith(("of", "or")) and any(  # of van 11 tot 12 is a time of its own
                    one and one.start < span.end and span.start < one.end for one in found
                ):
                    raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
                found.append(span)
                if unsure:
                    self.ask(HOURS_OR_DATE, text=item.text, time=span.written)
        starts = [one for one in said if one[0].kind == "start"]
        doors = [one for one in said if one[0].kind == "doors"]
        if not found and not starts:
            starts, doors = doors, []
        for item, _ in doors:
            self.guess(N_("“{text}” is when the doors open: that is not in the times"), text=item.text)
        ends = [one for one in said if one[0].kind in {"end", "duration"}]
        found += self.begun(starts, ends, list(found), dated=not any(one.kind == "dates" for one in part.days))
        if not found:
            raise NotUnderstoodError(NO_TIME)
        return list(dict.fromkeys(found))

    def begun(
        self, starts: list[tuple[Item, str]], ends: list[tuple[Item, str]], spans: list[TimeSpan | None], *, dated: bool
    ) -> Iterable[TimeSpan | None]:
        """Yield the times of which only the begin is told, with the end behind it or an hour."""
        if ends and (len(starts) != 1 or len(ends) > 1 or spans):
            raise NotUnderstoodError(N_("“{text}” is no time"), text=ends[0][0].text)
        for n, (item, half) in enumerate(starts):
            if ends and ends[0][0].kind == "end":
                yield self.span(item.value, ends[0][0].value, half, ends[0][1], item)
                continue
            start = self.clock(item.value, half, item)
            if dated and re.fullmatch(r"\d{1,2}\.(?:0[1-9]|1[0-2])", item.text):  # di 10.12
                self.ask(HOURS_OR_DATE, text=item.text, time=TimeSpan(start, start).written[:5])
            if any(one is not None and one.start == start for one in spans):
                continue
            if n and item.after != "and":
                raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
            if spans:
                text = N_("“{text}” stands beside its times: is it {time} alone?")
                self.ask(text, text=item.text, time=", ".join(one.written for one in spans if one))
                continue
            if not ends:
                self.guess(NO_END)
            yield TimeSpan(start, start + (ends[0][0].value if ends else ASSUMED))

    def clock(self, clock: Clock, half: str, item: Item) -> int:
        """Return when something begins, in minutes; in the half of the day that is said, or the likelier one."""
        if not 0 <= clock.minutes < WHOLE_DAY:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
        found = clock.said(half)
        if found is None:
            found = clock.minutes + MIDDAY
            if not clock.spoken or clock.minutes >= _EARLY:
                self.which_half(item, TimeSpan(found, found))
        self.fits(half, found, item)
        return found

    def which_half(self, item: Item, time: TimeSpan) -> None:
        text = time.written if time.minutes else time.written[:5]
        self.ask(EITHER_HALF, text=item.text, time=text)

    def fits(self, half: str, minutes: int, item: Item) -> None:
        """Ask about "dinsdagochtend 14.00 uur"."""
        hours = {MORNING: (0, 12), AFTERNOON: (11, 18), EVENING: (16, 24), NIGHT: (0, 7)}.get(half, (0, 24))
        if not hours[0] * 60 <= minutes < hours[1] * 60:
            text = N_("“{text}” is not in the part of the day that stands beside it: is it {time}?")
            self.ask(text, text=item.text, time=TimeSpan(minutes, minutes).written[:5])
        elif half == NIGHT:  # dinsdagnacht 1 uur
            self.ask(AT_NIGHT, text=item.text, time=TimeSpan(minutes, minutes).written[:5])

    def span(self, begin: Clock, end: Clock, half: str, ended: str, item: Item) -> TimeSpan:
        """Return a time from a begin to an end, each in the half of the day that can be meant."""
        if not 0 <= begin.minutes < WHOLE_DAY or not 0 <= end.minutes <= WHOLE_DAY:
            raise NotUnderstoodError(N_("“{text}” is no time"), text=item.text)
        start, stop = begin.said(half), end.said(ended)
        first, last = begin.minutes if start is None else start, end.minutes if stop is None else stop
        rolled = stop is None and last <= first < last + MIDDAY
        if rolled:  # 10 tot 2, 18.30 tot 8
            last += MIDDAY
        if start is None and not rolled and last < _LATE_MORNING:  # 2 tot 4, 7 tot 9
            first, last = first + MIDDAY, last + MIDDAY
            if not begin.spoken or begin.minutes >= _EARLY:
                self.which_half(item, TimeSpan(first, last))
        elif start is None and last > first + MIDDAY:  # 2 tot 16.00
            first += MIDDAY
        elif start is None and first < _EARLY:
            self.which_half(item, TimeSpan(first, last))
        if first % WHOLE_DAY == last % WHOLE_DAY:
            raise NotUnderstoodError(SAME_TIME, text=item.text)
        self.fits(half, first, item)
        found = TimeSpan(first, last if last > first else last + WHOLE_DAY)
        if last <= first and found.minutes > MIDDAY:
            self.ask(N_("it would last from {time}: is that right?"), time=found.written)
        return found

    def built(self, of: SeriesDays, time: TimeSpan | None) -> list[Pattern]:
        """Return the patterns of days at one time."""
        found: list[Pattern] = []
        loose = list(of.loose)
        for nths, numbers in ((of.nths, ()), ((), of.numbers)):
            if nths or numbers:
                found += self.within(of, Monthly(nths, numbers, time, of.every, of.first, of.last, of.skip))
        if of.days and (schools := [one for one in of.kind("school") if one.value[1]]):
            loose += self.in_holidays(of, schools)
        elif of.days:
            every = of.every if of.unit == "weeks" else 1
            found += self.within(of, Weekly(tuple(sorted(of.days)), time, every, of.first, of.last, of.skip))
        if public := of.kind("public"):
            loose += self.public_holidays(of, public[0])
        return [*found, Dates(tuple(sorted(set(loose))), time)] if loose else found

    def within(self, of: SeriesDays, pattern: Weekly | Monthly) -> list[Pattern]:
        """Return a series in the months and the weeks in which it is held."""
        found: list[Pattern] = []
        parities = {number for item in of.kind("parity") for number in item.value}
        for one in of.windows or [Days(date.min, date.max)]:
            first = max(pattern.first or one.first, one.first)
            last = min(pattern.last or one.last, one.last)
            if pattern.first and first > pattern.first and isinstance(pattern, Weekly):
                first += -(monday_of(first) - monday_of(pattern.first)).days // 7 % pattern.every * _WEEK
            if last < first:
                continue
            bounded = replace(
                pattern, first=None if first == date.min else first, last=None if last == date.max else last
            )
            if len(parities) == 1 and isinstance(bounded, Weekly):
                found += self.in_weeks(bounded, *parities)
            else:
                found.append(bounded)
        if not found:
            raise NotUnderstoodError(N_("its last day is before its first"))
        return found

    def in_weeks(self, pattern: Weekly, parity: int) -> Iterable[Pattern]:
        """Yield a series in even or odd weeks (ISO 8601), which after a year of 53 weeks begin anew."""
        begin, end = pattern.first or self.today, pattern.last or date(self.today.year + 1, 12, 31)
        if pattern.last is None:
            self.guess(N_("even or odd weeks were worked out up to {day}"), day=end)
        for run in runs_of_weeks(begin, end, parity):
            yield replace(pattern, every=2, first=run.first, last=run.last)

    def in_holidays(self, of: SeriesDays, items: list[Item]) -> list[date]:
        """Return the dates of these weekdays in the school holidays that are known; in the next where it has a name."""
        names = tuple(name for item in items for name in item.value[0])
        first, last = max(of.first or self.today, self.today), of.last or date.max
        free = self.school(names, items[0], last)
        days = {
            one.first + n * _ONE_DAY
            for one in free[: len(names) or None]
            for n in range((one.last - one.first).days + 1)
        }
        found = [day for day in days if first <= day <= last and day.weekday() in of.days]
        if not found:
            raise NotUnderstoodError(UNKNOWN_DAYS, text=items[0].text)
        return found

    def public_holidays(self, of: SeriesDays, item: Item) -> list[date]:
        """Return the public holidays up to the end of next year that are on no day of the series."""
        if self.calendar is None:
            raise NotUnderstoodError(UNKNOWN_DAYS, text=item.text)
        first, last = max(of.first or self.today, self.today), of.last or date(self.today.year + 1, 12, 31)
        self.guess(N_("public holidays were worked out up to {day}"), day=last)
        known = public_holiday_names(range(first.year, last.year + 1), self.calendar.public_holidays)
        return [day for day in known if first <= day <= last and day.weekday() not in of.days]


def _with_half(part: _Part) -> list[tuple[Item, str]]:
    """Return what is said of times, each with the part of the day that is said of it.

    That stands before it, or behind the last: "8-10 's avonds", and not "10-12 en 's avonds 7-9".
    """
    found: list[tuple[Item, str]] = []
    half = next((one.value[2] for one in part.days if one.kind in {"days", "nths"} and one.value[2]), "")
    for n, item in enumerate(part.times):
        behind = part.times[n + 1 :]
        last = behind and behind[0].kind == "part" and not any(one.kind in _CLOCKS for one in behind)
        if item.kind == "part":
            half = item.value
        else:
            found.append((item, behind[0].value if last else half))
    return found
