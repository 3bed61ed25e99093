"""The text of an issue that was made with the form: what stands below each of its headings.

GitHub writes ``### `` and the label of each field, an empty line, and what was answered. Nothing else is a heading
here: what somebody writes in a text field cannot become another field, for a heading that comes twice or in another
order is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from buurtkalender.words.facts import FACT_WORDS

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "title": "Hoe heet de activiteit?",
        "organisation": "Welke organisatie doet het?",
        "themes": "Waar gaat het over?",
        "often": "Hoe vaak is het?",
        "weekdays": "Op welke dagen van de week?",
        "monthly": "Welke dag van de maand?",
        "dates": "Op welke datums?",
        "time": "Van hoe laat tot hoe laat?",
        "from": "Vanaf welke datum?",
        "until": "Tot en met welke datum?",
        "skip": "Wanneer is het er niet?",
        "place": "Waar is het?",
        "description": "Wat gaan mensen doen?",
        "audiences": "Voor wie is het?",
        "ages": "Voor welke leeftijd?",
        "cost": "Wat kost het?",
        "signup": "Moeten mensen zich aanmelden?",
        "reach": "Hoe kunnen ze zich aanmelden?",
        **dict(words.issue for words in FACT_WORDS.values() if words.issue),
        "contact": "Waar kunnen mensen terecht met vragen?",
        "consent": "Toestemming",
    }
)
"""The fields of ``.github/ISSUE_TEMPLATE/1-activiteit.yml`` in its order: the id of each, and its label."""

CONSENT = "De organisatie vindt het goed dat dit op de kalender komt."
NOTHING = frozenset({"_No response_", "None", ""})
MOST = 65_536


class NotAFormError(Exception):
    """The text is not what the form makes; the text of the error is the heading where it goes wrong, or empty."""


def sections(body: str) -> dict[str, str]:
    """Return what was answered, by the id of the field; what was left empty is not there. Raises NotAFormError."""
    labels = {f"### {label}": name for name, label in HEADINGS.items()}
    order = list(HEADINGS)
    found: dict[str, list[str]] = {}
    current = ""
    for line in plain(body)[:MOST].split("\n"):
        name = labels.get(line.rstrip())
        if name is None:
            if current:
                found[current].append(line)
            elif line.strip():
                raise NotAFormError("")
            continue
        if current and order.index(name) <= order.index(current):
            raise NotAFormError(HEADINGS[name])
        current = name
        found[name] = []
    if not {"title", "organisation", "often", "consent"} <= found.keys():
        raise NotAFormError("")
    answers = {name: "\n".join(lines).strip() for name, lines in found.items()}
    return {name: text for name, text in answers.items() if text not in NOTHING}


def plain(body: str) -> str:
    """Return the text as it is compared: line ends and empty ends differ by the way that it came."""
    return body.replace("\r\n", "\n").replace("\r", "\n").strip()


def digest(body: str) -> str:
    """Return the SHA-256 of the text, in hexadecimal: whoever approves it approves exactly this."""
    return sha256(plain(body).encode("utf-8", "replace")).hexdigest()
