"""Which column holds what, by the name that somebody gave it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from buurtkalender.domain.facts import FACTS
from buurtkalender.submissions.importing.matching import words
from buurtkalender.submissions.importing.sheets import HEAD, Table
from buurtkalender.words.facts import FACT_WORDS

NEAR = 88

FIELDS = {
    "title": "wat|activiteit|naam|titel|naam activiteit|naam van de activiteit|activiteit naam|wat is er te doen|"
    "aanbod|evenement|onderwerp|cursus|programma|activity|event|title|name|what",
    "summary": "samenvatting|kort|korte omschrijving|korte tekst|summary",
    "description": "omschrijving|beschrijving|toelichting|uitleg|inhoud|tekst|bijzonderheden|opmerkingen|opmerking|"
    "informatie|info|omschrijving activiteit|lange omschrijving|description|details|notes",
    "when": "wanneer|dag en tijd|dag tijd|dag tijdstip|dag en tijdstip|dagen en tijden|datum en tijd|datum tijd|"
    "moment|when",
    "day": "dag|dagen|weekdag|op welke dag|welke dag|dag van de week|day|days|weekday",
    "date": "datum|data|date|dates|op welke datum",
    "time": "tijd|tijden|tijdstip|hoe laat|tijdstippen|van tot|tijd van tot|time|times|hours|uur",
    "start": "van|begin|begintijd|starttijd|aanvang|aanvangstijd|start|tijd van|tijd begin|start time|starts|from",
    "end": "tot|eind|einde|eindtijd|tijd tot|tijd eind|end|end time|ends|to",
    "first": "vanaf|startdatum|begindatum|ingangsdatum|eerste keer|start datum|begin datum|start date",
    "last": "einddatum|tot en met|t m|laatste keer|eind datum|end date|until",
    "every": "frequentie|hoe vaak|herhaling|frequency",
    "where": "waar|locatie|plek|gebouw|locatie naam|naam locatie|venue|location|where|accommodatie",
    "room": "zaal|ruimte|lokaal|room",
    "street": "adres|straat|straat en huisnummer|straatnaam|adres locatie|address|street",
    "postcode": "postcode|postal code|zip",
    "city": "plaats|woonplaats|dorp|stad|kern|city|town",
    "cost": "kosten|prijs|bijdrage|eigen bijdrage|entree|toegang|tarief|wat kost het|kosten per keer|cost|price|costs",
    "audience": "voor wie|doelgroep|doelgroepen|wie|voor wie is het|audience|for whom|target group",
    "ages": "leeftijd|leeftijden|leeftijdsgroep|ages|age",
    "signup": "aanmelden|aanmelding|opgeven|opgave|inschrijven|inschrijving|aanmelden nodig|aanmelden via|reserveren|"
    "sign up|signup|registration|booking",
    "phone": "telefoon|tel|telefoonnummer|tel nr|telnr|mobiel|telefoon contact|phone|telephone",
    "email": "e mail|email|mail|mailadres|emailadres|e mailadres|e mail adres|mail contact",
    "url": "website|site|link|url|meer informatie|meer info|webpagina|internet|www",
    "person": "contactpersoon|contact|naam contactpersoon|begeleider|docent|coordinator|vrijwilliger|contact person",
    "organisation": "organisatie|aanbieder|organisator|georganiseerd door|instelling|vereniging|"
    "organisation|organization|organiser",
    "theme": "thema|thema s|themas|categorie|soort|rubriek|type|soort activiteit|theme|category",
    "capacity": "capaciteit|max deelnemers|maximum aantal deelnemers|aantal plaatsen|aantal deelnemers|"
    "groepsgrootte|capacity",
    "languages": "taal|talen|voertaal|language|languages",
} | {FACTS[key].field: facts.headers for key, facts in FACT_WORDS.items() if facts.headers}


class Head(NamedTuple):
    """Where the names of the columns stand: the row's place in the table, and the column of each field.

    ``unused`` are the names that mean nothing here.
    """

    row: int
    columns: dict[str, int]
    unused: tuple[str, ...]


def head_of(table: Table) -> Head | None:
    """Return the row with the names of the columns: that of the first rows in which most are known."""
    best: Head | None = None
    for row, (_, cells) in enumerate(table.rows[:HEAD]):
        found = _head(row, cells)
        if (
            "title" in found.columns
            and len(found.columns) >= 2
            and (best is None or len(found.columns) > len(best.columns))
        ):
            best = found
    return best


def _head(row: int, cells: list[str]) -> Head:
    columns: dict[str, int] = {}
    unused = []
    scored = [(*_field(cell), n) for n, cell in enumerate(cells) if cell and len(cell) <= 80]
    for field, score, n in sorted(scored, key=lambda one: (-one[1], one[2])):
        if field and field not in columns:
            columns[field] = n
        elif score < 101:
            unused.append(cells[n])
    return Head(row, columns, tuple(unused))


@cache
def _field(cell: str) -> tuple[str, float]:
    """Return the field that a name means, with how sure that is, of 100; an empty one for a name that is not known."""
    plain = words(cell)
    if not plain:
        return "", 0
    names = _names()
    if plain in names:
        return names[plain], 100
    near = max(((fuzz.ratio(plain, name), field) for name, field in names.items() if len(name) > 3), default=(0, ""))
    if near[0] >= NEAR:
        return near[1], near[0]
    begin = plain.split()
    for length in (3, 2, 1):
        if (short := " ".join(begin[:length])) in names and len(begin) > length:
            return names[short], 50 + length
    return "", 0


@cache
def _names() -> dict[str, str]:
    return {words(name): field for field, names in FIELDS.items() for name in names.split("|")}
