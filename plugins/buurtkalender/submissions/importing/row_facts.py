"""What the cells of a row tell, each in its column: facts, and days and times as sheets have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Calendar, Childcare, Cost, Families, Host, Price, Signup
from buurtkalender.domain.values import Ages, Contact, Term, hh_mm
from buurtkalender.form.parsers import named_prices
from buurtkalender.form.when_text import DAY_WORD, MONTH, NTH_WORD
from buurtkalender.reading.fields_facts import Money
from buurtkalender.reading.fields_times import Moment
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.fixing_values import AS_SUGGESTED
from buurtkalender.submissions.importing import facts as words_in
from buurtkalender.submissions.importing.headings import HeaderRow
from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace
from buurtkalender.submissions.importing.xlsx import Cell
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

LONGEST_NAME = 120

_YES = frozenset({"ja", "j", "yes", "y", "x", "waar", "true", "1", "v", "wel"})
_TICKS = frozenset("✓✔☑●•")
_NO = frozenset({"nee", "n", "no", "onwaar", "false", "0", "niet", "geen", "nvt"})
_UNKNOWN = frozenset([
    "", "onbekend", "niet bekend", "nog niet bekend", "nog onbekend", "weet niet", "geen idee", "volgt", "volgt nog",
    "nvt", "n v t", "nnb", "n n b", "ntb", "n t b", "unknown", "n a",
])  # fmt: skip
_FREE_CELL = frozenset({"gratis", "geen", "0", "0 00", "free", "nee", "vrij", "niets", "geen kosten", "kosteloos"})
_AMOUNT = re.compile(r"(?:€\s*)?(\d{1,4})(?:[.,](\d{1,2}|-))?\s*(?:euro|eur)?,?-?")
_FREE_IF = re.compile(
    r"\b(?:voor|leden|eerste|proef\w*|met|bij|tot|mits|behalve|pas)\b.*\bgratis|\bgratis\b.*\b(?:voor|leden|eerste|"
    r"proef\w*|met|bij|tot|mits|behalve|als|indien|pas)\b",
    re.IGNORECASE,
)
_HOW_TO_SIGN_UP = ("verplicht", "nodig", "via", "bij", "graag", "per", "tel", "mail", "online", "website", "aanmeld",
                   "opgeven", "inschrij", "reserver")  # fmt: skip
OLDEST = 120
_AGES_FROM = re.compile(
    r"(?:vanaf\s*)?(\d{1,2})(?:\s*(?:jaar|jr\.?))?\s*(?:\+|e\.?o\.?|en ouder|plus)|"
    r"vanaf\s*(\d{1,2})(?:\s*(?:jaar|jr\.?))?"
)
_DIGITS = 6
MOST_PEOPLE = 100_000
_ALL_PEOPLE = frozenset({"iedereen", "alle leeftijden", "voor iedereen", "allen", "everyone", "alle", "wijkbewoners"})


class RowError(MessageError):
    """A row that is left out."""


class SheetRow(NamedTuple):
    """A row of a sheet, with the row that names its columns. Of its cells, ``links`` is where they link to."""

    sheet: str
    number: int
    cells: list[str]
    head: HeaderRow
    links: Mapping[Cell, str] = MappingProxyType({})

    def get(self, field: str) -> str:
        """Return the text of a field, of all of its columns; empty when there is no such column."""
        return ", ".join(self.every(field)) if self.head.more else self._of(self.head.columns.get(field, -1))

    def every(self, field: str) -> list[str]:
        """Return the texts of all columns of a field that say something."""
        columns = [self.head.columns.get(field, -1), *(n for other, n in self.head.more if other == field)]
        return [text for n in columns if (text := self._of(n))]

    def _of(self, n: int) -> str:
        text = self.cells[n].strip() if 0 <= n < len(self.cells) else ""
        return text if any(map(str.isalnum, text)) or text in _TICKS else ""

    def link(self, field: str) -> str:
        """Return where the cell of a field links to."""
        return self.links.get((self.number, self.head.columns.get(field, -1) + 1), "")

    @property
    def at(self) -> SourcePlace:
        """Where it stands."""
        return SourcePlace(self.number, " ".join(self.get("title").split()), sheet=self.sheet, row=True)

    @property
    def text(self) -> str:
        """All that it says and that may be shown."""
        unseen = {*self.head.internal, self.head.columns.get("person", -1)}
        return " | ".join(cell for n, cell in enumerate(self.cells) if cell and n not in unseen)


def _priced(text: str) -> tuple[Price, ...]:
    """Return the prices that have a name, where that is all that a cell says and nobody has two."""
    pairs = [(who, Money().read(Scalar(amount, 1, 1), FileNotes(""))) for who, amount in named_prices(text)]
    once = {who.casefold() for who, _ in pairs}
    return tuple(Price(who, cents) for who, cents in pairs) if len(once) == len(pairs) else ()


def yes_or_no(text: str) -> bool | None:
    """Return whether a cell says yes or no, None where it says neither."""
    first = "ja" if text.strip() in _TICKS else comparable_name(text).partition(" ")[0]
    return True if first in _YES else False if first in _NO else None


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
        numbers = re.findall(r"\d+", row.get("capacity"))
        if len(numbers) == 1 and 0 < int(numbers[0][:6]) < MOST_PEOPLE:
            given["capacity"] = int(numbers[0])
        elif row.get("capacity"):
            self._check(N_("“{text}” was not understood"), text=row.get("capacity"))
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
        found = None if comparable_name(text) in _UNKNOWN - {""} else yes_or_no(text)
        if found is not None or comparable_name(text) in _UNKNOWN:
            return found
        self._check(N_("“{text}” is neither yes nor no"), text=text)
        return None

    def _cost(self, text: str) -> Cost | None:
        plain = comparable_name(text)
        if plain in _UNKNOWN:
            return None
        if plain in _FREE_CELL or plain.replace("euro", "").strip() in _FREE_CELL:
            return Cost(0)
        match = _AMOUNT.match(text.strip().lower())
        if match is None or "%" in text:
            found = words_in.cost(text) if "%" not in text and not _FREE_IF.search(text) else None
            if found is None:
                self._check(N_("the price “{text}” was not understood"), text=text)
            return replace(found, note=" ".join(text.split())[:200]) if found and found.cents else found
        cents = match[2] or ""
        amount = int(match[1]) * 100 + (int(cents.ljust(2, "0")) if cents.isdecimal() else 0)
        rest = text.strip()[match.end() :].strip(" ,.;:()")
        if re.search(r"\d", rest):
            self._check(N_("the price “{text}” was not understood"), text=text)
            return None
        rest = "per persoon" if rest.lower().replace(" ", "") in {"pp", "p.p"} else rest
        per = re.fullmatch(r"(?:per|p\.?)\s+([\w ]{2,30})", rest.lower())
        if per:
            return Cost(amount, per=per[1].strip())
        return Cost(amount, note=rest[:200] or None)

    def _reach(self) -> dict[str, str]:
        """Return the telephone number and mail address of its columns."""
        row = self._row
        mail = row.link("email").partition("?")[0]
        mail = mail[len("mailto:") :] if mail.lower().startswith("mailto:") and "@" not in row.get("email") else ""
        told = words_in.reach(f"{row.get('phone')} ; {row.get('email')} ; {mail}")
        for field in ("phone", "email"):
            text = row.get(field)
            if field == "phone" and re.fullmatch(r"[1-9]\d{8}", re.sub(r"[ .-]", "", text)):
                self._check(N_("the telephone number “{text}” lost its first 0: write it yourself"), text=text)
            elif text and (field not in told or len(re.findall(r"\d", text.replace(told[field], ""))) >= _DIGITS):
                self._check(N_("“{text}” was not understood"), text=text)
        found: dict[str, str] = {key: told[key] for key in ("phone", "email") if key in told}
        if found:
            text = N_("it tells how to reach somebody ({reach}): may everybody read that?")
            self._check(text, reach=", ".join(found.values()))
        return found

    def _signup(self, text: str, reach: dict[str, str]) -> Signup | None:
        own = words_in.reach(text)
        plain = comparable_name(text)
        first = plain.split()[0] if plain else ""
        if first in _NO or "niet nodig" in plain or "hoeft niet" in plain or "inloop" in plain:
            return Signup(required=False)
        if own or first in _YES or (plain.startswith(_HOW_TO_SIGN_UP) and not {"niet", "geen"} & set(plain.split())):
            return Signup(required=True, **dict[str, Any](own or reach))
        self._check(N_("“{text}” was not understood"), text=text)
        return None

    def _terms(self, field: str, attribute: str, terms: dict[str, Term]) -> dict[str, tuple[str, ...]]:
        """Return the words of the vocabulary in a cell, and tell of others: what they seem to say is a guess."""
        text = self._row.get(field)
        labels = ((label, key) for key, term in terms.items() for label in (*term.label.values(), key))
        known = {plain: key for label, key in labels if (plain := comparable_name(label))}
        whole = known.get(comparable_name(text))
        parts = (
            [text] if whole else [part for part in re.split(r"\s*[,;/&+\n]\s*|\s+en\s+", text) if comparable_name(part)]
        )
        found = tuple(dict.fromkeys(known[plain] for part in parts if (plain := comparable_name(part)) in known))
        others = [part for part in parts if comparable_name(part) not in known]
        if others and comparable_name(text) not in _UNKNOWN and (field != "audience" or words_in.ages(text) is None):
            name = self._row.head.names[self._row.head.columns[field]]
            told = N_("“{text}” in the column “{name}” is no word of the calendar")
            self._check(told, text=", ".join(others), name=name)
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
        plain = text.strip().lower()
        if match := re.fullmatch(
            r"(?:van\s*)?(\d{1,3})\s*(?:-|–|t/m|tot en met|tot)\s*(\d{1,3})(?:\s*(?:jaar|jr\.?))?", plain
        ):
            lowest, highest = int(match[1]), int(match[2])
            return Ages(lowest, highest) if lowest <= highest <= OLDEST else None
        if match := _AGES_FROM.fullmatch(plain):
            return Ages(int(match[1] or match[2]))
        return words_in.ages(text)


# --- cells about days and times -----------------------------------------------------------------------------

# A sentence among the remarks that takes something from the days, or adds to them: such a word, and what it is about.
_LIMIT = (
    r"\b(?:niet|geen|gesloten|dicht|vervalt|vervallen|behalve|uitgezonderd|m\.?u\.?v\.?|buiten|alleen|enkel|uitsluitend|"
    r"start(?:en|datum)?|begint|beginnen|vanaf|v\.?a\.?|t/m|tot en met|tot|loopt|eerste (?:keer|les|bijeenkomst)|"
    r"laatste (?:keer|les|bijeenkomst)|pauze|stop(?:t|pen)?|zomerstop|winterstop|ook|extra|om de|"
    r"not|except|closed|only|starts?|from|until|last|first)\b"
)
_ABOUT = (
    r"(?:\b\d{1,2}\s*[-/]\s*\d{1,2}\b(?!\s*(?:uur|u\b|jaar))|\b\d{4}-\d\d-\d\d\b|"
    rf"\b\d{{1,2}}(?:e|ste|de)?\s+{MONTH}(?![a-z])|\b(?:{MONTH})(?![a-z])|\b\w*vakanties?\b|\bfeestdag(?:en)?\b|"
    r"\b(?:on)?even weken?\b|\b(?:andere )?week\b|\b\w*weken\b|\b(?:zomer|winter|herfst|lente|voorjaar|najaar)\b|"
    r"\b(?:kerst|pasen|pinksteren|hemelvaart|koningsdag|carnaval|ramadan)\w*|\bholidays?\b)"
)
_OFTEN = rf"\b(?:om de week|tweewekelijks|maandelijks|{NTH_WORD} {DAY_WORD})(?![a-z])"
_LIMITS = re.compile(rf"{_LIMIT}.*{_ABOUT}|{_ABOUT}.*{_LIMIT}|{_OFTEN}", re.IGNORECASE)
_OF_SIGNING_UP = re.compile(
    r"\b(?:aan(?:ge)?meld|op(?:ge)?gev|geef je op|meld je|inschrij|ingeschrev|reserv|betal|korting|sign up|register)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[!?;])\s+|(?<=[a-z)\d]\.)\s+(?=[A-Z])|\n+")


def limits(text: str) -> Iterator[str]:
    """Yield the sentences of a text that take something from the days of an activity, or add to them."""
    for sentence in _SENTENCES.split(text):
        if _LIMITS.search(sentence) and not _OF_SIGNING_UP.search(sentence):
            yield sentence.strip(" .!()")


def lines_in(cells: list[str]) -> list[str]:
    """Return the lines of cells that say something."""
    return [line.strip() for cell in cells for line in cell.splitlines() if line.strip()]


def lasting(start: str, lasts: str) -> str:
    """Return a time with how long it lasts as one from and until; raises RowError when that is not plain."""
    begin = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?:\s*(?:uur|u))?", start)
    if begin is None:
        return start
    hours = re.fullmatch(
        r"(\d{1,2})(?:[.,](\d{1,2}))?\s*(?:uur|uren|u|h|hours?)(?:\s*(?:en\s*)?(\d{1,2})\s*(?:m\w*)?)?", lasts
    )
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?(?:\s*uur)?", lasts)
    minutes = re.fullmatch(r"(\d{1,3})\s*(?:m|min|minuten|minutes)\.?", lasts)
    if hours:
        length = int(hours[1]) * 60 + round(float(f"0.{hours[2] or 0}") * 60) + int(hours[3] or 0)
    elif clock:
        length = int(clock[1]) * 60 + int(clock[2])
    elif minutes:
        length = int(minutes[1])
    else:
        raise RowError(N_("“{text}” does not say how long it lasts"), text=lasts)
    from_ = int(begin[1]) * 60 + int(begin[2])
    return f"{hh_mm(from_)} - {hh_mm((from_ + length) % (24 * 60))}"
