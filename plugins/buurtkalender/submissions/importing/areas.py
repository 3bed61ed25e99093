"""New numbers of residents in a neighbourhoods file, and nothing else: every other character stays as it was written.

Only the text of a number is replaced, where the parser says that it stands. So comments, order, quotes, blank lines,
line ends and every layout stay. What cannot be changed without losing something is told instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import yaml

from buurtkalender.form.writing import quoted
from buurtkalender.submissions.importing.kwb import BANDS
from buurtkalender.words.catalogues import N_
from buurtkalender.words.messages import MessageError

_ORDER = tuple(BANDS.values())
_ABOVE = ("school_region", "code", "name")
"""After which of these the source of the numbers is written, when there is none yet."""


class Splice(NamedTuple):
    """A piece of text that takes the place of another."""

    start: int
    end: int
    text: str


class CannotEditError(MessageError):
    """A place that cannot be changed without losing what somebody wrote."""


class AreaFile:
    """A neighbourhoods file that the strict reader found right, and the changes to make in it."""

    def __init__(self, text: str) -> None:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise TypeError("not a mapping")
        self.text = text
        self._root = root
        self._splices: list[Splice] = []
        self._homes = dict(_homes(self._root))
        self._new_line = "\r\n" if "\r\n" in text else "\n"

    @property
    def changed(self) -> str:
        """The text with all changes made."""
        text = self.text
        for one in sorted(self._splices, reverse=True):
            text = text[: one.start] + one.text + text[one.end :]
        return text

    def set_residents(self, code: str, people: Mapping[str, int | None]) -> None:
        """Write these numbers by age band; a band that is None is taken away.

        Raises CannotEditError when there are bands that these do not replace, or a comment is in the way.
        """
        home = self._homes[code]
        known = {band: people[band] for band in _ORDER if people.get(band) is not None}
        key, node = _entry(home, "residents")
        if node is None:
            if known:
                self._insert(home, "code", f"residents: {_braces(_pair(band, n) for band, n in known.items())}")
            return
        if not isinstance(node, yaml.MappingNode):
            self._fill(key, node, _braces(_pair(band, n) for band, n in known.items()))
            return
        there = {name.value: (name, number) for name, number in node.value}
        others = [band for band in there if band not in _ORDER]
        if others:
            raise CannotEditError(_OTHER_BANDS, bands=", ".join(others))
        if there.keys() == known.keys() and all(_written(number) for _, number in there.values()):
            for band, (_, number) in there.items():
                self._put(number, str(known[band]))
            return
        self._rewrite(node, {band: (there.get(band, (None,))[0], n) for band, n in known.items()})

    def set_source(self, said: str) -> None:
        """Write where the numbers come from."""
        key, node = _entry(self._root, "population_source")
        text = f'"{said}"' if self._root.flow_style else quoted(said)
        if node is None:
            above = next(name for name in _ABOVE if _entry(self._root, name)[1] is not None)
            self._insert(self._root, above, f"population_source: {text}")
        elif node.value != said:
            self._fill(key, node, text)

    def _put(self, node: yaml.Node, text: str) -> None:
        start, end = node.start_mark.index, node.end_mark.index
        old = self.text[start:end]
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            end = start + len(old.rstrip())  # blank lines below it belong to nobody
        if node.value != text:
            self._splices.append(Splice(start, end, text))

    def _fill(self, key: yaml.Node | None, node: yaml.Node, text: str) -> None:
        """Put a value in the place of a scalar, which may be the nothing after a colon."""
        if _written(node) or key is None:
            self._put(node, text)
        else:
            at = self.text.index(":", key.end_mark.index) + 1
            self._splices.append(Splice(at, at, f" {text}"))

    def _insert(self, mapping: yaml.MappingNode, after: str, entry: str) -> None:
        """Add an entry below that of ``after``, or behind it where all stands between braces."""
        key, value = _entry(mapping, after)
        if key is None or value is None:
            raise LookupError(after)
        at = value.end_mark.index
        if mapping.flow_style:
            self._splices.append(Splice(at, at, f", {entry}"))
            return
        end = self.text.find("\n", at)
        at = len(self.text) if end < 0 else end - (self.text[end - 1] == "\r")
        self._splices.append(Splice(at, at, f"{self._new_line}{' ' * key.start_mark.column}{entry}"))

    def _rewrite(self, node: yaml.MappingNode, people: dict[str, tuple[yaml.Node | None, int | None]]) -> None:
        """Write a mapping anew, in the style that it had."""
        start = node.start_mark.index
        end = node.end_mark.index if node.flow_style else node.value[-1][1].end_mark.index
        if "#" in self.text[start:end]:
            raise CannotEditError(_COMMENT, line=node.start_mark.line + 1)
        pairs = [
            _pair(band, n, self.text[key.start_mark.index : key.end_mark.index] if key else None)
            for band, (key, n) in people.items()
        ]
        block = pairs and not node.flow_style
        text = f"{self._new_line}{' ' * node.start_mark.column}".join(pairs) if block else _braces(pairs)
        self._splices.append(Splice(start, end, text))


_OTHER_BANDS = N_(
    "`residents` has ages that CBS does not have: {bands}. Take these out first, or take out the `code` to leave this "
    "neighbourhood as it is."
)
_COMMENT = N_(
    "a comment stands among the numbers on line {line}. Put it above `residents` first, else it would be lost."
)


def _homes(root: yaml.MappingNode) -> Iterator[tuple[str, yaml.MappingNode]]:
    """Yield each neighbourhood that has a code."""
    for district in _items(root, "districts"):
        for home in _items(district, "neighbourhoods"):
            code = _entry(home, "code")[1]
            if code is not None and code.value:
                yield str(code.value).upper(), home


def _items(mapping: yaml.MappingNode, name: str) -> list[yaml.MappingNode]:
    found = _entry(mapping, name)[1]
    return list(found.value) if isinstance(found, yaml.SequenceNode) else []


def _entry(mapping: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.Node] | tuple[None, None]:
    return next(((key, value) for key, value in mapping.value if key.value == name), (None, None))


def _written(node: yaml.Node) -> bool:
    return node.start_mark.index < node.end_mark.index


def _pair(band: str, people: int | None, key: str | None = None) -> str:
    return f"{key or f'{chr(34)}{band}{chr(34)}'}: {people}"


def _braces(pairs: Iterator[str] | list[str]) -> str:
    return "{" + ", ".join(pairs) + "}"
