"""`buurtkalender new`: a person answers questions, and there is a file that `check` accepts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from buurtkalender.reading.catalogues import translator
from buurtkalender.reading.content import read
from buurtkalender.submissions.new import ask, identifier
from hamlet import hamlet_project
from projects import ROOT, Project
from town import ANCHOR, CALENDAR_ID

ACTIVITY = {
    "Organisatie": "welzijn-zandmeer",
    "Titel van de activiteit": "Koffie: elke dag vers",
    "In één zin": "Schuif aan, #gezellig.",
    "Locatie": "dorpshuis",
    "Thema": "ontmoeten, eten-en-drinken",
    "Voor wie": "ouderen",
    "Leeftijd": "65+",
    "Wanneer": "tuesday 10:00-12:00",
    "kost": "2.50",
    "binnenlopen": "yes",
    "Aanmelden": "0343-555 012",
    "alleen": "yes",
    "vragen": "koffie@welzijn-zandmeer.example",
    "gecontroleerd": "2026-11-20",
    "Bestandsnaam": "",
}
ORGANISATION = {
    "Naam van de organisatie": "Stichting 't Zand & Co",
    "Soort organisatie": "volunteers",
    "In één zin": 'Wij zijn er voor "iedereen".',
    "Telefoonnummer": "0343-555 017",
    "E-mailadres": "info@zand.example",
    "Website": "https://zand.example",
    "gecontroleerd": "2026-11-20",
    "Bestandsnaam": "",
}
VENUE = {
    "Naam van de locatie": "Het Zandkasteel",
    "Soort locatie": "school",
    "Straat": "Zandpad 3, 9999 AC, Zandmeer",
    "Buurt": "molenwijk",
    "rolstoel": "yes",
    "Telefoonnummer": "0343-555 018",
    "E-mailadres": "beheer@zandkasteel.example",
    "Bestandsnaam": "zandkasteel",
}
ANSWERS = {"activity": ACTIVITY, "organisation": ORGANISATION, "venue": VENUE}
FILES = {
    "activity": "activities/welzijn-zandmeer/koffie-elke-dag-vers.yaml",
    "organisation": "organisations/stichting-t-zand-co.yaml",
    "venue": "venues/zandkasteel.yaml",
}


class Conversation:
    """Answers questions by the words in them, and remembers what was asked and said.

    ``instead`` are wrong answers that are given before the right one, by the same words.
    """

    def __init__(self, made: Project, answers: dict[str, str], instead: dict[str, Iterator[str]] | None = None) -> None:
        self.made = made
        self.answers = answers
        self.instead = instead or {}
        self.said: list[str] = []
        self.asked: list[str] = []

    def hold(self, kind: str) -> Path | None:
        """Hold the conversation in Dutch, and return the file."""
        found = read(self.made.content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
        return ask(kind, found.calendar, self.made.content, translator("nl"), self.answer, self.said.append)

    def answer(self, question: str) -> str:
        """Answer one question, as ``input`` would."""
        self.asked.append(question)
        word = next((word for word in self.answers if word in question), None)
        assert word, f"nobody expected the question {question!r}"
        assert self.asked.count(question) < 4, self.said
        return next(self.instead.get(word, iter(())), self.answers[word])


def scalars(path: Path) -> Any:
    """A file as it stands there: every scalar a text."""
    return yaml.load(path.read_text(), yaml.BaseLoader)  # noqa: S506 - it makes texts, lists and mappings only


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A hamlet."""
    return hamlet_project(tmp_path / "hamlet")


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_answers_become_a_file_that_check_accepts(kind: str, made: Project) -> None:
    path = Conversation(made, ANSWERS[kind]).hold(kind)
    assert path == made.content / FILES[kind]
    assert made.run("check").code == 0
    assert made.build().code == 0


def test_the_file_says_what_was_answered(made: Project) -> None:
    path = Conversation(made, ACTIVITY).hold("activity")
    assert path
    assert scalars(path) == {
        "title": "Koffie: elke dag vers",
        "summary": "Schuif aan, #gezellig.",
        "venue": "dorpshuis",
        "themes": ["ontmoeten", "eten-en-drinken"],
        "audiences": ["ouderen"],
        "ages": "65+",
        "when": [{"weekly": "tuesday", "time": "10:00-12:00"}],
        "cost": "2.50",
        "drop_in": "yes",
        "signup": {"required": "true", "phone": "0343-555 012"},
        "come_alone": "yes",
        "contact": {"email": "koffie@welzijn-zandmeer.example"},
        "confirmed": "2026-11-20",
    }


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        ("tuesday 10:00-12:00", {"weekly": "tuesday", "time": "10:00-12:00"}),
        ("tuesday, friday 10:00-12:00", {"weekly": ["tuesday", "friday"], "time": "10:00-12:00"}),
        ("last friday 20:00-01:00", {"monthly": "last friday", "time": "20:00-01:00"}),
        ("15 14:00-16:00", {"monthly": "15", "time": "14:00-16:00"}),
        ("2026-12-05 14:00-16:00", {"dates": ["2026-12-05"], "time": "14:00-16:00"}),
        ("2026-12-05, 2026-12-19 all-day", {"dates": ["2026-12-05", "2026-12-19"], "time": "all-day"}),
        (
            "first tuesday, third tuesday 10:00-12:00",
            {"monthly": ["first tuesday", "third tuesday"], "time": "10:00-12:00"},
        ),
        ("by appointment", {"by_appointment": "true"}),
    ],
)
def test_when_can_be_answered_in_one_line(answer: str, entry: dict[str, object], made: Project) -> None:
    talk = Conversation(made, ACTIVITY | {"Wanneer": answer})
    path = talk.hold("activity")
    assert path, talk.said
    assert scalars(path)["when"] == [entry]
    assert len([question for question in talk.asked if "Wanneer" in question]) == 1
    assert made.run("check").code == 0


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_unknown_can_be_left_out(kind: str, made: Project) -> None:
    needed = {
        "activity": {"Organisatie", "Titel", "Locatie", "Thema", "Wanneer"},
        "organisation": {"Naam", "Soort"},
        "venue": {"Naam", "Soort", "Straat", "Buurt"},
    }[kind]
    few = {word: answer if any(map(word.startswith, needed)) else "" for word, answer in ANSWERS[kind].items()}
    assert Conversation(made, few).hold(kind)
    assert made.run("check").code == 0


