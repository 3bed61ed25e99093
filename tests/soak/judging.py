"""What a trial found, and whether that is what was promised. Only here is it decided what a figure may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, inf
from typing import NamedTuple

ANSWER_SECONDS = 2.0
"""Within this a person with a right proof is answered, whatever others do."""

MEMORY_MIB = 100.0
STOP_SECONDS = 10.0
START_SECONDS = 5.0


class Figure(NamedTuple):
    """One thing that a trial found: in words and numbers, what was promised, and whether it was kept."""

    trial: str
    what: str
    found: str
    wanted: str
    kept: bool


class Tally(NamedTuple):
    """What became of submissions: ``lost`` were thanked for and are not there, ``doubled`` are there more than once."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unknown: tuple[str, ...]


def tally(thanked: Iterable[str], there: Iterable[str]) -> Tally:
    """Hold the numbers that people were given against those that are there. ``unknown`` are numbers of nobody."""
    given, found = set(thanked), Counter(there)
    return Tally(
        lost=tuple(sorted(given - found.keys())),
        doubled=tuple(sorted(one for one, times in found.items() if times > 1)),
        unknown=tuple(sorted(found.keys() - given)),
    )


def none_of(trial: str, what: str, found: Sequence[object], total: int | None = None) -> Figure:
    """Expect that there is none; the first few are named."""
    few = "" if not found else " (" + ", ".join(map(str, found[:3])) + (" …" if len(found) > 3 else "") + ")"
    return Figure(trial, what, f"{len(found)}{few}" + ("" if total is None else f" of {total}"), "0", not found)


def exactly(trial: str, what: str, found: int, wanted: int) -> Figure:
    """Expect just so many."""
    return Figure(trial, what, str(found), str(wanted), found == wanted)


def at_most(trial: str, what: str, found: float, wanted: float, unit: str) -> Figure:
    """Expect no more than this; what is not a number at all is not kept either."""
    return Figure(trial, what, f"{found:.4g} {unit}", f"≤ {wanted:g} {unit}", found <= wanted)


def holds(trial: str, what: str, true: object, seen: str = "", otherwise: str = "no") -> Figure:
    """Expect that something is so."""
    return Figure(trial, what, (seen or "yes") if true else (seen or otherwise), "yes", bool(true))


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that this part of all stays below; infinite where there are none."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)] if ordered else inf


class Asked(NamedTuple):
    """How one thing that a person sent was answered, and after how many seconds; 0 is no answer at all."""

    status: int
    seconds: float
    number: str = ""


def person(trial: str, asked: Sequence[Asked]) -> tuple[Figure, ...]:
    """Judge what befell a person with a right form and a right proof, beside whatever others did."""
    refused = [one for one in asked if one.status != 200]
    seconds = [one.seconds if one.status else inf for one in asked]
    kinds = Counter(one.status or "no answer" for one in refused)
    told = f"{len(refused)} of {len(asked)}" + "".join(f", {times}x {kind}" for kind, times in kinds.most_common(3))
    spread = f"median {percentile(seconds, 0.5):.2f} s, worst {percentile(seconds, 1):.2f} s"
    kept = bool(asked) and percentile(seconds, 1) <= ANSWER_SECONDS
    return (
        Figure(trial, "a person with a right proof: refused", told, "0", bool(asked) and not refused),
        Figure(trial, "a person with a right proof: answered after", spread, f"≤ {ANSWER_SECONDS:g} s", kept),
    )


def as_table(now: Iterable[Figure], start: Mapping[tuple[str, str], str]) -> str:
    """Return the figures as a table of Markdown, beside those of the start."""
    rows = [("trial", "what", "promised", "at the start", "now", "")]
    rows += [
        (one.trial, one.what, one.wanted, start.get((one.trial, one.what), "–"), one.found, "" if one.kept else "✗")
        for one in now
    ]
    wide = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in wide) + "|", *lines[1:]]) + "\n"
