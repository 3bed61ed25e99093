"""The kinds of value that a field can hold: each reads it from a node, and says it in JSON Schema.

A kind returns None where nothing was given and where what was given is wrong; the latter has then been reported.
"""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Words
from typing import Any

from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import (
    BULLETS,
    DEVICES,
    HTML,
    LONGEST_VALUE,
    PASTED,
    SPACES,
    as_typed,
    closest,
    identifier_like,
    in_flow,
    in_quotes,
)
from buurtkalender.reading.yaml import Items, MappingNode, Node, Refused, Scalar
from buurtkalender.words.values import DIRECTIONS, UNSEEN_SIGNS, unprinted

Schema = dict[str, Any]

IDENTIFIER = re.compile(r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z0-9](?:[a-z0-9-]{0,59})")
_HARD = re.compile(f"(?<=[:-])[{SPACES}]")
_ONE_NUMBER = re.compile(r"\D*?(\d+)\D*")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


class FieldKind:
    """How one value is written."""

    #: what a node of the wrong shape should have been: text, list or mapping
    shape = "text"
    #: the code of the problem that a sentence in its place is, where such a thing is often written
    sentence = ""

    def read(self, node: Node, notes: FileNotes) -> Any:
        """Return the value, or None."""
        if type(node) is not Scalar:
            return wrong_shape(node, notes, self.shape)
        text = node.value.strip()
        if not text:
            return None
        return self.parse(text, node, notes) if text.isascii() else self._typed(text, node, notes)

    def _typed(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        """Read a text with characters that no keyboard has: they alone may be what is wrong with it."""
        plain = as_typed(text)
        if plain != text and not self._fits(text, node, notes) and self._fits(plain, node, notes):
            return notes(node, "not-from-keyboard", value=text, suggestion=plain)
        return self.parse(text, node, notes)

    def _fits(self, text: str, node: Scalar, notes: FileNotes) -> bool:
        trial = FileNotes(notes.path, notes.owner)
        self.parse(text, node, trial)
        return not trial.failed

    def written(self, text: str) -> str:  # noqa: ARG002 - what those use that hold more than one value
        """Return how somebody should have written ``text``, where it was not yet given a key; empty where unknown."""
        return ""

    def several(self, text: str) -> list[str]:
        """Return the values that stand in one text between commas or semicolons; nothing where there is one."""
        parts = [part.strip() for part in re.split("[,;]", text) if part.strip()]
        return parts if len(parts) > 1 else []

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:  # noqa: ARG002 - what those use that are text
        """Return the value that ``text`` (never empty) stands for, or None."""
        raise TypeError(f"{type(self).__name__} is not written as text")

    def schema(self) -> Schema:
        """Return the JSON Schema of what may be written."""
        raise TypeError(f"{type(self).__name__} has no schema")


def wrong_shape(node: Node, notes: FileNotes, due: str, suggestion: str = "") -> Any:
    """Report that a list, a mapping or a text stands where ``due`` should; what was refused before stays silent."""
    return None if isinstance(node, Refused) else notes(node, f"{due}-expected", suggestion=suggestion)


def empty(node: Node) -> bool:
    """Whether a key was written with nothing behind it, which means that it is left out."""
    return type(node) is Scalar and not node.value.strip()


class LineText(FieldKind):
    """Plain text on one line, at most ``most`` characters."""

    html, tags = "html-in-line", HTML

    def __init__(self, most: int = 200) -> None:
        self.most = most

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if len(text) > self.most:
            return notes(node, "too-long", length=len(text), most=self.most)
        if node.cut or "<" in text or not text.isascii():
            self._doubt(text, node, notes)
        return " ".join(text.split()) if "\n" in text or "  " in text else text

    def _typed(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        plain = text if self.tags is PASTED else UNSEEN_SIGNS.sub("", text).strip()  # a story may hold what was pasted
        shown = plain.strip(DIRECTIONS)
        if plain != text or not shown:
            lost = next((letter for letter in text if letter not in plain), text[0])
            code, character = "unseen-sign" if shown else "hidden-character", f"U+{ord(lost):04X}"
            notes(node, code, character=character, suggestion=in_flow(plain))
        return self.parse(plain, node, notes) if shown else None

    def _doubt(self, text: str, node: Scalar, notes: FileNotes) -> None:
        """Tell of what is probably another thing than was meant."""
        if node.cut:
            notes(node, "comment-in-text", value=node.cut, suggestion=in_quotes(f"{text} {node.cut}"))
        if tag := self.tags.search(text):
            notes(node, self.html, tag=tag[0])
        if self.most < 1_000 and (letters := unprinted(text)):  # what may be longer stands on no sheet
            notes(node, "letters-not-printed", value=text, letters=letters)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], "maxLength": self.most}


