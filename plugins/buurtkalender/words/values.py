"""Prices, ages, labels, numbers and places, as people say them; and messages that hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from math import floor
from typing import NamedTuple

from buurtkalender.domain.model import Address, Cost, Role
from buurtkalender.domain.values import Ages, Contact, Location, Term
from buurtkalender.words.catalogues import Translator, translator
from buurtkalender.words.dates import DateWords

UNITS = {
    "avond": "evening",
    "bord": "plate",
    "cursus": "course",
    "dag": "day",
    "dagdeel": "part of a day",
    "gezin": "family",
    "groep": "group",
    "half jaar": "half year",
    "jaar": "year",
    "kaartje": "ticket",
    "keer": "visit",
    "kind": "child",
    "kwartaal": "quarter",
    "les": "lesson",
    "maaltijd": "meal",
    "maand": "month",
    "middag": "afternoon",
    "ochtend": "morning",
    "persoon": "person",
    "reeks": "series",
    "rit": "ride",
    "seizoen": "season",
    "team": "team",
    "uur": "hour",
    "week": "week",
}
"""What a price is mostly for, as people write it in Dutch; the msgids, in the context "price per", are English."""

_HOURS = re.compile(r"\d+([.,]\d+)?(?= per | a |$)")
"""A number of hours without the word."""


class Words(DateWords):
    """Everything that is said of a value, in the language of a catalogue."""

    def amount(self, cents: int) -> str:
        """``€ 2,50``; whole euros without cents."""
        euros, rest = divmod(cents, 100)
        _ = self.gettext
        if not rest:
            return _("€{euros}").format(euros=euros)
        return _("€{euros}.{cents}").format(euros=euros, cents=f"{rest:02}")

    def price(self, cost: Cost) -> str:
        """``gratis``, or ``€ 2,50 per keer``: what fits on a card."""
        _ = self.gettext
        if not cost.cents:
            return _("free")
        text = self.amount(cost.cents)
        return self.filled(_("{amount} per {unit}"), amount=text, unit=self._unit(cost.per)) if cost.per else text

    def _unit(self, written: str) -> str:
        """Return what a price is for: in this language if we know it."""
        if not self.foreign:
            return written
        known = UNITS.get(written.casefold()) if self.foreign == "nl" else None
        return self.translator.pgettext("price per", known) if known else self.own(written)

    def cost(self, cost: Cost) -> str:
        """``€ 2,50 per keer, inclusief koffie. Met een stadspas betaal je minder``, without a full stop."""
        text = self.price(cost)
        if cost.note:
            text = self.joined((text, self.own(cost.note.rstrip("."))), self.comma)
        if cost.discount_pass:
            text = self.joined((text, self.gettext("You pay less with a discount pass")), ". ")
        return text

    def whole_price(self, cost: Cost) -> str:
        """``€ 2,50 per keer, inclusief koffie. Met een stadspas betaal je minder.``: an answer by itself."""
        return self.capital(self.cost(cost)) + "."

    def ages(self, ages: Ages) -> str:
        """``65 jaar en ouder``, ``13 tot en met 27 jaar``, ``tot en met 12 jaar``."""
        if ages.highest is None:
            form = "from"
        elif ages.lowest == ages.highest:
            form = "one"
        else:
            form = "both" if ages.lowest else "to"
        return self.ages_forms[form].format(lowest=ages.lowest, highest=ages.highest)

    def for_ages(self, ages: Ages) -> str:
        """``Voor 65 jaar en ouder``, ``Voor 0 tot en met 12 jaar``."""
        both = not ages.lowest and ages.highest
        said = self.ages_forms["both"].format(lowest=0, highest=ages.highest) if both else self.ages(ages)
        return self.capital(self.gettext("For ages: {ages}").format(ages=said))

    @cached_property
    def ages_forms(self) -> dict[str, str]:
        """The ways to say ages, with their blanks: the scripts of pages fill these in too."""
        _ = self.gettext
        return {
            "from": _("{lowest} years and older"),
            "to": _("up to and including {highest} years"),
            "one": _("{lowest} years old"),
            "both": _("{lowest} up to and including {highest} years"),
        }

    def number(self, value: float, most: int = 2, *, all_of_them: bool = False) -> str:
        """``12,5``: with at most so many decimals, or with ``all_of_them``, behind the mark that CLDR has for them."""
        text = f"{round(value, most):.{most}f}"
        if not all_of_them:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", self.cldr.number_symbols["latn"]["decimal"])

    def rounded_down(self, value: float) -> str:
        """``12,5``: with at most one decimal, so that nothing looks like enough that is not."""
        return self.number(floor(value * 10 + 1e-6) / 10, 1)

    def time_asked(self, role: Role) -> str:
        """How much time volunteering takes, as somebody wrote it: ``2 per week`` are hours, and says so."""
        from babel.units import format_unit

        text = role.hours or ""
        if found := _HOURS.match(text):
            hours = format_unit(float(found[0].replace(",", ".")), "duration-hour", "short", locale=self.written)
            text = hours + text[found.end() :]
        return self.own(text)

    def label(self, term: Term) -> str:
        """The word for a term of the vocabulary, in this language if it has one."""
        return (self.best(term.label) or ("", term.id))[1]

    def shown(self, term: Term) -> str:
        """The word for a term where it stands by itself: it says which language it is in if that is another."""
        return self.translated(term.label) or term.id

    def within(self, term: Term) -> str:
        """The word for a term inside a sentence: without its capital, if it is in the language of that sentence."""
        language, text = self.best(term.label) or ("", term.id)
        return self.own(text, language) if self.foreign and language not in {"", self.language} else self.small(text)

    def translated(self, texts: Mapping[str, str]) -> str:
        """Return a text that there is in several languages, where it stands by itself; "" when there is none."""
        language, text = self.best(texts) or ("", "")
        return self.own(text, language or self.language)

    def best(self, texts: Mapping[str, str]) -> tuple[str, str] | None:
        """Return a text with its language: this one, else English, which more newcomers read, else what there is."""
        for language in (self.language, *(("en",) if self.foreign else ())):
            if texts.get(language):
                return language, texts[language]
        return next(iter(texts.items()), None)

    def yes_no(self, fact: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
        """``ja``, ``nee`` or ``niet bekend``."""
        _ = self.gettext
        if fact is None:
            return _("not known")
        return _("yes") if fact else _("no")

    def activities(self, number: int) -> str:
        """``3 activiteiten``."""
        return self.ngettext("{n} activity", "{n} activities", number).format(n=number)

    def about(self, title: str) -> str:
        """Return what search engines say of a list with this title."""
        return self.gettext("{title}: what is on, when, where and what it costs.").format(title=title)


def words_of(texts: Translator) -> Words:
    """Return the words in the language of a catalogue, as plain text."""
    return _words_in(texts.language)


@cache
def _words_in(language: str) -> Words:
    return Words(translator(language))


# --- places ----------------------------------------------------------------------------------------------
# Where something is and how to reach somebody, on one line.


def address_line(where: Address | Location, name: str = "") -> str:
    """``Kade 12, 1234 AB Zandmeer``, after its ``name`` if that is asked for; with what is known of it."""
    return _line(name, where.street, " ".join(filter(None, (where.postcode, where.city))))


def contact_line(contact: Contact) -> str:
    """Name, telephone number and addresses."""
    return _line(contact.name, contact.phone, contact.email, contact.url)


def ways(words: Words, contact: Contact) -> str:
    """``bel 0343-555 010, mail info@zandmeer.example``, without the name; empty when there is no way."""
    _ = words.gettext
    return _line(
        _("call {phone}").format(phone=contact.phone) if contact.phone else "",
        _("mail {email}").format(email=contact.email) if contact.email else "",
        contact.url,
    )


def _line(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))


# --- messages --------------------------------------------------------------------------------------------
# A message that is translated where it is shown.

LONGEST = 500

# Control characters, line separators, the byte order mark, bidirectional embeddings, overrides and isolates (Unicode
# UAX 9), surrogates, and tag characters: all can make a text say something else than what a reader sees.
TYPEFACES_HAVE = (
    "\x20-\x7e\xa0-\u03e1\u03f0-\u052f\u0600-\u06ff\u0750-\u077f\u0870-\u097f\u1ab0-\u1ac0\u1ac5"
    "\u1ac7-\u1ace\u1c80-\u1c88\u1d00-\u1df9\u1dfb-\u20bf\u20f0-\u215f\u2184\u2189\u2202\u220f"
    "\u2211\u2212\u2215\u2219\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25ca\u25cc\u2c60-\u2c7f"
    "\u2de0-\u2e5d\ua640-\ua69f\ua700-\ua7ff\ua8ff\ua92e\uab30-\uab6b\ufb00-\ufb06\ufb50-\ufdff"
    "\ufe20-\ufe2f\ufe70-\ufeff\ufffc\ufffd\U00010780-\U000107ba\U00010efd-\U00010eff\U0001df00-\U0001df1e"
)
"""The letters that the typefaces of sheets and pictures have, as in brackets of a pattern (``site/paper/sheet.py``)."""

PICTURES = re.compile(
    "[\u200d\u2300-\u23ff\u2460-\u27bf\u2b00-\u2bff\ue000-\uf8ff\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
"""Emoji and other pictures among letters: no typeface for text has them, and a sheet does without."""

ARROWS = "\u2190-\u21ff"
UNPRINTED = re.compile(f"[^\\s{TYPEFACES_HAVE}{ARROWS}]")
"""A letter that no typeface of sheets and pictures has; pictures among letters too."""

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
            name: words_of(texts).price(word) if isinstance(word, Cost) else on_one_line(str(word))
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


def on_one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text of somebody else fit to stand in a sentence: on one line, not too long, nothing hidden in it."""
    text = HIDDEN.sub("�", " ".join(text.split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def unprinted(text: str) -> str:
    """Return the letters of a text that no typeface of sheets and pictures has, each once; emoji do not count."""
    return "" if text.isascii() else "".join(dict.fromkeys(UNPRINTED.findall(PICTURES.sub("", text))))
