"""Addresses: what is read, and what is refused in one sentence."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator

import pytest

from buurtkalender.submissions import http
from buurtkalender.submissions.http import FetchLimits, Validators, ask, is_address, load_source
from buurtkalender.words.catalogues import translator
from buurtkalender.words.values import CannotReadError
from importing.serving import A_WHILE, Answer, Dripping, Request, dripping, serving
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


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CLOSE = b"Connection: close\r\n"
LENGTH = b"Content-Length: 300\r\n"
SLOW = {
    "says nothing at all": Dripping(),
    "sends the first line byte by byte": Dripping(b"HTTP/1.1 200 ", b"O", b"K\r\n\r\n."),
    "sends a header byte by byte": Dripping(OK + b"X-Long: ", b"x", b"\r\n\r\n."),
    "goes on to say that one may go on": Dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", OK + CLOSE + b"\r\n."),
    "has a length": Dripping(OK + LENGTH + b"\r\n", b"x", b"x" * 50),
    "has a length and closes": Dripping(OK + CLOSE + LENGTH + b"\r\n", b"x", b"x" * 50),
    "has no length": Dripping(OK + b"\r\n", b"x"),
    "has no length and closes": Dripping(OK + CLOSE + b"\r\n", b"x"),
    "is of an old kind": Dripping(b"HTTP/1.0 200 OK\r\n\r\n", b"x"),
    "comes in chunks": Dripping(OK + CHUNKED + b"\r\n", b"1\r\nx\r\n", b"0\r\n\r\n"),
    "comes in chunks and closes": Dripping(OK + CLOSE + CHUNKED + b"\r\n", b"1\r\nx\r\n", b"0\r\n\r\n"),
    "sends the size of a chunk byte by byte": Dripping(OK + CLOSE + CHUNKED + b"\r\n", b"0", b"\r\n\r\n"),
    "has no end of headers behind its chunks": Dripping(OK + CLOSE + CHUNKED + b"\r\n1\r\nx\r\n0\r\n", b"X: y\r\n"),
    "is packed": Dripping(OK + CLOSE + b"Content-Encoding: deflate\r\n\r\n\x78\x9c", b"\x00\x00\x00\xff\xff"),
    "is an error": Dripping(b"HTTP/1.1 503 Busy\r\n" + CLOSE, b"X: y\r\n", b"\r\n"),
}
SHORT = 0.3
"""Seconds: what never ends is given up on soon, so that the test ends."""


@pytest.mark.parametrize("how", SLOW.values(), ids=SLOW)
def test_a_server_that_sends_a_little_at_a_time_is_waited_for_no_longer(how: Dripping) -> None:
    """Whatever it does: one slow host would keep all the others from their turn."""
    with dripping(how) as slow:
        assert "is too slow" in refused(f"http://{slow.address}/a.ics", HERE._replace(patience=SHORT))
        with pytest.raises(CannotReadError, match="is too slow"):
            ask(f"http://{slow.address}/", HERE._replace(patience=SHORT), MOST, {}, b"{}")
        assert slow.sent < A_WHILE


def test_all_the_addresses_that_a_server_refers_to_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each comes before the time is over, and all of them together do not."""
    on = b"HTTP/1.1 302 On\r\nLocation: /b.ics\r\nContent-Length: 0\r\n\r\n"
    monkeypatch.setattr(http, "MOST_REDIRECTS", 40)
    with dripping(Dripping(drip=b"", last=on, drips=5)) as slow:
        assert "is too slow" in refused(f"http://{slow.address}/a.ics", HERE._replace(patience=SHORT * 3))


def test_a_greeting_that_never_ends_is_given_up_on() -> None:
    """What is encrypted begins with one: here its first message is 16 kB, byte by byte."""
    with dripping(Dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"x")) as slow:
        assert "is too slow" in refused(f"https://{slow.address}/a.ics", HERE._replace(patience=SHORT))


def test_who_looks_names_up_slowly_is_given_up_on(stuck: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_, **__: stuck.wait() and [])
    assert "is too slow" in refused("https://agenda.example/a.ics", FetchLimits(patience=SHORT))


