"""Tell what part of a build the feeds take: `make bench-feeds`, or `python tests/bench/share.py 350 35000`.

One cold build in this one process, with a clock around every function that makes a piece of a feed and around the
making of every file. Reading, and working out dates and gaps, are what remains. Seconds on the wall of one machine:
only the shares mean something.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch

from generate import TODAY

from buurtkalender.feeds import calendars, ical, open_data, rss
from buurtkalender.site import publish
from buurtkalender.site.build import build
from buurtkalender.site.settings import load_site_settings

GENERATE = Path(__file__).parent / "generate.py"
KINDS = {
    "kalender": "calendars",
    "bezet": "calendars of rooms",
    "rss.xml": "news",
    "atom.xml": "news",
    "feed.json": "news",
    "week.xml": "news of the week",
}
LARGEST = 1_000_000


class Clock:
    """Seconds by what they were spent on. What is measured inside something else is not counted twice."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside = 0.0

    def around(self, function: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
        """The function, with its time counted under the name that its arguments have."""

        @wraps(function)
        def measured(*args: Any, **named: Any) -> Any:
            before, self._inside = self._inside, 0.0
            start = perf_counter()
            try:
                return function(*args, **named)
            finally:
                taken = perf_counter() - start
                self.seconds[name(*args)] += taken - self._inside
                self._inside = before + taken

        return measured


def kind(output: publish.Output | publish.FileGroup) -> str:
    """What sort of file it is, or nothing for a page."""
    last = output.path.rpartition("/")[2]
    if output.path.startswith("/data/"):
        return "data"
    known = next((name for start, name in KINDS.items() if last.startswith(start)), "")
    return known or ("single dates" if last.endswith(".ics") else "pages")


def measure(size: int) -> None:
    """Build so many activities, and print where the time went."""
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(GENERATE), str(size), folder, "buurtkalender"], check=True)
        settings = load_site_settings(Path(folder) / "buurtkalender" / "pelican.conf.py")
        clock = Clock()
        pieces = {
            (ical, "events"): "events",
            (calendars, "taken"): "events of rooms",
            (rss, "item"): "news items",
            (open_data, "activity"): "rows of data",
        }
        with patch.object(
            publish, "_make", clock.around(publish._make, lambda _, output, *__: f"writing: {kind(output)}")
        ):
            for (module, name), label in pieces.items():
                setattr(module, name, clock.around(getattr(module, name), lambda *_, label=label: f"making: {label}"))
            start = perf_counter()
            build(settings, TODAY)
            whole = perf_counter() - start
        report(size, whole, clock, settings.output)


def report(size: int, whole: float, clock: Clock, output: Path) -> None:
    """Print the table."""
    print(f"{size} activities, {whole:.1f} s in one process")
    for name, seconds in sorted(clock.seconds.items(), key=lambda one: -one[1]):
        print(f"  {seconds:8.2f} s {seconds / whole:6.1%}  {name}")
    feeds = sum(seconds for name, seconds in clock.seconds.items() if not name.endswith(("pages", "data")))
    print(f"  {feeds:8.2f} s {feeds / whole:6.1%}  all feeds together")
    sizes = [path.stat().st_size for path in output.rglob("*.ics")]
    print(f"  {len(sizes)} calendars, {sum(sizes) / 1e6:.0f} MB, the largest {max(sizes) / 1e6:.3f} MB")
    assert max(sizes) < LARGEST, "a calendar is larger than a megabyte"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[350, 3_500, 35_000], help="numbers of activities")
    for number in parser.parse_args().sizes:
        measure(number)
