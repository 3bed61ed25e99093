"""The manual of the format, in Dutch and in English, explains all that can be written; every example is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from buurtkalender.reading.fields import Field, FieldKind, Record, WordChoice
from buurtkalender.reading.manual import MEANINGS, Written, anchor, default, page, record_at, records_in, used
from buurtkalender.reading.manual_chapters import CHAPTERS
from buurtkalender.reading.manual_parts import COMMENT, FieldTable, ManualExample, completed, examples
from buurtkalender.reading.problems import PAGES, manual_address
from buurtkalender.reading.schema import FILES
from buurtkalender.words.catalogues import translator
from buurtkalender.words.facts import MEANING
from projects import ROOT
from reading.folders import read_folder, town_copy

PLACES = {
    "activity": "activities/welzijn-zandmeer/voorbeeld.yaml",
    "organisation": "organisations/voorbeeld.yaml",
    "venue": "venues/voorbeeld.yaml",
    "neighbourhoods": "neighbourhoods/voorbeeld.yaml",
    "vocabulary": "calendar/vocabulary.yaml",
    "words": "calendar/words.yaml",
    "norms": "calendar/norms.yaml",
    "picked-up": "calendar/picked-up.yaml",
    "holidays": "calendar/holidays.yaml",
}
"""Where an example of each kind of file is put in the town."""

EVERY_EXAMPLE = [(file, name) for file in FILES for name in examples(file)]
BLOCKS = [block for chapter in CHAPTERS for block in chapter.blocks]


@pytest.fixture(scope="module")
def town_with_pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town in which every example finds the pictures that it shows."""
    content = town_copy(tmp_path_factory.mktemp("manual"))
    picture = (content / "venues/dorpshuis.png").read_bytes()
    (content / "organisations/welzijn-zandmeer.png").write_bytes(picture)
    return content


def fields(record: Record, path: str, seen: dict[Field, str]) -> dict[Field, str]:
    """Return every field below a record, with the path that leads to it; a field of several records counts once."""
    for key, field in record.fields.items():
        if field in seen:
            continue
        seen[field] = f"{path}.{key}"
        for inner in records_in(field.kind).values():
            fields(inner, seen[field], seen)
    return seen


def every_field() -> dict[Field, str]:
    seen: dict[Field, str] = {}
    for file, (_title, record, _place) in FILES.items():
        fields(record, file, seen)
    return seen


def kinds(kind: FieldKind, seen: set[int]) -> Iterator[FieldKind]:
    """Yield a kind of value and all that it is made of."""
    if id(kind) not in seen:
        seen.add(id(kind))
        yield kind
        for name in dir(kind):
            if isinstance(inner := getattr(kind, name), FieldKind):
                yield from kinds(inner, seen)


def choices() -> list[WordChoice]:
    """Return every choice that a field of the format gives."""
    seen: set[int] = set()
    return [kind for field in every_field() for kind in kinds(field.kind, seen) if isinstance(kind, WordChoice)]


