"""Web servers that municipalities use serve a site as it should be, with the files of ``hosting/`` and of the output.

Each test runs with nginx, Caddy and Apache, the first and the last also with brotli, which not every machine has.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from buurtkalender.site.hosting import FOR_EVER, REVALIDATE, SECURITY, content_type
from hosting.asking import feeds, get
from hosting.servers import NAME, Command, apache, caddy, nginx, running
from patience import free_port
from projects import Project, different
from town import TODAY

pytestmark = pytest.mark.heavy

SERVERS: dict[str, Command] = {
    "nginx": nginx,
    "nginx with brotli": lambda output, work, port: nginx(output, work, port, brotli=True),
    "caddy": caddy,
    "apache": apache,
    "apache with brotli": lambda output, work, port: apache(output, work, port, brotli=True),
}
CODINGS = {"nginx with brotli": "br", "apache with brotli": "br", "caddy": "zstd"}
"""The best compression that a server has, beside gzip."""
FILES = {
    "/rss.xml": b"<rss/>",
    "/week.xml": b"<rss/>",
    "/atom.xml": b"<feed/>",
    "/feed.json": b"{}",
    "/buurten/molenwijk/feed.json": b"{}",
    "/foto.webp": b"RIFF",
    "/foto.png": b"PNG",
    "/foto.jpg": b"JFIF",
    "/zoeken.js": b"0",
}
"""What a site may come to hold."""
ADDRESSES = (
    *("/", "/vandaag/", "/kalender.ics", "/activiteiten/sv-zandmeer/gymmen/kalender.ics", "/rss.xml"),
    *("/sitemap.xml", "/robots.txt", "/data/occurrences.json", "/data/coverage.csv", "/theme/css/site.css"),
    *("/theme/icon.svg", "/theme/icons.svg", "/qr.svg"),
)
NOWHERE = (
    "/nergens/",
    "/nergens/kalender.ics",
    "/nergens/rss.xml",
    "/data/nergens.json",
    "/theme/css/x.css?0123456789ab",
)


@pytest.fixture(scope="module")
def site(town: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The town, built a while ago: servers count in seconds, and trust no file that is younger than one."""
    made = town.copy(tmp_path_factory.mktemp("site") / "town")
    assert made.build().code == 0
    for path, octets in FILES.items():
        file = made.output / path.lstrip("/")
        if not file.exists():
            file.write_bytes(octets)
    for path in made.output.rglob("*"):
        os.utime(path, (1_790_000_000, 1_790_000_000))
    return made


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Each server."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def port(server: str, site: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port on which it serves the town."""
    work = tmp_path_factory.mktemp("work")
    number = free_port()
    with running(SERVERS[server](site.output, work, number), work, number) as found:
        yield found


def _file(site: Project, path: str) -> Path:
    return site.output / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))


# --- what it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*ADDRESSES, *FILES])
def test_everything_is_served_as_what_it_is(path: str, port: int, site: Project) -> None:
    answer = get(port, path)
    file = _file(site, path)
    assert (answer.status, answer.headers["content-type"]) == (200, content_type(file.name))
    assert answer.body == file.read_bytes()


@pytest.mark.parametrize("path", ADDRESSES)
def test_asking_for_the_head_alone_tells_the_same(path: str, port: int) -> None:
    head, whole = get(port, path, "HEAD"), get(port, path)
    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "etag", "last-modified", "cache-control"):
        assert head.headers[name] == whole.headers[name]


# --- asking again -----------------------------------------------------------------------------------


def _codings(server: str) -> list[str]:
    return ["identity", "gzip", CODINGS.get(server, "gzip")]


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_is_known_is_not_sent_again(path: str, port: int, server: str) -> None:
    for coding in _codings(server):
        first = get(port, path, accept_encoding=coding)
        tag, date = first.headers["etag"], first.headers["last-modified"]
        for known in (
            {"if_none_match": tag},
            {"if_none_match": f'"other", {tag}'},
            {"if_modified_since": date},
            {"if_none_match": tag, "if_modified_since": date},
        ):
            again = get(port, path, accept_encoding=coding, **known)
            assert (again.status, again.body) == (304, b""), (coding, known)
            assert again.headers["cache-control"] == first.headers["cache-control"]
            assert again.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")  # RFC 9110, 15.4.5


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_is_not_known_is_sent(path: str, port: int, server: str) -> None:
    long_ago = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    for coding in _codings(server):
        first = get(port, path, accept_encoding=coding)
        assert get(port, path, accept_encoding=coding, if_none_match='"other"').status == 200
        assert get(port, path, accept_encoding=coding, if_modified_since=long_ago).status == 200
        # The tag is what counts when there are both (RFC 9110, 13.2.2).
        both = {"if_none_match": '"other"', "if_modified_since": first.headers["last-modified"]}
        assert get(port, path, accept_encoding=coding, **both).status == 200


