"""What is on offer towards a goal, for an age band, in a municipality: worked out by hand."""

from itertools import pairwise

import msgspec
import pytest
from msgspec.structs import replace

from buurtkalender.domain.coverage.evaluation import evaluate
from buurtkalender.domain.coverage.prevention import AGE_BANDS, OpenQuestion, age_bands, prevention_cells
from buurtkalender.domain.model import ActivityStatus, Calendar, Neighbourhood
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import (
    AgeBand,
    Ages,
    AtLeast,
    ByAppointment,
    Change,
    Dates,
    Location,
    Pattern,
    Weekly,
    Within,
)
from making import MORNING, TU, day
from prevention_town import ADULTS, CHILDREN, PARENTS, PEOPLE, TEENAGERS, cell, cells, norm, offer, region
from town import TODAY

TUESDAYS = Weekly((TU,), MORNING)


def test_nothing_is_a_gap_with_the_people_it_is_a_gap_for() -> None:
    found = cell()
    assert (found.verdict.verdict, found.verdict.lower, found.verdict.upper) == ("gap", 0, 0)
    assert found.verdict.residents == 320  # 8 of the 15 years from 0 to 14, of 600 people
    assert found.without == (Ages(4, 11),)


def test_one_offer_for_all_ages_of_the_band_is_enough() -> None:
    found = cell(offer("welzijn/sterk"))
    assert (found.verdict.verdict, found.verdict.lower, found.verdict.required) == ("covered", 1, 1)
    assert [(one.activity, one.certain) for one in found.verdict.counted] == [("welzijn/sterk", True)]
    assert (found.without, found.questions, found.norm) == ((), (), None)


def test_an_offer_for_part_of_the_ages_counts_for_that_part() -> None:
    found = cell(offer("school/les", ages=Ages(9, 11)))
    assert (found.verdict.verdict, found.verdict.lower) == ("gap", 0)
    assert [(row.verdict, row.ages) for row in found.verdict.ages] == [
        ("gap", (Ages(4, 8),)),
        ("covered", (Ages(9, 11),)),
    ]
    assert found.without == (Ages(4, 8),)
    assert found.verdict.counted[0].share == 0.375


def test_more_for_the_same_ages_helps_nobody_of_other_ages() -> None:
    found = cell(*(offer(f"school/les-{n}", ages=Ages(9, 11)) for n in range(9)))
    assert (found.verdict.verdict, found.verdict.lower) == ("gap", 0)


def test_offers_for_parts_of_the_ages_make_a_whole_together() -> None:
    found = cell(offer("school/les", ages=Ages(8, 14)), offer("kerk/club", ages=Ages(4, 7)))
    assert (found.verdict.verdict, found.verdict.lower, found.without) == ("covered", 1, ())


def test_what_nobody_confirmed_is_fragile_unless_there_is_more() -> None:
    one = offer("welzijn/sterk", confirmed=None)
    found = cell(one)
    assert (found.verdict.verdict, found.verdict.confidence) == ("fragile", 0.4)
    three = cell(one, *(offer(f"kerk/club-{n}", confirmed=None) for n in range(2)))
    assert (three.verdict.verdict, three.verdict.lower, three.verdict.confidence) == ("covered", 3, 0.4)  # 3 x 0.4


def test_a_norm_of_two_hangs_on_one_organisation() -> None:
    two = norm("twee", 2)
    alone = cell(offer("welzijn/een"), offer("welzijn/twee"), norms=[two])
    assert (alone.verdict.verdict, alone.verdict.hangs_on) == ("fragile", "welzijn")
    assert cell(offer("welzijn/een"), offer("kerk/twee"), norms=[two]).verdict.verdict == "covered"


def test_where_too_few_people_of_these_ages_live_there_is_no_verdict() -> None:
    homes = {"dorp": Neighbourhood("dorp", "Dorp", "oost-wijk", "oost", residents={"0-14": 90, "15-64": 900})}
    found = cells(region(neighbourhoods=homes))
    assert (found["4-11", "oost"].verdict.verdict, found["4-11", "oost"].verdict.residents) == ("too-few-residents", 48)
    assert found["23-64", "oost"].verdict.verdict == "gap"


def test_half_of_a_municipality_is_not_taken_for_a_small_one() -> None:
    homes = {
        "dorp": Neighbourhood("dorp", "Dorp", "oost-wijk", "oost", residents={"0-14": 60}),
        "plas": Neighbourhood("plas", "Plas", "oost-wijk", "oost"),
    }
    found = cells(region(neighbourhoods=homes))["4-11", "oost"].verdict
    assert (found.verdict, found.residents) == ("gap", None)


def test_people_and_activities_of_a_business_park_are_of_the_municipality_too() -> None:
    homes = dict(region().neighbourhoods)
    homes["haven"] = replace(homes["haven"], residents={"0-14": 15})
    course = offer("welzijn/les", TUESDAYS, venue="loods")
    found = cells(region([course], neighbourhoods=homes))["4-11", "oost"].verdict
    assert (found.verdict, found.residents) == ("covered", 328)


# --- for whom it is -----------------------------------------------------------------------------------


