"""A small web server on this computer that answers as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Answer(NamedTuple):
    """What is answered: the status, the body, more headers, and how many bytes are promised where that is a lie."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    promised: int | None = None
    wait: Callable[[], object] | None = None


class Request(NamedTuple):
    """What was asked: the path, and of which version somebody said to have it."""

    path: str
    etag: str = ""
    modified: str = ""


@contextmanager
def serving(answers: dict[str, Answer], asked: list[Request] | None = None) -> Iterator[str]:
    """Serve these answers by path, as long as the context lasts; its address has no slash at the end.

    An answer that has an ETag or a Last-Modified is given as 304 to who has it. ``asked`` gets every request.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path, Answer(404))
            etag, since = self.headers.get("If-None-Match", ""), self.headers.get("If-Modified-Since", "")
            if asked is not None:
                asked.append(Request(self.path, etag, since))
            given = dict(answer.headers)
            if (etag and etag == given.get("ETag")) or (not etag and since and since == given.get("Last-Modified")):
                answer = Answer(304)
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            length = len(answer.body) if answer.promised is None else answer.promised
            self.send_header("Content-Length", str(length))
            self.end_headers()
            try:
                if answer.wait:
                    answer.wait()
                self.wfile.write(answer.body)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


A_WHILE = 250
"""How many drips come before the rest: some five seconds of them, for who has no end to their patience."""


class Dripping(NamedTuple):
    """How a server answers slowly: at once ``first``, then ``drip`` after ``drip``, and ``last`` after a while."""

    first: bytes = b""
    drip: bytes = b""
    last: bytes = b""
    drips: int = A_WHILE


class Drips:
    """A server that is slow on purpose, and how many drips it sent at most to one who asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.sent = 0


@contextmanager
def dripping(how: Dripping) -> Iterator[Drips]:
    """Serve this to everybody as long as the context lasts, whatever they ask; also before anything is asked."""
    over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.sendall(how.first)
                for n in range(how.drips):
                    if over.wait(0.02):
                        return
                    self.request.sendall(how.drip)
                    drips.sent = max(drips.sent, n + 1)
                self.request.sendall(how.last)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    drips = Drips(f"127.0.0.1:{server.server_address[1]}")
    try:
        yield drips
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
