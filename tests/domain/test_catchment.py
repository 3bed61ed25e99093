"""Place-hours per resident: how much room there is for how many people, where capacity is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from buurtkalender.domain.coverage.catchment import Catchment, catchments
from buurtkalender.domain.coverage.evaluation import evaluate
from buurtkalender.domain.coverage.survey import Survey
from buurtkalender.domain.model import Activity, Calendar, Neighbourhood, Room, Venue
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Ages, Change, Dates, Days, Holiday, Norm, Weekly, Within
from examples import tried
from making import MORNING, SA, TU, day
from quarter import at, house, norm, offer, quarter
from town import TODAY


def catchments_of(calendar: Calendar, today: date = TODAY) -> dict[str, Catchment]:
    """Work out the place-hours of the calendar's one norm, by neighbourhood."""
    coming = occurrences(calendar, Window(today, today + timedelta(371)))
    return {one.neighbourhood: one for one in catchments(Survey(calendar, coming, today))}


def home(key: str, metres: float, people: int | None, **facts: object) -> Neighbourhood:
    """Make a neighbourhood so many metres north of home, with so many people of 65+."""
    known = {"centre": at(metres), "residents": {} if people is None else {"65+": people}, **facts}
    return Neighbourhood(key, key.title(), "wijk", "stad", **known)  # type: ignore[arg-type]


def street(
    activities: Iterable[Activity], *homes: Neighbourhood, houses: Iterable[Venue] = (), asked: Norm | None = None
) -> Calendar:
    """Make a calendar with these neighbourhoods along one road."""
    made = quarter(activities, asked or norm(), houses=houses)
    return replace(made, neighbourhoods={one.id: one for one in homes})


def at_home(*activities: Activity, asked: Norm | None = None, houses: Iterable[Venue] = ()) -> Catchment:
    """Work it out for one neighbourhood, with 400 people of 65+ and a house 500 metres away."""
    return catchments_of(street(activities, home("thuis", 0, 400), houses=houses, asked=asked))["thuis"]


# --- the two steps ------------------------------------------------------------------------------------


def test_everybody_who_can_get_there_shares_the_room_and_everybody_adds_up_what_is_in_reach() -> None:
    """By hand: within 1,000 metres the first house has 400 + 100 people, the second 100 + 300."""
    coffee = offer("welzijn/koffie", capacity=20, venue="een")  # 2 hours a week: 40 place-hours
    soup = offer("kerk/soep", capacity=50, venue="twee")  # 100 place-hours
    houses = [house("een", 500), house("twee", 1900)]
    homes = [home("west", 0, 400), home("midden", 1200, 100), home("oost", 2500, 300), home("ver", 9000, 200)]
    found = catchments_of(street([coffee, soup], *homes, houses=houses))
    assert found["west"].place_hours == pytest.approx(40 / 500)
    assert found["midden"].place_hours == pytest.approx(40 / 500 + 100 / 400)
    assert found["oost"].place_hours == pytest.approx(100 / 400)
    assert found["ver"].place_hours == 0
    assert found["midden"].counted == ("kerk/soep", "welzijn/koffie")


@pytest.mark.parametrize(("metres", "place_hours"), [(999, 0.1), (1001, 0)])
def test_reach_is_that_of_the_norm(metres: float, place_hours: float) -> None:
    assert at_home(offer("welzijn/koffie", capacity=20), houses=[house(metres=metres)]).place_hours == place_hours


def test_a_distance_is_a_reach_too_and_hours_and_months_are_counted_as_well() -> None:
    dates = Dates((day("2026-12-05"), day("2027-01-05"), day("2027-02-05")), MORNING)
    coffee = offer("welzijn/koffie", dates, capacity=8)
    monthly = norm(4, "hours", "month", within=Within(metres=2000))
    found = at_home(coffee, asked=monthly, houses=[house(metres=1900)])
    assert (found.place_hours, found.per) == (16 / 400, "month")


