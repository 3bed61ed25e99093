"""Builds: killed at any moment, two at once, with bytes that rotted, with git that fails, on an output in trouble."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from buurtkalender.site.publish import MARK
from hamlet import hamlet_project
from projects import Project, Tree, tree
from receiving.standing import SENDER, git
from soak.judging import Figure, at_most, exactly, holds, none_of
from soak.place import QUICK, Ended, environment, folder, measured, mounted
from town import TODAY

KILLS, FLIPS, TWICE = (4, 4, 1) if QUICK else (68, 40, 5)
COFFEE = "activities/welzijn-zandmeer/koffieochtend.yaml"
MOST_FILES = 1_000
"""What an activity of 390 dates may add to the site."""


def builds() -> Iterator[Figure]:
    with folder() as at, ThreadPoolExecutor(2) as pool:
        slots = list(pool.map(lambda n: Slot(at / f"slot-{n}"), range(2)))
        halves = pool.map(lambda n: slots[n].killed(KILLS // 2, n), range(2))
        ended = [one for half in halves for one in half]
        yield none_of(
            "builds: killed", "builds after a kill that failed", [one for one in ended if "failed" in one], KILLS
        )
        yield none_of(
            "builds: killed",
            "sites that are otherwise than without a kill",
            [one for one in ended if "other" in one],
            KILLS,
        )
        yield none_of(
            "builds: killed", "half files, served after a kill", [one for one in ended if "half" in one], KILLS
        )
        yield from slots[0].twice()
        halves = pool.map(lambda n: slots[n].rotten(FLIPS // 2, n), range(2))
        ended = [one for half in halves for one in half]
        yield none_of("builds: rotten bytes", "tracebacks", [one for one in ended if "trace" in one], FLIPS)
        yield none_of(
            "builds: rotten bytes", "another site, and nothing told", [one for one in ended if "other" in one], FLIPS
        )
        yield from _half_believed(at)
        yield from _zones(slots[0])
        yield from _many_dates(slots[0])
        yield from _in_trouble(slots[1])


def different(one: Tree, other: Tree) -> list[str]:
    """Return what is served and only one of them has, or has otherwise: not what a build notes of itself."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path) and path != MARK)


