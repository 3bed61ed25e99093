"""A change of content waits for no tests of the program, and the one check that is required always has an outcome."""

from __future__ import annotations

import os
import re
import subprocess
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from projects import ROOT

CHECK = yaml.load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
JOBS: dict[str, Any] = CHECK["jobs"]
WHO = ("-c", "user.name=Redactie", "-c", "user.email=redactie@zandmeer.example")
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
RESULTS = ("success", "failure", "cancelled", "skipped")
LIST = "content/activities/welzijn/koffie.yaml"
MODULE = "plugins/buurtkalender/cli.py"
TEXT = "title: Koffie\nvenue: dorpshuis\nthemes: [ontmoeten]\nsummary: Kom langs.\n"


def shell(job: str, folder: Path, **environment: str) -> tuple[int, str]:
    """Run the last step of a job as a runner does; return its exit code and what it said."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", JOBS[job]["steps"][-1]["run"]]
    known = {"PATH": os.environ["PATH"], **ALONE, **environment}
    done = subprocess.run(command, cwd=folder, env=known, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


# --- what changed -----------------------------------------------------------------------------------


class Copy:
    """A municipality's repository, with a list and a module."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        for path in (LIST, MODULE):
            self.write(path, TEXT)
        self.write("pelican.conf.py", "SITENAME = 'Zandmeer'\n")
        self.commit()

    def git(self, *arguments: str) -> str:
        """Ask git."""
        known = {"PATH": os.environ["PATH"], **ALONE}
        done = subprocess.run(
            ["git", *WHO, *arguments], cwd=self.folder, env=known, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def commit(self) -> str:
        """Commit all that changed; return its name."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=x")
        return self.git("rev-parse", "HEAD")

    def propose(self, *commits: dict[str, str]) -> None:
        """Check out what GitHub does for a pull request: main, which went on, and the proposal merged into it."""
        self.git("checkout", "--quiet", "-b", "proposal")
        for files in commits:
            for path, text in files.items():
                self.write(path, text)
            self.commit()
        self.git("checkout", "--quiet", "main")
        self.write("README.md", "Of after the proposal was begun.\n")
        self.write("content/venues/kerk.yaml", "name: Kerk\n")
        self.commit()
        self.merge()

    def merge(self) -> None:
        """Merge the proposal without moving main."""
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message=x", "proposal")

    def program(self, before: str = "") -> bool:
        """Whether the workflow thinks that the program changed."""
        output = self.folder.parent / "output"
        output.unlink(missing_ok=True)
        code, said = shell("changed", self.folder, BEFORE=before, GITHUB_OUTPUT=str(output))
        assert code == 0, said
        return {"program=yes\n": True, "program=no\n": False}[output.read_text()]


@pytest.fixture
def town(tmp_path: Path) -> Copy:
    """A municipality's repository."""
    return Copy(tmp_path / "town")


@pytest.mark.parametrize(
    "paths",
    [
        [LIST],
        ["content/pages/over.md", "content/activities/welzijn/foto.jpg"],
        ["pelican.conf.py"],
        [LIST, "pelican.conf.py"],
    ],
    ids=" ".join,
)
def test_of_a_change_of_content_and_settings_no_program_is_tested(paths: list[str], town: Copy) -> None:
    town.propose(dict.fromkeys(paths, "# anders\n"))
    assert not town.program()


@pytest.mark.parametrize(
    "paths",
    [
        [MODULE],
        [LIST, MODULE],
        ["requirements.txt"],
        [".github/workflows/check.yml"],
        ["content.yaml"],
        ["contents/x.yaml"],
        ["plugins/content/x.py"],
        ["plugins/pelican.conf.py"],
        ["demo/activities/welzijn/koffie.yaml"],
        [":!content"],
    ],
    ids=" ".join,
)
def test_of_every_other_change_it_is(paths: list[str], town: Copy) -> None:
    town.propose(dict.fromkeys(paths, "# anders\n"))
    assert town.program()


def test_what_came_into_main_meanwhile_is_no_part_of_a_proposal(town: Copy) -> None:
    town.propose({LIST: "title: Thee\n"}, {LIST: TEXT + "cost: free\n"})
    assert "README.md" in town.git("diff", "--name-only", "HEAD^2", "HEAD")
    assert not town.program()


def test_every_commit_of_a_proposal_counts_and_not_its_last_push_alone(town: Copy) -> None:
    town.propose({MODULE: "# anders\n"}, {LIST: "title: Thee\n"})
    assert town.program()
    expression = JOBS["changed"]["steps"][-1]["env"]["BEFORE"]
    assert expression == "${{ github.event_name == 'push' && github.event.before || '' }}"


@pytest.mark.parametrize(("old", "new"), [(LIST, "plugins/koffie.yaml"), (MODULE, "content/cli.py")])
def test_a_file_that_moves_between_content_and_program_changes_the_program(old: str, new: str, town: Copy) -> None:
    town.git("checkout", "--quiet", "-b", "proposal")
    town.git("mv", old, new)
    town.commit()
    town.merge()
    assert town.program()


def test_a_file_that_goes_or_can_be_run_from_now_on_is_a_change(town: Copy) -> None:
    town.git("checkout", "--quiet", "-b", "proposal")
    (town.folder / MODULE).chmod(0o755)
    town.commit()
    town.merge()
    assert town.program()
    town.git("checkout", "--quiet", "proposal")
    (town.folder / MODULE).unlink()
    town.commit()
    town.merge()
    assert town.program()


def test_a_link_in_the_place_of_the_content_is_no_content(town: Copy) -> None:
    town.git("checkout", "--quiet", "-b", "proposal")
    town.git("rm", "-r", "--quiet", "content")
    (town.folder / "content").symlink_to("plugins")
    town.commit()
    town.merge()
    assert town.program()


def test_of_a_proposal_from_a_fork_the_merge_commit_is_all_there_is(town: Copy, tmp_path: Path) -> None:
    town.propose({LIST: "title: Thee\n"})
    town.git("update-ref", "refs/pull/7/merge", "HEAD")
    fetched = Copy(tmp_path / "runner")
    fetched.git("fetch", "--quiet", str(town.folder), "refs/pull/7/merge")
    fetched.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    assert not fetched.program()


def test_a_push_is_compared_with_what_was_there_before_it(town: Copy) -> None:
    before = town.git("rev-parse", "HEAD")
    town.write(MODULE, "# anders\n")
    program = town.commit()
    town.write(LIST, "title: Thee\n")
    town.commit()
    assert town.program(before)
    assert not town.program(program)


@pytest.mark.parametrize("before", ["0" * 40, "a" * 40], ids=["a new branch", "main was rewritten"])
def test_where_git_cannot_say_what_changed_the_program_is_tested(before: str, town: Copy) -> None:
    town.write(LIST, "title: Thee\n")
    town.commit()
    assert town.program(before)


def test_a_first_commit_is_a_change_of_the_program(town: Copy) -> None:
    assert town.program()


# --- the check that is required ---------------------------------------------------------------------


class Outcome(NamedTuple):
    """What came of each job, and whether the first one found that the program changed."""

    changed: str
    content: str
    program: str
    wanted: str
    ownership: str


GREEN = {("success", "success", "success", "yes"), ("success", "success", "skipped", "no")}
AGREED = {"pull_request": {"success", "failure"}, "push": {"skipped"}, "workflow_dispatch": {"skipped"}}
"""An editor may merge what its owner did not agree to: that verdict is told, and keeps nobody waiting."""


@pytest.mark.parametrize(("event", "changed"), list(product(AGREED, RESULTS)))
def test_it_is_green_only_when_everything_that_had_to_run_did_and_went_well(
    event: str, changed: str, tmp_path: Path
) -> None:
    others = product(RESULTS, RESULTS, ("yes", "no", ""), RESULTS)
    for outcome in (Outcome(changed, *other) for other in others):
        if changed != "success" != outcome.content:
            continue  # each that is wrong was tried alone
        code, said = shell(
            "all", tmp_path, EVENT=event, **{key.upper(): word for key, word in outcome._asdict().items()}
        )
        assert (code == 0) == (outcome[:4] in GREEN and outcome.ownership in AGREED[event]), outcome
        assert code in {0, 1}
        assert ("::error::" in said) == bool(code)


def test_it_waits_for_all_others_and_is_never_skipped() -> None:
    """GitHub counts a job that is skipped as passed, and waits for ever for a workflow that does not start."""
    assert set(JOBS["all"]["needs"]) == set(JOBS) - {"all"}
    assert JOBS["all"]["if"] == "${{ always() }}"
    assert set(CHECK["on"]) == {"push", "pull_request", "workflow_dispatch"}
    assert not CHECK["on"]["pull_request"], "no paths, no branches: it always starts"
    assert "paths" not in CHECK["on"]["push"]


def test_what_is_to_be_required_stands_in_the_documents_by_its_name() -> None:
    text = (ROOT / "docs" / "handing-in.md").read_text(encoding="utf-8")
    assert re.search(rf"require.{{0,80}}\*{JOBS['all']['name']}\*", text, re.DOTALL | re.IGNORECASE)
    for job in JOBS.values():
        assert f"*{job['name']}*" in text


# --- what a change of content waits for -------------------------------------------------------------


def test_a_change_of_content_installs_and_runs_nothing_that_is_for_tests() -> None:
    runs = [step.get("run", "") for name in ("content", "ownership") for step in JOBS[name]["steps"]]
    assert "make .venv/.site" in runs
    assert not any("make test" in run for run in runs)
    assert "needs" not in JOBS["content"]
    assert [step.get("run") for step in JOBS["program"]["steps"]][-1] == "make test"


def test_what_workflows_ask_of_make_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = set()
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        read = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
        runs = [step.get("run", "") for job in read["jobs"].values() for step in job["steps"]]
        asked |= set(re.findall(r"(?m)(?:^|\|\| )make (?:-C \S+ )?([\w./-]+)", "\n".join(runs)))
    assert {"site", "test", ".venv/.site"} <= asked
    for target in asked:
        assert re.search(rf"(?m)^(\w+ := )?{re.escape(target)}(:|$)", makefile), target


def locked(name: str) -> dict[str, str]:
    """What a file of locked dependencies says of each: its version, when it is wanted, and its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {line.partition("==")[0]: " ".join(line.split()) for line in lines}


def test_the_site_is_built_with_the_same_versions_as_it_is_tested_with() -> None:
    site, everything = locked("requirements-site.txt"), locked("requirements.txt")
    assert {"pelican", "typst", "hatchling"} <= site.keys()
    for name, line in site.items():
        version, _, hashes = line.partition(" --hash")
        assert everything[name].partition(" ;")[0].partition(" --hash")[0] == version.partition(" ;")[0]
        assert everything[name].partition(" --hash")[2] == hashes


def test_the_site_is_built_without_what_is_only_for_tests() -> None:
    assert (
        not {"pytest", "playwright", "hypothesis", "mypy", "ruff", "zizmor", "atheris"}
        & locked("requirements-site.txt").keys()
    )
