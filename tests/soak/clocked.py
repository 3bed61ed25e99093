"""A receiver whose clock is set: clocked.py SETTINGS RECEIVER FILE. The file holds the seconds to add to the time."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from buurtkalender import receive
from buurtkalender.site.settings import load_site_settings
from buurtkalender.submissions.receiving.settings import load_receiver
from buurtkalender.words.catalogues import translator


def main(settings: str, receiver: str, file: str) -> None:
    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(Path(file).read_text()))

    receive.receive(load_site_settings(Path(settings)), load_receiver(Path(receiver)), translator("nl"), clock)


if __name__ == "__main__":
    main(*sys.argv[1:])
