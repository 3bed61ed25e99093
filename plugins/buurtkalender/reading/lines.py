"""Lines that YAML cannot understand: what was meant by them, where that can only be one thing.

Each function takes a line without its end and returns it as it should have been, or None. What is proposed in messages
and what ``fix`` writes is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from buurtkalender.reading.schema import words
from buurtkalender.reading.typed import BULLETS, SPACES, as_typed, in_quotes

ENTRY = re.compile(r"^(\s*(?:- +)*(?:[\w-]+:\s+)?)(\S.*?)\s*$")
"""A line in two parts: its key with all that stands before it, and its value."""

TIGHT = re.compile(r"^(\s*(?:- +)*([a-z_-]+):)(?=[^\s:/])")
TIGHT_HYPHEN = re.compile(r"^(\s*-)(?=[a-z_]+(?:-[a-z_]+)*:(?:\s|$))")
BULLET = re.compile(rf"^(\s*)([{re.escape(BULLETS)}])[\s{SPACES}]+(?=\S)")
HARD_SPACE = re.compile(rf"^[ \t]*(?:(?:- *)*[\w-]+: *|- *|)([{SPACES}])")
_LOOSE_KEY = re.compile(rf"^(\s*(?:- +)*)([a-z_-]+)[\s{SPACES}]*[;=]?[\s{SPACES}]+(?=\S)|^(\s*)([a-z_-]+)\s*$")
_APOSTROPHE = re.compile(r"'[a-z]{1,2}\b", re.IGNORECASE)


def quoted(line: str) -> str | None:
    """Put quotes around all that stands behind the key; where a comment may follow, nobody knows where it begins."""
    match = ENTRY.match(line)
    if match is None or " #" in match[2] or match[2][0] in "\"'[{|>&!":
        return None
    return match[1] + in_quotes(as_typed(match[2]) if match[2][0] in "“„‘" else match[2])


def apostrophe(line: str) -> str | None:
    """Put double quotes around a text that begins with an apostrophe: ``'t Praothuus`` and ``'s avonds``."""
    match = ENTRY.match(line)
    if match is None or '"' in match[2] or " #" in match[2] or not _APOSTROPHE.match(match[2]):
        return None
    return None if match[2].endswith("'") else match[1] + in_quotes(match[2])


def quotes_within(line: str) -> str | None:
    """Put double quotes around a text with an apostrophe between single ones: ``'Koffie in 't dorp'``."""
    match = ENTRY.match(line)
    if match is None or '"' in match[2] or " #" in match[2] or len(match[2]) < 3:
        return None
    whole = match[2].startswith("'") and match[2].endswith("'")
    return match[1] + in_quotes(match[2][1:-1]) if whole else None


def curly_quote(line: str) -> str | None:
    """Close a text with the quote that it begins with, where a word processor made another of it."""
    match = ENTRY.match(line)
    if match is None or match[2][0] not in "\"'" or match[2][-1] not in "”“’‘" or match[2][0] in match[2][1:]:
        return None
    return match[1] + in_quotes(match[2][1:-1])


def hyphen_for_bullet(line: str) -> str | None:
    """Begin a part of a list with a hyphen, where a word processor made a bullet or a dash of it."""
    return BULLET.sub(r"\1- ", line) if BULLET.match(line) else None


def space_after_hyphen(line: str) -> str | None:
    """Write the space behind a hyphen."""
    return TIGHT_HYPHEN.sub(r"\1 ", line) if TIGHT_HYPHEN.match(line) else None


def space_after_colon(line: str) -> str | None:
    """Write the space behind a key that stands against its value: ``cost:2,50``."""
    match = TIGHT.match(line)
    return f"{match[1]} {line[match.end() :]}" if match else None


def hyphen(line: str) -> str | None:
    """Begin a part of a list with the hyphen that it lacks."""
    bare = line.lstrip()
    return f"{line[: len(line) - len(bare)]}- {bare}" if bare else None


def colon(line: str) -> str | None:
    """Write the colon behind a key of the format: ``venue dorpshuis`` and ``venue = dorpshuis``."""
    match = _LOOSE_KEY.match(line)
    if match is None or (match[2] or match[4]) not in words()[0]:
        tight = TIGHT.match(line)
        return space_after_colon(line) if tight and tight[2] in words()[0] else None
    return f"{match[1]}{match[2]}: {line[match.end() :]}" if match[2] else f"{match[3]}{match[4]}:"


def soft_spaces(line: str) -> str | None:
    """Write ordinary spaces for the hard ones that stand where YAML needs a space."""
    while match := HARD_SPACE.match(line):
        line = f"{line[: match.start(1)]} {line[match.end(1) :]}"
    return line


def spaces_for_tabs(line: str) -> str | None:
    """Write two spaces for each tab that the line begins with."""
    bare = line.lstrip(" \t")
    return line[: len(line) - len(bare)].replace("\t", "  ") + bare


MENDS: dict[str, Callable[[str], str | None]] = {
    "apostrophe-first": apostrophe,
    "colon-in-text": quoted,
    "hard-space": soft_spaces,
    "missing-hyphen": hyphen,
    "no-colon": colon,
    "no-space-after-colon": space_after_colon,
    "no-space-after-hyphen": space_after_hyphen,
    "quote-of-word": curly_quote,
    "quotes-needed": quoted,
    "tab-indentation": spaces_for_tabs,
    "text-after-quote": quotes_within,
    "bullet": hyphen_for_bullet,
}
"""What was meant by a line, by the code of the problem in it."""
