"""Memory: very many submissions that wait, that are to be brought on, and that are long done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from receiving.fakes import served
from receiving.filled_log import fill
from soak.judging import MEMORY_MIB, Figure, at_most, exactly, holds
from soak.place import PLENTY, QUICK, Place, folder, place, send
from soak.trouble import Post

WAITING, FINISHED = (350, 5_000) if QUICK else (3_500, 100_000)
WORKING = 2 if QUICK else 20
SLOWEST = 15.0


def memory() -> Iterator[Figure]:
    yield from _weighed(f"{WAITING} waiting of 60 kB", WAITING, 60_000, "waiting")
    yield from _weighed(f"{WAITING} of 60 kB to be brought on", WAITING, 60_000, "accepted")
    if QUICK:
        return
    yield from _weighed(f"{FINISHED} finished", FINISHED, 300, "finished")
    yield from _weighed(f"{FINISHED} finished, of an older receiver", FINISHED, 300, "before")


def _weighed(trial: str, count: int, octets: int, kind: str) -> Iterator[Figure]:
    trial = f"memory: {trial}"
    with folder() as at, served(Post()) as post:
        there = place(at)
        mail = (
            f'[mail]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nsender = "kalender@zandmeer.example"\n'
        )
        there.set(PLENTY + mail, 'remote = ""')
        fill(count, octets, kind, there.log, datetime.now(UTC))
        yield at_most(trial, "starts within", there.start(120), SLOWEST, "s")
        yield at_most(trial, "receiver, once it answers", there.peak(), MEMORY_MIB, "MiB")
        asked = [send(there.port, f"Samen eten {n}", f"127.0.1.{n + 1}") for n in range(3)]
        yield holds(trial, "takes in what is new", all(one.number for one in asked), str([one.status for one in asked]))
        yield at_most(trial, "answers within", max(one.seconds for one in asked), 2, "s")
        time.sleep(WORKING)
        yield at_most(trial, f"receiver, after {WORKING} s of work", there.peak(), MEMORY_MIB, "MiB")
        if kind in {"finished", "before"}:
            yield exactly(trial, "mails sent once more", max(0, len(post.mails) - len(asked)), 0)
        yield from _commands(trial, there, asked[0].number, count + len(asked))
        there.stop()


def _commands(trial: str, there: Place, number: str, count: int) -> Iterator[Figure]:
    listed = there.command("list")
    yield exactly(trial, "lines of `submissions list`", len(listed.out.splitlines()), count)
    shown = there.command("show", number or "261124-k7f3q")
    yield holds(trial, "`submissions show` shows it", "Samen eten" in shown.out)
    for name, ended in (("list", listed), ("show", shown)):
        yield at_most(trial, f"`submissions {name}`", ended.peak, MEMORY_MIB, "MiB")
        yield at_most(trial, f"`submissions {name}` takes", ended.seconds, SLOWEST, "s")
