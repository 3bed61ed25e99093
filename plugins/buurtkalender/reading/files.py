"""Which files the content folder holds, and whether their names and places are right."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from buurtkalender.reading.fields import IDENTIFIER, identifier_like
from buurtkalender.reading.problems import Problem, problem

FLAT = ("organisations", "venues", "neighbourhoods")
CALENDAR = ("vocabulary", "norms", "picked-up", "holidays")
ENDING = ".yaml"
_NEARLY = (".yml", ".yaml", ".yaml.txt", ".yml.txt")
# What people hand in that nobody reads: they would wait for it to appear.
_OFFICE = (
    ".docx", ".doc", ".odt", ".rtf", ".txt", ".xlsx", ".xls", ".ods", ".csv", ".pdf", ".ics", ".eml", ".msg", ".pages",
)  # fmt: skip


class File(NamedTuple):
    """A content file: ``path`` below the content folder, and what its directory entry tells without opening it."""

    path: str
    section: str
    id: str
    size: int
    mtime: int
    inode: int


class Scan(NamedTuple):
    """What the folder holds: content files by section, the paths of all other files, and what is wrong with names."""

    files: dict[str, list[File]]
    others: set[str]
    problems: list[Problem]


def scan(content: Path) -> Scan:
    """List the content folder without opening a file. Symbolic links are told, never followed."""
    found = Scan({section: [] for section in ("activities", *FLAT, "calendar")}, set(), [])
    root = str(content)
    for section in (*FLAT, "calendar"):
        _folder(root, section, section, content.name, found)
    for entry in _entries(root, "activities", content.name, found):
        folder = f"activities/{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            if entry.name.lower().endswith(_NEARLY):
                found.problems.append(_at(content.name, folder, "file-not-in-folder"))
            elif entry.name.lower().endswith(_OFFICE):
                found.problems.append(_at(content.name, folder, "not-read", value=entry.name))
        elif IDENTIFIER.fullmatch(entry.name):
            _folder(root, folder, "activities", content.name, found)
        else:
            right = identifier_like(entry.name)
            found.problems.append(_at(content.name, folder, "bad-folder-name", value=entry.name, suggestion=right))
    return found


def _folder(root: str, folder: str, section: str, name: str, found: Scan) -> None:
    """Take the files of a folder that has no folders in it."""
    inside = list(_entries(root, folder, name, found))
    beside = {entry.name for entry in inside}
    for entry in inside:
        if not entry.is_dir(follow_symlinks=False):
            _file(entry, folder, section, name, found, beside)
        elif section == "activities":
            found.problems.append(_at(name, f"{folder}/{entry.name}", "folder-too-deep"))
        else:
            found.problems.append(_at(name, f"{folder}/{entry.name}", "folder-not-here", section=section))


def _entries(root: str, folder: str, name: str, found: Scan) -> Iterator[os.DirEntry[str]]:
    """Yield what a folder holds, by name, but for hidden files, links and things that are no file at all."""
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        found.problems.append(_at(name, folder, "cannot-read", reason=error.strerror or error))
        return
    for entry in inside:
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_symlink():
            found.problems.append(_at(name, f"{folder}/{entry.name}", "symbolic-link"))
        elif entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False):
            yield entry
        else:
            found.problems.append(_at(name, f"{folder}/{entry.name}", "not-a-file"))


def _file(  # noqa: PLR0913, PLR0917 - an entry and where it was found
    entry: os.DirEntry[str], folder: str, section: str, name: str, found: Scan, beside: set[str]
) -> None:
    path = f"{folder}/{entry.name}"
    stem = entry.name.removesuffix(ENDING)
    if stem == entry.name:
        lower = entry.name.lower()
        if lower.endswith(_NEARLY):
            right = identifier_like(lower[: lower.index(".y")]) + ENDING
            found.problems.append(_at(name, path, "wrong-ending", value=entry.name, suggestion=right))
        else:
            found.others.add(path)
            if "." not in lower or lower.endswith(_OFFICE):
                found.problems.append(_at(name, path, "not-read", value=entry.name))
        return
    if not IDENTIFIER.fullmatch(stem):
        right = identifier_like(stem) + ENDING
        code = "file-twice" if right in beside else "bad-file-name"
        found.problems.append(_at(name, path, code, value=entry.name, suggestion=right))
        return
    if section == "calendar" and stem not in CALENDAR:
        found.problems.append(_at(name, path, "unknown-calendar-file", value=entry.name, known=", ".join(CALENDAR)))
        return
    status = entry.stat(follow_symlinks=False)
    identifier = f"{folder.rpartition('/')[2]}/{stem}" if section == "activities" else stem
    found.files[section].append(File(path, section, identifier, status.st_size, status.st_mtime_ns, status.st_ino))


def load(content: Path, file: File, most: int) -> bytes:
    """Read a file that :func:`scan` found, at most one byte more than ``most``; raises OSError.

    A link or a pipe that took its place since then is not followed and does not block.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(f"{content}/{file.path}", flags)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        return _whole(handle, most + 1)
    finally:
        os.close(handle)


def _whole(handle: int, most: int) -> bytes:
    parts = []
    while most > 0 and (part := os.read(handle, most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _at(name: str, path: str, code: str, **params: object) -> Problem:
    """Make a problem of a whole file. What does not print in a name is escaped: it could break a line of a log."""
    safe = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in path)
    return problem(f"{name}/{safe}", 1, 1, code, **params)
