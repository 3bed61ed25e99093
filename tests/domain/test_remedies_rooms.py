"""Remedies that need a room: which one, when it is free, and what is held there."""

import msgspec
import pytest

from advising import advice, remedies, told
from buurtkalender.domain.model import Activity, Calendar, Cost, Neighbourhood, Room, Sharing, Venue
from buurtkalender.domain.remedies.edits import applied
from buurtkalender.domain.values import Ages, ByAppointment, Change, Dates, Holiday, Skip, Weekly, Within
from making import FR, MO, MORNING, TU, WE, day, days, span
from quarter import at, house, norm, offer, quarter

AFTERNOON = span("14:00-16:00")
SOOS = offer("buurt/soos", Weekly((TU,), AFTERNOON), venue="ver", capacity=20)
ROOMS = (Room("zaal", "Zaal", capacity=40), Room("keuken", "Keuken", capacity=12))


def shared(*hours: str, weekday: int = TU, room: str | None = "zaal", **facts: object) -> Venue:
    """The house nearby, which shares a room on a weekday at these hours."""
    sharing = tuple(Sharing(Weekly((weekday,), span(one)), room) for one in hours)
    return house(**{"rooms": ROOMS, "available": sharing, **facts})


def town(*some: Activity, near: Venue, asked: object = None) -> Calendar:
    """The quarter with the house nearby, and one three kilometres away."""
    return quarter([SOOS, *some], asked or norm(1), houses=[near, house("ver", 3000)])


def spots(calendar: Calendar) -> list[tuple[str | None, str | None]]:
    return [(one.edit.venue, one.edit.room) for one in remedies(calendar, "venue")]


# --- at another venue -----------------------------------------------------------------------------------


def test_what_is_too_far_away_can_also_be_held_in_a_room_that_is_free_then() -> None:
    (remedy,) = remedies(town(near=shared("13:00-17:00")), "venue")
    assert told(remedy) == (
        "venue activities/buurt/soos-huis.yaml title: …, venue: huis, room: zaal, themes: [ontmoeten], "
        "when: [{weekly: tuesday, time: 14:00-16:00, skip: [venue-closures]}], confirmed: 2026-11-24"
    )
    here = remedy.here
    assert (remedy.cost, here.before, here.after, here.residents) == (9, "gap", "covered", 400)


