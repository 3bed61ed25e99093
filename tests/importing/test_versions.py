"""Which events a file holds: versions, what is private, events that share a UID, and what is over."""

from __future__ import annotations

from datetime import date

import pytest

from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.versions import Events, events
from importing.taking import calendar, event, took

AT = "TZID=Europe/Amsterdam"
ZONE = f";{AT}:"
ONCE = (f"DTSTART{ZONE}20261201T100000", "DURATION:PT2H")
TUESDAYS = (*ONCE, "RRULE:FREQ=WEEKLY;COUNT=4")


def change(day: str, *lines: str, said: str = "", title: str = "Koffie") -> str:
    """What becomes of one date of a series."""
    return event(said or f"RECURRENCE-ID{ZONE}{day}T100000", *lines, title=title)


def at(day: str, hour: str = "14") -> tuple[str, str]:
    """The lines of another time."""
    return f"DTSTART{ZONE}{day}T{hour}0000", "DURATION:PT1H"


def found_in(*parts: str, since: date | None = None) -> Events:
    """The events of a calendar."""
    return events(components(calendar(*parts), "agenda.ics"), since)


# --- versions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        f"RECURRENCE-ID{ZONE}20261208T100000",
        "RECURRENCE-ID:20261208T090000Z",
        "RECURRENCE-ID:20261208T100000",
        "RECURRENCE-ID;VALUE=DATE:20261208",
        "RECURRENCE-ID;TZID=Europe/London:20261208T090000",
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_versions_of_one_date_the_highest_number_wins_however_its_moment_is_written(
    said: str,
    turned: bool,  # noqa: FBT001
) -> None:
    new = change("20261208", *at("20261209"), "SEQUENCE:10", said=said)
    old = change("20261208", *at("20261210"), "SEQUENCE:9")
    found = took(calendar(event(*TUESDAYS), *((old, new) if turned else (new, old))))
    assert found.dates()[1:3] == ["2026-12-09 14:00-15:00", "2026-12-15 10:00-12:00"]
    (dropped,) = (item for item in found.items if item.kind == "dropped")
    assert dropped.place.number == (10 if turned else 18)
    assert dropped.message.words == {"line": 18 if turned else 10}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LAST-MODIFIED:20261101T120000Z", "LAST-MODIFIED:20261101T120100Z"),
        ("LAST-MODIFIED:20261101T120000Z", f"LAST-MODIFIED;{AT}:20261101T130100"),
        ("DTSTAMP:20261101T120000Z", "DTSTAMP:20261102T000000Z"),
        ("SEQUENCE:2\nDTSTAMP:20261109T120000Z", "SEQUENCE:11\nDTSTAMP:20261101T120000Z"),
        ("", "DTSTAMP:20261101T120000Z"),
    ],
)
def test_the_newer_version_is_the_one_that_says_so(old: str, new: str) -> None:
    one = event(*ONCE, *filter(None, [old]), where="Het Brinkhuis")
    other = event(*ONCE, new, where="Bibliotheek Zandmeer")
    for order in ((one, other), (other, one)):
        assert took(calendar(*order)).one.venue == "bibliotheek"


def test_where_nothing_tells_which_is_newer_the_last_one_in_the_file_is_taken() -> None:
    found = took(calendar(event(*ONCE), event(*ONCE, "STATUS:CANCELLED")))
    assert found.dates() == ["2026-12-01 10:00-12:00!"]
    assert [item.place.number for item in found.items] == [3]


def test_a_date_of_a_series_that_has_a_rule_of_its_own_counts_once() -> None:
    found = took(calendar(event(*TUESDAYS), change("20261208", *at("20261208"), "RRULE:FREQ=WEEKLY;COUNT=4")))
    assert found.dates() == [
        "2026-12-01 10:00-12:00", "2026-12-08 14:00-15:00", "2026-12-15 10:00-12:00", "2026-12-22 10:00-12:00",
    ]  # fmt: skip
    assert found.tells("check: it is one date of a series, and was taken over as that: it has a rule too")


def test_a_date_whose_series_is_elsewhere_is_one_date_whatever_rule_it_has() -> None:
    found = took(calendar(change("20261208", *at("20261208"), "RRULE:FREQ=WEEKLY;COUNT=4")))
    assert found.dates() == ["2026-12-08 14:00-15:00"]


def test_a_change_that_does_not_say_of_which_date_changes_none() -> None:
    found = took(calendar(event(*TUESDAYS), change("", *at("20261208"), said="RECURRENCE-ID:morgen")))
    assert len(found.dates()) == 4
    assert found.tells("dropped: it changes one date of a series, and does not say which")


def test_a_date_of_which_only_is_told_that_it_is_cancelled_is_cancelled() -> None:
    found = took(calendar(event(*TUESDAYS), change("20261208", "STATUS:CANCELLED", title="")))
    assert found.dates()[1] == "2026-12-08 10:00-12:00!"


