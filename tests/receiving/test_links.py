"""Links with which an organisation confirms, changes or cancels: a look does nothing, a press does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from buurtkalender.receive import link_settings
from buurtkalender.submissions.receiving.guard import Action, LinkSettings, link, opened
from projects import run, town_project
from receiving.house import RECEIVER, Door
from receiving.standing import NEW
from town import TODAY, town

COFFEE = "welzijn-zandmeer/koffieochtend"
SECRET = LinkSettings(b"x" * 40, RECEIVER, 60)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A receiver."""
    return Door(tmp_path)


def made(
    door: Door, action: Action, organisation: str = "welzijn-zandmeer", activity: str = COFFEE, day: date = TODAY
) -> str:
    """The path of a link of this receiver."""
    return urlsplit(link(link_settings(door.settings, door.file), organisation, activity, action, day)).path


def test_the_same_link_is_made_again_and_says_what_it_is_for() -> None:
    one = link(SECRET, "welzijn-zandmeer", COFFEE, "confirm", TODAY)
    assert one == link(SECRET, "welzijn-zandmeer", COFFEE, "confirm", TODAY)
    assert one.startswith(f"{RECEIVER}/link/")
    found = opened(SECRET, one.rpartition("/")[2])
    assert found == ("welzijn-zandmeer", COFFEE, "confirm", TODAY + timedelta(days=60))


def test_a_link_of_which_a_letter_is_changed_opens_nothing() -> None:
    token = link(SECRET, "welzijn-zandmeer", COFFEE, "confirm", TODAY).rpartition("/")[2]
    for n in range(len(token)):
        other = token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]
        assert opened(SECRET, other) in {None, opened(SECRET, token)}, "base64 has spare bits at its end"
    assert opened(SECRET._replace(secret=b"y" * 40), token) is None
    for nonsense in ("", "x", ".", "a.b", token[:-5], "x" * 5000):
        assert opened(SECRET, nonsense) is None


@pytest.mark.parametrize("action", ["confirm", "change", "cancel"])
def test_looking_at_a_link_does_nothing(action: Action, door: Door) -> None:
    answer = door.client.get(made(door, action))
    assert answer.status_code == 200
    assert "Koffieochtend in het dorpshuis" in answer.text
    assert "Er gebeurt pas iets als je op de knop drukt." in answer.text
    assert door.kept() == []


def test_pressing_confirms_without_a_proof_and_without_review(door: Door) -> None:
    answer = door.send({}, made(door, "confirm"))
    assert "Dank je wel. We hebben het." in answer.text
    (line,) = door.kept()
    assert (line["by"], line["action"], line["activity"]) == ("link", "confirm", COFFEE)


def test_pressing_takes_only_what_the_page_asks(door: Door) -> None:
    door.send({**NEW, "activity": ["sportclub/anders"], "action": ["stop"], "status": ["ended"]}, made(door, "confirm"))
    assert door.kept()[0]["answers"] == {
        "action": ["confirm"], "activity": [COFFEE], "organisation": ["welzijn-zandmeer"],
    }  # fmt: skip


def test_cancelling_asks_for_a_date_and_keeps_what_was_filled_in(door: Door) -> None:
    path = made(door, "cancel")
    assert "dinsdag 15 december, 10.00 tot 12.00 uur" in door.client.get(path).text
    wrong = door.send({"changes.cancelled": ["De gastvrouw is <ziek>."]}, path)
    assert wrong.status_code == 422
    assert "Kies om welke datum het gaat." in wrong.text
    assert 'value="De gastvrouw is &lt;ziek&gt;."' in wrong.text
    assert door.kept() == []
    right = door.send({"changes.date": ["2026-12-15"], "changes.cancelled": ["Ziek."]}, path)
    assert right.status_code == 200
    assert door.kept()[0]["answers"]["changes.date"] == ["2026-12-15"]


def test_a_date_that_is_off_can_be_told_to_be_on_after_all(door: Door) -> None:
    path = made(door, "cancel")
    page = door.client.get(path).text
    for text in ("Het gaat niet door", "Het is uitgesteld, een nieuwe datum volgt", "Het is vol", "Het gaat toch door"):
        assert text in page
    assert re.search(r'value="2026-11-24">[^<]*\(gaat nu niet door\)', page)
    answer = door.send({"changes.date": ["2026-11-24"], "changes.what": ["on"]}, path)
    assert answer.status_code == 200
    assert door.kept()[0]["answers"]["changes.what"] == ["on"]