def test_after_a_build_of_every_file_only_what_is_different_is_sent(server: str, town: Project, tmp_path: Path) -> None:
    made = town.copy(tmp_path / "town")
    assert made.build().code == 0
    for path in made.output.rglob("*"):
        os.utime(path, (1_790_000_000, 1_790_000_000))
    before, number = made.tree(), free_port()
    with running(SERVERS[server](made.output, tmp_path, number), tmp_path, number) as port:
        known = {path: get(port, path, accept_encoding="gzip").headers for path in feeds(made.output)}
        file = made.content / "activities/welzijn-zandmeer/koffieochtend.yaml"
        file.write_text(file.read_text().replace("title: ", "title: Nieuwe "))
        shutil.rmtree(made.folder / ".cache")
        assert made.build(today=TODAY).code == 0
        sent = {"tag": set[str](), "date": set[str]()}
        for path, headers in known.items():
            for kind, asked in (
                ("tag", {"if_none_match": headers["etag"]}),
                ("date", {"if_modified_since": headers["last-modified"]}),
            ):
                if get(port, path, accept_encoding="gzip", **asked).status != 304:
                    sent[kind].add(path)
    changed = {f"/{path}" for path in different(before, made.tree())} & known.keys()
    assert "/kalender.ics" in changed
    assert sent == {"tag": changed, "date": changed}


def test_apache_knows_the_same_bytes_again_after_they_were_copied_anew(site: Project, tmp_path: Path) -> None:
    """Programs for FTP give what they copy the date of now."""
    copy, number = tmp_path / "www", free_port()
    shutil.copytree(site.output, copy)
    with running(apache(copy, tmp_path, number), tmp_path, number) as port:
        tag = get(port, "/kalender.ics", accept_encoding="gzip").headers["etag"]
        os.utime(copy / "kalender.ics", (1_791_000_000, 1_791_000_000))
        assert get(port, "/kalender.ics", accept_encoding="gzip", if_none_match=tag).status == 304


# --- compression ------------------------------------------------------------------------------------


SMALL = ("/robots.txt", "/theme/icon.svg")
"""What need not be compressed."""


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path not in SMALL])
def test_text_is_compressed(path: str, port: int, server: str, site: Project) -> None:
    plain = _file(site, path).read_bytes()
    for coding in _codings(server)[1:]:
        answer = get(port, path, accept_encoding=coding)
        assert answer.headers["content-encoding"] == coding
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert len(answer.body) < len(plain)
        assert coding != "gzip" or answer.plain == plain
    assert "content-encoding" not in get(port, path).headers


def test_the_whole_calendar_travels_in_a_fifth_of_its_size(port: int, site: Project) -> None:
    answer = get(port, "/kalender.ics", accept_encoding="gzip")
    assert len(answer.body) * 5 < len((site.output / "kalender.ics").read_bytes())


# --- headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*ADDRESSES, *NOWHERE, "/vandaag", "/data/"])
def test_every_answer_carries_the_security_headers(path: str, port: int) -> None:
    headers = get(port, path, accept_encoding="gzip").headers
    assert {name: headers.get(name.lower()) for name in SECURITY} == SECURITY
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", [*ADDRESSES, "/theme/css/site.css?v=1", "/theme/css/site.css?0123456789abc"])
def test_all_that_may_change_is_asked_for_again(path: str, port: int) -> None:
    assert get(port, path).headers["cache-control"] == REVALIDATE


@pytest.mark.parametrize("path", ["/theme/css/site.css?0123456789ab", "/theme/icon.svg?0123456789ab"])
def test_what_is_asked_for_by_its_digest_is_kept(path: str, port: int) -> None:
    assert get(port, path).headers["cache-control"] == FOR_EVER
    assert get(port, path, accept_encoding="gzip").headers["cache-control"] == FOR_EVER


def test_only_the_theme_is_kept(port: int) -> None:
    assert get(port, "/kalender.ics?0123456789ab").headers["cache-control"] == REVALIDATE
    assert get(port, "/?/theme/x?0123456789ab").headers["cache-control"] == REVALIDATE


@pytest.mark.parametrize("path", [*ADDRESSES, *FILES])
def test_other_sites_may_read_feeds_and_data_and_nothing_else(path: str, port: int, site: Project) -> None:
    allowed = get(port, path, origin="https://elders.example").headers.get("access-control-allow-origin")
    open_to_all = path in feeds(site.output) or path.startswith("/data/")
    assert allowed == ("*" if open_to_all else None)


# --- what is not there ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_has_the_sites_own_page(path: str, port: int, site: Project) -> None:
    answer = get(port, path)
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == REVALIDATE
    assert answer.body == (site.output / "404.html").read_bytes()


@pytest.mark.parametrize("path", ["/data/", "/theme/", "/theme/css/", "/data/schemas/", "/activiteiten/sv-zandmeer/"])
def test_no_folder_lists_what_is_in_it(path: str, port: int, site: Project) -> None:
    answer = get(port, path)
    if _file(site, path).exists():
        assert answer.status == 200
        return
    assert answer.status in {403, 404}
    assert answer.body == (site.output / "404.html").read_bytes()


@pytest.mark.parametrize("path", ["/vandaag", "/themas/ontmoeten", "/activiteiten/sv-zandmeer/gymmen"])
def test_a_folder_without_its_slash_leads_to_the_page(path: str, port: int) -> None:
    """Also when the server stands behind another one that has the name, and HTTPS, and another port."""
    answer = get(port, path, host=NAME)
    assert answer.status in {301, 308}
    assert re.fullmatch(rf"(http://{re.escape(NAME)})?{path}/", answer.headers["location"])


@pytest.mark.parametrize("path", ["/.htaccess", "/../pelican.conf.py", "/%2e%2e/pelican.conf.py"])
def test_what_is_not_for_visitors_is_not_given_away(path: str, port: int) -> None:
    answer = get(port, path)
    assert answer.status in {400, 403, 404}
    assert b"SITENAME" not in answer.body
    assert b"Header" not in answer.body
