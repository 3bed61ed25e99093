"""Nobody locks others out, nothing that was typed is lost on the way, and whoever watches is told what is wrong."""

from __future__ import annotations

import asyncio
import base64
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
import pytest
from altcha import Challenge, Payload, solve_challenge
from hypothesis import given
from hypothesis import strategies as some
from lxml import html

from buurtkalender import receive
from buurtkalender.receive import link_settings
from buurtkalender.submissions.receiving import app, doorway, filled, guard, health, intake
from buurtkalender.submissions.receiving.guard import Action, Proof, link
from buurtkalender.submissions.receiving.log import LogLine
from buurtkalender.submissions.receiving.settings import Limits
from examples import tried
from patience import free_port, until
from receiving.house import JSON, PEER, PLENTY, Door, sending
from receiving.standing import NEW
from town import TODAY

COFFEE = "welzijn-zandmeer/koffieochtend"
FORM = """<!doctype html><title>Aanmelden</title>
<div id="errors" hidden><h2 id="errors-h">Er klopt nog iets niet</h2><ul></ul></div>
<form id="form" method="post" action="https://in.zandmeer.example/ontvangst">
<input type="hidden" name="action" value="new">
<div class="q"><label for="title">Hoe heet het?</label><input id="title" name="title"></div>
<button>Versturen</button></form>"""


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site of the tests is nowhere: nobody has to look for it."""
    monkeypatch.setattr(receive, "fetch", lambda _: None)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A receiver with the limits that hold without any settings, behind a proxy of its own."""
    return Door(tmp_path, limits=Limits(), proxies=(PEER,))


def state(answer: httpx.Response) -> str:
    """What a program is told."""
    return str(answer.json()["state"])


def path_of(door: Door, action: Action, activity: str = COFFEE) -> str:
    """The path of a link of this receiver."""
    return urlsplit(link(link_settings(door.settings, door.file), "welzijn-zandmeer", activity, action, TODAY)).path


def payload(content: bytes) -> str:
    """What a script would send of it."""
    return base64.b64encode(content).decode()


# --- nobody locks others out ------------------------------------------------------------------------


def test_what_many_send_without_a_proof_keeps_nobody_out_who_has_one(door: Door) -> None:
    wrong = {"none": {}, "rubbish": {"altcha": ["x"]}, "link": {"link": ["x.y"]}, "trap": {"homepage": ["x"]}}
    proof = [door.proof()]
    flood = [sending({**NEW, **more, "title": [""]}, X_Forwarded_For=f"198.51.{n}.{m}", **JSON)
             for n in range(10) for m, more in enumerate(wrong.values(), 1) for _ in range(6)]  # fmt: skip
    door.client.ask_all(flood)
    assert state(door.send({**NEW, "altcha": proof}, X_Forwarded_For="192.0.2.99", **JSON)) == "accepted"


@pytest.mark.parametrize("proved", [True, False])
def test_fifty_forms_with_a_mistake_do_not_keep_the_right_one_out(proved: bool, door: Door) -> None:  # noqa: FBT001
    more = {"altcha": [door.proof()]} if proved else {}
    answers = door.client.ask_all(sending({**NEW, **more, "title": [""]}, **JSON) for _ in range(50))
    assert answers == {422: 50}
    assert door.send({**NEW, **more}, **JSON).status_code == 200


def test_a_proof_is_not_used_up_by_a_mistake_and_is_used_by_what_is_kept(door: Door) -> None:
    proof = {"altcha": [door.proof()]}
    assert state(door.send({**NEW, **proof, "themes": [""]}, **JSON)) == "faults"
    assert state(door.send({**NEW, **proof}, **JSON)) == "accepted"
    assert state(door.send({**NEW, **proof, "title": ["Brood"]}, **JSON)) == "expired"


