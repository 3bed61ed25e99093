"""A municipality's own copy, with its own content: what runs on a pull request passes, and fails on what is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import yaml

from beginning import TOWN, begin, fresh
from patience import PATIENCE
from projects import ROOT, Project

CHECK = yaml.load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
JOBS: dict[str, Any] = CHECK["jobs"]
INSTALLS = ("make ", "git worktree")
"""How steps begin that install what these tests have already."""

OWN = {
    "organisations/kerk-aan-zee.yaml": "name: Kerk aan Zee\nkind: church\nphone: 0123-555 010\nmaintainers: [koster]\n",
    "organisations/sv-duinrand.yaml": "name: SV Duinrand\nkind: sports\nemail: info@sv-duinrand.example\n",
    "venues/dorpshuis.yaml": """\
name: Dorpshuis Veldkamp
kind: community-centre
address: {street: Dorpsstraat 1, postcode: 1234 AB, city: Veldkamp}
neighbourhood: oude-dorp
access: {wheelchair: yes}
rooms: [{id: grote-zaal, name: Grote zaal, capacity: 60}]
opening_hours: [{weekly: [monday, tuesday, wednesday, thursday, friday], time: 09:00-17:00}]
""",
    "venues/kerk.yaml": """\
name: Kerk aan Zee
kind: church
address: {street: Zeeweg 2, postcode: 1234 AC, city: Veldkamp}
neighbourhood: duinrand-en-zee
""",
    "activities/welzijn-veldkamp/koffieochtend.yaml": """\
title: Koffieochtend
venue: dorpshuis
room: grote-zaal
themes: [ontmoeten]
audiences: [ouderen]
when: [{weekly: tuesday, time: 10:00-12:00, skip: [school-holidays]}]
cost: free
come_alone: yes
""",
    "activities/welzijn-veldkamp/maatje.yaml": """\
title: Een maatje
serves: [oude-dorp, molenwijk]
themes: [ontmoeten]
when: [{by_appointment: true, note: Wij bellen je.}]
""",
    "activities/welzijn-veldkamp/samen-eten.yaml": """\
title: Samen eten
venue: dorpshuis
themes: [eten-en-drinken]
when: [{monthly: last friday, time: 17:30-19:30}]
cost: {amount: 7.50, per: keer}
signup: {required: true, phone: 0123-555 011, before: 2 days}
""",
    "activities/welzijn-veldkamp/taalcafe.yaml": """\
title: "Taalcafé: Nederlands oefenen"
venue: dorpshuis
themes: [taal]
languages: [nl]
when: [{weekly: thursday, time: 19:30-21:00, every: 2, from: 2026-09-03}]
""",
    "activities/kerk-aan-zee/zangmiddag.yaml": """\
title: Zangmiddag
venue: kerk
themes: [muziek-en-zingen]
when: [{dates: [2026-12-05, 2026-12-19], time: 14:00-16:00}]
changes: [{date: 2026-12-05, cancelled: De dirigent is ziek.}]
""",
    "activities/kerk-aan-zee/stilte.yaml": """\
title: Stilte-uur
venue: kerk
themes: [geloof-en-zingeving]
when: [{weekly: [wednesday, friday], time: 12:00-13:00}]
drop_in: true
""",
    "activities/sv-duinrand/wandelen.yaml": """\
title: Wandelen in de duinen
location: {name: Het strandpaviljoen, city: Veldkamp, neighbourhood: duinrand-en-zee}
themes: [bewegen]
when: [{weekly: saturday, time: 09:30-11:00}]
""",
    "activities/sv-duinrand/nieuwjaar.yaml": """\
