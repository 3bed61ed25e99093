"""Git, as everything here runs it: on the folder that was named, in time, and without telling secrets."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote

import pytest

from buurtkalender.reading import git as module
from buurtkalender.reading.content import blob_name
from buurtkalender.reading.git import Git, GitError, without_password
from buurtkalender.words.catalogues import without_secrets
from patience import PATIENCE, until

OURS = "token-0123456789"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository without a commit."""
    found = tmp_path / "here"
    subprocess.run(["git", "init", "-q", "-b", "main", str(found)], check=True)
    return found


def test_git_works_in_the_folder_whatever_the_environment_names(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    assert Git(folder).text("rev-parse", "--show-toplevel") == str(folder.resolve())


def test_what_is_given_goes_to_its_input_and_what_is_not_known_is_empty(folder: Path) -> None:
    blob = Git(folder).text("hash-object", "-w", "--stdin", given=b"koffie\n")
    assert Git(folder).run("cat-file", "blob", blob) == b"koffie\n"
    assert Git(folder).maybe("rev-parse", "--verify", "--quiet", "HEAD") == ""


def test_git_gets_all_that_it_is_given_however_much_that_is_and_however_slow_this_computer_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK", 0.0)
    text = bytes(1_500_000)  # more than a pipe holds
    asked = Git(folder, patience=PATIENCE)
    assert asked.text("hash-object", "--stdin", given=text) == blob_name(text)


def test_an_error_is_in_words_of_git_without_passwords_and_without_our_secret(folder: Path) -> None:
    with pytest.raises(GitError, match=r"^git hash-object: ") as failed:
        Git(folder, secret=OURS).run("hash-object", f"https://naam:geheim@x.example/{OURS}")
    assert failed.value.ran
    assert "x.example" in failed.value.reason
    assert "geheim" not in str(failed.value)
    assert OURS not in str(failed.value)
    assert without_password("git@x.example:a/b https://x.example/a@b") == "git@x.example:a/b https://x.example/a@b"


def test_without_git_it_did_not_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError) as failed:
        Git(folder).run("status")
    assert (failed.value.ran, failed.value.reason) == (False, os.strerror(2))


def test_git_is_not_waited_for_for_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    patient = Git(folder, ("alias.wait=!sleep 1 >&- 2>&-",))
    with pytest.raises(GitError, match=r"git wait: no answer in 0\.1 seconds"):
        patient.run("wait")


def alive(process: int) -> bool:
    """Whether a process is there; one that nobody asked how it ended is not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def starting(file: Path, then: str) -> str:
    """A git command that starts another program, which stays, and writes down which that is."""
    return f"alias.start=!sleep 600 <&- & echo $! >{file}; {then}"


@pytest.mark.parametrize("why", ["it takes too long", "it is stopped"])
def test_with_git_all_ends_that_it_started(folder: Path, tmp_path: Path, why: str) -> None:
    """What speaks with a remote, git-remote-https or ssh, is a program of its own."""
    stopped = threading.Event()
    late = why == "it takes too long"
    git = Git(folder, (starting(tmp_path / "other", "wait"),), patience=1.0 if late else None, stopped=stopped.is_set)
    if not late:
        threading.Thread(target=lambda: (until((tmp_path / "other").exists), stopped.set())).start()
    with pytest.raises(GitError, match=r"git start: (no answer in 1\.0 seconds|stopped)") as failed:
        git.run("start")
    assert failed.value.code is None
    for other in tmp_path.glob("other"):  # a machine that is very busy did not come to start it
        until(lambda: not alive(int(other.read_text() or "0")))  # noqa: B023


def test_what_git_leaves_behind_on_purpose_is_not_waited_for(folder: Path, tmp_path: Path) -> None:
    """A connection of ssh that is kept for the next time holds on to what git would have written to."""
    assert Git(folder, (starting(tmp_path / "kept", "echo done"),)).run("start") == b"done\n"
    kept = int((tmp_path / "kept").read_text())
    assert alive(kept)
    os.kill(kept, signal.SIGKILL)


def test_git_opens_no_window_that_asks_for_a_password(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_ASKPASS", "/usr/bin/ask")
    monkeypatch.setenv("GIT_TRACE", "1")
    monkeypatch.setenv("GIT_CURL_VERBOSE", "1")
    environment = Git(folder).whole_environment()
    assert environment.keys() & {"SSH_ASKPASS", "GIT_TRACE", "GIT_CURL_VERBOSE"} == set()
    assert environment["GIT_TERMINAL_PROMPT"] == "0"


@pytest.mark.parametrize("before", ["", "x-access-token:", "a:", "\0wij\0"])
def test_of_a_secret_nothing_is_told_however_it_is_written(before: str) -> None:
    secret = "ab/c+d-0123456789_é"  # noqa: S105
    inside = base64.b64encode(f"{before}{secret}".encode()).decode()
    for form in (secret, quote(secret, safe=""), inside, inside.replace("/", "_").replace("+", "-"), secret[3:14]):
        told = without_secrets(f"401: got {form}, no good", secret)
        assert told.startswith("401: got ")
        assert told.endswith(", no good")
        assert not [part for part in (form[n : n + 8] for n in range(len(form) - 7)) if part in told.partition("…")[2]]
        assert "…" in told
    assert without_secrets("nothing of it", secret, "") == "nothing of it"
