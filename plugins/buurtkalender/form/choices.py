"""What people answer from a list, and times of day as they say them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from buurtkalender.domain.values import hh_mm
from buurtkalender.reading.fields_times import ALL_DAY
from buurtkalender.reading.suggest import NUMBERS
from buurtkalender.words.catalogues import N_

_NEAR_ENOUGH = 78
_SHORTEST_PART = 3
_MOST_NAMED = 5
_ROWS = 14
_WIDTH = 80
_AND = re.compile(r"\s+(?:en|and|plus)\s+|\s*[&+]\s*", re.IGNORECASE)


class RefusedError(Exception):
    """An answer that cannot be used.

    ``text`` is an English msgid that says what is wrong and what to write, ``words`` what fills its blanks.
    ``suggestion`` is an answer that was probably meant: who presses Enter then gives it.
    """

    def __init__(self, text: str, /, suggestion: str = "", **words: object) -> None:
        super().__init__(text)
        self.text, self.suggestion, self.words = text, suggestion, words


class IncompleteError(RefusedError):
    """An answer of which a part lacks: what is typed next is put behind it."""


class ChoiceOption(NamedTuple):
    """Something to choose: what it stands for, what it says, and how else people call it."""

    value: str
    label: str
    also: tuple[str, ...] = ()


def comparable(text: str) -> str:
    """Return a text without accents, capitals and marks, with single spaces: "Café 't Hoekje" gives "cafe t hoekje"."""
    bare = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def one_of(options: Sequence[ChoiceOption], *, new: Callable[[str], str] | None = None) -> Callable[[str], str]:
    """Return a parser for one of these. What is not in the list is left to ``new``, if that is given."""

    def parse(text: str) -> str:
        found = _find(text, options)
        if found is None:
            if new is not None and not _near(text, options):
                return new(text)
            raise _unknown(text, options)
        return found.value

    return parse


def some_of(options: Sequence[ChoiceOption]) -> Callable[[str], tuple[str, ...]]:
    """Return a parser for one or more of these, with commas or "en" between them."""

    def parse(text: str) -> tuple[str, ...]:
        found: list[str] = []
        for part in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
            try:
                found += [one.value for one in _several(part, options)]
            except RefusedError as error:
                wrong = str(error.words["text"])
                error.suggestion = text.replace(wrong, error.suggestion) if error.suggestion else ""
                raise
        if not found:
            raise RefusedError(N_("Choose from the list."))
        return tuple(dict.fromkeys(found))

    return parse


def labels_of(options: Sequence[ChoiceOption], values: Sequence[str]) -> str:
    """Return what was chosen in words, with commas between: an answer that means the same."""
    by_value = {option.value: option.label for option in options}
    return ", ".join(by_value.get(value, value) for value in values)


def _several(text: str, options: Sequence[ChoiceOption]) -> list[ChoiceOption]:
    """Return what a text without commas names: as a whole, else the longest names between each "en"."""
    numbers = text.split()
    if len(numbers) > 1 and all(number.isdecimal() for number in numbers):
        return [_find(number, options) or _raise(number, options) for number in numbers]
    if (whole := _find(text, options)) is not None:
        return [whole]
    pieces = _AND.split(text)
    found: list[ChoiceOption] = []
    while pieces:
        for length in range(len(pieces), 0, -1):
            match = _find(" en ".join(pieces[:length]), options)
            if match is not None:
                break
        else:
            raise _unknown(text if len(pieces) == 1 and not found else pieces[0], options)
        found.append(match)
        pieces = pieces[length:]
    return found


def _find(text: str, options: Sequence[ChoiceOption]) -> ChoiceOption | None:
    """Return the option that a text names; None when it names none. Raises RefusedError when it could be several."""
    wanted = comparable(text)
    if wanted.isdecimal() and len(wanted) < 5 and 1 <= int(wanted) <= len(options):
        return options[int(wanted) - 1]
    if not wanted:
        return None
    names = [(option, {comparable(name) for name in (option.value, option.label, *option.also)}) for option in options]
    for fits in (_same, _begins, _holds):
        found = [option for option, own in names if any(fits(wanted, name) for name in own)]
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(option.label for option in found[:_MOST_NAMED])
            raise RefusedError(N_("“{text}” can be more than one: {some}. Write the number."), text=text, some=some)
    return None


def _same(wanted: str, name: str) -> bool:
    return wanted == name


def _begins(wanted: str, name: str) -> bool:
    return name.startswith(wanted)


def _holds(wanted: str, name: str) -> bool:
    return len(wanted) >= _SHORTEST_PART and f" {wanted}" in name


def _near(text: str, options: Sequence[ChoiceOption]) -> ChoiceOption | None:
    from rapidfuzz import fuzz, process  # only a mistake pays for it

    names = {comparable(name): option for option in options for name in (option.label, option.value, *option.also)}
    found = process.extractOne(comparable(text), list(names), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return names[found[0]] if found else None


def _unknown(text: str, options: Sequence[ChoiceOption]) -> RefusedError:
    near = _near(text, options)
    if near is None:
        return RefusedError(N_("“{text}” is not in the list. Write a number or a name from the list."), text=text)
    return RefusedError(
        N_("“{text}” is not in the list. Do you mean {near}? Then press Enter."), near.label, text=text, near=near.label
    )


def _raise(text: str, options: Sequence[ChoiceOption]) -> ChoiceOption:
    raise _unknown(text, options)


def in_columns(options: Sequence[ChoiceOption]) -> list[str]:
    """Return numbered lines of what there is to choose, in columns where it would be long."""
    cells = [f"{n:>3}  {option.label}" for n, option in enumerate(options, 1)]
    widest = max((len(cell) for cell in cells), default=0) + 2
    columns = max(1, min(_WIDTH // widest, -(-len(cells) // _ROWS))) if cells else 1
    rows = -(-len(cells) // columns)
    return ["".join(cell.ljust(widest) for cell in cells[row::rows]).rstrip() for row in range(rows)]


# --- times of day ---------------------------------------------------------------------------------------
# Times of day as people say them: "half elf", "kwart over 7", "10 uur", "10-12", "19:30 tot half 10", "7.30 pm".
#
# What could be in the morning as well as in the evening is not guessed: it is asked, with the likelier one to
# confirm.

NOON = 12 * 60
MIDNIGHT = 24 * 60
_AFTERNOON_FROM = 7 * 60
_EARLIEST = 9
"""Hours before this one, said without morning or evening, could be either."""

_NUMBER = r"\d{1,2}|" + "|".join(NUMBERS)
_SPOKEN = re.compile(
    rf"(?<![:.\d])\b(?:(?:(?P<few>{_NUMBER}|kwart)\s+(?:minuten\s+|minutes\s+)?(?P<side>voor|over|past)|"
    rf"(?P<quarter>(?:a )?quarter)\s+(?P<quarterly>to|past))\s+)?"
    rf"(?P<half>half\s+)?(?P<past>past\s+)?(?P<hour>{_NUMBER})\b(?![.:]\d)"
)
_ANY_NUMBER = "|".join(NUMBERS)
_HOUR_IN_WORDS = re.compile(
    rf"\b(?:{_ANY_NUMBER})\b(?=\s+(?:uur|o'clock|tot|to|until)\b)|(?:(?<=\btot )|(?<=\bto ))(?:{_ANY_NUMBER})\b"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.,u](\d{2}))?\s*(?:uur|u|h|o'?clock)?\s*(am|pm|a\.m\.|p\.m\.)?")
_TO = re.compile(r"\s*(?:-|–|—|\btot en met\b|\btot\b|\bt/m\b|\bto\b|\buntil\b|\btill\b)\s*")
_LEAD = re.compile(r"^(?:van|vanaf|om|from|at|tot|until|till)\s+")
_ALL_DAY = re.compile(r"(?:de\s+)?hele dag|all[- ]day|the whole day")
_EVENING = re.compile(r"'?s avonds|in the evening|avond|evening")
_AFTERNOON = re.compile(r"'?s middags|in the afternoon|middag|afternoon")
_EARLY = re.compile(r"'?s (?:ochtends|morgens|nachts)|in the morning|at night|ochtend|morgen\b|morning")


class SpokenTime(NamedTuple):
    """A time of day in minutes after midnight. ``sure`` is whether it can only be that half of the day."""

    minutes: int
    sure: bool


def plainly(text: str) -> str:
    """Return a text in small letters without accents, with spoken times as digits: "half elf" gives "10:30"."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("‘", "'"))
    bare = bare.replace("–", "-").replace("—", "-").encode("ascii", "ignore").decode()
    numbered = _HOUR_IN_WORDS.sub(lambda found: str(NUMBERS[found[0]]), _SPOKEN.sub(_digits, bare))
    return " ".join(numbered.split())


