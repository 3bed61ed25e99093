"""A mail, made and sent in one place: reminders to organisations, and submissions to editors."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from buurtkalender.words.catalogues import N_

SERVER = "BUURTKALENDER_SMTP"
"""The environment variable with the address of the mail server."""

PASSWORD = "BUURTKALENDER_SMTP_PASSWORD"  # noqa: S105 - the name of a variable

_SECONDS = 30
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class SendError(Exception):
    """The mail cannot be sent. ``text`` is a msgid with blanks for ``params``."""

    def __init__(self, text: str, **params: str) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params


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


def send(server: MailServer, made: EmailMessage) -> None:
    """Hand a mail to the server. Raises SendError, and AddressError where only this one is refused."""
    secure = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=secure)
            if server.security == "tls"
            else smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        ) as connection:
            if server.security == "starttls":
                connection.starttls(context=secure)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        raise AddressError(N_("The mail server refuses {address}."), address=str(made["To"])) from error
    except (OSError, smtplib.SMTPException) as error:
        reason = f"{type(error).__name__}: {error}"[:300]
        raise SendError(N_("The mail was not sent ({reason})."), reason=reason) from error
