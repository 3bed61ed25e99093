"""Content folders made for one test."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from buurtkalender.reading.content import Read, read_content
from town import ANCHOR, CALENDAR_ID, TOWN

MARK = re.compile(r"# ← (.+)$")


def town_copy(folder: Path, **files: str) -> Path:
    """Return a copy of the fictional town's content folder, with files written over it (path → text)."""
    content = folder / "content"
    shutil.copytree(TOWN / "content", content)
    write(content, files)
    return content


def write(content: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text)


def read_folder(content: Path, cache: Path | None = None) -> Read:
    return read_content(content, calendar_id=CALENDAR_ID, anchor=ANCHOR, cache=cache)


def marked(files: dict[str, str]) -> set[tuple[str, int, str]]:
    """Return (path, line, code) of every ``# ← code`` in the texts."""
    return {
        (f"content/{path}", number, code)
        for path, text in files.items()
        for number, line in enumerate(text.split("\n"), 1)
        if (match := MARK.search(line))
        for code in match[1].split()
    }


def told(found: Read) -> set[tuple[str, int, str]]:
    return {(problem.path, problem.line, problem.code) for problem in found.problems}
