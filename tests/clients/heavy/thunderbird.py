"""What Thunderbird shows of a subscribed feed: the real program, without a display, asked for its own calendar.

It runs with a new profile; everything it could ask of the network but loopback ends at a closed port.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from clients.heavy.marionette import Marionette
from clients.heavy.processes import Running, appears, home, program, running
from clients.heavy.subscribing import Look, main

PATIENCE = 240
"""Seconds for reading a feed and telling what it holds."""

QUITTING = 300
"""Seconds for writing down what it remembers."""

CLOSED = {"type": 1, "http": "127.0.0.1", "http_port": 9, "ssl": "127.0.0.1", "ssl_port": 9}
PREFERENCES: dict[str, Any] = {
    "calendar.timezone.local": "Europe/Amsterdam",
    "calendar.timezone.useSystemTimezone": False,
    "marionette.port": 0,
    **{f"network.proxy.{name}": value for name, value in CLOSED.items()},
}

SCRIPT = Path(__file__).with_suffix(".js")


@contextmanager
def thunderbird(address: str, *, offline: bool = True) -> Iterator[Look]:
    """Start Thunderbird for a feed at this address; with ``offline``, its default, it keeps a copy in a database."""
    with home() as profile, session(profile, address, offline=offline) as look:
        yield look


@contextmanager
def session(profile: Path, address: str, *, offline: bool = True) -> Iterator[Look]:
    """Start Thunderbird with the profile of an earlier session, or a new one; it quits in order when the block ends."""
    port = profile / "MarionetteActivePort"
    port.unlink(missing_ok=True)
    with running(_command(profile), _environment(profile), profile / "log") as process:
        appears(port, process)
        with closing(Marionette(int(port.read_text()), PATIENCE)) as driver:
            yield partial(_look, process, partial(driver.run, SCRIPT.read_text(encoding="utf-8"), address, offline))
            driver.quit()
            process.wait(QUITTING)


def _look(process: Running, script: Callable[..., Any], first: str, last: str) -> str:
    process.check()
    answer = script(first, last)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    rows: str = answer["rows"]
    return rows


def _command(profile: Path) -> list[str]:
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))
    options = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access"]
    return [program("thunderbird"), *options, "--profile", str(profile)]


def _environment(profile: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(profile), "TMPDIR": str(profile), "TZ": "Europe/Amsterdam"}


if __name__ == "__main__":
    main(partial(thunderbird, offline="--online" not in sys.argv))
