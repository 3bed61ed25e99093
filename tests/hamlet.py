"""A hamlet: what is left of the fictional town when of each kind of thing there is about one.

Its site has every kind of file that the town's has (``test_rebuild.py`` holds it to that) and is made in a third of the
time: for tests that build many times, and are about what changes and not about how much there is.
"""

from __future__ import annotations

import re
from pathlib import Path

from projects import Project, town_project

KEPT = (
    *("activities/bewonersgroep-molenwijk/bingo", "activities/bewonersgroep-molenwijk/knutselclub"),  # in one room
    *("activities/bewonersgroep-molenwijk/burenhulp", "activities/bewonersgroep-molenwijk/moestuin"),  # renamed; paused
    *("activities/bewonersgroep-molenwijk/soep-en-spel", "activities/zorgkring-bosrade/bezoek"),  # hostile; elsewhere
    *("activities/bibliotheek-zandmeer/taalcafe", "activities/welzijn-zandmeer/taalcafe"),  # likely duplicates
    *("activities/sv-zandmeer/gymmen", "activities/sv-zandmeer/wandelgroep"),  # a course; at a location
    *("activities/welzijn-zandmeer/koffieochtend", "activities/welzijn-zandmeer/eettafel"),  # every fact; two days
    *("activities/welzijn-zandmeer/maatje", "activities/welzijn-zandmeer/nieuwjaar"),  # at no time; in a closed venue
    "activities/welzijn-zandmeer/formulieren-inloop",  # twice on one date
    *("organisations/bewonersgroep-molenwijk", "organisations/bibliotheek-zandmeer", "organisations/sv-zandmeer"),
    *("organisations/kerk-aan-de-duinen", "organisations/welzijn-zandmeer", "organisations/zorgkring-bosrade"),
    *("venues/bibliotheek", "venues/buurthuis-molenwijk", "venues/dorpshuis", "venues/sporthal"),
)
WORDS = (
    *("ontmoeten", "eten-en-drinken", "bewegen", "rouw-en-steun"),
    *("zelfredzaamheid", "sociale-aansluiting", "opvoedvaardigheden"),
    *("ouderen", "jongeren", "ouders"),
)
"""Themes, goals and audiences."""

NORMS = ("inloop-65plus", "samen-eten", "bezoek-75plus", "hulp-bij-opvoeden", "jeugd-beweegt")
AREAS = ("kapelbuurt", "bedrijvenpark")
"""What is left of the second municipality; of the first one everything is."""


def hamlet_project(folder: Path, **settings: object) -> Project:
    """Make a project of the hamlet."""
    made = town_project(folder, **settings)
    for kind in ("activities", "organisations", "venues"):
        for file in (made.content / kind).rglob("*.yaml"):
            if file.relative_to(made.content).with_suffix("").as_posix() not in KEPT:
                file.unlink()
    for file in (
        *(made.content / "activities").rglob("*.yaml"),
        made.content / "organisations/bibliotheek-zandmeer.yaml",
    ):
        _write(file, re.sub(r"(?<!\w)(themes|audiences): \[([^]]*)\]", _known, file.read_text()))
    bezoek = made.content / "activities/zorgkring-bosrade/bezoek.yaml"
    _write(bezoek, re.sub(r"serves: .*", "serves: [kapelbuurt]", bezoek.read_text()))
    vocabulary, norms = (made.content / f"calendar/{name}.yaml" for name in ("vocabulary", "norms"))
    themes, _, others = vocabulary.read_text().partition("facilities:\n")
    _write(vocabulary, _only(themes, r"  - \{id: (\S+),.*\n", WORDS) + "facilities:\n" + others)
    _write(norms, _only(norms.read_text(), r"  - id: (\S+)\n(?:    .*\n)+", NORMS))
    bosrade = made.content / "neighbourhoods/bosrade.yaml"
    _write(bosrade, _only(bosrade.read_text(), r"      - id: (\S+)\n(?:        .*\n)+", AREAS))
    told = bosrade.read_text("utf-8").splitlines(keepends=True)
    _write(bosrade, "".join(line for line in told if "audiences:" not in line))  # newcomers are no word of the hamlet
    return made


def _known(found: re.Match[str]) -> str:
    """Leave the themes or audiences that the hamlet knows; of themes there is always one."""
    known = [one for one in found[2].split(", ") if one in WORDS]
    return f"{found[1]}: [{', '.join(known or ['ontmoeten'] * (found[1] == 'themes'))}]"


def _only(text: str, block: str, names: tuple[str, ...]) -> str:
    """Drop the blocks of a YAML file whose names are not among these."""
    return re.sub(block, lambda found: found[0] if found[1] in names else "", text)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
