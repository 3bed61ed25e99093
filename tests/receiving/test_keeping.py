"""For how long the receiver keeps what came in, what it removes by itself, and what it tells of what it cannot read."""

from __future__ import annotations

import fcntl
import gzip
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buurtkalender.submissions.receiving import log as logs
from buurtkalender.submissions.receiving.keeping import remove
from buurtkalender.submissions.receiving.log import Log, LogLine
from buurtkalender.submissions.receiving.settings import Mail, ReceiverError, RepositorySettings, load_receiver
from hamlet import hamlet_project
from projects import DEMO
from receiving.fakes import FakeMailServer, served
from receiving.filled_log import fill
from receiving.house import Door
from receiving.receiver import NOON
from receiving.standing import NEW, Stand, git, stand
from receiving.standing import SENDER as SENDING

SENDER = [NEW[name][0].encode() for name in ("sender.name", "sender.reach", "message")]


@pytest.fixture
def there(tmp_path: Path) -> Stand:
    """The repositories."""
    return stand(tmp_path, make=hamlet_project)


@pytest.fixture
def post() -> Iterator[FakeMailServer]:
    """A fake mail server."""
    with served(FakeMailServer()) as fake:
        yield fake


def at(there: Stand, **more: Any) -> Door:
    """A receiver that makes branches there."""
    return Door(there.folder, repository=RepositorySettings(path=there.own, remote="origin"), **more)


def mailing(there: Stand, post: FakeMailServer) -> Door:
    """A receiver that mails the editors, and makes no branches."""
    mail = Mail(host="127.0.0.1", port=post.port, security="none", sender="kalender@zandmeer.example")
    return Door(there.folder, mail=mail)


def pass_days(door: Door, days: int) -> None:
    """Let days pass; on the last of them the receiver works as it does every day."""
    door.clock.later(days=days - 4)
    for _ in range(4):
        door.clock.later(days=1)
        door.start().worker.work()


def everything_in(folder: Path) -> bytes:
    """All that stands in the files of a folder, also what is compressed."""
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def number(answer: Any) -> str:
    """The number that a sender is told."""
    return str(answer.json()["number"])


# --- what is removed --------------------------------------------------------------------------------


def test_after_a_year_nothing_is_left_of_what_came_in_and_of_who_sent_it(there: Stand) -> None:
    door = at(there)
    kept = number(door.proved(NEW, Accept="application/json"))
    door.house.worker.work()
    pass_days(door, 364)
    assert all(told in everything_in(there.log) for told in SENDER)
    assert kept in there.command("list")
    door.clock.later(days=1)
    door.start().worker.work()
    assert not any(told in everything_in(there.log) for told in (*SENDER, b"Soep", kept.encode()))
    assert there.command("list") == ""


def test_the_operator_may_say_that_it_goes_sooner_and_not_that_it_goes_later(there: Stand, tmp_path: Path) -> None:
    door = at(there, keep_days=30)
    door.proved(NEW)
    door.house.worker.work()
    pass_days(door, 30)
    assert not any(told in everything_in(there.log) for told in SENDER)
    file = tmp_path / "receiver.toml"
    file.write_text("keep_days = 366")
    with pytest.raises(ReceiverError, match="365"):
        load_receiver(file)


