"""What keeps the receiver safe: how requests are read, proofs of work, signed links, how much is taken in an hour."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from altcha import create_challenge, verify_solution
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.submissions.receiving.settings import Limits, origin

FORM = "application/x-www-form-urlencoded"
LONGEST_NAME = 120
REQUEST_SECONDS = 20.0


class IncomingError(Exception):
    """It cannot be read; ``status`` is that of HTTP."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Came(NamedTuple):
    """What was sent: every value by its name, in order; empty ones too."""

    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """Return the first value of a name; "" where there is none."""
        return next(iter(self.fields.get(name, ())), "")


async def read_request(request: Request, limits: Limits) -> Came:
    """Read a form. Raises IncomingError when it is none, is too large, comes too slowly or holds what is no text."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise IncomingError(415)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limits.octets:
        raise IncomingError(413)
    octets = bytearray()
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            async for piece in request.stream():
                octets += piece
                if len(octets) > limits.octets:
                    raise IncomingError(413)
    except (TimeoutError, ClientDisconnect) as error:
        raise IncomingError(408) from error
    return parse(bytes(octets), limits)


def parse(octets: bytes, limits: Limits) -> Came:
    """Return the fields of a form. Raises IncomingError for what no browser sends."""
    try:
        pairs = parse_qsl(
            octets.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=limits.fields,
        )
    except ValueError as error:  # too many, or no UTF-8
        raise IncomingError(400) from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if len(name) > LONGEST_NAME or len(value) > limits.characters:
            raise IncomingError(413)
        fields.setdefault(name, []).append(value)
    return Came(fields)


def comes_from(headers: Headers, allowed: Iterable[str]) -> bool:
    """Whether a form was sent from a page of ours.

    Every browser of the last years says so with each form that goes to another host (Origin; Fetch Standard, 3.2). One
    that does not may still say the page itself (Referer). Who says neither is no browser, and is refused; so is
    ``null``, which pages in a sandbox say.
    """
    allowed = {one.lower() for one in allowed}
    said = headers.get("origin", "").lower()
    if said and said != "null":
        return said in allowed
    page = headers.get("referer", "")
    return bool(page) and origin(page) in allowed


# --- proof -----------------------------------------------------------------------------------------------
# A proof of work (ALTCHA, version 2): the sender's browser computes a second, a spammer for each piece of spam.
#
# Nobody else is asked, and nothing is kept in the browser. The key is made anew with each start: a challenge of
# before is then of no use any more, so it is enough to remember in memory which were used.

Verdict = Literal["right", "expired", "wrong", "none"]

ALGORITHM = "PBKDF2/SHA-256"  # one that browsers have built in, and that costs them one call a try
PREFIX = "00"
"""What the derived key has to begin with, in hexadecimal: 256 tries on average."""
PROOF_SECONDS = 1200
MOST_USED = 20_000
LONGEST_PROOF = 2_000


class Proof:
    """Asks for proofs and judges them. ``clock`` gives the seconds since 1970; ``cost`` the rounds of one try."""

    def __init__(self, cost: int, clock: Callable[[], float]) -> None:
        self._cost = cost
        self._clock = clock
        self._key = secrets.token_hex(32)
        self._used: dict[str, float] = {}

    def challenge(self) -> dict[str, Any]:
        """Return a challenge: signed, and good for twenty minutes."""
        expires = int(self._clock()) + PROOF_SECONDS
        made = create_challenge(ALGORITHM, self._cost, key_prefix=PREFIX, expires_at=expires, hmac_secret=self._key)
        found: dict[str, Any] = made.to_dict()
        return found

    def judge(self, payload: str) -> Verdict:
        """Return what a solution is worth. A right one is used by this, and expired ever after."""
        if not payload:
            return "none"
        nonce, expires = _parts(payload)
        if not nonce:
            return "wrong"
        now = self._clock()
        if expires < now or nonce in self._used:
            return "expired"
        found = verify_solution(payload, self._key)
        if not found.verified:  # a key that is not ours is that of before the last start
            return "expired" if found.expired or found.invalid_signature else "wrong"
        return "right" if self._use(nonce, expires, now) else "expired"

    def _use(self, nonce: str, expires: float, now: float) -> bool:
        """Remember that a challenge was used; False where there are too many to remember."""
        if len(self._used) >= MOST_USED:
            self._used = {one: until for one, until in self._used.items() if until >= now}
        if len(self._used) >= MOST_USED:
            return False
        self._used[nonce] = expires
        return True


def _parts(payload: str) -> tuple[str, float]:
    """Return the nonce of the challenge and when it expires; "" where the payload is none."""
    if len(payload) > LONGEST_PROOF:
        return "", 0
    try:
        parameters = msgspec.json.decode(base64.b64decode(payload, validate=True))["challenge"]["parameters"]
        return str(parameters["nonce"]), float(parameters["expiresAt"])
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError):
        return "", 0


# --- links -----------------------------------------------------------------------------------------------
# Links with which an organisation confirms, changes or cancels an activity: signed, for one activity, for some weeks.
#
# Whoever has the link may use it, as with a key; so it is about one activity and one thing to do, and ends by itself.

Action = Literal["confirm", "change", "cancel"]
ACTIONS: tuple[Action, ...] = ("confirm", "change", "cancel")
LONGEST_LINK = 600


class LinkSettings(NamedTuple):
    """What links are made with: the receiver's secret, its address, and for how many days they are good."""

    secret: bytes
    url: str
    days: int


class SignedLink(NamedTuple):
    """What a link says: which organisation may do what to which activity, up to and including which day."""

    organisation: str
    activity: str
    action: Action
    until: date


def link(settings: LinkSettings, organisation: str, activity: str, action: Action, today: date) -> str:
    """Return the address with which ``organisation`` does ``action`` to ``activity``; good from ``today`` on.

    ``activity`` is the whole identifier, ``organisation/name``. The same arguments give the same address.
    """
    until = today + timedelta(days=settings.days)
    token = _serializer(settings.secret).dumps([organisation, activity, action, until.isoformat()])
    return f"{settings.url.rstrip('/')}/link/{token if isinstance(token, str) else token.decode()}"


def links(
    settings: LinkSettings, calendar: Calendar, organisation: str, today: date
) -> Iterator[tuple[Activity, dict[Action, str]]]:
    """Yield every activity of an organisation with its links, by title."""
    own = [one for one in calendar.activities.values() if one.organisation == organisation]
    for activity in sorted(own, key=lambda one: one.title.casefold()):
        yield activity, {action: link(settings, organisation, activity.id, action, today) for action in ACTIONS}


def opened(settings: LinkSettings, token: str) -> SignedLink | None:
    """Return what a link says; None when it was not made by us. Whether it is still good, is another question."""
    if len(token) > LONGEST_LINK:
        return None
    try:
        organisation, activity, action, until = _serializer(settings.secret).loads(token)
        return SignedLink(organisation, activity, action, date.fromisoformat(until))
    except (BadSignature, ValueError, TypeError):
        return None


def refused(found: SignedLink | None, calendar: Calendar, today: date) -> Literal["", "unknown", "expired", "another"]:
    """Return why a link does nothing: it is none, is too old, or the activity is not that organisation's (any more)."""
    if found is None:
        return "unknown"
    if found.until < today:
        return "expired"
    activity = calendar.activities.get(found.activity)
    return "another" if activity is None or activity.organisation != found.organisation else ""


def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="buurtkalender.link", signer_kwargs={"digest_method": hashlib.sha256})


# --- limits ----------------------------------------------------------------------------------------------
# How much is taken in an hour. What is known of an address is kept in memory only, and not the address itself.

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