def test_a_date_of_which_nobody_can_read_what_it_became_is_not_held_as_its_series_is() -> None:
    found = took(calendar(event(*TUESDAYS), change("20261208", "DTSTART:overmorgen")))
    assert found.dates() == ["2026-12-01 10:00-12:00", "2026-12-15 10:00-12:00", "2026-12-22 10:00-12:00"]
    assert found.tells("dropped: DTSTART: “overmorgen” is no date")


def test_dates_of_a_series_that_cannot_be_read_are_left_out_with_it() -> None:
    found = took(calendar(event("DTSTART:ooit", "RRULE:FREQ=WEEKLY"), change("20261208", *at("20261208"))))
    assert not found.activities
    assert found.told == [
        "dropped: DTSTART: “ooit” is no date", "dropped: the series of which it is a date was left out",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "held"), [(2, "!"), (3, "!"), (1, "")])
def test_a_calendar_that_takes_back_an_event_by_its_uid_alone_cancels_it(number: int, held: str) -> None:
    back = calendar("BEGIN:VEVENT", "UID:een@agenda.example", f"SEQUENCE:{number}", "END:VEVENT", zones="METHOD:CANCEL")
    for order in ((calendar(event(*ONCE, "SEQUENCE:2")), back), (back, calendar(event(*ONCE, "SEQUENCE:2")))):
        found = took(b"".join(order))
        assert found.dates() == [f"2026-12-01 10:00-12:00{held}"]
        assert not found.told
    assert took(back).tells("dropped: it has no title")


@pytest.mark.parametrize("line", ["RDATE:20261212T100000", "EXDATE:20261208T140000", "RRULE:FREQ=DAILY"])
def test_dates_that_one_date_of_a_series_tells_of_others_say_nothing(line: str) -> None:
    alone = change("20261208", *at("20261208"), line)
    assert took(calendar(alone)).dates() == ["2026-12-08 14:00-15:00"]
    (found,) = found_in(alone).events
    assert (found.rule, found.extra, found.left_out) == ("", (), ())


# --- one UID for many -------------------------------------------------------------------------------------


def test_a_program_that_gives_all_its_events_one_uid_loses_none_of_them() -> None:
    days = ("20261201", "20261203", "20261215")
    found = took(calendar(*(event(f"DTSTART{ZONE}{day}T100000", "DURATION:PT2H") for day in days)))
    assert found.dates() == [f"2026-12-{day} 10:00-12:00" for day in ("01", "03", "15")]
    assert found.tells("check: other events have the same UID")
    assert not found.tells("dropped")


def test_events_of_one_uid_and_one_start_that_are_called_otherwise_are_kept() -> None:
    found = took(calendar(event(*ONCE, title="Soep"), event(*ONCE, title="Taart")))
    assert [one.title for one in found.activities] == ["Soep", "Taart"]


def test_a_shared_uid_becomes_one_for_each_that_is_the_same_every_night() -> None:
    soup, cake, late = (
        event(*ONCE, title="Soep"), event(*ONCE, title="Taart"), event(*at("20261202"), title="Soep"),
    )  # fmt: skip
    first = {one.title + str(one.start.at.day): one.uid for one in found_in(soup, cake, late).events}
    other = {one.title + str(one.start.at.day): one.uid for one in found_in(late, soup, cake).events}
    assert first == other
    assert len(set(first.values())) == 3


def test_what_is_changed_of_one_of_them_is_changed_of_that_one() -> None:
    later = (f"DTSTART{ZONE}20261203T100000", "DURATION:PT2H")
    cancelled = change("20261203", *later, "STATUS:CANCELLED")
    found = found_in(event(*ONCE), event(*later), cancelled)
    assert [one.uid for one in found.events] == [
        "een@agenda.example-20261201T1000", "een@agenda.example-20261203T1000", "een@agenda.example-20261203T1000",
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["Koffie", "Thee"])
def test_what_is_changed_of_a_date_that_none_of_them_begins_on_is_of_the_one_with_a_rule(title: str) -> None:
    once = event(f"DTSTART{ZONE}20261203T100000", "DURATION:PT2H")
    moved = change("20261208", *at("20261209"), title=title)
    for order in ((once, event(*TUESDAYS)), (event(*TUESDAYS), once)):
        uids = {(one.rule, one.instead_of is None): one.uid for one in found_in(*order, moved).events}
        assert uids["", False] == uids["FREQ=WEEKLY;COUNT=4", True] == "een@agenda.example-20261201T1000"


def test_uids_that_differ_at_their_end_alone_are_different() -> None:
    first, second = (event(*ONCE, uid="a" * 240 + end, title=f"Soep {end}") for end in "xy")
    uids = [one.uid for one in found_in(first, second).events]
    assert len(set(uids)) == 2
    assert all(len(uid) <= 200 for uid in uids)


