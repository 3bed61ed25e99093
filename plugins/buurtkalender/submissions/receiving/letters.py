"""A mail to the editors about something that came in, with what may never come into git: sender and message."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from buurtkalender.submissions.receiving.log import Submission
from buurtkalender.submissions.receiving.settings import Mail

_SECONDS = 30
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class LetterError(Exception):
    """The mail could not be sent; the text says why."""


def letter(settings: Mail, to: str, submission: Submission, subject: str, text: str) -> EmailMessage:
    """Return the mail. A program that gets it twice knows it by its Message-ID."""
    made = EmailMessage()
    made["From"] = settings.sender
    made["To"] = settings.to or to
    made["Subject"] = " ".join(f"[{submission.id}] {subject}".split())[:200]
    made["Date"] = formatdate(submission.at.timestamp())
    made["Message-ID"] = f"<{submission.id}@{parseaddr(settings.sender)[1].rpartition('@')[2] or 'localhost'}>"
    made["Auto-Submitted"] = "auto-generated"
    reach = " ".join(submission.answers.get("sender.reach", [])).strip()
    if _ADDRESS.fullmatch(reach):
        made["Reply-To"] = reach
    made.set_content(text, cte="quoted-printable")
    return made


def send(settings: Mail, password: str, made: EmailMessage) -> None:
    """Hand a mail to the server. Raises LetterError when that fails."""
    try:
        secure = ssl.create_default_context()
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=secure)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
        with server:
            if settings.security == "starttls":
                server.starttls(context=secure)
            if settings.user:
                server.login(settings.user, password)
            server.send_message(made)
    except (OSError, smtplib.SMTPException) as error:
        raise LetterError(f"{type(error).__name__}: {error}"[:300]) from error
