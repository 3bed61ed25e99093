"""The command, as people and their machines use it: exit codes, forms of output, help, and never a traceback."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from buurtkalender.domain.coverage.verdicts import VERDICT_KINDS
from buurtkalender.reading.manual import page
from buurtkalender.reading.problems import PAGES
from buurtkalender.reading.schema import content_schemas
from hamlet import hamlet_project
from projects import ROOT, Done, Project, run, started, town_project
from town import TODAY

GYM = "activities/sv-zandmeer/gymmen.yaml"
TODAYS = ("--today", str(TODAY))
NOTHING_WRONG = "Geen fouten gevonden.\n"


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town of which nothing is to be told: the one date in a building that is closed goes on."""
    made = town_project(tmp_path / "town")
    with (made.content / "activities/sv-zandmeer/zaalvoetbal.yaml").open("a") as file:
        file.write("changes: [{date: 2027-02-12, on: true}]\n")
    return made


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """A hamlet: for what is about building, and not about what is built."""
    return hamlet_project(tmp_path / "hamlet", PAST_DAYS=1, PAGES_AHEAD_DAYS=1)


@pytest.fixture
def wrong(made: Project) -> Project:
    """A town with three mistakes in two files, one of them trying to be a command of its own."""
    (made.content / GYM).write_text("title: Gymmen\nwhenn: []\nthemes: ['a%0A::error::b']\nvenue: sporthal\n")
    (made.content / "venues/kerkzaal.yaml").write_text("name: Kerkzaal\nkind: castle\n")
    return made


# --- help and bad input -----------------------------------------------------------------------------


def test_without_a_subcommand_it_helps_and_ends_with_2(tmp_path: Path) -> None:
    done = started(sys.executable, "-m", "buurtkalender", folder=tmp_path)
    assert done.code == 2
    for name in ("check", "build", "serve", "gaps", "new", "residents", "schema"):
        assert re.search(rf"^ +{name}\s", done.out, re.MULTILINE), done.out
    assert done.err == ""


