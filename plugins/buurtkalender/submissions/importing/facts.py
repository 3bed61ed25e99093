"""What words in a title or text seem to say: themes, for whom, what it costs, how to sign up. All of it is a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from buurtkalender.domain.model import Calendar, Cost, Signup
from buurtkalender.domain.values import Ages, Term
from buurtkalender.reading.fields_contact import EMAIL, PHONE, URL
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.importing.matching import comparable_name

MOST_THEMES = 3
# Words of which the beginning is enough, for the themes that most calendars have. What a vocabulary does not know is
# not used; its own labels come on top.
_THEMES = {
    "ontmoeten": "koffie thee inloop ontmoet huiskamer borrel gezellig buurtkamer praat burendag soos",
    "eten-en-drinken": "lunch eettafel eten diner maaltijd koken kook soep ontbijt brunch buffet koffie borrel bbq",
    "bewegen": "wandel fiets gym sport yoga dans bewegen fitness zwem voetbal tennis hardlopen pilates badminton "
    "jeu-de-boules boules tai-chi linedance volleybal biljart judo turnen looptraining "
    "valpreventie football wedstrijd",
    "creatief": "schilder teken knutsel creatief haken breien handwerk bloemschik keramiek atelier crea naaien foto "
    "kerststuk klei mozaiek",
    "muziek-en-zingen": "koor zing muziek concert harmonie fanfare gitaar zang smartlap repetitie",
    "taal": "taalcafe taalhuis nederlands taalles lezen-en-schrijven conversatie taal",
    "digitaal": "computer digi smartphone tablet internet digid klik-en-tik ipad laptop whatsapp",
    "geld-en-formulieren": "formulieren toeslag schuld geld belasting administratie budget spreekuur",
    "gezondheid": "gezond bloeddruk dieet zorg dementie geheugen ehbo reanimatie voeding diabetes fysio mindfulness",
    "mantelzorg": "mantelzorg alzheimer",
    "rouw-en-steun": "rouw verlies nabestaanden lotgenoten gedenken",
    "natuur-en-tuin": "tuin moestuin natuur vogel planten boswandeling imker stekjes groen",
    "spel": "spel bridge klaverjas schaak dammen bingo sjoel rummikub kaarten puzzel biljart spelletjes game quiz "
    "jokeren darts",
    "kinderen-en-opvoeden": "kinder kids peuter baby opvoed ouder-kind jeugd knutselclub voorlees speel kleuter "
    "speeltuin sinterklaas huiswerk",
    "geloof-en-zingeving": "kerkdienst dienst viering mis gebed bijbel bezinning meditatie zingeving kerk moskee "
    "eucharistie kerstnacht geloof oecumenisch vesper avondmaal",
    "repareren-en-ruilen": "repair repareer ruil kringloop kledingruil rommelmarkt weggeef fietsreparatie",
    "cultuur": "film lezing theater toneel museum tentoonstelling voorstelling boek leeskring expositie cabaret "
    "rondleiding",
    "vrijwilligerswerk": "vrijwilliger klussen",
}
_AUDIENCES = {
    "ouderen": "senior ouderen 55-plus 60-plus 65-plus 55plus 60plus 65plus bejaard",
    "75-plus": "75-plus 75plus",
    "jongeren": "jongeren tiener jongerencentrum jongerenwerk",
    "kinderen": "kinderen kinder kids basisschoolleeftijd",
    "peuters": "peuter baby dreumes",
    "ouders": "ouders opvoed ouder-kind",
    "mantelzorgers": "mantelzorg",
    "nieuwkomers": "nieuwkomer statushouder inburger vluchteling oekrain",
    "vrouwen": "vrouwen dames",
    "mannen": "mannen heren",
    "alleenstaanden": "alleenstaand alleengaand",
    "mensen-met-een-beperking": "beperking g-sport",
}
_PLUS = re.compile(r"\b([5-9]\d)\s?(?:\+|-?\s?plus(?:ser|sers)?\b)")
_FROM_TO = re.compile(r"\b(\d{1,2})\s?(?:-|–|t/m|tot en met|tot)\s?(\d{1,3})\s?(?:jaar|jarigen|jr)\b", re.IGNORECASE)
_FROM = re.compile(r"\bvanaf (\d{1,2}) (?:jaar|jr)\b", re.IGNORECASE)
_EUROS = re.compile(
    r"(?:€|\beuro?\b|\beur\b)\s*(\d{1,4})(?:[.,](\d{2}|-{1,2}|–))?(?!\d)|\b(\d{1,4})(?:[.,](\d{2}))?\s*(?:€|euro\b|eur\b)",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:gratis|kosteloos|vrije toegang|toegang (?:is )?(?:vrij|gratis)|geen kosten|"
    r"(?:kosten|entree|toegang|prijs):? (?:geen|gratis)|free of charge|"
    r"free entry|for free)\b(?! (?:koffie|thee|kopje|drankje|consumptie|parkeren|wifi|proefles|wifi|hapje|lunch))",
    re.IGNORECASE,
)
_NO_SIGNUP = re.compile(
    r"\b(?:(?:aanmelden|aanmelding|opgeven|inschrijven|reserveren|afspraak) (?:is |vooraf )?(?:niet|hoeft niet)|"
    r"zonder (?:aanmelding|aanmelden|afspraak|opgave)|"
    r"geen (?:aanmelding|opgave|afspraak|reservering)|vrije inloop|no (?:sign-?up|registration|booking))\b",
    re.IGNORECASE,
)
_SIGNUP = re.compile(
    r"\b(?:aanmelden|aanmelding|meld je aan|opgeven|opgave|geef je op|inschrijven|reserveren|"
    r"reservering|sign up|register)\b",
    re.IGNORECASE,
)
_WALK_IN = re.compile(
    r"\b(?:vrije inloop|doorlopend inloop|je kunt (?:zo )?binnenlopen|loop (?:gerust |gewoon )?binnen)\b", re.IGNORECASE
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_LINK = re.compile(r"https://[^\s<>\"'\\)\]]{4,300}")
_PHONE = re.compile(r"(?<![\d/])(?:\+31|0)[ \-()]?\d(?:[ \-]?\d){7,9}(?!\d)")


def themes(calendar: Calendar, title: str, categories: Iterable[str], text: str) -> tuple[str, ...]:
    """Return the themes that words seem to name: of the categories, else the title, else the text."""
    for told in (" . ".join(categories), title):
        if found := _named(calendar.themes, told, _THEMES):
            return found[:MOST_THEMES]
    return _named(calendar.themes, text[:600], _THEMES)[:1]


def named_themes(calendar: Calendar, categories: Iterable[str]) -> tuple[str, ...]:
    """Return the themes that are named as such: a category that is the word of the vocabulary itself."""
    known = {
        comparable_name(label): key for key, one in calendar.themes.items() for label in (*one.label.values(), key)
    }
    known.pop("", None)
    found = (known[comparable_name(one)] for one in categories if comparable_name(one) in known)
    return tuple(dict.fromkeys(found))[:MOST_THEMES]


def audiences(calendar: Calendar, title: str, categories: Iterable[str]) -> tuple[str, ...]:
    """Return the audiences that the title or the categories seem to name."""
    return _named(calendar.audiences, f"{title} . {' . '.join(categories)}", _AUDIENCES)[:MOST_THEMES]


def ages(title: str) -> Ages | None:
    """Return the ages that a title names."""
    if match := _FROM_TO.search(title):
        lowest, highest = int(match[1]), int(match[2])
        return Ages(lowest, highest) if lowest < highest <= 120 else None
    match = _PLUS.search(title) or _FROM.search(title)
    return Ages(int(match[1])) if match else None


def _named(terms: dict[str, Term], told: str, known: dict[str, str]) -> tuple[str, ...]:
    """Return the terms that are named, those whose own label is there first, then in the order of the text."""
    text = f" {comparable_name(told)} "
    found: dict[str, tuple[int, int]] = {}
    for key, term in terms.items():
        labels = {comparable_name(label) for label in (*term.label.values(), key)}
        whole = [text.find(f" {label} ") for label in labels if label and f" {label} " in text]
        begins = [text.find(f" {one}") for one in _words_of(known.get(key, "")) if f" {one}" in text]
        inside = [text.find(one) for one in _words_of(known.get(key, "")) if len(one) > 5 and one in text]
        if whole:
            found[key] = (0, min(whole))
        elif begins or inside:
            found[key] = (1, min([*begins, *inside]))
    return tuple(sorted(found, key=lambda key: found[key]))


@cache
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(comparable_name(one) for one in text.split())


def cost(text: str) -> Cost | None:
    """Return what it costs when a text names one amount, or says that it is free, and not both."""
    amounts = {_cents(match) for match in _EUROS.finditer(text)}
    free = _FREE.search(text) is not None
    if free and not amounts - {0}:
        return Cost(0)
    return Cost(amounts.pop()) if len(amounts) == 1 and not free else None


def amounts(text: str) -> int:
    """Return how many different amounts of money a text names."""
    return len({_cents(match) for match in _EUROS.finditer(text)})


def _cents(match: re.Match[str]) -> int:
    euros, cents = match[1] or match[3], match[2] or match[4] or ""
    return int(euros) * 100 + (int(cents) if cents.isdecimal() else 0)


def signup(text: str) -> Signup | None:
    """Return whether and how to sign up, where a text says so; the way there stands behind the word for it."""
    if _NO_SIGNUP.search(text):
        return Signup(required=False)
    match = _SIGNUP.search(text)
    if match is None:
        return None
    near = text[match.end() : match.end() + 200]
    return Signup(required=True, **dict[str, Any](reach(near)))


def reach(text: str) -> dict[str, str]:
    """Return the first telephone number, mail address and link of a text, those that a file may hold."""
    found = {}
    for key, pattern, kind in (("phone", _PHONE, PHONE), ("email", _MAIL, EMAIL), ("url", _LINK, URL)):
        if (match := pattern.search(text)) and kind.read(
            Scalar(match[0].rstrip(".,;:"), 1, 1), FileNotes("")
        ) is not None:
            found[key] = match[0].rstrip(".,;:")
    return found


def walk_in(text: str) -> bool:
    """Whether a text says that people can walk in whenever they like."""
    return _WALK_IN.search(text) is not None


def people(text: str) -> Iterator[str]:
    """Yield the telephone numbers and mail addresses of a text: somebody has to look whether all may read them."""
    for pattern in (_PHONE, _MAIL):
        yield from (match[0] for match in pattern.finditer(text))


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


NO_FATE = Fate("")

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
