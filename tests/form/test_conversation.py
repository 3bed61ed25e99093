"""A conversation on a terminal: what people type, the way back, and the look before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from buurtkalender.form.choices import ChoiceOption
from buurtkalender.form.conversation import Conversation, QuestionStep, Values, choice, several, yes_no
from buurtkalender.words.catalogues import translator

TEXTS = translator("nl")
THEMES = (
    ChoiceOption("ontmoeten", "Ontmoeten", ("Meeting people",)),
    ChoiceOption("eten-en-drinken", "Eten en drinken", ("Food and drink",)),
    ChoiceOption("muziek-en-zingen", "Muziek en zingen"),
    ChoiceOption("museum", "Museum"),
    ChoiceOption("cafe", "Café ’t Hoekje"),
)


class Talk:
    """A conversation with somebody who types these lines; input ends after the last one."""

    def __init__(self, *lines: str) -> None:
        self._lines = iter(lines)
        self.shown: list[str] = []
        self.prompts: list[str] = []

    def hold(
        self, *steps: QuestionStep, follow: Callable[[Values], Iterable[QuestionStep]] = lambda _: ()
    ) -> dict[str, Any] | None:
        """Hold it, and return what came out."""

        def both(values: Values) -> Iterator[QuestionStep]:
            yield from steps
            yield from follow(values)

        return Conversation(self.read, self.shown.append, TEXTS).hold(both, self.show)

    def read(self, prompt: str) -> str:
        """Type the next line."""
        self.prompts.append(prompt)
        line = next(self._lines, None)
        if line is None:
            raise EOFError
        return line

    @staticmethod
    def show(values: Values) -> str:
        """Show what was answered, a line a step."""
        return "\n".join(f"{key}: {value}" for key, value in values.items())

    @property
    def text(self) -> str:
        """All that was shown."""
        return "\n".join(self.shown)


NAME = QuestionStep("name", "Hoe heet het?", required=True)
THEME = several("themes", "Waar gaat het over?", THEMES, required=True)
FREE = yes_no("free", "Is het gratis?", TEXTS, unknown=True)


def answered(step: QuestionStep, *lines: str) -> Any:
    """What is understood of one question when somebody types these lines and then says that all is right."""
    talk = Talk(*lines, "ja")
    found = talk.hold(step)
    assert found is not None, talk.text
    return found[step.key]


@pytest.mark.parametrize(
    ("typed", "themes"),
    [
        ("1", ["ontmoeten"]),
        ("ontmoeten", ["ontmoeten"]),
        ("ONTMOETEN", ["ontmoeten"]),
        ("meeting people", ["ontmoeten"]),
        ("ontm", ["ontmoeten"]),
        ("eten-en-drinken", ["eten-en-drinken"]),
        ("eten en drinken", ["eten-en-drinken"]),
        ("zingen", ["muziek-en-zingen"]),
        ("cafe 't hoekje", ["cafe"]),
        ("1, 2", ["ontmoeten", "eten-en-drinken"]),
        ("1 2", ["ontmoeten", "eten-en-drinken"]),
        ("1 en 2", ["ontmoeten", "eten-en-drinken"]),
        ("ontmoeten en eten en drinken", ["ontmoeten", "eten-en-drinken"]),
        ("eten en drinken, ontmoeten en zingen", ["eten-en-drinken", "ontmoeten", "muziek-en-zingen"]),
        ("1, ontmoeten", ["ontmoeten"]),
    ],
)
def test_people_choose_by_number_name_or_a_part_of_it(typed: str, themes: list[str]) -> None:
    assert list(answered(THEME, typed)) == themes


def test_what_could_be_two_things_is_asked_by_its_names() -> None:
    talk = Talk("mu", "museum", "ja")
    assert talk.hold(THEME) == {"themes": ("museum",)}
    assert "Muziek en zingen, Museum" in talk.text


def test_enter_takes_what_was_probably_meant() -> None:
    assert list(answered(THEME, "ontmoeten, musem", "")) == ["ontmoeten", "museum"]


def test_one_is_chosen_by_what_it_says() -> None:
    assert answered(choice("venue", "Waar?", THEMES), "hoekje") == "cafe"


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ("ja", True),
        ("J", True),
        ("yes", True),
        ("ja hoor", True),
        ("Nee", False),
        ("n", False),
        ("no", False),
        ("weet ik niet", None),
        ("", None),
        ("onbekend", None),
        ("I don't know", None),
    ],
)
def test_a_fact_is_yes_no_or_not_known(typed: str, fact: bool | None) -> None:  # noqa: FBT001
    assert answered(FREE, typed) is fact


def test_an_answer_that_cannot_be_used_is_asked_again_with_what_to_write() -> None:
    talk = Talk("misschien", "ja", "ja")
    assert talk.hold(FREE) == {"free": True}
    assert "misschien" in talk.text
    assert "Typ ja of nee" in talk.text


def test_what_is_needed_cannot_be_left_out() -> None:
    talk = Talk("", "Koffie", "ja")
    assert talk.hold(NAME) == {"name": "Koffie"}
    assert "nodig" in talk.text


@pytest.mark.parametrize("back", ["<", "terug", "back"])
def test_one_question_back_shows_what_was_answered(back: str) -> None:
    talk = Talk("Koffie", "1", back, back, "Thee", "", "nee", "ja")
    assert talk.hold(NAME, THEME, FREE) == {"name": "Thee", "themes": ("ontmoeten",), "free": False}
    assert any("[Koffie]" in prompt for prompt in talk.prompts)


def test_before_the_first_question_there_is_nothing() -> None:
    talk = Talk("<", "Koffie", "ja")
    assert talk.hold(NAME) == {"name": "Koffie"}
    assert "eerste vraag" in talk.text


def test_a_dash_takes_an_answer_away() -> None:
    assert Talk("Koffie", "ja", "<", "-", "ja").hold(NAME, FREE) == {"name": "Koffie", "free": None}


def test_what_follows_from_an_answer_goes_with_it() -> None:
    def follow(values: Values) -> Iterator[QuestionStep]:
        if values.get("free") is False:
            yield QuestionStep("cost", "Hoeveel kost het?")

    talk = Talk("Koffie", "nee", "2,50", "2", "ja", "ja")
    assert talk.hold(NAME, FREE, follow=follow) == {"name": "Koffie", "free": True}
    assert Talk("Koffie", "ja", "2", "nee", "5", "ja").hold(NAME, FREE, follow=follow) == {
        "name": "Koffie",
        "free": False,
        "cost": "5",
    }


def test_before_writing_everything_is_shown_and_a_number_changes_it() -> None:
    talk = Talk("Kofie", "1", "nee", "1", "Koffie", "ja")
    assert talk.hold(NAME, THEME) == {"name": "Koffie", "themes": ("ontmoeten",)}
    assert "name: Kofie" in talk.text
    assert "name: Koffie" in talk.text


def test_who_goes_back_from_a_change_keeps_the_answer() -> None:
    assert Talk("Koffie", "1", "1", "<", "ja").hold(NAME, THEME) == {"name": "Koffie", "themes": ("ontmoeten",)}


def test_what_cannot_be_used_as_a_whole_is_never_taken_for_right() -> None:
    talk = Talk("Kofie", "ja", "1", "Koffie", "ja")
    wrong = {"Kofie": [("", "Dat is geen koffie.")]}
    conversation = Conversation(talk.read, talk.shown.append, TEXTS)
    found = conversation.hold(lambda _: [NAME], talk.show, lambda values: wrong.get(values["name"], []))
    assert found == {"name": "Koffie"}
    assert "Dat is geen koffie." in talk.text


def test_a_question_mark_helps_and_asks_again() -> None:
    talk = Talk("?", "1", "ja")
    assert talk.hold(THEME) == {"themes": ("ontmoeten",)}
    assert "komma" in talk.text


def test_who_stops_sees_what_was_answered() -> None:
    talk = Talk("Koffie", "1")
    assert talk.hold(NAME, THEME, FREE) is None
    assert "name: Koffie" in talk.text


def test_stop_may_be_an_answer() -> None:
    assert answered(NAME, "Stop", "nee") == "Stop"
    talk = Talk("Stop", "ja")
    assert talk.hold(NAME) is None


def test_a_story_has_paragraphs() -> None:
    story = QuestionStep("description", "Het hele verhaal", paragraphs=True)
    assert answered(story, "Een.", "", "Twee.", "", "") == "Een.\n\nTwee."


def test_a_long_list_stands_in_columns() -> None:
    talk = Talk("40", "ja")
    assert talk.hold(choice("area", "Welke buurt?", [ChoiceOption(f"b{n}", f"Buurt {n}") for n in range(1, 41)]))
    lines = talk.prompts[0].splitlines()
    assert len(lines) < 20
    assert max(map(len, lines)) <= 80
