"""Workflows and issue forms, judged by programs that are made for it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clients.quick.engines import INSTALLED
from patience import PATIENCE
from projects import ROOT

BIN = Path(sys.executable).parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
NODE = INSTALLED / "bin" / "node"
ACTIONLINT = ROOT / "tests" / "workflows" / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"

UNSAFE = """\
name: Unsafe
on: {issues: {types: [opened]}}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo "${{ github.event.issue.title }}"
"""


def judged(*command: str | Path, folder: Path = ROOT) -> tuple[int, str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=5 * PATIENCE)
    return done.returncode, done.stdout + done.stderr


def test_zizmor_finds_no_weakness_in_them(tmp_path: Path) -> None:
    code, said = judged(
        BIN / "zizmor", "--color", "never", "--strict-collection", "--offline", "--persona", "regular", GITHUB
    )
    assert code == 0, said
    assert "(1 ignored" in said, "only the one that comment.yml explains"
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "unsafe.yml").write_text(UNSAFE)
    code, said = judged(BIN / "zizmor", "--color", "never", "--offline", tmp_path / ".github")
    assert code != 0
    assert {"template-injection", "unpinned-uses", "artipacked"} <= set(
        said.replace("[", " ").replace("]", " ").split()
    )


def test_they_are_what_github_takes(tmp_path: Path) -> None:
    check = BIN / "check-jsonschema"
    code, said = judged(check, "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    assert code == 0, said
    code, said = judged(check, "--builtin-schema", "vendor.github-issue-forms", *FORMS)
    assert code == 0, said
    code, said = judged(
        check, "--builtin-schema", "vendor.github-issue-config", GITHUB / "ISSUE_TEMPLATE" / "config.yml"
    )
    assert code == 0, said
    code, said = judged(check, "--builtin-schema", "vendor.dependabot", GITHUB / "dependabot.yml")
    assert code == 0, said
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(UNSAFE.replace("runs-on", "runs-at"))
    assert judged(check, "--builtin-schema", "vendor.github-workflows", wrong)[0] == 1


def test_they_are_tidy_yaml() -> None:
    code, said = judged(
        BIN / "yamllint", "--strict", "--config-file", ".yamllint.yaml", GITHUB, ".pre-commit-config.yaml"
    )
    assert code == 0, said


def test_actionlint_finds_nothing_wrong_in_them(tmp_path: Path) -> None:
    """`make test` puts it into tests/workflows/node_modules. It is started once: that takes as long as all it does."""
    shutil.copytree(GITHUB, tmp_path / ".github")
    (tmp_path / ".github" / "workflows" / "unsafe.yml").write_text(UNSAFE)
    code, said = judged(NODE, ACTIONLINT, ".github/workflows/*.yml", folder=tmp_path)
    assert code == 1
    assert "potentially untrusted" in said
    assert {*re.findall(r"(?m)^\S*\.yml\b", said)} == {".github/workflows/unsafe.yml"}, said


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_keeps_a_right_to_write_to_the_repository_in_its_folder(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
