"""A remote, a forge or a mail server in trouble delays only what needs it, and all is done in the end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from math import inf
from pathlib import Path

from receiving.fakes import TOKEN, FakeForge, served
from receiving.standing import git
from soak.judging import ANSWER_SECONDS, START_SECONDS, STOP_SECONDS, Figure, at_most, holds, none_of, tally
from soak.place import PLENTY, QUICK, Place, ask, folder, place, secrets_of, send, wait
from soak.trouble import GitServer, Mood, Post, Trouble

PASSWORD = "password-of-a-fake-remote-9876543210"  # noqa: S105
OTHERS = 15
"""Within so many seconds what needs another part is done."""

BACK = 150
"""…and all of it, once the part works again."""

WAYS: tuple[tuple[str, Mood], ...] = (
    ("git remote", "silent"), ("forge", "drip"), ("mail server", "silent"), ("git remote", "drip"),
    ("forge", "silent"), ("mail server", "drip"), ("git remote", "fail"), ("forge", "drip-body"),
    ("mail server", "fail"), ("git remote", "rubbish"), ("forge", "fail"), ("mail server", "rubbish"),
    ("git remote", "refuse"), ("forge", "rubbish"), ("mail server", "refuse"), ("forge", "refuse"),
)  # fmt: skip


def remote() -> Iterator[Figure]:
    ways = WAYS[: 3 if QUICK else None]
    with ThreadPoolExecutor(8) as pool:
        for figures in pool.map(lambda way: list(_troubled(*way)), ways):
            yield from figures
    yield from _never()
    yield from _set_back()


class Parts:
    """A receiver with every part that there is, each behind something that can be in trouble."""

    def __init__(self, at: Path, stack: ExitStack) -> None:
        self.forge = stack.enter_context(served(FakeForge("github")))
        self.post = stack.enter_context(served(Post()))
        remote = stack.enter_context(served(GitServer(at)))
        self.by = {
            "git remote": Trouble(remote.server_port, "http"),
            "forge": Trouble(self.forge.server_port, "http"),
            "mail server": Trouble(self.post.port, "smtp"),
        }
        for one in self.by.values():
            stack.callback(one.close)
        (at / "token").write_text(TOKEN)
        more = (
            f'{PLENTY}[forge]\napi = "http://127.0.0.1:{self.by["forge"].port}"\nrepository = "zandmeer/kalender"\n'
            f'token_file = "token"\n[mail]\nhost = "127.0.0.1"\nport = {self.by["mail server"].port}\n'
            'security = "none"\nsender = "kalender@zandmeer.example"\n'
        )
        self.place = place(at, more=more)
        url = f"http://buurt:{PASSWORD}@127.0.0.1:{self.by['git remote'].port}/forge.git"
        git(self.place.own, "remote", "set-url", "origin", url)
        git(self.place.forge, "config", "http.receivepack", "true")

    def mailed(self) -> set[str]:
        """Return the numbers of which a mail came."""
        return set(re.findall(r"Message-ID: <(\S+?)@", "".join(self.post.mails)))

    def asked(self) -> set[str]:
        """Return the numbers of which a pull request was opened."""
        return {pull["head"]["ref"].rpartition("/")[2] for pull in self.forge.pulls}


def _troubled(part: str, mood: Mood) -> Iterator[Figure]:
    trial = f"{part}: {mood}"
    with folder() as at, ExitStack() as stack:
        parts = Parts(at, stack)
        there = parts.place
        parts.by[part].set(mood)
        yield at_most(trial, "starts within", there.start(40), START_SECONDS, "s")
        asked = [send(there.port, f"Soep {n}", patience=10) for n in range(3)]
        yield holds(trial, "all are thanked for", all(one.number for one in asked), str([one.status for one in asked]))
        yield at_most(
            trial, "answered after", max(one.seconds if one.status else inf for one in asked), ANSWER_SECONDS, "s"
        )
        numbers = {one.number for one in asked if one.number}
        yield holds(
            trial, "what needs another part goes on", numbers and wait(lambda: _others(parts, part, numbers), OTHERS)
        )
        health = [ask(there.port, "GET", "/health", patience=10) for _ in range(3)]
        yield at_most(
            trial, "/health within", max(one.seconds if one.status else inf for one in health), ANSWER_SECONDS, "s"
        )
        yield at_most(trial, "stops within", there.stop(60), STOP_SECONDS, "s")
        wait(lambda: not there.children(), 3)
        yield none_of(trial, "processes left behind", there.children())
        yield at_most(trial, "starts again within", there.start(40), START_SECONDS, "s")
        parts.by[part].set("well")
        done = wait(lambda: _all(parts, numbers), BACK, 0.5)
        yield holds(trial, "all is done once it works again", numbers and done, otherwise=f"not in {BACK} s")
        yield none_of(trial, "done twice", _twice(parts))
        shown = "".join(there.command("show", number).said for number in numbers)
        there.stop(60)
        yield none_of(trial, "places where a token stands", _leaked(there, shown))
        yield none_of(trial, "errors that nobody foresaw", ["Traceback"] * there.said().count("Traceback"))


def _others(parts: Parts, part: str, numbers: set[str]) -> bool:
    made = numbers <= set(parts.place.branches(parts.place.own))
    pushed = part == "git remote" or numbers <= set(parts.place.branches(parts.place.forge))
    return made and pushed and (part == "mail server" or numbers <= parts.mailed())


def _all(parts: Parts, numbers: set[str]) -> bool:
    pushed = set(parts.place.branches(parts.place.forge))
    return numbers <= pushed and numbers <= parts.asked() and numbers <= parts.mailed()


def _twice(parts: Parts) -> list[str]:
    asked = [pull["head"]["ref"] for pull in parts.forge.pulls]
    return [*tally(asked, asked).doubled]


def _leaked(there: Place, shown: str) -> list[str]:
    words = [*secrets_of(TOKEN), *secrets_of(PASSWORD)]
    found = ["submissions show"] if any(word in shown.encode() for word in words) else []
    for path in there.folder.rglob("*"):
        if path.is_file() and path.name not in {"token", "config"}:
            octets = path.read_bytes()
            found += [str(path.relative_to(there.folder))] if any(word in octets for word in words) else []
    return found


# --- one that can never be done, and a clock that is set back ---------------------------------------------


def _never() -> Iterator[Figure]:
    """Something stands in the way of the first branch for ever: those behind it are made."""
    with folder() as at:
        there = place(at, more=PLENTY, repository='remote = ""')
        (there.own / "refs/heads/submit").mkdir(parents=True)
        there.own.rename(at / "aside")
        (at / "aside").rename(there.own)
        there.start()
        hooks = there.own / "refs/heads"
        (hooks / "submit").rmdir()
        (hooks / "submit").write_text("0" * 40 + "\n")
        numbers = [send(there.port, f"Soep {n}").number for n in range(4)]
        wait(lambda: len(there.command("list").out.splitlines()) == len(numbers), 5)
        (hooks / "submit").unlink()
        (hooks / "submit" / numbers[0]).mkdir(parents=True)
        (hooks / "submit" / numbers[0] / "x").write_text(git(there.own, "rev-parse", "main"))
        done = wait(lambda: set(numbers[1:]) <= set(there.branches(there.own)), 60, 0.5)
        yield holds("one that can never be done", "those behind it are done", done, otherwise="not in 60 s")
        there.stop()


def _set_back() -> Iterator[Figure]:
    """The clock is set back two days while something waits to be tried again."""
    with folder() as at, ExitStack() as stack:
        parts = Parts(at, stack)
        there, ahead = parts.place, at / "ahead"
        ahead.write_text("0")
        there.runner = (sys.executable, str(Path(__file__).with_name("clocked.py")))
        there.more = (str(ahead),)
        parts.by["git remote"].set("refuse")
        parts.by["mail server"].set("refuse")
        there.start()
        first = send(there.port, "Soep 1").number
        wait(lambda: any(line.get("step") == "failed" for line in there.lines()), 15)
        ahead.write_text(str(-2 * 86_400))
        second = send(there.port, "Soep 2").number
        for one in ("git remote", "mail server"):
            parts.by[one].set("well")
        done = wait(lambda: _all(parts, {first, second}), 60, 0.5)
        yield holds("clock set back two days", "all is done", done and first and second, otherwise="not in 60 s")
        ahead.write_text(str(400 * 86_400))
        third = send(there.port, "Soep 3").number
        wait(lambda: _all(parts, {third}), 10)
        ahead.write_text("0")
        listed = there.listed()
        lost = tally([one for one in (first, second, third) if one], listed).lost
        yield none_of("clock ahead for a moment", "submissions that are gone", lost, 3)
        there.stop()
