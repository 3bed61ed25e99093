"""What programs are told about an activity, a venue and a list, in the words of schema.org."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar, Cost
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import (
    Ages,
    ByAppointment,
    Change,
    Dates,
    Days,
    Location,
    Monthly,
    Skip,
    Term,
    TimeSpan,
    Weekly,
)
from buurtkalender.feeds import schema_org, schema_org_places
from buurtkalender.feeds.schema_org_places import schedule
from feeds.linked_world import linked
from feeds.world import ANCHOR, MORNING, TODAY, activity, calendar, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING)
EVENING = TimeSpan(20 * 60, 25 * 60)


def told(one: Activity, dates: int = 3, **more: Any) -> list[dict[str, Any]]:
    """What its page tells, with so many dates."""
    of = replace_facilities(calendar(one, **more))
    coming = occurrences(of, Window(TODAY, date(2027, 6, 30)))[:dates]
    return schema_org.things(linked(of), one, coming)


def replace_facilities(of: Calendar) -> Calendar:
    """Give the town words for facilities."""
    return replace(of, facilities={"wheelchair": Term("wheelchair", {"nl": "Rolstoel"})})


def rule(pattern: Weekly | Monthly, *skipped: date) -> dict[str, Any]:
    """A pattern as a Schedule, without what they all say."""
    found = schedule(calendar(), pattern, skipped)
    assert found.pop("@type") == "Schedule"
    assert found.pop("scheduleTimezone") == "Europe/Amsterdam"
    return found


# --- schedules --------------------------------------------------------------------------------------


def test_every_week_has_always_been_so() -> None:
    assert rule(TUESDAYS) == {
        "repeatFrequency": "P1W",
        "byDay": "https://schema.org/Tuesday",
        "startTime": "10:00:00",
        "endTime": "12:00:00",
    }


def test_every_other_week_is_counted_from_a_first_day() -> None:
    found = rule(replace(TUESDAYS, every=2))
    assert (found["repeatFrequency"], found["startDate"]) == ("P2W", "2026-01-06")
    assert day(found["startDate"]) > ANCHOR


def test_a_schedule_starts_on_its_first_date_and_ends_on_its_last_day() -> None:
    found = rule(replace(TUESDAYS, first=day("2026-09-02"), last=day("2027-06-30")))
    assert (found["startDate"], found["endDate"]) == ("2026-09-08", "2027-06-30")


def test_skipped_days_are_excepted() -> None:
    assert rule(TUESDAYS, day("2026-12-22"))["exceptDate"] == "2026-12-22"


def test_an_evening_that_ends_the_next_day_says_how_long_it_lasts() -> None:
    found = rule(Weekly((4,), EVENING))
    assert (found["startTime"], found["endTime"], found["duration"]) == ("20:00:00", "01:00:00", "PT5H")


def test_all_day_has_no_times() -> None:
    assert not {"startTime", "endTime", "duration"} & rule(Weekly((4,), None)).keys()


@pytest.mark.parametrize(
    ("weekdays", "days", "expected"),
    [
        (((1, 1), (3, 1)), (), {"byDay": "https://schema.org/Tuesday", "byMonthWeek": [1, 3]}),
        (((-1, 4),), (), {"byDay": "-1FR"}),
        (((1, 1), (2, 3)), (), {"byDay": ["1TU", "2TH"]}),
        ((), (1, 15), {"byMonthDay": [1, 15]}),
    ],
)
def test_months_are_told_in_weeks_and_days(
    weekdays: tuple[tuple[int, int], ...], days: tuple[int, ...], expected: dict[str, Any]
) -> None:
    found = rule(Monthly(weekdays, days, MORNING))
    assert found.items() >= {**expected, "repeatFrequency": "P1M"}.items()


# --- activities -------------------------------------------------------------------------------------


def test_a_series_tells_its_schedule_and_its_coming_dates() -> None:
    series, place, organisation = told(in_dorpshuis(TUESDAYS), 2)
    assert series["@type"] == "EventSeries"
    assert series["eventSchedule"]["byDay"] == "https://schema.org/Tuesday"
    assert [one["startDate"] for one in series["subEvent"]] == [
        "2026-11-24T10:00:00+01:00",
        "2026-12-01T10:00:00+01:00",
    ]
    assert (place["@id"], place["name"]) == ("#plaats", "Dorpshuis (Grote zaal)")
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 52.0, "longitude": 5.25}
    assert organisation["name"] == "Welzijn Zandmeer"


def test_what_nobody_said_is_left_out_and_no_is_told() -> None:
    series, place, *_ = told(in_dorpshuis(TUESDAYS))
    assert not {"offers", "isAccessibleForFree", "audience", "inLanguage", "description"} & series.keys()
    assert place["amenityFeature"] == [{"@type": "LocationFeatureSpecification", "name": "Rolstoel", "value": True}]
    _, place, *_ = told(in_dorpshuis(TUESDAYS, access={"wheelchair": False}))
    assert place["amenityFeature"][0]["value"] is False


def test_money_people_languages_and_room_are_told() -> None:
    (series, *_) = told(
        in_dorpshuis(
            TUESDAYS,
            cost=Cost(250, "keer", "met koffie"),
            ages=Ages(13, 27),
            audiences=("ouderen",),
            languages=("nl", "ar"),
            capacity=20,
        )
    )
    assert series["offers"] == {
        "@type": "Offer",
        "price": "2.50",
        "priceCurrency": "EUR",
        "description": "keer, met koffie",
    }
    assert series["isAccessibleForFree"] is False
    assert series["audience"] == {
        "@type": "PeopleAudience",
        "audienceType": "Ouderen",
        "suggestedMinAge": 13,
        "suggestedMaxAge": 27,
    }
    assert (series["inLanguage"], series["maximumAttendeeCapacity"]) == (["nl", "ar"], 20)


def test_cancelled_moved_and_skipped_dates_are_told_apart() -> None:
    one = in_dorpshuis(
        replace(TUESDAYS, skip=Skip(days=(Days(day("2026-12-08"), day("2026-12-08")),))),
        changes=(
            Change(day("2026-11-24"), cancelled="Ziek."),
            Change(day("2026-12-01"), moved_to=day("2026-12-02"), location=Location("Park", city="Zandmeer")),
        ),
    )
    (series, *_) = told(one)
    cancelled, moved, usual = series["subEvent"]
    assert (cancelled["eventStatus"], cancelled["description"]) == ("https://schema.org/EventCancelled", "Ziek.")
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert (moved["startDate"], moved["previousStartDate"]) == (
        "2026-12-02T10:00:00+01:00",
        "2026-12-01T10:00:00+01:00",
    )
    assert moved["location"]["name"] == "Park"
    assert usual["eventStatus"] == "https://schema.org/EventScheduled"
    assert series["eventSchedule"]["exceptDate"] == "2026-12-08"


def test_only_the_next_date_that_is_held_says_again_what_its_series_says() -> None:
    one = in_dorpshuis(
        TUESDAYS,
        cost=Cost(250),
        online="https://zandmeer.example/kamer",
        changes=(Change(day("2026-11-24"), cancelled="Ziek."),),
    )
    (series, *_) = told(one)
    alike = {"url", "organizer", "offers", "isAccessibleForFree"}
    whole = {"@type", "name", "startDate", "endDate", "eventStatus", "location", "eventAttendanceMode"}
    assert alike <= series.keys()
    assert [alike & event.keys() for event in series["subEvent"]] == [alike, alike, set()]
    assert series["subEvent"][-1].keys() == whole
    assert all(event["location"] == series["location"] for event in series["subEvent"])


def test_a_full_date_of_a_series_says_so_itself() -> None:
    (series, *_) = told(
        in_dorpshuis(TUESDAYS, cost=Cost(250), changes=(Change(day("2026-12-08"), full=True),)),
    )
    usual, brief, full = series["subEvent"]
    assert "availability" not in usual["offers"]
    assert "offers" not in brief
    assert full["offers"]["availability"] == "https://schema.org/SoldOut"


def test_loose_dates_are_events_of_their_own() -> None:
    one, other, _organisation = told(activity(Dates((day("2026-12-05"), day("2026-12-06")), None), summary="Markt."))
    assert [event["@type"] for event in (one, other)] == ["Event", "Event"]
    assert (one["startDate"], one["endDate"], one["description"]) == ("2026-12-05", "2026-12-05", "Markt.")


def test_what_is_by_appointment_is_a_service_for_its_areas() -> None:
    service, organisation = told(activity(ByAppointment("Bel ons."), serves=("centrum", "zandmeer")))
    assert service["@type"] == "Service"
    assert [area["name"] for area in service["areaServed"]] == ["Centrum", "Zandmeer"]
    assert service["provider"] == {"@id": organisation["@id"]}


def test_what_is_online_has_a_virtual_location() -> None:
    (series, *_) = told(activity(TUESDAYS, online="https://zandmeer.example/kamer"))
    assert series["location"] == {"@type": "VirtualLocation", "url": "https://zandmeer.example/kamer"}
    assert series["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    (series, *_) = told(in_dorpshuis(TUESDAYS, online="https://zandmeer.example/kamer"))
    assert series["location"][0] == {"@id": "#plaats"}
    assert series["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"


def test_what_stopped_is_not_told_and_what_pauses_is_postponed() -> None:
    assert told(in_dorpshuis(TUESDAYS, status=ActivityStatus.ENDED)) == []
    (series, *_) = told(in_dorpshuis(TUESDAYS, status=ActivityStatus.PAUSED))
    assert series["eventStatus"] == "https://schema.org/EventPostponed"
    assert "subEvent" not in series


def test_opening_hours_tell_weeks_single_days_and_closed_days() -> None:
    of = calendar()
    house = replace(
        of.venues["dorpshuis"], opening_hours=(Weekly((0, 1), MORNING), Dates((day("2026-12-05"),), MORNING))
    )
    found = schema_org_places.venue(linked(of), house, Window(day("2026-11-24"), day("2027-02-24")))
    (regular,) = found["openingHoursSpecification"]
    assert (regular["dayOfWeek"][0], regular["opens"], regular["closes"]) == (
        "https://schema.org/Monday",
        "10:00",
        "12:00",
    )
    extra, closed = found["specialOpeningHoursSpecification"]
    assert (extra["validFrom"], extra["opens"]) == ("2026-12-05", "10:00")
    assert (closed["validFrom"], closed["validThrough"], closed["opens"], closed["closes"]) == (
        "2027-03-08",
        "2027-03-12",
        "00:00",
        "00:00",
    )


# --- the block on a page ----------------------------------------------------------------------------


@pytest.mark.parametrize("evil", ["</script><b>", "<!-- x", "]]>", "&lt;b&gt;", "\u2028\u2029"])
def test_no_text_ends_the_block(evil: str) -> None:
    block = schema_org.script([{"@type": "Event", "name": evil}])
    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block)["@graph"][0]["name"] == evil


def test_a_page_with_nothing_to_tell_has_no_block() -> None:
    assert schema_org.script([]) == ""


def test_a_list_names_each_activity_once() -> None:
    found = schema_org.collection("https://zandmeer.example/x/", "X", ["/b/", "/a/", "/b/"])
    assert [one["@id"] for one in found["mainEntity"]["itemListElement"]] == ["/b/", "/a/"]
