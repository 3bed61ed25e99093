"""What docs/hosting.md tells a technician to type does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from hosting.servers import NAME, Command, apache, caddy, nginx, program, running
from patience import PATIENCE, free_port
from projects import ROOT, Project, tree

PAGE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
LONG_AGO = 1_790_000_000


def _lines(start: str) -> list[str]:
    return [line.strip() for line in PAGE.splitlines() if line.startswith(f"    {start} ")]


def test_every_snippet_is_named_and_there() -> None:
    named = set(re.findall(r"\(\.\./(hosting/\w+(?:\.\w+)?)\)", PAGE))
    assert named == {f"hosting/{path.name}" for path in (ROOT / "hosting").iterdir()}


def test_only_hosts_that_nobody_has_are_named() -> None:
    assert set(re.findall(r"https?://([^/\s]+)", PAGE)) == {NAME}


@pytest.mark.heavy
@pytest.mark.parametrize("make", [nginx, caddy, apache])
def test_the_checks_tell_what_the_page_says(make: Command, town: Project, tmp_path: Path) -> None:
    curl, number = program("curl"), free_port()
    with running(make(town.output, tmp_path, number), tmp_path, number) as port:
        lines = [line.replace(f"https://{NAME}", f"http://127.0.0.1:{port}") for line in _lines("curl")]
        first, *others = [shlex.split(line, comments=True)[1:] for line in lines]
        said = subprocess.run(
            [curl, *first], capture_output=True, text=True, check=True, timeout=PATIENCE
        ).stdout.lower()
        codes = [
            subprocess.run(
                [curl, *other], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=PATIENCE
            ).stdout
            for other in others
        ]
    for told in (
        "text/calendar; charset=utf-8",
        "no-cache",
        "\netag:",
        "\nlast-modified:",
        "\ncontent-security-policy:",
    ):
        assert told in said
    assert [code.strip() for code in codes] == [line.rpartition("# ")[2] for line in lines[1:]]


@pytest.mark.heavy
def test_copying_leaves_the_date_alone_of_what_did_not_change(town: Project, tmp_path: Path) -> None:
    source, target = tmp_path / "output", tmp_path / "www"
    (command,) = _lines("rsync")
    copy = [program("rsync"), *shlex.split(command)[1:-2], f"{source}/", f"{target}/"]
    shutil.copytree(town.output, source)
    subprocess.run(copy, check=True, timeout=PATIENCE)
    assert tree(target) == tree(source)
    for path in target.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    shutil.rmtree(source)
    shutil.copytree(town.output, source, copy_function=shutil.copyfile)  # as built elsewhere: all dates are new
    calendar = (source / "kalender.ics").read_bytes()
    (source / "kalender.ics").write_bytes(calendar.replace(b"COLOR:teal", b"COLOR:navy"))  # as many bytes as before
    (source / "rss.xml").unlink()
    (source / "nieuw.txt").write_text("nieuw")
    subprocess.run(copy, check=True, timeout=PATIENCE)
    assert tree(target) == tree(source)
    dated = {path.name for path in target.rglob("*") if path.is_file() and path.stat().st_mtime != LONG_AGO}
    assert dated == {"nieuw.txt", "kalender.ics"}
