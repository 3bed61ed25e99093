"""PDF files as a program that reads them aloud meets them: language, title, tags, and the words in their order.

Enough of ISO 32000-1 for what typst writes: objects one by one, streams deflated, text as numbers of letters with a
table of what they stand for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\nendstream", re.DOTALL)
_TABLE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_TEXT = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"
_STRING = re.compile(_TEXT, re.DOTALL)
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|((?:" + _TEXT + rb"|[-\d.\[\]])+)T[Jj]"
    rb"|/ActualText(<[0-9A-F]+>|" + _TEXT + rb")>>BDC|\b(EMC)\b",
    re.DOTALL,
)
_DRAWN = re.compile(
    rb"(?P<keep>\bq\b)|(?P<back>\bQ\b)|(?P<six>(?:-?[\d.]+ ){6})(?P<what>cm|Tm)|/(?P<font>f\d+) (?P<size>[\d.]+) Tf"
    rb"|(?P<shown>(?:" + _TEXT + rb"|[-\d.\[\]])+)T[Jj]",
    re.DOTALL,
)
_PIECE = re.compile(rb"(" + _TEXT + rb")|(-?[\d.]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Pdf(NamedTuple):
    """What a PDF says of itself.

    ``tags`` are its structure elements, by how many there are; ``letters`` all that is said, in order and without
    space: what stands together is not always written together.
    """

    pages: int
    language: str
    title: str
    accessible: bool
    tags: dict[str, int]
    alternatives: tuple[str, ...]
    letters: str

    def where(self, text: str, after: int = 0) -> int:
        """Return where it says this, or -1."""
        return self.letters.find(_squeezed(text), after)

    def says(self, text: str) -> bool:
        """Whether it says this."""
        return self.where(text) >= 0


class Box(NamedTuple):
    """Letters that are drawn in one go, and where: in points from the lower left corner of their page.

    Its height is that of small letters, a bit more than those that stand out: lines may touch.
    """

    page: int
    text: str
    left: float
    bottom: float
    right: float
    top: float
    sheet: tuple[float, float]
    """How wide and high the page is."""

    def over(self, other: Box) -> bool:
        """Whether one of them is drawn over the other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return self.page == other.page and across > 1 and down > 1


def boxes_of(octets: bytes) -> list[Box]:
    """Return all that is drawn in letters, in order."""
    return list(_boxes({int(number): body for number, body in _OBJECT.findall(octets)}))


def overprinted(octets: bytes, margin: float = 20) -> list[str]:
    """Return what is drawn over something else, or nearer to an edge of the paper than this, in points."""
    every = sorted(boxes_of(octets), key=lambda one: (one.page, one.bottom))
    found = [
        one.text
        for one in every
        if one.left < margin or one.right > one.sheet[0] - margin or one.bottom < margin / 2 or one.top > one.sheet[1]
    ]
    for number, one in enumerate(every):
        near = takewhile(lambda other: other.page == one.page and other.bottom < one.top, every[number + 1 :])  # noqa: B023
        found += [f"{one.text} / {other.text}" for other in near if one.over(other)]
    return found


