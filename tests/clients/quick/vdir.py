"""A subscription as people with vdirsyncer and khal have it: the feed is fetched over HTTP into a folder of events.

``vdirsyncer sync`` fetches and writes a file an event (a "vdir"); ``khal list`` shows what is in the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
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

FIELDS = ("uid", "start-long-full", "end-long-full", "all-day", "status")

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


class Subscription(NamedTuple):
    """A folder that follows a feed."""

    folder: Path

    @property
    def events(self) -> Path:
        """Where vdirsyncer writes, a file an event."""
        return self.folder / "events"

    def fetch(self, feed: bytes) -> None:
        """Let vdirsyncer fetch the feed, as it now is, from a server on this computer."""
        with served(feed) as address:
            self._write("vdirsyncer", VDIRSYNCER.format(folder=self.folder, address=address))
            self.events.mkdir(exist_ok=True)
            if not (self.folder / "status").exists():
                self._run("vdirsyncer", "--config", "vdirsyncer", "discover")
            self._run("vdirsyncer", "--config", "vdirsyncer", "sync")

    def listed(self, first: date, last: date) -> list[dict[str, str]]:
        """What khal lists from the first day to the last (in UTC), in the words of :data:`FIELDS`."""
        self.configured()
        fields = [word for field in FIELDS for word in ("--json", field)]
        days = first.isoformat(), (last + timedelta(days=1)).isoformat()
        told = self._run("khal", "--config", "khal", "list", "--once", "--notstarted", *fields, *days)
        return [one for line in told.splitlines() for one in json.loads(line)]

    def configured(self) -> Path:
        """Write khal's settings, and say where they are."""
        self._write("khal", KHAL.format(folder=self.folder))
        return self.folder / "khal"

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [BIN / command[0], *command[1:]],
            cwd=self.folder,
            env={**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def served(feed: bytes) -> Iterator[str]:
    """Serve a feed as a web host does, and say where: with ETag and Last-Modified, and 304 for who has it already."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            etag = f'"{sha256(feed).hexdigest()}"'
            known = self.headers.get("If-None-Match") == etag
            self.send_response(304 if known else 200)
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", formatdate(0, usegmt=True))
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(0 if known else len(feed)))
            self.end_headers()
            if not known:
                self.wfile.write(feed)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/kalender.ics"
        finally:
            server.shutdown()
            thread.join()
