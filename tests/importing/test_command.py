"""`buurtkalender import` as people run it: help, exit codes, sentences, and what our own site says brought back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buurtkalender.cli.importing import ANYWHERE
from importing.serving import Answer, serving
from importing.taking import CALENDARS, program
from projects import Project, run, town_project
from town import TODAY


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return town_project(tmp_path / "town")


def imported(made: Project, source: str, *more: str) -> tuple[int, str, str]:
    done = run("import", "ics", source, "--settings", str(made.settings), "--today", str(TODAY), *more)
    return done.code, done.out, done.err


OF = ("--organisation", "welzijn-zandmeer")


@pytest.mark.parametrize("kind", [(), ("ics",), ("sheet",), ("feeds",)], ids=" ".join)
def test_help_is_in_dutch_and_in_english_for_who_asks(kind: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BUURTKALENDER_LANG", raising=False)
    dutch = run("import", *kind, "--help")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    english = run("import", *kind, "--help")
    assert (dutch.code, english.code) == (0, 0)
    same = set(dutch.out.splitlines()) & set(english.out.splitlines())
    assert not [line for line in same if re.search(r"[a-z]  +[a-z]|^\w+:|[a-z]{3} [a-z]{2}", line)]


@pytest.mark.parametrize("name", sorted(path.stem for path in CALENDARS.glob("*.ics")))
def test_every_file_that_comes_of_a_program_passes_check(made: Project, name: str) -> None:
    more = ("--organisation", "bibliotheek-zandmeer", "--theme", "ontmoeten", "--venue", "dorpshuis")
    code, out, err = imported(made, str(CALENDARS / f"{name}.ics"), *more)
    assert (code, err) == (0, ""), out
    assert "Geschreven: " in out
    assert made.run("check").code == 0


def test_a_calendar_at_an_address_is_a_calendar(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ANYWHERE, "1")
    with serving({"/a.ics": Answer(body=program("nextcloud"))}) as address:
        code, out, _ = imported(made, f"{address}/a.ics", *OF)
    assert code == 0
    assert "activities/welzijn-zandmeer/werken-in-de-moestuin.yaml" in out


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nergens.ics", "dat bestand is er niet"),
        ("http://agenda.example/a.ics", "alleen adressen die beginnen met https:// worden gelezen"),
        ("https://127.0.0.1/a.ics", "staat niet op het openbare internet"),
        ("https://localhost/a.ics", "staat niet op het openbare internet"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(
    made: Project, source: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ANYWHERE, raising=False)
    code, out, err = imported(made, source, *OF)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "is leeg"),
        (b"<!DOCTYPE html><html><title>Inloggen</title></html>", "is een webpagina en geen agenda"),
        (b'{"events": []}', "begint niet met BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Ko", "houdt halverwege op (regel 3)"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "staan geen afspraken"),
        (b"PK\x03\x04", "buurtkalender import sheet"),
    ],
)
def test_what_is_no_calendar_is_told_in_one_sentence(made: Project, tmp_path: Path, octets: bytes, said: str) -> None:
    file = tmp_path / "agenda.ics"
    file.write_bytes(octets)
    code, out, err = imported(made, str(file), *OF)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_the_calendar_of_our_own_site_comes_back_and_passes_check(made: Project) -> None:
    assert made.build().code == 0
    feed = made.output / "organisaties/kerk-aan-de-duinen/kalender.ics"
    for path in (made.content / "activities/kerk-aan-de-duinen").glob("*.yaml"):
        path.unlink()
    code, out, _ = imported(made, str(feed), "--organisation", "kerk-aan-de-duinen", "--yes", "all")
    assert code == 0, out
    assert len(list((made.content / "activities/kerk-aan-de-duinen").glob("*.yaml"))) >= 4
    assert made.run("check").code == 0


def test_a_dry_run_tells_what_it_would_write(made: Project) -> None:
    code, out, _ = imported(made, str(CALENDARS / "nextcloud.ics"), *OF, "--dry-run")
    assert code == 0
    assert "zou worden geschreven." in out
    assert not (made.content / "activities/welzijn-zandmeer/werken-in-de-moestuin.yaml").exists()


def test_nothing_that_can_be_used_is_told_and_ends_with_1(made: Project, tmp_path: Path) -> None:
    file = tmp_path / "agenda.ics"
    file.write_bytes(
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Oud\r\nDTSTART:20200101T100000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    code, out, _ = imported(made, str(file), *OF)
    assert code == 1
    assert "er kon niets worden overgenomen" in out
    assert "wat voorbij is, vóór dinsdag 24 november 2026, is niet overgenomen: 1" in out
