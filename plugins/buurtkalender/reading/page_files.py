"""Pages that people write by hand, ``content/pages/*.md``: metadata as Pelican has it, and where everything stands."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from buurtkalender.reading.problems import Problem, problem

LARGEST = 256 * 1024
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):[ \t]*(.*)")


class Field(NamedTuple):
    """A line ``Name: value`` at the top of a page; ``column`` is where the value begins. Both count from 1."""

    name: str
    value: str
    line: int
    column: int


class PageFile(NamedTuple):
    """A page as it was written.

    ``path`` starts with the content folder's name. ``fields`` go by their names in lower case. ``lines`` are what
    follows them, and ``first`` is the number of the first of these. ``digest`` is of all its bytes.
    """

    path: str
    stem: str
    fields: dict[str, Field]
    lines: tuple[str, ...]
    first: int
    digest: bytes

    def said(self, name: str) -> str:
        """Return the value of a field, "" where there is none."""
        field = self.fields.get(name)
        return field.value if field else ""

    @property
    def slug(self) -> str:
        """Where it wants to stand: its slug, else its own name."""
        return self.said("slug") or self.stem.lower()


def page_files(content: Path) -> list[PageFile]:
    """Return the pages in order of their names, but for links and very large files. Drafts are among them."""
    return [
        _read(path, content.name)
        for path in sorted((content / "pages").glob("*.md"))
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST
    ]


def misplaced(file: PageFile) -> Problem:
    """Return what to tell of a page that cannot stand where it wants to."""
    field = file.fields.get("slug")
    line, column = (field.line, field.column) if field else (1, 1)
    return problem(file.path, line, column, "page-address", slug=file.slug)


def _read(path: Path, folder: str) -> PageFile:
    data = path.read_bytes()
    lines = data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}").splitlines()
    fields = {}
    first = 0
    for line in lines:
        match = _FIELD.fullmatch(line)
        if not match:
            break
        first += 1
        fields[match[1].lower()] = Field(match[1], match[2].strip(), first, match.start(2) + 1)
    digest = blake2b(data, digest_size=16).digest()
    return PageFile(f"{folder}/pages/{path.name}", path.stem, fields, tuple(lines[first:]), first + 1, digest)
