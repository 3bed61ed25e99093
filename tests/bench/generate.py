"""The same invented activities for every contestant: a town of any size, the same on every machine.

`python tests/bench/generate.py SIZE FOLDER NAME...` writes it in the form each named contestant reads; `demo` for SIZE
writes the demo as it is published. `run.py` starts this as a process of its own: on Linux a child's peak memory begins
at that of its parent, so the process that measures has to stay small.
"""

# ruff: noqa: S311 - chance that is the same every time is the point

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from pathlib import Path

SEED = 20261124
TODAY = date(2026, 11, 24)
SEASON = date(2026, 9, 1)
WORDS = 120

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ICAL = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NTH = {1: ("eerste", "first"), 2: ("tweede", "second"), 3: ("derde", "third"), -1: ("laatste", "last")}

NEIGHBOURHOODS = (
    *("Molenhoek", "Oude Haven", "Kerkbuurt", "De Weerd", "Lindenkwartier", "Veldzicht", "Zuiderpoort", "Het Gansje"),
    *("Rivierenbuurt", "Stationskwartier", "Beukenhof", "De Griend", "Noorderlaan", "Bloemenveld", "Havenkom"),
    *("Oosterdijk", "Polderrand", "Westergaard"),
)
THEMES = {
    "ontmoeten": ("Ontmoeten", "Meeting people"),
    "eten-en-drinken": ("Eten en drinken", "Eating and drinking"),
    "bewegen": ("Bewegen", "Moving"),
    "creatief": ("Creatief", "Creative"),
    "muziek-en-zingen": ("Muziek en zingen", "Music and singing"),
    "taal": ("Taal", "Language"),
    "digitaal": ("Digitaal", "Digital"),
    "geld-en-formulieren": ("Geld en formulieren", "Money and forms"),
    "gezondheid": ("Gezondheid", "Health"),
    "mantelzorg": ("Mantelzorg", "Caring for somebody"),
    "rouw-en-steun": ("Rouw en steun", "Grief and support"),
    "natuur-en-tuin": ("Natuur en tuin", "Nature and garden"),
    "spel": ("Spel", "Games"),
    "kinderen-en-opvoeden": ("Kinderen en opvoeden", "Children and parenting"),
    "geloof-en-zingeving": ("Geloof en zingeving", "Faith and meaning"),
    "repareren-en-ruilen": ("Repareren en ruilen", "Repairing and swapping"),
    "cultuur": ("Cultuur", "Culture"),
    "vrijwilligerswerk": ("Vrijwilligerswerk", "Volunteering"),
}
AUDIENCES = {
    "ouderen": ("Ouderen", "Older people", "65+"),
    "75-plus": ("75-plussers", "People of 75 and older", "75+"),
    "jongeren": ("Jongeren", "Young people", "13-27"),
    "kinderen": ("Kinderen", "Children", "4-12"),
    "ouders": ("Ouders", "Parents", "18+"),
    "nieuwkomers": ("Nieuwkomers", "Newcomers", None),
}
TITLES = {
    "ontmoeten": ("Koffieochtend", "Inloop", "Buurthuiskamer", "Vrijdagsoos"),
    "eten-en-drinken": ("Samen eten", "Soepmiddag", "Kookclub"),
    "bewegen": ("Wandelgroep", "Stoelgymnastiek", "Walking football", "Jeu de boules"),
    "creatief": ("Schildersclub", "Naaiatelier", "Breicafé"),
    "muziek-en-zingen": ("Zangmiddag", "Buurtkoor", "Samen muziek maken"),
    "taal": ("Taalcafé", "Nederlands oefenen", "Leesclub"),
    "digitaal": ("Computerhulp", "Telefoonspreekuur", "Digicafé"),
    "geld-en-formulieren": ("Formulierenhulp", "Spreekuur geld", "Hulp bij post"),
    "gezondheid": ("Beweegspreekuur", "Gezond ontbijt", "Slaapgroep"),
    "mantelzorg": ("Mantelzorgcafé", "Respijtochtend"),
    "rouw-en-steun": ("Rouwgroep", "Steungroep", "Troostcafé"),
    "natuur-en-tuin": ("Tuinochtend", "Moestuinclub", "Natuurwandeling"),
    "spel": ("Spelletjesmiddag", "Schaakclub", "Bingo", "Klaverjassen"),
    "kinderen-en-opvoeden": ("Ouderkamer", "Kinderclub", "Speelinstuif"),
    "geloof-en-zingeving": ("Gesprekskring", "Open kerk", "Stilte-uur"),
    "repareren-en-ruilen": ("Reparatiecafé", "Ruilkast open", "Fietsenwerkplaats"),
    "cultuur": ("Filmavond", "Museumclub", "Verhalentafel"),
    "vrijwilligerswerk": ("Klusteam", "Vrijwilligersinloop"),
}
KINDS = ("welfare", "church", "sports", "school", "care", "culture", "residents", "library", "volunteers", "other")
ORGANISATIONS = {
    "welfare": "Welzijnsgroep",
    "church": "Kerkgemeente",
    "sports": "Sportclub",
    "school": "Basisschool",
    "care": "Zorgpunt",
    "culture": "Kunstkring",
    "residents": "Bewonersclub",
    "library": "Leesplein",
    "volunteers": "Vrijwilligers",
    "other": "Stichting",
}
VENUE_KINDS = ("community-centre", "school", "sports", "church", "library", "care", "shop")
VENUES = {
    "community-centre": "Buurthuis",
    "school": "Schoolgebouw",
    "sports": "Sporthal",
    "church": "Kerkzaal",
    "library": "Bibliotheek",
    "care": "Zorghuis",
    "shop": "Ruilwinkel",
}
STREETS = ("Dorpsstraat", "Kerkweg", "Molenpad", "Havenkade", "Lindelaan", "Schoolstraat", "Veerdam", "Tuinpad")
SENTENCES = (
    "De koffie staat klaar en er is altijd iemand die je welkom heet.",
    "Je hoeft niets mee te nemen, alleen jezelf en een beetje tijd.",
    "Kom je voor het eerst, bel dan even, dan wacht er iemand bij de deur.",
    "We beginnen rustig en praten eerst over hoe het met iedereen gaat.",
    "Wie wil helpen met opruimen is van harte welkom, maar het hoeft niet.",
    "De groep bestaat uit ongeveer twaalf mensen uit de hele buurt.",
    "Sommigen komen elke keer, anderen alleen als het uitkomt.",
    "Er is een lift en een ruim toilet op de begane grond.",
    "In de zomer zitten we buiten als het weer het toelaat.",
    "Je kunt gratis parkeren achter het gebouw of met de bus komen.",
    "Aan het eind drinken we samen nog een kop thee met iets lekkers.",
    "Onze vrijwilligers hebben een cursus gevolgd en nemen de tijd voor je.",
    "Vragen over post, geld of de computer mag je altijd stellen.",
    "Praten mag, stil zijn mag ook, en niemand kijkt daar vreemd van op.",
    "Neem gerust een buurvrouw, een vriend of je kleinkind mee.",
    "We spreken Nederlands, maar we helpen elkaar als een woord lastig is.",
    "Het materiaal ligt klaar en je mag alles eerst eens proberen.",
    "Wie slecht loopt, kan meerijden met een van onze chauffeurs.",
    "Je betaalt ter plaatse, met de pas van de gemeente is het gratis.",
    "Honden mogen mee als ze rustig onder de tafel blijven liggen.",
    "Na een paar keer ken je de namen en weet je wie van kaarten houdt.",
    "Elke maand kiezen we samen wat we de volgende keer gaan doen.",
    "De ruimte is licht en er staat geen muziek aan tijdens het gesprek.",
    "Ben je een keer verhinderd, dan is een kort bericht genoeg.",
    "Ook als je alleen wilt kijken hoe het gaat, ben je welkom.",
)


