"""Which files the content folder holds, their names and places; and the pictures beside them."""

from __future__ import annotations

import os
import stat
import warnings
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import msgspec

from buurtkalender.reading.fields import IDENTIFIER
from buurtkalender.reading.problems import Problem, problem
from buurtkalender.reading.suggest import DEVICES, identifier_like

FLAT = ("organisations", "venues", "neighbourhoods")
CALENDAR = ("vocabulary", "words", "norms", "picked-up", "holidays")
ENDING = ".yaml"
_NEARLY = (".yml", ".yaml", ".yaml.txt", ".yml.txt")
# What people hand in that nobody reads: they would wait for it to appear.
_OFFICE = (
    ".docx", ".doc", ".odt", ".rtf", ".txt", ".xlsx", ".xls", ".ods", ".csv", ".pdf", ".ics", ".eml", ".msg", ".pages",
)  # fmt: skip


class ContentFile(NamedTuple):
    """A content file: ``path`` below the content folder, and what its directory entry tells without opening it."""

    path: str
    section: str
    id: str
    size: int
    mtime: int
    inode: int


class Scan(NamedTuple):
    """What the folder holds: content files by section, the paths of all other files, and what is wrong with names."""

    files: dict[str, list[ContentFile]]
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
            code = "device-name" if entry.name.lower() in DEVICES else "bad-folder-name"
            found.problems.append(_at(content.name, folder, code, value=entry.name, suggestion=right))
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
        code = "device-name" if stem.lower() in DEVICES else code
        found.problems.append(_at(name, path, code, value=entry.name, suggestion=right))
        return
    if section == "calendar" and stem not in CALENDAR:
        found.problems.append(_at(name, path, "unknown-calendar-file", value=entry.name, known=", ".join(CALENDAR)))
        return
    status = entry.stat(follow_symlinks=False)
    identifier = f"{folder.rpartition('/')[2]}/{stem}" if section == "activities" else stem
    found.files[section].append(
        ContentFile(path, section, identifier, status.st_size, status.st_mtime_ns, status.st_ino)
    )


def load_file(content: Path, file: ContentFile, most: int) -> bytes:
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


# --- pictures --------------------------------------------------------------------------------------------
# Photographs and logos that lie beside content files: whether they are pictures at all, and how large.
#
# What anybody hands in may be anything. A file is looked at as bytes, whatever its name says; only three formats are
# taken, at most so many bytes and pixels; and none is ever published as it is (:mod:`buurtkalender.site.photos`).

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PICTURE_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What the best camera of a phone takes; decoded it is 150 megabytes of memory, and a bomb is a thousand times that."""

ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held; from 5 on it lay on its side."""


class PictureFile(msgspec.Struct, array_like=True, frozen=True):
    """A picture as it was looked at: its file, a digest of its bytes, and how large it is the right way up.

    ``refused`` is the code of what is wrong with it, with ``reason`` for a number in it; empty when it can be shown.
    """

    size: int
    mtime: int
    inode: int
    digest: str = ""
    width: int = 0
    height: int = 0
    refused: str = ""
    reason: str = ""


def look_at_all(
    content: Path, paths: Iterable[str], known: Mapping[str, PictureFile], trusted: int
) -> dict[str, PictureFile]:
    """Return what each of these files is; one that is as it was, and older than ``trusted``, is not opened again."""
    found = {}
    for path in paths:
        file = content / path
        try:
            status = file.stat(follow_symlinks=False)
        except OSError:
            continue
        before = known.get(path)
        place = (status.st_size, status.st_mtime_ns, status.st_ino)
        if before and place == (before.size, before.mtime, before.inode) and before.mtime < trusted:
            found[path] = before
        else:
            found[path] = _look_at(content, ContentFile(path, "", "", *place))
    return found


def _look_at(content: Path, file: ContentFile) -> PictureFile:
    place = (file.size, file.mtime, file.inode)
    try:
        octets = load_file(content, file, MOST_PICTURE_BYTES)
    except OSError:
        return PictureFile(*place, refused="not-a-picture")
    if len(octets) > MOST_PICTURE_BYTES:
        return PictureFile(*place, refused="picture-too-heavy", reason=str(MOST_PICTURE_BYTES // (1024 * 1024)))
    digest = blake2b(octets, digest_size=16).hexdigest()
    refused, width, height = measured(octets)
    reason = str(MOST_PIXELS // 1_000_000) if refused == "picture-too-large" else ""
    return PictureFile(*place, digest, width, height, refused, reason)


def measured(octets: bytes) -> tuple[str, int, int]:
    """Return the code of what is wrong with a picture, or "", and its width and height the right way up."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(octets), formats=FORMATS) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    return "picture-too-large", 0, 0
                lying = picture.getexif().get(ORIENTATION, 1) >= 5
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return "picture-too-large", 0, 0
    except Exception:  # noqa: BLE001 - decoders fail in dozens of ways, and all of them mean the same
        return "not-a-picture", 0, 0
    return "", *((height, width) if lying else (width, height))
