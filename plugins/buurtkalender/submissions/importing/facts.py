"""What words in a title or text seem to say: themes, for whom, what it costs, how to sign up. All of it is a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from buurtkalender.domain.model import Calendar, Cost, Signup
from buurtkalender.domain.values import Ages, Term
from buurtkalender.reading.fields_contact import EMAIL, PHONE, URL
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.importing.matching import comparable_name

MOST_THEMES = 3
_NO_ACTIVITY = re.compile(
    r"\b(?:gesloten|afgesloten|dicht|gewonnen|winnaar\w{0,2}|inleveren|ophalen|voorstelling van zaken|bruiloft)\b",
    re.IGNORECASE,
)
"""Words of titles that say that something is closed or over: then what else they say is no theme."""
_WHERE_IT_IS = re.compile(r"\b(?:in|achter|naast|tegenover|van|naar) (?:de|het) \w{2,30}")
_NOT_FOR = re.compile(r"\b(?:niet|geen|zonder|behalve)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:lezing|film|boek|tentoonstelling|expositie|concert|kapper)\w*|\w{1,20}kapper\b|\bvan de\b", re.IGNORECASE
)
_EITHER = ({"vrouwen", "mannen"}, {"ouders", "kinderen"})
_PLUS = re.compile(
    r"(?<!top )\b(1[268]|21|[5-9]\d)\s?(?:\+|-?\s?plus(?:ser|sers)?\b)(?!\s?(?:films|deelnemers|soorten|"
    r"jaar ervaring))",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\b(\d{1,2})\s?(?:-|–|t/m|tot en met|tot)\s?(\d{1,3})\s?(?:jaar|jarigen|jr)\b", re.IGNORECASE)
_FROM = re.compile(r"\bvanaf (\d{1,2}) (?:jaar|jr)\b(?! (?:geleden|lid))", re.IGNORECASE)
_NO_AGE = re.compile(r"\b(?:besta|jubileum|ervaring|geleden)", re.IGNORECASE)
_EUROS = re.compile(
    r"(?:€|\beuro?\b|\beur\b)\s{0,2}(\d{1,4}|\d{1,3}(?:\.\d{3}){1,3})(?:[.,](\d{2}|-{1,2}|–))?(?!\d)"
    r"|(?<![\d.,])(\d{1,4}|\d{1,3}(?:\.\d{3}){1,3})(?:[.,](\d{2}))?\s{0,2}(?:€|euro\b|eur\b)",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:gratis|kosteloos|vrije? (?:toegang|entree)|(?:toegang|entree) (?:is )?vrij|geen kosten|"
    r"kosten:? (?:geen|nihil|n\.?v\.?t)|"
    r"free of charge|free entry|for free)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"(?<!\bca)(?<!\bincl)(?<!\bexcl)(?<![\s.]\w)[.!?](?=\s|$)|[;\n()|]|,(?!\d|-)")
_PRICE_WORDS_TEXT = (
    "kosten kost prijs entree toegang bijdrage eigen deelname tarief deelnameprijs toegangsprijs entreeprijs "
    "toegangskaarten kaarten ticket tickets zijn is bedragen bedraagt de het een voor slechts maar per persoon "
    "cursus workshop activiteit les avond middag ochtend u je betaalt betaal wij vragen cost costs price entrance "
    "admission van p pp we"
)
_PRICE_WORDS = frozenset(_PRICE_WORDS_TEXT.split())
_FREE_WORDS_TEXT = (
    "gratis kosteloos vrij vrije toegang entree deelname is zijn er de het deze geheel helemaal ook kosten inloop "
    "activiteit iedereen voor alles aan verbonden geen prijs nee ja en dus wij jou u free of charge entry for"
)
_FREE_WORDS = frozenset(_FREE_WORDS_TEXT.split())
_MONEY = re.compile(r"€|eur|gratis|kost|vrij|free", re.IGNORECASE)
_GIFTS = re.compile(r"\b(?:collecte|gift|donatie|fooienpot|vrijwillige bijdrage|de pet)\b", re.IGNORECASE)
_AFTER_PRICE = re.compile(
    r"\s{0,2}(?:(?:per|p\.?/?)\s{0,1}(p\.?|[a-zA-Z]{2,12})\b\.?)?\s{0,2}(?:(?:incl\.?|inclusief|met) .{1,80})?$",
    re.IGNORECASE,
)
_NO_SIGNUP = re.compile(
    r"\b(?:(?:aanmelden|aanmelding|opgeven|inschrijven|reserveren|afspraak) (?:is |"
    r"vooraf )?(?:niet (?:nodig|verplicht)|hoeft niet|"
    r"niet nodig)|zonder (?:aanmelding|aanmelden|afspraak|opgave|reserveren|reservering)|geen (?:aanmelding|"
    r"opgave|afspraak|"
    r"reservering)(?: nodig)?|"
    r"(?:je|u) hoeft (?:je |u )?(?:niet|geen afspraak)(?: vooraf)?(?: (?:aan te melden|op te geven|"
    r"in te schrijven|te maken))|"
    r"vrije inloop|no (?:sign-?up|registration|booking)(?: (?:needed|required))?)\b",
    re.IGNORECASE,
)
_MAY_SIGN_UP = re.compile(
    r"(?:aanmelden|opgeven|inschrijven|reserveren) (?:kan|mag)\b.{0,60}\b(?:niet verplicht|hoeft niet|niet nodig)",
    re.IGNORECASE,
)
_SIGNUP = re.compile(
    r"(?<!niet )(?<!nooit )(?<!geen )(?<!liefst even )(?<!liefst )\b(?:aanmelden|aanmelding|meld (?:je|"
    r"u) (?:dan |snel |hier |vooraf )?aan|reserveer (?:je|uw|een) (?:plek|plaats)|opgeven|opgave|"
    r"geef je op|inschrijven|inschrijving|"
    r"(?:reserveren|reservering)(?= (?:via|bij|verplicht|noodzakelijk|op|kan|tot)|:)|sign up|"
    r"register(?= (?:at|via|before|by)))\b",
    re.IGNORECASE,
)
_OTHER_SIGNUP = re.compile(
    r".{0,24}\b(?:nieuwsbrief|als vrijwilliger|digid|huisarts|boeken|inkomen|is geen|gemeente\b)|\s?(?:niet|"
    r"hoeft|gewenst|fijn|handig)\b",
    re.IGNORECASE,
)
_WALK_IN = re.compile(
    r"(?<!geen )\b(?:vrije inloop|doorlopend inloop|je kunt (?:zo )?binnenlopen|loop (?:gerust |gewoon )?binnen)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_LINK = re.compile(r"https://[^\s<>\"'\\)\]]{4,300}")
_PHONE = re.compile(r"(?<![\d/])(?:\+31|0)[ \-()]?\d(?:[ \-]?\d){7,9}(?!\d)")


class Guess(NamedTuple):
    """What words seem to say, with the words that led to it."""

    value: Any
    word: str


def themes(calendar: Calendar, title: str, categories: Iterable[str], text: str) -> Guess | None:
    """Return the themes that words seem to name: of the categories, else the title, else the text.

    A text of many words names a theme only when all of them lead to the same one.
    """
    for told in (" . ".join(categories), title):
        if found := _named(calendar.themes, told, "themes"):
            return Guess(tuple(found)[:MOST_THEMES], _words_in(found))
    found = _named(calendar.themes, text[:600], "themes")
    return Guess(tuple(found), _words_in(found)) if len(found) == 1 else None


def named_themes(calendar: Calendar, categories: Iterable[str]) -> tuple[str, ...]:
    """Return the themes that are named as such: a category that is the word of the vocabulary itself."""
    labels = ((label, key) for key, one in calendar.themes.items() for label in (*one.label.values(), key))
    known = {plain: key for label, key in labels if (plain := comparable_name(label))}
    found = (known[comparable_name(one)] for one in categories if comparable_name(one) in known)
    return tuple(dict.fromkeys(found))[:MOST_THEMES]


def audiences(calendar: Calendar, title: str, categories: Iterable[str]) -> Guess | None:
    """Return the audiences that the title or the categories plainly name."""
    found = _named(calendar.audiences, " . ".join(categories), "audiences")
    if not found and not _NOT_FOR.search(title) and not (_ABOUT.search(title) and " voor " not in title.lower()):
        found = _named(calendar.audiences, title, "audiences")
    for both in _EITHER[:1]:
        if both <= found.keys():
            found = {key: word for key, word in found.items() if key not in both}
    return Guess(tuple(found)[:MOST_THEMES], _words_in(found)) if found else None


def ages_said(title: str) -> Guess | None:
    """Return the ages that a title names."""
    if _NO_AGE.search(title):
        return None
    if match := _FROM_TO.search(title):
        lowest, highest = int(match[1]), int(match[2])
        return Guess(Ages(lowest, highest), match[0]) if lowest < highest <= 120 else None
    match = _PLUS.search(title) or _FROM.search(title)
    return Guess(Ages(int(match[1])), match[0]) if match else None


def ages(title: str) -> Ages | None:
    """Return the ages that a text names."""
    found = ages_said(title)
    return found.value if found else None


def _named(terms: dict[str, Term], told: str, kind: str) -> dict[str, str]:
    """Return the terms that are named, each with its word: those of their own label first, then as the text has them.

    A label in the letters of another language counts wherever it stands, as one in Dutch does. One in our letters is
    often another word in Dutch ("Men" are men), so it has to be all of the text.
    """
    whole = comparable_name(told)
    text = f" {whole} "
    bare = "" if _NO_ACTIVITY.search(told) else f" {_WHERE_IT_IS.sub(' ', whole)} "
    found: dict[str, tuple[int, int, str]] = {}
    for key, term in terms.items():
        plain = {comparable_name(label): code for code, label in (*term.label.items(), ("nl", key))}
        for label, code in plain.items():
            near = text.find(f" {label} ") if label and (code == "nl" or not label.isascii() or label == whole) else -1
            if near >= 0 and (key not in found or near < found[key][1]):
                found[key] = (0, near, label)
        if key not in found and (said := _said(bare, known_words().get(f"{kind}.{key}", ""))):
            found[key] = (1, *said)
    return {key: found[key][2] for key in sorted(found, key=lambda key: found[key][:2])}


def _said(text: str, patterns: str) -> tuple[int, str] | None:
    """Return where the first word for something stands in a text, and that word."""
    wanted, unwanted = _patterns(patterns)
    for match in wanted.finditer(text) if wanted else ():
        if not (unwanted and unwanted.fullmatch(match[0])):
            return match.start(), match[0]
    return None


@cache
def known_words() -> dict[str, str]:
    """Return the words of ``words.txt``, by what they say: ``themes.bewegen``, ``audiences.ouderen``, ``names``."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
    return {name: words.strip() for name, _, words in (line.partition(":") for line in lines if line[:1] != "#")}


