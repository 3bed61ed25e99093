"""`buurtkalender serve` answers as a good host does, follows every change, and gives away nothing but the site."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from threading import Thread

import pytest

from buurtkalender.reading.catalogues import translator
from buurtkalender.site.serving import serve, server
from buurtkalender.site.settings import load
from patience import PATIENCE, free_port, until
from projects import ROOT, Project, town_project
from town import TODAY


@pytest.fixture(scope="module")
def port(town: Project) -> Iterator[int]:
    """The town on a port of this computer."""
    with server(town.output, "127.0.0.1", 0) as serving:
        thread = Thread(target=serving.serve_forever, daemon=True)
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


# --- the command ------------------------------------------------------------------------------------


def _until(port: int, path: str, words: bytes, *, without: bytes = b"\0") -> None:
    """Wait until a page holds these words, and not those."""

    def holds() -> bool:
        try:
            seen = get(port, path)[1]
        except (OSError, HTTPException):  # it has not started yet, or is putting the page in its place
            return False
        return words in seen and without not in seen

    until(holds, f"{words!r} on {path}")


def test_serving_follows_every_change_and_outlives_mistakes(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    port = free_port()
    serving = subprocess.Popen(
        [sys.executable, "-m", "buurtkalender", "serve", "--port", str(port), "--today", str(TODAY), "--jobs", "1"],
        cwd=made.folder,
        env={"PYTHONPATH": str(ROOT / "plugins"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a job in the background ignores it
    )
    page = "/activiteiten/sv-zandmeer/gymmen/"
    file = made.content / "activities/sv-zandmeer/gymmen.yaml"
    text = file.read_text()
    template = made.folder / "theme/templates/activity.html"
    whole = template.read_text()
    try:
        _until(port, page, b"Gymmen voor 65-plussers")
        file.write_text(text.replace("Gymmen voor", "Turnen voor"))
        _until(port, page, b"Turnen voor 65-plussers")
        file.write_text("title: [\n")
        _until(port, page, b"/zoeken/", without=b"Turnen voor 65-plussers")
        template.write_text("{% if %}")
        _until(port, page, b"/zoeken/")  # still there: the last good site
        template.write_text(whole)
        file.write_text(text)
        _until(port, page, b"Gymmen voor 65-plussers")
    finally:
        serving.send_signal(signal.SIGINT)
        said, _nothing = serving.communicate(timeout=PATIENCE)
    assert serving.returncode == 0
    assert re.search(rf"http://localhost:{port}/", said)
    assert "content/activities/sv-zandmeer/gymmen.yaml:1:" in said
    assert "Traceback" not in said


def test_what_changes_during_the_first_build_is_not_missed(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    settings, texts = load(made.settings), translator("nl")
    built: list[int] = []

    def build() -> int:
        built.append(1)
        if len(built) > 1:
            raise KeyboardInterrupt
        (made.content / "activities/sv-zandmeer/gymmen.yaml").touch()
        return 0

    Thread(target=serve, args=(settings, made.settings, "127.0.0.1", 0, build, texts), daemon=True).start()
    until(lambda: len(built) > 1, "the second build")


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    made = town_project(tmp_path / "town")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = made.start("serve", "--port", str(port), "--today", str(TODAY), "--jobs", "1")
    assert done.code == 2
    assert str(port) in done.said
    assert "--port" in done.said
    assert "Traceback" not in done.said
