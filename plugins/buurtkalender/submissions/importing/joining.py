"""Events become proposals for activities: a series is one, and loose events of one name and place are one as well.

Many programs know no rules, or their export writes each date out: forty events called Koffieochtend are one activity on
Tuesdays. That they are the same is a guess, and told as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.lifecycle import regular
from buurtkalender.domain.values import Change, Dates, Pattern, Point, TimeSpan, Weekly, hh_mm
from buurtkalender.submissions.importing.extents import (
    MOST_DAYS_LONG,
    WHOLE_DAY,
    Extent,
    extent_of,
    from_then_on,
    home,
    moment_of,
    sessions_of,
)
from buurtkalender.submissions.importing.facts import Fate, fate_of
from buurtkalender.submissions.importing.ical import VEvent
from buurtkalender.submissions.importing.matching import PlaceMatcher, comparable_name
from buurtkalender.submissions.importing.patterns import (
    CannotSayError,
    Span,
    dates_of,
    start_of,
)
from buurtkalender.submissions.importing.planning import (
    DOUBTFUL,
    NOT_SURE,
    PAST,
    SERIES_OFF,
    PlaceTriple,
    SchedulePlan,
    series_plan,
)
from buurtkalender.submissions.importing.promises import ImportWindow, bounded
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes, question_key, says_yes, told_once
from buurtkalender.submissions.importing.report import SourcePlace as At
from buurtkalender.words.catalogues import N_
from buurtkalender.words.dates import numeric
from buurtkalender.words.values import Message


class Of(NamedTuple):
    """An event that a proposal was made of; ``day`` and ``span`` are None for a series."""

    uid: str
    day: date | None = None
    span: Span = None


class Proposal(NamedTuple):
    """Something that may become an activity: what others told of it, before it is held against the calendar.

    ``given`` are attributes of the activity that were told as such, by a column of a sheet, and ``source`` is its row.
    """

    at: At
    title: str
    when: tuple[Pattern, ...]
    changes: tuple[Change, ...] = ()
    text: str = ""
    where: str = ""
    point: Point | None = None
    categories: tuple[str, ...] = ()
    url: str = ""
    items: tuple[ReportItem, ...] = ()
    of: tuple[Of, ...] = ()
    given: dict[str, Any] = {}
    organisation: str = ""
    source: str = ""


class _Loose(NamedTuple):
    """A date of an event that stands by itself."""

    day: date
    span: Span
    fate: Fate
    event: VEvent

    @property
    def off(self) -> bool:
        """Whether it does not take place then."""
        return self.event.cancelled or self.fate.cancelled or self.fate.postponed

    @property
    def slot(self) -> tuple[date, int]:
        """When it begins."""
        return self.day, start_of(self.span)

    @property
    def change(self) -> Change | None:
        """What is said of it: that it is off, not sure, or full."""
        said = _said(*self.slot, self.fate, cancelled=self.event.cancelled, tentative=self.event.tentative)
        return said if said != Change(*self.slot) else None


def _said(day: date, start: int, fate: Fate, *, cancelled: bool, tentative: bool) -> Change:
    """Return what a title and a status say of one date."""
    bare = Change(day, start)
    if cancelled or fate.cancelled:
        return replace(bare, cancelled="")
    if fate.postponed:
        return replace(bare, postponed=fate.where)
    unsure = fate.where if fate.moved else "" if tentative or fate.tentative else None
    return replace(bare, tentative=unsure, full=True if fate.full else None)


def joined_events(
    events: Sequence[VEvent], window: ImportWindow, places: PlaceMatcher, yes: Yes
) -> tuple[list[Proposal], list[ReportItem]]:
    """Return what these events may become, and what is to be told of the others; ``yes`` is what was said yes to."""
    return _Joining(window, places, yes).of(events)


def name_and_place(title: str, where: str, point: Point | None, places: PlaceMatcher) -> tuple[str, str]:
    """Return by what dates are known to be of one activity: its name and where it is."""
    found = places.find(where, point)
    place = f"{found.venue}/{found.room}" if found.venue else comparable_name(where) or where
    return comparable_name(title) or title, place


class _Joining:
    """What the events of one file become."""

    def __init__(self, window: ImportWindow, places: PlaceMatcher, yes: Yes) -> None:
        self._window = window
        self._places = places
        self._yes = yes
        self._found: list[Proposal] = []
        self._items: list[ReportItem] = []
        self._loose: dict[tuple[str, str], list[_Loose]] = {}

    def of(self, events: Sequence[VEvent]) -> tuple[list[Proposal], list[ReportItem]]:
        masters, changed = _sorted(events)
        for event, own in zip(masters, changed, strict=True):
            try:
                if event.rule or event.extra or event.left_out or own:
                    self._series(event, own)
                else:
                    self._take(event)
            except CannotSayError as error:
                self._items += [*event.items, ReportItem(Certainty.DROPPED, event.place, error.message)]
            except OverflowError:
                told = Message(N_("its dates are outside of what a calendar can hold"))
                self._items.append(ReportItem(Certainty.DROPPED, event.place, told))
        for group in self._loose.values():
            if max(one.day for one in group) < self._window.since:
                for place in dict.fromkeys(one.event.place for one in group):
                    self._tell(Certainty.DROPPED, place, PAST, since=self._window.since)
            else:
                self._together(group)
        return self._found, self._items

    def _tell(self, kind: Certainty, at: At, text: str, /, **words: object) -> None:
        self._items.append(ReportItem(kind, at, Message(text, words)))

    def _agreed(self, event: VEvent, title: str, about: str, text: str, /, **words: object) -> bool:
        """Ask about dates of an event; return whether a person said yes."""
        key = question_key(title, "when", about)
        if says_yes(self._yes, key):
            return True
        self._items.append(ReportItem(Certainty.ASKED, event.place, Message(text, words), field="when", key=key))
        return False

    def _series(self, event: VEvent, changed: Sequence[VEvent]) -> None:
        """Take a series, in as many parts as it was changed for good."""

        def place_of(other: VEvent) -> PlaceTriple:
            found = self._places.find(other.where, other.point)
            return found.venue, found.room, found.location

        for n, (part, own) in enumerate(from_then_on(event, changed, self._window.last)):
            if part.cancelled and part.rule:
                self._tell(Certainty.DROPPED, part.place, SERIES_OFF)
                continue
            fate = fate_of(part.title)
            title = fate.title or part.title
            if fate.doubtful and not self._agreed(part, title, "cancelled", DOUBTFUL, title=part.title):
                continue
            plan = series_plan(part, own, self._window, place_of, self._yes)
            if not plan.when:
                self._items += [*part.items, *plan.items]
                continue
            plan = self._of_all(part, fate, plan)
            of = Of(part.uid, part.start.at.date() if n else None)
            self._propose(part._replace(title=title), plan.when, plan.changes, plan.items, (of,), full=fate.full)

    def _of_all(self, event: VEvent, fate: Fate, plan: SchedulePlan) -> SchedulePlan:
        """Say of all dates of a series what its title or status says: that they are off, or not sure."""
        off = fate.cancelled or fate.postponed or event.cancelled
        if not (off or fate.moved or fate.tentative or event.tentative):
            return plan
        said = _said(date.min, 0, fate, cancelled=event.cancelled, tentative=event.tentative)
        when, coming = bounded(plan.when, event.start.at.date(), self._window.since, self._ahead())
        changes = [replace(said, day=day, at=start) for day, start in coming]
        if off:
            return plan._replace(when=tuple(when), changes=tuple(changes))
        told = ReportItem(Certainty.CHECK, event.place, Message(_SERIES_NOT_SURE, {"day": self._ahead()}))
        changes = [*plan.changes, *(one for one in changes if one.day not in plan.apart)]
        return plan._replace(when=tuple(when), changes=tuple(changes), items=(*plan.items, told))

    def _ahead(self) -> date:
        """Return up to which day it is told of each date that it is off or not sure: half a year, whole months."""
        far = (self._window.since + timedelta(days=183)).replace(day=1) + timedelta(days=31)
        return far.replace(day=1) - timedelta(days=1)

    def _propose(  # noqa: PLR0913 - all that is known of it
        self,
        event: VEvent,
        when: Sequence[Pattern],
        changes: Sequence[Change],
        items: Sequence[ReportItem],
        of: tuple[Of, ...],
        *,
        full: bool = False,
    ) -> None:
        """Propose an activity with the title, text and place of an event."""
        given = {"full": True} if full else {}
        proposal = Proposal(
            event.place, event.title, tuple(when), tuple(changes), event.text, event.where, event.point,
            event.categories, event.url, (*event.items, *items), of, given,
        )  # fmt: skip
        self._found.append(proposal)

    def _take(self, event: VEvent) -> None:
        """Take an event without a rule: its days, to be joined with others of its name, or a period."""
        fate = fate_of(event.title)
        title = fate.title or event.title
        if not title:
            self._tell(Certainty.DROPPED, event.place, N_("it has no title"))
            return
        if fate.doubtful and not self._agreed(event, title, "cancelled", DOUBTFUL, title=event.title):
            return
        extent, told = extent_of(event)
        event = event._replace(title=title, items=(*event.items, *told))
        if max(extent.days, extent.minutes // WHOLE_DAY) > MOST_DAYS_LONG:
            self._period(event, fate, extent)
            return
        parts = sessions_of(home(event, event.start.at), extent)
        group = self._loose.setdefault(name_and_place(title, event.where, event.point, self._places), [])
        group += [_Loose(one.day, one.span, fate, event) for one in parts]

    def _period(self, event: VEvent, fate: Fate, extent: Extent) -> None:
        """Take what goes on for weeks: every day, from its first to its last. At which hours, is asked."""
        begin, span = home(event, event.start.at), None
        end = begin + timedelta(days=extent.days, minutes=extent.minutes)
        last = (end - timedelta(minutes=1)).date()
        if event.cancelled or fate.cancelled or fate.postponed:
            raise CannotSayError(SERIES_OFF)
        if last < self._window.since:
            raise CannotSayError(PAST, since=self._window.since)
        if extent.minutes:
            first = begin.hour * 60 + begin.minute
            final = end.hour * 60 + end.minute or WHOLE_DAY
            if final <= first:
                raise CannotSayError(
                    N_("it goes on for {n} days: that is a period, not a date"), n=(last - begin.date()).days
                )
            span = TimeSpan(first, final)
            words = {"start": begin.date(), "end": last, "times": span.written}
            if not self._agreed(event, event.title, f"{begin} {end}", _EACH_DAY, **words):
                return
        when: Sequence[Pattern] = [Weekly(tuple(range(7)), span, 1, begin.date(), last)]
        changes: list[Change] = []
        if event.tentative or fate.tentative:
            when, coming = bounded(when, begin.date(), self._window.since, self._ahead())
            changes = [Change(day, start, tentative="") for day, start in coming]
        self._propose(event, when, changes, (), (Of(event.uid),), full=fate.full)

    def _together(self, group: list[_Loose]) -> None:
        """Make one proposal of loose dates of one name and place, more when two begin at once and end apart."""
        ends: dict[tuple[date, int], set[Span]] = {}
        for one in group:
            ends.setdefault(one.slot, set()).add(one.span)
        if all(len(each) == 1 for each in ends.values()):
            self._joined(group)
            return
        by_text = len({one.event.text for one in group}) > 1
        apart: dict[object, list[_Loose]] = {}
        for one in group:
            apart.setdefault(one.event.text if by_text else one.span, []).append(one)
        first = min(group, key=lambda one: one.event.place.number).event
        self._tell(Certainty.CHECK, first.place, _AT_ONCE, title=first.title, n=len(apart))
        for each in apart.values():
            self._together(each)

    def _once(self, group: list[_Loose]) -> list[_Loose]:
        """Take each start of each day once; a person is asked whether it is on when one says that it is off."""
        by_slot: dict[tuple[date, int], list[_Loose]] = {}
        for one in sorted(group, key=lambda one: (*one.slot, one.off, one.event.tentative)):
            by_slot.setdefault(one.slot, []).append(one)
        once: list[_Loose] = []
        for slot, each in by_slot.items():
            known = each[0]
            if each[-1].off and not known.off and slot[0] >= self._window.since:
                words = {"day": slot[0], "time": hh_mm(slot[1])}
                if not self._agreed(known.event, known.event.title, f"{slot}", _ON_AND_OFF, **words):
                    continue
            once.append(known)
        return once

    def _joined(self, group: list[_Loose]) -> None:
        """Make one proposal of loose dates of one name and place."""
        window = self._window
        once = self._once(group)
        coming = [one for one in once if one.day >= window.since]
        if not coming:
            return
        when = tuple(_patterns(once, window))
        changes = tuple(one.change for one in coming if one.change)
        first = coming[0].event
        events = list(dict.fromkeys(one.event.place for one in group))
        items: list[ReportItem] = []

        def tell(kind: Certainty, text: str, /, **words: object) -> None:
            field = "when" if kind is Certainty.GUESSED else ""
            items.append(ReportItem(kind, first.place, Message(text, words), field=field))

        if len(events) > 1:
            tell(Certainty.GUESSED, N_("{n} events of this name became one activity"), n=len(events))
        if any(not isinstance(one, Dates) for one in when):
            tell(Certainty.GUESSED, N_("it seems to repeat, so its dates became a pattern"))
        items += [item for one in coming for item in one.event.items]
        if unsure := [change.day for change in changes if change.tentative is not None]:
            tell(Certainty.CHECK, NOT_SURE, days=unsure[0] if len(unsure) == 1 else ", ".join(map(numeric, unsure)))
        if len({one.event.text for one in coming}) > 1:
            tell(Certainty.CHECK, N_("the texts of its dates differ: the one of {day} was taken"), day=coming[0].day)
        url = first.url if len({one.event.url for one in coming}) == 1 else ""
        of = tuple(dict.fromkeys(Of(one.event.uid, one.day, one.span) for one in group))
        place = first.place._replace(name=first.title, number=min(one.number for one in events))
        first = first._replace(place=place, url=url, items=())
        self._propose(first, when, changes, told_once(items), of)


_SERIES_NOT_SURE = N_("it is not sure yet: its dates up to {day} were taken over, as not sure")
_EACH_DAY = N_("it goes on from {start} until {end}: is it {times} on each day? Until then it is left out")
_ON_AND_OFF = N_(
    "on {day} at {time} one event says that it is on, another that it is off: is it on? Until then it is not"
)
_AT_ONCE = N_("“{title}” is more than once at the same time, with other ends or texts: it became {n} activities")


def _sorted(events: Sequence[VEvent]) -> tuple[list[VEvent], list[list[VEvent]]]:
    """Return the events themselves, and with each those that change one date of it.

    What changes a date of nothing is an event by itself, once: its rule, if it repeats that, is of what is not there.
    """
    masters = [one for one in events if one.instead_of is None]
    changed: list[list[VEvent]] = [[] for _ in masters]
    by_uid: dict[str, list[int]] = {}
    for n, one in enumerate(masters):
        if one.uid:
            by_uid.setdefault(one.uid, []).append(n)
    for one in events:
        if one.instead_of is None:
            continue
        if not (known := by_uid.get(one.uid, [])):
            masters.append(one._replace(rule="", extra=(), left_out=()))
            changed.append([])
            continue
        own = (n for n in known if masters[n].rule or moment_of(masters[n], one.instead_of) == masters[n].start.at)
        changed[next(own, known[0])].append(one)
    return masters, changed


def _patterns(group: list[_Loose], window: ImportWindow) -> list[Pattern]:
    """Return the patterns that loose dates seem to be, by weekday and time, and what is left of them as dates."""
    by_kind: dict[tuple[Span, int], list[date]] = {}
    for one in group:
        by_kind.setdefault((one.span, one.day.weekday()), []).append(one.day)
    found: list[Pattern] = []
    left: list[tuple[date, Span]] = []
    for (span, _), given in sorted(by_kind.items(), key=lambda one: min(one[1])):
        pattern = regular(given, span)
        if pattern is not None and pattern.last is not None and pattern.last >= window.since:
            found.append(pattern)
        else:
            left += [(day, span) for day in given if day >= window.since]
    return [*found, *dates_of(left)]
