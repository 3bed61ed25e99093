"""Edits of whole lines: what to try where a line cannot be understood, or where its value has to become another."""

from __future__ import annotations

import re
from collections.abc import Callable

from buurtkalender.reading.lines import BULLET, MENDS
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.typed import LONGEST, in_quotes
from buurtkalender.reading.yaml import MOST_LEVELS, Scalar
from buurtkalender.submissions.mending import meant
from buurtkalender.submissions.mending.sentences import entries_of
from buurtkalender.submissions.mending.text import Edit, offset, row

_POINT = re.compile(r"\[\s*([-\d.,]+)\s*,\s*([-\d.,]+)\s*\]")

# More words than these without a sign between them may continue the text of the line above.
_MOST_WORDS = {"no-colon": 2, "missing-hyphen": 1}

Attempts = tuple[Edit, ...]
"""Edits of which exactly one has to work; where two do, it could have been meant either way."""


def _line(problem: Problem, text: str) -> Attempts:
    """Return the line as it was meant."""
    line = row(text, problem.line)
    words = 0 if any(sign in line for sign in ":;=") else len(line.split())
    if len(line) > LONGEST or words > _MOST_WORDS.get(problem.code, words):
        return ()
    better = MENDS[problem.code](line)
    return () if better is None or better == line else (_whole_line(text, problem.line, better),)


def _soft(problem: Problem, text: str) -> Attempts:
    at = offset(text, problem.line, problem.column)
    return (Edit(at, at + 1, " "),)


def _end(problem: Problem, text: str) -> Attempts:
    """Remove the line ``---`` at the end, after which nothing comes."""
    start = offset(text, problem.line, 1)
    return () if text[start + 3 :].strip() else (Edit(start, len(text), ""),)


def _whole_line(text: str, line: int, better: str) -> Edit:
    """Return the edit that makes a line another, without the ends that stay the same."""
    start, old = offset(text, line, 1), row(text, line)
    same = _alike(old, better)
    old, better = old[same:], better[same:]
    after = _alike(old[::-1], better[::-1])
    return Edit(start + same, start + same + len(old) - after, better[: len(better) - after])


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
    return (Edit(offset(text, line, 1), offset(text, last, 1) + len(row(text, last)), "\n".join(made)),)


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
    return (Edit(start, offset(text, last, 1) + len(row(text, last)), "\n".join(indent + one for one in made)),)


def _with_comment(node: Scalar, text: str) -> Attempts:
    """Put quotes around a text and what stands behind it as a comment, where it begins with a number sign."""
    start = offset(text, node.line, node.column)
    end = offset(text, node.line, 1) + len(row(text, node.line).rstrip())
    whole = text[start:end]
    surely = meant.number_sign(node.cut) and whole.startswith(node.value) and whole.endswith(node.cut)
    return (Edit(start, end, in_quotes(whole)),) if surely else ()


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
    return (Edit(match.start(), match.end(), f"[{match[2]}, {match[1]}]"),) if match else ()


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
