"""What the cells of a row tell, each in its column: facts, and days and times as sheets have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Calendar, Childcare, Cost, Families, Host, Price, Signup
from buurtkalender.domain.values import Ages, Contact, Term, hh_mm
from buurtkalender.form.parsers import day_of, named_prices
from buurtkalender.reading.fields_facts import Money
from buurtkalender.reading.fields_times import Moment
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions.fixing_values import AS_SUGGESTED
from buurtkalender.submissions.importing import facts as words_in
from buurtkalender.submissions.importing.headings import TICKS, SheetRow
from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.submissions.importing.sheets import DAY_NAMES, as_clock, as_date, is_clock, is_date, undated
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

LONGEST_NAME = 120

_YES = frozenset({"ja", "j", "yes", "y", "x", "waar", "true", "1", "v", "wel"})
_NO = frozenset({"nee", "n", "no", "onwaar", "false", "0", "niet", "geen", "nvt"})
_UNKNOWN = frozenset(map(comparable_name, (
    "", "onbekend", "niet bekend", "nog niet bekend", "nog onbekend", "weet niet", "geen idee", "volgt", "volgt nog",
    "nvt", "n.v.t.", "nnb", "n.n.b.", "ntb", "n.t.b.", "unknown", "n/a",
)))  # fmt: skip
_FREE_CELL = frozenset({"gratis", "geen", "0", "0 00", "free", "nee", "vrij", "niets", "geen kosten", "kosteloos"})
_AMOUNT = re.compile(r"(?:€\s*)?(\d{1,4})(?:[.,](\d{1,2}|-))?\s*(?:euro|eur)?,?-?")
_ABOUT = re.compile(r"\b(?:vanaf|ca|circa|ongeveer|max\w*|min\w*|from|about)\b")
_FREE_IF = frozenset({"voor", "leden", "eerste", "proefles", "met", "bij", "tot", "mits", "behalve", "als", "pas"})
_SIGN_UP = re.compile("verplicht|nodig|via|bij|graag|per|tel|mail|online|website|aanmeld|opgeven|inschrij|reserver")
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


def _priced(text: str) -> tuple[Price, ...]:
    """Return the prices that have a name, where that is all that a cell says and nobody has two."""
    pairs = [(who, Money().read(Scalar(amount, 1, 1), FileNotes(""))) for who, amount in named_prices(text)]
    once = {who.casefold() for who, _ in pairs}
    return tuple(Price(who, cents) for who, cents in pairs) if len(once) == len(pairs) else ()


def yes_or_no(text: str) -> bool | None:
    """Return whether a cell says yes or no, None where it says neither."""
    first = "ja" if text.strip() in TICKS else comparable_name(text).partition(" ")[0]
    return True if first in _YES else False if first in _NO else None


@lru_cache(maxsize=8)
def _known(labels: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Return which term of a vocabulary is meant by a word; of each its labels are given, and its key behind them."""
    return {plain: one[-1] for one in labels for label in one if (plain := comparable_name(label))}


