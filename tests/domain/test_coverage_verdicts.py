"""Each verdict of the gap model, worked out by hand."""

import msgspec
import pytest
from msgspec.structs import replace

from buurtkalender.domain.coverage.evaluation import summary, worst_first
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Cost, Signup
from buurtkalender.domain.values import Ages, ByAppointment, Change, Days, Measure, Skip, Weekly, Within
from making import FR, MO, MORNING, TU, WE, day, span
from quarter import house, norm, offer, quarter, verdict, verdicts

MUST = ("free", "wheelchair", "no-signup", "come-alone")


def test_one_certain_morning_of_two_asked_is_a_gap_of_half() -> None:
    found = verdict([offer("welzijn/koffie")], norm(2))
    assert found.verdict == "gap"
    assert (found.lower, found.upper, found.required) == (1, 1, 2)
    assert found.severity == 200  # 400 people x need 1 x half
    assert found.weeks_met == 0
    assert len(found.poor_weeks) == 12


def test_nothing_at_all_is_a_gap_of_everything_weighed_by_need() -> None:
    found = verdict([], norm(2), need=1.5)
    assert (found.verdict, found.lower, found.confidence, found.severity) == ("gap", 0, 0, 600)


def test_what_might_be_enough_if_the_unknown_is_yes_is_a_data_gap() -> None:
    found = verdict([offer("welzijn/koffie"), offer("kerk/soep", cost=None)], norm(2, must=MUST))
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 1, 2)
    assert [(one.activity, one.certain) for one in found.counted] == [("welzijn/koffie", True), ("kerk/soep", False)]
    assert found.severity == 200  # of the lower bound


def test_a_known_barrier_counts_in_neither_bound() -> None:
    paid = offer("kerk/soep", cost=Cost(250))
    far_upstairs = offer("koor/zingen", venue="zolder")
    houses = [house(), house("zolder", access={"wheelchair": False})]
    found = verdict([offer("welzijn/koffie"), paid, far_upstairs], norm(2, must=MUST), houses)
    assert (found.verdict, found.upper) == ("gap", 1)


def test_enough_that_was_never_confirmed_is_fragile() -> None:
    found = verdict([offer("welzijn/koffie", confirmed=None)], norm(1))
    assert (found.verdict, found.lower, found.confidence) == ("fragile", 1, 0.4)
    assert found.severity == 240  # 400 x 0.6
    assert found.hangs_on is None


@pytest.mark.parametrize(
    ("confirmed", "confidence"),
    [("2026-08-26", 1), ("2026-08-25", 0.7), ("2026-05-28", 0.7), ("2026-05-27", 0.4), ("2026-12-31", 1)],
)
def test_what_was_confirmed_90_days_ago_is_believed_and_180_days_ago_for_seven_tenths(
    confirmed: str, confidence: float
) -> None:
    found = verdict([offer("welzijn/koffie", confirmed=day(confirmed))], norm(1))
    assert found.confidence == confidence


def test_confidence_is_weighed_by_how_much_each_brings() -> None:
    often = offer("welzijn/koffie", Weekly((MO, TU, WE), MORNING))
    once = offer("kerk/soep", confirmed=None)
    found = verdict([often, once], norm(4))
    assert found.confidence == pytest.approx((3 * 1 + 1 * 0.4) / 4)
    assert found.verdict == "fragile"  # 4 x 0.85 = 3.4


def test_a_municipality_may_believe_otherwise() -> None:
    calendar = quarter([offer("welzijn/koffie", confirmed=None)], norm(1))
    trusting = replace(calendar, measure=Measure(unconfirmed=1.0))
    assert verdicts(trusting)[0].verdict == "covered"


def test_two_mornings_of_one_organisation_hang_on_it_however_well_confirmed() -> None:
    found = verdict([offer("welzijn/koffie", Weekly((TU, FR), MORNING))], norm(2))
    assert (found.verdict, found.confidence, found.hangs_on, found.severity) == ("fragile", 1, "welzijn", 0)


def test_a_norm_of_one_morning_hangs_on_nobody_in_particular() -> None:
    found = verdict([offer("welzijn/koffie")], norm(1))
    assert (found.verdict, found.hangs_on) == ("covered", None)


@pytest.mark.parametrize(
    "other", [offer("kerk/soep"), offer("welzijn/eten", partners=("kerk",))], ids=["another", "a partner"]
)
def test_a_second_organisation_takes_the_fragility_away(other: object) -> None:
    found = verdict([offer("welzijn/koffie"), other], norm(2))
    assert (found.verdict, found.hangs_on) == ("covered", None)


def test_hours_hang_on_one_organisation_when_they_take_two_of_its_sessions() -> None:
    twice_two_hours = offer("welzijn/koffie", Weekly((TU, FR), MORNING))
    once_four_hours = offer("welzijn/koffie", Weekly((TU,), span("10:00-14:00")))
    assert verdict([twice_two_hours], norm(4, "hours")).hangs_on == "welzijn"
    assert verdict([once_four_hours], norm(4, "hours")).hangs_on is None


