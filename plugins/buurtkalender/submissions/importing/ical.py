"""The events of a calendar as values: who keeps it elsewhere wrote them, with a program that has its own ways.

Organisers, guests and contacts are never read: they are people, and what comes into the calendar is public for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from html import unescape
from typing import NamedTuple

from icalendar.prop import vDuration

from buurtkalender.domain.values import Point
from buurtkalender.reading.fields_contact import LATITUDES, LONGITUDES
from buurtkalender.reading.markup import is_html, to_markdown
from buurtkalender.submissions.importing.content_lines import Component, Property, zone_of
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
"""Days outside of these are mistakes of programs (1601 is where Windows counts from)."""

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?", re.ASCII)
_PARTS = re.compile(r"\s*[,;]\s*")


class ICalMoment(NamedTuple):
    """A moment as a file tells it: naive, and the zone that it is in; None for Amsterdam. All day: at midnight."""

    at: datetime
    zone: tzinfo | None = None
    all_day: bool = False


class VEvent(NamedTuple):
    """One VEVENT. ``rule`` is the text of its RRULE; ``extra`` are RDATEs with an end where they tell one.

    ``items`` are what is to be told of it, whatever becomes of it.
    """

    place: SourcePlace
    title: str
    text: str
    where: str
    start: ICalMoment
    end: ICalMoment | None
    length: timedelta | None
    rule: str
    extra: tuple[tuple[ICalMoment, ICalMoment | None], ...]
    left_out: tuple[ICalMoment, ...]
    instead_of: ICalMoment | None
    later_ones_too: bool
    cancelled: bool
    tentative: bool
    categories: tuple[str, ...]
    url: str
    point: Point | None
    order: tuple[int, str]
    items: tuple[ReportItem, ...] = ()

    @property
    def uid(self) -> str:
        """Its UID; empty when it has none."""
        return self.place.uid


class Events(NamedTuple):
    """The events of a file that can be read, and what is to be told of the others."""

    events: list[VEvent]
    items: list[ReportItem]


class _StrangeError(MessageError):
    """An event that cannot be used."""


def events(calendars: list[Component]) -> Events:
    """Return the events of these calendars, one for each UID and date: of two of the same, the later version."""
    found: dict[tuple[str, object], VEvent] = {}
    items: list[ReportItem] = []
    for calendar in calendars:
        own = {part.text("TZID"): part for part in calendar.parts if part.name == "VTIMEZONE"}
        for part in calendar.parts:
            if part.name != "VEVENT":
                continue
            place = SourcePlace(part.line, _title(part), _uid(part))
            try:
                event = _Reader(part, place, own).event()
            except _StrangeError as error:
                items.append(ReportItem(Certainty.DROPPED, place, error.message))
                continue
            key = event.uid or f"line {part.line}", event.instead_of.at if event.instead_of else None
            if key in found:
                items.append(ReportItem(Certainty.DROPPED, place, Message(N_("the same event was in the file before"))))
                if found[key].order > event.order:
                    continue
            found[key] = event
        others = sorted({part.name for part in calendar.parts} - {"VEVENT", "VTIMEZONE", "VALARM", "VFREEBUSY"})
        items += [
            ReportItem(
                Certainty.DROPPED,
                SourcePlace(0),
                Message(N_("parts of the kind {name}: only events are taken over"), {"name": one}),
            )
            for one in others
        ]
    return Events(list(found.values()), items)


class _Reader:
    """Reads one VEVENT."""

    def __init__(self, part: Component, place: SourcePlace, own: dict[str, Component]) -> None:
        self._part = part
        self._place = place
        self._own = own
        self._items: list[ReportItem] = []

    def event(self) -> VEvent:
        """Return it; raises _StrangeError when it cannot be used."""
        part = self._part
        if part.text("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
            raise _StrangeError(N_("it is marked as private"))
        title = _title(part)
        if not title and part.get("RECURRENCE-ID") is None:
            raise _StrangeError(N_("it has no title"))
        start = self._stamps("DTSTART", required=True)[0]
        end = next(iter(self._stamps("DTEND")), None)
        extra = tuple(self._extra())
        left_out = tuple(self._stamps("EXDATE"))
        if part.get("EXRULE"):
            self._tell(
                Certainty.CHECK, N_("it leaves out dates by a rule (EXRULE), which is not read: look at its dates")
            )
        if len(part.all("RRULE")) > 1:
            raise _StrangeError(N_("it has more than one rule for its dates"))
        instead_of = next(iter(self._stamps("RECURRENCE-ID")), None)
        recurrence = part.get("RECURRENCE-ID")
        for number in part.broken[:3]:
            self._tell(Certainty.CHECK, N_("line {line} cannot be read and was passed over"), line=number)
        return VEvent(
            place=self._place,
            title=title,
            text=self._text(),
            where=" ".join(part.text("LOCATION").replace("\n", ", ").split()),
            start=start,
            end=end,
            length=self._length(),
            rule=part.text("RRULE"),
            extra=extra,
            left_out=left_out,
            instead_of=instead_of,
            later_ones_too=recurrence is not None and recurrence.params.get("RANGE", "").upper() == "THISANDFUTURE",
            cancelled=part.text("STATUS").upper() in {"CANCELLED", "CANCELED"},
            tentative=part.text("STATUS").upper() == "TENTATIVE",
            categories=tuple(
                word for one in part.all("CATEGORIES") for word in _PARTS.split(one.value.strip()) if word
            )[:20],
            url=part.text("URL"),
            point=self._point(),
            order=(_whole(part.text("SEQUENCE")), part.text("LAST-MODIFIED")),
            items=tuple(self._items),
        )

    def _tell(self, kind: Certainty, text: str, /, **words: object) -> None:
        self._items.append(ReportItem(kind, self._place, Message(text, words)))

    def _text(self) -> str:
        """Return the description as Markdown: the plain one, or else the one in HTML that Outlook puts beside it."""
        plain = self._part.text("DESCRIPTION")
        if not plain:
            other = self._part.get("X-ALT-DESC")
            plain = other.value if other else ""
        return to_markdown(plain, html=is_html(plain))

    def _length(self) -> timedelta | None:
        text = self._part.text("DURATION")
        if not text:
            return None
        try:
            found = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):
            self._tell(Certainty.CHECK, N_("its length “{text}” cannot be read"), text=text)
            return None
        return found if isinstance(found, timedelta) else None

    def _point(self) -> Point | None:
        lat, _, lon = self._part.text("GEO").partition(";")
        try:
            point = Point(round(float(lat), 6), round(float(lon), 6))
        except ValueError:
            return None
        here = LATITUDES[0] <= point.lat <= LATITUDES[1] and LONGITUDES[0] <= point.lon <= LONGITUDES[1]
        return point if here else None

    def _stamps(self, name: str, *, required: bool = False) -> list[ICalMoment]:
        """Return the moments of a property, of all its lines; what cannot be read is told."""
        found = []
        for one in self._part.all(name):
            for text in one.value.split(","):
                try:
                    found.append(self._stamp(text.strip(), one))
                except _StrangeError as error:
                    if required:
                        raise
                    self._items.append(ReportItem(Certainty.CHECK, self._place, error.message))
        if required and not found:
            raise _StrangeError(N_("it does not say when it begins"))
        return found

    def _stamp(self, text: str, given: Property) -> ICalMoment:
        match = _MOMENT.fullmatch(text)
        try:
            day = date(*map(int, match.groups()[:3])) if match else None
            clock = time(int(match[4]), int(match[5]), min(int(match[6] or 0), 59)) if match and match[4] else None
        except ValueError:
            day = None
        if match is None or day is None or not EARLIEST <= day < LATEST:
            raise _StrangeError(N_("{name}: “{text}” is no date"), name=given.name, text=text)
        if clock is None or given.params.get("VALUE", "").upper() == "DATE":
            return ICalMoment(datetime.combine(day, time()), None, all_day=True)
        moment = datetime.combine(day, clock.replace(second=0))
        if match[7]:
            return ICalMoment(moment, UTC)
        name = given.params.get("TZID", "")
        if not name:
            return ICalMoment(moment)
        zone = zone_of(name, self._own)
        if zone is None:
            self._tell(
                Certainty.GUESSED, N_("the time zone “{name}” is not known: the times were read as ours"), name=name
            )
        return ICalMoment(moment, zone)

    def _extra(self) -> Iterator[tuple[ICalMoment, ICalMoment | None]]:
        """Yield the dates that are added by hand (RDATE), which may be periods."""
        read: Callable[[str, Property], ICalMoment] = self._stamp
        for one in self._part.all("RDATE"):
            for text in one.value.split(","):
                begins, slash, ends = text.strip().partition("/")
                try:
                    begin = read(begins, one)
                    if not slash:
                        yield begin, None
                    elif ends.upper().startswith(("P", "+P")):
                        length = vDuration.from_ical(ends)  # type: ignore[no-untyped-call]
                        yield begin, begin._replace(at=begin.at + length)
                    else:
                        yield begin, read(ends, one)
                except _StrangeError as error:
                    self._items.append(ReportItem(Certainty.CHECK, self._place, error.message))
                except (ValueError, OverflowError, TypeError):
                    self._tell(Certainty.CHECK, N_("{name}: “{text}” is no date"), name="RDATE", text=text)


def _title(part: Component) -> str:
    """Return the title on one line. WordPress writes what is not plain as HTML does: &#8211; for a dash."""
    return " ".join(unescape(part.text("SUMMARY")).split())


def _uid(part: Component) -> str:
    """Return the UID without blanks; of an event that has none, what comes nearest to one."""
    uid = "-".join(part.text("UID").split())[:200]
    return uid or "-".join(f"{part.text('DTSTART')} {part.text('SUMMARY')}".split())[:200]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