# --- private ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["CLASS:PRIVATE", "class:confidential", "X-CALENDARSERVER-ACCESS:RESTRICTED", "CLASS:X-TEAM"]
)
def test_what_is_not_for_everybody_is_left_out_without_its_name(said: str) -> None:
    found = took(calendar(event(*ONCE, said, title="Verzuim Bakker")))
    assert not found.activities
    (item,) = found.items
    assert item.kind == "dropped"
    assert item.place.name == ""
    assert "Bakker" not in f"{found.told}{item}"


def test_the_dates_of_a_private_series_are_private_whatever_they_say_themselves() -> None:
    public = change("20261208", *at("20261208"), "CLASS:PUBLIC", title="Verzuim Bakker")
    for order in ((event(*TUESDAYS, "CLASS:PRIVATE"), public), (public, event(*TUESDAYS, "CLASS:PRIVATE"))):
        found = took(calendar(*order, event(*ONCE, uid="twee@agenda.example", title="Soep")))
        assert found.one.title == "Soep"
        assert found.told == ["dropped: it is marked as private"] * 2
        assert "Bakker" not in str(found.items)


def test_one_date_that_is_private_is_not_held_as_its_series_is() -> None:
    found = took(calendar(event(*TUESDAYS), change("20261208", *at("20261208"), "CLASS:PRIVATE")))
    assert found.dates() == ["2026-12-01 10:00-12:00", "2026-12-15 10:00-12:00", "2026-12-22 10:00-12:00"]


def test_a_series_that_is_private_from_some_date_on_is_left_out() -> None:
    later = f"RECURRENCE-ID;RANGE=THISANDFUTURE;{AT}:20261208T100000"
    found = took(calendar(event(*TUESDAYS), change("", *at("20261208"), "CLASS:PRIVATE", said=later)))
    assert not found.activities
    assert found.tells("dropped: from Tuesday 8 December 2026 on it is private, cannot be read or waits for a yes")


def test_of_versions_a_newer_private_one_hides_an_older_public_one() -> None:
    assert not took(calendar(event(*ONCE), event(*ONCE, "CLASS:PRIVATE", "SEQUENCE:2"))).activities


def test_a_calendar_that_is_private_as_a_whole_is_left_out() -> None:
    assert not took(calendar(event(*ONCE), zones="X-CALENDARSERVER-ACCESS:CONFIDENTIAL")).activities


# --- over -------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 24)
OLD = ("DTSTART:20260301T100000", "DURATION:PT2H")


def test_what_is_over_is_counted_in_one_line() -> None:
    old = [event(*OLD, uid=f"{n}", title=f"Nummer {n}") for n in range(5)]
    series = event(*OLD, "RRULE:FREQ=WEEKLY;UNTIL=20260401T100000", uid="reeks")
    found = found_in(*old, series, event(*ONCE), since=TODAY)
    assert [one.title for one in found.events] == ["Koffie"]
    assert [item.message.words for item in found.items] == [{"since": TODAY, "n": 6}]
    assert found.over == {"0", "1", "2", "3", "4", "reeks"}


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261123T230000", "DURATION:PT2H"),
        ("DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261125"),
        (*OLD, "RRULE:FREQ=WEEKLY"),
        (*OLD, "RRULE:FREQ=WEEKLY;COUNT=200"),
        (*OLD, "RRULE:FREQ=WEEKLY;UNTIL=20261124"),
        (*OLD, "RDATE:20261201T100000"),
        ("DTSTART:20261120T100000", "DURATION:P5D", "RDATE:20261119T100000"),
        (*OLD[:1], "DURATION:P500000W"),
        (*OLD, "RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z"),
        (*OLD, "RRULE:FREQ=WEEKLY;UNTIL=20269999"),
    ],
)
def test_what_may_still_come_is_read(lines: tuple[str, ...]) -> None:
    assert len(found_in(event(*lines), since=TODAY).events) == 1


@pytest.mark.parametrize(
    "lines", [("DTSTART;VALUE=DATE:20261123",), ("DTSTART:20261123T100000", "DTEND:20261124T000000")]
)
def test_what_ended_yesterday_is_over(lines: tuple[str, ...]) -> None:
    assert not found_in(event(*lines), since=TODAY).events


def test_a_date_that_was_moved_out_of_the_past_keeps_its_event() -> None:
    found = found_in(event(*OLD), change("", *ONCE, said="RECURRENCE-ID:20260301T100000"), since=TODAY)
    assert len(found.events) == 2


def test_what_is_left_out_is_in_the_file_all_the_same() -> None:
    found = found_in(event(*ONCE, "CLASS:PRIVATE"), event("DTSTART:ooit", uid="twee"), event(*ONCE, uid="drie"))
    assert found.held == {"een@agenda.example", "twee"}
