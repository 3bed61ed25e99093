"""A subscription as people with vdirsyncer and khal have it: the feed is fetched over HTTP into a folder of events.

``vdirsyncer sync`` fetches and writes a file an event (a "vdir"); ``khal list`` shows what is in the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

BIN = Path(__file__).parents[3] / ".venv" / "clients" / "bin"

FIELDS = ("start-long-full", "title", "status")

VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair zandmeer]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{folder}/events"
fileext = ".ics"
[storage there]
type = "http"
url = "{address}"
"""

KHAL = """
[calendars]
[[zandmeer]]
path = {folder}/events
readonly = True
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M:%SZ
"""


class Host(ThreadingHTTPServer):
    """A web host on this computer, with one feed."""

    feed = b""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def address(self) -> str:
        """Where the feed is."""
        return f"http://127.0.0.1:{self.server_address[1]}/kalender.ics"


class Answer(BaseHTTPRequestHandler):
    """An answer of the host."""

    server: Host

    def do_GET(self) -> None:
        """Send the feed, with the headers that web hosts send with a file."""
        feed = self.server.feed
        self.send_response(200)
        self.send_header("ETag", f'"{sha256(feed).hexdigest()}"')
        self.send_header("Last-Modified", formatdate(0, usegmt=True))
        self.send_header("Content-Type", "text/calendar; charset=utf-8")
        self.send_header("Content-Length", str(len(feed)))
        self.end_headers()
        self.wfile.write(feed)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Subscription(NamedTuple):
    """A folder that follows the feed of a host."""

    folder: Path
    host: Host

    @property
    def events(self) -> Path:
        """Where vdirsyncer writes, a file an event."""
        return self.folder / "events"

    @property
    def khal(self) -> Path:
        """Settings of khal, with which it shows the folder."""
        return self.folder / "khal.conf"

    def fetch(self, feed: bytes) -> None:
        """Publish a feed, and let vdirsyncer fetch it."""
        self.host.feed = feed
        self._run("vdirsyncer", "--config", "vdirsyncer.conf", "sync")

    def listed(self, first: date, last: date) -> list[dict[str, str]]:
        """What ``khal list`` tells from the first day to the last (in UTC)."""
        fields = [word for field in FIELDS for word in ("--json", field)]
        days = first.isoformat(), (last + timedelta(days=1)).isoformat()
        told = self._run("khal", "--config", str(self.khal), "list", "--notstarted", *fields, *days)
        return [one for line in told.splitlines() for one in json.loads(line)]

    def begin(self) -> None:
        """Write the settings, and let vdirsyncer look at what it has to keep the same."""
        self.events.mkdir()
        settings = VDIRSYNCER.format(folder=self.folder, address=self.host.address)
        (self.folder / "vdirsyncer.conf").write_text(settings, encoding="utf-8")
        self.khal.write_text(KHAL.format(folder=self.folder), encoding="utf-8")
        self._run("vdirsyncer", "--config", "vdirsyncer.conf", "discover")

    def _run(self, command: str, *arguments: str) -> str:
        done = subprocess.run(
            [BIN / command, *arguments],
            cwd=self.folder,
            env={**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def subscribed(folder: Path) -> Iterator[Subscription]:
    """A subscription in an empty folder, to a host that runs meanwhile."""
    with Host() as host:
        thread = Thread(target=host.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            subscription = Subscription(folder, host)
            subscription.begin()
            yield subscription
        finally:
            host.shutdown()
            thread.join()
