"""Where little changed, or there is much, pages are made in one process and feeds in another: nobody sees that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hamlet import hamlet_project
from projects import different, started

EDIT = """
import os, sys
from pathlib import Path
from buurtkalender.cli import main
from buurtkalender.feeds import ical
from buurtkalender.site import making

jobs, room, us, listed = sys.argv[1], int(sys.argv[2]), os.getpid(), making.all_files
build = ["build", "--settings", "pelican.conf.py", "--today", "2026-11-24", "--quiet", "--jobs"]
assert main([*build, "1"]) == 0

def told(*some):
    print("listed", "here" if os.getpid() == us else "elsewhere", flush=True)
    return listed(*some)

making.all_files = told
ical.ROOM = room or ical.ROOM
file = Path("content/activities/sv-zandmeer/gymmen.yaml")
file.write_text(file.read_text().replace("title: ", "title: Nieuw ", 1))
assert main([*build, jobs]) == 0
print("nothing", main([*build, jobs]))
"""


@pytest.mark.parametrize(
    ("room", "where"),
    [
        pytest.param(0, ["listed elsewhere"], id="as ever"),
        pytest.param(3_000, ["listed elsewhere", "listed here"], id="a calendar comes in more parts than before"),
    ],
)
def test_an_edit_gives_the_same_site_in_two_processes_as_in_one(tmp_path: Path, room: int, where: list[str]) -> None:
    trees = []
    for jobs in ("1", "2"):
        made = hamlet_project(tmp_path / jobs / "hamlet", PAST_DAYS=1, PAGES_AHEAD_DAYS=1)
        made.share_templates()
        done = started(sys.executable, "-c", EDIT, jobs, str(room), folder=made.folder)
        assert done.code == 0, done.said
        expected = ["listed here"] if jobs == "1" else where
        assert done.out.splitlines() == [*expected, "nothing 0"]
        trees.append(made.tree())
    assert any(name.startswith("kalender-") for name in trees[0]) == bool(room)
    assert different(*trees) == []


WHOLE = """
import os, sys
from buurtkalender.cli import main
from buurtkalender.feeds import ical
from buurtkalender.reading import processes
from buurtkalender.site import making

us, listed = os.getpid(), making.all_files

def told(*some):
    print("listed", "here" if os.getpid() == us else "elsewhere", flush=True)
    return listed(*some)

making.all_files, ical.ROOM = told, int(sys.argv[2]) or ical.ROOM
making.ENOUGH = processes.ENOUGH = 1
for day in ("2026-11-24", "2026-11-25"):
    build = ["build", "--settings", "pelican.conf.py", "--today", day, "--quiet", "--jobs", sys.argv[1]]
    assert main(build) == 0
print("nothing", main(build))
"""


@pytest.mark.parametrize("room", [pytest.param(0, id="small"), pytest.param(3_000, id="calendars in parts")])
def test_a_large_site_is_the_same_made_in_two_processes_on_two_days_as_in_one(tmp_path: Path, room: int) -> None:
    trees = []
    for jobs, where in (("1", "here"), ("2", "elsewhere")):
        made = hamlet_project(tmp_path / jobs / "hamlet", PAST_DAYS=1, PAGES_AHEAD_DAYS=1)
        made.share_templates()
        done = started(sys.executable, "-c", WHOLE, jobs, str(room), folder=made.folder)
        assert done.code == 0, done.said
        assert done.out.splitlines() == [f"listed {where}"] * 2 + ["nothing 0"]
        trees.append(made.tree())
    assert any(name.startswith("kalender-") for name in trees[0]) == bool(room)
    assert different(*trees) == []
