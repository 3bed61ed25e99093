"""Git, as everything here runs it: on the folder that was named, in time, and without telling secrets."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from buurtkalender.reading import git as module
from buurtkalender.reading.git import Git, GitError, without_password

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
