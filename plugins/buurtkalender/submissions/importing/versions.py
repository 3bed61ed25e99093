"""The events of a file: of each the last version, nothing that is private, and no two for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple

from buurtkalender.reading.markup import is_html, whole_markdown, without_call
from buurtkalender.submissions.importing.content_lines import HOME, Component, Zones, at_home
from buurtkalender.submissions.importing.ical import (
    LATEST,
    NEVER,
    OF_ITS_CALENDAR,
    EventReader,
    ICalMoment,
    StrangeEventError,
    VEvent,
    event_title,
    sequence_number,
)
from buurtkalender.submissions.importing.report import Certainty, ReportItem, SourcePlace, Yes, says_yes
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError, Message

_UNTIL = re.compile(r"\bUNTIL=(\d{4})(\d\d)(\d\d)", re.IGNORECASE | re.ASCII)
LONGEST_UID = 200
MOST_SERIES = 1_000
MOST_LISTED = 100_000
"""Dates that stand one by one in EXDATE and RDATE. These two bound what working out the dates of a calendar costs."""

_ANSWERS = frozenset({"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"})


_MANY_SERIES = N_("The calendar has more than {most} series to come. Divide it over several, or take out what is over.")
_MANY_DATES = N_("The calendar has more than {most} dates one by one (EXDATE, RDATE). Let old series end in it.")


class _ReadEvent(NamedTuple):
    """A VEVENT as it stands in a file: what it says as far as it can be read, and why it is left out, if it is.

    ``left`` is what is told of it then. ``changes``: it says what is different on one date, or ``later_too``.
    ``cancels`` is which version of all of it a VEVENT takes back that says no more than that, -1 for every other.
    """

    place: SourcePlace
    event: VEvent | None
    instead_of: ICalMoment | None
    left: tuple[ReportItem, ...]
    private: bool
    changes: bool
    later_too: bool
    cancels: int


def _read_event(part: Component, calendar: Component, zones: Zones) -> _ReadEvent:
    """Read a VEVENT. Of one that is not for everybody neither title nor text is told."""
    private = _private(part) or _private(calendar)
    place = SourcePlace(part.line, "" if private else event_title(part), _uid_of(part, private=private is not None))
    reader = EventReader(part, place, zones, calendar)
    event, told = None, private
    try:
        event = reader.event()
    except StrangeEventError as error:
        told = private or error.message
    left = (ReportItem(Certainty.DROPPED, place, told),) if told else ()
    cancels = calendar.text("METHOD").upper() == "CANCEL" and not reader.changes and not part.text("DTSTART")
    version = sequence_number(part.text("SEQUENCE")) if cancels else -1
    return _ReadEvent(
        place, event, reader.instead_of, left, private is not None, reader.changes, reader.later_too, version
    )


def _uid_of(part: Component, *, private: bool) -> str:
    """Return the UID without blanks; of an event that has none, its start with a digest: UIDs come into reports."""
    uid = "-".join(part.text("UID").split())
    if not uid and not private:
        title = sha256("-".join(part.text("SUMMARY").split()).encode()).hexdigest()
        uid = "-".join(f"{part.text('DTSTART')} {title[:12]}".split())
    return uid if len(uid) <= LONGEST_UID else f"{uid[: LONGEST_UID - 17]}-{sha256(uid.encode()).hexdigest()[:16]}"


def _private(part: Component) -> Message | None:
    """Return why something is not for everybody. A class that nobody knows counts as private (RFC 5545, 3.8.1.3)."""
    for name in ("CLASS", "X-CALENDARSERVER-ACCESS"):
        for one in part.all(name):
            said = one.value.strip().upper()
            if said in {"PRIVATE", "CONFIDENTIAL"}:
                return Message(N_("it is marked as private"))
            if said not in {"", "PUBLIC"}:
                return Message(N_("it is marked as “{text}”, which is not public"), {"text": said[:40]})
    return None


class Events(NamedTuple):
    """The events of a file that can be used, and what is to be told of the others.

    Of those that are in the file and not among ``events``, ``over`` are the UIDs of which no date is to come, and
    ``held`` those that are private, cannot be read, or wait for a yes.
    """

    events: list[VEvent]
    items: list[ReportItem]
    over: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def events(calendars: list[Component], since: date | None = None, yes: Yes = frozenset()) -> Events:
    """Return the events of these calendars, one for each UID and date: of two versions of the same, the later one.

    What is over before ``since`` is counted, and no more; None is to read all. What is not sure about a date waits for
    a ``yes``.
    """
    items: list[ReportItem] = []
    by_uid: dict[str, list[_ReadEvent]] = {}
    for one in _read(calendars, items):
        by_uid.setdefault(one.place.uid or f"line {one.place.number}", []).append(one)
    coming: list[VEvent] = []
    over: list[VEvent] = []
    held: set[str] = set()
    for uid, read in by_uid.items():
        group = read if _long_over(read, since) else [_answered(one, yes) for one in read]
        for these in _series(group, items):
            if since is not None and all(_last_day(one) < since for one in these):
                over += these
            else:
                coming += these
        if any(one.left for one in group):
            held.add(uid)
    if over:
        told = Message(N_("what is over, before {since}, was not taken over: {n}"), {"since": since, "n": len(over)})
        items.append(ReportItem(Certainty.DROPPED, SourcePlace(0), told))
    if sum(bool(one.rule or one.extra) for one in coming) > MOST_SERIES:
        raise CannotReadError(_MANY_SERIES, most=MOST_SERIES)
    coming.sort(key=lambda one: one.place.number)
    uids = {one.uid for one in coming}
    gone = frozenset(one.uid for one in over) - uids
    return Events([_with_text(one) for one in coming], items, gone, frozenset(held - uids - gone))


def _read(calendars: list[Component], items: list[ReportItem]) -> Iterator[_ReadEvent]:
    """Yield the events as they stand in the file; of those that are private no word comes out of here."""
    everywhere, listed = Zones(part for one in calendars for part in one.parts), 0
    for calendar in calendars:
        if calendar.odd:
            told = N_("{n} lines are not in UTF-8 and were read as Windows writes them: look at the letters")
            words = {"n": len(calendar.odd)}
            items.append(ReportItem(Certainty.CHECK, SourcePlace(calendar.odd[0]), Message(told, words)))
        method = calendar.text("METHOD").upper()
        if method in _ANSWERS:
            told = N_("it answers an invitation (METHOD:{name}), and says nothing of when something is held")
            items.append(ReportItem(Certainty.DROPPED, SourcePlace(calendar.line), Message(told, {"name": method})))
            continue
        zones = Zones(calendar.parts, everywhere)
        for part in calendar.parts:
            if part.name == "VEVENT":
                listed += sum(one.value.count(",") + 1 for one in part.properties if one.name in {"EXDATE", "RDATE"})
                if listed > MOST_LISTED:
                    raise CannotReadError(_MANY_DATES, most=MOST_LISTED)
                yield _read_event(part, calendar, zones)
        others = sorted({part.name for part in calendar.parts} - {"VEVENT", "VTIMEZONE", "VALARM", "VFREEBUSY"})
        told = N_("parts of the kind {name}: only events are taken over")
        items += [_dropped(SourcePlace(0), told, name=one) for one in others]


def _long_over(group: list[_ReadEvent], since: date | None) -> bool:
    """Whether no date of these is to come, in whatever zone their calendar tells them."""
    return since is not None and all(
        one.event
        and _last_day(one.event) < since - timedelta(days=1)
        and {item.message.text for item in one.event.items if item.kind is Certainty.ASKED} <= {OF_ITS_CALENDAR}
        for one in group
    )


def _answered(one: _ReadEvent, yes: Yes) -> _ReadEvent:
    """Return an event without the questions that a person said yes to; one of which others are left has to wait."""
    if one.event is None or not any(item.kind is Certainty.ASKED for item in one.event.items):
        return one
    left = tuple(item for item in one.event.items if item.kind is not Certainty.ASKED or not says_yes(yes, item.key))
    waiting = tuple(item for item in left if item.kind is Certainty.ASKED)
    return one._replace(event=one.event._replace(items=left), left=one.left or waiting)


# --- one UID ----------------------------------------------------------------------------------------------
# Versions, what is private, and events that share a UID.

_AGAIN = N_("the same event stands in line {line} as well, in a version that is not older")
_LEFT_OUT = N_("the series of which it is a date was left out")
_REST = N_("from {day} on it is private, cannot be read or waits for a yes")
_SHARED = N_("other events have the same UID ({uid}): all of them were kept")


def _series(group: list[_ReadEvent], items: list[ReportItem]) -> Iterator[list[VEvent]]:
    """Yield the events of one UID, each with what changes its dates, and tell of those that are left out.

    Dates of a series that is private or cannot be read are left out with it. A date that is private itself, or of which
    nobody can read what it became, is not held as its series is either.
    """
    masters = _masters([one for one in group if not one.changes], items)
    changes: list[list[_ReadEvent]] = [[] for _ in masters]
    orphans: list[_ReadEvent] = []
    known = _Masters(masters)
    for one in group:
        if one.changes:
            at = known.of(one)
            (orphans if at is None else changes[at]).append(one)
    for master, own in zip(masters, changes, strict=True):
        event = master.event
        changed = _latest([_like(one, event) for one in own] if event else own, items)
        rest = next((one.instead_of for one in changed if one.left and one.later_too and one.instead_of), None)
        if rest and not master.left:
            items.append(_dropped(master.place, _REST, day=rest.at.date()))
        if event is None or master.left or rest:
            items += master.left
            items += [item for one in changed for item in _of_left_out(one, master)]
            continue
        items += [item for one in changed for item in one.left]
        away = [one.instead_of for one in changed if one.left and one.instead_of]
        kept = [one.event for one in changed if one.event and not one.left]
        yield [event._replace(left_out=(*event.left_out, *away)), *kept]
    for one in _latest(orphans, items):
        items += one.left
        if one.event and not one.left:
            yield [one.event]


def _dropped(place: SourcePlace, text: str, **words: object) -> ReportItem:
    return ReportItem(Certainty.DROPPED, place, Message(text, words))


def _of_left_out(one: _ReadEvent, master: _ReadEvent) -> Iterable[ReportItem]:
    """Return what is told of a date of which the series is left out. Of a private one no word is said."""
    if master.private:
        return [item._replace(place=one.place._replace(name="")) for item in master.left]
    return one.left or [_dropped(one.place, _LEFT_OUT)]


def _masters(given: list[_ReadEvent], items: list[ReportItem]) -> list[_ReadEvent]:
    """Return the events of one UID that are no changes of a date: of versions the last one.

    Two are versions of one event when they begin at the same moment and are called the same, or when each says another
    SEQUENCE and they differ in their moment or in their title alone. All others are events of their own: programs give
    one UID to whatever they write. Those get a UID made of it and of their start, which is the same every night.
    """
    if len(given) < 2:
        return given
    if (version := max(one.cancels for one in given)) >= 0 and any(one.event for one in given):
        given = [_taken_back(one, version) for one in given if one.cancels < 0]
    once: dict[object, _ReadEvent] = {}
    for one in given:
        _newest(once, (_at(one.event.start), one.event.title) if one.event else one.place.number, one, items)
    kept = [one for one in once.values() if one.event]
    strange = [one for one in once.values() if not one.event]
    starts, titles, versions = ({key(one.event) for one in kept if one.event} for key in (_start, _name, _version))
    if len(versions) == len(kept) > 1 and 1 in {len(starts), len(titles)}:
        last: dict[object, _ReadEvent] = {}
        for one in kept:
            _newest(last, "", one, items)
        kept = list(last.values())
    if len(kept) > 1:
        kept = [_with_own_uid(one, alone=len(starts) == len(kept)) for one in kept]
    return kept + strange


def _taken_back(one: _ReadEvent, version: int) -> _ReadEvent:
    """Return an event as cancelled, unless it is of a later version than what takes it back (RFC 5546, 3.2.5)."""
    stays = one.event is None or one.event.order[0] > version
    return one if stays else one._replace(event=one.event and one.event._replace(cancelled=True))


def _newest(found: dict[object, _ReadEvent], key: object, one: _ReadEvent, items: list[ReportItem]) -> None:
    """Keep the newer one of two versions, the later one in the file where nothing tells, and tell of the other."""
    other = found.get(key)
    old, new = (one, other) if other and _order(one) < _order(other) else (other, one)
    found[key] = new
    if old:
        items.append(_dropped(old.place, _AGAIN, line=new.place.number))


def _order(one: _ReadEvent) -> tuple[int, datetime, datetime]:
    return one.event.order if one.event else (-1, NEVER, NEVER)


def _start(event: VEvent) -> object:
    return _at(event.start)


def _name(event: VEvent) -> object:
    return event.title


def _version(event: VEvent) -> object:
    return event.order[0]


def _with_own_uid(one: _ReadEvent, *, alone: bool) -> _ReadEvent:
    event = one.event
    if event is None:
        return one
    more = f"{event.start.at:%Y%m%dT%H%M}" + ("" if alone else f"-{sha256(event.title.encode()).hexdigest()[:6]}")
    told = ReportItem(Certainty.CHECK, event.place, Message(_SHARED, {"uid": event.uid[:60]}))
    place = one.place._replace(uid=f"{event.uid}-{more}")
    return one._replace(place=place, event=event._replace(place=place, items=(*event.items, told)))


class _Masters:
    """The events of one UID, to be found by the dates that others change of them."""

    def __init__(self, given: list[_ReadEvent]) -> None:
        self._known = [n for n, one in enumerate(given) if one.event] or list(range(len(given)))[:1]
        self._at: dict[object, int] = {}
        self._ruled: dict[str, int] = {}
        for n, one in enumerate(given):
            if one.event:
                self._at.setdefault(one.event.start.in_utc, n)
                self._at.setdefault(one.event.start.at.date(), n)
                if one.event.rule or one.event.extra:
                    self._ruled.setdefault(one.event.title, n)

    def of(self, one: _ReadEvent) -> int | None:
        """Return which of them one changes a date of: the one that begins then, the only one, or one with a rule."""
        if len(self._known) < 2 or one.instead_of is None:
            return next(iter(self._known), None)
        stamp = one.instead_of
        found = self._at.get(stamp.at.date() if stamp.all_day else stamp.in_utc)
        if found is None:
            found = self._ruled.get(one.event.title) if one.event else None
        return next(iter(self._ruled.values()), None) if found is None else found


def _like(one: _ReadEvent, master: VEvent) -> _ReadEvent:
    """Return a change with the UID of its event, and with its date as that tells its own."""
    instead_of = one.instead_of and _as_of(one.instead_of, master.start)
    place = one.place._replace(uid=master.uid)
    event = one.event and one.event._replace(place=place, instead_of=instead_of)
    return one._replace(place=place, event=event, instead_of=instead_of)


def _as_of(stamp: ICalMoment, start: ICalMoment) -> ICalMoment:
    """Return a date of a series as the series tells it: in its zone, a day at its hour, or an hour as its day."""
    if stamp.all_day and not start.all_day:
        return ICalMoment(datetime.combine(stamp.at, start.at.time()), start.zone)
    if start.all_day:
        here = at_home(stamp.at, stamp.zone)
        return ICalMoment(_midnight(here if stamp.at.time() != time() == here.time() else stamp.at), None, all_day=True)
    at = stamp.at.replace(tzinfo=stamp.zone or HOME).astimezone(start.zone or HOME)
    return ICalMoment(at.replace(tzinfo=None), start.zone)


def _latest(given: Iterable[_ReadEvent], items: list[ReportItem]) -> list[_ReadEvent]:
    """Return the last version of what changes each date."""
    found: dict[object, _ReadEvent] = {}
    for one in given:
        _newest(found, _at(one.instead_of) if one.instead_of else one.place.number, one, items)
    return list(found.values())


def _at(stamp: ICalMoment) -> tuple[bool, datetime]:
    """Return what is the same for two ways to write one moment."""
    return stamp.all_day, stamp.in_utc


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment, time())


def _last_day(event: VEvent) -> date:
    """Return the last day on which an event may be held, a day far ahead where only its rule can tell."""
    until = _UNTIL.search(event.rule)
    if event.rule and not until:
        return LATEST
    try:
        begin = at_home(event.start.at, event.start.zone)
        end = begin + event.length if event.length else begin
        if event.end:
            end = at_home(event.end.at, event.end.zone)
        last = max(begin, end - timedelta(minutes=1))
        starts = [at_home(stamp.at, stamp.zone) for each in event.extra for stamp in each if stamp]
        if until:
            starts.append(datetime(int(until[1]), int(until[2]), int(until[3])) + timedelta(days=1))
        return max([last, *(start + (last - begin) for start in starts)]).date()
    except (ValueError, OverflowError):
        return LATEST


def _with_text(event: VEvent) -> VEvent:
    """Return an event with its text as Markdown, without what a program put below it to join a video call."""
    found = whole_markdown(event.text, html=is_html(event.text))
    kept = without_call(found)
    if kept == found:
        return event._replace(text=kept)
    told = N_("the lines to join a video call were left out of its text")
    return event._replace(text=kept, items=(*event.items, ReportItem(Certainty.CHECK, event.place, Message(told))))
