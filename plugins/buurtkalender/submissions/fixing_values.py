"""What a value can only have been meant to be, in the words of the format; None where it could be something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from buurtkalender.domain.facts import OWN_FACTS
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.form.answers import known_references
from buurtkalender.reading.checks import check_planned as check_dates
from buurtkalender.reading.content import FIELDS
from buurtkalender.reading.fields_times import ALL_DAY
from buurtkalender.reading.fields_when import NTH_WEEKDAYS
from buurtkalender.reading.files import Scan
from buurtkalender.reading.problems import FileNotes, Problem
from buurtkalender.reading.references import References
from buurtkalender.reading.suggest import bare, english
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MappingNode

# Dutch words that say something else than the nearest word of the format: `tot 1 juni` may leave out that day.
_NOT_QUITE = frozenset({"activiteit", "aanvraag", "elke", "land", "organisatie", "tot", "opening"})

_CLOCK = r"(\d{1,2})(?:[:.;uh](\d{2}))?"
_SPAN = re.compile(rf"(?:van )?{_CLOCK}\s*(?:u|uur)?\s*(?:-|–|—|tot|t/m)\s*{_CLOCK}\s*(?:u|uur)?\.?")
_AT = re.compile(r"(\d{1,2})[:.uh](\d{2})(?:\s*(?:u|uur))?\.?")
_AMOUNT = re.compile(r"(?:€|eur|euro)?\s*(\d{1,5})(?:[.,](\d{2}|-|–|—))?\s*(?:€|eur|euro)?")
_AGES = re.compile(r"(\d{1,3})(?: ?jaar)?(?: en ouder| of ouder)|(\d{1,3})[ -]?(?:plus|\+)(?:-?ers|sers)?")
_AGES_BOTH = re.compile(r"(?:van )?(\d{1,3})(?: jaar)? ?(?:-|–|—|t/m|tot en met) ?(\d{1,3})(?: jaar)?")
_PEOPLE = re.compile(r"\d+ ?(?:personen|mensen|deelnemers|plaatsen|plekken|stoelen)")
_AHEAD = re.compile(r"(\d{1,3})\s*(uur|uren|dag|dagen|week|weken|hours?|days?|weeks?)")
_UNITS = {"u": "hour", "h": "hour", "d": "day", "w": "week"}


def time(text: str) -> str | None:
    """Return from when to when: ``10 tot 12 uur`` is 10:00-12:00; ``2-4 uur`` could be the night or the afternoon."""
    plain = text.strip().lower()
    if plain in {"hele dag", "de hele dag"}:
        return ALL_DAY
    match = _SPAN.fullmatch(plain)
    if match is None:
        return None
    begins, ends = int(match[1]), int(match[3])
    by_24_hours = begins > 12 or ends > 12 or begins >= 10 or match[1].startswith("0")
    night = begins >= 18  # `20 tot 1 uur` ends in the night, `11 tot 1 uur` in the afternoon
    if not by_24_hours or max(begins, ends) > 24 or (ends <= begins and not night):
        return None
    return f"{begins:02}:{match[2] or '00'}-{ends:02}:{match[4] or '00'}"


def clock(text: str) -> str | None:
    """Return a time of day: ``19.30 uur`` and ``19u30`` are 19:30."""
    match = _AT.fullmatch(text.strip().lower())
    return f"{int(match[1]):02}:{match[2]}" if match and int(match[1]) < 24 and int(match[2]) < 60 else None


def amount(text: str) -> str | None:
    """Return euros: ``€ 2,50``, ``2,50 euro`` and ``gratis``. An amount with more words needs its ``note``."""
    plain = text.strip().lower()
    if plain in {"gratis", "niets", "geen"}:
        return "free"
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return None
    cents = match[2] if match[2] and match[2].isdigit() else ""
    return f"{int(match[1])}.{cents}" if cents else str(int(match[1]))


def ages(text: str) -> str | None:
    """Return ages: ``65 plus``, ``12 t/m 18 jaar``. Whether ``tot 18`` has 18 in it, nobody knows."""
    plain = text.strip().lower()
    if match := _AGES.fullmatch(plain):
        return f"{match[1] or match[2]}+"
    match = _AGES_BOTH.fullmatch(plain)
    return f"{match[1]}-{match[2]}" if match and int(match[1]) <= int(match[2]) else None


def ahead(text: str) -> str | None:
    """Return how long ahead: ``2 dagen``."""
    match = _AHEAD.fullmatch(text.strip().lower())
    if match is None:
        return None
    unit = _UNITS[match[2][0]]
    return f"{int(match[1])} {unit}{'' if int(match[1]) == 1 else 's'}"


def nth(text: str) -> str | None:
    """Return a day in the month: ``eerste dinsdag`` and ``1e dinsdag`` are the first tuesday."""
    plain = re.sub(r"\s+(?:van|v/d|vd) (?:de|elke|iedere) maand$", "", bare(text))
    found = " ".join(english(word) or word for word in plain.split())
    return found if found in NTH_WEEKDAYS else None


def flag(text: str) -> str | None:
    """Return ``true`` for yes."""
    return "true" if text.strip().lower() in {"ja", "waar", "1", "x"} else None


SHORT_YEAR = re.compile(r"[-/. ]\d{2}$")
"""The end of a date with two figures for its year: that could be the day as well."""


def _always(_: str) -> bool:
    return True


def _not_in_prose(text: str) -> bool:
    """Whether a text with commas is nothing but short words: a sentence is no list."""
    return len(text) <= 200 and not re.search(r"[.!?](?:\s|$)", text)


def _number_of_people(text: str) -> bool:
    return _PEOPLE.fullmatch(text.strip().lower()) is not None


def _address(text: str) -> bool:
    """Whether an address is only written around: with a space, ``mailto:`` or brackets, ``(at)``."""
    return len(text.split()) <= 3


def _yes_or_no(text: str) -> bool:
    return text.strip().casefold() in {"ja", "nee", "yes", "no", "true", "false", "verplicht", "niet nodig"}


def _whole_year(text: str) -> bool:
    """Whether the year of a moment was written in full: of 01-12-26 the day could be the year."""
    return re.search(r"(?<!\d)20\d\d(?!\d)", text) is not None


def _plain_childcare(text: str) -> bool:
    """Whether it only says yes or no, or what it costs; what else parents should know is for people to write."""
    return _yes_or_no(text) or amount(text) is not None


def number_sign(text: str) -> bool:
    """Whether the sign is part of the text: of ``#1`` nobody makes a comment."""
    return re.match(r"#\d", text) is not None


