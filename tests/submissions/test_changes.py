"""What a change does for residents, told before anybody decides about it."""

from __future__ import annotations

import re
from pathlib import Path

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options

from projects import ROOT, Done
from repositories import Repository
from town import TODAY

SINGING = """\
title: Zingen
venue: dorpshuis
room: kleine-zaal
themes: [ontmoeten]
when:
  - {weekly: thursday, time: 10:00-11:00, from: 2026-12-03, until: 2027-02-04}
"""
FILE = "activities/welzijn-zandmeer/zingen.yaml"


@pytest.fixture
def sung(tmp_path: Path) -> Repository:
    """A town in which people sing on Thursdays."""
    town = Repository(tmp_path / "town")
    town.write(FILE, SINGING)
    town.commit()
    town.git("branch", "-f", "main")
    return town


def told(town: Repository, text: str | None, form: str = "text", *more: str) -> str:
    """What is told when the file becomes this; None takes it away."""
    path = town.content / FILE
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    town.commit()
    done: Done = town.project.run("changes", "--base", "main", "--today", str(TODAY), "--format", form, *more)
    assert done.code == 0, done.err
    return done.out


def changed(*entries: str) -> str:
    return SINGING + "changes:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def test_what_changes_nothing_is_told_so(sung: Repository) -> None:
    assert told(sung, f"# opmerking\n{SINGING}confirmed: 2026-11-20\n") == (
        "Bewoners merken tot en met 23 februari 2027 niets van deze wijziging.\n"
    )


def test_a_new_activity_is_told_with_its_days_place_and_number_of_dates(tmp_path: Path) -> None:
    out = told(Repository(tmp_path / "town"), SINGING)
    assert "Nieuw (1)\n- Zingen, door Welzijn Zandmeer. Elke donderdag, 10.00 tot 11.00 uur" in out
    assert "In Dorpshuis Zandmeer. 9 keer in deze tijd." in out


def test_an_activity_that_goes_is_told_with_the_dates_that_are_lost(sung: Repository) -> None:
    assert "Niet meer in de kalender (1)\n- Zingen, door Welzijn Zandmeer. 9 keer in deze tijd." in told(sung, None)


CHANGES = {
    "cancelled: De dirigent is ziek": "Gaat niet door op donderdag 10 december (De dirigent is ziek).",
    "moved_to: 2026-12-11": "Verplaatst: donderdag 10 december wordt vrijdag 11 december, 10.00 tot 11.00 uur.",
    "time: 11:00-12:00": "Een andere tijd: donderdag 10 december 10.00 tot 11.00 uur wordt 11.00 tot 12.00 uur.",
    "venue: bibliotheek, room: leeszaal": "Een andere plek: donderdag 10 december in Bibliotheek Zandmeer, Leeszaal.",
    "location: {name: Het strand}": "Een andere plek: donderdag 10 december bij Het strand.",
}


@pytest.mark.parametrize("entry", CHANGES)
def test_what_happens_to_a_date_is_told_with_that_date(sung: Repository, entry: str) -> None:
    out = told(sung, changed(f"date: 2026-12-10, {entry}"))
    assert f"Gewijzigd (1)\n- Zingen, door Welzijn Zandmeer. {CHANGES[entry]}" in out


def test_what_was_cancelled_and_goes_on_after_all_is_told(sung: Repository) -> None:
    told(sung, changed("date: 2026-12-10, cancelled: Ziek"))
    sung.git("branch", "-f", "main")
    assert "Gaat toch door op donderdag 10 december." in told(sung, SINGING)


def test_another_day_of_the_week_is_dates_that_go_and_dates_that_come(sung: Repository) -> None:
    out = told(sung, SINGING.replace("thursday", "friday"))
    assert "Ook op vrijdag 4 december, 10.00 tot 11.00 uur" in out
    assert "Niet meer op donderdag 3 december" in out
    assert "nog 1 keer" in out


def test_another_time_for_the_whole_series_is_another_time_and_no_other_dates(sung: Repository) -> None:
    out = told(sung, SINGING.replace("10:00-11:00", "11:00-12:00"))
    assert "Een andere tijd: donderdag 3 december 10.00 tot 11.00 uur wordt 11.00 tot 12.00 uur" in out
    assert "op donderdag" not in out


