"""What is asked over the net, and the only module that asks: strangers without trusting them, and the operator's own.

An address of a stranger is https, or webcal, which means it. The host is looked up once, by us, and the connection goes
to what was found, so that a name cannot mean another computer a moment later; what is not on the public internet is
refused, in redirects too. Of every answer size and time are bounded: there is one deadline for all of it, from looking
the host up to the last byte behind the last redirect, and nothing waits longer than is left until then.
"""

from __future__ import annotations

import base64
import http.client
import io
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from buurtkalender.clock import monotonic
from buurtkalender.reading.fields_contact import is_public
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError

MOST_REDIRECTS = 4
PATIENCE = 10.0
"""Seconds that one answer may take, with all that it refers to."""

_MOVED = frozenset({301, 302, 303, 307, 308})
_LONGEST_VALIDATOR = 200
_GONE = {404: N_("{host} says that there is nothing at this address (404). Is it complete?"),
         410: N_("{host} says that this calendar is no longer there (410)."),
         401: N_("{host} asks to sign in (401). Use the public or secret address of the calendar."),
         403: N_("{host} does not let us in (403). Use the public or secret address of the calendar."),
         429: N_("{host} says that we ask too often (429). Try again later.")}  # fmt: skip


class FetchLimits(NamedTuple):
    """How far we may go, and how many seconds an answer may take, with all the addresses that it refers to.

    ``anywhere`` also takes http and computers that are not public: for the operator's own addresses, and in tests.
    ``proxied``: by way of the proxy that the environment names (HTTPS_PROXY), for the operator's own addresses.
    """

    anywhere: bool = False
    patience: float = PATIENCE
    proxied: bool = False


OPERATOR = FetchLimits(anywhere=True, patience=30.0, proxied=True)
"""For addresses that the operator wrote down: the own site, the forge."""


class Validators(NamedTuple):
    """By what a server knows which version somebody has (RFC 9110, 8.8): its ETag and Last-Modified, as it wrote them.

    Both are empty where it gave none.
    """

    etag: str = ""
    modified: str = ""


NOT_KNOWN = Validators()


class Answer(NamedTuple):
    """What came back: from which host, its status, its media type without parameters, its body, and its validators.

    ``headers`` are those of an answer to ``ask``, by their names in small letters.
    """

    host: str
    status: int
    kind: str
    octets: bytes
    validators: Validators = NOT_KNOWN
    headers: Mapping[str, str] = {}


def get(address: str, reach: FetchLimits, most: int, agent: str, known: Validators = NOT_KNOWN) -> Answer:
    """Return what stands at an address, or at the one that it refers to, at most ``most`` bytes.

    ``known`` are the validators of the version that somebody has: when that is still the one, the status is 304 and
    there is no body. Raises CannotReadError, which says in a sentence why it cannot be had, also where that is the
    server's own answer, such as a 304 that nobody asked for.
    """
    address, deadline = address.strip(), _Deadline(reach.patience)
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    for _ in range(MOST_REDIRECTS + 1):
        address = _https(address, reach)
        host = urlsplit(address).hostname or ""
        headers = {"User-Agent": agent, "Accept": "text/calendar, text/csv, */*;q=0.5"}
        headers |= {name: value for name, value in conditions.items() if value}
        with _exchange(address, reach, deadline, headers) as answer:
            if answer.status == http.client.NOT_MODIFIED and any(known):
                return Answer(host, answer.status, "", b"", known)
            if answer.status in _MOVED:
                target = answer.getheader("Location") or ""
                if not target:
                    raise CannotReadError(N_("{host} refers to nowhere."), host=host)
                address = urljoin(address, target)
                continue
            if answer.status != http.client.OK:
                text = _GONE.get(answer.status, N_("{host} answers with an error ({status}). Try again later."))
                raise CannotReadError(text, host=host, status=answer.status)
            octets = _body(answer, host, most)
            if not octets:
                raise CannotReadError(N_("{file} is empty."), file=host)
            return Answer(host, answer.status, _kind(answer), octets, _validators(answer))
    raise CannotReadError(N_("{host} sends us on and on. Use the address where it ends."), host=host)


