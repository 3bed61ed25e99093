"""The texts that people read, per language, from the gettext catalogues in ``locale/``.

A language is a folder; each layer of the package has its own catalogue in it (``site.po``, ``reading.po`` …), and
all of them are merged. Adding a language is adding a folder. The msgids are English.

A site's own language needs all catalogues. The others that residents may read it in need only ``residents.po``: what
their pages say, and no more. What it lacks is said in English.
"""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol

LOCALE = Path(__file__).parents[1] / "locale"
FIRST_STRONG, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_OWN = "amount|cents|day|end|euros|highest|hour|lowest|minutes|month|n|number|ordinal|some|start|time|weekday|year"
_BLANK = re.compile(rf"\{{(?!(?:{_OWN})\}})\w+\}}")
"""The blanks that may be filled with what is Dutch, and not with words or parts of a number in the language itself."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for the catalogue that is translated later, where it is shown."""
    return text


class Translator(Protocol):
    """What the rest of the code asks of a catalogue."""

    def gettext(self, message: str, /) -> str:
        """Return the text in the catalogue's language, or the English msgid itself."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """Return the form that the language uses for ``n`` things."""

    def pgettext(self, context: str, message: str, /) -> str:
        """Return the text for a msgid that means different things in different places."""


def languages() -> list[str]:
    """Return the codes of the languages that a whole site can be in: those with a catalogue of every layer."""
    return [language for language in spoken() if (LOCALE / language / "LC_MESSAGES" / "site.po").is_file()]


def spoken() -> list[str]:
    """Return the codes of the languages that residents' pages can be in."""
    return sorted(folder.name for folder in LOCALE.iterdir() if (folder / "LC_MESSAGES").is_dir())


def sources(language: str) -> list[Path]:
    """Return the catalogue files of a language, in a fixed order."""
    return sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))


APART = {"format"}
"""Catalogues that are read by themselves: what stands in the manual is nothing that a build has to wait for."""


@cache
def translator(language: str, layer: str | None = None) -> Translator:
    """Return the merged catalogue of ``language``; a language without a folder speaks the English msgids.

    With ``layer`` it is the catalogue of that one alone, such as one of those that are read :data:`APART`.

    The .po files are read as they are, so that nobody has to compile a catalogue (a few milliseconds a layer). In a
    language that is written from right to left the blanks of a text are isolated (Unicode TR9, 2.4): a Dutch name that
    is filled in would else take the words around it along.
    """
    from babel import Locale
    from babel.messages.pofile import read_po

    isolating = bool(sources(language)) and Locale.parse(language).text_direction == "rtl"

    texts: dict[Any, str] = {}
    plural = None
    for path in sources(language):
        if path.stem != layer if layer else path.stem in APART:
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, domain=path.stem)
        plural = catalogue.plural_expr
        for message in catalogue:
            if not message.id or message.fuzzy or not message.string:
                continue
            if isinstance(message.id, (list, tuple)):
                for n, form in enumerate(message.string):
                    texts[message.id[0], n] = _isolated(form) if isolating else form
            else:
                key = f"{message.context}\x04{message.id}" if message.context else message.id
                texts[key] = _isolated(str(message.string)) if isolating else str(message.string)
    return _Merged(texts, plural or "(n != 1)")


def _isolated(text: str) -> str:
    return _BLANK.sub(lambda blank: f"{FIRST_STRONG}{blank[0]}{POP}", text)


class _Merged(NullTranslations):
    """Catalogues of several layers as one."""

    def __init__(self, texts: dict[Any, str], plural: str) -> None:
        from gettext import c2py

        super().__init__()
        self._texts = texts
        self._form = c2py(plural)

    def gettext(self, message: str, /) -> str:
        return self._texts.get(message, message)

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        return self._texts.get((one, self._form(n))) or (one if n == 1 else many)

    def pgettext(self, context: str, message: str, /) -> str:
        return self._texts.get(f"{context}\x04{message}", message)
