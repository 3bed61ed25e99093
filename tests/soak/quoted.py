"""Print the table that docs/reliability.md quotes, of figures that `run.py --json` wrote: quoted.py START NOW."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

WORST = re.compile(r"worst (\S+) s")
FIRST = re.compile(r"(\d[\d.e+]*|inf)")


class Row(NamedTuple):
    """A row: which figures it is of (both are patterns), and whether it counts those not kept or tells the worst."""

    says: str
    trial: str
    what: str
    how: Literal["not kept", "worst", "as it is"]


MEMORY = r"^receiver|^`submissions (list|show)`$"

ROWS = (
    Row("5,000 submissions, 50 at once, 40 kills: thanked for and lost", "load", "and not in the log", "as it is"),
    Row("… kept twice", "load", "sent once and kept twice", "as it is"),
    Row("… without a branch five minutes later", "load", "without a branch", "as it is"),
    Row("… longest start after a kill", "load", "longest start", "as it is"),
    Row("… memory of the receiver", "load", "memory", "as it is"),
    Row("… a person beside it is answered after", "load", "answered after", "as it is"),
    Row("floods of 20 kinds: those that kept a person with a right proof out", "lock-out", "refused", "not kept"),
    Row("… slowest answer (s)", "lock-out", "answered after", "worst"),
    Row("disk full, half full, read-only, log removed: thanked for and lost", "disk|half|log", "not in|lost", "worst"),
    Row("… not told by /health", "disk|log folder", "/health tells", "not kept"),
    Row("repository broken in nine ways: not all made in the end", "repository", "all have their branch", "not kept"),
    Row("remote, forge, mail server in 16 troubles: others were held up", "(git|forge|mail).*:", "goes on", "not kept"),
    Row("… not started within 5 s", "(git|forge|mail).*:", "^starts", "not kept"),
    Row("… not ended within 10 s", "(git|forge|mail).*:", "stops", "not kept"),
    Row("… processes left behind", "(git|forge|mail).*:", "left behind", "not kept"),
    Row("… not all done once it works again", "(git|forge|mail).*:", "all is done", "not kept"),
    Row("… a token seen anywhere", "(git|forge|mail).*:", "token", "not kept"),
    Row("a clock set back two days: all is done", "clock set back", "", "as it is"),
    Row("3,500 waiting of 60 kB: most memory (MiB)", "memory: .*waiting", MEMORY, "worst"),
    Row("3,500 to be brought on: most memory (MiB)", "memory: .*brought", MEMORY, "worst"),
    Row("100,000 finished: most memory (MiB)", "memory: .*finished", MEMORY, "worst"),
    Row("68 builds killed at any moment: next build failed", "builds: killed", "failed", "as it is"),
    Row("… another site than without the kill", "builds: killed", "otherwise", "as it is"),
    Row("two builds at once: failed, or another site", "builds: two", "", "not kept"),
    Row("40 rotten bytes in what is kept: another site, and not told", "builds: rotten", "another", "as it is"),
    Row("git fails once: pages and news that are wrong after it", "builds: git", "otherwise", "as it is"),
    Row("390 dates at ten times: files more", "builds: 390", "files", "as it is"),
    Row("an output in trouble: no sentence", "builds: output", "sentence", "not kept"),
    Row("extreme values that stop check or build", "hostile: .*extreme", "stop", "worst"),
    Row("mutated files that stop check or build", "hostile: .*mutated", "stop", "worst"),
    Row("ten slow or rude hosts in one night: it takes", "hosts", "a night", "as it is"),
    Row("… feeds beside them that were taken over, of 10", "hosts", "good feeds", "as it is"),
)  # fmt: skip


def said(row: Row, figures: Sequence[Mapping[str, object]]) -> str:
    """Return the cell of a row; a dash where nothing of it was tried."""
    mine = [one for one in figures if re.match(row.trial, str(one["trial"])) and re.search(row.what, str(one["what"]))]
    if not mine:
        return "–"
    if row.how == "not kept":
        return f"{sum(not one['kept'] for one in mine)} of {len(mine)}"
    if row.how == "worst":
        return f"{max(map(_number, mine)):.4g}"
    return re.sub(r" \(.*", "", str(mine[0]["found"]), flags=re.DOTALL)


def _number(figure: Mapping[str, object]) -> float:
    text = str(figure["found"])
    found = WORST.search(text) or FIRST.search(text)
    return float(found[1]) if found else 0.0


def table(start: Sequence[Mapping[str, object]], now: Sequence[Mapping[str, object]]) -> str:
    """Return the table as Markdown."""
    rows = [f"| {row.says} | {said(row, start)} | {said(row, now)} |" for row in ROWS]
    return "\n".join(["| tried | 0.1 before | now |", "| --- | --- | --- |", *rows]) + "\n"


if __name__ == "__main__":
    print(table(*(json.loads(Path(file).read_text()) for file in sys.argv[1:3])), end="")
