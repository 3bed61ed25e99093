"""The rows of a sheet become proposals for activities. A row that says too little is left out, with its text kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.recurrence import MOST_DATES
from buurtkalender.domain.values import Dates, Pattern, Weekly
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import Understood, when_of
from buurtkalender.reading.markup import to_markdown
from buurtkalender.reading.suggest import DAYS, MONTHS, NTHS
from buurtkalender.submissions.importing.headings import HeaderRow, SheetRow, blocks, unused_columns, with_day_last
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.matching import PlaceMatcher, comparable_name
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace, Yes, question_key, says_yes
from buurtkalender.submissions.importing.row_facts import RowError, RowFacts, RowTimes
from buurtkalender.submissions.importing.sheets import LONGEST_CELL, SheetTable, column_letters
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError, Message

_FORMULA = re.compile(r"=|[@+-][^\s\d][^\s]{0,60}[|(!]")
_OFF = re.compile(
    r"(?i)(?:(?:is|zijn|wordt|status:?)\s+)?(?:geannuleerd|vervallen|vervalt|afgelast|gestopt|be(?:e|ë)indigd|opgeheven|"
    r"gaat (?:nog )?niet (?:meer )?door|niet meer|afgelopen|concept|voorlopig|onder voorbehoud|nog niet zeker|"
    r"cancell?ed|draft|tentative)[.!]*"
)
_OFF_IN_TITLE = re.compile(
    r"(?i)\b(?:geannuleerd|vervallen|vervalt|afgelast|gaat niet (?:meer )?door|onder voorbehoud|cancell?ed)\b"
)
_DAYS = ("when", "day", "date", "first", "time", "start")
_TOTAL = re.compile(r"(?:sub|eind)?tota(?:al|len)\b|total\b|som\b|aantal\b", re.IGNORECASE)
_WHEN = ("every", "day", "date", "period", "when", "time", "start", "end", "duration", "first", "last", "except",
         "holidays", "daypart", *(f"weekday{n}" for n in range(7)))  # fmt: skip
_NEEDED = frozenset({"title", "organisation", "where", "street", "postcode", "city", *_WHEN})
"""Fields without which a row says too little, or something else: where one of their cells is broken, it is left out."""


# A sentence among the remarks that takes something from the days, or adds to them: such a word, and what it is about.
_MONTH = rf"(?:{'|'.join(name for name in MONTHS if len(name) > 3 or name == 'mei')})\b"
_LIMIT = re.compile(
    r"(?i)\b(?:niet|geen|gesloten|dicht|vervalt|vervallen|behalve|uitgezonderd|m\.?u\.?v\.?|buiten|alleen|enkel|uitsluitend|"
    r"start(?:en|datum)?|begint|beginnen|vanaf|v\.?a\.?|t/m|tot en met|tot|loopt|eerste (?:keer|les|bijeenkomst)|"
    r"laatste (?:keer|les|bijeenkomst)|pauze|stop(?:t|pen)?|zomerstop|winterstop|ook|extra|om de|"
    r"not|except|closed|only|starts?|from|until|last|first)\b"
)
_ABOUT = re.compile(
    r"(?i)\b\d{1,2}\s*[-/]\s*\d{1,2}\b(?!\s*(?:uur|u\b|jaar))|\b\d{4}-\d\d-\d\d\b|"
    rf"\b\d{{1,2}}(?:e|ste|de)?\s+(?:{'|'.join(MONTHS)})\b|\b{_MONTH}|\b\w*vakanties?\b|\bfeestdag(?:en)?\b|"
    r"\b(?:on)?even weken?\b|\b(?:andere|deze|volgende) week\b|\bweek \d|\b\w*weken\b|\bholidays?\b|"
    r"\b(?:zomer|winter|herfst|lente|voorjaar|najaar|(?:kerst|pasen|pinkster|hemelvaart|koningsdag|carnaval|ramadan)\w*)\b"
)
_OF_SERIES = re.compile(
    rf"(?i)\b(?:om de week|tweewekelijks|maandelijks|(?:{'|'.join(NTHS)}) (?:{'|'.join(DAYS)}))(?![a-z])|"
    rf"\b(?:in|tijdens|op) (?:de )?(?:{_MONTH}|\w*vakanties?\b|feestdagen\b|zomer\b|winter\b)"
)
_OF_SIGNING_UP = re.compile(
    r"(?i)\b(?:aan(?:ge)?meld|op(?:ge)?gev|geef je op|meld je|inschrij|ingeschrev|reserv|betal|korting|sign up|regist)"
)
_TO_LOOK_AT = re.compile(r"^\s*(?:let op|attentie|n\.?b\.?|p\.?s\.?)\s*[:!,-]*\s*", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[!?;])\s+|(?<=[a-z)\d]\.)\s+(?=[A-Z])|\n+")


class _WaitsError(Exception):
    """A row that waits until a person says yes to each of ``items``."""

    def __init__(self, items: list[ReportItem]) -> None:
        super().__init__()
        self.items = items


class _Import(NamedTuple):
    """What rows are held against."""

    calendar: Calendar
    organisation: str
    today: date
    yes: Yes
    dated: dict[str, int]
    """Where the last row of an organisation, a title and a place stands among the proposals."""

    known: dict[tuple[str, date | None, date | None], Understood]

    def when(self, text: str, first: date | None, last: date | None) -> Understood:
        """Return what a text about days and times means: in a list, many rows say the same."""
        if (key := (text, first, last)) not in self.known:
            self.known[key] = when_of(text, self.today, first=first, last=last, calendar=self.calendar)
        return self.known[key]


def rows_of(  # noqa: PLR0913, PLR0917 - rows, and all that they are held against
    tables: Iterable[SheetTable],
    calendar: Calendar,
    places: PlaceMatcher,  # noqa: ARG001 - where it is, is looked up once a row becomes a file
    organisation: str,
    today: date,
    yes: Yes = frozenset(),
) -> tuple[list[Proposal], list[ReportItem]]:
    """Return what the rows of all tables may become, and what is to be told of the others.

    ``organisation`` is whose all rows are that do not say so. Raises CannotReadError when no table has a row with the
    names of its columns.
    """
    found: list[Proposal] = []
    items: list[ReportItem] = []
    headed = [(table, list(blocks(table))) for table in tables]
    if not any(parts for _, parts in headed):
        raise CannotReadError(_NO_HEAD)
    given = _Import(calendar, organisation, today, yes, {}, {})
    for table, parts in headed:
        at = table.rows[parts[0][0].row][0] if parts else 0
        whole = SourcePlace(at, sheet=table.name, row=True) if at else SourcePlace(0, table.name)
        items += [ReportItem(Certainty.DROPPED, whole, message) for message in table.told]
        if not parts and table.rows:
            items.append(ReportItem(Certainty.DROPPED, whole, Message(N_("a sheet without names of columns"))))
        waiting = list(_of_all_rows(table, whole, yes)) if parts else []
        items += waiting
        for head, rows in parts if not waiting else ():
            items += [one for one in unused_columns(table, head, rows) if one not in items]
            for n in rows:
                _take(table, head, n, given, found, items)
        if table.cut:
            last = table.rows[-1][0] if table.rows else 0
            text = (
                N_("all rows after number {n}: divide the sheet") if last else N_("a sheet too many: divide the file")
            )
            items.append(ReportItem(Certainty.DROPPED, whole, Message(text, {"n": last})))
    return found, items


def _of_all_rows(table: SheetTable, at: SourcePlace, yes: Yes) -> Iterator[ReportItem]:
    """Yield what stands by itself above, between or below the rows, and may limit the dates of all of them."""
    for _, cells in table.rows:
        said = {text for text in cells if text}
        if len(said) == 1:
            for text in limits(said.pop(), series=False):
                key = question_key(table.name, "when", text)
                if not says_yes(yes, key):
                    told = N_("the list says “{text}”: are the dates of its rows right without that?")
                    yield ReportItem(Certainty.ASKED, at, Message(told, {"text": text}), field="when", key=key)


_NO_HEAD = N_(
    "There is no row with the names of the columns. Put one on top, such as: Activiteit, Dag, Tijd, Locatie, Kosten, "
    "Voor wie, Aanmelden."
)


def _take(  # noqa: PLR0913, PLR0917 - a row, and all that it is held against
    table: SheetTable, head: HeaderRow, n: int, given: _Import, found: list[Proposal], items: list[ReportItem]
) -> None:
    number, cells = table.rows[n]
    cells = [text if head.begin <= at < head.end or not head.apart else "" for at, text in enumerate(cells)]
    asked = with_day_last(cells, head.months_first)
    asked += [Message(N_("somebody struck it through: is it on?"))] if number in table.struck else []
    row = SheetRow(table.name, number, cells, head, table.links)
    said = {text for text in cells if text}
    if not said and not any(at == number for at, _ in table.broken):
        return
    try:
        if len(said) == 1 and any(cells[begin - 1 : begin] for begin, end in table.wide.get(number, []) if end > begin):
            raise RowError(N_("a title between the rows"))  # noqa: TRY301 - one way to tell
        if _TOTAL.match(next(iter(text for text in cells if text), "")) and not any(map(row.get, _DAYS)):
            raise RowError(N_("a row with totals"))  # noqa: TRY301
        own = _Reader(row, given, asked).proposal(table)
    except _WaitsError as error:
        items += [item._replace(source=row.text) for item in error.items]
    except RowError as error:
        items.append(ReportItem(Certainty.DROPPED, row.at, error.message, row.text))
    else:
        alike = f"{own.organisation}\0{own.title}\0{own.where}"
        last = given.dated.get(alike) if all(isinstance(one, Dates) for one in own.when) else None
        if found and (number, head.columns["title"] + 1) in table.filled:
            last = len(found) - 1
        both = _joined(found[last], own) if last is not None else None
        if both and last is not None:
            found[last] = both
        else:
            given.dated[alike] = len(found)
            found.append(own)


def _joined(before: Proposal, other: Proposal) -> Proposal | None:
    """Return two rows as one activity where all but their times is the same, and there is room for all of its dates.

    So are rows that each name a date of one activity, and rows of which the title is one merged cell.
    """
    held = [one for one in (*before.when, *other.when) if isinstance(one, Dates)]
    times = dict.fromkeys(one.time for one in held)
    dates = {time: {day for one in held if one.time == time for day in one.dates} for time in times}
    when = (
        *(one for one in (*before.when, *other.when) if not isinstance(one, Dates)),
        *(Dates(tuple(sorted(days)), time) for time, days in dates.items()),
    )
    if sum(map(len, dates.values())) > MOST_DATES:
        return None
    same = before._replace(at=other.at, when=other.when, source=other.source, items=other.items)
    if same != other or before.at.sheet != other.at.sheet:
        return None
    items = [one for one in other.items if one.message not in [told.message for told in before.items]]
    source = f"{before.source} / {other.source}"
    return before._replace(when=when, source=source[:LONGEST_CELL], items=(*before.items, *items))


class _Reader:
    """Reads one row."""

    def __init__(self, row: SheetRow, given: _Import, asked: list[Message]) -> None:
        self._row = row
        self._given = given
        self._calendar = given.calendar
        self._asked = asked
        self._items: list[ReportItem] = []

    def proposal(self, table: SheetTable) -> Proposal:
        """Return what it may become; raises RowError when it says too little."""
        row = self._row
        self._whole(table)
        title = " ".join(row.get("title").split())
        if not title:
            raise RowError(N_("it has no title"))
        formulas = [n for n, cell in enumerate(row.cells) if _FORMULA.match(cell) and n not in row.head.internal]
        if formulas:
            text, at = row.cells[formulas[0]][:60], f"{column_letters(formulas[0] + 1)}{row.number}"
            raise RowError(N_("it holds a formula in cell {cell}: {text}"), cell=at, text=text)
        own = self._organisation(self._given.organisation)
        texts = [text for field in ("summary", "description", "remarks") for text in row.every(field)]
        self._on(texts)
        when = self._when(texts)
        told = RowFacts(row, self._calendar)
        given = told.facts()
        self._items += told.items
        places = [row.get(field) for field in ("where", "room", "street")]
        where = ", ".join(filter(None, (*places, f"{row.get('postcode')} {row.get('city')}".strip())))
        categories = tuple(filter(None, (row.get("theme"), row.get("audience"))))
        return Proposal(
            row.at, title, when, text=to_markdown("\n\n".join(texts), html=False), where=where, categories=categories,
            url=_address(row.get("url"), row.link("url")), items=tuple(self._items), given=given, organisation=own,
            source=row.text,
        )  # fmt: skip

    def _on(self, texts: list[str]) -> None:
        """Ask about a row that says by itself that it is off, or not sure, in whatever column."""
        head = self._row.head
        unused = [
            text for n, text in enumerate(self._row.cells) if n < len(head.names) and head.names[n] in head.unused
        ]
        said = [text for text in (*texts, *unused) if _OFF.fullmatch(text)]
        if said or _OFF_IN_TITLE.search(self._row.get("title")):
            text = said[0] if said else self._row.get("title")
            self._asked.append(Message(N_("it says “{text}”: is it held all the same?"), {"text": text}))

    def _whole(self, table: SheetTable) -> None:
        """Tell of cells that hold an error or are too many or too few; raise RowError where much hangs on them."""
        row, head = self._row, self._row.head
        for field, n in (*head.columns.items(), *head.more):
            error = table.broken.get((row.number, n + 1))
            if error is None:
                continue
            words_ = {"cell": f"{column_letters(n + 1)}{row.number}", "text": error}
            text = N_("its cell {cell} holds an error: {text}") if error else _NO_VALUE
            if field in _NEEDED:
                raise RowError(text, **words_)
            self._tell(Certainty.CHECK, text, **words_)
        for n in range(1, len(row.cells)):
            nameless = not any(head.names[n : n + 1]) and n - 1 in head.columns.values() and not head.apart
            if nameless and re.match(r"\d{1,4}[-/:.]\d", row.cells[n]) and head.field(n - 1) in _WHEN:
                text = N_("its cell {cell} holds a day or a time, in a column without a name: {text}")
                raise RowError(text, cell=f"{column_letters(n + 1)}{row.number}", text=row.cells[n])
        columns = len(table.rows[head.row][1])
        if table.ragged and any(row.cells[columns:]):
            raise RowError(N_("it has more cells than there are columns: is one divided in two?"))
        if table.ragged and len(row.cells) < columns:
            self._tell(Certainty.CHECK, N_("it has fewer cells than there are columns: is one missing?"))
        titles, times = row.get("title").splitlines(), max(row.get(one).count("\n") for one in ("time", "when", "day"))
        if len(titles) >= 2 and times + 1 == len(titles):
            raise RowError(N_("it holds several activities in one cell: give each a row"))

    def _tell(self, kind: Certainty, text: str, /, **words_: object) -> None:
        self._items.append(ReportItem(kind, self._row.at, Message(text, words_)))

    def _organisation(self, usual: str) -> str:
        """Return whose it is: of whom the row says so, or else of whom all are."""
        name = self._row.get("organisation")
        if not name:
            if not usual:
                raise RowError(N_("it does not say of which organisation it is: give --organisation"))
            return usual
        known = {comparable_name(one.name): one.id for one in self._calendar.organisations.values()}
        known |= {comparable_name(one): one for one in self._calendar.organisations}
        plain = comparable_name(name)
        known.pop("", None)
        if plain in known:
            return known[plain]
        scores = sorted(((fuzz.ratio(plain, other), other) for other in known), reverse=True)
        if scores and scores[0][0] >= 92:
            self._tell(
                Certainty.GUESSED,
                N_("“{text}” was taken for the organisation {name}"),
                text=name,
                name=known[scores[0][1]],
            )
            return known[scores[0][1]]
        near = known[scores[0][1]] if scores and scores[0][0] >= 70 else ""
        text = (
            N_("there is no organisation “{text}”. Is it {near}?") if near else N_("there is no organisation “{text}”")
        )
        raise RowError(text, text=name, near=near)

    # --- when ---

    def _when(self, texts: list[str]) -> tuple[Pattern, ...]:
        """Return when it is, from all columns that say something of it, and from remarks that limit that."""
        row = self._row
        first, last, text = RowTimes(row, self._given.today).told()
        if not text:
            raise RowError(N_("it does not say when"))
        try:
            found = self._given.when(text, first, last)
        except NotUnderstoodError as error:
            if first is None or (last and last != first) or row.get("day"):
                raise RowError(error.message.text, **error.message.words) from None
            try:  # one date in the column for the first day
                found = self._given.when(f"{first.isoformat()} {text}", None, None)
            except NotUnderstoodError:
                raise RowError(error.message.text, **error.message.words) from None
        if found.left:
            raise RowError(N_("“{text}” in its days and times was not understood"), text=found.left)
        series = not all(isinstance(one, Dates) for one in found.patterns)
        notes = [note for one in texts for note in limits(one, series=series)]
        found = self._limited(
            found, text, first, last, [*limits(re.sub(r"[()]", "\n", row.get("title")), series=False), *notes]
        )
        for told in found.guessed:
            self._items.append(ReportItem(Certainty.GUESSED, row.at, told, field="when"))
        self._wait_for((*self._asked, *found.asked))
        if any(isinstance(one, Weekly) and one.first and one.last and one.last < one.first for one in found.patterns):
            raise RowError(N_("its last day is before its first"))
        return found.patterns

    def _limited(
        self, found: Understood, text: str, first: date | None, last: date | None, notes: list[str]
    ) -> Understood:
        """Return the same with what remarks take from it or add to it; ask about those that are not understood."""
        title = frozenset(re.findall(r"\w{4,}", self._row.get("title").casefold()))
        for note in notes:
            short = " ".join(
                word for word in note.split() if word.casefold() not in title
            )  # "geen yoga op 24 december"
            for said in dict.fromkeys((note, short)):
                try:
                    more = self._given.when(f"{text}, {said}", first, last)
                except NotUnderstoodError:
                    continue
                if not more.left:
                    found, text = more, f"{text}, {said}"
                    break
            else:
                told = Message(N_("its text says “{text}”: are its dates right without that?"), {"text": note})
                found = found._replace(asked=(*found.asked, told))
        return found

    def _wait_for(self, asked: Iterable[Message]) -> None:
        """Raise _WaitsError when one of these questions about a date has no yes yet."""
        waiting = []
        for told in asked:
            key = question_key(self._row.get("title"), "when", f"{told.text}{sorted(told.words.items())}")
            if not says_yes(self._given.yes, key):
                waiting.append(ReportItem(Certainty.ASKED, self._row.at, told, field="when", key=key))
        if waiting:
            raise _WaitsError(waiting)


def limits(text: str, *, series: bool) -> Iterator[str]:
    """Yield the sentences of a text that take something from the days of an activity, or add to them."""
    for sentence in _SENTENCES.split(text):
        limiting = (_LIMIT.search(sentence) and _ABOUT.search(sentence)) or (series and _OF_SERIES.search(sentence))
        if limiting and not _OF_SIGNING_UP.search(sentence):
            plain = _TO_LOOK_AT.sub("", sentence).strip(" .!,")
            yield plain[1:-1] if plain[:1] == "(" and plain[-1:] == ")" else plain


def _address(text: str, link: str) -> str:
    """Return the address in a cell, or that which it links to."""
    if text and "://" not in text and re.match(r"[\w-]+(\.[\w-]+)+", text):
        return f"https://{text}"
    return text if "://" in text else link or text


_NO_VALUE = N_("its cell {cell} holds a formula of which no value was kept: open the file in a spreadsheet and save it")
