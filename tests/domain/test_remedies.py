"""What helps, worked out by hand: which edit, what it makes of the verdict, for how many people."""

import msgspec
import pytest

from advising import advice, remedies, said, told
from buurtkalender.domain.coverage.verdicts import Remedy
from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Cost, Neighbourhood, Referral, Room, Signup
from buurtkalender.domain.remedies.edits import applied
from buurtkalender.domain.values import ByAppointment, Holiday, Location, Monthly, Skip, Weekly, Within
from making import FR, MO, MORNING, TH, TU, WE, day, days, span
from quarter import at, house, norm, offer, quarter

MUST = ("free", "wheelchair", "no-signup", "come-alone")
PAUSE = days("2026-12-19", "2027-01-10")  # three of the twelve weeks
AFTERNOON = span("14:00-16:00")


def came(remedy: Remedy) -> tuple[str, str, float, float, int]:
    """What became of the verdict: before, after, both severities, and how many people have enough at last."""
    here = remedy.here
    return here.before, here.after, here.severity_before, here.severity, here.residents


def only(calendar: Calendar, kind: object) -> Remedy:
    """The one remedy of a kind."""
    (one,) = remedies(calendar, kind)  # type: ignore[arg-type]
    return one


# --- asking -----------------------------------------------------------------------------------------


def test_one_answer_closes_a_data_gap() -> None:
    calendar = quarter([offer("welzijn/koffie"), offer("kerk/soep", cost=None)], norm(2, must=MUST))
    (remedy,) = remedies(calendar, "fill-in")
    assert told(remedy) == "fill-in activities/kerk/soep.yaml cost: free"
    assert (remedy.cost, came(remedy)) == (1, ("data-gap", "covered", 200, 0, 400))
    assert remedy.elsewhere == ()


@pytest.mark.parametrize(
    ("unknown", "line"),
    [
        ({"cost": None}, "cost: free"),
        ({"signup": None}, "signup: none"),
        ({"come_alone": None}, "come_alone: yes"),
        ({"companion": None}, "companion: yes"),
        ({"referral": None}, "referral: none"),
        ({"access": {"wheelchair": None}}, "access.wheelchair: yes"),
    ],
)
def test_each_fact_is_filled_in_in_the_words_of_the_format(unknown: dict[str, object], line: str) -> None:
    good = {"companion": True, "referral": Referral(required=False)}
    calendar = quarter([offer("kerk/soep", **(good | unknown))], norm(1, must=(*MUST, "companion", "no-referral")))
    assert said(calendar, "fill-in") == [f"fill-in activities/kerk/soep.yaml {line}"]
    walk_in = quarter([offer("kerk/inloop")], norm(1, must=("drop-in",)))
    assert said(walk_in, "fill-in") == ["fill-in activities/kerk/inloop.yaml drop_in: yes"]


def test_all_that_is_unknown_of_one_activity_is_asked_in_one_go() -> None:
    calendar = quarter([offer("kerk/soep", cost=None, come_alone=None)], norm(1, must=MUST))
    assert said(calendar, "fill-in") == ["fill-in activities/kerk/soep.yaml cost: free, come_alone: yes"]


def test_what_nobody_knows_of_a_house_is_asked_there_and_counts_for_all_it_houses() -> None:
    some = [offer("welzijn/koffie"), offer("kerk/soep")]
    calendar = quarter(some, norm(2, must=MUST), houses=[house(access={})])
    (remedy,) = remedies(calendar, "fill-in")
    assert told(remedy) == "fill-in venues/huis.yaml access.wheelchair: yes"
    assert came(remedy) == ("data-gap", "covered", 400, 0, 400)


def test_where_a_room_says_that_it_is_not_known_the_room_is_asked_about() -> None:
    rooms = (Room("zaal", "Zaal", access={"wheelchair": None}), Room("keuken", "Keuken"))
    calendar = quarter([offer("kerk/soep", room="zaal")], norm(1, must=MUST), houses=[house(rooms=rooms)])
    assert said(calendar, "fill-in") == ["fill-in venues/huis.yaml rooms.zaal.access.wheelchair: yes"]


