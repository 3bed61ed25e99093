"""The issue form: an issue read, judged and answered; and whether the form offers the words of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.lifecycle import next_held, public_holidays_left_out
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.reading.problems import FileNotes, Problem, problem
from buurtkalender.reading.schema import modeline
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MOST_FILE_BYTES, Items, MappingNode, Node, Scalar
from buurtkalender.submissions.fixing import Mend, Mended, MendedFile
from buurtkalender.submissions.fixing_values import NO_CONTENT
from buurtkalender.submissions.form import Fault, Submitted, draft
from buurtkalender.submissions.issue_answers import (
    HEADINGS,
    NotAFormError,
    asked_at,
    body_digest,
    issue_answers,
    mobiles,
    normalised,
    sections,
)
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import words_of

MARK = "<!-- buurtkalender: issue {digest} -->"
_FIRST_DATES = 5


class Handled(NamedTuple):
    """What comes of an issue.

    ``comment`` is Markdown for whoever wrote it. The rest is empty where there is no file to make of it yet: its
    ``path`` below the content folder, its ``text``, and what the pull request is called.
    """

    comment: str
    path: str = ""
    text: str = ""
    subject: str = ""

    @property
    def ready(self) -> bool:
        """Whether there is a file that `check` accepts."""
        return bool(self.path)


def handle(body: str, calendar: Calendar, today: date, texts: Translator) -> Handled:
    """Read an issue. Never raises on what it holds."""
    _ = texts.gettext
    mark = MARK.format(digest=body_digest(body))
    try:
        found = sections(body)
    except NotAFormError as error:
        said = _(N_("We cannot read this message, because it does not look like the form any more."))
        if str(error):
            said += " " + _(N_("The heading “{heading}” stands in it twice, or in another place.")).format(
                heading=str(error)
            )
        return Handled("\n\n".join([mark, said, _(N_("Please open a new one with the form."))]) + "\n")
    made = draft(calendar, issue_answers(found, calendar), today, texts)
    faults = _faults(made, calendar, texts)
    if faults or made.made is None:
        return Handled(_not_yet(mark, faults, texts))
    text = f"{modeline(made.path)}\n{made.text}"
    comment = _understood(
        mark, text, _dates(made.made, calendar, today), _left_out(made.made, calendar, today, texts), texts
    )
    return Handled(comment, made.path, text, made.subject)


def approved(body: str, now: str, shown: str) -> bool:
    """Whether the text that the label was put on is still there, and is the one that we told what we understood of.

    ``shown`` is our own comment with the mark of the text that it is about.
    """
    return normalised(body) == normalised(now) and shown.startswith(MARK.format(digest=body_digest(body)))


def changed_since(texts: Translator) -> Handled:
    """Return what to answer when the text is no longer the one that was looked at."""
    _ = texts.gettext
    told = _(N_("The text above is not the one any more that we told about, so nothing was done with it."))
    ask = _(N_("Dear editor: look at what we understood of it now, take the label away, and put it back."))
    return Handled(f"{told}\n\n{ask}\n")


def _faults(made: Submitted, calendar: Calendar, texts: Translator) -> list[Fault]:
    faults = [fault for fault in made.faults if fault.name != "organisation"]
    if "organisation" in (fault.name for fault in made.faults):
        text = texts.gettext(
            N_("We do not know this organisation yet. Write one of these names, or ask an editor to add it: {names}.")
        )
        names = ", ".join(sorted(one.name for one in calendar.organisations.values()))
        faults.insert(0, Fault("organisation", text.format(names=names)))
    return faults


def _not_yet(mark: str, faults: list[Fault], texts: Translator) -> str:
    _ = texts.gettext
    lines = [f"- **{HEADINGS[asked_at(fault.name)]}** {_text(fault.text)}" for fault in faults]
    return (
        "\n\n".join(
            [
                mark,
                _(N_("Thank you for handing in an activity! Something is not clear yet:")),
                "\n".join(dict.fromkeys(lines)),
                _(N_("Edit your message above (the three dots, then Edit). We look at it again at once.")),
            ]
        )
        + "\n"
    )


def _understood(mark: str, text: str, dates: str, off: str, texts: Translator) -> str:
    _ = texts.gettext
    parts = [mark, _(N_("Thank you for handing in an activity! This is what we understood:")), _fenced(text)]
    if dates:
        parts.append(_(N_("The first dates: {dates}.")).format(dates=dates))
    if off:
        parts.append(_(N_("`public-holidays` leaves out: {days}.")).format(days=off))
    if numbers := mobiles([text]):
        parts.append(
            _(
                N_("Is {numbers} a number of the organisation, and not of somebody at home? Everybody can read it.")
            ).format(numbers=", ".join(numbers))
        )
    parts += [
        _(N_("Is it not right? Edit your message above (the three dots, then Edit).")),
        _(N_("Is it right? Then an editor puts the label `akkoord` on it, and it goes on by itself.")),
    ]
    return "\n\n".join(parts) + "\n"


def _dates(made: Activity, calendar: Calendar, today: date) -> str:
    window = Window(today, today + timedelta(days=183))
    off = days_off(calendar, window)
    found = occurrences_of(calendar, made, window, off)[:_FIRST_DATES]
    if not found:
        found = [far] if (far := next_held(calendar, made, window.last, off)) else []
    return ", ".join(f"{one.start:%d-%m-%Y %H:%M}" for one in found)


def _left_out(made: Activity, calendar: Calendar, today: date, texts: Translator) -> str:
    """Return the public holidays of the coming year on which it is not."""
    found: dict[date, str] = {}
    for pattern in made.when:
        found |= public_holidays_left_out(calendar, pattern, today, today + timedelta(days=365))
    return ", ".join(words_of(texts).named_days(dict(sorted(found.items()))))


def _fenced(text: str) -> str:
    """Return the text as a block of code that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}yaml\n{text}{fence}"


