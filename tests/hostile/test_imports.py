"""Calendars and sheets that mean harm: refused in a sentence or taken for what they are, and never a traceback.

Work is bounded by what stands in the modules; here the harm is done at those bounds, and far beyond them.
"""

from __future__ import annotations

import contextlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from buurtkalender.form.when_text import NotUnderstoodError, when_of
from buurtkalender.reading.markup import to_html
from buurtkalender.submissions.importing import content_lines, joining, sheets
from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.fetching import Loaded
from buurtkalender.submissions.importing.prose import LONGEST, is_html, to_markdown
from buurtkalender.submissions.importing.sheets import tables
from buurtkalender.submissions.importing.told import CannotReadError
from importing.taking import calendar, event, program, took
from importing.test_sheets import took as took_sheet
from projects import run, town_project, tree
from town import TODAY

LINES = ("DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DURATION:PT2H")


# --- calendars ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "octets",
    [
        b"BEGIN:VCALENDAR\r\n" + b"X" * content_lines.MOST_BYTES,
        b"BEGIN:VCALENDAR\r\n" * 100_000,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" * 50_000,
        calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * (content_lines.MOST_EVENTS + 1)),
        b"\0" * 100_000,
        b"\xff\xfe" + b"\0\xd8" * 1000,
        b"END:VCALENDAR\r\n" * 100_000,
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
    ids=["10 MB", "calendars in calendars", "depth", "many events", "zeros", "half characters", "only ends", "crossed"],
)
def test_what_is_too_much_or_nothing_is_refused(octets: bytes) -> None:
    with pytest.raises(CannotReadError):
        components(octets, "agenda.ics")


@pytest.mark.parametrize(
    "lines",
    [
        ["RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"],
        ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=1000000"],
        ["RRULE:FREQ=DAILY;COUNT=999999"],
        ["RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366"],
        ["RRULE:FREQ=WEEKLY;INTERVAL=1000"],
        ["RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z"],
        ["RRULE:FREQ=WEEKLY;UNTIL=00010101T000000Z"],
        ["RRULE:FREQ=SECONDLY;INTERVAL=1;COUNT=2000000000"],
        ["RRULE:FREQ=DAILY;INTERVAL=99999999999999999999"],
        ["RRULE:" + "FREQ=DAILY;" * 5000],
        ["EXDATE:" + ",".join(["20261208T100000"] * 3000)],
        ["RRULE:FREQ=WEEKLY"] + ["EXDATE:20261208T100000"] * 5000,
        ["RDATE:" + ",".join(f"2027{n % 12 + 1:02}{n % 28 + 1:02}T{n % 24:02}{n % 60:02}00" for n in range(3000))],
        ["DTEND:99991231T235959Z"],
        ["DESCRIPTION:" + "<b>" * 20_000],
        ["DESCRIPTION:" + "[" * 60_000],
        ["DESCRIPTION:" + "<a href=" * 8_000],
        ["DESCRIPTION:" + "<!--" * 15_000],
        ["DESCRIPTION:" + "&#" * 30_000],
        ["LOCATION:" + "zaal, " * 10_000],
        ["LOCATION:" + "a" * 60_000],
        ["LOCATION:" + "a 1 " * 15_000],
        ["CATEGORIES:" + "," * 60_000],
        ['DTSTART;TZID="' + ",:" * 100 + '":20261201T100000'],
        ["GEO:nan;inf"],
        ["GEO:1e999;-1e999"],
        ["DURATION:P99999999999W"],
        ["X-ALT-DESC;FMTTYPE=text/html:" + "<table><tr><td>" * 4000],
    ],
    ids=lambda lines: lines[0][:40],
)
def test_no_event_takes_more_than_its_share(lines: list[str]) -> None:
    found = took(calendar(event(*LINES, *lines), event(*LINES, uid="goed@agenda.example", title="Goed")))
    assert "Goed" in [one.title for one in found.activities]
    for draft in found.drafts:
        assert len(draft.text) < 64 * 1024


def test_four_thousand_events_of_one_name_are_one_activity_or_a_reason() -> None:
    days = [f"{2027 + n // 336}{n // 28 % 12 + 1:02}{n % 28 + 1:02}" for n in range(336)]
    found = took(
        calendar(*(event(f"DTSTART:{day}T{n % 24:02}0000", "DURATION:PT1H", uid=f"{n}") for n, day in enumerate(days)))
    )
    assert found.drafts
    assert all(draft.activity or draft.items for draft in found.drafts)


def test_more_activities_than_anybody_has_are_left_out_and_told() -> None:
    most = joining.MOST_ACTIVITIES
    found = took(calendar(*(event(*LINES, uid=f"{n}", title=f"Nummer {n}") for n in range(most + 3))))
    assert len(found.drafts) == most
    assert sum(f"more than {most} activities: divide the file" in one for one in found.told) == 3


