"""The calendar as data, for programs of others: ``data/*.json`` and ``data/*.csv``.

The keys are a promise (design: architecture; the schemas are in :mod:`buurtkalender.feeds.schemas`). Each document is
an array with a row a line, and nothing in it says when it was made: the same content gives the same bytes. What nobody
said is left out, so an absent fact is unknown, never "no". Texts are plain text. Times carry their offset; what lasts
all day has dates. Ends are exclusive.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

from buurtkalender.domain.coverage.catchment import Catchment
from buurtkalender.domain.coverage.prevention import PreventionCell
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import Places
from buurtkalender.domain.tasks import Todo
from buurtkalender.domain.values import AgeBand, Occurrence, Status, apart
from buurtkalender.feeds.context import Context, Times
from buurtkalender.feeds.rows import (
    PictureRow,
    access_row,
    activity_row,
    capacity_row,
    organisation_row,
    prevention_row,
    todo_row,
    venue_row,
    verdict_row,
)

CHUNK = 1_000
"""How many rows are written at a time."""

_ENCODER = msgspec.json.Encoder()


def activity(context: Context, one: Activity, picture: PictureRow | None = None) -> bytes:
    """A row of ``activities.json``, with the picture that its page shows."""
    return _encode(activity_row(context, one, picture)).encode()


def activities(rows: Iterable[bytes]) -> Iterator[bytes]:
    """``activities.json`` in pieces, of finished rows: every activity, also paused, ended and by appointment."""
    return _pieces(row.decode() for row in rows)


def occurrences(calendar: Calendar, found: Iterable[Occurrence]) -> Iterator[bytes]:
    """``occurrences.json`` in pieces: a row an occurrence, cancelled ones too, in the order given."""
    return _pieces(_occurrence_rows(Places(calendar), found))


def venues(
    calendar: Calendar, url_of_venue: Callable[[str], str], pictures: Mapping[str, PictureRow | None] | None = None
) -> bytes:
    """``venues.json``: every venue with its rooms and the picture that its page shows, by identifier."""
    every, shown = sorted(calendar.venues.items()), pictures or {}
    return _document(venue_row(calendar, venue, url_of_venue(key), shown.get(key)) for key, venue in every)


def organisations(calendar: Calendar, url_of_organisation: Callable[[str], str]) -> bytes:
    """``organisations.json``: every organisation, by identifier. Who maintains its files is not published."""
    every = sorted(calendar.organisations.items())
    return _document(organisation_row(organisation, url_of_organisation(key)) for key, organisation in every)


def coverage_json(calendar: Calendar, verdicts: Iterable[Verdict]) -> bytes:
    """``coverage.json``: a row a norm and neighbourhood, in the order given."""
    return _document(verdict_row(one, calendar.picked_up_at(one.norm, one.neighbourhood)) for one in verdicts)


def coverage_csv(calendar: Calendar, verdicts: Iterable[Verdict]) -> bytes:
    """``coverage.csv``: the sums of coverage.json for a spreadsheet; of each the first remedy, and who works on it."""
    columns = ("verdict", "lower", "upper", "required", "unit", "per", "confidence", "severity", "residents")
    lists = ("weeks_met", "poor_weeks", "counted", "remedy", "remedy_fields", "remedy_verdict", "remedy_residents")
    working = ("picked_up_by", "picked_up_since", "ages")
    rows = []
    for verdict in verdicts:
        row = verdict_row(verdict)
        rows.append(
            [
                *_named(calendar, verdict.norm, verdict.neighbourhood),
                *(row[column] for column in columns),
                row["weeks_met"],
                " ".join(row["poor_weeks"]),
                " ".join(one["activity"] for one in row["counted"]),
                *_cheapest(verdict),
                *_working(calendar, verdict),
                ages_in_a_cell(verdict),
            ]
        )
    return _table([*_NAMES, *columns, *lists, *working], rows)


def capacity(catchments: Iterable[Catchment]) -> bytes:
    """``capacity.json``: a row a norm and neighbourhood, in the order given."""
    return _document(map(capacity_row, catchments))


def capacity_csv(calendar: Calendar, catchments: Iterable[Catchment]) -> bytes:
    """``capacity.csv``: the same for a spreadsheet; what is not known is an empty cell."""
    columns, lists = ("place_hours", "per", "residents"), ("counted", "without_capacity", "without_residents")
    rows = [
        [
            *_named(calendar, one.norm, one.neighbourhood),
            *(row[column] for column in columns),
            *(" ".join(row[column]) for column in lists),
        ]
        for one in catchments
        for row in (capacity_row(one),)
    ]
    return _table([*_NAMES, *columns, *lists], rows)


_NAMES = ("norm", "norm_title", "neighbourhood", "neighbourhood_name")


def _named(calendar: Calendar, norm: str, neighbourhood: str) -> tuple[str, str, str, str]:
    asked, place = calendar.norms.get(norm), calendar.neighbourhoods.get(neighbourhood)
    return norm, asked.title if asked else "", neighbourhood, place.name if place else ""


def todo(todos: Iterable[Todo]) -> bytes:
    """``todo.json``: a row a thing that somebody can do for the calendar, in the order given."""
    return _document(map(todo_row, todos))


def todo_csv(calendar: Calendar, todos: Iterable[Todo]) -> bytes:
    """``todo.csv``: the same for a spreadsheet, with the names of who and what it is about."""
    columns = ("activity", "venue", "kind", "why", "field", "since", "other", "file", "residents")
    rows = []
    for one in todos:
        row = todo_row(one)
        known = calendar.organisations.get(one.organisation or "")
        activity, venue = calendar.activities.get(one.activity or ""), calendar.venues.get(one.venue or "")
        title = activity.title if activity else venue.name if venue else ""
        names = one.organisation or "", known.name if known else "", title
        rows.append((*names, *(row.get(column, "") for column in columns)))
    return _table(("organisation", "organisation_name", "title", *columns), rows)


def prevention(calendar: Calendar, cells: Iterable[PreventionCell]) -> bytes:
    """``prevention.json``: a row a goal, age band and municipality, in the order given."""
    return _document(prevention_row(calendar, one) for one in cells)


def prevention_csv(calendar: Calendar, cells: Iterable[PreventionCell], language: str) -> bytes:
    """``prevention.csv``: the same for a spreadsheet, with the labels of this language. As :func:`coverage_csv`."""
    columns = ("verdict", "lower", "upper", "required", "unit", "per", "confidence", "residents")
    names = ("goal", "goal_name", "band", "municipality", "municipality_name", "norm")
    lists = ("certain", "uncertain", "without", "counted", "programmes", "questions", "elsewhere")
    rows: list[Sequence[Any]] = []
    for one in cells:
        row = prevention_row(calendar, one)
        labels = calendar.goals[one.goal].label
        certain = [name["activity"] for name in row["counted"] if name["certain"]]
        rows.append(
            [
                one.goal,
                labels.get(language) or next(iter(labels.values()), one.goal),
                one.band.id,
                one.municipality,
                calendar.municipalities[one.municipality].name,
                one.norm,
                *(row[column] for column in columns),
                len(certain),
                len(row["counted"]) - len(certain),
                " ".join(AgeBand(ages).id for ages in one.without),
                " ".join(name["activity"] for name in row["counted"]),
                "; ".join(dict.fromkeys(_told(name["programme"]) for name in row["counted"] if "programme" in name)),
                " ".join(question.activity for question in one.questions),
                " ".join(one.elsewhere),
            ]
        )
    return _table((*names, *columns, *lists), rows)


def _table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A table for a spreadsheet: RFC 4180, in UTF-8 with the mark by which Excel knows it."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _told(programme: dict[str, str]) -> str:
    """A programme with its evidence as it was written."""
    return ": ".join(programme[key] for key in ("name", "evidence") if key in programme)


def _cheapest(verdict: Verdict) -> tuple[str | int, ...]:
    """The first remedy: its kind, its fields, what it makes of the verdict, and for how many people in all."""
    if not verdict.remedies:
        return "", "", "", ""
    remedy = verdict.remedies[0]
    fields = f"{remedy.lines[0].file} {'; '.join(f'{line.field}: {line.value}' for line in remedy.lines)}"
    people = remedy.here.residents + sum(one.residents for one in remedy.elsewhere if one.norm == verdict.norm)
    return remedy.edit.kind, fields, remedy.here.after, people


def ages_in_a_cell(verdict: Verdict) -> str:
    """What holds for which ages, where that is not the same for all: ``covered 13-18; gap 19-27``."""
    return "; ".join(f"{one.verdict} {' '.join(AgeBand(ages).id for ages in one.ages)}" for one in verdict.ages)


def _working(calendar: Calendar, verdict: Verdict) -> tuple[str, str]:
    """Who works on it, and since when the first of them does."""
    found = calendar.picked_up_at(verdict.norm, verdict.neighbourhood)
    who = dict.fromkeys(name for one in found for name in one.organisations)
    return " ".join(who), min(one.since for one in found).isoformat() if found else ""


def cell(text: str) -> str:
    """A text for a spreadsheet, which never runs it as a formula (OWASP: CSV injection).

    An apostrophe before what could start one; a telephone number with a plus stays readable behind it.
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _encode(row: Any) -> str:
    return _ENCODER.encode(row).decode()


