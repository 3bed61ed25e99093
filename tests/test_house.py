"""The house itself: its layers, its documented commands, its catalogues."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from buurtkalender import __version__, cli
from buurtkalender.reading.catalogues import LOCALE, languages, sources

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "plugins/buurtkalender"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SUBCOMMANDS = (
    "start",
    "check",
    "build",
    "serve",
    "gaps",
    "new",
    "fix",
    "changes",
    "import",
    "receive",
    "submissions",
    "schema",
)


def test_the_layers_import_only_downwards() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
def test_every_subcommand_has_help_and_stands_in_the_readme(
    subcommand: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([subcommand, "--help"])
    assert left.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 5
    assert f"buurtkalender {subcommand}" in README


def test_the_version_in_the_changelog_is_the_one_that_runs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert __version__ in capsys.readouterr().out
    assert __version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_map_of_the_code_names_only_what_is_there_and_a_test_for_each() -> None:
    table = CONTRIBUTING.partition("## To change X, go to Y")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 20
    for what, code, tests in rows:
        for text, places in ((code, (PACKAGE, ROOT)), (tests, (ROOT / "tests",))):
            paths = [path for path in re.findall(r"`([^` …]+)`", text) if "/" in path or "." in path]
            assert paths, what
            assert [path for path in paths if not any((place / path).exists() for place in places)] == [], what


def test_every_page_that_the_pages_about_the_code_link_to_is_there() -> None:
    for text in (README, CONTRIBUTING):
        linked = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
        assert {link for link in linked if not (ROOT / link).exists()} == set()


def test_every_make_command_that_people_are_told_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    code = " ".join(re.findall(r"`[^`]+`|^ {4}.*$", README + CONTRIBUTING, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)\b", code))
    assert {"serve", "test", "test-clients", "bench-feeds"} <= named <= targets


def _messages(language: str, layer: str) -> dict[object, object]:
    with (LOCALE / language / "LC_MESSAGES" / f"{layer}.po").open("rb") as file:
        catalogue = read_po(file)
    return {(message.context, message.id): message for message in catalogue if message.id}


@pytest.mark.parametrize("layer", sorted(path.stem for path in sources("nl")))
def test_every_text_is_there_in_every_language_with_the_same_blanks(layer: str) -> None:
    dutch = _messages("nl", layer)
    assert dutch, f"{layer}.po holds nothing"
    for language in languages():
        other = _messages(language, layer)
        assert other.keys() == dutch.keys(), f"{language}/{layer}.po differs from nl"
        for key, message in other.items():
            strings = message.string if isinstance(message.string, tuple) else (message.string,)  # type: ignore[attr-defined]
            ids = message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[attr-defined]
            for string in strings:
                assert string, f"{language}/{layer}.po: {key} is empty"
                assert _blanks(string) <= _blanks(" ".join(ids)), f"{language}/{layer}.po: {key}"


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)[^}]*\}", text))


def test_every_text_in_the_code_is_in_the_dutch_catalogue() -> None:
    known = {identity for layer in sources("nl") for _, ids in _messages("nl", layer.stem) for identity in _each(ids)}
    missing = {text for path in (ROOT / "plugins").rglob("*.py") for text in _marked(path)} - known
    assert not missing


def _each(ids: object) -> tuple[object, ...]:
    return ids if isinstance(ids, tuple) else (ids,)


def _marked(path: Path) -> set[str]:
    from babel.messages.extract import extract_from_file

    found: set[str] = set()
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for _line, message, _comments, _context in extract_from_file("python", str(path), keywords=keywords):  # type: ignore[arg-type]
        texts = message if isinstance(message, tuple) else (message,)
        found |= {text for text in texts if text}
    return found


def test_nothing_in_the_package_asks_the_clock_but_the_command_and_pelican() -> None:
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\b(date\.today|datetime\.now|time\.time)\(", path.read_text(encoding="utf-8"))
    }
    assert asking <= {"cli/clock.py", "site/generator.py"}
