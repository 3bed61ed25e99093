"""An activity as a service of Open Referral UK."""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Cost, Programme, Referral, Signup
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Contact,
    Dates,
    Days,
    Location,
    Monthly,
    Skip,
    TimeSpan,
    Weekly,
)
from buurtkalender.feeds import openreferral
from buurtkalender.feeds.openreferral import identifier, service
from feeds.linked_world import linked
from feeds.world import MORNING, activity, calendar, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING)


def told(one: Activity) -> dict[str, Any]:
    """What the list says of it."""
    return service(linked(calendar(one)), one)


def schedule(one: Activity) -> dict[str, Any]:
    """Its only schedule, without its identifier."""
    (found,) = told(one)["schedules"]
    del found["id"]
    return dict(found)


def test_identifiers_are_uuids_of_version_five_of_the_calendars_own_names() -> None:
    of = linked(calendar())
    own = uuid5(NAMESPACE_DNS, "zandmeer.buurtkalender.example")
    for name in ("welzijn/koffie", "é", *map(str, range(50))):
        assert UUID(identifier(of, "service", name)) == uuid5(own, f"service/{name}")


def test_a_weekly_morning_has_the_days_and_the_times_of_the_clock_on_the_wall() -> None:
    assert schedule(activity(TUESDAYS)) == {
        "opens_at": "10:00",
        "closes_at": "12:00",
        "freq": "WEEKLY",
        "interval": 1,
        "wkst": "MO",
        "byday": "TU",
        "dtstart": "2026-01-06",
    }


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (replace(TUESDAYS, every=2, days=(1, 3)), {"interval": 2, "byday": "TU,TH"}),
        (Monthly(((-1, 4), (1, 0)), (), MORNING), {"freq": "MONTHLY", "byday": "-1FR,1MO"}),
        (Monthly((), (1, 15), MORNING), {"freq": "MONTHLY", "bymonthday": "1,15"}),
        (replace(TUESDAYS, first=day("2026-09-01")), {"valid_from": "2026-09-01", "dtstart": "2026-09-01"}),
        (replace(TUESDAYS, last=day("2027-06-30")), {"valid_to": "2027-06-30"}),
        (Weekly((4,), TimeSpan(20 * 60, 25 * 60)), {"opens_at": "20:00", "closes_at": "01:00"}),
        (Dates((day("2026-12-05"), day("2026-12-19")), MORNING), {"valid_to": "2026-12-19", "dtstart": "2026-12-05"}),
        (ByAppointment("Bel ons."), {"description": "Bel ons."}),
        (ByAppointment(), {"description": "Op afspraak."}),
    ],
)
def test_every_pattern_has_its_words(pattern: Any, expected: dict[str, Any]) -> None:
    assert schedule(in_dorpshuis(pattern)).items() >= expected.items()


def test_what_is_skipped_is_said_in_words() -> None:
    days = (Days(day("2026-12-24"), day("2026-12-24")), Days(day("2027-01-01"), day("2027-01-03")))
    skip = Skip(school_holidays=True, public_holidays=True, venue_closures=True, days=days)
    assert schedule(in_dorpshuis(replace(TUESDAYS, skip=skip)))["notes"] == (
        "Niet in schoolvakanties. Niet op feestdagen. Niet als de locatie dicht is. Niet op 2026-12-24. "
        "Niet van 2027-01-01 tot en met 2027-01-03."
    )


def test_people_money_and_trust_are_told() -> None:
    found = told(
        in_dorpshuis(
            TUESDAYS,
            ages=Ages(65),
            cost=Cost(250, "keer"),
            signup=Signup(required=False),
            referral=Referral(required=True, by="de huisarts"),
            programme=Programme("Samen", "Erkend"),
            confirmed=day("2026-10-28"),
            contact=Contact("Ans", "0343-555 009", "ans@zandmeer.example"),
            languages=("nl",),
        )
    )
    assert (found["minimum_age"], "maximum_age" in found) == (65, False)
    assert (found["cost_options"][0]["amount"], found["cost_options"][0]["option"]) == (2.5, "keer")
    assert "Je hebt een verwijzing nodig" in found["application_process"]
    assert (found["accreditations"], found["assured_date"]) == ("Samen. Erkend", "2026-10-28")
    assert (found["contacts"][0]["name"], found["phones"][0]["number"]) == ("Ans", "0343-555 009")
    assert (found["email"], found["languages"][0]["code"]) == ("ans@zandmeer.example", "nl")


def test_what_nobody_said_is_left_out() -> None:
    unsaid = {
        "minimum_age",
        "cost_options",
        "contacts",
        "languages",
        "application_process",
        "service_areas",
        "assured_date",
    }
    assert not unsaid & told(in_dorpshuis(TUESDAYS)).keys()


@pytest.mark.parametrize(
    ("status", "word"), [(ActivityStatus.PAUSED, "temporarily closed"), (ActivityStatus.ENDED, "defunct")]
)
def test_what_stopped_says_so(status: ActivityStatus, word: str) -> None:
    assert told(in_dorpshuis(TUESDAYS, status=status))["status"] == word


def test_a_place_has_its_address_and_what_is_online_has_a_link() -> None:
    house, online = told(in_dorpshuis(TUESDAYS, online="https://zandmeer.example/kamer"))["service_at_locations"]
    assert house["location"]["name"] == "Dorpshuis (Grote zaal)"
    assert house["location"]["addresses"][0]["postal_code"] == "9999 AB"
    assert (online["location"]["location_type"], online["location"]["url"]) == (
        "virtual",
        "https://zandmeer.example/kamer",
    )
    (park,) = told(activity(TUESDAYS, location=Location("Park")))["service_at_locations"]
    assert "addresses" not in park["location"]


def test_what_comes_to_you_has_its_areas() -> None:
    areas = told(activity(ByAppointment(), serves=("centrum", "zandmeer")))["service_areas"]
    assert [area["name"] for area in areas] == ["Centrum", "Zandmeer"]


def many(number: int) -> Calendar:
    """A calendar with so many activities."""
    return calendar(*(in_dorpshuis(TUESDAYS, name=f"koffie-{n}") for n in range(number)))


@pytest.mark.parametrize(("number", "sizes"), [(0, [0]), (500, [500]), (501, [500, 1])])
def test_pages_hold_five_hundred_services_and_say_which_they_are(number: int, sizes: list[int]) -> None:
    of = linked(many(number))
    pages = [json.loads(openreferral.document(of, page)) for page in openreferral.pages(list(of.calendar.activities))]
    assert [len(page["contents"]) for page in pages] == sizes == [page["size"] for page in pages]
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(number, len(sizes))}
    assert [page["empty"] for page in pages] == [size == 0 for size in sizes]
