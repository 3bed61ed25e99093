"""What looks private is in no file until a person says yes, what is public stays, and what is left is good Dutch."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from msgspec.structs import replace

from buurtkalender.domain.values import Contact
from buurtkalender.submissions.importing import private, spotting
from buurtkalender.submissions.importing.drafting import public_facts
from buurtkalender.submissions.importing.matching import PublicFacts
from buurtkalender.submissions.importing.spotting import not_for_everybody
from importing.taking import ENGLISH, Took, calendar, event, took
from importing.test_feeds import Night, night
from importing.test_sheets import row
from projects import run, town_project
from town import TODAY, town

__all__ = ["night"]

TABLES = Path(__file__).parents[1] / "fixtures" / "importing"
PUBLIC = PublicFacts(
    phones=frozenset({"0343555010"}),
    mails=frozenset({"info@dorpshuis.example"}),
    domains=frozenset({"welzijn-zandmeer.example", "dorpshuis.example"}),
    streets=frozenset({"duinlaan 5"}),
    names=frozenset({"zandmeer", "dorpshuis zandmeer", "de huiskamer"}),
)
WHEN = "DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DTEND;TZID=Europe/Amsterdam:20261201T120000"


def table(name: str) -> list[list[str]]:
    """The lines of a table, each its cells; an empty cell at the end may be missing."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [[*line.split("\t"), "", ""] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "left", "kinds"), [tuple(cells[:3]) for cells in table("private.tsv")])
def test_what_is_private_goes_and_what_is_left_is_good_dutch(text: str, left: str, kinds: str) -> None:
    found = private.without_private(text.replace("¶", "\n"), PUBLIC, "Koffie")
    assert found.text == left.replace("¶", "\n")
    assert sorted(one.kind for one in found.held) == sorted(kinds.split())


@pytest.mark.parametrize("text", [cells[0] for cells in table("harmless.txt")])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert private.without_private(text, PUBLIC, "Koffie") == (text, ())


@pytest.mark.parametrize(("right", "title"), [tuple(cells[:2]) for cells in table("internal.tsv")])
def test_an_event_that_is_not_for_everybody_waits_and_others_do_not(right: str, title: str) -> None:
    assert bool(not_for_everybody(title, (), "")) is (right == "held")


def test_with_a_yes_a_text_is_there_untouched() -> None:
    text = "Kom langs. Bel 06-55500078 of mail ria@gratismail.example."
    keys = {one.kind: one.key for one in private.without_private(text, PUBLIC, "Koffie").held}
    assert private.without_private(text, PUBLIC, "Koffie", frozenset(keys.values())) == (text, ())
    assert private.without_private(text, PUBLIC, "Koffie", frozenset({"all"})) == (text, ())
    half = private.without_private(text, PUBLIC, "Koffie", frozenset({keys["phone"]}))
    assert half.text == "Kom langs. Bel 06-55500078."


def test_a_yes_for_one_activity_is_none_for_another() -> None:
    (one,), (other,) = (private.without_private("Bel 06-55500078.", PUBLIC, title).held for title in ("Koffie", "Thee"))
    assert one.key != other.key


@pytest.mark.parametrize("text", [cells[0] for cells in table("private.tsv")])
def test_a_question_shows_two_signs_at_most(text: str) -> None:
    for one in private.without_private(text.replace("¶", "\n"), PUBLIC, "Koffie").held:
        assert all(len(str(word)) <= 2 for word in one.asked.words.values())
    shown = private.masked(text, PUBLIC)
    assert not any(
        sign in shown.replace(" ", "").replace("-", "") for sign in ("55500078", "gratismail", "4711", "geheim")
    )


