"""What could mend a problem: edits to try, each of them something that the writer can only have meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.values import ByAppointment, Pattern, Term
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import when_of
from buurtkalender.form.writing import write_file
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.schema import format_words
from buurtkalender.reading.suggest import LONGEST_VALUE, in_quotes
from buurtkalender.reading.syntax import BULLET, MENDS
from buurtkalender.reading.yaml import MOST_LEVELS, Items, MappingNode, Node, Scalar
from buurtkalender.submissions import fixing_values

# --- sentences -------------------------------------------------------------------------------------------
# A sentence about days and times, which stands where entries should: the entries that it means.

_ANY_DAYS = (date(2000, 1, 1), date(2003, 7, 1))  # what hangs on today is not certain, and that is left
_LONGEST = 200
_MORNING = 10 * 60


def entries_of(sentence: str) -> list[list[str]]:
    """Return the entries of ``when``, each as its lines; nothing where something is unsure.

    Importing understands such sentences already. What it would guess, or does not understand, is not certain.
    """
    if len(sentence) > _LONGEST:
        return []
    try:
        found, other = (when_of(sentence, day) for day in _ANY_DAYS)
    except NotUnderstoodError:
        return []
    unsure = found.guessed or found.asked or found.left or found != other
    if unsure or not all(_by_day(pattern, sentence) for pattern in found.patterns):
        return []
    written = write_file(answers_of_activity(Activity(id="a/a", title="a", themes=(), when=found.patterns)))
    _, _, rest = written.partition("when:\n")
    entries = rest.removeprefix("  - ").split("\n  - ")
    return [[line.removeprefix("    ") for line in entry.split("\n") if line.strip()] for entry in entries]


def _by_day(pattern: Pattern, sentence: str) -> bool:
    """Whether its time is that of a day of 24 hours: ``2-4 uur`` can be in the night and in the afternoon."""
    if isinstance(pattern, ByAppointment) or pattern.time is None:
        return True
    if pattern.time.start < _MORNING:
        return re.search(r"\b0\d[:.]", sentence) is not None
    said = rf"(?<!\d){pattern.time.start // 60}(?!\d)|half|kwart|middag|avond|ochtend|morgen|pm\b"
    return re.search(said, sentence, re.IGNORECASE) is not None


# --- text ------------------------------------------------------------------------------------------------
# The text of a file with its lines, and edits at the places that the reader tells.

_LINE = re.compile(r"\r\n|\r|\n")


class TextEdit(NamedTuple):
    """A piece of text, from ``start`` up to ``end``, that becomes something else. Offsets count characters from 0."""

    start: int
    end: int
    text: str

    def of(self, whole: str) -> str:
        """Return the text with this edit in it."""
        return whole[: self.start] + self.text + whole[self.end :]


def offset(text: str, line: int, column: int) -> int:
    """Return where a line and a column (both from 1) are in the text; its end where they lie beyond that."""
    starts = [0, *(match.end() for match in _LINE.finditer(text))]
    return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)


def row(text: str, line: int) -> str:
    """Return a line (from 1) without its end."""
    lines = _LINE.split(text)
    return lines[line - 1] if line <= len(lines) else ""


def scalars(node: Node, key: str = "") -> list[tuple[str, Scalar]]:
    """Return every text in a node, keys too, with the key that it stands behind (a key stands behind itself)."""
    if isinstance(node, Scalar):
        return [(key, node)]
    if isinstance(node, Items):
        return [found for item in node.items for found in scalars(item, key)]
    found = []
    for name, (place, value) in node.entries.items() if isinstance(node, MappingNode) else ():
        found += [(name, place), *scalars(value, name)]
    return found


def scalar_at(root: MappingNode | None, line: int, column: int) -> Scalar | None:
    """Return the text that begins at a place."""
    found = scalars(root) if root is not None else []
    return next((node for _, node in found if (node.line, node.column) == (line, column)), None)


def instead(text: str, node: Scalar, value: str) -> TextEdit | None:
    """Return the edit that puts ``value`` in the place of a text, within the quotes that it has.

    None where it is not written as it is read: between quotes on several lines, or with escapes.
    """
    start = offset(text, node.line, node.column)
    if not node.plain and text[start : start + 1] in {"'", '"'}:
        start += 1
        quote = text[start - 1]
        if quote in value or "\\" in value or text[start + len(node.value) :][:1] != quote:
            return None
    elif not node.plain:
        return None
    end = start + len(node.value)
    if text[start:end] == node.value:
        return TextEdit(start, end, value)
    folded = re.compile(r"\s+".join(map(re.escape, node.value.split()))).match(text, start) if node.plain else None
    return TextEdit(start, folded.end(), value) if folded else None


# --- line edits ------------------------------------------------------------------------------------------
# Edits of whole lines: what to try where a line cannot be understood, or where its value has to become another.

_POINT = re.compile(r"\[\s*([-\d.,]+)\s*,\s*([-\d.,]+)\s*\]")

# More words than these without a sign between them may continue the text of the line above.
_MOST_WORDS = {"no-colon": 2, "missing-hyphen": 1}

Attempts = tuple[TextEdit, ...]
"""Edits of which exactly one has to work; where two do, it could have been meant either way."""


def _line(problem: Problem, text: str) -> Attempts:
    """Return the line as it was meant."""
    line = row(text, problem.line)
    words = 0 if any(sign in line for sign in ":;=") else len(line.split())
    if len(line) > LONGEST_VALUE or words > _MOST_WORDS.get(problem.code, words):
        return ()
    better = MENDS[problem.code](line)
    return () if better is None or better == line else (_whole_line(text, problem.line, better),)


def _soft(problem: Problem, text: str) -> Attempts:
    at = offset(text, problem.line, problem.column)
    return (TextEdit(at, at + 1, " "),)


def _end(problem: Problem, text: str) -> Attempts:
    """Remove the line ``---`` at the end, after which nothing comes."""
    start = offset(text, problem.line, 1)
    return () if text[start + 3 :].strip() else (TextEdit(start, len(text), ""),)


def _whole_line(text: str, line: int, better: str) -> TextEdit:
    """Return the edit that makes a line another, without the ends that stay the same."""
    start, old = offset(text, line, 1), row(text, line)
    same = _alike(old, better)
    old, better = old[same:], better[same:]
    after = _alike(old[::-1], better[::-1])
    return TextEdit(start + same, start + same + len(old) - after, better[: len(better) - after])


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with that are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _bullets(problem: Problem, text: str) -> Attempts:
    """Begin this line with a hyphen, and all that follow it with the same bullet."""
    line = problem.line
    match = BULLET.match(row(text, line))
    if match is None:
        return ()
    made: list[str] = []
    while (other := BULLET.match(row(text, line + len(made)))) and other.groups() == match.groups():
        made.append(f"{match[1]}- {row(text, line + len(made))[other.end() :]}")
    last = line + len(made) - 1
    return (TextEdit(offset(text, line, 1), offset(text, last, 1) + len(row(text, last)), "\n".join(made)),)


def _indentations(problem: Problem, text: str) -> Attempts:
    """Return this line beginning as each of the lines above it does, at its hyphens or behind them."""
    line = problem.line
    bare = row(text, line).lstrip(" ")
    levels: set[int] = set()
    for number in range(1, line):
        above = row(text, number)
        inner = above.lstrip(" -")
        levels.update((len(above) - len(above.lstrip(" ")), len(above) - len(inner)))
    now = len(row(text, line)) - len(bare)
    return tuple(_whole_line(text, line, " " * level + bare) for level in sorted(levels - {now})[:MOST_LEVELS])


def _hyphened(problem: Problem, text: str) -> Attempts:
    """Begin the lines of a mapping as one part of a list: ``weekly:`` under ``when:``."""
    lines = [problem.line]
    while (more := row(text, lines[-1] + 1)) and len(more) - len(more.lstrip(" ")) >= problem.column - 1:
        lines.append(lines[-1] + 1)
    made = [f"{'- ' if n == problem.line else '  '}{row(text, n)[problem.column - 1 :]}" for n in lines]
    indent = " " * (problem.column - 1)
    start, last = offset(text, lines[0], 1), lines[-1]
    return (TextEdit(start, offset(text, last, 1) + len(row(text, last)), "\n".join(indent + one for one in made)),)


def _with_comment(node: Scalar, text: str) -> Attempts:
    """Put quotes around a text and what stands behind it as a comment, where it begins with a number sign."""
    start = offset(text, node.line, node.column)
    end = offset(text, node.line, 1) + len(row(text, node.line).rstrip())
    whole = text[start:end]
    surely = fixing_values.number_sign(node.cut) and whole.startswith(node.value) and whole.endswith(node.cut)
    return (TextEdit(start, end, in_quotes(whole)),) if surely else ()


def _entries(node: Scalar, text: str) -> Attempts:
    """Write the entries that a sentence about days and times means, where nothing in it had to be guessed."""
    if not node.plain or row(text, node.line)[node.column - 1 :].rstrip() != node.value:
        return ()
    before = row(text, node.line)[: node.column - 1]
    key = re.fullmatch(r"( *)(?:- )?(when|opening_hours|available): +|( *)- +", before)
    entries = entries_of(node.value)
    if key is None or not entries:
        return ()
    indent = f"{key[1]}  " if key[2] else key[3]
    made = "\n".join(f"{indent}- " + f"\n{indent}  ".join(entry) for entry in entries)
    better = f"{before.rstrip()}\n{made}" if key[2] else made
    return (_whole_line(text, node.line, better),)


def _swapped(problem: Problem, text: str) -> Attempts:
    at = offset(text, problem.line, problem.column)
    match = _POINT.match(text, at)
    return (TextEdit(match.start(), match.end(), f"[{match[2]}, {match[1]}]"),) if match else ()


OF_LINES: dict[str, Callable[[Problem, str], Attempts]] = {
    **dict.fromkeys(MENDS, _line),
    "bad-indentation": _indentations,
    "bullet": _bullets,
    "hard-space": _soft,
    "list-without-hyphen": _hyphened,
    "point-swapped": _swapped,
    "second-document": _end,
}
"""What to try against a problem of a line, by its code."""

OF_VALUES: dict[str, Callable[[Scalar, str], Attempts]] = {
    "comment-in-text": _with_comment,
    "when-as-sentence": _entries,
}
"""What to try against a problem of a text of which more changes than the text itself."""


def attempts(problem: Problem, text: str, root: MappingNode | None, calendar: Calendar) -> Attempts:
    """Return what to try against a problem; nothing where it is not known what was meant."""
    if problem.code in OF_LINES:
        return OF_LINES[problem.code](problem, text)
    node = scalar_at(root, problem.line, problem.column)
    if node is None:
        return ()
    if problem.code in OF_VALUES:
        return OF_VALUES[problem.code](node, text)
    made = (instead(text, node, word) for word in _words(problem, node, calendar))
    return tuple(edit for edit in made if edit is not None)


def _words(problem: Problem, node: Scalar, calendar: Calendar) -> Iterable[str]:
    """Yield what may have been meant by the text at the place of the problem."""
    suggestion, text = problem.params.get("suggestion", ""), node.value
    if len(text) > LONGEST_VALUE:
        return
    if problem.code in fixing_values.AS_SUGGESTED:
        if suggestion and not suggestion.endswith("…") and fixing_values.AS_SUGGESTED[problem.code](text):
            yield suggestion
        return
    if problem.code == "bad-date" and suggestion and not fixing_values.SHORT_YEAR.search(text):
        # In a range only one half is wrong; the suggestion is that half, with the day first.
        yield from _date(text, problem.params.get("value", ""), suggestion)
    if problem.code in fixing_values.SURELY:
        sure = fixing_values.SURELY[problem.code](text)
        if sure is not None:
            yield sure
        return
    if problem.code.startswith("unknown-"):
        if suggestion and (fixing_values.word(text, suggestion) or _called(problem.code, suggestion, text, calendar)):
            yield suggestion
        else:
            yield from fixing_values.slips(text, _known(problem.code, calendar))


def _date(text: str, wrong: str, right: str) -> Iterable[str]:
    if text.strip() == wrong:
        yield right
    elif wrong and text.count(wrong) == 1:
        yield text.replace(wrong, right)


def _called(code: str, identifier: str, text: str, calendar: Calendar) -> bool:
    """Whether what has this identifier is called exactly so."""
    kind = code.removeprefix("unknown-")
    one = getattr(calendar, "neighbourhoods" if kind == "area" else f"{kind}s", {}).get(identifier)
    names = one.label.values() if isinstance(one, Term) else [getattr(one, "name", "")]
    return text.strip().casefold() in map(str.casefold, names)


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
    return frozenset().union(*format_words())
