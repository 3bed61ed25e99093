"""Addresses: what is read, and what is refused in one sentence."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator

import pytest

from buurtkalender.submissions import http
from buurtkalender.submissions.http import FetchLimits, Validators, is_address, load_source
from buurtkalender.words.catalogues import translator
from buurtkalender.words.values import CannotReadError
from importing.serving import Answer, Request, serving
from patience import PATIENCE

HERE = FetchLimits(anywhere=True, patience=PATIENCE)
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
MOST = 1 << 20


@pytest.fixture(scope="module")
def stuck() -> Iterator[threading.Event]:
    """Something to wait for that comes when the tests are over."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(scope="module")
def site(stuck: threading.Event) -> Iterator[str]:
    """A site with all that goes well and wrong."""
    packed = (("Content-Encoding", "gzip"),)
    with serving(
        {
            "/agenda.ics": Answer(body=BODY, headers=(("Content-Type", "text/calendar; charset=utf-8"),)),
            "/packed.ics": Answer(body=gzip.compress(BODY), headers=packed),
            "/wrong-sum.ics": Answer(body=gzip.compress(BODY)[:-8] + bytes(8), headers=packed),
            "/not-packed.ics": Answer(body=BODY, headers=packed),
            "/odd.ics": Answer(body=BODY, headers=(("Content-Encoding", "rot13"),)),
            "/moved.ics": Answer(302, headers=(("Location", "/agenda.ics"),)),
            "/round.ics": Answer(301, headers=(("Location", "/round.ics"),)),
            "/nowhere.ics": Answer(301),
            "/file.ics": Answer(301, headers=(("Location", "file:///agenda.ics"),)),
            "/gone.ics": Answer(410),
            "/login.ics": Answer(401),
            "/secret.ics": Answer(403),
            "/broken.ics": Answer(503),
            "/empty.ics": Answer(),
            "/large.ics": Answer(body=b"0" * (MOST + 1)),
            "/cut.ics": Answer(body=BODY, promised=500),
            "/slow.ics": Answer(body=BODY, wait=stuck.wait),
        }
    ) as address:
        yield address


def refused(source: str, reach: FetchLimits = HERE, most: int = MOST) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(CannotReadError) as error:
        load_source(source, reach, most)
    said = error.value.message.shown(translator("en"))
    assert "\n" not in said
    return said


@pytest.mark.parametrize("path", ["/agenda.ics", "/packed.ics", "/moved.ics"])
def test_a_calendar_is_read_also_when_it_is_packed_or_has_moved(site: str, path: str) -> None:
    assert load_source(site + path, HERE, MOST).octets == BODY


