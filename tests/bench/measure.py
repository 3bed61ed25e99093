"""Build every contestant in turn, round after round, and keep what each build took.

One build is a process of its own. Before it, what was written earlier is brought to the disk and nothing happens for a
moment, so that no build pays for the one before. The first build of each contestant is not timed: it leaves compiled
Python behind, as on a machine that built before, and its processes are looked at while they run, for the memory of all
of them together. The other figure of memory is that of the largest process (``ru_maxrss`` from ``wait4``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from contestants import Contestant
from contestants.contestant import BENCH
from generate import TODAY

STEPS = ("cold", "unchanged", "edited", "next_day")
DEMO = "demo"
PAUSE = 0.5
"""Seconds of nothing before a build."""

PATIENCE = 600.0
"""Seconds that one contestant may take at one size; one whose rounds take longer gets fewer, and at least one."""

ONCE = 60.0
"""Seconds of a cold build from which a contestant that makes everything again is not asked to do it four times."""

NOT_INHERITED = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"})
SUMMARY = re.compile(r"^summary: .*$", re.IGNORECASE | re.MULTILINE)


class Sample(NamedTuple):
    """One build: seconds on the clock on the wall, seconds of all processors, and MiB of its largest process."""

    seconds: float
    processor: float
    memory: float


class FailedError(Exception):
    """A build did not end well; the text holds its last words."""


def build(contestant: Contestant, folder: Path, days: int = 0, watch: Callable[[int], None] | None = None) -> Sample:
    """Build once, ``days`` after the first day, and measure it; ``watch`` is called all the while with its process.

    Raises FailedError with its last words when it fails.
    """
    log = folder.with_suffix(".log")
    os.sync()
    time.sleep(PAUSE)
    # Compiled Python is kept, as on any ordinary machine, also where somebody switched that off for themselves; and
    # each contestant finds only what is installed beside it.
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    with log.open("wb") as output:
        start = time.perf_counter()
        try:
            process = subprocess.Popen(
                contestant.command(TODAY + timedelta(days)),
                cwd=folder,
                env={**environment, **contestant.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        except OSError as error:
            raise FailedError(f"{error.filename}: {error.strerror}") from error
        if watch:
            while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
                watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    if process.returncode:
        raise FailedError(f"exit code {process.returncode}: {words[-1] if words else 'no output'}")
    processor = usage.ru_utime + usage.ru_stime
    if contestant.writes_only:
        seconds, processor = map(float, words[-1].split())
    return Sample(seconds, processor, usage.ru_maxrss / 1024)


def clear(contestant: Contestant, folder: Path) -> None:
    """Take away all that its builds left."""
    for pattern in contestant.made:
        for made in folder.glob(pattern):
            shutil.rmtree(made) if made.is_dir() else made.unlink()


def first(contestant: Contestant, folder: Path) -> dict[str, Any]:
    """Build for the first time, not timed: MiB of all its processes together, its files, and their size in MB."""
    clear(contestant, folder)
    most = 0.0

    def watch(process: int) -> None:
        nonlocal most
        most = max(most, sum(map(_shared_out, _family(process))))
        time.sleep(0.02)

    sample = build(contestant, folder, watch=watch)
    sizes = [file.stat().st_size for file in (folder / contestant.output).rglob("*") if file.is_file()]
    return {
        "all_processes_mib": round(max(most, sample.memory)),
        "files": len(sizes),
        "output_mb": round(sum(sizes) / 1e6, 1),
    }


def _family(process: int) -> list[int]:
    """A process and all that it started, as far as they are still there."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue  # it ended meanwhile
    return found


