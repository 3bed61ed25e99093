"""Photographs and logos that lie beside content files: whether they are pictures at all, and how large.

What anybody hands in may be anything. A file is looked at as bytes, whatever its name says; only three formats are
taken, at most so many bytes and pixels; and none is ever published as it is (:mod:`buurtkalender.site.photos`).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import msgspec

from buurtkalender.reading import files
from buurtkalender.reading.files import File

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What the best camera of a phone takes; decoded it is 150 megabytes of memory, and a bomb is a thousand times that."""

ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held; from 5 on it lay on its side."""


class Seen(msgspec.Struct, array_like=True, frozen=True):
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


def look_at_all(content: Path, paths: Iterable[str], known: Mapping[str, Seen], trusted: int) -> dict[str, Seen]:
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
            found[path] = _look_at(content, File(path, "", "", *place))
    return found


def _look_at(content: Path, file: File) -> Seen:
    place = (file.size, file.mtime, file.inode)
    try:
        octets = files.load(content, file, MOST_BYTES)
    except OSError:
        return Seen(*place, refused="not-a-picture")
    if len(octets) > MOST_BYTES:
        return Seen(*place, refused="picture-too-heavy", reason=str(MOST_BYTES // (1024 * 1024)))
    digest = blake2b(octets, digest_size=16).hexdigest()
    refused, width, height = measured(octets)
    reason = str(MOST_PIXELS // 1_000_000) if refused == "picture-too-large" else ""
    return Seen(*place, digest, width, height, refused, reason)


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