def ask(address: str, reach: FetchLimits, most: int, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """Return the answer to one request, whatever its status; it is followed nowhere. With a ``body`` it is a POST.

    Raises CannotReadError.
    """
    address = _https(address, reach)
    with _exchange(address, reach, _Deadline(reach.patience), headers, body) as answer:
        host = urlsplit(address).hostname or ""
        octets = _body(answer, host, most)
        told = {name.lower(): text for name, text in answer.getheaders()}
        return Answer(host, answer.status, _kind(answer), octets, headers=told)


def _validators(answer: http.client.HTTPResponse) -> Validators:
    """Return by what an answer can be asked for again; what could not be sent back as it stands is none."""
    given = (answer.getheader("ETag") or "", answer.getheader("Last-Modified") or "")
    return Validators(*(one if one.isascii() and one.isprintable() and len(one) <= _LONGEST_VALIDATOR else ""
                        for one in map(str.strip, given)))  # fmt: skip


def _kind(answer: http.client.HTTPResponse) -> str:
    return (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()


def _https(address: str, reach: FetchLimits) -> str:
    """Return an address that may be fetched."""
    lower = address.lower()
    for other in ("webcals:", "webcal:"):
        if lower.startswith(other):
            address = ("http:" if reach.anywhere else "https:") + address[len(other) :]
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise CannotReadError(_NO_ADDRESS, address=address) from None
    if parts.scheme == "http" and not reach.anywhere:
        raise CannotReadError(N_("{address}: only addresses that begin with https:// are read."), address=address)
    if parts.scheme not in {"http", "https"} or not host or not address.isprintable() or " " in address:
        raise CannotReadError(_NO_ADDRESS, address=address)
    if parts.username or parts.password:
        raise CannotReadError(N_("An address with a name and a password in it is not read: {host}."), host=host)
    if port not in {None, 443} and not reach.anywhere:
        raise CannotReadError(N_("{address}: only the usual port of https is read."), address=address)
    return address


_NO_ADDRESS = N_("{address} is not an address of a calendar. It begins with https:// or webcal://.")


class _Deadline:
    """When all has to be over: so many seconds from now."""

    def __init__(self, patience: float) -> None:
        self._end = monotonic() + patience

    def left(self) -> float:
        """Return how many seconds are left. Raises TimeoutError when none are."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


@contextmanager
def _exchange(
    address: str, reach: FetchLimits, deadline: _Deadline, headers: Mapping[str, str], body: bytes | None = None
) -> Iterator[http.client.HTTPResponse]:
    """Ask for an address, and give the answer, of which every read ends at the deadline."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection = _Connection(parts, reach, deadline)
    try:
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/?&=%:@!$'()*+,;~-._")
        own = {"Host": parts.netloc.rpartition("@")[2], "Accept-Encoding": "identity"}
        connection.request("GET" if body is None else "POST", connection.before + path, body, {**own, **headers})
        with connection.getresponse() as answer:
            yield answer
    except CannotReadError:
        raise
    except TimeoutError:
        raise CannotReadError(N_("{host} is too slow: we stopped waiting."), host=host) from None
    except ssl.SSLError as error:
        raise CannotReadError(
            N_("The certificate of {host} is not right: {reason}."),
            host=host,
            reason=getattr(error, "reason", "") or "TLS",
        ) from None
    except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
        raise CannotReadError(_NO_SENSE, host=host) from error
    finally:
        connection.hang_up()


_NO_SENSE = N_("{host} cannot be reached or gives no sensible answer.")


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked up and looked at before it is used; all it does ends at the deadline.

    ``before`` is what goes before the path in a request.
    """

    def __init__(self, parts: SplitResult, reach: FetchLimits, deadline: _Deadline) -> None:
        self._tls = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if self._tls else 80))
        proxied = reach.proxied and not proxy_bypass(self.host)
        self._proxy = urlsplit(getproxies().get(parts.scheme, "") if proxied else "")
        self._reach, self._deadline = reach, deadline
        self._real: socket.socket | None = None
        self.before = f"http://{parts.netloc}" if self._proxy.hostname and not self._tls else ""

    def connect(self) -> None:
        """Look the host up, refuse what is not public, and connect to the rest, or to the proxy."""
        host, port = (self._proxy.hostname, self._proxy.port or 80) if self._proxy.hostname else (self.host, self.port)
        self._real = real = _dialled(host, port, self._reach, self._deadline)
        if self._tls:
            if self._proxy.hostname:
                self._passed_on(_Timed(real, self._deadline))
            context = ssl.create_default_context()
            real.settimeout(self._deadline.left())  # of the whole handshake
            self._real = real = context.wrap_socket(real, server_hostname=self.host)
        self.sock = _Timed(real, self._deadline)

    def _passed_on(self, proxy: _Timed) -> None:
        """Let the proxy pass on what it cannot read."""
        line = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        user, password = unquote(self._proxy.username or ""), unquote(self._proxy.password or "")
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        who = f"Proxy-Authorization: Basic {login}\r\n" if user else ""
        proxy.sendall(f"CONNECT {line} HTTP/1.1\r\nHost: {line}\r\n{who}\r\n".encode("ascii"))
        answer = http.client.HTTPResponse(proxy, method="CONNECT")  # type: ignore[arg-type] # all that it asks of one
        answer.begin()
        if answer.status != http.client.OK:
            raise OSError(f"Tunnel connection failed: {answer.status}")

    def hang_up(self) -> None:
        """Close it, whatever http.client thinks is still to come."""
        self.close()
        if self._real is not None:
            self._real.close()


class _Timed(io.RawIOBase):
    """What http.client needs of a socket; nothing that it does takes longer than is left.

    Closing it closes nothing: http.client does so as soon as an answer has begun that ends with the connection.
    """

    def __init__(self, real: socket.socket, deadline: _Deadline) -> None:
        self._real, self._deadline = real, deadline

    def sendall(self, octets: bytes) -> None:
        for at in range(0, len(octets), 1 << 14):  # with TLS each piece would have a time of its own
            self._real.settimeout(self._deadline.left())
            self._real.sendall(octets[at : at + (1 << 14)])

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._real.settimeout(self._deadline.left())
        return self._real.recv_into(buffer)

    def close(self) -> None:
        pass


def _dialled(host: str, port: int, reach: FetchLimits, deadline: _Deadline) -> socket.socket:
    """Return a connection to a host, by the first of its addresses that answers."""
    found = [str(one[4][0]).partition("%")[0] for one in _looked_up(host, port, deadline.left())]
    if not reach.anywhere and not all(is_public(one) for one in found):
        raise CannotReadError(N_("{host} is not on the public internet: it is not read."), host=host)
    failed = OSError(host)
    for n, address in enumerate(addresses := found[:4], 1):
        left = deadline.left()  # one that never answers leaves time for the next
        try:
            return socket.create_connection((address, port), left if n == len(addresses) else left / 2)
        except OSError as error:
            failed = error
    raise failed


def _looked_up(host: str, port: int, patience: float) -> list[Any]:
    """Look a host up, and no longer than we have patience for: a name server may be slow on purpose."""
    found: list[Any] = []

    def look() -> None:
        with suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(patience)
    if thread.is_alive():
        raise TimeoutError(host)
    if not found:
        raise CannotReadError(N_("There is no {host}: is the address right?"), host=host) from None
    return found


def _body(answer: http.client.HTTPResponse, host: str, most: int) -> bytes:
    """Return what is sent, unpacked where a server packs it though nobody asked, and never more than ``most``."""
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in {"identity", "gzip", "deflate", ""}:
        raise CannotReadError(_NO_SENSE, host=host)
    unpack = zlib.decompressobj(47) if coding in {"gzip", "deflate"} else None
    parts, size = [], 0
    while chunk := answer.read(1 << 16):
        try:
            part = unpack.decompress(chunk, most + 1 - size) if unpack else chunk
        except zlib.error:
            raise CannotReadError(_NO_SENSE, host=host) from None
        parts.append(part)
        size += len(part)
        if size > most:
            raise CannotReadError(N_("{file} is larger than {most} MB."), file=host, most=most // (1 << 20))
        if unpack and unpack.eof:  # what comes behind it, if anything, would only be kept for us
            return b"".join(parts)
    if answer.length or (unpack and parts):
        raise CannotReadError(N_("{host} broke off halfway. Try again later."), host=host)
    return b"".join(parts)


# --- loading ---------------------------------------------------------------------------------------------
# What is imported, from a file or an address, without trusting either.


class Loaded(NamedTuple):
    """What was loaded, the name that people know it by, how it says that it is written, and of which version it is.

    ``same``: it is the version that was known, and so it was not sent again.
    """

    octets: bytes
    name: str
    kind: str = ""
    validators: Validators = NOT_KNOWN
    same: bool = False


def is_address(source: str) -> bool:
    """Whether a source is an address and no file."""
    return source.partition("://")[1] != "" or source.lower().startswith(("webcal:", "http:", "https:"))


def load_source(source: str, reach: FetchLimits, most: int, known: Validators = NOT_KNOWN) -> Loaded:
    """Return what a file or an address holds, at most ``most`` bytes; ``known`` is the version that somebody has.

    Raises CannotReadError, which says in a sentence why it cannot be had.
    """
    if is_address(source):
        answer = get(source, reach, most, "Buurtkalender (import)", known)
        same = answer.status == http.client.NOT_MODIFIED
        return Loaded(answer.octets, answer.host, answer.kind, answer.validators, same)
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
