"""When rooms are in use: what the calendar says takes place there, and nothing that does not."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain

import pytest

from buurtkalender.domain.model import ActivityStatus, Calendar
from buurtkalender.domain.recurrence import occurrences
from buurtkalender.domain.values import Change, Dates, Days, Holiday, Monthly, Skip, TimeSpan, Weekly
from buurtkalender.feeds import calendars
from buurtkalender.feeds.calendars import RoomPlace
from feeds.test_clients import CHANGES, CLOSURE, SERIES
from feeds.world import (
    CLIENTS,
    MORNING,
    YEAR,
    Client,
    activity,
    around,
    calendar,
    context,
    day,
    in_dorpshuis,
    shown,
    values,
)

HALL = RoomPlace("dorpshuis", "grote-zaal")
TUESDAYS = Weekly((1,), MORNING, skip=Skip(venue_closures=True))


def feed(of: Calendar, spot: RoomPlace) -> bytes:
    """When a room is in use, in one calendar."""
    shared = context(of)
    return around(calendars.taken(shared, one).get(spot, b"") for one in of.activities.values())


def in_use(octets: bytes, client: Client = CLIENTS[0]) -> list[tuple[object, object]]:
    return sorted(((one.start, one.end) for one in shown(octets, YEAR, client)), key=str)


def meant(of: Calendar, spot: RoomPlace) -> list[tuple[object, object]]:
    """When the calendar itself says that something takes place there."""
    found: list[tuple[object, object]] = []
    for one in occurrences(of, YEAR):
        if not one.cancelled and (one.venue, one.room) == spot:
            whole = one.all_day
            found.append(
                (one.start.date(), one.end.date())
                if whole
                else (of.aware(one.start).astimezone(UTC), of.aware(one.end).astimezone(UTC))
            )
    return sorted(found, key=str)


@pytest.mark.parametrize("client", CLIENTS, ids=str)
@pytest.mark.parametrize("name", SERIES)
def test_a_room_is_in_use_exactly_when_something_takes_place_in_it(name: str, client: Client) -> None:
    town = calendar(in_dorpshuis(*SERIES[name], changes=CHANGES), closures=CLOSURE)
    spots = {spot for one in town.activities.values() for spot in calendars.taken(context(town), one)}
    assert HALL in spots
    for spot in {*spots, RoomPlace("kerkzaal", None)}:
        assert in_use(feed(town, spot), client) == meant(town, spot)


def test_a_date_that_is_cancelled_leaves_the_room_free() -> None:
    off = Change(day("2026-12-01"), cancelled="De gastvrouw is ziek.")
    octets = feed(calendar(in_dorpshuis(TUESDAYS, changes=(off,))), HALL)
    assert datetime(2026, 12, 1, 9, tzinfo=UTC) not in [start for start, _ in in_use(octets)]
    assert b"RECURRENCE-ID" not in octets


def test_a_date_held_elsewhere_for_once_takes_that_room_and_leaves_its_own_free() -> None:
    town = calendar(in_dorpshuis(TUESDAYS, changes=(Change(day("2026-12-01"), venue="kerkzaal"),)))
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert moment not in [start for start, _ in in_use(feed(town, HALL))]
    assert [start for start, _ in in_use(feed(town, RoomPlace("kerkzaal", None)))] == [moment]


def test_a_series_of_which_no_date_is_left_is_left_out() -> None:
    last = Weekly((1,), MORNING, first=day("2026-12-01"), last=day("2026-12-01"))
    off = Change(day("2026-12-01"), cancelled="ziek")
    assert b"VEVENT" not in feed(calendar(in_dorpshuis(last, changes=(off,))), HALL)


def test_what_does_not_run_takes_no_room() -> None:
    paused = in_dorpshuis(TUESDAYS, status=ActivityStatus.PAUSED)
    assert calendars.taken(context(calendar(paused)), paused) == {}


def test_what_has_no_room_here_takes_none() -> None:
    elsewhere = activity(TUESDAYS, online="https://zandmeer.example/")
    assert calendars.taken(context(calendar(elsewhere)), elsewhere) == {}


def test_it_takes_time_and_has_a_uid_of_its_own() -> None:
    town = calendar(in_dorpshuis(TUESDAYS, Dates((day("2026-12-05"),), MORNING), Monthly((), (3,), None)))
    octets = feed(town, HALL)
    assert set(values(octets, "TRANSP")) == {":OPAQUE"}
    assert values(octets, "UID") == [
        ":welzijn.koffie.busy@zandmeer.buurtkalender.example",
        ":welzijn.koffie.2.20261205.busy@zandmeer.buurtkalender.example",
        ":welzijn.koffie.3.busy@zandmeer.buurtkalender.example",
    ]
    assert set(values(octets, "SUMMARY")) == {":Grote zaal bezet: Koffieochtend"}


def test_a_room_that_nobody_named_is_told_to_be_unknown() -> None:
    octets = feed(calendar(activity(TUESDAYS, venue="dorpshuis")), RoomPlace("dorpshuis", None))
    assert values(octets, "SUMMARY") == [":Bezet\\, ruimte niet bekend: Koffieochtend"]


def test_a_venue_is_not_free_when_it_is_closed() -> None:
    town = calendar(closures=(Holiday("Oud en nieuw", Days(day("2026-12-31"), day("2027-01-01"))),))
    octets = around([calendars.closed(context(town), town.venues["dorpshuis"])])
    assert set(in_use(octets)) == {(day("2026-12-31"), day("2027-01-02")), (day("2027-03-08"), day("2027-03-13"))}
    assert set(values(octets, "SUMMARY")) == {":Gesloten"}


def test_closed_for_good_is_no_error() -> None:
    town = calendar(closures=(Holiday("Voorgoed", Days(day("2026-12-31"), day("9999-12-31"))),))
    assert b"20261231" in calendars.closed(context(town), town.venues["kerkzaal"])


def test_lines_are_folded_and_end_in_crlf() -> None:
    town = calendar(in_dorpshuis(TUESDAYS, title="Koffie " * 20))
    lines = feed(town, HALL).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in chain(lines))


def test_changes_are_stamped_like_those_of_the_activity() -> None:
    late = TimeSpan(600, 720)
    octets = around(
        calendars.taken(context(town, stamps={"welzijn/koffie": datetime(2026, 10, 28, 8, 30, tzinfo=UTC)}), one).get(
            HALL, b""
        )
        for town in [calendar(in_dorpshuis(Weekly((1,), late, skip=Skip(venue_closures=True))))]
        for one in town.activities.values()
    )
    assert values(octets, "LAST-MODIFIED") == [":20261028T083000Z"]
