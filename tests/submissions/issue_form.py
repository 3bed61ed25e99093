"""An issue as GitHub makes it of the form."""

from __future__ import annotations

from typing import Any

import yaml

from projects import ROOT

TEMPLATE = ROOT / ".github" / "ISSUE_TEMPLATE" / "1-activiteit.yml"

FILLED = {
    "title": "Koffie: elke dag vers",
    "organisation": "Welzijn Zandmeer",
    "themes": "Ontmoeten, Eten en drinken",
    "often": "Elke week",
    "weekdays": "Dinsdag, Vrijdag",
    "time": "10.00 tot 12.00 uur",
    "skip": "In de schoolvakanties",
    "place": "Dorpshuis Zandmeer",
    "description": "We drinken koffie.\n\nNeem iemand mee.",
    "audiences": "Ouderen",
    "ages": "65 plus",
    "cost": "2,50 euro",
    "signup": "Ja",
    "reach": "0343-555 010, koffie@welzijn-zandmeer.example",
    "wheelchair": "Ja",
    "alone": "Dat weet ik niet",
    "contact": "info@welzijn-zandmeer.example",
    "consent": "- [X] De organisatie vindt het goed dat dit op de kalender komt.",
}


def fields() -> list[dict[str, Any]]:
    """What the form asks."""
    body = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))["body"]
    return [field for field in body if field["type"] != "markdown"]


def body(**other: str | None) -> str:
    """The text of an issue with these answers; None leaves one empty."""
    answers = {**FILLED, **other}
    return "\n\n".join(
        f"### {field['attributes']['label']}\n\n{answers.get(field['id']) or '_No response_'}" for field in fields()
    )
