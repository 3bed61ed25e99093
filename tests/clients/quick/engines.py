"""The engines of others, each a command (see ``../agree.py``) in the environment that ``make test`` makes for them."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

from clients.agree import FIRST, LAST, Shown, printed

HERE = Path(__file__).parent
INSTALLED = HERE.parents[2] / ".venv" / "clients"

ENGINES = {
    "libical": ("python", "by_libical.py"),
    "ical.js": ("node", "by_ical_js.cjs"),
    "node-ical": ("node", "by_node_ical.cjs"),
    "khal": ("python", "by_khal.py"),
    "vobject": ("python", "by_vobject.py"),
}
"""By the name under which people know it: what runs it, and its file."""


def shown(engine: str, *feeds: Path, first: date = FIRST, last: date = LAST) -> list[Counter[Shown]]:
    """What an engine shows of each of these feeds, from the first to the last day.

    Raises AssertionError when it cannot run: what is not installed is not tested.
    """
    assert (INSTALLED / ".ready").exists(), f"{engine} is not installed: run `make test`, which does that."
    runner, file = ENGINES[engine]
    done = subprocess.run(
        [INSTALLED / "bin" / runner, HERE / file, *feeds, first.isoformat(), last.isoformat()],
        env={**os.environ, "NODE_PATH": str(INSTALLED / "node_modules"), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    broken = f"{engine} failed; if a part of it is missing, `make clean test` installs it anew.\n{done.stderr}"
    assert done.returncode == 0, broken
    return [printed(line) for line in done.stdout.splitlines()]
