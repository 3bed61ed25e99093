"""Lock-out: whatever others do without a proof, a person with a right one is let in, and soon.

Every flood meets a receiver of its own with the limits that it has by itself, from many addresses. Beside it one person
after the other sends a right form with a right proof, one a second.
"""

from __future__ import annotations

import base64
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Self
from urllib.parse import urlencode

from soak.crowd import crowd, told
from soak.judging import MEMORY_MIB, Figure, at_most, holds, none_of, person
from soak.place import FORM, PLENTY, QUICK, Place, ask, folder, form, place, proof, send

SECONDS = 3 if QUICK else 6
AT_ONCE = 16
SOCKETS = 300 if QUICK else 1_000
USED = 300 if QUICK else 21_000
Flood = Callable[[Place, threading.Event, int], None]


def lockout() -> Iterator[Figure]:
    with Stuck() as site:
        for name, flood in list(FLOODS.items())[:: 4 if QUICK else 1]:
            with folder() as at:
                behind = name.endswith("behind a proxy")
                slow = "slow site" in name
                there = place(at, site=site.url if slow else "http://127.0.0.1:9", more="")
                there.set(before='proxies = ["127.0.0.1"]' if behind else "", repository='remote = ""')
                yield from _flooded(name, flood, there, forwarded=behind, origin=site.url if slow else "")
    yield from _used_up()
    yield from _odd()


def _flooded(name: str, flood: Flood, there: Place, *, forwarded: bool, origin: str) -> Iterator[Figure]:
    there.start()
    stopped, file = threading.Event(), there.folder / "person"
    at_once = 64 if origin else AT_ONCE  # more than there are threads that could wait for the site
    with ThreadPoolExecutor(at_once) as pool:
        floods = [pool.submit(flood, there, stopped, one) for one in range(at_once)]
        time.sleep(1.0)
        more = [SECONDS, "forwarded" if forwarded else "", origin]
        with crowd("person", there.port, file, *more) as alone:
            alone.wait()
        healthy = ask(there.port, "GET", "/health", patience=5)
        stopped.set()
        for each in floods:
            each.result()  # a flood that broke off was none
    yield from person(f"lock-out: {name}", [asked for _, asked in told(file)])
    yield holds(f"lock-out: {name}", "/health says that all is well", healthy.status == 200, str(healthy.status))
    if there.peak() > 100:
        yield at_most(f"lock-out: {name}", "memory at most", there.peak(), 100, "MiB")
    there.stop()


# --- what others do --------------------------------------------------------------------------------------


def _asking(make: Callable[[random.Random, Place], tuple[str, str, bytes, dict[str, str]]]) -> Flood:
    """Return a flood that asks again and again, every time from another address."""

    def flood(there: Place, stopped: threading.Event, one: int) -> None:
        chance = random.Random(one)
        while not stopped.is_set():
            method, path, body, headers = make(chance, there)
            forwarded = "X-Forwarded-For" in headers
            source = "127.0.0.1" if forwarded else f"127.{chance.randrange(1, 90)}.{chance.randrange(1, 250)}.{one + 1}"
            ask(there.port, method, path, body, headers, source, 10)

    return flood


def _body(**more: str) -> bytes:
    return urlencode(form(**more), doseq=True).encode()


def _somewhere(chance: random.Random) -> dict[str, str]:
    return {
        **FORM,
        "X-Forwarded-For": f"203.0.{chance.randrange(250)}.{chance.randrange(250)}, 198.18.{chance.randrange(250)}.9",
    }


def _proved(chance: random.Random, there: Place) -> tuple[str, str, bytes, dict[str, str]]:
    """A right proof with a wrong form: each costs its sender a proof."""
    source = f"127.{chance.randrange(1, 90)}.{chance.randrange(1, 250)}.7"
    origin = {"Origin": str(there.project.settings.read_text().rpartition("SITEURL = '")[2].partition("'")[0])}
    made = proof(there.port, source, origin, 10)
    headers = {**FORM, **origin, "Accept": "text/html"}
    return "POST", "/ontvangst", _body(altcha=made, title="", **{"when.0.weekly": "someday"}), headers