def test_webcal_is_another_word_for_it(site: str) -> None:
    assert load_source(site.replace("http:", "webcal:") + "/agenda.ics", HERE, MOST).octets == BODY


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none.ics", "says that there is nothing at this address (404)"),
        ("/gone.ics", "is no longer there (410)"),
        ("/login.ics", "asks to sign in (401)"),
        ("/secret.ics", "does not let us in (403)"),
        ("/broken.ics", "answers with an error (503)"),
        ("/round.ics", "sends us on and on"),
        ("/nowhere.ics", "refers to nowhere"),
        ("/file.ics", "is not an address of a calendar"),
        ("/empty.ics", "is empty"),
        ("/large.ics", "is larger than 1 MB"),
        ("/wrong-sum.ics", "gives no sensible answer"),
        ("/not-packed.ics", "gives no sensible answer"),
        ("/odd.ics", "gives no sensible answer"),
        ("/cut.ics", "broke off halfway"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(site: str, path: str, said: str) -> None:
    assert said in refused(site + path)


def test_what_is_packed_is_unpacked_up_to_the_limit_and_no_further(site: str) -> None:
    """The sum at its end is wrong: who unpacks all of it says so, and not that it is too large."""
    assert load_source(f"{site}/packed.ics", HERE, len(BODY)).octets == BODY
    assert "is larger than" in refused(f"{site}/wrong-sum.ics", most=len(BODY) // 2)


def test_a_server_that_never_answers_is_not_waited_for(site: str) -> None:
    assert "is too slow" in refused(f"{site}/slow.ics", FetchLimits(anywhere=True, patience=0.3))


@pytest.mark.parametrize(
    "source",
    [
        "http://agenda.example/a.ics",
        "https://iemand:geheim@agenda.example/a.ics",
        "https://agenda.example:8443/a.ics",
        "https://agenda.example:poort/a.ics",
        "https:///a.ics",
        "https://agenda.example/a b.ics",
        "https://agenda.example/a\nb.ics",
        "ftp://agenda.example/a.ics",
        "file:///agenda.ics",
        "webcal:agenda.ics",
        "https://[agenda.example/a.ics",
    ],
)
def test_what_is_no_public_https_address_is_not_fetched(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_looked_up", lambda *_: pytest.fail("somebody was asked"))
    refused(source, FetchLimits())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.5.4", "192.168.1.1", "169.254.1.1", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "ff02::1", "192.0.2.4", "::ffff:192.0.2.4", "2002:c000:204::",
        "64:ff9b::c000:204",
    ],
)  # fmt: skip
def test_a_name_that_means_a_computer_that_is_not_public_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an old address stands in a new one, in each of the three ways; 192.0.2.4 is for examples alone."""
    monkeypatch.setattr(
        http, "_looked_up", lambda *_: [(0, 0, 0, "", ("93.184.215.14", 443)), (0, 0, 0, "", (address, 443))]
    )
    monkeypatch.setattr(http.socket, "create_connection", lambda *_: pytest.fail("a connection was made"))
    assert "is not on the public internet" in refused("https://agenda.example/a.ics", FetchLimits())


def test_a_redirect_to_inside_is_refused_as_well(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer comes from outside; where it sends us is looked at again."""
    asked = []

    def https(address: str, reach: FetchLimits) -> str:
        asked.append(address)
        if len(asked) > 1:
            raise CannotReadError("{host} is not on the public internet: it is not read.", host=address)
        return address

    monkeypatch.setattr(http, "_https", https)
    refused(f"{site}/moved.ics")
    assert [one.removeprefix(site) for one in asked] == ["/moved.ics", "/agenda.ics"]


@pytest.mark.parametrize(("source", "address"), [("a.ics", False), ("C:/a.ics", False), ("webcal://a.example", True)])
def test_a_file_is_no_address(source: str, address: bool) -> None:  # noqa: FBT001
    assert is_address(source) is address


@pytest.mark.parametrize("source", ["nergens.ics", ".", "a\0b.ics", "x" * 300])
def test_a_file_that_cannot_be_read_is_told(source: str) -> None:
    refused(source)


# --- only when it is another version ---

ETAG, SINCE = 'W/"een"', "Tue, 24 Nov 2026 10:00:00 GMT"


@pytest.fixture(scope="module")
def versions() -> Iterator[tuple[str, list[Request]]]:
    """A site that tells of which version its answers are, and what it was asked."""
    asked: list[Request] = []
    answers = {
        "/etag.ics": Answer(body=BODY, headers=(("ETag", ETAG),)),
        "/since.ics": Answer(body=BODY, headers=(("Last-Modified", SINCE),)),
        "/moved.ics": Answer(302, headers=(("Location", "/etag.ics"),)),
        "/none.ics": Answer(body=BODY),
        "/long.ics": Answer(body=BODY, headers=(("ETag", f'"{"x" * 300}"'), ("Last-Modified", "gisteren é"))),
        "/unasked.ics": Answer(304),
    }
    with serving(answers, asked) as address:
        yield address, asked


@pytest.mark.parametrize("path", ["/etag.ics", "/since.ics", "/moved.ics"])
def test_a_version_that_is_known_is_not_sent_again(versions: tuple[str, list[Request]], path: str) -> None:
    address, _ = versions
    first = load_source(address + path, HERE, MOST)
    assert (first.octets, first.same) == (BODY, False)
    again = load_source(address + path, HERE, MOST, first.validators)
    assert (again.octets, again.same, again.validators) == (b"", True, first.validators)
    assert load_source(address + path, HERE, MOST, Validators('"twee"')).octets == BODY


def test_who_knows_no_version_asks_for_none(versions: tuple[str, list[Request]]) -> None:
    address, asked = versions
    assert load_source(f"{address}/none.ics", HERE, MOST).validators == Validators()
    assert asked[-1] == Request("/none.ics")
    assert load_source(f"{address}/long.ics", HERE, MOST).validators == Validators()


def test_a_304_that_nobody_asked_for_is_no_answer(versions: tuple[str, list[Request]]) -> None:
    assert "answers with an error (304)" in refused(f"{versions[0]}/unasked.ics")