# --- the pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", PAGES)
def test_the_pages_in_the_repository_are_those_of_the_code(language: str) -> None:
    """Write them anew with `make docs`."""
    assert (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize("language", PAGES)
def test_every_link_within_a_page_leads_to_a_heading_and_no_heading_is_there_twice(language: str) -> None:
    text = page(language)
    headings = [
        anchor(heading) for heading in re.findall(r"^#+ (.+)$", re.sub(r"(?s)```.*?```", "", text), re.MULTILINE)
    ]
    assert len(set(headings)) == len(headings)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == set(headings[1:])
    assert {name for name in PAGES.values() if f"]({name})" in text} == set(PAGES.values()) - {PAGES[language]}


@pytest.mark.parametrize("language", PAGES)
def test_every_row_of_a_table_has_its_four_cells(language: str) -> None:
    rows = [line for line in page(language).splitlines() if line.startswith("|")]
    assert len(rows) > 200
    assert {row.count("|") for row in rows} == {5}


def test_the_manual_at_the_forge_has_the_address_that_this_forge_gives_files() -> None:
    file = "docs/formaat.md"
    assert manual_address("https://github.com/zandmeer/kalender", "main", "nl") == (
        f"https://github.com/zandmeer/kalender/blob/main/{file}"
    )
    assert manual_address("https://gitlab.example/zandmeer/kalender.git", "main", "nl") == (
        f"https://gitlab.example/zandmeer/kalender/-/blob/main/{file}"
    )
    assert manual_address("https://code.example/zandmeer/kalender/", "main", "en") == (
        "https://code.example/zandmeer/kalender/src/branch/main/docs/format.md"
    )
    assert manual_address(None, "main", "nl") == ""


# --- what is explained ------------------------------------------------------------------------------


def test_every_field_of_the_format_stands_in_a_table() -> None:
    shown = []
    for table in BLOCKS:
        if isinstance(table, FieldTable):
            file, _, path = table.path.partition(".")
            record = record_at(FILES[file][1], path)
            shown += [record.fields[key] for key in table.keys or record.fields]
    missing = [path for field, path in every_field().items() if field not in shown]
    assert not missing, "put these in a table of manual/of_activity.py or manual/of_others.py"


@pytest.mark.parametrize("language", PAGES)
def test_no_sentence_names_a_key_that_the_format_does_not_have(language: str) -> None:
    sentences = [line for line in page(language).splitlines() if not line.startswith(("|", "<"))]
    named = set(re.findall(r"`([a-z_]+)`", "\n".join(sentences)))
    assert {"when", "drop_in", "serves"} <= named <= {field.key for field in every_field()}


@pytest.mark.parametrize("language", PAGES)
def test_every_field_is_explained_in_both_languages_and_in_dutch_it_is_dutch(language: str) -> None:
    texts, text = translator(language), page(language)
    for field, path in every_field().items():
        explained = texts.gettext(field.doc)
        assert f"`{field.key}`" in text
        assert explained in text, path
        if language == "nl":
            assert explained != field.doc or field.doc in SAME_IN_DUTCH, f"{path}: explain it in locale/nl.po"


SAME_IN_DUTCH = {"Postcode, 1234 AB."}


def test_every_kind_of_value_says_how_it_is_written() -> None:
    dutch = Written(translator("nl"), "nl")
    for field, path in every_field().items():
        assert dutch.of(field.kind), path


def test_every_word_that_a_field_may_hold_has_its_meaning() -> None:
    dutch = translator("nl")
    words = {word for choice in choices() if None not in choice.words.values() for word in choice.words}
    assert {"tuesday", "community-centre", "weekday-morning", "paused"} <= words
    told = {word: MEANINGS.get(word, word) for word in words}
    assert {word for word, meaning in told.items() if dutch.pgettext(MEANING, meaning) == meaning} <= SAME_WORDS


SAME_WORDS = {"park", "school", "online", "week", "noord", "midden", "zuid"}


def test_what_counts_when_a_key_is_left_out_is_told_as_the_model_has_it() -> None:
    norm = record_at(FILES["norms"][1], "norms")
    assert [default(norm, norm.fields[key]) for key in ("weeks", "every_week", "ages")] == ["12", "0.9", None]
    activity = FILES["activity"][1]
    assert default(activity, activity.fields["status"]) == "active"
    assert "laat je het weg, dan is het `12`" in page("nl")


# --- the examples -----------------------------------------------------------------------------------


def test_every_example_is_shown_once() -> None:
    shown = [(block.file, block.name) for block in BLOCKS if isinstance(block, ManualExample)]
    assert sorted(shown) == sorted(EVERY_EXAMPLE)


@pytest.mark.parametrize(("file", "name"), EVERY_EXAMPLE)
def test_every_example_is_right(file: str, name: str, town_with_pictures: Path) -> None:
    path = town_with_pictures / PLACES[file]
    before = path.read_text() if path.exists() else None
    path.write_text(completed(file, name))
    try:
        found = read_folder(town_with_pictures)
    finally:
        path.write_text(before) if before is not None else path.unlink()
    assert [problem for problem in found.problems if problem.path == f"content/{PLACES[file]}"] == []


@pytest.mark.parametrize(("file", "name"), EVERY_EXAMPLE)
def test_every_example_is_short_and_its_remarks_are_translated(file: str, name: str) -> None:
    text = examples(file)[name]
    assert 0 < len(text.splitlines()) <= 21
    assert max(map(len, text.splitlines())) <= 105
    for remark in COMMENT.findall(text):
        assert translator("nl").gettext(remark) != remark


def test_every_field_is_written_in_an_example() -> None:
    written_somewhere = {field for file in FILES for field in used(file)}
    missing = [path for field, path in every_field().items() if field not in written_somewhere]
    assert not missing, "write an example of these in reading/manual/examples/"