WRONG = [
    ("activity", "Organisatie", "welzijn-zantmeer", "welzijn-zandmeer"),
    ("activity", "Organisatie", "", "nodig"),
    ("activity", "Titel van de activiteit", "", "nodig"),
    ("activity", "Locatie", "dorphuis", "dorpshuis"),
    ("activity", "Thema", "ontmoeten, etenendrinken", "eten-en-drinken"),
    ("activity", "Leeftijd", "oud", "65+"),
    ("activity", "Wanneer", "tuesday", ""),
    ("activity", "Wanneer", "toesday 10:00-12:00", "tuesday"),
    ("activity", "Wanneer", "tuesday 25:00-26:00", ""),
    ("activity", "Wanneer", "2026-02-30 10:00-12:00", "2026-02-30"),
    ("activity", "kost", "een tientje", ""),
    ("activity", "binnenlopen", "misschien", ""),
    ("activity", "Aanmelden", "bel maar", ""),
    ("activity", "gecontroleerd", "gisteren", ""),
    ("activity", "Bestandsnaam", "Koffie Ochtend", "a-z"),
    ("activity", "Bestandsnaam", "../../weg", "a-z"),
    ("activity", "Bestandsnaam", "koffieochtend", "koffieochtend.yaml"),
    ("organisation", "Soort organisatie", "kerk", ""),
    ("organisation", "E-mailadres", "info bij zand", ""),
    ("organisation", "Website", "http://zand.example", "https"),
    ("organisation", "Bestandsnaam", "welzijn-zandmeer", "welzijn-zandmeer.yaml"),
    ("venue", "Buurt", "molenwyk", "molenwijk"),
    ("venue", "rolstoel", "bijna", ""),
    ("venue", "Straat", "Zandpad 3, 12, Zandmeer", ""),
]


@pytest.mark.parametrize(("kind", "question", "wrong", "reason"), WRONG)
def test_a_wrong_answer_is_asked_again_with_the_reason(
    kind: str, question: str, wrong: str, reason: str, made: Project
) -> None:
    talk = Conversation(made, ANSWERS[kind], {question: iter([wrong])})
    assert talk.hold(kind)
    assert len([asked for asked in talk.asked if question in asked]) == 2
    assert any(said.strip() and reason in said for said in talk.said[1:]), talk.said
    assert made.run("check").code == 0


@pytest.mark.parametrize(
    "title", ['Zingen "samen"', "Soep\\brood", "- lijst", "{a: b}", "ja", "12", "a # b", "Één & twee: 🍲"]
)
def test_a_title_is_kept_as_it_was_typed(title: str, made: Project) -> None:
    path = Conversation(made, ACTIVITY | {"Titel van de activiteit": title, "Bestandsnaam": "proef"}).hold("activity")
    assert path
    assert scalars(path)["title"] == title
    assert made.run("check").code == 0


def test_who_stops_sees_what_was_answered_and_nothing_is_written(made: Project) -> None:
    before = sorted(made.content.rglob("*"))

    def stop() -> Iterator[str]:
        raise KeyboardInterrupt
        yield ""

    talk = Conversation(made, ACTIVITY, {"Wanneer": stop()})
    assert talk.hold("activity") is None
    assert 'title: "Koffie: elke dag vers"' in talk.said[-1]
    assert "themes: [ontmoeten, eten-en-drinken]" in talk.said[-1]
    assert sorted(made.content.rglob("*")) == before


def test_the_command_asks_on_the_terminal_and_tells_where_the_file_is(made: Project) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "buurtkalender", "new", "organisation"],
        cwd=made.folder,
        env={"PYTHONPATH": str(ROOT / "plugins"), "PYTHONUTF8": "1"},
        input="".join(f"{answer}\n" for answer in ORGANISATION.values()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "content/organisations/stichting-t-zand-co.yaml" in done.stdout


def test_the_command_ends_with_1_when_the_answers_stop(made: Project) -> None:
    done = made.start("new", "organisation")
    assert (done.code, done.err) == (1, "")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Koffie in Café 't Hoekje", "koffie-in-cafe-t-hoekje"),
        ("  Ça va? – Ñandú!  ", "ca-va-nandu"),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_title_suggests_a_file_name(title: str, name: str) -> None:
    assert identifier(title) == name
