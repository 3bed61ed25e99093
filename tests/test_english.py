"""A whole site in English: its pages, those of coordinators too, say nothing of their own in Dutch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po
from lxml import html

from buurtkalender.words.catalogues import LOCALE
from projects import Project, town_project

DUTCH = re.compile(
    r"\b(de|het|een|van|niet|geen|wij|we|je|jij|jouw|mijn|voor|naar|met|zonder|wordt|worden|deze|dit|dat|die|waar|wanneer"
    r"|wie|hoe|wat|alle|elke|meer|minder|bij|aan|uit|tot|uur|en|of|ook|nog|wel|kan|kun|moet|zijn|heeft|hebben|buurt"
    r"|buurten|vandaag|morgen|gratis|activiteit|activiteiten|organisatie|organisaties|locatie|locaties|afspraak)\b",
    re.IGNORECASE,
)
"""Words that only Dutch has, and that no sentence does long without."""

ENGLISH_TOO = {"die", "we", "of", "met", "tot"}
"""Those of them that English has as well."""

NAMED = {"Kerncijfers wijken en buurten"}
"""What is called by its own name: a table of Statistics Netherlands."""

SAID = ("label", "title", "alt", "placeholder", "aria-label", "content")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town with English as its language."""
    made = town_project(tmp_path_factory.mktemp("english") / "town", DEFAULT_LANG="en", SITENAME="Calendar of Zandmeer")
    done = made.build()
    assert done.code == 0, done.said
    return made


@pytest.fixture(scope="module")
def written(site: Project) -> list[str]:
    """What somebody wrote in the content and is Dutch, the longest first."""
    found: set[str] = set()
    for file in site.content.rglob("*.yaml"):
        found |= set(_scalars(yaml.safe_load(file.read_text(encoding="utf-8"))))
    for file in site.content.rglob("*.md"):
        found |= set(_scalars(re.sub(r"(?m)^\w+: ", "", file.read_text(encoding="utf-8"))))
    return sorted((text for text in found | NAMED if " " in text and DUTCH.search(text)), key=len, reverse=True)


def _scalars(value: object) -> Iterator[str]:
    """Yield the texts in a file: as they are, and as pages show them, which is with one space and without a dot."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _scalars(one)
    elif isinstance(value, list):
        for one in value:
            yield from _scalars(one)
    elif isinstance(value, str):
        for line in value.splitlines():
            yield " ".join(line.split()).rstrip(".")
            yield from (" ".join(part.split()).lstrip("- #1234567890.") for part in re.split(r"[*_`\[\]()]+", line))


def test_no_page_says_anything_in_dutch_but_what_people_wrote(site: Project, written: list[str]) -> None:
    ours, strange = _only_dutch(), {}
    for file in sorted(site.output.rglob("*.html")):
        root = html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        for text in set(_texts(root)):
            left = _without(text, written)
            if left in ours or len({word.casefold() for word in DUTCH.findall(left)} - ENGLISH_TOO) > 1:
                strange.setdefault(left, file.relative_to(site.output).as_posix())
    assert not strange, "\n".join(f"{where}: {text}" for text, where in strange.items())


def _without(text: str, written: list[str]) -> str:
    """Return what is left of a text without what people wrote."""
    for one in written if DUTCH.search(text) else ():
        start = text.casefold().find(one.casefold())
        if start >= 0:
            text = text[:start] + text[start + len(one) :]
    return text


def test_feeds_and_what_a_host_is_told_are_english(site: Project) -> None:
    feed = (site.output / "kalender.ics").read_text()
    assert "CANCELLED: " in feed
    assert not any(f"{word}: " in feed for word in ("AFGELAST", "Aanmelden", "Kosten"))
    assert "<language>en</language>" in (site.output / "rss.xml").read_text()


def _only_dutch() -> set[str]:
    """Return the texts of the Dutch catalogue that are another in English, and have no blanks."""
    with (LOCALE / "nl.po").open("rb") as file:
        every = [(_forms(one.id), _forms(one.string)) for one in read_po(file, locale="nl") if one.id]
    english = {text for texts, _dutch in every for text in texts}
    return {
        text for _english, texts in every for text in texts if " " in text and "{" not in text and text not in english
    }


def _forms(texts: Any) -> tuple[str, ...]:
    return texts if isinstance(texts, tuple) else (texts,)


def _texts(root: Any) -> Iterator[str]:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in {"script", "code", "pre"}:
            for text in (element.text, *(child.tail for child in element)):
                if text and text.strip() and "://" not in text:
                    yield " ".join(text.split())
            for name in SAID:
                if (value := element.get(name)) and "://" not in value:
                    yield value


@pytest.mark.parametrize("name", ["form.js", "answers.js"])
def test_scripts_hold_no_texts_of_their_own(name: str) -> None:
    text = (Path(__file__).parents[1] / "theme/static/js" / name).read_text(encoding="utf-8")
    code = re.sub(r"//.*|/\*.*?\*/", "", text)
    quoted = re.findall(r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`]*)`", code)
    said = [one for group in quoted for one in group if DUTCH.search(one) and " " in one]
    assert [one for one in said if len({word.casefold() for word in DUTCH.findall(one)} - ENGLISH_TOO) > 1] == []
