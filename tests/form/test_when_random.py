"""Whatever is written about days and times: understood, asked or refused; and what is said of it can be read again."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

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
