"""The calendar as data, for programs of others: ``data/*.json`` and ``data/coverage.csv``.

The keys are a promise (design: architecture; the schemas are in :mod:`buurtkalender.feeds.schemas`). Each document is
``{"$schema", "calendar", "items"}`` with an item a line, and nothing in it says when it was made: the same content
gives the same bytes. What nobody said is left out, so an absent fact is unknown, never "no". Texts are plain text.
Times carry their offset; what lasts all day has dates. Ends are exclusive.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import msgspec

from buurtkalender.domain.model import Calendar, Dates, Occurrence, Status
from buurtkalender.domain.verdicts import Verdict
from buurtkalender.feeds.context import Context
from buurtkalender.feeds.rows import activity_row, organisation_row, venue_row, verdict_row

CHUNK = 5_000
"""How many rows are written at a time."""

_ENCODER = msgspec.json.Encoder()


def activities(context: Context) -> bytes:
    """``activities.json``: every activity, also paused, ended and by appointment, by identifier."""
    every = sorted(context.calendar.activities.items())
    return _document("activities", context.calendar, (activity_row(context, activity) for _, activity in every))


def occurrences(calendar: Calendar, found: Iterable[Occurrence]) -> bytes:
    """``occurrences.json``: an item an occurrence, cancelled ones too, in the order given."""
    return _document("occurrences", calendar, _occurrence_rows(calendar, found))


def venues(calendar: Calendar, url_of_venue: Callable[[str], str]) -> bytes:
    """``venues.json``: every venue with its rooms, by identifier."""
    every = sorted(calendar.venues.items())
    return _document("venues", calendar, (venue_row(calendar, venue, url_of_venue(key)) for key, venue in every))


def organisations(calendar: Calendar, url_of_organisation: Callable[[str], str]) -> bytes:
    """``organisations.json``: every organisation, by identifier. Who maintains its files is not published."""
    every = sorted(calendar.organisations.items())
    rows = (organisation_row(organisation, url_of_organisation(key)) for key, organisation in every)
    return _document("organisations", calendar, rows)


def coverage(calendar: Calendar, verdicts: Iterable[Verdict]) -> bytes:
    """``coverage.json``: an item a norm and neighbourhood, in the order given."""
    return _document("coverage", calendar, map(verdict_row, verdicts))


def coverage_csv(calendar: Calendar, verdicts: Iterable[Verdict]) -> bytes:
    """``coverage.csv``: the sums of coverage.json for a spreadsheet.

    RFC 4180, in UTF-8 with the mark by which Excel knows it.
    """
    table = io.StringIO()
    writer = csv.writer(table)
    columns = ("verdict", "lower", "upper", "required", "unit", "per", "confidence", "severity", "residents")
    writer.writerow(
        ["norm", "norm_title", "neighbourhood", "neighbourhood_name", *columns, "weeks_met", "poor_weeks", "counted"]
    )
    for verdict in verdicts:
        row = verdict_row(verdict)
        norm, place = calendar.norms.get(verdict.norm), calendar.neighbourhoods.get(verdict.neighbourhood)
        cells = [
            verdict.norm,
            norm.title if norm else "",
            verdict.neighbourhood,
            place.name if place else "",
            *(row[column] for column in columns),
            row["weeks_met"],
            " ".join(row["poor_weeks"]),
            " ".join(one["activity"] for one in row["counted"]),
        ]
        writer.writerow([cell(value) if isinstance(value, str) else value for value in cells])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def cell(text: str) -> str:
    """A text for a spreadsheet, which never runs it as a formula (OWASP: CSV injection).

    An apostrophe before what could start one; a telephone number with a plus stays readable behind it.
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _document(name: str, calendar: Calendar, rows: Iterable[Any]) -> bytes:
    """The whole document. Written in chunks: a call a row would take twice as long, one call for all twice the memory."""
    head = b'{"$schema":"schemas/%s.schema.json","calendar":%s,"items":[' % (
        name.encode(),
        _ENCODER.encode(calendar.id),
    )
    every = iter(rows)
    chunks = []
    while chunk := list(islice(every, CHUNK)):
        # A new line inside a text is escaped, so each one ends a row.
        chunks.append(_ENCODER.encode_lines(chunk)[:-1].replace(b"\n", b",\n"))
    return b"".join([head, b"\n" if chunks else b"", b",\n".join(chunks), b"\n]}\n" if chunks else b"]}\n"])


class OccurrenceRow(msgspec.Struct, omit_defaults=True, gc=False):
    """A row of ``occurrences.json``: the promised keys always, the others where there is something to say."""

    uid: str
    activity: str
    start: str
    end: str
    all_day: bool
    status: Status
    venue: str | None
    neighbourhood: str | None
    organisation: str
    moved_from: str | None
    room: str | None = None
    location: str | None = None
    note: str | None = None


def _occurrence_rows(calendar: Calendar, found: Iterable[Occurrence]) -> Iterator[OccurrenceRow]:
    """The rows of ``occurrences.json``: a year of 3,500 activities has 160,000, so this loop is kept short."""
    activities, time, uids = calendar.activities, _Times(calendar).time, dict[tuple[str, int], str]()
    for one in found:
        key = one.activity, one.pattern
        activity = activities[one.activity]
        uid = uids.get(key)
        if uid is None:
            uid = calendar.uid_of(one)
            if not isinstance(activity.when[one.pattern], Dates):
                uids[key] = uid  # that of a loose date holds the date
        moved = None
        if one.moved_from is not None:
            was_all_day = getattr(activity.when[one.pattern], "time", None) is None
            moved = _day(one.moved_from) if was_all_day else time(one.moved_from)
        yield OccurrenceRow(
            uid,
            one.activity,
            _day(one.start) if one.all_day else time(one.start),
            _day(one.end) if one.all_day else time(one.end),
            one.all_day,
            one.status,
            one.venue,
            one.neighbourhood,
            activity.organisation,
            moved,
            one.room,
            one.location.name if one.location else None,
            one.note,
        )


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


class _Times:
    """Times with their offset. The zone is asked once a day, but on the days on which its offset changes."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[datetime, str] = {}
        self._offsets: dict[date, str] = {}

    def time(self, moment: datetime) -> str:
        text = self._known.get(moment)
        if text is None:
            offset = self._offset(moment.date())
            text = moment.isoformat() + offset if offset else self._calendar.aware(moment).isoformat()
            self._known[moment] = text
        return text

    def _offset(self, day: date) -> str:
        """The offset that holds all day, or nothing when the clock changes."""
        offset = self._offsets.get(day)
        if offset is None:
            midnight = datetime.combine(day, time())
            first, last = (self._calendar.aware(midnight + timedelta(days=n)).isoformat()[19:] for n in (0, 1))
            offset = self._offsets[day] = first if first == last else ""
        return offset
