"""Files that LibreOffice itself wrote are read as it shows them: XLSX of its own, XLSX by way of ODS, and CSV.

What it is given is a flat OpenDocument sheet (ODF 1.3, part 3) with only what a person types: LibreOffice works out the
formulas, writes the values, and says in its own way what is hidden, merged, linked, a date or a duration.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from clients.heavy.processes import home, program
from importing.taking import Took
from importing.test_sheets import took

pytestmark = pytest.mark.heavy

PATIENCE = 120
"""Seconds that LibreOffice may take for one file."""

STYLES = """
<number:date-style style:name="N1"><number:day number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:year number:style="long"/></number:date-style>
<number:date-style style:name="N2"><number:day-of-week number:style="long"/></number:date-style>
<number:time-style style:name="N3"><number:hours number:style="long"/><number:text>:</number:text>
<number:minutes number:style="long"/></number:time-style>
<number:time-style style:name="N4" number:truncate-on-overflow="false"><number:hours number:style="long"/>
<number:text>:</number:text><number:minutes number:style="long"/></number:time-style>
<number:currency-style style:name="N5"><number:currency-symbol number:language="nl" number:country="NL">€
</number:currency-symbol><number:number number:decimal-places="2" number:min-decimal-places="2"
number:min-integer-digits="1"/></number:currency-style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="N1"/>
<style:style style:name="weekday" style:family="table-cell" style:data-style-name="N2"/>
<style:style style:name="time" style:family="table-cell" style:data-style-name="N3"/>
<style:style style:name="duration" style:family="table-cell" style:data-style-name="N4"/>
<style:style style:name="money" style:family="table-cell" style:data-style-name="N5"/>
<style:style style:name="away" style:family="table"><style:table-properties table:display="false"/></style:style>
"""
MIME = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "number": "datastyle",
    }.items()
)  # fmt: skip


def text(said: str, more: str = "", inside: str = "") -> str:
    """A cell with a text."""
    return f'<table:table-cell office:value-type="string" {more}>{inside}<text:p>{said}</text:p></table:table-cell>'


def of(style: str, value: str) -> str:
    """A cell with a value that this style shows."""
    kind = {"money": "currency", "time": "time", "duration": "time"}.get(style, "date")
    key = "value" if kind == "currency" else f"{kind}-value"
    attributes = f'office:value-type="{kind}" office:{key}="{value}"'
    return f'<table:table-cell table:style-name="{style}" {attributes}/>'


def formula(said: str) -> str:
    """A cell with a formula, without its value."""
    return f'<table:table-cell table:formula={quoteattr("of:=" + said)} office:value-type="string"/>'


NOTHING = "<table:table-cell/>"


def row(*cells: str, more: str = "") -> str:
    """A row."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(name: str, rows: list[str], more: str = "", columns: str = "") -> str:
    """A sheet of a book."""
    seen = columns or '<table:table-column table:number-columns-repeated="9"/>'
    return f'<table:table table:name="{name}" {more}>{seen}{"".join(rows)}</table:table>'


def link(to: str) -> str:
    """What links to an address."""
    return f'<text:a xlink:href="{to}">klik hier</text:a>'


HEAD = ("Activiteit", "Datum", "Van", "Duur", "Locatie", "Kosten", "Website", "Telefoon")
HOUSE = "Het Brinkhuis"
NOTE = "<office:annotation><text:p>bel eerst de beheerder</text:p></office:annotation>"
LISTED = [
    row(text("Aanbod van de buurt", 'table:number-columns-spanned="8"')),
    row(*map(text, HEAD)),
    row(formula('"Le"&"zing"'), of("date", "2026-12-01"), of("time", "PT10H00M00S"), of("duration", "PT02H00M00S"),
        text(HOUSE, 'table:number-rows-spanned="2"'), of("money", "2.5"),
        text(link("https://www.dorp.example/lezing")), text("0343-555 039")),
    row(text("Film", inside=NOTE), of("date", "2026-12-08"), of("time", "PT19H30M00S"), of("duration", "PT01H30M00S"),
        "<table:covered-table-cell/>", formula("1/0")),
    row(text("Verborgen"), of("date", "2026-12-09"), of("time", "PT19H30M00S"), of("duration", "PT01H30M00S"),
        text(HOUSE), more='table:visibility="collapse"'),
    row(text("Wake"), of("date", "2026-12-10"), of("time", "PT19H30M00S"), of("duration", "PT26H00M00S"), text(HOUSE)),
]  # fmt: skip
WEEKLY = [
    row(*map(text, ("Activiteit", "Dag", "Tijd", "Locatie"))),
    row(text("Koor"), of("weekday", "2026-12-01"), text("10-12"), text(HOUSE)),
]
HIDES_THE_EIGHTH = (
    '<table:table-column table:number-columns-repeated="7"/><table:table-column table:visibility="collapse"/>'
)
BOOK = (
    sheet("Aanbod", LISTED, columns=HIDES_THE_EIGHTH)
    + sheet("Week", WEEKLY)
    + sheet("Oud", WEEKLY, 'table:style-name="away"')
)


