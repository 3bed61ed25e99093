"""Hosts: calendars of others that are slow, endless or rude cost the feeds beside them nothing."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

from hamlet import hamlet_project
from soak.judging import Figure, at_most, exactly, holds, none_of
from soak.place import QUICK, folder, measured

NIGHT = 120.0
"""Seconds that a night may take with ten such hosts: what no host can make longer."""

PATIENCE = 240.0
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"
Rude = Callable[[socket.socket], object]


def _drop(came: socket.socket, head: bytes, drop: bytes) -> None:
    came.sendall(head)
    while True:
        time.sleep(0.5)
        came.sendall(drop)


def _silent(came: socket.socket) -> None:
    while came.recv(1 << 16):
        pass


RUDE: dict[str, Rude] = {
    "never answers": _silent,
    "a body that drips, without a length": lambda came: _drop(came, _OK + b"Connection: close\r\n\r\nBEGIN:", b"X"),
    "pieces that drip": lambda came: _drop(came, _OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nX\r\n"),
    "a head that drips": lambda came: _drop(came, _OK + b"X-Slow: ", b"x"),
    "a body that drips, with a length": lambda came: _drop(came, _OK + b"Content-Length: 90000\r\n\r\n", b"X"),
    "goes on saying: wait": lambda came: _drop(came, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "sends one on for ever": lambda came: came.sendall(
        b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ),
    "breaks off": lambda came: came.sendall(_OK + b"Content-Length: 90000\r\n\r\nBEGIN:VCALENDAR\r\n"),
    "rubbish": lambda came: came.sendall(b"\x16\x03\x01\xff\xfe\r\n\r\n" * 40),
    "fails": lambda came: came.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
}


class Host:
    """Listens on loopback and does one thing to who comes."""

    def __init__(self, does: Rude) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._does = does
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/agenda.ics"
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        """Be gone; who is still here is gone with the process."""
        self._socket.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._handle, args=(self._socket.accept()[0],), daemon=True).start()

    def _handle(self, came: socket.socket) -> None:
        with suppress(OSError), came:
            came.recv(1 << 16)
            self._does(came)


def _good(title: str) -> Rude:
    day = datetime.now(UTC).date() + timedelta(days=30)
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//soak//", "BEGIN:VEVENT", f"UID:{title}@agenda.example",
        "DTSTAMP:20261101T000000Z", f"DTSTART;TZID=Europe/Amsterdam:{day:%Y%m%d}T200000",
        f"DTEND;TZID=Europe/Amsterdam:{day:%Y%m%d}T220000", f"SUMMARY:{title}", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    body = "\r\n".join(lines).encode()

    def does(came: socket.socket) -> None:
        came.sendall(_OK + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)

    return does


def hosts() -> Iterator[Figure]:
    rude = dict(list(RUDE.items())[: 3 if QUICK else None])
    with folder() as at, ExitStack() as stack:
        made, rows = hamlet_project(at / "town"), list[str]()
        for n, does in enumerate(rude.values()):
            for kind, what in (("a-bad", does), ("b-good", _good(f"Lezing {n}"))):
                host = Host(what)
                stack.callback(host.close)
                path = made.content / f"organisations/feed-{n:02}-{kind}.yaml"
                secret = f"BUURTKALENDER_FEED_{n}{kind[0].upper()}"  # such an address may be http
                rows.append(f"{secret}={host.url}")
                feeds = f"feeds:\n  - {{url: 'env:{secret}', venue: bibliotheek, theme: ontmoeten}}\n"
                path.write_text(f"name: Bieb {n} {kind}\nkind: library\n{feeds}")
        library = made.content / "organisations/bibliotheek-zandmeer.yaml"
        library.write_text(re.sub(r"feeds:\n( .*\n)+", "", library.read_text()))  # nobody outside is asked
        broken = made.content / "organisations/feed-99-broken.yaml"
        broken.write_text("name: Bieb zonder soort\nfeeds:\n  - {url: 'https://x.example/a.ics'}\n")
        variables = {"BUURTKALENDER_FEEDS": "\n".join(rows), "BUURTKALENDER_IMPORT_ANYWHERE": "1"}
        arguments = ("import", "feeds", "--settings", str(made.settings))
        ended = measured(*arguments, folder=at, seconds=PATIENCE, **variables)
        yield at_most("hosts", f"a night with {len(rude)} slow or rude hosts", ended.seconds, NIGHT, "s")
        written = [path.parent.name for path in (made.content / "activities").glob("feed-*-b-good/*.yaml")]
        yield exactly("hosts", "good feeds that were taken over", len(written), len(rude))
        untold = [
            n for n in range(len(rude)) if f"feed-{n:02}-a-bad" not in ended.out and f"Bieb {n} a-bad" not in ended.out
        ]
        yield none_of("hosts", "bad feeds that were not told by name", untold, len(rude))
        yield holds("hosts", "the exit code says so", ended.code == 1, str(ended.code))
        yield none_of("hosts", "errors that nobody foresaw", ["Traceback"] * ended.said.count("Traceback"))
        yield at_most("hosts", "memory at most", ended.peak, 200, "MiB")