@cache
def _patterns(text: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return the words of a line of a table as two patterns: what says it, and what does not after all."""

    def pattern(words: list[str]) -> re.Pattern[str] | None:
        written = (
            comparable_name(one.strip("*")).join((r"\w{0,30}" * one.startswith("*"), r"\w{0,30}" * one.endswith("*")))
            for one in words
        )
        return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)") if words else None

    every = text.split()
    return pattern([one for one in every if one[0] != "!"]), pattern([one[1:] for one in every if one[0] == "!"])


def _words_in(found: dict[str, str]) -> str:
    return "”, “".join(dict.fromkeys(found.values()))


def cost(text: str) -> Cost | None:
    """Return what it costs when a text names one price, or says that it is free, and nothing else of money."""
    found = cost_said(text)
    return found.value if found else None


def cost_said(text: str) -> Guess | None:
    """Return the one price that a text names; None where it is of something else, of some people, or one of two."""
    if _GIFTS.search(text):
        return None
    prices: dict[Cost, str] = {}
    begin = 0
    for end in [*_CLAUSE_ENDS.finditer(text), None]:
        clause = text[begin : end.start() if end else len(text)].strip()
        begin = end.end() if end else len(text)
        if not _MONEY.search(clause):
            continue
        amounts_ = list(_EUROS.finditer(clause))
        free = _FREE.search(clause)
        if not amounts_ and not free:
            continue
        price = _price(clause, amounts_[0]) if len(amounts_) == 1 and not free else None
        if free and not amounts_ and not set(_WORDS.findall(clause.lower())) - _FREE_WORDS:
            price = Cost(0)
        if price is None:
            return None
        prices[price] = clause[:60]
    return Guess(*next(iter(prices.items()))) if len(prices) == 1 else None


_WORDS = re.compile(r"[^\W\d_]+")


def _price(clause: str, match: re.Match[str]) -> Cost | None:
    """Return a price, when the words around it say no more than that it is one."""
    before = set(_WORDS.findall(clause[: match.start()].lower())) - _PRICE_WORDS
    after = _AFTER_PRICE.fullmatch(clause[match.end() :].rstrip(" -,"))
    euros = match[1] or match[3]
    if before or after is None or "." in euros or _cents(match) >= 100_000:
        return None
    unit = (after[1] or "").lower().rstrip(".")
    per = "persoon" if unit in {"p", "pp"} else unit or None
    return Cost(_cents(match), per=per)


def amounts(text: str) -> int:
    """Return how many different amounts of money a text names."""
    return len({match[0] for match in _EUROS.finditer(text)})


def _cents(match: re.Match[str]) -> int:
    euros, cents = (match[1] or match[3]).replace(".", ""), match[2] or match[4] or ""
    return int(euros) * 100 + (int(cents) if cents.isdecimal() else 0)


def signup_said(text: str) -> Guess | None:
    """Return whether and how to sign up, with the words that say so."""
    if _MAY_SIGN_UP.search(text):
        return None
    if match := _NO_SIGNUP.search(text):
        return Guess(Signup(required=False), match[0])
    for match in _SIGNUP.finditer(text):
        if not _OTHER_SIGNUP.match(text, match.end()):
            near = text[match.end() : match.end() + 200]
            return Guess(Signup(required=True, **dict[str, Any](reach(near))), match[0])
    return None


def reach(text: str) -> dict[str, str]:
    """Return the first telephone number, mail address and link of a text, those that a file may hold."""
    found = {}
    for key, pattern, kind in (("phone", _PHONE, PHONE), ("email", _MAIL, EMAIL), ("url", _LINK, URL)):
        if (match := pattern.search(text)) and kind.read(
            Scalar(match[0].rstrip(".,;:"), 1, 1), FileNotes("")
        ) is not None:
            found[key] = match[0].rstrip(".,;:")
    return found


def walk_in_said(text: str) -> Guess | None:
    """Return that people can walk in, with the words that say so."""
    match = _WALK_IN.search(text)
    return Guess(value=True, word=match[0]) if match else None


# --- numbers ---------------------------------------------------------------------------------------------

_UNITS_TEXT = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
    "achttien negentien"
)
_UNITS = _UNITS_TEXT.split()
_TENS_TEXT = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_TENS = _TENS_TEXT.split()
SPOKEN_NUMBERS = {word: str(n) for n, word in enumerate(_UNITS)} | {
    word: str((n + 2) * 10) for n, word in enumerate(_TENS)
}
SPOKEN_NUMBERS |= {
    f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}": str((m + 2) * 10 + n)
    for m, ten in enumerate(_TENS)
    for n, unit in enumerate(_UNITS)
    if 0 < n < 10
}
SPOKEN_NUMBERS["één"] = "1"
"""The words for numbers below a hundred, as people say telephone numbers."""


# --- what its title says -------------------------------------------------------------------------------------
# Programs and people say in a title what becomes of a date: "Canceled: Koffie" (Outlook), "Koffie (vol)". Whole words
# only, and set apart by signs or capitals: "Afgelaste dromen" and "Vol verwachting" are titles.


class Fate(NamedTuple):
    """What a title says becomes of a date: at most one is so. ``title`` is what is left of it, empty for nothing.

    ``doubtful`` is whether the words may as well be the title itself; ``where`` is to where or when it was put.
    """

    title: str
    cancelled: bool = False
    postponed: bool = False
    tentative: bool = False
    full: bool = False
    moved: bool = False
    doubtful: bool = False
    where: str = ""


_FATES = {
    "cancelled": r"afgelast|geannuleerd|afgezegd|vervalt|vervallen|gecanceld|gecancelled|cancelled|canceled|"
    r"gaat(?: \w+){0,3} niet door|abgesagt|annulé|odwołane|скасовано",
    "postponed": "uitgesteld|postponed|rescheduled",
    "tentative": r"onder voorbehoud|o\.v\.b\.?|tentative|not certain",
    "full": "volgeboekt|volzet|vol|uitverkocht|fully booked|full|sold out",
    "moved": "verplaatst|verhuisd",
}
_WORD = "|".join(f"(?P<{name}>{words})" for name, words in _FATES.items())
_TO = r"(?P<to> (?:naar|tot|to|until) [^:()\[\]]{1,80}?(?=\s*[:()\[\]!]|\s+[-–|]\s|\s*$))?"
_ENDS = r"(?![^\W_]|-\w)"
_BEFORE = re.compile(rf"(?P<open>[\W_]*)(?:{_WORD}){_ENDS}{_TO}(?P<close>[\W_]*)", re.IGNORECASE)
_AFTER = re.compile(rf"(?P<open>[\W_]+)(?:{_WORD}){_ENDS}{_TO}(?P<close>[\W_]*)$", re.IGNORECASE)
_APART = re.compile(r"[^\w\s'\"‘’“”«»,&=]|_")
"""A sign that sets a word apart."""
_ANYWHERE = re.compile(r"\bgaat(?: \w+){0,3} niet door\b", re.IGNORECASE)
_AT_THE_END = re.compile(
    r"afgelast|geannuleerd|vervalt|uitgesteld|volgeboekt|uitverkocht|cancell?ed|postponed", re.IGNORECASE
)
"""Words that are the end of no title."""
_DATED = re.compile(r"\d|\b(?:nader|later|volgende|ma|di|wo|do|vr|za|zo|\w+dag)\b", re.IGNORECASE)


def fate_of(title: str) -> Fate:
    """Return what a title says becomes of what it is the title of."""
    for match, at_end in ((_BEFORE.match(title), False), (_AFTER.search(title), True)):
        if match is None:
            continue
        name = next(key for key in _FATES if match[key])
        word, where = match[name], (match["to"] or "").strip()
        rest = (title[: match.start()] if at_end else title[match.end() :]).strip()
        sides = match["open"] + match["close"]
        marked = bool(_APART.search(sides)) and "=" not in sides
        loud = word.isupper() and not rest.isupper()
        if _ANYWHERE.fullmatch(word) or (at_end and _AT_THE_END.fullmatch(word)):
            marked = True
        if not (marked or loud or not rest):
            if name != "cancelled" or at_end:
                continue
            return Fate(rest, cancelled=True, doubtful=True)
        if word.lower() == "vervallen" and not loud and not at_end and not re.search(r"[(\[]", sides):
            return Fate(rest, cancelled=True, doubtful=True)
        if name == "moved" and where and _DATED.search(where):
            return Fate(rest, postponed=True, where=f"{word.capitalize()} {where}")
        return Fate(rest, **{name: True}, where=f"{word.capitalize()} {where}" if where else "")
    if match := _ANYWHERE.search(title):
        return Fate(title[: match.start()].strip(" -–:,"), cancelled=True)
    return Fate(title)
