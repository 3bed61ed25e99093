"""The page of a dry run: what was understood beside what was written, for a second person's eyes."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html

from buurtkalender.submissions import importing
from buurtkalender.submissions.importing.page import import_page
from buurtkalender.submissions.importing.report import Certainty, ImportPart, ReportItem, SourcePlace
from buurtkalender.submissions.importing.sheets import SheetTable
from buurtkalender.words.catalogues import translator
from buurtkalender.words.values import Message
from importing.serving import Answer, serving
from importing.taking import calendar, event
from projects import Done, Project, run, town_project, tree
from town import TODAY, town

LIST = """Activiteit;Dag;Tijd;Locatie;Kosten;Thema;Contactpersoon;Dossier
Koffie drinken;elke di;10-12u;Dorpshuis Zandmeer;gratis;ontmoeten;Iemand Anders;D-77
Samen koken;do;17-19u;Dorpshuis Zandmeer;;;;
Breien;soms;;Dorpshuis Zandmeer;;;;
Bingo <script>alert(1)</script>;vr;14-16u;Dorpshuis Zandmeer;<b>vraag</b>;spel;;D-78
<img src=x onerror=alert(2)>;za;14-16u;Dorpshuis Zandmeer;;ontmoeten;;
"""
COFFEE = event(
    "DTSTART;TZID=Europe/Amsterdam:20261201T100000",
    "DTEND;TZID=Europe/Amsterdam:20261201T120000",
    "RRULE:FREQ=WEEKLY;BYDAY=TU",
    "EXDATE;TZID=Europe/Amsterdam:20261208T100000",
    where="Dorpshuis Zandmeer",
)
OFF = event(
    "RECURRENCE-ID;TZID=Europe/Amsterdam:20261215T100000",
    "DTSTART;TZID=Europe/Amsterdam:20261215T100000",
    "DTEND;TZID=Europe/Amsterdam:20261215T120000",
    "STATUS:CANCELLED",
)
PRIVATE = event("DTSTART:20261202T100000", "CLASS:PRIVATE", uid="stil@agenda.example", title="Gesprek met de buren")
OLD = event("DTSTART:20200102T100000", uid="oud@agenda.example", title="Oude bingo")


class Looked:
    """A page that was made, parsed."""

    def __init__(self, octets: bytes) -> None:
        self.source = octets.decode()
        self.tree = html.document_fromstring(octets)

    @property
    def groups(self) -> dict[str, list[str]]:
        """The titles of the rows in each group, in order."""
        return {
            section.get("aria-labelledby"): [one.text_content() for one in section.findall(".//article//h3")]
            for section in self.tree.iter("section")
            if section.find(".//article") is not None
        }

    def row(self, title: str) -> html.HtmlElement:
        """The only row of this title."""
        (found,) = (
            one
            for one in self.tree.iter("article")
            if one.find(".//h3").text_content() == title  # type: ignore[union-attr]
        )
        return found

    def side(self, title: str, side: str) -> str:
        """What stands on one side of a row, on one line."""
        (found,) = self.row(title).find_class(side)
        return " ".join(" ".join(found.itertext()).split())


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return town_project(tmp_path / "town")


def imported(made: Project, *arguments: str) -> Done:
    """Import something for an organisation of the town."""
    usual = ("--organisation", "welzijn-zandmeer", "--settings", str(made.settings), "--today", str(TODAY))
    return run("import", *arguments, *usual)


def tried(made: Project, kind: str, octets: bytes, *more: str) -> Looked:
    """Try an import, and look at its page."""
    file = made.folder / ("lijst.csv" if kind == "sheet" else "agenda.ics")
    file.write_bytes(octets)
    page = made.folder / "na-te-kijken.html"
    done = imported(made, kind, str(file), "--dry-run", "--page", str(page), *more)
    assert done.code in {0, 1}, done.said
    assert page.as_uri() in done.out
    return Looked(page.read_bytes())


def test_every_row_of_a_sheet_is_there_once_with_what_became_of_it(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    assert page.groups == {
        "dropped": ["Breien"],
        "guessed": ["Samen koken", "Bingo <script>alert(1)</script>"],
        "sure": ["Koffie drinken", "<img src=x onerror=alert(2)>"],
    }


def test_a_row_shows_its_cells_beside_what_was_understood_of_them(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    written = page.side("Koffie drinken", "written")
    for text in ("Activiteit Koffie drinken", "Dag elke di", "Tijd 10-12u", "Locatie Dorpshuis Zandmeer"):
        assert text in written
    understood = page.side("Koffie drinken", "understood")
    for text in (
        "koffie-drinken.yaml (nieuw)",
        "Waar Dorpshuis Zandmeer",
        "Wanneer elke dinsdag 10:00-12:00",
        "dinsdag 24 november 2026, 10.00 tot 12.00 uur",
        "dinsdag 12 januari 2027, 10.00 tot 12.00 uur",
        "Kosten gratis",
    ):
        assert text in understood
    assert "19 januari" not in understood


def test_every_field_of_the_file_is_shown_by_a_name(made: Project) -> None:
    head = "Activiteit;Dag;Tijd;Locatie;Ruimte;Inloop;Max deelnemers;Website;Thema"
    row = "Schaken;di;10-12u;Dorpshuis Zandmeer;grote zaal;ja;12;www.schaken.example;spel"
    understood = tried(made, "sheet", f"{head}\n{row}\n".encode()).side("Schaken", "understood")
    for text in ("Ruimte Grote zaal", "Binnenlopen ja", "Aantal plaatsen 12", "Links https://www.schaken.example"):
        assert text in understood


def test_what_was_guessed_stands_beside_the_field_that_it_is_about(made: Project) -> None:
    row = tried(made, "sheet", LIST.encode()).row("Samen koken")
    (fact,) = (one for one in row.iter("dd") if one.find_class("guessed"))
    label = fact.getprevious()
    assert label is not None
    assert label.text_content() == "Thema’s"
    assert "geraden: waar het over gaat" in fact.text_content()


def test_a_row_that_is_left_out_keeps_its_text_and_its_reason(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    assert "Dag soms" in page.side("Breien", "written")
    assert "weggelaten: “soms” bij de dagen en tijden is niet begrepen" in page.side("Breien", "understood")


def test_hostile_cells_are_text(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    assert not list(page.tree.iter("script", "img", "b", "iframe", "form", "link", "base"))
    assert not [one for one in page.tree.iter() for name in one.attrib if str(name).startswith("on")]


def test_names_of_people_and_columns_that_nobody_reads_are_not_shown(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    assert "Contactpersoon [niet overgenomen]" in page.side("Koffie drinken", "written")
    for text in ("Iemand Anders", "D-77"):
        assert text not in page.source


def test_the_page_asks_nobody_for_anything_and_runs_nothing(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    (policy,) = page.tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = (one.text or "" for one in page.tree.iter("style"))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import", style)
    assert all(str(one).startswith("#") for one in page.tree.xpath("//@href | //@src"))
    ids = page.tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {str(one)[1:] for one in page.tree.xpath("//@href")} <= set(ids)


def test_an_activity_of_a_calendar_stands_beside_the_lines_of_all_its_events(made: Project) -> None:
    page = tried(made, "ics", calendar(COFFEE, OFF, PRIVATE, OLD))
    written = page.side("Koffie", "written")
    for text in (
        "regel 3 Titel Koffie Waar Dorpshuis Zandmeer Begint 1-12-2026 10:00 Eindigt 1-12-2026 12:00",
        "Herhaling elke week, op: dinsdag",
        "Niet op 8-12-2026 10:00",
        "regel 12 Titel Koffie In plaats van 15-12-2026 10:00",
        "Staat vast? gaat niet door",
    ):
        assert text in written
    understood = page.side("Koffie", "understood")
    assert "dinsdag 15 december 2026, 10.00 tot 12.00 uur (gaat niet door)" in understood
    assert "8 december" not in understood


def test_what_is_private_is_masked_and_what_is_over_is_only_counted(made: Project) -> None:
    page = tried(made, "ics", calendar(COFFEE, OFF, PRIVATE, OLD))
    assert page.groups["dropped"] == ["[afgeschermd]"]
    assert "buren" not in page.source
    assert "Oude bingo" not in page.source
    assert "1 Voorbij" in " ".join(page.tree.text_content().split())


@pytest.mark.parametrize(
    "private",
    [
        "0343-555 099",
        "ria@huis.example",
        "https://overleg.example/j/8812?pwd=Zz",
        "881 234 56",
        "koffie12",
        "4711",
        "123456782",
    ],
)
def test_what_is_not_published_is_masked_where_it_is_quoted(private: str) -> None:
    text = (
        "Bel 0343-555 030 of 0343-555 099, of mail ria@huis.example. https://overleg.example/j/8812?pwd=Zz met "
        "meeting ID: 881 234 56 en wachtwoord koffie12. De code: 4711, BSN 123456782. "
        "Wachtwoord van de meeting: geheim. Van 14.00-16.00, 5 december, 01-12-2026 14.00 uur."
    )
    table = SheetTable("", [(1, ["Activiteit", "Omschrijving", "Tijd"]), (2, ["Koffie", text, ""])])
    left = ReportItem(Certainty.DROPPED, SourcePlace(2, "Koffie", row=True), Message("it has no title"))
    octets = import_page([ImportPart("l.csv", items=(left,), tables=(table,))], town(), TODAY, translator("nl"), [])
    assert private not in octets.decode()
    for kept in ("14.00-16.00", "5 december", "01-12-2026 14.00 uur"):
        assert kept in octets.decode()


def test_of_what_may_not_be_named_nothing_is_shown() -> None:
    table = SheetTable(
        "", [(1, ["Activiteit", "Dag"]), (2, ["Gesprek met de buren", "dinsdag"]), (3, ["", "woensdag"])]
    )
    hidden = ReportItem(Certainty.ASKED, SourcePlace(2, row=True), Message("is this for everybody?"), key="12ab")
    nameless = ReportItem(Certainty.DROPPED, SourcePlace(3, row=True), Message("it has no title"))
    part = ImportPart("l.csv", items=(hidden, nameless), tables=(table,))
    page = Looked(import_page([part], town(), TODAY, translator("nl"), []))
    assert page.groups == {"waiting": ["[afgeschermd]"], "dropped": ["zonder titel"]}
    assert "buren" not in page.source
    assert "dinsdag" not in page.side("[afgeschermd]", "written")
    assert "woensdag" in page.side("zonder titel", "written")


def test_a_row_of_which_nothing_is_told_is_there_all_the_same() -> None:
    table = SheetTable("", [(1, ["Activiteit", "Dag"]), (2, ["Totaal: 12"])])
    page = Looked(import_page([ImportPart("l.csv", tables=(table,))], town(), TODAY, translator("nl"), []))
    assert page.groups == {"dropped": ["zonder titel"]}
    assert "Totaal: 12" in page.side("zonder titel", "written")
    assert "weggelaten: hier is geen activiteit in gezien" in page.side("zonder titel", "understood")


def test_the_rows_of_a_list_that_waits_as_a_whole_wait_too(made: Project) -> None:
    text = "Rooster;;;;\nNiet in de schoolvakanties;;;;\nActiviteit;Dag;Tijd;Locatie;Thema\n"
    rows = "Koffie;di;10-12u;Dorpshuis Zandmeer;ontmoeten\nTeamoverleg;wo;10-12u;Dorpshuis Zandmeer;ontmoeten\n"
    page = tried(made, "sheet", (text + rows).encode())
    assert page.groups == {"waiting": ["Koffie", "[afgeschermd]"]}
    understood = page.side("Koffie", "understood")
    assert "wacht op jouw ja: eerst de vraag over de hele lijst" in understood
    assert "Wat het wordt met jouw ja" in understood
    assert "Teamoverleg" not in page.source


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=2FR,-1MO;COUNT=6",
            "elke maand, eens in de: 2, op: 2e vrijdag, -1e maandag, aantal keer: 6",
        ),
        (
            "RRULE:FREQ=WEEKLY;UNTIL=20261222T090000Z;WKST=MO",
            "elke week, tot en met 22-12-2026 09:00 (UTC), de week begint op maandag",
        ),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=50", "elk jaar, BYWEEKNO=50"),
        ("RDATE;TZID=America/New_York:20261222T100000", "Ook op 22-12-2026 10:00 (America/New_York)"),
        ("DTEND;VALUE=DATE:20270103", "Eindigt 2-1-2027"),
        ("DTEND;VALUE=DATE:20269999", "Eindigt 99-99-2026"),
        ("DESCRIPTION:Voor wie 20261222T100000 wil", "Tekst Voor wie 20261222T100000 wil"),
    ],
)
def test_an_event_is_shown_in_the_words_of_people_with_what_it_says_and_no_more(
    made: Project, line: str, said: str
) -> None:
    page = tried(made, "ics", calendar(event("DTSTART;TZID=Europe/Amsterdam:20261211T100000", line, title="Koffie")))
    assert said in page.side("Koffie", "written")


def test_every_text_of_the_page_is_there_in_dutch() -> None:
    template = Path(importing.__file__).with_name("templates") / "import.html"
    texts = set(re.findall(r'_\("([^"]+)"\)', template.read_text()))
    assert len(texts) > 60
    assert {text for text in texts if translator("nl").gettext(text) == text} <= {"Contact", "Online", "Link", "Links"}


def test_a_volunteer_reads_what_to_do_now(made: Project) -> None:
    page = tried(made, "sheet", LIST.encode())
    (steps,) = page.tree.iter("ol")
    assert [one.text_content().split(".")[0] for one in steps] == [
        "Klopt er iets niet, of is het weggelaten? Verander het in je eigen lijst of agenda, en lever die opnieuw in",
        "Zeg tegen de beheerder van de kalender dat je het hebt nagekeken",
    ]


def test_what_waits_shows_its_key_and_what_it_becomes_with_a_yes(made: Project) -> None:
    part = _waiting(made)
    page = Looked(
        import_page([part], town(), TODAY, translator("nl"), ["buurtkalender", "import", "sheet", "een lijst"])
    )
    assert page.groups == {"waiting": ["Koffie drinken"]}
    understood = page.side("Koffie drinken", "understood")
    assert "wacht op jouw ja: is it 5 December? sleutel 12ab" in understood
    assert "Wat het wordt met jouw ja" in understood
    commands = [one.text_content() for one in page.tree.iter("pre")]
    assert commands == ["buurtkalender import sheet 'een lijst'", "buurtkalender import sheet 'een lijst' --yes 12ab"]


def _waiting(made: Project) -> ImportPart:
    from buurtkalender.submissions.http import FetchLimits
    from buurtkalender.submissions.importing.drafting import Defaults
    from buurtkalender.submissions.importing.importer import import_sheet

    file = made.folder / "lijst.csv"
    file.write_text("\n".join(LIST.splitlines()[:2]))
    found = import_sheet(
        str(file), Defaults("welzijn-zandmeer"), town(), made.content, TODAY, translator("nl"), FetchLimits()
    )
    (part,) = found.parts
    place = SourcePlace(2, "Koffie drinken", row=True)
    asked = ReportItem(Certainty.ASKED, place, Message("is it 5 December?"), field="when", key="12ab")
    return part._replace(taken=(), items=(asked,), if_yes=lambda keys: part.taken if keys == {"12ab"} else ())


def test_many_rows_are_folded_and_all_are_there() -> None:
    rows = [(n, [f"Koffie {n}", "di", "10-12u"]) for n in range(2, 452)]
    table = SheetTable("", [(1, ["Activiteit", "Dag", "Tijd"]), *rows])
    items = tuple(
        ReportItem(Certainty.DROPPED, SourcePlace(n, f"Koffie {n}", row=True), Message("it has no title"))
        for n, _ in rows
    )
    octets = import_page([ImportPart("l.csv", items=items, tables=(table,))], town(), TODAY, translator("en"), [])
    page = Looked(octets)
    assert page.groups == {"dropped": [f"Koffie {n}" for n in range(2, 452)]}
    folds = [one.text_content() for one in page.tree.iter("summary")]
    assert folds[0] == "Left out: from 101 up to and including 200"
    assert folds[-1] == "Left out: from 401 up to and including 450"


# --- the command ---------------------------------------------------------------------------------------------


def test_a_dry_run_writes_its_page_in_the_cache_and_nothing_else(made: Project) -> None:
    file = made.folder / "lijst.csv"
    file.write_text(LIST)
    before = tree(made.folder)
    done = imported(made, "sheet", str(file), "--dry-run")
    after = tree(made.folder)
    page = made.folder / ".cache/import.html"
    assert {path for path in after if after[path] != before.get(path)} - {".cache/reading.msgpack"} == {
        ".cache/import.html"
    }
    assert page.as_uri() in done.out


def test_without_a_dry_run_there_is_no_page(made: Project) -> None:
    file = made.folder / "lijst.csv"
    file.write_text(LIST)
    arguments = ("sheet", str(file))
    assert imported(made, *arguments).code == 0
    assert not (made.folder / ".cache/import.html").exists()
    done = imported(made, *arguments, "--page", str(made.folder / "a.html"))
    assert (done.code, done.err) == (2, "buurtkalender: --page hoort bij --dry-run.\n")


@pytest.mark.parametrize("where", ["content/a.html", "output/a.html", "lijst.csv"])
def test_a_page_comes_nowhere_where_it_is_published_or_in_place_of_something_else(made: Project, where: str) -> None:
    file = made.folder / "lijst.csv"
    file.write_text(LIST)
    arguments = ("sheet", str(file), "--dry-run")
    assert imported(made, *arguments, "--page", str(made.folder / where)).code == 2
    assert file.read_text() == LIST


def test_the_page_of_an_address_does_not_tell_the_address(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from buurtkalender.cli.importing import ANYWHERE

    monkeypatch.setenv(ANYWHERE, "1")
    page = made.folder / "a.html"
    with serving({"/private-9f8e7d/basic.ics": Answer(body=calendar(COFFEE))}) as address:
        source = f"{address}/private-9f8e7d/basic.ics"
        done = imported(made, "ics", source, "--dry-run", "--page", str(page))
    assert done.code == 0, done.said
    assert "9f8e7d" not in page.read_text()


def test_the_page_is_in_english_for_who_asks(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    page = tried(made, "sheet", LIST.encode())
    assert page.tree.get("lang") == "en"
    assert "Look before it is written: lijst.csv" in page.tree.text_content()
    assert run("import", "feeds", "--help").code == 0
