"""A sentence about days and times in a file becomes entries only where nothing in it hangs on today or on a guess."""

from __future__ import annotations

import pytest

from buurtkalender.submissions.fixing_edits import entries_of


def test_a_sentence_that_means_one_thing_becomes_its_entries() -> None:
    assert entries_of("elke dinsdag 10-12 uur en do 14.00-16.00") == [
        ["weekly: tuesday", "time: 10:00-12:00"],
        ["weekly: thursday", "time: 14:00-16:00"],
    ]
    assert entries_of("5-12-2026 14.00-16.00") == [["dates: [2026-12-05]", "time: 14:00-16:00"]]


@pytest.mark.parametrize(
    "sentence",
    [
        "5 december 14.00-16.00",
        "za 5 december 14.00-16.00",
        "dinsdag 10-12 vanaf 5 januari",
        "di 10-12 oneven weken",
        "dinsdag 7-9 uur",
        "donderdag 9-11 uur",
        "donderdag 2-4 uur",
        "dinsdag om 10 uur",
        "di 10-12 behalve als het regent",
        "elke 2e dinsdag 10-12",
    ],
)
def test_a_sentence_that_hangs_on_today_or_on_a_guess_is_left_to_a_person(sentence: str) -> None:
    assert entries_of(sentence) == []
