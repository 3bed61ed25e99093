"""Hostile: values at the ends of everything, and files with bytes that are others. None stops a check or a build."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hamlet import hamlet_project
from projects import Project
from soak.judging import Figure, none_of
from soak.place import PRODUCT, QUICK, TESTS, folder, measured
from town import TODAY

MUTATED = 60 if QUICK else 10_000
BATCH = 500
BUILT = 5
"""Every fifth batch is built too; all are checked, by the same reader."""

SECONDS = 120.0
SLOWEST = 100.0

DATES = ("0001-01-01", "0001-01-05", "0002-01-01", "1582-10-10", "1900-01-01", "9998-12-31", "9999-12-25", "9999-12-31")
TIMES = ("00:00-24:00", "23:59-00:00", "00:00-00:00", "24:00-24:00")
NUMBERS = ("0", "-1", "1e400", "99999999999999999999", ".nan", "\u0661\u0662")
TEXTS = (
    '""',
    '"\\0"',
    '"\\u200b"',
    '"\\u202eabc"',
    '"\\ud800"',
    "con",
    "nul",
    "a" * 60_000,
    "'{0.__class__}'",
    "'%(x)s'",
)
SHAPES = ("[]", "{}", "~", "[[[[a]]]]", "{1: 2}", "{2026-12-01: x}", "[" + "a, " * 3_000 + "a]")
FIELDS: dict[str, tuple[str, ...]] = {
    "title: {}": (*TEXTS, *SHAPES, *NUMBERS),
    "summary: {}": (*TEXTS, *SHAPES),
    "ages: {}": (*NUMBERS, "0-999", "99+", "5-1", *SHAPES),
    "capacity: {}": (*NUMBERS, *SHAPES),
    "cost: {}": (*NUMBERS, "0.001", *SHAPES),
    "confirmed: {}": (*DATES, *SHAPES),
    "full: {}": (*TEXTS, *SHAPES),
    "formerly: {}": (*TEXTS, *SHAPES),
    "languages: {}": (*TEXTS, *SHAPES),
    "links: {}": SHAPES,
    "contact: {}": SHAPES,
    "changes: {}": SHAPES,
    "changes: [{{date: {}, cancelled: x}}]": DATES,
    "changes: [{{date: 2026-12-01, moved_to: {}}}]": DATES,
    "changes: [{{date: 2026-12-01, time: '{}'}}]": TIMES,
    "signup: {{required: true, until: {}, phone: 0343-555 001}}": (*DATES, *NUMBERS),
    "when: [{{weekly: tuesday, time: '10:00-12:00', from: {}}}]": DATES,
    "when: [{{weekly: tuesday, time: '10:00-12:00', until: {}}}]": DATES,
    "when: [{{weekly: tuesday, time: '10:00-12:00', from: 0001-01-01, until: {}}}]": DATES,
    "when: [{{weekly: tuesday, time: '10:00-12:00', skip: [{}]}}]": (*DATES, "0001-01-01/9999-12-31"),
    "when: [{{weekly: tuesday, time: '{}'}}]": TIMES,
    "when: [{{weekly: tuesday, time: '10:00-12:00', every: {}}}]": NUMBERS,
    "when: [{{monthly: last friday, time: '10:00-12:00', from: {}}}]": DATES,
    "when: [{{monthly: {}, time: '10:00-12:00'}}]": (*NUMBERS, "31", "32"),
    "when: [{{dates: [{}], time: '20:00-01:00'}}]": DATES,
    "when: {}": SHAPES,
    "volunteers: [{{role: kok, until: {}}}]": DATES,
}  # fmt: skip
LEAST = {
    "title": "title: Koffie",
    "themes": "themes: [ontmoeten]",
    "venue": "venue: dorpshuis",
    "when": "when: [{weekly: tuesday, time: '10:00-12:00', from: 2026-09-01}]",
}


def hostile() -> Iterator[Figure]:
    extreme = {f"uiterst-{n:03}": text for n, text in enumerate(_extreme())}
    with folder() as at, ThreadPoolExecutor(2) as pool:
        wrong = list(pool.map(lambda one: _tried(at, *one), [(0, extreme)]))
        yield from _figures(f"hostile: {len(extreme)} extreme values", len(extreme), wrong)
        batches = [(n, dict(_mutated(n))) for n in range(1, max(1, MUTATED // BATCH) + 1)]
        wrong = list(pool.map(lambda one: _tried(at, *one), batches))
        total = sum(len(files) for _, files in batches)
        yield from _figures(f"hostile: {total} mutated files", total, wrong)
    if not QUICK and (TESTS / "hostile/test_extremes.py").exists() and TESTS.parent == PRODUCT:
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-m", "thorough or not thorough"]
        done = subprocess.run(
            [*tests, "tests/hostile/test_extremes.py"], cwd=PRODUCT, capture_output=True, text=True, check=False
        )
        wrong_tests = re.findall(r"^FAILED (\S+)", done.stdout, re.MULTILINE)
        yield none_of("hostile: tests/hostile", "tests that fail, of all values in all fields", wrong_tests)


def _figures(trial: str, total: int, found: list[tuple[list[str], list[str]]]) -> Iterator[Figure]:
    yield none_of(trial, "stop `check`", [one for check, _ in found for one in check], total)
    yield none_of(trial, "stop `build`", [one for _, build in found for one in build], total)


def _extreme() -> Iterator[str]:
    for field, values in FIELDS.items():
        name = field.partition(":")[0]
        others = "".join(f"{line}\n" for key, line in LEAST.items() if key != name)
        for value in values:
            yield others + field.format(value) + "\n"


def _mutated(seed: int) -> Iterator[tuple[str, str]]:
    """Yield activities in which some bytes are others, are gone, or are there twice."""
    chance = random.Random(seed)
    with folder() as at:
        texts = [path.read_bytes() for path in (hamlet_project(at / "m").content / "activities").rglob("*.yaml")]
    for n in range(min(BATCH, MUTATED)):
        octets = bytearray(chance.choice(texts))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(octets))
            what = chance.randrange(4)
            if what == 0:
                octets[place] = chance.choice(b"0123456789-:[]{}#'\"\n &*!|>%@`\0\xff\xe2")
            elif what == 1:
                del octets[place : place + chance.randint(1, 12)]
            elif what == 2:
                octets[place:place] = octets[place : place + chance.randint(1, 40)]
            else:
                octets[place:place] = chance.choice(DATES + TIMES + NUMBERS).encode()
        yield f"anders-{seed:02}-{n:03}", octets.decode("latin-1")


def _tried(at: Path, n: int, files: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the files that stop `check`, and those that stop `build`."""
    made = hamlet_project(at / f"batch-{n}")
    found = _stops(made, files, "check"), _stops(made, files, "build") if n % BUILT == 0 or QUICK else []
    shutil.rmtree(made.folder)
    return found


