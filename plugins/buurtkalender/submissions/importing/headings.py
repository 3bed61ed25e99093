"""What the columns of a sheet are, by the names that somebody gave them: the names stand in ``headings.txt``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz.distance import OSA

from buurtkalender.domain.facts import FACTS
from buurtkalender.reading.suggest import DAYS
from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace
from buurtkalender.submissions.importing.sheets import HEAD, MOST_COLUMNS, SheetTable, as_clock, column_letters
from buurtkalender.submissions.importing.xlsx import Cell
from buurtkalender.words.catalogues import N_
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.values import Message

LONGEST_HEADING = 80
SEVERAL = ("date", "day", "when", "period", "remarks", "description", "except")
"""Fields of which a sheet may have several columns: "Datum 1", "Datum 2"."""

TICKS = frozenset("✓✔☑●•")
_AROUND = frozenset({"before", "after"})
_FEWEST = 3
_TYPO, _TYPOS = 6, 12
"""How many letters a name has at least in which one is wrong, and two."""

_TOGETHER = {
    "time": {"start", "end", "time", "duration"},
    "when": {"day", "date", "time", "start", "end", "first", "last", "every", "period", "when"},
    "where": {"where", "room", "street", "postcode", "city"},
    "audience": {"audience", "ages"},
    "phone": {"phone", "email", "person"},
    "description": {"summary", "description", "remarks"},
}
"""What a column of two names is, such as "Locatie en zaal", if both are of one group."""

_AND = re.compile(r"[/&+,]|\s(?:en|of|and|or)\s", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_ONE_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*(?:uur|u))?")
_UNITS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PLURAL = re.compile(r"\((?:e?n|'?s)\)", re.IGNORECASE)
_NUMBERED = re.compile(r"\s+\d{1,2}$")


class HeaderRow(NamedTuple):
    """Where the names of the columns stand: the row's place in the table, and the column of each field, from 0.

    ``more`` are further columns of a field, ``unused`` the names that mean nothing here, ``internal`` the columns that
    nobody may see, and ``last`` the place of the second row of the ``names`` if they stand in two. Of tables beside
    each other (``apart``) each has the columns ``begin`` up to ``end``. ``months_first`` are those with American dates.
    """

    row: int
    columns: dict[str, int]
    unused: tuple[str, ...]
    more: tuple[tuple[str, int], ...] = ()
    internal: tuple[int, ...] = ()
    last: int = 0
    names: tuple[str, ...] = ()
    begin: int = 0
    end: int = 0
    apart: bool = False
    months_first: frozenset[int] = frozenset()

    def field(self, n: int) -> str:
        """Return the field of a column; empty when it has none."""
        return next((field for field, column in self.columns.items() if column == n), "")

    def name(self, field: str) -> str:
        """Return the name of the column of a field, as it stands there."""
        n = self.columns.get(field, -1)
        return self.names[n] if 0 <= n < len(self.names) else ""


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
        return text if any(map(str.isalnum, text)) or text in TICKS else ""

    def periods(self) -> list[str]:
        """Return what columns say of the part of the year; a number below a name with "week" is that week."""
        found = []
        for field, n in (*self.head.columns.items(), *self.head.more):
            text, name = self._of(n), comparable_name(self.head.names[n]) if field == "period" else ""
            weeks = "week" in name or "weken" in name
            even = f"{text} weken" if weeks and comparable_name(text) in {"even", "oneven"} else text
            found.append(f"week {text}" if weeks and text[:1].isdigit() else even) if name and text else None
        return found

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


def head_of(table: SheetTable, start: int = 0) -> HeaderRow | None:
    """Return the row with the names of the columns: of the first rows from ``start`` that in which most are known.

    The first that has names enough is it, for another table may follow below.
    """
    best: HeaderRow | None = None
    for row in range(start, min(start + HEAD, len(table.rows))):
        if best and len(best.columns) >= max(_FEWEST, len(best.unused)):
            break
        for last in (row, row + 1):
            found = _head(table, row, last)
            if found and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def blocks(table: SheetTable) -> Iterator[tuple[HeaderRow, range]]:
    """Yield the tables of a sheet, below and beside each other: the names of their columns, and the places of rows."""
    head = head_of(table)
    while head is not None:
        start = row = head.last + 1
        while row < len(table.rows) and not _is_heading(table, row, head):
            row += 1
        for one in _beside(table, head):
            rows = range(start, row)
            named = _with_end(table, one, rows)
            yield named._replace(months_first=_months_first(table, named, rows)), rows
        head = _head(table, row, row)


def _beside(table: SheetTable, head: HeaderRow) -> list[HeaderRow]:
    """Return the names of each of the tables that stand beside each other, parted by a column without a name."""
    parts: list[list[int]] = [[]]
    for n, name in enumerate(_names_in(table, head.row, head.last)):
        if name:
            parts[-1].append(n)
        elif parts[-1]:
            parts.append([])
    found = [_head(table, head.row, head.last, one[0], one[-1] + 1) for one in parts if one]
    apart = [one._replace(apart=True) for one in found if one]
    return apart if len(apart) > 1 else [head]


def _with_end(table: SheetTable, head: HeaderRow, rows: range) -> HeaderRow:
    """Return the same with an end in the column without a name behind that of the times, if both hold one time each."""
    begin = head.columns.get("time", head.columns.get("start", -1))
    if begin < 0 or "end" in head.columns or "duration" in head.columns or any(head.names[begin + 1 : begin + 2]):
        return head
    pairs = [table.rows[row][1][begin : begin + 2] for row in rows]
    times = [text for pair in pairs if len(pair) > 1 and pair[1] for text in pair]
    if not times or not all(_ONE_TIME.fullmatch(as_clock(text)) for text in times):
        return head
    columns = {field: n for field, n in head.columns.items() if field != "time"}
    names = (*head.names[: begin + 1], head.names[begin], *head.names[begin + 2 :])
    return head._replace(columns=columns | {"start": begin, "end": begin + 1}, names=names)


def _is_heading(table: SheetTable, row: int, head: HeaderRow) -> bool:
    """Whether a row below the names of the columns has such names again, the same or those of another table."""
    cells = [cell for cell in table.rows[row][1] if cell]
    if len(cells) < _FEWEST or not any(known().get(cell.casefold().strip(" :*?")) == "title" for cell in cells):
        return False
    if cells == [cell for cell in table.rows[head.row][1] if cell]:
        return True
    fields = {known().get(comparable_name(cell), "") for cell in cells} - {"", "nothing", "internal"}
    return "title" in fields and len(fields) >= max(_FEWEST, len(cells) // 2)


def _months_first(table: SheetTable, head: HeaderRow, rows: range) -> frozenset[int]:
    """Return the columns of dates that an American program wrote: with the month first, as 12/13/2026 can only be.

    Not every one of them has such a date; then a time with AM or PM beside it makes it likely.
    """
    found = set()
    times = any(_HALF_DAY.search(text) for row in rows for text in table.rows[row][1])
    for field, n in (*head.columns.items(), *head.more):
        if field in {"date", "when", "first", "last", "start", "end"}:
            cells = [table.rows[row][1][n] for row in rows if n < len(table.rows[row][1])]
            dates = [(int(match[1]), int(match[2])) for text in cells if (match := _SLASHED.match(text))]
            if dates and all(first <= 12 for first, _ in dates) and (times or any(day > 12 for _, day in dates)):
                found.add(n)
    return frozenset(found)


def with_day_last(cells: list[str], columns: Iterable[int]) -> list[Message]:
    """Write dates of these columns the other way around; return what is to be asked about each."""
    asked = []
    for at in columns:
        if at < len(cells) and (match := _SLASHED.match(cells[at])):
            year = match[3] if len(match[3]) == len("2026") else f"20{match[3]}"
            day = f"{year}-{int(match[1]):02}-{int(match[2]):02}"
            told = N_("“{text}” was read with the month first, as in America: {day}. Is that right?")
            asked.append(Message(told, {"text": match[0], "day": day}))
            cells[at] = f"{day}{cells[at][match.end() :]}"
    return asked


def unused_columns(table: SheetTable, head: HeaderRow, rows: range) -> Iterator[ReportItem]:
    """Yield what is to be told of the columns: those that are used nowhere."""
    number, names = table.rows[head.row]
    at = SourcePlace(number, sheet=table.name, row=True)

    def told(text: str, /, **words_: object) -> ReportItem:
        return ReportItem(Certainty.DROPPED, at, Message(text, words_))

    for name in head.unused:
        yield told(N_("the column “{name}” is not known"), name=name)
    for n in head.internal:
        yield told(N_("the column “{name}” is not for everybody"), name=head.names[n])
    if "person" in head.columns:
        yield told(N_("the names of people: what comes in is public for ever"))
    named = {n for n, name in enumerate(head.names) if name}
    end = len(names) if table.ragged else MOST_COLUMNS
    for n in sorted({n for row in rows for n, text in enumerate(table.rows[row][1][:end]) if text} - named):
        if not head.apart:
            yield told(N_("the column {letter}, which has no name"), letter=column_letters(n + 1))


def _names_in(table: SheetTable, row: int, last: int) -> list[str]:
    """Return the names of the columns in one row, or in two: what stands above several counts for each of them."""
    number, cells = table.rows[row]
    if last == row:
        return cells
    below_number, below = table.rows[last]
    if below_number != number + 1:
        return []
    above = [*cells, *[""] * (len(below) - len(cells))]
    for begin, end in table.wide.get(number, []):
        above[begin - 1 : end] = (
            [cells[begin - 1]] * (end - begin + 1) if begin <= len(cells) else above[begin - 1 : end]
        )
    found = []
    for n, name in enumerate(above):
        under = below[n] if n < len(below) else ""
        if not under or under == name:
            found.append(name)
        elif (both := f"{name} {under}") and field_of(both)[0] not in {"", "nothing"}:
            found.append(both)
        else:
            found.append(under if field_of(under)[0] not in {"", "title", "nothing"} or not name else both)
    return found


def _head(table: SheetTable, row: int, last: int, begin: int = 0, end: int = 0) -> HeaderRow | None:
    """Return what the names in a row mean, None where they are none: without a title, or with nothing besides."""
    if last >= len(table.rows):
        return None
    cells = _names_in(table, row, last)
    columns: dict[str, int] = {}
    more, unused, internal = [], [], []
    days = {n: day for n, cell in enumerate(cells) if (day := DAYS.get(comparable_name(cell))) is not None}
    end = end or len(cells)
    scored = [(*field_of(cells[n]), n) for n in range(begin, end) if cells[n] and len(cells[n]) <= LONGEST_HEADING]
    for field, _, n in sorted(scored, key=lambda one: (-one[1], one[2])):
        if field == "internal":
            internal.append(n)
        elif field and field != "nothing" and field not in columns:
            columns[field] = n
        elif field in SEVERAL:
            more.append((field, n))
        elif len(days) > 1 and n in days:
            columns[f"weekday{days[n]}"] = n
        else:
            unused.append(n)
    if "title" not in columns and (only := next((one for one in ("summary", "description") if one in columns), "")):
        columns["title"] = columns.pop(only)  # where nothing else is the title, what describes it is
    if "title" not in columns or len(columns) < 2 or (last > row and len(columns) < len(scored) // 2):
        return None
    told = tuple(cells[n] for n in sorted(unused))
    return HeaderRow(
        row, columns, told, tuple(sorted(more)), tuple(internal), last, tuple(cells), begin, end
    )  # fmt: skip


@cache
def field_of(cell: str) -> tuple[str, float]:
    """Return the field that a name means, with how sure that is, of 100; an empty one for a name that is not known.

    ``internal`` is what nobody may see, whatever else the name says; ``nothing`` a name that is known to mean none.
    """
    plain = comparable_name(cell)
    if not plain:
        return "", 0
    if any(f" {one} " in f" {plain} " for one, field in known().items() if field == "internal"):
        return "internal", 100
    for less, spelling in enumerate(_spellings(cell)):
        if spelling in known():
            return known()[spelling], 100 - 10 * less - min(_rank()[spelling], 90) / 10
    halves = {known().get(comparable_name(half), "") for half in _AND.split(cell)}
    if len(halves) > 1:
        return next((field for field, group in _TOGETHER.items() if halves <= group), ""), 60
    near = (
        min((OSA.distance(plain, name), field) for name, field in known().items() if name[0] == plain[0])
        if plain[0] in {name[0] for name in known()}
        else (9, "")
    )
    few = 0 if len(plain) < _TYPO else 1 if len(plain) < _TYPOS else 2
    return (near[1], 50) if near[0] <= few else ("", 0)


def _spellings(cell: str) -> Iterator[str]:
    """Yield a name as it is, without units and numbers, and without the words around it that say no more."""
    yield comparable_name(cell)
    yield comparable_name(_PLURAL.sub("", cell))
    short = comparable_name(_NUMBERED.sub("", _UNITS.sub(" ", cell).strip(" :*?.")))
    yield short
    words = short.split()
    while words and words[0] in _around("before"):
        words.pop(0)
    while len(words) > 1 and words[-1] in _around("after"):
        words.pop()
        yield " ".join(words)
    yield " ".join(words)


@cache
def known() -> dict[str, str]:
    """Return the field that each name means, as names are compared."""
    told = {FACTS[key].field: facts.headers for key, facts in FACT_WORDS.items() if facts.headers} | _lines()
    every = ((field, text) for field, text in told.items() if field not in _AROUND)
    return {comparable_name(name): field for field, text in every for name in text.split("|")}


@cache
def _lines() -> dict[str, str]:
    lines = (Path(__file__).parent / "headings.txt").read_text(encoding="utf-8").splitlines()
    return {field: text.strip() for field, _, text in (line.partition(":") for line in lines if line[:1] != "#")}


@cache
def _around(where: str) -> frozenset[str]:
    return frozenset(_lines()[where].split("|"))


@cache
def _rank() -> dict[str, int]:
    """Return the place of each name among those of its field: the first are the surest."""
    counts: Counter[str] = Counter()
    found = {}
    for name, field in known().items():
        found[name] = counts[field]
        counts[field] += 1
    return found
