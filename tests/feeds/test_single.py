"""One date of an activity as a file to import: right about that day, and apart from the series."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from buurtkalender.domain.model import Activity
from buurtkalender.domain.recurrence import Window, occurrences_of
from buurtkalender.domain.values import Change, Dates, Occurrence, TimeSpan, Weekly
from buurtkalender.feeds.calendars import single, single_names, single_uid
from feeds.world import MORNING, activity, calendar, context, day, feed, in_dorpshuis, lines, parsed, value, values

TUESDAYS = Weekly((1,), MORNING)
THE_FIRST = "2026-12-01"


def held(one: Activity, on: str) -> list[Occurrence]:
    """What is planned on a day, wherever it went."""
    shared = context(calendar(one))
    return occurrences_of(shared.calendar, one, Window(day(on), day(on)), shared.days_off)


def file(one: Activity, on: str = THE_FIRST, language: str = "nl") -> bytes:
    """The file of the one occurrence of a day."""
    (occurrence,) = held(one, on)
    return single(context(calendar(one), language=language), one, occurrence)


def uids(octets: bytes) -> set[str]:
    return set(values(octets, "UID"))


def test_a_date_is_one_event_without_a_rule() -> None:
    octets = file(in_dorpshuis(TUESDAYS))
    (event,) = parsed(octets).walk("VEVENT")
    assert not {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"} & set(event)
    assert value(octets, "DTSTART") == ";TZID=Europe/Amsterdam:20261201T100000"
    assert value(octets, "DTEND") == ";TZID=Europe/Amsterdam:20261201T120000"
    assert value(octets, "STATUS") == ":CONFIRMED"


def test_it_is_no_calendar_of_its_own_and_no_invitation() -> None:
    names = {line.partition(":")[0] for line in lines(file(in_dorpshuis(TUESDAYS)))}
    assert not {"NAME", "X-WR-CALNAME", "METHOD", "REFRESH-INTERVAL;VALUE=DURATION", "SOURCE;VALUE=URI"} & names
    assert {"VERSION", "PRODID", "DTSTAMP", "UID"} <= names


def test_it_says_that_changes_will_not_come_and_where_to_look() -> None:
    told = str(parsed(file(in_dorpshuis(TUESDAYS))).walk("VEVENT")[0]["DESCRIPTION"])
    assert told.endswith(
        "Dit is één losse datum. Verandert er iets, dan zie je dat hier niet. "
        "Kijk voordat je gaat op https://zandmeer.example/welzijn/koffie/"
    )
    assert "changes do not come here" in str(lines(file(in_dorpshuis(TUESDAYS), language="en")))


@pytest.mark.parametrize("pattern", [TUESDAYS, Dates((day(THE_FIRST), day("2026-12-08")), MORNING)])
def test_whoever_also_subscribes_gets_no_clash(pattern: Weekly | Dates) -> None:
    one = activity(pattern, pattern)
    occurrences = held(one, THE_FIRST)
    alone = {single_uid(calendar(one), one, occurrence) for occurrence in occurrences}
    assert len(alone) == 2
    assert not {f":{uid}" for uid in alone} & uids(feed(calendar(one)))


def test_a_date_keeps_its_uid_when_it_moves_so_that_adding_it_again_replaces_it() -> None:
    before = activity(TUESDAYS)
    after = activity(TUESDAYS, changes=(Change(day(THE_FIRST), moved_to=day("2026-12-02")),))
    (occurrence,) = held(after, "2026-12-02")
    moved = single(context(calendar(after)), after, occurrence)
    assert uids(moved) == uids(file(before)) == {":welzijn.koffie.20261201.once@zandmeer.buurtkalender.example"}
    assert value(moved, "DTSTART") == ";TZID=Europe/Amsterdam:20261202T100000"
    assert "Eerst was het dinsdag 1 december" in value(moved, "DESCRIPTION")


def test_all_day_is_written_with_dates_and_needs_no_time_zone() -> None:
    octets = file(activity(Weekly((1,), None)))
    assert value(octets, "DTSTART") == ";VALUE=DATE:20261201"
    assert value(octets, "DTEND") == ";VALUE=DATE:20261202"
    assert b"VTIMEZONE" not in octets


def test_past_midnight_it_ends_the_next_day() -> None:
    octets = file(activity(Weekly((1,), TimeSpan(22 * 60, 25 * 60))))
    assert value(octets, "DTEND") == ";TZID=Europe/Amsterdam:20261202T010000"


def test_over_a_clock_change_it_ends_when_the_clock_on_the_wall_says() -> None:
    night = activity(Weekly((5,), TimeSpan(23 * 60, 31 * 60)))
    octets = file(night, "2027-03-27")
    (event,) = parsed(octets).walk("VEVENT")
    assert event["DTEND"].dt.replace(tzinfo=None) == datetime.combine(day("2027-03-28"), time(7))
    assert event["DTEND"].dt.timestamp() - event["DTSTART"].dt.timestamp() == 7 * 3600


def test_another_place_for_once_is_the_place_of_that_date() -> None:
    octets = file(in_dorpshuis(TUESDAYS, changes=(Change(day(THE_FIRST), venue="kerkzaal"),)))
    assert value(octets, "LOCATION").startswith(":Kerkzaal")
    assert "deze keer op een andere plek" in value(octets, "DESCRIPTION")


def test_a_date_is_the_name_of_its_file_and_the_time_only_where_a_day_holds_several() -> None:
    later = Weekly((1,), TimeSpan(14 * 60, 15 * 60))
    whole = Weekly((1,), None)
    names = {
        patterns: [name for _, name in single_names(held(activity(*patterns), THE_FIRST))]
        for patterns in ((TUESDAYS,), (TUESDAYS, later), (TUESDAYS, TUESDAYS), (whole, later))
    }
    assert names[TUESDAYS,] == ["2026-12-01"]
    assert names[TUESDAYS, later] == ["2026-12-01-1000", "2026-12-01-1400"]
    assert names[TUESDAYS, TUESDAYS] == ["2026-12-01-1000", "2026-12-01-1000-2"]
    assert names[whole, later] == ["2026-12-01", "2026-12-01-1400"]
