"""Whatever is written about days and times: understood, asked or refused; and what is said of it can be read again."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtkalender.domain.values import Dates, Days, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.form.parsers import day_of
from buurtkalender.form.when_grammar import RULES, read
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import Understood, when_of
from buurtkalender.form.when_tokens import LONGEST, TokenReader
from buurtkalender.reading.suggest import DAYS, MONTHS, NTHS, WHEN_WORDS
from buurtkalender.words.catalogues import translator
from buurtkalender.words.patterns import line_of
from town import TODAY, town

WORDS = sorted({*DAYS, *MONTHS, *NTHS, *(one for phrases in WHEN_WORDS.values() for one in phrases.split(", "))})
NUMBERS = (
    "1",
    "12",
    "2026",
    "10-12",
    "5-12",
    "1/12",
    "10.00",
    "19u30",
    "46357,5",
    "1e",
    "2026-02-30",
    "0",
    "99",
    "31",
    "x",
)
SIGNS = (" ", "-", ",", "/", ".", ":", "(", "t/m", "\u2013", "'", "\n", "?", "\u0432\u0442", "\u0663")
TEXTS = st.lists(st.sampled_from((*WORDS, *NUMBERS, *SIGNS)), max_size=12).map(" ".join) | st.text(max_size=60)
AHEAD = st.integers(0, 600).map(lambda n: TODAY + timedelta(days=n))
TIMES = st.none() | st.tuples(st.integers(0, 1439), st.integers(1, 720)).map(lambda one: TimeSpan(one[0], sum(one)))
BOUNDS = st.tuples(st.none() | AHEAD, st.none() | st.integers(1, 400)).map(
    lambda one: (one[0], (one[0] or TODAY) + timedelta(days=one[1]) if one[1] else None)
)


@st.composite
def days_off(draw: st.DrawFn) -> Skip:
    """Days on which a series is not held, apart from each other."""
    days, after = [], TODAY
    for gap, length in draw(st.lists(st.tuples(st.integers(2, 60), st.integers(0, 40)), max_size=3)):
        first = after + timedelta(days=gap)
        after = first + timedelta(days=length)
        days.append(Days(first, after))
    return Skip(draw(st.booleans()), draw(st.booleans()), days=tuple(days))


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    """A pattern of any kind that a line can say."""
    time, (first, last), skip = draw(TIMES), draw(BOUNDS), draw(days_off())
    kind = draw(st.integers(0, 3))
    every = draw(st.integers(1, 6)) if first else 1
    if kind == 0:
        return Dates(tuple(sorted(draw(st.sets(AHEAD, min_size=1, max_size=8)))), time)
    if kind == 1:
        days = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
        return Weekly(days, time, every, first, last, skip)
    if kind == 2:
        numbers = tuple(sorted(draw(st.sets(st.integers(1, 31), min_size=1, max_size=4))))
        return Monthly((), numbers, time, every, first, last, skip)
    nths = draw(st.sets(st.tuples(st.sampled_from((1, 2, 3, 4, 5, -1)), st.integers(0, 6)), min_size=1, max_size=3))
    return Monthly(tuple(sorted(nths, key=lambda one: (one[0] % 7, one[1]))), (), time, every, first, last, skip)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.booleans())
def test_any_text_is_understood_whole_or_refused(text: str, known: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    with contextlib.suppress(NotUnderstoodError):
        found = when_of(text, TODAY, calendar=town() if known else None)
        assert bool(found.patterns) != bool(found.left)
    assert isinstance(day_of(text, TODAY), date | None)


@settings(deadline=None, max_examples=300)
@given(patterns(), st.sampled_from(("nl", "en")))
def test_what_is_said_of_a_pattern_is_read_as_that_pattern(pattern: Pattern, language: str) -> None:
    line = line_of(pattern, translator(language), whole=True)
    assert when_of(line, TODAY) == Understood((pattern,), (), ""), line


@pytest.mark.parametrize("today", [date.min, date.max, date(2024, 2, 29)])
@pytest.mark.parametrize(
    "text", ["29 februari 10-12", "eind december 10-12", "di 10-12 oneven weken", "elke di 10-12 t/m mei"]
)
def test_the_first_and_the_last_day_that_there_is_are_days_too(text: str, today: date) -> None:
    with contextlib.suppress(NotUnderstoodError):
        when_of(text, today)


@pytest.mark.parametrize(
    "piece", ["di ", "1 ", "1, ", "1 en ", "10-12 ", "1e ", "ma t/m ", "niet ", "behalve 1 mei en ", "om ", "week 3, "]
)
def test_a_text_twice_as_long_takes_twice_as_long(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    took = 0
    take = TokenReader.take

    def counted(self: TokenReader, *kinds: str, text: str = "") -> object:
        nonlocal took
        took += 1
        return take(self, *kinds, text=text)

    monkeypatch.setattr(TokenReader, "take", counted)
    counts = []
    for length in (LONGEST // 2, LONGEST):
        took = 0
        read(piece * (length // len(piece)), TODAY)
        counts.append(took)
    assert counts[1] < 2.5 * counts[0] + 100


def test_each_rule_reads_its_example() -> None:
    for rule, example in RULES:
        items, left = read(f"{example} dinsdag" if rule.__name__ in {"exception", "also"} else example, TODAY)
        assert items, example
        assert not left, example


# --- phrases that are put together, with what they mean ------------------------------------------------------

NAMES = ("ma maandag", "di dinsdag", "wo woensdag", "do donderdag", "vr vrijdag", "za zaterdag", "zo zondag")
MONTH_NAMES = [
    "jan januari",
    "feb februari",
    "mrt maart",
    "apr april",
    "mei mei",
    "jun juni",
    "",
    "",
    "",
    "",
    "nov november",
    "dec december",
]
ALL_DAYS = [TODAY + timedelta(days=n) for n in range((date(2027, 12, 31) - TODAY).days + 1)]
SPANS = (("10.00-12.00", 600, 720), ("van 14:00 tot 16:00 uur", 840, 960), ("19.30 - 21.30 uur", 1170, 1290))

Held = set[tuple[date, int, int]]


class Phrase(NamedTuple):
    """A text, and each date on which it is held, with its time."""

    text: str
    held: Held


class Phrases:
    """Puts phrases together from parts of which the meaning is known, in any order and with anything between them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - phrases to try, no secrets

    def one_of(self, *texts: str) -> str:
        """Choose a text."""
        return self.random.choice(texts)

    def date(self, day: date, *, year: bool | None = None) -> str:
        """Write a date, in any form."""
        month = self.one_of(*MONTH_NAMES[day.month - 1].split())
        told = self.random.random() < 0.4 if year is None else year
        if told:
            return self.one_of(f"{day.day} {month} {day.year}", f"{day.day}-{day.month}-{day.year}", f"{day:%d/%m/%Y}")
        return f"{day.day} {month}"

    def days(self, weekdays: list[int]) -> str:
        """Write days of the week."""
        names = [self.one_of(*NAMES[day].split()) for day in weekdays]
        if len(names) == 3 and self.random.random() < 0.3:
            return self.one_of("-", " - ").join(names)
        last = f"{self.one_of(' en ', ', ', ' & ', ' + ')}{names[-1]}" if len(names) > 1 else ""
        return self.one_of("", "", "elke ", "op ") + ", ".join(names[:-1] or names) + last

    def limit(self) -> tuple[str, set[date]]:
        """What bounds a series, and the days that stay."""
        first = self.random.choice(ALL_DAYS[:60])
        last = self.random.choice(ALL_DAYS[80:150])
        kind = self.random.randrange(4)
        if kind == 0:
            return f"vanaf {self.date(first)}", {day for day in ALL_DAYS if day >= first}
        if kind == 1:
            return f"t/m {self.date(last)}", {day for day in ALL_DAYS if day <= last}
        if kind == 2:
            text = f"{self.one_of('', 'van ')}{self.date(first, year=True)} t/m {self.date(last, year=True)}"
            return text, {day for day in ALL_DAYS if first <= day <= last}
        odd = self.random.randrange(2)
        text = self.one_of("{} weken", "in de {} weken", "elke {} week").format(("even", "oneven")[odd])
        return text, {day for day in ALL_DAYS if day.isocalendar().week % 2 == odd}

    def exception(self, days: list[date], *, enclosed: bool = False) -> tuple[str, set[date]]:
        """Days out that are days of the series."""
        out = sorted(self.random.sample(days, min(len(days), self.random.randint(1, 2))))
        dates = " en ".join(self.date(day) for day in out)
        text = self.one_of("behalve {}", "niet op {}", "{} niet", "{} gesloten", "m.u.v. {}").format(dates)
        return f"({text})" if enclosed or self.random.random() < 0.4 else text, set(out)

    def joined(self, parts: list[str]) -> str:
        """Put parts behind each other."""
        text = parts[0]
        for part in parts[1:]:
            text += (" " if part[0] == "(" else self.one_of(", ", ", ", " ", "; ")) + part
        return text

    def series(self) -> Phrase:
        """One series with all that can hold for it, in any order."""
        weekdays = self.random.sample(range(7), self.random.randint(1, 3))
        time, start, end = self.random.choice(SPANS)
        days = {day for day in ALL_DAYS if day.weekday() in weekdays}
        parts = [self.days(weekdays), time]
        if self.random.random() < 0.5:
            text, kept = self.limit()
            parts.append(text if self.random.random() < 0.8 else f"({text})")
            days &= kept
        near = sorted(day for day in days if day < date(2027, 5, 1))
        if near and self.random.random() < 0.6:
            text, out = self.exception(near, enclosed=len(parts) > 2)  # niet op 5 januari t/m 30 maart
            parts.append(text)
            days -= out
        if self.random.random() < 0.6:
            self.random.shuffle(parts)
        return Phrase(self.joined(parts), {(day, start, end) for day in days})

    def dates(self) -> Phrase:
        """Loose dates, of which a bracket says somewhere that another is none."""
        days = sorted(self.random.sample(ALL_DAYS[5:150], self.random.randint(2, 5)))
        out = self.random.choice([day for day in ALL_DAYS[5:150] if day not in days])
        names = [f"{self.one_of('', NAMES[day.weekday()].split()[0] + ' ')}{self.date(day)}" for day in days]
        at = self.random.randrange(1, len(names) + 1)
        if self.random.random() < 0.6:
            names[at - 1] += f" ({self.one_of('niet', 'niet op')} {self.date(out)})"
        elif self.random.random() < 0.5:
            names[at - 1] += f" ({self.date(out)} {self.one_of('niet', 'gesloten')})"
        time, start, end = self.random.choice(SPANS)
        parts = [", ".join(names), time]
        return Phrase(self.joined(parts[:: self.random.choice((1, -1))]), {(day, start, end) for day in days})

    def two(self) -> Phrase:
        """Two series with their own days, times and limits: before both, behind both, or in brackets."""
        found = []
        held: Held = set()
        weekdays = self.random.sample(range(7), 2)
        where = self.random.randrange(4)
        for day, (time, start, end) in zip(weekdays, self.random.sample(SPANS, 2), strict=True):
            days = {one for one in ALL_DAYS if one.weekday() == day}
            own, kept = self.limit() if where < 3 else ("", days)
            days &= kept
            series = f"{self.days([day])} {time}"
            text = (f"{own}: {series}", f"{series} {own}", f"{series} ({own})", series)[where]
            near = sorted(one for one in days if one < date(2027, 5, 1))
            if near and self.random.random() < 0.3:
                told, out = self.exception(near, enclosed=True)
                text, days = f"{text} {told}", days - out
            found.append(text)
            held |= {(one, start, end) for one in days}
        return Phrase(self.one_of(", ", "; ", " en ").join(found), held)

    def counted(self) -> Phrase:
        """So many times from a date on."""
        first, count = self.random.choice(ALL_DAYS[:90]), self.random.randint(2, 12)
        every, (time, start, end) = self.random.randint(1, 2), self.random.choice(SPANS)
        often = "om de week " if every == 2 else ""
        parts = [
            f"{count} {self.one_of('keer', 'lessen', 'bijeenkomsten', 'x')}",
            f"{often}op {self.one_of(*NAMES[first.weekday()].split())}",
            time,
            f"vanaf {self.date(first)}",
        ]
        if self.random.random() < 0.5:
            self.random.shuffle(parts)
        days = [first + timedelta(weeks=every * n) for n in range(count)]
        return Phrase(self.joined(parts), {(day, start, end) for day in days})

    def beside(self) -> Phrase:
        """A series and a date at another time: where that is one of its days, nobody knows whether it is instead."""
        weekday, (one, other) = self.random.randrange(7), self.random.sample(SPANS, 2)
        day = self.random.choice(ALL_DAYS[7:120])
        days = {(one_day, *one[1:]) for one_day in ALL_DAYS if one_day.weekday() == weekday}
        text = f"elke {NAMES[weekday].split()[1]} {one[0]}{self.one_of(', ', ' en ')}{self.one_of('', 'op ')}"
        told = {(day, *other[1:])} if day.weekday() != weekday else set[tuple[date, int, int]]({(TODAY, 0, 0)})
        return Phrase(f"{text}{self.date(day)} {other[0]}", days | told)


