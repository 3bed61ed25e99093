"""The page of a dry run: what was understood beside what was written, row by row, for a second person's eyes.

One file that asks nobody for anything, with no script: it can be mailed and printed. So what would not be published
stands masked in it, also where it is quoted.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from shlex import quote
from typing import NamedTuple

from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import Places
from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.reading.markup import to_text
from buurtkalender.submissions.importing import private
from buurtkalender.submissions.importing.content_lines import decoded
from buurtkalender.submissions.importing.drafting import public_facts
from buurtkalender.submissions.importing.headings import blocks
from buurtkalender.submissions.importing.matching import PublicFacts
from buurtkalender.submissions.importing.report import (
    DIFFERENT,
    HELD_BACK,
    MARKS,
    STATES,
    Certainty,
    ImportedActivity,
    ImportPart,
    ReportItem,
    SourcePlace,
    counts_of,
    masked,
    over_in,
)
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.words.catalogues import N_, Translator, capital
from buurtkalender.words.dates import dated
from buurtkalender.words.facts import ABOUT, FACT_WORDS
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import Message, address_line, on_one_line, ways, words_of

MOST_DATES = 8
FOLD = 100  # so many rows of a kind stand open; the others are folded, as many at a time
LONGEST_CELL = 600
MOST_SHOWN = 12  # so many events of one activity stand open


class _Block(NamedTuple):
    """A piece of the source: where it stands, and each of its cells or lines with its name."""

    place: str
    cells: list[tuple[str, str]]


class _Mark(NamedTuple):
    kind: Certainty
    text: str
    key: str = ""


class _Shown(NamedTuple):
    """An activity as it would be: ``state`` says what becomes of its file; each field has its text and its marks."""

    activity: Activity | None
    path: str
    state: str
    fields: list[tuple[str, str, list[_Mark]]]
    dates: list[str]
    marks: list[_Mark]


class _Row(NamedTuple):
    """A row, or the events of one activity, with what came of it, and what will with a yes."""

    group: str
    id: str
    title: str
    place: str
    written: list[_Block]
    became: list[_Shown]
    marks: list[_Mark]
    if_yes: list[_Shown]


_GROUPS = {
    "waiting": (N_("Waits for your yes"), N_("None of this is written until somebody says yes to it.")),
    "dropped": (N_("Left out"), N_("None of this is written. The reason stands beside it.")),
    "guessed": (N_("Look whether this is right"), N_("This is written, with what was guessed marked in the file.")),
    "sure": (N_("Understood"), N_("Of this nothing was guessed.")),
}
"""The kinds of rows, in the order in which somebody should look at them: what it is called, and what it means."""

_SIGNS = {
    Certainty.GUESSED: "≈",
    Certainty.ASKED: "?",
    Certainty.ANSWERED: "✓",
    Certainty.CHECK: "!",
    Certainty.DROPPED: "✕",
}

_SILENT = Message(N_("no activity was seen in it"))
_Spot = tuple[str, int]
"""The sheet and the row, or no sheet and the line."""


def import_page(
    parts: Sequence[ImportPart], calendar: Calendar, today: date, texts: Translator, command: Sequence[str]
) -> bytes:
    """Return the page about these parts. ``command`` is what to run to write it, without what to say yes to.

    Of a calendar or a sheet that is yes with ``--yes``; of those that are followed it is in the files that wait.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__package__ or "", "templates")
    environment = Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    words = words_of(texts)
    environment.globals.update(
        _=texts.gettext, texts=texts, words=words, calendar=calendar, signs=_SIGNS, fold=FOLD, most=MOST_SHOWN,
        names=_names(texts), line_of=line_of, address_line=address_line, ways=ways, to_text=to_text,
    )  # fmt: skip
    style = " ".join(loader.get_source(environment, "import.css")[0].split())
    view = _View(calendar, today, texts)
    several = len(parts) > 1
    rows = [row for n, part in enumerate(parts) for row in view.rows(part, n, part.name if several else "")]
    groups = {group: [row for row in rows if row.group == group] for group in _GROUPS}
    page = environment.get_template("import.html").render(
        name=", ".join(filter(None, (part.name for part in parts))),
        style=style,
        hashed=b64encode(sha256(style.encode()).digest()).decode(),
        groups=[(group, *_GROUPS[group], found) for group, found in groups.items()],
        over=view.over,
        counts=counts_of([one for part in parts for one in part.taken], [one for part in parts for one in part.items]),
        notes=view.notes,
        keys=list(view.keys),
        followed=several,
        command=" ".join(map(quote, command)),
        today=words.whole_day(today),
    )
    return page.encode("utf-8", "replace")


