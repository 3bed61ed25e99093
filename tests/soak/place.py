"""Where the trials take place: a receiver in a process of its own, and who sends something to it. Loopback alone.

The product that is tried stands in the folder that SOAK_PRODUCT names, or else it is this repository.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import lzma
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import projects
from hamlet import hamlet_project
from patience import free_port
from receiving.standing import NEW, SENDER, git
from soak.judging import Asked

TESTS = Path(__file__).parents[1]
PRODUCT = Path(os.environ.get("SOAK_PRODUCT", TESTS.parent)).resolve()
projects.ROOT = PRODUCT
QUICK = os.environ.get("SOAK_QUICK") == "1"
SITE = "http://127.0.0.1:9"
PLENTY = "[limits]\naddress = 1000000\neverybody = 1000000\nreview = 1000000\nchallenges = 1000000\n"
FORM = {"Origin": SITE, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a program that is tried: without proxies, git's own variables and colours."""
    kept = {name: text for name, text in os.environ.items() if not name.upper().endswith("_PROXY")}
    kept = {name: text for name, text in kept.items() if not name.startswith(("GIT_", "BUURTKALENDER_"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(map(str, (PRODUCT / "plugins", TESTS))), "NO_COLOR": "1", **more}


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="buurtkalender-soak-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def wait(true: Callable[[], object], seconds: float, every: float = 0.05) -> bool:
    """Wait until something is so, and return whether it is."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


@dataclass
class Place:
    """The folders of one receiver, and the receiver while it runs. ``own`` is its repository, ``forge`` that of all."""

    folder: Path
    port: int
    own: Path
    forge: Path
    project: projects.Project
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    runner: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def log(self) -> Path:
        """Where it keeps what comes in."""
        return self.folder / "log"

    @property
    def settings(self) -> Path:
        """Its receiver.toml."""
        return self.folder / "receiver.toml"

    def set(self, more: str = "", repository: str | None = 'remote = "origin"', *, before: str = "") -> None:
        """Write receiver.toml anew."""
        text = f'port = {self.port}\nlog = "log"\nproof_cost = 1\n{before}\n{more}\n'
        if repository is not None:
            text += f'[repository]\npath = "own.git"\n{repository}\n'
        self.settings.write_text(text, encoding="utf-8")

    def start(self, seconds: float = 60) -> float:
        """Start the receiver, and return after how many seconds it answers; infinite where it does not."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "buurtkalender", "receive", *self._files()]
        if self.runner:
            command = [*self.runner, str(self.project.settings), str(self.settings), *self.more]
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment(**self.environment),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        ended = self.process.poll
        there = wait(lambda: ended() is not None or self.healthy(), seconds, 0.02) and ended() is None
        return time.monotonic() - begun if there else float("inf")

    def healthy(self) -> bool:
        """Whether it answers at all that it is there."""
        return ask(self.port, "GET", "/health", patience=5).status in {200, 503}

    def stop(self, seconds: float = 60) -> float:
        """Tell it to end, and return after how many seconds it has; one that does not is killed (infinite)."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        begun = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return float("inf")
        return time.monotonic() - begun

    def kill(self) -> None:
        """End it at once, without a chance to tidy up."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def children(self) -> list[str]:
        """Return the commands that still run in the session of the last receiver, or below its folder."""
        found = []
        session = self.process.pid if self.process else -1
        for each in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, ValueError):
                stat = (each / "stat").read_text().rpartition(")")[2].split()
                command = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                mine = int(stat[3]) == session or str(self.folder) in command
                if stat[0] != "Z" and int(each.name) != os.getpid() and mine:
                    found.append(command)
        return found

    def peak(self) -> float:
        """Return the most memory that the receiver ever had, in MiB."""
        assert self.process
        return peak_of(self.process.pid)

    def said(self) -> str:
        """Return all that it wrote to the terminal."""
        file = self.folder / "said"
        return file.read_text(errors="replace") if file.exists() else ""

    def command(self, what: str, *arguments: str, seconds: float = 120) -> Ended:
        """Run `buurtkalender submissions`."""
        return measured("submissions", what, *self._files(), *arguments, folder=self.folder, seconds=seconds)

    def listed(self) -> list[str]:
        """Return the numbers in the list of the editors, in order."""
        return re.findall(r"^(\d{6}-\w{5}) ", self.command("list").out, re.MULTILINE)

    def lines(self) -> Iterator[dict[str, object]]:
        """Yield the lines of the log, also of what was put away; what is no JSON is left out."""
        for path in sorted(self.log.rglob("*.jsonl*")):
            opened = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
            with opened(path, "rb") as file:
                for line in file:
                    with suppress(ValueError):
                        yield json.loads(line)

    def branches(self, repository: Path) -> list[str]:
        """Return the numbers of which there is a branch."""
        names = git(repository, "for-each-ref", "--format=%(refname)", "refs/heads/submit").split()
        return [name.rpartition("/")[2] for name in names]

    def _files(self) -> tuple[str, ...]:
        return "--settings", str(self.project.settings), "--receiver", str(self.settings)


def place(at: Path, site: str = SITE, more: str = PLENTY, repository: str = 'remote = "origin"') -> Place:
    """Put a hamlet, a bare repository that stands for the one at a forge, and a receiver in their places."""
    port = free_port()
    made = hamlet_project(at / "town", SITEURL=site, SUBMISSION_URL=f"http://127.0.0.1:{port}/ontvangst")
    git(made.folder, "init", "--quiet", "--initial-branch=main")
    git(made.folder, "add", "content")
    git(made.folder, *SENDER, "commit", "--quiet", "--message=De kalender zoals hij is")
    git(at, "clone", "--quiet", "--bare", str(made.folder), str(at / "forge.git"))
    git(at, "clone", "--quiet", "--bare", str(at / "forge.git"), str(at / "own.git"))
    there = Place(at, port, at / "own.git", at / "forge.git", made)
    there.set(more, repository)
    return there


@contextmanager
def running(there: Place) -> Iterator[Place]:
    """Run its receiver as long as the context lasts."""
    there.start()
    try:
        yield there
    finally:
        there.stop(30)


# --- programs --------------------------------------------------------------------------------------------


_UNFORESEEN = ("Traceback", "BUURTKALENDER_DEBUG=1")


@dataclass(frozen=True)
class Ended:
    """How a program ended: ``peak`` is the most memory it had in MiB."""

    code: int
    out: str
    said: str
    seconds: float
    peak: float

    @property
    def traced(self) -> bool:
        """Whether it ended in an error that nobody foresaw."""
        return any(word in self.said for word in _UNFORESEEN) or self.code not in {0, 1, 2}


def measured(*arguments: str, folder: Path, seconds: float = 300, **more: str) -> Ended:
    """Run the command to its end in a process of its own, and measure it. Exit code -1: it did not end in time."""
    begun = time.monotonic()
    peak = folder / f".peak-{begun}"
    command = [sys.executable, str(Path(__file__).with_name("weighed.py")), str(peak), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
        code, out, error = done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    except subprocess.TimeoutExpired:
        code, out, error = -1, "", f"no end in {seconds} seconds"
    weight = float(peak.read_text()) if peak.exists() else float("inf")
    peak.unlink(missing_ok=True)
    return Ended(code, out, out + error, time.monotonic() - begun, weight)


def peak_of(process: int) -> float:
    """Return the most memory that a process ever had, in MiB (VmHWM, proc(5)); infinite where it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    except OSError:
        return float("inf")
    return int(found[1]) / 1024 if found else float("inf")


# --- who sends -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What came back; 0 where nothing did."""

    status: int
    body: bytes = b""
    seconds: float = 0.0

    @property
    def json(self) -> dict[str, object]:
        """What it says as JSON; empty where it is none."""
        with suppress(ValueError):
            found = json.loads(self.body)
            return found if isinstance(found, dict) else {}
        return {}


def ask(  # noqa: PLR0917 - what a request is made of
    port: int,
    method: str,
    path: str,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    source: str = "127.0.0.1",
    patience: float = 30,
) -> Answer:
    """Ask once, on a connection of its own; ``source`` is the address of who asks, any of 127/8."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience, source_address=(source, 0))
    try:
        connection.request(method, path, body or None, {"Connection": "close", **(headers or {})})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), time.monotonic() - begun)
    except (OSError, http.client.HTTPException):
        return Answer(0, b"", time.monotonic() - begun)
    finally:
        connection.close()


def solved(challenge: dict[str, object]) -> str:
    """Return a proof of work for a challenge (ALTCHA, version 2), as the form's script makes it."""
    about = challenge["parameters"]
    assert isinstance(about, dict)
    nonce, salt = bytes.fromhex(about["nonce"]), bytes.fromhex(about["salt"])
    for counter in range(1_000_000):
        word = nonce + counter.to_bytes(4, "big")
        key = hashlib.pbkdf2_hmac("sha256", word, salt, about["cost"], about["keyLength"]).hex()
        if key.startswith(about["keyPrefix"]):
            solution = {"counter": counter, "derivedKey": key, "time": 1}
            return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()
    raise AssertionError("a challenge without a solution")


def proof(port: int, source: str = "127.0.0.1", headers: dict[str, str] | None = None, patience: float = 30) -> str:
    """Return a right proof, or "" where no challenge is given out."""
    answer = ask(port, "GET", "/ontvangst/challenge", b"", {**FORM, **(headers or {})}, source, patience)
    return solved(answer.json) if answer.status == 200 else ""


def form(**more: str) -> dict[str, list[str]]:
    """Return the least of a new activity, and what is said otherwise."""
    return {**NEW, **{name: [text] for name, text in more.items()}}


def send(
    port: int,
    title: str,
    source: str = "127.0.0.1",
    headers: dict[str, str] | None = None,
    patience: float = 30,
    **more: str,
) -> Asked:
    """Send a new activity with a right proof, as a person with a script does; tells how long all of it took."""
    begun = time.monotonic()
    made = proof(port, source, headers, patience)
    if not made:
        return Asked(0, time.monotonic() - begun)
    body = urlencode(form(title=title, altcha=made, **more), doseq=True).encode()
    answer = ask(port, "POST", "/ontvangst", body, {**FORM, **(headers or {})}, source, patience)
    return Asked(answer.status, time.monotonic() - begun, str(answer.json.get("number", "")))


def secrets_of(token: str) -> tuple[bytes, ...]:
    """Return the forms in which a token could stand somewhere."""
    encoded = [base64.b64encode(f"{user}{token}".encode()).decode() for user in ("", "x-access-token:", "x:")]
    return tuple(one.rstrip("=").encode() for one in (token, quote(token, safe=""), *encoded))


@contextmanager
def mounted(at: Path, *how: str) -> Iterator[bool]:
    """Mount something on a folder; False where this computer does not let us."""
    done = subprocess.run(["mount", *how, str(at)], capture_output=True, check=False).returncode == 0
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "--lazy", str(at)], check=False)
