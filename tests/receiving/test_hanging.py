"""A remote, a forge or a mail server that accepts and never answers delays what needs it, and nothing else."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from buurtkalender import mail as mailing
from buurtkalender import receive
from buurtkalender.submissions.http import FetchLimits
from buurtkalender.submissions.receiving import repository, worker
from buurtkalender.submissions.receiving.doorway import LEAVING
from buurtkalender.submissions.receiving.forge import ForgeError, Requests
from buurtkalender.submissions.receiving.intake import Intake
from buurtkalender.submissions.receiving.log import Log, LogLine
from buurtkalender.submissions.receiving.settings import Forge, Mail, RepositorySettings
from hamlet import hamlet_project
from patience import until
from receiving import receiver
from receiving.fakes import TOKEN, FakeForge, FakeMailServer, SilentServer, served
from receiving.house import Door
from receiving.standing import NEW, SENDER, Stand, answers, git, stand

SOON = 0.3
GIT_BEGINS = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n\r\n001e# service"


@pytest.fixture
def there(tmp_path: Path) -> Stand:
    """The repositories."""
    return stand(tmp_path, make=hamlet_project)


@pytest.fixture(params=[b"", GIT_BEGINS], ids=["at once", "after its headers"])
def silent(request: pytest.FixtureRequest) -> Iterator[SilentServer]:
    """What accepts and never answers."""
    with served(SilentServer(request.param)) as server:
        yield server


@pytest.fixture
def post() -> Iterator[FakeMailServer]:
    """A fake mail server."""
    with served(FakeMailServer()) as fake:
        yield fake


@pytest.fixture
def forge() -> Iterator[FakeForge]:
    """A fake forge."""
    with served(FakeForge("github")) as fake:
        yield fake


def at(there: Stand, **more: Any) -> Door:
    """A receiver that makes branches there."""
    return Door(there.folder, repository=RepositorySettings(path=there.own, remote="origin"), **more)


def mailed(post: FakeMailServer | SilentServer) -> Mail:
    """The settings for a mail server."""
    port = int(post.server_address[1])
    return Mail(host="127.0.0.1", port=port, security="none", sender="kalender@zandmeer.example")


def asked(folder: Path, url: str) -> Forge:
    """The settings for a forge, with the token in a file in that folder."""
    token = folder / "token"
    token.write_text(TOKEN)
    return Forge(api=url, repository="zandmeer/kalender", token_file=token)


def several(door: Door, count: int) -> list[str]:
    """Hand in so many, and return their numbers."""
    titles = [f"Soep {n}" for n in range(count)]
    return [door.proved({**NEW, "title": [title]}, Accept="application/json").json()["number"] for title in titles]


def steps(door: Door, number: str) -> list[str]:
    """What became of one."""
    return [line["step"] for line in door.kept() if line["id"] == number]


def branches(there: Stand) -> list[str]:
    """The branches in the receiver's own clone."""
    return git(there.own, "for-each-ref", "--format=%(refname:short)", "refs/heads/submit").split()


# --- the remote -------------------------------------------------------------------------------------


def test_a_remote_that_never_answers_is_asked_once_in_a_pause_however_much_waits(
    there: Stand, silent: SilentServer, post: FakeMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "REMOTE_SECONDS", SOON)
    door = at(there, mail=mailed(post))
    git(there.own, "remote", "set-url", "origin", f"{silent.url}/kalender.git")
    numbers = several(door, 8)
    door.house.worker.work()
    assert sorted(branches(there)) == sorted(f"submit/{number}" for number in numbers)
    assert len(post.mails) == len(numbers)
    assert silent.asked == 3, "the calendar, and two branches: one alone could be what is wrong"
    door.house.worker.work()
    assert silent.asked == 3
    door.clock.later(seconds=6)
    door.house.worker.work()
    assert silent.asked == 5, "the calendar, and one branch"
    failed = [line["reason"] for line in door.kept() if line["step"] == "failed"]
    assert failed == [f"git push: no answer in {SOON} seconds"] * 3
    until(lambda: silent.left == silent.asked, "all that git had started")