class Prose(LineText):
    """Text of several lines, in Markdown where it is long."""

    html, tags = "html-in-text", PASTED

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        return None if super().parse(text, node, notes) is None else text


class WordChoice(FieldKind):
    """One of a few words; ``words`` maps what is written to what it means."""

    def __init__(self, words: Words[str, Any] | tuple[str, ...]) -> None:
        self.words = words if isinstance(words, Words) else {word: word for word in words}

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        value = self.words.get(text)
        if value is not None or text in self.words:
            return value
        lower = text.lower()
        if lower in self.words:
            return self.words[lower]
        return notes(
            node, "unknown-value", value=text, suggestion=closest(text, self.words) or "", known=", ".join(self.words)
        )

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


class YesNo(WordChoice):
    """A fact: yes, no, or unknown (which is the same as leaving it out)."""

    def __init__(self) -> None:
        super().__init__({"true": True, "false": False, "yes": True, "no": False, "unknown": None})

    def schema(self) -> Schema:
        return {"enum": [True, False, "yes", "no", "unknown", "true", "false", "Yes", "No", "YES", "NO"]}


class Flag(FieldKind):
    """``true``: there is no other way to write it."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if text.lower() in {"true", "yes"}:
            return True
        return notes(node, "only-true", value=text)

    def schema(self) -> Schema:
        return {"enum": [True, "true", "yes"]}


class Whole(FieldKind):
    """A whole number from ``least`` to ``most``."""

    def __init__(self, least: int = 0, most: int = 1_000_000) -> None:
        self.least, self.most = least, most

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if len(text) <= 12 and text.isascii() and text.isdigit() and self.least <= int(text) <= self.most:
            return int(text)
        return notes(node, "bad-whole-number", value=text, least=self.least, most=self.most, suggestion=self._in(text))

    def _in(self, text: str) -> str:
        """Return the one number that is in a text."""
        found = _ONE_NUMBER.fullmatch(text)
        return found[1] if found and found[1].isascii() and self.least <= int(found[1][:12]) <= self.most else ""

    def schema(self) -> Schema:
        return {"type": ["integer", "string"], "minimum": self.least, "maximum": self.most, "pattern": r"^\d+$"}


class Decimal(FieldKind):
    """A number from ``least`` to ``most``, with a point or a comma."""

    def __init__(self, least: float = 0, most: float = 1_000_000) -> None:
        self.least, self.most = least, most

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if _NUMBER.fullmatch(text) and self.least <= (number := float(text.replace(",", "."))) <= self.most:
            return number
        return notes(node, "bad-number", value=text, least=f"{self.least:g}", most=f"{self.most:g}")

    def schema(self) -> Schema:
        return {"type": ["number", "string"], "minimum": self.least, "maximum": self.most, "pattern": _NUMBER.pattern}


class Identifier(FieldKind):
    """A name for use in addresses: lower case a-z, 0-9 and hyphens, at most 60."""

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if IDENTIFIER.fullmatch(text):
            return text
        code = "device-name" if text in DEVICES else "bad-identifier"
        return notes(node, code, value=text, suggestion=identifier_like(text))

    def schema(self) -> Schema:
        return {"type": ["string", "integer"], "pattern": f"^{IDENTIFIER.pattern}$"}


class Reference(FieldKind):
    """The identifier of something else: whether it exists is looked up when everything has been read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def parse(self, text: str, node: Scalar, notes: FileNotes) -> Any:
        if text[0] in BULLETS and not text[1:2].strip():
            return notes(node, "bullet", character=text[0], suggestion=f"- {text[1:].strip()}")
        notes.refer(self.kind, text, node)
        return text

    def schema(self) -> Schema:
        return {"type": ["string", "boolean"]} if self.kind == "language" else {"type": "string"}


