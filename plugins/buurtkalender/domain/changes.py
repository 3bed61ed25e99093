"""What becomes different for residents between two states of a calendar: dates, places, facts, rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from buurtkalender.domain.conflicts import DoubleBooking, double_bookings
from buurtkalender.domain.facts import plain_facts
from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.places import where
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Occurrence, Value

What = Literal[
    "new",
    "gone",
    "cancelled",
    "postponed",
    "on-again",
    "moved",
    "time",
    "place",
    "tentative",
    "sure",
    "full",
    "free",
]
"""What happens to a date. ``sure`` it is after it was tentative, and ``free`` are places again after it was full."""

SHOWN_FIELDS = (
    *("title", "summary", "description", "online", "serves", "themes", "audiences", "ages", "languages"),
    *(fact.field for fact in plain_facts("signup")),
    *("host", "full", "cost", "signup"),
    *(fact.field for fact in plain_facts("welcome")),
    *("families", "referral", "transport", "access", "contact", "status"),
)
"""Fields of an activity that residents see, beside when and where."""


class DateChange(Value, frozen=True):
    """What happens to one date: the occurrence ``before`` and ``after``, None where there is none."""

    what: What
    before: Occurrence | None = None
    after: Occurrence | None = None

    @property
    def day(self) -> date:
        """The day that people have in their diaries, else the new one."""
        one = self.before or self.after
        assert one is not None  # noqa: S101 - one of the two is always there
        return one.day


class Announced(Value, frozen=True):
    """One activity that is new, gone or different. ``facts`` are the fields with another value."""

    before: Activity | None = None
    after: Activity | None = None
    moments: tuple[DateChange, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def activity(self) -> Activity:
        """The activity as it is now, or was."""
        one = self.after or self.before
        assert one is not None  # noqa: S101 - one of the two is always there
        return one


class Changes(Value, frozen=True):
    """All that residents notice, in order of address; rooms that get, or lose, two users at the same time."""

    activities: tuple[Announced, ...] = ()
    booked: tuple[DoubleBooking, ...] = ()
    freed: tuple[DoubleBooking, ...] = ()


def announced(old: Calendar, new: Calendar, window: Window) -> Changes:
    """Return what a change does to the days of a window; an activity that got another address is the same one."""
    sides = [(calendar, occurrences(calendar, window)) for calendar in (old, new)]
    before, after = ({one.origin: one for one in calendar.activities.values()} for calendar, _ in sides)
    dates = [_by_origin(calendar, found) for calendar, found in sides]
    told = []
    for origin in sorted(before.keys() | after.keys()):
        was, now = before.get(origin), after.get(origin)
        moments = _moments(dates[0][origin], dates[1][origin])
        facts = tuple(name for name in SHOWN_FIELDS if was and now and getattr(was, name) != getattr(now, name))
        if moments or facts or was is None or now is None or _when_it_is(was) != _when_it_is(now):
            told.append(Announced(was, now, moments, facts))
    booked, freed = _bookings(sides)
    return Changes(tuple(told), booked, freed)


def _by_origin(calendar: Calendar, found: Iterable[Occurrence]) -> defaultdict[str, list[Occurrence]]:
    by: defaultdict[str, list[Occurrence]] = defaultdict(list)
    for one in found:
        by[calendar.activities[one.activity].origin].append(one)
    return by


def _when_it_is(activity: Activity) -> tuple[object, ...]:
    return activity.when, where(activity)


def _moments(before: list[Occurrence], after: list[Occurrence]) -> tuple[DateChange, ...]:
    """Pair the dates: first by what was planned, then what is left by day; the rest is new or gone."""
    was, now = list(before), list(after)
    pairs = [*_paired(was, now, "planned"), *_paired(was, now, "day")]
    found = [DateChange(what, one, other) for one, other in pairs for what in _differences(one, other)]
    found += [DateChange("gone", before=one) for one in was if not one.cancelled]
    for one in now:
        if not one.cancelled:
            found += [DateChange(what, after=one) for what in ("new", *_not_simply_on(one))]
    return tuple(sorted(found, key=lambda moment: (moment.day, moment.what)))


def _paired(was: list[Occurrence], now: list[Occurrence], by: str) -> list[tuple[Occurrence, Occurrence]]:
    """Take from both lists what belongs together."""
    waiting: dict[object, list[Occurrence]] = defaultdict(list)
    for other in now:
        waiting[getattr(other, by)].append(other)
    pairs = []
    for one in list(was):
        if waiting.get(getattr(one, by)):
            other = waiting[getattr(one, by)].pop(0)
            pairs.append((one, other))
            was.remove(one)
            now.remove(other)
    return pairs


def _differences(one: Occurrence, other: Occurrence) -> Iterator[What]:
    """Yield all that becomes different: of what is off, only that."""
    if other.cancelled:
        if one.status is not other.status:
            yield "postponed" if other.postponed else "cancelled"
        return
    if one.cancelled:
        yield "on-again"
    elif one.day != other.day:
        yield "moved"
    elif (one.start, one.end) != (other.start, other.end):
        yield "time"
    if where(one) != where(other):
        yield "place"
    if one.tentative and not (other.tentative or one.cancelled):
        yield "sure"
    elif other.tentative and not one.tentative:
        yield "tentative"
    if one.full != other.full:
        yield "full" if other.full else "free"


def _not_simply_on(one: Occurrence) -> Iterator[What]:
    if one.tentative:
        yield "tentative"
    if one.full:
        yield "full"


def _bookings(
    sides: list[tuple[Calendar, list[Occurrence]]],
) -> tuple[tuple[DoubleBooking, ...], tuple[DoubleBooking, ...]]:
    """Return the double bookings that only the second side has, and those that only the first has."""
    before, after = (
        {
            (
                one.venue,
                one.room,
                *sorted(calendar.activities[each.activity].origin for each in (one.first, one.second)),
            ): one
            for one in double_bookings(calendar, found)
        }
        for calendar, found in sides
    )
    return (
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
    )