def _idle(there: Place, stopped: threading.Event, one: int) -> None:
    """Connections on which nothing is ever said."""
    with ExitStack() as held:
        for n in range(SOCKETS // AT_ONCE):
            with suppress(OSError):
                held.enter_context(_connected(there.port, f"127.{one + 1}.{n // 250}.{n % 250 + 1}"))
        stopped.wait()


def _dripping(head: bytes, every: float = 0.5) -> Flood:
    """Connections on which a request comes a byte at a time."""

    def flood(there: Place, stopped: threading.Event, one: int) -> None:
        with ExitStack() as held:
            all_of = []
            for n in range(SOCKETS // AT_ONCE):
                with suppress(OSError):
                    made = held.enter_context(_connected(there.port, f"127.{one + 1}.{n // 250}.{n % 250 + 1}"))
                    made.sendall(head)
                    all_of.append(made)
            while not stopped.wait(every):
                for made in all_of:
                    with suppress(OSError):
                        made.send(b"a")

    return flood


def _connected(port: int, source: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 5, source_address=(source, 0))


_HEAD = b"POST /ontvangst HTTP/1.1\r\nHost: here\r\nOrigin: http://127.0.0.1:9\r\n"
_SLOW_BODY = _HEAD + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n"

FLOODS: dict[str, Flood] = {
    "forms without a proof": _asking(
        lambda chance, _: ("POST", "/ontvangst", _body(message=str(chance.random())), FORM)
    ),
    "forms without a proof, behind a proxy": _asking(
        lambda chance, _: ("POST", "/ontvangst", _body(message=str(chance.random())), _somewhere(chance))
    ),
    "wrong proofs": _asking(lambda chance, _: ("POST", "/ontvangst", _body(altcha=f"e30{chance.random()}"), FORM)),
    "wrong forms without a proof": _asking(lambda *_: ("POST", "/ontvangst", _body(title=""), FORM)),
    "wrong forms with right proofs": _asking(_proved),
    "wrong forms with right proofs, and a slow site": _asking(_proved),
    "traps": _asking(lambda *_: ("POST", "/ontvangst", _body(homepage="https://x.example"), FORM)),
    "links that are none": _asking(lambda chance, _: ("GET", f"/ontvangst/link/{chance.random()}", b"", {})),
    "links that are none, pressed": _asking(
        lambda chance, _: ("POST", f"/ontvangst/link/{chance.random()}", b"a=b", FORM)
    ),
    "forms with links that are none": _asking(lambda *_: ("POST", "/ontvangst", _body(link="none"), FORM)),
    "forms of other sites": _asking(
        lambda *_: ("POST", "/ontvangst", _body(), {**FORM, "Origin": "https://other.example"})
    ),
    "what is no form": _asking(lambda *_: ("POST", "/ontvangst", b"{}", {**FORM, "Content-Type": "application/json"})),
    "what is too large": _asking(lambda *_: ("POST", "/ontvangst", b"a=" + b"b" * 200_000, FORM)),
    "challenges asked for": _asking(lambda *_: ("GET", "/ontvangst/challenge", b"", FORM)),
    "challenges asked for, behind a proxy": _asking(
        lambda chance, _: ("GET", "/ontvangst/challenge", b"", _somewhere(chance))
    ),
    "pages that are not there": _asking(lambda chance, _: ("GET", f"/{chance.random()}", b"", {})),
    "idle connections": _idle,
    "heads that drip": _dripping(_HEAD + b"X-Slow: "),
    "bodies that drip": _dripping(_SLOW_BODY + b"title="),
}


class Stuck:
    """A site that takes every connection and never answers."""

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self._held: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self._held.append(self._socket.accept()[0])

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"


# --- right proofs that were used up, and odd ones --------------------------------------------------------


def _used_up() -> Iterator[Figure]:
    """Use more right proofs within their twenty minutes than a receiver remembers, each for a form that is right."""
    trial = f"lock-out: {USED} proofs used"
    with folder() as at, ExitStack() as stack:
        there = place(at, more=PLENTY)
        there.set(PLENTY, None)
        there.start()
        several = [("many", there.port, at / f"crowd-{n}", USED // 3, 12, f"Groep {n}") for n in range(3)]
        for one in [stack.enter_context(crowd(*each)) for each in several]:
            one.wait()
        after = [send(there.port, f"Samen eten {n}", f"127.98.0.{n + 1}") for n in range(5)]
        yield from person(trial, after)
        yield at_most(trial, "memory at most", there.peak(), MEMORY_MIB, "MiB")
        there.stop()


def _odd() -> Iterator[Figure]:
    """Ask for what no browser asks: every answer is one of the receiver, and none says that it is its own fault."""
    deep = json.dumps({"a": 1})
    odd: dict[str, tuple[str, str, bytes, dict[str, str]]] = {
        "Origin: null with a Referer": (
            "POST",
            "/ontvangst",
            _body(),
            {**FORM, "Origin": "null", "Referer": FORM["Origin"] + "/x"},
        ),
        "a link of bytes that are no text": ("GET", "/ontvangst/link/%ff%fe%00", b"", {}),
        "a link of 4,000 signs": ("GET", "/ontvangst/link/" + "a" * 4_000, b"", {}),
        "a proof that is nested": ("POST", "/ontvangst", _body(altcha=_nested(deep)), FORM),
        "a proof that is a list": ("POST", "/ontvangst", _body(altcha="W10="), FORM),
        "a proof with numbers for texts": (
            "POST",
            "/ontvangst",
            _body(altcha=_as_proof({"nonce": 1, "expiresAt": "x"})),
            FORM,
        ),
        "a proof that expires at no time": (
            "POST",
            "/ontvangst",
            _body(altcha=_as_proof({"nonce": "a", "expiresAt": 1e400})),
            FORM,
        ),
        "a proof of signs that are no ASCII": ("POST", "/ontvangst", _body(altcha="é" * 50), FORM),
        "a field of NUL": ("POST", "/ontvangst", _body(title="a\0b"), FORM),
        "half a surrogate": ("POST", "/ontvangst", b"title=%ed%a0%80", FORM),
        "two hundred dots in a path": ("GET", "/ontvangst/" + "../" * 200, b"", {}),
    }
    with folder() as at:
        there = place(at, more=PLENTY, repository='remote = ""')
        there.start()
        wrong = []
        for n, (name, (method, path, body, headers)) in enumerate(odd.items()):
            status = ask(there.port, method, path, body, headers, f"127.97.0.{n + 1}").status
            refused = status in {400, 403, 404, 409, 410, 413, 422} or (
                status == 200 and ("proof" in name or "NUL" in name)
            )
            wrong += [] if refused and (status == 403 or "null" not in name) else [f"{name}: {status}"]
        yield none_of("odd requests", "answered otherwise than with a refusal", wrong, len(odd))
        yield none_of("odd requests", "errors that nobody foresaw", ["Traceback"] * there.said().count("Traceback"))
        typed = _body(title="Wat ik typte")
        headers = {**FORM, "Accept": "text/html"}
        there.stop()
        there.set("[limits]\naddress = 1\n", 'remote = ""')
        there.start()
        pages = [ask(there.port, "POST", "/ontvangst", typed + f"&message={n}".encode(), headers) for n in range(4)]
        late = [page for page in pages if page.status == 429]
        kept = bool(late) and all(b"Wat ik typte" in page.body for page in late)
        yield holds("odd requests", "a page of 429 without a script holds what was typed", kept)
        there.stop()


def _nested(inner: str) -> str:
    """Return a proof of JSON in JSON, deeper than any proof is, and no deeper than a reader of ours allows."""
    return base64.b64encode(('{"challenge":' * 60 + inner + "}" * 60).encode()).decode()


def _as_proof(parameters: dict[str, object]) -> str:
    return base64.b64encode(json.dumps({"challenge": {"parameters": parameters}}).encode()).decode()
