"""What it costs to add a language or a command, and whether the page about such changes names what the tests edit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from buurtkalender import cli
from changing import PLUGINS, Changed
from hamlet import hamlet_project
from projects import ROOT
from test_changing import A_FACT
from test_changing_lists import FORMAT, KIND
from test_changing_units import EDITS as UNIT

GERMAN = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Today"
msgstr "Heute"
"""
A_LANGUAGE = {f"{PLUGINS}/locale/de.po": ("", GERMAN)}
"""What somebody edits who adds one; and a word in LANGUAGES of ``pelican.conf.py``."""

GREET = '''"""`buurtkalender greet`: says hello."""

from buurtkalender.cli.common import CLEAN


def add(commands, shared, _):
    """Add the subcommand, and its help."""
    one = commands.add_parser("greet", parents=[shared.project], help=_("say hello"))
    one.set_defaults(run=run)


def run(options):
    """Say hello."""
    print("Hallo")
    return CLEAN
'''
A_COMMAND = {
    f"{PLUGINS}/cli/greet.py": ("", GREET),
    f"{PLUGINS}/cli/__init__.py": (
        "from buurtkalender.cli.common import CANNOT, Say, exit_code, shared_options, texts_of\n",
        "from buurtkalender.cli import greet\n",
    ),
    f"{PLUGINS}/locale/nl.po": ("", '\nmsgid "say hello"\nmsgstr "zeg hallo"\n'),
    "pyproject.toml": ('    "build | changes | check ', "| greet "),
}
"""What somebody edits who adds one, besides its row among the subcommands."""


def look_at_a_language(folder: Path) -> dict[str, Any]:
    """Build a hamlet that residents read in German too."""
    made = hamlet_project(folder / "hamlet", PLUGIN_PATHS=[str(folder.parent / "plugins")], LANGUAGES=("nl", "de"))
    built = made.build()
    assert built.code == 0, built.said
    return {name: (made.output / name).read_text("utf-8") for name in ("index.html", "de/index.html")}


def look_at_a_command(_folder: Path) -> dict[str, Any]:
    """Run it, and ask what there is."""
    return {"code": cli.main(["greet"]), "help": _help()}


def _help() -> str:
    from buurtkalender.words.catalogues import translator

    return cli.parser_of(translator("nl")).format_help()


def test_a_language_is_one_catalogue_and_one_word_in_the_settings(tmp_path: Path) -> None:
    pages = Changed(tmp_path, A_LANGUAGE).see(look_at_a_language)
    assert '<html lang="de"' in pages["de/index.html"]
    assert "Heute" in pages["de/index.html"]
    assert "Tomorrow" in pages["de/index.html"], "what it lacks is English"
    assert 'hreflang="de"' in pages["index.html"]


def test_a_command_is_a_module_a_row_and_its_dutch(tmp_path: Path) -> None:
    row = {f"{PLUGINS}/cli/__init__.py": ("    importing.add,\n)\n", "")}
    changed = Changed(tmp_path, A_COMMAND)
    file = tmp_path / PLUGINS / "cli/__init__.py"
    before, _ = row[f"{PLUGINS}/cli/__init__.py"]
    file.write_text(file.read_text("utf-8").replace(before, "    importing.add,\n    greet.add,\n)\n"), "utf-8")
    seen = changed.see(look_at_a_command)
    assert seen["code"] == 0
    assert re.search(r"greet +zeg hallo", seen["help"])


DOC = (ROOT / "docs/changing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "edits", "most"),
    [
        ("A yes-or-no fact of an activity", A_FACT, 8),
        ("A unit in which norms count", UNIT, 3),
        ("A kind of list", KIND, 3),
        ("A format of the news", FORMAT, 3),
        ("A language", A_LANGUAGE, 1),
        ("A command", A_COMMAND, 4),
    ],
)
def test_the_page_about_changes_names_the_files_that_the_tests_edit(
    heading: str, edits: dict[str, object], most: int
) -> None:
    section = DOC.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\d\. `([^`]+)`", section, re.MULTILINE)
    edited = [path.removeprefix(f"{PLUGINS}/") for path in edits]
    assert sorted(told) == sorted(re.sub(r"lines_of_news|greet|de\b", "NAME", path) for path in edited)
    assert len(told) <= most