def test_a_change_may_be_told_in_words_or_with_the_form(door: Door) -> None:
    path = made(door, "change")
    text = door.client.get(path).text
    token = path.rpartition("/")[2]
    assert f'/aanmelden/wijzigen/?wijzig={COFFEE}#link={token}"' in text
    assert door.send({"message": ["Vanaf januari op woensdag."]}, path).status_code == 200
    form = {**NEW, "action": ["change"], "activity": [COFFEE], "link": [token]}
    assert door.send(form, Accept="application/json").json()["state"] == "accepted"
    assert [line["by"] for line in door.kept()] == ["link", "link"]
    other = next(one for one in town().activities if one.startswith("welzijn-zandmeer/") and one != COFFEE)
    for wrong in ({"activity": [other]}, {"action": ["stop"]}, {"action": ["new"]}):
        assert door.send({**form, **wrong}, Accept="application/json").json()["state"] == "no-link"
    assert len(door.kept()) == 2


@pytest.mark.parametrize("action", ["confirm", "change", "cancel"])
def test_a_link_that_is_too_old_says_so_and_does_nothing(action: Action, door: Door) -> None:
    path = made(door, action)
    door.clock.later(days=60)
    assert door.client.get(path).status_code == 200, "the last day counts"
    door.clock.later(days=1)
    for answer in (door.client.get(path), door.send({"message": ["x"], "changes.date": ["2027-02-02"]}, path)):
        assert answer.status_code == 410
        assert "Deze link is te oud" in answer.text
        assert "/aanmelden/wijzigen/" in answer.text
    assert door.kept() == []


@pytest.mark.parametrize("activity", ["welzijn-zandmeer/weg", "niemand/niets", ""])
def test_a_link_for_what_is_not_there_any_more_says_so(activity: str, door: Door) -> None:
    assert door.client.get(made(door, "confirm", activity=activity)).status_code == 403


def test_a_link_of_another_organisation_says_so_and_does_nothing(door: Door) -> None:
    other = next(one for one in town().organisations if one != "welzijn-zandmeer")
    path = made(door, "confirm", organisation=other)
    for answer in (door.client.get(path), door.send({}, path)):
        assert answer.status_code == 403
        assert "Deze link is niet voor deze activiteit" in answer.text
    token = path.rpartition("/")[2]
    told = {"action": ["confirm"], "activity": [COFFEE], "link": [token]}
    assert door.send(told, Accept="application/json").json()["state"] == "no-link"
    assert door.kept() == []


def test_a_press_that_comes_from_elsewhere_is_refused(door: Door) -> None:
    assert door.send({}, made(door, "confirm"), Origin="https://spam.example").status_code == 403
    assert door.kept() == []


def test_the_mails_that_ask_whether_all_is_right_hold_such_a_link(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town", SUBMISSION_URL=RECEIVER)
    (tmp_path / "receiver.toml").write_text("")
    mails, more = tmp_path / "mails", ("--today", "2027-06-01", "--receiver", str(tmp_path / "receiver.toml"))
    done = run("submissions", "reminders", "--settings", str(made.settings), "--output", str(mails), *more)
    assert done.code in {0, 1}, done.said
    texts = [message_from_bytes(file.read_bytes()) for file in sorted(mails.glob("*.eml"))]
    found = {
        url
        for one in texts
        for part in one.walk()
        if part.get_content_type() == "text/plain"
        for url in re.findall(r"https://in[^\s]+", part.get_payload(decode=True).decode())
    }  # type: ignore[union-attr]
    assert found
    settings = LinkSettings((tmp_path / "receiver/secret").read_text().strip().encode(), RECEIVER, 60)
    for url in found:
        link_ = opened(settings, url.rpartition("/")[2])
        assert link_
        assert link_.action == "confirm"
        assert link_.activity.startswith(f"{link_.organisation}/")


def test_the_pages_of_a_link_lead_to_the_other_things_to_tell(door: Door) -> None:
    text = door.client.get(made(door, "confirm")).text
    for action in ("change", "cancel"):
        assert made(door, action) in text  # type: ignore[arg-type] - two of the three