def _digits(match: re.Match[str]) -> str:
    """Return a spoken time as ``~10:30``: the mark says that it may be in the other half of the day."""
    few, side = match["few"] or match["quarter"], match["side"] or match["quarterly"]
    if not few and not match["half"]:
        # "een dinsdag", "twee weken": without anything around it, a number in words is no time
        return match[0]
    hour = _number(match["hour"])
    minutes = hour * 60
    if match["half"]:
        minutes += 30 if match["past"] else -30
    if few:
        by = 15 if "kwart" in few or "quarter" in few else _number(few)
        minutes += by if side in {"over", "past"} else -by
    if not 1 <= hour <= 24:
        return match[0]
    return f"~{hh_mm(minutes)}"


def _number(text: str) -> int:
    return NUMBERS[text] if text in NUMBERS else int(text)


def span_of(text: str, start: str = "") -> tuple[str, ...]:
    """Return start and end (``10:00``, ``12:00``), only the start where no end is told, or ``all-day``.

    ``start`` is what is known already: then one time is the end. Raises RefusedError for what is no time, and for what
    could be in the morning as well as in the evening.
    """
    plain = plainly(text)
    if _ALL_DAY.fullmatch(plain):
        return (ALL_DAY,)
    later = NOON if _EVENING.search(plain) else _AFTERNOON_FROM if _AFTERNOON.search(plain) else 0
    early = _EARLY.search(plain) is not None
    for words in (_EVENING, _AFTERNOON, _EARLY):
        plain = words.sub(" ", plain)
    bare = _LEAD.sub("", " ".join(plain.split()))
    parts = [part for part in _TO.split(bare) if part]
    if not 1 <= len(parts) <= 2:
        raise _no_time(text)
    clocks = [_clock(part, text, later=0 if early and not n else later) for n, part in enumerate(parts)]
    if early:
        clocks[0] = SpokenTime(clocks[0].minutes, sure=True)
    if start and len(clocks) == 1:
        hours, _, minutes = start.partition(":")
        clocks.insert(0, SpokenTime(int(hours) * 60 + int(minutes), sure=True))
    if len(clocks) == 1:
        only = clocks[0]
        return _sure([only], text) if only.sure else _either([only], text)
    return _both(clocks[0], clocks[1], text)


