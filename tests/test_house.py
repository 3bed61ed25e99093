"""The house itself: its layers, its documented commands, its catalogues."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from buurtkalender import __version__, cli
from buurtkalender.reading.manual_parts import COMMENT, FOLDER
from buurtkalender.words.catalogues import LOCALE

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


@cache
def _dutch() -> dict[object, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the English and the Dutch of every text, a text or a form for one and for many."""
    with (LOCALE / "nl.po").open("rb") as file:
        return {
            (message.context, message.id): (_each(message.id), _each(message.string))
            for message in read_po(file)
            if message.id
        }


def test_every_text_has_its_dutch_with_no_other_blanks() -> None:
    assert len(_dutch()) > 2000
    for english, dutch in _dutch().values():
        for text in dutch:
            assert text, english
            assert _blanks(text) <= _blanks(" ".join(english)), english


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)[^}]*\}", text))


def test_every_text_in_the_code_is_in_the_dutch_catalogue() -> None:
    known = {text for english, _dutch_text in _dutch().values() for text in english}
    missing = {text for path in (ROOT / "plugins").rglob("*.py") for text in _marked(path)} - known
    assert not missing


ASKING = {".html", ".typ"}


def test_the_dutch_catalogue_holds_nothing_that_nobody_says() -> None:
    asking = [path for folder in (PACKAGE, ROOT / "theme") for path in folder.rglob("*.*") if path.suffix in ASKING]
    markup = "".join(path.read_text("utf-8") for path in asking)
    said = {*re.findall(r'\("([^"]*)"', markup), *re.findall(r"\('([^']*)'", markup)}
    said |= {remark for path in FOLDER.glob("*.yaml") for remark in COMMENT.findall(path.read_text("utf-8"))}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        said |= {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    assert [english for english, _text in _dutch().values() if english[0] not in said] == []


def _each(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    return texts if isinstance(texts, tuple) else (texts,)


def _marked(path: Path) -> set[str]:
    from babel.messages.extract import extract_from_file

    found: set[str] = set()
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for _line, message, _comments, _context in extract_from_file("python", str(path), keywords=keywords):  # type: ignore[arg-type]
        texts = message if isinstance(message, tuple) else (message,)
        found |= {text for text in texts if text}
    return found


ALONE = {
    "asks the clock": (r"\bdate\.today\(|\bdatetime\.(now|utcnow)\(|^ *(import time|from time import)", "clock.py"),
    "starts other programs": (r"\b(import|from) subprocess", "reading/git.py"),
    "replaces a file": (  # whole, or piece by piece where it may be larger than memory
        r"\.replace\((path|target|file|self\._file)\)|delete=False|mkstemp",
        "reading/storage.py submissions/receiving/lines.py",
    ),
    "asks over the net": (
        r"\bimport (http\.client|urllib\.request|httpx)\b|from (urllib\.request|http\.client) ",
        "submissions/http.py",
    ),
    "opens a connection": (r"\bimport socket\b", "mail.py submissions/http.py"),
    "speaks to a mail server": (r"\b(import|from) smtplib", "mail.py"),
}
"""What one module does for all others: the lines that do it, and the module. What it takes for that may be of two."""


@pytest.mark.parametrize("what", ALONE)
def test_one_module_alone_does_what_the_others_ask_it_for(what: str) -> None:
    pattern, modules = ALONE[what]
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == set(modules.split())
