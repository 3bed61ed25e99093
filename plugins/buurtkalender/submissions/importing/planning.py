"""From a series, with what was changed of some of its dates, to ``when`` and ``changes`` of an activity.

Everything is of a moment, in the zone of the series itself (RFC 5545, 3.8.4.4 and 3.8.5): two dates of one day are two.
Where the file names an hour at which the series is not held, a person is asked, and that day waits for the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.lifecycle import skipped_by
from buurtkalender.domain.recurrence import MOST_DATES
from buurtkalender.domain.values import Change, Location, Pattern, hh_mm
from buurtkalender.reading.markup import to_text
from buurtkalender.submissions.importing.content_lines import HOME, at_home
from buurtkalender.submissions.importing.extents import (
    ASSUMED,
    GOES_ON,
    Extent,
    Held,
    Session,
    Settling,
    ends_here,
    extent_of,
    home,
    meeting,
    moment_of,
    sessions_of,
)
from buurtkalender.submissions.importing.facts import Fate, fate_of
from buurtkalender.submissions.importing.ical import ICalMoment, VEvent
from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.patterns import (
    CannotSayError,
    ImportRule,
    SeriesPattern,
    days,
    gives,
    gives_when_asked,
    last_day,
    pattern_of_rule,
    planned_of,
    read_rule,
)
from buurtkalender.submissions.importing.promises import ImportWindow, moments_by_day
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes, question_key, says_yes
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

LONGEST_NOTE = 500
DOUBTFUL = N_("does “{title}” say that it is cancelled? Until then it is left out")
NOT_SURE = N_("it is not sure yet on {days}: that was taken over, and people read it")
SERIES_OFF = N_("the whole series is cancelled")
PAST = N_("it is over: all of its dates are before {since}")
RULE_ENDED = N_("its rule ends before its first date: the program that wrote it took all of its dates away")
ALL_OUT = N_("each of its dates is left out one by one (EXDATE)")

PlaceTriple = tuple[str | None, str | None, Location | None]
"""Venue, room, location."""


class SchedulePlan(NamedTuple):
    """When something is held, and what is to be told of that; ``apart`` are the dates that are told by themselves."""

    when: tuple[Pattern, ...]
    changes: tuple[Change, ...]
    items: tuple[ReportItem, ...]
    apart: frozenset[date] = frozenset()


def series_plan(  # the place of a changed date is looked up by who knows the venues
    event: VEvent,
    changed: Sequence[VEvent],
    window: ImportWindow,
    place_of: Callable[[VEvent], PlaceTriple],
    yes: Yes = frozenset(),
) -> SchedulePlan:
    """Return when a series is held. Raises CannotSayError when no file could say that."""
    found = _Planner(event, window, place_of, yes).plan(changed)
    if len(found.changes) > MOST_DATES or any(len(skipped_by(one)) >= MOST_DATES for one in found.when):
        return _Planner(event, window, place_of, yes).plan(changed, pattern=False)
    return found


class _Planner:
    """One series. Its dates are known by their moment in its own zone, naive; all day at midnight."""

    def __init__(
        self, event: VEvent, window: ImportWindow, place_of: Callable[[VEvent], PlaceTriple], yes: Yes
    ) -> None:
        self._event = event
        self._window = window
        self._place_of = place_of
        self._yes = yes
        self._extent, self._items = extent_of(event)
        self._first = event.start.at
        self._title = fate_of(event.title).title or event.title
        self._main: SeriesPattern | None = None
        self._given: dict[datetime, Extent] = {}
        self._on_day: dict[date, list[datetime]] = {}
        self._gone: set[datetime] = set()
        self._skipped: set[date] = set()
        self._before: Callable[[date], bool] = lambda _day: False

    def plan(self, changed: Sequence[VEvent], *, pattern: bool = True) -> SchedulePlan:
        """Work it out."""
        event, since = self._event, self._window.since
        usual = sessions_of(home(event, self._first), self._extent)
        rule = read_rule(event.rule, self._first) if event.rule else None
        last = last_day(rule, event.start) if rule else None
        if rule is None:
            self._given[self._first] = self._extent
        elif last is None or last >= self._first.date():
            long = timedelta(days=(usual[-1].day - usual[0].day).days + 1)
            if last is not None and last + long < since and not event.extra and not changed:
                return self._nothing(PAST)
            self._by_rule(rule, last, pattern=pattern and len(usual) == 1, long=long)
        elif not event.extra and not changed:
            return self._nothing(RULE_ENDED)
        for stamp, end in event.extra:
            self._add(stamp, end)
        self._on_day = moments_by_day(self._given)
        overrides = self._overrides(changed)
        self._leave_out(overrides)
        held = [one for key in sorted(overrides) for one in self._changed(key, overrides[key])]
        parts, overlap = meeting(self._parts(key) for key in sorted(self._given))
        if overlap and not self._agreed(_OVERLAP, self._first):
            return self._nothing(PAST)
        held += [Held(part, part) for part in parts]
        when, changes, twice = Settling(self._main, self._skipped, since).settled(held)
        for day, start in twice:
            self._tell(Certainty.CHECK, _TWICE, day=day, time=hh_mm(start))
        if not when:
            coming = any(home(event, key).date() >= since for key in self._gone)
            return self._nothing(ALL_OUT if coming else PAST)
        apart = frozenset(home(event, key).date() for key in overrides)
        return SchedulePlan(tuple(when), tuple(changes), tuple(self._items), apart)

    def _nothing(self, reason: str) -> SchedulePlan:
        """Leave the series out, with what is asked of it."""
        asked = [one for one in self._items if one.kind is Certainty.ASKED]
        if not asked:
            words = {"since": self._window.since} if reason == PAST else {}
            asked = [ReportItem(Certainty.DROPPED, self._event.place, Message(reason, words))]
        return SchedulePlan((), (), tuple(asked))

    def _tell(self, kind: Certainty, text: str, /, **words: object) -> None:
        field = "when" if kind is Certainty.GUESSED else ""
        self._items.append(ReportItem(kind, self._event.place, Message(text, words), field=field))

    def _agreed(self, text: str, moment: datetime, /, **words: object) -> bool:
        """Ask about a date; return whether a person said yes."""
        key = question_key(self._title, "when", moment.isoformat())
        if says_yes(self._yes, key):
            return True
        words["moment"] = self._shown(moment)
        self._items.append(ReportItem(Certainty.ASKED, self._event.place, Message(text, words), field="when", key=key))
        return False

    def _shown(self, moment: datetime) -> str:
        return f"{home(self._event, moment):%Y-%m-%d %H:%M}"

    # --- its dates ---

    def _parts(self, key: datetime, own: Extent | None = None) -> list[Session]:
        """Return the days of one date. How long it is, counts in its own zone: clocks here may change meanwhile."""
        event, extent = self._event, own or self._given.get(key, self._extent)
        if extent is self._extent and extent.minutes and event.start.zone not in {None, HOME}:
            length = moment_of(event, event.end) - self._first if event.end else event.length
            if length is not None and length > timedelta():
                minutes = int((home(event, key + length) - home(event, key)).total_seconds()) // 60
                extent = Extent(minutes=minutes) if minutes > 0 else extent  # none is over in the hour that comes twice
        return sessions_of(home(event, key), extent)

    def _by_rule(self, rule: ImportRule, last: date | None, *, pattern: bool, long: timedelta) -> None:
        """Say the rule as a pattern, or else take its dates one by one, as far as they are taken over."""
        day = self._first.date()
        if not gives(rule, day):
            self._given[self._first] = self._extent
            self._tell(Certainty.CHECK, _OFF_RULE if rule.times is None else _OFF_RULE_COUNTED, n=rule.times)
        if rule.times is not None and last is None:
            self._tell(Certainty.CHECK, N_("its {n} dates go on for more than thirty years"), n=rule.times)
        if pattern and self._steady(rule, last):
            span = self._parts(self._first)[0].span
            self._main = pattern_of_rule(rule, day, last, span)
        if self._main is not None:
            return
        until = min(self._window.last, last or self._window.last)
        given = days(rule, day, until, max(day, self._window.since - long))
        self._before = gives_when_asked(rule, day, until)
        most = max(1, MOST_DATES // long.days)
        if given and (len(given) > most or last is None or last > until):
            given = given[:most]
            self._tell(Certainty.CHECK, GOES_ON, day=given[-1])
        text = N_("no pattern says its rule exactly ({rule}): it became {n} loose dates")
        self._tell(Certainty.CHECK, text, rule=self._event.rule[:80], n=len(given))
        self._given |= {datetime.combine(one, self._first.time()): self._extent for one in given}

    def _steady(self, rule: ImportRule, last: date | None) -> bool:
        """Whether it is at the same time of the clock in Amsterdam all year, on the day that its own zone says."""
        if self._event.start.zone is None or self._event.start.zone is HOME or self._event.start.all_day:
            return True
        until = min(self._window.last, last or self._window.last)
        near = days(rule, self._first.date(), until, self._window.since - timedelta(366))
        moments = [(one, home(self._event, datetime.combine(one, self._first.time()))) for one in near]
        clocks = {(when.date() - one, when.time()) for one, when in moments}
        if len(clocks) <= 1:
            return all(not shift for shift, _ in clocks)
        text = N_("its times follow another time zone, so summer and winter time differ here ({times}): is that meant?")
        self._tell(Certainty.CHECK, text, times=" / ".join(sorted({f"{clock:%H:%M}" for _, clock in clocks})))
        return False

    def _add(self, stamp: ICalMoment, end: ICalMoment | None) -> None:
        """Add a date that was added by hand; one that the rule gives as well is one date, as long as it says itself."""
        key, extent = moment_of(self._event, stamp), self._extent
        days = stamp.all_day and end is not None and not self._event.start.all_day
        if days and not self._agreed(_WHOLE_DAYS, key):
            return
        begin = at_home(stamp.at, stamp.zone)
        if self._event.start.all_day and not stamp.all_day and time() not in {stamp.at.time(), begin.time()}:
            key, extent = begin, Extent(minutes=ASSUMED)
            if end is None:
                self._tell(Certainty.GUESSED, N_("nobody says when it ends: one hour was assumed"))
        if end is not None and not stamp.all_day and extent.minutes:
            minutes = int((ends_here(stamp, end) - begin).total_seconds()) // 60
            extent = Extent(minutes=minutes) if minutes > 0 else extent
        if extent != self._extent or not self._patterned(key):
            self._given[key] = extent

    def _patterned(self, key: datetime) -> bool:
        """Whether the pattern gives this moment."""
        main = self._main if key.time() == self._first.time() else None
        return main is not None and bool(planned_of(main, [key.date()]))

    def _that_day(self, day: date) -> list[datetime]:
        """Return the dates of one day."""
        usual = datetime.combine(day, self._first.time())
        own = (key for key in self._on_day.get(day, ()) if key in self._given)
        return [*([usual] if self._patterned(usual) else []), *own]

    # --- what is left out, and what is different ---

    def _overrides(self, changed: Sequence[VEvent]) -> dict[datetime, VEvent]:
        """Return what is different by its moment: the newest of it, and nothing that a newer series leaves out."""
        found: dict[datetime, VEvent] = {}
        for one in sorted((one for one in changed if one.instead_of), key=lambda one: one.order):
            key = moment_of(self._event, one.instead_of or one.start)
            if not self._patterned(key) and key not in self._given:
                others = self._that_day(key.date())
                if len(others) == 1:
                    if not self._agreed(_OTHER_HOUR, key):
                        self._remove(others[0])
                        continue
                    key = others[0]
                elif not others and not self._its_own(key, one):
                    continue
            found[key] = one
        return found

    def _its_own(self, key: datetime, other: VEvent) -> bool:
        """Whether a change of a date that the series has not is a date by itself: not when the series is newer."""
        if key.time() == self._first.time() and self._before(key.date()):
            return True
        if other.order < self._event.order:
            self._tell(Certainty.DROPPED, _NOT_OF_IT, moment=self._shown(key))
            return False
        if not other.cancelled:
            self._tell(Certainty.CHECK, _BY_ITSELF, moment=self._shown(key))
        return True

    def _leave_out(self, overrides: dict[datetime, VEvent]) -> None:
        """Take away the dates that are left out by hand; those of a day, or of midnight, whatever their hour."""
        changed = moments_by_day(overrides)
        for stamp in self._event.left_out:
            key = moment_of(self._event, stamp)
            whole = stamp.all_day or (key.time() == time() and self._first.time() != time())
            there = self._that_day(key.date())
            there += [one for one in changed.get(key.date(), ()) if one in overrides and one not in there]
            exact = there if whole else [one for one in there if one == key]
            if not exact and there and not self._agreed(_LEFT_OUT_HOUR, key):
                exact = there
            for one in exact:
                other = overrides.get(one)
                if other is not None and not self._left_out_later(one, other):
                    continue
                overrides.pop(one, None)
                self._remove(one)

    def _left_out_later(self, key: datetime, other: VEvent) -> bool:
        """Whether leaving a date out is newer than changing it; a person is asked when the file does not tell."""
        if other.order != self._event.order:
            return other.order < self._event.order
        off = other.cancelled or fate_of(other.title).cancelled
        return not (off or self._agreed(_LEFT_OUT_AND_CHANGED, key))

    def _remove(self, key: datetime) -> None:
        self._gone.add(key)
        self._given.pop(key, None)
        if self._patterned(key):
            self._skipped.add(key.date())

    def _changed(self, key: datetime, other: VEvent) -> list[Held]:
        """Return the dates that an override makes of one."""
        self._items += other.items
        by_rule = self._patterned(key) and key.date() not in self._skipped
        own = self._given.pop(key, None)
        base = self._parts(key, None if by_rule else own) if by_rule or own else []
        fate = self._fate_of(key, other)
        if fate is None:
            self._remove(key)
            return []
        parts = [] if fate.cancelled else self._parts_of(other)
        if fate.postponed and base and parts and parts[0] != base[0]:
            fate = Fate(fate.title)  # put off to a day that is known by now
        if fate.cancelled or fate.postponed:
            said = Change(date.min, cancelled="") if fate.cancelled else Change(date.min, postponed=fate.where)
            return [Held(one, one, by_rule, said) for one in base if by_rule or one.day >= self._window.since]
        said = self._said(other, fate, moved=parts[:1] != base[:1]) if parts else Change(date.min)
        held = []
        for n, part in enumerate(parts):
            there = base[n] if n < len(base) and self._sayable(base[n], part, by_rule=by_rule) else None
            held.append(Held(part, there, by_rule and there is not None, said))
        if by_rule and not any(one.by_rule for one in held):
            self._skipped.add(key.date())
        return held

    def _fate_of(self, key: datetime, other: VEvent) -> Fate | None:
        """Return what becomes of a date, None when a person has to say that first."""
        fate = fate_of(other.title)
        if other.cancelled:
            return fate._replace(cancelled=True, postponed=False)
        own, usual = comparable_name(fate.title), comparable_name(self._title)
        if own == f"geen {usual}":
            return Fate(self._title, cancelled=True)
        if fate.doubtful and own != usual and not self._agreed(DOUBTFUL, key, title=other.title):
            return None
        return fate

    def _parts_of(self, other: VEvent) -> list[Session]:
        """Return the days of a date that is different; without an end of its own it is as long as the others."""
        try:
            if other.end is None and other.length is None and other.start.all_day == self._event.start.all_day:
                return sessions_of(home(other, other.start.at), self._extent)
            extent, items = extent_of(other)
            self._items += items
            return sessions_of(home(other, other.start.at), extent)
        except CannotSayError as error:
            self._items.append(ReportItem(Certainty.DROPPED, other.place, error.message))
            return []

    def _sayable(self, base: Session, on: Session, *, by_rule: bool) -> bool:
        """Whether ``changes`` can say that a date is on another: else it is a date by itself."""
        if (base.span is None) != (on.span is None) or abs((on.day - base.day).days) > 366:
            return False
        return on.day >= self._first.date() and (by_rule or base.day >= self._window.since)

    def _said(self, other: VEvent, fate: Fate, *, moved: bool) -> Change:
        """Return what is said of a date: its own place, title and text, and how sure it is."""
        said, day = Change(date.min), home(other, other.start.at).date()
        if other.where and other.where != self._event.where:
            venue, room, location = self._place_of(other)
            said = replace(said, venue=venue, room=room, location=location)
            if not (venue or location):
                self._tell(Certainty.CHECK, N_("on {day} it is elsewhere, which could not be taken over"), day=day)
                said = replace(said, tentative="")
        if fate.moved and not moved and said == Change(date.min):
            said = replace(said, tentative=fate.where)
        if other.tentative or fate.tentative:
            said = replace(said, tentative=said.tentative or "")
        if said.tentative is not None and day >= self._window.since:
            self._tell(Certainty.CHECK, NOT_SURE, days=day)
        if fate.full:
            said = replace(said, full=True)
        title = fate.title if fate.title and fate.title != self._title else ""
        text = to_text(other.text) if other.text and other.text != self._event.text else ""
        note = "\n".join(filter(None, (title, text)))
        if len(note) > LONGEST_NOTE:
            self._tell(Certainty.CHECK, N_("the text of {day} was too long for a note and was cut"), day=day)
            note = note[: LONGEST_NOTE - 1].rstrip() + "…"
        if other.url and other.url != self._event.url:
            self._tell(Certainty.CHECK, N_("on {day} it has a link of its own, which was not taken over"), day=day)
        return replace(said, note=note or None)


_NOT_OF_IT = N_("a change of {moment}, which the newer series has not")
_BY_ITSELF = N_("{moment} is changed, but the series has it not: it is a date by itself")
_OFF_RULE = N_("its first date does not fit its own rule: it was added by itself")
_OFF_RULE_COUNTED = N_("its first date does not fit its own rule: it was taken as the first of its {n} dates")
_OTHER_HOUR = N_("a change names {moment}, but it is not held at that hour: does it change that day? The day waits")
_LEFT_OUT_HOUR = N_("{moment} is left out, but it is not held at that hour: is it held that day? The day waits")
_LEFT_OUT_AND_CHANGED = N_("{moment} is both left out and changed: is it held as it was changed? Until then it is not")
_WHOLE_DAYS = N_("a period of whole days is added (RDATE) to a series that has an hour: is it held on {moment}?")
_OVERLAP = N_("each of its dates lasts until after the next one begins: is it on all that time, from {moment} on?")
_TWICE = N_("on {day} at {time} it is in its calendar twice, with another end: one was taken over")
