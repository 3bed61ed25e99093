"""Gaps: nothing that is told may be untrue. Each test is one thing that was told wrongly, or easily is."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from advising import advice, anew
from buurtkalender.domain.coverage.difference import snapshot_difference
from buurtkalender.domain.coverage.evaluation import take_snapshot
from buurtkalender.domain.coverage.people import headcount, residents, years
from buurtkalender.domain.coverage.verdicts import Verdict
from buurtkalender.domain.model import Activity, Calendar, Municipality, Neighbourhood
from buurtkalender.domain.remedies.edits import changed_values
from buurtkalender.domain.remedies.proposals import can_come
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Change,
    Dates,
    Norm,
    Point,
    Term,
    TimeSpan,
    Weekly,
    Within,
)
from buurtkalender.words.catalogues import translator
from buurtkalender.words.changes import change_sentence
from buurtkalender.words.norms import severity_sentence, severity_sum, severity_word
from buurtkalender.words.remedies import remedy_sentence
from buurtkalender.words.verdicts import counted_amount, near_miss_sentence, verdict_sentence
from making import FR, MO, MORNING, SA, TH, TU, WE, day, days, span
from prevention_town import cells, region
from prevention_town import offer as prevention_offer
from projects import Project
from quarter import AUDIENCES, at, house, norm, offer, quarter, verdict, verdicts
from town import TODAY, town

NL = translator("nl")
EVENING = span("19:30-21:30")
FRIDAY_NIGHT = Weekly((FR,), EVENING)
YOUNG = {"0-14": 300, "15-24": 300, "25-44": 1000}
"""People by band: 20 of each year to 14, 30 of each from 15 to 24, 50 of each from 25 to 44."""


def young(amount: float = 1, **asked: object) -> Norm:
    """An evening for the young of 13 to 27."""
    known = {"audience": None, "ages": Ages(13, 27), "dayparts": ("evening",), "themes": ("ontmoeten",), **asked}
    return norm(amount, **known)


def told(found: Verdict, calendar: Calendar | None = None) -> str:
    return verdict_sentence(found, calendar or quarter([], young()), NL)


# --- ages ----------------------------------------------------------------------------------------------


def test_what_is_there_for_some_ages_does_not_hide_that_others_have_nothing() -> None:
    found = verdict([offer("kade/soos", FRIDAY_NIGHT, ages=Ages(13, 18))], young(), residents=YOUNG)
    assert (found.verdict, found.lower, found.upper) == ("gap", 0, 0)
    assert [(one.verdict, one.ages, one.lower, one.residents) for one in found.ages] == [
        ("covered", (Ages(13, 18),), 1, 160),  # 2 years of 20, 4 of 30
        ("gap", (Ages(19, 27),), 0, 330),  # 6 of 30, 3 of 50
    ]
    assert (found.residents, found.severity) == (490, 330)


def test_the_verdict_names_the_ages_that_have_enough_and_those_that_have_not() -> None:
    found = verdict([offer("kade/soos", FRIDAY_NIGHT, ages=Ages(13, 18))], young(), residents=YOUNG)
    assert told(found) == (
        "Genoeg voor 13 tot en met 18 jaar, te weinig voor 19 tot en met 27 jaar: 0 van 1 keer per week. "
        "Voor hen is er helemaal niets."
    )
    calendar = quarter([], young(), residents=YOUNG)
    assert severity_sum(found, calendar, NL) == (
        "ongeveer 330 inwoners (19 tot en met 27 jaar) × behoefte 1 × tekort 100% = 330"
    )


def test_many_for_the_same_ages_help_nobody_of_other_ages() -> None:
    some = [offer(f"kade/soos-{n}", Weekly((n,), EVENING), ages=Ages(13, 18)) for n in range(5)]
    assert (verdict(some, young(2)).verdict, verdict(some, young(2)).lower) == ("gap", 0)


def test_what_others_do_for_the_other_ages_makes_it_whole() -> None:
    some = [
        offer("kade/soos", FRIDAY_NIGHT, ages=Ages(10, 18)),
        offer("kerk/cafe", Weekly((SA,), EVENING), ages=Ages(19, 35)),
    ]
    found = verdict(some, young())
    assert (found.verdict, found.lower, found.ages, found.severity) == ("covered", 1, (), 0)
    assert {one.activity: one.ages for one in found.counted} == {
        "kade/soos": (Ages(13, 18),),
        "kerk/cafe": (Ages(19, 27),),
    }


def test_the_ages_that_never_have_anything_are_told_apart_from_those_that_have_it_now_and_then() -> None:
    monthly = offer("kade/soos", Weekly((FR,), EVENING, every=3), ages=Ages(13, 18))
    found = verdict([monthly], young(), residents=YOUNG)
    assert [(one.verdict, one.ages, one.nothing) for one in found.ages] == [
        ("gap", (Ages(13, 18),), False),
        ("gap", (Ages(19, 27),), True),
    ]
    assert found.weeks_met == 0  # the weeks are those of the ages that have least
    assert told(found) == "0 van 1 keer per week. Er is te weinig. Er is helemaal niets voor 19 tot en met 27 jaar."


def test_every_age_is_judged_on_its_own_certainty_and_the_least_decides() -> None:
    some = [
        offer("kade/soos", FRIDAY_NIGHT, ages=Ages(13, 18), confirmed=None),
        offer("kerk/cafe", FRIDAY_NIGHT, ages=Ages(19, 23), cost=None, venue="kerk"),
        offer("buurt/disco", Weekly((SA,), EVENING), ages=Ages(24, 27)),
    ]
    found = verdict(some, young(must=("free",)), [house(), house("kerk", 600)], residents=YOUNG)
    assert [(one.verdict, one.ages) for one in found.ages] == [
        ("fragile", (Ages(13, 18),)),
        ("data-gap", (Ages(19, 23),)),
        ("covered", (Ages(24, 27),)),
    ]
    assert (found.verdict, found.lower, found.upper, found.severity) == ("data-gap", 0, 1, 150)
    assert (
        "Genoeg voor 24 tot en met 27 jaar, kwetsbaar voor 13 tot en met 18 jaar, "
        "niet bekend of er genoeg is voor 19 tot en met 23 jaar: 0 zeker, misschien 1, van 1 keer per week."
    ) in told(found)


def test_the_ages_stand_in_the_data_and_on_every_page_that_tells_the_verdict(demo: Project) -> None:
    data = demo.output / "data"
    found = [row for row in json.loads((data / "coverage.json").read_text()) if row["norm"] == "avond-voor-jongeren"]
    heul = next(row for row in found if row["neighbourhood"] == "de-heul")
    assert [(one["verdict"], one["ages"]) for one in heul["ages"]] == [
        ("covered", [{"lowest": 13, "highest": 18}]),
        ("gap", [{"lowest": 19, "highest": 27}]),
    ]
    said = "Genoeg voor 13 tot en met 18 jaar, te weinig voor 19 tot en met 27 jaar: 0 van 1 keer per week."
    for path in ("hiaten/normen/avond-voor-jongeren/", "hiaten/buurten/de-heul/"):
        assert said in (demo.output / path / "index.html").read_text("utf-8")
    assert "covered 13-18; gap 19-27" in (data / "coverage.csv").read_text("utf-8-sig")
    assert "te weinig voor 19 tot en met 27 jaar" in (data / "hiaten.csv").read_text("utf-8-sig")


def test_the_table_tells_of_which_ages_a_number_is_where_others_have_more(demo: Project) -> None:
    table = (demo.output / "hiaten/index.html").read_text("utf-8")
    assert "0 van 1 voor 19 tot en met 27 jaar" in table
    assert "voor 13 tot en met 27 jaar</span>" not in table  # all of them


def test_a_change_tells_for_which_ages_a_gap_opens_and_how_many_people_these_are() -> None:
    soos = offer("kade/soos", FRIDAY_NIGHT, ages=Ages(13, 27))
    before, after = (quarter([one], young(), residents=YOUNG) for one in (soos, replace(soos, ages=Ages(13, 18))))
    found = snapshot_difference(take_snapshot(before, TODAY), take_snapshot(after, TODAY))
    (move,) = found.moves
    said = change_sentence(move, after, NL)
    assert "te weinig voor 19 tot en met 27 jaar: 0 van 1 keer per week" in said
    assert "Het gaat om ongeveer 330 inwoners." in said


def test_the_page_of_an_evening_for_the_young_says_which_ages_have_nothing_and_what_helps(demo: Project) -> None:
    page = (demo.output / "hiaten/normen/avond-voor-jongeren/index.html").read_text("utf-8")
    _, _, of_heul = page.partition('id="de-heul"')
    section = of_heul.partition("</section>")[0]
    assert "te weinig voor 19 tot en met 27 jaar: 0 van 1 keer per week. Voor hen is er helemaal niets." in section
    cothen = page.partition('id="cothen"')[2].partition("</section>")[0]
    assert "Er is te weinig. Er is helemaal niets voor 19 tot en met 27 jaar." in cothen  # others now and then
    assert "Wat helpt?" in section
    assert "Dan is er genoeg voor ongeveer 266 inwoners." in section


# --- times of day, and for whom it is meant ----------------------------------------------------------------


def test_a_shop_that_is_open_by_day_is_no_evening_for_the_young() -> None:
    """The norm "evening for the young" was met by a day-time shop, and by an average over ages."""
    shop = offer("ruilwinkel/open", Weekly((MO, TU, WE, TH, FR), span("10:00-17:00")), drop_in=True)
    late = offer("koor/zingen", Weekly((TU,), span("20:00-22:00")))
    by_day = verdict([shop], young(2))
    assert (by_day.verdict, by_day.lower, by_day.counted) == ("gap", 0, ())
    assert (by_day.near_misses[0].failed, by_day.near_misses[0].params["dayparts"]) == ("daypart", "evening")
    assert "niet in de avond" in near_miss_sentence(by_day.near_misses[0], quarter([shop], young()), NL)
    assert verdict([shop, late], young()).verdict == "covered"  # nobody asked that it is meant for them
    both = verdict([shop, late], young(aimed=True))
    assert (both.verdict, both.upper) == ("gap", 0)


def test_the_number_counts_only_what_is_on_the_times_of_day_that_are_asked() -> None:
    some = [offer("welzijn/koffie", Weekly((TU, WE, FR), MORNING)), offer("kerk/soep", FRIDAY_NIGHT)]
    found = verdict(some, norm(2, dayparts=("weekday-evening",)))
    assert (found.verdict, found.lower, found.required) == ("gap", 1, 2)
    mixed = offer("welzijn/koffie", Weekly((TU,), MORNING), Weekly((TU,), EVENING))
    assert verdict([mixed], norm(1, dayparts=("weekday-evening",))).counted[0].amount == 1


@pytest.mark.parametrize(
    ("dayparts", "sessions", "hours"),
    [
        (("weekday-morning",), 1, 2),
        (("weekday-morning", "weekday-afternoon"), 1, 7),
        (("weekday-evening",), 1, 1),
        (("weekend",), 0, 0),
        ((), 1, 8),
    ],
)
def test_a_walk_in_counts_on_each_time_of_day_that_it_is_open_with_its_hours_there(
    dayparts: tuple[str, ...], sessions: float, hours: float
) -> None:
    shop = offer("ruilwinkel/open", Weekly((TU,), span("10:00-18:00")), drop_in=True)
    assert verdict([shop], norm(1, dayparts=dayparts)).lower == sessions
    assert verdict([shop], norm(1, "hours", dayparts=dayparts)).lower == hours


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({}, False),  # everybody
        ({"ages": Ages(16)}, False),  # who may not come, and not for whom it is
        ({"ages": Ages(12, 18)}, True),
        ({"audiences": ("jongeren",)}, True),
        ({"audiences": ("jongeren",), "ages": Ages(16)}, True),
        ({"audiences": ("ouderen",)}, False),
    ],
)
def test_a_norm_of_what_is_aimed_counts_what_names_them_or_has_ages_that_are_theirs(
    facts: dict[str, Any], *, counts: bool
) -> None:
    asked = young(audience="jongeren", aimed=True)
    calendar = quarter([offer("kade/soos", FRIDAY_NIGHT, **facts)], asked)
    known = AUDIENCES | {"jongeren": Term("jongeren", {"nl": "Jongeren"}, ages=Ages(13, 27))}
    (found,) = verdicts(replace(calendar, audiences=known))
    assert bool(found.counted) is counts


def test_what_is_for_older_people_is_aimed_at_them_though_it_has_no_end() -> None:
    assert verdict([offer("welzijn/koffie", ages=Ages(60))], norm(1, aimed=True)).verdict == "covered"


# --- not sure, and told twice --------------------------------------------------------------------------------


def test_a_date_in_a_building_that_is_closed_is_no_in_the_lower_bound_and_yes_in_the_upper() -> None:
    closed = [house(closed=(days("2026-11-30", "2027-02-21"),))]
    found = verdict([offer("welzijn/koffie")], norm(1), closed)
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 0, 1)
    assert (found.near_misses[0].failed, found.near_misses[0].params["fact"]) == ("unknown", "on")
    assert "niet bekend: of het op alle data doorgaat" in near_miss_sentence(
        found.near_misses[0], quarter([offer("welzijn/koffie")], norm(1)), NL
    )


def test_what_goes_on_in_all_weeks_but_one_is_sure_and_perhaps_a_little_more() -> None:
    closed = [house(closed=(days("2026-12-29"),))]
    found = verdict([offer("welzijn/koffie")], norm(1), closed)
    assert (found.verdict, found.weeks_met, found.poor_weeks) == (
        "covered",
        0.9167,
        (day("2026-12-28"),),
    )
    (line,) = found.counted
    assert (line.certain, line.amount, line.perhaps) == (
        True,
        0.9167,
        0.0833,
    )
    assert counted_amount(line, quarter([], norm(1)), NL) == "0,92, en misschien 0,08 meer"


def test_what_helps_is_asking_whether_it_goes_on_and_then_it_is_there() -> None:
    closed = [house(closed=(days("2026-12-01", "2027-01-20"),))]
    calendar = quarter([offer("welzijn/koffie")], norm(1), houses=closed)
    (found,) = advice(calendar).verdicts
    assert found.verdict == "data-gap"
    remedy = next(one for one in found.remedies if one.edit.facts == ("on",))
    assert remedy.edit.dates[0] == day("2026-12-01")
    assert "gaat het door op 1 december 2026, 8 december 2026" in remedy_sentence(remedy, calendar, NL)
    assert (remedy.lines[0].field, remedy.lines[0].value) == ("changes.0", "{date: 2026-12-01, on: true}")
    after = anew(changed_values(calendar, remedy.edit).within(calendar))
    assert after["inloop", "thuis"].verdict == remedy.here.after == "covered"


def test_a_date_that_somebody_wrote_out_is_sure_whatever_is_closed() -> None:
    closed = [house(closed=(days("2026-11-30", "2027-02-21"),))]
    every = Dates(tuple(date.fromordinal(day("2026-12-01").toordinal() + 7 * n) for n in range(12)), MORNING)
    assert verdict([offer("welzijn/koffie", every)], norm(1), closed).verdict == "covered"


def test_what_somebody_calls_not_sure_is_not_counted_on() -> None:
    unsure = tuple(Change(date.fromordinal(day("2026-12-01").toordinal() + 7 * n), tentative="") for n in range(12))
    found = verdict([offer("welzijn/koffie", changes=unsure)], norm(1))
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 0, 1)


def test_two_organisations_that_tell_the_same_activity_make_one_for_certain_and_perhaps_two() -> None:
    some = [offer("welzijn/koffie", title="Koffieochtend"), offer("kerk/koffie", title="Koffieochtend")]
    calendar = quarter(some, norm(2))
    (found,) = verdicts(calendar)
    assert (found.verdict, found.lower, found.upper) == ("data-gap", 1, 2)
    twice = next(one for one in found.counted if not one.certain)
    assert (twice.activity, twice.same_as) == ("welzijn/koffie", "kerk/koffie")
    assert counted_amount(twice, calendar, NL) == "1, waarschijnlijk hetzelfde als Koffieochtend: telt één keer"


def test_told_twice_is_enough_where_once_is() -> None:
    some = [offer("welzijn/koffie", title="Koffieochtend"), offer("kerk/koffie", title="Koffieochtend")]
    found = verdict(some, norm(1))
    assert (found.verdict, found.hangs_on) == ("covered", None)
    of_one = [offer("welzijn/koffie", title="Koffieochtend"), offer("welzijn/thee", title="Koffieochtend")]
    assert verdict(of_one, norm(1)).lower == 2  # an organisation knows what it does twice


def test_of_two_that_are_likely_one_that_of_which_more_is_known_counts() -> None:
    some = [
        offer("kerk/koffie", title="Koffieochtend", cost=None),
        offer("welzijn/koffie", title="Koffieochtend"),
    ]
    found = verdict(some, norm(1, must=("free",)))
    assert (found.verdict, [(one.activity, one.certain) for one in found.counted]) == (
        "covered",
        [("welzijn/koffie", True), ("kerk/koffie", False)],
    )


# --- offers without a fixed time -----------------------------------------------------------------------------


def buddies(**asked: object) -> Norm:
    return norm(1, "offers", None, within=Within(area="neighbourhood"), audience=None, **asked)


def test_lending_things_is_no_buddy() -> None:
    crate = offer("welzijn/krat", ByAppointment(), serves=("thuis",), themes=("lenen",))
    buddy = offer("welzijn/maatje", ByAppointment(), serves=("thuis",), goals=("contact",))
    assert verdict([crate], buddies(themes=("ontmoeten",))).verdict == "gap"
    assert verdict([crate, buddy], buddies(themes=(), goal="contact")).counted[0].activity == "welzijn/maatje"


def test_a_norm_of_offers_without_theme_or_goal_counts_nothing_and_the_check_says_so(tmp_path: Any) -> None:
    crate = offer("welzijn/krat", ByAppointment(), serves=("thuis",))
    assert (verdict([crate], buddies(themes=())).verdict, verdict([crate], buddies(themes=())).counted) == ("gap", ())
    assert codes_of("{id: maatje, title: Een maatje, at_least: {offers: 1}, within: neighbourhood}", tmp_path) == {
        "offers-of-anything"
    }


def test_aimed_at_nobody_is_told(tmp_path: Any) -> None:
    asked = "{id: avond, title: Avond, at_least: {sessions: 1, per: week}, within: neighbourhood, aimed: true}"
    assert codes_of(asked, tmp_path) == {"aimed-at-nobody"}


def codes_of(asked: str, folder: Any) -> set[str]:
    """What is said of a norms.yaml with this norm."""
    from buurtkalender.reading.content import read_content

    content = folder / "content"
    (content / "calendar").mkdir(parents=True)
    (content / "calendar" / "norms.yaml").write_text(f"norms:\n  - {asked}\n", encoding="utf-8")
    found = read_content(content, calendar_id="zandmeer.example", anchor=date(2026, 1, 5))
    assert found.calendar.norms
    return {problem.code for problem in found.problems if "norms.yaml" in problem.path}


# --- people --------------------------------------------------------------------------------------------------


def test_people_of_a_part_of_a_band_are_whole_and_said_to_be_an_estimate() -> None:
    home = Neighbourhood("thuis", "Thuis", "wijk", "stad", residents={"0-14": 100, "15-64": 0, "65+": 93})
    assert residents(home, years(Ages(75))) == 63  # 21 of 31 years
    known = headcount(home.residents)
    assert known
    assert known.is_estimate(years(Ages(75)))
    assert not known.is_estimate(years(Ages(65)))
    assert not known.is_estimate(years(Ages(0, 14)) | years(Ages(65)))
    assert known.is_estimate(years(Ages(0, 12)))


def test_no_sentence_speaks_of_half_a_person() -> None:
    calendar = quarter([offer("welzijn/koffie")], norm(2), residents={"65+": 93})
    (found,) = verdicts(calendar)
    assert found.severity == 46.5
    assert severity_sum(found, calendar, NL) == "93 inwoners × behoefte 1 × tekort 50% = 46,5"
    assert severity_sentence(found, calendar, NL).startswith("Hoe ernstig: klein (93 inwoners")


def newcomers(**home: object) -> Calendar:
    """A quarter with a norm for newcomers, of whom ages say nothing."""
    known = AUDIENCES | {"nieuwkomers": Term("nieuwkomers", {"nl": "Nieuwkomers"})}
    return replace(quarter([], norm(1, audience="nieuwkomers"), **home), audiences=known)


def test_a_norm_for_newcomers_counts_newcomers_and_not_everybody() -> None:
    (found,) = verdicts(newcomers(audiences={"nieuwkomers": {"0+": 120}}))
    assert (found.verdict, found.residents, found.severity) == ("gap", 120, 120)


def test_where_nobody_counted_newcomers_it_says_so_and_gives_no_number() -> None:
    calendar = newcomers()
    (found,) = verdicts(calendar)
    assert (found.verdict, found.residents, found.severity) == ("gap", None, 0)
    assert severity_sentence(found, calendar, NL) == (
        "Hoeveel nieuwkomers hier wonen, weten we niet. Dus ook niet hoe ernstig dit is."
    )
    assert severity_word(found, NL) == "niet bekend"


def test_few_newcomers_in_a_neighbourhood_full_of_people_are_no_reason_to_say_nothing() -> None:
    (found,) = verdicts(newcomers(audiences={"nieuwkomers": {"0-17": 10, "18+": 20}}))
    assert (found.verdict, found.severity) == ("gap", 30)


# --- what is advised -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ages", "weekday", "time", "can"),
    [
        (Ages(13, 18), TU, "14:00-16:00", False),
        (Ages(13, 18), TU, "15:30-17:30", True),
        (Ages(13, 18), SA, "14:00-16:00", True),
        (Ages(4, 11), TU, "19:30-21:30", False),
        (Ages(4, 11), TU, "18:00-20:00", True),
        (Ages(4, 11), TU, "10:00-12:00", False),
        (Ages(0, 3), TU, "10:00-12:00", True),
        (Ages(0, 3), TU, "19:30-21:30", False),
        (Ages(19, 27), TU, "14:00-16:00", False),
        (Ages(19, 27), TU, "19:30-21:30", True),
        (Ages(18), TU, "10:00-12:00", False),
        (Ages(65), TU, "10:00-12:00", True),
        (Ages(65), TU, "22:00-23:00", False),
    ],
)
def test_people_can_come_outside_of_school_work_and_sleep(ages: Ages, weekday: int, time: str, *, can: bool) -> None:
    assert can_come(years(ages), weekday, span(time)) is can


@cache
def demo_calendar() -> Calendar:
    from buurtkalender.reading.content import read_content
    from projects import ROOT

    return read_content(ROOT / "demo", calendar_id="demo.example", anchor=date(2026, 1, 5)).calendar


@pytest.mark.parametrize("calendar", [town, demo_calendar], ids=["town", "demo"])
def test_nothing_new_is_advised_at_school_for_pupils_or_late_for_children(calendar: Any) -> None:
    known = calendar()
    found = advice(known)
    edits = [
        (verdict_.norm, verdict_.ages, remedy.edit)
        for verdict_ in found.verdicts
        for remedy in verdict_.remedies
        if remedy.edit.kind in {"start", "daypart", "venue"}
    ]
    assert edits
    for name, by_ages, edit in edits:
        asked: Norm = known.norms[name]
        audience = known.audiences.get(asked.audience or "")
        ages = asked.ages or (audience.ages if audience else None) or Ages()
        lacking = [ages] if not by_ages else [one for row in by_ages if row.verdict != "covered" for one in row.ages]
        (activity,) = changed_values(known, edit).activities
        pattern = activity.when[edit.pattern or 0 if edit.kind == "daypart" else 0]
        span_: TimeSpan | None = getattr(pattern, "time", None)
        if span_ is None or not isinstance(pattern, Weekly):
            continue
        pupils = all(one.lowest >= 4 and (one.highest or 99) <= 18 for one in lacking)
        children = all((one.highest or 99) <= 12 for one in lacking)
        if pupils and any(weekday < SA for weekday in pattern.days):
            assert span_.start >= 15 * 60 + 30, (name, edit)
        if children:
            assert span_.end <= 20 * 60, (name, edit)


def test_pupils_are_offered_the_hours_after_school() -> None:
    shared = house(rooms=(), point=at(300), available=())
    calendar = quarter([], norm(1, audience=None, ages=Ages(13, 18)), houses=[shared], residents=YOUNG)
    (found,) = advice(calendar).verdicts
    (start,) = (one.edit for one in found.remedies if one.edit.kind == "start")
    assert start.time
    assert start.time.start >= 15 * 60 + 30


def test_who_asks_for_weekday_mornings_gets_weekday_mornings() -> None:
    calendar = quarter([], norm(1, audience=None, ages=Ages(19, 64), dayparts=("weekday-morning",)))
    (found,) = advice(calendar).verdicts
    (start,) = (one.edit for one in found.remedies if one.edit.kind == "start")
    assert start.time == TimeSpan(600, 720)


# --- a region --------------------------------------------------------------------------------------------------

FAR = Point(52.0 + 125_000 / 111_195, 5.0)


def two_towns(*activities: Activity, asked: Norm) -> Calendar:
    """The quarter, and Verweg: another municipality of the same region, 125 kilometres north of it."""
    calendar = quarter(
        activities, asked, houses=[house(), house("verweg", neighbourhood="dorp", point=FAR)], residents=YOUNG
    )
    dorp = Neighbourhood("dorp", "Dorp", "dorp-wijk", "verweg", centre=FAR, residents=YOUNG)
    return replace(
        calendar,
        neighbourhoods={**calendar.neighbourhoods, "dorp": dorp},
        municipalities={**calendar.municipalities, "verweg": Municipality("verweg", "Verweg", school_region="noord")},
    )


@pytest.mark.parametrize(
    "far",
    [
        {"venue": "verweg"},
        {"serves": ("verweg",)},
        {"venue": "verweg", "cost": None},
    ],
)
def test_the_advice_of_a_region_names_nobody_who_is_125_kilometres_away(far: dict[str, Any]) -> None:
    when = ByAppointment() if "serves" in far else Weekly((TU,), MORNING)
    asked = (
        buddies(themes=("ontmoeten",))
        if "serves" in far
        else norm(1, audience=None, ages=Ages(0, 14), must=("free",), within=Within(area="municipality"))
    )
    calendar = two_towns(offer("verweg/club", when, **far), asked=asked)
    here = next(one for one in advice(calendar).verdicts if one.neighbourhood == "thuis")
    assert here.verdict == "gap"
    assert here.near_misses == ()
    assert here.remedies
    for remedy in here.remedies:
        assert remedy.edit.activity is None
        assert remedy.edit.organisation is None
        assert remedy.edit.venue != "verweg"
        assert "verweg" not in remedy_sentence(remedy, calendar, NL).casefold()


@pytest.mark.parametrize(("metres", "named"), [(125_000, ()), (20_000, ("daar/club",))])
def test_for_prevention_nobody_is_named_either_who_is_far_away(metres: float, named: tuple[str, ...]) -> None:
    calendar = region([prevention_offer("daar/club", serves=("west",))])
    centres = {"dorp": at(0), "haven": at(0), "stad": at(metres * 1.3)}
    homes = {key: replace(one, centre=centres[key]) for key, one in calendar.neighbourhoods.items()}
    found = cells(replace(calendar, neighbourhoods=homes))["4-11", "oost"]
    assert (found.verdict.verdict, found.elsewhere) == ("gap", named)


def test_an_organisation_in_the_next_town_is_near_enough_to_name() -> None:
    asked = norm(1, audience=None, ages=Ages(0, 14))
    nearby = Neighbourhood("naast", "Naast", "naast-wijk", "buren", centre=at(8_000), residents=YOUNG)
    calendar = quarter(
        [offer("buren/club", venue="buren", ages=Ages(0, 14))],
        asked,
        houses=[house(), house("buren", 8_000, neighbourhood="naast")],
        residents=YOUNG,
    )
    region = replace(
        calendar,
        neighbourhoods={**calendar.neighbourhoods, "naast": nearby},
        municipalities={**calendar.municipalities, "buren": Municipality("buren", "Buren")},
    )
    here = next(one for one in advice(region).verdicts if one.neighbourhood == "thuis")
    assert "buren" in {one.edit.organisation for one in here.remedies}


# --- the demo says what its titles say ---------------------------------------------------------------------------


def test_the_norms_of_the_demo_ask_what_their_titles_say() -> None:
    asked = demo_calendar().norms
    assert len(asked) == 7
    for one in asked.values():
        title = one.title.casefold()
        assert ("gratis" in title) <= ("free" in one.must), title
        assert ("avond" in title) <= ("evening" in one.dayparts), title
        assert ("ochtend" in title) == ("weekday-morning" in one.dayparts), title
        assert ("loopafstand" in title) <= (one.within.walk_minutes is not None), title
        assert ("zo binnen" in title) <= ("no-signup" in one.must), title
        assert ("65-plussers" in title) <= (one.ages == Ages(65)), title
        assert ("75-plussers" in title) <= (one.ages == Ages(75)), title
        assert ("volwassen" in title) <= (one.ages == Ages(18)), title
        assert ("twee keer" in title) == (one.at_least.amount == 2 and not one.dayparts), title
    assert asked["avond-voor-jongeren"].aimed
    assert (asked["avond-voor-jongeren"].ages, asked["avond-voor-jongeren"].dayparts) == (Ages(13, 27), ("evening",))


def test_the_demo_has_nothing_that_the_check_warns_of_in_its_norms(demo: Project) -> None:
    done = demo.run("check")
    assert "norms.yaml" not in done.out + done.err
