"""A mail, made and sent in one place: reminders to organisations, and submissions to editors."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from buurtkalender.words.catalogues import N_, without_secrets

SERVER = "BUURTKALENDER_SMTP"
"""The environment variable with the address of the mail server."""

PASSWORD = "BUURTKALENDER_SMTP_PASSWORD"  # noqa: S105 - the name of a variable

PATIENCE = 60.0
"""Seconds that handing in one mail may take, from looking the server up to its last word."""

MOST_SAID = 1 << 16
"""So many bytes a server may say in all that time."""

_LEAVE = 2.0
"""Seconds for a goodbye, once the mail is taken."""

_FOR_GOOD = 500
"""From here on answers are for good (RFC 5321, 4.2.1)."""

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class SendError(Exception):
    """The mail cannot be sent. ``text`` is a msgid with blanks for ``params``.

    ``refused``: the server takes this mail not, and never will; others may well go.
    """

    def __init__(self, text: str, *, refused: bool = False, **params: str) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params
        self.refused = refused


class AddressError(SendError):
    """The server does not take mail for this address; others may still get theirs."""


class MailServer(NamedTuple):
    """Where mail is handed in: ``starttls`` insists on encryption, ``tls`` begins with it."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str = ""
    password: str = ""


def server_at(address: str, password: str) -> MailServer:
    """Return the server at ``smtps://user@host:465``, or ``smtp://user@host:587`` (with STARTTLS, always).

    ``smtp://localhost:25`` needs neither a user nor encryption. Raises SendError where this is no such address.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SendError(N_("Set {name} to the mail server: smtps://user@mail.example:465"), name=SERVER)
    user = unquote(parts.username or "")
    if parts.scheme == "smtps":
        return MailServer(parts.hostname, parts.port or 465, "tls", user, password)
    return MailServer(
        parts.hostname, parts.port or 587, "none" if parts.hostname in _HERE else "starttls", user, password
    )


def message(  # noqa: PLR0913 - what a mail is made of
    *, sender: str, to: str, subject: str, at: datetime, identifier: str, text: str, html: str = ""
) -> EmailMessage:
    """Return a mail that no program answers by itself; one that gets it twice knows it by its ``identifier``.

    ``html`` says the same as ``text``. The same arguments give the same bytes, but for the boundary between those two.
    """
    made = EmailMessage()
    made["From"] = sender
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{identifier}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, cte="quoted-printable")
    if html:
        made.add_alternative(html, subtype="html", cte="quoted-printable")
    return made


def send(server: MailServer, made: EmailMessage, patience: float | None = None) -> None:
    """Hand a mail to the server, within ``patience`` seconds (None: PATIENCE) whatever it does.

    Raises SendError, and AddressError where only this one is refused.
    """
    talk = _Conversation(server, made)
    threading.Thread(target=talk.run, name="mail", daemon=True).start()
    talk.settled.wait(PATIENCE if patience is None else patience)
    taken, error = talk.taken, talk.error
    if taken or not talk.settled.is_set():
        talk.end(_LEAVE if taken else 0)
    if taken:
        return
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        raise AddressError(N_("The mail server refuses {address}."), address=str(made["To"])) from None
    reason = f"{type(error).__name__}: {error}" if error else "no answer in time"
    reason = without_secrets(reason, server.password)[:300]
    refused = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _FOR_GOOD
    raise SendError(N_("The mail was not sent ({reason})."), refused=refused, reason=reason) from None


class _Conversation:
    """What is said to a mail server, in a thread of its own, so that it can be broken off wherever it hangs.

    ``settled`` is set once the mail was ``taken``, or went wrong by ``error``.
    """

    def __init__(self, server: MailServer, made: EmailMessage) -> None:
        self._server = server
        self._made = made
        self._line: socket.socket | None = None
        self._over = threading.Event()
        self._broken = False
        self.settled = threading.Event()
        self.taken = False
        self.error: Exception | None = None

    def run(self) -> None:
        """Hand it in, or keep what went wrong."""
        try:
            self._talk()
        except Exception as error:  # noqa: BLE001 - told by who waits for it
            self.error = error
        finally:
            self.settled.set()
            self._over.set()
            if self._line is not None:
                self._line.close()

    def end(self, patience: float) -> None:
        """Break it off, if it is not over within this time."""
        if self._over.wait(patience):
            return
        self._broken = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _talk(self) -> None:
        server = self._server
        secure = None if server.security == "none" else ssl.create_default_context()
        line = socket.create_connection((server.host, server.port), PATIENCE)
        self._line = line.dup()  # what TLS makes of the other one, this one still ends
        if self._broken:
            line.close()
            return
        if secure and server.security == "tls":
            line = secure.wrap_socket(line, server_hostname=server.host)
        with _Bounded(line, server.host) as connection:
            if secure and server.security == "starttls":
                connection.starttls(context=secure)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(self._made)
            self.taken = True
            self.settled.set()  # whatever becomes of the rest: twice is not better


class _Bounded(smtplib.SMTP):
    """A conversation over a connection that is there already, which hears so much and no more."""

    def __init__(self, line: socket.socket, host: str) -> None:
        self._line = line
        super().__init__(host, timeout=PATIENCE)

    def connect(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Return how the server greets."""
        self.sock = self._line
        return self.getreply()

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer."""
        if self.file is None and self.sock is not None:
            self.file = _Heard(self.sock)
        return super().getreply()


class _Heard:
    """What is read of a connection, a line at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._file = line.makefile("rb")
        self._left = MOST_SAID

    def readline(self, most: int) -> bytes:
        """Return the next line; nothing more once it was too much."""
        text = self._file.readline(min(most, self._left))
        self._left -= len(text)
        return text

    def close(self) -> None:
        """Read no more."""
        self._file.close()
