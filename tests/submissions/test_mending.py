"""`buurtkalender fix`: what can only have been meant in one way is mended, and nothing else of the file changes."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from buurtkalender.reading.files import scan
from buurtkalender.reading.schema import START, content_schemas, has_modeline, modeline
from buurtkalender.submissions.fixing import Mended, mend
from buurtkalender.submissions.fixing_values import Sight, all_there, judge_of
from buurtkalender.words.catalogues import translator
from examples import tried
from projects import DEMO, ROOT, Done, Project, town_project
from reading.test_thirty_faults import FAULTS
from town import TOWN, town

NEW = "activities/welzijn-zandmeer/proef.yaml"
RIGHT = """\
title: Koffie
venue: dorpshuis
themes: [ontmoeten]
when:
  - weekly: tuesday
    time: 10:00-12:00
"""


def mended(text: str | bytes, path: str = NEW) -> Mended:
    """One file, mended in the fictional town."""
    data = text.encode() if isinstance(text, str) else text
    section, _, name = path.partition("/")
    kind = name.removesuffix(".yaml").replace("-", "_") if section == "calendar" else section
    there = all_there(town(), scan(TOWN / "content"))
    judge = judge_of(kind, f"content/{path}", name.removesuffix(".yaml"), town(), there)
    return mend(data, path, judge, town())


def body(found: Mended) -> str:
    """The text without the line for editors."""
    text = found.data.decode()
    return text.partition("\n")[2] if text.startswith(START) else text


def written(line: str, instead_of: str = "    time: 10:00-12:00") -> str:
    assert instead_of in RIGHT
    return RIGHT.replace(instead_of, line)


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return town_project(tmp_path / "town")


# --- what is mended ---------------------------------------------------------------------------------

TIMES = {
    "10.00-12.00": "10:00-12:00",
    "10 tot 12 uur": "10:00-12:00",
    "van 10.30 tot 12.00 uur": "10:30-12:00",
    "14u30-16u00": "14:30-16:00",
    "09.00 tot 11.00 uur": "09:00-11:00",
    "20 tot 1 uur": "20:00-01:00",
    "hele dag": "all-day",
}


@pytest.mark.parametrize("wrong", TIMES)
def test_times_become_from_until(wrong: str) -> None:
    found = mended(written(f"    time: {wrong}  # elke week"))
    assert body(found) == written(f"    time: {TIMES[wrong]}  # elke week")
    assert not found.left


@pytest.mark.parametrize(
    "unsure", ["2-4 uur", "8 tot 10", "11 tot 1 uur", "half acht", "19:30", "25-26 uur", "10-10 uur"]
)
def test_a_time_that_could_be_another_is_left_to_people(unsure: str) -> None:
    found = mended(written(f"    time: {unsure}"))
    assert f"time: {unsure}" in body(found)
    assert [problem.code for problem in found.left] in (["bad-time"], ["time-without-end"], ["no-such-time"])


LINES = {
    "cost: 2,50 euro": "cost: 2.50",
    "cost: € 5,-": "cost: 5",
    "cost: gratis": "cost: free",
    "cost: 2,50": "cost: 2.50",
    "prijs: 3 euro": "cost: 3",
    "drop_in: ja": "drop_in: yes",
    "inloop: nee": "drop_in: no",
    "come alone: Ja": "come_alone: yes",
    "confirmed: 3-11-2026": "confirmed: 2026-11-03",
    "confirmed: '3/11/2026'": "confirmed: '2026-11-03'",
    "confirmed: 3 november 2026": "confirmed: 2026-11-03",
    "ages: 65 plus": "ages: 65+",
    "ages: 12 t/m 18 jaar": "ages: 12-18",
    "signup: {required: nee, before: 2 dagen}": "signup: {required: no, before: 2 days}",
    "audiences: ouderen, jongeren": "audiences: [ouderen, jongeren]",
    "audiences: Ouderen": "audiences: ouderen",
    "sumary: Kom erbij": "summary: Kom erbij",
    "summary: Let op: neem geld mee": 'summary: "Let op: neem geld mee"',
    "summary: @home": 'summary: "@home"',
    "summary:Kom erbij": "summary: Kom erbij",
    "status: actief": "status: active",
    "access: {wheelchair: ja}": "access: {wheelchair: yes}",
    "location: {name: Bad, point: [5.34, 51.97]}": "location: {name: Bad, point: [51.97, 5.34]}",
}


@pytest.mark.parametrize("line", LINES)
def test_words_amounts_and_dates_become_those_of_the_format(line: str) -> None:
    text = RIGHT if "location" not in line else RIGHT.replace("venue: dorpshuis\n", "")
    found = mended(f"{text}# blijft staan\n{line}\n")
    assert not found.left
    assert body(found) == f"{text}# blijft staan\n{LINES[line]}\n"


WHENS = {
    "weekly: dinsdag": "weekly: tuesday",
    "wekelijks: dinsdagen": "weekly: tuesday",
    "weekly: tusday": "weekly: tuesday",
    "monthly: eerste dinsdag": "monthly: first tuesday",
    "dates: [24-11-2026, 5 december 2026]": "dates: [2026-11-24, 2026-12-05]",
    "weekly: [\"dinsdag\", 'vrijdag']": "weekly: [\"tuesday\", 'friday']",
}


@pytest.mark.parametrize("line", WHENS)
def test_days_become_those_of_the_format(line: str) -> None:
    found = mended(written(f"  - {line}", "  - weekly: tuesday"))
    assert body(found) == written(f"  - {WHENS[line]}", "  - weekly: tuesday")
    assert not found.left


def test_a_key_in_dutch_is_mended_with_all_that_stands_behind_it() -> None:
    dutch = "titel: Koffie\nlocatie: dorpshuis\nthemas: [ontmoeten]\nwanneer:\n"
    assert body(mended(f"{dutch}  - wekelijks: dinsdag\n    tijd: 10.00-12.00\n")) == RIGHT


@pytest.mark.parametrize(
    "line",
    [
        "weekly: thuesday",  # tuesday or thursday
        "dates: [24-11-26]",
        "monthly: tweede dag",
    ],
)
def test_a_day_that_could_be_another_is_left_to_people(line: str) -> None:
    found = mended(written(f"  - {line}", "  - weekly: tuesday"))
    assert line in body(found)
    assert found.left


@pytest.mark.parametrize(
    "line",
    [
        "ages: tot 18 jaar",
        "ages: 27-13",
        "cost: 2,50 euro per keer",
        "cost: 2 tot 5 euro",
        "audiences: [ouder]",
        "organisatie: kerk-aan-de-markt",
        "links: [{title: Site, url: 'http://zandmeer.example'}]",
        "image: {file: Koffie.jpg, alt: Koffie}",
        "location: dorpshuis",
        "summary: Let op: geld # of een pasje",
        "confirmed: 31-11-2026",
    ],
)
def test_what_is_unsure_is_left_to_people_and_told(line: str) -> None:
    found = mended(f"{RIGHT}{line}\n")
    assert line in found.data.decode()
    assert found.after.kinds() == found.before.kinds()


def test_tabs_hard_spaces_windows_line_ends_and_marks_go() -> None:
    messy = "\ufeff" + RIGHT.replace("  - ", "\t- ").replace("    time", "\t\ttime").replace("\n", "\r\n")
    assert body(mended(messy)) == RIGHT
    assert body(mended(RIGHT.replace("  - ", "\u00a0 - "))) == RIGHT
    assert body(mended(RIGHT.rstrip("\n"))) == RIGHT


def test_spaces_at_the_end_of_lines_go_but_for_those_that_break_a_line_of_a_description() -> None:
    prose = "description: |\n  Een regel  \n  en nog een.\n"
    found = mended(RIGHT.replace("\n", "  \n") + prose)
    assert body(found) == RIGHT + prose


def test_comments_quotes_order_and_empty_lines_stay_as_they_were() -> None:
    text = f"# boven\n\n{RIGHT}\n\ncost: '2,50 euro'   # met koffie\n# onder\n"
    assert body(mended(text)) == text.replace("2,50 euro", "2.50")


# --- what holds for every file ----------------------------------------------------------------------


def never_worse(found: Mended) -> None:
    """What has to hold for whatever was mended."""
    if found.before.root is not None:
        assert len(found.left) <= len(found.before.problems)
        assert found.after.kinds() <= found.before.kinds()
    if not found.before.problems:
        assert found.after.values == found.before.values
    if found.after.root is None:
        assert not found.done


CALENDAR = {f"calendar/{name}.yaml" for name in ("vocabulary", "norms", "picked-up", "holidays")}


def is_content(path: str) -> bool:
    """Tell whether a file of this name is read at all: others are told, and there is nothing in them to mend."""
    named = path.count("/") <= 2 and path.endswith(".yaml") and not re.search("[A-Z ]", path)
    return named and (not path.startswith("calendar/") or path in CALENDAR)


@pytest.mark.parametrize("path", [path for path in FAULTS if is_content(path)])
def test_no_fault_is_made_worse_and_mending_twice_is_mending_once(path: str) -> None:
    found = mended(FAULTS[path], path)
    never_worse(found)
    assert mended(found.data, path).data == found.data


PIECES = [
    "\t",
    "  ",
    "\r\n",
    "\n",
    ":",
    "dinsdag",
    "ja",
    "2,50 euro",
    "10 tot 12",
    "-",
    "[",
    "'",
    '"',
    "#",
    "24-11-2026",
    "é",
]
FILES = sorted((TOWN / "content" / "activities").rglob("*.yaml"))


@tried(80)
@given(
    path=st.sampled_from(FILES),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 6), st.sampled_from([*PIECES, ""])), min_size=1, max_size=4
    ),
)
def test_whatever_was_typed_into_a_file_mending_makes_nothing_worse(
    path: Path, cuts: list[tuple[float, int, str]]
) -> None:
    text = path.read_text()
    for where, gone, piece in cuts:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + gone :]
    found = mended(text, f"activities/{path.parent.name}/{path.name}")
    never_worse(found)
    assert mended(found.data, f"activities/{path.parent.name}/{path.name}").data == found.data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_that_is_right_only_gets_the_line_for_editors(path: Path) -> None:
    found = mended(path.read_bytes(), f"activities/{path.parent.name}/{path.name}")
    assert (
        body(found) == re.sub(r"(?m)(\d)\.(\d\d)(?=[ -])", r"\1:\2", path.read_text())
        or body(found) == path.read_text()
    )
    assert found.after == Sight(found.before.problems, found.after.root, found.before.values)


# --- the command ------------------------------------------------------------------------------------


def run(made: Project, *arguments: str) -> Done:
    return made.run("fix", *arguments)


def test_the_command_mends_one_file_and_tells_each_thing_with_its_line(made: Project) -> None:
    path = made.content / NEW
    path.write_text(written("    time: 10 tot 12 uur"))
    done = run(made, str(path))
    assert done.code == 0
    assert f"content/{NEW}:6: `10 tot 12 uur` werd `10:00-12:00`" in done.out
    assert "1 bestand verbeterd." in done.out
    assert made.run("check").code == 0
    assert run(made, str(path)).out == "Er is niets te verbeteren.\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_it_can_show_first_what_it_would_do(made: Project, option: str) -> None:
    path = made.content / NEW
    path.write_text(written("    time: 10.00-12.00"))
    done = run(made, option, str(path))
    assert done.code == 1
    assert ("+    time: 10:00-12:00" if option == "--diff" else "`10.00-12.00` werd `10:00-12:00`") in done.out
    assert path.read_text() == written("    time: 10.00-12.00")


def test_what_is_left_is_told_and_ends_with_1(made: Project) -> None:
    path = made.content / NEW
    path.write_text(written("    time: 2-4 uur"))
    done = run(made, str(made.content / "activities"))
    assert done.code == 1
    assert "niet zeker" in done.out
    assert f"content/{NEW}:7:11: error:" in done.out


@pytest.mark.parametrize("path", ["nergens.yaml", "/etc/hostname", "pelican.conf.py"])
def test_only_content_is_mended(made: Project, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.folder)
    done = run(made, path)
    assert done.code == 2
    assert path in done.err


def test_a_link_is_never_written_through(made: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(written("    time: 10 tot 12 uur"))
    (made.content / NEW).symlink_to(outside)
    assert run(made).code in {0, 1}
    assert outside.read_text() == written("    time: 10 tot 12 uur")


# --- what editors are given -------------------------------------------------------------------------


def test_the_schemas_in_the_repository_are_those_of_the_code() -> None:
    """Write them anew with `make docs`."""
    lying = {
        path.name.removesuffix(".schema.json"): json.loads(path.read_text()) for path in (ROOT / "schemas").iterdir()
    }
    assert lying == content_schemas(translator("nl"))


def test_every_content_file_finds_its_schema_by_its_line_and_by_its_place() -> None:
    places = json.loads((ROOT / ".vscode" / "settings.json").read_text())["yaml.schemas"]
    for section, files in scan(DEMO).files.items():
        for file in files[:1] if section != "calendar" else files:
            name = modeline(file.path).partition("$schema=")[2]
            schema = (DEMO / file.path).parent / name
            assert schema.resolve().is_file(), name
            for folder in ("content", "demo"):
                path = f"{folder}/{file.path}"
                (found,) = [one for one, patterns in places.items() if any(fnmatch(path, each) for each in patterns)]
                assert (ROOT / found).resolve() == schema.resolve()


def test_the_line_for_editors_is_known_when_it_is_there() -> None:
    assert has_modeline(f"# boven\n{modeline(NEW)}\ntitle: x\n")
    assert not has_modeline(f"title: x\n{modeline(NEW)}\n")


def test_before_a_commit_the_own_command_runs_and_nothing_from_elsewhere() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        command, subcommand = hook["entry"].split(" ")
        assert command == ".venv/bin/buurtkalender"
        assert subcommand in {"fix", "check"}
        assert re.match(hook["files"], "content/activities/kerk/koffie.yaml")
