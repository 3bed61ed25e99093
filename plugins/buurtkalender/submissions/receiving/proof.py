"""A proof of work (ALTCHA, version 2): the sender's browser computes a second, a spammer for each piece of spam.

Nobody else is asked, and nothing is kept in the browser. The key is made anew with each start: a challenge of before is
then of no use any more, so it is enough to remember in memory which were used.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import Any, Literal

import msgspec
from altcha import create_challenge, verify_solution

Verdict = Literal["right", "expired", "wrong", "none"]

ALGORITHM = "PBKDF2/SHA-256"  # one that browsers have built in, and that costs them one call a try
PREFIX = "00"
"""What the derived key has to begin with, in hexadecimal: 256 tries on average."""
SECONDS = 1200
MOST_USED = 20_000
LONGEST = 2_000


class Proof:
    """Asks for proofs and judges them. ``clock`` gives the seconds since 1970; ``cost`` the rounds of one try."""

    def __init__(self, cost: int, clock: Callable[[], float]) -> None:
        self._cost = cost
        self._clock = clock
        self._key = secrets.token_hex(32)
        self._used: dict[str, float] = {}

    def challenge(self) -> dict[str, Any]:
        """Return a challenge: signed, and good for twenty minutes."""
        expires = int(self._clock()) + SECONDS
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
    if len(payload) > LONGEST:
        return "", 0
    try:
        parameters = msgspec.json.decode(base64.b64decode(payload, validate=True))["challenge"]["parameters"]
        return str(parameters["nonce"]), float(parameters["expiresAt"])
    except (ValueError, KeyError, TypeError, msgspec.MsgspecError):
        return "", 0
