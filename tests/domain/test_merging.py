"""What shows when the activities of all organisations lie side by side."""

from __future__ import annotations

from collections.abc import Iterable

from buurtkalender.domain.conflicts import (
    ClosedVenue,
    closed_venue,
    double_bookings,
    likely_duplicates,
    organisations_of,
    renamed,
)
from buurtkalender.domain.model import Activity, Calendar, Room, Venue
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Change, Days, Location, Monthly, Occurrence, Weekly
from making import FR, MO, MORNING, TU, day, span
from quarter import house
from town import ANCHOR

WINDOW = Window(day("2026-11-24"), day("2027-02-21"))


def made(key: str, title: str, *when: object, **facts: object) -> Activity:
    known = {"themes": ("ontmoeten",), "venue": "huis", **facts}
    return Activity(id=key, title=title, when=when or (Weekly((TU,), MORNING),), **known)


def both(
    *activities: Activity, houses: Iterable[Venue] = (), window: Window = WINDOW
) -> tuple[Calendar, list[Occurrence]]:
    whole = Calendar(
        "zandmeer.example",
        ANCHOR,
        activities={one.id: one for one in activities},
        venues={one.id: one for one in houses or (house(), house("kerk"))},
    )
    return whole, occurrences(whole, window)


def duplicates(*activities: Activity) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in likely_duplicates(*both(*activities))]


def test_the_same_coffee_morning_entered_by_two_organisations_is_found() -> None:
    one = made("welzijn/koffie", "Koffieochtend De Heul")
    other = made("kerk/koffie", "De Heul: koffie-ochtend!")
    (found,) = likely_duplicates(*both(one, other))
    assert (found.first, found.second, found.reason) == ("kerk/koffie", "welzijn/koffie", "same-title")
    assert found.day == day("2026-11-24")


def test_a_title_with_extra_words_is_alike() -> None:
    (found,) = likely_duplicates(*both(made("a/yoga", "Yoga"), made("b/yoga", "Yoga voor iedereen")))
    assert found.reason == "alike-title"
    assert found.score == 95


def test_another_time_place_room_title_or_organisation_is_no_duplicate() -> None:
    coffee = made("welzijn/koffie", "Koffieochtend", room="zaal")
    assert duplicates(coffee, made("kerk/koffie", "Koffieochtend", Weekly((TU,), span("10:30-12:00")))) == []
    assert duplicates(coffee, made("kerk/koffie", "Koffieochtend", Weekly((FR,), MORNING))) == []
    assert duplicates(coffee, made("kerk/koffie", "Koffieochtend", venue="kerk")) == []
    assert duplicates(coffee, made("kerk/koffie", "Koffieochtend", room="keuken")) == []
    assert duplicates(coffee, made("kerk/zang", "Zingen met ouderen")) == []
    assert duplicates(coffee, made("welzijn/koffie-2", "Koffieochtend")) == []
    assert duplicates(coffee, made("kerk/koffie", "Koffieochtend", partners=("welzijn",))) == [
        ("kerk/koffie", "welzijn/koffie")
    ]


def test_rules_that_never_meet_on_a_day_are_no_duplicates() -> None:
    first = made("welzijn/koffie", "Koffieochtend", Monthly(((1, TU),), (), MORNING))
    third = made("kerk/koffie", "Koffieochtend", Monthly(((3, TU),), (), MORNING))
    fifteenth = made("koor/koffie", "Koffieochtend", Monthly((), (15,), MORNING))  # 15 December is the third Tuesday
    assert duplicates(first, third) == []
    assert duplicates(third, fifteenth) == [("kerk/koffie", "koor/koffie")]


def test_a_place_that_is_no_venue_is_the_same_by_its_street() -> None:
    one = made("a/markt", "Weekmarkt", venue=None, location=Location("Plein", street="Marktplein 1", city="Zandmeer"))
    other = made("b/markt", "Weekmarkt", venue=None, location=Location("Markt", street="marktplein 1", city="Zandmeer"))
    assert duplicates(one, other) == [("a/markt", "b/markt")]


def test_hundreds_at_one_time_and_place_are_still_looked_through() -> None:
    crowd = [made(f"o{n}/les", f"{chr(97 + n % 26) * 9} {n * 7919}") for n in range(400)]
    pair = [made("kerk/koffie", "Koffieochtend"), made("welzijn/koffie", "Koffie-ochtend")]
    found = likely_duplicates(*both(*crowd, *pair, window=Window(day("2026-11-24"), day("2026-11-30"))))
    assert ("kerk/koffie", "welzijn/koffie") in [(one.first, one.second) for one in found]


