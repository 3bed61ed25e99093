"""What nobody said is in no file: a name without letters names nothing, and a question waits for a person's yes."""

from __future__ import annotations

import pytest

from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.report import (
    Certainty,
    ReportItem,
    SourcePlace,
    lines_of,
    question_key,
    says_yes,
)
from buurtkalender.words.catalogues import translator
from buurtkalender.words.values import Message
from importing.test_sheets import took


def test_an_empty_or_missing_cell_gives_no_fact() -> None:
    found = took(
        "Titel;Dag;Tijd;Locatie;Thema;Voor wie;Taal\nSamen koken;do;14.00-16.00;Dorpshuis Zandmeer;;-;…\n".encode()
    ).one
    assert (found.themes, found.audiences, found.languages) == (("ontmoeten",), (), ())


@pytest.mark.parametrize("one", ["قهوة", "Кава", "ቡና", "咖啡", "Καφές"])
def test_names_in_another_script_are_names(one: str) -> None:
    assert comparable_name(one)
    assert comparable_name(one) != comparable_name(one + one[0])


@pytest.mark.parametrize("nothing", ["", " ", "—", "☕", "?!"])
def test_a_text_without_letters_is_no_name(nothing: str) -> None:
    assert not comparable_name(nothing)


def test_a_question_is_told_with_how_to_say_yes_and_counted() -> None:
    key = question_key("Koffie", "when", "5 december")
    asked = ReportItem(
        Certainty.ASKED, SourcePlace(3, "Koffie", row=True), Message("is it {day}?", {"day": 5}), key=key
    )
    told = lines_of([], [asked], translator("en"))
    assert f"  row 3, “Koffie”: is it 5? (yes: --yes {key})" in told
    assert told[-1] == "0 activities, 0 guesses, 1 question, 0 left out."


def test_yes_is_to_one_question_or_to_all() -> None:
    key, other = question_key("Koffie", "when", "5 december"), question_key("Koffie", "when", "6 december")
    assert key != other
    assert (says_yes(frozenset(), key), says_yes(frozenset({key}), key), says_yes(frozenset({key}), other)) == (
        False,
        True,
        False,
    )
    assert says_yes(frozenset({"all"}), other)