def test_for_whom_and_where_it_is_can_be_asked_too() -> None:
    nobody = quarter([offer("kerk/soep")], norm(1, audience="mantelzorgers"))
    assert said(nobody, "fill-in") == ["fill-in activities/kerk/soep.yaml audiences: [mantelzorgers]"]
    nowhere = quarter([offer("kerk/soep", location=Location("Bij ons"))], norm(1))
    assert said(nowhere, "fill-in") == ["fill-in activities/kerk/soep.yaml location.neighbourhood: thuis"]


def test_of_many_questions_the_two_that_help_most_are_offered() -> None:
    some = [
        offer("a/weinig", Weekly((TU,), MORNING, every=2), cost=None),  # does not make the norm hold
        offer("b/twee", cost=None, signup=None),
        offer("c/een", cost=None),
        offer("d/een", signup=None),
    ]
    calendar = quarter(some, norm(1, must=MUST))
    assert said(calendar, "fill-in") == [
        "fill-in activities/c/een.yaml cost: free",
        "fill-in activities/d/een.yaml signup: none",
    ]


def test_one_confirmation_makes_a_fragile_one_covered() -> None:
    calendar = quarter([offer("welzijn/koffie", confirmed=None)], norm(1))
    remedy = only(calendar, "confirm")
    assert told(remedy) == "confirm activities/welzijn/koffie.yaml confirmed: 2026-11-24"
    assert (remedy.cost, came(remedy)) == (2, ("fragile", "covered", 240, 0, 400))


def test_the_confirmation_that_makes_most_difference_comes_first() -> None:
    often = offer("welzijn/koffie", Weekly((MO, TU, WE), MORNING), confirmed=None)
    calendar = quarter([often, offer("kerk/soep", confirmed=None)], norm(4))
    first, second = remedies(calendar, "confirm")
    # 4 x 0.4 = 1.6 of 4 is believed; then (3 + 0.4) of 4; or (1.2 + 1) of 4
    assert (first.edit.activity, came(first)) == ("welzijn/koffie", ("fragile", "fragile", 240, 60, 0))
    assert (second.edit.activity, came(second)) == ("kerk/soep", ("fragile", "fragile", 240, 180, 0))


def test_among_many_the_one_that_brings_most_is_asked_to_confirm() -> None:
    some = [offer(f"a/{letter}", confirmed=None) for letter in "bcdef"]
    often = offer("z/vaak", Weekly((MO, TU, WE), MORNING), confirmed=None)
    assert remedies(quarter([*some, often], norm(8)), "confirm")[0].edit.activity == "z/vaak"


def test_what_is_confirmed_lately_need_not_be_confirmed_again() -> None:
    hanging = quarter([offer("welzijn/koffie", Weekly((TU, FR), MORNING))], norm(2))
    assert remedies(hanging, "confirm") == []


# --- doing away with ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("barrier", "line"),
    [
        ({"cost": Cost(250)}, "cost: free"),
        ({"signup": Signup(required=True, phone="0343-555 001")}, "signup: none"),
        ({"come_alone": False}, "come_alone: yes"),
    ],
)
def test_a_barrier_can_be_waived(barrier: dict[str, object], line: str) -> None:
    calendar = quarter([offer("kerk/soep", **barrier)], norm(1, must=MUST))
    remedy = only(calendar, "waive")
    assert told(remedy) == f"waive activities/kerk/soep.yaml {line}"
    assert (remedy.cost, came(remedy)) == (3, ("gap", "covered", 400, 0, 400))


def test_what_costs_least_to_make_free_comes_first_and_two_are_offered() -> None:
    some = [offer(f"kerk/soep{cents}", cost=Cost(cents)) for cents in (500, 100, 300)]
    calendar = quarter(some, norm(1, must=MUST))
    assert [one.edit.activity for one in remedies(calendar, "waive")] == ["kerk/soep100", "kerk/soep300"]


def test_what_would_not_count_all_the_same_keeps_nothing_from_being_tried() -> None:
    twice = [offer(f"a/{number}", cost=Cost(100), signup=Signup(required=True)) for number in range(9)]
    (waived,) = remedies(quarter([*twice, offer("b/soep", cost=Cost(500))], norm(1, must=MUST)), "waive")
    assert waived.edit.activity == "b/soep"
    dear = [offer(f"a/{number}", cost=Cost(100), status=ActivityStatus.PAUSED) for number in range(9)]
    paused = offer("b/soep", status=ActivityStatus.PAUSED)
    assert only(quarter([*dear, paused], norm(1, must=MUST)), "resume").edit.activity == "b/soep"


