"""What the feeds of an organisation were made into, kept between nights: ``content/feeds/<organisation>.json``.

It lies beside the content, so that it is in git with the files that it is about, and a night that fails takes nothing
back. It holds no more than is needed: of which events a file was made, the digest of what was written, and since when
an event is missing.
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from buurtkalender.domain.basics import Value
from buurtkalender.domain.model import TimeSpan
from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import CannotReadError

FOLDER = "feeds"
MOST_BYTES = 4 * 1024 * 1024


class Seen(Value, frozen=True):
    """An event of a file. ``day`` is None for a series; ``missing`` is the first day on which it was not there.

    ``gone`` is whether that was seen a second time, and so the date was cancelled.
    """

    day: date | None = None
    time: TimeSpan | None = None
    missing: date | None = None
    gone: bool = False


class Entry(Value, frozen=True):
    """A file that was made: the digest of its bytes, and its events by UID and day."""

    digest: str
    events: dict[str, Seen] = {}
    gone: bool = False


class Ledger(msgspec.Struct, frozen=True):
    """What was made of each feed (by its address): the files by their name."""

    feeds: dict[str, dict[str, Entry]] = {}
    version: int = 1


def key_of(uid: str, day: date | None) -> str:
    """Return the key of an event, or of one day of one that goes on for days."""
    return f"{uid} {day}" if day else uid


def digest(octets: bytes) -> str:
    """Return the digest of a file."""
    return sha256(octets).hexdigest()


def path_of(content: Path, organisation: str) -> Path:
    """Return where the ledger of an organisation lies."""
    return content / FOLDER / f"{organisation}.json"


def read(path: Path) -> Ledger:
    """Read a ledger, an empty one where there is none. Raises CannotReadError for one that is broken."""
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise CannotReadError(N_("{file}: {reason}"), file=path.name, reason=error.strerror or error) from None
    try:
        return msgspec.json.decode(octets[:MOST_BYTES], type=Ledger)
    except (ValueError, msgspec.MsgspecError):
        text = N_(
            "{file} in content/feeds is broken: take it back from git. Until then its calendars stay as they are."
        )
        raise CannotReadError(text, file=path.name) from None


def written(ledger: Ledger) -> bytes:
    """Return the bytes of a ledger: the same for the same content, a line a fact, so that git shows what changed."""
    plain = msgspec.to_builtins(ledger)
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
