"""What is asked over the net, and the only module that asks: strangers without trusting them, and the operator's own.

An address of a stranger is https, or webcal, which means it. The host is looked up once, by us, and the connection goes
to what was found, so that a name cannot mean another computer a moment later; what is not on the public internet is
refused, in redirects too. Of every answer size and time are bounded; the time by closing the connection, whatever it
is doing.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import os
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

from buurtkalender.reading.fields_contact import SECRET
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError

MOST_REDIRECTS = 4
PATIENCE = 10.0
"""Seconds that one answer may take."""

_MOVED = frozenset({301, 302, 303, 307, 308})
_LONGEST_VALIDATOR = 200
_GONE = {404: N_("{host} says that there is nothing at this address (404). Is it complete?"),
         410: N_("{host} says that this calendar is no longer there (410)."),
         401: N_("{host} asks to sign in (401). Use the public or secret address of the calendar."),
         403: N_("{host} does not let us in (403). Use the public or secret address of the calendar."),
         429: N_("{host} says that we ask too often (429). Try again later.")}  # fmt: skip


class FetchLimits(NamedTuple):
    """How far we may go, and how many seconds an answer may take.

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
    address = address.strip()
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    for _ in range(MOST_REDIRECTS + 1):
        address = _https(address, reach)
        host = urlsplit(address).hostname or ""
        headers = {"User-Agent": agent, "Accept": "text/calendar, text/csv, */*;q=0.5"}
        headers |= {name: value for name, value in conditions.items() if value}
        with _exchange(address, reach, headers) as (answer, stopped):
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
            octets = _body(answer, host, most, stopped)
            if not octets:
                raise CannotReadError(N_("{file} is empty."), file=host)
            return Answer(host, answer.status, _kind(answer), octets, _validators(answer))
    raise CannotReadError(N_("{host} sends us on and on. Use the address where it ends."), host=host)


