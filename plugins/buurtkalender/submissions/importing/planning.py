"""From an event, with what was changed of some of its dates, to ``when`` and ``changes`` of an activity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.recurrence import MOST_DATES, days_of, planned_days
from buurtkalender.domain.values import ByAppointment, Change, Dates, Location, Pattern, TimeSpan
from buurtkalender.submissions.importing.content_lines import HOME, at_home
from buurtkalender.submissions.importing.extents import WHOLE_DAY, home, pieces_of, sessions
from buurtkalender.submissions.importing.ical import ICalMoment, VEvent
from buurtkalender.submissions.importing.patterns import (
    CannotSayError,
    ImportRule,
    SeriesPattern,
    Span,
    dates_of,
    days,
    gives,
    pattern_of_rule,
    read_rule,
    skipping,
)
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

_FAR = timedelta(days=30 * 366)
_AHEAD = 183
NOT_SURE = N_("it is not sure yet on {days} (STATUS:TENTATIVE): that was taken over, and people read it")

PlaceTriple = tuple[str | None, str | None, Location | None]
"""Venue, room, location."""


class ImportWindow(NamedTuple):
    """What is taken over: dates from ``since`` on; loose dates of a rule without an end up to ``last``."""

    since: date
    last: date


class SchedulePlan(NamedTuple):
    """When something is held, and what is to be told of that."""

    when: tuple[Pattern, ...]
    changes: tuple[Change, ...]
    items: tuple[ReportItem, ...]


# --- with a rule, or with dates added by hand ---------------------------------------------------------


def series_plan(  # the place of a changed date is looked up by who knows the venues
    event: VEvent, changed: Sequence[VEvent], window: ImportWindow, place_of: Callable[[VEvent], PlaceTriple]
) -> SchedulePlan:
    """Return when a series is held. Raises CannotSayError when no file could say that."""
    return _Planner(event, window, place_of).plan(changed)


class _Planner:
    """One series."""

    def __init__(self, event: VEvent, window: ImportWindow, place_of: Callable[[VEvent], PlaceTriple]) -> None:
        self._event = event
        self._window = window
        self._place_of = place_of
        self._pieces, self._items = pieces_of(event)
        self._first = event.start.at.date()
        self._loose: list[tuple[date, Span]] = []
        self._changes: list[Change] = []

    def plan(self, changed: Sequence[VEvent]) -> SchedulePlan:
        """Work it out."""
        away = {self._own_day(stamp) for stamp in self._event.left_out}
        changes = {self._own_day(one.instead_of): one for one in changed if one.instead_of}
        away -= changes.keys()
        rule = read_rule(self._event.rule, self._event.start.at) if self._event.rule else None
        main = self._by_rule(rule, away) if rule else None
        if main is None:
            self._by_dates(rule, away, changes.keys())
        for stamp, end in self._event.extra:
            self._add(stamp, end, away)
        skipped = self._changed(main, changes)
        if main is not None:
            since = date(self._window.since.year - 1, 1, 1)
            home_away = {day for day in away if day >= since} | skipped
            planned = set(planned_of(main, home_away))
            main = skipping(main, home_away & planned) if home_away & planned else main
        extra = self._loose
        if main is not None:
            there = {(day, _start(main.time)) for day in planned_of(main, [day for day, _ in extra])}
            extra = [one for one in extra if (one[0], _start(one[1])) not in there]
        when: list[Pattern] = [main] if main is not None else []
        when += dates_of(one for one in dict.fromkeys(extra) if one[0] >= self._window.since)
        if not when:
            raise CannotSayError(PAST)
        if self._event.tentative:
            when = self._not_sure(when, {self._moment(own).date() for own in changes})
        return SchedulePlan(tuple(when), tuple(self._changes), tuple(self._items))

    def _not_sure(self, when: list[Pattern], told: set[date]) -> list[Pattern]:
        """Say of every coming date that it is not sure, but of those that were ``told`` apart.

        A file can say that of dates and of no series, so only the dates of half a year ahead are taken over: none is
        published as sure.
        """
        far = (self._window.since + timedelta(days=_AHEAD)).replace(day=1) + timedelta(days=31)
        last = far.replace(day=1) - timedelta(days=1)
        bounded: list[Pattern] = []
        for one in when:
            if isinstance(one, Dates):
                dates = tuple(day for day in one.dates if day <= last)
                bounded += [replace(one, dates=dates)] if dates else []
            elif not isinstance(one, ByAppointment):
                bounded.append(replace(one, last=min(one.last or last, last)))
        for one in bounded:
            coming = planned_days(one, self._first, self._window.since, last)
            start = _start(None if isinstance(one, ByAppointment) else one.time)
            self._changes += [Change(day, start, tentative="") for day in coming if day not in told]
        self._tell(
            Certainty.CHECK,
            N_("it is not sure yet (STATUS:TENTATIVE): its dates up to {day} were taken over, as not sure"),
            day=last,
        )
        return bounded

    def _tell(self, kind: Certainty, text: str, /, **words: object) -> None:
        self._items.append(ReportItem(kind, self._event.place, Message(text, words)))

    def _own_day(self, stamp: ICalMoment) -> date:
        """Return the day of a date of this series, in the zone of the series."""
        if stamp.all_day or stamp.zone == self._event.start.zone:
            return stamp.at.date()
        aware = stamp.at.replace(tzinfo=stamp.zone or HOME)
        return aware.astimezone(self._event.start.zone or HOME).date()

    def _last(self, rule: ImportRule) -> date | None:
        """Return the last day on which the rule may give one, from UNTIL or COUNT."""
        start = self._event.start
        if rule.times is not None:
            found = days(rule, self._first, min(self._first + _FAR, date.max - timedelta(days=1)))
            if len(found) == rule.times:
                return found[-1]
            self._tell(Certainty.CHECK, N_("its {n} dates go on for more than thirty years"), n=rule.times)
            return None
        until = rule.until
        if not isinstance(until, datetime):
            return until
        if until.tzinfo is not None:
            until = until.astimezone(start.zone or HOME).replace(tzinfo=None)
        if start.all_day or until.time() >= start.at.time():
            return until.date()
        return until.date() - timedelta(days=1)

    def _by_rule(self, rule: ImportRule, away: set[date]) -> SeriesPattern | None:
        """Return the pattern that says all of the rule, None when there is none."""
        last = self._last(rule)
        if last is not None and last < self._first:
            last = self._first
        if len(self._pieces) > 1 or not self._steady(rule, last):
            return None
        found = pattern_of_rule(rule, self._first, last, self._pieces[0][1])
        if found is not None and not gives(rule, self._first) and self._first not in away:
            self._loose.append((self._first, found.time))
            self._tell(Certainty.CHECK, N_("its first date does not fit its own rule: it was added by itself"))
        return found

    def _steady(self, rule: ImportRule, last: date | None) -> bool:
        """Whether it is at the same time of the clock in Amsterdam all year, on the day that its own zone says."""
        if self._event.start.zone is None or self._event.start.zone is HOME or self._event.start.all_day:
            return True
        until = min(self._window.last, last or self._window.last)
        near = [day for day in days(rule, self._first, until) if day >= self._window.since - timedelta(days=366)]
        clocks = {(when.date() - day, when.time()) for day in near for when in [self._moment(day)]}
        if len(clocks) <= 1:
            return all(not shift for shift, _ in clocks)
        self._tell(
            Certainty.CHECK,
            N_("its times follow another time zone, so summer and winter time differ here ({times}): is that meant?"),
            times=" / ".join(sorted({f"{clock:%H:%M}" for _, clock in clocks})),
        )
        return False

    def _moment(self, day: date) -> datetime:
        return home(self._event, datetime.combine(day, self._event.start.at.time()))

    def _by_dates(self, rule: ImportRule | None, away: set[date], kept: Iterable[date]) -> None:
        """Take the dates one by one, as far as they are taken over."""
        if rule is None:
            given = [self._first]
        else:
            last = min(self._window.last, self._last(rule) or self._window.last)
            given = [day for day in days(rule, self._first, last) if day >= self._window.since - timedelta(days=1)]
            most = MOST_DATES // max(1, len({span for _, span in self._pieces}))
            if len(given) > most:
                given = given[:most]
            if given and not rule.times and not (rule.until and (self._last(rule) or last) <= last):
                self._tell(Certainty.CHECK, N_("it goes on after {day}: import it again before then"), day=given[-1])
            self._tell(
                Certainty.GUESSED,
                N_("no pattern says its rule exactly ({rule}): it became {n} loose dates"),
                rule=self._event.rule[:80],
                n=len(given),
            )
        wanted = set(kept)
        for day in given:
            if day not in away or day in wanted:
                self._each(self._moment(day).date())

    def _each(self, begin: date) -> None:
        self._loose += [(begin + timedelta(days=n), self._span(begin, span)) for n, span in self._pieces]

    def _span(self, day: date, span: Span) -> Span:
        """Return the time on one date, where the clock in another zone says it."""
        zone = self._event.start.zone
        if span is None or zone is None or zone is HOME or len(self._pieces) > 1:
            return span
        for own in (day, day - timedelta(days=1), day + timedelta(days=1)):
            when = self._moment(own)
            if when.date() == day:
                start = when.hour * 60 + when.minute
                return TimeSpan(start, start + span.minutes)
        return span

    def _add(self, stamp: ICalMoment, end: ICalMoment | None, away: set[date]) -> None:
        """Add a date that was added by hand."""
        if self._own_day(stamp) in away:
            return
        begin = at_home(stamp.at, stamp.zone)
        usual = self._pieces[0][1]
        if stamp.all_day or usual is None:
            self._each(begin.date())
            return
        start = begin.hour * 60 + begin.minute
        minutes = int((at_home(end.at, end.zone) - begin).total_seconds()) // 60 if end else usual.minutes
        self._loose.append(
            (begin.date(), TimeSpan(start, start + (minutes if 0 < minutes < WHOLE_DAY else usual.minutes)))
        )

    # --- what is different on one date ---

    def _changed(self, main: SeriesPattern | None, changed: dict[date, VEvent]) -> set[date]:
        """Take over what is different on one date; return the days that the pattern has to leave out because of it."""
        gone: set[date] = set()
        loose = dict(self._loose)
        for own, other in sorted(changed.items()):
            day = own if self._event.start.all_day else self._moment(own).date()
            usual: Span = main.time if main is not None else loose.get(day)
            known = bool(planned_of(main, [day])) if main is not None else day in loose
            self._items += other.items
            if other.later_ones_too:
                self._tell(
                    Certainty.CHECK, N_("from {day} on it is different: only that one date was changed"), day=day
                )
            if not known:
                if day >= self._window.since:
                    self._apart(other)
                continue
            if other.cancelled:
                self._changes.append(Change(day, _start(usual), cancelled=""))
                continue
            change = self._difference(day, usual, other)
            if change is not None and other.tentative:
                change = replace(change, tentative="")
                self._tell(Certainty.CHECK, NOT_SURE, days=day)
            if change is None:
                gone.add(day)
                self._loose = [one for one in self._loose if one[0] != day]
                self._apart(other)
            elif change != Change(day, _start(usual)):
                self._changes.append(change)
        limit = self._window.since
        self._changes = [one for one in self._changes if max(one.day, one.moved_to or one.day) >= limit][:MOST_DATES]
        return gone

    def _apart(self, other: VEvent) -> None:
        try:
            found, items = sessions(other)
        except CannotSayError as error:
            items, found = [ReportItem(Certainty.DROPPED, other.place, error.message)], []
        self._items += items
        held = [one for one in found if not one.cancelled]
        self._loose += [(one.day, one.span) for one in held]
        if other.tentative and held:
            self._tell(Certainty.CHECK, NOT_SURE, days=", ".join(str(one.day) for one in held))
            self._changes += [Change(one.day, _start(one.span), tentative="") for one in held]

    def _difference(self, day: date, usual: Span, other: VEvent) -> Change | None:
        """Return what is different; None when the format can only say it as a date of its own."""
        try:
            pieces, items = pieces_of(other)
        except CannotSayError:
            return None
        begin = home(other, other.start.at).date()
        span = pieces[0][1]
        if len(pieces) > 1 or (span is None) != (usual is None) or begin < self._first or abs((begin - day).days) > 366:
            return None
        self._items += items
        change = Change(day, _start(usual))
        if begin != day:
            change = replace(change, moved_to=begin)
        if span != usual:
            change = replace(change, time=span)
        if other.where and other.where != self._event.where:
            venue, room, location = self._place_of(other)
            change = replace(change, venue=venue, room=room, location=location)
        head = _HEAD.match(other.title or "")
        title = other.title[head.end() :] if head else other.title
        if head and head[1].lower() in {"vol", "volgeboekt", "full"}:
            change = replace(change, full=True)
        if title and title != self._event.title:
            change = replace(change, note=other.title[:500])
        return change


_HEAD = re.compile(r"\W*(onder voorbehoud|vol|volgeboekt|not certain|full)\W*:\s*", re.IGNORECASE)
"""What calendars, ours among them, put before the title of one date to say what becomes of it."""

PAST = N_("it is over: all of its dates are before {since}")


def planned_of(pattern: SeriesPattern, near: Iterable[date]) -> list[date]:
    """Return which of these days the bare pattern gives."""
    given = set(near)
    return [day for day in sorted(given) if days_of(pattern, day, day.toordinal(), day.toordinal())]


def _start(span: Span) -> int:
    return span.start if span else 0


def tidy_changes(when: Sequence[Pattern], changes: Iterable[Change], anchor: date) -> tuple[Change, ...]:
    """Return changes in order, ``at`` only where a date holds several times, and none to dates that are not planned."""
    timed = [one for one in when if not isinstance(one, ByAppointment)]
    found: dict[tuple[date, int | None], Change] = {}
    for change in changes:
        starts = {_start(one.time) for one in timed if planned_days(one, anchor, change.day, change.day)}
        if change.at not in starts:
            continue
        kept = change if len(starts) > 1 else replace(change, at=None)
        found.setdefault((kept.day, kept.at), kept)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or 0)))


def overlapping(one: Sequence[Pattern], others: Sequence[Pattern], window: ImportWindow) -> bool:
    """Whether two lists of patterns give the same start on the same day, which one file may not say."""

    def starts(patterns: Sequence[Pattern]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        first, last = window.since.toordinal() - 731, window.last.toordinal() + 731
        for pattern in patterns:
            if not isinstance(pattern, ByAppointment):
                begin = pattern.dates[0] if isinstance(pattern, Dates) else pattern.first
                found |= {(day, _start(pattern.time)) for day in days_of(pattern, begin or window.since, first, last)}
        return found

    return not starts(one).isdisjoint(starts(others))
