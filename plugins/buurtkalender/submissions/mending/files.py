"""All files, or some, mended; and what was done told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.files import File, load, scan
from buurtkalender.reading.problems import Problem
from buurtkalender.reading.yaml import MOST_BYTES
from buurtkalender.submissions.mending.judging import all_there, judge_of
from buurtkalender.submissions.mending.mend import Mended, mend
from buurtkalender.words.catalogues import Translator


class MendedFile(NamedTuple):
    """A file and what became of it. ``path`` starts at the folder that holds the content folder, as in problems."""

    path: str
    old: bytes
    found: Mended

    @property
    def changed(self) -> bool:
        """Whether it has other bytes now."""
        return self.found.data != self.old


class NotContentError(Exception):
    """A path that was asked for is no content file; the text is that path."""


def mend_all(content: Path, calendar: Calendar, paths: Iterable[Path] = ()) -> Iterator[MendedFile]:
    """Mend the files of a content folder, or only those at or below ``paths``, and yield them; nothing is written.

    ``calendar`` is what was read from that folder. Raises NotContentError.
    """
    scanned = scan(content)
    there = all_there(calendar, scanned)
    everything = [(section, file) for section, files in scanned.files.items() for file in files]
    for section, file in _chosen(content, everything, list(paths)):
        kind = file.id.replace("-", "_") if section == "calendar" else section
        try:
            old = load(content, file, MOST_BYTES)
        except OSError:
            continue
        path = f"{content.name}/{file.path}"
        judge = judge_of(kind, path, file.id, calendar, there)
        yield MendedFile(path, old, mend(old, file.path, judge, calendar))


def _chosen(content: Path, files: list[tuple[str, File]], paths: list[Path]) -> list[tuple[str, File]]:
    if not paths:
        return files
    root = content.resolve()
    wanted: set[str] = set()
    for path in paths:
        try:
            inside = path.resolve().relative_to(root).as_posix()
        except ValueError:
            raise NotContentError(str(path)) from None
        found = {file.path for _, file in files if inside in {file.path, "."} or file.path.startswith(f"{inside}/")}
        if not found:
            raise NotContentError(str(path))
        wanted |= found
    return [(section, file) for section, file in files if file.path in wanted]


def lines(found: MendedFile, texts: Translator) -> list[str]:
    """Return a line for each thing that was mended."""
    return [f"{found.path}:{one.line}: {texts.gettext(one.text).format_map(one.params)}" for one in found.found.done]


def difference(found: MendedFile) -> str:
    """Return what changes as a unified diff."""
    old, new = (octets.decode(errors="replace").splitlines(keepends=True) for octets in (found.old, found.found.data))
    changes = unified_diff(old, new, found.path, found.path)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in changes)


def left(files: Iterable[MendedFile]) -> tuple[Problem, ...]:
    """Return what is left to people, in all files."""
    return tuple(problem for found in files for problem in found.found.left)
