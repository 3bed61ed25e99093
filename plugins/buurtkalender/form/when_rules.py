"""The rules for dates and for times: a day, a list or a period of days, bounds; a time, and from a time to a time.

A rule returns what it read, or None; each is told with what it reads by its docstring or by its example in
:data:`.when_grammar.RULES`.
"""

from __future__ import annotations

from buurtkalender.form.when_tokens import Clock, Item, TokenReader, WrittenDay

MOST_LISTED = 60
"""How many of a kind a list may have; longer ones are no text about days and times."""

_DATE_BEGINS = frozenset(
    {"date", "daymonth", "named", "number", "ordinal", "numbers", "half", "tail", "start", "month"}
)


class DateRules(TokenReader):
    """Rules for dates as far as they are written; which year is meant, is worked out later."""

    def weekday(self) -> int | None:
        """A day of the week that stands before its date."""
        self.skip("next")
        day = self.take("day")
        if day is None or day.value[1]:
            return None
        self.take("and", text=",")
        self.skip("next", "idle", "on", "break")
        return int(day.value[0])

    def year(self, *, dashed: bool = False) -> int | None:
        """Take a year: 2026, '26, or 26 behind a hyphen."""
        after, one = self.kind(1), self.take("year", "four", "number")
        if one is None:
            return None
        if one.kind == "year" or (one.kind == "four" and 1990 <= one.value <= 2100 and after != "hour"):
            return int(one.value)
        short = one.kind == "number" and isinstance(one.value, int) and 20 <= one.value <= 40 and after != "month"
        if short and (dashed or after not in {"hour", "dash", "through", "till", "and", "am", "pm"}):
            return 2000 + int(one.value)
        self.at -= 1
        return None

    def month(self) -> tuple[int, int | None] | None:
        """A month, with its year where that stands behind it."""
        month = self.take("month")
        if month is None:
            return None
        begin = self.at
        dashed = self.take("dash") is not None or self.take("and", text="/") is not None
        year = self.year(dashed=dashed)
        if year is None:
            self.at = begin
        return month.value, year

    def point(self) -> WrittenDay | None:
        """One day: di 1 december 2026, 1-12, 2026-12-01, 1-dec-26, half januari, tweede kerstdag."""
        begin = self.at
        weekday = self.tried(self.weekday)
        apart = self.apart(begin)
        found = self.tried(self.one_date)
        if found is None:
            return None
        self.skip("next")
        return found._replace(weekday=weekday, text=self.text(begin), apart=apart)

    def apart(self, begin: int) -> bool:
        """Whether there is a comma or a bracket behind the weekday that was just read."""
        return any(one.kind in {"and", "break"} for one in self.tokens[begin : self.at])

    def one_date(self) -> WrittenDay | None:  # noqa: PLR0911 - each form of a date by itself
        """A date without its day of the week, in any form."""
        if one := self.take("date"):
            if self.kind() == "clock" and self.tokens[self.at].text.startswith("00:00"):
                self.at += 1
            day, month, year = one.value
            return WrittenDay(day, month, year, None, one.text)
        if one := self.take("daymonth"):
            day, month = one.value
            return WrittenDay(day, month, self.year(), None, one.text)
        if one := self.take("named"):
            day, month = one.value if isinstance(one.value, tuple) else (0, 0)
            return WrittenDay(day, month, self.year(), None, one.text, name="" if day else one.value)
        about = self.take("half", "tail", "start")
        if about and (month := self.month()):
            return WrittenDay({"half": 15, "tail": 0, "start": 1}[about.kind], *month, None, about.text, about=True)
        if about:
            return None
        number = self.take("number", "ordinal")
        if number:
            self.skip("dash") or self.take("and", text="/")
            month = self.month()
            return WrittenDay(number.value, *month, None, number.text) if month else None
        if (name := self.take("month")) and (number := self.take("ordinal", "number")):
            self.take("and", text=",")
            year = self.year()
            return (
                WrittenDay(number.value, name.value, year, None, name.text)
                if year or number.kind == "ordinal"
                else None
            )
        return None

    def near_day(self) -> Item | None:
        """A day that is told from today: morgen, volgende week dinsdag, komende dinsdag."""
        if one := self.take("near"):
            return Item("near", one.value, "")
        week, coming, day = self.take("next week"), self.take("next"), self.take("day")
        week = week or (self.take("next week") if day else None)
        if day is None or not (week or coming):
            return None
        return Item("near", ("week" if week else "coming", day.value[0]), "")

    def numbered(self) -> list[WrittenDay] | None:
        """Days of one month: 4, 11 en 18 december 2026; zaterdag 5 en zondag 6 december."""
        begin = self.at
        ahead: list[int] = []
        while len(ahead) < 7 and (day := self.tried(self.weekday)) is not None:
            ahead.append(day)
            self.skip("and")
        apart = len(ahead) == 1 and self.apart(begin)
        days: list[tuple[int | None, int]] = []
        month: tuple[int, int | None] | None = None
        while len(days) < MOST_LISTED:
            weekday = self.tried(self.weekday) if days else ahead[-1] if len(ahead) == 1 else None
            if len(days) > 0 and (one := self.take("daymonth")):  # 5, 12, 19/12
                days.append((weekday, one.value[0]))
                month = one.value[1], self.year()
                break
            number = self.take("number", "ordinal")
            if number is None:
                return None
            days.append((weekday, number.value))
            if not self.skip("and"):
                break
            self.skip("on", "idle")
        self.take("dash")
        month = month or self.month()
        if month is None or len(days) < 2 or (len(ahead) > 1 and len(ahead) != len(days)):
            return None
        if len(ahead) > 1:
            days = [(weekday, number) for weekday, (_, number) in zip(ahead, days, strict=True)]
        usual = days[0][0] if len(ahead) == 1 and all(weekday is None for weekday, _ in days[1:]) else None
        text = self.text(begin)
        return [
            WrittenDay(number, *month, weekday if weekday is not None else usual, text, apart=apart)
            for weekday, number in days
        ]

    def dates(self) -> Item | None:
        """One day, or several of one month."""
        if self.kind() not in _DATE_BEGINS | {"day", "next"}:
            return None
        found = self.tried(self.numbered)
        if found is None:
            begin = self.at
            one = self.point()
            if one and one.weekday is None:  # 5-12-2026 (zaterdag)
                ahead = int(self.kind() == "break" and self.tokens[self.at].text in "([")
                listed = self.kind(ahead + 1) in {"and", "dash", "through", "till"} and self.kind(ahead + 2) == "day"
                if self.kind(ahead) == "day" and self.kind(ahead + 1) not in _DATE_BEGINS and not listed:
                    self.at += ahead
                    one = one._replace(weekday=self.tried(self.weekday), text=self.text(begin))
            found = [one] if one else None
        return Item("dates", found, "") if found else None

    def period(self) -> Item | None:  # noqa: PLR0911 - each form of a period by itself
        """From a day through a day: 1 t/m 4 december, van 5 januari tot en met 30 maart, tussen 5 en 30 maart."""
        self.skip("of")
        between = self.take("between") is not None
        if self.kind() not in _DATE_BEGINS | {"day"}:
            return None
        begin = self.at
        first = self.tried(self.point)
        pair = None
        if first is None:
            weekday = self.tried(self.weekday)
            apart = self.apart(begin)
            if pair := self.take("numbers"):
                month = self.month()
                if month is None:
                    return None
                days = [WrittenDay(day, *month, None, self.text(begin)) for day in pair.value]
                return Item("range", (days[0]._replace(weekday=weekday, apart=apart), days[1]), "")
            number = self.take("number", "ordinal")
            if number is None:
                return None
            first = WrittenDay(number.value, 0, None, weekday, number.text, apart=apart)
        if not (self.take("through", "dash", "till") or (between and self.take("and"))):
            return None
        self.skip("idle")
        last = self.point()
        if last is None:
            return None
        if not first.month and not first.name:
            first = first._replace(month=last.month, year=last.year)
        return Item("range", (first, last), "")

    def bound(self) -> Item | None:
        """From when, and until when: vanaf 7 januari, start 12 jan, t/m eind maart, laatste keer 30 maart."""
        lead = self.take("from", "start", "through", "till", "lastly", "end")
        if lead is None:
            return None
        self.skip("on", "idle", "of")
        kind = {"start": "from", "end": "lastly"}.get(lead.kind, lead.kind)
        if week := self.take("unit", text="week"):
            number = self.take("number")
            return Item(f"{kind} week", number.value, "") if number and week else None
        if point := self.tried(self.point):
            return Item(kind, point, "")
        begin = self.at
        month = self.month()
        if month is None:
            return None
        that, year = month
        if kind == "till":
            that, year = (that - 1, year) if that > 1 else (12, year - 1 if year else None)
        day = WrittenDay(1 if kind == "from" else 0, that, year, None, self.text(begin))
        return Item("till month" if kind == "till" else kind, day, "")


