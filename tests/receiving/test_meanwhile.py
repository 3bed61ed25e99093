"""A form that somebody had open while an editor merged something else: both are in the calendar, or both are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html

from buurtkalender.form.answers import activity_in
from buurtkalender.form.of_activity import answers_of_activity
from buurtkalender.reading.content import blob_name
from buurtkalender.receive import link_settings
from buurtkalender.submissions.receiving import worker
from buurtkalender.submissions.receiving.guard import link
from buurtkalender.submissions.receiving.repository import Calendars, Clone
from buurtkalender.submissions.receiving.settings import Forge, Mail, RepositorySettings
from hamlet import hamlet_project
from patience import PATIENCE
from receiving.fakes import TOKEN, FakeForge, FakeMailServer, served
from receiving.house import JSON, Door
from receiving.standing import SENDER, Stand, git, stand
from town import TODAY

COFFEE = "welzijn-zandmeer/koffieochtend"
PATH = f"activities/{COFFEE}.yaml"
OFF = "  - {date: 2027-01-12, cancelled: De gastvrouw is ziek.}\n"


@pytest.fixture
def there(tmp_path: Path) -> Stand:
    """The repositories."""
    return stand(tmp_path, make=hamlet_project)


def at(there: Stand, **more: Any) -> Door:
    """A receiver that makes branches there."""
    return Door(there.folder, repository=RepositorySettings(path=there.own, remote="origin"), **more)


def form(there: Stand, **different: str) -> dict[str, list[str]]:
    """What the form sends that is filled from the file as it is in the work tree now."""
    text = (there.project.content / PATH).read_text(encoding="utf-8")
    made = activity_in(text, COFFEE)
    assert made
    answers = {name: list(values) for name, values in answers_of_activity(made).items()}
    answers |= {name.replace("__", "."): given.split("|") if given else [] for name, given in different.items()}
    sent = {"action": ["change"], "activity": [COFFEE], "consent": ["yes"], **answers}
    return {**sent, "filled_from": [blob_name(text.encode())]}


def merged(there: Stand, *edit: str) -> None:
    """An editor merges a change of the file."""
    path = there.project.content / PATH
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(*edit), encoding="utf-8")
    git(there.project.folder, *SENDER, "commit", "--quiet", "--all", "--message=Van de redactie")
    git(there.project.folder, "push", "--quiet", str(there.forge), "HEAD:main")


def called_off(there: Stand) -> None:
    """An editor merges that a date is off."""
    merged(there, "changes:\n", f"changes:\n{OFF}")


def test_the_form_does_not_take_out_that_a_date_was_called_off_while_it_was_open(there: Stand) -> None:
    door = at(there)
    opened = form(there, capacity="35")
    called_off(there)
    answer = door.proved(opened, **JSON)
    assert answer.json()["state"] == "accepted"
    door.house.worker.work()
    (branch,) = there.branches()
    before = git(there.forge, "show", f"main:content/{PATH}")
    assert there.text(branch, PATH) == before.replace("capacity: 40", "capacity: 35").replace(
        "confirmed: 2026-11-10", "confirmed: 2026-11-24"
    )
    assert OFF in before


def test_of_two_forms_that_were_open_together_the_second_does_not_undo_the_first(there: Stand) -> None:
    """Neither was merged when both came in: git joins them, for each of them changes its own lines alone."""
    door = at(there)
    for different in ({"capacity": "35"}, {"title": "Koffie voor iedereen"}):
        door.proved(form(there, **different))
    door.house.worker.work()
    for branch in there.branches():
        there.merge(branch)
    text = git(there.forge, "show", f"main:content/{PATH}")
    assert "capacity: 35\n" in text
    assert "title: Koffie voor iedereen\n" in text
    assert there.project.run("check").code == 0


def test_a_second_form_that_waited_starts_from_what_became_of_the_first(there: Stand) -> None:
    door = at(there)
    opened = form(there, capacity="35", confirmed="2026-11-10")
    door.proved(form(there, title="Koffie voor iedereen"))
    door.house.worker.work()
    there.merge(there.branches()[0])
    number = door.send(opened, **JSON).json()["number"]  # without a proof: it waits
    called_off(there)
    there.command("release", number)
    door.house.worker.work()
    text = there.text(f"submit/{number}", PATH)
    for told in ("capacity: 35\n", "title: Koffie voor iedereen\n", OFF):
        assert told in text


def test_the_person_and_the_editor_are_told_what_both_changed_and_the_forge_only_which_questions(there: Stand) -> None:
    with served(FakeForge("github")) as forge, served(FakeMailServer()) as post:
        token = there.folder / "token"
        token.write_text(f"{TOKEN}\n")
        door = at(
            there,
            forge=Forge(kind="github", api=forge.url, repository="zandmeer/kalender", token_file=token),
            mail=Mail(host="127.0.0.1", port=post.port, security="none", sender="kalender@zandmeer.example"),
        )
        opened = form(there, contact__phone="0343-555 099", title="[skip ci] Koffie", capacity="35")
        merged(
            there,
            "contact: {name: Team ontmoeten, phone: 0343-555 010",
            "contact: {name: Team ontmoeten, phone: 0343-555 011",
        )
        merged(there, "title: Koffieochtend in het dorpshuis", "title: Koffie en thee")
        door.house.worker.work()  # the receiver knows of it
        door.clock.later(minutes=6)
        door.house.worker.work()
        answer = door.proved(opened, **JSON).json()
        said = " ".join(answer["text"])
        for told in ("0343-555 011", "0343-555 099", "Koffie en thee", "[skip ci] Koffie"):
            assert told in said
        page = door.proved({**opened, "message": ["Nog iets."]}).text
        assert "In de kalender was intussen iets anders" in page
        assert "0343-555 099" in page
        door.house.worker.work()
    (*_, pull) = forge.pulls
    assert "Hoe heet het? Telefoonnummer voor vragen" in pull["body"]
    assert "buurtkalender submissions show" in pull["body"]
    for private in ("0343-555 099", "[skip"):
        assert private not in pull["body"] + pull["title"]
        assert private.encode() not in there.everything_in_git()
    mails = " ".join(mail.replace("=\r\n", "") for mail in post.mails)
    assert "0343-555 099" in mails
    assert "0343-555 011" in mails
    assert there.text(there.branches()[0], PATH).count("0343-555 011") == 1


def test_a_file_that_only_differs_where_both_changed_it_stays_and_is_told(there: Stand) -> None:
    door = at(there)
    opened = form(there, capacity="35")
    merged(there, "capacity: 40", "capacity: 25")
    door.proved(opened)
    door.house.worker.work()
    assert there.branches() == []
    (line,) = [line for line in door.kept() if line["step"] == "told"]
    assert line["reason"] == "capacity"


def test_a_file_of_any_commit_is_found_also_one_that_no_branch_holds_now(there: Stand) -> None:
    door = at(there)
    opened = form(there, capacity="35")
    called_off(there)
    merged(there, "cost: free", "cost: 2")
    door.proved(opened)
    door.house.worker.work()
    text = there.text(there.branches()[0], PATH)
    assert "cost: 2\n" in text
    assert OFF in text
    assert "capacity: 35\n" in text


def test_a_clone_that_holds_only_the_end_of_the_history_undoes_nothing(there: Stand) -> None:
    opened = form(there, capacity="35")
    merged(there, "cost: free", "cost: 2")
    called_off(there)
    shallow = there.folder / "shallow.git"
    git(there.folder, "clone", "--quiet", "--bare", "--depth=1", f"file://{there.forge}", str(shallow))
    door = Door(there.folder, repository=RepositorySettings(path=shallow, remote="origin"))
    answer = door.proved(opened, **JSON).json()
    said = " ".join(answer["text"])
    for told in ("€ 2", "gratis", "40", "35"):
        assert told in said
    door.house.worker.work()
    assert there.branches() == []


@pytest.mark.parametrize("digest", ["f" * 40, "HEAD", "--help", "a\nb", "main:content/organisations/x.yaml"])
def test_a_digest_that_somebody_made_up_undoes_nothing(there: Stand, digest: str) -> None:
    door = at(there)
    opened = {**form(there, capacity="35"), "filled_from": [digest]}
    called_off(there)
    merged(there, "cost: free", "cost: 2")
    door.proved(opened)
    door.house.worker.work()
    text = there.text(there.branches()[0], PATH)
    assert OFF in text
    assert "cost: 2\n" in text
    assert "capacity: 35\n" in text


def test_the_page_of_a_link_tells_what_it_showed_so_that_going_on_undoes_nothing_newer(there: Stand) -> None:
    door = at(there)
    url = urlsplit(link(link_settings(door.settings, door.file), "welzijn-zandmeer", COFFEE, "cancel", TODAY)).path
    asked = {"changes.date": ["2027-01-12"], "changes.what": ["on"]}
    for knows in (False, True):
        (digest,) = html.document_fromstring(door.client.get(url).text).xpath("//input[@name='filled_from']/@value")
        if not knows:
            called_off(there)
            door.clock.later(minutes=6)
            door.house.worker.work()
        page = door.send({**asked, "filled_from": [digest]}, url).text
        assert ("Nu in de kalender: Het gaat niet door, De gastvrouw is ziek." in page) is not knows
    door.house.worker.work()
    (branch,) = there.branches()
    assert "2027-01-12, cancelled" not in there.text(branch, PATH)


def test_the_thanks_are_about_what_happens_and_a_second_press_says_it_again(there: Stand) -> None:
    door = at(there)
    opened = form(there, capacity="35")
    comes, reads = "Daarna komt het in de kalender", "De redactie leest het."
    assert comes in door.proved(form(there, capacity="30")).text
    assert reads in door.proved({"action": ["change"], "activity": [COFFEE], "message": ["Dank je wel!"]}).text
    merged(there, "capacity: 40", "capacity: 25")
    looks(door)
    for sent in (door.proved(opened), door.proved(opened), door.send(opened)):
        assert "Nu in de kalender: 25. In het formulier: 35." in sent.text
        assert "Er verandert dus niets vanzelf in de kalender." in sent.text
        assert comes not in sent.text
    rest = door.proved({**opened, "title": ["Koffie voor iedereen"]}).text
    assert "Nu in de kalender: 25. In het formulier: 35." in rest
    assert "De redactie kijkt nu naar de rest. Die komt in de kalender" in rest
    merged(there, "confirmed: 2026-11-10", "confirmed: 2026-11-24")
    looks(door)
    again = door.proved({"action": ["confirm"], "activity": [COFFEE]}).text
    assert "Zo staat het al in de kalender." in again
    assert comes not in again


def test_who_looks_at_a_submission_reads_in_sentences_what_both_changed(there: Stand) -> None:
    door = at(there)
    opened = form(there, capacity="35", title="Koffie voor iedereen")
    merged(there, "capacity: 40", "capacity: 25")
    number = door.proved(opened, **JSON).json()["number"]
    door.house.worker.work()
    shown = there.command("show", number)
    assert "Nu in de kalender: 25. In het formulier: 35. De kalender blijft zoals die nu is." in shown


def test_what_goes_with_new_days_is_told_at_the_forge_without_a_word_of_it(there: Stand) -> None:
    door = at(there)
    answer = door.proved(form(there, **{"when.0.weekly": "wednesday"}), **JSON).json()
    assert "De gastvrouw is ziek" in " ".join(answer["text"])
    assert "was intussen iets anders" not in " ".join(answer["text"])
    door.house.worker.work()
    said = git(there.forge, "log", "-1", "--format=%B", there.branches()[0])
    assert "Met de nieuwe dagen is de activiteit er niet" in said
    assert "ziek" not in said


def test_who_sends_a_change_is_told_what_was_merged_a_moment_ago(there: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver looks for itself every few minutes, and before a change is taken in."""
    monkeypatch.setattr(worker, "MOMENT", PATIENCE)
    door = at(there)
    door.house.worker.start()
    try:
        opened = form(there, capacity="35")
        merged(there, "capacity: 40", "capacity: 25")
        door.clock.later(seconds=6)
        assert "Nu in de kalender: 25. In het formulier: 35." in door.proved(opened).text
    finally:
        door.house.worker.stop()


