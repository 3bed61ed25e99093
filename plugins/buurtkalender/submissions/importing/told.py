"""Sentences for who imports something, translated where they are shown."""

from __future__ import annotations

from buurtkalender.form.sentence import LONGEST, plain
from buurtkalender.form.sentence import Sentence as Told

__all__ = ["LONGEST", "CannotReadError", "Told", "plain"]


class CannotReadError(Exception):
    """A file that is not what it should be; ``told`` says why and what to do."""

    def __init__(self, text: str, /, **words: object) -> None:
        super().__init__(text.format_map(words))
        self.told = Told(text, words)