def test_a_staircase_is_not_waived_nor_is_what_has_two_barriers() -> None:
    upstairs = offer("kerk/soep", venue="zolder")
    both = offer("koor/zingen", cost=Cost(100), signup=Signup(required=True))
    houses = [house(), house("zolder", access={"wheelchair": False})]
    assert remedies(quarter([upstairs, both], norm(1, must=MUST), houses=houses), "waive") == []


# --- another time ---------------------------------------------------------------------------------------


PARTS = ("weekday-morning", "weekday-afternoon")


def mornings(**facts: object) -> list[Activity]:
    return [offer("welzijn/koffie", room="zaal", **facts), offer("kerk/soep", room="keuken")]


def test_a_morning_moves_to_the_afternoon_that_is_missing() -> None:
    calendar = quarter(mornings(), norm(2, dayparts=PARTS))
    first, second = remedies(calendar, "daypart")
    assert told(first) == "daypart activities/kerk/soep.yaml when.0.weekly: tuesday, when.0.time: 14:00-16:00"
    assert second.edit.activity == "welzijn/koffie"
    assert (first.cost, came(first)) == (4, ("gap", "covered", 200, 0, 400))  # one of two dayparts


def test_it_moves_to_a_time_at_which_its_room_is_free() -> None:
    bridge = offer("koor/bridge", Weekly((TU,), span("13:30-17:00")), room="keuken", themes=("spel",))
    calendar = quarter([*mornings(), bridge], norm(2, dayparts=PARTS))
    first, _ = remedies(calendar, "daypart")
    assert told(first) == "daypart activities/kerk/soep.yaml when.0.weekly: monday, when.0.time: 14:00-16:00"


def test_several_days_keep_their_days_and_what_goes_by_the_month_its_week() -> None:
    two_days = offer("welzijn/koffie", Weekly((TU, FR), MORNING), room="zaal")
    calendar = quarter([two_days, offer("kerk/soep", room="keuken")], norm(3, dayparts=PARTS))
    lines = said(calendar, "daypart")
    assert "daypart activities/welzijn/koffie.yaml when.0.weekly: [tuesday, friday], when.0.time: 14:00-16:00" in lines
    by_month = [offer("a/a", Monthly(((1, TU),), (), MORNING)), offer("b/b", Monthly(((2, TU),), (), MORNING))]
    asked = norm(2, per="month", dayparts=("weekday-morning", "weekend-afternoon"))
    assert said(quarter(by_month, asked), "daypart") == [
        "daypart activities/a/a.yaml when.0.monthly: first saturday, when.0.time: 14:00-16:00",
        "daypart activities/b/b.yaml when.0.monthly: second saturday, when.0.time: 14:00-16:00",
    ]


def test_nothing_moves_to_when_the_house_is_shut() -> None:
    hours = (Weekly((MO, TU, WE, TH, FR), span("09:00-13:00")),)
    calendar = quarter(mornings(), norm(2, dayparts=PARTS), houses=[house(opening_hours=hours)])
    assert remedies(calendar, "daypart") == []


def test_what_leaves_a_hole_where_it_was_does_not_move() -> None:
    calendar = quarter([offer("welzijn/koffie", room="zaal")], norm(1, dayparts=PARTS))
    assert remedies(calendar, "daypart") == []


def test_nothing_moves_that_another_norm_needs_where_it_is() -> None:
    morning = msgspec.structs.replace(norm(1, dayparts=("weekday-morning",)), id="ochtend")
    calendar = quarter(mornings(), norm(2, dayparts=PARTS), morning)
    assert len(remedies(calendar, "daypart")) == 2  # the other holds the morning
    both = msgspec.structs.replace(norm(2, dayparts=("weekday-morning",)), id="ochtend")
    assert remedies(quarter(mornings(), norm(2, dayparts=PARTS), both), "daypart") == []
    weekend = norm(1, dayparts=("weekend-morning",))
    alone = [offer("welzijn/koffie", room="zaal")]
    assert len(remedies(quarter(alone, weekend), "daypart")) == 1
    needed = msgspec.structs.replace(norm(1, dayparts=("weekday-morning",)), id="ochtend")
    assert remedies(quarter(alone, weekend, needed), "daypart") == []