@pytest.mark.parametrize(
    "subcommand",
    [(), ("check",), ("build",), ("serve",), ("gaps",), ("new",), ("residents",), ("residents", "import"), ("schema",)],
    ids=" ".join,
)
def test_help_is_in_dutch_and_in_english_for_who_asks(
    subcommand: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BUURTKALENDER_LANG", raising=False)
    dutch = run(*subcommand, "--help")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    english = run(*subcommand, "--help")
    assert (dutch.code, english.code) == (0, 0)
    same = set(dutch.out.splitlines()) & set(english.out.splitlines())
    assert not [line for line in same if re.search(r"[a-z]  +[a-z]|^\w+:|[a-z]{3} [a-z]{2}", line)]


def test_the_version_is_told() -> None:
    assert re.fullmatch(r"buurtkalender \d+\.\d+\.\d+\n", run("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [
        ("publish",),
        ("build", "--today", "tomorrow"),
        ("build", "--today", "2026-02-30"),
        ("build", "--jobs", "many"),
        ("build", "--content", "nergens"),
        ("build", "--settings", "nergens.py"),
        ("build", "--settings", "."),
        ("check", "--content", "pelican.conf.py"),
        ("check", "--format", "xml"),
        ("check", "--base", "main"),
        ("check", "--base", "--help-me"),
        ("gaps", "--today", "soon"),
        ("gaps", "--format", "pdf"),
        ("new",),
        ("new", "festival"),
        ("residents",),
        ("residents", "export"),
        ("residents", "import"),
        ("residents", "import", "kwb-2024.xlsx"),
        ("residents", "import", "kwb-2024.xlsx", "--year", "last"),
        ("schema", "festival"),
        ("serve", "--port", "telephone"),
        ("serve", "--port", "99999999"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_run_ends_with_2_and_a_sentence(
    arguments: tuple[str, ...], made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made.folder)
    done = run(*arguments)
    assert done.code == 2, done.said
    assert "buurtkalender" in done.err
    assert "Traceback" not in done.said


def test_a_reader_that_goes_away_is_no_failure(made: Project) -> None:
    command = f'"{sys.executable}" -m buurtkalender gaps --format json --today {TODAY} | head -c 1'
    done = started("bash", "-o", "pipefail", "-c", command, folder=made.folder)
    assert (done.code, done.err) == (0, "")


def test_debugging_shows_where(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (made.folder / "theme/templates/activity.html").write_text("{% if %}")
    monkeypatch.setenv("BUURTKALENDER_DEBUG", "1")
    with pytest.raises(Exception, match="Expected an expression"):
        made.build()


# --- check ------------------------------------------------------------------------------------------


def test_check_of_good_content_ends_with_0(made: Project) -> None:
    done = made.run("check", *TODAYS)
    assert (done.code, done.out, done.err) == (0, NOTHING_WRONG, "")


def test_check_of_the_demo_is_clean(demo: Project) -> None:
    assert demo.run("check", *TODAYS).code == 0


def test_check_tells_every_problem_and_ends_with_1(wrong: Project) -> None:
    done = wrong.run("check", *TODAYS)
    assert done.code == 1
    places = re.findall(r"^(\S+?):(\d+):(\d+): error: ", done.out, re.MULTILINE)
    assert {(path, int(line)) for path, line, _column in places} >= {
        ("content/activities/sv-zandmeer/gymmen.yaml", 2),
        ("content/activities/sv-zandmeer/gymmen.yaml", 3),
        ("content/venues/kerkzaal.yaml", 2),
    }
    *_problems, count, manual = done.out.splitlines()
    assert count.startswith(f"{len(places)} ")
    assert manual == "Zo schrijf je een bestand: buurtkalender schema --format markdown"


def test_check_tells_where_to_read_how_a_file_is_written(wrong: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (wrong.folder / "docs").mkdir()
    for name in PAGES.values():
        (wrong.folder / "docs" / name).touch()
    assert wrong.run("check").out.endswith("\nZo schrijf je een bestand: docs/formaat.md\n")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    assert wrong.run("check").out.endswith("\nHow to write a file: docs/format.md\n")
    monkeypatch.delenv("BUURTKALENDER_LANG")
    wrong.set(REPOSITORY="https://github.com/zandmeer/kalender", REPOSITORY_BRANCH="kalender")
    address = "https://github.com/zandmeer/kalender/blob/kalender/docs/formaat.md"
    assert wrong.run("check").out.endswith(f"\nZo schrijf je een bestand: {address}\n")
    (one,) = json.loads(wrong.run("check", "--format", "sarif").out)["runs"]
    assert {rule["helpUri"] for rule in one["tool"]["driver"]["rules"]} == {address}


def test_problems_as_json(wrong: Project) -> None:
    done = wrong.run("check", *TODAYS, "--format", "json")
    found = json.loads(done.out)
    assert done.code == 1
    for problem in found:
        assert problem.keys() >= {"path", "line", "column", "severity", "code", "text"}
        assert all(problem["text"][language]["message"] for language in ("nl", "en"))
        assert 1 <= problem["line"] <= len((wrong.folder / problem["path"]).read_text().splitlines())
    assert json.loads(town_check(wrong, "json", fixed=True).out) == []


def test_problems_as_sarif(wrong: Project) -> None:
    done = wrong.run("check", *TODAYS, "--format", "sarif")
    log = json.loads(done.out)
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    assert one["tool"]["driver"]["name"]
    for result in one["results"]:
        assert result["message"]["text"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["ruleId"] in rules
        place = result["locations"][0]["physicalLocation"]
        assert (wrong.folder / place["artifactLocation"]["uri"]).is_file()
        assert place["region"]["startLine"] >= 1
    assert len(one["results"]) == len(json.loads(wrong.run("check", *TODAYS, "--format", "json").out))
    assert json.loads(town_check(wrong, "sarif", fixed=True).out)["runs"][0]["results"] == []


def test_problems_as_annotations_that_content_cannot_forge(wrong: Project) -> None:
    done = wrong.run("check", *TODAYS, "--format", "github")
    lines = done.out.splitlines()
    assert len(lines) == len(json.loads(wrong.run("check", *TODAYS, "--format", "json").out))
    for line in lines:
        assert re.match(r"::error file=content/[^,]+,line=\d+,col=\d+,title=[^:]+::\S", line)
        assert "%0A::error::b" not in line
    assert town_check(wrong, "github", fixed=True).out == ""


def town_check(made: Project, form: str, *, fixed: bool) -> Done:
    """Check the town after its mistakes were taken away."""
    if fixed:
        (made.content / GYM).unlink()
        (made.content / "venues/kerkzaal.yaml").write_text(
            "name: Kerkzaal\nkind: church\naddress: {city: Zandmeer}\nneighbourhood: oude-dorp\n"
            "rooms: [{id: kerk, name: Kerk}, {id: consistorie, name: Consistorie}]\n"
        )
    return made.run("check", *TODAYS, "--format", form)


# --- check --base -----------------------------------------------------------------------------------


@pytest.fixture
def committed(wrong: Project) -> Project:
    """The town with its mistakes, all of it committed."""
    git(wrong, "init", "-q")
    git(wrong, "add", "content")
    git(wrong, "commit", "-q", "-m", "as it was")
    return wrong


def git(made: Project, *arguments: str) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@zandmeer.example")
    subprocess.run(["git", *identity, "-C", str(made.folder), *arguments], check=True, capture_output=True)


def test_compared_with_before_only_new_problems_are_told(committed: Project) -> None:
    same = committed.run("check", *TODAYS, "--base", "HEAD")
    assert (same.code, same.out) == (0, NOTHING_WRONG)
    file = committed.content / GYM
    file.write_text("# a line above\n" + file.read_text() + "cost: veel\n")
    done = committed.run("check", *TODAYS, "--base", "HEAD", "--format", "json")
    assert done.code == 1
    assert [(one["path"], one["line"]) for one in json.loads(done.out)] == [(f"content/{GYM}", 6)]


def test_compared_with_before_a_new_activity_of_which_all_dates_are_over_is_told(committed: Project) -> None:
    file = committed.content / "activities/sv-zandmeer/fietstocht.yaml"
    file.write_text(
        "title: Fietstocht\nvenue: sporthal\nthemes: [bewegen]\nwhen:\n  - {dates: [2026-11-07], time: all-day}\n"
        "confirmed: 2026-11-28\n"
    )
    done = committed.run("check", *TODAYS, "--base", "HEAD", "--format", "json")
    assert done.code == 0
    assert [(one["code"], one["line"], one["column"]) for one in json.loads(done.out)] == [
        ("dates-over", 5, 14),
        ("confirmed-in-future", 6, 12),
    ]


def test_compared_with_before_a_deletion_that_breaks_another_file_is_told(committed: Project) -> None:
    (committed.content / "venues/dorpshuis.yaml").unlink()
    done = committed.run("check", *TODAYS, "--base", "HEAD", "--format", "json")
    assert done.code == 1
    paths = {one["path"] for one in json.loads(done.out)}
    assert "content/activities/welzijn-zandmeer/koffieochtend.yaml" in paths
    assert f"content/{GYM}" not in paths


def test_compared_with_a_time_before_there_was_any_content_all_is_new(committed: Project) -> None:
    git(committed, "checkout", "-q", "--orphan", "empty")
    git(committed, "rm", "-r", "-q", "--cached", "content")
    git(committed, "commit", "-q", "--allow-empty", "-m", "nothing yet")
    every, new = committed.run("check", *TODAYS), committed.run("check", *TODAYS, "--base", "HEAD")
    assert new == every
    assert new.code == 1


def test_comparing_leaves_the_work_tree_and_the_index_alone(committed: Project) -> None:
    (committed.content / GYM).unlink()
    committed.run("check", *TODAYS, "--base", "HEAD")
    state = subprocess.run(
        ["git", "-C", str(committed.folder), "status", "--porcelain", "content"], capture_output=True, check=True
    )
    assert state.stdout == f" D content/{GYM}\n".encode()


def test_a_revision_that_git_does_not_know_is_told(committed: Project) -> None:
    done = committed.run("check", *TODAYS, "--base", "no-such-branch")
    assert (done.code, "no-such-branch" in done.err) == (2, True)


# --- build ------------------------------------------------------------------------------------------


def test_a_build_into_a_pipe_shows_no_progress(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    done = small.start("build", *TODAYS)
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"output: \d+ bestanden gemaakt, 0 ongewijzigd, in \d+\.\d s\.\n", done.out)
    monkeypatch.chdir(small.folder)
    again = small.build()
    assert re.fullmatch(r"output: 0 bestanden gemaakt, \d+ ongewijzigd, in 0\.\d s\.\n", again.out)


def test_a_quiet_build_says_nothing_when_all_goes_well(small: Project) -> None:
    assert small.build("--quiet") == Done(0, "", "")


def test_a_build_speaks_the_language_that_is_asked_for(small: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    assert "files made" in small.build().out


def test_the_command_can_be_started_from_anywhere(
    small: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = small.build()
    assert done.code == 0, done.said
    assert (small.output / "index.html").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"hamlet"}


# --- gaps -------------------------------------------------------------------------------------------


def test_gaps_in_every_form_tell_the_same(made: Project) -> None:
    rows = json.loads(made.run("gaps", *TODAYS, "--format", "json").out)
    table = list(csv.DictReader(StringIO(made.run("gaps", *TODAYS, "--format", "csv").out.removeprefix("\ufeff"))))
    text = made.run("gaps", *TODAYS)
    assert text.code == 0
    assert [(row["norm"], row["neighbourhood"], row["verdict"]) for row in rows] == [
        (row["norm"], row["neighbourhood"], row["verdict"]) for row in table
    ]
    assert len(rows) == 4 * 4 + 8 * 4  # four norms in four neighbourhoods, and eight in those of Bosrade
    assert {row["verdict"] for row in rows} == set(VERDICT_KINDS)
    for name in ("Oude Dorp", "Molenwijk", "Elke week samen eten in de eigen buurt"):
        assert name in text.out


def test_gaps_end_with_the_prevention_goals_that_fall_short_as_on_their_page(town: Project) -> None:
    _, told = town.run("gaps", *TODAYS).out.split("Doelen van preventie waarvoor niet genoeg is, per gemeente:\n")
    lines = told.strip().splitlines()
    cells = json.loads((town.output / "data/prevention.json").read_text())
    short = [one for one in cells if one["verdict"] not in {"covered", "too-few-residents"}]
    assert len(lines) == len({(one["municipality"], one["goal"]) for one in short}) > 1
    bands = [
        band
        for line in lines
        for kind in line.split(": ", 1)[1].split("; ")
        for band in kind.split(": ")[1].split(", ")
    ]
    assert len(bands) == len(short)


def test_gaps_are_those_of_the_site(town: Project) -> None:
    done = town.run("gaps", *TODAYS, "--format", "json")
    assert done.out.encode() == town.tree()["data/coverage.json"]
    done = town.run("gaps", *TODAYS, "--format", "csv")
    assert done.out.encode() == town.tree()["data/coverage.csv"]


# --- schema -----------------------------------------------------------------------------------------


def test_every_schema_is_a_schema() -> None:
    every = json.loads(run("schema").out)
    assert every.keys() == content_schemas().keys()
    for name, schema in every.items():
        Draft202012Validator.check_schema(schema)
        assert json.loads(run("schema", name).out) == schema


def test_schemas_can_be_written_to_a_folder(tmp_path: Path) -> None:
    done = run("schema", "--output", str(tmp_path / "new" / "schemas"))
    assert done.code == 0
    written = {path.name for path in (tmp_path / "new" / "schemas").iterdir()}
    assert written == {f"{name}.schema.json" for name in content_schemas()}


def test_schemas_explain_in_dutch_and_in_english_for_who_asks() -> None:
    dutch, english = (json.loads(run("schema", "venue", "--language", one).out) for one in ("nl", "en"))
    assert json.loads(run("schema", "venue").out) == dutch
    assert dutch["properties"]["rooms"]["description"] == "De ruimtes."
    assert english["properties"]["rooms"]["description"] == "Its rooms."
    assert dutch["properties"].keys() == english["properties"].keys()


def test_the_manual_is_printed_in_one_language_and_written_in_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("schema", "--format", "markdown").out == page("nl")
    monkeypatch.setenv("BUURTKALENDER_LANG", "en")
    assert run("schema", "--format", "markdown").out == page("en")
    assert run("schema", "--format", "markdown", "--output", str(tmp_path)).code == 0
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: page(language) for language, name in PAGES.items()
    }
    done = run("schema", "venue", "--format", "markdown")
    assert (done.code, "venue" in done.err) == (2, True)


def test_the_command_is_installed_under_its_name() -> None:
    assert (Path(sys.executable).parent / "buurtkalender").exists()
    assert "buurtkalender = " in (ROOT / "pyproject.toml").read_text()