@dataclass(frozen=True)
class Venue:
    """A place with an address in one neighbourhood."""

    id: str
    name: str
    kind: str
    street: str
    postcode: str
    neighbourhood: str
    point: tuple[float, float]
    rooms: int


@dataclass(frozen=True)
class Activity:
    """One series. ``schedule`` is our ``when`` entry, ``rule`` the RRULE, ``start`` and ``end`` the first date's."""

    id: str
    title: str
    summary: str
    description: str
    organisation: str
    venue: Venue
    themes: tuple[str, ...]
    audience: str | None
    schedule: str
    when: str
    rule: str
    start: str
    end: str
    cents: int
    come_alone: bool
    phone: str
    confirmed: date

    @property
    def name(self) -> str:
        """The file's name."""
        return self.id.partition("/")[2]

    @property
    def cost(self) -> str:
        """What it costs, in words."""
        return "gratis" if not self.cents else f"€ {self.cents // 100},{self.cents % 100:02d}"


@dataclass(frozen=True)
class Town:
    """Everything that is written, by identifier."""

    neighbourhoods: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, tuple[str, str]] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)


def slug(name: str) -> str:
    """Write a name as an identifier."""
    return name.lower().replace("é", "e").replace(" ", "-")


def town(size: int) -> Town:
    """Make a town with ``size`` activities: 35 organisations, 30 venues and 18 neighbourhoods at 350.

    Organisations and venues grow with the square root of the size, as more towns join one calendar.
    """
    chance = random.Random(SEED)
    growth = sqrt(size / 350)
    made = Town(neighbourhoods={slug(name): name for name in NEIGHBOURHOODS})
    for number in range(max(3, round(35 * growth))):
        kind = KINDS[number % len(KINDS)]
        name = f"{ORGANISATIONS[kind]} {NEIGHBOURHOODS[number % len(NEIGHBOURHOODS)]} {number + 1}"
        made.organisations[slug(name)] = (name, kind)
    for number in range(max(3, round(30 * growth))):
        made_venue = _venue(number, chance)
        made.venues[made_venue.id] = made_venue
    organisations, venues = list(made.organisations), list(made.venues.values())
    for number in range(size):
        made.activities.append(_activity(number, chance.choice(organisations), chance.choice(venues), chance))
    return made


