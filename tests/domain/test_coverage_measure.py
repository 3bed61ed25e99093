"""How coverage measures: near enough, the right ages, the right hours, what is known."""

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Room
from buurtkalender.domain.values import Ages, Change, Dates, Location, Measure, Monthly, Weekly, Within
from making import FR, MORNING, SA, TU, day, span
from quarter import at, house, norm, offer, quarter, verdict, verdicts


def lower(*activities: object, **asked: object) -> float:
    return verdict(activities, norm(1, **asked)).lower


@pytest.mark.parametrize(("metres", "counts"), [(0, 1), (999, 1), (1001, 0)])
def test_fifteen_minutes_is_a_thousand_metres_of_the_way(metres: float, counts: float) -> None:
    assert verdict([offer("welzijn/koffie")], norm(1), [house(metres=metres)]).lower == counts


def test_a_municipality_may_say_how_fast_its_people_walk() -> None:
    calendar = quarter([offer("welzijn/koffie")], norm(1), houses=[house(metres=999)])
    assert verdicts(replace(calendar, measure=Measure(walking_kmh=3.0)))[0].verdict == "gap"


@pytest.mark.parametrize(("metres", "counts"), [(1999, 1), (2001, 0)])
def test_a_distance_is_the_length_of_the_way(metres: float, counts: float) -> None:
    asked = norm(1, within=Within(metres=2000))
    assert verdict([offer("welzijn/koffie")], asked, [house(metres=metres)]).lower == counts


def test_a_place_without_a_point_is_at_the_centre_of_its_neighbourhood() -> None:
    here = house(point=None)
    elsewhere = house(point=None, neighbourhood="verderop")  # 2 km away
    assert verdict([offer("welzijn/koffie")], norm(1), [here]).lower == 1
    assert verdict([offer("welzijn/koffie")], norm(1), [elsewhere]).lower == 0
    street = offer("welzijn/koffie", location=Location("Het plein", neighbourhood="thuis"))
    assert verdict([street], norm(1)).lower == 1


def test_a_norm_on_an_area_looks_at_borders_and_not_at_metres() -> None:
    across_the_border = [house(metres=10, neighbourhood="verderop")]
    coffee = [offer("welzijn/koffie")]
    assert verdict(coffee, norm(1, within=Within(area="neighbourhood")), across_the_border).lower == 0
    assert verdict(coffee, norm(1, within=Within(area="municipality")), across_the_border).lower == 1


def test_of_a_place_that_nobody_can_point_at_it_is_not_known_whether_it_is_near() -> None:
    found = verdict([offer("welzijn/koffie", location=Location("Bij ons thuis"))], norm(1))
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 0, 1)
    assert found.near_misses[0].params["fact"] == "place"
    assert [(one.activity, one.certain) for one in found.counted] == [("welzijn/koffie", False)]


def test_what_is_only_online_is_not_around_the_corner() -> None:
    found = verdict([offer("welzijn/koffie", online="https://praten.example")], norm(1))
    assert (found.upper, found.near_misses[0].failed) == (0, "online")


def test_what_has_times_but_no_place_counts_where_it_serves() -> None:
    bus = offer("welzijn/belbus", serves=("thuis",))
    assert verdict([bus], norm(1, must=("wheelchair",))).lower == 1


def test_a_neighbourhood_without_a_centre_counts_what_is_inside_it() -> None:
    assert verdict([offer("welzijn/koffie")], norm(1), centre=None).lower == 1
    outside = [house(neighbourhood="verderop")]
    assert verdict([offer("welzijn/koffie")], norm(1), outside, centre=None).lower == 0


def test_how_far_a_neighbourhood_without_a_centre_is_from_the_next_nobody_can_say() -> None:
    outside = [house(neighbourhood="verderop")]
    found = verdict([offer("welzijn/koffie")], norm(1), outside, centre=None)
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 0, 1)
    assert (found.near_misses[0].failed, found.near_misses[0].params["fact"]) == ("unknown", "way")


