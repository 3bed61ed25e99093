"""`buurtkalender new`: a person answers questions in their own words, and there is a file that `check` accepts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from buurtkalender.form.questions import QUESTIONS
from buurtkalender.reading.content import read_content
from buurtkalender.submissions.new import ask_activity
from buurtkalender.words.catalogues import translator
from hamlet import hamlet_project
from projects import ROOT, Project
from town import ANCHOR, CALENDAR_ID, TODAY

ACTIVITY = {
    "Welke organisatie doet het": "welzijn zandmeer",
    "Hoe heet het?": "Koffie: elke dag vers",
    "Vertel in één of twee zinnen": "Schuif aan, #gezellig.",
    "Wanneer is het?": "dinsdag van 10 tot 12",
    "In welk gebouw": "dorpshuis",
    "Waar gaat het over": "ontmoeten en eten en drinken",
    "Voor wie is het bedoeld": "ouderen",
    "Voor welke leeftijd": "vanaf 65",
    "Wat kost het": "2,50",
    "zich aanmelden": "0343-555 012",
    "binnenlopen": "ja",
    "alleen komt": "ja",
    "E-mailadres voor vragen": "koffie@welzijn-zandmeer.example",
    "klopt?": "20 november 2026",
}
ORGANISATION = {
    "Hoe heet de organisatie": "Stichting 't Zand & Co",
    "Wat voor organisatie": "vrijwilligers",
    "wie ze zijn": 'Wij zijn er voor "iedereen".',
    "Telefoonnummer": "0343-555 017",
    "E-mailadres": "info@zand.example",
    "Website": "www.zand.example",
    "klopt?": "vandaag",
}
VENUE = {
    "Hoe heet het gebouw": "Het Zandkasteel",
    "Wat voor plek": "school",
    "Wat is het adres": "Zandpad 3, 9999ac Zandmeer",
    "In welke buurt": "molenwijk",
    "rolstoel": "ja",
    "Telefoonnummer": "0343-555 018",
    "E-mailadres": "beheer@zandkasteel.example",
    "Hoe heet het bestand": "zandkasteel",
}
ANSWERS = {"activity": ACTIVITY, "organisation": ORGANISATION, "venue": VENUE}
FILES = {
    "activity": "activities/welzijn-zandmeer/koffie-elke-dag-vers.yaml",
    "organisation": "organisations/stichting-t-zand-co.yaml",
    "venue": "venues/zandkasteel.yaml",
}


class Talk:
    """Answers questions by the words in them, with Enter for all others, and keeps what was asked and said.

    ``instead`` are answers that are given before the usual one, by the same words.
    """

    def __init__(self, made: Project, answers: dict[str, str], instead: dict[str, Iterator[str]] | None = None) -> None:
        self.made = made
        self.answers = {"Klopt dit?": "ja"} | answers
        self.instead = instead or {}
        self.said: list[str] = []
        self.asked: list[str] = []
        self._again = 0

    def hold(self, kind: str, language: str = "nl") -> list[Path]:
        """Hold the conversation, and return the files."""
        found = read_content(self.made.content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
        texts = translator(language)
        return ask_activity(kind, found.calendar, self.made.content, texts, TODAY, self.answer, self.said.append)

    def answer(self, prompt: str) -> str:
        """Answer one question, as ``input`` would; after a refusal there is only the end of it."""
        self._again = 0 if "\n" in prompt else self._again + 1
        assert self._again < 6, self.said[-5:]
        assert len(self.asked) < 150, self.said[-5:]
        self.asked.append(prompt if "\n" in prompt else self.asked[-1])
        question = self.asked[-1].strip().splitlines()[0]
        before = next((given for word, given in self.instead.items() if word in question), iter(()))
        usual = next((answer for word, answer in self.answers.items() if word in question), "")
        return next(before, usual)

    def times(self, words: str) -> int:
        """How often a question was asked."""
        return len([asked for asked in self.asked if words in asked])


def scalars(path: Path) -> Any:
    """A file as it stands there: every scalar a text."""
    return yaml.load(path.read_text(), yaml.BaseLoader)  # noqa: S506 - it makes texts, lists and mappings only


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return hamlet_project(tmp_path / "hamlet")


def written(made: Project, kind: str, **answers: str) -> Any:
    """What stands in the file that these answers make, besides the usual ones; it is right."""
    own = {word.replace("_", " "): text for word, text in answers.items()}
    talk = Talk(made, own | {word: text for word, text in ANSWERS[kind].items() if word not in own})
    files = talk.hold(kind)
    assert files, talk.said
    assert made.run("check").code == 0
    return scalars(files[-1])


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_answers_become_a_file_that_check_accepts(kind: str, made: Project) -> None:
    assert Talk(made, ANSWERS[kind]).hold(kind) == [made.content / FILES[kind]]
    assert made.run("check").code == 0
    assert made.build().code == 0


def test_the_file_says_what_was_answered(made: Project) -> None:
    assert written(made, "activity") == {
        "title": "Koffie: elke dag vers",
        "summary": "Schuif aan, #gezellig.",
        "venue": "dorpshuis",
        "themes": ["ontmoeten", "eten-en-drinken"],
        "audiences": ["ouderen"],
        "ages": "65+",
        "when": [{"weekly": "tuesday", "time": "10:00-12:00"}],
        "drop_in": "yes",
        "cost": "2.50",
        "signup": {"required": "yes", "phone": "0343-555 012"},
        "come_alone": "yes",
        "contact": {"email": "koffie@welzijn-zandmeer.example"},
        "confirmed": "2026-11-20",
    }
    assert written(made, "organisation")["website"] == "https://www.zand.example"
    assert written(made, "venue")["address"] == {"street": "Zandpad 3", "postcode": "9999 AC", "city": "Zandmeer"}


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        ("tuesday 10:00-12:00", {"weekly": "tuesday", "time": "10:00-12:00"}),
        ("dinsdag en vrijdag 10-12", {"weekly": ["tuesday", "friday"], "time": "10:00-12:00"}),
        ("laatste vrijdag 20.00-01.00", {"monthly": "last friday", "time": "20:00-01:00"}),
        ("15 14:00-16:00", {"monthly": "15", "time": "14:00-16:00"}),
        ("5 december 2026 14-16 uur", {"dates": ["2026-12-05"], "time": "14:00-16:00"}),
        ("5 en 19 december, hele dag", {"dates": ["2026-12-05", "2026-12-19"], "time": "all-day"}),
        (
            "first tuesday, third tuesday 10:00-12:00",
            {"monthly": ["first tuesday", "third tuesday"], "time": "10:00-12:00"},
        ),
        ("op afspraak", {"by_appointment": "true"}),
        (
            "om de week vrijdag 10-12 vanaf 4 december tot en met 30 juni",
            {
                "weekly": "friday",
                "time": "10:00-12:00",
                "every": "2",
                "from": "2026-12-04",
                "until": "2027-06-30",
            },
        ),
    ],
)
def test_when_can_be_answered_in_one_line(answer: str, entry: dict[str, object], made: Project) -> None:
    talk = Talk(made, ACTIVITY | {"Wanneer is het?": answer})
    files = talk.hold("activity")
    assert files, talk.said
    assert scalars(files[0])["when"] == [entry]
    assert talk.times("Wanneer is het?") == 1
    assert made.run("check").code == 0


def test_what_a_line_leaves_open_is_asked(made: Project) -> None:
    found = written(
        made,
        "activity",
        **{
            "Wanneer is het?": "om de week op vrijdag half elf",
            "Hoe laat is het": "twaalf uur",
            "eerste datum": "4 december",
        },
    )
    assert found["when"] == [{"weekly": "friday", "time": "10:30-12:00", "every": "2", "from": "2026-12-04"}]


def test_a_series_has_days_on_which_it_is_not_there(made: Project) -> None:
    (entry,) = written(made, "activity", **{"Wanneer is het er niet": "vakanties, 2 en 24 december"})["when"]
    assert entry["skip"] == ["school-holidays", "public-holidays", "2026-12-24"]


def test_there_may_be_several_days_and_times(made: Project) -> None:
    talk = Talk(made, ACTIVITY, {"op een andere dag": iter(["donderdag 13-15", "12 december 2026 10-12"])})
    (path,) = talk.hold("activity")
    assert scalars(path)["when"] == [
        {"weekly": "tuesday", "time": "10:00-12:00"},
        {"weekly": "thursday", "time": "13:00-15:00"},
        {"dates": ["2026-12-12"], "time": "10:00-12:00"},
    ]


def test_a_room_is_asked_where_there_are_rooms(made: Project) -> None:
    assert written(made, "activity", In_welke_ruimte="grote zaal")["room"] == "grote-zaal"


def test_it_may_be_at_another_place(made: Project) -> None:
    found = written(
        made,
        "activity",
        **{
            "In welk gebouw": "ergens anders",
            "Hoe heet de plek": "Bij de molen",
            "Wat is het adres": "Molenweg 1, 9999 AB Zandmeer",
        },
        In_welke_buurt="molenwijk",
    )
    assert found["location"]["name"] == "Bij de molen"
    assert found["location"]["postcode"] == "9999 AB"
    assert "venue" not in found


def test_it_may_be_online_or_at_peoples_homes(made: Project) -> None:
    assert (
        written(made, "activity", **{"In welk gebouw": "online", "Webadres om mee": "meet.zand.example/koffie"})[
            "online"
        ]
        == "https://meet.zand.example/koffie"
    )
    found = written(
        made,
        "activity",
        **{"In welk gebouw": "bij mensen thuis", "Voor mensen in welke": "de hele gemeente: Zandmeer, molenwijk"},
        **{"Wanneer is het?": "op afspraak", "Hoe gaat het": "Wij bellen je.", "Hoe heet het?": "Maatje"},
    )
    assert found["serves"] == ["zandmeer", "molenwijk"]
    assert found["when"] == [{"by_appointment": "true", "note": "Wij bellen je."}]


def test_a_new_venue_and_a_new_organisation_come_along(made: Project) -> None:
    new = {
        "Welke organisatie doet het": "Breiclub De Pen",
        "staat nog niet in de kalender": "ja",
        "Hoe heet de organisatie": "",
        "Wat voor organisatie": "bewoners",
        "In welk gebouw": "Wolwinkel",
        "Wat voor plek": "winkel",
        "Wat is het adres": "Zandpad 3, 9999 AC Zandmeer",
        "In welke buurt": "molenwijk",
    }
    files = Talk(made, ACTIVITY | new).hold("activity")
    assert [path.relative_to(made.content).as_posix() for path in files] == [
        "organisations/breiclub-de-pen.yaml",
        "venues/wolwinkel.yaml",
        "activities/breiclub-de-pen/koffie-elke-dag-vers.yaml",
    ]
    assert scalars(files[2])["venue"] == "wolwinkel"
    assert scalars(files[1])["name"] == "Wolwinkel"
    assert made.run("check").code == 0


def test_the_point_of_a_known_address_is_suggested(made: Project) -> None:
    calendar = read_content(made.content, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar
    known = next(one for one in calendar.venues.values() if one.point and one.address.street and one.address.postcode)
    address = f"{known.address.street}, {known.address.postcode} {known.address.city}"
    found = written(made, "venue", Wat_is_het_adres=address, In_welke_buurt="")
    assert known.point is not None
    assert found["point"] == [str(known.point.lat), str(known.point.lon)]
    assert found["neighbourhood"] == known.neighbourhood


def test_a_venue_has_rooms_opening_hours_and_days_on_which_it_is_closed(made: Project) -> None:
    talk = Talk(
        made,
        VENUE
        | {
            "meer vertellen": "ruimtes, openingstijden, wanneer anderen, dicht, huren",
            "passen erin": "20 mensen",
            "in de ruimte": "beamer, keuken",
            "Wanneer is het open": "ma t/m vr 9-17",
            "Alleen één ruimte": "zaal",
            "is het dicht": "24 december, 20 december t/m 3 januari",
        },
        {
            "om een ruimte te huren": iter(["0343-555 019"]),
            "Hoe heet de ruimte": iter(["De zaal", ""]),
            "Wanneer mogen anderen er": iter(["di 19-22"]),
        },
    )
    (path,) = talk.hold("venue")
    found = scalars(path)
    assert found["rooms"] == [
        {"id": "de-zaal", "name": "De zaal", "capacity": "20", "facilities": ["beamer", "keuken"]}
    ]
    assert found["opening_hours"][0]["weekly"] == ["monday", "tuesday", "wednesday", "thursday", "friday"]
    assert found["available"] == [{"weekly": "tuesday", "time": "19:00-22:00", "room": "de-zaal"}]
    assert found["closed"] == ["2026-12-24", "2026-12-20/2027-01-03"]
    assert found["booking"] == {"phone": "0343-555 019"}
    assert made.run("check").code == 0


def test_everything_else_that_an_activity_has_can_be_told(made: Project) -> None:
    talk = Talk(
        made,
        ACTIVITY
        | {
            "meer vertellen": "1, 2, 3, kortingspas, naam, iemand die de eerste, hoeveel mensen, "
            "beperking, hoe je er, talen, "
            "andere organisatie, links, vrijwilligers, doelen, verwijzing, programma",
            "eerste datum": "1 september 2026",
            "laatste datum": "30 juni 2027",
            "Webadres om mee": "www.meedoen.example",
            "kortingspas": "ja",
            "Naar wie": "De gastvrouw",
            "met je meegaan": "ja",
            "mensen kunnen er meedoen": "20",
            "Wat is er?": "rolstoel",
            "zeker niet": "ringleiding",
            "Hoe komen mensen": "De belbus stopt voor de deur.",
            "talen worden": "nederlands",
            "doet er nog mee": "bibliotheek",
            "Webadres": "www.meer.example",
            "Hoeveel tijd": "2 uur per week",
            "Aan welk doel": "1",
            "je verwijzen": "ja",
            "Wie kan verwijzen": "huisarts",
            "erkende programma": "Samen aan tafel",
        },
        {
            "Het hele verhaal": iter(["Eerste alinea."]),
            "op de link": iter(["Meer lezen", ""]),
            "doet de vrijwilliger": iter(["gastvrouw", ""]),
        },
    )
    (path,) = talk.hold("activity")
    found = scalars(path)
    assert found["when"][0] | {"from": "2026-09-01", "until": "2027-06-30"} == found["when"][0]
    assert found["online"] == "https://www.meedoen.example"
    assert found["cost"] == {"amount": "2.50", "pass": "yes"}
    assert found["access"] == {"hearing-loop": "no", "wheelchair": "yes"}
    assert found["capacity"] == "20"
    assert found["partners"] == ["bibliotheek-zandmeer"] or len(found["partners"]) == 1
    assert found["links"] == [{"title": "Meer lezen", "url": "https://www.meer.example"}]
    assert found["volunteers"] == [{"role": "gastvrouw", "hours": "2 uur per week"}]
    assert found["referral"] == {"required": "yes", "by": "huisarts"}
    assert found["programme"] == {"name": "Samen aan tafel"}
    assert {"companion", "transport", "languages", "goals", "description"} <= set(found)
    assert made.run("check").code == 0


def test_what_the_second_round_brought_can_be_told(made: Project) -> None:
    own = {
        "Wat kost het": "volwassenen 5, kinderen tot 12 jaar gratis",
        "meer vertellen": "anderen doen het, tot wanneer, alle plaatsen, met kinderen, vrijwilligers",
        "Doen anderen het": "Fatima en de buren",
        "Vanaf wanneer kunnen": "1 december om 9 uur",
        "Tot wanneer kunnen": "14-12-2026",
        "Zijn alle plaatsen": "nee",
        "Mogen kinderen": "ja",
        "Mogen broertjes": "nee",
        "Past er intussen": "ja",
        "Hoeveel euro kost dat": "2,50",
        "Wat moeten ouders": "vanaf 2 jaar",
        "Waar moet iemand goed in zijn": "koken, geduld",
        "Wat kan iemand er leren": "Wij leren je het vak.",
        "Tot en met welke dag zoeken": "1 maart",
    }
    rest = {word: text for word, text in ACTIVITY.items() if word not in own}
    talk = Talk(made, own | rest, {"doet de vrijwilliger": iter(["kok", ""])})
    (path,) = talk.hold("activity")
    found = scalars(path)
    assert found["cost"] == [
        {"for": "volwassenen", "amount": "5"},
        {"for": "kinderen tot 12 jaar", "amount": "free"},
    ]
    assert found["host"] == {"name": "Fatima en de buren"}
    assert found["signup"] | {"opens": "2026-12-01 09:00", "until": "2026-12-14"} == found["signup"]
    assert found["full"] == "no"
    assert found["families"] == {
        "children_welcome": "yes",
        "childcare": {"amount": "2.50", "note": "vanaf 2 jaar"},
        "siblings": "no",
    }
    assert found["volunteers"] == [
        {"role": "kok", "skills": ["koken", "geduld"], "training": "Wij leren je het vak.", "until": "2027-03-01"}
    ]
    assert made.run("check").code == 0


def test_an_organisation_can_look_for_volunteers_of_its_own(made: Project) -> None:
    own = {"meer vertellen": "vrijwilligers", "Waar moet iemand goed in zijn": "geduld"}
    talk = Talk(made, ORGANISATION | own, {"doet de vrijwilliger": iter(["maatje", ""])})
    (path,) = talk.hold("organisation")
    assert scalars(path)["volunteers"] == [{"role": "maatje", "skills": ["geduld"]}]
    assert made.run("check").code == 0


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_unknown_can_be_left_out(kind: str, made: Project) -> None:
    needed = {
        "activity": {"Welke organisatie", "Hoe heet", "In welk gebouw", "Waar gaat", "Wanneer"},
        "organisation": {"Hoe heet", "Wat voor"},
        "venue": {"Hoe heet", "Wat voor", "Wat is het adres", "In welke buurt"},
    }[kind]
    few = {word: answer for word, answer in ANSWERS[kind].items() if any(map(word.startswith, needed))}
    assert Talk(made, few).hold(kind)
    assert made.run("check").code == 0


WRONG = [
    ("activity", "Welke organisatie", "welzijn zantmeer", "Welzijn Zandmeer"),
    ("activity", "Welke organisatie", "", "nodig"),
    ("activity", "Hoe heet het?", "", "nodig"),
    ("activity", "Hoe heet het?", "x" * 121, "120"),
    ("activity", "In welk gebouw", "dorpshuis zandmere", "Dorpshuis Zandmeer"),
    ("activity", "Waar gaat het over", "ontmoeten, etenendrinken", "Eten en drinken"),
    ("activity", "Voor welke leeftijd", "oud", "65+"),
    ("activity", "Wanneer is het?", "straks", "straks"),
    ("activity", "Wanneer is het?", "toosdai 10:00-12:00", "toosdai"),
    ("activity", "Wanneer is het?", "dinsdag 25:00-26:00", "25:00-26:00"),
    ("activity", "Wanneer is het?", "2026-02-30 10:00-12:00", "2026-02-30"),
    ("activity", "Wanneer is het?", "dinsdag 10-12 in de tuin", "tuin"),
    ("activity", "Wat kost het", "een beetje", "een beetje"),
    ("activity", "binnenlopen", "misschien", "misschien"),
    ("activity", "zich aanmelden", "bel maar", "bel maar"),
    ("activity", "klopt?", "pas geleden", "pas geleden"),
    ("activity", "Hoe heet het bestand", "../../weg", "a-z"),
    ("activity", "Hoe heet het bestand", "koffieochtend", "koffieochtend.yaml"),
    ("organisation", "Wat voor organisatie", "ruimtevaart", "ruimtevaart"),
    ("organisation", "Telefoonnummer", "0343", "0343"),
    ("organisation", "E-mailadres", "info bij zand", "e-mailadres"),
    ("organisation", "Website", "javascript:alert(1)", "https"),
    ("organisation", "Hoe heet het bestand", "welzijn-zandmeer", "welzijn-zandmeer.yaml"),
    ("venue", "In welke buurt", "molenwyk", "Molenwijk"),
    ("venue", "rolstoel", "bijna", "bijna"),
    ("venue", "Wat is het adres", "Zandpad", "huisnummer"),
    ("venue", "op de kaart", "1, 2", "kaart"),
]


@pytest.mark.parametrize(("kind", "question", "wrong", "reason"), WRONG)
def test_a_wrong_answer_is_asked_again_with_the_reason(
    kind: str, question: str, wrong: str, reason: str, made: Project
) -> None:
    talk = Talk(made, ANSWERS[kind], {question: iter([wrong])})
    assert talk.hold(kind)
    assert talk.times(question) == 2, talk.said
    assert any("!" in said and reason in said for said in talk.said), talk.said
    assert made.run("check").code == 0


@pytest.mark.parametrize(
    "title", ['Zingen "samen"', "Soep\\brood", "- lijst", "{a: b}", "ja", "12", "a # b", "Één & twee: 🍲"]
)
def test_a_title_is_kept_as_it_was_typed(title: str, made: Project) -> None:
    (path,) = Talk(made, ACTIVITY | {"Hoe heet het?": title, "Hoe heet het bestand": "proef"}).hold("activity")
    assert scalars(path)["title"] == title
    assert made.run("check").code == 0


def test_what_is_wrong_in_the_whole_is_asked_again_before_anything_is_written(made: Project) -> None:
    talk = Talk(
        made,
        ACTIVITY | {"meer vertellen": "2", "eerste datum": "1 december 2026"},
        {"laatste datum": iter(["1 oktober 2026", "30 juni 2027"])},
    )
    (path,) = talk.hold("activity")
    assert scalars(path)["when"][0]["until"] == "2027-06-30"


def everything() -> tuple[dict[str, str], dict[str, Iterator[str]]]:
    """Answers to all that is asked about an activity."""
    own = {
        "Wanneer is het?": "om de week dinsdag en vrijdag half elf tot twaalf vanaf 1 december",
        "Wanneer is het er niet": "vakanties, 24 december, juli",
        "In welke ruimte": "grote zaal",
        "Wat kost het": "€ 2,50 per keer, inclusief koffie",
        "zich aanmelden": "0343-555 012 of koffie@zand.example",
        "Hoe lang van tevoren": "een dag",
        "Telefoonnummer voor vragen": "De gastvrouw 0343-555 013, koffie@zand.example",
        "meer vertellen": "1, 2, beperking, talen, doelen",
        "Het hele verhaal": "Eerste alinea.",
        "laatste datum": "30 juni 2027",
        "Wat is er?": "rolstoel, aangepast toilet",
        "zeker niet": "ringleiding",
        "talen worden": "nederlands",
        "Aan welk doel": "1",
    }
    again = {
        "Het hele verhaal": iter(["Eerste alinea.", "", "Tweede alinea.", "", ""]),
        "op een andere dag": iter(["5 en 19 december 2026, 14-16 uur"]),
    }
    return ACTIVITY | own, again


def test_who_looks_at_every_answer_again_and_presses_enter_changes_nothing(made: Project) -> None:
    answers, again = everything()
    once = Talk(made, answers, again)
    (path,) = once.hold("activity")
    text = path.read_text()
    path.unlink()
    answers, again = everything()
    twice = Talk(made, answers, again)
    steps = len([line for line in once.said if line.strip()[:2].rstrip().isdigit()])
    looks = iter([*map(str, range(1, steps + 1)), "ja"])
    usual = twice.answer

    def enter(prompt: str) -> str:
        if "Klopt dit?" in prompt:
            twice.asked.clear()
            twice.answers = {}
            twice.instead = {}
            return next(looks)
        return usual(prompt)

    twice.answer = enter  # type: ignore[method-assign]
    assert twice.hold("activity") == [path]
    assert path.read_text() == text


def test_nothing_is_written_before_somebody_has_seen_it(made: Project) -> None:
    talk = Talk(made, ACTIVITY)
    asked = talk.answer

    def look(prompt: str) -> str:
        if "Klopt dit?" in prompt:
            assert 'title: "Koffie: elke dag vers"' in talk.said[-1]
            assert not (made.content / FILES["activity"]).exists()
        return asked(prompt)

    talk.answer = look  # type: ignore[method-assign]
    assert talk.hold("activity")


def test_who_stops_sees_what_was_answered_and_nothing_is_written(made: Project) -> None:
    before = sorted(made.content.rglob("*"))

    def stop() -> Iterator[str]:
        raise KeyboardInterrupt
        yield ""

    talk = Talk(made, ACTIVITY, {"Voor wie is het bedoeld": stop()})
    assert talk.hold("activity") == []
    assert 'title: "Koffie: elke dag vers"' in talk.said[-1]
    assert "weekly: tuesday" in talk.said[-1]
    assert sorted(made.content.rglob("*")) == before


def test_the_command_asks_in_the_words_of_the_form(made: Project) -> None:
    texts = translator("nl")
    talk = Talk(made, ACTIVITY)
    talk.hold("activity")
    asked = "\n".join(talk.asked)
    for name in ("title", "summary", "themes", "audiences", "ages", "cost", "signup", "drop_in", "come_alone"):
        assert texts.gettext(QUESTIONS[name].label) in asked


def test_the_command_asks_in_english_too(made: Project) -> None:
    answers = {
        "What is it called": "Coffee",
        "Which organisation": "welzijn zandmeer",
        "When is it?": "every Tuesday half past ten to twelve",
        "In which building": "dorpshuis",
        "What is it about": "meeting people",
        "Is this right": "yes",
    }
    (path,) = Talk(made, answers).hold("activity", "en")
    assert scalars(path)["when"] == [{"weekly": "tuesday", "time": "10:30-12:00"}]
    assert scalars(path)["themes"] == ["ontmoeten"]


def test_the_command_asks_on_the_terminal_and_tells_where_the_file_is(made: Project) -> None:
    lines = ["Stichting 't Zand & Co", "vrijwilligers", "", "0343-555 017", "", "", "", "", "", "ja"]
    done = subprocess.run(
        [sys.executable, "-m", "buurtkalender", "new", "organisation"],
        cwd=made.folder,
        env={"PYTHONPATH": str(ROOT / "plugins"), "PYTHONUTF8": "1"},
        input="".join(f"{line}\n" for line in lines),
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
def test_a_title_suggests_a_file_name(title: str, name: str, made: Project) -> None:
    (path,) = Talk(made, ACTIVITY | {"Hoe heet het?": title}).hold("activity")
    assert path.stem == name
