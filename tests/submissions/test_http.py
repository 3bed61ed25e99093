"""Addresses of the operator: they may be anywhere, also behind a proxy. Those of strangers are in importing/."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from buurtkalender.submissions import http
from buurtkalender.submissions.http import OPERATOR, FetchLimits, ask, get
from buurtkalender.words.values import CannotReadError
from importing.serving import Answer, Dripping, dripping, serving
from patience import PATIENCE

BEHIND = OPERATOR._replace(patience=PATIENCE)
MOST = 1000
SHORT = 0.3


@contextmanager
def answering(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A site that answers what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Proxy(socketserver.StreamRequestHandler):
    """Lets nothing through, and writes down what it was asked."""

    asked: list[str]

    def handle(self) -> None:
        while (line := self.rfile.readline()).strip():
            self.asked.append(line.decode().strip())
        self.wfile.write(b"HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a proxy was asked that the environment names."""
    lines: list[str] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), type("Handler", (_Proxy,), {"asked": lines})) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://wij:geheim@127.0.0.1:{server.server_address[1]}")
        yield lines
        server.shutdown()


def test_an_answer_is_an_answer_whatever_its_status_and_is_followed_nowhere() -> None:
    moved = Answer(301, b'{"message": "moved"}', (("Location", "/there"), ("Content-Type", "application/json; x=y")))
    with serving({"/here": moved}) as site:
        answer = ask(f"{site}/here", FetchLimits(anywhere=True, patience=PATIENCE), MOST, {})
    assert answer[:4] == ("127.0.0.1", 301, "application/json", b'{"message": "moved"}')


def test_the_operators_addresses_are_asked_by_way_of_the_proxy(asked: list[str]) -> None:
    assert ask("http://forge.example/repos?state=all", BEHIND, MOST, {}).octets == b"no"
    assert asked[0] == "GET http://forge.example/repos?state=all HTTP/1.1"
    assert "Host: forge.example" in asked


def test_with_https_the_proxy_only_passes_on_what_it_cannot_read(asked: list[str]) -> None:
    with pytest.raises(CannotReadError, match=r"forge\.example cannot be reached") as failed:
        ask("https://forge.example/repos", BEHIND, MOST, {"Authorization": "Bearer secret"})
    assert asked[0].startswith("CONNECT forge.example:443 HTTP/1.")
    assert "Proxy-Authorization: Basic d2lqOmdlaGVpbQ==" in asked
    assert "secret" not in str(asked)
    assert "403" in str(failed.value.__cause__)


def test_what_the_environment_leaves_out_is_asked_without_the_proxy(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving({"/here": Answer(body=b"yes")}) as site:
        assert get(f"{site}/here", BEHIND, MOST, "test").octets == b"yes"
    assert asked == []


def test_strangers_are_never_asked_by_way_of_the_proxy_which_would_look_up_their_names(
    asked: list[str],
) -> None:
    with serving({"/here": Answer(body=b"yes")}) as site:
        assert get(f"{site}/here", FetchLimits(anywhere=True, patience=PATIENCE), MOST, "test").octets == b"yes"
    assert asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_slow_proxy_is_given_up_on_as_any_other(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with dripping(Dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", b"\r\n")) as slow:
        monkeypatch.setenv(f"{scheme}_proxy", f"http://{slow.address}")
        with pytest.raises(CannotReadError, match=r"forge\.example is too slow"):
            ask(f"{scheme}://forge.example/repos", OPERATOR._replace(patience=SHORT), MOST, {})


def test_an_address_that_nobody_listens_at_leaves_the_next_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_looked_up", lambda *_: [(0, 0, 0, "", (one, 0)) for one in ("127.0.0.2", "127.0.0.1")])
    with serving({"/here": Answer(body=b"yes")}) as site:
        found = ask(f"{site.replace('127.0.0.1', 'forge.example')}/here", FetchLimits(True, PATIENCE), MOST, {})  # noqa: FBT003
    assert found.octets == b"yes"


def test_a_large_request_is_sent_whole() -> None:
    body = bytes(range(256)) * 2000
    with answering(lambda sent: b"right" if sent == body else b"wrong") as site:
        assert ask(site, FetchLimits(anywhere=True, patience=PATIENCE), MOST, {}, body).octets == b"right"
