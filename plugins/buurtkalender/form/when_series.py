"""The days that are meant: which year, which period, from when and until when, and on which days it is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from buurtkalender.domain.holidays import joined_days, named_public_holiday, school_holidays_everywhere
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Days, Skip
from buurtkalender.form.when_tokens import (
    SURE_AHEAD,
    Item,
    WrittenDay,
    around,
    day_or_none,
    monday_of,
    nth_days,
    season_of,
)
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

OTHER_WEEKDAY = N_("“{text}” is {day}, which is another day of the week: is it {near}?")
EVERY_DAY = N_("it is every day from {first} to {last}: is that right?")
NO_YEAR = N_("“{text}” has no year: is it {day}?")
LAST_DAY = N_("“{text}”: is {day} the last day?")
NO_PERIOD = N_("“{text}” is no period of days")
UNKNOWN_DAYS = N_("the calendar does not know when “{text}” is")
NO_FIRST_WEEK = N_("it is once in {n} weeks, but does not say from which date")
NO_FIRST_MONTH = N_("it is once in {n} months, but does not say from which date")
TWO_WAYS = N_("it says in two ways how often it is")
NO_COUNT = N_("“{text}” says how many times it is, but not from which date")
EITHER_WAY = N_("“{text}” can be when it is held and when it is not")

_NEAR, _WEEK, _ONE_DAY = timedelta(days=92), timedelta(days=7), timedelta(days=1)
_MANY_DAYS, _YEAR = 14, 366
"""So many days in a row, without a day of the week, are a fair or a camp; more are asked about."""
_ENDS = ("through", "till", "lastly", "till month", "through week")


def _told(text: str, words: dict[str, object]) -> Message:
    return Message(text, {name: Days(word, word) if isinstance(word, date) else word for name, word in words.items()})


class NotUnderstoodError(MessageError):
    """A text that says no day or no time."""


class MeantDays:
    """Works out which days are meant, and collects what is asked and what is guessed."""

    def __init__(self, today: date, first: date | None, last: date | None, calendar: Calendar | None) -> None:
        self.today, self.first, self.last, self.calendar = today, first, last, calendar
        self.weekdays: set[int] = set()
        self.asked: list[Message] = []
        self.guessed: list[Message] = []

    def ask(self, text: str, /, **words: object) -> None:
        """Ask whether something is meant so: nothing is written until somebody says yes."""
        self.asked.append(_told(text, words))

    def guess(self, text: str, /, **words: object) -> None:
        """Tell what was taken that nobody wrote, where it is no guess about a date."""
        self.guessed.append(_told(text, words))

    def dates(self, points: Sequence[WrittenDay], first: date | None = None, last: date | None = None) -> list[date]:
        """Return the dates of a list, in a series between two days; without a year the next or near others."""
        found: list[date | None] = [self.exactly(one) or self.surely(one, first, last) for one in points]
        for n, point in enumerate(points):
            if found[n] is None:
                beside = [one for one in (*found[n + 1 :], *reversed(found[:n])) if one is not None]
                near = [day for day in self.near(point) for one in beside[:1] if abs(day - one) <= _NEAR]
                found[n] = near[0] if near else self.near(point)[0]
                if not near:
                    self.ask(NO_YEAR, text=point.text, day=found[n])
        for point, day in zip(points, found, strict=True):
            self.agrees(point, day)
        return [day for day in found if day is not None]

    def exactly(self, point: WrittenDay) -> date | None:
        """Return the day of a point that has a year; None where it has none."""
        if not point.year:
            return None
        found = day_or_none(point.year, point.month, point.day)
        if point.name:
            found = named_public_holiday(point.name, [point.year])[0]
        if found is None:
            raise NotUnderstoodError(N_("“{text}” is no date"), text=point.text)
        return found

    def near(self, point: WrittenDay) -> list[date]:
        """Return the next day of this name and the one before, without a year."""
        if point.name:
            days = named_public_holiday(point.name, range(max(self.today.year - 1, 1), self.today.year + 2))
            found = [one for one in days if one >= self.today][:1] + [one for one in days if one < self.today][-1:]
        else:
            found = around(point.day, point.month, self.today)
        if not found:
            raise NotUnderstoodError(N_("“{text}” is no date"), text=point.text)
        return found

    def surely(self, point: WrittenDay, first: date | None = None, last: date | None = None) -> date | None:
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

    def on(self, text: str, day: date, weekdays: set[int]) -> None:
        """Ask about a day that is on none of these days of the week, with the nearest that is."""
        if day.weekday() not in weekdays:
            near = min(range(-3, 4), key=lambda n: ((day + n * _ONE_DAY).weekday() not in weekdays, abs(n)))
            self.ask(OTHER_WEEKDAY, text=text, day=day, near=day + near * _ONE_DAY)

    def agrees(self, point: WrittenDay, day: date | None) -> None:
        """Ask about a day that is another day of the week than the one beside it, and about "half januari"."""
        if day and point.weekday is not None:
            self.on(point.text, day, {point.weekday})
        if day and point.about:
            self.ask(N_("“{text}” is no exact day: is it {day}?"), text=point.text, day=day)

    def period(
        self, begin: WrittenDay, end: WrittenDay, item: Item, after: date | None = None, *, sure: bool = False
    ) -> Days:
        """Return the days from a point through a point: the next coming, or those that go on now."""
        first, last = self.exactly(begin), self.exactly(end)
        if begin.month == end.month and begin.day > end.day > 0 and not begin.year:
            raise NotUnderstoodError(NO_PERIOD, text=item.text)
        told = first or last
        if last is None:
            near = around(end.day, end.month, first or after or self.today)
            last = self.near(end)[0] if (first is None and after is None) or not near else near[0]
        if first is None:
            earlier = around(begin.day, begin.month, last)
            first = last if begin.month == last.month and begin.day == last.day else (earlier or self.near(begin))[-1]
        if last < first:
            raise NotUnderstoodError(NO_PERIOD, text=item.text)
        if not told and not sure and first - self.today > SURE_AHEAD:
            self.ask(NO_YEAR, text=item.text, day=first)
        self.agrees(begin, first)
        self.agrees(end, last)
        return Days(first, last)

    def begin(self, point: WrittenDay, item: Item) -> date:
        """Return from when a series is: one that began last September goes on, but that is asked."""
        found = self.exactly(point) or self.surely(point)
        if found is None:
            found = min(self.near(point), key=lambda day: abs(day - self.today))
            self.ask(NO_YEAR, text=item.text, day=found)
        self.agrees(point, found)
        return found

    def end(self, point: WrittenDay, item: Item, first: date | None) -> date:
        """Return until when a series is: the next such day, behind its first."""
        found = self.exactly(point)
        if found is None and first is not None:
            found = next((day for day in around(point.day, point.month, first) if day >= first), None)
        found = found or self.surely(point)
        if found is None:
            found = self.near(point)[0]
            self.ask(NO_YEAR, text=item.text, day=found)
        self.agrees(point, found)
        return found

    def season(self, item: Item) -> Days:
        """Return a season of three whole months, as meteorologists count; others count otherwise, so it is asked."""
        days = season_of(item.value, self.today)
        text = N_("“{text}” has no exact days: is it {first} to {last}?")
        self.ask(text, text=item.text, first=days.first, last=days.last)
        return days

    def week(self, number: int, item: Item, after: date | None = None) -> Days:
        """Return the next week with a number (ISO 8601)."""
        begin = monday_of(after or self.today)
        found = next((one for n in range(60 * 6) if (one := begin + n * _WEEK).isocalendar().week == number), None)
        if found is None:
            raise NotUnderstoodError(N_("“{text}” is no date"), text=item.text)
        if found - self.today > SURE_AHEAD:
            self.ask(NO_YEAR, text=item.text, day=found)
        return Days(found, found + 6 * _ONE_DAY)

    def school(self, names: Sequence[str], item: Item, last: date) -> list[Days]:
        """Return the school holidays that still come, all or by name, where they are the same in the whole calendar."""
        found = school_holidays_everywhere(self.calendar, names, self.today, last)
        if not found:
            raise NotUnderstoodError(UNKNOWN_DAYS, text=item.text)
        return found


class SeriesDays:
    """Days and what holds for them: the patterns that they are at a time."""

    def __init__(self, meaning: MeantDays, items: Sequence[Item]) -> None:
        self.of, self.items = meaning, items
        self.loose: list[date] = []
        self.first, self.last = meaning.first, meaning.last
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
        """Return what is said of these kinds."""
        return [item for item in self.items if item.kind in kinds]

    def often(self) -> None:
        """Take how often it is."""
        found = {one.value for one in self.kind("every")}
        if len(found) > 1:
            raise NotUnderstoodError(TWO_WAYS)
        for unit, every in found:
            self.unit, self.every = unit, every
        for one in self.kind("nths"):
            if one.value[1] and not self.unit:
                self.of.ask(N_("“{text}” can be every other week too: is it once a month?"), text=one.text)

    def ranges(self) -> None:
        """Take "13 januari t/m 31 maart" as bounds beside a weekday, and as its days where there is none."""
        for item in self.kind("range"):
            begin, end = item.value
            days = self.of.period(begin, end, item)
            own = begin.weekday is not None and end.weekday in {None, begin.weekday}
            if begin.weekday is not None and self.days:
                self.of.on(item.text, days.first, self.days)
            if own and days.last - days.first >= _WEEK and not self.days:
                self.days = {begin.weekday}
            elif not (self.days or self.nths or self.numbers or self.kind("weeks")):
                count = (days.last - days.first).days + 1
                if count > _MANY_DAYS:
                    if count > _YEAR:
                        raise NotUnderstoodError(NO_PERIOD, text=item.text)
                    self.of.ask(EVERY_DAY, first=days.first, last=days.last)
                self.loose += [days.first + n * _ONE_DAY for n in range(count)]
                continue
            self.first, self.last = days.first, days.last

    def bounds(self) -> None:
        """Take from when and until when: both can be told by a day, a month or a week."""
        begins, ends = self.kind("from", "from week"), self.kind(*_ENDS)
        for second in [*begins[1:], *ends[1:]]:
            raise NotUnderstoodError(N_("“{text}” is a second first or last day"), text=second.text)
        ordered = bool(begins and ends) and self.items.index(begins[0]) < self.items.index(ends[0])  # t/m 16, vanaf 6
        until = ends[0].value if ordered and isinstance(ends[0].value, WrittenDay) else None
        paired = False
        for item in begins:
            point = item.value
            if item.kind == "from week":
                self.first = self.of.week(point, item).first
                continue
            paired = until is not None and not point.year and bool(until.year or point.weekday is None)
            if paired and until is not None:
                days = self.of.period(point, until, item)
                self.first, self.last = days.first, days.last
            else:
                self.first = self.of.begin(point, item)
            self.fits(point, self.first)
        for item in ends:
            if item.kind == "through week":
                self.last = self.of.week(item.value, item).last
            elif not paired:
                self.last = self.of.end(item.value, item, self.first if ordered else None)
            ours = self.last is not None and self.last.weekday() in self.days
            if item.kind == "till month" or (item.kind == "till" and (ours or self.nths or self.numbers)):
                self.of.ask(LAST_DAY, text=item.text, day=self.last)

    def fits(self, point: WrittenDay, first: date) -> None:
        """Take "vanaf dinsdag 5 januari" as each Tuesday; ask where that is no day of the series."""
        if point.weekday is not None and not (self.nths or self.numbers):
            if self.days and first.weekday() == point.weekday:
                self.of.on(point.text, first, self.days)
            self.days = self.days or {point.weekday}

    def points(self) -> None:
        """Take loose dates; one beside "om de week" is the first of a series."""
        points = [point for one in self.kind("dates") for point in one.value]
        found = self.of.dates(points)
        if points and self.unit == "weeks" and not self.loose:
            if len(found) > 1 or self.first:
                raise NotUnderstoodError(N_("“{text}” is no first day of a series"), text=points[-1].text)
            self.first = found[0]
            self.days = self.days or {found[0].weekday()}
        elif points:
            clear = self.each and not any(point.apart for point in points)
            clear = clear and not any(day.weekday() in self.days for day in found)
            after = {one.after for one in self.kind("dates")} - ({"and", "on"} if clear else set())
            if (self.days and (after or not clear)) or self.unit or "each" in after:
                raise NotUnderstoodError(N_("“{text}” is a date beside days of the week"), text=points[0].text)
            self.loose += found

    def weeks(self) -> None:
        """Take weeks by their number: a period as bounds, others as dates."""
        for item in self.kind("week range"):
            first, last = (self.of.week(number, item) for number in item.value)
            if last.first < first.first:
                last = self.of.week(item.value[1], item, first.first)
            self.first, self.last = first.first, last.last
        for item in self.kind("weeks"):
            monday = [self.of.week(number, item).first for number in item.value]
            self.loose += [one + day * _ONE_DAY for one in monday for day in self.days]
        self.days = set() if self.kind("weeks") else self.days

    def seasons(self) -> None:
        """Take months and seasons as when it is held: their next coming run, or the one that goes on."""
        windows = [self.of.season(item) for item in self.kind("season")]
        for item in self.kind("months"):
            for begin, end in item.value:
                windows.append(self.of.period(begin, end, item))
                if end.text == "till":
                    self.of.ask(LAST_DAY, text=item.text, day=windows[-1].last)
        self.windows = joined_days(windows)

    def skipped(self) -> Skip:
        """Return when it is not held; weekdays that are taken out go from its days."""
        loose = self.loose and not (self.days or self.nths or self.numbers)
        for item in self.kind("except", "behind"):
            listed = "," in item.text and sum(one.kind == "dates" for one in item.value) > 1
            if loose and (item.kind == "behind" or (listed and item.after != "break")):
                raise NotUnderstoodError(EITHER_WAY, text=item.text)
        targets = [one for item in self.kind("except", "behind") for one in item.value]
        days: list[Days] = []
        for one in targets:
            off = self.off(one)
            if one.kind == "range" and any(day.first in off[0] for day in days):  # niet op 2 maart, 1 t/m 31 maart
                raise NotUnderstoodError(EITHER_WAY, text=one.text)
            days += off
        days = joined_days(days)
        self.days -= {day for one in targets if one.kind == "days" for day in one.value[0]}
        self.loose = [day for day in self.loose if not any(day in one for one in days)]
        school = any(one.kind == "school" and not one.value[0] for one in targets)
        return Skip(school, any(one.kind == "public" for one in targets), days=tuple(days))

    def off(self, item: Item) -> list[Days]:
        """Return the days off that have dates."""
        value = item.value
        if item.kind == "dates":
            found = self.of.dates(value, self.first, self.last)
            for point, day in zip(value, found, strict=True):
                literal = point.name or (point.year and point.weekday is None)
                if self.of.weekdays and not literal and day not in self.loose:
                    self.of.on(point.text, day, self.of.weekdays)  # behalve 30 december, where the 29th is meant
            return [Days(day, day) for day in found]
        if item.kind in {"range", "months"}:
            pairs, sure = (value, True) if item.kind == "months" else ([value], False)
            return [self.of.period(begin, end, item, self.first, sure=sure) for begin, end in pairs]
        if item.kind == "season":
            return [self.of.season(item)]
        if item.kind in {"weeks", "week range"}:
            weeks = [self.of.week(number, item, self.first) for number in value]
            return weeks if item.kind == "weeks" else [Days(weeks[0].first, weeks[1].last)]
        return self.of.school(value[0], item, self.last or date.max) if item.kind == "school" and value[0] else []

    def often_enough(self, *, regular: bool) -> None:
        """Take "10 lessen" as until when it is, and refuse what says in two ways how often it is."""
        days, monthly = [set(one.value[0]) for one in self.kind("days")], bool(self.nths or self.numbers)
        if (
            any(one < other for one in days for other in days)
            or (monthly and self.unit == "weeks")
            or (self.nths and any(one.after == "and" for one in self.kind("days")))  # 1e dinsdag en donderdag
            or (self.kind("parity") and (monthly or not self.days))
            or (self.kind("single") and (regular or len(self.loose) > 1))
            or (not regular and {item.value for item in self.kind("count")} - {len(self.loose)})
        ):
            raise NotUnderstoodError(TWO_WAYS)
        for item in self.kind("count") if regular else []:
            if self.first is None or monthly or self.loose or self.windows or self.kind("parity"):
                raise NotUnderstoodError(NO_COUNT, text=item.text)
            last, after = nth_days(self.first, self.days, self.every, item.value)[-2:]
            if len(self.days) > 1 or self.skip != Skip() or (self.last and not last <= self.last < after):
                self.of.ask(LAST_DAY, text=item.text, day=self.last or last)
            self.last = self.last or last

    def checked(self) -> None:
        """Refuse what says too little, or two things at once."""
        regular = bool(self.days or self.nths or self.numbers)
        if not regular and not self.loose and not self.kind("public"):
            raise NotUnderstoodError(N_("it does not say on which day"))
        if self.unit == "months" and self.days and not self.nths:
            raise NotUnderstoodError(N_("it is once a month, but does not say on which day of the month"))
        if regular and self.every > 1 and self.first is None:
            raise NotUnderstoodError(NO_FIRST_MONTH if self.unit == "months" else NO_FIRST_WEEK, n=self.every)
        self.often_enough(regular=regular)
        if self.first and self.last and self.last < self.first:
            raise NotUnderstoodError(N_("its last day is before its first"))
