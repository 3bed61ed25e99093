"""What a feed holds that is not published at once waits in a file of its own, until a person says yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from buurtkalender.reading.content import read_waiting, waiting_problems
from buurtkalender.reading.records_calendar import Question
from buurtkalender.submissions.importing import one_feed
from buurtkalender.submissions.importing.drafting import ActivityDraft, Defaults, Drafter
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.marks import waiting_octets
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes, question_key, says_yes
from buurtkalender.words.values import Message
from importing.nights import WHOSE, Nights, nights_of, once, weekly
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


def test_a_feed_with_many_questions_writes_no_file_that_cannot_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "content" / FILE
    file.parent.mkdir(parents=True)
    about = "Er staat een telefoonnummer in. Mag dat openbaar zijn?" * 3
    asked = [Question(f"{n:04x}", f"Avond {n}", about, {0: True, 1: False}.get(n % 50)) for n in range(1200)]
    file.write_bytes(waiting_octets(asked))
    found, problems = read_waiting(file, tmp_path / "content")
    assert problems == []
    assert 100 < len(found) < 1000
    answered = {one.key: one.publish for one in asked if one.publish is not None}
    assert {one.key: one.publish for one in found if one.publish is not None} == answered
    assert "En nog meer" in file.read_text(encoding="utf-8")
    file.write_bytes(waiting_octets(asked[:3]))
    assert "En nog meer" not in file.read_text(encoding="utf-8")


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


# --- a feed that lost most of what it held ---------------------------------------------------------------

LECTURES = [once(f"Lezing {n}", f"2027-01-{n + 10} 20:00") for n in range(16)]
OFF = "!"


def on(nights: Nights) -> int:
    """How many lectures are on."""
    return sum(OFF not in one for one in nights.sees("Lezing"))


def test_whether_a_feed_that_lost_most_is_right_is_asked_and_told(nights: Nights) -> None:
    nights.tells(*LECTURES)
    nights.night()
    nights.tells(*LECTURES[11:])
    nights.night()
    _, *rest = nights.files()[FILE].split("    activity: ")
    asked = "van de 16 afspraken staan er nog maar 5 in de agenda: klopt dat? Zo ja, dan worden de andere afgelast"
    assert "".join(rest).splitlines() == ["agenda.example", f'    about: "{asked}"', "    publish: unknown"]
    assert nights.tells_us(f"all stays as it was. Look at it, and answer in content/{FILE} whether that is right.")
    assert nights.tells_us(f"content/{FILE}: 1 to answer with yes or no")
    before = nights.files()
    assert nights.night(3).files() == before
    assert on(nights) == 16


@pytest.mark.parametrize("left", [0, 1, 5])
def test_after_a_yes_it_is_believed_in_the_next_night_and_nothing_is_asked_any_more(nights: Nights, left: int) -> None:
    nights.tells(*LECTURES)
    nights.night()
    nights.tells(*LECTURES[16 - left :])
    nights.night(2)
    answer(nights, "yes")
    nights.night()
    assert len(nights.sees("Lezing")) == 16
    assert on(nights) == left
    assert nights.files()[FILE].endswith("waiting: []\n")
    assert nights.tells_us(f"{16 - left} cancelled")
    before = nights.files()
    assert nights.night(2).files() == before
    assert not nights.tells_us("all stays as it was")


def test_after_a_no_all_stays_and_nobody_is_asked_again(nights: Nights) -> None:
    nights.tells(*LECTURES)
    nights.night()
    nights.tells(*LECTURES[11:])
    nights.night()
    answer(nights, "no")
    nights.night(3)
    assert on(nights) == 16
    assert nights.tells_us("all stays as it was")
    assert not nights.tells_us("to answer with yes or no")


def test_a_yes_is_good_as_long_as_nothing_more_is_lost(nights: Nights) -> None:
    series = weekly("Schaken", "2026-11-27 20:00")
    near = [once(f"Lezing {n}", f"2026-11-{n + 25} 20:00") for n in range(4)]
    nights.tells(*near, *LECTURES[:8], series)
    nights.night()
    nights.tells(*LECTURES[5:8], series)
    nights.night()
    answer(nights, "yes")
    nights.day = nights.day.replace(day=27)  # two that it lost are over, and one comes back
    nights.tells(*LECTURES[4:8], series)
    nights.night()
    assert [one for one in nights.sees("Lezing") if OFF not in one and "2027" in one] == [
        f"2027-01-{n + 10} 20:00 Lezing {n}" for n in range(4, 8)
    ]
    assert nights.sees("Schaken")[0] == "2026-12-04 20:00 Schaken"


def test_a_yes_is_done_although_something_else_cannot_be_read_in_that_night(nights: Nights) -> None:
    last = once("Slotfeest", "2027-03-01 20:00")
    nights.tells(*LECTURES, last)
    nights.night()
    nights.tells(*LECTURES[:3], last)
    nights.night()
    answer(nights, "yes")
    nights.tells(*LECTURES[:3], last.replace("20270301T", "2027O301T"))
    nights.night()
    assert on(nights) == 3
    assert nights.sees("Slotfeest") == ["2027-03-01 20:00 Slotfeest"]


def test_a_new_loss_is_a_new_question(nights: Nights) -> None:
    nights.tells(*LECTURES)
    nights.night()
    nights.tells(*LECTURES[11:])
    nights.night()
    answer(nights, "yes")
    nights.tells(*LECTURES[12:])
    nights.night()
    assert on(nights) == 16
    assert nights.files()[FILE].count("publish: unknown") == nights.files()[FILE].count("publish:") == 1
    nights.tells(*LECTURES)
    nights.night()
    assert nights.files()[FILE].endswith("waiting: []\n")
    nights.tells(*LECTURES[11:])
    nights.night()
    assert nights.files()[FILE].count("publish: unknown") == 1


# --- answers that are kept -------------------------------------------------------------------------------


def test_a_no_to_what_waits_whole_is_known_when_it_comes_back(nights: Nights) -> None:
    odd = once("Teamoverleg", "2027-01-09 09:30", "team@x.example")
    nights.tells(odd, QUIZ)
    nights.night()
    answer(nights, "no")
    nights.night()
    before = nights.files()[FILE]
    nights.tells(QUIZ)
    assert nights.night(5).files()[FILE] == before
    nights.answers(Answer(503))
    assert nights.night().files()[FILE] == before
    nights.tells(odd, QUIZ)
    assert nights.night().files()[FILE] == before
    assert not nights.tells_us("to answer with")
    nights.tells(QUIZ)
    assert nights.night(40).files()[FILE].endswith("waiting: []\n")