def test_what_names_no_ages_may_be_for_children_so_that_is_asked() -> None:
    found = cell(offer("repair/cafe", ages=None), offer("welzijn/hulp", ages=None, audiences=("mantelzorgers",)))
    assert (found.verdict.verdict, found.verdict.lower, found.verdict.upper) == ("data-gap", 0, 2)
    assert found.questions == (OpenQuestion("repair/cafe", ("ages",)), OpenQuestion("welzijn/hulp", ("ages",)))
    assert found.without == (Ages(4, 11),)


def test_what_names_no_ages_is_for_every_adult() -> None:
    found = cell(offer("repair/cafe", ages=None), band=ADULTS)
    assert (found.verdict.verdict, found.questions) == ("covered", ())


def test_for_children_the_audiences_that_have_ages_say_which() -> None:
    both = offer("welzijn/club", ages=None, audiences=("kinderen", "mantelzorgers"))
    assert cell(both).verdict.verdict == "covered"
    teenagers = cell(both, band=TEENAGERS)
    assert (teenagers.verdict.verdict, teenagers.without) == ("gap", (Ages(13, 17),))


def test_for_parents_is_what_names_them_whatever_the_ages_of_their_children() -> None:
    named = cell(offer("welzijn/opvoeden", audiences=("ouders",), ages=Ages(0, 4)), band=PARENTS)
    assert (named.verdict.verdict, named.verdict.lower, named.without) == ("covered", 1, ())
    assert named.verdict.residents is None  # nobody counts parents
    nobody = cell(offer("repair/cafe", ages=None), band=PARENTS)
    assert (nobody.verdict.verdict, nobody.questions) == ("data-gap", (OpenQuestion("repair/cafe", ("audience",)),))
    others = cell(offer("welzijn/hulp", audiences=("mantelzorgers",)), band=PARENTS)
    assert (others.verdict.verdict, others.verdict.near_misses[0].failed) == ("gap", "audience")


# --- when and where it is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "verdict"),
    [
        (TUESDAYS, "covered"),
        (Dates((day("2027-05-30"),), MORNING), "covered"),  # the last day of 26 weeks
        (Dates((day("2027-05-31"),), MORNING), "gap"),
        (Dates((day("2026-11-26"),), MORNING), "gap"),  # before the first whole week
        (replace(TUESDAYS, last=day("2026-11-24")), "gap"),
        (ByAppointment(), "covered"),
    ],
)
def test_an_offer_with_dates_is_there_while_one_is_to_come(when: Pattern, verdict: str) -> None:
    found = cell(offer("school/les", when, venue="huis")).verdict
    assert found.verdict == verdict
    assert (not found.near_misses) or found.near_misses[0].failed == "no-dates"


def test_an_offer_counts_once_also_when_a_date_is_elsewhere() -> None:
    moved = Change(day("2026-12-08"), venue="loods")
    found = cell(offer("school/les", TUESDAYS, venue="huis", changes=(moved,)), norms=[norm("twee", 2)])
    assert (found.verdict.lower, [one.amount for one in found.verdict.counted]) == (1, [1])


def test_what_is_paused_or_cancelled_is_a_near_miss() -> None:
    paused = cell(offer("school/les", TUESDAYS, venue="huis", status=ActivityStatus.PAUSED))
    assert (paused.verdict.verdict, paused.verdict.near_misses[0].failed) == ("gap", "paused")
    off = Change(day("2026-12-08"), cancelled="Ziek.")
    cancelled = cell(offer("school/les", Dates((day("2026-12-08"),), MORNING), venue="huis", changes=(off,)))
    assert (cancelled.verdict.verdict, cancelled.verdict.near_misses[0].failed) == ("gap", "no-dates")


@pytest.mark.parametrize(
    ("place", "oost", "west"),
    [
        ({"venue": "huis"}, "covered", "gap"),
        ({"venue": "buurthuis"}, "gap", "covered"),
        ({"serves": ("oost",)}, "covered", "gap"),
        ({"serves": ("dorp",)}, "covered", "gap"),  # a part of it
        ({"serves": ("oost", "stad")}, "covered", "covered"),
        ({"venue": "huis", "serves": ("west",), "transport": "Er rijdt een bus."}, "covered", "covered"),
        ({"online": "https://les.example", "serves": ("west",)}, "gap", "covered"),
        ({"online": "https://les.example"}, "gap", "gap"),
        ({"location": Location("Park", neighbourhood="stad")}, "gap", "covered"),
        ({"location": Location("Ergens")}, "data-gap", "data-gap"),
    ],
)
def test_what_reaches_a_municipality_counts_there(place: dict[str, object], oost: str, west: str) -> None:
    found = cells(region([offer("school/les", TUESDAYS, **{"serves": (), **place})]))
    assert [found["4-11", town].verdict.verdict for town in ("oost", "west")] == [oost, west]


def test_nobody_knowing_where_it_is_is_a_question() -> None:
    assert cell(offer("school/les", TUESDAYS, location=Location("Ergens"))).questions == (
        OpenQuestion("school/les", ("place",)),
    )


