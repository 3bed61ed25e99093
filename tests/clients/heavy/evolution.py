"""What Evolution and GNOME Calendar show of a subscribed feed: the real Evolution Data Server, on a bus of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from clients.heavy.processes import appears, home, program, running
from clients.heavy.subscribing import Look, main

PATIENCE = 240
"""Seconds for reading a feed and telling what it holds."""

SOURCE = """\
[Data Source]
DisplayName=Buurtkalender
Enabled=true
Parent=webcal-stub

[Calendar]
BackendName=webcal

[Authentication]
Host={host}
Port={port}
Method=none

[Security]
Method=none

[WebDAV Backend]
ResourcePath={path}
"""
"""A calendar "on the web", as Evolution writes it down when somebody adds one."""


@contextmanager
def evolution(address: str) -> Iterator[Look]:
    """Start Evolution Data Server for a feed at this address."""
    with home() as folder:
        environment = _environment(folder)
        _subscribe(folder, address)
        bus = [program("dbus-daemon"), "--session", "--nofork", f"--address=unix:path={folder}/bus"]
        with running(bus, environment, folder / "log") as check:
            appears(folder / "bus", check)

            def look(first: str, last: str) -> str:
                check()
                done = subprocess.run(
                    [program("evolution"), "buurtkalender", first, last],
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=PATIENCE,
                    check=False,
                )
                if done.returncode:
                    raise RuntimeError(done.stderr + (folder / "log").read_text())
                return done.stdout

            yield look


def _subscribe(folder: Path, address: str) -> None:
    parts = urlsplit(address)
    sources = folder / "config" / "evolution" / "sources"
    sources.mkdir(parents=True)
    text = SOURCE.format(host=parts.hostname, port=parts.port, path=parts.path)
    (sources / "buurtkalender.source").write_text(text)


def _environment(folder: Path) -> dict[str, str]:
    (folder / "run").mkdir(mode=0o700)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        "GSETTINGS_BACKEND": "memory",
        "GIO_USE_VFS": "local",
        "TZ": "Europe/Amsterdam",
    }


if __name__ == "__main__":
    main(evolution)
