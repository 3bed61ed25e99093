"""Programs that subscribe to a feed at an address, and how one is run as an engine (tests/clients/agree.py)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from clients.heavy.serving import published

Look = Callable[[str, str], str]
"""Fetches the feed (again), and tells what the program shows from a first up to and including a last day."""

Program = Callable[[str], AbstractContextManager[Look]]
"""Runs a program that is subscribed to the feed at an address, for as long as the block runs."""


def main(program: Program) -> None:
    """Be the engine: publish the feed, subscribe to it and print what is shown."""
    feed, first, last = sys.argv[-3:]
    with published(Path(feed).read_bytes()) as source, program(source.address) as look:
        sys.stdout.write(look(first, last))