def test_what_comes_behind_the_end_of_what_is_packed_is_not_waited_for() -> None:
    whole = OK + CLOSE + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(BODY)
    with dripping(Dripping(whole, bytes(1 << 16))) as slow:
        assert load_source(f"http://{slow.address}/a.ics", HERE, MOST).octets == BODY
        assert slow.sent < A_WHILE


@pytest.mark.parametrize("packed", [gzip.compress(BODY), zlib.compress(BODY)], ids=["gzip", "deflate"])
def test_what_is_packed_and_has_no_end_was_broken_off(packed: bytes) -> None:
    """Half a calendar is no calendar from which the rest is gone: nothing tells how long it was to be."""
    cut = OK + CLOSE + b"Content-Encoding: gzip\r\n\r\n" + packed[:-6]
    with dripping(Dripping(cut, drips=0)) as slow:
        assert "broke off halfway" in refused(f"http://{slow.address}/a.ics")


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


NOT_PUBLIC = [
    "127.0.0.1", "10.0.0.8", "172.16.5.4", "172.31.255.255", "192.168.1.1", "169.254.1.1", "0.1.2.3",
    "0.0.0.0",  # noqa: S104 - nobody binds to it here
    "100.64.0.1", "100.127.255.255",  # shared by the customers of a provider
    "192.0.0.8", "192.0.0.170",  # for protocols
    "192.0.2.4", "198.51.100.4", "203.0.113.4",  # for examples
    "192.88.99.1",  # relays of 6to4
    "198.18.0.1", "198.19.255.255",  # for measuring
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1%eth0", "fd00::1", "fc00::1", "ff02::1", "ff0e::1",
    "fec0::1",  # sites, as was
    "100::1", "100:0:0:1::1",  # nowhere
    "2001:db8::1", "3fff::1", "3fff:fff:ffff::1",  # for examples
    "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # Teredo
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:30::1",  # for measuring, ORCHID, ORCHIDv2, drones
    "64:ff9b:1::5db8:d70e", "64:ff9b:1::c0a8:101",  # NAT64 of a network's own
    "::ffff:192.0.2.4", "::ffff:10.0.0.8", "64:ff9b::c000:204", "64:ff9b::7f00:1",  # in them stands such an address
    "2002:c000:204::", "2002:5db8:d70e::", "::5db8:d70e", "::192.168.1.1", "::ffff:0:5db8:d70e",
    "4000::1", "5f00::1", "0200::1", "1000::1", "not-an-address", "",
]  # fmt: skip
PUBLIC = [
    "93.184.215.14", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.0.1.1", "192.88.98.1", "198.17.0.1",
    "198.20.0.1", "223.255.255.255", "2a00:1450:400e::1", "2606:2800:220:1::1", "2001:200::1", "2001:4860:4860::8888",
    "2003::1", "3ffe::1", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_means_a_computer_that_is_not_public_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an old address stands in a new one, and where only one of its addresses is such a one."""
    monkeypatch.setattr(
        http, "_looked_up", lambda *_: [(0, 0, 0, "", ("93.184.215.14", 443)), (0, 0, 0, "", (address, 443))]
    )
    monkeypatch.setattr(http.socket, "create_connection", lambda *_: pytest.fail("a connection was made"))
    assert "is not on the public internet" in refused("https://agenda.example/a.ics", FetchLimits())


@pytest.mark.parametrize("address", PUBLIC)
def test_a_computer_on_the_public_internet_is_asked_and_no_other(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those next to what is special too; and in networks with new addresses alone, old ones as these write them."""
    asked = []

    def connect(to: tuple[str, int], _seconds: float) -> None:
        asked.append(to)
        raise OSError

    monkeypatch.setattr(http, "_looked_up", lambda *_: [(0, 0, 0, "", (address, 443))])
    monkeypatch.setattr(http.socket, "create_connection", connect)
    assert "cannot be reached" in refused("https://agenda.example/a.ics", FetchLimits())
    assert asked == [(address, 443)]


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
