"""A strict reader of a small part of YAML: mappings, lists and text, each with its place in the file.

Every scalar stays the text that was written, so ``19:30``, ``NO`` and ``0343`` mean what the writer meant. What
makes YAML surprising or dangerous is refused where it stands: anchors, aliases, tags, merge keys, duplicate keys,
second documents, hidden characters. The parser's events are followed one by one with a stack of our own, so that
depth and number are bounded before anything is built from them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import islice
from typing import Any, Protocol

import msgspec
import yaml as _yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

try:  # libyaml is twenty times as fast; PyYAML has it in every wheel, but not in every build from source
    from yaml._yaml import CParser as _Parser
except ImportError:  # pragma: no cover - as far as the tests are concerned, this is another installation
    from yaml import Loader as _Parser  # type: ignore[assignment]  # only its parser is used: it constructs nothing

from buurtkalender.words.values import HIDDEN

MOST_FILE_BYTES = 64 * 1024
MOST_LEVELS = 12
MOST_NODES = 5000
MOST_HIDDEN = 20

# What else is handed in under the name of a content file, by how it begins.
_STRANGE = {
    b"PK\x03\x04": "office-file",
    b"\xd0\xcf\x11\xe0": "office-file",
    b"%PDF": "office-file",
    b"{\\rtf": "office-file",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<!DOCTYPE": "web-page",
    b"<!doctype": "web-page",
    b"<html": "web-page",
}
_STRANGE_STARTS = frozenset(start[:1] for start in _STRANGE)
# A comment in good order stands two spaces from the text, and has a space behind its sign.
_COMMENT = re.compile(r"[ \t]+#")
_PLAIN_COMMENT = re.compile(r"(?:[ \t]{2,}|\t)#(?:\s|#|$)")
_HARD_SPACES = re.compile("^[ \t]*(\u00a0)", re.MULTILINE)


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """Text as written. ``plain`` tells that it stood without quotes. Lines and columns count from 1.

    ``cut`` is what stands behind it as a comment and looks as if it belongs to it: ``#1`` of ``Koffie #1``.
    """

    value: str
    line: int
    column: int
    plain: bool = True
    cut: str = ""


class Items(msgspec.Struct, frozen=True, gc=False):
    """A list."""

    items: list[Node]
    line: int
    column: int


class MappingNode(msgspec.Struct, frozen=True, gc=False):
    """Keys with their values, in the order written."""

    entries: dict[str, tuple[Scalar, Node]]
    line: int
    column: int


class Refused(msgspec.Struct, frozen=True, gc=False):
    """Stands where something was that has been refused, and told, already."""

    line: int
    column: int


Node = Scalar | Items | MappingNode | Refused


class Located(Protocol):
    """Anything that knows where it stands."""

    @property
    def line(self) -> int: ...  # noqa: D102
    @property
    def column(self) -> int: ...  # noqa: D102


class Report(Protocol):
    """Takes one problem down: where it is, its code, and what its text needs."""

    def __call__(self, place: Located, code: str, /, **params: object) -> Any: ...  # noqa: D102


Explain = Callable[[str, Exception], tuple[int, int, str, dict[str, Any]]]
"""Says of a text and an error of the parser: line and column (from 1), the code of a problem, and its words."""


class _TooMuchError(Exception):
    """The file is past a limit, or no longer makes sense: stop reading it."""


def compose(data: bytes, report: Report, explain: Explain) -> MappingNode | None:
    """Read the one mapping that a content file holds; None when nothing useful could be read.

    Everything wrong goes to ``report``, what is no YAML as ``explain`` says it. Never raises; the work is
    bounded by MOST_BYTES, MOST_LEVELS and MOST_NODES.
    """
    text = _decode(data, report)
    if text is None:
        return None
    try:
        root = _root(text, report)
    except _TooMuchError:
        return None
    except _yaml.YAMLError as error:
        line, column, code, params = explain(text, error)
        report(Refused(line, column), code, **params)
        return None
    if root is None or (isinstance(root, Scalar) and not root.value):
        report(Refused(1, 1), "empty-file")
    elif not isinstance(root, MappingNode):
        report(root, "not-a-mapping")
    else:
        return root
    return None


def _decode(data: bytes, report: Report) -> str | None:
    """Return the text of the file, or None when it is no text that we accept."""
    if data[:1] in _STRANGE_STARTS and (strange := next((one for one in _STRANGE if data.startswith(one)), None)):
        report(Refused(1, 1), _STRANGE[strange])
        return None
    if len(data) > MOST_FILE_BYTES:
        report(Refused(1, 1), "file-too-large", size=-(-len(data) // 1024), most=MOST_FILE_BYTES // 1024)
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(errors="replace")
        report(Refused(*_place(before, len(before))), "not-utf-8")
        return None
    text = text.removeprefix("\ufeff")
    hidden = False
    for match in islice(HIDDEN.finditer(text), MOST_HIDDEN):
        report(Refused(*_place(text, match.start())), "hidden-character", character=f"U+{ord(match[0]):04X}")
        hidden = True
    if "\u00a0" in text and (hard := _HARD_SPACES.search(text)):
        report(Refused(*_place(text, hard.start(1))), "hard-space")
        hidden = True
    return None if hidden else text


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _root(text: str, report: Report) -> Node | None:
    """Follow the parser's events and build the nodes."""
    builder = _Builder(report, normalise=not text.isascii() and not unicodedata.is_normalized("NFC", text))
    if " #" in text:
        builder.rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    scalar, begin, end = builder.scalar, builder.begin, builder.end
    get_event = _Parser(text).get_event
    while (event := get_event()) is not None:
        kind = type(event)
        if kind is ScalarEvent:
            scalar(event)
        elif kind is MappingStartEvent:
            begin(event, {})
        elif kind is SequenceStartEvent:
            begin(event, [])
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            end()
        elif kind is AliasEvent:
            builder.alias(event)
        elif kind is DocumentStartEvent:
            builder.document(event)
    return builder.root


