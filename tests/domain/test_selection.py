"""One query for pages and feeds."""

from datetime import timedelta

import pytest

from buurtkalender.domain.model import (
    Activity,
    ActivityStatus,
    Calendar,
    Cost,
    District,
    Municipality,
    Neighbourhood,
    Referral,
    Room,
    Signup,
)
from buurtkalender.domain.places import Places
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.selection import Facet, Selection, facets_of
from buurtkalender.domain.values import ByAppointment, Change, Dates, Location, Weekly
from making import FR, MORNING, TU, day, span
from quarter import house
from town import ANCHOR, TODAY, town

WINDOW = Window(day("2026-11-23"), day("2026-12-20"))


def calendar(*activities: Activity) -> Calendar:
    homes = (
        Neighbourhood("oost", "Oost", "dorp", "stad"),
        Neighbourhood("west", "West", "dorp", "stad"),
        Neighbourhood("haven", "Haven", "kade", "zeestad"),
    )
    houses = (
        house(neighbourhood="oost"),
        house("kerk", neighbourhood="west", access={"wheelchair": False}),
    )
    return Calendar(
        "zandmeer.example",
        ANCHOR,
        activities={one.id: one for one in activities},
        venues={one.id: one for one in houses},
        neighbourhoods={one.id: one for one in homes},
        districts={"dorp": District("dorp", "Dorp", "stad"), "kade": District("kade", "Kade", "zeestad")},
        municipalities={"stad": Municipality("stad", "Stad"), "zeestad": Municipality("zeestad", "Zeestad")},
    )


def made(key: str, *when: object, **facts: object) -> Activity:
    known = {"title": key, "themes": ("ontmoeten",), "venue": "huis", **facts}
    return Activity(id=key, when=when or (Weekly((TU,), MORNING),), **known)


def selection(*activities: Activity) -> Selection:
    whole = calendar(*activities)
    return Selection(whole, occurrences(whole, WINDOW))


def facets(one: Activity) -> frozenset[Facet]:
    return facets_of(Places(calendar(one)).usual(one))


def test_an_activity_is_found_by_its_place_and_everything_around_it() -> None:
    found = facets(made("welzijn/koffie", room="zaal"))
    assert {
        ("venue", "huis"),
        ("room", "huis/zaal"),
        ("neighbourhood", "oost"),
        ("district", "dorp"),
        ("municipality", "stad"),
    } <= found


def test_it_is_found_by_everybody_who_offers_it_and_by_what_it_is_about() -> None:
    found = facets(
        made("welzijn/koffie", partners=("kerk",), goals=("veerkracht",), audiences=("ouderen",), languages=("nl",))
    )
    assert {("organisation", "welzijn"), ("organisation", "kerk"), ("theme", "ontmoeten")} <= found
    assert {("goal", "veerkracht"), ("audience", "ouderen"), ("language", "nl")} <= found


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ({"cost": Cost(0)}, "free"),
        ({"signup": Signup(required=False)}, "no-signup"),
        ({"drop_in": True}, "drop-in"),
        ({"drop_in": True}, "no-signup"),
        ({"come_alone": True}, "come-alone"),
        ({"companion": True}, "companion"),
        ({"referral": Referral(required=False)}, "no-referral"),
        ({}, "wheelchair"),
    ],
)
def test_a_fact_is_there_only_when_it_is_known_to_be_true(said: dict[str, object], fact: str) -> None:
    assert ("fact", fact) in facets(made("welzijn/koffie", **said))
    unknown = made("welzijn/koffie", venue=None, location=Location("Het plein"))
    assert not [one for one in facets(unknown) if one[0] == "fact"]
    no = made(
        "welzijn/koffie",
        venue="kerk",
        cost=Cost(1),
        signup=Signup(required=True),
        drop_in=False,
        come_alone=False,
        companion=False,
        referral=Referral(required=True),
    )
    assert not [one for one in facets(no) if one[0] == "fact"]


def test_what_comes_to_you_is_found_in_every_area_that_it_serves() -> None:
    whole_town = facets(made("welzijn/maatje", ByAppointment(), venue=None, serves=("stad",)))
    assert {("neighbourhood", "oost"), ("neighbourhood", "west"), ("municipality", "stad")} <= whole_town
    assert ("neighbourhood", "haven") not in whole_town
    assert ("neighbourhood", "haven") in facets(made("welzijn/maatje", ByAppointment(), venue=None, serves=("kade",)))
    with_a_place = facets(made("welzijn/koffie", serves=("stad",)))
    assert ("neighbourhood", "west") not in with_a_place


def test_a_date_held_elsewhere_is_found_there_and_not_at_the_usual_place() -> None:
    away = Change(day("2026-12-01"), venue="kerk")
    chosen = selection(made("welzijn/koffie", changes=(away,)), made("kerk/soep", venue="kerk"))
    at_church = chosen.occurrences(("venue", "kerk"))
    assert [(one.activity, str(one.day)) for one in at_church if one.activity == "welzijn/koffie"] == [
        ("welzijn/koffie", "2026-12-01")
    ]
    assert at_church == sorted(at_church, key=lambda one: (one.start, one.activity))
    assert "2026-12-01" not in [str(one.day) for one in chosen.occurrences(("venue", "huis"))]
    assert [str(one.day) for one in chosen.occurrences(("neighbourhood", "west"), ("organisation", "welzijn"))] == [
        "2026-12-01"
    ]
    assert (("neighbourhood", "west"), ("organisation", "welzijn")) in chosen.nonempty("neighbourhood", "organisation")


