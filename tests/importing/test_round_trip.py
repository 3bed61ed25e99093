"""What our own feeds say, comes back as the same dates at the same places: in the town, in the demo, and at random."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.domain.recurrence import Window as Span
from buurtkalender.domain.recurrence import days_off, occurrences_of
from buurtkalender.domain.values import Change, Dates, Days, Monthly, Pattern, Skip, TimeSpan, Weekly
from buurtkalender.feeds import ical
from buurtkalender.feeds.context import context as context_of
from buurtkalender.reading.content import read_content
from buurtkalender.reading.markup import description_html, to_text
from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.drafting import Defaults, Drafter
from buurtkalender.submissions.importing.importer import proposals, window_of
from buurtkalender.submissions.importing.matching import PlaceMatcher
from buurtkalender.submissions.importing.versions import events
from buurtkalender.words.catalogues import translator
from examples import tried
from projects import DEMO
from town import ANCHOR, CALENDAR_ID, TODAY, town

YEAR = Span(TODAY, TODAY + timedelta(days=364))


@cache
def demo() -> Calendar:
    """The demo municipality."""
    return read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar


def feed(calendar: Calendar, activities: list[Activity]) -> bytes:
    """The feed of these activities."""
    context = context_of(calendar, "nl", lambda one: f"https://zandmeer.example/{one}/", {}, today=TODAY)
    blocks = [ical.events(context, one) for one in activities]
    address = "https://zandmeer.example/kalender.ics"
    return b"".join(ical.feed("Alles", "Alles", address, "https://zandmeer.example/", "teal", blocks))


def told(calendar: Calendar, activities: list[Activity]) -> Counter[object]:
    """When and where activities are held, cancelled dates too, from today on."""
    off = days_off(calendar, YEAR)
    return Counter(
        (one.start, one.end, one.all_day, one.cancelled, one.venue or one.location is not None, one.room)
        for activity in activities
        for one in occurrences_of(calendar, activity, YEAR, off)
    )


def back(calendar: Calendar, octets: bytes, organisation: str) -> list[Activity]:
    """What an import makes of a feed. Every file that comes of it has been checked as `check` does."""
    places = PlaceMatcher(calendar)
    found, _ = proposals(events(components(octets, "kalender.ics")).events, window_of(TODAY), places)
    desk = Drafter(calendar, places, window_of(TODAY), translator("en"))
    venue = next(iter(calendar.venues))
    defaults = Defaults(organisation, venue, (next(iter(calendar.themes)),))
    drafts = [desk.draft(one, defaults) for one in found]
    assert all(one.activity for one in drafts), [item for one in drafts for item in one.items if one.activity is None]
    return [one.activity for one in drafts if one.activity]


def with_places(calendar: Calendar, activities: list[Activity]) -> list[Activity]:
    """Those that are held somewhere: what only serves an area says no place in a feed."""
    return [one for one in activities if one.venue]


@pytest.mark.parametrize("content", [town, demo], ids=["town", "demo"])
def test_the_feed_of_each_organisation_comes_back_as_the_same_dates(content: object) -> None:
    calendar: Calendar = content()  # type: ignore[operator]
    for organisation in calendar.organisations:
        own = [one for one in calendar.activities.values() if one.organisation == organisation]
        own = with_places(calendar, own)
        made = back(calendar, feed(calendar, own), organisation)
        assert told(calendar, made) == told(calendar, own), organisation


TEXTS = (
    "Inloop in De Vlonder.  \nKade 3  \n1234 AB Zandmeer",
    "Neem een *beker* mee,  \nof koop er een.  \n10. Inloop  \n11. Quiz",
    "Zie <https://vlonder.example/quiz>  \nof loop binnen.",
)


@pytest.mark.parametrize("text", TEXTS)
def test_the_lines_of_a_text_come_back_as_lines(text: str) -> None:
    calendar = town()
    when = (Weekly((1,), TimeSpan(600, 720)),)
    said = Activity("welzijn-zandmeer/iets", "Iets", when, ("ontmoeten",), venue="dorpshuis", description=text)
    (made,) = back(calendar, feed(calendar, [said]), "welzijn-zandmeer")
    assert made.description
    assert to_text(made.description).startswith(f"{to_text(text)}\n\n")  # and what it is like there
    assert description_html(made.description).startswith(
        description_html(text).replace("<em>", "").replace("</em>", "")
    )


# --- at random ----------------------------------------------------------------------------------------------

some_days = st.dates(date(2026, 9, 1), date(2027, 8, 31))


@st.composite
def spans(draw: st.DrawFn) -> TimeSpan | None:
    """A time of day, past midnight too, or all day."""
    if draw(st.integers(0, 5)) == 0:
        return None
    start = draw(st.integers(0, 95)) * 15
    return TimeSpan(start, start + draw(st.integers(1, 80)) * 15)


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    """A pattern with what may be left out of it."""
    span, first = draw(spans()), draw(some_days)
    last = draw(st.none() | st.integers(0, 400).map(lambda n: first + timedelta(days=n)))
    skipped = draw(st.lists(some_days, max_size=4, unique=True))
    skip = Skip(
        school_holidays=draw(st.booleans()),
        public_holidays=draw(st.booleans()),
        days=tuple(Days(one, one) for one in sorted(skipped)),
    )
    kind = draw(st.sampled_from(["weekly", "weekly", "nth", "number", "dates"]))
    if kind == "weekly":
        wanted = draw(st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True))
        return Weekly(tuple(sorted(wanted)), span, draw(st.sampled_from([1, 1, 2, 3])), first, last, skip)
    if kind == "nth":
        nth = draw(st.sampled_from([1, 2, 3, 4, 5, -1])), draw(st.integers(0, 6))
        return Monthly((nth,), (), span, draw(st.sampled_from([1, 1, 2])), first, last, skip)
    if kind == "number":
        return Monthly((), (draw(st.integers(1, 31)),), span, 1, first, last, skip)
    return Dates(tuple(sorted(draw(st.lists(some_days, min_size=1, max_size=9, unique=True)))), span)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    """An activity in a venue, of which some dates are different."""
    pattern = draw(patterns())
    made = Activity("welzijn-zandmeer/iets", "Iets", (pattern,), ("ontmoeten",), venue="dorpshuis")
    calendar = town()
    coming = occurrences_of(calendar, made, YEAR, days_off(calendar, YEAR))
    chosen = draw(st.lists(st.sampled_from(coming), max_size=3, unique_by=lambda one: one.planned)) if coming else []
    changes = []
    for one in chosen:
        change = Change(one.planned.date())
        kind = draw(st.sampled_from(["cancelled", "moved", "time", "venue"]))
        if kind == "cancelled":
            change = replace(change, cancelled="")
        elif kind == "moved":
            change = replace(change, moved_to=one.planned.date() + timedelta(days=draw(st.integers(1, 6))))
        elif kind == "time" and not one.all_day:
            change = replace(change, time=TimeSpan(540, 630))
        elif kind == "venue":
            change = replace(change, venue="brinkhuis")
        if change != Change(change.day):
            changes.append(change)
    return replace(made, changes=tuple(sorted(changes, key=lambda one: one.day)))


@tried(120)
@given(activities())
def test_whatever_our_feed_can_say_comes_back(made: Activity) -> None:
    calendar = town()
    expected = told(calendar, [made])
    if not expected:
        return
    assert told(calendar, back(calendar, feed(calendar, [made]), "welzijn-zandmeer")) == expected
