"""Where counting goes wrong easily: on the limit, at the edge of a window, between two norms, among audiences."""

from __future__ import annotations

import msgspec
import pytest

from advising import told
from buurtkalender.domain.coverage.evaluation import evaluate
from buurtkalender.domain.coverage.sessions import last_day_counted
from buurtkalender.domain.model import Calendar, Cost, Room
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies.advice import advise
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Change,
    Holiday,
    Location,
    Monthly,
    Norm,
    Skip,
    Term,
    Weekly,
    Within,
)
from making import FR, MORNING, SA, TU, WE, day, days, span
from quarter import AUDIENCES, at, house, norm, offer, quarter, verdict, verdicts
from town import TODAY

# --- on the limit -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", range(1, 61))
def test_a_walk_of_exactly_the_limit_is_near_enough_whatever_the_limit(limit: int) -> None:
    asked = norm(1, within=Within(walk_minutes=limit))
    exactly = limit * 4000 / 60
    assert verdict([offer("welzijn/koffie")], asked, [house(metres=exactly)]).lower == 1
    assert verdict([offer("welzijn/koffie")], asked, [house(metres=exactly + 0.1)]).lower == 0


@pytest.mark.parametrize(("metres", "minutes"), [(1000.1, "16"), (1020, "16"), (1090, "16"), (1110, "17")])
def test_a_walk_that_is_just_too_long_is_never_told_to_be_the_limit(metres: float, minutes: str) -> None:
    (miss,) = verdict([offer("welzijn/koffie")], norm(1), [house(metres=metres)]).near_misses
    assert (miss.params["minutes"], miss.params["limit"]) == (minutes, "15")


def test_nor_are_metres() -> None:
    asked = norm(1, within=Within(metres=1000))
    (miss,) = verdict([offer("welzijn/koffie")], asked, [house(metres=1000.2)]).near_misses
    assert (miss.params["metres"], miss.params["limit"]) == ("1001", "1000")


def test_a_point_alone_does_not_tell_in_which_neighbourhood_it_is() -> None:
    square = offer("welzijn/koffie", location=Location("Het plein", point=at(100)))
    assert verdict([square], norm(1)).verdict == "covered"  # measured
    assert verdict([square], norm(1), centre=None).verdict == "data-gap"  # nothing to measure from
    assert verdict([square], norm(1, within=Within(area="neighbourhood"))).verdict == "data-gap"


# --- how far norms look -----------------------------------------------------------------------------------


def far(asked: Norm, today: str) -> list[tuple[str, tuple[object, ...]]]:
    calendar = quarter([offer("welzijn/koffie")], asked)
    looked_at = Window(day(today), last_day_counted([asked], day(today)))
    return [(one.verdict, one.poor_weeks) for one in evaluate(calendar, occurrences(calendar, looked_at), day(today))]


def test_the_last_day_is_that_of_the_norm_that_looks_furthest() -> None:
    quarterly, yearly, monthly = norm(1), norm(1, weeks=53), norm(1, per="month", weeks=53)
    assert last_day_counted([quarterly], TODAY) == day("2027-02-21")
    assert last_day_counted([quarterly, yearly], TODAY) == day("2027-12-05")  # 30 November and 53 weeks of seven days
    assert last_day_counted([monthly], day("2026-11-01")) == day("2027-11-30")
    assert last_day_counted([norm(1, "offers", None)], TODAY) == TODAY
    assert last_day_counted([], TODAY) == TODAY


@pytest.mark.parametrize("today", ["2026-11-24", "2026-11-30", "2026-12-06"])
def test_a_norm_that_looks_a_year_ahead_has_dates_in_every_week_of_it(today: str) -> None:
    assert far(norm(1, weeks=53), today) == [("covered", ())]
    assert far(norm(1, per="month", weeks=53), today) == [("covered", ())]


# --- just enough --------------------------------------------------------------------------------------------

NOT_AT_CHRISTMAS = Skip(days=(days("2026-12-19", "2027-01-10"),))  # three of twelve weeks


def test_just_the_share_of_the_weeks_that_is_asked_is_enough() -> None:
    coffee = offer("welzijn/koffie", Weekly((TU,), MORNING, skip=NOT_AT_CHRISTMAS))
    assert verdict([coffee], norm(1, every_week=0.75)).verdict == "covered"
    assert verdict([coffee], norm(1, every_week=0.76)).verdict == "seasonal"


