"""What looks private waits for an editor before it comes into git, which forgets nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.receive import link_settings
from buurtkalender.submissions.receiving.guard import link
from buurtkalender.submissions.receiving.settings import Mail, RepositorySettings
from hamlet import hamlet_project
from receiving.fakes import FakeMailServer, served
from receiving.house import Door
from receiving.standing import NEW, Stand, stand
from town import TODAY, town

COFFEE = "welzijn-zandmeer/koffieochtend"
JSON = "application/json"
PHONE = "06-12 34 56 78"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """A receiver that keeps what it takes, and makes nothing of it."""
    return Door(tmp_path_factory.mktemp("private"))


@pytest.fixture
def there(tmp_path: Path) -> Stand:
    """The repositories."""
    return stand(tmp_path, make=hamlet_project)


def at(there: Stand, **more: Any) -> Door:
    """A receiver that makes branches there."""
    return Door(there.folder, repository=RepositorySettings(path=there.own, remote="origin"), **more)


def held(door: Door, fields: dict[str, list[str]]) -> list[str]:
    """Which kinds of private things an answer is held for."""
    answer = door.proved(fields, Accept=JSON)
    assert answer.status_code == 200, answer.text
    kinds = list(door.kept()[-1].get("held", []))
    assert answer.json()["state"] == ("review" if kinds else "accepted")
    return kinds


PRIVATE = {
    "a telephone number": ("description", f"Bel Ria: {PHONE}.", "phone"),
    "one in a summary": ("summary", f"Opgave {PHONE}", "phone"),
    "one in a title": ("title", f"Soep {PHONE}", "phone"),
    "one that is written out": ("description", "Bel nul zes twaalf vierendertig zesenvijftig achtenzeventig", "phone"),
    "mail of a person": ("description", "Mail naar ria.jansen@gmail.com", "email"),
    "somebody's home": ("description", "Bij Ria thuis, Dorpsstraat 12.", "home"),
    "a password of a meeting": ("description", "Wachtwoord: soep123", "password"),
    "a link to a meeting": ("description", "https://us02web.zoom.us/j/81234567890?pwd=abc", "join"),
    "the code of a door": ("description", "De deurcode is 1234#", "door"),
    "an invitation to a group": ("description", "https://chat.whatsapp.com/AbCdEfGhIjK", "group"),
    "a citizen service number": ("description", "BSN 111222333", "bsn"),
    "a bank account": ("description", "Over te maken op NL91 ABNA 0417 1643 00", "iban"),
    "who is ill": ("description", "Mevrouw Jansen is ziek", "person"),
    "words of a case": ("title", "Intake mevrouw Jansen", "internal"),
    "how to get somewhere": ("transport", f"Bel {PHONE} voor vervoer", "phone"),
    "what a price is for": ("cost.note", f"Tikkie naar {PHONE}", "phone"),
}


@pytest.mark.parametrize("case", PRIVATE)
def test_what_looks_private_waits(case: str, door: Door) -> None:
    field, text, kind = PRIVATE[case]
    fields = {**NEW, "title": [f"Soep {case}"], "cost": ["free"], field: [text]}
    assert kind in held(door, fields)


def test_a_place_that_is_somebodys_home_waits(door: Door) -> None:
    fields = {name: values for name, values in NEW.items() if name != "venue"}
    place = {"location.name": ["Bij Ria thuis"], "location.street": ["Dorpsstraat 12"], "location.city": ["Zandmeer"]}
    assert held(door, {**fields, **place, "title": ["Soep thuis"]}) == ["home"]
    other = {**place, "location.name": ["De oude brandweerkazerne"]}
    assert held(door, {**fields, **other, "title": ["Soep in de kazerne"]}) == []


def test_what_the_form_asks_for_to_show_it_to_all_does_not_wait(door: Door) -> None:
    """The question says that it comes on the site, and the sender agreed: see the privacy page."""
    contact = {"contact.name": ["Ria"], "contact.phone": [PHONE], "contact.email": ["ria.jansen@gmail.com"]}
    told = {"title": ["Soep met Ria"], "description": [f"Bel Ria op {PHONE}."]}
    assert held(door, {**NEW, **contact, **told}) == []
    assert held(door, {**NEW, **contact, "title": ["Brood"], "description": ["Of bel 06-87 65 43 21."]}) == ["phone"]


def test_what_is_for_the_editors_alone_does_not_wait(door: Door) -> None:
    sender = {"sender.reach": [PHONE], "message": [f"Bel mij op {PHONE}, ik woon Dorpsstraat 12."]}
    assert held(door, {**NEW, **sender, "title": ["Soep van een ander"]}) == []


def test_what_the_calendar_publishes_already_does_not_wait(door: Door) -> None:
    phone = next(one.phone for one in town().organisations.values() if one.phone)
    assert held(door, {**NEW, "title": ["Soep en bellen"], "description": [f"Bel {phone}."]}) == []


def test_a_change_waits_for_what_is_new_in_it(door: Door) -> None:
    known = {name: list(values) for name, values in answers_of_activity(town().activities[COFFEE]).items()}
    change = {**known, "action": ["change"], "activity": [COFFEE], "consent": ["yes"]}
    assert held(door, {**change, "summary": ["Koffie, thee en een praatje."]}) == []
    assert held(door, {**change, "summary": [f"Koffie. Bel {PHONE}."]}) == ["phone"]


def test_no_activity_of_the_town_would_wait(door: Door) -> None:
    """Most people wait for nothing: what is in the calendar now came through."""
    for one in list(town().activities.values())[:40]:
        known = {name: list(values) for name, values in answers_of_activity(one).items()}
        fields = {**known, "action": ["change"], "activity": [one.id], "consent": ["yes"], "message": ["Klopt nog."]}
        answer = door.proved(fields, Accept=JSON)
        if answer.status_code == 200:
            assert door.kept()[-1].get("held", []) == [], one.id


def test_what_came_with_a_link_waits_too_and_the_page_says_why(door: Door) -> None:
    made = link(link_settings(door.settings, door.file), "welzijn-zandmeer", COFFEE, "cancel", date(2026, 11, 24))
    fields = {"changes.date": ["2026-12-15"], "changes.cancelled": [f"Mevrouw Jansen is ziek. Bel {PHONE}."]}
    answer = door.send(fields, urlsplit(made).path)
    assert set(door.kept()[-1]["held"]) == {"person", "phone"}
    assert "Er staat iets in dat privé lijkt" in answer.text
    assert date(2026, 11, 24) == TODAY


def test_it_comes_into_git_only_after_an_editor_released_it(there: Stand) -> None:
    door = at(there)
    number = door.proved({**NEW, "description": [f"Bel Ria: {PHONE}."]}, Accept=JSON).json()["number"]
    door.house.worker.work()
    assert there.branches() == []
    assert PHONE.encode() not in there.everything_in_git()
    assert "wacht op vrijgave: er lijkt iets privé" in there.command("list")
    shown = there.command("show", number)
    assert "een telefoonnummer (“Het hele verhaal”)" in shown
    there.command("release", number)
    door.house.worker.work()
    assert there.branches() == [f"submit/{number}"]
    assert "privé" not in there.command("show", number)


def test_it_comes_nowhere_when_an_editor_rejects_it(there: Stand) -> None:
    door = at(there)
    number = door.proved({**NEW, "description": [f"Bel Ria: {PHONE}."]}, Accept=JSON).json()["number"]
    there.command("reject", number)
    door.house.worker.work()
    assert there.branches() == []
    assert PHONE.encode() not in there.everything_in_git()


def test_editors_read_in_their_mail_what_looks_private_and_where(there: Stand) -> None:
    with served(FakeMailServer()) as post:
        mail = Mail(host="127.0.0.1", port=post.port, security="none", sender="kalender@zandmeer.example")
        door = at(there, mail=mail)
        number = door.proved({**NEW, "summary": [f"Bel Ria: {PHONE}."]}, Accept=JSON).json()["number"]
        door.house.worker.work()
    (text,) = post.mails
    body = text.replace("=\r\n", "").replace("=\n", "")
    assert "een telefoonnummer" in body
    assert f"submissions release {number}" in body
    assert "geen robot" not in body


def test_what_came_in_is_not_kept_in_memory_because_it_was_looked_through(door: Door) -> None:
    from buurtkalender.submissions.importing import spotting

    held(door, {**NEW, "title": ["Soep en lezen"], "description": [f"Bel Ria: {PHONE}."]})
    assert spotting.spans_of.cache_info().currsize == 0
    assert spotting.not_for_everybody.cache_info().currsize == 0
