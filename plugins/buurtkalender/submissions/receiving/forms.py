"""The form pages of the site as it is published, to fill in again; kept for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable

from buurtkalender.submissions.http import OPERATOR, get
from buurtkalender.words.messages import CannotReadError

MOST_OCTETS = 2_000_000
SECONDS = 600.0


class Forms:
    """Fetches pages of our own site. ``fetch`` returns one, or None where it cannot be had; ``clock`` gives seconds."""

    def __init__(self, fetch: Callable[[str], str | None], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept: dict[str, tuple[float, str]] = {}
        self._one = threading.Lock()

    def page(self, url: str) -> str | None:
        """Return a page; an old one where the site does not answer, and None where it never did."""
        with self._one:
            known = self._kept.get(url)
            now = self._clock()
            if known and now - known[0] < SECONDS:
                return known[1]
            found = self._fetch(url)
            if found is not None:
                self._kept[url] = now, found
            elif known:
                self._kept[url] = now, known[1]
            return found or (known[1] if known else None)


def fetch(url: str) -> str | None:
    """Return a page over the network; None where that fails, or where it is no page."""
    try:
        answer = get(url, OPERATOR, MOST_OCTETS, "buurtkalender-receiver")
    except CannotReadError:
        return None
    return answer.octets.decode("utf-8", "replace") if answer.kind == "text/html" else None
