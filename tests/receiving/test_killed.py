"""The receiver is killed at any moment and started again: nothing is lost, nothing is there twice.

It really is: the process ends by SIGKILL right after a step, so nothing of it can tidy up.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn

from hamlet import hamlet_project
from patience import until
from receiving import receiver
from receiving.fakes import TOKEN, FakeForge, FakeMailServer, served
from receiving.standing import ASKING, NEW, Stand, answers, stand

STEPS = (
    "accepted", "mail", "mailed", "calendar", "blob", "tree", "commit", "branch",
    "committed", "push", "pushed", "request", "asked",
)  # fmt: skip
PATH = "activities/welzijn-zandmeer/soep.yaml"


@contextmanager
def forked(there: Stand, step: str = "") -> Iterator[int]:
    """Run a receiver in a fork of this process, which need not start Python anew; it ends at ``step``, or is ended."""
    child = os.fork()
    if not child:
        try:
            receiver.main(str(there.project.settings), str(there.settings), step)
        finally:
            os._exit(0)
    try:
        until(lambda: gone(child) or answers(there.url), "the receiver")
        yield child
    finally:
        if not gone(child):
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def gone(child: int) -> bool:
    """Whether a process has ended."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


def send(there: Stand, **more: list[str]) -> httpx.Response | None:
    """Send a new activity with a proof of work; None where the receiver died on it."""
    from altcha import Challenge, Payload, solve_challenge

    headers = {"Origin": "http://127.0.0.1:9", "Accept": "application/json"}
    try:
        challenge = Challenge.from_dict(ASKING.get(f"{there.url}/challenge").json())
        solution = solve_challenge(challenge)
        assert solution
        fields = {**NEW, **more, "altcha": [Payload(challenge, solution).to_base64()]}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return ASKING.post(there.url, content=urlencode(fields, doseq=True), headers=headers)
    except httpx.TransportError:
        return None


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Read and import here what every receiver begins with: those that are forked off have it already."""
    assert hamlet_project(tmp_path_factory.mktemp("warm") / "hamlet").run("check").code == 0
    uvicorn.Config(lambda *_: None, lifespan="off").load()


@pytest.fixture(scope="module")
def forge() -> Iterator[FakeForge]:
    """A fake forge."""
    with served(FakeForge("github")) as fake:
        yield fake


@pytest.fixture(scope="module")
def post() -> Iterator[FakeMailServer]:
    """A fake mail server."""
    with served(FakeMailServer()) as fake:
        yield fake


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, forge: FakeForge, post: FakeMailServer) -> tuple[Stand, Path]:
    """A receiver with every way that there is, and fakes at the end of each; and a copy of all its folders."""
    place = tmp_path_factory.mktemp("place")
    (place / "stand").mkdir()
    (place / "stand/token").write_text(TOKEN)
    made = stand(place / "stand", make=hamlet_project)
    with made.settings.open("a") as file:
        file.write(
            f'[forge]\napi = "{forge.url}"\nrepository = "zandmeer/kalender"\ntoken_file = "token"\n'
            f'[mail]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nsender = "kalender@zandmeer.example"\n'
        )
    with forked(made):  # so that the calendar was read once
        pass
    return made, Path(shutil.copytree(made.folder, place / "aside"))


@pytest.fixture
def there(before: tuple[Stand, Path], forge: FakeForge, post: FakeMailServer) -> Stand:
    """The same, as it was when nothing had come in."""
    made, aside = before
    forge.pulls.clear()
    post.mails.clear()
    shutil.rmtree(made.folder)
    shutil.copytree(aside, made.folder)
    return made


@pytest.mark.parametrize("step", STEPS)
def test_who_is_killed_after_a_step_goes_on_from_there(
    step: str, there: Stand, forge: FakeForge, post: FakeMailServer
) -> None:
    with forked(there, step) as first:
        send(there)
        until(lambda: gone(first), f"its end after {step}")
    with forked(there):
        again = send(there)  # somebody who got no answer sends it again
        assert again
        assert again.json()["state"] == "accepted"
        until(lambda: b'"asked"' in there.written() and b'"mailed"' in there.written(), "the pull request and the mail")
    assert "pull request geopend" in there.command("list")
    number = again.json()["number"]
    assert there.branches() == [f"submit/{number}"]
    assert there.changed(f"submit/{number}") == [f"content/{PATH}"]
    assert [pull["head"]["ref"] for pull in forge.pulls] == [f"submit/{number}"]
    assert len(there.command("list").splitlines()) == 1
    assert 1 <= len(post.mails) <= 2, "a mail that was just sent, whatever else was done then, cannot be known to be"
    assert len({mail.partition("Message-ID:")[2].split()[0] for mail in post.mails}) == 1
    for told in NEW["sender.name"][0], NEW["sender.reach"][0], NEW["message"][0]:
        assert told.encode() not in there.everything_in_git()
        assert told in post.mails[0]
        assert told not in str(forge.pulls)