def test_a_hole_of_three_weeks_is_seasonal_and_the_weeks_are_named() -> None:
    closed = Skip(days=(Days(day("2026-12-19"), day("2027-01-10")),))
    found = verdict([offer("welzijn/koffie", Weekly((TU,), MORNING, skip=closed))], norm(1))
    assert (found.verdict, found.lower, found.weeks_met) == ("seasonal", 1, 0.75)
    assert found.poor_weeks == (day("2026-12-21"), day("2026-12-28"), day("2027-01-04"))
    assert found.severity == 100  # 400 x a quarter of the weeks


def test_one_cancelled_morning_of_twelve_is_neither_a_gap_nor_seasonal() -> None:
    ill = Change(day("2026-12-08"), cancelled="Ziek")
    found = verdict([offer("welzijn/koffie", changes=(ill,))], norm(1))
    assert (found.verdict, found.lower, found.weeks_met) == ("covered", 1, pytest.approx(11 / 12, abs=1e-4))
    assert found.poor_weeks == (day("2026-12-07"),)
    assert found.counted[0].amount == pytest.approx(11 / 12, abs=1e-4)


def test_a_hole_of_more_than_half_of_the_weeks_is_a_gap() -> None:
    found = verdict([offer("welzijn/koffie", Weekly((TU,), MORNING, last=day("2026-12-31")))], norm(1))
    assert (found.verdict, found.lower, found.weeks_met) == ("gap", 0, pytest.approx(5 / 12, abs=1e-4))


def test_every_other_week_is_half_of_a_weekly_norm() -> None:
    found = verdict([offer("welzijn/koffie", Weekly((TU,), MORNING, every=2))], norm(1))
    assert (found.verdict, found.lower) == ("gap", 0.5)


def test_enough_every_week_is_covered() -> None:
    found = verdict([offer("welzijn/koffie"), offer("kerk/soep")], norm(2, must=MUST))
    assert (found.verdict, found.lower, found.upper, found.confidence) == ("covered", 2, 2, 1)
    assert (found.weeks_met, found.poor_weeks, found.severity) == (1, (), 0)


def test_under_fifty_people_of_these_ages_there_is_no_verdict() -> None:
    assert verdict([], norm(1), residents={"65+": 49}).verdict == "too-few-residents"
    assert verdict([], norm(1), residents={"65+": 50}).verdict == "gap"


def test_where_nobody_counted_the_residents_there_is_a_verdict_without_severity() -> None:
    found = verdict([], norm(1), residents={})
    assert (found.verdict, found.residents, found.severity) == ("gap", None, 0)


def test_a_band_that_is_partly_inside_counts_by_years() -> None:
    assert verdict([], norm(1, ages=Ages(75)), residents={"65+": 62}).residents == 42  # 21 of 31 years
    assert verdict([], norm(1, ages=Ages(13, 27)), residents={"0-14": 150, "15-24": 100, "25-44": 200}).residents == (
        20 + 100 + 30
    )


def test_industrial_areas_are_left_out_and_a_norm_may_be_for_some_municipalities() -> None:
    assert [one.neighbourhood for one in verdicts(quarter([], norm(1)))] == ["thuis"]
    assert not verdicts(quarter([], norm(1, municipalities=("elders",))))


def test_offers_by_appointment_count_where_they_serve() -> None:
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"))
    buddy = offer("welzijn/maatje", ByAppointment(), serves=("stad",))
    elsewhere = offer("welzijn/maatje", ByAppointment(), serves=("verderop",))
    found = verdict([buddy], asked)
    assert (found.verdict, found.lower, found.per, found.weeks_met, found.poor_weeks) == ("covered", 1, None, 1, ())
    assert verdict([elsewhere], asked).verdict == "gap"
    assert verdict([offer("welzijn/koffie")], asked).counted == ()


def test_everything_is_the_same_with_the_activities_the_other_way_round() -> None:
    some = [
        offer("welzijn/koffie"),
        offer("kerk/soep", cost=None),
        offer("koor/zingen", signup=Signup(required=True)),
        offer("buurt/soos", venue="ver"),
    ]
    houses = [house(), house("ver", 1800)]
    asked = norm(3, must=MUST)
    assert verdict(some, asked, houses) == verdict(some[::-1], asked, houses[::-1])


def test_a_verdict_is_plain_json_with_every_promised_field() -> None:
    found = verdict([offer("welzijn/koffie")], norm(2))
    row = msgspec.json.decode(msgspec.json.encode(found))
    promised = {"verdict", "lower", "upper", "norm", "confidence", "severity", "near_misses", "remedies"}
    assert promised <= row.keys()
    assert row["poor_weeks"][0] == "2026-11-30"
    assert msgspec.convert(row, Verdict, strict=False) == found


def test_the_summary_counts_every_verdict_and_the_worst_comes_first() -> None:
    gap = verdict([], norm(1))
    half = verdict([offer("welzijn/koffie")], norm(2))
    fine = verdict([offer("welzijn/koffie")], norm(1))
    assert worst_first([fine, half, gap]) == [gap, half, fine]
    assert summary([fine, half, gap]) == {
        "gap": 2,
        "data-gap": 0,
        "fragile": 0,
        "seasonal": 0,
        "covered": 1,
        "too-few-residents": 0,
    }
