"""Answers to the form: each field of an activity file by its name, with the texts that were given.

A name is the way to a field in the format, with dots: ``title``, ``cost.amount``, ``when.0.weekly``. Entries of a list
of mappings are numbered from 0. Where the form asks for one field in pieces, the pieces come under its name, in order,
and empty ones count (:data:`PIECES`):

========================  =============================================================================================
``when.0.time``           start and end (``10:00``, ``12:00``), or ``all-day``
``when.0.monthly``        ``first`` and ``tuesday``, in pairs, or a day of the month
``when.0.skip_days``      first and last day of a period, in pairs; they join the words of ``when.0.skip``
``ages``                  lowest and highest
``signup.before``         a number, and ``days`` or ``hours``
``venue``                 one text, ``venue`` or ``venue/room``
``cost``                  ``free``, or ``paid`` with ``cost.amount`` and the rest beside it
``signup``, ``referral``  ``none``, ``yes`` or ``no`` (it is possible, not needed), with the rest beside it
``when.0.kind``           which of the four patterns it is; without it, that follows from what is filled in
========================  =============================================================================================

Instead of pieces there may always be the one text that a file has: ``when.0.time=10:00-12:00``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from buurtkalender.reading.fields_when import PATTERNS
from buurtkalender.words.messages import HIDDEN

Answers = Mapping[str, tuple[str, ...]]
Flat = dict[str, tuple[str, ...]]

PIECES = frozenset({"time", "monthly", "skip_days", "ages", "before"})
"""The last parts of names of which empty values count, because they say which piece is not there."""

_HARD_SPACES = re.compile("^[ \t\u00a0]+", re.MULTILINE)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def tidy(raw: Mapping[str, Iterable[str]]) -> Flat:
    """Return the answers without space around them, without characters that nobody sees, and without what is empty.

    Line ends become a line feed and text NFC, as the reader has it.
    """
    found: Flat = {}
    for name, given in raw.items():
        texts = [_clean(text) for text in given]
        if not any(texts):
            continue
        found[name] = tuple(texts) if name.rpartition(".")[2] in PIECES else tuple(text for text in texts if text)
    return found


def _clean(text: str) -> str:
    text = HIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    text = _HARD_SPACES.sub(lambda match: match[0].replace("\u00a0", " "), text)
    return unicodedata.normalize("NFC", text).strip()


def the(answers: Answers, name: str) -> str:
    """Return the one text that was answered, the first of several; empty when there is none."""
    return next(iter(answers.get(name, ())), "")


def rows(answers: Answers, name: str) -> list[int]:
    """Return the numbers of the entries below a name that hold anything, in order."""
    start = f"{name}."
    numbers = {found.removeprefix(start).partition(".")[0] for found in answers if found.startswith(start)}
    return sorted(int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 4)


def paired(values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the values two by two; the last one may be alone."""
    for n in range(0, len(values), 2):
        yield values[n], values[n + 1] if n + 1 < len(values) else ""


def pattern_of(answers: Answers, name: str) -> str:
    """Return which pattern an entry of ``when`` is: the one that was chosen, else the one that has an answer."""
    kind = the(answers, f"{name}.kind")
    if kind in PATTERNS:
        return kind
    return next((pattern for pattern in PATTERNS if answers.get(f"{name}.{pattern}")), "weekly")


def split_venue(answers: Answers) -> dict[str, str]:
    """Return ``venue`` and ``room`` of what was chosen in one list of both."""
    venue, _, room = the(answers, "venue").partition("/")
    return {"venue": venue, "room": room or the(answers, "room")}
