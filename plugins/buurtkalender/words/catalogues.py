"""The texts that people read, per language, from ``locale/``; and how a language puts words together.

The msgids are the English texts, so English has no catalogue. Dutch has every text; the other languages have what
residents' pages say. What a language lacks is said in English.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

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
        return Catalogue(language, {}, _PLURAL)
    texts = _texts(path.read_text(encoding="utf-8"))
    head = re.search(r"^Plural-Forms:.*\bplural=([^;\n]+)", texts.pop("", ""), re.MULTILINE | re.IGNORECASE)
    if _from_right_to_left(language):
        texts = {key: _isolated(text) for key, text in texts.items()}
    return Catalogue(language, texts, head[1] if head else _PLURAL)


_PLURAL = "(n != 1)"
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)?(?:\[(\d+)\])?[ \t]*"(.*)"')
_BEGINS = frozenset(("msgctxt", "msgid"))
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def _texts(written: str) -> dict[Any, str]:
    """Return what a .po file says: by its msgid, with its context before it or the number of its form after it.

    Every command reads one, so it is our own: Babel's reader, which the tests compare it with, takes four times as
    long and brings half of Babel and of the mail along. What is not translated, or not surely, is left out.
    """
    found: dict[Any, str] = {}
    parts: dict[str, str] = {}
    at, unsure = "", False  # a flag stands before the entry that it is about
    for line in [*written.split("\n"), 'msgid ""']:
        match = _LINE.match(line)
        if match is None:
            unsure = unsure or (line.startswith("#,") and "fuzzy" in line)
            continue
        if match[1]:
            at = match[1] + (match[2] or "")
            if at in _BEGINS and any(part.startswith("msgstr") for part in parts):
                found.update(_forms(parts))
                parts = {}
            if unsure:
                parts, unsure = {"fuzzy": ""}, False
            parts[at] = ""
        parts[at] += _ESCAPE.sub(_unescaped, match[3]) if "\\" in match[3] else match[3]
    return found


def _forms(parts: dict[str, str]) -> Iterator[tuple[Any, str]]:
    """Yield the texts of one entry."""
    one = parts.get("msgid", "")
    if "fuzzy" in parts:
        return
    if "msgid_plural" in parts:
        yield from (((one, int(at[6:])), text) for at, text in parts.items() if at.startswith("msgstr") and text)
    elif text := parts.get("msgstr"):
        yield f"{parts['msgctxt']}\x04{one}" if "msgctxt" in parts else one, text


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[1], match[1])


def _from_right_to_left(language: str) -> bool:
    if language in WHOLE:
        return False  # a build with nothing to do reads no Babel
    from babel import Locale

    return bool(Locale.parse(language).text_direction == "rtl")


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


# --- grammar ---------------------------------------------------------------------------------------------
# How a language puts words together: capitals, blanks that are filled in, and several things in a row.

FEMININE = {"pl": (2, 5, 6), "uk": (2, 4, 5, 6)}
"""The days of the week, from Monday, whose names are feminine: words that go with them have another form."""


def capital(text: str) -> str:
    """Return the text with a capital first letter, and the rest as it was."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return a label for use inside a sentence; a label that starts with two capitals is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _territory(language: str) -> str:
    """``nl_NL``: the language as it is written where most people speak it (CLDR's likely subtags)."""
    from babel.core import get_global

    found = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{found[-1]}" if len(found) > 1 else language


