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
from buurtkalender.submissions.importing.drafting import public_facts
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
    over_in,
)
from buurtkalender.submissions.importing.sources import CalendarSource, SheetSource, SourceBlock, Spot
from buurtkalender.words.catalogues import N_, Translator, capital
from buurtkalender.words.dates import dated
from buurtkalender.words.facts import ABOUT, FACT_WORDS
from buurtkalender.words.patterns import line_of
from buurtkalender.words.values import Message, address_line, ways, words_of

MOST_DATES = 8
FOLD = 100  # so many rows of a kind stand open; the others are folded, as many at a time
MOST_SHOWN = 12  # so many events of one activity stand open


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
    written: list[SourceBlock]
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

_SILENT = Certainty.DROPPED, Message(N_("no activity was seen in it"))
_AFTER_LIST = Certainty.ASKED, Message(N_("the question about the whole list comes first"))


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
    public = public_facts(calendar)
    view = _View(calendar, public, today, texts)
    parts = [part._replace(name=private.masked(part.name, public)) for part in parts]
    several = len(parts) > 1
    rows = [row for n, part in enumerate(parts) for row in view.rows(part, n, part.name if several else "")]
    groups = {group: [row for row in rows if row.group == group] for group in _GROUPS}
    pieces = environment.get_template("import.html").generate(
        name=", ".join(filter(None, (part.name for part in parts))),
        style=style,
        hashed=b64encode(sha256(style.encode()).digest()).decode(),
        groups=[(group, *_GROUPS[group], found) for group, found in groups.items()],
        over=view.over,
        counts=counts_of([one for part in parts for one in part.taken], [one for part in parts for one in part.items]),
        notes=view.notes,
        keys=list(view.keys),
        followed=several,
        command=" ".join(quote(private.masked(one, public)) for one in command),
        today=words.whole_day(today),
    )
    return b"".join(piece.encode("utf-8", "replace") for piece in pieces)


def _names(texts: Translator) -> dict[str, str]:
    """Return what further fields of a file are called, as far as there is a name for them."""
    named = {"changes": N_("Other than usual"), "capacity": N_("Number of places")}
    facts = {one.field: texts.pgettext(ABOUT, FACT_WORDS[key].name) for key, one in FACTS.items() if one.plain}
    return {field: capital(name) for field, name in (facts | {k: texts.gettext(v) for k, v in named.items()}).items()}


class _View:
    """Says what happened to each row, in the language of ``texts``."""

    def __init__(self, calendar: Calendar, public: PublicFacts, today: date, texts: Translator) -> None:
        self.notes: list[_Mark] = []
        self.keys: dict[str, None] = {}
        self.over = 0
        self._calendar = calendar
        self._public = public
        self._texts = texts
        self._words = words_of(texts)
        self._places = Places(calendar)
        self._windows = [Window(today, today + timedelta(days=n)) for n in (70, 730)]
        self._off = days_off(calendar, self._windows[-1])

    def rows(self, part: ImportPart, n: int, name: str) -> Iterator[_Row]:
        """Yield every row of a sheet, and every activity and every other event of a calendar, once."""
        told_by = (self._texts, self._public)
        source = SheetSource(part.tables, *told_by) if part.tables else CalendarSource(part, *told_by)
        taken = _by_spot(part.taken)
        told: dict[Spot, list[ReportItem]] = {}
        waiting = set()  # sheets of which all rows wait for one answer
        for item in part.items:
            if over := over_in(item):
                self.over += over
            elif item.place.number and (item.place.spot in taken or source.has(item.place.spot)):
                told.setdefault(item.place.spot, []).append(item)
            else:
                self.notes.append(self._mark(item, where=True))
                waiting |= {item.place.sheet} if item.kind is Certainty.ASKED and item.place.row else set()
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
            secret = bool(items) and not place.name and source.is_named(spot)
            if not made and not items:
                kind, text = _AFTER_LIST if spot[0] in waiting and source.is_named(spot) else _SILENT
                items, secret = [ReportItem(kind, place, text)], source.is_internal(spot)
            hidden = secret and not made
            would = [] if made or hidden else later.get(spot, [])
            yield _Row(
                _group(made, items),
                f"r{n}-{count}",
                self._texts.gettext(HELD_BACK)
                if hidden
                else next((one.title for one in made or would), source.title(place)),
                ", ".join(filter(None, (name, place._replace(name="", uid="").shown(self._texts)))),
                [] if hidden else source.blocks(spot, uids, published),
                [self._shown(one) for one in made],
                [self._mark(item) for item in items],
                [self._shown(one) for one in would],
            )

    def _mark(self, item: ReportItem, *, where: bool = False) -> _Mark:
        text = self._texts.gettext(MARKS[item.kind]).format(text=item.message.shown(self._texts))
        at = item.place._replace(number=0, name="") if item.place.row else item.place  # of a list as a whole
        if where and item.place.number and (whose := at.shown(self._texts)):
            text = f"{whose}: {text}"
        key = item.key if item.kind is Certainty.ASKED else ""
        self.keys |= {key: None} if key else {}
        return _Mark(item.kind, text, key)

    def _shown(self, one: ImportedActivity) -> _Shown:
        told: dict[str, list[_Mark]] = {}
        for item in one.items:
            told.setdefault(item.about, []).append(self._mark(item))
        fields = [(key, raw, told.pop(key, [])) for key, raw in _FIELD.findall(one.text)]
        left = sorted(
            (mark for marks in told.values() for mark in marks), key=lambda mark: mark.kind != Certainty.ASKED
        )
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


def _by_spot(taken: Iterable[ImportedActivity]) -> dict[Spot, list[ImportedActivity]]:
    found: dict[Spot, list[ImportedActivity]] = {}
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
