"""`gaps --base` tells what a change does to the gaps, and nothing that people wrote can make more of it than text."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from jsonschema import Draft202012Validator

from buurtkalender.feeds.schemas import data_schemas
from buurtkalender.site.gaps import report
from projects import Done, Project, town_project
from reading.test_history import commit, edit, git
from town import TODAY

SOUP = "activities/bewonersgroep-molenwijk/soep-en-spel.yaml"
FOOTBALL = "activities/sv-zandmeer/zaalvoetbal.yaml"
TOURNAMENT = "activities/sv-zandmeer/toernooi.yaml"
DINNER = "activities/welzijn-zandmeer/eettafel.yaml"
NORMS = "calendar/norms.yaml"
NOTHING = "Dit verandert niets: er komt geen hiaat bij en er gaat geen hiaat dicht."
EAT_MOLENWIJK = ("samen-eten", "molenwijk")
MOVE_OUDE_DORP = ("jeugd-beweegt", "oude-dorp")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town, all of it committed, and read once."""
    town = town_project(tmp_path_factory.mktemp("committed") / "town")
    git(town.folder, "init", "-q")
    (town.folder / ".git/info/exclude").write_text(".cache\n")
    commit(town.folder, 1)
    assert compared(town).code == 0
    return town


@pytest.fixture
def made(committed: Project, tmp_path: Path) -> Project:
    """The same, for the test to change."""
    return Project(Path(shutil.copytree(committed.folder, tmp_path / "town", symlinks=True)))


def told(made: Project, form: str = "text", base: str = "HEAD") -> str:
    """What the change from a revision does."""
    done = compared(made, form, base)
    assert (done.code, done.err) == (0, "")
    return done.out


def compared(made: Project, form: str = "text", base: str = "HEAD") -> Done:
    return made.run("gaps", "--today", TODAY.isoformat(), "--base", base, "--format", form)


def changed(made: Project, base: str = "HEAD") -> dict[str, Any]:
    """The same as data; it keeps to its schema."""
    document: dict[str, Any] = json.loads(told(made, "json", base))
    Draft202012Validator(data_schemas()["change"]).validate(document)
    return document


def moves(made: Project, base: str = "HEAD") -> dict[tuple[str, str], Any]:
    """What moved, by norm and neighbourhood."""
    return {(one["norm"], one["neighbourhood"]): one for one in changed(made, base)["moves"]}


def causes(move: Any) -> list[tuple[str, str]]:
    return [(one["activity"], one["how"]) for one in move["causes"]]


# --- what moves ---------------------------------------------------------------------------------------


def test_a_change_that_concerns_no_norm_changes_nothing(made: Project) -> None:
    edit(made.content / DINNER, "summary: Samen", "summary: Gezellig samen")
    assert told(made).splitlines()[0] == NOTHING
    assert NOTHING.replace(":", "\\:") in told(made, "markdown").splitlines()
    assert changed(made)["moves"] == []
    assert told(made, "csv").count("\n") == 1


def test_what_is_taken_away_opens_a_gap_and_what_comes_back_closes_it(made: Project) -> None:
    (made.content / FOOTBALL).unlink()
    opened = moves(made)[MOVE_OUDE_DORP]
    assert (opened["what"], opened["before"]["verdict"], opened["after"]["verdict"]) == ("opens", "covered", "gap")
    assert opened["residents"] == 222
    assert causes(opened) == [("sv-zandmeer/zaalvoetbal", "gone")]
    commit(made.folder, 2)
    git(made.folder, "checkout", "-q", "HEAD~1", "--", "content")
    closed = moves(made)[MOVE_OUDE_DORP]
    assert (closed["what"], causes(closed)) == ("closes", [("sv-zandmeer/zaalvoetbal", "new")])


def test_what_opens_is_told_with_its_sums_its_people_and_its_reason(made: Project) -> None:
    (made.content / FOOTBALL).unlink()
    text = told(made)
    assert text.startswith("Dit verandert iets: 2 hiaten erbij, 0 dicht.\n")
    norm = "Vier uur per maand bewegen voor jongeren, binnen een kilometer"
    assert (
        f"- Hiaat erbij: {norm} in Oude Dorp.\n"
        "  Eerst: genoeg (9 van 4 uur per maand). Nu: 2 van 4 uur per maand. Er is te weinig. "
        "Het gaat om ongeveer 222 inwoners. Dit komt hierdoor: Zaalvoetbal in de nacht (SV Zandmeer) is er niet meer.\n"
    ) in text


def test_what_nobody_confirmed_becomes_fragile(made: Project) -> None:
    for path in (FOOTBALL, TOURNAMENT):
        edit(made.content / path, "confirmed: 2026-09-01", "confirmed: 2026-01-10")
    move = moves(made)[MOVE_OUDE_DORP]
    assert (move["what"], move["after"]["verdict"]) == ("fragile", "fragile")
    assert sorted(causes(move)) == [("sv-zandmeer/toernooi", "unconfirmed"), ("sv-zandmeer/zaalvoetbal", "unconfirmed")]
    text = told(made)
    assert "2 keer wordt het kwetsbaar." in text
    assert "is lang niet bevestigd" in text


