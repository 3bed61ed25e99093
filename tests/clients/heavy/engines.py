"""The engines: whole programs of others, each a command that tells what it shows of a feed (tests/clients/agree.py)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from clients.agree import FIRST, LAST, Shown, printed
from clients.heavy.processes import program
from projects import ROOT

PATIENCE = 400
"""Seconds that an engine may take: more than the sum of what the parts of one may take."""

PYTHON = sys.executable, "-m"
ENGINES = {
    "kde": ("kde",),
    "evolution": (*PYTHON, "clients.heavy.evolution"),
    "thunderbird": (*PYTHON, "clients.heavy.thunderbird"),
    "thunderbird without a copy": (*PYTHON, "clients.heavy.thunderbird", "--online"),
}
"""KCalendarCore as KOrganizer uses it, Evolution Data Server, and Thunderbird in both of its ways to subscribe."""


def shown(engine: str, feed: Path) -> Counter[Shown]:
    """What an engine shows of a feed."""
    first, *rest = ENGINES[engine]
    done = subprocess.run(
        [program(first), *rest, feed, FIRST.isoformat(), LAST.isoformat()],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests"), "TZ": "Europe/Amsterdam"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return printed(done.stdout)