def ask(address: str, reach: FetchLimits, most: int, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """Return the answer to one request, whatever its status; it is followed nowhere. With a ``body`` it is a POST.

    Raises CannotReadError.
    """
    address = _https(address, reach)
    with _exchange(address, reach, headers, body) as (answer, stopped):
        host = urlsplit(address).hostname or ""
        octets = _body(answer, host, most, stopped)
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


@contextmanager
def _exchange(
    address: str, reach: FetchLimits, headers: Mapping[str, str], body: bytes | None = None
) -> Iterator[tuple[http.client.HTTPResponse, threading.Event]]:
    """Ask for an address, and close the connection when it is time, whatever it is doing."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection, before = _connection(parts, reach)
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        if (sock := connection.sock) is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(reach.patience, stop)
    timer.daemon = True
    timer.start()
    try:
        path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/?&=%:@!$'()*+,;~-._")
        own = {"Host": parts.netloc.rpartition("@")[2], "Accept-Encoding": "identity"}
        connection.request("GET" if body is None else "POST", before + path, body, {**own, **headers})
        answer = connection.getresponse()
        try:
            yield answer, stopped
        finally:
            answer.close()
    except CannotReadError:
        raise
    except ssl.SSLError as error:
        if stopped.is_set():
            raise _too_slow(host) from None
        raise CannotReadError(
            N_("The certificate of {host} is not right: {reason}."),
            host=host,
            reason=getattr(error, "reason", "") or "TLS",
        ) from None
    except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
        if stopped.is_set() or isinstance(error, TimeoutError):
            raise _too_slow(host) from None
        raise CannotReadError(N_("{host} cannot be reached or gives no sensible answer."), host=host) from error
    finally:
        timer.cancel()
        connection.close()


def _too_slow(host: str) -> CannotReadError:
    return CannotReadError(N_("{host} is too slow: we stopped waiting."), host=host)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked up and looked at, before it is used."""

    def __init__(self, host: str, port: int, reach: FetchLimits, *, tls: bool) -> None:
        super().__init__(host, port, timeout=reach.patience)
        self._reach = reach
        self._tls = tls

    def connect(self) -> None:
        """Look the host up, refuse what is not public, and connect to the rest."""
        found = [one[4][0] for one in _looked_up(self.host, self.port, self._reach.patience)]
        addresses = [str(one).partition("%")[0] for one in found]
        if not self._reach.anywhere and not all(_is_public(one) for one in addresses):
            raise CannotReadError(N_("{host} is not on the public internet: it is not read."), host=self.host)
        failed: OSError | None = None
        for address in addresses[:4]:
            try:
                self.sock = socket.create_connection((address, self.port), self._reach.patience / 2)
                break
            except OSError as error:
                failed = error
        else:
            raise failed or OSError(self.host)
        if self._tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, reach: FetchLimits) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection, not made yet, and what goes before the path in a request."""
    host, tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    proxy = urlsplit(getproxies().get(parts.scheme, "") if reach.proxied and not proxy_bypass(host) else "")
    if not proxy.hostname:
        return _Pinned(host, port, reach, tls=tls), ""
    if not tls:
        return http.client.HTTPConnection(proxy.hostname, proxy.port, reach.patience), f"http://{parts.netloc}"
    connection = http.client.HTTPSConnection(proxy.hostname, proxy.port or 80, timeout=reach.patience)
    login = base64.b64encode(f"{unquote(proxy.username or '')}:{unquote(proxy.password or '')}".encode()).decode()
    connection.set_tunnel(host, port, {"Proxy-Authorization": f"Basic {login}"} if proxy.username else {})
    return connection, ""


def _looked_up(host: str, port: int, patience: float) -> list[Any]:
    """Look a host up, and no longer than we have patience for: a name server may be slow on purpose."""
    found: list[Any] = []

    def look() -> None:
        with suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(patience / 2)
    if thread.is_alive():
        raise TimeoutError(host)
    if not found:
        raise CannotReadError(N_("There is no {host}: is the address right?"), host=host) from None
    return found


def _is_public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None and not inner.is_global:
            return False
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF).is_global
    return found.is_global and not found.is_multicast


def _body(answer: http.client.HTTPResponse, host: str, most: int, stopped: threading.Event) -> bytes:
    """Return what is sent, unpacked where a server packs it though nobody asked, and never more than ``most``."""
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in {"identity", "gzip", "deflate", ""}:
        raise CannotReadError(N_("{host} cannot be reached or gives no sensible answer."), host=host)
    unpack = zlib.decompressobj(47) if coding in {"gzip", "deflate"} else None
    parts, size = [], 0
    while chunk := answer.read(1 << 16):
        try:
            part = unpack.decompress(chunk, most + 1 - size) if unpack else chunk
        except zlib.error:
            raise CannotReadError(N_("{host} cannot be reached or gives no sensible answer."), host=host) from None
        parts.append(part)
        size += len(part)
        if size > most:
            raise CannotReadError(N_("{file} is larger than {most} MB."), file=host, most=most // (1 << 20))
    if stopped.is_set():
        raise _too_slow(host)
    if answer.length:
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


ALL_ADDRESSES = "BUURTKALENDER_FEEDS"
"""An environment variable with many addresses, a row each: ``BUURTKALENDER_FEED_KOFFIE=https://…``.

A workflow is given each secret by its name. With this one a calendar more needs no other workflow.
"""


def address_named(url: str) -> str:
    """Return an address; one that is secret is only named, and stands in the environment. Raises CannotReadError."""
    if not SECRET.fullmatch(url):
        return url
    name = url.partition(":")[2]
    rows = dict(row.strip().partition("=")[::2] for row in os.environ.get(ALL_ADDRESSES, "").splitlines())
    found = (os.environ.get(name) or rows.get(name, "")).strip()
    if not found:
        raise CannotReadError(N_("the environment does not have {name}, with the address of a calendar"), name=name)
    if not is_address(found):
        raise CannotReadError(N_("what {name} holds is no address that begins with https://"), name=name)
    return found


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