def test_an_activity_counts_for_the_ages_that_it_admits() -> None:
    found = verdict([offer("welzijn/koffie", ages=Ages(75))], norm(1))
    assert found.counted[0].share == pytest.approx(21 / 31, abs=1e-4)  # 75-95 of 65-95
    assert (found.counted[0].ages, found.counted[0].amount, found.lower) == ((Ages(75),), 1, 0)
    assert lower(offer("welzijn/koffie", audiences=("ouderen",))) == 1
    assert lower(offer("welzijn/koffie", ages=Ages(0, 64))) == 0


def test_two_halves_of_the_ages_make_a_whole() -> None:
    younger, older = offer("welzijn/koffie", ages=Ages(65, 74)), offer("kerk/soep", ages=Ages(75))
    assert verdict([younger, older], norm(1)).verdict == "covered"


def test_an_audience_without_ages_has_to_be_named() -> None:
    named = offer("welzijn/cafe", audiences=("mantelzorgers",))
    nobody = offer("welzijn/koffie")
    others = offer("welzijn/soos", audiences=("ouderen",))
    asked = norm(1, audience="mantelzorgers")
    assert verdict([named], asked).verdict == "covered"
    assert verdict([nobody], asked).verdict == "data-gap"
    assert verdict([others], asked).verdict == "gap"


def test_another_theme_or_goal_is_another_matter() -> None:
    found = verdict([offer("koor/zingen", themes=("muziek",))], norm(1))
    assert (found.counted, found.near_misses) == ((), ())
    strong = offer("welzijn/cursus", goals=("veerkracht",))
    assert verdict([strong], norm(1, goal="veerkracht")).lower == 1
    assert verdict([offer("welzijn/koffie")], norm(1, goal="veerkracht")).lower == 0


def test_hours_are_added_up() -> None:
    found = verdict([offer("welzijn/koffie", Weekly((TU, FR), span("09:30-11:00")))], norm(3, "hours"))
    assert (found.lower, found.required, found.unit) == (3, 3, "hours")


def test_the_first_tuesday_of_the_month_is_once_a_month_in_every_month() -> None:
    monthly = offer("welzijn/koffie", Monthly(((1, TU),), (), MORNING))
    for today in ("2026-11-24", "2026-12-01", "2026-12-06", "2027-01-30"):
        found = verdict([monthly], norm(1, per="month"), today=day(today))
        assert (found.verdict, found.lower, found.weeks_met) == ("covered", 1, 1)


def test_a_month_without_is_named_by_its_first_day() -> None:
    closed = offer("welzijn/koffie", Dates((day("2026-12-01"), day("2027-02-02")), MORNING))
    found = verdict([closed], norm(1, per="month"))  # December, January, February
    assert (found.verdict, found.poor_weeks) == ("seasonal", (day("2027-01-01"),))


def test_this_week_does_not_count_nor_does_what_lies_behind_the_weeks_of_the_norm() -> None:
    this_week = offer("welzijn/koffie", Dates((day("2026-11-25"), day("2026-11-29")), MORNING))
    assert verdict([this_week], norm(1, weeks=1)).lower == 0
    next_week = offer("welzijn/koffie", Dates((day("2026-11-30"),), MORNING))
    assert verdict([next_week], norm(1, weeks=1)).lower == 1
    assert verdict([next_week], norm(1, weeks=1), today=day("2026-11-30")).lower == 0


@pytest.mark.parametrize(
    ("hours", "weekday", "daypart"),
    [
        ("11:59-13:00", TU, "weekday-morning"),
        ("12:00-13:00", TU, "weekday-afternoon"),
        ("16:59-18:00", TU, "weekday-afternoon"),
        ("17:00-18:00", TU, "weekday-evening"),
        ("10:00-12:00", SA, "weekend-morning"),
        ("14:00-16:00", SA, "weekend"),
        ("20:00-22:00", SA, "evening"),
    ],
)
def test_a_session_is_in_the_daypart_in_which_it_starts(hours: str, weekday: int, daypart: str) -> None:
    made = offer("welzijn/koffie", Weekly((weekday,), span(hours)))
    every = ("weekday-morning", "weekday-afternoon", "weekday-evening", "weekend-morning", "weekend-afternoon")
    assert verdict([made], norm(1, dayparts=(daypart,))).verdict == "covered"
    for other in every:
        if other != daypart and not (weekday == SA and other.startswith("weekend")):
            assert verdict([made], norm(1, dayparts=(other,))).verdict == "gap"


