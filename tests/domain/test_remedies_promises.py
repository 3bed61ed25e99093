"""What is promised of an edit is what the whole engine says of the calendar in which it is made.

For the demo and the fictional town that is tried in their files: `tests/test_remedies_files.py`.
"""

from datetime import date
from itertools import islice

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advising import advice, anew, coming, kept
from buurtkalender.domain.coverage.judgement import Outlook
from buurtkalender.domain.coverage.survey import Survey, Trial
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Cost, Neighbourhood, Room, Sharing, Signup
from buurtkalender.domain.remedies.advice import PROPOSED, Trials, case_of
from buurtkalender.domain.remedies.edits import applied, changed_values
from buurtkalender.domain.remedies.rooms import Rooms
from buurtkalender.domain.values import Change, Days, Holiday, Norm, Skip, Weekly, Within
from buurtkalender.reading.content import read_content
from examples import tried
from making import day, days, span
from projects import DEMO
from quarter import RECENTLY, at, house, norm, offer, quarter
from town import ANCHOR, CALENDAR_ID, TODAY, town


@pytest.fixture(scope="module")
def demo() -> Calendar:
    """The demo municipality."""
    return read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar


def test_verdicts_with_remedies_are_those_without(demo: Calendar) -> None:
    bare = [msgspec.structs.replace(one, remedies=()) for one in advice(demo).verdicts]
    assert bare == list(anew(demo).values())


# --- any calendar -----------------------------------------------------------------------------------

WEEKDAYS = st.integers(0, 6)
CLOCKS = st.sampled_from(["09:00-11:00", "10:00-12:00", "14:00-16:00", "19:00-21:30"])
FACTS = st.sampled_from([True, False, None])
SKIPS = st.sampled_from([Skip(), Skip(school_holidays=True), Skip(days=(days("2026-12-07", "2027-01-17"),))])
VENUES = ("huis", "kerk", "ver", "verder")


@st.composite
def activities(draw: st.DrawFn, number: int) -> Activity:
    """An activity about which something may be wrong, unknown or old."""
    when = Weekly(tuple(sorted(draw(st.sets(WEEKDAYS, min_size=1, max_size=2)))), span(draw(CLOCKS)), skip=draw(SKIPS))
    venue = draw(st.sampled_from([*VENUES, None]))
    return offer(
        f"{draw(st.sampled_from(['welzijn', 'kerk', 'koor']))}/a{number}",
        when,
        venue=venue,
        serves=() if venue else ("thuis",),
        room=draw(st.sampled_from([None, "zaal", "keuken"])) if venue else None,
        cost=draw(st.sampled_from([None, Cost(0), Cost(0), Cost(250)])),
        signup=draw(st.sampled_from([None, Signup(required=False), Signup(required=True)])),
        come_alone=draw(FACTS),
        confirmed=draw(st.sampled_from([None, RECENTLY, date(2026, 7, 1)])),
        status=draw(st.sampled_from([ActivityStatus.ACTIVE] * 4 + [ActivityStatus.PAUSED])),
        changes=draw(st.sampled_from([(), (), (Change(day("2026-12-08"), cancelled="Ziek"),)])),
        themes=draw(st.sampled_from([("ontmoeten",), ("ontmoeten", "eten"), ("eten",)])),
    )


