"""What keeps the receiver safe: how requests are read, proofs of work, signed links."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from altcha import create_challenge, verify_solution
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from buurtkalender.domain.model import Activity, Calendar
from buurtkalender.submissions.receiving.settings import Limits, origin

# --- requests -------------------------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"
LONGEST_NAME = 120
LONGEST_NUMBER = 12
REQUEST_SECONDS = 20.0


class Came(NamedTuple):
    """What was sent: every value by its name, in order; empty ones too."""

    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """Return the first value of a name; "" where there is none."""
        return next(iter(self.fields.get(name, ())), "")


class IncomingError(Exception):
    """It is not taken; ``status`` is that of HTTP. ``came`` is what can be read of it, so that it can be given back."""

    def __init__(self, status: int, came: Came | None = None) -> None:
        super().__init__(str(status))
        self.status = status
        self.came = came or Came({})


async def read_request(request: Request, limits: Limits) -> Came:
    """Read a form. Raises IncomingError when it is none, is too large, comes too slowly or holds what is no text."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise IncomingError(415)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > LONGEST_NUMBER or int(length) > limits.octets:
        raise IncomingError(413)
    octets = bytearray()
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            async for piece in request.stream():
                octets += piece
                if len(octets) > limits.octets:
                    raise IncomingError(413)
    except (TimeoutError, ClientDisconnect) as error:
        raise IncomingError(408, _begun(bytes(octets), limits)) from error
    return parse(bytes(octets), limits)


def _begun(octets: bytes, limits: Limits) -> Came:
    """Return the fields that had come whole when the rest did not."""
    try:
        return parse(octets[: max(octets.rfind(b"&"), 0)], limits)
    except IncomingError as error:
        return error.came


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
        fields.setdefault(name, []).append(value)
    if any(len(name) > LONGEST_NAME or len(value) > limits.characters for name, value in pairs):
        raise IncomingError(413, Came(fields))
    return Came(fields)


def comes_from(headers: Headers, allowed: Iterable[str]) -> bool:
    """Whether a form was sent from a page of ours.

    Every browser of the last years says so with each form that goes to another host (Origin; Fetch Standard, 3.2). One
    that does not may still say the page itself (Referer). Who says neither is no browser, and is refused. So is
    ``null``, whatever is said beside it: pages in a sandbox say that, and those that do not want to be known.
    """
    allowed = {one.lower() for one in allowed}
    if said := [one.lower() for one in headers.getlist("origin") if one]:
        return allowed.issuperset(said)
    try:
        return origin(headers.get("referer", "")) in allowed
    except ValueError:  # no address
        return False


# --- proof -----------------------------------------------------------------------------------------------
# A proof of work (ALTCHA, version 2): the sender's browser computes a second, a spammer for each piece of spam.
#
# Nobody else is asked, and nothing is kept in the browser. The key is made anew with each start: a challenge of
# before is then of no use any more, so it is enough to remember in memory which were used.

Verdict = Literal["right", "open", "expired", "wrong", "odd", "none"]

ALGORITHM = "PBKDF2/SHA-256"  # one that browsers have built in, and that costs them one call a try
PREFIX = "00"
"""What the derived key has to begin with, in hexadecimal: 256 tries on average."""
PROOF_SECONDS = 1200
MOST_USED = 20_000
"""So many used proofs are remembered; one that is forgotten within its twenty minutes could be used once more.

A proof is used by what is kept, of which ``everybody`` allows some hundreds in that time, or by MOST_TRIES wrong forms.
Where an operator allows sixty thousand an hour, who makes 20,000 proofs may use each twice: half the price, no more.
"""
MOST_TRIES = 60
"""How often one proof may come with a form that is not right yet."""
LONGEST_PROOF = 2_000

Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{1,128}$")]


class _Told(msgspec.Struct):
    until: int


class _Parameters(msgspec.Struct, rename="camel"):
    nonce: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
    salt: Hex
    algorithm: str
    cost: int
    key_length: int
    key_prefix: Hex
    data: _Told


class _Challenge(msgspec.Struct):
    parameters: _Parameters
    signature: Hex


class _Solution(msgspec.Struct, rename="camel"):
    counter: int
    derived_key: Hex


class _Solved(msgspec.Struct):
    challenge: _Challenge
    solution: _Solution


