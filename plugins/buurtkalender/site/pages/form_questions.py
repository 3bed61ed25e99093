"""One question on a page: its words, its inputs, and what the reader's tables say of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from buurtkalender.form.questions import QUESTIONS, question_of
from buurtkalender.form.writing import kind_of
from buurtkalender.reading.fields import FieldKind, LineText, Prose, Whole
from buurtkalender.reading.fields_contact import Email, Phone, Postcode, Url
from buurtkalender.reading.fields_times import DayField
from buurtkalender.words.catalogues import Translator


class FormOption(NamedTuple):
    """Something to choose: what is sent, and what it says."""

    value: str
    text: str


class FormOptions(NamedTuple):
    """Some of what there is to choose in a list, under a heading of its own or none."""

    heading: str
    options: tuple[FormOption, ...]


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """One control. ``kind`` is a type of ``<input>``, or ``select`` or ``textarea``; ``attributes`` its own ones.

    Only one that has no label around it has an ``id``.
    """

    name: str
    label: str
    kind: str
    id: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    value: str = ""
    options: tuple[FormOptions, ...] = ()


class FormQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its inputs.

    ``form`` is ``one`` (a label and an input), ``choice`` (radio buttons or boxes) or ``several`` (rows of inputs that
    have a label each; ``more`` is the text of the button that adds a row). ``shown`` are classes that say with which
    earlier answer it belongs. ``wrong`` is what is said of an answer that cannot be used.
    """

    name: str
    label: str
    hint: str
    wrong: str
    form: str
    rows: tuple[tuple[Input, ...], ...]
    shown: str = ""
    more: str = ""


class FormQuestions:
    """Makes questions, in the language of a catalogue."""

    def __init__(self, texts: Translator) -> None:
        self._ = texts.gettext

    def one(
        self, name: str, kind: str = "", shown: str = "", *, options: Iterable[FormOptions] = (), **more: str
    ) -> FormQuestion:
        """Ask for one text or number, or one choice from a list."""
        found = dict(_attributes(name), **more)
        kind = kind or found.pop("type", "text")
        found.pop("type", None)
        one = Input(
            id=name, name=name, label="", kind=kind, attributes=tuple(sorted(found.items())), options=tuple(options)
        )
        return self._asked(name, "one", ((one,),), shown)

    def choice(
        self, name: str, options: Iterable[FormOption], shown: str = "", *, many: bool = False, named: str = ""
    ) -> FormQuestion:
        """Ask to choose one (or ``many``) of a few; what is chosen is sent as ``named``, if that is not the name."""
        kind = "checkbox" if many else "radio"
        inputs = (Input(name=named or name, label=text, kind=kind, value=value) for value, text in options)
        return self._asked(name, "choice", (tuple(inputs),), shown)

    def several(self, name: str, rows: Iterable[Iterable[Input]], shown: str = "", more: str = "") -> FormQuestion:
        """Ask for what takes several inputs."""
        return self._asked(name, "several", tuple(map(tuple, rows)), shown, more)

    def yes_no(self, name: str, shown: str = "") -> FormQuestion:
        """Ask for a fact. That somebody does not know is an answer too, and the first one."""
        _ = self._
        options = (FormOption("", _("I do not know")), FormOption("yes", _("Yes")), FormOption("no", _("No")))
        return self.choice(name, options, shown)

    def date(self, name: str, number: int) -> Input:
        """Make an input for one of several dates."""
        label = self._("Date {n}").format(n=number)
        return Input(name=name, label=label, kind="date")

    def consent(self) -> str:
        """What is said of an answer without consent."""
        wrong = QUESTIONS["consent"].wrong
        return self._(wrong)

    def _asked(
        self, name: str, form: str, rows: tuple[tuple[Input, ...], ...], shown: str = "", more: str = ""
    ) -> FormQuestion:
        _, question = question_of(name)
        if question is None:
            raise KeyError(name)
        texts = (question.label, question.hint, question.wrong)
        label, hint, wrong = (self._(text) if text else "" for text in texts)
        return FormQuestion(
            name=name, label=label, hint=hint, wrong=wrong, form=form, rows=rows, shown=shown, more=more
        )


_TYPED: dict[type[FieldKind], dict[str, str]] = {
    Phone: {"type": "tel", "pattern": r"\+?[0-9][0-9 \(\)\.\/\-]{2,}"},
    Email: {"type": "email"},
    Url: {"type": "url", "pattern": "https://.+"},
    Postcode: {"pattern": "[1-9][0-9]{3} ?[A-Za-z]{2}", "size": "8"},
    DayField: {"type": "date"},
}


def _attributes(name: str) -> Mapping[str, str]:
    """Return the attributes that hold an input to what the reader takes."""
    kind = kind_of(name)
    if isinstance(kind, Whole):
        return {"type": "number", "min": str(kind.least), "max": str(kind.most), "inputmode": "numeric"}
    if isinstance(kind, LineText):
        return {"maxlength": str(kind.most), **({"type": "textarea"} if isinstance(kind, Prose) else {})}
    return _TYPED.get(type(kind), {})  # type: ignore[arg-type]
