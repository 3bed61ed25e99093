"""What stands between the network and the intake: how much is taken in an hour and of whom, what waits, and how long.

What is known of an address is kept in memory only, and not the address itself.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from queue import SimpleQueue
from select import POLLIN, poll
from typing import Any, TypeVar

from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from buurtkalender.submissions.receiving.log import By
from buurtkalender.submissions.receiving.settings import Limits, PublishedSite

T = TypeVar("T")

MOST_KNOWN = 5_000
"""How many addresses are told apart at once; beyond that the one that was quiet longest is forgotten."""

HOUR = 3600.0

Who = tuple[bytes, ...]
"""Digests of who asks: of their own address, and of the network that it is in."""

ALL: Who = (b"",)
SHARES = (1.0, 0.25)
"""What is charged for one to an address, and to its network: that may take four times as much."""


class Limit:
    """So many an hour of each, with as many at once as half of that: a bucket that fills again while nobody takes.

    ``clock`` gives seconds that never go back.
    """

    def __init__(self, hourly: int, clock: Callable[[], float]) -> None:
        self._room = max(hourly / 2, 1.0)
        self._rate = hourly / HOUR
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._one = threading.Lock()

    def allows(self, who: Who = ALL, spare: float = 0.0) -> bool:
        """Whether one more is taken; if so, it counts. ``spare`` is the part of the room that has to stay free."""
        with self._one:
            now = self._clock()
            left = {one: self._left(one, now) for one in who}
            shares = dict(zip(who, SHARES, strict=False))
            taken = all(left[one] - shares[one] >= spare * self._room for one in who)
            for one in who:
                self._known[one] = (left[one] - shares[one] if taken else left[one]), now
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
            return taken

    def give_back(self, who: Who = ALL) -> None:
        """Do as if one less was taken."""
        with self._one:
            now = self._clock()
            for one, share in zip(who, SHARES, strict=False):
                self._known[one] = min(self._room, self._left(one, now) + share), now

    def seconds(self) -> int:
        """Return after how long there is room again, at most."""
        return max(1, round(1 / self._rate))

    def _left(self, one: bytes, now: float) -> float:
        left, since = self._known.pop(one, (self._room, now))
        return min(self._room, left + (now - since) * self._rate)


class Callers:
    """Tells callers apart without knowing who they are: by digests that only this process can make."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def digests(self, address: str) -> Who:
        """Return digests of a caller: of the house (an address of IPv4, a /64 of IPv6), and of the network (/24, /48).

        Whoever rents a network has all addresses in it; a house with IPv6 has a /64, and often a /56 or a /48.
        """
        try:
            found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
        except ValueError:
            return (self.digest(address.encode()),)
        if isinstance(found, IPv6Address):
            found = found.ipv4_mapped or found
        house, network = (8, 6) if isinstance(found, IPv6Address) else (4, 3)
        return self.digest(found.packed[:house]), self.digest(found.packed[:network])

    def digest(self, octets: bytes) -> bytes:
        """Return a digest."""
        return blake2b(octets, key=self._key, digest_size=12).digest()


def caller(peer: str, forwarded: str, proxies: frozenset[str]) -> str:
    """Return who asks: the peer, or whom a proxy of ours says that it asks for.

    ``forwarded`` is X-Forwarded-For, of which anybody can write the beginning: it is read from its end, and only as
    long as it was our own proxies that wrote.
    """
    if peer not in proxies:
        return peer
    for one in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if one not in proxies:
            return one
    return peer


# What counts for all together is charged once a proof of work was found right. What comes without one costs its sender.

LINK_PRESSES = 30
FAIR = 8
"""An eighth of what is kept without a proof in an hour is for one network, before half of the room is free."""


@dataclass
class Doorway:
    """What stands between the network and the desk. ``counts`` are of answers by kind: all that is known of spam."""

    limits: Limits
    proxies: frozenset[str]
    origins: frozenset[str]
    forms: Limit
    address: Limit
    everybody: Limit
    networks: Limit
    review: Limit
    challenges: Limit
    links: Limit
    callers: Callers = field(default_factory=Callers)
    counts: Counter[str] = field(default_factory=Counter)

    def who(self, request: Request) -> Who:
        """Return digests of who asks."""
        peer = request.client.host if request.client else ""
        forwarded = ", ".join(request.headers.getlist("x-forwarded-for"))
        return self.callers.digests(caller(peer, forwarded, self.proxies))

    def holder(self, token: str) -> Who:
        """Return a digest of who has a link: what comes with it is charged to nobody else."""
        return (self.callers.digest(token.encode()),)

    def takes(self, by: By, who: Who) -> Limit | None:
        """Charge for what is about to be kept; return the limit that does not allow it, None where all do."""
        charged = self._charged(by, who)
        spare = 0.5 if by == "review" and not self.networks.allows(who[-1:]) else 0.0
        for n, (limit, whose) in enumerate(charged):
            if not limit.allows(whose, spare if limit is self.review else 0.0):
                for before, whom in charged[:n]:
                    before.give_back(whom)
                return limit
        return None

    def give_back(self, by: By, who: Who) -> None:
        """Do as if nothing was kept, for nothing was."""
        for limit, whose in self._charged(by, who):
            limit.give_back(whose)

    def _charged(self, by: By, who: Who) -> list[tuple[Limit, Who]]:
        if by == "link":
            return [(self.links, who)]
        return [(self.address, who), (self.everybody if by == "proof" else self.review, ALL)]


