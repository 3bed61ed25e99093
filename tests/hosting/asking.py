"""Asking a server on this computer for the files of a site, as phones and browsers do."""

from __future__ import annotations

import gzip
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from buurtkalender.site import hosting
from patience import PATIENCE

FEEDS = ("kalender*.ics", "bezet.ics", *hosting.FEEDS)
"""The names of feeds; which of them a site has is looked up in its output."""


class Answer(NamedTuple):
    """What a server answered; names of headers in small letters, the body as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def plain(self) -> bytes:
        """The body without its compression."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body


def get(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a path; ``if_none_match="…"`` is the header If-None-Match."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    sent = answer.getheaders()
    found = {name.lower(): value for name, value in sent}
    assert len(found) == len(sent), f"{path}: a header is sent twice: {sent}"
    return Answer(answer.status, found, body)


def feeds(output: Path) -> list[str]:
    """Return the addresses of all feeds of a site."""
    return sorted("/" + path.relative_to(output).as_posix() for name in FEEDS for path in output.rglob(name))
