"""Tell what the analysis costs: `make bench-analysis`, or `python tests/bench/analysis.py 350 35000`.

Verdicts alone, with the remedies of each, and with the ten edits that help most people. The invented town says nothing
of rooms to share, so here every house shares its last room three days a week; and its norms ask for more where there
is more, so that there is as much to mend at every size. What counts is how the time grows: it
stops with an error when ten times as many activities take more than eleven times as long (design: performance).
Seconds on the wall of one machine; the best of a few runs.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

import msgspec
from generate import TODAY

from buurtkalender.domain.basics import Value
from buurtkalender.domain.coverage.evaluation import evaluate, summary
from buurtkalender.domain.model import Calendar, Sharing, TimeSpan, Weekly
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies import advice as advice_module
from buurtkalender.reading.content import read
from buurtkalender.site.settings import load

GENERATE = Path(__file__).parent / "generate.py"
RUNS = 3
MEANT_FOR = 350
"""How many activities the town has for which its norms were made."""

MOST_GROWTH = 1.1
"""How many times faster than the number of activities the time may grow."""

EVENINGS = Weekly((0, 2, 4), TimeSpan(9 * 60, 22 * 60))


class Costs(Value, frozen=True):
    """Seconds for one size."""

    size: int
    verdicts: float
    remedies: float
    picks: float


def calendar_of(size: int) -> tuple[Calendar, int]:
    """Return the town of a size, with rooms to share, and how many days its site looks ahead."""
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(GENERATE), str(size), folder, "buurtkalender"], check=True)
        settings = load(Path(folder) / "buurtkalender" / "pelican.conf.py")
        calendar = read(settings.content, calendar_id=settings.calendar_id, anchor=settings.anchor).calendar
    shared = {
        key: msgspec.structs.replace(house, available=(Sharing(EVENINGS, house.rooms[-1].id),))
        for key, house in calendar.venues.items()
    }
    more = {
        key: msgspec.structs.replace(
            norm, at_least=msgspec.structs.replace(norm.at_least, amount=norm.at_least.amount * size / MEANT_FOR)
        )
        for key, norm in calendar.norms.items()
    }
    return msgspec.structs.replace(calendar, venues=shared, norms=more), settings.ahead_days


def best_of(run: Callable[[], object]) -> float:
    """Return the seconds of the fastest of a few runs."""
    taken = []
    for _ in range(RUNS):
        gc.collect()
        start = perf_counter()
        run()
        taken.append(perf_counter() - start)
    return min(taken)


def measure(size: int) -> Costs:
    """Analyse so many activities, and print what it took."""
    calendar, ahead = calendar_of(size)
    coming = occurrences(calendar, Window(TODAY, TODAY + timedelta(ahead)))
    verdicts = best_of(lambda: evaluate(calendar, coming, TODAY))
    with patch.object(advice_module, "picks", lambda *_: ()):
        tried = best_of(lambda: advice_module.advise(calendar, coming, TODAY))
    whole = best_of(lambda: advice_module.advise(calendar, coming, TODAY))
    advice = advice_module.advise(calendar, coming, TODAY)
    offered = sum(len(verdict.remedies) for verdict in advice.verdicts)
    print(f"{size} activities, {len(calendar.venues)} venues: {summary(advice.verdicts)}")
    print(f"  {verdicts:8.3f} s  {len(advice.verdicts)} verdicts")
    print(f"  {tried - verdicts:8.3f} s  {offered} remedies")
    print(f"  {whole - tried:8.3f} s  the {len(advice.picks)} edits that help most")
    print(f"  {whole:8.3f} s  in all, {whole / size * 1e6:.0f} microseconds an activity", flush=True)
    return Costs(size, verdicts, tried, whole)


def grown(small: Costs, large: Costs) -> float:
    """Return how many times faster than the number of activities the time grew."""
    return (large.picks / small.picks) / (large.size / small.size)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[350, 3_500, 35_000], help="numbers of activities")
    every = [measure(number) for number in parser.parse_args().sizes]
    for small, large in pairwise(every):
        growth = grown(small, large)
        print(f"from {small.size} to {large.size}: {growth:.2f} times the growth in activities")
        assert growth <= MOST_GROWTH, "the analysis grows faster than the number of activities"