def test_a_proof_is_not_used_up_when_the_disk_is_full(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = {"altcha": [door.proof()]}
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", _full)
        assert state(door.send({**NEW, **proof}, **JSON)) == "broken"
    assert state(door.send({**NEW, **proof}, **JSON)) == "accepted"


def test_one_proof_does_not_pay_for_mistakes_without_an_end(monkeypatch: pytest.MonkeyPatch, door: Door) -> None:
    monkeypatch.setattr(guard, "MOST_TRIES", 3)
    wrong = {**NEW, "altcha": [door.proof()], "title": [""]}
    assert [state(door.send(wrong, **JSON)) for _ in range(4)] == ["faults"] * 3 + ["expired"]


def test_what_is_not_kept_is_not_counted(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=Limits(address=2))
    for _ in range(3):
        assert door.send({**NEW, "title": [""]}).status_code == 422
    assert door.send(NEW).status_code == 200
    assert door.send(NEW).status_code == 200, "it is known"
    assert door.send({**NEW, "title": ["Brood"]}).status_code == 429


def test_a_program_without_a_proof_leaves_room_for_people_without_a_script(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=msgspec.structs.replace(PLENTY, review=40), proxies=(PEER,))
    spam = [sending({**NEW, "title": [f"Spam {n}"]}, X_Forwarded_For=f"198.51.100.{n}") for n in range(40)]
    kept = door.client.ask_all(spam)
    assert kept[429] > 20
    for n in range(8):
        assert door.send({**NEW, "title": [f"Soep {n}"]}, X_Forwarded_For=f"203.0.{n}.1").status_code == 200


def test_links_have_a_count_of_their_own(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=Limits(everybody=2, address=2))
    assert door.proved(NEW).status_code == 200
    assert door.proved({**NEW, "title": ["Brood"]}).status_code == 429
    assert door.send({}, path_of(door, "confirm")).status_code == 200
    pressed = [door.send({"message": [f"Anders {n}."]}, path_of(door, "change")).status_code for n in range(20)]
    assert pressed == [200] * 15 + [429] * 5, "of one link, as many at once as half of what it may in an hour"
    assert door.send({}, path_of(door, "confirm", "welzijn-zandmeer/eettafel")).status_code == 200


def test_an_address_that_sends_rubbish_is_told_to_wait_and_still_gets_in_with_a_proof(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=Limits(forms=8, address=8))
    assert [door.send({**NEW, "title": [""]}).status_code for _ in range(6)] == [422] * 4 + [429] * 2
    assert state(door.proved(NEW, **JSON)) == "accepted"


# --- proofs -----------------------------------------------------------------------------------------


def test_only_a_challenge_of_ours_costs_time_and_a_wrong_solution_does_so_once() -> None:
    proof = Proof(1, time.time)
    challenge = Challenge.from_dict(proof.challenge())
    solution = solve_challenge(challenge)
    assert solution
    right = Payload(challenge, solution).to_base64()
    other = Payload(Challenge.from_dict(Proof(1, time.time).challenge()), solution).to_base64()
    assert proof.glance(other) == "expired", "of before the last start"
    assert proof.glance(right) == "open"
    solution.counter += 1
    wrong = Payload(challenge, solution).to_base64()
    assert proof.judge(wrong) == "wrong"
    assert proof.glance(wrong) == "expired"
    assert proof.judge(right) == "expired"


@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "ahead"])
def test_a_clock_that_is_set_lets_no_proof_live_longer_and_refuses_no_right_one(
    hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = 0.0
    wall = time.time()
    proof = Proof(1, lambda: passed)
    solved = [solution_of(proof) for _ in range(2)]
    monkeypatch.setattr(time, "time", lambda: wall + hours * 3600)
    assert proof.judge(solved[0]) == "right"
    passed = guard.PROOF_SECONDS + 1
    assert proof.judge(solved[1]) == "expired"


def solution_of(proof: Proof) -> str:
    """A proof of work, done."""
    challenge = Challenge.from_dict(proof.challenge())
    solution = solve_challenge(challenge)
    assert solution
    return Payload(challenge, solution).to_base64()


def test_used_proofs_take_no_more_room_than_is_set_and_never_keep_anybody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MOST_USED", 5)
    proof = Proof(1, time.time)
    assert [proof.judge(solution_of(proof)) for _ in range(12)] == ["right"] * 12


ODD = {
    "too long": "x" * 5000,
    "no base64": "é%00",
    "a half one": "eyJjaGFsbGVuZ2Ui",
    "deep": payload(b'{"challenge":' + b"[" * 1400),
    "deep where a text belongs": payload(b'{"challenge":{"parameters":{"nonce":' + b"[" * 600 + b"]" * 600 + b"}}}"),
    "null": payload(b"null"),
    "a number without end": payload(b'{"challenge":{"parameters":{"nonce":"a","data":{"until":1e400}}}}'),
    "a signature of other letters": payload('{"challenge":{"parameters":{},"signature":"é"},"solution":1}'.encode()),
}


@pytest.mark.parametrize("proof", ODD.values(), ids=ODD)
def test_what_is_no_proof_is_refused_as_such(proof: str, door: Door) -> None:
    answer = door.send({**NEW, "altcha": [proof]})
    assert answer.status_code == 400
    assert "Soep" in answer.text
    assert door.kept() == []


@pytest.mark.parametrize("token", ["%00", "x", "x" * 2000, "é.è", "a.b.c.d", "a b.c", "a.b%0A"])
def test_what_is_no_link_is_refused_as_such(token: str, door: Door) -> None:
    for method in ("GET", "POST"):
        answer = door.client.ask(**{**sending({}, f"/ontvangst/link/{token}"), "method": method})
        assert answer.status_code in {400, 404}
        assert "<h1>" in answer.text


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/ontvangst", "/ontvangst/health", "/ontvangst/challenge", "/ontvangst/link/x"])
def test_what_is_not_done_here_says_what_is(method: str, path: str, door: Door) -> None:
    answer = door.client.ask(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded;charset=\x00"},
        {"Content-Type": "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-7"},
        {"Content-Type": ";"},
        {"Content-Length": "9" * 5000},
        {"Content-Length": "-1"},
        {"Content-Length": "0x10"},
        {"Accept": "\xff"},
    ],
)
def test_odd_headers_are_no_fault_of_ours(headers: dict[str, str], door: Door) -> None:
    given = sending(NEW)
    given["headers"] = [(k.encode(), v.encode("latin-1")) for k, v in ({**given["headers"], **headers}).items()]
    assert door.client.ask(**given).status_code in {200, 400, 413, 415}


