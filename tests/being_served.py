"""`buurtkalender serve` as it runs, for tests that look at what it says and shows."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from buurtkalender.cli import main
from patience import PATIENCE, free_port, until
from projects import Project
from town import TODAY

PAGE = "/activiteiten/sv-zandmeer/gymmen/"
FILE = "activities/sv-zandmeer/gymmen.yaml"
FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
FORKING = multiprocessing.get_context("fork")


class Serving:
    """The command in a fork of this process, which need not start Python anew; and what it says."""

    def __init__(self, made: Project, port: int, log: Path) -> None:
        self.made, self.port, self._log = made, port, log
        log.touch()
        self.process = FORKING.Process(target=self._run)
        self.process.start()

    def _run(self) -> None:
        os.environ.pop("BUURTKALENDER_LANG", None)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
        with self._log.open("w") as out, chdir(self.made.folder):
            for standard in (1, 2):
                os.dup2(out.fileno(), standard)
            sys.stdout, sys.stderr = out, os.fdopen(2, "w", 1)
            code = main(["serve", "--port", str(self.port), "--today", str(TODAY), "--jobs", "1"])
        sys.exit(code)

    @property
    def said(self) -> str:
        """All that it said until now."""
        return self._log.read_text()

    def until_it_says(self, text: str, times: int = 1) -> None:
        """Wait until it said something so often."""
        until(lambda: self.said.count(text) >= times or not self.process.is_alive(), text)
        assert self.said.count(text) >= times, self.said

    def get(self, path: str) -> tuple[str, dict[str, str]]:
        """What a page says, and its headers; nothing when nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.read().decode(), dict(answer.headers)
        except (OSError, HTTPException):  # it has not started yet, or is putting the page in its place
            return "", {}
        finally:
            connection.close()

    def until_page(self, words: str, path: str = PAGE, *, without: str = "\0") -> None:
        """Wait until a page holds these words, and not those."""

        def holds() -> bool:
            seen, _headers = self.get(path)
            return words in seen and without not in seen

        until(holds, f"{words!r} on {path}")

    def stop(self) -> int | None:
        """Press Ctrl+C, and return the exit code."""
        self.signal(signal.SIGINT)
        return self.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process.pid
        os.kill(self.process.pid, number)

    def wait(self) -> int | None:
        """Wait until it ends, and return the exit code."""
        self.process.join(PATIENCE)
        return self.process.exitcode


@contextmanager
def serving(made: Project, port: int | None = None) -> Iterator[Serving]:
    """A project that is served."""
    one = Serving(made, port or free_port(), made.folder / "said.txt")
    try:
        yield one
    finally:
        one.process.kill()
        one.process.join()
    assert "Traceback" not in one.said


def change(file: Path, old: str, new: str) -> None:
    """Change what a file says as editors do: a new file takes the place of the old one."""
    text = file.read_text()
    assert old in text
    beside = file.with_name(f"{file.name}.saving")
    beside.write_text(text.replace(old, new))
    beside.replace(file)