@pytest.mark.parametrize("within", [Within(area="neighbourhood"), Within(area="municipality")])
def test_a_norm_on_areas_has_no_place_hours(within: Within) -> None:
    calendar = street([offer("welzijn/koffie", capacity=20)], home("thuis", 0, 400), asked=norm(within=within))
    assert catchments_of(calendar) == {}


def test_a_norm_on_offers_without_a_time_has_no_place_hours() -> None:
    asked = norm(1, "offers", None)
    assert catchments_of(street([offer("welzijn/koffie", capacity=20)], home("thuis", 0, 400), asked=asked)) == {}


def test_people_of_the_right_age_share_it_and_not_the_others() -> None:
    both = {"0-64": 5000, "65+": 400}
    found = catchments_of(street([offer("welzijn/koffie", capacity=20)], home("thuis", 0, 0, residents=both)))
    assert (found["thuis"].place_hours, found["thuis"].residents) == (0.1, 400)


def test_places_for_some_of_the_ages_are_an_average_over_all_of_them() -> None:
    assert at_home(offer("welzijn/koffie", capacity=20, ages=Ages(75))).place_hours == 0.1


def test_people_for_whom_the_norm_is_not_meant_share_the_room_all_the_same() -> None:
    coffee = offer("welzijn/koffie", capacity=20)
    homes = [home("thuis", 0, 400), replace(home("buren", 0, 100), municipality="dorp")]
    found = catchments_of(street([coffee], *homes, asked=norm(municipalities=("stad",))))
    assert {key: one.place_hours for key, one in found.items()} == {"thuis": 40 / 500}


def test_areas_with_only_companies_are_left_out() -> None:
    homes = [home("thuis", 0, 400), home("haven", 0, 600, kind="industrial")]
    found = catchments_of(street([offer("welzijn/koffie", capacity=20)], *homes))
    assert {key: one.place_hours for key, one in found.items()} == {"thuis": 0.1}


def test_who_is_fetched_is_within_reach_and_who_is_only_online_is_nowhere() -> None:
    fetched = offer("welzijn/koffie", capacity=20, serves=("thuis",), venue="huis", transport="De belbus.")
    assert at_home(fetched, houses=[house(metres=5000)]).place_hours == 0.1
    online = at_home(offer("welzijn/praten", capacity=20, online="https://praten.example"))
    assert (online.place_hours, online.counted) == (0, ())


# --- sessions ----------------------------------------------------------------------------------------


def test_an_ordinary_week_is_after_holidays_closures_and_cancellations() -> None:
    tuesdays = [TODAY + timedelta(7 * week) for week in range(1, 13)]
    cancelled = [Change(one, cancelled="Dicht.") for one in tuesdays[:5]]
    weekly = offer("welzijn/koffie", Weekly((TU,), MORNING), capacity=20, changes=tuple(cancelled))
    made = street([weekly], home("thuis", 0, 400))
    assert catchments_of(made)["thuis"].place_hours == 0.1  # seven of twelve weeks
    closed = replace(made, closures=(Holiday("Verbouwing", Days(tuesdays[5], tuesdays[6])),))
    assert catchments_of(closed)["thuis"].place_hours == 0  # five of twelve


def test_every_second_week_is_half_of_an_ordinary_week() -> None:
    weekly = offer("welzijn/koffie", Weekly((TU,), MORNING, every=2), capacity=20)
    assert at_home(weekly).place_hours == 0.05


def test_a_date_that_is_held_elsewhere_is_shared_by_who_lives_there() -> None:
    tuesdays = [TODAY + timedelta(7 * week) for week in range(1, 13)]
    moved = tuple(Change(one, venue="verder") for one in tuesdays[:7])
    coffee = offer("welzijn/koffie", Weekly((TU,), MORNING), capacity=20, changes=moved)
    houses = [house(), house("verder", 5000)]
    found = catchments_of(street([coffee], home("thuis", 0, 400), home("ver", 5000, 100), houses=houses))
    assert (found["thuis"].place_hours, found["ver"].place_hours) == (0, 40 / 100)


