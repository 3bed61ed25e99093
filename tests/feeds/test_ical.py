"""The rules for iCalendar feeds (design: feeds), a test for each that concerns correctness."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.tz import tzical
from msgspec.structs import replace

from buurtkalender.domain.model import ActivityStatus, Cost, Signup
from buurtkalender.domain.values import (
    ByAppointment,
    Change,
    Contact,
    Dates,
    Days,
    Location,
    Monthly,
    Point,
    Skip,
    TimeSpan,
    Weekly,
)
from buurtkalender.feeds import ical
from feeds.world import (
    MORNING,
    TODAY,
    ZONE,
    activity,
    around,
    calendar,
    context,
    day,
    feed,
    in_dorpshuis,
    lines,
    parsed,
    value,
    values,
)

TUESDAYS = Weekly((1,), MORNING)
OPEN = replace(TUESDAYS, skip=Skip(venue_closures=True))
"""Without a date of its own kind when the house is closed."""

NIGHT = day("2027-10-31")
"""The night in which the hour from two to three comes twice."""

STAMP = datetime(2026, 10, 28, 8, 30, 15, tzinfo=UTC)
ALL_KINDS = calendar(
    in_dorpshuis(
        TUESDAYS,
        Monthly(((-1, 4),), (), None, last=day("2027-01-31")),
        Dates((day("2026-12-05"), day("2026-12-19")), MORNING),
        ByAppointment("Wij bellen je."),
        changes=(Change(day("2026-11-24"), cancelled="De gastvrouw is ziek."),),
    )
)


# --- 1: the time zone -------------------------------------------------------------------------------
# Rule 1. The VTIMEZONE is written by hand with yearly rules. Generated ones hold comma-joined RDATEs: ical.js
# (Thunderbird, Nextcloud) then shows every summer event an hour late, and Outlook refuses a zone with RDATEs or a
# feed without a zone.


def test_the_time_zone_is_written_by_hand_and_is_right_for_years() -> None:
    octets = feed(ALL_KINDS)
    zone = tzical(io.StringIO(octets.decode().replace("\r\n ", ""))).get("Europe/Amsterdam")
    assert zone is not None
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(20 * 366 * 24)]
    near = [hour for hour in hours if hour.month in {3, 10} and hour.day > 20]
    assert [hour.astimezone(zone).utcoffset() for hour in near] == [hour.astimezone(ZONE).utcoffset() for hour in near]


def test_every_time_zone_that_is_named_is_there() -> None:
    octets = feed(ALL_KINDS)
    assert set(re.findall(rb"TZID=([^:;]+)", octets)) == {b"Europe/Amsterdam"}
    assert octets.count(b"\r\nTZID:Europe/Amsterdam\r\n") == octets.count(b"BEGIN:VTIMEZONE") == 1


def test_a_calendar_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="America/Aruba"):
        context(calendar(zone="America/Aruba"))


# --- 2: loose dates ---------------------------------------------------------------------------------
# Rule 2. No RDATE: clients disagree about it in six ways. A loose date is a VEVENT with the date in its UID.


def test_there_is_no_rdate() -> None:
    assert b"RDATE" not in feed(ALL_KINDS)


def test_a_loose_date_is_an_event_of_its_own_with_the_date_in_its_uid() -> None:
    octets = feed(calendar(activity(Dates((day("2026-12-05"), day("2026-12-19")), MORNING))))
    assert values(octets, "UID") == [
        ":welzijn.koffie.20261205@zandmeer.buurtkalender.example",
        ":welzijn.koffie.20261219@zandmeer.buurtkalender.example",
    ]


def test_a_loose_date_that_moves_keeps_its_uid() -> None:
    moved = Change(day("2026-12-05"), moved_to=day("2026-12-06"))
    octets = feed(calendar(activity(Dates((day("2026-12-05"),), MORNING), changes=(moved,))))
    assert value(octets, "UID") == ":welzijn.koffie.20261205@zandmeer.buurtkalender.example"
    assert value(octets, "DTSTART") == ";TZID=Europe/Amsterdam:20261206T100000"


# --- 3 and 4: identity ------------------------------------------------------------------------------
# Rule 3. No UID on VCALENDAR, or vdirsyncer takes the whole feed for one event; no METHOD, or clients take it for an
# invitation. Rule 4. The UID comes from the permanent address and the calendar's fixed name, so the same event is the
# same in every feed, on every host, after every change: a phone never shows it twice.


def test_the_calendar_has_no_uid_and_no_method() -> None:
    head = feed(ALL_KINDS).partition(b"BEGIN:VEVENT")[0]
    assert b"\r\nUID" not in head
    assert b"METHOD" not in feed(ALL_KINDS)


def test_the_uid_stays_when_title_time_venue_or_address_change() -> None:
    before = in_dorpshuis(OPEN)
    after = replace(
        before,
        id="kerk/koffie-in-de-kerk",
        formerly=("welzijn/koffie",),
        title="Koffie in de kerk",
        venue="kerkzaal",
        room=None,
        when=(Weekly((3,), TimeSpan(840, 900)),),
    )
    assert values(feed(calendar(before)), "UID") == values(feed(calendar(after)), "UID")


def test_each_time_of_an_activity_has_its_own_uid() -> None:
    octets = feed(calendar(activity(TUESDAYS, Weekly((3,), MORNING))))
    assert len(set(values(octets, "UID"))) == 2


def test_an_activity_is_the_same_bytes_in_every_feed() -> None:
    block = ical.events(context(ALL_KINDS), ALL_KINDS.activities["welzijn/koffie"])
    assert around([block]).count(block) == 1
    assert around([b"", block, block]).count(block) == 2


# --- 5: stamps --------------------------------------------------------------------------------------
# Rule 5. Stamps are when the activity last changed in what is seen, never the time of building, or every phone
# fetches everything every night. They advance on every change, or ICSx5 skips it. (History and ledger:
# tests/reading/test_history.py and tests/test_ledger.py.)


def test_stamps_are_when_the_activity_last_changed() -> None:
    octets = feed(ALL_KINDS, stamps={"welzijn/koffie": STAMP})
    assert set(values(octets, "DTSTAMP")) == set(values(octets, "LAST-MODIFIED")) == {":20261028T083015Z"}


def test_what_has_no_history_is_stamped_with_the_first_day_of_the_calendar() -> None:
    assert set(values(feed(ALL_KINDS), "DTSTAMP")) == {":20260105T000000Z"}


def test_sequence_rises_with_every_change() -> None:
    one, two = (
        max(int(sequence[1:]) for sequence in values(feed(ALL_KINDS, stamps={"welzijn/koffie": stamp}), "SEQUENCE"))
        for stamp in (STAMP, STAMP + timedelta(seconds=1))
    )
    assert 0 < one < two < 2**31


def test_the_same_content_gives_the_same_bytes_on_another_day() -> None:
    assert feed(ALL_KINDS) == feed(ALL_KINDS, today=TODAY + timedelta(days=9))


def test_a_new_year_in_view_counts_as_a_change_only_where_it_brings_exceptions() -> None:
    not_in_holidays = replace(TUESDAYS, skip=Skip(public_holidays=True))
    town = calendar(activity(not_in_holidays), activity(TUESDAYS, name="soep"))
    before, after = (feed(town, today=today) for today in (date(2026, 11, 30), date(2026, 12, 1)))
    assert len(values(after, "EXDATE")) > len(values(before, "EXDATE"))
    assert values(after, "LAST-MODIFIED") == [":20261201T000000Z", ":20260105T000000Z"]
    assert int(values(after, "SEQUENCE")[0][1:]) > int(values(before, "SEQUENCE")[0][1:])


# --- 6: until ---------------------------------------------------------------------------------------
# Rule 6. UNTIL is in UTC: icalendar prints an aware Amsterdam UNTIL as local time, and then the last date is lost or
# won. Never a date alone on a series with times (RFC 5545, 3.3.10).


def test_until_is_in_utc_for_times_and_a_date_for_all_day() -> None:
    timed = feed(calendar(activity(replace(TUESDAYS, last=day("2027-06-29")))))
    all_day = feed(calendar(activity(Weekly((1,), None, last=day("2027-06-29")))))
    assert value(timed, "RRULE") == ":FREQ=WEEKLY;UNTIL=20270629T215959Z;BYDAY=TU;WKST=MO"
    assert value(all_day, "RRULE") == ":FREQ=WEEKLY;UNTIL=20270629;BYDAY=TU;WKST=MO"


# --- 7: the same type everywhere --------------------------------------------------------------------
# Rule 7. EXDATE and RECURRENCE-ID have the type and zone of DTSTART, or clients do not find the instance they mean.
# DTEND, because some ignore DURATION. No BYSETPOS, which several get wrong.


def test_exdate_and_recurrence_id_are_written_like_dtstart() -> None:
    skip = Skip(days=(Days(day("2026-12-01"), day("2026-12-01")),))
    changes = (Change(day("2026-12-08"), cancelled=""),)
    timed = feed(calendar(activity(replace(TUESDAYS, skip=skip), changes=changes)))
    all_day = feed(calendar(activity(Weekly((1,), None, skip=skip), changes=changes)))
    assert value(timed, "EXDATE") == ";TZID=Europe/Amsterdam:20261201T100000"
    assert value(timed, "RECURRENCE-ID") == ";TZID=Europe/Amsterdam:20261208T100000"
    assert value(all_day, "EXDATE") == ";VALUE=DATE:20261201"
    assert value(all_day, "RECURRENCE-ID") == ";VALUE=DATE:20261208"


def test_a_date_of_an_all_day_series_that_gets_a_time_is_still_named_by_its_day() -> None:
    series = Weekly((1,), None)
    octets = feed(calendar(activity(series, changes=(Change(day("2026-12-01"), time=MORNING),))))
    assert value(octets, "RECURRENCE-ID") == ";VALUE=DATE:20261201"
    assert ";TZID=Europe/Amsterdam:20261201T100000" in values(octets, "DTSTART")


def test_ends_are_dtend_and_exclusive() -> None:
    octets = feed(calendar(activity(Dates((day("2026-12-05"),), None))))
    assert value(octets, "DTEND") == ";VALUE=DATE:20261206"
    assert b"DURATION:PT" not in feed(ALL_KINDS).replace(b"REFRESH-INTERVAL;VALUE=DURATION:PT6H", b"")


def test_there_is_no_bysetpos() -> None:
    assert b"BYSETPOS" not in feed(ALL_KINDS)


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (Weekly((1,), MORNING, first=day("2026-09-02")), "20260908"),
        (Weekly((1, 3), MORNING, every=2, first=day("2026-09-04")), "20260915"),
        (Monthly(((1, 1),), (), MORNING, every=2, first=day("2026-09-02")), "20261103"),
        (Monthly((), (31,), MORNING, first=day("2026-09-01")), "20261031"),
    ],
)
def test_dtstart_is_a_day_of_the_rule(pattern: Weekly | Monthly, first: str) -> None:
    assert values(feed(calendar(activity(pattern))), "DTSTART")[0].endswith(f":{first}T100000")


def test_a_first_day_that_is_skipped_stays_dtstart_and_is_an_exdate() -> None:
    skip = Skip(days=(Days(day("2026-09-08"), day("2026-09-08")),))
    octets = feed(calendar(activity(replace(TUESDAYS, first=day("2026-09-02"), skip=skip))))
    assert value(octets, "EXDATE") == values(octets, "DTSTART")[0] == ";TZID=Europe/Amsterdam:20260908T100000"


def test_the_duration_of_a_series_is_never_read_from_a_night_on_which_the_clock_changes() -> None:
    octets = feed(calendar(activity(Weekly((5,), TimeSpan(1380, 1680), first=day("2026-10-24")))))
    assert ";TZID=Europe/Amsterdam:20261017T230000" in values(octets, "DTSTART")
    assert values(octets, "EXDATE") == [";TZID=Europe/Amsterdam:20261017T230000"]


# --- 8: what is different ---------------------------------------------------------------------------
# Rule 8. A cancelled date is an override with STATUS:CANCELLED and a word in the title, because many clients do not
# show the status, and a date that merely vanishes looks like a mistake. EXDATE is only for what was never planned.


def event_of(octets: bytes, planned: str) -> bytes:
    """The one override of that planned start."""
    blocks = [block for block in octets.split(b"BEGIN:VEVENT") if b"RECURRENCE-ID" in block]
    (only,) = [block for block in blocks if value(block, "RECURRENCE-ID").endswith(planned)]
    return only


def test_a_cancelled_date_stays_and_says_so() -> None:
    override = event_of(feed(ALL_KINDS), "20261124T100000")
    assert value(override, "SUMMARY") == ":AFGELAST: Koffieochtend"
    assert value(override, "STATUS") == ":CANCELLED"
    assert value(override, "DESCRIPTION").startswith(":Afgelast: De gastvrouw is ziek.\\n\\n")
    assert b"EXDATE" not in feed(ALL_KINDS)


def test_cancelled_is_said_in_the_language_of_the_feed() -> None:
    override = event_of(feed(ALL_KINDS, language="en"), "20261124T100000")
    assert value(override, "SUMMARY") == ":CANCELLED: Koffieochtend"


def test_a_moved_date_is_an_override_that_says_when_it_was_planned() -> None:
    moved = Change(day("2026-12-01"), moved_to=day("2026-12-02"), note="De zaal is bezet.")
    override = event_of(feed(calendar(activity(TUESDAYS, changes=(moved,)))), "20261201T100000")
    assert value(override, "DTSTART") == ";TZID=Europe/Amsterdam:20261202T100000"
    said = ":Let op\\, een andere tijd. Eerst was het dinsdag 1 december\\, 10.00 uur. De zaal is bezet."
    assert value(override, "DESCRIPTION").startswith(said)


def test_another_place_is_an_override_with_the_address_of_that_place() -> None:
    changes = (
        Change(day("2026-12-01"), venue="kerkzaal"),
        Change(day("2026-12-08"), location=Location("Park", "Singel 3", city="Zandmeer", point=Point(52.5, 5.5))),
    )
    octets = feed(calendar(in_dorpshuis(TUESDAYS, changes=changes)))
    church, park = (event_of(octets, planned) for planned in ("20261201T100000", "20261208T100000"))
    assert value(church, "LOCATION") == ":Kerkzaal\\, Kerkpad 2\\, 9999 AC Zandmeer"
    assert "rolstoel" not in value(church, "DESCRIPTION"), "what is true of the usual place is not said of another"
    assert value(park, "LOCATION") == ":Park\\, Singel 3\\, Zandmeer"
    assert value(park, "GEO") == ":52.500000;5.500000"


def test_a_series_without_a_single_instance_left_is_left_out() -> None:
    all_skipped = replace(
        TUESDAYS,
        first=day("2026-12-01"),
        last=day("2026-12-31"),
        skip=Skip(days=(Days(day("2026-12-01"), day("2026-12-31")),)),
    )
    long_over = replace(TUESDAYS, last=day("2026-02-01"))
    never = Monthly((), (31,), MORNING, first=day("2026-06-01"), last=day("2026-06-30"))
    for_good = replace(TUESDAYS, skip=Skip(days=(Days(day("2026-01-01"), day("2999-12-31")),)))
    assert b"VEVENT" not in feed(calendar(activity(all_skipped, long_over, never, for_good)))


def test_a_series_that_is_cancelled_on_all_its_dates_stays_to_say_so() -> None:
    twice = replace(TUESDAYS, first=day("2026-12-01"), last=day("2026-12-08"))
    changes = tuple(Change(day(one), cancelled="Geen gastvrouw.") for one in ("2026-12-01", "2026-12-08"))
    octets = feed(calendar(activity(twice, changes=changes)))
    assert values(octets, "STATUS").count(":CANCELLED") == 2


@pytest.mark.parametrize("status", [ActivityStatus.PAUSED, ActivityStatus.ENDED])
def test_what_does_not_run_is_not_in_the_feed(status: ActivityStatus) -> None:
    assert b"VEVENT" not in feed(calendar(activity(TUESDAYS, status=status)))


# --- 9: what the feed says of itself ----------------------------------------------------------------
# Rule 9. Names and colours as RFC 7986 has them, and as programs from before it look for them. icalendar drops
# VALUE=DURATION, without which REFRESH-INTERVAL is not valid.


def test_the_feed_names_itself_and_says_when_to_come_back() -> None:
    head = feed(ALL_KINDS).partition(b"BEGIN:VTIMEZONE")[0]
    assert lines(head) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Buurtkalender//Buurtkalender//NL",
        "CALSCALE:GREGORIAN",
        "NAME:Alles in Zandmeer",
        "X-WR-CALNAME:Alles in Zandmeer",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        "DESCRIPTION:Wat er te doen is",
        "X-WR-CALDESC:Wat er te doen is",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "COLOR:teal",
        "SOURCE;VALUE=URI:https://zandmeer.example/kalender.ics",
        "URL:https://zandmeer.example/",
    ]


def test_a_feed_without_events_is_a_valid_calendar() -> None:
    (calendar_,) = parsed(around([])).walk("VCALENDAR")
    assert not calendar_.walk("VEVENT")
    assert calendar_.walk("VTIMEZONE")


# --- 10: what an event says -------------------------------------------------------------------------
# Rule 10. Plain text, because few clients show HTML; the full address, because phones open it in a map; TRANSPARENT,
# because what is on in the village does not make anybody busy; no VALARM, because nobody asked to be woken.


def test_an_event_tells_what_people_want_to_know() -> None:
    told = in_dorpshuis(
        OPEN,
        summary="Samen koffie drinken.",
        description="Elke **dinsdag** staat de koffie klaar.",
        partners=("kerk",),
        audiences=("ouderen",),
        cost=Cost(250, "keer", "inclusief koffie"),
        signup=Signup(required=True, phone="0343-555 002", before=timedelta(days=2)),
        come_alone=True,
        languages=("nl",),
        contact=Contact(name="Gastvrouw", phone="0343-555 003"),
    )
    (event,) = parsed(feed(calendar(told))).walk("VEVENT")
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Samen koffie drinken.",
        "",
        "Voor: Ouderen",
        "Kosten: € 2,50 per keer, inclusief koffie",
        "Meld je van tevoren aan: bel 0343-555 002. Doe dat uiterlijk 2 dagen van tevoren.",
        "Kom je alleen? Er is iemand die je opvangt.",
        "Je kunt er met een rolstoel naar binnen.",
        "Talen: Nederlands",
        "Door: Welzijn Zandmeer, Kerk aan de Duinen",
        "Vragen? Gastvrouw, bel 0343-555 003",
        "",
        "Meer: https://zandmeer.example/welzijn/koffie/",
    ]
    assert str(event["LOCATION"]) == "Dorpshuis (Grote zaal), Molenstraat 1, 9999 AB Zandmeer"
    assert event["GEO"].to_ical() == "52.0;5.25"
    assert str(event["URL"]) == "https://zandmeer.example/welzijn/koffie/"
    assert event["CATEGORIES"].cats == ["Ontmoeten"]
    assert str(event["CONTACT"]) == "Gastvrouw, 0343-555 003"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["TRANSP"]) == "TRANSPARENT"


def test_what_nobody_said_is_not_told() -> None:
    (event,) = parsed(feed(calendar(activity(TUESDAYS)))).walk("VEVENT")
    assert str(event["DESCRIPTION"]).split("\n\n")[0].split("\n") == [
        "Door: Welzijn Zandmeer",
        "Vragen? Welzijn Zandmeer, bel 0343-555 001",
    ]
    assert "LOCATION" not in event
    assert "GEO" not in event


def test_there_is_no_alarm_and_no_organizer() -> None:
    assert not set(re.findall(rb"VALARM|ORGANIZER|ATTENDEE|CREATED", feed(ALL_KINDS)))


# --- 11: lines --------------------------------------------------------------------------------------
# Rule 11. CRLF, folded at 75 octets and never inside a character (RFC 5545, 3.1); no BOM, which some take for a name;
# no control characters, on which parsers stop. (Any text at all: tests/feeds/test_lines.py.)


def test_no_line_is_too_long_and_all_end_in_crlf() -> None:
    name = "een-heel-lange-naam-" * 3
    long = in_dorpshuis(
        Monthly((), tuple(range(1, 29)), MORNING, last=day("2028-01-01"), skip=Skip(venue_closures=True)),
        name=name,
        title="Één é" * 40,
        summary="Ü\\;,😀 " * 100,
    )
    octets = feed(calendar(long))
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\r" not in line for line in octets.split(b"\r\n"))
    assert b"\n" not in octets.replace(b"\r\n", b"")
    (event,) = parsed(octets).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Één é" * 40
    assert "Ü\\;,😀 Ü" in str(event["DESCRIPTION"])


def test_control_characters_never_reach_the_feed() -> None:
    nasty = activity(TUESDAYS, title="Kof\x00fie\x1b[31m\r\nSTATUS:CANCELLED\u202e\u2028x\x85y\ud800")
    octets = around([ical.events(context(calendar(nasty)), nasty)])
    assert not re.search(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", octets)
    assert not octets.startswith(b"\xef\xbb\xbf")
    assert value(octets, "SUMMARY") == ":Koffie[31m\\nSTATUS:CANCELLED\\nx\\ny"
    assert value(octets, "STATUS") == ":CONFIRMED"


# --- 12: the past -----------------------------------------------------------------------------------
# Rule 12. Half a year of past stays on phones; what is older goes, to stay under the megabyte at which Google stops.
# (Large lists: tests/feeds/test_parts.py and tests/test_feeds.py.)


def test_old_overrides_and_loose_dates_are_left_out() -> None:
    town = calendar(
        activity(
            TUESDAYS,
            Dates((day("2026-03-07"), day("2026-06-06")), MORNING),
            changes=(
                Change(day("2026-03-10"), note="Met taart."),
                Change(day("2026-06-09"), note="Met vlaai."),
            ),
        )
    )
    octets = feed(town)
    assert values(octets, "RECURRENCE-ID") == [";TZID=Europe/Amsterdam:20260609T100000"]
    assert [uid for uid in values(octets, "UID") if "koffie.2" in uid] == [
        ":welzijn.koffie.2.20260606@zandmeer.buurtkalender.example"
    ]


def test_an_old_cancellation_does_not_turn_into_a_morning_that_took_place() -> None:
    changes = (
        Change(day("2026-03-10"), cancelled=""),
        Change(day("2026-03-17"), moved_to=day("2026-03-18")),
        Change(day("2026-03-24"), moved_to=day("2026-06-24")),
    )
    octets = feed(calendar(activity(TUESDAYS, changes=changes)))
    gone = [";TZID=Europe/Amsterdam:20260310T100000", ";TZID=Europe/Amsterdam:20260317T100000"]
    assert values(octets, "EXDATE") == gone
    assert values(octets, "RECURRENCE-ID") == [";TZID=Europe/Amsterdam:20260324T100000"]


def test_a_choir_that_sings_since_1985_does_not_carry_forty_years_of_holidays() -> None:
    choir = Weekly((2,), MORNING, every=2, first=day("1985-05-01"), skip=Skip(public_holidays=True))
    octets = feed(calendar(activity(choir)))
    assert values(octets, "DTSTART")[0] == ";TZID=Europe/Amsterdam:20250101T100000"
    assert len(values(octets, "EXDATE")) < 20


def test_a_thousand_ordinary_activities_stay_near_a_kilobyte_each() -> None:
    block = ical.events(context(ALL_KINDS), in_dorpshuis(OPEN, description="Koffie en een praatje. " * 20))
    assert len(around([block] * 500)) < ical.LIMIT


# --- 13: without a fixed time -----------------------------------------------------------------------
# Rule 13. What is by appointment has no time to put in an agenda; the opening hours of a walk-in have. (Rule 14,
# links: tests/site/test_subscribe.py. Rule 15, how it is served: tests/hosting/.)


def test_by_appointment_is_not_in_the_feed_and_a_walk_in_is() -> None:
    buddy = activity(ByAppointment("Wij bellen je."), name="maatje")
    walk_in = activity(TUESDAYS, name="inloop", drop_in=True)
    octets = feed(calendar(buddy, walk_in))
    assert values(octets, "UID") == [":welzijn.inloop@zandmeer.buurtkalender.example"]
    assert "Je kunt binnenlopen wanneer je wilt." in values(octets, "DESCRIPTION")[-1]


def test_an_hour_that_comes_twice_is_told_in_utc_and_others_are_not() -> None:
    """Of 02:30 in that night half of the programs take the second one, and show the activity an hour late."""
    nights = Dates((day("2026-10-24"), day("2026-10-25"), day("2027-03-28")), TimeSpan(150, 180))
    octets = feed(calendar(activity(nights)))
    zone = ";TZID=Europe/Amsterdam:"
    assert values(octets, "DTSTART") == [f"{zone}20261024T023000", ":20261025T003000Z", f"{zone}20270328T033000"]
    assert values(octets, "DTEND")[1] == ":20261025T020000Z"


def test_what_ends_in_the_hour_that_comes_twice_is_told_in_utc() -> None:
    octets = feed(calendar(activity(Weekly((6,), TimeSpan(90, 150)))))
    assert f";TZID=Europe/Amsterdam:{NIGHT:%Y%m%d}T013000" in values(octets, "RECURRENCE-ID")
    assert ":20271031T003000Z" in values(octets, "DTEND")


def test_a_series_in_the_hour_that_the_clocks_change_is_told_date_by_date() -> None:
    """In spring KDE shows no override of it and Evolution shows it twice; in autumn node-ical shows two."""
    sundays = Weekly((6,), TimeSpan(150, 180))
    octets = feed(calendar(activity(sundays, changes=(Change(day("2026-12-06"), cancelled="bewolkt"),))))
    assert values(octets, "RRULE") == values(octets, "RECURRENCE-ID") == []
    uids = values(octets, "UID")
    assert len(uids) == len(set(uids)) == len(values(octets, "DTSTART"))
    assert ":welzijn.koffie.20270328@zandmeer.buurtkalender.example" in uids
    assert values(octets, "STATUS").count(":CANCELLED") == 1


def test_a_series_every_night_goes_on_as_long_as_the_data_do() -> None:
    octets = feed(calendar(activity(Weekly(tuple(range(7)), TimeSpan(150, 180)))))
    assert ";TZID=Europe/Amsterdam:20271231T023000" in values(octets, "DTSTART")
