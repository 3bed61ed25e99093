"""The floor: the bytes that ours made, in files of the same names, by a loop that does nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from contestants.contestant import BENCH, Contestant
from contestants.ours import CONTESTANT as OURS


def _nothing(*_: object) -> None:
    """It has no content of its own."""


CONTESTANT = Contestant(
    name="floor",
    title="the same bytes, nothing else",
    install=_nothing,
    write=_nothing,
    write_demo=_nothing,
    command=lambda _: [
        sys.executable,
        str(BENCH / "write_bytes.py"),
        str(Path("..", OURS.name, OURS.output)),
        "output",
    ],
    made=("output",),
    edited=None,
    after_ours=True,
    all_again=True,
    writes_only=True,
)