def test_elsewhere_only_that_venue_says_whether_a_wheelchair_gets_in() -> None:
    away = Change(day("2026-12-01"), venue="kerk")
    chosen = selection(made("welzijn/koffie", changes=(away,), access={"wheelchair": True}))
    days = [str(one.day) for one in chosen.occurrences(("fact", "wheelchair"))]
    assert days == ["2026-11-24", "2026-12-08", "2026-12-15"]


def test_the_days_of_a_list_are_inclusive_and_those_of_the_start() -> None:
    chosen = selection(made("welzijn/nacht", Dates((day("2026-12-04"),), span("22:00-01:00"))))
    at = ("venue", "huis")
    assert len(chosen.occurrences(at, first=day("2026-12-04"), last=day("2026-12-04"))) == 1
    assert not chosen.occurrences(at, first=day("2026-12-05"))
    assert not chosen.occurrences(at, last=day("2026-12-03"))
    assert len(chosen.occurrences(first=day("2026-12-04"), last=day("2026-12-04"))) == 1


def test_all_facets_have_to_hold() -> None:
    chosen = selection(made("welzijn/koffie", cost=Cost(0)), made("kerk/soep", venue="kerk", cost=Cost(0)))
    assert {one.activity for one in chosen.occurrences(("fact", "free"), ("neighbourhood", "west"))} == {"kerk/soep"}
    assert chosen.occurrences(("fact", "free"), ("theme", "niets")) == []
    assert [one.id for one in chosen.activities(("fact", "free"), ("venue", "huis"))] == ["welzijn/koffie"]


def test_activities_come_by_title_also_paused_ones_and_never_ended_ones() -> None:
    chosen = selection(
        made("a/een", title="Zingen"),
        made("a/twee", title="aquarel", status=ActivityStatus.PAUSED),
        made("a/drie", title="Bingo", status=ActivityStatus.ENDED),
        made("a/vier", ByAppointment(), title="Maatje"),
    )
    assert [one.title for one in chosen.activities()] == ["aquarel", "Maatje", "Zingen"]
    assert chosen.counts("organisation", WINDOW.first, WINDOW.last) == {"a": 3}
    assert chosen.counts("theme", WINDOW.first, WINDOW.last) == {"ontmoeten": 3}


def test_a_cancelled_date_stays_in_the_list() -> None:
    chosen = selection(made("welzijn/koffie", changes=(Change(day("2026-12-01"), cancelled="Ziek"),)))
    assert [one.cancelled for one in chosen.occurrences(("venue", "huis"))] == [False, True, False, False]


def test_a_list_is_in_order_of_time_whatever_order_the_occurrences_came_in() -> None:
    whole = calendar(made("welzijn/koffie"), made("kerk/soep", Weekly((TU, FR), MORNING), venue="kerk"))
    found = occurrences(whole, WINDOW)
    assert Selection(whole, reversed(found)).occurrences() == found
    assert Selection(whole, reversed(found)).occurrences(("theme", "ontmoeten")) == found


def test_one_activity_has_its_own_list() -> None:
    chosen = selection(made("welzijn/koffie"), made("kerk/soep"))
    assert {one.activity for one in chosen.of_activity("kerk/soep")} == {"kerk/soep"}
    assert chosen.of_activity("kerk/niets") == []
    assert ("organisation", "kerk") in chosen.facets_of("kerk/soep")


def test_in_the_town_every_list_is_what_going_through_everything_gives() -> None:
    whole = town()
    window = Window(TODAY, TODAY + timedelta(60))
    everything = occurrences(whole, window)
    chosen = Selection(whole, everything)
    for kind in ("neighbourhood", "theme", "organisation", "fact", "venue"):
        for key, number in chosen.counts(kind, window.first, window.last).items():
            facet = (kind, key)
            assert chosen.occurrences(facet) == [one for one in everything if facet in facets_of(chosen.places.of(one))]
            on = {one.activity for one in chosen.occurrences(facet)} | {
                one.id
                for one in whole.activities.values()
                if (one.by_appointment or one.status is ActivityStatus.PAUSED)
                and one.status is not ActivityStatus.ENDED
                and facet in facets_of(chosen.places.usual(one))
            }
            assert number == len(on), (kind, key)


def test_a_room_that_says_unknown_is_not_the_house_s_yes() -> None:
    whole = calendar(made("welzijn/koffie", room="zaal"))
    rooms = (Room("zaal", "Zaal", access={"wheelchair": None}),)
    unsure = Calendar(
        whole.id, whole.anchor, venues={"huis": house(rooms=rooms, neighbourhood="oost")}, activities=whole.activities
    )
    assert ("fact", "wheelchair") not in facets_of(Places(unsure).usual(unsure.activities["welzijn/koffie"]))
