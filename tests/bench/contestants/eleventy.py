"""Eleventy, from npm: a page and an iCal file an activity; a page, an iCal file and RSS a list."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from generate import Town

from contestants import front_matter
from contestants.contestant import BENCH, WORK, Contestant, run

SITE = Path(__file__).with_name("eleventy_site")
NODE = WORK / "eleventy"


def _install() -> None:
    """Install exactly what the lock names, once per lock; `--ignore-scripts`: Eleventy needs none."""
    lock = BENCH / "package-lock.json"
    ready = NODE / "installed.json"
    if ready.is_file() and ready.read_bytes() == lock.read_bytes():
        return
    NODE.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copy(BENCH / file, NODE)
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], NODE)
    ready.write_bytes(lock.read_bytes())


def _write(town: Town, folder: Path) -> None:
    shutil.copytree(SITE, folder)
    front_matter.write_all(town, folder / "content" / "activiteiten", "layout: activity.njk\n")


def _command(_: date) -> list[str]:
    return ["node", str(NODE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"), "--quiet"]


CONTESTANT = Contestant(
    name="eleventy",
    title="Eleventy",
    install=_install,
    write=_write,
    command=_command,
    all_again=True,
    made=("public", ".cache"),
    edited="content/activiteiten/*/*.md",
    # Node's own limit of about 4 GB is not enough for 35,000 activities.
    environment={"NODE_OPTIONS": "--max-old-space-size=8192"},
)