def test_a_daypart_in_just_half_of_the_weeks_is_there() -> None:
    evenings = Weekly((TU,), span("19:00-21:00"), every=2)
    asked = norm(1, must=("free",), dayparts=("weekday-evening",))
    assert [one.lower for one in verdict([offer("koor/zingen", evenings)], asked).dayparts] == [0.5]
    coffee = offer("welzijn/koffie")
    assert verdict([coffee, offer("koor/zingen", evenings)], asked).verdict == "seasonal"  # not in the other half
    assert verdict([coffee, offer("koor/zingen", evenings, cost=None)], asked).verdict == "data-gap"
    never = Weekly((TU,), span("19:00-21:00"), every=3)
    assert verdict([coffee, offer("koor/zingen", never)], asked).verdict == "gap"


def test_weeks_without_a_daypart_are_poor_however_much_there_is() -> None:
    some = [
        offer("welzijn/koffie", Weekly((TU, WE, FR), MORNING)),
        offer("koor/zingen", Weekly((TU,), span("19:00-21:00"), skip=NOT_AT_CHRISTMAS)),
    ]
    found = verdict(some, norm(2, dayparts=("weekday-evening",)))
    assert (found.verdict, found.lower, found.weeks_met) == ("seasonal", 4, 0.75)
    assert found.poor_weeks == (day("2026-12-21"), day("2026-12-28"), day("2027-01-04"))


def test_what_lasts_all_day_counts_for_eight_hours() -> None:
    fair = offer("kerk/markt", Weekly((TU,), None))
    assert verdict([fair], norm(8, "hours")).lower == 8


# --- dates --------------------------------------------------------------------------------------------------


def test_a_date_moved_into_a_week_with_a_closure_fills_that_week_and_leaves_its_own_empty() -> None:
    # Tuesdays. 22 December is moved to Wednesday 30 December; on the 29th everything is closed, and calling that date
    # off changes nothing: it was never planned.
    changes = (
        Change(day("2026-12-22"), moved_to=day("2026-12-30")),
        Change(day("2026-12-29"), cancelled="Storm."),
    )
    calendar = quarter([offer("welzijn/koffie", changes=changes)], norm(1))
    closed = msgspec.structs.replace(calendar, closures=(Holiday("Storm", days("2026-12-29")),))
    (found,) = verdicts(closed)
    assert found.poor_weeks == (day("2026-12-21"),)
    assert found.counted[0].amount == pytest.approx(11 / 12, abs=1e-4)


def test_a_series_across_the_end_of_the_year_has_no_hole_there() -> None:
    found = verdict(
        [offer("welzijn/koffie", Weekly((TU,), MORNING, first=day("2026-12-01"), last=day("2027-02-16")))], norm(1)
    )
    assert (found.verdict, found.weeks_met) == ("covered", 1)
    monthly = offer("welzijn/koffie", Monthly((), (31,), MORNING))  # December and January, and no 31 February
    found = verdict([monthly], norm(1, per="month"))
    assert (found.verdict, found.poor_weeks) == ("seasonal", (day("2027-02-01"),))


def test_two_entries_of_one_activity_are_two_sessions_also_on_one_day() -> None:
    twice = offer("welzijn/koffie", Weekly((TU,), MORNING), Weekly((TU,), span("14:00-16:00")), partners=("kerk",))
    found = verdict([twice], norm(2, dayparts=("weekday-morning", "weekday-afternoon")))
    assert (found.verdict, found.lower, len(found.counted)) == ("covered", 2, 1)
    assert verdict([twice], norm(4, "hours")).lower == 4


def test_no_building_stands_in_the_way_of_a_home_visit_unless_somebody_says_so() -> None:
    asked = norm(1, must=("wheelchair",))
    assert verdict([offer("welzijn/bus", serves=("thuis",))], asked).verdict == "covered"
    assert verdict([offer("welzijn/bus", serves=("thuis",), access={"wheelchair": False})], asked).verdict == "gap"
    assert verdict([offer("welzijn/bus", serves=("thuis",), access={"wheelchair": None})], asked).verdict == "data-gap"


def test_how_many_people_fit_is_no_part_of_the_count() -> None:
    assert verdict([offer("welzijn/koffie", capacity=4)], norm(1)) == verdict([offer("welzijn/koffie")], norm(1))


@pytest.mark.parametrize(
    ("room", "venue", "verdict_then"),
    [
        (Room("zaal", "Zaal", facilities=("hearing-loop",)), {}, "covered"),
        (Room("zaal", "Zaal", facilities=("hearing-loop",), access={"hearing-loop": False}), {}, "gap"),
        (Room("zaal", "Zaal"), {"hearing-loop": True}, "covered"),
        (Room("zaal", "Zaal"), {"hearing-loop": False}, "gap"),
        (Room("zaal", "Zaal"), {}, "data-gap"),
    ],
)
def test_a_norm_may_ask_for_any_facility(room: Room, venue: dict[str, bool | None], verdict_then: str) -> None:
    asked = norm(1, must=("hearing-loop",))
    houses = [house(rooms=(room,), access=venue)]
    assert verdict([offer("welzijn/koffie", room="zaal")], asked, houses).verdict == verdict_then


