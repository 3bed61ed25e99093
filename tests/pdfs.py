"""PDF files as a program that reads them aloud meets them: language, title, tags, and the words in their order.

Enough of ISO 32000-1 for what typst writes: objects one by one, streams deflated, text as numbers of letters with a
table of what they stand for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\nendstream", re.DOTALL)
_TABLE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_STRING = re.compile(rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)", re.DOTALL)
_SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|((?:\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|[-\d.\[\]])+)T[Jj]", re.DOTALL)
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

    def where(self, text: str) -> int:
        """Return where it says this, or -1."""
        return self.letters.find(_squeezed(text))

    def says(self, text: str) -> bool:
        """Whether it says this."""
        return self.where(text) >= 0


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
    for page in objects.values():
        if b"/Type/Page/" not in page and not page.endswith(b"/Type/Page>>"):
            continue
        tables = {
            name: _table(objects, int(number))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", _fonts(objects, page))
        }
        table: dict[bytes, str] = {}
        for font, shown in _SHOWN.findall(_content(objects, page)):
            if font:
                table = tables[font]
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
