"""Calendars and sheets that mean harm: refused in a sentence or taken for what they are, and never a traceback.

Work is bounded by what stands in the modules. Here it is one past those bounds, which the tests make small: a file
that would harm a program without bounds has no place in a repository that others read.
"""

from __future__ import annotations

import contextlib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from buurtkalender.form import when_text
from buurtkalender.form.when_series import NotUnderstoodError
from buurtkalender.form.when_text import when_of
from buurtkalender.reading import markup
from buurtkalender.reading.markup import LONGEST, description_html, is_html, to_markdown
from buurtkalender.submissions.http import Loaded
from buurtkalender.submissions.importing import content_lines, ical, importer, matching, patterns, sheets
from buurtkalender.submissions.importing.content_lines import components
from buurtkalender.submissions.importing.sheets import tables
from buurtkalender.words.values import CannotReadError
from examples import tried
from importing.taking import calendar, event, program, took
from importing.test_sheets import took as took_sheet
from projects import run, town_project, tree
from town import TODAY

LINES = ("DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DURATION:PT2H")


# --- calendars ------------------------------------------------------------------------------------------------


def nested(levels: int) -> bytes:
    """A calendar that is so many levels deep, each with its end."""
    inner = range(levels - 1)
    return calendar(*(f"BEGIN:X{n}" for n in inner), *(f"END:X{n}" for n in reversed(inner)))


THREE = calendar(*(event(*LINES, uid=f"{n}@agenda.example") for n in range(3)))


@pytest.mark.parametrize(
    ("octets", "limit", "most"),
    [
        (THREE, "MOST_CALENDAR_BYTES", len(THREE)),
        (THREE, "MOST_EVENTS", 3),
        (nested(4), "MOST_LEVELS", 4),
        (nested(4), "MOST_LINES", 4 * 4),
    ],
    ids=["octets", "events", "levels", "parts"],
)
def test_a_calendar_one_past_a_limit_is_refused(
    octets: bytes, limit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_lines, limit, most)
    assert components(octets, "agenda.ics")
    monkeypatch.setattr(content_lines, limit, most - 1)
    with pytest.raises(CannotReadError):
        components(octets, "agenda.ics")


