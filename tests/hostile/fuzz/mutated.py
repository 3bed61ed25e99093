"""Files of the fictional town that something happened to: each has to be named with its line, or built.

``python tests/hostile/fuzz/mutated.py 10000 1`` tries that many, by that seed, and prints what came of them. What is
left over, "others", is what stopped a build, or was left out without a word; there may be none.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

if __name__ == "__main__":  # started by itself, as the trials of a night are
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[3] / "plugins")]

from buurtkalender.reading.content import read_content
from hamlet import hamlet_project
from hostile.extremes import VALUES
from projects import Project
from town import ANCHOR, CALENDAR_ID, TODAY

SIGNS = "-:#[]{},'\"&*!|>%@`?~ \u00a0\u200b\u202e\x00\u00e90"
TOGETHER = 60
"""So many activities are built at once."""

AT_ONCE = 5
"""So many files of another kind."""


class Tally(NamedTuple):
    """How many files were built, how many were named with a line, and the others, each with what happened."""

    built: int
    refused: int
    others: tuple[tuple[str, str], ...]


def tally(made: Project, files: Mapping[str, str]) -> Tally:
    """Build a project with these files in it (by their paths below the content folder), and put it back as it was."""
    before = {path: file.read_bytes() if (file := made.content / path).exists() else None for path in files}
    for path, text in files.items():
        (made.content / path).write_text(text, "utf-8", errors="surrogatepass")
    try:
        done = made.build(today=TODAY)
        checked = made.run("check", "--today", TODAY.isoformat())
        read = read_content(made.content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
    finally:
        for path, octets in before.items():
            if octets is None:
                (made.content / path).unlink()
            else:
                (made.content / path).write_bytes(octets)
    stopped = done.code or checked.code not in {0, 1} or "[unforeseen]" in done.said + checked.said
    wrong = {one.path.removeprefix("content/") for one in read.problems if one.is_error}
    left = {path.removeprefix("content/") for path in read.left_out}
    others = tuple((files[path], "left out without a word") for path in files if path in left - wrong)
    if (stopped or others) and len(files) > 1:  # one file may go along with another that is named: each is tried alone
        half = len(files) // 2
        return _sum(tally(made, dict(some)) for some in (list(files.items())[:half], list(files.items())[half:]))
    if stopped:
        return Tally(0, 0, tuple((text, done.said + checked.said) for text in files.values()))
    refused = sum(path in wrong for path in files)
    return Tally(len(files) - refused - len(others), refused, others)


def _sum(some: object) -> Tally:
    parts: list[Tally] = list(some)  # type: ignore[call-overload]
    others = tuple(one for part in parts for one in part.others)
    return Tally(sum(one.built for one in parts), sum(one.refused for one in parts), others)


def mutated(made: Project, count: int, seed: int) -> Tally:
    """Try so many files, four of five of them activities."""
    chance = random.Random(seed)  # noqa: S311 - the same again by the same seed
    found = []
    activities = sorted(made.content.glob("activities/*/*.yaml"))
    others = sorted([*made.content.glob("calendar/*.yaml"), *made.content.glob("[nov]*/*.yaml")])
    left = count
    while left:
        some = min(TOGETHER, left - left // 5)
        folder = "activities/welzijn-zandmeer"
        files = {f"{folder}/x{number}.yaml": _mutation(chance, chance.choice(activities)) for number in range(some)}
        found.append(tally(made, files))
        left -= some
        for _ in range(0, min(some // 4, left), AT_ONCE):  # one of a kind each, for they are read together
            picked = chance.sample(others, min(AT_ONCE, left))
            found.append(
                tally(made, {one.relative_to(made.content).as_posix(): _mutation(chance, one) for one in picked})
            )
            left -= len(picked)
    return _sum(found)


@cache
def _text(file: Path) -> str:
    return file.read_text("utf-8")


def _mutation(chance: random.Random, file: Path) -> str:
    """Return the text of a file to which one to three things happened."""
    lines = _text(file).splitlines()
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(lines))
        line = lines[at]
        match chance.randrange(9):
            case 0:
                del lines[at]
            case 1:
                lines.insert(chance.randrange(len(lines)), line)
            case 2:
                lines[at] = f"{line.partition(':')[0]}: {chance.choice(VALUES)}"
            case 3:
                lines[at] = chance.choice(("", " ", "  ", "\t")) + line.strip()
            case 4:
                place = chance.randrange(len(line) + 1)
                lines[at] = (
                    line[:place] + chance.choice("-:#[]{},'\"&*!|>%@`?~ \u00a0\u200b\u202e\x00é0") + line[place:]
                )
            case 5:
                lines[at] = "".join(chance.choice("0123456789") if letter.isdigit() else letter for letter in line)
            case 6:
                lines[at] = line[: chance.randrange(len(line) + 1)]
            case 7:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines = lines[: at + 1]
        lines = lines or [""]
    return "\n".join([*lines, ""])


def main(count: int, seed: int) -> int:
    """Try so many, tell what came of them, and return how many others there are."""
    started = monotonic()
    with TemporaryDirectory() as folder:
        made = hamlet_project(Path(folder) / "hamlet", PAST_DAYS=1, PAGES_AHEAD_DAYS=1, AHEAD_DAYS=40)
        found = mutated(made, count, seed)
        shutil.rmtree(made.output, ignore_errors=True)
    for text, said in found.others[:5]:
        sys.stdout.write(f"--- {said[-500:]}\n{text[:2_000]}\n")
    sys.stdout.write(
        f"{count} mutated files: {found.built} built, {found.refused} named with their line, "
        f"{len(found.others)} others, in {monotonic() - started:.0f} s (seed {seed})\n"
    )
    return len(found.others)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