class _Builder:
    """The stack of what is open. A collection in the place of a key has been told, and is read past."""

    __slots__ = ("_documents", "_inside", "_key", "_nodes", "_normalise", "_report", "_stack", "root", "rows")

    def __init__(self, report: Report, *, normalise: bool) -> None:
        self.root: Node | None = None
        self.rows: list[str] | None = None
        self._report = report
        self._normalise = normalise
        self._stack: list[tuple[Any, Scalar | None]] = []
        self._inside: dict[str, tuple[Scalar, Node]] | list[Node] | None = None
        self._key: Scalar | None = None
        self._nodes = 0
        self._documents = 0

    def document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            mark = event.start_mark
            self._report(Refused(mark.line + 1, mark.column + 1), "second-document")
            raise _TooMuchError

    def scalar(self, event: Any) -> None:
        mark, value, style = event.start_mark, event.value, event.style
        if self._normalise:
            value = unicodedata.normalize("NFC", value)
        node = Scalar(value, mark.line + 1, mark.column + 1, not style)
        if self.rows is not None and not style and (cut := self._cut(event)):
            node = msgspec.structs.replace(node, cut=cut)
        if style == '"' and (match := HIDDEN.search(value)):
            self._report(node, "hidden-character", character=f"U+{ord(match[0]):04X}")
        self._count(event, node)
        inside, key = self._inside, self._key
        if type(inside) is list:
            inside.append(node)
        elif type(inside) is not dict:
            self.root = node
        elif key is None:
            self._key = node
            if value in inside:
                self._report(node, "duplicate-key", key=value, line=inside[value][0].line)
            elif value == "<<" and not style:
                self._report(node, "merge-key")
        else:
            self._put(node)

    def _cut(self, event: Any) -> str:
        """Return the comment behind a text, unless it is plainly one."""
        mark, rows = event.end_mark, self.rows or []
        row, column = (rows[mark.line], mark.column) if mark.line < len(rows) else ("", 0)
        if not _COMMENT.match(row, column) or _PLAIN_COMMENT.match(row, column):
            return ""
        return row[column:].strip()

    def begin(self, event: Any, container: dict[str, tuple[Scalar, Node]] | list[Node]) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        node: Node = (
            MappingNode(container, line, column) if isinstance(container, dict) else Items(container, line, column)
        )
        self._count(event, node)
        if len(self._stack) >= MOST_LEVELS:
            self._report(node, "too-deep", most=MOST_LEVELS)
            raise _TooMuchError
        if type(self._inside) is dict and self._key is None:
            self._report(node, "complex-key")
            raise _TooMuchError
        self._put(node)
        self._stack.append((self._inside, self._key))
        self._inside, self._key = container, None

    def end(self) -> None:
        self._inside, self._key = self._stack.pop()

    def alias(self, event: Any) -> None:
        mark = event.start_mark
        node = Refused(mark.line + 1, mark.column + 1)
        self._nodes += 1
        self._report(node, "alias", name=event.anchor)
        if type(self._inside) is dict and self._key is None:
            self._key = Scalar("", node.line, node.column)
        else:
            self._put(node)

    def _put(self, node: Node) -> None:
        inside = self._inside
        if type(inside) is dict:
            key = self._key
            if key is not None and key.value not in inside and key.value != "<<":
                inside[key.value] = (key, node)
            self._key = None
        elif type(inside) is list:
            inside.append(node)
        else:
            self.root = node

    def _count(self, event: Any, node: Node) -> None:
        if event.anchor is not None:
            self._report(node, "anchor", name=event.anchor)
        if event.tag is not None:
            self._report(node, "tag", tag=event.tag)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._report(node, "too-many-nodes", most=MOST_NODES)
            raise _TooMuchError
