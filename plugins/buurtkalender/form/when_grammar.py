"""The grammar of days and times: what people write becomes tokens, and tokens become what they say.

``WORDS`` and the tables below it are every word that is understood, ``ATOMS`` every form of a number, and ``RULES`` every way
in which these stand together. What no rule uses, and is none of the words that say nothing here (``IDLE``), is left over: then
nothing of the text is understood. What the parts mean together, and on which days, :mod:`.when_text` works out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from buurtkalender.form.choices import NUMBERS
from buurtkalender.reading.suggest import DAYS, MONTHS, NTHS

# --- words ----------------------------------------------------------------------------------------------

IDLE = {
    "idle": "de, het, the, uren, tijd, tijden, datum, data, vaste, telkens, steeds, open, geopend, "
    "jaarrond, all year, hele jaar door, gehele jaar door, hele jaar, gehele jaar, er, is, zijn, wij, we, maar, s, "
    "periode, heel, hele, all",
    "each": "elke, elk, iedere, ieder, alle, every, each",
    "and": "en, and, plus, alsmede",
    "at": "om, at, aanvang, aanvangstijd, starttijd, begintijd, begint om, start om, begin om, starts at, aanvang om",
    "on": "op, on",
    "in": "in, tijdens, gedurende, during, binnen",
    "of": "van, of the, v",
    "hour": "uur, u, h, hr, o clock",
    "only": "alleen, uitsluitend, only",
}  # fmt: skip
"""Words that say nothing where no rule uses them, by the kind that rules know them by."""

WORDS = IDLE | {
    "through": "t / m, tm, t m, tot en met, through, until, up to, up to and including",
    "till": "tot, to, till",
    "end": "einde, eindigt, eindigt om, eindtijd, einde om, ends at",
    "from": "vanaf, v a, va, m i v, met ingang van, ingaande, startdatum, start op, start vanaf, from, starting, starts, te beginnen, "
    "te beginnen op, begint op, begindatum, eerste keer, 1e keer, voor het eerst, eerste bijeenkomst, eerste les, sinds",
    "lastly": "laatste keer, laatste bijeenkomst, laatste les, voor het laatst, einddatum",
    "start": "start, begin, begint",
    "half": "half, medio, midden",
    "tail": "eind",
    "between": "tussen, between",
    "about": "ca, circa, ongeveer, plm, uiterlijk, ±, ~, approximately",
    "am": "am, a m",
    "pm": "pm, p m",
    "not": "behalve, niet, m u v, muv, met uitzondering van, uitgezonderd, geen, buiten, gesloten, dicht, not, except, closed, "
    "vervalt, geen les, geen lessen, geen bijeenkomst, geen bijeenkomsten, geen activiteit, geen activiteiten, gaat niet door, "
    "niet open, ook niet, exclusief, excl",
    "also": "ook, ook open, also, ook op",
    "next": "a s, aanstaande, komende, aankomende, eerstvolgende, deze, next, coming, this, this coming",
    "next week": "volgende week, next week, over een week",
    "appointment": "op afspraak, in overleg, in onderling overleg, zonder vaste tijd, without a fixed time, na afspraak, volgens afspraak, "
    "by appointment, n o t k, notk, nader overeen te komen, nader te bepalen, n t b, ntb",
    "allday": "hele dag, gehele dag, all day, all - day, whole day",
    "monthly": "maandelijks, monthly, every month",
    "of month": "van de maand, v / d maand, v d maand, vd maand, van elke maand, van iedere maand, of the month, of every month, "
    "of each month, v / d mnd, v d mnd, vd mnd, in de maand",
    "doors": "inloop, vrije inloop, zaal open, deur open, deuren open, ontvangst, koffie, doors open, kerk open, binnenkomst",
    "lasts": "duur, duurt, lasts",
    "long": "lang, long",
    "minute": "minuten, min, minutes",
    "quarter": "kwart, quarter, a quarter",
    "past": "over, past",
    "before": "voor",
    "school": "schoolvakanties, schoolvakantie, vakanties, vakantie, schoolvakantieweken, vakantieperiodes, vakantieweken, "
    "school holidays, the school holidays",
    "public": "feestdagen, feestdag, public holidays, officiele feestdagen, nationale feestdagen, christelijke feestdagen",
    "skipping": "om de",
    "per": "per, a",
    "hourly": "om het uur, elk uur, ieder uur",
    "times": "x, keer, maal",
    "once": "eens, once",
    "other": "andere, other",
}  # fmt: skip
"""Every word that a rule knows, by its kind: phrases with commas between, without accents, dots and capitals."""

_VALUES: dict[str, dict[str, Any]] = {
    "month": MONTHS,
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
        "driewekelijks": ("weeks", 3), "vierwekelijks": ("weeks", 4), "tweemaandelijks": ("months", 2),
    },
    "daily": {
        **dict.fromkeys(("dagelijks", "daily"), (0, 1, 2, 3, 4, 5, 6)),
        **dict.fromkeys(("werkdagen", "werkdag", "doordeweeks", "door de week", "weekdagen", "weekdays"), (0, 1, 2, 3, 4)),
        **dict.fromkeys(("weekend", "weekends", "weekenden"), (5, 6)),
    },
    "clock": {"middernacht": (1440,), "midnight": (1440,)},
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
MORNING, AFTERNOON, EVENING, NIGHT = "morning", "afternoon", "evening", "night"
_PARTS = {
    "ochtend": MORNING, "morgen": MORNING, "middag": AFTERNOON, "avond": EVENING, "nacht": NIGHT, "morning": MORNING,
    "afternoon": AFTERNOON, "evening": EVENING,
}  # fmt: skip
_SHORT_DAYS = {"maan": 0, "dins": 1, "woens": 2, "donder": 3, "vrij": 4, "zater": 5, "zon": 6}
"""Days of which a hyphen stands for the end: ``maan- en donderdag``."""


class Token(NamedTuple):
    """A word or a number: its kind (a key of the tables), what it stands for, how it was written, and whether a space is before it."""

    kind: str
    value: Any
    text: str
    spaced: bool
    begin: int = 0
    end: int = 0


class Clock(NamedTuple):
    """A time of day in minutes; ``sure`` is whether it can only be that half of the day, ``spoken`` whether it has no minutes."""

    minutes: int
    sure: bool
    spoken: bool = False


class Point(NamedTuple):
    """A day as far as it was written. ``about`` is whether it was "half januari"; ``name`` is a public holiday by its name."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    text: str
    about: bool = False
    name: str = ""


