"""The whole grammar against an independent engine (dateutil), and what must hold for every activity.

The examples are the same on every run and machine.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import chain

from dateutil import rrule, tz
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Address, Calendar, Municipality, Venue
from buurtkalender.domain.recurrence import Window, days_off, first_day, occurrences, planned_days, skipped_days
from buurtkalender.domain.values import (
    Change,
    Dates,
    Days,
    Holiday,
    Monthly,
    Occurrence,
    Pattern,
    Skip,
    TimeSpan,
    Weekly,
)
from examples import tried
from town import ANCHOR

AMSTERDAM = tz.gettz("Europe/Amsterdam")
EVERY_RUN_THE_SAME = tried(200)
FEWER = tried(60)  # a whole calendar an example

some_days = st.dates(date(2025, 12, 1), date(2028, 12, 31))
intervals = st.sampled_from([1, 1, 1, 2, 3, 4, 6, 12])
weekdays = st.integers(0, 6)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first = draw(some_days)
    return Window(first, first + timedelta(days=draw(st.integers(0, 399))))


@st.composite
def time_spans(draw: st.DrawFn) -> TimeSpan | None:
    """All day, or a time; often in the night, where the clocks change."""
    if draw(st.integers(0, 4)) == 0:
        return None
    start = draw(st.sampled_from([90, 120, 150, 180, 600]) | st.integers(0, 1439))
    return TimeSpan(start, start + draw(st.integers(1, 600)))


@st.composite
def skips(draw: st.DrawFn) -> Skip:
    own = draw(st.lists(st.tuples(some_days, st.integers(0, 20)), max_size=2))
    ranges = tuple(Days(first, first + timedelta(days=more)) for first, more in own)
    return Skip(draw(st.booleans()), draw(st.booleans()), draw(st.booleans()), ranges)


@st.composite
def bounds(draw: st.DrawFn) -> tuple[date | None, date | None]:
    return draw(st.none() | some_days), draw(st.none() | some_days)


@st.composite
def weekly(draw: st.DrawFn) -> Weekly:
    first, last = draw(bounds())
    chosen = tuple(draw(st.lists(weekdays, min_size=1, max_size=7, unique=True)))
    return Weekly(chosen, draw(time_spans()), draw(intervals), first, last, draw(skips()))


@st.composite
def monthly(draw: st.DrawFn) -> Monthly:
    first, last = draw(bounds())
    nths: tuple[tuple[int, int], ...] = ()
    numbers: tuple[int, ...] = ()
    if draw(st.booleans()):
        nth = st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), weekdays)
        nths = tuple(draw(st.lists(nth, min_size=1, max_size=3, unique=True)))
    else:
        numbers = tuple(draw(st.lists(st.integers(1, 31), min_size=1, max_size=4, unique=True)))
    return Monthly(nths, numbers, draw(time_spans()), draw(intervals), first, last, draw(skips()))


@st.composite
def loose(draw: st.DrawFn) -> Dates:
    return Dates(tuple(sorted(draw(st.sets(some_days, min_size=1, max_size=8)))), draw(time_spans()))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with one or two activities, whose changes are mostly about days that their rules give."""
    made = {}
    for name in ("koor/een", "koor/twee")[: draw(st.integers(1, 2))]:
        when = tuple(draw(st.lists(weekly() | monthly() | loose(), min_size=1, max_size=3)))
        planned = sorted({day for each in when for day in planned_days(each, ANCHOR, ANCHOR, date(2028, 12, 31))})
        about = st.sampled_from(planned) if planned else some_days
        changes = draw(
            st.lists(
                st.builds(
                    Change,
                    day=about,
                    cancelled=st.sampled_from([None, None, None, ""]),
                    time=st.none() | time_spans(),
                    moved_to=st.none() | some_days,
                    venue=st.sampled_from([None, "zaal", "bieb"]),
                ),
                max_size=4,
                unique_by=lambda change: change.day,
            )
        )
        made[name] = Activity(name, "Zingen", when, ("muziek",), venue="zaal", changes=tuple(changes))
    return Calendar(
        "zandmeer.example",
        ANCHOR,
        activities=made,
        venues={
            "zaal": Venue(
                "zaal", "Zaal", "school", Address(), "dorp", closed=(Days(date(2026, 7, 1), date(2026, 7, 31)),)
            ),
            "bieb": Venue("bieb", "Bieb", "library", Address(), "rand"),
        },
        municipalities={"zandmeer": Municipality("zandmeer", "Zandmeer", school_region="midden")},
        school_holidays=(Holiday("Kerstvakantie", Days(date(2026, 12, 19), date(2027, 1, 3))),),
        closures=(Holiday("Dorpsfeest", Days(date(2027, 6, 12), date(2027, 6, 13))),),
    )


