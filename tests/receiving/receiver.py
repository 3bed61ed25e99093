"""A receiver as `buurtkalender receive` runs it, on the day of the tests; it kills itself where a test wants it to.

Usage: receiver.py SETTINGS RECEIVER [STEP]
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from buurtkalender import receive
from buurtkalender.site.settings import load_site_settings
from buurtkalender.submissions.receiving.settings import load_receiver
from buurtkalender.words.catalogues import translator
from town import TODAY

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 11, tzinfo=UTC)


def clock() -> datetime:
    """Noon of the day of the tests, and from then on as long as this process runs."""
    return NOON + timedelta(seconds=time.monotonic() - STARTED)


STARTED = time.monotonic()


def end_at(step: str) -> receive.Between:
    """Return what ends this process, without any warning, after that step."""

    def between(now: str) -> None:
        if now == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return between


def main(settings: str, receiver: str, step: str = "") -> None:
    """Receive."""
    receive.receive(
        load_site_settings(Path(settings)), load_receiver(Path(receiver)), translator("nl"), clock, end_at(step)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
