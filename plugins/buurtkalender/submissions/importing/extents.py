"""How long an event is, in the days and times of the format: one time of one day, or several days one by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from buurtkalender.domain.values import TimeSpan
from buurtkalender.submissions.importing.content_lines import at_home
from buurtkalender.submissions.importing.ical import VEvent
from buurtkalender.submissions.importing.patterns import CannotSayError, Span
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

WHOLE_DAY = 24 * 60
ASSUMED = 60
"""Minutes that something takes of which nobody says how long."""

MOST_DAYS_LONG = 31


class Session(NamedTuple):
    """One date of something that does not repeat by a rule."""

    day: date
    span: Span
    cancelled: bool


def sessions(event: VEvent) -> tuple[list[Session], list[ReportItem]]:
    """Return the dates of an event without a rule: one, or more when it goes on for days.

    Raises CannotSayError when it goes on for too long.
    """
    pieces, items = pieces_of(event)
    begin = home(event, event.start.at).date()
    return [Session(begin + timedelta(days=n), span, event.cancelled) for n, span in pieces], items


def pieces_of(event: VEvent) -> tuple[list[tuple[int, Span]], list[ReportItem]]:
    """Return the parts that an event has, each with how many days after the first it is held."""
    items: list[ReportItem] = []

    def tell(kind: Certainty, text: str, /, **words: object) -> None:
        items.append(ReportItem(kind, event.place, Message(text, words)))

    begin = home(event, event.start.at)
    end = _end(event)
    if event.start.all_day or (begin.time() == time() and end is not None and end > begin and end.time() == time()):
        if not event.start.all_day:
            tell(Certainty.GUESSED, N_("it goes from midnight to midnight, so it is all day"))
        number = max(1, (end - begin).days) if end else 1
        if number > MOST_DAYS_LONG:
            raise CannotSayError(N_("it goes on for {n} days: that is a period, not a date"), n=number)
        return [(n, None) for n in range(number)], items
    start = begin.hour * 60 + begin.minute
    if end is None or end <= begin:
        tell(Certainty.GUESSED, N_("nobody says when it ends: one hour was assumed"))
        end = begin + timedelta(minutes=ASSUMED)
    minutes = int((end - begin).total_seconds()) // 60
    if minutes < WHOLE_DAY:
        return [(0, TimeSpan(start, start + minutes))], items
    number = (end.date() - begin.date()).days
    if number > MOST_DAYS_LONG:
        raise CannotSayError(N_("it goes on for {n} days: that is a period, not a date"), n=number)
    tell(Certainty.GUESSED, N_("it goes on for more than a day: each day became a date of its own"))
    parts: list[tuple[int, Span]] = [
        (0, TimeSpan(start, WHOLE_DAY) if start else None),
        *((n, None) for n in range(1, number)),
    ]
    rest = end.hour * 60 + end.minute
    return [*parts, *([(number, TimeSpan(0, rest))] if rest else [])], items


def _end(event: VEvent) -> datetime | None:
    if event.end is not None:
        end = event.end
        if end.all_day and not event.start.all_day:
            return None
        return at_home(end.at, end.zone)
    if event.length is not None and event.length > timedelta():
        return home(event, event.start.at + event.length)
    return None


def home(event: VEvent, moment: datetime) -> datetime:
    """Return what the clock in Amsterdam shows at a moment in the zone of an event."""
    return at_home(moment, event.start.zone)
