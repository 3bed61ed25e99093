"""What a feed holds that is not published at once waits in a file of its own, until a person says yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from buurtkalender.reading.content import waiting_problems
from buurtkalender.submissions.importing import one_feed
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes, question_key, says_yes
from buurtkalender.words.values import Message
from importing.nights import WHOSE, Nights, nights_of, once
from importing.serving import Answer

FILE = f"feeds/{WHOSE}.yaml"


class Asking(Drafter):
    """One that asks before it writes where people sit, which nobody else asks."""

    def __init__(self, *given: object, yes: Yes = frozenset()) -> None:
        *most, last = given
        self._says = last if isinstance(last, frozenset) else yes
        super().__init__(*(most if isinstance(last, frozenset) else given))  # type: ignore[arg-type]

    def draft(self, proposal: Proposal, defaults: Defaults, name: str = "") -> ActivityDraft:
        """Leave out what it says of rows, until somebody says yes."""
        key = question_key(proposal.title, "row")
        if "rij" not in proposal.text or says_yes(self._says, key):
            return super().draft(proposal, defaults, name)
        told = super().draft(proposal._replace(text=""), defaults, name)
        asked = ReportItem(Certainty.ASKED, proposal.at, Message("a row that ends in {end}", {"end": "7"}), key=key)
        return told._replace(items=(*told.items, asked))


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """A town before the first night, with an import that asks something."""
    monkeypatch.setattr(one_feed, "Drafter", Asking)
    with nights_of(tmp_path, monkeypatch) as made:
        yield made


LEZING = once("Lezing", "2027-01-10 20:00", "lezing@x.example", "DESCRIPTION:Wij zitten op rij 37.")
QUIZ = once("Quiz", "2027-01-15 20:00")
KEY = question_key("Lezing", "row")


def answer(nights: Nights, word: str) -> None:
    """Write an answer in the file, as a person does in any editor."""
    path = nights.content / FILE
    text = path.read_text(encoding="utf-8")
    assert text.count("publish: unknown") == 1
    path.write_text(text.replace("publish: unknown", f"publish: {word}  # Kees"), encoding="utf-8")


def test_what_waits_stands_in_a_file_and_the_activity_comes_without_it(nights: Nights) -> None:
    nights.tells(LEZING, QUIZ)
    nights.night()
    assert nights.files()[FILE].splitlines()[2:] == [
        "waiting:",
        f"  - key: {KEY}",
        "    activity: lezing",
        "    about: a row that ends in 7",
        "    publish: unknown",
    ]
    assert "37" not in "".join(nights.files().values())
    assert nights.sees() == ["2027-01-10 20:00 Lezing", "2027-01-15 20:00 Quiz"]
    assert nights.tells_us(f"content/{FILE}: 1 to answer with yes or no")
    assert nights.tells_us("2 new, 1 to answer")
    assert waiting_problems(nights.content) == []


def test_after_a_yes_it_is_published_and_the_yes_stays(nights: Nights) -> None:
    nights.tells(LEZING, QUIZ)
    nights.night()
    answer(nights, "yes")
    before = nights.files()[FILE]
    nights.night(3)
    assert "summary: Wij zitten op rij 37." in nights.files()[f"activities/{WHOSE}/lezing.yaml"]
    assert nights.files()[FILE] == before
    assert not nights.tells_us("to answer")


def test_after_a_no_nobody_is_asked_again(nights: Nights) -> None:
    nights.tells(LEZING, QUIZ)
    nights.night()
    answer(nights, "no")
    before = nights.files()
    nights.night(3)
    assert nights.files() == before
    assert not nights.tells_us("to answer with")


def test_an_answer_is_done_although_the_calendar_is_the_same_as_it_was(nights: Nights) -> None:
    nights.tells(LEZING, QUIZ, headers=(("ETag", '"een"'),))
    nights.night()
    answer(nights, "yes")
    nights.night()
    assert "rij 37" in nights.files()[f"activities/{WHOSE}/lezing.yaml"]


def test_what_is_no_longer_in_the_feed_is_not_asked_any_more(nights: Nights) -> None:
    nights.tells(LEZING, QUIZ)
    nights.night()
    nights.tells(LEZING.replace("op rij 37", "vooraan"), QUIZ)
    nights.night()
    assert nights.files()[FILE].endswith("waiting: []\n")
    assert waiting_problems(nights.content) == []
    before = nights.files()
    assert nights.night().files() == before


@pytest.mark.parametrize("kind", ["broken", "same"])
def test_a_night_without_the_calendar_takes_no_question_and_no_answer_away(nights: Nights, kind: str) -> None:
    nights.tells(LEZING, QUIZ, headers=(("ETag", '"een"'),))
    nights.night()
    answer(nights, "no")
    nights.night()
    before = nights.files()
    if kind == "broken":
        nights.answers(Answer(503))
    assert nights.night(2).files() == before


def test_a_question_that_was_answered_is_not_lost_in_the_nights_that_its_event_is_missing(nights: Nights) -> None:
    nights.tells(LEZING, QUIZ, once("Film", "2027-02-01 20:00"))
    nights.night()
    answer(nights, "yes")
    nights.night()
    nights.tells(QUIZ, once("Film", "2027-02-01 20:00"))
    nights.night()
    nights.tells(LEZING, QUIZ, once("Film", "2027-02-01 20:00"))
    nights.night(2)
    assert "rij 37" in nights.files()[f"activities/{WHOSE}/lezing.yaml"]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [("publish: misschien", ":7:14"), ("publish unknown", ":"), ("publsh: yes", ":7:5")],
    ids=["no answer", "no YAML", "no key"],
)
def test_a_broken_file_is_told_with_its_place_and_nothing_changes(nights: Nights, wrong: str, place: str) -> None:
    nights.tells(LEZING, QUIZ)
    nights.night()
    path = nights.content / FILE
    path.write_text(path.read_text().replace("publish: unknown", wrong))
    before = nights.files()
    nights.tells(LEZING.replace("T200000", "T193000"), QUIZ)
    nights.night()
    assert nights.files() == before
    assert nights.tells_us(f"content/{FILE}{place}")
    assert nights.tells_us("stay as they are")
    (problem,) = waiting_problems(nights.content)
    assert f"{problem.path}:{problem.line}:{problem.column}".startswith(f"content/{FILE}{place}")


def test_what_is_asked_of_a_whole_calendar_waits_once_and_of_no_activity(nights: Nights) -> None:
    evenings = [QUIZ.replace("DTSTART;TZID=Europe/Amsterdam", "DTSTART"), LEZING.replace(";TZID=Europe/Amsterdam", "")]
    told = [f"X-WR-TIMEZONE:Asia/Tokyo\n{evenings[0]}", evenings[1].replace("rij 37", "stoelen")]
    nights.tells(*told)
    nights.night()
    first = nights.files()[FILE]
    assert 'activity: ""' in first
    assert nights.tells_us("1 to answer")
    assert nights.sees() == []
    assert waiting_problems(nights.content) == []
    answer(nights, "yes")
    nights.night()
    assert nights.sees() == ["2027-01-10 12:00 Lezing", "2027-01-15 12:00 Quiz"]
    assert nights.files()[FILE].replace("  # Kees", "") == first.replace("unknown", "yes")
