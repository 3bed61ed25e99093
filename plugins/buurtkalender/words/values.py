"""Prices, ages, labels, numbers and places, as people say them; and messages that hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache, cached_property, lru_cache
from math import floor
from typing import NamedTuple

from buurtkalender.domain.model import Address, Childcare, Cost, Host, Price, Role, Signup
from buurtkalender.domain.places import DateFacts
from buurtkalender.domain.values import Ages, Contact, Days, Location, Term
from buurtkalender.words.catalogues import Translator, translator
from buurtkalender.words.dates import ONE_DAY, DateWords

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

_HOURS = re.compile(r"\d{1,4}([.,]\d+)?(?= per | a |$)")
"""A number of hours without the word."""


@lru_cache(maxsize=256)
def _hours(number: str, language: str) -> str:
    """``2 uur``: a number of hours as somebody wrote it, with the word."""
    from babel.units import format_unit

    return str(format_unit(float(number.replace(",", ".")), "duration-hour", "short", locale=language))


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
        """``gratis``, or ``€ 2,50 per keer``: what fits on a card.

        Of several prices the lowest that somebody pays (``vanaf € 2,50``), and whether it is free for some.
        """
        _ = self.gettext
        paid = sorted({(one.cents, one.per or cost.per) for one in cost.prices if one.cents}, key=lambda pair: pair[0])
        if not paid:
            return self._paid(cost.cents, cost.per)
        least = self._paid(*paid[0])
        if len(paid) > 1:
            least = self.filled(_("from {amount}"), amount=least)
        return least if cost.cents else self.filled(_("free or {amount}"), amount=least)

    def _paid(self, cents: int, per: str | None) -> str:
        _ = self.gettext
        if not cents:
            return _("free")
        text = self.amount(cents)
        return self.filled(_("{amount} per {unit}"), amount=text, unit=self._unit(per)) if per else text

    def _priced(self, one: Price, cost: Cost) -> str:
        """``kinderen tot 12 gratis``, ``volwassenen € 5 per keer, met koffie``."""
        _ = self.gettext
        price = self._paid(one.cents, one.per or cost.per)
        text = self.filled(_("{who} {price}"), who=self.own(one.who), price=price)
        return self.joined((text, self.own(one.note.rstrip("."))), self.comma) if one.note else text

    def _unit(self, written: str) -> str:
        """Return what a price is for: in this language if we know it."""
        if not self.foreign:
            return written
        known = UNITS.get(written.casefold()) if self.foreign == "nl" else None
        return self.translator.pgettext("price per", known) if known else self.own(written)

    def cost(self, cost: Cost) -> str:
        """``€ 2,50 per keer, inclusief koffie. Met een stadspas betaal je minder``, without a full stop.

        Several prices each with who pays it: ``volwassenen € 5 · kinderen tot 12 gratis``.
        """
        text = self.joined((self._priced(one, cost) for one in cost.prices), " · ") or self.price(cost)
        if cost.note:
            text = self.joined((text, self.own(cost.note.rstrip("."))), self.comma)
        if cost.discount_pass:
            text = self.joined((text, self.gettext("You pay less with a discount pass")), ". ")
        return text

    def whole_price(self, cost: Cost) -> str:
        """``€ 2,50 per keer, inclusief koffie. Met een stadspas betaal je minder.``: an answer by itself."""
        return self.capital(self.cost(cost)) + "."

    def childcare(self, care: Childcare) -> str:
        """``Gratis. Vanaf 2 jaar.``: what is known of it besides that there is some."""
        told = [] if care.cents is None else [self.capital(self._paid(care.cents, None))]
        told += [self.own(care.note.rstrip("."))] if care.note else []
        return self.joined(self.joined((one, "."), "") for one in told)

    # --- who does it, and signing up for it -------------------------------------------------------------

    def people(self, host: Host | None, organisations: Sequence[str]) -> str:
        """``Fatima en de buren, samen met Welzijn``: who does it, and the organisations behind it."""
        names = self.all_of(self.own(name) for name in organisations)
        if host is None:
            return names
        return self.filled(self.gettext("{host}, together with {names}"), host=self.own(host.name), names=names)

    @property
    def no_places(self) -> str:
        """That it is full, and what one can do."""
        return self.gettext("There are no places left. Ask whether you can be put on the waiting list.")

    def signup_times(self, signup: Signup) -> str:
        """``Aanmelden kan vanaf 1 december 2026, 9.00 uur tot en met 14 december 2026.``; empty without such times."""
        when = " ".join(filter(None, (self._opens(signup.opens), self.signup_end(signup.until))))
        return self.gettext("You can sign up {when}.").format(when=when) if when else ""

    def signup_over(self, signup: Signup) -> str:
        """Say that it is over: ``Aanmelden kan niet meer. Dat kon tot en met 14 december 2026.``."""
        _ = self.gettext
        return _("You can no longer sign up. You could {when}.").format(when=self.signup_end(signup.until))

    def signup_briefly(self, signup: Signup) -> str:
        """``Aanmelden tot en met 14 december 2026``, or that one has to: for a card, which says nothing of today."""
        _ = self.gettext
        if signup.until is None and signup.opens is None:
            return _("Sign up first")
        when = self.signup_end(signup.until) or self._opens(signup.opens)
        return _("Sign up {when}").format(when=when)

    def _opens(self, opens: datetime | None) -> str:
        return self.period(self.exactly(opens), "") if opens else ""

    def signup_end(self, until: datetime | None) -> str:
        """``tot en met 14 december 2026`` of a midnight, which is the end of the day before; else ``tot`` a moment."""
        _ = self.gettext
        if until is None:
            return ""
        if until.time() == time():
            return self.period("", self.date(until.date() - ONE_DAY))
        return _("until {moment}").format(moment=self.exactly(until))

    def role_until(self, role: Role) -> str:
        """``Wij zoeken tot en met 1 maart 2027.``; empty without an end."""
        if role.until is None:
            return ""
        return self.gettext("We are looking up to and including {day}.").format(day=self.date(role.until))

    # --- ages, numbers, labels ----------------------------------------------------------------------------

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
        text = role.hours or ""
        if found := _HOURS.match(text):
            text = _hours(found[0], self.written) + text[found.end() :]
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

    def wheelchair(self, fact: bool | None) -> str:  # noqa: FBT001 - a fact is a bool or nothing
        """``Rolstoel: nee``."""
        return self.gettext("Wheelchair: {answer}").format(answer=self.yes_no(fact))

    def other_access(self, there: DateFacts) -> str:
        """``Rolstoel: nee.``, of where a date is held if that is not what is usual; "" where it is."""
        return "" if there.as_usual("wheelchair") else self.wheelchair(there.fact("wheelchair")) + "."

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

# Signs that take no place: spaces of no width, joiners of words, hyphens that only show at the end of a line, blank
# letters. Joiners stay where they make another letter or picture: between letters of scripts that join (Persian, Hindi)
# and, of the second, between pictures (UAX 31, 2.3; UTS 51).
_JOINED = "\u0590-\u109f\u1700-\u18af\ua840-\ua8ff\uaa00-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00011fff"
_PICTURED = "\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\ufe0f\U0001f000-\U0001faff"
UNSEEN_SIGNS = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u206f\u2800\u3164\uffa0\ufff9-\ufffb]"
    f"|(?<![{_JOINED}])\u200c|\u200c(?![{_JOINED}])|(?<![{_JOINED}{_PICTURED}])\u200d|\u200d(?![{_JOINED}{_PICTURED}])"
)
DIRECTIONS = "\u200e\u200f\u061c"
"""Marks that tell in which direction to write: they are needed where Arabic stands beside Dutch, and show nothing."""


def seen(text: str) -> str:
    """Return a text without what nobody sees in it."""
    return text if text.isascii() and text.isprintable() else UNSEEN_SIGNS.sub("", HIDDEN.sub("", text))


class Message(NamedTuple):
    """An English msgid of a catalogue, and what fills its blanks: a text, a number, days, or a price."""

    text: str
    words: Mapping[str, object] = {}

    def shown(self, texts: Translator) -> str:
        """Return it in the language of ``texts``. What a file brought along stays on one line and hides nothing."""
        known = {
            name: words_of(texts).price(word) if isinstance(word, Cost) else on_one_line(str(word))
            for name, word in self.words.items()
        }
        say = words_of(texts)
        for name, word in self.words.items():
            if isinstance(word, Days):
                known[name] = say.whole_day(word.first) if word.first == word.last else say.days(word)
            elif isinstance(word, date) and not isinstance(word, datetime):
                known[name] = say.whole_day(word)
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
