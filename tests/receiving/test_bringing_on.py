"""From the log into git, to the forge and into the mail; and what happens when one of them does not answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buurtkalender.reading.git import without_password
from buurtkalender.submissions.receiving.log import Log, LogLine
from buurtkalender.submissions.receiving.settings import Forge, Mail, RepositorySettings
from hamlet import hamlet_project
from receiving.fakes import TOKEN, FakeForge, FakeMailServer, served
from receiving.house import Door
from receiving.standing import NEW, SENDER, Stand, git, stand

COFFEE = "welzijn-zandmeer/koffieochtend"


@pytest.fixture
def there(tmp_path: Path) -> Stand:
    """The repositories."""
    return stand(tmp_path, make=hamlet_project)


def at(there: Stand, **more: Any) -> Door:
    """A receiver that makes branches there."""
    repository = RepositorySettings(path=there.own, remote="origin")
    return Door(there.folder, repository=repository, **more)


@pytest.fixture(params=["github", "gitea"])
def forge(request: pytest.FixtureRequest) -> Iterator[FakeForge]:
    """A fake of each kind of forge."""
    with served(FakeForge(request.param)) as fake:
        yield fake


def with_forge(there: Stand, forge: FakeForge) -> Door:
    """A receiver that opens pull requests too."""
    token = there.folder / "token"
    token.write_text(f"{TOKEN}\n")
    kind: Any = forge.kind
    return at(there, forge=Forge(kind=kind, api=forge.url, repository="zandmeer/kalender", token_file=token))


def test_a_branch_holds_one_commit_with_one_file_and_says_nothing_of_the_sender(there: Stand) -> None:
    door = at(there)
    number = door.proved(NEW, Accept="application/json").json()["number"]
    door.house.worker.work()
    assert there.branches() == [f"submit/{number}"]
    log = git(there.forge, "log", "--format=%an|%ae|%cn|%at|%s", f"main..submit/{number}").strip()
    when = int(door.clock().timestamp())
    assert log == (
        "Buurtkalender Zandmeer|redactie@zandmeer.example|Buurtkalender Zandmeer|"
        f"{when}|Nieuwe activiteit: welzijn-zandmeer/soep"
    )
    assert there.changed(f"submit/{number}") == ["content/activities/welzijn-zandmeer/soep.yaml"]
    for told in ("sender.name", "sender.reach", "message"):
        assert NEW[told][0].encode() not in there.everything_in_git()


def test_words_in_a_title_command_no_forge(there: Stand, forge: FakeForge) -> None:
    door = with_forge(there, forge)
    door.proved({**NEW, "title": ["[skip ci] Fixes #1 @redactie ::error::"]})
    door.house.worker.work()
    said = git(there.forge, "log", "--format=%B", "-1", there.branches()[0]) + str(forge.pulls)
    for words in ("[skip", "Fixes", "#1", "@redactie", "::"):
        assert words not in said


def test_no_work_tree_no_index_and_no_hook_is_touched(tmp_path: Path) -> None:
    there = stand(tmp_path, make=hamlet_project)
    work = there.project.folder
    hook = work / ".git/hooks"
    hook.mkdir(exist_ok=True)
    for name in ("reference-transaction", "pre-push", "pre-commit", "post-commit", "update"):
        (hook / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        (hook / name).chmod(0o755)
    before = (work / ".git/index").read_bytes()
    door = Door(tmp_path, repository=RepositorySettings(path=work))
    door.proved(NEW)
    door.house.worker.work()
    assert git(work, "branch", "--list", "submit/*").strip()
    assert (work / ".git/index").read_bytes() == before
    assert git(work, "status", "--porcelain", "content") == ""
    assert not (tmp_path / "ran").exists()


def test_what_was_merged_meanwhile_is_not_undone(there: Stand) -> None:
    """The receiver reads the calendar before it writes: its own may be of before somebody's merge."""
    door = at(there)
    path = there.project.content / f"activities/{COFFEE}.yaml"
    text = path.read_text()
    path.write_text(text.replace("title: Koffieochtend in het dorpshuis", "title: Koffie voor iedereen"))
    git(there.project.folder, "-c", "user.name=R", "-c", "user.email=r@r.example", "commit", "-qam", "Andere titel")
    git(there.project.folder, "push", "--quiet", str(there.forge), "HEAD:main")
    told = {"action": ["cancel"], "activity": [COFFEE], "changes.date": ["2026-12-15"], "changes.cancelled": ["Ziek."]}
    door.proved(told)
    door.house.worker.work()
    found = there.text(there.branches()[0], f"activities/{COFFEE}.yaml")
    assert "title: Koffie voor iedereen\n" in found
    assert "date: 2026-12-15" in found