@pytest.mark.parametrize("page", sorted((DEMO / "pages").glob("privacy*.md")), ids=lambda page: page.name)
def test_the_privacy_page_promises_what_the_receiver_does(page: Path, tmp_path: Path) -> None:
    file = tmp_path / "receiver.toml"
    file.write_text("")
    assert load_receiver(file).keep_days == 365
    text = re.sub(r"<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL)
    assert len(re.findall(r"een jaar\b|a year\b|через рік|بعد سنة|bir yıl|po roku", text)) == 2, (
        "of the log, and of mails"
    )


def test_a_clock_that_is_a_year_ahead_for_a_while_removes_nothing(there: Stand) -> None:
    door = at(there)
    door.proved(NEW)
    pass_days(door, 10)
    before = everything_in(there.log)
    door.clock.later(days=370)
    door.start().worker.work()
    door.clock.later(days=-370, minutes=1)
    door.start().worker.work()
    assert all(told in everything_in(there.log) for told in SENDER)
    assert [line for line in everything_in(there.log).splitlines() if b'"accepted"' in line] == [
        line for line in before.splitlines() if b'"accepted"' in line
    ]


def test_what_cannot_be_brought_on_for_a_year_is_not_lost_but_who_sent_it_is_forgotten(there: Stand) -> None:
    door = at(there)
    kept = number(door.proved(NEW, Accept="application/json"))
    git(there.own, "remote", "set-url", "--push", "origin", str(there.folder / "weg"))
    pass_days(door, 366)
    assert not any(told in everything_in(there.log) for told in SENDER)
    git(there.own, "remote", "set-url", "--push", "origin", str(there.forge))
    door.clock.later(hours=2)
    door.start().worker.work()
    assert there.branches() == [f"submit/{kept}"]


def test_editors_are_told_before_what_waits_for_them_goes_away(there: Stand, post: FakeMailServer) -> None:
    door = mailing(there, post)
    kept = number(door.send(NEW, Accept="application/json"))
    door.house.worker.work()
    assert len(post.mails) == 1
    assert "24-11-2027" in post.mails[0]
    assert "24-11-2027" not in there.command("list")
    pass_days(door, 334)
    assert len(post.mails) == 1
    pass_days(door, 10)
    assert len(post.mails) == 2
    assert "Als niemand beslist, gaat het weg op 24-11-2027." in post.mails[1].replace("=\n", "")
    first, second = (re.search("Message-ID: .*", one) for one in post.mails)
    assert first
    assert second
    assert first[0] != second[0]
    pass_days(door, 20)
    assert len(post.mails) == 2
    assert kept in there.command("list")
    pass_days(door, 10)
    assert not any(told in everything_in(there.log) for told in SENDER)
    assert there.command("list") == ""


def test_what_waits_does_not_go_while_editors_could_not_be_told_but_its_sender_does(
    there: Stand, post: FakeMailServer
) -> None:
    door = mailing(there, post)
    kept = number(door.send(NEW, Accept="application/json"))
    door.house.worker.work()
    post.failing = True
    pass_days(door, 370)
    assert kept in there.command("list")
    assert not any(told in everything_in(there.log) for told in SENDER)
    post.failing = False
    door.clock.later(hours=2)
    door.start().worker.work()
    pass_days(door, 15)
    assert there.command("list") == ""


def test_the_list_tells_until_when_something_waits(there: Stand) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=350)
    log = Log(there.log)
    name = f"{long_ago:%y%m%d}-abcde"
    log.add(LogLine(id=name, at=long_ago, step="accepted", by="review", action="new", subject="Soep"))
    goes = long_ago.date() + timedelta(days=365)
    assert f"wacht op vrijgave tot {goes.day}-{goes.month}-{goes.year}" in there.command("list")