def test_a_thousand_changes_of_a_series_are_bounded() -> None:
    changes = [
        event(
            f"RECURRENCE-ID:20{27 + n // 336}{n // 28 % 12 + 1:02}{n % 28 + 1:02}T100000",
            f"DTSTART:20270101T{n % 24:02}0000",
        )
        for n in range(1000)
    ]
    found = took(calendar(event("DTSTART:20261201T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY"), *changes))
    assert len(found.drafts) >= 1


@pytest.mark.parametrize(
    "title",
    [
        "Koffie\\n::error file=x::kapot",
        "Koffie\\r\\nDTSTART:20200101",
        "\x1b[31mrood",
        "a\u202eb\u2066c",
        "title: x\\nwhen: []",
        "- x",
        "&anker *alias",
        "!!python/object/apply:os.system [ls]",
        "{{ 7 * 7 }}",
        "../../../etc/passwd",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "'\"`$(ls)`",
        "%0A::set-output name=x::y",
        "CON",
        "." * 200,
        "🎄" * 200,
    ],
)
def test_a_title_is_text_and_never_more_than_that(title: str, tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    before = tree(made.content)
    file = tmp_path / "agenda.ics"
    file.write_bytes(calendar(event(*LINES, title=title, where="Dorpshuis Zandmeer")))
    command = ("import", "ics", str(file), "--organisation", "welzijn-zandmeer", "--theme", "ontmoeten")
    done = run(*command, "--settings", str(made.settings), "--today", str(TODAY))
    assert done.code in {0, 1}
    assert not [line for line in done.said.splitlines() if line.startswith("::")]
    assert not set(done.said) & set("\x1b\u202e\u2066\r")
    new = {path: octets for path, octets in tree(made.content).items() if path not in before}
    for path, octets in new.items():
        assert path.startswith("activities/welzijn-zandmeer/")
        assert path.count("/") == 2
        found = yaml.safe_load(octets)
        assert set(found) <= {"title", "venue", "themes", "when", "cost", "audiences", "ages"}
    assert made.run("check").code == 0


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>Hallo",
        '<img src=x onerror="alert(1)">Hallo',
        '<a href="javascript:alert(1)">Hallo</a>',
        '<a href="https://goed.example" onclick="alert(1)">Hallo</a>',
        "Hallo [klik](javascript:alert(1))",
        "Hallo <svg/onload=alert(1)>",
        "Hallo ![x](https://elders.example/spion.gif)",
        "<style>body{display:none}</style>Hallo",
        '<p>Hallo<iframe src="https://elders.example"></iframe></p>',
    ],
)
def test_a_description_brings_no_script_and_no_picture_along(text: str) -> None:
    markdown = to_markdown(text, html=is_html(text))
    assert "](javascript" not in markdown.replace("\\]", "")
    html = to_html(markdown)
    assert "Hallo" in html
    assert not [
        bad
        for bad in ("<script", "onerror", "onclick", "onload", 'href="javascript', "<img", "<iframe", "<style")
        if bad in html and f"&lt;{bad[1:]}" not in html
    ]


def test_a_description_is_cut_where_a_file_would_become_too_large() -> None:
    assert len(to_markdown("woord " * 20_000, html=False)) <= LONGEST + 2


@pytest.mark.parametrize("name", ["google", "exchange", "apple", "nextcloud", "church", "sports-club"])
def test_a_calendar_that_is_cut_off_anywhere_is_refused_and_never_half_believed(name: str) -> None:
    octets = program(name)
    for end in range(20, len(octets) - 15, 211):
        with pytest.raises(CannotReadError, match="stops halfway"):
            components(octets[:end], "agenda.ics")


