"""How long tests wait, and for what: until something is so, never for a time that ought to do.

A machine that is busy with something else may take ten times as long as another one. That is no mistake of the product,
so what is waited for has a limit only so that a test ends.
"""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds after which something that takes a second or two has failed."""

# Below those that Linux gives to who asks for any (from 32,768 on): else a connection of another test could take it.
_ports = iter(random.SystemRandom().sample(range(12_000, 32_000), 20_000))


def until(true: Callable[[], object], what: str = "it") -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.02)


def free_port() -> int:
    """A port of this computer that nobody listens on, nor gets by chance before it is used."""
    for port in _ports:
        with socket.socket() as found:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
