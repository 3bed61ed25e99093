"""Tell what a long list costs: `make bench-lists`, or `python tests/bench/lists.py 500 5000`.

A list of so many rows of all organisations of the demo, as CSV and as XLSX, goes through the whole command
(`import sheet --dry-run`). What counts is that 5,000 rows take less than ten seconds of processor time and 200 MiB.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import csv
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from openpyxl import Workbook

ROOT = Path(__file__).parents[2]
MOST_SECONDS, MOST_MIB, FOR_ROWS = 10, 200, 5_000
HEAD = ("Organisatie", "Activiteit", "Dag", "Van", "Tot", "Locatie", "Thema", "Doelgroep", "Kosten", "Aanmelden",
        "Telefoon", "E-mail", "Website", "Omschrijving", "Bijzonderheden")  # fmt: skip
THEMES = ("Ontmoeten", "Bewegen", "Creatief", "Taal", "Spel")
WHAT = ("Koffie drinken", "Samen wandelen", "Schilderen", "Taalles", "Kaarten", "Zingen", "Koken", "Gymnastiek")
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag")


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """Yield so many rows, each another activity."""
    organisations = names("organisations")
    venues = names("venues")
    for n in range(count):
        start = 8 + n % 12
        yield (
            organisations[n % len(organisations)],
            f"{WHAT[n % len(WHAT)]} groep {n}",
            DAYS[n % len(DAYS)],
            f"{start}:00",
            f"{start + 2}:00",
            venues[n % len(venues)],
            THEMES[n % len(THEMES)],
            "Ouderen" if n % 3 else "iedereen",
            "gratis" if n % 2 else "€ 2,50 per keer",
            "nee" if n % 2 else "ja",
            "0343-555 030",
            "info@welzijn.example",
            f"https://www.welzijn.example/{n}",
            f"Kom gezellig langs bij groep {n}. Iedereen is welkom, ook als je alleen komt. De koffie staat klaar.",
            "Niet in de schoolvakanties." if n % 4 == 0 else "",
        )


def names(folder: str) -> list[str]:
    """Return the names of what the demo has."""
    every = sorted((ROOT / "demo" / folder).glob("*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8"))["name"] for path in every]


def write(path: Path, count: int) -> None:
    """Write such a list, in the form that the name of the file says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([HEAD, *rows(count)])
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Aanbod")
    for row in (HEAD, *rows(count)):
        sheet.append(row)
    book.save(path)


def measure(path: Path, count: int) -> None:
    """Import a list without writing anything, and print what that took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "buurtkalender", "import", "sheet", path, "--dry-run", "--today", "2026-11-24"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    mib = after.ru_maxrss / 1024  # of the largest so far: lists come in the order of their size
    print(f"{count} rows, {path.suffix}: {seconds:5.1f} s, {mib:.0f} MiB{done.stderr}")
    told = re.search(r"^(\d+) (?:activiteiten|activities)\b", done.stdout, re.MULTILINE)
    made = int(told[1]) if told else 0
    assert made == count, f"{made} of {count} rows became an activity"
    if count <= FOR_ROWS:
        assert seconds < MOST_SECONDS, "too slow"
        assert mib < MOST_MIB, "too much memory"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[500, FOR_ROWS], help="numbers of rows")
    with TemporaryDirectory() as folder:
        for size in sorted(parser.parse_args().sizes):
            for suffix in (".csv", ".xlsx"):
                file = Path(folder) / f"list{size}{suffix}"
                write(file, size)
                measure(file, size)
