"""What the columns of a sheet tell as facts: price, sign-up, for whom, yes and no, how to reach somebody."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from buurtkalender.domain.basics import Ages, Contact
from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Calendar, Cost, Signup, Term
from buurtkalender.submissions.importing import facts as words_in
from buurtkalender.submissions.importing.headers import Head
from buurtkalender.submissions.importing.matching import words
from buurtkalender.submissions.importing.report import Item, Kind, Place
from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import Message

_YES = frozenset({"ja", "j", "yes", "y", "x", "waar", "true", "1", "v", "wel"})
_NO = frozenset({"nee", "n", "no", "onwaar", "false", "0", "niet", "geen", "nvt"})
_FREE = frozenset({"gratis", "geen", "0", "0 00", "free", "nee", "vrij", "niets", "geen kosten", "kosteloos"})
_AMOUNT = re.compile(r"(?:€\s*)?(\d{1,4})(?:[.,](\d{1,2}|-))?\s*(?:euro|eur)?,?-?")
_ALL_PEOPLE = frozenset({"iedereen", "alle leeftijden", "voor iedereen", "allen", "everyone", "alle", "wijkbewoners"})


class Row(NamedTuple):
    """A row of a sheet, with the row that names its columns."""

    sheet: str
    number: int
    cells: list[str]
    head: Head

    def get(self, field: str) -> str:
        """Return the text of a field; empty when there is no such column."""
        n = self.head.columns.get(field, -1)
        return self.cells[n].strip() if 0 <= n < len(self.cells) else ""

    @property
    def at(self) -> Place:
        """Where it stands."""
        return Place(self.number, self.get("title"), sheet=self.sheet, row=True)

    @property
    def text(self) -> str:
        """All that it says."""
        return " | ".join(filter(None, self.cells))


class RowFacts:
    """Reads the facts of one row; ``items`` is what is to be told of them."""

    def __init__(self, row: Row, calendar: Calendar) -> None:
        self.items: list[Item] = []
        self._row = row
        self._calendar = calendar

    def _check(self, text: str, /, **words_: object) -> None:
        self.items.append(Item(Kind.CHECK, self._row.at, Message(text, words_)))

    def facts(self) -> dict[str, Any]:
        """Return them, as attributes of an activity."""
        row = self._row
        given: dict[str, Any] = {}
        cost = self._cost(row.get("cost"))
        if cost is not None:
            given["cost"] = cost
        reach = self._reach()
        if reach:
            given["contact"] = Contact(**reach)
        if row.get("signup"):
            signup = self._signup(row.get("signup"), reach)
            if signup is not None:
                given["signup"] = signup
        given |= self._terms("theme", "themes", self._calendar.themes)
        given |= self._terms("languages", "languages", self._calendar.languages)
        given |= self._audience()
        for fact in FACTS.values():
            holds = self._fact(fact.field)
            if holds is not None and (fact.plain or fact.key in self._calendar.facilities):
                given |= {fact.field: holds} if fact.plain else {"access": {fact.key: holds}}
        number = re.search(r"\d{1,5}", row.get("capacity"))
        if number and int(number[0]):
            given["capacity"] = int(number[0])
        return given

    def _fact(self, field: str) -> bool | None:
        text = self._row.get(field)
        plain = words(text)
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
        plain = words(text)
        if plain in _FREE or plain.replace("euro", "").strip() in _FREE:
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
        found: dict[str, str] = {key: told[key] for key in ("phone", "email") if key in told}
        if found:
            text = N_("it tells how to reach somebody ({reach}): may everybody read that?")
            self._check(text, reach=", ".join(found.values()))
        return found

    def _signup(self, text: str, reach: dict[str, str]) -> Signup | None:
        own = words_in.reach(text)
        plain = words(text)
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
        known = {words(label): key for key, term in terms.items() for label in (*term.label.values(), key)}
        whole = known.get(words(text))
        parts = [text] if whole else re.split(r"\s*[,;/&+]\s*|\s+en\s+", text)
        found = tuple(dict.fromkeys(known[words(part)] for part in parts if words(part) in known))
        return {attribute: found} if found else {}

    def _audience(self) -> dict[str, Any]:
        """Return for whom it is: ages, words of the vocabulary, or everybody."""
        text, ages = self._row.get("audience"), self._row.get("ages")
        found: dict[str, Any] = {}
        if words(text) in _ALL_PEOPLE:
            found["audiences"] = ()
        else:
            found |= self._terms("audience", "audiences", self._calendar.audiences)
        told = self._ages(ages) or (words_in.ages(text) if text else None)
        if told is not None:
            found["ages"] = told
        elif ages and words(ages) not in _ALL_PEOPLE:
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
