"""Phones fetch a feed again only when it changed: as long as its bytes are the same, so are its validators.

Seen through `buurtkalender serve`; test_servers.py does the like with the servers that municipalities use.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from buurtkalender.site.hosting import SECURITY, content_type
from buurtkalender.site.serve import server
from hamlet import hamlet_project
from hosting.asking import Answer, feeds, get
from projects import Project, different
from rebuilding import Built
from town import TODAY

HOUR_AGO = -3600 * 10**9
COFFEE = "activities/welzijn-zandmeer/koffieochtend.yaml"


@contextmanager
def _served(made: Project) -> Iterator[int]:
    with server(made.output, "127.0.0.1", 0) as serving:
        thread = Thread(target=serving.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield serving.server_address[1]
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hamlet, as it was built an hour ago: validators count in seconds, and builds here take less."""
    built = Built(hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", PAGES_AHEAD_DAYS=14, PAST_DAYS=2))
    for path in built.aside.output.rglob("*"):
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + HOUR_AGO))
    return built


@pytest.fixture(scope="module")
def still(before: Built) -> Project:
    """The same, to look at only."""
    return before.aside


@pytest.fixture(scope="module")
def port_of_still(still: Project) -> Iterator[int]:
    """The port on which it is served."""
    with _served(still) as port:
        yield port


@pytest.fixture
def made(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


@pytest.fixture
def port(made: Project) -> Iterator[int]:
    """The port on which it is served."""
    with _served(made) as port:
        yield port


def fetched(port: int, output: Path) -> dict[str, Answer]:
    """Fetch every feed for the first time."""
    answers = {path: get(port, path) for path in feeds(output)}
    assert len(answers) > 100
    assert {answer.status for answer in answers.values()} == {200}
    return answers


def news(port: int, known: dict[str, Answer]) -> set[str]:
    """Ask for feeds again, as phones do and as feed readers do; return those that were sent anew to both."""
    by_tag = {path for path, one in known.items() if _again(port, path, if_none_match=one.headers["etag"])}
    by_date = {
        path for path, one in known.items() if _again(port, path, if_modified_since=one.headers["last-modified"])
    }
    assert by_tag == by_date
    return by_tag


def _again(port: int, path: str, **known: str) -> bool:
    answer = get(port, path, **known)
    assert answer.status in {200, 304}
    assert bool(answer.body) == (answer.status == 200)
    return answer.status == 200


def test_a_feed_says_what_it_is_and_how_long_it_is_good(port_of_still: int, still: Project) -> None:
    for path, answer in fetched(port_of_still, still.output).items():
        assert answer.headers["content-type"] == content_type(path.rpartition("/")[2])
        assert answer.headers["content-type"].endswith("; charset=utf-8")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.body == (still.output / path.lstrip("/")).read_bytes()


def test_a_feed_that_is_known_is_not_sent_again(port_of_still: int, still: Project) -> None:
    assert news(port_of_still, fetched(port_of_still, still.output)) == set()


def test_a_build_with_nothing_new_sends_no_feed_again(port: int, made: Project) -> None:
    known = fetched(port, made.output)
    assert made.build().code == 0
    assert news(port, known) == set()


def test_a_build_that_makes_every_file_sends_no_feed_again(port: int, made: Project) -> None:
    known = fetched(port, made.output)
    inode = (made.output / "kalender.ics").stat().st_ino
    shutil.rmtree(made.folder / ".cache")
    assert made.build().code == 0
    assert (made.output / "kalender.ics").stat().st_ino != inode, "it was not made, so this tests nothing"
    assert news(port, known) == set()


def test_after_a_change_only_the_feeds_that_show_it_are_sent(port: int, made: Project) -> None:
    known, before = fetched(port, made.output), made.tree()
    file = made.content / COFFEE
    file.write_text(file.read_text().replace("title: ", "title: Nieuwe "))
    assert made.build().code == 0
    changed = {f"/{path}" for path in different(before, made.tree())} & known.keys()
    assert {"/kalender.ics", "/activiteiten/welzijn-zandmeer/koffieochtend/kalender.ics"} <= changed < known.keys()
    assert news(port, known) == changed


def test_the_next_morning_only_the_feeds_that_are_different_are_sent(port: int, made: Project) -> None:
    known, before = fetched(port, made.output), made.tree()
    shutil.rmtree(made.folder / ".cache")
    assert made.build(today=TODAY + timedelta(days=1)).code == 0
    changed = {f"/{path}" for path in different(before, made.tree())} & known.keys()
    assert news(port, known) == changed
    assert not [path for path in changed if path.endswith(".ics")]


def test_two_builds_in_one_second_are_told_apart_by_the_tag(port: int, made: Project) -> None:
    page = made.output / "vandaag" / "index.html"
    first = get(port, "/vandaag/")
    stat = page.stat()
    new = page.read_bytes().replace(b"Vandaag", b"Morgen!")
    page.unlink()  # other tests have it too
    page.write_bytes(new)
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns // 10**9 * 10**9 + (stat.st_mtime_ns + 1) % 10**9))
    known = {"if_none_match": first.headers["etag"], "if_modified_since": first.headers["last-modified"]}
    assert get(port, "/vandaag/", **known).status == 200


@pytest.mark.parametrize("given", ['"other", {}', "W/{}", '{} , "other"'])
def test_a_tag_is_found_among_others_and_when_it_is_weak(given: str, port_of_still: int) -> None:
    answer = get(port_of_still, "/rss.xml")
    again = get(port_of_still, "/rss.xml", if_none_match=given.format(answer.headers["etag"]))
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]  # RFC 9110, 15.4.5
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/kalender.ics", "/data/activities.json", "/nergens/", "/nergens.ics"])
def test_the_policy_can_be_seen_to_hold_before_the_site_is_published(path: str, port_of_still: int) -> None:
    headers = get(port_of_still, path).headers
    assert {name: headers.get(name.lower()) for name in SECURITY} == SECURITY


def test_what_is_not_there_has_no_tag(port_of_still: int) -> None:
    answer = get(port_of_still, "/nergens/kalender.ics")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "etag" not in answer.headers
