"""The wire by which Mozilla's programs are driven: JSON, each message after its length in bytes and a colon."""

from __future__ import annotations

import json
import socket
from typing import Any


class Marionette:
    """A session that runs scripts with the rights of the program itself."""

    def __init__(self, port: int, patience: int) -> None:
        """Connect to a program that listens on loopback. A script may take ``patience`` seconds."""
        self._wire = socket.create_connection(("127.0.0.1", port), timeout=patience + 10)
        self._incoming = self._wire.makefile("rb")
        self._count = 0
        self._receive()  # a greeting
        self._ask("WebDriver:NewSession")
        self._ask("WebDriver:SetTimeouts", script=patience * 1000)
        self._ask("Marionette:SetContext", value="chrome")

    def run(self, script: str, *arguments: object) -> Any:
        """Run the body of a function, which calls its last argument with what comes of it."""
        answer = self._ask("WebDriver:ExecuteAsyncScript", script=script, args=arguments, sandbox="system")
        return answer["value"]

    def close(self) -> None:
        """Hang up."""
        self._incoming.close()
        self._wire.close()

    def _ask(self, name: str, **parameters: object) -> Any:
        self._count += 1
        message = json.dumps([0, self._count, name, parameters]).encode()
        self._wire.sendall(b"%d:%s" % (len(message), message))
        _, _, error, answer = self._receive()
        if error:
            raise RuntimeError(f"{name}: {error['message']}\n{error['stacktrace']}")
        return answer

    def _receive(self) -> Any:
        digits = b""
        while (digit := self._incoming.read(1)) != b":":
            if not digit:
                raise ConnectionError("the program hung up")
            digits += digit
        return json.loads(self._incoming.read(int(digits)))
