"""The dates of an event: how long each is, day by day, what its title says becomes of it, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from buurtkalender.domain.lifecycle import skipping
from buurtkalender.domain.recurrence import MOST_DATES, days_of
from buurtkalender.domain.values import Change, Pattern, TimeSpan
from buurtkalender.submissions.importing.content_lines import HOME, at_home
from buurtkalender.submissions.importing.ical import LATEST, ICalMoment, VEvent
from buurtkalender.submissions.importing.patterns import (
    RULE_DAYS,
    CannotSayError,
    ImportRule,
    SeriesPattern,
    Span,
    dates_of,
    days,
    last_day,
    planned_of,
    read_rule,
    start_of,
)
from buurtkalender.submissions.importing.report import Certainty, ReportItem
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message

WHOLE_DAY = 24 * 60
ASSUMED = 60
"""Minutes that something takes of which nobody says how long."""

MOST_DAYS_LONG = 31
"""What goes on for longer is a period: an exhibition, not one date of many days."""
MOST_TURNS = 40

# --- how long ------------------------------------------------------------------------------------------------


class Extent(NamedTuple):
    """How long something is: so many whole ``days``, or, of what has a time, so many ``minutes`` and no days."""

    days: int = 0
    minutes: int = 0


class Session(NamedTuple):
    """What is on one day of something: all of it, or one day of what goes on for more."""

    day: date
    span: Span


def extent_of(event: VEvent) -> tuple[Extent, list[ReportItem]]:
    """Return how long an event is, and what is to be told of that. Days and minutes are those of the clock here."""
    items: list[ReportItem] = []

    def tell(kind: Certainty, text: str, /, **words: object) -> None:
        items.append(ReportItem(kind, event.place, Message(text, words), field="when" * (kind is Certainty.GUESSED)))

    begin = home(event, event.start.at)
    end = _end(event)
    if event.start.all_day or (begin.time() == time() and end is not None and end > begin and end.time() == time()):
        if not event.start.all_day:
            tell(Certainty.GUESSED, N_("it goes from midnight to midnight, so it is all day"))
        elif event.end is not None:  # as it is written: an end with a time is on its last day
            end = event.end.at + timedelta(days=event.end.at.time() != time())
        return Extent(days=max(1, (end - begin).days) if end else 1), items
    if end is not None and end < begin:
        tell(
            Certainty.CHECK,
            N_("it ends ({end}) before it begins ({start}): one hour was assumed"),
            start=f"{begin:%Y-%m-%d %H:%M}",
            end=f"{end:%Y-%m-%d %H:%M}",
        )
        end = begin + timedelta(minutes=ASSUMED)
    if end is None or end == begin:
        tell(Certainty.GUESSED, N_("nobody says when it ends: one hour was assumed"))
        end = begin + timedelta(minutes=ASSUMED)
    extent = Extent(minutes=int((end - begin).total_seconds()) // 60)
    if WHOLE_DAY <= extent.minutes <= MOST_DAYS_LONG * WHOLE_DAY:
        if (end.date() - begin.date()).days > 1 and end.time() > begin.time():
            text = N_("it goes on day and night from {start} until {end}: is it from {first} to {last} each day?")
            times = {"start": f"{begin:%Y-%m-%d %H:%M}", "end": f"{end:%Y-%m-%d %H:%M}"}
            tell(Certainty.CHECK, text, **times, first=f"{begin:%H:%M}", last=f"{end:%H:%M}")
        else:
            tell(Certainty.CHECK, N_("it goes on for more than a day: each day became a date of its own"))
    return extent, items


def sessions_of(begin: datetime, extent: Extent) -> list[Session]:
    """Return what is on each day of something that begins at a moment here. Raises CannotSayError for a period."""
    day = begin.date()
    number = extent.days or (begin + timedelta(minutes=extent.minutes)).date().toordinal() - day.toordinal()
    if number > MOST_DAYS_LONG:
        raise CannotSayError(N_("it goes on for {n} days: that is a period, not a date"), n=number)
    if extent.days:
        return [Session(day + timedelta(days=n), None) for n in range(number)]
    start = begin.hour * 60 + begin.minute
    if extent.minutes < WHOLE_DAY:
        return [Session(day, TimeSpan(start, start + extent.minutes))]
    rest = (start + extent.minutes) % WHOLE_DAY
    return [
        Session(day, TimeSpan(start, WHOLE_DAY) if start else None),
        *(Session(day + timedelta(days=n), None) for n in range(1, number)),
        *([Session(day + timedelta(days=number), TimeSpan(0, rest))] if rest else []),
    ]


def meeting(dates: Iterable[list[Session]]) -> tuple[list[Session], bool]:
    """Return what is on each day of dates that may go on for more than one, and whether two of those overlap.

    There they are one: from the first begin to the last end.
    """
    kept: list[Session] = []
    long: dict[date, list[tuple[int, int]]] = {}
    overlap = False
    for parts in dates:
        kept += parts if len(parts) == 1 else ()
        for day, span in parts if len(parts) > 1 else ():
            first, last = (span.start, span.end) if span else (0, WHOLE_DAY)
            there = long.setdefault(day, [])
            both = [one for one in there if one[0] < last and first < one[1]]
            overlap = overlap or bool(both)
            union = min([first, *(one[0] for one in both)]), max([last, *(one[1] for one in both)])
            long[day] = [*(one for one in there if one not in both), union]
    whole = (0, WHOLE_DAY)
    kept += [Session(day, None if one == whole else TimeSpan(*one)) for day, each in long.items() for one in each]
    return kept, overlap


def _end(event: VEvent) -> datetime | None:
    """Return when an event ends here; a day without a time ends what has a time at the midnight that it begins with."""
    if event.end is not None:
        return ends_here(event.start, event.end)
    if event.length is not None and event.length > timedelta():
        if event.hours and not (event.rule or event.extra or event.start.all_day):  # RFC 5545, 3.3.6; days are nominal
            days = event.start._replace(at=event.start.at + event.length - event.hours)
            return ends_here(event.start, ICalMoment(days.in_utc + event.hours, UTC))
        return ends_here(event.start, event.start._replace(at=event.start.at + event.length))
    return None


def ends_here(start: ICalMoment, end: ICalMoment) -> datetime:
    """Return what the clock here shows when something ends.

    Where the clock was changed meanwhile and shows no later time than at its begin, that is as long after it as it
    lasts, or else as its own clock shows.
    """
    begin, found = at_home(start.at, start.zone), at_home(end.at, end.zone)
    if found <= begin and not start.all_day:
        lasts = end.in_utc - start.in_utc
        if lasts <= timedelta() and start.zone == end.zone:
            lasts = end.at - start.at
        found = begin + lasts if lasts > timedelta() else found
    return found


def home(event: VEvent, moment: datetime) -> datetime:
    """Return what the clock in Amsterdam shows at a moment in the zone of an event."""
    return at_home(moment, event.start.zone)


def moment_of(event: VEvent, stamp: ICalMoment) -> datetime:
    """Return a moment in the zone of a series, naive; a day without a time is at its usual time, or at midnight."""
    start = event.start
    if start.all_day:
        midnight = stamp.at.time() == time()  # in its own zone: that day, wherever that is
        return datetime.combine((stamp.at if midnight else at_home(stamp.at, stamp.zone)).date(), time())
    if stamp.all_day:
        return datetime.combine(stamp.at.date(), start.at.time())
    if stamp.zone == start.zone:
        return stamp.at
    return stamp.at.replace(tzinfo=stamp.zone or HOME).astimezone(start.zone or HOME).replace(tzinfo=None)


def from_then_on(event: VEvent, changed: Sequence[VEvent], last: date) -> list[tuple[VEvent, list[VEvent]]]:
    """Return a series, with what is different on its dates, in as many parts as it changed for good.

    RANGE=THISANDFUTURE moves all later dates as far as the first of them (RFC 5545, 3.2.13). Up to ``last``, where its
    rule cannot be moved along.
    """
    turn = min(
        (one for one in changed if one.later_ones_too and one.instead_of),
        key=lambda one: moment_of(event, one.instead_of or one.start),
        default=None,
    )
    if sum(one.later_ones_too for one in changed) > MOST_TURNS:
        raise CannotSayError(N_("it changes for good more than {most} times"), most=MOST_TURNS)
    if turn is None or turn.instead_of is None:
        return [(event, list(changed))]
    at, first = moment_of(event, turn.instead_of), event.start.at
    alike = turn.start.all_day == event.start.all_day
    begin = moment_of(event, turn.start) if alike else turn.start.at
    zone = event.start.zone if alike else turn.start.zone
    shift = (begin.date() - at.date()).days

    def moved(moment: datetime) -> ICalMoment:
        other = moment + (begin - at)
        return ICalMoment(other if alike else datetime.combine(other.date(), begin.time()), zone, turn.start.all_day)

    rule, extra = turn.rule, [stamp for stamp, _ in event.extra]
    later = sorted(moment for moment in (moment_of(event, one) for one in extra) if moment > at)
    items = [*turn.items, ReportItem(Certainty.CHECK, turn.place, Message(_FROM_THEN_ON, {"day": at.date()}))]
    if event.rule and not rule:
        known = read_rule(event.rule, first)
        end = last_day(known, event.start)
        rule = _moved_rule(event.rule, known, shift, end)
        if not rule:
            after = at.date() + timedelta(days=1)
            given = days(known, first.date(), min(last, end or last), after)[:MOST_DATES]
            later += [datetime.combine(day, first.time()) for day in given]
            if given and (end is None or end > given[-1]):
                items.append(ReportItem(Certainty.CHECK, turn.place, Message(GOES_ON, {"day": given[-1]})))
    extent = extent_of(event)[0]
    as_long = timedelta(days=extent.days, minutes=extent.minutes) if turn.end is None and alike else None
    tail = turn._replace(
        title=turn.title or event.title, text=turn.text or event.text, where=turn.where or event.where,
        start=ICalMoment(begin, zone, turn.start.all_day), length=turn.length or as_long, rule=rule, instead_of=None,
        extra=tuple((moved(one), None) for one in later), later_ones_too=False, order=event.order, items=tuple(items),
        left_out=tuple(moved(one) for one in (moment_of(event, each) for each in event.left_out) if one > at),
    )  # fmt: skip
    head = event._replace(
        rule=_up_to(event.rule, at.date() - timedelta(days=1)) if event.rule else "",
        extra=tuple(one for one in event.extra if moment_of(event, one[0]) < at),
    )
    own = [(moment_of(event, one.instead_of), one) for one in changed if one.instead_of]
    rest = [one._replace(instead_of=moved(moment)) for moment, one in own if moment > at]
    before = [(head, [one for moment, one in own if moment < at])] if at > first else []
    return [*before, *from_then_on(tail, rest, last)]


GOES_ON = N_("it goes on after {day}: import it again before then")
_FROM_THEN_ON = N_("from {day} on it is different: its dates from then on were taken over as they became")


def _up_to(rule: str, last: date, **parts: str) -> str:
    """Return the text of a rule that ends on a day, with other ``parts``."""
    kept = [one.partition("=") for one in rule.replace(" ", "").split(";")]
    left = {key.upper(): value for key, _, value in kept if key.upper() not in {"COUNT", "UNTIL", *parts}}
    return ";".join(f"{key}={value}" for key, value in {**left, **parts, "UNTIL": f"{last:%Y%m%d}"}.items() if value)


def _moved_rule(text: str, rule: ImportRule, shift: int, end: date | None) -> str:
    """Return a rule of which all days are so many days later; empty when no rule says that."""
    last = end + timedelta(days=shift) if end else date(LATEST.year, 1, 1)
    clock = {"BYHOUR": "", "BYMINUTE": "", "BYSECOND": ""}
    if not shift:
        return _up_to(text, last, **clock)
    if rule.freq != "WEEKLY" or rule.months or rule.month_days or rule.positions:
        return ""
    own = ",".join(RULE_DAYS[(day + shift) % 7] for _, day in rule.days)
    return _up_to(text, last, **clock, BYDAY=own, WKST=RULE_DAYS[(rule.week_start + shift) % 7])


# --- all dates of a series together ------------------------------------------------------------------------------


class Held(NamedTuple):
    """One date of which something is said by itself: where ``when`` has it, if it does, and where it really is.

    ``by_rule`` is whether it is the pattern that has it there. What is ``said`` of it stands in a change of no day.
    """

    on: Session
    base: Session | None = None
    by_rule: bool = False
    said: Change = Change(date.min)

    @property
    def off(self) -> bool:
        """Whether it does not take place then."""
        return self.said.cancelled is not None or self.said.postponed is not None

    @property
    def change(self) -> Change | None:
        """What ``changes`` have to say of it."""
        at = self.base or self.on
        bare = Change(at.day, start_of(at.span))
        found = replace(self.said, day=at.day, at=bare.at)
        if self.on.day != at.day:
            found = replace(found, moved_to=self.on.day)
        if self.on.span != at.span:
            found = replace(found, time=self.on.span)
        return found if found != bare else None


def _long(one: Session) -> int:
    return one.span.minutes if one.span else WHOLE_DAY


class Settled(NamedTuple):
    """What ``when`` and ``changes`` hold; ``twice`` are starts that are there with two ends, of which one was taken."""

    when: list[Pattern]
    changes: list[Change]
    twice: list[tuple[date, int]]


class Settling:
    """Brings the dates of a series together: each moment once, and what is held there before what is off there."""

    def __init__(self, main: SeriesPattern | None, skipped: Iterable[date], since: date) -> None:
        self._main = main
        self._skipped = set(skipped)
        self._since = since
        self._claimed: set[date] = set()
        self._twice: list[tuple[date, int]] = []

    def settled(self, held: Sequence[Held]) -> Settled:
        """Return patterns and changes for the pattern and for dates of which something is said by itself."""
        self._claimed = {one.base.day for one in held if one.by_rule and one.base}
        kept = self._untangled(self._once(held))
        main = self._pattern(kept)
        loose = dict.fromkeys(one.base or one.on for one in kept if not one.by_rule)
        changes = [one.change for one in kept if max(one.on.day, (one.base or one.on).day) >= self._since]
        return Settled(
            [*([main] if main is not None else []), *dates_of(one for one in loose if one.day >= self._since)],
            [one for one in changes if one is not None],
            self._twice,
        )

    def _once(self, held: Sequence[Held]) -> list[Held]:
        """Take each start of each day once."""
        taken: dict[tuple[date, int], Held] = {}
        off: dict[tuple[date, int], Held] = {}
        kept: list[Held] = []
        for one in sorted(
            held, key=lambda one: (one.off, one.on != one.base, one.on.day, start_of(one.on.span), -_long(one.on))
        ):
            day, start = slot = one.on.day, start_of(one.on.span)
            other = taken.get(slot) or (off.get(slot) if one.off else None)
            span = self._given(day, start) if other is None else None
            if other is not None or (span and one.off):
                self._release(one)
                if other is not None and other.on != one.on and not one.off:
                    self._twice.append(slot)
                continue
            if span:
                self._release(one)
                self._twice += [slot] if one.on.span != span[0] else []
                self._claimed.add(day)
                one = one._replace(base=Session(day, span[0]), by_rule=True)  # noqa: PLW2901
            (off if one.off else taken)[slot] = one
            kept.append(one)
        return kept

    def _given(self, day: date, start: int) -> tuple[Span] | None:
        """Return the time of the pattern when it has that start on that day and nothing is said of it."""
        if self._main is None or day in self._claimed or day in self._skipped or start_of(self._main.time) != start:
            return None
        return (self._main.time,) if planned_of(self._main, [day]) else None

    def _release(self, one: Held) -> None:
        """Take a date away from where the pattern has it."""
        if one.by_rule and one.base:
            self._skipped.add(one.base.day)

    def _untangled(self, kept: list[Held]) -> list[Held]:
        """Free the places in ``when`` from where one date moved and to where another came: a change is of both."""
        places: dict[tuple[date, int], list[int]] = {}
        for n, one in enumerate(kept):
            there = one.base or one.on
            places.setdefault((there.day, start_of(there.span)), []).append(n)
        crowded = [slot for slot, each in places.items() if len(each) > 1]
        while crowded:
            each = places[crowded.pop()]
            while len(each) > 1 and (away := [n for n in each if self._left(kept[n])]):
                each.remove(n := away[0])
                self._release(kept[n])
                kept[n] = kept[n]._replace(base=None, by_rule=False)
                slot = kept[n].on.day, start_of(kept[n].on.span)
                places.setdefault(slot, []).append(n)
                crowded.append(slot)
        return kept

    @staticmethod
    def _left(one: Held) -> bool:
        """Whether a date has a place in ``when`` that it moved away from."""
        return one.base is not None and (one.base.day, start_of(one.base.span)) != (one.on.day, start_of(one.on.span))

    def _pattern(self, kept: Iterable[Held]) -> SeriesPattern | None:
        """Return the pattern without the dates that it does not hold; None when none of them is to come."""
        main, since = self._main, self._since
        if main is None:
            return None
        days = {day for day in self._skipped if day >= date(since.year - 1, 1, 1)}
        away = planned_of(main, days)
        last = main.last
        used = any(one.by_rule and one.on.day >= since for one in kept)
        if last is not None and not used:
            first = max(main.first or since, since)
            coming = days_of(main, main.first or since, first.toordinal(), last.toordinal())
            if {date.fromordinal(day) for day in coming} <= set(away):
                return None
        return skipping(main, away) if away else main