def _stops(made: Project, files: dict[str, str], command: str, deep: int = 0) -> list[str]:
    """Return the files that stop a command; halves are tried apart until it is clear which."""
    target = made.content / "activities/welzijn-zandmeer"
    for name, text in files.items():
        (target / f"{name}.yaml").write_bytes(text.encode("latin-1") if name.startswith("anders") else text.encode())
    more = ("--jobs", "1") if command == "build" else ()
    ended = measured(command, "--today", str(TODAY), *more, folder=made.folder, seconds=SECONDS)
    for name in files:
        (target / f"{name}.yaml").unlink()
    built = command == "check" or (made.output / "index.html").exists()
    if not ended.traced and built and ended.code in {0, 1} and ended.seconds < SLOWEST:
        return []
    if len(files) == 1 or deep > 12:
        return [f"{name} ({_why(ended.said)})" for name in list(files)[:1]]
    if made.output.exists():
        shutil.rmtree(made.output)
    names = list(files)
    halves = [names[: len(names) // 2], names[len(names) // 2 :]]
    found = [one for half in halves for one in _stops(made, {name: files[name] for name in half}, command, deep + 1)]
    return found or [f"{names[0]} … {names[-1]} together ({_why(ended.said)})"]


def _why(said: str) -> str:
    lines = said.strip().splitlines() or [""]
    return re.sub(r"\s+", " ", lines[-1])[-70:]