def _names(texts: Translator) -> dict[str, str]:
    """Return what further fields of a file are called, as far as there is a name for them."""
    named = {"changes": N_("Other than usual"), "capacity": N_("Number of places")}
    facts = {one.field: texts.pgettext(ABOUT, FACT_WORDS[key].name) for key, one in FACTS.items() if one.plain}
    return {field: capital(name) for field, name in (facts | {k: texts.gettext(v) for k, v in named.items()}).items()}


class _View:
    """Says what happened to each row, in the language of ``texts``."""

    def __init__(self, calendar: Calendar, today: date, texts: Translator) -> None:
        self.notes: list[_Mark] = []
        self.keys: dict[str, None] = {}
        self.over = 0
        self._calendar = calendar
        self._public = public_facts(calendar)
        self._texts = texts
        self._words = words_of(texts)
        self._places = Places(calendar)
        self._windows = [Window(today, today + timedelta(days=n)) for n in (70, 730)]
        self._off = days_off(calendar, self._windows[-1])

    def rows(self, part: ImportPart, n: int, name: str) -> Iterator[_Row]:
        """Yield every row of a sheet, and every activity and every other event of a calendar, once."""
        told_by = (self._texts, self._public)
        source = _Sheet(part.tables, *told_by) if part.tables else _Lines(part, *told_by)
        taken = _by_spot(part.taken)
        told: dict[_Spot, list[ReportItem]] = {}
        for item in part.items:
            if over := over_in(item):
                self.over += over
            elif item.place.number and (item.place.spot in taken or source.has(item.place.spot)):
                told.setdefault(item.place.spot, []).append(item)
            else:
                self.notes.append(self._mark(item, where=True))
        # Of a date is shown what a yes makes of it; of what may be private not even here.
        dates = frozenset(item.key for item in part.items if item.kind is Certainty.ASKED and item.field == "when")
        later = _by_spot(part.if_yes(dates)) if dates and part.if_yes else {}
        source.told = {*taken, *told}
        for count, spot in enumerate(source.spots()):
            made, items = taken.get(spot, []), told.get(spot, [])
            published = "\n".join(one.text for one in made)
            place = (made or items)[0].place if made or items else SourcePlace(spot[1], sheet=spot[0], row=True)
            uids = frozenset().union(*(one.of for one in made), {place.uid} - {""})
            # Of what may not be named here its report says no name either.
            hidden = bool(items) and not made and not place.name and source.is_named(spot)
            yield _Row(
                _group(made, items),
                f"r{n}-{count}",
                made[0].title if made else self._texts.gettext(HELD_BACK) if hidden else source.title(place),
                ", ".join(filter(None, (name, place._replace(name="", uid="").shown(self._texts)))),
                [] if hidden else source.blocks(spot, uids, published),
                [self._shown(one) for one in made],
                [
                    self._mark(item)
                    for item in items or ([] if made else [ReportItem(Certainty.DROPPED, place, _SILENT)])
                ],
                [] if made or hidden else [self._shown(one) for one in later.get(spot, [])],
            )

    def _mark(self, item: ReportItem, *, where: bool = False) -> _Mark:
        text = self._texts.gettext(MARKS[item.kind]).format(text=item.message.shown(self._texts))
        if where and item.place.number:
            text = f"{item.place.shown(self._texts)}: {text}"
        key = item.key if item.kind is Certainty.ASKED else ""
        self.keys |= {key: None} if key else {}
        return _Mark(item.kind, text, key)

    def _shown(self, one: ImportedActivity) -> _Shown:
        told: dict[str, list[_Mark]] = {}
        for item in one.items:
            told.setdefault(item.about, []).append(self._mark(item))
        fields = [(key, raw, told.pop(key, [])) for key, raw in _FIELD.findall(one.text)]
        left = [mark for marks in told.values() for mark in marks]
        dates = self._dates(one.activity) if one.activity else []
        return _Shown(one.activity, one.path, self._texts.gettext(STATES[one.state]), fields, dates, left)

    def _dates(self, activity: Activity) -> list[str]:
        """Return the next dates as they would be published, with their weekday and times."""
        for window in self._windows:
            found = occurrences_of(self._calendar, activity, window, self._off)
            if len(found) > MOST_DATES:
                break
        lines = []
        for one in found[:MOST_DATES]:
            there = self._places.at(activity, one)
            venue = there.venue.name if there.venue and not there.usual else ""
            lines.append(", ".join(filter(None, (dated(self._words, one, there, year=True), venue, there.note))))
        if len(found) > MOST_DATES:
            lines.append(self._texts.gettext(N_("and so on")))
        return lines or [self._texts.gettext(N_("none with a fixed time"))]


_FIELD = re.compile(r"^(\w+):[ ]*(.*(?:\n[ ].*|\n(?=\n*[ ]))*)", re.MULTILINE)
"""A top-level key of a file, and all that is written behind it."""


