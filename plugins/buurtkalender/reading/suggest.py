"""What somebody probably meant: the nearest word that is allowed, also when they wrote it in Dutch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Any

from buurtkalender.words.values import DIRECTIONS, UNSEEN_SIGNS

# --- dutch -----------------------------------------------------------------------------------------------
# The Dutch and English words that people write for those of the format, for days, months and numbers.
#
# Everything that understands what people write takes its words from here: messages, mending and importing.

DUTCH = {
    "aanmelden": "signup", "aanmelding": "signup", "aanvraag": "by_appointment", "achternaam": "name",
    "activiteit": "title", "actief": "active", "adres": "address", "afbeelding": "image", "afgelast": "cancelled",
    "beëindigd": "ended", "beschikbaar": "available", "beschrijving": "description", "bevestigd": "confirmed",
    "bibliotheek": "library", "buurt": "neighbourhood", "buurthuis": "community-centre", "capaciteit": "capacity",
    "contactpersoon": "contact", "cultuur": "culture", "dag": "date", "datum": "date", "data": "dates",
    "derde": "third", "di": "tuesday", "dinsdag": "tuesday", "dinsdagen": "tuesday", "do": "thursday",
    "doelen": "goals", "doelgroep": "audiences", "doelgroepen": "audiences", "donderdag": "thursday",
    "donderdagen": "thursday", "dorpshuis": "community-centre", "eerste": "first", "elke": "every",
    "feestdagen": "public-holidays", "foto": "image", "gemeente": "municipality", "geen": "none",
    "gesloten": "closed", "gepauzeerd": "paused", "gratis": "free", "hele dag": "all-day", "inloop": "drop_in",
    "ja": "yes", "kerk": "church", "kosten": "cost", "laatste": "last", "land": "city", "leeftijd": "ages",
    "leeftijden": "ages", "link": "links", "locatie": "venue", "ma": "monday", "maandag": "monday",
    "maandagen": "monday", "maandelijks": "monthly", "mail": "email", "e-mail": "email", "naam": "name",
    "nee": "no", "onbekend": "unknown", "online": "online", "opening": "opening_hours",
    "openingstijden": "opening_hours", "opmerking": "note", "organisatie": "partners", "overig": "other",
    "overslaan": "skip", "plaats": "city", "prijs": "cost", "rol": "role", "rolstoel": "wheelchair",
    "ruimte": "room", "samenvatting": "summary", "school": "school", "schoolvakanties": "school-holidays",
    "sport": "sports", "straat": "street", "taal": "languages", "talen": "languages", "telefoon": "phone",
    "thema": "themes", "themas": "themes", "thema's": "themes", "tijd": "time", "titel": "title",
    "toegankelijkheid": "access", "toilet": "toilet", "tot": "until", "t/m": "until", "tweede": "second",
    "uitleg": "note", "vakanties": "school-holidays", "van": "from", "vanaf": "from", "vervoer": "transport",
    "vierde": "fourth", "vijfde": "fifth", "voor": "before", "vr": "friday", "vrijdag": "friday",
    "vrijdagen": "friday", "vrijwilliger": "volunteers", "vrijwilligers": "volunteers", "wanneer": "when",
    "website": "website", "wekelijks": "weekly", "welzijn": "welfare", "wijk": "district", "wijziging": "changes",
    "wijzigingen": "changes", "winkel": "shop", "wo": "wednesday", "woensdag": "wednesday",
    "woensdagen": "wednesday", "za": "saturday", "zaal": "room", "zaterdag": "saturday", "zaterdagen": "saturday",
    "zo": "sunday", "zondag": "sunday", "zondagen": "sunday", "zorg": "care", "1e": "first", "1st": "first",
    "2e": "second", "2nd": "second", "3e": "third", "3rd": "third", "4e": "fourth", "4th": "fourth",
    "5e": "fifth", "5th": "fifth", "true": "yes", "false": "no", "mon": "monday", "tue": "tuesday",
    "wed": "wednesday", "thu": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
}  # fmt: skip

LANGUAGES = {
    "arabisch": "ar", "bulgaars": "bg", "chinees": "zh", "duits": "de", "engels": "en", "farsi": "fa", "frans": "fr",
    "fries": "fy", "italiaans": "it", "koerdisch": "ku", "limburgs": "li", "nederlands": "nl", "oekraïens": "uk",
    "papiaments": "pap", "perzisch": "fa", "pools": "pl", "portugees": "pt", "roemeens": "ro", "russisch": "ru",
    "somalisch": "so", "spaans": "es", "tigrinya": "ti", "turks": "tr",
}  # fmt: skip
"""Names of languages (ISO 639)."""

DUTCH |= LANGUAGES | {
    "afgezegd": "cancelled", "bijzonderheden": "note", "datums": "dates", "e-mailadres": "email",
    "elke maand": "monthly", "elke week": "weekly", "geannuleerd": "cancelled", "iedere maand": "monthly",
    "iedere week": "weekly", "omschrijving": "description", "op afspraak": "by_appointment",
    "aanmelden tot": "until", "aanmelden vanaf": "opens", "broertjes en zusjes": "siblings", "fotograaf": "by",
    "gaat door": "on", "gaat toch door": "on", "gastheer": "host", "gezin": "families", "gezinnen": "families",
    "kinderen welkom": "children_welcome", "kinderopvang": "childcare", "maker": "by", "nog niet zeker": "tentative",
    "onder voorbehoud": "tentative", "oppas": "childcare", "opleiding": "training", "rechten": "by",
    "scholing": "training", "uitgesteld": "postponed", "uitvoerder": "host", "vaardigheden": "skills",
    "vertrouwd": "trusted", "vol": "full", "volgeboekt": "full",
    "telefoonnummer": "phone", "tijden": "time", "toegang": "access", "verplaatst": "moved_to", "waar": "venue",
}  # fmt: skip
"""What Dutch writers type where the format has an English word."""

DAYS = {
    "ma": 0, "maandag": 0, "mon": 0, "monday": 0, "di": 1, "dinsdag": 1, "tue": 1, "tuesday": 1,
    "wo": 2, "woensdag": 2, "wed": 2, "wednesday": 2, "do": 3, "donderdag": 3, "thu": 3,
    "thursday": 3, "vr": 4, "vrijdag": 4, "fri": 4, "friday": 4, "za": 5, "zaterdag": 5, "sat": 5,
    "saturday": 5, "zo": 6, "zondag": 6, "sun": 6, "sunday": 6,
}  # fmt: skip
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = {
    name: n
    for n, names in enumerate(
        ("jan januari january", "feb februari february", "mrt maart mar march", "apr april", "mei may", "jun juni june",
         "jul juli july", "aug augustus august", "sep sept september", "okt oktober oct october", "nov november",
         "dec december"), 1)
    for name in names.split()
}  # fmt: skip
NTHS = {
    "1e": 1, "1ste": 1, "eerste": 1, "first": 1, "1st": 1, "2e": 2, "2de": 2, "tweede": 2, "second": 2, "2nd": 2,
    "3e": 3, "3de": 3, "derde": 3, "third": 3, "3rd": 3, "4e": 4, "4de": 4, "vierde": 4, "fourth": 4, "4th": 4, "5e": 5,
    "5de": 5, "vijfde": 5, "fifth": 5, "5th": 5, "laatste": -1, "last": -1,
}  # fmt: skip

# --- days and times ---------------------------------------------------------------------------------------
# The words of the grammar of days and times (:mod:`buurtkalender.form.when_grammar`), by the kinds of its tokens.

_COUNTED = (
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "one two three four five six seven eight nine ten eleven twelve",
)
NUMBERS = {word: n for words in _COUNTED for n, word in enumerate(words.split(), 1)}
"""Numbers as they are said, up to twelve: the hours of a clock."""

IDLE_WORDS = {
    "idle": "de, het, the, uren, tijd, tijden, datum, data, vaste, telkens, steeds, open, geopend, jaarrond, all "
    "year, hele jaar door, gehele jaar door, hele jaar, gehele jaar, er, is, zijn, wij, we, maar, s, periode, heel, "
    "hele, all",
    "each": "elke, elk, iedere, ieder, alle, every, each",
    "and": "en, and, plus, alsmede",
    "at": "om, at, aanvang, aanvangstijd, starttijd, begintijd, begint om, start om, begin om, starts at, aanvang "
    "om",
    "on": "op, on",
    "in": "in, tijdens, gedurende, during",
    "of": "van, of the, v",
    "hour": "uur, u, h, hr, o clock",
    "only": "alleen, uitsluitend, only",
}  # fmt: skip
"""Words that say nothing where no rule uses them, by the kind that rules know them by."""

WHEN_WORDS = IDLE_WORDS | {
    "through": "t / m, tm, t m, tot en met, through, until, up to, up to and including",
    "till": "tot, to, till",
    "end": "einde, eindigt, eindigt om, eindtijd, einde om, ends at",
    "from": "vanaf, v a, va, m i v, met ingang van, ingaande, startdatum, start op, start vanaf, from, starting, "
    "starts, te beginnen, te beginnen op, begint op, begindatum, eerste keer, 1e keer, voor het eerst, eerste "
    "bijeenkomst, eerste les, sinds",
    "lastly": "laatste keer, laatste bijeenkomst, laatste les, voor het laatst, einddatum",
    "start": "start, begin, begint",
    "half": "half, medio, midden",
    "tail": "eind",
    "between": "tussen, between",
    "about": "ca, circa, ongeveer, plm, uiterlijk, ±, ~, approximately",
    "am": "am, a m",
    "pm": "pm, p m",
    "not": "behalve, niet, m u v, muv, met uitzondering van, uitgezonderd, geen, buiten, gesloten, dicht, not, "
    "except, closed, vervalt, geen les, geen lessen, geen bijeenkomst, geen bijeenkomsten, geen activiteit, geen "
    "activiteiten, gaat niet door, niet open, ook niet, exclusief, excl",
    "also": "ook, ook open, also, ook op",
    "next": "a s, aanstaande, komende, aankomende, eerstvolgende, deze, next, coming, this, this coming",
    "next week": "volgende week, next week, over een week",
    "appointment": "op afspraak, in overleg, in onderling overleg, zonder vaste tijd, without a fixed time, na "
    "afspraak, volgens afspraak, by appointment, op aanvraag, n o t k, notk, nader overeen te komen",
    "allday": "hele dag, gehele dag, all day, all - day, whole day",
    "monthly": "maandelijks, monthly, every month",
    "of month": "van de maand, v / d maand, v d maand, vd maand, van elke maand, van iedere maand, of the month, of "
    "every month, of each month, v / d mnd, v d mnd, vd mnd, in de maand",
    "doors": "inloop, vrije inloop, zaal open, deur open, deuren open, ontvangst, koffie, doors open, kerk open, "
    "binnenkomst",
    "lasts": "duur, duurt, lasts",
    "long": "lang, long",
    "minute": "minuten, min, minutes",
    "quarter": "kwart, quarter, a quarter",
    "past": "over, past",
    "before": "voor",
    "school": "schoolvakanties, schoolvakantie, vakanties, vakantie, schoolvakantieweken, vakantieperiodes, "
    "vakantieperiode, vakantieweken, school holidays, the school holidays",
    "public": "feestdagen, feestdag, public holidays, officiele feestdagen, nationale feestdagen, christelijke "
    "feestdagen",
    "skipping": "om de",
    "per": "per, a",
    "hourly": "om het uur, elk uur, ieder uur",
    "times": "x, keer, maal, keren",
    "lesson": "les, lessen, bijeenkomst, bijeenkomsten, sessies, trainingen, workshops, sessions, lessons",
    "single": "eenmalig, eenmalige, eenmalige activiteit, one time, once only",
    "or": "of, or, ofwel",
    "once": "eens, once",
    "other": "andere, other",
}  # fmt: skip
"""Every word that a rule knows, by its kind: phrases with commas between, without accents, dots and capitals."""

WHEN_VALUES: dict[str, dict[str, Any]] = {
    "month": MONTHS | {"febr": 2},
    "nth": {word: n for word, n in NTHS.items() if word.isalpha()},
    "spoken": NUMBERS | {"veertien": 14, "anderhalf": 1.5},
    "unit": {
        **dict.fromkeys(("week", "weken", "weeks", "wk", "weeknummer", "weeknummers"), ("weeks", 1)),
        **dict.fromkeys(("maand", "maanden", "month", "months", "mnd"), ("months", 1)),
        **dict.fromkeys(("dag", "dagen", "day", "days"), ("days", 1)),
        "kwartaal": ("months", 3),
    },
    "every": {
        **dict.fromkeys(("wekelijks", "weekly"), ("weeks", 1)),
        **dict.fromkeys(("tweewekelijks", "veertiendaags", "fortnightly"), ("weeks", 2)),
        "om en om": ("weeks", 2), "driewekelijks": ("weeks", 3), "vierwekelijks": ("weeks", 4),
        "tweemaandelijks": ("months", 2),
    },
    "daily": {
        **dict.fromkeys(("dagelijks", "daily"), (0, 1, 2, 3, 4, 5, 6)),
        **dict.fromkeys(
            ("werkdagen", "werkdag", "doordeweeks", "doordeweekse dagen", "door de week", "weekdagen", "weekdays"),
            (0, 1, 2, 3, 4),
        ),
        **dict.fromkeys(("weekend", "weekends", "weekenden"), (5, 6)),
    },
    "clock": {"middernacht": 1440, "midnight": 1440, "noon": 720},
    "near": {"vandaag": 0, "today": 0, "tomorrow": 1, "overmorgen": 2},
    "rhythm": {"wekelijks": "weeks", "daags": "days", "maandelijks": "months"},
    "parity": {"oneven": 1, "odd": 1, "even": 0},
    "season": {
        **dict.fromkeys(("winter", "wintermaanden", "winterseizoen"), 12),
        **dict.fromkeys(("lente", "voorjaar", "lentemaanden", "voorjaarsmaanden", "spring"), 3),
        **dict.fromkeys(("zomer", "zomermaanden", "zomerseizoen", "summer"), 6),
        **dict.fromkeys(("herfst", "najaar", "herfstmaanden", "najaarsmaanden", "autumn"), 9),
    },
    "holiday": {f"{name}{end}": known for name, known in {
        "herfst": "herfstvakantie", "kerst": "kerstvakantie", "voorjaars": "voorjaarsvakantie",
        "krokus": "voorjaarsvakantie", "mei": "meivakantie", "zomer": "zomervakantie",
    }.items() for end in ("vakantie", " vakantie", " -")},
    "named": {
        **dict.fromkeys(("kerstavond", "christmas eve"), (24, 12)),
        **dict.fromkeys(("oudejaarsdag", "oudejaarsavond", "oudjaarsdag", "oudjaar", "oud en nieuw"), (31, 12)),
        **dict.fromkeys(("sinterklaasavond", "pakjesavond"), (5, 12)),
        **{f"{nth}{day}": name for nths, n in ((("1e ", "eerste "), 0), (("2e ", "tweede "), 1)) for nth in nths
           for day, name in (
               ("kerstdag", ("christmas-day", "second-christmas-day")[n]),
               ("paasdag", ("easter-sunday", "easter-monday")[n]),
               ("pinksterdag", ("whit-sunday", "whit-monday")[n]),
           )},
        "goede vrijdag": "good-friday", "koningsdag": "kings-day", "bevrijdingsdag": "liberation-day",
        **dict.fromkeys(("hemelvaartsdag", "hemelvaart"), "ascension-day"),
        **dict.fromkeys(("nieuwjaarsdag", "nieuwjaar"), "new-year"),
    },
}  # fmt: skip
"""Words that stand for something, by their kind: a number, a month, how often, a holiday by its name."""

MORNING, AFTERNOON, EVENING, NIGHT = "morning", "afternoon", "evening", "night"
PARTS_OF_DAY = {
    "ochtend": MORNING, "morgen": MORNING, "middag": AFTERNOON, "avond": EVENING, "nacht": NIGHT, "morning": MORNING,
    "afternoon": AFTERNOON, "evening": EVENING, "av": EVENING,
}  # fmt: skip
DAYS_TOO = {"zat": 5, "woe": 2, "don": 3, "dond": 3, "din": 1, "maa": 0, "thurs": 3, "tues": 1, "weds": 2}
"""Days in short that only sheets have: the format has its own."""

SHORT_DAYS = {"maan": 0, "dins": 1, "woens": 2, "donder": 3, "vrij": 4, "zater": 5, "zon": 6}
"""Days of which a hyphen stands for the end: ``maan- en donderdag``."""


def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, Any]]]:
    """Return the phrases of all tables by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    written = [(phrase, kind, None) for kind, phrases in WHEN_WORDS.items() for phrase in phrases.split(", ")]
    written += [(word, kind, value) for kind, table in WHEN_VALUES.items() for word, value in table.items()]
    for phrase, kind, value in written:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, kind, value))
    for same in found.values():
        same.sort(key=lambda one: -len(one[0]))
    return found