def test_an_offer_by_appointment_comes_to_whom_it_serves_wherever_its_office_is() -> None:
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"), must=("wheelchair",))
    houses = [house("kantoor", 9000, neighbourhood="elders", access={"wheelchair": False})]
    visit = offer("welzijn/maatje", ByAppointment(), venue="kantoor", serves=("thuis",))
    assert verdict([visit], asked, houses).verdict == "covered"
    at_the_office = msgspec.structs.replace(visit, serves=())
    assert verdict([at_the_office], asked, houses).verdict == "gap"


# --- one norm says nothing of another ---------------------------------------------------------------------


def test_a_verdict_is_the_same_whatever_other_norms_look_at() -> None:
    # Four hours at a time until the end of February; after that two single hours a week.
    when = (
        Weekly((TU,), span("10:00-14:00"), last=day("2027-02-28")),
        Weekly((WE, FR), span("10:00-11:00"), first=day("2027-03-01")),
    )
    inloop, year = norm(4, "hours"), msgspec.structs.replace(norm(1, weeks=53), id="jaar")
    (alone,) = verdicts(quarter([offer("welzijn/koffie", *when)], inloop))
    beside, _ = verdicts(quarter([offer("welzijn/koffie", *when)], inloop, year))
    assert alone == beside
    assert (alone.verdict, alone.hangs_on) == ("covered", None)


@pytest.mark.parametrize(
    "other",
    [
        {"must": ("free",)},
        {"ages": Ages(75)},
        {"within": Within(walk_minutes=30)},
        {"dayparts": ("weekday-evening",)},
        {"weeks": 4},
        {"every_week": 1.0},
        {"audience": "mantelzorgers"},
        {"themes": ("eten",)},
    ],
    ids=lambda field: next(iter(field)),
)
def test_norms_that_differ_in_one_field_are_judged_apart(other: dict[str, object]) -> None:
    some = [
        offer("welzijn/koffie", ages=Ages(70), cost=Cost(100)),
        offer("kerk/soep", Weekly((FR,), span("19:00-21:00"), last=day("2027-01-31")), venue="ver"),
    ]
    houses = [house(), house("ver", 1500)]
    plain, changed = norm(1), msgspec.structs.replace(norm(1, **other), id="anders")
    both = verdicts(quarter(some, plain, changed, houses=houses))
    apart = [verdicts(quarter(some, one, houses=houses))[0] for one in (plain, changed)]
    assert list(both) == apart


# --- who offers it ----------------------------------------------------------------------------------------


def test_an_organisation_is_no_partner_of_itself() -> None:
    twice = Weekly((TU, FR), MORNING)
    found = verdict([offer("welzijn/koffie", twice, partners=("welzijn",))], norm(2))
    assert (found.verdict, found.hangs_on) == ("fragile", "welzijn")
    assert verdict([offer("welzijn/koffie", twice, partners=("welzijn", "kerk"))], norm(2)).verdict == "covered"


# --- for whom ---------------------------------------------------------------------------------------------


def test_what_only_names_others_without_ages_may_or_may_not_be_for_everybody() -> None:
    carers = offer("zorg/cafe", audiences=("mantelzorgers",))
    found = verdict([carers], norm(1))
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 0, 1)
    assert (found.near_misses[0].failed, found.near_misses[0].params["fact"]) == ("unknown", "audience")
    assert verdict([msgspec.structs.replace(carers, ages=Ages(18))], norm(1)).verdict == "covered"  # ages decide
    assert verdict([offer("zorg/cafe", audiences=("mantelzorgers", "ouderen"))], norm(1)).verdict == "covered"
    assert verdict([carers], norm(1, audience=None, ages=Ages(65))).verdict == "covered"  # a norm for no audience


def test_an_audience_without_ages_adds_none_to_one_that_has_them() -> None:
    both = offer("welzijn/koffie", audiences=("ouderen", "mantelzorgers"))
    assert verdict([both], norm(1)).lower == 1
    young = norm(1, audience=None, ages=Ages(13, 27))
    found = verdict([both], young, residents={"13-27": 100})
    assert (found.verdict, found.upper, found.near_misses[0].failed) == ("gap", 0, "ages")
    assert verdict([both], norm(1, audience="mantelzorgers")).lower == 1  # of whatever age