@pytest.mark.parametrize(
    "octets",
    [
        b"\0" * 100,
        b"\xff\xfe" + b"\0\xd8" * 10,
        b"END:VCALENDAR\r\n" * 3,
        b"BEGIN:VCALENDAR\r\n" * 3,
        b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
    ids=["zeros", "half characters", "only ends", "only beginnings", "crossed"],
)
def test_what_is_no_calendar_is_refused(octets: bytes) -> None:
    with pytest.raises(CannotReadError):
        components(octets, "agenda.ics")


@pytest.mark.parametrize(
    ("rule", "limits", "told"),
    [
        ("FREQ=DAILY;COUNT=4", {"MOST_TIMES": 3}, "cannot be read"),
        ("FREQ=WEEKLY;INTERVAL=4", {"MOST_INTERVAL": 3}, "cannot be read"),
        ("FREQ=WEEKLY;COUNT=2", {"LONGEST_RULE": len("FREQ=WEEKLY;COUNT=2") - 1}, "cannot be read"),
        ("FREQ=SECONDLY;COUNT=1", {}, "more than once a day"),
    ],
)
def test_a_rule_past_a_limit_costs_its_own_event(
    rule: str, limits: dict[str, int], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in limits.items():
        monkeypatch.setattr(patterns, name, most)
    bad = event(*LINES, f"RRULE:{rule}")
    found = took(calendar(bad, event(*LINES, uid="goed@agenda.example", title="Goed")))
    assert found.one.title == "Goed"
    assert found.tells(told)
    for name, most in limits.items():
        monkeypatch.setattr(patterns, name, most + 1)
    assert (len(took(calendar(bad)).activities) == 1) == bool(limits)


def test_a_rule_for_longer_than_a_calendar_lasts_stops_where_ours_does() -> None:
    lines = ("DTSTART:20261201T100000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=3;UNTIL=20991231")
    found = took(calendar(event(*lines)))
    assert 0 < found.drafts[0].text.count("2027-") < 366
    assert "2029-" not in found.drafts[0].text
    assert len(found.drafts[0].text) < 64 * 1024


@pytest.mark.parametrize("until", ["20261130", "20261201T080000Z"])
def test_a_rule_that_ends_before_it_begins_has_no_date(until: str) -> None:
    found = took(calendar(event(*LINES, f"RRULE:FREQ=WEEKLY;UNTIL={until}")))
    assert not found.activities
    assert found.tells("dropped: its rule ends before its first date")


def test_of_one_event_no_more_lines_are_read_than_anybody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped = [f"EXDATE;TZID=Europe/Amsterdam:202612{day:02}T100000" for day in (8, 15, 22)]
    lines = [*LINES, "RRULE:FREQ=WEEKLY;COUNT=5", *skipped]
    monkeypatch.setattr(content_lines, "MOST_PROPERTIES", 2 + len(lines) - 1)  # besides these its UID and its title
    octets = calendar(event(*lines))
    assert took(octets).told == ["asked: line 11 cannot be read and was passed over"]
    found = took(octets, yes=frozenset({"all"}))
    assert found.dates() == ["2026-12-01 10:00-12:00", "2026-12-22 10:00-12:00", "2026-12-29 10:00-12:00"]


def test_of_all_lines_no_more_are_kept_than_anybody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    octets = calendar(event(*LINES), event(*LINES, "LOCATION:Het plein", uid="twee@agenda.example", title="Soep"))
    monkeypatch.setattr(content_lines, "MOST_LINES", 3 * 4 + 4 + 4)  # a calendar and two events, and their lines
    found = took(octets)
    assert [one.title for one in found.activities] == ["Koffie", "Soep"]
    assert found.tells("line 14 cannot be read and was passed over")


@pytest.mark.parametrize("odd", [3, 4])
def test_of_a_line_with_many_odd_octets_all_are_read_as_windows_writes_them(
    odd: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_lines, "MOST_ODD", 3)
    octets = calendar(event(*LINES, title="Thé XX")).replace(b"XX", b"\xe9 " * odd)
    assert took(octets).one.title == f"{'Thé' if odd == 3 else 'ThÃ©'}{' é' * odd}"


def test_of_one_line_no_more_is_read_than_anybody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Kom langs en neem gerust iemand mee."
    monkeypatch.setattr(content_lines, "LONGEST_LINE", len(f"DESCRIPTION:{text}"))
    found = took(calendar(event(*LINES, f"DESCRIPTION:{text} Dit is te veel.")))
    assert f"summary: {text}\n" in found.drafts[0].text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("DTEND:22000101T120000", "DTEND: “22000101T120000” is no date"),
        ("DURATION:PXW", "its length “PXW” cannot be read"),
        ("DURATION:P40D", "it goes on for 40 days: that is a period, not a date"),
    ],
)
def test_an_end_that_cannot_be_is_told(line: str, told: str) -> None:
    found = took(calendar(event("DTSTART;TZID=Europe/Amsterdam:20261201T100000", line)))
    assert found.tells(told)
    assert all(found.dates() == ["2026-12-01 10:00-11:00"] for _ in found.activities)


