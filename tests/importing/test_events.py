"""What is special about one event: zones, lengths, changes of one date, the same event twice."""

from __future__ import annotations

import pytest

from importing.taking import calendar, event, took

STRANGE_ZONE = """BEGIN:VTIMEZONE
TZID:Thuis
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("start", "held"),
    [
        ("DTSTART;TZID=Europe/Amsterdam:20261201T100000", "10:00"),
        ("DTSTART:20261201T100000", "10:00"),
        ("DTSTART:20261201T090000Z", "10:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261201T100000", "10:00"),
        ('DTSTART;TZID="Romance Standard Time":20261201T100000', "10:00"),
        ("DTSTART;TZID=GMT Standard Time:20261201T090000", "10:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20261201T100000", "10:00"),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Brussels:20261201T100000", "10:00"),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261201T090000", "10:00"),
        ("DTSTART;TZID=America/New_York:20261201T040000", "10:00"),
        ('DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome":20261201T100000', "10:00"),
        ("DTSTART;TZID=Thuis:20261201T100000", "10:00"),
        ("DTSTART;TZID=Europe/Amsterdam:20261201T100030", "10:00"),
    ],
)
def test_every_way_of_saying_ten_in_the_morning_is_ten_in_the_morning(start: str, held: str) -> None:
    found = took(calendar(event(start, "DURATION:PT2H"), zones=STRANGE_ZONE))
    assert found.dates() == [f"2026-12-01 {held}-12:00"]
    assert not found.tells("time zone")


def test_a_zone_that_nobody_knows_is_asked_about_and_with_a_yes_it_is_ours() -> None:
    moon = calendar(event("DTSTART;TZID=Maanbasis:20261201T100000", "DURATION:PT2H"))
    found = took(moon)
    assert not found.activities
    assert found.told == ["asked: the time zone “Maanbasis” is not known: the times were read as ours, as 10:00"]
    agreed = took(moon, yes=frozenset({found.items[0].key}))
    assert agreed.dates() == ["2026-12-01 10:00-12:00"]
    assert not agreed.told


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;BYHOUR=3", "FREQ=YEARLY;BYYEARDAY=300"]
)
def test_a_zone_that_changes_more_often_than_zones_do_is_not_read(rule: str) -> None:
    zone = STRANGE_ZONE.replace("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", rule)
    found = took(calendar(event("DTSTART;TZID=Thuis:20261201T100000", "DURATION:PT2H"), zones=zone))
    assert found.tells("asked: the time zone “Thuis” is not known")


@pytest.mark.parametrize(
    ("lines", "held", "told"),
    [
        (["DTSTART:20261201T100000"], ["2026-12-01 10:00-11:00"], "one hour was assumed"),
        (["DTSTART:20261201T100000", "DTEND:20261201T100000"], ["2026-12-01 10:00-11:00"], "one hour was assumed"),
        (["DTSTART:20261201T100000", "DTEND:20261201T090000"], ["2026-12-01 10:00-11:00"], "one hour was assumed"),
        (["DTSTART:20261201T100000", "DURATION:-PT2H"], ["2026-12-01 10:00-11:00"], "one hour was assumed"),
        (["DTSTART:20261201T200000", "DTEND:20261202T010000"], ["2026-12-01 20:00-01:00"], ""),
        (["DTSTART:20261201T200000", "DTEND:20261202T000000"], ["2026-12-01 20:00-00:00"], ""),
        (["DTSTART;VALUE=DATE:20261201"], ["2026-12-01"], ""),
        (["DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202"], ["2026-12-01"], ""),
        (
            ["DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204"],
            ["2026-12-01", "2026-12-02", "2026-12-03"],
            "",
        ),
        (
            ["DTSTART:20261204T180000", "DTEND:20261206T120000"],
            ["2026-12-04 18:00-00:00", "2026-12-05", "2026-12-06 00:00-12:00"],
            "each day became a date of its own",
        ),
    ],
)
def test_how_long_it_takes(lines: list[str], held: list[str], told: str) -> None:
    found = took(calendar(event(*lines)))
    assert found.dates() == held
    assert found.tells(told) if told else not found.tells("guessed: ")


TUESDAYS = ("DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=4")


def test_so_many_times_becomes_until() -> None:
    found = took(calendar(event(*TUESDAYS)))
    assert "until: 2026-12-22" in found.drafts[0].text


def test_until_in_utc_before_the_last_start_leaves_that_day_out() -> None:
    found = took(calendar(event(*TUESDAYS[:2], "RRULE:FREQ=WEEKLY;UNTIL=20261222T085959Z")))
    assert found.dates()[-1] == "2026-12-15 10:00-12:00"


def test_a_series_that_is_the_same_on_both_clocks_stays_a_pattern_whatever_its_zone() -> None:
    found = took(calendar(event("DTSTART;TZID=Europe/Paris:20260901T100000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY")))
    assert "- weekly: tuesday\n    time: 10:00-12:00\n" in found.drafts[0].text


def test_a_series_in_new_york_lands_on_the_next_day_here() -> None:
    lines = ("DTSTART;TZID=America/New_York:20261201T200000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    found = took(calendar(event(*lines)))
    assert found.dates() == ["2026-12-02 02:00-03:00", "2026-12-09 02:00-03:00", "2026-12-16 02:00-03:00"]


@pytest.mark.parametrize("day", ["20261208T100000", "20261208T000000"], ids=["its start", "midnight, as Outlook does"])
def test_a_date_that_is_left_out_is_skipped(day: str) -> None:
    found = took(calendar(event(*TUESDAYS, f"EXDATE;TZID=Europe/Amsterdam:{day}")))
    assert found.dates() == ["2026-12-01 10:00-12:00", "2026-12-15 10:00-12:00", "2026-12-22 10:00-12:00"]
    assert "skip: [2026-12-08]" in found.drafts[0].text


def changed(*lines: str, day: str = "20261208T100000") -> str:
    """A change of one date."""
    return event(f"RECURRENCE-ID;TZID=Europe/Amsterdam:{day}", *lines)


def test_a_date_that_is_moved_later_and_elsewhere_is_a_change() -> None:
    moved = changed("DTSTART;TZID=Europe/Amsterdam:20261209T130000", "DURATION:PT1H", "LOCATION:Het Brinkhuis")
    found = took(calendar(event(*TUESDAYS, where="Dorpshuis Zandmeer"), moved))
    assert found.drafts[0].text.endswith(
        "changes:\n  - date: 2026-12-08\n    time: 13:00-14:00\n    moved_to: 2026-12-09\n    venue: brinkhuis\n"
    )


def test_another_title_on_one_date_is_a_note() -> None:
    other = changed("DTSTART;TZID=Europe/Amsterdam:20261208T100000", "DURATION:PT2H").replace(
        "Koffie", "Koffie met muziek"
    )
    found = took(calendar(event(*TUESDAYS), other))
    assert "  - date: 2026-12-08\n    note: Koffie met muziek\n" in found.drafts[0].text


def test_a_change_that_changes_nothing_is_none() -> None:
    found = took(calendar(event(*TUESDAYS), changed("DTSTART;TZID=Europe/Amsterdam:20261208T100000", "DURATION:PT2H")))
    assert "changes" not in found.drafts[0].text


def test_one_date_that_becomes_all_day_is_a_date_of_its_own() -> None:
    found = took(calendar(event(*TUESDAYS), changed("DTSTART;VALUE=DATE:20261208")))
    assert found.dates()[:3] == ["2026-12-01 10:00-12:00", "2026-12-08", "2026-12-15 10:00-12:00"]


def test_a_change_without_its_series_is_an_event_by_itself() -> None:
    found = took(calendar(changed("DTSTART;TZID=Europe/Amsterdam:20261208T110000", "DURATION:PT1H")))
    assert found.dates() == ["2026-12-08 11:00-12:00"]


def test_a_first_date_that_its_rule_does_not_give_is_kept() -> None:
    lines = ("DTSTART:20261203T100000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    found = took(calendar(event(*lines)))
    assert found.dates() == ["2026-12-03 10:00-12:00", "2026-12-08 10:00-12:00", "2026-12-15 10:00-12:00"]
    assert found.tells("check: its first date does not fit its own rule")


def test_of_two_versions_of_an_event_the_later_counts() -> None:
    old = event("DTSTART:20261201T100000", "DURATION:PT1H", "SEQUENCE:1")
    new = event("DTSTART:20261202T100000", "DURATION:PT1H", "SEQUENCE:2")
    for order in ((old, new), (new, old)):
        found = took(calendar(*order))
        assert found.dates() == ["2026-12-02 10:00-11:00"]
        (dropped,) = (item for item in found.items if item.kind == "dropped")
        assert dropped.place.number == (3 if order[0] is old else 10)
        assert found.tells("the same event stands in line")


def test_dates_added_by_hand_may_be_periods() -> None:
    extra = "RDATE;VALUE=PERIOD:20261210T130000Z/PT1H,20261211T130000Z/20261211T143000Z"
    found = took(calendar(event("DTSTART:20261201T100000", "DURATION:PT2H", extra)))
    assert found.dates() == ["2026-12-01 10:00-12:00", "2026-12-10 14:00-15:00", "2026-12-11 14:00-15:30"]


def test_two_series_of_one_name_and_place_are_one_activity() -> None:
    other = event("DTSTART:20261203T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", uid="twee@agenda.example")
    found = took(calendar(event(*TUESDAYS), other))
    assert len(found.one.when) == 2
    assert found.tells("guessed: 2 events of this name became one activity")


def test_a_rule_by_the_minute_is_refused_and_the_rest_is_taken() -> None:
    found = took(calendar(event(*TUESDAYS[:2], "RRULE:FREQ=MINUTELY"), event(*TUESDAYS, uid="twee@agenda.example")))
    assert len(found.activities) == 1
    assert found.tells("dropped: it repeats more than once a day (FREQ=MINUTELY)")


def test_a_line_that_cannot_be_read_costs_that_line_alone() -> None:
    found = took(calendar(event(*TUESDAYS, "LOCATION;=:kapot", "DTEND:morgen")))
    assert found.dates()[0] == "2026-12-01 10:00-12:00"
    assert found.tells("DTEND: “morgen” is no date")


@pytest.mark.parametrize(
    "day", ["20261301T100000", "18991231T100000", "21010101T100000", "22000101T100000", "morgen", ""]
)
def test_an_impossible_start_leaves_the_event_out(day: str) -> None:
    found = took(calendar(event(f"DTSTART:{day}")))
    assert not found.activities
    assert found.tells(f"dropped: DTSTART: “{day}” is no date" if day else "dropped: ")


def test_names_of_files_do_not_get_in_each_others_way() -> None:
    places = ("Dorpshuis Zandmeer", "Het Brinkhuis", "Bibliotheek Zandmeer")
    lines = ("DTSTART:20261201T100000", "DURATION:PT1H")
    found = took(calendar(*(event(*lines, uid=place, where=place) for place in places)))
    assert [one.name for one in found.activities] == ["koffie", "koffie-2", "koffie-3"]
