"""Tell how long a save takes to show: `make bench-serve`, or `python tests/bench/saving.py 20`.

`buurtkalender serve` shows the demo as it is published, in six languages and with its sheets, and Chromium has a page
of it open. The clock starts just before a file is saved as editors do it, and stops when the page shows the new text
without a hand. Each kind of edit so often as the number says; milliseconds, of one machine.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
CHROMIUM = "/usr/bin/chromium"
TODAY = "2026-11-24"
SETTLED = 3.0
"""Seconds between two saves: nobody saves more often, and sheets and pictures are made meanwhile."""

SHOWS = "words => !!document.body && document.body.innerText.includes(words)"
Edit = Callable[[str, int], str]


def save(file: Path, text: str, *, over: bool = False) -> None:
    """Save as most editors do, a new file in the place of the old one; or ``over`` the old one."""
    if over:
        file.write_text(text)
        return
    beside = file.with_name(f".{file.name}.saving~")
    beside.write_text(text)
    beside.replace(file)


def field(name: str, value: str) -> Edit:
    """Return an edit that gives a field of a file another value, with the number of the save in it."""
    return lambda text, number: re.sub(
        rf"^{name}: .*$", f"{name}: {value} {number}.", text, count=1, flags=re.MULTILINE
    )


def timed(page: Page, file: Path, edit: Edit, words: str, saves: int, *, over: bool = False) -> list[float]:
    """Return the milliseconds of each save of a file, of which the page that is open shows the ``words`` then."""
    text, found = file.read_text() if file.exists() else "", []
    for number in range(saves):
        time.sleep(SETTLED)
        started = time.perf_counter()
        save(file, edit(text, number), over=over)
        page.wait_for_function(SHOWS, arg=words.format(number), polling="raf")
        found.append((time.perf_counter() - started) * 1000)
    if text:
        save(file, text)
    else:
        file.unlink()
    time.sleep(SETTLED)
    return found


def measure(host: str, content: Path, saves: int) -> None:
    """Measure every kind of edit, and print each."""
    needed = (r"^venue: [a-z]", r"^summary: ", r"\d\d:\d\d")
    every = ((one, one.read_text()) for one in sorted(content.glob("activities/*/*.yaml")))
    file, text = next(it for it in every if all(re.search(one, it[1], re.MULTILINE) for one in needed))
    path = f"/activiteiten/{file.relative_to(content / 'activities').with_suffix('')}/"
    venue = content / "venues" / f"{re.search(r'^venue: ([a-z0-9-]+)', text, re.MULTILINE)[1]}.yaml"  # type: ignore[index]
    new = file.with_name("nieuw-vandaag.yaml")
    clock = re.search(r"\d\d:\d\d", text[text.index("when:") :])[0]  # type: ignore[index]
    kinds: list[tuple[str, str, Path, Edit, str, bool]] = [
        ("summary", path, file, field("summary", "Kom langs, nummer"), "Kom langs, nummer {}.", False),
        ("summary, written over", path, file, field("summary", "Kom nu, nummer"), "Kom nu, nummer {}.", True),
        ("title", path, file, field("title", "Iets anders"), "Iets anders {}.", False),
        ("title, in English", f"/en{path}", file, field("title", "Iets nieuws"), "Iets nieuws {}.", False),
        ("time of its dates", path, file, lambda was, n: was.replace(clock, f"10:{n:02}", 1), "10.{:02}", False),
        (
            "a new file",
            path.replace(file.stem, new.stem),
            new,
            lambda _, n: field("title", "Nieuw")(text, n),
            "Nieuw {}.",
            False,
        ),
        ("a venue's name", path, venue, field("name", "Huis"), "Huis {}.", False),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        page.set_default_timeout(60_000)
        for kind, where, what, edit, words, over in kinds:
            page.goto(f"{host}{where}")
            found = timed(page, what, edit, words, saves, over=over)
            print(f"{kind:24}{median(found):7.0f}{max(found):7.0f}", flush=True)
        browser.close()


def main() -> None:
    """Serve a copy of the demo in memory, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("saves", nargs="?", type=int, default=20)
    saves = parser.parse_args().saves
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        there = Path(folder)
        for name in ("demo", "theme", "pelican.conf.py"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, there / name)
        log = there / "said.txt"
        command = [sys.executable, "-m", "buurtkalender", "serve", "--port", "18080", "--today", TODAY]
        with log.open("wb") as out:
            serving = subprocess.Popen(
                command, cwd=there, stdout=out, stderr=out, env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
            )
        try:
            while serving.poll() is None and "18080/" not in log.read_text():
                time.sleep(0.1)
            print(f"{'milliseconds':24}{'median':>7}{'worst':>7}   of {saves} saves")
            measure("http://127.0.0.1:18080", there / "demo", saves)
        finally:
            serving.terminate()
            serving.wait()


if __name__ == "__main__":
    main()
