"""What it costs to add a unit in which norms count: three files. In a copy of the package a unit is added to these."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from expand import rows
from hamlet import hamlet_project
from projects import ROOT, Done, Project, started
from town import TODAY

PACKAGE = ROOT / "plugins" / "buurtkalender"

TOTAL = """
from dataclasses import replace


def _different(total: Tally) -> Tally:
    def in_each_period(found: Iterable[Candidate]) -> list[float]:
        periods: list[dict[str, float]] = [{} for _ in total.lower]
        for one in found:
            for known, much in zip(periods, one.much, strict=True):
                known[one.activity.organisation] = max(known.get(one.activity.organisation, 0.0), much)
        return [sum(known.values()) for known in periods]

    lower = in_each_period(total.certain)
    upper = in_each_period([*total.certain, *total.maybe])
    return replace(total, lower=lower, upper=upper, believed=sum(lower))


_ALL = (
    Unit("organisations", lambda _much, _activity, _hours: 1.0, total=_different),
"""
WORDS = """UNIT_WORDS = {
    "organisations": UnitWords(
        N_("How many different organisations."),
        {"week": N_("at least {n} organisations a week"), "month": N_("at least {n} organisations a month")},
        {
            "week": N_("{much} of {required} organisations a week"),
            "month": N_("{much} of {required} organisations a month"),
        },
        {"week": N_("organisations a week"), "month": N_("organisations a month")},
    ),
"""
DUTCH = """
msgid "How many different organisations."
msgstr "Hoeveel verschillende organisaties."

msgid "at least {n} organisations a month"
msgstr "minstens {n} organisaties per maand"

msgid "{much} of {required} organisations a month"
msgstr "{much} van {required} organisaties per maand"

msgid "organisations a month"
msgstr "organisaties per maand"
"""
EDITS = {
    "domain/coverage/units.py": ("\n_ALL = (\n", TOTAL),
    "words/norms.py": ("UNIT_WORDS = {\n", WORDS),
    "locale/nl.po": ("", DUTCH),
}
"""All that is edited to add a unit: in each file what is replaced (nothing: at its end), and by what."""

NORMS = """  - id: keus
    title: Drie organisaties waar mensen elkaar ontmoeten
    themes: [ontmoeten]
    at_least: {organisations: 3, per: month}
    within: municipality
    must: [come-alone]
    municipalities: [zandmeer]
  - id: twee-die-helpen
    title: Twee organisaties die helpen bij opvoeden
    ages: 0-3
    goal: opvoedvaardigheden
    at_least: {organisations: 2, per: month}
    within: municipality
    municipalities: [zandmeer]
"""
SUM = "2 zeker, misschien 3, van 3 organisaties per maand. Niemand weet of er genoeg is."


class Changed(NamedTuple):
    """A hamlet with norms in the new unit, built by a package that has it."""

    plugins: Path
    site: Project
    built: Done

    def run(self, *arguments: str) -> Done:
        """Run the changed package's command."""
        return changed_command(self.plugins, self.site, *arguments)

    def page(self, path: str) -> str:
        """A page of the site."""
        return (self.site.output / path.strip("/") / "index.html").read_text("utf-8")


def changed_command(plugins: Path, site: Project, *arguments: str) -> Done:
    command = (sys.executable, "-m", "buurtkalender", *arguments)
    return started(*command, folder=site.folder, PYTHONPATH=str(plugins))


def with_edits(plugins: Path) -> Path:
    """Make a copy of the package in which only these files are edited."""
    shutil.copytree(PACKAGE, plugins / PACKAGE.name)
    for name, (before, after) in EDITS.items():
        file = plugins / PACKAGE.name / name
        text = file.read_text("utf-8")
        assert text.count(before) == 1 or not before, name
        file.write_text(text.replace(before, after) if before else text + after, encoding="utf-8")
    return plugins


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    folder = tmp_path_factory.mktemp("unit")
    plugins = with_edits(folder / "plugins")
    site = hamlet_project(folder / "hamlet", PLUGIN_PATHS=[str(plugins)])
    with norms_of(site).open("a", encoding="utf-8") as file:
        file.write(NORMS)
    site.share_templates()
    made = Changed(plugins, site, changed_command(plugins, site, "build", "--today", f"{TODAY}", "--jobs", "1"))
    assert made.built.code == 0, made.built.said
    return made


def norms_of(site: Project) -> Path:
    return site.content / "calendar" / "norms.yaml"


def verdicts(changed: Changed) -> list[dict[str, Any]]:
    return [row for row in rows(changed.site.output, "coverage") if row["norm"] == "keus"]


def test_a_unit_takes_three_files() -> None:
    assert len(EDITS) <= 3


def test_a_norm_is_counted_in_it_as_it_adds_up(changed: Changed) -> None:
    """Eight activities of two organisations are two; those of which a fact is unknown are a third."""
    assert verdicts(changed)
    for row in verdicts(changed):
        assert (row["verdict"], row["unit"], row["per"]) == ("data-gap", "organisations", "month")
        assert (row["lower"], row["upper"], row["required"]) == (2, 3, 3)
        assert sum(one["certain"] for one in row["counted"]) > 2
        assert [(week["lower"], week["upper"], week["holds"]) for week in row["weeks"]] == [(2, 3, None)] * 3


def test_the_data_in_it_are_what_their_schema_says(changed: Changed) -> None:
    data = changed.site.output / "data"
    for name in ("coverage", "prevention"):
        document = json.loads((data / f"{name}.json").read_text())
        assert "organisations" in {row["unit"] for row in document}
        Draft202012Validator(json.loads((data / f"schemas/{name}.schema.json").read_text())).validate(document)
    lines = list(csv.DictReader(io.StringIO((data / "coverage.csv").read_text("utf-8-sig"))))
    assert {line["unit"] for line in lines if line["norm"] == "keus"} == {"organisations"}


@pytest.mark.parametrize("path", ["hiaten/", "hiaten/normen/keus/", "hiaten/buurten/molenwijk/", "hiaten/overleg/"])
def test_its_sum_stands_on_the_page(path: str, changed: Changed) -> None:
    assert SUM in changed.page(path)


def test_the_method_says_what_is_asked(changed: Changed) -> None:
    assert "Minstens 3 organisaties per maand" in changed.page("hiaten/uitleg/")


@pytest.mark.parametrize(("name", "heading"), [("hiaten", "Geteld in"), ("preventie", "Geteld in")])
def test_the_tables_say_what_their_numbers_count(name: str, heading: str, changed: Changed) -> None:
    text = (changed.site.output / f"data/{name}.csv").read_text("utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert "organisaties per maand" in {row[heading] for row in found}


def test_what_helps_is_what_another_organisation_does(changed: Changed) -> None:
    for row in verdicts(changed):
        (first, *_others) = row["remedies"]
        assert (first["kind"], first["after"], first["activity"]) == (
            *("fill-in", "covered"),
            "bibliotheek-zandmeer/taalcafe",
        )
    text = "Vraag Bibliotheek Zandmeer naar Taalcafé bibliotheek: is er iemand die mensen verwelkomt die alleen komen?"
    assert text in changed.page("hiaten/overleg/")


def test_the_command_says_it_and_the_format_has_it(changed: Changed) -> None:
    assert SUM in changed.run("gaps", "--today", f"{TODAY}").out
    manual = changed.run("schema", "--format", "markdown", "--language", "nl").out
    assert "Hoeveel verschillende organisaties." in manual


def test_mistakes_in_it_are_explained(changed: Changed) -> None:
    file = norms_of(changed.site)
    good = file.read_text("utf-8")
    assert changed.run("check").code == 0
    file.write_text(good.replace("{organisations: 3, per: month}", "{organisations: 3}"), encoding="utf-8")
    found = changed.run("check")
    file.write_text(good, encoding="utf-8")
    assert found.code == 1
    assert "Er staat niet waarover de `organisations` worden geteld." in found.out
