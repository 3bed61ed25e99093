"""What was made of a feed before is recognised in what it tells now: by UID, or else by title, place, day and time.

Many programs make new UIDs at every fetch, or one for all. So an event is known again by its UID where that means
something, and else by its moment in what has the same title or place. Nothing here writes or decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import TimeSpan, Value
from buurtkalender.submissions.importing.joining import Of, Proposal
from buurtkalender.submissions.importing.matching import PlaceMatcher, comparable_name
from buurtkalender.submissions.importing.planning import ALL_OUT, PAST, RULE_ENDED
from buurtkalender.submissions.importing.promises import StartMoment, last_of, told_moments
from buurtkalender.submissions.importing.report import Certainty, ReportItem, question_key
from buurtkalender.submissions.importing.versions import Events
from buurtkalender.words.catalogues import N_

FEWEST = 4
"""From so many events on, a feed that has less than half of them left is not believed."""

NEAR = timedelta(days=14)
"""How far a date may have moved, where nothing but its title and place says that it is the same."""

MARKED_PRIVATE = N_("it is marked as private")
_SERIES_OFF = N_("the whole series is cancelled")
_SAYS_OFF = frozenset({PAST, RULE_ENDED, ALL_OUT, MARKED_PRIVATE, _SERIES_OFF})
"""Why an event is left out that is there: it says so itself, and so nobody has to wait for a second night."""

_ODD_LINE = N_("line {line} cannot be read and was passed over")
_TWICE = N_("the same event stands in line {line} as well, in a version that is not older")


class ImportedEvent(Value, frozen=True, omit_defaults=True):
    """An event of a file. ``day`` is None for a series; ``missing`` is the first day on which it was not there.

    ``gone`` is whether that was seen a second time, and so the date was cancelled.
    """

    day: date | None = None
    time: TimeSpan | None = None
    missing: date | None = None
    gone: bool = False

    @property
    def moment(self) -> StartMoment | None:
        """When it is held; None for a series."""
        return (self.day, self.time.start if self.time else 0) if self.day else None


class ImportedFile(Value, frozen=True, omit_defaults=True):
    """A file that was made: the digest of its bytes, its events by :func:`key_of`, and digests of title and place.

    By title and place an activity is known again when nothing else of it is the same. They are of four digits, which
    tell apart what one organisation does and tell nobody else what that is.
    """

    digest: str
    events: dict[str, ImportedEvent] = {}
    gone: bool = False
    title: str = ""
    place: str = ""


class ImportedFeed(Value, frozen=True, omit_defaults=True):
    """What was made of a feed: the files by their name.

    ``etag``, ``modified`` and ``asked`` are of the version that was read last, and of how it was read. ``renewed`` is
    how often in a row most of its events came with other UIDs; ``questions`` are the keys of what waits for a yes, and
    ``away`` says since when those are not asked any more that were answered. ``lost`` are the events that it lost while
    nobody said that they are gone.
    """

    files: dict[str, ImportedFile] = {}
    etag: str = ""
    modified: str = ""
    asked: str = ""
    renewed: int = 0
    questions: tuple[str, ...] = ()
    away: dict[str, date] = {}
    lost: tuple[str, ...] = ()


def event_id(uid: str) -> str:
    """Return by what an event is known again, which tells nothing of it: some UIDs are a title, or somebody's mail."""
    stamp, _, rest = uid.partition("-")
    if rest and re.fullmatch(r"\d{8,14}(?:T\d{4,6}Z?)?", stamp, re.ASCII):
        return f"{stamp}-{question_key(rest)}"
    return sha256(uid.encode()).hexdigest()[:12]


def key_of(one: Of, number: int, ident: str) -> str:
    """Return the key of an event in a file, or of one day of one that goes on for days. ``ident`` may be empty."""
    if one.day is None:
        return ident or f"~{number}"
    return f"{ident} {one.day}" if ident else f" {one.day} {one.span.start if one.span else 0}"


def likeness(text: str) -> str:
    """Return by what a title or a place is known again, however it is spelled; empty for nothing."""
    return question_key(comparable_name(text) or text) if text else ""


def key_of_loss(lost: Iterable[str]) -> str:
    """Return the key of the question whether these events are gone; another loss is another question."""
    return question_key("loss", *lost)


class Found(StrEnum):
    """What a night finds out about an event that was there before."""

    THERE = "there"
    SAID_OFF = "said off"
    IN_PART = "in part"
    UNREAD = "unread"
    LATER = "later"
    MISSING = "missing"
    GONE = "gone"