def bookings(*activities: Activity, houses: Iterable[Venue] = ()) -> list[tuple[str, str, int]]:
    found = double_bookings(*both(*activities, houses=houses))
    return [(one.first.activity, one.second.activity, len(one.days)) for one in found]


def test_two_activities_in_one_room_at_the_same_time_are_found_once_with_all_days() -> None:
    yoga = made("sport/yoga", "Yoga", room="zaal")
    bridge = made("club/bridge", "Bridge", Weekly((TU,), span("11:30-13:00"), last=day("2026-12-15")), room="zaal")
    (found,) = double_bookings(*both(yoga, bridge))
    assert (found.venue, found.room) == ("huis", "zaal")
    assert (found.first.activity, found.second.activity) == ("sport/yoga", "club/bridge")
    assert found.days == (day("2026-11-24"), day("2026-12-01"), day("2026-12-08"), day("2026-12-15"))


def test_following_each_other_is_no_collision_nor_is_another_room() -> None:
    yoga = made("sport/yoga", "Yoga", room="zaal")
    assert bookings(yoga, made("club/bridge", "Bridge", Weekly((TU,), span("12:00-13:00")), room="zaal")) == []
    assert bookings(yoga, made("club/bridge", "Bridge", room="keuken")) == []
    assert bookings(yoga, made("club/bridge", "Bridge", room="zaal", venue="kerk")) == []
    assert bookings(yoga, made("club/bridge", "Bridge")) == []  # nobody said which room


def test_in_a_house_of_one_room_everything_is_in_that_room() -> None:
    small = [house(rooms=(Room("zaal", "Zaal"),))]
    assert bookings(made("a/yoga", "Yoga"), made("b/bridge", "Bridge"), houses=small) == [("a/yoga", "b/bridge", 13)]


def test_partners_know_of_each_other_and_a_cancelled_date_leaves_the_room_free() -> None:
    yoga = made("sport/yoga", "Yoga", room="zaal")
    assert bookings(yoga, made("club/bridge", "Bridge", room="zaal", partners=("sport",))) == []
    one_day = Weekly((TU,), MORNING, last=day("2026-11-24"))
    cancelled = Change(day("2026-11-24"), cancelled="Ziek")
    assert bookings(yoga, made("club/bridge", "Bridge", one_day, room="zaal", changes=(cancelled,))) == []


def test_a_date_that_moves_into_a_taken_room_collides() -> None:
    yoga = made("sport/yoga", "Yoga", room="zaal")
    away = Change(day("2026-12-07"), moved_to=day("2026-12-08"), venue="huis", room="zaal")
    bridge = made("club/bridge", "Bridge", Weekly((MO,), MORNING), venue="kerk", room="zaal", changes=(away,))
    assert bookings(yoga, bridge) == [("club/bridge", "sport/yoga", 1)]


def test_a_long_booking_collides_with_everything_inside_it() -> None:
    whole_day = made("a/beurs", "Beurs", Weekly((TU,), span("09:00-18:00"), last=day("2026-11-24")), room="zaal")
    short = made("b/yoga", "Yoga", room="zaal")
    late = made("c/bridge", "Bridge", Weekly((TU,), span("12:00-13:00")), room="zaal")
    assert bookings(whole_day, short, late) == [("a/beurs", "b/yoga", 1), ("a/beurs", "c/bridge", 1)]


def test_what_is_planned_while_the_venue_is_closed_is_told_by_day() -> None:
    shut = [house(closed=(Days(day("2026-12-20"), day("2027-01-03")),))]
    cancelled = Change(day("2026-12-29"), cancelled="Dicht")
    whole, found = both(made("a/yoga", "Yoga", changes=(cancelled,)), houses=shut)
    assert closed_venue(whole, found) == [ClosedVenue("a/yoga", "huis", (day("2026-12-22"),))]


def test_an_earlier_address_leads_to_the_present_one() -> None:
    whole, _ = both(
        made("welzijn/koffie", "Koffie", formerly=("buurt/koffie", "buurt/thee")),
        made("kerk/soep", "Soep", formerly=("welzijn/koffie", "buurt/thee")),
    )
    assert renamed(whole) == {"buurt/koffie": "welzijn/koffie", "buurt/thee": "kerk/soep"}


def test_everybody_who_offers_it_is_named_once_the_owner_first() -> None:
    assert organisations_of(made("kerk/soep", "Soep", partners=("welzijn", "kerk"))) == ("kerk", "welzijn")
