"""What somebody sends with the form, and what an editor gets to see of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from buurtkalender.domain.model import ActivityStatus
from buurtkalender.form.questions import QUESTIONS
from buurtkalender.submissions.form import Submitted, draft
from buurtkalender.submissions.receiving.forge import LONGEST_LINK, mail_text, new_file_link
from buurtkalender.words.catalogues import translator
from form.test_answers import Script, script
from projects import town_project
from town import TODAY, town

__all__ = ["script"]

COFFEE = "welzijn-zandmeer/koffieochtend"
NEW = {
    "action": "new",
    "organisation": "welzijn-zandmeer",
    "title": "Soep",
    "themes": "ontmoeten",
    "when.0.kind": "weekly",
    "when.0.weekly": "tuesday",
    "when.0.time": "12:00|13:00",
    "venue": "dorpshuis/grote-zaal",
    "consent": "yes",
}
"""The least that somebody has to answer."""

REPOSITORY = "https://github.com/zandmeer/kalender"


def sent(**answers: str) -> Submitted:
    """What comes of these answers; dots in names are written as two underscores, more answers divided by a bar."""
    raw = {name.replace("__", "."): text.split("|") for name, text in answers.items()}
    return draft(town(), raw, TODAY, translator("nl"))


def new(**answers: str | None) -> Submitted:
    """What comes of a new activity with these answers besides; None leaves one out."""
    given = {name.replace(".", "__"): text for name, text in NEW.items()} | answers
    return sent(**{name: text for name, text in given.items() if text is not None})


def names(found: Submitted) -> list[str]:
    """Which questions have to be answered otherwise."""
    return [fault.name for fault in found.faults]


def test_a_new_activity_becomes_a_file_that_check_accepts(tmp_path: Path) -> None:
    found = new()
    assert found.faults == ()
    assert found.made
    made = town_project(tmp_path / "town")
    (made.content / found.path).write_text(found.text, encoding="utf-8")
    assert made.run("check").code == 0
    assert found.path == "activities/welzijn-zandmeer/soep.yaml"
    assert f"confirmed: {TODAY}\n" in found.text


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"organisation": None}, "organisation"),
        ({"organisation": "niemand"}, "organisation"),
        ({"title": None}, "title"),
        ({"themes": None}, "themes"),
        ({"themes": "niets"}, "themes"),
        ({"when__0__kind": None, "when__0__weekly": None}, "when.0"),
        ({"when__0__kind": None, "when__0__weekly": None, "when__0__time": None}, "when.0"),
        ({"when__0__weekly": None}, "when.0.weekly"),
        ({"when__0__kind": "dates"}, "when.0.dates"),
        ({"when__0__kind": "monthly", "when__0__monthly": "first|"}, "when.0.monthly"),
        ({"when__0__time": None}, "when.0.time"),
        ({"when__0__time": "10:00|"}, "when.0.time"),
        ({"when__0__every": "2"}, "when.0.every"),
        ({"when__0__from": "2026-12-02", "when__0__until": "2026-12-01"}, "when.0.until"),
        ({"when__0__skip_days": "2026-12-02|2026-12-01"}, "when.0.skip"),
        ({"venue": None}, "venue"),
        ({"venue": "paleis"}, "venue"),
        ({"venue": "dorpshuis/torenkamer"}, "venue"),
        ({"location__name": "Plein"}, "location.name"),
        ({"venue": None, "location__street": "Plein 1"}, "location.name"),
        ({"ages": "27|13"}, "ages"),
        ({"cost": "paid"}, "cost"),
        ({"cost": "paid", "cost__amount": "veel"}, "cost"),
        ({"signup__phone": "0343-555 010"}, "signup"),
        ({"signup": "yes", "signup__phone": "bel maar"}, "signup.phone"),
        ({"contact__email": "info"}, "contact.email"),
        ({"volunteers__1__hours": "2"}, "volunteers.1.role"),
        ({"consent": None}, "consent"),
    ],
)
def test_what_is_wrong_is_told_at_its_question_in_plain_words(
    answers: dict[str, str | None], name: str, script: Script
) -> None:
    found = new(**answers)
    assert name in names(found)
    assert found.made is None
    assert all("`" not in fault.text and fault.text.endswith((".", "?")) for fault in found.faults)
    given = {key.replace(".", "__"): text for key, text in NEW.items()} | answers
    raw = {key.replace("__", "."): text.split("|") for key, text in given.items() if text is not None}
    by_script = script("faults", "new", script("tidy", raw))
    only_known_here = {
        "niemand",
        "niets",
        "paleis",
        "dorpshuis/torenkamer",
        "bel maar",
        "info",
    }  # lists and types of inputs
    if not only_known_here & set(answers.values()):
        assert by_script, "the page lets this through"


def test_the_script_finds_nothing_wrong_with_what_is_right(script: Script) -> None:
    raw = {name: text.split("|") for name, text in NEW.items()}
    assert script("faults", "new", script("tidy", raw)) == []


def test_every_fault_has_a_question_to_stand_at() -> None:
    text = {name: question.wrong for name, question in QUESTIONS.items()}
    for name in (
        "organisation",
        "activity",
        "title",
        "themes",
        "venue",
        "consent",
        "status",
        "changes.date",
        "message",
    ):
        assert text[name], name


def test_a_new_activity_never_takes_the_name_of_another_or_of_one_that_was() -> None:
    assert new(title="Koffieochtend").activity == f"{COFFEE}-2"
    former = next(old for activity in town().activities.values() for old in activity.formerly)
    folder, _, name = former.partition("/")
    assert new(organisation=folder, title=name.replace("-", " ")).activity != former


def test_an_organisation_that_is_not_there_yet_gets_a_folder_and_the_editors_its_name() -> None:
    found = new(organisation=None, organisation__name="Stichting 't Zand")
    assert found.path == "activities/stichting-t-zand/soep.yaml"
    assert "Stichting 't Zand" in found.message


def test_nobody_takes_over_an_address_or_a_picture_with_a_form() -> None:
    found = new(formerly=COFFEE, image__file="koffie.png", image__alt="x")
    assert found.made
    assert "formerly" not in found.text
    assert "image" not in found.text


def test_what_is_for_the_editors_alone_is_in_no_file() -> None:
    found = new(message="Bel mij thuis: 0343-555 099", sender__name="Truus", sender__reach="truus@thuis.example")
    assert "Truus" not in found.text
    assert "099" not in found.text
    for told in ("Truus", "truus@thuis.example", "0343-555 099"):
        assert told in found.message
        assert told in mail_text(found)


# --- an activity that is there ----------------------------------------------------------------------


def test_a_cancelled_date_is_all_that_changes() -> None:
    found = sent(action="cancel", activity=COFFEE, changes__date="2027-01-12", changes__cancelled="De zaal lekt.")
    before = town().activities[COFFEE]
    assert found.made
    off = [change for change in found.made.changes if change.cancelled == "De zaal lekt."]
    assert [str(change.day) for change in off] == ["2027-01-12"]
    assert found.made.title == before.title
    assert set(before.changes) <= {*found.made.changes, *off}
    assert found.subject == "Eén datum: Koffieochtend in het dorpshuis"


def test_a_date_that_had_something_different_can_still_be_cancelled() -> None:
    day = next(change.day for change in town().activities[COFFEE].changes if change.moved_to)
    found = sent(action="cancel", activity=COFFEE, changes__date=str(day))
    assert found.made
    assert [change.cancelled for change in found.made.changes if change.day == day] == [""]


def test_a_date_on_which_nothing_is_planned_is_told() -> None:
    assert names(sent(action="cancel", activity=COFFEE, changes__date="2026-12-16")) == ["changes.date"]
    assert names(sent(action="cancel", activity=COFFEE, changes__date="morgen")) == ["changes.date"]
    assert names(sent(action="cancel", activity=COFFEE)) == ["changes.date"]


def test_saying_that_it_is_still_right_only_moves_the_day() -> None:
    found = sent(action="confirm", activity=COFFEE)
    assert found.made
    assert found.made.confirmed == TODAY


def test_it_stops_now_or_after_a_last_day() -> None:
    assert sent(action="stop", activity=COFFEE, status="paused").made.status is ActivityStatus.PAUSED  # type: ignore[union-attr]
    found = sent(action="stop", activity=COFFEE, status="ended", until="2026-12-20")
    assert found.made
    assert found.made.status is ActivityStatus.ACTIVE
    assert all(str(getattr(pattern, "last", "")) <= "2026-12-20" for pattern in found.made.when)
    assert names(sent(action="stop", activity=COFFEE)) == ["status"]


def test_a_change_of_the_weekday_drops_what_was_about_the_old_days() -> None:
    from buurtkalender.form.of_activity import answers_of_activity

    before = answers_of_activity(town().activities[COFFEE])
    answers = {name.replace(".", "__"): "|".join(texts) for name, texts in before.items()}
    answers |= {"when__0__weekly": "friday", "action": "change", "activity": COFFEE, "consent": "yes"}
    found = sent(**answers)
    assert found.faults == ()
    assert found.made
    assert found.made.changes == ()


def test_a_change_in_words_is_a_message_and_no_file() -> None:
    found = sent(action="change", activity=COFFEE, message="Voortaan om elf uur.")
    assert (found.faults, found.path, found.text) == ((), "", "")
    assert "Voortaan om elf uur." in mail_text(found)
    assert COFFEE in mail_text(found)
    assert names(sent(action="change", activity=COFFEE)) == ["message"]


def test_without_a_script_somebody_types_which_activity_it_is() -> None:
    found = sent(action="cancel", activity="De koffie op dinsdag", changes__date="2026-12-15")
    assert found.faults == ()
    assert found.path == ""
    assert "De koffie op dinsdag" in found.subject


@pytest.mark.parametrize("answers", [{}, {"action": "erase"}, {"action": "cancel", "activity": "../../etc/passwd"}])
def test_nonsense_is_told_and_harms_nothing(answers: dict[str, str]) -> None:
    found = sent(**answers)
    assert found.made is None
    assert ".." not in found.path


# --- on to an editor --------------------------------------------------------------------------------


def test_the_file_stands_ready_at_the_forge() -> None:
    link = new_file_link(REPOSITORY, "main", "content", new())
    parts = urlsplit(link)
    assert parts.path == "/zandmeer/kalender/new/main/content/activities/welzijn-zandmeer"
    assert parse_qs(parts.query) == {"filename": ["soep.yaml"], "value": [new().text]}


def test_a_file_that_is_too_long_for_an_address_is_for_the_download() -> None:
    assert new_file_link(REPOSITORY, "main", "content", new(description="é" * 1000)) != ""
    found = new(description="é" * 1300)
    assert found.made
    assert new_file_link(REPOSITORY, "main", "content", found) == ""
    assert LONGEST_LINK < 8191


def test_only_new_files_and_only_on_github() -> None:
    assert new_file_link("https://codeberg.org/zandmeer/kalender", "main", "content", new()) == ""
    assert new_file_link(REPOSITORY, "main", "content", sent(action="confirm", activity=COFFEE)) == ""
