"""`buurtkalender new`: asks what the form asks, shows the files that this makes, and writes them.

The questions are those of :mod:`buurtkalender.form`, and so is how their answers become a file and are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.model import Calendar, Organisation
from buurtkalender.form.answers import Flat, check_file, tidy
from buurtkalender.form.asking import StepMaker, first_text
from buurtkalender.form.asking_activity import (
    activity_answers,
    activity_steps,
    new_organisation,
    new_venue,
)
from buurtkalender.form.asking_places import organisation_steps, venue_answers, venue_steps
from buurtkalender.form.choices import RefusedError
from buurtkalender.form.conversation import Conversation, QuestionStep, Values
from buurtkalender.form.writing import write_file
from buurtkalender.reading.fields import IDENTIFIER
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.schema import modeline
from buurtkalender.reading.storage import create
from buurtkalender.reading.suggest import free_name, identifier_like
from buurtkalender.words.catalogues import N_, Translator

FOLDERS = {"activity": "activities", "organisation": "organisations", "venue": "venues"}
_TITLES = {"activity": "title", "organisation": "name", "venue": "name"}
_STEPS = {"activity": activity_steps, "organisation": organisation_steps, "venue": venue_steps}


class NewFile(NamedTuple):
    """A file that is going to be written: its path below the content folder, its text, and what is wrong with it.

    ``problems`` are with the key of the step that each is about.
    """

    path: str
    text: str
    problems: tuple[tuple[str, Problem], ...]


def ask_activity(  # noqa: PLR0913, PLR0917 - a conversation needs both of its ends
    kind: str,
    calendar: Calendar,
    content: Path,
    texts: Translator,
    today: date,
    read: Callable[[str], str] = input,
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Ask about an ``activity``, ``organisation`` or ``venue``, and return the files that were written.

    The one that was asked for is the last; before it stand an organisation and a venue that were new with it. Nothing
    is written before somebody has seen it and said that it is right. Returns an empty list when they stop before that;
    what was answered is then shown, so that nothing is lost.
    """
    questions = _New(kind, calendar, content, texts, today)
    values = Conversation(read, say, texts).hold(questions.steps, questions.show, questions.wrong)
    if values is None:
        return []
    written = []
    for file in questions.files(values):
        path = content / file.path
        create(path, f"{modeline(file.path)}\n{file.text}".encode())
        written.append(path)
    return written


class _New:
    """The steps about one kind of file, and the files that their answers become."""

    def __init__(self, kind: str, calendar: Calendar, content: Path, texts: Translator, today: date) -> None:
        self._kind, self._calendar, self._content, self._texts = kind, calendar, content, texts
        self._asking = StepMaker(kind, calendar, texts, today)

    def steps(self, values: Values) -> Iterator[QuestionStep]:
        """Yield all steps, the file's name as the last."""
        yield from _STEPS[self._kind](self._asking, values)
        yield self._name(values)

    def files(self, values: Values) -> Iterator[NewFile]:
        """Yield the files, each with what it needs before it."""
        calendar, asking = self._calendar, self._asking
        if self._kind != "activity":
            answers = venue_answers(asking, values) if self._kind == "venue" else asking.answers(values)
            yield self._file(asking, values, calendar, answers, values.get("file") or "")
            return
        answers = activity_answers(asking, values)
        folder = first_text(asking.got(values, "organisation") or {}, "organisation")
        if values.get("organisation.new"):
            other = new_organisation(asking)
            folder, calendar = yield from self._beside(other, values, calendar, other.answers(values))
        if values.get("venue.new"):
            other = new_venue(asking)
            venue, calendar = yield from self._beside(other, values, calendar, venue_answers(other, values))
            answers["venue"] = (venue,)
        yield self._file(asking, values, calendar, answers, f"{folder}/{values.get('file') or ''}")

    def show(self, values: Values) -> str:
        """Return the files as they are going to be."""
        _ = self._texts.gettext
        shown = []
        for file in self.files(values):
            lines = "".join(f"    {line}\n" for line in file.text.splitlines())
            name = file.path if not file.path.endswith("/.yaml") else _(N_("the file"))
            shown.append(f"{name}:\n{lines}")
        return "\n".join(shown)

    def wrong(self, values: Values) -> list[tuple[str, str]]:
        """Return what the reader refuses of the files as a whole, with the step to ask again."""
        found = []
        for file in self.files(values):
            for key, problem in file.problems:
                if problem.is_error:
                    found.append((key, problem.text(self._texts).replace("`", "")))
        return found

    def _beside(
        self, asking: StepMaker, values: Values, calendar: Calendar, answers: Flat
    ) -> Generator[NewFile, None, tuple[str, Calendar]]:
        """Yield a file that is new with another, and return its name and the calendar with it."""
        plural = FOLDERS[asking.kind]
        known = getattr(calendar, plural)
        there = {path.stem for path in (self._content / plural).glob("*.yaml")}  # also what could not be read
        name = free_name(first_text(answers, "name"), {*known, *there}.__contains__)
        file = self._file(asking, values, calendar, answers, name)
        yield file
        checked = check_file(calendar, asking.kind, name, file.text, answers)
        stand_in = Organisation(name, name, "other") if asking.kind == "organisation" else None
        made = checked.value or stand_in
        return name, replace(calendar, **{plural: {**known, name: made}}) if made else calendar

    def _file(self, asking: StepMaker, values: Values, calendar: Calendar, answers: Flat, name: str) -> NewFile:
        answers = tidy(answers)
        text = write_file(answers, asking.kind)
        checked = check_file(calendar, asking.kind, name, text, answers)
        problems = tuple((_step_of(asking, values, field), problem) for field, problem in checked.problems)
        return NewFile(f"{FOLDERS[asking.kind]}/{name}.yaml", text, problems)

    def _name(self, values: Values) -> QuestionStep:
        """Ask for the file's name until it is a valid one that is still free."""
        _ = self._texts.gettext
        folder = self._content / FOLDERS[self._kind]
        answers = self._asking.answers(values)
        if self._kind == "activity":
            folder /= first_text(answers, "organisation") or "_"

        def reading(text: str) -> str:
            name = text.removesuffix(".yaml")
            if not IDENTIFIER.fullmatch(name):
                raise RefusedError(N_("Use only a-z, 0-9 and hyphens, at most 60."), identifier_like(name))
            if (folder / f"{name}.yaml").exists():
                raise RefusedError(N_("{name} is there already."), name=f"{name}.yaml")
            return name

        taken = {path.stem for path in folder.glob("*.yaml")}
        suggested = free_name(first_text(answers, _TITLES[self._kind]), taken.__contains__)
        hint = _(N_("This becomes part of the address of its page. It does not change any more."))
        return QuestionStep("file", _(N_("What is the file called?")), reading, hint, default=suggested, required=True)


def _step_of(asking: StepMaker, values: Values, field: str) -> str:
    """Return the key of the step that filled in a field; empty where none did."""
    own = {
        key: value
        for key, value in values.items()
        if key.startswith(asking.prefix) and ":" not in key[len(asking.prefix) :]
    }
    for key, value in own.items():
        if isinstance(value, dict) and any(name == field or field.startswith(f"{name}.") for name in value):
            return key
    numberless = ".".join(part for part in field.split(".") if not part.isdigit())
    wanted = [f"{asking.prefix}{name}" for name in (field, numberless, numberless.partition(".")[0])]
    return next((key for name in wanted for key in own if key == name or key.startswith(f"{name}.")), "")
