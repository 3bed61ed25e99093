"""Every date of a year of random changes, held against a plain walk over its days (``plain_walk.py``)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.domain.model import Activity, Address, Calendar, Municipality, Room, Venue
from buurtkalender.domain.places import Places
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Change, Dates, Days, Holiday, Location, Monthly, Occurrence, Skip, Weekly
from domain.plain_walk import NTH, WEEKDAYS, Held, Town, walk
from examples import tried
from feeds.world import CLIENTS, Client, feed, shown
from making import span

FIRST, LAST = date(2026, 7, 1), date(2027, 6, 30)
ANCHOR = date(2026, 1, 5)
HALL, CHURCH = "dorpshuis", "kerkzaal"
SPANS = ("10:00-12:00", "14:00-16:30", "19:30-21:00", "20:00-01:00", "all-day")

# --- a year of somebody's file ----------------------------------------------------------------------

some_days = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))


def ranges(
    most: int = 3, longest: int = 12, days: st.SearchStrategy[date] = some_days
) -> st.SearchStrategy[list[tuple[date, date]]]:
    one = st.tuples(days, st.integers(0, longest)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
    return st.lists(one, max_size=most)


kinds = st.sampled_from(["school-holidays", "public-holidays", "venue-closures"])


@st.composite
def patterns(draw: st.DrawFn) -> dict[str, Any]:
    pattern: dict[str, Any] = {"time": draw(st.sampled_from(SPANS))}
    kind = draw(st.sampled_from(["weekly", "weekly", "weekly", "monthly", "monthly", "dates"]))
    if kind == "dates":
        return {**pattern, "dates": sorted(draw(st.sets(some_days, min_size=1, max_size=8)))}
    if kind == "weekly":
        chosen = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1, max_size=3))
        pattern["weekly"] = sorted(chosen, key=WEEKDAYS.index)
    elif draw(st.booleans()):
        pattern["monthly"] = sorted(draw(st.sets(st.integers(1, 31).map(str), min_size=1, max_size=3)))
    else:
        words = st.tuples(st.sampled_from(list(NTH)), st.sampled_from(WEEKDAYS)).map(" ".join)
        pattern["monthly"] = sorted(draw(st.sets(words, min_size=1, max_size=2)))
    if draw(st.booleans()):
        pattern["every"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        pattern["from"] = draw(some_days)
    if draw(st.booleans()):
        pattern["until"] = draw(some_days)
    pattern["skip"] = [*draw(st.sets(kinds)), *draw(st.lists(some_days, max_size=2)), *draw(ranges(1))]
    return pattern


@st.composite
def changes(draw: st.DrawFn, days: st.SearchStrategy[date], usual: str | None) -> dict[str, Any]:
    """What may be different on one date; also what contradicts itself."""
    change: dict[str, Any] = {"date": draw(days)}
    reasons = st.sampled_from(["", "De gastvrouw is ziek.", "De zaal is niet klaar"])
    everything = {
        "cancelled": reasons,
        "postponed": reasons,
        "tentative": reasons,
        "full": st.booleans(),
        "on": st.just(True),  # noqa: FBT003
        "moved_to": some_days.filter(lambda day: abs((day - change["date"]).days) <= 30),
        "time": st.sampled_from(SPANS[:-1]),
        "note": st.just("Neem iets mee."),
        "venue": st.sampled_from([HALL, CHURCH]),
        "location": st.just("Strandtent"),
    }
    for key in sorted(draw(st.sets(st.sampled_from(list(everything)), min_size=1, max_size=3))):
        change[key] = draw(everything[key])
    if change.get("venue", usual) == HALL and "location" not in change and draw(st.booleans()):
        change["room"] = draw(st.sampled_from(["zaal", "zolder"]))
    return change


PLACES = ({"venue": HALL}, {"venue": HALL, "room": "zaal"}, {"venue": CHURCH}, {"location": "Het plein"})


@st.composite
def years(draw: st.DrawFn) -> tuple[Town, dict[str, Any]]:
    """A town and the file of one activity in it. What is closed and what is different mostly meet planned dates."""
    file: dict[str, Any] = {"when": draw(st.lists(patterns(), min_size=1, max_size=2)), **draw(st.sampled_from(PLACES))}
    if draw(st.integers(0, 4)) == 0:
        file["full"] = True
    quiet = Town(ANCHOR, {}, [], [])
    planned = sorted({held.planned.date() for held in walk(quiet, file, FIRST, LAST)})
    near = st.sampled_from(planned[:12]) if planned else some_days
    town = Town(
        ANCHOR,
        {HALL: draw(ranges(days=near)), CHURCH: draw(ranges(days=near))},
        draw(ranges(2, 4, near)),
        draw(ranges(3, 16, near)),
    )
    found = draw(st.lists(changes(near, file.get("venue")), max_size=6))
    for change in found:
        if draw(st.integers(0, 5)) == 0:
            change["at"] = draw(st.sampled_from(["10:00", "14:00"]))
    return town, {**file, "changes": found}


# --- the same, as the product has it ----------------------------------------------------------------


def timed(text: str) -> Any:
    return None if text == "all-day" else span(text)


def as_range(pair: tuple[date, date]) -> Days:
    return Days(*pair)


def pattern_of(pattern: dict[str, Any]) -> Weekly | Monthly | Dates:
    time = timed(pattern["time"])
    if "dates" in pattern:
        return Dates(tuple(pattern["dates"]), time)
    skip = pattern["skip"]
    own = [one if isinstance(one, tuple) else (one, one) for one in skip if not isinstance(one, str)]
    left_out = Skip(
        "school-holidays" in skip, "public-holidays" in skip, "venue-closures" in skip, tuple(map(as_range, own))
    )
    bounds = pattern.get("every", 1), pattern.get("from"), pattern.get("until"), left_out
    if "weekly" in pattern:
        return Weekly(tuple(map(WEEKDAYS.index, pattern["weekly"])), time, *bounds)
    numbers = tuple(int(words) for words in pattern["monthly"] if words.isdigit())
    named = (words.split() for words in pattern["monthly"] if not words.isdigit())
    return Monthly(tuple((NTH[nth], WEEKDAYS.index(day)) for nth, day in named), numbers, time, *bounds)


def change_of(change: dict[str, Any]) -> Change:
    facts = {key: value for key, value in change.items() if key not in {"date", "at", "time", "location"}}
    if "at" in change:
        facts["at"] = span(f"{change['at']}-23:59").start
    if "time" in change:
        facts["time"] = timed(change["time"])
    if "location" in change:
        facts["location"] = Location(change["location"])
    return Change(change["date"], **facts)


def calendar_of(town: Town, file: dict[str, Any]) -> Calendar:
    made = Activity(
        "welzijn/koffie",
        "Koffie",
        tuple(map(pattern_of, file["when"])),
        ("ontmoeten",),
        changes=tuple(map(change_of, file["changes"])),
        venue=file.get("venue"),
        room=file.get("room"),
        location=Location(file["location"]) if "location" in file else None,
        full=file.get("full"),
    )
    rooms = (Room("zaal", "Zaal"), Room("zolder", "Zolder"))
    venues = {
        name: Venue(name, name, "other", Address(), "dorp", closed=tuple(map(as_range, closed)), rooms=rooms)
        for name, closed in town.venues.items()
    }
    return Calendar(
        "zandmeer.example",
        town.anchor,
        activities={made.id: made},
        venues=venues,
        municipalities={"zandmeer": Municipality("zandmeer", "Zandmeer", school_region="midden")},
        closures=tuple(Holiday("Dicht", as_range(one)) for one in town.closures),
        school_holidays=tuple(Holiday(f"Vakantie {n}", as_range(one)) for n, one in enumerate(town.school)),
    )


def held(one: Occurrence) -> Held:
    """An occurrence of the product, as the walk has it."""
    return Held(
        one.pattern,
        one.planned,
        one.start,
        one.end,
        one.status.value,
        one.venue,
        one.room,
        one.location.name if one.location else None,
        one.full,
        one.moved_from is not None,
        one.note,
    )


def against(town: Town, file: dict[str, Any]) -> None:
    calendar = calendar_of(town, file)
    found = occurrences(calendar, Window(FIRST, LAST))
    product = sorted(map(held, found), key=lambda one: (one.start, one.entry, one.planned))
    assert product == walk(town, file, FIRST, LAST)
    places = Places(calendar)
    for one in found:
        there = places.of(one)
        assert (there.status, there.full, there.note, there.moved_from, tuple(there.where)) == (
            *(one.status, one.full, one.note, one.moved_from),
            (one.venue, one.room, one.location),
        )
        closed = one.venue is not None and any(first <= one.day <= last for first, last in town.venues[one.venue])
        assert there.closed is (closed and one.tentative)


@tried(150)
@given(years())
def test_a_year_of_changes_is_what_a_plain_walk_over_its_days_finds(year: tuple[Town, dict[str, Any]]) -> None:
    against(*year)


@pytest.mark.thorough
@tried(3000)
@given(years())
def test_many_years_of_changes_are_what_a_plain_walk_finds(year: tuple[Town, dict[str, Any]]) -> None:
    against(*year)


# --- what people subscribe to -----------------------------------------------------------------------

STATUS = {"postponed": "CANCELLED"}


@pytest.mark.parametrize("client", CLIENTS[:1])
@tried(40)
@given(years())
def test_an_agenda_program_shows_the_same_year(client: Client, year: tuple[Town, dict[str, Any]]) -> None:
    town, file = year
    calendar = calendar_of(town, file)
    today = FIRST
    seen = shown(feed(calendar, today=today), Window(FIRST, LAST), client)
    told = [(one.start, STATUS.get(one.status, one.status).upper()) for one in walk(town, file, FIRST, LAST)]
    assert sorted((wall(one.start), one.status) for one in seen) == sorted(
        (wall(start), status) for start, status in told
    )


def wall(moment: date) -> str:
    """The moment on the clock on the wall, whatever way it is written; of a whole day the beginning."""
    if not isinstance(moment, datetime):
        return f"{moment}T00:00"
    there = moment.astimezone(ZoneInfo("Europe/Amsterdam")) if moment.tzinfo else moment
    return there.strftime("%Y-%m-%dT%H:%M")
