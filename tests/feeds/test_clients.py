"""Whatever client reads a feed, it shows exactly what the calendar lists."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.domain.values import Change, Dates, Days, Holiday, Location, Monthly, Pattern, Skip, TimeSpan, Weekly
from examples import tried
from feeds.world import CLIENTS, MORNING, YEAR, Client, activity, calendar, day, feed, in_dorpshuis, meant, shown

EVERY_RUN_THE_SAME = tried(100)
CLOSURE = (Holiday("Zomersluiting", Days(day("2027-08-02"), day("2027-08-08"))),)
EVENING = TimeSpan(20 * 60, 22 * 60)
NIGHT = TimeSpan(23 * 60, 1440 + 4 * 60)
IN_THE_GAP = TimeSpan(2 * 60 + 30, 3 * 60 + 30)

SERIES: dict[str, tuple[Pattern, ...]] = {
    "weekly": (Weekly((1,), MORNING),),
    "several days a week": (Weekly((0, 2, 4), MORNING, first=day("2026-09-02"), last=day("2027-06-25")),),
    "every other week": (Weekly((2,), MORNING, every=2, first=day("2026-09-03")),),
    "every other week, from a Sunday": (Weekly((0, 6), MORNING, every=2, first=day("2026-09-06")),),
    "daily, in school holidays not": (Weekly(tuple(range(7)), MORNING, skip=Skip(school_holidays=True)),),
    "not on public holidays": (Weekly((0, 4), EVENING, skip=Skip(public_holidays=True)),),
    "not when the house is closed": (Weekly((1, 3), MORNING, skip=Skip(venue_closures=True)),),
    "first day is skipped": (
        Weekly((1,), MORNING, first=day("2026-09-01"), skip=Skip(days=(Days(day("2026-09-01"), day("2026-09-14")),))),
    ),
    "first and last of the month": (Monthly(((1, 1), (-1, 4)), (), MORNING),),
    "fifth Monday": (Monthly(((5, 0),), (), MORNING),),
    "the 31st, every other month": (Monthly((), (31, 1), MORNING, every=2, first=day("2026-06-15")),),
    "all day": (Monthly(((3, 5),), (), None, last=day("2027-03-20")), Dates((day("2026-12-05"),), None)),
    "loose dates": (Dates((day("2026-12-05"), day("2027-03-28")), MORNING),),
    "until that very day, after midnight": (Weekly((3,), TimeSpan(30, 90), last=day("2026-12-24")),),
    "until that very day, late": (Weekly((3,), TimeSpan(1410, 1500), last=day("2027-07-01")),),
    "long before the calendar began": (Weekly((2,), MORNING, every=3, first=day("1985-05-01")),),
    "two at once": (Weekly((1,), MORNING), Weekly((1,), EVENING)),
    "over the clock change": (Weekly((5,), NIGHT, first=day("2026-09-05")),),
    "first over the clock change": (Weekly((5,), NIGHT, first=day("2026-10-24")),),
    "monthly, first over the clock change": (Monthly(((-1, 6),), (), TimeSpan(60, 240), first=day("2026-10-25")),),
    "in the missing hour": (Weekly((6,), IN_THE_GAP, first=day("2027-03-28")),),
    "in the double hour": (Weekly((6,), TimeSpan(150, 180)), Dates((day("2026-10-25"),), TimeSpan(150, 180))),
    "within the double hour": (Monthly(((-1, 6),), (), TimeSpan(130, 170)),),
    "loose dates at night": (Dates((day("2027-03-28"), day("2027-10-31")), IN_THE_GAP),),
    "ends in the missing hour": (Weekly((6,), TimeSpan(90, 150)),),
}

CHANGES = (
    Change(day("2026-11-24"), cancelled="De gastvrouw is ziek."),
    Change(day("2026-12-01"), moved_to=day("2026-12-02")),
    Change(day("2026-12-08"), time=TimeSpan(660, 780)),
    Change(day("2026-12-15"), venue="kerkzaal", note="De zaal wordt geverfd."),
    Change(day("2026-12-22"), location=Location("Park", city="Zandmeer")),
    Change(day("2026-12-29"), cancelled="", moved_to=day("2026-12-30")),
    Change(day("2027-01-05"), moved_to=day("2026-12-23"), time=NIGHT),
    Change(day("2027-03-28"), time=IN_THE_GAP),
    Change(day("2027-01-06"), cancelled="Dit is op geen enkele dag van de reeks."),
)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
@pytest.mark.parametrize("name", SERIES)
def test_every_occurrence_is_in_the_feed_and_the_other_way_round(name: str, client: Client) -> None:
    town = calendar(in_dorpshuis(*SERIES[name]), closures=CLOSURE)
    assert meant(town, YEAR)
    assert shown(feed(town), YEAR, client) == meant(town, YEAR)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
@pytest.mark.parametrize("name", SERIES)
def test_every_change_is_in_the_feed(name: str, client: Client) -> None:
    town = calendar(in_dorpshuis(*SERIES[name], changes=CHANGES), closures=CLOSURE)
    assert shown(feed(town), YEAR, client) == meant(town, YEAR)


def test_a_client_that_reckons_otherwise_is_told_apart() -> None:
    """The oracle can tell the two readings of a duration apart, or it would prove nothing."""
    town = calendar(activity(Weekly((5,), NIGHT, first=day("2026-09-05"))))
    without = feed(town).partition(b"BEGIN:VEVENT\r\n")
    only_master = without[0] + b"BEGIN:VEVENT\r\n" + without[2].partition(b"END:VEVENT")[0]
    only_master += b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    exact, wall = (shown(only_master, YEAR, Client(exact, ignores_gaps=False)) for exact in (True, False))
    assert exact != wall


DAYS = st.dates(date(2026, 7, 1), date(2027, 12, 31))
TIMES = st.none() | st.builds(
    lambda start, minutes: TimeSpan(start, start + minutes),
    st.sampled_from([0, 30, 90, 120, 150, 180, 600, 1200, 1410]),
    st.sampled_from([30, 60, 90, 240]),
)
SKIPS = st.builds(
    Skip,
    school_holidays=st.booleans(),
    public_holidays=st.booleans(),
    venue_closures=st.booleans(),
    days=st.lists(DAYS.map(lambda one: Days(one, one + timedelta(days=20))), max_size=2).map(tuple),
)
BOUNDS = {"first": st.none() | DAYS, "last": st.none() | DAYS, "skip": SKIPS, "every": st.integers(1, 3)}
WEEKLIES = st.builds(Weekly, st.sets(st.integers(0, 6), min_size=1).map(lambda n: tuple(sorted(n))), TIMES, **BOUNDS)
NTH = st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6))
MONTHLIES = st.one_of(
    st.builds(Monthly, st.sets(NTH, min_size=1, max_size=3).map(tuple), st.just(()), TIMES, **BOUNDS),
    st.builds(Monthly, st.just(()), st.sets(st.integers(1, 31), min_size=1, max_size=3).map(tuple), TIMES, **BOUNDS),
)
LOOSE = st.builds(Dates, st.sets(DAYS, min_size=1, max_size=5).map(lambda n: tuple(sorted(n))), TIMES)
ALTERED = st.builds(
    Change,
    DAYS,
    cancelled=st.none() | st.just("ziek"),
    moved_to=st.none() | DAYS,
    time=TIMES,
    venue=st.none() | st.just("kerkzaal"),
)


@EVERY_RUN_THE_SAME
@given(
    when=st.lists(WEEKLIES | MONTHLIES | LOOSE, min_size=1, max_size=2),
    changes=st.lists(ALTERED, max_size=4),
    client=st.sampled_from(CLIENTS),
)
def test_any_series_at_all_is_shown_as_it_is_meant(when: list[Pattern], changes: list[Change], client: Client) -> None:
    town = calendar(in_dorpshuis(*when, changes=tuple(changes)), closures=CLOSURE)
    assert shown(feed(town), YEAR, client) == meant(town, YEAR)