UNITS = [
    "0", "06 ", "een ", "a@", "(", "[a](", "Bij Ria ", "https://", "wachtwoord: ", "NL", "1 ", "zoom.us/j/", "a.",
    "geb. ", "bel 0343-555 078, ", "en ", "Huiskamer van ", "sleutel ligt ", "[(", "Fam. Ria ", "06-55500078? ",
    "code voor de ", "- ", "Ria, A 1 ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_any_kind_takes_a_bounded_time(unit: str) -> None:
    text = unit * 900
    started = process_time()
    private.without_private(text, PUBLIC, "Koffie")
    private.title_without_private(text, PUBLIC)
    private.place_without_private(text, PUBLIC, "Koffie")
    not_for_everybody(text, (), text)
    assert process_time() - started < 3


def test_what_no_file_could_hold_is_cut_off_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Samen koffie drinken. Bel 06-55500078."
    monkeypatch.setattr(private, "LONGEST_TEXT", 20)
    assert private.without_private(text, PUBLIC, "Koffie") == ("Samen koffie drinken", ())
    assert private.masked(text, PUBLIC) == "Samen koffie drinken"
    monkeypatch.setattr(private, "LONGEST_TEXT", 21)
    assert private.without_private(text, PUBLIC, "Koffie").text == "Samen koffie drinken."


# --- in what an import writes and tells ------------------------------------------------------------------

SECRETS = ("55500078", "gratismail", "geheim", "zoom.us", "Dorpsstraat", "Fatima thuis", "verzuim", "4711")


def holds_a_secret(text: str) -> list[str]:
    """The secrets that a text holds, however they are spaced."""
    plain = text.replace(" ", "").replace("-", "")
    return [one for one in SECRETS if one.replace(" ", "") in plain]


def said(*lines: str, title: str = "Koffie", where: str = "") -> Took:
    """What one event becomes."""
    return took(calendar(event(*WHEN, *lines, title=title, where=where)))


def asked(found: Took) -> list[str]:
    """What is asked, in English."""
    return [item.message.shown(ENGLISH) for item in found.items if item.kind == "asked"]


@pytest.mark.parametrize(
    "lines",
    [
        (r"DESCRIPTION:Kom langs!\nBel Ria op 06-55500078.",),
        ('DESCRIPTION:<p>Kom langs!</p><p><a href="mailto:ria@gratismail.example">Mail Ria</a></p>',),
        (r"X-ALT-DESC;FMTTYPE=text/html:<p>Kom langs!</p><p>Bel <b>06-55500078</b></p>",),
        (r"DESCRIPTION:Kom langs!\nMeedoen: https://zoom.us/j/555\nWachtwoord: geheim12",),
        (r"DESCRIPTION:Kom langs!\n\nDe deurcode is 4711.",),
        ("DESCRIPTION:Kom langs!", "URL:https://zoom.us/j/555?pwd=geheim"),
        ("DESCRIPTION:Kom langs!", "URL:tel:0655500078"),
    ],
    ids=["plain", "html", "other html", "meeting", "door", "link", "telephone link"],
)
def test_what_is_private_in_an_event_is_not_in_its_file_and_is_asked(lines: tuple[str, ...]) -> None:
    found = said(*lines)
    assert found.one.summary == "Kom langs!"
    assert not holds_a_secret(found.drafts[0].text)
    assert not holds_a_secret(str(found.told))
    assert asked(found)


def test_with_a_yes_the_whole_text_is_in_the_file() -> None:
    octets = calendar(event(*WHEN, r"DESCRIPTION:Kom langs! Bel Ria op 06-55500078."))
    (item,) = took(octets).items
    for key, is_there in (("all", True), (item.key, True), ("wrong", False)):
        assert ("Bel Ria op 06-55500078" in took(octets, yes=frozenset({key})).drafts[0].text) is is_there


def test_a_title_keeps_what_is_not_private_and_its_file_is_called_after_that() -> None:
    found = said(title="Koffie (bel Ria 06-55500078)")
    assert (found.one.title, found.one.id) == ("Koffie", "welzijn-zandmeer/koffie")
    whole = took(calendar(event(*WHEN, title="Koffie (bel Ria 06-55500078)")), yes=frozenset({"all"})).one
    assert (whole.title, whole.id) == ("Koffie (bel Ria 06-55500078)", "welzijn-zandmeer/koffie")
    assert not holds_a_secret(str(found.told) + str([item.place for item in found.items]))


@pytest.mark.parametrize(
    "where",
    ["bij Fatima thuis", "https://zoom.us/j/5550001", "Fam. De Boer\\, Dorpsstraat 12", "Zoom\\, https://zoom.us/j/55"],
)
def test_what_is_held_where_not_everybody_may_know_waits_and_is_nowhere_else(where: str) -> None:
    found = said(where=where)
    assert found.activities == []
    assert len(asked(found)) == 1
    assert not holds_a_secret(str(found.told))


def test_a_venue_stays_a_place_without_the_link_beside_it() -> None:
    found = said(where="Dorpshuis Zandmeer / https://zoom.us/j/5550001")
    assert found.one.venue == "dorpshuis"
    assert asked(found) == ["a link to join an online meeting was left out: may everybody join?"]


def test_an_ordinary_address_that_nobody_knows_stays_a_place() -> None:
    found = said(where="Wijngaard\\, Dijkweg 8\\, Zandmeer")
    assert found.one.location is not None
    assert found.one.location.street == "Dijkweg 8"
    assert asked(found) == []


def test_a_place_online_has_its_link_once_there_is_a_yes() -> None:
    octets = calendar(event(*WHEN, r"DESCRIPTION:Praat mee. https://zoom.us/j/5550001", where="Zoom"))
    assert took(octets).activities == []
    made = took(octets, yes=frozenset({"all"})).one
    assert (made.online, made.venue) == ("https://zoom.us/j/5550001", None)


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (("LOCATION:Bij Ria thuis\\, Dorpsstraat 5",), (None, "Deze keer is het ergens anders. Vraag waar het is.")),
        (("LOCATION:Fam. de Stille\\, Dorpsstraat 5",), (None, "Deze keer is het ergens anders. Vraag waar het is.")),
        (("SUMMARY:Koffie - mevr. Stille heeft verlof op 4711 geheim",), None),
        (("DESCRIPTION:Taart! Mevr. Geheim is jarig.",), ("Taart!", None)),
        (("DESCRIPTION:Taart! Rooster: https://docs.google.com/document/d/geheim/edit",), ("Taart!", None)),
    ],
    ids=["at home", "family", "title", "text", "document"],
)
def test_what_is_private_of_one_date_is_not_in_its_change(
    lines: tuple[str, ...], left: tuple[str | None, str | None] | None
) -> None:
    one = event(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261208T100000",
        "DTSTART;TZID=Europe/Amsterdam:20261208T100000",
        "DTEND;TZID=Europe/Amsterdam:20261208T120000",
        *lines,
    )
    one = one.replace("SUMMARY:Koffie\n", "") if lines[0].startswith("SUMMARY") else one
    found = took(calendar(event(*WHEN, "RRULE:FREQ=WEEKLY;COUNT=3"), one))
    assert len(found.dates()) == 3
    assert asked(found)
    assert [(one.note, one.tentative) for one in found.one.changes] == ([left] if left else [])
    assert not holds_a_secret(found.drafts[0].text + str(found.told))