AS_SUGGESTED: dict[str, Callable[[str], bool]] = {
    "not-from-keyboard": _always,
    "unseen-sign": _always,
    "list-needs-brackets": _not_in_prose,
    "several-in-one": _always,
    "number-with-unit": _always,
    "bad-whole-number": _number_of_people,
    "bad-email": _address,
    "phone-with-zero": _always,
    "more-than-a-word": _yes_or_no,
    "bad-moment": _whole_year,
    "bad-childcare": _plain_childcare,
}
"""Codes of which the suggestion is what was meant, as far as the text is such a one."""

SURELY: dict[str, Callable[[str], str | None]] = {
    "bad-time": time,
    "bad-clock": clock,
    "bad-cost": amount,
    "bad-ages": ages,
    "bad-duration": ahead,
    "bad-nth-day": nth,
    "only-true": flag,
}
"""What was surely meant, by the code of the problem."""


def word(text: str, suggestion: str) -> bool:
    """Whether ``suggestion`` is the same word in Dutch, or in other case, spacing or punctuation."""
    plain = text.strip().casefold()
    if plain in _NOT_QUITE:
        return False
    return english(plain) == suggestion or _bare(plain) == _bare(suggestion)


def _bare(text: str) -> str:
    return re.sub(r"[ _-]+", "-", bare(text))


def slips(text: str, known: Collection[str]) -> list[str]:
    """Return the known words that differ from ``text`` by a slip of the fingers; of two, neither is sure."""
    from rapidfuzz.distance import DamerauLevenshtein

    plain = text.strip().casefold()
    if plain in _NOT_QUITE or len(plain) < 5 or sum(one.startswith(plain) for one in known) > 1:
        return []  # `ouder` can be `ouders` and `ouderen`
    most = 1 if len(plain) < 9 else 2
    return [one for one in sorted(known) if 0 < DamerauLevenshtein.distance(plain, one, score_cutoff=most) <= most]


# --- what the reader sees -------------------------------------------------------------------------------
# What the reader makes of one file by itself: its problems, and what it says when it has none.


class Sight(NamedTuple):
    """A file as the reader sees it.

    ``root`` is None where the file cannot be understood at all, and ``values`` where something that is needed lacks.
    """

    problems: tuple[Problem, ...]
    root: MappingNode | None
    values: dict[str, Any] | None

    def kinds(self) -> Counter[tuple[object, ...]]:
        """What is wrong, apart from where: lines move while one mends."""
        return Counter((problem.code, tuple(sorted(problem.params.items()))) for problem in self.problems)

    def better_than(self, other: Sight) -> bool:
        """Whether less is wrong here than there, and nothing that was not wrong there."""
        return len(self.problems) < len(other.problems) and self.kinds() <= other.kinds()


NO_CONTENT = Sight((), None, None)
"""What the reader sees of a file that is no content."""


Judge = Callable[[bytes], Sight]


def judge_of(kind: str, path: str, identifier: str, calendar: Calendar, there: References) -> Judge:
    """Return what reads a file of this kind (a key of ``FIELDS``) by itself; ``path`` is told in its problems."""
    fields = FIELDS[kind]

    def judge(data: bytes) -> Sight:
        notes = FileNotes(path, identifier)
        root = parse(data, notes)
        values = fields.values(root, notes) if root is not None else None
        if kind == "activities" and root is not None and values is not None and not notes.failed:
            check_dates(Activity(id=identifier, **values), root, calendar.anchor, notes)
        # What lies beside a file is nothing that changing its text could mend.
        _, unknown = there.check(path.partition("/")[2], [ref for ref in notes.refs if ref.kind != "file"])
        return Sight((*notes.problems, *unknown), root, values)

    return judge


def all_there(calendar: Calendar, scanned: Scan) -> References:
    """Return what files can refer to: what is in the calendar, and what stays out of it while its file is broken."""
    found = known_references(calendar)
    found.add("norm", calendar.norms)
    found.add("fact", [*OWN_FACTS, *calendar.facilities])
    for kind, section in (("organisation", "organisations"), ("venue", "venues"), ("municipality", "neighbourhoods")):
        found.add(kind, (file.id for file in scanned.files[section]))
    found.add("area", (file.id for file in scanned.files["neighbourhoods"]))
    return found