class Grammar:
    """How the language of a catalogue puts words together. ``written`` is the language of what people wrote.

    Everything is plain text. What makes pages marks what people wrote as theirs (``own``), and fills in and joins what
    is marked (``filled``, ``joined``): :class:`buurtkalender.site.marking.PageWords`.
    """

    def __init__(self, texts: Translator, written: str = "") -> None:
        from babel import Locale

        self.translator = texts
        self.language = texts.language
        self.written = written or self.language
        self.foreign = self.written if self.written != self.language else ""
        self.cldr = Locale.parse(self.language)
        self.locale = _territory(self.language)
        self.right_to_left = self.cldr.text_direction == "rtl"
        self.written_in = str(Locale.parse(self.written).get_display_name(self.language))
        self.gettext: Callable[[str], str] = texts.gettext
        self.ngettext: Callable[[str, str, int], str] = texts.ngettext
        self.comma = texts.gettext(", ")
        self.some_and_last = texts.gettext("{some} and {last}")

    # --- what pages mark ----------------------------------------------------------------------------

    def own(self, text: str, language: str = "") -> str:  # noqa: ARG002 - what makes pages marks it
        """Return what somebody wrote: in ``language``, or else in that of the content."""
        return text

    def phone(self, number: str) -> str:
        """Return a telephone number where it stands among words."""
        return number

    def filled(self, template: str, **values: object) -> str:
        """Fill in the blanks of a sentence."""
        return template.format(**values)

    def joined(self, parts: Iterable[str], by: str = " ") -> str:
        """Join texts."""
        return by.join(parts)

    # --- letters and rows ---------------------------------------------------------------------------

    def capital(self, text: str) -> str:
        """Return the text with a capital first letter; Turkish has two letters i."""
        if self.language == "tr" and text.startswith("i"):
            return "İ" + text[1:]
        return capital(text)

    def small(self, label: str) -> str:
        """Return a label for use inside a sentence."""
        if self.language == "tr" and label[:1] in "Iİ" and not label[1:2].isupper():
            return {"I": "ı", "İ": "i"}.get(label[:1], "") + label[1:]
        return small(label)

    def all_of(self, parts: Iterable[str]) -> str:
        """``a, b en c``."""
        *first, last = list(parts) or [""]
        if not first:
            return last
        if self.right_to_left:  # the last is isolated by its blank
            first = [self.joined((FIRST_STRONG, part, POP), "") for part in first]
        return self.filled(self.some_and_last, some=self.joined(first, self.comma), last=last)

    def and_more(self, n: int) -> str:
        """``en nog 3``."""
        return self.ngettext("and {n} more", "and {n} more", n).format(n=n)

    def ordinal(self, number: int, weekday: int = 0) -> str:
        """``eerste`` of the days of the month that are this day of the week; -1 is the last."""
        texts = self.translator
        if weekday in FEMININE.get(self.language, ()):
            return {
                1: texts.pgettext("feminine", "first"),
                2: texts.pgettext("feminine", "second"),
                3: texts.pgettext("feminine", "third"),
                4: texts.pgettext("feminine", "fourth"),
                5: texts.pgettext("feminine", "fifth"),
                -1: texts.pgettext("feminine", "last"),
            }[number]
        _ = self.gettext
        return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}[number]


# --- secrets ---------------------------------------------------------------------------------------------
# What others say is passed on to people, and may hold what we told them.

_TELLING = 8
"""So many signs of a secret in a row tell of it."""


def without_secrets(text: str, *secrets: str) -> str:
    """Return a text in which nothing is left of a secret, however it is written: as it is, in base64, in an address.

    It may be repeated whole or in part; what was of it is "…".
    """
    told: set[int] = set()
    for secret in filter(None, secrets):
        for form in _written(secret):
            length = min(_TELLING, len(form))
            for part in {form[start : start + length] for start in range(len(form) - length + 1)}:
                at = text.find(part)
                while at >= 0:
                    told.update(range(at, at + length))
                    at = text.find(part, at + 1)
    return re.sub("\0+", "…", "".join("\0" if n in told else sign for n, sign in enumerate(text))) if told else text


def _written(secret: str) -> set[str]:
    """Return how a secret may stand in a text. In base64 it is one of three, by what stands before it (RFC 4648, 4)."""
    octets = secret.encode("utf-8", "surrogateescape")
    forms = {secret, quote(octets, safe="")}
    for before, edge in enumerate((0, 2, 3)):
        for made in (base64.b64encode, base64.urlsafe_b64encode):
            text = made(b"\0" * before + octets).decode()
            forms.add(text.rstrip("=")[edge : -1 if "=" in text else None])
    return {form for form in forms if form}
