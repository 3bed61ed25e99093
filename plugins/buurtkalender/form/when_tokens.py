"""The tokens of a text about days and times: its words by their kind, and numbers in every form that people write.

The words stand in :mod:`buurtkalender.reading.suggest`; what tokens mean together, :mod:`.when_grammar` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from buurtkalender.domain.values import Days
from buurtkalender.reading.suggest import (
    AFTERNOON,
    DAYS,
    DAYS_TOO,
    EVENING,
    IDLE_WORDS,
    MONTHS,
    MORNING,
    NIGHT,
    PARTS_OF_DAY,
    PHRASES,
    SHORT_DAYS,
    nearly,
    simplified,
)

Found = TypeVar("Found")

LONGEST = 1000
"""What is longer is no text about days and times."""

MIDDAY = 12 * 60


class Token(NamedTuple):
    """A word or a number: its kind (a key of the tables), what it stands for, how it was written, and where."""

    kind: str
    value: Any
    text: str
    begin: int = 0
    end: int = 0


class Clock(NamedTuple):
    """A time of day in minutes after midnight; -1 for what is none.

    ``sure`` is whether it can only be that half of the day, ``spoken`` whether it is written without minutes.
    """

    minutes: int
    sure: bool
    spoken: bool = False

    def said(self, half: str) -> int | None:
        """Return its minutes where the half of the day is sure, or said beside it."""
        if half == EVENING:
            return self.minutes + MIDDAY if 4 * 60 <= self.minutes < MIDDAY else self.minutes
        if half == AFTERNOON:
            return self.minutes + MIDDAY if 60 <= self.minutes < 7 * 60 else self.minutes
        return self.minutes if self.sure or half in {MORNING, NIGHT} else None


class WrittenDay(NamedTuple):
    """A day as far as it was written: day 0 is the last of its month.

    ``about`` is whether it was "half januari"; ``name`` is a public holiday by its name in the settings; ``apart`` is
    whether a comma or a bracket stands between its weekday and the date: "zo (11 april gesloten)".
    """

    day: int
    month: int
    year: int | None
    weekday: int | None
    text: str
    about: bool = False
    name: str = ""
    apart: bool = False


class Item(NamedTuple):
    """What a rule understood: its kind, what it says, how it was written, and the kind of the token before it.

    ``apart`` is "and" or "break" where a comma, "en" or a bracket stands between it and what is before.
    """

    kind: str
    value: Any
    text: str
    after: str = ""
    apart: str = ""


# --- atoms ----------------------------------------------------------------------------------------------

_ATOMS = re.compile(
    r"""
    (?P<ymd>\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}(?!\d)(?:t(?=\d))?)
  | (?P<dmy>\d{1,2}(?P<b>[-/.])\d{1,2}(?P=b)'?(?:\d{4}|\d{2})(?![\d:]|[.,uh]\d))
  | (?P<compact>20\d{6}(?!\d))
  | (?P<serial>[34]\d{4}(?:[.,]\d+)?(?!\d))
  | (?P<dotted>(?<!-)\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?=\s))
  | (?P<zoned>\d{1,2}:\d{2}:\d{2}(?:\.\d+)?\+\d{2}:?\d{2}(?![:\d]))
  | (?P<clock>\d{1,2}(?:[:.]\d{2}(?::\d{2}(?:\.0+)?)?|[uh]\d{2}|,\d\d(?=\s*(?:uur|u\b|h\b|-|tot\b)))(?!\d))
  | (?P<bare>\d{1,2}-\d{1,2}(?![\d:]|[.uh]\d|,\d\d(?![-/\d])|[-/]\d))
  | (?P<slashed>\d{1,2}/\d{1,2}(?![\d:/]|[.uh]\d))
  | (?P<ordinal>\d{1,2}(?:e|ste|de|st|nd|rd|th|\sste)(?![^\W\d_]))
  | (?P<short>'\d{2}(?!\d))
  | (?P<number>\d+(?:[.,]\d(?!\d))?)
  | (?P<word>[^\W\d_]+)
  | (?P<sign>\S)
    """,
    re.VERBOSE,
)
"""Every form of a number, the longest first; and words and signs."""

_DAYS = DAYS | DAYS_TOO
_SILENT = frozenset(".'\":!")
_SIGNS = dict.fromkeys(",;&+|/", "and") | dict.fromkeys("()[]•▪●*", "break") | {"-": "dash"}
_EPOCH = date(1899, 12, 30)
"""Day 0 of the numbers that Excel has for days, from 1 March 1900 on."""


def _tokens(text: str) -> list[Token]:
    """Divide a text into tokens; what stands in no table has the kind ``unknown``."""
    atoms = [match for match in _ATOMS.finditer(text) if match[0] not in _SILENT]
    words = [match[0] for match in atoms]
    found: list[Token] = []
    at = 0
    while at < len(atoms):
        match = atoms[at]
        kind, written = match.lastgroup or "", match[0]
        phrase = _phrase(words, at)
        if phrase is not None and kind not in {"bare", "slashed", "clock"}:
            length, name, value = phrase
            value = Clock(value, sure=True) if name == "clock" else value
            end = atoms[at + length - 1].end()
            found.append(Token(name, value, " ".join(words[at : at + length]), match.start(), end))
            at += length
            continue
        at += 1
        made = len(found)
        if kind == "word":
            short = at < len(words) and words[at] == "-" and written in SHORT_DAYS
            found.append(_word(written, short=short, after=found[-1].kind if found else ""))
        elif kind == "sign":
            name = _SIGNS.get(written, "unknown")
            found.append(Token(name, None, written))
        else:
            found += _number(kind, written)
        found[made:] = [one._replace(begin=match.start(), end=match.end()) for one in found[made:]]
    return found


def _phrase(words: list[str], at: int) -> tuple[int, str, Any] | None:
    for phrase, kind, value in PHRASES.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return len(phrase), kind, value
    return None


def _word(word: str, *, short: bool, after: str) -> Token:
    """Return a weekday, also with a part of the day behind it or one letter wrong; or a part of a day."""
    part = next((name for name in PARTS_OF_DAY if re.search(rf"{name}(?:s|en)?$", word)), "")
    if short:
        return Token("day", (SHORT_DAYS[word], "", False), word)
    base = re.sub(rf"{part}(?:s|en)?$", "", word) if part else word
    if not base:
        if word == "morgen" and after not in {"day", "dash"}:
            return Token("near", 1, word)
        return Token("part", PARTS_OF_DAY[part], word)
    bare = next((one for one in (base, base.removesuffix("en"), base.removesuffix("s")) if one in _DAYS), None)
    if bare is None and len(word) > 5 and (near := nearly(word)):
        if near in MONTHS:
            return Token("month", MONTHS[near], word)
        bare = near
    if bare is None:
        return Token("unknown", None, word)
    return Token("day", (_DAYS[bare], PARTS_OF_DAY.get(part, ""), word.endswith(("en", "s"))), word)


def _number(kind: str, text: str) -> list[Token]:  # noqa: PLR0911 - each form by itself
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    if kind in {"ymd", "dmy"}:
        year, month, day = numbers if kind == "ymd" else numbers[::-1]
        return [Token("date", (day, month, year + 2000 if year < 100 else year), text.removesuffix("t"))]
    if kind == "compact":
        return [Token("date", (int(text[6:]), int(text[4:6]), int(text[:4])), text)]
    if kind == "serial":
        that = _EPOCH + timedelta(days=numbers[0])
        minutes = round(float("0." + re.split("[.,]", text)[1]) * 1440) if len(numbers) > 1 else 0
        clock = [Token("clock", Clock(minutes, sure=True), text)] if minutes else []
        return [Token("date", (that.day, that.month, that.year), text), *clock]
    if kind == "clock":
        minutes = numbers[0] * 60 + numbers[1] if numbers[1] < 60 else -1
        sure = text.startswith("0") or not 60 <= minutes < 7 * 60
        return [Token("clock", Clock(minutes if minutes <= 1440 else -1, sure), text)]
    if kind in {"bare", "slashed", "dotted"}:
        return [Token({"dotted": "daymonth"}.get(kind, kind), tuple(numbers), text)]
    if kind == "short":
        return [Token("year", 2000 + numbers[0], text)]
    if kind == "number" and len(numbers) > 1:
        return [Token("decimal", float(text.replace(",", ".")), text)]
    if kind == "number" and len(text) > 2:
        return [Token("four" if len(text) == 4 else "unknown", numbers[0], text)]
    return [Token(kind, numbers[0], text)]


# --- hours or a date ------------------------------------------------------------------------------------

_ONE_DAY = timedelta(days=1)
_SOON = timedelta(days=60)
SURE_AHEAD = timedelta(days=274)
"""About nine months: a date without a year is the next one, and nobody writes of one that is farther."""


def around(day: int, month: int, today: date) -> list[date]:
    """Return the next day of this name and the one before it; nothing where there is no such day."""
    years = range(max(today.year - 8, 1), min(today.year + 9, 9999))
    found = [one for year in years if (one := day_or_none(year, month, day))]
    coming = [one for one in found if one >= today][:1]
    return coming + [one for one in found if one < today][-1:]


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return a day; 0 is the last of its month. None where there is no such day."""
    try:
        if day:
            return date(year, month, day)
        return date(year + month // 12, month % 12 + 1, 1) - _ONE_DAY
    except (ValueError, OverflowError):
        return None


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * _ONE_DAY


def nth_days(first: date, weekdays: Iterable[int], every: int, count: int) -> list[date]:
    """Return so many days of a series from its first on, once in ``every`` weeks; and the next."""
    weeks = [monday_of(first) + n * every * 7 * _ONE_DAY for n in range(count + 2)]
    return [day for one in weeks for n in sorted(weekdays) if (day := one + n * _ONE_DAY) >= first][: count + 1]


def season_of(month: int, today: date) -> Days:
    """Return the three whole months of a season from its first month on, as meteorologists count; the next to end."""
    ends = (day_or_none(today.year + n, (month + 1) % 12 + 1, 0) or today for n in (0, 1))
    last = next((one for one in ends if one >= today), today)
    return Days(date(last.year - (month == 12), month, 1), last)


def _settled(tokens: list[Token], today: date) -> list[Token]:
    """Decide of each "5-12" whether it is the fifth of December (``daymonth``) or five to twelve (``span``).

    It is a date beside the weekday whose date it is, and beside times of its own. Where both may be meant, the span
    gets True as a third value.
    """
    found = list(tokens)
    kinds = [one.kind for one in tokens] + ["", "", "", ""]
    for n, one in enumerate(tokens):
        if one.kind in {"bare", "slashed"}:
            day, month = one.value
            ranged = kinds[n + 1] == "month" and not (kinds[n + 2] in _BETWEEN_MONTHS and kinds[n + 3] == "month")
            if one.text == "24/7":
                found[n] = one._replace(kind="unknown")
            elif ranged or (n and kinds[n - 1] == "unit" and not (n > 1 and kinds[n - 2] in _OFTEN)):
                found[n] = one._replace(kind="numbers")
            elif kinds[n + 1] in {"hour", "am", "pm"} or not 1 <= month <= 12 or not 1 <= day <= 31:
                found[n] = one._replace(kind="span", value=(day, month, False))
    unsettled = [n for n, one in enumerate(found) if one.kind in {"bare", "slashed"}]
    spans = [n for n, one in enumerate(found) if one.kind == "span"]
    each_own = any(n and kinds[n - 1] == "day" for n in spans)
    alike = bool(spans) and all(kinds[n + 1] != "hour" for n in spans)
    clear = bool(spans) or any(
        kind in {"clock", "allday"} or (kind in {"number", "spoken"} and kinds[n + 1] in {"hour", "am", "pm"})
        or (kind in {"half", "before", "past"} and kinds[n + 1] in {"number", "spoken"})
        for n, kind in enumerate(kinds)
    )  # fmt: skip
    bounds = [n for n in unsettled if n and kinds[n - 1 - (n > 1 and kinds[n - 1] == "on")] in _BEFORE_A_DATE]
    last = max((n for n in unsettled if n not in bounds), default=-1)
    series = bool(_SERIES & set(kinds)) or kinds.count("day") > len(unsettled)
    series = series or any(one.kind == "day" and one.value[2] for one in tokens)
    nothing_else = len(unsettled) == 1 and all(kind in {"", "bare", "slashed", *IDLE_WORDS} for kind in kinds)
    for n in unsettled:
        one = found[n]
        day, month = one.value
        before = n - 2 if n > 1 and kinds[n - 1] in {"and", "on", "idle", "next"} else n - 1
        beside = (
            tokens[before].value[0] if before >= 0 and kinds[before] == "day" and not tokens[before].value[1] else None
        )
        near = [when for when in around(day, month, today) if -_SOON < when - today < SURE_AHEAD]
        agrees = beside in {when.weekday() for when in near}
        if one.kind == "slashed" or day > 24 or (n in bounds and (clear or len(unsettled) > 1)):
            dated = True
        elif (
            (kinds[n + 1] in {"and", "or"} and (alike or n + 2 in spans))
            or (each_own and beside is not None)
            or (alike and series)
        ):
            dated = False
        elif clear:
            dated = agrees or not (series or (beside is not None and kinds.count("day") > 1))
        else:
            dated = nothing_else or (n != last and ((agrees and kinds[last - 1] != "day") or "day" not in kinds))
        value = (day, month) if dated else (day, month, agrees and not series and not clear)
        found[n] = one._replace(kind="daymonth" if dated else "span", value=value)
    return found


_BETWEEN_MONTHS = frozenset({"dash", "through", "till", "and"})
_BEFORE_A_DATE = frozenset({"from", "lastly", "through", "not", "start"})
_OFTEN = frozenset({"skipping", "not", "other", "number", "spoken", "each", "parity", "per", "once", "in", "idle"})
_SERIES = frozenset(
    {"each", "daily", "nth", "ordinal", "skipping", "not", "every", "parity", "from", "through", "once", "unit"}
)


def can_be_long(begin: WrittenDay, end: WrittenDay) -> bool:
    """Whether a period can be of a week or more, so that a weekday before it is one of its days."""
    days = [one.day + 31 * one.month + (372 * one.year if one.year and begin.year else 0) for one in (begin, end)]
    return (days[1] - days[0]) % 372 >= 7 or not begin.day or not end.day


# --- reading --------------------------------------------------------------------------------------------


_IN_A_ROW = 6
_OF_TIMES = frozenset({"per", "in", "unit", "decimal"})


class TokenReader:
    """Reads tokens from left to right."""

    def __init__(self, text: str, today: date) -> None:
        self.whole = simplified(text)
        self.tokens = _settled(_tokens(self.whole), today)
        self.at = 0

    def tried(self, rule: Callable[[], Found | None]) -> Found | None:
        """Return what a rule makes from here, or None with nothing taken."""
        begin = self.at
        found = rule()
        if found is None:
            self.at = begin
        return found

    def text(self, begin: int) -> str:
        """Return what was written from a token up to here."""
        return self.whole[self.tokens[begin].begin : self.tokens[self.at - 1].end] if self.at > begin else ""

    def kind(self, ahead: int = 0) -> str:
        """Return the kind of a token ahead, empty where there is none."""
        at = self.at + ahead
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def take(self, *kinds: str, text: str = "") -> Token | None:
        """Take the next token if it is of one of these kinds."""
        if self.at < len(self.tokens):
            one = self.tokens[self.at]
            if one.kind in kinds and (not text or one.text == text):
                self.at += 1
                return one
        return None

    def skip(self, *kinds: str) -> bool:
        """Take tokens of these kinds, as many as anybody writes in a row; whether there were any."""
        begin = self.at
        while self.at < begin + _IN_A_ROW and self.take(*kinds):
            pass
        return self.at > begin

    def chain(self) -> Item | None:
        """Three days or more with hyphens between are these days: ma-wo-vr."""
        found: list[tuple[int, str, bool]] = []
        end = self.at
        while day := self.take("day"):
            found.append(day.value)
            end = self.at
            if not self.take("dash"):
                break
        self.at = end
        days = {one[0] for one in found}
        return Item("days", (tuple(sorted(days)), True, found[-1][1]), "") if len(days) > 2 else None

    def count(self) -> Item | None:
        """How many times in all: 8x, 10 lessen, 6 bijeenkomsten; also "10 dinsdagen", of which the day stays."""
        number = self.take("number", "spoken")
        if number is None or not isinstance(number.value, int) or not 1 < number.value <= 60:
            return None
        if self.kind() in {"day", "part"} and self.tokens[self.at].text.endswith("en"):
            return Item("count", number.value, "")
        times = self.take("times", "lesson")
        if times is None or self.kind() in _OF_TIMES or (times.kind == "times" and self.kind() in {"number", "spoken"}):
            return None
        return Item("count", number.value, "")