@pytest.mark.parametrize(
    ("old", "new", "how", "said"),
    [
        ("drop_in: true", "drop_in: true\nstatus: paused", "paused", "ligt stil"),
        ("drop_in: true", "drop_in: true\nstatus: ended", "gone", "is er niet meer"),
        ("ages: 13-27", "ages: 30+", "dropped", "telt niet meer mee"),
        ("22:30-00:30", "22:30-22:45", "less", "telt minder mee: eerst 7, nu"),
    ],
)
def test_the_reason_says_what_became_of_an_activity(made: Project, old: str, new: str, how: str, said: str) -> None:
    edit(made.content / FOOTBALL, old, new)
    assert causes(moves(made)[MOVE_OUDE_DORP]) == [("sv-zandmeer/zaalvoetbal", how)]
    assert f"Zaalvoetbal in de nacht (SV Zandmeer) {said}" in told(made)


def test_the_reason_says_which_test_an_activity_fails_now(made: Project) -> None:
    edit(made.content / "activities/welzijn-zandmeer/koffieochtend.yaml", "cost: free", "cost: 2.50")
    move = moves(made)["inloop-65plus", "oude-dorp"]
    assert (move["what"], causes(move)) == ("worse", [("welzijn-zandmeer/koffieochtend", "dropped")])
    assert "telt niet meer mee (het kost € 2,50)" in told(made).replace("\N{NO-BREAK SPACE}", " ")


def test_cancelled_dates_are_counted_as_a_reason(made: Project) -> None:
    off = "".join(f"  - {{date: 2026-12-{day:02}, cancelled: Ziek.}}\n" for day in (6, 13, 20, 27))
    off += "".join(f"  - {{date: 2027-01-{day:02}, cancelled: Ziek.}}\n" for day in (3, 10, 17, 24, 31))
    edit(made.content / SOUP, "changes:\n", f"changes:\n{off}")
    assert causes(moves(made)[EAT_MOLENWIJK]) == [("bewonersgroep-molenwijk/soep-en-spel", "less")]
    assert "(9 keer afgelast)" in told(made)


def test_more_that_is_not_enough_is_better_and_opens_or_closes_nothing(made: Project) -> None:
    edit(made.content / NORMS, "{sessions: 1, per: week}", "{sessions: 3, per: week}")
    commit(made.folder, 2)
    edit(made.content / SOUP, "weekly: sunday", "weekly: [saturday, sunday]")
    assert moves(made)[EAT_MOLENWIJK]["what"] == "better"
    assert told(made).startswith("Er komt geen hiaat bij en er gaat geen hiaat dicht. Er verandert wel iets.\n")
    assert moves(made, "HEAD~1")[EAT_MOLENWIJK]["measured_otherwise"] is True


def test_an_activity_with_another_address_is_the_same_activity(made: Project) -> None:
    edit(made.content / FOOTBALL, "title: ", "formerly: [sv-zandmeer/zaalvoetbal]\ntitle: Veel ")
    (made.content / FOOTBALL).rename(made.content / "activities/sv-zandmeer/voetbal.yaml")
    assert told(made).startswith(NOTHING)
    edit(made.content / "activities/sv-zandmeer/voetbal.yaml", "22:30-00:30", "22:30-22:45")
    assert causes(moves(made)[MOVE_OUDE_DORP]) == [("sv-zandmeer/voetbal", "less")]


def test_a_norm_that_is_new_or_gone_is_told_apart_and_opens_nothing(made: Project) -> None:
    edit(made.content / NORMS, "  - id: samen-eten\n", "  - id: samen-aan-tafel\n")
    found = changed(made)
    assert found["moves"] == []
    assert [(one["id"], one["verdicts"]["gap"]) for one in found["new_norms"]] == [("samen-aan-tafel", 6)]
    assert [one["id"] for one in found["gone_norms"]] == ["samen-eten"]
    assert found["new_areas"] == found["gone_areas"] == []
    text = told(made)
    assert "Nieuwe normen (1)\n- Elke week samen eten in de eigen buurt: hiaat 6, kwetsbaar 1, genoeg 1.\n" in text
    assert "erbij" not in text


def test_a_neighbourhood_that_is_new_is_told_apart_too(made: Project) -> None:
    area = "      - {id: nieuwrand, name: Nieuwrand, code: BU99990009, centre: [52.0, 5.03], residents: {65+: 900}}\n"
    edit(made.content / "neighbourhoods/zandmeer.yaml", "      - id: duinrand\n", f"{area}      - id: duinrand\n")
    found = changed(made)
    assert (found["moves"], [one["id"] for one in found["new_areas"]]) == ([], ["nieuwrand"])


# --- how it is written --------------------------------------------------------------------------------


