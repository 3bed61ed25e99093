"""Disk: full, read-only, gone; and a repository that is broken in eight ways. Nothing that was thanked for is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit
from urllib.parse import urlencode

from receiving.standing import git
from soak.judging import ANSWER_SECONDS, Figure, at_most, holds, none_of, tally
from soak.place import FORM, PLENTY, QUICK, Place, ask, folder, form, mounted, place, proof, send, wait

BACK = 90
"""Within so many seconds all is brought on once the repository is whole again."""

TOLD = 10
"""Within so many seconds /health tells: who watches looks every minute."""

LOCAL = 'remote = ""'
_LONG = "Zet het er snel op. " * 400
"""More than is left over in the last block of a file."""


def disk() -> Iterator[Figure]:
    yield from _full()
    yield from _short()
    yield from _read_only()
    yield from _removed()
    yield from _rubbish()
    ways = list(BROKEN.items())[: 2 if QUICK else None]
    with ThreadPoolExecutor(4) as pool:
        for figures in pool.map(lambda way: list(_broken(*way)), ways):
            yield from figures
    yield from _cloned_anew()


# --- no room ---------------------------------------------------------------------------------------------


def _full() -> Iterator[Figure]:
    with folder() as at:
        there = place(at, more=PLENTY, repository=LOCAL)
        there.log.mkdir()
        with mounted(there.log, "-t", "tmpfs", "-o", "size=1m", "none") as done:
            if not done:
                print("  (no full disk: this computer lets nobody mount one)", flush=True)
                return
            there.start()
            thanked = [send(there.port, f"Voor {n}").number for n in range(3)]
            filler = there.log / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(b"x" * 4096):
                    pass
            yield from _without_room("disk full", there, thanked)
            filler.unlink()
            yield from _afterwards("disk full", there, thanked)


def _short() -> Iterator[Figure]:
    """A line that fits only in part: no file may grow past some bytes more."""
    with folder() as at:
        there = place(at, more=PLENTY, repository=LOCAL)
        there.start()
        thanked = [send(there.port, f"Voor {n}").number for n in range(3)]
        assert there.process
        size = max(path.stat().st_size for path in there.log.glob("*.jsonl"))
        prlimit(there.process.pid, RLIMIT_FSIZE, (size + 100, RLIM_INFINITY))
        yield from _without_room("half a line fits", there, thanked, health=False)
        prlimit(there.process.pid, RLIMIT_FSIZE, (RLIM_INFINITY, RLIM_INFINITY))
        yield from _afterwards("half a line fits", there, thanked)


def _read_only() -> Iterator[Figure]:
    with folder() as at:
        there = place(at, more=PLENTY, repository=LOCAL)
        there.start()
        thanked = [send(there.port, f"Voor {n}").number for n in range(3)]
        with mounted(there.log, "--bind", str(there.log)) as done:
            if not done:
                return
            subprocess.run(["mount", "-o", "remount,ro,bind", str(there.log)], check=True)
            yield from _without_room("disk read-only", there, thanked)
        yield from _afterwards("disk read-only", there, thanked)


def _without_room(trial: str, there: Place, thanked: list[str], *, health: bool = True) -> Iterator[Figure]:
    asked = [send(there.port, f"Tijdens {n}", message=_LONG) for n in range(4)]
    thanked += [one.number for one in asked if one.status == 200]
    refused = [one for one in asked if one.status == 503]
    yield holds(
        trial, "who sends something is told so (503)", len(refused) == len(asked), str([a.status for a in asked])
    )
    yield at_most(trial, "answered after", max(one.seconds for one in asked), ANSWER_SECONDS, "s")
    typed = urlencode(form(title="Wat ik typte", message=_LONG, altcha=proof(there.port)), doseq=True).encode()
    page = ask(there.port, "POST", "/ontvangst", typed, {**FORM, "Accept": "text/html"})
    yield holds(trial, "the page holds what was typed", b"Wat ik typte" in page.body, otherwise=str(page.status))
    if health:
        yield holds(trial, "/health tells", wait(lambda: _tells(there), TOLD), otherwise="ok")


def _tells(there: Place) -> bool:
    return ask(there.port, "GET", "/health").body.strip() != b"ok"


def _afterwards(trial: str, there: Place, thanked: list[str]) -> Iterator[Figure]:
    after = [send(there.port, f"Daarna {n}") for n in range(3)]
    yield holds(trial, "goes on by itself", all(one.status == 200 for one in after), str([one.status for one in after]))
    well = wait(lambda: ask(there.port, "GET", "/health").status == 200, 10)
    yield holds(trial, "/health says that all is well again", well)
    thanked += [one.number for one in after]
    yield none_of(trial, "thanked for and not in the list", tally(thanked, there.listed()).lost, len(thanked))
    done = wait(lambda: not tally(thanked, there.branches(there.own)).lost, BACK, 0.5)
    yield holds(trial, "all have their branch", done, otherwise=f"not in {BACK} s")
    typed = [word for word in ("Wat ik typte", "Tijdens", "Zet het er snel op") if word in there.said()]
    yield none_of(trial, "what was typed, in the journal", typed)
    there.stop()
    there.start()
    yield none_of(trial, "lost after a start anew", tally(thanked, there.listed()).lost, len(thanked))
    there.stop()


def _removed() -> Iterator[Figure]:
    with folder() as at:
        there = place(at, more=PLENTY, repository=LOCAL)
        there.start()
        send(there.port, "Voor")
        shutil.rmtree(there.log)
        asked = [send(there.port, f"Daarna {n}") for n in range(3)]
        told = wait(lambda: _tells(there), TOLD)
        on_disk = [str(line["id"]) for line in there.lines() if line.get("step") == "accepted"]
        lost = tally([one.number for one in asked if one.status == 200], on_disk).lost
        yield none_of("log folder removed", "thanked for and not on the disk", lost, len(asked))
        kept = all(one.status == 200 for one in asked)
        yield holds("log folder removed", "/health tells, or it goes on in a new folder", told or kept)
        there.log.mkdir(exist_ok=True)
        again = send(there.port, "Weer")
        yield holds("log folder removed", "goes on once it is there again", again.status == 200, str(again.status))
        yield none_of(
            "log folder removed", "lost after that", tally([again.number] * bool(again.number), there.listed()).lost
        )
        there.stop()


def _rubbish() -> Iterator[Figure]:
    """Lines that cannot be read: rubbish in the middle, a very long one, and half a line at the end."""
    with folder() as at:
        there = place(at, more=PLENTY, repository=LOCAL)
        there.start()
        thanked = [send(there.port, f"Voor {n}").number for n in range(2)]
        wait(lambda: not tally(thanked, there.branches(there.own)).lost, 20)
        there.stop()
        file = next(iter(sorted(there.log.glob("*.jsonl"))))
        with file.open("ab") as log:
            log.write(b'{"id": "rubbish\n' + b"\0" * 700 + b"\n" + b"x" * 9_000_000 + b'\n{"id":"half')
        started = there.start()
        yield holds("log lines that cannot be read", "it starts all the same", started < 60)
        thanked += [send(there.port, f"Daarna {n}").number for n in range(2)]
        lost = tally(thanked, there.listed())
        yield none_of("log lines that cannot be read", "submissions lost by that", lost.lost, len(thanked))
        said = there.command("list").said + there.said()
        yield holds("log lines that cannot be read", "told with its file", file.name in said)
        yield holds("log lines that cannot be read", "never told what stands there", "rubbish" not in said)
        there.stop()


# --- a repository that is broken -------------------------------------------------------------------------


def _objects(own: Path) -> list[Path]:
    return sorted(path for path in (own / "objects").rglob("*") if path.is_file())


def _cut(own: Path) -> None:
    for path in _objects(own):
        path.chmod(0o600)
        os.truncate(path, path.stat().st_size // 2)


_LOCKS = ("packed-refs.lock", "refs/receiver/base.lock", "HEAD.lock", "config.lock", "shallow.lock")


def _locked(own: Path) -> None:
    for name in _LOCKS:
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).touch()


def _in_the_way(own: Path) -> None:
    shutil.rmtree(own / "refs/heads/submit", ignore_errors=True)
    (own / "refs/heads/submit").write_text("0" * 40 + "\n")


BROKEN: dict[str, Callable[[Path], object]] = {
    "removed": shutil.rmtree,
    "without HEAD": lambda own: (own / "HEAD").unlink(),
    "without objects": lambda own: [path.unlink() for path in _objects(own)],
    "with objects that are cut": _cut,
    "with refs that are rubbish": lambda own: (own / "packed-refs").write_bytes(b"\xff\0rubbish\n"),
    "with settings that are rubbish": lambda own: (own / "config").write_text("[core\n\tbare ="),
    "with locks left behind": _locked,
    "with something in the way of branches": _in_the_way,
}


def _broken(way: str, damage: Callable[[Path], object]) -> Iterator[Figure]:
    trial = f"repository {way}"
    with folder() as at:
        there = place(at, more=PLENTY, repository=LOCAL)
        there.start()
        thanked = [send(there.port, "Voor").number]
        wait(lambda: not tally(thanked, there.branches(there.own)).lost, 20)
        aside = Path(shutil.copytree(there.own, at / "aside"))
        damage(there.own)
        asked = [send(there.port, f"Tijdens {n}") for n in range(3)]
        yield holds(
            trial, "all are thanked for", all(one.status == 200 for one in asked), str([a.status for a in asked])
        )
        yield at_most(trial, "answered after", max(one.seconds for one in asked), ANSWER_SECONDS, "s")
        wait(lambda: False, 2)
        if damage is _locked:
            for name in _LOCKS:
                (there.own / name).unlink(missing_ok=True)
        else:
            shutil.rmtree(there.own, ignore_errors=True)
            shutil.copytree(aside, there.own, dirs_exist_ok=True)
        thanked += [one.number for one in asked if one.number]
        done = wait(lambda: not tally(thanked, there.branches(there.own)).lost, BACK, 0.5)
        yield holds(trial, "all have their branch once it is whole", done, otherwise=f"not in {BACK} s")
        there.stop()
        damage(there.own)
        before = len(there.said())
        there.start(20)
        said = there.said()[before:]
        ended = there.process is not None and there.process.poll() is not None
        yield holds(
            trial,
            "a start tells in a sentence, or goes well",
            "Traceback" not in said and (said or not ended),
            said[-80:].strip(),
        )
        there.stop()


def _cloned_anew() -> Iterator[Figure]:
    """Do what everybody does with a broken copy: clone it anew, while what was made in it was not pushed yet."""
    with folder() as at:
        there = place(at, more=PLENTY)
        there.forge.rename(at / "away")
        there.start()
        thanked = [send(there.port, f"Tijdens {n}").number for n in range(3)]
        wait(lambda: len(there.branches(there.own)) == len(thanked), 15)
        there.stop()
        (at / "away").rename(there.forge)
        shutil.rmtree(there.own)
        git(at, "clone", "--quiet", "--bare", str(there.forge), str(there.own))
        there.start()
        done = wait(lambda: not tally(thanked, there.branches(there.forge)).lost, BACK, 0.5)
        yield holds("repository cloned anew", "all have their branch at the forge", done, otherwise=f"not in {BACK} s")
        there.stop()
