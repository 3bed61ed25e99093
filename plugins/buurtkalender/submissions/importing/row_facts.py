"""What the columns of a sheet are, by the names that somebody gave them, and the facts that they tell."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from msgspec.structs import replace
from rapidfuzz import fuzz

from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Calendar, Childcare, Cost, Families, Host, Price, Signup
from buurtkalender.domain.values import Ages, Contact, Term
from buurtkalender.form.parsers import named_prices
from buurtkalender.reading.fields_facts import Money
from buurtkalender.reading.fields_times import Moment
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.fixing_values import AS_SUGGESTED
from buurtkalender.submissions.importing import facts as words_in
from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace
from buurtkalender.submissions.importing.sheets import HEAD, SheetTable
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.values import Message

# --- headers ---------------------------------------------------------------------------------------------
# Which column holds what, by the name that somebody gave it.

NEAR = 88
LONGEST_NAME = 120

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
    "host": "wie doet het|uitvoerder|uitgevoerd door|uitvoering door|initiatiefnemer|host|done by",
    "full": "vol|volgeboekt|is het vol|uitverkocht|full|sold out",
    "opens": "aanmelden vanaf|inschrijven vanaf|opgeven vanaf|aanmelding opent|inschrijving opent|sign up from",
    "until": "aanmelden tot|aanmelden t m|aanmelden tot en met|inschrijven tot|inschrijven tot en met|opgeven tot|"
    "opgeven tot en met|uiterste aanmelddatum|sluitingsdatum aanmelding|sign up until",
    "children": "kinderen welkom|kinderen mogen mee|mogen kinderen mee|children welcome",
    "siblings": "broertjes en zusjes|broertjes en zusjes welkom|broers en zussen welkom|siblings",
    "childcare": "kinderopvang|oppas|is er oppas|childcare",
} | {FACTS[key].field: facts.headers for key, facts in FACT_WORDS.items() if facts.headers}


class HeaderRow(NamedTuple):
    """Where the names of the columns stand: the row's place in the table, and the column of each field.

    ``unused`` are the names that mean nothing here.
    """

    row: int
    columns: dict[str, int]
    unused: tuple[str, ...]


def head_of(table: SheetTable) -> HeaderRow | None:
    """Return the row with the names of the columns: that of the first rows in which most are known."""
    best: HeaderRow | None = None
    for row, (_, cells) in enumerate(table.rows[:HEAD]):
        found = _head(row, cells)
        if (
            "title" in found.columns
            and len(found.columns) >= 2
            and (best is None or len(found.columns) > len(best.columns))
        ):
            best = found
    return best


def _head(row: int, cells: list[str]) -> HeaderRow:
    columns: dict[str, int] = {}
    unused = []
    scored = [(*_field(cell), n) for n, cell in enumerate(cells) if cell and len(cell) <= 80]
    for field, score, n in sorted(scored, key=lambda one: (-one[1], one[2])):
        if field and field not in columns:
            columns[field] = n
        elif score < 101:
            unused.append(cells[n])
    return HeaderRow(row, columns, tuple(unused))


@cache
def _field(cell: str) -> tuple[str, float]:
    """Return the field that a name means, with how sure that is, of 100; an empty one for a name that is not known."""
    plain = comparable_name(cell)
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
    return {comparable_name(name): field for field, names in FIELDS.items() for name in names.split("|")}


_YES = frozenset({"ja", "j", "yes", "y", "x", "waar", "true", "1", "v", "wel"})
_NO = frozenset({"nee", "n", "no", "onwaar", "false", "0", "niet", "geen", "nvt"})
_FREE_CELL = frozenset({"gratis", "geen", "0", "0 00", "free", "nee", "vrij", "niets", "geen kosten", "kosteloos"})
_AMOUNT = re.compile(r"(?:€\s*)?(\d{1,4})(?:[.,](\d{1,2}|-))?\s*(?:euro|eur)?,?-?")
_ALL_PEOPLE = frozenset({"iedereen", "alle leeftijden", "voor iedereen", "allen", "everyone", "alle", "wijkbewoners"})


class SheetRow(NamedTuple):
    """A row of a sheet, with the row that names its columns."""

    sheet: str
    number: int
    cells: list[str]
    head: HeaderRow

    def get(self, field: str) -> str:
        """Return the text of a field; empty when there is no such column."""
        n = self.head.columns.get(field, -1)
        return self.cells[n].strip() if 0 <= n < len(self.cells) else ""

    @property
    def at(self) -> SourcePlace:
        """Where it stands."""
        return SourcePlace(self.number, self.get("title"), sheet=self.sheet, row=True)

    @property
    def text(self) -> str:
        """All that it says."""
        return " | ".join(filter(None, self.cells))


def _priced(text: str) -> tuple[Price, ...]:
    """Return the prices that have a name, where that is all that a cell says and nobody has two."""
    pairs = [(who, Money().read(Scalar(amount, 1, 1), FileNotes(""))) for who, amount in named_prices(text)]
    once = {who.casefold() for who, _ in pairs}
    return tuple(Price(who, cents) for who, cents in pairs) if len(once) == len(pairs) else ()


class RowFacts:
    """Reads the facts of one row; ``items`` is what is to be told of them."""

    def __init__(self, row: SheetRow, calendar: Calendar) -> None:
        self.items: list[ReportItem] = []
        self._row = row
        self._calendar = calendar

    def _check(self, text: str, /, **words_: object) -> None:
        self.items.append(ReportItem(Certainty.CHECK, self._row.at, Message(text, words_)))

    def facts(self) -> dict[str, Any]:
        """Return them, as attributes of an activity."""
        row = self._row
        given: dict[str, Any] = {}
        named = _priced(row.get("cost"))
        cost = Cost(min(one.cents for one in named), prices=named) if named else self._cost(row.get("cost"))
        if cost is not None:
            given["cost"] = cost
        reach = self._reach()
        if reach:
            given["contact"] = Contact(**reach)
        if row.get("signup"):
            signup = self._signup(row.get("signup"), reach)
            if signup is not None:
                given["signup"] = signup
        given |= self._signup_window(given.get("signup"))
        given |= self._who_does_it() | self._families()
        full = self._fact("full")
        if full is not None:
            given["full"] = full
        given |= self._terms("theme", "themes", self._calendar.themes)
        given |= self._terms("languages", "languages", self._calendar.languages)
        given |= self._audience()
        for fact in FACTS.values():
            known = fact.plain or fact.key in self._calendar.facilities
            holds = self._fact(fact.field) if known else None
            if holds is not None:
                given |= {fact.field: holds} if fact.plain else {"access": {fact.key: holds}}
        number = re.search(r"\d{1,5}", row.get("capacity"))
        if number and int(number[0]):
            given["capacity"] = int(number[0])
        return given

    def _signup_window(self, signup: Signup | None) -> dict[str, Any]:
        """Return how one signs up, with from when and until when; nothing where nobody told that one has to."""
        told = {field: text for field in ("opens", "until") if (text := self._row.get(field))}
        if not told:
            return {}
        if signup is None:
            text = N_("“{text}” was left out: it does not say whether people have to sign up")
            self._check(text, text=", ".join(told.values()))
            return {}
        found = {field: self._moment(text, end=field == "until") for field, text in told.items()}
        if all(found.values()) and len(found) == 2 and found["opens"] >= found["until"]:
            self._check(N_("“{text}” was not understood"), text=" – ".join(told.values()))
            return {}
        return {"signup": replace(signup, **{field: moment for field, moment in found.items() if moment})}

    def _moment(self, text: str, *, end: bool) -> Any:
        """Return the moment in a cell, as the reader has it, or as it could only be meant."""
        kind, notes = Moment(end=end), FileNotes("")
        plain = text.replace(" 00:00:00", "").strip()
        found = kind.read(Scalar(plain, 1, 1), notes)
        meant = notes.problems[0].params.get("suggestion", "") if notes.problems else ""
        if found is None and meant and AS_SUGGESTED["bad-moment"](plain):
            found = kind.read(Scalar(meant, 1, 1), FileNotes(""))
        if found is None:
            self._check(N_("“{text}” was not understood"), text=text)
        return found

    def _who_does_it(self) -> dict[str, Any]:
        name = " ".join(self._row.get("host").split())
        if not name:
            return {}
        if len(name) > LONGEST_NAME:
            self._check(N_("“{text}” was not understood"), text=name)
            return {}
        self._check(N_("it names who does it ({name}): may everybody read that?"), name=name)
        return {"host": Host(name)}

    def _families(self) -> dict[str, Any]:
        """Return how it is for parents, as far as a column says so."""
        found = Families(self._fact("children"), self._childcare(self._row.get("childcare")), self._fact("siblings"))
        return {} if found == Families() else {"families": found}

    def _childcare(self, text: str) -> Childcare | None:
        plain = text.strip().casefold().removeprefix("€").strip().replace("gratis", "free")
        cents = Money().parse(plain, Scalar(plain, 1, 1), FileNotes("")) if plain not in {"", "0", "1"} else None
        if isinstance(cents, int):
            return Childcare(offered=True, cents=cents)
        offered = self._fact("childcare")
        return None if offered is None else Childcare(offered=offered)

    def _fact(self, field: str) -> bool | None:
        text = self._row.get(field)
        plain = comparable_name(text)
        if not plain or plain in {"onbekend", "weet niet", "unknown"}:
            return None
        if plain in _YES or plain.split()[0] in _YES:
            return True
        if plain in _NO or plain.split()[0] in _NO:
            return False
        self._check(N_("“{text}” is neither yes nor no"), text=text)
        return None

    def _cost(self, text: str) -> Cost | None:
        if not text:
            return None
        plain = comparable_name(text)
        if plain in _FREE_CELL or plain.replace("euro", "").strip() in _FREE_CELL:
            return Cost(0)
        match = _AMOUNT.match(text.strip().lower())
        if match is None:
            found = words_in.cost(text)
            if found is None:
                self._check(N_("the price “{text}” was not understood"), text=text)
            return found
        cents = match[2] or ""
        amount = int(match[1]) * 100 + (int(cents.ljust(2, "0")) if cents.isdecimal() else 0)
        rest = text.strip()[match.end() :].strip(" ,.;:()")
        if re.search(r"\d", rest):
            self._check(N_("the price “{text}” was not understood"), text=text)
            return None
        per = re.match(r"(?:per|p\.?)\s+([\w ]{2,30})", rest.lower())
        if per:
            return Cost(amount, per=per[1].strip())
        return Cost(amount, note=rest[:200] or None)

    def _reach(self) -> dict[str, str]:
        """Return the telephone number and mail address of its columns."""
        told = words_in.reach(f"{self._row.get('phone')} ; {self._row.get('email')}")
        for field in ("phone", "email"):
            if self._row.get(field) and field not in told:
                self._check(N_("“{text}” was not understood"), text=self._row.get(field))
        return {key: told[key] for key in ("phone", "email") if key in told}

    def _signup(self, text: str, reach: dict[str, str]) -> Signup | None:
        own = words_in.reach(text)
        plain = comparable_name(text)
        first = plain.split()[0] if plain else ""
        if first in _NO or "niet nodig" in plain or "hoeft niet" in plain or "inloop" in plain:
            return Signup(required=False)
        if (
            own
            or first in _YES
            or plain.startswith(("verplicht", "nodig", "via", "bij", "graag", "per", "tel", "mail"))
        ):
            return Signup(required=True, **dict[str, Any](own or reach))
        self._check(N_("“{text}” was not understood"), text=text)
        return None

    def _terms(self, field: str, attribute: str, terms: dict[str, Term]) -> dict[str, tuple[str, ...]]:
        """Return the words of the vocabulary in a cell; others are left to guesses."""
        text = self._row.get(field)
        labels = ((label, key) for key, term in terms.items() for label in (*term.label.values(), key))
        known = {plain: key for label, key in labels if (plain := comparable_name(label))}
        whole = known.get(comparable_name(text))
        parts = [text] if whole else re.split(r"\s*[,;/&+]\s*|\s+en\s+", text)
        found = tuple(dict.fromkeys(known[comparable_name(part)] for part in parts if comparable_name(part) in known))
        return {attribute: found} if found else {}

    def _audience(self) -> dict[str, Any]:
        """Return for whom it is: ages, words of the vocabulary, or everybody."""
        text, ages = self._row.get("audience"), self._row.get("ages")
        found: dict[str, Any] = {}
        if comparable_name(text) in _ALL_PEOPLE:
            found["audiences"] = ()
        else:
            found |= self._terms("audience", "audiences", self._calendar.audiences)
        told = self._ages(ages) or (words_in.ages(text) if text else None)
        if told is not None:
            found["ages"] = told
        elif ages and comparable_name(ages) not in _ALL_PEOPLE:
            self._check(N_("“{text}” was not understood"), text=ages)
        return found

    @staticmethod
    def _ages(text: str) -> Ages | None:
        if match := re.fullmatch(
            r"(\d{1,3})\s*(?:-|–|t/m|tot en met|tot)\s*(\d{1,3})(?:\s*jaar)?", text.strip().lower()
        ):
            lowest, highest = int(match[1]), int(match[2])
            return Ages(lowest, highest) if lowest <= highest <= 120 else None
        return words_in.ages(text)