def test_as_a_table_there_is_a_row_for_each_move_and_no_cell_is_a_formula(made: Project) -> None:
    edit(made.content / NORMS, "title: Vier uur", "title: =Vier uur")
    commit(made.folder, 2)
    (made.content / FOOTBALL).unlink()
    rows = list(csv.DictReader(io.StringIO(told(made, "csv").removeprefix("\ufeff"))))
    assert {(row["norm"], row["neighbourhood"]) for row in rows} == moves(made).keys()
    assert all(row["norm_title"].startswith("'=Vier uur") for row in rows if row["norm"] == "jeugd-beweegt")
    assert {row["causes"] for row in rows} >= {"gone sv-zandmeer/zaalvoetbal"}


HOSTILE = (
    "@everyone [click](https://evil.example) <img src=x onerror=1> ![p](https://evil.example/x.png) `code`",
    "*b* **b** | a | b | www.evil.example x@evil.example #1 octo/cat#2 $x$ &lt;b&gt; <!-- </details>",
    "~~s~~ _i_ \\ @octo/cat # h - [ ] todo [ref][1] http://evil.example ftp://evil.example GH#3",
)


def test_in_a_comment_nothing_that_people_wrote_is_more_than_text(made: Project) -> None:
    one, two, three = map(json.dumps, HOSTILE)
    edit(made.content / FOOTBALL, "title: Zaalvoetbal in de nacht", f"title: {one}")
    edit(made.content / "organisations/sv-zandmeer.yaml", "name: ", f"name: {two}\n#")
    norm = "title: Vier uur per maand bewegen voor jongeren, binnen een kilometer"
    edit(made.content / NORMS, norm, f"title: {three}")
    commit(made.folder, 2)
    (made.content / FOOTBALL).unlink()
    source = told(made, "markdown")
    page = cmarkgfm.github_flavored_markdown_to_html(source, Options.CMARK_OPT_UNSAFE)
    assert set(re.findall(r"<(/?[a-z0-9]+)", page)) == {
        f"{slash}{tag}" for tag in ("h3", "h4", "p", "ul", "li", "strong") for slash in ("", "/")
    }
    assert "<" not in source
    shown = unescape(page).replace("\u200b", "")
    assert all(text in shown for text in HOSTILE)
    assert not re.search(r"@\w|#\d|://|www\.", unescape(page))


def test_a_comment_has_room_in_github_however_much_changes(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (FOOTBALL, SOUP, DINNER):
        (made.content / path).unlink()
    whole = told(made, "markdown")
    monkeypatch.setattr(report, "MOST_BYTES", len(whole.encode()) * 2 // 3)
    short = told(made, "markdown")
    assert 200 < len(short.encode()) <= report.MOST_BYTES < len(whole.encode())
    assert short.endswith("Er is meer. Met \\`buurtkalender gaps \\-\\-base\\` zie je alles.\n")
    assert whole.startswith(short[: short.rindex("\n- ")][:200])


def test_in_another_language_it_says_the_same(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    (made.content / FOOTBALL).unlink()
    assert told(made).startswith("This changes something: 2 gaps more, 0 closed.\n")


# --- with what it is compared -------------------------------------------------------------------------


def test_what_was_wrong_before_is_said_and_the_rest_is_compared(made: Project) -> None:
    right = (made.content / SOUP).read_text()
    (made.content / SOUP).write_text("title: [\n")
    commit(made.folder, 2)
    (made.content / SOUP).write_text(right)
    done = compared(made)
    assert done.code == 0
    assert f"Voor de wijziging telden deze bestanden niet mee, want er zat een fout in: content/{SOUP}." in done.out
    assert moves(made)[EAT_MOLENWIJK]["what"] == "closes"


def test_comparing_leaves_what_is_committed_and_what_is_not_alone(made: Project) -> None:
    (made.content / FOOTBALL).unlink()
    before = made.tree(), sorted(path for path in made.content.rglob("*"))
    told(made)
    assert (made.tree(), sorted(made.content.rglob("*"))) == before


@pytest.mark.parametrize("base", ["no-such-branch", "--output=x", "HEAD~9"])
def test_a_revision_that_git_does_not_know_is_told(made: Project, base: str) -> None:
    done = made.run("gaps", f"--base={base}")
    assert (done.code, done.out) == (2, "")
    assert f"git kent hier geen {base}." in done.err


def test_in_a_shallow_clone_it_is_told_how_to_get_the_rest(made: Project, tmp_path: Path) -> None:
    edit(made.content / FOOTBALL, "cost: ", "cost: 1 #")
    commit(made.folder, 2)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{made.folder}", str(tmp_path / "shallow"))
    done = Project(tmp_path / "shallow").run("gaps", "--base", "HEAD~1")
    assert (done.code, "git fetch --unshallow" in done.err) == (2, True)


def test_outside_git_it_is_told(tmp_path: Path) -> None:
    done = town_project(tmp_path / "town").run("gaps", "--base", "HEAD")
    assert (done.code, "staat niet in git" in done.err) == (2, True)


def test_without_the_program_git_it_is_told(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    done = compared(made)
    assert (done.code, "git kan niet worden gestart" in done.err) == (2, True)


def test_a_comment_without_anything_to_compare_with_is_refused(made: Project) -> None:
    done = made.run("gaps", "--format", "markdown")
    assert (done.code, "--base" in done.err) == (2, True)
