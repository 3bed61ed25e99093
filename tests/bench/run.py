"""Measure Buurtkalender against what it was and what somebody would use instead, in one run on the same activities.

Each round builds every contestant in turn: cold (no output, no cache), again with nothing changed, after one activity's
summary changed, and on the next day. The tables give medians; measure.py says how. All figures stay in
``results.json`` in the folder of tools, tests/bench/work.

Every contestant is started as its users start it. Pelican, Hugo and Eleventy build everything again after an edit,
because that is what their command does (Eleventy's ``--incremental=FILE`` stops with an error on lists that are made
from collections), and know no day, so their next day is one more build. Hugo is there twice: as a small site (a page
and an iCal file an activity; a page, iCal and RSS a list), and with the files that ours makes (hugo_alike.py).
The floor writes the bytes that ours made to files of the same names and does nothing else; only its writing counts.

Sites are built on a memory disk where there is one with room, because some file systems take long over making files
where as many were just removed, by a measure that comes and goes: whoever builds next would be blamed for that.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contestants import CONTESTANTS, Contestant, UnavailableError
from contestants.contestant import PROJECT, WORK
from measure import DEMO, Rounds
from tables import OURS, goals, same_files, table

import weight

MEMORY_DISK = Path("/dev/shm")  # noqa: S108 - the one that Linux has
OCTETS_EACH = 450_000
"""Of an activity: about 120 kB of files a contestant, at most three contestants at once, and a cache."""


def where(sizes: list[int]) -> Path:
    """The folder to build in: a memory disk if there is one with room for the largest set, the bench's own else."""
    needed = 1_000_000_000 + OCTETS_EACH * max(sizes, default=0)
    if MEMORY_DISK.is_dir() and shutil.disk_usage(MEMORY_DISK).free > needed and _available() > needed:
        return MEMORY_DISK / "buurtkalender-bench"
    return WORK / "sites"


def _available() -> int:
    """How many bytes of memory nobody uses."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def _say(words: str) -> None:
    """Tell how far it is, where somebody watches."""
    if sys.stderr.isatty():
        print(words, file=sys.stderr)


def pages_of_the_demo() -> str:
    """Build the demo, and tell what its pages cost a phone and what they may cost."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        build = [sys.executable, "-m", "buurtkalender", "build", "--output", str(output)]
        subprocess.run(build, cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
        return weight.report(output)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    names = [one.name for one in CONTESTANTS]
    parser = argparse.ArgumentParser(description="Measure Buurtkalender against Hugo, plain Pelican and Eleventy.")
    sizes = f"numbers of activities, and {DEMO} for the published one (%(default)s; 35000 takes hours)"
    parser.add_argument("--sizes", default=f"350,3500,{DEMO}", help=sizes)
    parser.add_argument("--runs", type=int, default=5, help="rounds, of which the median counts (%(default)s)")
    parser.add_argument("--skip", action="append", default=[], choices=names, help="leave one out; may be repeated")
    parser.add_argument("--work", type=Path, help="where to build; a memory disk if there is one with room")
    parser.add_argument("--date", help="a date to print above the tables")
    return parser.parse_args(given)


def main() -> int:
    """Install, measure, print, and keep the figures. Exit code 1 when ours was not measured.

    Last comes what the demo's pages weigh.
    """
    options = arguments()
    names = options.sizes.split(",")
    numbers = sorted(int(name) for name in names if name != DEMO)
    work = options.work or where(numbers)
    WORK.mkdir(exist_ok=True)
    absent: dict[str, Any] = {name: {"not_measured": "left out by --skip"} for name in options.skip}
    for one in CONTESTANTS:
        if one.name not in absent:
            _say(f"installing {one.title}")
            try:
                one.install()
            except UnavailableError as error:
                absent[one.name] = {"not_measured": str(error)}
    kept: dict[str, Any] = {"date": options.date, "runs": options.runs, "work": str(work), "sizes": {}}
    if options.date:
        print(f"Measured on {options.date}.\n")
    for name in [*map(str, numbers), *([DEMO] if DEMO in names else [])]:
        known = [one for one in CONTESTANTS if name != DEMO or one.write_demo]
        out = {
            one.name: why
            for one in known
            if (why := absent.get(one.name) or _too_many(one, name) or _alone(one, absent))
        }
        taking_part = [one for one in known if one.name not in out]
        results = Rounds(name, options.runs, taking_part, work).measure(_say) | out
        kept["sizes"][name] = results
        (WORK / "results.json").write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(table(name, results), same_files(results), sep="\n\n", end="\n\n", flush=True)
    print(goals(kept["sizes"]), end="\n\n")
    print(pages_of_the_demo())
    return int(any("not_measured" in results.get(OURS, {}) for results in kept["sizes"].values()))


def _too_many(one: Contestant, name: str) -> dict[str, str] | None:
    """Say why one cannot take part with so many activities, if it cannot."""
    if one.most is None or name == DEMO or int(name) <= one.most:
        return None
    return {"not_measured": f"not asked for more than {one.most:,} activities, for the memory that takes"}


def _alone(one: Contestant, absent: dict[str, Any]) -> dict[str, str] | None:
    """Say why one cannot take part without ours, if it cannot."""
    return {"not_measured": "it needs what ours made"} if one.after_ours and OURS in absent else None


if __name__ == "__main__":
    sys.exit(main())
