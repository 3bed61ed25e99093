"""Tell what history costs: `python tests/bench/past.py [FOLDER]`, with plugins/ and tests/ on the PYTHONPATH.

It makes a repository of the demo with a commit a week for 24 months, in which activities come, stop, are confirmed and
get another name, and works the points out: with nothing remembered, with all of it, and on the days after. With a
folder, the repository stays there, to build and look at. Seconds of processor time, git's with it.
"""

# ruff: noqa: T201 - this command prints

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from buurtkalender.domain.coverage.difference import Past
from buurtkalender.domain.coverage.evaluation import coming, evaluate
from buurtkalender.reading.content import read_content
from buurtkalender.site.gaps.analysis import NAME, past
from buurtkalender.site.settings import load_site_settings

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)
START = date(2024, 1, 1)
"""The calendar's first day; there is nothing before it."""

WEEKS = 104


def make(folder: Path) -> None:
    """Make the repository."""
    shutil.copytree(ROOT / "theme", folder / "theme")
    settings = (ROOT / "tests/fixtures/pelican.conf.py").read_text(encoding="utf-8")
    (folder / "pelican.conf.py").write_text(f"{settings}CALENDAR_START = {START!r}\n".replace("datetime.", ""))
    shutil.copytree(ROOT / "demo", folder / "content")
    for file in (folder / "content" / "activities").rglob("*.yaml"):
        file.unlink()
    (folder / ".gitignore").write_text("output*\n.cache\n")
    git(folder, TODAY, "init", "-q")
    chance = random.Random(1)  # noqa: S311 - nobody has to guess
    waiting = sorted((ROOT / "demo" / "activities").rglob("*.yaml"))
    chance.shuffle(waiting)
    there: list[Path] = []
    for week in range(WEEKS):
        start = len(waiting) // 2 if week == 0 else -(-len(waiting) // (WEEKS - week))
        for source in waiting[:start]:
            target = folder / "content" / source.relative_to(ROOT / "demo")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            there.append(target)
        del waiting[:start]
        if week % 3 == 2:
            gone = there.pop(chance.randrange(len(there)))
            waiting.append(ROOT / "demo" / gone.relative_to(folder / "content"))
            gone.unlink()
        changed = chance.choice(there)
        changed.write_text(changed.read_text(encoding="utf-8") + f"# looked at in week {week}\n", encoding="utf-8")
        day = TODAY - timedelta(weeks=WEEKS - week)
        git(folder, day, "add", "-A")
        git(folder, day, "commit", "-q", "-m", f"Week {week}")


def git(folder: Path, day: date, *arguments: str) -> None:
    """Run git as somebody on a day."""
    who = {f"GIT_{role}_{part}": "x@y.example" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    when = {f"GIT_{role}_DATE": f"{day}T12:00:00+00:00" for role in ("AUTHOR", "COMMITTER")}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env={**os.environ, **who, **when})


def timed(name: str, run: Callable[[], Past]) -> Past:
    """Run something and print what it took."""
    before = os.times()
    found = run()
    after = os.times()
    taken = sum(after[:4]) - sum(before[:4])
    moved = sum(len(week.moves) for week in found.weeks)
    print(
        f"  {taken:6.2f} s  {name}: {len(found.points)} points, {moved} moves in {len(found.weeks)} weeks", flush=True
    )
    return found


def measure(folder: Path) -> None:
    """Work the points out, and print what it took."""
    settings = load_site_settings(folder / "pelican.conf.py")
    calendar = read_content(settings.content, calendar_id=settings.calendar_id, anchor=settings.anchor).calendar

    def on(day: date) -> Callable[[], Past]:
        found = coming(calendar, day)
        verdicts = evaluate(calendar, found, day)
        return lambda: past(settings, calendar, day, found, verdicts)

    (settings.cache / NAME).unlink(missing_ok=True)
    print(f"{len(calendar.activities)} activities, {WEEKS} commits")
    cold = timed("nothing remembered", on(TODAY))
    assert timed("all remembered", on(TODAY)) == cold
    timed("the day after", on(TODAY + timedelta(1)))
    timed("the Monday after", on(TODAY + timedelta(6)))
    timed("the first of the month after", on(TODAY + timedelta(8)))
    print(f"  {(settings.cache / NAME).stat().st_size / 1000:6.0f} kB remembered")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="where to leave the repository")
    kept = parser.parse_args().folder
    with TemporaryDirectory() as temporary:
        where = kept or Path(temporary)
        if not (where / ".git").exists():
            where.mkdir(parents=True, exist_ok=True)
            make(where)
        measure(where)
