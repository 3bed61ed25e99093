"""What the site puts out: files that are only made when something they show has changed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import msgspec
from markupsafe import Markup

from buurtkalender.site.tree import Group, Output

__all__ = ["Group", "Output", "digest", "digest_all", "digest_of"]


def _finished(value: object) -> str:
    """Encode finished HTML as the text that it is; nothing else is foreign to msgspec."""
    if isinstance(value, Markup):
        return str.__str__(value)
    raise TypeError(f"a {type(value).__name__} has no digest")


_encode = msgspec.msgpack.Encoder(order="deterministic", enc_hook=_finished).encode


def digest(*parts: bytes) -> bytes:
    """Return a digest of the parts; where one part ends and the next begins counts."""
    hasher = blake2b(digest_size=16)
    for part in parts:
        hasher.update(len(part).to_bytes(4, "big"))
        hasher.update(part)
    return hasher.digest()


def digest_of(*values: object) -> bytes:
    """Return a digest of domain values or plain ones: of what they say, not of which objects they are."""
    return blake2b(_encode(values), digest_size=16).digest()


def digest_all(parts: Iterable[bytes]) -> bytes:
    """Return a digest of parts that are all equally long."""
    return blake2b(b"".join(parts), digest_size=16).digest()