def _by_spot(taken: Iterable[ImportedActivity]) -> dict[_Spot, list[ImportedActivity]]:
    found: dict[_Spot, list[ImportedActivity]] = {}
    for one in taken:
        found.setdefault(one.place.spot, []).append(one)
    return found


def _group(made: Sequence[ImportedActivity], items: Iterable[ReportItem]) -> str:
    kinds = {item.kind for item in (*items, *(item for one in made for item in one.items))}
    if Certainty.ASKED in kinds:
        return "waiting"
    if not made or any(one.state == DIFFERENT for one in made):
        return "dropped"
    return "guessed" if kinds - {Certainty.ANSWERED} else "sure"


# --- what was written -------------------------------------------------------------------------------------
# The source as it stood, but for what is not published of it.


class _Source:
    """What was imported; ``told`` are the places of which something is told."""

    def __init__(self, texts: Translator, public: PublicFacts) -> None:
        self._public = public
        self.told: set[_Spot] = set()
        self.mask = texts.gettext(HELD_BACK)
        self._texts = texts

    def shown(self, text: str, published: str = "") -> str:
        """Return a text of it without what is not published."""
        text = private.masked(masked(text, published, self.mask), self._public)
        return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


class _Sheet(_Source):
    """The rows of a sheet, each with the names of its columns and which of these mean something."""

    def __init__(self, tables: Sequence[SheetTable], texts: Translator, public: PublicFacts) -> None:
        super().__init__(texts, public)
        self._rows: dict[_Spot, tuple[list[str], list[str], dict[int, str]]] = {}
        for table in tables:
            for head, places in blocks(table):
                columns = (*head.columns.items(), *head.more)
                read = {n: field for field, n in columns if field != "person" and n not in head.internal}
                for number, cells in (table.rows[n] for n in places):
                    other = self._rows.get((table.name, number), ([], [], {}))[2]  # of a table beside it
                    self._rows[table.name, number] = cells, list(head.names or table.rows[head.row][1]), other | read

    def has(self, spot: _Spot) -> bool:
        return spot in self._rows

    def spots(self) -> Iterable[_Spot]:
        return dict.fromkeys((*self._rows, *sorted(self.told)))

    def is_named(self, spot: _Spot) -> bool:
        cells, _, read = self._rows.get(spot, ([], [], {}))
        return any(cell and read.get(n) == "title" for n, cell in enumerate(cells))

    def title(self, place: SourcePlace) -> str:
        return self.shown(on_one_line(place.name))

    def blocks(self, spot: _Spot, _uids: frozenset[str], published: str) -> list[_Block]:
        """Return the cells; of a column that is not read, whatever it holds, only that it is not."""
        row, names, read = self._rows.get(spot, ([], [], {}))
        unread = self._texts.gettext(N_("[not read]"))
        heads = [on_one_line(name) or f"({n})" for n, name in enumerate([*names, *[""] * len(row)], 1)]
        shown = [(n, self.shown(cell, published) if n in read else unread) for n, cell in enumerate(row) if cell]
        return [_Block("", [(heads[n], text) for n, text in shown])]


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


class _Event(NamedTuple):
    """Where an event stands in the text, and on which line it begins."""

    line: int
    begin: int
    end: int
    uid: str


class _Lines(_Source):
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

    def has(self, spot: _Spot) -> bool:
        return spot[1] in self._lines

    def spots(self) -> Iterable[_Spot]:
        return sorted(self.told, key=lambda spot: spot[1])

    def is_named(self, spot: _Spot) -> bool:
        event = self._lines.get(spot[1])
        return event is None or _TITLE.search(self._text, event.begin, event.end) is not None

    def title(self, place: SourcePlace) -> str:
        event = self._lines.get(place.number)
        hidden = place.uid in self._private or (event and self._is_private(event))
        return self.mask if hidden else self.shown(on_one_line(place.name))

    def blocks(self, spot: _Spot, uids: frozenset[str], published: str) -> list[_Block]:
        """Return the events of these UIDs, but those of which something is told apart, and the one that stands here."""
        others = (one for uid in uids for one in self._uids.get(uid, ()) if ("", one.line) not in self.told)
        return [
            _Block(SourcePlace(one.line).shown(self._texts), self._cells(one, published))
            for one in sorted({*others, *filter(None, [self._lines.get(spot[1])])})
        ]

    def _is_private(self, event: _Event) -> bool:
        return not self._private.isdisjoint({event.uid, event.line})

    def _cells(self, event: _Event, published: str) -> list[tuple[str, str]]:
        if self._is_private(event):
            return [("CLASS", self.mask)]
        found = _THAT_COUNTS.findall(_FOLD.sub("", self._text[event.begin : event.end]))
        plain = [
            (name, more, _ESCAPED.sub(lambda one: one[1].lower().replace("n", "\n"), text))
            for name, more, text in found
        ]
        return [(f"{name}{self.shown(more)}", self.shown(text, published)) for name, more, text in plain]
