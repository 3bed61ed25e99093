"""What the receiver weighs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from hamlet import hamlet_project
from patience import until
from projects import ROOT
from receiving.filled_log import fill
from receiving.standing import ASKING, NEW, Stand, running, stand


def test_after_two_hundred_submissions_it_weighs_less_than_a_hundred_megabytes(tmp_path: Path) -> None:
    there = stand(tmp_path, more="[limits]\naddress = 9999\nreview = 9999\neverybody = 9999")
    paths = os.pathsep.join(map(str, (ROOT / "plugins", ROOT / "tests")))
    command = [sys.executable, ROOT / "tests/receiving/receiver.py", there.project.settings, there.settings]
    headers = {"Origin": "http://127.0.0.1:9", "Content-Type": "application/x-www-form-urlencoded"}
    with running(command, tmp_path, there.url, **{**os.environ, "PYTHONPATH": paths}) as process:
        for n in range(200):
            fields = {**NEW, "title": [f"Soep {n}"], "description": ["Samen soep eten. " * 500]}
            content = urlencode(fields, doseq=True)
            assert ASKING.post(f"{there.url}/", content=content, headers=headers).status_code == 200
        status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    assert int(found[1]) < 100_000
    assert len(there.written().splitlines()) == 200


PATHS = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "plugins", ROOT / "tests")))}
MIB = 1024


def most(status: str) -> int:
    """The most memory that a process ever held, in kB, by what its system says of it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1])


def command(there: Stand, *arguments: str) -> list[str | Path]:
    """A subcommand of `submissions`, as a process of its own that says at its end what it held at most."""
    told = "import sys; from pathlib import Path; from buurtkalender import cli; code = cli.main(sys.argv[1:]); "
    told += "print(Path('/proc/self/status').read_text(), file=sys.stderr); sys.exit(code)"
    files = ("--settings", str(there.project.settings), "--receiver", str(there.settings))
    return [sys.executable, "-c", told, "submissions", arguments[0], *files, *arguments[1:]]


@pytest.mark.parametrize(
    ("count", "octets", "kind"),
    [(1_000, 60_000, "waiting"), (12_000, 200, "finished"), (12_000, 200, "before")],
    ids=["waiting", "finished", "finished-before-that-was-written"],
)
def test_however_much_came_in_the_receiver_and_what_editors_ask_weigh_less_than_a_hundred_megabytes(
    count: int, octets: int, kind: str, tmp_path: Path
) -> None:
    """In memory is what has something left to do, without what was answered."""
    there = stand(tmp_path, make=hamlet_project)
    fill(count, octets, kind, there.log)
    receiver = [sys.executable, ROOT / "tests/receiving/receiver.py", there.project.settings, there.settings]
    with running(receiver, tmp_path, there.url, **PATHS) as process:
        assert most(Path(f"/proc/{process.pid}/status").read_text()) < 100 * MIB
    for asked in (["list"], ["show", there.command("list").split()[0]]):
        done = subprocess.run(command(there, *asked), env=PATHS, capture_output=True, text=True, check=True)
        assert len(done.stdout.splitlines()) >= (count if asked == ["list"] else 5)
        assert most(done.stderr) < 100 * MIB


def test_what_came_in_is_brought_on_without_holding_it_all(tmp_path: Path) -> None:
    there = stand(tmp_path, make=hamlet_project)
    fill(1_000, 60_000, "waiting", there.log)
    path = next(there.log.glob("*.jsonl"))
    first = path.read_bytes().replace(b'"by":"review"', b'"by":"proof"', 10)
    path.write_bytes(first)
    receiver = [sys.executable, ROOT / "tests/receiving/receiver.py", there.project.settings, there.settings]
    with running(receiver, tmp_path, there.url, **PATHS) as process:
        until(lambda: len(there.branches()) == 10, "ten branches")
        assert most(Path(f"/proc/{process.pid}/status").read_text()) < 100 * MIB
