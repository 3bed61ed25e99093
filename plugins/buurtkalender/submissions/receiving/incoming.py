"""What comes in over the network: how large it may be, where it may come from, and how it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from buurtkalender.submissions.receiving.settings import Limits, origin

FORM = "application/x-www-form-urlencoded"
LONGEST_NAME = 120
SECONDS = 20.0


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


async def read(request: Request, limits: Limits) -> Came:
    """Read a form. Raises IncomingError when it is none, is too large, comes too slowly or holds what is no text."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise IncomingError(415)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limits.octets:
        raise IncomingError(413)
    octets = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
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
