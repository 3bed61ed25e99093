"""The site on this computer, for browsers: as a good host serves it, and they hear of what changes.

A page that is shown to a browser gets a script of ours that no published page has. It opens a WebSocket (RFC 6455) to
this computer, tells which page it stands in, and hears when that has changed or something in the content is wrong. Not
server-sent events: of those a browser opens six to one host, and the seventh tab would wait for ever.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b, sha1
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase, BytesIO
from pathlib import Path
from stat import S_ISREG
from threading import Condition, Lock
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from buurtkalender.site.hosting import REVALIDATE, content_type, security
from buurtkalender.site.publish import Output, file_name

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


def _in_one_piece(made: bytes | Iterable[bytes]) -> bytes:
    return made if isinstance(made, bytes) else b"".join(made)


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
            octets = self._ahead[file_name(page.path)] = _in_one_piece(page.make())
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


# --- answers -------------------------------------------------------------------------------------------
# What a host does, on this computer.


class _Handler(SimpleHTTPRequestHandler):
    """Serves the output as the hosts do that we describe: right types, own page for what is not there."""

    _etag = ""

    def __init__(self, *given: Any, security: dict[str, str], onlookers: Onlookers | None, **named: Any) -> None:
        self._security, self._onlookers = security, onlookers
        super().__init__(*given, **named)

    def log_message(self, *_: object) -> None:
        """Stay quiet: the console is for what changed and what is wrong."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where there is one."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        self._etag = ""
        body = page.read_bytes()
        if self._for_browser():
            body = with_script(body, "")
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type that every host should give a file."""
        return content_type(Path(path).name) or super().guess_type(path)

    def send_head(self) -> Any:
        """Answer what no file system can hold as what is not there, and 304 to who has the newest bytes already.

        A date alone would not do: it counts in seconds, and a page may well be built twice in one.
        """
        if "%00" in self.path:
            self.send_error(404)
            return None
        if self._onlookers and (octets := self._followed(self._onlookers)) is not None:
            return self._sent(octets)
        self._etag = self._tag()
        return None if self._known() else super().send_head()

    def _known(self) -> bool:
        """Whether the browser has these bytes, which is told then: compared weakly, as it has to be (9110, 13.1.2)."""
        known = [tag.strip().removeprefix("W/") for tag in self.headers.get("If-None-Match", "").split(",")]
        if not self._etag or self._etag not in known:
            return False
        self.send_response(304)
        self.end_headers()
        return True

    def _tag(self) -> str:
        """Return the ETag of what is asked for, of its date and size as on other servers; "" when it is not there."""
        path = self.translate_path(self.path)
        try:
            stat = Path(f"{path}index.html" if path.endswith("/") else path).stat()
        except OSError:
            return ""
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"' if S_ISREG(stat.st_mode) else ""

    # --- for who looks on ---------------------------------------------------------------------------

    def do_GET(self) -> None:
        """Answer, or follow a page that is open in a browser: one of our own, for others may not know what changes."""
        asked = urlsplit(self.path)
        if not self._onlookers or asked.path != SOCKET:
            super().do_GET()
            return
        key, origin = self.headers.get("Sec-WebSocket-Key"), urlsplit(self.headers.get("Origin", ""))
        if not key or origin.netloc != self.headers.get("Host"):
            self.send_error(403)
            return
        self.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + f"Sec-WebSocket-Accept: {accepted(key)}\r\n\r\n".encode()
        )
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
        self._onlookers.look(said.get("path", ""), said.get("seen", ""), self.rfile, self.wfile.write)

    def _for_browser(self) -> bool:
        """Whether the answer goes to somebody who reads; programs get the bytes of the site as they are."""
        return self._onlookers is not None and "text/html" in self.headers.get("Accept", "")

    def _followed(self, onlookers: Onlookers) -> bytes | None:
        """Return what differs from the files of the site: what was made ahead, a page for a browser, our script."""
        path = urlsplit(self.path).path
        if path == SCRIPT:
            return SOURCE.read_bytes()
        there = self._site_path()
        octets = onlookers.ahead(there)
        if not self._for_browser() or not there.endswith(("/", ".html")):
            return octets
        if octets is None:
            with suppress(OSError, ValueError):
                octets = Path(self.translate_path(f"{path}index.html" if path.endswith("/") else path)).read_bytes()
        return None if octets is None else with_script(octets, digest_of(octets))

    def _site_path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _sent(self, octets: bytes) -> BytesIO | None:
        self._etag = f'"{digest_of(octets)}"'
        if self._known():
            return None
        name = urlsplit(self.path).path
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(f"{name}index.html" if name.endswith("/") else name))
        self.send_header("Content-Length", str(len(octets)))
        self.send_header("Vary", "Accept")
        self.end_headers()
        return BytesIO(octets)

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the name is that of the base class
        """Show no listing of a folder that has no page."""
        self.send_error(404)

    def end_headers(self) -> None:
        """Send what goes with every answer. The browser asks again each time: a page may just have been built."""
        for name, value in {**self._security, "Cache-Control": REVALIDATE}.items():
            self.send_header(name, value)
        if self._etag:
            self.send_header("ETag", self._etag)
        super().end_headers()


class SiteServer(ThreadingHTTPServer):
    """Serves what stands in a folder, and may be told to go on with another one."""

    allow_reuse_address = os.name != "nt"  # there it would let two programs have the same port
    daemon_threads = True

    def __init__(self, output: Path, address: str, port: int, receiver: str | None = None) -> None:
        """Take the port, port 0 any that is free, and let nobody in yet. The site's forms go to ``receiver``.

        Raises OSError when the address or the port cannot be used.
        """
        super().__init__((address, port), SimpleHTTPRequestHandler, bind_and_activate=False)
        self.onlookers: Onlookers | None = None
        self.show(output, receiver)
        try:
            self.server_bind()
        except OSError:
            self.server_close()
            raise

    def show(self, output: Path, receiver: str | None) -> None:
        """Serve what stands in ``output`` from now on, with the headers that go with ``receiver``."""
        self._shown = str(output), security(receiver)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer with what is shown now."""
        folder, headers = self._shown
        _Handler(request, client_address, self, directory=folder, security=headers, onlookers=self.onlookers)

    def current(self, path: str) -> bytes | None:
        """Return the bytes of a path of the site that is shown; None where there is none."""
        folder = Path(self._shown[0])
        place = Path(os.path.normpath(folder / file_name(path)))
        try:
            return place.read_bytes() if place.is_relative_to(folder) else None
        except (OSError, ValueError):
            return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a visitor who went away before all was sent: browsers do that all day."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server(output: Path, address: str, port: int, receiver: str | None = None) -> SiteServer:
    """Return a server of the site in ``output`` that lets visitors in, but does not answer yet.

    Raises OSError when the address or the port cannot be used.
    """
    serving = SiteServer(output, address, port, receiver)
    serving.server_activate()
    return serving