def test_who_is_asked_whether_it_is_for_others_too_keeps_whom_it_was_for() -> None:
    calendar = quarter([offer("zorg/cafe", audiences=("mantelzorgers",))], norm(1))
    found = advise(calendar, occurrences(calendar, Window(TODAY, day("2027-03-01"))), TODAY)
    assert told(found.verdicts[0].remedies[0]) == (
        "fill-in activities/zorg/cafe.yaml audiences: [mantelzorgers, ouderen]"
    )


@pytest.mark.parametrize(
    ("admits", "share"),
    [
        (Ages(0, 64), 0),
        (Ages(0, 65), 1 / 31),  # a year of the 31 from 65 to 95
        (Ages(55, 74), 10 / 31),
        (Ages(75, 120), 21 / 31),
        (Ages(95), 1 / 31),
        (Ages(65), 1),
        (None, 1),
    ],
)
def test_ages_that_overlap_partly_count_by_their_years(admits: Ages | None, share: float) -> None:
    assert verdict([offer("welzijn/koffie", ages=admits)], norm(1)).lower == pytest.approx(share, abs=1e-4)


def test_of_ages_and_an_audience_the_ages_are_the_more_exact() -> None:
    assert verdict([offer("welzijn/koffie", audiences=("ouderen",), ages=Ages(80))], norm(1)).lower == pytest.approx(
        16 / 31, abs=1e-4
    )
    older = norm(1, ages=Ages(80))  # of the norm too
    assert verdict([offer("welzijn/koffie", audiences=("ouderen",))], older).lower == 1
    assert verdict([], older, residents={"65-79": 300, "80+": 90}).residents == 90


def test_audiences_with_ages_are_added_up() -> None:
    calendar = quarter([offer("welzijn/koffie", audiences=("kinderen", "ouderen"))], norm(1, audience=None))
    known = AUDIENCES | {"kinderen": Term("kinderen", {"nl": "Kinderen"}, ages=Ages(4, 12))}
    (found,) = verdicts(with_audiences(calendar, known))
    assert found.lower == pytest.approx((9 + 31) / 96, abs=1e-4)  # of 0 to 95


def with_audiences(calendar: Calendar, known: dict[str, Term]) -> Calendar:
    return msgspec.structs.replace(calendar, audiences=known)


# --- what nearly counted ----------------------------------------------------------------------------------


def test_what_is_in_another_town_did_not_nearly_count() -> None:
    near, far = offer("buurt/soos", venue="ver"), offer("elders/soos", venue="elders")
    found = verdict([near, far], norm(1), [house("ver", 14_000), house("elders", 16_000)])
    assert [miss.activity for miss in found.near_misses] == ["buurt/soos"]


def test_a_near_miss_is_told_at_its_usual_time_not_at_that_of_a_date_that_was_moved() -> None:
    moved = Change(day("2026-12-01"), moved_to=day("2026-12-02"), time=span("09:00-11:00"))
    (miss,) = verdict([offer("kerk/soep", cost=Cost(100), changes=(moved,))], norm(1, must=("free",))).near_misses
    assert (miss.params["weekday"], miss.params["time"]) == ("1", "10:00")


def test_what_lasts_all_day_has_no_time_in_its_near_miss() -> None:
    fair = offer("kerk/markt", Weekly((SA,), None), cost=Cost(100))
    (miss,) = verdict([fair], norm(1, must=("free",))).near_misses
    assert miss.params == {"fact": "free", "cents": "100", "weekday": "5"}


def test_of_near_misses_that_are_as_near_the_alphabet_decides() -> None:
    houses = [house(f"huis{number}", 2000 + number, neighbourhood="verderop") for number in range(6)]
    some = [offer(f"kerk/{number}", venue=f"huis{number}") for number in range(6)]
    for turned in (some, some[::-1]):
        found = verdict(turned, norm(1), houses, centre=None)  # no way can be measured
        assert [miss.activity for miss in found.near_misses] == ["kerk/0", "kerk/1", "kerk/2"]


def test_that_nobody_knows_for_whom_it_is_is_not_that_it_is_for_others() -> None:
    carers = offer("zorg/cafe", audiences=("mantelzorgers",), cost=Cost(100))
    (miss,) = verdict([carers], norm(1, must=("free",))).near_misses
    assert (miss.failed, miss.also) == ("barrier", ("audience-unknown",))
    (miss,) = verdict(
        [offer("zorg/cafe", audiences=("ouderen",), venue="ver")],
        norm(1, audience="mantelzorgers"),
        [house("ver", 1100)],
    ).near_misses
    assert (miss.failed, miss.also) == ("audience", ("distance",))