def test_two_that_came_together_go_each_their_own_way(there: Stand) -> None:
    door = at(there)
    for summary in ("Met brood.", "Met kaas."):
        door.proved({**NEW, "summary": [summary]})
    door.house.worker.work()
    files = {file for branch in there.branches() for file in there.changed(branch)}
    assert files == {f"content/activities/welzijn-zandmeer/{name}.yaml" for name in ("soep", "soep-2")}
    for branch in there.branches():
        there.merge(branch)
    assert there.project.run("check").code == 0


def test_what_the_calendar_says_already_makes_no_branch(there: Stand) -> None:
    door = at(there)
    told = {"action": ["confirm"], "activity": [COFFEE]}
    door.proved(told)
    door.house.worker.work()
    there.merge(there.branches()[0])
    door.proved({**told, "message": ["Nog steeds."]})
    door.house.worker.work()
    assert len(there.branches()) == 1
    assert [line["step"] for line in door.kept()][-2:] == ["same", "finished"]


def test_what_waits_for_an_editor_makes_a_branch_when_it_is_released_and_none_when_it_is_rejected(there: Stand) -> None:
    door = at(there)
    numbers = [door.send({**NEW, "title": [title]}, Accept="application/json").json()["number"] for title in "AB"]
    door.house.worker.work()
    assert there.branches() == []
    there.command("release", numbers[0])
    there.command("reject", numbers[1])
    door.house.worker.work()
    assert there.branches() == [f"submit/{numbers[0]}"]
    assert "afgewezen" in there.command("show", numbers[1])


def test_what_somebody_typed_cannot_command_the_terminal_of_an_editor(there: Stand) -> None:
    door = at(there)
    number = door.send({**NEW, "message": ["\x1b[31m \x9b31m"]}, Accept="application/json").json()["number"]
    log = Log(there.log)
    line = msgspec.structs.replace(msgspec.json.decode(there.written(), type=LogLine), id="x", subject="\x1b[31m")
    log.add(line)  # whatever comes to stand there
    assert "\x1b" not in there.command("list") + there.command("show", "x")
    shown = there.command("show", number)
    assert "iemand uit Zandmeer" in shown
    assert not [letter for letter in shown if not letter.isprintable() and letter != "\n"]


# --- the forge --------------------------------------------------------------------------------------


def test_a_pull_request_is_opened_once_also_when_the_answer_is_lost(there: Stand, forge: FakeForge) -> None:
    door = with_forge(there, forge)
    number = door.proved(NEW, Accept="application/json").json()["number"]
    door.house.worker.work()
    (pull,) = forge.pulls
    assert (pull["head"]["ref"], pull["base"]["ref"]) == (f"submit/{number}", "main")
    assert pull["title"] == "Nieuwe activiteit: welzijn-zandmeer/soep"
    assert number in pull["body"]
    for told in ("sender.name", "sender.reach", "message"):
        assert NEW[told][0] not in pull["body"]
    log = next(door.file.log.glob("*.jsonl"))
    lost = (b'"asked"', b'"finished"')
    kept = [line for line in log.read_bytes().splitlines(keepends=True) if not any(one in line for one in lost)]
    log.write_bytes(b"".join(kept))
    pull["state"] = "closed"  # an editor was quick
    door.start().worker.work()
    assert len(forge.pulls) == 1
    assert [line["url"] for line in door.kept() if line["step"] == "asked"] == [pull["html_url"]]


def test_a_forge_that_is_down_is_asked_again_after_pauses_that_grow(there: Stand, forge: FakeForge) -> None:
    door = with_forge(there, forge)
    door.proved(NEW)
    forge.failing = 3
    asked = []
    for _ in range(100):
        before = len(forge.asked)
        door.house.worker.work()
        asked.append(len(forge.asked) > before)
        if forge.pulls:
            break
        door.clock.later(seconds=1)
    assert len(forge.pulls) == 1
    tries = [n for n, was in enumerate(asked) if was]
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    for pause, least in zip(pauses, (5, 20, 60), strict=True):  # and a little more, never the same
        assert least <= pause <= least * 1.1 + 1
    failed = [line["reason"] for line in door.kept() if line["step"] == "failed"]
    assert failed == ["503: Try again later"] * 3


def test_the_token_is_told_to_nobody(there: Stand, forge: FakeForge, capfd: pytest.CaptureFixture[str]) -> None:
    door = with_forge(there, forge)
    (there.folder / "token").write_text("wrong-" + TOKEN)
    door.house = door.start()
    door.client = type(door.client)(door.house.app)
    door.proved(NEW)
    door.house.worker.work()
    assert door.kept()[-1]["reason"].startswith("401")
    assert TOKEN not in str(door.kept())
    assert TOKEN not in "".join(capfd.readouterr())


