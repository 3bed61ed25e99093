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

from buurtkalender.clock import YEARS
from buurtkalender.domain.values import Point
from buurtkalender.submissions.importing.content_lines import HOME, Component, Property, Zones, at_home
from buurtkalender.submissions.importing.matching import point_written
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace, question_key
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message, MessageError

EARLIEST, LATEST = date(YEARS.start, 1, 1), date(YEARS.stop, 1, 1)
"""Days outside of these are mistakes of programs (1601 is where Windows counts from)."""

NEVER = datetime(1, 1, 1)

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?(Z|z|[+-]\d\d:?\d\d)?|Z)?", re.ASCII
)
_PARTS = re.compile(r"\s*[,;]\s*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_SHIFT = re.compile(r"\(?(?:UTC|GMT)?\s*([+-]\d{1,2})(?::?(\d\d))?\)?", re.IGNORECASE)
_OF_DATES = frozenset({"DTSTART", "RDATE", "EXDATE", "RRULE", "EXRULE", "RECURRENCE-ID"})
"""What says on which days something is held: where that is in doubt a person is asked."""

_OF_TIMES = _OF_DATES | {"DTEND"}
OF_ITS_CALENDAR = N_(
    "the times of this calendar say no zone: were they read rightly in its own, {name}, where 12:00 in January is "
    "{time} here?"
)
"""What is asked once of a calendar, whatever the number of its events."""


class ICalMoment(NamedTuple):
    """A moment as a file tells it: naive, and the zone that it is in; None for Amsterdam. All day: at midnight."""

    at: datetime
    zone: tzinfo | None = None
    all_day: bool = False

    @property
    def in_utc(self) -> datetime:
        """The same for every way to write a moment; a day is its midnight."""
        if self.all_day:
            return self.at
        return self.at.replace(tzinfo=self.zone or HOME).astimezone(UTC).replace(tzinfo=None)


class VEvent(NamedTuple):
    """One VEVENT. ``rule`` is the text of its RRULE; ``extra`` are RDATEs with an end where they tell one.

    ``instead_of`` is told as the start of its series is: in its zone, and all day where that is. ``order`` is its
    version: SEQUENCE, LAST-MODIFIED and DTSTAMP, the last two in UTC. ``items`` are what is to be told of it, whatever
    becomes of it; ``text`` is Markdown. ``hours`` of its ``length`` are what passes, whatever a clock does meanwhile.
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
    order: tuple[int, datetime, datetime]
    items: tuple[ReportItem, ...] = ()
    hours: timedelta = timedelta()

    @property
    def uid(self) -> str:
        """Its UID; empty when it has none."""
        return self.place.uid


class StrangeEventError(MessageError):
    """An event that cannot be used."""


class EventReader:
    """Reads one VEVENT. ``instead_of`` is the date that it changes."""

    def __init__(self, part: Component, place: SourcePlace, zones: Zones, calendar: Component) -> None:
        self._part = part
        self._place = place
        self._zones = zones
        self._calendar = calendar
        self._items: list[ReportItem] = []
        self._asked: set[str] = set()
        changes = part.get("RECURRENCE-ID")
        self.changes = changes is not None
        self.later_too = changes is not None and changes.params.get("RANGE", "").upper() == "THISANDFUTURE"
        self.instead_of = self._once("RECURRENCE-ID")

    def event(self) -> VEvent:
        """Return it; raises StrangeEventError when it cannot be used."""
        part = self._part
        if self.changes and self.instead_of is None:
            raise StrangeEventError(N_("it changes one date of a series, and does not say which"))
        if not (title := event_title(part)) and not self.changes:
            raise StrangeEventError(N_("it has no title"))
        status = part.text("STATUS").upper()
        cancelled = status in {"CANCELLED", "CANCELED"} or self._calendar.text("METHOD").upper() == "CANCEL"
        start, end = self._from_until(self.instead_of if cancelled else None)
        extra = tuple(self._extra())
        left_out = tuple(self._stamps("EXDATE"))
        rules = list(dict.fromkeys(one.value.strip() for one in part.all("RRULE") if one.value.strip()))
        if self.changes and (rules or extra):  # the rule of its series would count twice
            self._tell(Certainty.CHECK, N_("it is one date of a series, and was taken over as that: it has a rule too"))
            rules, extra = [], ()
        left_out = () if self.changes else left_out
        if len(rules) > 1:
            raise StrangeEventError(N_("it has more than one rule for its dates"))
        if part.get("EXRULE"):
            self._ask(N_("it leaves out dates by a rule (EXRULE), which is not read: look at its dates"))
        if self._is_whole_day(start, end):
            start, end = self._day(start), end and self._day(end)
            extra = tuple((self._day(one), till and self._day(till)) for one, till in extra)
        if start.all_day:
            left_out = tuple(self._day(one) for one in left_out)
        self._tell_lines()
        length, hours = self._length()
        if start.all_day and length and length % timedelta(days=1):
            self._tell(Certainty.CHECK, N_("it is all day and lasts {text}: its hours were left out"), text=length)
        return VEvent(
            place=self._place,
            title=title,
            text=part.text("DESCRIPTION") or part.text("X-ALT-DESC"),  # Outlook writes it in HTML too
            where=" ".join(_ENTITY.sub(_plain, part.text("LOCATION")).replace("\n", ", ").split()),
            start=start,
            end=end,
            length=length,
            rule=rules[0] if rules else "",
            extra=extra,
            left_out=left_out,
            instead_of=self.instead_of,
            later_ones_too=self.later_too,
            cancelled=cancelled,
            tentative=status == "TENTATIVE",
            categories=tuple(
                word for one in part.all("CATEGORIES") for word in _PARTS.split(one.value.strip()) if word
            )[:20],
            url=part.text("URL"),
            point=point_written(part.text("GEO")),
            order=(sequence_number(part.text("SEQUENCE")), self._stamped("LAST-MODIFIED"), self._stamped("DTSTAMP")),
            items=tuple(self._items),
            hours=hours,
        )

    def _from_until(self, usual: ICalMoment | None) -> tuple[ICalMoment, ICalMoment | None]:
        """Return when it begins and ends. ``usual`` is when one begins of which only is told that it is cancelled."""
        if usual and not self._part.text("DTSTART"):
            return usual, None
        start, end = self._once("DTSTART", required=True), self._once("DTEND")
        if start is None:
            raise StrangeEventError(N_("it says more than once when it begins"))
        if end and end.all_day and not start.all_day:  # up to that day's midnight
            end = ICalMoment(end.at, start.zone)
        elif start.all_day and (midnight := self._at_midnight(end)):
            start = midnight
        elif end and start.all_day and not end.all_day:  # up to and with that day
            till = end.at if end.at.time() == time() else at_home(end.at, end.zone)
            end = ICalMoment(datetime.combine(till, time()) + timedelta(days=till.time() > time()), None, all_day=True)
        return start, end

    def _at_midnight(self, end: ICalMoment | None) -> ICalMoment | None:
        """Return its begin where that is midnight and not all day: its hour stands there, and so does its end's."""
        given = self._part.get("DTSTART")
        if given is None or "T" not in given.value.upper():
            return None
        if end.all_day if end else not (self._length()[0] or timedelta()) % timedelta(days=1):
            return None
        return self._stamp(given.value.strip(), given._replace(params={**given.params, "VALUE": "DATE-TIME"}))

    def _is_whole_day(self, start: ICalMoment, end: ICalMoment | None) -> bool:
        """Whether it is all day although it has times: Outlook says so, or its clock does, and then that is asked."""
        if self._part.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
            return all(self._day(one).at.time() == time() for one in (start, end or start))
        if end is None or start.all_day or not start.at < end.at or start.zone != end.zone:
            return False
        if start.at.time() != time() or end.at.time() != time() or at_home(start.at, start.zone).time() == time():
            return False
        self._ask(N_("it goes from midnight to midnight in another time zone: it was read as whole days"))
        return True

    @staticmethod
    def _day(stamp: ICalMoment) -> ICalMoment:
        """Return the day of a moment in its own zone, or here where that is midnight (MS-OXCICAL, 2.1.3.1.1.20.26)."""
        here = at_home(stamp.at, stamp.zone)
        at = here if stamp.at.time() != time() == here.time() else stamp.at
        return ICalMoment(at, None, all_day=True)

    def _tell_lines(self) -> None:
        """Tell of the lines that say nothing, or that may say another thing than was meant."""
        part = self._part
        text = N_("line {line} cannot be read and was passed over")
        for name, number in (*part.broken[:3], *(one for one in part.broken[3:] if one[0] in _OF_DATES)):
            self._strange(name, Message(text, {"line": number}))
        text = N_("line {line} is not in UTF-8 and was read as Windows writes it: look at its letters")
        for number in part.odd[:3]:
            self._tell(Certainty.CHECK, text, line=number)
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
            if len({one.value for one in part.all(name)}) > 1:
                text = N_("it has {name} more than once: the one in Dutch was taken, or else the first")
                self._tell(Certainty.CHECK, text, name=name)
        if part.text("COMMENT"):
            self._tell(Certainty.CHECK, N_("it has a remark (COMMENT), which was left out"))

    def _tell(self, kind: Certainty, text: str, /, **words: object) -> None:
        self._items.append(ReportItem(kind, self._place, Message(text, words)))

    def _ask(self, text: str, /, **words: object) -> None:
        """Ask something about its dates, once, by a key that is the same every night."""
        message = Message(text, words)
        said = sorted((name, str(value)) for name, value in words.items() if name not in {"line", "time"})
        key = question_key("" if text == OF_ITS_CALENDAR else self._place.name, "when", f"{text}{said}")
        if key not in self._asked:
            self._asked.add(key)
            self._items.append(ReportItem(Certainty.ASKED, self._place, message, field="when", key=key))

    def _length(self) -> tuple[timedelta | None, timedelta]:
        """Return how long it lasts, None where nothing tells, and how much of that was told in hours."""
        text, none = self._part.text("DURATION"), timedelta()
        read: Callable[[str], timedelta] = vDuration.from_ical
        try:
            hours = text.upper().partition("T")[2]
            return (read(text), read(f"PT{hours}") if hours else none) if text else (None, none)
        except (ValueError, OverflowError):
            self._tell(Certainty.CHECK, N_("its length “{text}” cannot be read"), text=text)
            return None, none

    def _once(self, name: str, *, required: bool = False) -> ICalMoment | None:
        """Return the moment of a property that may be there once; None when it says more than one."""
        found = self._stamps(name, required=required)
        if len({(one.all_day, one.in_utc) for one in found}) > 1:
            self._tell(Certainty.CHECK, N_("it has more than one {name}: none of them was believed"), name=name)
            return None
        return found[0] if found else None

    def _stamps(self, name: str, *, required: bool = False) -> list[ICalMoment]:
        """Return the moments of a property, of all its lines; what cannot be read is told."""
        found = []
        for one in self._part.all(name):
            for text in filter(None, map(str.strip, one.value.split(","))):
                try:
                    found.append(self._stamp(text, one))
                except StrangeEventError as error:
                    if required:
                        raise
                    self._strange(name, error.message)
        if required and not found:
            raise StrangeEventError(N_("it does not say when it begins"))
        return found

    def _strange(self, name: str, told: Message) -> None:
        if name in _OF_DATES:
            self._ask(told.text, **told.words)
        else:
            self._items.append(ReportItem(Certainty.CHECK, self._place, told))

    def _stamp(self, text: str, given: Property) -> ICalMoment:
        match = _MOMENT.fullmatch(text)
        wrong = StrangeEventError(N_("{name}: “{text}” is no date"), name=given.name, text=_quoted(text))
        if match is None:
            raise wrong
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            moment = datetime.combine(day, time()) + _clock(match, ends=given.name == "DTEND")
        except (ValueError, OverflowError):
            raise wrong from None
        if not EARLIEST <= day < LATEST:
            raise wrong
        if match[4] is None or (given.params.get("VALUE", "").upper() == "DATE" and moment.time() == time()):
            return ICalMoment(datetime.combine(moment, time()), None, all_day=True)
        return self._with_zone(moment, match[7] or "", given)

    def _with_zone(self, moment: datetime, shift: str, given: Property) -> ICalMoment:
        """Return a moment in the zone that its line says, or its calendar; ask where these do not agree."""
        name = given.params.get("TZID", "")
        zone = self._zones.find(name) if name else None
        if shift:
            utc = ICalMoment(moment, UTC) if shift in "Zz" else ICalMoment(moment - _shift(shift), UTC)
            if zone and utc.in_utc != ICalMoment(moment, zone).in_utc and given.name in _OF_TIMES:
                text = N_("its times are both in UTC and in {name}: they were read as UTC, as {time} here")
                self._ask(text, name=name, time=_shown(utc))
            return utc
        if name and zone is None and not _is_ours(name, moment):
            text = N_("the time zone “{name}” is not known: the times were read as ours, as {time}")
            self._ask(text, name=name, time=_shown(ICalMoment(moment)))
        if name:
            return ICalMoment(moment, zone)
        usual = self._calendar.text("X-WR-TIMEZONE")
        zone = (self._zones.find(usual) if usual else None) or HOME
        there = ICalMoment(moment, zone)
        if there.in_utc == ICalMoment(moment).in_utc:
            return ICalMoment(moment)
        if given.name in _OF_TIMES:
            noon = ICalMoment(datetime(moment.year, 1, 15, 12), zone)
            self._ask(OF_ITS_CALENDAR, name=usual, time=_shown(noon))
        return there

    def _stamped(self, name: str) -> datetime:
        """Return when something was done with it, in UTC; the beginning of time where nothing tells."""
        for one in self._part.all(name):
            try:
                return self._stamp(one.value.strip(), one).in_utc
            except StrangeEventError:
                continue
        return NEVER

    def _extra(self) -> Iterator[tuple[ICalMoment, ICalMoment | None]]:
        """Yield the dates that are added by hand (RDATE), which may be periods."""
        read = self._stamp
        for one in self._part.all("RDATE"):
            for text in filter(None, map(str.strip, one.value.split(","))):
                begins, slash, ends = text.partition("/")
                try:
                    begin = read(begins, one)
                    if not slash:
                        yield begin, None
                    elif ends.upper().startswith(("P", "+P")):
                        length = vDuration.from_ical(ends)  # type: ignore[no-untyped-call]
                        yield begin, begin._replace(at=begin.at + length)
                    else:
                        yield begin, read(ends, one)
                except StrangeEventError as error:
                    self._strange("RDATE", error.message)
                except (ValueError, OverflowError, TypeError):
                    self._ask(N_("{name}: “{text}” is no date"), name="RDATE", text=_quoted(text))


def _quoted(text: str) -> str:
    """Return what is no date as it may stand in a report: nobody knows what else somebody wrote there."""
    return text[:60] if re.fullmatch(r"\w{1,20}|[\dTZ:+./ -]{1,60}", text) else "…"


def _clock(match: re.Match[str], *, ends: bool) -> timedelta:
    """Return the time of a moment; its seconds are left out, but the last one of an hour ends it."""
    if match[4] is None:
        return timedelta()
    hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(match[0])
    return timedelta(hours=hour, minutes=minute + (ends and second >= 59))


def _shift(text: str) -> timedelta:
    """Return how far ahead of UTC a clock is, from ``+01:00``."""
    found = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return -found if text[0] == "-" else found


def _is_ours(name: str, moment: datetime) -> bool:
    """Whether a zone that is only a distance from UTC, as in ``UTC+1``, is what the clock says here at a moment."""
    match = _SHIFT.fullmatch(name.strip())
    if match is None or abs(int(match[1])) > 14:
        return False
    return moment.replace(tzinfo=HOME).utcoffset() == timedelta(hours=int(match[1]), minutes=int(match[2] or 0))


def _shown(stamp: ICalMoment) -> str:
    """Return the time of a moment on the clock here."""
    return f"{at_home(stamp.at, stamp.zone):%H:%M}"


def _plain(match: re.Match[str]) -> str:
    return unescape(match[0])


def event_title(part: Component) -> str:
    """Return the title on one line. WordPress writes what is not plain as HTML does: &#8211; for a dash."""
    return " ".join(_ENTITY.sub(_plain, part.text("SUMMARY")).split())


def sequence_number(text: str) -> int:
    """Return a number of a calendar, 0 where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