def test_other_facts_are_named(sung: Repository) -> None:
    out = told(sung, f"{SINGING}cost: 2\nages: 65+\n".replace("Zingen", "Samen zingen"))
    assert "- Samen zingen, door Welzijn Zandmeer. Ook anders: de titel, de leeftijden en de prijs." in out


def test_every_fact_that_is_different_has_a_name_in_dutch(sung: Repository) -> None:
    more = "audiences: [ouderen]\ndrop_in: yes\nsignup: none\ncome_alone: yes\ncompanion: no\nreferral: none\n"
    assert (
        "Ook anders: voor wie het is, binnenlopen, aanmelden, een welkom voor wie alleen komt, "
        "iemand die de eerste keer meegaat en een verwijzing."
    ) in told(sung, SINGING + more)


def test_a_paused_activity_is_told_in_words(sung: Repository) -> None:
    assert "Ligt stil. Niet meer op donderdag 3 december" in told(sung, f"{SINGING}status: paused\n")


def test_two_in_one_room_are_told_with_the_days_and_that_it_is_over_too(sung: Repository) -> None:
    sung.write("activities/kerk-aan-de-duinen/koor.yaml", SINGING.replace("Zingen", "Koor"))
    out = told(sung, SINGING)
    assert "Twee activiteiten in één ruimte (1)\n- Dorpshuis Zandmeer, Kleine zaal." in out
    assert "Koor en Zingen: donderdag 3 december" in out
    sung.git("branch", "-f", "main")
    assert "Niet meer met twee in één ruimte (1)" in told(sung, None)


def test_an_activity_that_got_another_address_is_the_same_one(sung: Repository) -> None:
    sung.git("mv", f"content/{FILE}", "content/activities/welzijn-zandmeer/koor.yaml")
    path = sung.content / "activities/welzijn-zandmeer/koor.yaml"
    path.write_text(f"{SINGING}formerly: [welzijn-zandmeer/zingen]\n")
    sung.commit()
    out = sung.project.run("changes", "--base", "main", "--today", str(TODAY)).out
    assert "merken" in out


def test_below_a_pull_request_all_stands_in_one_text(sung: Repository) -> None:
    sung.write("organisations/fout.yaml", "name: Fout\nkind: kerk\n")
    out = told(sung, None, "markdown", "--author", "iemand")
    headings = re.findall(r"(?m)^### (.*)", out)
    assert headings == [
        "Wie het goed moet vinden",
        "Wat deze wijziging doet voor bewoners",
        "Wat deze wijziging doet met de hiaten",
    ]
    assert "zingen.yaml** dit zijn bestanden van welzijn\\-zandmeer" in out
    assert "**Er zit 1 fout in" in out


def test_what_people_wrote_is_only_text_below_a_pull_request(sung: Repository) -> None:
    hostile = "'<script>x</script> ![p](https://evil.example) @octo #1 www.evil.example `x`'"
    out = told(sung, SINGING.replace("Zingen", hostile), "markdown", "--author", "a'`<b>@octo")
    page = cmarkgfm.github_flavored_markdown_to_html(out, Options.CMARK_OPT_UNSAFE)
    assert set(re.findall(r"<([a-z0-9]+)", page)) <= {"p", "h3", "h4", "ul", "li", "strong"}
    assert not re.search(r"@\w|#\d|://|www\.", page)


def test_a_change_of_a_thousand_activities_fits_in_a_comment(sung: Repository) -> None:
    for number in range(150):
        sung.write(f"activities/welzijn-zandmeer/koor-{number}.yaml", SINGING.replace("Zingen", f"Koor {'x' * 100}"))
    out = told(sung, SINGING, "markdown")
    assert len(out.encode()) < 63_000
    assert "Er is meer." in out


def test_the_verdict_on_ownership_comes_from_the_code_of_before_the_change() -> None:
    jobs = yaml.load((ROOT / ".github/workflows/check.yml").read_text(), yaml.BaseLoader)["jobs"]  # noqa: S506
    ready, judge = jobs["ownership"]["steps"][-2:]
    assert "git worktree add --detach ../before HEAD^1" in ready["run"]
    assert "cd ../before" in judge["run"]
    assert jobs["ownership"]["permissions"] == {"contents": "read"}
