"""`buurtkalender serve` answers as a good host does, follows every change, and gives away nothing but the site."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from buurtkalender.site.serve import server
from patience import PATIENCE, until
from projects import Project


@pytest.fixture(scope="module")
def port(town: Project) -> Iterator[int]:
    """The town on a port of this computer."""
    with server(town.output, "127.0.0.1", 0) as serving:
        thread = Thread(target=serving.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield serving.server_address[1]
        serving.shutdown()
        thread.join()


def get(port: int, path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    """Ask for a path exactly as it is written."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/vandaag/", "text/html; charset=utf-8"),
        ("/kalender.ics", "text/calendar; charset=utf-8"),
        ("/activiteiten/sv-zandmeer/gymmen/kalender.ics", "text/calendar; charset=utf-8"),
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/data/occurrences.json", "application/json; charset=utf-8"),
        ("/data/schemas/activities.schema.json", "application/json; charset=utf-8"),
        ("/data/coverage.csv", "text/csv; charset=utf-8"),
        ("/theme/css/site.css", "text/css; charset=utf-8"),
        ("/theme/icon.svg", "image/svg+xml"),
        ("/qr.svg", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_everything_is_served_as_what_it_is(path: str, kind: str, port: int, town: Project) -> None:
    answer, body = get(port, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert body == town.tree()[path.lstrip("/") + ("index.html" if path.endswith("/") else "")]


def test_a_query_after_the_address_does_no_harm(port: int, town: Project) -> None:
    assert get(port, "/theme/css/site.css?0123456789ab")[1] == town.tree()["theme/css/site.css"]


def test_what_is_not_there_has_the_sites_own_page(port: int, town: Project) -> None:
    answer, body = get(port, "/nergens/")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert body == town.tree()["404.html"]
    answer, body = get(port, "/nergens/", "HEAD")
    assert (answer.status, body) == (404, b"")


def test_a_folder_without_its_slash_leads_to_the_page(port: int) -> None:
    answer, _body = get(port, "/vandaag")
    assert (answer.status, answer.headers["Location"]) == (301, "/vandaag/")


@pytest.mark.parametrize("path", ["/data/openactive/", "/theme/", "/theme/css/", "/data/schemas/"])
def test_no_folder_lists_what_is_in_it(path: str, port: int) -> None:
    answer, body = get(port, path)
    assert answer.status == 404
    assert b"Directory listing" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/../pelican.conf.py",
        "/theme/../../pelican.conf.py",
        "/%2e%2e/pelican.conf.py",
    ],
)
def test_nothing_outside_the_site_is_given_away(path: str, port: int, town: Project) -> None:
    assert (town.output.parent / "pelican.conf.py").exists()
    answer, body = get(port, path)
    assert answer.status in {301, 400, 404}
    assert b"SITENAME" not in body


def test_the_browser_asks_again_each_time(port: int) -> None:
    assert get(port, "/")[0].headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_site_is_for_reading_only(method: str, port: int) -> None:
    assert get(port, "/", method)[0].status == 501


def test_a_visitor_who_goes_away_in_the_middle_is_no_trouble(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "groot.json").write_bytes(bytes(1 << 24))  # more than both ends of a connection hold between them
    (tmp_path / "index.html").write_text("Welkom")
    seen: list[bool] = []
    with server(tmp_path, "127.0.0.1", 0) as serving:
        handle = serving.handle_error
        serving.handle_error = lambda *given: (handle(*given), seen.append(True))  # type: ignore[method-assign,assign,func-returns-value]
        thread = Thread(target=serving.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        with socket.create_connection(serving.server_address[:2], timeout=PATIENCE) as visitor:
            visitor.sendall(b"GET /groot.json HTTP/1.0\r\n\r\n")
            visitor.recv(1)
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # hang up without a word
        until(lambda: seen, "the connection to break")
        assert get(serving.server_address[1], "/")[1] == b"Welkom"
        serving.shutdown()
        thread.join()
    assert capfd.readouterr().err == ""
