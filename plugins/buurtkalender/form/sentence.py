"""A sentence that is translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from buurtkalender.reading.yaml import HIDDEN
from buurtkalender.words.catalogues import Translator

LONGEST = 500


class Sentence(NamedTuple):
    """An English msgid of a catalogue, and its words."""

    text: str
    words: Mapping[str, object] = {}

    def said(self, texts: Translator) -> str:
        """Return it in the language of ``texts``. What a file brought along stays on one line and hides nothing."""
        return texts.gettext(self.text).format_map({name: plain(str(word)) for name, word in self.words.items()})


class CannotReadError(Exception):
    """Something from elsewhere is not what it should be, or not to be had; ``told`` says why and what to do."""

    def __init__(self, text: str, /, **words: object) -> None:
        super().__init__(text.format_map(words))
        self.told = Sentence(text, words)


def plain(text: str) -> str:
    """Return a text of somebody else fit to stand in a sentence, or on a terminal."""
    text = HIDDEN.sub("�", " ".join(text.split()))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