def flat(sheets: str) -> str:
    """A book in one file of XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document {NAMES} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3" office:mimetype="{MIME}">'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document>"
    )


def saved(folder: Path, *forms: str) -> bytes:
    """What LibreOffice writes of the book in one form after the other; the form is an ending, and options for CSV."""
    source = folder / "lijst.fods"
    source.write_text(flat(BOOK), encoding="utf-8")
    with home() as profile:
        for form in forms:
            made = folder / form.partition(":")[0]
            command = [program("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless"]
            command += ["--convert-to", form, "--outdir", str(made), str(source)]
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
                env={**os.environ, "LC_ALL": "C"},
            )
            source = made / f"lijst.{made.name}"
            assert source.is_file(), done.stdout + done.stderr
    return source.read_bytes()


def said(found: Took) -> list[str]:
    """Of each activity its title, and its days and times."""
    patterns = ((draft.activity, re.findall(r"- (.*)\n +(.*)", draft.text)) for draft in found.drafts)
    return [f"{one.title}: {'; '.join(map(', '.join, held))}" for one, held in patterns if one]


@pytest.mark.parametrize("forms", [("xlsx",), ("ods", "xlsx")], ids=["xlsx", "xlsx by way of ods"])
def test_a_book_that_libreoffice_wrote_is_read_as_it_shows_it(tmp_path: Path, forms: tuple[str, ...]) -> None:
    found = took(saved(tmp_path, *forms))
    assert said(found) == [
        "Lezing: dates: [2026-12-01], time: 10:00-12:00",
        "Film: dates: [2026-12-08], time: 19:30-21:00",
        "Koor: weekly: tuesday, time: 10:00-12:00",
    ]
    lecture, film = found.activities[:2]
    assert lecture.cost is not None
    assert (lecture.cost.cents, film.cost) == (250, None)
    assert lecture.links[0].url == "https://www.dorp.example/lezing"
    assert (lecture.venue, film.venue) == ("brinkhuis", "brinkhuis")
    everything = "".join(draft.text for draft in found.drafts)
    assert "555 039" not in everything
    assert "beheerder" not in everything
    for told in (
        "dropped: hidden sheets, not read: 1",
        "dropped: hidden rows, not read: 1",
        "dropped: hidden columns, not read: H",
        "dropped: notes at cells: not read",
        "check: its cell F4 holds an error: #DIV/0!",
        "dropped: “26:00” does not say how long it lasts",
    ):
        assert found.tells(told), told


def test_a_dutch_csv_of_libreoffice_says_the_same_of_what_it_holds(tmp_path: Path) -> None:
    """With semicolons, in UTF-8, as shown. CSV knows nothing of what is hidden or merged."""
    found = took(saved(tmp_path, "csv:Text - txt - csv (StarCalc):59,34,76,1,,1043,false,true"))
    assert said(found)[0] == "Lezing: dates: [2026-12-01], time: 10:00-12:00"
    assert found.tells("dropped: it does not say where")
    assert found.tells("dropped: “26:00” does not say how long it lasts")
    assert "#DIV/0!" not in "".join(draft.text for draft in found.drafts)


def test_an_american_csv_of_libreoffice_waits_for_a_yes(tmp_path: Path) -> None:
    octets = saved(tmp_path, "csv")
    assert not took(octets).activities
    assert "Lezing: dates: [2026-12-01], time: 10:00-12:00" in said(took(octets, yes=frozenset({"all"})))