def oracle(pattern: Weekly | Monthly, window: Window) -> list[date]:
    """What dateutil makes of the same rule (RFC 5545, 3.3.10; weeks from Monday)."""
    since = datetime.combine(pattern.first or ANCHOR, datetime.min.time())
    until = datetime.combine(min(pattern.last or window.last, window.last), datetime.min.time())
    if isinstance(pattern, Weekly):
        whole = rrule.rrule(
            rrule.WEEKLY,
            since,
            pattern.every,
            rrule.MO,
            until=until,
            byweekday=[rrule.weekday(d) for d in pattern.days],
        )
    else:
        nths = [rrule.weekday(day, nth) for nth, day in pattern.weekdays]
        whole = rrule.rrule(
            rrule.MONTHLY, since, pattern.every, until=until, byweekday=nths or None, bymonthday=pattern.days or None
        )
    return [moment.date() for moment in whole if moment.date() >= window.first]


@EVERY_RUN_THE_SAME
@given(weekly() | monthly(), windows())
def test_a_rule_gives_the_days_that_an_independent_engine_gives(pattern: Weekly | Monthly, window: Window) -> None:
    assert planned_days(pattern, ANCHOR, window.first, window.last) == oracle(pattern, window)


@EVERY_RUN_THE_SAME
@given(weekly() | monthly())
def test_the_first_day_is_the_first_day_of_an_independent_engine(pattern: Weekly | Monthly) -> None:
    whole = oracle(pattern, Window(date(2025, 1, 1), date(2030, 12, 31)))
    found = first_day(pattern, ANCHOR)
    assert found == whole[0] if whole else found is None or found > date(2030, 12, 31)


@EVERY_RUN_THE_SAME
@given(weekly() | monthly(), windows())
def test_what_is_planned_and_what_is_skipped_make_up_the_rule(pattern: Weekly | Monthly, window: Window) -> None:
    made = Activity("koor/een", "Zingen", (pattern,), ("muziek",))
    closures = (Holiday("Feest", Days(date(2027, 6, 1), date(2027, 6, 30))),)
    calendar = Calendar("zandmeer.example", ANCHOR, activities={made.id: made}, closures=closures)
    skipped = skipped_days(calendar, made, 0, window.first, window.last, days_off(calendar, window))
    planned = [occurrence.planned.date() for occurrence in occurrences(calendar, window)]
    assert sorted(chain(planned, skipped)) == oracle(pattern, window)
    assert not any(closures[0].days.first <= day <= closures[0].days.last for day in planned)


@FEWER
@given(calendars(), windows(), st.integers(0, 399))
def test_two_halves_of_a_window_give_what_the_whole_gives(calendar: Calendar, window: Window, days: int) -> None:
    middle = window.first + timedelta(days=days)
    assume(middle < window.last)
    before = occurrences(calendar, Window(window.first, middle))
    after = occurrences(calendar, Window(middle + timedelta(days=1), window.last))
    assert before + after == occurrences(calendar, window)


@FEWER
@given(calendars(), windows())
def test_every_occurrence_starts_in_the_window_at_a_time_that_exists_and_ends_later(
    calendar: Calendar, window: Window
) -> None:
    for occurrence in occurrences(calendar, window):
        assert window.first <= occurrence.day <= window.last
        assert occurrence.start < occurrence.end
        assert tz.datetime_exists(occurrence.start, AMSTERDAM)
        assert tz.datetime_exists(occurrence.end, AMSTERDAM)
        if occurrence.moved_from is None:
            written = occurrence.planned.replace(tzinfo=AMSTERDAM)
            assert occurrence.start == tz.resolve_imaginary(written).replace(tzinfo=None)
        else:
            assert occurrence.moved_from == occurrence.planned
            assert not occurrence.cancelled


@FEWER
@given(calendars(), windows())
def test_the_order_in_which_things_were_written_changes_nothing(calendar: Calendar, window: Window) -> None:
    """Activities, entries of ``when`` and changes reversed; only the number of an entry is its own."""

    def reversed_(made: Activity) -> Activity:
        return replace(made, when=made.when[::-1], changes=made.changes[::-1])

    def told(whole: Calendar) -> list[tuple[str, Pattern, Occurrence]]:
        return [
            (each.activity, whole.activities[each.activity].when[each.pattern], replace(each, pattern=0))
            for each in occurrences(whole, window)
        ]

    backwards = replace(
        calendar,
        activities={name: reversed_(made) for name, made in reversed(calendar.activities.items())},
        venues=dict(reversed(calendar.venues.items())),
        school_holidays=calendar.school_holidays[::-1],
    )
    assert sorted(map(repr, told(calendar))) == sorted(map(repr, told(backwards)))
    assert _moments(calendar, window) == _moments(backwards, window)


def _moments(calendar: Calendar, window: Window) -> list[tuple[datetime, str]]:
    return [(occurrence.start, occurrence.activity) for occurrence in occurrences(calendar, window)]