def held(patterns: tuple[Pattern, ...]) -> Held:
    """Each date on which patterns are held, worked out day by day."""
    found: Held = set()
    for pattern in patterns:
        assert isinstance(pattern, Dates | Weekly)
        assert pattern.time is not None
        for day in ALL_DAYS:
            if isinstance(pattern, Dates):
                on = day in pattern.dates
            else:
                weeks = (day - (pattern.first or day)).days + (pattern.first or day).weekday()
                on = day.weekday() in pattern.days and weeks // 7 % pattern.every == 0
                on = on and (pattern.first or day) <= day <= (pattern.last or day)
                on = on and not any(day in off for off in pattern.skip.days)
            if on:
                found.add((day, pattern.time.start, pattern.time.end))
    return found


def tried(seeds: range, kind: str) -> tuple[int, list[str]]:
    """How many phrases of a kind are understood as they were meant, and those that were understood otherwise."""
    right, wrong = 0, []
    for seed in seeds:
        phrase = getattr(Phrases(seed), kind)()
        try:
            found = when_of(phrase.text, TODAY)
        except NotUnderstoodError:
            continue
        if found.left or found.asked or not phrase.held:
            continue
        if held(found.patterns) == phrase.held:
            right += 1
        else:
            wrong.append(phrase.text)
    return right, wrong


KINDS = [("series", 0.85), ("dates", 0.9), ("two", 0.35), ("counted", 0.9), ("beside", 0.75)]
"""What is put together, and which part of that has to be understood: refusing all would be no art."""


@pytest.mark.parametrize(("kind", "least"), KINDS)
def test_a_phrase_of_known_parts_means_what_they_mean_or_is_asked_or_refused(kind: str, least: float) -> None:
    right, wrong = tried(range(300), kind)
    assert wrong == []
    assert right >= least * 300


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "least"), KINDS)
def test_many_phrases_of_known_parts_mean_what_they_mean(kind: str, least: float) -> None:
    right, wrong = tried(range(1000, 6000), kind)
    assert wrong == []
    assert right >= least * 5000
