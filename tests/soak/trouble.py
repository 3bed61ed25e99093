"""Servers on loopback that accept and never answer, drip, refuse, fail or talk rubbish; and that come back."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from patience import free_port
from receiving.fakes import FakeMailServer

Mood = Literal["well", "silent", "drip", "drip-body", "refuse", "fail", "rubbish", "break"]

_FAIL = {
    "http": b"HTTP/1.1 500 No\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nNo",
    "smtp": b"421 not now\r\n",
}
_DRIP = {"http": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Slow: ", "smtp": b"220-welcome "}
_DRIP_BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[["


class Trouble:
    """Listens in front of a server, and passes on to it while it is well. ``every``: seconds between two drops."""

    def __init__(self, behind: int, speaks: Literal["http", "smtp"], every: float = 0.4) -> None:
        self.port = free_port()
        self.mood: Mood = "well"
        self.connections = 0
        self._behind = behind
        self._speaks = speaks
        self._every = every
        self._server: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._listen()

    def set(self, mood: Mood) -> None:
        """Be otherwise from now on; connections of before are broken off."""
        self.mood = mood
        self._shut()
        if mood != "refuse":
            self._listen()

    def close(self) -> None:
        """Be gone."""
        self.mood = "refuse"
        self._shut()

    def _shut(self) -> None:
        for one in [*self._open, *([self._server] if self._server else [])]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open, self._server = [], None

    def _listen(self) -> None:
        if self._server is None:
            self._server = socket.create_server(("127.0.0.1", self.port), backlog=200)
            threading.Thread(target=self._take, args=(self._server,), daemon=True).start()

    def _take(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                came = server.accept()[0]
                self.connections += 1
                self._open.append(came)
                threading.Thread(target=self._handle, args=(came, self.mood), daemon=True).start()

    def _handle(self, came: socket.socket, mood: Mood) -> None:
        with suppress(OSError), came:
            if mood == "well":
                self._pass_on(came)
                return
            if mood == "break":
                return
            if self._speaks == "http":
                came.recv(1 << 16)
            if mood == "fail":
                came.sendall(_FAIL[self._speaks])
                time.sleep(0.2)
            elif mood == "rubbish":
                came.sendall(random.Random(1).randbytes(3_000) + b"\r\n")
            else:
                if mood != "silent":
                    came.sendall(_DRIP_BODY if mood == "drip-body" else _DRIP[self._speaks])
                while self.mood == mood:
                    time.sleep(self._every)
                    if mood != "silent":
                        came.sendall(b"[" if mood == "drip-body" else b"a")

    def _pass_on(self, came: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._behind)) as there:
            self._open.append(there)
            threading.Thread(target=_copy, args=(there, came), daemon=True).start()
            _copy(came, there)


def _copy(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while octets := one.recv(1 << 16):
            other.sendall(octets)
        other.shutdown(socket.SHUT_WR)


class Post(FakeMailServer):
    """A mail server that says nothing of who leaves in the middle."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class GitServer(ThreadingHTTPServer):
    """Serves the repositories in a folder over HTTP, as a forge does (git-http-backend)."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Git)
        self.folder = folder


class _Git(BaseHTTPRequestHandler):
    server: GitServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Pass on to git."""
        parts = urlsplit(self.path)
        told = {
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": self.headers.get("Content-Length", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "buurt",
            "REMOTE_ADDR": "127.0.0.1",
        }
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **told}
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", "http-backend"], input=given, env=env, capture_output=True, check=False
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        rows = [line.partition(b": ") for line in head.split(b"\r\n")]
        status = next((value for name, _, value in rows if name == b"Status"), b"200")
        self.send_response(int(status.split()[0]))
        for name, _, value in rows:
            if name and name != b"Status":
                self.send_header(name.decode(), value.decode())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Likewise."""
        self.do_GET()