def test_a_length_that_no_calendar_can_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library raises this for millions of weeks; here for any."""

    def too_long(_text: str) -> None:
        raise OverflowError

    monkeypatch.setattr(ical.vDuration, "from_ical", too_long)
    assert took(calendar(event(*LINES))).tells("its length “PT2H” cannot be read")


@pytest.mark.parametrize("point", ["91;5.3", "49;5.3", "nan;nan", "noord;oost"])
def test_a_point_that_is_not_here_is_no_point(point: str) -> None:
    found = took(calendar(event(*LINES, f"GEO:{point}", where="Het plein")))
    assert "name: Het plein" in found.drafts[0].text
    assert "point" not in found.drafts[0].text


def test_of_a_place_no_more_is_read_than_anybody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    where = "In de tuin, Dorpshuis Zandmeer"
    assert took(calendar(event(*LINES, where=where))).one.venue == "dorpshuis"
    monkeypatch.setattr(matching, "LONGEST", len("In de tuin, "))
    assert "location: {name: de tuin}" in took(calendar(event(*LINES, where=where))).drafts[0].text


@pytest.mark.parametrize("piece", ["zaal, ", "a", "a 1 "])
def test_a_place_of_one_word_many_times_is_a_place(piece: str) -> None:
    assert took(calendar(event(*LINES, where=(piece * 9).strip(", ")))).one.location


def test_of_its_categories_twenty_are_looked_at() -> None:
    words = [*(f"Woord {n}" for n in range(20)), "Spel"]
    assert took(calendar(event(*LINES, f"CATEGORIES:{','.join(words[1:])}"))).one.themes == ("spel",)
    assert took(calendar(event(*LINES, f"CATEGORIES:{','.join(words)}"))).one.themes == ("ontmoeten",)


@pytest.mark.parametrize("start", ["<b></b>", "<p>", "<!---->", "&nbsp;", "<td></td>"])
def test_of_a_description_no_more_is_read_than_a_file_may_hold(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (start * 3).ljust(40) + "Kom!"
    assert to_markdown(text, html=True) == "Kom!"
    monkeypatch.setattr(markup, "LONGEST", 5)  # eight times that is read: marks become fewer letters
    assert to_markdown(text, html=True) == ""


def test_a_year_of_single_events_of_one_name_is_one_activity_or_a_reason() -> None:
    days = [f"{2027 + n // 336}{n // 28 % 12 + 1:02}{n % 28 + 1:02}" for n in range(336)]
    found = took(
        calendar(*(event(f"DTSTART:{day}T{n % 24:02}0000", "DURATION:PT1H", uid=f"{n}") for n, day in enumerate(days)))
    )
    assert found.drafts
    assert all(draft.activity or draft.items for draft in found.drafts)


def test_more_activities_than_anybody_has_are_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "MOST_ACTIVITIES", 4)
    found = took(calendar(*(event(*LINES, uid=f"{n}", title=f"Nummer {n}") for n in range(7))))
    assert len(found.drafts) == 4
    assert sum("more than 4 activities: divide the file" in one for one in found.told) == 3


def test_a_hundred_changes_of_a_series_are_bounded() -> None:
    changes = [
        event(f"RECURRENCE-ID:20{27 + n // 336}{n // 28 % 12 + 1:02}{n % 28 + 1:02}T100000", "DTSTART:20270101T120000")
        for n in range(100)
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
        "!x [y]",
        "{{ 7 * 7 }}",
        "../../elders",
        "=1+1",
        "<script>alert(1)</script>",
        "'\"`$(ls)`",
        "%0A::notice::y",
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
        'Hallo <svg onload="alert(1)"></svg>',
        "Hallo ![x](https://elders.example/spion.gif)",
        "<style>body{display:none}</style>Hallo",
        '<p>Hallo<iframe src="https://elders.example"></iframe></p>',
    ],
)
def test_a_description_brings_no_script_and_no_picture_along(text: str) -> None:
    markdown = to_markdown(text, html=is_html(text))
    assert "](javascript" not in markdown.replace("\\]", "")
    html = description_html(markdown)
    assert "Hallo" in html
    assert not [
        bad
        for bad in ("<script", "onerror", "onclick", "onload", 'href="javascript', "<img", "<iframe", "<style")
        if bad in html and f"&lt;{bad[1:]}" not in html
    ]


def test_a_description_is_cut_where_a_file_would_become_too_large() -> None:
    assert len(to_markdown("woord " * (LONGEST // 5), html=False)) <= LONGEST + 2


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


@tried(150)
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
    return out.getvalue()


SHEET = b'<?xml version="1.0"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
ENTITY = b'<!DOCTYPE x [<!ENTITY a "Koffie">]>'
ROW = b'<row r="1"><c r="A1" t="str"><v>%s</v></c></row>'


@pytest.mark.parametrize(
    "octets",
    [
        book(xl_worksheets_sheet1_xml=SHEET % (ENTITY, ROW % b"&a;")),
        book(xl_worksheets_sheet1_xml=b"<worksheet>"),
        book(xl_workbook_xml=b"<a/>"),
        book()[:-200],
        b"PK\x03\x04" + b"\0" * 1000,
    ],
    ids=["an entity", "no end", "no book", "cut off", "no zip"],
)
def test_a_book_that_is_none_is_refused(octets: bytes) -> None:
    with pytest.raises(CannotReadError):
        tables(Loaded(octets, "lijst.xlsx"))


PLAIN = b"<!DOCTYPE worksheet>"
LONG = b"<!--%s-->" % b" ".join(b"%d" % number for number in range(1_200))


@pytest.mark.parametrize("head", [PLAIN, LONG + PLAIN], ids=["at once", "far from the beginning"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_sheet_with_a_type_of_document_is_refused_wherever_it_stands(head: bytes, encoding: str) -> None:
    xml = (SHEET.removeprefix(b'<?xml version="1.0"?>') % (head, ROW % b"Koffie")).decode().encode(encoding)
    with pytest.raises(CannotReadError, match="does not belong in a sheet"):
        tables(Loaded(book(xl_worksheets_sheet1_xml=xml), "lijst.xlsx"))


def test_a_text_that_is_written_as_it_is_belongs_in_a_sheet() -> None:
    xml = SHEET % (b"", ROW % b"<![CDATA[Koffie & thee]]>")
    (table,) = tables(Loaded(book(xl_worksheets_sheet1_xml=xml), "lijst.xlsx"))
    assert table.rows == [(1, ["Koffie & thee"])]


@pytest.mark.parametrize("limit", ["MOST_UNPACKED", "MOST_PARTS"])
def test_a_book_one_past_a_limit_is_refused_before_it_is_unpacked(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    octets = book()
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        parts = archive.infolist()
    most = len(parts) if limit == "MOST_PARTS" else sum(part.file_size for part in parts)
    monkeypatch.setattr(sheets, limit, most)
    assert tables(Loaded(octets, "lijst.xlsx"))
    monkeypatch.setattr(sheets, limit, most - 1)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(CannotReadError, match="too large"):
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


def test_a_sheet_that_is_too_long_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    text = "Wat;Dag;Tijd;Waar\n" + "Koffie;di;10-12;Dorpshuis Zandmeer\n" * 3
    (table,) = tables(Loaded(text.encode(), "lijst.csv"))
    assert table.cut
    assert len(table.rows) == 3


def test_a_row_that_is_too_wide_and_a_cell_that_is_too_long_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 2)
    monkeypatch.setattr(sheets, "LONGEST_CELL", 5)
    (table,) = tables(Loaded(b"een;tweede;drie\n", "lijst.csv"))
    assert table.rows == [(1, ["een", "tweed"])]


@pytest.mark.parametrize("cell", ["=1+1", "=A1", "@SUM(A1)", "+SUM(A1)", "-SUM(A1)", "+A1!x"])
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
        b'"' * 99,
        b";" * 99,
        b"Wat;Dag\n" + b'"' + b"x" * 99,
        b"Wat;Dag;Tijd\n" + b"x;" * 99,
        b"\xef\xbb\xbf",
        bytes(range(256)),
    ],
    ids=["quotes", "delimiters", "one cell", "one row", "only a mark", "every byte"],
)
def test_a_csv_that_is_none_is_refused_or_empty(octets: bytes) -> None:
    try:
        found = took_sheet(octets)
    except CannotReadError:
        return
    assert not found.activities


@tried(300)
@given(st.text(st.sampled_from("0123456789:.-/+, ;dimaworvztuee1e2 van tot en om de week maand uur'&"), max_size=60))
def test_anything_about_days_and_times_is_understood_or_refused(text: str) -> None:
    with contextlib.suppress(NotUnderstoodError):
        when_of(text, TODAY)


def test_a_text_about_days_that_is_longer_than_anybody_writes_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "di 10-12 en do 10-12"
    assert len(when_of(text, TODAY).patterns) == 2
    monkeypatch.setattr(when_text, "LONGEST", len("di 10-12 en"))
    with pytest.raises(NotUnderstoodError):
        when_of(text, TODAY)


@pytest.mark.parametrize("piece", ["di ", "1", "10-12 ", "1e ", "ma t/m ", "1-1-"])
def test_a_word_about_days_that_is_repeated_is_understood_or_refused(piece: str) -> None:
    with contextlib.suppress(NotUnderstoodError):
        when_of(piece * 9, TODAY)