@tried(60)
@given(
    path=some.sampled_from(["", "/", "/challenge", "/health", "/link/", "/link/a.b"]),
    more=some.binary(max_size=40),
    body=some.binary(max_size=200) | some.text(max_size=60).map(lambda text: urlencode({"altcha": text}).encode()),
    method=some.sampled_from(["GET", "POST", "HEAD"]),
)
def test_whatever_bytes_are_sent_to_an_address_are_no_fault_of_ours(
    door_of_all: Door, path: str, more: bytes, body: bytes, method: str
) -> None:
    headers = sending({})["headers"]
    url = httpx.URL("https://in.zandmeer.example", raw_path=f"/ontvangst{path}".encode() + _escaped(more))
    answer = door_of_all.client.ask(method, str(url), content=body, headers=headers)
    assert answer.status_code < 500


def _escaped(octets: bytes) -> bytes:
    return "".join(f"%{one:02X}" for one in octets).encode()


@pytest.fixture(scope="module")
def door_of_all(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """A receiver for many."""
    return Door(tmp_path_factory.mktemp("all"))


# --- links ------------------------------------------------------------------------------------------


def test_a_link_that_confirms_does_that_and_nothing_else_wherever_it_is_sent(door: Door) -> None:
    token = path_of(door, "confirm").rpartition("/")[2]
    told = {**NEW, "action": ["confirm"], "activity": [COFFEE], "organisation": ["sportclub"], "link": [token]}
    assert state(door.send({**told, "status": ["ended"], "until": ["2026-12-01"]}, **JSON)) == "accepted"
    assert door.kept()[0]["answers"] == {
        "action": ["confirm"], "activity": [COFFEE], "organisation": ["welzijn-zandmeer"],
    }  # fmt: skip


def test_a_link_that_changes_says_itself_whose_activity_it_is(door: Door) -> None:
    token = path_of(door, "change").rpartition("/")[2]
    told = {**NEW, "action": ["change"], "activity": [COFFEE], "organisation": ["sportclub"], "link": [token]}
    assert state(door.send(told, **JSON)) == "accepted"
    answers = door.kept()[0]["answers"]
    assert (answers["organisation"], answers["title"]) == (["welzijn-zandmeer"], ["Soep"])


# --- nothing that was typed is lost -------------------------------------------------------------------


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def _surprised(*_: object, **_named: object) -> None:
    raise LookupError("nobody foresaw this")


def _busy(door: Door, patch: pytest.MonkeyPatch) -> None:
    del door
    patch.setattr(doorway.Pool, "do", _no_room)


async def _no_room(*_: object) -> None:
    raise doorway.CrowdedError


WAYS: dict[str, tuple[int, Callable[[Door, pytest.MonkeyPatch], object]]] = {
    "too many forms": (429, lambda door, _: setattr(door.house.door.forms, "_room", 0)),
    "too much kept of an address": (429, lambda door, _: setattr(door.house.door.address, "_room", 0)),
    "too much without a proof": (429, lambda door, _: setattr(door.house.door.review, "_room", 0)),
    "too much at once": (503, _busy),
    "a full disk": (503, lambda _, patch: patch.setattr("os.fsync", _full)),
    "what nobody foresaw": (503, lambda _, patch: patch.setattr(intake, "draft", _surprised)),
    "too slow": (408, lambda _, patch: patch.setattr(guard, "REQUEST_SECONDS", 0.05)),
}  # fmt: skip


async def slowly(content: str) -> Any:
    """A form of which the rest does not come."""
    yield f"{content}&description=Half".encode()
    await asyncio.sleep(30)


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_whatever_goes_wrong_the_answer_holds_what_was_typed(
    way: str,
    there: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receive, "fetch", lambda _: FORM if there else None)
    door = Door(tmp_path, limits=Limits())
    door.send({**NEW, "title": ["Brood"]})
    status, break_it = WAYS[way]
    break_it(door, monkeypatch)
    asked = sending({**NEW, "title": ["Soep met <kaas>"]})
    if way == "too slow":
        asked["content"] = slowly(asked["content"])
    answer = door.client.ask(**asked)
    assert answer.status_code == status
    root = html.document_fromstring(answer.text)
    [form] = root.xpath("//form[@method='post']")
    assert form.get("action").endswith("/ontvangst")
    kept = {one.get("name"): (one.get("value") or one.text or "").strip() for one in form.xpath(".//*[@name]")}
    assert kept["title"] == "Soep met <kaas>"
    assert kept["sender.reach"] == NEW["sender.reach"][0]
    assert "altcha" not in kept
    if there and way != "too much at once":
        assert form.xpath(".//input[@id='title']"), "in the form itself"
        [told] = root.xpath("//div[@id='errors' and not(@hidden)]")
        assert told.xpath(".//li")
        assert told.xpath("./h2")[0].text in {
            "Het is hier nu te druk",
            "Het is niet gelukt",
            "Dit konden we niet aannemen",
        }
    if status in {429, 503}:
        assert "Probeer het over" in root.text_content()
        assert "redactie@zandmeer.example" in root.text_content()
        assert int(answer.headers["Retry-After"]) > 0


def test_a_text_that_is_too_long_is_given_back(door: Door) -> None:
    answer = door.send({**NEW, "description": ["x" * 20_001]})
    assert answer.status_code == 413
    assert "Soep" in answer.text


def test_the_page_of_a_link_that_could_not_be_kept_holds_what_was_typed(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(door, "change")
    monkeypatch.setattr("os.fsync", _full)
    answer = door.send({"message": ["Vanaf januari op <woensdag>."]}, path)
    assert answer.status_code == 503
    [area] = html.document_fromstring(answer.text).xpath("//form[@method='post']//textarea[@id='message']")
    assert area.text.strip() == "Vanaf januari op <woensdag>."
    assert "Het is niet gelukt</h2>" in answer.text


def test_a_link_that_does_nothing_any_more_gives_back_what_was_typed(door: Door) -> None:
    path = path_of(door, "change")
    door.clock.later(days=61)
    answer = door.send({"message": ["Vanaf januari op woensdag."]}, path)
    assert answer.status_code == 410
    assert "Vanaf januari op woensdag." in answer.text


def test_what_is_not_foreseen_is_told_without_what_was_typed(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = NEW["sender.reach"][0]

    def surprised(*_: object, **_named: object) -> None:
        raise LookupError(said)

    monkeypatch.setattr(intake, "draft", surprised)
    door.send(NEW)
    assert "LookupError" in caplog.text
    assert said not in caplog.text


def test_a_full_disk_is_told_once_in_a_sentence_and_counted_until_there_is_room(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", _full)
        assert [door.send(NEW).status_code for _ in range(3)] == [503] * 3
    assert door.send(NEW).status_code == 200
    assert [record.getMessage() for record in caplog.records] == [
        "the log cannot be written, so nothing is accepted: No space left on device",
        "the log can be written again; not accepted meanwhile: 3",
    ]
    assert "Traceback" not in caplog.text


def test_a_log_that_was_removed_is_begun_anew_and_what_is_accepted_is_on_the_disk(door: Door) -> None:
    """The first line of the new file may be longer than all of the one that was removed: it is read from its start."""
    assert state(door.proved(NEW, **JSON)) == "accepted"
    shutil.rmtree(door.file.log)
    long = {**NEW, "title": ["Brood"], "description": ["Samen brood bakken. " * 400]}
    assert state(door.proved(long, **JSON)) == "accepted"
    assert [one.subject for one in door.house.log.every()] == ["Nieuwe activiteit: Brood"]
    assert state(door.proved(NEW, **JSON)) == "accepted"
    assert len([line for line in door.kept() if line["step"] == "accepted"]) == 2
    assert door.house.log.unread == ()


def test_a_site_that_does_not_answer_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filled, "WAITING", 0.05)
    ended = threading.Event()
    asked = []

    def hang(url: str) -> None:
        asked.append(url)
        ended.wait(30)

    monkeypatch.setattr(receive, "fetch", hang)
    door = Door(tmp_path)
    try:
        started = time.monotonic()
        answers = [door.send({**NEW, "title": [""]}).text for _ in range(20)]
        assert time.monotonic() - started < 20, "seconds: each would wait for half a minute"
        assert all("Zet het er snel op." in text for text in answers)
        assert len(asked) == 1
        assert state(door.proved(NEW, **JSON)) == "accepted"
    finally:
        ended.set()


# --- connections ------------------------------------------------------------------------------------


class Served(NamedTuple):
    """A receiver that listens."""

    door: Door
    port: int


@contextmanager
def listening(folder: Path, **settings: Any) -> Iterator[Served]:
    """Let a receiver listen."""
    port = free_port()
    door = Door(folder, port=port, **settings)
    server = receive._server(door.house)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, "the server")
    try:
        yield Served(door, port)
    finally:
        server.should_exit = server.force_exit = True
        thread.join(30)


def sent_to(port: int, fields: dict[str, list[str]]) -> httpx.Response:
    """What comes of a form that is sent over the network."""
    asked = sending(fields, **JSON)
    url = f"http://127.0.0.1:{port}{asked.pop('url')}"
    return httpx.request(**asked, url=url, timeout=20)


def connected(port: int, host: str, begun: bytes) -> socket.socket:
    """A connection from an address, on which something was said and nothing more comes."""
    made = socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(host, 0))
    made.sendall(begun)
    return made


HEAD = b"POST /ontvangst HTTP/1.1\r\nHost: x\r\nOrigin: https://zandmeer.example\r\n"
BODY = HEAD + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\naction="
CHALLENGE = b"GET /ontvangst/challenge HTTP/1.1\r\nHost: x\r\n\r\n"
DONE = b"GET /ontvangst/health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("begun", [b"", HEAD, BODY, DONE], ids=["nothing", "half a head", "half a form", "an answer"])
@pytest.mark.parametrize("many", [True, False], ids=["of many addresses", "of one address"])
def test_connections_that_let_us_wait_keep_nobody_out(begun: bytes, many: bool, tmp_path: Path) -> None:  # noqa: FBT001
    with listening(tmp_path) as here, ExitStack() as to_close:
        proof = here.door.proof()
        for n in range(400):
            host = f"127.{1 + n % 200}.{n // 200}.1" if many else "127.0.0.9"
            to_close.enter_context(connected(here.port, host, begun))
        started = time.monotonic()
        answer = sent_to(here.port, {**NEW, "altcha": [proof]})
        assert (answer.status_code, state(answer)) == (200, "accepted")
        assert time.monotonic() - started < 2 * _slowness()


def _slowness() -> float:
    """How much slower this computer is now than one that does nothing else: tests share it."""
    started = time.monotonic()
    sum(range(1_000_000))
    return max(1.0, (time.monotonic() - started) / 0.03) * 2


def test_who_said_all_while_we_were_busy_is_answered_however_many_came_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "USUAL_CONNECTIONS", 8)
    monkeypatch.setattr(doorway, "YOUNG", 1e-9)
    busy, go_on = threading.Event(), threading.Event()

    def slowly(*_: object) -> doorway.Who:
        busy.set()
        go_on.wait(20)
        return doorway.ALL

    with listening(tmp_path) as here, ExitStack() as to_close:
        monkeypatch.setattr(type(here.door.house.door), "who", slowly)
        to_close.enter_context(connected(here.port, "127.0.0.2", CHALLENGE))
        assert busy.wait(20)
        person = to_close.enter_context(connected(here.port, "127.0.0.3", DONE))
        for n in range(60):
            to_close.enter_context(connected(here.port, f"127.0.1.{n + 1}", b""))
        go_on.set()
        assert person.recv(4096).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("begun", [b"", HEAD, BODY], ids=["nothing", "half a head", "half a form"])