class RowFacts:
    """Reads the facts of one row; ``items`` is what is to be told of them."""

    def __init__(self, row: SheetRow, calendar: Calendar) -> None:
        self.items: list[ReportItem] = []
        self._row = row
        self._calendar = calendar

    def _check(self, text: str, /, **words_: object) -> None:
        self.items.append(ReportItem(Certainty.CHECK, self._row.at, Message(text, words_)))

    def _unclear(self, field: str, text: str) -> None:
        name = self._row.head.name(field)
        self._check(N_("“{text}” in the column “{name}” was not understood"), text=text, name=name)

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
            self._unclear("capacity", row.get("capacity"))
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
            self._unclear("until", " – ".join(told.values()))
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
            self._unclear("until" if end else "opens", text)
        return found

    def _who_does_it(self) -> dict[str, Any]:
        name = " ".join(self._row.get("host").split())
        if not name:
            return {}
        if len(name) > LONGEST_NAME:
            self._unclear("host", name)
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
        told = N_("“{text}” in the column “{name}” is neither yes nor no")
        self._check(told, text=text, name=self._row.head.name(field))
        return None

    def _cost(self, text: str) -> Cost | None:
        plain = comparable_name(text)
        if plain in _UNKNOWN or plain.replace("euro", "").strip() in _FREE_CELL:
            return None if plain in _UNKNOWN else Cost(0)
        match = _AMOUNT.match(text.strip().lower())
        if match is None or "%" in text:
            for_some = "%" in text or _ABOUT.search(plain) or ("gratis" in plain and _FREE_IF & set(plain.split()))
            found = None if for_some else words_in.cost(text)
            if found is None:
                self._check(N_("the price “{text}” was not understood"), text=text)
            return found
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
                self._unclear(field, text)
        return {key: told[key] for key in ("phone", "email") if key in told}

    def _signup(self, text: str, reach: dict[str, str]) -> Signup | None:
        own = words_in.reach(text)
        plain = comparable_name(text)
        first = plain.split()[0] if plain else ""
        if plain in _UNKNOWN:  # "n.v.t." may be both that one need not, and that nobody knows
            return None
        if first in _NO or "niet nodig" in plain or "hoeft niet" in plain or "inloop" in plain:
            return Signup(required=False)
        if own or first in _YES or (_SIGN_UP.match(plain) and not {"niet", "geen"} & set(plain.split())):
            return Signup(required=True, **dict[str, Any](own or reach))
        self._unclear("signup", text)
        return None

    def _terms(self, field: str, attribute: str, terms: dict[str, Term]) -> dict[str, tuple[str, ...]]:
        """Return the words of the vocabulary in a cell, and tell of others: what they seem to say is a guess."""
        text = self._row.get(field)
        known = _known(tuple((*term.label.values(), key) for key, term in terms.items()))
        whole = known.get(comparable_name(text))
        parts = (
            [text] if whole else [part for part in re.split(r"\s*[,;/&+\n]\s*|\s+en\s+", text) if comparable_name(part)]
        )
        found = tuple(dict.fromkeys(known[plain] for part in parts if (plain := comparable_name(part)) in known))
        others = [part for part in parts if comparable_name(part) not in known]
        if others and comparable_name(text) not in _UNKNOWN and (field != "audience" or words_in.ages(text) is None):
            told = N_("“{text}” in the column “{name}” is no word of the calendar")
            self._check(told, text=text if "/" in text else ", ".join(others), name=self._row.head.name(field))
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
            self._unclear("ages", ages)
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


def lines_in(cells: list[str]) -> list[str]:
    """Return the lines of cells that say something."""
    return [line.strip() for cell in cells for line in cell.splitlines() if line.strip()]


_LASTS = re.compile(
    r"(?P<hours>\d{1,2})(?:[.,](?P<part>\d{1,2}))?\s*(?:uur|uren|u|h|hours?)(?:\s*(?:en\s*)?(?P<and>\d{1,2})\s*(?:m\w*)?)?|"
    r"(?P<clock>\d{1,2}):(?P<minutes>\d{2})(?:\s*uur)?|(?P<only>\d{1,3})\s*(?:m|min|minuten|minutes)\.?"
)


def lasting(start: str, lasts: str) -> str:
    """Return a time with how long it lasts as one from and until; raises RowError when that is not plain."""
    begin = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?:\s*(?:uur|u))?", start)
    if begin is None and re.search(r"[-–]|\btot\b|t/m", start):
        return start
    found = _LASTS.fullmatch(as_clock(lasts.casefold()) if ":" in lasts else lasts.casefold())
    told = found.groupdict("0").items() if found else ()
    numbers = {name: float(f"0.{text}" if name == "part" else text) for name, text in told}
    length = round(sum(number * (60 if name in {"hours", "part", "clock"} else 1) for name, number in numbers.items()))
    if begin is None or not 0 < length < 24 * 60:
        raise RowError(N_("“{text}” does not say how long it lasts"), text=lasts)
    from_ = int(begin[1]) * 60 + int(begin[2])
    return f"{hh_mm(from_)} - {hh_mm((from_ + length) % (24 * 60))}"