# --- what is not known -------------------------------------------------------------------------------


def test_what_has_no_capacity_does_not_count_and_is_told() -> None:
    found = at_home(offer("welzijn/koffie", capacity=20), offer("kerk/soep"))
    assert (found.place_hours, found.counted, found.without_capacity) == (0.1, ("welzijn/koffie",), ("kerk/soep",))


def test_where_no_capacity_is_known_nobody_can_say_how_much_room_there_is() -> None:
    found = at_home(offer("kerk/soep"), offer("welzijn/feest", Dates((day("2026-12-05"),), MORNING), capacity=500))
    assert (found.place_hours, found.without_capacity) == (None, ("kerk/soep",))
    assert at_home().place_hours == 0


def test_how_many_fit_into_the_room_is_not_how_many_can_join() -> None:
    church = house(rooms=(Room("zaal", "Zaal", capacity=350),))
    assert at_home(offer("kerk/soep", room="zaal"), houses=[church]).place_hours is None


def test_what_certainly_does_not_count_for_the_norm_gives_no_room_and_what_may_count_does() -> None:
    asked = norm(must=("wheelchair",))
    stairs, unknown = house(access={"wheelchair": False}), house(access={})
    assert at_home(offer("welzijn/koffie", capacity=20), asked=asked, houses=[stairs]).place_hours == 0
    assert at_home(offer("welzijn/koffie", capacity=20), asked=asked, houses=[unknown]).place_hours == 0.1


def test_where_nobody_knows_how_many_people_live_the_share_is_at_most_that() -> None:
    found = catchments_of(street([offer("welzijn/koffie", capacity=20)], home("thuis", 0, 400), home("nieuw", 0, None)))
    assert (found["thuis"].place_hours, found["thuis"].without_residents) == (0.1, ("nieuw",))
    assert (found["nieuw"].place_hours, found["nieuw"].residents) == (0.1, None)
    alone = catchments_of(street([offer("welzijn/koffie", capacity=20)], home("nieuw", 0, None)))
    assert alone["nieuw"].place_hours is None


def test_it_changes_no_verdict() -> None:
    found = []
    for capacity in (None, 1, 1000):
        calendar = street([offer("welzijn/koffie", capacity=capacity)], home("thuis", 0, 400))
        found.append(evaluate(calendar, occurrences(calendar, Window(TODAY, TODAY + timedelta(371))), TODAY))
    assert found[0] == found[1] == found[2] != ()


# --- what must hold whatever the town ------------------------------------------------------------------

_metres = st.integers(0, 850).map(lambda n: 7 * n)  # no two of these are exactly 1,000 metres apart


@tried(60)
@given(
    st.lists(st.tuples(_metres, st.integers(0, 900)), min_size=1, max_size=6),
    st.lists(st.tuples(_metres, st.integers(1, 90)), min_size=1, max_size=6),
)
def test_no_room_is_lost_or_made(towns: list[tuple[int, int]], halls: list[tuple[int, int]]) -> None:
    """What residents get, times how many they are, adds up to the room that is within anybody's reach."""
    homes = [home(f"buurt-{n}", metres, people) for n, (metres, people) in enumerate(towns)]
    houses = [house(f"huis-{n}", metres) for n, (metres, _) in enumerate(halls)]
    activities = [
        offer(f"welzijn/koffie-{n}", Weekly((SA,), MORNING), capacity=capacity, venue=f"huis-{n}")
        for n, (_, capacity) in enumerate(halls)
    ]
    found = catchments_of(street(activities, *homes, houses=houses))
    handed_out = sum((found[one.id].place_hours or 0) * one.residents["65+"] for one in homes)
    reached = [
        2 * capacity
        for metres, capacity in halls
        if any(abs(metres - there) <= 1000 and people for there, people in towns)
    ]
    assert handed_out == pytest.approx(sum(reached), abs=1e-9)
