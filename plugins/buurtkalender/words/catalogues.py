"""The texts that people read, per language, from the gettext catalogues in ``locale/``: a file a language.

The msgids are the English texts, so English has no catalogue. Dutch has every text; the other languages have what
residents' pages say. What a language lacks is said in English.
"""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol

LOCALE = Path(__file__).parents[1] / "locale"
ENGLISH = "en"
WHOLE = (ENGLISH, "nl")
FIRST_STRONG, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_OWN = "amount|cents|day|end|euros|highest|hour|lowest|minutes|month|n|number|ordinal|some|start|time|weekday|year"
_BLANK = re.compile(rf"\{{(?!(?:{_OWN})\}})\w+\}}")
"""The blanks that may be filled with what is Dutch, and not with words or parts of a number in the language itself."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for the catalogue that is translated later, where it is shown."""
    return text


class Translator(Protocol):
    """What the rest of the code asks of a catalogue. ``language`` is the code of its language."""

    language: str

    def gettext(self, message: str, /) -> str:
        """Return the text in the catalogue's language, or the English msgid itself."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """Return the form that the language uses for ``n`` things."""

    def pgettext(self, context: str, message: str, /) -> str:
        """Return the text for a msgid that means different things in different places."""


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that a whole site can be in: those that have every text."""
    return WHOLE


def spoken() -> list[str]:
    """Return the codes of the languages that residents' pages can be in."""
    return sorted({ENGLISH, *(path.stem for path in LOCALE.glob("*.po"))})


@cache
def translator(language: str) -> Translator:
    """Return the catalogue of ``language``; a language without a file speaks the English msgids.

    The .po files are read as they are, so that nobody has to compile a catalogue. In a language that is written from
    right to left the blanks of a text are isolated (Unicode TR9, 2.4): a Dutch name that is filled in would else take
    the words around it along.
    """
    path = LOCALE / f"{language}.po"
    if not path.is_file():
        return Catalogue(language, {}, "(n != 1)")
    from babel import Locale
    from babel.messages.pofile import read_po

    isolating = Locale.parse(language).text_direction == "rtl"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    texts: dict[Any, str] = {}
    for message in catalogue:
        if not message.id or message.fuzzy or not message.string:
            continue
        if isinstance(message.id, (list, tuple)):
            for n, form in enumerate(message.string):
                texts[message.id[0], n] = _isolated(form) if isolating else form
        else:
            key = f"{message.context}\x04{message.id}" if message.context else message.id
            texts[key] = _isolated(str(message.string)) if isolating else str(message.string)
    return Catalogue(language, texts, catalogue.plural_expr)


def _isolated(text: str) -> str:
    return _BLANK.sub(lambda blank: f"{FIRST_STRONG}{blank[0]}{POP}", text)


class Catalogue(NullTranslations):
    """The texts of one language."""

    def __init__(self, language: str, texts: dict[Any, str], plural: str) -> None:
        from gettext import c2py

        super().__init__()
        self.language = language
        self._texts = texts
        self._form = c2py(plural)

    def gettext(self, message: str, /) -> str:
        """Return the text in this language, also if it has a plural as gettext's own tools do; or the English msgid."""
        found = self._texts.get(message)
        return self._texts.get((message, self._form(1)), message) if found is None else found

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """Return the form that this language uses for ``n`` things."""
        return self._texts.get((one, self._form(n))) or (one if n == 1 else many)

    def pgettext(self, context: str, message: str, /) -> str:
        """Return the text for a msgid that means different things in different places."""
        return self._texts.get(f"{context}\x04{message}", message)
