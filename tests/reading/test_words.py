"""What people call things, as a municipality writes it: ``content/calendar/words.yaml``."""

from __future__ import annotations

from pathlib import Path

from buurtkalender.domain.values import Synonym
from buurtkalender.reading.content import read_content
from projects import DEMO
from reading.folders import marked, read_folder, told, town_copy
from town import ANCHOR, CALENDAR_ID

FILE = "calendar/words.yaml"

MISTAKES = """\
words:
  - sayd: [bakkie]  # ← unknown-key
    means: [koffie]
  - means: [koffie]  # ← missing-key
  - said: {nederlands: [bakkie]}  # ← bad-language
  - said: [troost, troost]  # ← told-twice
  - said: [schaken]
"""


def test_what_people_say_is_in_the_calendar_by_language_and_without_one_it_is_dutch(tmp_path: Path) -> None:
    text = "words:\n  - {said: {nl: eenzaam, pl: [samotny, samotna]}, means: ontmoeten}\n  - said: [schaken, dammen]\n"
    found = read_folder(town_copy(tmp_path, **{FILE: text}))
    assert found.problems == ()
    assert found.calendar.synonyms == (
        Synonym(said={"nl": ("eenzaam",), "pl": ("samotny", "samotna")}, means=("ontmoeten",)),
        Synonym(said={"nl": ("schaken", "dammen")}),
    )


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    content = town_copy(tmp_path)
    (content / FILE).unlink()
    found = read_folder(content)
    assert (found.problems, found.calendar.synonyms) == ((), ())


def test_every_mistake_is_told_at_its_place_and_the_rest_counts(tmp_path: Path) -> None:
    files = {FILE: MISTAKES}
    found = read_folder(town_copy(tmp_path, **files))
    assert told(found) == marked(files)
    unknown = next(problem for problem in found.problems if problem.code == "unknown-key")
    assert unknown.params["suggestion"] == "said"
    assert Synonym(said={"nl": ("schaken",)}) in found.calendar.synonyms


def test_the_demo_has_a_start_in_six_languages() -> None:
    calendar = read_content(DEMO, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
    words = {
        language: {word for one in calendar.synonyms for word in one.said.get(language, ())}
        for language in ("nl", "en", "uk", "ar", "tr", "pl")
    }
    assert words["nl"] >= {"eenzaam", "maatje", "belbus", "inburgering", "depressie", "weduwe", "voedselbank"}
    assert all(len(some) > 100 for some in words.values())
