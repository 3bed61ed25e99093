"""Mails handed to a server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from buurtkalender.words.catalogues import N_

SERVER = "BUURTKALENDER_SMTP"
PASSWORD = "BUURTKALENDER_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
_SECONDS = 30

Send = Callable[[EmailMessage], None]


class SendError(Exception):
    """The mail cannot be sent. ``text`` is a msgid with blanks for ``params``."""

    def __init__(self, text: str, **params: str) -> None:
        super().__init__(text.format_map(params))
        self.text = text
        self.params = params


class AddressError(SendError):
    """The server does not take mail for this address; others may still get theirs."""


def sender(server: str, password: str) -> Send:
    """Return what sends through ``smtps://user@host:465``, or ``smtp://user@host:587`` (with STARTTLS, always).

    ``smtp://localhost:25`` needs neither a user nor encryption. Raises SendError, when asked and when sending.
    """
    parts = urlsplit(server)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SendError(N_("Set {name} to the mail server: smtps://user@mail.example:465"), name=SERVER)
    host, here = parts.hostname, parts.hostname in {"localhost", "127.0.0.1", "::1"}
    port = parts.port or (465 if parts.scheme == "smtps" else 587)

    def send(made: EmailMessage) -> None:
        secure = ssl.create_default_context()
        try:
            with (
                smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=secure)
                if parts.scheme == "smtps"
                else smtplib.SMTP(host, port, timeout=_SECONDS)
            ) as connection:
                if parts.scheme == "smtp" and not here:
                    connection.starttls(context=secure)
                if parts.username:
                    connection.login(unquote(parts.username), password)
                connection.send_message(made)
        except smtplib.SMTPRecipientsRefused as error:
            raise AddressError(N_("The mail server refuses {address}."), address=str(made["To"])) from error
        except (OSError, smtplib.SMTPException) as error:
            reason = f"{type(error).__name__}: {error}"[:300]
            raise SendError(N_("The mail was not sent ({reason})."), reason=reason) from error

    return send
