"""Browsers that look at the site while it is served here: what they look at, and how they hear that it changed.

A page that is shown to a browser gets a script of ours that no published page has. It opens a WebSocket (RFC 6455) to
this computer, tells which page it stands in, and hears when that has changed or something in the content is wrong. Not
server-sent events: of those a browser opens six to one host, and the seventh tab would wait for ever.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b, sha1
from io import BufferedIOBase
from pathlib import Path
from threading import Condition, Lock
from typing import Any, NamedTuple

from buurtkalender.site.publish import Output, file_name, in_one_piece

SCRIPT = "/buurtkalender-follow.js"
SOCKET = "/buurtkalender-follow"
"""Addresses that no page of a site has."""

SOURCE = Path(__file__).with_name("follow.js")

A_MOMENT = 0.3
"""Seconds for a browser to show a page again."""

_BARRED, _ALLOWED = b"script-src &#39;none&#39;", b"script-src &#39;self&#39;"
_HEAD = b"</head>"


def digest_of(octets: bytes) -> str:
    """Return by what a browser says which bytes of a page it shows."""
    return blake2b(octets, digest_size=8).hexdigest()


def with_script(octets: bytes, seen: str) -> bytes:
    """Return a page that hears of changes; ``seen`` is :func:`digest_of` it, "" for what stands in for a page."""
    script = f'<script src="{SCRIPT}" data-seen="{seen}" defer></script>\n'.encode()
    return octets.replace(_BARRED, _ALLOWED, 1).replace(_HEAD, script + _HEAD, 1)


class _Eye(NamedTuple):
    """A page that is open: its path, and which bytes of it are shown."""

    path: str
    seen: str
    tell: Callable[[bytes], None]


class Onlookers:
    """The pages that are open, and what was made ahead for them: ``current`` reads the bytes of a path of the site."""

    def __init__(self, current: Callable[[str], bytes | None]) -> None:
        self._current = current
        self._came = Condition()
        self._eyes: set[_Eye] = set()
        self._ahead: dict[str, bytes] = {}
        self._wrong: Mapping[str, Any] = {}

    def paths(self) -> set[str]:
        """Return the paths of the pages that are open."""
        with self._came:
            return {eye.path for eye in self._eyes}

    def ahead(self, path: str) -> bytes | None:
        """Return the newest bytes of a path that are not in the site's folder yet, if there are any."""
        return self._ahead.get(file_name(path))

    def show(self, pages: Iterable[Output]) -> None:
        """Make pages and show them as they will be, before the whole site is.

        Who looks at them goes first: this waits a moment until their browsers have fetched what they show.
        """
        new = {}
        for page in pages:
            octets = self._ahead[file_name(page.path)] = in_one_piece(page.make())
            new[page.path] = digest_of(octets)
            self._tell({}, [eye for eye in self._open() if eye.path == page.path and eye.seen != new[page.path]])
        with self._came:
            self._came.wait_for(lambda: all(eye.seen == new.get(eye.path, eye.seen) for eye in self._eyes), A_MOMENT)

    def whole(self, changed: Iterable[str] = ()) -> None:
        """Say that the site stands whole, and which files changed, by name: a page may show or ask for some of them."""
        self._ahead = {}
        names = [f"/{name}" for name in changed if not name.endswith(".html")]
        for eye in self._open():
            octets = self._current(eye.path)
            again = octets is not None and digest_of(octets) != eye.seen
            self._tell({} if again else {"changed": names}, [eye])

    def failed(self) -> None:
        """Forget what was made ahead: the site stays as it was."""
        self._ahead = {}

    def wrong(self, told: Mapping[str, Any]) -> None:
        """Show what is wrong in every page, in the form that ``follow.js`` knows; nothing where all is well."""
        if told != self._wrong:
            self._wrong = told
            self._tell({"wrong": told}, self._open())

    def look(self, path: str, seen: str, read: BufferedIOBase, write: Callable[[bytes], object]) -> None:
        """Follow one open page until it goes away. Raises OSError."""
        lock = Lock()

        def tell(message: bytes) -> None:
            with lock, suppress(OSError, ValueError):
                write(frame(message))

        eye = _Eye(path, seen, tell)
        with self._came:
            self._eyes.add(eye)
            self._came.notify_all()
        try:
            if self._wrong:
                self._tell({"wrong": self._wrong}, [eye])
            now = self.ahead(path) or self._current(path)
            if now is not None and digest_of(now) != seen:
                self._tell({}, [eye])
            while _heard(read):
                pass
        finally:
            with self._came:
                self._eyes.discard(eye)
                self._came.notify_all()

    def _open(self) -> list[_Eye]:
        with self._came:
            return list(self._eyes)

    @staticmethod
    def _tell(message: Mapping[str, Any], eyes: Iterable[_Eye]) -> None:
        """Send a message; an empty one says that the page itself has changed."""
        packed = json.dumps(message).encode()
        for eye in eyes:
            eye.tell(packed)


# --- WebSocket ------------------------------------------------------------------------------------------

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_LEAST, _SHORT, _LONG, _TEXT, _CLOSE = 126, 126, 127, 0x81, 8
MOST_HEARD = 1 << 16
"""How many bytes a page may say at a time: it has nothing to say."""


def accepted(key: str) -> str:
    """Return the answer to a browser's ``Sec-WebSocket-Key`` (RFC 6455, 4.2.2)."""
    return base64.b64encode(sha1(f"{key}{_MAGIC}".encode(), usedforsecurity=False).digest()).decode()


def frame(message: bytes) -> bytes:
    """Return a text as one frame from a server, which is not masked (RFC 6455, 5.2)."""
    size = len(message)
    if size < _LEAST:
        return struct.pack("!BB", _TEXT, size) + message
    if size < 1 << 16:
        return struct.pack("!BBH", _TEXT, _SHORT, size) + message
    return struct.pack("!BBQ", _TEXT, _LONG, size) + message


def _heard(read: BufferedIOBase) -> bool:
    """Wait for a frame of a browser; False when it said goodbye, went away, or says what no page of ours does."""
    head = read.read(2)
    if len(head) < 2 or head[0] & 0x0F == _CLOSE:
        return False
    size = head[1] & 0x7F
    if size >= _SHORT:
        more = read.read(2 if size == _SHORT else 8)
        size = int.from_bytes(more, "big")
    rest = size + (4 if head[1] & 0x80 else 0)
    return size <= MOST_HEARD and len(read.read(rest)) == rest