@st.composite
def norms(draw: st.DrawFn, number: int) -> Norm:
    """A norm on one of the themes."""
    unit, per = draw(st.sampled_from([("sessions", "week"), ("sessions", "month"), ("hours", "week")]))
    made = norm(
        draw(st.sampled_from([1, 2, 3])),
        unit,
        per,
        themes=(draw(st.sampled_from(["ontmoeten", "eten"])),),
        must=tuple(draw(st.sets(st.sampled_from(["free", "wheelchair", "come-alone", "no-signup"])))),
        dayparts=tuple(draw(st.sets(st.sampled_from(["weekday-morning", "weekday-afternoon", "weekend"]), max_size=2))),
        within=draw(st.sampled_from([Within(walk_minutes=15), Within(metres=2000), Within(area="neighbourhood")])),
    )
    return msgspec.structs.replace(made, id=f"norm{number}")


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Two neighbourhoods, four houses that share rooms now and then, a few activities, two norms."""
    houses = [
        house(
            key,
            metres,
            neighbourhood=where,
            access={"wheelchair": draw(FACTS)},
            rooms=(Room("zaal", "Zaal", capacity=draw(st.sampled_from([None, 8, 40]))), Room("keuken", "Keuken")),
            available=tuple(
                Sharing(Weekly((draw(WEEKDAYS),), span(hours), skip=draw(SKIPS)), draw(st.sampled_from([None, "zaal"])))
                for hours in draw(st.lists(st.sampled_from(["09:00-13:00", "13:00-17:00", "18:00-22:00"]), max_size=2))
            ),
            closed=draw(st.sampled_from([(), (Days(day("2026-12-19"), day("2027-01-03")),)])),
        )
        for key, metres, where in zip(
            VENUES, (500, 900, 1500, 4000), ("thuis", "thuis", "verderop", "elders"), strict=True
        )
    ]
    some = [draw(activities(number)) for number in range(draw(st.integers(0, 7)))]
    made = quarter(some, draw(norms(1)), draw(norms(2)), houses=houses)
    beyond = Neighbourhood("verderop", "Verderop", "wijk", "stad", centre=at(2000), residents={"65+": 150}, need=1.5)
    return msgspec.structs.replace(
        made,
        neighbourhoods=made.neighbourhoods | {"verderop": beyond},
        school_holidays=(Holiday("Kerst", days("2026-12-19", "2027-01-03")),),
    )


@tried(40)
@given(calendars())
def test_in_any_calendar_a_remedy_does_what_it_promises_and_nothing_worse(calendar: Calendar) -> None:
    found, before = advice(calendar), anew(calendar)
    for verdict in found.verdicts:
        for remedy in verdict.remedies:
            kept(calendar, remedy.edit, [remedy.here, *remedy.elsewhere], before)
    made, after = calendar, before
    for priority in found.priorities:
        assert priority.edit.activity is None or priority.edit.activity in calendar.activities
        after = kept(made, priority.edit, priority.effects, after)
        made = applied(made, priority.edit)


def told(outlook: Outlook) -> tuple[str, float, float]:
    """What is shown of what there would be: the verdict, what falls short, and for how many years of age."""
    years = sum(one.ages.bit_count() * round(one.short, 6) for one in outlook.each)
    return outlook.kind, round(outlook.short, 4), round(years, 4)


@tried(25)
@given(calendars())
def test_in_any_calendar_what_an_edit_adds_to_the_sum_is_what_counting_all_anew_gives(calendar: Calendar) -> None:
    """Also where it helps nobody, or makes something worse: that is why it is not offered."""
    planned = coming(calendar, TODAY)
    survey = Survey(calendar, planned, TODAY)
    trials = Trials(survey, Rooms(calendar, planned, survey.days))
    cases = [found for key in survey.counts for area in survey.scopes if (found := case_of(trials, key, area))]
    edits = {edit for one in cases for propose, _ in PROPOSED.values() for edit in islice(propose(one), 3)}
    for edit in edits:
        made = applied(calendar, edit)
        whole = Survey(made, coming(made, TODAY), TODAY)
        tried_here = Trial(survey, changed_values(calendar, edit))
        shifts = [shift for recount in tried_here.recounts(survey.counts) for shift in recount.shifts()]
        found = {(shift.norm, shift.neighbourhood): shift.after for shift in shifts}
        for key in survey.counts:
            for area in survey.scopes:
                quick = found.get((key, area)) or survey.judgement(key, area).outlook
                assert told(quick) == told(whole.judgement(key, area).outlook), (edit, key, area)


def test_the_same_content_in_another_order_gets_the_same_advice() -> None:
    calendar = town()
    names = ("activities", "venues", "organisations")
    turned = msgspec.structs.replace(
        calendar, **{name: dict(reversed(getattr(calendar, name).items())) for name in names}
    )
    assert advice(turned, TODAY) == advice(calendar, TODAY)