def test_a_walk_in_is_in_every_daypart_in_which_it_is_open() -> None:
    long = Weekly((TU,), span("10:00-16:00"))
    asked = norm(1, dayparts=("weekday-morning", "weekday-afternoon"))
    assert verdict([offer("welzijn/inloop", long, drop_in=True)], asked).verdict == "covered"
    assert verdict([offer("welzijn/cursus", long, drop_in=False)], asked).verdict == "gap"


def test_a_missing_daypart_is_a_gap_whatever_the_number_and_an_unsure_one_a_data_gap() -> None:
    mornings = [offer("welzijn/koffie", Weekly((0, 1, 2, 3), MORNING)), offer("kerk/soep")]
    asked = norm(2, dayparts=("weekday-morning", "weekday-evening"), must=("free",))
    found = verdict(mornings, asked)
    assert (found.verdict, found.lower, found.severity) == ("gap", 5, 200)  # one of two dayparts
    assert [(one.id, one.lower) for one in found.dayparts] == [("weekday-morning", 1), ("weekday-evening", 0)]
    perhaps = offer("koor/zingen", Weekly((TU,), span("19:00-21:00")), cost=None)
    assert verdict([*mornings, perhaps], asked).verdict == "data-gap"


def test_another_room_or_place_for_once_has_its_own_access() -> None:
    rooms = (Room("zaal", "Zaal"), Room("zolder", "Zolder", access={"wheelchair": False}))
    houses = [house(rooms=rooms), house("ver", 3000)]
    upstairs = Change(day("2026-12-01"), room="zolder")
    away = Change(day("2026-12-08"), venue="ver")
    made = offer("welzijn/koffie", room="zaal", changes=(upstairs, away))
    found = verdict([made], norm(1, must=("wheelchair",)), houses)
    assert found.poor_weeks == (day("2026-11-30"), day("2026-12-07"))
    assert [one.amount for one in found.counted] == [pytest.approx(10 / 12, abs=1e-4)]


@pytest.mark.parametrize(
    ("own", "room", "venue", "known"),
    [
        ({}, {}, True, "covered"),
        ({}, {"wheelchair": False}, True, "gap"),
        ({}, {"wheelchair": None}, True, "data-gap"),
        ({"wheelchair": True}, {"wheelchair": False}, False, "covered"),
        ({"wheelchair": None}, {"wheelchair": True}, True, "data-gap"),
        ({}, {}, None, "data-gap"),
    ],
)
def test_what_the_activity_says_of_access_goes_over_the_room_and_that_over_the_venue(
    own: dict[str, bool | None],
    room: dict[str, bool | None],
    venue: bool | None,  # noqa: FBT001 - a fact
    known: str,
) -> None:
    made = offer("welzijn/koffie", room="zaal", access=own)
    houses = [house(rooms=(Room("zaal", "Zaal", access=room),), access={"wheelchair": venue})]
    assert verdict([made], norm(1, must=("wheelchair",)), houses).verdict == known


def test_walking_in_at_any_moment_is_without_signing_up() -> None:
    made = offer("welzijn/inloop", signup=None, drop_in=True)
    assert verdict([made], norm(1, must=("no-signup",))).verdict == "covered"
    assert verdict([offer("welzijn/koffie", signup=None)], norm(1, must=("no-signup",))).verdict == "data-gap"


def test_a_point_north_is_as_far_as_it_was_meant() -> None:
    assert at(1300).lat == pytest.approx(52 + 1000 / 111_195)
