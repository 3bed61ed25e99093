"""What else is wrong in a file that cannot be understood: one slip of the keys must not hide all other problems."""

from __future__ import annotations

import re

from buurtkalender.reading.fields import Record
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Mapping

WITHOUT_REST = frozenset(
    {
        "complex-key", "conflict-marks", "empty-file", "file-too-large", "hidden-character", "not-a-mapping",
        "not-utf-8", "office-file", "second-document", "too-deep", "too-many-nodes", "utf-16", "web-page",
    }
)  # fmt: skip
"""Problems of a whole file, after which there is no sense in reading on."""

_KEY = re.compile(rb"[A-Za-z_][\w-]*\s*:(?:\s|$)")
_MOST_PARTS = 8
# What may only seem to lack, because it stands in a part that cannot be read.
_LACKING = frozenset({"missing-key", "missing-place"})
_WITHOUT = "room-without-venue"


def read_rest(data: bytes, fields: Record, notes: Notes) -> None:
    """Note the problems of all parts of a file but that in which its first problem is, which was noted already.

    A part is a key at the beginning of a line with all that belongs to it. The values are not kept: half a file is
    no activity.
    """
    rows = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for _ in range(_MOST_PARTS):
        if not _blank(rows, notes.problems[-1].line):
            return
        trial = Notes(notes.path, notes.owner)
        root = parse(b"\n".join(rows), trial)
        found = [one for one in trial.problems if one.code not in WITHOUT_REST]
        notes.problems.extend(found)
        if root is not None:
            _values(root, fields, notes)
        if root is not None or not found:
            return


def _blank(rows: list[bytes], line: int) -> bool:
    """Empty the part in which a line (from 1) stands; False where nothing was in it."""
    starts = [number for number, row in enumerate(rows) if _KEY.match(row)]
    first = max((start for start in starts if start < line), default=0)
    last = min((start for start in starts if start >= line), default=len(rows))
    something = any(rows[first:last])
    rows[first:last] = [b""] * (last - first)
    return something


def _values(root: Mapping, fields: Record, notes: Notes) -> None:
    inner = Notes(notes.path, notes.owner)
    fields.values(root, inner)
    here = root.line, root.column
    for one in inner.problems:
        if one.code != _WITHOUT and (one.code not in _LACKING or (one.line, one.column) != here):
            notes.problems.append(one)
    notes.refs.extend(inner.refs)
    notes.declared.extend(inner.declared)
