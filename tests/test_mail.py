"""To which mail server mail is handed, and how safely."""

from __future__ import annotations

import pytest

from buurtkalender.mail import MailServer, SendError, server_at


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
