"""What was imported, as it stood there: the rows of a sheet or the events of a calendar, fit to be shown.

What is not published of it is masked, and what an event says in the words of calendars is written as people do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from html import unescape
from typing import NamedTuple

from buurtkalender.submissions.importing import private
from buurtkalender.submissions.importing.content_lines import decoded
from buurtkalender.submissions.importing.headings import blocks
from buurtkalender.submissions.importing.matching import PublicFacts
from buurtkalender.submissions.importing.report import HELD_BACK, ImportPart, SourcePlace, unpublished_masked
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.submissions.importing.spotting import not_for_everybody
from buurtkalender.words.catalogues import N_, Translator
from buurtkalender.words.dates import ONE_DAY
from buurtkalender.words.values import on_one_line

LONGEST_CELL = 600

Spot = tuple[str, int]
"""The sheet and the row, or no sheet and the line."""


class SourceBlock(NamedTuple):
    """A piece of the source: where it stands, and each of its cells or lines with its name."""

    place: str
    cells: list[tuple[str, str]]


class _Source:
    """What was imported; ``told`` are the places of which something is told."""

    def __init__(self, texts: Translator, public: PublicFacts) -> None:
        self._public = public
        self.told: set[Spot] = set()
        self.mask = texts.gettext(HELD_BACK)
        self._texts = texts

    def is_internal(self, _spot: Spot) -> bool:
        """Whether a piece of which nothing is told seems to be for a few people only."""
        return False

    def shown(self, text: str, published: str = "") -> str:
        """Return a text of it without what is not published."""
        text = private.masked(unpublished_masked(text, published, self.mask), self._public)
        return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


class SheetSource(_Source):
    """The rows of a sheet, each with the names of its columns and which of these mean something."""

    def __init__(self, tables: Sequence[SheetTable], texts: Translator, public: PublicFacts) -> None:
        super().__init__(texts, public)
        self._rows: dict[Spot, tuple[list[str], list[str], dict[int, str]]] = {}
        for table in tables:
            for head, places in blocks(table):
                names = [self.shown(on_one_line(one)) for one in head.names or table.rows[head.row][1]]
                columns = (*head.columns.items(), *head.more)
                read = {n: field for field, n in columns if field != "person" and n not in head.internal}
                for number, cells in (table.rows[n] for n in places):
                    other = self._rows.get((table.name, number), ([], [], {}))[2]  # of a table beside it
                    self._rows[table.name, number] = cells, names, other | read

    def has(self, spot: Spot) -> bool:
        """Whether it has this row, or an event that begins on this line."""
        return spot in self._rows

    def spots(self) -> Iterable[Spot]:
        """Return the places of all rows, or of all events of which something is told, in order."""
        return dict.fromkeys((*self._rows, *sorted(self.told)))

    def is_named(self, spot: Spot) -> bool:
        """Whether the row or the event has a title."""
        cells, _, read = self._rows.get(spot, ([], [], {}))
        return any(cell and read.get(n) == "title" for n, cell in enumerate(cells))

    def is_internal(self, spot: Spot) -> bool:
        """Whether its title seems to be for a few people only."""
        cells, _, read = self._rows.get(spot, ([], [], {}))
        return any(read.get(n) == "title" and not_for_everybody(cell, (), "") for n, cell in enumerate(cells))

    def title(self, place: SourcePlace) -> str:
        """Return its title as far as that may be shown."""
        return self.shown(on_one_line(place.name))

    def blocks(self, spot: Spot, _uids: frozenset[str], published: str) -> list[SourceBlock]:
        """Return the cells; of a column that is not read, whatever it holds, only that it is not."""
        row, names, read = self._rows.get(spot, ([], [], {}))
        unread = self._texts.gettext(N_("[not read]"))
        heads = [name or f"({n})" for n, name in enumerate([*names, *[""] * len(row)], 1)]
        shown = [(n, self.shown(cell, published) if n in read else unread) for n, cell in enumerate(row) if cell]
        return [SourceBlock("", [(heads[n], text) for n, text in shown])]


_EVENT = re.compile(r"^BEGIN:VEVENT[ \t]*$(.*?)^END:VEVENT", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_FOLD = re.compile(r"\n[ \t]")
_ESCAPED = re.compile(r"\\([n,;\\])", re.IGNORECASE)
_UID = re.compile(r"^UID[^:\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_TITLE = re.compile(r"^SUMMARY[^:\n]*:[ ]*\S", re.MULTILINE | re.IGNORECASE)
_PRIVATE = re.compile(r"^CLASS[^:\n]*:\s*(?:PRIVATE|CONFIDENTIAL)", re.MULTILINE | re.IGNORECASE)
_THAT_COUNTS = re.compile(
    r"^(SUMMARY|LOCATION|CATEGORIES|URL|DESCRIPTION|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|"
    r"STATUS|X-MICROSOFT-CDO-ALLDAYEVENT)((?:;(?:[^\":\n]|\"[^\"\n]*\")*)?):(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""The lines of an event that tell something."""