class Item(NamedTuple):
    """What a rule understood: its kind, what it says, how it was written, and the kind of the token before it."""

    kind: str
    value: Any
    text: str
    after: str = ""


# --- tokens ---------------------------------------------------------------------------------------------

_ATOMS = re.compile(
    r"""
    (?P<ymd>\d{4}(?P<a>[-/.])\d{1,2}(?P=a)\d{1,2}(?!\d)(?:t(?=\d))?)
  | (?P<dmy>\d{1,2}(?P<b>[-/.])\d{1,2}(?P=b)'?(?:\d{4}|\d{2})(?![\d:]|[.,uh]\d))
  | (?P<compact>20\d{6}(?!\d))
  | (?P<serial>[34]\d{4}(?:[.,]\d+)?(?!\d))
  | (?P<dotted>(?<!-)\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?=\s))
  | (?P<clock>\d{1,2}(?:[:.]\d{2}(?::\d{2}(?:\.0+)?)?|[uh]\d{2}|,\d\d(?=\s*(?:uur|u\b|h\b|-|tot\b)))(?!\d))
  | (?P<bare>\d{1,2}-\d{1,2}(?![\d:]|[.uh]\d|,\d\d(?![-/\d])|[-/]\d))
  | (?P<slashed>\d{1,2}/\d{1,2}(?![\d:/]|[.uh]\d))
  | (?P<ordinal>\d{1,2}(?:e|ste|de|st|nd|rd|th|\sste)(?![^\W\d_]))
  | (?P<short>'\d{2}(?!\d))
  | (?P<number>\d+(?:[.,]\d(?!\d))?)
  | (?P<word>[^\W\d_]+)
  | (?P<sign>\S)
    """,
    re.VERBOSE,
)
"""Every form of a number, the longest first; and words and signs."""

_SILENT = frozenset(".'\":!")
_SIGNS = dict.fromkeys(",;&+|/", "and") | dict.fromkeys("()[]", "break") | {"-": "dash"}
_ROUGHLY = {
    **{f"{day}{end}": f"{day}" for day in DAYS if len(day) > 5 for end in ("", "en", "s")},
    **{month: month for month in MONTHS if len(month) > 6},
}
_EPOCH = date(1899, 12, 30)
"""Day 0 of the numbers that Excel has for days, from 1 March 1900 on."""


def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, Any]]]:
    """Return the phrases of all tables by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    written = [(phrase, kind, None) for kind, phrases in WORDS.items() for phrase in phrases.split(", ")]
    written += [(word, kind, value) for kind, table in _VALUES.items() for word, value in table.items()]
    for phrase, kind, value in written:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, kind, value))
    for same in found.values():
        same.sort(key=lambda one: -len(one[0]))
    return found


_PHRASES = _phrases()


def plain(text: str) -> str:
    """Return a text in small letters without accents, with the dashes and quotes of a keyboard."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(bare.translate(_KEYS).split())


_KEYS = str.maketrans({**dict.fromkeys("–—−‒‐‑", "-"), **dict.fromkeys("’‘`´′", "'"), **dict.fromkeys("“”„", '"')})


def _tokens(text: str) -> list[Token]:
    """Divide a text into tokens; what stands in no table has the kind ``unknown``."""
    atoms = [match for match in _ATOMS.finditer(text) if match[0] not in _SILENT]
    words = [match[0] for match in atoms]
    found: list[Token] = []
    at = 0
    while at < len(atoms):
        match = atoms[at]
        kind, written = match.lastgroup or "", match[0]
        spaced = match.start() > 0 and text[match.start() - 1] == " "
        phrase = _phrase(words, at)
        if phrase is not None and kind not in {"bare", "slashed", "clock"}:
            length, name, value = phrase
            value = Clock(*value, sure=True) if name == "clock" else value
            end = atoms[at + length - 1].end()
            found.append(Token(name, value, " ".join(words[at : at + length]), spaced, match.start(), end))
            at += length
            continue
        at += 1
        made = len(found)
        if kind == "word":
            short = at < len(words) and words[at] == "-" and written in _SHORT_DAYS
            found.append(_word(written, spaced, short=short, after=found[-1].kind if found else ""))
        elif kind == "sign":
            name = _SIGNS.get(written, "unknown")
            found.append(Token(name, None, written, spaced))
        else:
            found += _number(kind, written, spaced)
        found[made:] = [one._replace(begin=match.start(), end=match.end()) for one in found[made:]]
    return found


def _phrase(words: list[str], at: int) -> tuple[int, str, Any] | None:
    for phrase, kind, value in _PHRASES.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return len(phrase), kind, value
    return None


