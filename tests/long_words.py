"""A hamlet in which everything that people give a name or a text has one of the longest ordinary words of Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from hamlet import hamlet_project
from projects import Project

WORDS = tuple((Path(__file__).parent / "fixtures/long_words.txt").read_text("utf-8").split())
"""200 words as people in this field write them, of 23 to 60 letters."""

TEXTS = {
    *("title", "summary", "description", "name", "note", "label", "per", "by", "role", "hours", "transport"),
    *("street", "city", "cancelled", "alt", "evidence", "nl", "en"),
}
"""The keys of what people write in words."""

PERIODS = {"week", "month"}
"""What a norm counts by: that is no text."""

LINK = (
    "https://welzijn-zandmeer.example/een/heel/lang/adres/zonder/spaties/dat/niet/afbreekt/en/verder?met=vragen&en=meer"
)
CODE = "onderscheidingsloze_lange_code_die_nergens_kan_afbreken_omdat_er_geen_streepjes_staan"
MAIL = "arbeidsongeschiktheidsverzekeringsmaatschappijmedewerker@welzijn-zandmeer-en-omstreken.example"


def wordy_project(folder: Path, **settings: object) -> Project:
    """Make a project of it, with an activity for every four words: together they hold them all."""
    made = hamlet_project(folder, **settings)
    words = cycle(WORDS)
    for file in sorted(made.content.rglob("*.yaml")):
        known = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - makes texts of all
        _write(file, _longer(known, words))
    for number, found in enumerate(activities()):
        _write(made.content / f"activities/welzijn-zandmeer/lang-{number}.yaml", found)
    return made


def activities() -> Iterator[dict[str, Any]]:
    """Yield activities with these words in every field that stands on a sheet or a card."""
    for number, (one, other, third, fourth) in enumerate(zip(*[iter(WORDS)] * 4, strict=True)):
        yield {
            "title": (f"{one.capitalize()} en {other}", one.capitalize(), f"Samen naar de {one}")[number % 3],
            "summary": f"{other.capitalize()} en {third}. Zie {LINK}",
            "description": f"Een {third}: {LINK} of {MAIL}.\n\n      {CODE} {one} {third}\n\n`{CODE}`\n\n## {other}\n",
            "venue": ("dorpshuis", "bibliotheek")[number % 2],
            **({"room": "grote-zaal"} if number % 2 == 0 else {}),
            "themes": ["ontmoeten"],
            "audiences": ["ouderen"],
            "when": [
                {"weekly": ("monday", "thursday")[number % 2], "time": "09:00-10:00"},
                {"dates": [f"2026-12-{number % 28 + 1:02}"], "time": "19:00-20:30"},
            ],
            "changes": [{"date": ("2026-11-30", "2026-11-26")[number % 2], "note": f"Met {third}"}],
            "cost": {"amount": "2.5", "per": fourth, "note": f"inclusief {third}"},
            "signup": {"required": "yes", "email": MAIL},
            "transport": f"Met de {other}",
            "contact": {"name": third.capitalize(), "phone": "+31 343 555 010", "email": MAIL},
            "links": [{"title": LINK, "url": LINK}],
        }


def _longer(value: Any, words: Iterator[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _longer(one, words, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_longer(one, words, key) for one in value]
    written = key in TEXTS and len(value) < 50 and value not in PERIODS and not value.isdigit()
    return f"{next(words).capitalize()} {value}" if written else value


def _write(file: Path, value: Any) -> None:
    file.write_text(yaml.safe_dump(value, allow_unicode=True, width=1000, sort_keys=False), "utf-8")