class RowTimes:
    """Reads when something is from all columns of a row that say something of it."""

    def __init__(self, row: SheetRow, today: date) -> None:
        self._row = row
        self._today = today

    def told(self) -> tuple[date | None, date | None, str]:
        """Return the first and the last day that have a column of their own, and all else that says when it is.

        Raises RowError where columns contradict each other.
        """
        row = self._row
        first, start = self._bound("first", "start")
        last, end = self._bound("last", "end")
        times = self._times(start, end)
        days = lines_in(row.every("day"))
        dates = [undated(as_date(one), times) for one in lines_in(row.every("date"))]
        when = [as_date(one) for one in lines_in(row.every("when"))]
        grid = self._grid()
        if row.get("every") and first and not (days or dates or when or grid):
            days = [DAY_NAMES[first.weekday()]]  # how often from a date on: on the day of that date
        dates, periods = _with_year(dates, row.periods())
        if last and first is None and len(dates) == 1 and not (days or row.get("every")):
            dates, last = [f"{dates[0]} t/m {last.isoformat()}"], None
        elif first and last and last > first and not (days or dates or when or grid):
            dates, first, last = [f"{first.isoformat()} t/m {last.isoformat()}"], None, None
        if len(days) == len(times) > 1:
            days, times = [f"{day} {time}" for day, time in zip(days, times, strict=True)], []
        what = ", ".join(filter(None, (", ".join(dates), *periods, *self._bounds_in_words(), *when)))
        parts = (row.get("every"), ", ".join(days), what, grid, " en ".join(times), *self._limits())
        return first, last, " ".join(filter(None, parts))

    def _bound(self, field: str, clock: str) -> tuple[date | None, str]:
        """Return the first or last day, and the time at which it begins or ends: either may stand in either column."""
        text, time = as_date(self._row.get(field)), as_clock(as_date(self._row.get(clock)))
        day = None if is_clock(text) else day_of(text, self._today)
        if time and is_date(time) and not is_clock(time) and (other := day_of(time.partition(" ")[0], self._today)):
            if day and day != other:
                raise RowError(N_("it tells its days or times twice, and not the same: {text}"), text=f"{text}, {time}")
            day, time = other, as_clock(time.partition(" ")[2])
        return day, time or (as_clock(text) if is_clock(text) else "")

    def _times(self, start: str, end: str) -> list[str]:
        """Return the times, each from and until as far as that is told."""
        times = [as_clock(one) for one in lines_in(self._row.every("time"))]
        if times and start and not times[0].startswith(start.lstrip("0")) and not times[0].startswith(start):
            raise RowError(
                N_("it tells its days or times twice, and not the same: {text}"), text=f"{', '.join(times)}, {start}"
            )
        if start and not (times and not end):
            times = [f"{start} - {end}" if end else start]
        elif end and not start:
            times = [f"{time} - {end}" for time in times] or [f"tot {end}"]
        lasts = self._row.get("duration")
        return [lasting(one, lasts) for one in times] if lasts else times

    def _bounds_in_words(self) -> Iterator[str]:
        """Yield the first and last day where their columns hold no day: "januari", "eind maart"."""
        for field, word in (("first", "vanaf"), ("last", "t/m")):
            text = self._row.get(field)
            if text and not day_of(as_date(text), self._today) and not is_clock(text):
                yield f"{word} {text}"

    def _grid(self) -> str:
        """Return what columns say that are named after a day of the week: its times, or yes."""
        found = []
        for n, day in enumerate(DAY_NAMES):
            text = self._row.get(f"weekday{n}")
            if text and yes_or_no(text) is not False:
                found.append(day if yes_or_no(text) else f"{day} {as_clock(text)}")
        return ", ".join(found)

    def _limits(self) -> Iterator[str]:
        """Yield what columns take from it, or say of the part of the day."""
        row = self._row
        if part := re.search(r"\b(ochtend|middag|avond)", row.get("daypart"), re.IGNORECASE):
            yield f"'s {part[1].lower()}s"
        if text := ", ".join(row.every("except")):
            yield f"behalve {text}"
        if text := row.get("holidays"):
            goes_on, plain = yes_or_no(text), comparable_name(text)
            if goes_on is False or plain.startswith(("gesloten", "vervalt", "gaat niet", "dicht")):
                yield "niet in de schoolvakanties"
            elif not goes_on and not plain.startswith(("gaat door", "open", "gewoon door", "ook")):
                raise RowError(N_("“{text}” in its days and times was not understood"), text=text)


def _with_year(dates: list[str], periods: list[str]) -> tuple[list[str], list[str]]:
    """Return dates with the year that a column of its own tells, and the periods without it."""
    year = next((one for one in periods if re.fullmatch(r"20\d\d", one)), "")
    if not (dates and year and all(year in one or not re.search(r"\d{4}", one) for one in dates)):
        return dates, periods
    return [one if year in one else f"{one} {year}" for one in dates], [one for one in periods if one != year]
