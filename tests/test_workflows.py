"""What runs on GitHub: actions are pinned, and what may write below a pull request runs nothing of who proposes it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options

from projects import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
COMMIT = "a" * 40
COMMENT = ROOT / ".github" / "workflows" / "comment.yml"

GH = """#!/bin/sh
# What GitHub would answer, from files beside this one; every call is written down.
echo "$@" >> "$FAKE/calls"
case "$*" in
*/pulls*) cat "$FAKE/pulls" ;;
*artifacts/7/zip*) cat "$FAKE/zip" ;;
*/artifacts*) cat "$FAKE/artifacts" ;;
*PATCH*|*POST*) cp comment.md "$FAKE/posted" ;;
*/comments*) cat "$FAKE/comments" ;;
esac
"""


def workflow(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - only texts
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_and_nothing_is_allowed_that_is_not_said(path: Path) -> None:
    read = workflow(path)
    assert read["permissions"] == {}
    for job in read["jobs"].values():
        assert "permissions" in job
        for step in job["steps"]:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{COMMIT}"))
            assert "${{" not in step.get("run", ""), "what others wrote comes in by the environment"


def test_the_text_is_made_without_any_right_and_written_by_what_runs_no_code_of_others() -> None:
    check, comment = (workflow(path)["jobs"] for path in (COMMENT.with_name("check.yml"), COMMENT))
    assert check["content"]["permissions"] == {"contents": "read"}
    assert comment["comment"]["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert workflow(COMMENT)["on"]["workflow_run"]["workflows"] == [workflow(COMMENT.with_name("check.yml"))["name"]]
    assert [step.get("uses") for step in comment["comment"]["steps"]] == [None]


class Fake:
    """A GitHub that answers from files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.work.mkdir(parents=True)
        self.say(pulls="12\n", artifacts="7\n", comments="")
        self.text(b"### Wat deze wijziging doet\n")
        (folder / "gh").write_text(GH)
        (folder / "gh").chmod(0o755)

    def say(self, **answers: str) -> None:
        """Have it answer this to a kind of question."""
        for name, text in answers.items():
            (self.folder / name).write_text(text)

    def text(self, octets: bytes) -> None:
        """Have it hand over this text, in an archive with something else in it."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("change.md", octets)
            archive.writestr("other.md", b"x")
        (self.folder / "zip").write_bytes(packed.getvalue())

    def run(self) -> str:
        """Run the step as a runner does, and return what was asked."""
        (step,) = workflow(COMMENT)["jobs"]["comment"]["steps"]
        known = {"REPOSITORY": "town/calendar", "RUN": "5", "COMMIT": COMMIT, "HEAD": "who:branch"}
        known |= {"SITE": "https://forge.example/town/calendar/actions/runs/5#artifacts"}
        known |= {"FAKE": str(self.folder), "MARK": step["env"]["MARK"], "GH_TOKEN": "x"}
        known["PATH"] = f"{self.folder}:{os.environ['PATH']}"
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(command, cwd=self.work, env=known, check=True, capture_output=True)
        return (self.folder / "calls").read_text()

    @property
    def posted(self) -> str:
        """What was written below the pull request."""
        file = self.folder / "posted"
        return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.fixture
def github(tmp_path: Path) -> Fake:
    return Fake(tmp_path / "github")


def test_a_first_comment_is_made_and_a_later_one_takes_its_place(github: Fake) -> None:
    calls = github.run()
    assert "--method POST repos/town/calendar/issues/12/comments" in calls
    assert "-f head=who:branch" in calls
    assert github.posted.startswith("<!-- buurtkalender: change -->\n\n### Wat deze wijziging doet\n")
    assert github.posted.endswith(
        "](https://forge.example/town/calendar/actions/runs/5#artifacts): pak `preview` uit.\n"
    )
    github.say(comments="99\n100\n")
    assert "--method PATCH repos/town/calendar/issues/comments/99 -F body=@comment.md" in github.run()


@pytest.mark.parametrize("lacking", ["pulls", "artifacts"])
def test_without_a_pull_request_for_the_commit_or_a_text_nothing_is_written(github: Fake, lacking: str) -> None:
    github.say(**{lacking: ""})
    calls = github.run()
    assert "POST" not in calls
    assert github.posted == ""


def test_whatever_was_handed_over_only_text_is_written(github: Fake) -> None:
    hostile = (
        b"<script>x</script> <img src=x> ![p](https://evil.example) [l](//evil.example) [a][b] @octo www.evil.example"
    )
    github.text(hostile + b" \xff http://evil.example x@evil.example\n\n[b]: //evil.example\n" + b"@a " * 60_000)
    github.run()
    own = github.posted.splitlines()[-1]
    posted = github.posted.removesuffix(f"{own}\n")
    page = cmarkgfm.github_flavored_markdown_to_html(posted, Options.CMARK_OPT_UNSAFE)
    assert set(re.findall(r"<(/?[a-z0-9]+)", page)) == {"p", "/p"}
    assert not re.search(r"@\w|://|www\.", page)
    assert 60_000 < len(github.posted) < 65_536
    assert not list(github.folder.rglob("other.md"))


@pytest.mark.parametrize(
    ("imported", "checked", "fails"), [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (2, 0, 1), (0, 2, 1)]
)
def test_a_mistake_in_somebodys_file_costs_no_calendar_its_night(
    imported: int, checked: int, fails: int, tmp_path: Path
) -> None:
    """What was read is handed over whatever `check` finds, and what it finds is told with it."""
    steps = workflow(COMMENT.with_name("feeds.yml"))["jobs"]["read"]["steps"]
    (read,) = [step["run"] for step in steps if "import feeds" in step.get("run", "")]
    command = tmp_path / ".venv/bin/buurtkalender"
    command.parent.mkdir(parents=True)
    command.write_text(
        "#!/bin/sh\nmkdir -p content/activities/a\necho $1\n"
        f"case $1 in import) echo x > content/activities/a/b.yaml; exit {imported};; *) exit {checked};; esac\n"
    )
    command.chmod(0o755)
    for made in (["init", "--quiet"], ["commit", "--quiet", "--allow-empty", "--message", "x"]):
        who = ["-c", "user.name=x", "-c", "user.email=x@buurt.example"]
        subprocess.run(["git", *who, *made], cwd=tmp_path, check=True)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", read],
        cwd=tmp_path,
        env={**os.environ, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")},
        check=False,
    )
    assert bool(done.returncode) == bool(fails)
    if not fails:
        assert "activities/a/b.yaml" in (tmp_path / "feeds.patch").read_text()
        assert (tmp_path / "summary").read_text() == "import\ncheck\n"


def test_nor_does_it_on_a_server_of_ones_own() -> None:
    """What the manual has systemd do goes on when the two that look tell that there is something to look at."""
    unit = (
        (ROOT / "docs/hosting.md").read_text("utf-8").partition("buurtkalender-feeds.service\n")[2].partition("\n\n")[0]
    )
    told = [line.strip() for line in unit.splitlines() if ".venv/bin/buurtkalender" in line]
    assert told == [
        f"ExecStart=/bin/sh -c '.venv/bin/buurtkalender {what} || [ $$? -eq 1 ]'" for what in ("import feeds", "check")
    ]
    assert "TimeoutStartSec=" in unit