class Slot:
    """A project that was built, and changed since; every trial starts from there."""

    def __init__(self, at: Path) -> None:
        self.made = hamlet_project(at / "town")
        self._aside = at / "aside"
        assert self.build().code == 0
        self.old = self.made.tree()
        _edit(self.made)
        shutil.copytree(self.made.folder, self._aside, symlinks=True)
        self.seconds = self.build().seconds
        self.new = self.made.tree()
        self.again(fresh=True)
        assert self.build().code == 0
        self.first = self.made.tree()  # which cannot know what was there before

    def again(self, *, fresh: bool = False) -> None:
        """Put it back to where every trial starts; ``fresh``: as if nothing was ever built."""
        shutil.rmtree(self.made.folder)
        shutil.copytree(self._aside, self.made.folder, symlinks=True)
        if fresh:
            shutil.rmtree(self.made.output)
            shutil.rmtree(self.made.folder / ".cache", ignore_errors=True)

    def build(self, *more: str, **variables: str) -> Ended:
        """Build it."""
        return measured("build", "--today", str(TODAY), *more, folder=self.made.folder, **variables)

    def start(self) -> subprocess.Popen[bytes]:
        """Begin to build it."""
        command = [sys.executable, "-m", "buurtkalender", "build", "--today", str(TODAY)]
        return subprocess.Popen(
            command,
            cwd=self.made.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def killed(self, times: int, seed: int) -> list[str]:
        """Kill builds at any moment, build again, and return what went wrong."""
        chance, found = random.Random(seed), []
        for n in range(times):
            fresh = n % 4 == 3
            self.again(fresh=fresh)
            wanted, before = (self.first, (self.first,)) if fresh else (self.new, (self.old, self.new))
            process = self.start()
            moment = chance.uniform(0.1, 1.1) * self.seconds
            time.sleep(moment)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL) if n % 2 else process.kill()
            process.communicate()
            served = self.made.tree() if self.made.output.exists() else {}
            bad = [
                path
                for path, octets in served.items()
                if path != MARK and octets not in {one.get(path) for one in before}
            ]
            where = f"after {moment:.2f} s" + " of a first build" * fresh
            found += [f"half: {bad[0]} {where}"] if bad else []
            again = self.build()
            found += [f"failed {where}: {again.said[-100:]}"] if again.code else []
            other = different(self.made.tree(), wanted)
            found += [f"other: {other[0]} {where}"] if other and not again.code else []
            left = [one.name for one in self.made.folder.iterdir() if one.name.startswith("output.")]
            found += [f"other: {left[0]} is left {where}"] if left else []
        return found

    def twice(self) -> Iterator[Figure]:
        """Build twice at once on one output."""
        other, failed = [], []
        for n in range(TWICE):
            self.again(fresh=n % 2 == 1)
            both = [self.start(), self.start()]
            said = [one.communicate()[0].decode(errors="replace") for one in both]
            failed += [
                text[-120:] for one, text in zip(both, said, strict=True) if one.returncode or "Traceback" in text
            ]
            other += different(self.made.tree(), self.first if n % 2 else self.new)[:1]
        yield none_of("builds: two at once", "builds that failed", failed, 2 * TWICE)
        yield none_of("builds: two at once", "another site than of one", other, TWICE)

    def rotten(self, times: int, seed: int) -> list[str]:
        """Let a byte of what a build keeps be another, or half of a file be gone; return what went wrong."""
        chance, found = random.Random(seed), []
        for n in range(times):
            self.again()
            kept = [path for path in (self.made.folder / ".cache").rglob("*") if path.is_file() and path.stat().st_size]
            kept = sorted(path for path in kept if "templates" not in path.parts)
            kept += [self.made.output / "data/ledger.json"] * (len(kept) // 4 + 1)
            path = chance.choice(kept)
            octets = bytearray(path.read_bytes())
            place = chance.randrange(len(octets))
            if n % 3 == 2:
                del octets[place:]
            else:
                octets[place] ^= 1 << chance.randrange(8)
            path.write_bytes(octets)
            ended = self.build()
            where = f"{path.relative_to(self.made.folder)} at {place}"
            found += [f"trace: {where}"] if ended.traced else []
            site = self.made.tree()
            if different(site, self.new) and not _told(ended, path):
                found.append(f"other: {different(site, self.new)[0]}, {where}")
        return found


def _told(ended: Ended, path: Path) -> bool:
    """Whether what it said names the file, or what it is for."""
    said = ended.said.lower()
    return path.name in said or any(word in said for word in ("ledger", "cache", "onthou", "logboek", "geheugen"))


def _edit(made: Project) -> None:
    coffee = made.content / COFFEE
    coffee.write_text(coffee.read_text().replace("title: ", "title: Nieuwe ", 1))
    eat = made.content / "activities/welzijn-zandmeer/eettafel.yaml"
    (eat.parent / "eten.yaml").write_text(eat.read_text().replace("title: ", "title: Nog een ", 1))
    (made.content / "activities/sv-zandmeer/gymmen.yaml").unlink()


# --- git that fails --------------------------------------------------------------------------------------


def _half_believed(at: Path) -> Iterator[Figure]:
    """Git fails during one build, of a site that is known, and works for the next."""
    made = hamlet_project(at / "history")
    (made.folder / ".gitignore").write_text("output\n.cache\nbin\n")
    git(made.folder, "init", "--quiet", "--initial-branch=main")
    _commit(made, "2026-11-01T12:00:00Z")
    real, fails = shutil.which("git"), made.folder / "bin/fails"
    fails.parent.mkdir()
    failing = 'echo "fatal: detected dubious ownership" >&2; exit 128'
    script = f'#!/bin/sh\nif [ -e "{fails}" ]; then {failing}; fi\nexec "{real}" "$@"\n'
    (fails.parent / "git").write_text(script)
    (fails.parent / "git").chmod(0o755)
    path = f"{fails.parent}{os.pathsep}{os.environ['PATH']}"

    def build() -> Ended:
        return measured("build", "--today", str(TODAY), folder=made.folder, PATH=path)

    build()
    _edit(made)
    _commit(made, "2026-11-20T12:00:00Z")
    shutil.copytree(made.folder, at / "aside", symlinks=True)
    first = build()
    wanted = made.tree()
    shutil.rmtree(made.folder)
    (at / "aside").rename(made.folder)
    fails.touch()
    without = build()
    fails.unlink()
    after = build()
    yield holds("builds: git fails once", "told", "git" in without.said.lower(), otherwise=without.said[-60:])
    yield none_of("builds: git fails once", "tracebacks", [1 for one in (first, without, after) if one.traced])
    # What was published meanwhile got the stamp of that moment, and no stamp ever goes back.
    site = made.tree()
    other = [path for path in different(site, wanted) if _plain(site, path) != _plain(wanted, path)]
    yield none_of("builds: git fails once", "pages and news of the next site that are otherwise", other)


def _plain(site: Tree, path: str) -> bytes:
    """Return a page, a feed or news without its stamps; what only programs read is nothing but those."""
    return b"" if path.startswith("data/") else _STAMPS.sub(b"", site.get(path, b""))


_STAMPS = re.compile(rb"SEQUENCE:\d+|\d{8}T\d{6}Z|\d{4}-\d\d-\d\dT[\d:+Z]+|\w{3}, \d\d \w{3} \d{4} [\d:]+ \S+")


def _commit(made: Project, at: str) -> None:
    git(made.folder, "add", ".")
    command = ["git", "-C", made.folder, *SENDER, "commit", "--quiet", "--message=Kalender", f"--date={at}"]
    subprocess.run(command, check=True, env={**environment(), "GIT_COMMITTER_DATE": at})


# --- zones, many dates, and an output in trouble -----------------------------------------------------------


def _zones(slot: Slot) -> Iterator[Figure]:
    sites: dict[str, Tree] = {}
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        slot.again(fresh=True)
        measured("build", folder=slot.made.folder, TZ=zone)
        sites[zone] = slot.made.tree()
    one, other = sites.values()
    yield none_of("builds: zones", "files that depend on the computer's zone", different(one, other))


def _many_dates(slot: Slot) -> Iterator[Figure]:
    slot.again()
    days = [str(date(2026, 12, 1) + timedelta(days=n)) for n in range(390)]
    rows = "".join(f"  - dates: [{', '.join(days)}]\n    time: {hour}:00-{hour}:45\n" for hour in range(10, 20))
    text = f"title: Elke dag, elk uur\nthemes: [ontmoeten]\nvenue: dorpshuis\nwhen:\n{rows}"
    (slot.made.content / "activities/welzijn-zandmeer/elke-dag.yaml").write_text(text)
    ended = slot.build()
    yield exactly("builds: 390 dates, at ten times each", "exit code", ended.code, 0)
    yield at_most(
        "builds: 390 dates, at ten times each", "files more", len(slot.made.tree()) - len(slot.new), MOST_FILES, "files"
    )
    yield at_most("builds: 390 dates, at ten times each", "takes", ended.seconds, 60, "s")


def _in_trouble(slot: Slot) -> Iterator[Figure]:
    """An output that is a mount point, too small, read-only, or somebody's own folder."""
    output = slot.made.output
    slot.again(fresh=True)
    output.mkdir()
    with mounted(output, "-t", "tmpfs", "none") as done:
        if done:
            ended = slot.build()
            again = slot.build()
            well = not ended.code and not again.code and not different(tree(output), slot.first)
            yield _sentence("a mount point", ended, well=well)
    slot.again()
    with mounted(output, "-t", "tmpfs", "-o", "size=200k", "none") as done:
        if done:
            yield _sentence("a disk that is too small", slot.build(), well=False)
    slot.again()
    with mounted(output, "--bind", str(output)) as done:
        if done:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(output)], check=True)
            yield _sentence("read-only", slot.build(), well=False)
            yield none_of("builds: output read-only", "files that changed", different(tree(output), slot.old))
    slot.again(fresh=True)
    (output / "sub").mkdir(parents=True)
    (output / "sub/mine.txt").write_text("mine")
    yield _sentence("somebody's own folder", slot.build(), well=False)
    yield holds("builds: output somebody's own folder", "left as it was", tree(output) == {"sub/mine.txt": b"mine"})
    slot.again(fresh=True)
    output.write_text("mine")
    yield _sentence("a file", slot.build(), well=False)


def _sentence(what: str, ended: Ended, *, well: bool) -> Figure:
    """Expect that it goes well, or that one sentence tells why not."""
    told = ended.code in {1, 2} and not ended.traced and ended.said.strip()
    seen = ended.said.strip().rpartition("\n")[2][-90:] if not well else "built"
    return holds(f"builds: output {what}", "goes well, or a sentence tells", well or told, f"{ended.code}: {seen}")
