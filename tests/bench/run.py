"""Measure Buurtkalender against what somebody would use instead, in one run on the same activities.

Each round builds every contestant in turn: cold (no output, no cache), again with nothing changed, and again after
one activity's summary changed. The table gives medians. Peak memory is that of the largest process of a build
(``ru_maxrss`` from ``wait4``, which on Linux covers its children too), not the sum of all.

What each makes is told by its count of files: Buurtkalender also makes feeds for more lists, day and week pages,
data, search and the coverage analysis; Hugo and Eleventy a page and an iCal file an activity, and a page, iCal and
RSS a list; plain Pelican pages and RSS, no iCal. Every contestant is started as its users start it; Pelican, Hugo
and Eleventy build everything again after an edit, because that is what their command does (Eleventy's
``--incremental=FILE`` stops with an error on lists that are made from collections).
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from contestants import CONTESTANTS, Contestant, UnavailableError
from contestants.contestant import BENCH, WORK

import weight

STEPS = ("full", "unchanged", "edited")
SUMMARY = re.compile(r"^summary: .*$", re.IGNORECASE | re.MULTILINE)


class Sample(NamedTuple):
    """One build: seconds on the clock on the wall, seconds of all processors, and MiB of its largest process."""

    seconds: float
    processor: float
    memory: float


class FailedError(Exception):
    """A build did not end well; the text holds its last words."""


def build(contestant: Contestant, folder: Path) -> Sample:
    """Build once and measure it. Raises FailedError with its last words when it fails."""
    log = folder.with_suffix(".log")
    os.sync()  # what the build before this one wrote is its own cost
    # Compiled Python is kept, as on any ordinary machine, also where somebody switched that off for themselves.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("wb") as output:
        start = time.perf_counter()
        try:
            process = subprocess.Popen(
                contestant.command(),
                cwd=folder,
                env={**environment, **contestant.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        except OSError as error:
            raise FailedError(f"{error.filename}: {error.strerror}") from error
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise FailedError(f"exit code {process.returncode}: {words[-1] if words else 'no output'}")
    return Sample(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(contestant: Contestant, folder: Path, round_: int) -> dict[str, Sample]:
    """One round of one contestant: cold, unchanged, one file edited."""
    for pattern in contestant.made:
        for made in folder.glob(pattern):
            shutil.rmtree(made) if made.is_dir() else made.unlink()
    samples = {"full": build(contestant, folder), "unchanged": build(contestant, folder)}
    file = min(folder.glob(contestant.edited))
    text, count = SUMMARY.subn(f"summary: Vanaf nu met thee, keer {round_}.", file.read_text(encoding="utf-8"), 1)
    if not count:
        raise FailedError(f"{file.name}: no summary to change")
    file.write_text(text, encoding="utf-8")
    samples["edited"] = build(contestant, folder)
    if not _tells(folder / contestant.made[0].rstrip("*"), f"met thee, keer {round_}."):
        raise FailedError("the edited summary is on no page: what was measured is no build")
    return samples


def _tells(output: Path, words: str) -> bool:
    return any(words in page.read_text(encoding="utf-8") for page in output.rglob("*.html"))


def written(folder: Path) -> tuple[int, float]:
    """How many files a build left, and their size in MB."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    return len(sizes), sum(sizes) / 1e6


def measure_size(size: int, runs: int, taking_part: list[Contestant]) -> dict[str, Any]:
    """Measure all contestants at one size, round after round. A failure is kept as its text."""
    folder = WORK / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    _say(f"{size}: writing the activities")
    generate = [sys.executable, str(BENCH / "generate.py"), str(size), str(folder)]
    subprocess.run([*generate, *(one.name for one in taking_part)], check=True)
    samples: dict[str, list[dict[str, Sample]]] = {one.name: [] for one in taking_part}
    results: dict[str, Any] = {}
    for round_ in range(1, runs + 1):
        for one in taking_part:
            if one.name in results:
                continue
            _say(f"{size}: round {round_} of {runs}, {one.title}")
            try:
                samples[one.name].append(measure(one, folder / one.name, round_))
            except FailedError as error:
                results[one.name] = {"not_measured": str(error)}
    for one in taking_part:
        if one.name not in results:
            files, megabytes = written(folder / one.name / one.made[0].rstrip("*"))
            results[one.name] = _medians(samples[one.name]) | {"files": files, "output_mb": round(megabytes, 1)}
    return results