def _text(text: str) -> str:
    """Return a sentence in which nothing is markup, and nobody is called."""
    safe = re.sub(r"([\\`*_{}\[\]()#+!|~<>&-])", r"\\\1", " ".join(text.split()))
    return re.sub(r"(?<=@)|(?<=#)|(?<=:)(?=//)|(?<=www)(?=\.)", "\N{ZERO WIDTH SPACE}", safe, flags=re.IGNORECASE)


# --- template --------------------------------------------------------------------------------------------
# The issue form offers the words of the vocabulary: whether it does, and how to make it so.
#
# GitHub reads the form as a file of the repository, so its choices cannot be made from the vocabulary when somebody
# opens it. The vocabulary is the municipality's; the form follows it.

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
        for one in _choices(_template_text(folder), calendar)
        if one.offered != one.wanted
    ]


def mended(folder: Path, calendar: Calendar) -> tuple[str, str]:
    """Return the form as it is, and as it offers the words of the vocabulary; nothing else in it changes."""
    text = _template_text(folder)
    lines = text.splitlines(keepends=True)
    for one in reversed(list(_choices(text, calendar))):
        if one.offered != one.wanted:
            indent = lines[one.first - 1][: lines[one.first - 1].index("-")]
            lines[one.first - 1 : one.last] = [f'{indent}- "{_quoted(word)}"\n' for word in one.wanted]
    return text, "".join(lines)


def _template_text(folder: Path) -> str:
    try:
        octets = (folder / PATH).read_bytes()
        return octets.decode() if len(octets) <= MOST_FILE_BYTES else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _quoted(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')


def _choices(text: str, calendar: Calendar) -> Iterator[Choices]:
    """Yield the questions about words of the vocabulary, in order, as far as each choice is on a line of its own."""
    vocabulary = {"themes": calendar.themes, "audiences": calendar.audiences}
    for question in _items(_inside(parse(text.encode(), FileNotes(PATH)), "body")):
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
        if not isinstance(node, MappingNode) or key not in node.entries:
            return None
        node = node.entries[key][1]
    return node


def mended_file(folder: Path, calendar: Calendar) -> MendedFile | None:
    """Return the issue form with the words of the vocabulary; None where the calendar has none."""
    if not calendar.themes:
        return None
    old, new = (text.encode() for text in mended(folder, calendar))
    done = tuple(Mend(one.line, N_("the words of the vocabulary written"), {}) for one in problems(folder, calendar))
    return MendedFile(PATH, old, Mended(new, done, NO_CONTENT, NO_CONTENT))