def test_who_lets_us_wait_too_long_is_not_waited_for(
    begun: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "PATIENCE", 0.2)
    with listening(tmp_path) as here, connected(here.port, "127.0.0.1", begun) as idle:
        assert _ends(idle, drip=begun != b"")


def _ends(idle: socket.socket, *, drip: bool) -> bool:
    idle.settimeout(0.1)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if drip:
                idle.sendall(b"x")
            if not idle.recv(4096):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


# --- health -----------------------------------------------------------------------------------------


def test_health_is_told_in_a_word_and_a_sentence(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> tuple[int, str]:
        monkeypatch.setattr(health, "HEALTH_SECONDS", 0.0)
        answer = door.client.get("/ontvangst/health")
        assert answer.headers["content-type"].startswith("text/plain")
        return answer.status_code, answer.text

    assert told() == (200, "ok\n")
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", _full)
        assert told()[0] == 503
        assert told()[1].startswith("not ok: De map van het logboek is vol")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=10**12, free=5))
        assert told()[1].startswith("not ok: De map van het logboek is vol")
    with monkeypatch.context() as patch:
        patch.setattr(type(door.house.worker), "died", True)
        assert "start de ontvanger opnieuw" in told()[1]
    with monkeypatch.context() as patch:
        patch.setattr(health, "STALE", -1.0)
        assert "De nieuwste kalender" in told()[1]
    assert told() == (200, "ok\n")


