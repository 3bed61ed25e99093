"""The rows of an .xlsx file, one at a time: texts and numbers as they stand in it (ECMA-376 part 1, 18.3 and 18.4).

The key figures of CBS have 18,000 rows of more than 100 columns of which we need nine. A spreadsheet library makes a
value of each of these two million cells; this looks past them, in a third of the time, and keeps one row.

The file comes from elsewhere, so nothing in it decides how much memory or time is used: sizes are bounded before
anything is unpacked (a zip says how large its parts are, and is not read past that), entities are refused, and a gap
between rows or columns takes no room.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat

from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError

MOST_PACKED = 64 * 1024 * 1024
MOST_SHEET = 512 * 1024 * 1024
MOST_STRINGS = 32 * 1024 * 1024
MOST_COLUMNS = 1_000
LONGEST_CELL = 32_767
"""The limit of the format itself."""

CellRow = tuple[int, dict[int, str]]
"""A row's number, from 1, and its cells by the number of their column, from 0. A formula is told as ``=…``."""

Cell = tuple[int, int]
"""A row and a column, from 1."""

Range = tuple[int, int, int, int]
"""The first row and column, and the last."""

_CHUNK = 1 << 16
_PLACES = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_LINK = re.compile(r'HYPERLINK\("((?:https?|mailto|tel):[^"]{1,500})"', re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_STRINGS = "xl/sharedstrings.xml"
_LAST_COLUMN = 16_384
_LAST_ROW = "1048576"


class SheetReader:
    """A sheet that is being read. ``wanted`` are the columns to keep, all of them when it is None."""

    def __init__(self, path: Path, file: IO[bytes], strings: list[str]) -> None:
        self.wanted: frozenset[int] | None = None
        self._path = path
        self._file = file
        self._strings = strings
        self._done: list[CellRow] = []
        self._row: dict[int, str] = {}
        self._number = 0
        self._column = -1
        self._keep = False
        self._kind = ""
        self._formula = False

    def rows(self) -> Iterator[CellRow]:
        """Yield the rows that hold something, in the order of the file."""
        parsed = _Parser(self._start, self._end, ("v", "t", "f"), "c").parsed(self._file)
        while True:
            with _told(self._path):
                more = next(parsed, None)
            yield from self._done
            self._done.clear()
            if more is None:
                return

    def _start(self, name: str, attributes: dict[str, str]) -> bool:
        """Take an element in, and tell whether the text in it is wanted. Most are cells that are not."""
        if name == "c":
            column = self._column = _column(attributes.get("r", ""), self._column + 1)
            self._keep = column < MOST_COLUMNS if self.wanted is None else column in self.wanted
            if self._keep:
                self._kind = attributes.get("t", "n")
                self._formula = False
        elif name == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdecimal() and len(given) <= len(_LAST_ROW) else self._number + 1
            self._row, self._column = {}, -1
        elif name == "f":
            self._formula = True
        return self._keep

    def _end(self, name: str, text: str) -> None:
        if name == "c":
            if self._keep and (text or self._formula):
                self._row[self._column] = self._value(text)
            self._keep = False
        elif name == "row" and self._row:
            self._done.append((self._number, self._row))

    def _value(self, text: str) -> str:
        if self._formula:
            return f"={text}"
        if self._kind != "s":
            return text
        try:
            return self._strings[int(text)] if text.isdecimal() else ""
        except IndexError:
            raise _broken() from None


def sheets(path: Path) -> Iterator[SheetReader]:
    """Yield the sheets of a file, in the order in which they are kept; each is to be read before the next.

    Raises CannotReadError when it is no .xlsx file, is too large or broken; also while rows are read.
    """
    with _told(path):
        if path.stat().st_size > MOST_PACKED:
            raise CannotReadError(N_("{file} is too large."), file=path.name)
        with zipfile.ZipFile(path) as archive:
            parts = {info.filename: info for info in archive.infolist()}
            names = [name for name in parts if _SHEET.fullmatch(name)]
            if not names:
                raise _not_xlsx(path)
            strings: list[str] = []
            for name, part in parts.items():
                if name.lower() == _STRINGS:
                    strings = _shared(archive, part, path)
            for name in sorted(names, key=lambda name: (len(name), name)):
                with _opened(archive, parts[name], MOST_SHEET, path) as file:
                    yield SheetReader(path, file, strings)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever goes wrong with a file is told as its reader would."""
    try:
        yield
    except zipfile.BadZipFile:
        raise _not_xlsx(path) from None
    except (expat.ExpatError, zlib.error, EOFError, NotImplementedError, ValueError, LookupError):
        raise _broken() from None
    except OSError as error:
        raise CannotReadError(N_("{file}: {reason}"), file=path.name, reason=error.strerror or error) from None


def _opened(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int, path: Path) -> IO[bytes]:
    """Open a part of the file, of which no more is unpacked than it says that there is."""
    if part.file_size > most:
        raise CannotReadError(N_("{file} is too large."), file=path.name)
    if part.flag_bits & 1 or part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _not_xlsx(path)
    return archive.open(part)


def has_doctype(file: IO[bytes]) -> bool:
    """Whether a part has a document type before its first element: no sheet has, and entities stand in one.

    Raises ExpatError when it is no XML.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.StartElementHandler = _begun
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - there is more to come
    except _BegunError as begun:
        return begun.doctype
    return False


class _BegunError(Exception):
    """Something stands there that comes once only: the document type (four arguments), or the first element (two)."""

    def __init__(self, *, doctype: bool) -> None:
        super().__init__()
        self.doctype = doctype


def _begun(*found: object) -> None:
    raise _BegunError(doctype=len(found) == 4)


def _shared(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> list[str]:
    """Return the texts that cells refer to by number, without their pronunciation."""
    found: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> bool:  # noqa: ARG001
        if name == "rPh":
            inside.append(name)
        return not inside

    def end(name: str, text: str) -> None:
        if name == "rPh":
            inside.pop()
        elif name == "si":
            found.append(text)

    with _opened(archive, part, MOST_STRINGS, path) as file:
        for _ in _Parser(start, end, ("t",), "si").parsed(file):
            pass
    return found


class SheetShape(NamedTuple):
    """What a sheet says besides the values of its cells.

    ``links`` is the address of a cell or the identifier of its relation, ``unworked`` a formula without its value.
    """

    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    filtered: bool
    merged: tuple[Range, ...]
    links: dict[Cell, str]
    unworked: frozenset[Cell]


def shape_of(file: IO[bytes]) -> SheetShape:
    """Return the shape of the sheet in a part of an .xlsx file (ECMA-376 part 1, 18.3.1).

    Raises ExpatError or ValueError when it is broken.
    """
    shape = _Shape()
    while chunk := file.read(_CHUNK):
        shape.parser.Parse(chunk, False)  # noqa: FBT003 - there is more to come
    shape.parser.Parse(b"", True)  # noqa: FBT003
    rows, columns, unworked = frozenset(shape.rows), frozenset(shape.columns), frozenset(shape.unworked)
    return SheetShape(rows, columns, shape.filtered, tuple(shape.merged), shape.links, unworked)


class _Shape:
    """Gathers the shape while the XML passes by."""

    _worked = False

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.filtered = False
        self.merged: list[Range] = []
        self.links: dict[Cell, str] = {}
        self.unworked: set[Cell] = set()
        self._at: Cell = (0, 0)
        self._formula: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            row, column = self._at
            self._at = (row, _column(attributes.get("r", ""), column) + 1)
            self._formula, self._worked = None, attributes.get("t") == "str"  # whose value may be an empty text
        elif name == "row":
            given = attributes.get("r", "")
            self._at = (int(given) if given.isdecimal() and len(given) <= len(_LAST_ROW) else self._at[0] + 1, 0)
            if _hides(attributes, "ht"):
                self.rows.add(self._at[0])
        elif name == "f":
            self._formula = []
            self.parser.CharacterDataHandler = self._formula.append
        elif name == "v" and self._formula is not None:
            self.parser.CharacterDataHandler = self._has_value
        else:
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "col" and _hides(attributes, "width"):
            wide = range(int(attributes["min"]), min(int(attributes["max"]), _LAST_COLUMN) + 1)
            if wide and not {wide[0], wide[-1]} & self.columns:  # ranges of columns do not overlap
                self.columns.update(wide)
        elif name == "autoFilter":
            self.filtered = True
        elif name == "mergeCell":
            self.merged += _range(attributes.get("ref", ""))
        elif name == "hyperlink":
            target = next((text for key, text in attributes.items() if key.endswith(":id")), "")
            for row, column, *_ in _range(attributes.get("ref", "")) if target else ():
                self.links[row, column] = target

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in {"f", "v"}:
            self.parser.CharacterDataHandler = None
        elif name == "c" and self._formula is not None:
            if link := _LINK.match("".join(self._formula)):
                self.links[self._at] = link[1]
            if not self._worked:
                self.unworked.add(self._at)

    def _has_value(self, _: str) -> None:
        self._worked = True


def _hides(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in {"1", "true"} or float(attributes.get(size) or 1) == 0


def _range(text: str) -> list[Range]:
    """Return the cells of A1 or A1:B2, as far as it is one."""
    match = _PLACES.fullmatch(text)
    if match is None:
        return []
    left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], int(match[4] or match[2])
    return [(top, _column(left, 0) + 1, bottom, _column(right, 0) + 1)]


class _Parser:
    """Follows the XML of a part. Names come without their prefix.

    ``start`` tells whether the text of the element is wanted, for those of ``texts``; ``end`` gets the text that was
    gathered inside a ``whole``, and an empty one for other elements. Of ``texts`` it hears nothing.
    """

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], bool],
        end: Callable[[str, str], None],
        texts: tuple[str, ...],
        whole: str,
    ) -> None:
        self._start = start
        self._end = end
        self._texts = texts
        self._whole = whole
        self._parts: list[str] = []
        self._length = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._root
        parser.StartDoctypeDeclHandler = self._refuse

    def parsed(self, file: IO[bytes]) -> Iterator[int]:
        """Parse piece by piece, and yield how long each was."""
        while chunk := file.read(_CHUNK):
            self._parser.Parse(chunk, False)  # noqa: FBT003 - there is more to come
            yield len(chunk)
        self._parser.Parse(b"", True)  # noqa: FBT003

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        """Learn the prefix of all names from the first one; the handlers of the others are called millions of times."""
        prefix = name.rpartition(":")[0]
        short = len(prefix) + 1 if prefix else 0
        texts = frozenset(f"{prefix}:{one}" if prefix else one for one in self._texts)
        whole = f"{prefix}:{self._whole}" if prefix else self._whole
        parser, take, start, end = self._parser, self._take, self._start, self._end

        def begin(name: str, attributes: dict[str, str]) -> None:
            if start(name[short:], attributes) and name in texts:
                parser.CharacterDataHandler = take

        def finish(name: str) -> None:
            if name in texts:
                parser.CharacterDataHandler = None
            else:
                end(name[short:], self._taken() if name == whole else "")

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        begin(name, attributes)

    def _take(self, part: str) -> None:
        self._length += len(part)
        if self._length > LONGEST_CELL:
            raise _broken()
        self._parts.append(part)

    def _taken(self) -> str:
        if not self._parts:
            return ""
        text = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return text

    def _refuse(self, *_: object) -> None:
        raise _broken()


def _column(place: str, following: int) -> int:
    """Return the number of the column of a place such as AA26: A is 0, Z 25, AA 26; without a place it is the next."""
    number = 0
    for letter in place:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1 if 0 < number <= _LAST_COLUMN else following


def _not_xlsx(path: Path) -> CannotReadError:
    return CannotReadError(
        N_("{file} is not an .xlsx file. Open it in a spreadsheet program and save it as .xlsx, without a password."),
        file=path.name,
    )


def _broken() -> CannotReadError:
    return CannotReadError(N_("The .xlsx file is broken. Download it again."))