class Proof:
    """Asks for proofs and judges them. ``clock`` gives seconds that never go back; ``cost`` the rounds of one try.

    Until when a challenge is good stands in it by that clock, and not in ``expiresAt``: nobody who sets the clock of
    this computer, or has one that is wrong, makes a proof live longer or dies of it.
    """

    def __init__(self, cost: int, clock: Callable[[], float]) -> None:
        self._cost = cost
        self._clock = clock
        self._key = secrets.token_hex(32)
        self._used: OrderedDict[str, int] = OrderedDict()
        self._wrong: OrderedDict[str, int] = OrderedDict()
        self._tries: OrderedDict[str, int] = OrderedDict()
        self._one = threading.Lock()

    def challenge(self) -> dict[str, Any]:
        """Return a challenge: signed, and good for twenty minutes."""
        told = {"until": int(self._clock()) + PROOF_SECONDS}
        made = create_challenge(ALGORITHM, self._cost, key_prefix=PREFIX, data=told, hmac_secret=self._key)
        found: dict[str, Any] = made.to_dict()
        return found

    def glance(self, payload: str) -> Verdict:
        """Return what can be told at once: ``open`` where only :meth:`judge` can tell, as it is a challenge of ours."""
        if not payload:
            return "none"
        solved = _solved(payload)
        if solved is None:
            return "odd"
        told = solved.challenge.parameters
        with self._one:
            if told.data.until < self._clock() or told.nonce in self._used or told.nonce in self._wrong:
                return "expired"
        looked = verify_solution(payload, self._key, lambda *_: b"")
        # A signature that is not ours is that of before the last start.
        return "open" if looked.invalid_signature is False else "expired"

    def judge(self, payload: str) -> Verdict:
        """Return what a solution is worth. A right one is used by this, and expired after, unless it is given back.

        Only a challenge of ours costs any time to judge, and a wrong solution does so once.
        """
        verdict = self.glance(payload)
        if verdict != "open":
            return verdict
        right = verify_solution(payload, self._key).verified
        nonce = _nonce(payload)
        with self._one:
            if nonce in self._used:  # by another request, at this moment
                return "expired"
            _remember(self._used if right else self._wrong, nonce, 1)
        return "right" if right else "wrong"

    def give_back(self, payload: str) -> None:
        """Let a right proof be used once more: the form that it came with was not kept, and is mended now."""
        nonce = _nonce(payload)
        with self._one:
            tries = self._tries.pop(nonce, 0) + 1
            _remember(self._tries, nonce, tries)
            if tries < MOST_TRIES:
                self._used.pop(nonce, None)


def _remember(known: OrderedDict[str, int], nonce: str, number: int) -> None:
    """Remember something of a challenge, and forget what is known longest where it is too much."""
    known[nonce] = number
    while len(known) > MOST_USED:
        known.popitem(last=False)


def _nonce(payload: str) -> str:
    solved = _solved(payload)
    return solved.challenge.parameters.nonce if solved else ""


def _solved(payload: str) -> _Solved | None:
    """Return what a payload says; None where it is none."""
    if len(payload) > LONGEST_PROOF:
        return None
    try:
        return msgspec.json.decode(base64.b64decode(payload, validate=True), type=_Solved)
    except (ValueError, msgspec.MsgspecError, RecursionError):  # deeper than it can be is no proof either
        return None


# --- links -----------------------------------------------------------------------------------------------
# Links with which an organisation confirms, changes or cancels an activity: signed, for one activity, for some weeks.
#
# Whoever has the link may use it, as with a key; so it is about one activity and one thing to do, and ends by itself.

Action = Literal["confirm", "change", "cancel"]
ACTIONS: tuple[Action, ...] = ("confirm", "change", "cancel")
LONGEST_LINK = 600
_LINK = re.compile(r"\.?[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


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
    if not is_link(token):
        return None
    try:
        organisation, activity, action, until = _serializer(settings.secret).loads(token)
        return SignedLink(organisation, activity, action, date.fromisoformat(until))
    except (BadSignature, ValueError, TypeError):
        return None


def is_link(token: str) -> bool:
    """Whether it could be a link at all: a half one, or what nobody copied from a mail, cannot."""
    return len(token) <= LONGEST_LINK and _LINK.fullmatch(token) is not None


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
