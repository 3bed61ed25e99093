"""How much is taken in an hour. What is known of an address is kept in memory only, and not the address itself."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address

MOST_KNOWN = 5_000
"""How many addresses are told apart at once; beyond that the one that was quiet longest is forgotten."""

HOUR = 3600.0


class Limit:
    """So many an hour of each, with as many at once as half of that: a bucket that fills again while nobody takes.

    ``clock`` gives seconds that never go back.
    """

    def __init__(self, hourly: int, clock: Callable[[], float]) -> None:
        self._room = max(hourly / 2, 1.0)
        self._rate = hourly / HOUR
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def allows(self, who: bytes = b"") -> bool:
        """Whether one more is taken; if so, it counts."""
        now = self._clock()
        left, since = self._known.pop(who, (self._room, now))
        left = min(self._room, left + (now - since) * self._rate)
        taken = left >= 1
        self._known[who] = (left - 1 if taken else left), now
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return taken

    def seconds(self) -> int:
        """Return after how long there is room again, at most."""
        return max(1, round(1 / self._rate))


class Callers:
    """Tells callers apart without knowing who they are: by a digest that only this process can make."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def digest(self, address: str) -> bytes:
        """Return a digest of the network of a caller: one address of IPv4, a /64 of IPv6 (what one house has)."""
        try:
            found: IPv4Address | IPv6Address = ip_address(address)
        except ValueError:
            return blake2b(address.encode(), key=self._key, digest_size=12).digest()
        if isinstance(found, IPv6Address):
            found = found.ipv4_mapped or found
        octets = found.packed if isinstance(found, IPv4Address) else found.packed[:8]
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
