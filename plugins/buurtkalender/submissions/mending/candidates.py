"""What could mend a problem: edits to try, each of them something that the writer can only have meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.schema import schemas
from buurtkalender.reading.yaml import Mapping, Scalar
from buurtkalender.submissions.mending import meant
from buurtkalender.submissions.mending.text import Edit, instead, offset, row, scalar_at

_ENTRY = re.compile(r"^(\s*(?:- )*(?:[\w-]+:\s+)?)(\S.*?)\s*$")
_TIGHT = re.compile(r"^\s*(?:- )*([a-z_-]+):(?=[^\s:/])")
_POINT = re.compile(r"\[\s*([-\d.,]+)\s*,\s*([-\d.,]+)\s*\]")
_PLAIN_PARTS = re.compile(r"[\w À-ž:+./-]+(?:,[\w À-ž:+./-]+)+")

Attempts = tuple[Edit, ...]
"""Edits of which exactly one has to work; where two do, it could have been meant either way."""


def attempts(problem: Problem, text: str, root: Mapping | None, calendar: Calendar) -> Attempts:
    """Return what to try against a problem; nothing where it is not known what was meant."""
    if problem.code in _UNREADABLE_MENDS:
        found = _UNREADABLE_MENDS[problem.code](problem, text)
        return () if found is None else (found,)
    if problem.code == "point-swapped":
        return _swapped(problem, text)
    node = scalar_at(root, problem.line, problem.column)
    if node is None:
        return ()
    if problem.code == "list-needs-brackets":
        words: Iterable[str] = [f"[{node.value}]"] if _PLAIN_PARTS.fullmatch(node.value) else []
    else:
        words = _words(problem, node, calendar)
    return tuple(edit for word in words if (edit := instead(text, node, word)) is not None)


def _words(problem: Problem, node: Scalar, calendar: Calendar) -> Iterable[str]:
    """Yield what may have been meant by the text at the place of the problem."""
    suggestion, text = problem.params.get("suggestion", ""), node.value
    if problem.code in meant.SURELY:
        sure = meant.SURELY[problem.code](text)
        if sure is not None:
            yield sure
        elif problem.code == "bad-date" and suggestion:
            # In a range only one half is wrong; the suggestion is that half, with the day first.
            yield from _date(text, problem.params.get("value", ""), suggestion)
        return
    if problem.code.startswith("unknown-"):
        if suggestion and meant.word(text, suggestion):
            yield suggestion
        else:
            yield from meant.slips(text, _known(problem.code, calendar))


def _date(text: str, wrong: str, right: str) -> Iterable[str]:
    if text.strip() == wrong:
        yield right
    elif wrong and text.count(wrong) == 1:
        yield text.replace(wrong, right)


def _known(code: str, calendar: Calendar) -> Collection[str]:
    """Return the words from which to choose; which of them fit in that place, the reader tells."""
    kind = code.removeprefix("unknown-")
    if kind in {"value", "skip", "key"}:
        return _format_words()
    if kind == "area":
        return [*calendar.municipalities, *calendar.neighbourhoods]
    if kind == "fact":
        return calendar.facilities
    if kind == "room":
        return {room.id for venue in calendar.venues.values() for room in venue.rooms}
    plural = {"municipality": "municipalities", "facility": "facilities"}.get(kind, f"{kind}s")
    return tuple(getattr(calendar, plural, ()))


@cache
def _format_words() -> frozenset[str]:
    """All keys and fixed words of the format."""
    found: set[str] = set()
    waiting: list[Any] = list(schemas().values())
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found.update(one.get("properties", ()))
            found.update(word for word in one.get("enum", ()) if isinstance(word, str))
            waiting += one.values()
    return frozenset(found)


# --- files that cannot be understood yet ------------------------------------------------------------


def _space(problem: Problem, text: str) -> Edit:
    at = offset(text, problem.line, problem.column)
    return Edit(at, at, " ")


def _lost_space(problem: Problem, text: str) -> Edit | None:
    """Write the space behind a key of the format that stands against its value: ``cost:2,50``."""
    match = _TIGHT.match(row(text, problem.line))
    if match is None or match[1] not in _format_words():
        return None
    at = offset(text, problem.line, 1) + match.end()
    return Edit(at, at, " ")


def _quotes(problem: Problem, text: str) -> Edit | None:
    """Put quotes around all that stands behind the key; where a comment may follow, nobody knows where it begins."""
    match = _ENTRY.match(row(text, problem.line))
    if match is None or " #" in match[2] or match[2][0] in "\"'[{|>&!":
        return None
    start = offset(text, problem.line, 1) + match.end(1)
    quoted = match[2].replace("\\", "\\\\").replace('"', '\\"')
    return Edit(start, start + len(match[2]), f'"{quoted}"')


def _spaces(problem: Problem, text: str) -> Edit:
    """Write two spaces for each tab that this line begins with."""
    start = offset(text, problem.line, 1)
    line = row(text, problem.line)
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return Edit(start, start + len(indent), indent.replace("\t", "  "))


def _soft(problem: Problem, text: str) -> Edit:
    at = offset(text, problem.line, problem.column)
    return Edit(at, at + 1, " ")


_UNREADABLE_MENDS: dict[str, Callable[[Problem, str], Edit | None]] = {
    "no-space-after-colon": _space,
    "no-colon": _lost_space,
    "colon-in-text": _quotes,
    "quotes-needed": _quotes,
    "tab-indentation": _spaces,
    "hard-space": _soft,
}


def _swapped(problem: Problem, text: str) -> Attempts:
    at = offset(text, problem.line, problem.column)
    match = _POINT.match(text, at)
    return (Edit(match.start(), match.end(), f"[{match[2]}, {match[1]}]"),) if match else ()
