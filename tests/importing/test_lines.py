"""A calendar line by line: octets, folds, ends of lines, what a line says of itself, and how programs write that."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.prop import vText

from buurtkalender.submissions.importing.content_lines import Component, components
from buurtkalender.submissions.importing.report import lines_of
from buurtkalender.submissions.importing.versions import events
from examples import tried
from importing.taking import ENGLISH, calendar, event, took
from town import TODAY

LINES = ("DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DURATION:PT2H")
TEXT = "Één keer per maand soep mét bréúd uit de oven van café Ñu — en ’n praatje. Het kost € 3."


def read(octets: bytes) -> Component:
    """The only event of a calendar, in its parts."""
    (found,) = components(octets, "agenda.ics")
    return next(part for part in found.parts if part.name == "VEVENT")


def folded(line: str, every: int, end: bytes = b"\r\n", sign: bytes = b" ") -> bytes:
    """A line that is folded at every so many octets, wherever a character is."""
    octets = line.encode()
    return (end + sign).join(octets[n : n + every] for n in range(0, len(octets), every))


@pytest.mark.parametrize("every", range(5, 40))
def test_a_line_that_is_folded_in_a_character_is_whole_again(every: int) -> None:
    octets = calendar(event(*LINES, "X-BLANK:")).replace(b"X-BLANK:", folded(f"DESCRIPTION:{TEXT}", every))
    assert read(octets).text("DESCRIPTION") == TEXT


@pytest.mark.parametrize("sign", [b" ", b"\t"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n", b"\r\n\r\n", b"\n\n", b"\r\r\r\n"])
def test_a_line_may_end_in_any_way_and_nothing_is_lost(end: bytes, sign: bytes) -> None:
    lines = event(*LINES, "X-BLANK:", "RRULE:FREQ=WEEKLY;COUNT=2").encode().split(b"\n")
    lines = [folded(f"DESCRIPTION:{TEXT}", 30, end, sign) if one == b"X-BLANK:" else one for one in lines]
    octets = end.join([b"BEGIN:VCALENDAR", *lines, b"END:VCALENDAR", b""])
    assert read(octets).text("DESCRIPTION") == TEXT
    assert took(octets).dates() == ["2026-12-01 10:00-12:00", "2026-12-08 10:00-12:00"]


def test_dates_that_are_left_out_on_a_folded_line_with_double_ends_stay_left_out() -> None:
    skipped = "EXDATE;TZID=Europe/Amsterdam:20261208T100000,\n 20261215T100000"
    octets = calendar(event(*LINES, "RRULE:FREQ=WEEKLY;COUNT=4", skipped)).replace(b"\r\n", b"\r\r\n")
    assert took(octets).dates() == ["2026-12-01 10:00-12:00", "2026-12-22 10:00-12:00"]


@tried(60)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120),
    st.integers(4, 80),
    st.sampled_from([b"\r\n", b"\n", b"\r\r\n"]),
)
def test_whatever_another_library_writes_says_the_same_here(text: str, every: int, end: bytes) -> None:
    written = vText(text).to_ical()
    line = (end + b" ").join(written[n : n + every] for n in range(0, len(written), every))
    octets = calendar(event(*LINES, "X-BLANK:")).replace(b"\r\n", end).replace(b"X-BLANK:", b"DESCRIPTION:" + line)
    found = read(octets).get("DESCRIPTION")
    assert found is not None
    assert found.value == text


def test_a_file_without_an_end_to_its_last_line_is_whole() -> None:
    assert took(calendar(event(*LINES)).rstrip(b"\r\n")).dates() == ["2026-12-01 10:00-12:00"]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_other_octets_is_the_same(coding: str) -> None:
    octets = calendar(event(*LINES, f"DESCRIPTION:{TEXT}")).decode().encode(coding)
    assert read(octets).text("DESCRIPTION") == TEXT


def test_files_that_were_put_together_keep_their_events_whatever_mark_stands_between_them() -> None:
    one = calendar(event(*LINES, uid="een@agenda.example", title="Soep")).decode().encode("utf-8-sig")
    other = calendar(event(*LINES, uid="twee@agenda.example", title="Taart")).decode().encode("utf-8-sig")
    assert [one.title for one in took(one + other).activities] == ["Soep", "Taart"]


def test_one_odd_octet_spoils_its_own_line_at_most_and_is_told() -> None:
    odd = event(*LINES, uid="twee@agenda.example", title="XX").encode().replace(b"XX", "Salon crème".encode("cp1252"))
    octets = calendar(event(*LINES, title="Één thee"), "BLANK").replace(b"BLANK", odd.replace(b"\n", b"\r\n"))
    found = took(octets)
    assert [one.title for one in found.activities] == ["Één thee", "Salon crème"]
    assert found.told == ["check: line 11 is not in UTF-8 and was read as Windows writes it: look at its letters"]


def test_an_odd_octet_in_a_line_leaves_its_other_letters_as_they_are() -> None:
    octets = calendar(event(*LINES, title="Thé één XX")).replace(b"XX", b"caf\xe9")
    assert read(octets).text("SUMMARY") == "Thé één café"


def test_a_file_that_is_in_another_coding_as_a_whole_is_told_once() -> None:
    events = [event(*LINES, uid=f"{n}", title=f"Café {n}", where="Hét plein") for n in range(3)]
    found = took(calendar(*events).decode().encode("cp1252"))
    assert [one.title for one in found.activities] == ["Café 0", "Café 1", "Café 2"]
    told = [one for one in found.told if "UTF-8" in one]
    assert told == ["check: 6 lines are not in UTF-8 and were read as Windows writes them: look at the letters"]


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY:Soep, brood; thee: alles",
        "summary:Soep\\, brood\\; thee: alles",
        "SUMMARY;LANGUAGE=nl-NL:Soep\\, brood\\; thee: alles",
        'SUMMARY;ALTREP="cid:deel;1:x,y@post.example":Soep\\, brood; thee: alles',
        "item1.SUMMARY:Soep\\, brood\\; thee: alles",
        "SUMMARY ; LANGUAGE = nl :Soep\\, brood\\; thee: alles",
        "SUMMARY;X-A=een,twee;X-B=^'drie^':Soep\\, brood\\; thee\\: alles",
    ],
)
def test_a_title_is_read_however_its_line_begins(line: str) -> None:
    octets = calendar(event(*LINES).replace("SUMMARY:Koffie", line))
    assert took(octets).one.title == "Soep, brood; thee: alles"


def test_the_text_in_dutch_is_taken_where_there_are_others_and_that_is_told() -> None:
    lines = "SUMMARY;LANGUAGE=en:Soup\nSUMMARY;LANGUAGE=nl:Soep"
    found = took(calendar(event(*LINES).replace("SUMMARY:Koffie", lines)))
    assert found.one.title == "Soep"
    assert found.told == ["check: it has SUMMARY more than once: the one in Dutch was taken, or else the first"]


@pytest.mark.parametrize(
    "line", ["Neem ook iets mee", "Kosten: 5 euro", "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9"]
)
def test_a_line_that_says_nothing_is_told_and_the_rest_is_read(line: str) -> None:
    found = took(calendar(event(*LINES, line)))
    assert found.dates() == ["2026-12-01 10:00-12:00"]
    assert found.told == ["check: line 8 cannot be read and was passed over"]


def test_a_remark_for_guests_is_left_out_and_told() -> None:
    found = took(calendar(event(*LINES, "COMMENT:De sleutel ligt bij Bakker")))
    assert found.told == ["check: it has a remark (COMMENT), which was left out"]
    assert "sleutel" not in found.drafts[0].text


# --- when -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART:2026-12-01T10:00:00",
        "DTSTART:2026-12-01 10:00",
        "DTSTART:2026-12-01T09:00:00Z",
        "DTSTART:2026-12-01T10:00:00+01:00",
        "DTSTART:20261201T090000z",
        "DTSTART;VALUE=DATE-TIME:20261201T090000Z",
        "DTSTART;VALUE=DATE-TIME;TZID=Europe/Amsterdam:20261201T100000",
        "DTSTART;TZID=(UTC+01:00) Amsterdam, Berlin, Bern, Rome;VALUE=DATE-TIME:20261201T100000",
        "DTSTART;TZID=/citadel.org/20190914_1/Europe/Amsterdam:20261201T100000",
        "DTSTART;TZID=UTC:20261201T090000",
        "DTSTART;TZID=UTC:20261201T090000Z",
        "DTSTART;TZID=UTC+1:20261201T100000",
        "DTSTART;TZID=(GMT +01:00):20261201T100000",
        "DTSTART;TZID=w. europe standard time:20261201T100000",
        "DTSTART;TZID=America/New_york:20261201T040000",
        "DTSTART;VALUE=DATE:20261201T100000",
        "dtstart;tzid=Europe/Amsterdam:20261201T100000",
    ],
)
def test_every_spelling_of_ten_in_the_morning_is_ten_in_the_morning(start: str) -> None:
    found = took(calendar(event(start, "DURATION:PT2H")))
    assert found.dates() == ["2026-12-01 10:00-12:00"]
    assert not found.told


@pytest.mark.parametrize(
    ("zone", "lines", "told"),
    [
        (
            "",
            "DTSTART;TZID=Europe/Amsterdam:20261201T090000Z",
            "its times are both in UTC and in Europe/Amsterdam: they were read as UTC, as 10:00 here",
        ),
        (
            "America/New_York",
            "DTSTART:20261201T040000",
            "the times of this calendar say no zone: were they read rightly in its own, America/New_York, where 12:00",
        ),
        (
            "",
            "DTSTART;TZID=UTC+5:20261201T100000",
            "the time zone “UTC+5” is not known: the times were read as ours, as 10:00",
        ),
        ("", "DTSTART;TZID=Europe/Amsterdam:20261201T100000\nEXDATE:morgen", "EXDATE: “morgen” is no date"),
        ("", "DTSTART;TZID=Europe/Amsterdam:20261201T100000\nEXRULE:FREQ=DAILY", "it leaves out dates by a rule"),
    ],
)
def test_what_is_not_sure_about_a_date_waits_for_a_yes(zone: str, lines: str, told: str) -> None:
    octets = calendar(event(lines, "DURATION:PT2H"), zones=f"X-WR-TIMEZONE:{zone}" if zone else "")
    found = took(octets)
    assert not found.activities
    assert found.tells(f"asked: {told}")
    agreed = took(octets, yes=frozenset({item.key for item in found.items}))
    assert agreed.dates() == ["2026-12-01 10:00-12:00"]


@pytest.mark.parametrize(
    "end", ["DTEND;TZID=Europe/Amsterdam:20261204T223000Z", "DTEND;TZID=Asia/Tokyo:20261204T223000Z"]
)
def test_an_end_both_in_utc_and_in_a_zone_is_asked_about_as_a_begin_is(end: str) -> None:
    octets = calendar(event("DTSTART;TZID=Europe/Amsterdam:20261204T200000", end, title="Dansavond"))
    found = took(octets)
    assert not found.activities
    assert found.tells("asked: its times are both in UTC and in ")
    assert took(octets, yes=frozenset({"all"})).dates() == ["2026-12-04 20:00-23:30"]


@pytest.mark.parametrize("end", ["DTEND;TZID=Europe/London:20261204T213000Z", "DTEND;TZID=UTC:20261204T213000Z"])
def test_an_end_that_is_the_same_in_utc_and_in_its_zone_is_not(end: str) -> None:
    found = took(calendar(event("DTSTART;TZID=Europe/Amsterdam:20261204T200000", end, title="Dansavond")))
    assert found.dates() == ["2026-12-04 20:00-22:30"]
    assert not found.told


def club(n: int, *more: str, zone: str = "America/New_York") -> bytes:
    """A calendar of so many evenings, whose times say no zone."""
    evenings = [
        event(
            f"DTSTART:202612{day:02}T1{day % 4}0000", "DURATION:PT1H", uid=f"{day}@club.example", title=f"Avond {day}"
        )
        for day in range(1, n + 1)
    ]
    return calendar(*evenings, *more, zones=f"X-WR-TIMEZONE:{zone}")


def test_a_zone_that_only_the_calendar_names_is_one_question_with_one_yes() -> None:
    found = took(club(9))
    assert not found.activities
    (key,) = {item.key for item in found.items}
    agreed = took(club(9), yes=frozenset({key}))
    assert len(agreed.activities) == 9
    assert not agreed.told
    assert {item.key for item in took(club(1)).items} == {key}
    assert {item.key for item in took(club(1, zone="Asia/Tokyo")).items} != {key}


def test_that_question_is_told_once_with_the_number_of_events() -> None:
    found = took(club(9))
    told = [line.strip() for line in lines_of([], found.items, ENGLISH) if "say no zone" in line]
    text = "were they read rightly in its own, America/New_York, where 12:00 in January is 18:00 here?"
    assert told == [f"9× the times of this calendar say no zone: {text} (yes: --yes {found.items[0].key})"]


def test_nothing_is_asked_of_what_is_over() -> None:
    past = event("DTSTART:20251201T100000", "DURATION:PT1H", uid="oud@club.example", title="Oude avond")
    found = events(components(club(2, past), "agenda.ics"), TODAY)
    assert [item.place.name for item in found.items if item.key] == ["Avond 1", "Avond 2"]
    assert found.over == {"oud@club.example"}


@pytest.mark.parametrize("zone", ["", "Europe/Amsterdam"])
def test_the_days_of_a_rule_in_utc_are_days_in_utc_whatever_zone_the_calendar_names(zone: str) -> None:
    """Monday half past eleven there is Tuesday half past midnight here (findings/x-wr-timezone-rule-of-utc-days.sh)."""
    night = event("DTSTART:20261207T233000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO")
    found = took(calendar(night, zones=f"X-WR-TIMEZONE:{zone}" if zone else ""))
    assert found.dates() == ["2026-12-08 00:30-01:30", "2026-12-15 00:30-01:30", "2026-12-22 00:30-01:30"]


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "Europe/Brussels"])
def test_a_calendar_whose_zone_is_as_ours_says_nothing_new(zone: str) -> None:
    found = took(calendar(event("DTSTART:20261201T100000", "DURATION:PT2H"), zones=f"X-WR-TIMEZONE:{zone}"))
    assert found.dates() == ["2026-12-01 10:00-12:00"]
    assert not found.told


@pytest.mark.parametrize(
    ("lines", "held"),
    [
        (["DTSTART;VALUE=DATE:20261204T200000", "DTEND;VALUE=DATE:20261204T223000"], ["2026-12-04 20:00-22:30"]),
        (["DTSTART;VALUE=DATE:20261204T000000", "DTEND;VALUE=DATE:20261205T000000"], ["2026-12-04"]),
        (["DTSTART;VALUE=DATE:20261204T000000", "DTEND;VALUE=DATE:20261204T013000"], ["2026-12-04 00:00-01:30"]),
        (["DTSTART;VALUE=DATE:20261204T000000", "DTEND:20261204T013000"], ["2026-12-04 00:00-01:30"]),
        (["DTSTART;VALUE=DATE:20261204T000000", "DURATION:PT45M"], ["2026-12-04 00:00-00:45"]),
        (["DTSTART;VALUE=DATE:20261204T000000", "DURATION:P1D"], ["2026-12-04"]),
        (["DTSTART;VALUE=DATE:20261204T000000", "DTEND;VALUE=DATE:20261206"], ["2026-12-04", "2026-12-05"]),
        (["DTSTART;VALUE=DATE:20261204T000000"], ["2026-12-04"]),
        (["DTSTART;VALUE=DATE:20261204", "DTEND:20261204T013000"], ["2026-12-04"]),
        (["DTSTART:20261205T193000", "DTEND;VALUE=DATE:20261206"], ["2026-12-05 19:30-00:00"]),
        (["DTSTART;VALUE=DATE:20261205", "DTEND:20261206T170000"], ["2026-12-05", "2026-12-06"]),
        (["DTSTART;VALUE=DATE:20261205", "DTEND:20261206T000000"], ["2026-12-05"]),
        (["DTSTART;VALUE=DATE:20261205", "DTEND:20261206T000000Z"], ["2026-12-05"]),
        (["DTSTART;VALUE=DATE:20261205", "DTEND:20261205T230000Z"], ["2026-12-05"]),
        (["DTSTART:20261205T193000", "DTEND:20261205T235959"], ["2026-12-05 19:30-00:00"]),
        (["DTSTART:20261205T193000", "DTEND:20261205T240000"], ["2026-12-05 19:30-00:00"]),
        (["DTSTART;VALUE=DATE:20261205", "DURATION:P1W"], [f"2026-12-{day:02}" for day in range(5, 12)]),
        (["DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261205"], ["2026-12-05"]),
        (["DTSTART;VALUE=DATE:20261205", "DTEND:"], ["2026-12-05"]),
        (["DTSTART;VALUE=DATE:20261205Z"], ["2026-12-05"]),
    ],
)
def test_how_a_day_and_an_hour_stand_beside_each_other(lines: list[str], held: list[str]) -> None:
    found = took(calendar(event(*lines)))
    assert found.dates() == held
    assert not found.told


def test_a_whole_day_of_so_many_hours_is_a_whole_day_and_that_is_told() -> None:
    found = took(calendar(event("DTSTART;VALUE=DATE:20261205", "DURATION:PT5H")))
    assert found.dates() == ["2026-12-05"]
    assert found.told == ["check: it is all day and lasts 5:00:00: its hours were left out"]


def test_an_event_that_begins_twice_is_left_out_and_one_that_ends_twice_has_no_end() -> None:
    twice = took(calendar(event(*LINES, "DTSTART:20261202T100000")))
    assert not twice.activities
    assert twice.tells("dropped: it says more than once when it begins")
    assert took(calendar(event(*LINES, LINES[0]))).dates() == ["2026-12-01 10:00-12:00"]
    ends = took(calendar(event(LINES[0], "DTEND:20261201T110000", "DTEND:20261201T150000")))
    assert ends.tells("check: it has more than one DTEND: none of them was believed")
    assert ends.tells("one hour was assumed")


@pytest.mark.parametrize("day", [";TZID=Asia/Tokyo:20261212T000000", ":20261211T230000Z", ";VALUE=DATE:20261212"])
def test_a_day_of_a_series_of_whole_days_is_the_one_that_is_written(day: str) -> None:
    series = event("DTSTART;VALUE=DATE:20261205", "RRULE:FREQ=WEEKLY;COUNT=3", f"EXDATE{day}")
    assert took(calendar(series)).dates() == ["2026-12-05", "2026-12-19"]
    moved = event(f"RECURRENCE-ID{day}", "DTSTART;VALUE=DATE:20261213")
    series = series.replace(f"\nEXDATE{day}", "")
    assert took(calendar(series, moved)).dates() == ["2026-12-05", "2026-12-13", "2026-12-19"]


OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Klok van het dorp
BEGIN:STANDARD
DTSTART:20251026T030000
RDATE:20261025T030000,20271031T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
RDATE:20270328T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize("zone", [OWN_ZONE, OWN_ZONE.replace(",20271031T030000", "\nRDATE:20271031T030000")])
def test_a_zone_with_a_name_of_its_own_changes_on_the_days_that_it_says(zone: str) -> None:
    lines = ("DTSTART;TZID=Klok van het dorp:20270323T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    found = took(calendar(event(*lines), zones=zone))
    assert found.dates() == ["2027-03-23 10:00-11:00", "2027-03-30 10:00-11:00"]
    assert not found.told


def test_a_zone_of_another_place_with_a_name_of_its_own_is_that_of_its_place() -> None:
    """Five hours behind in winter: 16:00 here; its summer time begins two weeks before ours."""
    zone = OWN_ZONE.replace("+0200", "-0400").replace("+0100", "-0500").replace("20270328T", "20270314T")
    lines = ("DTSTART;TZID=Klok van het dorp:20270309T100000", "DURATION:PT1H")
    assert took(calendar(event(*lines), zones=zone)).dates() == ["2027-03-09 16:00-17:00"]
    later = [one.replace("20270309", "20270316") for one in lines]
    assert took(calendar(event(*later), zones=zone)).dates() == ["2027-03-16 15:00-16:00"]


def test_a_name_that_everybody_knows_goes_before_what_the_file_says_of_it() -> None:
    zone = OWN_ZONE.replace("Klok van het dorp", "Europe/Amsterdam").replace("TZOFFSETTO:+0100", "TZOFFSETTO:-0800")
    assert took(calendar(event(*LINES), zones=zone)).dates() == ["2026-12-01 10:00-12:00"]


def test_a_zone_that_stands_in_another_part_of_the_file_is_found() -> None:
    octets = calendar(zones=OWN_ZONE) + calendar(event("DTSTART;TZID=Klok van het dorp:20261201T100000", LINES[1]))
    assert took(octets).dates() == ["2026-12-01 10:00-12:00"]


def test_a_zone_that_changes_on_more_days_than_anybody_writes_is_not_read() -> None:
    many = ",".join(f"{year}{month:02}01T030000" for year in range(2000, 2040) for month in range(1, 12))
    zone = OWN_ZONE.replace("20261025T030000,20271031T030000", many)
    found = took(calendar(event("DTSTART;TZID=Klok van het dorp:20261201T100000"), zones=zone))
    assert found.tells("asked: the time zone “Klok van het dorp” is not known")


# --- Outlook's whole days ---------------------------------------------------------------------------------

WHOLE = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (";TZID=UTC:20261212T000000", ";TZID=UTC:20261214T000000"),
        (";TZID=GMT Standard Time:20261212T000000", ";TZID=GMT Standard Time:20261214T000000"),
        (";TZID=Pacific Standard Time:20261212T000000", ";TZID=Pacific Standard Time:20261214T000000"),
        (";TZID=W. Europe Standard Time:20261212T000000", ";TZID=W. Europe Standard Time:20261214T000000"),
        (":20261211T230000Z", ":20261213T230000Z"),
        (":20261212T000000Z", ":20261214T000000Z"),
        (":20261212T000000", ":20261214T000000"),
    ],
)
def test_outlook_a_whole_day_is_the_day_that_its_own_clock_says(start: str, end: str) -> None:
    found = took(calendar(event(f"DTSTART{start}", f"DTEND{end}", WHOLE)))
    assert found.dates() == ["2026-12-12", "2026-12-13"]
    assert not found.told


def test_outlook_a_series_of_whole_days_leaves_out_the_day_that_its_own_clock_says() -> None:
    zone = ";TZID=Eastern Standard Time:"
    lines = [f"DTSTART{zone}20261205T000000", f"DTEND{zone}20261206T000000", "RRULE:FREQ=WEEKLY;COUNT=3"]
    found = took(calendar(event(*lines, f"EXDATE{zone}20261212T000000", WHOLE)))
    assert found.dates() == ["2026-12-05", "2026-12-19"]


@pytest.mark.parametrize("zone", [":{}Z", ";TZID=America/New_York:{}"])
def test_from_midnight_to_midnight_on_another_clock_is_asked(zone: str) -> None:
    lines = [
        f"{name}{zone.format(day)}" for name, day in (("DTSTART", "20261205T000000"), ("DTEND", "20261207T000000"))
    ]
    found = took(calendar(event(*lines)))
    assert found.told == [
        "asked: it goes from midnight to midnight in another time zone: it was read as whole days",
    ]  # fmt: skip
    assert took(calendar(event(*lines)), yes=frozenset({"all"})).dates() == ["2026-12-05", "2026-12-06"]


def test_outlook_what_is_not_from_midnight_keeps_its_hours() -> None:
    assert took(calendar(event(*LINES, WHOLE))).dates() == ["2026-12-01 10:00-12:00"]


# --- in one file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_to_an_invitation_is_no_event(method: str) -> None:
    found = took(calendar(event(*LINES), zones=f"METHOD:{method}"))
    assert not found.activities
    assert found.tells(f"dropped: it answers an invitation (METHOD:{method})")


def test_a_calendar_that_takes_its_events_back_cancels_them() -> None:
    assert took(calendar(event(*LINES), zones="METHOD:CANCEL")).dates() == ["2026-12-01 10:00-12:00!"]
    assert took(calendar(event(*LINES), zones="METHOD:REQUEST")).dates() == ["2026-12-01 10:00-12:00"]


def test_an_event_behind_the_end_of_the_calendar_counts_as_well() -> None:
    octets = calendar(event(*LINES, title="Soep")) + event(*LINES, uid="twee", title="Taart").encode() + b"\n"
    assert [one.title for one in took(octets + b"END:VCALENDAR\n").activities] == ["Soep", "Taart"]


def test_an_event_without_an_end_costs_no_other_and_is_told() -> None:
    octets = calendar(event(*LINES, title="Soep").removesuffix("END:VEVENT") + event(*LINES, uid="twee", title="Taart"))
    found = took(octets)
    assert [one.title for one in found.activities] == ["Soep", "Taart"]
    assert found.tells("check: line 8 cannot be read and was passed over")


def test_the_number_of_a_line_is_the_one_that_an_editor_shows() -> None:
    octets = calendar(event(*LINES, f"DESCRIPTION:{TEXT}", "DTEND:morgen", "X-LAATSTE:1", "Zomaar een zin"))
    number = octets.decode().split("\r\n").index("Zomaar een zin") + 1
    for end in (b"\r\n", b"\n", b"\r", b"\r\r\n"):
        assert took(octets.replace(b"\r\n", end)).tells(f"line {number} cannot be read")


def test_the_lines_of_a_calendar_stand_in_order() -> None:
    (found,) = components(calendar(event(*LINES), event(*LINES)), "agenda.ics")
    numbers = [one.line for part in found.parts for one in part.properties]
    assert all(one < other for one, other in pairwise(numbers))