# --- through the holidays -------------------------------------------------------------------------------


def with_holiday(calendar: Calendar) -> Calendar:
    holidays = (Holiday("Kerst", days("2026-12-19", "2027-01-10")),)
    return msgspec.structs.replace(calendar, school_holidays=holidays)


def test_a_hole_of_the_holidays_is_filled_by_going_on() -> None:
    skips = Skip(school_holidays=True, public_holidays=True)
    calendar = with_holiday(quarter([offer("welzijn/koffie", Weekly((TU,), MORNING, skip=skips))], norm(1)))
    remedy = only(calendar, "holidays")
    assert told(remedy) == "holidays activities/welzijn/koffie.yaml when.0.skip: [public-holidays]"
    assert (remedy.cost, came(remedy)) == (5, ("seasonal", "covered", 100, 0, 400))  # a quarter of the weeks


def test_of_its_own_days_off_only_the_pause_in_the_short_weeks_goes() -> None:
    skips = Skip(days=(days("2026-12-08"), PAUSE))
    calendar = quarter([offer("welzijn/koffie", Weekly((TU,), MORNING, skip=skips))], norm(1, every_week=0.8))
    assert said(calendar, "holidays")[0] == "holidays activities/welzijn/koffie.yaml when.0.skip: [2026-12-08]"


def test_nobody_goes_on_where_the_door_is_closed_or_another_is_in_the_room() -> None:
    made = offer("welzijn/koffie", Weekly((TU,), MORNING, skip=Skip(school_holidays=True)), room="zaal")
    open_house = with_holiday(quarter([made], norm(1)))
    assert len(remedies(open_house, "holidays")) == 1
    closed = with_holiday(quarter([made], norm(1), houses=[house(closed=(PAUSE,))]))
    assert remedies(closed, "holidays") == []
    camp = offer("koor/kamp", Weekly((TU,), MORNING, first=day("2026-12-22"), last=PAUSE.last), room="zaal")
    camp = msgspec.structs.replace(camp, themes=("spel",))
    assert remedies(with_holiday(quarter([made, camp], norm(1))), "holidays") == []


def test_what_is_paused_can_be_resumed() -> None:
    calendar = quarter([offer("welzijn/koffie", status=ActivityStatus.PAUSED)], norm(1))
    remedy = only(calendar, "resume")
    assert told(remedy) == "resume activities/welzijn/koffie.yaml status: active"
    assert (remedy.cost, came(remedy)) == (6, ("gap", "covered", 400, 0, 400))
    too_dear = quarter([offer("welzijn/koffie", status=ActivityStatus.PAUSED, cost=Cost(100))], norm(1, must=MUST))
    assert remedies(too_dear, "resume") == []


# --- further away ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("metres", "offered"), [(1001, 1), (1999, 1), (2001, 0)])
def test_people_are_fetched_over_at_most_twice_the_limit(metres: float, offered: int) -> None:
    calendar = quarter([offer("buurt/soos")], norm(1), houses=[house(metres=metres)])
    found = remedies(calendar, "transport")
    assert len(found) == offered
    for remedy in found:
        assert told(remedy) == "transport activities/buurt/soos.yaml transport: …, serves: [thuis]"
        assert (remedy.cost, came(remedy)) == (7, ("gap", "covered", 400, 0, 400))


def test_fetching_keeps_what_was_said_of_transport_and_does_not_mend_another_barrier() -> None:
    bus = quarter([offer("buurt/soos", transport="De buurtbus stopt")], norm(1), houses=[house(metres=1500)])
    assert said(bus, "transport") == ["transport activities/buurt/soos.yaml serves: [thuis]"]
    paid = quarter([offer("buurt/soos", cost=Cost(100))], norm(1, must=MUST), houses=[house(metres=1500)])
    assert remedies(paid, "transport") == []