def _both(begin: SpokenTime, end: SpokenTime, text: str) -> tuple[str, ...]:
    if not end.sure and end.minutes <= begin.minutes < end.minutes + NOON:
        end = SpokenTime(end.minutes + NOON, sure=True)  # "10 tot 2", "11.00 - half 1"
    if not begin.sure and end.sure and end.minutes > NOON + begin.minutes:
        begin = SpokenTime(begin.minutes + NOON, sure=True)  # "2 tot 16.00"
    if begin.minutes % MIDNIGHT == end.minutes % MIDNIGHT:
        raise RefusedError(N_("It cannot begin and end at the same time. Write for instance 10:00-12:00."))
    return _sure([begin, end], text) if begin.sure else _either([begin, end], text)


def _sure(clocks: list[SpokenTime], text: str) -> tuple[str, ...]:
    if clocks[0].minutes >= MIDNIGHT:
        raise _no_time(text)
    return tuple(hh_mm(clock.minutes) for clock in clocks)


def _either(clocks: list[SpokenTime], text: str) -> tuple[str, ...]:
    """Refuse a time that could be in either half of the day, with the second half as what was probably meant."""
    early = "-".join(hh_mm(clock.minutes) for clock in clocks)
    shift = NOON if clocks[0].minutes + NOON < MIDNIGHT else 0
    late = "-".join(hh_mm(clock.minutes + (shift if clock.minutes < NOON else 0)) for clock in clocks)
    raise RefusedError(
        N_("Is “{text}” {late}? Then press Enter. Is it {early}? Then write that."),
        late,
        text=text,
        late=late,
        early=early,
    )


def _clock(part: str, text: str, *, later: int) -> SpokenTime:
    """Return one time, in a text that is told when it is none; before ``later`` the second half of the day is meant."""
    spoken = part.startswith("~") or part in NUMBERS
    part = str(NUMBERS.get(part, part))
    match = _CLOCK.fullmatch(part.removeprefix("~").strip())
    if match is None:
        raise _no_time(text)
    hours, minutes, half = int(match[1]), int(match[2] or 0), (match[3] or "").replace(".", "")
    if minutes > 59 or hours * 60 + minutes > MIDNIGHT:
        raise _no_time(text)
    if half or hours * 60 + minutes < later:
        own = hours % 12 * 60 + minutes
        return SpokenTime(own if half == "am" else own + NOON, sure=True)
    # 09:00 and 7:00 are written as a clock shows them; "7 uur" and "half 8" are as people say them
    exact = match[2] is not None and not spoken
    return SpokenTime(hours * 60 + minutes, sure=exact or bool(later) or hours >= _EARLIEST)


def _no_time(text: str) -> RefusedError:
    return RefusedError(
        N_("“{text}” is no time. Write for instance 10:00-12:00, or: half past ten to twelve."), text=text
    )