def _boxes(objects: dict[int, bytes]) -> Iterator[Box]:
    for number, page in enumerate(_pages(objects)):
        wide, high = map(float, re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", page).groups())  # type: ignore[union-attr]
        fonts = {name: int(at) for name, at in re.findall(rb"/(f\d+) (\d+) 0 R", _fonts(objects, page))}
        tables = {name: _table(objects, at) for name, at in fonts.items()}
        widths = {name: _widths(objects, at) for name, at in fonts.items()}
        now, kept, font, size, base = IDENTITY, [], b"", 0.0, IDENTITY
        for found in _DRAWN.finditer(_content(objects, page)):
            if found["keep"]:
                kept.append(now)
            elif found["back"]:
                now = kept.pop()
            elif found["six"]:
                matrix = _times(tuple(map(float, found["six"].split())), now)
                now, base = (matrix, base) if found["what"] == b"cm" else (now, matrix)
            elif found["font"]:
                font, size = found["font"], float(found["size"])
            else:
                text, long = _run(found["shown"], tables[font], widths[font])
                scale, left, line = abs(base[0]) * size, base[4], base[5]
                if text.strip(" \u00ad\u200b"):
                    yield Box(
                        number,
                        text,
                        left,
                        line - 0.15 * scale,
                        left + long * scale / 1000,
                        line + 0.6 * scale,
                        (wide, high),
                    )


IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(
        one[row] * other[column] + one[row + 1] * other[column + 2] + (other[column + 4] if row == 4 else 0)
        for row in (0, 2, 4)
        for column in (0, 1)
    )


def _run(shown: bytes, table: dict[bytes, str], widths: dict[int, float]) -> tuple[str, float]:
    """Return what is drawn, and how wide that is in thousandths of its size."""
    text, long = "", 0.0
    for string, moved in _PIECE.findall(shown):
        codes = _unescaped(string) if string else b""
        every = [codes[n : n + 2] for n in range(0, len(codes), 2)]
        text += "".join(table.get(code, "�") for code in every)
        long += sum(widths.get(int.from_bytes(code), 0) for code in every) - float(moved or 0)
    return text, long


def _widths(objects: dict[int, bytes], font: int) -> dict[int, float]:
    below = int(_first(rb"/DescendantFonts\s*\[(\d+) 0 R", objects[font]))
    found: dict[int, float] = {}
    for first, several, last, same in re.findall(
        rb"(\d+)\s*(?:\[([\d.\s-]*)\]|(\d+) ([\d.]+))", _first(rb"/W\s*\[(.*)\]", objects[below])
    ):
        numbers = several.split() or [same] * (int(last or first) - int(first) + 1)
        found |= {int(first) + n: float(one) for n, one in enumerate(numbers)}
    return found


def _pages(objects: dict[int, bytes]) -> Iterator[bytes]:
    """Yield the pages, in the order in which they are written."""
    for page in objects.values():
        if b"/Type/Page/" in page or page.endswith(b"/Type/Page>>"):
            yield page


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_of(octets: bytes) -> Pdf:
    """Take a PDF apart."""
    objects = {int(number): body for number, body in _OBJECT.findall(octets)}
    everything = b"\n".join(objects.values())
    tags: dict[str, int] = {}
    for tag in re.findall(rb"/Type/StructElem/S/(\w+)", everything):
        tags[tag.decode()] = tags.get(tag.decode(), 0) + 1
    return Pdf(
        pages=int(_first(rb"/Type/Pages/Count (\d+)", everything)),
        language=_first(rb"/Type/Catalog.*?/Lang\((.*?)\)", everything).decode(),
        title=_first(rb"<rdf:Alt><rdf:li xml:lang=\"[\w-]+\">(.*?)</rdf:li>", octets).decode(),
        accessible=b"<pdfuaid:part>1</pdfuaid:part>" in octets and b"/Marked true" in everything,
        tags=tags,
        alternatives=tuple(_words(one) for one in re.findall(rb"/Alt(\((?:\\.|[^\\()])*\))", everything)),
        letters=_squeezed("".join(_text(objects))),
    )


def _first(pattern: bytes, where: bytes) -> bytes:
    found = re.search(pattern, where, re.DOTALL)
    return found[1] if found else b""


def _text(objects: dict[int, bytes]) -> Iterator[str]:
    """Yield the pieces of text on each page."""
    for page in _pages(objects):
        tables = {
            name: _table(objects, int(number))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", _fonts(objects, page))
        }
        table: dict[bytes, str] = {}
        instead = False  # what is said is written beside what is drawn
        for font, shown, said, end in _SHOWN.findall(_content(objects, page)):
            if font:
                table = tables[font]
            elif said:
                instead = True
                yield _words(said) if said.startswith(b"(") else bytes.fromhex(said[5:-1].decode()).decode("utf-16-be")
            elif end:
                instead = False
            if instead:
                continue
            for string in _STRING.findall(shown):
                codes = _unescaped(string)
                yield "".join(table.get(codes[n : n + 2], "�") for n in range(0, len(codes), 2))


def _fonts(objects: dict[int, bytes], page: bytes) -> bytes:
    number = re.search(rb"/Resources (\d+) 0 R", page)
    found = objects[int(number[1])] if number else page
    number = re.search(rb"/Font (\d+) 0 R", found)
    return objects[int(number[1])] if number else found


def _content(objects: dict[int, bytes], page: bytes) -> bytes:
    return _inflated(objects[int(_first(rb"/Contents (\d+) 0 R", page))])


def _table(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    table = _inflated(objects[int(_first(rb"/ToUnicode (\d+) 0 R", objects[font]))])
    mapped = table[table.index(b"endcodespacerange") :]
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(to.decode()).decode("utf-16-be")
        for code, to in _TABLE.findall(mapped)
    }


def _inflated(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _unescaped(shown: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8)]) if code.isdigit() else _CONTROLS.get(code, code)

    return _ESCAPE.sub(one, shown[1:-1])


def _words(shown: bytes) -> str:
    codes = _unescaped(shown)
    return codes[2:].decode("utf-16-be") if codes.startswith(b"\xfe\xff") else codes.decode("latin-1")