PHRASES = _phrases()
"""The phrases of all tables by their first word, the longest first."""


_ROUGHLY = {
    **{f"{day}{end}": f"{day}" for day in DAYS if len(day) > 5 for end in ("", "en", "s")},
    **{month: month for month in MONTHS if len(month) > 6},
}


def nearly(word: str) -> str | None:
    """Return the day or month that this word is with one letter wrong, where it can be only one."""
    from rapidfuzz.distance import DamerauLevenshtein  # only a mistake pays for it

    word = word.replace("dach", "dag")
    near = {name for one, name in _ROUGHLY.items() if DamerauLevenshtein.distance(word, one, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


def simplified(text: str) -> str:
    """Return a text in small letters without accents, with the dashes and quotes of a keyboard."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(bare.translate(_PLAIN_KEYS).split())


_PLAIN_KEYS = str.maketrans(
    {**dict.fromkeys("–—−‒‐‑", "-"), **dict.fromkeys("’‘`´′", "'"), **dict.fromkeys("“”„", '"')}
)

# --- messages ---------------------------------------------------------------------------------------------

_BEFORE = ("elke ", "iedere ", "alle ", "op ", "de ", "het ")


def bare(word: str) -> str:
    """Return the word as it stands in the tables: small letters, without quotes, bullets and ``elke`` before it."""
    plain = word.strip(" \t\u00a0\"'“”„‘’•·*").casefold()
    for before in _BEFORE:
        plain = plain.removeprefix(before)
    return plain


def english(word: str) -> str | None:
    """Return the format's word for a Dutch one, or None."""
    return DUTCH.get(word.strip().casefold()) or DUTCH.get(bare(word))


def weekday(word: str) -> str | None:
    """Return the format's word for a day of the week: ``di``, ``dinsdagen`` and ``elke dinsdag`` are tuesday."""
    plain = bare(word).removesuffix(".")
    number = DAYS.get(plain, DAYS.get(plain.removesuffix("en"), DAYS.get(plain.removesuffix("s"))))
    return None if number is None else WEEK[number]


_NEAR_ENOUGH = 70


def closest(word: str, allowed: Collection[str]) -> str | None:
    """Return the allowed word that was probably meant, or None when nothing comes near.

    A Dutch word for it wins; then the same word in other case, spacing or number; then likeness of spelling.
    """
    from rapidfuzz import fuzz, process  # only a mistake pays for it

    plain = word.strip().casefold()
    if (translated := english(word)) in allowed:
        return translated
    for variant in (plain, bare(word), plain.replace("_", "-"), plain.replace("-", "_"), plain.replace(" ", "-")):
        if variant in allowed:
            return variant
    words = sorted(allowed)
    found = process.extractOne(plain, words, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    if found is None:  # "dorpshuis" for "dorpshuis-de-heul"
        part = [name for name in words if len(plain) > 3 and plain in name]
        return part[0] if len(part) == 1 else None
    return str(found[0])


# --- word processors ------------------------------------------------------------------------------------
# What a word processor makes of what was typed, and how it is undone.

SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u3000"
"""Spaces that are no spaces for YAML, for use between brackets of a pattern."""

LONGEST_VALUE = 300
"""What is longer is no value that was written in another way: nobody guesses what it means, at whatever cost."""

BULLETS = "–—•●▪‣·*"
"""What stands where a hyphen should, in a list that was made in a word processor."""

HTML = re.compile(
    r"</?(?:a|b|i|u|p|br|em|div|span|font|strong|ul|ol|li|h[1-6]|img|table|script|style|iframe)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""A tag of a web page; ``1 < 2`` and ``<https://…>`` are none."""

PASTED = re.compile(r"<(?:(?:p|br|div|span|font|ul|ol|li|h[1-6]|table)(?:\s[^<>]*)?/?|b|i|u|strong|em)>", re.IGNORECASE)
"""What comes along when somebody copies a web page into Markdown."""

_PAIRS = {"“": "”", "„": "”", "‘": "’", "‚": "’", "”": "”", "’": "’", "«": "»"}
_NEEDS_QUOTES = re.compile(r"""[,\[\]{}]|: |:$| #|^[\s"'&*!|>%@`#?-]|\s$""")
_SPACE = re.compile(f"[{SPACES}]")
_KEYS = str.maketrans({**dict.fromkeys("–—−‒‐‑", "-"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚′", "'")})


def as_typed(text: str) -> str:
    """Return the text with the characters that are on a keyboard, without the quotes that stand around all of it."""
    plain = _SPACE.sub(" ", UNSEEN_SIGNS.sub("", text)).strip(f" {DIRECTIONS}")
    if len(plain) > 1 and plain[-1] in {_PAIRS.get(plain[0]), "”", "’"} and plain[0] in _PAIRS:
        plain = plain[1:-1].strip()
    return plain.translate(_KEYS)


DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)
"""What Windows keeps for itself: no file or folder can be called so there, whatever its ending."""


def identifier_like(text: str) -> str:
    """Return the identifier that comes nearest to a name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{found}-1" if found in DEVICES else found


def free_name(title: str, is_taken: Callable[[str], bool]) -> str:
    """Return a name for the file that is not taken: ``koffie``, else ``koffie-2``, ``koffie-3`` and so on."""
    name = identifier_like(title) or "activiteit"
    number, free = 1, name
    while is_taken(free):
        number += 1
        free = f"{name[:56].rstrip('-')}-{number}"
    return free


def in_flow(text: str) -> str:
    """Return a text as it can stand between brackets, with quotes where it needs them."""
    if _NEEDS_QUOTES.search(text) or not text:
        return in_quotes(text)
    return text


def in_quotes(text: str) -> str:
    """Return a text between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
