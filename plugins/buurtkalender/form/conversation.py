"""Questions one after another on a terminal, with a way back, and a look at the outcome before anything is written.

The conversation knows nothing of what is asked. ``read`` shows a text and returns the line that somebody types (as
``input`` does), ``say`` shows a line (as ``print`` does), ``steps`` gives the questions, which may follow from what was
answered before. On every question somebody may type

``Enter``
    what stands between brackets; without that, nothing: the answer is left out.
``-``
    nothing, also where something stands between brackets.
``<``, ``terug``, ``back``
    one question back, with what was answered between brackets.
``?``
    help, and the list again.

The end of input and Ctrl+C end it: what was answered until then is shown, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from buurtkalender.form.choices import (
    ChoiceOption,
    IncompleteError,
    RefusedError,
    comparable,
    in_columns,
    labels_of,
    one_of,
    some_of,
)
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import words_of

# --- steps -----------------------------------------------------------------------------------------------
# One question of a conversation: its words, and how an answer becomes a value.

Values = Mapping[str, Any]
"""What was answered, by the key of its step; None where it was left out."""

_YES = frozenset({"ja", "j", "jawel", "jazeker", "yes", "y", "ok", "oke", "klopt"})
_NO = frozenset({"nee", "n", "neen", "no", "nope"})
UNKNOWN_ANSWERS = frozenset(
    {"weet ik niet", "weet niet", "dat weet ik niet", "onbekend", "geen idee", "unknown", "not known", "i do not know",
     "do not know", "i don t know", "don t know", "dont know", "no idea"}
)  # fmt: skip


class QuestionStep(NamedTuple):
    """One question.

    ``parse`` makes the value of what was typed, or raises :class:`RefusedError`; ``written`` makes of a value a text
    that ``parse`` takes for the same value, to show what was understood. ``default`` is such a text too. ``label``,
    ``hint`` and ``help`` are in the language of the conversation. ``paragraphs`` takes lines until two are empty.
    """

    key: str
    label: str
    parse: Callable[[str], Any] = str
    hint: str = ""
    help: str = ""
    default: str = ""
    required: bool = False
    options: tuple[ChoiceOption, ...] = ()
    paragraphs: bool = False
    written: Callable[[Any], str] = str


Steps = Callable[[Values], Iterable[QuestionStep]]
"""Returns all questions, as they follow from what was answered so far: asked again after every answer."""


def choice(key: str, label: str, options: Iterable[ChoiceOption], **more: Any) -> QuestionStep:
    """Return a step that asks for one of these; its value is the option's."""
    known = tuple(options)
    new = more.pop("new", None)
    return QuestionStep(
        key, label, one_of(known, new=new), options=known, written=lambda value: labels_of(known, [value]), **more
    )


def several(key: str, label: str, options: Iterable[ChoiceOption], **more: Any) -> QuestionStep:
    """Return a step that asks for one or more of these; its value is a tuple."""
    known = tuple(options)
    return QuestionStep(
        key, label, some_of(known), options=known, written=lambda values: labels_of(known, values), **more
    )