def test_a_remote_that_cannot_be_reached_is_told_without_its_password_and_tried_again(there: Stand) -> None:
    door = at(there)
    remote = git(there.own, "remote", "get-url", "origin").strip()
    git(there.own, "remote", "set-url", "--push", "origin", "https://naam:geheim@127.0.0.1:9/kalender.git")
    door.proved(NEW)
    door.house.worker.work()
    line = door.kept()[-1]
    assert (line["step"], line["track"]) == ("failed", "git")
    assert "geheim" not in line["reason"]
    assert "geheim" not in without_password("fatal: unable to access 'https://naam:geheim@127.0.0.1:9/kalender.git/'")
    git(there.own, "remote", "set-url", "--push", "origin", remote)
    door.clock.later(seconds=6)
    door.house.worker.work()
    assert len(there.branches()) == 1


def test_a_clone_that_was_made_anew_while_the_remote_was_away_loses_no_branch(there: Stand) -> None:
    door, away = at(there), there.folder / "away.git"
    there.forge.rename(away)
    door.proved(NEW)
    door.house.worker.work()
    assert "committed" in [line["step"] for line in door.kept()]
    away.rename(there.forge)
    shutil.rmtree(there.own)
    git(there.folder, "clone", "--quiet", "--bare", str(there.forge), str(there.own))
    door.clock.later(seconds=6)
    door.house.worker.work()
    (branch,) = there.branches()
    assert there.changed(branch) == ["content/activities/welzijn-zandmeer/soep.yaml"]


def test_what_the_calendar_says_by_the_time_that_the_clone_is_made_anew_is_told_once(there: Stand) -> None:
    door, away = at(there), there.folder / "away.git"
    there.forge.rename(away)
    door.proved({"action": ["confirm"], "activity": [COFFEE]})
    door.house.worker.work()
    text = git(there.own, "show", f"submit/{door.kept()[0]['id']}:content/activities/{COFFEE}.yaml")
    away.rename(there.forge)
    (there.project.content / f"activities/{COFFEE}.yaml").write_text(text, encoding="utf-8")
    git(there.project.folder, *SENDER, "commit", "--quiet", "--all", "--message=Met de hand")
    git(there.project.folder, "push", "--quiet", str(there.forge), "HEAD:main")
    shutil.rmtree(there.own)
    git(there.folder, "clone", "--quiet", "--bare", str(there.forge), str(there.own))
    for _ in range(3):
        door.clock.later(minutes=10)
        door.house.worker.work()
    steps = [line["step"] for line in door.kept()]
    assert (steps.count("same"), steps.count("finished")) == (1, 1)
    assert there.branches() == []


# --- the mail ---------------------------------------------------------------------------------------


def test_editors_get_a_mail_with_what_is_for_them_alone_also_when_git_fails(there: Stand) -> None:
    with served(FakeMailServer()) as post:
        mail = Mail(host="127.0.0.1", port=post.port, security="none", sender="kalender@zandmeer.example")
        door = Door(there.folder, repository=RepositorySettings(path=there.own, remote="origin"), mail=mail)
        git(there.own, "remote", "set-url", "origin", str(there.folder / "weg"))
        sender = {"sender.reach": ["iemand@zandmeer.example"], "sender.name": ["Iemand\r\nBcc: x@spam.example"]}
        number = door.send({**NEW, **sender}, Accept="application/json").json()["number"]
        post.failing = True
        door.house.worker.work()
        assert post.mails == []
        post.failing = False
        door.clock.later(seconds=6)
        door.house.worker.work()
        door.house.worker.work()
    (text,) = post.mails
    head, _, body = text.partition("\r\n\r\n")
    assert "To: redactie@zandmeer.example" in head
    assert "Reply-To: iemand@zandmeer.example" in head
    assert number in head
    assert "Bcc:" not in head
    assert "Zet het er snel op." in body
    assert f"submissions release {number}" in body.replace("=\r\n", "")


def test_a_log_of_which_the_last_line_is_half_goes_on(there: Stand) -> None:
    """A machine lost its power in the middle of a line: that was never called accepted."""
    door = at(there)
    number = door.proved(NEW, Accept="application/json").json()["number"]
    log = next(door.file.log.glob("*.jsonl"))
    log.write_bytes(log.read_bytes() + b'{"id":"half')
    house = door.start()
    house.worker.work()
    assert there.branches() == [f"submit/{number}"]
    lines = log.read_bytes().splitlines()
    assert b'{"id":"half' in lines
    assert all(msgspec.json.decode(line) for line in lines if line != b'{"id":"half')


def test_months_have_a_file_each_and_all_are_read(there: Stand) -> None:
    door = at(there)
    door.proved(NEW)
    door.clock.later(days=20)
    door.proved({**NEW, "title": ["Brood"]})
    assert sorted(path.name for path in door.file.log.glob("*.jsonl")) == ["2026-11.jsonl", "2026-12.jsonl"]
    door.start().worker.work()
    assert len(there.branches()) == 2