_DATED = ("DT", "RDATE", "EX", "RRULE", "RECURRENCE")
_MOMENT = re.compile(r"\b(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?\b")
_DAY = re.compile(r"\d{8}")
_OTHER_ZONE = re.compile(r";TZID=\"?(?!Europe/Amsterdam\b)([^\":;]+)", re.IGNORECASE)


def _read_aloud(moment: re.Match[str]) -> str:
    """``20261201T100000Z`` as ``1-12-2026 10:00 (UTC)``: the same digits as people write them."""
    year, month, day, hour, minute, utc = moment.groups()
    clock = f" {hour}:{minute}" if hour else ""
    return f"{int(day)}-{int(month)}-{year}{clock}{' (UTC)' if utc else ''}"


class _Event(NamedTuple):
    """Where an event stands in the text, and on which line it begins."""

    line: int
    begin: int
    end: int
    uid: str


class CalendarSource(_Source):
    """The events of a calendar of which something is told, with their lines as they stand there."""

    def __init__(self, part: ImportPart, texts: Translator, public: PublicFacts) -> None:
        super().__init__(texts, public)
        wanted = {item.place.uid for item in part.told}.union(*(one.of for one in part.taken))
        begins = {one.place.number for one in part.taken} | {item.place.number for item in part.told}
        self._text = decoded(part.octets).replace("\r\n", "\n").replace("\r", "\n")
        self._lines: dict[int, _Event] = {}
        self._uids: dict[str, list[_Event]] = {}
        self._private: set[str | int] = set()
        line, at = 1, 0
        for match in _EVENT.finditer(self._text):
            line, at = line + self._text.count("\n", at, match.start()), match.start()
            lines = _FOLD.sub("", match[1])
            uid = found[1].strip() if (found := _UID.search(lines)) else ""
            if uid in wanted or line in begins:
                self._lines[line] = _Event(line, match.start(1), match.end(1), uid)
                self._uids.setdefault(uid, []).append(self._lines[line])
            if _PRIVATE.search(lines):
                self._private.add(uid or line)

    def has(self, spot: Spot) -> bool:
        """Whether it has this row, or an event that begins on this line."""
        return spot[1] in self._lines

    def spots(self) -> Iterable[Spot]:
        """Return the places of all rows, or of all events of which something is told, in order."""
        return sorted(self.told, key=lambda spot: spot[1])

    def is_named(self, spot: Spot) -> bool:
        """Whether the row or the event has a title."""
        event = self._lines.get(spot[1])
        return event is None or _TITLE.search(self._text, event.begin, event.end) is not None

    def title(self, place: SourcePlace) -> str:
        """Return its title as far as that may be shown."""
        event = self._lines.get(place.number)
        hidden = place.uid in self._private or (event and self._is_private(event))
        return self.mask if hidden else self.shown(on_one_line(place.name))

    def blocks(self, spot: Spot, uids: frozenset[str], published: str) -> list[SourceBlock]:
        """Return the events of these UIDs, but those of which something is told apart, and the one that stands here."""
        others = (one for uid in uids for one in self._uids.get(uid, ()) if ("", one.line) not in self.told)
        return [
            SourceBlock(SourcePlace(one.line).shown(self._texts), self._cells(one, published))
            for one in sorted({*others, *filter(None, [self._lines.get(spot[1])])})
        ]

    def _is_private(self, event: _Event) -> bool:
        return not self._private.isdisjoint({event.uid, event.line})

    def _cells(self, event: _Event, published: str) -> list[tuple[str, str]]:
        if self._is_private(event):
            return [("CLASS", self.mask)]
        found = _THAT_COUNTS.findall(_FOLD.sub("", self._text[event.begin : event.end]))
        said = [(name.upper(), _OTHER_ZONE.search(more), self._plain(name, text)) for name, more, text in found]
        said.sort(key=lambda line: line[0] != "SUMMARY")  # a title comes first
        return [(name, self.shown(f"{text} ({zone[1]})" if zone else text, published)) for name, zone, text in said]

    @staticmethod
    def _plain(name: str, text: str) -> str:
        if name.upper() == "DTEND" and _DAY.fullmatch(text):  # the day after the last, which no program shows
            with suppress(ValueError, OverflowError):
                text = f"{date.fromisoformat(text) - ONE_DAY:%Y%m%d}"
        if name.upper().startswith(_DATED):
            return _MOMENT.sub(_read_aloud, text)
        return unescape(_ESCAPED.sub(lambda one: one[1].lower().replace("n", "\n"), text))