def yes_no(key: str, label: str, texts: Translator, *, unknown: bool = False, **more: Any) -> QuestionStep:
    """Return a step that asks for a fact: True, False, or None where it may be ``unknown``."""
    yes, no = map(words_of(texts).yes_no, (True, False))
    dunno = texts.gettext("I don’t know")
    ways = f"({yes} / {no} / {dunno})" if unknown else f"({yes} / {no})"
    hint = " ".join(filter(None, (more.pop("hint", ""), ways)))

    def parse(text: str) -> bool | None:
        return fact_answer(text, texts, unknown=unknown)

    def written(value: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
        return dunno if value is None else yes if value else no

    return QuestionStep(key, label, parse, hint=hint, written=written, required=not unknown, **more)


def fact_answer(text: str, texts: Translator, *, unknown: bool = True) -> bool | None:
    """Return what a text says as yes, no or (where that is allowed) not known; raises RefusedError for all else."""
    yes, no = (comparable(words_of(texts).yes_no(answer)) for answer in (True, False))
    words = comparable(text)
    first = words.partition(" ")[0]
    if unknown and words in UNKNOWN_ANSWERS:
        return None
    if first in _YES or words == yes:
        return True
    if words not in UNKNOWN_ANSWERS and (first in _NO or words == no):
        return False
    if unknown:
        raise RefusedError(
            N_("“{text}” is neither yes nor no. Write yes or no; press Enter if you do not know."), text=text
        )
    raise RefusedError(N_("“{text}” is neither yes nor no. Write yes or no."), text=text)


_WIDTH = 80
_BACK = frozenset({"<", "terug", "back"})
_HELP = frozenset({"?", "help"})
_STOP = frozenset({"stop", "stoppen"})
_NONE = frozenset({"geen", "nvt", "n v t", "niet van toepassing", "niets", "nee", "none", "no", "not applicable"})
_NOTHING = frozenset({"-", "–", "—"})


class _BackError(Exception):
    """Somebody goes one question back."""


class _Given(NamedTuple):
    """An answer: its value, and the text that stands for it."""

    value: Any
    text: str


class Conversation:
    """Asks, and keeps what was answered."""

    def __init__(self, read: Callable[[str], str], say: Callable[[str], None], texts: Translator) -> None:
        self._read = read
        self._say = say
        self._texts = texts
        self._given: dict[str, _Given] = {}
        self._passed: list[str] = []

    def hold(
        self,
        steps: Steps,
        show: Callable[[Values], str],
        wrong: Callable[[Values], Sequence[tuple[str, str]]] = lambda _: (),
    ) -> dict[str, Any] | None:
        """Ask all steps, show the outcome, and return what was answered once somebody says that it is right.

        ``show`` says what the answers become, also while some lack. ``wrong`` tells what the answers do not make
        together: the key of a step to ask again, and a text. Returns None when somebody stops before the end.
        """
        lead = self._(N_("Press Enter to leave out what you do not know. < is one question back, ? is help."))
        self._say("\n".join(wrap(lead, _WIDTH)))
        try:
            self._walk(steps, floor=0)
            while not self._is_right(steps, show, wrong):
                pass
        except (EOFError, KeyboardInterrupt):
            self._say("\n" + self._(N_("Nothing was written. This is what you answered:")))
            self._say(show(self._values(steps)))
            return None
        return self._values(steps)

    def suppose(self, steps: Steps) -> None:
        """Take the default of every step for what was answered: only what is needed and has none is still asked."""
        asked: set[str] = set()
        while True:
            step = next((step for step in steps(self._kept()) if step.key not in asked), None)
            if step is None:
                return
            asked.add(step.key)
            if step.required and not step.default:
                continue
            try:
                value = step.parse(step.default) if step.default else None
            except RefusedError:
                continue
            self._given[step.key] = _Given(value, step.written(value) if step.default else "")
            self._passed.append(step.key)

    def ask(self, step: QuestionStep) -> Any:
        """Ask one question by itself, until the answer can be used. Raises EOFError when input ends."""
        while True:
            try:
                return self._ask(step).value
            except _BackError:
                self._say("  " + self._(N_("You cannot go back any further.")))

    def _(self, text: str, /, **words: object) -> str:
        return self._texts.gettext(text).format(**words)

    # --- one after another ------------------------------------------------------------------------

    def _walk(self, steps: Steps, floor: int) -> None:
        """Ask every step that was not asked yet. Going back stops at the first ``floor`` answers: raises _BackError."""
        while True:
            lacking = (step for step in steps(self._kept()) if step.key not in self._passed)
            step = next(lacking, None)
            if step is None:
                return
            try:
                self._given[step.key] = self._ask(step)
            except _BackError:
                if len(self._passed) > floor:
                    self._passed.pop()
                elif floor:
                    raise
                else:
                    self._say("  " + self._(N_("This is the first question.")))
            else:
                self._passed.append(step.key)

    def _kept(self) -> dict[str, Any]:
        return {key: self._given[key].value for key in self._passed}

    def _values(self, steps: Steps) -> dict[str, Any]:
        """Return what was answered to the steps that there are: not to those that another answer took away."""
        kept = self._kept()
        return {step.key: kept[step.key] for step in steps(kept) if step.key in kept}

    # --- one question -----------------------------------------------------------------------------

    def _ask(self, step: QuestionStep) -> _Given:
        earlier = self._given.get(step.key)
        usual = default = step.default if earlier is None else earlier.text
        begun = ""
        prompt = self._question(step)
        while True:
            typed = self._line(f"{prompt}{f'[{default}] ' if default else ''}> ", step)
            prompt = ""
            if typed is None:
                prompt = self._question(step)
                continue
            text = (
                ""
                if typed in _NOTHING or (comparable(typed) in UNKNOWN_ANSWERS and not step.required)
                else typed or default
            )
            if not text:
                if not step.required and (typed or not begun):
                    return _Given(None, "")
                self._say("  ! " + self._(N_("This is needed.")))
                continue
            text = f"{begun}, {text}" if begun else text
            try:
                value = step.parse(text)
            except RefusedError as error:
                if comparable(text) in _NONE and not step.required:
                    return _Given(None, "")
                self._refuse(error)
                begun = text if isinstance(error, IncompleteError) else ""
                default = error.suggestion or ("" if begun else usual)
                continue
            return self._understood(step, value, text)

    def _line(self, prompt: str, step: QuestionStep) -> str | None:
        """Return what somebody types; None where it asked for help, or was no answer but a wish to stop."""
        typed = self._read(prompt).strip()
        word = typed.casefold()
        if word in _BACK:
            raise _BackError
        if word in _HELP:
            self._say(self._help(step))
            return None
        if word in _STOP and self._stops():
            raise KeyboardInterrupt
        if step.paragraphs and typed and typed not in _NOTHING:
            return self._paragraphs(typed)
        return typed

    def _paragraphs(self, first: str) -> str:
        """Return a text of several lines: two empty ones, or the end of input, end it."""
        lines = [first]
        while lines[-2:] != ["", ""]:
            try:
                lines.append(self._read("> ").rstrip())
            except EOFError:
                break
        return "\n".join(lines).strip()

    def _refuse(self, error: RefusedError) -> None:
        first, *rest = wrap(self._(error.text, **error.words), _WIDTH - 4) or [""]
        self._say("\n".join([f"  ! {first}", *(f"    {line}" for line in rest)]))

    def _understood(self, step: QuestionStep, value: Any, text: str) -> _Given:
        """Say what was understood, where that is not what was typed."""
        shown = step.written(value)
        if shown and comparable(shown) != comparable(text):
            self._say(f"  = {shown}")
        return _Given(value, shown)

    def _question(self, step: QuestionStep) -> str:
        lines = ["", *wrap(step.label, _WIDTH), *_indented(step.hint), *in_columns(step.options)]
        return "\n".join(lines) + "\n"

    def _help(self, step: QuestionStep) -> str:
        lines = [step.help] if step.help else []
        if step.options:
            lines.append(self._(N_("Write the number or the name. For several, put commas between them.")))
        lines += [
            self._(N_("Enter takes what stands between [ ]; without that, the answer is left out.")),
            self._(N_("- leaves the answer out. < goes one question back. Ctrl+C stops; then nothing is written.")),
        ]
        return "\n".join(row for line in lines for row in _indented(line))

    def _stops(self) -> bool:
        """Whether somebody who typed the word wants to stop: it may be an answer too."""
        return bool(self.ask(yes_no("", self._(N_("Do you want to stop?")), self._texts)))

    # --- the end ----------------------------------------------------------------------------------

    def _is_right(
        self, steps: Steps, show: Callable[[Values], str], wrong: Callable[[Values], Sequence[tuple[str, str]]]
    ) -> bool:
        """Show what was answered and what that becomes; whether it is right. What is not is asked again first."""
        values = self._values(steps)
        faults = wrong(values)
        for _key, text in faults:
            self._say(f"  ! {text}")
        named = next((key for key, _text in faults if key in values), "")
        if named:
            self._again(steps, named)
            return False
        asked = [step for step in steps(values) if step.key in values]
        self._say("\n" + self._(N_("This is what you answered:")))
        for n, step in enumerate(asked, 1):
            self._say(f"  {n:>2}  {step.label} {self._given[step.key].text or '-'}")
        self._say("\n" + show(values))
        try:
            found = self._verdict([ChoiceOption(step.key, step.label) for step in asked], right=not faults)
        except _BackError:
            found = self._passed[-1]
        if found is not None:
            self._again(steps, found)
        return found is None

    def _verdict(self, asked: Sequence[ChoiceOption], *, right: bool) -> str | None:
        """Return which step somebody wants to change; None for none, which is no answer while all is not ``right``."""
        question = self._(N_("Is this right? (yes / the number that you want to change / no)"))
        change = self._(N_("Which number do you want to change?"))

        def parse(text: str) -> str | None:
            if comparable(text).isdecimal():
                return one_of(asked)(text)
            if not fact_answer(text, self._texts, unknown=False):
                return ""
            if not right:
                raise RefusedError(N_("This cannot be used yet. Write the number that you want to change."))
            return None

        while True:
            found: str | None = self._ask(QuestionStep("", question, parse, required=True, written=lambda _: "")).value
            if found != "":
                return found
            hint = self._(N_("Ctrl+C stops."))
            try:
                key: str = self._ask(
                    QuestionStep("", change, one_of(asked), hint, required=True, written=lambda _: "")
                ).value
            except _BackError:
                continue
            return key

    def _again(self, steps: Steps, key: str) -> None:
        """Ask one step again, and what follows from another answer to it."""
        self._passed.remove(key)
        try:
            self._walk(steps, floor=len(self._passed))
        except _BackError:
            self._passed.append(key)


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)]