@pytest.mark.parametrize(
    ("near", "why"),
    [
        (shared("13:00-15:30"), "shared for too short a time"),
        (shared("13:00-17:00", weekday=WE), "shared on another day"),
        (shared("13:00-17:00", room="keuken"), "too small for twenty people"),
        (house(rooms=ROOMS), "not shared at all"),
        (shared("13:00-17:00", metres=1100), "too far away itself"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_room_that_will_not_do_is_not_named(near: Venue, why: str) -> None:
    assert spots(town(near=near)) == [], why


@pytest.mark.parametrize(
    ("hours", "room", "free"),
    [
        ("10:00-14:00", "zaal", True),
        ("16:00-18:00", "zaal", True),
        ("15:30-17:00", "zaal", False),
        ("09:00-14:30", "zaal", False),
        ("14:00-16:00", "keuken", True),
        ("14:00-16:00", None, False),  # in which room is not known: it may be this one
    ],
)
def test_a_room_in_which_something_else_is_held_then_is_not_named(hours: str, room: str | None, free: bool) -> None:  # noqa: FBT001 - a fact
    bridge = offer("koor/bridge", Weekly((TU,), span(hours)), room=room, themes=("spel",))
    assert spots(town(bridge, near=shared("13:00-17:00"))) == ([("huis", "zaal")] if free else [])


def test_one_booking_in_the_weeks_ahead_is_enough_and_a_cancelled_one_is_none() -> None:
    once = Dates((day("2026-12-08"),), AFTERNOON)

    def camp(**change: str) -> Activity:
        changes = (Change(day("2026-12-08"), **change),) if change else ()
        room = "keuken" if "room" in change else "zaal"
        return offer("koor/kamp", once, room=room, themes=("spel",), changes=changes)

    assert spots(town(camp(), near=shared("13:00-17:00"))) == []
    assert spots(town(camp(room="zaal"), near=shared("13:00-17:00"))) == []
    assert spots(town(camp(cancelled="Ziek"), near=shared("13:00-17:00"))) == [("huis", "zaal")]


def test_a_room_that_is_not_shared_every_week_from_the_first_on_is_not_named() -> None:
    def sharing(**facts: object) -> Venue:
        return house(rooms=ROOMS, available=(Sharing(Weekly((TU,), span("13:00-17:00"), **facts), "zaal"),))  # type: ignore[arg-type]

    assert spots(town(near=sharing(first=day("2026-11-30")))) == [("huis", "zaal")]  # the first Monday looked at
    assert spots(town(near=sharing(first=day("2026-12-01")))) == []
    assert spots(town(near=sharing(every=2))) == []


def test_where_one_room_is_taken_the_other_is_named() -> None:
    rooms = (Room("zaal", "Zaal"), Room("tuinkamer", "Tuinkamer", capacity=20))
    bridge = offer("koor/bridge", Weekly((TU,), AFTERNOON), room="zaal", themes=("spel",))
    assert spots(town(bridge, near=shared("13:00-17:00", room=None, rooms=rooms))) == [("huis", "tuinkamer")]


def test_a_room_has_to_be_accessible_when_the_norm_asks_so() -> None:
    asked = norm(1, must=("wheelchair",))
    assert spots(town(near=shared("13:00-17:00"), asked=asked)) == [("huis", "zaal")]
    unknown = shared("13:00-17:00", access={})
    assert spots(town(near=unknown, asked=asked)) == []
    assert spots(town(near=unknown)) == [("huis", "zaal")]
    upstairs = (Room("zaal", "Zaal", access={"wheelchair": False}),)
    assert spots(town(near=shared("13:00-17:00", rooms=upstairs), asked=asked)) == []


def test_on_days_on_which_the_house_is_closed_or_does_not_share_nothing_is_held() -> None:
    near = shared("13:00-17:00", closed=(days("2026-12-19", "2027-01-10"),))
    (remedy,) = remedies(town(near=near), "venue")
    assert (remedy.here.after, remedy.here.severity) == ("seasonal", 100)  # three of twelve weeks
    sharing = (
        Sharing(Weekly((TU,), span("13:00-17:00"), skip=Skip(days=(days("2026-12-19", "2027-01-10"),))), "zaal"),
    )
    (remedy,) = remedies(town(near=house(rooms=ROOMS, available=sharing)), "venue")
    assert remedy.here.after == "seasonal"
    away = (Holiday("Kerst", days("2026-12-19", "2027-01-10")),)
    sharing = (Sharing(Weekly((TU,), span("13:00-17:00"), skip=Skip(school_holidays=True)), "zaal"),)
    school = msgspec.structs.replace(town(near=house(rooms=ROOMS, available=sharing)), school_holidays=away)
    (remedy,) = remedies(school, "venue")
    assert remedy.here.after == "seasonal"
    mostly = shared("13:00-17:00", closed=(days("2026-12-19", "2027-02-21"),))
    assert spots(town(near=mostly)) == []


def test_what_is_upstairs_can_also_be_held_downstairs_around_the_corner() -> None:
    upstairs = offer("koor/zingen", Weekly((TU,), AFTERNOON), venue="zolder")
    houses = [shared("13:00-17:00"), house("zolder", 600, access={"wheelchair": False})]
    calendar = quarter([upstairs], norm(1, must=("wheelchair",)), houses=houses)
    assert spots(calendar) == [("huis", "zaal")]


def test_what_was_said_of_its_own_place_and_of_one_date_is_not_of_the_other() -> None:
    changes = (Change(day("2026-12-08"), cancelled="Ziek"),)
    soos = msgspec.structs.replace(SOOS, changes=changes, access={"wheelchair": True}, formerly=("buurt/oud",))
    calendar = quarter([soos], norm(1), houses=[shared("13:00-17:00"), house("ver", 3000)])
    edit = remedies(calendar, "venue")[0].edit
    beside = applied(calendar, edit).activities["buurt/soos-huis"]
    assert (beside.changes, beside.access, beside.formerly, beside.capacity) == ((), {}, (), 20)
    twice = applied(applied(calendar, edit), edit)
    assert list(twice.activities) == ["buurt/soos", "buurt/soos-huis", "buurt/soos-huis-2"]


def test_nothing_that_would_not_count_keeps_something_from_being_tried() -> None:
    some = [offer(f"a/{number}", Weekly((TU,), AFTERNOON), venue="ver", cost=Cost(100)) for number in range(9)]
    calendar = town(*some, near=shared("13:00-17:00"), asked=norm(1, must=("free",)))
    assert [one.edit.activity for one in remedies(calendar, "venue")] == ["buurt/soos"]


def test_what_would_not_count_here_either_is_not_brought_here() -> None:
    paid = msgspec.structs.replace(SOOS, cost=Cost(100))
    calendar = town(near=shared("13:00-17:00"), asked=norm(1, must=("free",)))
    assert spots(msgspec.structs.replace(calendar, activities={paid.id: paid})) == []
    outside = house("ver", 3000, kind="outdoor")
    gardening = quarter([SOOS], norm(1), houses=[shared("13:00-17:00"), outside])
    assert spots(gardening) == []


# --- something new --------------------------------------------------------------------------------------


def test_something_new_is_like_what_another_organisation_does_elsewhere_in_a_free_room() -> None:
    bridge = offer("koor/bridge", Weekly((FR,), span("13:00-15:00")), room="zaal", themes=("spel",))
    calendar = town(bridge, near=shared("13:00-17:00", weekday=FR))
    (remedy,) = remedies(calendar, "start")
    assert told(remedy) == (
        "start activities/buurt/inloop-huis.yaml title: …, venue: huis, room: zaal, themes: [ontmoeten], "
        "audiences: [ouderen], when: [{weekly: friday, time: 15:00-17:00, skip: [venue-closures]}], "
        "confirmed: 2026-11-24"
    )
    assert (remedy.edit.activity, remedy.edit.organisation) == ("buurt/soos", "buurt")
    assert (remedy.cost, remedy.here.after, remedy.here.residents) == (10, "covered", 400)


def test_who_does_it_in_the_same_municipality_goes_before_who_does_more_of_it_elsewhere() -> None:
    often = offer("elders/inloop", Weekly((TU, WE, FR), MORNING), venue="stadshuis")
    calendar = quarter([SOOS, often], norm(1), houses=[house(), house("ver", 3000), house("stadshuis", 9000)])
    assert remedies(calendar, "start")[0].edit.organisation == "elders"
    far = Neighbourhood("ginds", "Ginds", "wijk", "andere-stad", centre=at(9000), kind="industrial")
    stadshuis = msgspec.structs.replace(calendar.venues["stadshuis"], neighbourhood="ginds")
    apart = msgspec.structs.replace(
        calendar,
        neighbourhoods=calendar.neighbourhoods | {"ginds": far},
        venues=calendar.venues | {"stadshuis": stadshuis},
    )
    assert remedies(apart, "start")[0].edit.organisation == "buurt"


def test_it_starts_at_the_time_of_its_example_if_that_is_free() -> None:
    soos = msgspec.structs.replace(SOOS, when=(Weekly((TU,), span("14:15-16:15")),))
    calendar = quarter([soos], norm(1), houses=[shared("13:00-17:00", weekday=FR), house("ver", 3000)])
    assert remedies(calendar, "start")[0].edit.time == span("14:15-16:15")


def test_it_is_in_the_daypart_that_is_missing() -> None:
    asked = norm(1, dayparts=("weekday-evening",))
    calendar = town(near=shared("09:00-22:00", weekday=MO), asked=asked)
    (remedy,) = remedies(calendar, "start")
    assert (remedy.edit.days, remedy.edit.time) == ((MO,), span("19:30-21:30"))
    assert remedies(town(near=shared("09:00-17:00"), asked=asked), "start")[0].edit.venue is None


def test_it_is_held_as_often_as_the_norm_asks_for() -> None:
    sharing = (Sharing(Weekly((MO, WE, FR), span("09:00-12:00")), "zaal"),)
    other = offer("kerk/soep", venue="ver")
    near = house(rooms=ROOMS, available=sharing)
    (remedy,) = remedies(town(other, near=near, asked=norm(2)), "start")
    assert remedy.edit.days == (MO, WE)
    # 2 of 2, but by one organisation alone: nothing falls short, and it is fragile all the same
    assert (remedy.here.after, remedy.here.severity, remedy.here.residents) == ("fragile", 0, 0)


def test_a_second_organisation_is_found_where_everything_hangs_on_one() -> None:
    alone = offer("welzijn/koffie", Weekly((TU, FR), MORNING))
    (remedy,) = remedies(town(alone, near=shared("13:00-17:00", weekday=FR), asked=norm(2)), "start")
    assert remedy.edit.organisation == "buurt"
    assert (remedy.here.before, remedy.here.after, remedy.here.residents) == ("fragile", "covered", 400)


def test_where_no_room_is_known_something_new_is_somewhere_in_the_neighbourhood() -> None:
    (remedy,) = remedies(town(near=house(), asked=norm(1, must=("wheelchair", "free"))), "start")
    assert told(remedy) == (
        "start activities/buurt/inloop-thuis.yaml title: …, location: {name: …, neighbourhood: thuis}, "
        "themes: [ontmoeten], audiences: [ouderen], when: [{weekly: tuesday, time: 14:00-16:00}], "
        "cost: free, access.wheelchair: yes, confirmed: 2026-11-24"
    )


def test_where_nobody_does_it_yet_no_organisation_is_named() -> None:
    (remedy,) = remedies(quarter([], norm(1)), "start")
    assert (remedy.edit.organisation, remedy.edit.activity) == (None, None)
    assert remedy.lines[0].file == "activities/new/inloop-thuis.yaml"


def test_an_offer_without_a_fixed_time_needs_no_room() -> None:
    asked = norm(1, "offers", None, within=Within(area="neighbourhood"), must=("free", "wheelchair"))
    buddy = offer("welzijn/maatje", ByAppointment(), serves=("andere-stad",))
    (remedy,) = remedies(quarter([buddy], asked), "start")
    assert told(remedy) == (
        "start activities/welzijn/inloop-thuis.yaml title: …, serves: [thuis], themes: [ontmoeten], "
        "audiences: [ouderen], when: [{by_appointment: true}], cost: free, confirmed: 2026-11-24"
    )


def test_a_gym_is_only_for_what_is_held_in_a_gym() -> None:
    gym = shared("13:00-17:00", kind="sports")
    assert remedies(town(near=gym), "start")[0].edit.venue is None
    sporting = quarter([SOOS], norm(1), houses=[gym, house("ver", 3000, kind="sports")])
    assert remedies(sporting, "start")[0].edit.venue == "huis"


# --- the ten that help most -------------------------------------------------------------------------------


def neighbours(*some: Activity, asked: object = None) -> Calendar:
    """The quarter, and beside it a neighbourhood of 150 people of 65+ that is beyond walking distance of the house."""
    beyond = Neighbourhood("verderop", "Verderop", "wijk", "stad", centre=at(4000), residents={"65+": 150})
    made = quarter(some, asked or norm(1, must=("free",)), houses=[house(), house("daar", 4000)])
    return msgspec.structs.replace(made, neighbourhoods=made.neighbourhoods | {"verderop": beyond})


def test_the_edit_that_helps_most_people_comes_first() -> None:
    calendar = neighbours(offer("a/daar", venue="daar", cost=None), offer("b/hier", cost=None))
    priorities = advice(calendar).priorities
    assert [(one.edit.activity, one.residents) for one in priorities] == [
        ("b/hier", 400),
        ("a/daar", 150),
    ]


def test_people_go_before_severity() -> None:
    calendar = neighbours(offer("a/daar", venue="daar", cost=None), offer("b/hier", cost=None))
    needs = {"thuis": 0.1, "verderop": 3.0}
    homes = {key: msgspec.structs.replace(home, need=needs[key]) for key, home in calendar.neighbourhoods.items()}
    priorities = advice(msgspec.structs.replace(calendar, neighbourhoods=homes)).priorities
    assert [(priority.residents, priority.relieved) for priority in priorities] == [(400, 40), (150, 450)]


def test_who_holds_it_in_a_second_place_is_not_asked_for_a_third_at_that_time() -> None:
    calendar = neighbours(msgspec.structs.replace(SOOS, venue="nergens"), asked=norm(1))
    sharing = (Sharing(Weekly((TU,), AFTERNOON), "zaal"),)
    houses = {
        "huis": house(rooms=ROOMS, available=sharing),
        "daar": house("daar", 4000, rooms=ROOMS, available=sharing),
        "nergens": house("nergens", 9000),
    }
    priorities = advice(msgspec.structs.replace(calendar, venues=houses)).priorities
    assert [(one.edit.kind, one.edit.venue) for one in priorities] == [
        ("venue", "huis"),
        ("start", "daar"),
    ]


def test_two_edits_that_fill_the_same_hole_do_not_both_count() -> None:
    calendar = neighbours(offer("a/soep", cost=None), offer("b/koffie", cost=None), offer("c/daar", venue="daar"))
    priorities = advice(calendar).priorities
    assert [told(priority) for priority in priorities] == ["fill-in activities/a/soep.yaml cost: free"]
    assert (priorities[0].residents, priorities[0].relieved) == (400, 400)


def test_of_two_that_help_as_many_the_cheapest_comes_first_and_then_the_alphabet() -> None:
    paid, unknown = offer("a/soep", cost=Cost(100)), offer("b/koffie", cost=None)
    assert told(advice(neighbours(paid, unknown)).priorities[0]) == "fill-in activities/b/koffie.yaml cost: free"
    both = offer("a/twee", cost=None, signup=None)
    asked = norm(1, must=("free", "no-signup"))
    assert advice(neighbours(both, unknown, asked=asked)).priorities[0].edit.activity == "b/koffie"
    one, other = offer("a/soep", cost=None), offer("b/koffie", cost=None)
    assert advice(neighbours(other, one)).priorities[0].edit.activity == "a/soep"


def test_an_edit_that_only_helps_after_another_is_found_then() -> None:
    hours = (Weekly(tuple(range(6)), span(f"{hour:02}:00-{hour + 1}:00")) for hour in (9, 10, 11, 12))
    often = offer("a/inloop", *hours, cost=None, confirmed=None, partners=("kerk",))
    priorities = advice(
        quarter([often], norm(20, must=("free",)))
    ).priorities  # something new is 5 times a week at most
    assert [priority.edit.kind for priority in priorities] == ["fill-in", "confirm"]
    # 24 of 20 times, of which 9.6 is believed: 192 of 400 relieved
    assert [(priority.residents, priority.relieved) for priority in priorities] == [(0, 192), (400, 208)]


def test_a_room_is_given_away_once() -> None:
    sharing = (Sharing(Weekly((TU,), AFTERNOON), "zaal"),)
    eating = msgspec.structs.replace(norm(1, themes=("eten",)), id="eten")
    calendar = quarter(
        [SOOS, offer("kerk/soep", Weekly((TU,), AFTERNOON), venue="ver", themes=("eten",))],
        norm(1),
        eating,
        houses=[house(rooms=ROOMS, available=sharing), house("ver", 3000)],
    )
    taken = [priority for priority in advice(calendar).priorities if priority.edit.room == "zaal"]
    assert len(taken) == 1
    after = applied(calendar, taken[0].edit)
    assert all(one.edit.room is None for verdict in advice(after).verdicts for one in verdict.remedies)


def test_people_for_whom_two_norms_are_met_at_once_count_once() -> None:
    eating = msgspec.structs.replace(norm(1, themes=("eten",), must=("free",)), id="eten")
    soup = offer("a/soep", cost=None, themes=("ontmoeten", "eten"))
    (priority,) = advice(quarter([soup], norm(1, must=("free",)), eating)).priorities
    assert (priority.residents, priority.relieved) == (400, 800)
    assert [effect.norm for effect in priority.effects] == ["inloop", "eten"]
    younger = msgspec.structs.replace(eating, ages=Ages(13, 27), audience=None)
    (priority,) = advice(
        quarter([soup], norm(1, must=("free",)), younger, residents={"65+": 400, "13-27": 90})
    ).priorities
    assert priority.residents == 490
