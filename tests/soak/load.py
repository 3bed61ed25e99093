"""Load: thousands of submissions, fifty at once, while the receiver is killed and started again."""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from receiving.standing import git
from soak.crowd import crowd, told
from soak.judging import (
    MEMORY_MIB,
    START_SECONDS,
    Asked,
    Figure,
    at_most,
    exactly,
    holds,
    none_of,
    percentile,
    person,
    tally,
)
from soak.place import PLENTY, QUICK, Place, folder, place, wait

COUNT, KILLS = (200, 4) if QUICK else (5_000, 40)
AT_ONCE = 50
QUIET = 4 if QUICK else 10
AFTER = 60 if QUICK else 420


def load() -> Iterator[Figure]:
    with folder() as at:
        there = place(at, more=PLENTY, repository='remote = ""')
        there.start()
        asked, quiet = _quiet(there)
        yield from person("load", asked)
        thanked, starts = _killed(there)
        yield exactly("load", "submissions thanked for", len(thanked), COUNT)
        yield at_most("load", f"longest start after {len(starts)} kills", max(starts), START_SECONDS, "s")
        accepted = [line for line in there.lines() if line.get("step") == "accepted"]
        done = wait(lambda: len(there.branches(there.own)) >= len(accepted), AFTER, 1)
        yield holds("load", "all have their branch by themselves", done, otherwise=f"not in {AFTER} s")
        yield from _kept(there, accepted, {**thanked, **quiet})
        yield at_most("load", "memory at most", there.peak(), MEMORY_MIB, "MiB")
        there.stop()


def _quiet(there: Place) -> tuple[list[Asked], dict[str, str]]:
    """Let fifty send at once, and a person beside them, while nothing is killed."""
    crowded, alone = there.folder / "crowded", there.folder / "alone"
    more = (COUNT // 5, AT_ONCE, "Thee")
    with crowd("many", there.port, crowded, *more, nice=5), crowd("person", there.port, alone, QUIET) as one:
        one.wait()
    thanked = {title: asked.number for title, asked in told(crowded) if asked.number}
    seconds = [asked.seconds for _, asked in told(crowded) if asked.number]
    print(f"  {len(seconds)} others in {QUIET} s, median {percentile(seconds, 0.5):.2f} s", flush=True)
    asked = [one for _, one in told(alone)]
    return asked, thanked | {f"Samen eten {one.number}": one.number for one in asked if one.number}


def _killed(there: Place) -> tuple[dict[str, str], list[float]]:
    """Kill the receiver at any moment while they send, and return what each was given and how long starts took."""
    file, starts, chance = there.folder / "sent", [], random.Random(15)
    with crowd("many", there.port, file, COUNT, AT_ONCE, "Soep", nice=5) as sending:
        while len(starts) < KILLS:
            time.sleep(chance.uniform(0.05, 1.2))
            there.kill()
            starts.append(there.start())
            if sending.poll() is not None:
                print(f"  all was sent after {len(starts)} kills", flush=True)
        try:
            sending.wait(300)
        except subprocess.TimeoutExpired:
            print("  not all were thanked for in 300 seconds", flush=True)
    return {title: asked.number for title, asked in told(file) if asked.number}, starts


def _kept(there: Place, accepted: list[dict[str, object]], thanked: dict[str, str]) -> Iterator[Figure]:
    there_are = [str(line["id"]) for line in accepted]
    log = tally(thanked.values(), there_are)
    yield none_of("load", "thanked for and not in the log", log.lost, len(thanked))
    yield none_of("load", "twice in the log", log.doubled)
    titles = Counter(line["answers"]["title"][0] for line in accepted)  # type: ignore[index]
    yield none_of("load", "sent once and kept twice", [title for title, times in titles.items() if times > 1])
    listed = tally(there_are, there.listed())
    yield none_of("load", "in the log and not in `submissions list`", [*listed.lost, *listed.doubled, *listed.unknown])
    made = tally(there_are, there.branches(there.own))
    yield none_of("load", "without a branch", made.lost, len(accepted))
    yield none_of("load", "branches of nothing", made.unknown)
    yield none_of("load", "branches with more or less than one file", _untidy(there.own))
    fsck = subprocess.run(
        ["git", "-C", there.own, "fsck", "--connectivity-only", "--no-dangling"], capture_output=True, check=False
    )
    yield holds(
        "load",
        "git finds the repository whole",
        fsck.returncode == 0,
        otherwise=(fsck.stderr + fsck.stdout).decode()[-80:],
    )
    yield none_of("load", "lock files left behind", [path.name for path in there.own.rglob("*.lock")])


def _untidy(repository: Path) -> list[str]:
    """Return the commits of submissions that touch another number of files than one."""
    commits = git(repository, "for-each-ref", "--format=%(objectname)", "refs/heads/submit")
    command = ["git", "-C", repository, "diff-tree", "--stdin", "-r", "--name-only"]
    told = subprocess.run(command, input=commits, capture_output=True, text=True, check=True).stdout.splitlines()
    files = Counter(dict.fromkeys(commits.split(), 0))
    current = ""
    for line in told:
        if line in files:
            current = line
        else:
            files[current] += 1
    return [commit[:8] for commit, times in files.items() if times != 1]
