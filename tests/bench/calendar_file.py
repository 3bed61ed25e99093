"""Tell what a calendar of ten years costs: `make bench-calendar`, or `python tests/bench/calendar_file.py 2000 20000`.

A calendar of so many events, most of them over, goes through the whole command (`import ics --dry-run`): loose dates
with a text each, as a program that knows no rules writes them, and every tenth one a series. What counts is that
20,000 events take less than ten seconds of processor time and 200 MiB.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from generate import TODAY

ROOT = Path(__file__).parents[2]
COMMAND = (
    sys.executable, "-m", "buurtkalender", "import", "ics", "--settings", "demo/settings.py", "--content", "demo",
    "--organisation", "bibliotheek-kromme-rijn", "--theme", "ontmoeten", "--today", str(TODAY), "--dry-run",
)  # fmt: skip
MOST_SECONDS, MOST_MIB, FOR_EVENTS = 10, 200, 20_000
YEARS, AHEAD = 10, 1
"""How long the calendar goes on, and how many of these years are to come."""

WHAT = ("Koffie", "Wandelen", "Schilderen", "Taalcafé", "Kaarten", "Zingen", "Koken", "Gymnastiek", "Lezing", "Bingo")
TEXT = "Kom gezellig langs, ook als je alleen komt. De koffie staat klaar, en één keer per maand is er taart. " * 6


def lines(events: int) -> Iterator[str]:
    """Yield the lines of such a calendar."""
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    first = datetime(TODAY.year + AHEAD - YEARS, TODAY.month, TODAY.day)
    for n in range(events):
        start = (first + timedelta(days=n * YEARS * 365 / events)).replace(hour=9 + n % 10, minute=0, second=0)
        yield from ("BEGIN:VEVENT", f"UID:{n:06}-{n * 7919 % 99991}@agenda.example", "DTSTAMP:20261101T120000Z")
        yield f"DTSTART;TZID=Europe/Amsterdam:{start:%Y%m%dT%H%M%S}"
        yield f"DTEND;TZID=Europe/Amsterdam:{start + timedelta(hours=2):%Y%m%dT%H%M%S}"
        if n % 10 == 0:
            yield f"RRULE:FREQ=WEEKLY;UNTIL={start + timedelta(days=60):%Y%m%d}T220000Z"
        yield from (f"SUMMARY:{WHAT[n % 7]} {WHAT[n % 10]}", f"DESCRIPTION:{TEXT}Nummer {n}.", "STATUS:CONFIRMED")
        yield from (f"LOCATION:Dorpshuis {WHAT[n % 3]}", "SEQUENCE:0", "CLASS:PUBLIC", "TRANSP:OPAQUE", "END:VEVENT")
    yield "END:VCALENDAR"


def folded(line: str) -> bytes:
    """Return a line as programs fold it, at 75 octets."""
    octets = line.encode()
    return b"\r\n ".join(octets[at : at + 74] for at in range(0, len(octets), 74)) + b"\r\n"


def measure(events: int) -> None:
    """Import a calendar without writing anything, and print what that took."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "agenda.ics"
        path.write_bytes(b"".join(map(folded, lines(events))))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([*COMMAND, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = path.stat().st_size / 2**20
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    mib = after.ru_maxrss / 1024  # of the largest so far: calendars come in the order of their size
    print(f"{events} events, {size:.0f} MiB: {seconds:5.1f} s, {mib:.0f} MiB of memory{done.stderr}")
    print(f"  {done.stdout.strip().splitlines()[-1]}")
    if events <= FOR_EVENTS:
        assert seconds < MOST_SECONDS, "too slow"
        assert mib < MOST_MIB, "too much memory"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[2_000, FOR_EVENTS], help="numbers of events")
    for size in sorted(parser.parse_args().sizes):
        measure(size)
