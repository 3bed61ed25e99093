"""Tell what the analysis costs: `make bench-analysis`, or `python tests/bench/analysis.py 350 35000`.

Verdicts alone, with the remedies of each, and with the ten edits that help most people. The activities are those of the
invented town; but here they are spread over a hundred neighbourhoods, each about 700 metres wide, and held against
twenty norms of all kinds. The invented town says nothing of rooms to share, so here every house shares its last room
three days a week; and the norms ask for more where there is more, so that there is as much to mend at every size.
What counts is how the time grows: it stops with an error when ten times as many activities take more than eleven times
as long (design: performance). Seconds of processor time on one machine; the best of a few runs.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

import msgspec
from generate import TODAY

from buurtkalender.domain.coverage.evaluation import evaluate, summary
from buurtkalender.domain.model import Calendar, Neighbourhood, Sharing, Venue
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.remedies import advice as advice_module
from buurtkalender.domain.values import AtLeast, Norm, Point, TimeSpan, Value, Weekly, Within
from buurtkalender.reading.content import read_content
from buurtkalender.site.settings import load_site_settings

GENERATE = Path(__file__).parent / "generate.py"
RUNS = 3
MEANT_FOR = 350
"""For how many activities the norms ask what they say; for ten times as many they ask ten times as much."""

ACROSS, NORMS = 10, 20
"""How many neighbourhoods there are from west to east and from south to north, and how many norms."""

MOST_GROWTH = 1.1
"""How many times faster than the number of activities the time may grow."""

EVENINGS = Weekly((0, 2, 4), TimeSpan(9 * 60, 22 * 60))


class Costs(Value, frozen=True):
    """Seconds for one size."""

    size: int
    verdicts: float
    remedies: float
    priorities: float


def calendar_of(size: int) -> tuple[Calendar, int]:
    """Return the town of a size, with rooms to share, and how many days its site looks ahead."""
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(GENERATE), str(size), folder, "buurtkalender"], check=True)
        settings = load_site_settings(Path(folder) / "buurtkalender" / "pelican.conf.py")
        calendar = read_content(settings.content, calendar_id=settings.calendar_id, anchor=settings.anchor).calendar
    homes = neighbourhoods(*calendar.municipalities)
    venues = {
        key: spread(house, list(homes.values())[number * 37 % len(homes)])
        for number, (key, house) in enumerate(calendar.venues.items())
    }
    known = {one.id: one for one in norms(list(calendar.themes), size / MEANT_FOR)}
    return msgspec.structs.replace(calendar, neighbourhoods=homes, venues=venues, norms=known), settings.ahead_days


def neighbourhoods(municipality: str) -> dict[str, Neighbourhood]:
    """Return a hundred neighbourhoods on a grid, each about 700 metres wide."""
    people = {"0-14": 200, "15-24": 150, "25-44": 400, "45-64": 420, "65+": 260}
    found = (
        Neighbourhood(
            f"buurt-{number:02d}",
            f"Buurt {number}",
            "wijk",
            municipality,
            centre=Point(51.95 + 0.0065 * (number // ACROSS), 5.30 + 0.0100 * (number % ACROSS)),
            residents={band: count + 9 * number for band, count in people.items()},
        )
        for number in range(ACROSS * ACROSS)
    )
    return {one.id: one for one in found}


def spread(house: Venue, home: Neighbourhood) -> Venue:
    """Move a house to a neighbourhood, as far from its centre as it was, and have it share its last room."""
    assert house.point
    assert home.centre
    aside = (house.point.lat + house.point.lon) * 1e5 % 600 / 1e5 - 0.003
    point = Point(home.centre.lat + aside, home.centre.lon + aside)
    shared = (Sharing(EVENINGS, house.rooms[-1].id),)
    return msgspec.structs.replace(house, neighbourhood=home.id, point=point, available=shared)


def norms(themes: list[str], more: float) -> Iterator[Norm]:
    """Yield twenty norms: of each unit, nearness and barrier some, each on a theme."""
    much = [(2, "sessions", "week"), (3, "hours", "week"), (2, "sessions", "month"), (1, "sessions", "week")]
    near = [Within(walk_minutes=15), Within(metres=1500), Within(area="neighbourhood"), Within(walk_minutes=20)]
    must: list[tuple[str, ...]] = [("free", "wheelchair", "come-alone"), (), ("no-signup",), ("free",), ("come-alone",)]
    audiences = ["ouderen", None, "jongeren", None, "nieuwkomers", None]
    for number in range(NORMS):
        amount, unit, per = much[number % len(much)]
        yield Norm(
            f"norm-{number}",
            f"Norm {number}",
            AtLeast(amount * more, unit, per),
            Within(area="municipality") if number % 7 == 6 else near[number // 2 % len(near)],
            audience=audiences[number % len(audiences)],
            themes=(themes[number % len(themes)],),
            must=must[number % len(must)],
            dayparts=("weekday-morning", "weekday-evening") if number % 6 == 0 else (),
        )


def best_of(run: Callable[[], object], size: int) -> float:
    """Return the seconds of the fastest of a few runs; what takes minutes is run once."""
    taken = []
    for _ in range(RUNS if size <= MEANT_FOR else 1):
        gc.collect()
        start = process_time()
        run()
        taken.append(process_time() - start)
    return min(taken)


def measure(size: int) -> Costs:
    """Analyse so many activities, and print what it took."""
    calendar, ahead = calendar_of(size)
    coming = occurrences(calendar, Window(TODAY, TODAY + timedelta(ahead)))
    verdicts = best_of(lambda: evaluate(calendar, coming, TODAY), size)
    with patch.object(advice_module, "priorities", lambda *_: ()):
        tried = best_of(lambda: advice_module.advise(calendar, coming, TODAY), size)
    whole = best_of(lambda: advice_module.advise(calendar, coming, TODAY), size)
    advice = advice_module.advise(calendar, coming, TODAY)
    offered = sum(len(verdict.remedies) for verdict in advice.verdicts)
    where = f"{len(calendar.venues)} venues, {len(calendar.neighbourhoods)} neighbourhoods, {len(calendar.norms)} norms"
    print(f"{size} activities, {where}: {summary(advice.verdicts)}")
    print(f"  {verdicts:8.3f} s  {len(advice.verdicts)} verdicts")
    print(f"  {tried - verdicts:8.3f} s  {offered} remedies")
    print(f"  {whole - tried:8.3f} s  the {len(advice.priorities)} edits that help most")
    print(f"  {whole:8.3f} s  in all, {whole / size * 1e6:.0f} microseconds an activity", flush=True)
    return Costs(size, verdicts, tried, whole)


def grown(small: Costs, large: Costs) -> float:
    """Return how many times faster than the number of activities the time grew."""
    return (large.priorities / small.priorities) / (large.size / small.size)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[350, 3_500, 35_000], help="numbers of activities")
    every = [measure(number) for number in parser.parse_args().sizes]
    for small, large in pairwise(every):
        growth = grown(small, large)
        print(f"from {small.size} to {large.size}: {growth:.2f} times the growth in activities")
        assert growth <= MOST_GROWTH, "the analysis grows faster than the number of activities"