def test_a_remote_that_does_not_answer_holds_up_the_first_change_for_a_moment_and_no_other(
    there: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(Calendars, "newest", lambda _calendars: ended.wait(60))
    waits: list[float] = []
    wait_for = threading.Condition.wait_for

    def counted(self: threading.Condition, told: Callable[[], bool], seconds: float | None = None) -> bool:
        if seconds is not None:
            waits.append(seconds)
        return wait_for(self, told, seconds)

    monkeypatch.setattr(threading.Condition, "wait_for", counted)
    door = at(there)
    door.house.worker.start()
    try:
        for capacity in ("30", "31", "32"):
            assert door.proved(form(there, capacity=capacity)).status_code == 200
        assert [seconds for seconds in waits if seconds < 1] == [0.8]
    finally:
        ended.set()
        door.house.worker.stop()


def off(door: Door, *days: str) -> None:
    """Organisations tell that dates are off."""
    for day in days:
        door.proved({"action": ["cancel"], "activity": [COFFEE], "changes.date": [day], "changes.cancelled": ["Ziek."]})


def looks(door: Door) -> None:
    """The receiver looks for the newest calendar, as it does every few minutes."""
    door.clock.later(minutes=6)
    door.house.worker.work()


def steps(door: Door, branch: str) -> list[str]:
    """What the log says of a submission."""
    return [line["step"] for line in door.kept() if line["id"] == branch.removeprefix("submit/")]


def test_of_two_that_call_off_other_dates_the_second_is_made_anew_when_the_first_is_merged(there: Stand) -> None:
    """Both write at the end of one list: git would ask somebody to join them by hand."""
    door = at(there)
    off(door, "2027-01-12", "2027-01-19")
    door.house.worker.work()
    first, second = there.branches()
    there.merge(first)
    looks(door)
    there.merge(second)
    for day in ("2027-01-12", "2027-01-19"):
        assert f"- date: {day}\n    cancelled: Ziek.\n" in there.text("main", PATH)
    assert there.project.run("check").code == 0
    assert steps(door, second).count("remade") == 1


def test_a_branch_is_made_anew_once_for_each_newer_state_of_its_file(there: Stand) -> None:
    door = at(there)
    off(door, "2027-01-12")
    door.house.worker.work()
    (branch,) = there.branches()
    for edit in (("cost: free", "cost: 2"), ("cost: 2", "cost: 3")):
        merged(there, *edit)
        looks(door)
        looks(door)
        assert edit[1] in there.text(branch, PATH)
    assert steps(door, branch).count("remade") == 2
    assert "- date: 2027-01-12\n    cancelled: Ziek.\n" in there.text(branch, PATH)


def test_a_branch_on_which_an_editor_went_on_is_left_alone_and_that_is_told_once(there: Stand) -> None:
    door = at(there)
    off(door, "2027-01-12")
    door.house.worker.work()
    (branch,) = there.branches()
    work = there.project.folder
    git(work, "fetch", "--quiet", str(there.forge), branch)
    git(work, "checkout", "--quiet", "--detach", "FETCH_HEAD")
    git(work, *SENDER, "commit", "--quiet", "--allow-empty", "--message=Van de redactie")
    git(work, "push", "--quiet", str(there.forge), f"HEAD:refs/heads/{branch}")
    git(work, "checkout", "--quiet", "main")
    before = git(there.forge, "rev-parse", branch)
    for edit in (("cost: free", "cost: 2"), ("cost: 2", "cost: 3")):
        merged(there, *edit)
        looks(door)
    assert git(there.forge, "rev-parse", branch) == before
    assert steps(door, branch).count("left") == 1
    assert "een redacteur ging verder" in there.command("show", branch.removeprefix("submit/"))


def test_what_an_editor_pushes_at_the_moment_at_which_a_branch_is_made_anew_stays(there: Stand) -> None:
    door = at(there)
    off(door, "2027-01-12")
    door.house.worker.work()
    (branch,) = there.branches()
    merged(there, "cost: free", "cost: 2")
    other = git(there.forge, "rev-parse", "main").strip()

    def between(now: str) -> None:
        if now == "remade":
            git(there.forge, "update-ref", f"refs/heads/{branch}", other)

    door.clock.later(minutes=6)
    door.start(between).worker.work()
    assert git(there.forge, "rev-parse", branch).strip() == other
    assert steps(door, branch)[-1] == "failed"
    looks(door)
    assert git(there.forge, "rev-parse", branch).strip() == other


@pytest.mark.parametrize("squashed", [False, True], ids=["gone", "squashed"])
def test_a_branch_that_an_editor_decided_about_does_not_come_back(there: Stand, *, squashed: bool) -> None:
    door = at(there)
    off(door, "2027-01-12")
    door.house.worker.work()
    (branch,) = there.branches()
    if squashed:
        work = there.project.folder
        git(work, "fetch", "--quiet", str(there.forge), branch)
        git(work, "merge", "--quiet", "--squash", "FETCH_HEAD")
        git(work, *SENDER, "commit", "--quiet", "--message=In een keer")
        git(work, "push", "--quiet", str(there.forge), "HEAD:main")
    else:
        git(there.forge, "update-ref", "-d", f"refs/heads/{branch}")
    before = there.branches(), git(there.forge, "for-each-ref", "refs/heads/submit")
    merged(there, "cost: free", "cost: 2")
    looks(door)
    assert (there.branches(), git(there.forge, "for-each-ref", "refs/heads/submit")) == before
    assert "remade" not in steps(door, branch)


@pytest.mark.parametrize("kind", ["github", "forgejo"])
def test_a_pull_request_that_was_closed_is_left_alone_and_one_that_is_open_is_made_anew(
    there: Stand, kind: Any
) -> None:
    with served(FakeForge(kind)) as forge:
        token = there.folder / "token"
        token.write_text(f"{TOKEN}\n")
        settings = Forge(kind=kind, api=forge.url, repository="zandmeer/kalender", token_file=token)
        door = at(there, forge=settings)
        off(door, "2027-01-12", "2027-01-19")
        door.house.worker.work()
        forge.pulls[0]["state"] = "closed"
        closed, waits = (pull["head"]["ref"] for pull in forge.pulls)
        merged(there, "cost: free", "cost: 2")
        looks(door)
    assert "cost: free" in there.text(closed, PATH)
    assert "cost: 2" in there.text(waits, PATH)


@pytest.mark.parametrize("step", ["remade", "replaced"])
def test_a_receiver_that_is_killed_while_it_makes_a_branch_anew_does_it_again(there: Stand, step: str) -> None:
    door = at(there)
    off(door, "2027-01-12")
    door.house.worker.work()
    (branch,) = there.branches()
    killed: list[str] = []

    def between(now: str) -> None:
        if now == step and not killed:
            killed.append(now)
            raise KeyboardInterrupt

    merged(there, "cost: free", "cost: 2")
    door.clock.later(minutes=6)
    with pytest.raises(KeyboardInterrupt):
        door.start(between).worker.work()
    merged(there, "cost: 2", "cost: 3")
    door.clock.later(minutes=6)
    door.start().worker.work()
    assert "cost: 3" in there.text(branch, PATH)
    assert "- date: 2027-01-12\n    cancelled: Ziek.\n" in there.text(branch, PATH)
    assert git(there.forge, "rev-list", "--count", f"main..{branch}").strip() == "1"


def test_the_remote_is_asked_for_branches_once_for_each_state_of_a_file_that_one_of_them_changes(
    there: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = at(there)
    off(door, "2027-01-12")
    door.house.worker.work()
    asked: list[str] = []

    def nothing(_clone: Clone) -> dict[str, str]:
        asked.append("asked")
        return {}

    monkeypatch.setattr(Clone, "submitted", nothing)
    for edit, times in ((("cost: free", "cost: 2"), 1), (("cost: 2", "cost: 3"), 2)):
        merged(there, *edit)
        looks(door)
        looks(door)
        assert len(asked) == times
    other = there.project.content / "organisations/welzijn-zandmeer.yaml"
    other.write_text(other.read_text(encoding="utf-8") + "# Nagekeken.\n", encoding="utf-8")
    git(there.project.folder, *SENDER, "commit", "--quiet", "--all", "--message=Iets anders")
    git(there.project.folder, "push", "--quiet", str(there.forge), "HEAD:main")
    looks(door)
    assert len(asked) == 2