def test_hidden_characters_do_not_reach_the_terminal_from_what_is_left_out(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    file = tmp_path / "agenda.ics"
    file.write_bytes(calendar(event(*LINES, "CLASS:PRIVATE", title="a\x1b[31mb\u202ec", uid="\x9b1\u2066")))
    command = ("import", "ics", str(file), "--organisation", "welzijn-zandmeer")
    done = run(*command, "--settings", str(made.settings), "--today", str(TODAY))
    assert "gemarkeerd als privé" in done.out
    assert not set(done.said) & set("\x1b\x9b\u202e\u2066")


@settings(derandomize=True, database=None, deadline=None, max_examples=150)
@given(st.data())
def test_a_calendar_with_anything_in_it_is_taken_or_refused(data: st.DataObject) -> None:
    octets = bytearray(program(data.draw(st.sampled_from(["google", "exchange", "apple", "church"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    with contextlib.suppress(CannotReadError):
        took(bytes(octets))


# --- sheets -----------------------------------------------------------------------------------------------------


def book(**parts: bytes) -> bytes:
    """A book of Excel with other parts in it."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["Wat", "Dag", "Tijd", "Waar"], ["Koffie", "di", "10-12", "Dorpshuis Zandmeer"]):
        sheet.append(row)
    octets = BytesIO()
    made.save(octets)
    out = BytesIO()
    with zipfile.ZipFile(octets) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, parts.get(part.filename.replace("/", "_").replace(".", "_"), old.read(part)))
        for name, content in parts.items():
            if name.startswith("more"):
                new.writestr(f"xl/media/{name}.xml", content)
    return out.getvalue()


SHEET = b'<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "octets",
    [
        book(more=b"0" * (sheets.MOST_UNPACKED + 1)),
        book(xl_worksheets_sheet1_xml=SHEET % (LAUGHS, b"<row><c><v>&b;</v></c></row>")),
        book(xl_worksheets_sheet1_xml=b"<worksheet>"),
        book(xl_workbook_xml=b"<a/>"),
        book(**{f"more{n}": b"" for n in range(sheets.MOST_PARTS)}),
        book()[:-200],
        b"PK\x03\x04" + b"\0" * 1000,
    ],
    ids=["bomb", "entities", "no end", "no book", "many parts", "cut off", "no zip"],
)
def test_a_book_that_means_harm_is_refused(octets: bytes) -> None:
    with pytest.raises(CannotReadError):
        tables(Loaded(octets, "lijst.xlsx"))


def test_a_row_at_the_end_of_the_world_takes_no_room() -> None:
    last = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    (table,) = tables(Loaded(book(xl_worksheets_sheet1_xml=SHEET % (b"", last)), "lijst.xlsx"))
    assert len(table.rows) <= 1


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    cell = b'<c r="%s1" t="inlineStr"><is><t>%s</t></is></c>'
    rows = b'<row r="1">' + cell % (b"A", b"een") + cell % (b"B", b"twee") + b"</row>"
    xml = (SHEET % (b"", rows)).replace(b"<sheetData>", b'<dimension ref="A1:A1"/><sheetData>')
    (table,) = tables(Loaded(book(xl_worksheets_sheet1_xml=xml), "lijst.xlsx"))
    assert table.rows == [(1, ["een", "twee"])]


def test_a_sheet_that_is_too_long_is_cut_and_told() -> None:
    text = "Wat;Dag;Tijd;Waar\n" + "Koffie;di;10-12;Dorpshuis Zandmeer\n" * (sheets.MOST_ROWS + 5)
    (table,) = tables(Loaded(text.encode(), "lijst.csv"))
    assert table.cut
    assert len(table.rows) == sheets.MOST_ROWS


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "+cmd|x", "-cmd|x", '=HYPERLINK("https://x")']
)
def test_a_formula_is_no_text_of_ours(cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    found = took_sheet(f"Wat;Dag;Tijd;Waar;Omschrijving\nKoffie;di;10-12;Dorpshuis Zandmeer;{quoted}\n".encode())
    assert not found.activities
    assert found.tells("dropped: it holds a formula")


@pytest.mark.parametrize("text", ["-koffie en thee", "- koffie", "@home", "+ taart", "-5 graden", "+31 343 555 010"])
def test_what_only_begins_like_a_formula_is_text(text: str) -> None:
    found = took_sheet(f"Wat;Dag;Tijd;Waar;Omschrijving\nKoffie;di;10-12;Dorpshuis Zandmeer;{text}\n".encode())
    assert len(found.activities) == 1


@pytest.mark.parametrize(
    "octets",
    [
        b'"' * 100_000,
        b";" * 1_000_000,
        b"Wat;Dag\n" + b'"' + b"x" * 500_000,
        b"Wat;Dag;Tijd\n" + b"x;" * 200_000,
        b"\xef\xbb\xbf",
        bytes(range(256)) * 50,
    ],
    ids=["quotes", "delimiters", "one cell", "one row", "only a mark", "every byte"],
)
def test_a_csv_that_is_none_is_refused_or_empty(octets: bytes) -> None:
    try:
        found = took_sheet(octets)
    except CannotReadError:
        return
    assert not found.activities


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(st.text(st.sampled_from("0123456789:.-/+, ;dimaworvztuee1e2 van tot en om de week maand uur'&"), max_size=60))
def test_anything_about_days_and_times_is_understood_or_refused(text: str) -> None:
    with contextlib.suppress(NotUnderstoodError):
        when_of(text, TODAY)


@pytest.mark.parametrize("text", ["di " * 5000, "1" * 5000, "10-12 " * 500, "1e " * 500, "ma t/m " * 500, "1-1-" * 500])
def test_a_long_text_about_days_takes_no_longer(text: str) -> None:
    with contextlib.suppress(NotUnderstoodError):
        when_of(text, TODAY)