def _word(word: str, spaced: bool, *, short: bool, after: str) -> Token:  # noqa: FBT001 - as a token has it
    """Return a weekday, also with a part of the day behind it or one letter wrong; or a part of a day."""
    part = next((name for name in _PARTS if re.search(rf"{name}(?:s|en)?$", word)), "")
    if short:
        return Token("day", (_SHORT_DAYS[word], "", False), word, spaced)
    base = re.sub(rf"{part}(?:s|en)?$", "", word) if part else word
    if not base:
        if word == "morgen" and after not in {"day", "dash"}:
            return Token("near", 1, word, spaced)
        return Token("part", _PARTS[part], word, spaced)
    bare = next((one for one in (base, base.removesuffix("en"), base.removesuffix("s")) if one in DAYS), None)
    if bare is None and len(word) > 5 and (near := _near(word)):
        if near in MONTHS:
            return Token("month", MONTHS[near], word, spaced)
        bare = near
    if bare is None:
        return Token("unknown", None, word, spaced)
    return Token(
        "day", (DAYS[bare], _PARTS.get(part, ""), word.endswith(("en", "s")) and word != "wednes"), word, spaced
    )


def _near(word: str) -> str | None:
    """Return the day or month that this word is with one letter wrong, where it can be only one."""
    from rapidfuzz.distance import DamerauLevenshtein  # only a mistake pays for it

    word = word.replace("dach", "dag")
    near = {name for one, name in _ROUGHLY.items() if DamerauLevenshtein.distance(word, one, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


def _number(kind: str, text: str, spaced: bool) -> list[Token]:  # noqa: FBT001 - as a token has it
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    if kind in {"ymd", "dmy"}:
        year, month, day = numbers if kind == "ymd" else numbers[::-1]
        return [Token("date", (day, month, year + 2000 if year < 100 else year), text.removesuffix("t"), spaced)]
    if kind == "compact":
        return [Token("date", (int(text[6:]), int(text[4:6]), int(text[:4])), text, spaced)]
    if kind == "serial":
        day = _EPOCH + timedelta(days=numbers[0])
        minutes = round(float("0." + re.split("[.,]", text)[1]) * 1440) if len(numbers) > 1 else 0
        clock = [Token("clock", Clock(minutes, sure=True), text, spaced)] if minutes else []
        return [Token("date", (day.day, day.month, day.year), text, spaced), *clock]
    if kind == "clock":
        minutes = numbers[0] * 60 + numbers[1] if numbers[1] < 60 else -1
        sure = text.startswith("0") or not 60 <= minutes < 7 * 60
        return [Token("clock", Clock(minutes if minutes <= 1440 else -1, sure), text, spaced)]
    if kind in {"bare", "slashed", "dotted"}:
        return [Token({"dotted": "daymonth"}.get(kind, kind), tuple(numbers), text, spaced)]
    if kind == "short":
        return [Token("year", 2000 + numbers[0], text, spaced)]
    if kind == "number" and len(numbers) > 1:
        return [Token("decimal", float(text.replace(",", ".")), text, spaced)]
    if kind == "number" and len(text) > 2:
        return [Token("four" if len(text) == 4 else "unknown", numbers[0], text, spaced)]
    return [Token(kind, numbers[0], text, spaced)]


# --- hours or a date ------------------------------------------------------------------------------------

_SOON = timedelta(days=60)
SURE_AHEAD = timedelta(days=274)
"""About nine months: a date without a year is the next one, and nobody writes of one that is farther."""


def around(day: int, month: int, today: date) -> list[date]:
    """Return the next day of this name and the one before it; nothing where there is no such day."""
    years = range(max(today.year - 8, 1), min(today.year + 9, 9999))
    found = [one for year in years if (one := day_or_none(year, month, day))]
    coming = [one for one in found if one >= today][:1]
    return coming + [one for one in found if one < today][-1:]


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return a day; 0 is the last of its month. None where there is no such day."""
    try:
        if day:
            return date(year, month, day)
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _settled(tokens: list[Token], today: date) -> list[Token]:
    """Decide of each "5-12" whether it is the fifth of December (``daymonth``) or five to twelve (``span``).

    It is a date beside the weekday whose date it is, and beside times of its own. Where both may be meant, the span gets
    True as a third value.
    """
    found = list(tokens)
    kinds = [one.kind for one in tokens] + ["", "", "", ""]
    for n, one in enumerate(tokens):
        if one.kind in {"bare", "slashed"}:
            day, month = one.value
            ranged = kinds[n + 1] == "month" and not (kinds[n + 2] in _BETWEEN_MONTHS and kinds[n + 3] == "month")
            if one.text == "24/7":
                found[n] = one._replace(kind="unknown")
            elif ranged or (n and kinds[n - 1] == "unit" and not (n > 1 and kinds[n - 2] in _OFTEN)):
                found[n] = one._replace(kind="numbers")
            elif kinds[n + 1] in {"hour", "am", "pm"} or not 1 <= month <= 12 or not 1 <= day <= 31:
                found[n] = one._replace(kind="span", value=(day, month, False))
    unsettled = [n for n, one in enumerate(found) if one.kind in {"bare", "slashed"}]
    spans = [n for n, one in enumerate(found) if one.kind == "span"]
    each_own = any(n and kinds[n - 1] == "day" for n in spans)
    alike = bool(spans) and all(kinds[n + 1] != "hour" for n in spans)
    clear = bool(spans) or any(
        kind in {"clock", "allday"} or kind in {"number", "spoken"} and kinds[n + 1] in {"hour", "am", "pm"}
        or kind in {"half", "before", "past"} and kinds[n + 1] in {"number", "spoken"}
        for n, kind in enumerate(kinds)
    )  # fmt: skip
    bounds = [n for n in unsettled if n and kinds[n - 1] in _BEFORE_A_DATE]
    last = max((n for n in unsettled if n not in bounds), default=-1)
    series = bool(_SERIES & set(kinds)) or kinds.count("day") > len(unsettled)
    series = series or any(one.kind == "day" and one.value[2] for one in tokens)
    nothing_else = len(unsettled) == 1 and all(kind in {"", "bare", "slashed", *IDLE} for kind in kinds)
    for n in unsettled:
        one = found[n]
        day, month = one.value
        before = n - 2 if n > 1 and kinds[n - 1] in {"and", "on", "idle", "next"} else n - 1
        beside = tokens[before].value[0] if before >= 0 and kinds[before] == "day" and not tokens[before].value[1] else None
        near = [when for when in around(day, month, today) if -_SOON < when - today < SURE_AHEAD]
        agrees = beside in {when.weekday() for when in near}
        if one.kind == "slashed" or day > 24 or (n in bounds and (clear or len(unsettled) > 1)):
            dated = True
        elif (
            (kinds[n + 1] == "and" and (alike or n + 2 in spans))
            or (each_own and beside is not None)
            or (alike and series)
        ):
            dated = False
        elif clear:
            dated = agrees or not series
        else:
            dated = nothing_else or (n != last and (agrees and kinds[last - 1] != "day" or "day" not in kinds))
        value = (day, month) if dated else (day, month, agrees and not series and not clear)
        found[n] = one._replace(kind="daymonth" if dated else "span", value=value)
    return found


_BETWEEN_MONTHS = frozenset({"dash", "through", "till", "and"})
_BEFORE_A_DATE = frozenset({"from", "lastly", "through", "not", "start"})
_OFTEN = frozenset({"skipping", "other", "number", "spoken", "each", "parity", "per", "once", "in", "idle"})
_SERIES = frozenset(
    {"each", "daily", "nth", "ordinal", "skipping", "every", "parity", "from", "through", "once", "unit"}
)


# --- rules ----------------------------------------------------------------------------------------------


class _Parser:
    """Reads tokens from left to right, by the rules in :data:`RULES`."""

    def __init__(self, text: str, today: date) -> None:
        self.whole = text
        self.tokens = _settled(_tokens(text), today)
        self.at = 0
        self.items: list[Item] = []
        self.taken: list[tuple[int, int]] = []
        self.left: list[str] = []

    def parse(self) -> None:
        while self.at < len(self.tokens):
            begin = self.at
            for rule in RULES:
                item = self.tried(rule)
                if item is not None:
                    before = self.tokens[begin - 1].kind if begin else ""
                    self.items.append(item._replace(text=self.text(begin), after=before))
                    self.taken.append((begin, self.at))
                    break
            else:
                one = self.tokens[self.at]
                if one.kind not in IDLE and one.kind not in {"dash", "break"} and one.text not in _SILENT_ALONE:
                    self.left.append(one.text)
                self.at += 1

    def tried(self, rule: Callable[[_Parser], Any]) -> Any:
        """Return what a rule makes from here, or None with nothing taken."""
        begin = self.at
        found = rule(self)
        if found is None:
            self.at = begin
        return found

    def text(self, begin: int) -> str:
        """Return what was written from a token up to here."""
        return self.whole[self.tokens[begin].begin : self.tokens[self.at - 1].end] if self.at > begin else ""

    def kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def take(self, *kinds: str, text: str = "") -> Token | None:
        """Take the next token if it is of one of these kinds."""
        if self.at < len(self.tokens):
            one = self.tokens[self.at]
            if one.kind in kinds and (not text or one.text == text):
                self.at += 1
                return one
        return None

    def skip(self, *kinds: str) -> bool:
        begin = self.at
        while self.take(*kinds):
            pass
        return self.at > begin

    # --- days and dates ---

    def weekday(self) -> int | None:
        self.skip("next")
        day = self.take("day")
        if day is None or day.value[1]:
            return None
        self.take("and", text=",")
        self.skip("next", "idle", "on", "break")
        return int(day.value[0])

    def year(self, *, dashed: bool = False) -> int | None:
        """Take a year: 2026, '26, or 26 behind a hyphen."""
        after, one = self.kind(1), self.take("year", "four", "number")
        if one is None:
            return None
        if one.kind == "year" or (one.kind == "four" and 1990 <= one.value <= 2100 and after != "hour"):
            return int(one.value)
        short = one.kind == "number" and isinstance(one.value, int) and 20 <= one.value <= 40
        if short and (dashed or after not in {"hour", "dash", "through", "till", "month", "and", "am", "pm"}):
            return 2000 + int(one.value)
        self.at -= 1
        return None

    def month(self) -> tuple[int, int | None] | None:
        month = self.take("month")
        if month is None:
            return None
        begin = self.at
        dashed = self.take("dash") is not None or self.take("and", text="/") is not None
        year = self.year(dashed=dashed)
        if year is None:
            self.at = begin
        return month.value, year

    def point(self) -> Point | None:
        """One day: di 1 december 2026, 1-12, 2026-12-01, 1-dec-26, half januari, tweede kerstdag."""
        begin = self.at
        weekday = self.tried(_Parser.weekday)
        found = self.tried(_Parser.one_date)
        if found is None:
            return None
        self.skip("next")
        if weekday is None and self.kind() == "break" and self.kind(1) == "day" and self.kind(2) == "break":
            self.at += 1
            weekday = self.weekday()
        if (
            weekday is None
            and self.kind() == "day"
            and not self.tokens[self.at].value[1]
            and self.kind(1) not in _DATE_BEGINS
        ):
            weekday = self.weekday()
        return found._replace(weekday=weekday, text=self.text(begin))

    def one_date(self) -> Point | None:
        if one := self.take("date"):
            if self.kind() == "clock" and self.tokens[self.at].text.startswith("00:00"):
                self.at += 1
            return Point(*one.value, None, one.text)
        if one := self.take("daymonth"):
            return Point(*one.value, self.year(), None, one.text)
        if one := self.take("named"):
            day, month = one.value if isinstance(one.value, tuple) else (0, 0)
            return Point(day, month, self.year(), None, one.text, name="" if day else one.value)
        about = self.take("half", "tail", "start")
        if about and (month := self.month()):
            return Point({"half": 15, "tail": 0, "start": 1}[about.kind], *month, None, about.text, about=True)
        if about:
            return None
        number = self.take("number", "ordinal")
        if number:
            self.skip("dash") or self.take("and", text="/")
            month = self.month()
            return Point(number.value, *month, None, number.text) if month else None
        if (name := self.take("month")) and (number := self.take("ordinal", "number")):
            self.take("and", text=",")
            year = self.year()
            return Point(number.value, name.value, year, None, name.text) if year or number.kind == "ordinal" else None
        return None

    def near_day(self) -> Item | None:
        """A day that is told from today: morgen, volgende week dinsdag, komende dinsdag."""
        if one := self.take("near"):
            return Item("near", one.value, "")
        week, coming, day = self.take("next week"), self.take("next"), self.take("day")
        week = week or (self.take("next week") if day else None)
        if day is None or not (week or coming):
            return None
        return Item("near", ("week" if week else "coming", day.value[0]), "")

    def numbered(self) -> list[Point] | None:
        """Days of one month: 4, 11 en 18 december 2026; zaterdag 5 en zondag 6 december."""
        begin = self.at
        ahead: list[int] = []
        while len(ahead) < 7 and (day := self.tried(_Parser.weekday)) is not None:
            ahead.append(day)
            self.skip("and")
        days: list[tuple[int | None, int]] = []
        while len(days) < _MOST:
            weekday = self.tried(_Parser.weekday) if days else ahead[-1] if len(ahead) == 1 else None
            number = self.take("number", "ordinal")
            if number is None:
                return None
            days.append((weekday, number.value))
            if not self.skip("and"):
                break
            self.skip("on", "idle")
        self.take("dash")
        month = self.month()
        if month is None or len(days) < 2 or (len(ahead) > 1 and len(ahead) != len(days)):
            return None
        if len(ahead) > 1:
            days = [(weekday, number) for weekday, (_, number) in zip(ahead, days, strict=True)]
        usual = days[0][0] if len(ahead) == 1 and all(weekday is None for weekday, _ in days[1:]) else None
        text = self.text(begin)
        return [Point(number, *month, weekday if weekday is not None else usual, text) for weekday, number in days]

    def dates(self) -> Item | None:
        if self.kind() not in _DATE_BEGINS | {"day", "next"}:
            return None
        found = self.tried(_Parser.numbered)
        if found is None:
            one = self.point()
            found = [one] if one else None
        return Item("dates", found, "") if found else None

    def range(self) -> Item | None:
        """From a day through a day: 1 t/m 4 december, van 5 januari tot en met 30 maart, tussen 5 januari en 30 maart."""
        self.skip("of")
        between = self.take("between") is not None
        if self.kind() not in _DATE_BEGINS | {"day"}:
            return None
        begin = self.at
        first = self.tried(_Parser.point)
        pair = None
        if first is None:
            weekday = self.tried(_Parser.weekday)
            if pair := self.take("numbers"):
                month = self.month()
                if month is None:
                    return None
                days = [Point(day, *month, None, self.text(begin)) for day in pair.value]
                return Item("range", (days[0]._replace(weekday=weekday), days[1]), "")
            number = self.take("number", "ordinal")
            if number is None:
                return None
            first = Point(number.value, 0, None, weekday, number.text)
        if not (self.take("through", "dash", "till") or (between and self.take("and"))):
            return None
        self.skip("idle")
        last = self.point()
        if last is None:
            return None
        if not first.month and not first.name:
            first = first._replace(month=last.month, year=last.year)
        return Item("range", (first, last), "")

    def bound(self) -> Item | None:
        """From when, and until when: vanaf 7 januari, start 12 jan, t/m eind maart, laatste keer 30 maart."""
        lead = self.take("from", "start", "through", "till", "lastly")
        if lead is None:
            return None
        self.skip("on", "idle", "of")
        kind = "from" if lead.kind in {"from", "start"} else lead.kind
        if week := self.take("unit", text="week"):
            number = self.take("number")
            return Item(f"{kind} week", number.value, "") if number and week else None
        if point := self.tried(_Parser.point):
            return Item(kind, point, "")
        begin = self.at
        month = self.month()
        if month is None:
            return None
        number, year = month
        if kind == "till":
            number, year = (number - 1, year) if number > 1 else (12, year - 1 if year else None)
        return Item(
            kind if kind != "till" else "till month", Point(kind == "from", number, year, None, self.text(begin)), ""
        )

    def months(self) -> Item | None:
        """Months of the year: in december, sept t/m juni, juli en augustus."""
        found: list[tuple[Point, Point]] = []
        self.skip("of", "between")
        while month := self.tried(_Parser.month):
            first = last = month
            begin = self.at
            if self.take("through", "dash", "till"):
                last = self.tried(_Parser.month)
                if last is None:
                    self.at, last = begin, first
            begin = self.at
            words = (Point(1, *first, None, ""), Point(0, *last, None, ""))
            found.append(words)
            if not (self.take("and") and self.kind() == "month"):
                self.at = begin
                break
        return Item("months", found, "") if found else None

    def season(self) -> Item | None:
        one = self.take("season")
        return Item("season", one.value, "") if one else None

    def weeks(self) -> Item | None:
        """Weeks by number: week 3, 7 en 11; week 3 t/m 11."""
        if (
            not self.take("unit", text="week")
            and not self.take("unit", text="weken")
            and not self.take("unit", text="wk")
        ):
            return None
        if pair := self.take("numbers"):
            return Item("week range", pair.value, "")
        numbers: list[int] = []
        while len(numbers) < _MOST and (number := self.take("number")):
            numbers.append(number.value)
            begin = self.at
            if (
                len(numbers) == 1
                and self.take("through", "dash", "till")
                and (self.take("unit") or True)
                and (end := self.take("number"))
            ):
                return Item("week range", (numbers[0], end.value), "")
            self.at = begin
            if not (
                self.take("and") and (self.take("unit") or True) and self.kind() == "number" and self.kind(1) != "hour"
            ):
                self.at = begin
                break
        return Item("weeks", numbers, "") if numbers else None

    # --- days off ---

    def school(self) -> Item | None:
        """School holidays, all or by name; the value is their names, and whether "in" stands before them."""
        before = next((one.kind for one in reversed(self.tokens[: self.at]) if one.kind not in {"idle", "each"}), "")
        names: list[str] = []
        while one := self.take("holiday"):
            names.append(one.value)
            self.skip("dash", "and")
        if names:
            return Item("school", (tuple(names), before in {"in", "only"}), "")
        return Item("school", ((), before in {"in", "only"}), "") if self.take("school") else None

    def public(self) -> Item | None:
        return Item("public", None, "") if self.take("public") else None

    def target(self) -> Item | None:
        """Days that something is not held on, or is held on too."""
        self.skip("on", "in", "of", "idle", "each")
        begin = self.at
        for rule in _TARGETS:
            found: Item | None = self.tried(rule)
            if found is not None:
                return found._replace(text=self.text(begin))
        return None

    def targets(self) -> list[Item]:
        """Targets with "en" between them; behind a comma only more of the same kind."""
        found: list[Item] = []
        while len(found) < _MOST:
            begin = self.at
            comma = bool(found) and self.kind() == "and" and self.tokens[self.at].text == ","
            if found and not self.skip("and"):
                break
            item = self.tried(_Parser.target)
            odd = item is None or bool(found) and item.kind == "days" != found[-1].kind
            if odd or (comma and item and item.kind != found[-1].kind):
                self.at = begin
                break
            found.append(item)
        return found

    def behind(self) -> list[Item]:
        """Take back the targets just before: "22 en 29 december gesloten"."""
        found: list[Item] = []
        begin = self.at - 1
        while self.items and self.items[-1].kind in _TARGET_KINDS:
            between = self.tokens[self.taken[-1][1] : begin]
            if any(one.kind not in IDLE and one.kind != "break" for one in between):
                break
            if found and "days" in {found[-1].kind, self.items[-1].kind} and found[-1].kind != self.items[-1].kind:
                break
            found.append(self.items.pop())
            begin, _ = self.taken.pop()
        return found

    def exception(self) -> Item | None:
        """Days it is not held: behalve 29 december, niet in juli, gesloten in de schoolvakanties; or with these before it."""
        if not self.take("not"):
            return None
        begin = self.at
        self.skip("break", "not")
        found = self.targets()
        if found:
            if self.items and self.items[-1].kind == "school" and self.items[-1].value[0] and found[0].kind == "dates":
                self.items.pop()  # kerstvakantie gesloten 23 en 30 december
                self.taken.pop()
        else:
            self.at = begin
            found = self.behind()
        return Item("except", found, "") if found else None

    def also(self) -> Item | None:
        if not self.take("also"):
            return None
        begin = self.at
        found = self.targets()
        if any(one.kind not in {"school", "public"} for one in found):
            self.at = begin
            return Item("also", [], "")
        return Item("also", found or [one for one in self.behind() if one.kind in {"school", "public"}], "")

    # --- how often ---

    def every(self) -> Item | None:
        """How often: om de week, elke 2 weken, eens in de drie weken, 1x per 14 dagen, tweewekelijks, maandelijks."""
        if self.take("monthly"):
            return Item("every", ("months", 1), "")
        if one := self.take("every"):
            return Item("every", one.value, "")
        begin, number = self.at, self.take("number", "spoken")
        self.take("dash")
        if number and (rhythm := self.take("rhythm", "every")):
            return self.often(rhythm.value if rhythm.kind == "rhythm" else "weeks", number.value)
        self.at = begin
        if (
            self.kind() == "number"
            and self.tokens[self.at].value == 7
            and self.kind(1) == "unit"
            and self.kind(2) == "per"
        ):
            self.at += 4
            return Item("days", (tuple(range(7)), True, ""), "")
        skipping = self.take("skipping") is not None
        if not skipping and not self.take("each") and not self.once():
            return None
        number = self.take("number", "spoken")
        other = self.take("other") is not None or (number is None and skipping)
        unit = self.take("unit")
        if unit is None:
            return None
        return self.often(unit.value[0], (number.value if number else 2 if other else 1) * unit.value[1])

    def once(self) -> bool:
        if one := self.take("number", "spoken"):
            if one.value != 1 or not (self.take("times") or self.kind() == "per"):
                return False
        elif not self.take("once"):
            return False
        taken = self.take("per", "in") is not None
        self.skip("idle")
        return taken

    def often(self, unit: str, number: float) -> Item | None:
        if unit == "days":
            if number == 1:
                return Item("days", (tuple(range(7)), True, ""), "")
            if number % 7:
                return None
            unit, number = "weeks", number // 7
        if not 1 <= number <= 52 or number != int(number):
            return None
        return Item("every", (unit, int(number)), "")

    def parity(self) -> Item | None:
        self.skip("each")
        found = set()
        while one := self.take("parity"):
            found.add(one.value)
            self.skip("and", "idle")
        return Item("parity", found, "") if found and self.take("unit") else None

    def nths(self) -> Item | None:
        """The nth weekday of the month: 1e en 3e donderdag, laatste vrijdag van de maand."""
        each = self.at > 0 and self.tokens[self.at - 1].kind == "each"
        found = []
        while len(found) < _MOST and (one := self.take("nth", "ordinal")):
            found.append(one.value)
            self.skip("and")
            self.skip("idle", "on")
        day = self.take("day") if found else None
        if day is None or not all(n == -1 or 1 <= n <= 5 for n in found):
            return None
        whole = self.take("of month") is not None
        value = (tuple((n, day.value[0]) for n in found), each and not whole and found == [2], day.value[1], whole)
        return Item("nths", value, "")

    def month_days(self) -> Item | None:
        """Days of the month by number: de 15e van elke maand, elke maand op: 1, 15."""
        monthly = bool(self.items) and self.items[-1].kind == "every" and self.items[-1].value[0] == "months"
        found: list[int] = []
        while len(found) < _MOST and (one := self.take("ordinal", "number")):
            found.append(one.value)
            self.skip("and")
            self.skip("idle", "on")
        whole = self.take("of month") is not None
        bare = monthly and self.kind() not in {"hour", "month", "dash", "till", "unit", "am", "pm"}
        if not found or not (whole or bare) or not all(1 <= day <= 31 for day in found):
            return None
        return Item("month days", tuple(sorted(set(found))), "")

    def days(self) -> Item | None:
        """Weekdays: di en do, ma t/m vr, maandag- en woensdagavond, werkdagen, het weekend."""
        series = self.at > 0 and self.tokens[self.at - 1].kind == "each"
        found: list[int] = []
        part = ""
        while one := self.take("day", "daily"):
            if one.kind == "daily":
                found += one.value
                series = True
            else:
                day, own, plural = one.value
                part, series = own or part, series or plural
                begin = self.at
                end = self.take("through", "dash", "till") and self.take("day")
                if end:
                    last, own, _ = end.value
                    found += [(day + n) % 7 for n in range((last - day) % 7 + 1)]
                    part = own or part
                else:
                    self.at = begin
                    found.append(day)
            begin = self.at
            self.take("dash")
            self.skip("and")
            self.skip("idle", "on")
            if self.kind() not in {"day", "daily"} or self.dated():
                self.at = begin
                break
        return Item("days", (tuple(sorted(set(found))), series or len(set(found)) > 1, part), "") if found else None

    def dated(self) -> bool:
        """Whether a date begins here: the weekday of "di en za 5 december" is no weekday by itself."""
        begin = self.at
        found = self.tried(_Parser.range) or self.tried(_Parser.dates)
        self.at = begin
        return found is not None

    # --- times ---

    def hour(self) -> tuple[int, bool] | None:
        """The hour of "half 8": minutes, and whether they stand for a time by themselves."""
        one = self.take("number", "spoken")
        return (one.value * 60, False) if one and one.value <= 24 and isinstance(one.value, int) else None

    def clock(self) -> tuple[Clock, bool] | None:
        """A time of day, and whether it can be nothing else: 10.00, 10 uur, half elf, kwart over tien, 2 pm, 0930."""
        self.skip("about")
        begin = self.at
        found = self.tried(_Parser.spoken_clock)
        sure = found is not None
        if found is None and (one := self.take("clock")):
            found, sure = one.value, True
        elif found is None and self.kind() == "four":
            one = self.take("four")
            hours, minutes = divmod(one.value if one else 9999, 100)
            found = Clock(hours * 60 + minutes, sure=True) if hours <= 24 and minutes < 60 else None
            yearly = one is not None and 1990 <= one.value <= 2060
            if found is None or (
                yearly and self.kind() not in {"hour", "dash", "till"} and self.kind(-2) not in {"dash", "till"}
            ):
                return None
            sure = self.kind() == "hour"
        elif found is None:
            one = self.take("number", "spoken")
            if one is None or not isinstance(one.value, int) or one.value > 30:
                return None
            minutes = one.value * 60 if one.value <= 24 else -1
            found = Clock(minutes, not 1 <= one.value <= 8 or one.text.startswith("0"), spoken=True)
        if self.skip("hour"):
            sure = True
        if half := self.take("am", "pm"):
            own = found.minutes % 720 + (720 if half.kind == "pm" else 0)
            return Clock(own, sure=True), True
        return (found, sure) if self.at > begin else None

    def spoken_clock(self) -> Clock | None:
        if self.take("half"):
            past = self.take("past") is not None
            hour = self.hour()
            return _spoken(hour[0] + (30 if past else -30)) if hour else None
        few = self.take("quarter")
        minutes = 15
        if few is None:
            number = self.take("number", "spoken")
            if number is None or number.value > 29:
                return None
            minutes = number.value
            self.skip("minute")
        side = self.take("past", "before") or (few and few.text.endswith("quarter") and self.take("till"))
        if not side:
            return None
        half = self.take("half") is not None
        hour = self.hour()
        if hour is None:
            return None
        exact = hour[0] - (30 if half else 0) + (minutes if side.kind == "past" else -minutes)
        return _spoken(exact)

    def span(self) -> Item | None:
        """From a time to a time: 10.00-12.00 uur, van 10 tot half een, tussen 10 en 12."""
        door = self.take("doors")
        if door:
            self.skip("at", "on", "idle", "from")
        between = False
        while one := self.take("of", "from", "between", "at", "start", "lasts"):
            between = between or one.kind == "between"
        self.skip("about")
        if pair := self.take("span"):
            first, last, unsure = pair.value
            self.skip("hour")
            clocks = [Clock(n * 60 if n <= 24 else -1, not 1 <= n <= 8, spoken=True) for n in (first, last)]
            half = self.take("am", "pm")
            if half and half.kind == "pm" and last < 12:
                clocks[1] = Clock(last * 60 + 720, sure=True)
                clocks[0] = Clock((first + (12 if first < last else 0)) * 60, sure=True)
            elif half:
                clocks = [one._replace(sure=True) for one in clocks]
            return Item("span", (clocks[0], clocks[1], unsure and not half), "")
        begin = self.tried(_Parser.clock)
        if begin is None:
            return None
        slash = (
            self.kind() == "and"
            and self.tokens[self.at].text == "/"
            and self.kind(1) == "clock"
            and self.kind(-1) == "clock"
        )
        if not (self.take("through", "dash", "till") or (self.take("and") if between or slash else None)):
            return None
        self.skip("about", "at")
        end = self.tried(_Parser.clock)
        if end is None or self.kind() == "month":
            return None
        first, last = begin[0], end[0]
        if (
            last.sure
            and not last.spoken
            and self.tokens[self.at - 1].kind == "pm"
            and first.minutes + 720 < last.minutes
        ):
            first = Clock(first.minutes + 720, sure=True)
        return Item("span", (first, last, False), "")

    def opening(self) -> Item | None:
        """When the doors open: zaal open 19.30, inloop vanaf 13.30."""
        if not self.take("doors"):
            return None
        self.skip("from", "at", "on", "idle", "about")
        found = self.tried(_Parser.clock)
        return Item("doors", found[0], "") if found else None

    def begins(self) -> Item | None:
        """When it begins: om 10 uur, vanaf half acht, aanvang 20.00, 19.30 uur."""
        lead = self.skip("at", "from", "start")
        found = self.tried(_Parser.clock)
        if found is None or not (found[1] or lead) or self.kind() == "month":
            return None
        return Item("start", found[0], "")

    def finishes(self) -> Item | None:
        """When it ends: tot 12 uur, einde 22.00."""
        if not self.take("till", "end", "through"):
            return None
        self.skip("at")
        found = self.tried(_Parser.clock)
        return Item("end", found[0], "") if found and self.kind() != "month" else None

    def duration(self) -> Item | None:
        """How long it takes: duur 2 uur, anderhalf uur, 90 minuten."""
        lasts = self.take("lasts") is not None
        self.skip("about")
        number = self.take("decimal", "number", "spoken")
        if number is None:
            if minutes := self.take("unknown"):
                return (
                    Item("duration", int(minutes.text), "")
                    if minutes.text.isdecimal() and self.take("minute")
                    else None
                )
            return None
        if self.take("minute"):
            return Item("duration", int(number.value), "") if self.kind() not in {"past", "before"} else None
        whole = isinstance(number.value, int)
        if not (self.take("hour") or self.take("idle", text="uren")) or not (self.take("long") or lasts or not whole):
            return None
        return Item("duration", int(number.value * 60), "")

    def part(self) -> Item | None:
        one = self.take("part")
        return Item("part", one.value, "") if one else None

    def whole_day(self) -> Item | None:
        return Item("allday", None, "") if self.take("allday") else None

    def appointment(self) -> Item | None:
        return Item("appointment", None, "") if self.take("appointment") else None


def _spoken(minutes: int) -> Clock:
    """Return a time as it is said: half een is after noon."""
    minutes += 720 if 0 <= minutes < 60 else 0
    return Clock(minutes, not 60 <= minutes < 9 * 60, spoken=True)


_SILENT_ALONE = frozenset({"een", "inloop", "dag", "maand", "maanden"})
"""Words that rules know, and that say nothing where none uses them."""

_MOST = 60
"""How many of a kind a list may have; longer ones are no text about days and times."""

_DATE_BEGINS = frozenset(
    {"date", "daymonth", "named", "number", "ordinal", "numbers", "half", "tail", "start", "month"}
)
_TARGET_KINDS = frozenset({"dates", "range", "months", "season", "weeks", "week range", "school", "public", "days"})
_TARGETS = (
    _Parser.range, _Parser.dates, _Parser.weeks, _Parser.school, _Parser.public, _Parser.months, _Parser.season, _Parser.days,
)  # fmt: skip

RULES: tuple[Callable[[_Parser], Item | None], ...] = (
    _Parser.appointment, _Parser.whole_day, _Parser.exception, _Parser.also, _Parser.parity, _Parser.every, _Parser.weeks,
    _Parser.range, _Parser.dates, _Parser.near_day, _Parser.bound, _Parser.nths, _Parser.month_days, _Parser.days, _Parser.months, _Parser.season,
    _Parser.school, _Parser.public, _Parser.span, _Parser.opening, _Parser.duration, _Parser.begins, _Parser.finishes, _Parser.part,
)  # fmt: skip
"""What is understood, in the order in which it is tried; each says what it reads."""


def read(text: str, today: date) -> tuple[list[Item], list[str]]:
    """Return what a text says, part by part, and the words that no rule used."""
    parser = _Parser(plain(text), today)
    parser.parse()
    return parser.items, parser.left


def without_appointment(text: str) -> str:
    """Return a text without the words that say that something is by appointment."""
    for phrase in sorted(WORDS["appointment"].split(", "), key=len, reverse=True):
        at = text.casefold().find(phrase)
        if at >= 0:
            return f"{text[:at]} {text[at + len(phrase) :]}"
    return text
