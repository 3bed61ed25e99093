"""The form's questions as steps of a conversation: the same words, the same answers, the reader's own checks.

The value of a step is the piece of the answers (:mod:`buurtkalender.form.answers`) that it fills in. A name that starts
with an underscore only says how the conversation goes on, and comes into no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Term
from buurtkalender.form import parsers
from buurtkalender.form.answers import Answers, Flat, tidy
from buurtkalender.form.choices import ChoiceOption, RefusedError, labels_of, one_of, some_of
from buurtkalender.form.conversation import QuestionStep, Values, fact_answer, yes_no
from buurtkalender.form.questions import QUESTIONS_OF, FieldQuestion, question_of
from buurtkalender.form.writing import kind_of, write_file
from buurtkalender.reading.fields import FieldKind, Prose, Record
from buurtkalender.reading.fields_contact import Email, Phone, Url
from buurtkalender.reading.fields_times import DayField
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_places import VENUE
from buurtkalender.reading.syntax import parse
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.dates import numeric
from buurtkalender.words.values import words_of

RECORDS: dict[str, Record] = {"activity": ACTIVITY, "organisation": ORGANISATION, "venue": VENUE}
_OF_THE_WHOLE = frozenset({"missing-key", "missing-place", "every-without-from", "no-pattern", "room-without-venue"})
"""What the reader says of one answer by itself only because others are not there yet."""

NEW_ENTRY = "_new"
"""Below this stands the name of something that is in no list yet."""


class StepMaker:
    """Makes steps about one file: an ``activity``, ``organisation`` or ``venue``.

    ``prefix`` stands before the keys of its steps, where several files are asked about in one conversation.
    """

    def __init__(self, kind: str, calendar: Calendar, texts: Translator, today: date, prefix: str = "") -> None:
        self.kind, self.calendar, self.texts, self.today, self.prefix = kind, calendar, texts, today, prefix
        self._ = texts.gettext
        self.words = words_of(texts)

    def answers(self, values: Values) -> Flat:
        """Return what was answered about this file so far."""
        found: Flat = {}
        for key, value in values.items():
            if key.startswith(self.prefix) and ":" not in key[len(self.prefix) :] and isinstance(value, dict):
                found |= value
        return tidy(found)

    def got(self, values: Values, name: str) -> Any:
        """Return the value of one step; None where it was not answered."""
        return values.get(f"{self.prefix}{name}")

    # --- kinds of step ----------------------------------------------------------------------------

    def step(
        self, name: str, reading: Callable[[str], Any], written: Callable[[Any], str], **more: Any
    ) -> QuestionStep:
        """Return a step with the words of the question that has this name."""
        question = self.question(name)
        label = self._(more.pop("label", "") or question.label)
        hints = [more.pop("hint", ""), question.hint, question.typed]
        hint = " ".join(self._(text) for text in hints if text)
        return QuestionStep(f"{self.prefix}{name}", label, reading, hint, written=written, **more)

    def question(self, name: str) -> FieldQuestion:
        """Return the question with this name."""
        numberless = ".".join("*" if part.isdigit() else part for part in name.split("."))
        found = QUESTIONS_OF[self.kind].get(numberless)
        if found is None and self.kind == "activity":
            _, found = question_of(name)
        if found is None:
            raise KeyError(name)
        return found

    def text(self, name: str, reading: Callable[[str], str] | None = None, **more: Any) -> QuestionStep:
        """Ask for one text, as the field has it."""
        kind = kind_of(name, RECORDS[self.kind])
        clean = reading or self._reading(kind, past=not name.endswith(".until"))
        return self.step(
            name,
            lambda text: self.checked({name: (clean(text),)}),
            lambda value: shown_day(value, name) if isinstance(kind, DayField) else first_text(value, name),
            paragraphs=isinstance(kind, Prose),
            **more,
        )

    def _reading(self, kind: FieldKind | None, *, past: bool) -> Callable[[str], str]:
        """Return what makes of a text what this kind of field wants."""
        if isinstance(kind, DayField):
            return lambda text: str(parsers.day(text, self.today, past=past))
        for known, clean in ((Phone, parsers.phone), (Email, parsers.email), (Url, parsers.web)):
            if isinstance(kind, known):
                return clean
        return str.strip

    def fact(self, name: str, **more: Any) -> QuestionStep:
        """Ask for yes or no; that nobody knows is an answer too."""
        step = yes_no(name, "", self.texts, unknown=True)

        def reading(text: str) -> Flat:
            found = step.parse(text)
            return {} if found is None else {name: ("yes" if found else "no",)}

        def written(value: Flat) -> str:
            return step.written({"yes": True, "no": False}.get(first_text(value, name)))

        return self.step(name, reading, written, **more)._replace(hint=step.hint)

    def one(self, name: str, options: Iterable[ChoiceOption], *, new: bool = False, **more: Any) -> QuestionStep:
        """Ask to choose one. With ``new`` the name of something else is an answer too, below :data:`NEW_ENTRY`."""
        known = tuple(options)

        def reading(text: str) -> Flat:
            found = one_of(known, new=(lambda name: f"{NEW_ENTRY}{name}") if new else None)(text)
            return (
                {f"{NEW_ENTRY}.{name}": (found[len(NEW_ENTRY) :],)} if found.startswith(NEW_ENTRY) else {name: (found,)}
            )

        def written(value: Flat) -> str:
            return first_text(value, f"{NEW_ENTRY}.{name}") or labels_of(known, value.get(name, ()))

        return self.step(name, reading, written, options=known, **more)

    def some(self, name: str, options: Iterable[ChoiceOption], *, as_: str = "", **more: Any) -> QuestionStep:
        """Ask to choose one or more; they fill the answer ``as_``, if that is not the name."""
        known, field = tuple(options), as_ or name
        return self.step(
            name,
            lambda text: {field: some_of(known)(text)},
            lambda value: labels_of(known, value.get(field, ())),
            options=known,
            **more,
        )

    def reach(self, name: str, keys: Sequence[str] = ("phone", "email", "url"), **more: Any) -> QuestionStep:
        """Ask how somebody is reached: a number, a mail address or a page, or several with commas; below ``name``."""
        base = name.removesuffix("phone")

        def reading(text: str) -> Flat:
            return self.checked(self.ways(text, base, keys))

        def written(value: Flat) -> str:
            said = ", ".join(texts[0] for field, texts in value.items() if field != f"{base}name")
            return " ".join(filter(None, (first_text(value, f"{base}name"), said)))

        return self.step(name, reading, written, **more)

    def ways(self, text: str, base: str, keys: Sequence[str]) -> Flat:
        """Return how somebody is reached, each way below ``base``."""
        found: Flat = {}
        for key, value in parsers.ways(text):
            if key not in keys:
                raise RefusedError(N_("“{text}” is no telephone number or e-mail address."), text=value)
            found[f"{base}{key}"] = (value,)
        return found

    # --- what there is to choose ------------------------------------------------------------------

    def terms(self, terms: Iterable[Term]) -> list[ChoiceOption]:
        """Return words of the vocabulary, by their labels in every language."""
        return [ChoiceOption(term.id, self.words.label(term), tuple(term.label.values())) for term in terms]

    def areas(self, *, whole: bool = False) -> list[ChoiceOption]:
        """Return the neighbourhoods, with the ``whole`` municipality first if that can be an answer."""
        named = sorted(self.calendar.neighbourhoods.values(), key=lambda one: one.name.casefold())
        towns = self.calendar.municipalities.values() if whole else ()
        everywhere = self._(N_("The whole municipality: {name}"))
        return [
            *(ChoiceOption(one.id, everywhere.format(name=one.name), (one.name,)) for one in towns),
            *(ChoiceOption(one.id, one.name) for one in named),
        ]

    # --- checks -----------------------------------------------------------------------------------

    def checked(self, piece: Flat) -> Flat:
        """Return a piece of the answers that the reader takes; raises RefusedError with what is wrong."""
        text = write_file(tidy(piece), self.kind)
        notes = FileNotes("content/new.yaml")
        root = parse(text.encode(), notes) if text else None
        if root is not None:
            RECORDS[self.kind].values(root, notes)
        for problem in notes.problems:
            if problem.is_error and problem.code not in _OF_THE_WHOLE:
                told = self.question(next(iter(piece))).wrong if problem.code != "too-long" else ""
                said = self._(told) if told else problem.text(self.texts).replace("`", "")
                raise RefusedError("{text}", problem.params.get("suggestion", ""), text=said)
        return piece


def first_text(answers: Answers, name: str) -> str:
    """Return the first text of an answer; empty when there is none."""
    return next(iter(answers.get(name, ())), "")


def shown_day(answers: Answers, name: str) -> str:
    """Return a day as people write it."""
    return numeric(date.fromisoformat(first_text(answers, name)))


def going_on(key: str, label: str, texts: Translator, refused: str, **more: Any) -> QuestionStep:
    """Ask for a yes to go on; a no is told how to go back."""

    def reading(text: str) -> bool:
        if fact_answer(text, texts, unknown=False):
            return True
        raise RefusedError(refused)

    step = yes_no(key, label, texts, **more)
    return step._replace(parse=reading)
