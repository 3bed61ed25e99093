"""Files that were made to harm: each is refused with a clear problem, after work bounded by size and never by luck."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml as pyyaml

from buurtkalender.reading import yaml
from buurtkalender.reading.problems import FileNotes, as_github, problems_json, problems_text
from buurtkalender.reading.syntax import parse
from reading.folders import read_folder, told, town_copy
from town import TOWN


def codes(text: str | bytes) -> set[tuple[int, int, str]]:
    notes = FileNotes("x.yaml")
    parse(text if isinstance(text, bytes) else text.encode(), notes)
    return {(problem.line, problem.column, problem.code) for problem in notes.problems}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\n", (1, 4, "anchor")),
        ("a: *x\n", (1, 4, "alias")),
        ("*x : 1\n", (1, 1, "alias")),
        ("a: !x 1\n", (1, 4, "tag")),
        ("a: !!str 1\n", (1, 4, "tag")),
        ("%TAG ! tag:example,2000:\n---\na: !x 1\n", (3, 4, "tag")),
        ("<<: {a: 1}\n", (1, 1, "merge-key")),
        ("a: 1\nb: 2\na: 3\n", (3, 1, "duplicate-key")),
        ("cafe\u0301: 1\ncaf\u00e9: 2\n", (2, 1, "duplicate-key")),
        ("a: 1\n---\nb: 2\n", (2, 1, "second-document")),
        ("? {a: 1}\n: b\n", (1, 3, "complex-key")),
        ("[a, b]: c\n", (1, 1, "complex-key")),
        ("- a\n", (1, 1, "not-a-mapping")),
        ("tekst\n", (1, 1, "not-a-mapping")),
        ("# niets\n", (1, 1, "empty-file")),
        ("a: x\x00y\n", (1, 5, "hidden-character")),
        ("a: x\x1b[31m\n", (1, 5, "hidden-character")),
        ("a: ok\nb: x\u202ey\n", (2, 5, "hidden-character")),
        ("a: x\u2066y\n", (1, 5, "hidden-character")),
        ("a: x\u2028y\n", (1, 5, "hidden-character")),
        ("a: x\u2029y\n", (1, 5, "hidden-character")),
        ("a: x\x85y\n", (1, 5, "hidden-character")),
        ("a: x\ufeffy\n", (1, 5, "hidden-character")),
        ("a: x\U000e0041\n", (1, 5, "hidden-character")),
        ('a: "x\\u202ey"\n', (1, 4, "hidden-character")),
        ('a: "x\\0y"\n', (1, 4, "hidden-character")),
        ("a:\n\u00a0 b: 1\n", (2, 1, "hard-space")),
        (b"a: caf\xe9\n", (1, 7, "not-utf-8")),
        (b"a: \xed\xa0\x80\n", (1, 4, "not-utf-8")),
        ("a: 1\n".encode("utf-16"), (1, 1, "utf-16")),
        ("a: " + "[" * yaml.MOST_LEVELS + "]" * yaml.MOST_LEVELS, (1, 15, "too-deep")),
        ("a: " + "{a: " * yaml.MOST_LEVELS + "1" + "}" * yaml.MOST_LEVELS, (1, 48, "too-deep")),
        ("a:\n" + "- " * yaml.MOST_LEVELS + "1\n", (2, 23, "too-deep")),
    ],
)
def test_what_can_harm_is_refused_where_it_stands(text: str | bytes, expected: tuple[int, int, str]) -> None:
    assert expected in codes(text)


def test_one_value_more_than_a_file_may_hold_is_refused_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MOST_NODES", 5)  # the mapping, its key, the list and two values
    assert codes("a: [1, 2]\n") == set()
    assert codes("a: [1, 2, 3]\n") == {(1, 11, "too-many-nodes")}


def test_one_octet_more_than_a_file_may_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "MOST_FILE_BYTES", 10)
    assert codes("a: 345678\n") == set()
    assert codes("a: 3456789\n") == {(1, 1, "file-too-large")}


def test_what_an_alias_points_to_is_never_put_in_its_place() -> None:
    """So a file cannot grow by pointing at itself: what is refused stays one thing that was refused."""
    notes = FileNotes("x.yaml")
    root = parse(b"a: &a [x, y]\nb: *a\n", notes)
    assert [problem.code for problem in notes.problems] == ["anchor", "alias"]
    assert root is not None
    assert {key: type(value) for key, (_, value) in root.entries.items()} == {"a": yaml.Items, "b": yaml.Refused}


@pytest.mark.parametrize("start", ["[", "{", "- ", "? ", "a: {", "'", '"', "|", ">", "!", "&a ", "%", "\t", "-\n "])
def test_whatever_is_repeated_nothing_but_problems_comes_of_it(start: str) -> None:
    text = start * (yaml.MOST_LEVELS + 1)
    assert codes(text)
    assert len(codes("a: " + text)) <= yaml.MOST_LEVELS + 1


def test_no_more_is_read_of_a_large_file_than_its_limit(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    path = "activities/welzijn-zandmeer/groot.yaml"
    (content / path).write_bytes(b"#" * (3 * yaml.MOST_FILE_BYTES))
    (problem,) = read_folder(content).problems
    assert (problem.path, problem.line, problem.code) == (f"content/{path}", 1, "file-too-large")
    assert problem.params == {"size": "65", "most": "64"}, "one octet more was read, to see that there is more"


def test_links_pipes_and_folders_in_the_place_of_files_are_refused(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    folder = content / "activities" / "welzijn-zandmeer"
    (tmp_path / "geheim.yaml").write_text("title: geheim\n")
    (folder / "link.yaml").symlink_to(tmp_path / "geheim.yaml")
    (folder / "stuk.yaml").symlink_to(tmp_path / "nergens.yaml")
    (content / "activities" / "vreemd").symlink_to(tmp_path)
    (folder / "map").mkdir()
    (content / "venues" / "map").mkdir()
    os.mkfifo(folder / "pijp.yaml")
    assert told(read_folder(content)) == {
        ("content/activities/vreemd", 1, "symbolic-link"),
        ("content/activities/welzijn-zandmeer/link.yaml", 1, "symbolic-link"),
        ("content/activities/welzijn-zandmeer/stuk.yaml", 1, "symbolic-link"),
        ("content/activities/welzijn-zandmeer/map", 1, "folder-too-deep"),
        ("content/activities/welzijn-zandmeer/pijp.yaml", 1, "not-a-file"),
        ("content/venues/map", 1, "folder-not-here"),
    }


@pytest.mark.parametrize(
    "name", ["..yaml", "a_b.yaml", "Hoofdletter.yaml", "spatie hier.yaml", "x" * 61 + ".yaml", "é.yaml", "a\nb.yaml"]
)
def test_names_that_fit_no_address_are_refused(tmp_path: Path, name: str) -> None:
    content = town_copy(tmp_path)
    (content / "venues" / name).write_text("name: x\n")
    problems = read_folder(content).problems
    if name.startswith("."):
        assert not problems  # hidden files are none of ours
    else:
        assert [problem.code for problem in problems] == ["bad-file-name"]


def test_content_cannot_start_a_workflow_command(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    name = "x::error file=a,line=1::b\n::warning::c.yaml"
    (content / "venues" / name).write_text("name: x\n")
    (content / "venues" / "fout.yaml").write_text('name: x\n"a\\n::notice::y%0A": 1\n')
    problems = read_folder(content).problems
    assert {problem.code for problem in problems} == {"bad-file-name", "unknown-key", "missing-key"}
    github = as_github(problems).splitlines()
    assert len(github) == len(problems)
    for line in github:
        head, place, message = line.split("::", 2)[0], *line.split("::", 2)[1:]
        assert (head, place.split(",line=")[0].count(":"), "%0A" in message) == ("", 0, False)
    assert len(problems_text(problems).splitlines()) == 2 * len(problems)
    assert not re.search("^::", problems_text(problems) + problems_json(problems), re.MULTILINE)


def test_text_between_quotes_keeps_what_it_means_and_is_made_nfc() -> None:
    notes = FileNotes("x.yaml")
    root = parse("a: NO\nb: 0343\nc: 19:30\nd: '2026-02-30'\ne: cafe\u0301\n".encode(), notes)
    assert root is not None
    assert [node.value for _, node in root.entries.values() if isinstance(node, yaml.Scalar)] == [
        "NO", "0343", "19:30", "2026-02-30", "caf\u00e9",
    ]  # fmt: skip
    assert not notes.problems


def test_without_libyaml_files_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((TOWN / "content").rglob("*.yaml"))
    quick = [parse(path.read_bytes(), FileNotes("x")) for path in paths]
    monkeypatch.setattr(yaml, "_Parser", pyyaml.Loader)
    assert [parse(path.read_bytes(), FileNotes("x")) for path in paths] == quick
    assert codes("a: *x\nb: !y z\nb: 2\n") == {(1, 4, "alias"), (2, 4, "tag"), (3, 1, "duplicate-key")}
    assert codes("a: [1,\n") == {(1, 4, "open-bracket")}
