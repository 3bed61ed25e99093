"""What looks private is in no file until a person says yes, what is public stays, and what is left is good Dutch."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from buurtkalender.submissions.importing import private
from buurtkalender.submissions.importing.facts import not_for_everybody
from projects import run, town_project
from importing.taking import ENGLISH, Took, calendar, event, took
from importing.test_sheets import row
from town import TODAY, town

TABLES = Path(__file__).parents[1] / "fixtures" / "importing"
PUBLIC = private.PublicFacts(
    phones=frozenset({"0343555010"}),
    mails=frozenset({"info@dorpshuis.example"}),
    domains=frozenset({"welzijn-zandmeer.example", "dorpshuis.example"}),
    streets=frozenset({"duinlaan 5"}),
    names=frozenset({"zandmeer", "dorpshuis zandmeer", "de huiskamer"}),
)
WHEN = "DTSTART;TZID=Europe/Amsterdam:20261201T100000", "DTEND;TZID=Europe/Amsterdam:20261201T120000"


def table(name: str) -> list[list[str]]:
    """The lines of a table, each its cells; an empty cell at the end may be missing."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [[*line.split("\t"), "", ""] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "left", "kinds"), [tuple(cells[:3]) for cells in table("private.tsv")])
def test_what_is_private_goes_and_what_is_left_is_good_dutch(text: str, left: str, kinds: str) -> None:
    found = private.without_private(text.replace("¶", "\n"), PUBLIC, "Koffie")
    assert found.text == left.replace("¶", "\n")
    assert sorted(one.kind for one in found.held) == sorted(kinds.split())


@pytest.mark.parametrize("text", [cells[0] for cells in table("harmless.txt")])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert private.without_private(text, PUBLIC, "Koffie") == (text, ())


@pytest.mark.parametrize(("right", "title"), [tuple(cells[:2]) for cells in table("internal.tsv")])
def test_an_event_that_is_not_for_everybody_waits_and_others_do_not(right: str, title: str) -> None:
    assert bool(not_for_everybody(title, (), "")) is (right == "held")


def test_with_a_yes_a_text_is_there_untouched() -> None:
    text = "Kom langs. Bel 06-55500078 of mail ria@gratismail.example."
    keys = {one.kind: one.key for one in private.without_private(text, PUBLIC, "Koffie").held}
    assert private.without_private(text, PUBLIC, "Koffie", frozenset(keys.values())) == (text, ())
    assert private.without_private(text, PUBLIC, "Koffie", frozenset({"all"})) == (text, ())
    half = private.without_private(text, PUBLIC, "Koffie", frozenset({keys["phone"]}))
    assert half.text == "Kom langs. Bel 06-55500078."


def test_a_yes_for_one_activity_is_none_for_another() -> None:
    (one,), (other,) = (private.without_private("Bel 06-55500078.", PUBLIC, title).held for title in ("Koffie", "Thee"))
    assert one.key != other.key


@pytest.mark.parametrize("text", [cells[0] for cells in table("private.tsv")])
def test_a_question_shows_two_signs_at_most(text: str) -> None:
    for one in private.without_private(text.replace("¶", "\n"), PUBLIC, "Koffie").held:
        assert all(len(str(word)) <= 2 for word in one.asked.words.values())
    shown = private.masked(text, PUBLIC)
    assert not any(sign in shown.replace(" ", "").replace("-", "") for sign in ("55500078", "gratismail", "4711", "geheim"))


@pytest.mark.parametrize(
    "text",
    ["0" * 100_000, "06 " * 30_000, "een " * 25_000, "a@" * 50_000, "(" * 50_000, "[a](" * 25_000, "Bij Ria " * 12_000,
     "https://" * 12_000, "wachtwoord: " * 9_000, "NL" * 50_000, "1 " * 50_000, "zoom.us/j/" * 10_000, "a." * 50_000,
     "geb. " * 20_000, "bel 0343-555 078, " * 5_000, "en " * 30_000, "Huiskamer van " * 7_000, "sleutel ligt " * 8_000,
     "[(" * 40_000, "Fam. Ria " * 10_000, "06-55500078? " * 5_000],
)  # fmt: skip
def test_a_text_of_any_kind_takes_a_bounded_time(text: str) -> None:
    started = process_time()
    private.without_private(text, PUBLIC, "Koffie")
    private.title_without_private(text, PUBLIC)
    private.place_without_private(text, PUBLIC, "Koffie")
    not_for_everybody(text, (), text)
    assert process_time() - started < 5