def test_health_tells_what_could_not_be_brought_on_for_a_day_and_nothing_of_whom(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "HEALTH_SECONDS", 0.0)
    door.send(NEW)
    (line,) = door.kept()
    failed = LogLine(id=line["id"], at=door.clock.now, step="failed", track="git", reason="403: geheim")
    door.house.worker._log.add(failed)
    assert door.client.get("/ontvangst/health").text == "ok\n"
    door.clock.later(days=1, hours=1)
    answer = door.client.get("/ontvangst/health")
    assert answer.status_code == 503
    assert answer.text == "not ok: 1 inzending van meer dan een dag geleden kon niet verder worden gebracht.\n"


def test_health_tells_how_many_lines_of_the_log_cannot_be_read_and_nothing_of_what_stands_there(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "HEALTH_SECONDS", 0.0)
    door.send(NEW)
    [path] = door.file.log.glob("*.jsonl")
    path.write_bytes(path.read_bytes() + b"geheim\n")
    door.send({**NEW, "title": ["Brood"]})
    told = "not ok: 1 regel van het logboek is niet te lezen; `buurtkalender submissions list` zegt welke.\n"
    assert door.client.get("/ontvangst/health").text == told


def test_health_is_looked_at_once_in_a_while_however_often_it_is_asked(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.client.get("/ontvangst/health")
    looked: list[object] = []
    monkeypatch.setattr(shutil, "disk_usage", looked.append)
    assert door.client.ask_all({"method": "GET", "url": "/ontvangst/health"} for _ in range(50)) == {200: 50}
    assert looked == []


def test_a_disk_that_does_not_answer_is_told_in_time(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "WATCH_SECONDS", 0.1)
    ended = threading.Event()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: ended.wait(20))
    try:
        assert door.client.get("/ontvangst/health").text == "not ok: De schijf van het logboek geeft geen antwoord.\n"
    finally:
        ended.set()
