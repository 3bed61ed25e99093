"""The log: all that came in, and what became of it, as lines of JSON in a folder.

A line is on the disk (fsync) before anybody is told that it is kept. What happened to a submission is the sum of its
lines, so a receiver that was killed at any moment knows from them where to go on. A month is a file, only ever added
to; one that is over for long, and of which nothing is left to do, is compressed, and what is too old is taken out.
In memory is what has something left to do, without what was answered; all else is read when somebody asks for it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import threading
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec

from buurtkalender.submissions.receiving.lines import WholeLine, adding_to, replacing, sync_folder, to_read, whole_lines
from buurtkalender.submissions.receiving.settings import ReceiverError, hand_over

By = Literal["proof", "link", "review"]
LogStep = Literal[
    "accepted", "released", "rejected", "committed", "same", "told", "pushed", "asked", "mailed", "failed", "warned",
    "finished",
]  # fmt: skip
"""``same``: the calendar says so already. ``told``: there is no file in it, only something for the editors.
``warned``: editors know that it goes away if nobody decides. ``finished``: nothing is left to do."""

PROMISED_DAYS = 120
"""For so long a name is kept for a new activity that editors have not decided about."""

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes of a line. A submission is far from it, whatever ``octets`` in the settings says in earnest."""

_SPOKEN = "23456789abcdefghjkmnpqrstvwxyz"
"""Letters and digits that nobody takes for another on the telephone."""


