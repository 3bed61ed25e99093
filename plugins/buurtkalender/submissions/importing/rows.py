"""The rows of a sheet become proposals for activities. A row that says too little is left out, with its text kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rapidfuzz import fuzz

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Pattern, Weekly, hh_mm
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import day_of, when_of
from buurtkalender.reading.markup import to_markdown
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.matching import PlaceMatcher, comparable_name
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace, Yes, question_key, says_yes
from buurtkalender.submissions.importing.row_facts import RowFacts, SheetRow, head_of
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError, Message, MessageError

_FORMULA = re.compile(r"=|[@+-][^\s\d][^\s]{0,60}[|(!]")
_FRACTION = re.compile(r"0?\.\d+")


class _RowError(MessageError):
    """A row that is left out."""


class _WaitsError(Exception):
    """A row that waits until a person says yes to each of ``items``."""

    def __init__(self, items: list[ReportItem]) -> None:
        super().__init__()
        self.items = items


def rows_of(  # noqa: PLR0913, PLR0917 - rows, and all that they are held against
    tables: Iterable[SheetTable],
    calendar: Calendar,
    places: PlaceMatcher,
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
    headed = [(table, head_of(table)) for table in tables]
    if not any(head for _, head in headed):
        raise CannotReadError(_NO_HEAD)
    for table, head in headed:
        if head is None:
            if table.rows:
                items.append(
                    ReportItem(
                        Certainty.DROPPED, SourcePlace(0, table.name), Message(N_("a sheet without names of columns"))
                    )
                )
            continue
        for name in head.unused:
            at = SourcePlace(table.rows[head.row][0], sheet=table.name, row=True)
            items.append(
                ReportItem(Certainty.DROPPED, at, Message(N_("the column “{name}” is not known"), {"name": name}))
            )
        if "person" in head.columns:
            at = SourcePlace(table.rows[head.row][0], sheet=table.name, row=True)
            items.append(
                ReportItem(Certainty.DROPPED, at, Message(N_("the names of people: what comes in is public for ever")))
            )
        for number, cells in table.rows[head.row + 1 :]:
            _take(SheetRow(table.name, number, cells, head), calendar, places, organisation, today, yes, found, items)
        if table.cut:
            told = Message(N_("all rows after number {n}: divide the sheet"), {"n": table.rows[-1][0]})
            items.append(ReportItem(Certainty.DROPPED, SourcePlace(0, table.name), told))
    return found, items


_NO_HEAD = N_(
    "There is no row with the names of the columns. Put one on top, such as: Activiteit, Dag, Tijd, Locatie, Kosten, "
    "Voor wie, Aanmelden."
)


def _take(  # noqa: PLR0913, PLR0917 - a row, and all that it is held against
    row: SheetRow,
    calendar: Calendar,
    places: PlaceMatcher,
    organisation: str,
    today: date,
    yes: Yes,
    found: list[Proposal],
    items: list[ReportItem],
) -> None:
    try:
        found.append(_Reader(row, calendar, places, today, yes).proposal(organisation))
    except _WaitsError as error:
        items += [item._replace(source=row.text) for item in error.items]
    except _RowError as error:
        items.append(ReportItem(Certainty.DROPPED, row.at, error.message, row.text))


class _Reader:
    """Reads one row."""

    def __init__(  # a row, and all that it is held against
        self, row: SheetRow, calendar: Calendar, places: PlaceMatcher, today: date, yes: Yes
    ) -> None:
        self._row = row
        self._yes = yes
        self._calendar = calendar
        self._places = places
        self._today = today
        self._items: list[ReportItem] = []

    def proposal(self, organisation: str) -> Proposal:
        """Return what it may become; raises _RowError when it says too little."""
        row = self._row
        title = row.get("title")
        if not title:
            raise _RowError(N_("it has no title"))
        formulas = [cell for cell in row.cells if _FORMULA.match(cell)]
        if formulas:
            raise _RowError(N_("it holds a formula: {text}"), text=formulas[0][:60])
        own = self._organisation(organisation)
        when = self._when()
        told = RowFacts(row, self._calendar)
        given = told.facts()
        self._items += told.items
        where = ", ".join(
            filter(
                None,
                (
                    row.get("where"),
                    row.get("room"),
                    row.get("street"),
                    f"{row.get('postcode')} {row.get('city')}".strip(),
                ),
            )
        )
        text = "\n\n".join(filter(None, (row.get("summary"), row.get("description"))))
        categories = tuple(filter(None, (row.get("theme"), row.get("audience"))))
        return Proposal(
            row.at, title, when, text=to_markdown(text, html=False), where=where, categories=categories,
            url=_address(row.get("url")), items=tuple(self._items), given=given, organisation=own, source=row.text,
        )  # fmt: skip

    def _tell(self, kind: Certainty, text: str, /, **words_: object) -> None:
        self._items.append(ReportItem(kind, self._row.at, Message(text, words_)))

    def _organisation(self, usual: str) -> str:
        """Return whose it is: of whom the row says so, or else of whom all are."""
        name = self._row.get("organisation")
        if not name:
            if not usual:
                raise _RowError(N_("it does not say of which organisation it is: give --organisation"))
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
        raise _RowError(text, text=name, near=near)

    # --- when ---

    def _when(self) -> tuple[Pattern, ...]:
        """Return when it is, from all columns that say something of it."""
        row = self._row
        first, last = self._day("first"), self._day("last")
        days = " ".join(filter(None, (row.get("every"), row.get("day"), _as_date(row.get("date")), row.get("when"))))
        start, end = _as_clock(row.get("start")), _as_clock(row.get("end"))
        if start and not first and (day := day_of(start, self._today)) and not re.search(r"\d[:.]\d|uur|u$", start):
            first, start = day, ""
        time = f"{start} - {end}" if start and end else start
        text = f"{days} {_as_clock(row.get('time'))} {time}".strip()
        if not text:
            raise _RowError(N_("it does not say when"))
        try:
            found = when_of(text, self._today, first=first, last=last, calendar=self._calendar)
        except NotUnderstoodError as error:
            once = first is not None and (last is None or last == first) and not row.get("day")
            if not once or first is None:
                raise _RowError(error.message.text, **error.message.words) from None
            try:  # one date in the column for the first day
                found = when_of(f"{first.isoformat()} {text}", self._today, calendar=self._calendar)
            except NotUnderstoodError:
                raise _RowError(error.message.text, **error.message.words) from None
        if found.left:
            raise _RowError(N_("“{text}” in its days and times was not understood"), text=found.left)
        for told in found.guessed:
            self._items.append(ReportItem(Certainty.GUESSED, row.at, told, field="when"))
        self._wait_for(found.asked)
        if any(isinstance(one, Weekly) and one.first and one.last and one.last < one.first for one in found.patterns):
            raise _RowError(N_("its last day is before its first"))
        return found.patterns

    def _wait_for(self, asked: Iterable[Message]) -> None:
        """Raise _WaitsError when one of these questions about a date has no yes yet."""
        waiting = []
        for told in asked:
            key = question_key(self._row.get("title"), "when", f"{told.text}{sorted(told.words.items())}")
            if not says_yes(self._yes, key):
                waiting.append(ReportItem(Certainty.ASKED, self._row.at, told, field="when", key=key))
        if waiting:
            raise _WaitsError(waiting)

    def _day(self, field: str) -> date | None:
        text = self._row.get(field)
        found = day_of(text, self._today) if text else None
        if text and found is None and not re.search(r"\d[:.]\d|\d\s*u", text):
            self._tell(Certainty.CHECK, N_("“{text}” is no date"), text=text)
        return found


def _as_date(text: str) -> str:
    """Return a number of Excel as the date that it stands for."""
    if re.fullmatch(r"[34]\d{4}(?:\.\d+)?", text):
        whole, _, part = text.partition(".")
        day = day_of(whole, date.min) if whole else None
        return f"{day} {_as_clock(f'0.{part}')}".strip() if day and part else str(day)
    return text


def _as_clock(text: str) -> str:
    """Return a part of a day of Excel as a time, and 0930 or 9 as people write them in a column for times."""
    if _FRACTION.fullmatch(text):
        return hh_mm(round(float(text) * 24 * 60))
    if re.fullmatch(r"\d{4}", text) and int(text[:2]) < 24 and int(text[2:]) < 60:
        return f"{text[:2]}:{text[2:]}"
    if re.fullmatch(r"\d{1,2}", text) and int(text) < 25:
        return f"{int(text):02}:00"
    if re.fullmatch(r"\d{1,2}[-–]\d{1,2}", text):  # in a column for times it is no date
        return f"{text} uur"
    if match := re.fullmatch(r"(\d{1,2}:\d{2}):\d{2}", text):
        return match[1]
    return text


def _address(text: str) -> str:
    if text and "://" not in text and re.match(r"[\w-]+(\.[\w-]+)+", text):
        return f"https://{text}"
    return text