class Tonight(NamedTuple):
    """What a feed tells on a night, by the identifiers of its events.

    ``off`` says of itself that it is not held, ``unread`` cannot be read, and of ``half`` some dates cannot; ``titles``
    are digests of the titles of those, ``titles_off`` of series that are cancelled. ``blind`` is whether something
    cannot be read of which nobody knows what it is.
    ``last`` is its last date.
    """

    there: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    half: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    titles_off: frozenset[str] = frozenset()
    blind: bool = False
    last: date = date.min


class Recogniser:
    """What an organisation's files were made of, held against what one feed tells on one night.

    ``known`` are the files of this feed; ``ours`` are the names of those that no person changed. ``renewed`` says how
    often in a row the feed came with other UIDs: twice, and they are not looked at.
    """

    def __init__(  # noqa: PLR0913 - all that a feed is held against
        self,
        organisation: str,
        known: Mapping[str, ImportedFile],
        ours: Iterable[str],
        *,
        calendar: Calendar,
        places: PlaceMatcher,
        today: date,
        renewed: int,
    ) -> None:
        self._organisation = organisation
        self._known = known
        self._ours = frozenset(ours)
        self._calendar = calendar
        self._places = places
        self._today = today
        self._renewed = renewed
        self._told: dict[int, set[StartMoment]] = {}
        self._by_title: dict[str, set[StartMoment]] = {}
        self._promised: dict[str, set[StartMoment]] = {}
        self.tonight = Tonight()

    def look(self, found: Events, made: list[Proposal], items: list[ReportItem]) -> None:
        """Sort what the feed tells tonight. Of two events with one UID nobody knows which is which."""
        for one in made:
            self._by_title.setdefault(likeness(one.title), set()).update(self.told(one))
        over = {one.uid for proposal in made if self.is_over(proposal) for one in proposal.of}
        over |= found.over
        given = {one.uid for proposal in made for one in proposal.of} - over
        whole = {one.uid for one in found.events if one.instead_of is None}
        often = Counter(one.uid for one in found.events if one.instead_of is None or one.uid not in whole)
        readable = {one.uid for one in found.events}
        ours = {key.partition(" ")[0] for entry in self._known.values() for key in entry.events}
        off, unread = {event_id(uid) for uid in over}, self._lost_their_rule(found)
        half, titles, titles_off, blind = set[str](), set[str](), set[str](), False
        for item in (*found.items, *items):
            ident, text = event_id(item.place.uid), item.message.text
            if item.kind not in {Certainty.DROPPED, Certainty.ASKED} or not item.place.number or text == _TWICE:
                continue
            if text in _SAYS_OFF:
                off.add(ident)
                titles_off |= {likeness(item.place.name)} if text == _SERIES_OFF else set()
            elif item.place.uid in given:
                half.add(ident)
            else:
                unread.add(ident)
                titles |= set() if ident in ours else {likeness(item.place.name)}
                blind = blind or not (item.place.uid or item.place.name)
        unread |= {event_id(uid) for uid in found.held} - off
        off -= {*unread, *(event_id(uid) for uid in given)}
        there = {event_id(uid) for uid in readable if often[uid] <= 1} - off - unread
        last = max((last_of(each, one.changes) for one in made for each in one.when), default=date.min)
        shared = frozenset(event_id(uid) for uid, n in often.items() if n > 1)
        self.tonight = Tonight(
            frozenset(there), shared, frozenset(off), frozenset(unread), frozenset(half), frozenset(titles - {""}),
            frozenset(titles_off - {""}), blind, last,
        )  # fmt: skip

    def _lost_their_rule(self, found: Events) -> set[str]:
        """Return series that are a single date tonight, with a line that cannot be read: that was their rule."""
        series = {key for entry in self._known.values() for key, one in entry.events.items() if one.day is None}
        single = [one for one in found.events if not one.rule and not one.extra]
        return {event_id(one.uid) for one in single if _ODD_LINE in {item.message.text for item in one.items}} & series

    def is_over(self, proposal: Proposal) -> bool:
        """Whether all of its dates are over: it says so itself."""
        return all(last_of(one, proposal.changes) < self._today for one in proposal.when)

    def ident(self, one: Of) -> str:
        """Return by what an event is known again; empty where UIDs of this feed, or this one, say nothing."""
        ident = event_id(one.uid) if one.uid else ""
        return "" if ident in self.tonight.shared or self._renewed > 1 else ident

    def where(self, proposal: Proposal) -> str:
        """Return a digest of where something is."""
        found = self._places.find(proposal.where, proposal.point)
        return likeness(f"{found.venue}/{found.room}" if found.venue else proposal.where)

    def events_of(self, proposal: Proposal) -> dict[str, ImportedEvent]:
        """Return what is to be remembered of the events of a proposal; of dates no longer than a month after them.

        A part of a series that was divided has a day and no times. A date that is not among those of the proposal is in
        another one, because no file can hold them all.
        """
        told, found = self.told(proposal), dict[str, ImportedEvent]()
        for n, one in enumerate(proposal.of):
            moment = (one.day, one.span.start if one.span else 0) if one.day else None
            if one.day is None or (one.span is None and moment not in told and one.day >= self._today):
                found[key_of(one._replace(day=None), n, self.ident(one))] = ImportedEvent()
            elif moment in told or self._today > one.day >= self._today - timedelta(days=31):
                found[key_of(one, n, self.ident(one))] = ImportedEvent(one.day, one.span)
        return found

    def told(self, proposal: Proposal) -> set[StartMoment]:
        """Return the moments to come of which the feed tells something."""
        if id(proposal) not in self._told:
            found, _ = told_moments(proposal.when, proposal.changes, self._calendar.anchor, self._today)
            self._told[id(proposal)] = found
        return self._told[id(proposal)]

    def matched(self, made: list[Proposal]) -> dict[int, str]:
        """Return the file that each proposal was before: that of the same events, or of the same title, place and time.

        Where only title and place are the same, or only place and all of several dates, it goes on with a file that no
        person changed: it has other dates, or another title.
        """
        shared = []
        idents = {name: {key.partition(" ")[0] for key in one.events} for name, one in self._known.items()}
        numbers: dict[frozenset[StartMoment], int] = {}  # hundreds are on the same days: those are compared once
        kinds: list[frozenset[StartMoment]] = []
        common = cache(lambda one, other: len(kinds[one] & kinds[other]))
        of_file = {name: numbers.setdefault(frozenset(self.promised(name)), len(numbers)) for name in self._known}
        alike_in: dict[object, set[str]] = {}  # each is held against those alone that it can be
        for name, entry in self._known.items():
            signs: set[object] = {*idents[name], (entry.title,)}
            if name in self._ours:
                signs.add((entry.place, of_file[name]))
            for sign in signs:
                alike_in.setdefault(sign, set()).add(name)
        for n, proposal in enumerate(made):
            own = {self.ident(one) for one in proposal.of} - {""}
            title, where = likeness(proposal.title), self.where(proposal)
            told = numbers.setdefault(frozenset(self.told(proposal)), len(numbers))
            kinds.extend(list(numbers)[len(kinds) :])
            for name in set().union(*(alike_in.get(sign, ()) for sign in (*own, (title,), (where, told)))):
                entry = self._known[name]
                ids = len(own & idents[name])
                alike = (title == entry.title) + (where == entry.place)
                times = common(told, of_file[name])
                renamed = entry.place == where and name in self._ours and of_file[name] == told and times > 1
                if ids or (times and title == entry.title) or (alike > 1 and name in self._ours) or renamed:
                    shared.append((-ids, -alike, -times, n, name))
        found: dict[int, str] = {}
        taken: set[str] = set()
        for *_, n, name in sorted(shared):
            if n not in found and name not in taken:
                found[n] = name
                taken.add(name)
        return found

    def promised(self, name: str) -> set[StartMoment]:
        """Return the moments to come that a file holds or its events had, those that were called off too."""
        if name not in self._promised:
            days = (one.moment for one in self._known[name].events.values())
            old = self._calendar.activities.get(f"{self._organisation}/{name}")
            file = told_moments(old.when, old.changes, self._calendar.anchor, self._today)[0] if old else set()
            self._promised[name] = {*(one for one in days if one and one[0] >= self._today), *file}
        return self._promised[name]

    def judged_all(self, made: Mapping[str, Proposal]) -> dict[str, dict[str, Found]]:
        """Return what the night finds out about every file, by what it is tonight."""
        return {name: self._judged(name, made.get(name)) for name in self._known}

    def _judged(self, name: str, proposal: Proposal | None) -> dict[str, Found]:
        """Return what the night finds out about each event of a file that is not over."""
        tonight, entry = self.tonight, self._known[name]
        told = self._by_title.get(entry.title, set()) | (self.told(proposal) if proposal else set())
        coming = {key: one for key, one in entry.events.items() if one.day is None or one.day >= self._today}
        found: dict[str, Found] = {}
        for key, seen in coming.items():
            ident = key.partition(" ")[0]
            if ident in tonight.unread:
                found[key] = Found.GONE if seen.gone else Found.UNREAD
            elif ident in tonight.off:
                found[key] = Found.SAID_OFF
            elif ident in tonight.there or (seen.moment and seen.moment in told):
                found[key] = Found.THERE
            elif proposal is None and seen.day is None and entry.title in tonight.titles_off:
                found[key] = Found.SAID_OFF
        self._known_again(name, entry, proposal, coming, found)
        unread = entry.title in tonight.titles or tonight.blind
        for key, seen in coming.items():
            if key not in found:
                found[key] = self._lacking(name, entry, seen, unread=unread)
        return found

    def _known_again(
        self,
        name: str,
        entry: ImportedFile,
        proposal: Proposal | None,
        coming: Mapping[str, ImportedEvent],
        found: dict[str, Found],
    ) -> None:
        """Find events under other UIDs: a series in a series, and the one date that moved to another one close by."""
        if proposal is None:
            return
        ids = {key.partition(" ")[0] for key in entry.events} - {""}
        fresh = [one for one in proposal.of if self.ident(one) not in ids]
        series = [key for key, one in coming.items() if one.day is None and key not in found]
        for key, _ in zip(series, [one for one in fresh if one.day is None], strict=False):
            found[key] = Found.THERE
        for key in series:
            if key not in found and not coming[key].gone and self.told(proposal) & self.promised(name):
                found[key] = Found.IN_PART
        moments = {one.moment for one in entry.events.values()}
        latest = max((one.day for one in entry.events.values() if one.day), default=date.min)
        new = [one.day for one in fresh if one.day and (one.day, one.span.start if one.span else 0) not in moments]
        new = [day for day in new if self._today <= day]
        lost = [
            key
            for key, one in coming.items()
            if one.day and one.day <= self.tonight.last and key not in found and not one.gone
        ]
        lost = lost if all(coming[key].missing in {None, self._today} for key in lost) else []
        if len(lost) == len(new) == 1 and abs(new[0] - (coming[lost[0]].day or new[0])) <= NEAR and new[0] <= latest:
            found[lost[0]] = Found.THERE

    def _lacking(self, name: str, entry: ImportedFile, seen: ImportedEvent, *, unread: bool) -> Found:
        if entry.gone or seen.gone:
            return Found.GONE
        if unread:
            return Found.UNREAD
        next_day = seen.day or min((day for day, _ in self.promised(name)), default=None)
        return Found.LATER if next_day is None or next_day > self.tonight.last else Found.MISSING

    def lost(self, found: Mapping[str, Mapping[str, Found]]) -> tuple[frozenset[str], int, int]:
        """Return what a feed lost that lost most of its events, how many were known, and how many of them are left.

        Something is wrong with such a feed, not with them, unless a person says that they are gone. One that only
        reaches less far has not lost what comes after its last date; one that is silent has lost all.
        """
        every = Counter(one for each in found.values() for one in each.values() if one is not Found.GONE)
        known, missing, later = every.total(), every[Found.MISSING], every[Found.LATER]
        left = known - missing - later
        silent = self.tonight.last < self._today and not every[Found.SAID_OFF] + every[Found.UNREAD]
        if not known or not (silent or (known >= FEWEST and left * 2 < known and missing * 2 >= known - later)):
            return frozenset(), known, left
        kinds = {Found.MISSING, Found.LATER} if silent else {Found.MISSING}
        keys = {f"{name} {key}" for name, each in found.items() for key, one in each.items() if one in kinds}
        return frozenset(keys), known, left

    def renewed_tonight(self, found: Mapping[str, Mapping[str, Found]]) -> int:
        """Return how often in a row most events came with other UIDs, this night too."""
        keys = [key for each in found.values() for key, one in each.items() if one is Found.THERE]
        idents = [ident for key in keys if (ident := key.partition(" ")[0]) and not ident.startswith("~")]
        same = sum(one in self.tonight.there for one in idents)
        if not idents or self._renewed > 1:
            return self._renewed
        return self._renewed + 1 if same * 2 < len(idents) else 0