def _document(rows: Iterable[Any]) -> bytes:
    return b"".join(_pieces(map(_encode, rows)))


def _pieces(rows: Iterable[str]) -> Iterator[bytes]:
    """The array, a row a line: a new line inside a text is escaped, so each one ends a row."""
    every = iter(rows)
    before = "[\n"
    while chunk := list(islice(every, CHUNK)):
        yield (before + ",\n".join(chunk)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


class OccurrenceRow(msgspec.Struct, omit_defaults=True, gc=False):
    """A row of ``occurrences.json``: the promised keys always, the others where there is something to say."""

    uid: str
    activity: str
    start: str
    end: str
    status: Status
    venue: str | None
    neighbourhood: str | None
    organisation: str
    moved_from: str | None
    room: str | None = None
    location: str | None = None
    note: str | None = None
    all_day: bool = False
    full: bool = False
    closed: bool = False
    ask: str | None = None
    access: dict[str, bool] = {}


def _occurrence_rows(places: Places, found: Iterable[Occurrence]) -> Iterator[str]:
    """The rows of ``occurrences.json``: a year of 3,500 activities has 137,000, so this loop is kept short.

    In a series without a date of its own kind rows differ in their times alone, so what stands around these is written
    once.
    """
    calendar = places.calendar
    times = Times(calendar)
    even: dict[str, list[tuple[str, str, str] | None]] = {
        key: [None] * len(activity.when) for key, activity in calendar.activities.items() if key not in places.changing
    }
    for one in found:
        known = even.get(one.activity)
        if known is None:
            yield _encode(_occurrence_row(places, times, one))
            continue
        around = known[one.pattern]
        if around is None:
            row = _occurrence_row(places, times, one)
            pattern = calendar.activities[one.activity].when[one.pattern]
            if not apart(pattern) and not one.all_day:
                known[one.pattern] = _around(row)
            yield _encode(row)
        else:
            head, between, tail = around
            yield f"{head}{times[one.start]}{between}{times[one.end]}{tail}"


def _around(row: OccurrenceRow) -> tuple[str, str, str]:
    """What stands before, between and after the times of a row."""
    marked = msgspec.structs.replace(row, start="\x00", end="\x00")
    head, between, tail = _encode(marked).split("\\u0000", 2)  # before these come identifiers only
    return head, between, tail


def _occurrence_row(places: Places, times: Times, one: Occurrence) -> OccurrenceRow:
    calendar, there = places.calendar, places.of(one)
    activity = there.activity
    moved = None
    if one.moved_from is not None:
        moved = _day(one.moved_from) if _was_all_day(activity, one) else times[one.moved_from]
    return OccurrenceRow(
        uid=calendar.uid_of(one),
        activity=one.activity,
        start=_day(one.start) if one.all_day else times[one.start],
        end=_day(one.end) if one.all_day else times[one.end],
        status=there.status,
        venue=one.venue,
        neighbourhood=one.neighbourhood,
        organisation=activity.organisation,
        moved_from=moved,
        room=one.room,
        location=one.location.name if one.location else None,
        note=there.note,
        all_day=one.all_day,
        full=there.full,
        closed=there.closed,
        ask=there.ask if there.tentative else None,
        access=access_row(there.access()),
    )


def _was_all_day(activity: Activity, one: Occurrence) -> bool:
    return getattr(activity.when[one.pattern], "time", None) is None


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
