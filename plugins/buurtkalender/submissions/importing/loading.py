"""What is imported, from a file or an address, without trusting either."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from buurtkalender.submissions.http import Reach, get
from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import CannotReadError


class Loaded(NamedTuple):
    """What was loaded, the name that people know it by, and how it says that it is written."""

    octets: bytes
    name: str
    kind: str = ""


def is_address(source: str) -> bool:
    """Whether a source is an address and no file."""
    return source.partition("://")[1] != "" or source.lower().startswith(("webcal:", "http:", "https:"))


def loaded(source: str, reach: Reach, most: int) -> Loaded:
    """Return what a file or an address holds, at most ``most`` bytes.

    Raises CannotReadError, which says in a sentence why it cannot be had.
    """
    if is_address(source):
        answer = get(source, reach, most, "Buurtkalender (import)")
        return Loaded(answer.octets, answer.host, answer.kind)
    path = Path(source)
    try:
        if not path.is_file():
            text = N_("{file} is no file.") if path.exists() else N_("{file}: there is no such file.")
            raise CannotReadError(text, file=source)
        with path.open("rb") as file:
            octets = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CannotReadError(N_("{file}: {reason}"), file=source, reason=reason) from None
    if len(octets) > most:
        raise CannotReadError(N_("{file} is larger than {most} MB."), file=path.name, most=most // (1 << 20))
    return Loaded(octets, path.name)