class LogLine(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One line. What is said beside ``id``, ``at`` and ``step`` depends on the step.

    ``held`` are the kinds of what looks private in what is accepted: it waits for an editor.
    """

    id: str
    at: Annotated[datetime, msgspec.Meta(tz=True)]
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

    What was answered is on the disk (:meth:`Log.answers`). ``held`` are the kinds of what looks private in it.
    """

    id: str
    at: datetime
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


class UnreadLine(NamedTuple):
    """A line of which nothing can be read, by its file and its number in that; never what stands there."""

    file: str
    number: int


class Log:
    """The log in a folder. Another process may add to it too: :meth:`refresh` takes in what it wrote.

    ``ends`` are the last steps that the receiver makes; a log of before "finished" was written has these alone.
    """

    def __init__(self, folder: Path, ends: Collection[LogStep] = frozenset({"finished"})) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._ends: frozenset[LogStep] = frozenset(ends)
        self._one = threading.RLock()
        self._begin()
        self.refresh()

    def _begin(self) -> None:
        self.by_digest: dict[str, str] = {}
        self._unfinished: dict[str, Submission] = {}
        self._places: dict[str, tuple[str, int]] = {}  # of each of these: the file, and where its line begins
        self._names: dict[str, str] = {}  # the address that a new activity was promised, and its submission
        self._days: list[str] = []  # the last on which something came in
        self._read: dict[str, tuple[int, int]] = {}  # of each file: to where, and how many lines
        self._unread: dict[UnreadLine, None] = {}

    @property
    def unfinished(self) -> tuple[Submission, ...]:
        """Return the submissions of which something is left to do, in the order in which they came."""
        with self._one:
            return tuple(self._unfinished.values())

    @property
    def unread(self) -> tuple[UnreadLine, ...]:
        """Return the lines that cannot be read. One that is half because the power failed was never called kept."""
        with self._one:
            return tuple(self._unread)

    def every(self) -> Iterator[Submission]:
        """Yield all submissions in the order in which they came. Of their steps it knows only which there were."""
        steps: dict[str, frozenset[LogStep]] = {}
        alike: dict[frozenset[LogStep], frozenset[LogStep]] = {}
        for line in self._lines(self.files()):
            if line.step != "accepted":
                now = steps.get(line.id, frozenset()) | {line.step}
                steps[line.id] = alike.setdefault(now, now)
        told: set[str] = set()
        for line in self._lines(self.files(), "accepted"):
            if line.step == "accepted" and line.id not in told:
                told.add(line.id)
                one = msgspec.convert(line, Submission, from_attributes=True)
                one.steps = dict.fromkeys(steps.pop(line.id, ()), line)
                yield one

    def find(self, identifier: str) -> Submission | None:
        """Return a submission by its number, from the disk if need be; None where there is none."""
        with self._one:
            found = self._unfinished.get(identifier)
        for line in () if found else self._lines(self.files(identifier), identifier):
            if line.id == identifier and found:
                found.take(line)
            elif line.id == identifier and line.step == "accepted":
                found = msgspec.convert(line, Submission, from_attributes=True)
        return found

    def answers(self, identifier: str) -> dict[str, list[str]]:
        """Return what was answered in a submission, from the disk."""
        with self._one:
            name, start = self._places.get(identifier, ("", 0))
        with suppress(OSError, StopIteration):
            if name:
                with (self.folder / name).open("rb") as file:
                    line = log_line(next(whole_lines(file, start, LONGEST_LINE)).text)
                if line and (line.id, line.step) == (identifier, "accepted"):  # the file may be another by now
                    return line.answers
        found = self._lines(self.files(identifier), identifier)
        return next((one.answers for one in found if (one.id, one.step) == (identifier, "accepted")), {})

    def promised(self, now: datetime, to: str = "") -> Callable[[str], bool]:
        """Return what tells of an address whether another new activity came in that may still get it in the calendar.

        What was promised ``to`` a submission is its own.
        """
        since = f"{now - timedelta(days=PROMISED_DAYS):%y%m%d}"

        def promised(address: str) -> bool:
            with self._one:
                one = self._names.get(address, to)
                return one != to and (one[:6] > since or one in self._unfinished)

        return promised

    def new_id(self, day: str) -> str:
        """Return a number that nothing else has: the day, and what can be read out on the telephone."""
        while True:
            made = f"{day}-{''.join(secrets.choice(_SPOKEN) for _ in range(5))}"
            if made not in self._unfinished and made not in self.by_digest.values():
                return made

    # --- reading --------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Take in all lines that are new. Months that are compressed say nothing new."""
        with self._one:
            sizes = {path: path.stat().st_size for path in sorted(self.folder.glob(f"{_MONTH}.jsonl"))}
            if any(sizes.get(self.folder / name, -1) < end for name, (end, _) in self._read.items()):
                self._begin()  # somebody removed it, or put another file in its place
            ends = None if self._read else self._ends
            for path, size in sizes.items():
                start, number = self._read.get(path.name, (0, 0))
                if size > start:
                    with path.open("rb") as file:
                        for n, line in enumerate(whole_lines(file, start, LONGEST_LINE), number + 1):
                            self._take(path.name, n, line, ends)
                            self._read[path.name] = line.end, n
                if ends is not None:
                    self._forget_names(path.name[:7])

    def _take(self, name: str, number: int, of: WholeLine, ends: frozenset[LogStep] | None) -> None:
        line = log_line(of.text)
        if line is None:
            if not of.text.endswith(_TORN) and len(self._unread) < 1000:
                self._unread[UnreadLine(name, number)] = None
            return
        one = self._unfinished.get(line.id)
        if one:
            one.take(line)
        elif line.step == "accepted":
            one = self._unfinished[line.id] = msgspec.convert(line, Submission, from_attributes=True)
            self._places[line.id] = name, of.start
            self._remember(line)
        if line.step == "rejected" and one and self._names.get(one.activity) == line.id:
            del self._names[one.activity]
        if one and _settled(one, ends):
            del self._unfinished[line.id], self._places[line.id]

    def _remember(self, line: LogLine) -> None:
        """Keep by what the same submission is known that is sent once more, and the name of what is new."""
        day = line.id[:6]
        if day not in self._days:
            self._days = [*self._days[1 - _DAYS :], day]
            self.by_digest = {digest: one for digest, one in self.by_digest.items() if one[:6] in self._days}
        self.by_digest[line.digest] = line.id
        if line.action == "new" and line.activity:
            self._names[line.activity] = line.id

    def _forget_names(self, month: str) -> None:
        with suppress(ValueError):  # whatever month a file says that it is
            since = f"{datetime.fromisoformat(f'{month}-01') - timedelta(days=PROMISED_DAYS):%y%m%d}"
            left = self._unfinished
            for name in [name for name, one in self._names.items() if one[:6] < since and one not in left]:
                del self._names[name]

    def files(self, identifier: str = "") -> list[Path]:
        """Return the files of the log, the oldest first; of a submission only those since it came in."""
        since = day_in(identifier)  # the day here, while a file has the month of UTC
        least = f"{since - timedelta(days=1):%Y-%m}" if since else ""
        return sorted(path for path in self.folder.glob(f"{_MONTH}.jsonl*") if path.name >= least)

    # --- writing --------------------------------------------------------------------------------------

    def add(self, line: LogLine) -> None:
        """Write a line, and return when the disk has it. Raises OSError when it cannot be kept."""
        text = msgspec.json.encode(line)
        if len(text) >= LONGEST_LINE:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        with self._one:
            known = self._unfinished.get(line.id, line)  # a clock that was set back: what happened stands behind it
            path = self.folder / f"{max(line.at, known.at).astimezone(UTC):%Y-%m}.jsonl"
            if new := not path.exists():
                self.folder.mkdir(exist_ok=True, mode=0o700)
                self.refresh()  # of one that was there, and was removed, nothing is known any more
            with adding_to(path) as file:
                if new:
                    hand_over(file.fileno(), self.folder)
                size = file.seek(0, os.SEEK_END)
                torn = size and os.pread(file.fileno(), 1, size - 1) != b"\n"
                file.write((_TORN if torn else b"") + text + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if new:
                sync_folder(self.folder)
            self.refresh()

    def finish(self, one: Submission, at: datetime) -> None:
        """Write down that nothing is left to do for a submission. Raises OSError when that cannot be kept."""
        self.add(LogLine(id=one.id, at=at, step="finished"))

    def make_anew(self, path: Path, to: Path, changed: Callable[[bytes], bytes]) -> None:
        """Write the lines of a file to another, or to itself, as ``changed``; the first goes then. Raises OSError.

        Whoever is killed at it has the old file, the new one, or both. Others wait for it at its end alone.
        """
        number = end = 0
        with ExitStack() as closing:
            locks = closing.enter_context(ExitStack())
            old = closing.enter_context(to_read(path))
            closing.push(lambda kind, *_: self._made_anew(path, to, number) if kind is None else None)
            new = closing.enter_context(replacing(to))
            if path != to and to.exists():  # a clock that was set back began that month anew
                with to_read(to) as before:
                    new.writelines(one.text for one in whole_lines(before, 0, LONGEST_LINE))
            for last in (False, True):
                if last:
                    os.fsync(new.fileno())
                    locks.enter_context(self._one)
                    fcntl.flock(old.fileno(), fcntl.LOCK_EX)
                    self.refresh()
                for one in whole_lines(old, end, LONGEST_LINE):
                    end = one.end
                    if text := changed(one.text):
                        number += 1
                        new.write(text)

    def _made_anew(self, path: Path, to: Path, number: int) -> None:
        self._read[path.name] = path.stat().st_size, number
        if path != to or not number:
            path.unlink()
            del self._read[path.name]
        self._unread = {one: None for one in self._unread if one.file != path.name}
        sync_folder(self.folder)

    def _lines(self, paths: list[Path], wanted: str = "") -> Iterator[LogLine]:
        """Yield the lines of files; where ``wanted`` is told, those that name it."""
        word = wanted.encode()
        for path in paths:
            number = 0
            try:
                with to_read(path) as file:
                    for number, one in enumerate(whole_lines(file, 0, LONGEST_LINE), 1):  # noqa: B007
                        if word in one.text and (line := log_line(one.text)):
                            yield line
            except FileNotFoundError:
                continue  # it was compressed a moment ago, or removed
            except (OSError, EOFError, zlib.error):
                self._unread[UnreadLine(path.name, number + 1)] = None


_DECODER = msgspec.json.Decoder(LogLine)
_MONTH = "[0-9][0-9][0-9][0-9]-[0-9][0-9]"
_DAYS = 4  # of so many it is known what is sent once more; a wrong clock makes one of them
_TORN = b"\r\n"
"""What ends a line that was half when the power failed; whoever got no answer knows that it was not kept."""


def log_line(text: bytes) -> LogLine | None:
    """Return a line; None where it cannot be read."""
    try:
        line = _DECODER.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return line if line.by or line.step != "accepted" else None


def _settled(one: Submission, ends: frozenset[LogStep] | None) -> bool:
    """Whether nothing is left to do. ``ends`` is None where a line says so."""
    if "finished" in one.steps or ends is None or one.waits:
        return "finished" in one.steps
    in_git = ("committed", "pushed", "asked") if one.steps.keys() & {"same", "told"} else ()
    return "rejected" in one.steps or ends <= {*one.steps, *in_git}


def day_in(identifier: str) -> date | None:
    """Return the day on which a submission came in, by its number; None where that is no such number."""
    try:
        return datetime.strptime(identifier[:6], "%y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


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
