"""What people answer from a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

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
    """Return a text without accents, capitals and marks, with single spaces: "Café 't Hoekje" gives "cafe t hoekje".

    Letters of every script stay. A text without any is empty, and that equals nothing: who compares looks at it.
    """
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())))
    return " ".join(re.findall(r"[^\W_]+", bare))


_ACCENTS = re.compile("[\u0300-\u036f]")


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
    names.pop("", None)
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
