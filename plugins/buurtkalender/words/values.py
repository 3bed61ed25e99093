"""Prices, ages, labels and numbers, as people say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from math import floor

from buurtkalender.domain.model import Ages, Cost, Role, Term
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