def test_an_event_without_a_uid_has_nothing_of_its_title_in_one() -> None:
    octets = calendar(event("DTSTART:ooit", title="Soep voor Geheim")).replace(b"UID:een@agenda.example\r\n", b"")
    (item,) = took(octets).items
    assert "eheim" not in item.place.uid
    assert item.place.uid.startswith("ooit-")
    again = event("DTSTART:ooit", title="Soep").replace("UID:een@agenda.example\n", "")
    assert took(calendar(again)).items[0].place.uid != item.place.uid


@pytest.mark.parametrize(
    ("uid", "shown"),
    [
        ("3f2a-4711@agenda.example", True),
        ("koffie-dinsdag@agenda.example", True),
        ("een@agenda.example", True),
        ("ria.stil@agenda.example", False),
        ("ria1951@gmail.com", False),
        ("0655500078", False),
        ("Bij-Ria-thuis,-Dorpsstraat-5", False),
    ],
)
def test_a_report_shows_no_uid_that_is_somebody(uid: str, *, shown: bool) -> None:
    assert private.masked_uid(uid, PUBLIC) == (uid if shown else "…")


def test_how_to_reach_people_of_an_activity_is_public_already_but_not_what_came_from_elsewhere() -> None:
    known = town()
    (one, *_) = (each for each in known.activities.values() if not known.organisations[each.organisation].feeds)
    (fed, *_) = (each for each in known.activities.values() if known.organisations[each.organisation].feeds)
    for activity, public in ((one, True), (fed, False)):
        told = replace(activity, contact=Contact(phone="06-55500078", email="ria@gratismail.example"))
        facts = public_facts(replace(known, activities={told.id: told}))
        assert ("0655500078" in facts.phones, "ria@gratismail.example" in facts.mails) == (public, public)


def test_the_note_and_the_place_of_one_date_are_looked_at_as_well() -> None:
    series = event(*WHEN, "RRULE:FREQ=WEEKLY;COUNT=4")
    changed = event(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261208T100000",
        "DTSTART;TZID=Europe/Amsterdam:20261208T100000",
        "DTEND;TZID=Europe/Amsterdam:20261208T120000",
        title="Koffie: bel Ria 06-55500078",
        where="bij Fatima thuis",
    )
    other = event(
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261215T100000",
        "DTSTART;TZID=Europe/Amsterdam:20261215T100000",
        "DTEND;TZID=Europe/Amsterdam:20261215T120000",
        title="Teamoverleg verzuim",
    )
    found = took(calendar(series, changed, other))
    assert not holds_a_secret(found.drafts[0].text)
    elsewhere = next(one for one in found.one.changes if one.day.day == 8)
    assert (elsewhere.location, elsewhere.tentative) == (None, "Deze keer is het ergens anders. Vraag waar het is.")
    assert all(one.note is None for one in found.one.changes)
    assert len(asked(found)) == 3


def test_an_event_that_is_not_for_everybody_is_told_by_its_line_alone() -> None:
    found = said(r"DESCRIPTION:Over Ria", title="Teamoverleg verzuim")
    assert found.activities == []
    (item,) = found.items
    assert (item.kind, item.place.name, item.place.uid) == ("asked", "", "")
    assert asked(found) == ["it seems to be no activity for everybody, by the word “Teamoverleg”: is it?"]


