"""The issue form offers the words of the vocabulary: whether it does, and how to make it so.

GitHub reads the form as a file of the repository, so its choices cannot be made from the vocabulary when somebody opens
it. The vocabulary is the municipality's; the form follows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.problems import Notes, Problem, problem
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MOST_BYTES, Items, Mapping, Node, Scalar
from buurtkalender.submissions.mending.files import MendedFile
from buurtkalender.submissions.mending.judging import NOTHING
from buurtkalender.submissions.mending.mend import Mend, Mended
from buurtkalender.words.catalogues import N_

PATH = ".github/ISSUE_TEMPLATE/1-activiteit.yml"
"""Where the form is, from the folder that holds the content folder."""

LANGUAGE = "nl"
"""The language that the form is written in."""


class Choices(NamedTuple):
    """What one question of the form offers: ``offered`` now, from line ``first`` to ``last``; ``wanted`` instead."""

    question: str
    first: int
    last: int
    offered: list[str]
    wanted: list[str]


def problems(folder: Path, calendar: Calendar) -> list[Problem]:
    """Return a warning for each question of the form below ``folder`` that offers other words than the vocabulary.

    None where there is no form, or none that can be read.
    """
    return [
        problem(PATH, one.first, 1, "issue-form-words", question=one.question)
        for one in _choices(_text(folder), calendar)
        if one.offered != one.wanted
    ]


def mended(folder: Path, calendar: Calendar) -> tuple[str, str]:
    """Return the form as it is, and as it offers the words of the vocabulary; nothing else in it changes."""
    text = _text(folder)
    lines = text.splitlines(keepends=True)
    for one in reversed(list(_choices(text, calendar))):
        if one.offered != one.wanted:
            indent = lines[one.first - 1][: lines[one.first - 1].index("-")]
            lines[one.first - 1 : one.last] = [f'{indent}- "{_quoted(word)}"\n' for word in one.wanted]
    return text, "".join(lines)


def _text(folder: Path) -> str:
    try:
        octets = (folder / PATH).read_bytes()
        return octets.decode() if len(octets) <= MOST_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')


def _choices(text: str, calendar: Calendar) -> Iterator[Choices]:
    """Yield the questions about words of the vocabulary, in order, as far as each choice is on a line of its own."""
    vocabulary = {"themes": calendar.themes, "audiences": calendar.audiences}
    for question in _items(_inside(parse(text.encode(), Notes(PATH)), "body")):
        name = _inside(question, "id")
        options = [one for one in _items(_inside(question, "attributes", "options")) if isinstance(one, Scalar)]
        if not isinstance(name, Scalar) or name.value not in vocabulary or not options:
            continue
        first, last = options[0].line, options[-1].line
        if last - first + 1 == len(options):
            wanted = [term.label.get(LANGUAGE, term.id) for term in vocabulary[name.value].values()]
            yield Choices(name.value, first, last, [one.value for one in options], wanted)


def _items(node: Node | None) -> list[Node]:
    return node.items if isinstance(node, Items) else []


def _inside(node: Node | None, *keys: str) -> Node | None:
    for key in keys:
        if not isinstance(node, Mapping) or key not in node.entries:
            return None
        node = node.entries[key][1]
    return node


def mended_file(folder: Path, calendar: Calendar) -> MendedFile | None:
    """Return the issue form with the words of the vocabulary; None where the calendar has none."""
    if not calendar.themes:
        return None
    old, new = (text.encode() for text in mended(folder, calendar))
    done = tuple(Mend(one.line, N_("the words of the vocabulary written"), {}) for one in problems(folder, calendar))
    return MendedFile(PATH, old, Mended(new, done, NOTHING, NOTHING))
