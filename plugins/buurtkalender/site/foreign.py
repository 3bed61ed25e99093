"""What people wrote, on a page in another language: it stays as it is, and says which language it is in.

Programs that read pages aloud then pronounce it right (WCAG 2.2, 3.1.2), and in a language that is written from right
to left it does not take the words around it along (``bdi``). On a page in the language of the content nothing is
marked.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

UNITS = {
    "avond": "evening",
    "bord": "plate",
    "cursus": "course",
    "dag": "day",
    "dagdeel": "part of a day",
    "gezin": "family",
    "groep": "group",
    "half jaar": "half year",
    "jaar": "year",
    "kaartje": "ticket",
    "keer": "visit",
    "kind": "child",
    "kwartaal": "quarter",
    "les": "lesson",
    "maaltijd": "meal",
    "maand": "month",
    "middag": "afternoon",
    "ochtend": "morning",
    "persoon": "person",
    "reeks": "series",
    "rit": "ride",
    "seizoen": "season",
    "team": "team",
    "uur": "hour",
    "week": "week",
}
"""What a price is mostly for, as people write it in Dutch; the msgids, in the context "price per", are English."""


def marked(text: str, language: str) -> Markup:
    """Return a text with the language that it is in."""
    return Markup(f'<bdi lang="{language}">{escape(text)}</bdi>')  # noqa: S704 - escaped; a fifth of Markup.format


def tongue(text: str) -> str:
    """Return the language of a text that is marked, for an element that can hold the mark itself; "" without one."""
    return text[11:].partition('"')[0] if isinstance(text, Markup) and text.startswith('<bdi lang="') else ""


def filled(template: str, **values: object) -> str:
    """Fill in the blanks of a sentence; it becomes HTML when one of the values is."""
    if any(isinstance(value, Markup) for value in values.values()):
        return escape(template).format(**values)
    return template.format(**values)


def joined(parts: Iterable[str], by: str = " ") -> str:
    """Join texts; the whole becomes HTML when one of them is."""
    every = list(parts)
    return Markup(by).join(every) if any(isinstance(part, Markup) for part in every) else by.join(every)  # noqa: S704 - ours


def plain(text: str) -> str:
    """Return a text without its marks, for where there can be none."""
    return text.striptags() if isinstance(text, Markup) else text
