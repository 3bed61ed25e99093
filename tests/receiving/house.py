"""A receiver's parts in this process, asked without a network; what it is not given, it has not."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from runpy import run_path
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from altcha import Challenge, Payload, solve_challenge
from httpx import ASGITransport, AsyncClient, Response

from buurtkalender.receive import ReceiverParts
from buurtkalender.site.settings import from_mapping
from buurtkalender.submissions.receiving.settings import Limits, SettingsFile, origin
from buurtkalender.words.catalogues import translator
from projects import SETTINGS
from receiving.receiver import NOON
from town import TOWN

T = TypeVar("T")
SITE = "https://zandmeer.example"
RECEIVER = "https://in.zandmeer.example/ontvangst"
PEER = "192.0.2.7"
JSON = {"Accept": "application/json"}
PLENTY = Limits(address=100_000, everybody=100_000, review=100_000, challenges=100_000)


@dataclass
class Clock:
    """The time, which only goes on when it is told to."""

    now: datetime = NOON
    passed: float = 0.0

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def later(self, **more: float) -> None:
        """Let time pass."""
        self.now += timedelta(**more)
        self.passed += timedelta(**more).total_seconds()

    def seconds(self) -> float:
        """The seconds that passed, whatever somebody sets the clock to."""
        return self.passed


def elsewhere(work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the browser of other tests has an event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Client:
    """Asks an application without a network."""

    def __init__(self, app: Any) -> None:
        self._transport = ASGITransport(app, raise_app_exceptions=False, client=(PEER, 1234))

    def ask(self, method: str, url: str, **more: Any) -> Response:
        """Ask once."""

        async def asked() -> Response:
            async with AsyncClient(transport=self._transport, base_url=origin(RECEIVER)) as client:
                return await client.request(method, url, **more)

        return elsewhere(asked())

    def ask_all(self, asked: Iterable[dict[str, Any]]) -> Counter[int]:
        """Ask many times in a row, and count the answers by their status."""

        async def every() -> Counter[int]:
            async with AsyncClient(transport=self._transport, base_url=origin(RECEIVER)) as client:
                return Counter([(await client.request(**one)).status_code for one in asked])

        return elsewhere(every())

    def get(self, path: str, **more: Any) -> Response:
        """Get an address."""
        return self.ask("GET", path, **more)


def sending(fields: dict[str, list[str]], path: str = "/ontvangst", **headers: str) -> dict[str, Any]:
    """What a browser asks when a form on a page of the site is sent."""
    said = {"Origin": SITE, "Content-Type": "application/x-www-form-urlencoded"}
    said |= {name.replace("_", "-"): text for name, text in headers.items()}
    return {"method": "POST", "url": path, "content": urlencode(fields, doseq=True), "headers": said}


class Door:
    """The receiver and somebody at its door."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        values = run_path(str(SETTINGS)) | {
            "SUBMISSION_URL": RECEIVER,
            "PATH": str(TOWN / "content"),
            "LANGUAGES": (),
            "PAPERS": False,
            "DEMO": False,
        }
        self.settings = from_mapping(values, folder)
        given = {"log": folder / "log", "proof_cost": 1, "limits": PLENTY} | settings
        self.file = msgspec.structs.replace(SettingsFile(), **given)
        self.clock = Clock()
        self.house = self.start()
        self.client = Client(self.house.app)

    def start(self, between: Callable[[str], None] = lambda _step: None) -> ReceiverParts:
        """Put it together, as if it was started anew. ``between`` is called after each step of its work."""
        return ReceiverParts(self.settings, self.file, translator("nl"), self.clock, between, self.clock.seconds)

    def proof(self) -> str:
        """A proof of work, done."""
        challenge = Challenge.from_dict(self.client.get("/ontvangst/challenge", headers={"Origin": SITE}).json())
        solution = solve_challenge(challenge)
        assert solution
        return Payload(challenge, solution).to_base64()

    def send(self, fields: dict[str, list[str]], path: str = "/ontvangst", **headers: str) -> Response:
        """Send a form, as a browser does from a page of the site."""
        return self.client.ask(**sending(fields, path, **headers))

    def proved(self, fields: dict[str, list[str]], **headers: str) -> Response:
        """Send a form with a proof of work."""
        return self.send({**fields, "altcha": [self.proof()]}, **headers)

    def kept(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        files = sorted(self.file.log.glob("*.jsonl"))
        return [msgspec.json.decode(line) for file in files for line in file.read_bytes().splitlines()]


def at_once(what: list[Any]) -> None:
    """Call all of these at the same moment."""
    ready = threading.Barrier(len(what))

    def run(one: Any) -> None:
        ready.wait()
        one()

    threads = [threading.Thread(target=run, args=(one,)) for one in what]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


__all__ = ["JSON", "NOON", "RECEIVER", "SITE", "UTC", "Clock", "Door", "at_once"]
