"""The log: all that came in, and what became of it, as lines of JSON in a folder that are only ever added to.

A line is on the disk (fsync) before anybody is told that it is kept. What happened to a submission is the sum of its
lines, so a receiver that was killed at any moment knows from them where to go on. A month is a file.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Literal

import msgspec

from buurtkalender.submissions.receiving.settings import ReceiverError, hand_over

By = Literal["proof", "link", "review"]
LogStep = Literal[
    "accepted", "released", "rejected", "committed", "same", "told", "pushed", "asked", "mailed", "failed", "finished"
]
"""``same``: the calendar says so already. ``told``: there is no file in it, only something for the editors.
``finished``: nothing is left to do."""

_SPOKEN = "23456789abcdefghjkmnpqrstvwxyz"
"""Letters and digits that nobody takes for another on the telephone."""


class LogLine(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One line. What is said beside ``id``, ``at`` and ``step`` depends on the step.

    ``held`` are the kinds of what looks private in what is accepted: it waits for an editor.
    """

    id: str
    at: datetime
    step: LogStep
    answers: dict[str, list[str]] = {}
    by: By | Literal[""] = ""
    action: str = ""
    activity: str = ""
    subject: str = ""
    digest: str = ""
    commit: str = ""
    url: str = ""
    track: str = ""
    reason: str = ""
    held: tuple[str, ...] = ()


class Submission(msgspec.Struct, kw_only=True):
    """Something that came in, as it stands now. ``failures`` are counted by track, since the last step that went well.

    ``answers`` are forgotten where nothing is left to do; they stay in the log. ``held`` are the kinds of what looks
    private in it.
    """

    id: str
    at: datetime
    answers: dict[str, list[str]]
    by: By
    action: str
    activity: str
    subject: str
    digest: str
    held: tuple[str, ...] = ()
    steps: dict[LogStep, LogLine] = {}
    failures: dict[str, int] = {}
    failed: LogLine | None = None

    @property
    def waits(self) -> bool:
        """Whether an editor has to release it first."""
        return (self.by == "review" or bool(self.held)) and not self.steps.keys() & {"released", "rejected"}

    @property
    def branch(self) -> str:
        """The branch that is made of it."""
        return f"submit/{self.id}"

    def take(self, line: LogLine) -> None:
        """Take in what happened."""
        if line.step == "failed":
            self.failures[line.track] = self.failures.get(line.track, 0) + 1
            self.failed = line
            return
        self.steps[line.step] = line
        if line.track:
            self.failures.pop(line.track, None)


class Log:
    """The log in a folder. Another process may add to it too: :meth:`refresh` takes in what it wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.submissions: dict[str, Submission] = {}
        self.by_digest: dict[str, str] = {}
        self._read: dict[str, int] = {}
        self._one = threading.RLock()
        self.refresh()

    @property
    def all(self) -> tuple[Submission, ...]:
        """Return all submissions in the order in which they came: those of now, whatever comes in meanwhile."""
        with self._one:
            return tuple(self.submissions.values())

    @property
    def unfinished(self) -> tuple[Submission, ...]:
        """Return the submissions of which something is left to do, in the order in which they came."""
        return tuple(one for one in self.all if "finished" not in one.steps)

    def find(self, identifier: str) -> Submission | None:
        """Return a submission by its number; None where there is none."""
        return self.submissions.get(identifier)

    def finish(self, one: Submission, at: datetime) -> None:
        """Write down that nothing is left to do for a submission. Raises OSError when that cannot be kept."""
        self.add(LogLine(id=one.id, at=at, step="finished"))
        one.answers = {}

    def refresh(self) -> None:
        """Take in all lines that are new."""
        with self._one:
            self._refresh()

    def _refresh(self) -> None:
        for path in sorted(self.folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl")):
            start = self._read.get(path.name, 0)
            if path.stat().st_size <= start:
                continue
            with path.open("rb") as file:
                file.seek(start)
                octets = file.read()
            whole = octets[: octets.rfind(b"\n") + 1]  # a line that is still being written, or never was, ends in none
            self._read[path.name] = start + len(whole)
            for text in whole.splitlines():
                self._take(text)

    def _take(self, text: bytes) -> None:
        try:
            line = msgspec.json.decode(text, type=LogLine)
        except msgspec.MsgspecError:
            return  # half a line, of a machine that lost its power: it was never told to be kept
        if line.step == "accepted" and line.by and line.id not in self.submissions:
            self.submissions[line.id] = Submission(
                id=line.id,
                at=line.at,
                answers=line.answers,
                by=line.by,
                action=line.action,
                activity=line.activity,
                subject=line.subject,
                digest=line.digest,
                held=line.held,
            )
            self.by_digest[line.digest] = line.id
        elif line.id in self.submissions:
            self.submissions[line.id].take(line)

    def add(self, line: LogLine) -> None:
        """Write a line, and return when the disk has it. Raises OSError when it cannot be kept."""
        with self._one:
            self._add(line)

    def _add(self, line: LogLine) -> None:
        known = self.submissions.get(line.id)  # a clock that was set back: what happened stands behind what came in
        path = self.folder / f"{max(line.at, known.at if known else line.at).astimezone(UTC):%Y-%m}.jsonl"
        new = not path.exists()
        with _opened(path) as file:
            if new:
                hand_over(file.fileno(), self.folder)
            fcntl.flock(file, fcntl.LOCK_EX)
            torn = file.seek(0, os.SEEK_END) > 0 and _last(file) != b"\n"
            file.write((b"\n" if torn else b"") + msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync_folder(self.folder)
        self._refresh()

    def new_id(self, day: str) -> str:
        """Return a number that nothing else has: the day, and what can be read out on the telephone."""
        while True:
            made = f"{day}-{''.join(secrets.choice(_SPOKEN) for _ in range(5))}"
            if made not in self.submissions:
                return made

    def answers(self, identifier: str) -> dict[str, list[str]]:
        """Return what was answered in a submission, from the disk if need be."""
        known = self.submissions[identifier].answers
        return known or next(self._answers_of(identifier), {})

    def _answers_of(self, identifier: str) -> Iterator[dict[str, list[str]]]:
        for path in self.folder.glob("*.jsonl"):
            for text in path.read_bytes().splitlines():
                if identifier.encode() in text:
                    try:
                        line = msgspec.json.decode(text, type=LogLine)
                    except msgspec.MsgspecError:
                        continue
                    if line.id == identifier and line.step == "accepted":
                        yield line.answers


def answers_digest(answers: Mapping[str, Sequence[str]], day: str) -> str:
    """Return a digest by which the same answers, sent again on one day, are known."""
    content: Any = [day, *sorted((name, list(values)) for name, values in answers.items())]
    return sha256(msgspec.json.encode(content)).hexdigest()[:32]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the one receiver of a log. Raises ReceiverError when another has it; the system ends this with the process."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReceiverError(f"{folder}: another receiver works with this folder already.") from error
        yield


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b")


def _last(file: IO[bytes]) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