def _medians(samples: list[dict[str, Sample]]) -> dict[str, Any]:
    medians: dict[str, Any] = {}
    for step in STEPS:
        seconds = [sample[step].seconds for sample in samples]
        medians[step] = {
            "seconds": round(median(seconds), 3),
            "processor_seconds": round(median(sample[step].processor for sample in samples), 3),
            "memory_mib": round(median(sample[step].memory for sample in samples)),
            "runs": [round(one, 3) for one in seconds],
        }
    medians["peak_mib"] = max(medians[step]["memory_mib"] for step in STEPS)
    return medians


def table(size: int, results: dict[str, Any]) -> str:
    """Tell one size as a Markdown table.

    "× Hugo" is always Hugo's full build, or its peak memory: its command makes everything again after an edit, and
    overwriting is slower than writing on some disks.
    """
    heads = (
        *(f"{size:,} activities", "full build", "× Hugo", "× Pelican", "one edit", "× own full", "× Hugo"),
        *("nothing changed", "× Hugo", "peak memory", "× Hugo", "files"),
    )
    lines = [f"| {' | '.join(heads)} |", "| --- |" + " --: |" * (len(heads) - 1)]
    for one in CONTESTANTS:
        found = results.get(one.name, {"not_measured": "unknown"})
        if "not_measured" in found:
            lines.append(
                f"| {one.title} | not measured: {found['not_measured'].replace('|', '/')} |" + " |" * (len(heads) - 2)
            )
            continue
        full, unchanged, edited = (found[step]["seconds"] for step in STEPS)
        cells = (
            f"{full:.2f} s",
            _ratio(full, results, "hugo", "full", "seconds"),
            _ratio(full, results, "pelican", "full", "seconds"),
            f"{edited:.2f} s",
            f"{edited / full:.2f}",
            _ratio(edited, results, "hugo", "full", "seconds"),
            f"{unchanged:.2f} s",
            _ratio(unchanged, results, "hugo", "full", "seconds"),
            f"{found['peak_mib']} MiB",
            _ratio(found["peak_mib"], results, "hugo", "peak_mib"),
            f"{found['files']:,}",
        )
        lines.append(f"| {one.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(value: float, results: dict[str, Any], other: str, *keys: str) -> str:
    found: Any = results.get(other, {})
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return f"{value / found:.2f}" if found else "-"


def _say(words: str) -> None:
    """Tell how far it is, where somebody watches."""
    if sys.stderr.isatty():
        print(words, file=sys.stderr)


def pages_of_the_demo() -> str:
    """Build the demo, and tell what its pages cost a phone and what they may cost."""
    root = BENCH.parents[1]
    with TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        build = [sys.executable, "-m", "buurtkalender", "build", "--output", str(output)]
        subprocess.run(build, cwd=root, stdout=subprocess.DEVNULL, check=True)
        return weight.report(output)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    names = [one.name for one in CONTESTANTS]
    parser = argparse.ArgumentParser(description="Measure Buurtkalender against Hugo, plain Pelican and Eleventy.")
    parser.add_argument("--sizes", default="350,3500", help="numbers of activities (%(default)s; 35000 takes long)")
    parser.add_argument("--runs", type=int, default=3, help="rounds, of which the median counts (%(default)s)")
    parser.add_argument("--skip", action="append", default=[], choices=names, help="leave one out; may be repeated")
    parser.add_argument("--date", help="a date to print above the tables")
    return parser.parse_args(given)


def main() -> int:
    """Install, measure, print, and keep the figures in work/results.json. Exit code 1 when ours was not measured.

    Last comes what the demo's pages weigh.
    """
    options = arguments()
    WORK.mkdir(exist_ok=True)
    absent: dict[str, Any] = {name: {"not_measured": "left out by --skip"} for name in options.skip}
    for one in CONTESTANTS:
        if one.name not in absent:
            _say(f"installing {one.title}")
            try:
                one.install()
            except UnavailableError as error:
                absent[one.name] = {"not_measured": str(error)}
    taking_part = [one for one in CONTESTANTS if one.name not in absent]
    kept: dict[str, Any] = {"date": options.date, "runs": options.runs, "sizes": {}}
    if options.date:
        print(f"Measured on {options.date}.\n")
    for size in sorted(int(size) for size in options.sizes.split(",")):
        results = measure_size(size, options.runs, taking_part) | absent
        kept["sizes"][str(size)] = results
        (WORK / "results.json").write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(table(size, results), end="\n\n", flush=True)
    print(pages_of_the_demo())
    ours = CONTESTANTS[0].name
    return int(any("not_measured" in results[ours] for results in kept["sizes"].values() if ours not in options.skip))


if __name__ == "__main__":
    sys.exit(main())