class ListOf(FieldKind):
    """A list; where texts are due, one text without brackets is a list of one."""

    shape = "list"

    def __init__(self, kind: FieldKind, *, most: int = 400, unique: bool = True) -> None:
        self.kind, self.most, self.unique = kind, most, unique

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is Items:
            nodes = node.items
        elif type(node) is Scalar and self.kind.shape == "text":
            free = isinstance(self.kind, LineText) and not node.plain  # quotes say that the comma belongs to it
            if not free and len(node.value) <= LONGEST_VALUE and (several := self.kind.several(node.value)):
                return notes(
                    node, "list-needs-brackets", value=node.value, suggestion=f"[{', '.join(map(in_flow, several))}]"
                )
            nodes = [] if empty(node) else [node]
        else:
            return None if empty(node) else self._no_list(node, notes)
        if len(nodes) > self.most:
            return notes(node, "too-many-items", count=len(nodes), most=self.most)
        found = []
        for item in nodes:
            value = self.kind.read(item, notes)
            if value is None:
                if empty(item):
                    notes(item, "empty-item")
                continue
            if self.unique and value in found:
                notes(item, "told-twice", value=getattr(item, "value", ""))
            found.append(value)
        return tuple(found) or None

    def _no_list(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is MappingNode and node.entries and self.kind.shape == "mapping":
            (key, value), *_ = node.entries.values()
            if key.column > node.column:  # between braces
                return wrong_shape(node, notes, "list")
            first = f"- {key.value}: {value.value if type(value) is Scalar else ''}".rstrip()
            return notes(node, "list-without-hyphen", suggestion=first)
        if type(node) is Scalar and self.kind.sentence and " " in node.value.strip():
            return notes(node, self.kind.sentence, value=node.value)
        written = self.kind.written(node.value.strip()) if type(node) is Scalar else ""
        return wrong_shape(node, notes, "list", f"[{written}]" if written else "")

    def schema(self) -> Schema:
        item = self.kind.schema()
        many = {"type": "array", "items": item, "maxItems": self.most}
        return {"anyOf": [item, many]} if self.kind.shape == "text" else many


class Field:
    """One key of a mapping: how its value is written, and which attribute of the value it fills."""

    __slots__ = ("attribute", "doc", "key", "kind", "required")

    def __init__(
        self, key: str, kind: FieldKind, doc: str, *, required: bool = False, attribute: str | None = None
    ) -> None:
        self.key, self.kind, self.doc, self.required = key, kind, doc, required
        self.attribute = attribute or key


Check = Callable[[dict[str, Any], dict[str, Scalar], MappingNode, FileNotes], None]


class Record(FieldKind):
    """A mapping with known keys, read into ``model``.

    ``of_text`` tells how somebody should have written one bare text that stands in its place.
    ``check`` looks at the values together: it gets the values by attribute, the node of each key's value (or the
    key itself, where the value is no text), the mapping and the notes; it reports, and may change the values.
    """

    shape = "mapping"

    def __init__(
        self,
        model: Callable[..., Any],
        *fields: Field,
        check: Check | None = None,
        of_text: Callable[[str], str] | None = None,
    ) -> None:
        self.model = model
        self.of_text = of_text
        self.fields = {field.key: field for field in fields}
        self.required = tuple(field for field in fields if field.required)
        self.check = check

    def read(self, node: Node, notes: FileNotes) -> Any:
        if type(node) is not MappingNode:
            written = self.written(node.value.strip()) if type(node) is Scalar else ""
            return None if empty(node) else wrong_shape(node, notes, "mapping", written)
        values = self.values(node, notes)
        return None if values is None else self.model(**values)

    def written(self, text: str) -> str:
        return self.of_text(text) if self.of_text is not None and text else ""

    def values(self, node: MappingNode, notes: FileNotes) -> dict[str, Any] | None:
        """Return the values by attribute; None when one that is required lacks or is wrong."""
        values: dict[str, Any] = {}
        fields = self.fields
        meant: set[str] | None = None
        for name, (key, child) in node.entries.items():
            field = fields.get(name)
            if field is None:
                meant = {*(meant or ()), unknown_key(key, fields, notes)}
                continue
            value = field.kind.read(child, notes)
            if value is not None:
                values[field.attribute] = value
        whole = True
        for field in self.required:
            if field.attribute not in values:
                whole = False
                entry = node.entries.get(field.key)
                if entry is None:
                    if meant is None or field.key not in meant:
                        notes(node, "missing-key", key=field.key)
                elif empty(entry[1]) or (type(entry[1]) is Items and not entry[1].items):
                    notes(entry[0], "empty-key", key=field.key)
        if self.check is not None:
            self.check(values, places(node), node, notes)
        return values if whole else None

    def schema(self) -> Schema:
        properties = {key: {"description": field.doc, **field.kind.schema()} for key, field in self.fields.items()}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = [field.key for field in self.required]
        return schema


def places(node: MappingNode) -> dict[str, Scalar]:
    """Return where to point for each key: at its value when that is text, else at the key."""
    return {name: value if type(value) is Scalar else key for name, (key, value) in node.entries.items()}


def unknown_key(key: Scalar, known: Words[str, Any], notes: FileNotes) -> str:
    """Report a key that means nothing here; return the one that was probably meant, or nothing."""
    meant = ""
    if (hard := _HARD.search(key.value)) is not None:
        notes(Refused(key.line, key.column + hard.start()), "hard-space")
    elif key.value.startswith("-") and key.value[1:] in known:
        notes(key, "no-space-after-hyphen", suggestion=f"- {key.value[1:]}:")
    elif key.value != "<<" and (key.value or not key.plain):
        meant = closest(key.value, known) or ""
        notes(key, "unknown-key", key=key.value, suggestion=meant, known=", ".join(known))
    return meant