def doorway(
    site: PublishedSite, limits: Limits, proxies: Sequence[str], origins: Sequence[str], seconds: Callable[[], float]
) -> Doorway:
    """Return a doorway with all its limits; ``seconds`` is a clock that never goes back."""
    return Doorway(
        limits=limits,
        proxies=frozenset(proxies),
        origins=frozenset([*site.origins, *origins]),
        forms=Limit(max(limits.forms, limits.address), seconds),  # whatever is kept was sent
        address=Limit(limits.address, seconds),
        everybody=Limit(limits.everybody, seconds),
        networks=Limit(max(limits.review // FAIR, 1), seconds),
        review=Limit(limits.review, seconds),
        challenges=Limit(limits.challenges, seconds),
        links=Limit(LINK_PRESSES, seconds),
    )


# --- what waits for what ---------------------------------------------------------------------------------


class CrowdedError(Exception):
    """More is waiting than can be done soon."""


class Pool:
    """Threads of their own for some work, so that other work never waits for it; the end of the process does neither.

    They begin with the first work: most of the time there is none.
    """

    def __init__(self, threads: int, most: int) -> None:
        self._threads = threads
        self._most = most
        self._waiting = 0
        self._todo: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()

    async def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Do something when it is its turn. Raises CrowdedError where too much waits already."""
        if self._waiting >= self._most:
            raise CrowdedError
        self._waiting += 1
        try:
            done: Future[T] = Future()
            self._todo.put((done, partial(work, *arguments)))
            if self._threads:
                self._threads -= 1
                threading.Thread(target=self._work, daemon=True).start()
            return await asyncio.wrap_future(done)
        finally:
            self._waiting -= 1

    def _work(self) -> None:
        while True:
            done, work = self._todo.get()
            if not done.set_running_or_notify_cancel():
                continue  # whoever asked is gone
            try:
                done.set_result(work())
            except BaseException as error:  # noqa: BLE001 - for whoever asked
                done.set_exception(error)
            del done, work


# --- connections ----------------------------------------------------------------------------------------
# Whoever opens a connection and then says nothing, a byte a minute, or does not take the answer, keeps nobody out.

PATIENCE = 25.0
"""For so many seconds a connection may let us wait: for a request, for the rest of it, or to take our answer."""

LEAVING = 2.0
"""…and for so many once the receiver was told to stop."""

USUAL_CONNECTIONS = 256
MOST_CONNECTIONS = 2_000
YOUNG = 1.0
"""Where there are more than usual, those end that let us wait for more seconds; where there are most, all of these."""


class Connection(H11Protocol):
    """A connection, as uvicorn keeps it, that is ended when it lets us wait too long, or when others need its place."""

    proxies: frozenset[str] = frozenset()
    """Whose connections are those of many: each counts for itself."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait. Where there are too many, those end that let us wait, and first of who has the most."""
        super().connection_made(transport)
        self.since = self.loop.time()
        self._timer = self.loop.call_later(PATIENCE, self._look)
        if len(self.connections) > USUAL_CONNECTIONS and len(self.connections) % 32 == 0:
            self._make_room(0.0 if len(self.connections) > MOST_CONNECTIONS else YOUNG)

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Wait anew once a whole request has begun; a byte of it more is not enough."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self.since = self.loop.time()

    def on_response_complete(self) -> None:
        """Wait anew: for the answer to be taken, and for the next request."""
        self.since = self.loop.time()
        super().on_response_complete()

    @property
    def waits(self) -> bool:
        """Whether it is the other side that has to do something."""
        asked: RequestResponseCycle | None = self.cycle
        return asked is None or asked.response_complete or asked.more_body or self.flow.write_paused

    def shutdown(self) -> None:
        """Let who is being answered or still sends something have a moment, and wait for nobody after that."""
        super().shutdown()
        self._timer.cancel()
        self._timer = self.loop.call_later(LEAVING, self.end)

    def _look(self) -> None:
        left = self.since + PATIENCE - self.loop.time()
        if self.waits and left <= 0:
            self.end()
        else:
            self._timer = self.loop.call_later(max(left, 1.0), self._look)

    def _make_room(self, young: float) -> None:
        """End enough connections that let us wait: of who has the most of them first, and the oldest of those.

        Whoever said something that we did not come to yet waits for us, unless there are most.
        """
        before = self.loop.time() - young
        waiting = [one for one in self.connections if isinstance(one, Connection) and one.waits and one.since < before]
        by_peer = Counter(one.peer for one in waiting if one.peer not in self.proxies)
        waiting.sort(key=lambda one: (-by_peer[one.peer], one.since))
        ending = {one.number: one for one in waiting[: len(self.connections) - USUAL_CONNECTIONS]}
        said = poll()
        for number in ending if young else ():
            said.register(number, POLLIN)
        for number in ending.keys() - dict(said.poll(0)).keys():
            ending[number].end()

    @property
    def number(self) -> int:
        """The number by which the system knows it."""
        return int(self.transport.get_extra_info("socket").fileno())

    @property
    def peer(self) -> str:
        """The address of the other side."""
        return self.client[0] if self.client else ""

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.connections.discard(self)
        self.transport.abort()
