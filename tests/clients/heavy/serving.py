"""A server on loopback that publishes one feed as a host does: with an ETag and a Last-Modified, and 304 when asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

CONDITIONS = "If-None-Match", "If-Modified-Since"
SECOND = timedelta(seconds=1)


class Request(NamedTuple):
    """What a program asked: the conditions that it put, and what it was answered."""

    conditions: tuple[str, ...]
    status: int


class Feed:
    """A feed at an address. It can be replaced; every request is kept."""

    def __init__(self, content: bytes) -> None:
        self.address = ""
        self.requests: list[Request] = []
        self._changed = datetime.now(UTC).replace(microsecond=0)
        self._content = content

    @property
    def content(self) -> bytes:
        """What is published now."""
        return self._content

    @content.setter
    def content(self, content: bytes) -> None:
        self._content = content
        self._changed = max(datetime.now(UTC).replace(microsecond=0), self._changed + SECOND)

    def answer(self, conditions: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Answer with status, headers and body. An ETag goes before a date (RFC 9110, 13.2.2)."""
        content, changed = self._content, self._changed
        tag = f'"{sha256(content).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}
        if "If-None-Match" in conditions:
            known = tag in conditions["If-None-Match"]
        else:
            since = conditions.get("If-Modified-Since")
            known = since is not None and parsedate_to_datetime(since) >= changed
        status = 304 if known else 200
        self.requests.append(Request(tuple(conditions), status))
        return (304, headers, b"") if known else (200, headers, content)


@contextmanager
def published(content: bytes) -> Iterator[Feed]:
    """Publish a feed for as long as the block runs."""
    feed = Feed(content)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, feed)) as server:
        feed.address = f"http://127.0.0.1:{server.server_port}/kalender.ics"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield feed
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def __init__(self, feed: Feed, *connection: Any) -> None:
        self._feed = feed
        super().__init__(*connection)

    def do_GET(self) -> None:
        conditions = {name: self.headers[name] for name in CONDITIONS if name in self.headers}
        status, headers, body = self._feed.answer(conditions)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status == 200:
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked is kept."""
