"""One question of a conversation: its words, and how an answer becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from buurtkalender.form.choices import Option, RefusedError, labels_of, one_of, plain, some_of
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.values import words_of

Values = Mapping[str, Any]
"""What was answered, by the key of its step; None where it was left out."""

_YES = frozenset({"ja", "j", "jawel", "jazeker", "yes", "y", "ok", "oke", "klopt"})
_NO = frozenset({"nee", "n", "neen", "no", "nope"})
UNKNOWN = frozenset(
    {"weet ik niet", "weet niet", "dat weet ik niet", "onbekend", "geen idee", "unknown", "not known", "i do not know",
     "do not know", "i don t know", "don t know", "dont know", "no idea"}
)  # fmt: skip


class Step(NamedTuple):
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
    options: tuple[Option, ...] = ()
    paragraphs: bool = False
    written: Callable[[Any], str] = str


Steps = Callable[[Values], Iterable[Step]]
"""Returns all questions, as they follow from what was answered so far: asked again after every answer."""


def choice(key: str, label: str, options: Iterable[Option], **more: Any) -> Step:
    """Return a step that asks for one of these; its value is the option's."""
    known = tuple(options)
    new = more.pop("new", None)
    return Step(
        key, label, one_of(known, new=new), options=known, written=lambda value: labels_of(known, [value]), **more
    )


def several(key: str, label: str, options: Iterable[Option], **more: Any) -> Step:
    """Return a step that asks for one or more of these; its value is a tuple."""
    known = tuple(options)
    return Step(key, label, some_of(known), options=known, written=lambda values: labels_of(known, values), **more)


def yes_no(key: str, label: str, texts: Translator, *, unknown: bool = False, **more: Any) -> Step:
    """Return a step that asks for a fact: True, False, or None where it may be ``unknown``."""
    yes, no = map(words_of(texts).yes_no, (True, False))
    dunno = texts.gettext("I don’t know")
    ways = f"({yes} / {no} / {dunno})" if unknown else f"({yes} / {no})"
    hint = " ".join(filter(None, (more.pop("hint", ""), ways)))

    def parse(text: str) -> bool | None:
        return fact(text, texts, unknown=unknown)

    def written(value: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
        return dunno if value is None else yes if value else no

    return Step(key, label, parse, hint=hint, written=written, required=not unknown, **more)


def fact(text: str, texts: Translator, *, unknown: bool = True) -> bool | None:
    """Return what a text says as yes, no or (where that is allowed) not known; raises RefusedError for all else."""
    yes, no = (plain(words_of(texts).yes_no(answer)) for answer in (True, False))
    words = plain(text)
    first = words.partition(" ")[0]
    if unknown and words in UNKNOWN:
        return None
    if first in _YES or words == yes:
        return True
    if words not in UNKNOWN and (first in _NO or words == no):
        return False
    if unknown:
        raise RefusedError(
            N_("“{text}” is neither yes nor no. Write yes or no; press Enter if you do not know."), text=text
        )
    raise RefusedError(N_("“{text}” is neither yes nor no. Write yes or no."), text=text)
