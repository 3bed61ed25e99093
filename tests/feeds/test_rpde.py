"""A feed for harvesters, of pages made ahead: nothing is lost along the way, and an old address never goes stale."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from buurtkalender.domain.model import Activity, ActivityStatus, Calendar
from buurtkalender.domain.values import ByAppointment, Change, Dates, Location, Skip, Weekly
from buurtkalender.feeds import openactive
from buurtkalender.feeds.context import LinkedCalendar
from buurtkalender.feeds.openactive import session_series
from feeds.linked_world import linked
from feeds.world import MORNING, TODAY, activity, calendar, day, in_dorpshuis

TUESDAYS = Weekly((1,), MORNING)


def address(after: openactive.RpdeItem | None) -> str:
    """Where the page stands that comes after an item."""
    return f"https://zandmeer.example/{after.modified}/{after.id}" if after else "https://zandmeer.example/first"


def many(number: int) -> Calendar:
    """A calendar with so many activities."""
    return calendar(*(in_dorpshuis(TUESDAYS, name=f"koffie-{n}") for n in range(number)))


def walked(of: LinkedCalendar, today: date = TODAY) -> list[dict[str, Any]]:
    """The pages that a harvester meets along ``next``."""
    made = {
        address(page.after): json.loads(openactive.document(of, page, address))
        for page in openactive.pages(openactive.items(of, today))
    }
    found = [made[address(None)]]
    while found[-1] is not made[found[-1]["next"]]:
        found.append(made[found[-1]["next"]])
    assert len(found) == len(made)
    return found


def item_of(one: Activity, today: date = TODAY) -> openactive.RpdeItem:
    """Its place in the feed."""
    (found,) = openactive.items(linked(calendar(one), today=today), today)
    return found


@pytest.mark.parametrize("number", [1, 20, 1200])
def test_a_harvester_meets_everything_once_in_order_and_ends_on_an_empty_page(number: int) -> None:
    pages = walked(linked(many(number)))
    items = [item for page in pages for item in page["items"]]
    assert len({item["id"] for item in items}) == len(items) == number
    assert items == sorted(items, key=lambda item: (item["modified"], item["id"]))
    assert max(len(page["items"]) for page in pages) <= 500
    assert pages[-1]["items"] == []
    assert {page["license"] for page in pages} == {openactive.LICENSE}


def test_a_calendar_without_activities_has_no_pages() -> None:
    assert list(openactive.pages([])) == []


def test_a_change_makes_few_pages_anew_and_drops_the_address_of_the_last() -> None:
    of = many(1200)
    before = list(openactive.pages(openactive.items(linked(of), TODAY)))
    stamps = {"welzijn/koffie-7": datetime(2026, 11, 20, tzinfo=UTC)}
    after = list(openactive.pages(openactive.items(linked(of, stamps), TODAY)))
    assert len(set(after) - set(before)) <= 4
    assert before[-1].after not in {page.after for page in after}
    assert after[-2].items[-1].id == "welzijn/koffie-7"


def test_modified_is_when_it_last_changed_in_seconds() -> None:
    of = linked(calendar(in_dorpshuis(TUESDAYS)), {"welzijn/koffie": datetime(2026, 11, 20, tzinfo=UTC)})
    (item,) = openactive.items(of, TODAY)
    assert item == (1795132800, "welzijn/koffie", True)


def test_days_that_come_in_view_count_as_a_change() -> None:
    skipping = in_dorpshuis(replace(TUESDAYS, skip=Skip(school_holidays=True)))
    assert item_of(skipping, date(2026, 11, 30)).modified < item_of(skipping, date(2026, 12, 1)).modified
    assert item_of(in_dorpshuis(TUESDAYS), date(2026, 12, 1)).modified == item_of(in_dorpshuis(TUESDAYS)).modified


@pytest.mark.parametrize(
    "gone",
    [
        in_dorpshuis(TUESDAYS, status=ActivityStatus.ENDED),
        in_dorpshuis(ByAppointment()),
        activity(TUESDAYS, online="https://zandmeer.example/kamer"),
        in_dorpshuis(replace(TUESDAYS, last=day("2026-11-23"))),
        in_dorpshuis(Dates((day("2026-11-20"),), MORNING)),
    ],
    ids=["stopped", "by appointment", "without a place", "over", "loose dates that are past"],
)
def test_what_is_no_session_or_no_longer_one_is_deleted_without_data(gone: Activity) -> None:
    (first, *_) = walked(linked(calendar(gone)))
    (item,) = first["items"]
    assert item["state"] == "deleted"
    assert "data" not in item


def test_what_was_removed_is_deleted_since_that_day() -> None:
    of = linked(calendar(in_dorpshuis(TUESDAYS)))
    removed = {"welzijn/bingo": day("2026-11-20"), "welzijn/koffie": day("2026-10-01")}
    gone = openactive.items(of, TODAY, removed)[-1]
    assert gone == (1795132800, "welzijn/bingo", False)
    assert [item.id for item in openactive.items(of, TODAY, removed)] == ["welzijn/koffie", "welzijn/bingo"]


def test_what_is_over_changed_on_the_day_after_its_last() -> None:
    found = item_of(in_dorpshuis(replace(TUESDAYS, last=day("2026-11-17"))))
    assert datetime.fromtimestamp(found.modified, UTC).date() == date(2026, 11, 18)
    moved = Change(day("2026-11-17"), moved_to=day("2026-12-01"))
    assert item_of(in_dorpshuis(replace(TUESDAYS, last=day("2026-11-17")), changes=(moved,))).live


# --- what an item says ------------------------------------------------------------------------------


def told(one: Activity) -> dict[str, Any]:
    """The data of its item."""
    return session_series(linked(calendar(one)), one)


def test_a_schedule_can_be_worked_out_with_its_skipped_days() -> None:
    (schedule,) = told(in_dorpshuis(replace(TUESDAYS, skip=Skip(school_holidays=True))))["eventSchedule"]
    assert (schedule["@type"], schedule["startDate"], schedule["startTime"]) == ("Schedule", "2026-01-06", "10:00")
    assert (schedule["duration"], schedule["repeatFrequency"]) == ("PT2H", "P1W")
    assert "2026-12-22T09:00:00Z" in schedule["exceptDate"]


def test_what_lasts_all_day_is_only_shown() -> None:
    (schedule,) = told(in_dorpshuis(Weekly((1,), None)))["eventSchedule"]
    assert schedule["@type"] == "PartialSchedule"


def test_an_exception_has_the_name_of_the_date_that_it_replaces() -> None:
    changes = (
        Change(day("2026-11-24"), cancelled="Ziek."),
        Change(day("2026-12-01"), moved_to=day("2026-12-02"), location=Location("Park", city="Zandmeer")),
    )
    data = told(in_dorpshuis(TUESDAYS, changes=changes))
    cancelled, moved, unsure = data["subEvent"]
    template = data["eventSchedule"][0]["idTemplate"]
    assert cancelled["@id"] == template.replace("{startDate}", "2026-11-24T09:00:00Z")
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert moved["@id"] == template.replace("{startDate}", "2026-12-01T09:00:00Z")
    assert (moved["startDate"], moved["duration"]) == ("2026-12-02T09:00:00Z", "PT2H")
    assert moved["location"]["name"] == "Park"
    assert unsure["startDate"] == "2027-03-09T09:00:00Z"
    assert unsure["description"] == "Let op: het gebouw is dan dicht, vraag het na: 0343-555 001."


def test_loose_dates_are_sessions_also_when_they_are_past() -> None:
    found = told(in_dorpshuis(Dates((day("2025-12-05"), day("2026-12-05")), MORNING)))
    assert [one["startDate"] for one in found["subEvent"]] == ["2025-12-05T09:00:00Z", "2026-12-05T09:00:00Z"]
    assert "eventSchedule" not in found


def test_nothing_about_ages_is_for_everybody_but_an_audience_is_not() -> None:
    assert told(in_dorpshuis(TUESDAYS))["ageRange"] == {"@type": "QuantitativeValue", "minValue": 0}
    assert "ageRange" not in told(in_dorpshuis(TUESDAYS, audiences=("ouderen",)))