def test_what_the_calendar_publishes_itself_is_no_question() -> None:
    text = r"DESCRIPTION:Bel 0343 55 50 10 of mail info@welzijn-zandmeer.example. Zie https://welzijn-zandmeer.example"
    found = said(text)
    assert asked(found) == []
    assert "0343 55 50 10" in found.drafts[0].text


def test_columns_for_signing_up_and_for_reaching_somebody_hold_what_nobody_published_back() -> None:
    found = row(Telefoon="06-55500078", **{"E-mail": "ria@gratismail.example", "Aanmelden": "ja, 06-55500078"})
    assert "signup: {required: yes}" in found.drafts[0].text
    assert "contact" not in found.drafts[0].text
    assert not holds_a_secret(found.drafts[0].text + str(found.told))
    assert len(asked(found)) == 2, "one number is one question"


def test_nothing_private_is_in_any_file_or_line_of_a_whole_import(tmp_path: Path) -> None:
    project = town_project(tmp_path / "town")
    before = set(project.folder.rglob("*"))
    source = tmp_path / "lijst.csv"
    source.write_text(
        "Activiteit;Dag;Tijd;Locatie;Telefoon;Omschrijving\n"
        "Koffie (bel 06-55500078);di;10-12u;Dorpshuis Zandmeer;06-55500078;Mail ria@gratismail.example\n"
        "Thee;wo;10-12u;bij Fatima thuis;;\n"
        "Praten;do;10-12u;https://zoom.us/j/5550001;;\n"
        "Teamoverleg verzuim;vr;10-12u;Dorpshuis Zandmeer;;\n"
        "Teamoverleg verzuim;vr;ooit;Dorpshuis Zandmeer;;\n"
        "Soep;vr;ooit;Dorpshuis Zandmeer;06-55500078;De deurcode is 4711\n",
        encoding="utf-8",
    )
    options = ("--organisation", "welzijn-zandmeer", "--theme", "ontmoeten", "--venue", "dorpshuis")
    done = run("import", "sheet", str(source), "--settings", str(project.settings), "--today", str(TODAY), *options)
    assert done.code == 1, "something waits"
    assert not holds_a_secret(done.out + done.err)
    made = [one for one in set(project.folder.rglob("*")) - before if one.is_file()]
    assert {one.name for one in made if one.suffix == ".yaml"} == {"koffie.yaml"}
    assert not any(holds_a_secret(one.name + one.read_bytes().decode(errors="replace")) for one in made)


def test_no_ledger_log_or_file_of_a_night_holds_anything_private(night: Night) -> None:
    night.keeps(
        event(*WHEN, r"DESCRIPTION:Bel Ria op 06-55500078.", uid="a@agenda.example", title="Koffie (bel 06-55500078)"),
        event(*WHEN, uid="b@agenda.example", title="Teamoverleg verzuim"),
        event(*WHEN, uid="c@agenda.example", title="Praten", where="https://zoom.us/j/5550001"),
        event(*WHEN, uid="d@agenda.example", title="Thee", where="bij Fatima thuis"),
        event("DTSTART:ooit", uid="e@agenda.example", title="Teamoverleg verzuim"),
        event("DTSTART:ooit", uid="f@agenda.example", title="Soep bij Ria 06-55500078"),
    )
    before = set(night.project.folder.rglob("*"))
    for _ in range(2):
        done = night.run()
        assert not holds_a_secret(done.out + done.err)
    made = [one for one in set(night.project.folder.rglob("*")) - before if one.is_file()]
    assert {one.suffix for one in made} >= {".yaml", ".json"}
    for one in made:
        assert not holds_a_secret(one.name + one.read_bytes().decode(errors="replace")), one


def test_what_is_looked_for_first_leaves_nothing_private_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (cells for name in ("private.tsv", "harmless.txt") for cells in table(name))
    parts = [cell for cells in rows for cell in cells if cell]
    texts = [*parts, *(f"{one} {other}" for one, other in pairwise(parts)), *(one.upper() for one in parts)]

    def seen() -> list[tuple[spotting.PrivateSpan, ...]]:
        spotting.spans_of.cache_clear()
        return [spotting.spans_of(one, PublicFacts()) for one in texts]

    found = seen()
    for name, everything in (("_NEEDS", {}), ("_MAYBE", re.compile("")), ("_WHERE_TO", re.compile(""))):
        monkeypatch.setattr(spotting, name, everything)
    assert seen() == found
    spotting.spans_of.cache_clear()
    assert sum(map(bool, found)) > 100
