"""The nearest misses, each with the test that it failed."""

from buurtkalender.domain.coverage.verdicts import NearMiss
from buurtkalender.domain.model import ActivityStatus, Cost, Referral, Signup
from buurtkalender.domain.values import Ages, ByAppointment, Change, Dates, Weekly, Within
from making import FR, MORNING, TU, day, span
from quarter import house, norm, offer, verdict

FIRST = {"weekday": "1", "time": "10:00"}
MUST = ("free", "no-signup", "come-alone", "no-referral")


def misses(*activities: object, metres: float = 500, **asked: object) -> tuple[NearMiss, ...]:
    return verdict(activities, norm(1, **asked), [house(metres=metres)]).near_misses


def test_too_far_tells_the_minutes_and_the_limit() -> None:
    soos = offer("buurt/soos", Weekly((TU,), span("14:00-16:00")))
    (miss,) = misses(soos, metres=2067)
    assert miss == NearMiss("buurt/soos", "distance", {"minutes": "31", "limit": "15", "weekday": "1", "time": "14:00"})


def test_a_distance_is_told_in_metres_and_an_area_by_its_name() -> None:
    (miss,) = misses(offer("buurt/soos"), metres=2500, within=Within(metres=2000))
    assert miss.params == {"metres": "2500", "limit": "2000", **FIRST}
    found = verdict(
        [offer("buurt/soos")],
        norm(1, within=Within(area="neighbourhood")),
        [house(neighbourhood="verderop")],
    )
    assert found.near_misses[0].failed == "area"
    assert found.near_misses[0].params == {"area": "neighbourhood", "neighbourhood": "verderop", **FIRST}


def test_each_barrier_is_told_with_what_it_costs() -> None:
    (paid,) = misses(offer("kerk/soep", cost=Cost(250)), must=MUST)
    assert (paid.failed, paid.params) == ("barrier", {"fact": "free", "cents": "250", **FIRST})
    (signed,) = misses(offer("kerk/soep", signup=Signup(required=True)), must=("no-signup",))
    assert signed.params["fact"] == "no-signup"
    (referred,) = misses(offer("kerk/soep", referral=Referral(required=True)), must=MUST)
    assert referred.params["fact"] == "no-referral"


def test_what_is_unknown_and_what_is_only_for_others_or_not_now() -> None:
    def failed(made: object, **asked: object) -> str:
        return misses(made, **asked)[0].failed

    assert failed(offer("kerk/soep", cost=None), must=("free",)) == "unknown"
    assert failed(offer("kerk/jeugd", ages=Ages(13, 27))) == "ages"
    assert failed(offer("kerk/soos", audiences=("ouderen",)), audience="mantelzorgers") == "audience"
    assert failed(offer("kerk/soep", status=ActivityStatus.PAUSED)) == "paused"
    assert failed(offer("kerk/soep", Dates((day("2027-06-01"),), MORNING))) == "no-dates"
    assert failed(offer("kerk/maatje", ByAppointment(), serves=("thuis",))) == "appointment"
    assert misses(offer("kerk/soep", status=ActivityStatus.ENDED)) == ()


def test_on_another_daypart_it_does_not_count_and_is_a_near_miss() -> None:
    found = verdict([offer("kerk/soep")], norm(1, dayparts=("weekday-evening",)))
    assert found.counted == ()
    assert found.near_misses == (NearMiss("kerk/soep", "daypart", {"dayparts": "weekday-evening", **FIRST}),)


def test_of_what_fails_more_tests_the_hardest_is_told_and_the_others_named() -> None:
    made = offer("kerk/soep", cost=Cost(250), come_alone=None)
    (miss,) = misses(made, metres=4000, must=MUST[:3])
    assert (miss.failed, miss.also) == ("distance", ("free", "come-alone"))


def test_the_three_nearest_come_in_order_of_how_little_is_wrong() -> None:
    some = [
        offer("a/jeugd", ages=Ages(13, 27)),  # 4
        offer("b/ver", venue="ver"),  # 31 of 15 minutes: 2.07
        offer("c/betaald", cost=Cost(100)),  # 2
        offer("d/onbekend", cost=None),  # 1
        offer("e/dichtbij", venue="net-te-ver"),  # 1.1 times the limit
    ]
    houses = [house(), house("ver", 2067), house("net-te-ver", 1100)]
    found = verdict(some, norm(9, must=("free",)), houses)
    assert [miss.activity for miss in found.near_misses] == ["d/onbekend", "e/dichtbij", "c/betaald"]


def test_an_activity_is_told_once_also_when_it_is_at_two_places() -> None:
    moved = offer("a/soep", changes=(Change(day("2026-12-08"), venue="ver"),), cost=Cost(100))
    found = verdict([moved], norm(1, must=("free",)), [house(), house("ver", 3000)])
    assert [(miss.activity, miss.failed) for miss in found.near_misses] == [("a/soep", "barrier")]


def test_an_activity_that_is_elsewhere_all_the_time_is_not_told_to_be_unplanned() -> None:
    once = Dates((day("2026-12-08"),), MORNING)
    moved = offer("a/soep", once, changes=(Change(day("2026-12-08"), venue="ver"),))
    found = verdict([moved], norm(1), [house(), house("ver", 3000)])
    assert [(miss.activity, miss.failed) for miss in found.near_misses] == [("a/soep", "distance")]


def test_what_counts_for_certain_is_no_near_miss() -> None:
    assert misses(offer("kerk/soep"), offer("welzijn/koffie", Weekly((FR,), MORNING)), must=("free",)) == ()
