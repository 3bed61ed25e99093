"""What was guessed stands in the file too, above the key that it is about, until somebody looked at it.

In Dutch, as all content is, whoever runs the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from itertools import pairwise

from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.words.catalogues import N_, translator
from buurtkalender.words.values import on_one_line

_BEGIN = "# geraden: "
_MARK = N_("guessed: {text}. Is it right? Then take this line out.")
_MARKED = re.compile(rb"^# geraden: .*\n?", re.MULTILINE)


def guesses_of(items: Iterable[ReportItem]) -> dict[str, str]:
    """Return what is to stand above the keys of a file, by key: all that was guessed of one on one line."""
    texts = translator("nl")
    told: dict[str, dict[str, None]] = {}
    for item in items:
        if item.kind is Certainty.GUESSED:
            told.setdefault(item.about, {})[on_one_line(item.message.shown(texts))] = None
    return {key: texts.gettext(_MARK).format(text="; ".join(guesses)) for key, guesses in told.items()}


def without_guesses(octets: bytes) -> bytes:
    """Return a file without these lines: whoever takes out those that are right changes nothing else by it."""
    return _MARKED.sub(b"", octets)


def file_digest(octets: bytes) -> str:
    """Return the digest of a file, whatever was done with the marks of guesses in it."""
    return sha256(without_guesses(octets)).hexdigest()


def with_marks(text: str, before: str) -> str:
    """Return a file with the marks of guesses above the keys above which they stood before."""
    marks = {key.partition(":")[0]: mark for mark, key in pairwise(before.splitlines()) if mark.startswith(_BEGIN)}
    rows = text.splitlines(keepends=True)
    return "".join(f"{marks[key]}\n{row}" if (key := row.partition(":")[0]) in marks else row for row in rows)