@pytest.mark.parametrize("waiting", [1, 4])
def test_once_the_remote_answers_all_that_waited_goes_on_at_its_next_try(waiting: int, there: Stand) -> None:
    """A quarter of an hour later at most, however long it was gone."""
    door = at(there)
    git(there.own, "remote", "set-url", "origin", "http://127.0.0.1:9/kalender.git")
    several(door, waiting)
    for _ in range(8):
        door.clock.later(hours=1)
        door.house.worker.work()
    git(there.own, "remote", "set-url", "origin", str(there.forge))
    door.clock.later(minutes=17)
    door.house.worker.work()
    assert len(there.branches()) == waiting
    assert git(there.own, "rev-parse", "refs/receiver/base") == git(there.forge, "rev-parse", "main")


def test_a_calendar_that_cannot_be_read_leaves_the_one_of_before(
    there: Stand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    door = at(there)
    work = there.project.folder
    (there.project.content / "calendar/words.yaml").write_text("soep: [maaltijd]\n")
    git(work, "add", "content")
    git(work, *SENDER, "commit", "--quiet", "--message=Woorden")
    git(work, "push", "--quiet", str(there.forge), "HEAD:main")
    before = git(there.own, "rev-parse", "refs/heads/main").strip()

    def broken(*_: Any, **__: Any) -> None:
        raise ArithmeticError

    monkeypatch.setattr(repository, "read_content", broken)
    several(door, 1)
    door.house.worker.work()
    assert "ArithmeticError" in caplog.text
    assert git(there.forge, "rev-parse", f"{there.branches()[0]}^").strip() == before


def test_one_branch_that_the_remote_refuses_holds_up_no_other(there: Stand) -> None:
    door = at(there)
    numbers = several(door, 4)
    git(there.forge, "update-ref", f"refs/heads/submit/{numbers[0]}", "main")
    git(there.forge, "config", "receive.denyNonFastForwards", "true")
    hook = there.forge / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ncase $1 in *{numbers[0]}|*{numbers[1]}) exit 1; esac\n")
    hook.chmod(0o755)
    door.house.worker.work()
    assert [("pushed" in steps(door, number)) for number in numbers] == [False, False, True, True]


def test_a_receiver_starts_without_asking_the_remote(there: Stand, silent: SilentServer) -> None:
    git(there.own, "remote", "set-url", "origin", f"{silent.url}/kalender.git")
    door = at(there)
    assert door.client.get("/ontvangst/health").status_code == 200
    assert door.proved(NEW).status_code == 200
    assert silent.asked == 0