def test_who_is_killed_while_removing_has_each_file_as_it_was(there: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(20, 100, "finished", there.log)
    before = everything_in(there.log)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            remove(Log(there.log), NOON.date())
    assert everything_in(there.log) == before
    (there.log / ".2025-12.jsonl~").write_bytes(before)  # by SIGKILL nothing is tidied up
    remove(Log(there.log), NOON.date())
    assert everything_in(there.log) == b""


def test_what_is_added_while_a_file_is_made_anew_is_in_it(there: Stand) -> None:
    fill(50, 100, "finished", there.log)
    log, other = Log(there.log), Log(there.log)
    (path,) = list(there.log.glob("2026-11.jsonl"))
    line = LogLine(id="261124-zzzzz", at=NOON, step="accepted", by="proof", subject="Brood")
    added: list[bool] = []

    def changed(text: bytes) -> bytes:
        if not added:
            added.append(True)
            other.add(line)
        return text

    log.make_anew(path, path, changed)
    assert b"Brood" in path.read_bytes()
    assert Log(there.log).find("261124-zzzzz")
    other.add(LogLine(id="261124-zzzzz", at=NOON, step="released"))
    log.refresh()
    assert "released" in log.unfinished[0].steps


def test_who_waited_while_a_file_was_made_anew_writes_into_the_new_one(
    there: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(50, 100, "finished", there.log)
    log, path = Log(there.log), there.log / "2026-11.jsonl"
    lock, waited = fcntl.flock, list[bool]()

    def flock(file: int, how: int) -> None:
        if not waited:
            waited.append(True)
            Log(there.log).make_anew(path, path, lambda text: text)
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    log.add(LogLine(id="261124-zzzzz", at=NOON, step="accepted", by="proof", subject="Brood"))
    assert b"Brood" in path.read_bytes()


# --- what is compressed -----------------------------------------------------------------------------


def test_old_months_are_compressed_and_editors_still_find_what_is_in_them(there: Stand) -> None:
    door = at(there)
    kept = number(door.proved({**NEW, "description": ["Samen soep eten. " * 100]}, Accept="application/json"))
    door.house.worker.work()
    size = len(there.written())
    assert there.command("show", kept).count("Samen soep eten.") == 100
    pass_days(door, 160)
    assert [path.name for path in there.log.glob("*.jsonl*")] == ["2026-11.jsonl.gz"]
    assert sum(path.stat().st_size for path in there.log.glob("*.gz")) < size / 2
    assert kept in there.command("list")
    assert there.command("show", kept).count("Samen soep eten.") == 100
    assert NEW["sender.reach"][0] in there.command("show", kept)


def test_a_month_of_which_something_still_waits_is_not_compressed(there: Stand) -> None:
    door = at(there)
    kept = number(door.send(NEW, Accept="application/json"))
    pass_days(door, 200)
    assert [path.name for path in there.log.glob("*.jsonl*")] == ["2026-11.jsonl"]
    there.command("release", kept)
    door.start().worker.work()
    assert there.branches() == [f"submit/{kept}"]


def test_who_is_killed_after_compressing_has_each_submission_once(there: Stand) -> None:
    fill(30, 100, "finished", there.log, NOON + timedelta(days=30))
    before = there.command("list")
    kept = {path: path.read_bytes() for path in there.log.glob("*.jsonl")}
    door = at(there)
    pass_days(door, 4)
    for path, octets in kept.items():
        path.write_bytes(octets)  # it was killed before it removed what it had compressed
    assert there.command("list") == before
    assert before.count("\n") == 30
    pass_days(door, 4)
    assert there.command("list") == before
    assert len(list(there.log.glob("*.jsonl"))) < len(kept)


# --- what is found again ----------------------------------------------------------------------------


def test_the_same_answers_once_more_are_the_same_submission_also_when_nothing_is_left_to_do(there: Stand) -> None:
    door = at(there)
    first = number(door.proved(NEW, Accept="application/json"))
    door.house.worker.work()
    assert number(door.proved(NEW, Accept="application/json")) == first
    house = door.start()
    assert not house.log.unfinished
    door.client = type(door.client)(house.app)
    assert number(door.proved(NEW, Accept="application/json")) == first


def test_a_name_that_was_promised_is_given_to_nobody_else_for_months(there: Stand) -> None:
    door = at(there)
    for days in (0, 100):
        door.clock.later(days=days)
        house = door.start()
        door.client = type(door.client)(house.app)
        door.proved(NEW)
        house.worker.work()
    names = {there.changed(branch)[0].rpartition("/")[2] for branch in there.branches()}
    assert names == {"soep.yaml", "soep-2.yaml"}


def test_who_gets_a_name_that_came_free_and_who_has_another_already_never_get_the_same_file(there: Stand) -> None:
    """The first is rejected: its name goes to the third, and the second keeps what it was promised."""
    door = at(there)
    first = number(door.send(NEW, Accept="application/json"))
    door.proved({**NEW, "description": ["Soep, en brood erbij."]})
    there.command("reject", first)
    door.house.log.refresh()
    door.proved({**NEW, "description": ["Soep, en daarna koffie."]})
    door.house.worker.work()
    names = sorted(there.changed(branch)[0].rpartition("/")[2] for branch in there.branches())
    assert names == ["soep-2.yaml", "soep.yaml"]


def test_a_log_of_before_finished_was_written_is_brought_no_further(there: Stand) -> None:
    fill(40, 100, "before", there.log)
    written = there.written()
    door = at(there, mail=Mail(host="127.0.0.1", port=1, security="none", sender="kalender@zandmeer.example"))
    assert door.house.log.unfinished == ()
    door.house.worker.work()
    assert there.command("list").count("pull request geopend") == 40
    assert there.written() == written


# --- what cannot be read ----------------------------------------------------------------------------


def test_lines_that_cannot_be_read_are_told_by_file_and_number_and_what_stands_there_is_not(there: Stand) -> None:
    door = at(there)
    door.proved(NEW)
    path = next(there.log.glob("*.jsonl"))
    secret = b"geheim"
    path.write_bytes(path.read_bytes() + b'{"id":"geheim"\n\x00\xffgeheim\n' + b"[" * 5000 + b"\n")
    door.proved({**NEW, "title": ["Brood"]})
    told = there.command("list")
    for line in (2, 3, 4):
        assert f"{path.name}, regel {line}: dit is niet te lezen." in told
    assert secret.decode() not in told
    assert "Soep" in told
    assert "Brood" in told
    assert [one.number for one in door.start().log.unread] == [2, 3, 4]


def test_a_line_that_is_longer_than_can_be_is_told_and_passed_over(
    there: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LONGEST_LINE", 5_000)
    path = there.log / "2026-11.jsonl"
    there.log.mkdir()
    line = LogLine(id="261124-abcde", at=NOON, step="accepted", by="review", subject="x" * 4_000)
    fits, long = (
        msgspec.json.encode(msgspec.structs.replace(line, id=name, subject="x" * size))
        for name, size in (("261124-abcde", 4_000), ("261124-bcdef", 9_000))
    )
    path.write_bytes(long + b"\n" + fits + b"\n" + long)
    log = Log(there.log)
    assert [one.id for one in log.unfinished] == ["261124-abcde"]
    assert log.unread == (logs.UnreadLine("2026-11.jsonl", 1),)
    with pytest.raises(OSError, match="too large"):
        log.add(msgspec.structs.replace(line, id="261124-cdefg", subject="x" * 5_000))


def test_a_last_line_that_is_half_is_no_trouble_also_when_more_comes_after_it(there: Stand) -> None:
    door = at(there)
    door.proved(NEW)
    path = next(there.log.glob("*.jsonl"))
    path.write_bytes(path.read_bytes() + b'{"id":"half')
    assert Log(there.log).unread == ()
    number(door.proved({**NEW, "title": ["Brood"]}, Accept="application/json"))
    assert Log(there.log).unread == ()
    assert "niet te lezen" not in there.command("list")


def test_a_compressed_month_that_cannot_be_read_is_told(there: Stand) -> None:
    there.log.mkdir()
    (there.log / "2025-11.jsonl.gz").write_bytes(b"no such file")
    assert "2025-11.jsonl.gz, regel 1: dit is niet te lezen." in there.command("list")


def test_a_file_with_the_name_of_no_month_stops_nothing(there: Stand) -> None:
    fill(2, 100, "finished", there.log)
    (there.log / "2026-19.jsonl").write_bytes(b"{}\n")
    door = at(there)
    pass_days(door, 4)
    assert there.command("list").count("pull request geopend") == 2


# --- the receiver's own repository ------------------------------------------------------------------


def loose(repository: Path) -> int:
    """How many objects stand in files of their own."""
    return int(git(repository, "count-objects").split()[0])


def test_the_receivers_own_repository_is_packed_and_lets_go_of_what_was_merged(there: Stand) -> None:
    work = there.project.folder
    for n in range(600):
        (work / f"content/{n}.txt").write_text(f"{n}")
    git(work, "add", "content")
    git(work, *SENDING, "commit", "--quiet", "--message=Veel")
    git(there.own, "config", "receive.unpackLimit", "10000")
    git(work, "push", "--quiet", str(there.own), "HEAD:refs/heads/veel")
    assert loose(there.own) > 600
    door = at(there)
    for title in "ABC":
        door.proved({**NEW, "title": [title]})
    door.house.worker.work()
    kept = there.branches()
    there.merge(kept[0])
    door.clock.later(days=1)
    for _ in range(2):
        door.start().worker.work()
    assert loose(there.own) < 60
    own = git(there.own, "for-each-ref", "--format=%(refname:short)", "refs/heads/submit").split()
    assert own == kept[1:]
    assert there.branches() == kept, "those of the forge are the editors' own"


def test_old_branches_go_from_the_receivers_own_repository_and_from_no_other(there: Stand) -> None:
    door = at(there)
    door.proved(NEW)
    door.house.worker.work()
    kept = there.branches()
    pass_days(door, 366)
    assert git(there.own, "for-each-ref", "refs/heads/submit") == ""
    assert there.branches() == kept


def test_a_repository_that_editors_look_at_keeps_all_its_branches(tmp_path: Path) -> None:
    there = stand(tmp_path, make=hamlet_project)
    door = Door(tmp_path, repository=RepositorySettings(path=there.forge))
    door.proved(NEW)
    door.house.worker.work()
    pass_days(door, 366)
    assert len(there.branches()) == 1


def test_files_of_the_log_stay_for_the_receiver_alone(there: Stand) -> None:
    os.umask(0o022)
    fill(30, 100, "finished", there.log, NOON - timedelta(days=200))
    for path in there.log.iterdir():
        path.chmod(0o600)
    pass_days(at(there), 4)
    assert list(there.log.glob("*.gz"))
    assert {path.stat().st_mode & 0o077 for path in there.log.glob("*.jsonl*")} == {0}
    assert date(2026, 11, 24) == NOON.date()