def _venue(number: int, chance: random.Random) -> Venue:
    kind = VENUE_KINDS[number % len(VENUE_KINDS)]
    home = NEIGHBOURHOODS[number % len(NEIGHBOURHOODS)]
    name = f"{VENUES[kind]} {home} {number + 1}"
    return Venue(
        id=slug(name),
        name=name,
        kind=kind,
        street=f"{chance.choice(STREETS)} {chance.randint(1, 180)}",
        postcode=f"39{chance.randint(60, 69)} {chance.choice('ABCDE')}{chance.choice('ABCDE')}",
        neighbourhood=slug(home),
        point=centre(slug(home), chance.uniform(-0.003, 0.003)),
        rooms=chance.randint(1, 3),
    )


def centre(neighbourhood: str, aside: float = 0.0) -> tuple[float, float]:
    """Where a neighbourhood lies: a grid of six by three, each about 700 metres wide."""
    number = [slug(name) for name in NEIGHBOURHOODS].index(neighbourhood)
    return round(51.95 + 0.0065 * (number // 6) + aside, 5), round(5.30 + 0.0100 * (number % 6) + aside, 5)


def _activity(number: int, organisation: str, venue: Venue, chance: random.Random) -> Activity:
    themes = tuple(chance.sample(list(THEMES), chance.choice((1, 2, 2, 3))))
    title = f"{chance.choice(TITLES[themes[0]])} {venue.name.rpartition(' ')[0].partition(' ')[2]}"
    hour, length = chance.randint(9, 20), chance.choice((60, 90, 120, 180))
    minute = chance.choice((0, 0, 30))
    stop = hour * 60 + minute + length
    schedule, when, rule, first = _pattern(chance)
    clock = f"{hour:02d}:{minute:02d}-{stop // 60:02d}:{stop % 60:02d}"
    skip = "\n    skip: [school-holidays]" if chance.random() < 0.5 else ""
    return Activity(
        id=f"{organisation}/{slug(title)}-{number}",
        title=title,
        summary=" ".join(chance.sample(SENTENCES, 1)),
        description=_description(chance),
        organisation=organisation,
        venue=venue,
        themes=themes,
        audience=chance.choice((None, None, *AUDIENCES)),
        schedule=f"  - {schedule}\n    time: {clock}\n    from: {SEASON}{skip}\n",
        when=f"{when}, {hour}.{minute:02d} tot {stop // 60}.{stop % 60:02d} uur",
        rule=rule,
        start=f"{first:%Y%m%d}T{hour:02d}{minute:02d}00",
        end=f"{first:%Y%m%d}T{stop // 60:02d}{stop % 60:02d}00",
        cents=chance.choice((0, 0, 0, 150, 250, 500)),
        come_alone=chance.random() < 0.5,
        phone=f"0343-555 {chance.randint(0, 99):03d}",
        confirmed=TODAY - timedelta(days=chance.randint(5, 300)),
    )


def _pattern(chance: random.Random) -> tuple[str, str, str, date]:
    """Choose a rule; tell it as our format, in Dutch, as an RRULE, and give its first date of the season."""
    day = chance.choices(range(7), weights=(3, 4, 4, 4, 3, 2, 1))[0]
    first = SEASON + timedelta(days=(day - SEASON.weekday()) % 7)
    kind = chance.random()
    if kind < 0.65:
        return f"weekly: {ENGLISH[day]}", f"elke {WEEKDAYS[day]}", f"FREQ=WEEKLY;BYDAY={ICAL[day]}", first
    if kind < 0.75:
        rule = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={ICAL[day]}"
        return f"weekly: {ENGLISH[day]}\n    every: 2", f"om de week op {WEEKDAYS[day]}", rule, first
    nth = chance.choice(tuple(NTH))
    while not _is_nth(first, nth):
        first += timedelta(days=7)
    dutch, english = NTH[nth]
    rule = f"FREQ=MONTHLY;BYDAY={nth}{ICAL[day]}"
    return f"monthly: {english} {ENGLISH[day]}", f"elke {dutch} {WEEKDAYS[day]} van de maand", rule, first


def _is_nth(day: date, nth: int) -> bool:
    return (day + timedelta(days=7)).month != day.month if nth == -1 else (day.day - 1) // 7 + 1 == nth


def _description(chance: random.Random) -> str:
    """About 120 words of Markdown: two paragraphs, a list, a word in bold."""
    sentences: list[str] = []
    words = 0
    for sentence in chance.sample(SENTENCES, len(SENTENCES)):
        if words >= WORDS:
            break
        sentences.append(sentence)
        words += len(sentence.split())
    first, second, listed = sentences[:4], sentences[4:-3], sentences[-3:]
    return "\n\n".join(
        (f"**Welkom.** {' '.join(first)}", " ".join(second), "\n".join(f"- {sentence}" for sentence in listed))
    )


def write(path: Path, text: str) -> None:
    """Write one file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main(name: str, folder: str, *names: str) -> None:
    """Write a set for the contestants ``names``, each in its own folder: a town of a size, or the demo as published."""
    from contestants import CONTESTANTS

    made = town(int(name)) if name.isdigit() else None
    for contestant in CONTESTANTS:
        if contestant.name in names and made:
            contestant.write(made, Path(folder) / contestant.name)
        elif contestant.name in names and contestant.write_demo:
            contestant.write_demo(Path(folder) / contestant.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