def test_while_the_remote_hangs_all_else_goes_on_and_the_receiver_stops_when_it_is_told_to(
    there: Stand, silent: SilentServer, post: FakeMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it really is: threads, and a remote with which git has patience for two minutes."""
    monkeypatch.setattr("buurtkalender.submissions.receiving.worker.HASTE", SOON)
    git(there.own, "remote", "set-url", "origin", f"{silent.url}/kalender.git")
    door = at(there, mail=mailed(post))
    door.house.worker.start()
    numbers = several(door, 3)
    door.house.worker.wake()
    until(lambda: len(branches(there)) == len(numbers) == len(post.mails) and silent.asked == 2, "all else")
    door.house.worker.stop()
    until(lambda: silent.left == silent.asked, "all that git had started")
    assert not [line for line in door.kept() if line["step"] == "failed"], "it was told to stop"


def started(there: Stand) -> int:
    """Start a receiver in a child, and return its process."""
    child = os.fork()
    if not child:
        try:
            receiver.main(str(there.project.settings), str(there.settings))
        finally:
            os._exit(0)
    return child


def test_a_receiver_that_is_ended_ends_what_it_started(
    there: Stand, silent: SilentServer, capfd: pytest.CaptureFixture[str]
) -> None:
    git(there.own, "remote", "set-url", "origin", f"{silent.url}/kalender.git")
    child = started(there)
    until(lambda: answers(there.url) and silent.asked, "the receiver, and its question to the remote")
    os.kill(child, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    until(lambda: silent.left == silent.asked, "what git had started")
    assert "Traceback" not in capfd.readouterr().err


BODY = (
    b"POST /ontvangst HTTP/1.1\r\nHost: x\r\nOrigin: http://127.0.0.1:9\r\nContent-Length: 900\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\naction="
)


def test_a_receiver_that_is_told_to_stop_does_so_in_time_while_everything_hangs(
    there: Stand, silent: SilentServer, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remote, the forge and the mail server, and people who send half a form."""
    monkeypatch.setenv(receive.TOKEN, TOKEN)
    port = silent.server_address[1]
    with there.settings.open("a") as file:
        file.write(f'[forge]\napi = "{silent.url}"\nrepository = "zandmeer/kalender"\n')
        file.write(f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "k@zandmeer.example"\n')
    said = {"id": "261124-aaaaa", "at": receiver.NOON.isoformat(), "by": "proof", "action": "new", "activity": "a/soep"}
    there.log.mkdir()
    lines = [{**said, "step": "accepted", "answers": NEW}, {**said, "step": "committed"}, {**said, "step": "pushed"}]
    (there.log / "2026-11.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    git(there.own, "remote", "set-url", "origin", f"{silent.url}/kalender.git")
    child = started(there)
    until(lambda: answers(there.url) and silent.asked == 3, "the receiver, and what it asks of three servers")
    with socket.create_connection(("127.0.0.1", there.port)) as half:
        half.sendall(BODY)
        os.kill(child, signal.SIGTERM)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert worker.LEAVE + LEAVING < 10, "seconds that it waits for others; `make soak` takes the time"
    until(lambda: silent.left == silent.asked, "all that it had asked")
    assert "Traceback" not in capfd.readouterr().err


def test_a_lock_that_a_killed_git_left_behind_does_not_stay(there: Stand) -> None:
    door = at(there)
    several(door, 1)
    lock = there.own / "refs/receiver/base.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    door.house.worker.work()
    assert lock.exists(), "somebody may be at work"
    hour = datetime.now(UTC).timestamp() - 3600
    os.utime(lock, (hour, hour))
    for _ in range(2):
        door.clock.later(minutes=20)
        door.house.worker.work()
    assert not lock.exists()
    assert git(there.own, "rev-parse", "refs/receiver/base") == git(there.forge, "rev-parse", "main")


def test_a_branch_waits_for_no_lock_of_a_git_that_was_killed_a_while_ago(there: Stand) -> None:
    door = at(there)
    (number,) = several(door, 1)
    lock = there.own / f"refs/heads/submit/{number}.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    before = datetime.now(UTC).timestamp() - 100
    os.utime(lock, (before, before))
    door.house.worker.work()
    assert there.branches() == [f"submit/{number}"]


# --- ssh --------------------------------------------------------------------------------------------


def program(file: Path, script: str) -> str:
    """A program in that file."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def test_an_ssh_that_hangs_is_ended_with_all_that_it_started(
    there: Stand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(repository, "REMOTE_SECONDS", SOON)
    monkeypatch.setenv("GIT_SSH_COMMAND", program(tmp_path / "bin/ours", f"echo $$ >>{tmp_path}/ran; sleep 600"))
    git(there.own, "remote", "set-url", "origin", "ssh://git@git.example/kalender.git")
    door = at(there)
    several(door, 1)
    door.house.worker.work()
    started = [int(line) for line in (tmp_path / "ran").read_text().split()] if (tmp_path / "ran").exists() else []
    until(lambda: not [one for one in started if Path(f"/proc/{one}").exists()])


@pytest.mark.parametrize("chosen", ["", "GIT_SSH_COMMAND", "core.sshCommand"])
def test_ssh_asks_nothing_and_has_an_end_unless_the_operator_says_how_it_is_called(
    chosen: str, there: Stand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GIT_SSH", "GIT_SSH_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    theirs = program(tmp_path / "bin/theirs", f"echo theirs >>{tmp_path}/ran; exit 1")
    program(tmp_path / "bin/ssh", f'echo "$@" >>{tmp_path}/ran; exit 1')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    if chosen == "core.sshCommand":
        git(there.own, "config", chosen, theirs)
    elif chosen:
        monkeypatch.setenv(chosen, theirs)
    git(there.own, "remote", "set-url", "origin", "ssh://git@git.example/kalender.git")
    door = at(there)
    several(door, 1)
    door.house.worker.work()
    first = (tmp_path / "ran").read_text().splitlines()[0]
    if chosen:
        assert first == "theirs"
    else:
        assert {"BatchMode=yes", "ConnectTimeout=20", "ServerAliveInterval=10"} <= set(first.split())


# --- the forge --------------------------------------------------------------------------------------


def test_a_forge_that_never_answers_delays_pull_requests_alone(
    there: Stand, post: FakeMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "Requests", partial(Requests, reach=FetchLimits(anywhere=True, patience=SOON)))
    with served(SilentServer()) as silent:
        door = at(there, mail=mailed(post), forge=asked(there.folder, silent.url))
        several(door, 6)
        door.house.worker.work()
        assert len(there.branches()) == len(post.mails) == 6
        assert silent.asked == 2
        door.clock.later(seconds=6)
        door.house.worker.work()
        assert silent.asked == 3


@pytest.mark.parametrize("status", [422, 500])
def test_one_pull_request_that_the_forge_refuses_holds_up_no_other(status: int, there: Stand, forge: FakeForge) -> None:
    door = at(there, forge=asked(there.folder, forge.url))
    numbers = several(door, 4)
    forge.never = {f"submit/{numbers[0]}": status}
    door.house.worker.work()
    assert [pull["head"]["ref"] for pull in forge.pulls] == [f"submit/{number}" for number in numbers[1:]]
    door.clock.later(seconds=6)
    door.house.worker.work()
    assert steps(door, numbers[0])[-2:] == ["failed", "failed"]


def test_what_the_forge_fails_on_time_and_again_is_not_tried_first(there: Stand, forge: FakeForge) -> None:
    door = at(there, forge=asked(there.folder, forge.url))
    numbers = several(door, 4)
    forge.never = {f"submit/{number}": 500 for number in numbers[:3]}
    for _ in range(3):
        door.house.worker.work()
        door.clock.later(seconds=25)
    assert [pull["head"]["ref"] for pull in forge.pulls] == [f"submit/{numbers[3]}"]


def test_many_that_the_forge_refuses_hold_up_no_other(there: Stand, forge: FakeForge) -> None:
    door = at(there, forge=asked(there.folder, forge.url))
    numbers = several(door, 6)
    forge.never = {f"submit/{number}": 422 for number in numbers[:5]}
    door.house.worker.work()
    assert [pull["head"]["ref"] for pull in forge.pulls] == [f"submit/{numbers[5]}"]


NOON = "Tue, 24 Nov 2026 11:00:00 GMT"
LATER = {
    "in seconds": {"Retry-After": "1800"},
    "at a moment": {"Retry-After": "Tue, 24 Nov 2026 11:30:00 GMT"},
    "GitHub's": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795519800"},
}


@pytest.mark.parametrize("said", LATER)
def test_a_forge_that_wants_to_be_left_alone_for_a_while_is(said: str, there: Stand, forge: FakeForge) -> None:
    """Moments are by its own clock: that of this computer stands a year later here."""
    door = at(there, forge=asked(there.folder, forge.url))
    door.clock.now += timedelta(days=365)
    forge.odd = [(403, {"Date": NOON, **LATER[said]}, b'{"message": "API rate limit exceeded"}')]
    several(door, 3)
    door.house.worker.work()
    assert len(forge.asked) == 1
    door.clock.later(minutes=29)
    door.house.worker.work()
    assert len(forge.asked) == 1
    door.clock.later(minutes=5)
    door.house.worker.work()
    assert len(forge.pulls) == 3


@pytest.mark.parametrize("said", ["never", "-5", "nan", "9" * 400, "Tue, 99 Nov 2026", ""])
def test_a_forge_that_says_something_odd_of_that_is_asked_again_within_a_day(
    said: str, there: Stand, forge: FakeForge
) -> None:
    door = at(there, forge=asked(there.folder, forge.url))
    odd = {"Retry-After": said, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": said}
    forge.odd = [(429, odd, b"")]
    several(door, 1)
    door.house.worker.work()
    door.clock.later(days=1)
    door.house.worker.work()
    assert len(forge.pulls) == 1


ODD = (
    *(b"<!doctype html>", b"", b"[]", b"null", b'"no"', b'{"message": 3}', b'[{"head": 5}, 5]', b'{"head": []}'),
    *(b'[{"head": {"ref": "submit/1"}, "html_url": 5}]', b"\xff", b'"\\ud800"', b"[" * 2000),
)


@pytest.mark.parametrize("kind", ["github", "gitea"])
@pytest.mark.parametrize("status", [200, 201, 302, 404, 502])
def test_whatever_a_forge_answers_it_is_an_address_or_an_error(
    status: int, kind: Any, forge: FakeForge, tmp_path: Path
) -> None:
    settings = msgspec.structs.replace(asked(tmp_path, forge.url), kind=kind)
    for body in ODD:
        forge.odd = [(status, {}, body)] * 3
        with suppress(ForgeError):
            assert isinstance(Requests(settings, TOKEN).open("submit/1", "main", "Soep", "Soep"), str)


# --- the mail server --------------------------------------------------------------------------------


def test_a_mail_server_that_never_answers_delays_mails_alone(there: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "PATIENCE", SOON)
    with served(SilentServer()) as silent:
        door = at(there, mail=mailed(silent))
        several(door, 6)
        door.house.worker.work()
        assert len(there.branches()) == 6
        assert silent.asked == 2


def test_a_mail_is_not_sent_again_because_the_disk_is_full(
    there: Stand, post: FakeMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = at(there, mail=mailed(post))
    several(door, 1)
    add = Log.add

    def full(log: Log, line: LogLine) -> None:
        if line.step in {"mailed", "failed"}:
            raise OSError(28, "No space left on device")
        add(log, line)

    monkeypatch.setattr(Log, "add", full)
    for _ in range(3):
        door.house.worker.work()
        door.clock.later(hours=1)
    monkeypatch.setattr(Log, "add", add)
    door.house.worker.work()
    assert len(post.mails) == 1
    assert door.kept()[-1]["step"] == "finished"


def test_the_counts_are_written_again_once_there_is_room(
    there: Stand, post: FakeMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = at(there)
    write, looks = receive.write, iter([False, False, True])

    def full(path: Path, *_: Any, **__: Any) -> None:
        monkeypatch.setattr(receive, "write", write)
        raise OSError(28, "No space left on device", str(path))

    class Looks(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002
            return next(looks)

    monkeypatch.setattr(receive, "write", full)
    receive._count(door.house, Looks())
    assert (door.file.log / "counts.json").exists()


# --- whatever else ----------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [ValueError, MemoryError])
def test_an_error_that_nobody_thought_of_holds_up_one_and_is_told(
    wrong: type[Exception],
    there: Stand,
    post: FakeMailServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = at(there, mail=mailed(post), forge=None)
    numbers = several(door, 3)
    made_of = Intake.made_of

    def broken(desk: Intake, answers: Any, *more: Any, **how: Any) -> Any:
        if answers["title"] == ["Soep 0"]:
            raise wrong("what somebody typed")
        return made_of(desk, answers, *more, **how)

    monkeypatch.setattr(Intake, "made_of", broken)
    door.house.worker.work()
    assert there.branches() == sorted(f"submit/{number}" for number in numbers[1:])
    assert len(post.mails) == 2
    assert {line["reason"] for line in door.kept() if line["step"] == "failed"} == {wrong.__name__}
    assert "broken" in caplog.text, "where it was"
    monkeypatch.setattr(Intake, "made_of", made_of)
    door.clock.later(seconds=6)
    door.house.worker.work()
    assert len(there.branches()) == len(post.mails) == 3


def test_the_remote_is_not_asked_for_the_sake_of_what_is_not_tried_now(
    there: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = at(there)
    several(door, 1)
    newest, had = repository.Calendars.newest, []

    def counted(calendars: repository.Calendars) -> Any:
        had.append(1)
        return newest(calendars)

    monkeypatch.setattr(repository.Calendars, "newest", counted)
    monkeypatch.setattr(Intake, "made_of", lambda *_, **__: 1 / 0)
    door.house.worker.work()
    before = len(had)
    for _ in range(5):
        door.house.worker.work()
    assert len(had) == before


@pytest.mark.parametrize("days", [-9000, -400, 4000])
def test_a_clock_that_is_set_makes_nobody_wait(days: int, there: Stand, forge: FakeForge) -> None:
    door = at(there, forge=asked(there.folder, forge.url))
    several(door, 1)
    forge.failing = 1
    door.house.worker.work()
    assert forge.pulls == []
    door.clock.now += timedelta(days=days)
    door.clock.later(seconds=6)
    door.house.worker.work()
    assert len(forge.pulls) == 1


def test_what_came_in_when_the_clock_was_years_ahead_is_not_done_again(there: Stand, post: FakeMailServer) -> None:
    """Its number, and the month of its file, are of then; what became of it has an earlier moment."""
    door = at(there, mail=mailed(post))
    door.clock.now += timedelta(days=1500)
    number = door.send(NEW, Accept="application/json").json()["number"]
    several(door, 1)
    door.clock.now -= timedelta(days=1500)
    there.command("reject", number)
    door.house.worker.work()
    kept = door.kept()
    door.start().worker.work()
    assert door.kept() == kept
    assert len(there.branches()) == len(post.mails) == 1
    assert "afgewezen" in there.command("show", number)


def test_what_came_in_when_the_clock_had_lost_its_time_gets_a_branch(there: Stand) -> None:
    """A small computer without a battery says 1970 until it has heard the time."""
    door = at(there)
    door.clock.now = datetime(1970, 1, 3, tzinfo=UTC)
    several(door, 1)
    door.house.worker.work()
    assert len(there.branches()) == 1


# --- what is secret ---------------------------------------------------------------------------------


class Referring(ThreadingHTTPServer):
    """Sends everybody on to another address, or refuses with what it was told; keeps who said who they are."""

    def __init__(self, to: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Refer)
        self.to = to
        self.asked: list[str | None] = []

    @property
    def host(self) -> str:
        """Where it is."""
        return f"127.0.0.1:{self.server_port}"


class _Refer(BaseHTTPRequestHandler):
    server: Referring

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send on, or refuse."""
        said = self.headers["Authorization"]
        self.server.asked.append(said)
        body = f"No: {said}".encode()
        if self.server.to:
            self.send_response(302)
            self.send_header("Location", f"http://{self.server.to}{self.path}")
        else:
            self.send_response(403, said)
            self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - its name there


def told_in(folder: Path) -> bytes:
    """Every byte of every file there, but the one that holds the token."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "token")


def forms(secret: str) -> list[bytes]:
    """How a secret may be written: eight signs in a row of it, of its base64 beside anything, of it in an address."""
    inside = [base64.b64encode(f"{before}{secret}".encode()).decode() for before in ("", "a", "bb", "x-access-token:")]
    parts = {form[n : n + 8] for form in (secret, quote(secret, safe=""), *inside) for n in range(len(form) - 7)}
    # Base64 of a known name says nothing, nor does what is the same whatever the secret is.
    return [part.encode() for part in parts if part not in base64.b64encode(b"x-access-token:").decode()]


def test_no_byte_that_is_written_tells_of_what_is_secret(
    there: Stand, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote, a forge and a mail server that repeat what they were told, and a token that is no header."""
    for name in ("GIT_TRACE", "GIT_CURL_VERBOSE", "GIT_TRACE_CURL", "GIT_TRACE2"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_TRACE_REDACT", "0")
    secret, password = "ghp_Zz9/yY+8xX-7wW_6vV5uU4tT3s", "Wacht woord ~ 5,6"
    (there.folder / "password").write_text(password)
    with served(Referring()) as remote, served(FakeForge("github")) as forge, served(FakeMailServer()) as post:
        post.refuses = True
        address = f"http://x-access-token:{quote(secret, safe='')}@{remote.host}/kalender.git"
        settings = (
            asked(there.folder, forge.url),
            msgspec.structs.replace(mailed(post), user="wij", password_file=there.folder / "password"),
        )
        for token in (secret, f"{secret[:20]}\n{secret[10:]}"):
            (there.folder / "token").write_text(token)
            for url in (address, str(there.forge)):
                repository = RepositorySettings(path=there.own, remote=url)
                door = Door(there.folder, repository=repository, forge=settings[0], mail=settings[1])
                forge.odd = [(401, {}, f'{{"message": "what is this: {n * "x"}{secret}"}}'.encode()) for n in (0, 180)]
                several(door, 1)
                for _ in range(3):
                    door.house.worker.work()
                    door.clock.later(days=1)

        def broken(*_: object, **__: object) -> None:
            raise ValueError(f"Bearer {secret}") from KeyError(base64.b64encode(f"x-access-token:{secret}".encode()))

        (there.folder / "token").write_text(secret)
        monkeypatch.setattr(Intake, "made_of", broken)
        door.start().worker.work()
    assert "ValueError: Bearer …" in caplog.text
    reasons = "\n".join(line["reason"] for line in door.kept() if line["step"] == "failed")
    assert [told for told in ("git push", "401", "SMTPAuthenticationError", "403") if told not in reasons] == [], (
        reasons
    )
    assert [said for said in remote.asked if said] != [], "it was told to whom it is for"
    caught = capfd.readouterr()
    written = told_in(there.folder) + (caught.out + caught.err + caplog.text).encode()
    own = {path.read_bytes() for path in (there.folder / "password",)}
    for hidden in (secret, password):
        left = written.replace(b"".join(own), b"")
        assert [part for part in forms(hidden) if part in left] == []


def test_who_is_sent_on_does_not_get_what_is_secret(there: Stand) -> None:
    """Git follows whom it asks first, and tells the next one the same."""
    with served(Referring()) as other, served(Referring(other.host)) as first:
        remote = f"http://x-access-token:{TOKEN}@{first.host}/kalender.git"
        door = Door(there.folder, repository=RepositorySettings(path=there.own, remote=remote))
        several(door, 1)
        door.house.worker.work()
        assert set(first.asked) == {"Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()}
        assert other.asked == []


@pytest.mark.parametrize("remote", ["https://git.example/kalender.git", "origin"])
def test_the_token_goes_to_the_host_of_the_remote_alone_and_only_where_git_asks_it(
    remote: str, there: Stand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = shutil.which("git")
    told = f"{{ printf '%s\\n' \"$@\"; env; }} >>{tmp_path}"
    asks = f'case " $* " in *" fetch "*|*" push "*) {told}/far; exit 128;; *) {told}/near; exec {real} "$@";; esac'
    git(there.own, "remote", "set-url", "origin", "https://git.example/kalender.git")
    program(tmp_path / "bin/git", asks)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    repository = RepositorySettings(path=there.own, remote=remote, push_with_token=True)
    door = Door(there.folder, repository=repository, forge=asked(there.folder, "http://127.0.0.1:9"))
    several(door, 1)
    door.house.worker.work()
    far, near = (tmp_path / "far").read_text(), (tmp_path / "near").read_text()
    basic = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    lines = far.splitlines()
    assert lines.count("GIT_CONFIG_KEY_0=http.https://git.example/.extraHeader") == 2
    assert lines.count(f"GIT_CONFIG_VALUE_0=Authorization: Basic {basic}") == 2
    assert {"GIT_CONFIG_KEY_1=http.followRedirects", "GIT_CONFIG_VALUE_1=false", "GIT_CONFIG_COUNT=2"} <= set(lines)
    assert {"http.lowSpeedLimit=1000", "http.lowSpeedTime=30", "GIT_TRACE2=0", "GIT_TRACE2_EVENT=0"} <= set(lines)
    assert far.count(basic) == 2, "and among no arguments"
    assert TOKEN not in far + near
    assert basic not in near


def test_nobody_on_this_computer_sees_it_among_what_runs(there: Stand) -> None:
    with served(SilentServer()) as silent:
        remote = silent.url.replace("//", f"//x-access-token:{TOKEN}@") + "/kalender.git"
        door = Door(there.folder, repository=RepositorySettings(path=there.own, remote=remote))
        door.house.worker.start()
        until(lambda: silent.asked, "git, and what it starts")
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                assert TOKEN.encode() not in path.read_bytes()
        door.house.worker.stop()
