"""The key figures per neighbourhood of Statistics Netherlands (CBS), and a neighbourhoods file with new numbers.

Columns go by their names alone: CBS adds, moves and renames them, and a guess would put people in the wrong place.
Figures are rounded to five; a dot stands for what is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

from buurtkalender.form.writing import quoted
from buurtkalender.submissions.importing.xlsx import CellRow, sheets
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import CannotReadError, Message, MessageError

BANDS = {"a_00_14": "0-14", "a_15_24": "15-24", "a_25_44": "25-44", "a_45_64": "45-64", "a_65_oo": "65+"}
"""The columns of the age bands, and these bands in our own words."""

COLUMNS = ("gwb_code", "regio", "recs", "a_inw", *BANDS)
HEAD = 20
"""The names of the columns stand somewhere in the first rows."""

NAMED = 40
ROUNDING = 2.5
MOST_PEOPLE = 1_000_000
_UNKNOWN = frozenset({"", ".", "x"})
_WHOLE = re.compile(r"([0-9]{1,7})(\.0)?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


class Figures(NamedTuple):
    """A neighbourhood in the file: how many people in all and per band, None where the file does not say."""

    code: str
    name: str
    row: int
    total: int | None
    bands: dict[str, int | None]


class Kwb(NamedTuple):
    """What the file says of some municipalities: neighbourhoods (BU…) and the names of districts (WK…) by code.

    ``wrong`` are the problems with the rows of a neighbourhood, by code. ``municipalities`` are those (0352) of which
    the file has any neighbourhood; ``names`` what they are called, by their code (GM0352).
    """

    neighbourhoods: dict[str, Figures]
    districts: dict[str, str]
    wrong: dict[str, list[Message]]
    municipalities: frozenset[str]
    names: dict[str, str]


def year_of(path: Path) -> int | None:
    """Return the year in the name of a file such as kwb-2024.xlsx; None when there is none, or more than one."""
    found = set(_YEAR.findall(path.stem))
    return int(found.pop()) if len(found) == 1 else None


def source(year: int) -> str:
    """Return what stands under numbers that come from the file of a year."""
    return f"CBS, Kerncijfers wijken en buurten {year}"


def read_kwb(path: Path, municipalities: Iterable[str] | None = None) -> Kwb:
    """Read what the file says of these municipalities, by the four digits of their code; of all when None.

    Raises CannotReadError when it cannot be read, or has not the columns that are needed.
    """
    wanted = None if municipalities is None else frozenset(municipalities)
    names: list[str] = []
    for sheet in sheets(path):
        rows = sheet.rows()
        seen, at = _header(rows)
        names = names or seen
        if at:
            sheet.wanted = frozenset(at.values())
            return _read(rows, at, wanted)
    raise CannotReadError(
        N_("{file} has no column {missing}. It has: {found}. Is it the file kwb-….xlsx with the key figures of CBS?"),
        file=path.name,
        missing="gwb_code",
        found=_listed(names),
    )


def _header(rows: Iterator[CellRow]) -> tuple[list[str], dict[str, int]]:
    """Find the row with the names of the columns, and return where each that is needed stands; nothing without one."""
    first: list[str] = []
    for n, (_, cells) in enumerate(rows, 1):
        names = {column: " ".join(text.split()).lower() for column, text in cells.items()}
        first = first or list(names.values())
        if "gwb_code" in names.values():
            return first, _places(names)
        if n == HEAD:
            break
    return first, {}


def _places(names: dict[int, str]) -> dict[str, int]:
    found = list(names.values())
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise CannotReadError(
            N_("The file has no column {missing}. It has: {found}. Only these names will do: {names}."),
            missing=", ".join(missing),
            found=_listed(found),
            names=", ".join(COLUMNS),
        )
    twice = [name for name in COLUMNS if found.count(name) > 1]
    if twice:
        raise CannotReadError(N_("The file has this column more than once: {names}."), names=", ".join(twice))
    return {name: column for column, name in names.items() if name in COLUMNS}


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "") if names else "–"


def _read(rows: Iterator[CellRow], at: dict[str, int], wanted: frozenset[str] | None) -> Kwb:
    found = Kwb({}, {}, {}, frozenset(), {})
    met = set()
    for number, cells in rows:
        code = cells.get(at["gwb_code"], "").strip().upper()
        kind = cells.get(at["recs"], "").strip().lower()
        if wanted is not None and code[2:6] not in wanted:
            continue
        name = " ".join(cells.get(at["regio"], "").split())
        if kind == "gemeente" and code.startswith("GM"):
            found.names[code] = name
        elif kind == "wijk" and code.startswith("WK"):
            found.districts[code] = name
        elif kind == "buurt" and code.startswith("BU"):
            met.add(code[2:6])
            wrong: list[Message] = []
            if code in found.neighbourhoods:
                first = found.neighbourhoods[code].row
                wrong.append(Message(N_("rows {first} and {row} both have it."), {"first": first, "row": number}))
            total = _people("a_inw", cells, at, number, wrong)
            bands = {band: _people(column, cells, at, number, wrong) for column, band in BANDS.items()}
            figures = found.neighbourhoods[code] = Figures(code, name, number, total, bands)
            if not wrong:
                wrong += _sum(figures)
            if wrong:
                found.wrong.setdefault(code, []).extend(wrong)
    return found._replace(municipalities=frozenset(met))


def _people(column: str, cells: dict[int, str], at: dict[str, int], row: int, wrong: list[Message]) -> int | None:
    """Return a number of people, None where the file does not say; what else stands there is wrong."""
    text = cells.get(at[column], "").strip()
    if text.lower() in _UNKNOWN:
        return None
    whole = _WHOLE.fullmatch(text)
    if whole and int(whole[1]) <= MOST_PEOPLE:
        return int(whole[1])
    wrong.append(
        Message(
            N_("row {row}, column {column}: “{value}” is not a number of people."),
            {"row": row, "column": column, "value": text},
        )
    )
    return None


def _sum(figures: Figures) -> list[Message]:
    """Hold the bands against the total: each of these numbers may be rounded by two and a half."""
    known = [people for people in figures.bands.values() if people is not None]
    if figures.total is None or not known:
        return []
    over = sum(known) - figures.total
    most = ROUNDING * (len(known) + 1)
    if over > most or (len(known) == len(BANDS) and -over > most):
        words = {"row": figures.row, "sum": sum(known), "total": figures.total}
        return [Message(N_("row {row}: the ages add up to {sum}, but a_inw says {total}. That is no rounding."), words)]
    return []


# --- areas -----------------------------------------------------------------------------------------------
# New numbers of residents in a neighbourhoods file, and nothing else: every other character stays as it was written.
#
# Only the text of a number is replaced, where the parser says that it stands. So comments, order, quotes, blank
# lines, line ends and every layout stay. What cannot be changed without losing something is told instead.

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