class TimeRules(TokenReader):
    """Rules for times of day; which half of the day is meant, is worked out later."""

    def hour(self) -> tuple[int, bool] | None:
        """The hour of "half 8": minutes, and whether they stand for a time by themselves."""
        one = self.take("number", "spoken")
        return (one.value * 60, False) if one and one.value <= 24 and isinstance(one.value, int) else None

    def clock(self) -> tuple[Clock, bool] | None:
        """A time of day, and whether it can be nothing else: 10.00, 10 uur, half elf, kwart over tien, 2 pm, 0930."""
        self.skip("about")
        begin = self.at
        found = self.tried(self.spoken_clock)
        sure = found is not None
        if found is None and (one := self.take("clock")):
            found, sure = one.value, True
        elif found is None and self.kind() == "four":
            one = self.take("four")
            hours, minutes = divmod(one.value if one else 9999, 100)
            found = Clock(hours * 60 + minutes, sure=True) if hours <= 24 and minutes < 60 else None
            yearly = one is not None and 1990 <= one.value <= 2060
            if found is None or (
                yearly and self.kind() not in {"hour", "dash", "till"} and self.kind(-2) not in {"dash", "till"}
            ):
                return None
            sure = self.kind() == "hour"
        elif found is None:
            one = self.take("number", "spoken")
            if one is None or not isinstance(one.value, int) or one.value > 30:
                return None
            minutes = one.value * 60 if one.value <= 24 else -1
            found = Clock(minutes, not 1 <= one.value <= 8 or one.text.startswith("0"), spoken=True)
        if self.skip("hour"):
            sure = True
        if half := self.take("am", "pm"):
            own = found.minutes % 720 + (720 if half.kind == "pm" else 0)
            return Clock(own, sure=True), True
        return (found, sure) if self.at > begin else None

    def spoken_clock(self) -> Clock | None:
        """A time in words: half acht, kwart over tien, 10 voor half 11, half past ten."""
        if self.take("half"):
            past = self.take("past") is not None
            hour = self.hour()
            return _spoken(hour[0] + (30 if past else -30)) if hour else None
        few = self.take("quarter")
        minutes = 15
        if few is None:
            number = self.take("number", "spoken")
            if number is None or number.value > 29:
                return None
            minutes = number.value
            self.skip("minute")
        side = self.take("past", "before") or (few and few.text.endswith("quarter") and self.take("till"))
        if not side:
            return None
        half = self.take("half") is not None
        hour = self.hour()
        if hour is None:
            return None
        exact = hour[0] - (30 if half else 0) + (minutes if side.kind == "past" else -minutes)
        return _spoken(exact)

    def span(self) -> Item | None:
        """From a time to a time: 10.00-12.00 uur, van 10 tot half een, tussen 10 en 12."""
        door = self.take("doors")
        if door:
            self.skip("at", "on", "idle", "from")
        begin = self.at
        self.skip("of", "from", "between", "at", "start", "lasts")
        between = any(one.kind == "between" for one in self.tokens[begin : self.at])
        self.skip("about")
        if pair := self.take("span"):
            first, last, unsure = pair.value
            self.skip("hour")
            clocks = [Clock(n * 60 if n <= 24 else -1, not 1 <= n <= 8, spoken=True) for n in (first, last)]
            half = self.take("am", "pm")
            if half and half.kind == "pm" and last < 12:
                clocks[1] = Clock(last * 60 + 720, sure=True)
                clocks[0] = Clock((first + (12 if first < last else 0)) * 60, sure=True)
            elif half:
                clocks = [one._replace(sure=True) for one in clocks]
            return Item("span", (clocks[0], clocks[1], unsure and not half), "")
        start = self.tried(self.clock)
        if start is None:
            return None
        slash = (
            self.kind() == "and"
            and self.tokens[self.at].text == "/"
            and self.kind(1) == "clock"
            and self.kind(-1) == "clock"
        )
        if not (self.take("through", "dash", "till") or (self.take("and") if between or slash else None)):
            return None
        self.skip("about", "at")
        end = self.tried(self.clock)
        if end is None or self.kind() == "month":
            return None
        first, last = start[0], end[0]
        if (
            last.sure
            and not last.spoken
            and self.tokens[self.at - 1].kind == "pm"
            and first.minutes + 720 < last.minutes
        ):
            first = Clock(first.minutes + 720, sure=True)
        return Item("span", (first, last, False), "")

    def either(self) -> Item | None:
        """Another span: van 9 tot 10.30 uur of van 11 tot 12.30 uur is both."""
        behind_span = self.take("or") and self.at > 1 and self.kind(-2) in {"hour", "clock", "span", "number", "spoken"}
        return self.span() if behind_span else None

    def opening(self) -> Item | None:
        """When the doors open: zaal open 19.30, inloop vanaf 13.30."""
        if not self.take("doors"):
            return None
        self.skip("from", "at", "on", "idle", "about")
        found = self.tried(self.clock)
        return Item("doors", found[0], "") if found else None

    def begins(self) -> Item | None:
        """When it begins: om 10 uur, vanaf half acht, aanvang 20.00, 19.30 uur."""
        lead = self.skip("at", "from", "start")
        found = self.tried(self.clock)
        if found is None or not (found[1] or lead) or self.kind() == "month":
            return None
        return Item("start", found[0], "")

    def finishes(self) -> Item | None:
        """When it ends: tot 12 uur, einde 22.00."""
        if not self.take("till", "end", "through"):
            return None
        self.skip("at")
        found = self.tried(self.clock)
        return Item("end", found[0], "") if found and self.kind() != "month" else None

    def duration(self) -> Item | None:
        """How long it takes: duur 2 uur, anderhalf uur, 90 minuten."""
        lasts = self.take("lasts") is not None
        self.skip("about")
        number = self.take("decimal", "number", "spoken")
        if number is None:
            if minutes := self.take("unknown"):
                return (
                    Item("duration", int(minutes.text), "")
                    if minutes.text.isdecimal() and self.take("minute")
                    else None
                )
            return None
        if self.take("minute"):
            return Item("duration", int(number.value), "") if self.kind() not in {"past", "before"} else None
        whole = isinstance(number.value, int)
        if not (self.take("hour") or self.take("idle", text="uren")) or not (self.take("long") or lasts or not whole):
            return None
        return Item("duration", int(number.value * 60), "")

    def alone(self) -> Item | None:
        """What one word says: by appointment, the whole day, a part of the day, only once."""
        one = self.take("appointment", "allday", "part", "single")
        return Item(one.kind, one.value, "") if one else None


def _spoken(minutes: int) -> Clock:
    """Return a time as it is said: half een is after noon."""
    minutes += 720 if 0 <= minutes < 60 else 0
    return Clock(minutes, not 60 <= minutes < 9 * 60, spoken=True)
