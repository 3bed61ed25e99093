"""A message that is translated where it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from buurtkalender.domain.model import Cost
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.values import words_of

LONGEST = 500

# Control characters, line separators, the byte order mark, bidirectional embeddings, overrides and isolates (Unicode
# UAX 9), surrogates, and tag characters: all can make a text say something else than what a reader sees.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


class Message(NamedTuple):
    """An English msgid of a catalogue, and what fills its blanks: a text, a number, or a price."""

    text: str
    words: Mapping[str, object] = {}

    def shown(self, texts: Translator) -> str:
        """Return it in the language of ``texts``. What a file brought along stays on one line and hides nothing."""
        known = {
            name: words_of(texts).price(word) if isinstance(word, Cost) else plain(str(word))
            for name, word in self.words.items()
        }
        return texts.gettext(self.text).format_map(known)


class MessageError(Exception):
    """What went wrong, as a ``message`` that says why and what to do."""

    def __init__(self, text: str, /, **words: object) -> None:
        super().__init__(text.format_map(words))
        self.message = Message(text, words)


class CannotReadError(MessageError):
    """Something from elsewhere is not what it should be, or not to be had."""


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a text of somebody else fit to stand in a sentence: on one line, not too long, nothing hidden in it."""
    text = HIDDEN.sub("�", " ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"
