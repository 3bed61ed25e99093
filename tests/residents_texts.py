"""Which texts of the code and the theme residents read: those that every language needs.

Whoever gives residents a new page adds its module or its template here; what a page asks for besides, the tests find
out when they build the pages.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from buurtkalender.site.theme import ASKED_TEXT, unquoted
from buurtkalender.words.catalogues import LOCALE
from buurtkalender.words.facts import FACT_WORDS, residents_texts
from buurtkalender.words.values import UNITS

ROOT = Path(__file__).parents[1]

MODULES = (
    *("about", "cards", "details", "list_kinds", "listing", "lists", "marking", "photos", "render", "search_index"),
    *("pages/activity", "pages/days", "pages/lists", "pages/search", "pages/subscribe", "subscriptions"),
    *("../feeds/formats", "search_words"),
)
"""The modules in ``site/`` that make residents' pages and nothing else."""

WORDS = ("catalogues", "dates", "patterns", "values")
"""The modules in ``words/`` whose sentences stand on residents' pages."""

TEMPLATES = (
    *(
        "activity",
        "base",
        "editorial",
        "home",
        "index",
        "list",
        "offline",
        "redirect",
        "search",
        "subscribe",
        "volunteers",
    ),
    *("parts/access", "parts/card", "parts/date", "parts/footer", "parts/header", "parts/later", "parts/macros"),
    *("parts/place", "parts/question", "parts/reach", "parts/roles", "parts/row", "parts/tag", "parts/undated"),
    *("parts/papers", "parts/photo", "parts/mine", "parts/search", "parts/stale"),
)
"""The templates of residents' pages, and the parts that these show."""

OTHERS = {
    (None, "Help as a volunteer"),
    (None, "This page has moved"),
    (None, "No connection with the internet"),
    (None, "Who is looking for volunteers, and what you would do there."),
}
"""What modules that also make other pages say on residents' pages."""

Text = tuple[str | None, object]
"""A context, and a msgid; or two of them, for one and for many."""

NOT_THEIRS: set[Text] = {
    *((None, f"{what}: {{title}}") for what in ("CANCELLED", "POSTPONED", "NOT CERTAIN", "FULL")),
    *((None, text) for text in ("Cancelled: {reason}", "This time it is cancelled.")),
    *((None, f"{{weekday}} {part}") for part in ("morning", "afternoon", "evening", "{time}")),
    (None, ("and {n} more", "and {n} more")),
    *((None, f"every {of} on: {{days}}") for of in ("month", "{n} months")),
    *((None, text) for text in ("each {days}", "starting {day}", "up to {day}", "without a fixed time")),
    *((None, text) for text in ("call {phone}", "mail {email}")),
    (None, ("without {n} date", "without {n} dates")),
}
"""What is only asked in the site's own language: it stands in feeds, in the finder and in reports."""

KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_plural": (2, 3),
}


@cache
def of_residents() -> frozenset[Text]:
    """Return every text that residents may read."""
    found = set(OTHERS) | {("price per", unit) for unit in UNITS.values()}
    for name in (*(f"site/{name}" for name in MODULES), *(f"words/{name}" for name in WORDS)):
        file = ROOT / "plugins/buurtkalender" / f"{name}.py"
        found |= {
            (context, text) for _line, text, _comments, context in extract_from_file("python", str(file), KEYWORDS)
        }
    for name in TEMPLATES:
        text = (ROOT / "theme/templates" / f"{name}.html").read_text(encoding="utf-8")
        found |= {(None, unquoted(msgid)) for msgid in ASKED_TEXT.findall(text)}
    found |= {(None, text) for words in FACT_WORDS.values() for text in residents_texts(words)}
    return frozenset(found - NOT_THEIRS)


@cache
def catalogue(language: str) -> dict[Text, Any]:
    """Return the messages of a language that is not English."""
    with (LOCALE / f"{language}.po").open("rb") as file:
        return {(message.context, message.id): message for message in read_po(file, locale=language) if message.id}


def missing_from(language: str) -> str:
    """Return what a language lacks of these texts, as lines for its catalogue."""
    lacking = of_residents() - catalogue(language).keys()
    return "".join(sorted(map(_lines, lacking)))


def _lines(text: Text) -> str:
    context, msgid = text
    head = f'msgctxt "{context}"\n' if context else ""
    if isinstance(msgid, tuple):
        return f'{head}msgid "{msgid[0]}"\nmsgid_plural "{msgid[1]}"\nmsgstr[0] ""\n\n'
    return f'{head}msgid "{msgid}"\nmsgstr ""\n\n'
