"""A sentence about days and times, which stands where entries should: the entries that it means."""

from __future__ import annotations

import re
from datetime import date

from buurtkalender.domain.model import Activity, ByAppointment, Pattern
from buurtkalender.form.of_activity import answers_of
from buurtkalender.form.when_text import NotUnderstoodError, when_of
from buurtkalender.form.writing import write

_ANY_DAY = date(2000, 1, 1)  # only what would be guessed hangs on it, and that is left
_LONGEST = 200
_MORNING = 10 * 60


def entries_of(sentence: str) -> list[list[str]]:
    """Return the entries of ``when``, each as its lines; nothing where something is unsure.

    Importing understands such sentences already. What it would guess, or does not understand, is not certain.
    """
    if len(sentence) > _LONGEST:
        return []
    try:
        found = when_of(sentence, _ANY_DAY)
    except NotUnderstoodError:
        return []
    if found.guessed or found.left or not all(_by_day(pattern, sentence) for pattern in found.patterns):
        return []
    written = write(answers_of(Activity(id="a/a", title="a", themes=(), when=found.patterns)))
    _, _, rest = written.partition("when:\n")
    entries = rest.removeprefix("  - ").split("\n  - ")
    return [[line.removeprefix("    ") for line in entry.split("\n") if line.strip()] for entry in entries]


def _by_day(pattern: Pattern, sentence: str) -> bool:
    """Whether its time is that of a day of 24 hours: ``2-4 uur`` can be in the night and in the afternoon."""
    if isinstance(pattern, ByAppointment) or pattern.time is None:
        return True
    return pattern.time.start >= _MORNING or re.search(r"\b0\d[:.]", sentence) is not None