title: Nieuwjaarsborrel
online: https://sv-duinrand.example/borrel
themes: [ontmoeten]
when: [{dates: [2027-01-02], time: 20:00-01:00}]
""",
}
"""Three organisations (one came with `start`), two venues and eight activities."""

SOUP = "activities/kerk-aan-zee/soep.yaml"
RIGHT = (
    "title: Soep na de dienst\nvenue: kerk\nthemes: [eten-en-drinken]\nwhen: [{weekly: sunday, time: 11:30-13:00}]\n"
)
WRONG = RIGHT.replace("venue: kerk", "venue: kerkje").replace("11:30-13:00", "25:30-13:00")


class Step(NamedTuple):
    """What came of a step of the workflow."""

    name: str
    code: int
    text: str


class Copy(NamedTuple):
    """A copy in a repository of its own, as a runner has it: the change is merged into what was there."""

    made: Project

    def git(self, *arguments: str) -> None:
        """Run git, with no settings of whoever runs the tests."""
        subprocess.run(["git", *arguments], cwd=self.made.folder, env=self._known(), check=True, capture_output=True)

    def write(self, files: dict[str, str]) -> None:
        """Write files below the content folder."""
        for path, text in files.items():
            file = self.made.content / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def propose(self, files: dict[str, str]) -> None:
        """Propose a change, and merge it into ``main`` as a runner gets it."""
        self.git("checkout", "-q", "-B", "change", "main")
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-qm", "Voorstel")
        self.git("checkout", "-q", "-B", "merged", "main")
        self.git("merge", "-q", "--no-ff", "-m", "Samen", "change")

    def run(self, job: str, **environment: str) -> Iterator[Step]:
        """Run the steps of a job in order, but for what installs."""
        for step in JOBS[job]["steps"]:
            if "run" in step and not step["run"].startswith(INSTALLS):
                command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
                known = self._known() | environment
                done = subprocess.run(
                    command,
                    cwd=self.made.folder,
                    env=known,
                    check=False,
                    capture_output=True,
                    text=True,
                    timeout=5 * PATIENCE,
                )
                yield Step(step["name"], done.returncode, done.stdout + done.stderr)

    def before(self) -> None:
        """Put what was there before the change beside it, as the job does that judges who has to agree."""
        self.git("worktree", "add", "--detach", "../before", "HEAD^1")
        shutil.copytree(self.made.folder / ".venv", self.made.folder.parent / "before" / ".venv")

    def _known(self) -> dict[str, str]:
        known = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
        who = {
            f"GIT_{role}_{part}": "x@veldkamp.example" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
        }
        return known | who | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy in which somebody said `start`, and put in three organisations and eight activities."""
    made = fresh(tmp_path_factory.mktemp("copy") / "kalender")
    done = begin(made, TOWN)
    assert done.code == 0, done.said
    command = made.folder / ".venv" / "bin" / "buurtkalender"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}/plugins exec {sys.executable} -m buurtkalender "$@"\n')
    command.chmod(0o755)
    (made.folder / ".gitignore").write_text(".venv/\n.cache/\noutput*/\n", encoding="utf-8")
    there = Copy(made)
    there.write(OWN)
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Onze kalender"]):
        there.git(*arguments)
    return there


def test_what_runs_on_a_pull_request_passes(copy: Copy) -> None:
    copy.propose({SOUP: RIGHT})
    author = {"AUTHOR": "koster", "ASSOCIATION": "NONE", "TZ": "Europe/Amsterdam"}
    steps = list(copy.run("content", **author))
    assert len(steps) == 3
    assert [(step.name, step.text) for step in steps if step.code] == []
    assert "::error" not in steps[0].text
    assert "Soep na de dienst" in (copy.made.folder / "change.md").read_text(encoding="utf-8")
    page = copy.made.folder / "output.preview/activiteiten/kerk-aan-zee/soep/index.html"
    assert "Kerk aan Zee" in page.read_text(encoding="utf-8")
    copy.before()
    assert [(step.name, step.text) for step in copy.run("ownership", **author) if step.code] == []


def test_a_file_with_mistakes_fails_it_and_each_is_told_at_its_line(copy: Copy) -> None:
    copy.propose({SOUP: WRONG})
    checked, *_ = copy.run("content", AUTHOR="koster")
    assert checked.code == 1
    for line, word in ((2, "kerkje"), (4, "25:30")):
        assert f"::error file=content/{SOUP},line={line}," in checked.text
        assert word in checked.text
    outcome = {"EVENT": "pull_request", "CHANGED": "success", "CONTENT": "failure", "OWNERSHIP": "success"}
    (whole,) = copy.run("all", **outcome, PROGRAM="skipped", WANTED="no")
    assert whole.code == 1
