"""To which mail server mail is handed, and how safely."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from buurtkalender import mail
from buurtkalender.mail import AddressError, MailServer, SendError, message, send, server_at
from patience import until
from receiving.fakes import served

SOON = 0.2
MAIL = message(
    sender="kalender@zandmeer.example",
    to="redactie@zandmeer.example",
    subject="Iets nieuws",
    at=datetime(2026, 11, 24, 11, tzinfo=UTC),
    identifier="1@zandmeer.example",
    text="Hallo.",
)


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtps://wij%40hier@mail.example", MailServer("mail.example", 465, "tls", "wij@hier", "geheim")),
        ("smtp://mail.example", MailServer("mail.example", 587, "starttls", "", "geheim")),
        ("smtp://localhost:25", MailServer("localhost", 25, "none", "", "geheim")),
    ],
)
def test_mail_is_encrypted_but_to_this_computer_itself(address: str, server: MailServer) -> None:
    assert server_at(address, "geheim") == server


@pytest.mark.parametrize("address", ["", "mail.example", "https://mail.example", "smtp://"])
def test_what_is_no_address_of_a_mail_server_is_refused(address: str) -> None:
    with pytest.raises(SendError, match="BUURTKALENDER_SMTP"):
        server_at(address, "")


class OddServer(socketserver.ThreadingTCPServer):
    """A mail server that does as it should until ``at``, and then as ``odd`` says: an answer, or None for nothing."""

    daemon_threads = True

    def __init__(self, at: str, odd: str | None) -> None:
        super().__init__(("127.0.0.1", 0), _Odd)
        self.at = at
        self.odd = odd
        self.mails = 0
        self.over = threading.Event()

    def asked(self, security: str = "none") -> MailServer:
        """Where it is."""
        return MailServer("localhost", int(self.server_address[1]), security, "wij", PASSWORD)  # type: ignore[arg-type]


class _Odd(socketserver.StreamRequestHandler):
    server: OddServer

    def handle(self) -> None:
        """Speak SMTP (RFC 5321)."""
        try:
            self._speak()
        except OSError:
            return

    def _speak(self) -> None:
        self._say("greeting", "220 odd")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say(word, "354 go on")
                for text in self.rfile:
                    if text == b".\r\n":
                        break
                self.server.mails += 1
                self._say(".", "250 kept")
            else:
                usual = {
                    "EHLO": "250-odd\r\n250-STARTTLS\r\n250 AUTH PLAIN",
                    "QUIT": "221 bye",
                    "STARTTLS": "220 go",
                }
                self._say(word, {"AUTH": "235 yes"}.get(word) or usual.get(word, "250 yes"), line)

    def _say(self, at: str, usual: str, line: str = "") -> None:
        if at != self.server.at:
            self.wfile.write(f"{usual}\r\n".encode())
        elif self.server.odd is None:
            self.server.over.wait()
        elif self.server.odd == "a byte at a time":
            while not self.server.over.wait(0.01):
                self.wfile.write(b"2")
        elif self.server.odd == "without an end":
            while not self.server.over.is_set():
                self.wfile.write(b"220-" + b"x" * 1000 + b"\r\n")
        else:
            self.wfile.write(f"{self.server.odd.format(line=line)}\r\n".encode())


PASSWORD = "heel geheim woord 0123"  # noqa: S105
STEPS = ["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."]


@pytest.fixture
def odd(request: pytest.FixtureRequest) -> Iterator[OddServer]:
    """Such a server."""
    with served(OddServer(*request.param)) as server:
        yield server
        server.over.set()


def nobody_waits_any_more() -> bool:
    """Whether no conversation is left that goes on behind our back."""
    return not [thread for thread in threading.enumerate() if thread.name == "mail"]


@pytest.mark.parametrize(
    "odd", [*((step, None) for step in STEPS), *((step, "a byte at a time") for step in ("greeting", "MAIL", "."))],
    indirect=True,
)  # fmt: skip
def test_a_mail_server_that_does_not_come_to_an_end_is_given_up(odd: OddServer) -> None:
    with pytest.raises(SendError, match="no answer in time") as failed:
        send(odd.asked(), MAIL, SOON)
    assert not failed.value.refused
    until(nobody_waits_any_more)


@pytest.mark.parametrize(
    ("odd", "security"),
    [(("greeting", None), "tls"), (("greeting", "a byte at a time"), "tls"), (("STARTTLS", None), "starttls"),
     (("none", None), "starttls")],
    indirect=["odd"],
)  # fmt: skip
def test_so_is_one_that_never_begins_to_encrypt(odd: OddServer, security: str) -> None:
    with pytest.raises(SendError):
        send(odd.asked(security), MAIL, SOON)
    until(nobody_waits_any_more)
    assert odd.mails == 0


@pytest.mark.parametrize("odd", [("greeting", "without an end")], indirect=True)
def test_a_mail_server_that_never_stops_talking_is_not_listened_to(odd: OddServer) -> None:
    with pytest.raises(SendError):
        send(odd.asked(), MAIL)
    until(nobody_waits_any_more)


@pytest.mark.parametrize("odd", [("QUIT", None), ("QUIT", "500 no")], indirect=True)
def test_a_mail_that_was_taken_is_sent_however_the_server_says_goodbye(
    odd: OddServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be sent again and again."""
    monkeypatch.setattr(mail, "_LEAVE", SOON)
    send(odd.asked(), MAIL)
    assert odd.mails == 1
    until(nobody_waits_any_more)


@pytest.mark.parametrize(
    ("odd", "refused"),
    [((".", "554 not this"), True), ((".", "451 later"), False), (("MAIL", "451 later"), False)],
    indirect=["odd"],
)
def test_what_is_wrong_with_one_mail_is_told_from_what_is_wrong_with_the_server(odd: OddServer, refused: bool) -> None:  # noqa: FBT001
    with pytest.raises(SendError) as failed:
        send(odd.asked(), MAIL)
    assert failed.value.refused == refused


@pytest.mark.parametrize("odd", [("RCPT", "550 who")], indirect=True)
def test_an_address_that_is_not_known_is_told(odd: OddServer) -> None:
    with pytest.raises(AddressError, match=r"redactie@zandmeer\.example"):
        send(odd.asked(), MAIL)


@pytest.mark.parametrize("odd", [("AUTH", "535 no: {line}"), ("AUTH", "535 {line:.30}")], indirect=True)
def test_a_password_that_the_server_repeats_is_not_told(odd: OddServer) -> None:
    with pytest.raises(SendError, match="535") as failed:
        send(odd.asked(), MAIL)
    told = str(failed.value) + str(failed.value.params)
    inside = base64.b64encode(f"\0wij\0{PASSWORD}".encode()).decode()
    assert PASSWORD not in told
    assert not [n for n in range(8, len(inside) - 8) if inside[n : n + 8] in told]
