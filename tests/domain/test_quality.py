"""What there is to do about a calendar, each kind worked out by hand. Today is Tuesday 24 November 2026."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from advising import advice
from buurtkalender.domain.conflicts import closed_venue, double_bookings, likely_duplicates
from buurtkalender.domain.model import (
    Activity,
    ActivityStatus,
    Calendar,
    Cost,
    Organisation,
    Referral,
    Room,
    Sharing,
    Signup,
    Venue,
)
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.tasks import Findings, Todo, find_tasks
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Change,
    Contact,
    Dates,
    Location,
    Monthly,
    Pattern,
    Term,
    Weekly,
)
from making import MO, MORNING, TU, day, days
from quarter import house, norm, offer, quarter
from town import TODAY

YEAR = Window(TODAY, day("2027-11-30"))
HOUSE = house(available=(Sharing(Weekly((TU,), MORNING)),))
CALLED = Contact(phone="0343-555 001")


def complete(key: str = "welzijn/koffie", *when: Pattern, **facts: Any) -> Activity:
    """Make an activity about which there is nothing to do."""
    known = {"drop_in": True, "ages": Ages(65), "contact": CALLED, **facts}
    return offer(key, *when, **known)


def town(*activities: Activity, houses: Iterable[Venue] = (HOUSE,), **facts: Any) -> Calendar:
    """Make a calendar of these activities, whose organisations have a number to call."""
    made = quarter(activities, *facts.pop("norms", ()), houses=houses)
    organisations = {one.organisation: Organisation(one.organisation, one.organisation, "other") for one in activities}
    for key, one in organisations.items():
        organisations[key] = msgspec.structs.replace(one, phone="0343-555 000")
    return msgspec.structs.replace(made, **{"organisations": organisations, **facts})


def todos(calendar: Calendar, **found: Any) -> list[Todo]:
    """Return all there is to do, with what the build finds."""
    every = occurrences(calendar, YEAR)
    findings = Findings(
        advice(calendar).verdicts if calendar.norms else (),
        double_bookings(calendar, every),
        closed_venue(calendar, every),
        likely_duplicates(calendar, every),
    )
    return list(find_tasks(calendar, TODAY, findings._replace(**found)).todos)


def said(calendar: Calendar, **found: Any) -> list[str]:
    """Say all there is to do: ``fill-in unknown welzijn/koffie cost``."""
    return [
        " ".join(
            filter(None, (one.kind, one.why, one.activity or one.venue or one.organisation or one.file, one.field))
        )
        for one in todos(calendar, **found)
    ]


def test_about_what_is_complete_and_confirmed_there_is_nothing_to_do() -> None:
    assert said(town(complete())) == []


# --- confirm ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confirmed", "why"),
    [
        (None, "never"),
        ("2026-05-27", "old"),  # 181 days
        ("2026-05-28", "soon"),  # 180 days
        ("2026-06-26", "soon"),  # 151 days
        ("2026-06-27", None),  # 150 days
    ],
)
def test_a_confirmation_is_asked_for_after_150_days_and_is_old_after_180(
    confirmed: str | None, why: str | None
) -> None:
    when = day(confirmed) if confirmed else None
    found = todos(town(complete(confirmed=when)))
    assert [(one.why, one.field, one.since) for one in found] == ([(why, "confirmed", when)] if why else [])


def test_what_was_confirmed_longest_ago_comes_first_and_what_never_was_before_that() -> None:
    dates = {"kerk/soep": "2026-03-01", "koor/zingen": None, "welzijn/koffie": "2026-02-01"}
    made = [complete(key, confirmed=day(when) if when else None) for key, when in dates.items()]
    assert [one.activity for one in todos(town(*made))] == ["koor/zingen", "welzijn/koffie", "kerk/soep"]


def test_what_is_over_or_ended_need_not_be_confirmed_nor_filled_in() -> None:
    past = complete("kerk/feest", Dates((day("2026-11-20"),), MORNING), confirmed=None, cost=None)
    ended = complete(status=ActivityStatus.ENDED, confirmed=None, cost=None)
    assert said(town(past, ended)) == []
    paused = complete(status=ActivityStatus.PAUSED, confirmed=None)
    assert said(town(paused)) == ["confirm never welzijn/koffie confirmed"]


# --- fill in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"cost": None}, "cost"),
        ({"come_alone": None}, "come_alone"),
        ({"drop_in": None}, "drop_in"),
        ({"signup": None, "drop_in": False}, "signup"),
        ({"ages": None}, "ages"),
        ({"venue": None, "location": Location("Park", neighbourhood="thuis")}, "access.wheelchair"),
        ({"access": {"wheelchair": None}}, "access.wheelchair"),
        ({"contact": Contact(email="post@zandmeer.example")}, "contact.phone"),
        ({"when": (Weekly((TU,), MORNING, first=day("2026-09-01")),)}, "when.0.until"),
    ],
)
def test_each_fact_that_matters_is_asked_when_nobody_said_it(facts: dict[str, Any], field: str) -> None:
    assert said(town(msgspec.structs.replace(complete(), **facts))) == [f"fill-in unknown welzijn/koffie {field}"]


@pytest.mark.parametrize(
    "facts",
    [
        {"cost": Cost(500), "come_alone": False, "drop_in": False, "access": {"wheelchair": False}},
        {"audiences": ("ouderen",), "ages": None},
        {"signup": Signup(required=True), "drop_in": None},
        {"referral": Referral(required=True), "drop_in": None},
        {"signup": None},  # who can walk in need not sign up
        {"when": (ByAppointment(),), "drop_in": None, "come_alone": None},
        {"venue": None, "online": "https://zandmeer.example/praat"},
        {"contact": None},  # then people find the organisation's number
        {"when": (Weekly((TU,), MORNING, every=2, first=day("2026-09-01")),)},  # only says which weeks
        {"when": (Weekly((TU,), MORNING, first=day("2026-09-01"), last=day("2027-06-29")),)},
    ],
)
def test_no_is_an_answer_and_what_does_not_apply_is_not_asked(facts: dict[str, Any]) -> None:
    assert said(town(msgspec.structs.replace(complete(), **facts))) == []


def test_an_organisation_without_a_number_is_asked_once_for_all_that_lean_on_it() -> None:
    made = town(complete("welzijn/koffie", contact=None), complete("welzijn/soos", contact=None))
    silent = {"welzijn": Organisation("welzijn", "Welzijn", "welfare", email="post@welzijn.example")}
    (one,) = todos(msgspec.structs.replace(made, organisations=silent))
    assert (one.organisation, one.activity, one.file, one.field) == (
        "welzijn",
        None,
        "organisations/welzijn.yaml",
        "phone",
    )


def test_a_house_is_asked_once_what_nobody_knows_of_it() -> None:
    bare = house(access={}, point=None, rooms=(Room("zolder", "Zolder", access={"toilet": None}),))
    facilities = {name: Term(name, {"nl": name}) for name in ("wheelchair", "toilet")}
    made = town(complete(), complete("kerk/soep", Weekly((MO,), MORNING)), houses=[bare], facilities=facilities)
    found = todos(made)
    assert {(one.venue, one.room, one.field) for one in found} == {
        ("huis", None, "access.wheelchair"),
        ("huis", None, "access.toilet"),
        ("huis", "zolder", "rooms.zolder.access.toilet"),
        ("huis", None, "point"),
        ("huis", None, "available"),
    }
    assert {(one.organisation, one.activity, one.file) for one in found} == {(None, None, "venues/huis.yaml")}


# --- renew ------------------------------------------------------------------------------------------


def until(last: str) -> Weekly:
    """Make a weekly series with a last day."""
    return Weekly((TU,), MORNING, first=day("2026-01-06"), last=day(last))


@pytest.mark.parametrize(
    ("when", "why", "last"),
    [
        (until("2027-01-19"), "ends", "2027-01-19"),  # eight weeks from today
        (until("2027-01-25"), "ends", "2027-01-19"),  # the last Tuesday of it
        (until("2027-01-26"), None, None),
        (until("2026-11-24"), "ends", "2026-11-24"),  # today
        (until("2026-11-23"), "ended", "2026-11-17"),
        (until("2026-10-27"), "ended", "2026-10-27"),  # four weeks ago
        (until("2026-10-26"), None, None),
        (Dates((day("2026-11-03"), day("2026-12-05")), MORNING), "ends", "2026-12-05"),
        (Dates((day("2026-12-05"),), MORNING), None, None),  # a feast is no series
        (Monthly(((1, TU),), (), MORNING, last=day("2026-12-31")), "ends", "2026-12-01"),
        (Weekly((TU,), MORNING), None, None),
    ],
)
def test_what_stops_within_eight_weeks_or_stopped_in_the_last_four_is_to_be_renewed(
    when: Pattern, why: str | None, last: str | None
) -> None:
    found = [one for one in todos(town(complete("welzijn/koffie", when))) if one.kind == "renew"]
    assert [(one.why, str(one.since), one.field) for one in found] == ([(why, last, "when")] if why else [])


def test_a_series_is_looked_at_as_it_became_with_its_cancelled_and_moved_dates() -> None:
    cancelled = Change(day("2027-01-26"), cancelled="Ziek.")
    (one,) = todos(town(complete("welzijn/koffie", until("2027-01-26"), changes=(cancelled,))))
    assert (one.why, one.since) == ("ends", day("2027-01-19"))
    moved = Change(day("2026-12-08"), moved_to=day("2027-02-02"))
    assert said(town(complete("welzijn/koffie", until("2026-12-08"), changes=(moved,)))) == []


def test_what_goes_on_in_another_way_needs_no_renewal() -> None:
    assert said(town(complete("welzijn/koffie", until("2026-12-08"), Weekly((TU,), MORNING)))) == []
    assert said(town(complete("welzijn/koffie", until("2026-12-08"), ByAppointment()))) == []


# --- mend -------------------------------------------------------------------------------------------


def test_both_who_have_a_room_at_one_time_are_told_of_the_other() -> None:
    made = town(complete("kerk/soep", room="zaal"), complete("welzijn/koffie", room="zaal"))
    found = todos(made)
    assert [(one.why, one.activity, one.other, one.venue, one.room) for one in found] == [
        ("double-booking", "kerk/soep", "welzijn/koffie", "huis", "zaal"),
        ("double-booking", "welzijn/koffie", "kerk/soep", "huis", "zaal"),
    ]
    assert {one.since for one in found} == {TODAY}
    own = town(complete("kerk/soep", room="zaal"), complete("kerk/thee", room="zaal"))
    assert [(one.activity, one.other) for one in todos(own)] == [("kerk/soep", "kerk/thee")]


def test_a_date_on_which_the_house_is_closed_is_to_be_mended() -> None:
    closed = house(closed=(days("2026-12-22", "2027-01-03"),), available=HOUSE.available)
    (one,) = todos(town(complete(), houses=[closed]))
    assert (one.kind, one.why, one.days) == ("mend", "closed", (day("2026-12-22"), day("2026-12-29")))


def test_what_two_organisations_may_have_entered_twice_is_told_to_both() -> None:
    names = {"kerk/koffie": "Koffieochtend", "welzijn/koffie": "Koffie ochtend"}
    made = town(*(complete(key, title=title, room="zaal") for key, title in names.items()))  # one room is enough
    found = [(one.why, one.activity, one.other) for one in todos(made)]
    assert found == [("duplicate", "kerk/koffie", "welzijn/koffie"), ("duplicate", "welzijn/koffie", "kerk/koffie")]


CANCELLED = Change(day("2026-12-08"), cancelled="Ziek.")


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (complete("kerk/feest", Dates((day("2026-12-08"),), MORNING), changes=(CANCELLED,)), True),
        (complete("kerk/feest", Weekly((TU,), MORNING), changes=(CANCELLED,)), False),  # next week it is there
        (
            complete(
                "kerk/feest",
                Monthly(((2, TU),), (), MORNING, every=4, first=day("2026-12-01")),  # again on 13 April
                changes=(CANCELLED,),
            ),
            False,
        ),
        (complete("kerk/feest", Dates((day("2026-12-08"),), MORNING), ByAppointment(), changes=(CANCELLED,)), False),
        (
            complete(
                "kerk/feest",
                Dates((day("2026-12-08"),), MORNING),
                changes=(msgspec.structs.replace(CANCELLED, note="In het voorjaar zijn we er weer."),),
            ),
            False,
        ),
    ],
)
def test_a_date_that_falls_out_is_to_be_followed_by_another_or_by_a_word(made: Activity, asked: bool) -> None:  # noqa: FBT001
    found = [(one.why, one.days) for one in todos(town(made))]
    assert found == ([("cancelled", (day("2026-12-08"),))] if asked else [])


def test_files_go_to_whose_they_are_and_what_was_left_out_is_told_once() -> None:
    left_out = ["activities/kerk/soep.yaml", "venues/huis.yaml"]
    faulty = [*left_out, "organisations/koor.yaml", "calendar/norms.yaml", "activities/kerk/Soep Eten.yaml", "los.yaml"]
    found = todos(town(), left_out=left_out, faulty=faulty)
    assert {(one.why, one.organisation, one.activity, one.venue, one.file) for one in found} == {
        ("left-out", "kerk", "kerk/soep", None, "activities/kerk/soep.yaml"),
        ("left-out", None, None, "huis", "venues/huis.yaml"),
        ("problem", "koor", None, None, "organisations/koor.yaml"),
        ("problem", None, None, None, "calendar/norms.yaml"),
        ("problem", "kerk", None, None, "activities/kerk/Soep Eten.yaml"),
        ("problem", None, None, None, "los.yaml"),
    }


# --- what comes first -------------------------------------------------------------------------------


def test_an_answer_that_gives_people_enough_comes_first_and_says_for_how_many() -> None:
    wanted = norm(1, must=("free",))
    made = town(
        complete("kerk/soep", cost=None),
        complete("koor/zingen", themes=("muziek",), confirmed=None, cost=None, come_alone=None),
        norms=(wanted,),
    )
    first, *rest = todos(made)
    assert (first.activity, first.field, first.residents) == ("kerk/soep", "cost", 400)
    assert first.helps is not None
    assert [(one.norm, one.neighbourhood, one.after) for one in first.helps.effects] == [("inloop", "thuis", "covered")]
    assert [(one.kind, one.field, one.residents) for one in rest] == [
        ("confirm", "confirmed", 0),
        ("fill-in", "come_alone", 0),
        ("fill-in", "cost", 0),
    ]


def test_a_verdict_that_hangs_on_a_confirmation_or_on_the_house_says_so_too() -> None:
    unsure = complete("kerk/soep", confirmed=day("2026-08-01"))  # 115 days ago: it counts for less
    (one,) = todos(town(unsure, norms=(norm(1),)))
    assert (one.kind, one.why, one.residents) == ("confirm", "counts-less", 400)
    stairs = house(access={"wheelchair": None}, available=HOUSE.available)
    facilities = {"wheelchair": Term("wheelchair", {"nl": "Rolstoel"})}
    (one,) = todos(town(complete(), houses=[stairs], norms=(norm(1, must=("wheelchair",)),), facilities=facilities))
    assert (one.kind, one.venue, one.field, one.residents) == ("fill-in", "huis", "access.wheelchair", 400)


def test_answers_that_only_help_together_name_each_other() -> None:
    made = town(complete("kerk/soep", cost=None, come_alone=None), norms=(norm(1, must=("free", "come-alone")),))
    found = todos(made)
    assert [(one.field, one.residents) for one in found] == [("come_alone", 400), ("cost", 400)]
    assert {one.helps.edit.facts for one in found if one.helps} == {("free", "come-alone")}


def test_a_fact_that_only_a_norm_asks_for_is_asked_where_it_matters() -> None:
    assert said(town(complete(companion=None))) == []
    found = todos(town(complete(companion=None), norms=(norm(1, must=("companion",)),)))
    assert [(one.field, one.residents) for one in found] == [("companion", 400)]


def test_what_sends_people_to_a_closed_door_comes_before_what_they_can_ask() -> None:
    closed = house(closed=(days("2026-12-22"),), available=HOUSE.available)
    made = complete("welzijn/koffie", until("2026-12-29"), confirmed=None, cost=None)
    assert [one.kind for one in todos(town(made, houses=[closed]))] == ["mend", "renew", "confirm", "fill-in"]


def test_the_order_of_the_files_changes_nothing() -> None:
    made = [complete("kerk/soep", confirmed=None, cost=None), complete("koor/zingen", confirmed=None, come_alone=None)]
    assert todos(town(*made)) == todos(town(*reversed(made)))
    assert len(todos(town(*made))) == 4