def test_a_place_with_transport_counts_for_the_areas_it_serves_and_for_who_lives_near() -> None:
    def covered(**facts: object) -> str:
        made = offer("buurt/soos", transport="We halen je op", **facts)
        return advice(quarter([made], norm(1), houses=[house(), house("ver", 4000)])).verdicts[0].verdict

    assert covered(venue="ver", serves=("thuis",)) == "covered"
    assert covered(venue="ver", serves=("verderop",)) == "gap"
    assert covered(venue="huis", serves=("verderop",)) == "covered"
    untold = offer("buurt/soos", venue="ver", serves=("thuis",))
    assert advice(quarter([untold], norm(1), houses=[house("ver", 4000)])).verdicts[0].verdict == "gap"


def test_what_comes_to_others_can_come_here_too() -> None:
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"))
    buddy = offer("welzijn/maatje", ByAppointment(), serves=("verderop",))
    remedy = only(quarter([buddy], asked), "widen")
    assert told(remedy) == "widen activities/welzijn/maatje.yaml serves: [verderop, thuis]"
    assert (remedy.cost, came(remedy)) == (8, ("gap", "covered", 400, 0, 400))
    elsewhere = offer("welzijn/maatje", ByAppointment(), serves=("andere-stad",))
    assert remedies(quarter([elsewhere], asked), "widen") == []


# --- the order, and what is not offered -------------------------------------------------------------------


def test_the_cheapest_kind_comes_first() -> None:
    some = [
        offer("a/onbekend", cost=None),
        offer("b/betaald", cost=Cost(100)),
        offer("c/gepauzeerd", status=ActivityStatus.PAUSED),
        offer("d/ver", venue="ver"),
    ]
    calendar = quarter(some, norm(1, must=MUST), houses=[house(), house("ver", 1500)])
    kinds = [one.edit.kind for one in remedies(calendar)]
    assert kinds == ["fill-in", "waive", "resume", "transport", "start"]


def test_where_there_is_enough_or_hardly_anybody_lives_nothing_is_offered() -> None:
    some = [offer("welzijn/koffie"), offer("kerk/soep", cost=None)]
    assert remedies(quarter(some, norm(1, must=MUST))) == []
    assert remedies(quarter(some, norm(2, must=MUST), residents={"65+": 49})) == []


def test_where_nobody_counted_the_residents_remedies_promise_no_people() -> None:
    calendar = quarter([offer("kerk/soep", cost=None)], norm(1, must=MUST), residents={})
    assert came(only(calendar, "fill-in")) == ("data-gap", "covered", 0, 0, 0)


def test_what_helps_here_helps_the_neighbours_too() -> None:
    beyond = Neighbourhood("verderop", "Verderop", "wijk", "stad", centre=at(900), residents={"65+": 150}, need=2)
    made = quarter([offer("kerk/soep", cost=None)], norm(1, must=MUST))
    calendar = msgspec.structs.replace(made, neighbourhoods=made.neighbourhoods | {"verderop": beyond})
    (there,) = only(calendar, "fill-in").elsewhere
    assert (there.neighbourhood, there.before, there.after, there.residents) == ("verderop", "data-gap", "covered", 150)
    assert (there.severity_before, there.severity) == (300, 0)


def test_an_edit_holds_no_words_so_another_title_gives_the_same_remedy() -> None:
    some = [offer("kerk/soep", cost=None), offer("a/ver", venue="ver")]
    houses = [house(), house("ver", 1500)]
    before = remedies(quarter(some, norm(1, must=MUST), houses=houses))
    renamed = [msgspec.structs.replace(one, title="Anders") for one in some]
    houses = [msgspec.structs.replace(one, name="Anders") for one in houses]
    assert remedies(quarter(renamed, norm(1, must=MUST), houses=houses)) == before


def test_applying_changes_nothing_but_what_the_edit_says() -> None:
    calendar = quarter([offer("welzijn/koffie"), offer("kerk/soep", cost=None)], norm(2, must=MUST))
    after = applied(calendar, only(calendar, "fill-in").edit)
    assert after.activities["kerk/soep"] == msgspec.structs.replace(
        calendar.activities["kerk/soep"], cost=Cost(0), access={}
    )
    assert after.activities["welzijn/koffie"] is calendar.activities["welzijn/koffie"]
    assert calendar.activities["kerk/soep"].cost is None
