"""A fake of a forge's API, and one of a mail server: they do as little as the receiver asks of the real ones."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "token-of-a-fake-forge-0123456789"  # noqa: S105


class FakeForge(ThreadingHTTPServer):
    """What it was asked to open stands in ``pulls``. ``failing`` is how many of the next requests it refuses.

    ``odd`` are other answers to the next requests: status, headers, body. Of the branches in ``never`` it opens none,
    and says that with the status.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Forge)
        self.kind = kind
        self.pulls: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.failing = 0
        self.odd: list[tuple[int, dict[str, str], bytes]] = []
        self.never: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self.server_port}"


class _Forge(BaseHTTPRequestHandler):
    server: FakeForge

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """List pull requests by head (GitHub), or give the one of a base and a head (Gitea)."""
        parts = urlsplit(self.path)
        if not self._begun():
            return
        if self.server.kind == "github":
            head = parse_qs(parts.query)["head"][0].partition(":")[2]
            self._answer(200, [pull for pull in self.server.pulls if pull["head"]["ref"] == head])
            return
        base, _, head = unquote(parts.path).partition("/pulls/")[2].partition("/")
        found = [pull for pull in self.server.pulls if (pull["head"]["ref"], pull["base"]["ref"]) == (head, base)]
        self._answer(200, found[0]) if found else self._answer(404, {"message": "not there"})

    def do_POST(self) -> None:
        """Open a pull request; one that is open for each branch."""
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._begun():
            return
        if content["head"] in self.server.never:
            self._answer(self.server.never[content["head"]], {"message": "not this one"})
            return
        same = [pull for pull in self.server.pulls if pull["head"]["ref"] == content["head"]]
        if any(pull["state"] == "open" for pull in same):
            self._answer(422, {"message": "A pull request already exists"})
            return
        made = {
            **content,
            "state": "open",
            "head": {"ref": content["head"]},
            "base": {"ref": content["base"]},
            "html_url": f"https://forge.example/pulls/{len(self.server.pulls) + 1}",
        }
        self.server.pulls.append(made)
        self._answer(201, made)

    def _begun(self) -> bool:
        self.server.asked.append(f"{self.command} {self.path}")
        if self.server.odd:
            status, headers, octets = self.server.odd.pop(0)
            self._send(status, {"Content-Type": "text/html", **headers}, octets)
        elif self.headers["Authorization"] not in {f"Bearer {TOKEN}", f"token {TOKEN}"}:
            self._answer(401, {"message": "Bad credentials"})
        elif self.server.failing:
            self.server.failing -= 1
            self._answer(503, {"message": "Try again later"})
        else:
            return True
        return False

    def _answer(self, status: int, content: object) -> None:
        self._send(status, {"Content-Type": "application/json"}, json.dumps(content).encode())

    def _send(self, status: int, headers: dict[str, str], octets: bytes) -> None:
        self.send_response_only(status)
        for name, text in {"Date": "Tue, 24 Nov 2026 11:00:00 GMT", **headers}.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)


class FakeMailServer(socketserver.ThreadingTCPServer):
    """Takes every mail and keeps its text in ``mails``; refuses while ``failing``.

    Where it ``refuses`` who somebody is, it says what it was told.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mailing)
        self.mails: list[str] = []
        self.failing = False
        self.refuses = False

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Mailing(socketserver.StreamRequestHandler):
    server: FakeMailServer

    def handle(self) -> None:
        """Speak SMTP, as much as it takes (RFC 5321)."""
        self._say("220 fake")
        while line := self.rfile.readline().decode().strip():
            word = line.split(maxsplit=1)[0].upper()
            if word == "DATA":
                self._say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                self.server.mails.append("".join(lines))
                self._say("250 kept")
            elif word == "EHLO" and self.server.refuses:
                self._say("250-fake\r\n250 AUTH PLAIN")
            elif word == "AUTH":
                self._say(f"535 who is {line}")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("451 not now" if word == "MAIL" and self.server.failing else "250 yes")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class SilentServer(socketserver.ThreadingTCPServer):
    """Takes every connection, says at most ``first``, and then nothing until ``over``: ``asked`` and ``left`` count."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, first: bytes = b"") -> None:
        super().__init__(("127.0.0.1", 0), _Silent)
        self.first = first
        self.asked = 0
        self.left = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Silent(socketserver.StreamRequestHandler):
    server: SilentServer

    def handle(self) -> None:
        """Listen until the other side goes."""
        self.server.asked += 1
        try:
            self.wfile.write(self.server.first)
            while self.rfile.readline():
                pass
        except OSError:
            pass
        self.server.left += 1


@contextmanager
def served(server: Any) -> Iterator[Any]:
    """Let a fake answer as long as the context lasts."""
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