def test_what_others_have_is_told_where_something_falls_short() -> None:
    here, there = offer("welzijn/hier", ages=Ages(4, 7)), offer("kerk/daar", serves=("west",))
    both = offer("school/les", serves=("oost", "west"), ages=Ages(4, 5))
    found = cells(region([here, there, both]))
    assert found["4-11", "oost"].elsewhere == ("kerk/daar",)
    assert found["4-11", "west"].elsewhere == ()  # enough


# --- what a municipality asks -------------------------------------------------------------------------


def test_each_municipality_is_held_to_its_own_norm() -> None:
    every = [offer(f"welzijn/{n}", serves=("oost", "west"), partners=("kerk",)) for n in range(2)]
    found = cells(region(every, norm("drie", 3, municipalities=("oost",))))
    oost, west = found["4-11", "oost"], found["4-11", "west"]
    assert (oost.norm, oost.verdict.verdict, oost.verdict.lower, oost.verdict.required) == ("drie", "gap", 2, 3)
    assert (west.norm, west.verdict.verdict, west.verdict.required) == (None, "covered", 1)


def test_of_two_norms_the_one_most_made_for_it_holds() -> None:
    general, narrow = norm("alle", 2), norm("jeugd", 3, ages=Ages(0, 17))
    of_oost = norm("oost", 4, municipalities=("oost",))
    found = cells(region([], general, narrow, of_oost))
    chosen = {key: one.norm for key, one in found.items()}
    assert [chosen[band, "oost"] for band in ("4-11", "12-17", "ouders", "23-64")] == ["oost"] * 4
    assert [chosen[band, "west"] for band in ("4-11", "12-17", "ouders", "23-64")] == ["jeugd", "jeugd", "alle", "alle"]


@pytest.mark.parametrize(
    "other",
    [
        {"goal": "veiligheid"},
        {"ages": Ages(4, 10)},  # not for all of the band
        {"audience": "mantelzorgers"},
        {"within": Within(walk_minutes=15)},  # says nothing of a municipality as a whole
        {"within": Within(area="neighbourhood")},
    ],
)
def test_a_norm_for_something_else_does_not_hold(other: dict[str, object]) -> None:
    assert cell(norms=[norm("anders", 2, **other)]).norm is None


def test_a_norm_may_ask_for_sessions_and_then_weeks_count() -> None:
    weekly = norm("wekelijks", 1, at_least=AtLeast(1, "sessions", "week"), weeks=12)
    found = cell(offer("school/les", replace(TUESDAYS, last=day("2027-01-26")), venue="huis"), norms=[weekly])
    assert (found.verdict.verdict, found.verdict.per) == ("seasonal", "week")  # 9 of 12 weeks


def test_the_same_norm_held_for_neighbourhoods_is_about_what_goes_by_appointment() -> None:
    calendar = region([offer("school/les", TUESDAYS, venue="huis")], norm("kinderen", 1, municipalities=("oost",)))
    (found,) = evaluate(calendar, occurrences(calendar, Window(TODAY, day("2027-12-01"))), TODAY)
    assert (found.neighbourhood, found.verdict) == ("dorp", "gap")
    assert cells(calendar)["4-11", "oost"].verdict.verdict == "covered"


def test_bands_without_the_words_of_the_vocabulary_are_left_out() -> None:
    assert age_bands(region(age_bands=())) == AGE_BANDS
    assert age_bands(Calendar("leeg.example", TODAY)) == tuple(one for one in AGE_BANDS if one.audience is None)


def test_no_year_is_in_two_of_the_usual_bands() -> None:
    ages = [one.ages for one in AGE_BANDS if one.ages]
    assert ages[0].lowest == 0
    assert ages[-1].highest is None
    for younger, older in pairwise(ages):
        assert younger.highest is not None
        assert younger.highest + 1 == older.lowest


def test_a_row_for_each_municipality_goal_and_band_in_their_order() -> None:
    found = prevention_cells(region(), [], TODAY)
    assert [(one.municipality, one.band.id) for one in found] == [
        (town, band) for town in ("oost", "west") for band in ("4-11", "12-17", "ouders", "23-64")
    ]
    assert prevention_cells(Calendar("leeg.example", TODAY), [], TODAY) == ()


def test_a_band_of_an_audience_with_ages_is_a_band_of_these_ages() -> None:
    band = AgeBand(audience="kinderen")
    (found, _) = cells(region([offer("school/les", ages=Ages(4, 12))], age_bands=(band,))).values()
    assert (found.verdict.verdict, found.verdict.residents) == ("covered", round(PEOPLE["0-14"] * 9 / 15))


def test_the_order_of_the_activities_changes_nothing() -> None:
    some = [offer("a/b", ages=None), offer("c/d", ages=Ages(4, 9)), offer("e/f", serves=("west",))]
    one, other = (prevention_cells(region(order), [], TODAY) for order in (some, some[::-1]))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


def test_bands_are_named_as_they_are_written() -> None:
    assert [band.id for band in (CHILDREN, PARENTS, AgeBand(Ages(65)))] == ["4-11", "ouders", "65+"]