def _shared_out(process: int) -> float:
    """MiB of a process; what it shares is shared out over those that share it, also with programs beside the build."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0  # it ended meanwhile
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def measure(contestant: Contestant, folder: Path, round_: int) -> dict[str, Sample]:
    """One round of one contestant: cold, unchanged, one file edited, the next day."""
    clear(contestant, folder)
    samples = {"cold": build(contestant, folder)}
    if contestant.edited is None or (contestant.all_again and samples["cold"].seconds > ONCE):
        return samples
    samples["unchanged"] = build(contestant, folder)
    file = min(folder.glob(contestant.edited))
    words = f"Vanaf nu met thee, keer {round_}."
    text, count = SUMMARY.subn(f"summary: {words}", file.read_text(encoding="utf-8"), count=1)
    if not count:
        raise FailedError(f"{file.name}: no summary to change")
    file.write_text(text, encoding="utf-8")
    samples["edited"] = build(contestant, folder)
    if not any(words in page.read_text(encoding="utf-8") for page in (folder / contestant.output).rglob("*.html")):
        raise FailedError("the edited summary is on no page: what was measured is no build")
    samples["next_day"] = build(contestant, folder, days=1)
    return samples


class Rounds:
    """The rounds of one set of activities, a number of them or the demo, and what was found. A failure is kept as text.

    What a contestant made is taken away before the next one builds, so that a memory disk has room for large sets;
    those that are given what ours made follow it at once.
    """

    def __init__(self, name: str, runs: int, taking_part: list[Contestant], work: Path) -> None:
        self.name = name
        self.folder = work / name
        self.ours = taking_part[0]
        self.taking_part = sorted(taking_part, key=lambda one: not (one is self.ours or one.after_ours))
        self.runs = {one.name: runs for one in taking_part}
        self.samples: dict[str, list[dict[str, Sample]]] = {one.name: [] for one in taking_part}
        self.results: dict[str, dict[str, Any]] = {one.name: {} for one in taking_part}

    def measure(self, say: Callable[[str], None]) -> dict[str, dict[str, Any]]:
        """Measure all, and return what was found of each."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        write(self.name, self.folder, [one for one in self.taking_part if not one.after_ours])
        for round_ in range(1 + max(self.runs.values())):
            for one in self.taking_part:
                if "not_measured" not in self.results[one.name] and round_ <= self.runs[one.name]:
                    say(f"{self.name}: {f'round {round_}' if round_ else 'first'}, {one.title}")
                    self._turn(one, round_)
        for one in self.taking_part:
            if "not_measured" not in self.results[one.name]:
                self.results[one.name] |= medians(self.samples[one.name])
        shutil.rmtree(self.folder)
        return self.results

    def _turn(self, one: Contestant, round_: int) -> None:
        if not one.after_ours:
            for other in self.taking_part:
                clear(other, self.folder / other.name)
        try:
            if round_:
                start = time.perf_counter()
                self.samples[one.name].append(measure(one, self.folder / one.name, round_))
                if round_ == 1:
                    able = int(PATIENCE / (time.perf_counter() - start))
                    self.runs[one.name] = max(1, min(self.runs[one.name], able))
                return
            if one.after_ours:
                write(self.name, self.folder, [one])
            self.results[one.name] = first(one, self.folder / one.name)
            if one.after_ours:
                self.results[one.name]["names_alike"] = alike(self.folder, self.ours, one)
        except FailedError as error:
            self.results[one.name] = {"not_measured": str(error)}


def write(name: str, folder: Path, contestants: list[Contestant]) -> None:
    """Write a set of activities for contestants, in a process of its own.

    On Linux a child's peak memory begins at that of its parent, so the process that measures has to stay small.
    """
    for one in contestants:
        if one.writes_only:
            (folder / one.name).mkdir()
    generate = [sys.executable, str(BENCH / "generate.py"), name, str(folder)]
    subprocess.run([*generate, *(one.name for one in contestants)], check=True)


def alike(folder: Path, ours: Contestant, other: Contestant) -> float:
    """Which part of the names of files that ours made, the other made too."""
    names = [
        {str(file.relative_to(output)) for file in output.rglob("*") if file.is_file()}
        for output in (folder / one.name / one.output for one in (ours, other))
    ]
    return round(len(names[0] & names[1]) / max(1, len(names[0])), 3)


def medians(samples: list[dict[str, Sample]]) -> dict[str, Any]:
    """Reduce the rounds of one contestant to the medians of each step, and its largest process in any."""
    found: dict[str, Any] = {"rounds": len(samples)}
    for step in STEPS:
        taken = [sample[step] for sample in samples if step in sample]
        if taken:
            found[step] = {
                "seconds": round(median(one.seconds for one in taken), 3),
                "processor_seconds": round(median(one.processor for one in taken), 3),
                "memory_mib": round(median(one.memory for one in taken)),
                "runs": [round(one.seconds, 3) for one in taken],
            }
    found["peak_mib"] = max(found[step]["memory_mib"] for step in STEPS if step in found)
    return found
